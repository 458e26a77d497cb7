// Package gc is the collector: it finds what lives in a heap, moves it, and
// gives back the rest. It answers "when, and how much"; package heap says where
// things lie.
//
// Two generations. A minor collection (minor.go) empties the nursery: what lives
// is copied to the next nursery area, or at its second survival to the old
// regions. A major collection first promotes all that lives in the nursery, so
// that it meets old objects only, then marks (mark.go), evacuates the sparsest
// regions (evacuate.go), updates every reference to what was moved (update.go)
// and frees what is empty. A full collection evacuates every region in which
// there is something to win. All of them stop the mutator from the beginning to
// the end.
//
// # What holds
//
// After a collection no reference leads to where an object was before; under
// stress that memory faults. Unreachable is what no root reaches through strong
// references; a weak reference (FlagWeak: slot 0) to such an object is cleared
// before any finalizer is due, as CPython's collector does. An object with a
// finalizer is kept, with all it refers to, until the finalizer ran; it runs
// once. The payload of an owner is released once, after the collection that
// found the owner dead. Nothing here calls itself in proportion to the depth of
// the object graph.
//
// What a minor collection keeps is not only what lives: an old object that no
// root reaches any more keeps young ones alive, and has weak references cleared
// and queued, until a major collection finds it dead.
//
// # Alternatives rejected
//
// Mark and slide in place (Lisp 2): one region of extra memory would do, but it
// takes three passes over the whole heap even when a tenth of it is sparse.
// Evacuation costs what is moved, and its copies can keep an order. Choosing
// regions before the mark phase and recording references into them while marking
// (V8) saves the update pass over the heap; it chooses by the liveness of the
// last time, and pays for slots that turn out to be dead. It belongs to the work
// on pauses.
package gc
