package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

// This file holds what Go code does with dicts; dict_table.go tells how they
// are made. Every function here takes a dict or an instance of a subclass, and
// calls no method that a subclass overrides.

// NewDict returns an empty dict.
func (t *Thread) NewDict() Value { return t.Alloc(IdxDict, 1, 16) }

// NewDictSized returns an empty dict with room for n items.
func (t *Thread) NewDictSized(n int) Value {
	if n == 0 {
		return t.NewDict()
	}
	defer t.Pop(t.Top())
	tab := t.Push(t.newTable(logFor(n), false))
	if tab.V() == heap.Null {
		return heap.Null
	}
	d := t.NewDict()
	if d != heap.Null {
		t.Store(d, dictTable, tab.V())
	}
	return d
}

// DictLen returns the number of items (no safepoint).
func (t *Thread) DictLen(v Value) int { return int(*dictCount(v.Addr(), dictUsed)) }

// DictPeek returns the value of k if nothing but leaf keys are involved (no
// safepoint): (Null, true) says that k is absent. ok false: ask DictGet.
func (t *Thread) DictPeek(d, k Value) (v Value, ok bool) {
	tv := d.Addr().Ref(dictTable)
	h, leaf := leafHash(k)
	if !leaf {
		if h, leaf = leafTupleHash(k); !leaf {
			return heap.Null, false
		}
		if tv == heap.Null || !tabIsGeneral(tv.Addr()) {
			return heap.Null, true
		}
		switch e := indexOf(tv.Addr()).findTuple(k, h); e {
		case absent:
			return heap.Null, true
		case failed:
			return heap.Null, false
		default:
			return tabValue(tv.Addr(), e), true
		}
	}
	if tv == heap.Null {
		return heap.Null, true
	}
	tab := tv.Addr()
	x := indexOf(tab)
	e := x.firstProbe(k, h)
	if e == failed {
		if tabIsGeneral(tab) {
			return heap.Null, false
		}
		e = x.findLeaf(k, h)
	}
	if e < 0 {
		return heap.Null, true
	}
	return tabValue(tab, e), true
}

// DictPoke replaces the value of k if only leaf keys are involved and k is
// there (no safepoint). false: ask DictSet.
func (t *Thread) DictPoke(d, k, v Value) bool {
	h, leaf := leafHash(k)
	tv := d.Addr().Ref(dictTable)
	if tv == heap.Null || leaf == tabIsGeneral(tv.Addr()) {
		return false
	}
	if !leaf {
		if h, leaf = leafTupleHash(k); leaf {
			if e := indexOf(tv.Addr()).findTuple(k, h); e >= 0 {
				t.Store(tv, 2*e+1, v)
				return true
			}
		}
		return false
	}
	x := indexOf(tv.Addr())
	e := x.firstProbe(k, h)
	if e == failed {
		e = x.findLeaf(k, h)
	}
	if e < 0 {
		return false
	}
	t.Store(tv, 2*e+1, v)
	return true
}

// DictGet returns the value of k; (Null, true): absent; (Null, false):
// exception pending.
func (t *Thread) DictGet(d, k Ref) (Value, bool) {
	if v, ok := t.DictPeek(d.V(), k.V()); ok {
		return v, true
	}
	h, leaf, ok := t.hashKey(k)
	if !ok {
		return heap.Null, false
	}
	return t.dictGetHash(d, k, h, leaf)
}

func (t *Thread) dictGetHash(d, k Ref, h int64, leaf bool) (Value, bool) {
	switch e := t.dictFind(d, k, h, leaf); e {
	case absent:
		return heap.Null, true
	case failed:
		return heap.Null, false
	default:
		return tabValue(d.V().Addr().Ref(dictTable).Addr(), e), true
	}
}

// DictGetStr returns the value of the exact str name, Null when it is absent
// (no safepoint). In a dict that has also keys that are no leaf keys it asks
// only for those that are: a namespace's attributes, not a dict's items.
func (t *Thread) DictGetStr(d Value, name Value) Value {
	v := d.Addr().Ref(dictTable)
	if v == heap.Null {
		return heap.Null
	}
	if e := findName(v.Addr(), name); e >= 0 {
		return tabValue(v.Addr(), e)
	}
	return heap.Null
}

// findName returns the entry whose key is an exact str equal to name, or
// absent (no safepoint).
func findName(tab heap.Addr, name Value) int {
	x := indexOf(tab)
	h := StrHash(name)
	if e := x.firstProbe(name, h); e != failed {
		return e
	}
	if !tabIsGeneral(tab) {
		return x.findStr(name, h)
	}
	i, perturb := uint64(h)&x.mask, uint64(h)
	for {
		e := x.at(i)
		if e == -1 {
			return absent
		}
		if e >= 0 && x.hash(e) == h {
			if k := x.key(e); k == name || IsExactStr(k) && StrEq(k, name) {
				return e
			}
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

// DictSet sets item k to v.
func (t *Thread) DictSet(d, k, v Ref) bool {
	h, leaf, ok := t.hashKey(k)
	return ok && t.dictSetHash(d, k, v, h, leaf)
}

func (t *Thread) dictSetHash(d, k, v Ref, h int64, leaf bool) bool {
	switch e := t.dictFind(d, k, h, leaf); e {
	case absent:
		return t.dictInsert(d, k, v, h, leaf)
	case failed:
		return false
	default:
		t.Store(d.V().Addr().Ref(dictTable), 2*e+1, v.V())
		return true
	}
}

// DictSetStr sets the item with the interned name as key.
func (t *Thread) DictSetStr(d Ref, name string, v Ref) bool {
	return t.DictSet(d, t.RT.Intern(name), v)
}

// DictContains returns 1, 0, or -1 with an exception pending.
func (t *Thread) DictContains(d, k Ref) int {
	h, leaf, ok := t.hashKey(k)
	if !ok {
		return -1
	}
	switch t.dictFind(d, k, h, leaf) {
	case absent:
		return 0
	case failed:
		return -1
	}
	return 1
}

// DictDel removes item k. ok false: exception pending.
func (t *Thread) DictDel(d, k Ref) (found, ok bool) {
	v, ok := t.DictPop(d, k)
	return v != heap.Null, ok
}

// DictPop removes item k and returns its value; absent: (Null, true).
func (t *Thread) DictPop(d, k Ref) (Value, bool) {
	// An empty dict does not ask for the hash: dict.pop's habit.
	if t.DictLen(d.V()) == 0 {
		return heap.Null, true
	}
	h, leaf, ok := t.hashKey(k)
	if !ok {
		return heap.Null, false
	}
	e := t.dictFind(d, k, h, leaf)
	if e < 0 {
		return heap.Null, e == absent
	}
	v := tabValue(d.V().Addr().Ref(dictTable).Addr(), e)
	t.removeEntry(d.V(), e)
	return v, true
}

// DictSetDefault returns the value of k, after setting it to def if there is
// none.
func (t *Thread) DictSetDefault(d, k, def Ref) Value {
	h, leaf, ok := t.hashKey(k)
	if !ok {
		return heap.Null
	}
	switch e := t.dictFind(d, k, h, leaf); e {
	case absent:
		if !t.dictInsert(d, k, def, h, leaf) {
			return heap.Null
		}
		return def.V()
	case failed:
		return heap.Null
	default:
		return tabValue(d.V().Addr().Ref(dictTable).Addr(), e)
	}
}

// DictNext steps through the items: *pos starts at 0, ok false ends. Values may
// be replaced on the way, keys neither added nor removed (no safepoint).
func (t *Thread) DictNext(v Value, pos *int) (k, val Value, ok bool) {
	tv := v.Addr().Ref(dictTable)
	if tv == heap.Null {
		return heap.Null, heap.Null, false
	}
	tab := tv.Addr()
	for n := tabEntries(tab); *pos < n; {
		e := *pos
		*pos++
		if k := tabKey(tab, e); k != heap.Null {
			return k, tabValue(tab, e), true
		}
	}
	return heap.Null, heap.Null, false
}

// dictNextHash is DictNext for keys with their hashes (no safepoint).
func (t *Thread) dictNextHash(v Value, pos *int) (k Value, h int64, ok bool) {
	if k, _, ok = t.DictNext(v, pos); ok {
		h = entryHash(v.Addr().Ref(dictTable).Addr(), *pos-1)
	}
	return k, h, ok
}

// DictClear removes all items (no safepoint).
func (t *Thread) DictClear(d Ref) {
	v := d.V()
	t.Store(v, dictTable, heap.Null)
	v.Addr().SetWord64(dictUsed, 0) // both counts
	v.Addr().SetWord64(dictStamp, 0)
}

// DictCopy returns an exact dict with d's items.
func (t *Thread) DictCopy(d Ref) Value {
	defer t.Pop(t.Top())
	c := t.Push(t.NewDict())
	if c.V() == heap.Null || !t.dictFill(c, d) {
		return heap.Null
	}
	return c.V()
}

// dictFill gives the empty dict c the items of dict d. It runs no Python.
func (t *Thread) dictFill(c, d Ref) bool {
	n := t.DictLen(d.V())
	if n == 0 {
		return true
	}
	old := d.V().Addr().Ref(dictTable).Addr()
	// A table with many deleted entries is not worth its size.
	log := indexOf(old).log
	if n < tabEntries(old)*2/3 {
		log = logFor(n)
	}
	general := tabIsGeneral(old)
	nv := t.newTable(log, general)
	if nv == heap.Null {
		return false
	}
	t.copyEntries(d.V().Addr().Ref(dictTable).Addr(), nv, general)
	cv := c.V()
	t.Store(cv, dictTable, nv)
	cv.Addr().SetWord64(dictUsed, uint64(n)) // and nothing lost
	cv.Addr().SetWord64(dictStamp, 0)
	return true
}

// What a list of a dict's content is made of.
type dictPart uint8

const (
	keysPart dictPart = iota
	valuesPart
	itemsPart
)

// DictKeys returns a list of the keys.
func (t *Thread) DictKeys(d Ref) Value { return t.dictList(d, keysPart) }

// DictValues returns a list of the values.
func (t *Thread) DictValues(d Ref) Value { return t.dictList(d, valuesPart) }

// DictItems returns a list of (key, value) tuples.
func (t *Thread) DictItems(d Ref) Value { return t.dictList(d, itemsPart) }

func (t *Thread) dictList(d Ref, part dictPart) Value {
	defer t.Pop(t.Top())
	l := t.Push(t.NewList(t.DictLen(d.V())))
	if l.V() == heap.Null {
		return heap.Null
	}
	pos := 0
	for {
		k, v, ok := t.DictNext(d.V(), &pos)
		if !ok {
			return l.V()
		}
		switch part {
		case valuesPart:
			k = v
		case itemsPart:
			if k = t.pair(k, v); k == heap.Null {
				return heap.Null
			}
		}
		lv := l.V()
		n := t.ListLen(lv)
		t.Store(lv.Addr().Ref(listItems), n, k)
		setListLen(lv, n+1)
	}
}

// pair returns the tuple (a, b): a safepoint that takes raw values, because it
// roots them first.
func (t *Thread) pair(a, b Value) Value {
	mark := t.Top()
	r := t.Push(a)
	t.Push(b)
	v := t.TupleOf(r, 2)
	t.Pop(mark)
	return v
}

// DictKeysStamp returns a number, never 0, that is unique in the runtime to
// this dict's present set of keys. Replacing a value keeps it (no safepoint).
func (t *Thread) DictKeysStamp(v Value) uint64 {
	a := v.Addr()
	s := a.Word64(dictStamp)
	if s == 0 {
		c := &t.RT.containers
		c.lastStamp++
		s = c.lastStamp
		a.SetWord64(dictStamp, s)
	}
	return s
}

// DictHint returns the position of the interned str name among the dict's
// entries, or -1: for DictAtHint, where it stays good until the key is removed
// or the table rebuilt (no safepoint).
func (t *Thread) DictHint(v, name Value) int {
	tv := v.Addr().Ref(dictTable)
	if tv == heap.Null {
		return absent
	}
	return findName(tv.Addr(), name)
}

// DictAtHint returns the value at position hint when the key there is the very
// object name, else Null (no safepoint). hint may be any number from 0 on.
func (t *Thread) DictAtHint(v, name Value, hint int) Value {
	tv := v.Addr().Ref(dictTable)
	if tv != heap.Null {
		if tab := tv.Addr(); hint < tabCap(tab) && tabKey(tab, hint) == name {
			return tabValue(tab, hint)
		}
	}
	return heap.Null
}

// DictStampNow returns the stamp of the dict's keys if it has one, else 0 (no
// safepoint): see DictKeysStamp.
func DictStampNow(v Value) uint64 { return v.Addr().Word64(dictStamp) }

// DictEmpty says that a dict has never had an item since it was made or cleared: it
// has no table (no safepoint).
func DictEmpty(v Value) bool { return v.Addr().Ref(dictTable) == heap.Null }

// DictTable returns the table of a dict that is not empty: reference 2*i is the
// key at position i, 2*i+1 its value. For code that cannot afford a call of
// DictAtHint (no safepoint).
func DictTable(v Value) heap.Addr { return v.Addr().Ref(dictTable).Addr() }

// DictSetAtHint replaces the value at position hint when the key there is the
// very object name, else returns false (no safepoint).
func (t *Thread) DictSetAtHint(v, name Value, hint int, x Value) bool {
	tv := v.Addr().Ref(dictTable)
	if tv == heap.Null {
		return false
	}
	if tab := tv.Addr(); hint < tabCap(tab) && tabKey(tab, hint) == name {
		t.Store(tv, 2*hint+1, x)
		return true
	}
	return false
}
