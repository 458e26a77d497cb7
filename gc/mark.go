package gc

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// marker finds what lives among old and large objects. Marks are bits beside
// the heap; permanent objects live anyway and are roots. The nursery is empty:
// a major collection starts by promoting all that lives in it.
//
// What is reached and not scanned yet waits on an explicit stack, as runs of
// slots. A run is scanned in pieces, so that an array of a million references
// does not put a million entries there.
type marker struct {
	s       *heap.Spaces
	regions []heap.Region
	old     heap.Range
	large   heap.Range
	stack   []run
	weak    []heap.Addr // weak references reached
}

// run is n slots from p on.
type run struct {
	p uintptr
	n int
}

// pieceSize is how many slots of a run are scanned at a time.
const pieceSize = 128

// mark sets the mark bits of all that is reachable from the roots.
func (m *marker) mark(s *heap.Spaces) {
	s.Old.ClearMarks()
	s.Large.ClearMarks()
	*m = marker{s: s, regions: s.Old.Regions(), old: s.Old.Range(), large: s.Large.Range(), stack: m.stack[:0], weak: m.weak[:0]}
	s.Roots(m.slots)
	for a := range s.Permanent.Objects() {
		m.push(a)
		m.drain()
	}
	m.drain()
}

// slots marks what the slots refer to.
func (m *marker) slots(slots []heap.Value) {
	for _, v := range slots {
		if m.old.Has(v) || m.large.Has(v) {
			m.reach(v.Addr())
		}
	}
}

// reach marks an object, and puts its references on the stack if it was not
// marked before.
func (m *marker) reach(a heap.Addr) {
	if !m.s.Bits.Set(uintptr(a)) {
		return
	}
	if m.old.Has(a.Value()) {
		m.regions[m.s.Old.RegionOf(a.Value())].Live += uint32(a.Size())
	}
	m.push(a)
}

func (m *marker) push(a heap.Addr) {
	n := a.NRefs()
	if n == 0 {
		return
	}
	r := run{uintptr(unsafe.Pointer(a.Slot(0))), n}
	if a.Has(heap.FlagWeak) {
		m.weak = append(m.weak, a)
		r = run{r.p + heap.Word, n - 1}
	}
	m.stack = append(m.stack, r)
}

// drain scans until the stack is empty.
func (m *marker) drain() {
	for len(m.stack) > 0 {
		r := &m.stack[len(m.stack)-1]
		p, n := r.p, r.n
		if n > pieceSize {
			n = pieceSize
			r.p += pieceSize * heap.Word
			r.n -= pieceSize
		} else {
			m.stack = m.stack[:len(m.stack)-1]
		}
		m.slots(unsafe.Slice((*heap.Value)(unsafe.Add(unsafe.Pointer(nil), p)), n))
	}
}

// reached says that v, no young object, lives on.
func (m *marker) reached(v heap.Value) bool {
	return !m.old.Has(v) && !m.large.Has(v) || m.s.Bits.Test(uintptr(v))
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
