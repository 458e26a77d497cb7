package hpyabi

import "github.com/hpyrun/hpyrun/object"

// Source text that C wants to run. The compiler is package python's; see Host.

func (c *Context) CompileS(source, filename CStr, kind SourceKind) HPy {
	if kind < SourceExpr || kind > SourceSingle {
		c.t.SystemErrorf("invalid source kind")
		return Null
	}
	return c.open(c.host.Compile(c.t, source.String(), filename.String(), kind))
}

// EvalCode evaluates in the namespace of globals where there are no locals.
func (c *Context) EvalCode(code, globals, locals HPy) HPy {
	t, rt := c.t, c.t.RT
	if v := c.val(code); rt.TypeOf(v) != rt.CodeType {
		t.SystemErrorf("HPy_EvalCode: a code object was expected, not %s", t.TypeName(v))
		return Null
	}
	if v := c.val(globals); !rt.TypeOf(v).Has(object.FlagDictSubclass) {
		t.SystemErrorf("HPy_EvalCode: globals must be a dict, not %s", t.TypeName(v))
		return Null
	}
	if locals == Null {
		locals = globals
	}
	return c.open(c.host.Eval(t, c.ref(code), c.ref(globals), c.ref(locals)))
}
