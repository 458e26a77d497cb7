package object

import (
	"bytes"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// The leaf side of operations: what needs no safepoint, because it allocates
// nothing, raises nothing and runs no Python. It takes raw values, so a caller that
// has them pays neither for slots of the root stack nor for a look at types. Each of
// these functions either does what the general one would do, or says that it has
// done nothing: the general one is then asked. None of them decides anything anew.

// LeafBinary is a op b of immediate numbers, or Null. (Add, Sub and Mul of ints, and of
// floats, the VM's loop has done before.)
func LeafBinary(op BinaryOp, a, b Value) Value {
	if heap.BothInt(a, b) {
		x, y := a.Int(), b.Int()
		switch op {
		case OpAnd:
			return heap.SmallInt(x & y)
		case OpOr:
			return heap.SmallInt(x | y)
		case OpXor:
			return heap.SmallInt(x ^ y)
		case OpMod:
			if y != 0 {
				_, r := floorDivMod64(x, y)
				return heap.SmallInt(r)
			}
		case OpFloorDiv:
			if y != 0 {
				if q, _ := floorDivMod64(x, y); heap.FitsInt(q) {
					return heap.SmallInt(q)
				}
			}
		case OpTrueDiv:
			if y != 0 { // both are exact as floats, so the quotient is rounded once
				return heap.Float(float64(x) / float64(y))
			}
		case OpLshift:
			if uint64(y) < 48 && x<<y>>y == x && heap.FitsInt(x<<y) {
				return heap.SmallInt(x << y)
			}
		case OpRshift:
			if y >= 0 {
				return heap.SmallInt(x >> min(y, 63))
			}
		}
		return heap.Null
	}
	x, ok := leafFloat(a)
	if !ok {
		return heap.Null
	}
	y, ok := leafFloat(b)
	if !ok {
		return heap.Null
	}
	switch op {
	case OpAdd:
		return heap.Float(x + y)
	case OpSub:
		return heap.Float(x - y)
	case OpMul:
		return heap.Float(x * y)
	case OpTrueDiv:
		if y != 0 {
			return heap.Float(x / y)
		}
	case OpFloorDiv:
		if y != 0 {
			q, _ := FloatDivmod(x, y)
			return heap.Float(q)
		}
	case OpMod:
		if y != 0 {
			_, r := FloatDivmod(x, y)
			return heap.Float(r)
		}
	}
	return heap.Null
}

// leafFloat returns an immediate number, bools excepted, as a float, exactly.
func leafFloat(v Value) (float64, bool) {
	if v.IsFloat() {
		return v.Float(), true
	}
	return float64(v.Int()), v.IsInt()
}

// LeafCompare is a op b of immediate numbers, of strs, and of two singletons, or
// Null.
func LeafCompare(a, b Value, op CompareOp) Value {
	switch {
	case a.IsPtr():
		if !b.IsPtr() || a.Addr().Type() != IdxStr || b.Addr().Type() != IdxStr {
			return heap.Null
		}
		switch op {
		case EQ:
			return heap.Bool(StrEq(a, b))
		case NE:
			return heap.Bool(!StrEq(a, b))
		}
		return heap.Bool(op.holds(StrCompare(a, b)))
	case a.IsSingleton() && b.IsSingleton():
		switch op {
		case EQ:
			return heap.Bool(a == b)
		case NE:
			return heap.Bool(a != b)
		}
		return heap.Null
	}
	x, ok := leafFloat(a)
	if !ok {
		return heap.Null
	}
	y, ok := leafFloat(b)
	if !ok {
		return heap.Null
	}
	switch op { // a NaN compares as Go has it
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

// LeafTrue is bool(v) of builtin objects: 1, 0, or -1 to ask IsTrue.
func LeafTrue(v Value) int {
	n := -1
	switch {
	case v.IsPtr():
		n = LeafLen(v)
	case v.IsInt():
		n = int(v.Int() & (1<<48 - 1))
	case v.IsFloat():
		if v.Float() != 0 {
			return 1
		}
		return 0
	case v == heap.None || v == heap.False:
		return 0
	case v == heap.True:
		return 1
	}
	return min(n, 1)
}

// LeafLen is len(v) of an exact builtin container, or -1.
func LeafLen(v Value) int {
	if !v.IsPtr() {
		return -1
	}
	switch v.Addr().Type() {
	case IdxStr:
		return StrLen(v)
	case IdxList:
		return ListLength(v)
	case IdxTuple:
		return v.Addr().NRefs()
	case IdxDict:
		return int(*dictCount(v.Addr(), dictUsed))
	case IdxSet, IdxFrozenSet:
		return int(v.Addr().Word64(setUsed))
	}
	return -1
}

// LeafItem is o[k], or Null.
func (t *Thread) LeafItem(o, k Value) Value {
	if !o.IsPtr() {
		return heap.Null
	}
	switch o.Addr().Type() {
	case IdxDict:
		v, _ := t.DictPeek(o, k)
		return v
	case IdxStr:
		if k.IsInt() && StrIsASCII(o) {
			text := StrBytes(o)
			i := k.Int()
			if i < 0 {
				i += int64(len(text))
			}
			if uint64(i) < uint64(len(text)) {
				return t.RT.latin1Str(text[i])
			}
		}
	}
	return heap.Null
}

// LeafContains is k in o: 1, 0, or -1 to ask Contains.
func (t *Thread) LeafContains(o, k Value) int {
	if !o.IsPtr() {
		return -1
	}
	switch o.Addr().Type() {
	case IdxDict:
		switch v, ok := t.DictPeek(o, k); {
		case !ok:
			return -1
		case v == heap.Null:
			return 0
		}
		return 1
	case IdxSet, IdxFrozenSet:
		h, leaf := leafHash(k)
		if !leaf {
			return -1
		}
		tab := o.Addr().Ref(setTable)
		if tab == heap.Null {
			return 0
		}
		x := setIndexOf(tab.Addr())
		if x.general {
			return -1
		}
		if _, found := x.findLeaf(k, h); found {
			return 1
		}
		return 0
	case IdxTuple:
		return leafAmong(k, view(o, 0, o.Addr().NRefs()))
	case IdxList:
		return leafAmong(k, listView(o, 0, ListLength(o)))
	case IdxStr:
		if isExact(k, IdxStr) {
			if bytes.Contains(StrBytes(o), StrBytes(k)) {
				return 1
			}
			return 0
		}
	}
	return -1
}

// leafAmong says whether k is among items, as far as leaf keys tell.
func leafAmong(k Value, items []Value) int {
	if !isLeaf(k) {
		return -1
	}
	for _, v := range items {
		switch keyEq(v, k) {
		case 1:
			return 1
		case -1:
			return -1
		}
	}
	return 0
}

// A Leaf is the leaf side of a builtin function or method: args are the
// positional arguments, self first; Null: ask the Native. It must look at the types
// of all of them.
type Leaf func(t *Thread, args []Value) Value

// CallLeaf calls the leaf side of a builtin function or of a method of a builtin type, the
// n positional arguments from first on; Null: it has none, or it has done nothing (no
// safepoint). (A function that wants its self keeps it elsewhere, so it has no leaf
// side.)
func (t *Thread) CallLeaf(callee Value, first *Value, n int) Value {
	a := callee.Addr()
	i := descrWhat(callee)
	if a.Type() == IdxBuiltinFunction {
		i = int(a.Word64(bfRawNative))
	}
	if leaf := t.RT.core.natives[i].Leaf; leaf != nil {
		return leaf(t, unsafe.Slice(first, n))
	}
	return heap.Null
}

func listAppendLeaf(t *Thread, a []Value) Value {
	if len(a) != 2 || !isExact(a[0], IdxList) {
		return heap.Null
	}
	n := ListLength(a[0])
	if n == listCap(a[0]) {
		return heap.Null
	}
	t.Store(a[0].Addr().Ref(listItems), n, a[1])
	setListLen(a[0], n+1)
	return heap.None
}

func listPopLeaf(t *Thread, a []Value) Value {
	if len(a) != 1 || !isExact(a[0], IdxList) {
		return heap.Null
	}
	n := ListLength(a[0]) - 1
	if n < 0 || listWasteful(a[0]) {
		return heap.Null
	}
	v := t.ListAt(a[0], n)
	t.ListSet(a[0], n, heap.Null)
	setListLen(a[0], n)
	return v
}

func dictGetLeaf(t *Thread, a []Value) Value {
	if len(a) != 2 && len(a) != 3 || !isExact(a[0], IdxDict) {
		return heap.Null
	}
	v, ok := t.DictPeek(a[0], a[1])
	if !ok || v != heap.Null {
		return v
	}
	if len(a) == 3 {
		return a[2]
	}
	return heap.None
}

func setAddLeaf(t *Thread, a []Value) Value {
	if len(a) != 2 || !isExact(a[0], IdxSet) || t.LeafContains(a[0], a[1]) != 1 {
		return heap.Null
	}
	return heap.None
}

// strTailLeaf is startswith or endswith of one str.
func strTailLeaf(has func(b, x []byte) bool) Leaf {
	return func(t *Thread, a []Value) Value {
		if len(a) != 2 || !isExact(a[0], IdxStr) || !isExact(a[1], IdxStr) {
			return heap.Null
		}
		return heap.Bool(has(StrBytes(a[0]), StrBytes(a[1])))
	}
}

// strTestLeaf is a question about all characters of a str that are ASCII.
func strTestLeaf(holds func(c byte) bool) Leaf {
	return func(t *Thread, a []Value) Value {
		if len(a) != 1 || !isExact(a[0], IdxStr) || !StrIsASCII(a[0]) {
			return heap.Null
		}
		text := StrBytes(a[0])
		for _, c := range text {
			if !holds(c) {
				return heap.False
			}
		}
		return heap.Bool(len(text) > 0)
	}
}

func isLetterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigitByte(c byte) bool  { return c >= '0' && c <= '9' }
func isAlnumByte(c byte) bool  { return isLetterByte(c) || isDigitByte(c) }
func isSpaceByte(c byte) bool  { return c == ' ' || c >= 9 && c <= 13 || c >= 28 && c <= 31 }

// LeafInstance is isinstance where the classes alone decide.
func LeafInstance(t *Thread, a []Value) Value {
	if len(a) != 2 {
		return heap.Null
	}
	typ := t.RT.TypeFromObj(a[1])
	if typ == nil {
		return heap.Null
	}
	ot := t.RT.TypeOf(a[0])
	if ot == typ || typ.Meta == t.RT.TypeType && ot.IsSubtype(typ) {
		return heap.True
	}
	if typ.Meta == t.RT.TypeType && t.classIsType(ot) {
		return heap.False
	}
	return heap.Null
}
