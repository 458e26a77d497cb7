package pyregex

import (
	"strconv"
	"strings"
)

// emitter writes a pattern of regexp2. It is compiled with Singleline and Multiline, so
// that . is any character and ^ and $ are the ends of lines; \A, \Z and \z are the ends of
// the text, with and without a line end before.
type emitter struct {
	strings.Builder
	ascii bool // for texts of ASCII alone
}

// Emit returns the pattern of regexp2 for a mode, and for texts of ASCII alone or all.
func (p *Pattern) Emit(mode Mode, ascii bool) string {
	e := &emitter{ascii: ascii}
	if mode&(AtStart|Full) != 0 {
		e.WriteString(`\G`)
	}
	if mode != Search {
		e.WriteString("(?:")
	}
	e.node(p.root, p.Flags)
	if mode != Search {
		e.WriteByte(')')
	}
	if mode&Full != 0 {
		e.WriteString(`\z`)
	}
	if mode&Advancing != 0 {
		e.WriteString(`(?!\G)`)
	}
	return e.String()
}

func (e *emitter) node(n *node, flags Flags) {
	switch n.kind {
	case kLiteral:
		e.literal(n.r, flags)
	case kSet:
		e.set(n, flags)
	case kAny:
		if flags&DotAll != 0 {
			e.WriteByte('.')
		} else {
			e.WriteString(`[^\n]`)
		}
	case kAt:
		e.position(n.at, flags)
	case kSeq:
		for _, s := range n.subs {
			e.node(s, flags)
		}
	case kBranch:
		e.WriteString("(?:")
		for i, s := range n.subs {
			if i > 0 {
				e.WriteByte('|')
			}
			e.node(s, flags)
		}
		e.WriteByte(')')
	case kGroup:
		if n.add&typeFlags != 0 {
			flags &^= typeFlags
		}
		flags = (flags | n.add) &^ n.del
		open := "("
		if n.group == 0 {
			open = "(?:"
		}
		e.in(open, n.subs[0], flags)
	case kAtomic:
		e.in("(?>", n.subs[0], flags)
	case kRepeat:
		e.repeat(n, flags)
	case kRef:
		if flags&IgnoreCase != 0 {
			e.WriteString(`(?i:\k<` + strconv.Itoa(n.group) + `>)`)
		} else {
			e.WriteString(`\k<` + strconv.Itoa(n.group) + `>`)
		}
	case kIf:
		e.WriteString("(?(" + strconv.Itoa(n.group) + ")")
		e.in("(?:", n.subs[0], flags)
		e.WriteByte('|')
		if n.subs[1] != nil {
			e.in("(?:", n.subs[1], flags)
		}
		e.WriteByte(')')
	case kLook:
		open := "(?"
		if n.behind {
			open += "<"
		}
		if n.negative {
			open += "!"
		} else {
			open += "="
		}
		e.in(open, n.subs[0], flags)
	}
}

func (e *emitter) in(open string, n *node, flags Flags) {
	e.WriteString(open)
	e.node(n, flags)
	e.WriteByte(')')
}

func (e *emitter) position(at position, flags Flags) {
	switch at {
	case atBegin:
		if flags&Multiline != 0 {
			e.WriteByte('^')
		} else {
			e.WriteString(`\A`)
		}
	case atEnd:
		if flags&Multiline != 0 {
			e.WriteByte('$')
		} else {
			e.WriteString(`\Z`)
		}
	case atTextBegin:
		e.WriteString(`\A`)
	case atTextEnd:
		e.WriteString(`\z`)
	case atBoundary:
		if e.ascii {
			e.WriteString(`\b`)
			return
		}
		w := class(categorySet('w', flags))
		e.WriteString("(?:(?<=" + w + ")(?!" + w + ")|(?<!" + w + ")(?=" + w + "))")
	case atNotBoundary:
		// In an empty text there is no place that is none.
		if e.ascii {
			e.WriteString(`(?!\A\z)\B`)
			return
		}
		w := class(categorySet('w', flags))
		e.WriteString(`(?!\A\z)(?:(?<=` + w + ")(?=" + w + ")|(?<!" + w + ")(?!" + w + "))")
	}
}

// repeat emits a repeat. A possessive one does not go back into what its body matched
// either, not even to reach the least number.
func (e *emitter) repeat(n *node, flags Flags) {
	body := n.subs[0]
	single := body.kind == kLiteral || body.kind == kSet || body.kind == kAny
	if n.greed == possessive {
		e.WriteString("(?>")
	}
	switch {
	case single:
		e.node(body, flags)
	case n.greed == possessive:
		e.in("(?>", body, flags)
	default:
		e.in("(?:", body, flags)
	}
	const most = 1<<31 - 1 // of the engine
	lo := strconv.Itoa(min(n.min, most))
	switch {
	case n.min == 0 && n.max == MaxRepeat:
		e.WriteByte('*')
	case n.min == 1 && n.max == MaxRepeat:
		e.WriteByte('+')
	case n.min == 0 && n.max == 1:
		e.WriteByte('?')
	case n.max >= most:
		e.WriteString("{" + lo + ",}")
	default:
		e.WriteString("{" + lo + "," + strconv.Itoa(n.max) + "}")
	}
	switch n.greed {
	case lazy:
		e.WriteByte('?')
	case possessive:
		e.WriteByte(')')
	}
}

func (e *emitter) literal(r rune, flags Flags) {
	if flags&IgnoreCase == 0 {
		e.WriteString(character(r))
		return
	}
	e.class(foldSet(set{{r, r}}, nil, flags))
}

func (e *emitter) set(n *node, flags Flags) {
	var chars, categories []span
	for _, it := range n.set {
		if it.category != 0 {
			categories = append(categories, categorySet(it.category, flags)...)
		} else {
			chars = append(chars, span{it.lo, it.hi})
		}
	}
	s, rest := normal(chars), normal(categories)
	if flags&IgnoreCase != 0 {
		s = foldSet(s, rest, flags)
	} else {
		s = normal(append(s, rest...))
	}
	if n.negative {
		s = s.not()
	}
	e.class(s)
}

// class emits a set as the class of characters that it is.
func (e *emitter) class(s set) {
	if e.ascii {
		s = s.below(0x80)
	}
	e.WriteString(class(s))
}

func class(s set) string {
	switch {
	case len(s) == 0:
		return "(?!)"
	case len(s) == 1 && s[0].lo == s[0].hi:
		return character(s[0].lo)
	}
	var b strings.Builder
	b.WriteByte('[')
	// A set with the last character is written by what is not in it.
	if s[len(s)-1].hi == maxRune {
		if s = s.not(); len(s) == 0 {
			return "."
		}
		b.WriteByte('^')
	}
	for _, x := range s {
		b.WriteString(character(x.lo))
		if x.hi > x.lo {
			if x.hi > x.lo+1 {
				b.WriteByte('-')
			}
			b.WriteString(character(x.hi))
		}
	}
	b.WriteByte(']')
	return b.String()
}

const hexDigit = "0123456789abcdef"

// character is one character of the text, in and outside of classes.
func character(r rune) string {
	switch {
	case '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' || r > 0xFFFF || r >= 0xA0 && (r < 0xD800 || r > 0xDFFF):
		return string(r)
	case r == '\n':
		return `\n`
	}
	return string([]byte{'\\', 'u', hexDigit[r>>12], hexDigit[r>>8&15], hexDigit[r>>4&15], hexDigit[r&15]})
}
