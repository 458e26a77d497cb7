// Package parser turns the text of a Python 3.11 program into its syntax tree, or
// tells what is wrong with it, in CPython's words and at CPython's places.
//
// # How
//
// A lexer (lexer.go, number.go, string literals in strings.go and fstring.go) makes
// tokens on demand; recursive descent with precedence climbing makes the tree, one
// method of parser for each rule of the grammar (expr.go, args.go, params.go,
// target.go, stmt.go, compound.go, pattern.go). A rule that fails returns nil, with
// pos where it was when it was called, so that its caller can try something
// else: CPython's parser is a parsing expression grammar, and what it
// accepts, and where it gives up, follows from that. Valid programs are parsed with
// next to no going back: where Python's grammar has alternatives with a common beginning
// (a tuple, a group and a generator expression; an assignment and an
// expression), a rule here reads the common part once and then decides.
//
// If that fails, the statement at the top level that contains the error is parsed
// again (parser.diagnosing), and then each rule first asks (parser.asking), in CPython's
// order, whether one of the mistakes that CPython has a message for was made there
// (mistakes_*.go). Asking may mean to parse far ahead, so in this pass results are
// memorized, of the very rules of which CPython memorizes them, because what was
// parsed ahead without asking is not asked again, which is visible. If
// nobody recognizes a mistake, it is "invalid syntax" at the last token that the first
// pass looked at. Hence the invariant that the first pass, too, never looks further
// ahead than CPython's: tokens are read by peek only.
//
// Rejected were: one grammar as data for an interpreter of it (an order of magnitude too
// slow for valid programs); messages from a set of expected tokens (a different
// language of errors than Python's); and tables of a generator (the mistakes
// need unlimited lookahead, and the tables would be what one debugs).
//
// # Limits
//
// 200 nested brackets and 100 levels of indentation, as in CPython. Other nesting (signs,
// not, lambda, conditions, powers) ends in MemoryError, as in CPython: see maxDepth. Nothing
// in a source can overflow Go's stack.
package parser

import (
	"bytes"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/hpyrun/hpyrun/python/ast"
)

// Mode is what a source is to be.
type Mode uint8

const (
	Exec   Mode = iota // a file: any number of statements
	Eval               // one expression
	Single             // one statement, as typed at a prompt
)

// WarningCategory is the Python class of a warning.
type WarningCategory uint8

const (
	SyntaxWarning WarningCategory = iota
	DeprecationWarning
)

// String gives the name of the class.
func (c WarningCategory) String() string {
	return [...]string{"SyntaxWarning", "DeprecationWarning"}[c]
}

// Config is what there is to choose. Its zero value parses a file.
type Config struct {
	Filename string // for errors
	Mode     Mode
	// IsText tells that the source was a str: it is UTF-8, whatever an encoding
	// declaration in it says. (With a lone surrogate in it Python raises a
	// UnicodeEncodeError; Parse returns its message.)
	IsText bool
	// DontImplyDedent is for prompts (see ParseCommand), with Single: the end of the
	// source, if it is not the beginning of a line, does not end blocks that are open.
	DontImplyDedent bool
	// Warn, if not nil, hears of what Python warns of. If it returns true, the
	// warning becomes a SyntaxError.
	Warn func(category WarningCategory, msg string, line int) bool
}

// Parse parses a source in one of the modes: *ast.Module, *ast.Expression or
// *ast.Interactive is what it returns. The error is a *SyntaxError. The tree's strings
// are parts of one copy of the source, which lives as long as any of them.
func Parse(src []byte, filename string, mode Mode) (ast.Mod, error) {
	return Config{Filename: filename, Mode: mode}.Parse(src)
}

// Parse parses a source.
func (c Config) Parse(src []byte) (ast.Mod, error) {
	text, err := decode(src, &c)
	if err != nil {
		return nil, err
	}
	p := &parser{conf: &c, arena: new(arena)}
	p.lex.warn = c.Warn
	p.lex.init(text, 1)
	var mod ast.Mod
	p.run(func() bool {
		mod = p.mod()
		return mod != nil
	})
	if p.err != nil {
		p.err.Filename = c.Filename
		return nil, p.err
	}
	return mod, nil
}

// ParseCommand parses the lines that were typed at a prompt since its last command, joined
// by newlines, without one at the end. If more is true they are the beginning of a command:
// those of a compound statement until a blank line (or one that is not indented) follows.
func ParseCommand(src []byte, filename string) (command *ast.Interactive, more bool, err error) {
	blank := true
	for line := range bytes.Lines(src) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			blank = false
			break
		}
	}
	if blank {
		return &ast.Interactive{Span: ast.Span{Line: 1, EndLine: 1}}, false, nil
	}
	conf := Config{Filename: filename, Mode: Single, IsText: true, DontImplyDedent: true}
	if tree, err := conf.Parse(src); err == nil {
		return tree.(*ast.Interactive), false, nil
	}
	line := append(bytes.Clone(src), '\n')
	if _, err = conf.Parse(line); err == nil || err.(*SyntaxError).Incomplete {
		return nil, true, nil
	}
	conf.DontImplyDedent = false
	tree, err := conf.Parse(src)
	if err != nil {
		return nil, false, err
	}
	return tree.(*ast.Interactive), false, nil
}

// parser is the state of parsing one source, or one expression of an f-string.
type parser struct {
	*arena
	conf *Config
	lex  lexer

	toks []token // from the current statement at top level on
	read int     // how many of them there were when err was set; later ones are not real
	pos  int     // of the next token
	err  *SyntaxError

	// keep tells that the current statement at top level left tokens unread that
	// it had looked at, so that it may have to be looked at again: see file.
	keep    bool
	dropped int  // number of tokens before toks
	final   bool // err stands, whatever else there is

	depth      int
	incomplete bool // the end of the source was seen in the first pass
	begun      bool // a token other than the end was read; see fill
	inFString  bool // this is an expression of an f-string
	diagnosing bool // the first pass failed: see diagnose
	asking     bool // rules ask for mistakes; not so within expressionUnasked
	memo       memo

	sub *parser // see subparser
}

// run makes the tree with rule, which is called again for a diagnosis if it fails.
func (p *parser) run(rule func() bool) {
	if rule() && p.err == nil {
		return
	}
	p.incomplete = p.lex.sawEnd
	if p.err != nil {
		p.toks = p.toks[:p.read]
	}
	// What a rule found in the first pass, a diagnosis finds again, in the right order.
	if p.err == nil || p.lex.status == lexing && !p.final {
		p.err = nil
		p.diagnose(rule)
	}
	p.err.Incomplete = p.incomplete
}

// diagnose finds the error that made rule fail.
func (p *parser) diagnose(rule func() bool) {
	// The first pass once more, in the order of Python's grammar: for one mistake, in
	// a dict, CPython looks in its first pass, too. (Not mistakenly: the alternative
	// consists of more than the mistake, by which its generator tells.)
	p.diagnosing = true
	var last token
	for _, p.asking = range [...]bool{false, true} {
		if p.asking && p.dropped > 0 {
			p.readDropped()
		}
		p.pos, p.depth = 0, 0
		p.memo.forget()
		ok := rule()
		if !p.asking {
			p.incomplete = p.lex.sawEnd
			if ok && p.err == nil {
				panic("BUG: parser: what failed once does not fail again")
			}
		}
		if p.err != nil {
			p.toks = p.toks[:p.read]
			if !p.peekedEnd() {
				p.lookAhead()
			}
			return
		}
		if !p.asking {
			last = p.lastToken()
		}
	}
	p.report(last)
}

// peekedEnd tells whether CPython's lexer has seen the end of the source by now. If that
// does not end with a newline, it has, to know where the last token ends, except if that is
// a string that is not empty.
func (p *parser) peekedEnd() bool {
	last := p.lastToken()
	if last.kind != tString {
		return p.lex.ended()
	}
	quotes := strings.TrimLeft(p.text(last), "bBfFrRuU")
	return p.lex.ended() && len(quotes) == 2
}

// readDropped reads the tokens again that file dropped. There are no mistakes in the
// statements they belong to, but CPython takes "print -x" for a statement of Python 2, and
// "match -x" for the beginning of a match statement.
func (p *parser) readDropped() {
	before := p.lex.src[:p.toks[0].start]
	for _, s := range [...]string{"print", "exec", "match"} {
		if strings.Contains(before, s) {
			var lx lexer
			lx.init(p.lex.src, 1)
			all := make([]token, p.dropped, p.dropped+len(p.toks))
			for i := range all {
				lx.next(&all[i])
			}
			p.toks, p.dropped = append(all, p.toks...), 0
			return
		}
	}
}

// report raises the error of which nothing is known but the last token that the first
// pass looked at.
func (p *parser) report(last token) {
	switch last.kind {
	case tIndent:
		p.raiseLast(IndentationError, "unexpected indent")
	case tDedent:
		p.raiseLast(IndentationError, "unexpected unindent")
	default:
		p.raiseTok(last, "invalid syntax")
		p.lookAhead()
	}
}

// lookAhead reads the rest of the source: what the lexer finds wrong there is more
// likely the cause of the error; so are brackets that are not closed, if they were opened
// before the error's line.
func (p *parser) lookAhead() {
	if p.lex.status != lexing || p.final {
		return
	}
	last := p.lastToken()
	var t token
	for p.lex.status == lexing {
		p.lex.next(&t)
	}
	switch {
	case p.lex.err != nil:
		p.setError(p.lex.err)
	case t.kind == tError && p.lex.level > 0:
		if b := &p.lex.brackets[p.lex.level-1]; int(last.line) > b.line {
			p.err = nil
			p.raiseUnclosed()
		}
	}
}

// mod parses the whole input.
func (p *parser) mod() ast.Mod {
	switch p.conf.Mode {
	case Eval:
		e := p.expressions()
		if e == nil {
			return nil
		}
		for p.accept(tNewline) {
		}
		if !p.accept(tEnd) {
			return nil
		}
		return &ast.Expression{Span: p.whole(), Body: e}
	case Single:
		body, ok := p.interactive()
		if !ok {
			return nil
		}
		return &ast.Interactive{Span: p.whole(), Body: body}
	}
	body := p.file()
	if !p.accept(tEnd) {
		return nil
	}
	return &ast.Module{Span: p.whole(), Body: body}
}

// whole is the span of all that was read.
func (p *parser) whole() ast.Span {
	lx := &p.lex
	return ast.Span{Line: 1, Col: 0, EndLine: int32(max(lx.line, 1)), EndCol: int32(len(lx.src) - 1 - lx.lineStart)}
}

// file parses the statements of a file. A statement at the top level is never gone
// back to, so that in the first pass the tokens before it are dropped. But if more
// than one token behind it was looked at, there is a mistake, and it may lie in what could
// not be taken for a part of that statement: a clause of it without a block, say.
func (p *parser) file() []ast.Stmt {
	base := len(p.stmts)
	for {
		if p.err != nil {
			return p.takeStmts(base)
		}
		if len(p.toks)-p.pos > 1 {
			p.keep = true
		}
		if p.diagnosing {
			p.memo.forget()
		} else if !p.keep && p.pos > 0 {
			n := copy(p.toks, p.toks[p.pos:])
			p.dropped += p.pos
			p.toks, p.pos = p.toks[:n], 0
		}
		if p.peek() == tEnd || !p.statement() {
			return p.takeStmts(base)
		}
	}
}

// fill reads one more token.
func (p *parser) fill() {
	n := len(p.toks)
	if n == cap(p.toks) {
		p.toks = append(p.toks, token{})
	}
	p.toks = p.toks[:n+1]
	t := &p.toks[n]
	if p.err != nil {
		p.lex.placeless(t, tError)
		return
	}
	p.lex.next(t)
	switch t.kind {
	case tError:
		p.lexerFailed()
	case tEnd:
		// At a prompt the end of the source is the end of a line first.
		if p.conf.Mode == Single && !p.inFString && p.begun {
			t.kind = tNewline
			p.begun = false
			if len(p.lex.indents) > 1 && !p.conf.DontImplyDedent {
				p.lex.closeBlocks()
			}
		}
	default:
		p.begun = true
	}
}

// peek gives the kind of the next token.
func (p *parser) peek() kind {
	if p.pos == len(p.toks) {
		p.fill()
	}
	return p.toks[p.pos].kind
}

// peek2 gives the kind of the token after the next one, which was peeked at.
func (p *parser) peek2() kind {
	if p.pos+1 == len(p.toks) {
		p.fill()
	}
	return p.toks[p.pos+1].kind
}

// accept takes the next token if it is of kind k.
func (p *parser) accept(k kind) bool {
	if p.peek() == k {
		p.pos++
		return true
	}
	return false
}

// force takes the next token, which must be of kind k, called what: there is no other
// way to read what comes before it.
func (p *parser) force(k kind, what string) bool {
	if p.accept(k) {
		return true
	}
	p.raiseTok(p.toks[p.pos], "expected '%s'", what)
	return false
}

// back sets pos back and fails.
func (p *parser) back(pos int) ast.Expr {
	p.pos = pos
	return nil
}

// lastToken is the last one that was read.
func (p *parser) lastToken() token { return p.toks[len(p.toks)-1] }

// prev is the token before pos.
func (p *parser) prev() token { return p.toks[p.pos-1] }

// text is the source of a token.
func (p *parser) text(t token) string { return p.lex.src[t.start:t.end] }

// ident is the identifier that a name token is.
func (p *parser) ident(t token) string {
	s := p.lex.src[t.start:t.end]
	if t.wide {
		return norm.NFKC.String(s)
	}
	return s
}

// isSoft tells whether the next token is the soft keyword s.
func (p *parser) isSoft(s string) bool {
	return p.peek() == tName && p.text(p.toks[p.pos]) == s
}

// span reaches from the token at index start to the last one before pos that is not
// a mere matter of lines.
func (p *parser) span(start int) ast.Span {
	a, b := &p.toks[start], p.lastWritten()
	return ast.Span{Line: a.line, Col: a.col, EndLine: b.endLine, EndCol: b.endCol}
}

func (p *parser) lastWritten() *token {
	i := p.pos - 1
	for i > 0 && p.toks[i].kind < tName {
		i--
	}
	return &p.toks[i]
}

func tokenSpan(t token) ast.Span {
	return ast.Span{Line: t.line, Col: t.col, EndLine: t.endLine, EndCol: t.endCol}
}

// maxDepth limits the nesting that neither brackets nor indentation limit, as the size
// of its stack does in CPython: 6,000 rules, of which the outermost expression needs 31.
const maxDepth = 5969

// enter counts n more levels of nesting. Each call has its leave.
func (p *parser) enter(n int) bool {
	p.depth += n
	if p.depth > maxDepth {
		if p.err == nil {
			p.setError(&SyntaxError{Kind: MemoryError})
			p.final = true
		}
		return false
	}
	return true
}

func (p *parser) leave(n int) { p.depth -= n }
