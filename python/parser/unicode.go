package parser

import "github.com/hpyrun/hpyrun/internal/pyunicode"

// scanIdentifier tells whether s is an identifier, or how many of its bytes could be.
func scanIdentifier(s string) (n int, ok bool) {
	n = pyunicode.ScanIdentifier(s)
	return n, n == len(s)
}

func isPrintable(r rune) bool { return pyunicode.IsPrintable(r) }

func lookupName(name string) (rune, bool) { return pyunicode.Lookup(name) }
