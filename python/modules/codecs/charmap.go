package codecs

import (
	"fmt"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Encodings by a table: charmap_encode and charmap_decode, in which the table is any
// mapping, and escape_encode and escape_decode, the escapes of bytes literals.

const undefined = "character maps to <undefined>"

// charmapBuild makes the table of an encoder from that of a decoder: a dict of numbers.
func charmapBuild(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("charmap_build() argument must be str, not %s", t.TypeName(a.At(0).V()))
	}
	d := t.Push(t.NewDict())
	for i, c := range []rune(runes(a.At(0).V())) {
		mark := t.Top()
		if d.V() == heap.Null || !t.DictSet(d, t.Push(heap.SmallInt(int64(c))), t.Push(heap.SmallInt(int64(i)))) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return d.V()
}

// runes are the code points of a str.
func runes(v Value) []rune { return object.RunesOf(v) }

// charmapTable shows the table of a codec of package object.
func charmapTable(t *Thread, a Args) Value {
	name, ok := strArg(t, a.At(0), "_charmap_table() argument", "")
	if !ok {
		return heap.Null
	}
	table, ok := object.CharmapTable(name)
	if !ok {
		return heap.None
	}
	return t.NewStr(string(table[:]))
}

// lookupChar asks a mapping for a character or a byte. Null with nothing pending: it is not
// in there.
func lookupChar(t *Thread, mapping Ref, n int) Value {
	defer t.Pop(t.Top())
	v := t.GetItem(mapping, t.Push(heap.SmallInt(int64(n))))
	if v == heap.Null && t.ExcMatches(t.RT.Exc.LookupError) {
		t.ClearExc()
	}
	return v
}

func charmapDecode(t *Thread, a Args) Value {
	errors, ok := errorsArg(t, a.At(1), "charmap_decode")
	if !ok {
		return heap.Null
	}
	data, ok := t.CopyBuffer(a.At(0))
	if !ok {
		return heap.Null
	}
	mapping := a.At(2)
	if mapping.V() == heap.None {
		d, ok := t.DecodePart(data, a.At(0), "latin_1", errors, true)
		if !ok {
			return heap.Null
		}
		return result(t, d.Text, d.Used)
	}
	var table []rune
	if t.RT.IsStr(mapping.V()) {
		table = runes(mapping.V())
	}
	v := t.DecodeBy(data, a.At(0), errors, "charmap", undefined, func(b byte) (text []byte, found, ok bool) {
		if table != nil {
			if int(b) >= len(table) || table[b] == 0xFFFE {
				return nil, false, true
			}
			return object.AppendRune(nil, table[b]), true, true
		}
		v := lookupChar(t, mapping, int(b))
		switch {
		case v == heap.Null:
			return nil, false, !t.Pending()
		case v == heap.None:
			return nil, false, true
		case t.RT.IsInt(v):
			n, fits := object.Int64Of(v)
			if !fits || n < 0 || n > 0x10FFFF {
				t.TypeErrorf("character mapping must be in range(0x110000)")
				return nil, false, false
			}
			if n == 0xFFFE {
				return nil, false, true
			}
			return object.AppendRune(nil, rune(n)), true, true
		case t.RT.IsStr(v):
			s := object.GoStr(v)
			return []byte(s), s != "\uFFFE", true
		}
		t.TypeErrorf("character mapping must return integer, None or str")
		return nil, false, false
	})
	return result(t, v, len(data))
}

func charmapEncode(t *Thread, a Args) Value {
	errors, ok := errorsArg(t, a.At(1), "charmap_encode")
	if !ok {
		return heap.Null
	}
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("charmap_encode() argument 1 must be str, not %s", t.TypeName(a.At(0).V()))
	}
	n := object.StrLen(a.At(0).V())
	mapping := a.At(2)
	if mapping.V() == heap.None {
		return result(t, t.Encode(a.At(0), "latin_1", errors), n)
	}
	v := t.EncodeBy(a.At(0), errors, "charmap", undefined, func(c rune) (b []byte, found, ok bool) {
		v := lookupChar(t, mapping, int(c))
		switch {
		case v == heap.Null:
			return nil, false, !t.Pending()
		case v == heap.None:
			return nil, false, true
		case t.RT.IsInt(v):
			n, fits := object.Int64Of(v)
			if !fits || n < 0 || n > 255 {
				t.TypeErrorf("character mapping must be in range(256)")
				return nil, false, false
			}
			return []byte{byte(n)}, true, true
		case t.RT.IsBytes(v):
			return append([]byte{}, object.BytesOf(v)...), true, true
		}
		t.TypeErrorf("character mapping must return integer, bytes or None, not %s", t.TypeName(v))
		return nil, false, false
	})
	return result(t, v, n)
}

// escapeEncode writes bytes as the inside of a literal with single quotes.
func escapeEncode(t *Thread, a Args) Value {
	if !t.RT.IsBytes(a.At(0).V()) {
		return t.TypeErrorf("escape_encode() argument 1 must be bytes, not %s", t.TypeName(a.At(0).V()))
	}
	data := append([]byte(nil), object.BytesOf(a.At(0).V())...)
	var out []byte
	for _, c := range data {
		switch {
		case c == '\\' || c == '\'':
			out = append(out, '\\', c)
		case c == '\t':
			out = append(out, '\\', 't')
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\r':
			out = append(out, '\\', 'r')
		case c < ' ' || c >= 0x7F:
			out = fmt.Appendf(out, "\\x%02x", c)
		default:
			out = append(out, c)
		}
	}
	return result(t, t.NewBytes(out), len(data))
}

var byteEscapes = map[byte]string{'\n': "", '\\': "\\", '\'': "'", '"': "\"", 'b': "\b", 'f': "\f", 't': "\t", 'n': "\n", 'r': "\r", 'v': "\v", 'a': "\a"}

// escapeDecode reads the inside of a bytes literal.
func escapeDecode(t *Thread, a Args) Value {
	errors, ok := errorsArg(t, a.At(1), "escape_decode")
	if !ok {
		return heap.Null
	}
	src := a.At(0)
	if t.RT.IsStr(src.V()) {
		if src = t.Push(t.Encode(src, "utf-8", "strict")); src.V() == heap.Null {
			return heap.Null
		}
	}
	data, ok := t.CopyBuffer(src)
	if !ok {
		return heap.Null
	}
	var out []byte
	invalid := ""
	for i := 0; i < len(data); {
		c := data[i]
		if i++; c != '\\' {
			out = append(out, c)
			continue
		}
		if i == len(data) {
			return t.ValueErrorf("Trailing \\ in string")
		}
		c = data[i]
		i++
		if s, simple := byteEscapes[c]; simple {
			out = append(out, s...)
			continue
		}
		switch {
		case c >= '0' && c <= '7':
			n := int(c - '0')
			start := i - 1
			for k := 0; k < 2 && i < len(data) && data[i] >= '0' && data[i] <= '7'; k++ {
				n = n<<3 | int(data[i]-'0')
				i++
			}
			if n > 0xFF && invalid == "" {
				invalid = "octal escape sequence '\\" + string(data[start:i]) + "'"
			}
			out = append(out, byte(n))
		case c == 'x':
			n, digits := 0, 0
			for digits < 2 && i+digits < len(data) && hexValue(data[i+digits]) >= 0 {
				n = n<<4 | hexValue(data[i+digits])
				digits++
			}
			if digits == 2 {
				out = append(out, byte(n))
				i += 2
				continue
			}
			switch errors {
			case "strict":
				return t.ValueErrorf("invalid \\x escape at position %d", i-2)
			case "replace":
				out = append(out, '?')
			case "ignore":
			default:
				return t.ValueErrorf("decoding error; unknown error handling code: %s", errors)
			}
			i += digits
		default:
			if invalid == "" {
				invalid = "escape sequence '\\" + string(rune(c)) + "'"
			}
			out = append(out, '\\', c)
		}
	}
	if invalid != "" && !t.Warn(t.RT.Exc.DeprecationWarning, "invalid %s", invalid) {
		return heap.Null
	}
	return result(t, t.NewBytes(out), len(data))
}

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
