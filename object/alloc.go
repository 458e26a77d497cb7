package object

import "github.com/hpyrun/hpyrun/heap"

// Alloc makes an object of type typ with nrefs references (Null) and raw zero
// bytes. Null: MemoryError is pending.
func (t *Thread) Alloc(typ heap.TypeIndex, nrefs, raw int) Value {
	v := t.Mutator.Alloc(typ, nrefs, raw)
	if v == heap.Null {
		return t.MemoryError()
	}
	return v
}

// NewInstance makes an instance of typ with all slots empty; no constructor
// runs. typ must be of fixed size (FlagVarSize is not set).
func (t *Thread) NewInstance(typ *Type) Value { return t.NewInstanceSized(typ, 0, 0) }

// NewInstanceSized makes an instance of typ with items more references and raw
// more bytes than the layout says. Every instance of a class that Python or C
// code made comes from here.
func (t *Thread) NewInstanceSized(typ *Type, items, raw int) Value {
	if typ.Alloc != nil {
		return typ.Alloc(t, typ, items, raw)
	}
	return t.AllocInstance(typ, items, raw)
}

// InstanceShape returns the header's two words and the size in bytes of an object that
// AllocInstance makes without more (no safepoint).
func (typ *Type) InstanceShape() (header [2]uint64, size int) {
	return heap.ObjectShape(typ.Index, typ.Layout.FixedRefs+typ.attrs, typ.Layout.RawSize)
}

// AllocInstance is NewInstanceSized for Type.Alloc: the object alone.
func (t *Thread) AllocInstance(typ *Type, items, raw int) Value {
	v := t.Alloc(typ.Index, typ.Layout.FixedRefs+items+typ.attrs, typ.Layout.RawSize+raw)
	if v != heap.Null && typ.Has(FlagHasFinalizer) {
		t.registerFinalizer(v)
	}
	return v
}
