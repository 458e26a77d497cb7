package heap

import (
	"fmt"
	"unsafe"
)

// Ref is a slot of a thread's root stack (or of another root array): the form
// in which runtime code holds an object across a safepoint. The collector
// updates the slot, so V is right again after every collection.
type Ref struct{ slot *Value }

// RefOf makes a Ref of a slot that the collector knows as a root.
func RefOf(slot *Value) Ref { return Ref{slot} }

// V returns the slot's content: a raw value, good until the next safepoint.
func (r Ref) V() Value { return *r.slot }

// Set replaces the slot's content. Root slots need no barrier.
func (r Ref) Set(v Value) { *r.slot = v }

// IsNil says that r is no slot at all ("argument not given").
func (r Ref) IsNil() bool { return r.slot == nil }

// Slot returns the slot's address, for code that walks neighbouring slots.
func (r Ref) Slot() *Value { return r.slot }

// At returns the slot i places above r in the same root array.
func (r Ref) At(i int) Ref {
	return Ref{(*Value)(unsafe.Add(unsafe.Pointer(r.slot), i*Word))}
}

// Slots returns r and the slots above it, n in all, as a slice.
func (r Ref) Slots(n int) []Value { return unsafe.Slice(r.slot, n) }

// RootSource is a set of root slots outside the heap's own: a handle table,
// the frames of a virtual machine. Roots calls visit with slices that together
// hold every slot; visit may change their content. Slots hold valid Values,
// sentinels and Links included.
type RootSource interface {
	Roots(visit func(slots []Value))
}

// Checker is implemented by a RootSource that can check its own structure; the
// verifier asks it.
type Checker interface {
	Check() error
}

// Link returns the word that a free slot of a root array holds: index says
// which slot is the next free one. It is immediate, so the collector passes over.
func Link(index int) Value { return linkTag | Value(index) }

// LinkIndex returns index of Link(index).
func (v Value) LinkIndex() int { return int(v & (1<<47 - 1)) }

// IsLink says that v was made by Link.
func (v Value) IsLink() bool { return v>>47 == linkTag>>47 }

const linkTag = Value(TagSingleton)<<TagShift | 1<<47

// globalRoots is the array of the permanent root slots. It never moves: its
// address space is reserved, and paid for as it is used.
type globalRoots struct {
	mem  Range
	used int // slots below were handed out
	free int // first of the list of free slots, -1: none
	live int
}

const maxGlobalRoots = 8 << 20

func (g *globalRoots) slot(i int) *Value { return (*Value)(pointer(g.mem.Lo + uintptr(i)*Word)) }

func (g *globalRoots) slots() []Value { return unsafe.Slice(g.slot(0), g.used) }

// NewRoot returns a root slot outside every stack, holding Null. FreeRoot
// returns it; it lives as long as the heap otherwise.
func (h *Heap) NewRoot() Ref {
	g := &h.globals
	i := g.free
	if i < 0 {
		return h.NewRoots(1)
	}
	p := g.slot(i)
	g.free = (*p).LinkIndex() - 1
	g.live++
	*p = Null
	return Ref{p}
}

// NewRoots returns n neighbouring root slots, holding Null.
func (h *Heap) NewRoots(n int) Ref {
	g := &h.globals
	if g.used+n > maxGlobalRoots {
		panic(fmt.Sprintf("heap: all %d global roots are used", maxGlobalRoots))
	}
	r := Ref{g.slot(g.used)}
	g.used += n
	g.live += n
	return r
}

// FreeRoot returns a slot of NewRoot. r is dead then.
func (h *Heap) FreeRoot(r Ref) {
	g := &h.globals
	i := int(uintptr(unsafe.Pointer(r.slot))-g.mem.Lo) / Word
	if i < 0 || i >= g.used || r.V().IsLink() {
		panic("BUG: FreeRoot of a slot that is no global root in use")
	}
	r.Set(Link(g.free + 1))
	g.free = i
	g.live--
}

// AddRoots makes src's slots roots, until RemoveRoots.
func (h *Heap) AddRoots(src RootSource) { h.sources = append(h.sources, src) }

// RemoveRoots ends what AddRoots(src) began.
func (h *Heap) RemoveRoots(src RootSource) {
	for i, s := range h.sources {
		if s == src {
			h.sources = append(h.sources[:i], h.sources[i+1:]...)
			return
		}
	}
	panic("BUG: RemoveRoots of an unknown source")
}

// Roots calls visit with every array of root slots, for the collector, which
// updates them.
func (s *Spaces) Roots(visit func(slots []Value)) {
	h := s.h
	for _, m := range h.mutators {
		visit(m.stack())
	}
	visit(h.globals.slots())
	visit(s.Finalizable)
	visit(s.Cleared)
	for _, src := range h.sources {
		src.Roots(visit)
	}
}

// Sources returns what AddRoots added, for the verifier.
func (s *Spaces) Sources() []RootSource { return s.h.sources }
