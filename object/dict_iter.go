package object

import "github.com/hpyrun/hpyrun/heap"

// A dict's iterator has one reference, the dict (Null when exhausted), and
// three raw words: the position, the number of items that the dict must keep,
// and how many are left. Forward the position is the next entry, backward one
// more than it.
const (
	dictIterDict = 0
	dictIterPos  = 0
	dictIterUsed = 8
	dictIterLeft = 16
)

// dictTypes are the types without an index of their own.
type dictTypes struct {
	reverse [3]*Type // by dictPart
}

func (t *Thread) newDictIter(typ heap.TypeIndex, d Ref, reverse bool) Value {
	v := t.Alloc(typ, 1, 24)
	if v == heap.Null {
		return v
	}
	t.Store(v, dictIterDict, d.V())
	a, n := v.Addr(), t.DictLen(d.V())
	a.SetWord64(dictIterUsed, uint64(n))
	a.SetWord64(dictIterLeft, uint64(n))
	if tab := d.V().Addr().Ref(dictTable); reverse && tab != heap.Null {
		a.SetWord64(dictIterPos, uint64(tabEntries(tab.Addr())))
	}
	return v
}

func dictIter(t *Thread, d Ref) Value { return t.newDictIter(IdxDictKeyIter, d, false) }

var (
	dictIterNames = [...]string{"dict_keyiterator", "dict_valueiterator", "dict_itemiterator"}
	dictRevNames  = [...]string{"dict_reversekeyiterator", "dict_reversevalueiterator", "dict_reverseitemiterator"}
	dictIterIdx   = [...]heap.TypeIndex{IdxDictKeyIter, IdxDictValueIter, IdxDictItemIter}
)

func dictIterDef(part dictPart, reverse bool) func(rt *Runtime) TypeDef {
	return func(rt *Runtime) TypeDef {
		d := TypeDef{
			Index: dictIterIdx[part], Name: dictIterNames[part],
			FixedRefs: 1, RawSize: 24, Flags: FlagNoInstantiate,
			Slots: Slots{Iter: selfIter, Next: func(t *Thread, it Ref) Value { return t.dictIterNext(it, part) }},
			Methods: []MethodDef{
				{Name: "__length_hint__", Fn: dictIterHint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
				{Name: "__reduce__", Fn: dictIterReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			},
		}
		if reverse {
			d.Index, d.Name, d.Into = 0, dictRevNames[part], &rt.containers.dicts.reverse[part]
			d.Slots.Next = func(t *Thread, it Ref) Value { return t.dictRevNext(it, part) }
		}
		return d
	}
}

// dictIterEntry checks that the dict is as it was, and returns its table; Null:
// exhausted, or an exception is pending.
func (t *Thread) dictIterTable(it Ref) Value {
	a := it.V().Addr()
	d := a.Ref(dictIterDict)
	if d == heap.Null {
		return heap.Null
	}
	if uint64(t.DictLen(d)) != a.Word64(dictIterUsed) {
		// It stays so: the next call raises again.
		a.SetWord64(dictIterUsed, 1<<64-1)
		return t.RuntimeErrorf("dictionary changed size during iteration")
	}
	if tab := d.Addr().Ref(dictTable); tab != heap.Null {
		return tab
	}
	t.Store(it.V(), dictIterDict, heap.Null)
	return heap.Null
}

func (t *Thread) dictIterNext(it Ref, part dictPart) Value {
	tv := t.dictIterTable(it)
	if tv == heap.Null {
		return heap.Null
	}
	a, tab := it.V().Addr(), tv.Addr()
	e, n := int(a.Word64(dictIterPos)), tabEntries(tab)
	for e < n && tabKey(tab, e) == heap.Null {
		e++
	}
	left := a.Word64(dictIterLeft)
	if e >= n {
		t.Store(it.V(), dictIterDict, heap.Null)
		return heap.Null
	}
	// As many removed as added: the number alone does not tell.
	if left == 0 {
		t.Store(it.V(), dictIterDict, heap.Null)
		return t.RuntimeErrorf("dictionary keys changed during iteration")
	}
	a.SetWord64(dictIterPos, uint64(e+1))
	a.SetWord64(dictIterLeft, left-1)
	return t.entryPart(tab, e, part)
}

// dictIterLeaf is dictIterNext for keys and values while nothing goes wrong (no
// safepoint); ok false: ask dictIterNext.
func (t *Thread) dictIterLeaf(it Value, part dictPart) (v Value, ok bool) {
	a := it.Addr()
	d := a.Ref(dictIterDict)
	if d == heap.Null {
		return heap.Null, true
	}
	tv, left := d.Addr().Ref(dictTable), a.Word64(dictIterLeft)
	if tv == heap.Null || left == 0 || uint64(t.DictLen(d)) != a.Word64(dictIterUsed) {
		return heap.Null, false
	}
	tab := tv.Addr()
	for e, n := int(a.Word64(dictIterPos)), tabEntries(tab); e < n; e++ {
		if k := tabKey(tab, e); k != heap.Null {
			a.SetWord64(dictIterPos, uint64(e+1))
			a.SetWord64(dictIterLeft, left-1)
			if part == keysPart {
				return k, true
			}
			return tabValue(tab, e), true
		}
	}
	return heap.Null, false
}

// dictPairLeaf is dictIterLeaf for items.
func (t *Thread) dictPairLeaf(it Value) (k, v Value, how int) {
	a := it.Addr()
	d := a.Ref(dictIterDict)
	if d == heap.Null {
		return 0, 0, PairNone
	}
	tv, left := d.Addr().Ref(dictTable), a.Word64(dictIterLeft)
	if tv == heap.Null || left == 0 || uint64(t.DictLen(d)) != a.Word64(dictIterUsed) {
		return 0, 0, PairUnknown
	}
	tab := tv.Addr()
	for e, n := int(a.Word64(dictIterPos)), tabEntries(tab); e < n; e++ {
		if k = tabKey(tab, e); k != heap.Null {
			a.SetWord64(dictIterPos, uint64(e+1))
			a.SetWord64(dictIterLeft, left-1)
			return k, tabValue(tab, e), PairFound
		}
	}
	return 0, 0, PairUnknown
}

func (t *Thread) dictRevNext(it Ref, part dictPart) Value {
	tv := t.dictIterTable(it)
	if tv == heap.Null {
		return heap.Null
	}
	a, tab := it.V().Addr(), tv.Addr()
	e := min(int(a.Word64(dictIterPos)), tabEntries(tab)) - 1
	for e >= 0 && tabKey(tab, e) == heap.Null {
		e--
	}
	left := a.Word64(dictIterLeft)
	if e < 0 || left == 0 {
		t.Store(it.V(), dictIterDict, heap.Null)
		return heap.Null
	}
	a.SetWord64(dictIterPos, uint64(e))
	a.SetWord64(dictIterLeft, left-1)
	return t.entryPart(tab, e, part)
}

// entryPart returns the key, the value, or a pair (only that is a safepoint).
func (t *Thread) entryPart(tab heap.Addr, e int, part dictPart) Value {
	switch part {
	case keysPart:
		return tabKey(tab, e)
	case valuesPart:
		return tabValue(tab, e)
	}
	return t.pair(tabKey(tab, e), tabValue(tab, e))
}

func dictIterHint(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	if d := a.Ref(dictIterDict); d == heap.Null || uint64(t.DictLen(d)) != a.Word64(dictIterUsed) {
		return heap.SmallInt(0)
	}
	return t.NewInt(int64(a.Word64(dictIterLeft)))
}

// dictIterReduce lists what is left without moving the iterator.
func dictIterReduce(t *Thread, args Args) Value {
	it := args.At(0).V()
	typ := t.RT.TypeOf(it)
	c := t.Push(t.Alloc(typ.Index, 1, 24))
	if c.V() == heap.Null {
		return heap.Null
	}
	from, to := args.At(0).V().Addr(), c.V().Addr()
	t.Store(c.V(), dictIterDict, from.Ref(dictIterDict))
	for off := 0; off < 24; off += 8 {
		to.SetWord64(off, from.Word64(off))
	}
	l := t.Push(t.SeqToList(c))
	f := t.Push(t.builtin(nmIter))
	if l.V() == heap.Null || f.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(f, t.Push(t.PackTuple(l)))
}

// dictReversed is __reversed__ of a dict (part keysPart) as a method.
func dictReversed(part dictPart) Native {
	return func(t *Thread, args Args) Value {
		return t.newDictIter(t.RT.containers.dicts.reverse[part].Index, args.At(0), true)
	}
}
