package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// The slots of Python classes: functions that look the dunder method up on the
// object's type and call it.

// lookupSlots holds them all; fixSlot copies from it by offset. It is filled
// once, before any runtime exists.
var lookupSlots Slots

// hashNotImplementedSlots and nextNotImplementedSlots carry the two functions
// that say "explicitly absent" in their slots, for fixSlot to copy.
var hashNotImplementedSlots, nextNotImplementedSlots Slots

func sameFunc[F any](f, g F) bool {
	return *(*unsafe.Pointer)(unsafe.Pointer(&f)) == *(*unsafe.Pointer)(unsafe.Pointer(&g))
}

func initLookupSlots() {
	hashNotImplementedSlots.Hash = hashNotImplemented
	nextNotImplementedSlots.Next = nextNotImplemented
	s := &lookupSlots
	for op := range NumBinaryOps {
		s.Binary[op] = lookupBinary(op)
		if op != OpDivmod {
			s.InPlace[op] = lookupInPlace(inplaceIDs[op])
		}
	}
	for op := range NumUnaryOps {
		s.Unary[op] = lookupUnary(unaryIDs[op])
	}
	s.Power, s.InPower = lookupPower, lookupInPower
	s.Bool = lookupBool
	s.MpLength, s.SqLength = lookupLength, lookupLength
	s.MpSubscript, s.MpAssSub = lookupSubscript, lookupAssSub
	s.SqItem, s.SqAssItem, s.SqContains = lookupSqItem, lookupSqAssItem, lookupContains
	s.Repr, s.Str, s.Hash = lookupRepr, lookupStr, lookupHash
	s.Compare, s.Iter, s.Next, s.Call = lookupCompare, lookupIter, lookupNext, lookupCall
	s.GetAttr, s.SetAttr = lookupGetAttr, lookupSetAttr
	s.DescrGet, s.DescrSet = lookupDescrGet, lookupDescrSet
	s.New, s.Init, s.Finalize = lookupNew, lookupInit, lookupFinalize
	s.Await = lookupAsync(nmAwait, "object %s does not have __await__ method")
	s.AIter = lookupAsync(nmAiter, "object %s does not have __aiter__ method")
	s.ANext = lookupAsync(nmAnext, "object %s does not have __anext__ method")
}

// SubscriptFunction returns the Python function that o[k] calls with o and k, or Null: it
// is something else (no safepoint).
func (t *Thread) SubscriptFunction(o Value) Value {
	if !o.IsPtr() {
		return heap.Null
	}
	typ := t.RT.TypeOf(o)
	if !sameFunc(typ.Slots.MpSubscript, lookupSlots.MpSubscript) {
		return heap.Null
	}
	if f := t.LookupType(typ, t.RT.name(nmGetitem)); isExact(f, IdxFunction) {
		return f
	}
	return heap.Null
}

// callSpecial calls the method that self's type has under id; found is false,
// with nothing pending, where there is none.
func (t *Thread) callSpecial(self Ref, id NameID, args ...Ref) (v Value, found bool) {
	typ := t.RT.TypeOf(self.V())
	f := t.LookupType(typ, t.RT.name(id))
	if f == heap.Null {
		return heap.Null, false
	}
	return t.callFound(f, typ, self, args...), true
}

// CallSpecial calls the method that self's type has under name, past self's own
// attributes, as Python does with special methods. found is false, with nothing pending,
// where there is none.
func (t *Thread) CallSpecial(self, name Ref, args ...Ref) (v Value, found bool) {
	typ := t.RT.TypeOf(self.V())
	f := t.LookupType(typ, name.V())
	if f == heap.Null {
		return heap.Null, false
	}
	return t.callFound(f, typ, self, args...), true
}

// callFound calls f, which was found on typ, as a method of self.
func (t *Thread) callFound(f Value, typ *Type, self Ref, args ...Ref) Value {
	mark := t.Top()
	ft := t.RT.TypeOf(f)
	fr := t.Push(f)
	var v Value
	if ft.Flags&FlagMethodDescr != 0 {
		base := t.Push(self.V())
		for _, a := range args {
			t.Push(a.V())
		}
		v = ft.Slots.Call(t, fr, MakeArgs(base, len(args)+1, Ref{}))
	} else {
		if get := ft.Slots.DescrGet; get != nil {
			b := get(t, fr, self, typ.Obj)
			if b == heap.Null {
				t.Pop(mark)
				return heap.Null
			}
			fr.Set(b)
		}
		v = t.CallN(fr, args...)
	}
	t.Pop(mark)
	return v
}

// callSpecialKw is callSpecial with arbitrary arguments.
func (t *Thread) callSpecialKw(self Ref, id NameID, args Args) (v Value, found bool) {
	typ := t.RT.TypeOf(self.V())
	f := t.LookupType(typ, t.RT.name(id))
	if f == heap.Null {
		return heap.Null, false
	}
	mark := t.Top()
	ft := t.RT.TypeOf(f)
	fr := t.Push(f)
	if ft.Flags&FlagMethodDescr != 0 {
		if full, ok := t.prepend(self, args); ok {
			v = ft.Slots.Call(t, fr, full)
		}
	} else {
		if get := ft.Slots.DescrGet; get != nil {
			b := get(t, fr, self, typ.Obj)
			if b == heap.Null {
				t.Pop(mark)
				return heap.Null, true
			}
			fr.Set(b)
		}
		v = t.Call(fr, args)
	}
	t.Pop(mark)
	return v, true
}

// specialMissing raises what CPython raises when one of the dunder methods of a
// slot is not there: the bare name.
func (t *Thread) specialMissing(self Ref, id NameID) Value {
	return t.Raise(t.RT.Exc.AttributeError, t.RT.NameRef(id))
}

func (t *Thread) mustSpecial(self Ref, id NameID, args ...Ref) Value {
	v, found := t.callSpecial(self, id, args...)
	if !found {
		return t.specialMissing(self, id)
	}
	return v
}

func (t *Thread) maybeSpecial(self Ref, id NameID, args ...Ref) Value {
	v, found := t.callSpecial(self, id, args...)
	if !found {
		return heap.NotImplemented
	}
	return v
}

func lookupUnary(id NameID) func(t *Thread, a Ref) Value {
	return func(t *Thread, a Ref) Value { return t.mustSpecial(a, id) }
}

func lookupAsync(id NameID, msg string) func(t *Thread, a Ref) Value {
	return func(t *Thread, a Ref) Value {
		v, found := t.callSpecial(a, id)
		if !found {
			return t.Errorf(t.RT.Exc.AttributeError, msg, t.TypeName(a.V()))
		}
		return v
	}
}

// lookupBinary makes the slot of a binary operator: the left operand's method,
// then the right one's reflected method; the other way round when the right
// operand is of a subclass that overrides the reflected method.
func lookupBinary(op BinaryOp) func(t *Thread, a, b Ref) Value {
	id, rid := binaryIDs[op], reflectedIDs[op]
	return func(t *Thread, a, b Ref) Value {
		lookup := lookupSlots.Binary[op]
		ta, tb := t.RT.TypeOf(a.V()), t.RT.TypeOf(b.V())
		other := ta != tb && sameFunc(tb.Slots.Binary[op], lookup)
		if sameFunc(ta.Slots.Binary[op], lookup) {
			if other && tb.IsSubtype(ta) && t.overrides(ta, tb, rid) {
				if v := t.maybeSpecial(b, rid, a); v != heap.NotImplemented {
					return v
				}
				other = false
			}
			if v := t.maybeSpecial(a, id, b); v != heap.NotImplemented || ta == tb {
				return v
			}
		}
		if other {
			return t.maybeSpecial(b, rid, a)
		}
		return heap.NotImplemented
	}
}

// overrides says that sub finds another attribute under id than base does (no
// safepoint).
func (t *Thread) overrides(base, sub *Type, id NameID) bool {
	n := t.RT.name(id)
	f := t.LookupType(sub, n)
	return f != heap.Null && f != t.LookupType(base, n)
}

func lookupInPlace(id NameID) func(t *Thread, a, b Ref) Value {
	return func(t *Thread, a, b Ref) Value { return t.mustSpecial(a, id, b) }
}

func lookupPower(t *Thread, a, b, mod Ref) Value {
	if mod.V() == heap.None {
		ta, tb := t.RT.TypeOf(a.V()), t.RT.TypeOf(b.V())
		other := ta != tb && sameFunc(tb.Slots.Power, lookupSlots.Power)
		if sameFunc(ta.Slots.Power, lookupSlots.Power) {
			if other && tb.IsSubtype(ta) && t.overrides(ta, tb, nmRpow) {
				if v := t.maybeSpecial(b, nmRpow, a); v != heap.NotImplemented {
					return v
				}
				other = false
			}
			if v := t.maybeSpecial(a, nmPow, b); v != heap.NotImplemented || ta == tb {
				return v
			}
		}
		if other {
			return t.maybeSpecial(b, nmRpow, a)
		}
		return heap.NotImplemented
	}
	// Three-argument power has no reflected form.
	if sameFunc(t.RT.TypeOf(a.V()).Slots.Power, lookupSlots.Power) {
		return t.mustSpecial(a, nmPow, b, mod)
	}
	return heap.NotImplemented
}

func lookupInPower(t *Thread, a, b, mod Ref) Value { return t.mustSpecial(a, nmIpow, b) }

func lookupBool(t *Thread, a Ref) int {
	defer t.Pop(t.Top())
	v, found := t.callSpecial(a, nmBool)
	if found {
		switch v {
		case heap.True:
			return 1
		case heap.False:
			return 0
		case heap.Null:
			return -1
		}
		t.TypeErrorf("__bool__ should return bool, returned %s", t.TypeName(v))
		return -1
	}
	v, found = t.callSpecial(a, nmLen)
	if !found {
		return 1
	}
	if v == heap.Null {
		return -1
	}
	n := t.checkedLength(t.Push(v))
	if n > 0 {
		return 1
	}
	return n
}

// checkedLength makes a length of what __len__ returned; -1: exception.
func (t *Thread) checkedLength(r Ref) int {
	defer t.Pop(t.Top())
	i := t.Index(r)
	if i == heap.Null {
		return -1
	}
	if IntSign(i) < 0 {
		t.ValueErrorf("__len__() should return >= 0")
		return -1
	}
	n, ok := t.AsSsize(t.Push(i), t.RT.Exc.OverflowError)
	if !ok {
		return -1
	}
	return n
}

func lookupLength(t *Thread, a Ref) int {
	defer t.Pop(t.Top())
	v := t.mustSpecial(a, nmLen)
	if v == heap.Null {
		return -1
	}
	if v.IsInt() && v.Int() >= 0 {
		return int(v.Int())
	}
	return t.checkedLength(t.Push(v))
}

func lookupSubscript(t *Thread, a, key Ref) Value { return t.mustSpecial(a, nmGetitem, key) }

func lookupAssSub(t *Thread, a, key, v Ref) bool {
	if v.IsNil() {
		return t.mustSpecial(a, nmDelitem, key) != heap.Null
	}
	return t.mustSpecial(a, nmSetitem, key, v) != heap.Null
}

func lookupSqItem(t *Thread, a Ref, i int) Value {
	defer t.Pop(t.Top())
	return t.mustSpecial(a, nmGetitem, t.Push(t.NewInt(int64(i))))
}

func lookupSqAssItem(t *Thread, a Ref, i int, v Ref) bool {
	defer t.Pop(t.Top())
	return lookupAssSub(t, a, t.Push(t.NewInt(int64(i))), v)
}

func lookupContains(t *Thread, a, v Ref) int {
	typ := t.RT.TypeOf(a.V())
	f := t.LookupType(typ, t.RT.name(nmContains))
	switch f {
	case heap.None:
		t.TypeErrorf("'%s' object is not a container", typ.Shown)
		return -1
	case heap.Null:
		return t.containsByIter(a, v)
	}
	defer t.Pop(t.Top())
	r := t.callFound(f, typ, a, v)
	if r == heap.Null {
		return -1
	}
	return t.IsTrue(t.Push(r))
}

func lookupRepr(t *Thread, a Ref) Value {
	v, found := t.callSpecial(a, nmRepr)
	if !found {
		return objectRepr(t, a)
	}
	return v
}

func lookupStr(t *Thread, a Ref) Value { return t.mustSpecial(a, nmStr) }

func hashNotImplemented(t *Thread, a Ref) (int64, bool) {
	t.TypeErrorf("unhashable type: '%s'", t.TypeName(a.V()))
	return 0, false
}

func lookupHash(t *Thread, a Ref) (int64, bool) {
	typ := t.RT.TypeOf(a.V())
	f := t.LookupType(typ, t.RT.name(nmHash))
	if f == heap.Null || f == heap.None {
		return hashNotImplemented(t, a)
	}
	v := t.callFound(f, typ, a)
	if v == heap.Null {
		return 0, false
	}
	if !t.RT.IsInt(v) {
		t.TypeErrorf("__hash__ method should return an integer")
		return 0, false
	}
	if i, ok := Int64Of(IntValue(v)); ok {
		return clipHash(i), true
	}
	return IntHash(IntValue(v)), true
}

// lookupCompare takes a method that cannot be had for one that is not there.
func lookupCompare(t *Thread, a, b Ref, op CompareOp) Value {
	typ := t.RT.TypeOf(a.V())
	f := t.LookupType(typ, t.RT.name(compareIDs[op]))
	if f == heap.Null {
		return heap.NotImplemented
	}
	if get := t.RT.TypeOf(f).Slots.DescrGet; get != nil && !t.RT.TypeOf(f).Has(FlagMethodDescr) {
		defer t.Pop(t.Top())
		bound := t.Push(get(t, t.Push(f), a, typ.Obj))
		if bound.V() == heap.Null {
			t.ClearExc()
			return heap.NotImplemented
		}
		return t.CallN(bound, b)
	}
	return t.callFound(f, typ, a, b)
}

func lookupIter(t *Thread, a Ref) Value {
	typ := t.RT.TypeOf(a.V())
	f := t.LookupType(typ, t.RT.name(nmDunIter))
	if f == heap.None || f == heap.Null && t.LookupType(typ, t.RT.name(nmGetitem)) == heap.Null {
		return t.TypeErrorf("'%s' object is not iterable", typ.Shown)
	}
	if f == heap.Null {
		return t.NewSeqIter(a)
	}
	return t.callFound(f, typ, a)
}

func lookupNext(t *Thread, a Ref) Value { return t.mustSpecial(a, nmNext) }

func nextNotImplemented(t *Thread, a Ref) Value {
	return t.TypeErrorf("'%s' object is not iterable", t.TypeName(a.V()))
}

func lookupCall(t *Thread, self Ref, args Args) Value {
	if !t.EnterCall() {
		return heap.Null
	}
	v, found := t.callSpecialKw(self, nmCall, args)
	t.LeaveCall()
	if !found {
		return t.specialMissing(self, nmCall)
	}
	return v
}

// lookupGetAttr is the slot of a class with __getattribute__ or __getattr__.
func lookupGetAttr(t *Thread, a, name Ref) Value {
	typ := t.RT.TypeOf(a.V())
	getattr := t.LookupType(typ, t.RT.name(nmGetattr))
	attribute := t.LookupType(typ, t.RT.name(nmGetattribute))
	generic := isExact(attribute, IdxWrapperDescr) && sameFunc(t.wrappedSlots(attribute).GetAttr, objectGetAttr)
	if getattr == heap.Null {
		if generic {
			return t.GenericGetAttr(a, name)
		}
		return t.callFound(attribute, typ, a, name)
	}
	mark := t.Top()
	gr := t.Push(getattr)
	var v Value
	if generic {
		var ok bool
		v, ok = t.genericGetAttr(a, name, true)
		if v == heap.Null && ok {
			v = t.callFound(gr.V(), typ, a, name)
			t.Pop(mark)
			return v
		}
	} else {
		v = t.callFound(attribute, typ, a, name)
	}
	if v == heap.Null && t.ExcMatches(t.RT.Exc.AttributeError) {
		t.ClearExc()
		v = t.callFound(gr.V(), typ, a, name)
	}
	t.Pop(mark)
	return v
}

func lookupSetAttr(t *Thread, a, name, v Ref) bool {
	if v.IsNil() {
		return t.mustSpecial(a, nmDelattr, name) != heap.Null
	}
	return t.mustSpecial(a, nmSetattr, name, v) != heap.Null
}

func lookupDescrGet(t *Thread, d, obj, typ Ref) Value {
	mark := t.Top()
	if obj.IsNil() {
		obj = t.Push(heap.None)
	}
	if typ.IsNil() {
		typ = t.Push(heap.None)
	}
	v, found := t.callSpecial(d, nmDescrGet, obj, typ)
	if !found {
		v = d.V()
	}
	t.Pop(mark)
	return v
}

func lookupDescrSet(t *Thread, d, obj, v Ref) bool {
	if v.IsNil() {
		return t.mustSpecial(d, nmDescrDelete, obj) != heap.Null
	}
	return t.mustSpecial(d, nmDescrSet, obj, v) != heap.Null
}

func lookupInit(t *Thread, args Args) bool {
	mark := t.Top()
	var v Value
	found := true
	f := t.LookupType(t.RT.TypeOf(args.At(0).V()), t.RT.name(nmInit))
	if f != heap.Null && t.RT.TypeOf(f).Flags&FlagMethodDescr != 0 {
		// self is where the function wants it.
		v = t.Call(t.Push(f), args)
	} else {
		v, found = t.callSpecialKw(args.At(0), nmInit, args.Skip(1))
	}
	t.Pop(mark)
	switch {
	case !found:
		t.specialMissing(args.At(0), nmInit)
		return false
	case v == heap.None:
		return true
	case v != heap.Null:
		t.TypeErrorf("__init__() should return None, not '%s'", t.TypeName(v))
	}
	return false
}

func lookupNew(t *Thread, args Args) Value {
	f := t.GetAttr(args.At(0), t.RT.NameRef(nmNew))
	if f == heap.Null {
		return heap.Null
	}
	defer t.Pop(t.Top())
	return t.Call(t.Push(f), args)
}

func lookupFinalize(t *Thread, self Ref) {
	defer t.Pop(t.Top())
	saved := t.Push(t.TakeExc())
	typ := t.RT.TypeOf(self.V())
	if f := t.LookupType(typ, t.RT.name(nmDel)); f != heap.Null {
		fr := t.Push(f)
		if t.callFound(f, typ, self) == heap.Null {
			t.WriteUnraisable(fr)
		}
	}
	t.RestoreExc(saved.V())
}
