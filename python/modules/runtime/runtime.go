// Package runtime holds the modules that look at the runtime itself or are half of a
// mechanism of it: gc, _abc, _weakref, _contextvars. It answers "what may a program know of the
// machine below it, and what may it change". The types themselves (weak references,
// contexts) are the object model's; here are the functions around them.
//
// What has no meaning for a collector that moves objects and counts no references is not
// there, rather than there and wrong: gc.disable is remembered, and the heap is collected
// all the same, because nothing else frees it.
package runtime

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// All returns the family's modules for an interpreter.
func All(in modules.Interp) []modules.Module {
	return []modules.Module{
		abcModule(),
		contextvarsModule(),
		gcModule(),
		testInternalModule(),
		weakrefModule(),
	}
}
