package parser

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/python/ast"
)

// literal is one string token taken apart.
type literal struct {
	tok              token
	body             string // between the quotes, as written
	bodyStart        int    // where that is in the source
	raw, bytes, fstr bool
}

func (p *parser) literal(t token) literal {
	l := literal{tok: t}
	s := p.text(t)
	i := 0
prefix:
	for ; ; i++ {
		switch s[i] | 0x20 {
		case 'r':
			l.raw = true
		case 'b':
			l.bytes = true
		case 'f':
			l.fstr = true
		case 'u':
		default:
			break prefix
		}
	}
	quotes := 1
	if len(s) >= i+6 && s[i+1] == s[i] && s[i+2] == s[i] {
		quotes = 3
	}
	l.body = s[i+quotes : len(s)-quotes]
	l.bodyStart = int(t.start) + i + quotes
	l.raw = l.raw || strings.IndexByte(l.body, '\\') < 0
	return l
}

// strings: STRING+, which are one constant or f-string
func (p *parser) strings() ast.Expr {
	if p.diagnosing {
		return memorized(p, rStrings, p.plainStrings)
	}
	return p.plainStrings()
}

func (p *parser) plainStrings() ast.Expr {
	start := p.pos
	for p.accept(tString) {
	}
	if p.failed() {
		return nil
	}
	if p.pos == start+1 {
		if s := p.text(p.toks[start]); isPlain(s) {
			p.pos = start
			return p.constant(s[1 : len(s)-1])
		}
	}
	first := p.literal(p.toks[start])
	if p.pos == start+1 && !first.fstr {
		v, ok := p.literalValue(first)
		if !ok {
			return nil
		}
		return p.stringConstant(start, v)
	}
	// An f-string may be parsed by another parser while the tokens of this one grow.
	var pieces fstringPieces
	pieces.span = p.span(start)
	pieces.own = pieces.span
	pieces.kind = p.stringKind(start)
	pieces.ownKind = pieces.kind
	var bytes []byte
	for i := start; i < p.pos; i++ {
		l := p.literal(p.toks[i])
		var v any
		if !l.fstr {
			var ok bool
			if v, ok = p.literalValue(l); !ok {
				return nil
			}
		}
		if l.bytes != first.bytes {
			return p.raiseLast(PlainSyntaxError, "cannot mix bytes and nonbytes literals")
		}
		if l.fstr {
			pieces.formatted = true
			if !p.fstring(l, &pieces) {
				return nil
			}
		}
		switch v := v.(type) {
		case string:
			pieces.text(v)
		case ast.Bytes:
			bytes = append(bytes, v...)
		}
	}
	if first.bytes {
		return p.stringConstant(start, ast.Bytes(bytes))
	}
	if !pieces.formatted {
		return p.stringConstant(start, pieces.pending())
	}
	return pieces.finish()
}

// isPlain tells whether the literal s has neither prefix nor triple quotes nor escape
// sequences: as most have.
func isPlain(s string) bool {
	return (s[0] == '"' || s[0] == '\'') && (len(s) < 6 || s[1] != s[0]) && strings.IndexByte(s, '\\') < 0
}

// stringConstant makes the Constant of the string tokens from start on.
func (p *parser) stringConstant(start int, v any) ast.Expr {
	c := p.constants.new()
	*c = ast.Constant{Span: p.span(start), Value: v}
	if _, isStr := v.(string); isStr {
		c.Kind = p.stringKind(start)
	}
	return c
}

// stringKind is "u" if the first of several strings has that prefix.
func (p *parser) stringKind(start int) string {
	if s := p.text(p.toks[start]); s[0] == 'u' {
		return "u"
	}
	return ""
}

// literalValue gives the value of a literal that is no f-string.
func (p *parser) literalValue(l literal) (any, bool) {
	if !l.bytes {
		s, ok := p.decodeText(l, l.body, l.raw)
		return s, ok
	}
	for i := range len(l.body) {
		if l.body[i] >= utf8.RuneSelf {
			p.raiseTok(l.tok, "bytes can only contain ASCII literal characters")
			return nil, false
		}
	}
	if l.raw {
		return ast.Bytes(l.body), true
	}
	v, bad, err := unescape(l.body, true)
	if err != nil {
		p.raiseLast(PlainSyntaxError, "(value error) %s", err)
		return nil, false
	}
	return ast.Bytes(v), p.warnEscape(l.tok, bad)
}

// decodeText gives the value of a part of a str literal.
func (p *parser) decodeText(l literal, s string, raw bool) (string, bool) {
	if raw || strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	v, bad, err := unescape(s, false)
	if err != nil {
		p.raiseLast(PlainSyntaxError, "(unicode error) %s", err)
		return "", false
	}
	return v, p.warnEscape(l.tok, bad)
}

// warnEscape warns of an escape sequence that Python does not know, bad, if that is not
// empty, in the first pass. It returns false if that is to be an error.
func (p *parser) warnEscape(t token, bad string) bool {
	if bad == "" || p.diagnosing || p.conf.Warn == nil {
		return true
	}
	what := "invalid escape sequence"
	if '4' <= bad[0] && bad[0] <= '7' {
		what = "invalid octal escape sequence"
	}
	msg := fmt.Sprintf("%s '\\%s'", what, bad)
	if p.conf.Warn(DeprecationWarning, msg, int(t.line)) {
		p.raiseTok(t, "%s", msg)
		p.final = true
		return false
	}
	return true
}

// unescape replaces the escape sequences of a literal without the r prefix. bad is the
// first one that Python does not know and leaves as it is, or an octal one above
// \377, without its backslash.
func unescape(s string, bytes bool) (_ string, bad string, _ error) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		n := strings.IndexByte(s[i:], '\\')
		if n < 0 {
			out = append(out, s[i:]...)
			break
		}
		out = append(out, s[i:i+n]...)
		i += n
		start := i
		if i+1 == len(s) {
			// Behind it comes the expression of an f-string.
			out = append(out, '\\')
			break
		}
		c := s[i+1]
		i += 2
		switch c {
		case '\n':
		case '\\', '\'', '"':
			out = append(out, c)
		case 'a':
			out = append(out, '\a')
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'v':
			out = append(out, '\v')
		case '0', '1', '2', '3', '4', '5', '6', '7':
			v := rune(c - '0')
			for n := 0; n < 2 && i < len(s) && '0' <= s[i] && s[i] <= '7'; n++ {
				v = v<<3 | rune(s[i]-'0')
				i++
			}
			if v > 0o377 && bad == "" {
				bad = s[start+1 : i]
			}
			if bytes {
				out = append(out, byte(v))
			} else {
				out = appendWTF8(out, v)
			}
		case 'x':
			v, end := hexDigits(s, i, 2)
			if end < i+2 {
				if bytes {
					return "", "", fmt.Errorf("invalid \\x escape at position %d", start)
				}
				return "", "", escapeError(s, start, end, `truncated \xXX escape`)
			}
			i = end
			if bytes {
				out = append(out, byte(v))
			} else {
				out = appendWTF8(out, v)
			}
		default:
			if !bytes && (c == 'u' || c == 'U' || c == 'N') {
				v, end, err := unicodeEscape(s, start)
				if err != nil {
					return "", "", err
				}
				i = end
				out = appendWTF8(out, v)
				continue
			}
			// The backslash stays, and what follows it.
			i--
			out = append(out, '\\')
			if bad == "" {
				_, size := utf8.DecodeRuneInString(s[i:])
				if bad = s[i : i+size]; size > 1 {
					bad = "" // as CPython, which does not see it
				}
			}
		}
	}
	return string(out), bad, nil
}

// unicodeEscape gives the character that \u, \U or \N at start means, and the end of
// the sequence.
func unicodeEscape(s string, start int) (rune, int, error) {
	i := start + 2
	digits := 4
	switch s[start+1] {
	case 'N':
		if i < len(s) && s[i] == '{' {
			n := strings.IndexByte(s[i:], '}')
			if n > 1 {
				end := i + n + 1
				if r, ok := lookupName(s[i+1 : end-1]); ok {
					return r, end, nil
				}
				return 0, 0, escapeError(s, start, end, "unknown Unicode character name")
			}
			i++
			if n < 0 {
				i = len(s)
			}
		}
		return 0, 0, escapeError(s, start, i, `malformed \N character escape`)
	case 'U':
		digits = 8
	}
	v, end := hexDigits(s, i, digits)
	if end < i+digits {
		what := `truncated \uXXXX escape`
		if digits == 8 {
			what = `truncated \UXXXXXXXX escape`
		}
		return 0, 0, escapeError(s, start, end, what)
	}
	if uint32(v) > utf8.MaxRune {
		return 0, 0, escapeError(s, start, end, "illegal Unicode character")
	}
	return v, end, nil
}

// hexDigits reads up to n hexadecimal digits of s from i on.
func hexDigits(s string, i, n int) (v rune, end int) {
	for ; n > 0 && i < len(s) && class[s[i]]&cHex != 0; n-- {
		d := s[i]
		if d <= '9' {
			d -= '0'
		} else {
			d = d | 0x20 - 'a' + 10
		}
		v = v<<4 | rune(d)
		i++
	}
	return v, i
}

// escapeError is the error of Python's decoder, which sees each character outside ASCII
// as an escape sequence of ten bytes, and a backslash before one as another of six.
func escapeError(s string, start, end int, what string) error {
	at := func(i int) int {
		n := 0
		for j, r := range s[:i] {
			switch {
			case r < utf8.RuneSelf:
				n++
			default:
				n += 10
				if j > 0 && s[j-1] == '\\' {
					n += 5
				}
			}
		}
		return n
	}
	from, to := at(start), at(end)-1
	if from == to {
		return fmt.Errorf("'unicodeescape' codec can't decode byte 0x5c in position %d: %s", from, what)
	}
	return errors.New(fmt.Sprintf("'unicodeescape' codec can't decode bytes in position %d-%d: ", from, to) + what)
}

// appendWTF8 appends a code point, a lone surrogate too.
func appendWTF8(b []byte, r rune) []byte {
	if 0xD800 <= r && r <= 0xDFFF {
		return append(b, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
	}
	return utf8.AppendRune(b, r)
}
