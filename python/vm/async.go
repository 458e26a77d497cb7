package vm

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

// Coroutines are generators under another type. An asynchronous generator is
// one too: its await yields pass through to the event loop as they are, while a
// value of its own is wrapped, so that whoever drives it (the object that
// __anext__ returns) can tell the two apart.

// getAwaitable returns the iterator that await drives. where says for which
// method of async with it is, for the message.
func (x *Exec) getAwaitable(r Ref, where int) Value {
	t := x.t
	v := r.V()
	if x.isCoroutine(v) {
		if v.Addr().Word64(genFrom) == 1 {
			return t.RuntimeErrorf("coroutine is being awaited already")
		}
		return v
	}
	if v.IsPtr() && v.Addr().Type() == object.IdxGenerator &&
		x.vm.codeOfFunction(v.Addr().Ref(genFunction)).C.Flags&code.IterableCoro != 0 {
		return v
	}
	await := t.RT.TypeOf(v).Slots.Await
	if await == nil {
		switch where {
		case 1:
			return t.TypeErrorf("'async with' received an object from __aenter__ that does not implement __await__: %s", t.TypeName(v))
		case 2:
			return t.TypeErrorf("'async with' received an object from __aexit__ that does not implement __await__: %s", t.TypeName(v))
		}
		return t.TypeErrorf("object %s can't be used in 'await' expression", t.TypeName(v))
	}
	it := await(t, r)
	if it == heap.Null {
		return it
	}
	if x.isCoroutine(it) {
		return t.TypeErrorf("__await__() returned a coroutine")
	}
	if !t.IsIterator(it) {
		return t.TypeErrorf("__await__() returned non-iterator of type '%s'", t.TypeName(it))
	}
	return it
}

// endAsyncFor ends an async for with the exception on top, if that is
// StopAsyncIteration; false: it is pending again.
func (x *Exec) endAsyncFor() bool {
	t, f := x.t, x.f
	if exc := *slot(f.sp, -1); !t.RT.TypeOf(exc).IsSubtype(t.RT.Exc.StopAsyncIteration) {
		t.RestoreExc(exc)
		return false
	}
	return f.drop(2, true)
}

func (x *Exec) getAIter(r Ref) Value {
	t := x.t
	aiter := t.RT.TypeOf(r.V()).Slots.AIter
	if aiter == nil {
		return t.TypeErrorf("'async for' requires an object with __aiter__ method, got %s", t.TypeName(r.V()))
	}
	v := aiter(t, r)
	if v != heap.Null && t.RT.TypeOf(v).Slots.ANext == nil {
		return t.TypeErrorf("'async for' received an object from __aiter__ that does not implement __anext__: %s", t.TypeName(v))
	}
	return v
}

func (x *Exec) getANext(r Ref) Value {
	t := x.t
	anext := t.RT.TypeOf(r.V()).Slots.ANext
	if anext == nil {
		return t.TypeErrorf("'async for' requires an iterator with __anext__ method, got %s", t.TypeName(r.V()))
	}
	v := anext(t, r)
	if v == heap.Null {
		return v
	}
	defer t.Pop(t.Top())
	aw := t.Push(v)
	it := x.getAwaitable(aw, 0)
	if it != heap.Null {
		return it
	}
	cause := t.Push(t.TakeExc())
	t.TypeErrorf("'async for' received an invalid object from __anext__: %s", t.TypeName(aw.V()))
	exc := t.Push(t.TakeExc())
	t.SetAttr(exc, t.RT.Name("__cause__"), cause)
	t.SetAttr(exc, t.RT.Name("__context__"), cause)
	t.RestoreExc(exc.V())
	return heap.Null
}

// A wrapped value of an asynchronous generator: one reference.
func (x *Exec) wrapAsync(r Ref) Value {
	w := x.t.Alloc(x.vm.types.asyncValue.Index, 1, 0)
	if w != heap.Null {
		x.t.Store(w, 0, r.V())
	}
	return w
}
