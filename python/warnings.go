package python

import (
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/vm"
)

// Warnings, and the module _warnings under the library's warnings. A warning goes through
// the filters, the first that fits says what happens to it; a registry in the globals of
// the code that it is about knows what was shown already.
//
// While the module warnings is not imported the filters are ours and a warning is written
// to sys.stderr. Once it is there, its attributes filters, defaultaction, onceregistry and
// _showwarnmsg are what counts, as in CPython: programs replace them.

// warnings is the state of an interpreter.
type warnings struct {
	// filters and once are the defaults of _warnings.filters and _onceregistry; Null
	// until they are needed.
	filters, once Ref
	version       int64 // what registries were filled under
}

// boot makes the filters; false: exception pending.
func (w *warnings) boot(t *Thread) bool {
	if !w.filters.IsNil() {
		return true
	}
	defer t.Pop(t.Top())
	list, once := t.Push(t.NewList(5)), t.Push(t.NewDict())
	if list.V() == heap.Null || once.V() == heap.Null {
		return false
	}
	e := &t.RT.Exc
	none, zero := t.Push(heap.None), t.Push(heap.SmallInt(0))
	for _, f := range []struct {
		action, module string
		category       *object.Type
	}{{"default", "__main__", e.DeprecationWarning}, {"ignore", "", e.DeprecationWarning}, {"ignore", "", e.PendingDeprecationWarning},
		{"ignore", "", e.ImportWarning}, {"ignore", "", e.ResourceWarning}} {
		module := none
		if f.module != "" {
			module = t.RT.Name(f.module)
		}
		item := t.Push(t.PackTuple(t.RT.Name(f.action), none, f.category.Obj, module, zero))
		if item.V() == heap.Null || !t.ListAppend(list, item) {
			return false
		}
	}
	w.filters, w.once = t.H.NewRoot(), t.H.NewRoot()
	w.filters.Set(list.V())
	w.once.Set(once.V())
	return true
}

func (in *Interp) warningsModule() modules.Module {
	w := &in.warnings
	state := func(r *Ref) func(t *Thread) Value {
		return func(t *Thread) Value {
			if !w.boot(t) {
				return heap.Null
			}
			return r.V()
		}
	}
	return modules.Module{
		Name: "_warnings",
		Doc:  "Low-level interface to warnings functionality.",
		Functions: []object.MethodDef{
			{Name: "warn", Sig: "(message, category=None, stacklevel=1, source=None)", Doc: "Issue a warning, or maybe ignore it or raise an exception.",
				Fn: func(t *Thread, a Args) Value {
					level, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
					if !ok || !in.warn(t, a.At(0), a.At(1), level, a.At(3)) {
						return heap.Null
					}
					return heap.None
				}},
			{Name: "warn_explicit", Sig: "(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
				Doc: "Issue a warning, or maybe ignore it or raise an exception.", Fn: in.warnExplicitArgs},
			{Name: "_filters_mutated", Sig: "()", Fn: func(t *Thread, a Args) Value {
				w.version++
				return heap.None
			}},
		},
		Attrs: []object.AttrDef{{Name: "filters", Make: state(&w.filters)}, {Name: "_onceregistry", Make: state(&w.once)},
			modules.Constant("_defaultaction", "default")},
	}
}

// Warn issues a warning of a category, a class of warnings, about the code that is
// stackLevel frames up (1: the innermost Python frame). False: exception pending.
func (in *Interp) Warn(t *Thread, category, message Ref, stackLevel int) bool {
	defer t.Pop(t.Top())
	return in.warn(t, message, category, stackLevel, t.Push(heap.None))
}

// onWarning serves Thread.Warn: a warning about the innermost frame.
func (in *Interp) onWarning(t *Thread, cls *object.Type, msg string) bool {
	defer t.Pop(t.Top())
	s := t.NewStr(msg)
	return s != heap.Null && in.Warn(t, cls.Obj, t.Push(s), 1)
}

// warnAbout issues a warning about a line of source text that is being compiled.
// False: exception pending.
func (in *Interp) warnAbout(t *Thread, cls *object.Type, msg, file string, line int) bool {
	defer t.Pop(t.Top())
	w := about{line: int64(line), category: cls.Obj, registry: t.Push(heap.None), source: t.Push(heap.None)}
	w.message, w.filename = t.Push(t.NewStr(msg)), t.Push(t.NewStr(file))
	if w.message.V() == heap.Null || w.filename.V() == heap.Null {
		return false
	}
	w.module = t.Push(moduleOf(t, file))
	return w.module.V() != heap.Null && in.warnExplicit(t, &w)
}

// about is a warning and the code that it is about.
type about struct {
	message, category Ref
	filename, module  Ref
	line              int64
	registry          Ref // a dict, or None
	source            Ref // the object that caused it, or None
	sourceLine        Ref // the text of the line, nil if it is to be read from the file
}

// warn issues a warning about a frame. False: exception pending.
func (in *Interp) warn(t *Thread, message, category Ref, level int, source Ref) bool {
	defer t.Pop(t.Top())
	w := about{message: message, category: category, source: source}
	switch {
	case t.RT.TypeOf(message.V()).IsSubtype(t.RT.Exc.Warning):
		w.category = t.RT.TypeOf(message.V()).Obj
	case category.IsNil() || category.V() == heap.None:
		w.category = t.RT.Exc.UserWarning.Obj
	}
	if cls := t.RT.TypeFromObj(w.category.V()); cls == nil || !cls.IsSubtype(t.RT.Exc.Warning) {
		t.TypeErrorf("category must be a Warning subclass, not '%s'", t.TypeName(w.category.V()))
		return false
	}
	globals := t.Push(t.RT.ModuleDict(in.sys.V()))
	file := "sys"
	w.line = 1
	x := vm.Of(t)
	if up, ok := external(x, level); ok {
		f, _ := x.Frame(up)
		file, w.line = f.Code.Filename, int64(f.Pos.Line)
		globals.Set(x.FrameGlobals(up))
	}
	w.filename = t.Push(t.NewStr(file))
	if w.filename.V() == heap.Null {
		return false
	}
	name := t.RT.Name("__warningregistry__")
	v, ok := t.DictGet(globals, name)
	if !ok {
		return false
	}
	w.registry = t.Push(v)
	if v == heap.Null {
		w.registry.Set(t.NewDict())
		if w.registry.V() == heap.Null || !t.DictSet(globals, name, w.registry) {
			return false
		}
	}
	v, ok = t.DictGet(globals, t.RT.Name("__name__"))
	if !ok {
		return false
	}
	if v == heap.Null || v != heap.None && !t.RT.IsStr(v) {
		v = t.RT.Name("<string>").V()
	}
	w.module = t.Push(v)
	return in.warnExplicit(t, &w)
}

// external finds the frame that is level-1 frames above the innermost. Frames of the
// machinery of import do not count, unless the innermost is one.
func external(x *vm.Exec, level int) (up int, ok bool) {
	internal := func(up int) bool {
		f, ok := x.Frame(up)
		return ok && strings.Contains(f.Code.Filename, "importlib") && strings.Contains(f.Code.Filename, "_bootstrap")
	}
	skip := level > 0 && !internal(0)
	for ; level > 1; level-- {
		up++
		for skip && internal(up) {
			up++
		}
	}
	_, ok = x.Frame(up)
	return up, ok
}

// moduleOf names the module of a file that nothing else is known of.
func moduleOf(t *Thread, file string) Value {
	if file == "" {
		return t.NewStr("<unknown>")
	}
	return t.NewStr(strings.TrimSuffix(file, ".py"))
}

func (in *Interp) warnExplicitArgs(t *Thread, a Args) Value {
	w := about{message: a.At(0), category: a.At(1), filename: a.At(2), module: a.At(4), registry: a.At(5), source: a.At(7)}
	if !t.RT.IsStr(w.filename.V()) {
		return t.TypeErrorf("warn_explicit() argument 'filename' must be str, not %s", t.TypeName(w.filename.V()))
	}
	var ok bool
	if w.line, ok = t.AsInt64(a.At(3)); !ok {
		return heap.Null
	}
	if v := w.registry.V(); v != heap.None && !t.RT.TypeOf(v).IsSubtype(t.RT.DictType) {
		return t.TypeErrorf("'registry' must be a dict or None")
	}
	if g := a.At(6); g.V() != heap.None {
		if !t.RT.TypeOf(g.V()).IsSubtype(t.RT.DictType) {
			return t.TypeErrorf("module_globals must be a dict, not '%s'", t.TypeName(g.V()))
		}
		if w.sourceLine, ok = in.loadedLine(t, g, w.line); !ok {
			return heap.Null
		}
	}
	if w.module.V() == heap.None {
		if w.module = t.Push(moduleOf(t, object.GoStr(w.filename.V()))); w.module.V() == heap.Null {
			return heap.Null
		}
	}
	if !in.warnExplicit(t, &w) {
		return heap.Null
	}
	return heap.None
}

// loadedLine asks the loader of a module for a line of its source; the nil Ref: it has
// none. What it pushes stays. False: exception pending.
func (in *Interp) loadedLine(t *Thread, globals Ref, line int64) (Ref, bool) {
	get := func(key string) (Ref, bool) {
		v, ok := t.DictGet(globals, t.RT.Name(key))
		return t.Push(v), ok
	}
	loader, ok := get("__loader__")
	if !ok || loader.V() == heap.Null || loader.V() == heap.None {
		return Ref{}, ok
	}
	name, ok := get("__name__")
	if !ok || name.V() == heap.Null {
		return Ref{}, ok
	}
	v, ok := t.GetAttrOpt(loader, t.RT.Name("get_source"))
	if !ok || v == heap.Null {
		return Ref{}, ok
	}
	text := t.Push(t.CallN(t.Push(v), name))
	if text.V() == heap.Null {
		return Ref{}, false
	}
	if !t.RT.IsStr(text.V()) {
		return Ref{}, true
	}
	lines := strings.Split(strings.ReplaceAll(object.GoStr(text.V()), "\r\n", "\n"), "\n")
	if line < 1 || line > int64(len(lines)) {
		return Ref{}, true
	}
	r := t.Push(t.NewStr(lines[line-1]))
	return r, r.V() != heap.Null
}

// warnExplicit puts a warning through the filters. False: exception pending.
func (in *Interp) warnExplicit(t *Thread, w *about) bool {
	defer t.Pop(t.Top())
	if !in.warnings.boot(t) {
		return false
	}
	text := w.message
	if t.RT.TypeOf(w.message.V()).IsSubtype(t.RT.Exc.Warning) {
		text = t.Push(t.Str(w.message))
		w.category = t.RT.TypeOf(w.message.V()).Obj
	} else {
		w.message = t.Push(t.CallN(w.category, w.message))
	}
	if text.V() == heap.Null || w.message.V() == heap.Null {
		return false
	}
	line := t.Push(t.NewInt(w.line))
	key := t.Push(t.PackTuple(text, w.category, line))
	if line.V() == heap.Null || key.V() == heap.Null {
		return false
	}
	if w.registry.V() != heap.None {
		if seen, ok := in.seen(t, w.registry, key, false); seen || !ok {
			return ok
		}
	}
	action, filter, ok := in.action(t, w, text)
	if !ok {
		return false
	}
	registry := w.registry
	switch action {
	case "error":
		t.SetExc(w.message)
		return false
	case "ignore":
		return true
	case "always":
		return in.show(t, w, text, line)
	}
	if registry.V() != heap.None && !t.SetItem(registry, key, t.Push(heap.True)) {
		return false
	}
	switch action {
	case "default":
		return in.show(t, w, text, line)
	case "module":
		if registry.V() == heap.None {
			return in.show(t, w, text, line)
		}
	case "once":
		if registry.V() == heap.None {
			v, ok := in.warningsAttr(t, "onceregistry", in.warnings.once)
			if !ok {
				return false
			}
			registry = t.Push(v)
		}
	default:
		r := t.Repr(filter)
		if r == heap.Null {
			return false
		}
		t.RuntimeErrorf("Unrecognized action ('%s') in warnings.filters:\n %s", action, object.GoStr(r))
		return false
	}
	more := t.Push(t.PackTuple(text, w.category))
	if more.V() == heap.Null {
		return false
	}
	if seen, ok := in.seen(t, registry, more, true); seen || !ok {
		return ok
	}
	return in.show(t, w, text, line)
}

// seen says that a registry has the key; mark puts it there. A registry that was filled
// under other filters is emptied first.
func (in *Interp) seen(t *Thread, registry, key Ref, mark bool) (seen, ok bool) {
	defer t.Pop(t.Top())
	version := t.RT.Name("version")
	v, ok := t.DictGet(registry, version)
	if !ok {
		return false, false
	}
	if v == heap.Null || !v.IsInt() || v.Int() != in.warnings.version {
		t.DictClear(registry)
		if !t.DictSet(registry, version, t.Push(heap.SmallInt(in.warnings.version))) {
			return false, false
		}
	} else {
		found, ok := t.DictGet(registry, key)
		if !ok {
			return false, false
		}
		if found != heap.Null {
			switch t.IsTrue(t.Push(found)) {
			case -1:
				return false, false
			case 1:
				return true, true
			}
		}
	}
	return false, !mark || t.DictSet(registry, key, t.Push(heap.True))
}

// warningsAttr returns an attribute of the module warnings, otherwise if it is not
// imported or has none. False: exception pending.
func (in *Interp) warningsAttr(t *Thread, name string, otherwise Ref) (Value, bool) {
	defer t.Pop(t.Top())
	m, ok := t.DictGet(t.RT.Modules, t.RT.Name("warnings"))
	if !ok {
		return heap.Null, false
	}
	if m != heap.Null && m != heap.None {
		v, ok := t.GetAttrOpt(t.Push(m), t.RT.Name(name))
		if v != heap.Null || !ok {
			return v, ok
		}
	}
	if otherwise.IsNil() {
		return heap.Null, true
	}
	return otherwise.V(), true
}

// action finds what the filters say of a warning: the first that fits. What it pushes
// stays. False: exception pending.
func (in *Interp) action(t *Thread, w *about, text Ref) (action string, filter Ref, ok bool) {
	v, ok := in.warningsAttr(t, "filters", in.warnings.filters)
	if !ok {
		return "", Ref{}, false
	}
	list := t.Push(v)
	if !t.RT.TypeOf(v).IsSubtype(t.RT.ListType) {
		t.ValueErrorf("_warnings.filters must be a list")
		return "", Ref{}, false
	}
	in.warnings.filters.Set(v) // what counts, should the module lose its attribute
	filter = t.Push(heap.Null)
	parts := t.PushN(5)
	for i := 0; i < t.ListLen(list.V()); i++ {
		filter.Set(t.ListAt(list.V(), i))
		if !t.RT.TypeOf(filter.V()).IsSubtype(t.RT.TupleType) || t.TupleLen(filter.V()) != 5 {
			t.ValueErrorf("_warnings.filters item %d isn't a 5-tuple", i)
			return "", Ref{}, false
		}
		for k := range 5 {
			parts.At(k).Set(t.TupleAt(filter.V(), k))
		}
		if !t.RT.IsStr(parts.V()) {
			t.TypeErrorf("action must be a string, not '%s'", t.TypeName(parts.V()))
			return "", Ref{}, false
		}
		fits, ok := in.fits(t, w, text, parts)
		if !ok {
			return "", Ref{}, false
		}
		if fits {
			return object.GoStr(parts.V()), filter, true
		}
	}
	v, ok = in.warningsAttr(t, "defaultaction", t.RT.Name("default"))
	if !ok {
		return "", Ref{}, false
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("warnings.defaultaction must be a string, not '%s'", t.TypeName(v))
		return "", Ref{}, false
	}
	filter.Set(heap.None)
	return object.GoStr(v), filter, true
}

// fits asks whether a filter, its parts from parts on, is for the warning.
func (in *Interp) fits(t *Thread, w *about, text, parts Ref) (fits, ok bool) {
	matches := func(pattern, arg Ref) (bool, bool) {
		defer t.Pop(t.Top())
		switch v := pattern.V(); {
		case v == heap.None:
			return true, true
		case object.IsExactStr(v):
			r := t.CompareBool(pattern, arg, object.EQ)
			return r == 1, r >= 0
		}
		m := t.CallMethod(pattern, t.RT.Name("match"), arg)
		if m == heap.Null {
			return false, false
		}
		r := t.IsTrue(t.Push(m))
		return r == 1, r >= 0
	}
	if yes, ok := matches(parts.At(1), text); !yes {
		return false, ok
	}
	if r := t.IsSubclass(w.category, parts.At(2)); r != 1 {
		return false, r == 0
	}
	if yes, ok := matches(parts.At(3), w.module); !yes {
		return false, ok
	}
	n, ok := t.AsInt64(parts.At(4))
	return n == 0 || n == w.line, ok
}

// show displays a warning. False: exception pending.
func (in *Interp) show(t *Thread, w *about, text, line Ref) bool {
	defer t.Pop(t.Top())
	v, ok := in.warningsAttr(t, "_showwarnmsg", Ref{})
	if !ok {
		return false
	}
	if v == heap.Null {
		return in.write(t, w, text)
	}
	f := t.Push(v)
	if !t.RT.Callable(v) {
		t.TypeErrorf("warnings._showwarnmsg() must be set to a callable")
		return false
	}
	cls, ok := in.warningsAttr(t, "WarningMessage", Ref{})
	if !ok {
		return false
	}
	if cls == heap.Null {
		t.RuntimeErrorf("unable to get warnings.WarningMessage")
		return false
	}
	none := t.Push(heap.None)
	msg := t.CallN(t.Push(cls), w.message, w.category, w.filename, line, none, none, w.source)
	return msg != heap.Null && t.CallN(f, t.Push(msg)) != heap.Null
}

// write writes a warning to sys.stderr.
func (in *Interp) write(t *Thread, w *about, text Ref) bool {
	file := object.GoStr(w.filename.V())
	out := file + ":" + strconv.FormatInt(w.line, 10) + ": " + t.RT.TypeFromObj(w.category.V()).Name + ": "
	s := t.Str(text)
	if s == heap.Null {
		return false
	}
	out += object.GoStr(s) + "\n"
	source := ""
	if !w.sourceLine.IsNil() {
		source = object.GoStr(w.sourceLine.V())
	} else {
		source = in.sourceLine(file, int(w.line))
	}
	if source = strings.Trim(source, " \t\f\n"); source != "" {
		out += "  " + source + "\n"
	}
	stderr, ok := t.GetAttrOpt(in.sys, t.RT.Name("stderr"))
	switch {
	case !ok:
		return false
	case stderr == heap.Null || stderr == heap.None:
		return true
	}
	r, msg := t.Push(stderr), t.Push(t.NewStr(out))
	if msg.V() != heap.Null && t.CallMethod(r, t.RT.Name("write"), msg) == heap.Null {
		t.ClearExc() // there is nobody to tell
	}
	return true
}

func (in *Interp) sourceLine(file string, line int) string {
	get := object.ReadSourceLine
	if in.RT.SourceLine != nil {
		get = in.RT.SourceLine
	}
	text, _ := get(file, line)
	return text
}
