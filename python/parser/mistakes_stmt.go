package parser

import "github.com/hpyrun/hpyrun/python/ast"

// mistakenAssignment asks for targets that cannot be annotated, assigned to or
// augmented.
func (p *parser) mistakenAssignment() {
	start := p.pos
	if a := p.annTarget(); a != nil && p.accept(tColon) && p.expression() != nil {
		p.raiseAt(a, "only single target (not %s) can be annotated", exprName(a))
		return
	}
	if p.pos = start; p.failed() {
		return
	}
	if a := p.starNamedExpression(); a != nil && p.accept(tComma) {
		for p.starNamedExpressions() != nil {
		}
		if p.accept(tColon) && p.expression() != nil {
			p.raiseAt(a, "only single target (not tuple) can be annotated")
			return
		}
	}
	if p.pos = start; p.failed() {
		return
	}
	if a := p.expression(); a != nil && p.accept(tColon) && p.expression() != nil {
		p.raiseAt(a, "illegal target for annotation")
		return
	}
	if p.pos = start; p.failed() {
		return
	}
	p.skipTargets()
	if a := p.starExpressions(); a != nil && p.accept(tEqual) && p.raiseTarget(assignTarget, a) {
		return
	}
	if p.pos = start; p.failed() {
		return
	}
	p.skipTargets()
	if a := p.yieldExpr(); a != nil && p.accept(tEqual) {
		p.raiseAt(a, "assignment to yield expression not possible")
		return
	}
	if p.pos = start; p.failed() {
		return
	}
	if a := p.starExpressions(); a != nil && augmented[p.peek()] != 0 {
		p.pos++
		if p.yieldOrStarExpressions() != nil {
			p.raiseAt(a, "'%s' is an illegal expression for augmented assignment", exprName(a))
		}
	}
}

// annTarget: list | tuple | '(' annTarget ')'
func (p *parser) annTarget() ast.Expr {
	start := p.pos
	switch p.peek() {
	case tLSqb:
		return p.list()
	case tLPar:
		if e := p.tuple(); e != nil || p.failed() {
			return e
		}
		p.pos++
		if e := p.annTarget(); e != nil && p.accept(tRPar) {
			return e
		}
	}
	return p.back(start)
}

// skipTargets: (star_targets '=')*
func (p *parser) skipTargets() {
	for {
		end := p.pos
		if p.starTargets() == nil || !p.accept(tEqual) {
			p.pos = end
			return
		}
	}
}

// mistakenDel asks for what cannot be deleted.
func (p *parser) mistakenDel() {
	p.pos++
	if a := p.starExpressions(); a != nil {
		p.raiseTarget(delTarget, a)
	}
}

// mistakenForTarget asks for what cannot be the target of a loop.
func (p *parser) mistakenForTarget() {
	p.accept(kwAsync)
	if p.accept(kwFor) {
		if a := p.starExpressions(); a != nil {
			p.raiseTarget(forTarget, a)
		}
	}
}

// mistakenImportTargets asks for a comma at the end of a list without parentheses.
func (p *parser) mistakenImportTargets() {
	if p.importAsNames() != nil && p.accept(tComma) && p.accept(tNewline) {
		p.raiseLast(PlainSyntaxError, "trailing comma not allowed without surrounding parentheses")
	}
}

// expectedColon raises an error if the line ends where a colon should be.
func (p *parser) expectedColon() bool {
	if p.accept(tNewline) {
		p.raiseLast(PlainSyntaxError, "expected ':'")
	}
	return p.failed()
}

// expectedBlock raises an error if no block follows ':', what being what begins with the
// token t.
func (p *parser) expectedBlock(t token, what string) bool {
	if p.accept(tColon) && p.accept(tNewline) && p.peek() != tIndent {
		p.raiseLast(IndentationError, "expected an indented block after %s on line %d", what, t.line)
	}
	return p.failed()
}

// mistakenHeader asks for mistakes behind the condition of if, elif or while.
func (p *parser) mistakenHeader(k kind, name string) bool {
	t := p.toks[p.pos]
	if !p.accept(k) {
		return false
	}
	if p.namedExpression() == nil {
		return p.failed()
	}
	return p.expectedColon() || p.expectedBlock(t, "'"+name+"' statement")
}

// mistakenElse asks for a block behind else.
func (p *parser) mistakenElse() bool {
	t := p.toks[p.pos]
	p.pos++
	return p.expectedBlock(t, "'else' statement")
}

// mistakenFinally asks for a block behind finally.
func (p *parser) mistakenFinally() bool {
	t := p.toks[p.pos]
	p.pos++
	return p.expectedBlock(t, "'finally' statement")
}

// mistakenFor asks for mistakes behind the header of for.
func (p *parser) mistakenFor() bool {
	p.accept(kwAsync)
	if p.peek() != kwFor {
		return false
	}
	t := p.toks[p.pos]
	p.pos++
	if p.starTargets() == nil || !p.accept(kwIn) || p.starExpressions() == nil {
		return p.failed()
	}
	return p.expectedColon() || p.expectedBlock(t, "'for' statement")
}

// mistakenDef asks for a block behind the header of a function.
func (p *parser) mistakenDef() bool {
	p.accept(kwAsync)
	if p.peek() != kwDef {
		return false
	}
	t := p.toks[p.pos]
	p.pos++
	if !p.accept(tName) || !p.accept(tLPar) {
		return false
	}
	p.params(defParams)
	if !p.accept(tRPar) {
		return p.failed()
	}
	if p.accept(tArrow) && p.expression() == nil {
		return p.failed()
	}
	return p.expectedBlock(t, "function definition")
}

// mistakenClass asks for mistakes behind the header of a class.
func (p *parser) mistakenClass() bool {
	t := p.toks[p.pos]
	p.pos++
	if !p.accept(tName) {
		return false
	}
	var a arguments
	if p.peek() == tLPar && !p.parenArguments(false, &a) {
		return p.failed()
	}
	return p.expectedColon() || p.expectedBlock(t, "class definition")
}

// skipWithItems: (expression ['as' star_target]) (',' …)*; with tuples, expressions
// instead of expression
func (p *parser) skipWithItems(item func() ast.Expr) bool {
	for n := 0; ; n++ {
		end := p.pos
		if n > 0 && !p.accept(tComma) {
			return true
		}
		if item() == nil {
			p.pos = end
			return n > 0
		}
		if p.accept(kwAs) && p.starTarget() == nil {
			p.pos--
		}
	}
}

// withHeader reads the header of a with statement up to what should be a colon.
func (p *parser) withHeader(parenthesized bool) bool {
	p.accept(kwAsync)
	if !p.accept(kwWith) {
		return false
	}
	if !parenthesized {
		return p.skipWithItems(p.expression)
	}
	if !p.accept(tLPar) || !p.skipWithItems(p.expressions) {
		return false
	}
	p.accept(tComma)
	return p.accept(tRPar)
}

// mistakenWith asks for a colon behind the header of with.
func (p *parser) mistakenWith() bool {
	start := p.pos
	for _, parenthesized := range [...]bool{false, true} {
		p.pos = start
		if p.withHeader(parenthesized) && p.expectedColon() {
			return true
		}
	}
	return p.failed()
}

// mistakenWithIndent asks for a block behind the header of with.
func (p *parser) mistakenWithIndent() bool {
	start := p.pos
	t := p.toks[start]
	if t.kind == kwAsync {
		if p.peek2() != kwWith {
			return false
		}
		t = p.toks[start+1]
	}
	for _, parenthesized := range [...]bool{false, true} {
		p.pos = start
		if p.withHeader(parenthesized) && p.expectedBlock(t, "'with' statement") {
			return true
		}
	}
	return p.failed()
}

// mistakenWithItem asks for what cannot be a target behind as.
func (p *parser) mistakenWithItem() bool {
	if p.expression() != nil && p.accept(kwAs) {
		if a := p.expression(); a != nil && isItemEnd(p.peek()) {
			p.raiseTarget(assignTarget, a)
		}
	}
	return p.failed()
}

// mistakenTry asks for a block behind try, for handlers behind that, and for both kinds
// of them in one statement.
func (p *parser) mistakenTry() bool {
	start := p.pos
	t := p.toks[start]
	p.pos++
	if p.expectedBlock(t, "'try' statement") {
		return true
	}
	p.pos = start + 1
	if !p.accept(tColon) {
		return p.failed()
	}
	if p.block() != nil && p.peek() != kwExcept && p.peek() != kwFinally {
		p.raiseLast(PlainSyntaxError, "expected 'except' or 'finally' block")
	}
	if p.failed() {
		return true
	}
	for _, star := range [...]bool{false, true} {
		p.pos = start + 2
		for p.block() != nil {
		}
		n := 0
		for ; p.peek() == kwExcept && p.exceptBlock(star) != nil; n++ {
		}
		if p.failed() || n == 0 || p.peek() != kwExcept {
			continue
		}
		if p.exceptHeader(!star) {
			return true
		}
	}
	return p.failed()
}

// exceptHeader raises an error if the header of a handler of the other kind follows.
func (p *parser) exceptHeader(star bool) bool {
	const mixed = "cannot have both 'except' and 'except*' on the same 'try'"
	a := p.toks[p.pos]
	p.pos++
	if star {
		p.peek()
		b := p.toks[p.pos]
		if !p.accept(tStar) || p.expression() == nil {
			return p.failed()
		}
		p.skipAsName()
		if p.accept(tColon) {
			p.raiseToks(a, b, mixed)
		}
		return p.failed()
	}
	if p.expression() != nil {
		p.skipAsName()
	}
	if p.accept(tColon) {
		p.raiseTok(a, mixed)
	}
	return p.failed()
}

// skipAsName: ['as' NAME]
func (p *parser) skipAsName() {
	if p.accept(kwAs) && !p.accept(tName) {
		p.pos--
	}
}

// mistakenExcept asks for several types without parentheses, for a colon, and for a
// type behind except*.
func (p *parser) mistakenExcept() bool {
	start := p.pos
	p.pos++
	star := p.accept(tStar)
	a := p.expression()
	if a != nil {
		end := p.pos
		if p.accept(tComma) && p.expressions() != nil {
			if p.skipAsName(); p.accept(tColon) {
				s := a.Pos()
				p.raiseFrom(s.Line, s.Col, "multiple exception types must be parenthesized")
				return true
			}
		}
		if p.pos = end; p.failed() {
			return true
		}
		p.skipAsName()
		return p.expectedColon()
	}
	if p.failed() {
		return true
	}
	p.pos = start + 1
	if p.expectedColon() {
		return true
	}
	if star {
		p.pos++
		if p.accept(tNewline) || p.accept(tColon) {
			p.raiseLast(PlainSyntaxError, "expected one or more exception types")
		}
	}
	return p.failed()
}

// mistakenExceptIndent asks for a block behind except or except*.
func (p *parser) mistakenExceptIndent(star bool) bool {
	start := p.pos
	t := p.toks[start]
	p.pos++
	if star {
		if p.accept(tStar) && p.expression() != nil {
			p.skipAsName()
			p.expectedBlock(t, "'except*' statement")
		}
		return p.failed()
	}
	if p.expression() != nil {
		if p.skipAsName(); p.expectedBlock(t, "'except' statement") {
			return true
		}
	}
	p.pos = start + 1
	return p.failed() || p.expectedBlock(t, "'except' statement")
}

// mistakenMatch asks for mistakes behind the subject of match.
func (p *parser) mistakenMatch() bool {
	t := p.toks[p.pos]
	p.pos++
	if p.subjectExpr() == nil {
		return p.failed()
	}
	return p.expectedColon() || p.expectedBlock(t, "'match' statement")
}

// mistakenCase asks for mistakes behind the pattern of case.
func (p *parser) mistakenCase() bool {
	t := p.toks[p.pos]
	p.pos++
	if p.patterns() == nil {
		return p.failed()
	}
	p.guard()
	return p.expectedColon() || p.expectedBlock(t, "'case' statement")
}

// mistakenAsPattern asks for what cannot be a name behind as.
func (p *parser) mistakenAsPattern() bool {
	if p.orPattern() == nil || !p.accept(kwAs) {
		return p.failed()
	}
	if p.isSoft("_") {
		p.raiseTok(p.toks[p.pos], "cannot use '_' as a target")
	} else if p.peek() != tName {
		if a := p.expression(); a != nil {
			p.raiseAt(a, "invalid pattern target")
		}
	}
	return p.failed()
}

// mistakenClassPattern asks for positional patterns behind keywords.
func (p *parser) mistakenClassPattern() bool {
	if p.nameOrAttr() == nil || !p.accept(tLPar) {
		return false
	}
	// positional returns patterns that are separated by commas, up to the first keyword.
	positional := func() (list []ast.Pattern) {
		for {
			end := p.pos
			if list != nil && !p.accept(tComma) {
				return list
			}
			e := p.pattern()
			if e == nil {
				p.pos = end
				return list
			}
			list = append(list, e)
		}
	}
	start := p.pos
	if positional() == nil || !p.accept(tComma) {
		p.pos = start
	}
	n := 0
	for ; ; n++ {
		end := p.pos
		if n > 0 && !p.accept(tComma) {
			break
		}
		if p.peek() != tName || p.peek2() != tEqual {
			p.pos = end
			break
		}
		p.pos += 2
		if p.pattern() == nil {
			p.pos = end
			break
		}
	}
	if n > 0 && p.accept(tComma) {
		if list := positional(); list != nil {
			a, b := list[0].Pos(), list[len(list)-1].Pos()
			p.raise(PlainSyntaxError, place{int(a.Line), int(a.Col), int(b.EndLine), int(b.EndCol)},
				"positional patterns follow keyword patterns")
		}
	}
	return p.failed()
}
