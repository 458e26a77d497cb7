package object

import (
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// encodeRun is one conversion of a str to bytes.
type encodeRun struct {
	t      *Thread
	name   string
	src    Ref // the str, for messages
	text   []rune
	errors string
	out    []byte
	unit   int // bytes of a code unit, which replacements keep to
}

func isSurrogate(c rune) bool { return c >= 0xD800 && c < 0xE000 }

// all encodes the text: put appends an encodable code point, and reports false
// for one that is none. collect says that code points that cannot be encoded
// are handled in runs.
func (e *encodeRun) all(reason string, collect bool, put func(c rune) bool) bool {
	for i := 0; i < len(e.text); {
		if put(e.text[i]) {
			i++
			continue
		}
		end := i + 1
		for collect && end < len(e.text) {
			n := len(e.out)
			if put(e.text[end]) {
				e.out = e.out[:n]
				break
			}
			end++
		}
		var ok bool
		if i, ok = e.handle(i, end, reason, put); !ok {
			return false
		}
	}
	return true
}

// handle deals with the code points from i to end, which cannot be encoded, as
// the error handler says, and returns where to go on.
func (e *encodeRun) handle(i, end int, reason string, put func(c rune) bool) (next int, ok bool) {
	t := e.t
	putText := func(s string) bool {
		for _, c := range []byte(s) {
			if !put(rune(c)) {
				return false
			}
		}
		return true
	}
	bad := e.text[i:end]
	switch e.errors {
	case "", "strict":
		return 0, e.raise(i, end, reason)
	case "ignore":
		return end, true
	case "replace":
		for range bad {
			if !putText("?") {
				return 0, e.raise(i, end, reason)
			}
		}
		return end, true
	case "backslashreplace":
		for _, c := range bad {
			if !putText(string(appendEscape(nil, c))) {
				return 0, e.raise(i, end, reason)
			}
		}
		return end, true
	case "xmlcharrefreplace":
		for _, c := range bad {
			if !putText("&#" + strconv.Itoa(int(c)) + ";") {
				return 0, e.raise(i, end, reason)
			}
		}
		return end, true
	case "namereplace":
		for _, c := range bad {
			text := string(appendEscape(nil, c))
			if name := pyunicode.Name(c); name != "" {
				text = "\\N{" + name + "}"
			}
			if !putText(text) {
				return 0, e.raise(i, end, reason)
			}
		}
		return end, true
	case "surrogateescape":
		if e.unit > 1 {
			return 0, e.raise(i, end, reason)
		}
		for ; i < end; i++ {
			c := e.text[i]
			if c < 0xDC80 || c > 0xDCFF {
				return 0, e.raise(i, end, reason)
			}
			e.out = append(e.out, byte(c))
		}
		return end, true
	case "surrogatepass":
		for k := i; k < end; k++ {
			if !isSurrogate(e.text[k]) || !e.putSurrogate(e.text[k]) {
				return 0, e.raise(i, end, reason)
			}
		}
		return end, true
	}
	h := t.errorHandler(e.errors)
	if h.IsNil() {
		return 0, false
	}
	defer t.Pop(t.Top())
	e.raise(i, end, reason)
	repl, next, ok := t.callHandler(h, func() (int, bool) { return len(e.text), true }, true)
	if !ok {
		return 0, false
	}
	if t.RT.IsBytes(repl.V()) {
		b := BytesOf(repl.V())
		if len(b)%e.unit != 0 {
			return 0, e.raise(i, end, reason)
		}
		e.out = append(e.out, b...)
		return next, true
	}
	narrow := !strings.HasPrefix(e.name, "utf")
	for _, c := range runesOf(repl.V()) {
		if !narrow && c >= 0x80 || !put(c) {
			return 0, e.raise(i, end, reason)
		}
	}
	return next, true
}

// putSurrogate is what surrogatepass does, where the encoding has code units
// for surrogates.
func (e *encodeRun) putSurrogate(c rune) bool {
	switch e.name {
	case "utf-8":
		e.out = appendRune(e.out, c)
	case "utf-16-le":
		e.out = binary.LittleEndian.AppendUint16(e.out, uint16(c))
	case "utf-16-be":
		e.out = binary.BigEndian.AppendUint16(e.out, uint16(c))
	case "utf-32-le":
		e.out = binary.LittleEndian.AppendUint32(e.out, uint32(c))
	case "utf-32-be":
		e.out = binary.BigEndian.AppendUint32(e.out, uint32(c))
	case "utf-16":
		e.out = binary.NativeEndian.AppendUint16(e.out, uint16(c))
	case "utf-32":
		e.out = binary.NativeEndian.AppendUint32(e.out, uint32(c))
	default:
		return false
	}
	return true
}

// raise raises UnicodeEncodeError, and returns false.
func (e *encodeRun) raise(start, end int, reason string) bool {
	t := e.t
	defer t.Pop(t.Top())
	name := t.Push(t.NewStr(e.name))
	why := t.Push(t.NewStr(reason))
	if name.V() != heap.Null && why.V() != heap.Null {
		t.Raise(t.RT.Exc.UnicodeEncodeError, name, e.src,
			t.Push(heap.SmallInt(int64(start))), t.Push(heap.SmallInt(int64(end))), why)
	}
	return false
}

func encodeUTF8(e *encodeRun) bool {
	return e.all("surrogates not allowed", true, func(c rune) bool {
		if isSurrogate(c) {
			return false
		}
		e.out = appendRune(e.out, c)
		return true
	})
}

const utf8BOM = "\xEF\xBB\xBF"

func encodeUTF8Sig(e *encodeRun) bool {
	e.out = append(e.out, utf8BOM...)
	return encodeUTF8(e)
}

func encodeASCII(e *encodeRun) bool  { return e.narrow(0x80, "ordinal not in range(128)") }
func encodeLatin1(e *encodeRun) bool { return e.narrow(0x100, "ordinal not in range(256)") }

func (e *encodeRun) narrow(limit rune, reason string) bool {
	return e.all(reason, true, func(c rune) bool {
		if c >= limit {
			return false
		}
		e.out = append(e.out, byte(c))
		return true
	})
}

// byteOrder16 and byteOrder32 tell a variant of UTF-16 or UTF-32.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

var (
	utf16Little, utf16Big byteOrder = binary.LittleEndian, binary.BigEndian
	utf32Little, utf32Big byteOrder = binary.LittleEndian, binary.BigEndian
)

func utf16Codec(name string, order byteOrder, mark bool) *codec {
	return &codec{name: name,
		encode: func(e *encodeRun) bool {
			e.unit = 2
			if mark {
				e.out = order.AppendUint16(e.out, 0xFEFF)
			}
			return e.all("surrogates not allowed", false, func(c rune) bool {
				switch {
				case isSurrogate(c):
					return false
				case c >= 0x10000:
					c -= 0x10000
					e.out = order.AppendUint16(e.out, uint16(0xD800+c>>10))
					e.out = order.AppendUint16(e.out, uint16(0xDC00+c&0x3FF))
				default:
					e.out = order.AppendUint16(e.out, uint16(c))
				}
				return true
			})
		},
		decode: func(d *decodeRun) bool { return d.utf16(order, mark) }}
}

func utf32Codec(name string, order byteOrder, mark bool) *codec {
	return &codec{name: name,
		encode: func(e *encodeRun) bool {
			e.unit = 4
			if mark {
				e.out = order.AppendUint32(e.out, 0xFEFF)
			}
			return e.all("surrogates not allowed", false, func(c rune) bool {
				if isSurrogate(c) {
					return false
				}
				e.out = order.AppendUint32(e.out, uint32(c))
				return true
			})
		},
		decode: func(d *decodeRun) bool { return d.utf32(order, mark) }}
}
