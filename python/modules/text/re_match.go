package text

import (
	"strconv"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/object"
)

// A Match: the pattern, the text, and the bounds of each group, -1 for one that took no
// part.
const (
	matchPattern = 0
	matchText    = 1
	matchRegs    = 2 // the tuple of all bounds, once asked for
	matchRefs    = 3

	matchPos   = 0 // raw words: the window
	matchEnd   = 8
	matchLast  = 16 // lastindex, 0 for None
	matchSpans = 24 // start and end of group 0, 1, …
)

func (re *regex) newMatch(t *Thread, p, s Ref, x *search) Value {
	v := t.NewInstanceSized(re.matchType, 0, 8*len(x.regs))
	if v == heap.Null {
		return v
	}
	t.Store(v, matchPattern, p.V())
	t.Store(v, matchText, s.V())
	a := v.Addr()
	a.SetWord64(matchPos, uint64(x.start))
	a.SetWord64(matchEnd, uint64(x.end))
	a.SetWord64(matchLast, uint64(x.p.LastIndex(x.regs)))
	for i, r := range x.regs {
		a.SetWord64(matchSpans+8*i, uint64(r))
	}
	return v
}

// bound returns start (0) or end (1) of a group (no safepoint).
func bound(m Value, group, which int) int {
	return int(int64(m.Addr().Word64(matchSpans + 16*group + 8*which)))
}

// code returns the compiled pattern of a match (no safepoint).
func (re *regex) codeOf(t *Thread, m Value) *code { return re.of(t, m.Addr().Ref(matchPattern)) }

// group finds the number of a group by number or name; false: exception pending.
func (re *regex) group(t *Thread, m, key Ref) (int, bool) {
	c := re.codeOf(t, m.V())
	i, ok := -1, true
	switch v := key.V(); {
	case t.RT.IsStr(v):
		if n, found := c.Index[object.GoStr(v)]; found {
			i = n
		}
	case t.RT.TypeOf(v).Slots.Unary[object.OpIndex] != nil:
		if i, ok = t.AsSsize(key, nil); !ok {
			return 0, false
		}
	}
	if i < 0 || i > c.Groups {
		t.IndexErrorf("no such group")
		return 0, false
	}
	return i, true
}

// textOf returns what a group matched, otherwise for one that took no part.
func (re *regex) textOf(t *Thread, m Ref, group int, otherwise Value) Value {
	lo, hi := bound(m.V(), group, 0), bound(m.V(), group, 1)
	if lo < 0 {
		return otherwise
	}
	defer t.Pop(t.Top())
	s := t.Push(m.V().Addr().Ref(matchText))
	if t.RT.IsStr(s.V()) {
		// The text of a str does not change, and it may have been a subclass.
		n := object.StrLen(s.V())
		return t.SubStr(s, min(lo, n), min(hi, n))
	}
	text := re.subject(t, s)
	if text == nil {
		return heap.Null
	}
	n := len(text.runes)
	return sliceOf(t, s, text, min(lo, n), min(hi, n))
}

// pairOf makes a pair of ints.
func pairOf(t *Thread, a, b int) Value {
	defer t.Pop(t.Top())
	p := t.PushN(2)
	p.Set(heap.SmallInt(int64(a)))
	p.At(1).Set(heap.SmallInt(int64(b)))
	return t.TupleOf(p, 2)
}

func (re *regex) matchDef() object.TypeDef {
	at := func(f func(t *Thread, m Ref, g int) Value) object.Native {
		return func(t *Thread, a Args) Value {
			g, ok := re.group(t, a.At(0), a.At(1))
			if !ok {
				return heap.Null
			}
			return f(t, a.At(0), g)
		}
	}
	self := func(t *Thread, a Args) Value { return a.At(0).V() }
	word := func(off int) func(t *Thread, m Ref) Value {
		return func(t *Thread, m Ref) Value { return t.NewInt(int64(m.V().Addr().Word64(off))) }
	}
	return object.TypeDef{Name: "Match", Module: "re", FixedRefs: matchRefs, RawSize: matchSpans, Flags: object.FlagNoInstantiate,
		Doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
		Slots: object.Slots{
			Repr: re.matchRepr,
			MpSubscript: func(t *Thread, m, key Ref) Value {
				g, ok := re.group(t, m, key)
				if !ok {
					return heap.Null
				}
				return re.textOf(t, m, g, heap.None)
			},
		},
		Methods: []object.MethodDef{
			{Name: "group", Fn: re.matchGroup, Shape: "(*groups)",
				Doc: "group([group1, ...]) -> str or tuple.\n    Return subgroup(s) of the match by indices or names.\n    For 0 returns the entire match."},
			{Name: "start", Sig: "($self, group=0, /)", Doc: "Return index of the start of the substring matched by group.",
				Fn: at(func(t *Thread, m Ref, g int) Value { return t.NewInt(int64(bound(m.V(), g, 0))) })},
			{Name: "end", Sig: "($self, group=0, /)", Doc: "Return index of the end of the substring matched by group.",
				Fn: at(func(t *Thread, m Ref, g int) Value { return t.NewInt(int64(bound(m.V(), g, 1))) })},
			{Name: "span", Sig: "($self, group=0, /)", Doc: "For match object m, return the 2-tuple (m.start(group), m.end(group)).",
				Fn: at(func(t *Thread, m Ref, g int) Value { return pairOf(t, bound(m.V(), g, 0), bound(m.V(), g, 1)) })},
			{Name: "groups", Sig: "($self, default=None)", Fn: re.matchGroups,
				Doc: "Return a tuple containing all the subgroups of the match, from 1.\n\n  default\n    Is used for groups that did not participate in the match."},
			{Name: "groupdict", Sig: "($self, default=None)", Fn: re.matchGroupDict,
				Doc: "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.\n\n" +
					"  default\n    Is used for groups that did not participate in the match."},
			{Name: "expand", Sig: "($self, template)", Fn: re.matchExpand,
				Doc: "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."},
			{Name: "__copy__", Sig: "($self, /)", Fn: self},
			{Name: "__deepcopy__", Sig: "($self, memo, /)", Fn: self},
			object.ClassGetItem,
		},
		GetSets: []object.GetSetDef{
			{Name: "string", Member: true, Doc: "The string passed to match() or search().",
				Get: func(t *Thread, m Ref) Value { return m.V().Addr().Ref(matchText) }},
			{Name: "re", Member: true, Doc: "The regular expression object.",
				Get: func(t *Thread, m Ref) Value { return m.V().Addr().Ref(matchPattern) }},
			{Name: "pos", Member: true, Doc: "The index into the string at which the RE engine started looking for a match.", Get: word(matchPos)},
			{Name: "endpos", Member: true, Doc: "The index into the string beyond which the RE engine will not go.", Get: word(matchEnd)},
			{Name: "lastindex", Doc: "The integer index of the last matched capturing group.", Get: func(t *Thread, m Ref) Value {
				if n := m.V().Addr().Word64(matchLast); n > 0 {
					return t.NewInt(int64(n))
				}
				return heap.None
			}},
			{Name: "lastgroup", Doc: "The name of the last matched capturing group.", Get: func(t *Thread, m Ref) Value {
				last := int(m.V().Addr().Word64(matchLast))
				c := re.codeOf(t, m.V())
				for _, name := range c.Names {
					if last > 0 && c.Index[name] == last {
						return t.NewStr(name)
					}
				}
				return heap.None
			}},
			{Name: "regs", Get: re.matchAllBounds},
		},
	}
}

func (re *regex) matchAllBounds(t *Thread, m Ref) Value {
	if v := m.V().Addr().Ref(matchRegs); v != heap.Null {
		return v
	}
	n := re.codeOf(t, m.V()).Groups + 1
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	defer t.Pop(t.Top())
	items := t.PushN(n)
	for g := range n {
		items.At(g).Set(pairOf(t, bound(m.V(), g, 0), bound(m.V(), g, 1)))
		if items.At(g).V() == heap.Null {
			return heap.Null
		}
	}
	v := t.TupleOf(items, n)
	if v != heap.Null {
		t.Store(m.V(), matchRegs, v)
	}
	return v
}

func (re *regex) matchRepr(t *Thread, m Ref) Value {
	defer t.Pop(t.Top())
	text := t.Push(re.textOf(t, m, 0, heap.None))
	if text.V() == heap.Null {
		return heap.Null
	}
	r := t.Repr(text)
	if r == heap.Null {
		return r
	}
	return t.NewStr("<re.Match object; span=(" + strconv.Itoa(bound(m.V(), 0, 0)) + ", " + strconv.Itoa(bound(m.V(), 0, 1)) +
		"), match=" + object.GoStr(r) + ">")
}

func (re *regex) matchGroup(t *Thread, a Args) Value {
	if a.NumKw() > 0 {
		return t.TypeErrorf("Match.group() takes no keyword arguments")
	}
	m, n := a.At(0), a.Len()-1
	one := func(key Ref) Value {
		g, ok := re.group(t, m, key)
		if !ok {
			return heap.Null
		}
		return re.textOf(t, m, g, heap.None)
	}
	switch n {
	case 0:
		return re.textOf(t, m, 0, heap.None)
	case 1:
		return one(a.At(1))
	}
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	items := t.PushN(n)
	for i := range n {
		items.At(i).Set(one(a.At(i + 1)))
		if items.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(items, n)
}

func (re *regex) matchGroups(t *Thread, a Args) Value {
	m, n := a.At(0), re.codeOf(t, a.At(0).V()).Groups
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	items := t.PushN(n + 1)
	for i := range n {
		items.At(i).Set(re.textOf(t, m, i+1, a.At(1).V()))
		if items.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(items, n)
}

func (re *regex) matchGroupDict(t *Thread, a Args) Value {
	m := a.At(0)
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	c := re.codeOf(t, m.V())
	x := t.PushN(1)
	for _, name := range c.Names {
		x.Set(re.textOf(t, m, c.Index[name], a.At(1).V()))
		if x.V() == heap.Null || !t.DictSetStr(d, name, x) {
			return heap.Null
		}
	}
	return d.V()
}

func (re *regex) matchExpand(t *Thread, a Args) Value {
	m, template := a.At(0), a.At(1)
	parts, isBytes, ok := re.template1(t, re.codeOf(t, m.V()), template)
	if !ok {
		return heap.Null
	}
	text := re.subject(t, t.Push(m.V().Addr().Ref(matchText)))
	if text == nil {
		return heap.Null
	}
	var out []byte
	for i, p := range parts {
		runes := p.Text
		if p.Group >= 0 {
			lo, hi := bound(m.V(), p.Group, 0), bound(m.V(), p.Group, 1)
			n := len(text.runes)
			runes = text.runes[min(max(lo, 0), n):min(max(hi, 0), n)]
		} else if isBytes != text.bytes {
			return joinError(t, i, text.bytes, kindName(isBytes))
		}
		out = appendRunes(out, runes, text.bytes)
	}
	return newText(t, out, text.bytes)
}

// joinError is what joining the pieces of a replacement would say of piece i.
func joinError(t *Thread, i int, bytes bool, found string) Value {
	if bytes {
		return t.TypeErrorf("sequence item %d: expected a bytes-like object, %s found", i, found)
	}
	return t.TypeErrorf("sequence item %d: expected str instance, %s found", i, found)
}

func kindName(bytes bool) string {
	if bytes {
		return "bytes"
	}
	return "str"
}

// template1 parses a replacement; false: exception pending.
func (re *regex) template1(t *Thread, c *code, template Ref) (parts []pyregex.Part, isBytes, ok bool) {
	v := template.V()
	if !t.RT.IsStr(v) && t.RT.TypeOf(v).Slots.GetBuf == nil {
		t.TypeErrorf("decoding to str: need a bytes-like object, %s found", t.TypeName(v))
		return nil, false, false
	}
	src, ok := source(t, template)
	if !ok {
		return nil, false, false
	}
	key := kindName(src.Bytes) + string(appendRunes(nil, src.Text, false))
	if c.parts != nil && c.template == key {
		return c.parts, src.Bytes, true
	}
	parts, warnings, err := c.Template(src)
	if !warn(t, warnings) {
		return nil, false, false
	}
	if err != nil {
		re.raise(t, err, template)
		return nil, false, false
	}
	c.template, c.parts = key, parts
	return parts, src.Bytes, true
}
