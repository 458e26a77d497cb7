package object

import (
	"bytes"
	"math"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A bytes is one object without references:
//
//	word 0   hash, 0 when not yet computed
//	word 1   length
//	data     and a NUL
const (
	bytesHash = 0
	bytesLen  = 8
	bytesData = 16
)

// allocBytes makes an exact bytes of n zero bytes for the caller to fill.
func (t *Thread) allocBytes(n int) Value {
	if n > maxRawBytes {
		return t.MemoryError()
	}
	v := t.Alloc(IdxBytes, 0, bytesData+n+1)
	if v != heap.Null {
		v.Addr().SetWord64(bytesLen, uint64(n))
	}
	return v
}

// NewBytes returns a bytes with a copy of b, which must be Go or native memory.
func (t *Thread) NewBytes(b []byte) Value {
	v := t.allocBytes(len(b))
	if v != heap.Null {
		copy(BytesOf(v), b)
	}
	return v
}

// BytesOf returns the content of a bytes (or of an instance of a subclass) as a
// view that is dead after the next safepoint. No safepoint.
func BytesOf(v Value) heap.RawBytes {
	a := v.Addr()
	return a.Bytes(bytesData, int(a.Word64(bytesLen)))
}

// IsBytes says that v is a bytes or an instance of a subclass.
func (rt *Runtime) IsBytes(v Value) bool {
	return v.IsPtr() && rt.types[v.Addr().Type()].Flags&FlagBytesSubclass != 0
}

// IsByteArray says that v is a bytearray or an instance of a subclass.
func (rt *Runtime) IsByteArray(v Value) bool {
	return v.IsPtr() && (v.Addr().Type() == IdxByteArray || rt.types[v.Addr().Type()].IsSubtype(rt.ByteArrayType))
}

// BytesHash returns hash(v) of a bytes; a str with the same ASCII text has the
// same. No safepoint.
func BytesHash(v Value) int64 {
	a := v.Addr()
	if h := a.Word64(bytesHash); h != 0 {
		return int64(h)
	}
	h := hashBytes(BytesOf(v))
	a.SetWord64(bytesHash, uint64(h))
	return h
}

// bytesView returns the content of a bytes, a bytearray or an instance of a
// subclass: for a bytes dead after the next safepoint, for a bytearray after
// the next change of its length. No safepoint.
func (rt *Runtime) bytesView(v Value) []byte {
	if rt.IsBytes(v) {
		return BytesOf(v)
	}
	return byteArrayOf(v).bytes()
}

// byteLike is an object whose bytes are being read: a bytes, a bytearray, or
// the owner of a buffer. bytes is a view, taken anew after each safepoint.
type byteLike struct {
	rt   *Runtime
	obj  Ref
	buf  *Buffer
	flat []byte // of a buffer that is not contiguous
}

// asBytes begins reading o; what it returns must be released. When o exports no
// buffer, a TypeError with the format (of the type's name) is raised.
func (t *Thread) asBytes(o Ref, format string) (byteLike, bool) {
	return t.asBuffer(o, BufSimple, format)
}

// asBuffer is asBytes with the flags of GetBuf: BufSimple for memory without
// gaps, BufFullRO for any.
func (t *Thread) asBuffer(o Ref, flags int, format string) (byteLike, bool) {
	if v := o.V(); t.RT.IsBytes(v) || t.RT.IsByteArray(v) {
		return byteLike{rt: t.RT, obj: o}, true
	}
	get := t.RT.TypeOf(o.V()).Slots.GetBuf
	if get == nil {
		t.TypeErrorf(format, t.TypeName(o.V()))
		return byteLike{}, false
	}
	buf, ok := get(t, o, flags)
	if !ok {
		return byteLike{}, false
	}
	b := byteLike{rt: t.RT, obj: o, buf: buf}
	if !buf.contiguous() {
		b.flat = buf.flatten()
	}
	return b, true
}

const needBytesLike = "a bytes-like object is required, not '%s'"

func (b *byteLike) bytes() []byte {
	switch {
	case b.buf == nil:
		return b.rt.bytesView(b.obj.V())
	case b.flat != nil:
		return b.flat
	case b.buf.Len == 0:
		return nil
	}
	return unsafe.Slice((*byte)(pointerOf(b.buf.Ptr)), b.buf.Len)
}

// pointerOf makes a pointer of an address outside Go's heap.
func pointerOf(a uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), a) }

func (b *byteLike) release(t *Thread) {
	if b.buf != nil && b.buf.Release != nil {
		b.buf.Release(t)
	}
}

// BufferCopy is bufferCopy for memory without gaps.
func (t *Thread) BufferCopy(o Ref) (data []byte, ok, isBuf bool) { return t.bufferCopy(o, BufSimple) }

// bufferCopy returns a copy of what o exports (flags as asBuffer's). isBuf is
// false, with nothing pending, when it exports nothing; ok is false with an
// exception pending.
func (t *Thread) bufferCopy(o Ref, flags int) (data []byte, ok, isBuf bool) {
	if t.RT.TypeOf(o.V()).Slots.GetBuf == nil {
		return nil, false, false
	}
	b, ok := t.asBuffer(o, flags, needBytesLike)
	if !ok {
		return nil, false, true
	}
	data = append([]byte(nil), b.bytes()...)
	b.release(t)
	return data, true, true
}

// BytesCopy returns a copy of the memory of a bytes-like object. ok is false, with
// a TypeError pending, when it is none.
func (t *Thread) BytesCopy(o Ref) (data []byte, ok bool) {
	data, ok, isBuf := t.bufferCopy(o, BufSimple)
	if !isBuf {
		t.TypeErrorf(needBytesLike, t.TypeName(o.V()))
	}
	return data, ok
}

func bytesLength(t *Thread, a Ref) int { return len(t.RT.bytesView(a.V())) }

// newLike returns data as a bytes or a bytearray, as self is one.
func (t *Thread) newLike(self Ref, data []byte) Value {
	if t.RT.IsBytes(self.V()) {
		return t.NewBytes(data)
	}
	return t.NewByteArray(data)
}

// allocLike makes a bytes or bytearray of n bytes, as self is one, for fill to
// write into. fill must not allocate.
func (t *Thread) allocLike(self Ref, n int, fill func(dst []byte)) Value {
	var v Value
	if t.RT.IsBytes(self.V()) {
		v = t.allocBytes(n)
	} else {
		v = t.newByteArraySized(t.RT.ByteArrayType, n)
	}
	if v != heap.Null {
		fill(t.RT.bytesView(v))
	}
	return v
}

// subBytes returns self[lo:hi], itself when that is all of an exact bytes.
func (t *Thread) subBytes(self Ref, lo, hi int) Value {
	b := t.RT.bytesView(self.V())
	if lo >= hi {
		lo, hi = 0, 0
	}
	if lo == 0 && hi == len(b) && isExact(self.V(), IdxBytes) {
		return self.V()
	}
	return t.allocLike(self, hi-lo, func(dst []byte) { copy(dst, t.RT.bytesView(self.V())[lo:hi]) })
}

func bytesConcat(t *Thread, a, b Ref) Value {
	y, ok := t.asBytes(b, needBytesLike)
	if !ok {
		return t.concatError(b, a)
	}
	defer y.release(t)
	x, z := t.RT.bytesView(a.V()), y.bytes()
	if len(x) == 0 && isExact(b.V(), IdxBytes) && isExact(a.V(), IdxBytes) {
		return b.V()
	}
	if len(z) == 0 && isExact(a.V(), IdxBytes) {
		return a.V()
	}
	n := len(x)
	return t.allocLike(a, n+len(z), func(dst []byte) {
		copy(dst, t.RT.bytesView(a.V()))
		copy(dst[n:], y.bytes())
	})
}

// concatError replaces the pending exception by what + says of the wrong type
// of b.
func (t *Thread) concatError(b, a Ref) Value {
	t.ClearExc()
	return t.TypeErrorf("can't concat %s to %s", t.TypeName(b.V()), t.TypeName(a.V()))
}

func bytesRepeat(t *Thread, a Ref, n int) Value {
	b := t.RT.bytesView(a.V())
	if n < 0 {
		n = 0
	}
	if n == 1 && isExact(a.V(), IdxBytes) {
		return a.V()
	}
	if len(b) > 0 && n > math.MaxInt/len(b) {
		if t.RT.IsBytes(a.V()) {
			return t.OverflowErrorf("repeated bytes are too long")
		}
		return t.MemoryError()
	}
	return t.allocLike(a, len(b)*n, func(dst []byte) {
		if len(dst) > 0 {
			fillRepeated(dst, t.RT.bytesView(a.V()))
		}
	})
}

func bytesItem(t *Thread, a Ref, i int) Value {
	b := t.RT.bytesView(a.V())
	if uint(i) >= uint(len(b)) {
		if t.RT.IsBytes(a.V()) {
			return t.IndexErrorf("index out of range")
		}
		return t.IndexErrorf("bytearray index out of range")
	}
	return heap.SmallInt(int64(b[i]))
}

func bytesSubscript(t *Thread, a, key Ref) Value {
	k := key.V()
	switch {
	case k.IsInt() || t.RT.HasIndex(k):
		i, ok := t.AsIndex(key)
		if !ok {
			return heap.Null
		}
		if i < 0 {
			i += len(t.RT.bytesView(a.V()))
		}
		return bytesItem(t, a, i)
	case isExact(k, IdxSlice):
		start, _, step, n, ok := t.SliceIndices(key, len(t.RT.bytesView(a.V())))
		if !ok {
			return heap.Null
		}
		if step == 1 {
			return t.subBytes(a, start, start+n)
		}
		return t.allocLike(a, max(n, 0), func(dst []byte) {
			src := t.RT.bytesView(a.V())
			for i := range dst {
				dst[i] = src[start+i*step]
			}
		})
	}
	what := "bytearray"
	if t.RT.IsBytes(a.V()) {
		what = "byte"
	}
	return t.TypeErrorf("%s indices must be integers or slices, not %s", what, t.TypeName(k))
}

func bytesContains(t *Thread, a, v Ref) int {
	if t.RT.HasIndex(v.V()) {
		c, ok := t.byteValue(v)
		if !ok {
			return -1
		}
		return boolInt(bytes.IndexByte(t.RT.bytesView(a.V()), c) >= 0)
	}
	sub, ok := t.asBytes(v, needBytesLike)
	if !ok {
		return -1
	}
	defer sub.release(t)
	return boolInt(bytes.Contains(t.RT.bytesView(a.V()), sub.bytes()))
}

// byteValue reads an item of a bytes: what has __index__, from 0 to 255.
func (t *Thread) byteValue(r Ref) (byte, bool) {
	i, ok := t.AsSsize(r, nil)
	if !ok {
		return 0, false
	}
	if i < 0 || i > 255 {
		t.ValueErrorf("byte must be in range(0, 256)")
		return 0, false
	}
	return byte(i), true
}

func bytesHashSlot(t *Thread, a Ref) (int64, bool) { return BytesHash(a.V()), true }

func bytesRepr(t *Thread, a Ref) Value {
	out := appendQuoted(append(t.takeBuf(), 'b'), BytesOf(a.V()), false)
	defer t.giveBuf(out)
	return t.NewStrBytes(out)
}

func bytesCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !t.RT.IsBytes(a.V()) || !t.RT.IsBytes(b.V()) {
		return heap.NotImplemented
	}
	x, y := BytesOf(a.V()), BytesOf(b.V())
	switch op {
	case EQ:
		return heap.Bool(bytes.Equal(x, y))
	case NE:
		return heap.Bool(!bytes.Equal(x, y))
	}
	return heap.Bool(op.holds(bytes.Compare(x, y)))
}

func bytesMod(t *Thread, a, b Ref) Value {
	if !t.RT.IsBytes(a.V()) && !t.RT.IsByteArray(a.V()) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	out, ok := t.percentRun(append([]byte(nil), t.RT.bytesView(a.V())...), false, b)
	defer t.giveBuf(out)
	if !ok {
		return heap.Null
	}
	return t.newLike(a, out)
}

// bytesForPercent returns what %b shows of an object: its buffer's content or
// what __bytes__ gives.
func (t *Thread) bytesForPercent(o Ref) Value {
	if t.RT.IsBytes(o.V()) {
		return o.V()
	}
	if data, ok, isBuf := t.bufferCopy(o, BufFullRO); isBuf {
		if !ok {
			return heap.Null
		}
		return t.NewBytes(data)
	}
	v, found := t.bytesMethod(o)
	if !found {
		return t.TypeErrorf("%%b requires a bytes-like object, or an object that implements __bytes__, not '%s'", t.TypeName(o.V()))
	}
	return v
}

// bytesMethod calls o.__bytes__; found is false where there is none.
func (t *Thread) bytesMethod(o Ref) (v Value, found bool) {
	v, found = t.callSpecial(o, nmBytes)
	if v != heap.Null && !t.RT.IsBytes(v) {
		return t.TypeErrorf("__bytes__ returned non-bytes (type %s)", t.TypeName(v)), true
	}
	return v, found
}

// BytesFromObject is bytes(o) for what is neither a str nor an int: these it refuses.
func (t *Thread) BytesFromObject(o Ref) Value {
	if isExact(o.V(), IdxBytes) {
		return o.V()
	}
	defer t.Pop(t.Top())
	if v, found := t.bytesMethod(o); found {
		return v
	}
	if data, ok, isBuf := t.bufferCopy(o, BufFullRO); isBuf {
		if !ok {
			return heap.Null
		}
		return t.NewBytes(data)
	}
	if t.RT.IsStr(o.V()) || t.RT.IsInt(o.V()) || t.RT.TypeOf(o.V()).Slots.Iter == nil && t.RT.TypeOf(o.V()).Slots.SqItem == nil {
		return t.TypeErrorf("cannot convert '%s' object to bytes", t.TypeName(o.V()))
	}
	data, ok := t.bytesOfItems(o, "bytes must be in range(0, 256)")
	if !ok {
		return heap.Null
	}
	return t.NewBytes(data)
}

// bytesOfItems collects the bytes that an iterable gives; range is the message
// for one that is none.
func (t *Thread) bytesOfItems(o Ref, rangeMsg string) ([]byte, bool) {
	defer t.Pop(t.Top())
	it := t.Push(t.Iter(o))
	if it.V() == heap.Null {
		return nil, false
	}
	item := t.Push(heap.Null)
	var out []byte
	for {
		item.Set(t.Next(it))
		if item.V() == heap.Null {
			return out, !t.Pending()
		}
		i, ok := t.AsSsize(item, nil)
		if !ok {
			return nil, false
		}
		if i < 0 || i > 255 {
			t.ValueErrorf("%s", rangeMsg)
			return nil, false
		}
		out = append(out, byte(i))
	}
}

// IsExactBytes says that v is a bytes and not an instance of a subclass.
func IsExactBytes(v Value) bool { return isExact(v, IdxBytes) }
