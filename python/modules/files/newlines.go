package files

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// IncrementalNewlineDecoder: universal newlines, behind a decoder or for strs.
const (
	nlDecoder = iota // reference: the decoder, or None
	nlErrors
	nlRefs

	nlRaw = 8 // raw word 0: what follows
)

const (
	nlTranslate uint64 = 1 << iota // \r and \r\n become \n
	nlPendingCR                    // a \r was read and is held back, for \n may follow
	nlReady
	// The line ends that were seen.
	nlSeenCR
	nlSeenLF
	nlSeenCRLF
	nlSeen = nlSeenCR | nlSeenLF | nlSeenCRLF
)

func nlFlags(r Ref) uint64  { return r.V().Addr().Word64(0) }
func setNL(r Ref, f uint64) { r.V().Addr().SetWord64(0, f) }

func (x *IO) defineNewlines(t *Thread) bool {
	method := func(name, sig string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Fn: func(t *Thread, a Args) Value {
			if nlFlags(a.At(0))&nlReady == 0 {
				return t.ValueErrorf("IncrementalNewlineDecoder.__init__() not called")
			}
			return f(t, a.At(0), a)
		}}
	}
	x.newlines = t.NewBuiltinType(object.TypeDef{Name: "IncrementalNewlineDecoder", Module: "_io", Flags: object.FlagBaseType, FixedRefs: nlRefs, RawSize: nlRaw,
		TextSig: "(decoder, translate, errors='strict')",
		Doc:     "A decoder behind another one (or None, for strs) that notes line ends, and makes\nall of them \\n if translate is true.",
		Slots: object.Slots{New: allocate, Init: initBy("IncrementalNewlineDecoder", "($self, decoder, translate, errors=None)", func(t *Thread, a Args) Value {
			translate := t.IsTrue(a.At(2))
			if translate < 0 {
				return heap.Null
			}
			f := nlReady
			if translate > 0 {
				f |= nlTranslate
			}
			setNL(a.At(0), f)
			t.Store(a.At(0).V(), nlDecoder, a.At(1).V())
			t.Store(a.At(0).V(), nlErrors, a.At(3).V())
			return heap.None
		})},
		Methods: []object.MethodDef{
			method("decode", "($self, input, final=False)", func(t *Thread, self Ref, a Args) Value {
				final := t.IsTrue(a.At(2))
				if final < 0 {
					return heap.Null
				}
				return x.decodeNewlines(t, self, a.At(1), final > 0)
			}),
			method("getstate", "($self, /)", func(t *Thread, self Ref, a Args) Value {
				buf, n, ok := decoderState(t, t.Push(self.V().Addr().Ref(nlDecoder)))
				if !ok {
					return heap.Null
				}
				n <<= 1
				if nlFlags(self)&nlPendingCR != 0 {
					n |= 1
				}
				base := t.Push(buf.V())
				t.Push(t.NewInt(n))
				return t.TupleOf(base, 2)
			}),
			method("setstate", "($self, state, /)", func(t *Thread, self Ref, a Args) Value {
				if !t.RT.TypeOf(a.At(1).V()).Has(object.FlagTupleSubclass) {
					return t.TypeErrorf("state argument must be a tuple")
				}
				if t.TupleLen(a.At(1).V()) != 2 {
					return t.TypeErrorf("setstate(): illegal state argument")
				}
				n, ok := t.AsInt64(t.Push(t.TupleAt(a.At(1).V(), 1)))
				if !ok {
					return heap.Null
				}
				f := nlFlags(self) &^ nlPendingCR
				if n&1 != 0 {
					f |= nlPendingCR
				}
				setNL(self, f)
				dec := t.Push(self.V().Addr().Ref(nlDecoder))
				if dec.V() == heap.None {
					return heap.None
				}
				base := t.Push(t.TupleAt(a.At(1).V(), 0))
				t.Push(t.NewInt(n >> 1))
				state := t.Push(t.TupleOf(base, 2))
				if state.V() == heap.Null {
					return heap.Null
				}
				return call(t, dec, nmSetstate, state)
			}),
			method("reset", "($self, /)", func(t *Thread, self Ref, a Args) Value {
				setNL(self, nlFlags(self)&^(nlPendingCR|nlSeen))
				dec := t.Push(self.V().Addr().Ref(nlDecoder))
				if dec.V() == heap.None {
					return heap.None
				}
				return call(t, dec, nmReset)
			}),
		},
		GetSets: []object.GetSetDef{{Name: "newlines", Get: func(t *Thread, r Ref) Value { return seenNewlines(t, nlFlags(r)&nlSeen) }}}})
	return x.newlines != nil
}

// decoderState is what a decoder's getstate gives; of None it is nothing.
func decoderState(t *Thread, dec Ref) (buf Ref, n int64, ok bool) {
	buf = t.PushN(1)
	if dec.V() == heap.None {
		buf.Set(t.NewBytes(nil))
		return buf, 0, buf.V() != heap.Null
	}
	state := t.Push(call(t, dec, nmGetstate))
	if state.V() == heap.Null {
		return buf, 0, false
	}
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) {
		t.TypeErrorf("illegal decoder state")
		return buf, 0, false
	}
	if t.TupleLen(state.V()) != 2 {
		t.TypeErrorf("illegal decoder state")
		return buf, 0, false
	}
	buf.Set(t.TupleAt(state.V(), 0))
	if !t.RT.IsBytes(buf.V()) {
		t.TypeErrorf("illegal decoder state: the first item should be a bytes object, not '%s'", t.TypeName(buf.V()))
		return buf, 0, false
	}
	flag := t.Push(t.TupleAt(state.V(), 1))
	if !t.RT.IsInt(flag.V()) {
		t.TypeErrorf("illegal decoder state: the second item should be an integer, not '%s'", t.TypeName(flag.V()))
		return buf, 0, false
	}
	n, ok = t.AsInt64(flag)
	return buf, n, ok
}

// seenNewlines is the attribute newlines: None, a str or a tuple.
func seenNewlines(t *Thread, seen uint64) Value {
	defer t.Pop(t.Top())
	base, n := t.PushN(3), 0
	for i, s := range []string{"\r", "\n", "\r\n"} {
		if seen&(nlSeenCR<<i) != 0 {
			base.At(n).Set(t.RT.Name(s).V())
			n++
		}
	}
	switch n {
	case 0:
		return heap.None
	case 1:
		return base.V()
	}
	return t.TupleOf(base, n)
}

// decodeNewlines is decode: of the decoder's output, or of a str itself.
func (x *IO) decodeNewlines(t *Thread, self, input Ref, final bool) Value {
	defer t.Pop(t.Top())
	dec, out := t.Push(self.V().Addr().Ref(nlDecoder)), t.Push(input.V())
	if dec.V() != heap.None {
		if out.Set(x.decodeWith(t, dec, input, final)); out.V() == heap.Null {
			return heap.Null
		}
	}
	if !t.RT.IsStr(out.V()) {
		return t.TypeErrorf("decoder should return a string result, not '%s'", t.TypeName(out.V()))
	}
	f := nlFlags(self)
	text := object.StrBytes(out.V())
	held := f&nlPendingCR != 0
	// The usual text has no \r at all: it goes through as it is.
	plain := !held && indexCR(text) < 0
	if plain {
		if f&nlSeenLF == 0 && indexLF(text) >= 0 {
			setNL(self, f|nlSeenLF)
		}
		return out.V()
	}
	s := string(text)
	if held && (s != "" || final) {
		s = "\r" + s
		f &^= nlPendingCR
	}
	if !final && strings.HasSuffix(s, "\r") {
		s = s[:len(s)-1]
		f |= nlPendingCR
	}
	crlf, cr, lf := strings.Count(s, "\r\n"), strings.Count(s, "\r"), strings.Count(s, "\n")
	if crlf > 0 {
		f |= nlSeenCRLF
	}
	if cr > crlf {
		f |= nlSeenCR
	}
	if lf > crlf {
		f |= nlSeenLF
	}
	if f&nlTranslate != 0 && cr > 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	setNL(self, f)
	return t.NewStr(s)
}

func indexCR(b []byte) int { return strings.IndexByte(viewString(b), '\r') }
func indexLF(b []byte) int { return strings.IndexByte(viewString(b), '\n') }
