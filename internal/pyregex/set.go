package pyregex

import (
	"slices"
	"sync"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

const maxRune = 0x10FFFF

// span is a range of characters, both ends in it.
type span struct{ lo, hi rune }

// set is a set of characters: spans in order that do not touch.
type set []span

// normal brings spans into order and joins those that touch. It works in place.
func normal(s []span) set {
	slices.SortFunc(s, func(a, b span) int { return int(a.lo) - int(b.lo) })
	out := s[:0]
	for _, x := range s {
		if n := len(out); n > 0 && x.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, x.hi)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// not is the complement.
func (s set) not() set {
	var out set
	next := rune(0)
	for _, x := range s {
		if x.lo > next {
			out = append(out, span{next, x.lo - 1})
		}
		next = x.hi + 1
	}
	if next <= maxRune {
		out = append(out, span{next, maxRune})
	}
	return out
}

// below is what of s is below limit.
func (s set) below(limit rune) set {
	var out set
	for _, x := range s {
		if x.lo < limit {
			out = append(out, span{x.lo, min(x.hi, limit-1)})
		}
	}
	return out
}

func (s set) has(r rune) bool {
	_, found := slices.BinarySearchFunc(s, r, func(x span, r rune) int {
		switch {
		case x.hi < r:
			return -1
		case x.lo > r:
			return 1
		}
		return 0
	})
	return found
}

func (s set) size() int {
	n := 0
	for _, x := range s {
		n += int(x.hi-x.lo) + 1
	}
	return n
}

var (
	asciiDigits = set{{'0', '9'}}
	asciiSpace  = set{{'\t', '\r'}, {' ', ' '}}
	asciiWord   = set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}

	// The separators of information are space to str.isspace, and so to \s of a str.
	textSpace = sync.OnceValue(func() set {
		return normal([]span{{'\t', '\r'}, {0x1C, ' '}, {0x85, 0x85}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A},
			{0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}})
	})
	textDigits = sync.OnceValue(func() set { return spans(pyunicode.DecimalRanges()) })
	textWord   = sync.OnceValue(func() set { return normal(append(spans(pyunicode.AlphaNumericRanges()), span{'_', '_'})) })
)

func spans(pairs [][2]rune) []span {
	out := make([]span, len(pairs))
	for i, p := range pairs {
		out[i] = span{p[0], p[1]}
	}
	return out
}

// categorySet is what the category letter stands for under flags.
func categorySet(letter byte, flags Flags) set {
	text := flags&Unicode != 0
	var s set
	switch letter | 0x20 {
	case 'd':
		if s = asciiDigits; text {
			s = textDigits()
		}
	case 's':
		if s = asciiSpace; text {
			s = textSpace()
		}
	case 'w':
		if s = asciiWord; text {
			s = textWord()
		}
	}
	if letter&0x20 == 0 {
		return s.not()
	}
	return s
}
