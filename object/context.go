package object

import "github.com/hpyrun/hpyrun/heap"

// Contexts: what values the context variables have. A thread is in one context; run
// calls a function in another. CPython keeps the variables in a tree that can be copied
// without work; here it is a dict, and a copy costs as much as the variables that are set.

// The references of a Context, and its raw word.
const (
	ctxVars = iota // a dict of variable and value
	ctxPrev        // while it is entered: the context to return to
	ctxRefs

	ctxEntered = 0
)

// ContextType is the class Context of module contextvars.
func (rt *Runtime) ContextType() *Type { return rt.contexts.context }

// newContext makes a context; vars is a dict, or the nil Ref for an empty one.
func (t *Thread) newContext(vars Ref) Value {
	defer t.Pop(t.Top())
	if vars.IsNil() {
		vars = t.Push(t.NewDict())
	} else {
		vars = t.Push(t.DictCopy(vars))
	}
	if vars.V() == heap.Null {
		return heap.Null
	}
	v := t.Alloc(t.RT.contexts.context.Index, t.RT.contexts.context.Layout.FixedRefs, 8)
	if v != heap.Null {
		t.Store(v, ctxVars, vars.V())
	}
	return v
}

// currentContext returns the thread's context, making it if need be.
func (t *Thread) currentContext() Value {
	if t.context.V() == heap.Null {
		t.context.Set(t.newContext(Ref{}))
	}
	return t.context.V()
}

// CopyContext is contextvars.copy_context().
func (t *Thread) CopyContext() Value {
	if t.context.V() == heap.Null {
		return t.newContext(Ref{})
	}
	defer t.Pop(t.Top())
	return t.newContext(t.Push(t.context.V().Addr().Ref(ctxVars)))
}

// contextRun calls a function in the context self. Sig "": the arguments are its own.
func contextRun(t *Thread, args Args) Value {
	if args.Len() < 2 {
		return t.TypeErrorf("run() missing 1 required positional argument")
	}
	self := args.At(0)
	if self.V().Addr().Word64(ctxEntered) != 0 {
		return t.RuntimeErrorf("cannot enter context: %s is already entered", t.reprText(self))
	}
	if t.currentContext() == heap.Null {
		return heap.Null
	}
	t.Store(self.V(), ctxPrev, t.context.V())
	self.V().Addr().SetWord64(ctxEntered, 1)
	t.context.Set(self.V())
	v := t.Call(args.At(1), args.Skip(2))
	t.context.Set(self.V().Addr().Ref(ctxPrev))
	t.Store(self.V(), ctxPrev, heap.Null)
	self.V().Addr().SetWord64(ctxEntered, 0)
	return v
}

// contextVars pushes the dict of a context.
func (t *Thread) contextVars(self Ref) Ref { return t.Push(self.V().Addr().Ref(ctxVars)) }

// contextKey refuses a key that is no variable.
func (t *Thread) contextKey(k Ref) bool {
	if t.RT.IsContextVar(k.V()) {
		return true
	}
	t.TypeErrorf("a ContextVar key was expected, got %s", t.reprText(k))
	return false
}

func contextSubscript(t *Thread, self, k Ref) Value {
	defer t.Pop(t.Top())
	if !t.contextKey(k) {
		return heap.Null
	}
	v, ok := t.DictGet(t.contextVars(self), k)
	if v == heap.Null && ok {
		return t.KeyError(k)
	}
	return v
}

func contextGet(t *Thread, a Args) Value {
	if !t.contextKey(a.At(1)) {
		return heap.Null
	}
	v, ok := t.DictGet(t.contextVars(a.At(0)), a.At(1))
	if v == heap.Null && ok {
		return a.At(2).V()
	}
	return v
}

func contextCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || t.RT.TypeOf(b.V()) != t.RT.contexts.context {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	return t.Compare(t.contextVars(a), t.contextVars(b), op)
}

func contextDef(rt *Runtime) TypeDef {
	// view makes the methods that are those of the dict.
	view := func(name string) MethodDef {
		return MethodDef{Name: name, Sig: "($self, /)", Doc: "Return the " + name + " of the context.", Fn: func(t *Thread, a Args) Value {
			v := t.CallMethod(t.contextVars(a.At(0)), t.RT.Name(name))
			if v == heap.Null {
				return v
			}
			return t.Iter(t.Push(v))
		}}
	}
	return TypeDef{
		Name: "Context", Module: "_contextvars", FixedRefs: ctxRefs, RawSize: 8, Weak: true, Into: &rt.contexts.context,
		Slots: Slots{
			New: func(t *Thread, args Args) Value {
				if args.Len() > 1 || args.NumKw() > 0 {
					return t.TypeErrorf("Context() does not accept any arguments")
				}
				return t.newContext(Ref{})
			},
			Compare: contextCompare, MpSubscript: contextSubscript,
			MpLength: func(t *Thread, self Ref) int { return t.DictLen(self.V().Addr().Ref(ctxVars)) },
			SqContains: func(t *Thread, self, k Ref) int {
				defer t.Pop(t.Top())
				if !t.contextKey(k) {
					return -1
				}
				return t.DictContains(t.contextVars(self), k)
			},
			Iter: func(t *Thread, self Ref) Value {
				defer t.Pop(t.Top())
				return t.Iter(t.contextVars(self))
			},
		},
		Methods: []MethodDef{
			{Name: "run", Fn: contextRun, Doc: "Call a function with this context as the current one."},
			{Name: "get", Sig: "($self, key, default=None, /)", Fn: contextGet, Doc: "Return the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return `default`. If `default` is not given,\nreturn None."},
			{Name: "copy", Sig: "($self, /)", Doc: "Return a shallow copy of the context object.",
				Fn: func(t *Thread, a Args) Value { return t.newContext(t.contextVars(a.At(0))) }},
			view("items"), view("keys"), view("values"),
		},
	}
}
