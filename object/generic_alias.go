package object

import "github.com/hpyrun/hpyrun/heap"

// A types.GenericAlias is what list[int] gives: the origin, the tuple of
// arguments, and the tuple of type parameters among those (Null until asked
// for). It behaves as its origin does but for what it knows itself.
const (
	aliasOrigin = 0
	aliasArgs   = 1
	aliasParams = 2
)

var (
	nmTypingSubst  = RegisterName("__typing_subst__")
	nmParameters   = RegisterName("__parameters__")
	nmOrigClass    = RegisterName("__orig_class__")
	nmAliasOrigin  = RegisterName("__origin__")
	nmAliasArgs    = RegisterName("__args__")
	nmAliasQual    = RegisterName("__qualname__")
	nmAliasModule  = RegisterName("__module__")
	nmAliasBuiltin = RegisterName("builtins")
)

// ClassGetItem is the method that makes a class generic.
var ClassGetItem = MethodDef{
	Name: "__class_getitem__", Kind: ClassMethod, Sig: "($type, object, /)", Doc: "See PEP 585",
	Fn: func(t *Thread, args Args) Value { return t.NewGenericAlias(args.At(0), args.At(1)) },
}

// NewGenericAlias returns types.GenericAlias(origin, args); args that are no
// tuple are put into one.
func (t *Thread) NewGenericAlias(origin, args Ref) Value {
	return t.newGenericAlias(t.RT.containers.genericAlias, origin, args)
}

func (t *Thread) newGenericAlias(typ *Type, origin, args Ref) Value {
	defer t.Pop(t.Top())
	if !t.isTuple(args.V()) {
		args = t.Push(t.PackTuple(args))
		if args.V() == heap.Null {
			return heap.Null
		}
	}
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, aliasOrigin, origin.V())
		t.Store(v, aliasArgs, args.V())
	}
	return v
}

func genericAliasDef(rt *Runtime) TypeDef {
	refuse := func(what string) Native {
		return func(t *Thread, args Args) Value {
			return t.TypeErrorf("%s cannot be a parameterized generic", what)
		}
	}
	return TypeDef{
		Name: "GenericAlias", Module: "types", FixedRefs: 3, RawSize: 8, Flags: FlagBaseType, Weak: true,
		Into: &rt.containers.genericAlias,
		Doc:  "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
		Slots: Slots{
			New: aliasNew, Repr: aliasRepr, Hash: aliasHash, Compare: aliasCompare, Call: aliasCall,
			GetAttr: aliasGetAttr, MpSubscript: aliasSubscript, Iter: aliasIter,
			Binary: [NumBinaryOps]func(t *Thread, a, b Ref) Value{OpOr: unionOr},
		},
		GetSets: []GetSetDef{
			{Name: "__origin__", Get: func(t *Thread, s Ref) Value { return s.V().Addr().Ref(aliasOrigin) }},
			{Name: "__args__", Get: func(t *Thread, s Ref) Value { return s.V().Addr().Ref(aliasArgs) }},
			{Name: "__parameters__", Get: aliasParameters},
			{Name: "__unpacked__", Get: func(t *Thread, s Ref) Value { return heap.Bool(aliasStarred(s.V())) }},
			{Name: "__typing_unpacked_tuple_args__", Get: func(t *Thread, s Ref) Value {
				if a := s.V().Addr(); aliasStarred(s.V()) && a.Ref(aliasOrigin) == t.RT.TupleType.Obj.V() {
					return a.Ref(aliasArgs)
				}
				return heap.None
			}},
		},
		Methods: []MethodDef{
			{Name: "__mro_entries__", Sig: "($self, object, /)", Fn: func(t *Thread, args Args) Value {
				return t.PackTuple(t.Push(args.At(0).V().Addr().Ref(aliasOrigin)))
			}},
			{Name: "__instancecheck__", Sig: "($self, object, /)", Fn: refuse("isinstance() argument 2")},
			{Name: "__subclasscheck__", Sig: "($self, object, /)", Fn: refuse("issubclass() argument 2")},
			{Name: "__reduce__", Sig: "($self, /)", Fn: func(t *Thread, args Args) Value {
				a := args.At(0).V().Addr()
				o, p := t.Push(a.Ref(aliasOrigin)), t.Push(a.Ref(aliasArgs))
				if aliasStarred(args.At(0).V()) {
					// The first item of an alias that is iterated over.
					it := t.Push(t.Iter(t.Push(t.NewGenericAlias(o, p))))
					next := t.Push(t.builtin(nmNextFunc))
					return t.PackTuple(next, t.Push(t.PackTuple(it)))
				}
				return t.PackTuple(t.RT.containers.genericAlias.Obj, t.Push(t.PackTuple(o, p)))
			}},
		},
	}
}

var (
	nmNextFunc      = RegisterName("next")
	nmUnpackedTuple = RegisterName("__typing_unpacked_tuple_args__")
	nmPrepareSubst  = RegisterName("__typing_prepare_subst__")
	nmIsUnpacked    = RegisterName("__typing_is_unpacked_typevartuple__")
)

// aliasStarred says that the alias stands for its items, as in *tuple[int, str] (no safepoint).
func aliasStarred(v Value) bool { return v.Addr().Word64(0) != 0 }

// isAlias says that v is a generic alias, or of a class derived from it (no safepoint).
func (t *Thread) isAlias(v Value) bool { return t.RT.TypeOf(v).IsSubtype(t.RT.containers.genericAlias) }

// aliasIter is what a star in front of an alias asks for: an iterator of one item, the alias
// starred.
func aliasIter(t *Thread, s Ref) Value {
	defer t.Pop(t.Top())
	a := s.V().Addr()
	origin, args := t.Push(a.Ref(aliasOrigin)), t.Push(a.Ref(aliasArgs))
	v := t.Push(t.newGenericAlias(t.RT.TypeOf(s.V()), origin, args))
	if v.V() == heap.Null {
		return heap.Null
	}
	v.V().Addr().SetWord64(0, 1)
	it := t.NewInstance(t.RT.containers.aliasIter)
	if it != heap.Null {
		t.Store(it, aliasIterItem, v.V())
		t.Store(it, aliasIterOf, s.V())
	}
	return it
}

// The iterator: the starred alias (Null when it was given), and the alias it is of, which is
// what a copy of the iterator is made from.
const (
	aliasIterItem = iota
	aliasIterOf
)

func aliasIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "generic_alias_iterator", FixedRefs: 2, Flags: FlagNoInstantiate, Into: &rt.containers.aliasIter,
		Slots: Slots{Iter: selfIter, Next: func(t *Thread, it Ref) Value {
			v := it.V().Addr().Ref(aliasIterItem)
			t.Store(it.V(), aliasIterItem, heap.Null)
			return v
		}},
		Methods: []MethodDef{reduceMethod(func(t *Thread, a Args) Value {
			iter := t.Push(t.builtin(nmIter))
			of := t.Push(a.At(0).V().Addr().Ref(aliasIterOf))
			if a.At(0).V().Addr().Ref(aliasIterItem) == heap.Null {
				of.Set(t.NewTuple(0))
			}
			return t.PackTuple(iter, t.Push(t.PackTuple(of)))
		})},
	}
}

func aliasNew(t *Thread, args Args) Value {
	if !t.noKeywords("GenericAlias", args) || !t.checkArity("GenericAlias", args.Len()-1, 2, 2) {
		return heap.Null
	}
	return t.newGenericAlias(t.RT.TypeFromObj(args.At(0).V()), args.At(1), args.At(2))
}

func aliasRepr(t *Thread, s Ref) Value {
	defer t.Pop(t.Top())
	a := s.V().Addr()
	x, args := t.Push(a.Ref(aliasOrigin)), t.Push(a.Ref(aliasArgs))
	star := []byte(nil)
	if aliasStarred(s.V()) {
		star = []byte("*")
	}
	b, ok := t.appendTypeRepr(star, x)
	if !ok {
		return heap.Null
	}
	b = append(b, '[')
	n := t.TupleLen(args.V())
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		x.Set(t.TupleAt(args.V(), i))
		if b, ok = t.appendTypeRepr(b, x); !ok {
			return heap.Null
		}
	}
	if n == 0 {
		b = append(b, "()"...)
	}
	return t.NewStrBytes(append(b, ']'))
}

// appendTypeRepr appends what an alias shows for a part of it: a class by its
// name, but what is an alias by its attributes (typing has its own) by its repr.
func (t *Thread) appendTypeRepr(b []byte, x Ref) ([]byte, bool) {
	if x.V() == heap.Ellipsis {
		return append(b, "..."...), true
	}
	defer t.Pop(t.Top())
	aliasLike := true
	for _, name := range [...]NameID{nmAliasOrigin, nmAliasArgs} {
		v, ok := t.GetAttrOpt(x, t.RT.NameRef(name))
		if !ok {
			return b, false
		}
		aliasLike = aliasLike && v != heap.Null
	}
	if aliasLike {
		return t.appendRepr(b, x)
	}
	q, ok := t.GetAttrOpt(x, t.RT.NameRef(nmAliasQual))
	if !ok {
		return b, false
	}
	qual := t.Push(q)
	m, ok := t.GetAttrOpt(x, t.RT.NameRef(nmAliasModule))
	if !ok {
		return b, false
	}
	if qual.V() == heap.Null || m == heap.Null || m == heap.None || !t.RT.IsStr(qual.V()) || !t.RT.IsStr(m) {
		return t.appendRepr(b, x)
	}
	if !StrEq(m, t.RT.NameRef(nmAliasBuiltin).V()) {
		b = append(append(b, StrBytes(m)...), '.')
	}
	return append(b, StrBytes(qual.V())...), true
}

func aliasHash(t *Thread, s Ref) (int64, bool) {
	defer t.Pop(t.Top())
	a := s.V().Addr()
	origin, args := t.Push(a.Ref(aliasOrigin)), t.Push(a.Ref(aliasArgs))
	h, ok := t.Hash(origin)
	if !ok {
		return 0, false
	}
	k, ok := t.Hash(args)
	if h ^= k; h == -1 {
		h = -2
	}
	return h, ok
}

func aliasCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !t.isAlias(a.V()) || !t.isAlias(b.V()) {
		return heap.NotImplemented
	}
	if aliasStarred(a.V()) != aliasStarred(b.V()) {
		return heap.Bool(op == NE)
	}
	defer t.Pop(t.Top())
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	for i := aliasOrigin; i <= aliasArgs; i++ {
		x.Set(a.V().Addr().Ref(i))
		y.Set(b.V().Addr().Ref(i))
		switch t.CompareBool(x, y, EQ) {
		case 0:
			return heap.Bool(op == NE)
		case -1:
			return heap.Null
		}
	}
	return heap.Bool(op == EQ)
}

func aliasCall(t *Thread, s Ref, args Args) Value {
	defer t.Pop(t.Top())
	origin := t.Push(s.V().Addr().Ref(aliasOrigin))
	r := t.Push(t.Call(origin, args))
	if r.V() == heap.Null {
		return heap.Null
	}
	if !t.SetAttr(r, t.RT.NameRef(nmOrigClass), s) {
		if !t.ExcMatches(t.RT.Exc.AttributeError) && !t.ExcMatches(t.RT.Exc.TypeError) {
			return heap.Null
		}
		t.ClearExc()
	}
	return r.V()
}

// aliasOwn are the attributes that an alias does not ask its origin for.
var aliasOwn = map[string]bool{
	"__class__": true, "__origin__": true, "__args__": true, "__unpacked__": true, "__parameters__": true,
	"__typing_unpacked_tuple_args__": true, "__mro_entries__": true, "__reduce_ex__": true, "__reduce__": true,
	"__copy__": true, "__deepcopy__": true,
}

func aliasGetAttr(t *Thread, s, name Ref) Value {
	if !aliasOwn[GoStr(name.V())] {
		defer t.Pop(t.Top())
		return t.GetAttr(t.Push(s.V().Addr().Ref(aliasOrigin)), name)
	}
	return t.GenericGetAttr(s, name)
}

func aliasParameters(t *Thread, s Ref) Value {
	if p := s.V().Addr().Ref(aliasParams); p != heap.Null {
		return p
	}
	defer t.Pop(t.Top())
	p := t.typeParameters(t.Push(s.V().Addr().Ref(aliasArgs)))
	if p != heap.Null {
		t.Store(s.V(), aliasParams, p)
	}
	return p
}

// typeParameters returns a tuple of the type variables among the items of a tuple,
// each once.
func (t *Thread) typeParameters(args Ref) Value {
	defer t.Pop(t.Top())
	l := t.Push(t.NewList(0))
	x := t.Push(heap.Null)
	if l.V() == heap.Null {
		return heap.Null
	}
	add := func(p Ref) bool {
		switch t.findItem(l, p, 0, maxItems) {
		case absent:
			return t.ListAppend(l, p)
		case failed:
			return false
		}
		return true
	}
	for i := range t.TupleLen(args.V()) {
		x.Set(t.TupleAt(args.V(), i))
		// A class is no parameter, whatever its instances are.
		if t.RT.TypeOf(x.V()).Has(FlagTypeSubclass) {
			continue
		}
		subst, ok := t.GetAttrOpt(x, t.RT.NameRef(nmTypingSubst))
		if !ok {
			return heap.Null
		}
		if subst != heap.Null {
			if !add(x) {
				return heap.Null
			}
			continue
		}
		inner, ok := t.GetAttrOpt(x, t.RT.NameRef(nmParameters))
		if !ok || inner != heap.Null && t.isTuple(inner) && !t.forEach(t.Push(inner), add) {
			return heap.Null
		}
	}
	return t.ListToTuple(l)
}

// aliasSubscript puts items in the place of the type parameters.
func aliasSubscript(t *Thread, s, key Ref) Value {
	defer t.Pop(t.Top())
	params := t.Push(aliasParameters(t, s))
	if params.V() == heap.Null {
		return heap.Null
	}
	items := key
	if !t.isTuple(key.V()) {
		if items = t.Push(t.PackTuple(key)); items.V() == heap.Null {
			return heap.Null
		}
	}
	if items = t.preparedItems(s, params, items); items.V() == heap.Null {
		return heap.Null
	}
	n, m := t.TupleLen(params.V()), t.TupleLen(items.V())
	if n == 0 || n != m {
		b, ok := t.appendRepr(nil, s)
		switch {
		case !ok:
			return heap.Null
		case n == 0:
			return t.TypeErrorf("%s is not a generic class", b)
		}
		few := "few"
		if m > n {
			few = "many"
		}
		return t.TypeErrorf("Too %s arguments for %s; actual %d, expected %d", few, b, m, n)
	}
	args := t.Push(s.V().Addr().Ref(aliasArgs))
	out := t.Push(t.NewList(0))
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	if out.V() == heap.Null {
		return heap.Null
	}
	for i := range t.TupleLen(args.V()) {
		x.Set(t.TupleAt(args.V(), i))
		unpacked := 0
		if !t.RT.TypeOf(x.V()).Has(FlagTypeSubclass) {
			if unpacked = t.truthOfAttr(x, nmIsUnpacked); unpacked < 0 {
				return heap.Null
			}
		}
		if !t.substitute(x, params, items, y) {
			return heap.Null
		}
		// What stood for several arguments has become a tuple of them.
		if unpacked == 1 && t.isTuple(y.V()) {
			if !t.ListExtend(out, y) {
				return heap.Null
			}
		} else if !t.ListAppend(out, y) {
			return heap.Null
		}
	}
	origin := t.Push(s.V().Addr().Ref(aliasOrigin))
	tuple := t.Push(t.ListToTuple(out))
	if tuple.V() == heap.Null {
		return heap.Null
	}
	v := t.NewGenericAlias(origin, tuple)
	if v != heap.Null && aliasStarred(s.V()) {
		v.Addr().SetWord64(0, 1)
	}
	return v
}

// truthOfAttr is the truth of o's attribute, 0 where there is none; -1: an exception is pending.
func (t *Thread) truthOfAttr(o Ref, name NameID) int {
	v, ok := t.GetAttrOpt(o, t.RT.NameRef(name))
	if !ok {
		return -1
	}
	if v == heap.Null {
		return 0
	}
	defer t.Pop(t.Top())
	return t.IsTrue(t.Push(v))
}

// preparedItems pushes the tuple of what is to be put in: starred tuples are taken apart, and
// parameters that want several items, or have defaults, get a say. Null: an exception is
// pending.
func (t *Thread) preparedItems(s, params, items Ref) Ref {
	out := t.Push(heap.Null)
	list, x := t.Push(t.NewList(0)), t.Push(heap.Null)
	if list.V() == heap.Null {
		return out
	}
	for i := range t.TupleLen(items.V()) {
		x.Set(t.TupleAt(items.V(), i))
		if !t.RT.TypeOf(x.V()).Has(FlagTypeSubclass) {
			v, ok := t.GetAttrOpt(x, t.RT.NameRef(nmUnpackedTuple))
			if !ok {
				return out
			}
			if v != heap.Null && t.isTuple(v) {
				if n := t.TupleLen(v); n == 0 || t.TupleAt(v, n-1) != heap.Ellipsis {
					x.Set(v)
					if !t.ListExtend(list, x) {
						return out
					}
					continue
				}
			}
		}
		if !t.ListAppend(list, x) {
			return out
		}
	}
	all := t.Push(t.ListToTuple(list))
	for i := 0; all.V() != heap.Null && i < t.TupleLen(params.V()); i++ {
		x.Set(t.TupleAt(params.V(), i))
		v, ok := t.GetAttrOpt(x, t.RT.NameRef(nmPrepareSubst))
		if !ok {
			return out
		}
		if v == heap.Null || v == heap.None {
			continue
		}
		x.Set(v)
		if all.Set(t.CallN(x, s, all)); all.V() != heap.Null && !t.isTuple(all.V()) {
			all.Set(t.SeqToTuple(all))
		}
	}
	out.Set(all.V())
	return out
}

// substitute sets y to the argument x with the items in the place of the
// parameters.
func (t *Thread) substitute(x, params, items, y Ref) bool {
	defer t.Pop(t.Top())
	y.Set(x.V())
	if t.RT.TypeOf(x.V()).Has(FlagTypeSubclass) {
		return true
	}
	p := t.Push(heap.Null)
	for i := range t.TupleLen(params.V()) {
		if t.TupleAt(params.V(), i) == x.V() {
			p.Set(t.TupleAt(items.V(), i))
			y.Set(t.CallMethod(x, t.RT.NameRef(nmTypingSubst), p))
			return y.V() != heap.Null
		}
	}
	inner, ok := t.GetAttrOpt(x, t.RT.NameRef(nmParameters))
	if !ok || inner == heap.Null || !t.isTuple(inner) || t.TupleLen(inner) == 0 {
		return ok
	}
	own := t.Push(inner)
	l := t.Push(t.NewList(0))
	if l.V() == heap.Null {
		return false
	}
	for i := range t.TupleLen(own.V()) {
		p.Set(t.TupleAt(own.V(), i))
		many := t.RT.TypeOf(p.V()).Slots.Iter != nil // as a TypeVarTuple, which can be starred
		for j := range t.TupleLen(params.V()) {
			if t.TupleAt(params.V(), j) == p.V() {
				p.Set(t.TupleAt(items.V(), j))
				break
			}
		}
		ok := false
		if many && t.isTuple(p.V()) {
			ok = t.ListExtend(l, p)
		} else {
			ok = t.ListAppend(l, p)
		}
		if !ok {
			return false
		}
	}
	key := t.Push(t.ListToTuple(l))
	if key.V() == heap.Null {
		return false
	}
	y.Set(t.GetItem(x, key))
	return y.V() != heap.Null
}
