package text

import (
	"os"
	"path/filepath"
	"unicode"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// CPython's re is a package; what looks into it (sre_parse, sre_constants and programs
// that take patterns apart) finds its files where CPython's library is installed, and
// below them a module _sre with the little that they need to parse.

// setPath makes re a package whose files are CPython's.
func (re *regex) setPath(t *Thread, m Ref) bool {
	list := t.Push(t.NewList(1))
	if list.V() == heap.Null {
		return false
	}
	sys, ok := t.DictGet(t.RT.Modules, t.RT.Name("sys"))
	if !ok {
		return false
	}
	if sys != heap.Null {
		dir, ok := t.GetAttrOpt(t.Push(sys), t.RT.Name("_stdlib_dir"))
		if !ok {
			return false
		}
		if dir != heap.Null && t.RT.IsStr(dir) {
			path := filepath.Join(object.GoStr(dir), "re")
			if _, err := os.Stat(path); err == nil && !t.ListAppend(list, t.Push(t.NewStr(path))) {
				return false
			}
		}
	}
	return t.SetAttr(m, t.RT.Name("__path__"), list)
}

func (re *regex) engineModule() modules.Module {
	char := func(f func(r rune) Value) object.Native {
		return func(t *Thread, a Args) Value {
			n, ok := t.AsInt64(a.At(0))
			if !ok {
				return heap.Null
			}
			return f(rune(n))
		}
	}
	return modules.Module{
		Name: "_sre",
		Doc:  "What CPython's files of package re need for parsing patterns.",
		Functions: []object.MethodDef{
			{Name: "unicode_iscased", Sig: "(character, /)", Fn: char(func(r rune) Value {
				return heap.Bool(unicode.ToLower(r) != r || unicode.ToUpper(r) != r || len(pyunicode.AppendUpper(nil, r)) > 1)
			})},
			{Name: "unicode_tolower", Sig: "(character, /)", Fn: char(func(r rune) Value { return heap.SmallInt(int64(unicode.ToLower(r))) })},
			{Name: "ascii_iscased", Sig: "(character, /)", Fn: char(func(r rune) Value {
				return heap.Bool(r < 0x80 && unicode.IsLetter(r))
			})},
			{Name: "ascii_tolower", Sig: "(character, /)", Fn: char(func(r rune) Value {
				if 'A' <= r && r <= 'Z' {
					r += 32
				}
				return heap.SmallInt(int64(r))
			})},
			{Name: "compile", Shape: "(pattern, flags, …)", Doc: "Compile the text of a pattern; the other arguments are not needed.",
				Fn: func(t *Thread, a Args) Value {
					if a.Len() < 2 || a.At(0).V() == heap.None {
						return t.Errorf(t.RT.Exc.NotImplementedError, "_sre.compile() of a pattern without text")
					}
					n, ok := t.AsInt64(a.At(1))
					if !ok || !re.defineTypes(t) {
						return heap.Null
					}
					return re.newPattern(t, a.At(0), pyregex.Flags(n))
				}},
		},
		Attrs: []object.AttrDef{modules.Constant("MAGIC", 20220615), modules.Constant("CODESIZE", 4),
			modules.Constant("MAXREPEAT", pyregex.MaxRepeat), modules.Constant("MAXGROUPS", pyregex.MaxGroups)},
	}
}
