package python

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/parser"
)

// Import, in the order in which it is looked: sys.modules, modules written in
// Go, then each directory of the path (sys.path, or a package's __path__):
//
//	name/__init__.py   a package
//	name.hpy0.so       an HPy universal extension
//	name.py            a module
//	name/              a namespace package, if no later directory has better
//
// The extension comes before name.py because HPy's build tools put a stub
// name.py beside it whose only work is to load it.

// extensionSuffix is what HPy's build tools call a universal extension; between
// the name and it there may be CPython's platform tag (name.cpython-311-….so is
// none of ours and is not looked at).
const extensionSuffix = ".hpy0.so"

// importStatement serves the VM's import instruction.
func (in *Interp) importStatement(t *Thread, name, globals, fromlist Ref, level int) Value {
	defer t.Pop(t.Top())
	full, ok := in.resolveName(t, name, globals, level)
	if !ok {
		return heap.Null
	}
	v := in.importName(t, full)
	if v == heap.Null {
		return v
	}
	mod := t.Push(v)
	if fromlist.V() == heap.None || t.RT.TypeOf(fromlist.V()).Has(object.FlagTupleSubclass) && t.TupleLen(fromlist.V()) == 0 {
		if level == 0 {
			top, _, dotted := strings.Cut(full, ".")
			if !dotted {
				return mod.V()
			}
			return in.importName(t, top)
		}
		// import .x is no statement; __import__('x', globals, level=1) gives the
		// part of the name that was asked for.
		given := object.GoStr(name.V())
		first, _, _ := strings.Cut(given, ".")
		return in.importName(t, full[:len(full)-len(given)+len(first)])
	}
	if !in.importFromList(t, mod, full, fromlist) {
		return heap.Null
	}
	return mod.V()
}

// importFromList imports the submodules among the names of a from-import.
func (in *Interp) importFromList(t *Thread, mod Ref, full string, fromlist Ref) bool {
	path, ok := t.GetAttrOpt(mod, t.RT.Name("__path__"))
	if !ok {
		return false
	}
	if path == heap.Null {
		return true
	}
	list := t.Push(t.SeqToTuple(fromlist))
	if list.V() == heap.Null {
		return false
	}
	for i := 0; i < t.TupleLen(list.V()); i++ {
		mark := t.Top()
		n := t.Push(t.TupleAt(list.V(), i))
		if !t.RT.IsStr(n.V()) {
			t.TypeErrorf("Item in ``from list'' must be str, not %s", t.TypeName(n.V()))
			return false
		}
		name := object.GoStr(n.V())
		if name == "*" {
			all, ok := t.GetAttrOpt(mod, t.RT.Name("__all__"))
			if !ok {
				return false
			}
			if all != heap.Null && !in.importFromList(t, mod, full, t.Push(all)) {
				return false
			}
			t.Pop(mark)
			continue
		}
		v, ok := t.GetAttrOpt(mod, n)
		if !ok {
			return false
		}
		if v == heap.Null && in.importName(t, full+"."+name) == heap.Null {
			// A name that is no submodule: the statement will say so.
			if !t.ExcMatches(t.RT.Exc.ModuleNotFoundError) || !in.missing(t, full+"."+name) {
				return false
			}
			t.ClearExc()
		}
		t.Pop(mark)
	}
	return true
}

// missing says that the pending ModuleNotFoundError is about name.
func (in *Interp) missing(t *Thread, name string) bool {
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	v, ok := t.GetAttrOpt(exc, t.RT.Name("name"))
	same := ok && v != heap.Null && t.RT.IsStr(v) && object.GoStr(v) == name
	t.RestoreExc(exc.V())
	return same
}

// resolveName gives the full name of what is imported.
func (in *Interp) resolveName(t *Thread, name, globals Ref, level int) (string, bool) {
	given := object.GoStr(name.V())
	if level == 0 {
		if given == "" {
			t.ValueErrorf("Empty module name")
			return "", false
		}
		return given, true
	}
	pkg, ok := in.packageOf(t, globals)
	if !ok {
		return "", false
	}
	if pkg == "" {
		t.Errorf(t.RT.Exc.ImportError, "attempted relative import with no known parent package")
		return "", false
	}
	for ; level > 1; level-- {
		i := strings.LastIndexByte(pkg, '.')
		if i < 0 {
			t.Errorf(t.RT.Exc.ImportError, "attempted relative import beyond top-level package")
			return "", false
		}
		pkg = pkg[:i]
	}
	if given == "" {
		return pkg, true
	}
	return pkg + "." + given, true
}

// packageOf is the package that a module with these globals is in.
func (in *Interp) packageOf(t *Thread, globals Ref) (string, bool) {
	if globals.IsNil() || !globals.V().IsPtr() {
		return "", true
	}
	get := func(key string) (string, bool, bool) {
		v, ok := t.DictGet(globals, t.RT.Name(key))
		if !ok || v == heap.Null || !t.RT.IsStr(v) {
			return "", false, ok
		}
		return object.GoStr(v), true, true
	}
	pkg, have, ok := get("__package__")
	if !ok || have {
		return pkg, ok
	}
	name, _, ok := get("__name__")
	if !ok {
		return "", false
	}
	if v, _ := t.DictGet(globals, t.RT.Name("__path__")); v != heap.Null {
		return name, true
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i], true
	}
	return "", true
}

// importBuiltin is the function __import__.
func (in *Interp) importBuiltin(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("module name must be a string")
	}
	level, ok := t.AsInt64(a.At(4))
	if !ok {
		return heap.Null
	}
	if level < 0 {
		return t.ValueErrorf("level must be >= 0")
	}
	from := a.At(3)
	if from.V() == heap.Null {
		from = t.Push(heap.None)
	}
	return in.importStatement(t, a.At(0), a.At(1), from, int(level))
}

// importTop imports a module by its full name, for Go code.
func (in *Interp) importTop(t *Thread, name string) Value { return in.importName(t, name) }

// Import imports a module by its full name and returns that module.
func (in *Interp) Import(t *Thread, name string) Value {
	if name == "" {
		return t.ValueErrorf("Empty module name")
	}
	return in.importName(t, name)
}

// importName returns the module full, importing it and the packages around it.
func (in *Interp) importName(t *Thread, full string) Value {
	defer t.Pop(t.Top())
	name := t.Push(t.NewStr(full))
	if name.V() == heap.Null {
		return heap.Null
	}
	if v, ok := t.DictGet(t.RT.Modules, name); !ok {
		return heap.Null
	} else if v == heap.None {
		return in.notFound(t, full, "import of %s halted; None in sys.modules")
	} else if v != heap.Null {
		return v
	}
	path := Ref{}
	parent := t.Push(heap.Null)
	tail := full
	mk := in.builtinModules[full]
	if i := strings.LastIndexByte(full, '.'); i >= 0 {
		p := in.importName(t, full[:i])
		if p == heap.Null {
			return p
		}
		parent.Set(p)
		tail = full[i+1:]
		if v, ok := t.DictGet(t.RT.Modules, name); v != heap.Null || !ok {
			return v
		}
		v, ok := t.GetAttrOpt(parent, t.RT.Name("__path__"))
		if !ok {
			return heap.Null
		}
		if v == heap.Null {
			return in.notFound(t, full, "No module named %s; '"+full[:i]+"' is not a package")
		}
		path = t.Push(v)
	}
	var m Value
	if mk != nil {
		m = in.addBuiltin(t, name, full, mk)
	} else {
		if path.IsNil() {
			v := t.GetAttr(in.sys, t.RT.Name("path"))
			if v == heap.Null {
				return v
			}
			path = t.Push(v)
		}
		found, ok := in.find(t, path, tail)
		if !ok {
			return heap.Null
		}
		if found.kind == nothing {
			return in.notFound(t, full, "No module named %s")
		}
		m = in.load(t, name, full, found)
	}
	if m == heap.Null {
		return m
	}
	mod := t.Push(m)
	if parent.V() != heap.Null {
		if !t.SetAttr(parent, t.Push(t.RT.Intern(tail).V()), mod) {
			return heap.Null
		}
	}
	return mod.V()
}

func (in *Interp) notFound(t *Thread, full, format string) Value {
	t.Errorf(t.RT.Exc.ModuleNotFoundError, strings.Replace(format, "%s", "'%s'", 1), full)
	exc := t.Push(t.TakeExc())
	n := t.Push(t.NewStr(full))
	t.SetAttr(exc, t.RT.Name("name"), n)
	t.RestoreExc(exc.V())
	return heap.Null
}

// addBuiltin makes a module written in Go. It is a package if it has a __path__.
func (in *Interp) addBuiltin(t *Thread, name Ref, full string, mk func(t *Thread) Value) Value {
	v := mk(t)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	f := found{kind: builtinModule}
	if path, ok := t.GetAttrOpt(m, t.RT.Name("__path__")); !ok {
		return heap.Null
	} else if path != heap.Null {
		f.paths = []string{}
	}
	spec := t.Push(in.newSpec(t, full, f))
	if spec.V() == heap.Null || !in.setModuleAttrs(t, m, spec, full, f) || !t.DictSet(t.RT.Modules, name, m) {
		return heap.Null
	}
	return m.V()
}

type foundKind uint8

const (
	nothing foundKind = iota
	sourceModule
	sourcePackage
	extensionModule
	namespacePackage
	builtinModule
)

type found struct {
	kind  foundKind
	file  string
	paths []string // of a package
}

// find looks for a module along a path, a Python list of str.
func (in *Interp) find(t *Thread, path Ref, tail string) (found, bool) {
	defer t.Pop(t.Top())
	list := t.Push(t.SeqToList(path))
	if list.V() == heap.Null {
		return found{}, false
	}
	var namespace []string
	for i := 0; i < t.ListLen(list.V()); i++ {
		d := t.ListAt(list.V(), i)
		if !t.RT.IsStr(d) {
			continue
		}
		base := filepath.Join(object.GoStr(d), tail)
		if object.GoStr(d) == "" {
			base = tail
		}
		init := filepath.Join(base, "__init__.py")
		switch {
		case isFile(init):
			return found{sourcePackage, absolute(init), []string{absolute(base)}}, true
		case isFile(filepath.Join(base, "__init__"+extensionSuffix)):
			return found{extensionModule, absolute(filepath.Join(base, "__init__"+extensionSuffix)), []string{absolute(base)}}, true
		case isFile(base + extensionSuffix):
			return found{kind: extensionModule, file: absolute(base + extensionSuffix)}, true
		case isFile(base + ".py"):
			return found{kind: sourceModule, file: absolute(base + ".py")}, true
		case isDir(base):
			namespace = append(namespace, absolute(base))
		}
	}
	if namespace != nil {
		return found{kind: namespacePackage, paths: namespace}, true
	}
	return found{}, true
}

func isFile(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.Mode().IsRegular()
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

func absolute(p string) string {
	if a, err := filepath.Abs(p); err == nil {
		return a
	}
	return p
}

// load makes the module that find found and runs it.
func (in *Interp) load(t *Thread, name Ref, full string, f found) Value {
	defer t.Pop(t.Top())
	if f.kind == extensionModule {
		return in.loadExtension(t, name, full, f)
	}
	mv := t.NewModule(name)
	if mv == heap.Null {
		return mv
	}
	m := t.Push(mv)
	spec := t.Push(in.newSpec(t, full, f))
	if spec.V() == heap.Null || !in.setModuleAttrs(t, m, spec, full, f) || !t.DictSet(t.RT.Modules, name, m) {
		return heap.Null
	}
	if f.kind == namespacePackage {
		return m.V()
	}
	initializing := t.RT.Name("_initializing")
	yes, no := t.Push(heap.True), t.Push(heap.False)
	if !t.SetAttr(spec, initializing, yes) {
		return heap.Null
	}
	ok := in.execModule(t, m, f.file)
	if !ok {
		exc := t.Push(t.TakeExc())
		t.DictDel(t.RT.Modules, name)
		t.RestoreExc(exc.V())
		return heap.Null
	}
	if !t.SetAttr(spec, initializing, no) {
		return heap.Null
	}
	// The module may have put something else in its place.
	v, ok := t.DictGet(t.RT.Modules, name)
	if ok && v == heap.Null {
		return t.KeyError(name)
	}
	return v
}

func (in *Interp) execModule(t *Thread, m Ref, file string) bool {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Errorf(t.RT.Exc.ImportError, "cannot read %s: %v", file, err)
		return false
	}
	code := in.Compile(t, src, CompileOptions{Filename: file, Mode: parser.Exec})
	if code == heap.Null {
		return false
	}
	c := t.Push(code)
	d := t.Push(t.RT.ModuleDict(m.V()))
	return in.VM.Run(t, c, d, d) != heap.Null
}

// packageName is __package__ of the module full.
func (f found) packageName(full string) string {
	if f.paths != nil {
		return full
	}
	return full[:max(0, strings.LastIndexByte(full, '.'))]
}

// newSpec makes a module's __spec__.
func (in *Interp) newSpec(t *Thread, full string, f found) Value {
	defer t.Pop(t.Top())
	v := t.NewInstance(t.RT.SimpleNamespaceType)
	if v == heap.Null {
		return v
	}
	spec := t.Push(v)
	set := func(key string, v Value) bool {
		return v != heap.Null && t.SetAttr(spec, t.RT.Name(key), t.Push(v))
	}
	origin := heap.None
	switch {
	case f.kind == builtinModule:
		origin = t.RT.Name("built-in").V()
	case f.file != "":
		origin = t.NewStr(f.file)
	}
	locations := heap.None
	if f.paths != nil {
		o := t.Push(origin)
		locations = in.newList(t, f.paths)
		origin = o.V()
	}
	l := t.Push(locations)
	if !set("origin", origin) || !set("submodule_search_locations", l.V()) ||
		!set("name", t.NewStr(full)) || !set("parent", t.NewStr(f.packageName(full))) || !set("loader", heap.None) ||
		!set("has_location", heap.Bool(f.file != "")) || !set("cached", heap.None) {
		return heap.Null
	}
	return spec.V()
}

// newList makes a list of strs.
func (in *Interp) newList(t *Thread, items []string) Value {
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

// setModuleAttrs gives a module what import gives it.
func (in *Interp) setModuleAttrs(t *Thread, m, spec Ref, full string, f found) bool {
	defer t.Pop(t.Top())
	d := t.Push(t.RT.ModuleDict(m.V()))
	set := func(key string, v Value) bool {
		return v != heap.Null && t.DictSetStr(d, key, t.Push(v))
	}
	if !set("__package__", t.NewStr(f.packageName(full))) || !set("__loader__", heap.None) || !set("__spec__", spec.V()) {
		return false
	}
	if f.file != "" && !set("__file__", t.NewStr(f.file)) {
		return false
	}
	if f.paths != nil && !set("__path__", in.newList(t, f.paths)) {
		return false
	}
	return f.kind == extensionModule || f.kind == builtinModule || set("__builtins__", in.builtinsModule(t))
}

func (in *Interp) loadExtension(t *Thread, name Ref, full string, f found) Value {
	if in.Extensions == nil {
		return t.Errorf(t.RT.Exc.ImportError, "cannot import %s: this interpreter was made without native extensions", f.file)
	}
	spec := t.Push(in.newSpec(t, full, f))
	if spec.V() == heap.Null {
		return heap.Null
	}
	v := in.Extensions.LoadSpec(t, full, f.file, spec)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	if t.RT.TypeOf(m.V()).IsSubtype(t.RT.ModuleType) && !in.setModuleAttrs(t, m, spec, full, f) {
		return heap.Null
	}
	if !t.DictSet(t.RT.Modules, name, m) {
		return heap.Null
	}
	return m.V()
}

// LoadExtension imports the extension in file under its module name, as import
// would if it were on the path.
func (in *Interp) LoadExtension(t *Thread, name, file string) Value {
	defer t.Pop(t.Top())
	n := t.Push(t.NewStr(name))
	if n.V() == heap.Null {
		return heap.Null
	}
	return in.loadExtension(t, n, name, found{kind: extensionModule, file: absolute(file)})
}
