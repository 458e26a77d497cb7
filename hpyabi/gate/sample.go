package gate

import (
	"encoding/binary"
	"unsafe"

	"github.com/hpyrun/hpyrun/internal/layout"
)

// What a profiler learns of C.
//
// A thread that is profiled enters C by the watched entries, which note for each call how
// many Python frames were outside of it. A sample then has, in its copy of the C stack,
// all calls into C that were under way: C's frames and Python's can be put in order.

// Profile makes the calls of th note the number at depth, that of the Python frames
// that run. It must be called outside of all calls into C. *depth must not move.
func (th *Thread) Profile(depth *int) {
	th.block.DepthAddr = uintptr(unsafe.Pointer(depth))
	th.watchEntries()
}

// CCall is a call into C that was under way when a sample was taken.
type CCall struct {
	// Regs are the registers of its innermost frame, numbered as in Fault, Stack a copy
	// of the stack from StackAddr upwards, which begins there and may end too early.
	Regs      [17]uint64
	Stack     []byte
	StackAddr uintptr
	// InUpcall is true if it waited for an upcall, of Member if that is known (the fast
	// gate), else of NoMember.
	InUpcall bool
	Member   uint32
	// Depth is the number of Python frames outside of the call.
	Depth int
}

// NoMember is no context member.
const NoMember = ^uint32(0)

// The rest of the frame of an upcall, in words (see gate_amd64.S), and the registers in
// the numbering of DWARF.
const (
	frameID    = 2
	frameWords = 10
	frameRet   = 9

	regBX, regBP, regSP, regR12, regPC = 3, 6, 7, 12, 16
)

// frameRegs are the registers that an upcall saves, from word 3 of its frame on.
var frameRegs = [...]int{regR12 + 3, regR12 + 2, regR12 + 1, regR12, regBX, regBP}

// Calls returns the calls into C that were under way when s was taken, with the copy of
// the stack of C, on the thread of a block. The innermost is the first; through the cgo
// gate it is the only one.
func Calls(b *layout.Thread, s *layout.Sample, stack []byte) []CCall {
	if s.State == layout.SampleNoC {
		return nil
	}
	word := func(addr uintptr) uint64 {
		if off := addr - s.StackAddr; addr >= s.StackAddr && off+8 <= uintptr(len(stack)) {
			return binary.NativeEndian.Uint64(stack[off:])
		}
		return 0
	}
	from := func(addr uintptr) []byte {
		if off := addr - s.StackAddr; addr >= s.StackAddr && off <= uintptr(len(stack)) {
			return stack[off:]
		}
		return nil
	}
	fast := b.Enter != 0
	var calls []CCall
	base, depth := s.Base, s.Depth
	if s.State == layout.SampleInC {
		calls = append(calls, CCall{Regs: s.Regs, Stack: stack, StackAddr: s.StackAddr, Member: NoMember, Depth: int(depth)})
	} else if !fast {
		// CSP is the frame pointer of hpyrun_cgo_upcall.
		c := CCall{InUpcall: true, Member: NoMember, Depth: int(depth), StackAddr: base + 16, Stack: from(base + 16)}
		c.Regs[regBP], c.Regs[regPC], c.Regs[regSP] = word(base), word(base+8)-1, uint64(base+16)
		calls = append(calls, c)
	}
	if !fast {
		return calls
	}
	if s.State == layout.SampleInC {
		depth = word(base + wordAt(baseWatchDepth))
	}
	// base is the frame of an upcall, or the top, where there is none.
	for base+topSize < b.StackHi && base >= s.StackAddr && word(base+frameRet*8) != 0 {
		c := CCall{InUpcall: true, Member: uint32(word(base + frameID*8)), Depth: int(depth)}
		for i, r := range frameRegs {
			c.Regs[r] = word(base + uintptr(frameID+1+i)*8)
		}
		c.StackAddr = base + frameWords*8
		c.Stack = from(c.StackAddr)
		c.Regs[regSP], c.Regs[regPC] = uint64(c.StackAddr), word(base+frameRet*8)-1
		calls = append(calls, c)
		outer := uintptr(word(base + frameBase))
		if outer <= base {
			break
		}
		base = outer
		depth = word(base + wordAt(baseWatchDepth))
	}
	return calls
}

// Waiting returns the calls into C that are under way while Go serves an upcall, or none.
// The thread must have been given to Profile. The stacks are not copies: they are good
// until the upcall returns.
func (th *Thread) Waiting() []CCall {
	b := th.Block()
	if b.WatchFn == 0 || b.CSP < b.StackLo || b.CSP >= b.StackHi {
		return nil
	}
	s := layout.Sample{State: layout.SampleInUpcall, Base: b.CSP, Depth: b.WatchDepth, StackAddr: b.CSP}
	n := min(b.StackHi-b.CSP, layout.SampledStack)
	return Calls(b, &s, unsafe.Slice((*byte)(at(&b.CSP)), n))
}

// wordAt is an offset, perhaps negative, for arithmetic of addresses.
func wordAt(offset int) uintptr { return uintptr(offset) }
