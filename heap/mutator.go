package heap

import (
	"errors"
	"unsafe"
)

// Mark is a height of a root stack.
type Mark = *Value

// Window is a piece of eden that a mutator fills: zeroed memory from Top up to
// Limit. Whoever holds the runtime's lock, C code included, may allocate there
// by writing a header at Top and raising Top; when the object does not fit the
// mutator's Alloc is to be called. Top and Limit are equal when every allocation
// has to (under stress).
//
// The struct lies outside Go's heap and keeps its address as long as the
// mutator lives.
type Window struct{ Top, Limit uintptr }

// Mutator is one thread's view of the heap: its root stack and its allocation
// window.
type Mutator struct {
	H   *Heap
	win *Window

	top   Mark // first free slot of the root stack
	base  Mark
	limit Mark // no slot of the stack: full

	// Filters of the write barrier, constant.
	youngLo, youngSize       uint64
	youngishLo, youngishSize uint64 // nursery and large objects

	chunk    int     // index in Young.chunks of what the window lies in, -1: none
	chunkEnd uintptr // the window may grow up to here
	counted  uintptr // allocations below are accounted for
	mem      Range
}

const (
	rootStackSize = 64 << 20
	// rootStackSlack is what Room keeps for code that pushes without asking.
	rootStackSlack = 1 << 20
	poisonSlots    = 64
	// Poison is what popped slots hold after a collection of a heap that is
	// being checked: an address that faults.
	Poison Value = 0xDEA8
)

// NewMutator makes the heap's part of a thread.
func (h *Heap) NewMutator() *Mutator {
	mem := OffHeap(PageSize + rootStackSize)
	s := &h.s
	m := &Mutator{
		H:         h,
		win:       (*Window)(pointer(mem.Lo)),
		base:      (*Value)(pointer(mem.Lo + PageSize)),
		limit:     (*Value)(pointer(mem.Hi)),
		youngLo:   uint64(s.Young.rng.Lo),
		youngSize: uint64(s.Young.rng.Size()),
		chunk:     -1,
		mem:       mem,
	}
	m.youngishLo = uint64(s.Large.spans.rng.Lo)
	m.youngishSize = uint64(s.Young.rng.Hi) - m.youngishLo
	m.top = m.base
	h.mutators = append(h.mutators, m)
	return m
}

// Close ends the thread's view. Its stack and all Refs into it are dead.
func (m *Mutator) Close() {
	list := m.H.mutators
	for i, x := range list {
		if x == m {
			m.retire()
			m.H.mutators = append(list[:i], list[i+1:]...)
			m.unmap()
			return
		}
	}
	panic("BUG: closing a mutator that the heap does not know")
}

func (m *Mutator) unmap() { unmap(m.mem) }

// Window returns the allocation window, for C code.
func (m *Mutator) Window() *Window { return m.win }

// Push roots v in a new slot on top of the root stack.
func (m *Mutator) Push(v Value) Ref {
	p := m.top
	if p == m.limit {
		panic(errStackFull)
	}
	*p = v
	m.top = (*Value)(unsafe.Add(unsafe.Pointer(p), Word))
	return Ref{p}
}

// PushN pushes n slots that hold Null and returns the first.
func (m *Mutator) PushN(n int) Ref {
	p := m.top
	if n > m.free() {
		panic(errStackFull)
	}
	clear(unsafe.Slice(p, n))
	m.top = (*Value)(unsafe.Add(unsafe.Pointer(p), n*Word))
	return Ref{p}
}

// Top returns the root stack's height, for Pop.
func (m *Mutator) Top() Mark { return m.top }

// Pop drops all slots pushed since Top returned mark.
func (m *Mutator) Pop(mark Mark) { m.top = mark }

// Depth returns the number of slots on the root stack.
func (m *Mutator) Depth() int { return int(m.addr(m.top)-m.addr(m.base)) / Word }

// Room says that n slots can be pushed, and some more by callees that do not
// ask. What pushes in proportion to its input, and what recurses, asks first and
// raises RecursionError or MemoryError; a push beyond the end panics.
func (m *Mutator) Room(n int) bool { return n <= m.free()-rootStackSlack/Word }

// RoomAbove is Room for slots from p on, above the stack's top as the heap knows
// it.
func (m *Mutator) RoomAbove(p Mark, n int) bool {
	return m.addr(p)+uintptr(n*Word) <= m.addr(m.limit)-rootStackSlack
}

func (m *Mutator) free() int { return int(m.addr(m.limit)-m.addr(m.top)) / Word }

func (m *Mutator) addr(p *Value) uintptr { return uintptr(unsafe.Pointer(p)) }

func (m *Mutator) stack() []Value { return unsafe.Slice(m.base, m.Depth()) }

var errStackFull = errors.New("BUG: root stack exhausted: a caller did not ask for Room")

// poison makes slots that were popped useless, so that a Ref to one is found.
func (m *Mutator) poison() {
	popped := unsafe.Slice(m.top, min(poisonSlots, m.free()))
	for i := range popped {
		popped[i] = Poison
	}
}

// Collect collects, at least as much as kind says. It is a safepoint.
func (m *Mutator) Collect(kind Kind, reason string) { m.H.collect(kind, reason) }

// Safepoint collects if memory has grown so much that it is due. Code that
// takes much native memory and few objects calls it now and then.
func (m *Mutator) Safepoint() {
	if m.H.due {
		m.H.collect(Minor, "growth")
	}
}
