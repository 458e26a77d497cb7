package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// span is a part of a text, in bytes.
type span struct{ lo, hi int }

// strSpans makes the list of parts of s.
func (t *Thread) strSpans(s Ref, spans []span) Value {
	l := t.Push(t.NewList(len(spans)))
	if l.V() == heap.Null {
		return heap.Null
	}
	item := t.Push(heap.Null)
	for _, p := range spans {
		item.Set(t.substr(s, p.lo, p.hi))
		if item.V() == heap.Null || !t.ListAppend(l, item) {
			return heap.Null
		}
	}
	return l.V()
}

// spacing says what white space is: of text or of bytes. All parts that its
// methods take are not empty, and sizes are in bytes.
type spacing struct {
	text bool
	kind [256]uint8 // of a byte: no white space, white space, or askRune
}

const askRune = 2 // the code point that begins or ends with the byte decides

var textSpace, byteSpace = func() (*spacing, *spacing) {
	t, b := &spacing{text: true}, &spacing{}
	for c := range 256 {
		t.kind[c] = uint8(boolInt(isASCIISpace(byte(c))))
		b.kind[c] = uint8(boolInt(isByteSpace(byte(c))))
		if c >= 0x80 {
			t.kind[c] = askRune
		}
	}
	return t, b
}()

// at returns the size of the white space character at b's start, 0 for another.
func (sp *spacing) at(b []byte) int {
	if k := sp.kind[b[0]]; k != askRune {
		return int(k)
	}
	if c, n := decodeRune(b); pyunicode.IsSpace(c) {
		return n
	}
	return 0
}

// before returns the size of the white space character at b's end, 0 for another.
func (sp *spacing) before(b []byte) int {
	if k := sp.kind[b[len(b)-1]]; k != askRune {
		return int(k)
	}
	if c, n := decodeLastRune(b); pyunicode.IsSpace(c) {
		return n
	}
	return 0
}

// last returns the size of the last item.
func (sp *spacing) last(b []byte) int {
	if !sp.text {
		return 1
	}
	_, n := decodeLastRune(b)
	return n
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// isASCIISpace is str.isspace for ASCII.
func isASCIISpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' || c >= 0x1C && c <= 0x1F }

// isByteSpace is bytes.isspace.
func isByteSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// trim returns b's bounds without white space at the start (left) and at the
// end (right).
func (sp *spacing) trim(b []byte, left, right bool) (lo, hi int) {
	hi = len(b)
	for left && lo < hi {
		n := sp.at(b[lo:hi])
		if n == 0 {
			break
		}
		lo += n
	}
	for right && hi > lo {
		n := sp.before(b[lo:hi])
		if n == 0 {
			break
		}
		hi -= n
	}
	return lo, hi
}

// fewSpans is how many parts a text is expected to have.
const fewSpans = 8

// split splits at runs of white space, at most limit times (negative: no
// limit): the rest then keeps the white space at its end.
func (sp *spacing) split(b []byte, limit int) []span {
	out := make([]span, 0, fewSpans)
	for i := 0; ; limit-- {
		lo, hi := sp.trim(b[i:], true, false)
		lo, hi = lo+i, hi+i
		if lo == hi {
			return out
		}
		if limit == 0 {
			return append(out, span{lo, hi})
		}
		for i = lo; i < len(b); {
			if k := sp.kind[b[i]]; k == 0 {
				i++
				continue
			} else if k == 1 || sp.at(b[i:]) > 0 {
				break
			}
			i += runeSize(b[i])
		}
		out = append(out, span{lo, i})
	}
}

// rsplit is split from the end: the rest keeps the white space at its start.
func (sp *spacing) rsplit(b []byte, limit int) []span {
	var out []span
	for i := len(b); ; limit-- {
		lo, hi := sp.trim(b[:i], false, true)
		if lo == hi {
			break
		}
		if limit == 0 {
			out = append(out, span{lo, hi})
			break
		}
		for i = hi; i > 0 && sp.before(b[:i]) == 0; {
			i -= sp.last(b[:i])
		}
		out = append(out, span{i, hi})
	}
	reverseSpans(out)
	return out
}

func reverseSpans(s []span) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

// splitSep splits at sep, at most limit times (negative: no limit).
func splitSep(b, sep []byte, limit int) []span {
	out := make([]span, 0, fewSpans)
	lo := 0
	for ; limit != 0; limit-- {
		i := bytes.Index(b[lo:], sep)
		if i < 0 {
			break
		}
		out = append(out, span{lo, lo + i})
		lo += i + len(sep)
	}
	return append(out, span{lo, len(b)})
}

func rsplitSep(b, sep []byte, limit int) []span {
	var out []span
	hi := len(b)
	for ; limit != 0; limit-- {
		i := bytes.LastIndex(b[:hi], sep)
		if i < 0 {
			break
		}
		out = append(out, span{i + len(sep), hi})
		hi = i
	}
	out = append(out, span{0, hi})
	reverseSpans(out)
	return out
}

func strSplit(t *Thread, args Args) Value { return t.strSplit(args, (*spacing).split, splitSep) }
func strRsplit(t *Thread, args Args) Value {
	return t.strSplit(args, (*spacing).rsplit, rsplitSep)
}

func (t *Thread) strSplit(args Args, space func(sp *spacing, b []byte, limit int) []span, at func(b, sep []byte, limit int) []span) Value {
	limit, ok := t.asArgSsize(args.At(2))
	if !ok {
		return heap.Null
	}
	s, sep := args.At(0), args.At(1)
	if sep.V() == heap.None {
		return t.strSpans(s, space(textSpace, StrBytes(s.V()), limit))
	}
	if !t.needStr(args, 1, "must be str or None, not %s") {
		return heap.Null
	}
	x := StrBytes(sep.V())
	if len(x) == 0 {
		return t.ValueErrorf("empty separator")
	}
	return t.strSpans(s, at(StrBytes(s.V()), x, limit))
}

func strSplitLines(t *Thread, args Args) Value {
	keep, ok := t.asArgInt(args.At(1))
	if !ok {
		return heap.Null
	}
	return t.strSpans(args.At(0), splitLines(StrBytes(args.At(0).V()), keep != 0, true))
}

// lineEndAt returns the size of the line break at b's start, or 0. str knows
// more of them than bytes.
func lineEndAt(b []byte, text bool) int {
	switch c := b[0]; {
	case c == '\n':
		return 1
	case c == '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2
		}
		return 1
	case !text:
		return 0
	case c == '\v' || c == '\f' || c >= 0x1C && c <= 0x1E:
		return 1
	case c == 0xC2 && b[1] == 0x85: // U+0085
		return 2
	case c == 0xE2 && b[1] == 0x80 && (b[2] == 0xA8 || b[2] == 0xA9): // U+2028, U+2029
		return 3
	}
	return 0
}

func splitLines(b []byte, keep, text bool) []span {
	var out []span
	lo := 0
	for i := 0; i < len(b); {
		n := lineEndAt(b[i:], text)
		if n == 0 {
			i++
			continue
		}
		hi := i
		if keep {
			hi += n
		}
		out = append(out, span{lo, hi})
		i += n
		lo = i
	}
	if lo < len(b) {
		out = append(out, span{lo, len(b)})
	}
	return out
}
