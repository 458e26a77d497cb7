package python

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
	"github.com/hpyrun/hpyrun/python/modules/syntax"
	"github.com/hpyrun/hpyrun/python/parser"
	"github.com/hpyrun/hpyrun/python/vm"
)

// compile(), eval() and exec().

// sourceText is the source that compile, eval and exec are given, as bytes. isText: it
// was a str.
func (in *Interp) sourceText(t *Thread, r Ref, fn, what string) (src []byte, isText, ok bool) {
	v := r.V()
	if t.RT.IsStr(v) {
		src, isText = []byte(object.GoStr(v)), true
	} else {
		b, isBuffer := t.BytesCopy(r)
		if !isBuffer {
			t.ClearExc()
			t.TypeErrorf("%s() arg 1 must be a %s", fn, what)
			return nil, false, false
		}
		src = b
	}
	if bytes.IndexByte(src, 0) >= 0 {
		t.ValueErrorf("source code string cannot contain null bytes")
		return nil, false, false
	}
	return src, isText, true
}

// The flags of compile(), beside those of package syntax.
const (
	dontImplyDedentFlag     = 0x200
	ignoreCookieFlag        = 0x800
	allowIncompleteFlag     = 0x4000
	nestedFlag              = 0x10
	futureFlags             = 0x1fe0000 // of __future__: division … annotations
	futureBarryFlag         = 0x400000
	futureAnnotationsFlag   = 0x1000000
	knownCompileFlags       = nestedFlag | dontImplyDedentFlag | syntax.OnlyAST | ignoreCookieFlag | syntax.TypeComments | syntax.AllowTopLevelAwait | allowIncompleteFlag | futureFlags
	unsupportedCompileFlags = syntax.TypeComments | futureBarryFlag
)

var compileModes = map[string]struct {
	mode parser.Mode
	root string // the class of its trees
}{"exec": {parser.Exec, "Module"}, "eval": {parser.Eval, "Expression"}, "single": {parser.Single, "Interactive"}}

func (in *Interp) builtinCompile(t *Thread, a Args) Value {
	source := a.At(0)
	opt := CompileOptions{}
	var ok bool
	if opt.Filename, ok = fsName(t, a.At(1)); !ok {
		return heap.Null
	}
	if !t.RT.IsStr(a.At(2).V()) {
		return t.TypeErrorf("compile() argument 'mode' must be str, not %s", t.TypeName(a.At(2).V()))
	}
	flags, ok := t.AsInt64(a.At(3))
	if !ok {
		return heap.Null
	}
	dontInherit := t.IsTrue(a.At(4))
	optimize, ok := t.AsInt64(a.At(5))
	if dontInherit < 0 || !ok {
		return heap.Null
	}
	if flags&^knownCompileFlags != 0 {
		return t.ValueErrorf("compile(): unrecognised flags")
	}
	if optimize < -1 || optimize > 2 {
		return t.ValueErrorf("compile(): invalid optimize value")
	}
	if flags&unsupportedCompileFlags != 0 {
		return t.Errorf(t.RT.Exc.NotImplementedError, "compile(): these flags are not supported by hpyrun: %#x", flags&unsupportedCompileFlags)
	}
	mode, known := compileModes[object.GoStr(a.At(2).V())]
	if !known {
		switch {
		case object.GoStr(a.At(2).V()) != "func_type" && flags&syntax.OnlyAST != 0:
			return t.ValueErrorf("compile() mode must be 'exec', 'eval', 'single' or 'func_type'")
		case object.GoStr(a.At(2).V()) != "func_type":
			return t.ValueErrorf("compile() mode must be 'exec', 'eval' or 'single'")
		case flags&syntax.OnlyAST == 0:
			return t.ValueErrorf("compile() mode 'func_type' requires flag PyCF_ONLY_AST")
		}
		return t.Errorf(t.RT.Exc.NotImplementedError, "compile(): mode 'func_type' is not supported by hpyrun")
	}
	opt.Mode = mode.mode
	opt.FutureAnnotations = flags&futureAnnotationsFlag != 0 || dontInherit == 0 && in.inherited(t)
	opt.TopLevelAwait = flags&syntax.AllowTopLevelAwait != 0
	opt.DontImplyDedent = flags&dontImplyDedentFlag != 0
	opt.AllowIncomplete = flags&allowIncompleteFlag != 0
	opt.Optimize, opt.OptimizeGiven = int(optimize), optimize >= 0

	if in.trees.IsTree(t, source.V()) {
		if flags&syntax.OnlyAST != 0 {
			return source.V()
		}
		tree := in.trees.ToTree(t, source, mode.root)
		if tree == nil {
			return heap.Null
		}
		return in.compileTree(t, tree, opt)
	}
	var src []byte
	if src, opt.IsText, ok = in.sourceText(t, source, "compile", "string, bytes or AST object"); !ok {
		return heap.Null
	}
	if flags&syntax.OnlyAST != 0 {
		tree := in.parse(t, src, opt)
		if tree == nil {
			return heap.Null
		}
		return in.trees.ToObject(t, tree)
	}
	return in.Compile(t, src, opt)
}

// inherited says that the code that runs has from __future__ import annotations,
// which what it compiles takes over.
func (in *Interp) inherited(t *Thread) bool {
	f, ok := vm.Of(t).Frame(0)
	return ok && f.Code.Flags&code.FutureAnnotations != 0
}

// fsName is a file name given as str, bytes or os.PathLike.
func fsName(t *Thread, r Ref) (string, bool) {
	defer t.Pop(t.Top())
	v := r.V()
	if !t.RT.IsStr(v) && !t.RT.TypeOf(v).Has(object.FlagBytesSubclass) {
		given := t.TypeName(v)
		p, found := t.CallSpecial(r, t.RT.Name("__fspath__"))
		if !found {
			if !t.Pending() {
				t.TypeErrorf("expected str, bytes or os.PathLike object, not %s", given)
			}
			return "", false
		}
		if p == heap.Null {
			return "", false
		}
		if v = p; !t.RT.IsStr(v) && !t.RT.TypeOf(v).Has(object.FlagBytesSubclass) {
			t.TypeErrorf("expected %s.__fspath__() to return str or bytes, not %s", given, t.TypeName(v))
			return "", false
		}
	}
	if t.RT.IsStr(v) {
		return object.GoStr(v), true
	}
	s := t.DecodeBytes(bytes.Clone(object.BytesOf(v)), "utf-8", "surrogateescape")
	if s == heap.Null {
		return "", false
	}
	return object.GoStr(s), true
}

// namespaces finds globals and locals for eval and exec.
func (in *Interp) namespaces(t *Thread, fn string, globals, locals Ref) (g, l Ref, ok bool) {
	g, l = t.Push(globals.V()), t.Push(locals.V())
	if l.V() != heap.None && !t.IsMapping(l.V()) {
		if fn == "eval" {
			t.TypeErrorf("locals must be a mapping")
		} else {
			t.TypeErrorf("locals must be a mapping or None, not %s", t.TypeName(l.V()))
		}
		return g, l, false
	}
	if g.V() != heap.None && !t.RT.TypeOf(g.V()).Has(object.FlagDictSubclass) {
		switch {
		case fn == "exec":
			t.TypeErrorf("exec() globals must be a dict, not %s", t.TypeName(g.V()))
		case t.IsMapping(g.V()):
			t.TypeErrorf("globals must be a real dict; try eval(code, {}, mapping)")
		default:
			t.TypeErrorf("globals must be a dict")
		}
		return g, l, false
	}
	if g.V() == heap.None {
		g.Set(vm.Of(t).Globals())
		if g.V() == heap.Null {
			g.Set(in.MainDict())
		}
		if l.V() == heap.None {
			l.Set(vm.Of(t).Locals())
			if l.V() == heap.Null {
				return g, l, false
			}
		}
	} else if l.V() == heap.None {
		l.Set(g.V())
	}
	key := t.RT.Name("__builtins__")
	if v, ok := t.DictGet(g, key); !ok {
		return g, l, false
	} else if v == heap.Null {
		if !t.DictSet(g, key, t.RT.Builtins) {
			return g, l, false
		}
	}
	return g, l, true
}

func isCode(v Value) bool { return v.IsPtr() && v.Addr().Type() == object.IdxCode }

func (in *Interp) builtinEval(t *Thread, a Args) Value {
	g, l, ok := in.namespaces(t, "eval", a.At(1), a.At(2))
	if !ok {
		return heap.Null
	}
	code := t.Push(a.At(0).V())
	if !isCode(code.V()) {
		src, isText, ok := in.sourceText(t, code, "eval", "string, bytes or code object")
		if !ok {
			return heap.Null
		}
		code.Set(in.Compile(t, bytes.TrimLeft(src, " \t"), CompileOptions{Filename: "<string>", Mode: parser.Eval,
			IsText: isText, FutureAnnotations: in.inherited(t)}))
		if code.V() == heap.Null {
			return heap.Null
		}
	} else if n := len(in.VM.CodeOf(code.V()).C.Free); n > 0 {
		return t.TypeErrorf("code object passed to eval() may not contain free variables")
	}
	return in.VM.Run(t, code, g, l)
}

func (in *Interp) builtinExec(t *Thread, a Args) Value {
	g, l, ok := in.namespaces(t, "exec", a.At(1), a.At(2))
	if !ok {
		return heap.Null
	}
	code, closure := t.Push(a.At(0).V()), a.At(3)
	if !isCode(code.V()) {
		if closure.V() != heap.None {
			return t.TypeErrorf("closure can only be used when source is a code object")
		}
		src, isText, ok := in.sourceText(t, code, "exec", "string, bytes or code object")
		if !ok {
			return heap.Null
		}
		code.Set(in.Compile(t, src, CompileOptions{Filename: "<string>", Mode: parser.Exec,
			IsText: isText, FutureAnnotations: in.inherited(t)}))
		if code.V() == heap.Null {
			return heap.Null
		}
	} else if !in.closureFits(t, code.V(), closure.V()) {
		return heap.Null
	}
	if in.VM.RunClosure(t, code, g, l, closure) == heap.Null {
		return heap.Null
	}
	return heap.None
}

// closureFits checks the argument closure of exec().
func (in *Interp) closureFits(t *Thread, codeObj, closure Value) bool {
	n := len(in.VM.CodeOf(codeObj).C.Free)
	switch {
	case n == 0 && closure != heap.None:
		t.TypeErrorf("cannot use a closure with this code object")
		return false
	case n == 0:
		return true
	case closure == heap.None:
		t.TypeErrorf("code object requires a closure of exactly length %d", n)
		return false
	}
	fits := t.RT.TypeOf(closure) == t.RT.TupleType && t.TupleLen(closure) == n
	for i := 0; fits && i < n; i++ {
		c := t.TupleAt(closure, i)
		fits = c.IsPtr() && c.Addr().Type() == object.IdxCell
	}
	if !fits {
		t.TypeErrorf("code object requires a closure of exactly length %d", n)
	}
	return fits
}
