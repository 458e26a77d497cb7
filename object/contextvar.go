package object

import "github.com/hpyrun/hpyrun/heap"

// Context variables (contextvars.ContextVar), whose values are in the thread's context
// (context.go).

// The references of a ContextVar.
const (
	varName    = iota
	varDefault // Null: none
	varRefs
)

// The references of a Token.
const (
	tokenVar     = iota
	tokenOld     // Null: the variable had no value
	tokenContext // where it was set
	tokenRefs
)

const tokenUsed = 0 // raw word: 1 when reset has used it

type contextTypes struct {
	context, contextVar, token, missing *Type

	missingToken Ref // Token.MISSING
}

// ContextVarType and TokenType are the classes of module contextvars.
func (rt *Runtime) ContextVarType() *Type { return rt.contexts.contextVar }
func (rt *Runtime) TokenType() *Type      { return rt.contexts.token }

// IsContextVar says that v is a context variable (no safepoint).
func (rt *Runtime) IsContextVar(v Value) bool {
	return v.IsPtr() && rt.TypeOf(v) == rt.contexts.contextVar
}

// NewContextVar makes a variable; def may be the nil Ref.
func (t *Thread) NewContextVar(name, def Ref) Value {
	v := t.Alloc(t.RT.contexts.contextVar.Index, varRefs, 0)
	if v == heap.Null {
		return v
	}
	t.Store(v, varName, name.V())
	if !def.IsNil() {
		t.Store(v, varDefault, def.V())
	}
	return v
}

// ContextVarCurrent returns the variable's value in the current context; Null
// with ok: it is not set.
func (t *Thread) ContextVarCurrent(v Ref) (val Value, ok bool) {
	if t.context.V() == heap.Null {
		return heap.Null, true
	}
	defer t.Pop(t.Top())
	return t.DictGet(t.contextVars(t.context), v)
}

// ContextVarGet returns the variable's value in the current context, else its
// default; Null with ok: it has neither.
func (t *Thread) ContextVarGet(v Ref) (val Value, ok bool) {
	if x, ok := t.ContextVarCurrent(v); x != heap.Null || !ok {
		return x, ok
	}
	return v.V().Addr().Ref(varDefault), true
}

// ContextVarSet sets the variable and returns a Token.
func (t *Thread) ContextVarSet(v, val Ref) Value {
	if t.currentContext() == heap.Null {
		return heap.Null
	}
	defer t.Pop(t.Top())
	vars := t.contextVars(t.context)
	old, ok := t.DictGet(vars, v)
	if !ok {
		return heap.Null
	}
	oldRef := t.Push(old)
	tok := t.Alloc(t.RT.contexts.token.Index, tokenRefs, 8)
	if tok == heap.Null {
		return tok
	}
	t.Store(tok, tokenVar, v.V())
	t.Store(tok, tokenOld, oldRef.V())
	t.Store(tok, tokenContext, t.context.V())
	tr := t.Push(tok)
	if !t.DictSet(vars, v, val) {
		return heap.Null
	}
	return tr.V()
}

// ContextVarReset gives the variable the value it had before the Set that made
// the token.
func (t *Thread) ContextVarReset(v, token Ref) bool {
	a := token.V().Addr()
	if t.RT.TypeOf(token.V()) != t.RT.contexts.token {
		t.TypeErrorf("expected an instance of Token, got %s", t.reprText(token))
		return false
	}
	if a.Word64(tokenUsed) != 0 {
		t.RuntimeErrorf("%s has already been used once", t.reprText(token))
		return false
	}
	if a.Ref(tokenVar) != v.V() {
		t.ValueErrorf("%s was created by a different ContextVar", t.reprText(token))
		return false
	}
	if a.Ref(tokenContext) != t.context.V() {
		t.ValueErrorf("%s was created in a different Context", t.reprText(token))
		return false
	}
	a.SetWord64(tokenUsed, 1)
	defer t.Pop(t.Top())
	old, vars := t.Push(a.Ref(tokenOld)), t.contextVars(t.context)
	if old.V() != heap.Null {
		return t.DictSet(vars, v, old)
	}
	_, ok := t.DictDel(vars, v)
	return ok
}

func (t *Thread) reprText(r Ref) string {
	v := t.Repr(r)
	if v == heap.Null {
		t.ClearExc()
		return "?"
	}
	return GoStr(v)
}

func contextVarDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "ContextVar", Module: "_contextvars", FixedRefs: varRefs, Into: &rt.contexts.contextVar,
		Slots: Slots{
			New: func(t *Thread, args Args) Value {
				bound, ok := contextVarSig.Bind(t, args)
				if !ok {
					return heap.Null
				}
				name, def := bound.At(1), bound.At(2)
				if !t.RT.IsStr(name.V()) {
					return t.TypeErrorf("context variable name must be a str")
				}
				if def.V() == heap.Null {
					def = Ref{}
				}
				return t.NewContextVar(name, def)
			},
			Repr: func(t *Thread, r Ref) Value {
				defer t.Pop(t.Top())
				name := t.reprText(t.Push(r.V().Addr().Ref(varName)))
				def := ""
				if d := r.V().Addr().Ref(varDefault); d != heap.Null {
					def = " default=" + t.reprText(t.Push(d))
				}
				return t.NewStr("<ContextVar name=" + name + def + " at " + t.AddressOf(r.V()) + ">")
			},
		},
		Methods: []MethodDef{
			{Name: "get", Fn: contextVarGet, Doc: "Return a value for the context variable for the current context."},
			{Name: "set", Sig: "($self, value, /)", Doc: "Call to set a new value for the context variable in the current context.",
				Fn: func(t *Thread, a Args) Value { return t.ContextVarSet(a.At(0), a.At(1)) }},
			{Name: "reset", Sig: "($self, token, /)", Doc: "Reset the context variable.",
				Fn: func(t *Thread, a Args) Value {
					if !t.ContextVarReset(a.At(0), a.At(1)) {
						return heap.Null
					}
					return heap.None
				}},
			ClassGetItem,
		},
		GetSets: []GetSetDef{{Name: "name", Get: func(t *Thread, self Ref) Value { return self.V().Addr().Ref(varName) }}},
	}
}

var contextVarSig = ParseSignature("ContextVar", "($self, name, /, *, default=<unrepresentable>)")

func contextVarGet(t *Thread, a Args) Value {
	if a.NumKw() > 0 {
		return t.TypeErrorf("ContextVar.get() takes no keyword arguments")
	}
	if a.Len() > 2 {
		return t.TypeErrorf("get expected at most 1 argument, got %d", a.Len()-1)
	}
	set, ok := t.ContextVarCurrent(a.At(0))
	switch {
	case set != heap.Null || !ok:
		return set
	case a.Len() == 2:
		return a.At(1).V()
	}
	if def := a.At(0).V().Addr().Ref(varDefault); def != heap.Null {
		return def
	}
	return t.Raise(t.RT.Exc.LookupError, a.At(0))
}

func tokenDef(rt *Runtime) TypeDef {
	return TypeDef{
		Name: "Token", Module: "_contextvars", FixedRefs: tokenRefs, RawSize: 8, Into: &rt.contexts.token,
		Slots: Slots{New: func(t *Thread, args Args) Value {
			return t.RuntimeErrorf("Tokens can only be created by ContextVars")
		}, Repr: func(t *Thread, r Ref) Value {
			defer t.Pop(t.Top())
			used := ""
			if r.V().Addr().Word64(tokenUsed) != 0 {
				used = " used"
			}
			return t.NewStr("<Token" + used + " var=" + t.reprText(t.Push(r.V().Addr().Ref(tokenVar))) + " at " + t.AddressOf(r.V()) + ">")
		}},
		GetSets: []GetSetDef{
			{Name: "var", Get: func(t *Thread, self Ref) Value { return self.V().Addr().Ref(tokenVar) }},
			{Name: "old_value", Get: func(t *Thread, self Ref) Value {
				if v := self.V().Addr().Ref(tokenOld); v != heap.Null {
					return v
				}
				return t.RT.contexts.missingToken.V()
			}},
		},
		Methods: []MethodDef{ClassGetItem},
		Ready: func(t *Thread, typ *Type) bool {
			c := &t.RT.contexts
			c.missingToken = t.RT.Heap.NewRoot()
			c.missingToken.Set(t.NewInstance(c.missing))
			return c.missingToken.V() != heap.Null && t.DictSetStr(typ.Dict, "MISSING", c.missingToken)
		},
	}
}

// missingDef is the type of Token.MISSING, which says that there was no value.
func missingDef(rt *Runtime) TypeDef {
	return TypeDef{Name: "Token.MISSING", Module: "", Flags: FlagNoInstantiate, Into: &rt.contexts.missing,
		Slots: Slots{Repr: constRepr("<Token.MISSING>")}}
}
