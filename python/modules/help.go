package modules

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Next is next(it), with the commonest builtin iterators asked without a call. Null
// without an exception pending: the iterator is exhausted.
func Next(t *Thread, it Ref) Value {
	if v, ok := t.NextLeaf(it.V()); ok {
		return v
	}
	return t.Next(it)
}

// SelfIter is the slot Iter of an iterator.
func SelfIter(t *Thread, self Ref) Value { return self.V() }

// SliceIndex reads an index that may be any int: what is too large is cut off, as in
// slices. false: an exception is pending.
func SliceIndex(t *Thread, r Ref) (int, bool) {
	if !t.RT.HasIndex(r.V()) {
		t.TypeErrorf("slice indices must be integers or have an __index__ method")
		return 0, false
	}
	v := t.Index(r)
	if v == heap.Null {
		return 0, false
	}
	if i, ok := object.Int64Of(v); ok {
		return int(i), true
	}
	if object.IntSign(v) < 0 {
		return math.MinInt, true
	}
	return math.MaxInt, true
}

// AddTypes puts types into a module under their names.
func AddTypes(t *Thread, m Ref, types ...*object.Type) bool {
	for _, typ := range types {
		if !t.SetAttr(m, t.RT.Name(typ.Name), typ.Obj) {
			return false
		}
	}
	return true
}

// OwnInit says that cls has another __init__ than object's, so that its constructor must
// let pass what that one may take (no safepoint).
func OwnInit(t *Thread, cls *object.Type) bool {
	name := t.RT.Name("__init__").V()
	return t.LookupType(cls, name) != t.LookupType(t.RT.ObjectType, name)
}

// NewException makes an exception class as a class statement in the module would.
// nil: an exception is pending.
func NewException(t *Thread, module, name string, base *object.Type, doc string) *object.Type {
	return t.NewBuiltinType(object.TypeDef{
		Name: name, Module: module, Base: base, Doc: doc, Flags: object.FlagHeapType | object.FlagBaseType,
	})
}
