package python

import (
	"runtime"
	"slices"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/modules/system"
)

// The version of Python that hpyrun speaks.
const (
	Version       = "3.11.0" // of Python
	hexVersion    = 0x030B00F0
	HPyrunVersion = "0.1.0"
)

// setter puts values into a module's namespace; after the first failure it does
// nothing, and ok is false.
type setter struct {
	t  *Thread
	d  Ref
	ok bool
}

func newSetter(t *Thread, module Ref) *setter {
	return &setter{t, t.Push(t.RT.ModuleDict(module.V())), true}
}

func (s *setter) set(name string, v Value) {
	if s.ok = s.ok && v != heap.Null; s.ok {
		mark := s.t.Top()
		s.ok = s.t.DictSetStr(s.d, name, s.t.Push(v))
		s.t.Pop(mark)
	}
}

func (s *setter) str(name, v string)       { s.set(name, s.t.NewStr(v)) }
func (s *setter) int(name string, v int64) { s.set(name, s.t.NewInt(v)) }

func (s *setter) strs(name string, list []string) { s.set(name, newList(s.t, list)) }

// newList makes a list of strs.
func newList(t *Thread, items []string) Value {
	defer t.Pop(t.Top())
	v := t.NewList(len(items))
	if v == heap.Null {
		return v
	}
	list := t.Push(v)
	for _, s := range items {
		mark := t.Top()
		r := t.Push(t.NewStr(s))
		if r.V() == heap.Null || !t.ListAppend(list, r) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return list.V()
}

// structSeq sets a value with named items; ints, strs and Values are items.
func (s *setter) structSeq(name, typeName string, fields []string, items ...any) {
	t := s.t
	typ := modules.NewStructSeq(t, modules.StructSeqDef{Module: "sys", Name: typeName, Fields: fields})
	if typ == nil {
		s.ok = false
		return
	}
	first := t.PushN(len(items))
	for i, x := range items {
		var v Value
		switch x := x.(type) {
		case nil:
			v = heap.None
		case bool:
			v = heap.Bool(x)
		case int:
			v = t.NewInt(int64(x))
		case float64:
			v = heap.Float(x)
		case string:
			v = t.NewStr(x)
		}
		if v == heap.Null {
			s.ok = false
			return
		}
		first.At(i).Set(v)
	}
	s.set(name, typ.New(t, first))
}

func (in *Interp) makeSys(t *Thread) Value {
	m := t.Push(t.NewModule(t.RT.Name("sys")))
	if m.V() == heap.Null || !t.AddFunctions(m, slices.Concat(in.sysFunctions(), in.sysFrameFunctions(), in.auditFunctions(), in.sysSettings())) {
		return heap.Null
	}
	s := newSetter(t, m)
	s.strs("argv", in.cfg.Argv)
	s.strs("path", append(slices.Clone(in.cfg.Path), in.lib.Path()...))
	s.strs("meta_path", nil)
	s.strs("path_hooks", nil)
	s.strs("warnoptions", in.cfg.WarnOptions)
	s.set("path_importer_cache", t.NewDict())
	s.set("modules", t.RT.Modules.V())
	s.strs("orig_argv", in.cfg.OrigArgv)
	// platform.python_version() and its like read it in CPython's form.
	s.str("version", Version+" (hpyrun "+HPyrunVersion+") ["+runtime.Version()+"]")
	s.int("hexversion", hexVersion)
	s.int("api_version", 1013)
	s.str("copyright", "Copyright (c) 2026 the hpyrun authors.")
	s.str("platform", runtime.GOOS)
	s.str("abiflags", "")
	s.str("byteorder", "little")
	s.int("maxsize", 1<<63-1)
	s.int("maxunicode", 0x10FFFF)
	s.str("executable", in.cfg.Executable)
	s.str("_base_executable", in.cfg.Executable)
	s.str("abiflags", "")
	s.str("_framework", "")
	s.set("_home", heap.None)
	s.set("_git", in.strTuple(t, "hpyrun", "", ""))
	s.set("_xoptions", in.xOptions(t))
	names := t.Push(in.strTuple(t, stdlibNames...))
	if names.V() == heap.Null {
		return heap.Null
	}
	s.set("stdlib_module_names", t.NewFrozenSet(names))
	for _, p := range []string{"prefix", "exec_prefix"} {
		s.str(p, in.lib.Prefix)
		s.str("base_"+p, in.lib.BasePrefix)
	}
	s.str("platlibdir", "lib")
	if in.lib.Stdlib != "" {
		s.str("_stdlib_dir", in.lib.Stdlib)
	} else {
		s.set("_stdlib_dir", heap.None)
	}
	s.str("float_repr_style", "short")
	s.set("dont_write_bytecode", heap.True)
	if s.set("pycache_prefix", heap.None); in.cfg.Flags.XOptions["pycache_prefix"] != "" {
		s.str("pycache_prefix", in.cfg.Flags.XOptions["pycache_prefix"])
	}
	version := []string{"major", "minor", "micro", "releaselevel", "serial"}
	s.structSeq("version_info", "version_info", version, 3, 11, 0, "final", 0)
	s.structSeq("float_info", "float_info", []string{"max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig",
		"mant_dig", "epsilon", "radix", "rounds"}, 1.7976931348623157e+308, 1024, 308, 2.2250738585072014e-308, -1021, -307, 15, 53,
		2.220446049250313e-16, 2, 1)
	s.structSeq("int_info", "int_info", []string{"bits_per_digit", "sizeof_digit", "default_max_str_digits",
		"str_digits_check_threshold"}, 64, 8, 4300, 640)
	s.structSeq("hash_info", "hash_info", []string{"width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits",
		"cutoff"}, 64, 1<<61-1, 314159, 0, 1000003, "fnv", 64, 64, 0)
	s.structSeq("flags", "flags", flagNames, in.cfg.Flags.items()...)
	s.structSeq("thread_info", "thread_info", []string{"name", "lock", "version"}, "pthread", nil, nil)
	impl := t.NewInstance(t.RT.SimpleNamespaceType)
	if impl == heap.Null {
		return impl
	}
	ir := t.Push(impl)
	for k, v := range map[string]string{"name": "hpyrun", "cache_tag": system.ABITag, "_multiarch": system.Multiarch()} {
		sv := t.Push(t.NewStr(v))
		if sv.V() == heap.Null || !t.SetAttr(ir, t.RT.Name(k), sv) {
			return heap.Null
		}
	}
	vi, _ := t.DictGet(s.d, t.RT.Name("version_info"))
	if vi == heap.Null || !t.SetAttr(ir, t.RT.Name("version"), t.Push(vi)) {
		return heap.Null
	}
	s.set("implementation", ir.V())
	for i, n := range []string{"stdin", "stdout", "stderr"} {
		s.set(n, in.files.Standard(t, i))
		v, _ := t.DictGet(s.d, t.RT.Name(n))
		s.set("__"+n+"__", v)
	}
	for _, n := range []string{"displayhook", "excepthook", "unraisablehook", "breakpointhook"} {
		v, _ := t.DictGet(s.d, t.RT.Name(n))
		s.set("__"+n+"__", v)
	}
	s.set("builtin_module_names", in.builtinNames(t))
	if !s.ok {
		return heap.Null
	}
	return m.V()
}

func (in *Interp) builtinNames(t *Thread) Value {
	defer t.Pop(t.Top())
	return in.strTuple(t, in.moduleNames()...)
}

// strTuple makes a tuple of strs.
func (in *Interp) strTuple(t *Thread, items ...string) Value {
	defer t.Pop(t.Top())
	first := t.PushN(len(items) + 1)
	for i, s := range items {
		first.At(i).Set(t.RT.Intern(s).V())
	}
	return t.TupleOf(first, len(items))
}

func (in *Interp) sysFunctions() []object.MethodDef {
	return []object.MethodDef{
		{Name: "exit", Sig: "(status=None, /)", Doc: "Exit the interpreter by raising SystemExit(status).", Fn: func(t *Thread, a Args) Value {
			if a.At(0).V() == heap.None {
				return t.Raise(t.RT.Exc.SystemExit)
			}
			return t.Raise(t.RT.Exc.SystemExit, a.At(0))
		}},
		{Name: "exc_info", Sig: "()", Doc: "Return current exception information: (type, value, traceback).", Fn: sysExcInfo},
		{Name: "exception", Sig: "()", Doc: "Return the current exception.", Fn: func(t *Thread, a Args) Value { return t.Handling() }},
		{Name: "getrecursionlimit", Sig: "()", Doc: "Return the current value of the recursion limit.", Fn: func(t *Thread, a Args) Value {
			return t.NewInt(int64(t.RT.RecursionLimit))
		}},
		{Name: "setrecursionlimit", Sig: "(limit, /)", Doc: "Set the maximum depth of the Python interpreter stack to n.", Fn: func(t *Thread, a Args) Value {
			n, ok := t.AsInt64(a.At(0))
			if !ok {
				return heap.Null
			}
			if n < 1 {
				return t.ValueErrorf("recursion limit must be greater or equal than 1")
			}
			if d := t.Depth(); int64(d) >= n {
				return t.Errorf(t.RT.Exc.RecursionError, "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low", n, d)
			}
			t.SetRecursionLimit(int(n))
			return heap.None
		}},
		{Name: "intern", Sig: "(string, /)", Doc: "``Intern'' the given string.", Fn: func(t *Thread, a Args) Value {
			v := a.At(0).V()
			if !t.RT.IsStr(v) {
				return t.TypeErrorf("intern() argument must be str, not %s", t.TypeName(v))
			}
			if !object.IsExactStr(v) {
				return t.TypeErrorf("can't intern %s", t.TypeName(v))
			}
			return t.RT.Intern(object.GoStr(v)).V()
		}},
		{Name: "getdefaultencoding", Sig: "()", Fn: func(t *Thread, a Args) Value { return t.NewStr("utf-8") }},
		{Name: "getfilesystemencoding", Sig: "()", Fn: func(t *Thread, a Args) Value { return t.NewStr("utf-8") }},
		{Name: "getfilesystemencodeerrors", Sig: "()", Fn: func(t *Thread, a Args) Value { return t.NewStr("surrogateescape") }},
		{Name: "is_finalizing", Sig: "()", Fn: func(t *Thread, a Args) Value { return heap.Bool(in.finishing) }},
		{Name: "unraisablehook", Sig: "(unraisable, /)", Doc: "Handle an unraisable exception.", Fn: in.showUnraisable},
		{Name: "displayhook", Sig: "(object, /)", Doc: "Print an object to sys.stdout and also save it in builtins._", Fn: func(t *Thread, a Args) Value {
			if !in.showValue(t, a.At(0)) {
				return heap.Null
			}
			return heap.None
		}},
		{Name: "excepthook", Sig: "(exctype, value, traceback, /)", Doc: "Handle an exception by displaying it with a traceback on sys.stderr.", Fn: func(t *Thread, a Args) Value {
			if !t.RT.TypeOf(a.At(1).V()).Has(object.FlagExceptionSubclass) {
				return t.TypeErrorf("print_exception(): Exception expected for value, %s found", t.TypeName(a.At(1).V()))
			}
			in.flush(t, "stdout")
			in.say(t, t.DisplayException(a.At(1)))
			in.flush(t, "stderr")
			return heap.None
		}},
	}
}

func sysExcInfo(t *Thread, a Args) Value {
	return excInfoOf(t, t)
}

// excInfoOf is (type, value, traceback) of what thread x is handling.
func excInfoOf(t, x *Thread) Value {
	defer t.Pop(t.Top())
	out := t.PushN(3)
	for i := 0; i < 3; i++ {
		out.At(i).Set(heap.None)
	}
	if exc := x.Handling(); exc != heap.None && exc != heap.Null {
		out.Set(t.RT.TypeOf(exc).Obj.V())
		out.At(1).Set(exc)
		tb := t.GetAttr(out.At(1), t.RT.Name("__traceback__"))
		if tb == heap.Null {
			return tb
		}
		out.At(2).Set(tb)
	}
	return t.TupleOf(out, 3)
}

// displayHook serves expression statements at a prompt: sys.displayhook.
func (in *Interp) displayHook(t *Thread, v Ref) bool {
	defer t.Pop(t.Top())
	hook, ok := t.GetAttrOpt(in.sys, t.RT.Name("displayhook"))
	if !ok {
		return false
	}
	if hook == heap.Null {
		t.RuntimeErrorf("lost sys.displayhook")
		return false
	}
	return t.CallN(t.Push(hook), v) != heap.Null
}

// showValue prints a value that is not None and keeps it as builtins._.
func (in *Interp) showValue(t *Thread, v Ref) bool {
	if v.V() == heap.None {
		return true
	}
	defer t.Pop(t.Top())
	s := t.Repr(v)
	if s == heap.Null {
		return false
	}
	if !in.printLine(t, t.Push(s)) {
		return false
	}
	return t.DictSetStr(t.RT.Builtins, "_", v)
}
