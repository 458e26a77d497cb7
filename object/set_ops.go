package object

import "github.com/hpyrun/hpyrun/heap"

// The algebra of sets. Which operand is walked and in which order items are
// added is CPython's choice everywhere, because it shows in the order of the
// result.

// newSetLike pushes an empty set or frozenset, of the builtin base of v's type.
func (t *Thread) newSetLike(v Value) Ref {
	if t.isFrozen(v) {
		return t.Push(t.newSetObject(IdxFrozenSet))
	}
	return t.Push(t.NewSet())
}

// isFrozen says that v is a frozenset or an instance of a subclass (no
// safepoint).
func (t *Thread) isFrozen(v Value) bool {
	if !v.IsPtr() {
		return false
	}
	switch i := v.Addr().Type(); i {
	case IdxFrozenSet:
		return true
	case IdxSet:
		return false
	default:
		return t.RT.types[i].IsSubtype(t.RT.FrozenSetType)
	}
}

// setCopy pushes a copy, of the builtin base type; its content is Null when an
// exception is pending.
func (t *Thread) setCopy(s Ref) Ref {
	c := t.newSetLike(s.V())
	if c.V() != heap.Null && !t.setMerge(c, s) {
		c.Set(heap.Null)
	}
	return c
}

// setEach calls f with each item of a set and its hash. Items may be removed
// and added meanwhile.
func (t *Thread) setEach(s Ref, f func(x Ref, h int64) bool) bool {
	defer t.Pop(t.Top())
	r := t.Push(heap.Null)
	for pos := 0; ; {
		x, h, ok := t.setNextHash(s.V(), &pos)
		if !ok {
			return true
		}
		r.Set(x)
		if !f(r, h) {
			return false
		}
	}
}

// addIf adds x to s when found (1 or 0, or -1: failed) is want.
func (t *Thread) addIf(found, want int, s, x Ref, h int64) bool {
	if found < 0 {
		return false
	}
	return found != want || t.setAddHash(s, x, h, isLeaf(x.V()))
}

// setIntersection returns the items that s has in common with an iterable.
func (t *Thread) setIntersection(s, it Ref) Value {
	defer t.Pop(t.Top())
	if s.V() == it.V() {
		return t.setCopy(s).V()
	}
	r := t.newSetLike(s.V())
	if r.V() == heap.Null {
		return heap.Null
	}
	ok := false
	if t.isAnySet(it.V()) {
		if t.SetLen(it.V()) > t.SetLen(s.V()) {
			s, it = it, s
		}
		ok = t.setEach(it, func(x Ref, h int64) bool {
			return t.addIf(t.setHasHash(s, x, h, isLeaf(x.V())), 1, r, x, h)
		})
	} else {
		ok = t.forEach(it, func(x Ref) bool {
			h, leaf, ok := t.hashKey(x)
			return ok && t.addIf(t.setHasHash(s, x, h, leaf), 1, r, x, h)
		})
	}
	if !ok {
		return heap.Null
	}
	return r.V()
}

// setDifference returns the items of s that an iterable has not.
func (t *Thread) setDifference(s, it Ref) Value {
	defer t.Pop(t.Top())
	n := -1
	if t.isAnySet(it.V()) {
		n = t.SetLen(it.V())
	} else if isExact(it.V(), IdxDict) {
		n = t.DictLen(it.V())
	}
	if n < 0 || t.SetLen(s.V())>>2 > n {
		c := t.setCopy(s)
		if c.V() == heap.Null || !t.setDifferenceUpdate(c, it) {
			return heap.Null
		}
		return c.V()
	}
	r := t.newSetLike(s.V())
	if r.V() == heap.Null {
		return heap.Null
	}
	dict := isExact(it.V(), IdxDict)
	if !t.setEach(s, func(x Ref, h int64) bool {
		leaf := isLeaf(x.V())
		has := 0
		if dict {
			has = dictFound(t.dictFind(it, x, h, leaf))
		} else {
			has = t.setHasHash(it, x, h, leaf)
		}
		return t.addIf(has, 0, r, x, h)
	}) {
		return heap.Null
	}
	return r.V()
}

// dictFound is the result of a contains for that of dictFind.
func dictFound(e int) int {
	switch e {
	case absent:
		return 0
	case failed:
		return -1
	}
	return 1
}

// setDifferenceUpdate removes the items of an iterable.
func (t *Thread) setDifferenceUpdate(s, it Ref) bool {
	if s.V() == it.V() {
		t.SetClear(s)
		return true
	}
	defer t.Pop(t.Top())
	ok := false
	if t.isAnySet(it.V()) {
		if t.SetLen(it.V())>>3 > t.SetLen(s.V()) {
			it = t.Push(t.setIntersection(s, it))
			if it.V() == heap.Null {
				return false
			}
		}
		ok = t.setEach(it, func(x Ref, h int64) bool {
			_, ok := t.setDiscardHash(s, x, h, isLeaf(x.V()))
			return ok
		})
	} else {
		ok = t.forEach(it, func(x Ref) bool {
			_, ok := t.SetDiscard(s, x)
			return ok
		})
	}
	if !ok {
		return false
	}
	if v := s.V(); setFillOf(v)-t.SetLen(v) > setMask(v)/4 {
		return t.setResize(s, setGrown(t.SetLen(v)))
	}
	return true
}

// setSymmetricUpdate leaves the items that only one of s and an iterable has.
func (t *Thread) setSymmetricUpdate(s, it Ref) bool {
	if s.V() == it.V() {
		t.SetClear(s)
		return true
	}
	defer t.Pop(t.Top())
	toggle := func(x Ref, h int64) bool {
		leaf := isLeaf(x.V())
		found, ok := t.setDiscardHash(s, x, h, leaf)
		return ok && (found || t.setAddHash(s, x, h, leaf))
	}
	if isExact(it.V(), IdxDict) {
		k := t.Push(heap.Null)
		for pos := 0; ; {
			x, h, ok := t.dictNextHash(it.V(), &pos)
			if !ok {
				return true
			}
			k.Set(x)
			if !toggle(k, h) {
				return false
			}
		}
	}
	if !t.isAnySet(it.V()) {
		// An item that comes twice counts once.
		o := t.newSetLike(s.V())
		if o.V() == heap.Null || !t.SetUpdate(o, it) {
			return false
		}
		it = o
	}
	return t.setEach(it, toggle)
}

// setSymmetricDifference returns the items that only one of them has.
func (t *Thread) setSymmetricDifference(s, it Ref) Value {
	defer t.Pop(t.Top())
	r := t.newSetLike(s.V())
	if r.V() == heap.Null || !t.SetUpdate(r, it) || !t.setSymmetricUpdate(r, s) {
		return heap.Null
	}
	return r.V()
}

// setIsSubset says whether the set o has all items of the set s: 1, 0, -1.
func (t *Thread) setIsSubset(s, o Ref) int {
	if t.SetLen(s.V()) > t.SetLen(o.V()) {
		return 0
	}
	r := 1
	t.setEach(s, func(x Ref, h int64) bool {
		r = t.setHasHash(o, x, h, isLeaf(x.V()))
		return r == 1
	})
	return r
}

// setIsDisjoint says whether s has no item of an iterable: 1, 0, -1.
func (t *Thread) setIsDisjoint(s, it Ref) int {
	if s.V() == it.V() {
		if t.SetLen(s.V()) == 0 {
			return 1
		}
		return 0
	}
	has, ok := 0, false
	if t.isAnySet(it.V()) {
		if t.SetLen(it.V()) > t.SetLen(s.V()) {
			s, it = it, s
		}
		ok = t.setEach(it, func(x Ref, h int64) bool {
			has = t.setHasHash(s, x, h, isLeaf(x.V()))
			return has == 0
		})
	} else {
		ok = t.forEach(it, func(x Ref) bool {
			has = t.SetContains(s, x)
			return has == 0
		})
	}
	switch {
	case ok:
		return 1
	case has == 1:
		return 0
	}
	return -1
}

// setSwap exchanges the contents of two sets, but not the places where their
// pops look next (no safepoint).
func (t *Thread) setSwap(a, b Value) {
	ta, tb := a.Addr().Ref(setTable), b.Addr().Ref(setTable)
	t.Store(a, setTable, tb)
	t.Store(b, setTable, ta)
	for off := setUsed; off < setFinger; off += 8 {
		x, y := a.Addr().Word64(off), b.Addr().Word64(off)
		a.Addr().SetWord64(off, y)
		b.Addr().SetWord64(off, x)
	}
}

func setCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !t.isAnySet(a.V()) || !t.isAnySet(b.V()) {
		return heap.NotImplemented
	}
	n, m := t.SetLen(a.V()), t.SetLen(b.V())
	r := 0
	switch op {
	case EQ, NE:
		if n == m {
			r = t.setIsSubset(a, b)
		}
		if op == NE && r >= 0 {
			r = 1 - r
		}
	case LE:
		r = t.setIsSubset(a, b)
	case GE:
		r = t.setIsSubset(b, a)
	case LT:
		if n < m {
			r = t.setIsSubset(a, b)
		}
	case GT:
		if n > m {
			r = t.setIsSubset(b, a)
		}
	}
	if r < 0 {
		return heap.Null
	}
	return heap.Bool(r == 1)
}

// frozenHash is CPython's hash of a frozenset: independent of the order of the
// slots.
func frozenHash(t *Thread, s Ref) (int64, bool) {
	v := s.V()
	if h := v.Addr().Word64(setHash); h != 0 {
		return int64(h), true
	}
	h := uint64(0)
	for pos := 0; ; {
		_, x, ok := t.setNextHash(v, &pos)
		if !ok {
			break
		}
		u := uint64(x)
		h ^= (u ^ 89869747 ^ u<<16) * 3644798167
	}
	h ^= (uint64(t.SetLen(v)) + 1) * 1927868237
	h ^= h>>11 ^ h>>25
	h = h*69069 + 907133923
	if h == 1<<64-1 {
		h = 590923713
	}
	v.Addr().SetWord64(setHash, h)
	return int64(h), true
}
