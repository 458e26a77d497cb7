package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

// The iterators of sequences have one reference, the sequence (Null when
// exhausted), and one raw word, the index. CPython's iterators look at the
// sequence anew at each step, so these do.
const (
	iterSeq   = 0 // reference slot
	iterIndex = 0 // raw offset
)

var (
	nmIter     = RegisterName("iter")
	nmReversed = RegisterName("reversed")
	nmDunRev   = RegisterName("__reversed__")
)

func (t *Thread) newIter(typ heap.TypeIndex, seq Ref, index int) Value {
	v := t.Alloc(typ, 1, 8)
	if v != heap.Null {
		t.Store(v, iterSeq, seq.V())
		v.Addr().SetWord64(iterIndex, uint64(index))
	}
	return v
}

func selfIter(t *Thread, self Ref) Value { return self.V() }

func listIter(t *Thread, l Ref) Value  { return t.newIter(IdxListIter, l, 0) }
func tupleIter(t *Thread, v Ref) Value { return t.newIter(IdxTupleIter, v, 0) }

// ListIterNext is a list iterator's next: Null when it is exhausted (no
// safepoint).
func (t *Thread) ListIterNext(it Value) Value {
	a := it.Addr()
	l := a.Ref(iterSeq)
	if l == heap.Null {
		return heap.Null
	}
	i := int(a.Word64(iterIndex))
	if i >= t.ListLen(l) {
		t.Store(it, iterSeq, heap.Null)
		return heap.Null
	}
	a.SetWord64(iterIndex, uint64(i+1))
	return t.ListAt(l, i)
}

// TupleIterNext is a tuple iterator's next: Null when it is exhausted (no
// safepoint).
func (t *Thread) TupleIterNext(it Value) Value {
	a := it.Addr()
	v := a.Ref(iterSeq)
	if v == heap.Null {
		return heap.Null
	}
	i := int(a.Word64(iterIndex))
	if i >= t.TupleLen(v) {
		t.Store(it, iterSeq, heap.Null)
		return heap.Null
	}
	a.SetWord64(iterIndex, uint64(i+1))
	return t.TupleAt(v, i)
}

// SeqIterOf shows the state of an iterator of a list or tuple, for the VM's loop:
// the sequence, Null when it is exhausted, and the next index (no safepoint).
func SeqIterOf(it Value) (seq Value, next *int) {
	return it.Addr().Ref(iterSeq), (*int)(it.Addr().Raw(iterIndex))
}

// NextLeaf is next(it) of the commonest builtin iterators, as far as it needs
// no safepoint: Null when the iterator is exhausted. ok false: ask Next. it may
// be any object.
func (t *Thread) NextLeaf(it Value) (v Value, ok bool) {
	if !it.IsPtr() {
		return heap.Null, false
	}
	switch it.Addr().Type() {
	case IdxRangeIter:
		return RangeIterNext(it)
	case IdxListIter:
		return t.ListIterNext(it), true
	case IdxTupleIter:
		return t.TupleIterNext(it), true
	case IdxDictKeyIter:
		return t.dictIterLeaf(it, keysPart)
	case IdxDictValueIter:
		return t.dictIterLeaf(it, valuesPart)
	}
	if typ := t.RT.text.strIter; typ != nil && it.Addr().Type() == typ.Index {
		return t.strIterLeaf(it)
	}
	return heap.Null, false
}

// next is Next with NextLeaf tried first.
func (t *Thread) next(it Ref) Value {
	if v, ok := t.NextLeaf(it.V()); ok {
		return v
	}
	return t.Next(it)
}

func listIterNext(t *Thread, it Ref) Value  { return t.ListIterNext(it.V()) }
func tupleIterNext(t *Thread, it Ref) Value { return t.TupleIterNext(it.V()) }

// seqIterDef describes an iterator of a list or tuple.
func seqIterDef(index heap.TypeIndex, name string, next func(t *Thread, it Ref) Value) TypeDef {
	return TypeDef{
		Index: index, Name: name, FixedRefs: 1, RawSize: 8, Flags: FlagNoInstantiate,
		Slots: Slots{Iter: selfIter, Next: next},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: seqIterHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			{Name: "__reduce__", Fn: seqIterReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			{Name: "__setstate__", Fn: seqIterSetState, Sig: "($self, state, /)", Doc: "Set state information for unpickling."},
		},
	}
}

func listIterDef(rt *Runtime) TypeDef {
	return seqIterDef(IdxListIter, "list_iterator", listIterNext)
}

func tupleIterDef(rt *Runtime) TypeDef {
	return seqIterDef(IdxTupleIter, "tuple_iterator", tupleIterNext)
}

func (t *Thread) listOrTupleLen(v Value) int {
	if t.isTuple(v) {
		return t.TupleLen(v)
	}
	return t.ListLen(v)
}

func seqIterHint(t *Thread, args Args) Value {
	it := args.At(0).V()
	seq := it.Addr().Ref(iterSeq)
	if seq == heap.Null {
		return heap.SmallInt(0)
	}
	return t.NewInt(int64(max(t.listOrTupleLen(seq)-int(it.Addr().Word64(iterIndex)), 0)))
}

// builtin returns the builtin function with a name; Null: exception pending.
func (t *Thread) builtin(name NameID) Value {
	n := t.RT.NameRef(name)
	v := heap.Null
	if !t.RT.Builtins.IsNil() && t.RT.Builtins.V() != heap.Null {
		v = t.DictGetStr(t.RT.Builtins.V(), n.V())
	}
	if v == heap.Null {
		return t.AttributeErrorf("module 'builtins' has no attribute '%s'", GoStr(n.V()))
	}
	return v
}

// reduceIter returns (iter, (seq,), index), or (iter, ([],)) for an exhausted
// iterator; fn is the builtin that makes it.
func (t *Thread) reduceIter(fn NameID, seq Ref, index int) Value {
	defer t.Pop(t.Top())
	f := t.Push(t.builtin(fn))
	if f.V() == heap.Null {
		return heap.Null
	}
	if seq.V() == heap.Null {
		empty := t.Push(t.NewList(0))
		return t.PackTuple(f, t.Push(t.PackTuple(empty)))
	}
	inner := t.Push(t.PackTuple(seq))
	return t.PackTuple(f, inner, t.Push(t.NewInt(int64(index))))
}

func seqIterReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	index := int(a.Word64(iterIndex))
	return t.reduceIter(nmIter, t.Push(a.Ref(iterSeq)), index)
}

func seqIterSetState(t *Thread, args Args) Value {
	i, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	it := args.At(0).V()
	if seq := it.Addr().Ref(iterSeq); seq != heap.Null {
		it.Addr().SetWord64(iterIndex, uint64(min(max(i, 0), t.listOrTupleLen(seq))))
	}
	return heap.None
}

// The iterator of an object that has __getitem__ but not __iter__.

// NewSeqIter returns the iterator that asks seq for item 0, 1, ….
func (t *Thread) NewSeqIter(seq Ref) Value { return t.newIter(IdxSeqIter, seq, 0) }

func seqGetIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxSeqIter, Name: "iterator", FixedRefs: 1, RawSize: 8, Flags: FlagNoInstantiate,
		Slots: Slots{Iter: selfIter, Next: seqGetNext},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: seqGetHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			{Name: "__reduce__", Fn: seqIterReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			{Name: "__setstate__", Fn: seqGetSetState, Sig: "($self, state, /)", Doc: "Set state information for unpickling."},
		},
	}
}

func seqGetSetState(t *Thread, args Args) Value {
	i, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	if it := args.At(0).V().Addr(); it.Ref(iterSeq) != heap.Null {
		it.SetWord64(iterIndex, uint64(max(i, 0)))
	}
	return heap.None
}

func seqGetNext(t *Thread, it Ref) Value {
	defer t.Pop(t.Top())
	a := it.V().Addr()
	seq := t.Push(a.Ref(iterSeq))
	if seq.V() == heap.Null {
		return heap.Null
	}
	i := int(a.Word64(iterIndex))
	v := t.SequenceItem(seq, i)
	if v != heap.Null {
		it.V().Addr().SetWord64(iterIndex, uint64(i+1))
		return v
	}
	if t.ExcMatches(t.RT.Exc.IndexError) || t.ExcMatches(t.RT.Exc.StopIteration) {
		t.ClearExc()
		t.Store(it.V(), iterSeq, heap.Null)
	}
	return heap.Null
}

func seqGetHint(t *Thread, args Args) Value {
	seq := t.Push(args.At(0).V().Addr().Ref(iterSeq))
	if seq.V() == heap.Null {
		return heap.SmallInt(0)
	}
	s := &t.RT.TypeOf(seq.V()).Slots
	if s.SqLength == nil && s.MpLength == nil {
		return heap.NotImplemented
	}
	n := t.Length(seq)
	if n < 0 {
		return heap.Null
	}
	return t.NewInt(int64(max(n-int(args.At(0).V().Addr().Word64(iterIndex)), 0)))
}

// iter(callable, sentinel): two references, both Null when exhausted.

const (
	callIterFn       = 0
	callIterSentinel = 1
)

// NewCallIter returns iter(callable, sentinel).
func (t *Thread) NewCallIter(callable, sentinel Ref) Value {
	v := t.Alloc(IdxCallIter, 2, 0)
	if v != heap.Null {
		t.Store(v, callIterFn, callable.V())
		t.Store(v, callIterSentinel, sentinel.V())
	}
	return v
}

func callIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxCallIter, Name: "callable_iterator", FixedRefs: 2, Flags: FlagNoInstantiate,
		Slots: Slots{Iter: selfIter, Next: callIterNext},
		Methods: []MethodDef{
			{Name: "__reduce__", Fn: callIterReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
		},
	}
}

func callIterNext(t *Thread, it Ref) Value {
	defer t.Pop(t.Top())
	fn := t.Push(it.V().Addr().Ref(callIterFn))
	if fn.V() == heap.Null {
		return heap.Null
	}
	r := t.Push(t.CallN(fn))
	if r.V() == heap.Null {
		if t.ExcMatches(t.RT.Exc.StopIteration) {
			t.ClearExc()
			t.endCallIter(it)
		}
		return heap.Null
	}
	// The call may have exhausted this very iterator.
	sentinel := t.Push(it.V().Addr().Ref(callIterSentinel))
	if sentinel.V() == heap.Null {
		return heap.Null
	}
	switch t.CompareBool(sentinel, r, EQ) {
	case 0:
		return r.V()
	case 1:
		t.endCallIter(it)
	}
	return heap.Null
}

func (t *Thread) endCallIter(it Ref) {
	t.Store(it.V(), callIterFn, heap.Null)
	t.Store(it.V(), callIterSentinel, heap.Null)
}

func callIterReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	fn, sentinel := t.Push(a.Ref(callIterFn)), t.Push(a.Ref(callIterSentinel))
	if fn.V() == heap.Null {
		return t.reduceIter(nmIter, fn, 0)
	}
	f := t.Push(t.builtin(nmIter))
	if f.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(f, t.Push(t.PackTuple(fn, sentinel)))
}
