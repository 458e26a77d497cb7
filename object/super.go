package object

import "github.com/hpyrun/hpyrun/heap"

// A super object: the class after which the search starts, the object, and its
// class (which for super(C, C2) is C2 itself).
const (
	superType = iota
	superObj  // Null: unbound
	superObjType
	superNumRefs
)

// superCheck returns the class whose MRO is searched for (typ, obj); nil: an
// exception is pending.
func (t *Thread) superCheck(typ *Type, obj Ref) *Type {
	if c := t.RT.TypeFromObj(obj.V()); c != nil && c.IsSubtype(typ) {
		return c
	}
	if c := t.RT.TypeOf(obj.V()); c.IsSubtype(typ) {
		return c
	}
	// A proxy may claim another class.
	v, ok := t.GetAttrOpt(obj, t.RT.NameRef(nmClass))
	if !ok {
		return nil
	}
	if v != heap.Null {
		if c := t.RT.TypeFromObj(v); c != nil && c != t.RT.TypeOf(obj.V()) && c.IsSubtype(typ) {
			return c
		}
	}
	t.TypeErrorf("super(type, obj): obj must be an instance or subtype of type")
	return nil
}

func superInit(t *Thread, args Args) bool {
	if args.NumKw() > 0 {
		t.TypeErrorf("super() takes no keyword arguments")
		return false
	}
	defer t.Pop(t.Top())
	self := args.At(0)
	typ, obj := t.Push(heap.Null), t.Push(heap.None)
	switch args.n {
	case 1:
		if !t.superArgs(typ, obj) {
			return false
		}
	case 2, 3:
		typ.Set(args.At(1).V())
		if t.RT.TypeFromObj(typ.V()) == nil {
			t.TypeErrorf("super() argument 1 must be a type, not %s", t.TypeName(typ.V()))
			return false
		}
		if args.n == 3 {
			obj.Set(args.At(2).V())
		}
	default:
		t.TypeErrorf("super() expected at most 2 arguments, got %d", args.n-1)
		return false
	}
	t.Store(self.V(), superType, typ.V())
	if obj.V() == heap.None {
		t.Store(self.V(), superObj, heap.Null)
		return true
	}
	c := t.superCheck(t.RT.TypeFromObj(typ.V()), obj)
	if c == nil {
		return false
	}
	t.Store(self.V(), superObj, obj.V())
	t.Store(self.V(), superObjType, c.Obj.V())
	return true
}

// superHere is super() where the frame says plainly what it means; done false: it does
// not.
func (t *Thread) superHere() (v Value, done bool) {
	if t.Frames == nil {
		return heap.Null, false
	}
	cls, self, ok := t.Frames.SuperArgs()
	if !ok || self == heap.Null || cls == heap.Null {
		return heap.Null, false
	}
	typ, c := t.RT.TypeFromObj(cls), t.RT.TypeOf(self)
	if typ == nil || c.Has(FlagTypeSubclass) || !c.IsSubtype(typ) {
		return heap.Null, false
	}
	if v = t.Alloc(IdxSuper, t.RT.SuperType.Layout.FixedRefs, t.RT.SuperType.Layout.RawSize); v == heap.Null {
		return v, true
	}
	cls, self, _ = t.Frames.SuperArgs()
	t.Store(v, superType, cls)
	t.Store(v, superObj, self)
	t.Store(v, superObjType, c.Obj.V())
	return v, true
}

// SuperMethod is LoadMethod of a super object: a function to be called with self in
// front of the arguments. Null: ask LoadMethod (no safepoint).
func (t *Thread) SuperMethod(o, name Value) (f, self Value) {
	a := o.Addr()
	self = a.Ref(superObj)
	if self == heap.Null || name == t.RT.name(nmClass) {
		return heap.Null, heap.Null
	}
	typ, c := t.RT.TypeFromObj(a.Ref(superType)), t.RT.TypeFromObj(a.Ref(superObjType))
	if self == c.Obj.V() {
		return heap.Null, heap.Null
	}
	i := 0
	for i < len(c.MRO) && c.MRO[i] != typ {
		i++
	}
	for i++; i < len(c.MRO); i++ {
		if f = t.DictGetStr(c.MRO[i].Dict.V(), name); f != heap.Null {
			if t.RT.TypeOf(f).Flags&FlagMethodDescr == 0 {
				return heap.Null, heap.Null
			}
			return f, self
		}
	}
	return heap.Null, heap.Null
}

// superArgs finds what super() without arguments means, from the calling frame.
func (t *Thread) superArgs(typ, obj Ref) bool {
	if t.Frames == nil {
		t.RuntimeErrorf("super(): no current frame")
		return false
	}
	cls, self, ok := t.Frames.SuperArgs()
	switch {
	case self == heap.Null:
		t.RuntimeErrorf("super(): no arguments")
	case !ok:
		t.RuntimeErrorf("super(): __class__ cell not found")
	case cls == heap.Null || cls == heap.Unbound:
		t.RuntimeErrorf("super(): empty __class__ cell")
	case t.RT.TypeFromObj(cls) == nil:
		t.RuntimeErrorf("super(): __class__ is not a type (%s)", t.TypeName(cls))
	default:
		typ.Set(cls)
		obj.Set(self)
		return true
	}
	return false
}

// SuperLookup does super(cls, self).name without making the super object; cls
// must be a type. It is for the VM.
func (t *Thread) SuperLookup(cls, self, name Ref) Value {
	typ := t.RT.TypeFromObj(cls.V())
	c := t.superCheck(typ, self)
	if c == nil {
		return heap.Null
	}
	v, _ := t.superFind(typ, c, self, name)
	if v == heap.Null && !t.Pending() {
		return t.attributeErrorf(self, name, "'super' object has no attribute '%s'", GoStr(name.V()))
	}
	return v
}

// superFind looks name up after typ in the MRO of c; (Null, true): absent.
func (t *Thread) superFind(typ, c *Type, self, name Ref) (Value, bool) {
	n := t.internedName(name.V())
	if n == heap.Null {
		return heap.Null, true
	}
	i := 0
	for i < len(c.MRO) && c.MRO[i] != typ {
		i++
	}
	for i++; i < len(c.MRO); i++ {
		v := t.DictGetStr(c.MRO[i].Dict.V(), n)
		if v == heap.Null {
			continue
		}
		if get := t.RT.TypeOf(v).Slots.DescrGet; get != nil {
			mark := t.Top()
			obj := self
			if self.V() == c.Obj.V() {
				obj = Ref{}
			}
			v = get(t, t.Push(v), obj, c.Obj)
			t.Pop(mark)
		}
		return v, v != heap.Null
	}
	return heap.Null, true
}

func superGetAttr(t *Thread, s, name Ref) Value {
	a := s.V().Addr()
	if c := t.RT.TypeFromObj(a.Ref(superObjType)); c != nil && t.internedName(name.V()) != t.RT.name(nmClass) {
		mark := t.Top()
		v, ok := t.superFind(t.RT.TypeFromObj(a.Ref(superType)), c, t.Push(a.Ref(superObj)), name)
		t.Pop(mark)
		if v != heap.Null || !ok {
			return v
		}
	}
	return t.GenericGetAttr(s, name)
}

func superDescrGet(t *Thread, s, obj, typ Ref) Value {
	a := s.V().Addr()
	if obj.IsNil() || obj.V() == heap.None || a.Ref(superObj) != heap.Null {
		return s.V()
	}
	defer t.Pop(t.Top())
	if a.Type() != IdxSuper {
		return t.CallN(t.RT.TypeOf(s.V()).Obj, t.Push(a.Ref(superType)), obj)
	}
	c := t.superCheck(t.RT.TypeFromObj(a.Ref(superType)), obj)
	if c == nil {
		return heap.Null
	}
	v := t.NewInstance(t.RT.SuperType)
	if v != heap.Null {
		t.Store(v, superType, s.V().Addr().Ref(superType))
		t.Store(v, superObj, obj.V())
		t.Store(v, superObjType, c.Obj.V())
	}
	return v
}

func superRepr(t *Thread, s Ref) Value {
	name := func(v Value) string {
		if typ := t.RT.TypeFromObj(v); typ != nil {
			return typ.Name
		}
		return "NULL"
	}
	a := s.V().Addr()
	if c := t.RT.TypeFromObj(a.Ref(superObjType)); c != nil {
		return t.NewStr("<super: <class '" + name(a.Ref(superType)) + "'>, <" + c.Name + " object>>")
	}
	return t.NewStr("<super: <class '" + name(a.Ref(superType)) + "'>, NULL>")
}

func superDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxSuper, Name: "super", FixedRefs: superNumRefs, Flags: FlagBaseType,
		Doc:   "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\n",
		Slots: Slots{New: newEmpty, Init: superInit, GetAttr: superGetAttr, DescrGet: superDescrGet, Repr: superRepr},
		GetSets: []GetSetDef{
			{Name: "__thisclass__", Get: refGetter(superType), Member: true},
			{Name: "__self__", Get: refGetter(superObj), Member: true},
			{Name: "__self_class__", Get: refGetter(superObjType), Member: true},
		},
	}
}
