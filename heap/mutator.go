package heap

import (
	"unsafe"

	"golang.org/x/sys/unix"
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

// Mark is a height of a root stack.
type Mark = *Value

// Config says how a heap is laid out.
type Config struct {
	NurserySize int // bytes; 0: default
	Limit       int // bytes of live heap at most; 0: no limit
}

// Heap is the memory of one runtime.
type Heap struct {
	perm         []byte
	roots        []Value
	nroots       int
	nextIdentity uint64
	onDeath      map[OwnerKind]func(payload uint64)
}

// OwnerKind says what an owner object owns; payload's meaning depends on it.
type OwnerKind uint8

// New reserves the address space of a heap.
func New(cfg Config) (*Heap, error) {
	const size = 1 << 36
	b, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return nil, err
	}
	return &Heap{perm: b[4<<20:], roots: unsafe.Slice((*Value)(unsafe.Pointer(&b[0])), 4<<20/8), onDeath: map[OwnerKind]func(uint64){}}, nil
}

// NewRoot returns a permanent root slot, holding Null.
func (h *Heap) NewRoot() Ref { h.nroots++; return Ref{&h.roots[h.nroots-1]} }

// NewRoots returns n neighbouring permanent root slots.
func (h *Heap) NewRoots(n int) Ref { h.nroots += n; return Ref{&h.roots[h.nroots-n]} }

// Identity returns the number behind id() and the default hash: assigned at
// the first request, then the object's for life. v must be IsPtr.
func (h *Heap) Identity(v Value) uint64 {
	w := v.Addr().w0()
	if *w>>identShift == 0 {
		h.nextIdentity++
		*w |= h.nextIdentity << identShift
	}
	return *w >> identShift
}

// OnDeath sets what is called with an owner's payload when it has died.
func (h *Heap) OnDeath(kind OwnerKind, f func(payload uint64)) { h.onDeath[kind] = f }

// Mutator is one thread's view of the heap.
type Mutator struct {
	H    *Heap
	top  Mark
	base Mark
}

// NewMutator makes the heap's part of a thread.
func (h *Heap) NewMutator() *Mutator {
	const size = 64 << 20
	b, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		panic(err)
	}
	p := (*Value)(unsafe.Pointer(&b[0]))
	return &Mutator{H: h, top: p, base: p}
}

// Push roots v in a new slot on top of the root stack.
func (m *Mutator) Push(v Value) Ref {
	p := m.top
	*p = v
	m.top = (*Value)(unsafe.Add(unsafe.Pointer(p), Word))
	return Ref{p}
}

// PushN pushes n slots that hold Null and returns the first.
func (m *Mutator) PushN(n int) Ref {
	p := m.top
	s := unsafe.Slice(p, n)
	clear(s)
	m.top = (*Value)(unsafe.Add(unsafe.Pointer(p), n*Word))
	return Ref{p}
}

// Top returns the root stack's height, for Pop.
func (m *Mutator) Top() Mark { return m.top }

// Pop drops all slots pushed since Top returned mark.
func (m *Mutator) Pop(mark Mark) { m.top = mark }

// Alloc makes an object with nrefs reference slots (Null) and raw zero bytes
// (rounded up to words). It is a safepoint. Null: the heap's limit is reached.
func (m *Mutator) Alloc(t TypeIndex, nrefs, raw int) Value { return m.AllocPermanent(t, nrefs, raw) }

// AllocPermanent is Alloc for an object that never moves and never dies. It is
// no safepoint.
func (m *Mutator) AllocPermanent(t TypeIndex, nrefs, raw int) Value {
	size := HeaderSize + nrefs*Word + (raw+Word-1)&^(Word-1)
	a := Addr(uintptr(unsafe.Pointer(&m.H.perm[0])))
	m.H.perm = m.H.perm[size:]
	*a.w0() = uint64(t) << flagBits
	*a.w1() = uint64(nrefs) | uint64(size/Word)<<32
	return a.Value()
}

// Store puts v into reference slot i of obj: the write barrier, the only way
// to store a reference into the heap. No safepoint.
func (m *Mutator) Store(obj Value, i int, v Value) { *obj.Addr().Slot(i) = v }

// StoreRange copies src's values (a view of root slots or of another object)
// into slots i… of obj, with one barrier. No safepoint.
func (m *Mutator) StoreRange(obj Value, i int, src []Value) {
	copy(unsafe.Slice(obj.Addr().Slot(i), len(src)), src)
}

// Own registers obj as an owner: when it dies, OnDeath's function for kind is
// called with payload. No safepoint.
func (m *Mutator) Own(obj Value, kind OwnerKind, payload uint64) {
	obj.Addr().SetFlags(FlagOwner)
}

// AllocNative returns n zero bytes off the heap, 16-aligned, that do not move.
func (h *Heap) AllocNative(n int) unsafe.Pointer {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		panic(err)
	}
	return unsafe.Pointer(&b[0])
}

// FreeNative returns memory of AllocNative; n is what was asked for.
func (h *Heap) FreeNative(p unsafe.Pointer, n int) {}
