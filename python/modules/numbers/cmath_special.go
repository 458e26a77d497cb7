package numbers

import (
	"math"

	"github.com/hpyrun/hpyrun/internal/libm"
)

// What the complex functions are where a part of the argument is an infinity or NaN: the
// rules of Annex G of the C standard. Each function here is for such arguments alone.

var (
	inf = math.Inf(1)
	nan = math.NaN()
)

// withSigns gives the parts of w the signs of x and y, which are those of an odd function whose
// value for positive parts is w.
func withSigns(w complex128, x, y float64) complex128 {
	return complex(math.Copysign(real(w), x), math.Copysign(imag(w), y))
}

// cis is e^(iy) with parts as large as r, for a finite y: only the signs are computed.
func cis(r, y float64) (re, im float64) {
	return math.Copysign(r, libm.Cos(y)), math.Copysign(r, libm.Sin(y))
}

// angle is the argument of a number with an infinite part that is no NaN.
func angle(z complex128) float64 {
	unit := func(p float64) float64 {
		if math.IsInf(p, 0) {
			return math.Copysign(1, p)
		}
		return math.Copysign(0, p)
	}
	x, y := unit(real(z)), unit(imag(z))
	if x != 0 && y != 0 {
		a := math.Pi / 4
		if x < 0 {
			a = 3 * math.Pi / 4
		}
		return math.Copysign(a, y)
	}
	return libm.Atan2(y, x)
}

func specialSqrt(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(y, 0):
		return complex(inf, y)
	case math.IsInf(x, 1) && y != y:
		return complex(inf, nan)
	case math.IsInf(x, -1) && y != y:
		return complex(nan, math.Copysign(inf, y))
	case math.IsInf(x, 1):
		return complex(inf, math.Copysign(0, y))
	case math.IsInf(x, -1):
		return complex(0, math.Copysign(inf, y))
	}
	return complex(nan, nan)
}

func specialLog(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case !infinite(z):
		return complex(nan, nan)
	case x != x || y != y:
		return complex(inf, nan)
	}
	return complex(inf, angle(z))
}

func specialExp(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(x, 0) && y == 0:
		return complex(max(x, 0), y)
	case math.IsInf(x, 1) && y-y == 0:
		return complex(cis(inf, y))
	case math.IsInf(x, -1) && y-y == 0:
		return complex(cis(0, y))
	case math.IsInf(x, 1):
		return complex(inf, nan)
	case math.IsInf(x, -1):
		return 0
	case x != x && y == 0:
		return complex(nan, y)
	}
	return complex(nan, nan)
}

func specialCosh(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(x, 0) && y == 0:
		return complex(inf, math.Copysign(1, x)*y)
	case math.IsInf(x, 0) && y-y == 0:
		re, im := cis(inf, y)
		return complex(re, math.Copysign(1, x)*im)
	case math.IsInf(x, 0):
		return complex(inf, nan)
	case x == 0:
		return complex(nan, 0)
	case x != x && y == 0:
		return complex(nan, 0)
	}
	return complex(nan, nan)
}

func specialSinh(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(x, 0) && y == 0:
		return z
	case math.IsInf(x, 0) && y-y == 0:
		re, im := cis(inf, y)
		return complex(math.Copysign(1, x)*re, im)
	case math.IsInf(x, 0):
		return complex(x, nan)
	case x == 0:
		return complex(x, nan)
	case x != x && y == 0:
		return z
	}
	return complex(nan, nan)
}

func specialTanh(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(x, 0) && y-y == 0:
		return complex(math.Copysign(1, x), math.Copysign(0, 2*libm.Sin(y)*libm.Cos(y)))
	case math.IsInf(x, 0):
		return complex(math.Copysign(1, x), 0)
	case x != x && y == 0:
		return z
	}
	return complex(nan, nan)
}

func specialAcos(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(y, 0) && x != x:
		return complex(nan, -y)
	case math.IsInf(x, 0) && y != y:
		return complex(nan, math.Copysign(inf, y))
	case infinite(z):
		return complex(math.Abs(angle(z)), -math.Copysign(inf, y))
	case x == 0:
		return complex(math.Pi/2, nan)
	}
	return complex(nan, nan)
}

func specialAcosh(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case infinite(z) && (x != x || y != y):
		return complex(inf, nan)
	case infinite(z):
		return complex(inf, angle(z))
	}
	return complex(nan, nan)
}

func specialAsinh(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case infinite(z) && y != y:
		return complex(x, nan)
	case infinite(z) && x != x:
		return complex(inf, nan)
	case infinite(z):
		return withSigns(complex(inf, angle(complex(math.Abs(x), math.Abs(y)))), x, y)
	case x != x && y == 0:
		return z
	}
	return complex(nan, nan)
}

func specialAtanh(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case math.IsInf(y, 0) && x != x:
		return complex(0, math.Copysign(math.Pi/2, y))
	case math.IsInf(y, 0):
		return withSigns(complex(0, math.Pi/2), x, y)
	case math.IsInf(x, 0) && y != y:
		return complex(math.Copysign(0, x), nan)
	case math.IsInf(x, 0):
		return withSigns(complex(0, math.Pi/2), x, y)
	case x == 0:
		return complex(x, nan)
	}
	return complex(nan, nan)
}

func specialRect(r, phi float64) complex128 {
	switch {
	case math.IsInf(r, 0) && phi == 0:
		return complex(r, math.Copysign(1, r)*phi)
	case math.IsInf(r, 0) && phi-phi == 0:
		re, im := cis(inf, phi)
		return complex(math.Copysign(1, r)*re, math.Copysign(1, r)*im)
	case math.IsInf(r, 0):
		return complex(inf, nan)
	case r == 0:
		return 0
	case r != r && phi == 0:
		return complex(nan, 0)
	}
	return complex(nan, nan)
}
