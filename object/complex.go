package object

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/libm"
)

// A complex is an object without references of its own; its raw part is the
// two floats' bits.
const (
	complexReal = 0
	complexImag = 8
)

// NewComplex returns the complex c.
func (t *Thread) NewComplex(c complex128) Value { return t.newComplexOf(t.RT.ComplexType, c) }

func (t *Thread) newComplexOf(cls *Type, c complex128) Value {
	v := t.NewInstance(cls)
	if v != heap.Null {
		a := v.Addr()
		a.SetWord64(complexReal, math.Float64bits(real(c)))
		a.SetWord64(complexImag, math.Float64bits(imag(c)))
	}
	return v
}

// ComplexOf returns the value of a complex or of an instance of a subclass. No
// safepoint.
func ComplexOf(v Value) complex128 {
	a := v.Addr()
	return complex(math.Float64frombits(a.Word64(complexReal)), math.Float64frombits(a.Word64(complexImag)))
}

// IsComplex says that v is a complex or an instance of a subclass.
func (rt *Runtime) IsComplex(v Value) bool {
	return v.IsPtr() && (v.Addr().Type() == IdxComplex || rt.types[v.Addr().Type()].IsSubtype(rt.ComplexType))
}

// complexPair converts the operands; ok false: res is the slot's result.
func (t *Thread) complexPair(a, b Ref) (x, y complex128, res Value, ok bool) {
	one := func(v Value) (complex128, Value, bool) {
		if t.RT.IsComplex(v) {
			return ComplexOf(v), 0, true
		}
		f, res, ok := t.floatOperand(v)
		return complex(f, 0), res, ok
	}
	if x, res, ok = one(a.V()); !ok {
		return
	}
	y, res, ok = one(b.V())
	return
}

func complexAdd(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.complexPair(a, b)
	if !ok {
		return res
	}
	return t.NewComplex(x + y)
}

func complexSub(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.complexPair(a, b)
	if !ok {
		return res
	}
	return t.NewComplex(x - y)
}

func complexMul(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.complexPair(a, b)
	if !ok {
		return res
	}
	return t.NewComplex(mulComplex(x, y))
}

// mulComplex multiplies by the plain formula, each product rounded, as CPython
// does: no recovery of infinities.
func mulComplex(x, y complex128) complex128 {
	return complex(float64(real(x)*real(y))-float64(imag(x)*imag(y)), float64(real(x)*imag(y))+float64(imag(x)*real(y)))
}

// divComplex divides by R. Smith's method. false: y is zero.
func divComplex(x, y complex128) (complex128, bool) {
	re, im := math.Abs(real(y)), math.Abs(imag(y))
	switch {
	case re >= im:
		if re == 0 {
			return 0, false
		}
		ratio := imag(y) / real(y)
		denom := real(y) + float64(imag(y)*ratio)
		return complex((real(x)+float64(imag(x)*ratio))/denom, (imag(x)-float64(real(x)*ratio))/denom), true
	case im >= re:
		ratio := real(y) / imag(y)
		denom := float64(real(y)*ratio) + imag(y)
		return complex((float64(real(x)*ratio)+imag(x))/denom, (float64(imag(x)*ratio)-real(x))/denom), true
	}
	return complex(math.NaN(), math.NaN()), true // y has a NaN
}

func complexTrueDiv(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.complexPair(a, b)
	if !ok {
		return res
	}
	q, ok := divComplex(x, y)
	if !ok {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "complex division by zero")
	}
	return t.NewComplex(q)
}

func complexPower(t *Thread, a, b, m Ref) Value {
	x, y, res, ok := t.complexPair(a, b)
	if !ok {
		return res
	}
	if m.V() != heap.None {
		return t.ValueErrorf("complex modulo")
	}
	return t.complexPow(x, y)
}

// complexPow is x**y: by multiplication for small integers y, else by polar
// coordinates.
func (t *Thread) complexPow(x, y complex128) Value {
	var r complex128
	ok := true
	n := real(y)
	switch {
	case imag(y) == 0 && n == math.Floor(n) && math.Abs(n) <= 100:
		if n > 0 {
			r = powComplexInt(x, int(n))
		} else {
			r, ok = divComplex(1, powComplexInt(x, int(-n)))
		}
	case x == 0:
		ok = imag(y) == 0 && n >= 0
	default:
		length := libm.Hypot(real(x), imag(x))
		angle := libm.Atan2(imag(x), real(x))
		p, perr := PowFloat(length, n)
		if perr == PowRange {
			p = math.Inf(1)
		}
		phase := angle * n
		if imag(y) != 0 {
			p /= libm.Exp(angle * imag(y))
			phase += imag(y) * libm.Log(length)
		}
		r = complex(p*libm.Cos(phase), p*libm.Sin(phase))
	}
	switch {
	case !ok:
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "0.0 to a negative or complex power")
	case math.IsInf(real(r), 0) || math.IsInf(imag(r), 0):
		return t.OverflowErrorf("complex exponentiation")
	}
	return t.NewComplex(r)
}

func powComplexInt(x complex128, n int) complex128 {
	r := complex(1, 0)
	for p := x; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = mulComplex(r, p)
		}
		if n > 1 {
			p = mulComplex(p, p)
		}
	}
	return r
}

func complexNeg(t *Thread, a Ref) Value {
	c := ComplexOf(a.V())
	return t.NewComplex(complex(-real(c), -imag(c)))
}

func complexPos(t *Thread, a Ref) Value {
	if isExact(a.V(), IdxComplex) {
		return a.V()
	}
	return t.NewComplex(ComplexOf(a.V()))
}

func complexAbs(t *Thread, a Ref) Value {
	c := ComplexOf(a.V())
	r := libm.Hypot(real(c), imag(c))
	if math.IsInf(r, 0) && !math.IsInf(real(c), 0) && !math.IsInf(imag(c), 0) {
		return t.OverflowErrorf("absolute value too large")
	}
	return heap.Float(r)
}

func complexBool(t *Thread, a Ref) int { return boolInt(ComplexOf(a.V()) != 0) }

func complexHash(t *Thread, a Ref) (int64, bool) {
	c := ComplexOf(a.V())
	h := FloatHash(real(c)) + hashImag*FloatHash(imag(c)) // wraps around
	if h == -1 {
		h = -2
	}
	return h, true
}

func complexCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE {
		return heap.NotImplemented
	}
	v, w := a.V(), b.V()
	if !t.RT.IsComplex(v) {
		v, w = w, v
	}
	c := ComplexOf(v)
	equal := false
	switch {
	case t.RT.IsComplex(w):
		equal = c == ComplexOf(w)
	case t.RT.IsFloat(w):
		equal = imag(c) == 0 && real(c) == FloatOf(w)
	case t.RT.IsInt(w):
		equal = imag(c) == 0 && real(c) == real(c) && compareIntFloat(w, real(c)) == 0
	default:
		return heap.NotImplemented
	}
	return heap.Bool(equal == (op == EQ))
}

// appendSigned appends f as repr shows a part of a complex, always with a sign.
func appendSigned(out []byte, f float64) []byte {
	if !math.Signbit(f) || f != f {
		out = append(out, '+')
	}
	return appendFloat(out, f, 'r', 0, 0)
}

func complexRepr(t *Thread, a Ref) Value {
	c := ComplexOf(a.V())
	var buf [64]byte
	if real(c) == 0 && !math.Signbit(real(c)) {
		return t.NewStrBytes(append(appendFloat(buf[:0], imag(c), 'r', 0, 0), 'j'))
	}
	out := appendFloat(append(buf[:0], '('), real(c), 'r', 0, 0)
	out = appendSigned(out, imag(c))
	return t.NewStrBytes(append(out, 'j', ')'))
}

// parseComplex reads s as complex(s) does. false: it is malformed.
func parseComplex(s string) (complex128, bool) {
	s = trimSpace(s)
	if len(s) > 1 && s[0] == '(' && s[len(s)-1] == ')' {
		s = trimSpace(s[1 : len(s)-1])
	}
	isJ := func(s string) bool { return s == "j" || s == "J" }
	// number reads the float at s's start.
	number := func(s string) (float64, string, bool) {
		n := scanDecimal(s, false)
		if n == 0 {
			return 0, s, false
		}
		return decimalFloat(s[:n]), s[n:], true
	}
	unit := func(s string) (float64, string) {
		switch {
		case s != "" && s[0] == '+':
			return 1, s[1:]
		case s != "" && s[0] == '-':
			return -1, s[1:]
		}
		return 1, s
	}
	x, rest, ok := number(s)
	switch {
	case !ok:
		y, rest := unit(s)
		return complex(0, y), isJ(rest)
	case rest == "":
		return complex(x, 0), true
	case rest[0] != '+' && rest[0] != '-':
		return complex(0, x), isJ(rest)
	}
	y, tail, ok := number(rest)
	if !ok {
		y, tail = unit(rest)
	}
	return complex(x, y), isJ(tail)
}
