package object

import "github.com/hpyrun/hpyrun/heap"

func setSlots() Slots {
	s := Slots{
		Repr: setRepr, Compare: setCompare, Iter: setIter, SqLength: setLength, SqContains: setContainsSlot,
	}
	s.Binary[OpSub] = setSub
	s.Binary[OpAnd] = setAnd
	s.Binary[OpXor] = setXor
	s.Binary[OpOr] = setOr
	return s
}

// What a set and a frozenset both have.
func setCommonMethods() []MethodDef {
	return []MethodDef{
		{Name: "__contains__", Fn: setContainsMethod, Sig: "($self, object, /)", Doc: "x.__contains__(y) <==> y in x."},
		{Name: "copy", Fn: setCopyMethod, Sig: "($self, /)", Doc: "Return a shallow copy of a set."},
		{Name: "difference", Fn: setDifferenceMethod, Sig: "($self, /, *others)", Doc: "Return the difference of two or more sets as a new set."},
		{Name: "intersection", Fn: setIntersectionMethod, Sig: "($self, /, *others)", Doc: "Return the intersection of two sets as a new set."},
		{Name: "isdisjoint", Fn: setIsDisjointMethod, Sig: "($self, other, /)", Doc: "Return True if two sets have a null intersection."},
		{Name: "issubset", Fn: setIsSubsetMethod, Sig: "($self, other, /)", Doc: "Report whether another set contains this set."},
		{Name: "issuperset", Fn: setIsSupersetMethod, Sig: "($self, other, /)", Doc: "Report whether this set contains another set."},
		{Name: "symmetric_difference", Fn: setSymmetricMethod, Sig: "($self, other, /)", Doc: "Return the symmetric difference of two sets as a new set."},
		{Name: "union", Fn: setUnionMethod, Sig: "($self, /, *others)", Doc: "Return the union of sets as a new set."},
		{Name: "__reduce__", Fn: setReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
		{Name: "__sizeof__", Fn: setSizeof, Sig: "($self, /)", Doc: "S.__sizeof__() -> size of S in memory, in bytes"},
		ClassGetItem,
	}
}

func setDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxSet, Name: "set", FixedRefs: 1, RawSize: setRaw, Into: &rt.SetType, Flags: FlagBaseType, Weak: true,
		Doc:   "set() -> new empty set object\nset(iterable) -> new set object\n\nBuild an unordered collection of unique elements.",
		Slots: setSlots(),
		Methods: append(setCommonMethods(), []MethodDef{
			{Name: "add", Fn: setAddMethod, Leaf: setAddLeaf, Sig: "($self, object, /)", Doc: "Add an element to a set.\n\nThis has no effect if the element is already present."},
			{Name: "clear", Fn: setClearMethod, Sig: "($self, /)", Doc: "Remove all elements from this set."},
			{Name: "difference_update", Fn: setDifferenceUpdateMethod, Sig: "($self, /, *others)", Doc: "Remove all elements of another set from this set."},
			{Name: "discard", Fn: setDiscardMethod, Sig: "($self, object, /)",
				Doc: "Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set."},
			{Name: "intersection_update", Fn: setIntersectionUpdateMethod, Sig: "($self, /, *others)", Doc: "Update a set with the intersection of itself and another."},
			{Name: "pop", Fn: setPopMethod, Sig: "($self, /)", Doc: "Remove and return an arbitrary set element.\nRaises KeyError if the set is empty."},
			{Name: "remove", Fn: setRemoveMethod, Sig: "($self, object, /)",
				Doc: "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError."},
			{Name: "symmetric_difference_update", Fn: setSymmetricUpdateMethod, Sig: "($self, other, /)",
				Doc: "Update a set with the symmetric difference of itself and another."},
			{Name: "update", Fn: setUpdateMethod, Sig: "($self, /, *others)", Doc: "Update a set with the union of itself and others."},
		}...),
	}
	d.Slots.New, d.Slots.Init = setNew, setInit
	d.Slots.InPlace[OpSub] = setInSub
	d.Slots.InPlace[OpAnd] = setInAnd
	d.Slots.InPlace[OpXor] = setInXor
	d.Slots.InPlace[OpOr] = setInOr
	return d
}

func frozenSetDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxFrozenSet, Name: "frozenset", FixedRefs: 1, RawSize: setRaw, Into: &rt.FrozenSetType, Flags: FlagBaseType, Weak: true,
		Doc:     "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\nBuild an immutable unordered collection of unique elements.",
		Slots:   setSlots(),
		Methods: setCommonMethods(),
	}
	d.Slots.New, d.Slots.Hash = frozenSetNew, frozenHash
	return d
}

func setNew(t *Thread, args Args) Value { return t.newInstance(args.At(0), t.RT.SetType) }

func setInit(t *Thread, args Args) bool {
	if !t.noKeywords("set", args) || !t.checkArity(t.TypeName(args.At(0).V()), args.Len()-1, 0, 1) {
		return false
	}
	t.SetClear(args.At(0))
	return args.Len() == 1 || t.SetUpdate(args.At(0), args.At(1))
}

func frozenSetNew(t *Thread, args Args) Value {
	typ := t.RT.TypeFromObj(args.At(0).V())
	if !t.newNoKeywords("frozenset", t.RT.FrozenSetType, args) || !t.checkArity(typ.Name, args.Len()-1, 0, 1) {
		return heap.Null
	}
	if typ == t.RT.FrozenSetType && args.Len() == 2 && isExact(args.At(1).V(), IdxFrozenSet) {
		return args.At(1).V()
	}
	defer t.Pop(t.Top())
	s := t.Push(t.newInstance(args.At(0), t.RT.FrozenSetType))
	if s.V() == heap.Null || args.Len() == 2 && !t.SetUpdate(s, args.At(1)) {
		return heap.Null
	}
	return s.V()
}

func setLength(t *Thread, s Ref) int { return t.SetLen(s.V()) }

// asKey makes a set that was refused as a key for being unhashable a frozenset,
// pushed; the nil Ref: k was something else, and the exception stays.
func (t *Thread) asKey(k Ref) Ref {
	if !k.V().IsPtr() || !t.isAnySet(k.V()) || t.isFrozen(k.V()) || !t.ExcMatches(t.RT.Exc.TypeError) {
		return Ref{}
	}
	t.ClearExc()
	f := t.Push(t.NewFrozenSet(k))
	if f.V() == heap.Null {
		return Ref{}
	}
	return f
}

func setContainsSlot(t *Thread, s, x Ref) int {
	r := t.SetContains(s, x)
	if r < 0 {
		defer t.Pop(t.Top())
		if f := t.asKey(x); !f.IsNil() {
			return t.SetContains(s, f)
		}
	}
	return r
}

func setContainsMethod(t *Thread, args Args) Value {
	r := setContainsSlot(t, args.At(0), args.At(1))
	if r < 0 {
		return heap.Null
	}
	return heap.Bool(r == 1)
}

// discard removes x, which may be a set that stands for a frozenset.
func (t *Thread) discard(s, x Ref) (found, ok bool) {
	if found, ok = t.SetDiscard(s, x); ok {
		return found, true
	}
	defer t.Pop(t.Top())
	if f := t.asKey(x); !f.IsNil() {
		return t.SetDiscard(s, f)
	}
	return false, false
}

// done is the result of a method that returns None.
func done(ok bool) Value {
	if !ok {
		return heap.Null
	}
	return heap.None
}

func setDiscardMethod(t *Thread, args Args) Value {
	_, ok := t.discard(args.At(0), args.At(1))
	return done(ok)
}

func setRemoveMethod(t *Thread, args Args) Value {
	found, ok := t.discard(args.At(0), args.At(1))
	if ok && !found {
		return t.KeyError(args.At(1))
	}
	return done(ok)
}

func setAddMethod(t *Thread, args Args) Value { return done(t.SetAdd(args.At(0), args.At(1))) }

func setClearMethod(t *Thread, args Args) Value {
	t.SetClear(args.At(0))
	return heap.None
}

func setPopMethod(t *Thread, args Args) Value { return t.SetPop(args.At(0)) }

func setCopyMethod(t *Thread, args Args) Value {
	if s := args.At(0); isExact(s.V(), IdxFrozenSet) {
		return s.V()
	}
	return t.setCopy(args.At(0)).V()
}

// others calls f with each of *others.
func (t *Thread) others(args Args, f func(o Ref) bool) bool { return t.forEach(args.At(1), f) }

func setUpdateMethod(t *Thread, args Args) Value {
	s := args.At(0)
	return done(t.others(args, func(o Ref) bool { return t.SetUpdate(s, o) }))
}

func setUnionMethod(t *Thread, args Args) Value {
	s := args.At(0)
	r := t.setCopy(s)
	if r.V() == heap.Null || !t.others(args, func(o Ref) bool { return o.V() == s.V() || t.SetUpdate(r, o) }) {
		return heap.Null
	}
	return r.V()
}

// setMeetAll pushes the intersection of s and all others.
func (t *Thread) setMeetAll(args Args) Ref {
	s := args.At(0)
	if args.At(1).V().Addr().NRefs() == 0 {
		return t.setCopy(s)
	}
	r := t.Push(s.V())
	if !t.others(args, func(o Ref) bool {
		r.Set(t.setIntersection(r, o))
		return r.V() != heap.Null
	}) {
		r.Set(heap.Null)
	}
	return r
}

func setIntersectionMethod(t *Thread, args Args) Value { return t.setMeetAll(args).V() }

func setIntersectionUpdateMethod(t *Thread, args Args) Value {
	r := t.setMeetAll(args)
	if r.V() == heap.Null {
		return heap.Null
	}
	t.setSwap(args.At(0).V(), r.V())
	return heap.None
}

func setDifferenceMethod(t *Thread, args Args) Value {
	s := args.At(0)
	if args.At(1).V().Addr().NRefs() == 0 {
		return t.setCopy(s).V()
	}
	r := t.Push(heap.Null)
	if !t.others(args, func(o Ref) bool {
		if r.V() != heap.Null {
			return t.setDifferenceUpdate(r, o)
		}
		r.Set(t.setDifference(s, o))
		return r.V() != heap.Null
	}) {
		return heap.Null
	}
	return r.V()
}

func setDifferenceUpdateMethod(t *Thread, args Args) Value {
	s := args.At(0)
	return done(t.others(args, func(o Ref) bool { return t.setDifferenceUpdate(s, o) }))
}

func setSymmetricMethod(t *Thread, args Args) Value {
	return t.setSymmetricDifference(args.At(0), args.At(1))
}

func setSymmetricUpdateMethod(t *Thread, args Args) Value {
	return done(t.setSymmetricUpdate(args.At(0), args.At(1)))
}

// truth is the result of a method that returns a bool, from 1, 0 or -1.
func truth(r int) Value {
	if r < 0 {
		return heap.Null
	}
	return heap.Bool(r == 1)
}

func setIsDisjointMethod(t *Thread, args Args) Value {
	return truth(t.setIsDisjoint(args.At(0), args.At(1)))
}

func setIsSubsetMethod(t *Thread, args Args) Value {
	s, o := args.At(0), args.At(1)
	if t.isAnySet(o.V()) {
		return truth(t.setIsSubset(s, o))
	}
	r := t.setIntersection(s, o)
	if r == heap.Null {
		return r
	}
	return heap.Bool(t.SetLen(r) == t.SetLen(s.V()))
}

func setIsSupersetMethod(t *Thread, args Args) Value {
	s, o := args.At(0), args.At(1)
	if t.isAnySet(o.V()) {
		return truth(t.setIsSubset(o, s))
	}
	has := 1
	if !t.forEach(o, func(x Ref) bool {
		has = t.SetContains(s, x)
		return has == 1
	}) && has == 1 {
		has = -1
	}
	return truth(has)
}

// The operators take sets and frozensets only.

func (t *Thread) bothSets(a, b Ref) bool { return t.isAnySet(a.V()) && t.isAnySet(b.V()) }

func setOr(t *Thread, a, b Ref) Value {
	if !t.bothSets(a, b) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	r := t.setCopy(a)
	if r.V() == heap.Null || a.V() != b.V() && !t.SetUpdate(r, b) {
		return heap.Null
	}
	return r.V()
}

func setAnd(t *Thread, a, b Ref) Value {
	if !t.bothSets(a, b) {
		return heap.NotImplemented
	}
	return t.setIntersection(a, b)
}

func setSub(t *Thread, a, b Ref) Value {
	if !t.bothSets(a, b) {
		return heap.NotImplemented
	}
	return t.setDifference(a, b)
}

func setXor(t *Thread, a, b Ref) Value {
	if !t.bothSets(a, b) {
		return heap.NotImplemented
	}
	return t.setSymmetricDifference(a, b)
}

// inPlace is the result of an in-place operator on s.
func inPlace(s Ref, ok bool) Value {
	if !ok {
		return heap.Null
	}
	return s.V()
}

func setInOr(t *Thread, a, b Ref) Value {
	if !t.isAnySet(b.V()) {
		return heap.NotImplemented
	}
	return inPlace(a, t.SetUpdate(a, b))
}

func setInAnd(t *Thread, a, b Ref) Value {
	if !t.isAnySet(b.V()) {
		return heap.NotImplemented
	}
	r := t.setIntersection(a, b)
	if r == heap.Null {
		return r
	}
	t.setSwap(a.V(), r)
	return a.V()
}

func setInSub(t *Thread, a, b Ref) Value {
	if !t.isAnySet(b.V()) {
		return heap.NotImplemented
	}
	return inPlace(a, t.setDifferenceUpdate(a, b))
}

func setInXor(t *Thread, a, b Ref) Value {
	if !t.isAnySet(b.V()) {
		return heap.NotImplemented
	}
	return inPlace(a, t.setSymmetricUpdate(a, b))
}

func setRepr(t *Thread, s Ref) Value {
	name := t.TypeName(s.V())
	switch t.ReprEnter(s) {
	case 1:
		return t.NewStr(name + "(...)")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	if t.SetLen(s.V()) == 0 {
		return t.NewStr(name + "()")
	}
	defer t.Pop(t.Top())
	l := t.Push(t.SeqToList(s))
	if l.V() == heap.Null {
		return heap.Null
	}
	head, tail := name+"({", "})"
	if isExact(s.V(), IdxSet) {
		head, tail = "{", "}"
	}
	b, ok := t.appendItems([]byte(head), l)
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(append(b, tail...))
}

func setReduce(t *Thread, args Args) Value {
	s := args.At(0)
	l := t.Push(t.SeqToList(s))
	if l.V() == heap.Null {
		return heap.Null
	}
	st := t.Push(t.stateOf(s, false))
	if st.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(t.RT.TypeOf(s.V()).Obj, t.Push(t.PackTuple(l)), st)
}

func setSizeof(t *Thread, args Args) Value {
	v := args.At(0).V()
	n := v.Addr().Size()
	if tab := v.Addr().Ref(setTable); tab != heap.Null {
		n += tab.Addr().Size()
	}
	return t.NewInt(int64(n))
}

// A set's iterator: the set (Null when exhausted); raw words: the next slot,
// the number of items that the set must keep, and how many are left.
const (
	setIterPos  = 0
	setIterUsed = 8
	setIterLeft = 16
)

func setIter(t *Thread, s Ref) Value {
	v := t.Alloc(IdxSetIter, 1, 24)
	if v != heap.Null {
		t.Store(v, 0, s.V())
		n := uint64(t.SetLen(s.V()))
		v.Addr().SetWord64(setIterUsed, n)
		v.Addr().SetWord64(setIterLeft, n)
	}
	return v
}

func setIterNext(t *Thread, it Ref) Value {
	a := it.V().Addr()
	s := a.Ref(0)
	if s == heap.Null {
		return heap.Null
	}
	if uint64(t.SetLen(s)) != a.Word64(setIterUsed) {
		a.SetWord64(setIterUsed, 1<<64-1) // it stays so
		return t.RuntimeErrorf("Set changed size during iteration")
	}
	pos := int(a.Word64(setIterPos))
	x, ok := t.SetNext(s, &pos)
	if !ok {
		t.Store(it.V(), 0, heap.Null)
		return heap.Null
	}
	a.SetWord64(setIterPos, uint64(pos))
	a.SetWord64(setIterLeft, a.Word64(setIterLeft)-1)
	return x
}

func setIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxSetIter, Name: "set_iterator", FixedRefs: 1, RawSize: 24, Flags: FlagNoInstantiate,
		Slots: Slots{Iter: selfIter, Next: setIterNext},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: setIterHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			reduceMethod(setIterReduce),
		},
	}
}

func setIterHint(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	if s := a.Ref(0); s == heap.Null || uint64(t.SetLen(s)) != a.Word64(setIterUsed) {
		return heap.SmallInt(0)
	}
	return t.NewInt(int64(a.Word64(setIterLeft)))
}
