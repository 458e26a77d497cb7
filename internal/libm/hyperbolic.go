package libm

import "math"

// The hyperbolic functions, from exp and expm1 by the identities that C libraries use
// as well: their last digits are then theirs in most cases.

// Sinh returns the hyperbolic sine of x.
func Sinh(x float64) float64 {
	a := math.Abs(x)
	var r float64
	switch {
	case x != x || math.IsInf(x, 0) || a < 1e-8:
		return x
	case a < 1:
		e := math.Expm1(a)
		r = (2*e - e*e/(e+1)) / 2
	case a < 22:
		e := math.Expm1(a)
		r = (e + e/(e+1)) / 2
	default:
		r = halfExp(a)
	}
	return math.Copysign(r, x)
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x || math.IsInf(x, 0):
		return a
	case a < math.Ln2/2:
		e := math.Expm1(a)
		return 1 + e*e/(2*(1+e))
	case a < 22:
		e := Exp(a)
		return e/2 + 0.5/e
	}
	return halfExp(a)
}

// halfExp returns e^a/2 where e^a may overflow.
func halfExp(a float64) float64 {
	if a < 709 {
		return Exp(a) / 2
	}
	e := Exp(a / 2)
	return e / 2 * e
}

// Tanh returns the hyperbolic tangent of x.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	var r float64
	switch {
	case x != x || a < 1e-9:
		return x
	case a < 1:
		e := math.Expm1(-2 * a)
		r = -e / (e + 2)
	case a < 22:
		r = 1 - 2/(math.Expm1(2*a)+2)
	default:
		r = 1
	}
	return math.Copysign(r, x)
}

// Asinh returns the inverse hyperbolic sine of x.
func Asinh(x float64) float64 {
	a := math.Abs(x)
	var r float64
	switch {
	case x != x || math.IsInf(x, 0) || a < 1e-8:
		return x
	case a > 1<<28:
		r = Log(a) + math.Ln2
	case a > 2:
		r = Log(2*a + 1/(math.Sqrt(a*a+1)+a))
	default:
		r = math.Log1p(a + a*a/(1+math.Sqrt(1+a*a)))
	}
	return math.Copysign(r, x)
}

// Acosh returns the inverse hyperbolic cosine of x.
func Acosh(x float64) float64 {
	switch {
	case !(x > 1) || math.IsInf(x, 1):
		return math.Acosh(x)
	case x > 1<<28:
		return Log(x) + math.Ln2
	case x > 2:
		return Log(2*x - 1/(x+math.Sqrt(x*x-1)))
	}
	d := x - 1
	return math.Log1p(d + math.Sqrt(2*d+d*d))
}
