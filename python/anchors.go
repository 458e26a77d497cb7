package python

import (
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/parser"
)

// anchors finds what a traceback underlines with carets within an expression
// (object.Runtime.Anchors): the operator of a binary operation, the brackets of
// a subscript. The expression is the failing piece of a source line; it need not
// even be one.
func anchors(expr string) (left, right int, ok bool) {
	mod, err := parser.Parse([]byte(expr), "<traceback>", parser.Exec)
	if err != nil {
		return 0, 0, false
	}
	m, isModule := mod.(*ast.Module)
	if !isModule || len(m.Body) != 1 {
		return 0, 0, false
	}
	st, isExpr := m.Body[0].(*ast.ExprStmt)
	if !isExpr {
		return 0, 0, false
	}
	switch e := st.Value.(type) {
	case *ast.BinOp:
		from, to := int(e.Left.Pos().EndCol), int(e.Right.Pos().Col)
		for from < to && isBlank(expr[from]) {
			from++
		}
		if from >= to {
			return 0, 0, false
		}
		left, right = from, from+1
		if right < to && !isBlank(expr[right]) {
			right++ // an operator of two characters
		}
	case *ast.Subscript:
		left, right = int(e.Value.Pos().EndCol), int(e.Slice.Pos().EndCol)+1
	default:
		return 0, 0, false
	}
	if right > len(expr) {
		return 0, 0, false
	}
	return utf8.RuneCountInString(expr[:left]), utf8.RuneCountInString(expr[:right]), true
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\f' }
