// Package python is Python as its users meet it: source text becomes code,
// modules are found and imported, a program, a -c string or a prompt runs. It
// puts the parser, the compiler, the VM and the builtin modules together, and is
// the only package that knows all of them.
package python

import (
	"bytes"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
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

	FutureAnnotations bool
	Optimize          int
}

// Compile makes a code object of source text. Null: an exception (SyntaxError
// or one of its kinds) is pending.
func (in *Interp) Compile(t *Thread, src []byte, opt CompileOptions) Value {
	res, serr := compileSource(src, opt)
	if serr != nil {
		return in.raiseSyntaxError(t, serr)
	}
	for _, w := range res.Warnings {
		if !in.warnSyntax(t, opt.Filename, w) {
			return heap.Null
		}
	}
	return in.VM.NewCode(t, res.Code)
}

func compileSource(src []byte, opt CompileOptions) (*compile.Result, *parser.SyntaxError) {
	tree, err := parser.Config{Filename: opt.Filename, Mode: opt.Mode, IsText: opt.IsText,
		DontImplyDedent: opt.DontImplyDedent}.Parse(src)
	if err != nil {
		return nil, err.(*parser.SyntaxError)
	}
	res, err := compile.Compile(tree, compile.Options{Filename: opt.Filename,
		FutureAnnotations: opt.FutureAnnotations, Optimize: opt.Optimize})
	if err != nil {
		return nil, placed(src, err.(*compile.Error))
	}
	return res, nil
}

// placed turns the compiler's error, with byte columns from 0, into the form of
// the parser's, with the line's text and columns in characters from 1.
func placed(src []byte, e *compile.Error) *parser.SyntaxError {
	text := lineOf(src, int(e.Line))
	endText := text
	if e.EndLine != e.Line {
		endText = lineOf(src, int(e.EndLine))
	}
	return &parser.SyntaxError{Msg: e.Msg, Filename: e.Filename, Line: int(e.Line), EndLine: int(e.EndLine),
		Col: charCol(text, int(e.Col)), EndCol: charCol(endText, int(e.EndCol)), Text: text}
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

func charCol(line string, col int) int {
	if col > len(line) {
		col = len(line)
	}
	return utf8.RuneCountInString(line[:col]) + 1
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
	d.At(4).Set(heap.SmallInt(int64(e.EndLine)))
	d.At(5).Set(heap.SmallInt(int64(e.EndCol)))
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
