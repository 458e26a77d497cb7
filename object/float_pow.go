package object

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/libm"
)

// PowError says why PowFloat has no result.
type PowError uint8

const (
	PowZeroDiv PowError = iota + 1 // zero to a negative power
	PowComplex                     // the result is complex
	PowRange                       // too large
)

// PowFloat returns x**y as CPython's floats have it; the PowError is 0 when
// there is a result.
func PowFloat(x, y float64) (float64, PowError) {
	switch {
	case y == 0 || x == 1:
		return 1, 0
	case x != x || y != y:
		return math.NaN(), 0
	case math.IsInf(y, 0):
		switch a := math.Abs(x); {
		case a == 1:
			return 1, 0
		case y > 0 == (a > 1):
			return math.Inf(1), 0
		}
		return 0, 0
	}
	odd := math.Abs(math.Mod(y, 2)) == 1
	switch {
	case math.IsInf(x, 0):
		r := 0.0
		if y > 0 {
			r = math.Abs(x)
		}
		if odd {
			r = math.Copysign(r, x)
		}
		return r, 0
	case x == 0 && y < 0:
		return 0, PowZeroDiv
	case x == 0 && odd:
		return x, 0
	case x == 0:
		return 0, 0
	case x < 0 && y != math.Floor(y):
		return 0, PowComplex
	}
	r := libm.Pow(math.Abs(x), y)
	if math.IsInf(r, 0) {
		return 0, PowRange
	}
	if x < 0 && odd {
		r = -r
	}
	return r, 0
}

// powFloats is x**y for floats. A negative x with a y that is no integer gives
// a complex.
func (t *Thread) powFloats(x, y float64) Value {
	f, err := PowFloat(x, y)
	switch err {
	case PowZeroDiv:
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "0.0 cannot be raised to a negative power")
	case PowComplex:
		return t.complexPow(complex(x, 0), complex(y, 0))
	case PowRange:
		return t.rangeError()
	}
	return heap.Float(f)
}

// rangeError raises what C's ERANGE becomes.
func (t *Thread) rangeError() Value {
	defer t.Pop(t.Top())
	s := t.Push(t.NewStr("Numerical result out of range"))
	if s.V() == heap.Null {
		return heap.Null
	}
	return t.Raise(t.RT.Exc.OverflowError, t.Push(heap.SmallInt(34)), s)
}
