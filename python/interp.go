package python

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/compile"
	"github.com/hpyrun/hpyrun/python/parser"
	"github.com/hpyrun/hpyrun/python/vm"
)

// Config says how an interpreter is made.
type Config struct {
	Runtime object.Config
	// Argv is sys.argv, Path the beginning of sys.path.
	Argv []string
	Path []string
	// Executable is sys.executable.
	Executable string

	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// ExtensionLoader loads native extensions; package hpyabi's is given to
// Interp.Extensions by whoever wants extensions.
type ExtensionLoader interface {
	// Load loads the universal extension in file as module name and returns
	// the module. Null: an exception is pending.
	Load(t *Thread, name, file string) Value
}

// Interp is an interpreter: a runtime, its VM and its modules, with one main
// thread.
type Interp struct {
	RT  *object.Runtime
	VM  *vm.VM
	T   *Thread // the main thread
	cfg Config

	Extensions ExtensionLoader

	// sys is the module sys, main the module __main__.
	sys, main Ref
	// builtinModules are modules written in Go by name; each is made when it is
	// first imported.
	builtinModules map[string]func(t *Thread) Value

	stdin          *bufio.Reader
	stdout, stderr *bufio.Writer
	streams        [3]*stream
	streamType     *object.Type
}

// New makes an interpreter.
func New(cfg Config) (*Interp, error) {
	if cfg.Stdin == nil {
		cfg.Stdin = os.Stdin
	}
	if cfg.Stdout == nil {
		cfg.Stdout = os.Stdout
	}
	if cfg.Stderr == nil {
		cfg.Stderr = os.Stderr
	}
	rt, err := object.NewRuntime(cfg.Runtime)
	if err != nil {
		return nil, err
	}
	t := rt.NewThread()
	in := &Interp{RT: rt, T: t, cfg: cfg}
	in.VM = vm.New(t)
	in.VM.Import = in.importStatement
	in.VM.DisplayHook = in.displayHook
	in.VM.Pending = in.pending
	rt.Anchors = anchors
	rt.Heap.AfterCollect(func() {
		if rt.Heap.Pending() {
			vm.Of(t).Breaker = true
		}
	})
	if !in.boot(t) {
		return nil, fmt.Errorf("BUG: start of the interpreter: %s", in.takeError(t))
	}
	return in, nil
}

// boot makes builtins, sys and __main__.
func (in *Interp) boot(t *Thread) bool {
	in.openStreams()
	if !in.defineStreams(t) {
		return false
	}
	in.registerModules()
	in.sys, in.main = in.RT.Heap.NewRoot(), in.RT.Heap.NewRoot()
	if !in.makeBuiltins(t) {
		return false
	}
	for _, m := range []struct {
		name string
		into Ref
	}{{"sys", in.sys}} {
		v := in.importTop(t, m.name)
		if v == heap.Null {
			return false
		}
		m.into.Set(v)
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
	return t.DictSetStr(d, "__builtins__", b) && t.DictSetStr(d, "__package__", none) &&
		t.DictSetStr(d, "__loader__", none) && t.DictSetStr(d, "__spec__", none) &&
		t.DictSet(t.RT.Modules, t.RT.Name("__main__"), in.main)
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

// RunString runs source text in __main__, as python3 -c does.
func (in *Interp) RunString(src, filename string) Value {
	return in.runSource([]byte(src), filename)
}

// RunFile runs a script as __main__.
func (in *Interp) RunFile(path string) Value {
	t := in.T
	defer t.Pop(t.Top())
	path = absolute(path)
	src, err := os.ReadFile(path)
	if err != nil {
		return t.Errorf(t.RT.Exc.OSError, "can't open file '%s': %v", path, err)
	}
	d := t.Push(in.MainDict())
	f := t.Push(t.NewStr(path))
	if f.V() == heap.Null || !t.DictSetStr(d, "__file__", f) {
		return heap.Null
	}
	return in.runSource(src, path)
}

func (in *Interp) runSource(src []byte, filename string) Value {
	t := in.T
	defer t.Pop(t.Top())
	code := in.Compile(t, src, CompileOptions{Filename: filename, Mode: parser.Exec})
	if code == heap.Null {
		return code
	}
	c := t.Push(code)
	d := t.Push(in.MainDict())
	return in.VM.Run(t, c, d, d)
}

func (in *Interp) warnSyntax(t *Thread, filename string, w compile.Warning) bool {
	fmt.Fprintf(in.cfg.Stderr, "%s:%d: SyntaxWarning: %s\n", filename, w.Line, w.Msg)
	if line := lineInFile(filename, w.Line); line != "" {
		fmt.Fprintf(in.cfg.Stderr, "  %s\n", line)
	}
	return true
}

func lineInFile(name string, n int) string {
	src, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(lineOf(src, n))
}

// pending runs what waits for a safe place: finalizers.
func (in *Interp) pending(t *Thread) bool {
	vm.Of(t).Breaker = false
	t.RunPending()
	return true
}
