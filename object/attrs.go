package object

import "github.com/hpyrun/hpyrun/heap"

// Attributes. A name is looked up on the type's MRO through the method cache,
// then in the instance's dict.
//
// The keys of a type's dict are always interned strs (NewClass and typeSetAttr
// see to it), so a look-up on a type compares addresses and is a leaf, and a
// name that nobody has interned is on no type. Instance dicts may hold any keys.

// methodCache remembers where along a type's MRO a name was found: the
// type's version and the name give the owner and the position in its dict. The
// value itself stays in the dict, so the collector need not know the cache and
// nothing is kept alive by it. A version that is never given again
// invalidates; the position is checked against the name when it is used.
type methodCache [1 << cacheBits]cacheEntry

const cacheBits = 11

type cacheEntry struct {
	name    Value //rawaddr:ok interned, so permanent
	version uint32
	hint    int32
	owner   *Type // nil: no type has it
}

// LookupType finds name, an interned str, along typ's MRO; Null: absent. No
// safepoint, and no descriptor is called.
func (t *Thread) LookupType(typ *Type, name Value) Value {
	e := &t.RT.core.cache[(uint64(typ.Version)*0x9E3779B1^uint64(name)>>4)&(1<<cacheBits-1)]
	if e.version == typ.Version && e.name == name && typ.Version != 0 {
		if e.owner == nil {
			return heap.Null
		}
		if v := t.DictAtHint(e.owner.Dict.V(), name, int(e.hint)); v != heap.Null {
			return v
		}
	}
	return t.lookupTypeSlow(typ, name)
}

func (t *Thread) lookupTypeSlow(typ *Type, name Value) Value {
	for _, m := range typ.MRO {
		v := t.DictGetStr(m.Dict.V(), name)
		if v == heap.Null {
			continue
		}
		if t.assignVersion(typ) {
			t.fillCache(typ, name, m, t.DictHint(m.Dict.V(), name))
		}
		return v
	}
	if t.assignVersion(typ) {
		t.fillCache(typ, name, nil, 0)
	}
	return heap.Null
}

func (t *Thread) fillCache(typ *Type, name Value, owner *Type, hint int) {
	e := &t.RT.core.cache[(uint64(typ.Version)*0x9E3779B1^uint64(name)>>4)&(1<<cacheBits-1)]
	*e = cacheEntry{name: name, version: typ.Version, hint: int32(hint), owner: owner}
}

// assignVersion gives typ and its bases versions: a type with a version has
// bases with versions, so typeModified may stop at a type without one.
func (t *Thread) assignVersion(typ *Type) bool {
	if typ.Version != 0 {
		return true
	}
	if !typ.ready {
		return false
	}
	for _, b := range typ.Bases {
		if !t.assignVersion(b) {
			return false
		}
	}
	if t.RT.core.version == 1<<32-1 {
		return false // spent: never give a version twice
	}
	t.RT.core.version++
	typ.Version = t.RT.core.version
	return true
}

// TypeModified tells that an attribute of typ has changed.
func (t *Thread) TypeModified(typ *Type) {
	if typ.Version == 0 {
		return
	}
	typ.Version = 0
	for _, s := range typ.subclasses {
		t.TypeModified(s)
	}
}

// internedName returns the interned str with v's text (v is a str), or Null when
// nobody has interned it (no safepoint).
func (t *Thread) internedName(v Value) Value {
	if isExact(v, IdxStr) && IsInterned(v) {
		return v
	}
	if r, ok := t.RT.text.intern[strView(v)]; ok {
		return r.V()
	}
	return heap.Null
}

// checkName refuses an attribute name that is no str.
func (t *Thread) checkName(name Ref) bool {
	if !t.RT.IsStr(name.V()) {
		t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(name.V()))
		return false
	}
	return true
}

// GetAttr returns o.name.
func (t *Thread) GetAttr(o, name Ref) Value {
	if !isExact(name.V(), IdxStr) && !t.checkName(name) {
		return heap.Null
	}
	return t.RT.TypeOf(o.V()).Slots.GetAttr(t, o, name)
}

// GetAttrOpt is GetAttr, but an AttributeError is swallowed: (Null, true).
func (t *Thread) GetAttrOpt(o, name Ref) (v Value, ok bool) {
	if !isExact(name.V(), IdxStr) && !t.checkName(name) {
		return heap.Null, false
	}
	get := t.RT.TypeOf(o.V()).Slots.GetAttr
	switch {
	case sameFunc(get, objectGetAttr):
		v, ok = t.genericGetAttr(o, name, true)
	case sameFunc(get, typeGetAttr):
		v, ok = t.typeGetAttr(o, name, true)
	default:
		v = get(t, o, name)
	}
	if v == heap.Null && !ok && t.ExcMatches(t.RT.Exc.AttributeError) {
		t.ClearExc()
		return heap.Null, true
	}
	return v, v != heap.Null || ok
}

// SetAttr does o.name = v.
func (t *Thread) SetAttr(o, name, v Ref) bool {
	if !isExact(name.V(), IdxStr) && !t.checkName(name) {
		return false
	}
	return t.RT.TypeOf(o.V()).Slots.SetAttr(t, o, name, v)
}

// DelAttr does del o.name.
func (t *Thread) DelAttr(o, name Ref) bool { return t.SetAttr(o, name, Ref{}) }

func objectGetAttr(t *Thread, o, name Ref) Value {
	v, _ := t.genericGetAttr(o, name, false)
	return v
}

// GenericGetAttr is object.__getattribute__.
func (t *Thread) GenericGetAttr(o, name Ref) Value {
	v, _ := t.genericGetAttr(o, name, false)
	return v
}

// genericGetAttr is GenericGetAttr; with suppress an absent attribute is
// (Null, true). An AttributeError that a descriptor raises is (Null, false).
func (t *Thread) genericGetAttr(o, name Ref, suppress bool) (Value, bool) {
	rt := t.RT
	typ := rt.TypeOf(o.V())
	n := name.V()
	if !isExact(n, IdxStr) || !IsInterned(n) {
		if n = t.internedName(n); n == heap.Null {
			return t.genericGetAttrUnknown(o, name, suppress)
		}
	}
	descr := t.LookupType(typ, n)
	var get func(t *Thread, d, obj, typ Ref) Value
	if descr != heap.Null {
		dt := rt.TypeOf(descr)
		get = dt.Slots.DescrGet
		if get != nil && dt.Slots.DescrSet != nil {
			return t.callDescr(get, descr, o, typ)
		}
	}
	if slot := typ.Layout.DictSlot; slot >= 0 {
		if d := o.V().Addr().Ref(slot); d != heap.Null {
			if d.IsInt() {
				if v := t.shapedGet(o.V(), typ, d, n); v != heap.Null {
					return v, true
				}
			} else if isExact(d, IdxDict) {
				if v := t.DictGetStr(d, n); v != heap.Null {
					return v, true
				}
			} else {
				mark := t.Top()
				dr := t.Push(descr)
				v, ok := t.DictGet(t.Push(d), name)
				descr = dr.V()
				t.Pop(mark)
				if v != heap.Null || !ok {
					return v, ok
				}
			}
		}
	}
	if get != nil {
		return t.callDescr(get, descr, o, typ)
	}
	if descr != heap.Null {
		return descr, true
	}
	if !suppress {
		t.attributeError(o, name)
	}
	return heap.Null, suppress
}

// genericGetAttrUnknown is genericGetAttr for a name that is on no type.
func (t *Thread) genericGetAttrUnknown(o, name Ref, suppress bool) (Value, bool) {
	if slot := t.RT.TypeOf(o.V()).Layout.DictSlot; slot >= 0 {
		if d := o.V().Addr().Ref(slot); d.IsPtr() {
			mark := t.Top()
			v, ok := t.DictGet(t.Push(d), name)
			t.Pop(mark)
			if v != heap.Null || !ok {
				return v, ok
			}
		}
	}
	if !suppress {
		t.attributeError(o, name)
	}
	return heap.Null, suppress
}

func (t *Thread) callDescr(get func(t *Thread, d, obj, typ Ref) Value, descr Value, o Ref, typ *Type) (Value, bool) {
	mark := t.Top()
	v := get(t, t.Push(descr), o, typ.Obj)
	t.Pop(mark)
	return v, v != heap.Null
}

// LoadMethod is GetAttr for a method call: unbound says that the result is to
// be called with o in front of the arguments, and so no bound method was made.
func (t *Thread) LoadMethod(o, name Ref) (f Value, unbound bool) {
	rt := t.RT
	typ := rt.TypeOf(o.V())
	n := name.V()
	if !sameFunc(typ.Slots.GetAttr, objectGetAttr) || !isExact(n, IdxStr) || !IsInterned(n) {
		return t.GetAttr(o, name), false
	}
	descr := t.LookupType(typ, n)
	if descr == heap.Null || rt.TypeOf(descr).Flags&FlagMethodDescr == 0 {
		return t.GetAttr(o, name), false
	}
	if slot := typ.Layout.DictSlot; slot >= 0 {
		if d := o.V().Addr().Ref(slot); d.IsInt() {
			if v := t.shapedGet(o.V(), typ, d, n); v != heap.Null {
				return v, false
			}
		} else if d != heap.Null {
			if !isExact(d, IdxDict) {
				return t.GetAttr(o, name), false
			}
			if v := t.DictGetStr(d, n); v != heap.Null {
				return v, false
			}
		}
	}
	return descr, true
}

// attributeError raises AttributeError for o.name, with both on it.
func (t *Thread) attributeError(o, name Ref) Value {
	return t.attributeErrorf(o, name, "'%s' object has no attribute '%s'", t.TypeName(o.V()), GoStr(name.V()))
}

// attributeErrorf raises AttributeError with the given message and the
// attributes name and obj, from which suggestions are made.
func (t *Thread) attributeErrorf(o, name Ref, format string, args ...any) Value {
	t.Errorf(t.RT.Exc.AttributeError, format, args...)
	if e := t.Exc(); t.RT.TypeOf(e).IsSubtype(t.RT.Exc.AttributeError) {
		t.Store(e, attrErrName, name.V())
		t.Store(e, attrErrObj, o.V())
	}
	return heap.Null
}

func objectSetAttr(t *Thread, o, name, v Ref) bool { return t.GenericSetAttr(o, name, v) }

// GenericSetAttr is object.__setattr__; v the nil Ref deletes.
func (t *Thread) GenericSetAttr(o, name, v Ref) bool {
	typ := t.RT.TypeOf(o.V())
	descr := heap.Null
	n := t.internedName(name.V())
	if n != heap.Null {
		descr = t.LookupType(typ, n)
		if descr != heap.Null {
			if set := t.RT.TypeOf(descr).Slots.DescrSet; set != nil {
				mark := t.Top()
				ok := set(t, t.Push(descr), o, v)
				t.Pop(mark)
				return ok
			}
		}
	}
	slot := typ.Layout.DictSlot
	if slot < 0 {
		if descr == heap.Null {
			t.attributeError(o, name)
		} else {
			t.attributeErrorf(o, name, "'%s' object attribute '%s' is read-only", typ.Shown, GoStr(name.V()))
		}
		return false
	}
	if !v.IsNil() && n != heap.Null {
		// An attribute that is there already is replaced where it lies.
		if d := o.V().Addr().Ref(slot); !d.IsPtr() {
			if t.shapedSet(o.V(), typ, d, n, v.V()) {
				return true
			}
		} else if isExact(d, IdxDict) {
			if i := t.DictHint(d, n); i >= 0 && t.DictSetAtHint(d, n, i, v.V()) {
				return true
			}
		}
	}
	defer t.Pop(t.Top())
	if v.IsNil() {
		found, ok := false, true
		if o.V().Addr().Ref(slot) != heap.Null {
			d := t.InstanceDict(o)
			if d == heap.Null {
				return false
			}
			found, ok = t.DictDel(t.Push(d), name)
		}
		if ok && !found {
			t.attributeError(o, name)
		}
		return ok && found
	}
	if !isExact(name.V(), IdxStr) {
		// The keys of instance dicts are exact strs, which look-ups rely on.
		n := t.NewStr(GoStr(name.V()))
		if n == heap.Null {
			return false
		}
		name = t.Push(n)
	}
	d := t.InstanceDict(o)
	return d != heap.Null && t.DictSet(t.Push(d), name, v)
}

// InstanceDict returns the dict of o, whose type must have one, and makes it
// when it is not there yet.
func (t *Thread) InstanceDict(o Ref) Value {
	typ := t.RT.TypeOf(o.V())
	d := o.V().Addr().Ref(typ.Layout.DictSlot)
	if s := t.RT.shapeOf(d); s != nil {
		return t.shapedDict(o, typ, s)
	}
	if d != heap.Null {
		return d
	}
	if d = t.NewDict(); d != heap.Null {
		t.Store(o.V(), typ.Layout.DictSlot, d)
	}
	return d
}

// instanceDictGet and instanceDictSet are the __dict__ of instances of types
// written in Go.
func instanceDictGet(t *Thread, o Ref) Value {
	if t.RT.TypeOf(o.V()).Layout.DictSlot < 0 {
		return t.attributeErrorf(o, t.RT.NameRef(nmDict), "This object has no __dict__")
	}
	return t.InstanceDict(o)
}

func instanceDictSet(t *Thread, o, v Ref) bool {
	typ := t.RT.TypeOf(o.V())
	switch {
	case typ.Layout.DictSlot < 0:
		t.attributeErrorf(o, t.RT.NameRef(nmDict), "This object has no __dict__")
		return false
	case v.IsNil():
		t.TypeErrorf("cannot delete __dict__")
		return false
	case !t.RT.TypeOf(v.V()).Has(FlagDictSubclass):
		t.TypeErrorf("__dict__ must be set to a dictionary, not a '%s'", t.TypeName(v.V()))
		return false
	}
	t.setInstanceDict(o.V(), typ, v.V())
	return true
}

// classDictSet is the __dict__ of instances of classes, which can be deleted: it
// is empty then.
func classDictSet(t *Thread, o, v Ref) bool {
	if v.IsNil() {
		if typ := t.RT.TypeOf(o.V()); typ.Layout.DictSlot >= 0 {
			t.setInstanceDict(o.V(), typ, heap.Null)
			return true
		}
	}
	return instanceDictSet(t, o, v)
}
