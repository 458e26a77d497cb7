package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

// This file makes sequences of iterables, and takes sequences apart.

var nmLengthHint = RegisterName("__length_hint__")

// SeqToList returns a new list of the items of an iterable.
func (t *Thread) SeqToList(it Ref) Value {
	v := it.V()
	if v.IsPtr() {
		switch v.Addr().Type() {
		case IdxList:
			return t.ListSlice(it, 0, t.ListLen(v))
		case IdxTuple:
			n := v.Addr().NRefs()
			l := t.NewList(n)
			if l != heap.Null && n > 0 {
				t.StoreRange(l.Addr().Ref(listItems), 0, view(it.V(), 0, n))
				setListLen(l, n)
			}
			return l
		case IdxDict:
			return t.DictKeys(it)
		}
	}
	defer t.Pop(t.Top())
	l := t.Push(t.NewList(0))
	if l.V() == heap.Null || !t.ListExtend(l, it) {
		return heap.Null
	}
	return l.V()
}

// SeqToTuple returns a tuple of the items of an iterable: the very object when
// it is an exact tuple.
func (t *Thread) SeqToTuple(it Ref) Value {
	if isExact(it.V(), IdxTuple) {
		return it.V()
	}
	if isExact(it.V(), IdxList) {
		return t.ListToTuple(it)
	}
	defer t.Pop(t.Top())
	l := t.Push(t.SeqToList(it))
	if l.V() == heap.Null {
		return heap.Null
	}
	return t.ListToTuple(l)
}

// LengthHint is operator.length_hint(o, def); -1: exception pending.
func (t *Thread) LengthHint(o Ref, def int) int {
	typ := t.RT.TypeOf(o.V())
	if typ.Slots.SqLength != nil || typ.Slots.MpLength != nil {
		n := t.Length(o)
		if n >= 0 {
			return n
		}
		if !t.ExcMatches(t.RT.Exc.TypeError) {
			return -1
		}
		t.ClearExc()
	}
	name := t.RT.NameRef(nmLengthHint)
	if t.LookupType(typ, name.V()) == heap.Null {
		return def
	}
	defer t.Pop(t.Top())
	r := t.Push(t.CallMethod(o, name))
	switch {
	case r.V() == heap.Null:
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			return def
		}
		return -1
	case r.V() == heap.NotImplemented:
		return def
	case !t.RT.IsInt(r.V()):
		t.TypeErrorf("__length_hint__ must be an integer, not %s", t.TypeName(r.V()))
		return -1
	}
	n, ok := t.AsSsize(r, t.RT.Exc.OverflowError)
	if !ok {
		return -1
	}
	if n < 0 {
		t.ValueErrorf("__length_hint__() should return >= 0")
		return -1
	}
	return n
}

// Unpack fills the n neighbouring slots from dst on with the items of seq, which
// must be n: "a, b, c = seq". dst may be seq's own slot.
func (t *Thread) Unpack(seq Ref, dst Ref, n int) bool {
	if items, ok := t.seqView(seq.V()); ok && len(items) == n {
		copy(rootView(dst, n), items)
		return true
	} else if ok && len(items) < n {
		return t.tooFew(n, len(items), "")
	}
	defer t.Pop(t.Top())
	it := t.unpackIter(seq)
	if it.IsNil() || !t.unpackSome(it, dst, n, n, "") {
		return false
	}
	if v := t.next(it); v == heap.Null {
		return !t.Pending()
	}
	t.ValueErrorf("too many values to unpack (expected %d)", n)
	return false
}

// UnpackEx is "a, *b, c = seq": it fills before slots from dst on, one with a
// list of what is between, then after slots.
func (t *Thread) UnpackEx(seq Ref, dst Ref, before, after int) bool {
	defer t.Pop(t.Top())
	it := t.unpackIter(seq)
	if it.IsNil() || !t.unpackSome(it, dst, before, before+after, "at least ") {
		return false
	}
	l := t.Push(t.SeqToList(it))
	if l.V() == heap.Null {
		return false
	}
	n := t.ListLen(l.V())
	if n < after {
		return t.tooFew(before+after, before+n, "at least ")
	}
	for i := range after {
		dst.At(before + 1 + i).Set(t.ListAt(l.V(), n-after+i))
	}
	if after > 0 && !t.ListSetSlice(l, n-after, n, Ref{}) {
		return false
	}
	dst.At(before).Set(l.V())
	return true
}

// unpackIter pushes an iterator of seq; the nil Ref: exception pending.
func (t *Thread) unpackIter(seq Ref) Ref {
	it := t.Push(t.Iter(seq))
	if it.V() != heap.Null {
		return it
	}
	if s := &t.RT.TypeOf(seq.V()).Slots; t.ExcMatches(t.RT.Exc.TypeError) && s.Iter == nil && s.SqItem == nil {
		t.ClearExc()
		t.TypeErrorf("cannot unpack non-iterable %s object", t.TypeName(seq.V()))
	}
	return Ref{}
}

// unpackSome fills n slots; want is the number that the message tells.
func (t *Thread) unpackSome(it, dst Ref, n, want int, bound string) bool {
	for i := range n {
		v := t.next(it)
		if v == heap.Null {
			if t.Pending() {
				return false
			}
			return t.tooFew(want, i, bound)
		}
		dst.At(i).Set(v)
	}
	return true
}

func (t *Thread) tooFew(want, got int, bound string) bool {
	t.ValueErrorf("not enough values to unpack (expected %s%d, got %d)", bound, want, got)
	return false
}
