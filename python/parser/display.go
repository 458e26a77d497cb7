package parser

import "github.com/hpyrun/hpyrun/python/ast"

// What stands in brackets. parens, squares and braces read valid programs; the rules
// named after what they read are those of Python's grammar, which try one after
// another and are asked for mistakes.

// parens: tuple | group | genexp
func (p *parser) parens() ast.Expr {
	start := p.pos
	p.pos++
	if p.accept(tRPar) {
		return &ast.Tuple{Span: p.span(start)}
	}
	if p.peek() == kwYield {
		e := p.yieldExpr()
		if e == nil || !p.accept(tRPar) {
			return p.back(start)
		}
		return e
	}
	first := p.starNamedExpression()
	if first == nil {
		return p.back(start)
	}
	switch p.peek() {
	case tComma:
		base := len(p.exprs)
		p.exprs = append(p.exprs, first)
		p.moreElements(p.starNamedExpression)
		elts := p.takeExprs(base)
		if !p.accept(tRPar) {
			return p.back(start)
		}
		t := p.tuples.new()
		*t = ast.Tuple{Span: p.span(start), Elts: elts}
		return t
	case tRPar:
		if _, starred := first.(*ast.Starred); starred {
			return p.back(start)
		}
		p.pos++
		return first
	}
	if _, starred := first.(*ast.Starred); starred {
		return p.back(start)
	}
	if c := p.comprehension(start, first, tRPar); c != nil {
		return (*ast.GeneratorExp)(c)
	}
	return nil
}

// comprehension reads what follows its element: for_if_clauses close. If that fails,
// it goes back to start.
func (p *parser) comprehension(start int, elt ast.Expr, closing kind) *ast.ListComp {
	gens := p.forIfClauses()
	if gens == nil || !p.accept(closing) {
		p.pos = start
		return nil
	}
	return &ast.ListComp{Span: p.span(start), Elt: elt, Generators: gens}
}

// squares: list | listcomp
func (p *parser) squares() ast.Expr {
	start := p.pos
	p.pos++
	base := len(p.exprs)
	if p.peek() != tRSqb {
		first := p.starNamedExpression()
		if first == nil {
			return p.back(start)
		}
		if k := p.peek(); k == kwFor || k == kwAsync {
			if _, starred := first.(*ast.Starred); starred {
				return p.back(start)
			}
			if c := p.comprehension(start, first, tRSqb); c != nil {
				return c
			}
			return nil
		}
		p.exprs = append(p.exprs, first)
		p.moreElements(p.starNamedExpression)
	}
	elts := p.takeExprs(base)
	if !p.accept(tRSqb) {
		return p.back(start)
	}
	return &ast.List{Span: p.span(start), Elts: elts}
}

// braces: dict | set | dictcomp | setcomp
func (p *parser) braces() ast.Expr {
	start := p.pos
	p.pos++
	switch p.peek() {
	case tRBrace:
		p.pos++
		return &ast.Dict{Span: p.span(start)}
	case tDoubleStar:
		return p.restOfDict(start)
	}
	first := p.starNamedExpression()
	if first == nil {
		return p.back(start)
	}
	_, starred := first.(*ast.Starred)
	switch p.peek() {
	case tColon:
		// The key of a dict is an expression, not a named one.
		_, walrus := first.(*ast.NamedExpr)
		if starred || walrus && p.toks[start+1].kind != tLPar {
			return p.back(start)
		}
		p.pos++
		value := p.expression()
		if value == nil {
			return p.back(start)
		}
		if k := p.peek(); k == kwFor || k == kwAsync {
			gens := p.forIfClauses()
			if gens == nil || !p.accept(tRBrace) {
				return p.back(start)
			}
			return &ast.DictComp{Span: p.span(start), Key: first, Value: value, Generators: gens}
		}
		return p.restOfDict(start, first, value)
	case kwFor, kwAsync:
		if starred {
			return p.back(start)
		}
		if c := p.comprehension(start, first, tRBrace); c != nil {
			return (*ast.SetComp)(c)
		}
		return nil
	}
	base := len(p.exprs)
	p.exprs = append(p.exprs, first)
	p.moreElements(p.starNamedExpression)
	elts := p.takeExprs(base)
	if !p.accept(tRBrace) {
		return p.back(start)
	}
	return &ast.Set{Span: p.span(start), Elts: elts}
}

// restOfDict: [double_starred_kvpairs] '}', the latter behind a first pair, if given
func (p *parser) restOfDict(start int, first ...ast.Expr) ast.Expr {
	base := len(p.exprs)
	p.exprs = append(p.exprs, first...)
	if len(first) == 0 || p.accept(tComma) {
		for p.pushPair() && p.accept(tComma) {
		}
	}
	keys, values := p.takePairs(base)
	if !p.accept(tRBrace) {
		return p.back(start)
	}
	return &ast.Dict{Span: p.span(start), Keys: keys, Values: values}
}

// pushPair: '**' bitwise_or | expression ':' expression
func (p *parser) pushPair() bool {
	start := p.pos
	if p.accept(tDoubleStar) {
		if e := p.bitwiseOr(); e != nil {
			p.exprs = append(p.exprs, nil, e)
			return true
		}
		p.pos = start
		return false
	}
	key, value := p.pair()
	if value == nil {
		return false
	}
	p.exprs = append(p.exprs, key, value)
	return true
}

// pair: expression ':' expression. value is nil if it fails.
func (p *parser) pair() (key, value ast.Expr) {
	start := p.pos
	if key = p.expression(); key != nil && p.accept(tColon) {
		value = p.expression()
	}
	if value == nil {
		p.pos = start
	}
	return key, value
}

// takePairs takes keys and values, by turns, from the stack.
func (p *parser) takePairs(base int) (keys, values []ast.Expr) {
	pairs := p.exprs[base:]
	n := len(pairs) / 2
	for i := range n {
		p.exprs = append(p.exprs, pairs[2*i])
	}
	keys = p.takeExprs(len(p.exprs) - n)
	for i := range n {
		p.exprs = append(p.exprs, pairs[2*i+1])
	}
	values = p.takeExprs(len(p.exprs) - n)
	p.exprs = p.exprs[:base]
	return keys, values
}

// forIfClauses: (['async'] 'for' star_targets 'in' ~ disjunction ('if' disjunction)*)+
func (p *parser) forIfClauses() []*ast.Comprehension {
	var list []*ast.Comprehension
	for {
		c := p.forIfClause()
		if c == nil {
			return list
		}
		list = append(list, c)
	}
}

func (p *parser) forIfClause() *ast.Comprehension {
	start := p.pos
	async := p.accept(kwAsync)
	if p.accept(kwFor) {
		if target := p.starTargets(); target != nil && p.accept(kwIn) {
			iter := p.disjunction()
			if iter == nil {
				p.pos = start
				return nil
			}
			base := len(p.exprs)
			for p.accept(kwIf) {
				test := p.disjunction()
				if test == nil {
					p.pos--
					break
				}
				p.exprs = append(p.exprs, test)
			}
			return &ast.Comprehension{Span: p.span(start), Target: target, Iter: iter, Ifs: p.takeExprs(base), IsAsync: async}
		}
	}
	p.pos = start
	if p.asking {
		p.mistakenForTarget()
		p.pos = start
	}
	return nil
}

// tuple: '(' [star_named_expression ',' [star_named_expressions]] ')'
func (p *parser) tuple() ast.Expr {
	start := p.pos
	p.pos++
	base := len(p.exprs)
	if first := p.starNamedExpression(); first != nil && p.peek() == tComma {
		p.exprs = append(p.exprs, first)
		p.moreElements(p.starNamedExpression)
	} else {
		p.pos = start + 1
	}
	elts := p.takeExprs(base)
	if !p.accept(tRPar) {
		return p.back(start)
	}
	return &ast.Tuple{Span: p.span(start), Elts: elts}
}

// group: '(' (yield_expr | named_expression) ')'
func (p *parser) group() ast.Expr {
	start := p.pos
	p.pos++
	e := p.yieldExpr()
	if e == nil {
		e = p.namedExpression()
	}
	if e != nil && p.accept(tRPar) {
		return e
	}
	p.pos = start
	if p.asking {
		p.mistakenGroup()
		p.pos = start
	}
	return nil
}

// genexp: '(' (assignment_expression | expression !':=') for_if_clauses ')'. It is also
// called where there is no '('; the mistake that is asked for then may be in another
// bracket.
func (p *parser) genexp() ast.Expr {
	start := p.pos
	if p.peek() == tLPar {
		if c := p.comprehensionIn(tRPar, p.walrusOrExpression); c != nil {
			return (*ast.GeneratorExp)(c)
		}
	} else if p.asking {
		p.mistakenComprehension()
	}
	return p.back(start)
}

// listComp: '[' named_expression for_if_clauses ']'
func (p *parser) listComp() ast.Expr {
	if c := p.comprehensionIn(tRSqb, p.namedExpression); c != nil {
		return c
	}
	return nil
}

// setComp: '{' named_expression for_if_clauses '}'
func (p *parser) setComp() ast.Expr {
	if c := p.comprehensionIn(tRBrace, p.namedExpression); c != nil {
		return (*ast.SetComp)(c)
	}
	return nil
}

func (p *parser) comprehensionIn(closing kind, element func() ast.Expr) *ast.ListComp {
	start := p.pos
	p.pos++
	if elt := element(); elt != nil {
		if c := p.comprehension(start, elt, closing); c != nil {
			return c
		}
	}
	p.pos = start
	if p.asking {
		p.mistakenComprehension()
		p.pos = start
	}
	return nil
}

// dictComp: '{' kvpair for_if_clauses '}'
func (p *parser) dictComp() ast.Expr {
	start := p.pos
	p.pos++
	if key, value := p.pair(); value != nil {
		if gens := p.forIfClauses(); gens != nil && p.accept(tRBrace) {
			return &ast.DictComp{Span: p.span(start), Key: key, Value: value, Generators: gens}
		}
	}
	p.pos = start
	if p.asking {
		p.mistakenDictComprehension()
		p.pos = start
	}
	return nil
}

// list: '[' [star_named_expressions] ']'
func (p *parser) list() ast.Expr {
	start := p.pos
	p.pos++
	elts := p.starNamedExpressions()
	if !p.accept(tRSqb) {
		return p.back(start)
	}
	return &ast.List{Span: p.span(start), Elts: elts}
}

// set: '{' star_named_expressions '}'
func (p *parser) set() ast.Expr {
	start := p.pos
	p.pos++
	elts := p.starNamedExpressions()
	if elts == nil || !p.accept(tRBrace) {
		return p.back(start)
	}
	return &ast.Set{Span: p.span(start), Elts: elts}
}

// starNamedExpressions: star_named_expression (',' star_named_expression)* [',']
func (p *parser) starNamedExpressions() []ast.Expr {
	base := len(p.exprs)
	if first := p.starNamedExpression(); first != nil {
		p.exprs = append(p.exprs, first)
		p.moreElements(p.starNamedExpression)
	}
	return p.takeExprs(base)
}

// dict: '{' [double_starred_kvpairs] '}'
func (p *parser) dict() ast.Expr {
	start := p.pos
	p.pos++
	if e := p.restOfDict(start); e != nil {
		return e
	}
	// This is asked even when mistakes are not.
	p.pos = start + 1
	p.mistakenPairs()
	return p.back(start)
}
