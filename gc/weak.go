package gc

import "github.com/hpyrun/hpyrun/heap"

// clearWeak clears the weak reference a. If it has a callback (slot 1) it is
// queued for the object layer.
func clearWeak(s *heap.Spaces, a heap.Addr) {
	*a.Slot(0) = heap.None
	if a.NRefs() > 1 && a.Ref(1) != heap.Null && a.Ref(1) != heap.None {
		s.Cleared = append(s.Cleared, a.Value())
	}
}
