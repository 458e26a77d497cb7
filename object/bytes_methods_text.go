package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
)

// mapBytes makes bytes of self's length, which f fills.
func (t *Thread) mapBytes(self Ref, f func(dst, src []byte)) Value {
	return t.allocLike(self, len(t.RT.bytesView(self.V())), func(dst []byte) { f(dst, t.RT.bytesView(self.V())) })
}

func bytesLower(t *Thread, args Args) Value      { return t.mapBytes(args.At(0), lowerASCII) }
func bytesUpper(t *Thread, args Args) Value      { return t.mapBytes(args.At(0), upperASCII) }
func bytesSwapcase(t *Thread, args Args) Value   { return t.mapBytes(args.At(0), swapASCII) }
func bytesCapitalize(t *Thread, args Args) Value { return t.mapBytes(args.At(0), capitalizeASCII) }
func bytesTitle(t *Thread, args Args) Value      { return t.mapBytes(args.At(0), titleASCII) }

func (t *Thread) allBytes(self Ref, f func(c byte) bool) Value {
	b := t.RT.bytesView(self.V())
	for _, c := range b {
		if !f(c) {
			return heap.False
		}
	}
	return heap.Bool(len(b) > 0)
}

func bytesIsAlpha(t *Thread, args Args) Value { return t.allBytes(args.At(0), isASCIILetter) }
func bytesIsDigit(t *Thread, args Args) Value { return t.allBytes(args.At(0), isDigit) }
func bytesIsSpace(t *Thread, args Args) Value { return t.allBytes(args.At(0), isByteSpace) }

func bytesIsAlnum(t *Thread, args Args) Value {
	return t.allBytes(args.At(0), func(c byte) bool { return isASCIILetter(c) || isDigit(c) })
}

func bytesIsASCII(t *Thread, args Args) Value {
	b := t.RT.bytesView(args.At(0).V())
	return heap.Bool(asciiPrefix(b) == len(b))
}

func isLowerByte(c byte) bool { return 'a' <= c && c <= 'z' }
func isUpperByte(c byte) bool { return 'A' <= c && c <= 'Z' }

// casedBytes says that self has a letter, and no one for which bad holds.
func (t *Thread) casedBytes(self Ref, bad func(c byte) bool) Value {
	any := false
	for _, c := range t.RT.bytesView(self.V()) {
		if bad(c) {
			return heap.False
		}
		any = any || isASCIILetter(c)
	}
	return heap.Bool(any)
}

func bytesIsLower(t *Thread, args Args) Value { return t.casedBytes(args.At(0), isUpperByte) }
func bytesIsUpper(t *Thread, args Args) Value { return t.casedBytes(args.At(0), isLowerByte) }

func bytesIsTitle(t *Thread, args Args) Value {
	inWord := false
	return t.casedBytes(args.At(0), func(c byte) bool {
		bad := isUpperByte(c) && inWord || isLowerByte(c) && !inWord
		inWord = isASCIILetter(c)
		return bad
	})
}

// fillByte reads the fill argument of center, ljust and rjust.
func (t *Thread) fillByte(name string, r Ref) (byte, bool) {
	v := r.V()
	if v == heap.Null {
		return ' ', true
	}
	if t.RT.IsBytes(v) || t.RT.IsByteArray(v) {
		if b := t.RT.bytesView(v); len(b) == 1 {
			return b[0], true
		}
	}
	t.TypeErrorf("%s() argument 2 must be a byte string of length 1, not %s", name, t.ArgName(v))
	return 0, false
}

// padBytes pads args' self to the width argument as split says.
func (t *Thread) padBytes(args Args, name string, split func(n, width int) (left, right int)) Value {
	self := args.At(0)
	width, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	fill, ok := t.fillByte(name, args.At(2))
	if !ok {
		return heap.Null
	}
	n := len(t.RT.bytesView(self.V()))
	left, right := split(n, max(width, n))
	if left == 0 && right == 0 {
		return t.subBytes(self, 0, n)
	}
	return t.allocLike(self, left+n+right, func(dst []byte) {
		fillRepeated(dst[:left], []byte{fill})
		copy(dst[left:], t.RT.bytesView(self.V()))
		fillRepeated(dst[left+n:], []byte{fill})
	})
}

func bytesCenter(t *Thread, args Args) Value { return t.padBytes(args, "center", centerPad) }

func bytesLjust(t *Thread, args Args) Value {
	return t.padBytes(args, "ljust", func(n, width int) (int, int) { return 0, width - n })
}

func bytesRjust(t *Thread, args Args) Value {
	return t.padBytes(args, "rjust", func(n, width int) (int, int) { return width - n, 0 })
}

func bytesZfill(t *Thread, args Args) Value {
	self := args.At(0)
	width, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	n := len(t.RT.bytesView(self.V()))
	if n >= width {
		return t.subBytes(self, 0, n)
	}
	return t.allocLike(self, width, func(dst []byte) {
		fillRepeated(dst[:width-n], []byte{'0'})
		copy(dst[width-n:], t.RT.bytesView(self.V()))
		zfillSign(dst, width-n)
	})
}

func bytesExpandTabs(t *Thread, args Args) Value {
	size, ok := t.asArgInt(args.At(1))
	if !ok {
		return heap.Null
	}
	out, ok := t.expandTabs(t.RT.bytesView(args.At(0).V()), size, false)
	if !ok {
		return heap.Null
	}
	return t.newLike(args.At(0), out)
}

func bytesStripMethod(t *Thread, args Args) Value  { return t.bytesStrip(args, true, true) }
func bytesLstripMethod(t *Thread, args Args) Value { return t.bytesStrip(args, true, false) }
func bytesRstripMethod(t *Thread, args Args) Value { return t.bytesStrip(args, false, true) }

func (t *Thread) bytesStrip(args Args, left, right bool) Value {
	self := args.At(0)
	if args.At(1).V() == heap.None {
		lo, hi := byteSpace.trim(t.RT.bytesView(self.V()), left, right)
		return t.subBytes(self, lo, hi)
	}
	set, ok := t.asBytes(args.At(1), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer set.release(t)
	b, chars := t.RT.bytesView(self.V()), set.bytes()
	lo, hi := 0, len(b)
	for left && lo < hi && bytes.IndexByte(chars, b[lo]) >= 0 {
		lo++
	}
	for right && lo < hi && bytes.IndexByte(chars, b[hi-1]) >= 0 {
		hi--
	}
	return t.subBytes(self, lo, hi)
}

// bytesTranslate is translate(table, /, delete=b”).
func bytesTranslate(t *Thread, args Args) Value {
	self := args.At(0)
	var table []byte
	if args.At(1).V() != heap.None {
		b, ok := t.asBytes(args.At(1), needBytesLike)
		if !ok {
			return heap.Null
		}
		table = append(table, b.bytes()...)
		b.release(t)
		if len(table) != 256 {
			return t.ValueErrorf("translation table must be 256 characters long")
		}
	}
	var drop [256]bool
	if args.At(2).V() != heap.Null {
		b, ok := t.asBytes(args.At(2), needBytesLike)
		if !ok {
			return heap.Null
		}
		for _, c := range b.bytes() {
			drop[c] = true
		}
		b.release(t)
	}
	src := t.RT.bytesView(self.V())
	out := make([]byte, 0, len(src))
	for _, c := range src {
		if drop[c] {
			continue
		}
		if table != nil {
			c = table[c]
		}
		out = append(out, c)
	}
	return t.newLike(self, out)
}

// bytesMakeTrans is the static method maketrans(frm, to).
func bytesMakeTrans(t *Thread, args Args) Value {
	from, ok := t.asBytes(args.At(0), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer from.release(t)
	to, ok := t.asBytes(args.At(1), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer to.release(t)
	x, y := from.bytes(), to.bytes()
	if len(x) != len(y) {
		return t.ValueErrorf("maketrans arguments must have same length")
	}
	var table [256]byte
	for i := range table {
		table[i] = byte(i)
	}
	for i, c := range x {
		table[c] = y[i]
	}
	return t.NewBytes(table[:])
}

// bytesHex is hex([sep[, bytes_per_sep]]) of bytes, bytearray and memoryview.
func bytesHex(t *Thread, args Args) Value {
	b, ok := t.asBuffer(args.At(0), BufFullRO, needBytesLike)
	if !ok {
		return heap.Null
	}
	defer b.release(t)
	sep, group := byte(0), 1
	if s := args.At(1).V(); s != heap.Null {
		n := t.Length(args.At(1))
		if n < 0 {
			return heap.Null
		}
		if n != 1 {
			return t.ValueErrorf("sep must be length 1.")
		}
		switch s = args.At(1).V(); {
		case t.RT.IsStr(s):
			if !StrIsASCII(s) {
				return t.ValueErrorf("sep must be ASCII.")
			}
			sep = StrBytes(s)[0]
		case t.RT.IsBytes(s):
			if sep = BytesOf(s)[0]; sep >= 0x80 {
				return t.ValueErrorf("sep must be ASCII.")
			}
		default:
			return t.TypeErrorf("sep must be str or bytes.")
		}
	}
	if args.At(2).V() != heap.Null {
		if group, ok = t.asArgInt(args.At(2)); !ok {
			return heap.Null
		}
	}
	if args.At(1).V() == heap.Null {
		group = 0
	}
	return t.NewStrBytes(appendHex(nil, b.bytes(), sep, group))
}

// appendHex appends the digits of b; with a separator (0: none) after every
// group bytes, counted from the end, or from the start for a negative group.
func appendHex(out, b []byte, sep byte, group int) []byte {
	for i, c := range b {
		if i > 0 && (group > 0 && (len(b)-i)%group == 0 || group < 0 && i%-group == 0) {
			out = append(out, sep)
		}
		out = append(out, lowerHex[c>>4], lowerHex[c&15])
	}
	return out
}

// bytesFromHex is the class method fromhex(string).
func bytesFromHex(t *Thread, args Args) Value {
	cls, s := args.At(0), args.At(1).V()
	if !t.RT.IsStr(s) {
		return t.TypeErrorf("fromhex() argument must be str, not %s", t.ArgName(s))
	}
	text := StrBytes(s)
	bad := func(i int) Value {
		return t.ValueErrorf("non-hexadecimal number found in fromhex() arg at position %d", runeCount(text[:i]))
	}
	var out []byte
	for i := 0; i < len(text); {
		if isByteSpace(text[i]) {
			i++
			continue
		}
		hi := hexDigit(text[i])
		if hi < 0 {
			return bad(i)
		}
		if i++; i == len(text) || hexDigit(text[i]) < 0 {
			return bad(i)
		}
		out = append(out, byte(hi<<4|hexDigit(text[i])))
		i++
	}
	typ := t.RT.TypeFromObj(cls.V())
	if typ.IsSubtype(t.RT.ByteArrayType) {
		if typ == t.RT.ByteArrayType {
			return t.NewByteArray(out)
		}
	} else if typ == t.RT.BytesType {
		return t.NewBytes(out)
	}
	return t.CallN(cls, t.Push(t.NewBytes(out)))
}

// bytesDecode is decode(encoding='utf-8', errors='strict').
func bytesDecode(t *Thread, args Args) Value {
	enc, errs, ok := t.codecArgs("decode", args.At(1), args.At(2))
	if !ok {
		return heap.Null
	}
	return t.Decode(args.At(0), enc, errs)
}

// codecArgs checks the arguments encoding and errors; Null ones are "".
func (t *Thread) codecArgs(fn string, encoding, errors Ref) (enc, errs string, ok bool) {
	for i, r := range []Ref{encoding, errors} {
		v := r.V()
		if v == heap.Null {
			continue
		}
		name := [...]string{"encoding", "errors"}[i]
		if !t.RT.IsStr(v) {
			t.TypeErrorf("%s() argument '%s' must be str, not %s", fn, name, t.ArgName(v))
			return "", "", false
		}
		if StrHasSurrogates(v) {
			t.Encode(r, "", "") // raises what a name that is no UTF-8 deserves
			return "", "", false
		}
		if bytes.IndexByte(StrBytes(v), 0) >= 0 {
			t.ValueErrorf("embedded null character")
			return "", "", false
		}
	}
	return t.optName(encoding), t.optName(errors), true
}
