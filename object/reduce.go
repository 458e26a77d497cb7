package object

import "github.com/hpyrun/hpyrun/heap"

// What copy and pickle ask of every object: __reduce_ex__, __reduce__ and __getstate__. The
// half of it that protocol 0 and 1 need is Python, in the library's copyreg, as are the
// functions that a reduction names (copyreg.__newobj__).

var (
	nmReduce    = RegisterName("__reduce__")
	nmGetState  = RegisterName("__getstate__")
	nmNewArgs   = RegisterName("__getnewargs__")
	nmNewArgsEx = RegisterName("__getnewargs_ex__")
	nmSlotNames = RegisterName("__slotnames__")
)

// copyreg pushes what module copyreg has under a name; Null in it: an exception is pending.
func (t *Thread) copyreg(name string) Ref {
	m := t.Push(t.ImportModule("copyreg"))
	if m.V() != heap.Null {
		m.Set(t.GetAttr(m, t.RT.Name(name)))
	}
	return m
}

// objectReduceEx is object.__reduce_ex__: __reduce__ if a class overrides it, else the
// reduction of the protocol.
func objectReduceEx(t *Thread, a Args) Value {
	self := a.At(0)
	protocol, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	reduce, ok := t.GetAttrOpt(self, t.RT.NameRef(nmReduce))
	if !ok {
		return heap.Null
	}
	if reduce != heap.Null {
		fr := t.Push(reduce)
		cls, ok := t.GetAttrOpt(self, t.RT.NameRef(nmClass))
		if !ok {
			return heap.Null
		}
		if cls == heap.Null {
			cls = t.RT.TypeOf(self.V()).Obj.V()
		}
		of := t.Push(t.GetAttr(t.Push(cls), t.RT.NameRef(nmReduce)))
		if of.V() == heap.Null {
			return heap.Null
		}
		if of.V() != t.DictGetStr(t.RT.ObjectType.Dict.V(), t.RT.name(nmReduce)) {
			return t.CallN(fr)
		}
	}
	return t.reduceBy(self, protocol)
}

func objectReduce(t *Thread, a Args) Value { return t.reduceBy(a.At(0), 0) }

func (t *Thread) reduceBy(self Ref, protocol int64) Value {
	if protocol >= 2 {
		return t.reduceNewObj(self)
	}
	f := t.copyreg("_reduce_ex")
	if f.V() == heap.Null {
		return heap.Null
	}
	return t.CallN(f, self, t.Push(t.NewInt(protocol)))
}

// newArguments pushes what __new__ is to be called with again: a tuple and a dict, each
// Null where the object does not say.
func (t *Thread) newArguments(self Ref) (args, kw Ref, ok bool) {
	args, kw = t.Push(heap.Null), t.Push(heap.Null)
	v, found := t.callSpecial(self, nmNewArgsEx)
	if found {
		if v == heap.Null {
			return args, kw, false
		}
		pair := t.Push(v)
		if !t.isTuple(v) {
			t.TypeErrorf("__getnewargs_ex__ should return a tuple, not '%s'", t.TypeName(v))
			return args, kw, false
		}
		if n := t.TupleLen(v); n != 2 {
			t.ValueErrorf("__getnewargs_ex__ should return a tuple of length 2, not %d", n)
			return args, kw, false
		}
		args.Set(t.TupleAt(pair.V(), 0))
		kw.Set(t.TupleAt(pair.V(), 1))
		switch {
		case !t.isTuple(args.V()):
			t.TypeErrorf("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%s'", t.TypeName(args.V()))
			return args, kw, false
		case !t.isDict(kw.V()):
			t.TypeErrorf("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%s'", t.TypeName(kw.V()))
			return args, kw, false
		}
		return args, kw, true
	}
	v, found = t.callSpecial(self, nmNewArgs)
	if !found {
		return args, kw, true
	}
	if v == heap.Null {
		return args, kw, false
	}
	if !t.isTuple(v) {
		t.TypeErrorf("__getnewargs__ should return a tuple, not '%s'", t.TypeName(v))
		return args, kw, false
	}
	args.Set(v)
	return args, kw, true
}

// reduceNewObj is the reduction of protocol 2 and above: the class's __new__, the state,
// and iterators of a list's and a dict's items.
func (t *Thread) reduceNewObj(self Ref) Value {
	typ := t.RT.TypeOf(self.V())
	if typ.Slots.New == nil {
		return t.cannotPickle(typ)
	}
	args, kw, ok := t.newArguments(self)
	if !ok {
		return heap.Null
	}
	hasArgs := args.V() != heap.Null
	out := t.PushN(5)
	var from Ref
	if kw.V() == heap.Null || t.DictLen(kw.V()) == 0 {
		from = t.copyreg("__newobj__")
		n := 0
		if hasArgs {
			n = t.TupleLen(args.V())
		}
		if !t.RoomForArgs(n + 1) {
			return heap.Null
		}
		all := t.PushN(n + 1)
		all.Set(typ.Obj.V())
		for i := range n {
			all.At(i + 1).Set(t.TupleAt(args.V(), i))
		}
		out.At(1).Set(t.TupleOf(all, n+1))
	} else {
		from = t.copyreg("__newobj_ex__")
		out.At(1).Set(t.PackTuple(typ.Obj, args, kw))
	}
	if from.V() == heap.Null || out.At(1).V() == heap.Null {
		return heap.Null
	}
	out.Set(from.V())
	isList, isDict := typ.Has(FlagListSubclass), typ.Has(FlagDictSubclass)
	out.At(2).Set(t.stateOf(self, !hasArgs && !isList && !isDict))
	if out.At(2).V() == heap.Null {
		return heap.Null
	}
	out.At(3).Set(heap.None)
	out.At(4).Set(heap.None)
	if isList {
		out.At(3).Set(t.Iter(self))
	}
	if isDict {
		items := t.CallMethod(self, t.RT.NameRef(nmItems))
		if items == heap.Null {
			return heap.Null
		}
		out.At(4).Set(t.Iter(t.Push(items)))
	}
	if out.At(3).V() == heap.Null || out.At(4).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(out, 5)
}

func (t *Thread) cannotPickle(typ *Type) Value {
	return t.TypeErrorf("cannot pickle '%s' object", typ.Shown)
}

// stateOf is what __getstate__ says. whole: nothing but the state says what the object is,
// so one that has more than a dict and slots is refused.
func (t *Thread) stateOf(self Ref, whole bool) Value {
	typ := t.RT.TypeOf(self.V())
	own := t.LookupType(typ, t.RT.name(nmGetState))
	if own == t.DictGetStr(t.RT.ObjectType.Dict.V(), t.RT.name(nmGetState)) && !t.inInstanceDict(self, nmGetState) {
		return t.defaultState(self, whole)
	}
	return t.CallMethod(self, t.RT.NameRef(nmGetState))
}

// inInstanceDict says that self itself has an attribute of that name (no safepoint).
func (t *Thread) inInstanceDict(self Ref, name NameID) bool {
	typ := t.RT.TypeOf(self.V())
	if typ.Layout.DictSlot < 0 {
		return false
	}
	d := self.V().Addr().Ref(typ.Layout.DictSlot)
	if t.isDict(d) {
		return t.DictGetStr(d, t.RT.name(name)) != heap.Null
	}
	return t.shapedGet(self.V(), typ, d, t.RT.name(name)) != heap.Null
}

// HasAttributes says that self has attributes of its own, of a type whose instances can
// have them (no safepoint).
func (t *Thread) HasAttributes(self Value) bool {
	d := self.Addr().Ref(t.RT.TypeOf(self).Layout.DictSlot)
	return d != heap.Null && !(t.isDict(d) && t.DictLen(d) == 0)
}

// objectGetState is object.__getstate__.
func objectGetState(t *Thread, a Args) Value { return t.defaultState(a.At(0), false) }

// defaultState is the dict, or None, or a tuple of that and a dict of slots.
func (t *Thread) defaultState(self Ref, whole bool) Value {
	typ := t.RT.TypeOf(self.V())
	slots := 0
	for _, m := range typ.MRO {
		slots += len(m.slotNames)
	}
	switch {
	case !whole:
	case typ.Layout.VarItems || typ.Has(FlagVarSize) || typ == t.RT.MemoryViewType:
		return t.TypeErrorf("cannot pickle %s objects", typ.Shown)
	case typ.hasHiddenState(slots):
		return t.cannotPickle(typ)
	}
	defer t.Pop(t.Top())
	state := t.Push(heap.None)
	if typ.Layout.DictSlot < 0 || t.HasAttributes(self.V()) {
		v, ok := t.GetAttrOpt(self, t.RT.NameRef(nmDict))
		if !ok {
			return heap.Null
		}
		if v != heap.Null {
			state.Set(v)
		}
	}
	if slots == 0 {
		return state.V()
	}
	names := t.slotNames(typ)
	switch names.V() {
	case heap.Null:
		return heap.Null
	case heap.None:
		return state.V()
	}
	values, name := t.Push(t.NewDict()), t.PushN(1)
	if values.V() == heap.Null {
		return heap.Null
	}
	for i := 0; i < t.ListLen(names.V()); i++ {
		mark := t.Top()
		name.Set(t.ListAt(names.V(), i))
		v, ok := t.GetAttrOpt(self, name)
		if !ok || v != heap.Null && !t.DictSet(values, name, t.Push(v)) {
			return heap.Null
		}
		t.Pop(mark)
	}
	if t.DictLen(values.V()) > 0 {
		return t.PackTuple(state, values)
	}
	return state.V()
}

// hasHiddenState says that an instance has more than its dict, weak references and slots
// slots.
func (typ *Type) hasHiddenState(slots int) bool {
	l := &typ.Layout
	refs := slots
	for _, s := range []int{l.DictSlot, l.WeakSlot} {
		if s >= 0 {
			refs++
		}
	}
	return l.FixedRefs > refs || l.RawSize > 0
}

// slotNames pushes the list of the names of a class's slots, its bases' among them, which
// copyreg keeps in __slotnames__.
func (t *Thread) slotNames(typ *Type) Ref {
	v := t.DictGetStr(typ.Dict.V(), t.RT.name(nmSlotNames))
	names := t.Push(v)
	if v == heap.Null {
		f := t.copyreg("_slotnames")
		if f.V() == heap.Null {
			return f
		}
		names.Set(t.CallN(f, typ.Obj))
	}
	if v := names.V(); v != heap.Null && v != heap.None && !t.RT.TypeOf(v).Has(FlagListSubclass) {
		t.TypeErrorf("copyreg._slotnames didn't return a list or None")
		names.Set(heap.Null)
	}
	return names
}
