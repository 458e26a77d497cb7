package heap

import "unsafe"

// Remembered is the set of places outside the nursery that may hold references
// into it. Small objects (old and permanent ones) are in it as a whole, with
// FlagRemembered; of a large object the single slots are, with their bits set,
// because scanning all of it for one store would cost too much. Every entry is
// there once.
//
// The barrier puts places in; a minor collection takes them out when they hold
// no young reference any more.
type Remembered struct {
	Objects []Addr
	Slots   []*Value
}

// Store puts v into reference slot i of obj: the write barrier, the only way
// to store a reference into the heap. No safepoint.
//
// What matters is a young value in an object that is not in the nursery. The
// filter takes all large objects for young (they lie just below the nursery);
// remember looks again. (Go does not inline a function that can call another
// after three loads; the call costs a nanosecond.)
func (m *Mutator) Store(obj Value, i int, v Value) {
	*obj.Addr().Slot(i) = v
	if uint64(v)-m.youngishLo < m.youngishSize && uint64(obj)-m.youngLo >= m.youngSize {
		m.H.remember(obj.Addr(), i, v)
	}
}

// StoresPlainly says that a store of v into obj has nothing for the barrier to do:
// for code that cannot afford a call of Store. It then writes to the slot itself,
// without a safepoint between.
func (m *Mutator) StoresPlainly(obj, v Value) bool {
	return uint64(v)-m.youngishLo >= m.youngishSize || uint64(obj)-m.youngLo < m.youngSize
}

// InNursery says that obj lies in the nursery, so that stores into it need no
// barrier.
func (m *Mutator) InNursery(obj Value) bool { return uint64(obj)-m.youngLo < m.youngSize }

// Nursery returns the range of addresses that InNursery is about.
func (m *Mutator) Nursery() Range { return m.H.s.Young.rng }

// StoreRange copies src's values (a view of root slots or of another object,
// or of obj itself) into slots i… of obj, with one barrier. No safepoint.
func (m *Mutator) StoreRange(obj Value, i int, src []Value) {
	if len(src) == 0 {
		return
	}
	dst := unsafe.Slice(obj.Addr().Slot(i), len(src))
	copy(dst, src)
	if uint64(obj)-m.youngLo < m.youngSize {
		return
	}
	large := m.H.s.Large.Has(obj)
	for k, v := range dst {
		if uint64(v)-m.youngishLo < m.youngishSize {
			m.H.remember(obj.Addr(), i+k, v)
			if !large && obj.Addr().Has(FlagRemembered) {
				return
			}
		}
	}
}

// IsYoung says that v is an object that the next minor collection may free or
// move.
func (h *Heap) IsYoung(v Value) bool { return h.isYoung(v) }

// isYoung says that v is an object that the next minor collection may free or
// move.
func (h *Heap) isYoung(v Value) bool {
	return h.s.Young.Has(v) || h.s.Large.Has(v) && !v.Addr().Has(FlagAge)
}

// remember is the barrier's slow path: v, young or large, was stored in slot i
// of obj, which is not in the nursery.
func (h *Heap) remember(obj Addr, i int, v Value) {
	if !h.s.Young.Has(v) && v.Addr().Has(FlagAge) {
		return // an old large object
	}
	if h.s.Large.Has(obj.Value()) {
		if obj.Has(FlagAge) {
			h.s.RememberSlot(obj.Slot(i))
		}
		return
	}
	h.s.Remember(obj)
}

// Remember puts an old or permanent object into the remembered set.
func (s *Spaces) Remember(a Addr) {
	if !a.Has(FlagRemembered) {
		a.SetFlags(FlagRemembered)
		s.Remembered.Objects = append(s.Remembered.Objects, a)
	}
}

// RememberSlot puts a slot of a large object into the remembered set.
func (s *Spaces) RememberSlot(p *Value) {
	if s.Bits.Set(uintptr(unsafe.Pointer(p))) {
		s.Remembered.Slots = append(s.Remembered.Slots, p)
	}
}
