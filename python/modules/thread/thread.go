// Package thread holds the modules of what runs at the same time: _thread and _signal.
//
// # Threads
//
// A thread of Python's is a goroutine, locked to an operating system's thread for its whole
// life, with an object.Thread of its own (root stack, pending exception, frames). One of
// them runs at a time: it holds the runtime's lock (object/lock.go), which it gives up where it
// blocks and where the VM's poll is asked to.
//
// # Locks and who waits for them
//
// A lock is an object of a few words on the moving heap; taking a free one is a store. Under
// the runtime's lock nothing else is needed. A thread that finds it taken waits in a queue of
// Go's, which is found by the lock's identity (heap.Identity), for addresses change. So a lock
// needs no finalizer, and nobody who dies has to be unhooked: who waits is no part of the
// lock. release() wakes the first in the queue, who tries again; it may find that
// somebody else was quicker. That is CPython's way too: handing the lock over instead would
// make each release() of a busy lock a switch of threads.
//
// # What holds
//
//   - The state of every lock, and the queues, are touched under the runtime's lock only.
//   - Who was woken and goes away without the lock wakes the next (parkingLot.leave).
//   - Waiting in the main thread is interrupted by signals: handlers run, then it goes on.
package thread

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
		threadModule(in),
		signalModule(in),
	}
}
