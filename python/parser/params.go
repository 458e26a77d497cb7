package parser

import "github.com/hpyrun/hpyrun/python/ast"

// paramStyle tells the parameters of def, which have annotations and end with ')',
// from those of lambda, which end with ':'.
type paramStyle uint8

const (
	defParams paramStyle = iota
	lambdaParams
)

// end is the token behind the parameters.
func (s paramStyle) end() kind {
	if s == defParams {
		return tRPar
	}
	return tColon
}

// params: [params] or [lambda_params], up to the end, which is left to the caller.
// What does not belong there is left, too: the caller then misses the end.
func (p *parser) params(style paramStyle) *ast.Arguments {
	start := p.pos
	if p.asking {
		if p.mistakenParams(style); p.err != nil {
			return &ast.Arguments{}
		}
		p.pos = start
	}
	args := &ast.Arguments{}
	base := len(p.exprs) // of the defaults
	end := start         // behind the last that was accepted
	for {
		ok := false
		switch p.peek() {
		case tName:
			ok = p.plainParam(args, base, style)
		case tSlash:
			ok = p.slash(args, style)
		case tStar, tDoubleStar:
			p.starEtc(args, style)
			end = p.pos
		}
		if !ok {
			break
		}
		end = p.pos
	}
	p.pos = end
	args.Defaults = p.takeExprs(base)
	p.paramsSpan(args, start)
	return args
}

// paramsSpan sets the span of args: from the first token to the last, or empty
// at the next token.
func (p *parser) paramsSpan(args *ast.Arguments, start int) {
	if p.pos > start {
		args.Span = p.span(start)
		return
	}
	p.peek()
	t := p.toks[p.pos]
	args.Span = ast.Span{Line: t.line, Col: t.col, EndLine: t.line, EndCol: t.col}
}

// paramEnd takes the comma behind a parameter, or sees the end.
func (p *parser) paramEnd(style paramStyle) bool {
	if p.accept(tComma) {
		if style == defParams {
			p.peek() // CPython looks for a type comment there
		}
		return true
	}
	return p.peek() == style.end()
}

// plainParam reads a parameter that is neither * nor **, with or without default.
func (p *parser) plainParam(args *ast.Arguments, base int, style paramStyle) bool {
	start := p.pos
	d := paramMaybeDefault
	if len(p.exprs) > base {
		d = paramWithDefault
	}
	a, value := p.paramWith(style, d, false)
	if a == nil {
		p.pos = start
		return false
	}
	if value != nil {
		p.exprs = append(p.exprs, value)
	}
	args.Args = append(args.Args, a)
	return true
}

// slash reads the '/' behind parameters that are positional only.
func (p *parser) slash(args *ast.Arguments, style paramStyle) bool {
	start := p.pos
	p.pos++
	if args.PosOnlyArgs != nil || args.Args == nil || !p.paramEnd(style) {
		p.pos = start
		return false
	}
	args.PosOnlyArgs, args.Args = args.Args, nil
	return true
}

// starEtc reads all from a '*' or '**' on.
func (p *parser) starEtc(args *ast.Arguments, style paramStyle) {
	start := p.pos
	if p.asking {
		if p.mistakenStarEtc(style); p.err != nil {
			return
		}
		p.pos = start
	}
	if p.accept(tStar) {
		bare := p.accept(tComma)
		if !bare {
			if args.VarArg, _ = p.paramWith(style, paramNoDefault, true); args.VarArg == nil {
				p.pos = start
				return
			}
		}
		for p.peek() == tName {
			a, value := p.paramWith(style, paramMaybeDefault, false)
			if a == nil {
				break
			}
			args.KwOnlyArgs = append(args.KwOnlyArgs, a)
			args.KwDefaults = append(args.KwDefaults, value)
		}
		if bare && args.KwOnlyArgs == nil {
			p.pos = start
			return
		}
	}
	args.KwArg = p.kwds(style)
}

// kwds: '**' param_no_default
func (p *parser) kwds(style paramStyle) *ast.Arg {
	start := p.pos
	if p.asking {
		if p.mistakenKwds(style); p.err != nil {
			return nil
		}
		p.pos = start
	}
	if p.accept(tDoubleStar) {
		if a, _ := p.paramWith(style, paramNoDefault, false); a != nil {
			return a
		}
	}
	p.pos = start
	return nil
}

// defaulting tells whether a parameter is to have a default.
type defaulting uint8

const (
	paramNoDefault defaulting = iota
	paramWithDefault
	paramMaybeDefault
)

// paramWith: param [default] (',' | &end). The annotation of *args, star, may be
// starred.
func (p *parser) paramWith(style paramStyle, d defaulting, star bool) (a *ast.Arg, value ast.Expr) {
	start := p.pos
	if a = p.param(style, star); a == nil {
		return nil, nil
	}
	if d != paramNoDefault {
		value = p.paramDefault()
	}
	if d == paramWithDefault && value == nil || !p.paramEnd(style) {
		p.pos = start
		return nil, nil
	}
	return a, value
}

// param: NAME [':' expression]
func (p *parser) param(style paramStyle, star bool) *ast.Arg {
	if p.peek() != tName {
		return nil
	}
	start := p.pos
	p.pos++
	a := p.argNodes.new()
	*a = ast.Arg{Arg: p.ident(p.prev())}
	if style == defParams && p.accept(tColon) {
		if star {
			a.Annotation = p.starExpression()
		} else {
			a.Annotation = p.expression()
		}
		if a.Annotation == nil {
			p.pos--
		}
	}
	a.Span = p.span(start)
	return a
}

// paramDefault: '=' expression
func (p *parser) paramDefault() ast.Expr {
	start := p.pos
	if p.accept(tEqual) {
		if e := p.expression(); e != nil {
			return e
		}
	}
	p.pos = start
	if p.asking {
		p.mistakenDefault()
		p.pos = start
	}
	return nil
}
