package parser

import (
	"strings"

	"github.com/hpyrun/hpyrun/python/ast"
)

// In Python 3.11 an f-string is an ordinary string token, which is taken apart
// afterwards: what stands in its braces is cut out by counting brackets and
// quotes, and given to a parser of its own, in parentheses. So it can hold neither
// the quotes of the string itself nor a backslash, and the messages about it are those
// of that other parser, with "f-string: " before them.

// fstringPieces collects the values of a JoinedStr: texts that follow each other are one.
type fstringPieces struct {
	span      ast.Span // of all literals that are concatenated
	kind      string
	own       ast.Span // the same for the node itself, and for a text that it ends with
	ownKind   string
	values    []ast.Expr
	parts     []string // of the text that is not among values yet
	formatted bool     // there was an f-string
}

func (f *fstringPieces) text(s string) {
	if s != "" {
		f.parts = append(f.parts, s)
	}
}

// pending takes the text that is not among the values yet.
func (f *fstringPieces) pending() string {
	var s string
	if len(f.parts) == 1 {
		s = f.parts[0]
	} else {
		s = strings.Join(f.parts, "")
	}
	f.parts = f.parts[:0]
	return s
}

func (f *fstringPieces) flush(span ast.Span, kind string) {
	if len(f.parts) > 0 {
		f.values = append(f.values, &ast.Constant{Span: span, Value: f.pending(), Kind: kind})
	}
}

func (f *fstringPieces) expr(e ast.Expr) {
	f.flush(f.span, f.kind)
	f.values = append(f.values, e)
}

func (f *fstringPieces) finish() ast.Expr {
	f.flush(f.own, f.ownKind)
	return &ast.JoinedStr{Span: f.own, Values: f.values}
}

// fstringScan reads one f-string literal.
type fstringScan struct {
	*parser
	lit literal
	s   string // the body
	pos int
}

func (p *parser) fstring(l literal, to *fstringPieces) bool {
	f := fstringScan{parser: p, lit: l, s: l.body}
	return f.scan(to, 0)
}

// fail raises an error of the f-string itself: CPython puts it at the last token.
func (f *fstringScan) fail(format string, args ...any) bool {
	f.raiseLast(PlainSyntaxError, format, args...)
	return false
}

// scan reads texts and expressions up to the end or, in a format specification (level
// above 0), up to the brace that ends it.
func (f *fstringScan) scan(to *fstringPieces, level int) bool {
	for {
		if !f.scanText(to, level) {
			return false
		}
		if f.pos >= len(f.s) || f.s[f.pos] == '}' {
			break
		}
		if !f.scanExpr(to, level) {
			return false
		}
	}
	if level > 0 && f.pos >= len(f.s) {
		return f.fail("f-string: expecting '}'")
	}
	return true
}

// scanText reads text up to a brace that is not doubled.
func (f *fstringScan) scanText(to *fstringPieces, level int) bool {
	start := f.pos
	// flush takes the text up to end.
	flush := func(end int) bool {
		text, ok := f.decodeText(f.lit, f.s[start:end], f.lit.raw)
		to.text(text)
		return ok
	}
	for f.pos < len(f.s) {
		c := f.s[f.pos]
		if c == '\\' && !f.lit.raw && f.pos+1 < len(f.s) {
			f.pos++
			c = f.s[f.pos]
			if c == 'N' {
				// The braces of a character's name are no expression.
				f.pos++
				if f.pos < len(f.s) && f.s[f.pos] == '{' {
					if n := strings.IndexByte(f.s[f.pos:], '}'); n >= 0 {
						f.pos += n + 1
					} else {
						f.pos = len(f.s)
					}
				} else if f.pos < len(f.s) {
					f.pos++
				}
				continue
			}
			if c == '{' && !f.warnEscape(f.lit.tok, "{") {
				return false
			}
			if c != '{' && c != '}' {
				f.pos++
				continue
			}
		}
		if c != '{' && c != '}' {
			f.pos++
			continue
		}
		if level > 0 {
			break
		}
		if f.pos+1 < len(f.s) && f.s[f.pos+1] == c {
			f.pos++
			if !flush(f.pos) {
				return false
			}
			f.pos++
			start = f.pos
			continue
		}
		if c == '}' {
			return f.fail("f-string: single '}' is not allowed")
		}
		break
	}
	return flush(f.pos)
}

// scanExpr reads '{' expression ['='] ['!' conversion] [':' format_spec] '}'.
func (f *fstringScan) scanExpr(to *fstringPieces, level int) bool {
	if level >= 2 {
		return f.fail("f-string: expressions nested too deeply")
	}
	f.pos++
	start := f.pos
	if !f.skipExpr() {
		return false
	}
	if f.pos >= len(f.s) {
		return f.fail("f-string: expecting '}'")
	}
	value := f.parseExpr(start, f.pos)
	if value == nil {
		return false
	}
	v := &ast.FormattedValue{Span: to.span, Value: value, Conversion: -1}
	debug := f.s[f.pos] == '='
	if debug {
		f.pos++
		for f.pos < len(f.s) && (class[f.s[f.pos]]&cSpace != 0 || f.s[f.pos] == '\n' || f.s[f.pos] == '\v') {
			f.pos++
		}
		to.text(f.s[start:f.pos])
		if f.pos >= len(f.s) {
			return f.fail("f-string: expecting '}'")
		}
	}
	if f.s[f.pos] == '!' {
		f.pos++
		if f.pos >= len(f.s) {
			return f.fail("f-string: expecting '}'")
		}
		v.Conversion = int(f.s[f.pos])
		f.pos++
		if c := v.Conversion; c != 's' && c != 'r' && c != 'a' {
			return f.fail("f-string: invalid conversion character: expected 's', 'r', or 'a'")
		}
	}
	if f.pos < len(f.s) && f.s[f.pos] == ':' {
		f.pos++
		if f.pos >= len(f.s) {
			return f.fail("f-string: expecting '}'")
		}
		spec := fstringPieces{span: to.span, own: tokenSpan(f.lit.tok), kind: to.kind}
		if !f.scan(&spec, level+1) {
			return false
		}
		v.FormatSpec = spec.finish()
	}
	if f.pos >= len(f.s) || f.s[f.pos] != '}' {
		return f.fail("f-string: expecting '}'")
	}
	f.pos++
	if debug && v.FormatSpec == nil && v.Conversion < 0 {
		v.Conversion = 'r'
	}
	to.expr(v)
	return true
}

// skipExpr finds the end of an expression: '!', ':', '=' or '}' outside of brackets and
// strings, or the end of the f-string.
func (f *fstringScan) skipExpr() bool {
	var brackets [maxBrackets]byte
	depth := 0
	var quote byte // of the string that pos is in
	triple := false
	isTriple := func(c byte) bool {
		return f.pos+2 < len(f.s) && f.s[f.pos+1] == c && f.s[f.pos+2] == c
	}
scan:
	for ; f.pos < len(f.s); f.pos++ {
		c := f.s[f.pos]
		switch {
		case c == '\\':
			return f.fail("f-string expression part cannot include a backslash")
		case quote != 0:
			if c == quote {
				if !triple {
					quote = 0
				} else if isTriple(c) {
					f.pos += 2
					quote = 0
				}
			}
		case c == '\'' || c == '"':
			quote = c
			if triple = isTriple(c); triple {
				f.pos += 2
			}
		case c == '[' || c == '{' || c == '(':
			if depth >= maxBrackets {
				return f.fail("f-string: too many nested parenthesis")
			}
			brackets[depth] = c
			depth++
		case c == '#':
			return f.fail("f-string expression part cannot include '#'")
		case depth == 0 && (c == '!' || c == ':' || c == '}' || c == '=' || c == '>' || c == '<'):
			if c != ':' && c != '}' && f.pos+1 < len(f.s) && f.s[f.pos+1] == '=' {
				f.pos++ // a comparison
				continue
			}
			if c != '<' && c != '>' {
				break scan
			}
		case c == ']' || c == '}' || c == ')':
			if depth == 0 {
				return f.fail("f-string: unmatched '%c'", c)
			}
			depth--
			open := brackets[depth]
			if open == '(' && c != ')' || open == '[' && c != ']' || open == '{' && c != '}' {
				return f.fail("f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c, open)
			}
		}
	}
	if quote != 0 {
		return f.fail("f-string: unterminated string")
	}
	if depth > 0 {
		return f.fail("f-string: unmatched '%c'", brackets[depth-1])
	}
	return true
}

// parseExpr parses the expression that is s[start:end].
func (f *fstringScan) parseExpr(start, end int) ast.Expr {
	text := f.s[start:end]
	if strings.Trim(text, " \t\n\f") == "" {
		switch c := f.s[end]; c {
		case '!', ':', '=':
			f.fail("f-string: expression required before '%c'", c)
		default:
			f.fail("f-string: empty expression not allowed")
		}
		return nil
	}
	q := f.subparser()
	line, col := f.exprStart(start)
	q.lex.init("("+text+")\n\x00", line)
	q.lex.startLine, q.lex.startCol = line, col
	var e ast.Expr
	q.run(func() bool {
		e = q.starExpressions()
		return e != nil
	})
	if q.err != nil {
		f.setError(q.err)
		f.final = q.final
		return nil
	}
	return e
}

// subparser gives a parser for an expression in an f-string of p. There is one at a time.
func (p *parser) subparser() *parser {
	q := p.sub
	if q == nil || q.diagnosing || q.err != nil {
		q = &parser{conf: p.conf, arena: p.arena, inFString: true}
		q.lex.warn = p.conf.Warn
		p.sub = q
	}
	q.toks, q.pos = q.toks[:0], 0
	return q
}

// exprStart tells where in the file an expression begins: the place of its brace, which
// is taken for the parenthesis. It does as CPython 3.11, which is not right in all cases:
// if a line ends behind the brace, column 0 is given.
func (f *fstringScan) exprStart(start int) (line, col int) {
	brace := f.lit.bodyStart + start - 1
	src := f.lex.src
	before := src[f.lit.tok.start:brace]
	lines := strings.Count(before, "\n")
	rest := strings.TrimLeft(src[brace+1:], " \t\f")
	if rest[0] != '\n' && rest[0] != '}' {
		col = len(before) - 1 - strings.LastIndexByte(before, '\n')
	}
	line = int(f.lit.tok.line) + lines
	if lines == 0 {
		col += int(f.lit.tok.col)
	}
	return line, col
}
