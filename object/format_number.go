package object

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// formatIntSpec is int.__format__ for an int, bool or instance of a subclass.
func (t *Thread) formatIntSpec(self Ref, spec []byte) Value {
	name := t.TypeName(self.V())
	f, ok := t.parseSpec(spec, '>', 'd', name)
	if !ok {
		return heap.Null
	}
	switch f.typ {
	case 'b', 'c', 'd', 'o', 'x', 'X', 'n':
		return t.formatInt(self, f)
	case 'e', 'E', 'f', 'F', 'g', 'G', '%':
		x, ok := IntToFloat(self.V())
		if !ok {
			return t.OverflowErrorf("int too large to convert to float")
		}
		return t.formatFloat(x, f)
	}
	return t.unknownFormatCode(f.typ, name)
}

func (t *Thread) formatInt(self Ref, f formatSpec) Value {
	switch {
	case f.prec >= 0:
		return t.ValueErrorf("Precision not allowed in integer format specifier")
	case f.noNeg:
		return t.ValueErrorf("Negative zero coercion (z) not allowed in integer format specifier")
	case !t.roomFor(f.width + 1):
		return heap.Null
	}
	if f.typ == 'c' {
		return t.formatIntChar(self, f)
	}
	v := IntValue(self.V())
	var num []byte
	prefix := ""
	switch f.typ {
	case 'b', 'o', 'x', 'X':
		base, p := 2, "0b"
		switch f.typ {
		case 'o':
			base, p = 8, "0o"
		case 'x', 'X':
			base, p = 16, "0x"
		}
		num = t.appendIntBase(nil, v, base)
		if f.alt {
			prefix = p
		}
		if f.typ == 'X' {
			num = bytes.ToUpper(num)
			prefix = strings.ToUpper(prefix)
		}
	default:
		var ok bool
		if num, ok = t.appendInt(nil, v); !ok {
			return heap.Null
		}
	}
	n := len(num)
	if num[0] == '-' {
		n--
	}
	return t.NewStrBytes(f.appendNumber(nil, string(num), prefix, n))
}

// appendIntBase appends the digits of an int in base 2, 8, 10 or 16, without
// any limit of their number and without a prefix. No safepoint.
func (t *Thread) appendIntBase(out []byte, v Value, base int) []byte {
	v = IntValue(v)
	if v.IsInt() {
		return strconv.AppendInt(out, v.Int(), base)
	}
	return t.num.x.of(v).Append(out, base)
}

func (t *Thread) formatIntChar(self Ref, f formatSpec) Value {
	switch {
	case f.sign != 0:
		return t.ValueErrorf("Sign not allowed with integer format specifier 'c'")
	case f.alt:
		return t.ValueErrorf("Alternate form (#) not allowed with integer format specifier 'c'")
	}
	c, ok := Int64Of(self.V())
	if !ok {
		return t.OverflowErrorf("Python int too large to convert to C long")
	}
	if c < 0 || c > 0x10FFFF {
		return t.OverflowErrorf("%s", "%c arg not in range(0x110000)")
	}
	left, inner, right := f.padding(1)
	out := appendFill(nil, f.fill, left+inner)
	out = appendRune(out, rune(c))
	return t.NewStrBytes(appendFill(out, f.fill, right))
}

// formatFloatSpec is float.__format__.
func (t *Thread) formatFloatSpec(self Ref, spec []byte) Value {
	name := t.TypeName(self.V())
	f, ok := t.parseSpec(spec, '>', 0, name)
	if !ok {
		return heap.Null
	}
	switch f.typ {
	case 0, 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%':
		return t.formatFloat(FloatOf(self.V()), f)
	}
	return t.unknownFormatCode(f.typ, name)
}

// floatText writes x in the specification's type and precision (without sign
// and padding rules); ndigits counts what may be grouped. ok false: an
// exception is pending.
func (t *Thread) floatText(x float64, f formatSpec, code byte, prec, flags int) (num string, ndigits int, ok bool) {
	if f.prec > math.MaxInt32 {
		t.ValueErrorf("precision too big")
		return "", 0, false
	}
	if !t.roomFor(prec + 400) {
		return "", 0, false
	}
	if f.alt {
		flags |= floatAlt
	}
	upper := code == 'E' || code == 'F' || code == 'G'
	if upper {
		code |= 0x20
	}
	b := appendFloat(nil, x, code, prec, flags)
	if f.noNeg && b[0] == '-' && isZeroText(b[1:]) {
		b = b[1:]
	}
	if upper {
		b = bytes.ToUpper(b)
	}
	body := b
	if body[0] == '-' {
		body = body[1:]
	}
	for ndigits < len(body) && isDigit(body[ndigits]) {
		ndigits++
	}
	return string(b), ndigits, true
}

// isZeroText says that a formatted number shows only zeros before its exponent.
func isZeroText(b []byte) bool {
	for _, c := range b {
		switch {
		case c == 'e':
			return true
		case c != '0' && c != '.':
			return false
		}
	}
	return true
}

func (t *Thread) formatFloat(x float64, f formatSpec) Value {
	code, prec, flags := byte(f.typ), f.prec, 0
	def := 6
	percent := ""
	switch f.typ {
	case 0:
		code, def, flags = 'r', 0, floatAddDot
	case 'n':
		code = 'g'
	case '%':
		code, percent = 'f', "%"
		x *= 100
	}
	if prec < 0 {
		prec = def
	} else if code == 'r' {
		code = 'g'
	}
	num, n, ok := t.floatText(x, f, code, prec, flags)
	if !ok || !t.roomFor(f.width+1) {
		return heap.Null
	}
	return t.NewStrBytes(f.appendNumber(nil, num+percent, "", n))
}

// formatComplexSpec is complex.__format__.
func (t *Thread) formatComplexSpec(self Ref, spec []byte) Value {
	name := t.TypeName(self.V())
	f, ok := t.parseSpec(spec, '>', 0, name)
	if !ok {
		return heap.Null
	}
	code, prec, def := byte(f.typ), f.prec, 6
	skipReal, parens := false, false
	c := ComplexOf(self.V())
	switch f.typ {
	case 0:
		code, def = 'r', 0
		if real(c) == 0 && !math.Signbit(real(c)) {
			skipReal = true
		} else {
			parens = true
		}
	case 'n':
		code = 'g'
	case 'e', 'E', 'f', 'F', 'g', 'G':
	default:
		return t.unknownFormatCode(f.typ, name)
	}
	switch {
	case f.fill == '0':
		return t.ValueErrorf("Zero padding is not allowed in complex format specifier")
	case f.align == '=':
		return t.ValueErrorf("'=' alignment flag is not allowed in complex format specifier")
	case !t.roomFor(f.width + 1):
		return heap.Null
	}
	if prec < 0 {
		prec = def
	} else if code == 'r' {
		code = 'g'
	}
	re, nre, ok := t.floatText(real(c), f, code, prec, 0)
	if !ok {
		return heap.Null
	}
	im, nim, ok := t.floatText(imag(c), f, code, prec, 0)
	if !ok {
		return heap.Null
	}
	part := f
	part.width = -1
	var text []byte
	if parens {
		text = append(text, '(')
	}
	if !skipReal {
		text = part.appendNumber(text, re, "", nre)
		part.sign = '+'
	}
	text = part.appendNumber(text, im, "", nim)
	text = append(text, 'j')
	if parens {
		text = append(text, ')')
	}
	left, _, right := f.padding(len(text))
	out := appendFill(nil, f.fill, left)
	out = append(out, text...)
	return t.NewStrBytes(appendFill(out, f.fill, right))
}
