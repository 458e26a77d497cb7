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

// spaceAt returns the size of the white space character at b's start, 0 when
// there is another.
func spaceAt(b []byte) int {
	if b[0] < 0x80 {
		if isASCIISpace(b[0]) {
			return 1
		}
		return 0
	}
	if c, n := decodeRune(b); pyunicode.IsSpace(c) {
		return n
	}
	return 0
}

// isASCIISpace is str.isspace for ASCII.
func isASCIISpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' || c >= 0x1C && c <= 0x1F }

// isByteSpace is bytes.isspace.
func isByteSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// byteSpaceAt is spaceAt for bytes.
func byteSpaceAt(b []byte) int {
	if isByteSpace(b[0]) {
		return 1
	}
	return 0
}

// splitSpace splits at runs of white space, at most limit times (negative: no
// limit).
func splitSpace(b []byte, limit int, space func([]byte) int) []span {
	var out []span
	i := 0
	skip := func() {
		for i < len(b) {
			n := space(b[i:])
			if n == 0 {
				return
			}
			i += n
		}
	}
	for {
		skip()
		if i == len(b) {
			return out
		}
		if limit == 0 {
			// The rest, without white space at its end.
			hi := len(b)
			for {
				k := lastSpace(b[i:hi], space)
				if k == 0 {
					return append(out, span{i, hi})
				}
				hi -= k
			}
		}
		start := i
		for i < len(b) && space(b[i:]) == 0 {
			i++
		}
		out = append(out, span{start, i})
		limit--
	}
}

// lastSpace returns the size of the white space character at b's end, or 0.
func lastSpace(b []byte, space func([]byte) int) int {
	if len(b) == 0 {
		return 0
	}
	i := len(b) - 1
	if n := space(b[i:]); n == 1 {
		return 1
	}
	for i > 0 && len(b)-i < 4 && b[i]&0xC0 == 0x80 {
		i--
	}
	if n := space(b[i:]); n == len(b)-i {
		return n
	}
	return 0
}

// rsplitSpace is splitSpace from the end.
func rsplitSpace(b []byte, limit int, space func([]byte) int) []span {
	var out []span
	hi := len(b)
	for {
		for {
			n := lastSpace(b[:hi], space)
			if n == 0 {
				break
			}
			hi -= n
		}
		if hi == 0 {
			break
		}
		if limit == 0 {
			lo := 0
			for lo < hi {
				n := space(b[lo:])
				if n == 0 {
					break
				}
				lo += n
			}
			out = append(out, span{lo, hi})
			break
		}
		end := hi
		for hi > 0 && lastSpace(b[:hi], space) == 0 {
			hi--
		}
		out = append(out, span{hi, end})
		limit--
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
	var out []span
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

func strSplit(t *Thread, args Args) Value  { return t.strSplit(args, splitSpace, splitSep) }
func strRsplit(t *Thread, args Args) Value { return t.strSplit(args, rsplitSpace, rsplitSep) }

func (t *Thread) strSplit(args Args, space func([]byte, int, func([]byte) int) []span, at func(b, sep []byte, limit int) []span) Value {
	limit, ok := t.asArgSsize(args.At(2))
	if !ok {
		return heap.Null
	}
	s, sep := args.At(0), args.At(1)
	if sep.V() == heap.None {
		return t.strSpans(s, space(StrBytes(s.V()), limit, spaceAt))
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
