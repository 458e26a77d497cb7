package object

import "github.com/hpyrun/hpyrun/heap"

// Items, lengths, containment, iteration.

// GetItem returns o[k].
func (t *Thread) GetItem(o, k Ref) Value {
	typ := t.RT.TypeOf(o.V())
	if f := typ.Slots.MpSubscript; f != nil {
		return f(t, o, k)
	}
	if f := typ.Slots.SqItem; f != nil {
		if !t.hasIndex(k.V()) {
			return t.TypeErrorf("sequence index must be integer, not '%s'", t.TypeName(k.V()))
		}
		i, ok := t.AsIndex(k)
		if !ok {
			return heap.Null
		}
		return t.sqGetItem(f, o, i)
	}
	if cls := t.RT.TypeFromObj(o.V()); cls != nil {
		return t.classGetItem(o, cls, k)
	}
	return t.TypeErrorf("'%s' object is not subscriptable", typ.Shown)
}

// classGetItem is cls[k].
func (t *Thread) classGetItem(o Ref, cls *Type, k Ref) Value {
	if cls == t.RT.TypeType {
		return t.NewGenericAlias(o, k)
	}
	defer t.Pop(t.Top())
	f, ok := t.GetAttrOpt(o, t.RT.NameRef(nmClassGetitem))
	if !ok {
		return heap.Null
	}
	if f == heap.Null || f == heap.None {
		return t.TypeErrorf("type '%s' is not subscriptable", cls.Shown)
	}
	return t.CallN(t.Push(f), k)
}

func (t *Thread) hasIndex(v Value) bool { return t.RT.TypeOf(v).Slots.Unary[OpIndex] != nil }

// sqGetItem calls a sequence's item slot; a negative index counts from the end.
func (t *Thread) sqGetItem(f func(t *Thread, a Ref, i int) Value, o Ref, i int) Value {
	if i < 0 {
		if l := t.RT.TypeOf(o.V()).Slots.SqLength; l != nil {
			n := l(t, o)
			if n < 0 {
				return heap.Null
			}
			i += n
		}
	}
	return f(t, o, i)
}

// SetItem does o[k] = v.
func (t *Thread) SetItem(o, k, v Ref) bool { return t.assItem(o, k, v, noAssignment) }

// DelItem does del o[k].
func (t *Thread) DelItem(o, k Ref) bool { return t.assItem(o, k, Ref{}, noDeletion) }

// What a type without item assignment is said not to do.
const (
	noAssignment = "item assignment"
	noDeletion   = "item deletion"
)

func (t *Thread) assItem(o, k, v Ref, what string) bool {
	typ := t.RT.TypeOf(o.V())
	if f := typ.Slots.MpAssSub; f != nil {
		return f(t, o, k, v)
	}
	f, not := typ.Slots.SqAssItem, "does not"
	switch {
	case typ.isSequence() && t.hasIndex(k.V()):
		i, ok := t.AsIndex(k)
		if !ok {
			return false
		}
		if f != nil {
			return t.sqAssItem(f, o, i, v)
		}
		if what == noDeletion { // CPython's two ways to delete have a wording each
			not = "doesn't"
		}
	case f != nil:
		t.TypeErrorf("sequence index must be integer, not '%s'", t.TypeName(k.V()))
		return false
	}
	t.TypeErrorf("'%s' object %s support %s", typ.Shown, not, what)
	return false
}

// isSequence says that the type has something of the sequence protocol, as in
// CPython every class made at run time has.
func (t *Type) isSequence() bool {
	s := &t.Slots
	return t.Has(FlagHeapType) || s.SqLength != nil || s.SqItem != nil || s.SqAssItem != nil || s.SqContains != nil || s.SqConcat != nil
}

func (t *Thread) sqAssItem(f func(t *Thread, a Ref, i int, v Ref) bool, o Ref, i int, v Ref) bool {
	if i < 0 {
		if l := t.RT.TypeOf(o.V()).Slots.SqLength; l != nil {
			n := l(t, o)
			if n < 0 {
				return false
			}
			i += n
		}
	}
	return f(t, o, i, v)
}

// GetItemInt returns o[i]: by the sequence protocol where o has it.
func (t *Thread) GetItemInt(o Ref, i int) Value {
	if s := &t.RT.TypeOf(o.V()).Slots; s.MpSubscript == nil && s.SqItem != nil {
		return t.sqGetItem(s.SqItem, o, i)
	}
	defer t.Pop(t.Top())
	k := t.NewInt(int64(i))
	if k == heap.Null {
		return k
	}
	return t.GetItem(o, t.Push(k))
}

// SetItemInt does o[i] = v.
func (t *Thread) SetItemInt(o Ref, i int, v Ref) bool { return t.assItemInt(o, i, v, noAssignment) }

// DelItemInt does del o[i].
func (t *Thread) DelItemInt(o Ref, i int) bool { return t.assItemInt(o, i, Ref{}, noDeletion) }

func (t *Thread) assItemInt(o Ref, i int, v Ref, what string) bool {
	if s := &t.RT.TypeOf(o.V()).Slots; s.MpAssSub == nil && s.SqAssItem != nil {
		return t.sqAssItem(s.SqAssItem, o, i, v)
	}
	defer t.Pop(t.Top())
	k := t.NewInt(int64(i))
	return k != heap.Null && t.assItem(o, t.Push(k), v, what)
}

// SequenceItem returns item i by the sequence protocol alone
// (PySequence_GetItem).
func (t *Thread) SequenceItem(o Ref, i int) Value {
	typ := t.RT.TypeOf(o.V())
	if f := typ.Slots.SqItem; f != nil {
		return t.sqGetItem(f, o, i)
	}
	if typ.Slots.MpSubscript != nil {
		return t.TypeErrorf("%s is not a sequence", typ.Shown)
	}
	return t.TypeErrorf("'%s' object does not support indexing", typ.Shown)
}

// Length returns len(o), or -1.
func (t *Thread) Length(o Ref) int {
	s := &t.RT.TypeOf(o.V()).Slots
	switch {
	case s.SqLength != nil:
		return s.SqLength(t, o)
	case s.MpLength != nil:
		return s.MpLength(t, o)
	}
	t.TypeErrorf("object of type '%s' has no len()", t.TypeName(o.V()))
	return -1
}

// Contains returns v in o: 1, 0, -1.
func (t *Thread) Contains(o, v Ref) int {
	if f := t.RT.TypeOf(o.V()).Slots.SqContains; f != nil {
		return f(t, o, v)
	}
	return t.containsByIter(o, v)
}

func (t *Thread) containsByIter(o, v Ref) int {
	defer t.Pop(t.Top())
	it := t.Iter(o)
	if it == heap.Null {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			t.TypeErrorf("argument of type '%s' is not iterable", t.TypeName(o.V()))
		}
		return -1
	}
	itr, x := t.Push(it), t.Push(heap.Null)
	for {
		item := t.Next(itr)
		if item == heap.Null {
			if t.Pending() {
				return -1
			}
			return 0
		}
		x.Set(item)
		if r := t.CompareBool(x, v, EQ); r != 0 {
			return r
		}
	}
}

// Iter returns iter(o).
func (t *Thread) Iter(o Ref) Value {
	typ := t.RT.TypeOf(o.V())
	if f := typ.Slots.Iter; f != nil {
		v := f(t, o)
		if v != heap.Null && !t.IsIterator(v) {
			return t.TypeErrorf("iter() returned non-iterator of type '%s'", t.TypeName(v))
		}
		return v
	}
	if typ.Slots.SqItem != nil && !typ.Has(FlagDictSubclass) {
		return t.NewSeqIter(o)
	}
	return t.TypeErrorf("'%s' object is not iterable", typ.Shown)
}

// IsIterator says that next(v) can be asked (no safepoint).
func (t *Thread) IsIterator(v Value) bool {
	f := t.RT.TypeOf(v).Slots.Next
	return f != nil && !sameFunc(f, nextNotImplemented)
}

// Next returns next(it). Null without an exception pending: it is exhausted
// (StopIteration was swallowed).
func (t *Thread) Next(it Ref) Value {
	f := t.RT.TypeOf(it.V()).Slots.Next
	if f == nil || sameFunc(f, nextNotImplemented) {
		return t.TypeErrorf("'%s' object is not an iterator", t.TypeName(it.V()))
	}
	v := f(t, it)
	if v == heap.Null && t.exc.V() != heap.Null && t.ExcMatches(t.RT.Exc.StopIteration) {
		t.ClearExc()
	}
	return v
}

// SqConcat does a + b by the sequence protocol (PySequence_Concat).
func (t *Thread) SqConcat(a, b Ref) Value {
	s := &t.RT.TypeOf(a.V()).Slots
	if s.SqConcat != nil {
		return s.SqConcat(t, a, b)
	}
	if t.isSequence(a.V()) && t.isSequence(b.V()) {
		if v := t.binary1(OpAdd, a, b); v != heap.NotImplemented {
			return v
		}
	}
	return t.TypeErrorf("'%s' object can't be concatenated", t.TypeName(a.V()))
}

// SqRepeat does a * n by the sequence protocol (PySequence_Repeat).
func (t *Thread) SqRepeat(a Ref, n int) Value {
	s := &t.RT.TypeOf(a.V()).Slots
	if s.SqRepeat != nil {
		return s.SqRepeat(t, a, n)
	}
	if t.isSequence(a.V()) {
		defer t.Pop(t.Top())
		k := t.NewInt(int64(n))
		if k == heap.Null {
			return k
		}
		if v := t.binary1(OpMul, a, t.Push(k)); v != heap.NotImplemented {
			return v
		}
	}
	return t.TypeErrorf("'%s' object can't be repeated", t.TypeName(a.V()))
}

// isSequence is PySequence_Check (no safepoint).
func (t *Thread) isSequence(v Value) bool {
	typ := t.RT.TypeOf(v)
	return typ.Slots.SqItem != nil && !typ.Has(FlagDictSubclass)
}

// IsSequence is PySequence_Check, IsMapping PyMapping_Check (no safepoint).
func (t *Thread) IsSequence(v Value) bool { return t.isSequence(v) }

// IsMapping is PyMapping_Check (no safepoint).
func (t *Thread) IsMapping(v Value) bool { return t.RT.TypeOf(v).Slots.MpSubscript != nil }

// IsNumber is PyNumber_Check (no safepoint).
func (t *Thread) IsNumber(v Value) bool {
	s := &t.RT.TypeOf(v).Slots
	return s.Unary[OpIndex] != nil || s.Unary[OpInt] != nil || s.Unary[OpFloat] != nil || t.RT.TypeOf(v).IsSubtype(t.RT.ComplexType)
}
