package object

// NewModule makes a module object with the given name and an empty namespace.
func (t *Thread) NewModule(name Ref) Value { panic("BUG: not written yet") }

// ModuleDict returns a module's namespace (no safepoint).
func (rt *Runtime) ModuleDict(m Value) Value { panic("BUG: not written yet") }
