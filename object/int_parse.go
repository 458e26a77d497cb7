package object

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// DefaultMaxStrDigits bounds the decimal digits of conversions between int and
// str, whose time grows faster than their length (sys.int_info).
const DefaultMaxStrDigits = 4300

// SetMaxStrDigits sets the bound; 0: none.
func (rt *Runtime) SetMaxStrDigits(n int) { rt.textInit().maxStrDigits = n }

// MaxStrDigits returns the bound.
func (rt *Runtime) MaxStrDigits() int { return rt.textInit().maxStrDigits }

// numberText returns the text of a str for int(), float() and complex(): in a
// str that is not ASCII, decimal digits of all scripts become ASCII, spaces
// blanks, and the first other character a question mark that ends the text
// (false). No safepoint.
func numberText(v Value) (string, bool) {
	if StrIsASCII(v) {
		return GoStr(v), true
	}
	b := StrBytes(v)
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		c, n := decodeRune(b[i:])
		i += n
		switch {
		case c < 0x7F:
			out = append(out, byte(c))
		case pyunicode.IsSpace(c):
			out = append(out, ' ')
		default:
			d := pyunicode.Decimal(c)
			if d < 0 {
				return string(append(out, '?')), false
			}
			out = append(out, '0'+byte(d))
		}
	}
	return string(out), true
}

// intDigits finds the digits of an int literal in s: the base (where 0 asks for
// the prefix), the sign, and the digits without underscores.
func intDigits(s string, base int) (digits string, actual int, neg, ok bool) {
	s = trimSpace(s)
	if s != "" && (s[0] == '+' || s[0] == '-') {
		neg = s[0] == '-'
		s = s[1:]
	}
	zeroOnly := false
	prefix := 0
	if len(s) > 1 && s[0] == '0' {
		switch s[1] | 0x20 {
		case 'x':
			prefix = 16
		case 'o':
			prefix = 8
		case 'b':
			prefix = 2
		}
	}
	if base == 0 {
		if base = prefix; base == 0 {
			base = 10
			zeroOnly = s != "" && s[0] == '0' // C's octal: refused
		}
	}
	if prefix == base {
		s = s[2:]
		s = strings.TrimPrefix(s, "_")
	}
	if s == "" || s[0] == '_' || s[len(s)-1] == '_' || strings.Contains(s, "__") {
		return "", base, neg, false
	}
	s = strings.ReplaceAll(s, "_", "")
	for i := range len(s) {
		if d := digitValue(s[i]); d >= base || zeroOnly && d != 0 {
			return "", base, neg, false
		}
	}
	return s, base, neg, true
}

// digitValue returns c's value as a digit of base 36, 99 for none.
func digitValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		return int(c|0x20-'a') + 10
	}
	return 99
}

// intFromText is int(s, base); orig is what the message shows.
func (t *Thread) intFromText(s string, base int, orig Ref) Value {
	digits, actual, neg, ok := intDigits(s, base)
	if !ok {
		return t.intLiteralError(base, orig)
	}
	if len(digits) <= 11 { // 36^11 is less than 2^57
		var i int64
		for j := range len(digits) {
			i = i*int64(actual) + int64(digitValue(digits[j]))
		}
		if neg {
			i = -i
		}
		return t.NewInt(i)
	}
	if limit := t.RT.MaxStrDigits(); limit > 0 && len(digits) > limit && actual&(actual-1) != 0 {
		return t.ValueErrorf("Exceeds the limit (%d digits) for integer string conversion: value has %d digits; "+
			"use sys.set_int_max_str_digits() to increase the limit", limit, len(digits))
	}
	z, ok := new(big.Int).SetString(digits, actual)
	if !ok {
		panic("BUG: math/big refuses digits " + digits)
	}
	if neg {
		z.Neg(z)
	}
	return t.NewBig(z)
}

// intLiteralError raises int()'s ValueError, with at most 200 characters of
// what was given.
func (t *Thread) intLiteralError(base int, orig Ref) Value {
	defer t.Pop(t.Top())
	r := t.Push(t.Repr(orig))
	if r.V() == heap.Null {
		return heap.Null
	}
	return t.ValueErrorf("invalid literal for int() with base %d: %s", base, firstRunes(GoStr(r.V()), 200))
}

// firstRunes returns the first n code points of s.
func firstRunes(s string, n int) string {
	for i := 0; i < len(s); i += runeSize(s[i]) {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// intFromStr is int(r, base) for a str.
func (t *Thread) intFromStr(r Ref, base int) Value {
	s, ok := numberText(r.V())
	if !ok {
		return t.intLiteralError(base, r)
	}
	return t.intFromText(s, base, r)
}

// ParseInt returns int(s, base), with the message of int() when s is none.
func (t *Thread) ParseInt(s string, base int) Value {
	defer t.Pop(t.Top())
	r := t.Push(t.NewStr(s))
	if r.V() == heap.Null {
		return heap.Null
	}
	return t.intFromStr(r, base)
}

// appendInt appends the decimal digits of an int; false: ValueError is pending
// for too many of them. No safepoint when it is an immediate.
func (t *Thread) appendInt(out []byte, v Value) ([]byte, bool) {
	v = IntValue(v)
	if v.IsInt() {
		return strconv.AppendInt(out, v.Int(), 10), true
	}
	limit := t.RT.MaxStrDigits()
	b := t.num.x.of(v)
	// log10(2) is a little over 30102/100000.
	tooLong := limit > 0 && b.BitLen() > 64 && int64(b.BitLen()-1)*30102/100000 >= int64(limit)
	if !tooLong {
		start := len(out)
		out = b.Append(out, 10)
		n := len(out) - start
		if b.Sign() < 0 {
			n--
		}
		tooLong = limit > 0 && n > limit
	}
	if tooLong {
		t.ValueErrorf("Exceeds the limit (%d digits) for integer string conversion; "+
			"use sys.set_int_max_str_digits() to increase the limit", limit)
		return nil, false
	}
	return out, true
}

func intRepr(t *Thread, a Ref) Value {
	var buf [32]byte
	b, ok := t.appendInt(buf[:0], a.V())
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(b)
}
