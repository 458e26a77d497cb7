package pyunicode

import (
	"slices"
	"unicode"
)

// IsSpace is str.isspace for one character: a separator by category (Zs) or by
// its bidirectional class (WS, B, S).
func IsSpace(r rune) bool {
	if r < 0x80 {
		return r == ' ' || r >= '\t' && r <= '\r' || r >= 0x1C && r <= 0x1F
	}
	switch r {
	case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}

// IsAlpha is str.isalpha for one character.
func IsAlpha(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(Since15, r) }

// Decimal returns the value of a decimal digit, -1 for what is none.
func Decimal(r rune) int {
	if r < 0x80 {
		if r >= '0' && r <= '9' {
			return int(r - '0')
		}
		return -1
	}
	if !unicode.Is(unicode.Nd, r) || unicode.Is(Since15, r) {
		return -1
	}
	// Decimal digits come in tens that begin with a zero, and no two tens that
	// touch are out of step.
	zero := r
	for unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return int(r-zero) % 10
}

// digits are the characters with a digit's value that are no decimal digits,
// as superscripts (Numeric_Type Digit).
var digits = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00B2, 0x00B3, 1}, {0x00B9, 0x00B9, 1}, {0x1369, 0x1371, 1}, {0x19DA, 0x19DA, 1}, {0x2070, 0x2070, 1},
		{0x2074, 0x2079, 1}, {0x2080, 0x2089, 1}, {0x2460, 0x2468, 1}, {0x2474, 0x247C, 1}, {0x2488, 0x2490, 1},
		{0x24EA, 0x24EA, 1}, {0x24F5, 0x24FD, 1}, {0x24FF, 0x24FF, 1}, {0x2776, 0x277E, 1}, {0x2780, 0x2788, 1},
		{0x278A, 0x2792, 1},
	},
	R32: []unicode.Range32{
		{0x10A40, 0x10A43, 1}, {0x10E60, 0x10E68, 1}, {0x11052, 0x1105A, 1}, {0x1F100, 0x1F10A, 1},
	},
	LatinOffset: 2,
}

// IsDigit is str.isdigit for one character.
func IsDigit(r rune) bool {
	return unicode.In(r, unicode.Nd, digits) && !unicode.Is(Since15, r)
}

// hanNumbers are the ideographs that are numbers.
var hanNumbers = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x3405, 0x3405, 1}, {0x3483, 0x3483, 1}, {0x382A, 0x382A, 1}, {0x3B4D, 0x3B4D, 1}, {0x4E00, 0x4E00, 1},
		{0x4E03, 0x4E03, 1}, {0x4E07, 0x4E07, 1}, {0x4E09, 0x4E09, 1}, {0x4E5D, 0x4E5D, 1}, {0x4E8C, 0x4E8C, 1},
		{0x4E94, 0x4E94, 1}, {0x4E96, 0x4E96, 1}, {0x4EBF, 0x4EC0, 1}, {0x4EDF, 0x4EDF, 1}, {0x4EE8, 0x4EE8, 1},
		{0x4F0D, 0x4F0D, 1}, {0x4F70, 0x4F70, 1}, {0x5104, 0x5104, 1}, {0x5146, 0x5146, 1}, {0x5169, 0x5169, 1},
		{0x516B, 0x516B, 1}, {0x516D, 0x516D, 1}, {0x5341, 0x5341, 1}, {0x5343, 0x5345, 1}, {0x534C, 0x534C, 1},
		{0x53C1, 0x53C4, 1}, {0x56DB, 0x56DB, 1}, {0x58F1, 0x58F1, 1}, {0x58F9, 0x58F9, 1}, {0x5E7A, 0x5E7A, 1},
		{0x5EFE, 0x5EFF, 1}, {0x5F0C, 0x5F0E, 1}, {0x5F10, 0x5F10, 1}, {0x62FE, 0x62FE, 1}, {0x634C, 0x634C, 1},
		{0x67D2, 0x67D2, 1}, {0x6F06, 0x6F06, 1}, {0x7396, 0x7396, 1}, {0x767E, 0x767E, 1}, {0x8086, 0x8086, 1},
		{0x842C, 0x842C, 1}, {0x8CAE, 0x8CAE, 1}, {0x8CB3, 0x8CB3, 1}, {0x8D30, 0x8D30, 1}, {0x9621, 0x9621, 1},
		{0x9646, 0x9646, 1}, {0x964C, 0x964C, 1}, {0x9678, 0x9678, 1}, {0x96F6, 0x96F6, 1}, {0xF96B, 0xF96B, 1},
		{0xF973, 0xF973, 1}, {0xF978, 0xF978, 1}, {0xF9B2, 0xF9B2, 1}, {0xF9D1, 0xF9D1, 1}, {0xF9D3, 0xF9D3, 1},
		{0xF9FD, 0xF9FD, 1},
	},
	R32: []unicode.Range32{
		{0x20001, 0x20001, 1}, {0x20064, 0x20064, 1}, {0x200E2, 0x200E2, 1}, {0x20121, 0x20121, 1},
		{0x2092A, 0x2092A, 1}, {0x20983, 0x20983, 1}, {0x2098C, 0x2098C, 1}, {0x2099C, 0x2099C, 1},
		{0x20AEA, 0x20AEA, 1}, {0x20AFD, 0x20AFD, 1}, {0x20B19, 0x20B19, 1}, {0x22390, 0x22390, 1},
		{0x22998, 0x22998, 1}, {0x23B1B, 0x23B1B, 1}, {0x2626D, 0x2626D, 1}, {0x2F890, 0x2F890, 1},
	},
}

// IsNumeric is str.isnumeric for one character.
func IsNumeric(r rune) bool {
	return unicode.In(r, unicode.N, hanNumbers) && !unicode.Is(Since15, r)
}

// DecimalRanges are the decimal digits, first and last character of each range, in
// order.
func DecimalRanges() [][2]rune { return ranges(unicode.Nd) }

// AlphaNumericRanges are the characters of which str.isalnum is true.
func AlphaNumericRanges() [][2]rune { return ranges(unicode.L, unicode.N, hanNumbers) }

// ranges merges tables, without what Unicode 14 does not assign.
func ranges(tables ...*unicode.RangeTable) [][2]rune {
	var all [][2]rune
	for _, t := range tables {
		each(t, func(lo, hi rune) { all = append(all, [2]rune{lo, hi}) })
	}
	slices.SortFunc(all, func(a, b [2]rune) int { return int(a[0]) - int(b[0]) })
	merged := all[:0]
	for _, x := range all {
		if n := len(merged); n > 0 && x[0] <= merged[n-1][1]+1 {
			merged[n-1][1] = max(merged[n-1][1], x[1])
		} else {
			merged = append(merged, x)
		}
	}
	var out [][2]rune
	for _, x := range merged {
		each(Since15, func(lo, hi rune) {
			if lo > x[1] || hi < x[0] {
				return
			}
			if lo > x[0] {
				out = append(out, [2]rune{x[0], lo - 1})
			}
			x[0] = hi + 1
		})
		if x[0] <= x[1] {
			out = append(out, x)
		}
	}
	return out
}

// each visits the ranges of a table in order, those with gaps character by character.
func each(t *unicode.RangeTable, visit func(lo, hi rune)) {
	one := func(lo, hi, stride rune) {
		if stride == 1 {
			visit(lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			visit(r, r)
		}
	}
	for _, r := range t.R16 {
		one(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		one(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
}
