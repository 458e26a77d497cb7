package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// product, permutations and the combinations. Each keeps tuples of what it chooses from
// and one internal array of indices, small ints; its state, for __setstate__, is a tuple
// of these indices.
const (
	cmbPools   = iota // product: a tuple of tuples; the others: the tuple
	cmbIndices        // an array of ints; Null before the first result
	cmbCycles         // permutations: an array of ints
	cmbRefs

	cmbSize = 0 // raw words: how many items a result has
	cmbDone = 1
)

func combiningIters() []iterDef {
	return []iterDef{
		{
			name: "product", sig: "($self, *iterables, repeat=1)", refs: cmbRefs, raw: 2, make: productMake, next: productNext,
			reduce: productReduce, setState: combineSetState(productLimit),
			doc: "product(*iterables, repeat=1) --> product object\n\nCartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\nThe leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\nTo compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\nproduct((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
		},
		{
			name: "combinations", sig: "($self, iterable, r)", refs: cmbRefs, raw: 2, make: combinationsMake(false), next: combinationsNext,
			reduce: combineReduce, setState: combineSetState(combinationsLimit),
			doc: "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
		},
		{
			name: "combinations_with_replacement", sig: "($self, iterable, r)", refs: cmbRefs, raw: 2, make: combinationsMake(true), next: replacementNext,
			reduce: combineReduce, setState: combineSetState(poolLimit),
			doc: "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
		},
		{
			name: "permutations", sig: "($self, iterable, r=None)", refs: cmbRefs, raw: 2, make: permutationsMake, next: permutationsNext,
			reduce: permutationsReduce, setState: permutationsSetState,
			doc: "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
		},
	}
}

// ints makes an internal array of n ints.
func ints(t *Thread, n int, f func(i int) int) Value {
	v := t.Alloc(object.IdxArray, n, 0)
	if v != heap.Null {
		for i := range n {
			t.Store(v, i, heap.SmallInt(int64(f(i))))
		}
	}
	return v
}

func intAt(v Value, i int) int            { return int(v.Addr().Ref(i).Int()) }
func setInt(t *Thread, v Value, i, n int) { t.Store(v, i, heap.SmallInt(int64(n))) }
func zeroes(i int) int                    { return 0 }
func upwards(i int) int                   { return i }
func indices(self Ref) Value              { return self.V().Addr().Ref(cmbIndices) }
func poolLen(t *Thread, self Ref) int     { return t.TupleLen(self.V().Addr().Ref(cmbPools)) }
func finished(self Ref) Value             { setWord(self, cmbDone, 1); return heap.Null }
func started(self Ref) bool               { return indices(self) != heap.Null }
func begin(t *Thread, self Ref, v Value) bool {
	if v == heap.Null {
		return false
	}
	t.Store(self.V(), cmbIndices, v)
	return true
}

// chosen makes a result of the pool's items at the first indices.
func chosen(t *Thread, self Ref) Value {
	v := t.NewTuple(word(self, cmbSize))
	if v == heap.Null {
		return v
	}
	pool, ix := self.V().Addr().Ref(cmbPools), indices(self)
	for i := range word(self, cmbSize) {
		t.TupleSet(v, i, t.TupleAt(pool, intAt(ix, i)))
	}
	return v
}

// size reads r, the length of results.
func combineSize(t *Thread, r Ref) (int, bool) {
	n, ok := t.AsSsize(r, t.RT.Exc.OverflowError)
	if ok && n < 0 {
		t.ValueErrorf("r must be non-negative")
		return 0, false
	}
	return n, ok
}

func productMake(t *Thread, self Ref, a Args) bool {
	repeat, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return false
	}
	if repeat < 0 {
		t.ValueErrorf("repeat argument cannot be negative")
		return false
	}
	given := t.TupleLen(a.At(1).V())
	if repeat > 0 && given > maxItems/repeat {
		t.OverflowErrorf("repeat argument too large")
		return false
	}
	n := given * repeat
	if !t.RoomForArgs(n) {
		return false
	}
	pools, x := t.PushN(n), t.PushN(1)
	if repeat > 0 {
		for i := range given {
			x.Set(t.TupleAt(a.At(1).V(), i))
			v := t.SeqToTuple(x)
			if v == heap.Null {
				return false
			}
			for k := i; k < n; k += given {
				pools.At(k).Set(v)
			}
		}
	}
	tuple := t.TupleOf(pools, n)
	if tuple == heap.Null {
		return false
	}
	t.Store(self.V(), cmbPools, tuple)
	setWord(self, cmbSize, n)
	return true
}

// productLimit is how many values index i can have (no safepoint).
func productLimit(t *Thread, self Ref, i int) int {
	return t.TupleLen(t.TupleAt(self.V().Addr().Ref(cmbPools), i))
}

func productNext(t *Thread, self Ref) Value {
	if word(self, cmbDone) == 1 {
		return heap.Null
	}
	n := word(self, cmbSize)
	if !started(self) {
		if !begin(t, self, ints(t, n, zeroes)) {
			return heap.Null
		}
		for i := range n {
			if productLimit(t, self, i) == 0 {
				return finished(self)
			}
		}
	} else {
		ix := indices(self)
		i := n - 1
		for ; i >= 0; i-- {
			if k := intAt(ix, i) + 1; k < productLimit(t, self, i) {
				setInt(t, ix, i, k)
				break
			}
			setInt(t, ix, i, 0)
		}
		if i < 0 {
			return finished(self)
		}
	}
	v := t.NewTuple(n)
	if v == heap.Null {
		return v
	}
	pools, ix := self.V().Addr().Ref(cmbPools), indices(self)
	for i := range n {
		t.TupleSet(v, i, t.TupleAt(t.TupleAt(pools, i), intAt(ix, i)))
	}
	return v
}

// indexTuple pushes the indices as a tuple.
func indexTuple(t *Thread, self Ref, slot int) Ref {
	n := self.V().Addr().Ref(slot).Addr().NRefs()
	v := t.NewTuple(n)
	if v != heap.Null {
		ix := self.V().Addr().Ref(slot)
		for i := range n {
			t.TupleSet(v, i, ix.Addr().Ref(i))
		}
	}
	return t.Push(v)
}

// exhaustedReduce is (type, args) of one that gives nothing more.
func exhaustedReduce(t *Thread, self Ref, withSize bool) Value {
	empty := t.Push(t.NewTuple(0))
	if !withSize {
		return reduced(t, self, t.Push(t.PackTuple(empty)))
	}
	return reduced(t, self, t.Push(t.PackTuple(empty, t.Push(heap.SmallInt(int64(word(self, cmbSize)))))))
}

func productReduce(t *Thread, a Args) Value {
	self := a.At(0)
	switch {
	case word(self, cmbDone) == 1:
		return exhaustedReduce(t, self, false)
	case !started(self):
		return reduced(t, self, field(t, self, cmbPools))
	}
	return reduced(t, self, field(t, self, cmbPools), indexTuple(t, self, cmbIndices))
}

// combineSetState makes a __setstate__ of indices. Each is cut to what limit allows, for
// a state may come from anywhere.
func combineSetState(limit func(t *Thread, self Ref, i int) int) object.Native {
	return func(t *Thread, a Args) Value {
		self, state := a.At(0), a.At(1)
		n := word(self, cmbSize)
		if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) || t.TupleLen(state.V()) != n {
			return t.ValueErrorf("invalid arguments")
		}
		values := make([]int, n)
		x := t.PushN(1)
		for i := range n {
			x.Set(t.TupleAt(state.V(), i))
			k, ok := t.AsSsize(x, t.RT.Exc.OverflowError)
			if !ok {
				return heap.Null
			}
			most := limit(t, self, i)
			if most <= 0 {
				finished(self)
				return heap.None
			}
			values[i] = max(0, min(k, most-1))
		}
		if !begin(t, self, ints(t, n, func(i int) int { return values[i] })) {
			return heap.Null
		}
		return heap.None
	}
}

func combinationsMake(replacement bool) func(t *Thread, self Ref, a Args) bool {
	return func(t *Thread, self Ref, a Args) bool {
		pool := t.Push(t.SeqToTuple(a.At(1)))
		if pool.V() == heap.Null {
			return false
		}
		r, ok := combineSize(t, a.At(2))
		if !ok {
			return false
		}
		n := t.TupleLen(pool.V())
		t.Store(self.V(), cmbPools, pool.V())
		setWord(self, cmbSize, r)
		if !replacement && r > n || replacement && n == 0 && r > 0 {
			finished(self)
		}
		return true
	}
}

func combinationsLimit(t *Thread, self Ref, i int) int {
	return poolLen(t, self) - word(self, cmbSize) + i + 1
}

func poolLimit(t *Thread, self Ref, i int) int { return poolLen(t, self) }

func combinationsNext(t *Thread, self Ref) Value {
	if word(self, cmbDone) == 1 {
		return heap.Null
	}
	r := word(self, cmbSize)
	if !started(self) {
		if !begin(t, self, ints(t, r, upwards)) {
			return heap.Null
		}
		return chosen(t, self)
	}
	ix := indices(self)
	i := r - 1
	for ; i >= 0 && intAt(ix, i) == combinationsLimit(t, self, i)-1; i-- {
	}
	if i < 0 {
		return finished(self)
	}
	k := intAt(ix, i) + 1
	for ; i < r; i, k = i+1, k+1 {
		setInt(t, ix, i, k)
	}
	return chosen(t, self)
}

func replacementNext(t *Thread, self Ref) Value {
	if word(self, cmbDone) == 1 {
		return heap.Null
	}
	r, last := word(self, cmbSize), poolLen(t, self)-1
	if !started(self) {
		if !begin(t, self, ints(t, r, zeroes)) {
			return heap.Null
		}
		return chosen(t, self)
	}
	ix := indices(self)
	i := r - 1
	for ; i >= 0 && intAt(ix, i) == last; i-- {
	}
	if i < 0 {
		return finished(self)
	}
	for k := intAt(ix, i) + 1; i < r; i++ {
		setInt(t, ix, i, k)
	}
	return chosen(t, self)
}

func combineReduce(t *Thread, a Args) Value {
	self := a.At(0)
	if word(self, cmbDone) == 1 {
		return exhaustedReduce(t, self, true)
	}
	args := t.Push(t.PackTuple(field(t, self, cmbPools), t.Push(heap.SmallInt(int64(word(self, cmbSize))))))
	if !started(self) {
		return reduced(t, self, args)
	}
	return reduced(t, self, args, indexTuple(t, self, cmbIndices))
}

func permutationsMake(t *Thread, self Ref, a Args) bool {
	pool := t.Push(t.SeqToTuple(a.At(1)))
	if pool.V() == heap.Null {
		return false
	}
	n := t.TupleLen(pool.V())
	r := n
	if a.At(2).V() != heap.None {
		if !t.RT.IsInt(a.At(2).V()) {
			t.TypeErrorf("Expected int as r")
			return false
		}
		var ok bool
		if r, ok = combineSize(t, a.At(2)); !ok {
			return false
		}
	}
	t.Store(self.V(), cmbPools, pool.V())
	setWord(self, cmbSize, r)
	if r > n {
		finished(self)
	}
	return true
}

// permutationsNext counts the cycles down as an odometer does; each turn of place i brings
// the next unused item there, and a full turn rotates the rest back.
func permutationsNext(t *Thread, self Ref) Value {
	if word(self, cmbDone) == 1 {
		return heap.Null
	}
	n, r := poolLen(t, self), word(self, cmbSize)
	if !started(self) {
		c := ints(t, r, func(i int) int { return n - i })
		if c == heap.Null {
			return c
		}
		t.Store(self.V(), cmbCycles, c)
		if !begin(t, self, ints(t, n, upwards)) {
			return heap.Null
		}
		return chosen(t, self)
	}
	ix, cycles := indices(self), self.V().Addr().Ref(cmbCycles)
	for i := r - 1; i >= 0; i-- {
		c := intAt(cycles, i) - 1
		if c == 0 {
			first := intAt(ix, i)
			for k := i; k < n-1; k++ {
				setInt(t, ix, k, intAt(ix, k+1))
			}
			setInt(t, ix, n-1, first)
			setInt(t, cycles, i, n-i)
			continue
		}
		setInt(t, cycles, i, c)
		x, y := intAt(ix, i), intAt(ix, n-c)
		setInt(t, ix, i, y)
		setInt(t, ix, n-c, x)
		return chosen(t, self)
	}
	return finished(self)
}

func permutationsReduce(t *Thread, a Args) Value {
	self := a.At(0)
	if word(self, cmbDone) == 1 {
		return exhaustedReduce(t, self, true)
	}
	args := t.Push(t.PackTuple(field(t, self, cmbPools), t.Push(heap.SmallInt(int64(word(self, cmbSize))))))
	if !started(self) {
		return reduced(t, self, args)
	}
	return reduced(t, self, args, t.Push(t.PackTuple(indexTuple(t, self, cmbIndices), indexTuple(t, self, cmbCycles))))
}

func permutationsSetState(t *Thread, a Args) Value {
	self, state := a.At(0), a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) || t.TupleLen(state.V()) != 2 {
		return t.ValueErrorf("invalid arguments")
	}
	n, r := poolLen(t, self), word(self, cmbSize)
	part, x := t.PushN(2), t.PushN(1)
	var values [2][]int
	for p, want := range []int{n, r} {
		part.At(p).Set(t.TupleAt(state.V(), p))
		if !t.RT.TypeOf(part.At(p).V()).Has(object.FlagTupleSubclass) || t.TupleLen(part.At(p).V()) != want {
			return t.ValueErrorf("invalid arguments")
		}
		for i := range want {
			x.Set(t.TupleAt(part.At(p).V(), i))
			k, ok := t.AsSsize(x, t.RT.Exc.OverflowError)
			if !ok {
				return heap.Null
			}
			low, high := 0, n-1
			if p == 1 {
				low, high = 1, n-i
			}
			values[p] = append(values[p], max(low, min(k, high)))
		}
	}
	c := ints(t, r, func(i int) int { return values[1][i] })
	if c == heap.Null {
		return c
	}
	t.Store(self.V(), cmbCycles, c)
	if !begin(t, self, ints(t, n, func(i int) int { return values[0][i] })) {
		return heap.Null
	}
	return heap.None
}
