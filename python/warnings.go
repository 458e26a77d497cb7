package python

import (
	"fmt"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// Warnings that Go and C code issues, with CPython's default filters: a warning is
// shown once for each place; those that are meant for authors of programs are shown
// for __main__ only, or never.

// Warn issues a warning of a category, a class of warnings, about the code that is
// stackLevel frames up (1: the innermost Python frame). False: exception pending.
func (in *Interp) Warn(t *Thread, category, message Ref, stackLevel int) bool {
	defer t.Pop(t.Top())
	cls := t.RT.TypeFromObj(category.V())
	if cls == nil || !cls.IsSubtype(t.RT.Exc.Warning) {
		t.TypeErrorf("category must be a Warning subclass, not '%s'", t.TypeName(category.V()))
		return false
	}
	x := vm.Of(t)
	up := max(stackLevel, 1) - 1
	file, line, module := "sys", 1, "sys"
	globals := t.Push(t.RT.ModuleDict(in.sys.V()))
	if f, ok := x.Frame(up); ok {
		file, line, module = f.Code.Filename, int(f.Pos.Line), "<string>"
		globals.Set(x.FrameGlobals(up))
		if n, _ := t.DictGet(globals, t.RT.Name("__name__")); n != heap.Null && t.RT.IsStr(n) {
			module = object.GoStr(n)
		}
	}
	text := t.Str(message)
	if text == heap.Null {
		return false
	}
	if in.silent(cls, module) {
		return true
	}
	seen := warning{file, line, cls, object.GoStr(text)}
	if in.warned[seen] {
		return true
	}
	if in.warned == nil {
		in.warned = map[warning]bool{}
	}
	in.warned[seen] = true
	in.showWarning(t, file, line, cls, seen.text)
	return true
}

// warnAbout issues a warning about a line of source text that is being compiled.
// False: exception pending.
func (in *Interp) warnAbout(t *Thread, cls *object.Type, msg, file string, line int) bool {
	if !cls.IsSubtype(t.RT.Exc.SyntaxWarning) {
		return true // not shown by default: the text is no code of __main__ yet
	}
	in.showWarning(t, file, line, cls, msg)
	return true
}

// warning says what was shown already.
type warning struct {
	file string
	line int
	cls  *object.Type
	text string
}

// silent says that CPython's default filters drop the warning.
func (in *Interp) silent(cls *object.Type, module string) bool {
	e := &in.RT.Exc
	if cls.IsSubtype(e.DeprecationWarning) {
		return module != "__main__"
	}
	return cls.IsSubtype(e.PendingDeprecationWarning) || cls.IsSubtype(e.ImportWarning) || cls.IsSubtype(e.ResourceWarning)
}

func (in *Interp) showWarning(t *Thread, file string, line int, cls *object.Type, text string) {
	in.stdout.Flush()
	fmt.Fprintf(in.stderr, "%s:%d: %s: %s\n", file, line, cls.Name, text)
	if src := strings.TrimSpace(in.sourceLine(file, line)); src != "" {
		fmt.Fprintf(in.stderr, "  %s\n", src)
	}
	in.stderr.Flush()
}

// onWarning serves Thread.Warn: a warning about the innermost frame.
func (in *Interp) onWarning(t *Thread, cls *object.Type, msg string) bool {
	defer t.Pop(t.Top())
	s := t.NewStr(msg)
	return s != heap.Null && in.Warn(t, cls.Obj, t.Push(s), 1)
}

func (in *Interp) sourceLine(file string, line int) string {
	get := object.ReadSourceLine
	if in.RT.SourceLine != nil {
		get = in.RT.SourceLine
	}
	text, _ := get(file, line)
	return text
}
