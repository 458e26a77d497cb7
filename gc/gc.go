package gc

import (
	"time"

	"github.com/hpyrun/hpyrun/heap"
)

// Collector is the collector of one heap.
type Collector struct {
	h *heap.Heap
	s *heap.Spaces

	minor minor
	marks marker

	starts   *heap.Bits // the verifier's, made when first needed
	stats    Stats
	toVerify int // collections until the next one that is verified
	onEvent  []func(Event)
}

// Attach makes a collector for h.
func Attach(h *heap.Heap) *Collector {
	c := &Collector{h: h}
	c.s = h.Attach(c)
	c.toVerify = h.Config().Verify
	c.setThreshold()
	return c
}

// Of returns the collector that was attached to h; nil: none.
func Of(h *heap.Heap) *Collector {
	c, _ := h.Collector().(*Collector)
	return c
}

// Collect is the heap's upcall: see heap.Collector. Mutator.Collect is what
// everybody else calls.
func (c *Collector) Collect(kind heap.Kind, reason string) {
	verify := c.verifyNow()
	if verify {
		c.mustVerify("before")
	}
	ev := Event{Kind: kind, Reason: reason, Before: c.s.Used()}
	start := time.Now()
	if kind == heap.Minor && ev.Before >= c.s.Threshold {
		ev.Kind, ev.Reason = heap.Major, "growth"
	}
	ev.Promoted = c.collectMinor(ev.Kind != heap.Minor)
	if ev.Kind != heap.Minor {
		ev.Moved = c.collectMajor(ev.Kind)
	}
	ev.Pause = time.Since(start)
	ev.After = c.s.Used()
	c.note(ev)
	if verify {
		c.mustVerify("after")
	}
}

func (c *Collector) verifyNow() bool {
	if c.h.Config().Verify == 0 {
		return false
	}
	if c.toVerify--; c.toVerify > 0 {
		return false
	}
	c.toVerify = c.h.Config().Verify
	return true
}

// minThreshold is the least memory for which a major collection is worth it.
const minThreshold = 32 << 20

// setThreshold decides, after a major collection, when the next one is due:
// when memory has grown by Config.Growth percent.
func (c *Collector) setThreshold() {
	used := c.s.Used()
	c.s.Threshold = max(minThreshold, used+used/100*c.h.Config().Growth)
}
