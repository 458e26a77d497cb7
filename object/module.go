package object

import "github.com/hpyrun/hpyrun/heap"

// A module: its namespace, and a slot for what an extension keeps with it
// (package hpyabi).
const (
	moduleDict = iota
	moduleState
	moduleNumRefs
)

// NewModule makes a module object with the given name and a fresh namespace.
func (t *Thread) NewModule(name Ref) Value {
	return t.newModule(t.RT.ModuleType, name, Ref{})
}

func (t *Thread) newModule(typ *Type, name, doc Ref) Value {
	defer t.Pop(t.Top())
	v := t.NewInstance(typ)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	if !t.moduleInit(m, name, doc) {
		return heap.Null
	}
	return m.V()
}

func (t *Thread) moduleInit(m, name, doc Ref) bool {
	defer t.Pop(t.Top())
	d := t.InstanceDict(m)
	if d == heap.Null {
		return false
	}
	dict := t.Push(d)
	none := t.Push(heap.None)
	if doc.IsNil() {
		doc = none
	}
	return t.DictSet(dict, t.RT.NameRef(nmName), name) &&
		t.DictSet(dict, t.RT.NameRef(nmDoc), doc) &&
		t.DictSet(dict, t.RT.NameRef(nmPackage), none) &&
		t.DictSet(dict, t.RT.NameRef(nmLoader), none) &&
		t.DictSet(dict, t.RT.NameRef(nmSpec), none)
}

// ModuleDict returns a module's namespace; Null: it has none yet (no safepoint).
func (rt *Runtime) ModuleDict(m Value) Value { return m.Addr().Ref(moduleDict) }

// ModuleState and SetModuleState give access to the reference that the HPy
// context keeps with a module (no safepoint).
func (rt *Runtime) ModuleState(m Value) Value { return m.Addr().Ref(moduleState) }

func (t *Thread) SetModuleState(m, v Value) { t.Store(m, moduleState, v) }

// moduleName returns the module's __name__, or Null when that is no str (no
// safepoint).
func (t *Thread) moduleName(m Value) Value {
	if !t.RT.TypeOf(m).IsSubtype(t.RT.ModuleType) {
		return heap.Null
	}
	d := t.RT.ModuleDict(m)
	if d == heap.Null {
		return heap.Null
	}
	if n := t.DictGetStr(d, t.RT.name(nmName)); n != heap.Null && t.RT.IsStr(n) {
		return n
	}
	return heap.Null
}

func moduleGetAttr(t *Thread, m, name Ref) Value {
	v, ok := t.genericGetAttr(m, name, true)
	if v != heap.Null {
		return v
	}
	if !ok {
		if !t.ExcMatches(t.RT.Exc.AttributeError) {
			return v
		}
		t.ClearExc()
	}
	d := t.RT.ModuleDict(m.V())
	if d == heap.Null {
		return t.attributeErrorf(m, name, "module has no attribute '%s'", GoStr(name.V()))
	}
	if f := t.DictGetStr(d, t.RT.name(nmGetattr)); f != heap.Null {
		defer t.Pop(t.Top())
		return t.CallN(t.Push(f), name)
	}
	n := t.moduleName(m.V())
	if n == heap.Null {
		return t.attributeErrorf(m, name, "module has no attribute '%s'", GoStr(name.V()))
	}
	mod := GoStr(n)
	defer t.Pop(t.Top())
	spec := t.Push(t.DictGetStr(d, t.RT.name(nmSpec)))
	if spec.V() != heap.Null && spec.V() != heap.None {
		switch t.specSays(spec, nmInitializing, nil) {
		case -1:
			return heap.Null
		case 1:
			return t.attributeErrorf(m, name, "partially initialized module '%s' has no attribute '%s' (most likely due to a circular import)", mod, GoStr(name.V()))
		}
		switch t.specSays(spec, nmUninitialized, func(list Ref) int { return t.Contains(list, name) }) {
		case -1:
			return heap.Null
		case 1:
			return t.attributeErrorf(m, name, "cannot access submodule '%s' of module '%s' (most likely due to a circular import)", GoStr(name.V()), mod)
		}
	}
	return t.attributeErrorf(m, name, "module '%s' has no attribute '%s'", mod, GoStr(name.V()))
}

// specSays asks an attribute of a module's spec a question, nil: whether it is true.
// 0: there is no such attribute. -1: exception pending.
func (t *Thread) specSays(spec Ref, attr NameID, ask func(v Ref) int) int {
	v, ok := t.GetAttrOpt(spec, t.RT.NameRef(attr))
	if !ok {
		t.ClearExc()
		return 0
	}
	if v == heap.Null {
		return 0
	}
	r := t.Push(v)
	if ask == nil {
		return t.IsTrue(r)
	}
	return ask(r)
}

// moduleRepr shows a module as importlib does: by its spec, else by its name and
// file.
func moduleRepr(t *Thread, m Ref) Value {
	defer t.Pop(t.Top())
	failed := false
	get := func(o Ref, id NameID) Ref {
		v, ok := t.GetAttrOpt(o, t.RT.NameRef(id))
		failed = failed || !ok
		return t.Push(v)
	}
	repr := func(r Ref) string {
		if failed {
			return ""
		}
		v := t.Repr(r)
		if v == heap.Null {
			failed = true
			return ""
		}
		return GoStr(v)
	}
	text := ""
	if spec := get(m, nmSpec); !failed && spec.V() != heap.Null && spec.V() != heap.None {
		text = t.specText(spec, get, repr, &failed)
	} else if own := t.loadersRepr(m); own != heap.Null {
		return own
	} else {
		name, file, loader := get(m, nmName), get(m, nmFile), get(m, nmLoader)
		text = "'?'"
		if name.V() != heap.Null {
			text = repr(name)
		}
		switch {
		case file.V() != heap.Null:
			text += " from " + repr(file)
		case loader.V() != heap.Null && loader.V() != heap.None:
			text += " (" + repr(loader) + ")"
		}
	}
	if failed {
		return heap.Null
	}
	return t.NewStr("<module " + text + ">")
}

// loadersRepr is what the module's loader says of it (module_repr, an old method); Null: it
// says nothing.
func (t *Thread) loadersRepr(m Ref) Value {
	loader, ok := t.GetAttrOpt(m, t.RT.NameRef(nmLoader))
	if ok && loader != heap.Null && loader != heap.None {
		l, name := t.Push(loader), t.RT.Name("module_repr")
		if f, ok := t.GetAttrOpt(l, name); ok && f != heap.Null {
			if v := t.CallN(t.Push(f), m); v != heap.Null {
				return v
			}
		}
	}
	if t.ExcMatches(t.RT.Exc.Exception) {
		t.ClearExc()
	}
	return heap.Null
}

func (t *Thread) specText(spec Ref, get func(Ref, NameID) Ref, repr func(Ref) string, failed *bool) string {
	name, origin, loader := get(spec, nmSpecName), get(spec, nmOrigin), get(spec, nmSpecLoader)
	text := "'?'"
	if name.V() != heap.Null && name.V() != heap.None {
		text = repr(name)
	}
	switch {
	case *failed:
	case origin.V() == heap.Null || origin.V() == heap.None:
		if loader.V() != heap.Null && loader.V() != heap.None {
			text += " (" + repr(loader) + ")"
		}
	default:
		located := get(spec, nmHasLocation)
		if *failed || located.V() == heap.Null {
			break
		}
		switch t.IsTrue(located) {
		case 1:
			return text + " from " + repr(origin)
		case -1:
			*failed = true
			return ""
		}
		s := t.Str(origin)
		if s == heap.Null {
			*failed = true
			return ""
		}
		text += " (" + GoStr(s) + ")"
	}
	return text
}

var sigModule = ParseSignature("module", "($self, name, doc=None)")

func moduleInitSlot(t *Thread, args Args) bool {
	defer t.Pop(t.Top())
	a, ok := sigModule.Bind(t, args)
	if !ok {
		return false
	}
	if !t.RT.IsStr(a.At(1).V()) {
		t.TypeErrorf("module() argument 'name' must be str, not %s", t.TypeName(a.At(1).V()))
		return false
	}
	return t.moduleInit(a.At(0), a.At(1), a.At(2))
}

// moduleDir is dir(module): __dir__ of the module, or the names in it.
func moduleDir(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	v := t.GetAttr(args.At(0), t.RT.NameRef(nmDict))
	if v == heap.Null {
		return v
	}
	if !t.RT.TypeOf(v).Has(FlagDictSubclass) {
		return t.TypeErrorf("%s.__dict__ is not a dictionary", "module")
	}
	d := t.Push(v)
	if f := t.DictGetStr(v, t.RT.name(nmDir)); f != heap.Null {
		return t.CallN(t.Push(f))
	}
	return t.DictKeys(d)
}

func moduleAnnotations(t *Thread, m Ref) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.InstanceDict(m))
	if d.V() == heap.Null {
		return heap.Null
	}
	if v := t.DictGetStr(d.V(), t.RT.name(nmAnnotations)); v != heap.Null {
		return v
	}
	a := t.Push(t.NewDict())
	if a.V() == heap.Null || !t.DictSet(d, t.RT.NameRef(nmAnnotations), a) {
		return heap.Null
	}
	return a.V()
}

func moduleDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxModule, Name: "module", FixedRefs: moduleNumRefs, Weak: true, Flags: FlagBaseType,
		Doc:   "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
		Slots: Slots{GetAttr: moduleGetAttr, Repr: moduleRepr, New: newEmpty, Init: moduleInitSlot},
		Methods: []MethodDef{
			{Name: "__dir__", Sig: "($self, /)", Fn: moduleDir, Doc: "__dir__() -> list\nspecialized dir() implementation"},
		},
		GetSets: []GetSetDef{
			{Name: "__dict__", Member: true, Get: func(t *Thread, m Ref) Value { return t.InstanceDict(m) }},
			{Name: "__annotations__", Get: moduleAnnotations, Set: func(t *Thread, m, v Ref) bool {
				defer t.Pop(t.Top())
				d := t.Push(t.InstanceDict(m))
				if d.V() == heap.Null {
					return false
				}
				if v.IsNil() {
					found, ok := t.DictDel(d, t.RT.NameRef(nmAnnotations))
					if ok && !found {
						t.attributeErrorf(m, t.RT.NameRef(nmAnnotations), "__annotations__")
					}
					return ok && found
				}
				return t.DictSet(d, t.RT.NameRef(nmAnnotations), v)
			}},
		},
	}
}
