// Package compile makes byte code of a syntax tree. It answers "which
// instructions does this program mean", in three passes:
//
//  1. symtable: which names each block binds and reads (symtable.go, symexpr.go),
//     and from that where each name lives (resolve.go);
//  2. emission: one linear walk of the tree for each block (stmt.go, expr.go,
//     call.go, comp.go, pattern.go, flow.go), jumps to labels;
//  3. assembly: reachability, stack depths, handler table, labels to indexes
//     (assemble.go).
//
// What Python refuses after parsing (return outside a function, a nonlocal
// without binding …) is an *Error with CPython's message and range.
//
// The invariant of emission: every statement leaves the operand stack as it
// found it, every expression one value higher. Assembly checks it, since two
// paths that meet with different depths are a BUG panic.
package compile

import (
	"fmt"

	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// Error is a program that parses but is refused.
type Error struct {
	Msg      string
	Filename string
	ast.Span
	// TooDeep: the program is nested deeper than the compiler follows, which is
	// a RecursionError, not a SyntaxError.
	TooDeep bool
	// NoEnd: Python tells only where it begins.
	NoEnd bool
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Filename, e.Line, e.Msg) }

// Warning is a SyntaxWarning.
type Warning struct {
	Msg string
	ast.Span
}

// Options are what the source text does not say.
type Options struct {
	Filename string
	// FutureAnnotations continues "from __future__ import annotations" of the
	// code that calls compile() or of earlier input at a prompt.
	FutureAnnotations bool
	// TopLevelAwait allows await and the like outside of functions; code that has one
	// gives a coroutine.
	TopLevelAwait bool
	// Optimize removes assert statements (1) and docstrings (2).
	Optimize int
	// Lines puts an instruction Line where a line begins: a profiler then finds in each
	// frame, at any time, the line that runs.
	Lines bool
}

// Result is what Compile made.
type Result struct {
	Code     *code.Code
	Warnings []Warning
	// FutureAnnotations: the source has the future statement.
	FutureAnnotations bool
}

// maxDepth bounds how deep expressions and statements nest, chains such as
// a.b.c… and 1+1+… included; CPython gives up between 1,000 and 3,000.
const maxDepth = 6000

// depth counts the nesting in one of the passes.
type depth int

func (d *depth) enter(n ast.Node) {
	if *d++; *d > maxDepth {
		panic(&Error{Msg: "maximum recursion depth exceeded during compilation", Span: *n.Pos(), TooDeep: true})
	}
}

func (d *depth) leave() { *d-- }

// maxNesting bounds the static nesting of blocks in one function, as in CPython.
const maxNesting = 20

// Compile compiles a module, an interactive statement or an expression.
func Compile(mod ast.Mod, opt Options) (res *Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			e.Filename = opt.Filename
			res, err = nil, e
		}
	}()
	future := opt.FutureAnnotations
	if m, ok := mod.(*ast.Module); ok {
		future = checkFuture(m.Body) || future
	} else if m, ok := mod.(*ast.Interactive); ok {
		future = checkFuture(m.Body) || future
	}
	c := &compiler{opt: opt, tab: buildSymtable(mod, future, opt.TopLevelAwait), future: future}
	flags := code.NameSpace
	if c.tab.top.isAsync && c.tab.top.coroutine {
		flags |= code.Coroutine
	}
	c.enterUnit(c.tab.top, "<module>", flags)
	c.begin()
	c.u.code.FirstLine = 1
	switch m := mod.(type) {
	case *ast.Module:
		c.body(m.Body)
		c.constant(nil)
		c.op(code.Return)
	case *ast.Interactive:
		c.interactive = true
		for _, s := range m.Body {
			c.stmt(s)
		}
		c.constant(nil)
		c.op(code.Return)
	case *ast.Expression:
		c.expr(m.Body)
		c.op(code.Return)
	}
	return &Result{Code: c.leaveUnit(), Warnings: c.warnings, FutureAnnotations: future}, nil
}

type compiler struct {
	opt         Options
	tab         *symtable
	future      bool
	interactive bool
	u           *unit
	warnings    []Warning
	depth       depth
}

// unit is a block being compiled.
type unit struct {
	outer *unit
	block *block
	code  *code.Code

	instrs   []instr
	labels   []int // label → index in instrs, -1 while open
	handlers []handler
	current  int // the innermost handler in force, -1: none
	pos      code.Pos
	frames   []frameBlock

	consts map[constKey]int
	names  map[string]int
	slots  map[string]int // locals, and after them cells and free variables
	class  string
}

// instr is an instruction whose jump target is still a label.
type instr struct {
	op      code.Op
	arg     int
	pos     code.Pos
	handler int
}

// handler is an entry of the table to be.
type handler struct {
	target int // label
	start  int // index in instrs at which the stack has the handler's depth…
	less   int // … plus this many values
}

func (c *compiler) enterUnit(b *block, name string, flags code.Flags) {
	u := &unit{outer: c.u, block: b, current: -1, consts: map[constKey]int{}, names: map[string]int{},
		slots: map[string]int{}, class: b.class}
	u.code = &code.Code{Name: name, Filename: c.opt.Filename, Flags: flags}
	u.code.QualName = c.qualName(name, b)
	if b.nested {
		u.code.Flags |= code.Nested
	}
	if c.future {
		u.code.Flags |= code.FutureAnnotations
	}
	cd := u.code
	if flags&code.NameSpace != 0 {
		cd.Locals = append(cd.Locals, "")
	}
	if b.kind == functionBlock {
		cd.Locals = append(cd.Locals, b.params...)
		for i, p := range b.params {
			u.slots[p] = i
		}
		for _, sy := range b.order {
			if sy.where == local && sy.use&useParam == 0 {
				u.slots[sy.name] = len(cd.Locals)
				cd.Locals = append(cd.Locals, sy.name)
			}
		}
	}
	var cells, frees []string
	for _, sy := range b.order {
		if sy.where == cell {
			cells = append(cells, sy.name)
		}
	}
	if b.needsClass {
		cells = append(cells, "__class__")
	}
	frees = append(frees, b.passed...)
	for _, sy := range b.sorted() {
		if sy.where == free {
			frees = append(frees, sy.name)
		}
	}
	cd.Cells, cd.Free = cells, frees
	c.u = u
	if len(frees) > 0 {
		c.op(code.CopyFree)
	}
	for i, n := range cells {
		slot, from := len(cd.Locals)+i, 0xFFF
		if j, ok := u.slots[n]; ok {
			from = j
		}
		if slot > 0xFFF {
			fail(b.node.Pos(), "too many local variables")
		}
		c.opArg(code.MakeCell, slot|from<<12)
		u.slots[n] = slot
	}
	for i, n := range frees {
		if _, ok := u.slots[n]; !ok || b.kind != functionBlock {
			u.slots[n] = len(cd.Locals) + len(cells) + i
		}
	}
}

func (c *compiler) qualName(name string, b *block) string {
	p := b.parent
	if p == nil || p.kind == moduleBlock || c.u == nil {
		return name
	}
	if b.kind == functionBlock || b.kind == classBlock {
		if sy := p.symbols[mangle(p.class, name)]; sy != nil && sy.where == globalExplicit {
			return name
		}
	}
	if p.kind == functionBlock {
		return c.u.code.QualName + ".<locals>." + name
	}
	return c.u.code.QualName + "." + name
}

func (c *compiler) leaveUnit() *code.Code {
	u := c.u
	c.u = u.outer
	return u.assemble(c.opt.Lines)
}

// at makes n the source of what is emitted next.
func (c *compiler) at(n ast.Node) {
	s := n.Pos()
	c.u.pos = code.Pos{Line: s.Line, EndLine: s.EndLine, Col: s.Col, EndCol: s.EndCol}
}

func (c *compiler) op(op code.Op) { c.opArg(op, 0) }

func (c *compiler) opArg(op code.Op, arg int) {
	u := c.u
	u.instrs = append(u.instrs, instr{op, arg, u.pos, u.current})
}

// label makes a label that is not yet placed.
func (c *compiler) label() int {
	c.u.labels = append(c.u.labels, -1)
	return len(c.u.labels) - 1
}

func (c *compiler) place(label int) { c.u.labels[label] = len(c.u.instrs) }

// here makes a label at this place.
func (c *compiler) here() int {
	l := c.label()
	c.place(l)
	return l
}

// opName emits op with the index of the (mangled) name.
func (c *compiler) opName(op code.Op, name string) {
	c.opArg(op, c.nameIndex(mangle(c.u.class, name)))
}

func (c *compiler) nameIndex(name string) int {
	i, ok := c.u.names[name]
	if !ok {
		i = len(c.u.code.Names)
		c.u.names[name] = i
		c.u.code.Names = append(c.u.code.Names, name)
	}
	return i
}

// binary emits a binary operation.
func (c *compiler) binary(op ast.Operator, inPlace bool) {
	arg := 0
	if inPlace {
		arg = 1
	}
	switch op {
	case ast.Add:
		c.opArg(code.Add, arg)
	case ast.Sub:
		c.opArg(code.Sub, arg)
	case ast.Mult:
		c.opArg(code.Mul, arg)
	default:
		c.opArg([...]code.Op{code.Binary, code.InPlace}[arg], int(op))
	}
}

// opSite emits op with an inline cache for name.
func (c *compiler) opSite(op code.Op, name string) {
	cd := c.u.code
	cd.Sites = append(cd.Sites, int32(c.nameIndex(mangle(c.u.class, name))))
	c.opArg(op, len(cd.Sites)-1)
}

func (c *compiler) warn(at *ast.Span, format string, args ...any) {
	c.warnings = append(c.warnings, Warning{fmt.Sprintf(format, args...), *at})
}

// pushHandler puts a handler in force whose stack is less values lower than
// it is now.
func (c *compiler) pushHandler(target, less int) {
	u := c.u
	u.handlers = append(u.handlers, handler{target: target, start: len(u.instrs), less: less})
	// The depth is read off at the next instruction, so there must be one that
	// control reaches from here.
	u.current = len(u.handlers) - 1
	c.op(code.Nop)
}

// access is how a block uses a name.
type access uint8

const (
	load access = iota
	store
	del
)

var fastOps = [3]code.Op{code.Fast, code.StoreFast, code.DeleteFast}
var derefOps = [3]code.Op{code.Deref, code.StoreDeref, code.DeleteDeref}
var globalOps = [3]code.Op{code.Global, code.StoreGlobal, code.DelGlobal}
var nameOps = [3]code.Op{code.Name, code.StoreName, code.DeleteName}

func (c *compiler) name(id string, a access) {
	u := c.u
	name := mangle(u.class, id)
	w := globalImplicit
	if sy := u.block.symbols[name]; sy != nil {
		w = sy.where
	}
	switch {
	case w == cell, w == free:
		if a == load && u.block.kind == classBlock {
			// ClassDeref asks the namespace first.
			c.opArg(code.ClassDeref, u.slots[name])
			return
		}
		c.opArg(derefOps[a], u.slots[name])
	case w == local && u.block.kind == functionBlock:
		c.opArg(fastOps[a], u.slots[name])
	case w == globalExplicit, w == globalImplicit && u.block.kind == functionBlock:
		if a == load {
			c.opSite(code.Global, id)
		} else {
			c.opName(globalOps[a], id)
		}
	default:
		if a == load {
			c.opSite(code.Name, id)
		} else {
			c.opName(nameOps[a], id)
		}
	}
}
