package object

import "github.com/hpyrun/hpyrun/heap"

// isIndex says that v can be an index: an int or something with __index__ (no
// safepoint).
func (t *Thread) isIndex(v Value) bool {
	return v.IsInt() || t.RT.TypeOf(v).Slots.Unary[OpIndex] != nil
}

// listSubscript is list.__getitem__.
func listSubscript(t *Thread, l, key Ref) Value {
	k := key.V()
	if k.IsInt() {
		return listItem(t, l, fromEnd(int(k.Int()), t.ListLen(l.V())))
	}
	if isExact(k, IdxSlice) {
		start, stop, step, ok := t.SliceUnpack(key)
		if !ok {
			return heap.Null
		}
		start, _, n := SliceAdjust(start, stop, step, t.ListLen(l.V()))
		if step == 1 {
			return t.ListSlice(l, start, start+n)
		}
		c := t.NewList(n)
		if c == heap.Null {
			return c
		}
		for i := range n {
			t.Store(c.Addr().Ref(listItems), i, t.ListAt(l.V(), start+i*step))
		}
		setListLen(c, n)
		return c
	}
	if !t.isIndex(k) {
		return t.TypeErrorf("list indices must be integers or slices, not %s", t.TypeName(k))
	}
	i, ok := t.AsIndex(key)
	if !ok {
		return heap.Null
	}
	return listItem(t, l, fromEnd(i, t.ListLen(l.V())))
}

// fromEnd maps a negative index to the place that it counts from the end.
func fromEnd(i, n int) int {
	if i < 0 {
		return i + n
	}
	return i
}

func listItem(t *Thread, l Ref, i int) Value {
	if uint(i) >= uint(t.ListLen(l.V())) {
		return t.IndexErrorf("list index out of range")
	}
	return t.ListAt(l.V(), i)
}

// listAssItem is l[i] = v; v the nil Ref deletes. Negative i are not mapped.
func listAssItem(t *Thread, l Ref, i int, v Ref) bool {
	if uint(i) >= uint(t.ListLen(l.V())) {
		t.IndexErrorf("list assignment index out of range")
		return false
	}
	if v.IsNil() {
		t.ListPop(l, i)
	} else {
		t.ListSet(l.V(), i, v.V())
	}
	return true
}

// listAssSubscript is l[key] = v; v the nil Ref deletes.
func listAssSubscript(t *Thread, l, key, v Ref) bool {
	k := key.V()
	if isExact(k, IdxSlice) {
		return t.listAssSlice(l, key, v)
	}
	if !t.isIndex(k) {
		t.TypeErrorf("list indices must be integers or slices, not %s", t.TypeName(k))
		return false
	}
	i, ok := t.AsIndex(key)
	return ok && listAssItem(t, l, fromEnd(i, t.ListLen(l.V())), v)
}

func (t *Thread) listAssSlice(l, key, v Ref) bool {
	low, high, step, ok := t.SliceUnpack(key)
	if !ok {
		return false
	}
	if step == 1 {
		start, stop, _ := SliceAdjust(low, high, step, t.ListLen(l.V()))
		return t.ListSetSlice(l, start, max(start, stop), v)
	}
	if v.IsNil() {
		start, _, n := SliceAdjust(low, high, step, t.ListLen(l.V()))
		t.listDelStepped(l, start, step, n)
		return true
	}
	defer t.Pop(t.Top())
	src := t.fastSeq(v, "must assign iterable to extended slice")
	if src.IsNil() {
		return false
	}
	if src.V() == l.V() {
		c := t.ListSlice(l, 0, t.ListLen(l.V()))
		if c == heap.Null {
			return false
		}
		src = t.Push(c)
	}
	// Only now: iterating v may have changed the list.
	start, _, n := SliceAdjust(low, high, step, t.ListLen(l.V()))
	items, _ := t.seqView(src.V())
	if len(items) != n {
		t.ValueErrorf("attempt to assign sequence of size %d to extended slice of size %d", len(items), n)
		return false
	}
	if n > 0 {
		a := l.V().Addr().Ref(listItems)
		for i, x := range items {
			t.Store(a, start+i*step, x)
		}
	}
	return true
}

// listDelStepped deletes n items, step apart (no safepoint).
func (t *Thread) listDelStepped(l Ref, start, step, n int) {
	if n == 0 {
		return
	}
	v := l.V()
	old := t.ListLen(v)
	if step < 0 {
		start, step = start+(n-1)*step, -step
	}
	a := v.Addr().Ref(listItems)
	to := start
	for i := range n {
		// The items between one deleted and the next (or the end) move down.
		from, end := start+i*step+1, start+(i+1)*step
		if i == n-1 {
			end = old
		}
		if from < end {
			t.StoreRange(a, to, view(a, from, end-from))
			to += end - from
		}
	}
	setListLen(v, to)
	t.listTrim(v, to, old)
}

// ListSetSlice replaces the items [lo, hi) by those of an iterable; it the nil
// Ref deletes them. The bounds are clipped.
func (t *Thread) ListSetSlice(l Ref, lo, hi int, it Ref) bool {
	defer t.Pop(t.Top())
	src := it
	if !it.IsNil() {
		if src = t.fastSeq(it, "can only assign an iterable"); src.IsNil() {
			return false
		}
		if src.V() == l.V() {
			c := t.ListSlice(l, 0, t.ListLen(l.V()))
			if c == heap.Null {
				return false
			}
			src = t.Push(c)
		}
	}
	n := t.ListLen(l.V())
	lo = min(max(lo, 0), n)
	hi = min(max(hi, lo), n)
	k := 0
	if !src.IsNil() {
		items, _ := t.seqView(src.V())
		k = len(items)
	}
	if lo == hi && k == 0 {
		return true
	}
	if !t.listGap(l, lo, hi, k) {
		return false
	}
	if k > 0 {
		items, _ := t.seqView(src.V())
		t.StoreRange(l.V().Addr().Ref(listItems), lo, items)
	}
	return true
}

// fastSeq returns a Ref of an exact list or tuple with the items of an
// iterable: it itself, or a pushed list. When it is no iterable the message of
// the TypeError is msg. The nil Ref: exception pending. It pushes.
func (t *Thread) fastSeq(it Ref, msg string) Ref {
	if _, ok := t.seqView(it.V()); ok {
		return it
	}
	iter := t.Push(t.Iter(it))
	if iter.V() == heap.Null {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			t.TypeErrorf("%s", msg)
		}
		return Ref{}
	}
	r := t.Push(t.SeqToList(iter))
	if r.V() == heap.Null {
		return Ref{}
	}
	return r
}
