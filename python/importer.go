package python

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Import has two halves. This one, in Go, is what happens at every import statement:
// the full name of what is imported, the look into sys.modules, the submodules that a
// from-import names. It serves the statement and the function __import__ alike.
//
// What happens when a module is not there yet is written in Python (bootstrap/): finders,
// loaders and specs are objects that programs subclass, replace and put beside others, so
// each step is a method that is looked up. importlib.go starts that half and gives it
// what it asks for.

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
	from := 0
	if fromlist.V() != heap.None {
		if from = t.IsTrue(fromlist); from < 0 {
			return heap.Null
		}
	}
	if from > 0 {
		if !in.importFromList(t, mod, fromlist, false) {
			return heap.Null
		}
		return mod.V()
	}
	first, _, dotted := strings.Cut(object.GoStr(name.V()), ".")
	switch {
	case level == 0 && !dotted, name.V() == t.RT.Name("").V():
		return mod.V()
	case level == 0:
		return in.importName(t, t.RT.Intern(first))
	}
	// import .x is no statement; __import__('x', globals, level=1) gives the part of
	// the name that was asked for.
	given, whole := object.GoStr(name.V()), object.GoStr(full.V())
	part := t.Push(t.NewStr(whole[:len(whole)-len(given)+len(first)]))
	if part.V() == heap.Null {
		return heap.Null
	}
	if v, ok = t.DictGet(t.RT.Modules, part); v == heap.Null && ok {
		r := t.Repr(part)
		if r == heap.Null {
			return r
		}
		return t.Errorf(t.RT.Exc.KeyError, "%s not in sys.modules as expected", object.GoStr(r))
	}
	return v
}

// importFromList imports the submodules among the names of a from-import; all says that
// the names are __all__ of the module.
func (in *Interp) importFromList(t *Thread, mod Ref, fromlist Ref, all bool) bool {
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
			where := "``from list''"
			if all {
				full, ok := in.moduleName(t, mod)
				if !ok {
					return false
				}
				where = object.GoStr(full.V()) + ".__all__"
			}
			t.TypeErrorf("Item in %s must be str, not %s", where, t.TypeName(n.V()))
			return false
		}
		if object.GoStr(n.V()) == "*" {
			names, ok := t.GetAttrOpt(mod, t.RT.Name("__all__"))
			if !ok || !all && names != heap.Null && !in.importFromList(t, mod, t.Push(names), true) {
				return false
			}
			t.Pop(mark)
			continue
		}
		v, ok := t.GetAttrOpt(mod, n)
		if !ok || v == heap.Null && !in.importSubmodule(t, mod, n) {
			return false
		}
		t.Pop(mark)
	}
	return true
}

// importSubmodule imports mod.name if there is such a module. That there is none is for
// the statement to say.
func (in *Interp) importSubmodule(t *Thread, mod, name Ref) bool {
	pkg, ok := in.moduleName(t, mod)
	if !ok {
		return false
	}
	full := t.Push(t.NewStr(object.GoStr(pkg.V()) + "." + object.GoStr(name.V())))
	if full.V() == heap.Null {
		return false
	}
	if in.importName(t, full) != heap.Null {
		return true
	}
	if !t.ExcMatches(t.RT.Exc.ModuleNotFoundError) {
		return false
	}
	exc := t.Push(t.TakeExc())
	v, ok := t.GetAttrOpt(exc, t.RT.Name("name"))
	if !ok {
		return false
	}
	about := v != heap.Null && t.RT.IsStr(v) && object.GoStr(v) == object.GoStr(full.V())
	if about {
		// sys.modules[full] = None is a refusal.
		if v, ok := t.DictGet(t.RT.Modules, full); !ok {
			return false
		} else if v != heap.None {
			return true
		}
	}
	t.RestoreExc(exc.V())
	return false
}

// moduleName is the __name__ of a module, which is a str.
func (in *Interp) moduleName(t *Thread, mod Ref) (Ref, bool) {
	v := t.GetAttr(mod, t.RT.Name("__name__"))
	if v == heap.Null {
		return Ref{}, false
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("%s.__name__ must be a string, not '%s'", t.TypeName(mod.V()), t.TypeName(v))
		return Ref{}, false
	}
	return t.Push(v), true
}

// resolveName gives the full name of what is imported; false: exception pending.
func (in *Interp) resolveName(t *Thread, name, globals Ref, level int) (Ref, bool) {
	given := object.GoStr(name.V())
	if level == 0 {
		if given == "" {
			t.ValueErrorf("Empty module name")
			return Ref{}, false
		}
		return name, true
	}
	pkg, ok := in.packageOf(t, globals)
	if !ok {
		return Ref{}, false
	}
	if pkg == "" {
		t.Errorf(t.RT.Exc.ImportError, "attempted relative import with no known parent package")
		return Ref{}, false
	}
	for ; level > 1; level-- {
		i := strings.LastIndexByte(pkg, '.')
		if i < 0 {
			t.Errorf(t.RT.Exc.ImportError, "attempted relative import beyond top-level package")
			return Ref{}, false
		}
		pkg = pkg[:i]
	}
	if given != "" {
		pkg += "." + given
	}
	full := t.Push(t.NewStr(pkg))
	return full, full.V() != heap.Null
}

// packageOf is the package that a module with these globals is in: __package__, else the
// parent of its spec, else what __name__ and __path__ say.
func (in *Interp) packageOf(t *Thread, globals Ref) (string, bool) {
	if globals.IsNil() || globals.V() == heap.Null {
		t.Errorf(t.RT.Exc.KeyError, "'__name__' not in globals")
		return "", false
	}
	if !t.RT.TypeOf(globals.V()).Has(object.FlagDictSubclass) {
		t.TypeErrorf("globals must be a dict")
		return "", false
	}
	none := func(v Value) bool { return v == heap.Null || v == heap.None }
	pkg, ok := t.DictGet(globals, t.RT.Name("__package__"))
	if !ok {
		return "", false
	}
	p := t.Push(pkg)
	spec, ok := t.DictGet(globals, t.RT.Name("__spec__"))
	if !ok {
		return "", false
	}
	parent := t.Push(heap.Null)
	if !none(spec) {
		s := t.Push(spec)
		if !none(p.V()) {
			if v, ok := t.GetAttrOpt(s, t.RT.Name("parent")); !ok {
				return "", false
			} else {
				parent.Set(v)
			}
		} else if parent.Set(t.GetAttr(s, t.RT.Name("parent"))); parent.V() == heap.Null {
			return "", false
		}
	}
	switch {
	case !none(p.V()):
		if !t.RT.IsStr(p.V()) {
			t.TypeErrorf("package must be a string")
			return "", false
		}
		if parent.V() != heap.Null {
			switch t.CompareBool(p, parent, object.EQ) {
			case -1:
				return "", false
			case 0:
				if !t.Warn(t.RT.Exc.ImportWarning, "__package__ != __spec__.parent") {
					return "", false
				}
			}
		}
		return object.GoStr(p.V()), true
	case parent.V() != heap.Null:
		if !t.RT.IsStr(parent.V()) {
			t.TypeErrorf("__spec__.parent must be a string")
			return "", false
		}
		return object.GoStr(parent.V()), true
	}
	if !t.Warn(t.RT.Exc.ImportWarning, "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__") {
		return "", false
	}
	v, ok := t.DictGet(globals, t.RT.Name("__name__"))
	switch {
	case !ok:
		return "", false
	case v == heap.Null:
		t.Errorf(t.RT.Exc.KeyError, "'__name__' not in globals")
		return "", false
	case !t.RT.IsStr(v):
		t.TypeErrorf("__name__ must be a string")
		return "", false
	}
	name := object.GoStr(v)
	if path, ok := t.DictGet(globals, t.RT.Name("__path__")); path != heap.Null || !ok {
		return name, ok
	}
	return name[:max(0, strings.LastIndexByte(name, '.'))], true
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
	globals := a.At(1)
	if globals.V() == heap.None {
		globals = Ref{}
	}
	return in.importStatement(t, a.At(0), globals, from, int(level))
}

// Import imports a module by its full name and returns that module.
func (in *Interp) Import(t *Thread, name string) Value {
	if name == "" {
		return t.ValueErrorf("Empty module name")
	}
	defer t.Pop(t.Top())
	n := t.Push(t.NewStr(name))
	if n.V() == heap.Null {
		return heap.Null
	}
	return in.importName(t, n)
}

// importName returns the module with this full name out of sys.modules, or has it found and
// loaded. One that is being imported by another thread is waited for.
func (in *Interp) importName(t *Thread, name Ref) Value {
	v, ok := t.DictGet(t.RT.Modules, name)
	if !ok {
		return heap.Null
	}
	if v != heap.Null && v != heap.None {
		mark := t.Top()
		m := t.Push(v)
		if in.initializing(t, m) && !in.awaitImport(t, name) {
			return heap.Null
		}
		v = m.V()
		t.Pop(mark)
		return v
	}
	return in.findAndLoad(t, name)
}

// initializing says that a module is being imported right now.
func (in *Interp) initializing(t *Thread, m Ref) bool {
	defer t.Pop(t.Top())
	spec, ok := t.GetAttrOpt(m, t.RT.Name("__spec__"))
	if !ok {
		t.ClearExc()
	}
	if spec == heap.Null || spec == heap.None {
		return false
	}
	v, ok := t.GetAttrOpt(t.Push(spec), t.RT.Name("_initializing"))
	if !ok {
		t.ClearExc()
	}
	return v == heap.True
}
