package runtime

import (
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// contextvarsModule is _contextvars. The types are the object model's
// (object/contextvar.go, object/context.go).
func contextvarsModule() modules.Module {
	return modules.Module{
		Name: "_contextvars",
		Doc:  "Context Variables",
		Functions: []object.MethodDef{
			{Name: "copy_context", Sig: "()", Doc: "Return a copy of the current context.", Fn: func(t *Thread, a Args) Value { return t.CopyContext() }},
		},
		Exec: func(t *Thread, m Ref) bool {
			return modules.AddTypes(t, m, t.RT.ContextType(), t.RT.ContextVarType(), t.RT.TokenType())
		},
	}
}
