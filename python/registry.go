package python

import (
	"sort"

	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/modules/codecs"
	"github.com/hpyrun/hpyrun/python/modules/collect"
	"github.com/hpyrun/hpyrun/python/modules/data"
	"github.com/hpyrun/hpyrun/python/modules/files"
	"github.com/hpyrun/hpyrun/python/modules/formats"
	"github.com/hpyrun/hpyrun/python/modules/numbers"
	"github.com/hpyrun/hpyrun/python/modules/posix"
	"github.com/hpyrun/hpyrun/python/modules/runtime"
	"github.com/hpyrun/hpyrun/python/modules/socket"
	"github.com/hpyrun/hpyrun/python/modules/syntax"
	"github.com/hpyrun/hpyrun/python/modules/system"
	"github.com/hpyrun/hpyrun/python/modules/text"
	"github.com/hpyrun/hpyrun/python/modules/thread"
)

// registerModules lists the modules written in Go. Each is made at its first
// import.
func (in *Interp) registerModules() {
	in.builtinModules = map[string]func(t *Thread) Value{
		"_imp":   in.makeImp,
		"atexit": in.makeAtExit,
		"sys":    in.makeSys,
	}
	reg := codecs.New(in, in.RT)
	in.files = files.New(in, reg)
	for _, family := range [][]modules.Module{
		reg.Modules(),
		collect.All(in), data.All(in),
		in.files.Modules(),
		formats.All(in),
		numbers.All(in),
		posix.All(in),
		runtime.All(in),
		socket.All(in),
		syntax.All(in.trees),
		system.All(in),
		text.All(in),
		{in.warningsModule(), in.tracebackModule(), in.faultHandlerModule()},
		thread.All(in),
	} {
		for _, m := range family {
			in.AddModule(m)
		}
	}
}

// AddModule makes a module written in Go importable. A program that imported one of
// that name already keeps it.
func (in *Interp) AddModule(m modules.Module) {
	in.builtinModules[m.Name] = m.New
	if t := in.T; !in.sys.IsNil() { // after the start: sys has told the names already
		mark := t.Top()
		t.DictSetStr(t.Push(t.RT.ModuleDict(in.sys.V())), "builtin_module_names", t.Push(in.builtinNames(t)))
		t.Pop(mark)
	}
}

func (in *Interp) moduleNames() []string {
	names := []string{"builtins"}
	for n := range in.builtinModules {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
