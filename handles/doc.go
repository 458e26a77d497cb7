// Package handles is the table between C and the heap: what C holds instead of
// an address. It answers "which object is this handle", for one runtime.
//
// A Handle is the word that C calls HPy. An immediate value is its own handle;
// any other handle is the offset of an entry in an array of root slots, which
// the collector updates when the object moves. The array's address space is
// reserved whole, so entries never move, and Slot can give the entry itself to Go
// code as a Ref: calling from C into Go copies no argument.
//
//	offset 0           no entry: the null handle
//	permanent entries  the constants of the context, never closed
//	open entries       from a free list that runs through the closed ones
//	stacks             one for each thread, for the arguments of calls
//
// Arguments live exactly as long as the call, so they take no part in the free
// list: a call pushes a block on its thread's stack, and its return drops it.
// (One stack for all threads would not do: a thread that leaves Python while it
// is in C would have another's block above its own.) Closing an argument's handle
// does nothing, and neither does closing a constant: C code in the wild does both.
//
// A byte of flags beside each entry is zero unless closing it takes more than
// putting it on the free list. So Close, which C does for itself, is a test and
// two stores.
//
// # What holds
//
// Entries in use hold objects that need the heap; free entries hold Links (heap.
// Link), which are immediate, so the array can be visited whole. Live counts the
// open entries. What is attached to a handle is freed when the handle is closed,
// never later than the table.
//
// # Alternatives rejected
//
// Handles that are addresses of slots would save C an addition; an offset can be
// checked against bounds, is small in a debugger, and is the same in each run.
// Reference counts in entries (one entry for each object): a lookup at every
// open, to save entries that live for a microsecond. Generations in handles: the
// debug context has them, where a stale handle is worth a look-up.
package handles
