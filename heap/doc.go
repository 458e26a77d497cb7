// Package heap is the memory of the runtime: where objects lie, what they look
// like, how they are allocated, and the one way to store a reference. It does
// not decide what lives: package gc does, through what Attach hands out.
//
// # Spaces
//
// All memory lies outside Go's heap, in address space that is reserved whole when
// the heap is made and committed piece by piece:
//
//	large      objects of pages of their own; they never move
//	young      the nursery: bump allocation, emptied by every minor collection
//	old        regions of 256 KiB, bump-allocated, emptied by evacuation
//	permanent  what lives as long as the heap
//	native     C structs and lent strings: cells by size, freed explicitly
//	roots      global root slots; each mutator has a root stack of its own
//	bits       one bit a word beside the first four: marks, remembered slots
//
// Fixed ranges make "which space" a compare with constants, and there is no
// table from addresses to objects: references point to the start of an object,
// always.
//
// # What holds
//
// An object is a header, references, bytes (Addr); nobody but the collector
// needs to know more to copy it. Between safepoints every object is whole: a
// header that fits, every reference slot a valid Value. A reference from outside
// the nursery into it is in the remembered set (Store sees to that). Go code
// holds references across a safepoint in root slots only. The safepoints are:
// Alloc, EnsureNative, Collect and Safepoint.
//
// # Alternatives rejected
//
// Free lists in old regions (Go, CPython, PyPy's old generation): they need no
// moving, and fragment; here moving is the point, and with bump allocation alone
// promotion is a compare and an add. Marks in headers: see Bits. A card table:
// cheaper stores, but each minor collection has to look for dirty cards and for
// the objects in them; our stores into old objects are rare against those into
// new ones. mmap for each region: the addresses would be anywhere, and "is it
// young" a table look-up.
//
// The heap serves one mutator at a time. Its lock is the runtime's: every
// method here expects to be called with it held.
package heap
