package libm

import (
	"math"
	"math/big"
	"sync"
)

// The gamma function, by C. Lanczos's approximation ("A precision approximation of the
// gamma function", 1964) with 13 terms:
//
//	Γ(x) = (x+g-½)^(x-½) · e^-(x+g-½) · L(x)
//
// where L is a quotient of polynomials, the denominator x(x+1)…(x+11). This g with these
// terms is what Boost and CPython use; it makes the error of L less than that of its
// rounding. The coefficients follow from g by Lanczos's formula and are computed when
// they are first needed.

const (
	lanczosG     = 6.024680040776729583740234375
	lanczosTerms = 13
)

// lanczos has the coefficients of numerator and denominator, lowest power first.
type lanczos struct{ num, den [lanczosTerms]float64 }

var lanczosCoefficients = sync.OnceValue(func() *lanczos {
	const prec = 400
	f := func(x float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(x) }
	mul := func(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(prec).Mul(a, b) }
	quo := func(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(prec).Quo(a, b) }
	exp := func(x *big.Float) *big.Float {
		sum, term := f(1), f(1)
		for n := 1.; n < 250; n++ {
			term = quo(mul(term, x), f(n))
			sum.Add(sum, term)
		}
		return sum
	}
	pi := bigPi(prec)
	// b[l] = Γ(l+½) · (l+g+½)^-(l+½) · e^(l+g+½)
	var b [lanczosTerms]*big.Float
	gamma := new(big.Float).SetPrec(prec).Sqrt(pi)
	for l := range b {
		y := f(lanczosG)
		y.Add(y, f(float64(l)+0.5))
		power := new(big.Float).SetPrec(prec).Sqrt(y)
		for range l {
			power = mul(power, y)
		}
		b[l] = quo(mul(gamma, exp(y)), power)
		gamma = mul(gamma, f(float64(l)+0.5))
	}
	// p[k] is a sum of the b[l] with the coefficients of Chebyshev's polynomial of degree
	// 2k, times √(2π)·√2/π.
	scale := quo(f(2), new(big.Float).SetPrec(prec).Sqrt(pi))
	var p [lanczosTerms]*big.Float
	even, odd := []*big.Float{f(1)}, []*big.Float{f(0), f(1)} // T(2k), T(2k+1)
	next := func(a, b []*big.Float) []*big.Float {            // 2x·b - a
		c := make([]*big.Float, len(b)+1)
		for i := range c {
			c[i] = f(0)
			if i > 0 {
				c[i].Add(b[i-1], b[i-1])
			}
			if i < len(a) {
				c[i].Sub(c[i], a[i])
			}
		}
		return c
	}
	for k := range p {
		p[k] = f(0)
		for l := 0; l <= k; l++ {
			p[k].Add(p[k], mul(even[2*l], b[l]))
		}
		p[k] = mul(p[k], scale)
		even = next(even, odd)
		odd = next(odd, even)
	}
	p[0] = quo(p[0], f(2))
	// The numerator: p[k]·(x-1)…(x-k)·(x+k)…(x+11), summed up.
	times := func(a []*big.Float, c float64) []*big.Float { // a·(x+c)
		r := make([]*big.Float, len(a)+1)
		for i := range r {
			r[i] = f(0)
			if i > 0 {
				r[i].Add(r[i], a[i-1])
			}
			if i < len(a) {
				r[i].Add(r[i], mul(a[i], f(c)))
			}
		}
		return r
	}
	var num, den [lanczosTerms]*big.Float
	for i := range num {
		num[i] = f(0)
	}
	for k := range p {
		term := []*big.Float{p[k]}
		for j := 1; j <= k; j++ {
			term = times(term, -float64(j))
		}
		for j := k; j < lanczosTerms-1; j++ {
			term = times(term, float64(j))
		}
		for i := range num {
			num[i].Add(num[i], term[i])
		}
	}
	prod := []*big.Float{f(1)}
	for j := range lanczosTerms - 1 {
		prod = times(prod, float64(j))
	}
	copy(den[:], prod)
	r := new(lanczos)
	for i := range num {
		r.num[i], _ = num[i].Float64()
		r.den[i], _ = den[i].Float64()
	}
	return r
})

// sum is L(x) for x > 0. The terms are added from the small ones on: in powers of x or,
// for large x, of 1/x.
func (l *lanczos) sum(x float64) float64 {
	num, den := 0., 0.
	if x < 5 {
		for i := lanczosTerms - 1; i >= 0; i-- {
			num, den = num*x+l.num[i], den*x+l.den[i]
		}
	} else {
		for i := range lanczosTerms {
			num, den = num/x+l.num[i], den/x+l.den[i]
		}
	}
	return num / den
}

// sinPi returns sin(πx) for a finite x ≥ 0, also where πx would be rounded to a
// multiple of π.
func sinPi(x float64) float64 {
	x = math.Mod(x, 2)
	switch n := math.Round(2 * x); n {
	case 0, 4:
		return Sin(math.Pi * (x - n/2))
	case 1:
		return Cos(math.Pi * (x - 0.5))
	case 2:
		return Sin(math.Pi * (1 - x))
	default:
		return -Cos(math.Pi * (x - 1.5))
	}
}

// factorials are those that a float holds exactly: n! for n up to 22.
var factorials = func() (list [23]float64) {
	list[0] = 1
	for n := 1; n < len(list); n++ {
		list[n] = list[n-1] * float64(n)
	}
	return list
}()

// Gamma returns Γ(x); NaN for negative integers and negative infinity, infinity with the
// sign of x for zero, and where the result is too large.
func Gamma(x float64) float64 {
	a := math.Abs(x)
	whole := x == math.Floor(x)
	switch {
	case x != x || math.IsInf(x, 1):
		return x
	case x == 0:
		return math.Copysign(math.Inf(1), x)
	case x < 0 && whole:
		return math.NaN()
	case whole && x <= float64(len(factorials)):
		return factorials[int(x)-1]
	case a < 1e-20:
		return 1 / x
	case x > 200:
		return math.Inf(1)
	case x < -200:
		return math.Copysign(0, sinPi(a)*-1)
	}
	// The base y of the power is rounded; rest is what that makes of the result,
	// relatively.
	y := a + (lanczosG - 0.5)
	rest := 0.
	if a > lanczosG-0.5 {
		rest = (y - a) - (lanczosG - 0.5)
	} else {
		rest = (y - (lanczosG - 0.5)) - a
	}
	rest = rest * lanczosG / y
	l := lanczosCoefficients()
	if x < 0 {
		r := -math.Pi / sinPi(a) / a * Exp(y) / l.sum(a)
		r -= rest * r
		if a < 140 {
			return r / Pow(y, a-0.5)
		}
		p := Pow(y, a/2-0.25)
		return r / p / p
	}
	r := l.sum(a) / Exp(y)
	r += rest * r
	if a < 140 {
		return r * Pow(y, a-0.5)
	}
	p := Pow(y, a/2-0.25)
	return r * p * p
}

// Lgamma returns the natural logarithm of |Γ(x)|; infinity for integers up to 0.
func Lgamma(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x:
		return x
	case math.IsInf(x, 0):
		return math.Inf(1)
	case x == math.Floor(x) && x <= 2:
		if x <= 0 {
			return math.Inf(1)
		}
		return 0
	case a < 1e-20:
		return -Log(a)
	}
	r := Log(lanczosCoefficients().sum(a)) - lanczosG
	r += (a - 0.5) * (Log(a+lanczosG-0.5) - 1)
	if x < 0 {
		// Γ(x)·Γ(-x) = -π/(x·sin πx)
		r = Log(math.Pi) - Log(math.Abs(sinPi(a))) - Log(a) - r
	}
	return r
}
