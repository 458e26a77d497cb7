package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

// enumerate, zip, map and filter: classes whose instances are iterators over
// iterators.

var nmStrict = RegisterName("strict")

// enumerate: the iterator, and the next number.

const (
	enumIter  = 0
	enumCount = 1
)

func enumerateDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "enumerate", FixedRefs: 2, Flags: FlagBaseType, Into: &rt.containers.enumerate,
		Doc: "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\n" +
			"The enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.",
		Slots: Slots{New: enumerateNew, Iter: selfIter, Next: enumerateNext},
		Methods: []MethodDef{
			{Name: "__reduce__", Fn: enumerateReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			ClassGetItem,
		},
	}
}

var enumerateSig = lazySignature("enumerate", "(iterable, start=0)")

// enumerateArgs finds the two arguments of enumerate itself; start is the nil
// Ref when it is not given. Its messages are of its own making, as in CPython,
// where only a subclass goes by the signature.
func (t *Thread) enumerateArgs(args Args) (iterable, start Ref, ok bool) {
	n := args.Len() + args.NumKw()
	if n == 0 {
		t.TypeErrorf("enumerate() missing required argument 'iterable'")
		return Ref{}, Ref{}, false
	}
	if n > 2 {
		t.TypeErrorf("enumerate() takes at most 2 arguments (%d given)", n)
		return Ref{}, Ref{}, false
	}
	places := [2]Ref{}
	for i := range args.Len() {
		places[i] = args.At(i)
	}
	names := [2]string{"iterable", "start"}
	for i := range args.NumKw() {
		place := args.Len() + i
		// Only with two keywords may they come in the other order.
		if args.NumKw() == 2 && GoStr(args.KwName(0)) == names[1] {
			place = 1 - i
		}
		if k := GoStr(args.KwName(i)); k != names[place] {
			t.TypeErrorf("'%s' is an invalid keyword argument for enumerate()", k)
			return Ref{}, Ref{}, false
		}
		places[place] = args.Kw(i)
	}
	return places[0], places[1], true
}

func enumerateNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	var iterable, first Ref
	ok := false
	if args.At(0).V() == t.RT.containers.enumerate.Obj.V() {
		iterable, first, ok = t.enumerateArgs(args.Skip(1))
	} else {
		var bound Args
		if bound, ok = enumerateSig().Bind(t, args.Skip(1)); ok {
			iterable, first = bound.At(0), bound.At(1)
		}
	}
	if !ok {
		return heap.Null
	}
	start := t.Push(heap.SmallInt(0))
	if !first.IsNil() {
		start.Set(t.Index(first))
	}
	if start.V() == heap.Null {
		return heap.Null
	}
	it := t.Push(t.Iter(iterable))
	if it.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(t.RT.TypeFromObj(args.At(0).V()))
	if v != heap.Null {
		t.Store(v, enumIter, it.V())
		t.Store(v, enumCount, start.V())
	}
	return v
}

func enumerateNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	it := t.Push(self.V().Addr().Ref(enumIter))
	x := t.next(it)
	if x == heap.Null {
		return heap.Null
	}
	r := t.Push(self.V().Addr().Ref(enumCount))
	t.Push(x)
	n := r.V()
	if n.IsInt() && n.Int() < heap.MaxInt48 {
		n = heap.SmallInt(n.Int() + 1)
	} else {
		one := t.Push(heap.SmallInt(1))
		if n = t.Binary(OpAdd, r, one); n == heap.Null {
			return heap.Null
		}
	}
	t.Store(self.V(), enumCount, n)
	return t.TupleOf(r, 2)
}

// How NextPair ends.
const (
	PairUnknown = iota // nothing was done: ask the slot
	PairFound
	PairNone // the iterator is exhausted
)

// NextPair is the next of an iterator of pairs without the tuple: of the items of a
// dict, of enumerate, and of zip over lists and tuples (no safepoint).
func (t *Thread) NextPair(it Ref) (a, b Value, how int) {
	v := it.V()
	if !v.IsPtr() {
		return 0, 0, PairUnknown
	}
	o := v.Addr()
	switch typ := o.Type(); {
	case typ == IdxDictItemIter:
		return t.dictPairLeaf(v)
	case typ == t.RT.containers.enumerate.Index:
		n := o.Ref(enumCount)
		if !n.IsInt() || n.Int() == heap.MaxInt48 {
			return 0, 0, PairUnknown
		}
		x, ok := t.NextLeaf(o.Ref(enumIter))
		switch {
		case !ok:
			return 0, 0, PairUnknown
		case x == heap.Null:
			return 0, 0, PairNone
		}
		t.Store(v, enumCount, heap.SmallInt(n.Int()+1))
		return n, x, PairFound
	case typ == t.RT.containers.zip.Index:
		iters := o.Ref(0).Addr()
		if iters.NRefs() != 2 || o.Word64(0) != 0 || !isSeqIter(iters.Ref(0)) || !isSeqIter(iters.Ref(1)) {
			return 0, 0, PairUnknown
		}
		x, _ := t.NextLeaf(iters.Ref(0))
		if x == heap.Null {
			return 0, 0, PairNone
		}
		y, _ := t.NextLeaf(iters.Ref(1))
		if y == heap.Null {
			return 0, 0, PairNone
		}
		return x, y, PairFound
	}
	return 0, 0, PairUnknown
}

// isSeqIter says that v is an iterator whose NextLeaf always knows.
func isSeqIter(v Value) bool { return isExact(v, IdxListIter) || isExact(v, IdxTupleIter) }

func enumerateReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	it, n := t.Push(a.Ref(enumIter)), t.Push(a.Ref(enumCount))
	cls := t.RT.TypeOf(args.At(0).V()).Obj
	return t.PackTuple(cls, t.Push(t.PackTuple(it, n)))
}

// newOverIters makes an instance of cls with head in reference 0 (the nil Ref:
// left out) and a tuple of iterators of the arguments in the next.
func (t *Thread) newOverIters(cls, head Ref, args Args) Value {
	defer t.Pop(t.Top())
	n := args.Len()
	if !t.Room(n) {
		return t.MemoryError()
	}
	iters := t.PushN(n)
	for i := range n {
		it := t.Iter(args.At(i))
		if it == heap.Null {
			return heap.Null
		}
		iters.At(i).Set(it)
	}
	tuple := t.Push(t.TupleOf(iters, n))
	if tuple.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(t.RT.TypeFromObj(cls.V()))
	if v != heap.Null {
		i := 0
		if !head.IsNil() {
			t.Store(v, 0, head.V())
			i = 1
		}
		t.Store(v, i, tuple.V())
	}
	return v
}

// zip: the tuple of iterators; raw word: strict.

func zipDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "zip", FixedRefs: 1, RawSize: 8, Flags: FlagBaseType, Into: &rt.containers.zip,
		Doc: "zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.\n\n" +
			"   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]\n\n" +
			"The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().",
		Slots: Slots{New: zipNew, Iter: selfIter, Next: zipNext},
		Methods: []MethodDef{
			{Name: "__reduce__", Fn: zipReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
			{Name: "__setstate__", Fn: zipSetState, Sig: "($self, state, /)", Doc: "Set state information for unpickling."},
		},
	}
}

func zipNew(t *Thread, args Args) Value {
	strict := 0
	if n := args.NumKw(); n > 1 {
		return t.TypeErrorf("zip() takes at most 1 keyword argument (%d given)", n)
	}
	for i := range args.NumKw() {
		k := args.KwName(i)
		if !StrEq(k, t.RT.NameRef(nmStrict).V()) {
			return t.TypeErrorf("'%s' is an invalid keyword argument for zip()", GoStr(k))
		}
		if strict = t.IsTrue(args.Kw(i)); strict < 0 {
			return heap.Null
		}
	}
	v := t.newOverIters(args.At(0), Ref{}, args.Skip(1))
	if v != heap.Null {
		v.Addr().SetWord64(0, uint64(strict))
	}
	return v
}

func zipNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	iters := t.Push(self.V().Addr().Ref(0))
	n := iters.V().Addr().NRefs()
	if n == 0 {
		return heap.Null
	}
	items := t.PushN(n)
	it := t.Push(heap.Null)
	for i := range n {
		it.Set(iters.V().Addr().Ref(i))
		v := t.next(it)
		if v == heap.Null {
			if !t.Pending() && self.V().Addr().Word64(0) != 0 {
				return t.zipUneven(iters, it, i)
			}
			return heap.Null
		}
		items.At(i).Set(v)
	}
	return t.TupleOf(items, n)
}

// zipUneven raises for a strict zip whose iterator i is the first to end; when
// that is the very first, only if the others have more.
func (t *Thread) zipUneven(iters, it Ref, i int) Value {
	n := iters.V().Addr().NRefs()
	than := func(i int) string {
		if i == 1 {
			return " "
		}
		return "s 1-"
	}
	if i > 0 {
		return t.ValueErrorf("zip() argument %d is shorter than argument%s%d", i+1, than(i), i)
	}
	for i = 1; i < n; i++ {
		it.Set(iters.V().Addr().Ref(i))
		if t.next(it) != heap.Null {
			return t.ValueErrorf("zip() argument %d is longer than argument%s%d", i+1, than(i), i)
		}
		if t.Pending() {
			return heap.Null
		}
	}
	return heap.Null
}

func zipReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	strict := a.Word64(0) != 0
	iters := t.Push(a.Ref(0))
	cls := t.RT.TypeOf(args.At(0).V()).Obj
	if strict {
		return t.PackTuple(cls, iters, t.Push(heap.True))
	}
	return t.PackTuple(cls, iters)
}

func zipSetState(t *Thread, args Args) Value {
	strict := t.IsTrue(args.At(1))
	if strict < 0 {
		return heap.Null
	}
	args.At(0).V().Addr().SetWord64(0, uint64(strict))
	return heap.None
}

// map: the function, the tuple of iterators.

func mapDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "map", FixedRefs: 2, Flags: FlagBaseType, Into: &rt.containers.mapType,
		Doc:   "map(func, *iterables) --> map object\n\nMake an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.",
		Slots: Slots{New: mapNew, Iter: selfIter, Next: mapNext},
		Methods: []MethodDef{
			{Name: "__reduce__", Fn: mapReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
		},
	}
}

func mapNew(t *Thread, args Args) Value {
	if !t.newNoKeywords("map", t.RT.containers.mapType, args) {
		return heap.Null
	}
	if args.Len() < 3 {
		return t.TypeErrorf("map() must have at least two arguments.")
	}
	return t.newOverIters(args.At(0), args.At(1), args.Skip(2))
}

func mapNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	a := self.V().Addr()
	fn, iters := t.Push(a.Ref(0)), t.Push(a.Ref(1))
	n := iters.V().Addr().NRefs()
	it := t.Push(heap.Null)
	items := t.PushN(n)
	for i := range n {
		it.Set(iters.V().Addr().Ref(i))
		v := t.next(it)
		if v == heap.Null {
			return heap.Null
		}
		items.At(i).Set(v)
	}
	return t.Call(fn, MakeArgs(items, n, Ref{}))
}

func mapReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	fn, iters := t.Push(a.Ref(0)), t.Push(a.Ref(1))
	n := iters.V().Addr().NRefs()
	v := t.NewTuple(n + 1)
	if v == heap.Null {
		return v
	}
	t.Store(v, 0, fn.V())
	t.StoreRange(v, 1, view(iters.V(), 0, n))
	cls := t.RT.TypeOf(args.At(0).V()).Obj
	return t.PackTuple(cls, t.Push(v))
}

// filter: the function (None: the items' own truth), the iterator.

func filterDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "filter", FixedRefs: 2, Flags: FlagBaseType, Into: &rt.containers.filterType,
		Doc:   "filter(function or None, iterable) --> filter object\n\nReturn an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
		Slots: Slots{New: filterNew, Iter: selfIter, Next: filterNext},
		Methods: []MethodDef{
			{Name: "__reduce__", Fn: filterReduce, Sig: "($self, /)", Doc: "Return state information for pickling."},
		},
	}
}

func filterNew(t *Thread, args Args) Value {
	if !t.newNoKeywords("filter", t.RT.containers.filterType, args) || !t.checkArity("filter", args.Len()-1, 2, 2) {
		return heap.Null
	}
	defer t.Pop(t.Top())
	it := t.Push(t.Iter(args.At(2)))
	if it.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(t.RT.TypeFromObj(args.At(0).V()))
	if v != heap.Null {
		t.Store(v, 0, args.At(1).V())
		t.Store(v, 1, it.V())
	}
	return v
}

func filterNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	a := self.V().Addr()
	fn, it := t.Push(a.Ref(0)), t.Push(a.Ref(1))
	x, r := t.Push(heap.Null), t.Push(heap.Null)
	own := fn.V() == heap.None || fn.V() == t.RT.BoolType.Obj.V()
	for {
		x.Set(t.next(it))
		if x.V() == heap.Null {
			return heap.Null
		}
		truth := 0
		if own {
			truth = t.IsTrue(x)
		} else {
			r.Set(t.CallN(fn, x))
			if r.V() == heap.Null {
				return heap.Null
			}
			truth = t.IsTrue(r)
		}
		switch truth {
		case 1:
			return x.V()
		case -1:
			return heap.Null
		}
	}
}

func filterReduce(t *Thread, args Args) Value {
	a := args.At(0).V().Addr()
	fn, it := t.Push(a.Ref(0)), t.Push(a.Ref(1))
	cls := t.RT.TypeOf(args.At(0).V()).Obj
	return t.PackTuple(cls, t.Push(t.PackTuple(fn, it)))
}
