package object

import (
	"math/bits"

	"github.com/hpyrun/hpyrun/heap"
)

func tupleDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxTuple, Name: "tuple", VarItems: true, Into: &rt.TupleType,
		Flags: FlagBaseType | FlagTupleSubclass,
		Doc: "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\n" +
			"If iterable is specified the tuple is initialized from iterable's items.\n\n" +
			"If the argument is a tuple, the return value is the same object.",
		Slots: Slots{
			New: tupleNew, Repr: tupleRepr, Hash: tupleHash, Compare: tupleCompare, Iter: tupleIter,
			SqLength: tupleLength, MpLength: tupleLength, SqItem: tupleItem, MpSubscript: tupleSubscript,
			SqContains: tupleContains, SqConcat: tupleConcat, SqRepeat: tupleRepeat,
		},
		Methods: []MethodDef{
			{Name: "index", Fn: tupleIndex, Sig: "($self, value, start=0, stop=9223372036854775807, /)",
				Doc: "Return first index of value.\n\nRaises ValueError if the value is not present."},
			{Name: "count", Fn: tupleCount, Sig: "($self, value, /)", Doc: "Return number of occurrences of value."},
			{Name: "__getnewargs__", Fn: tupleGetNewArgs, Sig: "($self, /)"},
			ClassGetItem,
		},
	}
}

func tupleNew(t *Thread, args Args) Value {
	if !t.newNoKeywords("tuple", t.RT.TupleType, args) || !t.checkArity("tuple", args.Len()-1, 0, 1) {
		return heap.Null
	}
	if args.At(0).V() == t.RT.TupleType.Obj.V() {
		if args.Len() == 1 {
			return t.NewTuple(0)
		}
		return t.SeqToTuple(args.At(1))
	}
	return t.tupleSubtype(t.RT.TypeFromObj(args.At(0).V()), args.Skip(1))
}

// tupleSubtype makes an instance of a subclass with the items of the iterable
// args[0], if given.
func (t *Thread) tupleSubtype(typ *Type, args Args) Value {
	defer t.Pop(t.Top())
	src := t.Push(heap.Null)
	n := 0
	if args.Len() > 0 {
		src.Set(t.SeqToTuple(args.At(0)))
		if src.V() == heap.Null {
			return heap.Null
		}
		n = src.V().Addr().NRefs()
	}
	fixed := typ.Layout.FixedRefs
	v := t.NewInstanceSized(typ, n, 0)
	if v != heap.Null && n > 0 {
		t.StoreRange(v, fixed, view(src.V(), 0, n))
	}
	return v
}

func (t *Thread) isTuple(v Value) bool {
	return v.IsPtr() && (v.Addr().Type() == IdxTuple || t.RT.types[v.Addr().Type()].Flags&FlagTupleSubclass != 0)
}

func tupleLength(t *Thread, v Ref) int { return t.TupleLen(v.V()) }

func tupleItem(t *Thread, v Ref, i int) Value {
	if uint(i) >= uint(t.TupleLen(v.V())) {
		return t.IndexErrorf("tuple index out of range")
	}
	return t.TupleAt(v.V(), i)
}

func tupleSubscript(t *Thread, v, key Ref) Value {
	k := key.V()
	if k.IsInt() {
		return tupleItem(t, v, fromEnd(int(k.Int()), t.TupleLen(v.V())))
	}
	if isExact(k, IdxSlice) {
		start, stop, step, n, ok := t.SliceIndices(key, t.TupleLen(v.V()))
		if !ok {
			return heap.Null
		}
		if step == 1 {
			return t.TupleSlice(v, start, max(start, stop))
		}
		s := t.NewTuple(n)
		if s == heap.Null {
			return s
		}
		for i := range n {
			t.Store(s, i, t.TupleAt(v.V(), start+i*step))
		}
		return s
	}
	if !t.isIndex(k) {
		return t.TypeErrorf("tuple indices must be integers or slices, not %s", t.TypeName(k))
	}
	i, ok := t.AsIndex(key)
	if !ok {
		return heap.Null
	}
	return tupleItem(t, v, fromEnd(i, t.TupleLen(v.V())))
}

func tupleContains(t *Thread, v, x Ref) int {
	return t.findItem(v, x, 0, t.TupleLen(v.V())).found()
}

func tupleConcat(t *Thread, a, b Ref) Value {
	if !t.isTuple(b.V()) {
		return t.TypeErrorf("can only concatenate tuple (not \"%s\") to tuple", t.TypeName(b.V()))
	}
	n, m := t.TupleLen(a.V()), t.TupleLen(b.V())
	if n == 0 && isExact(b.V(), IdxTuple) {
		return b.V()
	}
	if m == 0 && isExact(a.V(), IdxTuple) {
		return a.V()
	}
	v := t.NewTuple(n + m)
	if v != heap.Null {
		t.StoreRange(v, 0, view(a.V(), t.tupleBase(a.V()), n))
		t.StoreRange(v, n, view(b.V(), t.tupleBase(b.V()), m))
	}
	return v
}

func tupleRepeat(t *Thread, a Ref, k int) Value {
	n := t.TupleLen(a.V())
	if (n == 0 || k == 1) && isExact(a.V(), IdxTuple) {
		return a.V()
	}
	if n == 0 || k <= 0 {
		return t.NewTuple(0)
	}
	if n > maxItems/k {
		return t.MemoryError()
	}
	v := t.NewTuple(n * k)
	if v != heap.Null {
		t.repeatInto(v, n, k, func() []Value { return view(a.V(), t.tupleBase(a.V()), n) })
	}
	return v
}

// repeatInto fills the fresh object v with k copies of the n values that src
// returns (no safepoint).
func (t *Thread) repeatInto(v Value, n, k int, src func() []Value) {
	t.StoreRange(v, 0, src())
	for done := n; done < n*k; {
		m := min(done, n*k-done)
		t.StoreRange(v, done, view(v, 0, m))
		done += m
	}
}

func tupleRepr(t *Thread, v Ref) Value {
	n := t.TupleLen(v.V())
	if n == 0 {
		return t.NewStr("()")
	}
	switch t.ReprEnter(v) {
	case 1:
		return t.NewStr("(...)")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	defer t.Pop(t.Top())
	x := t.Push(heap.Null)
	b := []byte{'('}
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		x.Set(t.TupleAt(v.V(), i))
		var ok bool
		if b, ok = t.appendRepr(b, x); !ok {
			return heap.Null
		}
	}
	if n == 1 {
		b = append(b, ',')
	}
	return t.NewStrBytes(append(b, ')'))
}

// maxHashDepth bounds tuples in tuples: more than CPython's stack holds.
const maxHashDepth = 100_000

// tupleHash is tuple.__hash__.
func tupleHash(t *Thread, v Ref) (int64, bool) {
	if t.hashing == maxHashDepth {
		t.Errorf(t.RT.Exc.RecursionError, "maximum recursion depth exceeded while hashing a tuple")
		return 0, false
	}
	t.hashing++
	h, ok := t.hashItems(v)
	t.hashing--
	return h, ok
}

// hashItems is CPython's variant of xxHash, so that sets of tuples of ints have
// its order.
func (t *Thread) hashItems(v Ref) (int64, bool) {
	defer t.Pop(t.Top())
	x := t.Push(heap.Null)
	n := t.TupleLen(v.V())
	acc := newTupleHash()
	for i := range n {
		item := t.TupleAt(v.V(), i)
		h, ok := leafHash(item)
		if !ok {
			x.Set(item)
			if h, ok = t.Hash(x); !ok {
				return 0, false
			}
		}
		acc.add(h)
	}
	return acc.sum(n), true
}

// tupleHasher adds the hashes of items up.
type tupleHasher uint64

const (
	tuplePrime1 = 11400714785074694791
	tuplePrime2 = 14029467366897019727
	tuplePrime5 = 2870177450012600261
)

func newTupleHash() tupleHasher { return tuplePrime5 }

func (acc *tupleHasher) add(h int64) {
	*acc = tupleHasher(bits.RotateLeft64(uint64(*acc)+uint64(h)*tuplePrime2, 31) * tuplePrime1)
}

// sum returns the hash of a tuple whose n items have been added.
func (acc tupleHasher) sum(n int) int64 {
	if acc += tupleHasher(n) ^ (tuplePrime5 ^ 3527539); acc == 1<<64-1 {
		return 1546275796
	}
	return int64(acc)
}

func tupleCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !t.isTuple(a.V()) || !t.isTuple(b.V()) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	n, m := t.TupleLen(a.V()), t.TupleLen(b.V())
	for i := range min(n, m) {
		x.Set(t.TupleAt(a.V(), i))
		y.Set(t.TupleAt(b.V(), i))
		switch t.equalItems(x, y) {
		case -1:
			return heap.Null
		case 0:
			return t.compareFirst(x, y, op)
		}
	}
	return compareLens(n, m, op)
}

// equalItems is CompareBool for EQ, with leaf keys answered at once.
func (t *Thread) equalItems(x, y Ref) int {
	v, w := x.V(), y.V()
	if v == w {
		return 1
	}
	if isLeaf(v) && isLeaf(w) {
		if leafEq(v, w) {
			return 1
		}
		return 0
	}
	return t.CompareBool(x, y, EQ)
}

// compareFirst is the result of comparing two sequences whose first different
// items are x and y.
func (t *Thread) compareFirst(x, y Ref, op CompareOp) Value {
	switch op {
	case EQ:
		return heap.False
	case NE:
		return heap.True
	}
	return t.Compare(x, y, op)
}

// compareLens is the result of comparing two numbers (no safepoint).
func compareLens(n, m int, op CompareOp) Value {
	switch op {
	case LT:
		return heap.Bool(n < m)
	case LE:
		return heap.Bool(n <= m)
	case EQ:
		return heap.Bool(n == m)
	case NE:
		return heap.Bool(n != m)
	case GT:
		return heap.Bool(n > m)
	}
	return heap.Bool(n >= m)
}

func tupleIndex(t *Thread, args Args) Value {
	n := t.TupleLen(args.At(0).V())
	start, ok := t.clippedIndex(args.At(2), n)
	if !ok {
		return heap.Null
	}
	stop, ok := t.clippedIndex(args.At(3), n)
	if !ok {
		return heap.Null
	}
	switch i := t.findItem(args.At(0), args.At(1), start, min(stop, n)); i {
	case absent:
		return t.ValueErrorf("tuple.index(x): x not in tuple")
	case failed:
		return heap.Null
	default:
		return t.NewInt(int64(i))
	}
}

// clippedIndex is an optional bound of index(): an int that counts from the end
// when negative, and is then at least 0.
func (t *Thread) clippedIndex(r Ref, n int) (int, bool) {
	if !t.isIndex(r.V()) {
		t.TypeErrorf("slice indices must be integers or have an __index__ method")
		return 0, false
	}
	i, ok := t.AsSsize(r, nil)
	if i < 0 {
		i = max(i+n, 0)
	}
	return i, ok
}

func tupleCount(t *Thread, args Args) Value {
	return t.countItem(args.At(0), args.At(1))
}

// position is an item's index, absent, or failed.
type position int

// found is the result of a contains slot.
func (p position) found() int {
	switch p {
	case absent:
		return 0
	case failed:
		return -1
	}
	return 1
}

// seqAt returns item i of a list or tuple (or an instance of a subclass), ok
// false when there is none (no safepoint).
func (t *Thread) seqAt(seq Value, i int) (Value, bool) {
	if t.isTuple(seq) {
		if i >= t.TupleLen(seq) {
			return heap.Null, false
		}
		return t.TupleAt(seq, i), true
	}
	if i >= t.ListLen(seq) {
		return heap.Null, false
	}
	return t.ListAt(seq, i), true
}

// findItem searches places [start, stop) of a list or tuple for an item equal
// to x. The list may change under it.
func (t *Thread) findItem(seq, x Ref, start, stop int) position {
	defer t.Pop(t.Top())
	y := t.Push(heap.Null)
	for i := start; i < stop; i++ {
		v, ok := t.seqAt(seq.V(), i)
		if !ok {
			break
		}
		y.Set(v)
		switch t.equalItems(y, x) {
		case 1:
			return position(i)
		case -1:
			return failed
		}
	}
	return absent
}

// countItem counts the items of a list or tuple that are equal to x.
func (t *Thread) countItem(seq, x Ref) Value {
	defer t.Pop(t.Top())
	y := t.Push(heap.Null)
	n := 0
	for i := 0; ; i++ {
		v, ok := t.seqAt(seq.V(), i)
		if !ok {
			return t.NewInt(int64(n))
		}
		y.Set(v)
		switch t.equalItems(y, x) {
		case 1:
			n++
		case -1:
			return heap.Null
		}
	}
}

func tupleGetNewArgs(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	self := args.At(0)
	return t.PackTuple(t.Push(t.TupleSlice(self, 0, t.TupleLen(self.V()))))
}
