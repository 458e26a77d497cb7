package heap

import "math/rand/v2"

// Sample is an allocation that the sampler saw. Obj is updated when the object
// moves.
type Sample struct {
	Obj   Value
	Token uint64
}

// sampler picks allocations for a profile: one in every interval bytes on
// average, with exponentially distributed distances (a Poisson process, so that
// no pattern of sizes in the program can hide from it or be preferred). The
// same program gets the same samples in each run.
type sampler struct {
	interval int
	left     int // bytes until the next sample
	random   *rand.Rand
	born     func(m *Mutator, obj Value, size int) (token uint64)
	died     func(token uint64)
}

// SetAllocSampler makes born be called with about one object in every interval
// bytes allocated and who allocated it, right after that: its slots are still empty. died
// gets born's token when a collection found that the object died. Neither may
// allocate on the heap. interval 0 ends it.
func (h *Heap) SetAllocSampler(interval int, born func(m *Mutator, obj Value, size int) (token uint64), died func(token uint64)) {
	h.sampler = sampler{interval: interval, born: born, died: died, random: rand.New(rand.NewPCG(1, 2))}
	h.s.Samples = nil
	h.sampler.draw()
	for _, m := range h.mutators {
		m.account()
		m.setLimit()
	}
}

func (s *sampler) draw() {
	if s.interval > 0 {
		s.left = 1 + int(s.random.ExpFloat64()*float64(s.interval))
	}
}

// sampled tells the sampler of an object of size bytes, which m has accounted
// for.
func (m *Mutator) sampled(obj Value, size int) {
	h := m.H
	sm := &h.sampler
	if sm.interval == 0 || sm.left > 0 {
		return
	}
	sm.draw()
	was := h.busy
	h.busy = "the allocation sampler"
	h.s.Samples = append(h.s.Samples, Sample{obj, sm.born(m, obj, size)})
	h.busy = was
}

// SampleDied tells that a sampled object died.
func (s *Spaces) SampleDied(token uint64) {
	if f := s.h.sampler.died; f != nil {
		f(token)
	}
}
