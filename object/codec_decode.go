package object

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
)

// decodeRun is one conversion of bytes to a str.
type decodeRun struct {
	t      *Thread
	name   string
	data   []byte
	obj    Ref // what the data are of, or the nil Ref
	errors string
	out    []byte // as a str holds it

	// partial: the data may go on, so what is cut off at their end is no error.
	partial bool
	used    int // how many bytes were decoded
	// order is the byte order that a mark of UTF-16 or UTF-32 told: -1 little, 1 big.
	order int
}

// cutOff are the reasons that more data could do away with.
var cutOff = map[string]bool{"unexpected end of data": true, "truncated data": true, atEnd: true, malformedName: true}

const atEnd, malformedName = "\\ at end of string", "malformed \\N character escape"

// complete says that what is wrong from i to end would stay wrong however the data went on.
// If not, decoding ends there.
func (d *decodeRun) complete(i, end int, reason string) bool {
	if d.partial && d.name == "utf-8" && len(d.data)-i == 2 && d.data[i] == 0xED && d.data[i+1]&0xE0 == 0xA0 {
		d.used = i // the beginning of a surrogate, which surrogatepass may want
		return false
	}
	if d.partial && end == len(d.data) && (cutOff[reason] || strings.HasPrefix(reason, "truncated \\")) {
		d.used = i
		return false
	}
	return true
}

// handle deals with the bytes from i to end, which cannot be decoded, as the
// error handler says, and returns where to go on.
func (d *decodeRun) handle(i, end int, reason string) (next int, ok bool) {
	t := d.t
	if !d.complete(i, end, reason) {
		return len(d.data), true
	}
	bad := d.data[i:end]
	switch d.errors {
	case "", "strict":
		return 0, d.raise(i, end, reason)
	case "ignore":
		return end, true
	case "replace":
		d.out = append(d.out, "\uFFFD"...)
		return end, true
	case "backslashreplace":
		for _, c := range bad {
			d.out = appendEscape(d.out, rune(c))
		}
		return end, true
	case "surrogateescape":
		n := 0
		for n < len(bad) && bad[n] >= 0x80 {
			d.out = appendRune(d.out, 0xDC00+rune(bad[n]))
			n++
		}
		if n == 0 {
			return 0, d.raise(i, end, reason)
		}
		return i + n, true
	case "surrogatepass":
		if c, n := d.surrogateAt(i); n > 0 {
			d.out = appendRune(d.out, c)
			return i + n, true
		}
		return 0, d.raise(i, end, reason)
	case "xmlcharrefreplace", "namereplace":
		t.TypeErrorf("don't know how to handle UnicodeDecodeError in error callback")
		return 0, false
	}
	h := t.errorHandler(d.errors)
	if h.IsNil() {
		return 0, false
	}
	defer t.Pop(t.Top())
	d.raise(i, end, reason)
	exc := t.Push(t.Exc())
	repl, next, ok := t.callHandler(h, func() (int, bool) { return d.replaced(exc) }, false)
	if !ok {
		return 0, false
	}
	d.out = append(d.out, StrBytes(repl.V())...)
	return next, true
}

// replaced looks whether a handler has put other data into the exception: decoding goes on in
// those. It returns their size.
func (d *decodeRun) replaced(exc Ref) (size int, ok bool) {
	t := d.t
	obj := exc.V().Addr().Ref(uniObject)
	if obj == heap.Null || !t.RT.IsBytes(obj) {
		t.TypeErrorf("exception attribute object must be bytes")
		return 0, false
	}
	if view := BytesOf(obj); !bytes.Equal(view, d.data) {
		d.data, d.obj = append([]byte(nil), view...), Ref{}
	}
	return len(d.data), true
}

// surrogateAt returns the surrogate that is encoded at i, as surrogatepass
// takes it; n is 0 for none.
func (d *decodeRun) surrogateAt(i int) (c rune, n int) {
	b := d.data[i:]
	switch d.name {
	case "utf-8":
		if isSurrogateAt(b, 0) {
			c, n = decodeRune(b)
		}
	case "utf-16-le", "utf-16-be":
		if len(b) >= 2 {
			c, n = rune(orderNamed(d.name).Uint16(b)), 2
		}
	case "utf-32-le", "utf-32-be":
		if len(b) >= 4 {
			c, n = rune(orderNamed(d.name).Uint32(b)), 4
		}
	}
	if !isSurrogate(c) {
		return 0, 0
	}
	return c, n
}

func orderNamed(name string) binary.ByteOrder {
	if name[len(name)-2:] == "be" {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// raise raises UnicodeDecodeError, and returns false.
func (d *decodeRun) raise(start, end int, reason string) bool {
	t := d.t
	defer t.Pop(t.Top())
	obj := t.Push(t.NewBytes(d.data))
	if obj.V() == heap.Null {
		return false
	}
	if !d.obj.IsNil() && isExact(d.obj.V(), IdxBytes) {
		obj = d.obj
	}
	name := t.Push(t.NewStr(d.name))
	why := t.Push(t.NewStr(reason))
	if name.V() != heap.Null && why.V() != heap.Null {
		t.Raise(t.RT.Exc.UnicodeDecodeError, name, obj,
			t.Push(heap.SmallInt(int64(start))), t.Push(heap.SmallInt(int64(end))), why)
	}
	return false
}

func decodeUTF8(d *decodeRun) bool {
	b := d.data
	d.out = make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if n := asciiPrefix(b[i:]); n > 0 {
			d.out = append(d.out, b[i:i+n]...)
			i += n
			continue
		}
		if _, n := utf8.DecodeRune(b[i:]); n > 1 {
			d.out = append(d.out, b[i:i+n]...)
			i += n
			continue
		}
		n, reason := utf8Error(b[i:])
		var ok bool
		if i, ok = d.handle(i, i+n, reason); !ok {
			return false
		}
		b = d.data
	}
	return true
}

// utf8Error says what is wrong with the sequence that b begins with, and how
// many bytes are to be skipped: as many as begin a sequence that could be right
// (Unicode's "maximal subpart").
func utf8Error(b []byte) (n int, reason string) {
	c := b[0]
	need := 0
	switch {
	case c < 0xC2 || c > 0xF4:
		return 1, "invalid start byte"
	case c < 0xE0:
		need = 2
	case c < 0xF0:
		need = 3
	default:
		need = 4
	}
	for n = 1; n < need && n < len(b); n++ {
		lo, hi := byte(0x80), byte(0xBF)
		if n == 1 {
			switch c {
			case 0xE0:
				lo = 0xA0
			case 0xED:
				hi = 0x9F
			case 0xF0:
				lo = 0x90
			case 0xF4:
				hi = 0x8F
			}
		}
		if b[n] < lo || b[n] > hi {
			return n, "invalid continuation byte"
		}
	}
	return n, "unexpected end of data"
}

func decodeUTF8Sig(d *decodeRun) bool {
	if len(d.data) >= 3 && string(d.data[:3]) == utf8BOM {
		d.data = d.data[3:]
		d.obj = Ref{}
	}
	return decodeUTF8(d)
}

func decodeASCII(d *decodeRun) bool {
	for i := 0; i < len(d.data); {
		if n := asciiPrefix(d.data[i:]); n > 0 {
			d.out = append(d.out, d.data[i:i+n]...)
			i += n
			continue
		}
		var ok bool
		if i, ok = d.handle(i, i+1, "ordinal not in range(128)"); !ok {
			return false
		}
	}
	return true
}

func decodeLatin1(d *decodeRun) bool {
	for _, c := range d.data {
		d.out = appendRune(d.out, rune(c))
	}
	return true
}

func (d *decodeRun) utf16(order byteOrder, mark bool) bool {
	b := d.data
	i := 0
	if mark && len(b) >= 2 {
		switch {
		case b[0] == 0xFF && b[1] == 0xFE:
			order, i, d.order = binary.LittleEndian, 2, -1
		case b[0] == 0xFE && b[1] == 0xFF:
			order, i, d.order = binary.BigEndian, 2, 1
		}
	}
	d.name = "utf-16" + orderSuffix(order)
	for i < len(b) {
		end, reason := 0, ""
		switch {
		case len(b)-i < 2:
			end, reason = len(b), "truncated data"
		default:
			c := rune(order.Uint16(b[i:]))
			switch {
			case !isSurrogate(c):
				d.out = appendRune(d.out, c)
				i += 2
				continue
			case c >= 0xDC00:
				end, reason = i+2, "illegal encoding"
			case len(b)-i < 4:
				end, reason = len(b), "unexpected end of data"
			default:
				low := rune(order.Uint16(b[i+2:]))
				if low >= 0xDC00 && low < 0xE000 {
					d.out = appendRune(d.out, 0x10000+(c-0xD800)<<10+(low-0xDC00))
					i += 4
					continue
				}
				end, reason = i+2, "illegal UTF-16 surrogate"
			}
		}
		var ok bool
		if i, ok = d.handle(i, end, reason); !ok {
			return false
		}
		b = d.data
	}
	return true
}

func orderSuffix(order binary.ByteOrder) string {
	if order.Uint16([]byte{1, 0}) == 1 {
		return "-le"
	}
	return "-be"
}

func (d *decodeRun) utf32(order byteOrder, mark bool) bool {
	b := d.data
	i := 0
	if mark && len(b) >= 4 {
		switch {
		case binary.LittleEndian.Uint32(b) == 0xFEFF:
			order, i, d.order = binary.LittleEndian, 4, -1
		case binary.BigEndian.Uint32(b) == 0xFEFF:
			order, i, d.order = binary.BigEndian, 4, 1
		}
	}
	d.name = "utf-32" + orderSuffix(order)
	for i < len(b) {
		end, reason := 0, ""
		if len(b)-i < 4 {
			end, reason = len(b), "truncated data"
		} else {
			c := order.Uint32(b[i:])
			switch {
			case c > 0x10FFFF:
				end, reason = i+4, "code point not in range(0x110000)"
			case isSurrogate(rune(c)):
				end, reason = i+4, "code point in surrogate code point range(0xd800, 0xe000)"
			default:
				d.out = appendRune(d.out, rune(c))
				i += 4
				continue
			}
		}
		var ok bool
		if i, ok = d.handle(i, end, reason); !ok {
			return false
		}
		b = d.data
	}
	return true
}
