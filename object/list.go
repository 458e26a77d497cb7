package object

import "github.com/hpyrun/hpyrun/heap"

// A list keeps its items in an array object of its own (reference 0, Null
// while it has no capacity) and its length in raw word 0. Slots of the array
// past the length hold Null, so that nothing dead is kept alive.
//
// The array moves and is replaced whenever anything is allocated or Python code
// runs, and the length may then be any: every loop below loads both again after
// each safepoint.
const (
	listItems = 0 // reference slot of the array
	listLen   = 0 // raw offset of the length
)

// ListLen returns the length of a list or an instance of a subclass (no
// safepoint).
func (t *Thread) ListLen(v Value) int { return int(v.Addr().Word64(listLen)) }

// ListAt returns item i, which must exist (no safepoint).
func (t *Thread) ListAt(v Value, i int) Value { return v.Addr().Ref(listItems).Addr().Ref(i) }

// ListSet replaces item i, which must exist (no safepoint).
func (t *Thread) ListSet(v Value, i int, x Value) { t.Store(v.Addr().Ref(listItems), i, x) }

func setListLen(v Value, n int) { v.Addr().SetWord64(listLen, uint64(n)) }

// listCap returns how many items fit without growing (no safepoint).
func listCap(v Value) int {
	if a := v.Addr().Ref(listItems); a != heap.Null {
		return a.Addr().NRefs()
	}
	return 0
}

// NewList returns an empty list with room for capHint items.
func (t *Thread) NewList(capHint int) Value {
	if capHint == 0 {
		return t.Alloc(IdxList, 1, 8)
	}
	defer t.Pop(t.Top())
	a := t.Push(t.Alloc(IdxArray, capHint, 0))
	if a.V() == heap.Null {
		return heap.Null
	}
	l := t.Alloc(IdxList, 1, 8)
	if l != heap.Null {
		t.Store(l, listItems, a.V())
	}
	return l
}

// ListOf returns a list of the n neighbouring root slots from first on.
func (t *Thread) ListOf(first Ref, n int) Value {
	l := t.NewList(n)
	if l != heap.Null && n > 0 {
		t.StoreRange(l.Addr().Ref(listItems), 0, rootView(first, n))
		setListLen(l, n)
	}
	return l
}

// grownCap is the capacity for at least n items when a list outgrows its array:
// half as much again while small, an eighth when an array weighs megabytes.
func grownCap(n int) int {
	if n < 1<<17 {
		return (n + n>>1 + 4) &^ 3
	}
	return (n + n>>3 + 63) &^ 63
}

// listReserve makes room for n items in all. The length stays.
func (t *Thread) listReserve(l Ref, n int) bool {
	if listCap(l.V()) >= n {
		return true
	}
	a := t.Alloc(IdxArray, grownCap(n), 0)
	if a == heap.Null {
		return false
	}
	v := l.V()
	if k := t.ListLen(v); k > 0 {
		t.StoreRange(a, 0, view(v.Addr().Ref(listItems), 0, k))
	}
	t.Store(v, listItems, a)
	return true
}

// ListAppend appends v to list l.
func (t *Thread) ListAppend(l, v Ref) bool {
	lv := l.V()
	n := t.ListLen(lv)
	if n == listCap(lv) {
		if !t.listReserve(l, n+1) {
			return false
		}
		lv = l.V()
	}
	t.Store(lv.Addr().Ref(listItems), n, v.V())
	setListLen(lv, n+1)
	return true
}
