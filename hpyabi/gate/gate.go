// Package gate answers one question: how does control cross between Go and the C
// code of an extension? It moves words and control; it knows neither Python nor what
// an upcall means.
//
// # The fast gate
//
// A [Thread] owns a C stack. To call C, assembly on the goroutine's stack switches to
// that stack and calls the function. When C needs Go (an upcall), it saves its
// registers on the C stack and switches back to the goroutine's stack, where the same
// assembly function calls the Go function that serves the upcall, and then resumes
// C. A call that is made meanwhile starts where C's stack ends:
//
//	goroutine's stack              C stack
//	Call
//	  enter            ------->    function
//	    serve          <-------      hpyrun_upcall
//	      Call
//	        enter      ------->        another function
//	          serve    <-------          hpyrun_upcall
//
// Both stacks are used strictly last in, first out. To Go's runtime, the thread is
// inside of the assembly function enter all the while C runs: it can neither be
// preempted nor have its stack moved. While an upcall is served, enter is an ordinary
// frame, without pointers and without anything pointing to it, so the stack may grow
// and move, be scanned and unwound.
//
// A goroutine that owns a Thread is locked to its OS thread, so C sees one thread for
// its whole life: errno, thread-local variables, locks.
//
// The price: C that runs long keeps its processor from Go's scheduler and its collector,
// as it keeps the lock from Python's other threads. Both wait for C to call
// HPy_LeavePythonExecution (see leave.go). A system call that blocks without that may come
// back early with EINTR, because Go's scheduler signals a thread that it waits for.
//
// # The cgo gate
//
// The same through plain cgo calls, on the system stack. It is the only gate where there
// is no assembly for the processor. Everything in this package's API means the same
// over both, and all tests run over both.
//
// # Invariants
//
//   - No Go text runs with the stack pointer on a C stack: Go's unwinder, called by a
//     profiling signal, would read a frame where there is none.
//   - HostSP (or Recovery, for the cgo gate) is nonzero exactly while C runs.
//   - C gets no address of Go's heap or of a goroutine's stack. Words that Call passes
//     on are numbers to it, or addresses outside of Go's heap.
//   - The call path allocates nothing.
//
// # Rejected
//
//   - The loop enter, serve, resume in Go, with an upcall as a return from the assembly
//     function: each upcall then returns through frames that the processor's return
//     predictor does not expect; three mispredictions, three times the time.
//   - C on the goroutine's stack: too small, and it moves.
//   - C on the system stack of the OS thread, by the fast gate: Go's scheduler runs
//     there.
//   - A reserve of the C stack for faults, on which an upcall would report them: the
//     signal handler can answer for C by itself (see native/fault.c).
package gate

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"github.com/hpyrun/hpyrun/hpyabi/native"
	"github.com/hpyrun/hpyrun/internal/layout"
	"golang.org/x/sys/unix"
)

// Kind says which gate a Thread uses.
type Kind int

const (
	// Fast switches stacks in assembly.
	Fast Kind = iota
	// Cgo makes cgo calls.
	Cgo
)

func (k Kind) String() string {
	switch k {
	case Fast:
		return "fast"
	case Cgo:
		return "cgo"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// ParseKind returns the Kind whose String is s.
func ParseKind(s string) (Kind, error) {
	for _, k := range []Kind{Fast, Cgo} {
		if s == k.String() {
			return k, nil
		}
	}
	return 0, fmt.Errorf("no gate is named %q: there are %q and %q", s, Fast, Cgo)
}

// Default is the fastest gate that this build has.
func Default() Kind {
	if native.Fast.Enter == 0 {
		return Cgo
	}
	return Fast
}

// DefaultStackSize is the size, in bytes, of the C stack that NewThread makes when it is
// given none. Memory is used only as far as C goes.
const DefaultStackSize = 8 << 20

// minStackSize leaves a useful rest above the headroom.
const minStackSize = 2 * headroom

const (
	// headroom is how much of the C stack, in bytes, a function finds at least when
	// Go calls it. The cgo gate shares its stack with Go's runtime.
	headroom = 128 << 10
	// guardSize is the part below the C stack that faults, in bytes. A frame larger
	// than that can jump over it.
	guardSize = 1 << 20
)

// ErrStackExhausted is Call's error when the C stack has no room for one more call.
// Python raises RecursionError.
var ErrStackExhausted = errors.New("C stack exhausted")

// Args are the arguments of an upcall: as many words as the context member has
// parameters, a double as its bits. They lie on the C stack, which is readable beyond
// them; what it holds there means nothing.
type Args [16]uint64

// block is the layout as this package's assembly sees it.
type block layout.Thread

// Thread runs the C code of extensions on one OS thread. Only the goroutine that made it
// may use it.
type Thread struct {
	block *block // outside of Go's heap; first: the assembly loads it

	// Serve answers the upcalls: it runs context member id and returns its result. It
	// must be set before C makes an upcall. It may call C, and may panic; whoever
	// recovers outside of the call into C must Rewind.
	Serve func(id uint32, args *Args) uint64

	// OnLeave and OnReenter are called at the two ends of what C does outside of
	// Python, to release and to take the runtime's lock. OnReenter is also called if C
	// does not come back by itself, because of a fault. Either may be nil.
	OnLeave, OnReenter func()

	kind    Kind
	watched bool    // by the watchdog
	entered bool    // by the watched entries
	giveUp  error   // set: the innermost call into C is to end with it
	base    uintptr // CSP outside of all calls
	memory  []mapping
}

type mapping struct {
	addr unsafe.Pointer
	size uintptr
}

// threads keeps each Thread alive while a block refers to it.
var threads struct {
	sync.Mutex
	all map[*Thread]struct{}
}

// NewThread locks the calling goroutine to its OS thread and makes it one that can run
// extensions, until Close. stackSize is the size of its C stack in bytes, at least
// 256 KiB, or 0 for DefaultStackSize; the cgo gate uses the system stack and ignores it.
func NewThread(kind Kind, stackSize int) (*Thread, error) {
	if stackSize == 0 {
		stackSize = DefaultStackSize
	}
	if stackSize < minStackSize {
		return nil, fmt.Errorf("a C stack of %d bytes is too small: %d is the least", stackSize, minStackSize)
	}
	if kind == Fast && native.Fast.Enter == 0 {
		return nil, fmt.Errorf("there is no fast gate on %s; use %q", runtime.GOARCH, Cgo)
	}
	runtime.LockOSThread()
	th := &Thread{kind: kind, watched: watching.Load()}
	if err := th.init(stackSize); err != nil {
		th.unmap()
		runtime.UnlockOSThread()
		return nil, err
	}
	threads.Lock()
	if threads.all == nil {
		threads.all = map[*Thread]struct{}{}
	}
	threads.all[th] = struct{}{}
	threads.Unlock()
	return th, nil
}

func (th *Thread) init(stackSize int) error {
	// The block and the fault record do not share a mapping with the stack: a C
	// function that writes past its frames must not reach them.
	blockSize := pageAlign(unsafe.Sizeof(block{}))
	mem, err := th.mmap(blockSize+pageAlign(unsafe.Sizeof(layout.FaultRecord{})), unix.PROT_READ|unix.PROT_WRITE)
	if err != nil {
		return err
	}
	b := (*block)(mem)
	th.block = b
	b.Owner = uintptr(unsafe.Pointer(th))
	b.Fault = uintptr(mem) + blockSize
	b.DepthAddr = uintptr(unsafe.Pointer(&b.WatchDepth))
	if th.kind == Fast {
		err = th.initFast(pageAlign(uintptr(stackSize)))
	} else {
		err = th.initCgo()
	}
	if err != nil {
		return err
	}
	th.base = b.CSP
	if err := native.Attach((*layout.Thread)(b)); err != nil {
		return err
	}
	if th.watched {
		return native.Watch((*layout.Thread)(b))
	}
	return nil
}

func (th *Thread) initFast(size uintptr) error {
	b := th.block
	mem, err := th.mmap(guardSize+size, unix.PROT_NONE)
	if err != nil {
		return err
	}
	stack := unsafe.Slice((*byte)(unsafe.Add(mem, guardSize)), size)
	if err := unix.Mprotect(stack, unix.PROT_READ|unix.PROT_WRITE); err != nil {
		return fmt.Errorf("making a C stack of %d bytes: %w", size, err)
	}
	// Deep recursion is rare: do not give a small stack a huge page. Only advice.
	_ = unix.Madvise(stack, unix.MADV_NOHUGEPAGE)
	b.GuardLo = uintptr(mem)
	b.StackLo = b.GuardLo + guardSize
	b.StackHi = b.StackLo + size
	// Below the top, zero words stand for the frame of an upcall that never was:
	// Errno reads 0 there, an unwinder finds the end.
	b.CSP = b.StackHi - topSize
	b.StackLimit = b.StackLo + headroom
	b.Enter, b.EnterFloat, b.Resume = native.Fast.Enter, native.Fast.EnterFloat, native.Fast.Resume
	if th.watched {
		th.watchEntries()
	}
	b.Upcall = native.Fast.Upcall
	return nil
}

// watchEntries makes each call note what the watchdog and a profiler ask for.
func (th *Thread) watchEntries() {
	if th.kind == Cgo {
		return // it always does
	}
	b := th.block
	b.Enter, b.EnterFloat, b.Resume =
		native.Fast.EnterWatched, native.Fast.EnterFloatWatched, native.Fast.ResumeWatched
	th.entered = true
}

func (th *Thread) initCgo() error {
	guard, lo, hi, err := native.SystemStack()
	if err != nil {
		return err
	}
	b := th.block
	b.GuardLo, b.StackLo, b.StackHi = guard, lo, hi
	b.CSP = hi
	b.StackLimit = lo + 2*headroom
	b.Upcall = native.Cgo.Upcall
	return nil
}

// topSize is what is kept free at the upper end of a C stack, in bytes: a multiple of
// the stack's alignment, more than the Args of the outermost upcall can reach beyond its frames.
const topSize = 256

// The words at CSP while an upcall through the fast gate is served; gate_amd64.S has the
// whole frame.
const (
	frameErrno = 0
	frameBase  = 8
)

// The words just below the base of a call, by the watched entries: what was noted of the
// call outside of it.
const (
	baseWatchFn    = -8
	baseWatchDepth = -16
)

// Close undoes NewThread. It must not be called from within an upcall.
func (th *Thread) Close() {
	if th.block.CSP != th.base {
		panic("BUG: gate: Close of a thread that runs C")
	}
	t := (*layout.Thread)(th.block)
	if th.watched {
		native.Unwatch(t)
	}
	native.Detach(t)
	threads.Lock()
	delete(threads.all, th)
	threads.Unlock()
	th.block = nil
	th.unmap()
	runtime.UnlockOSThread()
}

func (th *Thread) mmap(size uintptr, prot int) (unsafe.Pointer, error) {
	p, err := unix.MmapPtr(-1, 0, nil, size, prot, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return nil, fmt.Errorf("no memory for a thread that runs extensions: %w", err)
	}
	th.memory = append(th.memory, mapping{p, size})
	return p, nil
}

func (th *Thread) unmap() {
	for _, m := range th.memory {
		if err := unix.MunmapPtr(m.addr, m.size); err != nil {
			panic(fmt.Sprintf("BUG: gate: munmap: %v", err))
		}
	}
	th.memory = nil
}

// Kind returns the gate that the thread uses.
func (th *Thread) Kind() Kind { return th.kind }

// Block returns the thread block. Its address is what a context's second word,
// _private, must hold for C to find this thread.
func (th *Thread) Block() *layout.Thread { return (*layout.Thread)(th.block) }

// Call calls the C function at fn with up to six integer arguments and returns the word
// that it returns. C must not keep addresses of Go's heap or stacks among the arguments.
// The error is ErrStackExhausted, a *Fault, a *MisuseError, or what Abandon was given.
func (th *Thread) Call(fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (uint64, error) {
	b := th.block
	if b.CSP < b.StackLimit {
		return 0, ErrStackExhausted
	}
	if th.kind == Cgo {
		return th.cgoCall(native.CallInt, fn, a0, a1, a2, a3, a4, a5)
	}
	result, status := enter(th, b.Enter, fn, a0, a1, a2, a3, a4, a5)
	if status != layout.StatusDone {
		return 0, th.failure(status)
	}
	return result, nil
}

// CallWithFloats is Call for a function that takes doubles as well: the integers of its
// parameters in ints and the doubles in floats, each in their order.
func (th *Thread) CallWithFloats(fn uintptr, ints *[6]uint64, floats *[8]float64) (uint64, error) {
	return th.floatCall(native.CallFloatArgs, fn, ints, floats)
}

// CallFloat is CallWithFloats for a function that returns a double.
func (th *Thread) CallFloat(fn uintptr, ints *[6]uint64, floats *[8]float64) (float64, error) {
	if _, err := th.floatCall(native.CallFloatResult, fn, ints, floats); err != nil {
		return 0, err
	}
	return th.block.Floats[0], nil
}

func (th *Thread) floatCall(how uint32, fn uintptr, n *[6]uint64, floats *[8]float64) (uint64, error) {
	b := th.block
	if b.CSP < b.StackLimit {
		return 0, ErrStackExhausted
	}
	b.Floats = *floats
	if th.kind == Cgo {
		return th.cgoCall(how, fn, n[0], n[1], n[2], n[3], n[4], n[5])
	}
	result, status := enter(th, b.EnterFloat, fn, n[0], n[1], n[2], n[3], n[4], n[5])
	if status != layout.StatusDone {
		return 0, th.failure(status)
	}
	return result, nil
}

func (th *Thread) cgoCall(how uint32, fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (uint64, error) {
	b := th.block
	status := native.CgoEnter((*layout.Thread)(b), how, fn, a0, a1, a2, a3, a4, a5)
	if b.Away != 0 {
		th.back()
		if status == layout.StatusDone {
			return 0, &MisuseError{Member: layout.UpcallLeave}
		}
	}
	if status != layout.StatusDone {
		return 0, th.failure(status)
	}
	return b.Result, nil
}

// serve is what both gates call for an upcall. The status is StatusDone, or
// StatusAbandon if C is not to be resumed.
func serve(th *Thread, id uint64, args unsafe.Pointer) (result, status uint64) {
	if id >= layout.UpcallGate {
		return 0, th.serveOwn(id)
	}
	result = th.Serve(uint32(id), (*Args)(args))
	if th.giveUp != nil {
		return 0, th.unwindC()
	}
	return result, layout.StatusDone
}

func init() {
	native.Serve = func(t *layout.Thread, id uint32, args unsafe.Pointer) (uint64, uint64) {
		return serve((*Thread)(at(&t.Owner)), uint64(id), args)
	}
}

// Abandon makes the innermost call into C end with err instead of going on. It is to be
// called while an upcall is served and takes effect when Serve returns: the C function
// is not resumed, its frames are dropped as longjmp would drop them.
func (th *Thread) Abandon(err error) {
	if err == nil {
		panic("BUG: gate: Abandon without an error")
	}
	th.giveUp = err
}

// unwindC drops the C frames that wait for the upcall being served and returns
// StatusAbandon. For the cgo gate C does that itself when it sees the status.
func (th *Thread) unwindC() (status uint64) {
	if th.kind == Fast {
		frame := at(&th.block.CSP)
		th.block.CSP = *(*uintptr)(unsafe.Add(frame, frameBase))
	}
	return layout.StatusAbandon
}

// failure returns the error of a call into C that ended with status.
func (th *Thread) failure(status uint64) error {
	if th.entered {
		// Below the base of the call is what was being watched before it.
		base := at(&th.block.CSP)
		th.block.WatchFn = *(*uintptr)(unsafe.Add(base, baseWatchFn))
		th.block.WatchDepth = *(*uint64)(unsafe.Add(base, baseWatchDepth))
	}
	switch status {
	case layout.StatusFault:
		return th.fault()
	case layout.StatusAway:
		return &MisuseError{Member: th.block.AwayID, Away: true}
	case layout.StatusAbandon:
		err := th.giveUp
		th.giveUp = nil
		return err
	}
	panic(fmt.Sprintf("BUG: gate: C came back with status %d", status))
}

// Errno returns errno as C left it when it made the upcall that is being served. C finds
// it unchanged afterwards, whatever Go did.
func (th *Thread) Errno() unix.Errno {
	b := th.block
	if th.kind == Cgo {
		return unix.Errno(b.SavedErrno)
	}
	return unix.Errno(*(*int32)(at(&b.CSP)))
}

// Mark is a state of a Thread to which Rewind returns.
type Mark struct {
	csp, watchFn uintptr
	watchDepth   uint64
	errno        int32
}

// Mark returns the present state. With Rewind, code that recovers from a panic which
// went through calls into C drops their C frames:
//
//	mark := th.Mark()
//	defer func() {
//		if e := recover(); e != nil {
//			th.Rewind(mark)
//			…
//		}
//	}()
func (th *Thread) Mark() Mark {
	b := th.block
	return Mark{b.CSP, b.WatchFn, b.WatchDepth, b.SavedErrno}
}

// Rewind returns to a Mark that was made in the same upcall, or outside of all.
func (th *Thread) Rewind(m Mark) {
	b := th.block
	if m.csp < b.CSP {
		panic("BUG: gate: Rewind to a mark that is no longer there")
	}
	b.CSP, b.WatchFn, b.WatchDepth, b.SavedErrno = m.csp, m.watchFn, m.watchDepth, m.errno
	th.giveUp = nil
}

// at returns the memory whose address a field of a block holds. It lies outside of Go's
// heap, or (Owner) is kept alive by a list.
func at(field *uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(field)) }

func pageAlign(n uintptr) uintptr {
	page := uintptr(unix.Getpagesize())
	return (n + page - 1) &^ (page - 1)
}
