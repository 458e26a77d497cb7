package object

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/hpyrun/hpyrun/heap"
)

// numScratch is where a thread's bignum arithmetic happens, so that it makes no
// garbage in Go's heap. x and y are views of heap limbs, z is the result. Only
// leaf code uses it: nothing may call out between the first view and NewBig.
type numScratch struct {
	x, y  bigView
	z, z2 big.Int
}

// bigView lets math/big read an int where it lies.
type bigView struct {
	i big.Int
	w [1]big.Word // the limb of an immediate
}

// of makes the view show v, an exact int.
func (b *bigView) of(v Value) *big.Int {
	neg := false
	if v.IsInt() {
		i := v.Int()
		if neg = i < 0; neg {
			i = -i
		}
		b.w[0] = big.Word(i)
		b.i.SetBits(b.w[:])
	} else {
		b.i.SetBits(bigWords(v))
		neg = bigSign(v) < 0
	}
	if neg {
		b.i.Neg(&b.i)
	}
	return &b.i
}

// keepLimbs is the largest result whose memory the scratch keeps.
const keepLimbs = 1 << 14

// takeBig turns the scratch's result into a Value.
func (t *Thread) takeBig(z *big.Int) Value {
	v := t.NewBig(z)
	if cap(z.Bits()) > keepLimbs {
		*z = big.Int{}
	}
	return v
}

// intPair returns the exact ints of two operands; false when one is no int.
func (t *Thread) intPair(a, b Ref) (x, y Value, ok bool) {
	x, y = a.V(), b.V()
	if heap.BothInt(x, y) {
		return x, y, true
	}
	if !t.RT.IsInt(x) || !t.RT.IsInt(y) {
		return 0, 0, false
	}
	return IntValue(x), IntValue(y), true
}

func intAdd(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	return t.addInts(x, y)
}

// addInts returns x + y for exact ints.
func (t *Thread) addInts(x, y Value) Value {
	if heap.BothInt(x, y) {
		return t.NewInt(x.Int() + y.Int())
	}
	s := &t.num
	return t.takeBig(s.z.Add(s.x.of(x), s.y.of(y)))
}

func intSub(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if heap.BothInt(x, y) {
		return t.NewInt(x.Int() - y.Int())
	}
	s := &t.num
	return t.takeBig(s.z.Sub(s.x.of(x), s.y.of(y)))
}

func intMul(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	return t.mulInts(x, y)
}

// mulInts returns x * y for exact ints.
func (t *Thread) mulInts(x, y Value) Value {
	if heap.BothInt(x, y) {
		i, j := x.Int(), y.Int()
		hi, lo := bits.Mul64(uint64(i), uint64(j))
		// The high half as a signed product.
		hi -= uint64(i>>63)&uint64(j) + uint64(j>>63)&uint64(i)
		if int64(hi) == int64(lo)>>63 {
			return t.NewInt(int64(lo))
		}
	}
	s := &t.num
	p, q := s.x.of(x), s.y.of(y)
	if !t.bitsFit(p.BitLen() + q.BitLen()) {
		return t.MemoryError()
	}
	return t.takeBig(s.z.Mul(p, q))
}

// bitsFit says that an int of that many bits may be tried: what is beyond would
// take all memory before the heap could refuse it.
func (t *Thread) bitsFit(n int) bool {
	limit := maxIntBits
	if l := t.H.Config().Limit; l > 0 {
		limit = min(limit, 8*l)
	}
	return n >= 0 && n <= limit
}

// maxIntBits bounds ints (2 GiB of limbs).
const maxIntBits = 1 << 34

// floorDivMod64 divides by Python's rule: the remainder has the divisor's sign.
func floorDivMod64(i, j int64) (q, r int64) {
	q, r = i/j, i%j
	if r != 0 && (r^j) < 0 {
		q--
		r += j
	}
	return
}

// floorDivModBig is floorDivMod64 for big ints; q may be nil.
func floorDivModBig(q, r, x, y *big.Int) {
	if q == nil {
		q = new(big.Int)
	}
	q.QuoRem(x, y, r)
	if r.Sign() != 0 && r.Sign() != y.Sign() {
		q.Sub(q, bigOne)
		r.Add(r, y)
	}
}

var bigOne = big.NewInt(1)

func intFloorDiv(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if IntSign(y) == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "integer division or modulo by zero")
	}
	if heap.BothInt(x, y) {
		q, _ := floorDivMod64(x.Int(), y.Int())
		return t.NewInt(q)
	}
	s := &t.num
	floorDivModBig(&s.z, &s.z2, s.x.of(x), s.y.of(y))
	return t.takeBig(&s.z)
}

func intMod(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if IntSign(y) == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "integer modulo by zero")
	}
	if heap.BothInt(x, y) {
		_, r := floorDivMod64(x.Int(), y.Int())
		return t.NewInt(r)
	}
	s := &t.num
	floorDivModBig(&s.z, &s.z2, s.x.of(x), s.y.of(y))
	return t.takeBig(&s.z2)
}

func intDivmod(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if IntSign(y) == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "integer division or modulo by zero")
	}
	if heap.BothInt(x, y) {
		q, r := floorDivMod64(x.Int(), y.Int())
		return t.intTuple2(q, r)
	}
	s := &t.num
	floorDivModBig(&s.z, &s.z2, s.x.of(x), s.y.of(y))
	defer t.Pop(t.Top())
	q := t.Push(t.takeBig(&s.z))
	if q.V() == heap.Null {
		return heap.Null
	}
	r := t.Push(t.takeBig(&s.z2))
	if r.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(q, r)
}

func (t *Thread) intTuple2(i, j int64) Value {
	defer t.Pop(t.Top())
	a := t.Push(t.NewInt(i))
	b := t.Push(t.NewInt(j))
	if a.V() == heap.Null || b.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(a, b)
}

func intTrueDiv(t *Thread, a, b Ref) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	if IntSign(y) == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "division by zero")
	}
	if heap.BothInt(x, y) {
		// 48 bits are exact in a float, and IEEE division rounds correctly.
		return heap.Float(float64(x.Int()) / float64(y.Int()))
	}
	if x == heap.SmallInt(0) && IntSign(y) < 0 {
		return heap.Float(math.Copysign(0, -1))
	}
	s := &t.num
	f, ok := divToFloat(s.x.of(x), s.y.of(y))
	if !ok {
		return t.OverflowErrorf("integer division result too large for a float")
	}
	return heap.Float(f)
}

func intNeg(t *Thread, a Ref) Value {
	x := IntValue(a.V())
	if x.IsInt() {
		return t.NewInt(-x.Int())
	}
	s := &t.num
	return t.takeBig(s.z.Neg(s.x.of(x)))
}

// intPos serves unary plus, int(), __index__, __int__ and the like: the exact
// int itself.
func intPos(t *Thread, a Ref) Value { return IntValue(a.V()) }

func intAbs(t *Thread, a Ref) Value {
	if IntSign(a.V()) < 0 {
		return intNeg(t, a)
	}
	return IntValue(a.V())
}

func intInvert(t *Thread, a Ref) Value {
	x := IntValue(a.V())
	if x.IsInt() {
		return heap.SmallInt(^x.Int())
	}
	s := &t.num
	return t.takeBig(s.z.Not(s.x.of(x)))
}

func intToFloat(t *Thread, a Ref) Value {
	f, ok := IntToFloat(a.V())
	if !ok {
		return t.OverflowErrorf("int too large to convert to float")
	}
	return heap.Float(f)
}

func intBool(t *Thread, a Ref) int {
	if IntSign(a.V()) != 0 {
		return 1
	}
	return 0
}

func intHash(t *Thread, a Ref) (int64, bool) { return IntHash(a.V()), true }

// CompareInts orders two ints (bools, subclasses): -1, 0 or 1. No safepoint.
func CompareInts(x, y Value) int {
	x, y = IntValue(x), IntValue(y)
	if heap.BothInt(x, y) {
		return compareOrdered(x.Int(), y.Int())
	}
	// A bignum is larger in magnitude than any immediate, whatever that is.
	if x.IsInt() {
		return -bigSign(y)
	}
	sx := bigSign(x)
	if y.IsInt() || sx != bigSign(y) {
		return sx
	}
	p, q := bigWords(x), bigWords(y)
	if c := compareOrdered(len(p), len(q)); c != 0 {
		return c * sx
	}
	for i := len(p) - 1; i >= 0; i-- {
		if c := compareOrdered(p[i], q[i]); c != 0 {
			return c * sx
		}
	}
	return 0
}

func compareOrdered[T int | int64 | uint64 | big.Word | float64](x, y T) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// holds says whether operator op is true of operands that compare as c.
func (op CompareOp) holds(c int) bool {
	switch op {
	case LT:
		return c < 0
	case LE:
		return c <= 0
	case EQ:
		return c == 0
	case NE:
		return c != 0
	case GT:
		return c > 0
	}
	return c >= 0
}

func intCompare(t *Thread, a, b Ref, op CompareOp) Value {
	x, y, ok := t.intPair(a, b)
	if !ok {
		return heap.NotImplemented
	}
	return heap.Bool(op.holds(CompareInts(x, y)))
}
