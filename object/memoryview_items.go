package object

import (
	"encoding/binary"
	"math"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// itemFormat is a native format of one character, as struct's and the buffer
// protocol's.
type itemFormat struct {
	size int
	kind byte // i int, u unsigned, f float, c bytes, ? bool, P address
}

const ptrSize = int(unsafe.Sizeof(uintptr(0)))

var itemFormats = map[byte]itemFormat{
	'c': {1, 'c'}, 'b': {1, 'i'}, 'B': {1, 'u'}, 'h': {2, 'i'}, 'H': {2, 'u'}, 'i': {4, 'i'}, 'I': {4, 'u'},
	'l': {8, 'i'}, 'L': {8, 'u'}, 'q': {8, 'i'}, 'Q': {8, 'u'}, 'n': {ptrSize, 'i'}, 'N': {ptrSize, 'u'},
	'f': {4, 'f'}, 'd': {8, 'f'}, '?': {1, '?'}, 'P': {ptrSize, 'P'},
}

// nativeFormat returns the format of one character, which '@' may precede.
func nativeFormat(s string) (c byte, f itemFormat, ok bool) {
	if len(s) == 2 && s[0] == '@' {
		s = s[1:]
	}
	if len(s) != 1 {
		return 0, f, false
	}
	f, ok = itemFormats[s[0]]
	return s[0], f, ok
}

// unpackItem makes the object of an item.
func (t *Thread) unpackItem(m *memView, b []byte) Value {
	_, f, ok := nativeFormat(m.format)
	if !ok || f.size != len(b) {
		return t.Errorf(t.RT.Exc.NotImplementedError, "memoryview: format %s not supported", m.format)
	}
	var u uint64
	switch f.size {
	case 1:
		u = uint64(b[0])
	case 2:
		u = uint64(binary.NativeEndian.Uint16(b))
	case 4:
		u = uint64(binary.NativeEndian.Uint32(b))
	case 8:
		u = binary.NativeEndian.Uint64(b)
	}
	switch f.kind {
	case 'i':
		shift := 64 - 8*f.size
		return t.NewInt(int64(u<<shift) >> shift)
	case 'f':
		if f.size == 4 {
			return heap.Float(float64(math.Float32frombits(uint32(u))))
		}
		return heap.Float(math.Float64frombits(u))
	case 'c':
		return t.NewBytes([]byte{byte(u)})
	case '?':
		return heap.Bool(u != 0)
	}
	return t.NewUint(u)
}

// packItem encodes v as an item of m's format.
func (t *Thread) packItem(m *memView, v Ref) ([]byte, bool) {
	c, f, ok := nativeFormat(m.format)
	if !ok {
		t.Errorf(t.RT.Exc.NotImplementedError, "memoryview: format %s not supported", m.format)
		return nil, false
	}
	badType := func() ([]byte, bool) {
		if t.Pending() && !t.ExcMatches(t.RT.Exc.TypeError) {
			return nil, false
		}
		t.ClearExc()
		t.TypeErrorf("memoryview: invalid type for format '%c'", c)
		return nil, false
	}
	badValue := func() ([]byte, bool) {
		t.ValueErrorf("memoryview: invalid value for format '%c'", c)
		return nil, false
	}
	var u uint64
	switch f.kind {
	case 'c':
		if !t.RT.IsBytes(v.V()) {
			return badType()
		}
		b := BytesOf(v.V())
		if len(b) != 1 {
			return badValue()
		}
		u = uint64(b[0])
	case '?':
		truth := t.IsTrue(v)
		if truth < 0 {
			return nil, false
		}
		u = uint64(truth)
	case 'f':
		x, ok := t.AsFloat64(v)
		if !ok {
			return badType()
		}
		if f.size == 4 {
			u = uint64(math.Float32bits(float32(x)))
		} else {
			u = math.Float64bits(x)
		}
	default:
		i := t.Index(v)
		if i == heap.Null {
			return badType()
		}
		bits := 8 * f.size
		if f.kind == 'i' {
			x, ok := Int64Of(i)
			if !ok || x>>(bits-1) != x>>63 {
				return badValue()
			}
			u = uint64(x)
		} else {
			x, ok := Uint64Of(i)
			if !ok || bits < 64 && x>>bits != 0 {
				return badValue()
			}
			u = x
		}
	}
	out := make([]byte, 8)
	binary.NativeEndian.PutUint64(out, u)
	if !littleEndian {
		return out[8-f.size:], true
	}
	return out[:f.size], true
}

// dimIndex turns an index into an offset in dimension dim. false: IndexError.
func (t *Thread) dimIndex(m *memView, dim int, key Ref) (off int, ok bool) {
	i, ok := t.AsIndex(key)
	if !ok {
		return 0, false
	}
	n := m.shape[dim]
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		t.IndexErrorf("index out of bounds on dimension %d", dim+1)
		return 0, false
	}
	return i * m.strides[dim], true
}

// itemKey finds the item that key selects. ok false: an exception is pending;
// slice: key is a slice of the first dimension instead.
func (t *Thread) itemKey(m *memView, key Ref) (off int, slice, ok bool) {
	k := key.V()
	switch {
	case isExact(k, IdxSlice) && len(m.shape) > 0:
		return 0, true, true
	case isExact(k, IdxTuple):
		n := t.TupleLen(k)
		ints := true
		for i := range n {
			ints = ints && t.RT.HasIndex(t.TupleAt(k, i))
		}
		switch {
		case !ints:
			t.TypeErrorf("memoryview: invalid slice key")
			return 0, false, false
		case n > len(m.shape):
			t.TypeErrorf("cannot index %d-dimension view with %d-element tuple", len(m.shape), n)
			return 0, false, false
		case n < len(m.shape):
			t.Errorf(t.RT.Exc.NotImplementedError, "sub-views are not implemented")
			return 0, false, false
		}
		defer t.Pop(t.Top())
		item := t.Push(heap.Null)
		for i := range n {
			item.Set(t.TupleAt(key.V(), i))
			d, ok := t.dimIndex(m, i, item)
			if !ok {
				return 0, false, false
			}
			off += d
		}
		return off, false, true
	case k == heap.Ellipsis && len(m.shape) == 0:
		return 0, false, true
	case len(m.shape) == 0:
		t.TypeErrorf("invalid indexing of 0-dim memory")
		return 0, false, false
	case t.RT.HasIndex(k):
		if len(m.shape) > 1 {
			t.Errorf(t.RT.Exc.NotImplementedError, "multi-dimensional sub-views are not implemented")
			return 0, false, false
		}
		off, ok = t.dimIndex(m, 0, key)
		return off, false, ok
	}
	t.TypeErrorf("memoryview: invalid slice key")
	return 0, false, false
}

func memoryViewSubscript(t *Thread, a, key Ref) Value {
	m := t.memView(a)
	if m == nil {
		return heap.Null
	}
	off, slice, ok := t.itemKey(m, key)
	switch {
	case !ok:
		return heap.Null
	case slice:
		return t.sliceMemView(a, m, key)
	case t.memView(a) == nil: // an __index__ may have released it
		return heap.Null
	}
	return t.unpackItem(m, append([]byte(nil), m.item(a.V(), off)...))
}

func memoryViewItem(t *Thread, a Ref, i int) Value {
	m := t.memView(a)
	if m == nil {
		return heap.Null
	}
	defer t.Pop(t.Top())
	return memoryViewSubscript(t, a, t.Push(t.NewInt(int64(i))))
}

// slicedView returns the view of a slice of m's first dimension.
func (t *Thread) slicedView(m *memView, key Ref) (*memView, bool) {
	start, _, step, n, ok := t.SliceIndices(key, m.shape[0])
	if !ok {
		return nil, false
	}
	c := *m
	c.exports = 0
	c.off += start * m.strides[0]
	c.shape = append([]int{n}, m.shape[1:]...)
	c.strides = append([]int{m.strides[0] * step}, m.strides[1:]...)
	return &c, true
}

func (t *Thread) sliceMemView(a Ref, m *memView, key Ref) Value {
	c, ok := t.slicedView(m, key)
	if !ok || t.memView(a) == nil {
		return heap.Null
	}
	return t.newMemView(Ref{}, a, c)
}

func memoryViewAssSub(t *Thread, a, key, v Ref) bool {
	m := t.memView(a)
	switch {
	case m == nil:
		return false
	case m.readOnly:
		t.TypeErrorf("cannot modify read-only memory")
		return false
	case v.IsNil():
		t.TypeErrorf("cannot delete memory")
		return false
	case len(m.shape) > 1 && t.RT.HasIndex(key.V()):
		t.Errorf(t.RT.Exc.NotImplementedError, "sub-views are not implemented")
		return false
	}
	off, slice, ok := t.itemKey(m, key)
	if !ok {
		return false
	}
	if slice {
		return t.assignMemSlice(a, m, key, v)
	}
	item, ok := t.packItem(m, v)
	if !ok || t.memView(a) == nil {
		return false
	}
	copy(m.item(a.V(), off), item)
	return true
}

func (t *Thread) assignMemSlice(a Ref, m *memView, key, v Ref) bool {
	if len(m.shape) != 1 {
		t.Errorf(t.RT.Exc.NotImplementedError, "memoryview slice assignments are currently restricted to ndim = 1")
		return false
	}
	dst, ok := t.slicedView(m, key)
	if !ok {
		return false
	}
	get := t.RT.TypeOf(v.V()).Slots.GetBuf
	if get == nil {
		t.TypeErrorf(needBytesLike, t.TypeName(v.V()))
		return false
	}
	b, ok := get(t, v, BufFullRO)
	if !ok {
		return false
	}
	src := b.flatten()
	format, shape := b.Format, b.shape()
	if b.Release != nil {
		b.Release(t)
	}
	if t.memView(a) == nil {
		return false
	}
	if format == "" {
		format = bufDefaultFmt
	}
	x, _, _ := nativeFormat(format)
	y, _, _ := nativeFormat(dst.format)
	if x == 0 || x != y || len(shape) != 1 || shape[0] != dst.shape[0] {
		t.ValueErrorf("memoryview assignment: lvalue and rvalue have different structures")
		return false
	}
	dst.each(func(off int) bool {
		src = src[copy(dst.item(a.V(), off), src):]
		return true
	})
	return true
}
