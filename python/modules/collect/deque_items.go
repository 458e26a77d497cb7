package collect

import (
	"strconv"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// What deques do as sequences, and their iterators.

func itoa(n int) string { return strconv.Itoa(n) }

func dequeItem(t *Thread, d Ref, i int) Value {
	if i < 0 || i >= dqLenOf(d.V()) {
		return t.IndexErrorf("deque index out of range")
	}
	return dqAt(d.V(), i)
}

func dequeAssItem(t *Thread, d Ref, i int, v Ref) bool {
	if i < 0 || i >= dqLenOf(d.V()) {
		t.IndexErrorf("deque index out of range")
		return false
	}
	if v.IsNil() {
		dqDelete(t, d.V(), i)
		return true
	}
	dqPut(t, d.V(), i, v.V())
	return true
}

// dqDelete removes item i (no safepoint).
func dqDelete(t *Thread, v Value, i int) {
	dqRotate(t, v, -i)
	dqPopLeft(t, v)
	dqRotate(t, v, i)
}

// dqFind returns the index in [from, to) of the first item equal to x; -1: there is
// none, -2: an exception is pending.
func dqFind(t *Thread, d, x Ref, from, to int) int {
	defer t.Pop(t.Top())
	item := t.PushN(1)
	state := dqGet(d.V(), dqState)
	for i := from; i < to && i < dqLenOf(d.V()); i++ {
		item.Set(dqAt(d.V(), i))
		r := t.CompareBool(item, x, object.EQ)
		switch {
		case r < 0:
			return -2
		case r > 0:
			return i
		case dqGet(d.V(), dqState) != state:
			t.RuntimeErrorf("deque mutated during iteration")
			return -2
		}
	}
	return -1
}

func dequeContains(t *Thread, d, x Ref) int {
	switch dqFind(t, d, x, 0, dqLenOf(d.V())) {
	case -1:
		return 0
	case -2:
		return -1
	}
	return 1
}

func dequeCount(t *Thread, a Args) Value {
	d, n := a.At(0), 0
	item, state := t.PushN(1), dqGet(d.V(), dqState)
	for i := range dqLenOf(d.V()) {
		item.Set(dqAt(d.V(), i))
		r := t.CompareBool(item, a.At(1), object.EQ)
		if r < 0 {
			return heap.Null
		}
		if dqGet(d.V(), dqState) != state {
			return t.RuntimeErrorf("deque mutated during iteration")
		}
		n += r
	}
	return heap.SmallInt(int64(n))
}

func dequeIndex(t *Thread, a Args) Value {
	if a.NumKw() > 0 {
		return t.TypeErrorf("deque.index() takes no keyword arguments")
	}
	switch n := a.Len() - 1; {
	case n < 1:
		return t.TypeErrorf("index expected at least 1 argument, got %d", n)
	case n > 3:
		return t.TypeErrorf("index expected at most 3 arguments, got %d", n)
	}
	d := a.At(0)
	size := dqLenOf(d.V())
	bound := [2]int{0, size}
	for i := range a.Len() - 2 {
		n, ok := modules.SliceIndex(t, a.At(2+i))
		if !ok {
			return heap.Null
		}
		if n < 0 {
			n = max(n+size, 0)
		}
		bound[i] = min(n, size)
	}
	switch i := dqFind(t, d, a.At(1), bound[0], bound[1]); i {
	case -2:
		return heap.Null
	case -1:
		r := t.Repr(a.At(1))
		if r == heap.Null {
			return r
		}
		return t.ValueErrorf("%s is not in deque", object.GoStr(r))
	default:
		return heap.SmallInt(int64(i))
	}
}

func dequeRemove(t *Thread, a Args) Value {
	d := a.At(0)
	n := dqLenOf(d.V())
	item := t.PushN(1)
	for i := range n {
		item.Set(dqAt(d.V(), i))
		r := t.CompareBool(item, a.At(1), object.EQ)
		switch {
		case r < 0:
			return heap.Null
		case dqLenOf(d.V()) != n:
			return t.IndexErrorf("deque mutated during remove().")
		case r > 0:
			dqDelete(t, d.V(), i)
			return heap.None
		}
	}
	r := t.Repr(a.At(1))
	if r == heap.Null {
		return r
	}
	return t.ValueErrorf("%s is not in deque", object.GoStr(r))
}

func dequeInsert(t *Thread, a Args) Value {
	d := a.At(0)
	i, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	n := dqLenOf(d.V())
	if m := dqGet(d.V(), dqMax); n == m {
		return t.IndexErrorf("deque already at its maximum size")
	}
	if i < 0 {
		i = max(i+n, 0)
	}
	i = min(i, n)
	dqRotate(t, d.V(), -i)
	if !dqAppendLeft(t, d, a.At(2)) {
		return heap.Null
	}
	dqRotate(t, d.V(), i)
	return heap.None
}

func dequeReverse(t *Thread, a Args) Value {
	v := a.At(0).V()
	for i, j := 0, dqLenOf(v)-1; i < j; i, j = i+1, j-1 {
		x, y := dqAt(v, i), dqAt(v, j)
		dqPut(t, v, i, y)
		dqPut(t, v, j, x)
	}
	return heap.None
}

func dequeRotate(t *Thread, a Args) Value {
	n, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	dqRotate(t, a.At(0).V(), n)
	return heap.None
}

// dqCopy makes a deque of the same class with the same items and limit.
func dqCopy(t *Thread, d Ref) Value {
	defer t.Pop(t.Top())
	typ := t.RT.TypeOf(d.V())
	args := t.PushN(2)
	n := 1
	args.Set(d.V())
	if m := dequeMaxLen(d.V()); m != heap.None {
		args.At(1).Set(m)
		n = 2
	}
	return t.Call(typ.Obj, object.MakeArgs(args, n, Ref{}))
}

func dequeCopy(t *Thread, a Args) Value { return dqCopy(t, a.At(0)) }

func (c *dequeTypes) concat(t *Thread, a, b Ref) Value {
	if !t.RT.TypeOf(b.V()).IsSubtype(c.deque) {
		return t.TypeErrorf("can only concatenate deque (not \"%s\") to deque", t.TypeName(b.V()))
	}
	defer t.Pop(t.Top())
	d := t.Push(dqCopy(t, a))
	if d.V() == heap.Null || !dqExtend(t, d, b, dqAppend) {
		return heap.Null
	}
	return d.V()
}

func dequeInConcat(t *Thread, a, b Ref) Value {
	if !dqExtend(t, a, b, dqAppend) {
		return heap.Null
	}
	return a.V()
}

func dequeRepeat(t *Thread, a Ref, n int) Value {
	defer t.Pop(t.Top())
	d := t.Push(dqCopy(t, a))
	if d.V() == heap.Null {
		return heap.Null
	}
	return dequeInRepeat(t, d, n)
}

func dequeInRepeat(t *Thread, d Ref, n int) Value {
	defer t.Pop(t.Top())
	size := dqLenOf(d.V())
	switch {
	case size == 0 || n == 1:
		return d.V()
	case n <= 0:
		dqClear(t, d.V())
		return d.V()
	}
	total := size
	if m := dqGet(d.V(), dqMax); m >= 0 {
		// Only the last m items stay, so repeating more than that many is idle.
		n = min(n, (m+size-1)/size+1)
	} else if n > maxItems/size {
		return t.MemoryError()
	} else {
		total = size * n
	}
	list := t.Push(t.SeqToList(d))
	if list.V() == heap.Null || !dqReserve(t, d, total) {
		return heap.Null
	}
	x := t.PushN(1)
	for range n - 1 {
		for i := range size {
			x.Set(t.ListAt(list.V(), i))
			if !dqAppend(t, d, x) {
				return heap.Null
			}
		}
	}
	return d.V()
}

// maxItems is the most references that an object can have.
const maxItems = 1<<31 - 1

func dequeReduce(t *Thread, a Args) Value {
	d := a.At(0)
	out := t.PushN(4)
	out.Set(t.RT.TypeOf(d.V()).Obj.V())
	state := t.CallMethod(d, t.RT.Name("__getstate__"))
	if state == heap.Null {
		return state
	}
	out.At(2).Set(state)
	args := t.PushN(2)
	args.Set(t.NewTuple(0))
	n := 0
	if m := dequeMaxLen(d.V()); m != heap.None {
		args.At(1).Set(m)
		n = 2
	}
	out.At(1).Set(t.TupleOf(args, n))
	if out.At(1).V() == heap.Null {
		return heap.Null
	}
	it := t.Iter(d)
	if it == heap.Null {
		return it
	}
	out.At(3).Set(it)
	return t.TupleOf(out, 4)
}

// An iterator: the deque; raw words: the next index, the deque's state at the start,
// how many items are left. The reverse one counts from the end.
const (
	dqiIndex = 0
	dqiState = 8
	dqiLeft  = 16
	dqiRaw   = 24
)

func (c *dequeTypes) makeIterTypes(t *Thread) bool {
	for _, k := range []struct {
		name    string
		into    **object.Type
		reverse bool
	}{{"_deque_iterator", &c.iter, false}, {"_deque_reverse_iterator", &c.reverse, true}} {
		typ := t.NewBuiltinType(object.TypeDef{
			Name: k.name, Module: "_collections", FixedRefs: 1, RawSize: dqiRaw, Into: k.into,
			Slots: object.Slots{Iter: modules.SelfIter, Next: dequeNext(k.reverse), New: c.iterNew(k.into, k.name)},
			Methods: []object.MethodDef{
				{Name: "__length_hint__", Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it)).",
					Fn: func(t *Thread, a Args) Value { return heap.SmallInt(int64(dqGet(a.At(0).V(), dqiLeft))) }},
				{Name: "__reduce__", Sig: "($self, /)", Fn: dequeIterReduce, Doc: "Return state information for pickling."},
			},
		})
		if typ == nil {
			return false
		}
	}
	return true
}

func (c *dequeTypes) makeIter(t *Thread, d Ref) Value { return dequeIterOver(t, c.iter, d) }

func dequeIterOver(t *Thread, typ *object.Type, d Ref) Value {
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, 0, d.V())
		dqSet(v, dqiState, dqGet(d.V(), dqState))
		dqSet(v, dqiLeft, dqLenOf(d.V()))
	}
	return v
}

// iterNew makes an iterator of (deque, index), which unpickling calls.
func (c *dequeTypes) iterNew(typ **object.Type, name string) func(t *Thread, a Args) Value {
	sig := object.ParseConstructor(name, "($self, deque, index=0, /)")
	return func(t *Thread, args Args) Value {
		defer t.Pop(t.Top())
		a, ok := sig.Bind(t, args)
		if !ok {
			return heap.Null
		}
		if !t.RT.TypeOf(a.At(1).V()).IsSubtype(c.deque) {
			return t.TypeErrorf("argument 1 must be collections.deque, not %s", t.TypeName(a.At(1).V()))
		}
		i, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
		if !ok {
			return heap.Null
		}
		v := dequeIterOver(t, *typ, a.At(1))
		if v != heap.Null {
			left := dqGet(v, dqiLeft)
			i = max(0, min(i, left))
			dqSet(v, dqiIndex, i)
			dqSet(v, dqiLeft, left-i)
		}
		return v
	}
}

func dequeNext(reverse bool) func(t *Thread, it Ref) Value {
	return func(t *Thread, it Ref) Value {
		v := it.V()
		d := v.Addr().Ref(0)
		left := dqGet(v, dqiLeft)
		if dqGet(d, dqState) != dqGet(v, dqiState) {
			dqSet(v, dqiLeft, 0)
			return t.RuntimeErrorf("deque mutated during iteration")
		}
		if left == 0 {
			return heap.Null
		}
		i := dqGet(v, dqiIndex)
		dqSet(v, dqiIndex, i+1)
		dqSet(v, dqiLeft, left-1)
		if reverse {
			i = dqLenOf(d) - 1 - i
		}
		return dqAt(d, i)
	}
}

func dequeIterReduce(t *Thread, a Args) Value {
	it := a.At(0)
	d := t.Push(it.V().Addr().Ref(0))
	args := t.Push(t.PackTuple(d, t.Push(heap.SmallInt(int64(dqLenOf(d.V())-dqGet(it.V(), dqiLeft))))))
	return t.PackTuple(t.RT.TypeOf(it.V()).Obj, args)
}
