package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A set (and a frozenset) is an object with two references, its table (Null
// until something is added) and its weak references, and four raw words: items,
// slots in use (with deleted ones), the place where pop looks next, and a
// frozenset's hash.
//
// The table is an open hash table with CPython's probe sequence and growth, so
// that the order of iteration, which programs print, is CPython's wherever the
// hashes are: runs of up to ten neighbouring slots, then a jump that uses more
// of the hash.
//
//	references  one for each slot: Null empty, Unbound deleted, else the item
//	raw         header word: general (1)
//	            hashes: a word for each slot, in a general table only
//
// Leaf and general tables, and what keeps a look-up safe while Python code
// runs, are a dict's (dict_table.go).
const (
	setTable  = 0 // reference slot
	setRefs   = 2
	setUsed   = 0 // raw offset: items
	setFill   = 8 // raw offset: items and deleted slots
	setFinger = 16
	setHash   = 24 // a frozenset's hash; 0: not computed yet
	setRaw    = 32

	setHashes = 8 // raw offset in the table

	setMinSize      = 8
	setLinearProbes = 9
	setDeleted      = heap.Unbound
	noSlot          = 1<<64 - 1
)

func setFillOf(v Value) int { return int(v.Addr().Word64(setFill)) }

// setMask returns the table's size minus one; a set without a table counts as
// one with the smallest.
func setMask(v Value) int {
	if tv := v.Addr().Ref(setTable); tv != heap.Null {
		return tv.Addr().NRefs() - 1
	}
	return setMinSize - 1
}

func setCounts(v Value, used, fill int) {
	a := v.Addr()
	a.SetWord64(setUsed, uint64(used))
	a.SetWord64(setFill, uint64(fill))
}

// setIndex is a decoded table: raw pointers, so it dies at the next safepoint.
type setIndex struct {
	refs    unsafe.Pointer
	mask    uint64
	general bool
}

func setIndexOf(tab heap.Addr) setIndex {
	n := tab.NRefs()
	refs := unsafe.Pointer(tab.Slot(0))
	return setIndex{refs, uint64(n - 1), *(*uint64)(unsafe.Add(refs, n*8)) != 0}
}

func (x setIndex) item(i uint64) Value { return *(*Value)(unsafe.Add(x.refs, i*8)) }

// hash returns the hash of the live item in slot i.
func (x setIndex) hash(i uint64) int64 {
	if x.general {
		return *x.hashSlot(i)
	}
	return mustLeafHash(x.item(i))
}

func (x setIndex) hashSlot(i uint64) *int64 {
	return (*int64)(unsafe.Add(x.refs, (x.mask+1)*8+setHashes+i*8))
}

// run returns the last slot of the run of neighbours that starts at i.
func (x setIndex) run(i uint64) uint64 {
	if i+setLinearProbes <= x.mask {
		return i + setLinearProbes
	}
	return i
}

// findLeaf looks a leaf key up in a leaf table: its slot and true, or the slot
// where it would go and false: the last deleted one on the way, else the empty
// one where the search ended.
func (x setIndex) findLeaf(key Value, hash int64) (uint64, bool) {
	start, perturb := uint64(hash)&x.mask, uint64(hash)
	free := uint64(noSlot)
	for {
		for i, last := start, x.run(start); i <= last; i++ {
			v := x.item(i)
			if v == key {
				return i, true
			}
			if v == heap.Null {
				return freeOr(free, i), false
			}
			if v.IsPtr() {
				if key.IsPtr() && StrHash(v) == hash && StrEq(v, key) {
					return i, true
				}
			} else if v == setDeleted {
				free = i
			} else if !key.IsPtr() && immEq(v, key) {
				return i, true
			}
		}
		perturb >>= 5
		start = (start*5 + 1 + perturb) & x.mask
	}
}

// freeOr returns the deleted slot free, or i when there was none.
func freeOr(free, i uint64) uint64 {
	if free != noSlot {
		return free
	}
	return i
}

// emptySlot returns the slot where a new item goes in a table that may hold
// deleted slots but not the item.
func (x setIndex) emptySlot(hash int64) uint64 {
	start, perturb := uint64(hash)&x.mask, uint64(hash)
	for {
		for i, last := start, x.run(start); i <= last; i++ {
			if x.item(i) == heap.Null {
				return i
			}
		}
		perturb >>= 5
		start = (start*5 + 1 + perturb) & x.mask
	}
}

// setFind looks k up: its slot, absent, or failed. Where the result is absent
// and the set has a table, empty is the slot for k (deleted or empty). No safepoint if k is leaf
// and the table is; the results are good until the next safepoint.
func (t *Thread) setFind(s, k Ref, hash int64, leaf bool) (slot int, empty uint64) {
	tv := s.V().Addr().Ref(setTable)
	if tv == heap.Null {
		return absent, 0
	}
	if x := setIndexOf(tv.Addr()); leaf && !x.general {
		i, found := x.findLeaf(k.V(), hash)
		if found {
			return int(i), 0
		}
		return absent, i
	}
	return t.setProbe(s, k, hash)
}

// setProbe is setFind for any key and table.
func (t *Thread) setProbe(s, k Ref, hash int64) (slot int, empty uint64) {
	defer t.Pop(t.Top())
	tr, kr := t.Push(heap.Null), t.Push(heap.Null)
restart:
	tv := s.V().Addr().Ref(setTable)
	if tv == heap.Null {
		return absent, 0
	}
	x := setIndexOf(tv.Addr())
	start, perturb := uint64(hash)&x.mask, uint64(hash)
	free := uint64(noSlot)
	for {
		for i, last := start, x.run(start); i <= last; i++ {
			v := x.item(i)
			if v == heap.Null {
				return absent, freeOr(free, i)
			}
			if v == k.V() {
				return int(i), 0
			}
			if v == setDeleted {
				free = i
				continue
			}
			if x.hash(i) != hash {
				continue
			}
			switch keyEq(v, k.V()) {
			case 1:
				return int(i), 0
			case -1:
				tr.Set(tv)
				kr.Set(v)
				c := t.CompareBool(kr, k, EQ)
				if c < 0 {
					return failed, 0
				}
				tv = tr.V()
				if s.V().Addr().Ref(setTable) != tv || tv.Addr().Ref(int(i)) != kr.V() {
					goto restart
				}
				if c > 0 {
					return int(i), 0
				}
				x = setIndexOf(tv.Addr())
			}
		}
		perturb >>= 5
		start = (start*5 + 1 + perturb) & x.mask
	}
}

// newSetTable allocates an empty table of n slots.
func (t *Thread) newSetTable(n int, general bool) Value {
	if !general {
		return t.Alloc(IdxSetTable, n, setHashes)
	}
	v := t.Alloc(IdxSetTable, n, setHashes+8*n)
	if v != heap.Null {
		v.Addr().SetWord64(0, 1)
	}
	return v
}

// setInsert adds an item that setFind has just not found; empty is what that
// returned.
func (t *Thread) setInsert(s, k Ref, hash int64, leaf bool, empty uint64) bool {
	tv := s.V().Addr().Ref(setTable)
	if tv == heap.Null {
		tv = t.newSetTable(setMinSize, !leaf)
		if tv == heap.Null {
			return false
		}
		t.Store(s.V(), setTable, tv)
		empty = uint64(hash) & (setMinSize - 1)
	} else if !leaf && !setIndexOf(tv.Addr()).general {
		// The same slots, now with hashes.
		tv = t.newSetTable(tv.Addr().NRefs(), true)
		if tv == heap.Null {
			return false
		}
		t.copySlots(s.V().Addr().Ref(setTable), tv)
		t.Store(s.V(), setTable, tv)
	}
	v := s.V()
	again := tv.Addr().Ref(int(empty)) == setDeleted
	t.Store(tv, int(empty), k.V())
	if x := setIndexOf(tv.Addr()); x.general {
		*x.hashSlot(empty) = hash
	}
	used, fill := t.SetLen(v)+1, setFillOf(v)
	if again {
		setCounts(v, used, fill)
		return true
	}
	fill++
	setCounts(v, used, fill)
	if fill*5 < setMask(v)*3 {
		return true
	}
	return t.setResize(s, setGrown(used))
}

func setGrown(used int) int {
	if used > 50000 {
		return used * 2
	}
	return used * 4
}

// copySlots makes the fresh table to, of the same size, an image of from (no
// safepoint).
func (t *Thread) copySlots(from, to Value) {
	n := from.Addr().NRefs()
	t.StoreRange(to, 0, view(from, 0, n))
	x, y := setIndexOf(from.Addr()), setIndexOf(to.Addr())
	if !y.general {
		return
	}
	for i := range uint64(n) {
		if v := x.item(i); v != heap.Null && v != setDeleted {
			*y.hashSlot(i) = x.hash(i)
		}
	}
}

// insertAll enters the items of table from, in the order of its slots, into to,
// which holds none of them and has room (no safepoint).
func (t *Thread) insertAll(from, to Value) {
	x, y := setIndexOf(from.Addr()), setIndexOf(to.Addr())
	for i := range x.mask + 1 {
		v := x.item(i)
		if v == heap.Null || v == setDeleted {
			continue
		}
		h := x.hash(i)
		e := y.emptySlot(h)
		t.Store(to, int(e), v)
		if y.general {
			*y.hashSlot(e) = h
		}
	}
}

// setResize gives the set a table for more than minUsed items without deleted
// slots. It runs no Python.
func (t *Thread) setResize(s Ref, minUsed int) bool {
	n := setMinSize
	for n <= minUsed {
		n *= 2
	}
	old := s.V().Addr().Ref(setTable)
	general := old != heap.Null && setIndexOf(old.Addr()).general
	nv := t.newSetTable(n, general)
	if nv == heap.Null {
		return false
	}
	v := s.V()
	if old = v.Addr().Ref(setTable); old != heap.Null {
		t.insertAll(old, nv)
	}
	t.Store(v, setTable, nv)
	used := t.SetLen(v)
	setCounts(v, used, used)
	return true
}

// setRemove deletes the item in slot i (no safepoint).
func (t *Thread) setRemove(v Value, i int) {
	t.Store(v.Addr().Ref(setTable), i, setDeleted)
	a := v.Addr()
	a.SetWord64(setUsed, a.Word64(setUsed)-1)
}
