// Package layout answers one question: where does each word lie that both Go
// and C read?
//
// A Go struct here is the only description of such a memory. From it come
//
//   - the Go side, which uses the struct itself (the memory lies outside Go's
//     heap, so a pointer to it never moves and Go's collector never looks in);
//   - the C side, hpyabi/native/layout_gen.h, written by hpyabi/internal/genlayout:
//     a struct with the same fields, a _Static_assert for each offset, and
//     #defines for the assembler files;
//   - a table of offsets as the C compiler sees them, which a test of
//     hpyabi/native compares with the offsets of the Go compiler.
//
// To add a field, add a line to the Go struct and run go generate ./hpyabi/native.
// To add a struct, add it to Structs as well. Exported integer constants become
// #defines: Go's StatusDone is C's HPYRUN_STATUS_DONE.
//
// Field types are restricted to those whose size and alignment Go and C agree
// on: fixed-width integers, uintptr, float64, arrays of them and nested
// structs of this package. There are no Go pointers: this memory is invisible
// to Go's collector.
//
// Rejected: a C header as the source, read through cgo. Then every package that
// wants an offset would be a cgo package, and Go does not allow assembly in
// those. Rejected too: a description in a language of its own. Both compilers
// would have to be told about it, where now one of them already knows.
package layout

// Structs lists the structs that C knows, in the order in which C declares
// them: a struct that is nested in another comes before it.
var Structs = []any{
	FaultRecord{},
	Thread{},
	HandleTable{},
	TypeFacts{},
	Window{},
	Stock{},
	Owner{},
	Newborns{},
	Context{},
	Sampler{},
	Sample{},
}

// Thread is the thread block: what one thread that runs extensions shares with
// C. The context that the extension holds points to it (its second word,
// _private), so code in C reaches it with one load.
//
// The first cache line holds what every crossing touches.
type Thread struct {
	// HostSP is nonzero exactly while C runs through the fast gate. It then
	// points to the slot on the host stack that holds the address at which the
	// host goes on (the host is a goroutine's stack, or the system stack while
	// C is away).
	HostSP uintptr
	// HostRet is that address from the latest upcall on: the slot itself is
	// overwritten while Go runs.
	HostRet uintptr
	// CSP is, while Go runs, the top of the C stack: where the next call into C
	// starts, and below the registers of C that waits for an upcall. While C
	// runs, it is the base of the innermost call into C: where the stack pointer
	// returns to when that call is over, or given up.
	CSP uintptr
	// Upcall is where hpyrun_upcall jumps to, with the block in the first
	// argument. It differs by gate, and while C is away.
	Upcall uintptr
	// ErrnoAddr is the address of this thread's errno.
	ErrnoAddr uintptr
	// TLSBase identifies the OS thread (the address of its control block): an
	// upcall from any other thread ends the process with a message.
	TLSBase uintptr
	// Enter and Resume are the two ways from Go to C; the watchdog has its own.
	Enter  uintptr
	Resume uintptr

	// EnterFloat is Enter for calls with doubles, which travel in Floats; a
	// double that C returns comes back in Floats[0].
	EnterFloat uintptr
	Floats     [8]float64

	// StackLimit is the lowest value of CSP with which Go still calls C.
	StackLimit uintptr
	// StackLo and StackHi bound the C stack, without its guard; GuardLo is the
	// lower end of the guard below it.
	GuardLo uintptr
	StackLo uintptr
	StackHi uintptr

	// Owner is the address of the gate's Thread in Go's heap, which a list keeps
	// alive. C passes it on and never looks behind it.
	Owner uintptr
	// Next links the blocks of one OS thread, for the fault handler.
	Next uintptr
	// Fault is the address of the FaultRecord.
	Fault uintptr
	// Away is 1 from Leave to Reenter; AwayID is the context member that was
	// called in between.
	Away   uint32
	AwayID uint32

	// The cgo gate. Recovery is nonzero exactly while C runs through it: the
	// jmp_buf of the innermost call. Result and Status answer an upcall,
	// SavedErrno is errno at its time.
	Recovery   uintptr
	Result     uint64
	Status     uint32
	SavedErrno int32

	// What the watched entries keep, for the watchdog and the sampler: the
	// innermost function that Go called, the number of Python frames outside of
	// it, and a count of the transitions into C. DepthAddr is where that number
	// is read; it is never 0.
	WatchFn    uintptr
	WatchDepth uint64
	WatchSeq   uint64
	DepthAddr  uintptr
}

// FaultBytes is how much of the stack a fault record keeps.
const FaultBytes = 64 << 10

// FaultRecord is what the signal handler writes down about a fault in C.
type FaultRecord struct {
	Signal int32
	Code   int32
	// Addr is the address that the signal names: of the access for SIGSEGV and
	// SIGBUS, of the instruction for SIGILL and SIGFPE.
	Addr uintptr
	// Access is how the address was used: one of the Access constants.
	Access uint64
	PC     uintptr
	SP     uintptr
	// Regs are the integer registers in the numbering of DWARF: on amd64
	// rax rdx rcx rbx rsi rdi rbp rsp r8 to r15 rip.
	Regs [17]uint64
	// Stack holds StackLen bytes that lay at StackAddr and above when the fault
	// happened. StackAddr is SP, or above it if that lay in the guard.
	StackAddr uintptr
	StackLen  uint64
	Stack     [FaultBytes]uint8
}

// How C used the address of a fault.
const (
	AccessUnknown = iota
	AccessRead
	AccessWrite
	AccessExec
)

// Sampler is what a profiled thread shares with the profiler: where the signal
// handler (native/sampler.c) finds the Python frames, and the ring of bytes into
// which it writes a Sample at each signal.
type Sampler struct {
	// Innermost is the address of the word that holds the address of the innermost
	// Python frame; the others are offsets in a frame: of the address of its
	// caller's frame, of its code, of its next instruction.
	Innermost uintptr
	Outer     uintptr
	Code      uintptr
	IP        uintptr
	// Block is the gate's thread block; 0 until the thread has run C.
	Block uintptr
	// Depth is the address of the number of frames that run.
	Depth uintptr
	// Collecting is the address of a word that is not 0 during a collection.
	Collecting uintptr
	// Ring is the ring's address and Size its bytes, a power of two. Head bytes
	// were written, Tail read, since the beginning.
	Ring uintptr
	Size uint64
	Head uint64
	Tail uint64
	// Lost counts the periods whose samples found no room.
	Lost uint64
	// Timer is the system's, Next links the samplers of one OS thread.
	Timer uintptr
	Next  uintptr
}

// Sample is the head of what the ring holds for one signal. Behind it come the
// Python frames, innermost first, two words each (code, next instruction), then
// the copy of the C stack, filled up to a word.
type Sample struct {
	// Size is the bytes of all of it; 0: the rest of the ring, up to its end, is
	// not used.
	Size uint64
	// Periods is how many periods of CPU time the sample stands for.
	Periods uint64
	// Frames is the number of Python frames in the sample, Running of all that ran.
	Frames  uint64
	Running uint64
	// Collecting is what the word of that name held.
	Collecting uint64
	// State is one of the Sample constants; what follows counts for the two in
	// which there are frames of C.
	State uint64
	// Base is the block's CSP: the base of the innermost call into C if that runs,
	// the frame of its upcall if it waits. Depth is the block's WatchDepth.
	Base  uintptr
	Depth uint64
	// Regs are the registers of C that runs, numbered as in FaultRecord.
	Regs [17]uint64
	// StackBytes bytes were copied from StackAddr upwards.
	StackAddr  uintptr
	StackBytes uint64
}

// What C was doing when a sample was taken: there was none, it ran, it waited for
// an upcall.
const (
	SampleNoC = iota
	SampleInC
	SampleInUpcall
)

// A sample has so many Python frames at most, and so many bytes of the C stack.
const (
	SampledFrames = 512
	SampledStack  = 16 << 10
)

// What a switch from C to its host reports: the C function returned; it makes an
// upcall; it faulted, as the FaultRecord says; it used the context while away; Go
// gave the call up.
const (
	StatusDone = iota
	StatusRequest
	StatusFault
	StatusAway
	StatusAbandon
)

// Upcall ids from UpcallGate on belong to the gate, those below are members of the
// context.
const (
	UpcallGate    = 0xffff0000
	UpcallLeave   = UpcallGate
	UpcallReenter = UpcallGate + 1
)
