package text

import (
	"errors"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module re. What is CPython's package of Python files over an engine in C is one
// module here:
//
//	re.go          the module's functions, compiling, the cache
//	re_text.go     texts as code points
//	re_pattern.go  Pattern, scanners
//	re_sub.go      replacing and splitting
//	re_match.go    Match
//	re_error.go    re.error
//	re_flags.go    RegexFlag
//	re_lexicon.go  re.Scanner
//	re_engine.go   _sre, for CPython's own re._parser

// regex is what the module keeps of one runtime.
type regex struct {
	in modules.Interp

	patternType, matchType, scannerType *object.Type
	errorType, lexiconType              *object.Type
	flags                               *flagTypes

	subjects subjects
	regs     []int

	// cache has, by kind and flags, a dict of the compiled patterns by their text.
	cache  map[cacheKey]Ref
	cached int
}

type cacheKey struct {
	bytes bool
	flags pyregex.Flags
}

// maxCached is how many patterns the cache holds.
const maxCached = 512

func newRegex(in modules.Interp) *regex { return &regex{in: in, cache: map[cacheKey]Ref{}} }

func (re *regex) module() modules.Module {
	// on makes a function of the module out of a method of Pattern: pattern first, flags last.
	on := func(f func(t *Thread, p Ref, a Args) Value, flagsAt int) object.Native {
		return func(t *Thread, a Args) Value {
			p := t.Push(re.compile(t, a.At(0), a.At(flagsAt)))
			if p.V() == heap.Null {
				return heap.Null
			}
			return f(t, p, a)
		}
	}
	whole := func(mode pyregex.Mode) object.Native {
		return on(func(t *Thread, p Ref, a Args) Value { return re.find(t, p, a.At(1), mode, 0, maxPos) }, 2)
	}
	return modules.Module{
		Name: "re",
		Doc: "Support for regular expressions (RE).\n\nThis module provides regular expression matching operations similar to\n" +
			"those found in Perl.  It supports both 8-bit and Unicode strings; both\nthe pattern and the strings being processed can contain null bytes and\n" +
			"characters outside the US ASCII range.",
		Functions: []object.MethodDef{
			{Name: "match", Sig: "(pattern, string, flags=0)", Fn: whole(pyregex.AtStart),
				Doc: "Try to apply the pattern at the start of the string, returning\na Match object, or None if no match was found."},
			{Name: "fullmatch", Sig: "(pattern, string, flags=0)", Fn: whole(pyregex.Full),
				Doc: "Try to apply the pattern to all of the string, returning\na Match object, or None if no match was found."},
			{Name: "search", Sig: "(pattern, string, flags=0)", Fn: whole(pyregex.Search),
				Doc: "Scan through string looking for a match to the pattern, returning\na Match object, or None if no match was found."},
			{Name: "findall", Sig: "(pattern, string, flags=0)",
				Doc: "Return a list of all non-overlapping matches in the string, of their groups if there are any.",
				Fn:  on(func(t *Thread, p Ref, a Args) Value { return re.findAll(t, p, a.At(1), 0, maxPos) }, 2)},
			{Name: "finditer", Sig: "(pattern, string, flags=0)",
				Doc: "Return an iterator over the Match objects of all non-overlapping matches in the string.",
				Fn:  on(func(t *Thread, p Ref, a Args) Value { return re.findIter(t, p, a.At(1), 0, maxPos) }, 2)},
			{Name: "sub", Sig: "(pattern, repl, string, count=0, flags=0)",
				Doc: "Return the string obtained by replacing the leftmost non-overlapping occurrences of the\n" +
					"pattern by repl: a string with backslash escapes, or a function of the Match object.",
				Fn: on(func(t *Thread, p Ref, a Args) Value { return re.subArgs(t, p, a.Skip(1), false) }, 4)},
			{Name: "subn", Sig: "(pattern, repl, string, count=0, flags=0)",
				Doc: "Return a 2-tuple of what sub() returns and the number of replacements.",
				Fn:  on(func(t *Thread, p Ref, a Args) Value { return re.subArgs(t, p, a.Skip(1), true) }, 4)},
			{Name: "split", Sig: "(pattern, string, maxsplit=0, flags=0)",
				Doc: "Split the source string by the occurrences of the pattern; the text of groups is in the\nresult as well.",
				Fn:  on(func(t *Thread, p Ref, a Args) Value { return re.splitArgs(t, p, a.Skip(1)) }, 3)},
			{Name: "compile", Sig: "(pattern, flags=0)", Doc: "Compile a regular expression pattern, returning a Pattern object.",
				Fn: func(t *Thread, a Args) Value { return re.compile(t, a.At(0), a.At(1)) }},
			{Name: "_compile", Sig: "(pattern, flags)",
				Fn: func(t *Thread, a Args) Value { return re.compile(t, a.At(0), a.At(1)) }},
			{Name: "template", Sig: "(pattern, flags=0)", Doc: "Compile a template pattern, returning a Pattern object, deprecated",
				Fn: re.template},
			{Name: "purge", Sig: "()", Doc: "Clear the regular expression caches", Fn: func(t *Thread, a Args) Value {
				re.purge(t)
				return heap.None
			}},
			{Name: "escape", Sig: "(pattern)", Doc: "Escape special characters in a string.", Fn: escape},
		},
		Attrs: []object.AttrDef{modules.Constant("__version__", "2.2.1")},
		Exec:  re.exec,
	}
}

// public are the names of the module's __all__, beside those of flags.
var public = []string{"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "compile", "purge", "template",
	"escape", "error", "Pattern", "Match", "A", "I", "L", "M", "S", "X", "U", "ASCII", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL",
	"VERBOSE", "UNICODE", "NOFLAG", "RegexFlag"}

func (re *regex) exec(t *Thread, m Ref) bool {
	if !re.defineTypes(t) {
		return false
	}
	for _, typ := range []*object.Type{re.patternType, re.matchType, re.errorType, re.lexiconType} {
		if !t.SetAttr(m, t.RT.Name(typ.Name), typ.Obj) {
			return false
		}
	}
	if !re.flags.export(t, m) || !re.setPath(t, m) {
		return false
	}
	all := t.Push(t.NewList(len(public)))
	for _, n := range public {
		if all.V() == heap.Null || !t.ListAppend(all, t.Push(t.RT.Intern(n).V())) {
			return false
		}
	}
	return t.SetAttr(m, t.RT.Name("__all__"), all)
}

// defineTypes makes the types of the module, once.
func (re *regex) defineTypes(t *Thread) bool {
	if re.patternType != nil {
		return true
	}
	for _, d := range []struct {
		into **object.Type
		def  object.TypeDef
	}{{&re.matchType, re.matchDef()}, {&re.scannerType, re.scannerDef()}, {&re.errorType, errorDef(t)}, {&re.lexiconType, re.lexiconDef()},
		{&re.patternType, re.patternDef()}} {
		if *d.into = t.NewBuiltinType(d.def); *d.into == nil {
			return false
		}
	}
	re.flags = newFlagTypes(t)
	return re.flags != nil
}

// compile returns the Pattern for a pattern, out of the cache if it is there. Null:
// exception pending.
func (re *regex) compile(t *Thread, pattern, flags Ref) Value {
	defer t.Pop(t.Top())
	n, ok := t.AsInt64(flags)
	if !ok {
		return heap.Null
	}
	v := pattern.V()
	if t.RT.TypeOf(v) == re.patternType {
		if n != 0 {
			return t.ValueErrorf("cannot process flags argument with a compiled pattern")
		}
		return v
	}
	typ := t.RT.TypeOf(v)
	plain := typ == t.RT.StrType || typ == t.RT.BytesType
	key := cacheKey{typ == t.RT.BytesType, pyregex.Flags(n)}
	if plain {
		if d := re.cache[key]; !d.IsNil() {
			if v, ok := t.DictGet(d, pattern); !ok || v != heap.Null {
				return v
			}
		}
	}
	if !t.RT.IsStr(pattern.V()) && !t.RT.IsBytes(pattern.V()) {
		if _, ok, isBuffer := t.BufferCopy(pattern); !isBuffer {
			return t.TypeErrorf("first argument must be string or compiled pattern")
		} else if !ok {
			return heap.Null
		}
	}
	if key.flags&pyregex.Template != 0 && !t.Warn(t.RT.Exc.DeprecationWarning, "The re.TEMPLATE/re.T flag is deprecated "+
		"as it is an undocumented flag without an obvious purpose. Don't use it.") {
		return heap.Null
	}
	if key.flags&pyregex.Debug != 0 {
		return t.Errorf(t.RT.Exc.NotImplementedError, "re.DEBUG: hpyrun does not show how it compiles a pattern")
	}
	p := t.Push(re.newPattern(t, pattern, key.flags))
	if p.V() == heap.Null || !plain {
		return p.V()
	}
	if re.cached >= maxCached {
		re.purge(t)
	}
	d := re.cache[key]
	if d.IsNil() || !t.RT.TypeOf(d.V()).IsSubtype(t.RT.DictType) {
		fresh := t.NewDict()
		if fresh == heap.Null {
			return fresh
		}
		if d.IsNil() {
			d = t.H.NewRoot()
			re.cache[key] = d
		}
		d.Set(fresh)
	}
	if !t.DictSet(d, pattern, p) {
		return heap.Null
	}
	re.cached++
	return p.V()
}

func (re *regex) purge(t *Thread) {
	for _, d := range re.cache {
		t.DictClear(d)
	}
	re.cached = 0
}

func (re *regex) template(t *Thread, a Args) Value {
	if !t.Warn(t.RT.Exc.DeprecationWarning, "The re.template() function is deprecated as it is an undocumented function "+
		"without an obvious purpose. Use re.compile() instead.") {
		return heap.Null
	}
	n, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	if t.RT.TypeOf(a.At(0).V()) == re.patternType {
		return re.compile(t, a.At(0), t.Push(t.NewInt(n|int64(pyregex.Template))))
	}
	return re.newPattern(t, a.At(0), pyregex.Flags(n)|pyregex.Template)
}

// source reads a pattern or template. ok false: exception pending.
func source(t *Thread, r Ref) (src pyregex.Source, ok bool) {
	s := decode(t, r)
	if s == nil {
		return src, false
	}
	return pyregex.Source{Text: s.runes, Bytes: s.bytes, Quote: object.ReprString}, true
}

// raise raises what package pyregex calls an error. pattern is what it is about.
func (re *regex) raise(t *Thread, err error, pattern Ref) Value {
	var e *pyregex.Error
	var value pyregex.ValueError
	var index pyregex.IndexError
	switch {
	case errors.As(err, &e):
		defer t.Pop(t.Top())
		msg, pos := t.Push(t.NewStr(e.Msg)), t.Push(heap.None)
		if msg.V() == heap.Null {
			return heap.Null
		}
		if e.Pos < 0 {
			return t.Raise(re.errorType, msg)
		}
		pos.Set(heap.SmallInt(int64(e.Pos)))
		return t.Raise(re.errorType, msg, pattern, pos)
	case errors.As(err, &value):
		return t.ValueErrorf("%s", string(value))
	case errors.As(err, &index):
		return t.IndexErrorf("%s", string(index))
	case errors.Is(err, pyregex.ErrOverflow):
		return t.OverflowErrorf("%s", err.Error())
	case errors.Is(err, pyregex.ErrRecursion):
		return t.Errorf(t.RT.Exc.RecursionError, "%s", err.Error())
	case errors.Is(err, pyregex.ErrMemory):
		return t.MemoryError()
	case errors.Is(err, pyregex.ErrInterrupted):
		return heap.Null // pending already
	}
	return t.SystemErrorf("re: %s", err.Error())
}

// warn gives the warnings about a pattern; false: exception pending.
func warn(t *Thread, list []pyregex.Warning) bool {
	for _, w := range list {
		cls := t.RT.Exc.DeprecationWarning
		if w.Future {
			cls = t.RT.Exc.FutureWarning
		}
		if !t.Warn(cls, "%s", w.Msg) {
			return false
		}
	}
	return true
}

// special are the characters that escape puts a backslash before.
const special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"

func escape(t *Thread, a Args) Value {
	text, bytes := []byte(nil), false
	if v := a.At(0).V(); t.RT.IsStr(v) {
		text = []byte(object.GoStr(v))
	} else {
		data, ok, isBuffer := t.BufferCopy(a.At(0))
		if !isBuffer {
			return t.TypeErrorf("decoding to str: need a bytes-like object, %s found", t.TypeName(a.At(0).V()))
		} else if !ok {
			return heap.Null
		}
		text, bytes = data, true
	}
	out := make([]byte, 0, len(text)+8)
	for _, c := range text {
		for i := range len(special) {
			if special[i] == c {
				out = append(out, '\\')
				break
			}
		}
		out = append(out, c)
	}
	return newText(t, out, bytes)
}
