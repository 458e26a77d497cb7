package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// How a program ends.

// ExitInterrupted is ReportError's code for a KeyboardInterrupt: python3 dies by
// SIGINT then, so that the shell it was started from knows.
const ExitInterrupted = 128 + 2

// exitFlush is python3's exit code when standard output could not be written
// until the end.
const exitFlush = 120

// ReportError prints the pending exception as python3 does when a program ends
// with it, and returns the exit code: SystemExit's, ExitInterrupted, else 1.
func (in *Interp) ReportError(t *Thread) int {
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	code, ended := in.exitCode(t, exc)
	if ended {
		return code
	}
	in.flush(t, "stdout")
	if code, ended = in.excepthook(t, exc); ended {
		return code
	}
	in.flush(t, "stderr")
	if t.RT.TypeOf(exc.V()).IsSubtype(t.RT.Exc.KeyboardInterrupt) {
		return ExitInterrupted
	}
	return 1
}

// excepthook has sys.excepthook show exc. ended: it raised SystemExit.
func (in *Interp) excepthook(t *Thread, exc Ref) (code int, ended bool) {
	hook, ok := t.GetAttrOpt(in.sys, t.RT.Name("excepthook"))
	if !ok {
		t.ClearExc()
	}
	if hook == heap.Null {
		in.say(t, "sys.excepthook is missing\n"+t.FormatException(exc))
		return 0, false
	}
	h := t.Push(hook)
	typ := t.Push(t.RT.TypeOf(exc.V()).Obj.V())
	tb := t.Push(t.GetAttr(exc, t.RT.Name("__traceback__")))
	if t.CallN(h, typ, exc, tb) != heap.Null {
		return 0, false
	}
	inner := t.Push(t.TakeExc())
	if code, ended := in.exitCode(t, inner); ended {
		return code, true
	}
	in.say(t, "Error in sys.excepthook:\n"+t.FormatException(inner)+
		"\nOriginal exception was:\n"+t.FormatException(exc))
	return 0, false
}

// exitCode returns what a SystemExit asks for, and prints its message if it has
// one. ended is false for other exceptions.
func (in *Interp) exitCode(t *Thread, exc Ref) (n int, ended bool) {
	if !t.RT.TypeOf(exc.V()).IsSubtype(t.RT.Exc.SystemExit) {
		return 0, false
	}
	in.flush(t, "stdout")
	code, ok := t.GetAttrOpt(exc, t.RT.Name("code"))
	if !ok {
		t.ClearExc()
		code = exc.V()
	}
	if code == heap.None || code == heap.Null {
		return 0, true
	}
	c := t.Push(code)
	if t.RT.TypeOf(c.V()).IsSubtype(t.RT.IntType) {
		i, ok := t.AsInt64(c)
		if !ok { // CPython's PyLong_AsLong has failed: -1
			t.ClearExc()
			i = -1
		}
		return int(i & 0xFF), true
	}
	s := t.Str(c)
	if s == heap.Null {
		t.ClearExc()
		return 1, true
	}
	in.say(t, object.GoStr(s)+"\n")
	in.flush(t, "stderr")
	return 1, true
}

// maxFinalRounds bounds how often Finish runs finalizers: one may make objects
// that have a finalizer, and so on without end.
const maxFinalRounds = 32

// Finish ends the program in the order of CPython: it waits for threads that are no
// daemons, and runs atexit's functions; then the main thread is the only one, and finalizers
// of all objects that have one run, and the standard streams are written out. It returns
// the exit code for a program that would exit with code. The runtime can run no more
// Python code for the program afterwards.
func (in *Interp) Finish(code int) int {
	t := in.T
	defer t.Pop(t.Top())
	in.joinThreads(t)
	if in.OnEnd != nil {
		in.OnEnd()
	}
	in.runAtExit(t)
	in.flush(t, "stdout") // an error comes up again at the end
	t.Retire()
	in.finishing = true
	for range maxFinalRounds {
		in.RT.Heap.QueueFinalizers()
		if !in.RT.Heap.Pending() {
			break
		}
		t.RunPending()
	}
	if out := t.Push(in.stream(t, "stdout")); out.V() != heap.Null && !in.lastFlush(t, out) {
		in.Unraisable(t, t.Push(t.TakeExc()), out)
		code = exitFlush
	}
	for _, name := range []string{"stderr", "__stdout__", "__stderr__"} {
		if f := t.Push(in.stream(t, name)); f.V() != heap.Null && !in.lastFlush(t, f) {
			t.ClearExc()
		}
	}
	return code
}

// joinThreads waits for the threads of the module threading.
func (in *Interp) joinThreads(t *Thread) {
	defer t.Pop(t.Top())
	v, ok := t.DictGet(t.RT.Modules, t.RT.Name("threading"))
	if !ok || v == heap.Null || v == heap.None {
		return
	}
	if m := t.Push(v); t.CallMethod(m, t.RT.Name("_shutdown")) == heap.Null {
		in.UnraisableIn(t, t.Push(t.TakeExc()), m, "Exception ignored on threading shutdown")
	}
}
