package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// What sys has of running code: frames.

func (in *Interp) sysFrameFunctions() []object.MethodDef {
	return []object.MethodDef{
		{Name: "_getframe", Sig: "(depth=0, /)", Doc: "Return a frame object from the call stack.", Fn: sysGetFrame},
	}
}

func sysGetFrame(t *Thread, a Args) Value {
	depth, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	f := vm.Of(t).FrameAt(int(max(depth, 0)))
	if f == heap.Null && !t.Pending() {
		return t.ValueErrorf("call stack is not deep enough")
	}
	return f
}
