package object

import (
	"math"
	"math/big"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// An int is an immediate when it fits 48 bits, and never a heap object then:
// equal ints of 48 bits are one Value. Others are bignums, objects without
// references whose raw part is
//
//	word 0   number of limbs, negative for a negative number
//	limbs    64 bits each, least significant first, the last one not 0
//
// math/big computes with views of the limbs (no copy): a view is dead after
// the next safepoint, so results are built in Go memory and copied in by
// NewBig. An instance of a subclass (bool apart, which is immediate) keeps the
// exact int in reference slot 0.
const (
	bigLen   = 0
	bigLimbs = 8
)

// NewInt returns the int i.
func (t *Thread) NewInt(i int64) Value {
	if v, ok := heap.Int(i); ok {
		return v
	}
	if i < 0 {
		return t.newLimb(-1, uint64(-i))
	}
	return t.newLimb(1, uint64(i))
}

// NewUint returns the int u.
func (t *Thread) NewUint(u uint64) Value {
	if u <= heap.MaxInt48 {
		return heap.SmallInt(int64(u))
	}
	return t.newLimb(1, u)
}

func (t *Thread) newLimb(sign int, limb uint64) Value {
	v := t.Alloc(IdxInt, 0, bigLimbs+8)
	if v != heap.Null {
		v.Addr().SetWord64(bigLen, uint64(int64(sign)))
		v.Addr().SetWord64(bigLimbs, limb)
	}
	return v
}

// NewBig returns the int b: an immediate when it fits. b must not be a view of
// the heap.
func (t *Thread) NewBig(b *big.Int) Value {
	if b.IsInt64() {
		return t.NewInt(b.Int64())
	}
	limbs := b.Bits()
	n := len(limbs)
	if n > maxRawBytes/8 {
		return t.MemoryError()
	}
	v := t.Alloc(IdxInt, 0, bigLimbs+8*n)
	if v == heap.Null {
		return v
	}
	if b.Sign() < 0 {
		n = -n
	}
	v.Addr().SetWord64(bigLen, uint64(n))
	copy(bigWords(v), limbs)
	return v
}

// bigWords returns the limbs of the bignum v as a view. No safepoint.
func bigWords(v Value) []big.Word {
	a := v.Addr()
	n := int(int64(a.Word64(bigLen)))
	return unsafe.Slice((*big.Word)(a.Raw(bigLimbs)), max(n, -n))
}

// bigSign returns the sign of a bignum, 1 or -1. No safepoint.
func bigSign(v Value) int {
	if int64(v.Addr().Word64(bigLen)) < 0 {
		return -1
	}
	return 1
}

// IsExactInt says that v is an int and no bool or other subclass.
func IsExactInt(v Value) bool { return v.IsInt() || isExact(v, IdxInt) }

// IsInt says that v is an int, bool and other subclasses included.
func (rt *Runtime) IsInt(v Value) bool {
	if !v.IsPtr() {
		return v.IsInt() || v.IsBool()
	}
	i := v.Addr().Type()
	return i == IdxInt || rt.types[i].Flags&FlagIntSubclass != 0
}

// IntValue returns the exact int of an int, a bool or an instance of a
// subclass: an immediate or a bignum. No safepoint.
func IntValue(v Value) Value {
	switch {
	case v.IsInt():
		return v
	case v == heap.True:
		return heap.SmallInt(1)
	case v == heap.False:
		return heap.SmallInt(0)
	case v.Addr().Type() == IdxInt:
		return v
	}
	return v.Addr().Ref(0)
}

// viewBig sets z to the int v (any that IntValue takes) without copying limbs,
// and returns z: good until the next safepoint, and never to be written to.
func viewBig(v Value, z *big.Int) *big.Int {
	v = IntValue(v)
	if v.IsInt() {
		return z.SetInt64(v.Int())
	}
	z.SetBits(bigWords(v))
	if bigSign(v) < 0 {
		z.Neg(z)
	}
	return z
}

// BigOf returns a copy of the int v. No safepoint.
func BigOf(v Value) *big.Int {
	var view big.Int
	return new(big.Int).Set(viewBig(v, &view))
}

// Int64Of returns the int v (not: what has __index__) when it fits 64 bits. No
// safepoint.
func Int64Of(v Value) (int64, bool) {
	v = IntValue(v)
	if v.IsInt() {
		return v.Int(), true
	}
	w := bigWords(v)
	if len(w) > 1 {
		return 0, false
	}
	if bigSign(v) < 0 {
		return -int64(w[0]), w[0] <= 1<<63
	}
	return int64(w[0]), w[0] < 1<<63
}

// Uint64Of is Int64Of for unsigned numbers.
func Uint64Of(v Value) (uint64, bool) {
	v = IntValue(v)
	if v.IsInt() {
		return uint64(v.Int()), v.Int() >= 0
	}
	w := bigWords(v)
	return uint64(w[0]), len(w) == 1 && bigSign(v) > 0
}

// IntSign returns -1, 0 or 1. No safepoint.
func IntSign(v Value) int {
	v = IntValue(v)
	if !v.IsInt() {
		return bigSign(v)
	}
	switch i := v.Int(); {
	case i < 0:
		return -1
	case i > 0:
		return 1
	}
	return 0
}

// hashModulus is the prime 2^61-1: the hash of every number is the number
// modulo it, so that numbers that are equal across types hash the same.
const (
	hashBits    = 61
	hashModulus = 1<<hashBits - 1
	hashInf     = 314159
	hashImag    = 1000003
)

// IntHash returns hash(v) as CPython computes it. No safepoint.
func IntHash(v Value) int64 {
	v = IntValue(v)
	if v.IsInt() {
		if i := v.Int(); i != -1 {
			return i // 48 bits: smaller than the modulus
		}
		return -2
	}
	var h uint64
	w := bigWords(v)
	for i := len(w) - 1; i >= 0; i-- {
		// h·2^64 + limb, where 2^64 is 8 modulo 2^61-1.
		h8, l := h<<3, uint64(w[i])
		h = h8>>hashBits + h8&hashModulus + l>>hashBits + l&hashModulus
		for h >= hashModulus {
			h -= hashModulus
		}
	}
	r := int64(h)
	if bigSign(v) < 0 {
		r = -r
	}
	if r == -1 {
		r = -2
	}
	return r
}

// FloatHash returns hash(f) as CPython computes it for all but NaN, whose hash
// depends on the object there and is 0 here.
func FloatHash(f float64) int64 {
	switch {
	case math.IsInf(f, 1):
		return hashInf
	case math.IsInf(f, -1):
		return -hashInf
	case f != f:
		return 0
	}
	m, e := math.Frexp(math.Abs(f)) // m in [½, 1), 53 bits
	x := uint64(m * (1 << 53))
	e -= 53
	// Multiplying by 2 modulo 2^61-1 rotates 61 bits.
	e %= hashBits
	if e < 0 {
		e += hashBits
	}
	x = x<<e&hashModulus | x>>(hashBits-e)
	if x == hashModulus {
		x = 0
	}
	h := int64(x)
	if f < 0 {
		h = -h
	}
	if h == -1 {
		h = -2
	}
	return h
}
