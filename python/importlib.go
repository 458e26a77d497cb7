package python

import (
	"embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
	"github.com/hpyrun/hpyrun/python/compile"
	"github.com/hpyrun/hpyrun/python/parser"
)

// The machinery of import that is written in Python: its start, and the calls into it.

//go:embed bootstrap/*.py
var bootstrapFiles embed.FS

// frozenModules are the modules whose source is in the binary: their code, compiled once
// in the process. Each is several files of bootstrap, one after the other. The file names
// in the code are CPython's: by them tracebacks are cut, and warnings find the caller.
var frozenModules = map[string]func() *code.Code{
	"_frozen_importlib":          frozen(bootstrapFile, "locks", "specs", "embedded", "search"),
	"_frozen_importlib_external": frozen(externalFile, "paths", "loaders", "finders", "program"),
}

func frozen(file string, parts ...string) func() *code.Code {
	return sync.OnceValue(func() *code.Code {
		var source []byte
		for _, part := range parts {
			text, err := bootstrapFiles.ReadFile("bootstrap/" + part + ".py")
			if err != nil {
				panic("BUG: " + file + ": " + err.Error())
			}
			source = append(source, text...)
		}
		tree, err := parser.Parse(source, file, parser.Exec)
		if err != nil {
			panic("BUG: " + file + ": " + err.Error())
		}
		res, err := compile.Compile(tree, compile.Options{Filename: file})
		if err != nil {
			panic("BUG: " + file + ": " + err.Error())
		}
		return res.Code
	})
}

// warmFrozen compiles them beside whatever the caller does next.
func warmFrozen() {
	for _, f := range frozenModules {
		go f()
	}
}

const (
	bootstrapFile = "<frozen importlib._bootstrap>"
	externalFile  = "<frozen importlib._bootstrap_external>"
	// cutFunction is the function around whose calls both cut tracebacks.
	cutFunction = "_call_with_frames_removed"
)

// startImport runs both halves of the machinery; until then only what is in
// builtinModules and was imported by addBuiltin is there.
func (in *Interp) startImport(t *Thread) bool {
	defer t.Pop(t.Top())
	for _, name := range []string{"_imp", "_thread", "_warnings", "_weakref"} {
		if in.addBuiltin(t, name) == heap.Null {
			return false
		}
	}
	boot := in.runFrozen(t, "_frozen_importlib")
	if boot == heap.Null {
		return false
	}
	in.importlib.Set(boot)
	if t.CallMethod(in.importlib, t.RT.Name("_install")) == heap.Null {
		return false
	}
	ext := in.runFrozen(t, "_frozen_importlib_external")
	if ext == heap.Null {
		return false
	}
	in.importlibExternal.Set(ext)
	return t.CallMethod(in.importlib, t.RT.Name("_install_external_importers"), in.importlibExternal) != heap.Null
}

// runFrozen makes a module out of its source in the binary, without any machinery.
func (in *Interp) runFrozen(t *Thread, name string) Value {
	defer t.Pop(t.Top())
	n := t.RT.Name(name)
	v := t.NewModule(n)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	code := t.Push(in.frozenCode(t, name))
	d := t.Push(t.RT.ModuleDict(m.V()))
	b := t.Push(in.builtinsModule(t))
	if code.V() == heap.Null || !t.DictSetStr(d, "__builtins__", b) || !t.DictSet(t.RT.Modules, n, m) ||
		in.VM.Run(t, code, d, d) == heap.Null {
		return heap.Null
	}
	return m.V()
}

func (in *Interp) frozenCode(t *Thread, name string) Value {
	return in.VM.NewCode(t, frozenModules[name]())
}

// addBuiltin imports a module written in Go before there is a machinery.
func (in *Interp) addBuiltin(t *Thread, name string) Value {
	defer t.Pop(t.Top())
	v := in.builtinModules[name](t)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	if !t.DictSet(t.RT.Modules, t.RT.Name(name), m) {
		return heap.Null
	}
	return m.V()
}

// findAndLoad imports a module that sys.modules does not have.
func (in *Interp) findAndLoad(t *Thread, name Ref) Value {
	defer t.Pop(t.Top())
	if !in.auditImport(t, name) {
		return heap.Null
	}
	v := t.CallMethod(in.importlib, t.RT.Name("_find_and_load"), name, in.importFunc)
	if v == heap.Null {
		in.cutTraceback(t)
	}
	return v
}

// awaitImport waits for another thread that is importing the module; a module that this
// thread is importing is not waited for.
func (in *Interp) awaitImport(t *Thread, name Ref) bool {
	defer t.Pop(t.Top())
	return t.CallMethod(in.importlib, t.RT.Name("_lock_unlock_module"), name) != heap.Null
}

// cutTraceback takes the frames of the machinery out of the pending exception's traceback:
// all of them where the import failed, else those around calls of code that is not the
// machinery's.
func (in *Interp) cutTraceback(t *Thread) {
	always := t.ExcMatches(t.RT.Exc.ImportError)
	t.CutTraceback(func(file, name string) object.Cut {
		switch {
		case file != bootstrapFile && file != externalFile:
			return object.CutNothing
		case always || name == cutFunction:
			return object.CutHere
		}
		return object.CutWith
	})
}

// LoadExtension imports the extension in file under its module name, as import
// would if it were on the path.
func (in *Interp) LoadExtension(t *Thread, name, file string) Value {
	defer t.Pop(t.Top())
	n := t.Push(t.NewStr(name))
	f := t.Push(t.NewStr(absolute(file)))
	if n.V() == heap.Null || f.V() == heap.Null {
		return heap.Null
	}
	v := t.CallMethod(in.importlibExternal, t.RT.Name("_load_extension"), n, f)
	if v == heap.Null {
		in.cutTraceback(t)
	}
	return v
}

// makeImp makes the module _imp: what the machinery asks of the binary.
func (in *Interp) makeImp(t *Thread) Value {
	defer t.Pop(t.Top())
	m := t.Push(t.NewModule(t.RT.Name("_imp")))
	if m.V() == heap.Null || !t.AddFunctions(m, in.impFunctions()) || !t.AddFunctions(m, impFileFunctions) {
		return heap.Null
	}
	s := newSetter(t, m)
	s.str("__doc__", "(Extremely) low-level import machinery bits as used by importlib.")
	s.str("check_hash_based_pycs", "default")
	if !s.ok {
		return heap.Null
	}
	return m.V()
}

func (in *Interp) impFunctions() []object.MethodDef {
	// about makes a function of a module's name.
	about := func(f func(t *Thread, name string) Value) object.Native {
		return func(t *Thread, a Args) Value {
			if !t.RT.IsStr(a.At(0).V()) {
				return t.TypeErrorf("argument must be str, not %s", t.TypeName(a.At(0).V()))
			}
			return f(t, object.GoStr(a.At(0).V()))
		}
	}
	return []object.MethodDef{
		{Name: "_override_frozen_modules_for_tests", Sig: "(override, /)", Doc: "Of the library no module is frozen, so there is nothing to override.",
			Fn: func(t *Thread, a Args) Value { return heap.None }},
		{Name: "acquire_lock", Sig: "()", Fn: in.acquireImportLock,
			Doc: "Acquires the interpreter's import lock for the current thread.\n\nThis lock should be used by import hooks to ensure thread-safety when importing\nmodules. On platforms without threads, this function does nothing."},
		{Name: "release_lock", Sig: "()", Fn: in.releaseImportLock,
			Doc: "Release the interpreter's import lock.\n\nOn platforms without threads, this function does nothing."},
		{Name: "lock_held", Sig: "()", Doc: "Return True if the import lock is currently held, else False.\n\nOn platforms without threads, return False.",
			Fn: func(t *Thread, a Args) Value { return heap.Bool(in.importLock.owner != nil) }},
		{Name: "is_builtin", Sig: "(name, /)", Doc: "Returns True if the module name corresponds to a built-in module.",
			Fn: about(func(t *Thread, name string) Value { return heap.SmallInt(in.isBuiltin(name)) })},
		{Name: "create_builtin", Sig: "(spec, /)", Doc: "Create an extension module.", Fn: in.createBuiltin},
		{Name: "exec_builtin", Sig: "(mod, /)", Doc: "Initialize a built-in module.", Fn: func(t *Thread, a Args) Value { return heap.SmallInt(0) }},
		{Name: "is_frozen", Sig: "(name, /)", Doc: "Returns True if the module name corresponds to a frozen module.",
			Fn: about(func(t *Thread, name string) Value { _, ok := frozenModules[name]; return heap.Bool(ok) })},
		{Name: "is_frozen_package", Sig: "(name, /)", Doc: "Returns True if the module name is of a frozen package.",
			Fn: about(func(t *Thread, name string) Value {
				if _, ok := frozenModules[name]; !ok {
					return in.noFrozen(t, name)
				}
				return heap.False
			})},
		{Name: "find_frozen", Sig: "(name, /, *, withdata=False)", Fn: findFrozen,
			Doc: "Return info about the corresponding frozen module (if there is one) or None.\n\nThe returned info (a 3-tuple): data (None), is_package, origname."},
		{Name: "get_frozen_object", Sig: "(name, data=None, /)", Doc: "Create a code object for a frozen module.",
			Fn: about(func(t *Thread, name string) Value {
				if _, ok := frozenModules[name]; !ok {
					return in.noFrozen(t, name)
				}
				return in.frozenCode(t, name)
			})},
		{Name: "init_frozen", Sig: "(name, /)", Doc: "Initializes a frozen module.", Fn: about(func(t *Thread, name string) Value {
			if _, ok := frozenModules[name]; !ok {
				return heap.None
			}
			return in.runFrozen(t, name)
		})},
		{Name: "extension_suffixes", Sig: "()", Doc: "Returns the list of file suffixes used to identify extension modules.",
			Fn: func(t *Thread, a Args) Value { return newList(t, []string{extensionSuffix}) }},
		{Name: "create_dynamic", Sig: "(spec, file=None, /)", Doc: "Create an extension module.", Fn: in.createDynamic},
		{Name: "exec_dynamic", Sig: "(mod, /)", Doc: "Initialize an extension module.", Fn: func(t *Thread, a Args) Value { return heap.SmallInt(0) }},
		{Name: "_frozen_module_names", Sig: "()", Doc: "Returns the list of available frozen modules.", Fn: func(t *Thread, a Args) Value {
			return newList(t, slices.Sorted(maps.Keys(frozenModules)))
		}},
		{Name: "_fix_co_filename", Sig: "(code, path, /)", Fn: func(t *Thread, a Args) Value { return heap.None },
			Doc: "Code is compiled where it is found, so its file name is right already."},
		{Name: "_source_encoding", Sig: "(source, /)", Doc: "Return the encoding that a source declares, utf-8 by default.",
			Fn: func(t *Thread, a Args) Value {
				if !t.RT.TypeOf(a.At(0).V()).Has(object.FlagBytesSubclass) {
					return t.TypeErrorf("a bytes-like object is required, not '%s'", t.TypeName(a.At(0).V()))
				}
				return t.NewStr(parser.Encoding(object.BytesOf(a.At(0).V())))
			}},
	}
}

// extensionSuffix is what HPy's build tools call a universal extension; between
// the name and it there may be CPython's platform tag (name.cpython-311-….so is
// none of ours and is not looked at).
const extensionSuffix = ".hpy0.so"

// isBuiltin is 1 for a module written in Go, -1 for one that exists once and cannot be
// made anew, 0 for all others.
func (in *Interp) isBuiltin(name string) int64 {
	if name == "builtins" || name == "sys" {
		return -1
	}
	if in.builtinModules[name] != nil {
		return 1
	}
	return 0
}

func (in *Interp) createBuiltin(t *Thread, a Args) Value {
	name, ok := in.specStr(t, a.At(0), "name")
	if !ok {
		return heap.Null
	}
	switch {
	case name == "sys":
		return in.sys.V()
	case name == "builtins":
		return in.builtins.V()
	case in.builtinModules[name] == nil:
		return heap.None
	}
	return in.builtinModules[name](t)
}

// specStr reads an attribute of a spec that is a str.
func (in *Interp) specStr(t *Thread, spec Ref, attr string) (string, bool) {
	v := t.GetAttr(spec, t.RT.Name(attr))
	if v == heap.Null {
		return "", false
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("a spec's %s must be str, not %s", attr, t.TypeName(v))
		return "", false
	}
	return strings.Clone(object.GoStr(v)), true
}

func (in *Interp) createDynamic(t *Thread, a Args) Value {
	name, ok := in.specStr(t, a.At(0), "name")
	if !ok {
		return heap.Null
	}
	file, ok := in.specStr(t, a.At(0), "origin")
	if !ok {
		return heap.Null
	}
	if in.Extensions == nil {
		return t.Errorf(t.RT.Exc.ImportError, "cannot import %s: this interpreter was made without native extensions", file)
	}
	return in.Extensions.LoadSpec(t, name, file, a.At(0))
}

func (in *Interp) noFrozen(t *Thread, name string) Value {
	n := t.Push(t.NewStr(name))
	if n.V() == heap.Null {
		return heap.Null
	}
	shown := t.Repr(n)
	if shown == heap.Null {
		return heap.Null
	}
	t.Errorf(t.RT.Exc.ImportError, "No such frozen object named %s", object.GoStr(shown))
	exc := t.Push(t.TakeExc())
	if !t.SetAttr(exc, t.RT.Name("name"), n) {
		return heap.Null
	}
	t.RestoreExc(exc.V())
	return heap.Null
}

func findFrozen(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("find_frozen() argument 1 must be str, not %s", t.TypeName(a.At(0).V()))
	}
	name := object.GoStr(a.At(0).V())
	if _, ok := frozenModules[name]; !ok {
		return heap.None
	}
	items := t.PushN(3)
	items.Set(heap.None)
	items.At(1).Set(heap.False)
	items.At(2).Set(a.At(0).V())
	return t.TupleOf(items, 3)
}

// importLock is the lock of the machinery, which one thread may hold several times.
type importLock struct {
	owner *Thread
	depth int
	free  chan struct{} // of capacity 1: holds something while nobody owns the lock
}

func newImportLock() importLock {
	l := importLock{free: make(chan struct{}, 1)}
	l.free <- struct{}{}
	return l
}

func (in *Interp) acquireImportLock(t *Thread, a Args) Value {
	l := &in.importLock
	if l.owner != t {
		select {
		case <-l.free:
		default:
			t.Block(func() { <-l.free })
		}
		l.owner = t
	}
	l.depth++
	return heap.None
}

func (in *Interp) releaseImportLock(t *Thread, a Args) Value {
	l := &in.importLock
	if l.owner != t {
		return t.RuntimeErrorf("not holding the import lock")
	}
	if l.depth--; l.depth == 0 {
		l.owner = nil
		l.free <- struct{}{}
	}
	return heap.None
}
