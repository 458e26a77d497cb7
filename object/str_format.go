package object

import (
	"bytes"
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// strFormatter is a run of str.format or str.format_map.
type strFormatter struct {
	t *Thread
	// args and kw are the arguments; hasArgs is false for format_map, which
	// looks names up in mapping.
	args    Args
	hasArgs bool
	mapping Ref

	numbering int // 0 not decided, 1 automatic, 2 manual
	next      int // automatic numbering's next field
	out       []byte
}

const (
	autoFields = iota + 1
	manualFields
)

func strFormat(t *Thread, args Args) Value {
	f := &strFormatter{t: t, args: args.Skip(1), hasArgs: true}
	return f.run(args.At(0))
}

func strFormatMap(t *Thread, args Args) Value {
	f := &strFormatter{t: t, mapping: args.At(1)}
	return f.run(args.At(0))
}

func (f *strFormatter) run(format Ref) Value {
	if bytes.IndexByte(StrBytes(format.V()), '{') < 0 && bytes.IndexByte(StrBytes(format.V()), '}') < 0 {
		return format.V() // itself, even of a subclass
	}
	f.out = f.t.takeBuf()
	ok := f.build(append([]byte(nil), StrBytes(format.V())...), 2)
	defer f.t.giveBuf(f.out)
	if !ok {
		return heap.Null
	}
	return f.t.NewStrBytes(f.out)
}

// build appends the formatted text of format; depth bounds how deep
// specifications may contain fields. false: an exception is pending.
func (f *strFormatter) build(format []byte, depth int) bool {
	t := f.t
	if depth <= 0 {
		t.ValueErrorf("Max string recursion exceeded")
		return false
	}
	for i := 0; i < len(format); {
		p, n, ok := t.NextFormatPiece(format[i:])
		if !ok {
			return false
		}
		f.out = append(f.out, p.Literal...)
		if p.Field && !f.field(p, depth) {
			return false
		}
		i += n
	}
	return true
}

// FormatPiece is a literal text of a format with the replacement field behind it, if
// there is one, split but not yet understood. What it holds is part of the format.
type FormatPiece struct {
	Literal []byte
	Field   bool
	Name    []byte
	Conv    rune // 0: none
	Spec    []byte
	nested  bool // Spec has fields itself
}

// NextFormatPiece takes the first piece of a format that is not empty; n is its length. A
// doubled brace ends a piece and is one brace. false: ValueError is pending.
func (t *Thread) NextFormatPiece(format []byte) (p FormatPiece, n int, ok bool) {
	i := 0
	for i < len(format) && format[i] != '{' && format[i] != '}' {
		i++
	}
	p.Literal = format[:i]
	if i == len(format) {
		return p, i, true
	}
	c := format[i]
	i++
	switch {
	case i < len(format) && format[i] == c:
		p.Literal = format[:i]
		return p, i + 1, true
	case c == '}':
		t.ValueErrorf("Single '}' encountered in format string")
		return p, 0, false
	case i == len(format):
		t.ValueErrorf("Single '{' encountered in format string")
		return p, 0, false
	}
	p.Field = true
	n, ok = t.parseField(format[i:], &p)
	return p, i + n, ok
}

// parseField splits the field that b begins with, up to its closing brace; n is
// its length.
func (t *Thread) parseField(b []byte, fld *FormatPiece) (n int, ok bool) {
	i := 0
	c := byte(0)
name:
	for i < len(b) {
		c = b[i]
		i++
		switch c {
		case '{':
			t.ValueErrorf("unexpected '{' in field name")
			return 0, false
		case '[':
			for i < len(b) && b[i] != ']' {
				i++
			}
		case '}', ':', '!':
			break name
		}
	}
	if c != '}' && c != ':' && c != '!' {
		t.ValueErrorf("expected '}' before end of string")
		return 0, false
	}
	fld.Name = b[:i-1]
	if c == '}' {
		return i, true
	}
	if c == '!' {
		if i == len(b) {
			t.ValueErrorf("end of string while looking for conversion specifier")
			return 0, false
		}
		r, size := decodeRune(b[i:])
		fld.Conv = r
		i += size
		if i < len(b) {
			c = b[i]
			i++
			if c == '}' {
				return i, true
			}
			if c != ':' {
				t.ValueErrorf("expected ':' after conversion specifier")
				return 0, false
			}
		}
	}
	start, depth := i, 1
	for ; i < len(b); i++ {
		switch b[i] {
		case '{':
			fld.nested = true
			depth++
		case '}':
			if depth--; depth == 0 {
				fld.Spec = b[start:i]
				return i + 1, true
			}
		}
	}
	t.ValueErrorf("unmatched '{' in format spec")
	return 0, false
}

// field formats one field.
func (f *strFormatter) field(fld FormatPiece, depth int) bool {
	t := f.t
	defer t.Pop(t.Top())
	obj := t.Push(heap.Null)
	if !f.lookUp(fld.Name, obj) {
		return false
	}
	if fld.Conv != 0 {
		switch fld.Conv {
		case 'r':
			obj.Set(t.Repr(obj))
		case 's':
			obj.Set(t.Str(obj))
		case 'a':
			obj.Set(t.ASCII(obj))
		default:
			if fld.Conv > 32 && fld.Conv < 127 {
				t.ValueErrorf("Unknown conversion specifier %c", fld.Conv)
			} else {
				t.ValueErrorf("Unknown conversion specifier \\x%x", fld.Conv)
			}
			return false
		}
		if obj.V() == heap.Null {
			return false
		}
	}
	spec := fld.Spec
	if fld.nested {
		outer := f.out
		f.out = nil
		ok := f.build(spec, depth-1)
		spec, f.out = f.out, outer
		if !ok {
			return false
		}
	}
	// The commonest types need no call, and without a specification no str.
	switch v := obj.V(); {
	case IsExactStr(v):
		if len(spec) == 0 {
			f.out = append(f.out, StrBytes(v)...)
			return true
		}
		return f.append(t.formatStrSpec(obj, spec))
	case IsExactInt(v):
		if len(spec) == 0 {
			out, ok := t.appendInt(f.out, v)
			if ok {
				f.out = out
			}
			return ok
		}
		return f.append(t.formatIntSpec(obj, spec))
	case v.IsFloat() && len(spec) > 0:
		return f.append(t.formatFloatSpec(obj, spec))
	}
	s := t.Push(t.NewStrBytes(spec))
	if s.V() == heap.Null {
		return false
	}
	return f.append(t.Format(obj, s))
}

// append appends a str; v Null: an exception is pending.
func (f *strFormatter) append(v Value) bool {
	if v == heap.Null {
		return false
	}
	f.out = append(f.out, StrBytes(v)...)
	return true
}

// decimalIndex reads b as an index: -1 when it is none; false with ValueError
// pending when it is too large.
func (t *Thread) decimalIndex(b []byte) (int, bool) {
	if len(b) == 0 {
		return -1, true
	}
	n := 0
	for len(b) > 0 {
		c, size := decodeRune(b)
		d := pyunicode.Decimal(c)
		if d < 0 {
			return -1, true
		}
		if n > (math.MaxInt-d)/10 {
			t.ValueErrorf("Too many decimal digits in format string")
			return 0, false
		}
		n = n*10 + d
		b = b[size:]
	}
	return n, true
}

// lookUp finds the object of a field name: an argument, then its attributes
// and items.
func (f *strFormatter) lookUp(name []byte, obj Ref) bool {
	t := f.t
	first, index, rest, ok := t.FormatFieldStart(name)
	if !ok {
		return false
	}
	if auto := len(first) == 0; auto || index >= 0 {
		switch {
		case f.numbering == 0 && auto:
			f.numbering = autoFields
		case f.numbering == 0:
			f.numbering = manualFields
		case f.numbering == manualFields && auto:
			t.ValueErrorf("cannot switch from manual field specification to automatic field numbering")
			return false
		case f.numbering == autoFields && !auto:
			t.ValueErrorf("cannot switch from automatic field numbering to manual field specification")
			return false
		}
		if auto {
			index = f.next
			f.next++
		}
	}
	if index < 0 {
		ok = f.byName(first, obj)
	} else {
		ok = f.byIndex(index, obj)
	}
	return ok && f.follow(rest, obj)
}

func (f *strFormatter) byIndex(index int, obj Ref) bool {
	t := f.t
	if !f.hasArgs {
		t.ValueErrorf("Format string contains positional fields")
		return false
	}
	if index >= f.args.Len() {
		t.IndexErrorf("Replacement index %d out of range for positional args tuple", index)
		return false
	}
	obj.Set(f.args.At(index).V())
	return true
}

func (f *strFormatter) byName(name []byte, obj Ref) bool {
	t := f.t
	if f.hasArgs {
		for i := range f.args.NumKw() {
			if strView(f.args.KwName(i)) == string(name) {
				obj.Set(f.args.Kw(i).V())
				return true
			}
		}
	}
	defer t.Pop(t.Top())
	key := t.Push(t.NewStrBytes(name))
	if key.V() == heap.Null {
		return false
	}
	if f.hasArgs {
		t.KeyError(key)
		return false
	}
	obj.Set(t.GetItem(f.mapping, key))
	return obj.V() != heap.Null
}

// FormatFieldStart splits the name of a field into what names the argument, with its
// index (-1: it is a name), and the rest. false: ValueError is pending.
func (t *Thread) FormatFieldStart(name []byte) (first []byte, index int, rest []byte, ok bool) {
	end := 0
	for end < len(name) && name[end] != '.' && name[end] != '[' {
		end++
	}
	index, ok = t.decimalIndex(name[:end])
	return name[:end], index, name[end:], ok
}

// FormatFieldStep takes the next attribute or item off the rest of a field's name; index
// is -1 where it is a name. false: ValueError is pending.
func (t *Thread) FormatFieldStep(rest []byte) (attr bool, name []byte, index int, left []byte, ok bool) {
	kind := rest[0]
	rest = rest[1:]
	n := 0
	switch kind {
	case '.':
		for n < len(rest) && rest[n] != '.' && rest[n] != '[' {
			n++
		}
	case '[':
		for n < len(rest) && rest[n] != ']' {
			n++
		}
		if n == len(rest) {
			t.ValueErrorf("Missing ']' in format string")
			return false, nil, 0, nil, false
		}
	default:
		t.ValueErrorf("Only '.' or '[' may follow ']' in format field specifier")
		return false, nil, 0, nil, false
	}
	name, left = rest[:n], rest[n:]
	index = -1
	if kind == '[' {
		left = left[1:]
		if index, ok = t.decimalIndex(name); !ok {
			return false, nil, 0, nil, false
		}
	}
	if len(name) == 0 {
		t.ValueErrorf("Empty attribute in format string")
		return false, nil, 0, nil, false
	}
	return kind == '.', name, index, left, true
}

// follow applies the rest of a field name, attributes and items, to obj.
func (f *strFormatter) follow(rest []byte, obj Ref) bool {
	t := f.t
	defer t.Pop(t.Top())
	key := t.Push(heap.Null)
	for len(rest) > 0 {
		attr, name, index, left, ok := t.FormatFieldStep(rest)
		if !ok {
			return false
		}
		rest = left
		if index >= 0 {
			obj.Set(t.GetItemInt(obj, index))
		} else {
			key.Set(t.NewStrBytes(name))
			switch {
			case key.V() == heap.Null:
				return false
			case attr:
				key.Set(t.RT.InternValue(key))
				obj.Set(t.GetAttr(obj, key))
			default:
				obj.Set(t.GetItem(obj, key))
			}
		}
		if obj.V() == heap.Null {
			return false
		}
	}
	return true
}
