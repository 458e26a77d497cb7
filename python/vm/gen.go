package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

// Generators, coroutines and asynchronous generators are one mechanism: an
// object that keeps a frame's slots while the frame does not run. Resuming copies
// them to the top of the root stack, under three slots of the frame's own:
//
//	the exception handled by whoever resumes | generator | function | locals …
//
// and enters the loop; yielding copies them back. The handled exception is
// special: inside the generator it is the resumer's until the generator handles
// one itself. So PushExc in a generator saves the sentinel Unbound where the
// exception before was the resumer's, and PopExcept puts the present resumer's
// in its place.

// The references of a generator.
const (
	genSlots    = iota // array: locals and operand stack; Null: finished
	genFunction        // what the frame's function slot holds
	genName
	genQualName
	genHandling // the exception it handles while suspended, or Null
	genFrameObj // the frame object, if somebody asked for it, or Null
	genHook     // of an asynchronous generator: who finalizes it, or Null
	genOrigin   // of a coroutine: cr_origin, or Null
	genRefs
)

// The raw words of a generator.
const (
	genState = 0  // of genStates
	genIP    = 8  // index of the next instruction
	genUsed  = 16 // slots in use
	genFrom  = 24 // 1: suspended in YieldFrom, the iterator on top
	genCode  = 32 // index of the code
	genAsync = 40 // bits of an asynchronous generator's state
	genRaw   = 48
)

// genWordsOf returns the raw words of a generator, as short-lived as its address.
func genWordsOf(g heap.Addr) *[genRaw / 8]uint64 { return (*[genRaw / 8]uint64)(g.Raw(0)) }

type genStates = uint64

const (
	genCreated genStates = iota
	genSuspended
	genRunning
	genFinished
)

// outcome says how a generator's frame came to rest.
type outcome uint8

const (
	failed   outcome = iota // an exception is pending
	yielded                 // at a yield
	returned                // at its end
)

func (x *Exec) genTypeIndex(f code.Flags) heap.TypeIndex {
	switch {
	case f&code.Coroutine != 0:
		return x.vm.types.coroutine.Index
	case f&code.AsyncGenerator != 0:
		return x.vm.types.asyncGen.Index
	}
	return object.IdxGenerator
}

// makeGenerator makes the generator object of the running frame.
func (x *Exec) makeGenerator(f *frame) Value {
	t, k := x.t, f.code
	arr := t.Alloc(object.IdxArray, k.nslots+k.stackSize+1, 0)
	if arr == heap.Null {
		return arr
	}
	t.StoreRange(arr, 0, unsafe.Slice(slot(f.base, 0), k.nslots))
	ar := t.Push(arr)
	g := t.Alloc(x.genTypeIndex(k.C.Flags), genRefs+1, genRaw)
	if g == heap.Null {
		return g
	}
	fn := f.function().V()
	t.Store(g, genSlots, ar.V())
	t.Store(g, genFunction, fn)
	t.Store(g, genName, fn.Addr().Ref(fnName))
	t.Store(g, genQualName, fn.Addr().Ref(fnQualName))
	g.Addr().SetWord64(genIP, uint64(k.index(f.ip)))
	g.Addr().SetWord64(genUsed, uint64(k.nslots))
	g.Addr().SetWord64(genCode, fn.Addr().Word64(fnCodeIndex))
	if k.C.Flags&code.Coroutine == 0 {
		return g
	}
	// Of a coroutine it shall be said that it was never awaited.
	t.RegisterFinalizer(g)
	if f.outer != nil {
		f.outer.kind |= watchingFrame
	}
	if x.OriginDepth == 0 {
		return g
	}
	gr := t.Push(g)
	origin := x.origin(f.outer)
	if origin == heap.Null {
		return origin
	}
	t.Store(gr.V(), genOrigin, origin)
	return gr.V()
}

// origin makes cr_origin: a tuple of (file, line, function) for the frames from f
// outwards.
func (x *Exec) origin(f *frame) Value {
	t := x.t
	defer t.Pop(t.Top())
	list := t.Push(t.NewList(0))
	if list.V() == heap.Null {
		return heap.Null
	}
	for i := 0; i < x.OriginDepth && f != nil; i, f = i+1, f.outer {
		mark := t.Top()
		e := t.PushN(3)
		e.Set(f.code.file.V())
		e.At(1).Set(heap.SmallInt(int64(f.code.posAt(f.ip).Line)))
		e.At(2).Set(f.code.name.V())
		item := t.Push(t.TupleOf(e, 3))
		if item.V() == heap.Null || !t.ListAppend(list, item) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return t.ListToTuple(list)
}

// resume runs a generator until it yields or ends. sent is the value of its
// yield; heap.Null: the pending exception is raised there instead. It is a call
// from Go: the loop itself resumes with pushGenerator.
func (x *Exec) resume(gen Ref, sent Value) (Value, outcome) {
	t := x.t
	mark := x.top()
	fresh := gen.V().Addr().Word64(genState) == genCreated
	throws := sent == heap.Null
	from := gen.V().Addr().Word64(genFrom) != 0
	if v, how := x.pushGenerator(gen, sent, nil); how != yielded {
		x.sync(mark)
		return v, how
	}
	f := x.f
	before := ref(f.base, -3)
	var v Value
	if x.outcome = failed; !throws {
		v = x.run()
	} else {
		if fresh {
			// CPython shows the line of the def.
			f.ip = f.code.at(0)
		}
		v = x.raiseInside(f, from)
	}
	t.SetHandling(before.V())
	t.LeaveCall()
	x.sync(mark)
	return v, x.outcome
}

// pushGenerator pushes a generator's frame, which takes its slots along, and sent
// on top of them (Null: nothing). It says yielded when the frame is there, and
// otherwise how the generator came to rest at once, with its value. ret is where
// the loop wants what it yields (see leaveGenerator); nil: run returns it.
func (x *Exec) pushGenerator(gen Ref, sent Value, ret unsafe.Pointer) (Value, outcome) {
	t := x.t
	g := gen.V().Addr()
	w := genWordsOf(g)
	k := x.vm.codes[w[genCode/8]]
	if sent != heap.Null {
		switch w[genState/8] {
		case genRunning:
			t.ValueErrorf("%s already executing", x.genKind(gen.V()))
			return heap.Null, failed
		case genFinished:
			if x.isCoroutine(gen.V()) {
				t.RuntimeErrorf("cannot reuse already awaited coroutine")
				return heap.Null, failed
			}
			return heap.None, returned
		case genCreated:
			if sent != heap.None {
				t.TypeErrorf("can't send non-None value to a just-started %s", x.genKind(gen.V()))
				return heap.Null, failed
			}
		}
	}
	if !t.TryEnter() {
		sentRef := t.Push(sent)
		if !t.EnterIn("") {
			return heap.Null, failed
		}
		sent = sentRef.V()
		g = gen.V().Addr()
		w = genWordsOf(g)
		t.Pop(heap.Mark(sentRef.Slot()))
	}
	base := up(x.top(), 3)
	if !t.RoomAbove((*Value)(base), k.room) {
		t.LeaveCall()
		x.stackFull()
		return heap.Null, failed
	}
	*slot(base, -3) = t.Handling()
	*slot(base, -2) = gen.V()
	*slot(base, -1) = g.Ref(genFunction)
	n := int(w[genUsed/8])
	for i, from := 0, unsafe.Pointer(g.Ref(genSlots).Addr().Slot(0)); i < n; i++ {
		*slot(base, i) = *slot(from, i)
	}
	w[genState/8] = genRunning
	w[genFrom/8] = 0
	f := x.push()
	f.code, f.base, f.ret, f.kind = k, base, ret, genFrame
	f.ip, f.sp = k.at(int(w[genIP/8])), up(base, n)
	if h := g.Ref(genHandling); h != heap.Null {
		t.SetHandling(h)
		f.kind |= handlingFrame
	}
	if o := g.Ref(genFrameObj); o != heap.Null {
		x.observe(f, o)
	}
	if sent != heap.Null {
		*slot(f.sp, 0) = sent
		f.sp = up(f.sp, 1)
	}
	x.sync(f.sp)
	return heap.Null, yielded
}

// leaveGenerator goes back from the generator's frame f, which the loop has pushed
// and which has just been popped, to the frame that resumed it, at a ForIter or
// a Send. v is what it has yielded, or with done returned. (No safepoint.)
func (x *Exec) leaveGenerator(f *frame, v Value, done bool) {
	x.t.SetHandling(*slot(f.base, -3))
	x.t.LeaveCall()
	to := x.f
	if !done {
		*slot(f.ret, 0) = v
		to.sp = up(f.ret, 1)
		return
	}
	at := *(*code.Instr)(unsafe.Add(to.ip, -4))
	to.ip = to.code.at(at.Arg())
	// ForIter drops the iterator; Send puts the result in its place.
	to.sp = up(f.ret, -1)
	if at.Op() == code.Send {
		*slot(f.ret, -1) = v
		to.sp = f.ret
	}
}

// raiseInside raises the pending exception where the innermost frame, a generator's,
// was suspended. from: that was in YieldFrom, and the iterator that it delegates to,
// on top of the stack, gets the exception first.
func (x *Exec) raiseInside(f *frame, from bool) Value {
	t := x.t
	if f.kind&handlingFrame != 0 {
		// What is thrown while it handles an exception has that as its context.
		mark := t.Top()
		t.SetExc(t.Push(t.TakeExc()))
		t.Pop(mark)
	}
	if from {
		v, how := x.throwOn(ref(f.sp, -1))
		x.sync(f.sp)
		switch how {
		case yielded:
			*slot(f.sp, 0) = v
			f.sp = up(f.sp, 1)
			return x.yield(f, true)
		case returned:
			*slot(f.sp, -1) = v
			f.ip = f.code.behindDelegation(f.ip)
			return x.run()
		}
	}
	x.traceback(f)
	if x.handler(f) {
		return x.run()
	}
	return x.failGenerator()
}

// throwOn gives the pending exception to an iterator that a generator delegates to.
func (x *Exec) throwOn(it Ref) (Value, outcome) {
	t := x.t
	if t.ExcMatches(t.RT.Exc.GeneratorExit) {
		exc := t.Push(t.TakeExc())
		if x.closeIter(it) {
			t.RestoreExc(exc.V())
		}
		return heap.Null, failed
	}
	if x.isGen(it.V()) {
		return x.throwInto(it)
	}
	exc := t.Push(t.TakeExc())
	m, ok := t.GetAttrOpt(it, x.vm.names.throw)
	if !ok {
		return heap.Null, failed
	}
	if m == heap.Null {
		t.RestoreExc(exc.V())
		return heap.Null, failed
	}
	if v := t.CallN(t.Push(m), exc); v != heap.Null {
		return v, yielded
	}
	if t.ExcMatches(t.RT.Exc.StopIteration) {
		if v := x.stopValue(); v != heap.Null {
			return v, returned
		}
	}
	return heap.Null, failed
}

// behindDelegation returns where a yield from that is suspended at ip goes on with
// its result.
func (k *Code) behindDelegation(ip unsafe.Pointer) unsafe.Pointer {
	// YieldFrom is followed by the jump back to Send, whose target is the end.
	back := *(*code.Instr)(ip)
	send := k.C.Instrs[back.Arg()]
	if back.Op() != code.JumpBack || send.Op() != code.Send {
		panic("BUG: yield from is not followed by its loop")
	}
	return k.at(send.Arg())
}

// handler looks for the pending exception's handler in f; when there is one the
// exception is taken, put on the stack, and f is ready to go on there.
func (x *Exec) handler(f *frame) bool {
	h := f.code.C.Find(f.code.index(f.ip) - 1)
	if h == nil {
		return false
	}
	f.sp = up(f.base, f.code.nslots+int(h.Depth)+1)
	*slot(f.sp, -1) = x.t.TakeExc()
	f.ip = f.code.at(int(h.Target))
	return true
}

func (f *frame) generator() Value { return *slot(f.base, -2) }

// yield suspends the running generator at a yield, whose value is on top.
func (x *Exec) yield(f *frame, from bool) Value {
	t := x.t
	g := f.generator().Addr()
	v := *slot(f.sp, -1)
	n := int(uintptr(f.sp)-uintptr(f.base))/heap.Word - 1
	if slots := g.Ref(genSlots); t.InNursery(slots) {
		for i, to := 0, unsafe.Pointer(slots.Addr().Slot(0)); i < n; i++ {
			*slot(to, i) = *slot(f.base, i)
		}
	} else {
		t.StoreRange(slots, 0, unsafe.Slice(slot(f.base, 0), n))
	}
	w := genWordsOf(g)
	w[genState/8], w[genIP/8], w[genUsed/8], w[genFrom/8] = genSuspended, uint64(f.code.index(f.ip)), uint64(n), 0
	if from {
		w[genFrom/8] = 1
	}
	h := heap.Null
	if f.kind&handlingFrame != 0 {
		h = t.Handling()
	}
	if h != g.Ref(genHandling) {
		t.Store(g.Value(), genHandling, h)
	}
	if f.kind&observedFrame != 0 {
		x.part(f)
	}
	x.pop()
	x.outcome = yielded
	if len(f.code.C.Handlers) > 0 && !g.Has(heap.FlagOwner) && f.code.C.Find(f.code.index(f.ip)-1) != nil {
		t.RegisterFinalizer(g.Value())
	}
	return v
}

// finishGenerator ends the running generator, whose result is on top.
func (x *Exec) finishGenerator() Value {
	f := x.f
	x.endGenerator(f.generator())
	if f.kind&observedFrame != 0 {
		x.settle(f)
	}
	x.pop()
	x.outcome = returned
	return *slot(f.sp, -1)
}

func (x *Exec) endGenerator(gen Value) {
	t := x.t
	t.Store(gen, genSlots, heap.Null)
	t.Store(gen, genHandling, heap.Null)
	t.Store(gen, genFrameObj, heap.Null)
	gen.Addr().SetWord64(genState, genFinished)
	gen.Addr().SetWord64(genUsed, 0)
}

// failGenerator ends the running generator with the pending exception. A
// StopIteration must not look like the generator's own end (PEP 479).
func (x *Exec) failGenerator() Value {
	t := x.t
	gen := ref(x.f.base, -2)
	kind := x.genKind(gen.V())
	x.endGenerator(gen.V())
	stop := t.ExcMatches(t.RT.Exc.StopIteration)
	what := "StopIteration"
	if !stop && x.isAsyncGen(gen.V()) && t.ExcMatches(t.RT.Exc.StopAsyncIteration) {
		stop, what = true, "StopAsyncIteration"
	}
	if stop {
		mark := t.Top()
		cause := t.Push(t.TakeExc())
		t.RuntimeErrorf("%s raised %s", kind, what)
		exc := t.Push(t.TakeExc())
		t.SetAttr(exc, t.RT.Name("__cause__"), cause)
		t.SetAttr(exc, t.RT.Name("__context__"), cause)
		t.RestoreExc(exc.V())
		t.Pop(mark)
	}
	if x.f.kind&observedFrame != 0 {
		x.settle(x.f)
	}
	x.pop()
	x.outcome = failed
	return heap.Null
}

func (x *Exec) isCoroutine(v Value) bool {
	return v.IsPtr() && v.Addr().Type() == x.vm.types.coroutine.Index
}

func (x *Exec) isAsyncGen(v Value) bool {
	return v.IsPtr() && v.Addr().Type() == x.vm.types.asyncGen.Index
}

// isGen says that v is a generator or coroutine, which resume can run.
func (x *Exec) isGen(v Value) bool {
	return v.IsPtr() && v.Addr().Type() == object.IdxGenerator || x.isCoroutine(v)
}

func (x *Exec) genKind(v Value) string {
	switch {
	case x.isCoroutine(v):
		return "coroutine"
	case x.isAsyncGen(v):
		return "async generator"
	}
	return "generator"
}

// genFinalize is the Finalize slot: what was begun comes to its end, the finally
// clauses that a suspended generator stands in run. One that stands in none is not
// registered, for nobody would see the difference.
func genFinalize(t *Thread, gen Ref) {
	x := exec(t)
	g := gen.V().Addr()
	defer t.Pop(t.Top())
	switch {
	case g.Word64(genState) == genFinished || g.Word64(genState) == genRunning:
		return
	case x.isAsyncGen(gen.V()) && g.Ref(genHook) != heap.Null:
		if asyncBits(gen.V())&asyncClosed == 0 && t.CallN(t.Push(g.Ref(genHook)), gen) == heap.Null {
			t.WriteUnraisable(gen)
		}
		return
	case x.isCoroutine(gen.V()) && g.Word64(genState) == genCreated:
		if x.vm.NeverAwaited != nil && !x.vm.NeverAwaited(t, gen) {
			t.WriteUnraisable(gen)
		}
		return
	}
	if !genCloseRef(t, gen) {
		t.WriteUnraisable(gen)
	}
}

// genNext is the Next slot of generators.
func genNext(t *Thread, self Ref) Value {
	v, how := exec(t).resume(self, heap.None)
	if how == returned {
		return stopWith(t, v, true)
	}
	return v
}

// stopWith raises StopIteration(v); with quiet, None needs no exception.
func stopWith(t *Thread, v Value, quiet bool) Value {
	if v == heap.None && quiet {
		return heap.Null
	}
	defer t.Pop(t.Top())
	if v == heap.None {
		return t.Raise(t.RT.Exc.StopIteration)
	}
	return t.Raise(t.RT.Exc.StopIteration, t.Push(v))
}

const (
	docSend  = "send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration."
	docThrow = "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration."
	docClose = "close() -> raise GeneratorExit inside generator."
)

func genSend(t *Thread, args Args) Value {
	v, how := exec(t).resume(args.At(0), args.At(1).V())
	if how == returned {
		return stopWith(t, v, false)
	}
	return v
}

// stopValue takes a pending StopIteration and returns its value.
func (x *Exec) stopValue() Value {
	t := x.t
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	return t.GetAttr(exc, t.RT.Name("value"))
}

// sendTo gives v to an iterator: its next value, or with done its result.
func (x *Exec) sendTo(it, v Ref) (r Value, done bool) {
	t := x.t
	if x.isGen(it.V()) {
		r, how := x.resume(it, v.V())
		return r, how == returned
	}
	if v.V() == heap.None {
		r = t.RT.TypeOf(it.V()).Slots.Next(t, it)
	} else {
		r = t.CallMethod(it, x.vm.names.send, v)
	}
	if r != heap.Null {
		return r, false
	}
	if !t.Pending() {
		return heap.None, true
	}
	if !t.ExcMatches(t.RT.Exc.StopIteration) {
		return heap.Null, false
	}
	return x.stopValue(), true
}

func (x *Exec) getYieldFrom(f *frame, r Ref) Value {
	if x.isCoroutine(r.V()) {
		if f.code.C.Flags&(code.Coroutine|code.IterableCoro) == 0 {
			return x.t.TypeErrorf("cannot 'yield from' a coroutine object in a non-coroutine generator")
		}
		return r.V()
	}
	return x.t.Iter(r)
}

// throwInto raises the pending exception inside a generator.
func (x *Exec) throwInto(gen Ref) (Value, outcome) {
	t := x.t
	g := gen.V().Addr()
	switch g.Word64(genState) {
	case genRunning:
		t.ClearExc()
		t.ValueErrorf("%s already executing", x.genKind(gen.V()))
		return heap.Null, failed
	case genFinished:
		if x.isCoroutine(gen.V()) {
			t.ClearExc()
			t.RuntimeErrorf("cannot reuse already awaited coroutine")
		}
		return heap.Null, failed
	case genCreated:
		x.endGeneratorUnstarted(gen)
		return heap.Null, failed
	}
	return x.resume(gen, heap.Null)
}

// endGeneratorUnstarted ends a generator that never ran with the pending
// exception, which gets the def's line in its traceback.
func (x *Exec) endGeneratorUnstarted(gen Ref) {
	t := x.t
	defer t.Pop(t.Top())
	exc, frame := t.Push(t.TakeExc()), t.Push(heap.Null)
	k := x.vm.codes[gen.V().Addr().Word64(genCode)]
	if frame.Set(x.genFrame(gen)); frame.V() != heap.Null {
		t.Store(frame.V(), frSlots, gen.V().Addr().Ref(genSlots))
		t.Store(frame.V(), frGenerator, heap.Null)
	}
	x.endGenerator(gen.V())
	t.RestoreExc(exc.V())
	t.AddTraceback(object.TraceEntry{File: k.file, Name: k.name, Frame: frame, Line: k.C.FirstLine, EndLine: k.C.FirstLine, Col: -1, EndCol: -1, Lasti: -1})
}

// genFrame returns the frame object of a generator that is not finished. Null:
// exception pending.
func (x *Exec) genFrame(gen Ref) Value {
	if o := gen.V().Addr().Ref(genFrameObj); o != heap.Null {
		return o
	}
	t := x.t
	defer t.Pop(t.Top())
	fn := t.Push(gen.V().Addr().Ref(genFunction))
	o := x.newFrameOf(fn, x.vm.codes[gen.V().Addr().Word64(genCode)])
	if o == heap.Null {
		return o
	}
	t.Store(o, frGenerator, gen.V())
	t.Store(gen.V(), genFrameObj, o)
	for f := x.f; f != nil; f = f.outer {
		if f.kind&genFrame != 0 && f.generator() == gen.V() {
			x.observe(f, o)
		}
	}
	return o
}

// genFrameGet is gi_frame.
func genFrameGet(t *Thread, gen Ref) Value {
	if gen.V().Addr().Word64(genState) == genFinished {
		return heap.None
	}
	return exec(t).genFrame(gen)
}

// closeIter closes the iterator of a yield from.
func (x *Exec) closeIter(it Ref) bool {
	t := x.t
	if x.isGen(it.V()) {
		return genCloseRef(t, it)
	}
	m, ok := t.GetAttrOpt(it, x.vm.names.close)
	if !ok {
		// As in CPython, only what close itself raises is raised.
		t.WriteUnraisable(it)
		return true
	}
	return m == heap.Null || t.CallN(t.Push(m)) != heap.Null
}

// genThrow is generator.throw(type[, value[, tb]]).
func genThrow(t *Thread, args Args) Value {
	x := exec(t)
	if n := args.Len() - 1; n < 1 || n > 3 {
		bound := "at least 1 argument"
		if n > 3 {
			bound = "at most 3 arguments"
		}
		return t.TypeErrorf("throw expected %s, got %d", bound, n)
	}
	if !x.setThrown(args) {
		return heap.Null
	}
	v, how := x.throwInto(args.At(0))
	if how == returned {
		return stopWith(t, v, false)
	}
	return v
}

// setThrown makes the arguments of throw the pending exception.
func (x *Exec) setThrown(args Args) bool {
	t := x.t
	exc := t.Push(args.At(1).V())
	given := args.Len() > 2 && args.At(2).V() != heap.None
	if args.Len() > 3 && args.At(3).V() != heap.None && t.RT.TypeOf(args.At(3).V()) != t.RT.TracebackType {
		t.TypeErrorf("throw() third argument must be a traceback object")
		return false
	}
	if typ := t.RT.TypeFromObj(exc.V()); typ != nil && typ.Has(object.FlagExceptionSubclass) {
		cls := t.Push(exc.V())
		var v Value
		switch {
		case given && t.RT.TypeOf(args.At(2).V()).IsSubtype(typ):
			v = args.At(2).V()
		case given && t.RT.TypeOf(args.At(2).V()).Has(object.FlagTupleSubclass):
			n := t.TupleLen(args.At(2).V())
			first := t.PushN(n + 1)
			for i := 0; i < n; i++ {
				first.At(i).Set(t.TupleAt(args.At(2).V(), i))
			}
			v = t.Call(cls, object.MakeArgs(first, n, Ref{}))
		case given:
			v = t.CallN(cls, args.At(2))
		default:
			v = t.CallN(cls)
		}
		// A class that fails to make an exception throws that failure.
		if v == heap.Null {
			return true
		}
		if !x.isException(v) {
			shown := t.TypeName(v)
			t.TypeErrorf("calling %s should have returned an instance of BaseException, not %s", reprOr(t, cls), shown)
			return true
		}
		exc.Set(v)
	} else if x.isException(exc.V()) {
		if given {
			t.TypeErrorf("instance exception may not have a separate value")
			return false
		}
	} else {
		t.TypeErrorf("exceptions must be classes or instances deriving from BaseException, not %s", t.TypeName(exc.V()))
		return false
	}
	if args.Len() > 3 && args.At(3).V() != heap.None && !t.SetAttr(exc, t.RT.Name("__traceback__"), args.At(3)) {
		return false
	}
	t.RestoreExc(exc.V())
	return true
}

func genClose(t *Thread, args Args) Value {
	if !genCloseRef(t, args.At(0)) {
		return heap.Null
	}
	return heap.None
}

func genCloseRef(t *Thread, gen Ref) bool {
	x := exec(t)
	switch gen.V().Addr().Word64(genState) {
	case genCreated:
		x.endGenerator(gen.V())
		return true
	case genFinished:
		return true
	}
	t.Raise(t.RT.Exc.GeneratorExit)
	_, how := x.throwInto(gen)
	switch {
	case how == yielded:
		t.RuntimeErrorf("%s ignored GeneratorExit", x.genKind(gen.V()))
		return false
	case how == returned:
		return true
	case t.ExcMatches(t.RT.Exc.GeneratorExit), t.ExcMatches(t.RT.Exc.StopIteration):
		t.ClearExc()
		return true
	}
	return false
}

// pushHandling makes exc the handled exception and returns what PopExcept will
// put back.
func (x *Exec) pushHandling(f *frame, exc Value) Value {
	old := x.t.SetHandling(exc)
	if f.kind&(genFrame|handlingFrame) == genFrame {
		f.kind |= handlingFrame
		return heap.Unbound
	}
	return old
}

func (x *Exec) popHandling(f *frame, old Value) {
	if old == heap.Unbound {
		f.kind &^= handlingFrame
		old = *slot(f.base, -3)
	}
	x.t.SetHandling(old)
}
