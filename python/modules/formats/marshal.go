package formats

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module marshal, in CPython's format of version 4: numbers, text, bytes, containers.
// Code objects have no such form here: their instructions are others, and byte code files
// are not written.

const marshalVersion = 4

// maxNesting is how deep containers may lie in each other.
const maxNesting = 2000

// Kinds of a value: the first byte of its form; kindShared in it means that later ones may
// refer to this one.
const (
	kindNull, kindNone, kindFalse, kindTrue, kindEllipsis, kindStopIter = '0', 'N', 'F', 'T', '.', 'S'
	kindInt, kindLong, kindFloat, kindComplex, kindFloatText            = 'i', 'l', 'g', 'y', 'f'
	kindBytes, kindText, kindASCII, kindShortASCII                      = 's', 'u', 'a', 'z'
	kindInternedText, kindInternedASCII, kindInternedShort              = 't', 'A', 'Z'
	kindTuple, kindShortTuple, kindList, kindDict, kindSet, kindFrozen  = '(', ')', '[', '{', '<', '>'
	kindRef                                                             = 'r'
	kindShared                                                          = 0x80
)

func marshalModule() modules.Module {
	return modules.Module{
		Name: "marshal",
		Doc:  "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.",
		Functions: []object.MethodDef{
			{Name: "dumps", Sig: "(value, version=4, /)", Doc: "Return the bytes object that would be written to a file by dump(value, file).",
				Fn: func(t *Thread, a Args) Value {
					b, ok := dump(t, a.At(0))
					if !ok {
						return heap.Null
					}
					return t.NewBytes(b)
				}},
			{Name: "dump", Sig: "(value, file, version=4, /)", Doc: "Write the value on the open file.",
				Fn: func(t *Thread, a Args) Value {
					b, ok := dump(t, a.At(0))
					if !ok {
						return heap.Null
					}
					data := t.Push(t.NewBytes(b))
					if data.V() == heap.Null {
						return heap.Null
					}
					return t.CallMethod(a.At(1), t.RT.Name("write"), data)
				}},
			{Name: "loads", Sig: "(bytes, /)", Doc: "Convert the bytes-like object to a value.",
				Fn: func(t *Thread, a Args) Value { return loads(t, a.At(0)) }},
			{Name: "load", Sig: "(file, /)", Doc: "Read one value from the open file and return it.",
				Fn: func(t *Thread, a Args) Value {
					data := t.Push(t.CallMethod(a.At(0), t.RT.Name("read")))
					if data.V() == heap.Null {
						return heap.Null
					}
					return loads(t, data)
				}},
		},
		Attrs: []object.AttrDef{modules.Constant("version", marshalVersion)},
	}
}

// dump writes a value; false: exception pending.
func dump(t *Thread, v Ref) ([]byte, bool) {
	w := &writer{}
	ok := w.value(t, v, 0)
	return w.out, ok
}

type writer struct{ out []byte }

func (w *writer) kind(k byte) { w.out = append(w.out, k) }
func (w *writer) long(n int)  { w.out = binary.LittleEndian.AppendUint32(w.out, uint32(n)) }
func (w *writer) double(x float64) {
	w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(x))
}

func (w *writer) value(t *Thread, r Ref, depth int) bool {
	defer t.Pop(t.Top())
	if depth > maxNesting {
		t.ValueErrorf("object too deeply nested to marshal")
		return false
	}
	v := r.V()
	switch typ := t.RT.TypeOf(v); {
	case v == heap.None:
		w.kind(kindNone)
	case v == heap.True:
		w.kind(kindTrue)
	case v == heap.False:
		w.kind(kindFalse)
	case v == heap.Ellipsis:
		w.kind(kindEllipsis)
	case typ == t.RT.IntType:
		return w.integer(t, r)
	case v.IsFloat():
		w.kind(kindFloat)
		w.double(v.Float())
	case typ == t.RT.ComplexType:
		w.kind(kindComplex)
		c := object.ComplexOf(v)
		w.double(real(c))
		w.double(imag(c))
	case typ == t.RT.BytesType:
		w.kind(kindBytes)
		w.long(len(object.BytesOf(v)))
		w.out = append(w.out, object.BytesOf(v)...)
	case typ == t.RT.StrType:
		text := object.StrBytes(v)
		switch {
		case !object.StrIsASCII(v):
			w.kind(kindText)
			w.long(len(text))
		case len(text) < 256:
			w.kind(kindShortASCII)
			w.kind(byte(len(text)))
		default:
			w.kind(kindASCII)
			w.long(len(text))
		}
		w.out = append(w.out, text...)
	case typ == t.RT.TupleType:
		n := t.TupleLen(v)
		if n < 256 {
			w.kind(kindShortTuple)
			w.kind(byte(n))
		} else {
			w.kind(kindTuple)
			w.long(n)
		}
		item := t.PushN(1)
		for i := range n {
			item.Set(t.TupleAt(r.V(), i))
			if !w.value(t, item, depth+1) {
				return false
			}
		}
	case typ == t.RT.ListType, typ == t.RT.SetType, typ == t.RT.FrozenSetType:
		k := map[*object.Type]byte{t.RT.ListType: kindList, t.RT.SetType: kindSet, t.RT.FrozenSetType: kindFrozen}[typ]
		list := t.Push(t.SeqToList(r))
		if list.V() == heap.Null {
			return false
		}
		w.kind(k)
		w.long(t.ListLen(list.V()))
		item := t.PushN(1)
		for i := range t.ListLen(list.V()) {
			item.Set(t.ListAt(list.V(), i))
			if !w.value(t, item, depth+1) {
				return false
			}
		}
	case typ == t.RT.DictType:
		w.kind(kindDict)
		key, item := t.PushN(1), t.PushN(1)
		for pos := 0; ; {
			k, x, ok := t.DictNext(r.V(), &pos)
			if !ok {
				break
			}
			key.Set(k)
			item.Set(x)
			if !w.value(t, key, depth+1) || !w.value(t, item, depth+1) {
				return false
			}
		}
		w.kind(kindNull)
	default:
		if data, ok, isBuffer := t.BufferCopy(r); isBuffer {
			if !ok {
				return false
			}
			w.kind(kindBytes)
			w.long(len(data))
			w.out = append(w.out, data...)
			return true
		}
		t.ValueErrorf("unmarshallable object")
		return false
	}
	return true
}

// integer writes an int: 32 bits, or digits of 15 bits with the sign in their number.
func (w *writer) integer(t *Thread, r Ref) bool {
	if v := r.V(); v.IsInt() && v.Int() == int64(int32(v.Int())) {
		w.kind(kindInt)
		w.long(int(v.Int()))
		return true
	}
	n := new(big.Int).Set(object.BigOf(r.V()))
	sign := n.Sign()
	n.Abs(n)
	var digits []uint16
	mask := big.NewInt(0x7FFF)
	for n.Sign() > 0 {
		digits = append(digits, uint16(new(big.Int).And(n, mask).Uint64()))
		n.Rsh(n, 15)
	}
	w.kind(kindLong)
	w.long(sign * len(digits))
	for _, d := range digits {
		w.out = binary.LittleEndian.AppendUint16(w.out, d)
	}
	return true
}

// loads reads a value out of a bytes-like object. Null: exception pending.
func loads(t *Thread, r Ref) Value {
	data, ok, isBuffer := t.BufferCopy(r)
	switch {
	case !isBuffer:
		return t.TypeErrorf("a bytes-like object is required, not '%s'", t.TypeName(r.V()))
	case !ok:
		return heap.Null
	}
	x := &reader{in: data, shared: t.Push(t.NewList(0))}
	if x.shared.V() == heap.Null {
		return heap.Null
	}
	v := x.value(t, 0)
	if v == heap.Null && !t.Pending() {
		return t.TypeErrorf("NULL object in marshal data for object")
	}
	return v
}

type reader struct {
	in     []byte
	shared Ref // a list: what later values refer to
}

// take takes n bytes; false: EOFError is pending.
func (x *reader) take(t *Thread, n int) ([]byte, bool) {
	if n < 0 || n > len(x.in) {
		t.Errorf(t.RT.Exc.EOFError, "marshal data too short")
		return nil, false
	}
	b := x.in[:n]
	x.in = x.in[n:]
	return b, true
}

func (x *reader) long(t *Thread) (int, bool) {
	b, ok := x.take(t, 4)
	if !ok {
		return 0, false
	}
	return int(int32(binary.LittleEndian.Uint32(b))), true
}

func (x *reader) double(t *Thread) (float64, bool) {
	b, ok := x.take(t, 8)
	if !ok {
		return 0, false
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b)), true
}

// sizeNames are what messages call the kinds that have a size.
var sizeNames = map[byte]string{kindBytes: "bytes object", kindText: "string", kindInternedText: "string", kindASCII: "string",
	kindInternedASCII: "string", kindTuple: "tuple", kindList: "list", kindSet: "set", kindFrozen: "set"}

// size reads a size of one byte or of four.
func (x *reader) size(t *Thread, short bool, what string) (int, bool) {
	if short {
		b, ok := x.take(t, 1)
		if !ok {
			return 0, false
		}
		return int(b[0]), true
	}
	n, ok := x.long(t)
	if ok && n < 0 {
		t.ValueErrorf("bad marshal data (%s size out of range)", what)
		return 0, false
	}
	return n, ok
}

// value reads a value. Null without an exception: the mark that ends a dict.
func (x *reader) value(t *Thread, depth int) Value {
	defer t.Pop(t.Top())
	if depth > maxNesting {
		return t.ValueErrorf("recursion limit exceeded")
	}
	b, ok := x.take(t, 1)
	if !ok {
		t.ClearExc()
		return t.Errorf(t.RT.Exc.EOFError, "EOF read where object expected")
	}
	kind := b[0] &^ kindShared
	// A container is there for those that refer to it before it is complete.
	place := -1
	if b[0]&kindShared != 0 {
		place = t.ListLen(x.shared.V())
		if !t.ListAppend(x.shared, t.Push(heap.None)) {
			return heap.Null
		}
	}
	share := func(v Value) Value {
		if v == heap.Null || place < 0 {
			return v
		}
		t.ListSet(x.shared.V(), place, v)
		return v
	}
	switch kind {
	case kindNull:
		return heap.Null
	case kindNone:
		return heap.None
	case kindFalse:
		return heap.False
	case kindTrue:
		return heap.True
	case kindEllipsis:
		return heap.Ellipsis
	case kindStopIter:
		return t.RT.Exc.StopIteration.Obj.V()
	case kindRef:
		n, ok := x.long(t)
		if !ok {
			return heap.Null
		}
		if n < 0 || n >= t.ListLen(x.shared.V()) {
			return t.ValueErrorf("bad marshal data (invalid reference)")
		}
		return t.ListAt(x.shared.V(), n)
	case kindInt:
		n, ok := x.long(t)
		if !ok {
			return heap.Null
		}
		return share(t.NewInt(int64(n)))
	case kindLong:
		return share(x.integer(t))
	case kindFloat:
		f, ok := x.double(t)
		if !ok {
			return heap.Null
		}
		return share(heap.Float(f))
	case kindFloatText:
		n, ok := x.size(t, true, "")
		if !ok {
			return heap.Null
		}
		b, ok := x.take(t, n)
		if !ok {
			return heap.Null
		}
		f, err := strconv.ParseFloat(string(b), 64)
		if err != nil {
			return t.ValueErrorf("could not convert string to float: %s", object.ReprString(string(b)))
		}
		return share(heap.Float(f))
	case kindComplex:
		re, ok := x.double(t)
		if !ok {
			return heap.Null
		}
		im, ok := x.double(t)
		if !ok {
			return heap.Null
		}
		return share(t.NewComplex(complex(re, im)))
	case kindBytes, kindText, kindInternedText, kindASCII, kindInternedASCII, kindShortASCII, kindInternedShort:
		n, ok := x.size(t, kind == kindShortASCII || kind == kindInternedShort, sizeNames[kind])
		if !ok {
			return heap.Null
		}
		b, ok := x.take(t, n)
		switch {
		case !ok:
			return heap.Null
		case kind == kindBytes:
			return share(t.NewBytes(b))
		}
		return share(t.NewStrBytes(b))
	case kindTuple, kindShortTuple, kindList, kindSet, kindFrozen:
		n, ok := x.size(t, kind == kindShortTuple, sizeNames[kind])
		if !ok {
			return heap.Null
		}
		list := t.Push(t.NewList(0))
		if list.V() == heap.Null {
			return heap.Null
		}
		if kind == kindList {
			share(list.V())
		}
		item := t.PushN(1)
		for range n {
			item.Set(x.value(t, depth+1))
			if item.V() == heap.Null {
				if !t.Pending() {
					t.TypeErrorf("NULL object in marshal data for %s", sizeNames[kind])
				}
				return heap.Null
			}
			if !t.ListAppend(list, item) {
				return heap.Null
			}
		}
		switch kind {
		case kindList:
			return list.V()
		case kindSet:
			return share(t.CallN(t.RT.SetType.Obj, list))
		case kindFrozen:
			return share(t.CallN(t.RT.FrozenSetType.Obj, list))
		}
		return share(t.ListToTuple(list))
	case kindDict:
		d := t.Push(t.NewDict())
		if d.V() == heap.Null {
			return heap.Null
		}
		share(d.V())
		k, v := t.PushN(1), t.PushN(1)
		for {
			k.Set(x.value(t, depth+1))
			if k.V() == heap.Null {
				break
			}
			v.Set(x.value(t, depth+1))
			if v.V() == heap.Null || !t.DictSet(d, k, v) {
				break
			}
		}
		if t.Pending() {
			return heap.Null
		}
		return d.V()
	}
	return t.ValueErrorf("bad marshal data (unknown type code)")
}

func (x *reader) integer(t *Thread) Value {
	n, ok := x.long(t)
	if !ok {
		return heap.Null
	}
	negative := n < 0
	if negative {
		n = -n
	}
	b, ok := x.take(t, 2*n)
	if !ok {
		return heap.Null
	}
	sum := new(big.Int)
	for i := n - 1; i >= 0; i-- {
		d := binary.LittleEndian.Uint16(b[2*i:])
		if d > 0x7FFF {
			return t.ValueErrorf("bad marshal data (digit out of range in long)")
		}
		sum.Lsh(sum, 15).Or(sum, big.NewInt(int64(d)))
	}
	if negative {
		sum.Neg(sum)
	}
	return t.NewBig(sum)
}
