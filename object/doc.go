// Package object is the Python object model: what types, attributes, calls,
// numbers, strings, containers and exceptions mean. It answers "what does this
// operation on these objects do", for the VM and for the HPy context alike; it
// knows neither byte code nor C.
//
// # How an object looks
//
// Every object is a heap object (see package heap) or an immediate. Its type
// index leads to a *Type, a Go struct that holds the slots: Go functions, one
// for each operation, as CPython's type slots are C functions. A Python class
// has the same slots, filled with functions that look the dunder method up; a
// builtin type has the same dunder methods, filled with wrappers of the slots.
// One table (slotdefs.go) ties the two directions together.
//
// # Conventions
//
// A function that may collect takes objects as Ref (slots of a root array) and
// returns a raw Value, which the caller pushes or uses before the next
// safepoint. Null says: an exception is pending in the thread. A function that
// returns no object returns ok or an error flag in the same sense. A leaf
// (documented as "no safepoint") may take raw Values.
//
// A function that pushes restores the root stack's height before it returns:
//
//	defer t.Pop(t.Top())
package object
