package hpyabi

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// list, tuple, dict, and what builds them.

func (c *Context) has(h HPy, f object.TypeFlags) int32 {
	return truth(c.t.RT.TypeOf(c.val(h)).Has(f))
}

func (c *Context) ListCheck(h HPy) int32  { return c.has(h, object.FlagListSubclass) }
func (c *Context) TupleCheck(h HPy) int32 { return c.has(h, object.FlagTupleSubclass) }
func (c *Context) DictCheck(h HPy) int32  { return c.has(h, object.FlagDictSubclass) }

// badCall raises what CPython raises when a function of a builtin type is given
// an object of another.
func (c *Context) badCall() { c.t.SystemErrorf("bad argument to internal function") }

// ListNew makes a list of n items, which are None until they are set.
func (c *Context) ListNew(n int) HPy {
	if n < 0 {
		c.badCall()
		return Null
	}
	return c.open(c.newFilled(n, false))
}

// newFilled makes a list, or a tuple, of n times None.
func (c *Context) newFilled(n int, tuple bool) Value {
	t := c.t
	if tuple {
		v := t.NewTuple(n)
		if v != heap.Null {
			for i := 0; i < n; i++ {
				t.TupleSet(v, i, heap.None)
			}
		}
		return v
	}
	v := t.NewList(n)
	if v == heap.Null {
		return v
	}
	l, none := t.Push(v), t.Push(heap.None)
	for i := 0; i < n; i++ {
		if !t.ListAppend(l, none) {
			return heap.Null
		}
	}
	return l.V()
}

func (c *Context) ListAppend(l, v HPy) int32 {
	if c.ListCheck(l) == 0 || v == Null {
		c.badCall()
		return -1
	}
	return status(c.t.ListAppend(c.ref(l), c.ref(v)))
}

func (c *Context) ListInsert(l HPy, i int, v HPy) int32 {
	if c.ListCheck(l) == 0 || v == Null {
		c.badCall()
		return -1
	}
	return status(c.t.ListInsert(c.ref(l), i, c.ref(v)))
}

func (c *Context) TupleFromArray(items Ptr[HPy], n int) HPy {
	if !c.t.Room(n + 1) {
		c.t.MemoryError()
		return Null
	}
	return c.open(c.t.TupleOf(c.refs(items, n), n))
}

func (c *Context) DictNew() HPy { return c.open(c.t.NewDict()) }

func (c *Context) DictKeys(h HPy) HPy {
	if c.DictCheck(h) == 0 {
		c.badCall()
		return Null
	}
	return c.open(c.t.DictKeys(c.ref(h)))
}

func (c *Context) DictCopy(h HPy) HPy {
	if c.DictCheck(h) == 0 {
		c.badCall()
		return Null
	}
	return c.open(c.t.DictCopy(c.ref(h)))
}

// A builder is a handle on the list or tuple under construction, in which items
// that are not set yet are None. 0: there was no memory, which Build reports.

func (c *Context) ListBuilderNew(n int) HPyListBuilder { return HPyListBuilder(c.builder(n, false)) }
func (c *Context) TupleBuilderNew(n int) HPyTupleBuilder {
	return HPyTupleBuilder(c.builder(n, true))
}

func (c *Context) builder(n int, tuple bool) HPy {
	if n < 0 {
		return Null
	}
	v := c.newFilled(n, tuple)
	if v == heap.Null {
		c.t.ClearExc()
	}
	return c.open(v)
}

func (c *Context) build(b HPy) HPy {
	if b == Null {
		c.t.MemoryError()
	}
	return b
}

func (c *Context) ListBuilderSet(b HPyListBuilder, i int, v HPy) {
	if b != 0 {
		c.t.ListSet(c.val(HPy(b)), i, c.val(v))
	}
}

func (c *Context) ListBuilderBuild(b HPyListBuilder) HPy { return c.build(HPy(b)) }
func (c *Context) ListBuilderCancel(b HPyListBuilder)    { c.Close(HPy(b)) }

func (c *Context) TupleBuilderSet(b HPyTupleBuilder, i int, v HPy) {
	if b != 0 {
		c.t.TupleSet(c.val(HPy(b)), i, c.val(v))
	}
}

func (c *Context) TupleBuilderBuild(b HPyTupleBuilder) HPy { return c.build(HPy(b)) }
func (c *Context) TupleBuilderCancel(b HPyTupleBuilder)    { c.Close(HPy(b)) }

// A tracker is the number of a list of handles that are closed together.

func (c *Context) TrackerNew(size int) HPyTracker {
	h := c.host
	if n := len(h.freeTrackers); n > 0 {
		i := h.freeTrackers[n-1]
		h.freeTrackers = h.freeTrackers[:n-1]
		return i
	}
	h.trackers = append(h.trackers, nil)
	return HPyTracker(len(h.trackers))
}

func (c *Context) TrackerAdd(ht HPyTracker, h HPy) int32 {
	list := &c.host.trackers[ht-1]
	*list = append(*list, h)
	return 0
}

func (c *Context) TrackerForgetAll(ht HPyTracker) {
	list := &c.host.trackers[ht-1]
	*list = (*list)[:0]
}

func (c *Context) TrackerClose(ht HPyTracker) {
	for _, h := range c.host.trackers[ht-1] {
		c.Close(h)
	}
	c.TrackerForgetAll(ht)
	c.host.freeTrackers = append(c.host.freeTrackers, ht)
}
