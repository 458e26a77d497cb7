package object

import "unsafe"

// Flags of GetBuf, Python's C API's under its numbers: what the caller can deal
// with.
const (
	BufSimple       = 0
	BufWritable     = 0x1
	BufFormat       = 0x4
	BufND           = 0x8
	BufStrides      = 0x10 | BufND
	BufCContiguous  = 0x20 | BufStrides
	BufFContiguous  = 0x40 | BufStrides
	BufAnyContig    = 0x80 | BufStrides
	BufIndirect     = 0x100 | BufStrides
	BufFull         = BufIndirect | BufWritable | BufFormat
	BufFullRO       = BufIndirect | BufFormat
	bufDefaultFmt   = "B"
	maxBufferDimens = 64
)

// shape returns the extents, those of one dimension where none are given.
func (b *Buffer) shape() []int {
	if b.Shape == nil && b.ItemSize > 0 {
		return []int{b.Len / b.ItemSize}
	}
	return b.Shape
}

// strides returns the distances, those of C's order where none are given.
func (b *Buffer) strides() []int {
	if b.Strides != nil {
		return b.Strides
	}
	shape := b.shape()
	s := make([]int, len(shape))
	n := b.ItemSize
	for i := len(shape) - 1; i >= 0; i-- {
		s[i] = n
		n *= shape[i]
	}
	return s
}

// contiguous says that the items lie one behind the other in C's order.
func (b *Buffer) contiguous() bool {
	if b.Strides == nil || b.Len == 0 {
		return true
	}
	n := b.ItemSize
	for i := len(b.Shape) - 1; i >= 0; i-- {
		if b.Shape[i] > 1 && b.Strides[i] != n {
			return false
		}
		n *= b.Shape[i]
	}
	return true
}

// flatten copies the items in C's order.
func (b *Buffer) flatten() []byte {
	out := make([]byte, 0, b.Len)
	shape, strides := b.shape(), b.strides()
	var walk func(dim int, p uintptr)
	walk = func(dim int, p uintptr) {
		if dim == len(shape) {
			out = append(out, unsafe.Slice((*byte)(pointerOf(p)), b.ItemSize)...)
			return
		}
		for i := range shape[dim] {
			walk(dim+1, p+uintptr(i*strides[dim]))
		}
	}
	walk(0, b.Ptr)
	return out
}

// BytesLike returns a copy of the bytes of a bytes-like object. false: it is none, or does
// not give its memory; an exception is pending.
func (t *Thread) BytesLike(o Ref) ([]byte, bool) {
	b, ok := t.asBytes(o, needBytesLike)
	if !ok {
		return nil, false
	}
	data := append([]byte(nil), b.bytes()...)
	b.release(t)
	return data, true
}

// ReadBytesLike lets f read the memory of a bytes-like object: f is no safepoint. false: an
// exception is pending.
func (t *Thread) ReadBytesLike(o Ref, f func(mem []byte)) bool {
	b, ok := t.asBytes(o, needBytesLike)
	if !ok {
		return false
	}
	f(b.bytes())
	b.release(t)
	return true
}

// WriteBytesLike lets f write into the memory of o, which must be a writable bytes-like
// object: f is no safepoint. false: an exception is pending.
func (t *Thread) WriteBytesLike(o Ref, f func(mem []byte)) bool {
	get := t.RT.TypeOf(o.V()).Slots.GetBuf
	if get == nil {
		t.TypeErrorf("a read-write bytes-like object is required, not '%s'", t.TypeName(o.V()))
		return false
	}
	b, ok := get(t, o, BufWritable)
	if !ok {
		return false
	}
	if b.Len > 0 {
		f(unsafe.Slice((*byte)(pointerOf(b.Ptr)), b.Len))
	} else {
		f(nil)
	}
	if b.Release != nil {
		b.Release(t)
	}
	return true
}
