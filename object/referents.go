package object

import "github.com/hpyrun/hpyrun/heap"

// Referents returns a list of the objects that those in the tuple objs refer to, as
// gc.get_referents has it: items of containers, values of attributes, what the
// fields of a C struct hold. A type is not counted among the referents of its
// instances, nor a weak reference among those of what it refers to.
func (t *Thread) Referents(objs Ref) Value {
	count := 0
	t.eachItem(objs, func(v Value) { t.RT.eachReferent(v, func(Value) { count++ }) })
	list := t.NewList(count)
	if list == heap.Null {
		return list
	}
	i := 0
	t.eachItem(objs, func(v Value) {
		t.RT.eachReferent(v, func(r Value) {
			t.ListSet(list, i, r)
			i++
		})
	})
	setListLen(list, count)
	return list
}

// eachItem calls f, which must not collect, for each item of a tuple (no safepoint).
func (t *Thread) eachItem(tuple Ref, f func(Value)) {
	for i := range t.TupleLen(tuple.V()) {
		f(t.TupleAt(tuple.V(), i))
	}
}

// eachReferent calls f, which must not collect, for each object that v refers to
// (no safepoint). An immediate in a slot of a fixed meaning may be a number of the
// runtime's own; as an item of a container it is an object.
func (rt *Runtime) eachReferent(v Value, f func(Value)) {
	if !v.IsPtr() {
		return
	}
	typ := rt.TypeOf(v)
	if typ == rt.WeakRefType {
		return
	}
	a := v.Addr()
	for i := range a.NRefs() {
		r := a.Ref(i)
		switch {
		case i == typ.Layout.WeakSlot || r == heap.Null:
		case r.IsPtr() && rt.isStorage(r):
			for k := range r.Addr().NRefs() {
				if item := r.Addr().Ref(k); item.IsObject() {
					f(item)
				}
			}
		case r.IsPtr() || typ.Layout.VarItems && i >= typ.Layout.FixedRefs && r.IsObject():
			f(r)
		}
	}
}

// isStorage says that v is a part of a container, never seen by Python (no
// safepoint).
func (rt *Runtime) isStorage(v Value) bool {
	i := v.Addr().Type()
	return i == IdxArray || i == IdxDictTable || i == IdxSetTable
}
