package object

import (
	"bytes"
	"math"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A bytearray's bytes lie in native memory, because a buffer of them may be
// exported and must not move: its object holds only the address of a record
// there, which outlives the object until it has been buried.
type byteArray struct {
	data    uintptr // of size bytes of native memory; 0 when size is 0
	len     int
	size    int
	exports int // buffers given out: while there are any the length is fixed
	dead    bool
}

const (
	byteArrayRecord = 0 // raw word 0: the record's address

	// ownerByteArray: the payload is the record's address.
	ownerByteArray heap.OwnerKind = 32
)

// byteArrayOf returns the record of a bytearray. No safepoint.
func byteArrayOf(v Value) *byteArray {
	return (*byteArray)(pointerOf(uintptr(v.Addr().Word64(byteArrayRecord))))
}

func (b *byteArray) bytes() []byte {
	if b.len == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(pointerOf(b.data)), b.len)
}

const byteArrayRecordSize = int(unsafe.Sizeof(byteArray{}))

func (rt *Runtime) initByteArrays() {
	h := rt.Heap
	h.OnDeath(ownerByteArray, func(record uint64) {
		b := (*byteArray)(pointerOf(uintptr(record)))
		if b.size > 0 {
			h.FreeNative(pointerOf(b.data), b.size)
		}
		b.data, b.size, b.len, b.dead = 0, 0, 0, true
		b.free(h)
	})
}

// free frees the record of a dead bytearray, unless somebody who has died with
// it has still to release a buffer.
func (b *byteArray) free(h *heap.Heap) {
	if b.dead && b.exports == 0 {
		h.FreeNative(unsafe.Pointer(b), byteArrayRecordSize)
	}
}

// mayResize says that no buffer of r is in use. Views that nobody has any more
// keep theirs until a collection finds out, so it may take some. false:
// BufferError is pending.
func (t *Thread) mayResize(r Ref) bool {
	b := byteArrayOf(r.V()) // the record does not move
	for _, kind := range []heap.Kind{heap.Minor, heap.Full} {
		if b.exports == 0 {
			return true
		}
		t.Collect(kind, "exported buffers")
	}
	if b.exports > 0 {
		t.Errorf(t.RT.Exc.BufferError, "Existing exports of data: object cannot be re-sized")
		return false
	}
	return true
}

// allocNative is AllocNative that makes room first. nil: MemoryError is pending.
func (t *Thread) allocNative(n int) unsafe.Pointer {
	if n <= maxRawBytes && t.EnsureNative(n) {
		if p := t.H.AllocNative(n); p != nil {
			return p
		}
	}
	t.MemoryError()
	return nil
}

// newByteArraySized makes an instance of typ, bytearray or a subclass, of n
// zero bytes.
func (t *Thread) newByteArraySized(typ *Type, n int) Value {
	defer t.Pop(t.Top())
	v := t.NewInstance(typ)
	if v == heap.Null {
		return v
	}
	r := t.Push(v)
	if !t.resizeByteArray(r, n) {
		return heap.Null
	}
	return r.V()
}

// initByteArray gives r its record.
func (t *Thread) initByteArray(r Ref) bool {
	p := t.allocNative(byteArrayRecordSize)
	if p == nil {
		return false
	}
	*(*byteArray)(p) = byteArray{}
	r.V().Addr().SetWord64(byteArrayRecord, uint64(uintptr(p)))
	t.Own(r.V(), ownerByteArray, uint64(uintptr(p)))
	return true
}

// NewByteArray returns a bytearray with a copy of b, Go or native memory.
func (t *Thread) NewByteArray(b []byte) Value {
	v := t.newByteArraySized(t.RT.ByteArrayType, len(b))
	if v != heap.Null {
		copy(byteArrayOf(v).bytes(), b)
	}
	return v
}

// ByteArrayData returns the address and the length of a bytearray's bytes: good
// until its length changes or it dies. No safepoint.
func ByteArrayData(v Value) (unsafe.Pointer, int) {
	b := byteArrayOf(v)
	return pointerOf(b.data), b.len
}

// ResizeByteArray sets r's length; new bytes are zero. false: an exception is
// pending.
func (t *Thread) ResizeByteArray(r Ref, n int) bool { return t.resizeByteArray(r, n) }

// resizeByteArray sets the length; bytes behind the old one are zero.
func (t *Thread) resizeByteArray(r Ref, n int) bool {
	b := byteArrayOf(r.V()) // the record does not move
	if n == b.len {
		return true
	}
	if !t.mayResize(r) {
		return false
	}
	switch {
	case n > b.size:
		size := n
		if b.size > 0 {
			size = n + n/8 + 8 // it grows by small steps: leave room
		}
		p := t.allocNative(size)
		if p == nil {
			return false
		}
		b.moveTo(t, p, size)
	case n < b.size/2:
		// Without memory for the move the block stays larger than it need be.
		b.len = n
		var p unsafe.Pointer
		if n > 0 {
			if p = t.H.AllocNative(n); p == nil {
				return true
			}
		}
		b.moveTo(t, p, n)
	}
	if n > b.len {
		clear(unsafe.Slice((*byte)(pointerOf(b.data)), n)[b.len:])
	}
	b.len = n
	return true
}

// moveTo moves the bytes to p, size bytes of native memory.
func (b *byteArray) moveTo(t *Thread, p unsafe.Pointer, size int) {
	if size > 0 {
		copy(unsafe.Slice((*byte)(p), size), b.bytes())
	}
	if b.size > 0 {
		t.H.FreeNative(pointerOf(b.data), b.size)
	}
	b.data, b.size = uintptr(p), size
}

// splice replaces r[lo:hi] by src, which must not be r's own memory.
func (t *Thread) splice(r Ref, lo, hi int, src []byte) bool {
	b := byteArrayOf(r.V())
	n := b.len
	grow := len(src) - (hi - lo)
	if grow != 0 && !t.mayResize(r) {
		return false
	}
	if grow < 0 {
		d := b.bytes()
		copy(d[hi+grow:], d[hi:])
	}
	if grow > math.MaxInt-n {
		t.MemoryError()
		return false
	}
	if !t.resizeByteArray(r, n+grow) {
		return false
	}
	d := b.bytes()
	if grow > 0 {
		copy(d[hi+grow:], d[hi:n])
	}
	copy(d[lo:], src)
	return true
}

var byteArraySig = ParseSignature("bytearray", "(source=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)")

// byteArrayAlloc makes an empty instance.
func byteArrayAlloc(t *Thread, typ *Type, items, raw int) Value {
	defer t.Pop(t.Top())
	v := t.AllocInstance(typ, items, raw)
	if v == heap.Null {
		return v
	}
	r := t.Push(v)
	if !t.initByteArray(r) {
		return heap.Null
	}
	return r.V()
}

// byteArrayNew makes an empty one; Init fills it.
func byteArrayNew(t *Thread, args Args) Value {
	return t.newByteArraySized(t.RT.TypeFromObj(args.At(0).V()), 0)
}

func byteArrayInit(t *Thread, args Args) bool {
	defer t.Pop(t.Top())
	self := args.At(0)
	a, ok := byteArraySig.Bind(t, args.Skip(1))
	if !ok || !t.resizeByteArray(self, 0) {
		return false
	}
	data, n, ok := t.bytesSource(a.At(0), a.At(1), a.At(2), "byte must be in range(0, 256)", "bytearray")
	if !ok || !t.resizeByteArray(self, n) {
		return false
	}
	copy(byteArrayOf(self.V()).bytes(), data)
	return true
}

// bytesSource evaluates the arguments of bytes() and bytearray(); those not
// given are Null. data has n bytes, or is nil for n zero ones.
func (t *Thread) bytesSource(src, encoding, errors Ref, rangeMsg, name string) (data []byte, n int, ok bool) {
	isStr := src.V() != heap.Null && t.RT.IsStr(src.V())
	for i, r := range []Ref{encoding, errors} {
		if v := r.V(); v != heap.Null && !t.RT.IsStr(v) {
			t.TypeErrorf("%s() argument '%s' must be str, not %s", name, [...]string{"encoding", "errors"}[i], t.ArgName(v))
			return nil, 0, false
		}
	}
	switch {
	case encoding.V() != heap.Null && !isStr:
		t.TypeErrorf("encoding without a string argument")
		return nil, 0, false
	case isStr && encoding.V() == heap.Null:
		t.TypeErrorf("string argument without an encoding")
		return nil, 0, false
	case errors.V() != heap.Null && !isStr:
		t.TypeErrorf("errors without a string argument")
		return nil, 0, false
	case isStr:
		v := t.Encode(src, t.optName(encoding), t.optName(errors))
		if v == heap.Null {
			return nil, 0, false
		}
		data = append([]byte(nil), t.RT.bytesView(v)...)
		return data, len(data), true
	case src.V() == heap.Null:
		return nil, 0, true
	}
	if t.RT.HasIndex(src.V()) {
		n, ok := t.AsSsize(src, t.RT.Exc.OverflowError)
		switch {
		case !ok:
			if !t.ExcMatches(t.RT.Exc.TypeError) {
				return nil, 0, false
			}
			t.ClearExc()
		case n < 0:
			t.ValueErrorf("negative count")
			return nil, 0, false
		default:
			return nil, n, true
		}
	}
	if data, ok, isBuf := t.bufferCopy(src, BufFullRO); isBuf {
		return data, len(data), ok
	}
	if typ := t.RT.TypeOf(src.V()); typ.Slots.Iter == nil && typ.Slots.SqItem == nil {
		t.TypeErrorf("cannot convert '%s' object to %s", t.TypeName(src.V()), name)
		return nil, 0, false
	}
	data, ok = t.bytesOfItems(src, rangeMsg)
	return data, len(data), ok
}

// optName is the text of an optional str argument, "" for Null.
func (t *Thread) optName(r Ref) string {
	if r.V() == heap.Null {
		return ""
	}
	switch strView(r.V()) {
	case "utf-8": // the defaults make no garbage
		return "utf-8"
	case "strict":
		return "strict"
	}
	return GoStr(r.V())
}

func byteArrayRepr(t *Thread, a Ref) Value {
	out := append([]byte(t.RT.TypeOf(a.V()).Name), "(b"...)
	b := byteArrayOf(a.V()).bytes()
	// Unlike bytes it never uses double quotes unless there is a single one,
	// and then escapes it all the same.
	quote := byte('\'')
	if bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0 {
		quote = '"'
	}
	out = append(out, quote)
	for _, c := range b {
		switch {
		case c == '\'' || c == '\\':
			out = append(out, '\\', c)
		case c == '\t':
			out = append(out, '\\', 't')
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\r':
			out = append(out, '\\', 'r')
		case c < ' ' || c >= 0x7F:
			out = appendEscape(out, rune(c))
		default:
			out = append(out, c)
		}
	}
	return t.NewStrBytes(append(out, quote, ')'))
}

func byteArrayCompare(t *Thread, a, b Ref, op CompareOp) Value {
	for _, r := range []Ref{a, b} {
		if t.RT.TypeOf(r.V()).Slots.GetBuf == nil {
			return heap.NotImplemented
		}
	}
	x, ok := t.asBytes(a, needBytesLike)
	if !ok {
		t.ClearExc()
		return heap.NotImplemented
	}
	defer x.release(t)
	y, ok := t.asBytes(b, needBytesLike)
	if !ok {
		t.ClearExc()
		return heap.NotImplemented
	}
	defer y.release(t)
	return heap.Bool(op.holds(bytes.Compare(x.bytes(), y.bytes())))
}

func byteArrayInConcat(t *Thread, a, b Ref) Value {
	y, ok := t.asBytes(b, needBytesLike)
	if !ok {
		return t.concatError(b, a)
	}
	defer y.release(t)
	n, data := byteArrayOf(a.V()).len, append([]byte(nil), y.bytes()...)
	if !t.splice(a, n, n, data) {
		return heap.Null
	}
	return a.V()
}

func byteArrayInRepeat(t *Thread, a Ref, n int) Value {
	b := byteArrayOf(a.V())
	old := b.len
	if n < 0 {
		n = 0
	}
	if old > 0 && n > math.MaxInt/old {
		return t.MemoryError()
	}
	if !t.resizeByteArray(a, old*n) {
		return heap.Null
	}
	if d := b.bytes(); old > 0 && len(d) > 0 {
		for k := old; k < len(d); k *= 2 {
			copy(d[k:], d[:k])
		}
	}
	return a.V()
}

func byteArrayAssItem(t *Thread, a Ref, i int, v Ref) bool {
	if n := byteArrayOf(a.V()).len; uint(i) >= uint(n) {
		t.IndexErrorf("bytearray index out of range")
		return false
	}
	if v.IsNil() {
		return t.splice(a, i, i+1, nil)
	}
	c, ok := t.byteValue(v)
	if !ok {
		return false
	}
	if b := byteArrayOf(a.V()); i < b.len {
		b.bytes()[i] = c
	}
	return true
}

func byteArrayAssSub(t *Thread, a, key, v Ref) bool {
	k := key.V()
	n := byteArrayOf(a.V()).len
	switch {
	case k.IsInt() || t.RT.HasIndex(k):
		i, ok := t.AsIndex(key)
		if !ok {
			return false
		}
		if i < 0 {
			i += n
		}
		return byteArrayAssItem(t, a, i, v)
	case isExact(k, IdxSlice):
		start, stop, step, cnt, ok := t.SliceIndices(key, n)
		return ok && t.byteArrayAssSlice(a, start, stop, step, cnt, v)
	}
	t.TypeErrorf("bytearray indices must be integers or slices, not %s", t.TypeName(k))
	return false
}

func (t *Thread) byteArrayAssSlice(a Ref, start, stop, step, cnt int, v Ref) bool {
	var data []byte
	if !v.IsNil() {
		var ok, isBuf bool
		if data, ok, isBuf = t.bufferCopy(v, BufFullRO); !isBuf {
			if t.RT.IsInt(v.V()) || t.RT.IsStr(v.V()) || t.RT.TypeOf(v.V()).Slots.Iter == nil {
				t.TypeErrorf("can assign only bytes, buffers, or iterables of ints in range(0, 256)")
				return false
			}
			data, ok = t.bytesOfItems(v, "byte must be in range(0, 256)")
		}
		if !ok {
			return false
		}
	}
	b := byteArrayOf(a.V())
	if step == 1 {
		return t.splice(a, min(start, b.len), min(max(start, stop), b.len), data)
	}
	if v.IsNil() {
		return t.deleteSteps(a, start, step, cnt)
	}
	if len(data) != cnt {
		t.ValueErrorf("attempt to assign bytes of size %d to extended slice of size %d", len(data), cnt)
		return false
	}
	d := b.bytes()
	for i, c := range data {
		d[start+i*step] = c
	}
	return true
}

// deleteSteps deletes the cnt bytes start, start+step, …
func (t *Thread) deleteSteps(a Ref, start, step, cnt int) bool {
	if cnt == 0 {
		return true
	}
	if step < 0 {
		start += (cnt - 1) * step
		step = -step
	}
	if !t.mayResize(a) {
		return false
	}
	d := byteArrayOf(a.V()).bytes()
	to := start
	for i := start; i < len(d); i++ {
		if k := i - start; k%step == 0 && k/step < cnt {
			continue
		}
		d[to] = d[i]
		to++
	}
	return t.resizeByteArray(a, to)
}

func byteArrayGetBuf(t *Thread, self Ref, flags int) (*Buffer, bool) {
	b, h := byteArrayOf(self.V()), t.H
	b.exports++
	return &Buffer{Ptr: b.data, Len: b.len, ItemSize: 1, Format: bufDefaultFmt, Shape: []int{b.len}, Strides: []int{1},
		Leaf: true, Release: func(*Thread) {
			b.exports--
			b.free(h)
		}}, true
}

// bytesGetBuf exports a copy in native memory: the bytes themselves move, and
// nobody can tell the difference, for neither changes.
func bytesGetBuf(t *Thread, self Ref, flags int) (*Buffer, bool) {
	if flags&BufWritable != 0 {
		t.Errorf(t.RT.Exc.BufferError, "Object is not writable.")
		return nil, false
	}
	h, n := t.H, len(BytesOf(self.V()))
	p := t.allocNative(n + 1)
	if p == nil {
		return nil, false
	}
	b := unsafe.Slice((*byte)(p), n+1)
	b[copy(b, BytesOf(self.V()))] = 0
	return &Buffer{Ptr: uintptr(p), Len: n, ItemSize: 1, ReadOnly: true, Format: bufDefaultFmt, Shape: []int{n}, Strides: []int{1},
		Leaf: true, Release: func(*Thread) { h.FreeNative(p, n+1) }}, true
}

// MayResizeByteArray says that no buffer of r is in use; false: BufferError is pending.
func (t *Thread) MayResizeByteArray(r Ref) bool { return t.mayResize(r) }
