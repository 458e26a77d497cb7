package parser

import "github.com/hpyrun/hpyrun/python/ast"

// mistakenParams asks for mistakes in the order of parameters.
func (p *parser) mistakenParams(style paramStyle) {
	start := p.pos
	skip := func(d defaulting) (n int) {
		for p.paramIs(style, d) {
			n++
		}
		return n
	}
	skip(paramNoDefault)
	if (p.slashWithDefault(style) || skip(paramWithDefault) > 0) && !p.failed() {
		if a, _ := p.paramWith(style, paramNoDefault, false); a != nil {
			p.raiseAt(a, "non-default argument follows default argument")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}

	skip(paramNoDefault)
	if p.peek() == tLPar {
		a := p.toks[p.pos]
		p.pos++
		n := 0
		if style == defParams {
			n = skip(paramNoDefault)
		} else {
			n = p.lambdaParamList()
		}
		if n > 0 {
			p.accept(tComma)
			p.peek()
			b := p.toks[p.pos]
			if p.accept(tRPar) {
				what := "Function"
				if style == lambdaParams {
					what = "Lambda expression"
				}
				p.raiseToks(a, b, "%s parameters cannot be parenthesized", what)
				return
			}
		}
	}
	if p.pos = start; p.failed() {
		return
	}

	if p.peek() == tSlash && p.peek2() == tComma {
		p.raiseTok(p.toks[p.pos], "at least one argument must precede /")
		return
	}

	if p.anySlash(style) {
		skip(paramMaybeDefault)
		if p.peek() == tSlash {
			p.raiseTok(p.toks[p.pos], "/ may appear only once")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}

	p.anySlash(style)
	skip(paramMaybeDefault)
	if p.accept(tStar) && (p.accept(tComma) || p.paramIs(style, paramNoDefault)) {
		skip(paramMaybeDefault)
		if p.peek() == tSlash {
			p.raiseTok(p.toks[p.pos], "/ must be ahead of *")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}

	if skip(paramMaybeDefault) > 0 && p.accept(tSlash) && p.peek() == tStar {
		p.raiseTok(p.toks[p.pos], "expected comma between / and *")
	}
}

// paramIs reads a parameter of the kind d.
func (p *parser) paramIs(style paramStyle, d defaulting) bool {
	a, _ := p.paramWith(style, d, false)
	return a != nil
}

// lambdaParamList: lambda_param (',' lambda_param)*
func (p *parser) lambdaParamList() (n int) {
	for p.param(lambdaParams, false) != nil {
		n++
		if !p.accept(tComma) {
			return n
		}
	}
	if n > 0 {
		p.pos-- // the comma
	}
	return n
}

// anySlash: slash_no_default | slash_with_default
func (p *parser) anySlash(style paramStyle) bool {
	start := p.pos
	n := 0
	for p.paramIs(style, paramNoDefault) {
		n++
	}
	if n > 0 && p.slashEnd(style) {
		return true
	}
	p.pos = start
	return p.slashWithDefault(style)
}

// slashWithDefault: param_no_default* param_with_default+ '/' (',' | &end)
func (p *parser) slashWithDefault(style paramStyle) bool {
	start := p.pos
	for p.paramIs(style, paramNoDefault) {
	}
	n := 0
	for p.paramIs(style, paramWithDefault) {
		n++
	}
	if n > 0 && p.slashEnd(style) {
		return true
	}
	p.pos = start
	return false
}

// slashEnd: '/' (',' | &end)
func (p *parser) slashEnd(style paramStyle) bool {
	if p.accept(tSlash) {
		if p.paramEnd(style) {
			return true
		}
		p.pos--
	}
	return false
}

// mistakenDefault asks for the value of a default.
func (p *parser) mistakenDefault() {
	if p.peek() == tEqual {
		t := p.toks[p.pos]
		if k := p.peek2(); k == tRPar || k == tComma {
			p.raiseTok(t, "expected default value expression")
		}
	}
}

// mistakenStarEtc asks for mistakes from a '*' on.
func (p *parser) mistakenStarEtc(style paramStyle) {
	if p.peek() != tStar {
		return
	}
	start := p.pos
	star := p.toks[start]
	p.pos++
	bare := p.peek() == style.end()
	if p.accept(tComma) {
		bare = p.peek() == style.end() || p.peek() == tDoubleStar
	}
	if bare {
		if style == lambdaParams {
			p.raiseLast(PlainSyntaxError, "named arguments must follow bare *")
		} else {
			p.raiseTok(star, "named arguments must follow bare *")
		}
		return
	}
	p.pos = start + 1
	if p.param(style, false) != nil && p.peek() == tEqual {
		p.raiseTok(p.toks[p.pos], "var-positional argument cannot have default value")
		return
	}
	if p.pos = start + 1; p.failed() {
		return
	}
	if p.paramIs(style, paramNoDefault) || p.accept(tComma) {
		for p.paramIs(style, paramMaybeDefault) {
		}
		if p.peek() == tStar {
			t := p.toks[p.pos]
			p.pos++
			if p.paramIs(style, paramNoDefault) || p.accept(tComma) {
				p.raiseTok(t, "* argument may appear only once")
			}
		}
	}
}

// mistakenKwds asks for mistakes from a '**' on.
func (p *parser) mistakenKwds(style paramStyle) {
	if !p.accept(tDoubleStar) || p.param(style, false) == nil {
		return
	}
	switch p.peek() {
	case tEqual:
		p.raiseTok(p.toks[p.pos], "var-keyword argument cannot have default value")
	case tComma:
		p.pos++
		var a ast.Node
		if arg := p.param(style, false); arg != nil {
			a = arg
		}
		if a != nil {
			p.raiseAt(a, "arguments cannot follow var-keyword argument")
			return
		}
		switch p.peek() {
		case tStar, tDoubleStar, tSlash:
			p.raiseTok(p.toks[p.pos], "arguments cannot follow var-keyword argument")
		}
	}
}
