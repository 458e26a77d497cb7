package numbers

import (
	"math"

	"github.com/hpyrun/hpyrun/internal/libm"
)

// The complex functions, after W. Kahan, "Branch Cuts for Complex Elementary Functions": each
// is computed of real functions in a way that loses no digits near the branch cuts and
// overflows only where the result does.

const (
	large     = math.MaxFloat64 / 4
	sqrtLarge = 6.7039039649712985e+153 // its root
	logLarge  = 708.3964185322641       // its logarithm
	tiny      = 0x1p-1022               // the smallest normal number
	sqrtTiny  = 0x1p-511
	scaleUp   = 53 // moves subnormal numbers among the normal ones
	scaleDown = -(scaleUp + 1) / 2
)

func finite(z complex128) bool { return real(z)-real(z) == 0 && imag(z)-imag(z) == 0 }
func infinite(z complex128) bool {
	return math.IsInf(real(z), 0) || math.IsInf(imag(z), 0)
}

// checked is a result of finite arguments, which must be finite.
func checked(x, y float64) (complex128, fault) {
	if math.IsInf(x, 0) || math.IsInf(y, 0) {
		return complex(x, y), overrun
	}
	return complex(x, y), fine
}

// turned computes g(z) of a function f with g(z) = -i·f(i·z): sin of sinh, and so on.
func turned(f func(complex128) (complex128, fault), z complex128) (complex128, fault) {
	w, bad := f(complex(-imag(z), real(z)))
	return complex(imag(w), -real(w)), bad
}

func cSqrt(z complex128) (complex128, fault) {
	if !finite(z) {
		return specialSqrt(z), fine
	}
	x, y := real(z), imag(z)
	if x == 0 && y == 0 {
		return complex(0, y), fine
	}
	ax, ay := math.Abs(x), math.Abs(y)
	var s float64
	if ax < tiny && ay < tiny {
		ax = math.Ldexp(ax, scaleUp)
		s = math.Ldexp(math.Sqrt(ax+libm.Hypot(ax, math.Ldexp(ay, scaleUp))), scaleDown)
	} else {
		ax /= 8
		s = 2 * math.Sqrt(ax+libm.Hypot(ax, ay/8))
	}
	d := ay / (2 * s)
	if x >= 0 {
		return complex(s, math.Copysign(d, y)), fine
	}
	return complex(d, math.Copysign(s, y)), fine
}

// logAbs is the logarithm of |z|, z not 0.
func logAbs(z complex128) float64 {
	ax, ay := math.Abs(real(z)), math.Abs(imag(z))
	switch {
	case ax > large || ay > large:
		return libm.Log(libm.Hypot(ax/2, ay/2)) + math.Ln2
	case ax < tiny && ay < tiny:
		return libm.Log(libm.Hypot(math.Ldexp(ax, scaleUp), math.Ldexp(ay, scaleUp))) - scaleUp*math.Ln2
	}
	h := libm.Hypot(ax, ay)
	// Near 1 the digits are in what |z|² has beside 1.
	if h >= 0.71 && h <= 1.73 {
		high, low := max(ax, ay), min(ax, ay)
		return math.Log1p((high-1)*(high+1)+low*low) / 2
	}
	return libm.Log(h)
}

func cLog(z complex128) (complex128, fault) {
	switch {
	case !finite(z):
		return specialLog(z), fine
	case z == 0:
		return complex(math.Inf(-1), libm.Atan2(imag(z), real(z))), domain
	}
	return complex(logAbs(z), libm.Atan2(imag(z), real(z))), fine
}

func cLog10(z complex128) (complex128, fault) {
	l, bad := cLog(z)
	return complex(real(l)/math.Ln10, imag(l)/math.Ln10), bad
}

func cExp(z complex128) (complex128, fault) {
	x, y := real(z), imag(z)
	if !finite(z) {
		w := specialExp(z)
		if math.IsInf(y, 0) && (x-x == 0 || x > 0) {
			return w, domain
		}
		return w, fine
	}
	if x > logLarge {
		l := libm.Exp(x - 1)
		return checked(l*libm.Cos(y)*math.E, l*libm.Sin(y)*math.E)
	}
	l := libm.Exp(x)
	return checked(l*libm.Cos(y), l*libm.Sin(y))
}

func cCosh(z complex128) (complex128, fault) {
	x, y := real(z), imag(z)
	if !finite(z) {
		return specialCosh(z), infiniteAngle(z)
	}
	if math.Abs(x) > logLarge {
		x -= math.Copysign(1, x)
		return checked(libm.Cos(y)*libm.Cosh(x)*math.E, libm.Sin(y)*libm.Sinh(x)*math.E)
	}
	return checked(libm.Cos(y)*libm.Cosh(x), libm.Sin(y)*libm.Sinh(x))
}

func cSinh(z complex128) (complex128, fault) {
	x, y := real(z), imag(z)
	if !finite(z) {
		return specialSinh(z), infiniteAngle(z)
	}
	if math.Abs(x) > logLarge {
		x -= math.Copysign(1, x)
		return checked(libm.Cos(y)*libm.Sinh(x)*math.E, libm.Sin(y)*libm.Cosh(x)*math.E)
	}
	return checked(libm.Cos(y)*libm.Sinh(x), libm.Sin(y)*libm.Cosh(x))
}

// infiniteAngle is the fault of cosh and sinh, which turn round and round as the imaginary
// part grows.
func infiniteAngle(z complex128) fault {
	if math.IsInf(imag(z), 0) && real(z) == real(z) {
		return domain
	}
	return fine
}

func cTanh(z complex128) (complex128, fault) {
	x, y := real(z), imag(z)
	if !finite(z) {
		if math.IsInf(y, 0) && x-x == 0 {
			return specialTanh(z), domain
		}
		return specialTanh(z), fine
	}
	if math.Abs(x) > logLarge {
		return complex(math.Copysign(1, x), 4*libm.Sin(y)*libm.Cos(y)*libm.Exp(-2*math.Abs(x))), fine
	}
	tx, ty := libm.Tanh(x), libm.Tan(y)
	c := 1 / libm.Cosh(x)
	p := tx * ty
	d := 1 + p*p
	return complex(tx*(1+ty*ty)/d, ty/d*c*c), fine
}

func cCos(z complex128) (complex128, fault) { return cCosh(complex(-imag(z), real(z))) }
func cSin(z complex128) (complex128, fault) { return turned(cSinh, z) }
func cTan(z complex128) (complex128, fault) { return turned(cTanh, z) }

func cAcos(z complex128) (complex128, fault) {
	if !finite(z) {
		return specialAcos(z), fine
	}
	x, y := real(z), imag(z)
	if math.Abs(x) > large || math.Abs(y) > large {
		l := libm.Log(libm.Hypot(x/2, y/2)) + 2*math.Ln2
		return complex(libm.Atan2(math.Abs(y), x), -math.Copysign(l, y)), fine
	}
	s1, _ := cSqrt(complex(1-x, -y))
	s2, _ := cSqrt(complex(1+x, y))
	return complex(2*libm.Atan2(real(s1), real(s2)), libm.Asinh(real(s2)*imag(s1)-imag(s2)*real(s1))), fine
}

func cAcosh(z complex128) (complex128, fault) {
	if !finite(z) {
		return specialAcosh(z), fine
	}
	x, y := real(z), imag(z)
	if math.Abs(x) > large || math.Abs(y) > large {
		return complex(libm.Log(libm.Hypot(x/2, y/2))+2*math.Ln2, libm.Atan2(y, x)), fine
	}
	s1, _ := cSqrt(complex(x-1, y))
	s2, _ := cSqrt(complex(x+1, y))
	return complex(libm.Asinh(real(s1)*real(s2)+imag(s1)*imag(s2)), 2*libm.Atan2(imag(s1), real(s2))), fine
}

func cAsinh(z complex128) (complex128, fault) {
	if !finite(z) {
		return specialAsinh(z), fine
	}
	x, y := real(z), imag(z)
	if math.Abs(x) > large || math.Abs(y) > large {
		l := libm.Log(libm.Hypot(x/2, y/2)) + 2*math.Ln2
		return complex(math.Copysign(l, x), libm.Atan2(y, math.Abs(x))), fine
	}
	s1, _ := cSqrt(complex(1+y, -x))
	s2, _ := cSqrt(complex(1-y, x))
	return complex(libm.Asinh(real(s1)*imag(s2)-real(s2)*imag(s1)), libm.Atan2(y, real(s1)*real(s2)-imag(s1)*imag(s2))), fine
}

func cAsin(z complex128) (complex128, fault) { return turned(cAsinh, z) }
func cAtan(z complex128) (complex128, fault) { return turned(cAtanh, z) }

func cAtanh(z complex128) (complex128, fault) {
	if !finite(z) {
		return specialAtanh(z), fine
	}
	x, y := real(z), imag(z)
	if math.Signbit(x) {
		w, bad := cAtanh(complex(-x, -y))
		return -w, bad
	}
	ay := math.Abs(y)
	switch {
	case x > sqrtLarge || ay > sqrtLarge:
		h := libm.Hypot(x/2, y/2)
		return complex(x/4/h/h, -math.Copysign(math.Pi/2, -y)), fine
	case x == 1 && ay < sqrtTiny:
		if ay == 0 {
			return complex(math.Inf(1), y), domain
		}
		return complex(-libm.Log(math.Sqrt(ay)/math.Sqrt(libm.Hypot(ay, 2))), math.Copysign(libm.Atan2(2, -ay)/2, y)), fine
	}
	return complex(math.Log1p(4*x/((1-x)*(1-x)+ay*ay))/4, -libm.Atan2(-2*y, (1-x)*(1+x)-ay*ay)/2), fine
}

func cRect(r, phi float64) (complex128, fault) {
	if r-r != 0 || phi-phi != 0 {
		w := specialRect(r, phi)
		if r != 0 && r == r && math.IsInf(phi, 0) {
			return w, domain
		}
		return w, fine
	}
	if phi == 0 {
		// Not r·sin(0), which has another sign for a negative r and -0.0.
		return complex(r, r*phi), fine
	}
	return complex(r*libm.Cos(phi), r*libm.Sin(phi)), fine
}
