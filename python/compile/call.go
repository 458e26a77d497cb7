package compile

import (
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// maxDirectArgs is how many arguments go on the stack one by one; a call with
// more builds a tuple.
const maxDirectArgs = 255

func (c *compiler) call(n *ast.Call) {
	if t := typeName(n.Func); t != "" && t != "function" {
		c.warn(&n.Span, "'%s' object is not callable; perhaps you missed a comma?", t)
	}
	checkKeywords(n.Keywords)
	if attr, ok := n.Func.(*ast.Attribute); ok && c.isMethodCall(n) {
		c.expr(attr.Value)
		c.at(attr)
		c.opSite(code.Method, attr.Attr)
		c.simpleCall(n, n.Args, n.Keywords, 0, code.CallMethod, code.CallMethKw)
		return
	}
	c.expr(n.Func)
	c.callTail(n, n.Args, n.Keywords, 0)
}

// isMethodCall says that the call can go without making a bound method.
func (c *compiler) isMethodCall(n *ast.Call) bool {
	return !needsEx(n.Args, n.Keywords, 0)
}

func needsEx(args []ast.Expr, kws []*ast.Keyword, extra int) bool {
	if len(args)+len(kws)+extra > maxDirectArgs {
		return true
	}
	for _, a := range args {
		if _, ok := a.(*ast.Starred); ok {
			return true
		}
	}
	for _, k := range kws {
		if k.Arg == "" {
			return true
		}
	}
	return false
}

func checkKeywords(kws []*ast.Keyword) {
	for i, k := range kws {
		if k.Arg == "" {
			continue
		}
		for _, l := range kws[i+1:] {
			if l.Arg == k.Arg {
				fail(&l.Span, "keyword argument repeated: %s", k.Arg)
			}
		}
	}
}

// callTail compiles arguments and call; extra arguments are on the stack
// already, above the callable.
func (c *compiler) callTail(n ast.Node, args []ast.Expr, kws []*ast.Keyword, extra int) {
	if needsEx(args, kws, extra) {
		c.callEx(n, args, kws, extra)
		return
	}
	c.simpleCall(n, args, kws, extra, code.Call, code.CallKw)
}

func (c *compiler) simpleCall(n ast.Node, args []ast.Expr, kws []*ast.Keyword, extra int, plain, withKw code.Op) {
	for _, a := range args {
		c.expr(a)
	}
	for _, k := range kws {
		c.expr(k.Value)
	}
	total := extra + len(args) + len(kws)
	if len(kws) == 0 {
		c.at(n)
		c.opArg(plain, total)
		return
	}
	names := make(ast.TupleValue, len(kws))
	for i, k := range kws {
		names[i] = mangle(c.u.class, k.Arg)
	}
	c.at(n)
	c.constant(names)
	c.opArg(withKw, total)
}

// callEx compiles f(*args, **kwargs): f, a tuple or iterable, a dict.
func (c *compiler) callEx(n ast.Node, args []ast.Expr, kws []*ast.Keyword, extra int) {
	c.at(n)
	switch {
	case extra > 0:
		c.opArg(code.BuildList, extra)
		for _, a := range args {
			if s, ok := a.(*ast.Starred); ok {
				c.expr(s.Value)
				c.at(n)
				c.opArg(code.ListExtend, 1)
			} else {
				c.expr(a)
				c.at(n)
				c.opArg(code.ListAppend, 1)
			}
		}
		c.op(code.ListToTuple)
	case len(args) == 1 && isStarred(args[0]):
		// The iterable itself: CallEx makes the tuple, with the function at hand
		// for the message.
		c.expr(args[0].(*ast.Starred).Value)
	default:
		c.tupleOf(args)
	}
	c.at(n)
	if len(kws) == 0 {
		c.opArg(code.CallEx, 0)
		return
	}
	c.opArg(code.BuildMap, 0)
	for i := 0; i < len(kws); {
		if kws[i].Arg == "" {
			c.expr(kws[i].Value)
			c.at(n)
			c.opArg(code.DictMerge, 1)
			i++
			continue
		}
		k := 0
		for ; i < len(kws) && kws[i].Arg != ""; i++ {
			c.constant(mangle(c.u.class, kws[i].Arg))
			c.expr(kws[i].Value)
			k++
		}
		c.at(n)
		c.opArg(code.BuildMap, k)
		c.opArg(code.DictMerge, 1)
	}
	c.opArg(code.CallEx, 1)
}

func isStarred(e ast.Expr) bool {
	_, ok := e.(*ast.Starred)
	return ok
}
