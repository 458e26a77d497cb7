package text

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module _string: how str.format splits a format, for string.Formatter.

// An iterator over a format or the name of a field: the str, and how much of it is done.
const (
	formatText = 0 // reference
	formatDone = 0 // raw word, in bytes
)

// formatIterators are the two types of iterators of one runtime.
type formatIterators struct{ pieces, steps *object.Type }

func stringModule() modules.Module {
	its := &formatIterators{}
	str := func(t *Thread, a Args) bool {
		if t.RT.IsStr(a.At(0).V()) {
			return true
		}
		t.TypeErrorf("expected str, got %s", t.TypeName(a.At(0).V()))
		return false
	}
	return modules.Module{
		Name: "_string",
		Doc:  "string helper module",
		Functions: []object.MethodDef{
			{Name: "formatter_parser", Sig: "(format, /)", Doc: "parse the argument as a format string",
				Fn: func(t *Thread, a Args) Value {
					if !str(t, a) {
						return heap.Null
					}
					return newFormatIterator(t, its.pieces, a.At(0), 0)
				}},
			{Name: "formatter_field_name_split", Sig: "(name, /)", Doc: "split the argument as a field name",
				Fn: func(t *Thread, a Args) Value {
					if !str(t, a) {
						return heap.Null
					}
					name := []byte(object.GoStr(a.At(0).V()))
					first, index, rest, ok := t.FormatFieldStart(name)
					if !ok {
						return heap.Null
					}
					out := t.PushN(2)
					out.Set(nameOrIndex(t, first, index))
					out.At(1).Set(newFormatIterator(t, its.steps, a.At(0), len(name)-len(rest)))
					if out.V() == heap.Null || out.At(1).V() == heap.Null {
						return heap.Null
					}
					return t.TupleOf(out, 2)
				}},
		},
		Exec: func(t *Thread, m Ref) bool {
			self := func(t *Thread, r Ref) Value { return r.V() }
			its.pieces = t.NewBuiltinType(object.TypeDef{Name: "formatteriterator", FixedRefs: 1, RawSize: 8, Flags: object.FlagNoInstantiate,
				Slots: object.Slots{Iter: self, Next: nextPiece}})
			its.steps = t.NewBuiltinType(object.TypeDef{Name: "fieldnameiterator", FixedRefs: 1, RawSize: 8, Flags: object.FlagNoInstantiate,
				Slots: object.Slots{Iter: self, Next: nextStep}})
			return its.pieces != nil && its.steps != nil
		},
	}
}

func newFormatIterator(t *Thread, typ *object.Type, s Ref, done int) Value {
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, formatText, s.V())
		v.Addr().SetWord64(formatDone, uint64(done))
	}
	return v
}

// rest is what is left of an iterator's text, as a copy in Go memory (no safepoint).
func rest(it Ref) []byte {
	a := it.V().Addr()
	return append([]byte(nil), object.StrBytes(a.Ref(formatText))[a.Word64(formatDone):]...)
}

func nameOrIndex(t *Thread, name []byte, index int) Value {
	if index >= 0 {
		return t.NewInt(int64(index))
	}
	return t.NewStrBytes(name)
}

func nextPiece(t *Thread, it Ref) Value {
	text := rest(it)
	if len(text) == 0 {
		return heap.Null
	}
	defer t.Pop(t.Top())
	p, n, ok := t.NextFormatPiece(text)
	if !ok {
		return heap.Null
	}
	a := it.V().Addr()
	a.SetWord64(formatDone, a.Word64(formatDone)+uint64(n))
	out := t.PushN(4)
	out.Set(t.NewStrBytes(p.Literal))
	for i := 1; i < 4; i++ {
		out.At(i).Set(heap.None)
	}
	if p.Field {
		out.At(1).Set(t.NewStrBytes(p.Name))
		out.At(2).Set(t.NewStrBytes(p.Spec))
		if p.Conv != 0 {
			out.At(3).Set(t.NewStrBytes(appendRunes(nil, []rune{p.Conv}, false)))
		}
	}
	for i := range 4 {
		if out.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(out, 4)
}

func nextStep(t *Thread, it Ref) Value {
	text := rest(it)
	if len(text) == 0 {
		return heap.Null
	}
	defer t.Pop(t.Top())
	attr, name, index, left, ok := t.FormatFieldStep(text)
	if !ok {
		return heap.Null
	}
	a := it.V().Addr()
	a.SetWord64(formatDone, a.Word64(formatDone)+uint64(len(text)-len(left)))
	out := t.PushN(2)
	out.Set(heap.Bool(attr))
	out.At(1).Set(nameOrIndex(t, name, index))
	if out.At(1).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(out, 2)
}
