package object

import (
	"math"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
)

// A slice has three references: start, stop, step.
const (
	sliceStart = 0
	sliceStop  = 1
	sliceStep  = 2
)

// NewSlice returns slice(start, stop, step); the nil Ref stands for None.
func (t *Thread) NewSlice(start, stop, step Ref) Value {
	v := t.Alloc(IdxSlice, 3, 0)
	if v == heap.Null {
		return v
	}
	for i, r := range [...]Ref{start, stop, step} {
		x := heap.None
		if !r.IsNil() {
			x = r.V()
		}
		t.Store(v, i, x)
	}
	return v
}

// SliceUnpack returns a slice's parts as ints, clipped, with what None stands
// for filled in: PySlice_Unpack. It may run Python (__index__); only after it
// should a caller ask for the length of what it slices.
func (t *Thread) SliceUnpack(s Ref) (start, stop, step int, ok bool) {
	defer t.Pop(t.Top())
	p := t.Push(s.V().Addr().Ref(sliceStep))
	step = 1
	if p.V() != heap.None {
		if step, ok = t.slicePart(p); !ok {
			return 0, 0, 0, false
		}
		if step == 0 {
			t.ValueErrorf("slice step cannot be zero")
			return 0, 0, 0, false
		}
		// So that -step is a number too.
		step = max(step, -math.MaxInt)
	}
	start, stop = 0, math.MaxInt
	if step < 0 {
		start, stop = math.MaxInt, math.MinInt
	}
	if p.Set(s.V().Addr().Ref(sliceStart)); p.V() != heap.None {
		if start, ok = t.slicePart(p); !ok {
			return 0, 0, 0, false
		}
	}
	if p.Set(s.V().Addr().Ref(sliceStop)); p.V() != heap.None {
		if stop, ok = t.slicePart(p); !ok {
			return 0, 0, 0, false
		}
	}
	return start, stop, step, true
}

// slicePart is a bound that is not None as an int, clipped.
func (t *Thread) slicePart(p Ref) (int, bool) {
	if v := p.V(); v.IsInt() {
		return int(v.Int()), true
	}
	if !t.isIndex(p.V()) {
		t.TypeErrorf("slice indices must be integers or None or have an __index__ method")
		return 0, false
	}
	return t.AsSsize(p, nil)
}

// SliceAdjust clips unpacked bounds to a sequence of length items and returns
// the number of items in the slice: PySlice_AdjustIndices (no safepoint).
func SliceAdjust(start, stop, step, length int) (from, to, n int) {
	clip := func(i int) int {
		low, high := 0, length
		if step < 0 {
			low, high = -1, length-1
		}
		if i < 0 {
			return max(i+length, low)
		}
		return min(i, high)
	}
	from, to = clip(start), clip(stop)
	switch {
	case step < 0 && to < from:
		n = (from-to-1)/-step + 1
	case step > 0 && from < to:
		n = (to-from-1)/step + 1
	}
	return from, to, n
}

// SliceIndices clips a slice to a sequence of length items; n is the number of
// items in the slice. It may run Python (__index__), so where that can change
// the length use SliceUnpack and SliceAdjust.
func (t *Thread) SliceIndices(s Ref, length int) (start, stop, step, n int, ok bool) {
	if start, stop, step, ok = t.SliceUnpack(s); ok {
		start, stop, n = SliceAdjust(start, stop, step, length)
	}
	return start, stop, step, n, ok
}

func sliceDef(rt *Runtime) TypeDef {
	part := func(i int) func(t *Thread, self Ref) Value {
		return func(t *Thread, self Ref) Value { return self.V().Addr().Ref(i) }
	}
	return TypeDef{
		Index: IdxSlice, Name: "slice", FixedRefs: 3, Into: &rt.SliceType,
		Doc: "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object, as used for extended slicing (a[start:stop:step]).",
		Slots: Slots{
			New: sliceNew, Repr: sliceRepr, Compare: sliceCompare,
		},
		GetSets: []GetSetDef{
			{Name: "start", Get: part(sliceStart)},
			{Name: "stop", Get: part(sliceStop)},
			{Name: "step", Get: part(sliceStep)},
		},
		Methods: []MethodDef{
			{Name: "indices", Fn: sliceIndicesMethod, Sig: "($self, object, /)",
				Doc: "Return the (start, stop, step) that the slice means for a sequence of the given length."},
			{Name: "__reduce__", Fn: sliceReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
		},
	}
}

func sliceNew(t *Thread, args Args) Value {
	if !t.noKeywords("slice", args) || !t.checkArity("slice", args.Len()-1, 1, 3) {
		return heap.Null
	}
	switch args.Len() {
	case 2:
		return t.NewSlice(Ref{}, args.At(1), Ref{})
	case 3:
		return t.NewSlice(args.At(1), args.At(2), Ref{})
	}
	return t.NewSlice(args.At(1), args.At(2), args.At(3))
}

// sliceTuple returns (start, stop, step).
func sliceTuple(t *Thread, s Ref) Value {
	v := t.NewTuple(3)
	if v != heap.Null {
		t.StoreRange(v, 0, view(s.V(), 0, 3))
	}
	return v
}

func sliceRepr(t *Thread, s Ref) Value {
	var b []byte
	b = append(b, "slice("...)
	defer t.Pop(t.Top())
	p := t.Push(heap.Null)
	for i := range 3 {
		if i > 0 {
			b = append(b, ", "...)
		}
		p.Set(s.V().Addr().Ref(i))
		var ok bool
		if b, ok = t.appendRepr(b, p); !ok {
			return heap.Null
		}
	}
	return t.NewStrBytes(append(b, ')'))
}

func sliceCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !isExact(a.V(), IdxSlice) || !isExact(b.V(), IdxSlice) {
		return heap.NotImplemented
	}
	if a.V() == b.V() {
		return heap.Bool(op == EQ || op == LE || op == GE)
	}
	defer t.Pop(t.Top())
	x := t.Push(sliceTuple(t, a))
	y := t.Push(sliceTuple(t, b))
	if x.V() == heap.Null || y.V() == heap.Null {
		return heap.Null
	}
	return tupleCompare(t, x, y, op)
}

func sliceReduce(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	return t.PackTuple(t.RT.SliceType.Obj, t.Push(sliceTuple(t, args.At(0))))
}

// sliceIndicesMethod is slice.indices, for lengths and bounds of any size.
func sliceIndicesMethod(t *Thread, args Args) Value {
	s := args.At(0)
	length := t.Push(t.Index(args.At(1)))
	if length.V() == heap.Null {
		return heap.Null
	}
	n := BigOf(length.V())
	if n.Sign() < 0 {
		return t.ValueErrorf("length should not be negative")
	}
	start, stop, step, ok := t.sliceBig(s, n)
	if !ok {
		return heap.Null
	}
	r := t.PushN(3)
	for i, x := range [...]*big.Int{start, stop, step} {
		v := t.NewBig(x)
		if v == heap.Null {
			return heap.Null
		}
		r.At(i).Set(v)
	}
	return t.TupleOf(r, 3)
}

// sliceBig is SliceIndices for a length of any size.
func (t *Thread) sliceBig(s Ref, length *big.Int) (start, stop, step *big.Int, ok bool) {
	defer t.Pop(t.Top())
	part := func(i int) (x *big.Int, ok bool) {
		p := t.Push(s.V().Addr().Ref(i))
		if p.V() == heap.None {
			return nil, true
		}
		if !t.isIndex(p.V()) {
			t.TypeErrorf("slice indices must be integers or None or have an __index__ method")
			return nil, false
		}
		v := t.Index(p)
		if v == heap.Null {
			return nil, false
		}
		return BigOf(v), true
	}
	if step, ok = part(sliceStep); !ok {
		return nil, nil, nil, false
	}
	if step == nil {
		step = big.NewInt(1)
	}
	if step.Sign() == 0 {
		t.ValueErrorf("slice step cannot be zero")
		return nil, nil, nil, false
	}
	low, high := new(big.Int), new(big.Int).Set(length)
	if step.Sign() < 0 {
		low.SetInt64(-1)
		high.Add(high, low)
	}
	clip := func(i int, none *big.Int) (*big.Int, bool) {
		x, ok := part(i)
		switch {
		case !ok:
			return nil, false
		case x == nil:
			return none, true
		case x.Sign() < 0:
			if x.Add(x, length); x.Cmp(low) < 0 {
				return low, true
			}
		case x.Cmp(high) > 0:
			return high, true
		}
		return x, true
	}
	first, last := low, high
	if step.Sign() < 0 {
		first, last = high, low
	}
	if start, ok = clip(sliceStart, first); !ok {
		return nil, nil, nil, false
	}
	if stop, ok = clip(sliceStop, last); !ok {
		return nil, nil, nil, false
	}
	return start, stop, step, true
}
