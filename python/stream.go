package python

import (
	"errors"
	"io"
	"syscall"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The standard streams are files of the module _io (package files makes them), over the
// readers and writers that the interpreter was given. What Go code prints goes through
// sys.stdout and sys.stderr, whatever those are by then.

// Stream returns what is behind standard stream n.
func (in *Interp) Stream(n int) modules.Stream {
	now := in.cfg.Flags.Unbuffered
	return [3]modules.Stream{{In: in.cfg.Stdin}, {Out: in.cfg.Stdout, Unbuffered: now}, {Out: in.cfg.Stderr, Unbuffered: now}}[n]
}

// stream returns an attribute of sys that is a file; Null where it is missing or None (no
// exception is pending then).
func (in *Interp) stream(t *Thread, name string) Value {
	v, ok := t.GetAttrOpt(in.sys, t.RT.Name(name))
	if !ok {
		t.ClearExc()
		return heap.Null
	}
	if v == heap.None {
		return heap.Null
	}
	return v
}

// aside runs f with the pending exception put away; what f raises is dropped.
func aside(t *Thread, f func()) {
	defer t.Pop(t.Top())
	saved := t.Push(t.TakeExc())
	f()
	t.RestoreExc(saved.V())
}

// say writes to sys.stderr; if that does not work, past Python.
func (in *Interp) say(t *Thread, text string) {
	aside(t, func() {
		f := t.Push(in.stream(t, "stderr"))
		s := t.Push(t.NewStr(text))
		if f.V() == heap.Null || s.V() == heap.Null || t.CallMethod(f, t.RT.Name("write"), s) == heap.Null {
			io.WriteString(in.cfg.Stderr, text)
		}
	})
}

// flush flushes sys.stdout or sys.stderr. Errors come up again at the end of the program.
func (in *Interp) flush(t *Thread, name string) {
	aside(t, func() {
		if f := in.stream(t, name); f != heap.Null {
			t.CallMethod(t.Push(f), t.RT.Name("flush"))
		}
	})
}

// printLine writes a str and a newline to sys.stdout. false: exception pending.
func (in *Interp) printLine(t *Thread, s Ref) bool {
	defer t.Pop(t.Top())
	v := in.sysStream(t, "stdout", "")
	if v == heap.Null {
		return false
	}
	out := t.Push(v)
	for _, text := range []Ref{s, t.Push(t.RT.Name("\n").V())} {
		if t.CallMethod(out, t.RT.Name("write"), text) == heap.Null {
			return false
		}
	}
	return true
}

// Flush writes out what the standard streams hold.
func (in *Interp) Flush() {
	in.flush(in.T, "stderr")
	in.flush(in.T, "stdout")
}

// lastFlush flushes a stream at the end of the program, if it is not closed. false: an
// exception is pending.
func (in *Interp) lastFlush(t *Thread, f Ref) bool {
	closed, ok := t.GetAttrOpt(f, t.RT.Name("closed"))
	if !ok {
		return false
	}
	if closed != heap.Null {
		switch t.IsTrue(t.Push(closed)) {
		case 1:
			return true
		case -1:
			t.ClearExc()
		}
	}
	return t.CallMethod(f, t.RT.Name("flush")) != heap.Null
}

// readInput reads all of sys.stdin, as bytes. false: exception pending.
func (in *Interp) readInput(t *Thread) ([]byte, bool) {
	defer t.Pop(t.Top())
	f := t.Push(in.stream(t, "stdin"))
	if f.V() == heap.Null {
		return nil, true
	}
	b := t.Push(t.GetAttr(f, t.RT.Name("buffer")))
	if b.V() == heap.Null {
		return nil, false
	}
	v := t.CallMethod(b, t.RT.Name("read"))
	if v == heap.Null {
		return nil, false
	}
	return t.CopyBuffer(t.Push(v))
}

// raiseOS raises the OSError for an error of Go's, and returns false.
func raiseOS(t *Thread, err error) bool {
	var no syscall.Errno
	if !errors.As(err, &no) {
		t.Errorf(t.RT.Exc.OSError, "%v", err)
		return false
	}
	modules.RaiseOS(t, no)
	return false
}

// sysStream is sys.stdin and the like. Null: exception pending, which says that caller
// lost it.
func (in *Interp) sysStream(t *Thread, name, caller string) Value {
	v, ok := t.GetAttrOpt(in.sys, t.RT.Name(name))
	if ok && (v == heap.Null || v == heap.None) {
		return t.RuntimeErrorf("%slost sys.%s", caller, name)
	}
	return v
}

// builtinInput is input(): the prompt goes to sys.stdout, the line comes from sys.stdin.
func (in *Interp) builtinInput(t *Thread, a Args) Value {
	src, dst := t.Push(in.sysStream(t, "stdin", "input(): ")), t.PushN(1)
	if src.V() == heap.Null {
		return heap.Null
	}
	if dst.Set(in.sysStream(t, "stdout", "input(): ")); dst.V() == heap.Null {
		return heap.Null
	}
	in.flush(t, "stderr")
	prompt := t.Push(t.Str(a.At(0)))
	if prompt.V() == heap.Null || t.CallMethod(dst, t.RT.Name("write"), prompt) == heap.Null ||
		t.CallMethod(dst, t.RT.Name("flush")) == heap.Null {
		return heap.Null
	}
	v := t.CallMethod(src, t.RT.Name("readline"))
	if v == heap.Null {
		return v
	}
	if !t.RT.IsStr(v) {
		return t.TypeErrorf("object.readline() returned non-string")
	}
	line := object.GoStr(v)
	if line == "" {
		return t.Errorf(t.RT.Exc.EOFError, "EOF when reading a line")
	}
	if line[len(line)-1] == '\n' {
		line = line[:len(line)-1]
	}
	return t.NewStr(line)
}
