package object

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
)

// A float is always an immediate. An instance of a subclass keeps the float in
// reference slot 0.

// IsExactFloat says that v is a float and no instance of a subclass.
func IsExactFloat(v Value) bool { return v.IsFloat() }

// IsFloat says that v is a float or an instance of a subclass.
func (rt *Runtime) IsFloat(v Value) bool {
	return v.IsFloat() || v.IsPtr() && rt.types[v.Addr().Type()].Flags&FlagFloatSubclass != 0
}

// FloatOf returns the value of a float or of an instance of a subclass. No
// safepoint.
func FloatOf(v Value) float64 {
	if v.IsFloat() {
		return v.Float()
	}
	return v.Addr().Ref(0).Float()
}

// floatOperand converts an operand of float arithmetic: a float or an int.
// ok false: res is the slot's result, NotImplemented or Null (an int too large).
func (t *Thread) floatOperand(v Value) (f float64, res Value, ok bool) {
	switch {
	case v.IsFloat():
		return v.Float(), 0, true
	case t.RT.IsFloat(v):
		return FloatOf(v), 0, true
	case t.RT.IsInt(v):
		if f, ok = IntToFloat(v); !ok {
			return 0, t.OverflowErrorf("int too large to convert to float"), false
		}
		return f, 0, true
	}
	return 0, heap.NotImplemented, false
}

// floatPair converts both operands.
func (t *Thread) floatPair(a, b Ref) (x, y float64, res Value, ok bool) {
	v, w := a.V(), b.V()
	if v.IsFloat() && w.IsFloat() {
		return v.Float(), w.Float(), 0, true
	}
	if x, res, ok = t.floatOperand(v); !ok {
		return
	}
	y, res, ok = t.floatOperand(b.V())
	return
}

func floatAdd(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	return heap.Float(x + y)
}

func floatSub(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	return heap.Float(x - y)
}

func floatMul(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	return heap.Float(x * y)
}

func floatTrueDiv(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	if y == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "float division by zero")
	}
	return heap.Float(x / y)
}

// FloatDivmod returns x//y and x%y by Python's rules; y must not be 0.
func FloatDivmod(x, y float64) (q, r float64) {
	r = math.Mod(x, y)
	// x-r is near a multiple of y, so the quotient is near an integer.
	q = (x - r) / y
	if r != 0 {
		if (y < 0) != (r < 0) {
			r += y
			q--
		}
	} else {
		r = math.Copysign(0, y)
	}
	if q != 0 {
		floor := math.Floor(q)
		if q-floor > 0.5 {
			floor++
		}
		return floor, r
	}
	return math.Copysign(0, x/y), r
}

func floatFloorDiv(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	if y == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "float floor division by zero")
	}
	q, _ := FloatDivmod(x, y)
	return heap.Float(q)
}

func floatMod(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	if y == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "float modulo")
	}
	_, r := FloatDivmod(x, y)
	return heap.Float(r)
}

func floatDivmod(t *Thread, a, b Ref) Value {
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	if y == 0 {
		return t.Errorf(t.RT.Exc.ZeroDivisionError, "float divmod()")
	}
	q, r := FloatDivmod(x, y)
	defer t.Pop(t.Top())
	return t.PackTuple(t.Push(heap.Float(q)), t.Push(heap.Float(r)))
}

func floatPower(t *Thread, a, b, m Ref) Value {
	if m.V() != heap.None {
		return t.TypeErrorf("pow() 3rd argument not allowed unless all arguments are integers")
	}
	x, y, res, ok := t.floatPair(a, b)
	if !ok {
		return res
	}
	return t.powFloats(x, y)
}

func floatNeg(t *Thread, a Ref) Value { return heap.Float(-FloatOf(a.V())) }
func floatPos(t *Thread, a Ref) Value { return heap.Float(FloatOf(a.V())) }
func floatAbs(t *Thread, a Ref) Value { return heap.Float(math.Abs(FloatOf(a.V()))) }

func floatInt(t *Thread, a Ref) Value { return t.IntFromFloat(FloatOf(a.V())) }

// IntFromFloat is int(f).
func (t *Thread) IntFromFloat(f float64) Value {
	switch {
	case math.IsInf(f, 0):
		return t.OverflowErrorf("cannot convert float infinity to integer")
	case f != f:
		return t.ValueErrorf("cannot convert float NaN to integer")
	}
	return t.FloatToInt(f)
}

func floatBool(t *Thread, a Ref) int {
	if FloatOf(a.V()) != 0 {
		return 1
	}
	return 0
}

func floatHash(t *Thread, a Ref) (int64, bool) { return FloatHash(FloatOf(a.V())), true }

func floatRepr(t *Thread, a Ref) Value {
	var buf [32]byte
	return t.NewStrBytes(appendFloat(buf[:0], FloatOf(a.V()), 'r', 0, floatAddDot))
}

func floatCompare(t *Thread, a, b Ref, op CompareOp) Value {
	v, w := a.V(), b.V()
	// The slot may be called with the float on either side.
	switch {
	case t.RT.IsFloat(v) && t.RT.IsFloat(w):
		x, y := FloatOf(v), FloatOf(w)
		if x != x || y != y {
			return heap.Bool(op == NE)
		}
		return heap.Bool(op.holds(compareOrdered(x, y)))
	case t.RT.IsFloat(v) && t.RT.IsInt(w):
		x := FloatOf(v)
		if x != x {
			return heap.Bool(op == NE)
		}
		return heap.Bool(op.holds(-compareIntFloat(w, x)))
	case t.RT.IsInt(v) && t.RT.IsFloat(w):
		y := FloatOf(w)
		if y != y {
			return heap.Bool(op == NE)
		}
		return heap.Bool(op.holds(compareIntFloat(v, y)))
	}
	return heap.NotImplemented
}
