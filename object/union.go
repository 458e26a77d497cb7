package object

import "github.com/hpyrun/hpyrun/heap"

// types.UnionType: what int | None gives.

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
		(t.isAlias(v) || t.RT.TypeOf(v) == t.RT.UnionType)
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
	m, x := t.Push(u.V().Addr().Ref(unionMembers)), t.Push(heap.Null)
	var b []byte
	for i := range t.TupleLen(m.V()) {
		if i > 0 {
			b = append(b, " | "...)
		}
		x.Set(t.TupleAt(m.V(), i))
		if x.V() == t.RT.NoneType.Obj.V() {
			b = append(b, "None"...)
			continue
		}
		var ok bool
		if b, ok = t.appendTypeRepr(b, x); !ok {
			return heap.Null
		}
	}
	return t.NewStrBytes(b)
}

func unionDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "UnionType", Module: "types", FixedRefs: unionNumRefs, Into: &rt.UnionType,
		Doc: "Represent a PEP 604 union type\n\nE.g. for int | str",
		Slots: Slots{Repr: unionRepr,
			GetAttr: func(t *Thread, u, name Ref) Value {
				// Where a type is asked for its module, so is a union: its type's.
				if StrEq(name.V(), t.RT.NameRef(nmAliasModule).V()) {
					return t.GetAttr(t.RT.UnionType.Obj, name)
				}
				return t.GenericGetAttr(u, name)
			},
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
			{Name: "__parameters__", Get: func(t *Thread, u Ref) Value {
				defer t.Pop(t.Top())
				return t.typeParameters(t.Push(u.V().Addr().Ref(unionMembers)))
			}},
		},
	}
}

// unionSet returns a frozenset of a union's members.
func (t *Thread) unionSet(u Ref) Value {
	defer t.Pop(t.Top())
	return t.NewFrozenSet(t.Push(u.V().Addr().Ref(unionMembers)))
}
