package parser

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/python/ast"
)

// number reads a number that begins with a digit. It returns tError if the lexer
// failed, else tNumber with pos behind the number.
func (lx *lexer) number() kind {
	src := lx.src
	if src[lx.pos] != '0' {
		if lx.digits() == tError {
			return tError
		}
		return lx.afterInt()
	}
	lx.pos++
	switch src[lx.pos] | 0x20 {
	case 'x':
		return lx.radix("hexadecimal", 16)
	case 'o':
		return lx.radix("octal", 8)
	case 'b':
		return lx.radix("binary", 2)
	}
	start := lx.pos - 1
	for {
		if src[lx.pos] == '_' {
			if lx.pos++; class[src[lx.pos]]&cDigit == 0 {
				return lx.fail("invalid decimal literal")
			}
		}
		if src[lx.pos] != '0' {
			break
		}
		lx.pos++
	}
	if class[src[lx.pos]]&cDigit == 0 {
		return lx.afterInt()
	}
	// It has to be a float or imaginary. CPython says where the zeros end, one off.
	zeros := lx.pos
	if lx.digits() == tError {
		return tError
	}
	switch src[lx.pos] {
	case '.', 'e', 'E', 'j', 'J':
		return lx.afterInt()
	}
	return lx.failIn(start+1-lx.lineStart, zeros+1-lx.lineStart,
		"leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers")
}

// radix reads the digits behind 0x, 0o or 0b, at whose letter pos is.
func (lx *lexer) radix(name string, base int) kind {
	src := lx.src
	valid := func(c byte) bool {
		if base == 16 {
			return class[c]&cHex != 0
		}
		return '0' <= c && int(c-'0') < base
	}
	wrongDigit := func() kind {
		lx.pos++
		return lx.fail("invalid digit '%c' in %s literal", src[lx.pos-1], name)
	}
	lx.pos++
	for {
		if src[lx.pos] == '_' {
			lx.pos++
		}
		if !valid(src[lx.pos]) {
			if class[src[lx.pos]]&cDigit != 0 {
				return wrongDigit()
			}
			return lx.fail("invalid %s literal", name)
		}
		for valid(src[lx.pos]) {
			lx.pos++
		}
		if src[lx.pos] != '_' {
			break
		}
	}
	if class[src[lx.pos]]&cDigit != 0 {
		return wrongDigit()
	}
	return lx.endOfNumber(name)
}

// digits reads decimal digits with single underscores between them.
func (lx *lexer) digits() kind {
	src := lx.src
	for {
		for class[src[lx.pos]]&cDigit != 0 {
			lx.pos++
		}
		if src[lx.pos] != '_' {
			return tNumber
		}
		if lx.pos++; class[src[lx.pos]]&cDigit == 0 {
			return lx.fail("invalid decimal literal")
		}
	}
}

// afterInt reads what may follow the digits before the point.
func (lx *lexer) afterInt() kind {
	if lx.src[lx.pos] == '.' {
		lx.pos++
		return lx.fraction()
	}
	return lx.exponent()
}

// fraction reads what may follow the point.
func (lx *lexer) fraction() kind {
	if class[lx.src[lx.pos]]&cDigit != 0 {
		if lx.digits() == tError {
			return tError
		}
	}
	return lx.exponent()
}

// exponent reads an exponent, if there is one, and what may follow it.
func (lx *lexer) exponent() kind {
	src := lx.src
	if src[lx.pos]|0x20 == 'e' {
		at := lx.pos
		lx.pos++
		signed := src[lx.pos] == '+' || src[lx.pos] == '-'
		if signed {
			lx.pos++
		}
		if class[src[lx.pos]]&cDigit == 0 {
			if signed {
				return lx.fail("invalid decimal literal")
			}
			lx.pos = at // the e may begin a keyword
			return lx.endOfNumber("decimal")
		}
		if lx.digits() == tError {
			return tError
		}
	}
	if src[lx.pos]|0x20 == 'j' {
		lx.pos++
		return lx.endOfNumber("imaginary")
	}
	return lx.endOfNumber("decimal")
}

// endOfNumber checks that no ASCII letter or digit follows a number, except those of a keyword
// that may follow a number in valid code: 1if x else y is deprecated only.
func (lx *lexer) endOfNumber(name string) kind {
	rest := lx.src[lx.pos:]
	if class[rest[0]]&(cIdent|cDigit) == 0 || rest[0] >= 0x80 {
		return tNumber
	}
	for i, k := range [...]string{"if", "in", "is", "and", "else", "for", "or", "not"} {
		// CPython looks at two characters only if the first is an i.
		if strings.HasPrefix(rest, k) && (i < 3 || class[rest[len(k)]]&(cIdent|cDigit) == 0) {
			if lx.warn != nil && lx.warn(SyntaxWarning, "invalid "+name+" literal", lx.line) {
				return lx.fail("invalid %s literal", name)
			}
			return tNumber
		}
	}
	return lx.fail("invalid %s literal", name)
}

// maxIntDigits is how many decimal digits the literal of an int may have:
// Python's limit for conversions from decimal text, whose cost is not linear.
const maxIntDigits = 4300

// numberValue gives the value of the number s: an int64, *big.Int, float64 or
// complex128. If it has too many digits, it returns how many, and nil.
func numberValue(s string) (value any, digits int) {
	if strings.IndexByte(s, '_') >= 0 {
		s = strings.ReplaceAll(s, "_", "")
	}
	if len(s) == 1 {
		return int64(s[0] - '0'), 0
	}
	if len(s) > 2 && s[0] == '0' && s[1] > '9' {
		base := 0
		switch s[1] | 0x20 {
		case 'x':
			base = 16
		case 'o':
			base = 8
		case 'b':
			base = 2
		}
		if base != 0 {
			if n, err := strconv.ParseInt(s[2:], base, 64); err == nil {
				return n, 0
			}
			n, _ := new(big.Int).SetString(s[2:], base)
			return n, 0
		}
	}
	isFloat := false
	for i := range len(s) {
		if class[s[i]]&cDigit == 0 {
			isFloat = true
			break
		}
	}
	if !isFloat {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n, 0
		}
		if len(s) > maxIntDigits {
			return nil, len(s)
		}
		n, _ := new(big.Int).SetString(s, 10)
		return n, 0
	}
	imaginary := s[len(s)-1]|0x20 == 'j'
	if imaginary {
		s = s[:len(s)-1]
	}
	// Out of range is infinity, in Python as in ParseFloat.
	f, _ := strconv.ParseFloat(s, 64)
	if imaginary {
		return complex(0, f), 0
	}
	return f, 0
}

// numberAtom takes the next token, which is a number.
func (p *parser) numberAtom() ast.Expr {
	t := p.toks[p.pos]
	v, digits := numberValue(p.text(t))
	if v == nil {
		p.pos++
		return p.raise(PlainSyntaxError, place{int(t.line), noCol, int(t.endLine), noCol}, "Exceeds the limit (%d digits) for integer string conversion: value has %d digits; "+
			"use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals "+
			"to avoid decimal conversion limits.", maxIntDigits, digits)
	}
	return p.constant(v)
}
