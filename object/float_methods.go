package object

import (
	"math"
	"math/big"
	"strconv"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

func floatDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxFloat, Name: "float", Flags: FlagBaseType | FlagFloatSubclass, FixedRefs: 1, Into: &rt.FloatType,
		Doc: "Convert a string or number to a floating point number, if possible.",
		Methods: []MethodDef{
			{Name: "as_integer_ratio", Fn: floatAsIntegerRatio, Sig: "($self, /)",
				Doc: "Return a pair of integers, whose ratio is exactly equal to the number."},
			{Name: "conjugate", Fn: floatSelf, Sig: "($self, /)", Doc: "Return self, the complex conjugate of any float."},
			{Name: "fromhex", Fn: floatFromHex, Kind: ClassMethod, Sig: "($type, string, /)",
				Doc: "Create a floating-point number from a hexadecimal string."},
			{Name: "hex", Fn: floatHex, Sig: "($self, /)", Doc: "Return a hexadecimal representation of a floating-point number."},
			{Name: "is_integer", Fn: floatIsInteger, Sig: "($self, /)", Doc: "Return True if the float is an integer."},
			{Name: "__ceil__", Fn: floatCeil, Sig: "($self, /)", Doc: "Return the ceiling as an Integral."},
			{Name: "__floor__", Fn: floatFloor, Sig: "($self, /)", Doc: "Return the floor as an Integral."},
			{Name: "__format__", Fn: formatMethod((*Thread).formatFloatSpec), Sig: "($self, format_spec, /)", Doc: "Formats the float according to format_spec."},
			{Name: "__getformat__", Fn: floatGetFormat, Kind: ClassMethod, Sig: "($type, typestr, /)",
				Doc: "The format of C's double or float: 'IEEE, little-endian' here."},
			{Name: "__getnewargs__", Fn: floatGetNewArgs, Sig: "($self, /)"},
			{Name: "__round__", Fn: floatRound, Sig: "($self, ndigits=None, /)",
				Doc: "Return the Integral closest to x, rounding half toward even; with ndigits a float."},
			{Name: "__trunc__", Fn: floatTrunc, Sig: "($self, /)", Doc: "Return the Integral closest to x between 0 and x."},
		},
		GetSets: []GetSetDef{
			{Name: "real", Get: floatPos, Doc: "the real part of a complex number"},
			{Name: "imag", Get: func(t *Thread, self Ref) Value { return heap.Float(0) }, Doc: "the imaginary part of a complex number"},
		},
	}
	s := &d.Slots
	s.Binary[OpAdd], s.Binary[OpSub], s.Binary[OpMul] = floatAdd, floatSub, floatMul
	s.Binary[OpTrueDiv], s.Binary[OpFloorDiv] = floatTrueDiv, floatFloorDiv
	s.Binary[OpMod], s.Binary[OpDivmod] = floatMod, floatDivmod
	s.Power = floatPower
	s.Unary[OpNeg], s.Unary[OpPos], s.Unary[OpAbs] = floatNeg, floatPos, floatAbs
	s.Unary[OpInt], s.Unary[OpFloat] = floatInt, floatPos
	s.Bool, s.Hash, s.Repr, s.Compare, s.New = floatBool, floatHash, floatRepr, floatCompare, floatNew
	return d
}

func floatSelf(t *Thread, args Args) Value { return floatPos(t, args.At(0)) }

// newFloatOf makes an instance of cls, float or a subclass, with value f.
func (t *Thread) newFloatOf(cls *Type, f float64) Value {
	if cls.Index == IdxFloat {
		return heap.Float(f)
	}
	v := t.NewInstance(cls)
	if v != heap.Null {
		t.Store(v, 0, heap.Float(f))
	}
	return v
}

func floatNew(t *Thread, args Args) Value {
	cls := t.RT.TypeFromObj(args.At(0).V())
	if args.NumKw() > 0 && (cls.Index == IdxFloat || t.LookupType(cls, t.RT.name(nmInit)) == t.LookupType(t.RT.FloatType, t.RT.name(nmInit))) {
		return t.TypeErrorf("float() takes no keyword arguments")
	}
	if args.Len() > 2 {
		return t.TypeErrorf("float expected at most 1 argument, got %d", args.Len()-1)
	}
	f := 0.0
	if args.Len() == 2 {
		var ok bool
		if f, ok = t.floatFromObject(args.At(1)); !ok {
			return heap.Null
		}
	}
	return t.newFloatOf(cls, f)
}

// floatFromObject is float(x).
func (t *Thread) floatFromObject(x Ref) (float64, bool) {
	v := x.V()
	switch {
	case v.IsFloat():
		return v.Float(), true
	case t.RT.IsStr(v) && (isExact(v, IdxStr) || t.RT.TypeOf(v).Slots.Unary[OpFloat] == nil && t.RT.TypeOf(v).Slots.Unary[OpIndex] == nil):
		if s, ok := numberText(v); ok {
			if f, ok := ParseFloatText(s); ok {
				return f, true
			}
		}
		return 0, t.parseError("could not convert string to float: %s", x)
	}
	if typ := t.RT.TypeOf(v); typ.Slots.Unary[OpFloat] != nil || typ.Slots.Unary[OpIndex] != nil {
		return t.convertFloat(x)
	}
	b, ok, isBuf := t.bufferCopy(x, BufSimple)
	if !isBuf || !ok {
		t.ClearExc()
		t.TypeErrorf("float() argument must be a string or a real number, not '%s'", t.TypeName(x.V()))
		return 0, false
	}
	if f, ok := ParseFloatText(string(b)); ok {
		return f, true
	}
	return 0, t.parseError("could not convert string to float: %s", x)
}

// parseError raises ValueError with repr(x) in the format, and returns false.
func (t *Thread) parseError(format string, x Ref) bool {
	defer t.Pop(t.Top())
	r := t.Push(t.Repr(x))
	if r.V() != heap.Null {
		t.ValueErrorf(format, GoStr(r.V()))
	}
	return false
}

// AsFloat64 returns r (a float, an int or what has __float__ or __index__) as
// a float. false: an exception is pending.
func (t *Thread) AsFloat64(r Ref) (float64, bool) {
	v := r.V()
	switch {
	case v.IsFloat():
		return v.Float(), true
	case v.IsInt():
		return float64(v.Int()), true
	case t.RT.IsFloat(v):
		return FloatOf(v), true
	}
	return t.convertFloat(r)
}

// convertFloat asks __float__ or __index__, of floats as well.
func (t *Thread) convertFloat(r Ref) (float64, bool) {
	v := r.V()
	typ := t.RT.TypeOf(v)
	if conv := typ.Slots.Unary[OpFloat]; conv != nil {
		res := conv(t, r)
		if res == heap.Null {
			return 0, false
		}
		if !t.RT.IsFloat(res) {
			t.TypeErrorf("%s.__float__ returned non-float (type %s)", t.TypeName(r.V()), t.TypeName(res))
			return 0, false
		}
		f := FloatOf(res)
		if !res.IsFloat() && !t.Warn(t.RT.Exc.DeprecationWarning, "%s.__float__ returned non-float (type %s).  The ability to return an instance of "+
			"a strict subclass of float is deprecated, and may not be supported in a future version of Python.", t.TypeName(r.V()), t.TypeName(res)) {
			return 0, false
		}
		return f, true
	}
	if typ.Slots.Unary[OpIndex] == nil {
		t.TypeErrorf("must be real number, not %s", t.TypeName(v))
		return 0, false
	}
	i := t.Index(r)
	if i == heap.Null {
		return 0, false
	}
	f, ok := IntToFloat(i)
	if !ok {
		t.OverflowErrorf("int too large to convert to float")
	}
	return f, ok
}

func floatAsIntegerRatio(t *Thread, args Args) Value {
	f := FloatOf(args.At(0).V())
	switch {
	case math.IsInf(f, 0):
		return t.OverflowErrorf("cannot convert Infinity to integer ratio")
	case f != f:
		return t.ValueErrorf("cannot convert NaN to integer ratio")
	}
	m, e := math.Frexp(f)
	num, den := big.NewInt(int64(m*(1<<53))), big.NewInt(1)
	if num.Sign() == 0 {
		return t.intTuple2(0, 1)
	}
	e -= 53
	z := num.TrailingZeroBits()
	num.Rsh(num, z)
	if e += int(z); e > 0 {
		num.Lsh(num, uint(e))
	} else {
		den.Lsh(den, uint(-e))
	}
	return t.bigTuple2(num, den)
}

func (t *Thread) bigTuple2(p, q *big.Int) Value {
	defer t.Pop(t.Top())
	a := t.Push(t.NewBig(p))
	if a.V() == heap.Null {
		return heap.Null
	}
	b := t.Push(t.NewBig(q))
	if b.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(a, b)
}

func floatFromHex(t *Thread, args Args) Value {
	s := args.At(1).V()
	if !t.RT.IsStr(s) {
		return t.TypeErrorf("bad argument type for built-in operation")
	}
	if StrHasSurrogates(s) {
		return t.Encode(args.At(1), "", "") // raises
	}
	f, ok, overflow := parseHexFloat(GoStr(s))
	switch {
	case !ok:
		return t.ValueErrorf("invalid hexadecimal floating-point string")
	case overflow:
		return t.OverflowErrorf("hexadecimal value too large to represent as a float")
	}
	cls := t.RT.TypeFromObj(args.At(0).V())
	if cls.Index == IdxFloat {
		return heap.Float(f)
	}
	return t.CallN(args.At(0), t.Push(heap.Float(f)))
}

func floatHex(t *Thread, args Args) Value {
	f := FloatOf(args.At(0).V())
	if math.IsInf(f, 0) || f != f {
		return floatRepr(t, args.At(0))
	}
	return t.NewStr(formatHexFloat(f))
}

func floatIsInteger(t *Thread, args Args) Value {
	f := FloatOf(args.At(0).V())
	return heap.Bool(math.Floor(f) == f && !math.IsInf(f, 0))
}

func floatCeil(t *Thread, args Args) Value {
	return t.IntFromFloat(math.Ceil(FloatOf(args.At(0).V())))
}

func floatFloor(t *Thread, args Args) Value {
	return t.IntFromFloat(math.Floor(FloatOf(args.At(0).V())))
}

func floatTrunc(t *Thread, args Args) Value { return t.IntFromFloat(FloatOf(args.At(0).V())) }

func floatGetFormat(t *Thread, args Args) Value {
	v := args.At(1).V()
	if !t.RT.IsStr(v) {
		return t.TypeErrorf("__getformat__() argument must be str, not %s", t.ArgName(v))
	}
	if s := GoStr(v); s != "double" && s != "float" {
		return t.ValueErrorf("__getformat__() argument 1 must be 'double' or 'float'")
	}
	if littleEndian {
		return t.NewStr("IEEE, little-endian")
	}
	return t.NewStr("IEEE, big-endian")
}

// littleEndian is sys.byteorder.
var littleEndian = func() bool {
	x := uint16(1)
	return *(*byte)(unsafe.Pointer(&x)) == 1
}()

func floatGetNewArgs(t *Thread, args Args) Value {
	return t.PackTuple(t.Push(floatPos(t, args.At(0))))
}

func floatRound(t *Thread, args Args) Value {
	f := FloatOf(args.At(0).V())
	if args.At(1).V() == heap.None {
		return t.IntFromFloat(math.RoundToEven(f))
	}
	n, ok := t.AsSsize(args.At(1), nil)
	if !ok {
		return heap.Null
	}
	r, ok := roundDigits(f, n)
	if !ok {
		return t.OverflowErrorf("rounded value too large to represent")
	}
	return heap.Float(r)
}

// roundDigits returns f rounded, half to even, to n digits after the point
// (before it, for a negative n), as the decimal expansion of f says exactly.
// false: it is out of range.
func roundDigits(f float64, n int) (float64, bool) {
	switch {
	case f == 0 || math.IsInf(f, 0) || f != f || n > 323:
		return f, true
	case n < -308:
		return math.Copysign(0, f), true
	case n >= 0:
		var buf [400]byte
		r, err := strconv.ParseFloat(string(strconv.AppendFloat(buf[:0], f, 'f', n, 64)), 64)
		return r, err == nil
	}
	// f is a multiple of 10^-n and a rest, of which only the integer part of
	// twice its value matters, and whether there is more.
	var x, unit, q, r big.Int
	whole := math.Trunc(f)
	floatToBig(&x, math.Abs(whole))
	unit.Exp(big.NewInt(10), big.NewInt(int64(-n)), nil)
	q.QuoRem(&x, &unit, &r)
	r.Lsh(&r, 1)
	c := r.Cmp(&unit)
	if c > 0 || c == 0 && (whole != f || q.Bit(0) == 1) {
		q.Add(&q, bigOne)
	}
	q.Mul(&q, &unit)
	g, _ := new(big.Float).SetInt(&q).Float64()
	return math.Copysign(g, f), !math.IsInf(g, 0)
}
