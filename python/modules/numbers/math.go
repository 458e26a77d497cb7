package numbers

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/libm"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// mathModule is the module math. What is about integers is in math_int.go, what is about
// several floats in math_sums.go.
func mathModule() modules.Module {
	m := modules.Module{
		Name: "math",
		Doc:  "The mathematical functions of the C standard, for real numbers.",
		Attrs: []object.AttrDef{
			modules.Constant("pi", math.Pi), modules.Constant("e", math.E), modules.Constant("tau", 2*math.Pi),
			modules.Constant("inf", math.Inf(1)), modules.Constant("nan", math.NaN()),
		},
		Functions: append(append(mathIntegers(), mathSums()...),
			object.MethodDef{Name: "atan2", Sig: "(y, x, /)", Doc: "The angle of the point (x, y), in radians; the signs of both count.", Fn: float2(libm.Atan2)},
			object.MethodDef{Name: "copysign", Sig: "(x, y, /)", Doc: "A float with the magnitude of x and the sign of y.", Fn: float2(math.Copysign)},
			object.MethodDef{Name: "fmod", Sig: "(x, y, /)", Doc: "The remainder of x/y with the sign of x, as in C.", Fn: float2(math.Mod)},
			object.MethodDef{Name: "remainder", Sig: "(x, y, /)", Doc: "x - n*y for the integer n nearest to x/y, the even one in the middle.", Fn: float2(math.Remainder)},
			object.MethodDef{Name: "pow", Sig: "(x, y, /)", Doc: "x**y for floats.", Fn: mathPow},
			object.MethodDef{Name: "log", Fn: mathLog, Doc: "log(x, [base=math.e])\nThe logarithm of x to the given base, or the natural logarithm."},
			object.MethodDef{Name: "log2", Sig: "(x, /)", Doc: "The logarithm of x to base 2.", Fn: logFunc(libm.Log2)},
			object.MethodDef{Name: "log10", Sig: "(x, /)", Doc: "The logarithm of x to base 10.", Fn: logFunc(libm.Log10)},
			object.MethodDef{Name: "frexp", Sig: "(x, /)", Doc: "The pair (m, e), m a float and e an int, with x == m * 2.**e and 0.5 <= abs(m) < 1; (x, 0) for 0.", Fn: mathFrexp},
			object.MethodDef{Name: "ldexp", Sig: "(x, i, /)", Doc: "x * 2**i", Fn: mathLdexp},
			object.MethodDef{Name: "modf", Sig: "(x, /)", Doc: "The pair of what is behind and before the point of x, both with its sign.", Fn: mathModf},
			object.MethodDef{Name: "isclose", Sig: "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", Fn: mathIsClose,
				Doc: "Are two numbers close to each other?\n\nThey are if they differ by at most rel_tol times the larger one, or by abs_tol.\nNaN is close to nothing, an infinity to itself only."},
			object.MethodDef{Name: "isfinite", Sig: "(x, /)", Doc: "Is x neither an infinity nor NaN?", Fn: floatTest(func(x float64) bool { return x-x == 0 })},
			object.MethodDef{Name: "isinf", Sig: "(x, /)", Doc: "Is x an infinity?", Fn: floatTest(func(x float64) bool { return math.IsInf(x, 0) })},
			object.MethodDef{Name: "isnan", Sig: "(x, /)", Doc: "Is x NaN?", Fn: floatTest(math.IsNaN)},
			object.MethodDef{Name: "nextafter", Sig: "(x, y, /)", Doc: "The next float after x towards y.", Fn: mathNextafter},
			object.MethodDef{Name: "ulp", Sig: "(x, /)", Doc: "The value of the last bit of the float x.", Fn: mathUlp},
			object.MethodDef{Name: "gamma", Sig: "(x, /)", Doc: "The gamma function at x.", Fn: mathGamma},
			object.MethodDef{Name: "lgamma", Sig: "(x, /)", Doc: "The natural logarithm of the absolute value of the gamma function at x.", Fn: mathLgamma},
		),
	}
	for _, f := range []struct {
		name     string
		f        func(float64) float64
		overflow bool // an infinite result for a finite x is one too large; else x is out of the domain
		doc      string
	}{
		{"acos", libm.Acos, false, "The arc cosine of x, in radians from 0 to pi."},
		{"acosh", libm.Acosh, false, "The inverse hyperbolic cosine of x."},
		{"asin", libm.Asin, false, "The arc sine of x, in radians from -pi/2 to pi/2."},
		{"asinh", libm.Asinh, false, "The inverse hyperbolic sine of x."},
		{"atan", libm.Atan, false, "The arc tangent of x, in radians from -pi/2 to pi/2."},
		{"atanh", math.Atanh, false, "The inverse hyperbolic tangent of x."},
		{"cbrt", libm.Cbrt, false, "The cube root of x."},
		{"cos", libm.Cos, false, "The cosine of x (in radians)."},
		{"cosh", libm.Cosh, true, "The hyperbolic cosine of x."},
		{"erf", math.Erf, false, "The error function at x."},
		{"erfc", math.Erfc, false, "1 - erf(x), exact where that is small."},
		{"exp", libm.Exp, true, "e to the power of x."},
		{"exp2", libm.Exp2, true, "2 to the power of x."},
		{"expm1", math.Expm1, true, "exp(x) - 1, exact where x is small."},
		{"fabs", math.Abs, false, "The absolute value of the float x."},
		{"log1p", math.Log1p, false, "The natural logarithm of 1+x, exact where x is small."},
		{"sin", libm.Sin, false, "The sine of x (in radians)."},
		{"sinh", libm.Sinh, true, "The hyperbolic sine of x."},
		{"sqrt", math.Sqrt, false, "The square root of x."},
		{"tan", libm.Tan, false, "The tangent of x (in radians)."},
		{"tanh", libm.Tanh, false, "The hyperbolic tangent of x."},
	} {
		m.Functions = append(m.Functions, object.MethodDef{Name: f.name, Sig: "(x, /)", Doc: f.doc, Fn: float1(f.f, f.overflow)})
	}
	m.Functions = append(m.Functions,
		object.MethodDef{Name: "degrees", Sig: "(x, /)", Doc: "The angle x, in radians, in degrees.", Fn: plain1(func(x float64) float64 { return x * (180 / math.Pi) })},
		object.MethodDef{Name: "radians", Sig: "(x, /)", Doc: "The angle x, in degrees, in radians.", Fn: plain1(func(x float64) float64 { return x * (math.Pi / 180) })})
	return m
}

func domainError(t *Thread) Value { return t.ValueErrorf("math domain error") }
func rangeError(t *Thread) Value  { return t.OverflowErrorf("math range error") }

// plain1 makes a function of one float that has a result for all.
func plain1(f func(float64) float64) object.Native {
	return func(t *Thread, a Args) Value {
		x, ok := t.AsFloat64(a.At(0))
		if !ok {
			return heap.Null
		}
		return heap.Float(f(x))
	}
}

// float1 makes a function of one float. A NaN that comes of a number means that f is not
// defined there; an infinity that comes of a finite number means that, or overflow.
func float1(f func(float64) float64, overflow bool) object.Native {
	return func(t *Thread, a Args) Value {
		x, ok := t.AsFloat64(a.At(0))
		if !ok {
			return heap.Null
		}
		r := f(x)
		switch {
		case r != r && x == x:
			return domainError(t)
		case math.IsInf(r, 0) && !math.IsInf(x, 0) && overflow:
			return rangeError(t)
		case math.IsInf(r, 0) && !math.IsInf(x, 0):
			return domainError(t)
		}
		return heap.Float(r)
	}
}

// float2 makes a function of two floats.
func float2(f func(x, y float64) float64) object.Native {
	return func(t *Thread, a Args) Value {
		x, ok := t.AsFloat64(a.At(0))
		if !ok {
			return heap.Null
		}
		y, ok := t.AsFloat64(a.At(1))
		if !ok {
			return heap.Null
		}
		r := f(x, y)
		switch {
		case r != r && x == x && y == y:
			return domainError(t)
		case math.IsInf(r, 0) && !math.IsInf(x, 0) && !math.IsInf(y, 0):
			return rangeError(t)
		}
		return heap.Float(r)
	}
}

func floatTest(f func(float64) bool) object.Native {
	return func(t *Thread, a Args) Value {
		x, ok := t.AsFloat64(a.At(0))
		if !ok {
			return heap.Null
		}
		return heap.Bool(f(x))
	}
}

// mathPow follows C99's list of special cases.
func mathPow(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	y, ok := t.AsFloat64(a.At(1))
	if !ok {
		return heap.Null
	}
	if x-x != 0 || y-y != 0 || x == 0 {
		if x == 0 && y < 0 && !math.IsInf(y, 0) {
			return domainError(t)
		}
		return heap.Float(math.Pow(x, y))
	}
	sign := 1.
	if x < 0 {
		if y != math.Trunc(y) {
			return domainError(t)
		}
		if math.Mod(y, 2) != 0 {
			sign = -1
		}
	}
	r := libm.Pow(math.Abs(x), y)
	if math.IsInf(r, 0) {
		return rangeError(t)
	}
	return heap.Float(sign * r)
}

// logOf is a logarithm of an int of any size or of a float. ok is false when an
// exception is pending.
func logOf(t *Thread, r Ref, log func(float64) float64) (float64, bool) {
	v := r.V()
	if t.RT.IsInt(v) {
		b := object.BigOf(v)
		if b.Sign() <= 0 {
			domainError(t)
			return 0, false
		}
		if f, ok := object.IntToFloat(object.IntValue(v)); ok {
			return log(f), true
		}
		m, e := frexpInt(b)
		return log(m) + log(2)*float64(e), true
	}
	x, ok := t.AsFloat64(r)
	if !ok {
		return 0, false
	}
	if x <= 0 {
		domainError(t)
		return 0, false
	}
	return log(x), true
}

func logFunc(log func(float64) float64) object.Native {
	return func(t *Thread, a Args) Value {
		r, ok := logOf(t, a.At(0), log)
		if !ok {
			return heap.Null
		}
		return heap.Float(r)
	}
}

func mathLog(t *Thread, a Args) Value {
	switch n := a.Len(); {
	case a.NumKw() > 0:
		return t.TypeErrorf("log() takes no keyword arguments")
	case n == 0 || n > 2:
		return t.TypeErrorf("math.log requires 1 to 2 arguments")
	}
	r, ok := logOf(t, a.At(0), libm.Log)
	if !ok {
		return heap.Null
	}
	if a.Len() == 2 {
		base, ok := logOf(t, a.At(1), libm.Log)
		if !ok {
			return heap.Null
		}
		if base == 0 {
			return t.Errorf(t.RT.Exc.ZeroDivisionError, "float division by zero")
		}
		r /= base
	}
	return heap.Float(r)
}

func pair(t *Thread, x, y Value) Value {
	p := t.PushN(2)
	p.Set(x)
	p.At(1).Set(y)
	return t.TupleOf(p, 2)
}

func mathFrexp(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	m, e := math.Frexp(x)
	return pair(t, heap.Float(m), heap.SmallInt(int64(e)))
}

func mathModf(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	whole := math.Trunc(x)
	part := math.Copysign(x-whole, x)
	if math.IsInf(x, 0) {
		part = math.Copysign(0, x)
	}
	return pair(t, heap.Float(part), heap.Float(whole))
}

func mathLdexp(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	if !t.RT.IsInt(a.At(1).V()) {
		return t.TypeErrorf("Expected an int as second argument to ldexp.")
	}
	e, fits := object.Int64Of(object.IntValue(a.At(1).V()))
	if !fits {
		e = math.MaxInt64
		if object.BigOf(a.At(1).V()).Sign() < 0 {
			e = math.MinInt64
		}
	}
	if x == 0 || x-x != 0 {
		return heap.Float(x)
	}
	// No float needs to be moved farther.
	const farthest = 5000
	r := math.Ldexp(x, int(max(-farthest, min(e, farthest))))
	if math.IsInf(r, 0) {
		return rangeError(t)
	}
	return heap.Float(r)
}

func mathIsClose(t *Thread, args Args) Value {
	var f [4]float64
	for i := range f {
		var ok bool
		if f[i], ok = t.AsFloat64(args.At(i)); !ok {
			return heap.Null
		}
	}
	a, b, rel, abs := f[0], f[1], f[2], f[3]
	switch {
	case rel < 0 || abs < 0:
		return t.ValueErrorf("tolerances must be non-negative")
	case a == b:
		return heap.True
	case math.IsInf(a, 0) || math.IsInf(b, 0):
		return heap.False
	}
	diff := math.Abs(b - a)
	return heap.Bool(diff <= math.Abs(rel*b) || diff <= math.Abs(rel*a) || diff <= abs)
}

func mathNextafter(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	y, ok := t.AsFloat64(a.At(1))
	if !ok {
		return heap.Null
	}
	if x == y {
		return heap.Float(y) // -0.0 and 0.0 are equal
	}
	return heap.Float(math.Nextafter(x, y))
}

func mathUlp(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	x = math.Abs(x)
	switch {
	case x-x != 0:
		return heap.Float(x)
	case x == math.MaxFloat64:
		return heap.Float(x - math.Nextafter(x, 0))
	}
	return heap.Float(math.Nextafter(x, math.Inf(1)) - x)
}

func mathGamma(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	r := libm.Gamma(x)
	switch {
	case r != r && x == x, math.IsInf(r, 0) && x == 0:
		return domainError(t)
	case math.IsInf(r, 0) && !math.IsInf(x, 0):
		return rangeError(t)
	}
	return heap.Float(r)
}

func mathLgamma(t *Thread, a Args) Value {
	x, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	r := libm.Lgamma(x)
	if math.IsInf(r, 0) && !math.IsInf(x, 0) {
		if x <= 0 {
			return domainError(t)
		}
		return rangeError(t)
	}
	return heap.Float(r)
}
