package hpyabi

import (
	"github.com/hpyrun/hpyrun/heap"
)

// Context variables.

func (c *Context) ContextVarNew(name CStr, def HPy) HPy {
	n, ok := c.str(name)
	if !ok {
		return Null
	}
	return c.open(c.t.NewContextVar(n, c.opt(def)))
}

// ContextVarGet stores the variable's value in *result: the value that is set,
// else def, else the variable's default, else HPy_NULL; 0, or -1 with an
// exception.
func (c *Context) ContextVarGet(v, def HPy, result Ptr[HPy]) int32 {
	t := c.t
	if !c.contextVar(v) {
		return -1
	}
	x, ok := t.ContextVarCurrent(c.ref(v))
	if !ok {
		return -1
	}
	switch {
	case x != heap.Null:
	case def != Null:
		x = c.val(def)
	default:
		x, _ = t.ContextVarGet(c.ref(v))
	}
	*result.Get() = c.open(x)
	return 0
}

func (c *Context) contextVar(v HPy) bool {
	if !c.t.RT.IsContextVar(c.val(v)) {
		c.t.TypeErrorf("an instance of ContextVar was expected")
		return false
	}
	return true
}

func (c *Context) ContextVarSet(v, val HPy) HPy {
	if !c.contextVar(v) {
		return Null
	}
	return c.open(c.t.ContextVarSet(c.ref(v), c.ref(val)))
}
