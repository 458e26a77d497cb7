package object

import (
	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
)

// TypeDef describes a type that is written in Go.
type TypeDef struct {
	Index  heap.TypeIndex // 0: the next free one
	Name   string
	Module string // "" for builtins
	Doc    string
	Base   *Type // nil: Bases[0], else object
	Bases  []*Type
	Meta   *Type // nil: the most derived metaclass of the bases
	Flags  TypeFlags
	// FixedRefs and RawSize count what this type adds to its base's layout.
	FixedRefs int
	RawSize   int
	VarItems  bool
	// Struct and Fields give instances a slot for the address of a C struct
	// and one for the array behind HPyFields, where the base has none.
	Struct, Fields bool
	// Alloc is Type.Alloc.
	Alloc func(t *Thread, typ *Type, items, raw int) Value
	// Ext is Type.Ext.
	Ext any
	// Dict and Weak give instances a __dict__ and weak references.
	Dict, Weak bool
	Slots      Slots
	Methods    []MethodDef
	GetSets    []GetSetDef
	Attrs      []AttrDef
	// TextSig is Type.TextSig.
	TextSig string
	// Ready, if set, adds to the type what the rest cannot say. It runs when
	// the type is complete and all builtin types exist.
	Ready func(t *Thread, typ *Type) bool
	// Into, if set, is where the *Type is stored as soon as it exists.
	Into **Type
}

// MethodKind says what a Native is bound to.
type MethodKind uint8

const (
	InstanceMethod MethodKind = iota
	ClassMethod
	StaticMethod
)

// MethodDef describes a method or a module's function. Sig is a signature in
// CPython's text form:
//
//	($self, sep=None, /, maxsplit=-1, *, key=None)
//
// It is parsed once, binds arguments before Fn is called (Fn finds self in
// args[0] and every parameter at its fixed place; an omitted optional one
// holds its default: None, True, False, an int, a float, a str, or Null where
// the default is written <unrepresentable>; *args is a tuple), checks arity and
// keywords with CPython's messages, and serves as __text_signature__. A module's
// function that wants no module leaves $module out and finds its first
// parameter in args[0]. Sig "" passes the arguments on raw (self first for
// methods): Fn checks for itself. A Native never writes into its arguments.
type MethodDef struct {
	Name string
	Fn   Native
	Kind MethodKind
	Sig  string
	Doc  string
	// Method, if set, takes the place of Fn; Sig is "" then.
	Method Method
	// Leaf does what Fn does where that needs no safepoint; nil: there is none.
	Leaf Leaf
	// TextSig is what __text_signature__ shows where Sig is "".
	TextSig string
	// Shape is what SignatureOf tells where there is no text signature: "(*args)"
	// and the like.
	Shape string
}

func (d *MethodDef) textSignature() string {
	if d.Sig == "" {
		return d.TextSig
	}
	return d.Sig
}

// GetSetDef describes an attribute that is computed. Set nil: read-only; v the
// nil Ref deletes.
type GetSetDef struct {
	Name string
	Get  func(t *Thread, self Ref) Value
	Set  func(t *Thread, self, v Ref) bool
	Doc  string
	// Member: it presents itself as a member of the instance (CPython's
	// PyMemberDef), not as computed.
	Member bool
}

// AttrDef is a constant attribute of a type.
type AttrDef struct {
	Name string
	Make func(t *Thread) Value
}

// coreState is what the object model's core keeps per runtime.
type coreState struct {
	names   []Ref
	natives []*native
	getsets []*GetSetDef
	version uint32 // the last type version given
	cache   methodCache
	shapes  []*shape   // by number; 0 is unused (shape.go)
	facts   heap.Range // layout.TypeFacts by type index (facts.go)
	main    *Thread
	memErr  Ref
}

// fixedTypes ties the fixed indexes to the runtime's fields.
func (rt *Runtime) fixedTypes() map[heap.TypeIndex]**Type {
	return map[heap.TypeIndex]**Type{
		IdxObject: &rt.ObjectType, IdxType: &rt.TypeType, IdxNoneType: &rt.NoneType,
		IdxNotImplemented: &rt.NotImplementedType, IdxEllipsis: &rt.EllipsisType,
		IdxInt: &rt.IntType, IdxBool: &rt.BoolType, IdxFloat: &rt.FloatType, IdxComplex: &rt.ComplexType,
		IdxStr: &rt.StrType, IdxBytes: &rt.BytesType, IdxByteArray: &rt.ByteArrayType, IdxMemoryView: &rt.MemoryViewType,
		IdxTuple: &rt.TupleType, IdxList: &rt.ListType, IdxDict: &rt.DictType, IdxSet: &rt.SetType,
		IdxFrozenSet: &rt.FrozenSetType, IdxRange: &rt.RangeType, IdxSlice: &rt.SliceType,
		IdxModule: &rt.ModuleType, IdxBuiltinFunction: &rt.BuiltinFunctionType, IdxMethod: &rt.MethodType,
		IdxFunction: &rt.FunctionType, IdxCode: &rt.CodeType, IdxCell: &rt.CellType, IdxGenerator: &rt.GeneratorType,
		IdxFrame: &rt.FrameType, IdxBaseException: &rt.Exc.BaseException,
		IdxProperty: &rt.PropertyType, IdxClassMethod: &rt.ClassMethodType, IdxStaticMethod: &rt.StaticMethodType,
		IdxSuper: &rt.SuperType, IdxTraceback: &rt.TracebackType, IdxCapsule: &rt.CapsuleType,
		IdxWeakRef: &rt.WeakRefType, IdxMappingProxy: &rt.MappingProxyType, IdxSimpleNamespace: &rt.SimpleNamespaceType,
	}
}

// coreDefs lists the core's own types, bases first; exceptionDefs,
// textnumDefs and containerDefs are the other lists.
var coreDefs = []func(rt *Runtime) TypeDef{
	objectDef, typeDef, noneDef, notImplementedDef, ellipsisDef,
	moduleDef, builtinFunctionDef, methodDef,
	methodDescrDef, classMethodDescrDef, getSetDescrDef, memberDescrDef, wrapperDescrTypeDef, methodWrapperDef,
	propertyDef, classMethodDef, staticMethodDef, superDef,
	tracebackDef, weakRefDef, capsuleDef, contextDef, contextVarDef, tokenDef, missingDef,
	proxyDef(IdxWeakProxy, "ProxyType"), proxyDef(IdxCallableProxy, "CallableProxyType"),
	simpleNamespaceDef, unionDef,
}

// NewRuntime makes an interpreter: its heap, the builtin types, the exception
// classes. Modules are added by package python.
//
// The types are made in two rounds. First all Go sides, with layout and slots:
// from then on every type index means something. Then the type objects with
// their dicts and what is in them, for which strs, dicts and tuples are needed.
func NewRuntime(cfg Config) (*Runtime, error) {
	h, err := heap.New(cfg.Heap)
	if err != nil {
		return nil, err
	}
	gc.Attach(h)
	rt := &Runtime{Heap: h, types: make([]*Type, FirstFreeIndex, 512), RecursionLimit: cfg.RecursionLimit}
	if rt.RecursionLimit == 0 {
		rt.RecursionLimit = 1000
	}
	t := rt.newThread()
	rt.core.main = t
	rt.initFacts()
	rt.initNames()
	rt.Modules, rt.Builtins, rt.core.memErr = h.NewRoot(), h.NewRoot(), h.NewRoot()
	for i := range rt.types {
		rt.types[i] = &Type{Index: heap.TypeIndex(i), Name: "?", Shown: "?"}
	}
	for i, p := range rt.fixedTypes() {
		*p = rt.types[i]
	}
	var defs []TypeDef
	var types []*Type
	for _, list := range [][]func(rt *Runtime) TypeDef{coreDefs, textnumDefs, containerDefs} {
		for _, f := range list {
			def := f(rt)
			defs, types = append(defs, def), append(types, rt.layoutType(def))
		}
	}
	for _, e := range exceptionTable {
		def := e.def(rt)
		defs, types = append(defs, def), append(types, rt.layoutType(def))
	}
	for i, typ := range types {
		if !t.makeTypeObject(typ, &defs[i]) {
			panic("BUG: bootstrap: type " + typ.Name)
		}
	}
	for i, typ := range types {
		if !t.fillType(typ, &defs[i]) {
			panic("BUG: bootstrap: " + typ.Name + ": " + t.pendingText())
		}
	}
	for i, typ := range types {
		if f := defs[i].Ready; f != nil && !f(t, typ) {
			panic("BUG: bootstrap: " + typ.Name + ": " + t.pendingText())
		}
	}
	for _, typ := range []*Type{rt.TupleType, rt.ListType, rt.RangeType, rt.MemoryViewType} {
		typ.Flags |= FlagSequence
	}
	for _, typ := range []*Type{rt.DictType, rt.MappingProxyType} {
		typ.Flags |= FlagMapping
	}
	if !t.initMemoryError() {
		panic("BUG: bootstrap: MemoryError")
	}
	for _, p := range []Ref{rt.Modules, rt.Builtins} {
		p.Set(t.NewDict())
	}
	return rt, nil
}

// NewThread makes a thread of the runtime. The first one holds the runtime's lock; a further
// one is made by a thread that holds it, and begins with Acquire.
func (rt *Runtime) NewThread() *Thread {
	if t := rt.core.main; t != nil {
		rt.core.main = nil // the one that NewRuntime used
		return t
	}
	return rt.newThread()
}

func (rt *Runtime) newThread() *Thread {
	t := &Thread{Mutator: rt.Heap.NewMutator(), RT: rt, exc: rt.Heap.NewRoot(), handling: rt.Heap.NewRoot(),
		context: rt.Heap.NewRoot(), limit: min(rt.RecursionLimit, maxDepth)}
	t.handling.Set(heap.None)
	rt.addThread(t)
	return t
}

// NewBuiltinType makes a type from its description. nil: an exception is pending.
func (t *Thread) NewBuiltinType(def TypeDef) *Type {
	if !t.roomForType() {
		return nil
	}
	for _, b := range def.Bases {
		if !b.Has(FlagBaseType) {
			t.TypeErrorf("type '%s' is not an acceptable base type", b.Shown)
			return nil
		}
	}
	if len(def.Bases) > 0 && def.Base == nil {
		if def.Base = t.BestBase(def.Bases); def.Base == nil {
			return nil
		}
	}
	if len(def.Bases) > 0 {
		meta := def.Meta
		if meta == nil {
			meta = t.RT.TypeType
		}
		if def.Meta = t.winnerMeta(meta, def.Bases); def.Meta == nil {
			return nil
		}
	}
	if len(def.Bases) > 1 {
		if _, why := c3(nil, def.Bases); why != "" {
			t.TypeErrorf("%s", why)
			return nil
		}
	}
	typ := t.RT.layoutType(def)
	if !t.makeTypeObject(typ, &def) || !t.fillType(typ, &def) {
		return nil
	}
	if def.Ready != nil && !def.Ready(t, typ) {
		return nil
	}
	return typ
}

// layoutType makes the Go side of a type: bases, layout, slots.
func (rt *Runtime) layoutType(def TypeDef) *Type {
	var typ *Type
	if def.Index != 0 {
		typ = rt.types[def.Index]
	} else {
		typ = rt.newType()
	}
	typ.Name, typ.QualName, typ.Module, typ.Doc, typ.TextSig = def.Name, def.Name, def.Module, def.Doc, def.TextSig
	typ.Shown = def.Name
	if def.Module != "" && def.Module != "builtins" {
		typ.Shown = def.Module + "." + def.Name
	}
	typ.Bases, typ.Base = def.Bases, def.Base
	if typ.Base == nil {
		if len(typ.Bases) > 0 {
			typ.Base = typ.Bases[0]
		} else if typ != rt.ObjectType {
			typ.Base = rt.ObjectType
		}
	}
	if len(typ.Bases) == 0 && typ.Base != nil {
		typ.Bases = []*Type{typ.Base}
	}
	typ.MRO, _ = c3(typ, typ.Bases)
	typ.Flags = def.Flags
	if def.Flags&FlagHeapType == 0 {
		typ.Flags |= FlagImmutable
	}
	if def.VarItems {
		typ.Flags |= FlagVarSize
	}
	typ.Meta = def.Meta
	if typ.Meta == nil {
		typ.Meta = rt.TypeType
		for _, b := range typ.Bases {
			if b.Meta != nil && b.Meta.IsSubtype(typ.Meta) {
				typ.Meta = b.Meta
			}
		}
	}
	typ.Layout = Layout{DictSlot: -1, WeakSlot: -1, FieldsSlot: -1, StructSlot: -1}
	typ.Alloc, typ.Ext = def.Alloc, def.Ext
	if b := typ.Base; b != nil {
		typ.Layout = b.Layout
		typ.Flags |= b.Flags & inheritedFlags
		typ.solid = b.solid
		if typ.Alloc == nil {
			typ.Alloc = b.Alloc
		}
		if typ.Ext == nil {
			typ.Ext = b.Ext
		}
	}
	l := &typ.Layout
	l.FixedRefs += def.FixedRefs
	l.RawSize += def.RawSize
	l.VarItems = l.VarItems || def.VarItems
	slot := func(want bool, p *int) {
		if want && *p < 0 {
			*p = l.FixedRefs
			l.FixedRefs++
		}
	}
	slot(def.Dict, &l.DictSlot)
	slot(def.Weak, &l.WeakSlot)
	slot(def.Struct, &l.StructSlot)
	slot(def.Fields, &l.FieldsSlot)
	switch typ {
	case rt.TypeType:
		l.DictSlot, l.WeakSlot = typeRefDict, typeRefWeak
	case rt.ModuleType:
		l.DictSlot = moduleDict
	}
	if typ.solid == nil || def.FixedRefs > 0 || def.RawSize > 0 || def.VarItems || def.Struct || def.Flags&ownLayoutFlags != 0 {
		typ.solid = typ
	}
	native := def.Slots
	typ.native = &native
	typ.Slots = def.Slots
	if typ.Base != nil {
		inheritSlots(typ, def.defines("__hash__") || def.defines("__eq__"))
		if typ.Slots.New == nil && (typ.Base != rt.ObjectType || typ.Has(FlagHeapType)) && !typ.Has(FlagNoInstantiate) {
			typ.Slots.New = typ.Base.Slots.New
		}
	}
	if typ.Slots.Finalize != nil {
		typ.Flags |= FlagHasFinalizer
	}
	if def.Into != nil {
		*def.Into = typ
	}
	return typ
}

// roomForType says that there is an index for one more type. Types are not
// collected, and their number is bounded: heap.MaxTypes.
func (t *Thread) roomForType() bool {
	if len(t.RT.types) < heap.MaxTypes {
		return true
	}
	t.SystemErrorf("too many types: this runtime holds %d at most, and keeps each", heap.MaxTypes-1)
	return false
}

// dropType gives up a type whose object was never made.
func (rt *Runtime) dropType(typ *Type) {
	if typ.Obj.V() == heap.Null && int(typ.Index) == len(rt.types)-1 {
		rt.Heap.FreeRoot(typ.Obj)
		rt.Heap.FreeRoot(typ.Dict)
		rt.types = rt.types[:typ.Index]
	}
}

// newType makes a Type with the next free index (roomForType).
func (rt *Runtime) newType() *Type {
	typ := &Type{Index: heap.TypeIndex(len(rt.types))}
	rt.types = append(rt.types, typ)
	return typ
}

func (def *TypeDef) defines(name string) bool {
	for i := range def.Methods {
		if def.Methods[i].Name == name {
			return true
		}
	}
	return false
}

// makeTypeObject makes the Python side of a type: the object and its dict.
func (t *Thread) makeTypeObject(typ *Type, def *TypeDef) bool {
	typ.Obj, typ.Dict = t.RT.Heap.NewRoot(), t.RT.Heap.NewRoot()
	typ.Dict.Set(t.NewDict())
	if typ.Dict.V() == heap.Null {
		return false
	}
	v := t.NewInstance(typ.Meta)
	if v == heap.Null {
		return false
	}
	typ.Obj.Set(v)
	v.Addr().SetWord64(typeRawIndex, uint64(typ.Index))
	t.Store(v, typeRefDict, typ.Dict.V())
	return true
}

// typeTuple makes a tuple of type objects.
func (t *Thread) typeTuple(types []*Type) Value {
	v := t.NewTuple(len(types))
	if v != heap.Null {
		for i, b := range types {
			t.TupleSet(v, i, b.Obj.V())
		}
	}
	return v
}

// storeBases puts the tuples of typ.Bases and typ.MRO into the type object.
func (t *Thread) storeBases(typ *Type) bool {
	v := t.typeTuple(typ.Bases)
	if v == heap.Null {
		return false
	}
	t.Store(typ.Obj.V(), typeRefBases, v)
	return t.storeMRO(typ)
}

func (t *Thread) storeMRO(typ *Type) bool {
	v := t.typeTuple(typ.MRO)
	if v == heap.Null {
		return false
	}
	t.Store(typ.Obj.V(), typeRefMRO, v)
	return true
}

// fillType puts into a type's dict what its TypeDef says, and makes the type
// ready.
func (t *Thread) fillType(typ *Type, def *TypeDef) bool {
	if !t.storeBases(typ) {
		return false
	}
	defer t.Pop(t.Top())
	x := t.Push(heap.Null)
	put := func(name string, v Value) bool {
		if v == heap.Null {
			return false
		}
		x.Set(v)
		return t.DictSet(typ.Dict, t.RT.Intern(name), x)
	}
	has := func(name string) bool { return t.DictGetStr(typ.Dict.V(), t.RT.Intern(name).V()) != heap.Null }

	if typ.Has(FlagHeapType) && typ.Module != "" {
		if !put("__module__", t.NewStr(typ.Module)) {
			return false
		}
	}
	for i, d := range slotDefs {
		if d.wrap == nil || *typ.native.at(d.off) == nil || has(d.name) {
			continue
		}
		var v Value
		if d.off == offHash && sameFunc(typ.native.Hash, hashNotImplemented) {
			v = heap.None
		} else {
			v = t.newDescr(IdxWrapperDescr, typ, t.RT.NameRef(d.id), i)
		}
		if !put(d.name, v) {
			return false
		}
	}
	if def.Slots.New != nil && !put("__new__", t.newNewWrapper(typ)) {
		return false
	}
	for _, m := range def.Methods {
		n := t.RT.defineNative(m, typ, typ.Module)
		var v Value
		switch m.Kind {
		case InstanceMethod:
			v = t.newDescr(IdxMethodDescr, typ, t.RT.Intern(m.Name), n)
		case ClassMethod:
			v = t.newDescr(IdxClassMethodDescr, typ, t.RT.Intern(m.Name), n)
		case StaticMethod:
			if v = t.newBuiltinOf(n, typ.Obj, Ref{}); v != heap.Null {
				x.Set(v)
				v = t.newStaticMethod(x)
			}
		}
		if !put(m.Name, v) {
			return false
		}
	}
	for _, g := range def.GetSets {
		if !put(g.Name, t.newGetSet(typ, g)) {
			return false
		}
	}
	if def.Dict && !has("__dict__") && (typ.Base == nil || typ.Base.Layout.DictSlot < 0) {
		if !put("__dict__", t.newGetSet(typ, GetSetDef{Name: "__dict__", Get: instanceDictGet, Set: instanceDictSet})) {
			return false
		}
	}
	for _, a := range def.Attrs {
		if !put(a.Name, a.Make(t)) {
			return false
		}
	}
	if !has("__doc__") && !put("__doc__", t.docOf(typ.Doc)) {
		return false
	}
	compares := def.Slots.Compare != nil || def.Slots.Hash != nil || def.defines("__eq__") // else a base has said so
	if compares && !has("__hash__") && sameFunc(typ.Slots.Hash, hashNotImplemented) {
		if !put("__hash__", heap.None) {
			return false
		}
	}
	for _, b := range typ.Bases {
		b.subclasses = append(b.subclasses, typ)
	}
	typ.ready = true
	t.RT.publish(typ)
	return true
}
