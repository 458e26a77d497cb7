package object

import (
	"math"
	"strconv"
	"strings"
)

// trimSpace removes what Python's int(), float() and complex() ignore around a
// number, once numberText has made it ASCII.
func trimSpace(s string) string { return strings.Trim(s, " \t\n\v\f\r") }

// scanDecimal returns the length of the floating-point number at s's start, 0
// for none: digits with single underscores between them (where those are
// allowed), a point, an exponent; or inf, infinity, nan; with a sign.
func scanDecimal(s string, underscores bool) int {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	for _, w := range []string{"infinity", "inf", "nan"} {
		if len(s)-i >= len(w) && strings.EqualFold(s[i:i+len(w)], w) {
			return i + len(w)
		}
	}
	digits := func() bool {
		start := i
		for i < len(s) {
			switch {
			case isDigit(s[i]):
				i++
			case underscores && s[i] == '_' && i > start && i+1 < len(s) && isDigit(s[i+1]):
				i++
			default:
				return i > start
			}
		}
		return i > start
	}
	mantissa := digits()
	if i < len(s) && s[i] == '.' {
		i++
		if digits() {
			mantissa = true
		}
	}
	if !mantissa {
		return 0
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		end := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			i = end
		}
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// decimalFloat converts what scanDecimal has accepted.
func decimalFloat(s string) float64 {
	if strings.IndexByte(s, '_') >= 0 {
		s = strings.ReplaceAll(s, "_", "")
	}
	sign, u := 1.0, s
	if s[0] == '+' || s[0] == '-' {
		u = s[1:]
		if s[0] == '-' {
			sign = -1
		}
	}
	switch u[0] | 0x20 {
	case 'i':
		return math.Inf(int(sign))
	case 'n':
		return math.Copysign(math.NaN(), sign)
	}
	f, _ := strconv.ParseFloat(s, 64) // out of range: the infinity that Python has
	return f
}

// ParseFloatText reads s as float(s) does; false: it is no number.
func ParseFloatText(s string) (float64, bool) {
	s = trimSpace(s)
	if n := scanDecimal(s, true); n == 0 || n != len(s) {
		return 0, false
	}
	return decimalFloat(s), true
}

// parseHexFloat reads s as float.fromhex does. ok false: no number; overflow
// says that it is too large.
func parseHexFloat(s string) (f float64, ok, overflow bool) {
	s = trimSpace(s)
	sign, u := 1.0, s
	if u != "" && (u[0] == '+' || u[0] == '-') {
		if u[0] == '-' {
			sign = -1
		}
		u = u[1:]
	}
	switch strings.ToLower(u) {
	case "inf", "infinity":
		return math.Inf(int(sign)), true, false
	case "nan":
		return math.Copysign(math.NaN(), sign), true, false
	}
	if len(u) > 1 && u[0] == '0' && u[1]|0x20 == 'x' {
		u = u[2:]
	}
	// The digits' value is m·2^exp, with a sticky last bit for what is beyond 64.
	var m uint64
	exp, digits := 0, 0
	point := false
	i := 0
	for ; i < len(u); i++ {
		c := u[i]
		if c == '.' && !point {
			point = true
			continue
		}
		d := hexDigit(c)
		if d < 0 {
			break
		}
		digits++
		if m < 1<<59 {
			m = m<<4 | uint64(d)
		} else {
			if d != 0 {
				m |= 1
			}
			exp += 4
		}
		if point {
			exp -= 4
		}
	}
	if digits == 0 {
		return 0, false, false
	}
	if i < len(u) && u[i]|0x20 == 'p' {
		j := i + 1
		if j < len(u) && (u[j] == '+' || u[j] == '-') {
			j++
		}
		k := j
		for k < len(u) && isDigit(u[k]) {
			k++
		}
		if k == j {
			return 0, false, false
		}
		e, err := strconv.Atoi(u[i+1 : k])
		if err != nil || e > math.MaxInt32 || e < math.MinInt32 {
			// Far out of range, unless the digits are all zero.
			e = math.MaxInt32
			if u[i+1] == '-' {
				e = -e
			}
		}
		exp += e
		i = k
	}
	if i != len(u) {
		return 0, false, false
	}
	f, inRange := roundToFloat(m, exp)
	if !inRange {
		return 0, true, true
	}
	return sign * f, true, false
}

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// formatHexFloat is float.hex for a finite f.
func formatHexFloat(f float64) string {
	sign := ""
	if math.Signbit(f) {
		sign, f = "-", -f
	}
	if f == 0 {
		return sign + "0x0.0p+0"
	}
	b := math.Float64bits(f)
	lead, e := byte('1'), int(b>>52)-1023
	if e == -1023 {
		lead, e = '0', -1022
	}
	frac := strconv.FormatUint(b&(1<<52-1)|1<<52, 16)[1:]
	expSign := "+"
	if e < 0 {
		expSign, e = "-", -e
	}
	return sign + "0x" + string(lead) + "." + frac + "p" + expSign + strconv.Itoa(e)
}
