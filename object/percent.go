package object

import (
	"bytes"
	"math"

	"github.com/hpyrun/hpyrun/heap"
)

// percentFormat is a run of the % operator of a str or a bytes: printf's
// conversions, arguments from a tuple, a single object, or a mapping.
//
//	%[(key)][flags][width][.precision][hlL]conversion
type percentFormat struct {
	t      *Thread
	text   bool   // of a str; else of a bytes
	format []byte // a copy in Go memory
	pos    int
	out    []byte

	args    Ref // what is left to take from: a tuple, or one object
	argIdx  int
	argLen  int // -1: one object
	mapping Ref // what %(key) looks up; the nil Ref when there is none
	cur     Ref // the argument of the present conversion
}

// Flags of a conversion.
const (
	pctLeft  = 1 << iota // -
	pctSign              // +
	pctBlank             // blank
	pctAlt               // #
	pctZero              // 0
)

// percentSpec is one conversion.
type percentSpec struct {
	flags       int
	width, prec int // -1: none
	conv        rune
	at          int // index of the conversion character, for messages
}

// percentRun formats into a buffer of takeBuf, which the caller gives back;
// false: an exception is pending.
func (t *Thread) percentRun(format []byte, text bool, args Ref) ([]byte, bool) {
	p := &percentFormat{t: t, text: text, format: format, args: args, argIdx: -2, argLen: -1, out: t.takeBuf()}
	typ := t.RT.TypeOf(args.V())
	if typ.Flags&FlagTupleSubclass != 0 {
		p.argIdx, p.argLen = 0, t.TupleLen(args.V())
	} else if typ.Slots.MpSubscript != nil && typ.Flags&FlagStrSubclass == 0 &&
		(text || typ.Flags&FlagBytesSubclass == 0 && !t.RT.IsByteArray(args.V())) {
		p.mapping = args
	}
	p.args = t.Push(args.V())
	p.cur = t.Push(heap.Null)
	for {
		i := bytes.IndexByte(p.format[p.pos:], '%')
		if i < 0 {
			p.out = append(p.out, p.format[p.pos:]...)
			break
		}
		p.out = append(p.out, p.format[p.pos:p.pos+i]...)
		p.pos += i + 1
		if !p.conversion() {
			return p.out, false
		}
	}
	if p.argIdx < p.argLen && p.mapping.IsNil() {
		what := "string"
		if !text {
			what = "bytes"
		}
		t.TypeErrorf("not all arguments converted during %s formatting", what)
		return p.out, false
	}
	return p.out, true
}

// next takes a character of the format; false: ValueError for its end.
func (p *percentFormat) next() (rune, bool) {
	if p.pos >= len(p.format) {
		p.t.ValueErrorf("incomplete format")
		return 0, false
	}
	if !p.text {
		p.pos++
		return rune(p.format[p.pos-1]), true
	}
	c, n := decodeRune(p.format[p.pos:])
	p.pos += n
	return c, true
}

// take sets cur to the next argument.
func (p *percentFormat) take() bool {
	if p.argIdx >= p.argLen {
		p.t.TypeErrorf("not enough arguments for format string")
		return false
	}
	p.argIdx++
	if p.argLen < 0 {
		p.cur.Set(p.args.V())
	} else {
		p.cur.Set(p.t.TupleAt(p.args.V(), p.argIdx-1))
	}
	return true
}

// parse reads a conversion up to its character.
func (p *percentFormat) parse() (s percentSpec, ok bool) {
	s.width, s.prec = -1, -1
	c, ok := p.next()
	if !ok {
		return s, false
	}
	if c == '(' {
		if !p.key() {
			return s, false
		}
		if c, ok = p.next(); !ok {
			return s, false
		}
	}
flags:
	for {
		switch c {
		case '-':
			s.flags |= pctLeft
		case '+':
			s.flags |= pctSign
		case ' ':
			s.flags |= pctBlank
		case '#':
			s.flags |= pctAlt
		case '0':
			s.flags |= pctZero
		default:
			break flags
		}
		if c, ok = p.next(); !ok {
			return s, false
		}
	}
	if c == '*' {
		if s.width, ok = p.star(math.MaxInt); !ok {
			return s, false
		}
		if s.width < 0 {
			s.flags |= pctLeft
			s.width = -s.width
		}
		if c, ok = p.next(); !ok {
			return s, false
		}
	} else if c >= '0' && c <= '9' {
		if s.width, c, ok = p.number(c, math.MaxInt, "width too big"); !ok {
			return s, false
		}
	}
	if c == '.' {
		s.prec = 0
		if c, ok = p.next(); !ok {
			return s, false
		}
		if c == '*' {
			if s.prec, ok = p.star(math.MaxInt32); !ok {
				return s, false
			}
			s.prec = max(s.prec, 0)
			if c, ok = p.next(); !ok {
				return s, false
			}
		} else if c >= '0' && c <= '9' {
			if s.prec, c, ok = p.number(c, math.MaxInt32, "precision too big"); !ok {
				return s, false
			}
		}
	}
	if c == 'h' || c == 'l' || c == 'L' {
		if c, ok = p.next(); !ok {
			return s, false
		}
	}
	s.conv = c
	s.at = p.pos - 1
	if p.text {
		s.at = runeCount(p.format[:p.pos]) - 1
	}
	return s, true
}

// number reads the digits that begin with c; the character behind them is c's
// successor.
func (p *percentFormat) number(c rune, limit int, msg string) (n int, after rune, ok bool) {
	for {
		d := int(c - '0')
		if n > (limit-d)/10 {
			p.t.ValueErrorf("%s", msg)
			return 0, 0, false
		}
		n = n*10 + d
		if c, ok = p.next(); !ok {
			return 0, 0, false
		}
		if c < '0' || c > '9' {
			return n, c, true
		}
	}
}

// star takes an int argument for a width or a precision.
func (p *percentFormat) star(limit int) (int, bool) {
	if !p.take() {
		return 0, false
	}
	v := p.cur.V()
	if !p.t.RT.IsInt(v) {
		p.t.TypeErrorf("* wants int")
		return 0, false
	}
	i, ok := Int64Of(v)
	if !ok || int(i) > limit || int(i) < -limit {
		what := "ssize_t"
		if limit == math.MaxInt32 {
			what = "int"
		}
		p.t.OverflowErrorf("Python int too large to convert to C %s", what)
		return 0, false
	}
	return int(i), true
}

// key reads (key) and takes the argument from the mapping.
func (p *percentFormat) key() bool {
	t := p.t
	if p.mapping.IsNil() {
		t.TypeErrorf("format requires a mapping")
		return false
	}
	start, depth := p.pos, 1
	for ; depth > 0 && p.pos < len(p.format); p.pos++ {
		switch p.format[p.pos] {
		case ')':
			depth--
		case '(':
			depth++
		}
	}
	if depth > 0 {
		t.ValueErrorf("incomplete format key")
		return false
	}
	defer t.Pop(t.Top())
	key := p.format[start : p.pos-1]
	var k Ref
	if p.text {
		k = t.Push(t.NewStrBytes(key))
	} else {
		k = t.Push(t.NewBytes(key))
	}
	if k.V() == heap.Null {
		return false
	}
	v := t.GetItem(p.mapping, k)
	if v == heap.Null {
		return false
	}
	p.args.Set(v)
	p.argIdx, p.argLen = -2, -1
	return true
}

// conversion does what follows a %.
func (p *percentFormat) conversion() bool {
	t := p.t
	if p.pos < len(p.format) && p.format[p.pos] == '%' {
		p.pos++
		p.out = append(p.out, '%')
		return true
	}
	s, ok := p.parse()
	if !ok || !p.take() {
		return false
	}
	defer t.Pop(t.Top())
	switch s.conv {
	case 'd', 'i', 'u', 'o', 'x', 'X':
		return p.integer(s)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		return p.float(s)
	case 'c':
		return p.char(s)
	case 's', 'r', 'a':
		if p.text {
			return p.str(s)
		}
		return p.bytes(s)
	case 'b':
		if !p.text {
			return p.bytes(s)
		}
	}
	shown := s.conv
	if shown < 31 || shown > 126 {
		shown = '?'
	}
	t.ValueErrorf("unsupported format character '%c' (0x%x) at index %d", shown, s.conv, s.at)
	return false
}

func (p *percentFormat) str(s percentSpec) bool {
	t := p.t
	var v Value
	switch s.conv {
	case 's':
		v = t.Str(p.cur)
	case 'r':
		v = t.Repr(p.cur)
	default:
		v = t.ASCII(p.cur)
	}
	if v == heap.Null {
		return false
	}
	text := StrBytes(v)
	n := StrLen(v)
	if s.prec >= 0 && s.prec < n {
		n = s.prec
		text = text[:byteOffset(v, n)]
	}
	return p.padded(text, n, s)
}

// padded appends text, n characters long, padded with blanks.
func (p *percentFormat) padded(text []byte, n int, s percentSpec) bool {
	pad := max(s.width-n, 0)
	if pad > 0 && !p.t.roomFor(len(p.out)+len(text)+pad) {
		return false
	}
	if s.flags&pctLeft == 0 {
		p.out = appendFill(p.out, ' ', pad)
	}
	p.out = append(p.out, text...)
	if s.flags&pctLeft != 0 {
		p.out = appendFill(p.out, ' ', pad)
	}
	return true
}

func (p *percentFormat) char(s percentSpec) bool {
	t := p.t
	v := p.cur.V()
	if !p.text {
		return p.byteChar(s)
	}
	if t.RT.IsStr(v) && StrLen(v) == 1 {
		return p.padded(StrBytes(v), 1, s)
	}
	if t.RT.IsStr(v) || !t.RT.HasIndex(v) {
		t.TypeErrorf("%s", "%c requires int or char")
		return false
	}
	i := t.Index(p.cur)
	if i == heap.Null {
		return false
	}
	c, ok := Int64Of(i)
	if !ok || c < 0 || c > 0x10FFFF {
		t.OverflowErrorf("%s", "%c arg not in range(0x110000)")
		return false
	}
	return p.padded(appendRune(nil, rune(c)), 1, s)
}

func (p *percentFormat) byteChar(s percentSpec) bool {
	t := p.t
	v := p.cur.V()
	if t.RT.IsBytes(v) || t.RT.IsByteArray(v) {
		if b := t.RT.bytesView(v); len(b) == 1 {
			return p.padded([]byte{b[0]}, 1, s)
		}
	} else if t.RT.HasIndex(v) {
		i := t.Index(p.cur)
		if i == heap.Null {
			return false
		}
		c, ok := Int64Of(i)
		if !ok || c < 0 || c > 255 {
			t.OverflowErrorf("%s", "%c arg not in range(256)")
			return false
		}
		return p.padded([]byte{byte(c)}, 1, s)
	}
	t.TypeErrorf("%s", "%c requires an integer in range(256) or a single byte")
	return false
}

// bytes formats %s and %b (an object's bytes) and %r and %a of a bytes.
func (p *percentFormat) bytes(s percentSpec) bool {
	t := p.t
	var b []byte
	if s.conv == 'r' || s.conv == 'a' {
		v := t.ASCII(p.cur)
		if v == heap.Null {
			return false
		}
		b = StrBytes(v)
	} else {
		v := t.bytesForPercent(p.cur)
		if v == heap.Null {
			return false
		}
		b = BytesOf(v)
	}
	if s.prec >= 0 && s.prec < len(b) {
		b = b[:s.prec]
	}
	return p.padded(b, len(b), s)
}

func (p *percentFormat) integer(s percentSpec) bool {
	t := p.t
	if s.conv == 'i' && !p.text {
		s.conv = 'd' // so messages of bytes call it
	}
	hex := s.conv == 'o' || s.conv == 'x' || s.conv == 'X'
	v := p.cur.V()
	if !t.RT.IsInt(v) {
		switch {
		case !t.RT.isNumber(v):
			v = heap.Null
		case hex:
			v = t.Index(p.cur)
		default:
			v = t.ToInt(p.cur)
		}
		if v == heap.Null {
			if t.Pending() {
				if !t.ExcMatches(t.RT.Exc.TypeError) {
					return false
				}
				t.ClearExc()
			}
			what := "a real number"
			if hex {
				what = "an integer"
			}
			t.TypeErrorf("%%%c format: %s is required, not %s", s.conv, what, t.TypeName(p.cur.V()))
			return false
		}
	}
	var num []byte
	prefix := ""
	switch s.conv {
	case 'o':
		num, prefix = t.appendIntBase(nil, v, 8), "0o"
	case 'x':
		num, prefix = t.appendIntBase(nil, v, 16), "0x"
	case 'X':
		num, prefix = bytes.ToUpper(t.appendIntBase(nil, v, 16)), "0X"
	default:
		var ok bool
		if num, ok = t.appendInt(nil, v); !ok {
			return false
		}
	}
	if s.flags&pctAlt == 0 {
		prefix = ""
	}
	digits := num
	if num[0] == '-' {
		digits = num[1:]
	}
	zeros := max(s.prec-len(digits), 0)
	if !t.roomFor(zeros) {
		return false
	}
	return p.numeric(s, num[0] == '-', prefix, zeros, digits)
}

func (p *percentFormat) float(s percentSpec) bool {
	t := p.t
	f, ok := t.AsFloat64(p.cur)
	if !ok {
		if !p.text {
			t.ClearExc()
			t.TypeErrorf("float argument required, not %s", t.TypeName(p.cur.V()))
		}
		return false
	}
	prec := s.prec
	if prec < 0 {
		prec = 6
	}
	if !t.roomFor(prec + 400) {
		return false
	}
	flags := 0
	if s.flags&pctAlt != 0 {
		flags = floatAlt
	}
	code := byte(s.conv)
	upper := code < 'a'
	num := appendFloat(nil, f, code|0x20, prec, flags)
	if upper {
		num = bytes.ToUpper(num)
	}
	digits := num
	if num[0] == '-' {
		digits = num[1:]
	}
	return p.numeric(s, num[0] == '-', "", 0, digits)
}

// numeric appends a number of sign, prefix, zeros and digits under the flags.
func (p *percentFormat) numeric(s percentSpec, neg bool, prefix string, zeros int, digits []byte) bool {
	sign := ""
	switch {
	case neg:
		sign = "-"
	case s.flags&pctSign != 0:
		sign = "+"
	case s.flags&pctBlank != 0:
		sign = " "
	}
	pad := max(s.width-len(sign)-len(prefix)-zeros-len(digits), 0)
	if pad > 0 && !p.t.roomFor(len(p.out)+pad+zeros+len(digits)) {
		return false
	}
	left := s.flags&pctLeft != 0
	if s.flags&pctZero != 0 && !left {
		zeros += pad
		pad = 0
	}
	if !left {
		p.out = appendFill(p.out, ' ', pad)
	}
	p.out = append(p.out, sign...)
	p.out = append(p.out, prefix...)
	p.out = appendFill(p.out, '0', zeros)
	p.out = append(p.out, digits...)
	if left {
		p.out = appendFill(p.out, ' ', pad)
	}
	return true
}

// isNumber is PyNumber_Check. No safepoint.
func (rt *Runtime) isNumber(v Value) bool {
	s := &rt.TypeOf(v).Slots
	return s.Unary[OpIndex] != nil || s.Unary[OpInt] != nil || s.Unary[OpFloat] != nil || rt.IsComplex(v)
}

func strMod(t *Thread, a, b Ref) Value {
	if !t.RT.IsStr(a.V()) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	out, ok := t.percentRun(append([]byte(nil), StrBytes(a.V())...), true, b)
	defer t.giveBuf(out)
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(out)
}
