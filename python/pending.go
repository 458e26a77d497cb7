package python

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/vm"
)

// What comes from outside of the program and waits for a safe place: finalizers
// and callbacks of weak references, which the collector made due, signals, and threads
// that wait for the lock. The safe place is the VM's poll, on backward jumps and calls.

// afterCollect is told of the end of a collection.
func (in *Interp) afterCollect() {
	if in.RT.Heap.Pending() {
		pollSoon(in.RT.Holder())
	}
}

// pollSoon makes a thread poll.
func pollSoon(t *Thread) { vm.Of(t).Breaker.Store(true) }

// pending is the poll. False: an exception is pending.
func (in *Interp) pending(t *Thread) bool {
	vm.Of(t).Breaker.Store(false)
	t.GiveWay()
	t.RunPending()
	return !in.signals.Pending() || !in.IsMain(t) || in.handleSignals(t)
}

// IsMain implements modules.Interp.
func (in *Interp) IsMain(t *Thread) bool { return t == in.T }

// Signals implements modules.Interp.
func (in *Interp) Signals() *modules.Signals { return in.signals }

// Interrupt makes the program raise KeyboardInterrupt at its next safe place, or do what it has
// set for SIGINT. It may be called from any goroutine.
func (in *Interp) Interrupt() { in.signals.Trip(int(syscall.SIGINT)) }

// handleSignals runs the handlers of the signals that are due. False: one has raised.
func (in *Interp) handleSignals(t *Thread) bool {
	for n := in.signals.Take(); n != 0; n = in.signals.Take() {
		if handle := in.signals.Handle; handle != nil {
			mark := t.Top()
			frame := t.Push(vm.Of(t).FrameAt(0))
			if frame.V() == heap.Null {
				t.ClearExc()
				frame.Set(heap.None)
			}
			ok := handle(t, n, frame)
			t.Pop(mark)
			if !ok {
				return false
			}
		} else if n == int(syscall.SIGINT) {
			t.Raise(t.RT.Exc.KeyboardInterrupt)
			return false
		}
	}
	return true
}

// Await implements modules.Interp.
func (in *Interp) Await(t *Thread, ch <-chan struct{}, d time.Duration) modules.Woken {
	var timer *time.Timer
	var passed <-chan time.Time
	if d >= 0 {
		timer = time.NewTimer(d)
		defer timer.Stop()
		passed = timer.C
	}
	var signal <-chan struct{}
	if in.IsMain(t) {
		signal = in.signals.Woken
	}
	for {
		woken, signalled := modules.Got, false
		t.Block(func() {
			select {
			case <-ch:
			case <-passed:
				woken = modules.TimedOut
			case <-signal:
				signalled = true
			}
		})
		if !signalled {
			return woken
		}
		if !in.pending(t) {
			return modules.Failed
		}
	}
}

// waitStep is for how long the condition of Wait may block at a time: so long lives the
// goroutine of a wait that was given up.
const waitStep = 200 * time.Millisecond

// Wait implements modules.Interp.
func (in *Interp) Wait(t *Thread, ready func(d time.Duration) bool) bool {
	var gaveUp atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !gaveUp.Load() && !ready(waitStep) {
		}
	}()
	if in.Await(t, done, -1) == modules.Got {
		return true
	}
	gaveUp.Store(true)
	return false
}

// Poll implements modules.Interp.
func (in *Interp) Poll(t *Thread) bool { return !vm.Of(t).Breaker.Load() || in.pending(t) }

// StartThread implements modules.Interp.
func (in *Interp) StartThread(prepare func(new *Thread), f func(t *Thread)) {
	t := in.RT.NewThread()
	in.VM.Attach(t)
	prepare(t)
	go func() {
		// C code expects one thread for its whole life; the system's thread ends with
		// this goroutine.
		runtime.LockOSThread()
		t.Acquire()
		for _, start := range in.threadStart {
			start(t)
		}
		f(t)
		for _, end := range in.threadEnd {
			end(t)
		}
		t.Close()
	}()
}

// AtThreadStart has f called at the start of each thread, on it.
func (in *Interp) AtThreadStart(f func(t *Thread)) { in.threadStart = append(in.threadStart, f) }

// AtThreadEnd implements modules.Interp.
func (in *Interp) AtThreadEnd(f func(t *Thread)) { in.threadEnd = append(in.threadEnd, f) }

// Unraisable reports an exception that has nowhere to go, through
// sys.unraisablehook. obj, the nil Ref or None, says where it happened.
func (in *Interp) Unraisable(t *Thread, exc, obj Ref) { in.UnraisableIn(t, exc, obj, "") }

// UnraisableIn is Unraisable with words for what was ignored; "": the usual ones.
func (in *Interp) UnraisableIn(t *Thread, exc, obj Ref, msg string) {
	defer t.Pop(t.Top())
	if in.unraisableType == nil {
		in.unraisableType = modules.NewStructSeq(t, modules.StructSeqDef{Name: "UnraisableHookArgs", Fields: unraisableFields})
		if in.unraisableType == nil {
			t.ClearExc()
			return
		}
	}
	if t.TracebackOf(exc.V()) == heap.Null { // no Python code raised it
		t.RestoreExc(exc.V())
		vm.Of(t).TraceHere()
		t.ClearExc()
	}
	args := t.PushN(len(unraisableFields))
	args.Set(t.RT.TypeOf(exc.V()).Obj.V())
	args.At(1).Set(exc.V())
	args.At(2).Set(heap.None)
	if tb := t.TracebackOf(exc.V()); tb != heap.Null {
		args.At(2).Set(tb)
	}
	args.At(3).Set(heap.None)
	if msg != "" {
		args.At(3).Set(t.NewStr(msg))
	}
	args.At(4).Set(heap.None)
	if !obj.IsNil() {
		args.At(4).Set(obj.V())
	}
	info := t.Push(in.unraisableType.New(t, args))
	if info.V() == heap.Null {
		t.ClearExc()
		in.writeUnraisable(t, args)
		return
	}
	hook, ok := t.GetAttrOpt(in.sys, t.RT.Name("unraisablehook"))
	if !ok || hook == heap.Null {
		t.ClearExc()
		in.writeUnraisable(t, args)
		return
	}
	h := t.Push(hook)
	if t.CallN(h, info) != heap.Null {
		return
	}
	in.say(t, "Exception ignored in sys.unraisablehook: "+in.reprOr(t, h)+"\n")
	in.say(t, t.FormatException(t.Push(t.TakeExc())))
	in.flush(t, "stderr")
}

var unraisableFields = []string{"exc_type", "exc_value", "exc_traceback", "err_msg", "object"}

// showUnraisable is sys.unraisablehook.
func (in *Interp) showUnraisable(t *Thread, a Args) Value {
	if in.unraisableType == nil || t.RT.TypeOf(a.At(0).V()) != in.unraisableType.Type {
		return t.TypeErrorf("sys.unraisablehook argument type must be UnraisableHookArgs")
	}
	fields := t.PushN(len(unraisableFields))
	for i := range unraisableFields {
		fields.At(i).Set(t.TupleAt(a.At(0).V(), i))
	}
	in.writeUnraisable(t, fields)
	return heap.None
}

// writeUnraisable prints what sys.unraisablehook does by default; info are its
// fields.
func (in *Interp) writeUnraisable(t *Thread, info Ref) {
	in.flush(t, "stdout")
	exc, msg, obj := info.At(1), info.At(3), info.At(4)
	switch {
	case obj.V() != heap.None:
		head := "Exception ignored in: "
		if t.RT.IsStr(msg.V()) {
			head = object.GoStr(msg.V()) + ": "
		}
		in.say(t, head+in.reprOr(t, obj)+"\n")
	case t.RT.IsStr(msg.V()):
		in.say(t, object.GoStr(msg.V())+":\n")
	}
	in.say(t, t.FormatUnchained(exc))
	in.flush(t, "stderr")
}

func (in *Interp) reprOr(t *Thread, o Ref) string {
	s := t.Repr(o)
	if s == heap.Null {
		t.ClearExc()
		return "<object repr() failed>"
	}
	return object.GoStr(s)
}
