package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A tuple's items are its reference slots, after the fixed references that a
// subclass adds (none for the exact type). It has no raw part.

// view returns n reference slots of the object v from slot i on: as
// short-lived as v's address, and only for reading (no safepoint).
func view(v Value, i, n int) []Value {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(v.Addr().Slot(i), n)
}

// rootView returns n neighbouring root slots as a slice (no safepoint).
func rootView(first Ref, n int) []Value {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(first.Slot(), n)
}

// NewTuple returns a tuple of n slots that hold Null: the caller fills them
// with TupleSet before Python code can see the tuple.
func (t *Thread) NewTuple(n int) Value {
	if n == 0 {
		return t.permanent(&t.RT.containers.emptyTuple, IdxTuple)
	}
	return t.Alloc(IdxTuple, n, 0)
}

// TupleOf returns a tuple of the n neighbouring root slots from first on.
func (t *Thread) TupleOf(first Ref, n int) Value {
	v := t.NewTuple(n)
	switch {
	case v == heap.Null || n == 0:
	case n <= 8 && t.InNursery(v): // less than the call of a copy costs
		for i := range n {
			*v.Addr().Slot(i) = first.At(i).V()
		}
	default:
		t.StoreRange(v, 0, rootView(first, n))
	}
	return v
}

// PackTuple returns a tuple of refs. If one of them holds Null it returns Null:
// whatever should have filled that one has raised.
func (t *Thread) PackTuple(refs ...Ref) Value {
	for _, r := range refs {
		if r.V() == heap.Null {
			return heap.Null
		}
	}
	v := t.NewTuple(len(refs))
	if v != heap.Null {
		for i, r := range refs {
			t.Store(v, i, r.V())
		}
	}
	return v
}

// tupleBase returns the slot of v's item 0; v is a tuple or an instance of a
// subclass (no safepoint).
func (t *Thread) tupleBase(v Value) int {
	if i := v.Addr().Type(); i != IdxTuple {
		return t.RT.types[i].Layout.FixedRefs
	}
	return 0
}

// TupleLen returns the number of items of a tuple or an instance of a subclass
// (no safepoint).
func (t *Thread) TupleLen(v Value) int { return v.Addr().NRefs() - t.tupleBase(v) }

// TupleAt returns item i, which must exist (no safepoint).
func (t *Thread) TupleAt(v Value, i int) Value { return v.Addr().Ref(t.tupleBase(v) + i) }

// TupleSet fills item i of a tuple that nobody else has seen yet (no safepoint).
func (t *Thread) TupleSet(v Value, i int, x Value) { t.Store(v, t.tupleBase(v)+i, x) }

// TupleSlice returns the items [lo, hi) of tuple r as an exact tuple; the
// bounds must be in range.
func (t *Thread) TupleSlice(r Ref, lo, hi int) Value {
	if lo == 0 && isExact(r.V(), IdxTuple) && hi == r.V().Addr().NRefs() {
		return r.V()
	}
	v := t.NewTuple(hi - lo)
	if v != heap.Null && hi > lo {
		src := r.V()
		t.StoreRange(v, 0, view(src, t.tupleBase(src)+lo, hi-lo))
	}
	return v
}
