package object

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/hpyrun/hpyrun/heap"
)

func intDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxInt, Name: "int", Flags: FlagBaseType | FlagIntSubclass | FlagVarSize, FixedRefs: 1, Into: &rt.IntType,
		Doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer; 0 without arguments.",
		Methods: []MethodDef{
			{Name: "as_integer_ratio", Fn: intAsIntegerRatio, Sig: "($self, /)", Doc: "Return a pair of integers, whose ratio is equal to the int."},
			{Name: "bit_count", Fn: intBitCount, Sig: "($self, /)", Doc: "Number of ones in the binary representation of the absolute value of self."},
			{Name: "bit_length", Fn: intBitLength, Sig: "($self, /)", Doc: "Number of bits necessary to represent self in binary."},
			{Name: "conjugate", Fn: intSelf, Sig: "($self, /)", Doc: "Returns self, the complex conjugate of any int."},
			{Name: "from_bytes", Fn: intFromBytes, Kind: ClassMethod, Sig: "($type, /, bytes, byteorder='big', *, signed=False)",
				Doc: "Return the integer represented by the given array of bytes."},
			{Name: "to_bytes", Fn: intToBytes, Sig: "($self, /, length=1, byteorder='big', *, signed=False)",
				Doc: "Return an array of bytes representing an integer."},
			{Name: "__ceil__", Fn: intSelf, Sig: "($self, /)", Doc: "Ceiling of an Integral returns itself."},
			{Name: "__floor__", Fn: intSelf, Sig: "($self, /)", Doc: "Flooring an Integral returns itself."},
			{Name: "__format__", Fn: formatMethod((*Thread).formatIntSpec), Sig: "($self, format_spec, /)"},
			{Name: "__getnewargs__", Fn: intGetNewArgs, Sig: "($self, /)"},
			{Name: "__round__", Fn: intRound, Sig: "($self, ndigits=<unrepresentable>, /)",
				Doc: "Rounding an Integral returns itself; with a negative ndigits a multiple of a power of ten."},
			{Name: "__sizeof__", Fn: intSizeof, Sig: "($self, /)", Doc: "Returns size in memory, in bytes."},
			{Name: "__trunc__", Fn: intSelf, Sig: "($self, /)", Doc: "Truncating an Integral returns itself."},
		},
		GetSets: []GetSetDef{
			{Name: "real", Get: intPos, Doc: "the real part of a complex number"},
			{Name: "imag", Get: func(t *Thread, self Ref) Value { return heap.SmallInt(0) }, Doc: "the imaginary part of a complex number"},
			{Name: "numerator", Get: intPos, Doc: "the numerator of a rational number in lowest terms"},
			{Name: "denominator", Get: func(t *Thread, self Ref) Value { return heap.SmallInt(1) }, Doc: "the denominator of a rational number in lowest terms"},
		},
	}
	s := &d.Slots
	s.Binary[OpAdd], s.Binary[OpSub], s.Binary[OpMul] = intAdd, intSub, intMul
	s.Binary[OpTrueDiv], s.Binary[OpFloorDiv] = intTrueDiv, intFloorDiv
	s.Binary[OpMod], s.Binary[OpDivmod] = intMod, intDivmod
	s.Binary[OpLshift], s.Binary[OpRshift] = intLshift, intRshift
	s.Binary[OpAnd], s.Binary[OpXor], s.Binary[OpOr] = intAnd, intXor, intOr
	s.Power = intPower
	s.Unary[OpNeg], s.Unary[OpPos], s.Unary[OpAbs], s.Unary[OpInvert] = intNeg, intPos, intAbs, intInvert
	s.Unary[OpIndex], s.Unary[OpInt], s.Unary[OpFloat] = intPos, intPos, intToFloat
	s.Bool, s.Hash, s.Repr, s.Compare, s.New = intBool, intHash, intRepr, intCompare, intNew
	return d
}

func boolDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxBool, Name: "bool", Flags: FlagIntSubclass, Base: rt.IntType, Into: &rt.BoolType,
		Doc: "bool(x) -> bool\n\nReturns True when the argument x is true, False otherwise.",
	}
	s := &d.Slots
	s.Binary[OpAnd], s.Binary[OpXor], s.Binary[OpOr] = boolAnd, boolXor, boolOr
	s.Repr, s.New = boolRepr, boolNew
	return d
}

func boolAnd(t *Thread, a, b Ref) Value {
	if x, y := a.V(), b.V(); x.IsBool() && y.IsBool() {
		return heap.Bool(x == heap.True && y == heap.True)
	}
	return intAnd(t, a, b)
}

func boolOr(t *Thread, a, b Ref) Value {
	if x, y := a.V(), b.V(); x.IsBool() && y.IsBool() {
		return heap.Bool(x == heap.True || y == heap.True)
	}
	return intOr(t, a, b)
}

func boolXor(t *Thread, a, b Ref) Value {
	if x, y := a.V(), b.V(); x.IsBool() && y.IsBool() {
		return heap.Bool(x != y)
	}
	return intXor(t, a, b)
}

func boolRepr(t *Thread, a Ref) Value {
	if a.V() == heap.True {
		return t.RT.NameRef(nameTrue).V()
	}
	return t.RT.NameRef(nameFalse).V()
}

var (
	nameTrue  = RegisterName("True")
	nameFalse = RegisterName("False")
)

func boolNew(t *Thread, args Args) Value {
	switch {
	case args.NumKw() > 0:
		return t.TypeErrorf("bool() takes no keyword arguments")
	case args.Len() > 2:
		return t.TypeErrorf("bool expected at most 1 argument, got %d", args.Len()-1)
	case args.Len() == 1:
		return heap.False
	}
	b := t.IsTrue(args.At(1))
	if b < 0 {
		return heap.Null
	}
	return heap.Bool(b == 1)
}

func intNew(t *Thread, args Args) Value {
	cls := t.RT.TypeFromObj(args.At(0).V())
	n := args.Len() - 1
	var x, base Ref
	if n > 0 {
		x = args.At(1)
	}
	if n > 1 {
		base = args.At(2)
	}
	if k := args.NumKw(); k > 0 || n > 2 {
		if n+k > 2 {
			return t.TypeErrorf("int() takes at most 2 arguments (%d given)", n+k)
		}
		for i := range k {
			if name := GoStr(args.KwName(i)); name != "base" {
				return t.TypeErrorf("'%s' is an invalid keyword argument for int()", name)
			}
			if n > 1 {
				return t.TypeErrorf("argument for int() given by name ('base') and position (2)")
			}
			base = args.Kw(i)
		}
	}
	v := t.intOfArgs(x, base)
	if v == heap.Null || cls.Index == IdxInt {
		return v
	}
	defer t.Pop(t.Top())
	r := t.Push(v)
	inst := t.NewInstance(cls)
	if inst != heap.Null {
		t.Store(inst, 0, r.V())
	}
	return inst
}

// intOfArgs is int(x, base), either of which may be the nil Ref.
func (t *Thread) intOfArgs(x, base Ref) Value {
	if x.IsNil() {
		if !base.IsNil() {
			return t.TypeErrorf("int() missing string argument")
		}
		return heap.SmallInt(0)
	}
	if base.IsNil() {
		return t.ToInt(x)
	}
	b, ok := t.AsSsize(base, nil)
	if !ok {
		return heap.Null
	}
	if b != 0 && b < 2 || b > 36 {
		return t.ValueErrorf("int() base must be >= 2 and <= 36, or 0")
	}
	switch {
	case t.RT.IsStr(x.V()):
		return t.intFromStr(x, b)
	case t.RT.IsBytes(x.V()) || t.RT.IsByteArray(x.V()):
		return t.intFromText(string(t.RT.bytesView(x.V())), b, x)
	}
	return t.TypeErrorf("int() can't convert non-string with explicit base")
}

func intSelf(t *Thread, args Args) Value { return IntValue(args.At(0).V()) }

func intAsIntegerRatio(t *Thread, args Args) Value {
	return t.PackTuple(t.Push(IntValue(args.At(0).V())), t.Push(heap.SmallInt(1)))
}

func intGetNewArgs(t *Thread, args Args) Value {
	return t.PackTuple(t.Push(IntValue(args.At(0).V())))
}

func intBitCount(t *Thread, args Args) Value {
	v := IntValue(args.At(0).V())
	if v.IsInt() {
		return heap.SmallInt(int64(bits.OnesCount64(abs64(v.Int()))))
	}
	n := 0
	for _, w := range bigWords(v) {
		n += bits.OnesCount64(uint64(w))
	}
	return heap.SmallInt(int64(n))
}

// IntBitLen returns the number of bits of the int v's magnitude. No safepoint.
func IntBitLen(v Value) int {
	v = IntValue(v)
	if v.IsInt() {
		return bits.Len64(abs64(v.Int()))
	}
	w := bigWords(v)
	return len(w)*64 - bits.LeadingZeros64(uint64(w[len(w)-1]))
}

func intBitLength(t *Thread, args Args) Value {
	return heap.SmallInt(int64(IntBitLen(args.At(0).V())))
}

func intSizeof(t *Thread, args Args) Value {
	v := IntValue(args.At(0).V())
	if v.IsInt() {
		return heap.SmallInt(heap.Word)
	}
	return heap.SmallInt(int64(v.Addr().Size()))
}

// byteOrder reads the byteorder argument of to_bytes and from_bytes.
func (t *Thread) byteOrder(fn string, r Ref) (little, ok bool) {
	if !t.RT.IsStr(r.V()) {
		t.TypeErrorf("%s() argument 'byteorder' must be str, not %s", fn, t.ArgName(r.V()))
		return false, false
	}
	switch strView(r.V()) {
	case "little":
		return true, true
	case "big":
		return false, true
	}
	t.ValueErrorf("byteorder must be either 'little' or 'big'")
	return false, false
}

func intToBytes(t *Thread, args Args) Value {
	n, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	if !t.RT.IsStr(args.At(2).V()) {
		t.byteOrder("to_bytes", args.At(2))
		return heap.Null
	}
	signed := t.IsTrue(args.At(3))
	if signed < 0 {
		return heap.Null
	}
	little, ok := t.byteOrder("to_bytes", args.At(2))
	if !ok {
		return heap.Null
	}
	if n < 0 {
		return t.ValueErrorf("length argument must be non-negative")
	}
	v := IntValue(args.At(0).V())
	neg := IntSign(v) < 0
	if neg && signed == 0 {
		return t.OverflowErrorf("can't convert negative int to unsigned")
	}
	// Bits in two's complement: a negative number needs those of its inverse.
	var z big.Int
	z.Set(t.num.x.of(v))
	if neg {
		z.Not(&z)
	}
	if need := z.BitLen() + signed; need > 8*n && (n > 0 || z.Sign() != 0) {
		return t.OverflowErrorf("int too big to convert")
	}
	res := t.allocBytes(n)
	if res == heap.Null {
		return heap.Null
	}
	b := BytesOf(res)
	z.FillBytes(b)
	if neg {
		for i := range b {
			b[i] = ^b[i]
		}
	}
	if little {
		reverseBytes(b)
	}
	return res
}

func reverseBytes(b []byte) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
}

func intFromBytes(t *Thread, args Args) Value {
	if !t.RT.IsStr(args.At(2).V()) {
		t.byteOrder("from_bytes", args.At(2))
		return heap.Null
	}
	signed := t.IsTrue(args.At(3))
	if signed < 0 {
		return heap.Null
	}
	little, ok := t.byteOrder("from_bytes", args.At(2))
	if !ok {
		return heap.Null
	}
	src := t.Push(t.BytesFromObject(args.At(1)))
	if src.V() == heap.Null {
		return heap.Null
	}
	b := append([]byte(nil), BytesOf(src.V())...)
	if little {
		reverseBytes(b)
	}
	var z big.Int
	z.SetBytes(b)
	if signed == 1 && len(b) > 0 && b[0] >= 0x80 {
		var top big.Int
		z.Sub(&z, top.Lsh(bigOne, uint(8*len(b))))
	}
	res := t.NewBig(&z)
	if res == heap.Null || t.RT.TypeFromObj(args.At(0).V()).Index == IdxInt {
		return res
	}
	return t.CallN(args.At(0), t.Push(res))
}

func intRound(t *Thread, args Args) Value {
	self := args.At(0)
	if args.At(1).V() == heap.Null {
		return IntValue(self.V())
	}
	nd := t.Index(args.At(1))
	if nd == heap.Null {
		return heap.Null
	}
	if IntSign(nd) >= 0 {
		return IntValue(self.V())
	}
	n, ok := Int64Of(nd)
	// 10^k has over 3.32·k bits: beyond twice the number nothing is left.
	if !ok || n == math.MinInt64 || -n > int64(IntBitLen(self.V()))/3+2 {
		return heap.SmallInt(0)
	}
	x := BigOf(self.V())
	var unit, q, r big.Int
	unit.Exp(big.NewInt(10), big.NewInt(-n), nil)
	floorDivModBig(&q, &r, x, &unit)
	r.Lsh(&r, 1)
	if c := r.Cmp(&unit); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(&q, bigOne)
	}
	return t.NewBig(q.Mul(&q, &unit))
}
