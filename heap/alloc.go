package heap

import "fmt"

// Bounds of an object's shape, as its header can express it.
const (
	maxRefs = 1<<32 - 1
	maxRaw  = 1<<34 - 1
)

// chunkSize is how much of eden a mutator takes at a time: it is zeroed then,
// and still in the first cache when it is filled.
const chunkSize = 32 << 10

func objectSize(nrefs, raw int) int {
	return HeaderSize + nrefs*Word + (raw+Word-1)&^(Word-1)
}

func (a Addr) init(t TypeIndex, flags uint64, nrefs, size int) {
	*a.w0() = uint64(t)<<flagBits | flags
	*a.w1() = uint64(nrefs) | uint64(size/Word)<<32
}

// ObjectShape returns the header's two words and the size in bytes of an object in the
// nursery.
func ObjectShape(t TypeIndex, nrefs, raw int) (header [2]uint64, size int) {
	size = objectSize(nrefs, raw)
	return [2]uint64{uint64(t) << flagBits, uint64(nrefs) | uint64(size/Word)<<32}, size
}

// Alloc makes an object with nrefs reference slots (Null) and raw zero bytes
// (rounded up to words). It is a safepoint. Null: the heap's limit is reached,
// or no heap could hold such an object.
func (m *Mutator) Alloc(t TypeIndex, nrefs, raw int) Value {
	w := m.win
	a := w.Top
	size := objectSize(nrefs, raw)
	if uint(nrefs|raw) > maxRefs || uintptr(size) > w.Limit-a {
		return m.allocSlow(t, nrefs, raw)
	}
	w.Top = a + uintptr(size)
	Addr(a).init(t, 0, nrefs, size)
	return Value(a)
}

// allocSlow allocates what does not fit the window, and does what is due at an
// allocation: collections, samples.
func (m *Mutator) allocSlow(t TypeIndex, nrefs, raw int) Value {
	h := m.H
	if nrefs < 0 || raw < 0 {
		panic(fmt.Sprintf("BUG: an object of %d references and %d bytes", nrefs, raw))
	}
	if nrefs > maxRefs || raw > maxRaw {
		return Null
	}
	size := objectSize(nrefs, raw)
	h.safepoint()
	h.stress()
	if h.due {
		h.collect(Minor, "growth")
	}
	m.account()
	var a Addr
	if size > h.largeMin {
		a = h.allocLarge(size)
	} else {
		a = m.allocEden(size)
	}
	if a == 0 {
		return Null
	}
	a.init(t, 0, nrefs, size)
	m.account()
	m.sampled(a.Value(), size)
	m.setLimit()
	return a.Value()
}

// stress collects if it is the turn of this allocation.
func (h *Heap) stress() {
	if h.cfg.Stress == 0 {
		return
	}
	if h.ticks++; h.ticks < h.cfg.Stress {
		return
	}
	every := h.cfg.StressFull
	if every == 0 { // so that full collections cost about as much as the others
		every = 8 + h.s.Old.Used()/stressFullPart
	}
	if h.sinceFull++; h.sinceFull < every {
		h.collect(Minor, "stress")
		return
	}
	h.sinceFull = 0
	h.collect(Full, "stress")
}

// stressFullPart: one full collection under stress for so many bytes of old
// objects.
const stressFullPart = 8 << 10

// allocEden allocates size bytes in eden; 0: the limit is reached.
func (m *Mutator) allocEden(size int) Addr {
	h := m.H
	w := m.win
	if uintptr(size) > m.chunkEnd-w.Top {
		if !h.admit(size) {
			return 0
		}
		if !m.refill(size) {
			if h.collector == nil {
				return h.allocOld(size)
			}
			h.collect(Minor, "nursery full")
			if !h.admit(size) {
				return 0
			}
			if !m.refill(size) {
				panic(fmt.Sprintf("BUG: no room for %d bytes in an empty nursery", size))
			}
		}
	}
	a := w.Top
	w.Top += uintptr(size)
	return Addr(a)
}

// refill gives the mutator a chunk of eden with room for size bytes; false:
// eden is used up.
func (m *Mutator) refill(size int) bool {
	y := &m.H.s.Young
	want := uintptr(max(chunkSize, size))
	if !m.H.fits(int(want)) {
		want = uintptr(size)
	}
	if m.chunk >= 0 && m.chunkEnd == y.next { // no gap: the chunk grows
		r := y.take(want, uintptr(size)-(m.chunkEnd-m.win.Top))
		if r.Hi == 0 {
			return false
		}
		m.chunkEnd = r.Hi
		return true
	}
	r := y.take(want, uintptr(size))
	if r.Hi == 0 {
		return false
	}
	m.retire()
	m.chunk = len(y.chunks)
	y.chunks = append(y.chunks, chunk{lo: r.Lo, top: r.Lo})
	m.chunkEnd = r.Hi
	m.win.Top, m.counted = r.Lo, r.Lo
	return true
}

// allocLarge allocates an object of its own pages; 0: the limit is reached.
func (h *Heap) allocLarge(size int) Addr {
	l := &h.s.Large
	n := int(pages(size))
	if l.youngBytes+n > max(largeYouth, 4*h.cfg.NurserySize) && l.youngBytes > 0 {
		h.collect(Minor, "large objects")
	}
	if !h.admit(n) {
		return 0
	}
	a := l.alloc(size)
	if a == 0 {
		h.collect(Full, "address space")
		a = l.alloc(size)
	}
	if a != 0 {
		h.count(size)
	}
	return a
}

// allocOld allocates among the old objects, for a heap without a collector.
func (h *Heap) allocOld(size int) Addr {
	a := h.s.Old.Alloc(size)
	clear(bytesAt(uintptr(a), uintptr(size)))
	h.count(size)
	return a
}

// AllocPermanent is Alloc for an object that never moves and never dies. It is
// no safepoint.
func (m *Mutator) AllocPermanent(t TypeIndex, nrefs, raw int) Value {
	size := objectSize(nrefs, raw)
	a := m.H.s.Permanent.alloc(size)
	a.init(t, FlagPermanent, nrefs, size)
	m.H.count(size)
	return a.Value()
}

func (h *Heap) count(size int) {
	h.allocated += uint64(size)
	h.sampler.left -= size
}

// account counts what was allocated in the window since the last call.
func (m *Mutator) account() {
	if n := int(m.win.Top - m.counted); n > 0 {
		m.counted = m.win.Top
		m.H.count(n)
	}
}

// setLimit opens the window as far as it goes: to the end of the chunk, or to
// the next sample, or not at all.
func (m *Mutator) setLimit() {
	w := m.win
	w.Limit = m.chunkEnd
	if m.H.cfg.Stress > 0 {
		w.Limit = w.Top
	} else if sm := &m.H.sampler; sm.interval > 0 && uintptr(max(sm.left, 1)-1) < m.chunkEnd-w.Top {
		w.Limit = w.Top + uintptr(max(sm.left, 1)-1)
	}
}

// sync makes known how far the window is filled.
func (m *Mutator) sync() {
	if m.chunk >= 0 {
		m.H.s.Young.chunks[m.chunk].top = m.win.Top
	}
}

// retire closes the window.
func (m *Mutator) retire() {
	m.account()
	m.sync()
	*m.win = Window{}
	m.chunk, m.chunkEnd, m.counted = -1, 0, 0
}

// Allocated returns the bytes of all objects allocated so far.
func (h *Heap) Allocated() uint64 {
	for _, m := range h.mutators {
		m.account()
	}
	return h.allocated
}
