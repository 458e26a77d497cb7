package python

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/parser"
)

// Programs: what python3 runs for FILE, -c, -m and "-". Each function sets
// sys.argv, the first entry of sys.path and the namespace of __main__ as python3
// does for it, and runs the program there. args are what follows on the command
// line. Null: an exception is pending; ReportError shows it.

// RunString runs the text of -c.
func (in *Interp) RunString(src string, args ...string) Value {
	if !in.Begin("", append([]string{"-c"}, args...)) {
		return heap.Null
	}
	return in.runMain([]byte(src), "<string>", true)
}

// RunInput runs a program that is read from standard input to its end. argv0 is "-"
// or "", for python3 tells them apart.
func (in *Interp) RunInput(argv0 string, args ...string) Value {
	src, ok := in.readInput(in.T)
	if !ok {
		return heap.Null
	}
	if !in.Begin("", append([]string{argv0}, args...)) {
		return heap.Null
	}
	return in.runMain(src, "<stdin>", false)
}

// ScriptError says why a script cannot be read, in python3's words.
type ScriptError struct {
	Path string // absolute
	Err  error
}

func (e *ScriptError) Error() string {
	var no syscall.Errno
	if errors.As(e.Err, &no) {
		return fmt.Sprintf("can't open file '%s': [Errno %d] %s", e.Path, int(no), object.Strerror(no))
	}
	return fmt.Sprintf("can't open file '%s': %v", e.Path, e.Err)
}

func (e *ScriptError) Unwrap() error { return e.Err }

// RunFile runs a script, or the __main__.py of a directory. The error, a
// *ScriptError, says that there is no such script; then nothing has run.
func (in *Interp) RunFile(path string, args ...string) (Value, error) {
	argv := append([]string{path}, args...)
	if isDir(path) {
		main := filepath.Join(path, "__main__.py")
		if !isFile(main) {
			return heap.Null, fmt.Errorf("can't find '__main__' module in '%s'", absolute(path))
		}
		return in.runScript(absolute(main), absolute(path), argv)
	}
	dir := path
	if to, err := os.Readlink(path); err == nil {
		if dir = to; !filepath.IsAbs(to) {
			dir = filepath.Join(filepath.Dir(path), to)
		}
	}
	return in.runScript(absolute(path), filepath.Dir(absolute(dir)), argv)
}

func (in *Interp) runScript(file, dir string, argv []string) (Value, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return heap.Null, &ScriptError{file, err}
	}
	if !in.Begin(dir, argv) || !in.setMain("__file__", file) || !in.setMain("__cached__", "") || !in.setMainLoader(file) {
		return heap.Null, nil
	}
	return in.runMain(src, file, false), nil
}

// RunModule runs a module as -m does: name, or the submodule __main__ of the
// package name. That there is none is a SystemExit with python3's message.
func (in *Interp) RunModule(name string, args ...string) Value {
	t := in.T
	defer t.Pop(t.Top())
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	if !in.Begin(dir, append([]string{"-m"}, args...)) {
		return heap.Null
	}
	if strings.HasPrefix(name, ".") {
		return in.quit("Relative module names not supported")
	}
	n, program := t.Push(t.NewStr(name)), t.Push(t.NewStr(in.cfg.Name))
	if n.V() == heap.Null || program.V() == heap.Null {
		return heap.Null
	}
	code := t.CallMethod(in.importlibExternal, t.RT.Name("_prepare_main"), n, program)
	if code == heap.Null {
		in.cutTraceback(t)
		return code
	}
	c := t.Push(code)
	d := t.Push(in.MainDict())
	return in.VM.Run(t, c, d, d)
}

// quit raises SystemExit with a message of the command's.
func (in *Interp) quit(format string, args ...any) Value {
	t := in.T
	s := t.NewStr(in.cfg.Name + ": " + fmt.Sprintf(format, args...))
	if s == heap.Null {
		return s
	}
	return t.Raise(t.RT.Exc.SystemExit, t.Push(s))
}

// Begin sets sys.argv and puts dir in front of sys.path, as each of the functions above
// does; false: exception pending. A prompt without a program needs it.
func (in *Interp) Begin(dir string, argv []string) bool {
	t := in.T
	defer t.Pop(t.Top())
	if len(in.cfg.WarnOptions) > 0 && in.Import(t, "warnings") == heap.Null {
		return false
	}
	list := t.Push(newList(t, argv))
	if list.V() == heap.Null || !t.SetAttr(in.sys, t.RT.Name("argv"), list) {
		return false
	}
	if in.cfg.Flags.SafePath {
		return true
	}
	path := t.GetAttr(in.sys, t.RT.Name("path"))
	if path == heap.Null {
		return false
	}
	p := t.Push(path)
	zero, d := t.Push(heap.SmallInt(0)), t.Push(t.NewStr(dir))
	return d.V() != heap.Null && t.CallMethod(p, t.RT.Name("insert"), zero, d) != heap.Null
}

// setMain sets a name in __main__ to a str; to None for "".
func (in *Interp) setMain(name, value string) bool {
	t := in.T
	defer t.Pop(t.Top())
	d := t.Push(in.MainDict())
	v := t.Push(heap.None)
	if value != "" {
		v.Set(t.NewStr(value))
	}
	return v.V() != heap.Null && t.DictSetStr(d, name, v)
}

// setMainLoader sets __loader__ of __main__ to what would have loaded file.
func (in *Interp) setMainLoader(file string) bool {
	t := in.T
	defer t.Pop(t.Top())
	name, path := t.RT.Name("__main__"), t.Push(t.NewStr(file))
	d := t.Push(in.MainDict())
	if path.V() == heap.Null {
		return false
	}
	loader := t.Push(t.CallMethod(in.importlibExternal, t.RT.Name("SourceFileLoader"), name, path))
	return loader.V() != heap.Null && t.DictSetStr(d, "__loader__", loader)
}

// runMain runs source text in __main__. isText: it is no file's, so what it
// declares of its encoding does not count.
func (in *Interp) runMain(src []byte, filename string, isText bool) Value {
	t := in.T
	defer t.Pop(t.Top())
	code := in.Compile(t, src, CompileOptions{Filename: filename, Mode: parser.Exec, IsText: isText})
	if code == heap.Null {
		return code
	}
	c := t.Push(code)
	d := t.Push(in.MainDict())
	return in.VM.Run(t, c, d, d)
}

// Bind imports the extension in file as module name and makes it a global of
// __main__ as well.
func (in *Interp) Bind(name, file string) Value {
	t := in.T
	defer t.Pop(t.Top())
	v := in.LoadExtension(t, name, file)
	if v == heap.Null {
		return v
	}
	m := t.Push(v)
	d := t.Push(in.MainDict())
	if !t.DictSetStr(d, name, m) {
		return heap.Null
	}
	return m.V()
}
