package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

func listDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxList, Name: "list", FixedRefs: 1, RawSize: 8, Into: &rt.ListType,
		Flags: FlagBaseType | FlagListSubclass,
		Doc: "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\n" +
			"The argument must be an iterable if specified.",
		Slots: Slots{
			New: listNew, Init: listInit, Repr: listRepr, Compare: listCompare, Iter: listIter,
			SqLength: listLength, MpLength: listLength, SqItem: listItem, SqAssItem: listAssItem,
			MpSubscript: listSubscript, MpAssSub: listAssSubscript, SqContains: listContains,
			SqConcat: listConcat, SqRepeat: listRepeat, SqInConcat: listInConcat, SqInRepeat: listInRepeat,
		},
		Methods: []MethodDef{
			{Name: "__getitem__", Fn: listGetItemMethod, Sig: "($self, object, /)", Doc: "x.__getitem__(y) <==> x[y]"},
			{Name: "append", Fn: listAppendMethod, Leaf: listAppendLeaf, Sig: "($self, object, /)", Doc: "Append object to the end of the list."},
			{Name: "clear", Fn: listClearMethod, Sig: "($self, /)", Doc: "Remove all items from list."},
			{Name: "copy", Fn: listCopyMethod, Sig: "($self, /)", Doc: "Return a shallow copy of the list."},
			{Name: "count", Fn: listCount, Sig: "($self, value, /)", Doc: "Return number of occurrences of value."},
			{Name: "extend", Fn: listExtendMethod, Sig: "($self, iterable, /)", Doc: "Extend list by appending elements from the iterable."},
			{Name: "index", Fn: listIndex, Sig: "($self, value, start=0, stop=9223372036854775807, /)",
				Doc: "Return first index of value.\n\nRaises ValueError if the value is not present."},
			{Name: "insert", Fn: listInsertMethod, Sig: "($self, index, object, /)", Doc: "Insert object before index."},
			{Name: "pop", Fn: listPopMethod, Leaf: listPopLeaf, Sig: "($self, index=-1, /)",
				Doc: "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."},
			{Name: "remove", Fn: listRemove, Sig: "($self, value, /)",
				Doc: "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."},
			{Name: "reverse", Fn: listReverseMethod, Sig: "($self, /)", Doc: "Reverse *IN PLACE*."},
			{Name: "sort", Fn: listSortMethod, Sig: "($self, /, *, key=None, reverse=False)",
				Doc: "Sort the list in ascending order and return None.\n\n" +
					"The sort is in-place (i.e. the list itself is modified) and stable (i.e. the\norder of two equal elements is maintained).\n\n" +
					"If a key function is given, apply it once to each list item and sort them,\nascending or descending, according to their function values.\n\n" +
					"The reverse flag can be set to sort in descending order."},
			{Name: "__reversed__", Fn: listReversed, Sig: "($self, /)", Doc: "Return a reverse iterator over the list."},
			{Name: "__sizeof__", Fn: listSizeof, Sig: "($self, /)", Doc: "Return the size of the list in memory, in bytes."},
			ClassGetItem,
		},
	}
}

func listNew(t *Thread, args Args) Value { return t.newInstance(args.At(0), t.RT.ListType) }

func listInit(t *Thread, args Args) bool {
	// A subclass with a __new__ of its own may take keywords there.
	typ := t.RT.TypeOf(args.At(0).V())
	if sameFunc(typ.Slots.New, t.RT.ListType.Slots.New) && !t.noKeywords("list", args) || !t.checkArity("list", args.Len()-1, 0, 1) {
		return false
	}
	t.ListClear(args.At(0))
	return args.Len() == 1 || t.ListExtend(args.At(0), args.At(1))
}

// isList says that v is a list or an instance of a subclass (no safepoint).
func (t *Thread) isList(v Value) bool {
	return v.IsPtr() && (v.Addr().Type() == IdxList || t.RT.types[v.Addr().Type()].Flags&FlagListSubclass != 0)
}

func listLength(t *Thread, l Ref) int { return t.ListLen(l.V()) }

func listContains(t *Thread, l, x Ref) int {
	return t.findItem(l, x, 0, maxItems).found()
}

func listConcat(t *Thread, a, b Ref) Value {
	if !t.isList(b.V()) {
		return t.TypeErrorf("can only concatenate list (not \"%s\") to list", t.TypeName(b.V()))
	}
	n, m := t.ListLen(a.V()), t.ListLen(b.V())
	l := t.NewList(n + m)
	if l != heap.Null && n+m > 0 {
		items := l.Addr().Ref(listItems)
		t.StoreRange(items, 0, listView(a.V(), 0, n))
		t.StoreRange(items, n, listView(b.V(), 0, m))
		setListLen(l, n+m)
	}
	return l
}

func listInConcat(t *Thread, a, b Ref) Value {
	if !t.ListExtend(a, b) {
		return heap.Null
	}
	return a.V()
}

func listRepeat(t *Thread, a Ref, k int) Value {
	n := t.ListLen(a.V())
	if n == 0 || k <= 0 {
		return t.NewList(0)
	}
	if n > maxItems/k {
		return t.MemoryError()
	}
	l := t.NewList(n * k)
	if l != heap.Null {
		t.repeatInto(l.Addr().Ref(listItems), n, k, func() []Value { return listView(a.V(), 0, n) })
		setListLen(l, n*k)
	}
	return l
}

func listInRepeat(t *Thread, a Ref, k int) Value {
	n := t.ListLen(a.V())
	switch {
	case n == 0 || k == 1:
	case k <= 0:
		t.ListClear(a)
	case n > maxItems/k:
		return t.MemoryError()
	default:
		if !t.listReserve(a, n*k) {
			return heap.Null
		}
		v := a.V()
		t.repeatInto(v.Addr().Ref(listItems), n, k, func() []Value { return listView(v, 0, n) })
		setListLen(v, n*k)
	}
	return a.V()
}

func listRepr(t *Thread, l Ref) Value {
	if t.ListLen(l.V()) == 0 {
		return t.NewStr("[]")
	}
	switch t.ReprEnter(l) {
	case 1:
		return t.NewStr("[...]")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	b, ok := t.appendItems([]byte{'['}, l)
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(append(b, ']'))
}

// appendItems appends the reprs of a list's items, with commas between.
func (t *Thread) appendItems(b []byte, l Ref) ([]byte, bool) {
	defer t.Pop(t.Top())
	x := t.Push(heap.Null)
	for i := 0; i < t.ListLen(l.V()); i++ {
		if i > 0 {
			b = append(b, ", "...)
		}
		x.Set(t.ListAt(l.V(), i))
		var ok bool
		if b, ok = t.appendRepr(b, x); !ok {
			return b, false
		}
	}
	return b, true
}

func listCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !t.isList(a.V()) || !t.isList(b.V()) {
		return heap.NotImplemented
	}
	if (op == EQ || op == NE) && t.ListLen(a.V()) != t.ListLen(b.V()) {
		return heap.Bool(op == NE)
	}
	defer t.Pop(t.Top())
	x, y := t.Push(heap.Null), t.Push(heap.Null)
	for i := 0; ; i++ {
		n, m := t.ListLen(a.V()), t.ListLen(b.V())
		if i >= n || i >= m {
			return compareLens(n, m, op)
		}
		x.Set(t.ListAt(a.V(), i))
		y.Set(t.ListAt(b.V(), i))
		switch t.equalItems(x, y) {
		case -1:
			return heap.Null
		case 0:
			return t.compareFirst(x, y, op)
		}
	}
}

func listAppendMethod(t *Thread, args Args) Value {
	if !t.ListAppend(args.At(0), args.At(1)) {
		return heap.Null
	}
	return heap.None
}

func listClearMethod(t *Thread, args Args) Value {
	t.ListClear(args.At(0))
	return heap.None
}

func listCopyMethod(t *Thread, args Args) Value {
	l := args.At(0)
	return t.ListSlice(l, 0, t.ListLen(l.V()))
}

func listCount(t *Thread, args Args) Value { return t.countItem(args.At(0), args.At(1)) }

func listExtendMethod(t *Thread, args Args) Value {
	if !t.ListExtend(args.At(0), args.At(1)) {
		return heap.Null
	}
	return heap.None
}

func listIndex(t *Thread, args Args) Value {
	l := args.At(0)
	start, ok := t.clippedIndex(args.At(2), t.ListLen(l.V()))
	if !ok {
		return heap.Null
	}
	stop, ok := t.clippedIndex(args.At(3), t.ListLen(l.V()))
	if !ok {
		return heap.Null
	}
	switch i := t.findItem(l, args.At(1), start, stop); i {
	case absent:
		b, ok := t.appendRepr(nil, args.At(1))
		if !ok {
			return heap.Null
		}
		return t.ValueErrorf("%s is not in list", b)
	case failed:
		return heap.Null
	default:
		return t.NewInt(int64(i))
	}
}

func listInsertMethod(t *Thread, args Args) Value {
	i, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok || !t.ListInsert(args.At(0), i, args.At(2)) {
		return heap.Null
	}
	return heap.None
}

func listPopMethod(t *Thread, args Args) Value {
	l := args.At(0)
	i, ok := t.AsSsize(args.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	n := t.ListLen(l.V())
	if n == 0 {
		return t.IndexErrorf("pop from empty list")
	}
	if i = fromEnd(i, n); uint(i) >= uint(n) {
		return t.IndexErrorf("pop index out of range")
	}
	x := t.ListPop(l, i)
	if listWasteful(l.V()) {
		r := t.Push(x)
		t.listShrink(l)
		x = r.V()
	}
	return x
}

// listWasteful says that most of a large array lies unused (no safepoint).
func listWasteful(v Value) bool {
	c := listCap(v)
	return c > 64 && int(v.Addr().Word64(listLen)) < c/4
}

// listShrink gives the list an array that fits; without memory it keeps the old
// one.
func (t *Thread) listShrink(l Ref) {
	if a := t.Mutator.Alloc(IdxArray, grownCap(t.ListLen(l.V())), 0); a != heap.Null {
		t.listMove(l.V(), a)
	}
}

func listRemove(t *Thread, args Args) Value {
	l := args.At(0)
	switch i := t.findItem(l, args.At(1), 0, maxItems); i {
	case absent:
		return t.ValueErrorf("list.remove(x): x not in list")
	case failed:
		return heap.Null
	default:
		// The comparison may have shortened the list.
		if int(i) < t.ListLen(l.V()) {
			t.ListPop(l, int(i))
		}
		return heap.None
	}
}

func listReverseMethod(t *Thread, args Args) Value {
	t.ListReverse(args.At(0))
	return heap.None
}

func listSortMethod(t *Thread, args Args) Value {
	// reverse is an int to CPython's signature, not just something true.
	r, ok := t.AsInt64(args.At(2))
	if !ok || !t.ListSort(args.At(0), args.At(1), r != 0) {
		return heap.Null
	}
	return heap.None
}

func listSizeof(t *Thread, args Args) Value {
	v := args.At(0).V()
	n := v.Addr().Size()
	if a := v.Addr().Ref(listItems); a != heap.Null {
		n += a.Addr().Size()
	}
	return t.NewInt(int64(n))
}

func listGetItemMethod(t *Thread, args Args) Value { return listSubscript(t, args.At(0), args.At(1)) }
