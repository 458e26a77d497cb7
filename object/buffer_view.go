package object

import "github.com/hpyrun/hpyrun/heap"

// ByteView is the content of a bytes-like object for as long as somebody works on it. It
// must be released.
type ByteView struct{ byteLike }

// ReadBytes begins reading what o exports without gaps. format, of the type's name, is the
// TypeError of an object that exports nothing; "": the usual one. false: exception
// pending.
func (t *Thread) ReadBytes(o Ref, format string) (ByteView, bool) {
	if format == "" {
		format = needBytesLike
	}
	b, ok := t.asBuffer(o, BufSimple, format)
	return ByteView{b}, ok
}

// WriteBytes begins writing into what o exports. format is as ReadBytes's.
func (t *Thread) WriteBytes(o Ref, format string) (ByteView, bool) {
	get := t.RT.TypeOf(o.V()).Slots.GetBuf
	if get == nil || t.RT.IsBytes(o.V()) {
		t.TypeErrorf(format, t.TypeName(o.V()))
		return ByteView{}, false
	}
	buf, ok := get(t, o, BufWritable)
	if !ok {
		if t.ExcMatches(t.RT.Exc.BufferError) || t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			t.TypeErrorf(format, t.TypeName(o.V()))
		}
		return ByteView{}, false
	}
	return ByteView{byteLike{rt: t.RT, obj: o, buf: buf}}, true
}

// Bytes returns the content. Of a bytes it is dead after the next safepoint.
func (b *ByteView) Bytes() heap.RawBytes { return b.bytes() }

// Moves says that the content may move at a safepoint.
func (b *ByteView) Moves() bool { return b.buf == nil && b.rt.IsBytes(b.obj.V()) }

// Release ends the work on the object.
func (b *ByteView) Release(t *Thread) { b.release(t) }

// CopyBuffer returns a copy of what a bytes-like object holds. false: exception pending.
func (t *Thread) CopyBuffer(o Ref) ([]byte, bool) {
	b, ok := t.ReadBytes(o, "")
	if !ok {
		return nil, false
	}
	data := append([]byte(nil), b.bytes()...)
	b.release(t)
	return data, true
}
