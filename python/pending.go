package python

import (
	"sync/atomic"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/vm"
)

// What comes from outside of the program and waits for a safe place: finalizers
// and callbacks of weak references, which the collector made due, and Ctrl-C. The
// safe place is the VM's poll, on backward jumps and calls.

// afterCollect is told of the end of a collection.
func (in *Interp) afterCollect() {
	if in.RT.Heap.Pending() {
		vm.Of(in.T).Breaker.Store(true)
	}
}

// pending is the poll. False: an exception is pending.
func (in *Interp) pending(t *Thread) bool {
	vm.Of(t).Breaker.Store(false)
	t.RunPending()
	return !in.interrupted.Load() || in.raiseInterrupt(t)
}

// Interrupt makes the program raise KeyboardInterrupt at its next safe place. It
// may be called from any goroutine.
func (in *Interp) Interrupt() {
	in.interrupted.Store(true)
	vm.Of(in.T).Breaker.Store(true)
	select {
	case in.woken <- struct{}{}:
	default:
	}
}

// raiseInterrupt raises the KeyboardInterrupt that Interrupt asked for; true: it
// was not asked for.
func (in *Interp) raiseInterrupt(t *Thread) bool {
	if !in.interrupted.Swap(false) {
		return true
	}
	select {
	case <-in.woken:
	default:
	}
	t.Raise(t.RT.Exc.KeyboardInterrupt)
	return false
}

// Sleep waits for d. False: Ctrl-C came, KeyboardInterrupt is pending.
func (in *Interp) Sleep(t *Thread, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return in.pending(t)
		case <-in.woken:
			if !in.pending(t) {
				return false
			}
		}
	}
}

// waitStep is for how long the condition of Wait may block at a time: so long lives the
// goroutine of a wait that was given up.
const waitStep = 200 * time.Millisecond

// Wait waits until ready says so. False: Ctrl-C came, KeyboardInterrupt is pending.
func (in *Interp) Wait(t *Thread, ready func(d time.Duration) bool) bool {
	var gaveUp atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !gaveUp.Load() && !ready(waitStep) {
		}
	}()
	for {
		select {
		case <-done:
			return true
		case <-in.woken:
			if !in.pending(t) {
				gaveUp.Store(true)
				return false
			}
		}
	}
}

// Poll serves what waits for a safe place. False: exception pending.
func (in *Interp) Poll(t *Thread) bool { return !vm.Of(t).Breaker.Load() || in.pending(t) }

// Unraisable reports an exception that has nowhere to go, through
// sys.unraisablehook. obj, the nil Ref or None, says where it happened.
func (in *Interp) Unraisable(t *Thread, exc, obj Ref) { in.unraisableIn(t, exc, obj, "") }

// unraisableIn is Unraisable with words for what was ignored; "": the usual ones.
func (in *Interp) unraisableIn(t *Thread, exc, obj Ref, msg string) {
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
	in.stderr.WriteString("Exception ignored in sys.unraisablehook: " + in.reprOr(t, h) + "\n")
	in.stderr.WriteString(t.FormatException(t.Push(t.TakeExc())))
	in.stderr.Flush()
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
	in.stdout.Flush()
	exc, msg, obj := info.At(1), info.At(3), info.At(4)
	switch {
	case obj.V() != heap.None:
		head := "Exception ignored in: "
		if t.RT.IsStr(msg.V()) {
			head = object.GoStr(msg.V()) + ": "
		}
		in.stderr.WriteString(head + in.reprOr(t, obj) + "\n")
	case t.RT.IsStr(msg.V()):
		in.stderr.WriteString(object.GoStr(msg.V()) + ":\n")
	}
	in.stderr.WriteString(t.FormatUnchained(exc))
	in.stderr.Flush()
}

func (in *Interp) reprOr(t *Thread, o Ref) string {
	s := t.Repr(o)
	if s == heap.Null {
		t.ClearExc()
		return "<object repr() failed>"
	}
	return object.GoStr(s)
}
