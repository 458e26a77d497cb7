package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// tracebackModule is _traceback: what the library's traceback, where it is ours, shares
// with the printing of exceptions in Go, so that both show the same.
func (in *Interp) tracebackModule() modules.Module {
	return modules.Module{
		Name: "_traceback",
		Doc:  "What of printing tracebacks is not written in Python.",
		Functions: []object.MethodDef{
			{Name: "anchors", Sig: "(expression, /)", Doc: "Return where the carets begin and end under an expression that failed,\nin characters; None: all of it.",
				Fn: func(t *Thread, a Args) Value {
					if !t.RT.IsStr(a.At(0).V()) {
						return t.TypeErrorf("expression must be str, not %s", t.TypeName(a.At(0).V()))
					}
					left, right, ok := anchors(object.GoStr(a.At(0).V()))
					if !ok {
						return heap.None
					}
					return t.PackTuple(t.Push(heap.SmallInt(int64(left))), t.Push(heap.SmallInt(int64(right))))
				}},
		},
	}
}
