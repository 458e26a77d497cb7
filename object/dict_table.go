package object

import (
	"math/bits"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A dict is an object with one reference, its table (Null until the first
// insertion), and two raw words: the number of items (32 bits) with the number of
// lost places (32 bits), and the keys stamp.
//
// The table is CPython's compact ordered hash table (R. Hettinger's design)
// laid out for a collector that only knows references and bytes:
//
//	references  key 0, value 0, key 1, value 1, …     cap entries in order of insertion
//	raw         header word: entries in use (32 bits) | log2 of the index size (8) | general (1)
//	            index: 2^log2 numbers of 1, 2 or 4 bytes
//	            hashes: cap words of 64 bits, in a general table only
//
// An index number is 0 for empty (so fresh memory needs no filling), all ones
// for deleted, else the entry's number plus one. A deleted entry holds Null
// twice. popitem gives its entry back, but what it leaves in the index is a
// deleted number all the same: such a place is lost until the table is rebuilt,
// or the index would at last have no empty number to end a search. cap is two
// thirds of the index size; the probe sequence is CPython's,
// which keeps consecutive ints in consecutive places and uses all hash bits.
//
// A table is leaf (see leafkey.go) or general. A leaf table becomes general
// when the first key comes that is no leaf; it returns only by clear.
//
// Safety. Only a comparison with a key that is no leaf can run Python. Around
// it the table and the key are rooted; afterwards the search goes on if the
// dict still has this table and this key at this entry, and starts again
// otherwise, as CPython's does. Between a search's result and its use there is
// no safepoint, or it is one that cannot run Python (an allocation), after
// which the addresses are taken anew.
//
// The keys stamp is 0 whenever keys were added or removed since it was last
// asked for; then the runtime hands out a new number. So mutation pays one
// plain store, and an inline cache compares one word.
const (
	dictTable = 0 // reference slot
	dictUsed  = 0 // raw offset: number of items
	dictLost  = 4 // raw offset: entries that may not be used, though free
	dictStamp = 8 // raw offset

	tabIndex   = 8 // raw offset of the index
	tabGeneral = 1 << 40
	minLog     = 3
)

// dictIx is the type of an index number.
type dictIx interface{ uint8 | uint16 | uint32 }

// dictCount returns the place of one of a dict's counts.
func dictCount(a heap.Addr, off int) *uint32 { return (*uint32)(a.Raw(off)) }

func tabHeader(tab heap.Addr) uint64  { return tab.Word64(0) }
func tabEntries(tab heap.Addr) int    { return int(uint32(tabHeader(tab))) }
func tabIsGeneral(tab heap.Addr) bool { return tabHeader(tab)&tabGeneral != 0 }
func tabCap(tab heap.Addr) int        { return tab.NRefs() / 2 }
func tabKey(tab heap.Addr, e int) Value {
	return tab.Ref(2 * e)
}
func tabValue(tab heap.Addr, e int) Value { return tab.Ref(2*e + 1) }

func setTabEntries(tab heap.Addr, n int) {
	tab.SetWord64(0, tabHeader(tab)&^(1<<32-1)|uint64(n))
}

// ixBytes is the size of an index of 1<<log numbers.
func ixBytes(log uint) int {
	switch {
	case log <= 8:
		return 1 << log
	case log <= 16:
		return 2 << log
	}
	return 4 << log
}

// usable is the number of entries of a table with an index of 1<<log numbers.
func usable(log uint) int { return int(uint64(2) << log / 3) }

// logFor returns the smallest index size (as a power of two) with room for n
// entries.
func logFor(n int) uint {
	log := uint(bits.Len(uint(n + n/2)))
	for log < minLog || usable(log) < n {
		log++
	}
	return log
}

// dictIndex is a decoded table: raw pointers, so it dies at the next safepoint.
type dictIndex struct {
	refs  unsafe.Pointer
	index unsafe.Pointer
	mask  uint64
	log   uint
}

func indexOf(tab heap.Addr) dictIndex {
	refs := unsafe.Pointer(tab.Slot(0))
	raw := unsafe.Add(refs, tab.NRefs()*heap.Word)
	log := uint(*(*uint64)(raw) >> 32 & 0xFF)
	return dictIndex{refs, unsafe.Add(raw, tabIndex), 1<<log - 1, log}
}

func (x dictIndex) key(e int) Value { return *(*Value)(unsafe.Add(x.refs, e*16)) }

// at returns index number i: -1 empty, -2 deleted, else the entry.
func (x dictIndex) at(i uint64) int {
	switch {
	case x.log <= 8:
		n := *(*uint8)(unsafe.Add(x.index, i))
		if n == 0xFF {
			return -2
		}
		return int(n) - 1
	case x.log <= 16:
		n := *(*uint16)(unsafe.Add(x.index, 2*i))
		if n == 0xFFFF {
			return -2
		}
		return int(n) - 1
	}
	n := *(*uint32)(unsafe.Add(x.index, 4*i))
	if n == 0xFFFFFFFF {
		return -2
	}
	return int(n) - 1
}

// put sets index number i to entry e; -2 marks it deleted.
func (x dictIndex) put(i uint64, e int) {
	switch {
	case x.log <= 8:
		*(*uint8)(unsafe.Add(x.index, i)) = uint8(e + 1)
	case x.log <= 16:
		*(*uint16)(unsafe.Add(x.index, 2*i)) = uint16(e + 1)
	default:
		*(*uint32)(unsafe.Add(x.index, 4*i)) = uint32(e + 1)
	}
}

// hashes returns the stored hashes of a general table.
func (x dictIndex) hashes() unsafe.Pointer {
	return unsafe.Add(x.index, ixBytes(x.log))
}

func (x dictIndex) hash(e int) int64       { return *(*int64)(unsafe.Add(x.hashes(), e*8)) }
func (x dictIndex) setHash(e int, h int64) { *(*int64)(unsafe.Add(x.hashes(), e*8)) = h }

// dictJump is the probe sequence.
func dictJump(i, perturb, mask uint64) (uint64, uint64) {
	perturb >>= 5
	return (i*5 + perturb + 1) & mask, perturb
}

// insertIx enters e, whose key is known to be in no other entry.
func (x dictIndex) insertIx(hash int64, e int) {
	switch {
	case x.log <= 8:
		insertIx[uint8](x, uint64(hash), e)
	case x.log <= 16:
		insertIx[uint16](x, uint64(hash), e)
	default:
		insertIx[uint32](x, uint64(hash), e)
	}
}

func insertIx[I dictIx](x dictIndex, hash uint64, e int) {
	i, perturb := hash&x.mask, hash
	for {
		p := (*I)(unsafe.Add(x.index, uintptr(i)*unsafe.Sizeof(I(0))))
		if *p == 0 || *p == ^I(0) {
			*p = I(e + 1)
			return
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

// removeIx marks the index number of entry e deleted.
func (x dictIndex) removeIx(hash int64, e int) {
	i, perturb := uint64(hash)&x.mask, uint64(hash)
	for {
		n := x.at(i)
		if n == e {
			x.put(i, -2)
			return
		}
		if n == -1 {
			panic("BUG: a dict's entry is not in its index")
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

// firstProbe answers a look-up whose first index number decides it, in a table
// with the smallest numbers: the entry; absent; or failed, which says nothing.
// Most look-ups end here.
func (x dictIndex) firstProbe(key Value, hash int64) int {
	if x.log > 8 {
		return failed
	}
	n := *(*uint8)(unsafe.Add(x.index, uint64(hash)&x.mask))
	if n == 0 {
		return absent
	}
	if n != 0xFF && x.key(int(n)-1) == key {
		return int(n) - 1
	}
	return failed
}

// findStr looks an exact str up in a leaf table: the entry, or -1.
func (x dictIndex) findStr(key Value, hash int64) int {
	switch {
	case x.log <= 8:
		return findStr[uint8](x, key, uint64(hash))
	case x.log <= 16:
		return findStr[uint16](x, key, uint64(hash))
	}
	return findStr[uint32](x, key, uint64(hash))
}

func findStr[I dictIx](x dictIndex, key Value, hash uint64) int {
	i, perturb := hash&x.mask, hash
	for {
		n := *(*I)(unsafe.Add(x.index, uintptr(i)*unsafe.Sizeof(I(0))))
		if n == 0 {
			return -1
		}
		if n != ^I(0) {
			e := int(n) - 1
			k := x.key(e)
			if k == key {
				return e
			}
			if k.IsPtr() && uint64(StrHash(k)) == hash && StrEq(k, key) {
				return e
			}
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

// findImm looks an immediate up in a leaf table: the entry, or -1.
func (x dictIndex) findImm(key Value, hash int64) int {
	switch {
	case x.log <= 8:
		return findImm[uint8](x, key, uint64(hash))
	case x.log <= 16:
		return findImm[uint16](x, key, uint64(hash))
	}
	return findImm[uint32](x, key, uint64(hash))
}

func findImm[I dictIx](x dictIndex, key Value, hash uint64) int {
	i, perturb := hash&x.mask, hash
	for {
		n := *(*I)(unsafe.Add(x.index, uintptr(i)*unsafe.Sizeof(I(0))))
		if n == 0 {
			return -1
		}
		if n != ^I(0) {
			e := int(n) - 1
			k := x.key(e)
			if k == key || !k.IsPtr() && immEq(k, key) {
				return e
			}
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

// findLeaf looks a leaf key up in a leaf table: the entry, or -1.
func (x dictIndex) findLeaf(key Value, hash int64) int {
	if key.IsPtr() {
		return x.findStr(key, hash)
	}
	return x.findImm(key, hash)
}

// findTuple looks a tuple of leaf keys up in a general table: the entry, absent, or
// failed where a comparison would need Python.
func (x dictIndex) findTuple(key Value, hash int64) int {
	i, perturb := uint64(hash)&x.mask, uint64(hash)
	for {
		e := x.at(i)
		if e == -1 {
			return absent
		}
		if e >= 0 && x.hash(e) == hash {
			switch keyEq(x.key(e), key) {
			case 1:
				return e
			case -1:
				return failed
			}
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

const (
	absent = -1
	failed = -2 // exception pending
)

// dictFind looks k up: the entry in the dict's present table, absent, or
// failed. No safepoint if k is leaf and the table is; else Python may run, and
// the result is good until the next safepoint.
func (t *Thread) dictFind(d, k Ref, hash int64, leaf bool) int {
	v := d.V().Addr().Ref(dictTable)
	if v == heap.Null {
		return absent
	}
	tab := v.Addr()
	if leaf && !tabIsGeneral(tab) {
		x := indexOf(tab)
		if e := x.firstProbe(k.V(), hash); e != failed {
			return e
		}
		return x.findLeaf(k.V(), hash)
	}
	return t.dictProbe(d, k, hash)
}

// dictProbe is dictFind for any key and table.
func (t *Thread) dictProbe(d, k Ref, hash int64) int {
	defer t.Pop(t.Top())
	tr, kr := t.Push(heap.Null), t.Push(heap.Null)
restart:
	v := d.V().Addr().Ref(dictTable)
	if v == heap.Null {
		return absent
	}
	tab := v.Addr()
	x := indexOf(tab)
	general := tabIsGeneral(tab)
	i, perturb := uint64(hash)&x.mask, uint64(hash)
	for {
		e := x.at(i)
		if e == -1 {
			return absent
		}
		if e >= 0 {
			key := x.key(e)
			if key == k.V() {
				return e
			}
			if general && x.hash(e) == hash || !general && mustLeafHash(key) == hash {
				switch keyEq(key, k.V()) {
				case 1:
					return e
				case -1:
					tr.Set(tab.Value())
					kr.Set(key)
					c := t.CompareBool(kr, k, EQ)
					if c < 0 {
						return failed
					}
					tv := tr.V()
					if d.V().Addr().Ref(dictTable) != tv || tabKey(tv.Addr(), e) != kr.V() {
						goto restart
					}
					if c > 0 {
						return e
					}
					tab = tv.Addr()
					x = indexOf(tab)
				}
			}
		}
		i, perturb = dictJump(i, perturb, x.mask)
	}
}

// newTable allocates an empty table.
func (t *Thread) newTable(log uint, general bool) Value {
	n := usable(log)
	raw := tabIndex + ixBytes(log)
	if general {
		raw += 8 * n
	}
	v := t.Alloc(IdxDictTable, 2*n, raw)
	if v != heap.Null {
		h := uint64(log) << 32
		if general {
			h |= tabGeneral
		}
		v.Addr().SetWord64(0, h)
	}
	return v
}

// dictRebuild gives d a new table with an index of 1<<log numbers and d's
// entries without the deleted ones. It runs no Python.
func (t *Thread) dictRebuild(d Ref, log uint, general bool) bool {
	nv := t.newTable(log, general)
	if nv == heap.Null {
		return false
	}
	dv := d.V()
	if ov := dv.Addr().Ref(dictTable); ov != heap.Null {
		t.copyEntries(ov.Addr(), nv, general)
	}
	t.Store(dv, dictTable, nv)
	*dictCount(dv.Addr(), dictLost) = 0
	dv.Addr().SetWord64(dictStamp, 0) // entries have other positions
	return true
}

// copyEntries fills the fresh table nv with old's live entries (no safepoint).
func (t *Thread) copyEntries(old heap.Addr, nv Value, general bool) {
	nt := nv.Addr()
	ox, nx := indexOf(old), indexOf(nt)
	wasGeneral := tabIsGeneral(old)
	n := tabEntries(old)
	out := 0
	// Runs of live entries are copied at once: nearly always one run.
	for e := 0; e < n; {
		if ox.key(e) == heap.Null {
			e++
			continue
		}
		first := e
		for e < n && ox.key(e) != heap.Null {
			e++
		}
		t.StoreRange(nv, 2*out, view(old.Value(), 2*first, 2*(e-first)))
		for k := first; k < e; k++ {
			var h int64
			if wasGeneral {
				h = ox.hash(k)
			} else {
				h = mustLeafHash(ox.key(k))
			}
			if general {
				nx.setHash(out, h)
			}
			nx.insertIx(h, out)
			out++
		}
	}
	setTabEntries(nt, out)
}

// dictRoom returns how many entries can be appended; dv has a table (no
// safepoint).
func dictRoom(dv Value) int {
	tab := dv.Addr().Ref(dictTable).Addr()
	return tabCap(tab) - tabEntries(tab) - int(*dictCount(dv.Addr(), dictLost))
}

// dictInsert appends an entry for a key that dictFind has just not found.
func (t *Thread) dictInsert(d, k, v Ref, hash int64, leaf bool) bool {
	dv := d.V()
	tv := dv.Addr().Ref(dictTable)
	switch {
	case tv == heap.Null:
		if !t.dictRebuild(d, minLog, !leaf) {
			return false
		}
	case dictRoom(dv) == 0:
		if !t.dictRebuild(d, logGrown(t.DictLen(dv)), !leaf || tabIsGeneral(tv.Addr())) {
			return false
		}
	case !leaf && !tabIsGeneral(tv.Addr()):
		if !t.dictRebuild(d, indexOf(tv.Addr()).log, true) {
			return false
		}
	}
	dv = d.V()
	t.appendEntry(dv, k.V(), v.V(), hash)
	return true
}

// logGrown is the index size after used items filled a table: CPython's factor
// of three, so a table without deletions doubles.
func logGrown(used int) uint {
	log := uint(bits.Len(uint(max(3*used, 1) - 1)))
	return max(log, minLog)
}

// appendEntry writes an entry into the room that is known to be there, in a
// table that may hold the key (no safepoint).
func (t *Thread) appendEntry(dv, k, v Value, hash int64) {
	a := dv.Addr()
	tv := a.Ref(dictTable)
	tab := tv.Addr()
	x := indexOf(tab)
	e := tabEntries(tab)
	t.Store(tv, 2*e, k)
	t.Store(tv, 2*e+1, v)
	if tabIsGeneral(tab) {
		x.setHash(e, hash)
	}
	x.insertIx(hash, e)
	setTabEntries(tab, e+1)
	*dictCount(a, dictUsed)++
	a.SetWord64(dictStamp, 0)
}

// entryHash returns the hash of entry e's key (no safepoint).
func entryHash(tab heap.Addr, e int) int64 {
	x := indexOf(tab)
	if tabIsGeneral(tab) {
		return x.hash(e)
	}
	return mustLeafHash(x.key(e))
}

// removeEntry deletes live entry e (no safepoint).
func (t *Thread) removeEntry(dv Value, e int) {
	a := dv.Addr()
	tv := a.Ref(dictTable)
	tab := tv.Addr()
	indexOf(tab).removeIx(entryHash(tab, e), e)
	t.Store(tv, 2*e, heap.Null)
	t.Store(tv, 2*e+1, heap.Null)
	*dictCount(a, dictUsed)--
	a.SetWord64(dictStamp, 0)
}
