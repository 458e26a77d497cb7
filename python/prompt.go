package python

import (
	"errors"
	"io"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/parser"
)

// The prompt: statements are read, run and their values shown, until the end of the
// input.

// ErrInterrupted is what a LineReader returns when Ctrl-C was typed.
var ErrInterrupted = errors.New("interrupted")

// LineReader is where a prompt gets its lines from.
type LineReader interface {
	// ReadLine shows prompt and returns a line without its newline. The error is
	// io.EOF at the end of the input, ErrInterrupted, or another one. Afterwards the
	// terminal's cursor is at the beginning of a line, but at the end of the input.
	ReadLine(prompt string) (string, error)
}

// Prompt runs what is typed as python3's prompt does, in __main__. It returns the
// exit code: SystemExit's, or 0 at the end of the input.
func (in *Interp) Prompt(lines LineReader) (code int) {
	t := in.T
	defer t.Pop(t.Top())
	if !in.definePrompts(t) {
		return in.ReportError(t)
	}
	for {
		mark := t.Top()
		src, err := in.readStatement(t, lines)
		switch {
		case err == nil:
			if code, ended := in.runTyped(t, src); ended {
				return code
			}
		case errors.Is(err, ErrInterrupted):
			in.Flush()
			in.say(t, "KeyboardInterrupt\n")
			in.Flush()
		default:
			if err != io.EOF {
				in.say(t, "reading the input: "+err.Error())
			}
			in.say(t, "\n")
			in.Flush()
			return 0
		}
		t.Pop(mark)
	}
}

// definePrompts sets sys.ps1 and sys.ps2.
func (in *Interp) definePrompts(t *Thread) bool {
	for _, p := range []struct{ attr, text string }{{"ps1", ">>> "}, {"ps2", "... "}} {
		v, ok := t.GetAttrOpt(in.sys, t.RT.Name(p.attr))
		if !ok {
			return false
		}
		if v == heap.Null && !t.SetAttr(in.sys, t.RT.Name(p.attr), t.RT.Name(p.text)) {
			return false
		}
	}
	return true
}

// promptText is the str of sys.ps1 or sys.ps2; "" where there is none.
func (in *Interp) promptText(t *Thread, attr string) string {
	defer t.Pop(t.Top())
	v, ok := t.GetAttrOpt(in.sys, t.RT.Name(attr))
	if ok && v != heap.Null {
		v = t.Str(t.Push(v))
	}
	if v == heap.Null {
		t.ClearExc()
		return ""
	}
	return object.GoStr(v)
}

// readStatement reads lines until they are a statement, or one that is wrong.
func (in *Interp) readStatement(t *Thread, lines LineReader) (string, error) {
	var src strings.Builder
	for attr := "ps1"; ; attr = "ps2" {
		in.Flush()
		line, err := lines.ReadLine(in.promptText(t, attr))
		if err != nil {
			if err == io.EOF && src.Len() > 0 {
				return src.String(), nil // what is there is wrong, which shows
			}
			return "", err
		}
		src.WriteString(line)
		if _, more, _ := parser.ParseCommand([]byte(src.String()), "<stdin>"); !more {
			return src.String(), nil
		}
		src.WriteByte('\n')
	}
}

// runTyped runs a statement. ended: it raised SystemExit.
func (in *Interp) runTyped(t *Thread, src string) (code int, ended bool) {
	defer t.Pop(t.Top())
	if blank(src) {
		return 0, false
	}
	c := in.Compile(t, []byte(src+"\n"), CompileOptions{Filename: "<stdin>", Mode: parser.Single, IsText: true})
	if c != heap.Null {
		cr := t.Push(c)
		d := t.Push(in.MainDict())
		if in.VM.Run(t, cr, d, d) != heap.Null {
			in.Flush()
			return 0, false
		}
	}
	exc := t.Push(t.TakeExc())
	if code, ended := in.exitCode(t, exc); ended {
		return code, true
	}
	in.setLast(t, exc)
	in.Flush()
	code, ended = in.excepthook(t, exc)
	in.Flush()
	return code, ended
}

// setLast keeps the exception that the prompt shows as sys.last_value and the
// like.
func (in *Interp) setLast(t *Thread, exc Ref) {
	defer t.Pop(t.Top())
	tb := heap.None
	if v := t.TracebackOf(exc.V()); v != heap.Null {
		tb = v
	}
	for _, a := range []struct {
		name string
		v    Ref
	}{{"last_type", t.Push(t.RT.TypeOf(exc.V()).Obj.V())}, {"last_value", exc}, {"last_traceback", t.Push(tb)}} {
		if !t.SetAttr(in.sys, t.RT.Name(a.name), a.v) {
			t.ClearExc()
		}
	}
}

// blank says that src has nothing but comments.
func blank(src string) bool {
	for line := range strings.Lines(src) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}
