// Package collect holds the modules that make and walk collections: _collections,
// itertools, _functools, _operator. They are what CPython writes in C; the library's
// collections, functools and operator, in Python, stand on them.
//
// An object of these types is references and raw words, as everything on the heap. A
// slot function reads what it needs of self anew after each call that may run Python,
// for that may have moved self and changed it.
package collect

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
		bisectModule(),
		collectionsModule(),
		functoolsModule(),
		heapqModule(),
		itertoolsModule(),
		operatorModule(),
	}
}
