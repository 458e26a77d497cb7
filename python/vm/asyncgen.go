package vm

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The methods of an asynchronous generator give steps: awaitables that drive the
// generator until it gives a value, which ends the step with StopIteration, or
// comes to its end. On the way, what the generator awaits passes through.
//
// A step and the generator each have a state of their own: of two steps only one
// may be under way (genAsync), and after aclose() the generator takes no new ones.

// The references of a step.
const (
	stepGen  = iota // the asynchronous generator
	stepSent        // the value to send, or the exception to throw; Null: aclose()
	stepRefs
)

// The raw word of a step.
const (
	stepState = 0 // of stepStates
	stepRaw   = 8
)

type stepStates = uint64

const (
	stepInit stepStates = iota
	stepIter            // under way
	stepDone
)

// The bits of a generator's word genAsync.
const (
	asyncRunning = 1 << iota // a step is under way
	asyncClosed              // it has ended, or aclose() was called
	asyncHooked              // the hooks were asked
)

func (x *Exec) newStep(typ *object.Type, gen Ref, sent Value) Value {
	t := x.t
	defer t.Pop(t.Top())
	keep := t.Push(sent)
	if !x.asyncHooks(gen) {
		return heap.Null
	}
	s := t.Alloc(typ.Index, stepRefs, stepRaw)
	if s == heap.Null {
		return s
	}
	t.Store(s, stepGen, gen.V())
	t.Store(s, stepSent, keep.V())
	return s
}

// asyncHooks does what sys.set_asyncgen_hooks asks for, when a generator is about
// to run for the first time.
func (x *Exec) asyncHooks(gen Ref) bool {
	t := x.t
	g := gen.V().Addr()
	if g.Word64(genAsync)&asyncHooked != 0 {
		return true
	}
	setAsync(gen.V(), asyncHooked, true)
	if f := x.AsyncFinalizer; !f.IsNil() && f.V() != heap.Null {
		t.Store(gen.V(), genHook, f.V())
		t.RegisterFinalizer(gen.V())
	}
	if f := x.AsyncFirstIter; !f.IsNil() && f.V() != heap.Null {
		defer t.Pop(t.Top())
		return t.CallN(t.Push(f.V()), gen) != heap.Null
	}
	return true
}

func asyncBits(gen Value) uint64 { return gen.Addr().Word64(genAsync) }

func setAsync(gen Value, bit uint64, on bool) {
	w := gen.Addr().Word64(genAsync) &^ bit
	if on {
		w |= bit
	}
	gen.Addr().SetWord64(genAsync, w)
}

func asyncGenNext(t *Thread, self Ref) Value {
	x := exec(t)
	return x.newStep(x.vm.types.asyncSend, self, heap.None)
}

func asyncGenSend(t *Thread, args Args) Value {
	x := exec(t)
	return x.newStep(x.vm.types.asyncSend, args.At(0), args.At(1).V())
}

func asyncGenThrow(t *Thread, args Args) Value {
	x := exec(t)
	switch n := args.Len() - 1; {
	case n < 1:
		return t.TypeErrorf("athrow expected at least 1 argument, got %d", n)
	case n > 3:
		return t.TypeErrorf("athrow expected at most 3 arguments, got %d", n)
	}
	if !x.setThrown(args) {
		return heap.Null
	}
	return x.newStep(x.vm.types.asyncThrow, args.At(0), t.TakeExc())
}

func asyncGenClose(t *Thread, args Args) Value {
	x := exec(t)
	return x.newStep(x.vm.types.asyncThrow, args.At(0), heap.Null)
}

func (x *Exec) isSend(step Value) bool { return step.Addr().Type() == x.vm.types.asyncSend.Index }

func setStep(step Value, s stepStates) { step.Addr().SetWord64(stepState, s) }

func stepNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	return exec(t).step(self, t.Push(heap.None))
}

func stepSendMethod(t *Thread, args Args) Value { return exec(t).step(args.At(0), args.At(1)) }

func stepCloseMethod(t *Thread, args Args) Value {
	setStep(args.At(0).V(), stepDone)
	return heap.None
}

// step drives the generator once.
func (x *Exec) step(self, v Ref) Value {
	if x.isSend(self.V()) {
		return x.stepSend(self, v)
	}
	return x.stepThrow(self, v)
}

func (x *Exec) stepSend(self, v Ref) Value {
	t := x.t
	gen := t.Push(self.V().Addr().Ref(stepGen))
	sent := t.Push(v.V())
	switch self.V().Addr().Word64(stepState) {
	case stepDone:
		return t.RuntimeErrorf("cannot reuse already awaited __anext__()/asend()")
	case stepInit:
		if asyncBits(gen.V())&asyncRunning != 0 {
			return t.RuntimeErrorf("anext(): asynchronous generator is already running")
		}
		if v.V() == heap.None {
			sent.Set(self.V().Addr().Ref(stepSent))
		}
		setStep(self.V(), stepIter)
	}
	setAsync(gen.V(), asyncRunning, true)
	r, how := x.resume(gen, sent.V())
	return x.stepResult(self, gen, r, how)
}

func (x *Exec) stepThrow(self, v Ref) Value {
	t := x.t
	gen := t.Push(self.V().Addr().Ref(stepGen))
	thrown := t.Push(self.V().Addr().Ref(stepSent))
	state := self.V().Addr().Word64(stepState)
	what := "athrow"
	if thrown.V() == heap.Null {
		what = "aclose"
	}
	switch {
	case state == stepDone:
		return t.RuntimeErrorf("cannot reuse already awaited aclose()/athrow()")
	case gen.V().Addr().Word64(genState) == genFinished:
		setStep(self.V(), stepDone)
		return t.Raise(t.RT.Exc.StopIteration)
	case state == stepIter:
		r, how := x.resume(gen, v.V())
		return x.stepResult(self, gen, r, how)
	case asyncBits(gen.V())&asyncRunning != 0:
		setStep(self.V(), stepDone)
		return t.RuntimeErrorf("%s(): asynchronous generator is already running", what)
	case asyncBits(gen.V())&asyncClosed != 0:
		setStep(self.V(), stepDone)
		return t.Raise(t.RT.Exc.StopAsyncIteration)
	case v.V() != heap.None:
		return t.RuntimeErrorf("can't send non-None value to a just-started coroutine")
	}
	setStep(self.V(), stepIter)
	setAsync(gen.V(), asyncRunning, true)
	if thrown.V() == heap.Null {
		setAsync(gen.V(), asyncClosed, true)
		t.Raise(t.RT.Exc.GeneratorExit)
	} else {
		t.RestoreExc(thrown.V())
	}
	r, how := x.throwInto(gen)
	return x.stepResult(self, gen, r, how)
}

func stepThrowMethod(t *Thread, args Args) Value {
	x := exec(t)
	switch n := args.Len() - 1; {
	case n < 1:
		return t.TypeErrorf("throw expected at least 1 argument, got %d", n)
	case n > 3:
		return t.TypeErrorf("throw expected at most 3 arguments, got %d", n)
	}
	self := args.At(0)
	if self.V().Addr().Word64(stepState) == stepDone {
		if x.isSend(self.V()) {
			return t.RuntimeErrorf("cannot reuse already awaited __anext__()/asend()")
		}
		return t.RuntimeErrorf("cannot reuse already awaited aclose()/athrow()")
	}
	if !x.setThrown(args) {
		return heap.Null
	}
	gen := t.Push(self.V().Addr().Ref(stepGen))
	v, how := x.throwInto(gen)
	return x.stepResult(self, gen, v, how)
}

// stepResult turns what the generator did into what the step's awaiter sees.
func (x *Exec) stepResult(self, gen Ref, v Value, how outcome) Value {
	t := x.t
	closing := !x.isSend(self.V()) && self.V().Addr().Ref(stepSent) == heap.Null
	if how == yielded && (!v.IsPtr() || v.Addr().Type() != x.vm.types.asyncValue.Index) {
		return v // an await: the event loop's business
	}
	setAsync(gen.V(), asyncRunning, false)
	setStep(self.V(), stepDone)
	switch {
	case how == yielded && closing:
		return t.RuntimeErrorf("async generator ignored GeneratorExit")
	case how == yielded:
		return stopWith(t, v.Addr().Ref(0), false)
	case how == returned:
		t.Raise(t.RT.Exc.StopAsyncIteration)
	}
	if t.ExcMatches(t.RT.Exc.StopAsyncIteration) || t.ExcMatches(t.RT.Exc.GeneratorExit) {
		setAsync(gen.V(), asyncClosed, true)
		if closing {
			t.ClearExc()
			return stopWith(t, heap.None, false)
		}
	}
	return heap.Null
}

// A coroutine_wrapper is what coroutine.__await__() returns: something that can be
// iterated, which a coroutine itself cannot. Its one reference is the coroutine.

func coroutineAwait(t *Thread, r Ref) Value {
	w := t.Alloc(exec(t).vm.types.coroWrapper.Index, 1, 0)
	if w != heap.Null {
		t.Store(w, 0, r.V())
	}
	return w
}

// onCoroutine makes a method of the wrapper of one of coroutines.
func onCoroutine(f object.Native) object.Native {
	return func(t *Thread, args Args) Value {
		n := args.Len()
		all := t.PushN(n)
		all.Set(args.At(0).V().Addr().Ref(0))
		for i := 1; i < n; i++ {
			all.At(i).Set(args.At(i).V())
		}
		return f(t, object.MakeArgs(all, n, Ref{}))
	}
}

func coroWrapperDef() object.TypeDef {
	return object.TypeDef{Name: "coroutine_wrapper", Flags: object.FlagNoInstantiate, FixedRefs: 1,
		Doc: "A wrapper object implementing __await__ for coroutines.",
		Slots: object.Slots{Iter: itself, Next: func(t *Thread, r Ref) Value {
			defer t.Pop(t.Top())
			return genNext(t, t.Push(r.V().Addr().Ref(0)))
		}},
		Methods: []object.MethodDef{
			{Name: "send", Fn: onCoroutine(genSend), Sig: "($self, object, /)", Doc: strings.ReplaceAll(docSend, "generator", "coroutine")},
			{Name: "throw", Fn: onCoroutine(genThrow), Doc: strings.ReplaceAll(docThrow, "generator", "coroutine")},
			{Name: "close", Fn: onCoroutine(genClose), Sig: "($self, /)", Doc: strings.ReplaceAll(docClose, "generator", "coroutine")},
		}}
}
