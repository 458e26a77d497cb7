package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
)

// fillArg reads the optional fill character of center, ljust and rjust.
func (t *Thread) fillArg(r Ref) (rune, bool) {
	v := r.V()
	if !t.RT.IsStr(v) {
		t.TypeErrorf("The fill character must be a unicode character, not %s", t.TypeName(v))
		return 0, false
	}
	if StrLen(v) != 1 {
		t.TypeErrorf("The fill character must be exactly one character long")
		return 0, false
	}
	return runeAt(v, 0), true
}

// padStr puts fill characters around s.
func (t *Thread) padStr(s Ref, left, right int, fill rune) Value {
	left, right = max(left, 0), max(right, 0)
	if left == 0 && right == 0 {
		return t.exactStr(s)
	}
	var buf [4]byte
	c := appendRune(buf[:0], fill)
	one := strFacts{n: len(c), cps: 1, surrogates: fill >= 0xD800 && fill < 0xE000}
	pad, ok := one.times(left + right)
	if !ok || left+right < 0 {
		return t.OverflowErrorf("padded string is too long")
	}
	res := t.allocStr(factsOf(s.V()).plus(pad))
	if res == heap.Null {
		return res
	}
	dst, text := strText(res), StrBytes(s.V())
	fillRepeated(dst[:left*len(c)], c)
	dst = dst[left*len(c):]
	fillRepeated(dst[copy(dst, text):], c)
	return res
}

func strCenter(t *Thread, args Args) Value {
	width, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	fill, ok := t.fillArg(args.At(2))
	if !ok {
		return heap.Null
	}
	left, right := centerPad(StrLen(args.At(0).V()), width)
	return t.padStr(args.At(0), left, right, fill)
}

// centerPad splits the padding to width: an odd one has its larger half on the
// left when the width is odd too.
func centerPad(n, width int) (left, right int) {
	if width <= n {
		return 0, 0
	}
	pad := width - n
	left = pad/2 + pad&width&1
	return left, pad - left
}

func strLjust(t *Thread, args Args) Value {
	width, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	fill, ok := t.fillArg(args.At(2))
	if !ok {
		return heap.Null
	}
	return t.padStr(args.At(0), 0, width-StrLen(args.At(0).V()), fill)
}

func strRjust(t *Thread, args Args) Value {
	width, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	fill, ok := t.fillArg(args.At(2))
	if !ok {
		return heap.Null
	}
	return t.padStr(args.At(0), width-StrLen(args.At(0).V()), 0, fill)
}

func strZfill(t *Thread, args Args) Value {
	width, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	s := args.At(0)
	n := StrLen(s.V())
	if n >= width {
		return t.exactStr(s)
	}
	res := t.padStr(s, width-n, 0, '0')
	if res == heap.Null {
		return res
	}
	zfillSign(strText(res), width-n)
	return res
}

// zfillSign moves a sign that stands behind n zeros to the front.
func zfillSign(b []byte, n int) {
	if n < len(b) && (b[n] == '+' || b[n] == '-') {
		b[0], b[n] = b[n], b[0]
	}
}

func strExpandTabs(t *Thread, args Args) Value {
	size, ok := t.asArgInt(args.At(1))
	if !ok {
		return heap.Null
	}
	if bytes.IndexByte(StrBytes(args.At(0).V()), '\t') < 0 {
		return t.exactStr(args.At(0))
	}
	out, ok := t.expandTabs(StrBytes(args.At(0).V()), size, true)
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(out)
}

// expandTabs replaces tabs by blanks up to the next multiple of size. false:
// an exception is pending.
func (t *Thread) expandTabs(b []byte, size int, text bool) ([]byte, bool) {
	total := len(b)
	if size > 0 {
		n := bytes.Count(b, []byte{'\t'})
		if n > maxRawBytes/size {
			t.OverflowErrorf("new string is too long")
			return nil, false
		}
		total += n * size
	}
	if !t.roomFor(total) {
		return nil, false
	}
	out := make([]byte, 0, total)
	col := 0
	for _, c := range b {
		switch {
		case c == '\t':
			if size > 0 {
				n := size - col%size
				col += n
				for range n {
					out = append(out, ' ')
				}
			}
			continue
		case c == '\n' || c == '\r':
			col = 0
		case !text || c&0xC0 != 0x80:
			col++
		}
		out = append(out, c)
	}
	return out, true
}

func strStrip(t *Thread, args Args) Value  { return t.strStrip(args, "strip", true, true) }
func strLstrip(t *Thread, args Args) Value { return t.strStrip(args, "lstrip", true, false) }
func strRstrip(t *Thread, args Args) Value { return t.strStrip(args, "rstrip", false, true) }

func (t *Thread) strStrip(args Args, name string, left, right bool) Value {
	s, chars := args.At(0), args.At(1)
	text := StrBytes(s.V())
	if chars.V() == heap.None {
		lo, hi := textSpace.trim(text, left, right)
		return t.substr(s, lo, hi)
	}
	if !t.RT.IsStr(chars.V()) {
		return t.TypeErrorf("%s arg must be None or str", name)
	}
	set := StrBytes(chars.V())
	lo, hi := 0, len(text)
	for left && lo < hi {
		n := runeSize(text[lo])
		if !bytes.Contains(set, text[lo:lo+n]) {
			break
		}
		lo += n
	}
	for right && lo < hi {
		_, n := decodeLastRune(text[lo:hi])
		if !bytes.Contains(set, text[hi-n:hi]) {
			break
		}
		hi -= n
	}
	return t.substr(s, lo, hi)
}
