package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Audit hooks (PEP 578): functions that are told of what Python code announces by
// sys.audit. What Go code does is not announced.

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
	case a.Len() == 0:
		return t.TypeErrorf("audit() missing 1 required positional argument: 'event'")
	case !t.RT.IsStr(a.At(0).V()):
		return t.TypeErrorf("expected str for argument 'event', not %s", t.TypeName(a.At(0).V()))
	case in.auditHooks.IsNil():
		return heap.None
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
