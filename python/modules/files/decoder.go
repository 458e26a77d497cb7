package files

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A textDecoder is an incremental decoder of an encoding that is written in Go. It does what
// codecs.getincrementaldecoder(encoding)(errors) would, without Python code, so that the
// standard streams and most files need no module codecs.
const (
	decEncoding = iota
	decErrors
	decHeld // bytes: the beginning of a character whose rest is to come
	decRefs
)

func (x *IO) defineDecoder(t *Thread) bool {
	x.decoder = t.NewBuiltinType(object.TypeDef{Name: "_Decoder", Module: "_io", Flags: object.FlagNoInstantiate, FixedRefs: decRefs,
		Methods: []object.MethodDef{
			{Name: "decode", Sig: "($self, input, final=False)", Fn: func(t *Thread, a Args) Value {
				final := t.IsTrue(a.At(2))
				if final < 0 {
					return heap.Null
				}
				return decodeText(t, a.At(0), a.At(1), final > 0)
			}},
			{Name: "getstate", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				base := t.Push(a.At(0).V().Addr().Ref(decHeld))
				t.Push(heap.SmallInt(0))
				return t.TupleOf(base, 2)
			}},
			{Name: "setstate", Sig: "($self, state, /)", Fn: func(t *Thread, a Args) Value {
				if !t.RT.TypeOf(a.At(1).V()).Has(object.FlagTupleSubclass) || t.TupleLen(a.At(1).V()) != 2 || !t.RT.IsBytes(t.TupleAt(a.At(1).V(), 0)) {
					return t.TypeErrorf("illegal decoder state")
				}
				t.Store(a.At(0).V(), decHeld, t.TupleAt(a.At(1).V(), 0))
				return heap.None
			}},
			{Name: "reset", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				empty := t.NewBytes(nil)
				if empty == heap.Null {
					return empty
				}
				t.Store(a.At(0).V(), decHeld, empty)
				return heap.None
			}},
		}})
	return x.decoder != nil
}

// newDecoder makes one.
func (x *IO) newDecoder(t *Thread, encoding, errors Ref) Value {
	defer t.Pop(t.Top())
	empty := t.Push(t.NewBytes(nil))
	v := t.NewInstance(x.decoder)
	if v == heap.Null || empty.V() == heap.Null {
		return heap.Null
	}
	t.Store(v, decEncoding, encoding.V())
	t.Store(v, decErrors, errors.V())
	t.Store(v, decHeld, empty.V())
	return v
}

func decodeText(t *Thread, self, input Ref, final bool) Value {
	defer t.Pop(t.Top())
	data, ok := t.CopyBuffer(input)
	if !ok {
		return heap.Null
	}
	a := self.V().Addr()
	if held := object.BytesOf(a.Ref(decHeld)); len(held) > 0 {
		data = append(append([]byte(nil), held...), data...)
		input = Ref{}
	}
	d, ok := t.DecodePart(data, input, object.GoStr(a.Ref(decEncoding)), object.GoStr(a.Ref(decErrors)), final)
	if !ok {
		return heap.Null
	}
	text := t.Push(d.Text)
	if d.Used < len(data) || len(object.BytesOf(self.V().Addr().Ref(decHeld))) > 0 {
		held := t.NewBytes(data[d.Used:])
		if held == heap.Null {
			return held
		}
		t.Store(self.V(), decHeld, held)
	}
	return text.V()
}

// decodeWith calls a decoder.
func (x *IO) decodeWith(t *Thread, dec, input Ref, final bool) Value {
	switch t.RT.TypeOf(dec.V()) {
	case x.decoder:
		return decodeText(t, dec, input, final)
	case x.newlines:
		if nlFlags(dec)&nlReady != 0 {
			return x.decodeNewlines(t, dec, input, final)
		}
	}
	defer t.Pop(t.Top())
	if final {
		return call(t, dec, nmDecode, input, t.Push(heap.True))
	}
	return call(t, dec, nmDecode, input)
}
