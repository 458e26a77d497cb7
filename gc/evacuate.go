package gc

import (
	"cmp"
	"slices"

	"github.com/hpyrun/hpyrun/heap"
)

const (
	// sparse: a major collection evacuates regions of which less than this
	// percentage lives, the sparsest first …
	sparse = 70
	// … until it has moved this percentage of what lives in old regions, or
	// minBudget if that is more: what it costs is bounded.
	budget    = 25
	minBudget = 4 << 20
	// worth: it does so only if that wins this percentage of what old regions
	// take, or minWin if that is less, for the update of all references costs the
	// same however little has moved.
	worth  = 5
	minWin = 8 << 20
	// dense: a full collection leaves regions alone of which this percentage
	// lives.
	dense = 98
)

// choose returns the regions to evacuate, in the order of their addresses, those
// in which nothing lives included.
func (c *Collector) choose(kind heap.Kind) (from []int) {
	old := &c.s.Old
	old.Retire()
	regions := old.Regions()
	percent := func(i int) int { return int(regions[i].Live) * 100 / heap.RegionSize }
	live := 0
	for i := range old.InUse() {
		live += int(regions[i].Live)
		switch {
		case regions[i].Live == 0, c.s.Hold() && kind == heap.Full:
			from = append(from, i)
		case kind == heap.Full && percent(i) < dense, percent(i) < sparse:
			from = append(from, i)
		}
	}
	if kind == heap.Full {
		return from
	}
	slices.SortFunc(from, func(a, b int) int { return cmp.Compare(regions[a].Live, regions[b].Live) })
	left, win, empty := max(live/100*budget, minBudget), 0, 0
	for n, i := range from {
		if left -= int(regions[i].Live); left < 0 {
			from = from[:n]
			break
		}
		if regions[i].Live == 0 {
			empty++
		} else {
			win += heap.RegionSize - int(regions[i].Live)
		}
	}
	if win < min(old.Used()/100*worth, minWin) {
		from = from[:empty]
	}
	slices.Sort(from)
	return from
}

// evacuate copies what lives in the regions to new ones, in the order of
// addresses, which keeps neighbours together. It leaves forwarding pointers, and
// returns the bytes copied.
func evacuate(s *heap.Spaces, from []int) (moved int) {
	regions := s.Old.Regions()
	for _, i := range from {
		regions[i].State = heap.RegionFrom
	}
	for _, i := range from {
		if s.Old.Regions()[i].Live == 0 {
			continue
		}
		for a := range s.Old.Objects(i) {
			size := a.Size()
			to := s.Old.Alloc(size)
			a.CopyTo(to, size)
			a.Forward(to)
			moved += size
		}
	}
	return moved
}
