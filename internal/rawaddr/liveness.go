package rawaddr

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// liveSet holds what is live at a point: SSA values of raw types, and cells (the
// *ssa.Alloc of a variable of a raw type).
type liveSet map[ssa.Value]token.Pos // where it is used next

// check runs the backward dataflow over one function and reports what is live
// across calls that may collect.
func (c *checker) check(f *ssa.Function) {
	if len(f.Blocks) == 0 {
		return
	}
	in := make([]liveSet, len(f.Blocks))
	for changed := true; changed; {
		changed = false
		for i := len(f.Blocks) - 1; i >= 0; i-- {
			b := f.Blocks[i]
			live := c.liveOut(b, in)
			c.walk(b, live, nil)
			if in[b.Index] == nil {
				in[b.Index] = liveSet{}
			}
			for v, pos := range live {
				if _, ok := in[b.Index][v]; !ok {
					in[b.Index][v] = pos
					changed = true
				}
			}
		}
	}
	found := map[token.Pos]string{}
	for _, b := range f.Blocks {
		c.walk(b, c.liveOut(b, in), func(call ssa.CallInstruction, live liveSet) {
			for v, use := range live {
				if v == call.Value() || !use.IsValid() {
					continue
				}
				p := c.pass.Fset.Position(call.Pos())
				if c.excused[p.Filename][p.Line] {
					continue
				}
				found[use] = describe(v) + " may have moved: it lives across the call of " + callee(call) +
					" (line " + itoa(p.Line) + ")"
			}
		})
	}
	for _, pos := range sorted(found) {
		c.report(pos, "%s", found[pos])
	}
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	var b []byte
	for ; n > 0; n /= 10 {
		b = append([]byte{byte('0' + n%10)}, b...)
	}
	return string(b)
}

func describe(v ssa.Value) string {
	if a, ok := v.(*ssa.Alloc); ok && a.Comment != "" {
		return "raw " + a.Comment
	}
	if p, ok := v.(*ssa.Parameter); ok {
		return "raw parameter " + p.Name()
	}
	if p, ok := v.(*ssa.Phi); ok && p.Comment != "" {
		return "raw " + p.Comment
	}
	return "raw value"
}

func callee(call ssa.CallInstruction) string {
	common := call.Common()
	if f := common.StaticCallee(); f != nil {
		return f.Name()
	}
	if common.IsInvoke() {
		return common.Method.Name()
	}
	return "a func value"
}

// liveOut joins what the successors need; a phi's operand counts for the edge
// that it comes by.
func (c *checker) liveOut(b *ssa.BasicBlock, in []liveSet) liveSet {
	live := liveSet{}
	for _, s := range b.Succs {
		for v, pos := range in[s.Index] {
			live[v] = pos
		}
		edge := -1
		for i, p := range s.Preds {
			if p == b {
				edge = i
			}
		}
		for _, instr := range s.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			delete(live, phi)
			if pos, needed := in[s.Index][phi]; needed && c.tracked(phi.Edges[edge]) {
				live[phi.Edges[edge]] = pos
			}
		}
	}
	return live
}

// walk goes through a block backwards, updating live; at is told of each call
// that may collect, with what is live after it.
func (c *checker) walk(b *ssa.BasicBlock, live liveSet, at func(ssa.CallInstruction, liveSet)) {
	var ops [16]*ssa.Value
	for i := len(b.Instrs) - 1; i >= 0; i-- {
		instr := b.Instrs[i]
		if phi, ok := instr.(*ssa.Phi); ok {
			// Its operands are needed at the ends of the blocks before; it stays
			// in the set for liveOut to see, which takes it out.
			_ = phi
			continue
		}
		if call, ok := instr.(ssa.CallInstruction); ok && at != nil && c.callCollects(call) {
			at(call, live)
		}
		if v, ok := instr.(ssa.Value); ok {
			delete(live, v)
		}
		switch s := instr.(type) {
		case *ssa.Store:
			if a, ok := s.Addr.(*ssa.Alloc); ok && isRaw(deref(a.Type())) {
				delete(live, a)
				c.use(live, s.Val, instr)
				continue
			}
		case *ssa.UnOp:
			if a, ok := s.X.(*ssa.Alloc); ok && s.Op == token.MUL && isRaw(deref(a.Type())) {
				live[a] = position(instr)
				continue
			}
		case *ssa.DebugRef:
			continue
		case *ssa.MakeClosure:
			// The closure loads its cells when it is called; the calls are its own.
			continue
		}
		for _, op := range instr.Operands(ops[:0]) {
			if *op != nil {
				c.use(live, *op, instr)
			}
		}
	}
}

func (c *checker) use(live liveSet, v ssa.Value, by ssa.Instruction) {
	if c.tracked(v) {
		if _, ok := live[v]; !ok {
			live[v] = position(by)
		}
	}
}

// position is where an instruction stands, or its nearest neighbour that says.
func position(in ssa.Instruction) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	if r, ok := in.(*ssa.Return); ok && r.Pos().IsValid() {
		return r.Pos()
	}
	instrs := in.Block().Instrs
	for i := len(instrs) - 1; i >= 0; i-- {
		if instrs[i].Pos().IsValid() {
			return instrs[i].Pos()
		}
	}
	return in.Parent().Pos()
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// tracked says that v is raw and not known to be immediate.
func (c *checker) tracked(v ssa.Value) bool {
	return isRaw(v.Type()) && !immediate(v, 0)
}

// immediates are the functions of package heap whose results need no heap.
var immediates = map[string]bool{"SmallInt": true, "Bool": true, "Float": true, "Int": true, "MakeLink": true, "Link": true}

// immediate says that v is a constant or made by one of those functions.
func immediate(v ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Call:
		f := v.Call.StaticCallee()
		return f != nil && f.Pkg != nil && strings.HasSuffix(f.Pkg.Pkg.Path(), heapPath) && f.Signature.Recv() == nil && immediates[f.Name()]
	case *ssa.Extract:
		return immediate(v.Tuple, depth+1)
	case *ssa.Convert:
		return immediate(v.X, depth+1)
	case *ssa.ChangeType:
		return immediate(v.X, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e != v && !immediate(e, depth+1) {
				return false
			}
		}
		return true
	case *ssa.Global:
		return true
	}
	return false
}
