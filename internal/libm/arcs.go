package libm

import "math"

// sqrt returns the square root of a > 0.
func (a dd) sqrt() dd {
	r := math.Sqrt(a.hi)
	rest := a.sub(twoProd(r, r))
	return fastSum(r, (rest.hi+rest.lo)/(2*r))
}

// asin returns the arc sine of |x| < 1: one step of Newton's method.
func (t *constants) asin(x dd) dd {
	a := math.Asin(x.hi)
	s, c := t.sincosOf(a)
	return dd{a, 0}.add(x.sub(s).div(c))
}

func (t *constants) halfPi() dd { return dd{t.pi2[0], t.pi2[1]} }

// Asin returns the arc sine of x.
func Asin(x float64) float64 {
	if !(math.Abs(x) < 1) || math.Abs(x) < 1e-8 {
		return math.Asin(x)
	}
	return consts().asin(dd{x, 0}).float()
}

// Acos returns the arc cosine of x. Towards both ends it is computed from the half of
// the angle, which is where the cosine says little.
func Acos(x float64) float64 {
	if !(math.Abs(x) < 1) {
		return math.Acos(x)
	}
	t := consts()
	if math.Abs(x) <= 0.5 {
		return t.halfPi().sub(t.asin(dd{x, 0})).float()
	}
	half := t.asin(dd{(1 - math.Abs(x)) / 2, 0}.sqrt()) // 1-|x| is exact
	if x > 0 {
		return half.scale(2).float()
	}
	return t.halfPi().sub(half).scale(2).float()
}
