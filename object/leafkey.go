package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

// Leaf keys are the keys that can be hashed and compared without a safepoint:
// exact strs and immediates (ints of 48 bits, floats, bools, None, Ellipsis,
// NotImplemented). They are nearly all keys there are, so dict and set tables
// know when they hold nothing else: such a table stores no hashes (a str
// caches its own, an immediate's costs a few instructions) and a look-up of a
// leaf key in it cannot run Python, allocate, or raise.

// HashImmediate returns hash(v) of an immediate (no safepoint).
func HashImmediate(v Value) int64 {
	switch {
	case v.IsInt():
		// The modulus 2^61-1 is out of reach; only -1 is taken, by errors.
		if h := v.Int(); h != -1 {
			return h
		}
		return -2
	case v.IsFloat():
		return FloatHash(v.Float())
	case v == heap.True:
		return 1
	case v == heap.False:
		return 0
	}
	// A singleton: any fixed number does; spread, so that it meets no small int.
	return int64(uint64(v)*0x9E3779B97F4A7C15>>3 | 1<<40)
}

// leafHash returns the hash of a leaf key; ok is false for any other object
// (no safepoint).
func leafHash(v Value) (h int64, ok bool) {
	if v.IsInt() {
		if h = v.Int(); h == -1 {
			h = -2
		}
		return h, true
	}
	if v.IsPtr() {
		if v.Addr().Type() == IdxStr {
			return StrHash(v), true
		}
		return 0, false
	}
	return HashImmediate(v), true
}

// mustLeafHash is leafHash of a key that is known to be leaf.
func mustLeafHash(v Value) int64 {
	if v.IsPtr() {
		return StrHash(v)
	}
	return HashImmediate(v)
}

// leafEq says whether two different words, both leaf keys,
// are equal objects (no safepoint).
func leafEq(a, b Value) bool {
	if a.IsPtr() {
		return b.IsPtr() && StrEq(a, b)
	}
	return !b.IsPtr() && immEq(a, b)
}

// immEq compares two immediates for ==: equal words, or numbers of two kinds
// with one value. The only NaNs that are equal are identical, which is what
// containers ask for (no safepoint).
func immEq(a, b Value) bool {
	if a == b {
		return true
	}
	if a.IsInt() && b.IsInt() {
		return false
	}
	x, ok := immNumber(a)
	if !ok {
		return false
	}
	y, ok := immNumber(b)
	return ok && x == y
}

// immNumber returns an immediate number's value, exact: ints here have 48 bits.
func immNumber(v Value) (float64, bool) {
	switch {
	case v.IsInt():
		return float64(v.Int()), true
	case v.IsFloat():
		return v.Float(), true
	case v == heap.True:
		return 1, true
	case v == heap.False:
		return 0, true
	}
	return 0, false
}

// isLeaf says that v is a leaf key (no safepoint).
func isLeaf(v Value) bool { return !v.IsPtr() || v.Addr().Type() == IdxStr }

// keyEq compares two objects with equal hashes when that needs no Python: 1
// equal, 0 different, -1 ask CompareBool (no safepoint).
func keyEq(a, b Value) int {
	if a == b {
		return 1
	}
	if !isLeaf(a) || !isLeaf(b) {
		if isExact(a, IdxTuple) && isExact(b, IdxTuple) {
			return tuplesEq(a.Addr(), b.Addr())
		}
		return -1
	}
	if leafEq(a, b) {
		return 1
	}
	return 0
}

// tuplesEq is keyEq of two exact tuples.
func tuplesEq(a, b heap.Addr) int {
	n := a.NRefs()
	if n != b.NRefs() {
		return 0
	}
	for i := range n {
		x, y := a.Ref(i), b.Ref(i)
		if x == y {
			continue
		}
		if !isLeaf(x) || !isLeaf(y) {
			return -1
		}
		if !leafEq(x, y) {
			return 0
		}
	}
	return 1
}

// leafTupleHash is the hash of an exact tuple of leaf keys; ok false: v is none (no
// safepoint).
func leafTupleHash(v Value) (h int64, ok bool) {
	if !isExact(v, IdxTuple) {
		return 0, false
	}
	acc := newTupleHash()
	items := v.Addr().Refs()
	for _, x := range items {
		if h, ok = leafHash(x); !ok {
			return 0, false
		}
		acc.add(h)
	}
	return acc.sum(len(items)), true
}

// hashKey returns the hash of a key for a dict or a set: a safepoint only when
// the key is no leaf. ok false: exception pending (unhashable).
func (t *Thread) hashKey(k Ref) (h int64, leaf, ok bool) {
	if h, leaf = leafHash(k.V()); leaf {
		return h, true, true
	}
	if h, ok = leafTupleHash(k.V()); !ok {
		h, ok = t.Hash(k)
	}
	return h, false, ok
}
