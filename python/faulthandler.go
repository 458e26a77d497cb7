package python

import (
	"fmt"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/vm"
)

// faultHandlerModule is faulthandler. A fault in an extension is always reported, with the
// stack of Python, so enable and disable are remembered and change nothing; dump_traceback
// shows the stack of the calling thread. What waits for a time or a signal is not there.
func (in *Interp) faultHandlerModule() modules.Module {
	enabled := false
	return modules.Module{
		Name: "faulthandler",
		Doc:  "faulthandler module.",
		Functions: []object.MethodDef{
			{Name: "enable", Sig: "(file=None, all_threads=True)", Doc: "Make is_enabled() true: faults are reported in any case.",
				Fn: func(t *Thread, a Args) Value {
					enabled = true
					return heap.None
				}},
			{Name: "disable", Sig: "()", Doc: "Make is_enabled() false: faults are reported in any case.",
				Fn: func(t *Thread, a Args) Value {
					was := enabled
					enabled = false
					return heap.Bool(was)
				}},
			{Name: "is_enabled", Sig: "()", Doc: "Tell whether enable() or disable() was called last.",
				Fn: func(t *Thread, a Args) Value { return heap.Bool(enabled) }},
			{Name: "cancel_dump_traceback_later", Sig: "()", Doc: "Cancel what dump_traceback_later() began: nothing, as that is not there.",
				Fn: func(t *Thread, a Args) Value { return heap.None }},
			{Name: "dump_traceback", Sig: "(file=None, all_threads=True)", Doc: "Write the stack of the calling thread to a file, sys.stderr by default.",
				Fn: in.dumpTraceback},
		},
	}
}

func (in *Interp) dumpTraceback(t *Thread, a Args) Value {
	file := a.At(0)
	if file.V() == heap.None {
		v, ok := t.GetAttrOpt(in.sys, t.RT.Name("stderr"))
		if !ok {
			return heap.Null
		}
		if v == heap.Null || v == heap.None {
			return t.RuntimeErrorf("unable to get sys.stderr")
		}
		file = t.Push(v)
	}
	var b strings.Builder
	b.WriteString("Stack (most recent call first):\n")
	x := vm.Of(t)
	for up := 0; ; up++ {
		f, ok := x.Frame(up)
		if !ok {
			break
		}
		fmt.Fprintf(&b, "  File \"%s\", line %d in %s\n", f.Code.Filename, f.Pos.Line, f.Code.Name)
	}
	text := t.Push(t.NewStr(b.String()))
	if text.V() == heap.Null || t.CallMethod(file, t.RT.Name("write"), text) == heap.Null {
		return heap.Null
	}
	return heap.None
}
