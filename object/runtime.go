package object

import (
	"io"
	"os"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

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

	UnionType *Type

	// Exc holds the exception classes.
	Exc Exceptions

	Modules  Ref // sys.modules, a dict
	Builtins Ref // the dict of module builtins

	text    textState // interned strs and the like (str_intern.go)
	goOwned goOwned

	// RecursionLimit is how deep calls may nest (sys.setrecursionlimit).
	RecursionLimit int

	// Import imports a module by its full name (package python). nil: nothing can be
	// imported.
	Import func(t *Thread, name string) Value
	// OnWarning issues a warning (package python: the warnings module); false:
	// it became an exception. nil: warnings are dropped.
	OnWarning func(t *Thread, cls *Type, msg string) bool
	// ForeignCodec encodes a str or decodes a bytes-like object by a codec that is not
	// written in Go (package python: codecs.register). nil: there is no such.
	ForeignCodec func(t *Thread, decode bool, o Ref, encoding, errors string) Value
	// OnUnraisable reports an exception that has nowhere to go
	// (sys.unraisablehook). nil: Stderr gets it.
	OnUnraisable func(t *Thread, exc, obj Ref)
	// SourceLine returns line n (from 1) of a source file, for tracebacks. nil:
	// the file is read.
	SourceLine func(file string, n int) (line string, ok bool)
	// Anchors finds in the text of an expression what to underline with carets:
	// of a binary operation the operator, of a subscript the brackets. left and
	// right are offsets in code points; ok false: underline all. nil: always
	// all.
	Anchors func(expr string) (left, right int, ok bool)
	// Stderr gets what has no better place to go; nil: os.Stderr.
	Stderr io.Writer

	// PollSoon makes t ask GiveWay and the like at its next safe place. It is called
	// from other threads, without the lock. nil: nobody polls.
	PollSoon func(t *Thread)

	lock       runtimeLock
	threads    []*Thread
	lastThread uint64

	core       coreState
	contexts   contextTypes
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

	id     uint64
	lock   threadLock
	locals Ref // see Locals

	exc      Ref // the pending exception (always an instance), or Null
	handling Ref // the exception being handled, what sys.exception() returns, or None
	context  Ref // the dict of context variables, or Null
	depth    int // calls on the way, for RecursionError
	limit    int // the most of them
	// inRecursionError: a RecursionError is being made.
	inRecursionError bool
	inPending        bool // finalizers are running

	reprs   []Ref   // the containers whose repr is being built (ReprEnter)
	sorter  *sorter // kept between sorts; nil: none, or in use
	hashing int     // tuples inside tuples whose hash is being computed

	// Native is what package hpyabi keeps with the thread; nil: it has run no
	// extension yet.
	Native  unsafe.Pointer
	num     numScratch // bignum arithmetic (int_arith.go)
	textBuf []byte     // kept between uses (str_ops.go)

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
	// Watch notes that the innermost frame has marked an object as watched.
	Watch()
}

// ImportModule imports a module by its full name, for what the object model asks of the
// library (copyreg).
func (t *Thread) ImportModule(name string) Value {
	if t.RT.Import == nil {
		return t.Errorf(t.RT.Exc.ImportError, "cannot import %s: this runtime imports nothing", name)
	}
	return t.RT.Import(t, name)
}

func (rt *Runtime) stderr() io.Writer {
	if rt.Stderr != nil {
		return rt.Stderr
	}
	return os.Stderr
}
