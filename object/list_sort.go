package object

import (
	"encoding/binary"
	"math"

	"github.com/hpyrun/hpyrun/heap"
)

// Sorting never moves the objects' words while it compares. What is sorted are
// entries of a Go slice: a 64-bit prefix of the sort key, and the index of the
// item. At the end the items are put into the order of the indexes at once. So
// the heap may move and Python code may run at any comparison.
//
// The prefix is a number whose order never contradicts the keys': if the
// prefixes of two keys differ, they say which is less; if they are equal, the
// keys themselves are asked (or known to be equal). Where all keys are numbers,
// or all strs, or all tuples that begin so, nearly every comparison is one of
// two words; else all prefixes are 0. This is the whole of CPython's
// specialised comparisons, in one mechanism.
//
// During the sort the list is empty: whoever touches it in a comparison gives it
// another array than the one put there, which is how "list modified during
// sort" is seen.

// sortEntry is a key's prefix and its item's index.
type sortEntry struct {
	prefix uint64
	i      uint32
}

// ListSort is list.sort(key=key, reverse=reverse); key may be the nil Ref or
// None. Whatever happens the list ends as a permutation of what it was.
func (t *Thread) ListSort(l, key Ref, reverse bool) bool {
	defer t.Pop(t.Top())
	n := t.ListLen(l.V())
	items := t.Push(l.V().Addr().Ref(listItems))
	mark := t.permanent(&t.RT.containers.sorting, IdxArray)
	t.Store(l.V(), listItems, mark)
	setListLen(l.V(), 0)

	keys := items
	ok := true
	if !key.IsNil() && key.V() != heap.None {
		keys, ok = t.sortKeys(items, key, n)
	}
	if ok {
		ok = t.sortArray(items, keys, n, reverse)
	}
	v := l.V()
	//rawaddr:ok mark is permanent
	if v.Addr().Ref(listItems) != mark && ok {
		t.ValueErrorf("list modified during sort")
		ok = false
		v = l.V()
	}
	t.Store(v, listItems, items.V())
	setListLen(v, n)
	return ok
}

// sortKeys pushes an array of the key function's results.
func (t *Thread) sortKeys(items, key Ref, n int) (Ref, bool) {
	keys := t.Push(heap.Null)
	if n == 0 {
		return keys, true
	}
	keys.Set(t.newArray(n))
	if keys.V() == heap.Null {
		return keys, false
	}
	x := t.Push(heap.Null)
	for i := range n {
		x.Set(items.V().Addr().Ref(i))
		k := t.CallN(key, x)
		if k == heap.Null {
			return keys, false
		}
		t.Store(keys.V(), i, k)
	}
	return keys, true
}

// sortArray sorts the first n items of an array by the array of their keys
// (which may be the same). On an exception the items are in some order.
func (t *Thread) sortArray(items, keys Ref, n int, reverse bool) bool {
	if n < 2 {
		return true
	}
	s, sorted := t.newSorter(n)
	defer t.freeSorter(s)
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	tie := t.sortPrefixes(keys.V(), s.a)
	switch tie {
	case tieStr:
		// A leaf: the array cannot move under it.
		k := view(keys.V(), 0, n)
		s.tie = func(i, j uint32) int {
			if StrCompare(k[i], k[j]) < 0 {
				return 1
			}
			return 0
		}
	case tieObject:
		s.tie = func(i, j uint32) int {
			x.Set(keys.V().Addr().Ref(int(i)))
			y.Set(keys.V().Addr().Ref(int(j)))
			return t.CompareBool(x, y, LT)
		}
	}
	// As in CPython, descending order is the ascending sort of the reversed
	// items, reversed: that keeps equal ones in their order.
	if reverse {
		reverseEntries(s.a)
	}
	ok := s.sort()
	if reverse {
		reverseEntries(s.a)
	}
	a := view(items.V(), 0, n)
	for i, e := range s.a {
		sorted[i] = a[e.i]
	}
	t.StoreRange(items.V(), 0, sorted)
	return ok
}

// newSorter returns a sorter of n entries and room for n values. The thread
// keeps one of moderate size between sorts; a sort inside a comparison makes
// its own.
func (t *Thread) newSorter(n int) (*sorter, []Value) {
	s := t.sorter
	t.sorter = nil
	if s == nil {
		s = new(sorter)
	}
	if cap(s.a) < n {
		s.a, s.sorted = make([]sortEntry, n), make([]Value, n)
	}
	s.a = s.a[:n]
	return s, s.sorted[:n]
}

// keptSorter bounds the entries of the sorter that a thread keeps.
const keptSorter = 1 << 12

func (t *Thread) freeSorter(s *sorter) {
	if cap(s.a) <= keptSorter {
		*s = sorter{a: s.a, tmp: s.tmp, runs: s.runs[:0], sorted: s.sorted}
		t.sorter = s
	}
}

func reverseEntries(a []sortEntry) {
	for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 {
		a[i], a[j] = a[j], a[i]
	}
}

// What decides between two keys with equal prefixes.
type sortTie uint8

const (
	tieEqual  sortTie = iota // nothing: they are equal
	tieStr                   // the texts
	tieObject                // the objects' own comparison
)

// sortPrefixes fills in the entries for an array of keys (no safepoint).
func (t *Thread) sortPrefixes(keys Value, a []sortEntry) sortTie {
	k := view(keys, 0, len(a))
	inTuple := isExact(k[0], IdxTuple)
	tie := tieEqual
	if inTuple {
		tie = tieObject
	}
	first := k[0]
	if inTuple && first.Addr().NRefs() > 0 {
		first = first.Addr().Ref(0)
	}
	texts := IsExactStr(first)
	if texts && !inTuple {
		tie = tieStr
	}
	for i, v := range k {
		if inTuple {
			if !isExact(v, IdxTuple) || v.Addr().NRefs() == 0 {
				return noPrefixes(a)
			}
			v = v.Addr().Ref(0)
		}
		var p uint64
		if texts {
			if !IsExactStr(v) {
				return noPrefixes(a)
			}
			p = textPrefix(v)
		} else {
			f, ok := immNumber(v)
			if isExact(v, IdxInt) {
				// Rounding keeps order, but not difference.
				f, _ = BigOf(v).Float64()
				ok, tie = true, tieObject
			}
			if !ok || f != f {
				return noPrefixes(a)
			}
			p = floatPrefix(f)
		}
		a[i] = sortEntry{p, uint32(i)}
	}
	return tie
}

func noPrefixes(a []sortEntry) sortTie {
	for i := range a {
		a[i] = sortEntry{0, uint32(i)}
	}
	return tieObject
}

// floatPrefix maps numbers to words of the same order.
func floatPrefix(f float64) uint64 {
	b := math.Float64bits(f + 0) // -0 becomes 0
	if b>>63 != 0 {
		return ^b
	}
	return b | 1<<63
}

// textPrefix is a str's first eight bytes: UTF-8 sorts as its code points do.
func textPrefix(v Value) uint64 {
	b := StrBytes(v)
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b)
	}
	var p uint64
	for i, c := range b {
		p |= uint64(c) << (56 - 8*i)
	}
	return p
}
