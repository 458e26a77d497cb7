package hpyabi

// The members that lead to CPython's own API. A universal extension that is
// built to run anywhere does not use them: there are no PyObjects here.

func (c *Context) noPyObject(what string) {
	c.t.SystemErrorf("%s: there are no PyObjects in hpyrun; a universal extension that runs anywhere must not use CPython's API", what)
}

func (c *Context) FromPyObject(obj uintptr) HPy {
	c.noPyObject("HPy_FromPyObject")
	return Null
}

func (c *Context) AsPyObject(h HPy) uintptr {
	c.noPyObject("HPy_AsPyObject")
	return 0
}

// CallRealFunctionFromTrampoline is what CPython's trampolines call; hpyrun
// calls implementations directly, so nobody should get here.
func (c *Context) CallRealFunctionFromTrampoline(sig FuncSignature, fn CFunc, args uintptr) {
	c.noPyObject("_HPy_CallRealFunctionFromTrampoline")
}
