package numbers

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/libm"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// cmathModule is cmath. What the functions compute is in cmath_functions.go, what they are at
// infinities and NaNs in cmath_special.go.
func cmathModule() modules.Module {
	m := modules.Module{
		Name: "cmath",
		Doc:  "This module provides access to mathematical functions for complex\nnumbers.",
		Attrs: []object.AttrDef{
			modules.Constant("pi", math.Pi), modules.Constant("e", math.E), modules.Constant("tau", 2*math.Pi),
			modules.Constant("inf", math.Inf(1)), modules.Constant("nan", math.NaN()),
			{Name: "infj", Make: func(t *Thread) Value { return t.NewComplex(complex(0, math.Inf(1))) }},
			{Name: "nanj", Make: func(t *Thread) Value { return t.NewComplex(complex(0, math.NaN())) }},
		},
		Functions: []object.MethodDef{
			{Name: "phase", Sig: "(z, /)", Fn: cmathPhase, Doc: "Return argument, also known as the phase angle, of a complex."},
			{Name: "polar", Sig: "(z, /)", Fn: cmathPolar, Doc: "Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 and phi the phase angle."},
			{Name: "rect", Sig: "(r, phi, /)", Fn: cmathRect, Doc: "Convert from polar coordinates to rectangular coordinates."},
			{Name: "log", Sig: "(z, base=<unrepresentable>, /)", Fn: cmathLog, Doc: "log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of z."},
			{Name: "isfinite", Sig: "(z, /)", Doc: "Return True if both the real and imaginary parts of z are finite, else False.", Fn: complexTest(func(x, y float64) bool { return x-x == 0 && y-y == 0 })},
			{Name: "isinf", Sig: "(z, /)", Doc: "Checks if the real or imaginary part of z is infinite.", Fn: complexTest(func(x, y float64) bool { return math.IsInf(x, 0) || math.IsInf(y, 0) })},
			{Name: "isnan", Sig: "(z, /)", Doc: "Checks if the real or imaginary part of z not a number (NaN).", Fn: complexTest(func(x, y float64) bool { return x != x || y != y })},
			{Name: "isclose", Sig: "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", Fn: cmathIsClose, Doc: "Determine whether two complex numbers are close in value.\n\nThey are if they differ by at most rel_tol times the larger one, or by abs_tol."},
		},
	}
	for _, f := range []struct {
		name string
		f    func(complex128) (complex128, fault)
		doc  string
	}{
		{"acos", cAcos, "Return the arc cosine of z."}, {"acosh", cAcosh, "Return the inverse hyperbolic cosine of z."},
		{"asin", cAsin, "Return the arc sine of z."}, {"asinh", cAsinh, "Return the inverse hyperbolic sine of z."},
		{"atan", cAtan, "Return the arc tangent of z."}, {"atanh", cAtanh, "Return the inverse hyperbolic tangent of z."},
		{"cos", cCos, "Return the cosine of z."}, {"cosh", cCosh, "Return the hyperbolic cosine of z."},
		{"exp", cExp, "Return the exponential value e**z."}, {"log10", cLog10, "Return the base-10 logarithm of z."},
		{"sin", cSin, "Return the sine of z."}, {"sinh", cSinh, "Return the hyperbolic sine of z."},
		{"sqrt", cSqrt, "Return the square root of z."}, {"tan", cTan, "Return the tangent of z."}, {"tanh", cTanh, "Return the hyperbolic tangent of z."},
	} {
		m.Functions = append(m.Functions, object.MethodDef{Name: f.name, Sig: "(z, /)", Doc: f.doc, Fn: func(t *Thread, a Args) Value {
			z, ok := t.AsComplex(a.At(0))
			if !ok {
				return heap.Null
			}
			return complexResult(t)(f.f(z))
		}})
	}
	return m
}

// fault says what is wrong with a result.
type fault uint8

const (
	fine    fault = iota
	domain        // the function is not defined there
	overrun       // the result is too large
)

// raised is the exception of a fault; false: there is none.
func (f fault) raised(t *Thread) bool {
	switch f {
	case domain:
		domainError(t)
	case overrun:
		rangeError(t)
	}
	return f != fine
}

func complexResult(t *Thread) func(z complex128, f fault) Value {
	return func(z complex128, f fault) Value {
		if f.raised(t) {
			return heap.Null
		}
		return t.NewComplex(z)
	}
}

func complexTest(test func(x, y float64) bool) object.Native {
	return func(t *Thread, a Args) Value {
		z, ok := t.AsComplex(a.At(0))
		if !ok {
			return heap.Null
		}
		return heap.Bool(test(real(z), imag(z)))
	}
}

func cmathPhase(t *Thread, a Args) Value {
	z, ok := t.AsComplex(a.At(0))
	if !ok {
		return heap.Null
	}
	return heap.Float(libm.Atan2(imag(z), real(z)))
}

func cmathPolar(t *Thread, a Args) Value {
	z, ok := t.AsComplex(a.At(0))
	if !ok {
		return heap.Null
	}
	r, f := cAbs(z)
	if f.raised(t) {
		return heap.Null
	}
	return pair(t, heap.Float(r), heap.Float(libm.Atan2(imag(z), real(z))))
}

// cAbs is the distance from 0.
func cAbs(z complex128) (float64, fault) {
	r := libm.Hypot(real(z), imag(z))
	if math.IsInf(r, 0) && finite(z) {
		return r, overrun
	}
	return r, fine
}

func cmathRect(t *Thread, a Args) Value {
	r, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	phi, ok := t.AsFloat64(a.At(1))
	if !ok {
		return heap.Null
	}
	return complexResult(t)(cRect(r, phi))
}

func cmathLog(t *Thread, a Args) Value {
	z, ok := t.AsComplex(a.At(0))
	if !ok {
		return heap.Null
	}
	l, f := cLog(z)
	if a.At(1).V() == heap.Null {
		return complexResult(t)(l, f)
	}
	base, ok := t.AsComplex(a.At(1))
	if !ok {
		return heap.Null
	}
	lb, fb := cLog(base)
	if f.raised(t) || fb.raised(t) {
		return heap.Null
	}
	if lb == 0 {
		return domainError(t)
	}
	return t.Binary(object.OpTrueDiv, t.Push(t.NewComplex(l)), t.Push(t.NewComplex(lb)))
}

func cmathIsClose(t *Thread, args Args) Value {
	a, ok := t.AsComplex(args.At(0))
	if !ok {
		return heap.Null
	}
	b, ok := t.AsComplex(args.At(1))
	if !ok {
		return heap.Null
	}
	rel, ok := t.AsFloat64(args.At(2))
	if !ok {
		return heap.Null
	}
	abs, ok := t.AsFloat64(args.At(3))
	if !ok {
		return heap.Null
	}
	switch {
	case rel < 0 || abs < 0:
		return t.ValueErrorf("tolerances must be non-negative")
	case a == b:
		return heap.True
	case infinite(a) || infinite(b):
		return heap.False
	}
	diff, _ := cAbs(a - b)
	ra, _ := cAbs(a)
	rb, _ := cAbs(b)
	return heap.Bool(diff <= rel*rb || diff <= rel*ra || diff <= abs)
}
