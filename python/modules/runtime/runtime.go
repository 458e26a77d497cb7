// Package runtime holds the modules that look at the runtime itself or are half of a
// mechanism of it: gc, _abc, _weakref, _contextvars.
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
