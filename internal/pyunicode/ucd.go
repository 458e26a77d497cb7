package pyunicode

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// The properties that Go's tables do not have, in sections. Each is read when somebody
// first asks for it.
//
//go:embed ucd.txt
var ucd string

// section visits the lines of a section: a range of characters and what is behind it.
func section(name string, visit func(lo, hi rune, value string)) {
	_, text, ok := strings.Cut(ucd, "\n["+name+"]\n")
	if !ok {
		panic("BUG: pyunicode: no section " + name)
	}
	parse := func(hex string) rune {
		r, err := strconv.ParseInt(hex, 16, 32)
		if err != nil {
			panic("BUG: pyunicode: " + err.Error())
		}
		return rune(r)
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); line == "" {
			return
		}
		chars, value, _ := strings.Cut(line, " ")
		lo, hi, isRange := strings.Cut(chars, "-")
		if !isRange {
			hi = lo
		}
		visit(parse(lo), parse(hi), value)
	}
}

// valued are ranges of characters with a value each, in order.
type valued []struct {
	lo, hi rune
	value  string
}

// at returns the value of r, otherwise where it is in no range.
func (v valued) at(r rune, otherwise string) string {
	i, found := slices.BinarySearchFunc(v, r, func(x struct {
		lo, hi rune
		value  string
	}, r rune) int {
		switch {
		case x.hi < r:
			return -1
		case x.lo > r:
			return 1
		}
		return 0
	})
	if !found {
		return otherwise
	}
	return v[i].value
}

func load(name string) func() valued {
	return sync.OnceValue(func() valued {
		var v valued
		section(name, func(lo, hi rune, value string) {
			v = append(v, struct {
				lo, hi rune
				value  string
			}{lo, hi, value})
		})
		return v
	})
}

var (
	mirrored       = load("mirrored")
	widths         = load("width")
	bidiClasses    = load("bidi")
	combining      = load("combining")
	numerics       = load("numeric")
	decompositions = load("decomposition")
)

// Mirrored is the property Bidi_Mirrored.
func Mirrored(r rune) bool { return mirrored().at(r, "no") != "no" }

// Width is the property East_Asian_Width, by its short name.
func Width(r rune) string { return widths().at(r, "N") }

// BidiClass is the property Bidi_Class by its short name, "" for what is not assigned.
func BidiClass(r rune) string { return bidiClasses().at(r, "") }

// Combining is the property Canonical_Combining_Class.
func Combining(r rune) int {
	if r < 0x300 {
		return 0
	}
	n, _ := strconv.Atoi(combining().at(r, "0"))
	return n
}

// Decomposition is the property Decomposition_Mapping: the tag, if it is none of the
// canonical ones, and hexadecimal numbers. "": there is none, or it is computed (Hangul).
func Decomposition(r rune) string { return decompositions().at(r, "") }

// Numeric is the property Numeric_Value; false: there is none.
func Numeric(r rune) (float64, bool) {
	if d := Decimal(r); d >= 0 {
		return float64(d), true
	}
	s := numerics().at(r, "")
	if s == "" {
		return 0, false
	}
	over, under, _ := strings.Cut(s, "/")
	x, _ := strconv.ParseFloat(over, 64)
	if under != "" {
		y, _ := strconv.ParseFloat(under, 64)
		x /= y
	}
	return x, true
}

// Digit is the value of a digit, also of one that is no decimal digit; -1: it is none.
func Digit(r rune) int {
	if !IsDigit(r) {
		return -1
	}
	x, _ := Numeric(r)
	return int(x)
}

// categories are the general categories in the order in which they are tried: the
// commonest first.
var categories = []struct {
	name  string
	table *unicode.RangeTable
}{{"Ll", unicode.Ll}, {"Lu", unicode.Lu}, {"Lo", unicode.Lo}, {"Nd", unicode.Nd}, {"Po", unicode.Po}, {"So", unicode.So}, {"Mn", unicode.Mn},
	{"Sm", unicode.Sm}, {"Lm", unicode.Lm}, {"Lt", unicode.Lt}, {"Mc", unicode.Mc}, {"Me", unicode.Me}, {"Nl", unicode.Nl}, {"No", unicode.No},
	{"Pc", unicode.Pc}, {"Pd", unicode.Pd}, {"Pe", unicode.Pe}, {"Pf", unicode.Pf}, {"Pi", unicode.Pi}, {"Ps", unicode.Ps}, {"Sc", unicode.Sc},
	{"Sk", unicode.Sk}, {"Zs", unicode.Zs}, {"Zl", unicode.Zl}, {"Zp", unicode.Zp}, {"Cc", unicode.Cc}, {"Cf", unicode.Cf}, {"Co", unicode.Co},
	{"Cs", unicode.Cs}}

// Category is the property General_Category by its short name.
func Category(r rune) string {
	if !unicode.Is(Since15, r) {
		for _, c := range categories {
			if unicode.Is(c.table, r) {
				return c.name
			}
		}
	}
	return "Cn"
}
