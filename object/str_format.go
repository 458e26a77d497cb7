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
		start := i
		for i < len(format) && format[i] != '{' && format[i] != '}' {
			i++
		}
		f.out = append(f.out, format[start:i]...)
		if i == len(format) {
			break
		}
		c := format[i]
		i++
		switch {
		case i < len(format) && format[i] == c:
			f.out = append(f.out, c)
			i++
			continue
		case c == '}':
			t.ValueErrorf("Single '}' encountered in format string")
			return false
		case i == len(format):
			t.ValueErrorf("Single '{' encountered in format string")
			return false
		}
		fld, n, ok := f.parseField(format[i:])
		if !ok || !f.field(fld, depth) {
			return false
		}
		i += n
	}
	return true
}

// replField is a replacement field, split but not yet understood.
type replField struct {
	name   []byte
	conv   rune // 0: none
	spec   []byte
	nested bool // spec has fields itself
}

// parseField splits the field that b begins with, up to its closing brace; n is
// its length.
func (f *strFormatter) parseField(b []byte) (fld replField, n int, ok bool) {
	t := f.t
	i := 0
	c := byte(0)
name:
	for i < len(b) {
		c = b[i]
		i++
		switch c {
		case '{':
			t.ValueErrorf("unexpected '{' in field name")
			return fld, 0, false
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
		return fld, 0, false
	}
	fld.name = b[:i-1]
	if c == '}' {
		return fld, i, true
	}
	if c == '!' {
		if i == len(b) {
			t.ValueErrorf("end of string while looking for conversion specifier")
			return fld, 0, false
		}
		r, size := decodeRune(b[i:])
		fld.conv = r
		i += size
		if i < len(b) {
			c = b[i]
			i++
			if c == '}' {
				return fld, i, true
			}
			if c != ':' {
				t.ValueErrorf("expected ':' after conversion specifier")
				return fld, 0, false
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
				fld.spec = b[start:i]
				return fld, i + 1, true
			}
		}
	}
	t.ValueErrorf("unmatched '{' in format spec")
	return fld, 0, false
}

// field formats one field.
func (f *strFormatter) field(fld replField, depth int) bool {
	t := f.t
	defer t.Pop(t.Top())
	obj := t.Push(heap.Null)
	if !f.lookUp(fld.name, obj) {
		return false
	}
	if fld.conv != 0 {
		switch fld.conv {
		case 'r':
			obj.Set(t.Repr(obj))
		case 's':
			obj.Set(t.Str(obj))
		case 'a':
			obj.Set(t.ASCII(obj))
		default:
			if fld.conv > 32 && fld.conv < 127 {
				t.ValueErrorf("Unknown conversion specifier %c", fld.conv)
			} else {
				t.ValueErrorf("Unknown conversion specifier \\x%x", fld.conv)
			}
			return false
		}
		if obj.V() == heap.Null {
			return false
		}
	}
	spec := fld.spec
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
func (f *strFormatter) decimalIndex(b []byte) (int, bool) {
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
			f.t.ValueErrorf("Too many decimal digits in format string")
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
	end := 0
	for end < len(name) && name[end] != '.' && name[end] != '[' {
		end++
	}
	first, rest := name[:end], name[end:]
	index, ok := f.decimalIndex(first)
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

// follow applies the rest of a field name, attributes and items, to obj.
func (f *strFormatter) follow(rest []byte, obj Ref) bool {
	t := f.t
	defer t.Pop(t.Top())
	key := t.Push(heap.Null)
	for len(rest) > 0 {
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
				return false
			}
		default:
			t.ValueErrorf("Only '.' or '[' may follow ']' in format field specifier")
			return false
		}
		name := rest[:n]
		rest = rest[n:]
		index := -1
		if kind == '[' {
			rest = rest[1:]
			var ok bool
			if index, ok = f.decimalIndex(name); !ok {
				return false
			}
		}
		if len(name) == 0 {
			t.ValueErrorf("Empty attribute in format string")
			return false
		}
		if index >= 0 {
			obj.Set(t.GetItemInt(obj, index))
		} else {
			key.Set(t.NewStrBytes(name))
			switch {
			case key.V() == heap.Null:
				return false
			case kind == '.':
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
