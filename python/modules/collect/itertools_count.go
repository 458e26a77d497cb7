package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The iterators that need not end: count, cycle, repeat; and accumulate.
func countingIters() []iterDef {
	return []iterDef{
		{
			name: "count", sig: "($self, start=0, step=1)", refs: 2, make: countMake, next: countNext, reduce: countReduce, repr: countRepr,
			doc: "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step",
		},
		{
			name: "cycle", sig: "($self, iterable, /)", refs: 2, raw: 2, make: cycleMake, next: cycleNext, reduce: cycleReduce, setState: cycleSetState,
			doc: "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
		},
		{
			name: "repeat", sig: "($self, object, times=<unrepresentable>)", refs: 1, raw: 1, make: repeatMake, next: repeatNext, reduce: repeatReduce, repr: repeatRepr,
			doc: "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
			methods: []object.MethodDef{{Name: "__length_hint__", Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it)).",
				Fn: func(t *Thread, a Args) Value {
					if n := word(a.At(0), 0); n >= 0 {
						return t.NewInt(int64(n))
					}
					return t.TypeErrorf("len() of unsized object")
				}}},
		},
		{
			name: "accumulate", sig: "($self, iterable, func=None, *, initial=None)", refs: 4, make: accumulateMake, next: accumulateNext,
			reduce: accumulateReduce, setState: accumulateSetState,
			doc: "Return series of accumulated sums.",
		},
	}
}

// count: the next number and the step.

func countMake(t *Thread, self Ref, a Args) bool {
	for i := 1; i <= 2; i++ {
		if !t.IsNumber(a.At(i).V()) {
			t.TypeErrorf("a number is required")
			return false
		}
	}
	t.Store(self.V(), 0, a.At(1).V())
	t.Store(self.V(), 1, a.At(2).V())
	return true
}

func countNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	n, step := field(t, self, 0), field(t, self, 1)
	sum := heap.Null
	if heap.BothInt(n.V(), step.V()) {
		sum = t.NewInt(n.V().Int() + step.V().Int())
	} else {
		sum = t.Binary(object.OpAdd, n, step)
	}
	if sum == heap.Null {
		return sum
	}
	t.Store(self.V(), 0, sum)
	return n.V()
}

// plainStep says that a count goes up by the int 1 (no safepoint).
func plainStep(self Ref) bool { return self.V().Addr().Ref(1) == heap.SmallInt(1) }

func countReduce(t *Thread, a Args) Value {
	n := 2
	if plainStep(a.At(0)) {
		n = 1
	}
	return reduced(t, a.At(0), fieldTuple(t, a.At(0), 0, n))
}

func countRepr(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	n := t.Repr(field(t, self, 0))
	if n == heap.Null {
		return n
	}
	text := t.RT.TypeOf(self.V()).Name + "(" + object.GoStr(n)
	if !plainStep(self) {
		step := t.Repr(field(t, self, 1))
		if step == heap.Null {
			return step
		}
		text += ", " + object.GoStr(step)
	}
	return t.NewStr(text + ")")
}

// cycle: the iterator (Null when it is exhausted) and the list of what it gave; the next
// index, and whether the list is complete though the iterator goes on (an unpickled one).

func cycleMake(t *Thread, self Ref, a Args) bool {
	saved := t.Push(t.NewList(0))
	if saved.V() == heap.Null || !storeIter(t, self, 0, a.At(1)) {
		return false
	}
	t.Store(self.V(), 1, saved.V())
	return true
}

func cycleNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	it, saved := field(t, self, 0), field(t, self, 1)
	if it.V() != heap.Null {
		x := t.Push(modules.Next(t, it))
		if x.V() != heap.Null {
			if word(self, 1) == 0 && !t.ListAppend(saved, x) {
				return heap.Null
			}
			return x.V()
		}
		if t.Pending() {
			return heap.Null
		}
		t.Store(self.V(), 0, heap.Null)
	}
	n := t.ListLen(saved.V())
	if n == 0 {
		return heap.Null
	}
	i := word(self, 0)
	if i >= n {
		i = 0
	}
	setWord(self, 0, i+1)
	return t.ListAt(saved.V(), i)
}

func cycleReduce(t *Thread, a Args) Value {
	self := a.At(0)
	it, saved, complete := field(t, self, 0), field(t, self, 1), t.Push(heap.Bool(word(self, 1) != 0))
	if it.V() == heap.Null {
		// The list's own iterator goes on from where we are.
		complete.Set(heap.True)
		if it.Set(t.Iter(saved)); it.V() == heap.Null {
			return heap.Null
		}
		i := t.Push(heap.SmallInt(int64(word(self, 0))))
		if i.V() != heap.SmallInt(0) && t.CallMethod(it, t.RT.Name("__setstate__"), i) == heap.Null {
			return heap.Null
		}
	}
	return reduced(t, self, t.Push(t.PackTuple(it)), t.Push(t.PackTuple(saved, complete)))
}

func cycleSetState(t *Thread, a Args) Value {
	state := a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) {
		return t.TypeErrorf("state is not a tuple")
	}
	if n := t.TupleLen(state.V()); n != 2 {
		return t.TypeErrorf("function takes exactly 2 arguments (%d given)", n)
	}
	saved, complete := t.Push(t.TupleAt(state.V(), 0)), t.Push(t.TupleAt(state.V(), 1))
	if !t.RT.TypeOf(saved.V()).Has(object.FlagListSubclass) {
		return t.TypeErrorf("argument 1 must be list, not %s", t.TypeName(saved.V()))
	}
	n, ok := t.AsInt64(complete)
	if !ok {
		return heap.Null
	}
	t.Store(a.At(0).V(), 1, saved.V())
	setWord(a.At(0), 0, 0)
	setWord(a.At(0), 1, int(n))
	return heap.None
}

// repeat: the object; how often it still comes, -1: for ever.

func repeatMake(t *Thread, self Ref, a Args) bool {
	n := -1
	if a.At(2).V() != heap.Null {
		var ok bool
		if n, ok = t.AsSsize(a.At(2), t.RT.Exc.OverflowError); !ok {
			return false
		}
		n = max(n, 0)
	}
	t.Store(self.V(), 0, a.At(1).V())
	setWord(self, 0, n)
	return true
}

func repeatNext(t *Thread, self Ref) Value {
	switch n := word(self, 0); {
	case n == 0:
		return heap.Null
	case n > 0:
		setWord(self, 0, n-1)
	}
	return self.V().Addr().Ref(0)
}

func repeatReduce(t *Thread, a Args) Value {
	self := a.At(0)
	x := field(t, self, 0)
	if n := word(self, 0); n >= 0 {
		return reduced(t, self, t.Push(t.PackTuple(x, t.Push(t.NewInt(int64(n))))))
	}
	return reduced(t, self, t.Push(t.PackTuple(x)))
}

func repeatRepr(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	r := t.Repr(field(t, self, 0))
	if r == heap.Null {
		return r
	}
	text := t.RT.TypeOf(self.V()).Name + "(" + object.GoStr(r)
	if n := word(self, 0); n >= 0 {
		text += ", " + itoa(n)
	}
	return t.NewStr(text + ")")
}

// accumulate: the iterator, the function (None: addition), the total (Null: there is none
// yet), the initial value that comes before all (Null: none, or given).
const (
	accIter = iota
	accFunc
	accTotal
	accInitial
)

func accumulateMake(t *Thread, self Ref, a Args) bool {
	if !storeIter(t, self, accIter, a.At(1)) {
		return false
	}
	t.Store(self.V(), accFunc, a.At(2).V())
	if x := a.At(3).V(); x != heap.None {
		t.Store(self.V(), accInitial, x)
	}
	return true
}

func accumulateNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	if x := self.V().Addr().Ref(accInitial); x != heap.Null {
		t.Store(self.V(), accInitial, heap.Null)
		t.Store(self.V(), accTotal, x)
		return x
	}
	it, fn := field(t, self, accIter), field(t, self, accFunc)
	x := t.Push(modules.Next(t, it))
	if x.V() == heap.Null {
		return heap.Null
	}
	total := field(t, self, accTotal)
	if total.V() == heap.Null {
		t.Store(self.V(), accTotal, x.V())
		return x.V()
	}
	sum := heap.Null
	if fn.V() == heap.None {
		sum = t.Binary(object.OpAdd, total, x)
	} else {
		sum = t.CallN(fn, total, x)
	}
	if sum != heap.Null {
		t.Store(self.V(), accTotal, sum)
	}
	return sum
}

// accumulateReduce gives the total as the state. What cannot be told so, an initial value
// or a total that is None, becomes an item in front of the others.
func accumulateReduce(t *Thread, a Args) Value {
	self := a.At(0)
	it, fn, total, initial := field(t, self, accIter), field(t, self, accFunc), field(t, self, accTotal), field(t, self, accInitial)
	none := t.Push(heap.None)
	inFront := func(x Ref) Ref {
		return itertoolsCall(t, "chain", t.Push(t.PackTuple(x)), it)
	}
	switch {
	case initial.V() != heap.Null:
		args := t.Push(t.PackTuple(inFront(initial), fn))
		return reduced(t, self, args, none)
	case total.V() == heap.None:
		rest := inFront(total)
		if rest.V() == heap.Null {
			return heap.Null
		}
		acc := t.Push(t.CallN(t.RT.TypeOf(self.V()).Obj, rest, fn))
		if acc.V() == heap.Null {
			return heap.Null
		}
		slice := t.Push(itertoolsName(t, "islice"))
		return t.PackTuple(slice, t.Push(t.PackTuple(acc, t.Push(heap.SmallInt(1)), none)))
	case total.V() == heap.Null:
		total = none
	}
	return reduced(t, self, t.Push(t.PackTuple(it, fn)), total)
}

// itertoolsName returns what the module has under a name; Null: an exception is pending.
func itertoolsName(t *Thread, name string) Value {
	defer t.Pop(t.Top())
	m, ok := t.DictGet(t.RT.Modules, t.RT.Name("itertools"))
	if !ok {
		return heap.Null
	}
	if m == heap.Null {
		return t.Errorf(t.RT.Exc.ImportError, "the module itertools is gone from sys.modules")
	}
	return t.GetAttr(t.Push(m), t.RT.Name(name))
}

// itertoolsCall pushes the result of a call of what the module has under a name.
func itertoolsCall(t *Thread, name string, args ...Ref) Ref {
	out := t.Push(itertoolsName(t, name))
	for _, a := range args {
		if a.V() == heap.Null {
			out.Set(heap.Null)
		}
	}
	if out.V() != heap.Null {
		out.Set(t.CallN(out, args...))
	}
	return out
}

func accumulateSetState(t *Thread, a Args) Value {
	t.Store(a.At(0).V(), accTotal, a.At(1).V())
	return heap.None
}
