package compile

import (
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// blockType says what leaving a frame block early (by return, break or
// continue) has to do.
type blockType uint8

const (
	inWhile     blockType = iota // nothing
	inFor                        // pop the iterator
	inTry                        // the handler is no longer in force
	inFinally                    // run the finally body
	inHandler                    // pop the exception: [prev exc]
	inNamed                      // [prev]: restore, and unbind the name
	inWith                       // [exit]: call it
	inAsyncWith                  // [exit]: call and await it
	inValue                      // a value on the stack: pop it
	inStar                       // except*: [prev orig list rest]; may not be left
)

// frameBlock is a construct that control is inside of, for the statements that
// leave it.
type frameBlock struct {
	typ   blockType
	start int // label for continue
	end   int // label for break
	outer int // the handler in force outside
	final []ast.Stmt
	name  string
	node  ast.Node
}

func (c *compiler) enterBlock(fb frameBlock) {
	if len(c.u.frames) >= maxNesting && fb.typ != inValue {
		n := 0
		for _, f := range c.u.frames {
			if f.typ != inValue && f.typ != inHandler && f.typ != inNamed {
				n++
			}
		}
		if n >= maxNesting {
			fail(posSpan(c.u.pos), "too many statically nested blocks")
		}
	}
	c.u.frames = append(c.u.frames, fb)
}

func posSpan(p code.Pos) *ast.Span {
	return &ast.Span{Line: p.Line, Col: p.Col, EndLine: p.EndLine, EndCol: p.EndCol}
}

func (c *compiler) leaveBlock() { c.u.frames = c.u.frames[:len(c.u.frames)-1] }

// unwind emits what leaving the innermost blocks needs, down to (and without)
// the one for which stop is true; keep says that the top of the stack is a value
// that must survive. It returns the block that stopped it, or nil, and what the
// caller calls once it has emitted the jump, for then all is in force as before.
func (c *compiler) unwind(keep bool, stop func(*frameBlock) bool) (at *frameBlock, resume func()) {
	saved, current := c.u.frames, c.u.current
	resume = func() { c.u.frames, c.u.current = saved, current }
	// A copy, for a finally body pushes blocks of its own.
	c.u.frames = append([]frameBlock(nil), saved...)
	for len(c.u.frames) > 0 {
		fb := c.u.frames[len(c.u.frames)-1]
		if stop != nil && stop(&fb) {
			return &fb, resume
		}
		c.u.frames = c.u.frames[:len(c.u.frames)-1]
		c.unwindOne(&fb, keep)
	}
	return nil, resume
}

func (c *compiler) under(keep bool) {
	if keep {
		c.opArg(code.Swap, 2)
	}
}

func (c *compiler) unwindOne(fb *frameBlock, keep bool) {
	switch fb.typ {
	case inWhile:
	case inFor, inValue:
		c.under(keep)
		c.op(code.Drop)
	case inTry:
		c.u.current = fb.outer
	case inFinally:
		c.u.current = fb.outer
		if keep {
			c.enterBlock(frameBlock{typ: inValue})
		}
		c.stmts(fb.final)
		if keep {
			c.leaveBlock()
		}
	case inHandler:
		c.under(keep)
		c.op(code.Pop)
		c.under(keep)
		c.op(code.PopExcept)
		c.u.current = fb.outer
	case inNamed:
		c.under(keep)
		c.op(code.PopExcept)
		c.u.current = fb.outer
		if fb.name != "" {
			c.unbind(fb.name)
		}
	case inWith, inAsyncWith:
		c.u.current = fb.outer
		c.under(keep)
		c.callExit(fb.typ == inAsyncWith, fb.node)
		c.op(code.Pop)
	case inStar:
		fail(posSpan(c.u.pos), "'break', 'continue' and 'return' cannot appear in an except* block")
	}
}

// callExit replaces the exit function on the stack by the result of calling it
// without an exception.
func (c *compiler) callExit(async bool, n ast.Node) {
	pos := c.u.pos
	if n != nil {
		c.at(n)
	}
	c.constant(nil)
	c.op(code.Dup)
	c.op(code.Dup)
	c.opArg(code.Call, 3)
	if async {
		c.opArg(code.GetAwaitable, 2)
		c.await()
	}
	c.u.pos = pos
}

// unbind does what ends "except E as name": the name goes, and with it the
// cycle of exception, traceback and frame.
func (c *compiler) unbind(name string) {
	c.constant(nil)
	c.name(name, store)
	c.name(name, del)
}

// await emits the loop that drives the awaitable on the stack; its result
// takes its place.
func (c *compiler) await() {
	c.constant(nil)
	c.delegate()
}

// delegate is the loop of await and yield from: it v → result.
func (c *compiler) delegate() {
	done := c.label()
	loop := c.here()
	c.opArg(code.Send, done)
	c.op(code.YieldFrom)
	c.opArg(code.Jump, loop)
	c.place(done)
}

func isLoop(fb *frameBlock) bool { return fb.typ == inWhile || fb.typ == inFor }

func (c *compiler) returnStmt(n *ast.Return) {
	b := c.u.block
	if b.kind != functionBlock {
		fail(&n.Span, "'return' outside function")
	}
	if n.Value != nil && b.coroutine && b.generator {
		fail(&n.Span, "'return' with value in async generator")
	}
	keep := false
	var folded any
	if n.Value != nil {
		v, isConst := fold(n.Value)
		if keep = !isConst; keep {
			c.expr(n.Value)
		}
		folded = v
	}
	c.at(n)
	_, resume := c.unwind(keep, nil)
	c.at(n)
	if !keep {
		c.constant(folded)
	}
	c.op(code.Return)
	resume()
}

func (c *compiler) breakStmt(n *ast.Break) {
	loop, resume := c.unwind(false, isLoop)
	if loop == nil {
		fail(&n.Span, "'break' outside loop")
	}
	c.at(n)
	if loop.typ == inFor {
		// The iterator goes as well.
		c.op(code.Drop)
	}
	c.opArg(code.Jump, loop.end)
	resume()
}

func (c *compiler) continueStmt(n *ast.Continue) {
	loop, resume := c.unwind(false, isLoop)
	if loop == nil {
		fail(&n.Span, "'continue' not properly in loop")
	}
	c.at(n)
	c.opArg(code.Jump, loop.start)
	resume()
}
