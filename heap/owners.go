package heap

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/internal/layout"
)

// OwnerKind says what an owner object owns; payload's meaning depends on it.
// The kinds from the top down are the heap's own, the others the object
// layer's.
type OwnerKind uint8

const (
	// OwnerFinalizer: no ownership, but a finalizer: when the object has become
	// unreachable for the first time it is kept, marked FlagFinalized, and given
	// to TakeFinalizable. OnDeath does not hear of it.
	OwnerFinalizer OwnerKind = 255
	// OwnerNative: memory of AllocNative, freed at death. Registered by
	// OwnNative.
	OwnerNative OwnerKind = 254
)

// Owner is an entry of an owner list. Obj is updated when the object moves.
type Owner struct {
	Obj     Value
	Payload uint64
	Size    int // of OwnerNative
	Kind    OwnerKind
}

// OwnerList keeps owners by generation, so that a minor collection sees the
// young ones only. An object moves from Young to Old with its promotion.
type OwnerList struct{ Young, Old []Owner }

func (l *OwnerList) add(h *Heap, o Owner) {
	if h.isYoung(o.Obj) {
		l.Young = append(l.Young, o)
	} else {
		l.Old = append(l.Old, o)
	}
}

// newborns is how many owners C can make before Go has to take them over.
const newborns = 1024

// initNewborns makes the list that C code appends owners to.
func (h *Heap) initNewborns() {
	head := h.OwnMemory(unsafe.Sizeof(layout.Newborns{}) + newborns*unsafe.Sizeof(layout.Owner{}))
	h.newborns = (*layout.Newborns)(pointer(head.Lo))
	*h.newborns = layout.Newborns{Limit: newborns, List: head.Lo + unsafe.Sizeof(layout.Newborns{})}
}

// Newborns returns the list that C code appends owners to, all of them young: as Own and
// OwnNative would. It keeps its address.
func (h *Heap) Newborns() *layout.Newborns { return h.newborns }

// TakeNewborns takes over the owners that C has made. Whoever looks at the owners
// does that first. No safepoint.
func (h *Heap) TakeNewborns() {
	n := h.newborns
	for _, o := range unsafe.Slice((*layout.Owner)(pointer(n.List)), n.Count) {
		h.s.Owners.Young = append(h.s.Owners.Young, Owner{Value(o.Object), o.Payload, int(o.Size), OwnerKind(o.Kind)})
	}
	n.Count = 0
}

// Own registers obj as an owner: when it has died, OnDeath's function for kind
// is called with payload, once. An object may own several things. No safepoint.
func (m *Mutator) Own(obj Value, kind OwnerKind, payload uint64) {
	h := m.H
	obj.Addr().SetFlags(FlagOwner)
	if kind == OwnerFinalizer {
		h.s.Finalizers.add(h, Owner{Obj: obj, Kind: kind})
		return
	}
	h.s.Owners.add(h, Owner{Obj: obj, Kind: kind, Payload: payload})
}

// OwnNative makes obj the owner of n bytes of AllocNative: they are freed when
// obj has died. No safepoint.
func (m *Mutator) OwnNative(obj Value, p uintptr, n int) {
	obj.Addr().SetFlags(FlagOwner)
	m.H.s.Owners.add(m.H, Owner{Obj: obj, Kind: OwnerNative, Payload: uint64(p), Size: n})
}

// Watch marks obj as one whose death the program can see (no safepoint).
func (m *Mutator) Watch(obj Value) {
	obj.Addr().SetFlags(FlagWatched)
	m.H.watching = true
}

// Watching says that Watch was ever called.
func (h *Heap) Watching() bool { return h.watching }

// OnDeath sets what is called with an owner's payload when it has died: after
// the collection that found out, or when the heap is closed. f runs inside a
// safepoint that is under way, so it must not allocate on the heap, nor run
// Python code.
func (h *Heap) OnDeath(kind OwnerKind, f func(payload uint64)) { h.onDeath[kind] = f }

// EachOwned calls f with the payload of every owner of a kind that has not died.
func (h *Heap) EachOwned(kind OwnerKind, f func(payload uint64)) {
	h.TakeNewborns()
	for _, list := range [][]Owner{h.s.Owners.Old, h.s.Owners.Young} {
		for _, o := range list {
			if o.Kind == kind {
				f(o.Payload)
			}
		}
	}
}

// bury does what is due for owners that died.
func (h *Heap) bury(dead []Owner) {
	for _, o := range dead {
		if o.Kind == OwnerNative {
			h.FreeNative(pointer(uintptr(o.Payload)), o.Size)
		} else if f := h.onDeath[o.Kind]; f != nil {
			f(o.Payload)
		}
	}
}

// TakeFinalizable returns the next object whose finalizer is due, in the order
// of their registration; Null: none. The heap keeps such objects alive until
// they are taken.
func (h *Heap) TakeFinalizable() Value { return take(&h.s.Finalizable) }

// TakeCleared returns the next weak reference (FlagWeak) that a collection
// cleared and that has a callback, which by convention is its slot 1 (neither
// Null nor None). Null: none. The heap keeps them alive until they are taken.
func (h *Heap) TakeCleared() Value { return take(&h.s.Cleared) }

func take(q *[]Value) Value {
	if len(*q) == 0 {
		return Null
	}
	v := (*q)[0]
	if *q = (*q)[1:]; len(*q) == 0 {
		*q = nil
	}
	return v
}

// Pending says that TakeFinalizable or TakeCleared has something to give.
func (h *Heap) Pending() bool { return len(h.s.Finalizable)+len(h.s.Cleared) > 0 }

// QueueFinalizers makes every finalizer that has not run due now, as at the end
// of a program.
func (h *Heap) QueueFinalizers() {
	for _, list := range []*[]Owner{&h.s.Finalizers.Old, &h.s.Finalizers.Young} {
		for _, o := range *list {
			o.Obj.Addr().SetFlags(FlagFinalized)
			h.s.Finalizable = append(h.s.Finalizable, o.Obj)
		}
		*list = nil
	}
}
