package heap

import (
	"fmt"
	"iter"
)

// RegionSize is the unit of compaction. It is what one page of the bitmap
// covers, and large against the largest object in it, so that the rest left at
// its end is small.
const RegionSize = PageSize << bitsShift

// RegionState says what an old region is used for.
type RegionState uint8

const (
	// RegionFree: holds nothing.
	RegionFree RegionState = iota
	// RegionInUse: holds objects.
	RegionInUse
	// RegionFrom: is being evacuated; its objects that live hold forwarding
	// pointers.
	RegionFrom
	// RegionSealed: was evacuated, faults when touched, waits to be recycled.
	RegionSealed
)

// Region is what is known of one old region.
type Region struct {
	State RegionState
	// Used is the number of bytes that are bump-allocated.
	Used uint32
	// Swept: below this offset an object lives if and only if its mark bit is
	// set, and the rest must not be read; from it on every object does.
	Swept uint32
	// Live is the number of bytes that the last mark phase reached.
	Live uint32
}

// Old is the old generation: regions that are filled by bumping a pointer, and
// emptied as a whole, by evacuation. Space inside a region is never reused.
type Old struct {
	rng     Range
	bits    *Bits
	regions []Region // from the range's start; further ones were never used
	free    []int    // committed and empty
	sealed  []int    // in the order of their sealing

	cur      int     // the region being filled, -1: none
	top, end uintptr // its bump window
	closed   int     // bytes Used in all other regions
}

// keepFree is how many empty regions stay backed by memory.
const keepFree = 64

func (o *Old) init(rng Range, bits *Bits) { *o = Old{rng: rng, bits: bits, cur: -1} }

// Has says that v is an address in the old regions.
func (o *Old) Has(v Value) bool { return o.rng.Has(v) }

// Range returns the addresses that old objects may have.
func (o *Old) Range() Range { return o.rng }

// Extent returns the addresses of region i.
func (o *Old) Extent(i int) Range { return Range{o.start(i), o.start(i) + RegionSize} }

// Used returns the bytes that objects take, dead ones included.
func (o *Old) Used() int {
	if o.cur < 0 {
		return o.closed
	}
	return o.closed + int(o.top-o.start(o.cur))
}

// Regions returns the table of regions; the index is the region's number.
func (o *Old) Regions() []Region {
	o.sync()
	return o.regions
}

// RegionOf returns the number of the region that v lies in. v must be in Old.
func (o *Old) RegionOf(v Value) int { return int((uintptr(v) - o.rng.Lo) / RegionSize) }

func (o *Old) start(i int) uintptr { return o.rng.Lo + uintptr(i)*RegionSize }

// sync brings the filling region's entry up to date.
func (o *Old) sync() {
	if o.cur >= 0 {
		o.regions[o.cur].Used = uint32(o.top - o.start(o.cur))
	}
}

// Alloc returns size bytes of arbitrary content for an object that the
// collector promotes or evacuates. It never fails: the limit is watched where
// the mutator allocates, and the range is larger than any limit.
func (o *Old) Alloc(size int) Addr {
	if uintptr(size) > o.end-o.top {
		o.open()
	}
	a := o.top
	o.top += uintptr(size)
	return Addr(a)
}

// open starts a new region to fill.
func (o *Old) open() {
	o.Retire()
	i := -1
	if n := len(o.free); n > 0 {
		i = o.free[n-1]
		o.free = o.free[:n-1]
	} else if next := o.start(len(o.regions)); next < o.rng.Hi {
		i = len(o.regions)
		o.regions = append(o.regions, Region{})
		o.commit(i)
	} else if len(o.sealed) > 0 {
		i = o.sealed[0]
		o.sealed = o.sealed[1:]
		o.commit(i)
	} else {
		panic(fmt.Sprintf("heap: %d GiB of address space for old objects are used up", o.rng.Size()>>30))
	}
	o.regions[i] = Region{State: RegionInUse}
	o.cur, o.top, o.end = i, o.start(i), o.start(i)+RegionSize
}

func (o *Old) commit(i int) {
	r := Range{o.start(i), o.start(i) + RegionSize}
	Commit(r)
	Commit(o.bits.covering(r))
}

// Retire closes the region that is being filled.
func (o *Old) Retire() {
	if o.cur < 0 {
		return
	}
	o.sync()
	o.closed += int(o.regions[o.cur].Used)
	o.cur, o.top, o.end = -1, 0, 0
}

// Release empties region i, which must not be the one being filled. With hold
// its memory faults when touched, and it is recycled as late as possible.
func (o *Old) Release(i int, hold bool) {
	r := &o.regions[i]
	o.closed -= int(r.Used)
	mem := Range{o.start(i), o.start(i) + RegionSize}
	*r = Region{State: RegionFree}
	switch {
	case hold:
		seal(mem)
		r.State = RegionSealed
		o.sealed = append(o.sealed, i)
		return
	case len(o.free) >= keepFree:
		release(mem)
	}
	o.free = append(o.free, i)
}

// InUse yields the numbers of all regions that hold objects.
func (o *Old) InUse() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range o.regions {
			if o.regions[i].State == RegionInUse && !yield(i) {
				return
			}
		}
	}
}

// Objects yields the objects of region i: those with a mark bit, then all that
// were allocated since the mark phase. The region may grow meanwhile.
func (o *Old) Objects(i int) iter.Seq[Addr] {
	return func(yield func(Addr) bool) {
		lo := o.start(i)
		a, swept := lo, lo+uintptr(o.regions[i].Swept)
		for {
			if a = o.bits.Next(a, swept); a >= swept {
				break
			}
			size := uintptr(Addr(a).Size())
			if !yield(Addr(a)) {
				return
			}
			a += size
		}
		// The region may grow, so its limit is asked for again.
		for a = swept; a < o.limit(i); {
			to := o.limit(i)
			if !walk(a, to, yield) {
				return
			}
			a = to
		}
	}
}

// limit returns where region i's last object ends.
func (o *Old) limit(i int) uintptr {
	if i == o.cur {
		return o.top
	}
	return o.start(i) + uintptr(o.regions[i].Used)
}

// ClearMarks clears the mark bits of all regions, and what depends on them.
// From here to the end of the mark phase no walk may rely on them.
func (o *Old) ClearMarks() {
	o.sync()
	for i := range o.InUse() {
		lo := o.start(i)
		o.bits.ClearRange(Range{lo, lo + RegionSize})
		o.regions[i].Live = 0
	}
}

// EndMark says that the mark bits are complete: from now on they tell which
// objects live.
func (o *Old) EndMark() {
	o.sync()
	for i := range o.InUse() {
		o.regions[i].Swept = o.regions[i].Used
	}
}
