package parser

import (
	"fmt"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/python/ast"
)

// Kind is the Python exception that a SyntaxError stands for.
type Kind uint8

const (
	PlainSyntaxError Kind = iota
	IndentationError
	TabError
	// MemoryError is what Python raises when an expression is nested so deeply
	// that the parser's stack runs out. It has no message and no place.
	MemoryError
)

// String gives the name of the exception's class.
func (k Kind) String() string {
	return [...]string{"SyntaxError", "IndentationError", "TabError", "MemoryError"}[k]
}

// SyntaxError tells why a source is no Python. The fields have the values of the
// attributes of Python's exception.
type SyntaxError struct {
	Kind     Kind
	Msg      string
	Filename string
	// Line and EndLine count from 1, Col and EndCol (offset and end_offset) too, in
	// characters. A Col of 0 and an EndCol of 0 or -1 mean that the place in the
	// line, or its end, is not known. Line 0 is where an empty source ends. For what is
	// in an f-string they are relative to its expression, which Text then is, in
	// parentheses; if that has several lines they may be negative, as in CPython 3.11.
	Line, Col       int
	EndLine, EndCol int
	// Text is the line, with its newline or without.
	Text string
	// NoPlace tells that the exception has none of these attributes: the source as a whole is
	// wrong.
	NoPlace bool
	// Incomplete tells that the source ended where more was expected, so that a
	// prompt should ask for another line.
	Incomplete bool
}

// Error gives what Python's str(exception) gives.
func (e *SyntaxError) Error() string {
	if e.NoPlace {
		return e.Msg
	}
	return fmt.Sprintf("%s (%s, line %d)", e.Msg, e.Filename, e.Line)
}

// place is the extent of an error: 1-based lines, columns in bytes from 0. It has
// ends that are no columns: see the constants.
type place struct {
	line, col       int
	endLine, endCol int
}

const (
	noCol = -1 // the column cannot be told; an offset of 0 in the exception
	noEnd = -2 // the end cannot be told; an end_offset of -1 in the exception
)

// raise sets the parser's error, unless there is one already: the first that is
// found counts. After it no token matches, so that every rule gives up. It
// returns nil, for the convenience of rules.
func (p *parser) raise(k Kind, at place, format string, args ...any) ast.Expr {
	if p.err != nil {
		return nil
	}
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	if p.inFString {
		msg = "f-string: " + msg
	}
	text := p.lex.lineText(at.line)
	e := &SyntaxError{Kind: k, Msg: msg, Line: at.line, EndLine: at.endLine, Text: text}
	e.Col = p.charOffset(text, at.col+1)
	if e.EndCol = at.endCol + 1; e.EndCol > 0 || p.inFString {
		e.EndCol = p.charOffset(text, e.EndCol)
	}
	p.setError(e)
	return nil
}

func (p *parser) setError(e *SyntaxError) {
	p.err, p.read = e, len(p.toks)
}

// charOffset turns a 1-based offset in bytes into one in characters. As in
// CPython the end of an error is looked up in the error's first line, even if it
// lies in another one; and in the expression of an f-string, bytes remain bytes.
func (p *parser) charOffset(text string, offset int) int {
	if p.inFString {
		return offset - p.lex.startCol
	}
	if offset > len(text)+1 {
		offset = len(text) + 1
	}
	if offset <= 0 {
		return 0
	}
	if offset > len(text) {
		return utf8.RuneCountInString(text) + 1
	}
	n := 0
	for text = text[:offset]; text != ""; n++ {
		if !utf8.FullRuneInString(text) {
			return n + 1 // the character that the offset lies in
		}
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
	}
	return n
}

// raiseLast raises an error at the last token that was read.
func (p *parser) raiseLast(k Kind, format string, args ...any) ast.Expr {
	if len(p.toks) == 0 {
		return p.raise(k, place{0, noCol, 0, noEnd}, format, args...)
	}
	t := p.lastToken()
	at := place{int(t.line), int(t.col), int(t.endLine), int(t.endCol)}
	if t.col == noCol {
		at.col = p.lex.pos - p.lex.lineStart - 1
	}
	if t.endCol == noCol {
		at.endCol = noEnd
	}
	return p.raise(k, at, format, args...)
}

// raiseTok raises a syntax error at a token.
func (p *parser) raiseTok(t token, format string, args ...any) ast.Expr {
	return p.raise(PlainSyntaxError, place{int(t.line), int(t.col), int(t.endLine), int(t.endCol)}, format, args...)
}

// raiseToks raises a syntax error that reaches from one token to the end of another.
func (p *parser) raiseToks(a, b token, format string, args ...any) ast.Expr {
	return p.raise(PlainSyntaxError, place{int(a.line), int(a.col), int(b.endLine), int(b.endCol)}, format, args...)
}

// raiseAt raises a syntax error at a node.
func (p *parser) raiseAt(n ast.Node, format string, args ...any) ast.Expr {
	return p.raiseRange(n, n, format, args...)
}

// raiseRange raises a syntax error that reaches from one node to the end of another.
func (p *parser) raiseRange(a, b ast.Node, format string, args ...any) ast.Expr {
	s, e := a.Pos(), b.Pos()
	return p.raise(PlainSyntaxError, place{int(s.Line), int(s.Col), int(e.EndLine), int(e.EndCol)}, format, args...)
}

// raiseFrom raises a syntax error that reaches from a place to where the lexer is.
func (p *parser) raiseFrom(line, col int32, format string, args ...any) ast.Expr {
	return p.raise(PlainSyntaxError, place{int(line), int(col), p.lex.line, p.lex.pos - p.lex.lineStart - 1}, format, args...)
}

// raiseUnclosed reports the innermost bracket that is open.
func (p *parser) raiseUnclosed() {
	b := p.lex.brackets[p.lex.level-1]
	p.raise(PlainSyntaxError, place{b.line, b.col, b.line, noCol}, "'%c' was never closed", b.char)
}

// lexerFailed turns the lexer's failure into the parser's error.
func (p *parser) lexerFailed() {
	if p.err != nil {
		return
	}
	lx := &p.lex
	if lx.err != nil {
		p.setError(lx.err)
		return
	}
	switch lx.status {
	case atEOF:
		if lx.level > 0 {
			p.raiseUnclosed()
		} else {
			p.raiseLast(PlainSyntaxError, "unexpected EOF while parsing")
		}
	case badDedent:
		p.raiseLast(IndentationError, "unindent does not match any outer indentation level")
	case badTabs:
		p.raise(TabError, place{lx.line, 0, lx.line, noCol}, "inconsistent use of tabs and spaces in indentation")
	case tooDeep:
		p.raise(IndentationError, place{lx.line, 0, lx.line, noCol}, "too many levels of indentation")
	case badContinuation:
		p.raise(PlainSyntaxError, place{lx.line, lx.pos - lx.bufStart - 1, lx.line, noCol},
			"unexpected character after line continuation character")
	default:
		panic("BUG: parser: the lexer failed without a reason")
	}
}
