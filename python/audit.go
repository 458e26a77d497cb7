package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Audit hooks (PEP 578): functions that are told of what Python code announces by
// sys.audit, and of imports. What else Go code does is not announced.

func (in *Interp) auditFunctions() []object.MethodDef {
	return []object.MethodDef{
		{Name: "audit", Fn: in.audit, Doc: "audit(event, *args)\n\nTell the audit hooks of an event."},
		{Name: "addaudithook", Sig: "(hook)", Doc: "Add a function that is called with the name and the arguments of each event. It\ncannot be removed.",
			Fn: in.addAuditHook},
	}
}

func (in *Interp) audit(t *Thread, a Args) Value {
	switch {
	case a.NumKw() > 0:
		return t.TypeErrorf("sys.audit() takes no keyword arguments")
	case a.Len() > 0 && in.auditHooks.IsNil():
		return heap.None
	case a.Len() == 0:
		return t.TypeErrorf("audit() missing 1 required positional argument: 'event'")
	case !t.RT.IsStr(a.At(0).V()):
		return t.TypeErrorf("expected str for argument 'event', not %s", t.TypeName(a.At(0).V()))
	}
	args := t.Push(t.TupleOf(a.At(1), a.Len()-1))
	if args.V() == heap.Null || !in.announce(t, a.At(0), args) {
		return heap.Null
	}
	return heap.None
}

// announce calls all hooks. false: one has raised.
func (in *Interp) announce(t *Thread, event, args Ref) bool {
	defer t.Pop(t.Top())
	for i := 0; i < t.ListLen(in.auditHooks.V()); i++ {
		mark := t.Top()
		if t.CallN(t.Push(t.ListAt(in.auditHooks.V(), i)), event, args) == heap.Null {
			return false
		}
		t.Pop(mark)
	}
	return true
}

func (in *Interp) addAuditHook(t *Thread, a Args) Value {
	if in.auditHooks.IsNil() {
		in.auditHooks = in.RT.Heap.NewRoot()
		in.auditHooks.Set(t.NewList(0))
	}
	event, none := t.Push(t.RT.Name("sys.addaudithook").V()), t.Push(t.NewTuple(0))
	if none.V() == heap.Null || in.auditHooks.V() == heap.Null {
		return heap.Null
	}
	if !in.announce(t, event, none) {
		// A hook may keep others out.
		if !t.ExcMatches(t.RT.Exc.Exception) {
			return heap.Null
		}
		t.ClearExc()
		return heap.None
	}
	if !t.ListAppend(in.auditHooks, a.At(0)) {
		return heap.Null
	}
	return heap.None
}

// auditImport tells of an import: name, file (None), path, meta_path and path_hooks of sys.
func (in *Interp) auditImport(t *Thread, name Ref) bool {
	if in.auditHooks.IsNil() {
		return true
	}
	defer t.Pop(t.Top())
	const num = 5
	args := t.PushN(num)
	args.Set(name.V())
	args.At(1).Set(heap.None)
	for i, n := range []string{"path", "meta_path", "path_hooks"} {
		v, ok := t.GetAttrOpt(in.sys, t.RT.Name(n))
		if !ok {
			return false
		}
		if v == heap.Null {
			v = heap.None
		}
		args.At(i + 2).Set(v)
	}
	tuple := t.Push(t.TupleOf(args, num))
	return tuple.V() != heap.Null && in.announce(t, t.RT.Name("import"), tuple)
}
