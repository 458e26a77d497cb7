package object

import (
	"slices"

	"github.com/hpyrun/hpyrun/heap"
)

// The type of types: what a class does when it is called, when its attributes
// are read and set, and what attributes it has itself.

// typeCall makes an instance: New, then Init of what New returned if that is an
// instance of the class.
func typeCall(t *Thread, self Ref, args Args) Value {
	typ := t.RT.TypeFromObj(self.V())
	if typ == t.RT.TypeType && args.n == 1 && args.NumKw() == 0 {
		return t.RT.TypeOf(args.base.V()).Obj.V()
	}
	if typ == t.RT.TypeType && args.n != 3 {
		return t.TypeErrorf("type() takes 1 or 3 arguments")
	}
	if typ.Slots.New == nil {
		return t.TypeErrorf("cannot create '%s' instances", typ.Shown)
	}
	if !t.EnterCall() {
		return heap.Null
	}
	mark := t.Top()
	obj := t.Push(heap.Null)
	full, ok := t.prepend(self, args)
	v := heap.Null
	if ok {
		v = typ.Slots.New(t, full)
	}
	if v != heap.Null {
		if vt := t.RT.TypeOf(v); (vt == typ || vt.IsSubtype(typ)) && vt.Slots.Init != nil {
			obj.Set(v)
			full.base.Set(v)
			if vt.Slots.Init(t, full) {
				v = obj.V()
			} else {
				v = heap.Null
			}
		}
	}
	t.Pop(mark)
	t.LeaveCall()
	if v == heap.Null && !t.Pending() {
		return t.checkResult(self, v)
	}
	return v
}

func typeGetAttr(t *Thread, o, name Ref) Value {
	v, _ := t.typeGetAttr(o, name, false)
	return v
}

// typeGetAttr looks on the metaclass for a data descriptor, then on the class
// and its bases, then again on the metaclass. suppress is as with
// genericGetAttr.
func (t *Thread) typeGetAttr(o, name Ref, suppress bool) (Value, bool) {
	rt := t.RT
	typ := rt.TypeFromObj(o.V())
	if n := t.internedName(name.V()); n != heap.Null {
		meta := t.LookupType(typ.Meta, n)
		var get func(t *Thread, d, obj, typ Ref) Value
		if meta != heap.Null {
			s := &rt.TypeOf(meta).Slots
			get = s.DescrGet
			if get != nil && s.DescrSet != nil {
				return t.callDescr(get, meta, o, typ.Meta)
			}
		}
		if v := t.LookupType(typ, n); v != heap.Null {
			if v.IsPtr() {
				if g := rt.TypeOf(v).Slots.DescrGet; g != nil {
					mark := t.Top()
					v = g(t, t.Push(v), Ref{}, o)
					t.Pop(mark)
				}
			}
			return v, v != heap.Null
		}
		if get != nil {
			return t.callDescr(get, meta, o, typ.Meta)
		}
		if meta != heap.Null {
			return meta, true
		}
	}
	if !suppress {
		t.attributeErrorf(o, name, "type object '%s' has no attribute '%s'", typ.Shown, GoStr(name.V()))
	}
	return heap.Null, suppress
}

func typeSetAttr(t *Thread, o, name, v Ref) bool {
	typ := t.RT.TypeFromObj(o.V())
	if typ.Has(FlagImmutable) {
		t.TypeErrorf("cannot set '%s' attribute of immutable type '%s'", GoStr(name.V()), typ.Shown)
		return false
	}
	defer t.Pop(t.Top())
	if !isExact(name.V(), IdxStr) || !IsInterned(name.V()) {
		name = t.RT.Intern(GoStr(name.V()))
	}
	if meta := t.LookupType(typ.Meta, name.V()); meta != heap.Null {
		if set := t.RT.TypeOf(meta).Slots.DescrSet; set != nil {
			if !set(t, t.Push(meta), o, v) {
				return false
			}
			t.TypeModified(typ)
			return true
		}
	}
	ok := true
	if v.IsNil() {
		var found bool
		found, ok = t.DictDel(typ.Dict, name)
		if ok && !found {
			t.attributeErrorf(o, name, "type object '%s' has no attribute '%s'", typ.Shown, GoStr(name.V()))
			return false
		}
	} else {
		ok = t.DictSet(typ.Dict, name, v)
	}
	t.TypeModified(typ)
	t.attributeChanged(typ, GoStr(name.V()))
	return ok
}

func typeRepr(t *Thread, o Ref) Value {
	typ := t.RT.TypeFromObj(o.V())
	mod := t.typeModule(typ)
	if mod != heap.Null && t.RT.IsStr(mod) && GoStr(mod) != "builtins" {
		return t.NewStr("<class '" + GoStr(mod) + "." + typ.QualName + "'>")
	}
	return t.NewStr("<class '" + typ.Name + "'>")
}

// typeModule returns __module__, or Null: absent (no safepoint).
func (t *Thread) typeModule(typ *Type) Value {
	if typ.Has(FlagHeapType) {
		return t.DictGetStr(typ.Dict.V(), t.RT.name(nmModule))
	}
	if typ.Module == "" {
		return t.RT.name(nmBuiltins)
	}
	return t.RT.Intern(typ.Module).V()
}

// FullName returns module.qualname, without the module for builtins: how
// tracebacks show an exception's class.
func (t *Thread) FullName(typ *Type) string {
	m := t.typeModule(typ)
	if m == heap.Null || !t.RT.IsStr(m) {
		return "<unknown>." + typ.QualName
	}
	if s := GoStr(m); s != "builtins" && s != "__main__" {
		return s + "." + typ.QualName
	}
	return typ.QualName
}

func typeNew(t *Thread, args Args) Value {
	if args.n != 4 {
		return t.TypeErrorf("type.__new__() takes exactly 3 arguments (%d given)", args.n-1)
	}
	name, bases, ns := args.At(1), args.At(2), args.At(3)
	switch {
	case !t.RT.IsStr(name.V()):
		return t.TypeErrorf("type.__new__() argument 1 must be str, not %s", t.TypeName(name.V()))
	case !t.RT.TypeOf(bases.V()).Has(FlagTupleSubclass):
		return t.TypeErrorf("type.__new__() argument 2 must be tuple, not %s", t.TypeName(bases.V()))
	case !t.RT.TypeOf(ns.V()).Has(FlagDictSubclass):
		return t.TypeErrorf("type.__new__() argument 3 must be dict, not %s", t.TypeName(ns.V()))
	}
	return t.NewClass(args.At(0), name, bases, ns, args.Skip(4))
}

func typeInit(t *Thread, args Args) bool {
	switch n := args.n - 1; {
	case args.NumKw() > 0 && n == 1:
		t.TypeErrorf("type.__init__() takes no keyword arguments")
	case n != 1 && n != 3:
		t.TypeErrorf("type.__init__() takes 1 or 3 arguments")
	default:
		return true
	}
	return false
}

// PlainMeta says that typ is a metaclass whose classes are made by type.__new__
// alone.
func (typ *Type) PlainMeta() bool { return sameFunc(typ.Slots.New, typeNew) }

// newNewWrapper makes the __new__ of a type that has a native New.
func (t *Thread) newNewWrapper(typ *Type) Value {
	n := t.RT.defineNative(MethodDef{
		Name: "__new__", Kind: StaticMethod, TextSig: "($type, *args, **kwargs)",
		Doc: "Create and return a new object.  See help(type) for accurate signature.",
		Fn:  func(t *Thread, args Args) Value { return newWrapper(t, typ, args) },
	}, typ, "")
	t.RT.core.natives[n].newOf = typ
	return t.newBuiltinOf(n, typ.Obj, Ref{})
}

// isNewWrapper says that v was made by newNewWrapper (no safepoint).
func (t *Thread) isNewWrapper(v Value) bool {
	return isExact(v, IdxBuiltinFunction) && t.RT.nativeOf(v).newOf != nil
}

func newWrapper(t *Thread, typ *Type, args Args) Value {
	if args.n == 0 {
		return t.TypeErrorf("%s.__new__(): not enough arguments", typ.Shown)
	}
	sub := t.RT.TypeFromObj(args.At(0).V())
	if sub == nil {
		return t.TypeErrorf("%s.__new__(X): X is not a type object (%s)", typ.Shown, t.TypeName(args.At(0).V()))
	}
	if !sub.IsSubtype(typ) {
		return t.TypeErrorf("%s.__new__(%s): %s is not a subtype of %s", typ.Shown, sub.Shown, sub.Shown, typ.Shown)
	}
	// The nearest native New must be this one, else the instance would lack
	// what that one sets up.
	b := sub
	for b != nil && sameFunc(b.Slots.New, lookupNew) {
		b = b.Base
	}
	if b != nil && !sameFunc(b.Slots.New, typ.native.New) {
		return t.TypeErrorf("%s.__new__(%s) is not safe, use %s.__new__()", typ.Shown, sub.Shown, b.Shown)
	}
	return typ.native.New(t, args)
}

func typeArg(t *Thread, self Ref) *Type { return t.RT.TypeFromObj(self.V()) }

// setOnHeapType checks that special attribute name of typ may be set to v.
func (t *Thread) setOnHeapType(typ *Type, name string, v Ref) bool {
	if typ.Has(FlagImmutable) {
		t.TypeErrorf("cannot set '%s' attribute of immutable type '%s'", name, typ.Shown)
		return false
	}
	if v.IsNil() {
		t.TypeErrorf("cannot delete '%s' attribute of immutable type '%s'", name, typ.Shown)
		return false
	}
	return true
}

func typeSetName(t *Thread, self, v Ref) bool {
	typ := typeArg(t, self)
	if !t.setOnHeapType(typ, "__name__", v) {
		return false
	}
	if !t.RT.IsStr(v.V()) {
		t.TypeErrorf("can only assign string to %s.__name__, not '%s'", typ.Shown, t.TypeName(v.V()))
		return false
	}
	typ.Name = GoStr(v.V())
	typ.Shown = typ.Name
	return true
}

func typeSetQualname(t *Thread, self, v Ref) bool {
	typ := typeArg(t, self)
	if !t.setOnHeapType(typ, "__qualname__", v) {
		return false
	}
	if !t.RT.IsStr(v.V()) {
		t.TypeErrorf("can only assign string to %s.__qualname__, not '%s'", typ.Shown, t.TypeName(v.V()))
		return false
	}
	typ.QualName = GoStr(v.V())
	return true
}

func typeGetModule(t *Thread, self Ref) Value {
	if m := t.typeModule(typeArg(t, self)); m != heap.Null {
		return m
	}
	return t.attributeErrorf(self, t.RT.NameRef(nmModule), "__module__")
}

// typeSetDictAttr sets an attribute that simply lies in the type's dict.
func typeSetDictAttr(id NameID, name string) func(t *Thread, self, v Ref) bool {
	return func(t *Thread, self, v Ref) bool {
		typ := typeArg(t, self)
		if !t.setOnHeapType(typ, name, v) {
			return false
		}
		t.TypeModified(typ)
		return t.DictSet(typ.Dict, t.RT.NameRef(id), v)
	}
}

func typeGetAbstract(t *Thread, self Ref) Value {
	if typ := typeArg(t, self); typ != t.RT.TypeType {
		if v := t.DictGetStr(typ.Dict.V(), t.RT.name(nmAbstractMethods)); v != heap.Null {
			return v
		}
	}
	return t.attributeErrorf(self, t.RT.NameRef(nmAbstractMethods), "__abstractmethods__")
}

func typeSetAbstract(t *Thread, self, v Ref) bool {
	typ := typeArg(t, self)
	name := t.RT.NameRef(nmAbstractMethods)
	t.TypeModified(typ)
	if v.IsNil() {
		found, ok := t.DictDel(typ.Dict, name)
		if ok && !found {
			t.attributeErrorf(self, name, "__abstractmethods__")
		}
		return ok && found && t.setAbstract(typ, heap.Null)
	}
	return t.setAbstract(typ, v.V()) && t.DictSet(typ.Dict, name, v)
}

func typeGetDoc(t *Thread, self Ref) Value {
	typ := typeArg(t, self)
	if !typ.Has(FlagHeapType) && typ.Doc != "" {
		return t.NewStr(typ.Doc) // in the dict may be what computes the instances' docs
	}
	v := t.DictGetStr(typ.Dict.V(), t.RT.name(nmDoc))
	if v == heap.Null {
		return heap.None
	}
	if g := t.RT.TypeOf(v).Slots.DescrGet; g != nil {
		defer t.Pop(t.Top())
		return g(t, t.Push(v), Ref{}, self)
	}
	return v
}

func typeGetAnnotations(t *Thread, self Ref) Value {
	typ := typeArg(t, self)
	name := t.RT.NameRef(nmAnnotations)
	if !typ.Has(FlagHeapType) {
		return t.attributeErrorf(self, name, "type object '%s' has no attribute '__annotations__'", typ.Shown)
	}
	if v := t.DictGetStr(typ.Dict.V(), name.V()); v != heap.Null {
		if g := t.RT.TypeOf(v).Slots.DescrGet; g != nil {
			defer t.Pop(t.Top())
			return g(t, t.Push(v), Ref{}, self)
		}
		return v
	}
	defer t.Pop(t.Top())
	d := t.Push(t.NewDict())
	if d.V() == heap.Null || !t.DictSet(typ.Dict, name, d) {
		return heap.Null
	}
	t.TypeModified(typ)
	return d.V()
}

func typeSetAnnotations(t *Thread, self, v Ref) bool {
	typ := typeArg(t, self)
	name := t.RT.NameRef(nmAnnotations)
	if typ.Has(FlagImmutable) {
		t.TypeErrorf("cannot set '__annotations__' attribute of immutable type '%s'", typ.Shown)
		return false
	}
	t.TypeModified(typ)
	if v.IsNil() {
		found, ok := t.DictDel(typ.Dict, name)
		if ok && !found {
			t.attributeErrorf(self, name, "__annotations__")
		}
		return ok && found
	}
	return t.DictSet(typ.Dict, name, v)
}

// The numbers of Py_TPFLAGS that programs look at.
const (
	tpHeapType    = 1 << 9
	tpBaseType    = 1 << 10
	tpReady       = 1 << 12
	tpHaveGC      = 1 << 14
	tpDefault     = 1 << 18
	tpImmutable   = 1 << 8
	tpSequence    = 1 << 5
	tpMapping     = 1 << 6
	tpNoInst      = 1 << 7
	tpAbstract    = 1 << 20
	tpMethodDescr = 1 << 17
)

func typeFlagsValue(t *Thread, self Ref) Value {
	typ := typeArg(t, self)
	n := int64(tpDefault | tpReady | tpHaveGC)
	for f, bit := range map[TypeFlags]int64{FlagHeapType: tpHeapType, FlagBaseType: tpBaseType, FlagImmutable: tpImmutable,
		FlagSequence: tpSequence, FlagMapping: tpMapping, FlagAbstract: tpAbstract, FlagMethodDescr: tpMethodDescr,
		FlagIntSubclass: 1 << 24, FlagListSubclass: 1 << 25, FlagTupleSubclass: 1 << 26, FlagBytesSubclass: 1 << 27,
		FlagStrSubclass: 1 << 28, FlagDictSubclass: 1 << 29, FlagExceptionSubclass: 1 << 30, FlagTypeSubclass: 1 << 31} {
		if typ.Has(f) {
			n |= bit
		}
	}
	if typ.Slots.New == nil {
		n |= tpNoInst
	}
	return heap.SmallInt(n)
}

func slotOffset(slot int) Value {
	if slot < 0 {
		return heap.SmallInt(0)
	}
	return heap.SmallInt(int64(heap.HeaderSize + slot*heap.Word))
}

func typeSubclasses(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	l := t.Push(t.NewList(0))
	if l.V() == heap.Null {
		return heap.Null
	}
	for _, s := range typeArg(t, args.At(0)).subclasses {
		if !t.ListAppend(l, s.Obj) {
			return heap.Null
		}
	}
	return l.V()
}

func typeMRO(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	typ := typeArg(t, args.At(0))
	mro, why := c3(typ, typ.Bases)
	if why != "" {
		return t.TypeErrorf("%s", why)
	}
	v := t.typeTuple(mro)
	if v == heap.Null {
		return v
	}
	return t.SeqToList(t.Push(v))
}

func typeDir(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.NewDict())
	if d.V() == heap.Null || !t.mergeTypeDir(d, typeArg(t, args.At(0))) {
		return heap.Null
	}
	return t.DictKeys(d)
}

// mergeTypeDir adds the names of typ and its bases to dict d.
func (t *Thread) mergeTypeDir(d Ref, typ *Type) bool {
	for _, m := range slices.Backward(typ.MRO) {
		if !t.DictUpdate(d, m.Dict) {
			return false
		}
	}
	return true
}

func typeDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxType, Name: "type", FixedRefs: typeNumRefs, RawSize: typeRawSize,
		Flags: FlagBaseType | FlagTypeSubclass | FlagVarSize,
		Doc:   "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
		Slots: Slots{Call: typeCall, GetAttr: typeGetAttr, SetAttr: typeSetAttr, Repr: typeRepr, New: typeNew, Init: typeInit,
			Binary: [NumBinaryOps]func(t *Thread, a, b Ref) Value{OpOr: unionOr}},
		Methods: []MethodDef{
			{Name: "mro", Sig: "($self, /)", Fn: typeMRO, Doc: "Return a type's method resolution order."},
			{Name: "__subclasses__", Sig: "($self, /)", Fn: typeSubclasses, Doc: "Return a list of immediate subclasses."},
			{Name: "__prepare__", Kind: ClassMethod, Fn: func(t *Thread, args Args) Value { return t.NewDict() },
				Doc: "Used to create the namespace for the class statement."},
			{Name: "__instancecheck__", Sig: "($self, instance, /)", Doc: "Check if an object is an instance.",
				Fn: func(t *Thread, args Args) Value { return boolOf(t.recursiveIsInstance(args.At(1), args.At(0))) }},
			{Name: "__subclasscheck__", Sig: "($self, subclass, /)", Doc: "Check if a class is a subclass.",
				Fn: func(t *Thread, args Args) Value { return boolOf(t.recursiveIsSubclass(args.At(1), args.At(0))) }},
			{Name: "__dir__", Sig: "($self, /)", Fn: typeDir, Doc: "Specialized __dir__ implementation for types."},
			{Name: "__sizeof__", Sig: "($self, /)", Fn: objectSizeof, Doc: "Return memory consumption of the type object."},
		},
		GetSets: []GetSetDef{
			{Name: "__name__", Get: func(t *Thread, self Ref) Value { return t.NewStr(typeArg(t, self).Name) }, Set: typeSetName},
			{Name: "__qualname__", Get: func(t *Thread, self Ref) Value { return t.NewStr(typeArg(t, self).QualName) }, Set: typeSetQualname},
			{Name: "__module__", Get: typeGetModule, Set: typeSetDictAttr(nmModule, "__module__")},
			{Name: "__doc__", Get: typeGetDoc, Set: typeSetDictAttr(nmDoc, "__doc__")},
			{Name: "__bases__", Get: func(t *Thread, self Ref) Value {
				if v := self.V().Addr().Ref(typeRefBases); v != heap.Null {
					return v
				}
				return t.typeTuple(typeArg(t, self).Bases) // in the mro() of its metaclass
			}, Set: typeSetBases},
			{Name: "__mro__", Member: true, Get: refGetter(typeRefMRO)},
			{Name: "__base__", Member: true, Get: func(t *Thread, self Ref) Value {
				if b := typeArg(t, self).Base; b != nil {
					return b.Obj.V()
				}
				return heap.None
			}},
			{Name: "__dict__", Get: func(t *Thread, self Ref) Value { return t.NewMappingProxy(typeArg(t, self).Dict) }},
			{Name: "__abstractmethods__", Get: typeGetAbstract, Set: typeSetAbstract},
			{Name: "__annotations__", Get: typeGetAnnotations, Set: typeSetAnnotations},
			{Name: "__text_signature__", Get: func(t *Thread, self Ref) Value { return t.docOf(typeArg(t, self).TextSig) }},
			{Name: "__basicsize__", Member: true, Get: func(t *Thread, self Ref) Value {
				l := typeArg(t, self).Layout
				return heap.SmallInt(int64(heap.HeaderSize + l.FixedRefs*heap.Word + l.RawSize))
			}},
			{Name: "__itemsize__", Member: true, Get: func(t *Thread, self Ref) Value {
				if typeArg(t, self).Layout.VarItems {
					return heap.SmallInt(heap.Word)
				}
				return heap.SmallInt(0)
			}},
			{Name: "__dictoffset__", Member: true, Get: func(t *Thread, self Ref) Value { return slotOffset(typeArg(t, self).Layout.DictSlot) }},
			{Name: "__weakrefoffset__", Member: true, Get: func(t *Thread, self Ref) Value { return slotOffset(typeArg(t, self).Layout.WeakSlot) }},
			{Name: "__flags__", Member: true, Get: typeFlagsValue},
		},
	}
}

// typeSetBases assigns __bases__: the layout must stay what it is.
func typeSetBases(t *Thread, self, v Ref) bool {
	typ := typeArg(t, self)
	if !t.setOnHeapType(typ, "__bases__", v) {
		return false
	}
	if !t.RT.TypeOf(v.V()).Has(FlagTupleSubclass) {
		t.TypeErrorf("can only assign tuple to %s.__bases__, not %s", typ.Shown, t.TypeName(v.V()))
		return false
	}
	n := t.TupleLen(v.V())
	if n == 0 {
		t.TypeErrorf("can only assign non-empty tuple to %s.__bases__, not ()", typ.Shown)
		return false
	}
	var bases []*Type
	for i := range n {
		b := t.RT.TypeFromObj(t.TupleAt(v.V(), i))
		if b == nil {
			t.TypeErrorf("%s.__bases__ must be tuple of classes, not '%s'", typ.Shown, t.TypeName(t.TupleAt(v.V(), i)))
			return false
		}
		if b.IsSubtype(typ) || b.MRO != nil && inChain(b, typ) {
			t.TypeErrorf("a __bases__ item causes an inheritance cycle")
			return false
		}
		bases = append(bases, b)
	}
	base := t.BestBase(bases)
	if base == nil {
		return false
	}
	if typ.Base == nil || !sameLayout(typ.Base, base) {
		t.TypeErrorf("__bases__ assignment: '%s' object layout differs from '%s'", base.Shown, typ.Base.Shown)
		return false
	}
	// mro() methods run, and may assign to __bases__ themselves: what they did last holds.
	oldBases, oldBase := typ.Bases, typ.Base
	typ.Bases, typ.Base = bases, base
	var changes []mroChange
	if !t.rebuildMRO(typ, &changes) {
		exc := t.Push(t.TakeExc())
		for _, c := range changes {
			if sameTypes(c.typ.MRO, c.to) {
				c.typ.MRO = c.from
				t.storeBases(c.typ)
			}
		}
		if sameTypes(typ.Bases, bases) {
			typ.Bases, typ.Base = oldBases, oldBase
			t.storeBases(typ)
		}
		t.RestoreExc(exc.V())
		return false
	}
	if !sameTypes(typ.Bases, bases) {
		return true
	}
	for _, b := range oldBases {
		b.subclasses = slices.DeleteFunc(b.subclasses, func(s *Type) bool { return s == typ })
	}
	for _, b := range bases {
		b.subclasses = append(b.subclasses, typ)
	}
	t.rebuildSlots(typ)
	return true
}

// inChain says that base is among typ's bases, as the layout goes.
func inChain(typ, base *Type) bool {
	for ; typ != nil; typ = typ.Base {
		if typ == base {
			return true
		}
	}
	return false
}

// mroChange is what rebuildMRO did to one type.
type mroChange struct {
	typ      *Type
	from, to []*Type
}

func (t *Thread) rebuildMRO(typ *Type, changes *[]mroChange) bool {
	t.TypeModified(typ)
	from := typ.MRO
	if !t.computeMRO(typ) || !t.storeBases(typ) {
		return false
	}
	*changes = append(*changes, mroChange{typ, from, typ.MRO})
	for _, s := range slices.Clone(typ.subclasses) {
		if !t.rebuildMRO(s, changes) {
			return false
		}
	}
	return true
}

func (t *Thread) rebuildSlots(typ *Type) {
	t.fixSlots(typ)
	for _, s := range typ.subclasses {
		t.rebuildSlots(s)
	}
}

// sameLayout says that instances of a and b are made of the same parts (no
// safepoint).
func sameLayout(a, b *Type) bool {
	if a.Layout != b.Layout {
		return false
	}
	for a.solid != b.solid {
		// The same __slots__ on the same base are as good as the same type.
		if len(a.solid.slotNames) == 0 || !slices.Equal(a.solid.slotNames, b.solid.slotNames) {
			return false
		}
		a, b = a.solid.Base, b.solid.Base
		if a.Layout != b.Layout {
			return false
		}
	}
	return true
}
