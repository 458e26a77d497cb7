package object

import "github.com/hpyrun/hpyrun/heap"

// This file holds what Go code does with sets and frozensets; set_table.go
// tells how they are made. Every function takes either, or an instance of a
// subclass, and calls no method that a subclass overrides.

// NewSet returns an empty set.
func (t *Thread) NewSet() Value { return t.newSetObject(IdxSet) }

func (t *Thread) newSetObject(typ heap.TypeIndex) Value { return t.Alloc(typ, setRefs, setRaw) }

// NewFrozenSet returns a frozenset of the items of an iterable (nil Ref: of
// none).
func (t *Thread) NewFrozenSet(it Ref) Value {
	defer t.Pop(t.Top())
	s := t.Push(t.newSetObject(IdxFrozenSet))
	if s.V() == heap.Null || !it.IsNil() && !t.SetUpdate(s, it) {
		return heap.Null
	}
	return s.V()
}

// SetLen returns the number of items (no safepoint).
func (t *Thread) SetLen(v Value) int { return int(v.Addr().Word64(setUsed)) }

// SetAdd adds v.
func (t *Thread) SetAdd(s, v Ref) bool {
	h, leaf, ok := t.hashKey(v)
	return ok && t.setAddHash(s, v, h, leaf)
}

func (t *Thread) setAddHash(s, v Ref, h int64, leaf bool) bool {
	slot, empty := t.setFind(s, v, h, leaf)
	switch slot {
	case absent:
		return t.setInsert(s, v, h, leaf, empty)
	case failed:
		return false
	}
	return true
}

// SetContains returns 1, 0, or -1 with an exception pending (an unhashable v
// too).
func (t *Thread) SetContains(s, v Ref) int {
	h, leaf, ok := t.hashKey(v)
	if !ok {
		return -1
	}
	return t.setHasHash(s, v, h, leaf)
}

func (t *Thread) setHasHash(s, v Ref, h int64, leaf bool) int {
	switch slot, _ := t.setFind(s, v, h, leaf); slot {
	case absent:
		return 0
	case failed:
		return -1
	}
	return 1
}

// SetDiscard removes v. ok false: exception pending.
func (t *Thread) SetDiscard(s, v Ref) (found, ok bool) {
	h, leaf, ok := t.hashKey(v)
	if !ok {
		return false, false
	}
	return t.setDiscardHash(s, v, h, leaf)
}

func (t *Thread) setDiscardHash(s, v Ref, h int64, leaf bool) (found, ok bool) {
	slot, _ := t.setFind(s, v, h, leaf)
	if slot < 0 {
		return false, slot == absent
	}
	t.setRemove(s.V(), slot)
	return true, true
}

// SetNext steps through the items: *pos starts at 0, ok false ends (no
// safepoint).
func (t *Thread) SetNext(v Value, pos *int) (Value, bool) {
	tv := v.Addr().Ref(setTable)
	if tv == heap.Null {
		return heap.Null, false
	}
	tab := tv.Addr()
	for n := tab.NRefs(); *pos < n; {
		x := tab.Ref(*pos)
		*pos++
		if x != heap.Null && x != setDeleted {
			return x, true
		}
	}
	return heap.Null, false
}

// setNextHash is SetNext with the item's hash.
func (t *Thread) setNextHash(v Value, pos *int) (x Value, h int64, ok bool) {
	if x, ok = t.SetNext(v, pos); ok {
		h = setIndexOf(v.Addr().Ref(setTable).Addr()).hash(uint64(*pos - 1))
	}
	return x, h, ok
}

// SetClear removes all items (no safepoint).
func (t *Thread) SetClear(s Ref) {
	v := s.V()
	t.Store(v, setTable, heap.Null)
	setCounts(v, 0, 0)
}

// SetPop removes and returns some item; KeyError when there is none.
func (t *Thread) SetPop(s Ref) Value {
	v := s.V()
	if t.SetLen(v) == 0 {
		return t.keyErrorStr("pop from an empty set")
	}
	tab := v.Addr().Ref(setTable).Addr()
	mask := tab.NRefs() - 1
	i := int(v.Addr().Word64(setFinger)) & mask
	for tab.Ref(i) == heap.Null || tab.Ref(i) == setDeleted {
		i = (i + 1) & mask
	}
	x := tab.Ref(i)
	t.setRemove(v, i)
	v.Addr().SetWord64(setFinger, uint64(i+1))
	return x
}

// keyErrorStr raises KeyError with a text as its key.
func (t *Thread) keyErrorStr(s string) Value {
	defer t.Pop(t.Top())
	k := t.Push(t.NewStr(s))
	if k.V() == heap.Null {
		return heap.Null
	}
	return t.KeyError(k)
}

// isAnySet says that v is a set, a frozenset or an instance of a subclass (no
// safepoint).
func (t *Thread) isAnySet(v Value) bool {
	if !v.IsPtr() {
		return false
	}
	i := v.Addr().Type()
	if i == IdxSet || i == IdxFrozenSet {
		return true
	}
	typ := t.RT.types[i]
	return typ.Flags&FlagHeapType != 0 && (typ.IsSubtype(t.RT.SetType) || typ.IsSubtype(t.RT.FrozenSetType))
}

// setMerge adds the items of set o.
func (t *Thread) setMerge(s, o Ref) bool {
	n := t.SetLen(o.V())
	if s.V() == o.V() || n == 0 {
		return true
	}
	if (setFillOf(s.V())+n)*5 >= setMask(s.V())*3 && !t.setResize(s, (t.SetLen(s.V())+n)*2) {
		return false
	}
	if setFillOf(s.V()) == 0 {
		return t.setFillFrom(s, o)
	}
	defer t.Pop(t.Top())
	k := t.Push(heap.Null)
	for pos := 0; ; {
		x, h, ok := t.setNextHash(o.V(), &pos)
		if !ok {
			return true
		}
		k.Set(x)
		if !t.setAddHash(s, k, h, isLeaf(x)) {
			return false
		}
	}
}

// setFillFrom gives the empty set s, whose table is large enough, the items of
// o. It runs no Python.
func (t *Thread) setFillFrom(s, o Ref) bool {
	n := setMask(s.V()) + 1
	nv := t.newSetTable(n, setIndexOf(o.V().Addr().Ref(setTable).Addr()).general)
	if nv == heap.Null {
		return false
	}
	v, from := s.V(), o.V().Addr().Ref(setTable)
	used := t.SetLen(o.V())
	if from.Addr().NRefs() == n && setFillOf(o.V()) == used {
		t.copySlots(from, nv)
	} else {
		t.insertAll(from, nv)
	}
	t.Store(v, setTable, nv)
	setCounts(v, used, used)
	return true
}

// setMergeKeys adds the keys of dict d.
func (t *Thread) setMergeKeys(s, d Ref) bool {
	n := t.DictLen(d.V())
	if n == 0 {
		return true
	}
	if (setFillOf(s.V())+n)*5 >= setMask(s.V())*3 && !t.setResize(s, (t.SetLen(s.V())+n)*2) {
		return false
	}
	defer t.Pop(t.Top())
	k := t.Push(heap.Null)
	for pos := 0; ; {
		x, h, ok := t.dictNextHash(d.V(), &pos)
		if !ok {
			return true
		}
		k.Set(x)
		if !t.setAddHash(s, k, h, isLeaf(x)) {
			return false
		}
	}
}

// SetUpdate adds the items of an iterable.
func (t *Thread) SetUpdate(s, it Ref) bool {
	switch {
	case t.isAnySet(it.V()):
		return t.setMerge(s, it)
	case isExact(it.V(), IdxDict):
		return t.setMergeKeys(s, it)
	}
	return t.forEach(it, func(x Ref) bool { return t.SetAdd(s, x) })
}
