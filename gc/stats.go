package gc

import (
	"fmt"
	"math/bits"
	"time"

	"github.com/hpyrun/hpyrun/heap"
)

// Event describes one collection. Sizes are bytes.
type Event struct {
	Kind          heap.Kind
	Reason        string // "nursery full", "growth", "limit", "stress", "gc.collect", …
	Before, After int    // memory in use, native memory included
	Promoted      int    // from the nursery to the old generation
	Moved         int    // by evacuation, inside the old generation
	Pause         time.Duration
}

// String is the line of the collector's log.
func (e Event) String() string {
	s := fmt.Sprintf("gc: %s (%s): %s -> %s, promoted %s", e.Kind, e.Reason, size(e.Before), size(e.After), size(e.Promoted))
	if e.Kind != heap.Minor {
		s += ", moved " + size(e.Moved)
	}
	return s + fmt.Sprintf(", pause %.3f ms", float64(e.Pause)/1e6)
}

func size(n int) string { return fmt.Sprintf("%.1f KiB", float64(n)/1024) }

// Stats sums up what a collector has done. Sizes are bytes.
type Stats struct {
	Collections [heap.Full + 1]int // by kind
	Pauses      [heap.Full + 1]Histogram
	Allocated   uint64 // all objects ever allocated
	Promoted    uint64
	Moved       uint64
	Freed       uint64 // what collections made Used smaller by
	Used        int    // now
}

// Histogram is a distribution of durations: Count[i] of them were shorter than
// 2^i microseconds, and not counted before.
type Histogram struct {
	Count    [32]int
	N        int
	Max, Sum time.Duration
}

// Add counts d.
func (h *Histogram) Add(d time.Duration) {
	i := bits.Len64(uint64(d / time.Microsecond))
	h.Count[min(i, len(h.Count)-1)]++
	h.N++
	h.Max = max(h.Max, d)
	h.Sum += d
}

// Quantile returns a duration that the part q (0 to 1) of all does not exceed:
// the upper bound of a bucket, or the maximum.
func (h *Histogram) Quantile(q float64) time.Duration {
	left := int(q * float64(h.N))
	for i, n := range h.Count {
		if left -= n; left <= 0 && n > 0 {
			return min(time.Microsecond<<i, h.Max)
		}
	}
	return h.Max
}

// Stats returns the sums so far.
func (c *Collector) Stats() Stats {
	c.stats.Allocated = c.h.Allocated()
	c.stats.Used = c.s.Used()
	return c.stats
}

// OnEvent adds a function that is called after each collection. It must not
// allocate on the heap.
func (c *Collector) OnEvent(f func(Event)) { c.onEvent = append(c.onEvent, f) }

func (c *Collector) note(e Event) {
	st := &c.stats
	st.Collections[e.Kind]++
	st.Pauses[e.Kind].Add(e.Pause)
	st.Promoted += uint64(e.Promoted)
	st.Moved += uint64(e.Moved)
	st.Freed += uint64(max(0, e.Before-e.After))
	if w := c.h.Config().Log; w != nil {
		fmt.Fprintln(w, e)
	}
	for _, f := range c.onEvent {
		f(e)
	}
}
