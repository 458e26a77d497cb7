package hpyabi

import (
	"unicode/utf8"
	"unsafe"

	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// str and bytes. Pointers to text that C is given lie off the heap: a copy that
// is attached to the handle and freed when the handle is closed, or when the
// call returns whose argument it is. So they stay where and what they are,
// however often the collector moves the object meanwhile.

func (c *Context) UnicodeCheck(h HPy) int32 { return truth(c.t.RT.IsStr(c.val(h))) }
func (c *Context) BytesCheck(h HPy) int32 {
	return truth(c.t.RT.TypeOf(c.val(h)).Has(object.FlagBytesSubclass))
}

// fromUTF8 decodes strictly: UnicodeDecodeError for what is no UTF-8.
func (c *Context) fromUTF8(b []byte) Value {
	if utf8.Valid(b) {
		return c.t.NewStrBytes(b)
	}
	return c.decode(b, "utf-8", "strict")
}

// decode makes a str of bytes by way of bytes.decode.
func (c *Context) decode(b []byte, encoding, errors string) Value {
	t := c.t
	v := t.NewBytes(b)
	if v == heap.Null {
		return v
	}
	return t.CallMethod(t.Push(v), t.RT.Name("decode"), t.Push(t.NewStr(encoding)), t.Push(t.NewStr(errors)))
}

// encode makes bytes of a str by way of str.encode.
func (c *Context) encode(h HPy, encoding, errors string) HPy {
	t, r := c.t, c.ref(h)
	if !t.RT.IsStr(r.V()) {
		t.TypeErrorf("bad argument type for built-in operation")
		return Null
	}
	return c.open(t.CallMethod(r, t.RT.Name("encode"), t.Push(t.NewStr(encoding)), t.Push(t.NewStr(errors))))
}

func errorsOr(s CStr) string {
	if s == 0 {
		return "strict"
	}
	return s.String()
}

func (c *Context) UnicodeFromString(s CStr) HPy { return c.open(c.fromUTF8(s.Bytes(s.Len()))) }

func (c *Context) UnicodeAsASCIIString(h HPy) HPy  { return c.encode(h, "ascii", "strict") }
func (c *Context) UnicodeAsLatin1String(h HPy) HPy { return c.encode(h, "latin-1", "strict") }
func (c *Context) UnicodeAsUTF8String(h HPy) HPy   { return c.encode(h, "utf-8", "strict") }
func (c *Context) UnicodeEncodeFSDefault(h HPy) HPy {
	return c.encode(h, "utf-8", "surrogateescape")
}

// pin copies b, and a NUL, to memory that lives as long as h.
func (c *Context) pin(h HPy, b heap.RawBytes) CStr {
	n := len(b) + 1
	hd := handles.Handle(h)
	if p, have := c.tab.Attached(hd); p != nil && have == n {
		return CStr(uintptr(p))
	}
	p := c.t.H.AllocNative(n)
	if p == nil {
		c.t.MemoryError()
		return 0
	}
	dst := unsafe.Slice((*byte)(p), n)
	copy(dst, b)
	dst[n-1] = 0
	c.tab.Attach(hd, p, n)
	return CStr(uintptr(p))
}

func (c *Context) UnicodeAsUTF8AndSize(h HPy, size Ptr[int]) CStr {
	t := c.t
	v := c.val(h)
	if !t.RT.IsStr(v) {
		t.TypeErrorf("bad argument type for built-in operation")
		return 0
	}
	if object.StrHasSurrogates(v) {
		// The codec's error says where.
		c.encode(h, "utf-8", "strict")
		return 0
	}
	b := object.StrBytes(v)
	if size != 0 {
		*size.Get() = len(b)
	}
	return c.pin(h, b)
}

func (c *Context) UnicodeFromWideChar(w Ptr[int32], size int) HPy {
	n := size
	if n < 0 {
		for n = 0; *w.At(n).Get() != 0; n++ {
		}
	}
	var text []byte
	for _, r := range w.Slice(n) {
		if r < 0 || r > utf8.MaxRune {
			c.t.ValueErrorf("character U+%x is not in range [U+0000; U+10ffff]", uint32(r))
			return Null
		}
		text = appendCodePoint(text, r)
	}
	return c.open(c.t.NewStrBytes(text))
}

// appendCodePoint is utf8.AppendRune that writes surrogates as they are.
func appendCodePoint(b []byte, r rune) []byte {
	if 0xD800 <= r && r < 0xE000 {
		return append(b, 0xED, byte(0x80|r>>6&0x3F), byte(0x80|r&0x3F))
	}
	return utf8.AppendRune(b, r)
}

func (c *Context) UnicodeDecodeFSDefault(s CStr) HPy {
	return c.UnicodeDecodeFSDefaultAndSize(s, s.Len())
}

func (c *Context) UnicodeDecodeFSDefaultAndSize(s CStr, n int) HPy {
	return c.open(c.decode(s.Bytes(n), "utf-8", "surrogateescape"))
}

func (c *Context) UnicodeDecodeASCII(s CStr, n int, errors CStr) HPy {
	return c.open(c.decode(s.Bytes(n), "ascii", errorsOr(errors)))
}

func (c *Context) UnicodeDecodeLatin1(s CStr, n int, errors CStr) HPy {
	return c.open(c.decode(s.Bytes(n), "latin-1", errorsOr(errors)))
}

// UnicodeFromEncodedObject decodes bytes or any buffer.
func (c *Context) UnicodeFromEncodedObject(o HPy, encoding, errors CStr) HPy {
	t, r := c.t, c.ref(o)
	if t.RT.IsStr(r.V()) {
		t.TypeErrorf("decoding str is not supported")
		return Null
	}
	enc := "utf-8"
	if encoding != 0 {
		enc = encoding.String()
	}
	return c.open(t.CallN(t.RT.StrType.Obj, r, t.Push(t.NewStr(enc)), t.Push(t.NewStr(errorsOr(errors)))))
}

func (c *Context) UnicodeReadChar(h HPy, i int) uint32 {
	t, v := c.t, c.val(h)
	if !t.RT.IsStr(v) {
		t.TypeErrorf("bad argument type for built-in operation")
		return 1<<32 - 1
	}
	if i < 0 || i >= object.StrLen(v) {
		t.IndexErrorf("string index out of range")
		return 1<<32 - 1
	}
	r := c.ref(h)
	s := t.SubStr(r, i, i+1)
	if s == heap.Null {
		return 1<<32 - 1
	}
	return decodeCodePoint(object.StrBytes(s))
}

func decodeCodePoint(b []byte) uint32 {
	if len(b) == 3 && b[0] == 0xED && b[1] >= 0xA0 {
		return uint32(b[0]&0x0F)<<12 | uint32(b[1]&0x3F)<<6 | uint32(b[2]&0x3F)
	}
	r, _ := utf8.DecodeRune(b)
	return uint32(r)
}

// UnicodeSubstring is str[start:end] for bounds that are not negative.
func (c *Context) UnicodeSubstring(h HPy, start, end int) HPy {
	t, r := c.t, c.ref(h)
	if !t.RT.IsStr(r.V()) {
		t.TypeErrorf("bad argument type for built-in operation")
		return Null
	}
	if start < 0 || end < 0 {
		t.IndexErrorf("string index out of range")
		return Null
	}
	n := object.StrLen(r.V())
	end = min(end, n)
	start = min(start, end)
	return c.open(t.SubStr(r, start, end))
}

func (c *Context) BytesFromString(s CStr) HPy { return c.open(c.t.NewBytes(s.Bytes(s.Len()))) }

func (c *Context) BytesFromStringAndSize(s CStr, n int) HPy {
	if s == 0 {
		c.t.ValueErrorf("NULL char * passed to HPyBytes_FromStringAndSize")
		return Null
	}
	if n < 0 {
		c.t.SystemErrorf("Negative size passed to PyBytes_FromStringAndSize")
		return Null
	}
	return c.open(c.t.NewBytes(s.Bytes(n)))
}

// bytesOf returns the content of a bytes object; ok is false with TypeError.
func (c *Context) bytesOf(h HPy) (heap.RawBytes, bool) {
	v := c.val(h)
	if !c.t.RT.TypeOf(v).Has(object.FlagBytesSubclass) {
		c.t.TypeErrorf("expected bytes, %s found", c.t.TypeName(v))
		return nil, false
	}
	return object.BytesOf(v), true
}

func (c *Context) BytesSize(h HPy) int {
	b, ok := c.bytesOf(h)
	if !ok {
		return -1
	}
	return len(b)
}

func (c *Context) BytesGETSIZE(h HPy) int { return c.BytesSize(h) }

func (c *Context) BytesAsString(h HPy) CStr {
	b, ok := c.bytesOf(h)
	if !ok {
		return 0
	}
	return c.pin(h, b)
}

func (c *Context) BytesASSTRING(h HPy) CStr { return c.BytesAsString(h) }
