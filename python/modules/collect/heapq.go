package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// heapOrder is the order of a heap in a list: an item comes before its children. Any
// comparison may run Python code, which may change the list: then the operation gives up.
type heapOrder struct {
	t *Thread
	// less says that the item at i comes before that at j: min-heaps ask item < other,
	// max-heaps other < item.
	max bool
	l   Ref
	n   int // the list's length, which must not change
	x   Ref // two slots for items that are compared
}

func newHeap(t *Thread, l Ref, max bool) *heapOrder {
	return &heapOrder{t: t, max: max, l: l, n: t.ListLen(l.V()), x: t.PushN(2)}
}

// before is 1 if the item at i comes before that at j, 0 if not; -1: exception pending.
func (h *heapOrder) before(i, j int) int {
	t := h.t
	if h.max {
		i, j = j, i
	}
	a, b := t.ListAt(h.l.V(), i), t.ListAt(h.l.V(), j)
	if heap.BothInt(a, b) {
		if a.Int() < b.Int() {
			return 1
		}
		return 0
	}
	h.x.Set(a)
	h.x.At(1).Set(b)
	r := t.CompareBool(h.x, h.x.At(1), object.LT)
	if r >= 0 && t.ListLen(h.l.V()) != h.n {
		t.RuntimeErrorf("list changed size during iteration")
		return -1
	}
	return r
}

func (h *heapOrder) swap(i, j int) {
	t, v := h.t, h.l.V()
	x, y := t.ListAt(v, i), t.ListAt(v, j)
	t.ListSet(v, i, y)
	t.ListSet(v, j, x)
}

// up moves the item at i towards the root, no further than low.
func (h *heapOrder) up(low, i int) bool {
	for i > low {
		parent := (i - 1) / 2
		switch h.before(i, parent) {
		case -1:
			return false
		case 0:
			return true
		}
		h.swap(i, parent)
		i = parent
	}
	return true
}

// down lets the item at i sink to the bottom, the smaller child rising each time, and then
// rise to its place: a last item mostly belongs near the bottom, so this compares less.
func (h *heapOrder) down(i int) bool {
	start := i
	for 2*i+1 < h.n {
		child := 2*i + 1
		if child+1 < h.n {
			switch h.before(child, child+1) {
			case -1:
				return false
			case 0:
				child++
			}
		}
		h.swap(i, child)
		i = child
	}
	return h.up(start, i)
}

func (h *heapOrder) heapify() bool {
	for i := h.n/2 - 1; i >= 0; i-- {
		if !h.down(i) {
			return false
		}
	}
	return true
}

// heapList refuses what is no list; what is how the message begins.
func heapList(t *Thread, what string, r Ref) bool {
	if t.RT.TypeOf(r.V()).Has(object.FlagListSubclass) {
		return true
	}
	t.TypeErrorf("%s must be list, not %s", what, t.TypeName(r.V()))
	return false
}

// heapqModule is _heapq.
func heapqModule() modules.Module {
	pop := func(name string, max bool) object.Native {
		return func(t *Thread, a Args) Value {
			l := a.At(0)
			if !heapList(t, name+"() argument", l) {
				return heap.Null
			}
			if t.ListLen(l.V()) == 0 {
				return t.IndexErrorf("index out of range")
			}
			last := t.Push(t.ListPop(l, t.ListLen(l.V())-1))
			if last.V() == heap.Null || t.ListLen(l.V()) == 0 {
				return last.V()
			}
			first := t.Push(t.ListAt(l.V(), 0))
			t.ListSet(l.V(), 0, last.V())
			if !newHeap(t, l, max).down(0) {
				return heap.Null
			}
			return first.V()
		}
	}
	replace := func(name string, max bool) object.Native {
		return func(t *Thread, a Args) Value {
			l := a.At(0)
			if !heapList(t, name+"() argument 1", l) {
				return heap.Null
			}
			if t.ListLen(l.V()) == 0 {
				return t.IndexErrorf("index out of range")
			}
			first := t.Push(t.ListAt(l.V(), 0))
			t.ListSet(l.V(), 0, a.At(1).V())
			if !newHeap(t, l, max).down(0) {
				return heap.Null
			}
			return first.V()
		}
	}
	heapify := func(name string, max bool) object.Native {
		return func(t *Thread, a Args) Value {
			if !heapList(t, name+"() argument", a.At(0)) || !newHeap(t, a.At(0), max).heapify() {
				return heap.Null
			}
			return heap.None
		}
	}
	return modules.Module{
		Name:  "_heapq",
		Doc:   "Heap queue algorithm (a.k.a. priority queue).\n\nHeaps are arrays for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for\nall k, counting elements from 0.",
		Attrs: []object.AttrDef{modules.Constant("__about__", "Heaps are lists whose item k is at most as large as items 2k+1 and 2k+2.")},
		Functions: []object.MethodDef{
			{Name: "heappush", Sig: "(heap, item, /)", Fn: heapPush, Doc: "Push item onto heap, maintaining the heap invariant."},
			{Name: "heappushpop", Sig: "(heap, item, /)", Fn: heapPushPop, Doc: "Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop()."},
			{Name: "heappop", Sig: "(heap, /)", Fn: pop("heappop", false), Doc: "Pop the smallest item off the heap, maintaining the heap invariant."},
			{Name: "heapreplace", Sig: "(heap, item, /)", Fn: replace("heapreplace", false), Doc: "Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() followed by heappush(), and can be\nmore appropriate when using a fixed-size heap."},
			{Name: "heapify", Sig: "(heap, /)", Fn: heapify("heapify", false), Doc: "Transform list into a heap, in-place, in O(len(heap)) time."},
			{Name: "_heappop_max", Sig: "(heap, /)", Fn: pop("_heappop_max", true), Doc: "Maxheap variant of heappop."},
			{Name: "_heapreplace_max", Sig: "(heap, item, /)", Fn: replace("_heapreplace_max", true), Doc: "Maxheap variant of heapreplace."},
			{Name: "_heapify_max", Sig: "(heap, /)", Fn: heapify("_heapify_max", true), Doc: "Maxheap variant of heapify."},
		},
	}
}

func heapPush(t *Thread, a Args) Value {
	l := a.At(0)
	if !heapList(t, "heappush() argument 1", l) || !t.ListAppend(l, a.At(1)) {
		return heap.Null
	}
	h := newHeap(t, l, false)
	if !h.up(0, h.n-1) {
		return heap.Null
	}
	return heap.None
}

func heapPushPop(t *Thread, a Args) Value {
	l := a.At(0)
	if !heapList(t, "heappushpop() argument 1", l) {
		return heap.Null
	}
	if t.ListLen(l.V()) == 0 {
		return a.At(1).V()
	}
	first := t.Push(t.ListAt(l.V(), 0))
	switch t.CompareBool(first, a.At(1), object.LT) {
	case -1:
		return heap.Null
	case 0:
		return a.At(1).V()
	}
	if t.ListLen(l.V()) == 0 {
		return t.IndexErrorf("index out of range")
	}
	first.Set(t.ListAt(l.V(), 0))
	t.ListSet(l.V(), 0, a.At(1).V())
	if !newHeap(t, l, false).down(0) {
		return heap.Null
	}
	return first.V()
}
