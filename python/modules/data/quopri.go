package data

import (
	"bytes"
	"encoding/hex"

	"github.com/hpyrun/hpyrun/heap"
)

// Quoted-printable text (RFC 1521), as binascii has it.

func a2bQP(t *Thread, a Args) Value {
	data, ok := asciiInput(t, a.At(0))
	if !ok {
		return heap.Null
	}
	header := t.IsTrue(a.At(1))
	if header < 0 {
		return heap.Null
	}
	var out []byte
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case c == '_' && header == 1:
			out = append(out, ' ')
		case c != '=':
			out = append(out, c)
		case i+1 >= len(data):
			// A mark at the very end stands for nothing.
		case data[i+1] == '\n' || data[i+1] == '\r':
			// A soft line break: up to the end of the line.
			n := bytes.IndexByte(data[i+1:], '\n')
			if n < 0 {
				n = len(data)
			}
			i += 1 + n
		case data[i+1] == '=':
			out = append(out, '=')
			i++
		case i+2 < len(data):
			var b [1]byte
			if _, err := hex.Decode(b[:], data[i+1:i+3]); err != nil {
				out = append(out, '=')
				break
			}
			out = append(out, b[0])
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return t.NewBytes(out)
}

// qpLine is the longest line that is written.
const qpLine = 76

func b2aQP(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	var flags [3]bool
	for i := range flags {
		n := t.IsTrue(a.At(1 + i))
		if n < 0 {
			return heap.Null
		}
		flags[i] = n == 1
	}
	tabs, text, header := flags[0], flags[1], flags[2]
	// The line ends are the text's own: as its first is.
	crlf := false
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' {
		crlf = true
	}
	var out []byte
	column := 0
	newline := func() {
		if crlf {
			out = append(out, '\r')
		}
		out = append(out, '\n')
		column = 0
	}
	room := func(n int, last bool) {
		limit := qpLine
		if last {
			limit++
		}
		if column+n >= limit {
			out = append(out, '=')
			newline()
		}
	}
	quoted := func(c byte) {
		const digits = "0123456789ABCDEF"
		out = append(out, '=', digits[c>>4], digits[c&15])
		column += 3
	}
	for i := 0; i < len(data); i++ {
		c := data[i]
		at := func(k int) byte {
			if i+k < len(data) {
				return data[i+k]
			}
			return 0
		}
		lineEnd := c == '\n' || c == '\r' && at(1) == '\n'
		special := c > '~' || c == '=' || header && c == '_' ||
			c == '.' && column == 0 && (i+1 == len(data) || at(1) == '\n' || at(1) == '\r' || at(1) == 0) ||
			!text && (c == '\r' || c == '\n') ||
			(c == '\t' || c == ' ') && i+1 == len(data) ||
			c < 33 && c != '\r' && c != '\n' && c != '\t' && (c != ' ' || tabs && c == ' ') ||
			c < 33 && c != '\r' && c != '\n' && tabs
		switch {
		case special:
			room(3, false)
			quoted(c)
		case text && lineEnd:
			// White space in front of a line's end must not be the last thing there.
			if n := len(out); n > 0 && column > 0 && (out[n-1] == ' ' || out[n-1] == '\t') {
				last := out[n-1]
				out = out[:n-1]
				column--
				quoted(last)
			}
			newline()
			if c == '\r' {
				i++
			}
		default:
			room(1, i+1 < len(data) && (at(1) == '\n' || at(1) == '\r' && at(2) == '\n') || i+1 == len(data))
			if header && c == ' ' {
				c = '_'
			}
			out = append(out, c)
			column++
		}
	}
	return t.NewBytes(out)
}
