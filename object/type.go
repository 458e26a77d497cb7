package object

import "github.com/hpyrun/hpyrun/heap"

// Type is the Go side of a Python type: layout, slots, bases. The Python side
// is a heap object (Obj) whose raw part starts with the type's index.
type Type struct {
	Index  heap.TypeIndex
	Name   string // as error messages show it: no module
	Module string // "" for builtins
	Obj    Ref    // the type object, a root
	Dict   Ref    // the type's own attributes (a dict), a root
	Meta   *Type  // type of the type object
	Base   *Type  // the base that gives the layout; nil for object only
	Bases  []*Type
	MRO    []*Type // the type itself first
	Flags  TypeFlags
	Layout Layout
	Slots  Slots
	// Version changes whenever an attribute of the type or of a base changes:
	// what inline caches compare. 0: do not cache.
	Version uint32
	// Ext is what the HPy context keeps for a type from a spec (and its
	// subclasses); nil else.
	Ext any
	Doc string

	subclasses []*Type
}

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
