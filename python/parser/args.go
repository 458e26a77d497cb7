package parser

import "github.com/hpyrun/hpyrun/python/ast"

// arguments are those of a call, or the bases and keywords of a class.
type arguments struct {
	ast.Span
	args     []ast.Expr
	keywords []*ast.Keyword
}

// call reads the arguments of a call of fn, which begins at start: genexp | '('
// [arguments] ')'. If it fails, it goes back to the bracket.
func (p *parser) call(start int, fn ast.Expr) ast.Expr {
	var a arguments
	if p.diagnosing {
		if g := p.genexp(); g != nil {
			a.args = p.oneExpr(g)
			return p.callNode(start, fn, &a)
		}
	}
	if !p.parenArguments(true, &a) {
		return nil
	}
	return p.callNode(start, fn, &a)
}

// parenArguments: '(' [arguments] ')', or a generator expression, if allowed (and
// not looked for before, in a diagnosis)
func (p *parser) parenArguments(genexp bool, a *arguments) bool {
	open := p.pos
	p.pos++
	ok := true
	if p.diagnosing {
		if found := p.arguments(); found != nil {
			*a = *found
		}
	} else if p.peek() != tRPar {
		ok = p.argumentList(open, genexp, a)
	}
	if !ok || !p.accept(tRPar) {
		p.pos = open
		return false
	}
	return true
}

func (p *parser) callNode(start int, fn ast.Expr, a *arguments) ast.Expr {
	c := p.calls.new()
	*c = ast.Call{Span: p.span(start), Func: fn, Args: a.args, Keywords: a.keywords}
	return c
}

// argumentList reads the arguments of a valid call up to its closing bracket. First
// come positional ones and *iterables; from the first keyword on, keywords and
// *iterables; from the first **mapping on, only keywords and **mappings. A
// generator expression may stand alone; it then begins at the bracket, at open.
func (p *parser) argumentList(open int, genexp bool, a *arguments) bool {
	exprs, keywords := len(p.exprs), len(p.kws)
	doubleStarred := false
	for {
		start := p.pos
		k := p.peek()
		var name string
		var e ast.Expr
		switch {
		case k == tDoubleStar:
			doubleStarred = true
			p.pos++
			e = p.expression()
		case k == tStar:
			if !doubleStarred {
				e = p.starredExpression()
			}
		case k == tName && p.peek2() == tEqual:
			name = p.ident(p.toks[p.pos])
			p.pos += 2
			e = p.expression()
		case len(p.kws) == keywords:
			e = p.walrusOrExpression()
			if k := p.peek(); genexp && e != nil && (k == kwFor || k == kwAsync) && start == open+1 {
				c := p.comprehension(open, e, tRPar)
				if c == nil {
					return false
				}
				p.pos-- // it is the call's bracket, too
				a.args = p.oneExpr((*ast.GeneratorExp)(c))
				return true
			}
		}
		if e == nil {
			p.exprs, p.kws = p.exprs[:exprs], p.kws[:keywords]
			return false
		}
		if k == tDoubleStar || name != "" {
			kw := p.keywords.new()
			*kw = ast.Keyword{Span: p.span(start), Arg: name, Value: e}
			p.kws = append(p.kws, kw)
		} else {
			p.exprs = append(p.exprs, e)
		}
		if !p.accept(tComma) || p.peek() == tRPar {
			a.args, a.keywords = p.takeExprs(exprs), p.kwList.copyOf(p.kws[keywords:])
			p.kws = p.kws[:keywords]
			return true
		}
	}
}

// The rules of arguments as Python's grammar has them, for a diagnosis.

// arguments: args [','] &')'
func (p *parser) arguments() *arguments {
	return memorized(p, rArguments, func() *arguments {
		start := p.pos
		if a := p.args(); a != nil {
			p.accept(tComma)
			if p.peek() == tRPar {
				return a
			}
		}
		p.pos = start
		if p.asking {
			p.mistakenArguments()
			p.pos = start
		}
		return nil
	})
}

// args: (starred_expression | walrus_or_expression !'=') (',' …)* [',' kwargs] | kwargs
func (p *parser) args() *arguments {
	start := p.pos
	a := &arguments{}
	p.positionalArgs(a)
	end := p.pos
	if (len(a.args) == 0 || p.accept(tComma)) && !p.kwargs(a) {
		p.pos = end
	}
	if p.pos == start {
		return nil
	}
	a.Span = p.span(start)
	return a
}

// positionalArgs: (starred_expression | walrus_or_expression !'=') (',' …)*
func (p *parser) positionalArgs(a *arguments) bool {
	for {
		end := p.pos
		if len(a.args) > 0 && !p.accept(tComma) {
			return true
		}
		e := p.starredExpression()
		if e == nil {
			if e = p.walrusOrExpression(); e != nil && p.peek() == tEqual {
				e = nil
			}
		}
		if e == nil {
			p.pos = end
			return len(a.args) > 0
		}
		a.args = append(a.args, e)
	}
}

// kwargs: kwarg_or_starred (',' …)* ',' kwarg_or_double_starred (',' …)* | either
// alone. It adds to a.
func (p *parser) kwargs(a *arguments) bool {
	n := 0
	for _, prefix := range [...]kind{tStar, tDoubleStar} {
		for {
			end := p.pos
			if n > 0 && !p.accept(tComma) {
				break
			}
			if !p.kwarg(prefix, a) {
				p.pos = end
				break
			}
			n++
		}
	}
	return n > 0
}

// kwarg: NAME '=' expression | '*' expression or '**' expression, by prefix
func (p *parser) kwarg(prefix kind, a *arguments) bool {
	start := p.pos
	if p.asking && p.mistakenKwarg() {
		return false
	}
	p.pos = start
	if p.peek() == tName && p.peek2() == tEqual {
		name := p.ident(p.toks[p.pos])
		p.pos += 2
		if e := p.expression(); e != nil {
			a.keywords = append(a.keywords, &ast.Keyword{Span: p.span(start), Arg: name, Value: e})
			return true
		}
		p.pos = start
	}
	if p.peek() != prefix {
		return false
	}
	if prefix == tStar {
		e := p.starredExpression()
		if e != nil {
			a.args = append(a.args, e)
		}
		return e != nil
	}
	p.pos++
	e := p.expression()
	if e == nil {
		p.pos = start
		return false
	}
	a.keywords = append(a.keywords, &ast.Keyword{Span: p.span(start), Value: e})
	return true
}
