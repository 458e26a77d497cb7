package libm

import (
	"math"
	"math/big"
)

// reduce returns r and n with x = r + n·π/2 and |r| ≤ π/4; n modulo 4.
func (t *constants) reduce(x float64) (r dd, n int) {
	if math.Abs(x) <= math.Pi/4 {
		return dd{x, 0}, 0
	}
	if math.Abs(x) < 1<<30 {
		k := math.Round(x / (math.Pi / 2))
		r = dd{x, 0}
		for _, p := range t.pi2 {
			r = r.sub(twoProd(k, p))
		}
		return r, int(int64(k)) & 3
	}
	// As many bits of π as x has before the point, and those of the result.
	_, e := math.Frexp(x)
	bits := uint(e + prec)
	half := new(big.Float).Quo(bigPi(bits), new(big.Float).SetPrec(bits).SetInt64(2))
	b := new(big.Float).SetPrec(bits).SetFloat64(x)
	q := new(big.Float).SetPrec(bits).Quo(b, half)
	k, _ := q.Add(q, big.NewFloat(math.Copysign(0.5, x))).Int(nil)
	kf := new(big.Float).SetPrec(bits).SetInt(k)
	b.Sub(b, kf.Mul(kf, half))
	var m big.Int
	return toDD(b), int(m.And(k, big.NewInt(3)).Int64())
}

// sincos returns sine and cosine of r, |r| ≤ π/4, by their series.
func (t *constants) sincos(r dd) (s, c dd) {
	r2 := r.mul(r).neg()
	s, c = t.inv[2*taylor+1], t.inv[2*taylor]
	for i := taylor - 1; i >= 1; i-- {
		s = s.mul(r2).add(t.inv[2*i+1])
		c = c.mul(r2).add(t.inv[2*i])
	}
	return r.add(r.mul(s.mul(r2))), dd{1, 0}.add(c.mul(r2))
}

// sincosOf returns sine and cosine of a finite x.
func (t *constants) sincosOf(x float64) (s, c dd) {
	r, n := t.reduce(x)
	s, c = t.sincos(r)
	switch n {
	case 1:
		return c, s.neg()
	case 2:
		return s.neg(), c.neg()
	case 3:
		return c.neg(), s
	}
	return s, c
}

// Sin returns the sine of x.
func Sin(x float64) float64 {
	if x != x || math.IsInf(x, 0) || math.Abs(x) < 1e-150 {
		return math.Sin(x)
	}
	s, _ := consts().sincosOf(x)
	return s.float()
}

// Cos returns the cosine of x.
func Cos(x float64) float64 {
	if x != x || math.IsInf(x, 0) || x == 0 {
		return math.Cos(x)
	}
	_, c := consts().sincosOf(x)
	return c.float()
}

// Tan returns the tangent of x.
func Tan(x float64) float64 {
	if x != x || math.IsInf(x, 0) || math.Abs(x) < 1e-150 {
		return math.Tan(x)
	}
	s, c := consts().sincosOf(x)
	return s.div(c).float()
}

// Atan2 returns the angle of the point (x, y).
func Atan2(y, x float64) float64 {
	a := math.Atan2(y, x)
	if a == 0 || a != a || x == 0 || math.IsInf(x, 0) || y == 0 || math.IsInf(y, 0) {
		return a
	}
	// Scaled so that nothing overflows, one step of Newton's method: the sine of
	// what is missing is (y·cos a - x·sin a)/r.
	_, ex := math.Frexp(x)
	_, ey := math.Frexp(y)
	e := max(ex, ey)
	if ex-ey > 200 && x > 0 {
		return y / x
	}
	if min(ex, ey)-e < -900 {
		return a
	}
	x, y = math.Ldexp(x, -e), math.Ldexp(y, -e)
	t := consts()
	s, c := t.sincosOf(a)
	d := c.mulFloat(y).sub(s.mulFloat(x))
	r := c.mulFloat(x).add(s.mulFloat(y))
	return dd{a, 0}.add(d.div(r)).float()
}

// Atan returns the arc tangent of x.
func Atan(x float64) float64 { return Atan2(x, 1) }
