package heap

// The limit is the one that was asked for, or what the address space can hold.
// It counts what the heap takes: objects, dead ones included until they
// are collected, and native memory. An allocation that would pass it first
// collects everything; if that wins too little it fails, and the object layer
// raises MemoryError.
//
// Raising and handling an exception allocates. So the failure opens a reserve
// beyond the limit, which closes when a collection finds memory well below the
// limit again. In the reserve small allocations succeed without collecting. When it is
// used up too they fail as before, and the object layer falls back to an
// exception it has made earlier.

const (
	minReserve = 64 << 10
	maxReserve = 1 << 20
)

// Used returns the bytes in use: objects (dead ones included until they are
// collected) and native memory.
func (h *Heap) Used() int {
	s := &h.s
	return s.Young.Used() + s.Old.Used() + s.Large.Used() + s.Permanent.Used() + h.native.used
}

// Used is the heap's Used.
func (s *Spaces) Used() int { return s.h.Used() }

func (h *Heap) reserveSize() int { return min(max(h.limit/16, minReserve), maxReserve) }

// fits says that n more bytes stay within the limit (with the reserve, if that
// is open). It also notes when memory has outgrown the threshold.
func (h *Heap) fits(n int) bool {
	used := h.Used()
	if used >= h.s.Threshold {
		h.due = true
	}
	used += n
	if used <= h.limit {
		return true
	}
	return h.inReserve && n <= chunkSize && used <= h.limit+h.reserveSize()
}

// admit makes room for n more bytes, by a full collection if need be. It is a
// safepoint.
func (h *Heap) admit(n int) bool {
	if h.fits(n) {
		return true
	}
	if h.collector == nil || n > h.limit {
		return false
	}
	h.collect(Full, "limit")
	// Without some slack the next allocation would be here again: a program at
	// its limit would collect forever instead of failing.
	if h.Used()+n <= h.limit-h.limit/64 {
		return true
	}
	h.inReserve = true
	return false
}

// leaveReserve closes the reserve if memory is well below the limit again.
func (h *Heap) leaveReserve() {
	if h.inReserve && h.Used() <= h.limit-h.limit/64-h.reserveSize() {
		h.inReserve = false
	}
}

// EnsureNative makes room for n bytes of AllocNative, by a full collection if
// need be. false: the limit is reached. It is a safepoint.
func (m *Mutator) EnsureNative(n int) bool {
	return n <= maxRaw && m.H.admit(nativeSize(n))
}
