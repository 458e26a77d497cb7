// Package data holds the modules that turn values into bytes and back: _struct, array,
// binascii, zlib, the hashes. It answers "which bytes are these values, and which values these
// bytes". What they compute comes from Go's standard library where that has it; here is how
// Python sees it.
//
// # What holds
//
// An object of these types owns nothing outside of the heap where that can be avoided. An
// array has its items in a bytearray, whose buffers, growth and death it shares; a hash
// has the state of Go's hash as bytes, from which each update makes the hash anew, so that a copy
// is an object with the same state.
//
// # Rejected
//
// Go's decompressor for zlib's objects: it reads from a stream, and one whose input ended in
// between cannot go on (inflate.go).
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
