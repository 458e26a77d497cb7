package parser

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	maxBrackets = 200 // as in CPython: one more is "too many nested parentheses"
	maxIndents  = 100 // levels of indentation, the outermost included
)

// status tells what became of the lexer.
type status uint8

const (
	lexing          status = iota
	atEOF                  // the source is used up
	inString               // it ended within a string literal
	badDedent              // an indentation that no open block has
	badTabs                // one that depends on how wide a tab is
	tooDeep                // more than maxIndents
	badContinuation        // a backslash that does not end its line
	failed                 // see lexer.err
)

// lexer cuts a source into tokens. Two of its habits are CPython's and matter
// for the places of errors: line is the number of the line last begun, so that
// it stays at the last line at the end of the source; and the newline that ends a
// line still belongs to it.
type lexer struct {
	// src is the source: UTF-8 with newlines "\n", and one NUL byte at its end, the
	// only one in it, so that src[pos] is always there to look at.
	src       string
	pos       int
	line      int // of the character at pos, from 1
	lineStart int // where that line begins in src

	// In the expression of an f-string the first line begins somewhere in a line of
	// the file: startCol is added to the columns of line startLine. (0 and
	// 0 elsewhere.)
	startLine, startCol int
	firstLine           int // number of the first line of src
	bufStart            int // where the first of the lines begins that are one to the lexer

	atBOL   bool // at the beginning of a line whose indentation counts
	pending int  // tIndent (above 0) or tDedent (below) to hand out
	indents []indent

	level    int // of brackets that are open
	brackets [maxBrackets]bracket

	status status
	err    *SyntaxError // with status failed and inString
	sawEnd bool         // it looked for another line and found the end

	warn func(category WarningCategory, msg string, line int) bool
}

// indent is the width of an indentation, with a tab going to the next multiple of
// 8 and with it counting 1: if the two disagree on which of two is the
// wider one, the source is ambiguous.
type indent struct{ col, alt int }

type bracket struct {
	char      byte
	line, col int
}

// Classes of bytes, for the lexer's inner loops.
const (
	cIdent byte = 1 << iota // letters, _, and all bytes of characters outside ASCII
	cDigit
	cHex
	cSpace // blank, tab, form feed
)

var class = func() (t [256]byte) {
	for c := range t {
		switch {
		case '0' <= c && c <= '9':
			t[c] = cDigit | cHex
		case 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F':
			t[c] = cIdent | cHex
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80:
			t[c] = cIdent
		case c == ' ' || c == '\t' || c == '\f':
			t[c] = cSpace
		}
	}
	return
}()

// init prepares to read src, whose first line has number line.
func (lx *lexer) init(src string, line int) {
	lx.src, lx.pos, lx.line, lx.lineStart, lx.bufStart = src, 0, line-1, 0, 0
	lx.firstLine, lx.startLine, lx.startCol = line, 0, 0
	lx.atBOL, lx.pending, lx.level = true, 0, 0
	lx.indents = append(lx.indents[:0], indent{})
	lx.status, lx.err, lx.sawEnd = lexing, nil, false
}

// ended tells whether the source is used up.
func (lx *lexer) ended() bool { return lx.pos >= len(lx.src)-1 }

// beginLine is called at the start and behind a newline, when something of the next
// line is wanted.
func (lx *lexer) beginLine() {
	if !lx.ended() {
		lx.line++
		lx.lineStart = lx.pos
		lx.bufStart = lx.pos
	}
}

// continueLine is beginLine for a line that belongs to the one before it.
func (lx *lexer) continueLine() {
	buf := lx.bufStart
	lx.beginLine()
	lx.bufStart = buf
}

// fail ends the lexing with an error in front of which all characters up to pos
// are read: the place of the error is the last of them.
func (lx *lexer) fail(format string, args ...any) kind {
	return lx.failIn(-1, -1, fmt.Sprintf(format, args...))
}

// failIn is fail with 1-based offsets.
func (lx *lexer) failIn(col, endCol int, msg string) kind {
	if col < 0 {
		col = utf8.RuneCountInString(lx.src[lx.lineStart:min(lx.pos, len(lx.src)-1)])
	}
	if endCol < 0 {
		endCol = col
	}
	text := lx.src[lx.lineStart : len(lx.src)-1]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	lx.err = &SyntaxError{Msg: msg, Line: lx.line, EndLine: lx.line, Col: col, EndCol: endCol, Text: text}
	lx.status = failed
	return tError
}

// lineText gives the text of a line as CPython shows it with an error: what the
// lexer has in its buffer, if it has not gone beyond that line, newline included,
// else the line alone.
func (lx *lexer) lineText(line int) string {
	src := lx.src[:len(lx.src)-1]
	if lx.line <= line {
		end := strings.IndexByte(src[lx.lineStart:], '\n')
		if end < 0 {
			return src[lx.bufStart:]
		}
		return src[lx.bufStart : lx.lineStart+end+1]
	}
	at := 0
	for n := lx.firstLine; n < line; n++ {
		i := strings.IndexByte(src[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
	}
	if end := strings.IndexByte(src[at:], '\n'); end >= 0 {
		return src[at : at+end]
	}
	return src[at:]
}

// next reads one token into t. After tError it is not to be called again.
func (lx *lexer) next(t *token) {
	blank := false
	var src string
	var start, pos int
	var c byte
line:
	if lx.atBOL {
		lx.atBOL = false
		lx.sawEnd = lx.ended()
		lx.beginLine()
		var k kind
		if blank, k = lx.indentation(); k == tError {
			lx.placeless(t, tError)
			return
		}
	}
	if lx.pending != 0 {
		if lx.pending > 0 {
			lx.pending--
			lx.placeless(t, tIndent)
		} else {
			lx.pending++
			lx.placeless(t, tDedent)
		}
		return
	}

	src, pos = lx.src, lx.pos
again:
	for class[src[pos]]&cSpace != 0 {
		pos++
	}
	start = pos
	c = src[pos]
	if c == '#' {
		if n := strings.IndexByte(src[pos:], '\n'); n >= 0 {
			pos += n
		} else {
			pos = len(src) - 1
		}
		c = src[pos]
	}

	if class[c]&cIdent != 0 {
		lx.pos = pos
		lx.name(t)
		return
	}
	switch c {
	case '\n':
		lx.pos = pos + 1
		if lx.level > 0 {
			// The lines within brackets have no indentation. A backslash at their
			// beginning is taken as one within an indentation, though.
			lx.beginLine()
			for pos = lx.pos; ; pos++ {
				if class[src[pos]]&cSpace == 0 {
					if src[pos] != '\\' {
						break
					}
					lx.pos = pos + 1
					if !lx.continuation() {
						lx.placeless(t, tError)
						return
					}
					lx.bufStart = lx.lineStart
					pos = lx.pos - 1
				}
			}
			goto again
		}
		if blank {
			lx.atBOL = true
			goto line
		}
		lx.token(t, tNewline, start)
		t.end--
		t.endCol--
		lx.atBOL = true
		return
	case 0:
		lx.pos = pos
		lx.status, lx.sawEnd = atEOF, true
		if lx.level > 0 {
			lx.placeless(t, tError)
		} else {
			lx.placeless(t, tEnd)
		}
		return
	case '\\':
		lx.pos = pos + 1
		if !lx.continuation() {
			lx.placeless(t, tError)
			return
		}
		pos = lx.pos
		goto again
	case '"', '\'':
		lx.pos = pos
		lx.string(t, start)
		return
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		lx.pos = pos
		if k := lx.number(); k == tError {
			lx.placeless(t, tError)
			return
		}
		lx.token(t, tNumber, start)
		return
	}
	lx.pos = pos
	lx.operator(t, start, c)
}

// indentation reads the blanks that begin a line and compares them with those of
// the open blocks. It tells whether the line is blank, and returns tError if the
// indentation is wrong.
func (lx *lexer) indentation() (blank bool, _ kind) {
	col, alt := 0, 0
	first := indent{}
	split := false // by a backslash: then the line that begins it decides
	src, pos := lx.src, lx.pos
	for {
		switch src[pos] {
		case ' ':
			col++
			alt++
		case '\t':
			col = (col/8 + 1) * 8
			alt++
		case '\f':
			col, alt = 0, 0
		case '\\':
			if !split || first.col == 0 {
				first, split = indent{col, alt}, true
			}
			lx.pos = pos + 1
			if !lx.continuation() {
				return false, tError
			}
			lx.bufStart = lx.lineStart
			pos = lx.pos - 1
		default:
			lx.pos = pos
			if c := src[pos]; c == '#' || c == '\n' {
				return true, tNone
			}
			if split && first.col != 0 {
				col, alt = first.col, first.alt
			}
			if lx.level > 0 {
				return false, tNone
			}
			return false, lx.indentTo(indent{col, alt})
		}
		pos++
	}
}

func (lx *lexer) indentTo(to indent) kind {
	top := lx.indents[len(lx.indents)-1]
	switch {
	case to.col == top.col:
		if to.alt != top.alt {
			return lx.badIndent(badTabs)
		}
	case to.col > top.col:
		if len(lx.indents) >= maxIndents {
			return lx.badIndent(tooDeep)
		}
		if to.alt <= top.alt {
			return lx.badIndent(badTabs)
		}
		lx.pending++
		lx.indents = append(lx.indents, to)
	default:
		for len(lx.indents) > 1 && to.col < top.col {
			lx.pending--
			lx.indents = lx.indents[:len(lx.indents)-1]
			top = lx.indents[len(lx.indents)-1]
		}
		if to.col != top.col {
			return lx.badIndent(badDedent)
		}
		if to.alt != top.alt {
			return lx.badIndent(badTabs)
		}
	}
	return tNone
}

// badIndent fails with the whole line read.
func (lx *lexer) badIndent(s status) kind {
	lx.status = s
	if n := strings.IndexByte(lx.src[lx.pos:], '\n'); n >= 0 {
		lx.pos += n + 1
	} else {
		lx.pos = len(lx.src) - 1
	}
	return tError
}

// closeBlocks makes the lexer hand out the tDedents of all open blocks.
func (lx *lexer) closeBlocks() {
	lx.pending = 1 - len(lx.indents)
	lx.indents = lx.indents[:1]
}

// continuation reads what follows a backslash outside of strings: the newline.
func (lx *lexer) continuation() bool {
	if lx.src[lx.pos] != '\n' {
		if !lx.ended() {
			lx.pos++
		}
		lx.status = badContinuation
		return false
	}
	lx.pos++
	if lx.ended() {
		lx.status, lx.sawEnd = atEOF, true
		return false
	}
	lx.continueLine()
	return true
}

// token fills in t, which reaches from start to pos in the current line. (Field by
// field, which is a good deal faster than a composite.)
func (lx *lexer) token(t *token, k kind, start int) {
	shift := -lx.lineStart
	if lx.line == lx.startLine {
		shift += lx.startCol
	}
	t.start, t.end = int32(start), int32(lx.pos)
	t.line, t.endLine = int32(lx.line), int32(lx.line)
	t.col, t.endCol = int32(start+shift), int32(lx.pos+shift)
	t.kind, t.level, t.wide = k, uint8(lx.level), false
}

// placeless fills in t as a token without columns.
func (lx *lexer) placeless(t *token, k kind) {
	*t = token{
		start: int32(lx.pos), end: int32(lx.pos),
		line: int32(lx.line), col: noCol, endLine: int32(lx.line), endCol: noCol,
		kind: k, level: uint8(lx.level),
	}
}

// name reads an identifier, a keyword, or the string that such letters prefix.
func (lx *lexer) name(t *token) {
	src, start := lx.src, lx.pos
	pos := start
	var all byte
	for class[src[pos]]&(cIdent|cDigit) != 0 {
		all |= src[pos]
		pos++
	}
	if c := src[pos]; (c == '"' || c == '\'') && isStringPrefix(src[start:pos]) {
		lx.pos = pos
		lx.string(t, start)
		return
	}
	lx.pos = pos
	if all >= 0x80 {
		if n, ok := scanIdentifier(src[start:pos]); !ok {
			r, size := utf8.DecodeRuneInString(src[start+n:])
			lx.pos = start + n + size
			if isPrintable(r) {
				lx.fail("invalid character '%c' (U+%04X)", r, r)
			} else {
				lx.fail("invalid non-printable character U+%04X", r)
			}
			lx.placeless(t, tError)
			return
		}
		lx.token(t, tName, start)
		t.wide = true
		return
	}
	k := tName
	if n := pos - start; n <= 8 && n >= 2 {
		k = keyword(src[start:pos])
	}
	lx.token(t, k, start)
}

// isStringPrefix tells whether s may stand before the quote of a string.
func isStringPrefix(s string) bool {
	switch len(s) {
	case 1:
		switch s[0] | 0x20 {
		case 'b', 'f', 'r', 'u':
			return true
		}
	case 2:
		a, b := s[0]|0x20, s[1]|0x20
		return a == 'r' && (b == 'b' || b == 'f') || b == 'r' && (a == 'b' || a == 'f')
	}
	return false
}

// string reads a string literal whose prefix begins at start and whose quote is at pos.
func (lx *lexer) string(t *token, start int) {
	src, pos := lx.src, lx.pos
	quote := src[pos]
	line, lineStart := lx.line, lx.lineStart
	long := src[pos+1] == quote && src[pos+2] == quote
	if long {
		pos += 3
	} else {
		pos++
	}
scan:
	for {
		c := src[pos]
		switch {
		case c == quote:
			pos++
			if !long {
				break scan
			}
			if src[pos] == quote && src[pos+1] == quote {
				pos += 2
				break scan
			}
			continue
		case c == '\\':
			if pos++; src[pos] != '\n' {
				if src[pos] != 0 {
					pos++
				}
				continue
			}
			c = '\n'
		case c == '\n':
			if !long {
				lx.unterminated(line, lineStart, start, "unterminated string literal (detected at line %d)")
				lx.placeless(t, tError)
				return
			}
		case c == 0:
			lx.pos = pos
			if long {
				lx.unterminated(line, lineStart, start, "unterminated triple-quoted string literal (detected at line %d)")
			} else {
				lx.unterminated(line, lineStart, start, "unterminated string literal (detected at line %d)")
			}
			lx.status, lx.sawEnd = inString, true
			lx.placeless(t, tError)
			return
		}
		pos++
		if c == '\n' {
			lx.pos = pos
			lx.continueLine()
		}
	}
	lx.pos = pos
	// If it ends in another line than that where an f-string's expression begins, its
	// beginning is not shifted either: so it is in CPython 3.11.
	shift := 0
	if lx.line == lx.startLine {
		shift = lx.startCol
	}
	t.start, t.end = int32(start), int32(pos)
	t.line, t.endLine = int32(line), int32(lx.line)
	t.col, t.endCol = int32(start-lineStart+shift), int32(pos-lx.lineStart+shift)
	t.kind, t.level, t.wide = tString, uint8(lx.level), false
}

// unterminated reports a string that has no end, at its beginning.
func (lx *lexer) unterminated(line, lineStart, start int, format string) {
	detected := lx.line
	lx.line, lx.lineStart, lx.pos = line, lineStart, start+1
	lx.fail(format, detected)
}

// operator reads an operator, bracket or delimiter, whose first byte is c.
func (lx *lexer) operator(t *token, start int, c byte) {
	src, pos := lx.src, lx.pos
	d := src[pos+1]
	k, n := tUnknown, 1
	// pair picks between the operator of one character and that with = behind it.
	pair := func(one, withEqual kind) {
		if k = one; d == '=' {
			k, n = withEqual, 2
		}
	}
	// double is pair for operators that exist doubled, too.
	double := func(one, withEqual, two, twoWithEqual kind) {
		if pair(one, withEqual); d == c {
			if k, n = two, 2; src[pos+2] == '=' {
				k, n = twoWithEqual, 3
			}
		}
	}
	switch c {
	case '(', '[', '{':
		k = tLPar
		if c == '[' {
			k = tLSqb
		} else if c == '{' {
			k = tLBrace
		}
		if lx.level >= maxBrackets {
			lx.pos++
			lx.fail("too many nested parentheses")
			lx.placeless(t, tError)
			return
		}
		lx.brackets[lx.level] = bracket{c, lx.line, start - lx.lineStart}
		lx.level++
	case ')', ']', '}':
		k = tRPar
		open := byte('(')
		if c == ']' {
			k, open = tRSqb, '['
		} else if c == '}' {
			k, open = tRBrace, '{'
		}
		if lx.level == 0 {
			lx.pos++
			lx.fail("unmatched '%c'", c)
			lx.placeless(t, tError)
			return
		}
		lx.level--
		if b := lx.brackets[lx.level]; b.char != open {
			lx.pos++
			if b.line != lx.line {
				lx.fail("closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", c, b.char, b.line)
			} else {
				lx.fail("closing parenthesis '%c' does not match opening parenthesis '%c'", c, b.char)
			}
			lx.placeless(t, tError)
			return
		}
	case ',':
		k = tComma
	case ';':
		k = tSemi
	case '~':
		k = tTilde
	case '.':
		k = tDot
		if class[d]&cDigit != 0 {
			if lx.pos++; lx.fraction() == tError {
				lx.placeless(t, tError)
				return
			}
			lx.token(t, tNumber, start)
			return
		}
		if d == '.' && src[pos+2] == '.' {
			k, n = tEllipsis, 3
		}
	case ':':
		pair(tColon, tColonEqual)
	case '=':
		pair(tEqual, tEqEqual)
	case '!':
		pair(tUnknown, tNotEqual)
	case '+':
		pair(tPlus, tPlusEqual)
	case '-':
		if pair(tMinus, tMinusEqual); d == '>' {
			k, n = tArrow, 2
		}
	case '*':
		double(tStar, tStarEqual, tDoubleStar, tDoubleStarEqual)
	case '/':
		double(tSlash, tSlashEqual, tDoubleSlash, tDoubleSlashEqual)
	case '<':
		if double(tLess, tLessEqual, tLeftShift, tLeftShiftEqual); d == '>' {
			k, n = tUnknown, 2
		}
	case '>':
		double(tGreater, tGreaterEqual, tRightShift, tRightShiftEqual)
	case '%':
		pair(tPercent, tPercentEqual)
	case '@':
		pair(tAt, tAtEqual)
	case '&':
		pair(tAmper, tAmperEqual)
	case '|':
		pair(tVBar, tVBarEqual)
	case '^':
		pair(tCircumflex, tCircumflexEqual)
	case '$', '?', '`':
	default:
		lx.pos++
		lx.fail("invalid non-printable character U+%04X", c)
		lx.placeless(t, tError)
		return
	}
	lx.pos = pos + n
	lx.token(t, k, start)
}
