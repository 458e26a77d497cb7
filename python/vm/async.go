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
	if t.RT.TypeOf(it).Slots.Next == nil {
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
	if it == heap.Null && t.ExcMatches(t.RT.Exc.TypeError) {
		t.ClearExc()
		return t.TypeErrorf("'async for' received an invalid object from __anext__: %s", t.TypeName(aw.V()))
	}
	return it
}

// A wrapped value of an asynchronous generator: one reference.
func (x *Exec) wrapAsync(r Ref) Value {
	w := x.t.Alloc(x.vm.types.asyncValue.Index, 1, 0)
	if w != heap.Null {
		x.t.Store(w, 0, r.V())
	}
	return w
}

// The references of what __anext__, asend, athrow and aclose return.
const (
	stepGen  = iota // the asynchronous generator
	stepSent        // the value to send, or the exception to throw
	stepRefs
)

// Its raw word says what it does, and whether it has been used up.
const (
	stepKind = 0
	stepRaw  = 8

	stepSend  = 1
	stepThrow = 2
	stepClose = 3
	stepDone  = 4
)

func (x *Exec) newStep(gen Ref, sent Value, kind uint64) Value {
	t := x.t
	defer t.Pop(t.Top())
	keep := t.Push(sent)
	s := t.Alloc(x.vm.types.asyncStep.Index, stepRefs, stepRaw)
	if s == heap.Null {
		return s
	}
	t.Store(s, stepGen, gen.V())
	t.Store(s, stepSent, keep.V())
	s.Addr().SetWord64(stepKind, kind)
	return s
}

func asyncGenNext(t *Thread, self Ref) Value {
	return exec(t).newStep(self, heap.None, stepSend)
}

func asyncGenSend(t *Thread, args Args) Value {
	return exec(t).newStep(args.At(0), args.At(1).V(), stepSend)
}

func asyncGenThrow(t *Thread, args Args) Value {
	x := exec(t)
	if n := args.Len() - 1; n < 1 || n > 3 {
		return t.TypeErrorf("athrow expected at least 1 argument, got %d", n)
	}
	if !x.setThrown(args) {
		return heap.Null
	}
	return x.newStep(args.At(0), t.TakeExc(), stepThrow)
}

func asyncGenClose(t *Thread, args Args) Value {
	return exec(t).newStep(args.At(0), heap.None, stepClose)
}

func stepNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	return exec(t).step(self, t.Push(heap.None))
}

func stepSendMethod(t *Thread, args Args) Value { return exec(t).step(args.At(0), args.At(1)) }

func stepThrowMethod(t *Thread, args Args) Value {
	x := exec(t)
	if args.Len() < 2 || args.Len() > 4 {
		return t.TypeErrorf("throw expected at least 1 argument, got %d", args.Len()-1)
	}
	if !x.setThrown(args) {
		return heap.Null
	}
	self := args.At(0)
	kind := self.V().Addr().Word64(stepKind)
	gen := t.Push(self.V().Addr().Ref(stepGen))
	v, how := x.throwInto(gen)
	return x.stepResult(self, kind, v, how)
}

func stepCloseMethod(t *Thread, args Args) Value {
	args.At(0).V().Addr().SetWord64(stepKind, stepDone)
	return heap.None
}

// step drives the generator once: to its next await, its next value, or its end.
func (x *Exec) step(self, v Ref) Value {
	t := x.t
	kind := self.V().Addr().Word64(stepKind)
	if kind == stepDone {
		return t.RuntimeErrorf("cannot reuse already awaited %s", t.TypeName(self.V()))
	}
	gen := t.Push(self.V().Addr().Ref(stepGen))
	g := gen.V().Addr()
	sent := self.V().Addr().Ref(stepSent)
	if v.V() != heap.None || sent == heap.Null {
		sent = v.V()
	} else {
		t.Store(self.V(), stepSent, heap.Null)
	}
	first := sent != heap.Null && self.V().Addr().Ref(stepSent) == heap.Null && v.V() == heap.None
	if !first || kind == stepSend {
		if sent == heap.Null {
			sent = heap.None
		}
		if g.Word64(genState) == genFinished {
			self.V().Addr().SetWord64(stepKind, stepDone)
			return t.Raise(t.RT.Exc.StopAsyncIteration)
		}
		r, how := x.resume(gen, sent)
		return x.stepResult(self, kind, r, how)
	}
	// The first round of athrow or aclose.
	if kind == stepClose {
		switch g.Word64(genState) {
		case genCreated:
			x.endGenerator(gen.V())
			fallthrough
		case genFinished:
			self.V().Addr().SetWord64(stepKind, stepDone)
			return stopWith(t, heap.None, false)
		}
		t.Raise(t.RT.Exc.GeneratorExit)
	} else {
		if g.Word64(genState) == genFinished {
			self.V().Addr().SetWord64(stepKind, stepDone)
			return t.Raise(t.RT.Exc.StopAsyncIteration)
		}
		t.RestoreExc(sent)
	}
	r, how := x.throwInto(gen)
	return x.stepResult(self, kind, r, how)
}

// stepResult turns what the generator did into what its driver's awaiter sees.
func (x *Exec) stepResult(self Ref, kind uint64, v Value, how outcome) Value {
	t := x.t
	switch how {
	case yielded:
		if !v.IsPtr() || v.Addr().Type() != x.vm.types.asyncValue.Index {
			return v // an await: the event loop's business
		}
		self.V().Addr().SetWord64(stepKind, stepDone)
		if kind == stepClose {
			return t.RuntimeErrorf("async generator ignored GeneratorExit")
		}
		return stopWith(t, v.Addr().Ref(0), false)
	case returned:
		self.V().Addr().SetWord64(stepKind, stepDone)
		if kind == stepClose {
			return stopWith(t, heap.None, false)
		}
		return t.Raise(t.RT.Exc.StopAsyncIteration)
	}
	self.V().Addr().SetWord64(stepKind, stepDone)
	if kind == stepClose && (t.ExcMatches(t.RT.Exc.StopAsyncIteration) || t.ExcMatches(t.RT.Exc.GeneratorExit)) {
		t.ClearExc()
		return stopWith(t, heap.None, false)
	}
	return heap.Null
}
