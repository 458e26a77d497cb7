package parser

import "github.com/hpyrun/hpyrun/python/ast"

// The methods here ask whether a mistake was made that CPython has a message for, at
// pos. Those that return a bool tell whether they raised an error. They leave pos
// anywhere; their callers reset it.

// failed tells whether an error was raised.
func (p *parser) failed() bool { return p.err != nil }

// isSoftPrefix tells whether the next token is a name that a soft keyword begins
// with. (CPython means to ask whether it is one, and compares as many characters as the
// name has.)
func (p *parser) isSoftPrefix() bool {
	if p.peek() != tName {
		return false
	}
	s := p.text(p.toks[p.pos])
	for _, k := range [...]string{"_", "case", "match"} {
		if len(s) <= len(k) && k[:len(s)] == s {
			return true
		}
	}
	return false
}

// expressionUnasked: disjunction 'if' disjunction 'else' expression | disjunction |
// lambdef, in which nobody asks for mistakes
func (p *parser) expressionUnasked() ast.Expr {
	asking := p.asking
	p.asking = false
	e := p.plainExpression()
	p.asking = asking
	return e
}

// legacy tells whether e is the name of a statement that Python 2 had.
func legacy(e ast.Expr) bool {
	n, ok := e.(*ast.Name)
	return ok && (n.ID == "print" || n.ID == "exec")
}

// mistakenExpression asks for a missing comma, a condition without else, and for
// statements of Python 2.
func (p *parser) mistakenExpression() bool {
	start := p.pos
	if !p.isSoftPrefix() && !(p.peek() == tName && p.peek2() == tString) {
		if a := p.disjunction(); a != nil {
			if b := p.expressionUnasked(); b != nil && !legacy(a) && p.prev().level > 0 {
				p.raiseRange(a, b, "invalid syntax. Perhaps you forgot a comma?")
			}
		}
	}
	if p.pos = start; p.failed() {
		return true
	}
	if a := p.disjunction(); a != nil && p.accept(kwIf) {
		if b := p.disjunction(); b != nil && p.peek() != kwElse && p.peek() != tColon {
			p.raiseRange(a, b, "expected 'else' after 'if' expression")
		}
	}
	if p.pos = start; p.failed() {
		return true
	}
	if p.peek() == tName && p.peek2() != tLPar {
		a := p.nameNode(ast.Load)
		if b := p.starExpressions(); b != nil && legacy(a) {
			p.raiseRange(a, b, "Missing parentheses in call to '%s'. Did you mean %s(...)?", a.ID, a.ID)
		}
	}
	p.pos = start
	return p.failed()
}

// mistakenNamed asks for := with a target that is no name, and for = where == or := is
// meant.
func (p *parser) mistakenNamed() bool {
	start := p.pos
	if p.memo.find(rInvalidNamed, start) != nil {
		return false
	}
	p.memo.add(rInvalidNamed, start, nil, start)
	if a := p.expression(); a != nil && p.accept(tColonEqual) && p.expression() != nil {
		p.raiseAt(a, "cannot use assignment expressions with %s", exprName(a))
		return true
	}
	if p.pos = start; p.failed() {
		return true
	}
	if p.peek() == tName && p.peek2() == tEqual {
		a := p.nameNode(ast.Load)
		p.pos++
		if b := p.bitwiseOr(); b != nil && p.peek() != tEqual && p.peek() != tColonEqual {
			p.raiseRange(a, b, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
			return true
		}
	}
	if p.pos = start; p.failed() {
		return true
	}
	if !p.isDisplayOrConstant() {
		if a := p.bitwiseOr(); a != nil && p.accept(tEqual) {
			if b := p.bitwiseOr(); b != nil && p.peek() != tEqual && p.peek() != tColonEqual {
				p.raiseAt(a, "cannot assign to %s here. Maybe you meant '==' instead of '='?", exprName(a))
			}
		}
	}
	p.pos = start
	return p.failed()
}

// isDisplayOrConstant: &(list | tuple | genexp | 'True' | 'None' | 'False')
func (p *parser) isDisplayOrConstant() bool {
	start := p.pos
	var e ast.Expr
	switch p.peek() {
	case kwTrue, kwFalse, kwNone:
		return true
	case tLSqb:
		e = p.firstOf(p.list, p.genexp)
	case tLPar:
		e = p.firstOf(p.tuple, p.genexp)
	case tLBrace:
		e = p.genexp()
	}
	p.pos = start
	return e != nil
}

// mistakenGroup asks for a starred expression alone in parentheses.
func (p *parser) mistakenGroup() {
	start := p.pos
	p.pos++
	if a := p.starredExpression(); a != nil && p.accept(tRPar) {
		p.raiseAt(a, "cannot use starred expression here")
		return
	}
	p.pos = start + 1
	if t := p.toks[p.pos]; p.accept(tDoubleStar) && p.expression() != nil && p.accept(tRPar) {
		p.raiseTok(t, "cannot use double starred expression here")
	}
}

// mistakenComprehension asks for a comprehension whose element is starred or a tuple
// without parentheses.
func (p *parser) mistakenComprehension() {
	start := p.pos
	open := p.peek()
	if open != tLPar && open != tLSqb && open != tLBrace {
		return
	}
	p.pos++
	if a := p.starredExpression(); a != nil && p.forIfClauses() != nil {
		p.raiseAt(a, "iterable unpacking cannot be used in comprehension")
		return
	}
	if p.failed() || open == tLPar {
		return
	}
	p.pos = start + 1
	a := p.starNamedExpression()
	if a == nil || p.peek() != tComma {
		return
	}
	comma := p.pos
	p.pos++
	if list := p.starNamedExpressions(); list != nil && p.forIfClauses() != nil {
		p.raiseRange(a, list[len(list)-1], "did you forget parentheses around the comprehension target?")
		return
	}
	p.pos = comma + 1
	if t := p.toks[comma]; p.forIfClauses() != nil {
		s := a.Pos()
		p.raise(PlainSyntaxError, place{int(s.Line), int(s.Col), int(t.endLine), int(t.endCol)},
			"did you forget parentheses around the comprehension target?")
	}
}

// mistakenDictComprehension asks for ** in one.
func (p *parser) mistakenDictComprehension() {
	p.pos++
	if p.peek() != tDoubleStar {
		return
	}
	t := p.toks[p.pos]
	p.pos++
	if p.bitwiseOr() != nil && p.forIfClauses() != nil && p.accept(tRBrace) {
		p.raiseTok(t, "dict unpacking cannot be used in dict comprehension")
	}
}

// mistakenPairs asks for mistakes in a dict behind its brace.
func (p *parser) mistakenPairs() {
	start := p.pos
	base := len(p.exprs)
	if p.pushPair() {
		for {
			end := p.pos
			if !p.accept(tComma) || !p.pushPair() {
				p.pos = end
				break
			}
		}
		if p.accept(tComma) {
			p.mistakenPair()
		}
	}
	if p.exprs = p.exprs[:base]; p.failed() {
		return
	}
	p.pos = start
	p.mistakenValue()
}

// mistakenPair asks for a key without a value, among others.
func (p *parser) mistakenPair() {
	start := p.pos
	if a := p.expression(); a != nil && p.peek() != tColon {
		s := a.Pos()
		p.raise(PlainSyntaxError, place{int(s.Line), int(s.EndCol) - 1, int(s.EndLine), noCol},
			"':' expected after dictionary key")
		return
	}
	if p.pos = start; !p.failed() {
		p.mistakenValue()
	}
}

// mistakenValue asks for a value that is starred or missing.
func (p *parser) mistakenValue() {
	start := p.pos
	if p.expression() != nil && p.accept(tColon) && p.peek() == tStar {
		t := p.toks[p.pos]
		p.pos++
		if p.bitwiseOr() != nil {
			p.raiseFrom(t.line, t.col, "cannot use a starred expression in a dictionary value")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}
	if p.expression() != nil && p.peek() == tColon {
		t := p.toks[p.pos]
		p.pos++
		if k := p.peek(); k == tRBrace || k == tComma {
			p.raiseTok(t, "expression expected after dictionary key and ':'")
		}
	}
}

// mistakenArguments asks for arguments in the wrong order and for generator expressions
// without parentheses.
func (p *parser) mistakenArguments() {
	start := p.pos
	var a *arguments
	for _, positional := range [...]bool{true, false} {
		p.pos = start
		a = &arguments{}
		if positional && !(p.positionalArgs(a) && p.accept(tComma)) || !p.kwargs(a) || !p.accept(tComma) {
			continue
		}
		if p.peek() == tStar {
			p.raiseTok(p.toks[p.pos], "iterable argument unpacking follows keyword argument unpacking")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}
	if e := p.expression(); e != nil {
		if gens := p.forIfClauses(); gens != nil && p.accept(tComma) {
			if p.args() == nil && p.expression() != nil {
				p.forIfClauses()
			}
			p.raiseRange(e, lastOf(gens), "Generator expression must be parenthesized")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}
	if p.mistakenAssignInGenerator() {
		return
	}
	p.pos = start
	if a = p.args(); a != nil {
		end := p.pos
		if gens := p.forIfClauses(); gens != nil {
			if n := len(a.args); n > 1 {
				p.raiseRange(a.args[n-1], lastOf(gens), "Generator expression must be parenthesized")
				return
			}
		}
		if p.pos = end; p.failed() || !p.accept(tComma) {
			return
		}
		end = p.pos
		if e := p.expression(); e != nil {
			if gens := p.forIfClauses(); gens != nil {
				p.raiseRange(e, lastOf(gens), "Generator expression must be parenthesized")
				return
			}
		}
		if p.pos = end; p.failed() {
			return
		}
		if p.args() != nil {
			for _, k := range a.keywords {
				if k.Arg == "" {
					p.raiseLast(PlainSyntaxError, "positional argument follows keyword argument unpacking")
					return
				}
			}
			p.raiseLast(PlainSyntaxError, "positional argument follows keyword argument")
		}
	}
}

// mistakenAssignInGenerator: NAME '=' expression for_if_clauses
func (p *parser) mistakenAssignInGenerator() bool {
	if p.peek() != tName || p.peek2() != tEqual {
		return false
	}
	a, b := p.toks[p.pos], p.toks[p.pos+1]
	p.pos += 2
	if p.expression() != nil && p.forIfClauses() != nil {
		p.raiseToks(a, b, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
	}
	return p.failed()
}

// lastOf gives what a comprehension ends with: the last condition of its last clause,
// or what that clause iterates over.
func lastOf(gens []*ast.Comprehension) ast.Expr {
	c := gens[len(gens)-1]
	if n := len(c.Ifs); n > 0 {
		return c.Ifs[n-1]
	}
	return c.Iter
}

// mistakenKwarg asks for = behind what is no name.
func (p *parser) mistakenKwarg() bool {
	start := p.pos
	switch k := p.peek(); k {
	case kwTrue, kwFalse, kwNone:
		if p.peek2() == tEqual {
			a := p.toks[p.pos]
			p.raiseToks(a, p.toks[p.pos+1], "cannot assign to %s", p.text(a))
			return true
		}
	}
	if p.mistakenAssignInGenerator() {
		return true
	}
	p.pos = start
	if p.peek() == tName && p.peek2() == tEqual {
		return false
	}
	if a := p.expression(); a != nil && p.peek() == tEqual {
		b := p.toks[p.pos]
		s := a.Pos()
		p.raise(PlainSyntaxError, place{int(s.Line), int(s.Col), int(b.endLine), int(b.endCol)},
			`expression cannot contain assignment, perhaps you meant "=="?`)
	}
	return p.failed()
}

// targetKind tells what a target is for.
type targetKind uint8

const (
	assignTarget targetKind = iota
	delTarget
	forTarget
)

// raiseTarget raises an error if e has a part that cannot be a target.
func (p *parser) raiseTarget(kind targetKind, e ast.Expr) bool {
	if p.failed() {
		return true
	}
	bad := invalidTarget(kind, e)
	if bad == nil {
		return false
	}
	verb := "assign to"
	if kind == delTarget {
		verb = "delete"
	}
	p.raiseAt(bad, "cannot %s %s", verb, exprName(bad))
	return true
}

// invalidTarget finds the first part of e that cannot be a target.
func invalidTarget(kind targetKind, e ast.Expr) ast.Expr {
	visit := func(list []ast.Expr) ast.Expr {
		for _, e := range list {
			if bad := invalidTarget(kind, e); bad != nil {
				return bad
			}
		}
		return nil
	}
	switch e := e.(type) {
	case *ast.List:
		return visit(e.Elts)
	case *ast.Tuple:
		return visit(e.Elts)
	case *ast.Starred:
		if kind == delTarget {
			return e
		}
		return invalidTarget(kind, e.Value)
	case *ast.Compare:
		// "for x in y" has been read as a comparison.
		if kind == forTarget && e.Ops[0] == ast.In {
			return invalidTarget(kind, e.Left)
		}
		if kind == forTarget {
			return nil
		}
	case *ast.Name, *ast.Subscript, *ast.Attribute:
		return nil
	}
	return e
}

// exprName is what messages call an expression.
func exprName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Attribute:
		return "attribute"
	case *ast.Subscript:
		return "subscript"
	case *ast.Starred:
		return "starred"
	case *ast.Name:
		return "name"
	case *ast.List:
		return "list"
	case *ast.Tuple:
		return "tuple"
	case *ast.Lambda:
		return "lambda"
	case *ast.Call:
		return "function call"
	case *ast.BoolOp, *ast.BinOp, *ast.UnaryOp:
		return "expression"
	case *ast.GeneratorExp:
		return "generator expression"
	case *ast.Yield, *ast.YieldFrom:
		return "yield expression"
	case *ast.Await:
		return "await expression"
	case *ast.ListComp:
		return "list comprehension"
	case *ast.SetComp:
		return "set comprehension"
	case *ast.DictComp:
		return "dict comprehension"
	case *ast.Dict:
		return "dict literal"
	case *ast.Set:
		return "set display"
	case *ast.JoinedStr, *ast.FormattedValue:
		return "f-string expression"
	case *ast.Constant:
		switch e.Value {
		case nil:
			return "None"
		case false:
			return "False"
		case true:
			return "True"
		case ast.Ellipsis:
			return "ellipsis"
		}
		return "literal"
	case *ast.Compare:
		return "comparison"
	case *ast.IfExp:
		return "conditional expression"
	case *ast.NamedExpr:
		return "named expression"
	}
	panic("BUG: parser: an expression without a name")
}
