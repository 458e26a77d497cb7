package object

import (
	"math"
	"math/big"
	"sync"

	"github.com/hpyrun/hpyrun/heap"
)

// Powers are computed here, not by math.Pow, whose last digit is often another
// than the C library's, so that 1.1**10 would print differently from CPython.
// It is exp(y·log(x)) with the logarithm to some 100 bits and an exponential by
// table and polynomial (P. T. P. Tang's scheme); the error stays below 0.501
// units in the last place.

// dd is the unevaluated sum of two floats, lo at most half a unit in the last
// place of hi (T. J. Dekker's double length). The products are converted
// explicitly wherever a processor could otherwise fuse them.
type dd struct{ hi, lo float64 }

func twoSum(a, b float64) dd {
	s := a + b
	bb := s - a
	return dd{s, (a - (s - bb)) + (b - bb)}
}

// fastSum is twoSum for |a| ≥ |b| or a = 0.
func fastSum(a, b float64) dd {
	s := a + b
	return dd{s, b - (s - a)}
}

func twoProd(a, b float64) dd {
	p := float64(a * b)
	return dd{p, math.FMA(a, b, -p)}
}

func (a dd) add(b dd) dd {
	s := twoSum(a.hi, b.hi)
	e := twoSum(a.lo, b.lo)
	s = fastSum(s.hi, s.lo+e.hi)
	return fastSum(s.hi, s.lo+e.lo)
}

func (a dd) mul(b dd) dd {
	p := twoProd(a.hi, b.hi)
	return fastSum(p.hi, p.lo+math.FMA(a.hi, b.lo, float64(a.lo*b.hi)))
}

func (a dd) mulFloat(b float64) dd {
	p := twoProd(a.hi, b)
	return fastSum(p.hi, math.FMA(a.lo, b, p.lo))
}

const (
	powSteps  = 128
	logFirst  = 90 // of log(j/128), j from 90 to 182: 1/√½ to √½
	logLast   = 182
	powDigits = 160 // bits of the tables' computation
)

type powTable struct {
	log   [logLast - logFirst + 1]dd // log(j/128)
	exp2  [powSteps]dd               // 2^(i/128)
	ln2   dd
	step  dd // ln2/128
	third dd
}

var powTables = sync.OnceValue(func() *powTable {
	t := new(powTable)
	ln2 := bigLog(2, 1)
	t.ln2 = toDD(ln2)
	t.step = dd{t.ln2.hi / powSteps, t.ln2.lo / powSteps}
	t.third = toDD(new(big.Float).Quo(bigFloat(1), bigFloat(3)))
	for j := range t.log {
		t.log[j] = toDD(bigLog(int64(j+logFirst), powSteps))
	}
	root := bigFloat(2)
	for n := 1; n < powSteps; n *= 2 {
		root.Sqrt(root)
	}
	p := bigFloat(1)
	for i := range t.exp2 {
		t.exp2[i] = toDD(p)
		p.Mul(p, root)
	}
	return t
})

func bigFloat(i int64) *big.Float { return new(big.Float).SetPrec(powDigits).SetInt64(i) }

// bigLog returns log(p/q) by the series of 2·artanh((p-q)/(p+q)), for p/q from
// ½ to 2.
func bigLog(p, q int64) *big.Float {
	z := new(big.Float).Quo(bigFloat(p-q), bigFloat(p+q))
	z2 := new(big.Float).Mul(z, z)
	sum, term := bigFloat(0), z
	for n := int64(1); n < 110; n += 2 {
		sum.Add(sum, new(big.Float).Quo(term, bigFloat(n)))
		term = new(big.Float).Mul(term, z2)
	}
	return sum.Mul(sum, bigFloat(2))
}

func toDD(x *big.Float) dd {
	hi, _ := x.Float64()
	lo, _ := new(big.Float).Sub(x, new(big.Float).SetFloat64(hi)).Float64()
	return dd{hi, lo}
}

// logDD returns log(x) for a finite x > 0.
func (t *powTable) logDD(x float64) dd {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		k--
	}
	// x = m·2^k and j/128 ≈ 1/m, so that m·j/128 = 1+r with |r| < 2^-7.4.
	j := math.Round(powSteps / m)
	p := twoProd(m, j/powSteps)
	r := fastSum(p.hi-1, p.lo)
	r2 := r.mul(r)
	// r - r²/2 + r³/3 in double length, the rest where it no longer matters.
	c := t.third.mul(r).add(dd{-0.5, 0})
	h := r.hi
	tail := r2.hi * r2.hi * (-1./4 + h*(1./5+h*(-1./6+h*(1./7+h*(-1./8+h*(1./9-h*(1./10)))))))
	s := r.add(r2.mul(c)).add(dd{tail, 0})
	l := t.log[int(j)-logFirst]
	return t.ln2.mulFloat(float64(k)).add(dd{-l.hi, -l.lo}).add(s)
}

// exp returns e^x rounded once, or an infinity.
func (t *powTable) exp(x dd) float64 {
	switch {
	case x.hi > 710:
		return math.Inf(1)
	case x.hi < -750:
		return 0
	}
	n := math.Round(x.hi * (powSteps / math.Ln2))
	r := x.add(t.step.mulFloat(-n))
	h := r.hi
	tail := r.lo + h*h*(1./2+h*(1./6+h*(1./24+h*(1./120+h*(1./720)))))
	p := fastSum(h, tail)
	k := int(n) & (powSteps - 1)
	e := (int(n) - k) / powSteps
	c := t.exp2[k]
	m := twoProd(c.hi, p.hi)
	s := fastSum(c.hi, m.hi)
	lo := s.lo + (c.lo + m.lo + c.hi*p.lo + c.lo*p.hi)
	if e < -1022 {
		// The result has fewer bits: what is rounded now must be odd, or it
		// would be rounded twice.
		return math.Ldexp(oddSum(s.hi, lo), e)
	}
	return math.Ldexp(s.hi+lo, e)
}

// oddSum returns a+b, rounded to the neighbour with an odd last bit when it is
// not exact.
func oddSum(a, b float64) float64 {
	s := twoSum(a, b)
	if s.lo != 0 && math.Float64bits(s.hi)&1 == 0 {
		if s.lo > 0 == (s.hi > 0) {
			return math.Float64frombits(math.Float64bits(s.hi) + 1)
		}
		return math.Float64frombits(math.Float64bits(s.hi) - 1)
	}
	return s.hi
}

// powPositive returns x**y for finite x > 0 and finite y.
func powPositive(x, y float64) float64 {
	switch y {
	case 1:
		return x
	case 2:
		return x * x
	case 0.5:
		return math.Sqrt(x)
	}
	t := powTables()
	l := t.logDD(x)
	// Beyond that the result is 0, 1 or infinite, and the product could overflow.
	switch p := l.hi * y; {
	case p > 1000:
		return math.Inf(1)
	case p < -1000:
		return 0
	case math.Abs(p) < 1e-18:
		return 1
	}
	return t.exp(l.mulFloat(y))
}

// powFloats is x**y with Python's special cases. A negative x with a y that is
// no integer gives a complex.
func (t *Thread) powFloats(x, y float64) Value {
	f, err := PowFloat(x, y)
	switch err {
	case powZeroDiv:
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "0.0 cannot be raised to a negative power")
	case powComplex:
		return t.complexPow(complex(x, 0), complex(y, 0))
	case powRange:
		return t.rangeError()
	}
	return heap.Float(f)
}

// rangeError raises what C's ERANGE becomes.
func (t *Thread) rangeError() Value {
	defer t.Pop(t.Top())
	s := t.Push(t.NewStr("Numerical result out of range"))
	if s.V() == heap.Null {
		return heap.Null
	}
	return t.Raise(t.RT.Exc.OverflowError, t.Push(heap.SmallInt(34)), s)
}

// PowError says why PowFloat has no result.
type PowError uint8

const (
	powZeroDiv PowError = iota + 1 // zero to a negative power
	powComplex                     // the result is complex
	powRange                       // too large
)

// PowFloat returns x**y as CPython's floats have it; the PowError is 0 when
// there is a result.
func PowFloat(x, y float64) (float64, PowError) {
	switch {
	case y == 0 || x == 1:
		return 1, 0
	case x != x || y != y:
		return math.NaN(), 0
	case math.IsInf(y, 0):
		switch a := math.Abs(x); {
		case a == 1:
			return 1, 0
		case y > 0 == (a > 1):
			return math.Inf(1), 0
		}
		return 0, 0
	}
	odd := math.Abs(math.Mod(y, 2)) == 1
	switch {
	case math.IsInf(x, 0):
		r := 0.0
		if y > 0 {
			r = math.Abs(x)
		}
		if odd {
			r = math.Copysign(r, x)
		}
		return r, 0
	case x == 0:
		if y < 0 {
			return 0, powZeroDiv
		}
		if odd {
			return x, 0
		}
		return 0, 0
	case x < 0:
		if y != math.Floor(y) {
			return 0, powComplex
		}
		r := powPositive(-x, y)
		if math.IsInf(r, 0) {
			return 0, powRange
		}
		if odd {
			r = -r
		}
		return r, 0
	}
	r := powPositive(x, y)
	if math.IsInf(r, 0) {
		return 0, powRange
	}
	return r, 0
}
