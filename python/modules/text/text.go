// Package text holds the modules that work on text: re. The search itself is
// internal/pyregex's, characters are internal/pyunicode's; here are the types and
// functions that Python sees.
package text

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
	re := newRegex(in)
	return []modules.Module{
		re.module(),
		re.engineModule(),
		stringModule(),
		unicodedataModule(),
	}
}
