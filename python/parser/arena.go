package parser

import "github.com/hpyrun/hpyrun/python/ast"

// arena allocates the tree: nodes of the common types in slabs, lists of nodes in
// chunks. A tree is kept or dropped as a whole, so that nothing is lost by
// that, and the slabs double from small ones, so that little is wasted on
// an expression of three characters.
type arena struct {
	names      slab[ast.Name]
	constants  slab[ast.Constant]
	attributes slab[ast.Attribute]
	calls      slab[ast.Call]
	subscripts slab[ast.Subscript]
	binOps     slab[ast.BinOp]
	compares   slab[ast.Compare]
	tuples     slab[ast.Tuple]
	keywords   slab[ast.Keyword]
	exprStmts  slab[ast.ExprStmt]
	assigns    slab[ast.Assign]
	ifs        slab[ast.If]
	returns    slab[ast.Return]
	ifChain    []*ast.If
	argNodes   slab[ast.Arg]

	// Stacks on which lists grow until their length is known, and where they go.
	exprs    []ast.Expr
	exprList chunk[ast.Expr]
	kws      []*ast.Keyword
	kwList   chunk[*ast.Keyword]
	stmts    []ast.Stmt
	stmtList chunk[ast.Stmt]
}

// slab allocates values of one type.
type slab[T any] struct {
	free []T
	size int
}

func (s *slab[T]) new() *T {
	if len(s.free) == 0 {
		s.size = min(max(4, 2*s.size), 256)
		s.free = make([]T, s.size)
	}
	t := &s.free[0]
	s.free = s.free[1:]
	return t
}

// chunk allocates slices of one type.
type chunk[T any] struct {
	free []T
	size int
}

// copyOf allocates a slice with the contents of list. It is nil if list is empty.
func (c *chunk[T]) copyOf(list []T) []T {
	n := len(list)
	if n == 0 {
		return nil
	}
	if n > len(c.free) {
		if n >= 256 {
			return append([]T(nil), list...)
		}
		c.size = min(max(8, n, 2*c.size), 512)
		c.free = make([]T, c.size)
	}
	out := c.free[:n:n]
	c.free = c.free[n:]
	copy(out, list)
	return out
}

// takeExprs takes what lies on the stack of expressions above base.
func (a *arena) takeExprs(base int) []ast.Expr {
	list := a.exprList.copyOf(a.exprs[base:])
	a.exprs = a.exprs[:base]
	return list
}

// takeStmts takes what lies on the stack of statements above base.
func (a *arena) takeStmts(base int) []ast.Stmt {
	list := a.stmtList.copyOf(a.stmts[base:])
	a.stmts = a.stmts[:base]
	return list
}

// oneExpr makes a list of one expression.
func (a *arena) oneExpr(e ast.Expr) []ast.Expr {
	return a.exprList.copyOf([]ast.Expr{e})
}

// oneStmt makes a list of one statement.
func (a *arena) oneStmt(s ast.Stmt) []ast.Stmt {
	return a.stmtList.copyOf([]ast.Stmt{s})
}
