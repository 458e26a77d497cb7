package compile

import (
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

func (c *compiler) try(n *ast.Try) {
	if len(n.FinalBody) > 0 {
		c.finally(n, func() {
			if len(n.Handlers) > 0 {
				c.except(n)
			} else {
				c.stmts(n.Body)
			}
		})
		return
	}
	c.except(n)
}

// finally compiles the final body twice: where the body ends well and where an
// exception comes; return, break and continue add copies of their own.
func (c *compiler) finally(n *ast.Try, body func()) {
	onExc, end := c.label(), c.label()
	outer := c.u.current
	c.pushHandler(onExc, 0)
	c.enterBlock(frameBlock{typ: inFinally, outer: outer, final: n.FinalBody})
	body()
	c.leaveBlock()
	c.u.current = outer
	c.stmts(n.FinalBody)
	c.opArg(code.Jump, end)

	c.place(onExc)
	c.u.pos = code.Pos{}
	c.op(code.PushExc)
	cleanup := c.label()
	c.pushHandler(cleanup, 1)
	c.enterBlock(frameBlock{typ: inHandler, outer: outer})
	c.stmts(n.FinalBody)
	c.leaveBlock()
	c.u.pos = code.Pos{}
	c.op(code.Reraise)
	c.u.current = outer
	c.cleanup(cleanup)
	c.place(end)
}

func (c *compiler) except(n *ast.Try) {
	onExc, end := c.label(), c.label()
	outer := c.u.current
	c.pushHandler(onExc, 0)
	c.enterBlock(frameBlock{typ: inTry, outer: outer})
	c.stmts(n.Body)
	c.leaveBlock()
	c.u.current = outer
	c.stmts(n.OrElse)
	c.opArg(code.Jump, end)

	c.place(onExc)
	c.op(code.PushExc)
	cleanup := c.label()
	c.pushHandler(cleanup, 1)
	guarded := c.u.current
	for i, h := range n.Handlers {
		c.at(h)
		next := c.label()
		if h.Type != nil {
			c.expr(h.Type)
			c.at(h)
			c.op(code.ExcMatch)
			c.opArg(code.JumpIfFalse, next)
		} else if i < len(n.Handlers)-1 {
			fail(&h.Span, "default 'except:' must be last")
		}
		// [prev exc]
		fb := frameBlock{typ: inNamed, outer: outer, name: h.Name}
		if h.Name == "" {
			c.op(code.Pop)
			c.enterBlock(fb)
			c.stmts(h.Body)
			c.leaveBlock()
			c.u.pos = code.Pos{}
			c.u.current = outer
			c.op(code.PopExcept)
		} else {
			c.name(h.Name, store)
			named := c.label()
			c.pushHandler(named, 0)
			c.enterBlock(fb)
			c.stmts(h.Body)
			c.leaveBlock()
			c.u.pos = code.Pos{}
			c.u.current = outer
			c.op(code.PopExcept)
			c.unbind(h.Name)
			c.opArg(code.Jump, end)
			// [prev exc2], on its way out with the name unbound.
			c.u.current = guarded
			c.place(named)
			c.unbind(h.Name)
			c.op(code.Reraise)
			c.place(next)
			continue
		}
		c.opArg(code.Jump, end)
		c.u.current = guarded
		c.place(next)
	}
	c.u.pos = code.Pos{}
	c.op(code.Reraise)
	c.u.current = outer
	c.cleanup(cleanup)
	c.place(end)
}

// tryStar compiles except*. While its clauses are tried the stack holds
// [prev orig list rest]: the exception, what the clauses have raised, and what
// no clause has taken yet.
func (c *compiler) tryStar(n *ast.Try) {
	if len(n.FinalBody) > 0 {
		c.finally(n, func() { c.exceptStar(n) })
		return
	}
	c.exceptStar(n)
}

func (c *compiler) exceptStar(n *ast.Try) {
	onExc, end := c.label(), c.label()
	outer := c.u.current
	c.pushHandler(onExc, 0)
	c.enterBlock(frameBlock{typ: inTry, outer: outer})
	c.stmts(n.Body)
	c.leaveBlock()
	c.u.current = outer
	c.stmts(n.OrElse)
	c.opArg(code.Jump, end)

	c.place(onExc)
	c.op(code.PushExc)
	cleanup := c.label()
	c.pushHandler(cleanup, 1)
	inner := c.u.current
	c.op(code.Dup)
	c.opArg(code.BuildList, 0)
	c.opArg(code.Swap, 2)
	for _, h := range n.Handlers {
		c.at(h)
		nothing, raised, next := c.label(), c.label(), c.label()
		c.expr(h.Type)
		c.at(h)
		c.op(code.EGMatch) // [… list rest match]
		c.op(code.Dup)
		c.opArg(code.JumpIfNone, nothing)
		if h.Name != "" {
			c.name(h.Name, store)
		} else {
			c.op(code.Pop)
		}
		c.pushHandler(raised, 0)
		c.enterBlock(frameBlock{typ: inStar})
		c.stmts(h.Body)
		c.leaveBlock()
		c.u.current = inner
		if h.Name != "" {
			c.unbind(h.Name)
		}
		c.opArg(code.Jump, next)
		c.place(raised) // [… list rest exc]
		if h.Name != "" {
			c.unbind(h.Name)
		}
		c.opArg(code.ListAppend, 2)
		c.opArg(code.Jump, next)
		c.place(nothing)
		c.op(code.Pop)
		c.place(next)
	}
	c.u.pos = code.Pos{}
	c.opArg(code.ListAppend, 1)
	c.op(code.EGReraise) // [prev exc-or-None]
	again := c.label()
	c.op(code.Dup)
	c.opArg(code.JumpIfNotNone, again)
	c.op(code.Pop)
	c.u.current = outer
	c.op(code.PopExcept)
	c.opArg(code.Jump, end)
	c.place(again)
	c.opArg(code.Swap, 2)
	c.op(code.PopExcept)
	c.op(code.Reraise)
	c.cleanup(cleanup)
	c.place(end)
}
