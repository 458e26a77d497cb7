// Package data holds the modules that turn values into bytes and text and back: _struct,
// array, binascii, zlib, the hashes, _csv. What they compute comes from Go's standard
// library where that has it; here is how Python sees it.
package data

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
	return append([]modules.Module{
		arrayModule(),
		binasciiModule(),
		blake2Module(),
		structModule(),
		zlibModule(),
	}, hashModules()...)
}
