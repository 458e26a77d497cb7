package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// unicode_escape writes a str as the inside of a Python literal in ASCII;
// raw_unicode_escape escapes what is not Latin-1 only.

func encodeUnicodeEscape(e *encodeRun) bool {
	for _, c := range e.text {
		switch {
		case c == '\\':
			e.out = append(e.out, '\\', '\\')
		case c == '\t':
			e.out = append(e.out, '\\', 't')
		case c == '\n':
			e.out = append(e.out, '\\', 'n')
		case c == '\r':
			e.out = append(e.out, '\\', 'r')
		case c < ' ' || c >= 0x7F:
			e.out = appendEscape(e.out, c)
		default:
			e.out = append(e.out, byte(c))
		}
	}
	return true
}

func encodeRawUnicodeEscape(e *encodeRun) bool {
	for _, c := range e.text {
		if c < 0x100 {
			e.out = append(e.out, byte(c))
		} else {
			e.out = appendEscape(e.out, c)
		}
	}
	return true
}

// hexEscape reads n hex digits at b's start; got counts those that are there.
func hexEscape(b []byte, n int) (c rune, got int) {
	for got < n && got < len(b) && hexDigit(b[got]) >= 0 {
		c = c<<4 | rune(hexDigit(b[got]))
		got++
	}
	return c, got
}

var simpleEscapes = map[byte]string{
	'\n': "", '\\': "\\", '\'': "'", '"': "\"", 'b': "\b", 'f': "\f", 't': "\t", 'n': "\n", 'r': "\r", 'v': "\v", 'a': "\a",
}

func decodeUnicodeEscape(d *decodeRun) bool {
	b := d.data
	invalid := "" // the first escape that is none, which stays as it is
	for i := 0; i < len(b); {
		if b[i] != '\\' {
			d.out = appendRune(d.out, rune(b[i]))
			i++
			continue
		}
		start := i
		i++
		end, reason := i, atEnd
		if i < len(b) {
			reason = ""
			c := b[i]
			i++
			switch {
			case simpleEscapes[c] != "" || c == '\n':
				d.out = append(d.out, simpleEscapes[c]...)
			case c >= '0' && c <= '7':
				v := rune(c - '0')
				for n := 0; n < 2 && i < len(b) && b[i] >= '0' && b[i] <= '7'; n++ {
					v = v<<3 | rune(b[i]-'0')
					i++
				}
				if v > 0xFF && invalid == "" {
					invalid = "octal escape sequence '" + string(b[start:i]) + "'"
				}
				d.out = appendRune(d.out, v)
			case c == 'x' || c == 'u' || c == 'U':
				n := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
				v, got := hexEscape(b[i:], n)
				end = i + got
				switch {
				case got < n:
					reason = "truncated \\" + string(c) + "XXXXXXXX"[:n] + " escape"
				case v > 0x10FFFF || v < 0:
					reason = "illegal Unicode character"
				default:
					d.out = appendRune(d.out, v)
					i = end
				}
			case c == 'N':
				end, reason = d.namedEscape(i)
				i = end
			default:
				if invalid == "" {
					invalid = "escape sequence '\\" + string(rune(c)) + "'"
				}
				d.out = append(d.out, '\\')
				d.out = appendRune(d.out, rune(c))
			}
		}
		if reason != "" {
			var ok bool
			if i, ok = d.handle(start, end, reason); !ok {
				return false
			}
			b = d.data
		}
	}
	return invalid == "" || d.t.Warn(d.t.RT.Exc.DeprecationWarning, "invalid %s", invalid)
}

// namedEscape reads {name} at i, behind \N. reason is "" when it was right.
func (d *decodeRun) namedEscape(i int) (end int, reason string) {
	b := d.data[i:]
	if len(b) == 0 || b[0] != '{' {
		return i, malformedName
	}
	n := bytes.IndexByte(b, '}')
	switch {
	case n < 0:
		return len(d.data), malformedName
	case n == 1:
		return i + 1, malformedName
	}
	c, ok := pyunicode.Lookup(string(b[1:n]))
	if !ok {
		return i + n + 1, "unknown Unicode character name"
	}
	d.out = appendRune(d.out, c)
	return i + n + 1, ""
}

func decodeRawUnicodeEscape(d *decodeRun) bool {
	b := d.data
	for i := 0; i < len(b); {
		if b[i] == '\\' && i+1 == len(b) && !d.complete(i, i+1, atEnd) {
			return true
		}
		if b[i] != '\\' || i+1 == len(b) || b[i+1] != 'u' && b[i+1] != 'U' {
			// A backslash that is doubled does not begin an escape.
			n := 1
			if b[i] == '\\' && i+1 < len(b) && b[i+1] == '\\' {
				n = 2
			}
			for _, c := range b[i : i+n] {
				d.out = appendRune(d.out, rune(c))
			}
			i += n
			continue
		}
		n, reason := 4, "truncated \\uXXXX escape"
		if b[i+1] == 'U' {
			n, reason = 8, "truncated \\UXXXXXXXX escape"
		}
		v, got := hexEscape(b[i+2:], n)
		if got == n {
			if v >= 0 && v <= 0x10FFFF {
				d.out = appendRune(d.out, v)
				i += 2 + n
				continue
			}
			reason = "\\Uxxxxxxxx out of range"
		}
		var ok bool
		if i, ok = d.handle(i, i+2+got, reason); !ok {
			return false
		}
		b = d.data
	}
	return true
}
