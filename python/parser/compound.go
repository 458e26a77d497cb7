package parser

import "github.com/hpyrun/hpyrun/python/ast"

// compoundStmt: a statement that has blocks, or nil if none begins here
func (p *parser) compoundStmt() ast.Stmt {
	var s ast.Stmt
	switch p.peek() {
	case kwIf:
		s = p.ifStmt()
	case kwFor:
		s = p.forStmt()
	case kwDef:
		s = p.functionDef()
	case tAt:
		s = p.decorated()
	case kwClass:
		s = p.classDef()
	case kwWith:
		s = p.withStmt()
	case kwTry:
		s = p.tryStmt()
	case kwWhile:
		s = p.whileStmt()
	case kwAsync:
		s = p.async()
	case tName:
		if p.isSoft("match") {
			s = p.matchStmt()
		}
	}
	return s
}

// async: 'async' (function_def | with_stmt | for_stmt)
func (p *parser) async() ast.Stmt {
	start := p.pos
	for _, rule := range [...]func() ast.Stmt{p.functionDef, p.withStmt, p.forStmt} {
		if s := rule(); s != nil || p.err != nil {
			return s
		}
		p.pos = start
	}
	return nil
}

// block: NEWLINE INDENT statements DEDENT | simple_stmts. It is nil if it fails.
func (p *parser) block() []ast.Stmt {
	if p.diagnosing {
		return memorized(p, rBlock, p.plainBlock)
	}
	return p.plainBlock()
}

func (p *parser) plainBlock() []ast.Stmt {
	start, base := p.pos, len(p.stmts)
	if !p.accept(tNewline) {
		if p.simpleStmts() {
			return p.takeStmts(base)
		}
		return nil
	}
	if p.accept(tIndent) {
		for p.peek() != tDedent && p.statement() {
		}
		if len(p.stmts) > base && p.accept(tDedent) {
			return p.takeStmts(base)
		}
	} else if p.asking {
		p.raiseLast(IndentationError, "expected an indented block")
	}
	p.pos, p.stmts = start, p.stmts[:base]
	return nil
}

// decorated: ('@' named_expression NEWLINE)+ (function_def_raw | class_def_raw)
func (p *parser) decorated() ast.Stmt {
	var list []ast.Expr
	for p.accept(tAt) {
		e := p.namedExpression()
		if e == nil || !p.accept(tNewline) {
			return nil
		}
		list = append(list, e)
	}
	switch p.peek() {
	case kwClass:
		s := p.classDef()
		if s, ok := s.(*ast.ClassDef); ok {
			s.DecoratorList = list
		}
		return s
	case kwDef, kwAsync:
		s := p.functionDef()
		switch s := s.(type) {
		case *ast.FunctionDef:
			s.DecoratorList = list
		case *ast.AsyncFunctionDef:
			s.DecoratorList = list
		}
		return s
	}
	return nil
}

// classDef: 'class' NAME ['(' [arguments] ')'] ':' block
func (p *parser) classDef() ast.Stmt {
	start := p.pos
	if p.asking && p.mistakenClass() {
		return nil
	}
	p.pos = start + 1
	if !p.accept(tName) {
		return nil
	}
	name := p.ident(p.prev())
	var a arguments
	if p.peek() == tLPar && !p.parenArguments(false, &a) {
		return nil
	}
	if !p.accept(tColon) {
		return nil
	}
	body := p.block()
	if body == nil {
		return nil
	}
	return &ast.ClassDef{Span: p.span(start), Name: name, Bases: a.args, Keywords: a.keywords, Body: body}
}

// functionDef: ['async'] 'def' NAME &&'(' [params] ')' ['->' expression] &&':' block
func (p *parser) functionDef() ast.Stmt {
	start := p.pos
	if p.asking && p.mistakenDef() {
		return nil
	}
	p.pos = start
	async := p.accept(kwAsync)
	if !p.accept(kwDef) || !p.accept(tName) {
		return nil
	}
	name := p.ident(p.prev())
	if !p.force(tLPar, "(") {
		return nil
	}
	args := p.params(defParams)
	if !p.accept(tRPar) {
		return nil
	}
	var returns ast.Expr
	if p.accept(tArrow) {
		if returns = p.expression(); returns == nil {
			p.pos--
		}
	}
	if !p.force(tColon, ":") {
		return nil
	}
	body := p.block()
	if body == nil {
		return nil
	}
	def := &ast.FunctionDef{Span: p.span(start), Name: name, Args: args, Body: body, Returns: returns}
	if async {
		return (*ast.AsyncFunctionDef)(def)
	}
	return def
}

// ifStmt: 'if' named_expression ':' block (elif_stmt | [else_block])
func (p *parser) ifStmt() ast.Stmt {
	first := p.ifClause(kwIf, "if")
	if first == nil {
		return nil
	}
	// The clauses of a chain nest, and end all where it ends.
	last := first
	base := len(p.ifChain)
	for p.peek() == kwElif {
		end := p.pos
		s := p.ifClause(kwElif, "elif")
		if s == nil {
			p.pos = end
			break
		}
		last.OrElse = p.oneStmt(s)
		p.ifChain = append(p.ifChain, last)
		last = s
	}
	if p.peek() == kwElse {
		last.OrElse = p.elseBlock()
	}
	end := p.lastWritten()
	last.EndLine, last.EndCol = end.endLine, end.endCol
	for _, s := range p.ifChain[base:] {
		s.EndLine, s.EndCol = end.endLine, end.endCol
	}
	p.ifChain = p.ifChain[:base]
	return first
}

// ifClause: 'if' or 'elif' named_expression ':' block
func (p *parser) ifClause(k kind, name string) *ast.If {
	start := p.pos
	if p.asking && p.mistakenHeader(k, name) {
		return nil
	}
	p.pos = start + 1
	test := p.namedExpression()
	if test == nil || !p.accept(tColon) {
		return nil
	}
	body := p.block()
	if body == nil {
		return nil
	}
	s := p.ifs.new()
	*s = ast.If{Span: p.span(start), Test: test, Body: body}
	return s
}

// elseBlock: ['else' &&':' block]
func (p *parser) elseBlock() []ast.Stmt {
	start := p.pos
	if p.peek() != kwElse || p.asking && p.mistakenElse() {
		return nil
	}
	p.pos = start + 1
	if p.force(tColon, ":") {
		if body := p.block(); body != nil {
			return body
		}
	}
	p.pos = start
	return nil
}

// whileStmt: 'while' named_expression ':' block [else_block]
func (p *parser) whileStmt() ast.Stmt {
	start := p.pos
	if p.asking && p.mistakenHeader(kwWhile, "while") {
		return nil
	}
	p.pos = start + 1
	test := p.namedExpression()
	if test == nil || !p.accept(tColon) {
		return nil
	}
	body := p.block()
	if body == nil {
		return nil
	}
	orElse := p.elseBlock()
	return &ast.While{Span: p.span(start), Test: test, Body: body, OrElse: orElse}
}

// forStmt: ['async'] 'for' star_targets 'in' ~ star_expressions ':' block [else_block]
func (p *parser) forStmt() ast.Stmt {
	start := p.pos
	if p.asking && p.mistakenFor() {
		return nil
	}
	p.pos = start
	async := p.accept(kwAsync)
	if !p.accept(kwFor) {
		return nil
	}
	if target := p.starTargets(); target != nil && p.accept(kwIn) {
		iter := p.starExpressions()
		if iter == nil || !p.accept(tColon) {
			return nil
		}
		body := p.block()
		if body == nil {
			return nil
		}
		orElse := p.elseBlock()
		s := &ast.For{Span: p.span(start), Target: target, Iter: iter, Body: body, OrElse: orElse}
		if async {
			return (*ast.AsyncFor)(s)
		}
		return s
	}
	if p.pos = start; p.asking {
		p.mistakenForTarget()
	}
	return nil
}

// withStmt: ['async'] 'with' ('(' with_items [','] ')' | with_items) ':' block
func (p *parser) withStmt() ast.Stmt {
	start := p.pos
	if p.asking && p.mistakenWithIndent() {
		return nil
	}
	p.pos = start
	async := p.accept(kwAsync)
	if !p.accept(kwWith) {
		return nil
	}
	items := p.pos
	for _, parenthesized := range [...]bool{true, false} {
		p.pos = items
		if parenthesized && !p.accept(tLPar) {
			continue
		}
		list := p.withItems()
		if list == nil {
			continue
		}
		if parenthesized {
			p.accept(tComma)
			if !p.accept(tRPar) {
				continue
			}
		}
		if !p.accept(tColon) {
			continue
		}
		body := p.block()
		if body == nil {
			continue
		}
		s := &ast.With{Span: p.span(start), Items: list, Body: body}
		if async {
			return (*ast.AsyncWith)(s)
		}
		return s
	}
	if p.pos = start; p.asking {
		p.mistakenWith()
	}
	return nil
}

// withItems: with_item (',' with_item)*
func (p *parser) withItems() []*ast.WithItem {
	var list []*ast.WithItem
	for {
		item := p.withItem()
		if item == nil {
			if list != nil {
				p.pos-- // the comma
			}
			return list
		}
		list = append(list, item)
		if !p.accept(tComma) {
			return list
		}
	}
}

// withItem: expression 'as' star_target &(',' | ')' | ':') | expression
func (p *parser) withItem() *ast.WithItem {
	start := p.pos
	e := p.expression()
	if e != nil && p.accept(kwAs) {
		if target := p.starTarget(); target != nil && isItemEnd(p.peek()) {
			return &ast.WithItem{Span: p.span(start), ContextExpr: e, OptionalVars: target}
		}
		p.pos = start
		if p.asking && p.mistakenWithItem() {
			return nil
		}
		p.pos = start
		e = p.expression()
	}
	if e == nil {
		p.pos = start
		return nil
	}
	return &ast.WithItem{Span: p.span(start), ContextExpr: e}
}

// isItemEnd: ',' | ')' | ':'
func isItemEnd(k kind) bool { return k == tComma || k == tRPar || k == tColon }

// tryStmt: 'try' &&':' block (finally_block | except_block+ [else_block]
// [finally_block] | except_star_block+ [else_block] [finally_block])
func (p *parser) tryStmt() ast.Stmt {
	start := p.pos
	if p.asking && p.mistakenTry() {
		return nil
	}
	p.pos = start + 1
	if !p.force(tColon, ":") {
		return nil
	}
	s := &ast.Try{}
	if s.Body = p.block(); s.Body == nil {
		return nil
	}
	if s.FinalBody = p.finallyBlock(); s.FinalBody != nil {
		s.Span = p.span(start)
		return s
	}
	if p.err != nil {
		return nil
	}
	for _, star := range [...]bool{false, true} {
		for p.peek() == kwExcept {
			h := p.exceptBlock(star)
			if h == nil {
				break
			}
			s.Handlers = append(s.Handlers, h)
		}
		if p.err != nil {
			return nil
		}
		if s.Handlers == nil {
			continue
		}
		s.OrElse = p.elseBlock()
		s.FinalBody = p.finallyBlock()
		s.Span = p.span(start)
		if star {
			return (*ast.TryStar)(s)
		}
		return s
	}
	return nil
}

// exceptBlock: 'except' ['*'] [expression ['as' NAME]] ':' block; there must be an
// expression behind '*'
func (p *parser) exceptBlock(star bool) *ast.ExceptHandler {
	start := p.pos
	if p.asking && p.mistakenExceptIndent(star) {
		return nil
	}
	p.pos = start + 1
	h := &ast.ExceptHandler{}
	if !star || p.accept(tStar) {
		h.Type = p.expression()
		if h.Type != nil && p.accept(kwAs) {
			if p.accept(tName) {
				h.Name = p.ident(p.prev())
			} else {
				p.pos--
			}
		}
		if (h.Type != nil || !star) && p.accept(tColon) {
			if h.Body = p.block(); h.Body != nil {
				h.Span = p.span(start)
				return h
			}
		}
	}
	if p.pos = start; p.asking {
		p.mistakenExcept()
		p.pos = start
	}
	return nil
}

// finallyBlock: ['finally' &&':' block]
func (p *parser) finallyBlock() []ast.Stmt {
	start := p.pos
	if p.peek() != kwFinally || p.asking && p.mistakenFinally() {
		return nil
	}
	p.pos = start + 1
	if p.force(tColon, ":") {
		if body := p.block(); body != nil {
			return body
		}
	}
	p.pos = start
	return nil
}
