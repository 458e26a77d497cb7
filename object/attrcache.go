package object

import "github.com/hpyrun/hpyrun/heap"

// AttrCache is what an instruction has learnt about an attribute: while the
// object's type has the version Version, Kind says how to do what GetAttr,
// LoadMethod or SetAttr would do. It holds no object but interned names, so the
// collector need not know it. The zero value knows nothing.
type AttrCache struct {
	Version uint32
	Kind    AttrKind
	misses  uint8
	// DictSlot is the reference that holds the instance's dict or shape, Index the one
	// that holds the attribute, or its position in a dict's table.
	DictSlot, Index int32
	// Shape is the dict slot's content, or Null: what the instance has to have; To what
	// it gets.
	Shape, To Value //rawaddr:ok immediates
	// Owner is the type whose dict has the attribute.
	Owner *Type
	// Class is, for an attribute of a class, the version of the class; Version is
	// that of its metaclass.
	Class uint32
}

// AttrKind says where an attribute is.
type AttrKind uint8

const (
	AttrUnknown AttrKind = iota
	// AttrShape: in the instance, which has the shape: reference Index.
	AttrShape
	// AttrSlot: one of __slots__: reference Index; Null: it is not set.
	AttrSlot
	// AttrDict: in the instance's dict at position Index, if the key there is the name.
	AttrDict
	// AttrType: on the type Owner at position Index, if the instance has the shape
	// or no attributes at all.
	AttrType
	// AttrPlainType: as AttrType, of a type whose instances have no dict.
	AttrPlainType
	// AttrProperty: a property is on the type, as AttrPlainType says; its getter is a
	// function written in Python.
	AttrProperty
	// AttrOfClass: the object is a class, the attribute on the type Owner at
	// position Index.
	AttrOfClass
	// AttrNew (for SetAttr): not there yet in an instance with the shape, or without
	// attributes if Shape is Null: it becomes reference Index, if there is one, and the
	// instance gets the shape To.
	AttrNew
)

// learning says that a miss is one to learn from. A place that sees many types
// must not spend its time with learning.
func (c *AttrCache) learning() bool {
	c.misses++
	return c.misses < 8 || c.misses%32 == 0
}

// typeEntry finds a name that a look-up on typ has just found: the type that has it and
// its position in that type's dict.
func (t *Thread) typeEntry(typ *Type, name Value) (*Type, int32, bool) {
	for _, m := range typ.MRO {
		if h := t.DictHint(m.Dict.V(), name); h >= 0 {
			return m, int32(h), true
		}
	}
	return nil, 0, false
}

// OnType returns the attribute of a cache that says where on a type it is. The
// type's version vouches for the position.
func (c *AttrCache) OnType() Value { return DictTable(c.Owner.Dict.V()).Ref(2*int(c.Index) + 1) }

// SetCached does o.name = v as a cache says; false: it does not say, and nothing is
// done (no safepoint).
func (t *Thread) SetCached(o, v, name Value, c *AttrCache) bool {
	if !o.IsPtr() || t.RT.types[o.Addr().Type()].Version != c.Version {
		return false
	}
	a := o.Addr()
	switch c.Kind {
	case AttrSlot:
	case AttrShape:
		if a.Ref(int(c.DictSlot)) != c.Shape {
			return false
		}
	case AttrNew:
		if a.Ref(int(c.DictSlot)) != c.Shape || int(c.Index) >= a.NRefs() {
			return false
		}
		t.Store(o, int(c.DictSlot), c.To)
	case AttrDict:
		d := a.Ref(int(c.DictSlot))
		return isExact(d, IdxDict) && t.DictSetAtHint(d, name, int(c.Index), v)
	default:
		return false
	}
	t.Store(o, int(c.Index), v)
	return true
}

// LearnGet fills a cache for o.name, an interned name (no safepoint). method says
// that the cache is asked for methods (LoadMethod) and not for attributes.
func (t *Thread) LearnGet(o, name Value, c *AttrCache, method bool) {
	if !o.IsPtr() || !c.learning() {
		return
	}
	typ := t.RT.TypeOf(o)
	*c = AttrCache{misses: c.misses}
	switch get := typ.Slots.GetAttr; {
	case sameFunc(get, typeGetAttr):
		t.learnOfClass(o, name, typ, c)
		return
	case !sameFunc(get, objectGetAttr) && typ != t.RT.ModuleType:
		return
	}
	descr := t.LookupType(typ, name)
	if typ.Version == 0 {
		return
	}
	var get, set bool
	if descr != heap.Null {
		dt := t.RT.TypeOf(descr)
		get, set = dt.Slots.DescrGet != nil, dt.Slots.DescrSet != nil
	}
	a, l := o.Addr(), &typ.Layout
	c.DictSlot = int32(l.DictSlot)
	kind := AttrUnknown
	if get && set {
		switch {
		case method:
		case isExact(descr, IdxMemberDescr):
			if i := descrWhat(descr); i >= 0 && typ.IsSubtype(t.RT.descrOwner(descr)) {
				kind, c.Index = AttrSlot, int32(i)
			}
		case isExact(descr, IdxProperty) && isExact(descr.Addr().Ref(propGet), IdxFunction):
			kind = AttrProperty
		}
		if kind == AttrProperty {
			var ok bool
			if c.Owner, c.Index, ok = t.typeEntry(typ, name); !ok {
				return
			}
		}
		c.Kind, c.Version = kind, typ.Version
		return
	}
	if l.DictSlot >= 0 {
		switch d := a.Ref(l.DictSlot); {
		case d.IsInt():
			c.Shape = d
			if i := t.RT.shapeOf(d).find(name); i >= 0 {
				c.Kind, c.Index, c.Version = AttrShape, int32(l.FixedRefs+i), typ.Version
				return
			}
		case d != heap.Null:
			if isExact(d, IdxDict) {
				if i := t.DictHint(d, name); i >= 0 {
					c.Kind, c.Index, c.Version = AttrDict, int32(i), typ.Version
				}
			}
			return
		}
	}
	// It is on the type, or nowhere.
	if descr == heap.Null || method != (t.RT.TypeOf(descr).Flags&FlagMethodDescr != 0) || !method && get {
		return
	}
	var ok bool
	if c.Owner, c.Index, ok = t.typeEntry(typ, name); !ok {
		return
	}
	c.Kind, c.Version = AttrPlainType, typ.Version
	if l.DictSlot >= 0 {
		c.Kind = AttrType
	}
}

// learnOfClass is LearnGet for an attribute of a class.
func (t *Thread) learnOfClass(o, name Value, meta *Type, c *AttrCache) {
	typ := t.RT.TypeFromObj(o)
	if d := t.LookupType(meta, name); d != heap.Null && t.RT.TypeOf(d).Slots.DescrSet != nil {
		return
	}
	v := t.LookupType(typ, name)
	if v == heap.Null || meta.Version == 0 || typ.Version == 0 {
		return
	}
	if !isExact(v, IdxFunction) && t.RT.TypeOf(v).Slots.DescrGet != nil {
		return
	}
	var ok bool
	if c.Owner, c.Index, ok = t.typeEntry(typ, name); ok {
		c.Kind, c.Version, c.Class = AttrOfClass, meta.Version, typ.Version
	}
}

// LearnSet fills a cache for o.name = v, an interned name, before that is done (no
// safepoint).
func (t *Thread) LearnSet(o, name Value, c *AttrCache) {
	if !o.IsPtr() || !c.learning() {
		return
	}
	typ := t.RT.TypeOf(o)
	*c = AttrCache{misses: c.misses}
	if !sameFunc(typ.Slots.SetAttr, objectSetAttr) {
		return
	}
	descr := t.LookupType(typ, name)
	if typ.Version == 0 {
		return
	}
	l := &typ.Layout
	c.DictSlot = int32(l.DictSlot)
	if descr != heap.Null && t.RT.TypeOf(descr).Slots.DescrSet != nil {
		if isExact(descr, IdxMemberDescr) && descrWhat(descr) >= 0 && typ.IsSubtype(t.RT.descrOwner(descr)) {
			c.Kind, c.Index, c.Version = AttrSlot, int32(descrWhat(descr)), typ.Version
		}
		return
	}
	if l.DictSlot < 0 {
		return
	}
	d := o.Addr().Ref(l.DictSlot)
	if d.IsPtr() {
		if isExact(d, IdxDict) {
			if i := t.DictHint(d, name); i >= 0 {
				c.Kind, c.Index, c.Version = AttrDict, int32(i), typ.Version
			}
		}
		return
	}
	s, i := t.RT.shapeOf(d), 0
	c.Shape = d
	if s != nil {
		if i = s.find(name); i >= 0 {
			c.Kind, c.Index, c.Version = AttrShape, int32(l.FixedRefs+i), typ.Version
			return
		}
		i = len(s.names)
	}
	if i >= spareOf(o.Addr(), typ) {
		return
	}
	if to := t.RT.grown(typ, s, name); to != nil {
		c.Kind, c.Index, c.Version = AttrNew, int32(l.FixedRefs+i), typ.Version
		c.To = heap.SmallInt(int64(to.number))
	}
}
