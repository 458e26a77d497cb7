package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

const lowerHex = "0123456789abcdef"

// appendEscape appends the backslash escape of c with the fewest digits, as
// repr does.
func appendEscape(out []byte, c rune) []byte {
	switch {
	case c < 0x100:
		return append(out, '\\', 'x', lowerHex[c>>4], lowerHex[c&15])
	case c < 0x10000:
		return append(out, '\\', 'u', lowerHex[c>>12], lowerHex[c>>8&15], lowerHex[c>>4&15], lowerHex[c&15])
	}
	out = append(out, '\\', 'U')
	for shift := 28; shift >= 0; shift -= 4 {
		out = append(out, lowerHex[c>>shift&15])
	}
	return out
}

// appendQuoted appends b as a literal in quotes: single ones, or double ones
// where only single ones occur in it. b is a str's text, or bytes.
func appendQuoted(out, b []byte, text bool) []byte {
	quote := byte('\'')
	if bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0 {
		quote = '"'
	}
	out = append(out, quote)
	for i := 0; i < len(b); {
		c := b[i]
		if c >= 0x80 && text {
			r, n := decodeRune(b[i:])
			if pyunicode.IsPrintable(r) {
				out = append(out, b[i:i+n]...)
			} else {
				out = appendEscape(out, r)
			}
			i += n
			continue
		}
		i++
		switch {
		case c == quote || c == '\\':
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
	return append(out, quote)
}

func strRepr(t *Thread, a Ref) Value {
	out := appendQuoted(t.takeBuf(), StrBytes(a.V()), true)
	defer t.giveBuf(out)
	return t.NewStrBytes(out)
}

// ReprString returns repr(s) for a text as strs hold it.
func ReprString(s string) string { return string(appendQuoted(nil, []byte(s), true)) }

// EscapeNonASCII returns text, a repr, with everything that is not ASCII as
// escapes: what ascii() does.
func EscapeNonASCII(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		c, n := decodeRune(text)
		if c < 0x80 {
			out = append(out, byte(c))
		} else {
			out = appendEscape(out, c)
		}
		text = text[n:]
	}
	return out
}
