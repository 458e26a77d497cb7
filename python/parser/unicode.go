package parser

import "github.com/hpyrun/hpyrun/internal/pyunicode"

// decodeSurrogate gives the lone surrogate that s, which is WTF-8, begins with.
func decodeSurrogate(s string) rune {
	return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
}

// scanIdentifier tells whether s is an identifier, or how many of its bytes could be.
func scanIdentifier(s string) (n int, ok bool) {
	n = pyunicode.ScanIdentifier(s)
	return n, n == len(s)
}

func isPrintable(r rune) bool { return pyunicode.IsPrintable(r) }

func lookupName(name string) (rune, bool) { return pyunicode.Lookup(name) }
