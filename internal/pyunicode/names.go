package pyunicode

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/runenames"
)

// aliases lists, for each code point, the names that the Unicode Character Database
// (NameAliases.txt, version 14) gives it beside its name. Those of the variation
// selectors, VS1 to VS256, are computed.
//
//go:embed aliases.txt
var aliases string

// Name gives the name of a character, as unicodedata.name does: "" if it has none.
func Name(r rune) string {
	switch {
	case unicode.Is(Since15, r):
		return ""
	case 0xAC00 <= r && r <= 0xD7A3:
		s := int(r - 0xAC00)
		return "HANGUL SYLLABLE " + hangulL[s/(21*28)] + hangulV[s/28%21] + hangulT[s%28]
	case unicode.Is(unicode.Unified_Ideograph, r) && unicode.Is(unicode.Lo, r) && !isCompatibility(r):
		return ideograph + strings.ToUpper(strconv.FormatInt(int64(r), 16))
	}
	if n := runenames.Name(r); !strings.HasPrefix(n, "<") {
		return n
	}
	return ""
}

const ideograph = "CJK UNIFIED IDEOGRAPH-"

// isCompatibility tells of the twelve unified ideographs whose names say otherwise.
func isCompatibility(r rune) bool { return 0xF900 <= r && r <= 0xFAFF }

// The short names of the jamo that a Hangul syllable consists of (The Unicode Standard,
// 3.12).
var (
	hangulL = [...]string{"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"}
	hangulV = [...]string{"A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU", "YI", "I"}
	hangulT = [...]string{"", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H"}
)

// byName is the inverse of Name, with the aliases. It is made when it is first needed.
var byName = sync.OnceValue(func() map[string]rune {
	m := make(map[string]rune, 1<<17)
	for r := range rune(unicode.MaxRune + 1) {
		if n := Name(r); n != "" && !strings.HasPrefix(n, ideograph) {
			m[n] = r
		}
	}
	for line := range strings.Lines(aliases) {
		hex, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		r, err := strconv.ParseInt(hex, 16, 32)
		if err != nil {
			panic("BUG: pyunicode: " + err.Error())
		}
		for _, n := range strings.Split(names, ";") {
			m[n] = rune(r)
		}
	}
	for i := range 256 {
		r := rune(0xFE00 + i)
		if i >= 16 {
			r = rune(0xE0100 + i - 16)
		}
		m["VS"+strconv.Itoa(i+1)] = r
	}
	return m
})

// Lookup gives the character that \N{name} means in a string. Case does not matter,
// except for ideographs and Hangul syllables.
func Lookup(name string) (rune, bool) {
	if hex, ok := strings.CutPrefix(name, ideograph); ok {
		n, err := strconv.ParseInt(hex, 16, 32)
		r := rune(n)
		return r, err == nil && Name(r) == name
	}
	r, ok := byName()[name]
	if !ok {
		r, ok = byName()[strings.ToUpper(name)]
		ok = ok && !(0xAC00 <= r && r <= 0xD7A3)
	}
	return r, ok
}
