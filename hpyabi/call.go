package hpyabi

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Calls from C into Python.

func (c *Context) CallableCheck(h HPy) int32 { return truth(c.t.RT.Callable(c.val(h))) }

// CallTupleDict is callable(*args, **kw); args and kw may be HPy_NULL.
func (c *Context) CallTupleDict(callable, args, kw HPy) HPy {
	t := c.t
	if args != Null && !t.RT.TypeOf(c.val(args)).Has(object.FlagTupleSubclass) {
		t.TypeErrorf("HPy_CallTupleDict requires args to be a tuple or null handle")
		return Null
	}
	if kw != Null && !t.RT.TypeOf(c.val(kw)).Has(object.FlagDictSubclass) {
		t.TypeErrorf("HPy_CallTupleDict requires kw to be a dict or null handle")
		return Null
	}
	n, nkw := 0, 0
	if args != Null {
		n = t.TupleLen(c.val(args))
	}
	if kw != Null {
		nkw = t.DictLen(c.val(kw))
	}
	if !t.Room(n + nkw + 1) {
		t.Errorf(t.RT.Exc.RecursionError, "maximum recursion depth exceeded (root stack exhausted)")
		return Null
	}
	var names Ref
	if nkw > 0 {
		v := t.NewTuple(nkw)
		if v == heap.Null {
			return Null
		}
		names = t.Push(v)
	}
	first := t.PushN(n + nkw + 1)
	for i := 0; i < n; i++ {
		first.At(i).Set(t.TupleAt(c.val(args), i))
	}
	for i, pos := 0, 0; i < nkw; i++ {
		k, v, _ := t.DictNext(c.val(kw), &pos)
		if !t.RT.IsStr(k) {
			t.TypeErrorf("keywords must be strings")
			return Null
		}
		t.Store(names.V(), i, k)
		first.At(n + i).Set(v)
	}
	return c.open(t.Call(c.ref(callable), object.MakeArgs(first, n, names)))
}

// args copies the arguments of a call to the root stack.
func (c *Context) callArgs(p Ptr[HPy], n uint64, kwnames HPy) (object.Args, bool) {
	t := c.t
	total := int(n)
	var names Ref
	if kwnames != Null {
		names = c.ref(kwnames)
		total += t.TupleLen(names.V())
	}
	if !t.Room(total + 1) {
		t.Errorf(t.RT.Exc.RecursionError, "maximum recursion depth exceeded (root stack exhausted)")
		return object.Args{}, false
	}
	return object.MakeArgs(c.refs(p, total), int(n), names), true
}

func (c *Context) Call(callable HPy, p Ptr[HPy], n uint64, kwnames HPy) HPy {
	args, ok := c.callArgs(p, n, kwnames)
	if !ok {
		return Null
	}
	return c.open(c.t.Call(c.ref(callable), args))
}

// CallMethod calls the method name of the first argument.
func (c *Context) CallMethod(name HPy, p Ptr[HPy], n uint64, kwnames HPy) HPy {
	t := c.t
	if n == 0 {
		t.SystemErrorf("HPy_CallMethod was given no argument to call the method of")
		return Null
	}
	args, ok := c.callArgs(p, n, kwnames)
	if !ok {
		return Null
	}
	f, unbound := t.LoadMethod(args.At(0), c.ref(name))
	if f == heap.Null {
		return Null
	}
	fr := t.Push(f)
	if !unbound {
		args = args.Skip(1)
	}
	return c.open(t.Call(fr, args))
}
