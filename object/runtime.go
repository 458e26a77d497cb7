package object

import "github.com/hpyrun/hpyrun/heap"

// Runtime is one Python interpreter: a heap, its types, modules and builtins.
// Several live in one process; nothing that changes is global.
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
	SimpleNamespaceType                                              *Type

	// FunctionType … are made by package python, which fills their slots.
	FunctionType, CodeType, CellType, GeneratorType, FrameType *Type

	// Exc holds the exception classes.
	Exc Exceptions

	Modules  Ref // sys.modules, a dict
	Builtins Ref // the dict of module builtins

	text textState // interned strs and the like (str_intern.go)

	// RecursionLimit is how deep calls may nest (sys.setrecursionlimit).
	RecursionLimit int

	core       coreState
	containers containersState
}

// Config says how a runtime is made.
type Config struct {
	Heap heap.Config
	// RecursionLimit bounds the nesting of calls; 0: CPython's 1000.
	RecursionLimit int
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

	reprs  []Ref   // the containers whose repr is being built (ReprEnter)
	sorter *sorter // kept between sorts; nil: none, or in use

	// Frames gives the Python frames of this thread; nil: there are none.
	Frames FrameSource
}

// FrameSource is what the object model needs to know of the VM's frames:
// nothing but the namespaces and the position of the innermost one. Its
// methods are no safepoints.
type FrameSource interface {
	// Globals returns the innermost frame's globals, or Null.
	Globals() Value
	// ClassCell returns what super() without arguments needs: the content of
	// the innermost function's __class__ cell and its first argument (Null
	// where there is none).
	SuperArgs() (class, self Value, ok bool)
}
