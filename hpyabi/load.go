package hpyabi

import (
	"errors"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/object"
)

// Extension is an extension module that was loaded.
type Extension struct {
	Name string // as imported
	File string
	// Major and Minor are the version of HPy's ABI that it requires.
	Major, Minor uint32
}

// Extensions returns the modules that the host has loaded, in their order. A
// module that was loaded twice is there twice.
func (h *Host) Extensions() []Extension { return h.extensions }

// Load loads the universal extension in file and makes its module, to be called
// name: what is imported as a.b.c is initialised by HPyInit_c. Null: an exception
// is pending. If that is because the file is wrong it is an ImportError, and
// LastLoadError says more.
func (h *Host) Load(t *object.Thread, name, file string) Value {
	return h.LoadSpec(t, name, file, Ref{})
}

// LoadSpec is Load with the module's specification, which an HPy_mod_create slot
// is given; the nil Ref stands for a plain one.
func (h *Host) LoadSpec(t *object.Thread, name, file string, spec Ref) Value {
	h.LastLoadError = nil
	c := h.contextOf(t)
	if c == nil {
		return heap.Null
	}
	defer t.Pop(t.Top())
	short := strings.ReplaceAll(name[strings.LastIndexByte(name, '.')+1:], "-", "_")
	lib, err := loader.Open(file, short, c.th)
	if err != nil {
		return c.loadError(name, file, err)
	}
	entry, err := lib.Entry(short)
	if err != nil {
		return c.loadError(name, file, err)
	}
	major, ok1 := c.call(CFunc(entry.Major), 0, 0, 0, 0, 0)
	minor, ok2 := c.call(CFunc(entry.Minor), 0, 0, 0, 0, 0)
	if !ok1 || !ok2 {
		return heap.Null
	}
	if err := lib.File.CheckVersion(uint32(major), uint32(minor)); err != nil {
		return c.loadError(name, file, err)
	}
	if _, ok := c.call(CFunc(entry.InitContext), 0, 0, 0, 0, 0); !ok {
		return heap.Null
	}
	def, ok := c.call(CFunc(entry.Init), 0, 0, 0, 0, 0)
	if !ok {
		return heap.Null
	}
	if def == 0 {
		return t.RuntimeErrorf("Error during loading of the HPy extension module at path '%s'. Function 'HPyInit_%s' returned NULL.", file, short)
	}
	m := c.guardedModule(name, file, Ptr[ModuleDef](def).Get(), spec)
	if m != heap.Null {
		h.extensions = append(h.extensions, Extension{name, file, uint32(major), uint32(minor)})
	}
	return m
}

// guardedModule is newModule for a definition that may point anywhere.
func (c *Context) guardedModule(name, file string, d *ModuleDef, spec Ref) (m Value) {
	mark := c.t.Top()
	defer func() {
		if p := recover(); p != nil {
			c.t.Pop(mark)
			c.badPointer("the definition of module "+name+" has", p)
		}
	}()
	if name, ok := c.moduleName(name, spec); ok {
		return c.newModule(name, file, d, spec)
	}
	return heap.Null
}

// moduleName returns the name that a specification gives the module; without one it
// is the name that it was asked for by.
func (c *Context) moduleName(asked string, spec Ref) (name string, ok bool) {
	t := c.t
	if spec.IsNil() {
		return asked, true
	}
	v := t.GetAttr(spec, t.RT.Name("name"))
	if v == heap.Null {
		return "", false
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("bad argument type for built-in operation")
		return "", false
	}
	return object.GoStr(v), true
}

// loadError raises what became of an attempt to load file as name.
func (c *Context) loadError(name, file string, err error) Value {
	t := c.t
	var wrong *loader.Error
	if !errors.As(err, &wrong) {
		c.raiseGate(err)
		return heap.Null
	}
	c.host.LastLoadError = wrong
	t.Errorf(t.RT.Exc.ImportError, "%s", wrong.Error())
	if !t.ExcMatches(t.RT.Exc.ImportError) {
		return heap.Null
	}
	exc := t.Push(t.TakeExc())
	for _, a := range []struct{ attr, value string }{{"name", name}, {"path", file}} {
		v := t.NewStr(a.value)
		if v == heap.Null || !t.SetAttr(exc, t.RT.Name(a.attr), t.Push(v)) {
			return heap.Null
		}
	}
	t.RestoreExc(exc.V())
	return heap.Null
}
