package text

import (
	"math"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/object"
)

// A Pattern owns a *pyregex.Pattern.
const (
	patText  = 0 // references: what it was compiled from
	patIndex = 1 // the mapping of names to numbers
	patRefs  = 2

	patOwned = 0 // raw: the number of what it owns
	patRaw   = 8
)

// maxPos is where a search ends by default.
const maxPos = math.MaxInt64

const span = "(%self, string, pos=0, endpos=9223372036854775807)"

// code is a compiled pattern with the replacement that it was used with last.
type code struct {
	*pyregex.Pattern
	bytes    bool
	template string
	parts    []pyregex.Part
}

// of returns what the Pattern v owns (no safepoint).
func (re *regex) of(t *Thread, v Value) *code {
	return t.RT.GoOwned(v.Addr().Word64(patOwned)).(*code)
}

// newPattern compiles a pattern. Null: exception pending.
func (re *regex) newPattern(t *Thread, pattern Ref, flags pyregex.Flags) Value {
	defer t.Pop(t.Top())
	src, ok := source(t, pattern)
	if !ok {
		return heap.Null
	}
	p, warnings, err := pyregex.Compile(src, flags)
	if !warn(t, warnings) {
		return heap.Null
	}
	if err != nil {
		return re.raise(t, err, pattern)
	}
	return re.newPatternOf(t, pattern, &code{Pattern: p, bytes: src.Bytes})
}

func (re *regex) newPatternOf(t *Thread, pattern Ref, c *code) Value {
	index := t.Push(t.NewDict())
	if index.V() == heap.Null {
		return heap.Null
	}
	for _, name := range c.Names {
		if !t.DictSetStr(index, name, t.Push(heap.SmallInt(int64(c.Index[name])))) {
			return heap.Null
		}
	}
	index.Set(t.NewMappingProxy(index))
	if index.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(re.patternType)
	if v == heap.Null {
		return v
	}
	t.Store(v, patText, pattern.V())
	t.Store(v, patIndex, index.V())
	v.Addr().SetWord64(patOwned, t.OwnGo(v, c))
	return v
}

func (re *regex) patternDef() object.TypeDef {
	sig := func(s string) string { return strings.Replace(s, "%self", "$self", 1) }
	window := func(f func(t *Thread, p, s Ref, pos, end int) Value) object.Native {
		return func(t *Thread, a Args) Value {
			pos, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
			if !ok {
				return heap.Null
			}
			end, ok := t.AsSsize(a.At(3), t.RT.Exc.OverflowError)
			if !ok {
				return heap.Null
			}
			return f(t, a.At(0), a.At(1), pos, end)
		}
	}
	match := func(mode pyregex.Mode) object.Native {
		return window(func(t *Thread, p, s Ref, pos, end int) Value { return re.find(t, p, s, mode, pos, end) })
	}
	self := func(t *Thread, a Args) Value { return a.At(0).V() }
	return object.TypeDef{Name: "Pattern", Module: "re", FixedRefs: patRefs, RawSize: patRaw, Flags: object.FlagNoInstantiate, Weak: true,
		Doc: "Compiled regular expression object.",
		Slots: object.Slots{
			Repr: re.patternRepr,
			Hash: func(t *Thread, p Ref) (int64, bool) {
				h, ok := t.Hash(t.Push(p.V().Addr().Ref(patText)))
				h = h*1000003 ^ int64(re.of(t, p.V()).Flags)
				if h == -1 {
					h = -2
				}
				return h, ok
			},
			Compare: func(t *Thread, a, b Ref, op object.CompareOp) Value {
				if op != object.EQ && op != object.NE || t.RT.TypeOf(b.V()) != re.patternType {
					return heap.NotImplemented
				}
				defer t.Pop(t.Top())
				x, y := re.of(t, a.V()), re.of(t, b.V())
				eq := 0
				if x.Flags == y.Flags && x.bytes == y.bytes {
					eq = t.CompareBool(t.Push(a.V().Addr().Ref(patText)), t.Push(b.V().Addr().Ref(patText)), object.EQ)
				}
				if eq < 0 {
					return heap.Null
				}
				return heap.Bool((eq == 1) == (op == object.EQ))
			},
		},
		Methods: []object.MethodDef{
			{Name: "match", Sig: sig(span), Doc: "Matches zero or more characters at the beginning of the string.", Fn: match(pyregex.AtStart)},
			{Name: "fullmatch", Sig: sig(span), Doc: "Matches against all of the string.", Fn: match(pyregex.Full)},
			{Name: "search", Sig: sig(span), Doc: "Scan through string looking for a match, and return a corresponding match object instance.\n\n" +
				"Return None if no position in the string matches.", Fn: match(pyregex.Search)},
			{Name: "findall", Sig: sig(span), Doc: "Return a list of all non-overlapping matches of pattern in string.", Fn: window(re.findAll)},
			{Name: "finditer", Sig: sig(span), Doc: "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\n" +
				"For each match, the iterator returns a match object.", Fn: window(re.findIter)},
			{Name: "scanner", Sig: sig(span), Fn: window(re.newScanner)},
			{Name: "split", Sig: "($self, string, maxsplit=0)", Doc: "Split string by the occurrences of pattern.",
				Fn: func(t *Thread, a Args) Value { return re.splitArgs(t, a.At(0), a.Skip(1)) }},
			{Name: "sub", Sig: "($self, repl, string, count=0)",
				Doc: "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.",
				Fn:  func(t *Thread, a Args) Value { return re.subArgs(t, a.At(0), a.Skip(1), false) }},
			{Name: "subn", Sig: "($self, repl, string, count=0)",
				Doc: "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl.",
				Fn:  func(t *Thread, a Args) Value { return re.subArgs(t, a.At(0), a.Skip(1), true) }},
			{Name: "__copy__", Sig: "($self, /)", Fn: self},
			{Name: "__deepcopy__", Sig: "($self, memo, /)", Fn: self},
			{Name: "__reduce__", Sig: "($self, /)", Doc: "A Pattern is pickled as the call that compiles it.", Fn: re.patternReduce},
			object.ClassGetItem,
		},
		GetSets: []object.GetSetDef{
			{Name: "pattern", Member: true, Doc: "The pattern string from which the RE object was compiled.",
				Get: func(t *Thread, p Ref) Value { return p.V().Addr().Ref(patText) }},
			{Name: "flags", Member: true, Doc: "The regex matching flags.",
				Get: func(t *Thread, p Ref) Value { return t.NewInt(int64(re.of(t, p.V()).Flags)) }},
			{Name: "groups", Member: true, Doc: "The number of capturing groups in the pattern.",
				Get: func(t *Thread, p Ref) Value { return t.NewInt(int64(re.of(t, p.V()).Groups)) }},
			{Name: "groupindex", Doc: "A dictionary mapping group names to group numbers.",
				Get: func(t *Thread, p Ref) Value { return p.V().Addr().Ref(patIndex) }},
		},
	}
}

// patternFlags are the flags as a Pattern's repr shows them, in that order.
var patternFlags = []struct {
	flag pyregex.Flags
	name string
}{{pyregex.Template, "re.TEMPLATE"}, {pyregex.IgnoreCase, "re.IGNORECASE"}, {pyregex.Locale, "re.LOCALE"}, {pyregex.Multiline, "re.MULTILINE"},
	{pyregex.DotAll, "re.DOTALL"}, {pyregex.Unicode, "re.UNICODE"}, {pyregex.Verbose, "re.VERBOSE"}, {pyregex.Debug, "re.DEBUG"},
	{pyregex.ASCII, "re.ASCII"}}

// maxShown is how much of a pattern's repr is shown.
const maxShown = 200

func (re *regex) patternRepr(t *Thread, p Ref) Value {
	defer t.Pop(t.Top())
	r := t.Repr(t.Push(p.V().Addr().Ref(patText)))
	if r == heap.Null {
		return r
	}
	text := []rune(object.GoStr(r))
	shown := string(text[:min(len(text), maxShown)])
	c := re.of(t, p.V())
	flags := c.Flags
	if !c.bytes && flags&(pyregex.Locale|pyregex.Unicode|pyregex.ASCII) == pyregex.Unicode {
		flags &^= pyregex.Unicode
	}
	var names []string
	for _, f := range patternFlags {
		if flags&f.flag != 0 {
			names = append(names, f.name)
			flags &^= f.flag
		}
	}
	if flags != 0 {
		names = append(names, "0x"+strconv.FormatInt(int64(flags), 16))
	}
	if names != nil {
		shown += ", " + strings.Join(names, "|")
	}
	return t.NewStr("re.compile(" + shown + ")")
}

func (re *regex) patternReduce(t *Thread, a Args) Value {
	m, ok := t.DictGet(t.RT.Modules, t.RT.Name("re"))
	if !ok {
		return heap.Null
	}
	if m == heap.Null {
		return t.RuntimeErrorf("the module re is not in sys.modules")
	}
	out := t.PushN(2)
	out.Set(t.GetAttr(t.Push(m), t.RT.Name("_compile")))
	flags := t.Push(t.NewInt(int64(re.of(t, a.At(0).V()).Flags)))
	out.At(1).Set(t.PackTuple(t.Push(a.At(0).V().Addr().Ref(patText)), flags))
	if out.V() == heap.Null || out.At(1).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(out, 2)
}

// search is a search that goes on: what findall, sub and scanners share.
type search struct {
	re         *regex
	p          *code
	text       *subject
	start, end int // the window; the next match is looked for from at on
	at         int
	advance    bool  // the last match was empty: the next must not end where it did
	regs       []int // of the last match
}

// begin prepares a search of s in a window. nil: exception pending.
func (re *regex) begin(t *Thread, p, s Ref, pos, end int) *search {
	c := re.of(t, p.V())
	text := re.subject(t, s)
	switch {
	case text == nil:
		return nil
	case text.bytes && !c.bytes:
		t.TypeErrorf("cannot use a string pattern on a bytes-like object")
		return nil
	case !text.bytes && c.bytes:
		t.TypeErrorf("cannot use a bytes pattern on a string-like object")
		return nil
	}
	n := len(text.runes)
	x := &search{re: re, p: c, text: text, start: min(max(pos, 0), n), end: min(max(end, 0), n), regs: make([]int, 2*c.Groups+2)}
	x.at = x.start
	return x
}

// next looks for the next match. found false with ok: there is none.
func (x *search) next(t *Thread, mode pyregex.Mode) (found, ok bool) {
	if x.at > x.end {
		return false, true
	}
	if x.advance {
		mode |= pyregex.Advancing
	}
	polled := true
	found, err := x.p.Find(mode, x.text.runes[:x.end], x.text.ascii, x.at, x.regs, func() bool {
		polled = x.re.in.Poll(t)
		return !polled
	})
	if err != nil {
		x.re.raise(t, err, Ref{})
		return false, false
	}
	if found {
		x.at = x.regs[1]
		x.advance = x.regs[0] == x.regs[1]
	}
	return found, true
}

// find is match, search and fullmatch.
func (re *regex) find(t *Thread, p, s Ref, mode pyregex.Mode, pos, end int) Value {
	x := re.begin(t, p, s, pos, end)
	if x == nil {
		return heap.Null
	}
	switch found, ok := x.next(t, mode); {
	case !ok:
		return heap.Null
	case !found:
		return heap.None
	}
	return re.newMatch(t, p, s, x)
}

func (re *regex) findAll(t *Thread, p, s Ref, pos, end int) Value {
	x := re.begin(t, p, s, pos, end)
	if x == nil {
		return heap.Null
	}
	list := t.Push(t.NewList(0))
	if list.V() == heap.Null {
		return heap.Null
	}
	groups := x.p.Groups
	item := t.PushN(groups + 1)
	for {
		found, ok := x.next(t, pyregex.Search)
		if !ok {
			return heap.Null
		}
		if !found {
			return list.V()
		}
		one := func(g int) Value { return x.slice(t, s, max(x.regs[2*g], 0), max(x.regs[2*g+1], 0)) }
		switch groups {
		case 0:
			item.Set(one(0))
		case 1:
			item.Set(one(1))
		default:
			for g := 1; g <= groups; g++ {
				item.At(g).Set(one(g))
				if item.At(g).V() == heap.Null {
					return heap.Null
				}
			}
			item.Set(t.TupleOf(item.At(1), groups))
		}
		if item.V() == heap.Null || !t.ListAppend(list, item) {
			return heap.Null
		}
	}
}

// slice returns the text from lo to hi.
func (x *search) slice(t *Thread, s Ref, lo, hi int) Value { return sliceOf(t, s, x.text, lo, hi) }

// sliceOf returns part of a text: a str, or a bytes object.
func sliceOf(t *Thread, s Ref, text *subject, lo, hi int) Value {
	switch {
	case !text.bytes:
		return t.SubStr(s, lo, hi)
	case lo == 0 && hi == len(text.runes) && t.RT.TypeOf(s.V()) == t.RT.BytesType:
		return s.V()
	}
	return t.NewBytes(appendRunes(nil, text.runes[lo:hi], true))
}

func (re *regex) findIter(t *Thread, p, s Ref, pos, end int) Value {
	sc := t.Push(re.newScanner(t, p, s, pos, end))
	if sc.V() == heap.Null {
		return heap.Null
	}
	f := t.Push(t.GetAttr(sc, t.RT.Name("search")))
	if f.V() == heap.Null {
		return heap.Null
	}
	return t.NewCallIter(f, t.Push(heap.None))
}

// A scanner is a search that Python code drives. It owns a *search.
const (
	scanPattern = 0
	scanText    = 1
	scanRefs    = 2

	scanOwned = 0
	scanRaw   = 8
)

func (re *regex) newScanner(t *Thread, p, s Ref, pos, end int) Value {
	x := re.begin(t, p, s, pos, end)
	if x == nil {
		return heap.Null
	}
	v := t.NewInstance(re.scannerType)
	if v == heap.Null {
		return v
	}
	t.Store(v, scanPattern, p.V())
	t.Store(v, scanText, s.V())
	v.Addr().SetWord64(scanOwned, t.OwnGo(v, x))
	return v
}

func (re *regex) scannerDef() object.TypeDef {
	next := func(mode pyregex.Mode) object.Native {
		return func(t *Thread, a Args) Value {
			self := a.At(0)
			x := t.RT.GoOwned(self.V().Addr().Word64(scanOwned)).(*search)
			switch found, ok := x.next(t, mode); {
			case !ok:
				return heap.Null
			case !found:
				x.at = x.end + 1
				return heap.None
			}
			return re.newMatch(t, t.Push(self.V().Addr().Ref(scanPattern)), t.Push(self.V().Addr().Ref(scanText)), x)
		}
	}
	return object.TypeDef{Name: "SRE_Scanner", Module: "_sre", FixedRefs: scanRefs, RawSize: scanRaw, Flags: object.FlagNoInstantiate,
		Methods: []object.MethodDef{
			{Name: "match", Sig: "($self, /)", Fn: next(pyregex.AtStart)},
			{Name: "search", Sig: "($self, /)", Fn: next(pyregex.Search)},
		},
		GetSets: []object.GetSetDef{
			{Name: "pattern", Member: true, Get: func(t *Thread, s Ref) Value { return s.V().Addr().Ref(scanPattern) }},
		},
	}
}
