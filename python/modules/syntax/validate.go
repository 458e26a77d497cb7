package syntax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hpyrun/hpyrun/python/ast"
)

// refusal is what validate panics with: a ValueError, or a TypeError.
type refusal struct {
	msg    string
	isType bool
}

func refuse(format string, args ...any) { panic(refusal{msg: fmt.Sprintf(format, args...)}) }

// validate checks of a tree that objects described what the grammar does not say but
// the compiler counts on. False: exception pending.
func validate(t *Thread, m ast.Mod) (ok bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case refusal:
			if r.isType {
				t.TypeErrorf("%s", r.msg)
			} else {
				t.ValueErrorf("%s", r.msg)
			}
			ok = false
		default:
			panic(r)
		}
	}()
	switch m := m.(type) {
	case *ast.Module:
		stmts(m.Body)
	case *ast.Interactive:
		stmts(m.Body)
	case *ast.Expression:
		expr(m.Body, ast.Load)
	}
	return true
}

func position(s *ast.Span) {
	switch {
	case s.Line > s.EndLine:
		refuse("AST node line range (%d, %d) is not valid", s.Line, s.EndLine)
	case s.Line < 0 && s.EndLine != s.Line, s.Col < 0 && s.Col != s.EndCol:
		refuse("AST node column range (%d, %d) for line range (%d, %d) is not valid", s.Col, s.EndCol, s.Line, s.EndLine)
	case s.Line == s.EndLine && s.Col > s.EndCol:
		refuse("line %d, column %d-%d is not a valid range", s.Line, s.Col, s.EndCol)
	}
}

func nonEmpty[T any](list []T, what, owner string) {
	if len(list) == 0 {
		refuse("empty %s on %s", what, owner)
	}
}

func body(list []ast.Stmt, owner string) {
	nonEmpty(list, "body", owner)
	stmts(list)
}

func stmts(list []ast.Stmt) {
	for _, s := range list {
		if s == nil {
			refuse("None disallowed in statement list")
		}
		stmt(s)
	}
}

func exprs(list []ast.Expr, ctx ast.ExprContext) {
	for _, e := range list {
		if e == nil {
			refuse("None disallowed in expression list")
		}
		expr(e, ctx)
	}
}

// opt checks an expression that need not be there.
func opt(e ast.Expr) {
	if e != nil {
		expr(e, ast.Load)
	}
}

func name(id string) {
	if id == "None" || id == "True" || id == "False" {
		refuse("identifier field can't represent '%s' constant", id)
	}
}

func kind(n ast.Node) string {
	k := strings.TrimPrefix(fmt.Sprintf("%T", n), "*ast.")
	if k == "ExprStmt" {
		return "Expr"
	}
	return k
}

func stmt(s ast.Stmt) {
	position(s.Pos())
	k := kind(s)
	switch s := s.(type) {
	case *ast.FunctionDef:
		function(s, k)
	case *ast.AsyncFunctionDef:
		function((*ast.FunctionDef)(s), k)
	case *ast.ClassDef:
		body(s.Body, k)
		exprs(s.Bases, ast.Load)
		keywords(s.Keywords)
		exprs(s.DecoratorList, ast.Load)
	case *ast.Return:
		opt(s.Value)
	case *ast.Delete:
		nonEmpty(s.Targets, "targets", k)
		exprs(s.Targets, ast.Del)
	case *ast.Assign:
		nonEmpty(s.Targets, "targets", k)
		exprs(s.Targets, ast.Store)
		expr(s.Value, ast.Load)
	case *ast.AugAssign:
		expr(s.Target, ast.Store)
		expr(s.Value, ast.Load)
	case *ast.AnnAssign:
		if _, isName := s.Target.(*ast.Name); s.Simple && !isName {
			panic(refusal{msg: "AnnAssign with simple non-Name target", isType: true})
		}
		expr(s.Target, ast.Store)
		opt(s.Value)
		expr(s.Annotation, ast.Load)
	case *ast.For:
		loop(s, k)
	case *ast.AsyncFor:
		loop((*ast.For)(s), k)
	case *ast.While:
		expr(s.Test, ast.Load)
		body(s.Body, k)
		stmts(s.OrElse)
	case *ast.If:
		expr(s.Test, ast.Load)
		body(s.Body, k)
		stmts(s.OrElse)
	case *ast.With:
		with(s, k)
	case *ast.AsyncWith:
		with((*ast.With)(s), k)
	case *ast.Match:
		expr(s.Subject, ast.Load)
		nonEmpty(s.Cases, "cases", k)
		for _, c := range s.Cases {
			pattern(c.Pattern, false)
			opt(c.Guard)
			body(c.Body, "match_case")
		}
	case *ast.Raise:
		if s.Exc == nil && s.Cause != nil {
			refuse("Raise with cause but no exception")
		}
		opt(s.Exc)
		opt(s.Cause)
	case *ast.Try:
		try(s, k)
	case *ast.TryStar:
		try((*ast.Try)(s), k)
	case *ast.Assert:
		expr(s.Test, ast.Load)
		opt(s.Msg)
	case *ast.Import:
		nonEmpty(s.Names, "names", k)
	case *ast.ImportFrom:
		if s.Level < 0 {
			refuse("Negative ImportFrom level")
		}
		nonEmpty(s.Names, "names", k)
	case *ast.Global:
		nonEmpty(s.Names, "names", k)
	case *ast.Nonlocal:
		nonEmpty(s.Names, "names", k)
	case *ast.ExprStmt:
		expr(s.Value, ast.Load)
	}
}

func function(s *ast.FunctionDef, k string) {
	body(s.Body, k)
	arguments(s.Args)
	exprs(s.DecoratorList, ast.Load)
	opt(s.Returns)
}

func loop(s *ast.For, k string) {
	expr(s.Target, ast.Store)
	expr(s.Iter, ast.Load)
	body(s.Body, k)
	stmts(s.OrElse)
}

func with(s *ast.With, k string) {
	nonEmpty(s.Items, "items", k)
	for _, i := range s.Items {
		expr(i.ContextExpr, ast.Load)
		if i.OptionalVars != nil {
			expr(i.OptionalVars, ast.Store)
		}
	}
	body(s.Body, k)
}

func try(s *ast.Try, k string) {
	body(s.Body, k)
	if len(s.Handlers) == 0 && len(s.FinalBody) == 0 {
		refuse("%s has neither except handlers nor finalbody", k)
	}
	if len(s.Handlers) == 0 && len(s.OrElse) > 0 {
		refuse("%s has orelse but no except handlers", k)
	}
	for _, h := range s.Handlers {
		position(&h.Span)
		opt(h.Type)
		body(h.Body, "ExceptHandler")
	}
	stmts(s.OrElse)
	stmts(s.FinalBody)
}

func arguments(a *ast.Arguments) {
	var all []*ast.Arg
	all = append(append(append(all, a.PosOnlyArgs...), a.Args...), a.KwOnlyArgs...)
	all = append(all, a.VarArg, a.KwArg)
	for _, x := range all {
		if x != nil {
			position(&x.Span)
			opt(x.Annotation)
		}
	}
	if len(a.Defaults) > len(a.PosOnlyArgs)+len(a.Args) {
		refuse("more positional defaults than args on arguments")
	}
	if len(a.KwDefaults) != len(a.KwOnlyArgs) {
		refuse("length of kwonlyargs is not the same as kw_defaults on arguments")
	}
	exprs(a.Defaults, ast.Load)
	for _, d := range a.KwDefaults {
		opt(d)
	}
}

func keywords(list []*ast.Keyword) {
	for _, k := range list {
		expr(k.Value, ast.Load)
	}
}

func generators(list []*ast.Comprehension) {
	if len(list) == 0 {
		refuse("comprehension with no generators")
	}
	for _, g := range list {
		expr(g.Target, ast.Store)
		expr(g.Iter, ast.Load)
		exprs(g.Ifs, ast.Load)
	}
}

var contexts = [...]string{"Load", "Store", "Del"}

// expr checks an expression that is used for ctx.
func expr(e ast.Expr, ctx ast.ExprContext) {
	position(e.Pos())
	var has *ast.ExprContext
	switch e := e.(type) {
	case *ast.Attribute:
		has = &e.Ctx
	case *ast.Subscript:
		has = &e.Ctx
	case *ast.Starred:
		has = &e.Ctx
	case *ast.Name:
		name(e.ID)
		has = &e.Ctx
	case *ast.List:
		has = &e.Ctx
	case *ast.Tuple:
		has = &e.Ctx
	default:
		if ctx != ast.Load {
			refuse("expression which can't be assigned to in %s context", contexts[ctx])
		}
	}
	if has != nil && *has != ctx {
		refuse("expression must have %s context but has %s instead", contexts[ctx], contexts[*has])
	}
	switch e := e.(type) {
	case *ast.BoolOp:
		if len(e.Values) < 2 {
			refuse("BoolOp with less than 2 values")
		}
		exprs(e.Values, ast.Load)
	case *ast.NamedExpr:
		if _, isName := e.Target.(*ast.Name); !isName {
			panic(refusal{msg: "NamedExpr target must be a Name", isType: true})
		}
		expr(e.Value, ast.Load)
	case *ast.Constant:
		constant(e.Value)
	case *ast.Lambda:
		arguments(e.Args)
		expr(e.Body, ast.Load)
	case *ast.Dict:
		if len(e.Keys) != len(e.Values) {
			refuse("Dict doesn't have the same number of keys as values")
		}
		for _, k := range e.Keys {
			opt(k)
		}
		exprs(e.Values, ast.Load)
	case *ast.ListComp:
		comprehension(e)
	case *ast.SetComp:
		comprehension((*ast.ListComp)(e))
	case *ast.GeneratorExp:
		comprehension((*ast.ListComp)(e))
	case *ast.DictComp:
		generators(e.Generators)
		expr(e.Key, ast.Load)
		expr(e.Value, ast.Load)
	case *ast.Compare:
		if len(e.Comparators) == 0 {
			refuse("Compare has no comparators")
		}
		if len(e.Comparators) != len(e.Ops) {
			refuse("Compare has a different number of comparators and operands")
		}
		exprs(e.Comparators, ast.Load)
		expr(e.Left, ast.Load)
	case *ast.Call:
		expr(e.Func, ast.Load)
		exprs(e.Args, ast.Load)
		keywords(e.Keywords)
	case *ast.FormattedValue:
		if c := e.Conversion; c != -1 && c != 's' && c != 'r' && c != 'a' {
			refuse("Unrecognized conversion character %d", c)
		}
		expr(e.Value, ast.Load)
		opt(e.FormatSpec)
	case *ast.Starred:
		expr(e.Value, ctx)
	case *ast.List:
		exprs(e.Elts, ctx)
	case *ast.Tuple:
		exprs(e.Elts, ctx)
	case *ast.Set:
		exprs(e.Elts, ast.Load)
	case *ast.JoinedStr:
		exprs(e.Values, ast.Load)
	default:
		ast.Children(e, func(c ast.Node) {
			if x, isExpr := c.(ast.Expr); isExpr {
				expr(x, ast.Load)
			}
		})
	}
}

func constant(v any) {
	switch v := v.(type) {
	case notConstant:
		panic(refusal{msg: "got an invalid type in Constant: " + string(v), isType: true})
	case ast.TupleValue:
		for _, x := range v {
			constant(x)
		}
	case ast.FrozenSetValue:
		for _, x := range v {
			constant(x)
		}
	}
}

func comprehension(e *ast.ListComp) {
	generators(e.Generators)
	expr(e.Elt, ast.Load)
}

// pattern checks a pattern; star: a MatchStar may stand here.
func pattern(p ast.Pattern, star bool) {
	position(p.Pos())
	switch p := p.(type) {
	case *ast.MatchValue:
		patternValue(p.Value)
	case *ast.MatchSingleton:
		if _, isBool := p.Value.(bool); p.Value != nil && !isBool {
			refuse("MatchSingleton can only contain True, False and None")
		}
	case *ast.MatchSequence:
		patterns(p.Patterns, true)
	case *ast.MatchMapping:
		if len(p.Keys) != len(p.Patterns) {
			refuse("MatchMapping doesn't have the same number of keys as patterns")
		}
		capture(p.Rest)
		for _, k := range p.Keys {
			if k == nil {
				refuse("None disallowed in expression list")
			}
			// None, True and False are keys too.
			if c, isConst := k.(*ast.Constant); isConst {
				if _, isBool := c.Value.(bool); isBool || c.Value == nil {
					continue
				}
			}
			patternValue(k)
		}
		patterns(p.Patterns, false)
	case *ast.MatchClass:
		if len(p.KwdAttrs) != len(p.KwdPatterns) {
			refuse("MatchClass doesn't have the same number of keyword attributes as patterns")
		}
		expr(p.Cls, ast.Load)
		for c := p.Cls; ; {
			if a, isAttr := c.(*ast.Attribute); isAttr {
				c = a.Value
				continue
			}
			if _, isName := c.(*ast.Name); !isName {
				refuse("MatchClass cls field can only contain Name or Attribute nodes.")
			}
			break
		}
		for _, a := range p.KwdAttrs {
			name(a)
		}
		patterns(p.Patterns, false)
		patterns(p.KwdPatterns, false)
	case *ast.MatchStar:
		if !star {
			refuse("can't use MatchStar here")
		}
		capture(p.Name)
	case *ast.MatchAs:
		capture(p.Name)
		if p.Pattern != nil {
			if p.Name == "" {
				refuse("MatchAs must specify a target name if a pattern is given")
			}
			pattern(p.Pattern, false)
		}
	case *ast.MatchOr:
		if len(p.Patterns) < 2 {
			refuse("MatchOr requires at least 2 patterns")
		}
		patterns(p.Patterns, false)
	}
}

func patterns(list []ast.Pattern, star bool) {
	for _, p := range list {
		if p == nil {
			refuse("None disallowed in pattern list")
		}
		pattern(p, star)
	}
}

func capture(id string) {
	if id == "_" {
		refuse("can't capture name '_' in patterns")
	}
	name(id)
}

// patternValue checks an expression that a pattern compares with: a literal or a
// dotted name.
func patternValue(e ast.Expr) {
	expr(e, ast.Load)
	switch e := e.(type) {
	case *ast.Constant:
		switch e.Value.(type) {
		case int64, ast.BigInt, float64, complex128, string, ast.Bytes:
			return
		}
		refuse("unexpected constant inside of a literal pattern")
	case *ast.Attribute:
		return
	case *ast.JoinedStr:
		return // refused by the compiler, which says so better
	case *ast.UnaryOp:
		if c, isConst := e.Operand.(*ast.Constant); isConst && e.Op == ast.USub && isNumber(c.Value) {
			return
		}
	case *ast.BinOp:
		left := e.Left
		if u, isUnary := left.(*ast.UnaryOp); isUnary && u.Op == ast.USub {
			left = u.Operand
		}
		l, ok1 := left.(*ast.Constant)
		r, ok2 := e.Right.(*ast.Constant)
		if ok1 && ok2 && slices.Contains([]ast.Operator{ast.Add, ast.Sub}, e.Op) && isNumber(l.Value) {
			if _, isComplex := r.Value.(complex128); isComplex {
				return
			}
		}
	}
	refuse("patterns may only match literals and attribute lookups")
}

func isNumber(v any) bool {
	switch v.(type) {
	case int64, ast.BigInt, float64, complex128:
		return true
	}
	return false
}
