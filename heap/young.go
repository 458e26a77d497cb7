package heap

import (
	"fmt"
	"iter"
)

// Young is the nursery. All of its objects lie in one area of a contiguous
// range, so that "is it young" is one compare: first the survivors of the last
// minor collection (FlagAge), then eden, where the mutators allocate. A minor
// collection copies the survivors of eden into a new area and promotes those
// that survive for the second time; nothing is left in the area it came from.
//
// Two areas take turns. Under stress the areas wander through the whole range
// instead, and the one that was left is sealed: a stale address faults.
type Young struct {
	rng    Range
	size   uintptr // bytes of eden
	wander bool

	area      Range   // the area in use; Hi is the end of eden
	survivors uintptr // where the survivors end and eden begins
	next      uintptr // eden is handed out up to here
	spare     Range   // the area to copy to (two areas), or what is committed (wandering)
	chunks    []chunk // what was handed out since the last collection
}

// chunk is a piece of eden that a mutator fills from lo up; objects end at top.
type chunk struct{ lo, top uintptr }

// survivorPart: survivors take at most this part of the size of eden, the rest
// is promoted at once.
const survivorPart = 2

// wanderStep is how much is committed ahead of a wandering nursery.
const wanderStep = 1 << 20

func (y *Young) init(rng Range, size uintptr, wander bool) {
	*y = Young{rng: rng, size: size, wander: wander}
	whole := y.areaSize()
	y.area = Range{rng.Lo, rng.Lo + whole}
	if wander {
		y.spare = Range{rng.Lo, rng.Lo}
		y.commitTo(y.area.Hi)
	} else {
		y.spare = Range{y.area.Hi, y.area.Hi + whole}
		Commit(Range{y.area.Lo, y.spare.Hi})
	}
	y.survivors, y.next = rng.Lo, rng.Lo
	y.area.Hi = rng.Lo + size
}

func (y *Young) areaSize() uintptr { return roundUp(y.size+y.size/survivorPart, PageSize) }

func (y *Young) commitTo(hi uintptr) {
	if hi > y.spare.Hi {
		to := min(roundUp(hi, wanderStep), y.rng.Hi)
		Commit(Range{y.spare.Hi, to})
		y.spare.Hi = to
	}
}

// Has says that v is an address in the nursery, dead or alive.
func (y *Young) Has(v Value) bool { return y.rng.Has(v) }

// Range returns the addresses that belong to the nursery.
func (y *Young) Range() Range { return y.rng }

// Area returns the addresses of the objects that are there now.
func (y *Young) Area() Range { return Range{y.area.Lo, y.next} }

// Used returns the bytes of survivors and of what was handed out in eden.
func (y *Young) Used() int { return int(y.next - y.area.Lo) }

// Survivor says that a lies among the survivors of the last minor collection.
func (y *Young) Survivor(a Addr) bool {
	return uintptr(a) >= y.area.Lo && uintptr(a) < y.survivors
}

// take hands out zeroed bytes of eden: want if they are there, at least need;
// an empty range when there is less.
func (y *Young) take(want, need uintptr) Range {
	left := y.area.Hi - y.next
	if left < need {
		return Range{}
	}
	r := Range{y.next, y.next + min(want, left)}
	y.next = r.Hi
	if !y.wander { // else the pages are new
		clear(bytesAt(r.Lo, r.Size()))
	}
	return r
}

// BeginMinor returns where the survivors may be copied to.
func (y *Young) BeginMinor() (to Range) {
	lo := y.spare.Lo
	if y.wander {
		lo = roundUp(max(y.next, y.area.Lo+1), PageSize)
		if lo+y.areaSize() > y.rng.Hi { // start again from below
			seal(Range{lo, y.spare.Hi})
			lo = y.rng.Lo
			y.spare = Range{lo, lo}
		}
		y.commitTo(lo + y.areaSize())
	}
	return Range{lo, lo + y.size/survivorPart&^(Word-1)}
}

// EndMinor ends a minor collection: survivors lie in to from its start up to
// top, the area that was in use is empty.
func (y *Young) EndMinor(to Range, top uintptr) {
	was := y.area
	y.area = Range{to.Lo, top + y.size}
	if y.wander {
		seal(Range{was.Lo, roundUp(max(y.next, was.Lo+1), PageSize)})
	} else {
		y.spare = Range{was.Lo, was.Lo + y.areaSize()}
	}
	y.survivors, y.next = top, top
	y.chunks = y.chunks[:0]
}

// Objects yields all objects of the nursery, those that were not reached by
// the last collection included.
func (y *Young) Objects() iter.Seq[Addr] {
	return func(yield func(Addr) bool) {
		if !walk(y.area.Lo, y.survivors, yield) {
			return
		}
		for _, c := range y.chunks {
			if !walk(c.lo, c.top, yield) {
				return
			}
		}
	}
}

func walk(a, top uintptr, yield func(Addr) bool) bool {
	for a < top {
		size := uintptr(Addr(a).Size())
		if size == 0 {
			panic(fmt.Sprintf("BUG: no object at %#x", a))
		}
		if !yield(Addr(a)) {
			return false
		}
		a += size
	}
	return true
}
