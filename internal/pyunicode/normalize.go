package pyunicode

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Normalization (The Unicode Standard, 3.11): decompose, bring marks into canonical order,
// and for the forms with C compose again. x/text's norm does the same for Unicode 15,
// and puts a joiner into long rows of marks.

// Form is a normalization form.
type Form uint8

const (
	NFD Form = iota
	NFC
	NFKD
	NFKC
)

// Forms are the forms by their names.
var Forms = map[string]Form{"NFD": NFD, "NFC": NFC, "NFKD": NFKD, "NFKC": NFKC}

func (f Form) compat() bool   { return f == NFKD || f == NFKC }
func (f Form) composes() bool { return f == NFC || f == NFKC }

// normTables are the mappings of characters, fully decomposed, and the compositions.
type normTables struct {
	canonical, compat map[rune][]rune
	pairs             map[[2]rune]rune
}

var normalization = sync.OnceValue(func() *normTables {
	t := &normTables{map[rune][]rune{}, map[rune][]rune{}, map[[2]rune]rune{}}
	excluded := load("excluded")()
	type mapping struct {
		to     []rune
		compat bool
	}
	direct := map[rune]mapping{}
	section("decomposition", func(r, _ rune, value string) {
		var m mapping
		for _, f := range strings.Fields(value) {
			if f[0] == '<' {
				m.compat = true
				continue
			}
			c, _ := strconv.ParseInt(f, 16, 32)
			m.to = append(m.to, rune(c))
		}
		direct[r] = m
		if !m.compat && len(m.to) == 2 && excluded.at(r, "no") == "no" {
			t.pairs[[2]rune{m.to[0], m.to[1]}] = r
		}
	})
	var full func(out []rune, r rune, compat bool) []rune
	full = func(out []rune, r rune, compat bool) []rune {
		m, ok := direct[r]
		if !ok || m.compat && !compat {
			return append(out, r)
		}
		for _, c := range m.to {
			out = full(out, c, compat)
		}
		return out
	}
	for r, m := range direct {
		if !m.compat {
			t.canonical[r] = full(nil, r, false)
		}
		t.compat[r] = full(nil, r, true)
	}
	return t
})

// Hangul syllables are computed (3.12).
const (
	hangulBase         = 0xAC00
	leadBase           = 0x1100
	vowelBase          = 0x1161
	tailBase           = 0x11A7
	leads, vowels      = 19, 21
	tails              = 28
	hangulCount   rune = leads * vowels * tails
)

// Normalize returns text in a normalization form.
func Normalize(form Form, text []rune) []rune {
	t := normalization()
	table := t.canonical
	if form.compat() {
		table = t.compat
	}
	out := make([]rune, 0, len(text)+8)
	for _, r := range text {
		if s := r - hangulBase; s >= 0 && s < hangulCount {
			out = append(out, leadBase+s/(vowels*tails), vowelBase+s/tails%vowels)
			if s%tails != 0 {
				out = append(out, tailBase+s%tails)
			}
		} else if to, ok := table[r]; ok {
			out = append(out, to...)
		} else {
			out = append(out, r)
		}
	}
	order(out)
	if form.composes() {
		out = t.compose(out)
	}
	return out
}

// order brings each row of marks into canonical order.
func order(text []rune) {
	for i := 0; i < len(text); {
		if Combining(text[i]) == 0 {
			i++
			continue
		}
		j := i
		for j < len(text) && Combining(text[j]) != 0 {
			j++
		}
		slices.SortStableFunc(text[i:j], func(a, b rune) int { return Combining(a) - Combining(b) })
		i = j
	}
}

// compose composes, in place.
func (t *normTables) compose(text []rune) []rune {
	out := text[:0]
	starter, last := -1, 0 // the last starter in out, and the class of what came after it
	for _, r := range text {
		class := Combining(r)
		if starter >= 0 && (len(out)-1 == starter || last != 0 && last < class) {
			if c, ok := t.pair(out[starter], r); ok {
				out[starter] = c
				continue
			}
		}
		if class == 0 {
			starter = len(out)
		}
		last = class
		out = append(out, r)
	}
	return out
}

func (t *normTables) pair(a, b rune) (rune, bool) {
	if l, v := a-leadBase, b-vowelBase; l >= 0 && l < leads && v >= 0 && v < vowels {
		return hangulBase + (l*vowels+v)*tails, true
	}
	if s, tail := a-hangulBase, b-tailBase; s >= 0 && s < hangulCount && s%tails == 0 && tail > 0 && tail < tails {
		return a + tail, true
	}
	c, ok := t.pairs[[2]rune{a, b}]
	return c, ok
}
