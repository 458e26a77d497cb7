package gc

import "github.com/hpyrun/hpyrun/heap"

// collectMajor collects everything but the nursery, which is empty. It returns
// the bytes that were moved. Phases, each in its own file:
//
//  1. mark what is reachable (mark.go), clear weak references to the rest, reach
//     what has a finalizer after all, find dead owners,
//  2. choose the regions that are worth it and evacuate them (evacuate.go),
//  3. update all references to what was moved (update.go),
//  4. free what nothing lives in (here).
func (c *Collector) collectMajor(kind heap.Kind) (moved int) {
	s := c.s
	m := &c.marks
	m.mark(s)
	m.clearWeak()
	if m.resurrect() {
		m.drain()
		m.clearWeak()
	}
	m.owners()
	s.Old.EndMark()

	from := c.choose(kind)
	if len(from) > 0 {
		moved = evacuate(s, from)
		if moved > 0 {
			update(s)
		}
		for _, i := range from {
			s.Old.Release(i, s.Hold())
		}
	}
	s.Large.Sweep(s.Hold())
	c.setThreshold()
	return moved
}
