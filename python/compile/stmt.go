package compile

import (
	"fmt"
	"strings"

	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// body compiles the statements of a module or class, whose first may be the
// docstring.
func (c *compiler) body(list []ast.Stmt) {
	if c.u.block.kind != functionBlock && hasAnnotations(list) {
		c.op(code.SetupAnnotations)
	}
	if doc, ok := docString(list); ok {
		list = list[1:]
		if c.opt.Optimize < 2 {
			c.constant(doc)
			c.name("__doc__", store)
		}
	}
	c.stmts(list)
}

func docString(list []ast.Stmt) (string, bool) {
	if len(list) == 0 {
		return "", false
	}
	if e, ok := list[0].(*ast.ExprStmt); ok {
		if k, ok := e.Value.(*ast.Constant); ok {
			s, ok := k.Value.(string)
			return s, ok
		}
	}
	return "", false
}

// hasAnnotations says whether a simple name is annotated in this block, not in
// functions and classes inside.
func hasAnnotations(list []ast.Stmt) bool {
	found := false
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AnnAssign:
				found = found || n.Simple
			case *ast.FunctionDef, *ast.AsyncFunctionDef, *ast.ClassDef, ast.Expr:
				return false
			}
			return !found
		})
	}
	return found
}

func (c *compiler) stmts(list []ast.Stmt) {
	for _, s := range list {
		c.stmt(s)
	}
}

func (c *compiler) stmt(st ast.Stmt) {
	c.depth.enter(st)
	defer c.depth.leave()
	c.at(st)
	switch n := st.(type) {
	case *ast.FunctionDef:
		c.funcDef(n, n, false)
	case *ast.AsyncFunctionDef:
		c.funcDef((*ast.FunctionDef)(n), n, true)
	case *ast.ClassDef:
		c.classDef(n)
	case *ast.Return:
		c.returnStmt(n)
	case *ast.Delete:
		for _, t := range n.Targets {
			c.target(t, del)
		}
	case *ast.Assign:
		if c.dropLocal(n) {
			return
		}
		if c.swap(n) {
			return
		}
		c.expr(n.Value)
		for i, t := range n.Targets {
			if i < len(n.Targets)-1 {
				c.op(code.Dup)
			}
			c.target(t, store)
		}
	case *ast.AugAssign:
		c.augAssign(n)
	case *ast.AnnAssign:
		c.annAssign(n)
	case *ast.For:
		c.forStmt(n)
	case *ast.AsyncFor:
		c.asyncFor((*ast.For)(n))
	case *ast.While:
		c.while(n)
	case *ast.If:
		c.ifStmt(n)
	case *ast.With:
		c.with(n.Items, n.Body, n, false)
	case *ast.AsyncWith:
		c.needAsync(n, "async with")
		c.with(n.Items, n.Body, n, true)
	case *ast.Match:
		c.match(n)
	case *ast.Raise:
		arg := 0
		if n.Exc != nil {
			c.expr(n.Exc)
			arg++
			if n.Cause != nil {
				c.expr(n.Cause)
				arg++
			}
		}
		c.at(n)
		c.opArg(code.Raise, arg)
	case *ast.Try:
		c.try(n)
	case *ast.TryStar:
		c.tryStar((*ast.Try)(n))
	case *ast.Assert:
		c.assert(n)
	case *ast.Import:
		c.importStmt(n)
	case *ast.ImportFrom:
		c.importFrom(n)
	case *ast.Global, *ast.Nonlocal, *ast.Pass:
		c.op(code.Nop)
	case *ast.ExprStmt:
		c.exprStmt(n)
	case *ast.Break:
		c.breakStmt(n)
	case *ast.Continue:
		c.continueStmt(n)
	default:
		panic(fmt.Sprintf("BUG: statement %T", st))
	}
}

// swap compiles a, b = x, y, and the same with three, without making a tuple.
func (c *compiler) swap(n *ast.Assign) bool {
	if len(n.Targets) != 1 {
		return false
	}
	to, ok := n.Targets[0].(*ast.Tuple)
	from, isTuple := n.Value.(*ast.Tuple)
	if !ok || !isTuple || len(to.Elts) != len(from.Elts) || len(to.Elts) < 2 || len(to.Elts) > 3 {
		return false
	}
	for i := range to.Elts {
		if isStarred(to.Elts[i]) || isStarred(from.Elts[i]) {
			return false
		}
	}
	for _, e := range from.Elts {
		c.expr(e)
	}
	c.at(n)
	c.opArg(code.Swap, len(to.Elts))
	for _, e := range to.Elts {
		c.target(e, store)
	}
	return true
}

func (c *compiler) exprStmt(n *ast.ExprStmt) {
	if c.interactive && c.u.outer == nil {
		c.expr(n.Value)
		c.op(code.PrintExpr)
		return
	}
	if _, ok := n.Value.(*ast.Constant); ok {
		c.op(code.Nop)
		return
	}
	c.expr(n.Value)
	c.op(code.Drop)
}

func (c *compiler) augAssign(n *ast.AugAssign) {
	operate := func() {
		c.expr(n.Value)
		c.at(n)
		c.binary(n.Op, true)
	}
	switch t := n.Target.(type) {
	case *ast.Name:
		c.at(t)
		c.name(t.ID, load)
		operate()
		c.name(t.ID, store)
	case *ast.Attribute:
		c.expr(t.Value)
		c.op(code.Dup)
		c.at(t)
		c.opSite(code.Attr, t.Attr)
		operate()
		c.opArg(code.Swap, 2)
		c.at(t)
		c.opSite(code.StoreAttr, t.Attr)
	case *ast.Subscript:
		c.expr(t.Value)
		c.expr(t.Slice)
		c.op(code.Dup2)
		c.at(t)
		c.op(code.Subscr)
		operate()
		c.op(code.Rot3)
		c.at(t)
		c.op(code.StoreSubscr)
	default:
		panic(fmt.Sprintf("BUG: augmented assignment to %T", n.Target))
	}
}

func (c *compiler) annAssign(n *ast.AnnAssign) {
	if n.Value != nil {
		c.expr(n.Value)
		c.target(n.Target, store)
	}
	switch t := n.Target.(type) {
	case *ast.Name:
		if n.Simple && c.u.block.kind != functionBlock {
			c.annotation(n.Annotation)
			c.opSite(code.Name, "__annotations__")
			c.constant(mangle(c.u.class, t.ID))
			c.at(n)
			c.op(code.StoreSubscr)
			return
		}
	case *ast.Attribute:
		if t.Attr == "__debug__" {
			fail(&t.Span, "cannot assign to __debug__")
		}
		if n.Value == nil {
			c.expr(t.Value)
			c.op(code.Pop)
		}
	case *ast.Subscript:
		if n.Value == nil {
			c.expr(t.Value)
			c.expr(t.Slice)
			c.op(code.Pop)
			c.op(code.Pop)
		}
	}
	// The annotation of a local variable is not evaluated; any other is.
	if !n.Simple && c.u.block.kind != functionBlock && !c.future {
		c.expr(n.Annotation)
		c.op(code.Pop)
	}
	c.op(code.Nop)
}

// target stores the top of the stack in, or deletes, an expression.
// dropLocal compiles "x = None" of a local variable, by which programs give up what it
// held.
func (c *compiler) dropLocal(n *ast.Assign) bool {
	k, isConst := n.Value.(*ast.Constant)
	name, isName := n.Targets[0].(*ast.Name)
	if !isConst || k.Value != nil || !isName || len(n.Targets) > 1 || c.u.block.kind != functionBlock {
		return false
	}
	sy := c.u.block.symbols[mangle(c.u.class, name.ID)]
	if sy == nil || sy.where != local {
		return false
	}
	c.at(name)
	c.opArg(code.DropFast, c.u.slots[sy.name])
	return true
}

func (c *compiler) target(e ast.Expr, a access) {
	switch n := e.(type) {
	case *ast.Name:
		c.at(n)
		c.name(n.ID, a)
	case *ast.Attribute:
		if n.Attr == "__debug__" {
			fail(&n.Span, "cannot assign to __debug__")
		}
		c.expr(n.Value)
		c.at(n)
		if a == store {
			c.opSite(code.StoreAttr, n.Attr)
		} else {
			c.opSite(code.DeleteAttr, n.Attr)
		}
	case *ast.Subscript:
		c.expr(n.Value)
		c.expr(n.Slice)
		c.at(n)
		if a == store {
			c.op(code.StoreSubscr)
		} else {
			c.op(code.DeleteSubscr)
		}
	case *ast.Tuple:
		c.targets(n, n.Elts, a)
	case *ast.List:
		c.targets(n, n.Elts, a)
	case *ast.Starred:
		fail(&n.Span, "starred assignment target must be in a list or tuple")
	default:
		panic(fmt.Sprintf("BUG: assignment to %T", e))
	}
}

func (c *compiler) targets(n ast.Expr, elts []ast.Expr, a access) {
	if a == del {
		for _, e := range elts {
			c.target(e, del)
		}
		return
	}
	c.at(n)
	star := -1
	for i, e := range elts {
		if _, ok := e.(*ast.Starred); ok {
			if star >= 0 {
				fail(n.Pos(), "multiple starred expressions in assignment")
			}
			star = i
		}
	}
	if star < 0 {
		c.opArg(code.Unpack, len(elts))
	} else {
		after := len(elts) - star - 1
		if star > 0xFFF || after > 0xFFF {
			fail(n.Pos(), "too many expressions in star-unpacking assignment")
		}
		c.opArg(code.UnpackEx, star|after<<12)
	}
	for _, e := range elts {
		if s, ok := e.(*ast.Starred); ok {
			e = s.Value
		}
		c.target(e, store)
	}
}

func (c *compiler) ifStmt(n *ast.If) {
	orElse, end := c.label(), c.label()
	c.jumpIf(n.Test, orElse, false)
	c.stmts(n.Body)
	if len(n.OrElse) > 0 {
		c.opArg(code.Jump, end)
	}
	c.place(orElse)
	c.stmts(n.OrElse)
	c.place(end)
}

func (c *compiler) while(n *ast.While) {
	top, orElse, end := c.here(), c.label(), c.label()
	c.enterBlock(frameBlock{typ: inWhile, start: top, end: end})
	c.jumpIf(n.Test, orElse, false)
	c.stmts(n.Body)
	c.at(n)
	c.opArg(code.Jump, top)
	c.leaveBlock()
	c.place(orElse)
	c.stmts(n.OrElse)
	c.place(end)
}

func (c *compiler) forStmt(n *ast.For) {
	c.expr(n.Iter)
	c.at(n.Iter)
	c.op(code.GetIter)
	top, orElse, end := c.here(), c.label(), c.label()
	c.enterBlock(frameBlock{typ: inFor, start: top, end: end})
	c.at(n.Iter)
	c.opArg(code.ForIter, orElse)
	c.target(n.Target, store)
	c.stmts(n.Body)
	c.at(n.Iter)
	c.opArg(code.Jump, top)
	c.leaveBlock()
	c.place(orElse)
	c.stmts(n.OrElse)
	c.place(end)
}

func (c *compiler) needAsync(n ast.Node, what string) {
	b := c.u.block
	if !b.isAsync && !b.comprehension {
		fail(n.Pos(), "'%s' outside async function", what)
	}
}

func (c *compiler) asyncFor(n *ast.For) {
	c.needAsync(n, "async for")
	c.expr(n.Iter)
	c.at(n.Iter)
	c.op(code.GetAIter)
	end := c.label()
	c.asyncLoop(n.Iter, end, inFor, func() { c.target(n.Target, store) }, func() { c.stmts(n.Body) })
	c.stmts(n.OrElse)
	c.place(end)
}

// asyncLoop emits the loop over the asynchronous iterator on the stack.
func (c *compiler) asyncLoop(iter ast.Node, end int, typ blockType, assign, body func()) {
	top, stop := c.here(), c.label()
	c.enterBlock(frameBlock{typ: typ, start: top, end: end})
	outer := c.u.current
	c.pushHandler(stop, 0)
	c.at(iter)
	c.op(code.GetANext)
	c.await()
	c.u.current = outer
	assign()
	body()
	c.opArg(code.Jump, top)
	c.leaveBlock()
	c.place(stop)
	c.at(iter)
	c.op(code.EndAsyncFor)
}

// with compiles the items one inside the other.
func (c *compiler) with(items []*ast.WithItem, body []ast.Stmt, n ast.Node, async bool) {
	it := items[0]
	typ := inWith
	c.expr(it.ContextExpr)
	c.at(it.ContextExpr)
	if async {
		typ = inAsyncWith
		c.op(code.BeforeAsyncWith)
		c.opArg(code.GetAwaitable, 1)
		c.await()
	} else {
		c.op(code.BeforeWith)
	}
	onExc, end := c.label(), c.label()
	outer := c.u.current
	c.pushHandler(onExc, 1)
	c.enterBlock(frameBlock{typ: typ, outer: outer, node: it.ContextExpr})
	if it.OptionalVars != nil {
		c.target(it.OptionalVars, store)
	} else {
		c.op(code.Pop)
	}
	if len(items) > 1 {
		c.with(items[1:], body, n, async)
	} else {
		c.stmts(body)
	}
	c.leaveBlock()
	c.u.current = outer
	c.callExit(async, it.ContextExpr)
	c.op(code.Pop)
	c.opArg(code.Jump, end)

	c.place(onExc) // [exit exc]
	c.at(it.ContextExpr)
	c.op(code.PushExc)
	cleanup, suppress := c.label(), c.label()
	c.pushHandler(cleanup, 1)
	c.op(code.WithExit)
	if async {
		c.opArg(code.GetAwaitable, 2)
		c.await()
	}
	c.opArg(code.JumpIfTrue, suppress)
	c.op(code.Reraise)
	c.place(suppress) // [exit prev exc]
	c.op(code.Pop)
	c.u.current = outer
	c.op(code.PopExcept)
	c.op(code.Pop)
	c.opArg(code.Jump, end)
	c.cleanup(cleanup)
	c.place(end)
}

// cleanup is the handler of an exception inside a handler, [prev exc]: the
// handled exception is prev again, and exc goes on.
func (c *compiler) cleanup(label int) {
	c.place(label)
	c.opArg(code.Swap, 2)
	c.op(code.PopExcept)
	c.op(code.Reraise)
}

func (c *compiler) assert(n *ast.Assert) {
	if t, ok := n.Test.(*ast.Tuple); ok && len(t.Elts) > 0 {
		c.warn(&n.Span, "assertion is always true, perhaps remove parentheses?")
	}
	if c.opt.Optimize > 0 {
		c.op(code.Nop)
		return
	}
	end := c.label()
	c.jumpIf(n.Test, end, true)
	c.at(n)
	c.op(code.AssertionError)
	if n.Msg != nil {
		c.expr(n.Msg)
		c.at(n)
		c.opArg(code.Call, 1)
	}
	c.opArg(code.Raise, 1)
	c.place(end)
}

func (c *compiler) importStmt(n *ast.Import) {
	for _, a := range n.Names {
		c.at(n)
		c.constant(int64(0))
		c.constant(nil)
		c.opArg(code.ImportName, c.nameIndex(a.Name))
		first, rest, dotted := strings.Cut(a.Name, ".")
		if a.AsName == "" {
			c.name(first, store)
			continue
		}
		for dotted {
			first, rest, dotted = strings.Cut(rest, ".")
			c.opArg(code.ImportFrom, c.nameIndex(first))
			c.opArg(code.Swap, 2)
			c.op(code.Pop)
		}
		c.name(a.AsName, store)
	}
}

func (c *compiler) importFrom(n *ast.ImportFrom) {
	names := make(ast.TupleValue, len(n.Names))
	for i, a := range n.Names {
		names[i] = a.Name
	}
	c.constant(int64(n.Level))
	c.constant(names)
	c.opArg(code.ImportName, c.nameIndex(n.Module))
	for _, a := range n.Names {
		if a.Name == "*" {
			c.op(code.ImportStar)
			return
		}
		c.opArg(code.ImportFrom, c.nameIndex(a.Name))
		as := a.AsName
		if as == "" {
			as = a.Name
		}
		c.name(as, store)
	}
	c.op(code.Pop)
}

var futureFeatures = map[string]bool{"nested_scopes": true, "generators": true, "division": true,
	"absolute_import": true, "with_statement": true, "print_function": true, "unicode_literals": true,
	"barry_as_FLUFL": false, "generator_stop": true, "annotations": true}

// checkFuture checks the future statements of a module and says whether
// annotations are to stay strings.
func checkFuture(list []ast.Stmt) (annotations bool) {
	early := true
	for i, s := range list {
		n, ok := s.(*ast.ImportFrom)
		if !ok || n.Module != "__future__" || n.Level != 0 {
			if e, ok := s.(*ast.ExprStmt); ok && i == 0 {
				if _, doc := docString([]ast.Stmt{e}); doc {
					continue
				}
			}
			early = false
			continue
		}
		if !early {
			failFuture(&n.Span, "from __future__ imports must occur at the beginning of the file")
		}
		for _, a := range n.Names {
			if a.Name == "braces" {
				failFuture(&n.Span, "not a chance")
			}
			if !futureFeatures[a.Name] {
				failFuture(&n.Span, "future feature %s is not defined", a.Name)
			}
			annotations = annotations || a.Name == "annotations"
		}
	}
	return annotations
}
