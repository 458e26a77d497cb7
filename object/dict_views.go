package object

import "github.com/hpyrun/hpyrun/heap"

// The views of a dict: one reference, the dict. keys and items are sets in the
// sense of collections.abc; where an operation needs a set it makes one.

func dictViewOf(typ heap.TypeIndex) Native {
	return func(t *Thread, args Args) Value {
		v := t.Alloc(typ, 1, 0)
		if v != heap.Null {
			t.Store(v, 0, args.At(0).V())
		}
		return v
	}
}

// viewDict pushes the dict of a view.
func (t *Thread) viewDict(v Ref) Ref { return t.Push(v.V().Addr().Ref(0)) }

func dictViewDef(index heap.TypeIndex, name string, part dictPart) func(rt *Runtime) TypeDef {
	return func(rt *Runtime) TypeDef {
		d := TypeDef{
			Index: index, Name: name, FixedRefs: 1, Flags: FlagNoInstantiate,
			Slots: Slots{
				Repr:     viewRepr,
				SqLength: func(t *Thread, v Ref) int { return t.DictLen(v.V().Addr().Ref(0)) },
				Iter: func(t *Thread, v Ref) Value {
					defer t.Pop(t.Top())
					return t.newDictIter(dictIterIdx[part], t.viewDict(v), false)
				},
			},
			GetSets: []GetSetDef{{Name: "mapping", Get: viewMapping, Doc: "dictionary that this view refers to"}},
			Methods: []MethodDef{
				{Name: "__reversed__", Sig: "($self, /)", Doc: "Return a reverse iterator over the dict " + name[len("dict_"):] + ".",
					Fn: func(t *Thread, args Args) Value {
						return t.newDictIter(t.RT.containers.dicts.reverse[part].Index, t.viewDict(args.At(0)), true)
					}},
			},
		}
		if part == valuesPart {
			return d
		}
		d.Slots.Compare = viewCompare
		d.Slots.SqContains = viewContains
		d.Slots.Binary[OpSub] = viewSub
		d.Slots.Binary[OpAnd] = viewAnd
		d.Slots.Binary[OpOr] = viewOr
		d.Slots.Binary[OpXor] = viewXor
		d.Methods = append(d.Methods, MethodDef{Name: "isdisjoint", Fn: viewIsDisjoint, Sig: "($self, other, /)",
			Doc: "Return True if the view and the given iterable have a null intersection."})
		return d
	}
}

func viewMapping(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	return t.NewMappingProxy(t.viewDict(self))
}

func viewRepr(t *Thread, v Ref) Value {
	switch t.ReprEnter(v) {
	case 1:
		return t.NewStr("...")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	defer t.Pop(t.Top())
	l := t.Push(t.SeqToList(v))
	if l.V() == heap.Null {
		return heap.Null
	}
	b := append([]byte(t.TypeName(v.V())), "(["...)
	b, ok := t.appendItems(b, l)
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(append(b, "])"...))
}

// isSetView says that v is a view of keys or items (no safepoint).
func isSetView(v Value) bool { return isExact(v, IdxDictKeys) || isExact(v, IdxDictItems) }

func viewLen(t *Thread, v Value) int { return t.DictLen(v.Addr().Ref(0)) }

func viewContains(t *Thread, v, x Ref) int {
	defer t.Pop(t.Top())
	d := t.viewDict(v)
	if isExact(v.V(), IdxDictKeys) {
		return t.DictContains(d, x)
	}
	if !t.isTuple(x.V()) || t.TupleLen(x.V()) != 2 {
		return 0
	}
	k := t.Push(t.TupleAt(x.V(), 0))
	value, ok := t.DictGet(d, k)
	switch {
	case !ok:
		return -1
	case value == heap.Null:
		return 0
	}
	r := t.Push(value)
	return t.equalItems(r, t.Push(t.TupleAt(x.V(), 1)))
}

// viewSet pushes a new set of a view's items, or of any iterable's.
func (t *Thread) viewSet(v Ref) Ref {
	s := t.Push(t.NewSet())
	if s.V() == heap.Null {
		return s
	}
	src := v
	if isExact(v.V(), IdxDictKeys) && isExact(v.V().Addr().Ref(0), IdxDict) {
		src = t.viewDict(v)
	}
	if !t.SetUpdate(s, src) {
		s.Set(heap.Null)
	}
	return s
}

func viewSub(t *Thread, a, b Ref) Value {
	defer t.Pop(t.Top())
	s := t.viewSet(a)
	if s.V() == heap.Null || !t.setDifferenceUpdate(s, b) {
		return heap.Null
	}
	return s.V()
}

func viewOr(t *Thread, a, b Ref) Value {
	defer t.Pop(t.Top())
	s := t.viewSet(a)
	if s.V() == heap.Null || !t.SetUpdate(s, b) {
		return heap.Null
	}
	return s.V()
}

func viewXor(t *Thread, a, b Ref) Value {
	defer t.Pop(t.Top())
	s := t.viewSet(a)
	if s.V() == heap.Null || !t.setSymmetricUpdate(s, b) {
		return heap.Null
	}
	return s.V()
}

func viewAnd(t *Thread, a, b Ref) Value {
	if !isSetView(a.V()) {
		a, b = b, a
	}
	defer t.Pop(t.Top())
	n := viewLen(t, a.V())
	if isExact(b.V(), IdxSet) && n <= t.SetLen(b.V()) {
		return t.setIntersection(b, a)
	}
	if isSetView(b.V()) && viewLen(t, b.V()) > n {
		a, b = b, a
	}
	s := t.Push(t.NewSet())
	if s.V() == heap.Null || !t.forEach(b, func(x Ref) bool {
		c := viewContains(t, a, x)
		return c == 0 || c > 0 && t.SetAdd(s, x)
	}) {
		return heap.Null
	}
	return s.V()
}

// allIn says whether all items of it are in the container c: 1, 0, -1.
func (t *Thread) allIn(it, c Ref) int {
	r := 1
	if !t.forEach(it, func(x Ref) bool {
		r = t.Contains(c, x)
		return r == 1
	}) && r == 1 {
		return -1 // the iteration itself failed
	}
	return r
}

func viewCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !isSetView(a.V()) || !isSetView(b.V()) && !t.isAnySet(b.V()) {
		return heap.NotImplemented
	}
	n, m := t.Length(a), t.Length(b)
	if n < 0 || m < 0 {
		return heap.Null
	}
	r := 0
	switch op {
	case EQ, NE:
		if n == m {
			r = t.allIn(a, b)
		}
		if op == NE && r >= 0 {
			r = 1 - r
		}
	case LT:
		if n < m {
			r = t.allIn(a, b)
		}
	case LE:
		if n <= m {
			r = t.allIn(a, b)
		}
	case GT:
		if n > m {
			r = t.allIn(b, a)
		}
	case GE:
		if n >= m {
			r = t.allIn(b, a)
		}
	}
	if r < 0 {
		return heap.Null
	}
	return heap.Bool(r == 1)
}

func viewIsDisjoint(t *Thread, args Args) Value {
	self, other := args.At(0), args.At(1)
	if self.V() == other.V() {
		return heap.Bool(viewLen(t, self.V()) == 0)
	}
	if (t.isAnySet(other.V()) || isSetView(other.V())) && t.Length(other) > viewLen(t, self.V()) {
		self, other = other, self
	}
	found := 0
	if t.forEach(other, func(x Ref) bool {
		found = t.Contains(self, x)
		return found == 0
	}) {
		return heap.True
	}
	if found == 1 {
		return heap.False
	}
	return heap.Null
}
