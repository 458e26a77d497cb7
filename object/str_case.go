package object

import (
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// mapStr makes the str of s: an ASCII one by ascii, which maps src to dst, both
// of one length; code points of any other by wide, which appends to its first
// argument.
func (t *Thread) mapStr(s Ref, ascii func(dst, src []byte), wide func(out []rune, text []byte, i int, c rune) []rune) Value {
	v := s.V()
	if StrIsASCII(v) {
		text := StrBytes(v)
		if len(text) == 0 {
			return t.RT.emptyStr()
		}
		res := t.allocStr(strFacts{n: len(text), cps: len(text)})
		if res == heap.Null {
			return res
		}
		ascii(strText(res), StrBytes(s.V()))
		return res
	}
	text := StrBytes(v)
	out := make([]byte, 0, len(text)+utf8.UTFMax)
	var buf [4]rune
	for i := 0; i < len(text); {
		c, n := decodeRune(text[i:])
		for _, m := range wide(buf[:0], text, i, c) {
			out = appendRune(out, m)
		}
		i += n
	}
	return t.NewStrBytes(out)
}

func lowerByte(c byte) byte {
	if isUpperByte(c) {
		return c | 0x20
	}
	return c
}

func upperByte(c byte) byte {
	if isLowerByte(c) {
		return c &^ 0x20
	}
	return c
}

// The mappings of ASCII, of bytes too.

func lowerASCII(dst, src []byte) {
	for i, c := range src {
		dst[i] = lowerByte(c)
	}
}

func upperASCII(dst, src []byte) {
	for i, c := range src {
		dst[i] = upperByte(c)
	}
}

func swapASCII(dst, src []byte) {
	for i, c := range src {
		if isASCIILetter(c) {
			c ^= 0x20
		}
		dst[i] = c
	}
}

func capitalizeASCII(dst, src []byte) {
	lowerASCII(dst, src)
	if len(dst) > 0 {
		dst[0] = upperByte(src[0])
	}
}

func titleASCII(dst, src []byte) {
	inWord := false
	for i, c := range src {
		if inWord {
			dst[i] = lowerByte(c)
		} else {
			dst[i] = upperByte(c)
		}
		inWord = isASCIILetter(c)
	}
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// lowerRune appends the lower case of c at text[i:], where a capital sigma that
// ends a word gets its own form.
func lowerRune(out []rune, text []byte, i int, c rune) []rune {
	if c == 'Σ' {
		if endsWord(text, i) {
			return append(out, 'ς')
		}
		return append(out, 'σ')
	}
	return pyunicode.AppendLower(out, c)
}

// endsWord is Unicode's condition Final_Sigma for the character at text[i:]: a
// cased letter somewhere before it and none behind, with nothing but
// case-ignorable characters between.
func endsWord(text []byte, i int) bool {
	before := false
	for b := text[:i]; len(b) > 0; {
		c, n := decodeLastRune(b)
		if !pyunicode.IsCaseIgnorable(c) {
			before = pyunicode.IsCased(c)
			break
		}
		b = b[:len(b)-n]
	}
	if !before {
		return false
	}
	for b := text[i+runeSize(text[i]):]; len(b) > 0; {
		c, n := decodeRune(b)
		if !pyunicode.IsCaseIgnorable(c) {
			return !pyunicode.IsCased(c)
		}
		b = b[n:]
	}
	return true
}

func strLower(t *Thread, args Args) Value { return t.mapStr(args.At(0), lowerASCII, lowerRune) }

func strUpper(t *Thread, args Args) Value {
	return t.mapStr(args.At(0), upperASCII, func(out []rune, _ []byte, _ int, c rune) []rune {
		return pyunicode.AppendUpper(out, c)
	})
}

func strCasefold(t *Thread, args Args) Value {
	return t.mapStr(args.At(0), lowerASCII, func(out []rune, _ []byte, _ int, c rune) []rune {
		return pyunicode.AppendFold(out, c)
	})
}

func strSwapcase(t *Thread, args Args) Value {
	return t.mapStr(args.At(0), swapASCII, func(out []rune, text []byte, i int, c rune) []rune {
		switch {
		case pyunicode.IsUpper(c):
			return lowerRune(out, text, i, c)
		case pyunicode.IsLower(c):
			return pyunicode.AppendUpper(out, c)
		}
		return append(out, c)
	})
}

func strCapitalize(t *Thread, args Args) Value {
	return t.mapStr(args.At(0), capitalizeASCII, func(out []rune, text []byte, i int, c rune) []rune {
		if i == 0 {
			return pyunicode.AppendTitle(out, c)
		}
		return lowerRune(out, text, i, c)
	})
}

func strTitle(t *Thread, args Args) Value {
	inWord := false
	return t.mapStr(args.At(0), titleASCII, func(out []rune, text []byte, i int, c rune) []rune {
		first := !inWord
		inWord = pyunicode.IsCased(c)
		if first {
			return pyunicode.AppendTitle(out, c)
		}
		return lowerRune(out, text, i, c)
	})
}

// allRunes says that v is not empty and has only code points for which f holds.
func allRunes(v Value, f func(c rune) bool) Value {
	text := StrBytes(v)
	if len(text) == 0 {
		return heap.False
	}
	return everyRune(text, f)
}

func everyRune(text []byte, f func(c rune) bool) Value {
	for len(text) > 0 {
		c, n := decodeRune(text)
		if !f(c) {
			return heap.False
		}
		text = text[n:]
	}
	return heap.True
}

func strIsAlpha(t *Thread, args Args) Value { return allRunes(args.At(0).V(), pyunicode.IsAlpha) }
func strIsSpace(t *Thread, args Args) Value { return allRunes(args.At(0).V(), pyunicode.IsSpace) }
func strIsDigit(t *Thread, args Args) Value { return allRunes(args.At(0).V(), pyunicode.IsDigit) }
func strIsNumeric(t *Thread, args Args) Value {
	return allRunes(args.At(0).V(), pyunicode.IsNumeric)
}

func strIsDecimal(t *Thread, args Args) Value {
	return allRunes(args.At(0).V(), func(c rune) bool { return pyunicode.Decimal(c) >= 0 })
}

func strIsAlnum(t *Thread, args Args) Value {
	return allRunes(args.At(0).V(), func(c rune) bool {
		return pyunicode.IsAlpha(c) || pyunicode.IsNumeric(c)
	})
}

func strIsPrintable(t *Thread, args Args) Value {
	return everyRune(StrBytes(args.At(0).V()), pyunicode.IsPrintable)
}

func strIsASCII(t *Thread, args Args) Value { return heap.Bool(StrIsASCII(args.At(0).V())) }

func strIsIdentifier(t *Thread, args Args) Value {
	text := StrBytes(args.At(0).V())
	return heap.Bool(len(text) > 0 && pyunicode.ScanIdentifier(string(text)) == len(text))
}

// cased says that v has a cased letter, and no one for which bad holds.
func cased(v Value, bad func(c rune) bool) Value {
	any := heap.False
	text := StrBytes(v)
	for len(text) > 0 {
		c, n := decodeRune(text)
		if bad(c) {
			return heap.False
		}
		if pyunicode.IsCased(c) {
			any = heap.True
		}
		text = text[n:]
	}
	return any
}

func strIsLower(t *Thread, args Args) Value {
	return cased(args.At(0).V(), func(c rune) bool { return pyunicode.IsUpper(c) || pyunicode.IsTitle(c) })
}

func strIsUpper(t *Thread, args Args) Value {
	return cased(args.At(0).V(), func(c rune) bool { return pyunicode.IsLower(c) || pyunicode.IsTitle(c) })
}

func strIsTitle(t *Thread, args Args) Value {
	inWord := false
	return cased(args.At(0).V(), func(c rune) bool {
		switch {
		case pyunicode.IsUpper(c) || pyunicode.IsTitle(c):
			if inWord {
				return true
			}
			inWord = true
		case pyunicode.IsLower(c):
			if !inWord {
				return true
			}
		default:
			inWord = false
		}
		return false
	})
}
