package handles

import (
	"fmt"
	"math/bits"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/layout"
)

// Handle is the word that C holds for an object: an immediate value, or the
// offset of an entry. 0 is no object.
type Handle uint64

// Null is the handle that stands for no object.
const Null Handle = 0

// Imm says that h is an immediate value.
func (h Handle) Imm() bool { return h>>heap.TagShift != 0 }

// Layout is the part of a table that C reads and writes. It keeps its address
// as long as the table lives.
type Layout = layout.HandleTable

// Flags of an entry. Zero: closing it is pushing it on the free list.
const (
	flagPermanent = 1 << 0 // is never closed
	flagAttached  = 1 << 1 // something is attached
)

const (
	entries   = layout.EndOfHandles / heap.Word
	maxOpen   = layout.FirstStack / heap.Word // entries outside the stacks
	stackSize = 1 << 20                       // entries of each stack
	maxStacks = (entries - maxOpen) / stackSize
	// firstStack is the offset of the first stack's first entry.
	firstStack = Handle(layout.FirstStack)
	commitStep = 128 << 10 // entries committed at a time
)

// Table is the handle table of one runtime. Whoever calls a method holds the
// runtime's lock.
type Table struct {
	l        *Layout
	base     uintptr // l.Base
	heap     *heap.Heap
	mem      heap.Range
	flagMem  heap.Range
	own      heap.Range
	attached map[Handle][]memory
	stacks   [maxStacks]*Stack
}

// memory is native memory that is attached to a handle.
type memory struct {
	p unsafe.Pointer
	n int
}

// New makes the table of a runtime and its entries roots of the heap.
func New(h *heap.Heap) (*Table, error) {
	mem, err := heap.Reserve(entries*heap.Word, heap.PageSize)
	if err != nil {
		return nil, err
	}
	flags, err := heap.Reserve(maxOpen, heap.PageSize)
	if err != nil {
		heap.Unreserve(mem)
		return nil, err
	}
	heap.Expose(mem)
	own := heap.OffHeap(unsafe.Sizeof(Layout{}))
	t := &Table{
		l: (*Layout)(pointer(own.Lo)), base: mem.Lo, heap: h,
		mem: mem, flagMem: flags, own: own, attached: map[Handle][]memory{},
	}
	*t.l = Layout{Base: mem.Lo, Flags: flags.Lo, Used: heap.Word}
	t.grow()
	h.AddRoots(t)
	return t, nil
}

// Destroy frees all that is attached and ends the table. Every handle is dead
// then, and every Ref from Slot.
func (t *Table) Destroy() {
	t.heap.RemoveRoots(t)
	for h := range t.attached {
		t.detach(h)
	}
	heap.Unreserve(t.mem)
	heap.Unreserve(t.flagMem)
	heap.Unreserve(t.own)
}

// Layout returns what C reads and writes.
func (t *Table) Layout() *Layout { return t.l }

func pointer(a uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), a) }

func (t *Table) entry(h Handle) *heap.Value { return (*heap.Value)(pointer(t.base + uintptr(h))) }

func (t *Table) flags(h Handle) *uint8 { return (*uint8)(pointer(t.flagMem.Lo + uintptr(h/heap.Word))) }

// grow commits more entries.
func (t *Table) grow() {
	from := t.l.Limit
	if Handle(from) >= firstStack {
		panic(fmt.Sprintf("handles: all %d handles are open", maxOpen))
	}
	t.l.Limit += commitStep * heap.Word
	heap.Commit(heap.Range{Lo: t.l.Base + uintptr(from), Hi: t.l.Base + uintptr(t.l.Limit)})
	heap.Commit(heap.Range{Lo: t.l.Flags + uintptr(from/heap.Word), Hi: t.l.Flags + uintptr(t.l.Limit/heap.Word)})
}

// Open returns a new handle for v: v itself if it is immediate or heap.Null.
// No safepoint.
func (t *Table) Open(v heap.Value) Handle {
	if !v.IsPtr() {
		return Handle(v)
	}
	l := t.l
	h := Handle(l.Free)
	p := t.entry(h)
	if h != 0 {
		l.Free = uint64(p.LinkIndex())
	} else {
		if l.Used == l.Limit {
			t.grow()
		}
		h = Handle(l.Used)
		l.Used += heap.Word
		p = t.entry(h)
	}
	*p = v
	l.Live++
	return h
}

// OpenPermanent returns a handle for v that is never closed. All of them come
// before the first Open, so that they have the lowest offsets, in the order of
// the calls; immediates take none.
func (t *Table) OpenPermanent(v heap.Value) Handle {
	if !v.IsPtr() {
		return Handle(v)
	}
	if t.l.Live != 0 || t.l.Free != 0 {
		panic("BUG: a permanent handle after ordinary ones")
	}
	h := t.Open(v)
	t.l.Live--
	*t.flags(h) = flagPermanent
	return h
}

// Close ends h. Closing the null handle, an immediate, a permanent handle or an
// argument does nothing. ok is false when h is not open: the extension is
// wrong, and nothing was done. No safepoint.
func (t *Table) Close(h Handle) (ok bool) {
	if h-1 >= firstStack-1 { // null, immediate, argument
		return true
	}
	p := t.entry(h)
	if h%heap.Word != 0 || h >= Handle(t.l.Used) || p.IsLink() {
		return false
	}
	if f := *t.flags(h); f != 0 {
		if f&flagPermanent != 0 {
			return true
		}
		t.detach(h)
	}
	*p = heap.Link(int(t.l.Free))
	t.l.Free = uint64(h)
	t.l.Live--
	return true
}

// Take closes h and returns its object. ok is false when h stands for no object:
// then nothing was done. No safepoint.
func (t *Table) Take(h Handle) (v heap.Value, ok bool) {
	if h.Imm() {
		return heap.Value(h), t.Valid(h)
	}
	if h >= firstStack { // an argument handed back
		if !t.Valid(h) {
			return heap.Null, false
		}
		return *t.entry(h), true
	}
	if h == Null || h%heap.Word != 0 || h >= Handle(t.l.Used) {
		return heap.Null, false
	}
	v = *t.entry(h)
	return v, t.Close(h)
}

// Dup returns another handle for the object of h. No safepoint.
func (t *Table) Dup(h Handle) Handle { return t.Open(t.Deref(h)) }

// Deref returns the object of h: heap.Null for the null handle and for what is no
// handle at all, and what a free entry holds for one that is not open. No
// safepoint.
func (t *Table) Deref(h Handle) heap.Value {
	switch {
	case h.hasEntry():
		return *t.entry(h)
	case h.Imm():
		return heap.Value(h)
	}
	return heap.Null
}

// hasEntry says that h is the offset of an entry, open or not. What is not aligned
// becomes too large.
func (h Handle) hasEntry() bool { return bits.RotateLeft64(uint64(h), -3) < entries }

// Slot returns h's entry: a Ref to its object that is good until h is closed.
// An immediate has none; see Ref.
func (t *Table) Slot(h Handle) heap.Ref {
	if h.Imm() {
		panic(fmt.Sprintf("BUG: slot of the immediate handle %#x", uint64(h)))
	}
	return heap.RefOf(t.entry(h))
}

// Ref returns a Ref to what Deref returns: h's entry, or, where it has none, a slot
// that is pushed on m's root stack. It must not be Set.
func (t *Table) Ref(m *heap.Mutator, h Handle) heap.Ref {
	if h.hasEntry() {
		return heap.RefOf(t.entry(h))
	}
	return m.Push(t.Deref(h))
}

// Valid says that h stands for an object: an immediate, or an entry in use.
func (t *Table) Valid(h Handle) bool {
	if h.Imm() {
		v := heap.Value(h)
		return v.IsInt() || v.IsFloat() || v >= heap.None && v < heap.Unbound
	}
	if h == Null || h%heap.Word != 0 {
		return false
	}
	if h < firstStack {
		return h < Handle(t.l.Used) && t.entry(h).IsPtr()
	}
	i := (h - firstStack) / (stackSize * heap.Word)
	return i < maxStacks && t.stacks[i] != nil && h < t.stacks[i].l.Top
}

// Live returns the number of open handles: immediates, permanent ones and
// arguments do not count.
func (t *Table) Live() int { return int(t.l.Live) }

// Each calls f with every open handle, in the order of their offsets.
func (t *Table) Each(f func(h Handle, v heap.Value)) {
	for h := Handle(heap.Word); h < Handle(t.l.Used); h += heap.Word {
		if v := *t.entry(h); v.IsPtr() && *t.flags(h)&flagPermanent == 0 {
			f(h, v)
		}
	}
}

// Roots implements heap.RootSource.
func (t *Table) Roots(visit func(slots []heap.Value)) {
	visit(unsafe.Slice(t.entry(0), t.l.Used/heap.Word))
	for _, s := range t.stacks {
		if s != nil {
			visit(unsafe.Slice(t.entry(s.base), (s.l.Top-s.base)/heap.Word))
		}
	}
}

// Check implements heap.Checker.
func (t *Table) Check() error {
	free := map[Handle]bool{}
	for h := Handle(t.l.Free); h != 0; h = Handle(t.entry(h).LinkIndex()) {
		switch {
		case h >= Handle(t.l.Used) || h%heap.Word != 0:
			return fmt.Errorf("handles: free list leads to %#x, outside the table", uint64(h))
		case !t.entry(h).IsLink():
			return fmt.Errorf("handles: entry %#x of the free list holds %#x", uint64(h), uint64(*t.entry(h)))
		case free[h]:
			return fmt.Errorf("handles: free list meets entry %#x twice", uint64(h))
		}
		free[h] = true
	}
	open := 0
	for h := Handle(heap.Word); h < Handle(t.l.Used); h += heap.Word {
		f := *t.flags(h)
		switch {
		case !free[h] && !t.entry(h).IsPtr():
			return fmt.Errorf("handles: open entry %#x holds %#x", uint64(h), uint64(*t.entry(h)))
		case free[h] && f != 0:
			return fmt.Errorf("handles: free entry %#x has flags %#x", uint64(h), f)
		case f&flagAttached != 0 != (len(t.attached[h]) > 0):
			return fmt.Errorf("handles: entry %#x has flags %#x and %d attachments", uint64(h), f, len(t.attached[h]))
		case !free[h] && f&flagPermanent == 0:
			open++
		}
	}
	if open != t.Live() {
		return fmt.Errorf("handles: %d entries are open, %d counted", open, t.Live())
	}
	return nil
}
