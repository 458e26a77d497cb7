package runtime

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// testInternalModule is _testinternalcapi: what of an interpreter's configuration the
// tests of CPython's library (test.support) ask before they expect columns in tracebacks. The
// rest of the module is about CPython's insides and not here.
func testInternalModule() modules.Module {
	return modules.Module{
		Name: "_testinternalcapi",
		Doc:  "Answers that CPython's test-suite wants about the interpreter.",
		Functions: []object.MethodDef{
			{Name: "get_config", Sig: "()", Doc: "The configuration, as far as it means something here.", Fn: func(t *Thread, a Args) Value {
				d := t.Push(t.NewDict())
				// Instructions always know their columns.
				if d.V() == heap.Null || !t.DictSet(d, t.RT.Name("code_debug_ranges"), t.Push(heap.SmallInt(1))) {
					return heap.Null
				}
				return d.V()
			}},
		},
	}
}
