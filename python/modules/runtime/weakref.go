package runtime

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// weakrefModule is _weakref. Weak references themselves are the object model's
// (object/weakref.go); here are the functions around them.
func weakrefModule() modules.Module {
	typ := func(name string, idx heap.TypeIndex) object.AttrDef {
		return object.AttrDef{Name: name, Make: func(t *Thread) Value { return t.RT.TypeAt(idx).Obj.V() }}
	}
	return modules.Module{
		Name: "_weakref",
		Doc:  "Weak-reference support module.",
		Attrs: []object.AttrDef{
			typ("ref", object.IdxWeakRef), typ("ReferenceType", object.IdxWeakRef),
			typ("ProxyType", object.IdxWeakProxy), typ("CallableProxyType", object.IdxCallableProxy),
		},
		Functions: []object.MethodDef{
			{Name: "proxy", Sig: "(object, callback=None, /)", Doc: "Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a reference to the\nproxy when 'object' is about to be finalized.",
				Fn: func(t *Thread, a Args) Value { return t.NewWeakProxy(a.At(0), a.At(1)) }},
			{Name: "getweakrefcount", Sig: "(object, /)", Doc: "Return the number of weak references to 'object'.",
				Fn: weakRefCount},
			{Name: "getweakrefs", Sig: "(object, /)", Fn: func(t *Thread, a Args) Value { return t.WeakRefsTo(a.At(0)) },
				Doc: "Return a list of all weak reference objects pointing to 'object'."},
			{Name: "_remove_dead_weakref", Sig: "(dct, key, /)", Fn: removeDead, Doc: "Atomically remove key from dict if it points to a dead weakref."},
		},
	}
}

func weakRefCount(t *Thread, a Args) Value {
	l := t.WeakRefsTo(a.At(0))
	if l == heap.Null {
		return l
	}
	return t.NewInt(int64(t.ListLen(l)))
}

func removeDead(t *Thread, a Args) Value {
	d, key := a.At(0), a.At(1)
	if !t.RT.TypeOf(d.V()).Has(object.FlagDictSubclass) {
		return t.TypeErrorf("_remove_dead_weakref() argument 1 must be dict, not %s", t.TypeName(d.V()))
	}
	v, ok := t.DictGet(d, key)
	if !ok {
		return heap.Null
	}
	if v == heap.Null {
		return heap.None
	}
	if !t.RT.TypeOf(v).IsSubtype(t.RT.WeakRefType) {
		return t.TypeErrorf("not a weakref")
	}
	if t.WeakTarget(v) == heap.None {
		if _, ok := t.DictDel(d, key); !ok {
			return heap.Null
		}
	}
	return heap.None
}
