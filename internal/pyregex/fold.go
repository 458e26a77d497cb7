package pyregex

import (
	"sync"
	"unicode"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// Matching without case, as Python defines it: the character of the text is made lower
// case, and then it is in the set of what the pattern's characters become in lower case,
// together with other lower case letters that have the same upper case (ſ beside s). Here
// all of that is done to the pattern's side, once: foldSet is the set of the text's
// characters that match.

// caseTable has what foldSet needs of the characters with case.
type caseTable struct {
	// lowered are the characters that are another in lower case; above is the way back.
	lowered []rune
	above   map[rune][]rune
	// same are the other lower case letters with the same upper case.
	same map[rune][]rune
}

var cases = sync.OnceValue(func() *caseTable {
	t := &caseTable{above: map[rune][]rune{}, same: map[rune][]rune{}}
	byUpper := map[string][]rune{}
	pyunicode.Cased(func(r rune) {
		if l := unicode.ToLower(r); l != r {
			t.lowered = append(t.lowered, r)
			t.above[l] = append(t.above[l], r)
			return
		}
		upper := string(pyunicode.AppendUpper(nil, r))
		byUpper[upper] = append(byUpper[upper], r)
	})
	for _, group := range byUpper {
		for _, a := range group {
			for _, b := range group {
				if a != b {
					t.same[a] = append(t.same[a], b)
				}
			}
		}
	}
	return t
})

// foldSet is the set of characters that match s, and the categories in rest, without case.
func foldSet(s, rest set, flags Flags) set {
	if flags&Unicode == 0 {
		return foldASCII(s, rest)
	}
	t := cases()
	// First what the pattern's characters become.
	low := append([]span(nil), s...)
	add := func(to *[]span, r rune) { *to = append(*to, span{r, r}) }
	lower := func(r rune) {
		l := unicode.ToLower(r)
		add(&low, l)
		for _, x := range t.same[l] {
			add(&low, x)
		}
	}
	small := s.size() <= 64
	if small {
		for _, x := range s {
			for r := x.lo; r <= x.hi; r++ {
				lower(r)
			}
		}
	} else {
		for _, r := range t.lowered {
			if s.has(r) {
				lower(r)
			}
		}
		for r := range t.same {
			if s.has(r) {
				lower(r)
			}
		}
	}
	// A capital of the pattern is not itself in the set: nothing in lower case is it.
	// Whether it matches is decided below, as for all others.
	in := normal(append(low, rest...))
	out := append([]span(nil), in...)
	if small && len(rest) == 0 {
		for _, x := range in {
			for r := x.lo; r <= x.hi; r++ {
				for _, a := range t.above[r] {
					add(&out, a)
				}
			}
		}
		return normal(out)
	}
	var off []span
	for _, r := range t.lowered {
		if in.has(unicode.ToLower(r)) {
			add(&out, r)
		} else if in.has(r) {
			add(&off, r)
		}
	}
	if off == nil {
		return normal(out)
	}
	return normal(append(normal(out).not(), off...)).not()
}

func foldASCII(s, rest set) set {
	low := append([]span(nil), s...)
	for r := 'A'; r <= 'Z'; r++ {
		if s.has(r) {
			low = append(low, span{r + 32, r + 32})
		}
	}
	in := normal(append(low, rest...))
	out := append([]span(nil), in...)
	var off []span
	for r := 'A'; r <= 'Z'; r++ {
		if in.has(r + 32) {
			out = append(out, span{r, r})
		} else if in.has(r) {
			off = append(off, span{r, r})
		}
	}
	if off == nil {
		return normal(out)
	}
	return normal(append(normal(out).not(), off...)).not()
}
