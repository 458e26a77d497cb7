package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// makeAtExit makes the module atexit, whose functions run when the program ends.
// They are kept in in.atExit: a list of (function, args, kwargs).
func (in *Interp) makeAtExit(t *Thread) Value {
	if in.atExit.V() == heap.Null {
		in.atExit.Set(t.NewList(0))
	}
	m := t.Push(t.NewModule(t.RT.Name("atexit")))
	if in.atExit.V() == heap.Null || m.V() == heap.Null {
		return heap.Null
	}
	doc := t.Push(t.NewStr("allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n"))
	if doc.V() == heap.Null || !t.SetAttr(m, t.RT.Name("__doc__"), doc) || !t.AddFunctions(m, in.atExitFunctions()) {
		return heap.Null
	}
	return m.V()
}

func (in *Interp) atExitFunctions() []object.MethodDef {
	return []object.MethodDef{
		{Name: "register", Fn: in.atExitRegister, Doc: "register(func, *args, **kwargs) -> func\n\nRegister a function to be executed upon normal program termination."},
		{Name: "unregister", Sig: "(func, /)", Doc: "Unregister an exit function which was previously registered.", Fn: func(t *Thread, a Args) Value {
			for i := t.ListLen(in.atExit.V()) - 1; i >= 0; i-- {
				mark := t.Top()
				f := t.Push(t.TupleAt(t.ListAt(in.atExit.V(), i), 0))
				same := t.CompareBool(f, a.At(0), object.EQ)
				if same < 0 {
					return heap.Null
				}
				if same > 0 && i < t.ListLen(in.atExit.V()) {
					if !t.DelItem(in.atExit, t.Push(heap.SmallInt(int64(i)))) {
						return heap.Null
					}
				}
				t.Pop(mark)
			}
			return heap.None
		}},
		{Name: "_clear", Sig: "()", Doc: "Clear the list of previously registered exit functions.", Fn: func(t *Thread, a Args) Value {
			v := t.NewList(0)
			if v == heap.Null {
				return v
			}
			in.atExit.Set(v)
			return heap.None
		}},
		{Name: "_ncallbacks", Sig: "()", Doc: "Return the number of registered exit functions.", Fn: func(t *Thread, a Args) Value {
			return heap.SmallInt(int64(t.ListLen(in.atExit.V())))
		}},
		{Name: "_run_exitfuncs", Sig: "()", Doc: "Run all registered exit functions.", Fn: func(t *Thread, a Args) Value {
			in.runAtExit(t)
			return heap.None
		}},
	}
}

func (in *Interp) atExitRegister(t *Thread, a Args) Value {
	if a.Len() == 0 {
		return t.TypeErrorf("register() takes at least 1 argument (0 given)")
	}
	if !t.RT.Callable(a.At(0).V()) {
		return t.TypeErrorf("the first argument must be callable")
	}
	entry := t.PushN(3)
	entry.Set(a.At(0).V())
	entry.At(1).Set(t.TupleOf(a.At(1), a.Len()-1))
	entry.At(2).Set(t.NewDict())
	if entry.At(1).V() == heap.Null || entry.At(2).V() == heap.Null {
		return heap.Null
	}
	for i := range a.NumKw() {
		mark := t.Top()
		if !t.DictSet(entry.At(2), t.Push(a.KwName(i)), a.Kw(i)) {
			return heap.Null
		}
		t.Pop(mark)
	}
	e := t.Push(t.TupleOf(entry, 3))
	if e.V() == heap.Null || !t.ListAppend(in.atExit, e) {
		return heap.Null
	}
	return a.At(0).V()
}

// runAtExit runs the registered functions, the last first; each is forgotten
// before it runs.
func (in *Interp) runAtExit(t *Thread) {
	for in.atExit.V() != heap.Null {
		n := t.ListLen(in.atExit.V())
		if n == 0 {
			return
		}
		mark := t.Top()
		e := t.Push(t.ListAt(in.atExit.V(), n-1))
		if !t.DelItem(in.atExit, t.Push(heap.SmallInt(int64(n-1)))) {
			return
		}
		f := t.Push(t.TupleAt(e.V(), 0))
		if t.CallWith(f, t.Push(t.TupleAt(e.V(), 1)), t.Push(t.TupleAt(e.V(), 2))) == heap.Null {
			in.UnraisableIn(t, t.Push(t.TakeExc()), f, "Exception ignored in atexit callback")
		}
		t.Pop(mark)
	}
}
