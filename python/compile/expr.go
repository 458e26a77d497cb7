package compile

import (
	"fmt"

	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

func (c *compiler) expr(e ast.Expr) {
	c.depth.enter(e)
	defer c.depth.leave()
	c.at(e)
	switch n := e.(type) {
	case *ast.Constant:
		c.constant(n.Value)
	case *ast.Name:
		if n.ID == "__debug__" {
			c.constant(c.opt.Optimize == 0)
			return
		}
		c.name(n.ID, load)
	case *ast.BoolOp:
		c.boolOp(n)
	case *ast.NamedExpr:
		c.expr(n.Value)
		c.op(code.Dup)
		c.target(n.Target, store)
	case *ast.BinOp:
		if v, ok := fold(n); ok {
			c.constant(v)
			return
		}
		c.expr(n.Left)
		c.expr(n.Right)
		c.at(n)
		c.binary(n.Op, false)
	case *ast.UnaryOp:
		if v, ok := fold(n); ok {
			c.constant(v)
			return
		}
		c.expr(n.Operand)
		c.at(n)
		c.op([...]code.Op{ast.Invert: code.Invert, ast.Not: code.Not, ast.UAdd: code.Plus, ast.USub: code.Neg}[n.Op])
	case *ast.Lambda:
		c.lambda(n)
	case *ast.IfExp:
		orElse, end := c.label(), c.label()
		c.jumpIf(n.Test, orElse, false)
		c.expr(n.Body)
		c.opArg(code.Jump, end)
		c.place(orElse)
		c.expr(n.OrElse)
		c.place(end)
	case *ast.Dict:
		c.dict(n)
	case *ast.Set:
		c.collect(n.Elts, code.BuildSet, code.SetAdd, code.SetUpdate)
	case *ast.List:
		c.collect(n.Elts, code.BuildList, code.ListAppend, code.ListExtend)
	case *ast.Tuple:
		c.tuple(n)
	case *ast.ListComp, *ast.SetComp, *ast.DictComp, *ast.GeneratorExp:
		c.comprehension(n)
	case *ast.Await:
		b := c.u.block
		if b.kind != functionBlock && !b.isAsync {
			fail(&n.Span, "'await' outside function")
		}
		if !b.isAsync && !b.comprehension {
			fail(&n.Span, "'await' outside async function")
		}
		c.expr(n.Value)
		c.at(n)
		c.op(code.GetAwaitable)
		c.await()
	case *ast.Yield:
		c.yield(n)
	case *ast.YieldFrom:
		if c.u.block.kind != functionBlock {
			fail(&n.Span, "'yield' outside function")
		}
		if c.u.block.isAsync {
			fail(&n.Span, "'yield from' inside async function")
		}
		c.expr(n.Value)
		c.at(n)
		c.op(code.GetYieldFrom)
		c.constant(nil)
		c.delegate()
	case *ast.Compare:
		c.compare(n)
	case *ast.Call:
		c.call(n)
	case *ast.FormattedValue:
		c.formatted(n)
	case *ast.JoinedStr:
		c.joined(n)
	case *ast.Attribute:
		c.expr(n.Value)
		c.at(n)
		c.opSite(code.Attr, n.Attr)
	case *ast.Subscript:
		c.checkSubscript(n)
		c.expr(n.Value)
		c.expr(n.Slice)
		c.at(n)
		c.op(code.Subscr)
	case *ast.Slice:
		for _, x := range []ast.Expr{n.Lower, n.Upper} {
			c.exprOrNone(x)
		}
		k := 2
		if n.Step != nil {
			c.expr(n.Step)
			k = 3
		}
		c.at(n)
		c.opArg(code.BuildSlice, k)
	case *ast.Starred:
		fail(&n.Span, "can't use starred expression here")
	default:
		panic(fmt.Sprintf("BUG: expression %T", e))
	}
}

func (c *compiler) exprOrNone(e ast.Expr) {
	if e == nil {
		c.constant(nil)
		return
	}
	c.expr(e)
}

func (c *compiler) yield(n *ast.Yield) {
	b := c.u.block
	if b.kind != functionBlock {
		fail(&n.Span, "'yield' outside function")
	}
	c.exprOrNone(n.Value)
	c.at(n)
	if b.isAsync {
		c.op(code.WrapAsyncGen)
	}
	c.op(code.Yield)
}

func (c *compiler) boolOp(n *ast.BoolOp) {
	end := c.label()
	op := code.JumpIfFalseOrPop
	if n.Op == ast.Or {
		op = code.JumpIfTrueOrPop
	}
	for i, v := range n.Values {
		c.expr(v)
		if i < len(n.Values)-1 {
			c.at(n)
			c.opArg(op, end)
		}
	}
	c.place(end)
}

// jumpIf jumps to target when the truth of e is want, without ever making a
// bool where and, or and not decide.
func (c *compiler) jumpIf(e ast.Expr, target int, want bool) {
	switch n := e.(type) {
	case *ast.Constant:
		if truth, known := constTruth(n.Value); known {
			// A jump or nothing; what it guards may be dead.
			c.at(n)
			if truth == want {
				c.opArg(code.Jump, target)
			}
			return
		}
	case *ast.UnaryOp:
		if n.Op == ast.Not {
			c.jumpIf(n.Operand, target, !want)
			return
		}
	case *ast.BoolOp:
		// and: the first false decides; or: the first true.
		decides := n.Op == ast.Or
		last := len(n.Values) - 1
		if decides == want {
			for _, v := range n.Values {
				c.jumpIf(v, target, want)
			}
			return
		}
		skip := c.label()
		for _, v := range n.Values[:last] {
			c.jumpIf(v, skip, decides)
		}
		c.jumpIf(n.Values[last], target, want)
		c.place(skip)
		return
	case *ast.Compare:
		if len(n.Ops) == 1 {
			if k, ok := n.Comparators[0].(*ast.Constant); ok && k.Value == nil && (n.Ops[0] == ast.Is || n.Ops[0] == ast.IsNot) {
				c.expr(n.Left)
				c.at(n)
				if (n.Ops[0] == ast.Is) == want {
					c.opArg(code.JumpIfNone, target)
				} else {
					c.opArg(code.JumpIfNotNone, target)
				}
				return
			}
		}
	}
	c.expr(e)
	c.at(e)
	if want {
		c.opArg(code.JumpIfTrue, target)
	} else {
		c.opArg(code.JumpIfFalse, target)
	}
}

func constTruth(v any) (truth, known bool) {
	switch v := v.(type) {
	case nil:
		return false, true
	case bool:
		return v, true
	case int64:
		return v != 0, true
	case string:
		return v != "", true
	case ast.EllipsisType:
		return true, true
	}
	return false, false
}

func (c *compiler) compare(n *ast.Compare) {
	c.checkCompare(n)
	c.expr(n.Left)
	last := len(n.Ops) - 1
	if last == 0 {
		c.expr(n.Comparators[0])
		c.at(n)
		c.compareOp(n.Ops[0])
		return
	}
	stop, end := c.label(), c.label()
	for i, op := range n.Ops {
		c.expr(n.Comparators[i])
		c.at(n)
		if i < last {
			c.op(code.Dup)
			c.op(code.Rot3)
		}
		c.compareOp(op)
		if i < last {
			c.opArg(code.JumpIfFalseOrPop, stop)
		}
	}
	c.opArg(code.Jump, end)
	c.place(stop)
	c.opArg(code.Swap, 2)
	c.op(code.Pop)
	c.place(end)
}

func (c *compiler) compareOp(op ast.CmpOperator) {
	switch op {
	case ast.Is:
		c.op(code.Is)
	case ast.IsNot:
		c.opArg(code.Is, 1)
	case ast.In:
		c.op(code.In)
	case ast.NotIn:
		c.opArg(code.In, 1)
	default:
		c.opArg(code.Compare, int(op))
	}
}

func isLiteral(e ast.Expr) bool {
	switch n := e.(type) {
	case *ast.Constant:
		switch n.Value.(type) {
		case nil, bool, ast.EllipsisType:
			return false
		}
		return true
	case *ast.Tuple:
		for _, x := range n.Elts {
			if !isLiteral(x) {
				return false
			}
		}
		return true
	}
	return false
}

func (c *compiler) checkCompare(n *ast.Compare) {
	left := n.Left
	for i, op := range n.Ops {
		right := n.Comparators[i]
		if (op == ast.Is || op == ast.IsNot) && (isLiteral(left) || isLiteral(right)) {
			if op == ast.Is {
				c.warn(&n.Span, `"is" with a literal. Did you mean "=="?`)
			} else {
				c.warn(&n.Span, `"is not" with a literal. Did you mean "!="?`)
			}
			return
		}
		left = right
	}
}

// typeName is the type of a literal as warnings name it, "" for what is none.
func typeName(e ast.Expr) string {
	switch n := e.(type) {
	case *ast.Constant:
		switch n.Value.(type) {
		case nil:
			return "NoneType"
		case bool:
			return "bool"
		case int64, ast.BigInt:
			return "int"
		case float64:
			return "float"
		case complex128:
			return "complex"
		case string:
			return "str"
		case ast.Bytes:
			return "bytes"
		case ast.EllipsisType:
			return "ellipsis"
		}
	case *ast.Tuple:
		return "tuple"
	case *ast.List, *ast.ListComp:
		return "list"
	case *ast.Dict, *ast.DictComp:
		return "dict"
	case *ast.Set, *ast.SetComp:
		return "set"
	case *ast.GeneratorExp:
		return "generator"
	case *ast.Lambda:
		return "function"
	case *ast.JoinedStr, *ast.FormattedValue:
		return "str"
	}
	return ""
}

func (c *compiler) checkSubscript(n *ast.Subscript) {
	switch v := n.Value.(type) {
	case *ast.Constant:
		switch v.Value.(type) {
		case string, ast.Bytes:
			c.checkIndex(n)
			return
		}
		c.warn(&n.Span, "'%s' object is not subscriptable; perhaps you missed a comma?", typeName(v))
	case *ast.Set, *ast.SetComp, *ast.GeneratorExp, *ast.Lambda:
		c.warn(&n.Span, "'%s' object is not subscriptable; perhaps you missed a comma?", typeName(v))
	case *ast.Tuple, *ast.List, *ast.ListComp, *ast.JoinedStr:
		c.checkIndex(n)
	}
}

func (c *compiler) checkIndex(n *ast.Subscript) {
	t := typeName(n.Slice)
	if t == "" || t == "int" || t == "bool" {
		return
	}
	c.warn(&n.Span, "%s indices must be integers or slices, not %s; perhaps you missed a comma?", typeName(n.Value), t)
}

// collect builds a list or set of elements, some of which may be starred.
func (c *compiler) collect(elts []ast.Expr, build, add, extend code.Op) {
	i := 0
	for ; i < len(elts) && i < 256; i++ {
		if _, ok := elts[i].(*ast.Starred); ok {
			break
		}
	}
	pos := c.u.pos
	for _, e := range elts[:i] {
		c.expr(e)
	}
	c.u.pos = pos
	c.opArg(build, i)
	for _, e := range elts[i:] {
		if s, ok := e.(*ast.Starred); ok {
			c.expr(s.Value)
			c.u.pos = pos
			c.opArg(extend, 1)
		} else {
			c.expr(e)
			c.u.pos = pos
			c.opArg(add, 1)
		}
	}
}

func (c *compiler) tuple(n *ast.Tuple) {
	if v, ok := fold(n); ok {
		c.constant(v)
		return
	}
	c.tupleOf(n.Elts)
}

func (c *compiler) tupleOf(elts []ast.Expr) {
	for _, e := range elts {
		if _, ok := e.(*ast.Starred); ok {
			c.collect(elts, code.BuildList, code.ListAppend, code.ListExtend)
			c.op(code.ListToTuple)
			return
		}
	}
	pos := c.u.pos
	for _, e := range elts {
		c.expr(e)
	}
	c.u.pos = pos
	c.opArg(code.BuildTuple, len(elts))
}

func (c *compiler) dict(n *ast.Dict) {
	pos := c.u.pos
	pending, have := 0, false
	flush := func() {
		c.u.pos = pos
		if !have || pending > 0 {
			c.opArg(code.BuildMap, pending)
			if have {
				c.opArg(code.DictUpdate, 1)
			}
		}
		pending, have = 0, true
	}
	for i, k := range n.Keys {
		if k == nil {
			flush()
			c.expr(n.Values[i])
			c.u.pos = pos
			c.opArg(code.DictUpdate, 1)
			continue
		}
		c.expr(k)
		c.expr(n.Values[i])
		if pending++; pending == 128 {
			flush()
		}
	}
	if !have || pending > 0 {
		flush()
	}
}

func (c *compiler) joined(n *ast.JoinedStr) {
	if len(n.Values) == 0 {
		c.constant("")
		return
	}
	pos := c.u.pos
	for _, v := range n.Values {
		c.expr(v)
	}
	c.u.pos = pos
	if _, isConst := n.Values[0].(*ast.Constant); len(n.Values) > 1 || isConst {
		c.opArg(code.BuildString, len(n.Values))
	}
}

func (c *compiler) formatted(n *ast.FormattedValue) {
	pos := c.u.pos
	c.expr(n.Value)
	arg := 0
	switch n.Conversion {
	case 's':
		arg = 1
	case 'r':
		arg = 2
	case 'a':
		arg = 3
	}
	if n.FormatSpec != nil {
		c.expr(n.FormatSpec)
		arg |= 4
	}
	c.u.pos = pos
	c.opArg(code.FormatValue, arg)
}
