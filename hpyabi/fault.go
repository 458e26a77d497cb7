package hpyabi

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/hpyabi/native"
)

// What becomes of an extension that breaks: a fault in C, an address given to a
// member that is none, HPy_FatalError. The program could often go on, as C has no
// part in the heap; but what C left half done nobody knows, and users of python3
// expect the process to end. So the end is told as well as possible: the
// extension, the C function with file and line, the C callers, the Python frames.

// Fault describes what C did that ends the program.
type Fault struct {
	// Signal is what C's own process would have died of.
	Signal unix.Signal
	// Extension is the path of the extension's file; "" if it is not known.
	Extension string
	// Frames are the C frames, the innermost first.
	Frames []loader.Symbol
	// Report is all of it, in lines.
	Report string

	collecting bool // inside a collection, no Python object can be made
}

// Exit ends the process: with status 128 + the signal, as a shell reports it;
// after HPy_FatalError by abort itself.
func (f *Fault) Exit() {
	if f.Signal == unix.SIGABRT {
		native.Abort()
	}
	os.Exit(128 + int(f.Signal))
}

const maxFrames = 32

// fault deals with a fault in C. When it returns a SystemError is pending.
func (h *Host) fault(c *Context, gf *gate.Fault) {
	c.end(h.describeFault(gf))
}

func (h *Host) describeFault(gf *gate.Fault) (*Fault, *strings.Builder) {
	badPC := gf.Access == gate.AccessExec && gf.CallSite() != gf.PC
	f := &Fault{
		Signal: gf.Signal,
		Frames: loader.Backtrace(&gf.Regs, gf.StackAddr, gf.Stack, badPC, maxFrames),
	}
	if len(f.Frames) == 0 {
		if s, ok := loader.Symbolize(gf.CallSite()); ok {
			f.Frames = []loader.Symbol{s}
		}
	}
	culprit, ok := loader.Culprit(f.Frames)
	if ok {
		f.Extension = culprit.Object
	} else if len(f.Frames) > 0 {
		culprit = f.Frames[0]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "hpyrun: %s%s", describe(gf), where(culprit))
	return f, &b
}

// describe says what happened.
func describe(f *gate.Fault) string {
	what := f.Error()
	if i := strings.Index(what, " in C at pc"); i >= 0 {
		what = what[:i]
	}
	switch {
	case f.StackOverflow:
		return "stack overflow (endless recursion?)"
	case f.Access == gate.AccessRead:
		return fmt.Sprintf("%s: reading address %#x", what, f.Addr)
	case f.Access == gate.AccessWrite:
		return fmt.Sprintf("%s: writing to address %#x", what, f.Addr)
	case f.Access == gate.AccessExec:
		return fmt.Sprintf("%s: calling address %#x", what, f.Addr)
	}
	return what
}

// where names the extension and its function.
func where(s loader.Symbol) string {
	if s.Object == "" {
		return " in C"
	}
	object := filepath.Base(s.Object)
	if s.Program {
		object = "hpyrun"
	}
	return fmt.Sprintf(" in %s, in the C function %s", object, function(s))
}

// function shows a C function, with its place as far as it is known.
func function(s loader.Symbol) string {
	text := fmt.Sprintf("%#x", s.Address)
	if s.Func != "" {
		text = fmt.Sprintf("%s+%#x", s.Func, s.Offset)
	}
	if s.File != "" {
		text += fmt.Sprintf(" (%s:%d)", s.File, s.Line)
	}
	return text
}

// end completes the report and tells of the fault.
func (c *Context) end(f *Fault, b *strings.Builder) {
	h := c.host
	b.WriteByte('\n')
	if len(f.Frames) > 0 {
		b.WriteString("C traceback (most recent call first):\n")
		writeFrames(b, f.Frames)
	}
	if !f.collecting {
		b.WriteString(c.traceback())
	}
	f.Report = b.String()
	if h.Fault != nil {
		h.Fault(c.t, f)
		if !f.collecting {
			c.t.ClearExc()
			first, _, _ := strings.Cut(f.Report, "\n")
			c.t.SystemErrorf("%s", first)
		}
		return
	}
	if h.Flush != nil {
		h.Flush()
	}
	io.WriteString(h.stderr(), f.Report)
	f.Exit()
}

// writeFrames lists the frames. Of calls of a function by itself the first few
// are shown.
func writeFrames(b *strings.Builder, frames []loader.Symbol) {
	const shown = 3
	same := 0
	for i, s := range frames {
		if s.Program && s.Func == "" {
			continue
		}
		if i > 0 && s.Func != "" && s.Func == frames[i-1].Func && s.Object == frames[i-1].Object {
			same++
		} else {
			same = 0
		}
		if same < shown {
			fmt.Fprintf(b, "  %s in %s\n", function(s), filepath.Base(s.Object))
		} else if i+1 == len(frames) || frames[i+1].Func != s.Func {
			fmt.Fprintf(b, "  [%s %d more times]\n", s.Func, same-shown+1)
		}
	}
	if len(frames) == maxFrames {
		b.WriteString("  …\n")
	}
}

func (h *Host) stderr() io.Writer {
	if h.rt.Stderr != nil {
		return h.rt.Stderr
	}
	return os.Stderr
}

// traceback renders the Python frames, whatever state the thread is in.
func (c *Context) traceback() (text string) {
	if c.host.Traceback == nil {
		return ""
	}
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprintf("(the Python traceback is lost: %v)\n", p)
		}
	}()
	text = c.host.Traceback(c.t)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}

// panicked deals with a panic in a member. One for an address that is none is the
// extension's fault if the extension gave it; all others are ours, and go on.
func (c *Context) panicked(id uint32, p any) uint64 {
	if bad, ok := p.(badHandle); ok {
		return c.refuse(id, bad)
	}
	c.badPointer(members[id].name+" was given", p)
	return members[id].failure
}

// badPointer ends the program for a panic that comes from an address that is
// none, where who begins a sentence. Every other panic goes on.
func (c *Context) badPointer(who string, p any) {
	err, ok := p.(runtime.Error)
	if !ok || !isMemoryError(err) {
		panic(p)
	}
	addr := ""
	var at interface{ Addr() uintptr }
	if errors.As(err, &at) {
		addr = fmt.Sprintf(" (address %#x)", at.Addr())
	}
	f := &Fault{Signal: unix.SIGSEGV}
	var b strings.Builder
	fmt.Fprintf(&b, "hpyrun: segmentation fault: %s a pointer that is none%s", who, addr)
	if os.Getenv("HPYRUN_GOTRACE") != "" {
		fmt.Fprintf(&b, "\n%s", debug.Stack())
	}
	c.end(f, &b)
}

// isMemoryError says that err is the panic for an access to a bad address.
func isMemoryError(err runtime.Error) bool {
	_, hasAddr := err.(interface{ Addr() uintptr })
	return hasAddr || strings.Contains(err.Error(), "nil pointer dereference")
}

// fatal ends the process with a message, as Py_FatalError does.
func (h *Host) fatal(c *Context, msg string) {
	var b strings.Builder
	fmt.Fprintf(&b, "Fatal Python error: HPy_FatalError: %s", msg)
	c.end(&Fault{Signal: unix.SIGABRT}, &b)
}

// destroyFailed is told that HPy_tp_destroy did not return. It is called inside a
// collection, where no exception can be raised.
func (h *Host) destroyFailed(c *Context, fn CFunc, err error) {
	var gf *gate.Fault
	if errors.As(err, &gf) {
		f, b := h.describeFault(gf)
		f.collecting = true
		c.end(f, b)
		return
	}
	s, _ := loader.Symbolize(uintptr(fn))
	fmt.Fprintf(h.stderr(), "hpyrun: %v%s: it was given up\n", err, where(s))
}
