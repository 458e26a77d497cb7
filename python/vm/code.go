package vm

import (
	"fmt"
	"math/big"
	"slices"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// Code is code made ready for a runtime: constants and names are objects.
type Code struct {
	C      *code.Code
	instrs unsafe.Pointer // *code.Instr, the first; kept alive by C
	consts unsafe.Pointer // the first of len(C.Consts) root slots
	names  []Ref          // interned
	locals []Ref          // interned names of the slots
	sites  []site
	// file and name are what tracebacks show.
	file, name, qualName Ref

	nslots    int // below the operand stack
	nlocals   int
	stackSize int
	room      int // what the root stack must have room for, calls of natives included
	// simple: positional parameters only, no cells or generator to set up: a
	// call with the right number of arguments needs no binding.
	simple bool
	// pinned is the code object, kept once a function was given another code:
	// frames may still run this one. The nil Ref otherwise.
	pinned Ref
}

// codeObject returns the code object of k, which function fn runs (no safepoint).
func (vm *VM) codeObject(k *Code, fn Value) Value {
	if !k.pinned.IsNil() {
		return k.pinned.V()
	}
	return fn.Addr().Ref(fnCode)
}

// site is an inline cache: what an instruction has learnt about its name.
type site struct {
	name Ref
	// Of a look-up by name: while the globals' keys have this stamp, the name is
	// their entry hint (builtin is -1 then), or none of them but the builtins'
	// entry builtin. 0: nothing is known.
	stamp   uint64
	hint    int32
	builtin int32

	attr object.AttrCache // of an attribute
}

// site returns inline cache i.
func (k *Code) site(i int) *site { return &k.sites[i] }

const codeIndex = 0 // raw word of a code object: the index in VM.codes

// NewCode makes a code object. Null: exception pending.
func (vm *VM) NewCode(t *Thread, c *code.Code) Value {
	defer t.Pop(t.Top())
	k := &Code{C: c, nslots: c.NumSlots(), nlocals: len(c.Locals), stackSize: c.StackSize}
	// The instruction pointer stands behind the instruction that runs, so behind
	// the last one it would point to whatever Go's heap has next, which keeps
	// that alive or, if it is free, ends the process. c itself belongs to no runtime, and
	// others may be making an object of it right now.
	padded := append(slices.Clip(c.Instrs), code.Make(code.Nop, 0))
	k.room = k.nslots + k.stackSize + object.CallRoom
	k.instrs = unsafe.Pointer(unsafe.SliceData(padded))
	k.simple = c.KwOnlyArgCount == 0 && c.Flags&(code.VarArgs|code.VarKeywords|code.NameSpace) == 0
	consts := t.RT.Heap.NewRoots(len(c.Consts) + 1)
	k.consts = unsafe.Pointer(consts.Slot())
	for i, v := range c.Consts {
		o := vm.Constant(t, v)
		if o == heap.Null {
			return heap.Null
		}
		consts.At(i).Set(o)
	}
	k.names = make([]Ref, len(c.Names))
	for i, n := range c.Names {
		k.names[i] = t.RT.Intern(n)
	}
	for _, list := range [][]string{c.Locals, c.Cells, c.Free} {
		for _, n := range list {
			k.locals = append(k.locals, t.RT.Intern(n))
		}
	}
	k.sites = make([]site, len(c.Sites))
	for i, n := range c.Sites {
		k.sites[i] = site{name: k.names[n], hint: -1, builtin: -1}
	}
	k.file, k.name, k.qualName = t.RT.Intern(c.Filename), t.RT.Intern(c.Name), t.RT.Intern(c.QualName)

	o := t.NewInstance(t.RT.CodeType)
	if o == heap.Null {
		return o
	}
	var i uint64
	if n := len(vm.free); n > 0 {
		i = vm.free[n-1]
		vm.free = vm.free[:n-1]
		vm.codes[i] = k
	} else {
		i = uint64(len(vm.codes))
		vm.codes = append(vm.codes, k)
	}
	o.Addr().SetWord64(codeIndex, i)
	return o
}

// CodeOf returns the code of a code object (no safepoint).
func (vm *VM) CodeOf(v Value) *Code { return vm.codes[v.Addr().Word64(codeIndex)] }

// posAt returns the source range of the instruction before ip.
func (k *Code) posAt(ip unsafe.Pointer) code.Pos { return k.posOf(k.index(ip) - 1) }

// posOf returns the source range of instruction i; the def's line, where there is none.
func (k *Code) posOf(i int) code.Pos {
	if i < 0 || i >= len(k.C.Pos) {
		return code.Pos{Line: int32(k.C.FirstLine), EndLine: int32(k.C.FirstLine), Col: -1, EndCol: -1}
	}
	return k.C.Pos[i]
}

// index returns the index of the instruction at ip.
func (k *Code) index(ip unsafe.Pointer) int {
	return int(uintptr(ip)-uintptr(k.instrs)) / 4
}

func (k *Code) at(i int) unsafe.Pointer { return unsafe.Add(k.instrs, i*4) }

// Constant makes the object of a constant of code.Code. Null: exception pending.
func (vm *VM) Constant(t *Thread, v any) Value {
	switch v := v.(type) {
	case nil:
		return heap.None
	case bool:
		return heap.Bool(v)
	case int64:
		return t.NewInt(v)
	case *big.Int:
		return t.NewBig(v)
	case float64:
		return heap.Float(v)
	case complex128:
		return t.NewComplex(v)
	case string:
		if isName(v) {
			return t.RT.Intern(v).V()
		}
		return t.NewStr(v)
	case ast.Bytes:
		return t.NewBytes([]byte(v))
	case ast.EllipsisType:
		return heap.Ellipsis
	case ast.TupleValue:
		return vm.constants(t, v)
	case ast.FrozenSetValue:
		tuple := vm.constants(t, v)
		if tuple == heap.Null {
			return tuple
		}
		defer t.Pop(t.Top())
		return t.NewFrozenSet(t.Push(tuple))
	case *code.Code:
		return vm.NewCode(t, v)
	}
	panic(fmt.Sprintf("BUG: constant of type %T", v))
}

func (vm *VM) constants(t *Thread, list []any) Value {
	defer t.Pop(t.Top())
	first := t.PushN(len(list) + 1)
	for i, x := range list {
		o := vm.Constant(t, x)
		if o == heap.Null {
			return o
		}
		first.At(i).Set(o)
	}
	return t.TupleOf(first, len(list))
}

// isName says that s looks like an identifier: such strings are interned, as in
// CPython, for they are used as names.
func isName(s string) bool {
	if len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}
