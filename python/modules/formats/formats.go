// Package formats holds the modules that read and write data in a format of their own:
// _csv and marshal. It answers "what does this value look like in that format". What
// is configured (dialects, limits) belongs to a runtime, not to the process.
//
// Code objects have no form in marshal: their instructions are others than CPython's, and
// byte code files are not written. They are refused.
package formats

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
		csvModule(in),
		marshalModule(),
	}
}
