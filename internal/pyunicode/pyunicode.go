// Package pyunicode answers questions on characters as Python 3.11 does: by
// Unicode 14, on Go's tables, which are of Unicode 15.
//
// The two versions differ in 4,489 code points that only the newer one assigns,
// and in the case of five letters (see case.go). So a table of these, Since15, is all
// that is needed: here they are unassigned. What Go's tables do not have at all, and
// unicodedata wants (decompositions, directions, widths, numeric values …), is in ucd.txt,
// of which each section is read when somebody first asks (ucd.go). A test holds the functions
// against python3, code point by code point, where that is installed. Rejected: tables of
// Unicode 14 for what Go has too. They are 200 kB, and nothing else needs them.
package pyunicode

import (
	"unicode"
	"unicode/utf8"
)

// Since15 are the code points that Unicode 15 assigns and Unicode 14 does not.
var Since15 = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0CF3, 0x0CF3, 1}, {0x0ECE, 0x0ECE, 1},
	},
	R32: []unicode.Range32{
		{0x10EFD, 0x10EFF, 1}, {0x1123F, 0x11241, 1}, {0x11B00, 0x11B09, 1}, {0x11F00, 0x11F10, 1},
		{0x11F12, 0x11F3A, 1}, {0x11F3E, 0x11F59, 1}, {0x1342F, 0x1342F, 1}, {0x13439, 0x13455, 1},
		{0x1B132, 0x1B132, 1}, {0x1B155, 0x1B155, 1}, {0x1D2C0, 0x1D2D3, 1}, {0x1DF25, 0x1DF2A, 1},
		{0x1E030, 0x1E06D, 1}, {0x1E08F, 0x1E08F, 1}, {0x1E4D0, 0x1E4F9, 1}, {0x1F6DC, 0x1F6DC, 1},
		{0x1F774, 0x1F776, 1}, {0x1F77B, 0x1F77F, 1}, {0x1F7D9, 0x1F7D9, 1}, {0x1FA75, 0x1FA77, 1},
		{0x1FA87, 0x1FA88, 1}, {0x1FAAD, 0x1FAAF, 1}, {0x1FABB, 0x1FABD, 1}, {0x1FABF, 0x1FABF, 1},
		{0x1FACE, 0x1FACF, 1}, {0x1FADA, 0x1FADB, 1}, {0x1FAE8, 0x1FAE8, 1}, {0x1FAF7, 0x1FAF8, 1},
		{0x2B739, 0x2B739, 1}, {0x31350, 0x323AF, 1},
	},
}

// IsPrintable is str.isprintable for one character: repr shows it as it is.
func IsPrintable(r rune) bool {
	if r < 0x7f {
		return r >= ' '
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S) && !unicode.Is(Since15, r)
}

// xidStartOff and xidContinueOff are letters that do not stay identifiers under
// normalization, which XID_Start and XID_Continue therefore leave out (UAX 31, 5.1).
var (
	xidStartOff = &unicode.RangeTable{
		R16: append([]unicode.Range16{
			{0x037A, 0x037A, 1}, {0x0E33, 0x0E33, 1}, {0x0EB3, 0x0EB3, 1},
		}, append(append([]unicode.Range16{}, xidContinueOff.R16[1:]...), unicode.Range16{Lo: 0xFF9E, Hi: 0xFF9F, Stride: 1})...),
	}
	xidContinueOff = &unicode.RangeTable{
		R16: []unicode.Range16{
			{0x037A, 0x037A, 1}, {0x309B, 0x309C, 1}, {0xFC5E, 0xFC63, 1}, {0xFDFA, 0xFDFB, 1},
			{0xFE70, 0xFE7E, 2},
		},
	}
)

// IsIdentifierStart tells whether an identifier may begin with r.
func IsIdentifierStart(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '_' || 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start) &&
		!unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space, xidStartOff, Since15)
}

// IsIdentifierPart tells whether r may stand in an identifier behind its start.
func IsIdentifierPart(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '_' || 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start,
		unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue) &&
		!unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space, xidContinueOff, Since15)
}

// ScanIdentifier returns how many bytes at the beginning of s, which is UTF-8, can
// be an identifier.
func ScanIdentifier(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && s[i] != "\uFFFD"[0] || i == 0 && !IsIdentifierStart(r) || i > 0 && !IsIdentifierPart(r) {
			return i
		}
	}
	return len(s)
}
