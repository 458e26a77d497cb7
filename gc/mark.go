package gc

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// marker finds what lives among old and large objects. Marks are bits beside
// the heap; permanent objects live anyway and are roots. The nursery is empty:
// a major collection starts by promoting all that lives in it.
//
// What is marked and not scanned yet (grey) waits on an explicit stack. Marking
// does not touch the object; its header is first read when it is taken from the
// stack, a batch at a time: these reads miss the cache and do not depend on each
// other, so that the processor waits for all of them at once.
//
// Of a large array only the next piece is scanned, and the rest waits as a run:
// a million references do not put a million entries on the stack.
type marker struct {
	s       *heap.Spaces
	bits    heap.Bits
	old     heap.Range
	mortal  heap.Range // old and large objects, with the empty nursery between
	regions []heap.Region
	grey    []heap.Addr
	runs    []run
	weak    []heap.Addr // weak references reached
}

// run is n slots from p on.
type run struct {
	p uintptr
	n int
}

const (
	batchSize = 16  // objects taken from the stack at a time
	pieceSize = 512 // slots of a run scanned at a time
)

// mark sets the mark bits of all that is reachable from the roots.
func (m *marker) mark(s *heap.Spaces) {
	s.Old.ClearMarks()
	s.Large.ClearMarks()
	*m = marker{
		s: s, bits: s.Bits, old: s.Old.Range(), regions: s.Old.Regions(),
		mortal: heap.Range{Lo: s.Large.Range().Lo, Hi: s.Old.Range().Hi},
		grey:   m.grey[:0], runs: m.runs[:0], weak: m.weak[:0],
	}
	s.Roots(m.slots)
	for a := range s.Permanent.Objects() {
		m.scan(a)
	}
	m.drain()
}

// slots marks what the slots refer to.
func (m *marker) slots(slots []heap.Value) {
	for _, v := range slots {
		if m.mortal.Has(v) && m.bits.Set(uintptr(v)) {
			m.grey = append(m.grey, v.Addr())
		}
	}
}

// drain scans until nothing is grey.
func (m *marker) drain() {
	var batch [batchSize]heap.Addr
	for len(m.grey)+len(m.runs) > 0 {
		n := copy(batch[:], m.grey[max(0, len(m.grey)-batchSize):])
		m.grey = m.grey[:len(m.grey)-n]
		for _, a := range batch[:n] {
			if m.old.Has(a.Value()) {
				m.regions[m.s.Old.RegionOf(a.Value())].Live += uint32(a.Size())
			}
		}
		for _, a := range batch[:n] {
			m.scan(a)
		}
		if n == 0 {
			m.piece()
		}
	}
}

// scan marks what a refers to; only the first piece if that is much.
func (m *marker) scan(a heap.Addr) {
	n := a.NRefs()
	if n == 0 {
		return
	}
	slots := unsafe.Slice(a.Slot(0), n)
	if a.Has(heap.FlagWeak) {
		m.weak = append(m.weak, a)
		slots = slots[1:]
	}
	if n > pieceSize {
		m.runs = append(m.runs, run{uintptr(unsafe.Pointer(a.Slot(pieceSize))), n - pieceSize})
		slots = slots[:pieceSize]
	}
	m.slots(slots)
}

// piece scans a piece of the run that came last.
func (m *marker) piece() {
	r := &m.runs[len(m.runs)-1]
	p, n := r.p, min(r.n, pieceSize)
	r.p += uintptr(n) * heap.Word
	if r.n -= n; r.n == 0 {
		m.runs = m.runs[:len(m.runs)-1]
	}
	m.slots(unsafe.Slice((*heap.Value)(unsafe.Add(unsafe.Pointer(nil), p)), n))
}

// reached says that v, no young object, lives on.
func (m *marker) reached(v heap.Value) bool {
	return !m.mortal.Has(v) || m.bits.Test(uintptr(v))
}

// clearWeak clears the weak references reached so far whose object was not.
func (m *marker) clearWeak() {
	for _, a := range m.weak {
		if !m.reached(a.Ref(0)) {
			clearWeak(m.s, a)
		}
	}
	m.weak = m.weak[:0]
}

// resurrect reaches what has a finalizer and was not reached, and queues it. It
// says whether there was anything.
func (m *marker) resurrect() bool {
	fin := &m.s.Finalizers
	keep := fin.Old[:0]
	first := len(m.s.Finalizable)
	for _, o := range fin.Old {
		if m.reached(o.Obj) {
			keep = append(keep, o)
			continue
		}
		o.Obj.Addr().SetFlags(heap.FlagFinalized)
		m.s.Finalizable = append(m.s.Finalizable, o.Obj)
	}
	fin.Old = keep
	queue := m.s.Finalizable[first:]
	m.slots(queue)
	return len(queue) > 0
}

// owners finds the owners and samples that died.
func (m *marker) owners() {
	own := &m.s.Owners
	keep := own.Old[:0]
	for _, o := range own.Old {
		if m.reached(o.Obj) {
			keep = append(keep, o)
		} else {
			m.s.Dead = append(m.s.Dead, o)
		}
	}
	own.Old = keep
	samples := m.s.Samples[:0]
	for _, x := range m.s.Samples {
		if m.reached(x.Obj) {
			samples = append(samples, x)
		} else {
			m.s.SampleDied(x.Token)
		}
	}
	m.s.Samples = samples
}
