package object

import (
	"math"
	"strconv"
)

// floatDigits are the significant digits of a finite number: 0.DIGITS × 10^point.
type floatDigits struct {
	digits []byte
	point  int
}

// digitsOf splits what strconv wrote as d.ddde±dd, in place.
func digitsOf(b []byte) floatDigits {
	e := len(b) - 1
	for b[e] != 'e' {
		e--
	}
	exp := 0 // for zero it is 0
	for _, c := range b[e+2:] {
		exp = exp*10 + int(c-'0')
	}
	if b[e+1] == '-' {
		exp = -exp
	}
	d := b[:1]
	if e > 1 {
		b[1] = b[0]
		d = b[1:e]
	}
	return floatDigits{d, exp + 1}
}

// Flags of formatFloat.
const (
	floatAddDot = 1 << iota // "1" becomes "1.0", unless there is an exponent
	floatAlt                // always a point, and no zeros are dropped
)

// appendFloat appends f as CPython's PyOS_double_to_string does: code is e, f,
// g or r (shortest digits that read back), prec counts digits as in C.
func appendFloat(out []byte, f float64, code byte, prec, flags int) []byte {
	switch {
	case f != f:
		return append(out, "nan"...)
	case math.IsInf(f, 1):
		return append(out, "inf"...)
	case math.IsInf(f, -1):
		return append(out, "-inf"...)
	}
	if math.Signbit(f) {
		out = append(out, '-')
		f = -f
	}
	var buf [32]byte
	var d floatDigits
	useExp := false
	switch code {
	case 'f':
		out = strconv.AppendFloat(out, f, 'f', prec, 64)
		if prec == 0 && flags&floatAlt != 0 {
			out = append(out, '.')
		}
		return out
	case 'e':
		d = digitsOf(strconv.AppendFloat(buf[:0], f, 'e', prec, 64))
		useExp = true
	case 'g':
		prec = max(prec, 1)
		d = digitsOf(strconv.AppendFloat(buf[:0], f, 'e', prec-1, 64))
		limit := prec
		if flags&floatAddDot != 0 {
			limit--
		}
		useExp = d.point <= -4 || d.point > limit
		if flags&floatAlt == 0 {
			d.trimZeros()
		}
	case 'r':
		d = digitsOf(strconv.AppendFloat(buf[:0], f, 'e', -1, 64))
		useExp = d.point <= -4 || d.point > 16
	default:
		panic("BUG: float format code " + string(code))
	}
	if useExp {
		return d.appendExp(out, flags)
	}
	return d.appendFixed(out, flags)
}

func (d *floatDigits) trimZeros() {
	n := len(d.digits)
	for n > 1 && d.digits[n-1] == '0' {
		n--
	}
	d.digits = d.digits[:n]
}

func (d *floatDigits) appendExp(out []byte, flags int) []byte {
	out = append(out, d.digits[0])
	if len(d.digits) > 1 {
		out = append(out, '.')
		out = append(out, d.digits[1:]...)
	} else if flags&floatAlt != 0 {
		out = append(out, '.')
	}
	e := d.point - 1
	sign := byte('+')
	if e < 0 {
		sign, e = '-', -e
	}
	out = append(out, 'e', sign)
	if e < 10 {
		out = append(out, '0')
	}
	return strconv.AppendInt(out, int64(e), 10)
}

func (d *floatDigits) appendFixed(out []byte, flags int) []byte {
	n := len(d.digits)
	if d.point <= 0 {
		out = append(out, '0', '.')
		for range -d.point {
			out = append(out, '0')
		}
		return append(out, d.digits...)
	}
	for i := range d.point {
		if i < n {
			out = append(out, d.digits[i])
		} else {
			out = append(out, '0')
		}
	}
	switch {
	case n > d.point:
		out = append(out, '.')
		out = append(out, d.digits[d.point:]...)
	case flags&floatAddDot != 0:
		out = append(out, '.', '0')
	case flags&floatAlt != 0:
		out = append(out, '.')
	}
	return out
}

// FloatRepr returns repr(f): the shortest digits that read back as f, with an
// exponent below 1e-4 and from 1e16 on.
func FloatRepr(f float64) string {
	var buf [32]byte
	return string(appendFloat(buf[:0], f, 'r', 0, floatAddDot))
}
