package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A memoryview's object holds the exporter (reference 0) and the number of a
// memView, the Go struct with the facts, in raw word 0.
//
// The memory of a bytes moves: such a view (buf nil) finds it anew at each
// access. All others have it through a Buffer, which stays in place until it is
// released. Slices and casts share one Buffer, and the last that is released, or
// dies, releases it. Where that is more than leaf code (a Python or C exporter),
// it cannot be done at a death: the views then share a guard (reference 1), whose
// finalizer does it.
type memView struct {
	buf      *memBuffer // nil: of the bytes in reference 0
	off      int        // of the first item, from the buffer's start, in bytes
	format   string
	itemSize int
	shape    []int
	strides  []int
	readOnly bool
	released bool
	exports  int // buffers given out
}

// memBuffer is a Buffer with the number of its views.
type memBuffer struct {
	*Buffer
	views int
	done  bool // released
}

const (
	memObj   = 0 // references
	memGuard = 1
	memID    = 0 // raw word

	guardObj = 0 // reference: the exporter

	// ownerMemView: the payload is the view's number.
	ownerMemView heap.OwnerKind = 33
)

// memViews are the views and guards of one runtime by number.
type memViews struct {
	m      map[uint64]*memView
	guards map[uint64]*memBuffer
	last   uint64
}

func (rt *Runtime) initMemViews() {
	views := &rt.text.views
	views.m, views.guards = map[uint64]*memView{}, map[uint64]*memBuffer{}
	rt.Heap.OnDeath(ownerMemView, func(id uint64) {
		if m := views.m[id]; m != nil {
			delete(views.m, id)
			if b := m.buf; b != nil && !m.released {
				if b.views--; b.views == 0 && b.Leaf {
					b.release(nil)
				}
			}
		}
	})
}

// release releases the buffer itself, once.
func (b *memBuffer) release(t *Thread) {
	if !b.done {
		b.done = true
		if b.Release != nil {
			b.Release(t)
		}
	}
}

// memGuardDef is the type of guards, which Python never sees.
func memGuardDef(rt *Runtime) TypeDef {
	rt.initMemViews()
	d := TypeDef{Name: "managedbuffer", FixedRefs: 1, RawSize: heap.Word, Flags: FlagNoInstantiate, Into: &rt.text.memGuard}
	d.Slots.Finalize = func(t *Thread, self Ref) {
		views := &t.RT.text.views
		id := self.V().Addr().Word64(memID)
		if b := views.guards[id]; b != nil {
			delete(views.guards, id)
			b.release(t)
		}
	}
	return d
}

// memView returns v's facts, released or not.
func (rt *Runtime) memView(v Value) *memView { return rt.text.views.m[v.Addr().Word64(memID)] }

// memView returns r's facts; nil: it is released, and ValueError pending.
func (t *Thread) memView(r Ref) *memView {
	m := t.RT.memView(r.V())
	if m.released {
		t.ValueErrorf("operation forbidden on released memoryview object")
		return nil
	}
	return m
}

// newMemView makes the object of m, a view like that of like, or (like the nil
// Ref) the first one of obj.
func (t *Thread) newMemView(obj, like Ref, m *memView) Value {
	defer t.Pop(t.Top())
	guard := t.Push(heap.Null)
	if !like.IsNil() {
		obj = t.Push(like.V().Addr().Ref(memObj))
		guard.Set(like.V().Addr().Ref(memGuard))
	} else if m.buf != nil && !m.buf.Leaf {
		guard.Set(t.newMemGuard(obj, m.buf))
		if guard.V() == heap.Null {
			return heap.Null
		}
	}
	v := t.NewInstance(t.RT.MemoryViewType)
	if v == heap.Null {
		return v
	}
	views := &t.RT.text.views
	views.last++
	views.m[views.last] = m
	v.Addr().SetWord64(memID, views.last)
	t.Own(v, ownerMemView, views.last)
	t.Store(v, memObj, obj.V())
	t.Store(v, memGuard, guard.V())
	if m.buf != nil {
		m.buf.views++
	}
	return v
}

func (t *Thread) newMemGuard(obj Ref, b *memBuffer) Value {
	v := t.NewInstance(t.RT.text.memGuard)
	if v == heap.Null {
		return v
	}
	views := &t.RT.text.views
	views.last++
	views.guards[views.last] = b
	v.Addr().SetWord64(memID, views.last)
	t.Store(v, guardObj, obj.V())
	return v
}

// NewMemoryView returns memoryview(obj).
func (t *Thread) NewMemoryView(obj Ref) Value {
	v := obj.V()
	switch {
	case isExact(v, IdxMemoryView):
		m := t.memView(obj)
		if m == nil {
			return heap.Null
		}
		c := *m
		c.exports = 0
		return t.newMemView(Ref{}, obj, &c)
	case t.RT.IsBytes(v):
		n := len(BytesOf(v))
		return t.newMemView(obj, Ref{}, &memView{format: bufDefaultFmt, itemSize: 1, shape: []int{n}, strides: []int{1}, readOnly: true})
	}
	get := t.RT.TypeOf(v).Slots.GetBuf
	if get == nil {
		return t.TypeErrorf("memoryview: a bytes-like object is required, not '%s'", t.TypeName(v))
	}
	b, ok := get(t, obj, BufFullRO)
	if !ok {
		return heap.Null
	}
	return t.viewOfBuffer(obj, b)
}

// MemoryViewOfBuffer makes a memoryview of b, which the view will release; obj
// is what its attribute obj shows, None for memory without an owner.
func (t *Thread) MemoryViewOfBuffer(obj Ref, b *Buffer) Value { return t.viewOfBuffer(obj, b) }

func (t *Thread) viewOfBuffer(obj Ref, b *Buffer) Value {
	format := b.Format
	if format == "" {
		format = bufDefaultFmt
	}
	m := &memView{buf: &memBuffer{Buffer: b}, format: format, itemSize: b.ItemSize, shape: b.shape(), strides: b.strides(), readOnly: b.ReadOnly}
	v := t.newMemView(obj, Ref{}, m)
	if v == heap.Null {
		m.buf.release(t)
		return heap.Null
	}
	return v
}

// start returns the address of m's first item; for a bytes it is dead after
// the next safepoint. There need not be an item.
func (m *memView) start(v Value) unsafe.Pointer {
	if m.buf != nil {
		return unsafe.Add(pointerOf(m.buf.Ptr), m.off)
	}
	return v.Addr().Ref(memObj).Addr().Raw(bytesData + m.off)
}

// item returns the bytes of the item at byte off from the first one, under
// start's terms.
func (m *memView) item(v Value, off int) []byte {
	return unsafe.Slice((*byte)(unsafe.Add(m.start(v), off)), m.itemSize)
}

func (m *memView) count() int {
	n := 1
	for _, k := range m.shape {
		n *= k
	}
	return n
}

// cOrder says whether the items lie one behind the other in C's order; fOrder
// in Fortran's. CPython calls no empty slice with another step than 1 so, but
// everything empty of more dimensions.
func (m *memView) cOrder() bool { return inOrder(m.itemSize, m.shape, m.strides) }
func (m *memView) fOrder() bool { return inOrder(m.itemSize, reversed(m.shape), reversed(m.strides)) }

func inOrder(n int, shape, strides []int) bool {
	if len(shape) == 1 {
		return shape[0] == 1 || strides[0] == n
	}
	for _, k := range shape {
		if k == 0 {
			return true
		}
	}
	for i := len(shape) - 1; i >= 0; i-- {
		if shape[i] > 1 && strides[i] != n {
			return false
		}
		n *= shape[i]
	}
	return true
}

// each calls f with the offset of every item in C's order until f says false.
func (m *memView) each(f func(off int) bool) {
	var walk func(dim, off int) bool
	walk = func(dim, off int) bool {
		if dim == len(m.shape) {
			return f(off)
		}
		for i := range m.shape[dim] {
			if !walk(dim+1, off+i*m.strides[dim]) {
				return false
			}
		}
		return true
	}
	walk(0, 0)
}

// copyOut returns the items' bytes in C's order. No safepoint.
func (m *memView) copyOut(v Value) []byte {
	n := m.count() * m.itemSize
	if n == 0 {
		return nil
	}
	if m.cOrder() {
		return append([]byte(nil), unsafe.Slice((*byte)(m.start(v)), n)...)
	}
	out := make([]byte, 0, n)
	m.each(func(off int) bool { out = append(out, m.item(v, off)...); return true })
	return out
}

// release gives m's part in the buffer back.
func (m *memView) release(t *Thread) {
	if m.released {
		return
	}
	m.released = true
	if b := m.buf; b != nil {
		if b.views--; b.views == 0 {
			b.release(t)
		}
	}
}

func memoryViewRelease(t *Thread, args Args) Value {
	m := t.RT.memView(args.At(0).V())
	if m.exports > 0 {
		return t.Errorf(t.RT.Exc.BufferError, "memoryview has %d exported buffer%s", m.exports, plural(m.exports))
	}
	m.release(t)
	return heap.None
}

func memoryViewEnter(t *Thread, args Args) Value {
	if t.memView(args.At(0)) == nil {
		return heap.Null
	}
	return args.At(0).V()
}

func memoryViewGetBuf(t *Thread, self Ref, flags int) (*Buffer, bool) {
	m := t.memView(self)
	if m == nil {
		return nil, false
	}
	bad := func(why string) (*Buffer, bool) {
		t.Errorf(t.RT.Exc.BufferError, "memoryview: %s", why)
		return nil, false
	}
	switch {
	case flags&BufWritable != 0 && m.readOnly:
		return bad("underlying buffer is not writable")
	case flags&BufCContiguous == BufCContiguous && !m.cOrder():
		return bad("underlying buffer is not C-contiguous")
	case flags&BufFContiguous == BufFContiguous && !m.fOrder():
		return bad("underlying buffer is not Fortran contiguous")
	case flags&BufAnyContig == BufAnyContig && !m.cOrder() && !m.fOrder():
		return bad("underlying buffer is not contiguous")
	case flags&BufStrides != BufStrides && !m.cOrder():
		return bad("underlying buffer is not C-contiguous")
	}
	b := &Buffer{Len: m.count() * m.itemSize, ItemSize: m.itemSize, ReadOnly: m.readOnly, Format: m.format, Shape: m.shape, Strides: m.strides}
	if m.buf != nil {
		b.Ptr = m.buf.Ptr + uintptr(m.off)
		m.exports++
		b.Leaf, b.Release = true, func(*Thread) { m.exports-- }
		return b, true
	}
	// Of a bytes: a copy that stays in place.
	p := t.allocNative(b.Len + 1)
	if p == nil {
		return nil, false
	}
	copy(unsafe.Slice((*byte)(p), b.Len), m.copyOut(self.V()))
	b.Ptr = uintptr(p)
	b.Strides = nil
	b.Strides = b.strides()
	h, n := t.H, b.Len+1
	m.exports++
	b.Leaf, b.Release = true, func(*Thread) {
		m.exports--
		h.FreeNative(p, n)
	}
	return b, true
}
