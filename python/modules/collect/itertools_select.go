package collect

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The iterators that give some of another's items: compress, dropwhile, takewhile,
// filterfalse, islice; starmap and pairwise; and tee, which gives them several times.

// sliceTypes are tee's types of one runtime.
type sliceTypes struct{ tee_, block *object.Type }

func (s *sliceTypes) defs() []iterDef {
	// The types with a function and an iterator.
	predicate := func(t *Thread, self Ref, a Args) bool {
		t.Store(self.V(), 0, a.At(1).V())
		return storeIter(t, self, 1, a.At(2))
	}
	return append(s.teeDefs(), []iterDef{
		{
			name: "compress", sig: "($self, data, selectors)", refs: 2, next: compressNext, reduce: reduceFields(2),
			doc: "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
			make: func(t *Thread, self Ref, a Args) bool {
				return storeIter(t, self, 0, a.At(1)) && storeIter(t, self, 1, a.At(2))
			},
		},
		{
			name: "dropwhile", sig: "($self, predicate, iterable, /)", refs: 2, raw: 1, make: predicate, next: dropwhileNext,
			reduce: reduceWithFlag, setState: truthState(0),
			doc: "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.",
		},
		{
			name: "takewhile", sig: "($self, predicate, iterable, /)", refs: 2, raw: 1, make: predicate, next: takewhileNext,
			reduce: reduceWithFlag, setState: truthState(0),
			doc: "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
		},
		{
			name: "filterfalse", sig: "($self, function, iterable, /)", refs: 2, make: predicate, next: filterfalseNext, reduce: reduceFields(2),
			doc: "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.",
		},
		{
			name: "starmap", sig: "($self, function, iterable, /)", refs: 2, make: predicate, next: starmapNext, reduce: reduceFields(2),
			doc: "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
		},
		{
			name: "pairwise", sig: "($self, iterable, /)", refs: 2, next: pairwiseNext,
			doc:  "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
			make: func(t *Thread, self Ref, a Args) bool { return storeIter(t, self, 0, a.At(1)) },
		},
		{
			name: "islice", sig: "($self, iterable, start, stop=<unrepresentable>, step=<unrepresentable>, /)", refs: 1, raw: 4,
			make: isliceMake, next: isliceNext, reduce: isliceReduce, setState: isliceSetState,
			doc: "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\n" +
				"Return an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
		},
	}...)
}

// reduceWithFlag is (type, (function, iterator), flag).
func reduceWithFlag(t *Thread, a Args) Value {
	return reduced(t, a.At(0), fieldTuple(t, a.At(0), 0, 2), t.Push(heap.SmallInt(int64(word(a.At(0), 0)))))
}

func compressNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	data, selectors := field(t, self, 0), field(t, self, 1)
	x, sel := t.PushN(1), t.PushN(1)
	for {
		if x.Set(modules.Next(t, data)); x.V() == heap.Null {
			return heap.Null
		}
		if sel.Set(modules.Next(t, selectors)); sel.V() == heap.Null {
			return heap.Null
		}
		switch t.IsTrue(sel) {
		case 1:
			return x.V()
		case -1:
			return heap.Null
		}
	}
}

// holds is the truth of function(x), with None as the function that of x; -1: an
// exception is pending.
func holds(t *Thread, function, x Ref) int {
	if function.V() == heap.None || function.V() == t.RT.BoolType.Obj.V() {
		return t.IsTrue(x)
	}
	defer t.Pop(t.Top())
	r := t.Push(t.CallN(function, x))
	if r.V() == heap.Null {
		return -1
	}
	return t.IsTrue(r)
}

// truthOf is holds without a meaning for None.
func truthOf(t *Thread, function, x Ref) int {
	defer t.Pop(t.Top())
	r := t.Push(t.CallN(function, x))
	if r.V() == heap.Null {
		return -1
	}
	return t.IsTrue(r)
}

// dropwhile: raw word 0 says that the dropping is over.
func dropwhileNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	fn, it, x := field(t, self, 0), field(t, self, 1), t.PushN(1)
	for {
		x.Set(modules.Next(t, it))
		if x.V() == heap.Null || word(self, 0) == 1 {
			return x.V()
		}
		switch truthOf(t, fn, x) {
		case 0:
			setWord(self, 0, 1)
			return x.V()
		case -1:
			return heap.Null
		}
	}
}

// takewhile: raw word 0 says that it is at its end.
func takewhileNext(t *Thread, self Ref) Value {
	if word(self, 0) == 1 {
		return heap.Null
	}
	defer t.Pop(t.Top())
	fn, it := field(t, self, 0), field(t, self, 1)
	x := t.Push(modules.Next(t, it))
	if x.V() == heap.Null {
		return heap.Null
	}
	switch truthOf(t, fn, x) {
	case 1:
		return x.V()
	case 0:
		setWord(self, 0, 1)
	}
	return heap.Null
}

func filterfalseNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	fn, it, x := field(t, self, 0), field(t, self, 1), t.PushN(1)
	for {
		if x.Set(modules.Next(t, it)); x.V() == heap.Null {
			return heap.Null
		}
		switch holds(t, fn, x) {
		case 0:
			return x.V()
		case -1:
			return heap.Null
		}
	}
}

func starmapNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	fn, it := field(t, self, 0), field(t, self, 1)
	x := t.Push(modules.Next(t, it))
	if x.V() == heap.Null {
		return heap.Null
	}
	if x.Set(t.SeqToTuple(x)); x.V() == heap.Null {
		return heap.Null
	}
	n := t.TupleLen(x.V())
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	args := t.PushN(n)
	for i := range n {
		args.At(i).Set(t.TupleAt(x.V(), i))
	}
	return t.Call(fn, object.MakeArgs(args, n, Ref{}))
}

// pairwise: the iterator (Null when it is exhausted), the first of the next pair.
func pairwiseNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	it := field(t, self, 0)
	if it.V() == heap.Null {
		return heap.Null
	}
	end := func() Value {
		t.Store(self.V(), 0, heap.Null)
		t.Store(self.V(), 1, heap.Null)
		return heap.Null
	}
	pair := t.PushN(2)
	pair.Set(self.V().Addr().Ref(1))
	if pair.V() == heap.Null {
		if pair.Set(modules.Next(t, it)); pair.V() == heap.Null {
			return end()
		}
		t.Store(self.V(), 1, pair.V())
	}
	if pair.At(1).Set(modules.Next(t, it)); pair.At(1).V() == heap.Null {
		return end()
	}
	t.Store(self.V(), 1, pair.At(1).V())
	return t.TupleOf(pair, 2)
}

// islice: the iterator (Null when done); the number of the next item to give, where to
// stop (-1: nowhere), the step, how many were taken.
const (
	slNext = iota
	slStop
	slStep
	slCount
)

func isliceMake(t *Thread, self Ref, a Args) bool {
	// bound reads a number that may be None; what is no such number is -1, and so
	// refused below.
	bound := func(i, none int) int {
		v := a.At(i).V()
		if v == heap.Null || v == heap.None {
			return none
		}
		n, ok := t.AsSsize(a.At(i), t.RT.Exc.ValueError)
		if !ok {
			t.ClearExc()
			return -2
		}
		return n
	}
	const noEnd = -1
	start, stop, step := 0, noEnd, 1
	if a.At(3).V() == heap.Null {
		if stop = bound(2, noEnd); stop < noEnd || stop == -1 && a.At(2).V() != heap.None {
			t.ValueErrorf("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
			return false
		}
	} else {
		start = bound(2, 0)
		if stop = bound(3, noEnd); stop < noEnd {
			t.ValueErrorf("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
			return false
		}
		if start < 0 || stop == -1 && a.At(3).V() != heap.None {
			t.ValueErrorf("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
			return false
		}
	}
	if step = bound(4, 1); step < 1 {
		t.ValueErrorf("Step for islice() must be a positive integer or None.")
		return false
	}
	setWord(self, slNext, start)
	setWord(self, slStop, stop)
	setWord(self, slStep, step)
	return storeIter(t, self, 0, a.At(1))
}

func isliceNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	it := field(t, self, 0)
	if it.V() == heap.Null {
		return heap.Null
	}
	x := t.PushN(1)
	take := func() bool {
		if x.Set(modules.Next(t, it)); x.V() == heap.Null {
			t.Store(self.V(), 0, heap.Null)
			return false
		}
		setWord(self, slCount, word(self, slCount)+1)
		return true
	}
	stop := word(self, slStop)
	for word(self, slCount) < word(self, slNext) {
		if !take() {
			return heap.Null
		}
	}
	if stop >= 0 && word(self, slCount) >= stop {
		t.Store(self.V(), 0, heap.Null)
		return heap.Null
	}
	if !take() {
		return heap.Null
	}
	next := word(self, slNext)
	step := word(self, slStep)
	if next > math.MaxInt-step {
		next = math.MaxInt
	} else {
		next += step
	}
	if stop >= 0 {
		next = min(next, stop)
	}
	setWord(self, slNext, next)
	return x.V()
}

func isliceReduce(t *Thread, a Args) Value {
	self := a.At(0)
	it := field(t, self, 0)
	if it.V() == heap.Null {
		l := t.Push(t.NewList(0))
		if l.V() == heap.Null {
			return heap.Null
		}
		empty, zero := t.Push(t.Iter(l)), t.Push(heap.SmallInt(0))
		return reduced(t, self, t.Push(t.PackTuple(empty, zero)), zero)
	}
	num := func(i int) Ref { return t.Push(t.NewInt(int64(word(self, i)))) }
	stop := t.Push(heap.None)
	if word(self, slStop) >= 0 {
		stop = num(slStop)
	}
	return reduced(t, self, t.Push(t.PackTuple(it, num(slNext), stop, num(slStep))), num(slCount))
}

func isliceSetState(t *Thread, a Args) Value {
	n, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	setWord(a.At(0), slCount, n)
	return heap.None
}

// tee. Its iterators share blocks, each of which holds items in the order in which they
// came, the source and the next block. Whoever comes to the end of what is there asks the
// source. An iterator keeps its block, so what all have passed is garbage.
const (
	blockItems = 57 // as CPython's, which __reduce__ shows

	blkSource = 0
	blkNext   = 1
	blkFirst  = 2
	blkRefs   = blkFirst + blockItems

	blkCount   = 0 // raw words
	blkRunning = 1

	teeBlock = 0 // reference and raw word of an iterator
	teeIndex = 0
)

func (s *sliceTypes) teeDefs() []iterDef {
	return []iterDef{
		{
			name: "_tee", sig: "($self, iterable, /)", refs: 1, raw: 1, weak: true, into: &s.tee_, next: s.teeNext,
			doc: "Iterator wrapped to make it copyable.",
			make: func(t *Thread, self Ref, a Args) bool {
				defer t.Pop(t.Top())
				it := t.Push(t.Iter(a.At(1)))
				if it.V() == heap.Null {
					return false
				}
				if t.RT.TypeOf(it.V()).IsSubtype(s.tee_) {
					t.Store(self.V(), teeBlock, it.V().Addr().Ref(teeBlock))
					setWord(self, teeIndex, word(it, teeIndex))
					return true
				}
				b := s.newBlock(t, it)
				if b == heap.Null {
					return false
				}
				t.Store(self.V(), teeBlock, b)
				return true
			},
			methods: []object.MethodDef{{Name: "__copy__", Sig: "($self, /)", Fn: s.teeCopy, Doc: "Returns an independent iterator."}},
			reduce: func(t *Thread, a Args) Value {
				self := a.At(0)
				block, i := field(t, self, teeBlock), t.Push(heap.SmallInt(int64(word(self, teeIndex))))
				empty := t.Push(t.NewTuple(0))
				return reduced(t, self, t.Push(t.PackTuple(empty)), t.Push(t.PackTuple(block, i)))
			},
			setState: s.teeSetState,
		},
		{
			name: "_tee_dataobject", sig: "($self, iterable, values, next, /)", refs: blkRefs, raw: 2, into: &s.block,
			doc: "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.", make: s.blockMake, reduce: s.blockReduce,
		},
	}
}

func (s *sliceTypes) newBlock(t *Thread, source Ref) Value {
	v := t.NewInstance(s.block)
	if v != heap.Null {
		t.Store(v, blkSource, source.V())
	}
	return v
}

// blockAt returns item i of a block; Null: the source has ended, or raised.
func (s *sliceTypes) blockAt(t *Thread, block Ref, i int) Value {
	n := word(block, blkCount)
	if i < n {
		return block.V().Addr().Ref(blkFirst + i)
	}
	if word(block, blkRunning) == 1 {
		return t.RuntimeErrorf("cannot re-enter the tee iterator")
	}
	setWord(block, blkRunning, 1)
	mark := t.Top()
	x := modules.Next(t, field(t, block, blkSource))
	t.Pop(mark)
	setWord(block, blkRunning, 0)
	if x != heap.Null {
		t.Store(block.V(), blkFirst+n, x)
		setWord(block, blkCount, n+1)
	}
	return x
}

func (s *sliceTypes) teeNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	block := field(t, self, teeBlock)
	i := word(self, teeIndex)
	if i >= blockItems {
		next := block.V().Addr().Ref(blkNext)
		if next == heap.Null {
			source := field(t, block, blkSource)
			if next = s.newBlock(t, source); next == heap.Null {
				return heap.Null
			}
			t.Store(block.V(), blkNext, next)
		}
		t.Store(self.V(), teeBlock, next)
		block.Set(next)
		i = 0
		setWord(self, teeIndex, 0)
	}
	x := s.blockAt(t, block, i)
	if x != heap.Null {
		setWord(self, teeIndex, i+1)
	}
	return x
}

func (s *sliceTypes) teeCopy(t *Thread, a Args) Value {
	v := t.NewInstance(s.tee_)
	if v != heap.Null {
		t.Store(v, teeBlock, a.At(0).V().Addr().Ref(teeBlock))
		v.Addr().SetWord64(teeIndex, uint64(word(a.At(0), teeIndex)))
	}
	return v
}

func (s *sliceTypes) teeSetState(t *Thread, a Args) Value {
	state := a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) {
		return t.TypeErrorf("state is not a tuple")
	}
	if n := t.TupleLen(state.V()); n != 2 {
		return t.TypeErrorf("function takes exactly 2 arguments (%d given)", n)
	}
	block, index := t.Push(t.TupleAt(state.V(), 0)), t.Push(t.TupleAt(state.V(), 1))
	if t.RT.TypeOf(block.V()) != s.block {
		return t.TypeErrorf("argument 1 must be itertools._tee_dataobject, not %s", t.TypeName(block.V()))
	}
	i, ok := t.AsInt64(index)
	if !ok {
		return heap.Null
	}
	if i < 0 || i > blockItems {
		return t.ValueErrorf("Index out of range")
	}
	t.Store(a.At(0).V(), teeBlock, block.V())
	setWord(a.At(0), teeIndex, int(i))
	return heap.None
}

// blockMake fills a block of (source, items, next block): what blockReduce tells.
func (s *sliceTypes) blockMake(t *Thread, self Ref, a Args) bool {
	values, next := a.At(2), a.At(3)
	if !t.RT.TypeOf(values.V()).Has(object.FlagListSubclass) {
		t.TypeErrorf("_tee_dataobject() argument 2 must be list, not %s", t.TypeName(values.V()))
		return false
	}
	n := t.ListLen(values.V())
	invalid := func() bool {
		t.ValueErrorf("Invalid arguments")
		return false
	}
	if n > blockItems {
		return invalid()
	}
	for i := range n {
		t.Store(self.V(), blkFirst+i, t.ListAt(values.V(), i))
	}
	setWord(self, blkCount, n)
	t.Store(self.V(), blkSource, a.At(1).V())
	switch {
	case next.V() == heap.None:
	case n < blockItems || t.RT.TypeOf(next.V()) != s.block:
		return invalid()
	default:
		t.Store(self.V(), blkNext, next.V())
	}
	return true
}

func (s *sliceTypes) blockReduce(t *Thread, a Args) Value {
	self := a.At(0)
	n := word(self, blkCount)
	items := fieldSlots(t, self, blkFirst, n)
	args := t.PushN(3)
	args.At(1).Set(t.ListOf(items, n))
	args.At(2).Set(heap.None)
	if next := self.V().Addr().Ref(blkNext); next != heap.Null {
		args.At(2).Set(next)
	}
	args.Set(self.V().Addr().Ref(blkSource))
	return reduced(t, self, t.Push(t.PackTuple(args, args.At(1), args.At(2))))
}

// fieldSlots pushes n references of self from i on.
func fieldSlots(t *Thread, self Ref, i, n int) Ref {
	items := t.PushN(n)
	for k := range n {
		items.At(k).Set(self.V().Addr().Ref(i + k))
	}
	return items
}

// tee returns n iterators: copies of the first, which is the argument's own iterator if
// that can be copied.
func (s *sliceTypes) tee(t *Thread, a Args) Value {
	n, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	if n < 0 {
		return t.ValueErrorf("n must be >= 0")
	}
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	out := t.PushN(n)
	if n == 0 {
		return t.TupleOf(out, 0)
	}
	first := t.Push(t.Iter(a.At(0)))
	if first.V() == heap.Null {
		return heap.Null
	}
	name := t.RT.Name("__copy__")
	copyable, ok := t.GetAttrOpt(first, name)
	if !ok {
		return heap.Null
	}
	if copyable == heap.Null {
		if first.Set(t.CallN(s.tee_.Obj, first)); first.V() == heap.Null {
			return heap.Null
		}
	}
	out.Set(first.V())
	for i := 1; i < n; i++ {
		v := t.CallMethod(first, name)
		if v == heap.Null {
			return v
		}
		out.At(i).Set(v)
	}
	return t.TupleOf(out, n)
}
