// Package vm runs byte code. It answers "what does this code do to these
// objects", and owns the objects that only running code has: functions, code
// objects, cells, frames, generators and coroutines.
//
// # Frames
//
// A frame's values lie in the thread's root stack (see package code for the
// order), so the collector sees them without any help; what is not a value —
// code, instruction pointer — lies in a Go slice of frames beside it. The
// interpreter loop keeps its instruction pointer, stack pointer and base in Go
// locals as bare pointers: all three point outside Go's heap, and slots of the
// root stack never move.
//
// A call from Python to Python pushes a frame and stays in the loop. A call that
// comes through Go (a slot, a native, C) enters the loop again: run returns when
// the frame that it was entered with has returned.
//
// # Invariants
//
//   - Before anything that may collect, the root stack's top is the loop's stack
//     pointer (sync): every slot below is a value, every slot above is rubbish.
//   - A raw value that the loop holds in a Go local is dead after such a call;
//     operands stay in their stack slots until the operation is done.
//   - The slot below a frame's locals holds its function; a generator's frame has
//     two more below that (see gen.go).
//   - Local 0 of code with the flag NameSpace is the namespace.
package vm

import (
	"sync/atomic"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

// The words of package object, for every line here uses them.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// VM is what one runtime's threads share: its code objects.
type VM struct {
	RT *object.Runtime
	// codes are all code objects' by the index in the object; 0 is unused. They
	// live as long as the VM: samples of a profiler refer to them.
	codes []*Code
	free  []uint64

	// Import serves the import statement: as __import__(name, globals, locals,
	// fromlist, level) would. locals is not given.
	Import func(t *Thread, name, globals, fromlist Ref, level int) Value
	// ImportFunc is the function __import__ whose work Import does; another one in its
	// place in builtins is called.
	ImportFunc Ref
	// DisplayHook serves expression statements at a prompt.
	DisplayHook func(t *Thread, v Ref) bool
	// NeverAwaited warns of a coroutine that died without having been begun. False:
	// exception pending. nil: nobody warns.
	NeverAwaited func(t *Thread, coroutine Ref) bool
	// Pending is asked on backward jumps and calls while Breaker is set: it
	// runs finalizers, signal handlers and the like. False: exception pending.
	Pending func(t *Thread) bool

	names vmNames
	types vmTypes
}

// vmNames are the interned names that the loop asks for.
type vmNames struct {
	enter, exit, aenter, aexit, aiter, anext, await    Ref
	name, module, qualname, doc, dict, annotations     Ref
	buildClass, builtins, send, throw, close, matchArg Ref
	prepare, mroEntries, origBases, metaclass, all     Ref
	path, initializing, spec, missing, get, file       Ref
}

// Exec is a thread's state of execution.
type Exec struct {
	t       *Thread
	vm      *VM
	f       *frame // the innermost running frame; nil: none
	spare   *frame // the first frame ever, kept when none runs
	depth   int
	credits credits
	outcome outcome // how the generator that ran last came to rest
	// Breaker makes the loop call VM.Pending at the next poll. Any goroutine may
	// set it.
	Breaker atomic.Bool
	// AsyncFirstIter and AsyncFinalizer are what sys.set_asyncgen_hooks set: root slots
	// that hold a function or Null, or the nil Ref.
	AsyncFirstIter, AsyncFinalizer Ref
	// OriginDepth is what sys.set_coroutine_origin_tracking_depth set.
	OriginDepth int
}

// frame is what a frame has beside its slots. Frames are a list that is never
// cut: a frame that returns stays as its caller's inner, for the next call, so
// pointers to frames are stable and calls allocate nothing.
type frame struct {
	outer, inner *frame

	code *Code
	ip   unsafe.Pointer // the next instruction, saved when the frame calls
	base unsafe.Pointer // local 0
	sp   unsafe.Pointer // saved when the frame calls
	ret  unsafe.Pointer // where the caller wants the result; nil: return from run
	kind frameKind
	obj  Ref // the root slot of the frame object; nil until one is asked for
}

// frameKind says what a frame's end has to look after: nothing, for plainFrame.
type frameKind uint8

const plainFrame frameKind = 0

const (
	genFrame      frameKind = 1 << iota // of a generator: its slots are copied back on yield
	observedFrame                       // obj is its frame object
	watchingFrame                       // a call in it has marked an object as watched
	handlingFrame                       // of a generator that handles an exception itself
)

// New makes the VM of a runtime and its types. It must run on a thread of the
// runtime before any code.
func New(t *Thread) *VM {
	vm := &VM{RT: t.RT, codes: make([]*Code, 1)}
	n, name := &vm.names, t.RT.Name
	n.enter, n.exit, n.aenter, n.aexit = name("__enter__"), name("__exit__"), name("__aenter__"), name("__aexit__")
	n.aiter, n.anext, n.await = name("__aiter__"), name("__anext__"), name("__await__")
	n.name, n.module, n.qualname, n.doc = name("__name__"), name("__module__"), name("__qualname__"), name("__doc__")
	n.dict, n.annotations, n.buildClass = name("__dict__"), name("__annotations__"), name("__build_class__")
	n.builtins, n.send, n.throw, n.close = name("__builtins__"), name("send"), name("throw"), name("close")
	n.matchArg, n.prepare, n.mroEntries = name("__match_args__"), name("__prepare__"), name("__mro_entries__")
	n.origBases, n.metaclass, n.all, n.path = name("__orig_bases__"), name("metaclass"), name("__all__"), name("__path__")
	n.initializing, n.spec, n.missing, n.get = name("_initializing"), name("__spec__"), name("__missing__"), name("get")
	n.file = name("__file__")
	vm.defineTypes(t)
	vm.Attach(t)
	return vm
}

// Attach gives a further thread its state of execution.
func (vm *VM) Attach(t *Thread) *Exec {
	x := &Exec{t: t, vm: vm, spare: new(frame)}
	t.Frames = x
	return x
}

// exec returns the thread's state of execution.
func exec(t *Thread) *Exec { return t.Frames.(*Exec) }

// slot returns the slot k places above p.
func slot(p unsafe.Pointer, k int) *Value { return (*Value)(unsafe.Add(p, k*heap.Word)) }

// up returns p moved by k slots.
func up(p unsafe.Pointer, k int) unsafe.Pointer { return unsafe.Add(p, k*heap.Word) }

// ref makes a Ref of the slot k places above p.
func ref(p unsafe.Pointer, k int) Ref { return heap.RefOf(slot(p, k)) }

// sync tells the collector how high the stack is.
func (x *Exec) sync(sp unsafe.Pointer) { x.t.Pop(heap.Mark((*Value)(sp))) }

// top returns the root stack's height as the loop knows it.
func (x *Exec) top() unsafe.Pointer { return unsafe.Pointer((*Value)(x.t.Top())) }

// push makes a frame the innermost one.
func (x *Exec) push() *frame {
	var f *frame
	if x.f == nil {
		f = x.spare
	} else if f = x.f.inner; f == nil {
		f = x.innerFrame()
	}
	x.f = f
	x.depth++
	return f
}

// innerFrame makes the frame inside of the innermost one.
func (x *Exec) innerFrame() *frame {
	f := &frame{outer: x.f}
	x.f.inner = f
	return f
}

// pop drops the innermost frame.
func (x *Exec) pop() {
	x.f = x.f.outer
	x.depth--
}

// innermost returns the frame that was popped last.
func (x *Exec) innermost() *frame {
	if x.f == nil {
		return x.spare
	}
	return x.f.inner
}

// function returns the slot of the frame's function.
func (f *frame) function() Ref { return ref(f.base, -1) }

// Globals implements object.FrameSource.
func (x *Exec) Globals() Value {
	if x.f == nil {
		return heap.Null
	}
	return x.f.function().V().Addr().Ref(fnGlobals)
}

// SuperArgs implements object.FrameSource.
func (x *Exec) SuperArgs() (class, self Value, ok bool) {
	f := x.f
	if f == nil {
		return heap.Null, heap.Null, true
	}
	c := f.code.C
	if c.ArgCount == 0 {
		return heap.Null, heap.Null, true
	}
	self = *slot(f.base, 0)
	for i, n := range c.Cells {
		if n == c.Locals[0] && self == heap.Null {
			self = cellContent(*slot(f.base, len(c.Locals)+i))
		}
	}
	for i, n := range c.Free {
		if n == "__class__" {
			cell := *slot(f.base, len(c.Locals)+len(c.Cells)+i)
			if cell == heap.Null {
				return 0, self, false
			}
			return cellContent(cell), self, true
		}
	}
	return 0, self, false
}

// FrameInfo describes a running frame to tracebacks, profilers and sys._getframe.
type FrameInfo struct {
	Code *code.Code
	Pos  code.Pos
}

// Depth returns the number of running Python frames.
func (x *Exec) Depth() int { return x.depth }

func (x *Exec) above(up int) *frame {
	f := x.f
	for ; up > 0 && f != nil; up-- {
		f = f.outer
	}
	return f
}

// Frame describes the frame that is up frames above the innermost one.
func (x *Exec) Frame(up int) (FrameInfo, bool) {
	f := x.above(up)
	if f == nil {
		return FrameInfo{}, false
	}
	return FrameInfo{f.code.C, f.code.posAt(f.ip)}, true
}

// FrameGlobals returns the globals of the frame that is up frames above the
// innermost, or Null (no safepoint).
func (x *Exec) FrameGlobals(up int) Value {
	f := x.above(up)
	if f == nil {
		return heap.Null
	}
	return f.function().V().Addr().Ref(fnGlobals)
}

// Of returns the thread's state of execution.
func Of(t *Thread) *Exec { return exec(t) }

// VM returns the VM that x belongs to.
func (x *Exec) VM() *VM { return x.vm }
