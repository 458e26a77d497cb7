package object

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
)

// A list keeps its items in an array object of its own (reference 0, Null
// while it has no capacity) and its length in raw word 0. Slots of the array
// past the length hold Null, so that nothing dead is kept alive.
//
// The array moves and is replaced whenever anything is allocated or Python code
// runs, and the length may then be any: every loop here loads both again after
// each safepoint.
//
// The functions of this file take a list or an instance of a subclass, and call
// no method that a subclass overrides.
const (
	listItems = 0 // reference slot of the array
	listLen   = 0 // raw offset of the length

	// maxItems bounds what is asked from the heap: an object counts its
	// references in 32 bits.
	maxItems = 1<<31 - 1
)

// ListLen returns the length (no safepoint).
func (t *Thread) ListLen(v Value) int { return int(v.Addr().Word64(listLen)) }

// ListLength is ListLen.
func ListLength(v Value) int { return int(v.Addr().Word64(listLen)) }

// ListItems returns the array that holds the items of a list that is not empty
// (no safepoint).
func ListItems(v Value) heap.Addr { return v.Addr().Ref(listItems).Addr() }

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

// listView returns items [lo, hi) for reading: as short-lived as v's address.
func listView(v Value, lo, hi int) []Value {
	if lo >= hi {
		return nil
	}
	return view(v.Addr().Ref(listItems), lo, hi-lo)
}

// newArray allocates the storage of n items.
func (t *Thread) newArray(n int) Value {
	if n > maxItems {
		return t.MemoryError()
	}
	return t.Alloc(IdxArray, n, 0)
}

// NewList returns an empty list with room for capHint items.
func (t *Thread) NewList(capHint int) Value {
	if capHint == 0 {
		return t.Alloc(IdxList, 1, 8)
	}
	mark := t.Top()
	a := t.Push(t.newArray(capHint))
	l := heap.Null
	if a.V() != heap.Null {
		if l = t.Alloc(IdxList, 1, 8); l != heap.Null {
			t.Store(l, listItems, a.V())
		}
	}
	t.Pop(mark)
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
	a := t.newArray(min(grownCap(n), max(n, maxItems)))
	if a == heap.Null {
		return false
	}
	t.listMove(l.V(), a)
	return true
}

// listMove makes the fresh array a the storage of list v (no safepoint).
func (t *Thread) listMove(v, a Value) {
	if n := t.ListLen(v); n > 0 {
		t.StoreRange(a, 0, listView(v, 0, n))
	}
	t.Store(v, listItems, a)
}

// ListAppend appends v.
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

// ListInsert inserts v before item i, as list.insert clips i.
func (t *Thread) ListInsert(l Ref, i int, v Ref) bool {
	n := t.ListLen(l.V())
	if i < 0 {
		i = max(i+n, 0)
	}
	i = min(i, n)
	if !t.listGap(l, i, i, 1) {
		return false
	}
	t.ListSet(l.V(), i, v.V())
	return true
}

// listGap replaces the items [lo, hi) by n slots whose content the caller sets
// before the next safepoint. The bounds must be in range. It runs no Python.
func (t *Thread) listGap(l Ref, lo, hi, n int) bool {
	old := t.ListLen(l.V())
	now := old - (hi - lo) + n
	if !t.listReserve(l, now) {
		return false
	}
	v := l.V()
	if hi < old && n != hi-lo {
		t.StoreRange(v.Addr().Ref(listItems), lo+n, listView(v, hi, old))
	}
	setListLen(v, now)
	t.listTrim(v, now, old)
	return true
}

// listTrim clears the slots [now, old) that a shrinking list has left (no
// safepoint).
func (t *Thread) listTrim(v Value, now, old int) {
	if now == 0 && old > 16 {
		t.Store(v, listItems, heap.Null)
		return
	}
	a := v.Addr().Ref(listItems)
	for i := now; i < old; i++ {
		t.Store(a, i, heap.Null)
	}
}

// ListPop removes and returns item i, which must exist (no safepoint).
func (t *Thread) ListPop(l Ref, i int) Value {
	v := l.V()
	n := t.ListLen(v)
	a := v.Addr().Ref(listItems)
	x := a.Addr().Ref(i)
	if i < n-1 {
		t.StoreRange(a, i, listView(v, i+1, n))
	}
	t.Store(a, n-1, heap.Null)
	setListLen(v, n-1)
	return x
}

// ListSlice returns the items [lo, hi) as an exact list; the bounds must be in
// range.
func (t *Thread) ListSlice(l Ref, lo, hi int) Value {
	c := t.NewList(hi - lo)
	if c != heap.Null && hi > lo {
		t.StoreRange(c.Addr().Ref(listItems), 0, listView(l.V(), lo, hi))
		setListLen(c, hi-lo)
	}
	return c
}

// ListToTuple returns a tuple of the items.
func (t *Thread) ListToTuple(l Ref) Value {
	n := t.ListLen(l.V())
	v := t.NewTuple(n)
	if v != heap.Null && n > 0 {
		t.StoreRange(v, 0, listView(l.V(), 0, n))
	}
	return v
}

// ListClear removes all items (no safepoint).
func (t *Thread) ListClear(l Ref) {
	v := l.V()
	setListLen(v, 0)
	// A list that is being sorted and has not been touched stays untouched.
	if listCap(v) > 0 {
		t.Store(v, listItems, heap.Null)
	}
}

// ListReverse reverses the items in place (no safepoint).
func (t *Thread) ListReverse(l Ref) {
	v := l.V()
	a := v.Addr().Ref(listItems)
	for i, j := 0, t.ListLen(v)-1; i < j; i, j = i+1, j-1 {
		x, y := a.Addr().Ref(i), a.Addr().Ref(j)
		t.Store(a, i, y)
		t.Store(a, j, x)
	}
}

// seqView returns the items of an exact list or tuple, and whether seq is one:
// as short-lived as seq's address.
func (t *Thread) seqView(seq Value) ([]Value, bool) {
	if !seq.IsPtr() {
		return nil, false
	}
	switch a := seq.Addr(); a.Type() {
	case IdxList:
		return listView(seq, 0, t.ListLen(seq)), true
	case IdxTuple:
		return view(seq, 0, a.NRefs()), true
	}
	return nil, false
}

// ListExtend appends the items of an iterable.
func (t *Thread) ListExtend(l, it Ref) bool {
	items, ok := t.seqView(it.V())
	if l.V() == it.V() && !ok {
		items, ok = listView(l.V(), 0, t.ListLen(l.V())), true
	}
	if ok {
		n, k := t.ListLen(l.V()), len(items)
		if k == 0 {
			return true
		}
		if !t.listReserve(l, n+k) {
			return false
		}
		if l.V() == it.V() {
			items = listView(l.V(), 0, k)
		} else {
			items, _ = t.seqView(it.V())
		}
		t.StoreRange(l.V().Addr().Ref(listItems), n, items)
		setListLen(l.V(), n+k)
		return true
	}
	defer t.Pop(t.Top())
	iter := t.Push(t.Iter(it))
	if iter.V() == heap.Null {
		return false
	}
	hint := t.LengthHint(it, 8)
	if hint < 0 {
		return false
	}
	if n := t.ListLen(l.V()); hint <= math.MaxInt-n && !t.listReserve(l, n+hint) {
		return false
	}
	x := t.Push(heap.Null)
	for {
		v := t.next(iter)
		if v == heap.Null {
			if t.Pending() {
				return false
			}
			if listWasteful(l.V()) { // the hint was too large
				t.listShrink(l)
			}
			return true
		}
		x.Set(v)
		if !t.ListAppend(l, x) {
			return false
		}
	}
}
