package libm

import "math"

// Exp2 returns 2^x.
func Exp2(x float64) float64 {
	switch {
	case x != x || math.IsInf(x, 0) || x == 0:
		return math.Exp2(x)
	case x >= 1024:
		return math.Inf(1)
	case x < -1080:
		return 0
	case x == math.Trunc(x):
		return math.Ldexp(1, int(x))
	}
	t := consts()
	return t.expFloat(t.ln2.mulFloat(x))
}

// Log2 returns the logarithm of x to base 2.
func Log2(x float64) float64 {
	if x != x || math.IsInf(x, 0) || x <= 0 {
		return math.Log(x)
	}
	t := consts()
	return t.log1(x).div(t.ln2).float()
}

// Log10 returns the logarithm of x to base 10, in the order of C libraries: n·log10(2)
// with the number of few bits apart, and the natural logarithm of the rest. Powers of
// ten have exact results.
func Log10(x float64) float64 {
	if x != x || math.IsInf(x, 0) || x <= 0 {
		return math.Log(x)
	}
	m, n := math.Frexp(x) // 0.5 to 1
	if n--; n >= 0 {
		m *= 2
	} else {
		n++
	}
	const high = 0x1.34413509f6p-2 // 40 bits of log10(2)
	const low = math.Log10E*math.Ln2 - high
	f := float64(n)
	return f*low + float64(math.Log10E*Log(m)) + f*high
}

// Cbrt returns the cube root of x.
func Cbrt(x float64) float64 {
	if x != x || math.IsInf(x, 0) || x == 0 {
		return x
	}
	m, e := math.Frexp(x)
	k := e % 3
	m = math.Ldexp(m, k)
	a := math.Cbrt(m)
	rest := dd{m, 0}.sub(twoProd(a, a).mulFloat(a))
	return math.Ldexp(a+rest.hi/(3*a*a), (e-k)/3)
}
