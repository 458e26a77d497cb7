// Package hpyrun runs Python programs and HPy universal extensions inside a Go
// program, on a heap whose objects move. It answers one question: how do the
// parts of this repository become one runtime? The command (cmd/hpyrun) is made
// with it and with nothing else.
//
//	rt, err := hpyrun.New(hpyrun.Config{})
//	if err != nil { … }
//	defer rt.Close()
//	if err := rt.Load("kdtree.hpy0.so"); err != nil { … }
//	code := rt.RunString(`print(kdtree.Tree([(1, 2)]))`)
//
// Here package python meets package hpyabi, which do not know each other: the
// interpreter is given a loader of extensions, the host of the extensions is given
// import, the compiler and the rest of what C may ask of Python (wire.go).
//
// # What holds
//
// A Runtime belongs to the goroutine that made it, which is locked to its OS
// thread from the first extension on until Close: C code expects one thread.
// Interrupt alone may be called from others. Several runtimes live side by side, and run at
// the same time. The threads that a program starts are goroutines of the runtime's own;
// those that are daemons, and have not ended when Finish is called, sleep for ever.
//
// # Rejected
//
// A global runtime, as CPython has: tests and servers want several. Results as Go
// values: a Run function is a program run by python3, with its exit code; what goes in and
// out of single calls deserves an API of its own.
package hpyrun

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
	"github.com/hpyrun/hpyrun/python/lib"
)

// Config says how a runtime is made. The zero Config is python3 without
// arguments.
type Config struct {
	// Name is what the program calls itself in messages; "": hpyrun.
	Name string
	// Path is what sys.path has between the directory of the program and the library.
	Path []string
	// Stdlib is the library directory of a CPython 3.11, NoStdlib, or "": then it is
	// found in the usual places.
	Stdlib string
	// WarnOptions is sys.warnoptions: filters of warnings, as -W takes them.
	WarnOptions []string
	// Flags are what python3's options of one letter say; OrigArgv is sys.orig_argv.
	Flags    python.Flags
	OrigArgv []string
	// Executable is sys.executable.
	Executable string

	// The standard streams; nil: the process's.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Heap is the size of the heap and how it is watched.
	Heap heap.Config
	// RecursionLimit is sys.getrecursionlimit() at the start; 0: 1000.
	RecursionLimit int
	// Gate is how extensions are called: "fast", "cgo", or "" for the fastest that
	// this machine has.
	Gate string

	// HeapProfile and CPUProfile get a profile in the format of pprof when the program
	// has ended, however it ends: of the objects that it allocated and the ones that
	// live, of the CPU time of its Python and C functions. nil: none is made.
	HeapProfile, CPUProfile io.Writer
	// HeapProfileInterval is the mean distance of two samples in allocated bytes (0:
	// profile.DefaultHeapInterval), CPUProfileRate the number of samples in a second of
	// CPU time (0: profile.DefaultRate).
	HeapProfileInterval, CPUProfileRate int

	// Fault is told of a fault in the C code of an extension (a bad address, an
	// exhausted stack, abort) with a report of several lines. The program cannot go
	// on: when Fault returns, the process ends, with exit code 139 for a bad address
	// or an exhausted stack, by abort for an abort. nil: the report is
	// written to Stderr.
	Fault func(report string)
}

// NoStdlib is the Config.Stdlib of who wants no library of a CPython, only what comes
// with hpyrun.
const NoStdlib = lib.None

// Runtime is a Python interpreter that can load extensions.
type Runtime struct {
	// Python and Host are the two halves, for who works below this API.
	Python *python.Interp
	Host   *hpyabi.Host

	cfg      Config
	profiles profiles
}

// New makes a runtime, for the calling goroutine.
func New(cfg Config) (*Runtime, error) {
	kind := gate.Default()
	if cfg.Gate != "" {
		var err error
		if kind, err = gate.ParseKind(cfg.Gate); err != nil {
			return nil, err
		}
	}
	in, err := python.New(python.Config{
		Runtime:     object.Config{Heap: cfg.Heap, RecursionLimit: cfg.RecursionLimit},
		Name:        cfg.Name,
		Path:        cfg.Path,
		Stdlib:      cfg.Stdlib,
		WarnOptions: cfg.WarnOptions,
		Executable:  cfg.Executable,
		Flags:       cfg.Flags,
		OrigArgv:    cfg.OrigArgv,
		Lines:       cfg.CPUProfile != nil,
		Stdin:       cfg.Stdin,
		Stdout:      cfg.Stdout,
		Stderr:      cfg.Stderr,
	})
	if err != nil {
		return nil, err
	}
	host, err := hpyabi.NewHost(in.T, kind)
	if err != nil {
		in.RT.Heap.Close()
		return nil, err
	}
	rt := &Runtime{Python: in, Host: host, cfg: cfg}
	rt.wire()
	if err := rt.startProfiles(); err != nil {
		rt.Close()
		return nil, err
	}
	return rt, nil
}

// LoadError says why a file could not be loaded as an extension, in one sentence
// that begins with the file's name.
type LoadError struct {
	File string
	Text string // without the file's name
	Err  error  // a *loader.Error; nil: the module's own code failed
}

func (e *LoadError) Error() string { return e.File + ": " + e.Text }

func (e *LoadError) Unwrap() error { return e.Err }

// Load loads the universal extension in file and makes its module a global of
// __main__, and importable, under its name: that of the only module in the
// file, or else the file's. The error is a *LoadError.
func (rt *Runtime) Load(file string) (name string, err error) {
	info, err := loader.Inspect(file)
	if err != nil {
		return "", loadError(file, err)
	}
	name = FileModule(file)
	if m := info.Module(""); m != nil {
		name = m.Name
	}
	if err := info.Check(name); err != nil {
		return "", loadError(file, err)
	}
	if rt.Python.Bind(name, file) != heap.Null {
		return name, nil
	}
	if rt.Host.LastLoadError != nil {
		rt.Python.T.ClearExc()
		return "", loadError(file, rt.Host.LastLoadError)
	}
	return "", &LoadError{File: file, Text: rt.initError(name)}
}

func loadError(file string, err error) error {
	text := err.Error()
	if le, ok := err.(*loader.Error); ok {
		text = le.Text
	}
	return &LoadError{file, text, err}
}

// initError tells what the initialisation of module name has raised, and clears
// it.
func (rt *Runtime) initError(name string) string {
	t := rt.Python.T
	defer t.Pop(t.Top())
	lines := strings.Split(strings.TrimSpace(t.FormatExceptionOnly(t.Push(t.TakeExc()))), "\n")
	return fmt.Sprintf("module %s cannot be initialised, it raised %s: correct its HPyInit_%s and HPy_mod_exec functions, or what they depend on",
		name, strings.Join(lines, " "), name)
}

// FileModule is the name of the module that a file holds by HPy's convention:
// kdtree for dir/kdtree.hpy0.so.
func FileModule(file string) string {
	name, _, _ := strings.Cut(filepath.Base(file), ".")
	return strings.ReplaceAll(name, "-", "_")
}

// RunString runs the text of a program as python3 -c does. The result is the exit
// code: what the program raised was reported.
func (rt *Runtime) RunString(src string, args ...string) (code int) {
	rt.profiles.program = "-c"
	return rt.end(rt.Python.RunString(src, args...))
}

// RunInput runs a program that is read from standard input; sys.argv[0] is "-" or
// "".
func (rt *Runtime) RunInput(argv0 string, args ...string) (code int) {
	rt.profiles.program = "-"
	return rt.end(rt.Python.RunInput(argv0, args...))
}

// RunFile runs a script, or the __main__.py of a directory. The error says that it
// cannot be read; then nothing has run.
func (rt *Runtime) RunFile(path string, args ...string) (code int, err error) {
	rt.profiles.program = path
	v, err := rt.Python.RunFile(path, args...)
	if err != nil {
		return 0, err
	}
	return rt.end(v), nil
}

// RunModule runs a module as python3 -m does.
func (rt *Runtime) RunModule(name string, args ...string) (code int) {
	rt.profiles.program = name
	return rt.end(rt.Python.RunModule(name, args...))
}

// end is the exit code of a program that ended with v.
func (rt *Runtime) end(v heap.Value) int {
	if v == heap.Null {
		return rt.Python.ReportError(rt.Python.T)
	}
	return 0
}

// Interrupt makes the program raise KeyboardInterrupt at its next safe place, as
// Ctrl-C does. It may be called from any goroutine.
func (rt *Runtime) Interrupt() { rt.Python.Interrupt() }

// Finish ends the program that ran, in CPython's order: atexit's functions,
// finalizers, the flush of the standard streams. Profiles are written, of the heap as the
// program left it. It returns the exit code for a program that would exit with code. Only
// Close may follow.
func (rt *Runtime) Finish(code int) int {
	var heapErr error
	rt.Python.OnEnd = func() { heapErr = rt.writeHeapProfile(true) }
	code = rt.Python.Finish(code)
	if err := errors.Join(heapErr, rt.writeCPUProfile(true)); err != nil {
		rt.profileFailed(err)
		if code == 0 {
			code = 1
		}
	}
	return code
}

// Close frees everything, after it has called HPy_tp_destroy for each C struct
// that is left. The runtime must not be used any more.
func (rt *Runtime) Close() {
	if err := rt.writeProfiles(true); err != nil {
		rt.profileFailed(err)
	}
	rt.Python.Signals().Stop()
	rt.Host.Close()
	rt.Python.RT.Heap.Close()
}
