package pyregex

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

const (
	octDigits = "01234567"
	hexDigits = "0123456789abcdefABCDEF"
)

// simple are the escapes of one letter that stand for a character.
var simple = map[rune]rune{'a': 7, 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11, '\\': '\\'}

func isLetter(c rune) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80 }

// positions are the escapes that match a place.
var positions = map[rune]position{'A': atTextBegin, 'Z': atTextEnd, 'b': atBoundary, 'B': atNotBoundary}

// escape parses an escape outside of a set; tok is the backslash and what follows.
func (p *parser) escape(tok []rune) *node {
	c := tok[1]
	if at, ok := positions[c]; ok {
		return &node{kind: kAt, at: at}
	}
	if strings.ContainsRune("dDsSwW", c) {
		return &node{kind: kSet, category: byte(c), set: []item{{category: byte(c)}}}
	}
	if r, ok := simple[c]; ok {
		return &node{kind: kLiteral, r: r}
	}
	if r, ok := p.codeEscape(c); ok {
		return &node{kind: kLiteral, r: r}
	}
	text := string(tok)
	switch {
	case c == '0':
		return &node{kind: kLiteral, r: octal(string(c) + p.while(2, octDigits))}
	case '1' <= c && c <= '9':
		if p.nextIn(digits) {
			text += string(p.get())
			if strings.ContainsRune(octDigits, c) && strings.IndexByte(octDigits, text[2]) >= 0 && p.nextIn(octDigits) {
				text += string(p.get())
				return &node{kind: kLiteral, r: p.octalByte(text)}
			}
		}
		group, _ := strconv.Atoi(text[1:])
		if group >= len(p.widths) {
			p.fail(len(text)-1, "invalid group reference "+strconv.Itoa(group))
		}
		if !p.closed(group) {
			p.fail(len(text), "cannot refer to an open group")
		}
		p.checkBehindRef(group)
		return &node{kind: kRef, group: group}
	case isLetter(c):
		p.fail(2, "bad escape "+text)
	}
	return &node{kind: kLiteral, r: c}
}

// setEscape parses an escape within a set.
func (p *parser) setEscape(tok []rune) item {
	c := tok[1]
	one := func(r rune) item { return item{lo: r, hi: r} }
	if r, ok := simple[c]; ok {
		return one(r)
	}
	if strings.ContainsRune("dDsSwW", c) {
		return item{category: byte(c)}
	}
	if r, ok := p.codeEscape(c); ok {
		return one(r)
	}
	switch {
	case strings.ContainsRune(octDigits, c):
		return one(p.octalByte(string(tok) + p.while(2, octDigits)))
	case c == '8', c == '9', isLetter(c):
		p.fail(2, "bad escape "+string(tok))
	}
	return one(c)
}

func octal(s string) rune {
	n, _ := strconv.ParseInt(s, 8, 32)
	return rune(n)
}

// octalByte is the character of \ooo, with the backslash.
func (p *scanner) octalByte(text string) rune {
	r := octal(text[1:])
	if r > 0o377 {
		p.fail(len(text), "octal escape value "+text+" outside of range 0-0o377")
	}
	return r
}

// codeEscape parses what follows \x, \u, \U and \N. ok: c is one of these.
func (p *parser) codeEscape(c rune) (r rune, ok bool) {
	n := map[rune]int{'x': 2, 'u': 4, 'U': 8}[c]
	switch {
	case c == 'N' && !p.src.Bytes:
		if !p.match('{') {
			p.fail(0, "missing {")
		}
		name := p.until('}', "character name")
		r, ok := pyunicode.Lookup(string(name))
		if !ok {
			p.fail(len(name)+len(`\N{}`), "undefined character name "+p.src.Quote(string(name)))
		}
		return r, true
	case n == 0, c != 'x' && p.src.Bytes:
		return 0, false
	}
	hex := p.while(n, hexDigits)
	text := fmt.Sprintf(`\%c%s`, c, hex)
	if len(hex) != n {
		p.fail(len(text), "incomplete escape "+text)
	}
	code, _ := strconv.ParseUint(hex, 16, 64)
	if code > maxRune {
		p.fail(len(text), "bad escape "+text)
	}
	return rune(code), true
}

// closed says that a group has been closed.
func (p *parser) closed(group int) bool { return group < len(p.widths) && p.widths[group] != nil }

// checkBehindRef refuses what a look behind cannot refer to.
func (p *parser) checkBehindRef(group int) {
	if p.behind < 0 {
		return
	}
	if !p.closed(group) {
		p.fail(0, "cannot refer to an open group")
	}
	if group >= p.behind {
		p.fail(0, "cannot refer to group defined in the same lookbehind subpattern")
	}
}
