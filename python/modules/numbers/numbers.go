// Package numbers holds the modules that compute: math, cmath, _random. What they compute to the
// last digit comes from internal/libm and math/big; here are the functions that
// Python sees.
package numbers

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
		cmathModule(),
		mathModule(),
		randomModule(),
	}
}
