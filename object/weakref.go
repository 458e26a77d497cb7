package object

import "github.com/hpyrun/hpyrun/heap"

// Weak references. A weakref.ref is an object that the collector treats as weak
// (heap.FlagWeak): its slot 0, the referent, is set to None when that dies, and
// then its slot 1, the callback, makes it due for RunPending. An object that
// can be weakly referenced has a slot that holds its one reference without a
// callback, so that the same is handed out again; being a strong reference to
// something that refers back weakly, it keeps nothing alive.
const (
	weakReferent = iota
	weakCallback
	weakHash  // int, or Null: not known
	weakProxy // of a plain reference: the plain proxy, or Null
	weakNumRefs
)

// NewWeakRef returns a weakref.ref to o; callback may be the nil Ref or None.
func (t *Thread) NewWeakRef(o, callback Ref) Value {
	return t.newWeak(t.RT.WeakRefType, o, callback)
}

func (t *Thread) newWeak(typ *Type, o, callback Ref) Value {
	slot := -1
	if ot := t.RT.TypeOf(o.V()); o.V().IsPtr() {
		slot = ot.Layout.WeakSlot
	}
	if slot < 0 {
		return t.TypeErrorf("cannot create weak reference to '%s' object", t.TypeName(o.V()))
	}
	plain := (callback.IsNil() || callback.V() == heap.None) && typ == t.RT.WeakRefType
	if plain {
		if w := o.V().Addr().Ref(slot); w != heap.Null && w.Addr().Ref(weakReferent) == o.V() {
			return w
		}
	}
	v := t.NewInstance(typ)
	if v == heap.Null {
		return v
	}
	v.Addr().SetFlags(heap.FlagWeak)
	t.Store(v, weakReferent, o.V())
	t.WatchDeath(o.V())
	if !callback.IsNil() && callback.V() != heap.None {
		t.Store(v, weakCallback, callback.V())
	}
	if plain {
		t.Store(o.V(), slot, v)
	}
	return v
}

// WeakTarget returns the referent of a weak reference, None when it is dead (no
// safepoint).
func (t *Thread) WeakTarget(w Value) Value {
	if v := w.Addr().Ref(weakReferent); v != heap.Null {
		return v
	}
	return heap.None
}

func instanceWeakrefGet(t *Thread, o Ref) Value {
	if slot := t.RT.TypeOf(o.V()).Layout.WeakSlot; slot >= 0 {
		if w := o.V().Addr().Ref(slot); w != heap.Null {
			return w
		}
	}
	return heap.None
}

// weakArgs takes apart the positional arguments of __new__ or __init__.
func weakArgs(t *Thread, args Args, name string) (o, callback Ref, ok bool) {
	switch args.n {
	case 2:
		return args.At(1), Ref{}, true
	case 3:
		return args.At(1), args.At(2), true
	case 1:
		t.TypeErrorf("%s expected at least 1 argument, got 0", name)
	default:
		t.TypeErrorf("%s expected at most 2 arguments, got %d", name, args.n-1)
	}
	return
}

// weakRefNew leaves keywords alone: they are for the __init__ of a subclass.
func weakRefNew(t *Thread, args Args) Value {
	o, callback, ok := weakArgs(t, args, "__new__")
	if !ok {
		return heap.Null
	}
	return t.newWeak(t.RT.TypeFromObj(args.At(0).V()), o, callback)
}

func weakRefInit(t *Thread, args Args) bool {
	if args.NumKw() > 0 {
		t.TypeErrorf("ref() takes no keyword arguments")
		return false
	}
	_, _, ok := weakArgs(t, args, "__init__")
	return ok
}

func weakRefCall(t *Thread, w Ref, args Args) Value {
	if args.NumKw() > 0 {
		return t.TypeErrorf("weakref.ReferenceType() takes no keyword arguments")
	}
	if args.n != 0 {
		return t.TypeErrorf("__call__ expected 0 arguments, got %d", args.n)
	}
	return t.WeakTarget(w.V())
}

func weakRefHash(t *Thread, w Ref) (int64, bool) {
	if h := w.V().Addr().Ref(weakHash); h != heap.Null {
		return Int64Of(IntValue(h))
	}
	o := t.WeakTarget(w.V())
	if o == heap.None {
		t.TypeErrorf("weak object has gone away")
		return 0, false
	}
	defer t.Pop(t.Top())
	h, ok := t.Hash(t.Push(o))
	if !ok {
		return 0, false
	}
	v := t.NewInt(h)
	if v == heap.Null {
		return 0, false
	}
	t.Store(w.V(), weakHash, v)
	return h, true
}

func weakRefCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !t.RT.TypeOf(b.V()).IsSubtype(t.RT.WeakRefType) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	x, y := t.Push(t.WeakTarget(a.V())), t.Push(t.WeakTarget(b.V()))
	if x.V() == heap.None || y.V() == heap.None {
		return heap.Bool((a.V() == b.V()) == (op == EQ))
	}
	return t.Compare(x, y, op)
}

func weakRefRepr(t *Thread, w Ref) Value {
	self := "<weakref at " + t.AddressOf(w.V())
	o := t.WeakTarget(w.V())
	if o == heap.None {
		return t.NewStr(self + "; dead>")
	}
	self += "; to '" + t.TypeName(o) + "' at " + t.AddressOf(o)
	defer t.Pop(t.Top())
	n, ok := t.GetAttrOpt(t.Push(o), t.RT.NameRef(nmName))
	if !ok {
		return heap.Null
	}
	if n != heap.Null && t.RT.IsStr(n) {
		self += " (" + GoStr(n) + ")"
	}
	return t.NewStr(self + ">")
}

func weakRefDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxWeakRef, Name: "ReferenceType", Module: "weakref", FixedRefs: weakNumRefs, Flags: FlagBaseType,
		Slots: Slots{New: weakRefNew, Init: weakRefInit, Call: weakRefCall, Hash: weakRefHash, Compare: weakRefCompare, Repr: weakRefRepr},
		Methods: []MethodDef{{Name: "__class_getitem__", Kind: ClassMethod, Sig: "($type, object, /)", Doc: "See PEP 585",
			Fn: func(t *Thread, args Args) Value { return t.NewGenericAlias(args.At(0), args.At(1)) }}},
		GetSets: []GetSetDef{{Name: "__callback__", Get: refGetter(weakCallback)}},
	}
}

// WeakRefsTo returns a list of the weak references and proxies to o. An object does
// not know them all, so this collects everything, that dead ones may not be found, and
// walks over the heap.
func (t *Thread) WeakRefsTo(o Ref) Value {
	defer t.Pop(t.Top())
	if !o.V().IsPtr() {
		return t.NewList(0)
	}
	t.Collect(heap.Full, "weak references to an object")
	n := 0
	each := func(f func(w Value)) {
		t.RT.Heap.EachObject(func(w Value, _ heap.Space) {
			if w.Addr().Has(heap.FlagWeak) && w.Addr().Ref(weakReferent) == o.V() {
				f(w)
			}
		})
	}
	each(func(Value) { n++ })
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	found, i := t.PushN(n), 0
	each(func(w Value) {
		found.At(i).Set(w)
		i++
	})
	return t.ListOf(found, n)
}
