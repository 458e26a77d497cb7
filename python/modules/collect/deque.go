package collect

import (
	"math/bits"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// A deque is a ring: reference 0 is an array whose size is a power of two (Null until
// the first item), the raw words say where the first item lies, how many there are,
// the most there may be (-1: any number), and how often the number of items changed,
// which iterators compare. Free places of the ring hold Null.
//
// CPython links blocks of 64 items; a ring is one object for the collector, and index i
// is found without a walk.
const (
	dqRing = 0

	dqHead  = 0
	dqLen   = 8
	dqMax   = 16
	dqState = 24
	dqRaw   = 32
)

// dequeTypes are the types of one runtime.
type dequeTypes struct{ deque, iter, reverse *object.Type }

func dqGet(v Value, off int) int    { return int(int64(v.Addr().Word64(off))) }
func dqSet(v Value, off int, n int) { v.Addr().SetWord64(off, uint64(n)) }

// dqLenOf returns the number of items (no safepoint).
func dqLenOf(v Value) int { return dqGet(v, dqLen) }

// dqPlace returns where item i lies in the ring (no safepoint).
func dqPlace(v Value, i int) int {
	return (dqGet(v, dqHead) + i) & (v.Addr().Ref(dqRing).Addr().NRefs() - 1)
}

// dqAt returns item i, which must be there (no safepoint).
func dqAt(v Value, i int) Value { return v.Addr().Ref(dqRing).Addr().Ref(dqPlace(v, i)) }

// dqPut replaces what lies at place i from the first item on (no safepoint).
func dqPut(t *Thread, v Value, i int, x Value) { t.Store(v.Addr().Ref(dqRing), dqPlace(v, i), x) }

func dqChanged(v Value) { dqSet(v, dqState, dqGet(v, dqState)+1) }

// dqReserve makes room for n items in all.
func dqReserve(t *Thread, d Ref, n int) bool {
	ring := d.V().Addr().Ref(dqRing)
	if ring != heap.Null && ring.Addr().NRefs() >= n {
		return true
	}
	const least = 8
	size := max(least, 1<<bits.Len(uint(n-1)))
	grown := t.Alloc(object.IdxArray, size, 0)
	if grown == heap.Null {
		return false
	}
	v := d.V()
	if old := v.Addr().Ref(dqRing); old != heap.Null {
		items := old.Addr().Refs()
		head := dqGet(v, dqHead)
		first := min(dqLenOf(v), len(items)-head)
		t.StoreRange(grown, 0, items[head:head+first])
		t.StoreRange(grown, first, items[:dqLenOf(v)-first])
	}
	t.Store(v, dqRing, grown)
	dqSet(v, dqHead, 0)
	return true
}

// dqAppend adds x at the end; one too many falls out at the other.
func dqAppend(t *Thread, d, x Ref) bool {
	n := dqLenOf(d.V())
	if !dqReserve(t, d, n+1) {
		return false
	}
	v := d.V()
	dqSet(v, dqLen, n+1)
	dqPut(t, v, n, x.V())
	if m := dqGet(v, dqMax); m >= 0 && n+1 > m {
		dqPopLeft(t, v)
	} else {
		dqChanged(v)
	}
	return true
}

// dqAppendLeft adds x before the first item.
func dqAppendLeft(t *Thread, d, x Ref) bool {
	n := dqLenOf(d.V())
	if !dqReserve(t, d, n+1) {
		return false
	}
	v := d.V()
	dqSet(v, dqHead, dqPlace(v, -1))
	dqSet(v, dqLen, n+1)
	dqPut(t, v, 0, x.V())
	if m := dqGet(v, dqMax); m >= 0 && n+1 > m {
		dqPop(t, v)
	} else {
		dqChanged(v)
	}
	return true
}

// dqPopLeft takes the first item of a deque that has one (no safepoint).
func dqPopLeft(t *Thread, v Value) Value {
	x := dqAt(v, 0)
	dqPut(t, v, 0, heap.Null)
	dqSet(v, dqHead, dqPlace(v, 1))
	dqSet(v, dqLen, dqLenOf(v)-1)
	dqChanged(v)
	return x
}

// dqPop takes the last item of a deque that has one (no safepoint).
func dqPop(t *Thread, v Value) Value {
	n := dqLenOf(v)
	x := dqAt(v, n-1)
	dqPut(t, v, n-1, heap.Null)
	dqSet(v, dqLen, n-1)
	dqChanged(v)
	return x
}

// dqClear removes all items (no safepoint).
func dqClear(t *Thread, v Value) {
	t.Store(v, dqRing, heap.Null)
	dqSet(v, dqHead, 0)
	dqSet(v, dqLen, 0)
	dqChanged(v)
}

// dqRotate turns the items n places to the right (no safepoint).
func dqRotate(t *Thread, v Value, n int) {
	size := dqLenOf(v)
	if size <= 1 {
		return
	}
	if n %= size; n > size/2 {
		n -= size
	} else if n < -size/2 {
		n += size
	}
	for ; n > 0; n-- {
		x := dqPop(t, v)
		dqSet(v, dqHead, dqPlace(v, -1))
		dqSet(v, dqLen, size)
		dqPut(t, v, 0, x)
	}
	for ; n < 0; n++ {
		x := dqPopLeft(t, v)
		dqSet(v, dqLen, size)
		dqPut(t, v, size-1, x)
	}
}

// dqExtend adds the items of an iterable with add, which is one of the appends.
func dqExtend(t *Thread, d, it Ref, add func(t *Thread, d, x Ref) bool) bool {
	defer t.Pop(t.Top())
	if it.V() == d.V() {
		it = t.Push(t.SeqToList(it))
		if it.V() == heap.Null {
			return false
		}
	}
	iter, x := t.Push(t.Iter(it)), t.PushN(1)
	if iter.V() == heap.Null {
		return false
	}
	for {
		x.Set(modules.Next(t, iter))
		if x.V() == heap.Null {
			return !t.Pending()
		}
		if !add(t, d, x) {
			return false
		}
	}
}

func (c *dequeTypes) makeType(t *Thread) bool {
	method := func(name, sig, doc string, fn object.Native) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Fn: fn, Doc: doc}
	}
	extend := func(add func(t *Thread, d, x Ref) bool) object.Native {
		return func(t *Thread, a Args) Value {
			if !dqExtend(t, a.At(0), a.At(1), add) {
				return heap.Null
			}
			return heap.None
		}
	}
	appendOne := func(add func(t *Thread, d, x Ref) bool) object.Native {
		return func(t *Thread, a Args) Value {
			if !add(t, a.At(0), a.At(1)) {
				return heap.Null
			}
			return heap.None
		}
	}
	pop := func(take func(t *Thread, v Value) Value) object.Native {
		return func(t *Thread, a Args) Value {
			if dqLenOf(a.At(0).V()) == 0 {
				return t.IndexErrorf("pop from an empty deque")
			}
			return take(t, a.At(0).V())
		}
	}
	def := object.TypeDef{
		Name: "deque", Module: "collections", FixedRefs: 1, RawSize: dqRaw, Weak: true,
		Flags: object.FlagBaseType | object.FlagSequence, Into: &c.deque,
		Doc: "deque([iterable[, maxlen]]) --> deque object\n\nA list-like sequence optimized for data accesses near its endpoints.",
		Slots: object.Slots{
			New: dequeNew, Init: dequeInit, Repr: dequeRepr, Compare: c.compare, Iter: c.makeIter,
			SqLength: func(t *Thread, d Ref) int { return dqLenOf(d.V()) }, SqItem: dequeItem, SqAssItem: dequeAssItem,
			SqContains: dequeContains, SqConcat: c.concat, SqInConcat: dequeInConcat, SqRepeat: dequeRepeat, SqInRepeat: dequeInRepeat,
		},
		Methods: []object.MethodDef{
			method("append", "($self, object, /)", "Add an element to the right side of the deque.", appendOne(dqAppend)),
			method("appendleft", "($self, object, /)", "Add an element to the left side of the deque.", appendOne(dqAppendLeft)),
			method("extend", "($self, iterable, /)", "Extend the right side of the deque with elements from the iterable", extend(dqAppend)),
			method("extendleft", "($self, iterable, /)", "Extend the left side of the deque with elements from the iterable", extend(dqAppendLeft)),
			method("pop", "($self, /)", "Remove and return the rightmost element.", pop(dqPop)),
			method("popleft", "($self, /)", "Remove and return the leftmost element.", pop(dqPopLeft)),
			method("clear", "($self, /)", "Remove all elements from the deque.", func(t *Thread, a Args) Value {
				dqClear(t, a.At(0).V())
				return heap.None
			}),
			method("copy", "($self, /)", "Return a shallow copy of a deque.", dequeCopy),
			method("__copy__", "($self, /)", "Return a shallow copy of a deque.", dequeCopy),
			method("count", "($self, object, /)", "D.count(value) -- return number of occurrences of value", dequeCount),
			method("index", "", "D.index(value, [start, [stop]]) -- return first index of value.\n\nRaises ValueError if the value is not present.", dequeIndex),
			method("insert", "($self, index, object, /)", "D.insert(index, object) -- insert object before index", dequeInsert),
			method("remove", "($self, object, /)", "D.remove(value) -- remove first occurrence of value.", dequeRemove),
			method("reverse", "($self, /)", "D.reverse() -- reverse *IN PLACE*", dequeReverse),
			method("rotate", "($self, n=1, /)", "Rotate the deque n steps to the right (default n=1).  If n is negative, rotates left.", dequeRotate),
			method("__reversed__", "($self, /)", "D.__reversed__() -- return a reverse iterator over the deque", func(t *Thread, a Args) Value {
				return dequeIterOver(t, c.reverse, a.At(0))
			}),
			method("__reduce__", "($self, /)", "Return state information for pickling.", dequeReduce),
			object.ClassGetItem,
		},
		GetSets: []object.GetSetDef{{Name: "maxlen", Doc: "maximum size of a deque or None if unbounded", Get: func(t *Thread, d Ref) Value { return dequeMaxLen(d.V()) }}},
	}
	c.deque = t.NewBuiltinType(def)
	if c.deque == nil {
		return false
	}
	return c.makeIterTypes(t)
}

var dequeSig = object.ParseConstructor("deque", "($self, iterable=<unrepresentable>, maxlen=None)")

func dequeNew(t *Thread, a Args) Value {
	v := t.NewInstance(t.RT.TypeFromObj(a.At(0).V()))
	if v != heap.Null {
		dqSet(v, dqMax, -1)
	}
	return v
}

func dequeInit(t *Thread, args Args) bool {
	defer t.Pop(t.Top())
	a, ok := dequeSig.Bind(t, args)
	if !ok {
		return false
	}
	most := -1
	if m := a.At(2); m.V() != heap.None {
		if !t.RT.IsInt(m.V()) {
			t.TypeErrorf("an integer is required")
			return false
		}
		if most, ok = t.AsSsize(m, t.RT.Exc.OverflowError); !ok {
			return false
		}
		if most < 0 {
			t.ValueErrorf("maxlen must be non-negative")
			return false
		}
	}
	d := a.At(0)
	dqSet(d.V(), dqMax, most)
	if dqLenOf(d.V()) > 0 {
		dqClear(t, d.V())
	}
	return a.At(1).V() == heap.Null || dqExtend(t, d, a.At(1), dqAppend)
}

func dequeMaxLen(v Value) Value {
	if m := dqGet(v, dqMax); m >= 0 {
		return heap.SmallInt(int64(m))
	}
	return heap.None
}

// dequeRepr is deque([…]), with maxlen where there is one.
func dequeRepr(t *Thread, d Ref) Value {
	defer t.Pop(t.Top())
	switch t.ReprEnter(d) {
	case 1:
		return t.NewStr("[...]")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	list := t.Push(t.SeqToList(d))
	if list.V() == heap.Null {
		return heap.Null
	}
	r := t.Repr(list)
	if r == heap.Null {
		return r
	}
	text := t.RT.TypeOf(d.V()).Name + "(" + object.GoStr(r)
	if m := dqGet(d.V(), dqMax); m >= 0 {
		text += ", maxlen=" + itoa(m)
	}
	return t.NewStr(text + ")")
}

func (c *dequeTypes) compare(t *Thread, a, b Ref, op object.CompareOp) Value {
	if !t.RT.TypeOf(a.V()).IsSubtype(c.deque) || !t.RT.TypeOf(b.V()).IsSubtype(c.deque) {
		return heap.NotImplemented
	}
	if dqLenOf(a.V()) != dqLenOf(b.V()) {
		switch op {
		case object.EQ:
			return heap.False
		case object.NE:
			return heap.True
		}
	}
	defer t.Pop(t.Top())
	// Through the iterators, which see it when a comparison changes a deque.
	ia, ib := t.Push(t.Iter(a)), t.Push(t.Iter(b))
	if ia.V() == heap.Null || ib.V() == heap.Null {
		return heap.Null
	}
	x, y := t.PushN(1), t.PushN(1)
	for {
		if x.Set(t.Next(ia)); x.V() == heap.Null && t.Pending() {
			return heap.Null
		}
		if y.Set(t.Next(ib)); y.V() == heap.Null && t.Pending() {
			return heap.Null
		}
		if x.V() == heap.Null || y.V() == heap.Null {
			break
		}
		if x.V() == y.V() {
			continue
		}
		switch t.CompareBool(x, y, object.EQ) {
		case -1:
			return heap.Null
		case 0:
			switch op {
			case object.EQ:
				return heap.False
			case object.NE:
				return heap.True
			}
			return t.Compare(x, y, op)
		}
	}
	left, right := x.V() != heap.Null, y.V() != heap.Null
	switch op {
	case object.LT:
		return heap.Bool(!left && right)
	case object.LE:
		return heap.Bool(!left)
	case object.EQ:
		return heap.Bool(left == right)
	case object.NE:
		return heap.Bool(left != right)
	case object.GT:
		return heap.Bool(left && !right)
	}
	return heap.Bool(!right)
}
