package text

import (
	"slices"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module unicodedata: what internal/pyunicode knows of characters. Not there are the
// database of Unicode 3.2 and names of sequences.
func unicodedataModule() modules.Module {
	// of makes a function of one character; with a default, that is what it returns
	// instead of an error.
	of := func(name string, f func(t *Thread, r rune, otherwise Ref) Value) object.Native {
		return func(t *Thread, a Args) Value {
			v := a.At(0).V()
			which := "argument"
			if a.Len() > 1 {
				which = "argument 1"
			}
			if !t.RT.IsStr(v) {
				return t.TypeErrorf("%s() %s must be a unicode character, not %s", name, which, t.TypeName(v))
			}
			if object.StrLen(v) != 1 {
				return t.TypeErrorf("%s() %s must be a unicode character, not str", name, which)
			}
			otherwise := Ref{}
			if a.Len() > 1 {
				otherwise = a.At(1)
			}
			return f(t, decodeStr(v)[0], otherwise)
		}
	}
	number := func(name, missing string, f func(r rune) (Value, bool)) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "(chr, default=<unrepresentable>, /)", Doc: "Converts a Unicode character into its equivalent " + name + " value.",
			Fn: of(name, func(t *Thread, r rune, otherwise Ref) Value {
				v, ok := f(r)
				switch {
				case ok:
					return v
				case otherwise.V() == heap.Null:
					return t.ValueErrorf("%s", missing)
				}
				return otherwise.V()
			})}
	}
	property := func(name, what string, f func(t *Thread, r rune) Value) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "(chr, /)", Doc: "Returns the " + what + " assigned to the character chr.",
			Fn: of(name, func(t *Thread, r rune, _ Ref) Value { return f(t, r) })}
	}
	return modules.Module{
		Name: "unicodedata",
		Doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\n" +
			"this database is based on the UnicodeData.txt file version\n14.0.0 which is publicly available from the Unicode Consortium.",
		Attrs: []object.AttrDef{modules.Constant("unidata_version", "14.0.0")},
		Functions: []object.MethodDef{
			number("decimal", "not a decimal", func(r rune) (Value, bool) {
				d := pyunicode.Decimal(r)
				return heap.SmallInt(int64(d)), d >= 0
			}),
			number("digit", "not a digit", func(r rune) (Value, bool) {
				d := pyunicode.Digit(r)
				return heap.SmallInt(int64(d)), d >= 0
			}),
			number("numeric", "not a numeric character", func(r rune) (Value, bool) {
				x, ok := pyunicode.Numeric(r)
				return heap.Float(x), ok
			}),
			property("category", "general category", func(t *Thread, r rune) Value { return t.NewStr(pyunicode.Category(r)) }),
			property("bidirectional", "bidirectional class", func(t *Thread, r rune) Value { return t.NewStr(pyunicode.BidiClass(r)) }),
			property("combining", "canonical combining class", func(t *Thread, r rune) Value { return heap.SmallInt(int64(pyunicode.Combining(r))) }),
			property("mirrored", "mirrored property", func(t *Thread, r rune) Value {
				if pyunicode.Mirrored(r) {
					return heap.SmallInt(1)
				}
				return heap.SmallInt(0)
			}),
			property("east_asian_width", "east asian width", func(t *Thread, r rune) Value { return t.NewStr(pyunicode.Width(r)) }),
			property("decomposition", "character decomposition mapping", func(t *Thread, r rune) Value { return t.NewStr(pyunicode.Decomposition(r)) }),
			{Name: "name", Sig: "(chr, default=<unrepresentable>, /)", Doc: "Returns the name assigned to the character chr as a string.",
				Fn: of("name", func(t *Thread, r rune, otherwise Ref) Value {
					if n := pyunicode.Name(r); n != "" {
						return t.NewStr(n)
					}
					if otherwise.V() == heap.Null {
						return t.ValueErrorf("no such name")
					}
					return otherwise.V()
				})},
			{Name: "lookup", Sig: "(name, /)", Doc: "Look up character by name.", Fn: lookUpCharacter},
			{Name: "normalize", Sig: "(form, unistr, /)", Doc: "Return the normal form 'form' for the Unicode string unistr.",
				Fn: func(t *Thread, a Args) Value {
					form, text, ok := normalizeArgs(t, a, "normalize")
					if !ok {
						return heap.Null
					}
					if object.StrIsASCII(a.At(1).V()) {
						return a.At(1).V()
					}
					return t.NewStrBytes(appendRunes(nil, pyunicode.Normalize(form, text), false))
				}},
			{Name: "is_normalized", Sig: "(form, unistr, /)", Doc: "Return whether the Unicode string unistr is in the normal form 'form'.",
				Fn: func(t *Thread, a Args) Value {
					form, text, ok := normalizeArgs(t, a, "is_normalized")
					if !ok {
						return heap.Null
					}
					return heap.Bool(object.StrIsASCII(a.At(1).V()) || slices.Equal(text, pyunicode.Normalize(form, text)))
				}},
		},
	}
}

// maxNameLength is how long a name that is looked up may be.
const maxNameLength = 256

func lookUpCharacter(t *Thread, a Args) Value {
	v := a.At(0).V()
	name := ""
	if t.RT.IsStr(v) {
		name = object.GoStr(v)
	} else {
		data, ok, isBuffer := t.BufferCopy(a.At(0))
		if !isBuffer {
			return t.TypeErrorf("a bytes-like object is required, not '%s'", t.TypeName(a.At(0).V()))
		}
		if !ok {
			return heap.Null
		}
		name = string(data)
	}
	fail := func(msg string) Value {
		return t.KeyError(t.Push(t.NewStr(msg)))
	}
	if len(name) > maxNameLength {
		return fail("name too long")
	}
	r, ok := pyunicode.Lookup(name)
	if !ok || strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }) {
		return fail("undefined character name '" + name + "'")
	}
	return t.NewStrBytes(appendRunes(nil, []rune{r}, false))
}

// normalizeArgs reads a form and a text; false: exception pending.
func normalizeArgs(t *Thread, a Args, name string) (form pyunicode.Form, text []rune, ok bool) {
	for i := range 2 {
		if !t.RT.IsStr(a.At(i).V()) {
			t.TypeErrorf("%s() argument %d must be str, not %s", name, i+1, t.TypeName(a.At(i).V()))
			return 0, nil, false
		}
	}
	if form, ok = pyunicode.Forms[object.GoStr(a.At(0).V())]; !ok {
		t.ValueErrorf("invalid normalization form")
		return 0, nil, false
	}
	return form, decodeStr(a.At(1).V()), true
}
