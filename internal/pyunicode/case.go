package pyunicode

import "unicode"

// Full case mappings: Unicode's simple ones, which Go has, and those of its
// SpecialCasing and CaseFolding data that give several characters. Title case has
// a table of its own: ß is SS and Ss.

// fullUpper are the characters whose upper case is several characters.
var fullUpper = map[rune]string{
	0x00DF: "\u0053\u0053", 0x0149: "\u02BC\u004E", 0x01F0: "\u004A\u030C", 0x0390: "\u0399\u0308\u0301",
	0x03B0: "\u03A5\u0308\u0301", 0x0587: "\u0535\u0552", 0x1E96: "\u0048\u0331", 0x1E97: "\u0054\u0308",
	0x1E98: "\u0057\u030A", 0x1E99: "\u0059\u030A", 0x1E9A: "\u0041\u02BE", 0x1F50: "\u03A5\u0313",
	0x1F52: "\u03A5\u0313\u0300", 0x1F54: "\u03A5\u0313\u0301", 0x1F56: "\u03A5\u0313\u0342",
	0x1F80: "\u1F08\u0399", 0x1F81: "\u1F09\u0399", 0x1F82: "\u1F0A\u0399", 0x1F83: "\u1F0B\u0399",
	0x1F84: "\u1F0C\u0399", 0x1F85: "\u1F0D\u0399", 0x1F86: "\u1F0E\u0399", 0x1F87: "\u1F0F\u0399",
	0x1F88: "\u1F08\u0399", 0x1F89: "\u1F09\u0399", 0x1F8A: "\u1F0A\u0399", 0x1F8B: "\u1F0B\u0399",
	0x1F8C: "\u1F0C\u0399", 0x1F8D: "\u1F0D\u0399", 0x1F8E: "\u1F0E\u0399", 0x1F8F: "\u1F0F\u0399",
	0x1F90: "\u1F28\u0399", 0x1F91: "\u1F29\u0399", 0x1F92: "\u1F2A\u0399", 0x1F93: "\u1F2B\u0399",
	0x1F94: "\u1F2C\u0399", 0x1F95: "\u1F2D\u0399", 0x1F96: "\u1F2E\u0399", 0x1F97: "\u1F2F\u0399",
	0x1F98: "\u1F28\u0399", 0x1F99: "\u1F29\u0399", 0x1F9A: "\u1F2A\u0399", 0x1F9B: "\u1F2B\u0399",
	0x1F9C: "\u1F2C\u0399", 0x1F9D: "\u1F2D\u0399", 0x1F9E: "\u1F2E\u0399", 0x1F9F: "\u1F2F\u0399",
	0x1FA0: "\u1F68\u0399", 0x1FA1: "\u1F69\u0399", 0x1FA2: "\u1F6A\u0399", 0x1FA3: "\u1F6B\u0399",
	0x1FA4: "\u1F6C\u0399", 0x1FA5: "\u1F6D\u0399", 0x1FA6: "\u1F6E\u0399", 0x1FA7: "\u1F6F\u0399",
	0x1FA8: "\u1F68\u0399", 0x1FA9: "\u1F69\u0399", 0x1FAA: "\u1F6A\u0399", 0x1FAB: "\u1F6B\u0399",
	0x1FAC: "\u1F6C\u0399", 0x1FAD: "\u1F6D\u0399", 0x1FAE: "\u1F6E\u0399", 0x1FAF: "\u1F6F\u0399",
	0x1FB2: "\u1FBA\u0399", 0x1FB3: "\u0391\u0399", 0x1FB4: "\u0386\u0399", 0x1FB6: "\u0391\u0342",
	0x1FB7: "\u0391\u0342\u0399", 0x1FBC: "\u0391\u0399", 0x1FC2: "\u1FCA\u0399", 0x1FC3: "\u0397\u0399",
	0x1FC4: "\u0389\u0399", 0x1FC6: "\u0397\u0342", 0x1FC7: "\u0397\u0342\u0399", 0x1FCC: "\u0397\u0399",
	0x1FD2: "\u0399\u0308\u0300", 0x1FD3: "\u0399\u0308\u0301", 0x1FD6: "\u0399\u0342",
	0x1FD7: "\u0399\u0308\u0342", 0x1FE2: "\u03A5\u0308\u0300", 0x1FE3: "\u03A5\u0308\u0301",
	0x1FE4: "\u03A1\u0313", 0x1FE6: "\u03A5\u0342", 0x1FE7: "\u03A5\u0308\u0342", 0x1FF2: "\u1FFA\u0399",
	0x1FF3: "\u03A9\u0399", 0x1FF4: "\u038F\u0399", 0x1FF6: "\u03A9\u0342", 0x1FF7: "\u03A9\u0342\u0399",
	0x1FFC: "\u03A9\u0399", 0xFB00: "\u0046\u0046", 0xFB01: "\u0046\u0049", 0xFB02: "\u0046\u004C",
	0xFB03: "\u0046\u0046\u0049", 0xFB04: "\u0046\u0046\u004C", 0xFB05: "\u0053\u0054", 0xFB06: "\u0053\u0054",
	0xFB13: "\u0544\u0546", 0xFB14: "\u0544\u0535", 0xFB15: "\u0544\u053B", 0xFB16: "\u054E\u0546",
	0xFB17: "\u0544\u053D",
}

// fullTitle are the characters whose title case is several characters.
var fullTitle = map[rune]string{
	0x00DF: "\u0053\u0073", 0x0149: "\u02BC\u004E", 0x01F0: "\u004A\u030C", 0x0390: "\u0399\u0308\u0301",
	0x03B0: "\u03A5\u0308\u0301", 0x0587: "\u0535\u0582", 0x1E96: "\u0048\u0331", 0x1E97: "\u0054\u0308",
	0x1E98: "\u0057\u030A", 0x1E99: "\u0059\u030A", 0x1E9A: "\u0041\u02BE", 0x1F50: "\u03A5\u0313",
	0x1F52: "\u03A5\u0313\u0300", 0x1F54: "\u03A5\u0313\u0301", 0x1F56: "\u03A5\u0313\u0342",
	0x1FB2: "\u1FBA\u0345", 0x1FB4: "\u0386\u0345", 0x1FB6: "\u0391\u0342", 0x1FB7: "\u0391\u0342\u0345",
	0x1FC2: "\u1FCA\u0345", 0x1FC4: "\u0389\u0345", 0x1FC6: "\u0397\u0342", 0x1FC7: "\u0397\u0342\u0345",
	0x1FD2: "\u0399\u0308\u0300", 0x1FD3: "\u0399\u0308\u0301", 0x1FD6: "\u0399\u0342",
	0x1FD7: "\u0399\u0308\u0342", 0x1FE2: "\u03A5\u0308\u0300", 0x1FE3: "\u03A5\u0308\u0301",
	0x1FE4: "\u03A1\u0313", 0x1FE6: "\u03A5\u0342", 0x1FE7: "\u03A5\u0308\u0342", 0x1FF2: "\u1FFA\u0345",
	0x1FF4: "\u038F\u0345", 0x1FF6: "\u03A9\u0342", 0x1FF7: "\u03A9\u0342\u0345", 0xFB00: "\u0046\u0066",
	0xFB01: "\u0046\u0069", 0xFB02: "\u0046\u006C", 0xFB03: "\u0046\u0066\u0069", 0xFB04: "\u0046\u0066\u006C",
	0xFB05: "\u0053\u0074", 0xFB06: "\u0053\u0074", 0xFB13: "\u0544\u0576", 0xFB14: "\u0544\u0565",
	0xFB15: "\u0544\u056B", 0xFB16: "\u054E\u0576", 0xFB17: "\u0544\u056D",
}

// AppendUpper appends r's upper case.
func AppendUpper(out []rune, r rune) []rune {
	if r >= 0xDF {
		if s, ok := fullUpper[r]; ok {
			return append(out, []rune(s)...)
		}
	}
	return append(out, unicode.ToUpper(r))
}

// AppendTitle appends r's title case.
func AppendTitle(out []rune, r rune) []rune {
	if r >= 0xDF {
		if s, ok := fullTitle[r]; ok {
			return append(out, []rune(s)...)
		}
	}
	return append(out, unicode.ToTitle(r))
}

// AppendLower appends r's lower case, whatever is around it (a sigma at the end
// of a word has another: see IsCased and IsCaseIgnorable).
func AppendLower(out []rune, r rune) []rune {
	if r == 0x130 { // I with a dot above keeps the dot
		return append(out, 'i', 0x307)
	}
	return append(out, unicode.ToLower(r))
}

// AppendFold appends what r is for a comparison without case. It is the lower
// case of its upper case, but for the few that the standard folds otherwise;
// Cherokee folds to capitals, which are the older letters.
func AppendFold(out []rune, r rune) []rune {
	switch {
	case r < 0x80:
		return append(out, unicode.ToLower(r))
	case r == 0x130:
		return append(out, 'i', 0x307)
	case r == 0x131:
		return append(out, r)
	case r == 0x1E9E:
		return append(out, 's', 's')
	case r >= 0x13A0 && r <= 0x13FF || r >= 0xAB70 && r <= 0xABBF:
		return append(out, unicode.ToUpper(r))
	}
	n := len(out)
	out = AppendUpper(out, r)
	for i := n; i < len(out); i++ {
		out[i] = unicode.ToLower(out[i])
	}
	return out
}

// IsUpper is the Unicode property Uppercase.
func IsUpper(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Other_Uppercase) && !unicode.Is(Since15, r)
}

// lowerSince15 are the modifier letters to which Unicode 15 gave the property
// Lowercase.
var lowerSince15 = &unicode.RangeTable{
	R16: []unicode.Range16{{0x10FC, 0x10FC, 1}, {0xA7F2, 0xA7F4, 1}, {0xAB69, 0xAB69, 1}},
}

// IsLower is the Unicode property Lowercase.
func IsLower(r rune) bool {
	return unicode.In(r, unicode.Ll, unicode.Other_Lowercase) && !unicode.In(r, lowerSince15, Since15)
}

// IsTitle says that r is a letter in title case.
func IsTitle(r rune) bool { return unicode.Is(unicode.Lt, r) }

// IsCased is the Unicode property Cased.
func IsCased(r rune) bool { return IsUpper(r) || IsLower(r) || IsTitle(r) }

// wordMiddle are the characters that may stand inside a word by the rules of
// word boundaries (MidLetter, MidNumLet, Single_Quote): they do not end it.
var wordMiddle = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0027, 0x002E, 7}, {0x003A, 0x003A, 1}, {0x00B7, 0x00B7, 1}, {0x0387, 0x0387, 1}, {0x055F, 0x055F, 1},
		{0x05F4, 0x05F4, 1}, {0x2018, 0x2019, 1}, {0x2024, 0x2027, 3}, {0xFE13, 0xFE13, 1}, {0xFE52, 0xFE55, 3},
		{0xFF07, 0xFF0E, 7}, {0xFF1A, 0xFF1A, 1},
	},
	LatinOffset: 3,
}

// IsCaseIgnorable is the Unicode property Case_Ignorable: r does not end the
// word that a final sigma needs.
func IsCaseIgnorable(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk, wordMiddle) && !unicode.Is(Since15, r)
}

// Cased visits the characters that have another case.
func Cased(visit func(r rune)) {
	for _, c := range unicode.CaseRanges {
		for r := rune(c.Lo); r <= rune(c.Hi); r++ {
			visit(r)
		}
	}
	for r := range fullUpper {
		if unicode.ToUpper(r) == r && unicode.ToLower(r) == r {
			visit(r)
		}
	}
}
