package hpyabi

import (
	"strings"

	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Functions and methods that C defines, as package object calls them.
//
// A call lays the handles of its arguments on the thread's handle stack, and
// their array, where the signature has one, on the thread's stack of arrays:
// both are popped when C returns, so a call allocates nothing.

// method is a C function that an HPyMeth defines.
type method struct {
	host *Host
	fn   CFunc
	name string // module.function or Type.method, for messages
}

// methodDef makes a definition of d for package object. prefix is what messages
// put before the name. ok is false when ValueError is pending.
func (h *Host) methodDef(t *object.Thread, d *MethDef, prefix string) (def object.MethodDef, ok bool) {
	name := d.Name.String()
	m := &method{host: h, fn: d.Impl, name: prefix + name}
	doc, sig := splitDoc(name, d.Doc.String())
	def = object.MethodDef{Name: name, Doc: doc, TextSig: sig}
	switch d.Signature {
	case SigNoargs:
		def.Method, def.Shape = m.noargs, "()"
	case SigO:
		def.Method, def.Shape = m.one, "(arg, /)"
	case SigVarargs:
		def.Method, def.Shape = m.varargs, "(*args)"
	case SigKeywords:
		def.Method, def.Shape = m.keywords, "(*args, **kwargs)"
	default:
		t.ValueErrorf("Unsupported HPyMeth signature")
		return def, false
	}
	return def, true
}

// splitDoc takes a signature off the front of a docstring, as CPython does with
// those of C functions: "name(args)\n--\n\ntext". name may have a module before
// it, which the signature has not.
func splitDoc(name, doc string) (text, sig string) {
	rest, ok := strings.CutPrefix(doc, name[strings.LastIndexByte(name, '.')+1:])
	if !ok || !strings.HasPrefix(rest, "(") {
		return doc, ""
	}
	const end = ")\n--\n\n"
	i := strings.Index(rest, end)
	if i < 0 || strings.Contains(rest[:i], "\n\n") {
		return doc, ""
	}
	return rest[i+len(end):], rest[:i+1]
}

func (m *method) noargs(t *object.Thread, self Ref, args object.Args) Value {
	if args.Len() != 0 || args.NumKw() != 0 {
		return m.refuse(t, args, "takes no arguments (%d given)")
	}
	c := m.host.contextOf(t)
	if c == nil || !c.room(1) {
		return heap.Null
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(m.fn), c.ctx, uint64(c.args.Push(self.V())), 0, 0, 0, 0)
	return c.returned(mark, r, err)
}

func (m *method) one(t *object.Thread, self Ref, args object.Args) Value {
	if args.Len() != 1 || args.NumKw() != 0 {
		return m.refuse(t, args, "takes exactly one argument (%d given)")
	}
	c := m.host.contextOf(t)
	if c == nil || !c.room(2) {
		return heap.Null
	}
	mark := c.args.Top()
	s := c.args.Push(self.V())
	r, err := c.th.Call(uintptr(m.fn), c.ctx, uint64(s), uint64(c.args.Push(args.At(0).V())), 0, 0, 0)
	return c.returned(mark, r, err)
}

func (m *method) varargs(t *object.Thread, self Ref, args object.Args) Value {
	if args.NumKw() != 0 {
		return m.refuse(t, args, "")
	}
	c := m.host.contextOf(t)
	n := args.Len()
	if c == nil || !c.room(n+1) {
		return heap.Null
	}
	mark := c.args.Top()
	s := c.args.Push(self.V())
	array := c.pushArray(args.At(0), n)
	r, err := c.th.Call(uintptr(m.fn), c.ctx, uint64(s), uint64(array), uint64(n), 0, 0)
	c.arrays = array
	return c.returned(mark, r, err)
}

func (m *method) keywords(t *object.Thread, self Ref, args object.Args) Value {
	c := m.host.contextOf(t)
	n, nkw := args.Len(), args.NumKw()
	if c == nil || !c.room(n+nkw+2) {
		return heap.Null
	}
	mark := c.args.Top()
	s := c.args.Push(self.V())
	names := handles.Null
	if nkw > 0 {
		names = c.args.Push(args.Names().V())
	}
	array := c.pushArray(args.At(0), n+nkw)
	r, err := c.th.Call(uintptr(m.fn), c.ctx, uint64(s), uint64(array), uint64(n), uint64(names), 0)
	c.arrays = array
	return c.returned(mark, r, err)
}

// refuse raises TypeError for a wrong number of arguments, or for keywords where
// there may be none.
func (m *method) refuse(t *object.Thread, args object.Args, arity string) Value {
	if args.NumKw() != 0 {
		return t.TypeErrorf("%s() takes no keyword arguments", m.name)
	}
	return t.TypeErrorf(m.name+"() "+arity, args.Len())
}

// room makes sure that n handles, and an array of as many, can be laid out.
// False: RecursionError is pending.
func (c *Context) room(n int) bool {
	if c.args.Room(n) && n <= int(c.arraysEnd-c.arrays)/heap.Word {
		return true
	}
	c.t.Errorf(c.t.RT.Exc.RecursionError, "maximum recursion depth exceeded in native code (too many arguments under way)")
	return false
}

// pushArray lays out handles for the n values from first on and their array,
// which it returns: setting c.arrays to that pops it.
func (c *Context) pushArray(first Ref, n int) Ptr[HPy] {
	array := c.arrays
	if n > 0 {
		values := first.Slots(n)
		dst := array.Slice(n)
		for i, v := range values {
			dst[i] = HPy(c.args.Push(v))
		}
		c.arrays = array.At(n)
	}
	return array
}

// returned ends a call of a C function that returns an object. Null: it raised, or
// broke off.
func (c *Context) returned(mark handles.Handle, r uint64, err error) Value {
	var v Value
	if err != nil {
		c.raiseGate(err)
	} else if r != 0 {
		var ok bool
		if v, ok = c.tab.Take(handles.Handle(r)); !ok {
			c.badHandle(HPy(r))
			v = heap.Null
		}
	}
	c.args.PopBlock(mark)
	return v
}

// badHandle raises SystemError for a handle that C returned and that is not open.
func (c *Context) badHandle(h HPy) {
	if !c.t.Pending() {
		c.t.SystemErrorf("an extension returned the handle %#x, which is not open", uint64(h))
	}
}
