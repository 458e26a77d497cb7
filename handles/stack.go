package handles

import (
	"fmt"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// StackLayout is the part of a stack that C reads and writes. It keeps its
// address as long as the stack lives.
type StackLayout struct {
	Top   Handle // the next entry to be used
	Limit Handle // no entry: the stack is full
}

// Stack holds the arguments of the calls that a thread has under way.
type Stack struct {
	l        *StackLayout
	t        *Table
	base     Handle
	mem      heap.Range
	attached int // attachments to entries of this stack
}

// NewStack makes the stack of a thread.
func (t *Table) NewStack() *Stack {
	for i, s := range t.stacks {
		if s != nil {
			continue
		}
		mem := heap.OffHeap(unsafe.Sizeof(StackLayout{}))
		base := firstStack + Handle(i*stackSize*heap.Word)
		s := &Stack{l: (*StackLayout)(pointer(mem.Lo)), t: t, base: base, mem: mem}
		*s.l = StackLayout{Top: base, Limit: base + stackSize*heap.Word}
		heap.Commit(heap.Range{Lo: t.l.Base + uintptr(base), Hi: t.l.Base + uintptr(s.l.Limit)})
		t.stacks[i] = s
		return s
	}
	panic(fmt.Sprintf("handles: more than %d threads", maxStacks))
}

// Close ends a stack that has no blocks.
func (s *Stack) Close() {
	if s.l.Top != s.base {
		panic("BUG: closing a handle stack with calls under way")
	}
	s.t.stacks[(s.base-firstStack)/(stackSize*heap.Word)] = nil
	heap.Unreserve(s.mem)
}

// Layout returns what C reads and writes.
func (s *Stack) Layout() *StackLayout { return s.l }

func (t *Table) stackOf(h Handle) *Stack { return t.stacks[(h-firstStack)/(stackSize*heap.Word)] }

// Room says that n entries fit.
func (s *Stack) Room(n int) bool { return n <= int(s.l.Limit-s.l.Top)/heap.Word }

// Top returns the height, for PopBlock.
func (s *Stack) Top() Handle { return s.l.Top }

// PushBlock writes a handle for each of values to dst, which must be as long.
// They live until PopBlock(mark). The caller has asked for Room. No safepoint.
func (s *Stack) PushBlock(values []heap.Value, dst []Handle) (mark Handle) {
	mark = s.l.Top
	dst = dst[:len(values)]
	for i, v := range values {
		dst[i] = s.Push(v)
	}
	return mark
}

// Push returns a handle for v that lives until PopBlock of a mark below: v
// itself if it is immediate or heap.Null. No safepoint.
func (s *Stack) Push(v heap.Value) Handle {
	if !v.IsPtr() {
		return Handle(v)
	}
	h := s.l.Top
	if h == s.l.Limit {
		panic("BUG: handle stack exhausted: a caller did not ask for Room")
	}
	s.l.Top += heap.Word
	*s.t.entry(h) = v
	return h
}

// PopBlock ends all handles pushed since Top returned mark. No safepoint.
func (s *Stack) PopBlock(mark Handle) {
	if s.attached > 0 {
		s.detach(mark)
	}
	s.l.Top = mark
}

// detach frees what is attached to entries from mark on.
func (s *Stack) detach(mark Handle) {
	for h := mark; h < s.l.Top; h += heap.Word {
		if n := len(s.t.attached[h]); n > 0 {
			s.attached -= n
			s.t.detach(h)
		}
	}
}
