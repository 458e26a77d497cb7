// Package code is the byte code: what the compiler emits and the VM runs. It
// answers "what can one instruction say". It knows no objects: constants are Go
// values until the VM makes objects of them.
//
// # The machine
//
// A stack machine whose frame lies in consecutive slots of the thread's root
// stack:
//
//	function | locals | cells | free variables | operand stack →
//
// The caller has pushed the function and then the arguments, so that the
// arguments are already the callee's first locals: a call copies nothing.
// Cells come after the locals; a parameter that a nested function captures has
// both, and MakeCell at the function's start moves its value into the cell.
// Free variables' cells are copied from the closure by CopyFree.
//
// A block of code that has no fast locals (module, class, exec) keeps its
// namespace, a mapping, in local 0 (flag NameSpace).
//
// An instruction is 32 bits: the operation in the low 8, the operand in the
// upper 24. What an inline cache needs is not in the instruction stream but in
// the site that the operand numbers, so code is never written to while it runs.
//
// # Exceptions
//
// try costs nothing: a table says which handler and which stack depth belong to
// a range of instructions. On an exception the VM cuts the stack to that depth,
// pushes the exception and jumps. Handlers begin with PushExc, which replaces
// the exception on the stack by [the one handled before, the exception] and
// makes it the handled one; PopExcept undoes this.
//
// # Rejected
//
// Registers: for a front end whose frames must be root slots anyway, the stack
// form's stores are stores to the same cache lines, and an operand count of
// zero or one keeps the compiler and the decoder small. Instructions of one
// byte with extensions: a 32-bit load is no slower, and no operand of real
// programs exceeds 24 bits.
package code

import "fmt"

// Instr is one instruction.
type Instr uint32

// MaxArg is the largest operand.
const MaxArg = 1<<24 - 1

// Make assembles an instruction.
func Make(op Op, arg int) Instr {
	if arg < 0 || arg > MaxArg {
		panic(fmt.Sprintf("BUG: operand %d of %v", arg, op))
	}
	return Instr(op) | Instr(arg)<<8
}

// Op returns the operation.
func (i Instr) Op() Op { return Op(i) }

// Arg returns the operand.
func (i Instr) Arg() int { return int(i >> 8) }

// Flags describe a code object.
type Flags uint32

const (
	Optimized   Flags = 1 << iota // locals are fast
	NewLocals                     // a fresh namespace for each call
	VarArgs                       // *args
	VarKeywords                   // **kwargs
	Nested                        // inside another function
	Generator
	Coroutine
	AsyncGenerator
	NameSpace    // local 0 is the namespace (module, class, exec)
	IterableCoro // types.coroutine
	FutureAnnotations
)

// Pos is the source range of an instruction: lines from 1, byte columns from 0,
// end exclusive. Line 0: none.
type Pos struct {
	Line, EndLine int32
	Col, EndCol   int32
}

// Handler covers the instructions [Start, End): an exception there cuts the
// operand stack to Depth and continues at Target. Entries are searched in
// order; inner ones come first.
type Handler struct {
	Start, End, Target int32
	Depth              int32
}

// Code is a compiled block.
type Code struct {
	Name, QualName, Filename string
	FirstLine                int
	Doc                      string
	HasDoc                   bool
	Flags                    Flags

	ArgCount        int // positional parameters, positional-only ones included
	PosOnlyArgCount int
	KwOnlyArgCount  int
	// Locals are the names of the fast locals, parameters first: positional,
	// keyword-only, *args, **kwargs. With NameSpace, Locals[0] is "".
	Locals []string
	Cells  []string
	Free   []string

	Instrs    []Instr
	Pos       []Pos // of each instruction
	Handlers  []Handler
	StackSize int // operand stack at most, in slots

	// Consts are Go values: nil (None), bool, int64, *big.Int, float64,
	// complex128, string (WTF-8), ast.Bytes, ast.EllipsisType, ast.TupleValue,
	// ast.FrozenSetValue, *Code.
	Consts []any
	Names  []string
	// Sites are the places with an inline cache; each holds the index of its
	// name in Names (or -1).
	Sites []int32
}

// NumSlots returns the slots of a frame below the operand stack.
func (c *Code) NumSlots() int { return len(c.Locals) + len(c.Cells) + len(c.Free) }

// NumParams returns the number of locals that a call fills.
func (c *Code) NumParams() int {
	n := c.ArgCount + c.KwOnlyArgCount
	if c.Flags&VarArgs != 0 {
		n++
	}
	if c.Flags&VarKeywords != 0 {
		n++
	}
	return n
}

// Find returns the handler that covers instruction ip, or nil.
func (c *Code) Find(ip int) *Handler {
	for i := range c.Handlers {
		if h := &c.Handlers[i]; int(h.Start) <= ip && ip < int(h.End) {
			return h
		}
	}
	return nil
}
