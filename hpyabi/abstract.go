package hpyabi

import (
	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Handles themselves, attributes, items, iteration, comparison, conversion.

func (c *Context) Dup(h HPy) HPy { return c.open(c.valOrNull(h)) }
func (c *Context) Close(h HPy)   { c.tab.Close(handles.Handle(h)) }

// str returns a C string as a str in a root slot; ok is false with an exception
// pending.
func (c *Context) str(s CStr) (Ref, bool) {
	v := c.fromUTF8(s.Bytes(s.Len()))
	return c.t.Push(v), v != heap.Null
}

// maxNames bounds the names that are interned for C: they are literals, but
// nothing makes them be.
const maxNames = 4096

// name is str for what names an attribute: interned, so that look-ups hit the
// caches.
func (c *Context) name(s CStr) (Ref, bool) {
	b := s.Bytes(s.Len())
	if r, ok := c.host.names[string(b)]; ok {
		return r, true
	}
	r, ok := c.str(s)
	if ok && len(c.host.names) < maxNames {
		r = c.t.RT.Intern(string(b))
		c.host.names[string(b)] = r
	}
	return r, ok
}

func (c *Context) GetAttr(o, name HPy) HPy { return c.open(c.t.GetAttr(c.ref(o), c.ref(name))) }

func (c *Context) GetAttrS(o HPy, name CStr) HPy {
	n, ok := c.name(name)
	if !ok {
		return Null
	}
	return c.open(c.t.GetAttr(c.ref(o), n))
}

// hasAttr swallows every exception, as PyObject_HasAttr does.
func (c *Context) hasAttr(o, name Ref) int32 {
	v := c.t.GetAttr(o, name)
	if v == heap.Null {
		c.t.ClearExc()
		return 0
	}
	return 1
}

func (c *Context) HasAttr(o, name HPy) int32 { return c.hasAttr(c.ref(o), c.ref(name)) }

func (c *Context) HasAttrS(o HPy, name CStr) int32 {
	n, ok := c.name(name)
	if !ok {
		c.t.ClearExc()
		return 0
	}
	return c.hasAttr(c.ref(o), n)
}

// setAttr stores, and with HPy_NULL deletes.
func (c *Context) setAttr(o HPy, name Ref, v HPy) int32 {
	if v == Null {
		return status(c.t.DelAttr(c.ref(o), name))
	}
	return status(c.t.SetAttr(c.ref(o), name, c.ref(v)))
}

func (c *Context) SetAttr(o, name, v HPy) int32 { return c.setAttr(o, c.ref(name), v) }

func (c *Context) SetAttrS(o HPy, name CStr, v HPy) int32 {
	n, ok := c.name(name)
	if !ok {
		return -1
	}
	return c.setAttr(o, n, v)
}

func (c *Context) GetItem(o, k HPy) HPy { return c.open(c.t.GetItem(c.ref(o), c.ref(k))) }

func (c *Context) GetItemI(o HPy, i int) HPy {
	r := c.ref(o)
	if c.t.IsSequence(r.V()) {
		return c.open(c.t.SequenceItem(r, i))
	}
	return c.open(c.t.GetItem(r, c.t.Push(c.t.NewInt(int64(i)))))
}

func (c *Context) GetItemS(o HPy, key CStr) HPy {
	k, ok := c.str(key)
	if !ok {
		return Null
	}
	return c.open(c.t.GetItem(c.ref(o), k))
}

func (c *Context) SetItem(o, k, v HPy) int32 {
	return status(c.t.SetItem(c.ref(o), c.ref(k), c.ref(v)))
}

func (c *Context) SetItemI(o HPy, i int, v HPy) int32 {
	return status(c.t.SetItem(c.ref(o), c.t.Push(c.t.NewInt(int64(i))), c.ref(v)))
}

func (c *Context) SetItemS(o HPy, key CStr, v HPy) int32 {
	k, ok := c.str(key)
	return status(ok && c.t.SetItem(c.ref(o), k, c.ref(v)))
}

func (c *Context) DelItem(o, k HPy) int32 { return status(c.t.DelItem(c.ref(o), c.ref(k))) }

func (c *Context) DelItemI(o HPy, i int) int32 {
	return status(c.t.DelItem(c.ref(o), c.t.Push(c.t.NewInt(int64(i)))))
}

func (c *Context) DelItemS(o HPy, key CStr) int32 {
	k, ok := c.str(key)
	return status(ok && c.t.DelItem(c.ref(o), k))
}

// slice makes slice(start, end); negative bounds count from the end, as in
// Python.
func (c *Context) slice(o Ref, start, end int) (Ref, bool) {
	t := c.t
	v := t.NewSlice(t.Push(t.NewInt(int64(start))), t.Push(t.NewInt(int64(end))), Ref{})
	return t.Push(v), v != heap.Null
}

// sliceable raises what PySequence_GetSlice and its like raise for an object
// without subscription.
func (c *Context) sliceable(o Ref, has bool, doing string) bool {
	if !has {
		c.t.TypeErrorf("'%s' object %s", c.t.TypeName(o.V()), doing)
	}
	return has
}

func (c *Context) GetSlice(o HPy, start, end int) HPy {
	r := c.ref(o)
	if !c.sliceable(r, c.t.RT.TypeOf(r.V()).Slots.MpSubscript != nil, "is unsliceable") {
		return Null
	}
	s, ok := c.slice(r, start, end)
	if !ok {
		return Null
	}
	return c.open(c.t.GetItem(r, s))
}

func (c *Context) SetSlice(o HPy, start, end int, v HPy) int32 {
	r := c.ref(o)
	if !c.sliceable(r, c.t.RT.TypeOf(r.V()).Slots.MpAssSub != nil, "doesn't support slice assignment") {
		return -1
	}
	s, ok := c.slice(r, start, end)
	if ok && v == Null {
		return status(c.t.DelItem(r, s))
	}
	return status(ok && c.t.SetItem(r, s, c.ref(v)))
}

func (c *Context) DelSlice(o HPy, start, end int) int32 {
	r := c.ref(o)
	if !c.sliceable(r, c.t.RT.TypeOf(r.V()).Slots.MpAssSub != nil, "doesn't support slice deletion") {
		return -1
	}
	s, ok := c.slice(r, start, end)
	return status(ok && c.t.DelItem(r, s))
}

func (c *Context) SliceNew(start, stop, step HPy) HPy {
	return c.open(c.t.NewSlice(c.opt(start), c.opt(stop), c.opt(step)))
}

func (c *Context) SliceUnpack(s HPy, start, stop, step Ptr[int]) int32 {
	a, b, st, ok := c.t.SliceUnpack(c.ref(s))
	if !ok {
		return -1
	}
	*start.Get(), *stop.Get(), *step.Get() = a, b, st
	return 0
}

func (c *Context) Contains(o, k HPy) int32 { return int32(c.t.Contains(c.ref(o), c.ref(k))) }
func (c *Context) Length(h HPy) int        { return c.t.Length(c.ref(h)) }
func (c *Context) IsTrue(h HPy) int32      { return int32(c.t.IsTrue(c.ref(h))) }
func (c *Context) GetIter(o HPy) HPy       { return c.open(c.t.Iter(c.ref(o))) }

// IterNext returns the next item; HPy_NULL without an exception: exhausted.
func (c *Context) IterNext(o HPy) HPy {
	v := c.t.Next(c.ref(o))
	if v == heap.Null && c.t.Pending() && c.t.ExcMatches(c.t.RT.Exc.StopIteration) {
		c.t.ClearExc()
	}
	return c.open(v)
}

func (c *Context) IterCheck(o HPy) int32 { return truth(c.t.IsIterator(c.val(o))) }

func (c *Context) Repr(o HPy) HPy  { return c.open(c.t.Repr(c.ref(o))) }
func (c *Context) Str(o HPy) HPy   { return c.open(c.t.Str(c.ref(o))) }
func (c *Context) ASCII(o HPy) HPy { return c.open(c.t.ASCII(c.ref(o))) }

// Bytes is PyObject_Bytes: bytes stay as they are, __bytes__ is asked, buffers
// and iterables of ints are copied; unlike bytes(o) a number is refused.
func (c *Context) Bytes(o HPy) HPy { return c.open(c.t.BytesFromObject(c.ref(o))) }

func compareOp(op int32) (object.CompareOp, bool) { return object.CompareOp(op), 0 <= op && op <= 5 }

func (c *Context) RichCompare(v, w HPy, op int32) HPy {
	o, ok := compareOp(op)
	if !ok {
		c.t.SystemErrorf("HPy_RichCompare: bad operation %d", op)
		return Null
	}
	return c.open(c.t.Compare(c.ref(v), c.ref(w), o))
}

func (c *Context) RichCompareBool(v, w HPy, op int32) int32 {
	o, ok := compareOp(op)
	if !ok {
		c.t.SystemErrorf("HPy_RichCompareBool: bad operation %d", op)
		return -1
	}
	return int32(c.t.CompareBool(c.ref(v), c.ref(w), o))
}

func (c *Context) Hash(o HPy) int64 {
	h, ok := c.t.Hash(c.ref(o))
	if !ok {
		return -1
	}
	return h
}
