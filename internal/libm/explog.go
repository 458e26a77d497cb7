package libm

import "math"

// log returns log(x) for a finite x > 0: the table gives log(j/128) for a j with
// m·j/128 = 1+r, a series log(1+r).
func (t *constants) log1(x float64) dd {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		k--
	}
	j := math.Round(steps / m) // |r| < 2^-7.4
	p := twoProd(m, j/steps)
	r := fastSum(p.hi-1, p.lo)
	l := t.log[int(j)-logFirst]
	return t.ln2.mulFloat(float64(k)).sub(l).add(t.log1p(r))
}

// log1p returns log(1+r) for a small r: r - r²/2 + r³/3 in double length, the
// rest where that no longer matters.
func (t *constants) log1p(r dd) dd {
	r2 := r.mul(r)
	c := t.third.mul(r).add(dd{-0.5, 0})
	h := r.hi
	tail := r2.hi * r2.hi * (-1./4 + h*(1./5+h*(-1./6+h*(1./7+h*(-1./8+h*(1./9-h*(1./10)))))))
	return r.add(r2.mul(c)).add(dd{tail, 0})
}

// exp returns e^x as s·2^e, for |x| < 1000.
func (t *constants) exp(x dd) (s dd, e int) {
	n := math.Round(x.hi * (steps / math.Ln2))
	r := x.add(t.step.mulFloat(-n))
	h := r.hi
	tail := r.lo + h*h*(1./2+h*(1./6+h*(1./24+h*(1./120+h*(1./720)))))
	p := fastSum(h, tail)
	k := int(n) & (steps - 1)
	c := t.exp2[k]
	m := twoProd(c.hi, p.hi)
	u := fastSum(c.hi, m.hi)
	return fastSum(u.hi, u.lo+(c.lo+m.lo+c.hi*p.lo+c.lo*p.hi)), (int(n) - k) / steps
}

// expFloat is exp for the result alone.
func (t *constants) expFloat(x dd) float64 {
	switch {
	case x.hi > 710:
		return math.Inf(1)
	case x.hi < -750:
		return 0
	}
	s, e := t.exp(x)
	return s.ldexp(e)
}

// Exp returns e^x.
func Exp(x float64) float64 {
	if x != x || math.IsInf(x, 0) || x == 0 {
		return math.Exp(x)
	}
	return consts().expFloat(dd{x, 0})
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	if x != x || math.IsInf(x, 0) || x <= 0 || x == 1 {
		return math.Log(x)
	}
	return consts().log1(x).float()
}

// Pow returns x**y for a finite x > 0 and a finite y; infinite when that is out
// of range.
func Pow(x, y float64) float64 {
	switch y {
	case 0:
		return 1
	case 1:
		return x
	case 2:
		return x * x
	case -1:
		return 1 / x
	case 0.5:
		return math.Sqrt(x)
	}
	if r, ok := powInt(x, y); ok {
		return r
	}
	t := consts()
	l := t.log1(x)
	// Beyond these the result is clear, and the product could overflow.
	switch p := l.hi * y; {
	case p > 1000:
		return math.Inf(1)
	case p < -1000:
		return 0
	case math.Abs(p) < 1e-18:
		return 1
	}
	return t.expFloat(l.mulFloat(y))
}

// powInt multiplies for small integers y, which is more exact still: results of
// few bits lie on the middle between two floats, or next to it.
func powInt(x, y float64) (float64, bool) {
	n := int(math.Abs(y))
	_, e := math.Frexp(x)
	if float64(n) != math.Abs(y) || n > 64 || n*max(e, 1-e) > 900 {
		return 0, false
	}
	r := dd{1, 0}
	for p := (dd{x, 0}); ; p = p.mul(p) {
		if n&1 == 1 {
			r = r.mul(p)
		}
		if n >>= 1; n == 0 {
			break
		}
	}
	if y < 0 {
		r = dd{1, 0}.div(r)
	}
	return r.float(), true
}

// Hypot returns √(x²+y²) without overflow on the way.
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	if x != x || y != y || math.IsInf(x, 0) || math.IsInf(y, 0) || x == 0 || y == 0 {
		return math.Hypot(x, y)
	}
	if x < y {
		x, y = y, x
	}
	_, e := math.Frexp(x)
	x, y = math.Ldexp(x, -e), math.Ldexp(y, -e)
	s := twoProd(x, x).add(twoProd(y, y))
	r := math.Sqrt(s.hi)
	rest := s.sub(twoProd(r, r))
	return fastSum(r, (rest.hi+rest.lo)/(2*r)).ldexp(e)
}
