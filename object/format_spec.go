package object

import (
	"math"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// formatSpec is a parsed format specification:
//
//	[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]
type formatSpec struct {
	fill  rune
	align byte // < > = ^
	sign  byte // 0, or one of + - and blank
	noNeg bool // z: no negative zero
	alt   bool // #
	width int  // -1: none
	sep   byte // 0, or one of , and _
	prec  int  // -1: none
	typ   rune // 0: none
}

func isAlign(c rune) bool { return c == '<' || c == '>' || c == '=' || c == '^' }

// parseSpec reads spec, a str's text, before it does anything else. align and typ are what holds where it says
// nothing; typeName is what messages call the object's type. false: ValueError is
// pending.
func (t *Thread) parseSpec(spec []byte, align byte, typ rune, typeName string) (formatSpec, bool) {
	f := formatSpec{fill: ' ', align: align, width: -1, prec: -1, typ: typ}
	p := spec
	peek := func() rune {
		if len(p) == 0 {
			return -1
		}
		c, _ := decodeRune(p)
		return c
	}
	skip := func() { p = p[runeSize(p[0]):] }
	integer := func() (n, digits int, ok bool) {
		for len(p) > 0 {
			d := pyunicode.Decimal(peek())
			if d < 0 {
				break
			}
			if n > (math.MaxInt-d)/10 {
				t.ValueErrorf("Too many decimal digits in format string")
				return 0, 0, false
			}
			n = n*10 + d
			digits++
			skip()
		}
		return n, digits, true
	}

	fillGiven, alignGiven := false, false
	if len(p) > 0 {
		first := peek()
		rest := p[runeSize(p[0]):]
		if len(rest) > 0 && isAlign(rune(rest[0])) {
			f.fill, f.align = first, rest[0]
			fillGiven, alignGiven = true, true
			p = rest[1:]
		} else if isAlign(first) {
			f.align = byte(first)
			alignGiven = true
			skip()
		}
	}
	if c := peek(); c == '+' || c == '-' || c == ' ' {
		f.sign = byte(c)
		skip()
	}
	if peek() == 'z' {
		f.noNeg = true
		skip()
	}
	if peek() == '#' {
		f.alt = true
		skip()
	}
	if !fillGiven && peek() == '0' {
		f.fill = '0'
		if !alignGiven && align == '>' {
			f.align = '='
		}
		skip()
	}
	n, digits, ok := integer()
	if !ok {
		return f, false
	}
	if digits > 0 {
		f.width = n
	}
	if peek() == ',' {
		f.sep = ','
		skip()
	}
	if peek() == '_' {
		if f.sep != 0 {
			t.ValueErrorf("Cannot specify both ',' and '_'.")
			return f, false
		}
		f.sep = '_'
		skip()
	}
	if peek() == ',' && f.sep == '_' {
		t.ValueErrorf("Cannot specify both ',' and '_'.")
		return f, false
	}
	if peek() == '.' {
		skip()
		if n, digits, ok = integer(); !ok {
			return f, false
		}
		if digits == 0 {
			t.ValueErrorf("Format specifier missing precision")
			return f, false
		}
		f.prec = n
	}
	if len(p) > 0 {
		if runeSize(p[0]) < len(p) {
			t.ValueErrorf("Invalid format specifier '%s' for object of type '%s'", string(spec), typeName)
			return f, false
		}
		f.typ = peek()
	}
	if f.sep != 0 {
		switch f.typ {
		case 'd', 'e', 'f', 'g', 'E', 'G', '%', 'F', 0:
		case 'b', 'o', 'x', 'X':
			if f.sep == '_' {
				break
			}
			fallthrough
		default:
			if f.typ > 32 && f.typ < 128 {
				t.ValueErrorf("Cannot specify '%c' with '%c'.", f.sep, f.typ)
			} else {
				t.ValueErrorf("Cannot specify '%c' with '\\x%x'.", f.sep, f.typ)
			}
			return f, false
		}
	}
	return f, true
}

func (t *Thread) unknownFormatCode(c rune, typeName string) Value {
	if c > 32 && c < 128 {
		return t.ValueErrorf("Unknown format code '%c' for object of type '%s'", c, typeName)
	}
	return t.ValueErrorf("Unknown format code '\\x%x' for object of type '%s'", c, typeName)
}

// group is how many digits stand between separators.
func (f *formatSpec) group() int {
	switch f.typ {
	case 'b', 'o', 'x', 'X':
		return 4
	}
	return 3
}

// roomFor says that a buffer of n bytes in Go memory may be made on the way to
// an object: more than that the heap will not hold, and Go would die of it.
// false: MemoryError is pending.
func (t *Thread) roomFor(n int) bool {
	limit := 1 << 32
	if l := t.H.Config().Limit; l > 0 {
		limit = min(limit, l)
	}
	if n < 0 || n > limit {
		t.MemoryError()
		return false
	}
	return true
}

// appendFill appends the fill character n times.
func appendFill(out []byte, c rune, n int) []byte {
	for range n {
		out = appendRune(out, c)
	}
	return out
}

// padding splits what is missing to the width, for a text of n characters:
// before it, between sign and digits, after it.
func (f *formatSpec) padding(n int) (left, inner, right int) {
	total := f.width - n
	if total <= 0 {
		return 0, 0, 0
	}
	switch f.align {
	case '>':
		return total, 0, 0
	case '^':
		return total / 2, 0, total - total/2
	case '=':
		return 0, total, 0
	}
	return 0, 0, total
}

// appendNumber appends num, an ASCII number that may begin with a minus, under
// the specification's sign, grouping and padding. The first ndigits characters
// behind the sign are grouped; prefix ("0x") goes before them.
func (f *formatSpec) appendNumber(out []byte, num string, prefix string, ndigits int) []byte {
	sign := byte(0)
	if num[0] == '-' {
		sign = '-'
		num = num[1:]
	} else if f.sign == '+' || f.sign == ' ' {
		sign = f.sign
	}
	digits, rest := num[:ndigits], num[ndigits:]
	signLen := 0
	if sign != 0 {
		signLen = 1
	}
	grouped := ndigits
	if f.sep != 0 && ndigits > 0 {
		least := 0
		if f.fill == '0' && f.align == '=' {
			least = f.width - signLen - len(prefix) - len(rest)
		}
		digits = groupDigits(digits, f.sep, f.group(), least)
		grouped = len(digits)
	}
	left, inner, right := f.padding(signLen + len(prefix) + grouped + len(rest))
	out = appendFill(out, f.fill, left)
	if sign != 0 {
		out = append(out, sign)
	}
	out = append(out, prefix...)
	out = appendFill(out, f.fill, inner)
	out = append(out, digits...)
	out = append(out, rest...)
	return appendFill(out, f.fill, right)
}

// groupDigits puts sep between groups of n digits, with zeros in front until
// there are at least least characters (or one more, where a separator would
// come first).
func groupDigits(digits string, sep byte, n, least int) string {
	var rev []byte
	for i := 0; i < len(digits) || len(rev) < least; i++ {
		if i > 0 && i%n == 0 {
			rev = append(rev, sep)
		}
		if i < len(digits) {
			rev = append(rev, digits[len(digits)-1-i])
		} else {
			rev = append(rev, '0')
		}
	}
	reverseBytes(rev)
	return string(rev)
}

// Format returns format(v, spec) for a str spec.
func (t *Thread) Format(v, spec Ref) Value {
	if x := v.V(); StrLen(spec.V()) == 0 && (IsExactStr(x) || IsExactInt(x) || x.IsFloat()) {
		return t.Str(v)
	}
	res, found := t.callSpecial(v, nmFormat, spec)
	if !found {
		return t.TypeErrorf("Type %s doesn't define __format__", t.TypeName(v.V()))
	}
	if res != heap.Null && !t.RT.IsStr(res) {
		return t.TypeErrorf("__format__ must return a str, not %s", t.TypeName(res))
	}
	return res
}

// formatMethod makes the Native of a __format__ method: format formats self by a
// specification that is not empty, the view of a str's text.
func formatMethod(format func(t *Thread, self Ref, spec []byte) Value) Native {
	return func(t *Thread, args Args) Value {
		self, spec := args.At(0), args.At(1).V()
		if !t.RT.IsStr(spec) {
			return t.TypeErrorf("__format__() argument must be str, not %s", t.ArgName(spec))
		}
		if StrLen(spec) == 0 {
			return t.Str(self)
		}
		return format(t, self, StrBytes(spec))
	}
}

// formatStrSpec is str.__format__.
func (t *Thread) formatStrSpec(self Ref, spec []byte) Value {
	name := t.TypeName(self.V())
	f, ok := t.parseSpec(spec, '<', 's', name)
	switch {
	case !ok:
		return heap.Null
	case f.typ != 's':
		return t.unknownFormatCode(f.typ, name)
	case f.sign == ' ':
		return t.ValueErrorf("Space not allowed in string format specifier")
	case f.sign != 0:
		return t.ValueErrorf("Sign not allowed in string format specifier")
	case f.noNeg:
		return t.ValueErrorf("Negative zero coercion (z) not allowed in string format specifier")
	case f.alt:
		return t.ValueErrorf("Alternate form (#) not allowed in string format specifier")
	case f.align == '=':
		return t.ValueErrorf("'=' alignment not allowed in string format specifier")
	}
	n := StrLen(self.V())
	if f.prec >= 0 && f.prec < n {
		n = f.prec
	}
	if f.width <= n && n == StrLen(self.V()) && IsExactStr(self.V()) {
		return self.V()
	}
	text := StrBytes(self.V())
	text = text[:byteOffset(self.V(), n)]
	if !t.roomFor(max(f.width, 0)) || !t.roomFor(len(text)+max(f.width-n, 0)*utf8.UTFMax) {
		return heap.Null
	}
	left, _, right := f.padding(n)
	out := appendFill(make([]byte, 0, len(text)+left+right), f.fill, left)
	out = append(out, text...)
	return t.NewStrBytes(appendFill(out, f.fill, right))
}
