package object

import (
	"math/big"
	"math/bits"

	"github.com/hpyrun/hpyrun/heap"
)

func intAnd(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if heap.BothInt(x, y) {
		return heap.SmallInt(x.Int() & y.Int())
	}
	s := &t.num
	return t.takeBig(s.z.And(s.x.of(x), s.y.of(y)))
}

func intOr(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if heap.BothInt(x, y) {
		return heap.SmallInt(x.Int() | y.Int())
	}
	s := &t.num
	return t.takeBig(s.z.Or(s.x.of(x), s.y.of(y)))
}

func intXor(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if heap.BothInt(x, y) {
		return heap.SmallInt(x.Int() ^ y.Int())
	}
	s := &t.num
	return t.takeBig(s.z.Xor(s.x.of(x), s.y.of(y)))
}

func intLshift(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if IntSign(y) < 0 {
		return t.ValueErrorf("negative shift count")
	}
	if IntSign(x) == 0 {
		return heap.SmallInt(0)
	}
	if !y.IsInt() {
		return t.OverflowErrorf("too many digits in integer")
	}
	n := y.Int()
	if x.IsInt() && n < 16 {
		return t.NewInt(x.Int() << n)
	}
	s := &t.num
	p := s.x.of(x)
	if !t.bitsFit(p.BitLen() + int(n)) {
		return t.MemoryError()
	}
	return t.takeBig(s.z.Lsh(p, uint(n)))
}

func intRshift(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if IntSign(y) < 0 {
		return t.ValueErrorf("negative shift count")
	}
	n := int64(heap.MaxInt48)
	if y.IsInt() {
		n = y.Int()
	}
	if x.IsInt() {
		return heap.SmallInt(x.Int() >> min(n, 63))
	}
	s := &t.num
	return t.takeBig(s.z.Rsh(s.x.of(x), uint(n)))
}

// intPower is pow(a, b, mod).
func intPower(t *Thread, a, b, m Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if m.V() != heap.None {
		if !t.RT.IsInt(m.V()) {
			return heap.NotImplemented
		}
		return t.powMod(x, y, IntValue(m.V()))
	}
	if IntSign(y) < 0 {
		f, ok := IntToFloat(x)
		g, ok2 := IntToFloat(y)
		if !ok || !ok2 {
			return t.OverflowErrorf("int too large to convert to float")
		}
		return t.powFloats(f, g)
	}
	if x.IsInt() {
		switch i := x.Int(); {
		case i == 0 || i == 1 || i == -1:
			if IntSign(y) == 0 || i == -1 && !intIsOdd(y) {
				return heap.SmallInt(1)
			}
			return x
		}
	}
	if !y.IsInt() {
		return t.MemoryError()
	}
	n := y.Int()
	if x.IsInt() {
		if v, ok := smallPow(x.Int(), n); ok {
			return t.NewInt(v)
		}
	}
	s := &t.num
	p := s.x.of(x)
	hi, lo := bits.Mul64(uint64(p.BitLen()-1), uint64(n))
	if hi != 0 || lo > maxIntBits || !t.bitsFit(int(lo)) {
		return t.MemoryError()
	}
	// A power of two is a shift.
	if p.TrailingZeroBits() == uint(p.BitLen()-1) {
		s.z.Lsh(bigOne, uint(lo))
		if p.Sign() < 0 && n&1 == 1 {
			s.z.Neg(&s.z)
		}
		return t.takeBig(&s.z)
	}
	return t.takeBig(s.z.Exp(p, s.y.of(y), nil))
}

// smallPow returns i**n when that is less than 2^63.
func smallPow(i, n int64) (int64, bool) {
	r := int64(1)
	for {
		if n&1 == 1 {
			hi, lo := bits.Mul64(abs64(r), abs64(i))
			if hi != 0 || lo >= 1<<63 {
				return 0, false
			}
			r *= i
		}
		if n >>= 1; n == 0 {
			return r, true
		}
		u := abs64(i)
		if u >= 1<<31 {
			return 0, false
		}
		i *= i
	}
}

func abs64(i int64) uint64 {
	if i < 0 {
		return uint64(-i)
	}
	return uint64(i)
}

func intIsOdd(v Value) bool {
	if v.IsInt() {
		return v.Int()&1 == 1
	}
	return bigWords(v)[0]&1 == 1
}

// powMod is pow(x, y, m) for exact ints: the result has m's sign, and a
// negative y asks for the inverse.
func (t *Thread) powMod(x, y, m Value) Value {
	if IntSign(m) == 0 {
		return t.ValueErrorf("pow() 3rd argument cannot be 0")
	}
	s := &t.num
	base, exp := s.x.of(x), s.y.of(y)
	mod := new(big.Int)
	viewBig(m, mod)
	abs := new(big.Int).Abs(mod)
	z := &s.z
	if exp.Sign() < 0 {
		inv := new(big.Int).Mod(base, abs)
		if abs.Cmp(bigOne) != 0 && inv.ModInverse(inv, abs) == nil {
			return t.ValueErrorf("base is not invertible for the given modulus")
		}
		z.Exp(inv, new(big.Int).Neg(exp), abs)
	} else {
		z.Exp(base, exp, abs)
	}
	if mod.Sign() < 0 && z.Sign() != 0 {
		z.Add(z, mod)
	}
	return t.takeBig(z)
}
