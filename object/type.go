package object

import "github.com/hpyrun/hpyrun/heap"

// Type is the Go side of a Python type: layout, slots, bases. The Python side
// is a heap object (Obj) whose raw part starts with the type's index.
type Type struct {
	Index heap.TypeIndex
	// Name is __name__; Shown is what messages call the type: Name, with the
	// module before it for types written in Go or C outside of builtins.
	Name, Shown string
	QualName    string
	Module      string // "" for builtins
	Obj         Ref    // the type object, a root
	Dict        Ref    // the type's own attributes (a dict), a root
	Meta        *Type  // type of the type object
	Base        *Type  // the base that gives the layout; nil for object only
	Bases       []*Type
	MRO         []*Type // the type itself first
	Flags       TypeFlags
	Layout      Layout
	Slots       Slots
	// Version changes whenever an attribute of the type or of a base changes:
	// what inline caches compare. 0: do not cache.
	Version uint32
	// Alloc makes an instance where the layout alone does not say how (a type
	// with a C struct), with AllocInstance; inherited.
	Alloc func(t *Thread, typ *Type, items, raw int) Value
	// Ext is what the HPy context keeps for a type from a spec (and its
	// subclasses); nil else.
	Ext any
	Doc string
	// TextSig is __text_signature__; "": None.
	TextSig string

	// native are the slots that the type's TypeDef filled, nil for classes
	// made by Python code. Slot wrappers call through them, so they do not
	// change when an attribute of the type is set.
	native *Slots
	// solid is the nearest base (or the type itself) that adds to the layout
	// more than __dict__ and weak references: two bases fit together when one
	// solid base derives from the other.
	solid      *Type
	subclasses []*Type
	slotNames  []string // the __slots__ that the class itself adds, sorted
	ready      bool     // complete: may be cached

	attrs  int    // spare references that an instance gets for its attributes (shape.go)
	shape  *shape // without attributes; nil: no instance has had any
	shapes int    // how many shapes the type's instances have
}

// Subclasses returns the classes that name t as a base, oldest first; for reading.
func (t *Type) Subclasses() []*Type { return t.subclasses }

// TypeFlags says what may be done with a type.
type TypeFlags uint32

const (
	// FlagBaseType: may be subclassed.
	FlagBaseType TypeFlags = 1 << iota
	// FlagHeapType: made at run time (a class statement, type(), an HPy spec).
	FlagHeapType
	// FlagImmutable: attributes cannot be set.
	FlagImmutable
	// FlagIntSubclass … : fast answers to "is it an instance of the builtin".
	FlagIntSubclass
	FlagFloatSubclass
	FlagStrSubclass
	FlagBytesSubclass
	FlagTupleSubclass
	FlagListSubclass
	FlagDictSubclass
	FlagTypeSubclass
	FlagExceptionSubclass
	// FlagHasFinalizer: instances get registered for __del__ or tp_finalize.
	FlagHasFinalizer
	// FlagAbstract: has abstract methods.
	FlagAbstract
	// FlagNoInstantiate: object.__new__ refuses.
	FlagNoInstantiate
	// FlagVarSize: instances of one type differ in size (int, bytes, tuple):
	// no __slots__ in subclasses. Inherited.
	FlagVarSize
	// FlagMethodDescr: an instance that is found on a type and called with the
	// object as its first argument does what the bound method would (functions
	// and the method descriptors of builtin types).
	FlagMethodDescr
	// FlagSequence and FlagMapping say what the type matches in a match
	// statement. Inherited.
	FlagSequence
	FlagMapping
)

// Layout says where an instance keeps what. References come first: those of
// the builtin base, then __dict__, weak references, __slots__, then what the
// HPy context needs (the field array, the struct pointer as an int). A type
// with a variable number of items (tuple, arrays) keeps its fixed references
// before the items.
type Layout struct {
	FixedRefs  int  // reference slots before the items, for this type
	RawSize    int  // fixed raw bytes
	VarItems   bool // tuple and its like: items follow the fixed references
	DictSlot   int  // slot of __dict__, or -1
	WeakSlot   int  // slot of the list of weak references, or -1
	FieldsSlot int  // slot of the HPyField array, or -1
	StructSlot int  // slot of the C struct's address, or -1
}

// TypeOf returns v's type (no safepoint).
func (rt *Runtime) TypeOf(v Value) *Type {
	if v.IsPtr() {
		return rt.types[v.Addr().Type()]
	}
	return rt.immType(v)
}

func (rt *Runtime) immType(v Value) *Type {
	switch {
	case v.IsInt():
		return rt.IntType
	case v.IsFloat():
		return rt.FloatType
	case v.IsBool():
		return rt.BoolType
	case v == heap.None:
		return rt.NoneType
	case v == heap.NotImplemented:
		return rt.NotImplementedType
	case v == heap.Ellipsis:
		return rt.EllipsisType
	}
	panic("BUG: type of a sentinel or of null")
}

// IsSubtype says that t is b or derives from it, by MRO (no safepoint).
func (t *Type) IsSubtype(b *Type) bool {
	for _, m := range t.MRO {
		if m == b {
			return true
		}
	}
	return false
}

// Has says that all of the flags are set.
func (t *Type) Has(f TypeFlags) bool { return t.Flags&f == f }

// inheritedFlags are passed on to subclasses.
const inheritedFlags = FlagIntSubclass | FlagFloatSubclass | FlagStrSubclass | FlagBytesSubclass |
	FlagTupleSubclass | FlagListSubclass | FlagDictSubclass | FlagTypeSubclass |
	FlagExceptionSubclass | FlagHasFinalizer | FlagVarSize | FlagSequence | FlagMapping

// ownLayoutFlags in a TypeDef say that the type has a layout of its own even
// where it declares no fixed part (the bytes of a str).
const ownLayoutFlags = FlagVarSize | FlagIntSubclass | FlagFloatSubclass | FlagStrSubclass | FlagBytesSubclass |
	FlagTupleSubclass | FlagListSubclass | FlagDictSubclass

// TypeAt returns the type with index i (no safepoint).
func (rt *Runtime) TypeAt(i heap.TypeIndex) *Type { return rt.types[i] }

// ClassAt returns the Go side of the class at a, which must be one (no
// safepoint).
func (rt *Runtime) ClassAt(a heap.Addr) *Type { return rt.types[a.Word64(typeRawIndex)] }

// TypeFromObj returns the Go side of a type object; nil: v is none (no
// safepoint).
func (rt *Runtime) TypeFromObj(v Value) *Type {
	if v.IsPtr() {
		if i := v.Addr().Type(); i == IdxType || rt.types[i].Flags&FlagTypeSubclass != 0 {
			return rt.types[v.Addr().Word64(typeRawIndex)]
		}
	}
	return nil
}

// TypeName returns the name of v's type as messages show it (no safepoint).
func (t *Thread) TypeName(v Value) string { return t.RT.TypeOf(v).Shown }

// The parts of a type object.
const (
	typeRefDict  = iota // __dict__ of the type
	typeRefBases        // tuple
	typeRefMRO          // tuple
	typeRefWeak
	typeNumRefs

	typeRawIndex = 0 // raw offset of the type's index
	typeRawSize  = 8
)
