package object

import (
	"math"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/layout"
)

// What C's side of the HPy context may know of types without asking.

// factFlags ties the bits that C sees to ours.
var factFlags = []struct {
	flag TypeFlags
	bit  uint32
}{
	{FlagTypeSubclass, layout.TypeIsType}, {FlagTupleSubclass, layout.TypeIsTuple}, {FlagListSubclass, layout.TypeIsList},
	{FlagDictSubclass, layout.TypeIsDict}, {FlagStrSubclass, layout.TypeIsStr}, {FlagBytesSubclass, layout.TypeIsBytes},
}

// TypeFacts returns the address of the facts of the type with index 0, which
// those of all others follow.
func (rt *Runtime) TypeFacts() uintptr { return rt.core.facts.Lo }

func (rt *Runtime) initFacts() {
	rt.core.facts = rt.Heap.OwnMemory(heap.MaxTypes * unsafe.Sizeof(layout.TypeFacts{}))
}

func (rt *Runtime) factsOf(typ *Type) *layout.TypeFacts {
	return (*layout.TypeFacts)(unsafe.Add(unsafe.Pointer(nil), rt.core.facts.Lo+uintptr(typ.Index)*unsafe.Sizeof(layout.TypeFacts{})))
}

// Stock returns what C makes instances of typ with; nil: C makes none (no safepoint).
func (rt *Runtime) Stock(typ *Type) *layout.Stock {
	a := rt.factsOf(typ).Stock
	if a == 0 {
		return nil
	}
	return (*layout.Stock)(unsafe.Add(unsafe.Pointer(nil), a))
}

// NewStock lets C make instances of typ, as soon as its stock is not empty.
func (rt *Runtime) NewStock(typ *Type) *layout.Stock {
	rt.factsOf(typ).Stock = rt.Heap.OwnMemory(unsafe.Sizeof(layout.Stock{})).Lo
	return rt.Stock(typ)
}

// publish lets C know a type whose layout is final (no safepoint).
func (rt *Runtime) publish(typ *Type) {
	f := rt.factsOf(typ)
	slot := func(n int) uint16 {
		if n < 0 || n >= math.MaxUint16 {
			return 0
		}
		return uint16(n + 1)
	}
	*f = layout.TypeFacts{
		Object:     uintptr(unsafe.Pointer(typ.Obj.Slot())),
		StructSlot: slot(typ.Layout.StructSlot),
		FieldsSlot: slot(typ.Layout.FieldsSlot),
	}
	for _, x := range factFlags {
		if typ.Flags&x.flag != 0 {
			f.Flags |= x.bit
		}
	}
	switch typ.Index {
	case IdxTuple:
		f.Flags |= layout.TypeIsExactTuple
	case IdxList:
		f.Flags |= layout.TypeIsExactList
	}
}
