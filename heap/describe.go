package heap

import "fmt"

// Describe says what address a is to the heap, for the message after a fault;
// "" if it is none of the heap's addresses.
func (h *Heap) Describe(a uintptr) string {
	v := Value(a)
	s := &h.s
	within := func(what string) string { return fmt.Sprintf("%#x is %s", a, what) }
	switch {
	case v == Poison:
		return within("what root slots hold that were popped")
	case s.Young.Has(v):
		if s.Young.Area().Lo <= a && a < s.Young.Area().Hi {
			return within("in the nursery")
		}
		return within("where the nursery was: the address of an object that has moved since")
	case s.Old.Has(v):
		if i := s.Old.RegionOf(v); i < len(s.Old.regions) {
			switch s.Old.regions[i].State {
			case RegionInUse, RegionFrom:
				return within(fmt.Sprintf("in old region %d", i))
			case RegionSealed, RegionFree:
				return within(fmt.Sprintf("in old region %d, which was evacuated: the address of an object that has moved since", i))
			}
		}
		return within("among the old objects, in a region that was never used")
	case s.Large.Has(v):
		return within("among the large objects")
	case s.Permanent.Has(v):
		return within("among the permanent objects")
	case h.native.rng.Has(v) || h.native.big.rng.Has(v):
		return within("native memory of the heap")
	}
	return ""
}
