package object

import "github.com/hpyrun/hpyrun/heap"

// The operators: which operand's slot is asked, in which order, and what is
// said when all refuse. The order is CPython 3.11's.

// binary1 asks the number slots of both operands: the right one first when its
// type derives from the left one's and has another slot. NotImplemented: all
// refuse.
func (t *Thread) binary1(op BinaryOp, a, b Ref) Value {
	ta, tb := t.RT.TypeOf(a.V()), t.RT.TypeOf(b.V())
	fa := ta.Slots.Binary[op]
	var fb func(t *Thread, a, b Ref) Value
	if tb != ta {
		if fb = tb.Slots.Binary[op]; fb != nil && fa != nil && sameFunc(fa, fb) {
			fb = nil
		}
	}
	if fa != nil {
		if fb != nil && tb.IsSubtype(ta) {
			if v := fb(t, a, b); v != heap.NotImplemented {
				return v
			}
			fb = nil
		}
		if v := fa(t, a, b); v != heap.NotImplemented {
			return v
		}
	}
	if fb != nil {
		return fb(t, a, b)
	}
	return heap.NotImplemented
}

func (t *Thread) binaryError(op BinaryOp, suffix string, a, b Ref) Value {
	sign := binarySigns[op]
	if op == OpDivmod {
		sign = "divmod()"
	}
	return t.TypeErrorf("unsupported operand type(s) for %s%s: '%s' and '%s'", sign, suffix, t.TypeName(a.V()), t.TypeName(b.V()))
}

// Binary does a op b for all operators that have a reflected form.
func (t *Thread) Binary(op BinaryOp, a, b Ref) Value {
	v := t.binary1(op, a, b)
	if v != heap.NotImplemented {
		return v
	}
	switch op {
	case OpAdd:
		if f := t.RT.TypeOf(a.V()).Slots.SqConcat; f != nil {
			return f(t, a, b)
		}
	case OpMul:
		if f := t.RT.TypeOf(a.V()).Slots.SqRepeat; f != nil {
			return t.repeat(f, a, b)
		}
		if f := t.RT.TypeOf(b.V()).Slots.SqRepeat; f != nil {
			return t.repeat(f, b, a)
		}
	case OpRshift:
		if isExact(a.V(), IdxBuiltinFunction) && t.RT.nativeOf(a.V()).Name == "print" {
			return t.TypeErrorf("unsupported operand type(s) for %s: '%s' and '%s'. Did you mean \"print(<message>, file=<output_stream>)\"?",
				">>", t.TypeName(a.V()), t.TypeName(b.V()))
		}
	}
	return t.binaryError(op, "", a, b)
}

// repeat does seq * n for an n that is to be an index.
func (t *Thread) repeat(f func(t *Thread, a Ref, n int) Value, seq, n Ref) Value {
	if t.RT.TypeOf(n.V()).Slots.Unary[OpIndex] == nil {
		return t.TypeErrorf("can't multiply sequence by non-int of type '%s'", t.TypeName(n.V()))
	}
	i, ok := t.AsSsize(n, t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	return f(t, seq, i)
}

// InPlace does a op= b, and returns the new a.
func (t *Thread) InPlace(op BinaryOp, a, b Ref) Value {
	if f := t.RT.TypeOf(a.V()).Slots.InPlace[op]; f != nil {
		if v := f(t, a, b); v != heap.NotImplemented {
			return v
		}
	}
	v := t.binary1(op, a, b)
	if v != heap.NotImplemented {
		return v
	}
	s := &t.RT.TypeOf(a.V()).Slots
	switch op {
	case OpAdd:
		if s.SqInConcat != nil {
			return s.SqInConcat(t, a, b)
		}
		if s.SqConcat != nil {
			return s.SqConcat(t, a, b)
		}
	case OpMul:
		f := s.SqInRepeat
		if f == nil {
			f = s.SqRepeat
		}
		if f != nil {
			return t.repeat(f, a, b)
		}
		// The right operand must not be changed in place; a left one that is
		// some other kind of sequence does not let it have a say.
		if f := t.RT.TypeOf(b.V()).Slots.SqRepeat; f != nil && !t.RT.TypeOf(a.V()).isSequence() {
			return t.repeat(f, b, a)
		}
	}
	return t.binaryError(op, "=", a, b)
}

// Unary does op a.
func (t *Thread) Unary(op UnaryOp, a Ref) Value {
	switch op {
	case OpIndex:
		return t.Index(a)
	case OpInt, OpFloat:
		panic("BUG: int() and float() are conversions, not operators")
	}
	if f := t.RT.TypeOf(a.V()).Slots.Unary[op]; f != nil {
		return f(t, a)
	}
	what := [...]string{OpNeg: "unary -", OpPos: "unary +", OpAbs: "abs()", OpInvert: "unary ~"}[op]
	return t.TypeErrorf("bad operand type for %s: '%s'", what, t.TypeName(a.V()))
}

// Index returns operator.index(a): an exact int.
func (t *Thread) Index(a Ref) Value {
	v := a.V()
	if IsExactInt(v) {
		return v
	}
	if t.RT.IsInt(v) {
		return IntValue(v)
	}
	f := t.RT.TypeOf(v).Slots.Unary[OpIndex]
	if f == nil {
		return t.TypeErrorf("'%s' object cannot be interpreted as an integer", t.TypeName(v))
	}
	v = f(t, a)
	if v == heap.Null || IsExactInt(v) {
		return v
	}
	if !t.RT.IsInt(v) {
		return t.TypeErrorf("__index__ returned non-int (type %s)", t.TypeName(v))
	}
	defer t.Pop(t.Top())
	r := t.Push(v)
	if !t.Warn(t.RT.Exc.DeprecationWarning, "__index__ returned non-int (type %s).  The ability to return an instance of a strict subclass of int is deprecated, and may not be supported in a future version of Python.", t.TypeName(v)) {
		return heap.Null
	}
	return IntValue(r.V())
}

// power1 asks the power slots of all operands.
func (t *Thread) power1(a, b, mod Ref) Value {
	ta, tb := t.RT.TypeOf(a.V()), t.RT.TypeOf(b.V())
	fa := ta.Slots.Power
	var fb func(t *Thread, a, b, mod Ref) Value
	if tb != ta {
		if fb = tb.Slots.Power; fb != nil && fa != nil && sameFunc(fa, fb) {
			fb = nil
		}
	}
	if fa != nil {
		if fb != nil && tb.IsSubtype(ta) {
			if v := fb(t, a, b, mod); v != heap.NotImplemented {
				return v
			}
			fb = nil
		}
		if v := fa(t, a, b, mod); v != heap.NotImplemented {
			return v
		}
	}
	if fb != nil {
		if v := fb(t, a, b, mod); v != heap.NotImplemented {
			return v
		}
	}
	if fm := t.RT.TypeOf(mod.V()).Slots.Power; mod.V() != heap.None && fm != nil &&
		(fa == nil || !sameFunc(fm, fa)) && (fb == nil || !sameFunc(fm, fb)) {
		return fm(t, a, b, mod)
	}
	return heap.NotImplemented
}

// Power does pow(a, b, mod); mod holds None when absent.
func (t *Thread) Power(a, b, mod Ref) Value { return t.power(a, b, mod, "** or pow()") }

func (t *Thread) power(a, b, mod Ref, sign string) Value {
	v := t.power1(a, b, mod)
	if v != heap.NotImplemented {
		return v
	}
	if mod.V() == heap.None {
		return t.TypeErrorf("unsupported operand type(s) for %s: '%s' and '%s'", sign, t.TypeName(a.V()), t.TypeName(b.V()))
	}
	return t.TypeErrorf("unsupported operand type(s) for %s: '%s', '%s', '%s'", sign,
		t.TypeName(a.V()), t.TypeName(b.V()), t.TypeName(mod.V()))
}

// InPlacePower does a **= b; mod, None when absent, is for C's sake.
func (t *Thread) InPlacePower(a, b, mod Ref) Value {
	if f := t.RT.TypeOf(a.V()).Slots.InPower; f != nil {
		if v := f(t, a, b, mod); v != heap.NotImplemented {
			return v
		}
	}
	return t.power(a, b, mod, "**=")
}

// IsTrue returns the truth of a: 1, 0, or -1 with an exception pending.
func (t *Thread) IsTrue(a Ref) int {
	v := a.V()
	switch {
	case v == heap.True:
		return 1
	case v == heap.False || v == heap.None:
		return 0
	}
	s := &t.RT.TypeOf(v).Slots
	var n int
	switch {
	case s.Bool != nil:
		return s.Bool(t, a)
	case s.MpLength != nil:
		n = s.MpLength(t, a)
	case s.SqLength != nil:
		n = s.SqLength(t, a)
	default:
		return 1
	}
	return min(n, 1)
}

// Hash returns hash(a), never -1; false: an exception is pending.
func (t *Thread) Hash(a Ref) (int64, bool) {
	typ := t.RT.TypeOf(a.V())
	h, ok := typ.Slots.Hash(t, a)
	if h == -1 && ok {
		// A function of C's, which fails so. Its __hash__ may give -1, hash() may not.
		t.SystemErrorf("hash of '%s' object: error return without exception set", typ.Shown)
		return -1, false
	}
	return h, ok
}

// Repr returns repr(a), a str.
func (t *Thread) Repr(a Ref) Value {
	typ := t.RT.TypeOf(a.V())
	if typ.Slots.Repr == nil {
		return objectRepr(t, a)
	}
	if !t.EnterIn(" while getting the repr of an object") {
		return heap.Null
	}
	v := typ.Slots.Repr(t, a)
	t.LeaveCall()
	if v != heap.Null && !t.RT.IsStr(v) {
		return t.TypeErrorf("__repr__ returned non-string (type %s)", t.TypeName(v))
	}
	return v
}

// Str returns str(a).
func (t *Thread) Str(a Ref) Value {
	v := a.V()
	if IsExactStr(v) {
		return v
	}
	typ := t.RT.TypeOf(v)
	if typ.Slots.Str == nil {
		return t.Repr(a)
	}
	if !t.EnterIn(" while getting the str of an object") {
		return heap.Null
	}
	v = typ.Slots.Str(t, a)
	t.LeaveCall()
	if v != heap.Null && !t.RT.IsStr(v) {
		return t.TypeErrorf("__str__ returned non-string (type %s)", t.TypeName(v))
	}
	return v
}

// ASCII returns ascii(a): repr(a) with all that is not ASCII escaped.
func (t *Thread) ASCII(a Ref) Value {
	v := t.Repr(a)
	if v == heap.Null || StrIsASCII(v) {
		return v
	}
	return t.NewStrBytes(EscapeNonASCII(StrBytes(v)))
}

var reflectedCompare = [...]CompareOp{LT: GT, LE: GE, EQ: EQ, NE: NE, GT: LT, GE: LE}

// Compare returns a op b, any object.
func (t *Thread) Compare(a, b Ref, op CompareOp) Value {
	if x, y := a.V(), b.V(); heap.BothInt(x, y) {
		return compareSmall(x.Int(), y.Int(), op)
	}
	ta, tb := t.RT.TypeOf(a.V()), t.RT.TypeOf(b.V())
	if !t.EnterIn(" in comparison") {
		return heap.Null
	}
	v := t.compare1(ta, tb, a, b, op)
	t.LeaveCall()
	if v != heap.NotImplemented {
		return v
	}
	switch op {
	case EQ:
		return heap.Bool(a.V() == b.V())
	case NE:
		return heap.Bool(a.V() != b.V())
	}
	return t.TypeErrorf("'%s' not supported between instances of '%s' and '%s'", compareSigns[op], ta.Shown, tb.Shown)
}

func compareSmall(x, y int64, op CompareOp) Value {
	switch op {
	case LT:
		return heap.Bool(x < y)
	case LE:
		return heap.Bool(x <= y)
	case EQ:
		return heap.Bool(x == y)
	case NE:
		return heap.Bool(x != y)
	case GT:
		return heap.Bool(x > y)
	}
	return heap.Bool(x >= y)
}

func (t *Thread) compare1(ta, tb *Type, a, b Ref, op CompareOp) Value {
	reflected := false
	if ta != tb && tb.Slots.Compare != nil && tb.IsSubtype(ta) {
		reflected = true
		if v := tb.Slots.Compare(t, b, a, reflectedCompare[op]); v != heap.NotImplemented {
			return v
		}
	}
	if f := ta.Slots.Compare; f != nil {
		if v := f(t, a, b, op); v != heap.NotImplemented {
			return v
		}
	}
	if f := tb.Slots.Compare; f != nil && !reflected {
		return f(t, b, a, reflectedCompare[op])
	}
	return heap.NotImplemented
}

// CompareBool returns the truth of a op b: 1, 0, or -1. An object is equal to
// itself here, whatever its __eq__ says.
func (t *Thread) CompareBool(a, b Ref, op CompareOp) int {
	if a.V() == b.V() {
		switch op {
		case EQ:
			return 1
		case NE:
			return 0
		}
	}
	v := t.Compare(a, b, op)
	switch v {
	case heap.Null:
		return -1
	case heap.True:
		return 1
	case heap.False:
		return 0
	}
	defer t.Pop(t.Top())
	return t.IsTrue(t.Push(v))
}
