package parser

import "github.com/hpyrun/hpyrun/python/ast"

// matchStmt: "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT
func (p *parser) matchStmt() ast.Stmt {
	start := p.pos
	p.pos++
	if subject := p.subjectExpr(); subject != nil && p.accept(tColon) && p.accept(tNewline) && p.accept(tIndent) {
		var cases []*ast.MatchCase
		for p.isSoft("case") {
			c := p.caseBlock()
			if c == nil {
				break
			}
			cases = append(cases, c)
		}
		if cases != nil && p.accept(tDedent) {
			return &ast.Match{Span: p.span(start), Subject: subject, Cases: cases}
		}
	}
	if p.pos = start; p.asking {
		p.mistakenMatch()
	}
	return nil
}

// subjectExpr: star_named_expression ',' [star_named_expressions] | named_expression
func (p *parser) subjectExpr() ast.Expr {
	start := p.pos
	first := p.starNamedExpression()
	if first == nil {
		return nil
	}
	if p.peek() == tComma {
		return p.restOfTuple(start, first, p.starNamedExpression)
	}
	if _, starred := first.(*ast.Starred); starred {
		return p.back(start)
	}
	return first
}

// caseBlock: "case" patterns ['if' named_expression] ':' block
func (p *parser) caseBlock() *ast.MatchCase {
	start := p.pos
	if p.asking && p.mistakenCase() {
		return nil
	}
	p.pos = start + 1
	pattern := p.patterns()
	if pattern == nil {
		p.pos = start
		return nil
	}
	guard := p.guard()
	if p.accept(tColon) {
		if body := p.block(); body != nil {
			return &ast.MatchCase{Span: p.span(start), Pattern: pattern, Guard: guard, Body: body}
		}
	}
	p.pos = start
	return nil
}

// guard: ['if' named_expression]
func (p *parser) guard() ast.Expr {
	if !p.accept(kwIf) {
		return nil
	}
	e := p.namedExpression()
	if e == nil {
		p.pos--
	}
	return e
}

// patterns: open_sequence_pattern | pattern
func (p *parser) patterns() ast.Pattern {
	start := p.pos
	if first := p.maybeStarPattern(); first != nil {
		if p.peek() == tComma {
			list := p.moreStarPatterns(first)
			return &ast.MatchSequence{Span: p.span(start), Patterns: list}
		}
		if _, star := first.(*ast.MatchStar); !star {
			return first
		}
	}
	p.pos = start
	return nil
}

// moreStarPatterns: (',' maybe_star_pattern)* [','] behind the first
func (p *parser) moreStarPatterns(first ast.Pattern) []ast.Pattern {
	list := []ast.Pattern{first}
	for p.accept(tComma) {
		next := p.maybeStarPattern()
		if next == nil {
			break
		}
		list = append(list, next)
	}
	return list
}

// maybeStarPattern: '*' (pattern_capture_target | wildcard_pattern) | pattern
func (p *parser) maybeStarPattern() ast.Pattern {
	if p.peek() == tStar {
		return p.starPattern()
	}
	return p.pattern()
}

func (p *parser) starPattern() ast.Pattern {
	start := p.pos
	p.pos++
	if name, ok := p.captureTarget(); ok {
		return &ast.MatchStar{Span: p.span(start), Name: name}
	}
	if p.isSoft("_") {
		p.pos++
		return &ast.MatchStar{Span: p.span(start)}
	}
	p.pos = start
	return nil
}

// captureTarget: !"_" NAME !('.' | '(' | '=')
func (p *parser) captureTarget() (string, bool) {
	if p.peek() != tName || p.isSoft("_") {
		return "", false
	}
	if k := p.peek2(); k == tDot || k == tLPar || k == tEqual {
		return "", false
	}
	p.pos++
	return p.ident(p.prev()), true
}

// pattern: or_pattern ['as' pattern_capture_target]
func (p *parser) pattern() ast.Pattern {
	start := p.pos
	or := p.orPattern()
	if or == nil {
		return nil
	}
	if p.peek() != kwAs {
		return or
	}
	end := p.pos
	p.pos++
	if name, ok := p.captureTarget(); ok {
		return &ast.MatchAs{Span: p.span(start), Pattern: or, Name: name}
	}
	if p.pos = start; p.asking && p.mistakenAsPattern() {
		return nil
	}
	p.pos = end
	return or
}

// orPattern: closed_pattern ('|' closed_pattern)*
func (p *parser) orPattern() ast.Pattern {
	start := p.pos
	first := p.closedPattern()
	if first == nil || p.peek() != tVBar {
		return first
	}
	list := []ast.Pattern{first}
	for p.accept(tVBar) {
		next := p.closedPattern()
		if next == nil {
			p.pos--
			break
		}
		list = append(list, next)
	}
	if len(list) == 1 {
		return first
	}
	return &ast.MatchOr{Span: p.span(start), Patterns: list}
}

// closedPattern: literal | capture | wildcard | value | group | sequence | mapping | class
func (p *parser) closedPattern() ast.Pattern {
	if p.diagnosing {
		return memorized(p, rClosedPattern, p.plainClosedPattern)
	}
	return p.plainClosedPattern()
}

func (p *parser) plainClosedPattern() ast.Pattern {
	start := p.pos
	switch k := p.peek(); k {
	case tNumber, tMinus, tString:
		if e := p.literalExpr(); e != nil {
			return &ast.MatchValue{Span: p.span(start), Value: e}
		}
	case kwNone, kwTrue, kwFalse:
		p.pos++
		m := &ast.MatchSingleton{Span: p.span(start)}
		if k != kwNone {
			m.Value = k == kwTrue
		}
		return m
	case tName:
		if name, ok := p.captureTarget(); ok {
			return &ast.MatchAs{Span: p.span(start), Name: name}
		}
		if p.isSoft("_") {
			p.pos++
			return &ast.MatchAs{Span: p.span(start)}
		}
		return p.valueOrClassPattern()
	case tLPar:
		return p.groupOrSequencePattern()
	case tLSqb:
		p.pos++
		var list []ast.Pattern
		if first := p.maybeStarPattern(); first != nil {
			list = p.moreStarPatterns(first)
		}
		if p.accept(tRSqb) {
			return &ast.MatchSequence{Span: p.span(start), Patterns: list}
		}
	case tLBrace:
		return p.mappingPattern()
	}
	p.pos = start
	return nil
}

// literalExpr: signed_number !('+' | '-') | complex_number | strings | 'None' | 'True'
// | 'False'
func (p *parser) literalExpr() ast.Expr {
	start := p.pos
	switch p.peek() {
	case tString:
		return p.strings()
	case kwNone, kwTrue, kwFalse:
		return p.atom()
	}
	real := p.signedNumber()
	if real == nil {
		return nil
	}
	k := p.peek()
	if k != tPlus && k != tMinus {
		return real
	}
	number := real
	if u, ok := real.(*ast.UnaryOp); ok {
		number = u.Operand
	}
	if isImaginary(number) {
		p.raiseAt(number, "real number required in complex literal")
		return p.back(start)
	}
	p.pos++
	if p.peek() != tNumber {
		return p.back(start)
	}
	imag := p.atom()
	if imag == nil {
		return p.back(start)
	}
	if !isImaginary(imag) {
		p.raiseAt(imag, "imaginary number required in complex literal")
		return p.back(start)
	}
	op := ast.Add
	if k == tMinus {
		op = ast.Sub
	}
	return &ast.BinOp{Span: p.span(start), Left: real, Op: op, Right: imag}
}

// signedNumber: ['-'] NUMBER
func (p *parser) signedNumber() ast.Expr {
	start := p.pos
	minus := p.accept(tMinus)
	if p.peek() != tNumber {
		return p.back(start)
	}
	n := p.atom()
	if n == nil || !minus {
		return n
	}
	return &ast.UnaryOp{Span: p.span(start), Op: ast.USub, Operand: n}
}

func isImaginary(e ast.Expr) bool {
	c, ok := e.(*ast.Constant)
	if !ok {
		return false
	}
	_, ok = c.Value.(complex128)
	return ok
}

// nameOrAttr: NAME ('.' NAME)*
func (p *parser) nameOrAttr() ast.Expr {
	if p.peek() != tName {
		return nil
	}
	start := p.pos
	var e ast.Expr = p.nameNode(ast.Load)
	for p.accept(tDot) {
		if !p.accept(tName) {
			p.pos--
			break
		}
		e = &ast.Attribute{Span: p.span(start), Value: e, Attr: p.ident(p.prev())}
	}
	return e
}

// valueOrClassPattern: attr !('.' | '(' | '=') | name_or_attr '(' … ')'
func (p *parser) valueOrClassPattern() ast.Pattern {
	start := p.pos
	e := p.nameOrAttr()
	switch k := p.peek(); k {
	case tLPar:
		return p.classPattern(start, e)
	case tDot, tEqual:
	default:
		if _, ok := e.(*ast.Attribute); ok {
			return &ast.MatchValue{Span: p.span(start), Value: e}
		}
	}
	p.pos = start
	return nil
}

// groupOrSequencePattern: '(' pattern ')' | '(' [open_sequence_pattern] ')'
func (p *parser) groupOrSequencePattern() ast.Pattern {
	start := p.pos
	p.pos++
	var list []ast.Pattern
	if first := p.maybeStarPattern(); first != nil {
		if _, star := first.(*ast.MatchStar); !star && p.accept(tRPar) {
			return first
		}
		if p.peek() != tComma {
			p.pos = start
			return nil
		}
		list = p.moreStarPatterns(first)
	}
	if !p.accept(tRPar) {
		p.pos = start
		return nil
	}
	return &ast.MatchSequence{Span: p.span(start), Patterns: list}
}

// mappingPattern: '{' [items_pattern] [',' double_star_pattern] [','] '}'
func (p *parser) mappingPattern() ast.Pattern {
	start := p.pos
	p.pos++
	m := &ast.MatchMapping{}
	for {
		if p.accept(tDoubleStar) {
			name, ok := p.captureTarget()
			if !ok {
				p.pos = start
				return nil
			}
			m.Rest = name
			p.accept(tComma)
			break
		}
		key, value := p.keyValuePattern()
		if value == nil {
			break
		}
		m.Keys = append(m.Keys, key)
		m.Patterns = append(m.Patterns, value)
		if !p.accept(tComma) {
			break
		}
	}
	if !p.accept(tRBrace) {
		p.pos = start
		return nil
	}
	m.Span = p.span(start)
	return m
}

// keyValuePattern: (literal_expr | attr) ':' pattern
func (p *parser) keyValuePattern() (key ast.Expr, value ast.Pattern) {
	start := p.pos
	if p.peek() == tName {
		if key = p.nameOrAttr(); key != nil {
			if _, ok := key.(*ast.Attribute); !ok {
				key = nil
			}
		}
	} else {
		key = p.literalExpr()
	}
	if key != nil && p.accept(tColon) {
		value = p.pattern()
	}
	if value == nil {
		p.pos = start
	}
	return key, value
}

// classPattern: '(' [positional_patterns] [','] [keyword_patterns] [','] ')' behind cls
func (p *parser) classPattern(start int, cls ast.Expr) ast.Pattern {
	p.pos++
	m := &ast.MatchClass{Cls: cls}
	for p.peek() != tRPar {
		// Behind a positional pattern, _ is always a wildcard.
		wildcard := m.Patterns != nil && m.KwdAttrs == nil && p.isSoft("_")
		if !wildcard && p.peek() == tName && p.peek2() == tEqual {
			at := p.pos
			name := p.ident(p.toks[at])
			p.pos += 2
			value := p.pattern()
			if value == nil {
				p.pos = at
				break
			}
			m.KwdAttrs = append(m.KwdAttrs, name)
			m.KwdPatterns = append(m.KwdPatterns, value)
		} else {
			if m.KwdAttrs != nil {
				break
			}
			e := p.pattern()
			if e == nil {
				break
			}
			m.Patterns = append(m.Patterns, e)
		}
		if !p.accept(tComma) {
			break
		}
	}
	if !p.accept(tRPar) {
		if p.pos = start; p.asking {
			p.mistakenClassPattern()
			p.pos = start
		}
		return nil
	}
	m.Span = p.span(start)
	return m
}
