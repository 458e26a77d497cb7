// Package modules says what a module written in Go is: the words that the families
// of modules below it are written in. Each family is a package that answers "what
// do these modules' functions do":
//
//	numbers   math and what else computes
//	runtime   gc and what else looks at the runtime itself
//	syntax    _ast: Python code as data
//	system    time and what else asks the operating system
//
// How modules are found and when they are made is package python's business.
//
// In a family one file describes one module (a large one gets further files that
// begin with its name): a function that returns a Module, listed in the family's All. A
// module is data, a table of functions with their signatures and docstrings; code
// that runs when it is imported (Exec) is for what a table cannot say.
//
// What holds: a module keeps no state in Go variables, for several runtimes live in
// one process. What it needs of the interpreter around it, it is given as Interp.
package modules

import (
	"io"
	"os"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// Module describes a module that is written in Go.
type Module struct {
	Name string // full: a.b
	Doc  string
	// Package gives it a __path__, so that it can have submodules.
	Package   bool
	Functions []object.MethodDef
	// Attrs are the other things in it, constants above all.
	Attrs []object.AttrDef
	// Exec, if set, adds what the tables cannot say. False: exception pending.
	Exec func(t *Thread, m Ref) bool
}

// Interp is what modules need of the interpreter.
//
// A function that may block (reads a pipe, waits for a process) does so in
// object.Thread.Block, without the runtime's lock, or in Await or Wait.
type Interp interface {
	// Import imports a module by its full name and returns it. Null: exception pending.
	Import(t *Thread, name string) Value
	// Wait waits until ready says so, which is called again and again, without the
	// runtime's lock, on a goroutine of its own, and may block for about as long as it is told.
	// In the main thread signals are handled meanwhile; false: that raised an exception, and
	// nobody asks ready any more.
	Wait(t *Thread, ready func(d time.Duration) bool) bool
	// Stream returns what is behind standard stream n: 0 to 2.
	Stream(n int) Stream
	// Poll serves what waits for a safe place. false: exception pending.
	Poll(t *Thread) bool
	// Await waits, without the runtime's lock, until there is something in ch or d has
	// passed; nil: there never is, d < 0: it never has. In the main thread signals are
	// handled meanwhile.
	Await(t *Thread, ch <-chan struct{}, d time.Duration) Woken
	// IsMain says that t is the thread that signals are handled in.
	IsMain(t *Thread) bool
	// StartThread runs f on a thread of its own, with the runtime's lock. prepare is
	// called before, on the caller's: it may push what f needs on the thread's root stack.
	StartThread(prepare func(new *Thread), f func(t *Thread))
	// AtThreadEnd has f called at the end of each thread that StartThread started, with the
	// lock.
	AtThreadEnd(f func(t *Thread))
	// Signals is where signals come in.
	Signals() *Signals
	// Unraisable reports an exception that nobody can handle: msg says where, about obj.
	UnraisableIn(t *Thread, exc, obj Ref, msg string)
}

// Woken says why Await returned.
type Woken uint8

const (
	Got      Woken = iota // there was something in the channel
	TimedOut              // the time has passed
	Failed                // a signal's handler has raised
)

// A Stream is a standard stream of an interpreter: one of the two is set.
type Stream struct {
	In  io.Reader
	Out io.Writer
	// Unbuffered: what is written goes out at once.
	Unbuffered bool
}

// File returns the file of the system behind the stream, or nil.
func (s Stream) File() *os.File {
	if f, ok := s.In.(*os.File); ok {
		return f
	}
	f, _ := s.Out.(*os.File)
	return f
}

// New makes the module. Null: exception pending.
func (def *Module) New(t *Thread) Value {
	defer t.Pop(t.Top())
	v := t.NewModule(t.Push(t.RT.Intern(def.Name).V()))
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	set := func(name string, v Value) bool {
		defer t.Pop(t.Top())
		return v != heap.Null && t.SetAttr(m, t.RT.Name(name), t.Push(v))
	}
	if def.Doc != "" && !set("__doc__", t.NewStr(def.Doc)) || def.Package && !set("__path__", t.NewList(0)) {
		return heap.Null
	}
	if !t.AddFunctions(m, def.Functions) {
		return heap.Null
	}
	for _, a := range def.Attrs {
		if !set(a.Name, a.Make(t)) {
			return heap.Null
		}
	}
	if def.Exec != nil && !def.Exec(t, m) {
		return heap.Null
	}
	return m.V()
}

// Constant makes an attribute that is a number or a str.
func Constant(name string, value any) object.AttrDef {
	return object.AttrDef{Name: name, Make: func(t *Thread) Value {
		switch v := value.(type) {
		case int:
			return t.NewInt(int64(v))
		case float64:
			return heap.Float(v)
		case string:
			return t.NewStr(v)
		}
		panic("BUG: a Constant of another type")
	}}
}
