package object

import "github.com/hpyrun/hpyrun/heap"

// This file adds the content of one mapping to a dict.

var (
	nmKeys    = RegisterName("keys")
	nmDunIter = RegisterName("__iter__")
)

// plainDict says that v is a dict whose __iter__ is dict's own, so that its
// entries are its items for those who copy it (no safepoint).
func (t *Thread) plainDict(v Value) bool {
	if !v.IsPtr() {
		return false
	}
	i := v.Addr().Type()
	if i == IdxDict {
		return true
	}
	typ := t.RT.types[i]
	if !typ.Has(FlagDictSubclass) {
		return false
	}
	name := t.RT.NameRef(nmDunIter).V()
	return t.LookupType(typ, name) == t.LookupType(t.RT.DictType, name)
}

// DictUpdate is d.update(other): other is a mapping (it has keys) or an
// iterable of pairs.
func (t *Thread) DictUpdate(d, other Ref) bool {
	if isExact(other.V(), IdxDict) {
		return t.DictMerge(d, other, Ref{})
	}
	keys, ok := t.GetAttrOpt(other, t.RT.NameRef(nmKeys))
	switch {
	case !ok:
		return false
	case keys != heap.Null:
		return t.DictMerge(d, other, Ref{})
	}
	return t.dictMergePairs(d, other)
}

// DictMerge adds other's items, those of a mapping. With dupKey, a key that d
// already has ends it: the key is put there, and false is returned without an
// exception. An other without keys() raises AttributeError.
func (t *Thread) DictMerge(d, other, dupKey Ref) bool {
	if t.plainDict(other.V()) {
		return t.dictMergeDict(d, other, dupKey)
	}
	defer t.Pop(t.Top())
	keys := t.Push(t.CallMethod(other, t.RT.NameRef(nmKeys)))
	if keys.V() == heap.Null {
		return false
	}
	v := t.Push(heap.Null)
	return t.forEach(keys, func(k Ref) bool {
		if !dupKey.IsNil() {
			switch t.DictContains(d, k) {
			case -1:
				return false
			case 1:
				dupKey.Set(k.V())
				return false
			}
		}
		v.Set(t.GetItem(other, k))
		return v.V() != heap.Null && t.DictSet(d, k, v)
	})
}

func (t *Thread) dictMergeDict(d, other, dupKey Ref) bool {
	n := t.DictLen(other.V())
	if d.V() == other.V() || n == 0 {
		return true
	}
	if t.DictLen(d.V()) == 0 {
		return t.dictFill(d, other)
	}
	if !t.dictReserve(d, n) {
		return false
	}
	defer t.Pop(t.Top())
	kr, vr := t.Push(heap.Null), t.Push(heap.Null)
	stamp := t.DictKeysStamp(other.V())
	for pos := 0; ; {
		k, v, ok := t.DictNext(other.V(), &pos)
		if !ok {
			return true
		}
		h := entryHash(other.V().Addr().Ref(dictTable).Addr(), pos-1)
		kr.Set(k)
		vr.Set(v)
		leaf := isLeaf(k)
		if !dupKey.IsNil() {
			switch t.dictFind(d, kr, h, leaf) {
			case failed:
				return false
			case absent:
			default:
				dupKey.Set(kr.V())
				return false
			}
		}
		if !t.dictSetHash(d, kr, vr, h, leaf) {
			return false
		}
		if t.DictKeysStamp(other.V()) != stamp {
			t.RuntimeErrorf("dict mutated during update")
			return false
		}
	}
}

// dictReserve makes room for n more items.
func (t *Thread) dictReserve(d Ref, n int) bool {
	v := d.V()
	tv := v.Addr().Ref(dictTable)
	room, general := 0, false
	if tv != heap.Null {
		room, general = dictRoom(v), tabIsGeneral(tv.Addr())
	}
	// Some of the keys may be there already: only what surely is too small
	// grows at once.
	if room >= n || n < room*2 {
		return true
	}
	return t.dictRebuild(d, logFor(t.DictLen(v)+n), general)
}

func (t *Thread) dictMergePairs(d, pairs Ref) bool {
	defer t.Pop(t.Top())
	i := 0
	kv := t.PushN(2)
	return t.forEach(pairs, func(item Ref) bool {
		mark := t.Top()
		defer t.Pop(mark)
		seq := t.pairOf(item, i)
		if seq.IsNil() {
			return false
		}
		items, _ := t.seqView(seq.V())
		if len(items) != 2 {
			t.ValueErrorf("dictionary update sequence element #%d has length %d; 2 is required", i, len(items))
			return false
		}
		copy(rootView(kv, 2), items)
		i++
		return t.DictSet(d, kv, kv.At(1))
	})
}

// pairOf is fastSeq for element i of an update's argument.
func (t *Thread) pairOf(item Ref, i int) Ref {
	if _, ok := t.seqView(item.V()); ok {
		return item
	}
	r := t.Push(t.SeqToList(item))
	if r.V() != heap.Null {
		return r
	}
	if t.ExcMatches(t.RT.Exc.TypeError) {
		t.ClearExc()
		t.TypeErrorf("cannot convert dictionary update sequence element #%d to a sequence", i)
	}
	return Ref{}
}
