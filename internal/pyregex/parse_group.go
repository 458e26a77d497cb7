package pyregex

import (
	"strconv"
	"strings"
	"unicode"
)

// flagLetters are the flags that may stand in a pattern.
var flagLetters = map[rune]Flags{'i': IgnoreCase, 'L': Locale, 'm': Multiline, 's': DotAll, 'x': Verbose, 'a': ASCII, 't': Template, 'u': Unicode}

// group parses what begins with a bracket, behind it. nil: it was a comment, or global
// says that it set flags for the whole pattern.
func (p *parser) group(verbose bool, depth int, first bool) (n *node, global bool) {
	start := p.pos() - 1
	if !p.match('?') {
		return p.capture(verbose, depth, start, nil), false
	}
	tok := p.get()
	if tok == nil {
		p.fail(0, "unexpected end of pattern")
	}
	switch c := tok[0]; {
	case c == 'P':
		return p.named(verbose, depth, start), false
	case c == ':':
		return p.inside(verbose, depth, start, &node{kind: kGroup}), false
	case c == '>':
		return p.inside(verbose, depth, start, &node{kind: kAtomic}), false
	case c == '#':
		for {
			if p.tok == nil {
				p.fail(p.pos()-start, "missing ), unterminated comment")
			}
			if tok := p.get(); len(tok) == 1 && tok[0] == ')' {
				return nil, false
			}
		}
	case c == '=', c == '!', c == '<':
		return p.look(c, verbose, depth, start), false
	case c == '(':
		return p.conditional(verbose, depth, start), false
	case flagLetters[c] != 0 || c == '-':
		add, del, global := p.parseFlags(c)
		if global {
			if !first {
				p.fail(p.pos()-start, "global flags not at the start of the expression")
			}
			return nil, true
		}
		verbose = (verbose || add&Verbose != 0) && del&Verbose == 0
		return p.inside(verbose, depth, start, &node{kind: kGroup, add: add, del: del}), false
	}
	p.fail(len(tok)+1, "unknown extension ?"+string(tok))
	return nil, false
}

// inside parses what is in a group, and its closing bracket.
func (p *parser) inside(verbose bool, depth, start int, n *node) *node {
	n.subs = []*node{p.alternation(verbose, depth+1)}
	p.close(start)
	return n
}

func (p *parser) close(start int) {
	if !p.match(')') {
		p.fail(p.pos()-start, "missing ), unterminated subpattern")
	}
}

// capture parses a group that is captured.
func (p *parser) capture(verbose bool, depth, start int, name []rune) *node {
	g := len(p.widths)
	p.widths = append(p.widths, nil)
	if name != nil {
		text := string(name)
		if was, ok := p.index[text]; ok {
			p.fail(len(name)+1, "redefinition of group name "+p.src.Quote(text)+" as group "+strconv.Itoa(g)+"; was group "+strconv.Itoa(was))
		}
		p.index[text] = g
		p.names = append(p.names, text)
	}
	n := p.inside(verbose, depth, start, &node{kind: kGroup, group: g})
	w := n.width(p.widths)
	p.widths[g] = &w
	return n
}

// named parses (?P<name>...) and (?P=name), behind the P.
func (p *parser) named(verbose bool, depth, start int) *node {
	switch {
	case p.match('<'):
		name := p.until('>', "group name")
		p.checkName(name, 1)
		return p.capture(verbose, depth, start, name)
	case p.match('='):
		name := p.until(')', "group name")
		p.checkName(name, 1)
		g, ok := p.index[string(name)]
		if !ok {
			p.fail(len(name)+1, "unknown group name "+p.src.Quote(string(name)))
		}
		if !p.closed(g) {
			p.fail(len(name)+1, "cannot refer to an open group")
		}
		p.checkBehindRef(g)
		return &node{kind: kRef, group: g}
	}
	tok := p.get()
	if tok == nil {
		p.fail(0, "unexpected end of pattern")
	}
	p.fail(len(tok)+2, "unknown extension ?P"+string(tok))
	return nil
}

// look parses an assertion, behind its first character.
func (p *parser) look(c rune, verbose bool, depth, start int) *node {
	n := &node{kind: kLook}
	if c == '<' {
		n.behind = true
		tok := p.get()
		if tok == nil {
			p.fail(0, "unexpected end of pattern")
		}
		if c = tok[0]; c != '=' && c != '!' {
			p.fail(len(tok)+2, "unknown extension ?<"+string(tok))
		}
		if p.behind < 0 {
			p.behind = len(p.widths)
			defer func() { p.behind = -1 }()
		}
	}
	n.negative = c == '!'
	n.subs = []*node{p.alternation(verbose, depth+1)}
	p.close(start)
	return n
}

// conditional parses (?(group)yes|no), behind the second bracket.
func (p *parser) conditional(verbose bool, depth, start int) *node {
	name := p.until(')', "group name")
	n := &node{kind: kIf}
	if isIdentifier(string(name)) {
		p.checkName(name, 1)
		g, ok := p.index[string(name)]
		if !ok {
			p.fail(len(name)+1, "unknown group name "+p.src.Quote(string(name)))
		}
		n.group = g
	} else {
		n.group = p.number(name)
		if n.group == 0 {
			p.fail(len(name)+1, "bad group number")
		}
		if !p.asksFor[n.group] {
			p.asksFor[n.group] = true
			p.asked = append(p.asked, asked{n.group, p.pos() - len(name) - 1})
		}
	}
	p.checkBehindRef(n.group)
	n.subs = []*node{p.sequence(verbose, depth+1, false), nil}
	if p.match('|') {
		n.subs[1] = p.sequence(verbose, depth+1, false)
		if p.next('|') {
			p.fail(0, "conditional backref with more than two branches")
		}
	}
	p.close(start)
	return n
}

// parseFlags parses flags, of which c is the first letter or the minus. global: they
// were for the whole pattern.
func (p *parser) parseFlags(c rune) (add, del Flags, global bool) {
	// more gets the next letter; without one in ends the message says what is missing.
	more := func(ends, missing string) rune {
		tok := p.get()
		if tok == nil {
			p.fail(0, missing)
		}
		c := tok[0]
		if len(tok) > 1 || !strings.ContainsRune(ends, c) && flagLetters[c] == 0 {
			if len(tok) == 1 && unicode.IsLetter(c) {
				missing = "unknown flag"
			}
			p.fail(len(tok), missing)
		}
		return c
	}
	if c != '-' {
		for {
			f := flagLetters[c]
			switch {
			case c == 'L' && !p.src.Bytes:
				p.fail(0, "bad inline flags: cannot use 'L' flag with a str pattern")
			case c == 'u' && p.src.Bytes:
				p.fail(0, "bad inline flags: cannot use 'u' flag with a bytes pattern")
			}
			add |= f
			if f&typeFlags != 0 && add&typeFlags != f {
				p.fail(0, "bad inline flags: flags 'a', 'u' and 'L' are incompatible")
			}
			if c = more(")-:", "missing -, : or )"); strings.ContainsRune(")-:", c) {
				break
			}
		}
	}
	if c == ')' {
		p.flags |= add
		return 0, 0, true
	}
	if add&(Debug|Template) != 0 {
		p.fail(1, "bad inline flags: cannot turn on global flag")
	}
	if c == '-' {
		c = more("", "missing flag")
		for {
			f := flagLetters[c]
			if f&typeFlags != 0 {
				p.fail(0, "bad inline flags: cannot turn off flags 'a', 'u' and 'L'")
			}
			del |= f
			if c = more(":", "missing :"); c == ':' {
				break
			}
		}
	}
	if del&(Debug|Template) != 0 {
		p.fail(1, "bad inline flags: cannot turn off global flag")
	}
	if add&del != 0 {
		p.fail(1, "bad inline flags: flag turned on and off")
	}
	return add, del, false
}
