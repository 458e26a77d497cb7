package object

import (
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
)

// A range has four references: start, stop, step and length, exact ints of any
// size. Where all four are immediate (nearly always) the arithmetic is Go's,
// else math/big's.
const (
	rangeStart = 0
	rangeStop  = 1
	rangeStep  = 2
	rangeLen   = 3
)

// NewRange returns range(start, stop, step) of exact ints; ValueError for a
// step of zero.
func (t *Thread) NewRange(start, stop, step Ref) Value {
	defer t.Pop(t.Top())
	a, b, c := start.V(), stop.V(), step.V()
	if c == heap.SmallInt(0) {
		return t.ValueErrorf("range() arg 3 must not be zero")
	}
	n := t.Push(heap.Null)
	if heap.BothInt(a, b) && c.IsInt() {
		n.Set(t.NewInt(rangeCount(a.Int(), b.Int(), c.Int())))
	} else {
		n.Set(t.NewBig(bigRangeCount(BigOf(a), BigOf(b), BigOf(c))))
	}
	if n.V() == heap.Null {
		return heap.Null
	}
	v := t.Alloc(IdxRange, 4, 0)
	if v != heap.Null {
		t.Store(v, rangeStart, start.V())
		t.Store(v, rangeStop, stop.V())
		t.Store(v, rangeStep, step.V())
		t.Store(v, rangeLen, n.V())
	}
	return v
}

// NewRangeInts returns range(start, stop, step).
func (t *Thread) NewRangeInts(start, stop, step int) Value {
	defer t.Pop(t.Top())
	r := t.PushN(3)
	for i, x := range [...]int{start, stop, step} {
		v := t.NewInt(int64(x))
		if v == heap.Null {
			return v
		}
		r.At(i).Set(v)
	}
	return t.NewRange(r, r.At(1), r.At(2))
}

// rangeCount is the length of a range whose bounds are far from overflow.
func rangeCount(start, stop, step int64) int64 {
	switch {
	case step > 0 && start < stop:
		return (stop-start-1)/step + 1
	case step < 0 && start > stop:
		return (start-stop-1)/-step + 1
	}
	return 0
}

func bigRangeCount(start, stop, step *big.Int) *big.Int {
	span := new(big.Int)
	if step.Sign() > 0 {
		span.Sub(stop, start)
	} else {
		span.Sub(start, stop)
	}
	if span.Sign() <= 0 {
		return span.SetInt64(0)
	}
	one := big.NewInt(1)
	span.Sub(span, one)
	span.Quo(span, new(big.Int).Abs(step))
	return span.Add(span, one)
}

// rangeInts returns start, step and length when all are immediate, and so is
// every item.
func rangeInts(v Value) (start, step, n int64, ok bool) {
	a := v.Addr()
	s, p, l, stop := a.Ref(rangeStart), a.Ref(rangeStep), a.Ref(rangeLen), a.Ref(rangeStop)
	if !heap.BothInt(s, p) || !heap.BothInt(l, stop) {
		return 0, 0, 0, false
	}
	return s.Int(), p.Int(), l.Int(), true
}

func rangeBig(v Value, part int) *big.Int { return BigOf(v.Addr().Ref(part)) }

func rangeDef(rt *Runtime) TypeDef {
	part := func(i int) func(t *Thread, self Ref) Value {
		return func(t *Thread, self Ref) Value { return self.V().Addr().Ref(i) }
	}
	return TypeDef{
		Index: IdxRange, Name: "range", FixedRefs: 4, Into: &rt.RangeType,
		Doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\n" +
			"Return an object that produces a sequence of integers from start (inclusive)\n" +
			"to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\n" +
			"start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\n" +
			"These are exactly the valid indices for a list of 4 elements.\n" +
			"When step is given, it specifies the increment (or decrement).",
		Slots: Slots{
			New: rangeNew, Repr: rangeRepr, Hash: rangeHash, Compare: rangeCompare, Iter: rangeIter, Bool: rangeBool,
			SqLength: rangeLength, MpLength: rangeLength, SqItem: rangeItemSlot, MpSubscript: rangeSubscript,
			SqContains: rangeContains,
		},
		GetSets: []GetSetDef{
			{Name: "start", Get: part(rangeStart)},
			{Name: "stop", Get: part(rangeStop)},
			{Name: "step", Get: part(rangeStep)},
		},
		Methods: []MethodDef{
			{Name: "count", Fn: rangeCountMethod, Sig: "($self, object, /)", Doc: "rangeobject.count(value) -> integer -- return number of occurrences of value"},
			{Name: "index", Fn: rangeIndex, Sig: "($self, object, /)",
				Doc: "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present."},
			{Name: "__reversed__", Fn: rangeReversed, Sig: "($self, /)", Doc: "Return a reverse iterator."},
			{Name: "__reduce__", Fn: rangeReduce, Sig: "($self, /)"},
		},
	}
}

func rangeNew(t *Thread, args Args) Value {
	if !t.noKeywords("range", args) || !t.checkArity("range", args.Len()-1, 1, 3) {
		return heap.Null
	}
	defer t.Pop(t.Top())
	r := t.PushN(3)
	r.Set(heap.SmallInt(0))
	r.At(2).Set(heap.SmallInt(1))
	a := args.Skip(1)
	if a.Len() == 1 {
		if !t.rangeArg(r.At(1), a.At(0)) {
			return heap.Null
		}
	} else {
		for i := range a.Len() {
			if !t.rangeArg(r.At(i), a.At(i)) {
				return heap.Null
			}
		}
	}
	return t.NewRange(r, r.At(1), r.At(2))
}

func (t *Thread) rangeArg(to, arg Ref) bool {
	if arg.V().IsInt() {
		to.Set(arg.V())
		return true
	}
	to.Set(t.Index(arg))
	if to.V() == heap.Null {
		return false
	}
	to.Set(IntValue(to.V()))
	return true
}

func rangeRepr(t *Thread, r Ref) Value {
	b := []byte("range(")
	defer t.Pop(t.Top())
	x := t.Push(heap.Null)
	for i := rangeStart; i <= rangeStep; i++ {
		x.Set(r.V().Addr().Ref(i))
		if i == rangeStep && x.V() == heap.SmallInt(1) {
			break
		}
		if i > 0 {
			b = append(b, ", "...)
		}
		var ok bool
		if b, ok = t.appendRepr(b, x); !ok {
			return heap.Null
		}
	}
	return t.NewStrBytes(append(b, ')'))
}

func rangeBool(t *Thread, r Ref) int {
	if r.V().Addr().Ref(rangeLen) == heap.SmallInt(0) {
		return 0
	}
	return 1
}

func rangeLength(t *Thread, r Ref) int {
	n := r.V().Addr().Ref(rangeLen)
	if n.IsInt() {
		return int(n.Int())
	}
	if i, ok := Int64Of(n); ok {
		return int(i)
	}
	t.OverflowErrorf("Python int too large to convert to C ssize_t")
	return -1
}

// rangeAt returns item i, which must exist.
func (t *Thread) rangeAt(r Ref, i *big.Int) Value {
	x := rangeBig(r.V(), rangeStep)
	x.Mul(x, i)
	return t.NewBig(x.Add(x, rangeBig(r.V(), rangeStart)))
}

func rangeItemSlot(t *Thread, r Ref, i int) Value {
	if start, step, n, ok := rangeInts(r.V()); ok {
		if uint64(i) >= uint64(n) {
			return t.IndexErrorf("range object index out of range")
		}
		return t.NewInt(start + int64(i)*step)
	}
	b := big.NewInt(int64(i))
	if i < 0 || b.Cmp(rangeBig(r.V(), rangeLen)) >= 0 {
		return t.IndexErrorf("range object index out of range")
	}
	return t.rangeAt(r, b)
}

func rangeSubscript(t *Thread, r, key Ref) Value {
	if k := key.V(); k.IsInt() {
		if start, step, n, ok := rangeInts(r.V()); ok {
			i := k.Int()
			if i < 0 {
				i += n
			}
			if uint64(i) >= uint64(n) {
				return t.IndexErrorf("range object index out of range")
			}
			return t.NewInt(start + i*step)
		}
	}
	if isExact(key.V(), IdxSlice) {
		return t.rangeSlice(r, key)
	}
	if !t.isIndex(key.V()) {
		return t.TypeErrorf("range indices must be integers or slices, not %s", t.TypeName(key.V()))
	}
	defer t.Pop(t.Top())
	k := t.Push(t.Index(key))
	if k.V() == heap.Null {
		return heap.Null
	}
	i, n := BigOf(k.V()), rangeBig(r.V(), rangeLen)
	if i.Sign() < 0 {
		i.Add(i, n)
	}
	if i.Sign() < 0 || i.Cmp(n) >= 0 {
		return t.IndexErrorf("range object index out of range")
	}
	return t.rangeAt(r, i)
}

// rangeSlice is r[a:b:c], a range.
func (t *Thread) rangeSlice(r, key Ref) Value {
	start, stop, step, ok := t.sliceBig(key, rangeBig(r.V(), rangeLen))
	if !ok {
		return heap.Null
	}
	defer t.Pop(t.Top())
	p := t.PushN(3)
	own := rangeBig(r.V(), rangeStep)
	for i, x := range [...]*big.Int{start, stop} {
		x = new(big.Int).Mul(x, own)
		v := t.NewBig(x.Add(x, rangeBig(r.V(), rangeStart)))
		if v == heap.Null {
			return v
		}
		p.At(i).Set(v)
	}
	v := t.NewBig(step.Mul(step, own))
	if v == heap.Null {
		return v
	}
	p.At(2).Set(v)
	return t.NewRange(p, p.At(1), p.At(2))
}

// rangeFind returns the index of the int x, nil when it is no item.
func rangeFind(r, x Value) *big.Int {
	if start, step, n, ok := rangeInts(r); ok && x.IsInt() {
		d := x.Int() - start
		if n == 0 || d%step != 0 || d/step < 0 || d/step >= n {
			return nil
		}
		return big.NewInt(d / step)
	}
	d := new(big.Int).Sub(BigOf(IntValue(x)), rangeBig(r, rangeStart))
	q, m := new(big.Int).QuoRem(d, rangeBig(r, rangeStep), new(big.Int))
	if m.Sign() != 0 || q.Sign() < 0 || q.Cmp(rangeBig(r, rangeLen)) >= 0 {
		return nil
	}
	return q
}

// plainInt says that x is an int or a bool, so that equality is arithmetic.
func plainInt(x Value) bool { return IsExactInt(x) || x.IsBool() }

func rangeContains(t *Thread, r, x Ref) int {
	if plainInt(x.V()) {
		if rangeFind(r.V(), x.V()) != nil {
			return 1
		}
		return 0
	}
	i, ok := t.iterSearch(r, x)
	switch {
	case !ok:
		return -1
	case i < 0:
		return 0
	}
	return 1
}

// iterSearch returns the place of the first item equal to x, -1 when there is
// none.
func (t *Thread) iterSearch(it, x Ref) (at int, ok bool) {
	i, found := 0, 0
	ok = t.forEach(it, func(y Ref) bool {
		if found = t.equalItems(y, x); found == 0 {
			i++
		}
		return found == 0
	})
	switch {
	case ok:
		return -1, true
	case found == 1:
		return i, true
	}
	return -1, false
}

func rangeIndex(t *Thread, args Args) Value {
	r, x := args.At(0), args.At(1)
	if plainInt(x.V()) {
		if i := rangeFind(r.V(), x.V()); i != nil {
			return t.NewBig(i)
		}
		b, ok := t.appendRepr(nil, x)
		if !ok {
			return heap.Null
		}
		return t.ValueErrorf("%s is not in range", b)
	}
	i, ok := t.iterSearch(r, x)
	switch {
	case !ok:
		return heap.Null
	case i < 0:
		return t.ValueErrorf("sequence.index(x): x not in sequence")
	}
	return t.NewInt(int64(i))
}

func rangeCountMethod(t *Thread, args Args) Value {
	r, x := args.At(0), args.At(1)
	n := 0
	if plainInt(x.V()) {
		if rangeFind(r.V(), x.V()) != nil {
			n = 1
		}
	} else if !t.forEach(r, func(y Ref) bool {
		c := t.equalItems(y, x)
		if c > 0 {
			n++
		}
		return c >= 0
	}) {
		return heap.Null
	}
	return t.NewInt(int64(n))
}

// rangeKey returns what equality and hash look at: (length, start, step), with
// None for what does not matter.
func (t *Thread) rangeKey(r Ref) Value {
	v := t.NewTuple(3)
	if v == heap.Null {
		return v
	}
	a := r.V().Addr()
	n := a.Ref(rangeLen)
	start, step := a.Ref(rangeStart), a.Ref(rangeStep)
	if n == heap.SmallInt(0) {
		start = heap.None
	}
	if n == heap.SmallInt(0) || n == heap.SmallInt(1) {
		step = heap.None
	}
	t.Store(v, 0, n)
	t.Store(v, 1, start)
	t.Store(v, 2, step)
	return v
}

func rangeHash(t *Thread, r Ref) (int64, bool) {
	defer t.Pop(t.Top())
	k := t.Push(t.rangeKey(r))
	if k.V() == heap.Null {
		return 0, false
	}
	return tupleHash(t, k)
}

func rangeCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !isExact(a.V(), IdxRange) || !isExact(b.V(), IdxRange) {
		return heap.NotImplemented
	}
	if a.V() == b.V() {
		return heap.Bool(op == EQ)
	}
	defer t.Pop(t.Top())
	x := t.Push(t.rangeKey(a))
	y := t.Push(t.rangeKey(b))
	if x.V() == heap.Null || y.V() == heap.Null {
		return heap.Null
	}
	return tupleCompare(t, x, y, op)
}

func rangeReduce(t *Thread, args Args) Value {
	v := t.NewTuple(3)
	if v == heap.Null {
		return v
	}
	t.StoreRange(v, 0, view(args.At(0).V(), 0, 3))
	return t.PackTuple(t.RT.RangeType.Obj, t.Push(v))
}

// A range's iterator: raw words for the next item, the step, and how many are
// left, when all of that fits 64 bits. Otherwise the long iterator: references
// to start, step, length, and the number of items done, ints of any size.
const (
	rangeIterNextOff = 0
	rangeIterStep    = 8
	rangeIterLeft    = 16

	longIterDone = 3
)

func (t *Thread) newRangeIter(start, step, n int64) Value {
	v := t.Alloc(IdxRangeIter, 0, 24)
	if v != heap.Null {
		a := v.Addr()
		a.SetWord64(rangeIterNextOff, uint64(start))
		a.SetWord64(rangeIterStep, uint64(step))
		a.SetWord64(rangeIterLeft, uint64(n))
	}
	return v
}

func rangeIter(t *Thread, r Ref) Value {
	if start, step, n, ok := rangeInts(r.V()); ok {
		return t.newRangeIter(start, step, n)
	}
	a := r.V().Addr()
	return t.longIter(BigOf(a.Ref(rangeStart)), BigOf(a.Ref(rangeStep)), BigOf(a.Ref(rangeLen)))
}

func rangeReversed(t *Thread, args Args) Value {
	r := args.At(0)
	if start, step, n, ok := rangeInts(r.V()); ok {
		return t.newRangeIter(start+(n-1)*step, -step, n)
	}
	start, step, n := rangeBig(r.V(), rangeStart), rangeBig(r.V(), rangeStep), rangeBig(r.V(), rangeLen)
	last := new(big.Int).Sub(n, big.NewInt(1))
	last.Mul(last, step)
	return t.longIter(last.Add(last, start), step.Neg(step), n)
}

// longIter makes the iterator over n items from start on.
func (t *Thread) longIter(start, step, n *big.Int) Value {
	end := new(big.Int).Mul(step, n)
	end.Add(end, start)
	if start.IsInt64() && step.IsInt64() && n.IsInt64() && end.IsInt64() {
		return t.newRangeIter(start.Int64(), step.Int64(), n.Int64())
	}
	defer t.Pop(t.Top())
	r := t.PushN(3)
	for i, x := range [...]*big.Int{start, step, n} {
		v := t.NewBig(x)
		if v == heap.Null {
			return v
		}
		r.At(i).Set(v)
	}
	v := t.NewInstance(t.RT.containers.longRangeIter)
	if v != heap.Null {
		t.StoreRange(v, 0, rootView(r, 3))
		t.Store(v, longIterDone, heap.SmallInt(0))
	}
	return v
}

// RangeIterNext is a range iterator's next when that needs no bignum (no
// safepoint): Null when it is exhausted; ok false: ask the slot.
func RangeIterNext(it Value) (v Value, ok bool) {
	a := it.Addr()
	left := a.Word64(rangeIterLeft)
	if left == 0 {
		return heap.Null, true
	}
	x := int64(a.Word64(rangeIterNextOff))
	if v, ok = heap.Int(x); ok {
		a.SetWord64(rangeIterLeft, left-1)
		a.SetWord64(rangeIterNextOff, uint64(x)+a.Word64(rangeIterStep))
	}
	return v, ok
}

// RangeIter is the state of a range iterator, for the VM's loop: Left numbers are
// to come, Next the first of them.
type RangeIter struct{ Next, Step, Left int64 }

// RangeIterOf returns the state of a range iterator (no safepoint).
func RangeIterOf(it Value) *RangeIter { return (*RangeIter)(it.Addr().Raw(rangeIterNextOff)) }

func rangeIterNext(t *Thread, it Ref) Value {
	v, ok := RangeIterNext(it.V())
	if ok {
		return v
	}
	a := it.V().Addr()
	x := int64(a.Word64(rangeIterNextOff))
	a.SetWord64(rangeIterLeft, a.Word64(rangeIterLeft)-1)
	a.SetWord64(rangeIterNextOff, uint64(x)+a.Word64(rangeIterStep))
	return t.NewInt(x)
}

func rangeIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxRangeIter, Name: "range_iterator", RawSize: 24, Flags: FlagNoInstantiate,
		Slots: Slots{Iter: selfIter, Next: rangeIterNext},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: rangeIterHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			{Name: "__reduce__", Fn: rangeIterReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			{Name: "__setstate__", Fn: rangeIterSetState, Sig: "($self, state, /)", Doc: "Set state information for unpickling."},
		},
	}
}

func rangeIterHint(t *Thread, args Args) Value {
	return t.NewInt(int64(args.At(0).V().Addr().Word64(rangeIterLeft)))
}

func rangeIterReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	next, step, left := int64(a.Word64(rangeIterNextOff)), int64(a.Word64(rangeIterStep)), int64(a.Word64(rangeIterLeft))
	r := t.PushN(3)
	for i, x := range [...]int64{next, next + left*step, step} {
		v := t.NewInt(x)
		if v == heap.Null {
			return v
		}
		r.At(i).Set(v)
	}
	rng := t.Push(t.NewRange(r, r.At(1), r.At(2)))
	f := t.Push(t.builtin(nmIter))
	if rng.V() == heap.Null || f.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(f, t.Push(t.PackTuple(rng)), t.Push(heap.None))
}

func rangeIterSetState(t *Thread, args Args) Value {
	i, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	a := args.At(0).V().Addr()
	left := a.Word64(rangeIterLeft)
	k := min(uint64(max(i, 0)), left)
	a.SetWord64(rangeIterNextOff, a.Word64(rangeIterNextOff)+k*a.Word64(rangeIterStep))
	a.SetWord64(rangeIterLeft, left-k)
	return heap.None
}

func longRangeIterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "longrange_iterator", FixedRefs: 4, Flags: FlagNoInstantiate, Into: &rt.containers.longRangeIter,
		Slots: Slots{Iter: selfIter, Next: longIterNext},
		Methods: []MethodDef{
			{Name: "__length_hint__", Fn: longIterHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
			reduceMethod(longIterReduce),
			{Name: "__setstate__", Fn: longIterSetState, Sig: "($self, state, /)", Doc: setStateDoc},
		},
	}
}

func longIterNext(t *Thread, it Ref) Value {
	defer t.Pop(t.Top())
	done := BigOf(it.V().Addr().Ref(longIterDone))
	if done.Cmp(rangeBig(it.V(), 2)) >= 0 {
		return heap.Null
	}
	x := rangeBig(it.V(), 1)
	x.Mul(x, done)
	r := t.Push(t.NewBig(x.Add(x, rangeBig(it.V(), 0))))
	next := t.NewBig(done.Add(done, big.NewInt(1)))
	if r.V() == heap.Null || next == heap.Null {
		return heap.Null
	}
	t.Store(it.V(), longIterDone, next)
	return r.V()
}

func longIterHint(t *Thread, args Args) Value {
	n := rangeBig(args.At(0).V(), 2)
	return t.NewBig(n.Sub(n, rangeBig(args.At(0).V(), longIterDone)))
}
