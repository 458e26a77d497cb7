package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The iterators over several others: chain and zip_longest.

// chain: the iterator of iterables (Null when it is exhausted), the iterator at work.
const (
	chSource = iota
	chActive
	chRefs
)

func joiningIters() []iterDef {
	return []iterDef{
		{
			name: "chain", sig: "($self, *iterables)", refs: chRefs, next: chainNext, reduce: chainReduce, setState: chainSetState,
			doc:  "chain(*iterables) --> chain object\n\nReturn a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
			make: func(t *Thread, self Ref, a Args) bool { return storeIter(t, self, chSource, a.At(1)) },
			methods: []object.MethodDef{
				{Name: "from_iterable", Kind: object.ClassMethod, Sig: "($type, iterable, /)", Doc: "Alternative chain() constructor taking a single iterable argument that evaluates lazily.",
					Fn: func(t *Thread, a Args) Value {
						self := t.Push(t.NewInstance(t.RT.TypeFromObj(a.At(0).V())))
						if self.V() == heap.Null || !storeIter(t, self, chSource, a.At(1)) {
							return heap.Null
						}
						return self.V()
					}},
				object.ClassGetItem,
			},
		},
		{
			name: "zip_longest", sig: "($self, *iterables, fillvalue=None)", refs: zlRefs, raw: 1, make: zipLongestMake, next: zipLongestNext,
			reduce: zipLongestReduce, setState: zipLongestSetState,
			doc: "zip_longest(iter1 [,iter2 [...]], [fillvalue=None]) --> zip_longest object\n\nReturn a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.\n",
		},
	}
}

func chainNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	source, active, x := field(t, self, chSource), field(t, self, chActive), t.PushN(1)
	if source.V() == heap.Null {
		return heap.Null
	}
	for {
		if active.V() == heap.Null {
			if x.Set(modules.Next(t, source)); x.V() == heap.Null {
				t.Store(self.V(), chSource, heap.Null)
				return heap.Null
			}
			if active.Set(t.Iter(x)); active.V() == heap.Null {
				t.Store(self.V(), chSource, heap.Null)
				return heap.Null
			}
			t.Store(self.V(), chActive, active.V())
		}
		if x.Set(modules.Next(t, active)); x.V() != heap.Null || t.Pending() {
			return x.V()
		}
		active.Set(heap.Null)
		t.Store(self.V(), chActive, heap.Null)
	}
}

func chainReduce(t *Thread, a Args) Value {
	self := a.At(0)
	source, active, empty := field(t, self, chSource), field(t, self, chActive), t.Push(t.NewTuple(0))
	switch {
	case source.V() == heap.Null:
		return reduced(t, self, empty)
	case active.V() == heap.Null:
		return reduced(t, self, empty, t.Push(t.PackTuple(source)))
	}
	return reduced(t, self, empty, t.Push(t.PackTuple(source, active)))
}

func chainSetState(t *Thread, a Args) Value {
	self, state := a.At(0), a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) {
		return t.TypeErrorf("state is not a tuple")
	}
	n := t.TupleLen(state.V())
	if n < 1 || n > 2 {
		bound, limit := "least", 1
		if n > 2 {
			bound, limit = "most", 2
		}
		plural := "s"
		if limit == 1 {
			plural = ""
		}
		return t.TypeErrorf("function takes at %s %d argument%s (%d given)", bound, limit, plural, n)
	}
	for i := range n {
		if !t.IsIterator(t.TupleAt(state.V(), i)) {
			return t.TypeErrorf("Arguments must be iterators.")
		}
	}
	for i := range n {
		t.Store(self.V(), i, t.TupleAt(state.V(), i))
	}
	return heap.None
}

// zip_longest: a tuple of iterators (None for those at their end), the filling; raw: how
// many iterators are not at their end.
const (
	zlIters = iota
	zlFill
	zlRefs
)

func zipLongestMake(t *Thread, self Ref, a Args) bool {
	n := t.TupleLen(a.At(1).V())
	if !t.RoomForArgs(n) {
		return false
	}
	defer t.Pop(t.Top())
	iters, x := t.PushN(n), t.PushN(1)
	for i := range n {
		x.Set(t.TupleAt(a.At(1).V(), i))
		it := t.Iter(x)
		if it == heap.Null {
			return false
		}
		iters.At(i).Set(it)
	}
	tuple := t.TupleOf(iters, n)
	if tuple == heap.Null {
		return false
	}
	t.Store(self.V(), zlIters, tuple)
	t.Store(self.V(), zlFill, a.At(2).V())
	setWord(self, 0, n)
	return true
}

func zipLongestNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	iters, fill := field(t, self, zlIters), field(t, self, zlFill)
	n := t.TupleLen(iters.V())
	if n == 0 || word(self, 0) == 0 {
		return heap.Null
	}
	items, it := t.PushN(n), t.PushN(1)
	for i := range n {
		it.Set(t.TupleAt(iters.V(), i))
		if it.V() == heap.None {
			items.At(i).Set(fill.V())
			continue
		}
		x := modules.Next(t, it)
		if x == heap.Null {
			left := word(self, 0) - 1
			setWord(self, 0, left)
			if t.Pending() || left == 0 {
				setWord(self, 0, 0)
				return heap.Null
			}
			x = fill.V()
			// Nobody else has the tuple: __reduce__ makes a copy.
			t.TupleSet(iters.V(), i, heap.None)
		}
		items.At(i).Set(x)
	}
	return t.TupleOf(items, n)
}

// zipLongestReduce tells an iterator at its end as an empty tuple, which makes one.
func zipLongestReduce(t *Thread, a Args) Value {
	self := a.At(0)
	iters := field(t, self, zlIters)
	n := t.TupleLen(iters.V())
	items, empty := t.PushN(n), t.Push(t.NewTuple(0))
	for i := range n {
		x := t.TupleAt(iters.V(), i)
		if x == heap.None {
			x = empty.V()
		}
		items.At(i).Set(x)
	}
	return reduced(t, self, t.Push(t.TupleOf(items, n)), field(t, self, zlFill))
}

func zipLongestSetState(t *Thread, a Args) Value {
	t.Store(a.At(0).V(), zlFill, a.At(1).V())
	return heap.None
}
