package hpyabi

import (
	"fmt"
	"unsafe"

	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// What types and identity are asked for.

// Is is HPy_Is. HPy_NULL is identical to itself alone, and no mistake: extensions
// compare optional arguments with h_None.
func (c *Context) Is(a, b HPy) int32 {
	if a == Null || b == Null {
		return truth(a == b)
	}
	return truth(c.val(a) == c.val(b))
}

// Type is HPy_Type.
func (c *Context) Type(h HPy) HPy { return c.open(c.t.RT.TypeOf(c.val(h)).Obj.V()) }

// TypeCheck is HPy_TypeCheck.
func (c *Context) TypeCheck(h, cls HPy) int32 {
	typ := c.t.RT.TypeFromObj(c.val(cls))
	return truth(typ != nil && c.t.RT.TypeOf(c.val(h)).IsSubtype(typ))
}

// TypeIsSubtype is HPyType_IsSubtype.
func (c *Context) TypeIsSubtype(sub, cls HPy) int32 {
	s, typ := c.t.RT.TypeFromObj(c.val(sub)), c.t.RT.TypeFromObj(c.val(cls))
	return truth(s != nil && typ != nil && s.IsSubtype(typ))
}

// TypeGetBuiltinShape is _HPyType_GetBuiltinShape: what the specification of cls said. A class
// that Python code made has none, whatever it derives from.
func (c *Context) TypeGetBuiltinShape(cls HPy) BuiltinShape {
	typ := c.typeOf(cls, "arg must be a type")
	if typ == nil {
		return -2
	}
	if ct := cTypeOf(typ); ct != nil && (typ.Base == nil || cTypeOf(typ.Base) != ct) {
		return ct.shape
	}
	return ShapeLegacy
}

// typeName is a type's __name__ off the heap, with a NUL after it.
type typeName struct {
	text string
	at   CStr
}

// TypeGetName is HPyType_GetName. What it returns lives as long as the runtime:
// names change seldom.
func (c *Context) TypeGetName(cls HPy) CStr {
	typ := c.typeOf(cls, "HPyType_GetName arg must be a type")
	if typ == nil {
		return 0
	}
	n := c.host.typeNames[typ]
	if n.at == 0 || n.text != typ.Name {
		p := c.t.H.AllocNative(len(typ.Name) + 1)
		if p == nil {
			c.t.MemoryError()
			return 0
		}
		copy(unsafe.Slice((*byte)(p), len(typ.Name)), typ.Name)
		n = typeName{typ.Name, CStr(uintptr(p))}
		c.host.typeNames[typ] = n
	}
	return n.at
}

// SetCallFunction is HPy_SetCallFunction.
func (c *Context) SetCallFunction(h HPy, fn Ptr[CallFunction]) int32 {
	v := c.val(h)
	typ := c.t.RT.TypeOf(v)
	ct := cTypeOf(typ)
	switch {
	case ct != nil && ct.callSlot >= 0:
		c.t.Store(v, ct.callSlot, heap.SmallInt(int64(fn.Get().Impl)))
	case ct != nil && ct.callOffset >= 0:
		*Ptr[CallFunction](c.host.structOf(v) + uintptr(ct.callOffset)).Get() = *fn.Get()
	default:
		c.t.TypeErrorf("type '%.50s does not implement the HPy call protocol", typ.Shown)
		return -1
	}
	return 0
}

// Dump is _HPy_Dump.
func (c *Context) Dump(h HPy) {
	t := c.t
	w := c.host.stderr()
	if !c.tab.Valid(handles.Handle(h)) {
		fmt.Fprintf(w, "handle          : %#x\nobject          : none\n", uint64(h))
		return
	}
	v := c.val(h)
	saved := t.Push(t.TakeExc())
	typ := t.RT.TypeOf(v)
	fmt.Fprintf(w, "handle          : %#x\nobject id       : %s\nobject type name: %s\n", uint64(h), t.AddressOf(v), typ.Shown)
	text := "<repr() failed>"
	if r := t.Repr(c.ref(h)); r != heap.Null {
		text = object.GoStr(r)
	}
	fmt.Fprintf(w, "object repr     : %s\n", text)
	t.RestoreExc(saved.V())
}
