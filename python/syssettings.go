package python

import (
	"os"
	"strings"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// What sys has to look at the runtime and to set it: sizes, limits, hooks.

func (in *Interp) sysSettings() []object.MethodDef {
	return []object.MethodDef{
		{Name: "getsizeof", Sig: "(object, default=<unrepresentable>)", Fn: sysSizeof,
			Doc: "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes."},
		{Name: "getallocatedblocks", Sig: "()", Doc: "Return the number of objects on the heap, those that died and were not collected yet included.",
			Fn: func(t *Thread, a Args) Value {
				n := int64(0)
				t.H.EachObject(func(heap.Value, heap.Space) { n++ })
				return t.NewInt(n)
			}},
		{Name: "getswitchinterval", Sig: "()", Doc: "Return the current thread switch interval; see sys.setswitchinterval().",
			Fn: func(t *Thread, a Args) Value { return heap.Float(t.RT.SwitchInterval().Seconds()) }},
		{Name: "setswitchinterval", Sig: "(interval, /)", Fn: sysSetSwitchInterval,
			Doc: "Set the ideal thread switching delay inside the Python interpreter.\n\nThe actual frequency of switching threads can be lower if the\n" +
				"interpreter executes long sequences of uninterruptible code\n(this is implementation-specific and workload-dependent).\n\n" +
				"The parameter must represent the desired switching delay in seconds\nA typical value is 0.005 (5 milliseconds)."},
		{Name: "get_int_max_str_digits", Sig: "()", Doc: "Return the maximum string digits limit for non-binary int<->str conversions.",
			Fn: func(t *Thread, a Args) Value { return t.NewInt(int64(t.RT.MaxStrDigits())) }},
		{Name: "set_int_max_str_digits", Sig: "(maxdigits)", Doc: "Set the maximum string digits limit for non-binary int<->str conversions.",
			Fn: sysSetMaxDigits},
		{Name: "breakpointhook", Fn: in.breakpointHook, Doc: "breakpointhook(*args, **kws)\n\nThis hook function is called by built-in breakpoint().\n"},
		{Name: "_current_frames", Sig: "()", Fn: sysCurrentFrames,
			Doc: "Return a dict mapping each thread's thread id to its current stack frame.\n\nThis function should be used for specialized purposes only."},
		{Name: "_current_exceptions", Sig: "()", Fn: sysCurrentExceptions,
			Doc: "Return a dict mapping each thread's identifier to its current raised exception.\n\nThis function should be used for specialized purposes only."},
		{Name: "gettrace", Sig: "()", Doc: "Return the global debug tracing function set with sys.settrace: there is none.", Fn: sysNone},
		{Name: "getprofile", Sig: "()", Doc: "Return the profiling function set with sys.setprofile: there is none.", Fn: sysNone},
		{Name: "settrace", Sig: "(function, /)", Doc: "Set the global debug tracing function: None only, code is not traced.", Fn: refuseHook("sys.settrace")},
		{Name: "setprofile", Sig: "(function, /)", Doc: "Set the profiling function: None only, calls are not profiled.", Fn: refuseHook("sys.setprofile")},
		{Name: "call_tracing", Sig: "(func, args, /)", Doc: "Call func(*args).", Fn: func(t *Thread, a Args) Value {
			if !t.RT.TypeOf(a.At(1).V()).Has(object.FlagTupleSubclass) {
				return t.TypeErrorf("call_tracing() argument 2 must be tuple, not %s", t.TypeName(a.At(1).V()))
			}
			kw := t.Push(t.NewDict())
			if kw.V() == heap.Null {
				return heap.Null
			}
			return t.CallWith(a.At(0), a.At(1), kw)
		}},
	}
}

func sysNone(t *Thread, a Args) Value { return heap.None }

func refuseHook(name string) object.Native {
	return func(t *Thread, a Args) Value {
		if a.At(0).V() == heap.None {
			return heap.None
		}
		return t.Errorf(t.RT.Exc.NotImplementedError, "%s(): hpyrun does not trace code", name)
	}
}

// sysSizeof asks the object's own __sizeof__.
func sysSizeof(t *Thread, a Args) Value {
	o := a.At(0)
	fail := func() Value {
		if a.At(1).V() != heap.Null && t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			return a.At(1).V()
		}
		return heap.Null
	}
	m := t.LookupSpecial(o, t.RT.Name("__sizeof__"))
	if m == heap.Null {
		if !t.Pending() {
			t.TypeErrorf("Type %s doesn't define __sizeof__", t.TypeName(o.V()))
		}
		return fail()
	}
	v := t.CallN(t.Push(m))
	if v == heap.Null {
		return fail()
	}
	if !t.RT.TypeOf(v).IsSubtype(t.RT.IntType) {
		t.TypeErrorf("an integer is required")
		return fail()
	}
	n, ok := t.AsInt64(t.Push(v))
	if !ok {
		return fail()
	}
	if n < 0 {
		return t.ValueErrorf("__sizeof__() should return >= 0")
	}
	return t.NewInt(n)
}

func sysSetSwitchInterval(t *Thread, a Args) Value {
	s, ok := t.AsFloat64(a.At(0))
	if !ok {
		return heap.Null
	}
	if !(s > 0) {
		return t.ValueErrorf("switch interval must be strictly positive")
	}
	const longest = 1 << 31 // microseconds, as CPython counts
	t.RT.SetSwitchInterval(time.Duration(min(s*1e6, longest)) * time.Microsecond)
	return heap.None
}

func sysSetMaxDigits(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	const threshold = 640
	if n != 0 && n < threshold {
		return t.ValueErrorf("maxdigits must be 0 or larger than %d", threshold)
	}
	t.RT.SetMaxStrDigits(int(n))
	return heap.None
}

// perThread makes a dict of something of each thread, by its identifier; of those that have
// nothing there is no entry.
func perThread(t *Thread, of func(x *Thread) Value) Value {
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	for _, x := range t.RT.Threads() {
		mark := t.Top()
		v := t.Push(of(x))
		if v.V() == heap.Null {
			x.ClearExc()
		} else if id := t.Push(t.NewInt(int64(x.Ident()))); id.V() == heap.Null || !t.DictSet(d, id, v) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return d.V()
}

func sysCurrentFrames(t *Thread, a Args) Value {
	return perThread(t, func(x *Thread) Value { return vm.Of(x).FrameAt(0) })
}

func sysCurrentExceptions(t *Thread, a Args) Value {
	return perThread(t, func(x *Thread) Value { return excInfoOf(t, x) })
}

// breakpointHook calls what $PYTHONBREAKPOINT names: pdb.set_trace by default, nothing for
// "0".
func (in *Interp) breakpointHook(t *Thread, a Args) Value {
	where := ""
	if !in.cfg.Flags.IgnoreEnvironment {
		where = os.Getenv("PYTHONBREAKPOINT")
	}
	if where == "0" {
		return heap.None
	}
	if where == "" {
		where = "pdb.set_trace"
	}
	module, name := "builtins", where
	if i := strings.LastIndexByte(where, '.'); i >= 0 {
		module, name = where[:i], where[i+1:]
	}
	f := heap.Null
	if module != "" && name != "" {
		if m := in.Import(t, module); m != heap.Null {
			f = t.GetAttr(t.Push(m), t.RT.Name(name))
		}
	}
	if f == heap.Null {
		if t.Pending() && !t.ExcMatches(t.RT.Exc.ImportError) && !t.ExcMatches(t.RT.Exc.AttributeError) {
			return heap.Null
		}
		t.ClearExc()
		if !t.Warn(t.RT.Exc.RuntimeWarning, "Ignoring unimportable $PYTHONBREAKPOINT: \"%s\"", where) {
			return heap.Null
		}
		return heap.None
	}
	return t.Call(t.Push(f), a)
}

// builtinBreakpoint is breakpoint(): sys.breakpointhook.
func (in *Interp) builtinBreakpoint(t *Thread, a Args) Value {
	hook, ok := t.GetAttrOpt(in.sys, t.RT.Name("breakpointhook"))
	if !ok {
		return heap.Null
	}
	if hook == heap.Null {
		return t.RuntimeErrorf("lost sys.breakpointhook")
	}
	return t.Call(t.Push(hook), a)
}
