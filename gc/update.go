package gc

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// updater replaces references to evacuated objects by those to their copies.
type updater struct {
	s       *heap.Spaces
	old     heap.Range
	regions []heap.Region
}

// update goes over every reference there is: roots, all objects that live,
// owners, samples.
func update(s *heap.Spaces) {
	u := updater{s: s, old: s.Old.Range(), regions: s.Old.Regions()}
	s.Roots(u.slots)
	for i := range s.Old.InUse() {
		for a := range s.Old.Objects(i) {
			u.object(a)
		}
	}
	for _, a := range s.Large.Old {
		if s.Bits.Test(uintptr(a)) {
			u.object(a)
		}
	}
	for a := range s.Permanent.Objects() {
		u.object(a)
	}
	for _, list := range [][]heap.Owner{s.Owners.Old, s.Finalizers.Old} {
		for i := range list {
			u.value(&list[i].Obj)
		}
	}
	for i := range s.Samples {
		u.value(&s.Samples[i].Obj)
	}
}

func (u *updater) object(a heap.Addr) {
	if n := a.NRefs(); n > 0 {
		u.slots(unsafe.Slice(a.Slot(0), n))
	}
}

func (u *updater) slots(slots []heap.Value) {
	for i, v := range slots {
		if u.old.Has(v) && u.regions[u.s.Old.RegionOf(v)].State == heap.RegionFrom {
			slots[i] = moved(v)
		}
	}
}

func (u *updater) value(p *heap.Value) { u.slots(unsafe.Slice(p, 1)) }

func moved(v heap.Value) heap.Value {
	to, ok := v.Addr().Forwarded()
	if !ok {
		panic("BUG: a live object refers to one that was not marked")
	}
	return to.Value()
}
