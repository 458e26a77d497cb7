package pyregex

import (
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// scanner reads a pattern or template one token at a time: a character, or a backslash
// with what it escapes.
type scanner struct {
	src Source
	// tok is the next token, nil at the end; end is where it ends.
	tok  []rune
	end  int
	warn []Warning
}

// fail is what the parser panics with.
type fail struct{ err error }

func (s *scanner) advance() {
	i := s.end
	switch {
	case i >= len(s.src.Text):
		s.tok = nil
		return
	case s.src.Text[i] != '\\':
		s.end = i + 1
	case i+1 == len(s.src.Text):
		panic(fail{&Error{"bad escape (end of pattern)", i}})
	default:
		s.end = i + 2
	}
	s.tok = s.src.Text[i:s.end]
}

// pos is where the next token begins.
func (s *scanner) pos() int { return s.end - len(s.tok) }

func (s *scanner) seek(pos int) {
	s.end = pos
	s.advance()
}

// next says that the next token is the character c.
func (s *scanner) next(c rune) bool { return len(s.tok) == 1 && s.tok[0] == c }

// nextIn says that the next token is one of the characters.
func (s *scanner) nextIn(chars string) bool {
	return len(s.tok) == 1 && strings.ContainsRune(chars, s.tok[0])
}

func (s *scanner) get() []rune {
	tok := s.tok
	s.advance()
	return tok
}

func (s *scanner) match(c rune) bool {
	if s.next(c) {
		s.advance()
		return true
	}
	return false
}

// while takes up to n characters that are among chars.
func (s *scanner) while(n int, chars string) string {
	var b strings.Builder
	for ; n > 0 && s.nextIn(chars); n-- {
		b.WriteRune(s.tok[0])
		s.advance()
	}
	return b.String()
}

// until takes what is before the terminator, which is taken as well.
func (s *scanner) until(terminator rune, what string) []rune {
	var out []rune
	for {
		tok := s.get()
		switch {
		case tok == nil && out == nil:
			s.fail(0, "missing "+what)
		case tok == nil:
			s.fail(len(out), "missing "+string(terminator)+", unterminated name")
		case len(tok) == 1 && tok[0] == terminator:
			if out == nil {
				s.fail(1, "missing "+what)
			}
			return out
		}
		out = append(out, tok...)
	}
}

// fail raises an error for the place that is back characters before the next token.
func (s *scanner) fail(back int, msg string) { s.failAt(s.pos()-back, msg) }

func (s *scanner) failAt(pos int, msg string) {
	if s.src.Bytes {
		msg = escapeNonASCII(msg)
	}
	panic(fail{&Error{msg, pos}})
}

// escapeNonASCII is what the error handler backslashreplace makes of a message.
func escapeNonASCII(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			b.WriteString(`\x` + strconv.FormatInt(int64(r)|0x100, 16)[1:])
		}
	}
	return b.String()
}

func (s *scanner) deprecated(msg string) { s.warn = append(s.warn, Warning{false, msg}) }

func (s *scanner) future(msg string) { s.warn = append(s.warn, Warning{true, msg}) }

// ascii is Python's ascii() of a name.
func (s *scanner) ascii(name string) string { return escapeNonASCII(s.src.Quote(name)) }

// checkName complains of a group's name that is no identifier.
func (s *scanner) checkName(name []rune, back int) {
	text := string(name)
	if !isIdentifier(text) {
		s.fail(len(name)+back, "bad character in group name "+s.src.Quote(text))
	}
	if s.src.Bytes && !isASCII(text) {
		s.deprecated("bad character in group name " + s.ascii(text) + " at position " + strconv.Itoa(s.pos()-len(name)-back))
	}
}

// number reads a group's number as int() does; it warns of one that is not plain digits.
func (s *scanner) number(name []rune) int {
	text := string(name)
	n, plain, ok := parseInt(text)
	switch {
	case !ok:
		s.fail(len(name)+1, "bad character in group name "+s.src.Quote(text))
	case n >= MaxGroups:
		s.fail(len(name)+1, "invalid group reference "+strings.TrimLeft(strings.Trim(text, " +"), "0"))
	case !plain:
		shown := s.src.Quote(text)
		if s.src.Bytes {
			shown = s.ascii(text)
		}
		defer s.deprecated("bad character in group name " + shown + " at position " + strconv.Itoa(s.pos()-len(name)-1))
	}
	return n
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isIdentifier(s string) bool { return s != "" && pyunicode.ScanIdentifier(s) == len(s) }

// parseInt is Python's int() of a str, for numbers that are not negative. plain: it is
// ASCII digits and nothing else.
func parseInt(s string) (n int, plain, ok bool) {
	plain = true
	for _, r := range s {
		plain = plain && '0' <= r && r <= '9'
	}
	s = strings.TrimFunc(s, pyunicode.IsSpace)
	s = strings.TrimPrefix(s, "+")
	digit := false
	for _, r := range s {
		if r == '_' && digit {
			digit = false
			continue
		}
		d := pyunicode.Decimal(r)
		if d < 0 {
			return 0, false, false
		}
		digit = true
		n = min(n*10+d, MaxGroups)
	}
	return n, plain, digit
}
