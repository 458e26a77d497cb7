package compile

import (
	"fmt"

	"github.com/hpyrun/hpyrun/python/code"
)

// assemble turns a unit's instructions into code: it follows control flow for
// the stack depth before each instruction, drops what is never reached, and
// puts indexes for labels. With lines, an instruction Line goes before each
// that is on another line than the one before.
func (u *unit) assemble(lines bool) *code.Code {
	depth := u.depths()
	cd := u.code
	newLine := func(i int) bool { return false }
	if lines {
		newLine = u.lineStarts(depth)
	}

	// index maps old to new indexes. A label may stand behind the last
	// instruction only if nothing jumps there.
	index := make([]int, len(u.instrs)+1)
	n := 0
	for i, in := range u.instrs {
		index[i] = n
		if depth[i] >= 0 && in.op != code.Nop {
			n++
			if newLine(i) {
				n++
			}
		}
	}
	index[len(u.instrs)] = n

	cd.Instrs = make([]code.Instr, 0, n)
	cd.Pos = make([]code.Pos, 0, n)
	for i, in := range u.instrs {
		if depth[i] < 0 || in.op == code.Nop {
			continue
		}
		op, arg := in.op, in.arg
		emit := func(op code.Op, arg int) {
			cd.Instrs = append(cd.Instrs, code.Make(op, arg))
			cd.Pos = append(cd.Pos, in.pos)
			if in.handler >= 0 {
				u.cover(len(cd.Instrs)-1, in.handler, depth, index)
			}
		}
		if newLine(i) {
			emit(code.Line, 0)
		}
		if op.IsJump() {
			arg = index[u.labels[arg]]
			if op == code.Jump && arg <= len(cd.Instrs) {
				op = code.JumpBack
			}
		}
		emit(op, arg)
		after := depth[i] + max(code.Effect(in.op, in.arg, false), 0)
		cd.StackSize = max(cd.StackSize, after)
	}
	for _, h := range cd.Handlers {
		cd.StackSize = max(cd.StackSize, int(h.Depth)+1)
	}
	return cd
}

// lineStarts returns a function that says of an instruction that is reached
// whether it can be come to from an instruction on another line. Send, which
// sets the frame's position itself, is left alone: the VM finds it by the jump
// to it. A jump takes no time that a line of its own would be worth.
func (u *unit) lineStarts(depth []int) func(i int) bool {
	starts := make([]bool, len(u.instrs)+1)
	line := int32(u.code.FirstLine) // where a frame begins
	for i, in := range u.instrs {
		if depth[i] < 0 || in.op == code.Nop {
			continue
		}
		if in.op == code.PushExc {
			line = -1 // from anywhere
		}
		if in.pos.Line > 0 && in.op != code.Jump {
			starts[i] = starts[i] || in.pos.Line != line
			line = in.pos.Line
		}
		if in.op.IsJump() {
			to := u.labels[in.arg]
			for to < len(u.instrs) && u.instrs[to].op == code.Nop {
				to++
			}
			if to < len(u.instrs) && u.instrs[to].pos.Line != line {
				starts[to] = true
			}
		}
	}
	return func(i int) bool {
		in := &u.instrs[i]
		return starts[i] && in.pos.Line > 0 && in.op != code.Send && in.op != code.Jump
	}
}

// cover puts the instruction at ip under handler h: it extends the last entry
// of the table or begins another.
func (u *unit) cover(ip, h int, depth, index []int) {
	hd := u.handlers[h]
	e := code.Handler{Start: int32(ip), End: int32(ip + 1),
		Target: int32(index[u.labels[hd.target]]), Depth: int32(depth[hd.start] - hd.less)}
	tab := u.code.Handlers
	if k := len(tab) - 1; k >= 0 && tab[k].End == e.Start && tab[k].Target == e.Target && tab[k].Depth == e.Depth {
		tab[k].End = e.End
		return
	}
	u.code.Handlers = append(tab, e)
}

// depths returns the height of the operand stack before each instruction, -1
// for what is never reached.
func (u *unit) depths() []int {
	depth := make([]int, len(u.instrs))
	for i := range depth {
		depth[i] = -1
	}
	work := []int{0}
	depth[0] = 0
	reach := func(i, d int) {
		if i >= len(u.instrs) {
			panic("BUG: control runs off the end of " + u.code.QualName)
		}
		if d < 0 {
			panic(fmt.Sprintf("BUG: stack underflow in %s before instruction %d", u.code.QualName, i))
		}
		if depth[i] == -1 {
			depth[i] = d
			work = append(work, i)
		} else if depth[i] != d {
			panic(fmt.Sprintf("BUG: %s, line %d: stack depth %d and %d meet at instruction %d (%v)",
				u.code.QualName, u.instrs[i].pos.Line, depth[i], d, i, u.instrs[i].op))
		}
	}
	for len(work) > 0 {
		i := work[len(work)-1]
		work = work[:len(work)-1]
		in := u.instrs[i]
		if h := in.handler; h >= 0 {
			hd := u.handlers[h]
			if depth[hd.start] < 0 {
				panic("BUG: handler in force where it was never set up")
			}
			reach(u.labels[hd.target], depth[hd.start]-hd.less+1)
		}
		if in.op.IsJump() {
			reach(u.labels[in.arg], depth[i]+code.Effect(in.op, in.arg, true))
		}
		if !in.op.Ends() {
			reach(i+1, depth[i]+code.Effect(in.op, in.arg, false))
		}
	}
	return depth
}
