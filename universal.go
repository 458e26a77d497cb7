package hpyrun

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The package hpy, whose module universal is how Python code loads extensions: the
// stub beside an extension that HPy's build tools write does so, and tests do.

// The contexts that an extension can be loaded with.
const (
	modeUniversal = 0
	modeDebug     = 1
	modeTrace     = 2
)

var modeNames = []string{"universal", "debug", "trace"}

// hpyVersion is the version of HPy whose interface this is.
const hpyVersion = "0.9.0"

func hpyModule() modules.Module {
	return modules.Module{Name: "hpy", Doc: "HPy, as hpyrun has it.", Package: true, Exec: findDevel}
}

// findDevel makes the directories hpy along sys.path parts of the package, so that
// HPy's build tools, hpy.devel, are found where they are installed. What is in the binary
// is found before what is in a directory: hpy.universal stays ours.
func findDevel(t *object.Thread, m heap.Ref) bool {
	sys := t.Push(t.RT.Import(t, "sys"))
	if sys.V() == heap.Null {
		return false
	}
	entries, path := t.Push(t.GetAttr(sys, t.RT.Name("path"))), t.Push(t.GetAttr(m, t.RT.Name("__path__")))
	if entries.V() == heap.Null || path.V() == heap.Null {
		return false
	}
	dir := t.Push(heap.Null)
	for i := 0; t.RT.TypeOf(entries.V()).Has(object.FlagListSubclass) && i < t.ListLen(entries.V()); i++ {
		v := t.ListAt(entries.V(), i)
		if !t.RT.IsStr(v) {
			continue
		}
		name := filepath.Join(object.GoStr(v), "hpy")
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			continue
		}
		if dir.Set(t.NewStr(name)); dir.V() == heap.Null || !t.ListAppend(path, dir) {
			return false
		}
	}
	return true
}

func (rt *Runtime) universalModule() modules.Module {
	mode := func(name string, n int64) object.AttrDef {
		return object.AttrDef{Name: name, Make: func(*object.Thread) heap.Value { return heap.SmallInt(n) }}
	}
	return modules.Module{
		Name: "hpy.universal",
		Doc:  "HPy universal runtime: loads extensions",
		Functions: []object.MethodDef{
			{Name: "load", Sig: "(name, path, spec, debug=False, mode=-1)", Doc: "Load a .hpy0.so file", Fn: rt.universalLoad},
			{Name: "_load_bootstrap", Sig: "(name, ext_name, package, file, loader, spec, env)", Fn: rt.universalBootstrap,
				Doc: "Load the extension that a stub module stands for, in the mode that the environment variable HPY asks for."},
			{Name: "get_version", Sig: "()", Doc: "Return a tuple ('version', 'git revision')", Fn: func(t *object.Thread, a object.Args) heap.Value {
				items := t.PushN(2)
				items.Set(t.RT.Intern(hpyVersion).V())
				items.At(1).Set(t.RT.Intern("hpyrun").V())
				return t.TupleOf(items, 2)
			}},
		},
		Attrs: []object.AttrDef{mode("MODE_UNIVERSAL", modeUniversal), mode("MODE_DEBUG", modeDebug), mode("MODE_TRACE", modeTrace)},
	}
}

func (rt *Runtime) universalLoad(t *object.Thread, a object.Args) heap.Value {
	mode := int64(modeUniversal)
	switch t.IsTrue(a.At(3)) {
	case -1:
		return heap.Null
	case 1:
		mode = modeDebug
	}
	m, ok := t.AsInt64(a.At(4))
	if !ok {
		return heap.Null
	}
	if m > 0 {
		mode = m
	}
	return rt.loadIn(t, mode, a.At(0), a.At(1), a.At(2))
}

// loadIn loads an extension with the context of a mode.
func (rt *Runtime) loadIn(t *object.Thread, mode int64, name, path, spec heap.Ref) heap.Value {
	for i, r := range []heap.Ref{name, path} {
		if !t.RT.IsStr(r.V()) {
			return t.TypeErrorf("%s must be str, not %s", []string{"name", "path"}[i], t.TypeName(r.V()))
		}
	}
	switch mode {
	case modeUniversal:
	case modeDebug, modeTrace:
		return t.Errorf(t.RT.Exc.NotImplementedError, "hpyrun does not have HPy's %s mode", modeNames[mode])
	default:
		return t.ValueErrorf("invalid HPy mode: %d", mode)
	}
	n, file := object.GoStr(name.V()), object.GoStr(path.V())
	short := n[strings.LastIndexByte(n, '.')+1:]
	if text := untagged(short, file); text != "" {
		return t.RuntimeErrorf("%s", text)
	}
	v := rt.Host.LoadSpec(t, n, file, spec)
	if wrong := rt.Host.LastLoadError; v == heap.Null && wrong != nil {
		t.ClearExc()
		return t.RuntimeErrorf("%s", refusal(short, wrong))
	}
	return v
}

// untagged says what HPy's load has against a file whose name does not tell which ABI
// it is for; "": nothing. import and the command line do not mind.
func untagged(module, file string) string {
	if _, ok := loader.TagOf(file); ok {
		return ""
	}
	f, err := loader.Inspect(file)
	if err != nil || f.Check(module) != nil {
		return "" // there is worse, which loading it will tell
	}
	m := f.Module(module)
	return fmt.Sprintf("HPy extension module '%s' at path '%s': could not find HPy ABI tag encoded in the filename. "+
		"The extension claims to be compiled with HPy ABI version: %d.%d.", module, file, m.Major.Number, m.Minor.Number)
}

// refusal puts what is wrong with a file into the words of HPy's load.
func refusal(module string, e *loader.Error) string {
	switch e.Problem {
	case loader.ABITooNew:
		return fmt.Sprintf("HPy extension module '%s' requires unsupported version of the HPy runtime. "+
			"Requested version: %d.%d. Current HPy version: %d.%d.", module, e.Major, e.Minor, loader.ABIMajor, loader.ABIMinor)
	case loader.TagMismatch:
		tag, _ := loader.TagOf(e.Path)
		return fmt.Sprintf("HPy extension module '%s' at path '%s': mismatch between the HPy ABI tag encoded in the filename "+
			"and the major version requested by the HPy extension itself. Major version tag parsed from filename: %d. "+
			"Requested version: %d.%d.", module, e.Path, tag, e.Major, e.Minor)
	}
	return fmt.Sprintf("Error during loading of the HPy extension module at path '%s'. Error message from dlopen/WinAPI: %s", e.Path, e)
}

// universalBootstrap is what stub modules call.
func (rt *Runtime) universalBootstrap(t *object.Thread, a object.Args) heap.Value {
	name, extName, pkg, file, loader, spec, env := a.At(0), a.At(1), a.At(2), a.At(3), a.At(4), a.At(5), a.At(6)
	if !t.RT.IsStr(name.V()) {
		return t.TypeErrorf("name must be str, not %s", t.TypeName(name.V()))
	}
	mode, ok := envMode(t, object.GoStr(name.V()), env)
	if !ok || !rt.logLoad(t, object.GoStr(name.V()), env) {
		return heap.Null
	}
	v := rt.loadIn(t, mode, name, file, spec)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	for _, s := range []struct {
		on   heap.Ref
		attr string
		v    heap.Ref
	}{{m, "__file__", file}, {m, "__loader__", loader}, {m, "__name__", extName}, {m, "__package__", pkg},
		{spec, "origin", file}, {m, "__spec__", spec}} {
		if !t.SetAttr(s.on, t.RT.Name(s.attr), s.v) {
			return heap.Null
		}
	}
	return m.V()
}

// setting returns env[name], heap.Null where there is none. ok is false when an
// exception is pending.
func setting(t *object.Thread, env heap.Ref, name string) (v heap.Value, ok bool) {
	v = t.GetItem(env, t.RT.Name(name))
	if v == heap.Null {
		if !t.ExcMatches(t.RT.Exc.KeyError) {
			return v, false
		}
		t.ClearExc()
	}
	return v, true
}

// logLoad says on sys.stdout which module is loaded, if env has HPY_LOG.
func (rt *Runtime) logLoad(t *object.Thread, name string, env heap.Ref) bool {
	defer t.Pop(t.Top())
	v, ok := setting(t, env, "HPY_LOG")
	if v == heap.Null {
		return ok
	}
	sys, line := t.Push(t.RT.Import(t, "sys")), t.Push(t.NewStr("Loading '"+name+"' in HPy universal mode\n"))
	if sys.V() == heap.Null || line.V() == heap.Null {
		return false
	}
	out := t.Push(t.GetAttr(sys, t.RT.Name("stdout")))
	return out.V() != heap.Null && t.CallMethod(out, t.RT.Name("write"), line) != heap.Null
}

// envMode is the mode that env["HPY"] asks for the module name: a mode, or a list of
// name:mode with commas between. ok is false when an exception is pending.
func envMode(t *object.Thread, name string, env heap.Ref) (mode int64, ok bool) {
	defer t.Pop(t.Top())
	v, ok := setting(t, env, "HPY")
	if v == heap.Null {
		return modeUniversal, ok
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("HPY must be str, not %s", t.TypeName(v))
		return 0, false
	}
	modes := object.GoStr(v)
	if strings.Contains(modes, ":") {
		for entry := range strings.SplitSeq(modes, ",") {
			if n, m, _ := strings.Cut(entry, ":"); n == name {
				return parseMode(t, m, modes)
			}
		}
		return modeUniversal, true
	}
	return parseMode(t, modes, modes)
}

func parseMode(t *object.Thread, s, setting string) (int64, bool) {
	if setting == "" {
		return modeUniversal, true
	}
	for i, n := range modeNames {
		if strings.EqualFold(s, n) {
			return int64(i), true
		}
	}
	t.ValueErrorf("invalid HPy mode: %s", setting)
	return 0, false
}
