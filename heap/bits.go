package heap

import (
	"math/bits"
	"unsafe"
)

// Bits is a bitmap beside the heap: one bit for each word of the arena. In old
// regions, and at the start of a large object, a set bit says: the object that
// starts here was reached by the last mark phase. At the slots of a large
// object it says: this slot is in the remembered set.
//
// It lies outside the objects so that marking dirties one bitmap page for each
// region instead of each object's cache line, marks are cleared by clearing
// memory, and a region's live objects are found without reading the dead ones
// (whose references may dangle). The bitmap of a region is one page, and is
// committed with it.
type Bits struct {
	arena Range
	lo    uintptr // address of the bit for arena.Lo
}

// bitsShift: a byte of the bitmap covers 64 bytes.
const bitsShift = 6

func (b *Bits) covering(r Range) Range {
	return Range{(b.lo + (r.Lo-b.arena.Lo)>>bitsShift) &^ (PageSize - 1),
		roundUp(b.lo+(r.Hi-b.arena.Lo+63)>>bitsShift, PageSize)}
}

func (b *Bits) at(a uintptr) (word *uint64, bit uint64) {
	i := (a - b.arena.Lo) / Word
	return (*uint64)(unsafe.Add(unsafe.Pointer(nil), b.lo+i>>6<<3)), 1 << (i & 63)
}

// Test says that the bit of address a is set.
func (b *Bits) Test(a uintptr) bool {
	w, bit := b.at(a)
	return *w&bit != 0
}

// Set sets the bit of address a and says whether it was clear.
func (b *Bits) Set(a uintptr) bool {
	w, bit := b.at(a)
	if *w&bit != 0 {
		return false
	}
	*w |= bit
	return true
}

// Clear clears the bit of address a.
func (b *Bits) Clear(a uintptr) {
	w, bit := b.at(a)
	*w &^= bit
}

// ClearRange clears the bits of r, whose ends are multiples of 64 words.
func (b *Bits) ClearRange(r Range) {
	clear(bytesAt(b.lo+(r.Lo-b.arena.Lo)>>bitsShift, r.Size()>>bitsShift))
}

// Next returns the lowest address from a on, below end, whose bit is set; end
// if there is none.
func (b *Bits) Next(a, end uintptr) uintptr {
	if a >= end {
		return end
	}
	i := (a - b.arena.Lo) / Word
	p := b.lo + i>>6<<3
	w := *(*uint64)(pointer(p)) >> (i & 63) << (i & 63)
	for w == 0 {
		p += 8
		if a = b.arena.Lo + (p-b.lo)<<bitsShift; a >= end {
			return end
		}
		w = *(*uint64)(pointer(p))
	}
	a = b.arena.Lo + (p-b.lo)<<bitsShift + uintptr(bits.TrailingZeros64(w))*Word
	return min(a, end)
}
