// Package python is Python as its users meet it: source text becomes code,
// modules are found and imported, a program, a -c string or a prompt runs. It
// puts the parser, the compiler, the VM and the builtin modules together, and is
// the only package that knows all of them.
package python

import (
	"bytes"
	"os"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/compile"
	"github.com/hpyrun/hpyrun/python/parser"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// CompileOptions are what compile() can say beside the text.
type CompileOptions struct {
	Filename string
	Mode     parser.Mode
	// IsText and DontImplyDedent are the parser's.
	IsText, DontImplyDedent bool
	// AllowIncomplete gives text that ends too early an error of its own.
	AllowIncomplete bool

	FutureAnnotations, TopLevelAwait bool
	// Optimize is the level of -O; OptimizeGiven says that it counts, and not the interpreter's.
	Optimize      int
	OptimizeGiven bool
}

// Compile makes a code object of source text. Null: an exception (SyntaxError
// or one of its kinds) is pending.
func (in *Interp) Compile(t *Thread, src []byte, opt CompileOptions) Value {
	tree := in.parse(t, src, opt)
	if tree == nil {
		return heap.Null
	}
	return in.compileTree(t, tree, opt)
}

// parse makes the tree of source text. nil: exception pending.
func (in *Interp) parse(t *Thread, src []byte, opt CompileOptions) ast.Mod {
	conf := parser.Config{Filename: opt.Filename, Mode: opt.Mode, IsText: opt.IsText, DontImplyDedent: opt.DontImplyDedent}
	conf.Warn = func(c parser.WarningCategory, msg string, line int) (refused bool) {
		cls := t.RT.Exc.SyntaxWarning
		if c == parser.DeprecationWarning {
			cls = t.RT.Exc.DeprecationWarning
		}
		return !in.warnAbout(t, cls, msg, opt.Filename, line)
	}
	tree, err := conf.Parse(src)
	if err == nil {
		return tree
	}
	if t.Pending() {
		if !t.ExcMatches(t.RT.Exc.Warning) {
			return nil // the warning's filter or display failed
		}
		t.ClearExc()
	}
	e := err.(*parser.SyntaxError)
	if opt.AllowIncomplete && e.Incomplete {
		e.Msg = "incomplete input"
	}
	in.raiseSyntaxError(t, e)
	return nil
}

// compileTree makes a code object of a tree. Null: exception pending.
func (in *Interp) compileTree(t *Thread, tree ast.Mod, opt CompileOptions) Value {
	if !opt.OptimizeGiven {
		opt.Optimize = in.cfg.Flags.Optimize
	}
	res, err := compile.Compile(tree, compile.Options{Filename: opt.Filename, FutureAnnotations: opt.FutureAnnotations,
		TopLevelAwait: opt.TopLevelAwait, Optimize: opt.Optimize, Lines: in.cfg.Lines})
	if err != nil {
		e := err.(*compile.Error)
		if e.TooDeep {
			return t.Errorf(t.RT.Exc.RecursionError, "%s", e.Msg)
		}
		return in.raiseSyntaxError(t, placed(e))
	}
	for _, w := range res.Warnings {
		if in.warnAbout(t, t.RT.Exc.SyntaxWarning, w.Msg, opt.Filename, int(w.Line)) {
			continue
		}
		if !t.ExcMatches(t.RT.Exc.SyntaxWarning) {
			return heap.Null
		}
		t.ClearExc()
		return in.raiseSyntaxError(t, placed(&compile.Error{Msg: w.Msg, Filename: opt.Filename, Span: w.Span}))
	}
	return in.VM.NewCode(t, res.Code)
}

// placed turns the compiler's error, with byte columns from 0, into the form of
// the parser's. As CPython does, it takes the line's text from the file of that
// name, if there is one, whatever was compiled, and counts columns in bytes from 1.
func placed(e *compile.Error) *parser.SyntaxError {
	out := &parser.SyntaxError{Msg: e.Msg, Filename: e.Filename, Line: int(e.Line), Col: int(e.Col) + 1, EndLine: int(e.EndLine), EndCol: int(e.EndCol) + 1}
	if e.NoEnd {
		out.EndLine, out.EndCol = out.Line, -1
	}
	if src, err := os.ReadFile(e.Filename); err == nil {
		out.Text = lineOf(src, int(e.Line))
	}
	return out
}

func lineOf(src []byte, n int) string {
	for ; n > 1; n-- {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return ""
		}
		src = src[i+1:]
	}
	if i := bytes.IndexByte(src, '\n'); i >= 0 {
		src = src[:i+1]
	}
	return string(src)
}

// raiseSyntaxError makes the Python exception of a syntax error.
func (in *Interp) raiseSyntaxError(t *Thread, e *parser.SyntaxError) Value {
	defer t.Pop(t.Top())
	cls := t.RT.Exc.SyntaxError
	switch e.Kind {
	case parser.IndentationError:
		cls = t.RT.Exc.IndentationError
	case parser.TabError:
		cls = t.RT.Exc.TabError
	case parser.MemoryError:
		return t.MemoryError()
	}
	if e.NoPlace {
		s := t.NewStr(e.Msg)
		if s == heap.Null {
			return s
		}
		return t.Raise(cls, t.Push(s))
	}
	// (filename, lineno, offset, text, end_lineno, end_offset)
	msg := t.Push(t.NewStr(e.Msg))
	d := t.PushN(6)
	d.Set(t.NewStr(e.Filename))
	d.At(1).Set(heap.SmallInt(int64(e.Line)))
	d.At(2).Set(heap.SmallInt(int64(e.Col)))
	d.At(3).Set(heap.None)
	if e.Text != "" || e.Line == 0 {
		d.At(3).Set(t.NewStr(e.Text))
	}
	d.At(4).Set(heap.None)
	d.At(5).Set(heap.None)
	if e.EndLine > 0 {
		d.At(4).Set(heap.SmallInt(int64(e.EndLine)))
	}
	if e.EndLine > 0 && e.EndCol >= 0 {
		d.At(5).Set(heap.SmallInt(int64(e.EndCol)))
	}
	place := t.Push(t.TupleOf(d, 6))
	if place.V() == heap.Null {
		return heap.Null
	}
	return t.Raise(cls, msg, place)
}

// Eval runs a code object in a namespace and returns its value.
func (in *Interp) Eval(t *Thread, code, globals, locals Ref) Value {
	return in.VM.Run(t, code, globals, locals)
}
