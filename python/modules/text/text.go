// Package text holds the modules that work on text: re, what the library looks for below
// it (_sre), unicodedata, and _string for string.Formatter. It answers "which types and functions
// does Python see" there: the search itself is internal/pyregex's, characters are
// internal/pyunicode's.
//
// # What holds
//
//   - A Pattern on the heap is a few words and references; what the parser made of it is
//     a struct of Go's, found by a number. Nothing of an engine refers to an object.
//   - A search works on code points that were taken from the text before (re_text.go), so an
//     object may move, and Python code may run, while results are made of it.
//
// # Rejected
//
// CPython's re, which is Python over an engine _sre: its compiler writes byte code for that
// engine, which would have to be written too, and compiles a pattern in Python each time.
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
