package object

// NewInstance makes an instance with all slots empty; no constructor runs. typ
// must have a fixed size.
func (t *Thread) NewInstance(typ *Type) Value { panic("BUG: not written yet") }

// NewClass is type.__new__(meta, name, bases, ns, **kw); meta a type object.
func (t *Thread) NewClass(meta, name, bases, ns Ref, kw Args) Value { panic("BUG: not written yet") }

// TypeFromObj returns the Go side of a type object, nil when v is none (no safepoint).
func (rt *Runtime) TypeFromObj(v Value) *Type { panic("BUG: not written yet") }

// TypeAt returns the type with index i.
func (rt *Runtime) TypeAt(i uint32) *Type { panic("BUG: not written yet") }
