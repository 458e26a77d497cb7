// Package libm computes elementary functions to within 0.501 units in the last
// place, so that their results are the correctly rounded ones but for about one
// argument in a thousand.
//
// Go's math package is content with errors up to one unit. The C libraries that
// CPython is linked with are much better, and a float's repr shows the last
// digit: 1.1**10 or math.exp(0.1) would print differently. So everything here
// works in double length (T. J. Dekker's unevaluated sums of two floats, about
// 106 bits) and rounds once, at the end.
//
// Rejected: the C library through cgo (the runtime is pure Go where no extension
// is loaded, and its last digits would depend on the machine), and math/big
// (a thousand times slower).
//
// Special cases (infinities, NaN, signed zeros) are those of C99, which are
// Go's too; where they apply the functions ask package math.
package libm

import (
	"math"
	"math/big"
	"sync"
)

// dd is the unevaluated sum of two floats, lo at most half a unit in the last
// place of hi. Products are converted explicitly where a processor could
// otherwise fuse them with a sum.
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

func (a dd) neg() dd { return dd{-a.hi, -a.lo} }

func (a dd) add(b dd) dd {
	s := twoSum(a.hi, b.hi)
	e := twoSum(a.lo, b.lo)
	s = fastSum(s.hi, s.lo+e.hi)
	return fastSum(s.hi, s.lo+e.lo)
}

func (a dd) sub(b dd) dd { return a.add(b.neg()) }

func (a dd) mul(b dd) dd {
	p := twoProd(a.hi, b.hi)
	return fastSum(p.hi, p.lo+math.FMA(a.hi, b.lo, float64(a.lo*b.hi)))
}

func (a dd) mulFloat(b float64) dd {
	p := twoProd(a.hi, b)
	return fastSum(p.hi, math.FMA(a.lo, b, p.lo))
}

func (a dd) div(b dd) dd {
	q := a.hi / b.hi
	r := a.sub(b.mulFloat(q))
	return fastSum(q, (r.hi+r.lo)/b.hi)
}

// scale multiplies by a power of two whose exponent and result are in range.
func (a dd) scale(f float64) dd { return dd{a.hi * f, a.lo * f} }

func (a dd) float() float64 { return a.hi + a.lo }

// ldexp returns a·2^e, rounded once even where the result is subnormal.
func (a dd) ldexp(e int) float64 {
	if _, x := math.Frexp(a.hi); x+e > -1021 {
		return math.Ldexp(a.hi+a.lo, e)
	}
	// The result has fewer bits than the sum: rounded twice it could be wrong,
	// unless the first rounding goes to an odd last bit.
	s := twoSum(a.hi, a.lo)
	b := math.Float64bits(s.hi)
	if s.lo != 0 && b&1 == 0 {
		if s.lo > 0 == (s.hi > 0) {
			b++
		} else {
			b--
		}
	}
	return math.Ldexp(math.Float64frombits(b), e)
}

const (
	steps    = 128 // of the tables
	logFirst = 90  // of log(j/128), j from 90 to 182: √½ to √2
	logLast  = 182
	prec     = 200 // bits of the constants' computation
	taylor   = 14  // terms of sine and cosine
)

// constants are computed when they are first needed: there are too many digits
// to be read by anybody.
type constants struct {
	log   [logLast - logFirst + 1]dd // log(j/128)
	exp2  [steps]dd                  // 2^(i/128)
	ln2   dd
	step  dd               // ln2/128
	inv   [2*taylor + 3]dd // 1/n!
	third dd
	pi2   [3]float64 // π/2 in three parts
}

var consts = sync.OnceValue(func() *constants {
	t := new(constants)
	t.ln2 = toDD(bigLog(2, 1))
	t.step = t.ln2.scale(1. / steps)
	t.third = toDD(new(big.Float).Quo(bigFloat(1), bigFloat(3)))
	for j := range t.log {
		t.log[j] = toDD(bigLog(int64(j+logFirst), steps))
	}
	root := bigFloat(2)
	for n := 1; n < steps; n *= 2 {
		root.Sqrt(root)
	}
	p := bigFloat(1)
	for i := range t.exp2 {
		t.exp2[i] = toDD(p)
		p.Mul(p, root)
	}
	f := bigFloat(1)
	for n := range t.inv {
		if n > 0 {
			f.Quo(f, bigFloat(int64(n)))
		}
		t.inv[n] = toDD(f)
	}
	half := new(big.Float).Quo(bigPi(prec), bigFloat(2))
	for i := range t.pi2 {
		t.pi2[i], _ = half.Float64()
		half.Sub(half, new(big.Float).SetFloat64(t.pi2[i]))
	}
	return t
})

func bigFloat(i int64) *big.Float { return new(big.Float).SetPrec(prec).SetInt64(i) }

func toDD(x *big.Float) dd {
	hi, _ := x.Float64()
	lo, _ := new(big.Float).Sub(x, new(big.Float).SetFloat64(hi)).Float64()
	return dd{hi, lo}
}

// bigLog returns log(p/q) by the series of 2·artanh((p-q)/(p+q)), for p/q from
// ½ to 2.
func bigLog(p, q int64) *big.Float {
	z := new(big.Float).Quo(bigFloat(p-q), bigFloat(p+q))
	z2 := new(big.Float).Mul(z, z)
	sum, term := bigFloat(0), z
	for n := int64(1); n < 140; n += 2 {
		sum.Add(sum, new(big.Float).Quo(term, bigFloat(n)))
		term = new(big.Float).Mul(term, z2)
	}
	return sum.Mul(sum, bigFloat(2))
}

// bigPi returns π by J. Machin's formula, 16·artan(1/5) - 4·artan(1/239).
func bigPi(bits uint) *big.Float {
	atan := func(n, m int64) *big.Float {
		f := func(i int64) *big.Float { return new(big.Float).SetPrec(bits + 32).SetInt64(i) }
		term := new(big.Float).Quo(f(m), f(n))
		sum := f(0)
		for k := int64(1); term.Sign() != 0 && term.MantExp(nil) > -int(bits)-32; k += 2 {
			part := new(big.Float).Quo(term, f(k))
			if k%4 == 3 {
				part.Neg(part)
			}
			sum.Add(sum, part)
			term.Quo(term, f(n*n))
		}
		return sum
	}
	return new(big.Float).SetPrec(bits).Sub(atan(5, 16), atan(239, 4))
}
