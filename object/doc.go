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
//
// # What holds
//
// A type's dict has interned strs for keys (as far as they are strs), so that a
// look-up on a type is a leaf. A type with a version has bases with versions;
// whatever changes what a look-up on it would find takes the version away
// (TypeModified) and brings the slots up to date (attributeChanged). A slot holds
// a top-level function or a closure made once when the program starts or the
// type is made, so two slots are the same when their words are. A Native does
// not write into its arguments. The pending exception is always an instance.
//
// # Where things are
//
//	types       type.go slots.go slotdefs.go (the table) slotwrap.go (slot to
//	            method) slotlookup.go (method to slot) bootstrap.go builtin_index.go
//	classes     class.go (type.__new__) mro.go typeobj.go (type itself) objecttype.go
//	attributes  shape.go (where instances keep them) attrcache.go attrs.go (generic, method cache) descr.go property.go super.go module.go
//	calls       args.go call.go signature.go
//	operators   abstract.go abstract_items.go instancecheck.go
//	exceptions  errors.go (raising) exceptions*.go (the classes) traceback.go
//	            format_exc.go suggest.go strerror.go
//	numbers     int*.go float*.go complex*.go format_*.go
//	text        str*.go percent.go bytes*.go bytearray*.go codec*.go
//	containers  tuple*.go list*.go timsort.go dict*.go leafkey.go set*.go range.go slice.go
//	            iter_*.go sequence*.go mappingproxy.go generic_alias.go union.go
//	lifetime    alloc.go weakref.go weakproxy.go finalize.go
//
// # Alternatives rejected
//
// Slots as an interface with a method for each operation: a class could then
// not lack one, and "is it iterable" would be a call. Dunder methods only, looked
// up for each operation: five times the work for an addition of two ints. A cache
// of found methods by value: every collection would have to visit it; ours
// remembers positions in dicts, and the values stay where they are.
package object
