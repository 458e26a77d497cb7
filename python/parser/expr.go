package parser

import "github.com/hpyrun/hpyrun/python/ast"

// expressions: expression (',' expression)* [',']
func (p *parser) expressions() ast.Expr {
	start := p.pos
	first := p.expression()
	if first == nil || p.peek() != tComma {
		return first
	}
	return p.restOfTuple(start, first, p.expression)
}

// starExpressions: star_expression (',' star_expression)* [',']
func (p *parser) starExpressions() ast.Expr {
	start := p.pos
	first := p.starExpression()
	if first == nil || p.peek() != tComma {
		return first
	}
	return p.restOfTuple(start, first, p.starExpression)
}

// restOfTuple reads what follows the first element of a tuple without parentheses.
func (p *parser) restOfTuple(start int, first ast.Expr, element func() ast.Expr) ast.Expr {
	base := len(p.exprs)
	p.exprs = append(p.exprs, first)
	p.moreElements(element)
	t := p.tuples.new()
	*t = ast.Tuple{Span: p.span(start), Elts: p.takeExprs(base)}
	return t
}

// moreElements pushes (',' element)* [','].
func (p *parser) moreElements(element func() ast.Expr) {
	for p.accept(tComma) {
		e := element()
		if e == nil {
			return
		}
		p.exprs = append(p.exprs, e)
	}
}

// starExpression: '*' bitwise_or | expression
func (p *parser) starExpression() ast.Expr {
	if p.diagnosing {
		return memorized(p, rStarExpression, p.plainStarExpression)
	}
	return p.plainStarExpression()
}

func (p *parser) plainStarExpression() ast.Expr {
	if p.peek() == tStar {
		return p.starBitwiseOr()
	}
	return p.expression()
}

// starNamedExpression: '*' bitwise_or | named_expression
func (p *parser) starNamedExpression() ast.Expr {
	if p.peek() == tStar {
		return p.starBitwiseOr()
	}
	return p.namedExpression()
}

// starBitwiseOr: '*' bitwise_or
func (p *parser) starBitwiseOr() ast.Expr {
	start := p.pos
	p.pos++
	e := p.bitwiseOr()
	if e == nil {
		return p.back(start)
	}
	return &ast.Starred{Span: p.span(start), Value: e}
}

// starredExpression: '*' expression
func (p *parser) starredExpression() ast.Expr {
	start := p.pos
	if !p.accept(tStar) {
		return nil
	}
	e := p.expression()
	if e == nil {
		return p.back(start)
	}
	return &ast.Starred{Span: p.span(start), Value: e}
}

// assignmentExpression: NAME ':=' ~ expression. After the ':=' there is no other way
// to read it, which cut tells.
func (p *parser) assignmentExpression() (e ast.Expr, cut bool) {
	if p.peek() != tName || p.peek2() != tColonEqual {
		return nil, false
	}
	start := p.pos
	target := p.nameNode(ast.Store)
	p.pos++
	value := p.expression()
	if value == nil {
		return p.back(start), true
	}
	return &ast.NamedExpr{Span: p.span(start), Target: target, Value: value}, true
}

// namedExpression: assignment_expression | expression !':='
func (p *parser) namedExpression() ast.Expr {
	if e, cut := p.assignmentExpression(); cut {
		return e
	}
	if p.asking && p.mistakenNamed() {
		return nil
	}
	return p.expressionNotWalrus()
}

// expressionNotWalrus: expression !':='
func (p *parser) expressionNotWalrus() ast.Expr {
	start := p.pos
	e := p.expression()
	if e != nil && p.peek() == tColonEqual {
		return p.back(start)
	}
	return e
}

// walrusOrExpression: assignment_expression | expression !':='
func (p *parser) walrusOrExpression() ast.Expr {
	if e, cut := p.assignmentExpression(); cut {
		return e
	}
	return p.expressionNotWalrus()
}

// yieldExpr: 'yield' 'from' expression | 'yield' [star_expressions]
func (p *parser) yieldExpr() ast.Expr {
	start := p.pos
	if !p.accept(kwYield) {
		return nil
	}
	if p.accept(kwFrom) {
		e := p.expression()
		if e != nil {
			return &ast.YieldFrom{Span: p.span(start), Value: e}
		}
		p.pos--
	}
	e := p.starExpressions()
	return &ast.Yield{Span: p.span(start), Value: e}
}

// expression: disjunction ['if' disjunction 'else' expression] | lambdef
func (p *parser) expression() ast.Expr {
	if p.diagnosing {
		return memorized(p, rExpression, func() ast.Expr {
			if p.asking && p.mistakenExpression() {
				return nil
			}
			return p.plainExpression()
		})
	}
	return p.plainExpression()
}

// plainExpression is expression that asks for no mistakes of its own.
func (p *parser) plainExpression() ast.Expr {
	start := p.pos
	var body ast.Expr
	switch k := p.peek(); {
	case k == kwLambda:
		return p.lambda()
	case prefixed[k] || p.diagnosing:
		body = p.disjunction()
	default:
		// Most expressions are a primary alone, which need not be passed through all
		// the rules of operators.
		if body = p.primary(); body != nil && operators[p.peek()] {
			body = p.powerRest(start, body)
			body = p.binaryRest(start, body, 1)
			body = p.compareRest(start, body)
			body = p.boolRest(start, body, kwAnd, ast.And, p.inversion)
			body = p.boolRest(start, body, kwOr, ast.Or, p.conjunction)
		}
	}
	if body == nil || p.peek() != kwIf {
		return body
	}
	end := p.pos
	p.pos++
	if test := p.disjunction(); test != nil && p.accept(kwElse) {
		if !p.enter(depthOfExpression) {
			return nil
		}
		orElse := p.expression()
		p.leave(depthOfExpression)
		if orElse != nil {
			return &ast.IfExp{Span: p.span(start), Test: test, Body: body, OrElse: orElse}
		}
	}
	p.pos = end
	return body
}

// prefixed tells of the tokens that stand before an operand.
var prefixed = [numKinds]bool{kwNot: true, tPlus: true, tMinus: true, tTilde: true, kwAwait: true}

// operators tells of the tokens that may follow an operand as an operator.
var operators = func() (t [numKinds]bool) {
	for k := range kind(numKinds) {
		t[k] = binary[k].prec > 0 || comparisons[k] > 0 || k == kwAnd || k == kwOr || k == tDoubleStar
	}
	return
}()

// How many of CPython's rules lie between an expression and one that it holds, or a
// sign and its operand.
const (
	depthOfExpression = 1
	depthOfLambda     = 2
	depthOfUnary      = 1
	depthOfPower      = 2
)

// disjunction: conjunction ('or' conjunction)*
func (p *parser) disjunction() ast.Expr {
	if p.diagnosing {
		return memorized(p, rDisjunction, p.plainDisjunction)
	}
	return p.plainDisjunction()
}

func (p *parser) plainDisjunction() ast.Expr {
	start := p.pos
	return p.boolRest(start, p.conjunction(), kwOr, ast.Or, p.conjunction)
}

// conjunction: inversion ('and' inversion)*
func (p *parser) conjunction() ast.Expr {
	if p.diagnosing {
		return memorized(p, rConjunction, p.plainConjunction)
	}
	return p.plainConjunction()
}

func (p *parser) plainConjunction() ast.Expr {
	start := p.pos
	return p.boolRest(start, p.inversion(), kwAnd, ast.And, p.inversion)
}

// boolRest reads (k operand)* behind the first operand, which may be nil.
func (p *parser) boolRest(start int, first ast.Expr, k kind, op ast.BoolOperator, operand func() ast.Expr) ast.Expr {
	if first == nil || p.peek() != k {
		return first
	}
	base := len(p.exprs)
	p.exprs = append(p.exprs, first)
	for p.accept(k) {
		e := operand()
		if e == nil {
			p.pos--
			break
		}
		p.exprs = append(p.exprs, e)
	}
	if len(p.exprs) == base+1 {
		p.exprs = p.exprs[:base]
		return first
	}
	return &ast.BoolOp{Span: p.span(start), Op: op, Values: p.takeExprs(base)}
}

// inversion: 'not' inversion | comparison
func (p *parser) inversion() ast.Expr {
	if p.diagnosing {
		return memorized(p, rInversion, p.plainInversion)
	}
	return p.plainInversion()
}

func (p *parser) plainInversion() ast.Expr {
	if p.peek() != kwNot {
		return p.comparison()
	}
	start := p.pos
	p.pos++
	if !p.enter(depthOfUnary) {
		return nil
	}
	e := p.inversion()
	p.leave(depthOfUnary)
	if e == nil {
		return p.back(start)
	}
	return &ast.UnaryOp{Span: p.span(start), Op: ast.Not, Operand: e}
}

// comparison: bitwise_or (comp_op bitwise_or)*
func (p *parser) comparison() ast.Expr {
	start := p.pos
	return p.compareRest(start, p.bitwiseOr())
}

// compareRest reads (comp_op bitwise_or)* behind the first operand, which may be nil.
func (p *parser) compareRest(start int, left ast.Expr) ast.Expr {
	if left == nil || comparisons[p.peek()] == 0 {
		return left
	}
	base := len(p.exprs)
	var opsArray [8]ast.CmpOperator
	ops := opsArray[:0]
	for {
		end := p.pos
		op := comparisons[p.peek()]
		if op == 0 {
			break
		}
		p.pos++
		switch op - 1 {
		case ast.Is:
			if p.accept(kwNot) {
				op = ast.IsNot + 1
			}
		case ast.NotIn:
			if !p.accept(kwIn) {
				op = 0
			}
		}
		var right ast.Expr
		if op != 0 {
			right = p.bitwiseOr()
		}
		if right == nil {
			p.pos = end
			break
		}
		ops = append(ops, op-1)
		p.exprs = append(p.exprs, right)
	}
	if len(ops) == 0 {
		p.exprs = p.exprs[:base]
		return left
	}
	c := p.compares.new()
	*c = ast.Compare{Span: p.span(start), Left: left, Ops: append([]ast.CmpOperator(nil), ops...), Comparators: p.takeExprs(base)}
	return c
}

// comparisons gives, for a token that begins a comparison operator, the operator,
// plus one.
var comparisons = [numKinds]ast.CmpOperator{
	tEqEqual:      ast.Eq + 1,
	tNotEqual:     ast.NotEq + 1,
	tLess:         ast.Lt + 1,
	tLessEqual:    ast.LtE + 1,
	tGreater:      ast.Gt + 1,
	tGreaterEqual: ast.GtE + 1,
	kwIs:          ast.Is + 1,
	kwIn:          ast.In + 1,
	kwNot:         ast.NotIn + 1,
}

// bitwiseOr: all binary operators but power, comparisons and the Boolean ones
func (p *parser) bitwiseOr() ast.Expr {
	if p.diagnosing {
		return memorized(p, rBitwiseOr, func() ast.Expr { return p.binaryOp(1) })
	}
	return p.binaryOp(1)
}

// binaryOp reads an operand and the operators behind it that bind at least as
// tightly as precedence least.
func (p *parser) binaryOp(least uint8) ast.Expr {
	start := p.pos
	return p.binaryRest(start, p.factor(), least)
}

// binaryRest reads the operators behind a first operand, which may be nil.
func (p *parser) binaryRest(start int, left ast.Expr, least uint8) ast.Expr {
	if left == nil {
		return nil
	}
	for {
		b := &binary[p.peek()]
		if b.prec < least || b.prec == 0 {
			return left
		}
		end := p.pos
		p.pos++
		right := p.binaryOp(b.prec + 1)
		if right == nil {
			p.pos = end
			return left
		}
		n := p.binOps.new()
		*n = ast.BinOp{Span: p.span(start), Left: left, Op: b.op, Right: right}
		left = n
	}
}

// factor: ('+' | '-' | '~') factor | power
func (p *parser) factor() ast.Expr {
	if p.diagnosing {
		return memorized(p, rFactor, p.plainFactor)
	}
	return p.plainFactor()
}

func (p *parser) plainFactor() ast.Expr {
	var op ast.UnaryOperator
	switch p.peek() {
	case tPlus:
		op = ast.UAdd
	case tMinus:
		op = ast.USub
	case tTilde:
		op = ast.Invert
	default:
		return p.power()
	}
	start := p.pos
	p.pos++
	if !p.enter(depthOfUnary) {
		return nil
	}
	e := p.factor()
	p.leave(depthOfUnary)
	if e == nil {
		return p.back(start)
	}
	return &ast.UnaryOp{Span: p.span(start), Op: op, Operand: e}
}

// power: await_primary ['**' factor]
func (p *parser) power() ast.Expr {
	start := p.pos
	return p.powerRest(start, p.awaitPrimary())
}

// powerRest reads ['**' factor] behind the base, which may be nil.
func (p *parser) powerRest(start int, base ast.Expr) ast.Expr {
	if base == nil || p.peek() != tDoubleStar {
		return base
	}
	end := p.pos
	p.pos++
	if !p.enter(depthOfPower) {
		return nil
	}
	exp := p.factor()
	p.leave(depthOfPower)
	if exp == nil {
		p.pos = end
		return base
	}
	n := p.binOps.new()
	*n = ast.BinOp{Span: p.span(start), Left: base, Op: ast.Pow, Right: exp}
	return n
}

// awaitPrimary: ['await'] primary
func (p *parser) awaitPrimary() ast.Expr {
	if p.diagnosing {
		return memorized(p, rAwaitPrimary, p.plainAwaitPrimary)
	}
	if p.peek() != kwAwait {
		return p.primary()
	}
	return p.plainAwaitPrimary()
}

func (p *parser) plainAwaitPrimary() ast.Expr {
	start := p.pos
	if !p.accept(kwAwait) {
		return p.primary()
	}
	e := p.primary()
	if e == nil {
		return p.back(start)
	}
	return &ast.Await{Span: p.span(start), Value: e}
}

// primary: atom ('.' NAME | genexp | '(' [arguments] ')' | '[' slices ']')*
func (p *parser) primary() ast.Expr {
	if p.diagnosing {
		return memorized(p, rPrimary, p.plainPrimary)
	}
	return p.plainPrimary()
}

func (p *parser) plainPrimary() ast.Expr {
	start := p.pos
	e := p.atom()
	if e == nil {
		return nil
	}
	for {
		switch p.peek() {
		case tDot, tLPar, tLSqb:
		case tLBrace:
			if p.diagnosing {
				p.genexp()
			}
			return e
		default:
			return e
		}
		next := p.trailer(start, e)
		if next == nil {
			return e
		}
		e = next
	}
}

// trailer reads one attribute, call or subscript of e, which begins at start.
func (p *parser) trailer(start int, e ast.Expr) ast.Expr {
	end := p.pos
	switch p.peek() {
	case tDot:
		p.pos++
		if p.peek() != tName {
			return p.back(end)
		}
		p.pos++
		a := p.attributes.new()
		*a = ast.Attribute{Span: p.span(start), Value: e, Attr: p.ident(p.prev())}
		return a
	case tLPar:
		return p.call(start, e)
	case tLSqb:
		if p.diagnosing {
			p.genexp()
		}
		p.pos++
		index := p.slices()
		if index == nil || !p.accept(tRSqb) {
			return p.back(end)
		}
		s := p.subscripts.new()
		*s = ast.Subscript{Span: p.span(start), Value: e, Slice: index}
		return s
	}
	return nil
}

// slices: slice !',' | (slice | starred_expression) (',' (slice | starred_expression))* [',']
func (p *parser) slices() ast.Expr {
	start := p.pos
	if p.diagnosing {
		if e := p.slice(); e != nil && p.peek() != tComma {
			return e
		}
		p.pos = start
	}
	first := p.sliceOrStarred()
	if first == nil {
		return nil
	}
	if _, starred := first.(*ast.Starred); !starred && p.peek() != tComma {
		return first
	}
	return p.restOfTuple(start, first, p.sliceOrStarred)
}

func (p *parser) sliceOrStarred() ast.Expr {
	if p.peek() == tStar {
		return p.starredExpression()
	}
	return p.slice()
}

// slice: [expression] ':' [expression] [':' [expression]] | named_expression
func (p *parser) slice() ast.Expr {
	start := p.pos
	var lower ast.Expr
	if p.diagnosing {
		lower = p.expression()
		if p.peek() != tColon {
			p.pos = start
			return p.namedExpression()
		}
	} else if p.peek() != tColon {
		e, walrus := p.assignmentExpression()
		if !walrus {
			e = p.expression()
		}
		if e == nil {
			return nil
		}
		if walrus || p.peek() != tColon {
			if p.peek() == tColonEqual {
				return p.back(start)
			}
			return e
		}
		lower = e
	}
	p.pos++
	s := &ast.Slice{Lower: lower, Upper: p.expression()}
	if p.accept(tColon) {
		s.Step = p.expression()
	}
	s.Span = p.span(start)
	return s
}

// atom: what has no operators around it
func (p *parser) atom() ast.Expr {
	switch p.peek() {
	case tName:
		return p.nameNode(ast.Load)
	case tString:
		return p.strings()
	case tNumber:
		return p.numberAtom()
	case kwTrue:
		return p.constant(true)
	case kwFalse:
		return p.constant(false)
	case kwNone:
		return p.constant(nil)
	case tEllipsis:
		return p.constant(ast.Ellipsis)
	case tLPar:
		if p.diagnosing {
			return p.firstOf(p.tuple, p.group, p.genexp)
		}
		return p.parens()
	case tLSqb:
		if p.diagnosing {
			return p.firstOf(p.list, p.listComp)
		}
		return p.squares()
	case tLBrace:
		if p.diagnosing {
			return p.firstOf(p.dict, p.set, p.dictComp, p.setComp)
		}
		return p.braces()
	}
	return nil
}

func (p *parser) firstOf(rules ...func() ast.Expr) ast.Expr {
	for _, r := range rules {
		if e := r(); e != nil || p.err != nil {
			return e
		}
	}
	return nil
}

// nameNode takes the next token, which is a name.
func (p *parser) nameNode(ctx ast.ExprContext) *ast.Name {
	t := &p.toks[p.pos]
	p.pos++
	n := p.names.new()
	n.Line, n.Col, n.EndLine, n.EndCol = t.line, t.col, t.endLine, t.endCol
	n.Ctx = ctx
	if t.wide {
		n.ID = p.ident(*t)
	} else {
		n.ID = p.lex.src[t.start:t.end]
	}
	return n
}

// constant takes the next token, which is a constant.
func (p *parser) constant(v any) ast.Expr {
	t := &p.toks[p.pos]
	p.pos++
	c := p.constants.new()
	c.Line, c.Col, c.EndLine, c.EndCol = t.line, t.col, t.endLine, t.endCol
	c.Value = v
	return c
}

// lambda: 'lambda' [lambda_params] ':' expression
func (p *parser) lambda() ast.Expr {
	start := p.pos
	if !p.enter(depthOfLambda) {
		return nil
	}
	p.pos++
	args := p.params(lambdaParams)
	var body ast.Expr
	if p.accept(tColon) {
		body = p.expression()
	}
	p.leave(depthOfLambda)
	if body == nil {
		return p.back(start)
	}
	return &ast.Lambda{Span: p.span(start), Args: args, Body: body}
}
