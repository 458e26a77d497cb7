package object

import "github.com/hpyrun/hpyrun/heap"

// LookupSpecial looks a dunder method up on o's type, as the language does for
// its own operations, and binds it. Null without an exception: there is none.
func (t *Thread) LookupSpecial(o, name Ref) Value {
	typ := t.RT.TypeOf(o.V())
	f := t.LookupType(typ, name.V())
	if f == heap.Null {
		return f
	}
	get := t.RT.TypeOf(f).Slots.DescrGet
	if get == nil {
		return f
	}
	mark := t.Top()
	v := get(t, t.Push(f), o, typ.Obj)
	t.Pop(mark)
	return v
}
