package object

import "github.com/hpyrun/hpyrun/heap"

var nmMissing = RegisterName("__missing__")

func dictDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxDict, Name: "dict", FixedRefs: 1, RawSize: 16, Into: &rt.DictType,
		Flags: FlagBaseType | FlagDictSubclass,
		Doc: "dict() -> new empty dictionary\n" +
			"dict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\n" +
			"dict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\n" +
			"dict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
		Slots: Slots{
			New: dictNew, Init: dictInit, Repr: dictRepr, Compare: dictCompare, Iter: dictIter,
			SqLength: dictLength, MpLength: dictLength, MpSubscript: dictSubscript, MpAssSub: dictAssSubscript,
			SqContains: dictContains,
		},
		Methods: []MethodDef{
			{Name: "__contains__", Fn: dictContainsMethod, Sig: "($self, key, /)", Doc: "True if the dictionary has the specified key, else False."},
			{Name: "__getitem__", Fn: dictGetItemMethod, Sig: "($self, object, /)", Doc: "x.__getitem__(y) <==> x[y]"},
			{Name: "__reversed__", Fn: dictReversed(keysPart), Sig: "($self, /)", Doc: "Return a reverse iterator over the dict keys."},
			{Name: "__sizeof__", Fn: dictSizeof, Sig: "($self, /)", Doc: "D.__sizeof__() -> size of D in memory, in bytes"},
			{Name: "clear", Fn: dictClearMethod, Sig: "($self, /)", Doc: "D.clear() -> None.  Remove all items from D."},
			{Name: "copy", Fn: dictCopyMethod, Sig: "($self, /)", Doc: "D.copy() -> a shallow copy of D"},
			{Name: "fromkeys", Fn: dictFromKeys, Kind: ClassMethod, Sig: "($type, iterable, value=None, /)",
				Doc: "Create a new dictionary with keys from iterable and values set to value."},
			{Name: "get", Fn: dictGetMethod, Leaf: dictGetLeaf, Sig: "($self, key, default=None, /)", Doc: "Return the value for key if key is in the dictionary, else default."},
			{Name: "items", Fn: dictViewOf(IdxDictItems), Sig: "($self, /)", Doc: "D.items() -> a set-like object providing a view on D's items"},
			{Name: "keys", Fn: dictViewOf(IdxDictKeys), Sig: "($self, /)", Doc: "D.keys() -> a set-like object providing a view on D's keys"},
			{Name: "pop", Fn: dictPopMethod, Sig: "($self, key, default=<unrepresentable>, /)",
				Doc: "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\n" +
					"If the key is not found, return the default if given; otherwise,\nraise a KeyError."},
			{Name: "popitem", Fn: dictPopItem, Sig: "($self, /)",
				Doc: "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty."},
			{Name: "setdefault", Fn: dictSetDefaultMethod, Sig: "($self, key, default=None, /)",
				Doc: "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default."},
			{Name: "update", Fn: dictUpdateMethod,
				Doc: "D.update([E, ]**F) -> None.  Update D from dict/iterable E and F.\n" +
					"If E is present and has a .keys() method, then does:  for k in E: D[k] = E[k]\n" +
					"If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\n" +
					"In either case, this is followed by: for k in F:  D[k] = F[k]"},
			{Name: "values", Fn: dictViewOf(IdxDictValues), Sig: "($self, /)", Doc: "D.values() -> an object providing a view on D's values"},
			ClassGetItem,
		},
	}
	d.Slots.Binary[OpOr] = dictOr
	d.Slots.InPlace[OpOr] = dictInOr
	return d
}

// isDict says that v is a dict or an instance of a subclass (no safepoint).
func (t *Thread) isDict(v Value) bool {
	return v.IsPtr() && (v.Addr().Type() == IdxDict || t.RT.types[v.Addr().Type()].Has(FlagDictSubclass))
}

func dictNew(t *Thread, args Args) Value { return t.newInstance(args.At(0), t.RT.DictType) }

func dictInit(t *Thread, args Args) bool { return t.dictUpdateArgs("dict", args) }

// dictUpdateArgs is what dict() and update() have in common.
func (t *Thread) dictUpdateArgs(name string, args Args) bool {
	if !t.checkArity(name, args.Len()-1, 0, 1) {
		return false
	}
	d := args.At(0)
	if args.Len() == 2 && !t.DictUpdate(d, args.At(1)) {
		return false
	}
	defer t.Pop(t.Top())
	k := t.Push(heap.Null)
	for i := range args.NumKw() {
		k.Set(args.KwName(i))
		if !t.DictSet(d, k, args.Kw(i)) {
			return false
		}
	}
	return true
}

func dictUpdateMethod(t *Thread, args Args) Value {
	if !t.dictUpdateArgs("update", args) {
		return heap.Null
	}
	return heap.None
}

func dictLength(t *Thread, d Ref) int { return t.DictLen(d.V()) }

func dictSubscript(t *Thread, d, k Ref) Value {
	v, ok := t.DictGet(d, k)
	if v != heap.Null || !ok {
		return v
	}
	if !isExact(d.V(), IdxDict) {
		name := t.RT.NameRef(nmMissing)
		if t.LookupType(t.RT.TypeOf(d.V()), name.V()) != heap.Null {
			return t.CallMethod(d, name, k)
		}
	}
	return t.KeyError(k)
}

func dictGetItemMethod(t *Thread, args Args) Value { return dictSubscript(t, args.At(0), args.At(1)) }

func dictAssSubscript(t *Thread, d, k, v Ref) bool {
	if !v.IsNil() {
		return t.DictSet(d, k, v)
	}
	h, leaf, ok := t.hashKey(k)
	if !ok {
		return false
	}
	switch e := t.dictFind(d, k, h, leaf); e {
	case absent:
		t.KeyError(k)
		return false
	case failed:
		return false
	default:
		t.removeEntry(d.V(), e)
		return true
	}
}

func dictContains(t *Thread, d, k Ref) int { return t.DictContains(d, k) }

func dictContainsMethod(t *Thread, args Args) Value {
	switch t.DictContains(args.At(0), args.At(1)) {
	case 1:
		return heap.True
	case 0:
		return heap.False
	}
	return heap.Null
}

func dictRepr(t *Thread, d Ref) Value {
	if t.DictLen(d.V()) == 0 {
		return t.NewStr("{}")
	}
	switch t.ReprEnter(d) {
	case 1:
		return t.NewStr("{...}")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	defer t.Pop(t.Top())
	kr, vr := t.Push(heap.Null), t.Push(heap.Null)
	b := []byte{'{'}
	for pos := 0; ; {
		k, v, ok := t.DictNext(d.V(), &pos)
		if !ok {
			return t.NewStrBytes(append(b, '}'))
		}
		if len(b) > 1 {
			b = append(b, ", "...)
		}
		kr.Set(k)
		vr.Set(v)
		if b, ok = t.appendRepr(b, kr); !ok {
			return heap.Null
		}
		b = append(b, ": "...)
		if b, ok = t.appendRepr(b, vr); !ok {
			return heap.Null
		}
	}
}

func dictCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !t.isDict(a.V()) || !t.isDict(b.V()) {
		return heap.NotImplemented
	}
	switch t.dictEqual(a, b) {
	case 1:
		return heap.Bool(op == EQ)
	case 0:
		return heap.Bool(op == NE)
	}
	return heap.Null
}

func (t *Thread) dictEqual(a, b Ref) int {
	if t.DictLen(a.V()) != t.DictLen(b.V()) {
		return 0
	}
	defer t.Pop(t.Top())
	kr, vr, wr := t.Push(heap.Null), t.Push(heap.Null), t.Push(heap.Null)
	for pos := 0; ; {
		k, v, ok := t.DictNext(a.V(), &pos)
		if !ok {
			return 1
		}
		h := entryHash(a.V().Addr().Ref(dictTable).Addr(), pos-1)
		kr.Set(k)
		vr.Set(v)
		w, ok := t.dictGetHash(b, kr, h, isLeaf(k))
		switch {
		case !ok:
			return -1
		case w == heap.Null:
			return 0
		}
		wr.Set(w)
		if r := t.equalItems(wr, vr); r != 1 {
			return r
		}
	}
}

func dictClearMethod(t *Thread, args Args) Value {
	t.DictClear(args.At(0))
	return heap.None
}

func dictCopyMethod(t *Thread, args Args) Value { return t.DictCopy(args.At(0)) }

func dictGetMethod(t *Thread, args Args) Value {
	v, ok := t.DictGet(args.At(0), args.At(1))
	if v == heap.Null && ok {
		return args.At(2).V()
	}
	return v
}

func dictPopMethod(t *Thread, args Args) Value {
	v, ok := t.DictPop(args.At(0), args.At(1))
	switch {
	case v != heap.Null || !ok:
		return v
	case args.At(2).V() != heap.Null:
		return args.At(2).V()
	}
	return t.KeyError(args.At(1))
}

func dictPopItem(t *Thread, args Args) Value {
	d := args.At(0)
	if t.DictLen(d.V()) == 0 {
		return t.keyErrorStr("popitem(): dictionary is empty")
	}
	// The pair first: after it nothing can fail.
	pair := t.NewTuple(2)
	if pair == heap.Null {
		return pair
	}
	v := d.V()
	tab := v.Addr().Ref(dictTable).Addr()
	e := tabEntries(tab) - 1
	for tabKey(tab, e) == heap.Null {
		e--
	}
	t.Store(pair, 0, tabKey(tab, e))
	t.Store(pair, 1, tabValue(tab, e))
	t.removeEntry(v, e)
	// So that the next popitem finds its entry at once.
	*dictCount(v.Addr(), dictLost) += uint32(tabEntries(tab) - e)
	setTabEntries(tab, e)
	return pair
}

func dictSetDefaultMethod(t *Thread, args Args) Value {
	return t.DictSetDefault(args.At(0), args.At(1), args.At(2))
}

func dictFromKeys(t *Thread, args Args) Value {
	d := t.Push(t.CallN(args.At(0)))
	if d.V() == heap.Null {
		return heap.Null
	}
	value := args.At(2)
	if !t.forEach(args.At(1), func(k Ref) bool {
		if isExact(d.V(), IdxDict) {
			return t.DictSet(d, k, value)
		}
		return t.SetItem(d, k, value)
	}) {
		return heap.Null
	}
	return d.V()
}

func dictOr(t *Thread, a, b Ref) Value {
	if !t.isDict(a.V()) || !t.isDict(b.V()) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	d := t.Push(t.DictCopy(a))
	if d.V() == heap.Null || !t.DictUpdate(d, b) {
		return heap.Null
	}
	return d.V()
}

func dictInOr(t *Thread, a, b Ref) Value {
	if !t.DictUpdate(a, b) {
		return heap.Null
	}
	return a.V()
}

func dictSizeof(t *Thread, args Args) Value {
	v := args.At(0).V()
	n := v.Addr().Size()
	if tab := v.Addr().Ref(dictTable); tab != heap.Null {
		n += tab.Addr().Size()
	}
	return t.NewInt(int64(n))
}
