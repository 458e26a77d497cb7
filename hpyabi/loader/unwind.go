package loader

import (
	"debug/elf"
	"errors"
	"sort"
)

// Backtrace walks the frames of C code that faulted: regs are its integer registers in the
// numbering of DWARF (on amd64 rip is the 17th), stack the bytes of its stack from address
// base upwards. The first result is the faulting instruction's place, each other one that of a call that was under
// way, innermost first. It goes by the call-frame information (.eh_frame) that the C++
// ABI asks of all code and compilers give by default, and ends where that or the stack
// ends, after max frames at most. If badPC is set the program counter is itself the bad
// address (a call through a bad pointer), and the first frame is the caller's.
//
// On processors other than amd64 only the first frame is found.
func Backtrace(regs *[17]uint64, base uintptr, stack []byte, badPC bool, max int) []Symbol {
	if badPC {
		u := machine{regs: *regs, base: uint64(base), stack: stack}
		ret, ok := u.load(regs[regSP])
		if !ok {
			return nil
		}
		called := *regs
		called[regSP] += 8
		called[regPC] = ret - 1
		regs = &called
	}
	var frames []Symbol
	var w Unwinder
	ended := w.Walk(regs, base, stack, max, func(s *Symbol) { frames = append(frames, *s) })
	// The end, in the program's own code, is where Go called C.
	if n := len(frames) - 1; ended && n > 0 && frames[n].Program {
		frames = frames[:n]
	}
	return frames
}

// Unwinder walks the frames of C code, many times: what it has found out about an address it
// keeps. The zero Unwinder is ready. It is not for several goroutines at once.
type Unwinder struct {
	known map[uintptr]*codePlace
}

// codePlace is what is known of an address of code.
type codePlace struct {
	symbol Symbol
	rules  *rules // nil: the way out is not known
}

// Walk calls f for each frame, as Backtrace describes them. ended is true if the last one is
// where the stack ends, as far as that is known, and not one of too many.
func (w *Unwinder) Walk(regs *[17]uint64, base uintptr, stack []byte, max int, f func(s *Symbol)) (ended bool) {
	u := machine{regs: *regs, base: uint64(base), stack: stack}
	pc := uintptr(regs[regPC])
	for range max {
		p := w.place(pc)
		f(&p.symbol)
		if p.rules == nil {
			return true
		}
		ret, ok := u.leave(p.rules)
		if !ok {
			return true
		}
		pc = uintptr(ret) - 1 // in the call
	}
	return false
}

func (w *Unwinder) place(pc uintptr) *codePlace {
	p := w.known[pc]
	if p != nil {
		return p
	}
	p = &codePlace{}
	var ok bool
	if p.symbol, ok = Symbolize(pc); ok {
		if e := objectFor(p.symbol.Object).frames.find(uint64(p.symbol.Address)); e != nil {
			if rs, err := e.rulesAt(uint64(p.symbol.Address)); err == nil {
				p.rules = &rs
			}
		}
	}
	if w.known == nil {
		w.known = map[uintptr]*codePlace{}
	}
	w.known[pc] = p
	return p
}

const (
	regSP    = 7
	regPC    = 16
	numRegs  = 17
	maxStack = 1 << 10 // states, expression operands: more is nonsense
)

var errFrame = errors.New("bad call-frame information")

// frameTable is the content of an .eh_frame section.
type frameTable struct {
	data []byte
	addr uint64 // of the section
	fdes []fde  // by begin
}

// fde says how to unwind one range of code.
type fde struct {
	begin, end uint64
	cie        *cie
	code       []byte
}

// cie is what several FDEs have in common.
type cie struct {
	codeAlign  uint64
	dataAlign  int64
	retReg     uint64
	encoding   byte // of addresses in FDEs
	augmented  bool // FDEs have augmentation data
	signal     bool // the frame was interrupted, not called
	code       []byte
	wellFormed bool
}

func readFrames(f *elf.File) frameTable {
	var t frameTable
	if s := f.Section(".eh_frame"); s != nil && f.Machine == elf.EM_X86_64 && s.Flags&elf.SHF_COMPRESSED == 0 {
		if data, err := s.Data(); err == nil {
			t = frameTable{data: data, addr: s.Addr}
			t.parse()
		}
	}
	return t
}

// parse splits the section into its entries: each a length, then an offset back to a CIE
// (0 for a CIE itself), then the content.
func (t *frameTable) parse() {
	cies := map[uint64]*cie{}
	for pos := uint64(0); pos+8 <= uint64(len(t.data)); {
		r := reader{data: t.data, pos: pos, addr: t.addr}
		length := uint64(r.u32())
		if length == 0 {
			break
		}
		if length == 0xffffffff {
			length = r.u64()
		}
		start := r.pos
		if length > uint64(len(t.data))-start {
			break
		}
		r.data = t.data[:start+length]
		if back := uint64(r.u32()); back != 0 && back <= start {
			c := cies[start-back]
			if c == nil {
				c = t.readCIE(start - back)
				cies[start-back] = c
			}
			if e, ok := readFDE(&r, c); ok {
				t.fdes = append(t.fdes, e)
			}
		}
		pos = start + length
	}
	sort.Slice(t.fdes, func(i, j int) bool { return t.fdes[i].begin < t.fdes[j].begin })
}

// readCIE reads the CIE whose length field lies at pos.
func (t *frameTable) readCIE(pos uint64) *cie {
	c := &cie{}
	r := reader{data: t.data, pos: pos, addr: t.addr}
	length := uint64(r.u32())
	if length == 0xffffffff {
		length = r.u64()
	}
	if r.bad || length > uint64(len(t.data))-r.pos {
		return c
	}
	r.data = t.data[:r.pos+length]
	r.u32() // 0: a CIE
	if version := r.u8(); version != 1 && version != 3 {
		return c
	}
	augmentation := r.str()
	c.codeAlign = r.uleb()
	c.dataAlign = r.sleb()
	c.retReg = r.uleb()
	for i := range len(augmentation) {
		switch augmentation[i] {
		case 'z':
			c.augmented = true
			r.uleb()
		case 'R':
			c.encoding = r.u8()
		case 'P':
			r.pointer(r.u8())
		case 'L':
			r.u8()
		case 'S':
			c.signal = true
		default:
			return c
		}
	}
	c.code = r.rest()
	c.wellFormed = !r.bad && c.retReg == regPC
	return c
}

func readFDE(r *reader, c *cie) (fde, bool) {
	if !c.wellFormed {
		return fde{}, false
	}
	begin := r.pointer(c.encoding)
	size := r.pointer(c.encoding & 0x0f)
	if c.augmented {
		r.skip(r.uleb())
	}
	e := fde{begin: begin, end: begin + size, cie: c, code: r.rest()}
	return e, !r.bad && e.end > e.begin
}

func (t *frameTable) find(addr uint64) *fde {
	n := sort.Search(len(t.fdes), func(i int) bool { return t.fdes[i].begin > addr })
	if n > 0 && addr < t.fdes[n-1].end {
		return &t.fdes[n-1]
	}
	return nil
}

// rule says where a frame's caller finds a register, or its canonical frame address.
type rule struct {
	kind ruleKind
	reg  uint64
	off  int64
	expr []byte
}

type ruleKind byte

const (
	ruleSame ruleKind = iota
	ruleUndefined
	ruleAt       // in memory, at the CFA plus off
	ruleIs       // the CFA plus off
	ruleReg      // in reg (plus off, for the CFA)
	ruleAtExpr   // in memory, at what expr computes
	ruleIsExpr   // what expr computes
	ruleNoCFAYet // the CFA before any instruction
)

type rules struct {
	cfa  rule
	regs [numRegs]rule
}

// machine is the state of a processor: registers, and what was copied of the stack.
type machine struct {
	regs  [numRegs]uint64
	cfa   uint64
	base  uint64 // address of stack[0]
	stack []byte
}

func (u *machine) load(addr uint64) (uint64, bool) {
	off := addr - u.base
	if addr < u.base || off > uint64(len(u.stack)) || uint64(len(u.stack))-off < 8 {
		return 0, false
	}
	return order.Uint64(u.stack[off:]), true
}

// leave replaces the registers of a frame by those of its caller, by the rules of the place
// where the frame runs, and returns the address that it returns to.
func (u *machine) leave(rs *rules) (ret uint64, ok bool) {
	switch rs.cfa.kind {
	case ruleReg:
		u.cfa = u.regs[rs.cfa.reg] + uint64(rs.cfa.off)
	case ruleIsExpr:
		u.cfa, ok = u.eval(rs.cfa.expr, nil)
		if !ok {
			return 0, false
		}
	default:
		return 0, false
	}
	next := u.regs
	next[regSP] = u.cfa
	for i := range rs.regs {
		r, value, ok := rs.regs[i], uint64(0), true
		switch r.kind {
		case ruleSame:
			continue
		case ruleUndefined:
			ok = i != regPC
		case ruleAt:
			value, ok = u.load(u.cfa + uint64(r.off))
		case ruleIs:
			value = u.cfa + uint64(r.off)
		case ruleReg:
			value = u.regs[r.reg]
		case ruleAtExpr:
			if value, ok = u.eval(r.expr, &u.cfa); ok {
				value, ok = u.load(value)
			}
		case ruleIsExpr:
			value, ok = u.eval(r.expr, &u.cfa)
		}
		if !ok && i == regPC {
			return 0, false
		}
		next[i] = value
	}
	if rs.regs[regPC].kind == ruleSame {
		return 0, false
	}
	u.regs = next
	return next[regPC], next[regPC] != 0
}

// rulesAt runs the CIE's instructions, then the FDE's up to the row of addr.
func (e *fde) rulesAt(addr uint64) (rules, error) {
	rs := rules{cfa: rule{kind: ruleNoCFAYet}}
	if _, err := e.run(e.cie.code, &rs, nil, ^uint64(0)); err != nil {
		return rs, err
	}
	initial := rs
	_, err := e.run(e.code, &rs, &initial, addr)
	return rs, err
}

// run executes instructions until their location passes addr. The names in the comments
// are DWARF's, without DW_CFA_.
func (e *fde) run(code []byte, rs, initial *rules, addr uint64) (loc uint64, err error) {
	c := e.cie
	r := reader{data: code}
	loc = e.begin
	var saved []rules
	set := func(reg uint64, to rule) {
		if reg < numRegs {
			rs.regs[reg] = to
		} else if to.kind == ruleAt || to.kind == ruleSame || to.kind == ruleUndefined {
			return // a vector register: nobody asks
		}
	}
	advance := func(delta uint64) bool {
		loc += delta * c.codeAlign
		return loc <= addr
	}
	for len(r.data) > int(r.pos) {
		op := r.u8()
		low := uint64(op & 0x3f)
		switch op & 0xc0 {
		case 0x40: // advance_loc
			if !advance(low) {
				return loc, nil
			}
			continue
		case 0x80: // offset
			set(low, rule{kind: ruleAt, off: int64(r.uleb()) * c.dataAlign})
			continue
		case 0xc0: // restore
			if initial != nil && low < numRegs {
				rs.regs[low] = initial.regs[low]
			}
			continue
		}
		going := true
		switch op {
		case 0x00: // nop
		case 0x01: // set_loc
			loc = r.pointer(c.encoding)
			going = loc <= addr
		case 0x02: // advance_loc1
			going = advance(uint64(r.u8()))
		case 0x03: // advance_loc2
			going = advance(uint64(r.u16()))
		case 0x04: // advance_loc4
			going = advance(uint64(r.u32()))
		case 0x05: // offset_extended
			reg := r.uleb()
			set(reg, rule{kind: ruleAt, off: int64(r.uleb()) * c.dataAlign})
		case 0x06: // restore_extended
			if reg := r.uleb(); initial != nil && reg < numRegs {
				rs.regs[reg] = initial.regs[reg]
			}
		case 0x07: // undefined
			set(r.uleb(), rule{kind: ruleUndefined})
		case 0x08: // same_value
			set(r.uleb(), rule{kind: ruleSame})
		case 0x09: // register
			reg := r.uleb()
			from := r.uleb()
			if from >= numRegs {
				return loc, errFrame
			}
			set(reg, rule{kind: ruleReg, reg: from})
		case 0x0a: // remember_state
			if len(saved) == maxStack {
				return loc, errFrame
			}
			saved = append(saved, *rs)
		case 0x0b: // restore_state
			if len(saved) == 0 {
				return loc, errFrame
			}
			*rs = saved[len(saved)-1]
			saved = saved[:len(saved)-1]
		case 0x0c: // def_cfa
			rs.cfa = rule{kind: ruleReg, reg: r.uleb(), off: int64(r.uleb())}
		case 0x0d: // def_cfa_register
			rs.cfa = rule{kind: ruleReg, reg: r.uleb(), off: rs.cfa.off}
		case 0x0e: // def_cfa_offset
			rs.cfa.off = int64(r.uleb())
		case 0x0f: // def_cfa_expression
			rs.cfa = rule{kind: ruleIsExpr, expr: r.bytes(r.uleb())}
		case 0x10: // expression
			reg := r.uleb()
			set(reg, rule{kind: ruleAtExpr, expr: r.bytes(r.uleb())})
		case 0x11: // offset_extended_sf
			reg := r.uleb()
			set(reg, rule{kind: ruleAt, off: r.sleb() * c.dataAlign})
		case 0x12: // def_cfa_sf
			rs.cfa = rule{kind: ruleReg, reg: r.uleb(), off: r.sleb() * c.dataAlign}
		case 0x13: // def_cfa_offset_sf
			rs.cfa.off = r.sleb() * c.dataAlign
		case 0x14: // val_offset
			reg := r.uleb()
			set(reg, rule{kind: ruleIs, off: int64(r.uleb()) * c.dataAlign})
		case 0x15: // val_offset_sf
			reg := r.uleb()
			set(reg, rule{kind: ruleIs, off: r.sleb() * c.dataAlign})
		case 0x16: // val_expression
			reg := r.uleb()
			set(reg, rule{kind: ruleIsExpr, expr: r.bytes(r.uleb())})
		case 0x2e: // GNU_args_size
			r.uleb()
		default:
			return loc, errFrame
		}
		if r.bad || rs.cfa.kind == ruleReg && rs.cfa.reg >= numRegs {
			return loc, errFrame
		}
		if !going {
			break
		}
	}
	return loc, nil
}

// eval computes a DWARF expression: of its operations, those that linkers and compilers
// use for frames (the PLT's CFA, realigned stacks, signal frames).
func (u *machine) eval(expr []byte, first *uint64) (uint64, bool) {
	r := reader{data: expr}
	var st []uint64
	if first != nil {
		st = append(st, *first)
	}
	push := func(v uint64) { st = append(st, v) }
	for len(expr) > int(r.pos) && len(st) < maxStack {
		op := r.u8()
		switch {
		case op >= 0x30 && op <= 0x4f: // lit
			push(uint64(op - 0x30))
			continue
		case op >= 0x70 && op <= 0x8f: // breg
			reg, off := op-0x70, r.sleb()
			if reg >= numRegs {
				return 0, false
			}
			push(u.regs[reg] + uint64(off))
			continue
		}
		switch op {
		case 0x06: // deref
			if len(st) < 1 {
				return 0, false
			}
			v, ok := u.load(st[len(st)-1])
			if !ok {
				return 0, false
			}
			st[len(st)-1] = v
		case 0x08: // const1u
			push(uint64(r.u8()))
		case 0x09: // const1s
			push(uint64(int8(r.u8())))
		case 0x0a: // const2u
			push(uint64(r.u16()))
		case 0x0c: // const4u
			push(uint64(r.u32()))
		case 0x10: // constu
			push(r.uleb())
		case 0x11: // consts
			push(uint64(r.sleb()))
		case 0x23: // plus_uconst
			if len(st) < 1 {
				return 0, false
			}
			st[len(st)-1] += r.uleb()
		case 0x1a, 0x1c, 0x22, 0x24, 0x2a: // and, minus, plus, shl, ge
			if len(st) < 2 {
				return 0, false
			}
			a, b := st[len(st)-2], st[len(st)-1]
			st = st[:len(st)-1]
			switch op {
			case 0x1a:
				a &= b
			case 0x1c:
				a -= b
			case 0x22:
				a += b
			case 0x24:
				a <<= b & 63
			case 0x2a:
				ge := uint64(0)
				if int64(a) >= int64(b) {
					ge = 1
				}
				a = ge
			}
			st[len(st)-1] = a
		case 0x96: // nop
		default:
			return 0, false
		}
		if r.bad {
			return 0, false
		}
	}
	if len(st) == 0 {
		return 0, false
	}
	return st[len(st)-1], true
}
