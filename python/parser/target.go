package parser

import "github.com/hpyrun/hpyrun/python/ast"

// Targets come in two ways. Where a target must stand (behind for, as and del)
// the rules here read it. An assignment, in the first pass, is read as an expression
// first, and toTarget makes a target of that.

// starTargets: star_target (',' star_target)* [',']
func (p *parser) starTargets() ast.Expr {
	start := p.pos
	first := p.starTarget()
	if first == nil || p.peek() != tComma {
		return first
	}
	base := len(p.exprs)
	p.exprs = append(p.exprs, first)
	p.moreElements(p.starTarget)
	t := p.tuples.new()
	*t = ast.Tuple{Span: p.span(start), Elts: p.takeExprs(base), Ctx: ast.Store}
	return t
}

// starTarget: '*' !'*' star_target | target_with_star_atom
func (p *parser) starTarget() ast.Expr {
	if p.diagnosing {
		return memorized(p, rStarTarget, p.plainStarTarget)
	}
	return p.plainStarTarget()
}

func (p *parser) plainStarTarget() ast.Expr {
	start := p.pos
	if !p.accept(tStar) {
		return p.targetWithStarAtom()
	}
	if p.peek() == tStar {
		return p.back(start)
	}
	e := p.starTarget()
	if e == nil {
		return p.back(start)
	}
	return &ast.Starred{Span: p.span(start), Value: e, Ctx: ast.Store}
}

// targetWithStarAtom: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']'
// !t_lookahead | star_atom
func (p *parser) targetWithStarAtom() ast.Expr {
	if p.diagnosing {
		return memorized(p, rTargetWithStarAtom, func() ast.Expr { return p.target(ast.Store, p.starTarget) })
	}
	return p.target(ast.Store, p.starTarget)
}

// delTarget: the same with del_t_atom
func (p *parser) delTarget() ast.Expr {
	if p.diagnosing {
		return memorized(p, rDelTarget, func() ast.Expr { return p.target(ast.Del, p.delTarget) })
	}
	return p.target(ast.Del, p.delTarget)
}

// target reads a target that is not starred; element reads those within brackets.
func (p *parser) target(ctx ast.ExprContext, element func() ast.Expr) ast.Expr {
	start := p.pos
	if p.peek() == tName {
		// By far the commonest target.
		if k := p.peek2(); k != tDot && k != tLSqb && k != tLPar {
			return p.nameNode(ctx)
		}
	}
	if e := p.attributeOrSubscript(ctx); e != nil || p.err != nil {
		return e
	}
	switch p.peek() {
	case tName:
		return p.nameNode(ctx)
	case tLPar:
		p.pos++
		base := len(p.exprs)
		if first := element(); first != nil {
			_, starred := first.(*ast.Starred)
			if !starred && p.accept(tRPar) {
				return first
			}
			if starred && p.peek() != tComma && ctx == ast.Store {
				return p.back(start)
			}
			p.exprs = append(p.exprs, first)
			p.moreElements(element)
		}
		elts := p.takeExprs(base)
		if !p.accept(tRPar) {
			return p.back(start)
		}
		return &ast.Tuple{Span: p.span(start), Elts: elts, Ctx: ctx}
	case tLSqb:
		p.pos++
		base := len(p.exprs)
		if first := element(); first != nil {
			p.exprs = append(p.exprs, first)
			p.moreElements(element)
		}
		elts := p.takeExprs(base)
		if !p.accept(tRSqb) {
			return p.back(start)
		}
		return &ast.List{Span: p.span(start), Elts: elts, Ctx: ctx}
	}
	return nil
}

// attributeOrSubscript: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']'
// !t_lookahead
func (p *parser) attributeOrSubscript(ctx ast.ExprContext) ast.Expr {
	start := p.pos
	e := p.atom()
	if e == nil {
		return nil
	}
	for isTrailer(p.peek()) {
		next := p.trailer(start, e)
		if next == nil {
			return p.back(start)
		}
		e = next
		if isTrailer(p.peek()) {
			continue
		}
		switch e := e.(type) {
		case *ast.Attribute:
			e.Ctx = ctx
			return e
		case *ast.Subscript:
			e.Ctx = ctx
			return e
		}
	}
	return p.back(start)
}

// isTrailer: t_lookahead
func isTrailer(k kind) bool { return k == tLPar || k == tLSqb || k == tDot }

// singleTarget: single_subscript_attribute_target | NAME | '(' single_target ')'
func (p *parser) singleTarget() ast.Expr {
	start := p.pos
	if e := p.attributeOrSubscript(ast.Store); e != nil || p.err != nil {
		return e
	}
	switch p.peek() {
	case tName:
		return p.nameNode(ast.Store)
	case tLPar:
		p.pos++
		if e := p.singleTarget(); e != nil && p.accept(tRPar) {
			return e
		}
	}
	return p.back(start)
}

// toTarget turns e, which was read as an expression, into a target. It returns false
// for what is none, and may have changed parts of it then.
func toTarget(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Name:
		e.Ctx = ast.Store
	case *ast.Attribute:
		e.Ctx = ast.Store
	case *ast.Subscript:
		e.Ctx = ast.Store
	case *ast.Starred:
		e.Ctx = ast.Store
		if _, twice := e.Value.(*ast.Starred); twice {
			return false
		}
		return toTarget(e.Value)
	case *ast.List:
		e.Ctx = ast.Store
		return toTargets(e.Elts)
	case *ast.Tuple:
		e.Ctx = ast.Store
		return toTargets(e.Elts)
	default:
		return false
	}
	return true
}

func toTargets(list []ast.Expr) bool {
	for _, e := range list {
		if !toTarget(e) {
			return false
		}
	}
	return true
}
