package gate

import (
	"fmt"
	"unsafe"

	"github.com/hpyrun/hpyrun/internal/layout"
	"golang.org/x/sys/unix"
)

// Access says how C used the address of a fault.
type Access uint8

const (
	AccessUnknown Access = layout.AccessUnknown
	AccessRead    Access = layout.AccessRead
	AccessWrite   Access = layout.AccessWrite
	AccessExec    Access = layout.AccessExec
)

// Fault is the error of a call into C that ended by a signal: a bad address, an
// exhausted stack, a division by zero, an illegal instruction, abort. The C frames of the
// call are dropped. Locks that C held stay locked, what it was changing stays half
// changed; Go's own memory and the heap of Python objects are out of C's reach, unless
// it wrote through a wild pointer.
type Fault struct {
	Signal unix.Signal
	// Code is the signal's si_code.
	Code int32
	// Addr is the address that could not be used, and Access how; for SIGFPE and
	// SIGILL, Addr is the instruction's. It is 0 if the processor does not tell (an
	// address that is none, like 1<<63).
	Addr   uintptr
	Access Access
	// PC and SP are the registers at the fault, Regs all integer registers in DWARF's
	// numbering.
	PC, SP uintptr
	Regs   [17]uint64
	// Stack is a copy of the stack from StackAddr upwards, up to the end of the call's
	// frames or layout.FaultBytes. StackAddr is SP, or above it if that is in the guard.
	// Stack is empty if SP was not in a stack that we know.
	StackAddr uintptr
	Stack     []byte
	// StackOverflow is true if C exhausted its stack.
	StackOverflow bool
}

func (th *Thread) fault() *Fault {
	b := th.block
	r := (*layout.FaultRecord)(at(&b.Fault))
	f := &Fault{
		Signal:    unix.Signal(r.Signal),
		Code:      r.Code,
		Addr:      r.Addr,
		Access:    Access(r.Access),
		PC:        r.PC,
		SP:        r.SP,
		Regs:      r.Regs,
		StackAddr: r.StackAddr,
		Stack:     append([]byte(nil), r.Stack[:r.StackLen]...),
	}
	inGuard := func(p uintptr) bool { return p >= b.GuardLo && p < b.StackLo }
	bad := f.Signal == unix.SIGSEGV || f.Signal == unix.SIGBUS
	f.StackOverflow = bad && (inGuard(f.Addr) || inGuard(f.SP))
	return f
}

// CallSite returns the address that names the C code to blame: the program counter, or
// where the call came from if the program counter is itself the bad address (a call
// through a null function pointer).
func (f *Fault) CallSite() uintptr {
	if f.Access == AccessExec && f.StackAddr == f.SP && len(f.Stack) >= int(unsafe.Sizeof(f.PC)) {
		return *(*uintptr)(unsafe.Pointer(&f.Stack[0]))
	}
	return f.PC
}

func (f *Fault) Error() string {
	what := ""
	switch {
	case f.StackOverflow:
		what = "stack overflow"
	case f.Signal == unix.SIGSEGV:
		what = "segmentation fault"
	case f.Signal == unix.SIGBUS:
		what = "bus error"
	case f.Signal == unix.SIGFPE:
		what = "arithmetic exception"
		if f.Code == fpeIntDiv {
			what = "integer division by zero or overflow"
		}
	case f.Signal == unix.SIGILL:
		what = "illegal instruction"
	case f.Signal == unix.SIGABRT:
		what = "abort"
	default:
		what = f.Signal.String()
	}
	how := ""
	if !f.StackOverflow {
		switch f.Access {
		case AccessRead:
			how = fmt.Sprintf(" (reading address %#x)", f.Addr)
		case AccessWrite:
			how = fmt.Sprintf(" (writing to address %#x)", f.Addr)
		case AccessExec:
			how = fmt.Sprintf(" (calling address %#x)", f.Addr)
		}
	}
	return fmt.Sprintf("%s in C at pc %#x%s", what, f.PC, how)
}

// fpeIntDiv is SIGFPE's si_code for an integer division that has no result.
const fpeIntDiv = 1
