package files

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// BufferedRWPair: a reader and a writer in one object, for what has an end for each.
const (
	pairReader = baseRefs + iota
	pairWriter
	pairRefs = 2
)

func (x *IO) defineRWPair(t *Thread) bool {
	// half calls a method of the reader or the writer.
	half := func(name string, slot int) object.MethodDef {
		return object.MethodDef{Name: name, Fn: func(t *Thread, a Args) Value {
			part := t.Push(a.At(0).V().Addr().Ref(slot))
			if part.V() == heap.Null {
				return t.ValueErrorf("I/O operation on uninitialized object")
			}
			f := t.GetAttr(part, t.RT.Name(name))
			if f == heap.Null {
				return f
			}
			return t.Call(t.Push(f), a.Skip(1))
		}}
	}
	x.rwPair = t.NewBuiltinType(object.TypeDef{Name: "BufferedRWPair", Module: "_io", Base: x.bufferedBase, Flags: object.FlagBaseType, FixedRefs: pairRefs,
		TextSig: "(reader, writer, buffer_size=8192, /)",
		Doc:     "A buffer for reading one raw file and writing another, as of a socket or a pipe to\nand from a process.",
		Slots: object.Slots{New: allocate, Init: initBy("BufferedRWPair", "($self, reader, writer, buffer_size=8192, /)", func(t *Thread, a Args) Value {
			if !x.require(t, a.At(1), nmReadable, "readable") || !x.require(t, a.At(2), nmWritable, "writable") {
				return heap.Null
			}
			for i, typ := range []*object.Type{x.reader, x.writer} {
				v := t.CallN(typ.Obj, a.At(1+i), a.At(3))
				if v == heap.Null {
					return v
				}
				t.Store(a.At(0).V(), pairReader+i, v)
			}
			return heap.None
		})},
		Methods: []object.MethodDef{
			half("read", pairReader), half("peek", pairReader), half("read1", pairReader), half("readinto", pairReader), half("readinto1", pairReader),
			half("readable", pairReader), half("write", pairWriter), half("flush", pairWriter), half("writable", pairWriter),
			{Name: "close", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				res := t.PushN(1)
				for _, slot := range []int{pairWriter, pairReader} {
					part := t.Push(a.At(0).V().Addr().Ref(slot))
					chained(t, func() {
						if part.V() == heap.Null {
							t.ValueErrorf("I/O operation on uninitialized object")
							return
						}
						res.Set(call(t, part, nmClose))
					})
				}
				if t.Pending() {
					return heap.Null
				}
				return res.V()
			}},
			{Name: "isatty", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				for _, slot := range []int{pairWriter, pairReader} {
					part := t.Push(a.At(0).V().Addr().Ref(slot))
					if part.V() == heap.Null {
						return t.ValueErrorf("I/O operation on uninitialized object")
					}
					if v := call(t, part, nmIsatty); v != heap.False {
						return v
					}
				}
				return heap.False
			}},
			noPickle,
		},
		GetSets: []object.GetSetDef{{Name: "closed", Get: func(t *Thread, r Ref) Value {
			w := r.V().Addr().Ref(pairWriter)
			if w == heap.Null {
				return t.RuntimeErrorf("the BufferedRWPair object is being garbage-collected")
			}
			return t.GetAttr(t.Push(w), t.RT.NameRef(nmClosed))
		}}}})
	return x.rwPair != nil
}
