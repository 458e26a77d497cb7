package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
)

func memoryViewDef(rt *Runtime) TypeDef {
	attr := func(name, doc string, get func(t *Thread, self Ref, m *memView) Value) GetSetDef {
		return GetSetDef{Name: name, Doc: doc, Get: func(t *Thread, self Ref) Value {
			m := t.memView(self)
			if m == nil {
				return heap.Null
			}
			return get(t, self, m)
		}}
	}
	flag := func(name, doc string, get func(m *memView) bool) GetSetDef {
		return attr(name, doc, func(t *Thread, self Ref, m *memView) Value { return heap.Bool(get(m)) })
	}
	number := func(name, doc string, get func(m *memView) int) GetSetDef {
		return attr(name, doc, func(t *Thread, self Ref, m *memView) Value { return t.NewInt(int64(get(m))) })
	}
	ints := func(name, doc string, get func(m *memView) []int) GetSetDef {
		return attr(name, doc, func(t *Thread, self Ref, m *memView) Value { return t.intTuple(get(m)) })
	}
	d := TypeDef{
		Index: IdxMemoryView, Name: "memoryview", FixedRefs: 2, RawSize: heap.Word, Weak: true, Into: &rt.MemoryViewType,
		Doc: "Create a new memoryview object which references the given object.",
		Methods: []MethodDef{
			{Name: "cast", Fn: memoryViewCast, Sig: "($self, /, format, shape=<unrepresentable>)", Doc: "Cast a memoryview to a new format or shape."},
			{Name: "hex", Fn: memoryViewHex, Sig: "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", Doc: "Return the data in the buffer as a str of hexadecimal numbers."},
			{Name: "release", Fn: memoryViewRelease, Sig: "($self, /)", Doc: "Release the underlying buffer exposed by the memoryview object."},
			{Name: "tobytes", Fn: memoryViewToBytes, Sig: "($self, /, order=None)", Doc: "Return the data in the buffer as a byte string."},
			{Name: "tolist", Fn: memoryViewToList, Sig: "($self, /)", Doc: "Return the data in the buffer as a list of elements."},
			{Name: "toreadonly", Fn: memoryViewToReadOnly, Sig: "($self, /)", Doc: "Return a readonly version of the memoryview."},
			{Name: "__enter__", Fn: memoryViewEnter, Sig: "($self, /)"},
			{Name: "__exit__", Fn: memoryViewExit},
		},
		GetSets: []GetSetDef{
			attr("obj", "The underlying object of the memoryview.", func(t *Thread, self Ref, m *memView) Value { return self.V().Addr().Ref(memObj) }),
			attr("format", "A string containing the format (in struct module style) for each element.", func(t *Thread, self Ref, m *memView) Value { return t.NewStr(m.format) }),
			number("nbytes", "The amount of space in bytes that the array would use in a contiguous representation.", func(m *memView) int { return m.count() * m.itemSize }),
			number("itemsize", "The size in bytes of each element.", func(m *memView) int { return m.itemSize }),
			number("ndim", "The number of dimensions that the array represents.", func(m *memView) int { return len(m.shape) }),
			ints("shape", "A tuple with the extents of the array.", func(m *memView) []int { return m.shape }),
			ints("strides", "A tuple with the distances between elements, in bytes.", func(m *memView) []int { return m.strides }),
			ints("suboffsets", "Used internally for PIL-style arrays.", func(m *memView) []int { return nil }),
			flag("readonly", "A bool indicating whether the memory is read only.", func(m *memView) bool { return m.readOnly }),
			flag("c_contiguous", "A bool indicating whether the memory is C contiguous.", (*memView).cOrder),
			flag("f_contiguous", "A bool indicating whether the memory is Fortran contiguous.", (*memView).fOrder),
			flag("contiguous", "A bool indicating whether the memory is contiguous.", func(m *memView) bool { return m.cOrder() || m.fOrder() }),
		},
	}
	s := &d.Slots
	s.SqLength, s.MpLength, s.SqItem = memoryViewLength, memoryViewLength, memoryViewItem
	s.MpSubscript, s.MpAssSub = memoryViewSubscript, memoryViewAssSub
	s.Repr, s.Hash, s.Compare, s.New = memoryViewRepr, memoryViewHash, memoryViewCompare, memoryViewNew
	s.GetBuf = memoryViewGetBuf
	return d
}

var memoryViewSig = ParseSignature("memoryview", "(object)")

func memoryViewNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	a, ok := memoryViewSig.Bind(t, args.Skip(1))
	if !ok {
		return heap.Null
	}
	return t.NewMemoryView(a.At(0))
}

// intTuple makes a tuple of ints.
func (t *Thread) intTuple(list []int) Value {
	defer t.Pop(t.Top())
	first := t.PushN(max(len(list), 1))
	for i, n := range list {
		first.At(i).Set(t.NewInt(int64(n)))
		if first.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(first, len(list))
}

func memoryViewLength(t *Thread, a Ref) int {
	m := t.memView(a)
	switch {
	case m == nil:
		return -1
	case len(m.shape) == 0:
		return 1
	}
	return m.shape[0]
}

func memoryViewExit(t *Thread, args Args) Value { return memoryViewRelease(t, args) }

func memoryViewRepr(t *Thread, a Ref) Value {
	what := "memory"
	if t.RT.memView(a.V()).released {
		what = "released memory"
	}
	return t.NewStr("<" + what + " at " + t.AddressOf(a.V()) + ">")
}

func memoryViewToBytes(t *Thread, args Args) Value {
	m := t.memView(args.At(0))
	if m == nil {
		return heap.Null
	}
	order := "C"
	if o := args.At(1).V(); o != heap.None {
		if !t.RT.IsStr(o) {
			return t.TypeErrorf("tobytes() argument 'order' must be str or None, not %s", t.ArgName(o))
		}
		order = GoStr(o)
	}
	switch {
	case order == "F", order == "A" && !m.cOrder() && m.fOrder():
		// Fortran's order is C's with the dimensions turned round.
		c := *m
		c.shape, c.strides = reversed(m.shape), reversed(m.strides)
		return t.NewBytes(c.copyOut(args.At(0).V()))
	case order == "C", order == "A":
		return t.NewBytes(m.copyOut(args.At(0).V()))
	}
	return t.ValueErrorf("order must be 'C', 'F' or 'A'")
}

func reversed(list []int) []int {
	out := make([]int, len(list))
	for i, x := range list {
		out[len(list)-1-i] = x
	}
	return out
}

func memoryViewToList(t *Thread, args Args) Value {
	m := t.memView(args.At(0))
	if m == nil {
		return heap.Null
	}
	return t.memList(args.At(0), m, 0, 0)
}

// memList makes the (nested) list of the items from dimension dim on, or the
// item itself behind the last one.
func (t *Thread) memList(a Ref, m *memView, dim, off int) Value {
	if dim == len(m.shape) {
		return t.unpackItem(m, append([]byte(nil), m.item(a.V(), off)...))
	}
	defer t.Pop(t.Top())
	l := t.Push(t.NewList(m.shape[dim]))
	if l.V() == heap.Null {
		return heap.Null
	}
	item := t.Push(heap.Null)
	for i := range m.shape[dim] {
		item.Set(t.memList(a, m, dim+1, off+i*m.strides[dim]))
		if item.V() == heap.Null || !t.ListAppend(l, item) {
			return heap.Null
		}
	}
	return l.V()
}

func memoryViewToReadOnly(t *Thread, args Args) Value {
	m := t.memView(args.At(0))
	if m == nil {
		return heap.Null
	}
	c := *m
	c.exports, c.readOnly = 0, true
	return t.newMemView(Ref{}, args.At(0), &c)
}

func memoryViewHex(t *Thread, args Args) Value {
	if t.memView(args.At(0)) == nil {
		return heap.Null
	}
	return bytesHex(t, args)
}

func memoryViewHash(t *Thread, a Ref) (int64, bool) {
	m := t.memView(a)
	if m == nil {
		return 0, false
	}
	if !m.readOnly {
		t.ValueErrorf("cannot hash writable memoryview object")
		return 0, false
	}
	if c, _, _ := nativeFormat(m.format); c != 'B' && c != 'b' && c != 'c' {
		t.ValueErrorf("memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
		return 0, false
	}
	defer t.Pop(t.Top())
	// What cannot be hashed itself may change under the view.
	if _, ok := t.Hash(t.Push(a.V().Addr().Ref(memObj))); !ok {
		return 0, false
	}
	return hashBytes(m.copyOut(a.V())), true
}

func memoryViewCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE {
		return heap.NotImplemented
	}
	if !isExact(a.V(), IdxMemoryView) {
		a, b = b, a
	}
	x := t.RT.memView(a.V())
	same := a.V() == b.V()
	if isExact(b.V(), IdxMemoryView) && t.RT.memView(b.V()).released || x.released {
		return heap.Bool(same == (op == EQ))
	}
	if t.RT.TypeOf(b.V()).Slots.GetBuf == nil {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	v := t.Push(t.NewMemoryView(b))
	if v.V() == heap.Null {
		t.ClearExc()
		return heap.NotImplemented
	}
	y := t.RT.memView(v.V())
	eq, ok := t.memEqual(a, x, v, y)
	y.release(t)
	if !ok {
		return heap.Null
	}
	return heap.Bool(eq == (op == EQ))
}

// memEqual compares two views item by item; ok false: an exception is pending.
func (t *Thread) memEqual(a Ref, x *memView, b Ref, y *memView) (eq, ok bool) {
	if len(x.shape) != len(y.shape) {
		return false, true
	}
	for i := range x.shape {
		if x.shape[i] != y.shape[i] {
			return false, true
		}
	}
	cx, fx, okx := nativeFormat(x.format)
	cy, _, oky := nativeFormat(y.format)
	if !okx || !oky {
		return false, true
	}
	p, q := x.copyOut(a.V()), y.copyOut(b.V())
	if cx == cy && fx.kind != 'f' {
		return bytes.Equal(p, q), true
	}
	defer t.Pop(t.Top())
	v, w := t.Push(heap.Null), t.Push(heap.Null)
	for len(p) > 0 {
		v.Set(t.unpackItem(x, p[:x.itemSize]))
		w.Set(t.unpackItem(y, q[:y.itemSize]))
		if v.V() == heap.Null || w.V() == heap.Null {
			return false, false
		}
		r := t.Push(t.Compare(v, w, EQ))
		if r.V() == heap.Null {
			return false, false
		}
		if r.V() != heap.True {
			return false, true
		}
		p, q = p[x.itemSize:], q[y.itemSize:]
	}
	return true, true
}

func memoryViewCast(t *Thread, args Args) Value {
	self := args.At(0)
	m := t.memView(self)
	if m == nil {
		return heap.Null
	}
	if f := args.At(1).V(); !t.RT.IsStr(f) {
		return t.TypeErrorf("cast() argument 'format' must be str, not %s", t.ArgName(f))
	}
	if !m.cOrder() {
		return t.TypeErrorf("memoryview: casts are restricted to C-contiguous views")
	}
	var shape []int
	hasShape := args.At(2).V() != heap.Null
	if hasShape {
		typ := t.RT.TypeOf(args.At(2).V())
		if typ.Flags&(FlagListSubclass|FlagTupleSubclass) == 0 {
			return t.TypeErrorf("shape must be a list or a tuple")
		}
		seq, ok := t.fastSequence(args.At(2), "")
		if !ok {
			return heap.Null
		}
		n := seq.len(t)
		if n > maxBufferDimens {
			return t.ValueErrorf("memoryview: number of dimensions must not exceed %d", maxBufferDimens)
		}
		if len(m.shape) != 1 && n != 1 {
			return t.TypeErrorf("memoryview: cast must be 1D -> ND or ND -> 1D")
		}
		for i := range n {
			e := seq.at(t, i)
			if !t.RT.IsInt(e) {
				return t.TypeErrorf("memoryview.cast(): elements of shape must be integers")
			}
			k, ok := Int64Of(e)
			if !ok || k <= 0 {
				return t.ValueErrorf("memoryview.cast(): elements of shape must be integers > 0")
			}
			shape = append(shape, int(k))
		}
	}
	format := GoStr(args.At(1).V())
	c, f, ok := nativeFormat(format)
	if !ok {
		return t.ValueErrorf("memoryview: destination format must be a native single character format prefixed with an optional '@'")
	}
	from, _, known := nativeFormat(m.format)
	if !known {
		return t.ValueErrorf("memoryview: source format must be a native single character format prefixed with an optional '@'")
	}
	isByte := func(c byte) bool { return c == 'B' || c == 'b' || c == 'c' }
	if !isByte(from) && !isByte(c) {
		return t.TypeErrorf("memoryview: cannot cast between two non-byte formats")
	}
	n := m.count() * m.itemSize
	if n%f.size != 0 {
		return t.TypeErrorf("memoryview: length is not a multiple of itemsize")
	}
	if !hasShape {
		shape = []int{n / f.size}
	}
	v := *m
	v.exports, v.format, v.itemSize, v.shape = 0, format, f.size, shape
	if v.count()*f.size != n {
		return t.TypeErrorf("memoryview: product(shape) * itemsize != buffer size")
	}
	v.strides = (&Buffer{ItemSize: f.size, Shape: shape}).strides()
	return t.newMemView(Ref{}, self, &v)
}
