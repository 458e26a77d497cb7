package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// crumbsOf returns the crumbs of a str that is not ASCII: crumb k is the byte
// offset of code point 64·(k+1). They are written at the first call. No
// safepoint.
func crumbsOf(v Value) []uint32 {
	a := v.Addr()
	w := a.Word64(strLen)
	n := int(w & strLenMask)
	c := unsafe.Slice((*uint32)(a.Raw(crumbsOff(n))), crumbCount(int(a.Word64(strCPs))))
	if w&strCrumbs == 0 && len(c) > 0 {
		text := a.Bytes(strDataWide, n)
		cps := 0
		for i, b := range text {
			if b&0xC0 == 0x80 {
				continue
			}
			if cps&(1<<crumbShift-1) == 0 && cps > 0 {
				c[cps>>crumbShift-1] = uint32(i)
			}
			cps++
		}
		a.SetWord64(strLen, w|strCrumbs)
	}
	return c
}

// byteOffset returns where code point i of v (0 to its length) begins. No
// safepoint.
func byteOffset(v Value, i int) int {
	a := v.Addr()
	w := a.Word64(strLen)
	if w&strASCII != 0 {
		return i
	}
	if i == int(a.Word64(strCPs)) {
		return int(w & strLenMask)
	}
	off := 0
	if k := i >> crumbShift; k > 0 {
		off = int(crumbsOf(v)[k-1])
		i -= k << crumbShift
	}
	text := a.Bytes(strDataWide, int(w&strLenMask))
	for ; i > 0; i-- {
		off += runeSize(text[off])
	}
	return off
}

// runeIndex returns the index of the code point that begins at byte off (which
// may be the end). No safepoint.
func runeIndex(v Value, off int) int {
	a := v.Addr()
	w := a.Word64(strLen)
	if w&strASCII != 0 {
		return off
	}
	c := crumbsOf(v)
	lo, hi := 0, len(c) // the number of crumbs at or before off
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if int(c[mid]) <= off {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	start := 0
	if lo > 0 {
		start = int(c[lo-1])
	}
	return lo<<crumbShift + runeCount(a.Bytes(strDataWide, int(w&strLenMask))[start:off])
}

// runeCount returns the number of code points in a part of a str's text.
func runeCount(b []byte) int {
	n := 0
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// runeAt returns code point i of v. No safepoint.
func runeAt(v Value, i int) rune {
	if StrIsASCII(v) {
		return rune(StrBytes(v)[i])
	}
	c, _ := decodeRune(StrBytes(v)[byteOffset(v, i):])
	return c
}

// newStrRune returns the str of one code point.
func (t *Thread) newStrRune(c rune) Value {
	if c < 0x100 {
		return t.RT.latin1Str(byte(c))
	}
	var buf [4]byte
	b := appendRune(buf[:0], c)
	v := t.allocStr(strFacts{n: len(b), cps: 1, surrogates: c >= 0xD800 && c < 0xE000})
	if v != heap.Null {
		copy(strText(v), b)
	}
	return v
}

// substr returns the text of s from byte lo to byte hi, which are boundaries of
// code points.
func (t *Thread) substr(s Ref, lo, hi int) Value {
	v := s.V()
	w := v.Addr().Word64(strLen)
	if lo >= hi {
		return t.RT.emptyStr()
	}
	if lo == 0 && hi == int(w&strLenMask) && IsExactStr(v) {
		return v
	}
	f := strFacts{n: hi - lo, cps: hi - lo}
	text := StrBytes(v)[lo:hi]
	if w&strASCII == 0 {
		f, _ = scanText(text)
	}
	if f.cps == 1 {
		c, _ := decodeRune(text)
		return t.newStrRune(c)
	}
	res := t.allocStr(f)
	if res != heap.Null {
		copy(strText(res), StrBytes(s.V())[lo:hi])
	}
	return res
}

// SubStr returns the code points from i to j of s.
func (t *Thread) SubStr(s Ref, i, j int) Value {
	return t.substr(s, byteOffset(s.V(), i), byteOffset(s.V(), j))
}

func strLength(t *Thread, a Ref) int { return StrLen(a.V()) }

func strItem(t *Thread, a Ref, i int) Value {
	if uint(i) >= uint(StrLen(a.V())) {
		return t.IndexErrorf("string index out of range")
	}
	return t.newStrRune(runeAt(a.V(), i))
}

func strSubscript(t *Thread, a, key Ref) Value {
	k := key.V()
	switch {
	case k.IsInt() || t.RT.HasIndex(k):
		i, ok := t.AsIndex(key)
		if !ok {
			return heap.Null
		}
		if i < 0 {
			i += StrLen(a.V())
		}
		return strItem(t, a, i)
	case isExact(k, IdxSlice):
		start, _, step, n, ok := t.SliceIndices(key, StrLen(a.V()))
		if !ok {
			return heap.Null
		}
		if step == 1 {
			return t.SubStr(a, start, start+n)
		}
		return t.strStep(a, start, step, n)
	}
	return t.TypeErrorf("string indices must be integers, not '%s'", t.TypeName(k))
}

// strStep returns the n code points start, start+step, … of s.
func (t *Thread) strStep(s Ref, start, step, n int) Value {
	v := s.V()
	switch {
	case n <= 0:
		return t.RT.emptyStr()
	case StrIsASCII(v):
		res := t.allocStr(strFacts{n: n, cps: n})
		if res == heap.Null {
			return res
		}
		src, dst := StrBytes(s.V()), strText(res)
		for i := range dst {
			dst[i] = src[start+i*step]
		}
		return res
	}
	text := StrBytes(v)
	out := make([]byte, 0, min(n*4, len(text)))
	off := byteOffset(v, start)
	for i := 0; ; {
		size := runeSize(text[off])
		out = append(out, text[off:off+size]...)
		if i++; i == n {
			return t.NewStrBytes(out)
		}
		for k := step; k > 0; k-- {
			off += runeSize(text[off])
		}
		for k := step; k < 0; k++ {
			for off--; text[off]&0xC0 == 0x80; off-- {
			}
		}
	}
}

// The iterator: reference 0 is the str (Null when exhausted), word 0 the byte
// offset of the next code point.

func strIterDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Name: "str_iterator", FixedRefs: 1, RawSize: 8, Flags: FlagNoInstantiate, Into: &rt.textInit().strIter,
		Methods: textIterMethods(strIterHint, func(t *Thread) Value { return t.RT.emptyStr() },
			func(it heap.Addr) int { return runeCount(StrBytes(it.Ref(0))[:it.Word64(0)]) },
			func(s Value, i int) int { return byteOffset(s, min(i, StrLen(s))) }),
	}
	d.Slots.Iter = func(t *Thread, a Ref) Value { return a.V() }
	d.Slots.Next = strIterNext
	return d
}

func strIter(t *Thread, a Ref) Value {
	v := t.NewInstance(t.RT.text.strIter)
	if v != heap.Null {
		t.Store(v, 0, a.V())
	}
	return v
}

func strIterNext(t *Thread, a Ref) Value {
	it := a.V().Addr()
	s := it.Ref(0)
	if s == heap.Null {
		return heap.Null
	}
	off := int(it.Word64(0))
	text := StrBytes(s)
	if off >= len(text) {
		t.Store(a.V(), 0, heap.Null)
		return heap.Null
	}
	c, n := decodeRune(text[off:])
	it.SetWord64(0, uint64(off+n))
	return t.newStrRune(c)
}

// strIterLeaf is strIterNext where the character exists already (no safepoint).
func (t *Thread) strIterLeaf(it Value) (v Value, ok bool) {
	a := it.Addr()
	s := a.Ref(0)
	if s == heap.Null {
		return heap.Null, true
	}
	off, text := int(a.Word64(0)), StrBytes(s)
	if off >= len(text) {
		t.Store(it, 0, heap.Null)
		return heap.Null, true
	}
	if c := text[off]; c < 0x80 {
		a.SetWord64(0, uint64(off+1))
		return t.RT.latin1Str(c), true
	}
	return heap.Null, false
}

func strIterHint(t *Thread, args Args) Value {
	it := args.At(0).V().Addr()
	s := it.Ref(0)
	if s == heap.Null {
		return heap.SmallInt(0)
	}
	return heap.SmallInt(int64(runeCount(StrBytes(s)[it.Word64(0):])))
}
