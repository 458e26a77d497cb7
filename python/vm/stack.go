package vm

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// Traceback renders the frames of a thread as the traceback of an exception that
// was raised now would be, without its last line; "": no Python code is running.
func (vm *VM) Traceback(t *Thread) string {
	x := exec(t)
	if x.f == nil {
		return ""
	}
	defer t.Pop(t.Top())
	pending := t.Push(t.TakeExc())
	handling := t.Push(t.SetHandling(heap.None))
	t.SystemErrorf("")
	for f := x.f; f != nil; f = f.outer {
		x.traceback(f)
	}
	exc := t.Push(t.TakeExc())
	text := t.FormatException(exc)
	t.SetHandling(handling.V())
	t.RestoreExc(pending.V())
	return text[:strings.LastIndexByte(strings.TrimSuffix(text, "\n"), '\n')+1]
}

// TraceHere adds the innermost Python frame to the traceback of the pending
// exception.
func (x *Exec) TraceHere() {
	if x.f != nil {
		x.traceback(x.f)
	}
}
