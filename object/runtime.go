package object

import "github.com/hpyrun/hpyrun/heap"

// Runtime is one Python interpreter: a heap, its types, modules and builtins.
// Several live in one process; nothing in this package is global.
type Runtime struct {
	Heap  *heap.Heap
	types []*Type // by type index; 0 is unused

	ObjectType, TypeType, NoneType, NotImplementedType, EllipsisType *Type
	IntType, BoolType, FloatType, ComplexType                        *Type
	StrType, BytesType, ByteArrayType, MemoryViewType                *Type
	TupleType, ListType, DictType, SetType, FrozenSetType            *Type
	RangeType, SliceType                                             *Type
	ModuleType, BuiltinFunctionType, MethodType                      *Type
	PropertyType, ClassMethodType, StaticMethodType, SuperType       *Type
	TracebackType, CapsuleType, WeakRefType, MappingProxyType        *Type

	// Exc holds the exception classes.
	Exc Exceptions

	Modules  Ref // sys.modules, a dict
	Builtins Ref // the dict of module builtins

	text textState // interned strs and the like (str_intern.go)
}

// Thread is one thread of one runtime: the mutator with its root stack, the
// pending exception, the depth of the recursion. A Go function that works on
// objects has one as its first parameter.
type Thread struct {
	*heap.Mutator
	RT *Runtime

	exc      Ref // the pending exception (always an instance), or Null
	handling Ref // the exception being handled, what sys.exception() returns, or None
	depth    int // calls on the way, for RecursionError
}

// Exceptions are the exception classes by name; filled by exceptions.go.
type Exceptions struct{}
