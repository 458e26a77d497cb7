package object

import "github.com/hpyrun/hpyrun/heap"

// IsInstance returns isinstance(o, cls): 1, 0, -1.
func (t *Thread) IsInstance(o, cls Ref) int {
	typ := t.RT.TypeFromObj(cls.V())
	if typ != nil {
		ot := t.RT.TypeOf(o.V())
		if ot == typ {
			return 1
		}
		if typ.Meta == t.RT.TypeType {
			if ot.IsSubtype(typ) {
				return 1
			}
			return t.recursiveIsInstance(o, cls)
		}
	}
	return t.checkEach(o, cls, nmInstancecheck, (*Thread).IsInstance, (*Thread).recursiveIsInstance)
}

// IsSubclass returns issubclass(c, cls): 1, 0, -1.
func (t *Thread) IsSubclass(c, cls Ref) int {
	if typ := t.RT.TypeFromObj(cls.V()); typ != nil && typ.Meta == t.RT.TypeType {
		if c.V() == cls.V() {
			return 1
		}
		return t.recursiveIsSubclass(c, cls)
	}
	return t.checkEach(c, cls, nmSubclasscheck, (*Thread).IsSubclass, (*Thread).recursiveIsSubclass)
}

// checkEach is the rest of isinstance and issubclass: cls is a union, a tuple, or
// has a method that decides.
func (t *Thread) checkEach(o, cls Ref, id NameID, one, last func(t *Thread, o, cls Ref) int) int {
	defer t.Pop(t.Top())
	if u := t.unionArgs(cls.V()); u != heap.Null {
		cls = t.Push(u)
	}
	if t.RT.TypeOf(cls.V()).Has(FlagTupleSubclass) {
		where := " in __instancecheck__"
		if id == nmSubclasscheck {
			where = " in __subclasscheck__"
		}
		if !t.EnterIn(where) {
			return -1
		}
		defer t.LeaveCall()
		x := t.Push(heap.Null)
		for i := 0; i < t.TupleLen(cls.V()); i++ {
			x.Set(t.TupleAt(cls.V(), i))
			if r := one(t, o, x); r != 0 {
				return r
			}
		}
		return 0
	}
	if t.LookupType(t.RT.TypeOf(cls.V()), t.RT.name(id)) == heap.Null {
		return last(t, o, cls)
	}
	if !t.EnterCall() {
		return -1
	}
	v, _ := t.callSpecial(cls, id, o)
	t.LeaveCall()
	if v == heap.Null {
		return -1
	}
	return t.IsTrue(t.Push(v))
}

// recursiveIsInstance is type.__instancecheck__: by type, then by __class__.
// classIsType says that __class__ of an instance of typ is typ (no safepoint).
func (t *Thread) classIsType(typ *Type) bool {
	return sameFunc(typ.Slots.GetAttr, objectGetAttr) && t.LookupType(typ, t.RT.name(nmClass)) == t.LookupType(t.RT.ObjectType, t.RT.name(nmClass))
}

func (t *Thread) recursiveIsInstance(o, cls Ref) int {
	typ := t.RT.TypeFromObj(cls.V())
	if typ == nil {
		if ok := t.checkClass(cls, "isinstance() arg 2 must be a type, a tuple of types, or a union"); !ok {
			return -1
		}
		defer t.Pop(t.Top())
		c, ok := t.GetAttrOpt(o, t.RT.NameRef(nmClass))
		if !ok {
			return -1
		}
		if c == heap.Null {
			return 0
		}
		return t.abstractIsSubclass(t.Push(c), cls)
	}
	ot := t.RT.TypeOf(o.V())
	if ot.IsSubtype(typ) {
		return 1
	}
	if t.classIsType(ot) {
		return 0
	}
	c, ok := t.GetAttrOpt(o, t.RT.NameRef(nmClass))
	if !ok {
		return -1
	}
	if c == heap.Null {
		return 0
	}
	if ct := t.RT.TypeFromObj(c); ct != nil && ct != ot && ct.IsSubtype(typ) {
		return 1
	}
	return 0
}

// recursiveIsSubclass is type.__subclasscheck__.
func (t *Thread) recursiveIsSubclass(c, cls Ref) int {
	a, b := t.RT.TypeFromObj(c.V()), t.RT.TypeFromObj(cls.V())
	if a != nil && b != nil {
		if a.IsSubtype(b) {
			return 1
		}
		return 0
	}
	if !t.checkClass(c, "issubclass() arg 1 must be a class") {
		return -1
	}
	if t.unionArgs(cls.V()) == heap.Null && !t.checkClass(cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union") {
		return -1
	}
	return t.abstractIsSubclass(c, cls)
}

// abstractBases returns c.__bases__ when that is a tuple; (Null, true): it has
// none.
func (t *Thread) abstractBases(c Ref) (Value, bool) {
	v, ok := t.GetAttrOpt(c, t.RT.NameRef(nmBases))
	if !ok || v == heap.Null || !t.RT.TypeOf(v).Has(FlagTupleSubclass) {
		return heap.Null, ok
	}
	return v, true
}

func (t *Thread) checkClass(c Ref, msg string) bool {
	v, ok := t.abstractBases(c)
	if ok && v == heap.Null {
		t.TypeErrorf("%s", msg)
		return false
	}
	return v != heap.Null
}

// abstractIsSubclass follows __bases__ of whatever has them.
func (t *Thread) abstractIsSubclass(c, cls Ref) int {
	if c.V() == cls.V() {
		return 1
	}
	defer t.Pop(t.Top())
	v, ok := t.abstractBases(c)
	if !ok {
		return -1
	}
	if v == heap.Null {
		return 0
	}
	bases, b := t.Push(v), t.Push(heap.Null)
	if !t.EnterIn(" in __issubclass__") {
		return -1
	}
	defer t.LeaveCall()
	for i := 0; i < t.TupleLen(bases.V()); i++ {
		b.Set(t.TupleAt(bases.V(), i))
		if r := t.abstractIsSubclass(b, cls); r != 0 {
			return r
		}
	}
	return 0
}
