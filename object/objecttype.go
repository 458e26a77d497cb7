package object

import (
	"fmt"
	"sort"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// The base of all types, and the types with one instance.

func boolOf(truth int) Value {
	switch truth {
	case 0:
		return heap.False
	case 1:
		return heap.True
	}
	return heap.Null
}

// identityHash is the hash of an object by identity (no safepoint).
func (t *Thread) identityHash(v Value) int64 {
	if v.IsPtr() {
		return int64(t.H.Identity(v) * 0x9E3779B97F4A7C15 >> 8)
	}
	return HashImmediate(v)
}

// ID returns id(v): unique among the objects alive, never 0 (no safepoint).
// Objects move, so it is no address: heap objects are numbered when they are
// first asked, in steps of 16. An immediate is its own number; its tag makes it
// larger than all of those.
func (t *Thread) ID(v Value) uint64 {
	if v.IsPtr() {
		return t.H.Identity(v) << 4
	}
	return uint64(v)
}

// AddressOf shows v's identity as CPython shows an address.
func (t *Thread) AddressOf(v Value) string { return fmt.Sprintf("%#x", t.ID(v)) }

func objectRepr(t *Thread, a Ref) Value {
	typ := t.RT.TypeOf(a.V())
	name := typ.Name
	if m := t.typeModule(typ); m != heap.Null && t.RT.IsStr(m) && GoStr(m) != "builtins" {
		name = GoStr(m) + "." + typ.QualName
	}
	return t.NewStr("<" + name + " object at " + t.AddressOf(a.V()) + ">")
}

// objectStr is object.__str__: repr.
func objectStr(t *Thread, a Ref) Value {
	if f := t.RT.TypeOf(a.V()).Slots.Repr; f != nil {
		return f(t, a)
	}
	return objectRepr(t, a)
}

func objectHash(t *Thread, a Ref) (int64, bool) { return t.identityHash(a.V()), true }

func objectCompare(t *Thread, a, b Ref, op CompareOp) Value {
	switch op {
	case EQ:
		if a.V() == b.V() {
			return heap.True
		}
	case NE:
		// The opposite of ==, whoever defines that.
		f := t.RT.TypeOf(a.V()).Slots.Compare
		if f == nil {
			break
		}
		v := f(t, a, b, EQ)
		if v == heap.Null || v == heap.NotImplemented {
			return v
		}
		defer t.Pop(t.Top())
		switch t.IsTrue(t.Push(v)) {
		case 0:
			return heap.True
		case 1:
			return heap.False
		}
		return heap.Null
	}
	return heap.NotImplemented
}

func objectNew(t *Thread, args Args) Value {
	typ := t.RT.TypeFromObj(args.At(0).V())
	if args.n > 1 || args.NumKw() > 0 {
		if !sameFunc(typ.Slots.New, objectNew) {
			return t.TypeErrorf("object.__new__() takes exactly one argument (the type to instantiate)")
		}
		if sameFunc(typ.Slots.Init, objectInit) {
			return t.TypeErrorf("%s() takes no arguments", typ.Shown)
		}
	}
	if typ.Has(FlagAbstract) {
		return t.abstractError(typ)
	}
	return t.NewInstance(typ)
}

func (t *Thread) abstractError(typ *Type) Value {
	defer t.Pop(t.Top())
	m := t.GetAttr(typ.Obj, t.RT.NameRef(nmAbstractMethods))
	if m == heap.Null {
		return m
	}
	l := t.SeqToList(t.Push(m))
	if l == heap.Null {
		return l
	}
	var names []string
	for i := range t.ListLen(l) {
		if v := t.ListAt(l, i); t.RT.IsStr(v) {
			names = append(names, GoStr(v))
		}
	}
	sort.Strings(names)
	return t.TypeErrorf("Can't instantiate abstract class %s with abstract method%s %s", typ.Name, plural(len(names)), strings.Join(names, ", "))
}

func objectInit(t *Thread, args Args) bool {
	if args.n > 1 || args.NumKw() > 0 {
		typ := t.RT.TypeOf(args.At(0).V())
		if !sameFunc(typ.Slots.Init, objectInit) {
			t.TypeErrorf("object.__init__() takes exactly one argument (the instance to initialize)")
			return false
		}
		if sameFunc(typ.Slots.New, objectNew) {
			t.TypeErrorf("%s.__init__() takes exactly one argument (the instance to initialize)", typ.Shown)
			return false
		}
	}
	return true
}

func objectGetClass(t *Thread, a Ref) Value { return t.RT.TypeOf(a.V()).Obj.V() }

func objectSetClass(t *Thread, a, v Ref) bool {
	if v.IsNil() {
		t.TypeErrorf("can't delete __class__ attribute")
		return false
	}
	to, from := t.RT.TypeFromObj(v.V()), t.RT.TypeOf(a.V())
	if to == nil {
		t.TypeErrorf("__class__ must be set to a class, not '%s' object", t.TypeName(v.V()))
		return false
	}
	modules := to.IsSubtype(t.RT.ModuleType) && from.IsSubtype(t.RT.ModuleType)
	if !modules && (to.Has(FlagImmutable) || from.Has(FlagImmutable)) {
		t.TypeErrorf("__class__ assignment only supported for mutable types or ModuleType subclasses")
		return false
	}
	if !sameLayout(from, to) {
		t.TypeErrorf("__class__ assignment: '%s' object layout differs from '%s'", to.Shown, from.Shown)
		return false
	}
	if from.attrs > 0 && t.RT.shapeOf(a.V().Addr().Ref(from.Layout.DictSlot)) != nil && t.InstanceDict(a) == heap.Null {
		return false
	}
	a.V().Addr().SetType(to.Index)
	if to.Has(FlagHasFinalizer) && !from.Has(FlagHasFinalizer) {
		t.registerFinalizer(a.V())
	}
	return true
}

// objectFormat is object.__format__: str(self) for an empty specification.
func objectFormat(t *Thread, args Args) Value {
	spec := args.At(1).V()
	if !t.RT.IsStr(spec) {
		return t.TypeErrorf("__format__() argument must be str, not %s", t.TypeName(spec))
	}
	if StrLen(spec) > 0 {
		return t.TypeErrorf("unsupported format string passed to %s.__format__", t.TypeName(args.At(0).V()))
	}
	return t.Str(args.At(0))
}

func objectSizeof(t *Thread, args Args) Value {
	if v := args.At(0).V(); v.IsPtr() {
		return t.NewInt(int64(v.Addr().Size()))
	}
	return heap.SmallInt(0) // an immediate takes no memory
}

// objectDir is object.__dir__: the names in the instance's dict and on its
// class.
func objectDir(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	self := args.At(0)
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	own, ok := t.GetAttrOpt(self, t.RT.NameRef(nmDict))
	if !ok {
		return heap.Null
	}
	if own != heap.Null && t.RT.TypeOf(own).Has(FlagDictSubclass) && !t.DictUpdate(d, t.Push(own)) {
		return heap.Null
	}
	cls, ok := t.GetAttrOpt(self, t.RT.NameRef(nmClass))
	if !ok {
		return heap.Null
	}
	if typ := t.RT.TypeFromObj(cls); typ != nil && !t.mergeTypeDir(d, typ) {
		return heap.Null
	}
	return t.DictKeys(d)
}

// Dir returns dir(o), a sorted list.
func (t *Thread) Dir(o Ref) Value {
	defer t.Pop(t.Top())
	v, found := t.callSpecial(o, nmDir)
	if !found {
		return t.TypeErrorf("object does not provide __dir__")
	}
	if v == heap.Null {
		return v
	}
	l := t.Push(t.SeqToList(t.Push(v)))
	if l.V() == heap.Null || !t.ListSort(l, Ref{}, false) {
		return heap.Null
	}
	return l.V()
}

func objectDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxObject, Name: "object", Flags: FlagBaseType, TextSig: "()",
		Doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
		Slots: Slots{Repr: objectRepr, Str: objectStr, Hash: objectHash, Compare: objectCompare,
			GetAttr: objectGetAttr, SetAttr: objectSetAttr, New: objectNew, Init: objectInit},
		Methods: []MethodDef{
			{Name: "__reduce_ex__", Sig: "($self, protocol, /)", Fn: objectReduceEx, Doc: "Helper for pickle."},
			{Name: "__reduce__", Sig: "($self, /)", Fn: objectReduce, Doc: "Helper for pickle."},
			{Name: "__getstate__", Sig: "($self, /)", Fn: objectGetState, Doc: "Helper for pickle."},
			{Name: "__subclasshook__", Kind: ClassMethod, Doc: "Abstract classes can override this to customize issubclass().",
				Fn: func(t *Thread, args Args) Value { return heap.NotImplemented }},
			{Name: "__init_subclass__", Kind: ClassMethod, Sig: "($type, /)", Doc: "This method is called when a class is subclassed.",
				Fn: func(t *Thread, args Args) Value { return heap.None }},
			{Name: "__format__", Sig: "($self, format_spec, /)", Fn: objectFormat, Doc: "Default object formatter."},
			{Name: "__sizeof__", Sig: "($self, /)", Fn: objectSizeof, Doc: "Size of object in memory, in bytes."},
			{Name: "__dir__", Sig: "($self, /)", Fn: objectDir, Doc: "Default dir() implementation."},
		},
		GetSets: []GetSetDef{{Name: "__class__", Get: objectGetClass, Set: objectSetClass, Doc: "the object's class"}},
	}
}

func constRepr(s string) func(t *Thread, a Ref) Value {
	return func(t *Thread, a Ref) Value { return t.RT.Intern(s).V() }
}

// constNew makes the New of a type with one instance.
func constNew(name string, v Value) func(t *Thread, args Args) Value {
	return func(t *Thread, args Args) Value {
		if args.n > 1 || args.NumKw() > 0 {
			return t.TypeErrorf("%s takes no arguments", name)
		}
		return v
	}
}

func constReduce(name string) MethodDef {
	return MethodDef{Name: "__reduce__", Sig: "($self, /)", Fn: func(t *Thread, args Args) Value { return t.RT.Intern(name).V() }}
}

func noneDef(rt *Runtime) TypeDef {
	return TypeDef{Index: IdxNoneType, Name: "NoneType", Slots: Slots{
		Repr: constRepr("None"), New: constNew("NoneType", heap.None),
		Bool: func(t *Thread, a Ref) int { return 0 },
	}}
}

func notImplementedDef(rt *Runtime) TypeDef {
	return TypeDef{Index: IdxNotImplemented, Name: "NotImplementedType", Slots: Slots{
		Repr: constRepr("NotImplemented"), New: constNew("NotImplementedType", heap.NotImplemented),
		Bool: func(t *Thread, a Ref) int {
			if !t.Warn(t.RT.Exc.DeprecationWarning, "NotImplemented should not be used in a boolean context") {
				return -1
			}
			return 1
		}}, Methods: []MethodDef{constReduce("NotImplemented")}}
}

func ellipsisDef(rt *Runtime) TypeDef {
	return TypeDef{Index: IdxEllipsis, Name: "ellipsis", Slots: Slots{
		Repr: constRepr("Ellipsis"), New: constNew("EllipsisType", heap.Ellipsis),
	}, Methods: []MethodDef{constReduce("Ellipsis")}}
}
