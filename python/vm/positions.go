package vm

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// co_positions and co_lines: where in the source instructions come from, as iterators. An
// instruction has four bytes where CPython counts by two, so each position comes twice.

// A positions iterator: the code object, and the number of the next unit.
const (
	posCode = 0 // reference
	posNext = 0 // raw word

	unit      = 2
	instrSize = 4
)

func positionsDef(vm *VM) object.TypeDef {
	return object.TypeDef{Name: "positions_iterator", FixedRefs: 1, RawSize: 8, Flags: object.FlagNoInstantiate,
		Slots: object.Slots{Iter: func(t *Thread, r Ref) Value { return r.V() }, Next: vm.nextPosition}}
}

func linesDef(vm *VM) object.TypeDef {
	return object.TypeDef{Name: "line_iterator", FixedRefs: 1, RawSize: 8, Flags: object.FlagNoInstantiate,
		Slots: object.Slots{Iter: func(t *Thread, r Ref) Value { return r.V() }, Next: vm.nextLine}}
}

// over returns an iterator of one of the two types over a code object.
func over(t *Thread, typ *object.Type, o Ref) Value {
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, posCode, o.V())
	}
	return v
}

func number(t *Thread, n int32) Value {
	if n < 0 {
		return heap.None
	}
	return heap.SmallInt(int64(n))
}

func (vm *VM) nextPosition(t *Thread, it Ref) Value {
	a := it.V().Addr()
	k := vm.CodeOf(a.Ref(posCode))
	n := int(a.Word64(posNext))
	i := n * unit / instrSize
	if i >= len(k.C.Instrs) {
		return heap.Null
	}
	a.SetWord64(posNext, uint64(n+1))
	defer t.Pop(t.Top())
	p := k.posOf(i)
	out := t.PushN(4)
	for x, v := range []int32{p.Line, p.EndLine, p.Col, p.EndCol} {
		out.At(x).Set(number(t, v))
	}
	return t.TupleOf(out, 4)
}

// nextLine gives the next row of instructions of one line: where it starts and ends, in
// bytes, and the line.
func (vm *VM) nextLine(t *Thread, it Ref) Value {
	a := it.V().Addr()
	k := vm.CodeOf(a.Ref(posCode))
	start := int(a.Word64(posNext))
	if start >= len(k.C.Instrs) {
		return heap.Null
	}
	line, end := k.posOf(start).Line, start+1
	for end < len(k.C.Instrs) && k.posOf(end).Line == line {
		end++
	}
	a.SetWord64(posNext, uint64(end))
	defer t.Pop(t.Top())
	out := t.PushN(3)
	out.Set(heap.SmallInt(int64(start * instrSize)))
	out.At(1).Set(heap.SmallInt(int64(end * instrSize)))
	out.At(2).Set(number(t, line))
	return t.TupleOf(out, 3)
}
