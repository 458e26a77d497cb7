package compile

import (
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// Bits of MakeFunction's operand.
const (
	withDefaults = 1 << iota
	withKwDefaults
	withAnnotations
	withClosure
)

func (c *compiler) funcDef(n *ast.FunctionDef, node ast.Node, async bool) {
	for _, d := range n.DecoratorList {
		c.expr(d)
	}
	c.at(node)
	flags := c.defaults(n.Args)
	if k := c.annotations(n.Args, n.Returns); k > 0 {
		c.opArg(code.BuildMap, k)
		flags |= withAnnotations
	}
	b := c.tab.blocks[node]
	cf := argFlags(n.Args) | code.Optimized | code.NewLocals
	switch {
	case async && b.generator:
		cf |= code.AsyncGenerator
	case async:
		cf |= code.Coroutine
	case b.generator:
		cf |= code.Generator
	}
	c.at(node)
	c.enterUnit(b, n.Name, cf)
	c.params(n.Args)
	c.u.code.FirstLine = int(node.Pos().Line)
	if len(n.DecoratorList) > 0 {
		c.u.code.FirstLine = int(n.DecoratorList[0].Pos().Line)
	}
	c.at(node)
	c.begin()
	body := n.Body
	if doc, ok := docString(body); ok {
		if c.opt.Optimize < 2 {
			c.u.code.Doc, c.u.code.HasDoc = doc, true
		}
		body = body[1:]
	}
	c.stmts(body)
	c.constant(nil)
	c.op(code.Return)
	cd := c.leaveUnit()
	c.at(node)
	c.makeFunction(cd, flags)
	for i := len(n.DecoratorList) - 1; i >= 0; i-- {
		c.at(n.DecoratorList[i])
		c.opArg(code.Call, 1)
	}
	c.at(node)
	c.name(n.Name, store)
}

// begin starts a function's body; a generator's first act is to become an
// object.
func (c *compiler) begin() {
	if c.u.code.Flags&(code.Generator|code.Coroutine|code.AsyncGenerator) != 0 {
		c.op(code.MakeGenerator)
		c.op(code.Pop)
	}
}

func argFlags(a *ast.Arguments) (f code.Flags) {
	if a.VarArg != nil {
		f |= code.VarArgs
	}
	if a.KwArg != nil {
		f |= code.VarKeywords
	}
	return f
}

func (c *compiler) params(a *ast.Arguments) {
	cd := c.u.code
	cd.PosOnlyArgCount = len(a.PosOnlyArgs)
	cd.ArgCount = len(a.PosOnlyArgs) + len(a.Args)
	cd.KwOnlyArgCount = len(a.KwOnlyArgs)
}

// defaults pushes the tuple of defaults and the dict of keyword-only ones.
func (c *compiler) defaults(a *ast.Arguments) (flags int) {
	if len(a.Defaults) > 0 {
		t := &ast.Tuple{Span: *a.Defaults[0].Pos(), Elts: a.Defaults}
		c.tuple(t)
		flags |= withDefaults
	}
	k := 0
	for i, d := range a.KwDefaults {
		if d != nil {
			c.constant(mangle(c.u.class, a.KwOnlyArgs[i].Arg))
			c.expr(d)
			k++
		}
	}
	if k > 0 {
		c.opArg(code.BuildMap, k)
		flags |= withKwDefaults
	}
	return flags
}

// annotations pushes names and annotations in CPython's order and returns how
// many pairs.
func (c *compiler) annotations(a *ast.Arguments, returns ast.Expr) (k int) {
	one := func(name string, e ast.Expr) {
		c.constant(mangle(c.u.class, name))
		c.annotation(e)
		k++
	}
	for _, group := range [][]*ast.Arg{a.Args, a.PosOnlyArgs, {a.VarArg}, a.KwOnlyArgs, {a.KwArg}} {
		for _, p := range group {
			if p != nil && p.Annotation != nil {
				one(p.Arg, p.Annotation)
			}
		}
	}
	if returns != nil {
		one("return", returns)
	}
	return k
}

func (c *compiler) annotation(e ast.Expr) {
	if c.future {
		c.constant(ast.Unparse(e))
		return
	}
	if s, ok := e.(*ast.Starred); ok {
		// *args: *Ts
		c.expr(s.Value)
		c.opArg(code.Unpack, 1)
		return
	}
	c.expr(e)
}

func (c *compiler) makeFunction(cd *code.Code, flags int) {
	if len(cd.Free) > 0 {
		for _, n := range cd.Free {
			c.opArg(code.Closure, c.closureSlot(n))
		}
		c.opArg(code.BuildTuple, len(cd.Free))
		flags |= withClosure
	}
	c.constant(cd)
	c.opArg(code.MakeFunction, flags)
}

// closureSlot finds the slot whose cell an inner block's free variable is.
func (c *compiler) closureSlot(name string) int {
	cd := c.u.code
	for i, n := range cd.Cells {
		if n == name {
			return len(cd.Locals) + i
		}
	}
	for i, n := range cd.Free {
		if n == name {
			return len(cd.Locals) + len(cd.Cells) + i
		}
	}
	panic("BUG: no cell for " + name + " in " + cd.QualName)
}

func (c *compiler) lambda(n *ast.Lambda) {
	flags := c.defaults(n.Args)
	b := c.tab.blocks[n]
	cf := argFlags(n.Args) | code.Optimized | code.NewLocals
	if b.generator {
		cf |= code.Generator
	}
	c.enterUnit(b, "<lambda>", cf)
	c.params(n.Args)
	c.u.code.FirstLine = int(n.Line)
	c.at(n)
	c.begin()
	c.expr(n.Body)
	c.at(n.Body)
	c.op(code.Return)
	cd := c.leaveUnit()
	c.at(n)
	c.makeFunction(cd, flags)
}

func (c *compiler) classDef(n *ast.ClassDef) {
	for _, d := range n.DecoratorList {
		c.expr(d)
	}
	checkKeywords(n.Keywords)
	c.at(n)
	c.op(code.BuildClass)
	b := c.tab.blocks[n]
	c.enterUnit(b, n.Name, code.NameSpace)
	c.u.code.FirstLine = int(n.Line)
	if len(n.DecoratorList) > 0 {
		c.u.code.FirstLine = int(n.DecoratorList[0].Pos().Line)
	}
	c.at(n)
	c.u.pos.EndLine, c.u.pos.EndCol = c.u.pos.Line, c.u.pos.Col
	c.opSite(code.Name, "__name__")
	c.opName(code.StoreName, "__module__")
	c.constant(c.u.code.QualName)
	c.opName(code.StoreName, "__qualname__")
	c.body(n.Body)
	c.u.pos = code.Pos{Line: n.Line, EndLine: n.Line}
	if b.needsClass {
		slot := c.closureSlot("__class__")
		c.opArg(code.Closure, slot)
		c.op(code.Dup)
		c.opName(code.StoreName, "__classcell__")
	} else {
		c.constant(nil)
	}
	c.op(code.Return)
	cd := c.leaveUnit()
	c.at(n)
	c.makeFunction(cd, 0)
	c.constant(n.Name)
	c.callTail(n, n.Bases, n.Keywords, 2)
	for i := len(n.DecoratorList) - 1; i >= 0; i-- {
		c.at(n.DecoratorList[i])
		c.opArg(code.Call, 1)
	}
	c.at(n)
	c.name(n.Name, store)
}

// comprehension compiles a comprehension as a function of one argument, the
// iterator over the first iterable, and calls it.
func (c *compiler) comprehension(e ast.Expr) {
	var gens []*ast.Comprehension
	var name string
	var emit func(depth int)
	build := code.Nop
	switch n := e.(type) {
	case *ast.ListComp:
		gens, name, build = n.Generators, "<listcomp>", code.BuildList
		emit = func(d int) { c.expr(n.Elt); c.opArg(code.ListAppend, d) }
	case *ast.SetComp:
		gens, name, build = n.Generators, "<setcomp>", code.BuildSet
		emit = func(d int) { c.expr(n.Elt); c.opArg(code.SetAdd, d) }
	case *ast.DictComp:
		gens, name, build = n.Generators, "<dictcomp>", code.BuildMap
		emit = func(d int) { c.expr(n.Key); c.expr(n.Value); c.opArg(code.MapAdd, d) }
	case *ast.GeneratorExp:
		gens, name = n.Generators, "<genexpr>"
		emit = func(int) {
			c.expr(n.Elt)
			if c.u.block.coroutine {
				c.op(code.WrapAsyncGen)
			}
			c.op(code.Yield)
			c.op(code.Pop)
		}
	}
	b := c.tab.blocks[e]
	outer := c.u.block
	isGen := build == code.Nop
	// An asynchronous list is awaited at once, so it needs an async function
	// around; an asynchronous generator expression is only an object.
	if b.coroutine && !isGen && !outer.isAsync && !(outer.comprehension && outer.coroutine) {
		fail(e.Pos(), "asynchronous comprehension outside of an asynchronous function")
	}
	cf := code.Optimized | code.NewLocals
	switch {
	case isGen && b.coroutine:
		cf |= code.AsyncGenerator
	case isGen:
		cf |= code.Generator
	case b.coroutine:
		cf |= code.Coroutine
	}
	c.enterUnit(b, name, cf)
	c.u.code.ArgCount = 1
	c.u.code.FirstLine = int(e.Pos().Line)
	c.at(e)
	c.begin()
	if !isGen {
		c.opArg(build, 0)
	}
	c.compLoop(gens, 0, emit)
	c.at(e)
	if isGen {
		c.constant(nil)
	}
	c.op(code.Return)
	cd := c.leaveUnit()
	c.at(e)
	c.makeFunction(cd, 0)
	c.expr(gens[0].Iter)
	c.at(gens[0].Iter)
	if gens[0].IsAsync {
		c.op(code.GetAIter)
	} else {
		c.op(code.GetIter)
	}
	c.at(e)
	c.opArg(code.Call, 1)
	if b.coroutine && !isGen {
		c.op(code.GetAwaitable)
		c.await()
	}
}

// compLoop compiles generator i and those inside. The result under construction
// lies below the iterators.
func (c *compiler) compLoop(gens []*ast.Comprehension, i int, emit func(depth int)) {
	if i == len(gens) {
		emit(len(gens) + 1)
		return
	}
	g := gens[i]
	if i == 0 {
		c.opArg(code.Fast, 0)
	} else {
		c.expr(g.Iter)
		c.at(g.Iter)
		if g.IsAsync {
			c.op(code.GetAIter)
		} else {
			c.op(code.GetIter)
		}
	}
	if g.IsAsync {
		end := c.label()
		c.asyncLoop(g.Iter, end, inFor, func() { c.target(g.Target, store) }, func() {
			next := c.label()
			c.compBody(g, gens, i, next, emit)
			c.place(next)
			c.op(code.Nop)
		})
		c.place(end)
		return
	}
	top, end := c.here(), c.label()
	c.at(g.Iter)
	c.opArg(code.ForIter, end)
	c.target(g.Target, store)
	c.compBody(g, gens, i, top, emit)
	c.opArg(code.Jump, top)
	c.place(end)
}

func (c *compiler) compBody(g *ast.Comprehension, gens []*ast.Comprehension, i, next int, emit func(depth int)) {
	for _, f := range g.Ifs {
		c.jumpIf(f, next, false)
	}
	c.compLoop(gens, i+1, emit)
}
