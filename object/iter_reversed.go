package object

import "github.com/hpyrun/hpyrun/heap"

// reversed(): of a list by its own type, of other sequences by the class
// reversed; both are iterators as in iter_seq.go whose index goes down.

// reversedState holds the types.
type reversedState struct {
	listRev, reversed *Type
}

func listReverseIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "list_reverseiterator", FixedRefs: 1, RawSize: 8, Flags: FlagNoInstantiate,
		Into:  &rt.containers.rev.listRev,
		Slots: Slots{Iter: selfIter, Next: listReverseNext},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: reversedHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			{Name: "__reduce__", Fn: reversedReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			{Name: "__setstate__", Fn: reversedSetState, Sig: "($self, state, /)", Doc: "Set state information for unpickling."},
		},
	}
}

func listReversed(t *Thread, args Args) Value {
	l := args.At(0)
	return t.newIter(t.RT.containers.rev.listRev.Index, l, t.ListLen(l.V())-1)
}

func listReverseNext(t *Thread, it Ref) Value {
	a := it.V().Addr()
	l := a.Ref(iterSeq)
	if l == heap.Null {
		return heap.Null
	}
	i := int(a.Word64(iterIndex))
	if uint(i) >= uint(t.ListLen(l)) {
		t.Store(it.V(), iterSeq, heap.Null)
		return heap.Null
	}
	a.SetWord64(iterIndex, uint64(i-1))
	return t.ListAt(l, i)
}

func reversedDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "reversed", FixedRefs: 1, RawSize: 8, Flags: FlagBaseType,
		Into:  &rt.containers.rev.reversed,
		Doc:   "Return a reverse iterator over the values of the given sequence.",
		Slots: Slots{New: reversedNew, Iter: selfIter, Next: reversedNext},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: reversedHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			{Name: "__reduce__", Fn: reversedReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			{Name: "__setstate__", Fn: reversedSetState, Sig: "($self, state, /)", Doc: "Set state information for unpickling."},
		},
	}
}

func reversedNew(t *Thread, args Args) Value {
	if !t.newNoKeywords("reversed", t.RT.containers.rev.reversed, args) || !t.checkArity("reversed", args.Len()-1, 1, 1) {
		return heap.Null
	}
	return t.reversed(t.RT.TypeFromObj(args.At(0).V()), args.At(1))
}

// Reversed returns reversed(seq).
func (t *Thread) Reversed(seq Ref) Value { return t.reversed(t.RT.containers.rev.reversed, seq) }

func (t *Thread) reversed(typ *Type, seq Ref) Value {
	st := t.RT.TypeOf(seq.V())
	name := t.RT.NameRef(nmDunRev)
	switch t.LookupType(st, name.V()) {
	case heap.Null:
	case heap.None:
		return t.TypeErrorf("'%s' object is not reversible", st.Shown)
	default:
		return t.CallMethod(seq, name)
	}
	// Only a dict has items by key although it is no sequence.
	if st.Slots.SqItem == nil || st.Has(FlagDictSubclass) {
		return t.TypeErrorf("'%s' object is not reversible", st.Shown)
	}
	n := t.Length(seq)
	if n < 0 {
		return heap.Null
	}
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, iterSeq, seq.V())
		v.Addr().SetWord64(iterIndex, uint64(n-1))
	}
	return v
}

func reversedNext(t *Thread, it Ref) Value {
	defer t.Pop(t.Top())
	a := it.V().Addr()
	seq := t.Push(a.Ref(iterSeq))
	i := int(a.Word64(iterIndex))
	if seq.V() == heap.Null || i < 0 {
		t.Store(it.V(), iterSeq, heap.Null)
		return heap.Null
	}
	v := t.SequenceItem(seq, i)
	if v != heap.Null {
		it.V().Addr().SetWord64(iterIndex, uint64(i-1))
		return v
	}
	if t.ExcMatches(t.RT.Exc.IndexError) || t.ExcMatches(t.RT.Exc.StopIteration) {
		t.ClearExc()
	}
	// CPython forgets the sequence only at its end, and goes on after an error.
	if !t.Pending() {
		t.Store(it.V(), iterSeq, heap.Null)
	}
	return heap.Null
}

func reversedHint(t *Thread, args Args) Value {
	seq := t.Push(args.At(0).V().Addr().Ref(iterSeq))
	if seq.V() == heap.Null {
		return heap.SmallInt(0)
	}
	n := t.Length(seq)
	if n < 0 {
		return heap.Null
	}
	if left := int(args.At(0).V().Addr().Word64(iterIndex)) + 1; left <= n {
		return t.NewInt(int64(left))
	}
	return heap.SmallInt(0)
}

func reversedReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	index := int(a.Word64(iterIndex))
	seq := t.Push(a.Ref(iterSeq))
	if index < 0 {
		seq.Set(heap.Null)
	}
	return t.reduceIter(nmReversed, seq, index)
}

func reversedSetState(t *Thread, args Args) Value {
	i, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	seq := t.Push(args.At(0).V().Addr().Ref(iterSeq))
	if seq.V() == heap.Null {
		return heap.None
	}
	n := t.Length(seq)
	if n < 0 {
		return heap.Null
	}
	args.At(0).V().Addr().SetWord64(iterIndex, uint64(min(max(i, -1), n-1)))
	return heap.None
}
