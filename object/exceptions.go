package object

import (
	"reflect"

	"github.com/hpyrun/hpyrun/heap"
)

// The exception classes. All instances begin with the parts of BaseException;
// classes with attributes of their own add references (and raw words) after
// them. A class whose constructor only keeps its arguments is one line in
// exceptionTable.

// The parts of every exception.
const (
	excArgs = iota // tuple
	excTraceback
	excContext
	excCause
	excOwnRefs
	excDict    = excOwnRefs // the __dict__
	excNumRefs = excDict + 1

	excRawSuppress = 0 // __suppress_context__
	excRawSize     = 8
)

// Exceptions are the exception classes by name.
type Exceptions struct {
	BaseException, BaseExceptionGroup, ExceptionGroup, Exception, SystemExit, KeyboardInterrupt, GeneratorExit *Type

	StopIteration, StopAsyncIteration                                      *Type
	ArithmeticError, FloatingPointError, OverflowError, ZeroDivisionError  *Type
	AssertionError, AttributeError, BufferError, EOFError                  *Type
	ImportError, ModuleNotFoundError, LookupError, IndexError, KeyError    *Type
	MemoryError, NameError, UnboundLocalError                              *Type
	OSError, BlockingIOError, ChildProcessError                            *Type
	ConnectionError, BrokenPipeError, ConnectionAbortedError               *Type
	ConnectionRefusedError, ConnectionResetError                           *Type
	FileExistsError, FileNotFoundError, InterruptedError                   *Type
	IsADirectoryError, NotADirectoryError, PermissionError                 *Type
	ProcessLookupError, TimeoutError                                       *Type
	ReferenceError, RuntimeError, NotImplementedError, RecursionError      *Type
	SyntaxError, IndentationError, TabError, SystemError, TypeError        *Type
	ValueError, UnicodeError, UnicodeEncodeError, UnicodeDecodeError       *Type
	UnicodeTranslateError                                                  *Type
	Warning, DeprecationWarning, PendingDeprecationWarning, RuntimeWarning *Type
	SyntaxWarning, UserWarning, FutureWarning, ImportWarning               *Type
	UnicodeWarning, BytesWarning, ResourceWarning, EncodingWarning         *Type
}

// ByName returns the exception class called name, or nil.
func (e *Exceptions) ByName(name string) *Type {
	f := reflect.ValueOf(e).Elem().FieldByName(name)
	if !f.IsValid() {
		return nil
	}
	return f.Interface().(*Type)
}

// exceptionDef is a line of the table: more, if set, adds to the TypeDef.
type exceptionDef struct {
	name, base, doc string
	more            func(rt *Runtime, def *TypeDef)
}

func (e *exceptionDef) def(rt *Runtime) TypeDef {
	def := TypeDef{Name: e.name, Doc: e.doc, Flags: FlagBaseType | FlagExceptionSubclass,
		Slots: Slots{New: baseExceptionNew, Init: baseExceptionInit}}
	if e.base != "" {
		def.Base = rt.Exc.ByName(e.base)
		def.Into = reflect.ValueOf(&rt.Exc).Elem().FieldByName(e.name).Addr().Interface().(**Type)
	}
	if e.more != nil {
		e.more(rt, &def)
	}
	return def
}

var exceptionTable = []exceptionDef{
	{"BaseException", "", "Common base class for all exceptions", baseExceptionMore},
	{"Exception", "BaseException", "Common base class for all non-exit exceptions.", nil},
	{"BaseExceptionGroup", "BaseException", "A combination of multiple unrelated exceptions.", groupMore},
	{"ExceptionGroup", "BaseExceptionGroup", "", func(rt *Runtime, d *TypeDef) {
		d.Bases = []*Type{rt.Exc.BaseExceptionGroup, rt.Exc.Exception}
		d.Slots = Slots{}
	}},
	{"GeneratorExit", "BaseException", "Request that a generator exit.", nil},
	{"KeyboardInterrupt", "BaseException", "Program interrupted by user.", nil},
	{"SystemExit", "BaseException", "Request to exit from the interpreter.", systemExitMore},
	{"ArithmeticError", "Exception", "Base class for arithmetic errors.", nil},
	{"FloatingPointError", "ArithmeticError", "Floating point operation failed.", nil},
	{"OverflowError", "ArithmeticError", "Result too large to be represented.", nil},
	{"ZeroDivisionError", "ArithmeticError", "Second argument to a division or modulo operation was zero.", nil},
	{"AssertionError", "Exception", "Assertion failed.", nil},
	{"AttributeError", "Exception", "Attribute not found.", attributeErrorMore},
	{"BufferError", "Exception", "Buffer error.", nil},
	{"EOFError", "Exception", "Read beyond end of file.", nil},
	{"ImportError", "Exception", "Import can't find module, or can't find name in module.", importErrorMore},
	{"ModuleNotFoundError", "ImportError", "Module not found.", inheritInit},
	{"LookupError", "Exception", "Base class for lookup errors.", nil},
	{"IndexError", "LookupError", "Sequence index out of range.", nil},
	{"KeyError", "LookupError", "Mapping key not found.", func(rt *Runtime, d *TypeDef) { d.Slots.Str = keyErrorStr }},
	{"MemoryError", "Exception", "Out of memory.", nil},
	{"NameError", "Exception", "Name not found globally.", nameErrorMore},
	{"UnboundLocalError", "NameError", "Local name referenced but not bound to a value.", inheritInit},
	{"OSError", "Exception", "Base class for I/O related errors.", osErrorMore},
	{"BlockingIOError", "OSError", "I/O operation would block.", inheritInit},
	{"ChildProcessError", "OSError", "Child process error.", inheritInit},
	{"ConnectionError", "OSError", "Connection error.", inheritInit},
	{"BrokenPipeError", "ConnectionError", "Broken pipe.", inheritInit},
	{"ConnectionAbortedError", "ConnectionError", "Connection aborted.", inheritInit},
	{"ConnectionRefusedError", "ConnectionError", "Connection refused.", inheritInit},
	{"ConnectionResetError", "ConnectionError", "Connection reset.", inheritInit},
	{"FileExistsError", "OSError", "File already exists.", inheritInit},
	{"FileNotFoundError", "OSError", "File not found.", inheritInit},
	{"InterruptedError", "OSError", "Interrupted by signal.", inheritInit},
	{"IsADirectoryError", "OSError", "Operation doesn't work on directories.", inheritInit},
	{"NotADirectoryError", "OSError", "Operation only works on directories.", inheritInit},
	{"PermissionError", "OSError", "Not enough permissions.", inheritInit},
	{"ProcessLookupError", "OSError", "Process not found.", inheritInit},
	{"TimeoutError", "OSError", "Timeout expired.", inheritInit},
	{"ReferenceError", "Exception", "Weak ref proxy used after referent went away.", nil},
	{"RuntimeError", "Exception", "Unspecified run-time error.", nil},
	{"NotImplementedError", "RuntimeError", "Method or function hasn't been implemented yet.", nil},
	{"RecursionError", "RuntimeError", "Recursion limit exceeded.", nil},
	{"StopAsyncIteration", "Exception", "Signal the end from iterator.__anext__().", nil},
	{"StopIteration", "Exception", "Signal the end from iterator.__next__().", stopIterationMore},
	{"SyntaxError", "Exception", "Invalid syntax.", syntaxErrorMore},
	{"IndentationError", "SyntaxError", "Improper indentation.", inheritInit},
	{"TabError", "IndentationError", "Improper mixture of spaces and tabs.", inheritInit},
	{"SystemError", "Exception", "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.", nil},
	{"TypeError", "Exception", "Inappropriate argument type.", nil},
	{"ValueError", "Exception", "Inappropriate argument value (of correct type).", nil},
	{"UnicodeError", "ValueError", "Unicode related error.", nil},
	{"UnicodeDecodeError", "UnicodeError", "Unicode decoding error.", unicodeDecodeMore},
	{"UnicodeEncodeError", "UnicodeError", "Unicode encoding error.", unicodeEncodeMore},
	{"UnicodeTranslateError", "UnicodeError", "Unicode translation error.", unicodeTranslateMore},
	{"Warning", "Exception", "Base class for warning categories.", nil},
	{"BytesWarning", "Warning", "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.", nil},
	{"DeprecationWarning", "Warning", "Base class for warnings about deprecated features.", nil},
	{"EncodingWarning", "Warning", "Base class for warnings about encodings.", nil},
	{"FutureWarning", "Warning", "Base class for warnings about constructs that will change semantically\nin the future.", nil},
	{"ImportWarning", "Warning", "Base class for warnings about probable mistakes in module imports", nil},
	{"PendingDeprecationWarning", "Warning", "Base class for warnings about features which will be deprecated\nin the future.", nil},
	{"ResourceWarning", "Warning", "Base class for warnings about resource usage.", nil},
	{"RuntimeWarning", "Warning", "Base class for warnings about dubious runtime behavior.", nil},
	{"SyntaxWarning", "Warning", "Base class for warnings about dubious syntax.", nil},
	{"UnicodeWarning", "Warning", "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.", nil},
	{"UserWarning", "Warning", "Base class for warnings generated by user code.", nil},
}

// inheritInit is for a class whose constructor is its base's.
func inheritInit(rt *Runtime, d *TypeDef) {
	d.Slots.New, d.Slots.Init = d.Base.Slots.New, d.Base.Slots.Init
}

func baseExceptionNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	v := t.NewInstance(t.RT.TypeFromObj(args.At(0).V()))
	if v == heap.Null {
		return v
	}
	self := t.Push(v)
	return t.setExcArgs(self, args.At(1), args.n-1)
}

// setExcArgs gives self the n values from first on as args, and returns self.
func (t *Thread) setExcArgs(self, first Ref, n int) Value {
	a := t.TupleOf(first, n)
	if a == heap.Null {
		return a
	}
	t.Store(self.V(), excArgs, a)
	return self.V()
}

func (t *Thread) excNoKeywords(args Args) bool {
	if args.NumKw() > 0 {
		t.TypeErrorf("%s() takes no keyword arguments", t.TypeName(args.At(0).V()))
		return false
	}
	return true
}

func baseExceptionInit(t *Thread, args Args) bool {
	return t.excNoKeywords(args) && t.setExcArgs(args.At(0), args.At(1), args.n-1) != heap.Null
}

func (t *Thread) excArgCount(e Value) int { return t.TupleLen(e.Addr().Ref(excArgs)) }

func baseExceptionStr(t *Thread, e Ref) Value {
	defer t.Pop(t.Top())
	a := t.Push(e.V().Addr().Ref(excArgs))
	switch t.TupleLen(a.V()) {
	case 0:
		return t.RT.name(nmEmpty)
	case 1:
		return t.Str(t.Push(t.TupleAt(a.V(), 0)))
	}
	return t.Str(a)
}

func baseExceptionRepr(t *Thread, e Ref) Value {
	defer t.Pop(t.Top())
	a := t.Push(e.V().Addr().Ref(excArgs))
	name := t.RT.TypeOf(e.V()).Name
	if t.TupleLen(a.V()) == 1 {
		r := t.Repr(t.Push(t.TupleAt(a.V(), 0)))
		if r == heap.Null {
			return r
		}
		return t.NewStr(name + "(" + GoStr(r) + ")")
	}
	r := t.Repr(a)
	if r == heap.Null {
		return r
	}
	return t.NewStr(name + GoStr(r))
}

func keyErrorStr(t *Thread, e Ref) Value {
	// The repr, so that KeyError('') shows which key it was.
	if a := e.V().Addr().Ref(excArgs); t.TupleLen(a) == 1 {
		defer t.Pop(t.Top())
		return t.Repr(t.Push(t.TupleAt(a, 0)))
	}
	return baseExceptionStr(t, e)
}

// isExc says that v is an exception instance (no safepoint).
func (t *Thread) isExc(v Value) bool { return v.IsPtr() && t.RT.TypeOf(v).Has(FlagExceptionSubclass) }

func excSetTraceback(t *Thread, e, v Ref) bool {
	if v.IsNil() {
		t.TypeErrorf("__traceback__ may not be deleted")
		return false
	}
	if v.V() != heap.None && !isExact(v.V(), IdxTraceback) {
		t.TypeErrorf("__traceback__ must be a traceback or None")
		return false
	}
	t.Store(e.V(), excTraceback, v.V())
	return true
}

// excSetLink sets __context__ or __cause__.
func excSetLink(slot int, name, what string) func(t *Thread, e, v Ref) bool {
	return func(t *Thread, e, v Ref) bool {
		switch {
		case v.IsNil():
			t.TypeErrorf("%s may not be deleted", name)
			return false
		case v.V() == heap.None:
			t.Store(e.V(), slot, heap.Null)
		case !t.isExc(v.V()):
			t.TypeErrorf("exception %s must be None or derive from BaseException", what)
			return false
		default:
			t.Store(e.V(), slot, v.V())
		}
		if slot == excCause {
			e.V().Addr().SetWord64(excRawSuppress, 1)
		}
		return true
	}
}

func excSetArgs(t *Thread, e, v Ref) bool {
	if v.IsNil() {
		t.TypeErrorf("args may not be deleted")
		return false
	}
	a := t.SeqToTuple(v)
	if a == heap.Null {
		return false
	}
	t.Store(e.V(), excArgs, a)
	return true
}

func excWithTraceback(t *Thread, args Args) Value {
	if !excSetTraceback(t, args.At(0), args.At(1)) {
		return heap.Null
	}
	return args.At(0).V()
}

func excAddNote(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	self, note := args.At(0), args.At(1)
	if !t.RT.IsStr(note.V()) {
		return t.TypeErrorf("note must be a str, not '%s'", t.TypeName(note.V()))
	}
	v, ok := t.GetAttrOpt(self, t.RT.NameRef(nmNotes))
	if !ok {
		return heap.Null
	}
	notes := t.Push(v)
	if v == heap.Null {
		notes.Set(t.NewList(1))
		if notes.V() == heap.Null || !t.SetAttr(self, t.RT.NameRef(nmNotes), notes) {
			return heap.Null
		}
	} else if !t.RT.TypeOf(v).Has(FlagListSubclass) {
		return t.TypeErrorf("Cannot add note: __notes__ is not a list")
	}
	return noneIf(t.ListAppend(notes, note))
}

func excSetState(t *Thread, args Args) Value {
	state := args.At(1)
	if state.V() == heap.None {
		return heap.None
	}
	if !t.RT.TypeOf(state.V()).Has(FlagDictSubclass) {
		return t.TypeErrorf("state is not a dictionary")
	}
	d := t.Push(t.DictCopy(state))
	k, v := t.Push(heap.Null), t.Push(heap.Null)
	for pos := 0; d.V() != heap.Null; {
		key, val, ok := t.DictNext(d.V(), &pos)
		if !ok {
			return heap.None
		}
		k.Set(key)
		v.Set(val)
		if !t.SetAttr(args.At(0), k, v) {
			break
		}
	}
	return heap.Null
}

func excReduce(t *Thread, args Args) Value {
	e := args.At(0)
	cls := t.RT.TypeOf(e.V()).Obj
	a := t.Push(e.V().Addr().Ref(excArgs))
	if d := e.V().Addr().Ref(excDict); d != heap.Null {
		return t.PackTuple(cls, a, t.Push(d))
	}
	return t.PackTuple(cls, a)
}

func baseExceptionMore(rt *Runtime, d *TypeDef) {
	d.Index = IdxBaseException
	d.FixedRefs, d.RawSize, d.Dict = excOwnRefs, excRawSize, true
	d.Slots.Str, d.Slots.Repr = baseExceptionStr, baseExceptionRepr
	d.Methods = []MethodDef{
		{Name: "with_traceback", Sig: "($self, object, /)", Fn: excWithTraceback, Doc: "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and return self."},
		{Name: "add_note", Sig: "($self, object, /)", Fn: excAddNote, Doc: "Exception.add_note(note) --\n    add a note to the exception"},
		{Name: "__setstate__", Sig: "($self, object, /)", Fn: excSetState},
		{Name: "__reduce__", Sig: "($self, /)", Fn: excReduce},
	}
	d.GetSets = []GetSetDef{
		{Name: "args", Get: refGetter(excArgs), Set: excSetArgs},
		{Name: "__traceback__", Get: refGetter(excTraceback), Set: excSetTraceback},
		{Name: "__context__", Get: refGetter(excContext), Set: excSetLink(excContext, "__context__", "context"), Doc: "exception context"},
		{Name: "__cause__", Get: refGetter(excCause), Set: excSetLink(excCause, "__cause__", "cause"), Doc: "exception cause"},
		{Name: "__suppress_context__",
			Get: func(t *Thread, e Ref) Value { return heap.Bool(e.V().Addr().Word64(excRawSuppress) != 0) },
			Set: func(t *Thread, e, v Ref) bool {
				if v.IsNil() {
					t.TypeErrorf("can't delete numeric/char attribute")
					return false
				}
				if !v.V().IsBool() {
					t.TypeErrorf("attribute value type must be bool")
					return false
				}
				x := uint64(0)
				if v.V() == heap.True {
					x = 1
				}
				e.V().Addr().SetWord64(excRawSuppress, x)
				return true
			}},
	}
}

// fields makes the attributes that are plain reference slots, in order from
// slot first on: None when empty.
func fields(first int, names ...string) []GetSetDef {
	var out []GetSetDef
	for i, n := range names {
		slot := first + i
		out = append(out, GetSetDef{Name: n, Get: refGetter(slot), Set: func(t *Thread, e, v Ref) bool {
			if v.IsNil() {
				t.Store(e.V(), slot, heap.Null)
			} else {
				t.Store(e.V(), slot, v.V())
			}
			return true
		}})
	}
	return out
}

// bindFields reads the keyword arguments of an exception's constructor into its
// fields; args keeps the positional ones. names[i] goes to slot first+i. cls is
// what messages call the constructor.
func (t *Thread) bindFields(cls string, args Args, first int, names ...string) bool {
	self := args.At(0)
	if n := args.NumKw(); n > len(names) {
		t.TypeErrorf("%s() takes at most %d keyword argument%s (%d given)", cls, len(names), plural(len(names)), n)
		return false
	}
	for i := range names {
		t.Store(self.V(), first+i, heap.Null)
	}
next:
	for k := range args.NumKw() {
		kw := strView(args.KwName(k))
		for i, n := range names {
			if n == kw {
				t.Store(self.V(), first+i, args.Kw(k).V())
				continue next
			}
		}
		t.TypeErrorf("'%s' is an invalid keyword argument for %s()", GoStr(args.KwName(k)), cls)
		return false
	}
	return t.setExcArgs(self, args.At(1), args.n-1) != heap.Null
}

const (
	attrErrName = excNumRefs
	attrErrObj  = excNumRefs + 1
)

func attributeErrorMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = 2
	d.GetSets = fields(attrErrName, "name", "obj")
	d.Slots.Init = func(t *Thread, args Args) bool {
		return t.bindFields("AttributeError", args, attrErrName, "name", "obj")
	}
}

const nameErrName = excNumRefs

func nameErrorMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = 1
	d.GetSets = fields(nameErrName, "name")
	d.Slots.Init = func(t *Thread, args Args) bool { return t.bindFields("NameError", args, nameErrName, "name") }
}

const (
	importErrName = excNumRefs
	importErrPath = excNumRefs + 1
	importErrMsg  = excNumRefs + 2
)

func importErrorMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = 3
	d.GetSets = fields(importErrName, "name", "path", "msg")
	d.Methods = []MethodDef{reduceMethod(importErrorReduce)}
	d.Slots.Init = func(t *Thread, args Args) bool {
		msg := heap.Null
		if args.n == 2 {
			msg = args.At(1).V()
		}
		t.Store(args.At(0).V(), importErrMsg, msg)
		return t.bindFields("ImportError", args, importErrName, "name", "path")
	}
	d.Slots.Str = func(t *Thread, e Ref) Value {
		if m := e.V().Addr().Ref(importErrMsg); m != heap.Null && IsExactStr(m) {
			return m
		}
		return baseExceptionStr(t, e)
	}
}

const stopIterValue = excNumRefs

func stopIterationMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = 1
	d.GetSets = fields(stopIterValue, "value")
	d.Slots.Init = func(t *Thread, args Args) bool {
		if !baseExceptionInit(t, args) {
			return false
		}
		v := heap.None
		if args.n > 1 {
			v = args.At(1).V()
		}
		t.Store(args.At(0).V(), stopIterValue, v)
		return true
	}
}

// StopIterationValue returns the value of a StopIteration instance (no
// safepoint).
func (t *Thread) StopIterationValue(e Value) Value {
	if v := e.Addr().Ref(stopIterValue); v != heap.Null {
		return v
	}
	return heap.None
}

// StopIteration raises StopIteration(v): the end of a generator that returns v.
func (t *Thread) StopIteration(v Ref) Value {
	defer t.Pop(t.Top())
	if v.V() == heap.None {
		return t.Raise(t.RT.Exc.StopIteration)
	}
	// Not by a call with v: a tuple as the only argument stays one argument.
	return t.Raise(t.RT.Exc.StopIteration, v)
}

const systemExitCode = excNumRefs

func systemExitMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = 1
	d.GetSets = fields(systemExitCode, "code")
	d.Slots.Init = func(t *Thread, args Args) bool {
		if !baseExceptionInit(t, args) {
			return false
		}
		self, code := args.At(0).V(), heap.Null
		switch args.n {
		case 1:
		case 2:
			code = args.At(1).V()
		default:
			code = self.Addr().Ref(excArgs)
		}
		t.Store(self, systemExitCode, code)
		return true
	}
}

// SystemExitCode returns the code of a SystemExit instance, None where there is
// none (no safepoint).
func (t *Thread) SystemExitCode(e Value) Value {
	if v := e.Addr().Ref(systemExitCode); v != heap.Null {
		return v
	}
	return heap.None
}

// All returns the exception classes.
func (e *Exceptions) All() []*Type {
	v := reflect.ValueOf(e).Elem()
	list := make([]*Type, v.NumField())
	for i := range list {
		list[i] = v.Field(i).Interface().(*Type)
	}
	return list
}
