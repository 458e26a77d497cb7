package text

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/object"
)

// re.Scanner: a lexicon of patterns with what is to be done for each, tried in order at
// each place of a text.

var lexiconSig = object.ParseSignature("Scanner", "(lexicon, flags=0)")

func (re *regex) lexiconDef() object.TypeDef {
	return object.TypeDef{Name: "Scanner", Module: "re", Flags: object.FlagBaseType | object.FlagHeapType, Dict: true, Weak: true,
		Slots:   object.Slots{Init: re.lexiconInit},
		Methods: []object.MethodDef{{Name: "scan", Sig: "($self, string)", Fn: re.scan}},
	}
}

func (re *regex) lexiconInit(t *Thread, args Args) bool {
	defer t.Pop(t.Top())
	self := args.At(0)
	a, ok := lexiconSig.Bind(t, args.Skip(1))
	if !ok {
		return false
	}
	flags, ok := t.AsInt64(a.At(1))
	if !ok {
		return false
	}
	list := t.Push(t.SeqToList(a.At(0)))
	if list.V() == heap.Null {
		return false
	}
	var phrases []pyregex.Source
	first := t.Push(heap.None)
	for i := range t.ListLen(list.V()) {
		pair := t.Push(t.ListAt(list.V(), i))
		phrase := t.Push(t.GetItemInt(pair, 0))
		if phrase.V() == heap.Null {
			return false
		}
		src, ok := source(t, phrase)
		if !ok {
			return false
		}
		first.Set(phrase.V())
		phrases = append(phrases, src)
	}
	p, warnings, err := pyregex.Lexicon(phrases, pyregex.Flags(flags))
	if !warn(t, warnings) {
		return false
	}
	if err != nil {
		re.raise(t, err, first)
		return false
	}
	pattern := t.Push(re.newPatternOf(t, t.Push(heap.None), &code{Pattern: p, bytes: len(phrases) > 0 && phrases[0].Bytes}))
	return pattern.V() != heap.Null && t.SetAttr(self, t.RT.Name("lexicon"), a.At(0)) && t.SetAttr(self, t.RT.Name("scanner"), pattern)
}

// scan returns the results of the actions, and what is left of the text.
func (re *regex) scan(t *Thread, a Args) Value {
	self, s := a.At(0), a.At(1)
	pattern, lexicon := t.Push(t.GetAttr(self, t.RT.Name("scanner"))), t.Push(t.GetAttr(self, t.RT.Name("lexicon")))
	if pattern.V() == heap.Null || lexicon.V() == heap.Null {
		return heap.Null
	}
	if t.RT.TypeOf(pattern.V()) != re.patternType {
		return t.TypeErrorf("scanner must be a Pattern, not %s", t.TypeName(pattern.V()))
	}
	x := re.begin(t, pattern, s, 0, maxPos)
	result := t.Push(t.NewList(0))
	if x == nil || result.V() == heap.Null {
		return heap.Null
	}
	done := 0
	for {
		mark := t.Top()
		found, ok := x.next(t, pyregex.AtStart)
		if !ok {
			return heap.Null
		}
		if !found || x.regs[1] == done {
			break
		}
		m := t.Push(re.newMatch(t, pattern, s, x))
		if m.V() == heap.Null {
			return heap.Null
		}
		pair := t.Push(t.GetItemInt(lexicon, x.p.LexiconEntry(x.regs)))
		if pair.V() == heap.Null {
			return heap.Null
		}
		action := t.Push(t.GetItemInt(pair, 1))
		if action.V() == heap.Null {
			return heap.Null
		}
		if t.RT.Callable(action.V()) {
			text := t.Push(x.slice(t, s, x.regs[0], x.regs[1]))
			if text.V() == heap.Null || !t.SetAttr(self, t.RT.Name("match"), m) {
				return heap.Null
			}
			action.Set(t.CallN(action, self, text))
			if action.V() == heap.Null {
				return heap.Null
			}
		}
		if action.V() != heap.None && !t.ListAppend(result, action) {
			return heap.Null
		}
		done = x.regs[1]
		t.Pop(mark)
	}
	rest := t.Push(x.slice(t, s, done, len(x.text.runes)))
	if rest.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(result, rest)
}
