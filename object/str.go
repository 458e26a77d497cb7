package object

import (
	"math"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A str is UTF-8 in the raw part of one object. A lone surrogate is its three
// bytes in the same scheme ("generalised UTF-8"), and unlike in WTF-8 two
// halves that meet stay two code points, as in Python. So equality is equality
// of bytes, order is order of bytes, and concatenation is concatenation.
//
//	word 0   hash, 0 when not yet computed
//	word 1   length in bytes (low 48 bits) | flags
//	word 2   length in code points (only when not ASCII)
//	text     and a NUL
//	crumbs   (only when not ASCII) the byte offset of every 64th code point but
//	         the first, a uint32 each, 4-aligned; written at the first indexing
//
// ASCII text, the common case, is indexed directly. Other text finds a code
// point from the nearest crumb, in at most 63 steps.
//
// Rejected: CPython's 1, 2 or 4 bytes a code point. Every str that C asks for
// would be transcoded and kept a second time.
const (
	strHash = 0
	strLen  = 8
	strCPs  = 16

	strASCII      = 1 << 63 // every byte is below 0x80
	strInterned   = 1 << 62 // permanent and unique: equal interned strs are one object
	strSurrogates = 1 << 61 // holds a lone surrogate, so it is no valid UTF-8
	strCrumbs     = 1 << 60 // the crumbs are written
	strLenMask    = 1<<48 - 1

	strDataASCII = 16
	strDataWide  = 24

	crumbShift = 6 // a crumb every 64 code points
)

// maxStrBytes bounds a str that is not ASCII: crumbs have 32 bits.
const maxStrBytes = math.MaxUint32

// maxRawBytes bounds what is asked from the heap at all, so that no sum of
// sizes overflows on the way there.
const maxRawBytes = 1 << 46

func strDataOff(w uint64) int {
	if w&strASCII != 0 {
		return strDataASCII
	}
	return strDataWide
}

func crumbsOff(nbytes int) int { return (strDataWide + nbytes + 1 + 3) &^ 3 }

func crumbCount(cps int) int {
	if cps == 0 {
		return 0
	}
	return (cps - 1) >> crumbShift
}

// strFacts are what the layout of a str depends on.
type strFacts struct {
	n, cps     int // bytes, code points
	surrogates bool
}

func (f strFacts) ascii() bool { return f.n == f.cps }

func (f strFacts) layout() (raw int, word1 uint64) {
	word1 = uint64(f.n)
	if f.ascii() {
		return strDataASCII + f.n + 1, word1 | strASCII
	}
	if f.surrogates {
		word1 |= strSurrogates
	}
	return crumbsOff(f.n) + 4*crumbCount(f.cps), word1
}

func (f strFacts) init(a heap.Addr, word1 uint64) {
	a.SetWord64(strLen, word1)
	if !f.ascii() {
		a.SetWord64(strCPs, uint64(f.cps))
	}
}

// allocStr makes an exact str whose text the caller fills in before the next
// safepoint. A safepoint itself; Null with MemoryError.
func (t *Thread) allocStr(f strFacts) Value {
	if f.n > maxRawBytes || f.n > maxStrBytes && !f.ascii() {
		return t.MemoryError()
	}
	raw, w := f.layout()
	v := t.Alloc(IdxStr, 0, raw)
	if v != heap.Null {
		f.init(v.Addr(), w)
	}
	return v
}

// NewStr returns a str of s. Bytes of s that are not UTF-8 (or a surrogate's
// encoding) become the lone surrogates U+DC80… that os.fsdecode makes of them.
func (t *Thread) NewStr(s string) Value {
	return t.NewStrBytes(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// NewStrBytes is NewStr for a byte slice, which must be Go memory, not the
// heap's: the allocation may move that.
func (t *Thread) NewStrBytes(b []byte) Value {
	switch len(b) {
	case 0:
		return t.RT.emptyStr()
	case 1:
		if b[0] < 0x80 {
			return t.RT.latin1Str(b[0])
		}
	}
	f, ok := scanText(b)
	if !ok {
		b = escapeInvalid(b)
		f, _ = scanText(b)
	}
	if f.cps == 1 {
		if c, _ := decodeRune(b); c < 0x100 {
			return t.RT.latin1Str(byte(c))
		}
	}
	v := t.allocStr(f)
	if v != heap.Null {
		copy(strText(v), b)
	}
	return v
}

// strText returns the text of a str (or of an instance of a subclass) for
// writing, by the one who has just allocated it. No safepoint.
func strText(v Value) heap.RawBytes { return StrBytes(v) }

// StrBytes returns the text of a str as a view that is dead after the next
// safepoint. No safepoint.
func StrBytes(v Value) heap.RawBytes {
	a := v.Addr()
	w := a.Word64(strLen)
	return a.Bytes(strDataOff(w), int(w&strLenMask))
}

// strView returns the text as a Go string that shares the heap's memory: as
// short-lived as StrBytes.
func strView(v Value) string {
	b := StrBytes(v)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// GoStr returns a copy of v's text; lone surrogates are three bytes each, as
// in the heap. v must be a str. No safepoint.
func GoStr(v Value) string { return string(StrBytes(v)) }

// StrLen returns v's length in code points. No safepoint.
func StrLen(v Value) int {
	a := v.Addr()
	w := a.Word64(strLen)
	if w&strASCII != 0 {
		return int(w & strLenMask)
	}
	return int(a.Word64(strCPs))
}

// StrIsASCII says that all of v's text is ASCII. No safepoint.
func StrIsASCII(v Value) bool { return v.Addr().Word64(strLen)&strASCII != 0 }

// StrHasSurrogates says that v holds a lone surrogate, so that its bytes are
// not valid UTF-8. No safepoint.
func StrHasSurrogates(v Value) bool { return v.Addr().Word64(strLen)&strSurrogates != 0 }

// IsInterned says that v is the one str of its text (see Runtime.Intern).
func IsInterned(v Value) bool { return v.Addr().Word64(strLen)&strInterned != 0 }

// IsExactStr says that v is a str and no instance of a subclass.
func IsExactStr(v Value) bool { return isExact(v, IdxStr) }

// IsStr says that v is a str or an instance of a subclass.
func (rt *Runtime) IsStr(v Value) bool {
	return v.IsPtr() && (v.Addr().Type() == IdxStr || rt.types[v.Addr().Type()].Flags&FlagStrSubclass != 0)
}

// StrEq says that the strs a and b have the same text. No safepoint.
func StrEq(a, b Value) bool {
	if a == b {
		return true
	}
	x, y := a.Addr(), b.Addr()
	wx, wy := x.Word64(strLen), y.Word64(strLen)
	// The length, with the ASCII flag, decides most cases; two interned strs
	// that are not one object differ.
	if (wx^wy)&(strLenMask|strASCII) != 0 || wx&wy&strInterned != 0 {
		return false
	}
	off, n := strDataOff(wx), int(wx&strLenMask)
	return string(x.Bytes(off, n)) == string(y.Bytes(off, n))
}

// StrHash returns hash(v), computed once per object; never -1. It does not
// depend on the object's type. No safepoint.
func StrHash(v Value) int64 {
	a := v.Addr()
	if h := a.Word64(strHash); h != 0 {
		return int64(h)
	}
	h := hashBytes(StrBytes(v))
	a.SetWord64(strHash, uint64(h))
	return h
}

// StrCompare orders a and b by code points: negative, 0 or positive. No
// safepoint.
func StrCompare(a, b Value) int {
	x, y := strView(a), strView(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// SubStrBytes returns the text of s from byte lo to byte hi, both at the beginning of a
// code point.
func (t *Thread) SubStrBytes(s Ref, lo, hi int) Value {
	if whole := StrBytes(s.V()); lo == 0 && hi == len(whole) && isExact(s.V(), IdxStr) {
		return s.V()
	}
	if hi-lo <= 1 || !StrIsASCII(s.V()) {
		return t.NewStrBytes(append([]byte(nil), StrBytes(s.V())[lo:hi]...))
	}
	v := t.allocStr(strFacts{n: hi - lo, cps: hi - lo})
	if v != heap.Null {
		copy(strText(v), StrBytes(s.V())[lo:hi])
	}
	return v
}
