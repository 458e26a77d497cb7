package pyregex

import (
	"strconv"
	"strings"
)

// Part is a piece of a replacement: a text, or what a group matched.
type Part struct {
	Text  []rune
	Group int // -1: it is text
}

// Template parses the replacement of sub and expand. The error is an *Error or an
// IndexError.
func (p *Pattern) Template(src Source) (parts []Part, warn []Warning, err error) {
	s := &scanner{src: src}
	defer func() {
		warn = s.warn
		switch e := recover().(type) {
		case nil:
		case fail:
			parts, err = nil, e.err
		default:
			panic(e)
		}
	}()
	var text []rune
	flush := func() {
		if text != nil {
			parts = append(parts, Part{text, -1})
			text = nil
		}
	}
	group := func(g, back int) {
		if g > p.Groups {
			s.fail(back, "invalid group reference "+strconv.Itoa(g))
		}
		flush()
		parts = append(parts, Part{nil, g})
	}
	s.advance()
	for s.tok != nil {
		tok := s.get()
		if tok[0] != '\\' {
			text = append(text, tok...)
			continue
		}
		c := tok[1]
		r, isSimple := simple[c]
		switch {
		case c == 'g':
			if !s.match('<') {
				s.fail(0, "missing <")
			}
			name := s.until('>', "group name")
			g := 0
			if isIdentifier(string(name)) {
				s.checkName(name, 1)
				var ok bool
				if g, ok = p.Index[string(name)]; !ok {
					panic(fail{IndexError("unknown group name " + src.Quote(string(name)))})
				}
			} else {
				g = s.number(name)
			}
			group(g, len(name)+1)
		case c == '0':
			text = append(text, octal("0"+s.while(2, octDigits))&0xFF)
		case '1' <= c && c <= '9':
			digitsSoFar := string(tok)
			if s.nextIn(digits) {
				digitsSoFar += string(s.get())
				if strings.ContainsRune(octDigits, c) && strings.IndexByte(octDigits, digitsSoFar[2]) >= 0 && s.nextIn(octDigits) {
					digitsSoFar += string(s.get())
					text = append(text, s.octalByte(digitsSoFar))
					continue
				}
			}
			g, _ := strconv.Atoi(digitsSoFar[1:])
			group(g, len(digitsSoFar)-1)
		case isSimple:
			text = append(text, r)
		case isLetter(c):
			s.fail(2, "bad escape "+string(tok))
		default:
			text = append(text, tok...)
		}
	}
	flush()
	return parts, nil, nil
}
