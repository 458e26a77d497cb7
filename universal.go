package hpyrun

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
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
	return modules.Module{Name: "hpy", Doc: "HPy, as hpyrun has it.", Package: true}
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
	return rt.Host.LoadSpec(t, object.GoStr(name.V()), object.GoStr(path.V()), spec)
}

// universalBootstrap is what stub modules call.
func (rt *Runtime) universalBootstrap(t *object.Thread, a object.Args) heap.Value {
	name, extName, pkg, file, loader, spec, env := a.At(0), a.At(1), a.At(2), a.At(3), a.At(4), a.At(5), a.At(6)
	if !t.RT.IsStr(name.V()) {
		return t.TypeErrorf("name must be str, not %s", t.TypeName(name.V()))
	}
	mode, ok := envMode(t, object.GoStr(name.V()), env)
	if !ok {
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

// envMode is the mode that env["HPY"] asks for the module name: a mode, or a list of
// name:mode with commas between. ok is false when an exception is pending.
func envMode(t *object.Thread, name string, env heap.Ref) (mode int64, ok bool) {
	defer t.Pop(t.Top())
	v := t.GetItem(env, t.RT.Name("HPY"))
	if v == heap.Null {
		if !t.ExcMatches(t.RT.Exc.KeyError) {
			return 0, false
		}
		t.ClearExc()
		return modeUniversal, true
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("HPY must be str, not %s", t.TypeName(v))
		return 0, false
	}
	setting := object.GoStr(v)
	if strings.Contains(setting, ":") {
		for entry := range strings.SplitSeq(setting, ",") {
			if n, m, _ := strings.Cut(entry, ":"); n == name {
				return parseMode(t, m, setting)
			}
		}
		return modeUniversal, true
	}
	return parseMode(t, setting, setting)
}

func parseMode(t *object.Thread, s, setting string) (int64, bool) {
	for i, n := range modeNames {
		if strings.EqualFold(s, n) {
			return int64(i), true
		}
	}
	t.ValueErrorf("invalid HPy mode: %s", setting)
	return 0, false
}
