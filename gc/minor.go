package gc

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// minor is a minor collection: it copies what lives in the nursery to the next
// nursery area or, what survived before, to the old regions. (Cheney's scan, over
// both destinations.)
//
//  1. the roots' and the remembered set's references are followed,
//  2. copied objects are scanned until there is nothing more to copy,
//  3. weak references to what was not reached are cleared,
//  4. unreached objects with a finalizer are reached after all, and 2 again,
//  5. owners and samples are updated or found dead.
//
// What is remembered is worked out anew on the way: each old object scanned
// goes into the set if one of its references is still young.
type minor struct {
	s *heap.Spaces

	fromLo, fromSize   uint64 // what is being evacuated
	youngLo, youngSize uint64
	largeLo, largeSize uint64
	promoteAll         bool

	to      heap.Range
	top     uintptr // survivors end here
	scanned uintptr // survivors below are scanned

	segs   []segment // promoted objects, scanned below pos
	seg    int
	larges []heap.Addr // young large objects reached, to be scanned
	weak   []heap.Addr // weak references scanned, new addresses

	promoted int
}

// segment is a run of promoted objects in one old region.
type segment struct{ pos, end uintptr }

// collectMinor collects the nursery, with all promotes everything that lives in
// it. It returns the bytes promoted.
func (c *Collector) collectMinor(all bool) (promoted int) {
	m := &c.minor
	m.begin(c.s, all)
	c.s.Roots(m.slots)
	m.remembered()
	m.drain()
	m.clearWeak()
	if m.resurrect() {
		m.drain()
		m.clearWeak()
	}
	m.owners()
	c.s.Young.EndMinor(m.to, m.top)
	c.s.Large.EndMinor(c.s.Hold())
	return m.promoted
}

func (m *minor) begin(s *heap.Spaces, all bool) {
	s.Sync()
	from, young, large := s.Young.Area(), s.Young.Range(), s.Large.Range()
	to := s.Young.BeginMinor()
	*m = minor{
		s:      s,
		fromLo: uint64(from.Lo), fromSize: uint64(from.Size()),
		youngLo: uint64(young.Lo), youngSize: uint64(young.Size()),
		largeLo: uint64(large.Lo), largeSize: uint64(large.Size()),
		promoteAll: all,
		to:         to, top: to.Lo, scanned: to.Lo,
		segs: m.segs[:0], larges: m.larges[:0], weak: m.weak[:0],
	}
}

// slots follows the references in root slots.
func (m *minor) slots(slots []heap.Value) {
	for i, v := range slots {
		if uint64(v)-m.fromLo < m.fromSize {
			slots[i] = m.forward(v)
		} else if uint64(v)-m.largeLo < m.largeSize {
			m.reachLarge(v)
		}
	}
}

// forward returns the new place of an object of the nursery, which it moves if
// that was not done yet.
func (m *minor) forward(v heap.Value) heap.Value {
	a := v.Addr()
	if to, ok := a.Forwarded(); ok {
		return to.Value()
	}
	size := a.Size()
	to := heap.Addr(m.top)
	if m.promoteAll || a.Has(heap.FlagAge) || uintptr(size) > m.to.Hi-m.top {
		to = m.promote(size)
		a.CopyTo(to, size)
		to.ClearFlags(heap.FlagAge)
	} else {
		m.top += uintptr(size)
		a.CopyTo(to, size)
		to.SetFlags(heap.FlagAge)
	}
	a.Forward(to)
	return to.Value()
}

// promote makes room for an object in the old regions, to be scanned.
func (m *minor) promote(size int) heap.Addr {
	m.promoted += size
	a := m.s.Old.Alloc(size)
	if n := len(m.segs); n > 0 && m.segs[n-1].end == uintptr(a) {
		m.segs[n-1].end += uintptr(size)
	} else {
		m.segs = append(m.segs, segment{uintptr(a), uintptr(a) + uintptr(size)})
	}
	return a
}

// reachLarge promotes a young large object in place.
func (m *minor) reachLarge(v heap.Value) {
	if a := v.Addr(); !a.Has(heap.FlagAge) {
		a.SetFlags(heap.FlagAge)
		m.promoted += a.Size()
		m.larges = append(m.larges, a)
	}
}

// reached says that an object lives on; v is updated to its place.
func (m *minor) reached(v *heap.Value) bool {
	if uint64(*v)-m.fromLo < m.fromSize {
		to, ok := v.Addr().Forwarded()
		if ok {
			*v = to.Value()
		}
		return ok
	}
	return uint64(*v)-m.largeLo >= m.largeSize || v.Addr().Has(heap.FlagAge)
}

func (m *minor) young(v heap.Value) bool { return uint64(v)-m.youngLo < m.youngSize }

// scan follows the references of an object that lives. It says whether one of
// them is young still.
func (m *minor) scan(a heap.Addr) (young bool) {
	n := a.NRefs()
	if n == 0 {
		return false
	}
	slots := unsafe.Slice(a.Slot(0), n)
	if a.Has(heap.FlagWeak) {
		m.weak = append(m.weak, a)
		slots = slots[1:]
	}
	for i, v := range slots {
		if uint64(v)-m.fromLo < m.fromSize {
			v = m.forward(v)
			slots[i] = v
			young = young || m.young(v)
		} else if uint64(v)-m.largeLo < m.largeSize {
			m.reachLarge(v)
		}
	}
	return young
}

// drain scans what was reached until there is nothing more to scan.
func (m *minor) drain() {
	for m.scanSurvivors() || m.scanPromoted() || m.scanLarge() {
	}
}

func (m *minor) scanSurvivors() (any bool) {
	for m.scanned < m.top {
		a := heap.Addr(m.scanned)
		m.scanned += uintptr(a.Size())
		m.scan(a)
		any = true
	}
	return any
}

func (m *minor) scanPromoted() (any bool) {
	for ; m.seg < len(m.segs); m.seg++ {
		for m.segs[m.seg].pos < m.segs[m.seg].end { // both may grow in here
			a := heap.Addr(m.segs[m.seg].pos)
			m.segs[m.seg].pos += uintptr(a.Size())
			if m.scan(a) {
				m.s.Remember(a)
			}
			any = true
		}
		if m.seg == len(m.segs)-1 {
			break // the last one may be added to later
		}
	}
	return any
}

func (m *minor) scanLarge() (any bool) {
	for len(m.larges) > 0 {
		a := m.larges[len(m.larges)-1]
		m.larges = m.larges[:len(m.larges)-1]
		slots := unsafe.Slice(a.Slot(0), a.NRefs())
		for i := range slots {
			m.slots(slots[i : i+1])
			if m.young(slots[i]) {
				m.s.RememberSlot(&slots[i])
			}
		}
		any = true
	}
	return any
}

// remembered follows the references of the remembered set, and keeps what still
// holds young ones.
func (m *minor) remembered() {
	set := &m.s.Remembered
	objects, slots := set.Objects, set.Slots
	set.Objects, set.Slots = nil, nil
	keep := objects[:0]
	for _, a := range objects {
		if m.scan(a) {
			keep = append(keep, a)
		} else {
			a.ClearFlags(heap.FlagRemembered)
		}
	}
	set.Objects = append(keep, set.Objects...)
	keepSlots := slots[:0]
	for _, p := range slots {
		m.slots(unsafe.Slice(p, 1))
		if m.young(*p) {
			keepSlots = append(keepSlots, p)
		} else {
			m.s.Bits.Clear(uintptr(unsafe.Pointer(p)))
		}
	}
	set.Slots = append(keepSlots, set.Slots...)
}

// clearWeak clears the weak references scanned so far whose object was not
// reached, and queues those that have a callback.
func (m *minor) clearWeak() {
	for _, a := range m.weak {
		p := a.Slot(0)
		if m.reached(p) {
			if m.young(*p) && !m.young(a.Value()) {
				m.s.Remember(a)
			}
			continue
		}
		clearWeak(m.s, a)
	}
	m.weak = m.weak[:0]
}

// resurrect makes what has a finalizer and was not reached live on, and queues
// it. It says whether there was anything.
func (m *minor) resurrect() bool {
	fin := &m.s.Finalizers
	list := fin.Young
	fin.Young = fin.Young[:0]
	first := len(m.s.Finalizable)
	for _, o := range list {
		if !m.reached(&o.Obj) {
			m.s.Finalizable = append(m.s.Finalizable, o.Obj)
		} else if m.young(o.Obj) {
			fin.Young = append(fin.Young, o)
		} else {
			fin.Old = append(fin.Old, o)
		}
	}
	queue := m.s.Finalizable[first:]
	m.slots(queue)
	for _, v := range queue {
		v.Addr().SetFlags(heap.FlagFinalized)
	}
	return len(queue) > 0
}

// owners finds the young owners and samples that died and updates the others.
func (m *minor) owners() {
	own := &m.s.Owners
	list := own.Young
	own.Young = own.Young[:0]
	for _, o := range list {
		if !m.reached(&o.Obj) {
			m.s.Dead = append(m.s.Dead, o)
		} else if m.young(o.Obj) {
			own.Young = append(own.Young, o)
		} else {
			own.Old = append(own.Old, o)
		}
	}
	samples := m.s.Samples
	keep := samples[:0]
	for _, x := range samples {
		if m.reached(&x.Obj) {
			keep = append(keep, x)
		} else {
			m.s.SampleDied(x.Token)
		}
	}
	m.s.Samples = keep
}
