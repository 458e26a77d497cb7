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
type Interp interface {
	// Import imports a module by its full name and returns it. Null: exception pending.
	Import(t *Thread, name string) Value
	// Sleep waits; false: it was interrupted, an exception is pending.
	Sleep(t *Thread, d time.Duration) bool
	// Wait waits until ready says so, which is called again and again, on a goroutine of
	// its own, and may block for about as long as it is told. Signals are served meanwhile;
	// false: that raised an exception, and nobody asks ready any more.
	Wait(t *Thread, ready func(d time.Duration) bool) bool
	// Poll serves the signals that have come. false: exception pending.
	Poll(t *Thread) bool
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
