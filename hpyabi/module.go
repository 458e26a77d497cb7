package hpyabi

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/object"
)

// defs returns the definitions of a table that ends with NULL; p may be NULL. what
// says whose they are. ok is false when SystemError is pending: the table has no
// NULL (which shows where the variable that it is ends, or in what follows), or
// holds what is no definition.
func (c *Context) defs(p Ptr[Ptr[Def]], what string) (list []*Def, ok bool) {
	if p == 0 {
		return nil, true
	}
	_, end, known := loader.Variable(uintptr(p))
	for {
		if known && uintptr(p)+unsafe.Sizeof(p) > end {
			c.t.SystemErrorf("the definitions of %s do not end with NULL", what)
			return nil, false
		}
		def := *p.Get()
		if def == 0 {
			return list, true
		}
		switch def.Get().Kind {
		case DefSlot, DefMeth, DefMember, DefGetSet:
		default:
			c.t.SystemErrorf("definition %d of %s is of the unknown kind %d: either it is none, or the definitions do not end with NULL",
				len(list), what, def.Get().Kind)
			return nil, false
		}
		list = append(list, def.Get())
		p = p.At(1)
	}
}

// moduleDef is what an HPyModuleDef says, checked.
type moduleDef struct {
	methods []*MethDef
	create  CFunc   // HPy_mod_create, or NULL
	exec    []CFunc // HPy_mod_exec, in their order
}

// onlyCreate is what HPy says to a module that has HPy_mod_create and something
// else.
const onlyCreate = "This is not allowed because custom HPy_mod_create slot cannot return a builtin module " +
	"object and cannot make any use of any other data defined in the HPyModuleDef. Either do not define " +
	"HPy_mod_create slot and let the runtime create a builtin module object from the provided HPyModuleDef, " +
	"or do not define anything else but the HPy_mod_create slot."

// readModule checks d as HPy does. ok is false when SystemError is pending.
func (c *Context) readModule(name string, d *ModuleDef) (m moduleDef, ok bool) {
	t := c.t
	switch {
	case d.Size < 0:
		t.SystemErrorf("HPy does not permit HPyModuleDef.size < 0")
		return m, false
	case d.Size > 0:
		t.SystemErrorf("Module state is not supported yet in HPy, set HPyModuleDef.size = 0 if module state is not needed")
		return m, false
	case d.LegacyMethods != 0:
		t.SystemErrorf("module %s has legacy methods, which are CPython's: hpyrun runs universal extensions only", name)
		return m, false
	}
	list, ok := c.defs(d.Defines, "module "+name)
	if !ok {
		return m, false
	}
	other := false
	for _, def := range list {
		if def.Kind != DefSlot {
			other = true
			if def.Kind == DefMeth {
				m.methods = append(m.methods, def.Meth())
			}
			continue
		}
		switch s := def.Slot(); s.Slot {
		case SlotModCreate:
			if m.create != 0 {
				t.SystemErrorf("Multiple definitions of the HPy_mod_create slot in HPyModuleDef.defines.")
				return m, false
			}
			m.create = s.Impl
		case SlotModExec:
			other = true
			m.exec = append(m.exec, s.Impl)
		default:
			t.SystemErrorf("Unsupported slot in HPyModuleDef.defines (value: %d).", s.Slot)
			return m, false
		}
	}
	switch {
	case m.create != 0 && other:
		t.SystemErrorf("HPyModuleDef defines a HPy_mod_create slot and some other slots or methods. %s", onlyCreate)
		return m, false
	case m.create != 0 && (d.Doc != 0 || d.Globals != 0):
		t.SystemErrorf("HPyModuleDef defines a HPy_mod_create slot and some of the other fields are not set to their default value. %s", onlyCreate)
		return m, false
	}
	return m, true
}

// newModule makes the module name that d describes.
func (c *Context) newModule(name, file string, d *ModuleDef, spec Ref) Value {
	t := c.t
	def, ok := c.readModule(name, d)
	if !ok {
		return heap.Null
	}
	declareGlobals(d.Globals)
	if def.create != 0 {
		return c.createModule(name, file, def.create, spec)
	}
	n := t.NewStr(name)
	if n == heap.Null {
		return n
	}
	v := t.NewModule(t.Push(n))
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	if d.Doc != 0 {
		doc := t.NewStr(d.Doc.String())
		if doc == heap.Null || !t.SetAttr(m, t.RT.Name("__doc__"), t.Push(doc)) {
			return heap.Null
		}
	}
	var functions []object.MethodDef
	for _, meth := range def.methods {
		f, ok := c.host.methodDef(t, meth, name+".")
		if !ok {
			return heap.Null
		}
		functions = append(functions, f)
	}
	if !t.AddFunctions(m, functions) {
		return heap.Null
	}
	for _, fn := range def.exec {
		if !c.execModule(name, m, fn) {
			return heap.Null
		}
	}
	return m.V()
}

// createModule has an HPy_mod_create slot make the module.
func (c *Context) createModule(name, file string, fn CFunc, spec Ref) Value {
	t := c.t
	if spec.IsNil() {
		v := c.plainSpec(name, file)
		if v == heap.Null {
			return v
		}
		spec = t.Push(v)
	}
	if !c.room(1) {
		return heap.Null
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(fn), c.ctx, c.push(spec), 0, 0, 0, 0)
	v := c.returned(mark, r, err)
	switch {
	case v == heap.Null && !t.Pending():
		return t.SystemErrorf("creation of module %s failed without setting an exception", name)
	case v == heap.Null:
		return v
	case t.Pending():
		return t.RaiseFromCause(t.RT.Exc.SystemError, "creation of module %s raised unreported exception", name)
	case t.RT.TypeOf(v).IsSubtype(t.RT.ModuleType):
		return t.SystemErrorf("HPy_mod_create slot returned a builtin module object. This is currently not supported.")
	}
	return v
}

// plainSpec makes a module specification of what is known.
func (c *Context) plainSpec(name, file string) Value {
	t := c.t
	defer t.Pop(t.Top())
	v := t.NewInstance(t.RT.SimpleNamespaceType)
	if v == heap.Null {
		return v
	}
	spec := t.Push(v)
	for _, a := range []struct{ attr, value string }{{"name", name}, {"origin", file}} {
		v := t.NewStr(a.value)
		if v == heap.Null || !t.SetAttr(spec, t.RT.Name(a.attr), t.Push(v)) {
			return heap.Null
		}
	}
	for _, a := range []string{"loader", "submodule_search_locations"} {
		if !t.SetAttr(spec, t.RT.Name(a), t.Push(heap.None)) {
			return heap.Null
		}
	}
	return spec.V()
}

// execModule runs an HPy_mod_exec slot.
func (c *Context) execModule(name string, m Ref, fn CFunc) bool {
	t := c.t
	if !c.room(1) {
		return false
	}
	mark := c.args.Top()
	r, ok := c.call(fn, c.push(m), 0, 0, 0, 0)
	c.args.PopBlock(mark)
	switch {
	case !ok:
	case int32(r) != 0 && !t.Pending():
		t.SystemErrorf("execution of module %s failed without setting an exception", name)
	case int32(r) == 0 && t.Pending():
		t.RaiseFromCause(t.RT.Exc.SystemError, "execution of module %s raised unreported exception", name)
	case int32(r) == 0:
		return true
	}
	return false
}
