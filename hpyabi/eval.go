package hpyabi

// Source text that C wants to run. The compiler is package python's; see Host.

func (c *Context) CompileS(source, filename CStr, kind SourceKind) HPy {
	if kind < SourceExpr || kind > SourceSingle {
		c.t.SystemErrorf("invalid source kind")
		return Null
	}
	return c.open(c.host.Compile(c.t, source.String(), filename.String(), kind))
}

func (c *Context) EvalCode(code, globals, locals HPy) HPy {
	return c.open(c.host.Eval(c.t, c.ref(code), c.ref(globals), c.ref(locals)))
}
