package pyregex

import (
	"strconv"
	"strings"
)

// The parser descends as the grammar of patterns does: alternation, sequence, group.
// Where it finds a mistake it panics with a fail, which Compile catches: a mistake ends
// everything, and Python reports the first.

// maxDepth is how deep groups may lie in each other before Python runs out of stack.
const maxDepth = 330

type parser struct {
	scanner
	flags Flags
	index map[string]int
	names []string
	// widths has one entry for each group that was opened, nil while it is open; group 0
	// is always.
	widths []*width
	// behind is the number of groups when the outermost look behind was opened, -1
	// outside of one.
	behind int
	// asked are the groups that conditions name, with the place of the first.
	asked   []asked
	asksFor map[int]bool
}

type asked struct{ group, pos int }

// Compile parses a pattern. The warnings are those that Python gives, also before an
// error. The error is an *Error, a ValueError, or one of the Errs of this package.
func Compile(src Source, flags Flags) (p *Pattern, warn []Warning, err error) {
	ps := &parser{scanner: scanner{src: src}, flags: flags, index: map[string]int{}, widths: []*width{nil}, behind: -1,
		asksFor: map[int]bool{}}
	defer func() {
		warn = ps.warn
		switch e := recover().(type) {
		case nil:
		case fail:
			p, err = nil, e.err
		default:
			panic(e)
		}
	}()
	ps.advance()
	root := ps.alternation(flags&Verbose != 0, 0)
	ps.fixFlags()
	if ps.tok != nil {
		ps.fail(0, "unbalanced parenthesis")
	}
	for _, a := range ps.asked {
		if a.group >= len(ps.widths) {
			panic(fail{&Error{"invalid group reference " + strconv.Itoa(a.group), a.pos}})
		}
	}
	ps.checkBehind(root)
	return &Pattern{Flags: ps.flags, Groups: len(ps.widths) - 1, Names: ps.names, Index: ps.index, root: root}, nil, nil
}

// fixFlags completes the flags, and refuses those that do not go with the text or with
// each other.
func (p *parser) fixFlags() {
	f := p.flags
	switch {
	case p.src.Bytes && f&Unicode != 0:
		panic(fail{ValueError("cannot use UNICODE flag with a bytes pattern")})
	case p.src.Bytes && f&Locale != 0 && f&ASCII != 0:
		panic(fail{ValueError("ASCII and LOCALE flags are incompatible")})
	case p.src.Bytes:
	case f&Locale != 0:
		panic(fail{ValueError("cannot use LOCALE flag with a str pattern")})
	case f&ASCII == 0:
		p.flags |= Unicode
	case f&Unicode != 0:
		panic(fail{ValueError("ASCII and UNICODE flags are incompatible")})
	}
}

// checkBehind refuses a look behind whose width is not one number.
func (p *parser) checkBehind(n *node) {
	if n.kind == kLook && n.behind {
		if w := n.subs[0].width(p.widths); w.lo != w.hi {
			panic(fail{&Error{"look-behind requires fixed-width pattern", -1}})
		} else if w.hi > MaxRepeat-1 {
			panic(fail{&Error{"looks too much behind", -1}})
		}
	}
	for _, s := range n.subs {
		if s != nil {
			p.checkBehind(s)
		}
	}
}

func (p *parser) alternation(verbose bool, depth int) *node {
	if depth > maxDepth {
		panic(fail{ErrRecursion})
	}
	var branches []*node
	for {
		branches = append(branches, p.sequence(verbose, depth+1, depth == 0 && branches == nil))
		if !p.match('|') {
			break
		}
		if depth == 0 {
			verbose = p.flags&Verbose != 0
		}
	}
	if len(branches) == 1 {
		return branches[0]
	}
	return &node{kind: kBranch, subs: branches}
}

// sequence parses up to | or ). first: it begins the pattern, so that flags for all of
// it may stand at its start.
func (p *parser) sequence(verbose bool, depth int, first bool) *node {
	seq := &node{kind: kSeq}
	add := func(n *node) { seq.subs = append(seq.subs, n) }
	for p.tok != nil && !p.nextIn("|)") {
		tok := p.get()
		c := tok[0]
		if verbose {
			if len(tok) == 1 && strings.ContainsRune(" \t\n\r\v\f", c) {
				continue
			}
			if c == '#' {
				for tok := p.get(); tok != nil && !(len(tok) == 1 && tok[0] == '\n'); {
					tok = p.get()
				}
				continue
			}
		}
		switch c {
		case '\\':
			add(p.escape(tok))
		case '.':
			add(&node{kind: kAny})
		case '^':
			add(&node{kind: kAt, at: atBegin})
		case '$':
			add(&node{kind: kAt, at: atEnd})
		case '[':
			add(p.set())
		case '*', '+', '?', '{':
			p.repeat(seq, c)
		case '(':
			n, global := p.group(verbose, depth, first && len(seq.subs) == 0)
			switch {
			case global:
				verbose = p.flags&Verbose != 0
			case n != nil:
				add(n)
			}
		default:
			add(&node{kind: kLiteral, r: c})
		}
	}
	return seq
}

const digits = "0123456789"

// repeat puts a repeat around the last of what is before it.
func (p *parser) repeat(seq *node, c rune) {
	here := p.pos()
	lo, hi := 0, MaxRepeat
	switch c {
	case '?':
		hi = 1
	case '+':
		lo = 1
	case '{':
		literal := func() { seq.subs = append(seq.subs, &node{kind: kLiteral, r: c}) }
		if p.next('}') {
			literal()
			return
		}
		least := p.while(MaxRepeat, digits)
		most := least
		if p.match(',') {
			most = p.while(MaxRepeat, digits)
		}
		if !p.match('}') {
			literal()
			p.seek(here)
			return
		}
		if least != "" {
			lo = repetitions(least)
		}
		if most != "" {
			if hi = repetitions(most); hi < lo {
				p.fail(p.pos()-here, "min repeat greater than max repeat")
			}
		}
	}
	last := len(seq.subs) - 1
	if last < 0 || seq.subs[last].kind == kAt {
		p.fail(p.pos()-here+1, "nothing to repeat")
	}
	if seq.subs[last].kind == kRepeat {
		p.fail(p.pos()-here+1, "multiple repeat")
	}
	n := &node{kind: kRepeat, min: lo, max: hi, subs: []*node{seq.subs[last]}}
	switch {
	case p.match('?'):
		n.greed = lazy
	case p.match('+'):
		n.greed = possessive
	}
	seq.subs[last] = n
}

func repetitions(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n >= MaxRepeat {
		panic(fail{ErrOverflow})
	}
	return n
}

// set parses [...], behind the bracket.
func (p *parser) set() *node {
	here := p.pos() - 1
	if p.next('[') {
		p.future("Possible nested set at position " + strconv.Itoa(p.pos()))
	}
	n := &node{kind: kSet}
	n.negative = p.match('^')
	get := func() []rune {
		tok := p.get()
		if tok == nil {
			p.fail(p.pos()-here, "unterminated character set")
		}
		return tok
	}
	item1 := func(tok []rune) item {
		if tok[0] == '\\' {
			return p.setEscape(tok)
		}
		return item{lo: tok[0], hi: tok[0]}
	}
	for {
		tok := get()
		if tok[0] == ']' && n.set != nil {
			break
		}
		if n.set != nil && len(tok) == 1 && strings.ContainsRune("-&~|", tok[0]) && p.next(tok[0]) {
			kinds := map[rune]string{'-': "difference", '&': "intersection", '~': "symmetric difference", '|': "union"}
			p.future("Possible set " + kinds[tok[0]] + " at position " + strconv.Itoa(p.pos()-1))
		}
		from := tok
		it := item1(tok)
		if !p.match('-') {
			n.set = append(n.set, it)
			continue
		}
		tok = get()
		if len(tok) == 1 && tok[0] == ']' {
			n.set = append(n.set, it, item{lo: '-', hi: '-'})
			break
		}
		if len(tok) == 1 && tok[0] == '-' {
			p.future("Possible set difference at position " + strconv.Itoa(p.pos()-2))
		}
		that := item1(tok)
		if it.category != 0 || that.category != 0 || that.lo < it.lo {
			// The message shows the two tokens, not all of a long escape.
			this, other := string(from), string(tok)
			p.fail(len(from)+1+len(tok), "bad character range "+this+"-"+other)
		}
		n.set = append(n.set, item{lo: it.lo, hi: that.lo})
	}
	if len(n.set) == 1 && n.set[0].category == 0 && n.set[0].lo == n.set[0].hi && !n.negative {
		return &node{kind: kLiteral, r: n.set[0].lo}
	}
	return n
}
