package parser

import "github.com/hpyrun/hpyrun/python/ast"

// statement: compound_stmt | simple_stmts. It pushes what it reads.
func (p *parser) statement() bool {
	start := p.pos
	if s := p.compoundStmt(); s != nil {
		p.stmts = append(p.stmts, s)
		return true
	}
	if p.pos = start; p.err != nil {
		return false
	}
	return p.simpleStmts()
}

// interactive: compound_stmt NEWLINE | simple_stmts | NEWLINE
func (p *parser) interactive() ([]ast.Stmt, bool) {
	base := len(p.stmts)
	if s := p.compoundStmt(); s != nil && p.accept(tNewline) {
		p.stmts = append(p.stmts, s)
		return p.endInteractive(base)
	}
	if p.pos = 0; p.err != nil {
		return nil, false
	}
	if p.simpleStmts() {
		return p.endInteractive(base)
	}
	if p.accept(tNewline) {
		p.stmts = append(p.stmts, &ast.Pass{Span: p.span(0)})
		return p.endInteractive(base)
	}
	return nil, false
}

// endInteractive checks that nothing but comments follows the statement.
func (p *parser) endInteractive(base int) ([]ast.Stmt, bool) {
	if p.failed() {
		return nil, false
	}
	rest := p.lex.src[p.lex.pos : len(p.lex.src)-1]
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; c {
		case ' ', '\t', '\n', '\f':
		case '#':
			for i < len(rest) && rest[i] != '\n' {
				i++
			}
		default:
			p.raiseLast(PlainSyntaxError, "multiple statements found while compiling a single statement")
			p.final = true
			return nil, false
		}
	}
	return p.takeStmts(base), true
}

// simpleStmts: simple_stmt (';' simple_stmt)* [';'] NEWLINE. It pushes what it reads.
func (p *parser) simpleStmts() bool {
	start, base := p.pos, len(p.stmts)
	for {
		s := p.simpleStmt()
		if s == nil {
			break
		}
		p.stmts = append(p.stmts, s)
		if !p.accept(tSemi) {
			break
		}
	}
	if len(p.stmts) > base && p.accept(tNewline) {
		return true
	}
	p.pos, p.stmts = start, p.stmts[:base]
	return false
}

// simpleStmt: any statement that fits a line
func (p *parser) simpleStmt() ast.Stmt {
	if p.diagnosing {
		return memorized(p, rSimpleStmt, p.plainSimpleStmt)
	}
	return p.plainSimpleStmt()
}

func (p *parser) plainSimpleStmt() ast.Stmt {
	start := p.pos
	var s ast.Stmt
	switch p.peek() {
	case kwReturn:
		p.pos++
		value := p.starExpressions()
		r := p.returns.new()
		*r = ast.Return{Span: p.span(start), Value: value}
		return r
	case kwImport:
		s = p.importName()
	case kwFrom:
		s = p.importFrom()
	case kwRaise:
		return p.raiseStmt()
	case kwPass:
		p.pos++
		return &ast.Pass{Span: p.span(start)}
	case kwDel:
		s = p.delStmt()
	case kwAssert:
		s = p.assertStmt()
	case kwBreak:
		p.pos++
		return &ast.Break{Span: p.span(start)}
	case kwContinue:
		p.pos++
		return &ast.Continue{Span: p.span(start)}
	case kwGlobal:
		if names := p.identifiers(); names != nil {
			return &ast.Global{Span: p.span(start), Names: names}
		}
	case kwNonlocal:
		if names := p.identifiers(); names != nil {
			return &ast.Nonlocal{Span: p.span(start), Names: names}
		}
	default:
		if p.diagnosing {
			s = p.assignment()
			if s == nil && p.err == nil {
				s = p.exprStmt()
			}
			if s == nil && p.peek() == kwYield {
				s = p.yieldStmt()
			}
			return s
		}
		return p.expressionStmt()
	}
	if s == nil {
		p.pos = start
	}
	return s
}

// exprStmt: star_expressions
func (p *parser) exprStmt() ast.Stmt {
	start := p.pos
	e := p.starExpressions()
	if e == nil {
		return nil
	}
	return p.exprStmtNode(start, e)
}

func (p *parser) exprStmtNode(start int, e ast.Expr) ast.Stmt {
	s := p.exprStmts.new()
	*s = ast.ExprStmt{Span: p.span(start), Value: e}
	return s
}

// yieldStmt: yield_expr
func (p *parser) yieldStmt() ast.Stmt {
	start := p.pos
	e := p.yieldExpr()
	if e == nil {
		return nil
	}
	return p.exprStmtNode(start, e)
}

// expressionStmt reads a valid statement that begins with an expression: assignment |
// star_expressions | yield_stmt.
func (p *parser) expressionStmt() ast.Stmt {
	start := p.pos
	if p.peek() == kwYield {
		return p.yieldStmt()
	}
	e := p.starExpressions()
	if e == nil {
		return nil
	}
	end := p.pos
	switch k := p.peek(); {
	case k == tNewline:
	case k == tEqual:
		if s := p.restOfAssign(start, e); s != nil {
			return s
		}
	case k == tColon:
		if s := p.restOfAnnAssign(start, e); s != nil {
			return s
		}
	case augmented[k] != 0:
		if s := p.restOfAugAssign(start, e, augmented[k]-1); s != nil {
			return s
		}
	}
	p.pos = end
	return p.exprStmtNode(start, e)
}

// restOfAugAssign reads the operator and what follows behind a target.
func (p *parser) restOfAugAssign(start int, e ast.Expr, op ast.Operator) ast.Stmt {
	switch e := e.(type) {
	case *ast.Name:
		e.Ctx = ast.Store
	case *ast.Attribute:
		e.Ctx = ast.Store
	case *ast.Subscript:
		e.Ctx = ast.Store
	default:
		return nil
	}
	p.pos++
	value := p.yieldOrStarExpressions()
	if value == nil {
		return nil
	}
	return &ast.AugAssign{Span: p.span(start), Target: e, Op: op, Value: value}
}

// restOfAssign reads '=' and what follows behind a first target.
func (p *parser) restOfAssign(start int, e ast.Expr) ast.Stmt {
	base := len(p.exprs)
	for p.peek() == tEqual {
		if !toTarget(e) {
			p.exprs = p.exprs[:base]
			return nil
		}
		p.exprs = append(p.exprs, e)
		p.pos++
		if e = p.yieldOrStarExpressions(); e == nil {
			p.exprs = p.exprs[:base]
			return nil
		}
	}
	a := p.assigns.new()
	*a = ast.Assign{Span: p.span(start), Targets: p.takeExprs(base), Value: e}
	return a
}

// restOfAnnAssign reads ':' and what follows behind a target.
func (p *parser) restOfAnnAssign(start int, e ast.Expr) ast.Stmt {
	simple := false
	switch e := e.(type) {
	case *ast.Name:
		simple = p.toks[start].kind == tName
		e.Ctx = ast.Store
	case *ast.Attribute:
		e.Ctx = ast.Store
	case *ast.Subscript:
		e.Ctx = ast.Store
	default:
		return nil
	}
	p.pos++
	return p.annotation(start, e, simple)
}

// annotation: expression ['=' annotated_rhs], behind the colon
func (p *parser) annotation(start int, target ast.Expr, simple bool) ast.Stmt {
	ann := p.expression()
	if ann == nil {
		return nil
	}
	var value ast.Expr
	if p.accept(tEqual) {
		if value = p.yieldOrStarExpressions(); value == nil {
			p.pos--
		}
	}
	return &ast.AnnAssign{Span: p.span(start), Target: target, Annotation: ann, Value: value, Simple: simple}
}

func (p *parser) yieldOrStarExpressions() ast.Expr {
	if p.peek() == kwYield {
		return p.yieldExpr()
	}
	return p.starExpressions()
}

// assignment is the rule as Python's grammar has it, for a diagnosis:
// NAME ':' annotation | ('(' single_target ')' | single_subscript_attribute_target)
// ':' annotation | (star_targets '=')+ (yield_expr | star_expressions) !'=' |
// single_target augassign ~ (yield_expr | star_expressions)
func (p *parser) assignment() ast.Stmt {
	start := p.pos
	if p.peek() == tName && p.peek2() == tColon {
		target := p.nameNode(ast.Store)
		p.pos++
		if s := p.annotation(start, target, true); s != nil {
			return s
		}
		p.pos = start
	}

	var target ast.Expr
	if p.accept(tLPar) {
		if target = p.singleTarget(); target != nil && !p.accept(tRPar) {
			target = nil
		}
	}
	if target == nil {
		p.pos = start
		target = p.attributeOrSubscript(ast.Store)
	}
	if target != nil && p.accept(tColon) {
		if s := p.annotation(start, target, false); s != nil {
			return s
		}
	}

	p.pos = start
	var targets []ast.Expr
	for {
		end := p.pos
		t := p.starTargets()
		if t == nil || !p.accept(tEqual) {
			p.pos = end
			break
		}
		targets = append(targets, t)
	}
	if len(targets) > 0 {
		if value := p.yieldOrStarExpressions(); value != nil && p.peek() != tEqual {
			return &ast.Assign{Span: p.span(start), Targets: targets, Value: value}
		}
	}

	p.pos = start
	if target = p.singleTarget(); target != nil {
		if op := augmented[p.peek()]; op != 0 {
			p.pos++
			if value := p.yieldOrStarExpressions(); value != nil {
				return &ast.AugAssign{Span: p.span(start), Target: target, Op: op - 1, Value: value}
			}
			p.pos = start
			return nil // the grammar's cut
		}
	}

	p.pos = start
	if p.asking {
		p.mistakenAssignment()
		p.pos = start
	}
	return nil
}

// raiseStmt: 'raise' [expression ['from' expression]]
func (p *parser) raiseStmt() ast.Stmt {
	start := p.pos
	p.pos++
	s := &ast.Raise{}
	if s.Exc = p.expression(); s.Exc != nil && p.accept(kwFrom) {
		if s.Cause = p.expression(); s.Cause == nil {
			p.pos--
		}
	}
	s.Span = p.span(start)
	return s
}

// assertStmt: 'assert' expression [',' expression]
func (p *parser) assertStmt() ast.Stmt {
	start := p.pos
	p.pos++
	s := &ast.Assert{}
	if s.Test = p.expression(); s.Test == nil {
		return nil
	}
	if p.accept(tComma) {
		if s.Msg = p.expression(); s.Msg == nil {
			p.pos--
		}
	}
	s.Span = p.span(start)
	return s
}

// delStmt: 'del' del_target (',' del_target)* [','] &(';' | NEWLINE)
func (p *parser) delStmt() ast.Stmt {
	start := p.pos
	p.pos++
	base := len(p.exprs)
	if first := p.delTarget(); first != nil {
		p.exprs = append(p.exprs, first)
		p.moreElements(p.delTarget)
		targets := p.takeExprs(base)
		if k := p.peek(); k == tSemi || k == tNewline {
			return &ast.Delete{Span: p.span(start), Targets: targets}
		}
	}
	p.pos = start
	if p.asking {
		p.mistakenDel()
		p.pos = start
	}
	return nil
}

// identifiers: NAME (',' NAME)*, behind global or nonlocal
func (p *parser) identifiers() []string {
	p.pos++
	var list []string
	for p.peek() == tName {
		p.pos++
		list = append(list, p.ident(p.prev()))
		if !p.accept(tComma) {
			return list
		}
	}
	if list != nil {
		p.pos-- // the comma
	}
	return list
}

// importName: 'import' dotted_as_name (',' dotted_as_name)*
func (p *parser) importName() ast.Stmt {
	start := p.pos
	p.pos++
	var list []*ast.Alias
	for {
		at := p.pos
		name := p.dottedName()
		if name == "" {
			if list == nil {
				return nil
			}
			p.pos-- // the comma
			break
		}
		list = append(list, p.alias(at, name))
		if !p.accept(tComma) {
			break
		}
	}
	return &ast.Import{Span: p.span(start), Names: list}
}

// alias: ['as' NAME] behind a name
func (p *parser) alias(start int, name string) *ast.Alias {
	a := &ast.Alias{Name: name}
	if p.accept(kwAs) {
		if p.accept(tName) {
			a.AsName = p.ident(p.prev())
		} else {
			p.pos--
		}
	}
	a.Span = p.span(start)
	return a
}

// dottedName: NAME ('.' NAME)*
func (p *parser) dottedName() string {
	if !p.accept(tName) {
		return ""
	}
	name := p.ident(p.prev())
	for p.accept(tDot) {
		if !p.accept(tName) {
			p.pos--
			break
		}
		name += "." + p.ident(p.prev())
	}
	return name
}

// importFrom: 'from' ('.' | '...')* dotted_name 'import' targets | 'from' ('.' |
// '...')+ 'import' targets
func (p *parser) importFrom() ast.Stmt {
	start := p.pos
	p.pos++
	level := 0
	for {
		if p.accept(tDot) {
			level++
		} else if p.accept(tEllipsis) {
			level += 3
		} else {
			break
		}
	}
	module := p.dottedName()
	if module == "" && level == 0 || !p.accept(kwImport) {
		return nil
	}
	names := p.importTargets()
	if names == nil {
		return nil
	}
	return &ast.ImportFrom{Span: p.span(start), Module: module, Names: names, Level: level}
}

// importTargets: '(' import_from_as_names [','] ')' | import_from_as_names !',' | '*'
func (p *parser) importTargets() []*ast.Alias {
	start := p.pos
	switch p.peek() {
	case tLPar:
		p.pos++
		if list := p.importAsNames(); list != nil {
			p.accept(tComma)
			if p.accept(tRPar) {
				return list
			}
		}
	case tStar:
		p.pos++
		return []*ast.Alias{{Span: p.span(start), Name: "*"}}
	default:
		if list := p.importAsNames(); list != nil && p.peek() != tComma {
			return list
		}
	}
	p.pos = start
	if p.asking {
		p.mistakenImportTargets()
		p.pos = start
	}
	return nil
}

// importAsNames: NAME ['as' NAME] (',' NAME ['as' NAME])*
func (p *parser) importAsNames() []*ast.Alias {
	var list []*ast.Alias
	for p.peek() == tName {
		at := p.pos
		p.pos++
		list = append(list, p.alias(at, p.ident(p.prev())))
		if !p.accept(tComma) {
			return list
		}
	}
	if list != nil {
		p.pos-- // the comma
	}
	return list
}
