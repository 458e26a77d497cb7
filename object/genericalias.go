package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// types.GenericAlias (list[int]) and types.UnionType (int | None): what
// annotations are made of.

const (
	aliasOrigin = iota
	aliasArgs   // tuple
	aliasNumRefs
)

// NewGenericAlias returns origin[args]; an args that is no tuple is one
// argument.
func (t *Thread) NewGenericAlias(origin, args Ref) Value {
	defer t.Pop(t.Top())
	if !t.RT.TypeOf(args.V()).Has(FlagTupleSubclass) {
		v := t.PackTuple(args)
		if v == heap.Null {
			return v
		}
		args = t.Push(v)
	}
	v := t.NewInstance(t.RT.GenericAliasType)
	if v != heap.Null {
		t.Store(v, aliasOrigin, origin.V())
		t.Store(v, aliasArgs, args.V())
	}
	return v
}

// typeText shows a type argument: a class by its name, anything else by repr.
func (t *Thread) typeText(o Ref) (string, bool) {
	if o.V() == heap.Ellipsis {
		return "...", true
	}
	if c := t.RT.TypeFromObj(o.V()); c != nil {
		if m := t.typeModule(c); m != heap.Null && t.RT.IsStr(m) && GoStr(m) != "builtins" {
			return GoStr(m) + "." + c.QualName, true
		}
		return c.QualName, true
	}
	r := t.Repr(o)
	if r == heap.Null {
		return "", false
	}
	return GoStr(r), true
}

func (t *Thread) typeTexts(tuple Ref, sep string, none string) (string, bool) {
	defer t.Pop(t.Top())
	var parts []string
	x := t.Push(heap.Null)
	for i := range t.TupleLen(tuple.V()) {
		x.Set(t.TupleAt(tuple.V(), i))
		if none != "" && x.V() == t.RT.NoneType.Obj.V() {
			parts = append(parts, none)
			continue
		}
		s, ok := t.typeText(x)
		if !ok {
			return "", false
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, sep), true
}

func aliasRepr(t *Thread, a Ref) Value {
	defer t.Pop(t.Top())
	origin, args := t.Push(a.V().Addr().Ref(aliasOrigin)), t.Push(a.V().Addr().Ref(aliasArgs))
	s, ok := t.typeText(origin)
	if !ok {
		return heap.Null
	}
	inner, ok := t.typeTexts(args, ", ", "")
	if !ok {
		return heap.Null
	}
	if t.TupleLen(args.V()) == 0 {
		inner = "()"
	}
	return t.NewStr(s + "[" + inner + "]")
}

func aliasCall(t *Thread, a Ref, args Args) Value {
	defer t.Pop(t.Top())
	v := t.Call(t.Push(a.V().Addr().Ref(aliasOrigin)), args)
	if v == heap.Null || v.IsImm() {
		return v
	}
	r := t.Push(v)
	if !t.SetAttr(r, t.RT.Intern("__orig_class__"), a) {
		if !t.ExcMatches(t.RT.Exc.AttributeError) && !t.ExcMatches(t.RT.Exc.TypeError) {
			return heap.Null
		}
		t.ClearExc()
	}
	return r.V()
}

// aliasOwn are the names that are not looked up on the origin.
var aliasOwn = map[string]bool{"__class__": true, "__origin__": true, "__args__": true, "__parameters__": true,
	"__mro_entries__": true, "__reduce_ex__": true, "__reduce__": true, "__copy__": true, "__deepcopy__": true,
	"__unpacked__": true, "__typing_unpacked_tuple_args__": true}

func aliasGetAttr(t *Thread, a, name Ref) Value {
	if aliasOwn[GoStr(name.V())] {
		return t.GenericGetAttr(a, name)
	}
	defer t.Pop(t.Top())
	if n := GoStr(name.V()); strings.HasPrefix(n, "__") && strings.HasSuffix(n, "__") {
		switch n {
		case "__getitem__", "__or__", "__ror__", "__eq__", "__hash__", "__repr__", "__call__", "__instancecheck__", "__subclasscheck__", "__dir__":
			return t.GenericGetAttr(a, name)
		}
	}
	return t.GetAttr(t.Push(a.V().Addr().Ref(aliasOrigin)), name)
}

func aliasCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || t.RT.TypeOf(b.V()) != t.RT.GenericAliasType {
		return heap.NotImplemented
	}
	return t.sameRefs(a, b, op, aliasOrigin, aliasArgs)
}

// sameRefs compares some reference slots of two objects.
func (t *Thread) sameRefs(a, b Ref, op CompareOp, slots ...int) Value {
	defer t.Pop(t.Top())
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	eq := 1
	for _, s := range slots {
		x.Set(a.V().Addr().Ref(s))
		y.Set(b.V().Addr().Ref(s))
		if eq = t.CompareBool(x, y, EQ); eq != 1 {
			break
		}
	}
	if eq < 0 {
		return heap.Null
	}
	return heap.Bool((eq == 1) == (op == EQ))
}

func aliasHash(t *Thread, a Ref) (int64, bool) {
	defer t.Pop(t.Top())
	h0, ok := t.Hash(t.Push(a.V().Addr().Ref(aliasOrigin)))
	if !ok {
		return 0, false
	}
	h1, ok := t.Hash(t.Push(a.V().Addr().Ref(aliasArgs)))
	return clipHash(h0 ^ h1), ok
}

func aliasParameters(t *Thread, a Ref) Value { return t.NewTuple(0) }

func genericAliasDef(rt *Runtime) TypeDef {
	refuse := func(name string) Native {
		return func(t *Thread, args Args) Value {
			if name == "__instancecheck__" {
				return t.TypeErrorf("isinstance() argument 2 cannot be a parameterized generic")
			}
			return t.TypeErrorf("issubclass() argument 2 cannot be a parameterized generic")
		}
	}
	return TypeDef{
		Name: "GenericAlias", Module: "types", FixedRefs: aliasNumRefs, Weak: true, Flags: FlagBaseType, Into: &rt.GenericAliasType,
		Slots: Slots{Repr: aliasRepr, Call: aliasCall, GetAttr: aliasGetAttr, Compare: aliasCompare, Hash: aliasHash,
			Binary: [NumBinaryOps]func(t *Thread, a, b Ref) Value{OpOr: unionOr},
			New: func(t *Thread, args Args) Value {
				if args.n != 3 || args.NumKw() > 0 {
					return t.TypeErrorf("GenericAlias expected 2 arguments, got %d", args.n-1)
				}
				return t.NewGenericAlias(args.At(1), args.At(2))
			},
			Iter: nil},
		Methods: []MethodDef{
			{Name: "__mro_entries__", Sig: "($self, bases, /)", Fn: func(t *Thread, args Args) Value {
				return t.PackTuple(t.Push(args.At(0).V().Addr().Ref(aliasOrigin)))
			}},
			{Name: "__instancecheck__", Sig: "($self, instance, /)", Fn: refuse("__instancecheck__")},
			{Name: "__subclasscheck__", Sig: "($self, cls, /)", Fn: refuse("__subclasscheck__")},
		},
		GetSets: []GetSetDef{
			{Name: "__origin__", Get: refGetter(aliasOrigin)},
			{Name: "__args__", Get: refGetter(aliasArgs)},
			{Name: "__parameters__", Get: aliasParameters},
		},
	}
}

// A union: a tuple of its members, without repetition.
const (
	unionMembers = iota
	unionNumRefs
)

// unionArgs returns the members of a union, or Null: v is none (no safepoint).
func (t *Thread) unionArgs(v Value) Value {
	if v.IsPtr() && t.RT.TypeOf(v) == t.RT.UnionType {
		return v.Addr().Ref(unionMembers)
	}
	return heap.Null
}

// unionable says that v may be a member of X | Y (no safepoint).
func (t *Thread) unionable(v Value) bool {
	return v == heap.None || t.RT.TypeFromObj(v) != nil || v.IsPtr() &&
		(t.RT.TypeOf(v) == t.RT.GenericAliasType || t.RT.TypeOf(v) == t.RT.UnionType)
}

func unionOr(t *Thread, a, b Ref) Value {
	if !t.unionable(a.V()) || !t.unionable(b.V()) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	l := t.Push(t.NewList(2))
	if l.V() == heap.Null {
		return heap.Null
	}
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	add := func() bool {
		if x.V() == heap.None {
			x.Set(t.RT.NoneType.Obj.V())
		}
		for i := range t.ListLen(l.V()) {
			y.Set(t.ListAt(l.V(), i))
			if r := t.CompareBool(x, y, EQ); r != 0 {
				return r == 1
			}
		}
		return t.ListAppend(l, x)
	}
	for _, r := range []Ref{a, b} {
		if u := t.unionArgs(r.V()); u != heap.Null {
			ur := t.Push(u)
			for i := range t.TupleLen(ur.V()) {
				x.Set(t.TupleAt(ur.V(), i))
				if !add() {
					return heap.Null
				}
			}
			continue
		}
		x.Set(r.V())
		if !add() {
			return heap.Null
		}
	}
	if t.ListLen(l.V()) == 1 {
		return t.ListAt(l.V(), 0)
	}
	members := t.ListToTuple(l)
	if members == heap.Null {
		return members
	}
	m := t.Push(members)
	v := t.NewInstance(t.RT.UnionType)
	if v != heap.Null {
		t.Store(v, unionMembers, m.V())
	}
	return v
}

func unionRepr(t *Thread, u Ref) Value {
	defer t.Pop(t.Top())
	s, ok := t.typeTexts(t.Push(u.V().Addr().Ref(unionMembers)), " | ", "None")
	if !ok {
		return heap.Null
	}
	return t.NewStr(s)
}

func unionDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "UnionType", Module: "types", FixedRefs: unionNumRefs, Into: &rt.UnionType,
		Doc: "Represent a PEP 604 union type\n\nE.g. for int | str",
		Slots: Slots{Repr: unionRepr,
			Binary: [NumBinaryOps]func(t *Thread, a, b Ref) Value{OpOr: unionOr},
			Compare: func(t *Thread, a, b Ref, op CompareOp) Value {
				if op != EQ && op != NE || t.unionArgs(b.V()) == heap.Null || t.unionArgs(a.V()) == heap.Null {
					return heap.NotImplemented
				}
				defer t.Pop(t.Top())
				// The order of the members does not matter.
				x, y := t.Push(t.unionSet(a)), t.Push(heap.Null)
				if x.V() == heap.Null {
					return heap.Null
				}
				y.Set(t.unionSet(b))
				if y.V() == heap.Null {
					return heap.Null
				}
				return t.Compare(x, y, op)
			},
			Hash: func(t *Thread, u Ref) (int64, bool) {
				defer t.Pop(t.Top())
				s := t.unionSet(u)
				if s == heap.Null {
					return 0, false
				}
				return t.Hash(t.Push(s))
			}},
		Methods: []MethodDef{
			{Name: "__instancecheck__", Sig: "($self, instance, /)", Fn: func(t *Thread, args Args) Value {
				return boolOf(t.IsInstance(args.At(1), t.Push(args.At(0).V().Addr().Ref(unionMembers))))
			}},
			{Name: "__subclasscheck__", Sig: "($self, cls, /)", Fn: func(t *Thread, args Args) Value {
				return boolOf(t.IsSubclass(args.At(1), t.Push(args.At(0).V().Addr().Ref(unionMembers))))
			}},
		},
		GetSets: []GetSetDef{
			{Name: "__args__", Get: refGetter(unionMembers)},
			{Name: "__parameters__", Get: aliasParameters},
		},
	}
}

// unionSet returns a frozenset of a union's members.
func (t *Thread) unionSet(u Ref) Value {
	defer t.Pop(t.Top())
	return t.NewFrozenSet(t.Push(u.V().Addr().Ref(unionMembers)))
}
