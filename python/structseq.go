package python

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// newStructSeq makes the type of a tuple whose items have names, as sys and time
// give them out.
func newStructSeq(t *Thread, module, name, doc string, fields []string) *object.Type {
	getsets := make([]object.GetSetDef, len(fields))
	for i, f := range fields {
		getsets[i] = object.GetSetDef{Name: f, Get: func(t *Thread, self Ref) Value { return t.TupleAt(self.V(), i) }}
	}
	return t.NewBuiltinType(object.TypeDef{Name: name, Module: module, Doc: doc, Base: t.RT.TupleType, GetSets: getsets,
		Slots: object.Slots{Repr: func(t *Thread, r Ref) Value {
			var b strings.Builder
			b.WriteString(module + "." + name + "(")
			item := t.PushN(1)
			for i, f := range fields {
				if i > 0 {
					b.WriteString(", ")
				}
				item.Set(t.TupleAt(r.V(), i))
				s := t.Repr(item)
				if s == heap.Null {
					return s
				}
				b.WriteString(f + "=" + object.GoStr(s))
			}
			return t.NewStr(b.String() + ")")
		}}})
}

// makeStructSeq makes an instance of n neighbouring values.
func makeStructSeq(t *Thread, typ *object.Type, first Ref, n int) Value {
	defer t.Pop(t.Top())
	tup := t.Push(t.TupleOf(first, n))
	if tup.V() == heap.Null {
		return heap.Null
	}
	return t.CallN(typ.Obj, tup)
}
