package python

import (
	"fmt"
	"io"
	"os"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/lib"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/modules/files"
	"github.com/hpyrun/hpyrun/python/modules/syntax"
	"github.com/hpyrun/hpyrun/python/vm"
)

// Config says how an interpreter is made.
type Config struct {
	Runtime object.Config
	// Name is what the program calls itself in messages; "": hpyrun.
	Name string
	// Argv is sys.argv until a program is run, Path what sys.path has between the
	// program's directory and the library.
	Argv []string
	Path []string
	// Stdlib is the library directory of a CPython 3.11, lib.None, or "": then it is found
	// in the usual places. Our own small library is always behind it.
	Stdlib string
	// WarnOptions is sys.warnoptions: what -W says, "action:message:category:module:line".
	WarnOptions []string
	// Flags are what the options of one letter say; OrigArgv is sys.orig_argv.
	Flags    Flags
	OrigArgv []string
	// Executable is sys.executable.
	Executable string
	// Lines compiles code that lets a profiler see at any time which line runs.
	Lines bool

	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// ExtensionLoader loads native extensions; package hpyabi's is given to
// Interp.Extensions by whoever wants extensions.
type ExtensionLoader interface {
	// LoadSpec loads the universal extension in file as module name, which spec
	// describes, and returns the module. Null: an exception is pending.
	LoadSpec(t *Thread, name, file string, spec Ref) Value
}

// Interp is an interpreter: a runtime, its VM and its modules, with one main
// thread.
type Interp struct {
	RT  *object.Runtime
	VM  *vm.VM
	T   *Thread // the main thread
	cfg Config
	lib lib.Library

	Extensions ExtensionLoader

	// sys is the module sys, main the module __main__; importlib and importlibExternal
	// are the machinery of import.
	sys, main, builtins          Ref
	importFunc                   Ref // the builtin __import__
	importlib, importlibExternal Ref
	importLock                   importLock

	atExit    Ref  // a list of (function, args, kwargs)
	finishing bool // Finish is under way

	auditHooks Ref // a list; nil: there was none yet

	warnings warnings
	signals  *modules.Signals
	// What is called when threads start and end, with the lock.
	threadStart, threadEnd []func(t *Thread)
	// OnEnd is called when the program and its threads have ended, before atexit's
	// functions. nil: nobody wants to know.
	OnEnd func()

	// builtinModules are modules written in Go by name; each is made when it is
	// first imported.
	builtinModules map[string]func(t *Thread) Value

	trees          *syntax.Trees
	files          *files.IO
	unraisableType *modules.StructSeq
	hooksType      *modules.StructSeq
}

// New makes an interpreter.
func New(cfg Config) (*Interp, error) {
	if cfg.Name == "" {
		cfg.Name = "hpyrun"
	}
	if cfg.Stdin == nil {
		cfg.Stdin = os.Stdin
	}
	if cfg.Stdout == nil {
		cfg.Stdout = os.Stdout
	}
	if cfg.Stderr == nil {
		cfg.Stderr = os.Stderr
	}
	warmFrozen()
	rt, err := object.NewRuntime(cfg.Runtime)
	if err != nil {
		return nil, err
	}
	t := rt.NewThread()
	in := &Interp{RT: rt, T: t, cfg: cfg, lib: lib.Find(cfg.Stdlib), signals: modules.NewSignals(func() { pollSoon(t) })}
	in.VM = vm.New(t)
	in.trees = &syntax.Trees{Constant: in.VM.Constant}
	in.VM.Import = in.importStatement
	in.VM.DisplayHook = in.displayHook
	in.VM.Pending = in.pending
	if n := cfg.Flags.MaxStrDigits; n != nil {
		rt.SetMaxStrDigits(*n)
	}
	rt.PollSoon = pollSoon
	in.importLock = newImportLock()
	in.VM.NeverAwaited = in.neverAwaited
	rt.Anchors = anchors
	rt.Stderr = in.cfg.Stderr
	rt.OnUnraisable = in.Unraisable
	rt.OnWarning = in.onWarning
	rt.Import = in.Import
	rt.Heap.AfterCollect(in.afterCollect)
	if !in.boot(t) {
		return nil, fmt.Errorf("BUG: start of the interpreter: %s", in.takeError(t))
	}
	return in, nil
}

// boot makes builtins, sys and __main__.
func (in *Interp) boot(t *Thread) bool {
	in.registerModules()
	for _, r := range []*Ref{&in.sys, &in.main, &in.builtins, &in.importFunc, &in.importlib, &in.importlibExternal, &in.atExit} {
		*r = in.RT.Heap.NewRoot()
	}
	if !in.makeBuiltins(t) {
		return false
	}
	in.builtins.Set(in.builtinsModule(t))
	in.importFunc.Set(t.DictGetStr(t.RT.Builtins.V(), t.RT.Name("__import__").V()))
	in.VM.ImportFunc = in.importFunc
	if in.sys.Set(in.addBuiltin(t, "sys")); in.sys.V() == heap.Null || !in.startImport(t) || !in.addOpen(t) {
		return false
	}
	m := t.NewModule(t.RT.Name("__main__"))
	if m == heap.Null {
		return false
	}
	in.main.Set(m)
	d := t.Push(t.RT.ModuleDict(m))
	defer t.Pop(t.Top())
	none := t.Push(heap.None)
	b := t.Push(in.builtinsModule(t))
	annotations := t.Push(t.NewDict())
	loader := t.Push(t.GetAttr(in.importlib, t.RT.Name("BuiltinImporter")))
	return annotations.V() != heap.Null && loader.V() != heap.Null && t.DictSetStr(d, "__annotations__", annotations) && t.DictSetStr(d, "__builtins__", b) && t.DictSetStr(d, "__package__", none) &&
		t.DictSetStr(d, "__loader__", loader) && t.DictSetStr(d, "__spec__", none) &&
		t.DictSet(t.RT.Modules, t.RT.Name("__main__"), in.main)
}

// addOpen makes open a builtin: it is that of the module _io.
func (in *Interp) addOpen(t *Thread) bool {
	defer t.Pop(t.Top())
	m := t.Push(in.Import(t, "_io"))
	if m.V() == heap.Null {
		return false
	}
	open := t.Push(t.GetAttr(m, t.RT.Name("open")))
	return open.V() != heap.Null && t.DictSetStr(t.RT.Builtins, "open", open)
}

func (in *Interp) builtinsModule(t *Thread) Value {
	v, _ := t.DictGet(t.RT.Modules, t.RT.Name("builtins"))
	return v
}

// MainDict returns the namespace of __main__.
func (in *Interp) MainDict() Value { return in.RT.ModuleDict(in.main.V()) }

// takeError renders and clears the pending exception.
func (in *Interp) takeError(t *Thread) string {
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	return t.FormatException(exc)
}
