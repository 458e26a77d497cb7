package gc

import (
	"fmt"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// Verify checks the whole heap of h, which must have a collector, and returns
// the first thing that is wrong:
//
//   - every object has a sound header that fits the space it lies in,
//   - every reference, in objects and in root slots, is a valid immediate or the
//     start of an object,
//   - every reference into the nursery from outside is in the remembered set,
//     and the set has nothing else,
//   - owners, finalizers and samples are objects, in the list of their generation,
//   - what is counted adds up.
//
// It may be called wherever all objects are whole, and changes nothing.
func Verify(h *heap.Heap) error { return Of(h).verify() }

func (c *Collector) mustVerify(when string) {
	if err := c.verify(); err != nil {
		panic(fmt.Sprintf("BUG: heap broken %s a collection: %v", when, err))
	}
}

type verifier struct {
	s          *heap.Spaces
	starts     *heap.Bits // object starts
	remembered int        // objects with FlagRemembered
	err        error
}

func (c *Collector) verify() error {
	if c.starts == nil {
		c.starts = c.s.NewBits()
	}
	c.s.Sync()
	v := &verifier{s: c.s, starts: c.starts}
	defer v.clear()
	v.headers()
	if v.err != nil {
		return v.err
	}
	v.references()
	v.roots()
	v.rememberedSet()
	v.lists()
	v.sums()
	return v.err
}

func (v *verifier) fail(format string, args ...any) {
	if v.err == nil {
		v.err = fmt.Errorf(format, args...)
	}
}

// each calls f with every object that must be whole.
func (v *verifier) each(f func(a heap.Addr, space heap.Space)) {
	defer func() {
		if p := recover(); p != nil {
			v.fail("walking the heap: %v", p)
		}
	}()
	for a := range v.s.Young.Objects() {
		f(a, heap.SpaceYoung)
	}
	for i := range v.s.Old.InUse() {
		for a := range v.s.Old.Objects(i) {
			f(a, heap.SpaceOld)
		}
	}
	for _, list := range [][]heap.Addr{v.s.Large.Young, v.s.Large.Old} {
		for _, a := range list {
			f(a, heap.SpaceLarge)
		}
	}
	for a := range v.s.Permanent.Objects() {
		f(a, heap.SpacePermanent)
	}
}

func (v *verifier) headers() {
	v.each(func(a heap.Addr, space heap.Space) {
		v.starts.Set(uintptr(a))
		at := func(format string, args ...any) {
			v.fail("%s object at %#x (type %d): %s", space, uintptr(a), a.Type(), fmt.Sprintf(format, args...))
		}
		switch size := a.Size(); {
		case a.Has(heap.FlagForwarded):
			at("holds a forwarding pointer outside a collection")
		case heap.HeaderSize+a.NRefs()*heap.Word > size:
			at("%d references do not fit %d bytes", a.NRefs(), size)
		case a.Type() == 0:
			at("has no type")
		case a.Has(heap.FlagPermanent) != (space == heap.SpacePermanent):
			at("FlagPermanent is wrong")
		case space != heap.SpaceLarge && a.Has(heap.FlagAge) != v.s.Young.Survivor(a):
			at("FlagAge is wrong")
		case a.Has(heap.FlagRemembered) && (space == heap.SpaceYoung || space == heap.SpaceLarge):
			at("FlagRemembered is wrong")
		case a.Has(heap.FlagWeak) && (space == heap.SpaceLarge || a.NRefs() == 0):
			at("FlagWeak on a large object, or on one without references")
		}
		if a.Has(heap.FlagRemembered) {
			v.remembered++
		}
	})
	for _, a := range v.s.Large.Young {
		if a.Has(heap.FlagAge) {
			v.fail("young large object at %#x has FlagAge", uintptr(a))
		}
	}
	for _, a := range v.s.Large.Old {
		if !a.Has(heap.FlagAge) {
			v.fail("old large object at %#x has no FlagAge", uintptr(a))
		}
	}
}

// value says what is wrong with x as a slot's content; "": nothing.
func (v *verifier) value(x heap.Value) string {
	switch {
	case x == heap.Null, x.IsInt(), x.IsFloat():
		return ""
	case x.IsSingleton():
		if x >= heap.None && x <= heap.Unbound || x.IsLink() {
			return ""
		}
		return "is no known singleton"
	case !x.IsPtr():
		return "has an unknown tag"
	case x == heap.Poison:
		return "is poison, from a slot that was popped"
	case !v.s.Contains(x):
		return "is an address outside the heap"
	case x%heap.Word != 0 || !v.starts.Test(uintptr(x)):
		return "is not the start of a live object"
	}
	return ""
}

func (v *verifier) references() {
	v.each(func(a heap.Addr, space heap.Space) {
		for i := range a.NRefs() {
			x := a.Ref(i)
			if wrong := v.value(x); wrong != "" {
				v.fail("%s object at %#x (type %d), slot %d: %#x %s", space, uintptr(a), a.Type(), i, uint64(x), wrong)
				return
			}
			if !x.IsPtr() || !v.s.IsYoung(x) || v.s.IsYoung(a.Value()) {
				continue
			}
			known := a.Has(heap.FlagRemembered)
			if space == heap.SpaceLarge {
				known = v.s.Bits.Test(uintptr(unsafe.Pointer(a.Slot(i))))
			}
			if !known {
				v.fail("%s object at %#x (type %d), slot %d: %#x is young, and the store went past the barrier", space, uintptr(a), a.Type(), i, uint64(x))
			}
		}
	})
}

func (v *verifier) roots() {
	n := 0
	v.s.Roots(func(slots []heap.Value) {
		for i, x := range slots {
			if wrong := v.value(x); wrong != "" {
				v.fail("root array %d, slot %d of %d: %#x %s", n, i, len(slots), uint64(x), wrong)
			}
		}
		n++
	})
	for _, src := range v.s.Sources() {
		if c, ok := src.(heap.Checker); ok {
			if err := c.Check(); err != nil {
				v.fail("%w", err)
			}
		}
	}
}

func (v *verifier) rememberedSet() {
	set := &v.s.Remembered
	for _, a := range set.Objects {
		if !v.s.Contains(a.Value()) || !v.starts.Test(uintptr(a)) || !a.Has(heap.FlagRemembered) {
			v.fail("remembered set: %#x is no object with FlagRemembered", uintptr(a))
			return
		}
	}
	if len(set.Objects) != v.remembered {
		v.fail("remembered set: %d entries, %d objects with FlagRemembered", len(set.Objects), v.remembered)
	}
	seen := map[*heap.Value]bool{}
	for _, p := range set.Slots {
		if seen[p] || !v.s.Bits.Test(uintptr(unsafe.Pointer(p))) {
			v.fail("remembered set: slot %p is there twice, or without its bit", p)
			return
		}
		seen[p] = true
	}
	for _, a := range v.s.Large.Old {
		for i := range a.NRefs() {
			if p := a.Slot(i); v.s.Bits.Test(uintptr(unsafe.Pointer(p))) {
				if !seen[p] {
					v.fail("remembered set: slot %d of the large object at %#x has its bit and no entry", i, uintptr(a))
				}
				delete(seen, p)
			}
		}
	}
	if len(seen) > 0 {
		v.fail("remembered set: %d slots lie outside all large objects", len(seen))
	}
}

func (v *verifier) lists() {
	list := func(name string, owners []heap.Owner, young bool) {
		for _, o := range owners {
			switch {
			case v.value(o.Obj) != "" || !o.Obj.IsPtr():
				v.fail("%s: %#x %s", name, uint64(o.Obj), v.value(o.Obj))
			case !o.Obj.Addr().Has(heap.FlagOwner):
				v.fail("%s: the object at %#x has no FlagOwner", name, uint64(o.Obj))
			case v.s.IsYoung(o.Obj) != young:
				v.fail("%s: the object at %#x is in the list of the wrong generation", name, uint64(o.Obj))
			case o.Kind == heap.OwnerFinalizer && o.Obj.Addr().Has(heap.FlagFinalized):
				v.fail("%s: the object at %#x waits for a finalizer that has run", name, uint64(o.Obj))
			}
		}
	}
	list("young owners", v.s.Owners.Young, true)
	list("old owners", v.s.Owners.Old, false)
	list("young finalizers", v.s.Finalizers.Young, true)
	list("old finalizers", v.s.Finalizers.Old, false)
	for _, x := range v.s.Samples {
		if v.value(x.Obj) != "" {
			v.fail("samples: %#x %s", uint64(x.Obj), v.value(x.Obj))
		}
	}
}

func (v *verifier) sums() {
	old := 0
	for i := range v.s.Old.InUse() {
		old += int(v.s.Old.Regions()[i].Used)
	}
	if old != v.s.Old.Used() {
		v.fail("old regions: %d bytes used, %d counted", old, v.s.Old.Used())
	}
}

// clear forgets the object starts.
func (v *verifier) clear() {
	young := v.s.Young.Area()
	v.starts.ClearRange(heap.Range{Lo: young.Lo &^ 511, Hi: (young.Hi + 511) &^ 511})
	for i := range v.s.Old.InUse() {
		v.starts.ClearRange(v.s.Old.Extent(i))
	}
	for _, list := range [][]heap.Addr{v.s.Large.Young, v.s.Large.Old} {
		for _, a := range list {
			v.starts.Clear(uintptr(a))
		}
	}
	for a := range v.s.Permanent.Objects() {
		v.starts.Clear(uintptr(a))
	}
}
