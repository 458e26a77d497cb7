// Package profile answers one question: what do the samples say? It takes samples of a
// running program, of its objects (Heap) or of its time (CPU), and writes them in the
// format of pprof.
//
// # Samples
//
// A sample is a stack and a weight. While the program runs a stack is words: of a Python
// frame the code and the instruction (vm.RawFrame), of C an address. Words are cheap to
// take, to compare and to count; they become functions, files and lines when the profile
// is written, for code objects and libraries stay where they are.
//
// Objects are sampled by the heap (heap.SetAllocSampler): one in so many bytes. The stack
// is taken on the spot, the number of the sample's bucket is the token by which a collection
// tells of the object's death. So nothing here refers to an object: it moves and dies as if
// nobody looked.
//
// Time is sampled by a signal that a timer of the thread's CPU time sends
// (native/sampler.c). The handler copies words into a ring; a goroutine empties the ring,
// unwinds C and counts.
//
// # The order of frames
//
// Python frames and frames of C lie on different stacks. For each call into C the gate has
// noted how many Python frames were outside of it, so the two can be put in order: Python
// that C called back comes before that C, the Python that called it after. What is no
// function has a frame of its own as the leaf: a member of the HPy context while C waits
// for it, the collector, and in a heap profile the type of the object ("type:dict"), which
// is the label "type" of the sample as well.
//
// # What holds
//
// A thread that is profiled is locked to its OS thread. Code that is compiled with
// instructions Line (compile.Options) lets the handler see the line that runs; in other code
// it sees the line of the last call. Nothing here is called, and no word of the program's
// is looked at, when no profile was asked for.
//
// # Rejected
//
// A poll in the VM's loop at every tick: it sees Python at calls and jumps only, and what
// takes long, a sort or C, not before it is over. A sampling goroutine: C that keeps its
// processor keeps the goroutine out, and the registers of C are nowhere but in the thread.
// The type of an object as a label alone: pprof shows it on demand only, and then not
// where people look. Counting every object: twice the time for what a sample shows as well.
package profile
