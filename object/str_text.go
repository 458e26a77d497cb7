package object

import (
	"math/bits"
	"unicode/utf8"
	"unsafe"
)

// scanText returns the facts of b, and whether b is what a str may hold:
// UTF-8, or a surrogate in the same scheme.
func scanText(b []byte) (strFacts, bool) {
	f := strFacts{n: len(b)}
	i := asciiPrefix(b)
	f.cps = i
	for i < len(b) {
		c := b[i]
		if c < 0x80 {
			i++
			f.cps++
			continue
		}
		_, size := utf8.DecodeRune(b[i:])
		if size == 1 {
			if !isSurrogateAt(b, i) {
				return f, false
			}
			f.surrogates = true
			size = 3
		}
		i += size
		f.cps++
	}
	return f, true
}

func isSurrogateAt(b []byte, i int) bool {
	return i+2 < len(b) && b[i] == 0xED && b[i+1]&0xE0 == 0xA0 && b[i+2]&0xC0 == 0x80
}

// asciiPrefix returns how many bytes at b's start are ASCII, exactly.
func asciiPrefix(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if w := *(*uint64)(unsafe.Pointer(&b[i])) & 0x8080808080808080; w != 0 {
			return i + bits.TrailingZeros64(w)/8
		}
	}
	for ; i < len(b) && b[i] < 0x80; i++ {
	}
	return i
}

// decodeRune decodes the code point at b's start; b is text of a str, so it is
// well formed and not empty.
func decodeRune(b []byte) (rune, int) {
	c := b[0]
	switch {
	case c < 0x80:
		return rune(c), 1
	case c < 0xE0:
		return rune(c&0x1F)<<6 | rune(b[1]&0x3F), 2
	case c < 0xF0:
		return rune(c&0x0F)<<12 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F), 3
	}
	return rune(c&0x07)<<18 | rune(b[1]&0x3F)<<12 | rune(b[2]&0x3F)<<6 | rune(b[3]&0x3F), 4
}

// decodeLastRune decodes the code point at b's end, under decodeRune's terms.
func decodeLastRune(b []byte) (rune, int) {
	i := len(b) - 1
	for b[i]&0xC0 == 0x80 {
		i--
	}
	return decodeRune(b[i:])
}

// runeSize returns the length of the code point that starts with byte c.
func runeSize(c byte) int {
	switch {
	case c < 0x80:
		return 1
	case c < 0xE0:
		return 2
	case c < 0xF0:
		return 3
	}
	return 4
}

// appendRune appends c, which may be a surrogate, as a str holds it.
func appendRune(b []byte, c rune) []byte {
	if c >= 0xD800 && c < 0xE000 {
		return append(b, 0xED, byte(0x80|c>>6&0x3F), byte(0x80|c&0x3F))
	}
	return utf8.AppendRune(b, c)
}

// escapeInvalid returns b with every byte that is not part of a code point
// turned into a surrogate of U+DC80…U+DCFF.
func escapeInvalid(b []byte) []byte {
	out := make([]byte, 0, len(b)+16)
	for i := 0; i < len(b); {
		_, size := utf8.DecodeRune(b[i:])
		switch {
		case size > 1 || b[i] < 0x80:
			out = append(out, b[i:i+size]...)
			i += size
		case isSurrogateAt(b, i):
			out = append(out, b[i:i+3]...)
			i += 3
		default:
			out = appendRune(out, 0xDC00+rune(b[i]))
			i++
		}
	}
	return out
}
