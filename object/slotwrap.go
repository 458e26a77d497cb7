package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// The wrap functions: a slot called as a dunder method. self (args[0]) is an
// instance of the slot's type, and there are no keywords except where noted:
// the slot wrapper has checked both.

// slotAs reads the func at p; F must be the slot's type.
func slotAs[F any](p slotPtr) F { return *(*F)(unsafe.Pointer(p)) }

// wrapArity checks the number of arguments after self.
func (t *Thread) wrapArity(args Args, n int) bool {
	if args.Len()-1 == n {
		return true
	}
	t.TypeErrorf("expected %d argument%s, got %d", n, plural(n), args.Len()-1)
	return false
}

// wrapUnpack is wrapArity where CPython checks the number by a function that puts a
// name, here the empty one, before the message.
func (t *Thread) wrapUnpack(args Args, n int) bool {
	if args.Len()-1 == n {
		return true
	}
	t.TypeErrorf(" expected %d argument%s, got %d", n, plural(n), args.Len()-1)
	return false
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func noneIf(ok bool) Value {
	if ok {
		return heap.None
	}
	return heap.Null
}

func wrapUnary(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 0) {
		return heap.Null
	}
	return slotAs[func(*Thread, Ref) Value](p)(t, args.At(0))
}

func wrapBool(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 0) {
		return heap.Null
	}
	switch slotAs[func(*Thread, Ref) int](p)(t, args.At(0)) {
	case 0:
		return heap.False
	case 1:
		return heap.True
	}
	return heap.Null
}

func wrapLen(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 0) {
		return heap.Null
	}
	n := slotAs[func(*Thread, Ref) int](p)(t, args.At(0))
	if n < 0 {
		return heap.Null
	}
	return t.NewInt(int64(n))
}

type binaryFunc = func(*Thread, Ref, Ref) Value

func wrapBinary(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	return slotAs[binaryFunc](p)(t, args.At(0), args.At(1))
}

// wrapBinaryL is wrapBinary for the number slots, whose reflected form is
// another dunder method.
func wrapBinaryL(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	return slotAs[binaryFunc](p)(t, args.At(0), args.At(1))
}

func wrapBinaryR(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	return slotAs[binaryFunc](p)(t, args.At(1), args.At(0))
}

type ternaryFunc = func(*Thread, Ref, Ref, Ref) Value

func (t *Thread) wrapPowArgs(args Args) (b, mod Ref, ok bool) {
	switch args.Len() {
	case 2:
		return args.At(1), t.Push(heap.None), true
	case 3:
		return args.At(1), args.At(2), true
	case 1:
		t.TypeErrorf(" expected at least 1 argument, got 0")
	default:
		t.TypeErrorf(" expected at most 2 arguments, got %d", args.Len()-1)
	}
	return
}

func wrapTernaryL(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	defer t.Pop(t.Top())
	b, mod, ok := t.wrapPowArgs(args)
	if !ok {
		return heap.Null
	}
	return slotAs[ternaryFunc](p)(t, args.At(0), b, mod)
}

func wrapTernaryR(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	defer t.Pop(t.Top())
	b, mod, ok := t.wrapPowArgs(args)
	if !ok {
		return heap.Null
	}
	return slotAs[ternaryFunc](p)(t, b, args.At(0), mod)
}

func wrapRepeat(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapUnpack(args, 1) {
		return heap.Null
	}
	n, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	return slotAs[func(*Thread, Ref, int) Value](p)(t, args.At(0), n)
}

// wrapIndex reads an index for a sequence slot: a negative one counts from the
// end when self has a length.
func (t *Thread) wrapIndex(self, arg Ref) (int, bool) {
	i, ok := t.AsSsize(arg, t.RT.Exc.OverflowError)
	if !ok {
		return 0, false
	}
	if i < 0 {
		if f := t.RT.TypeOf(self.V()).Slots.SqLength; f != nil {
			n := f(t, self)
			if n < 0 {
				return 0, false
			}
			i += n
		}
	}
	return i, true
}

func wrapSqItem(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	i, ok := t.wrapIndex(args.At(0), args.At(1))
	if !ok {
		return heap.Null
	}
	return slotAs[func(*Thread, Ref, int) Value](p)(t, args.At(0), i)
}

type sqAssFunc = func(*Thread, Ref, int, Ref) bool

func wrapSqSetItem(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapUnpack(args, 2) {
		return heap.Null
	}
	i, ok := t.wrapIndex(args.At(0), args.At(1))
	return noneIf(ok && slotAs[sqAssFunc](p)(t, args.At(0), i, args.At(2)))
}

func wrapSqDelItem(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	i, ok := t.wrapIndex(args.At(0), args.At(1))
	return noneIf(ok && slotAs[sqAssFunc](p)(t, args.At(0), i, Ref{}))
}

func wrapContains(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	switch slotAs[func(*Thread, Ref, Ref) int](p)(t, args.At(0), args.At(1)) {
	case 0:
		return heap.False
	case 1:
		return heap.True
	}
	return heap.Null
}

type setFunc = func(*Thread, Ref, Ref, Ref) bool

func wrapSetItem(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(t.wrapUnpack(args, 2) && slotAs[setFunc](p)(t, args.At(0), args.At(1), args.At(2)))
}

func wrapDelItem(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(t.wrapArity(args, 1) && slotAs[setFunc](p)(t, args.At(0), args.At(1), Ref{}))
}

func wrapHash(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 0) {
		return heap.Null
	}
	h, ok := slotAs[func(*Thread, Ref) (int64, bool)](p)(t, args.At(0))
	if !ok {
		return heap.Null
	}
	return t.NewInt(h)
}

func wrapCompare(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) {
		return heap.Null
	}
	return slotAs[func(*Thread, Ref, Ref, CompareOp) Value](p)(t, args.At(0), args.At(1), CompareOp(d.arg))
}

func wrapNext(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 0) {
		return heap.Null
	}
	v := slotAs[func(*Thread, Ref) Value](p)(t, args.At(0))
	if v == heap.Null && !t.Pending() {
		return t.Raise(t.RT.Exc.StopIteration)
	}
	return v
}

// wrapCall takes keywords.
func wrapCall(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return slotAs[func(*Thread, Ref, Args) Value](p)(t, args.At(0), args.Skip(1))
}

// wrapInit takes keywords.
func wrapInit(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(slotAs[func(*Thread, Args) bool](p)(t, args))
}

// wrapMayset refuses to go around a more derived native __setattr__, by which
// Python code could change what must not change (object.__setattr__(int, …)).
func (t *Thread) wrapMaySet(d *slotDef, p slotPtr, self Ref) bool {
	typ := t.RT.TypeOf(self.V())
	// The first native type in the layout's chain has the say.
	for typ != nil && typ.native == nil {
		typ = typ.Base
	}
	if typ != nil && *typ.Slots.at(d.off) != *p {
		t.TypeErrorf("can't apply this %s to %s object", d.name, typ.Shown)
		return false
	}
	return true
}

// wrapName refuses an attribute's name that is no str.
func (t *Thread) wrapName(name Ref) bool {
	if t.RT.IsStr(name.V()) {
		return true
	}
	t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(name.V()))
	return false
}

func wrapGetAttr(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 1) || !t.wrapName(args.At(1)) {
		return heap.Null
	}
	return slotAs[func(*Thread, Ref, Ref) Value](p)(t, args.At(0), args.At(1))
}

func wrapSetAttr(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(t.wrapUnpack(args, 2) && t.wrapMaySet(d, p, args.At(0)) && t.wrapName(args.At(1)) &&
		slotAs[setFunc](p)(t, args.At(0), args.At(1), args.At(2)))
}

func wrapDelAttr(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(t.wrapArity(args, 1) && t.wrapMaySet(d, p, args.At(0)) && t.wrapName(args.At(1)) &&
		slotAs[setFunc](p)(t, args.At(0), args.At(1), Ref{}))
}

func wrapDescrGet(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	switch n := args.Len() - 1; {
	case n < 1:
		return t.TypeErrorf(" expected at least 1 argument, got %d", n)
	case n > 2:
		return t.TypeErrorf(" expected at most 2 arguments, got %d", n)
	}
	obj, typ := args.At(1), Ref{}
	if args.Len() == 3 && args.At(2).V() != heap.None {
		typ = args.At(2)
	}
	if obj.V() == heap.None {
		obj = Ref{}
		if typ.IsNil() {
			return t.TypeErrorf("__get__(None, None) is invalid")
		}
	}
	return slotAs[ternaryFunc](p)(t, args.At(0), obj, typ)
}

func wrapDescrSet(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(t.wrapUnpack(args, 2) && slotAs[setFunc](p)(t, args.At(0), args.At(1), args.At(2)))
}

func wrapDescrDelete(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	return noneIf(t.wrapArity(args, 1) && slotAs[setFunc](p)(t, args.At(0), args.At(1), Ref{}))
}

func wrapFinalize(t *Thread, d *slotDef, p slotPtr, args Args) Value {
	if !t.wrapArity(args, 0) {
		return heap.Null
	}
	slotAs[func(*Thread, Ref)](p)(t, args.At(0))
	return heap.None
}

// clipHash makes a hash of an arbitrary int64: never -1, which no hash is.
func clipHash(h int64) int64 {
	if h == -1 {
		return -2
	}
	return h
}
