// Package files holds the module _io: files as Python has them, in three layers. It answers
// "how do these characters and bytes get to a file and back".
//
//	raw       FileIO: one system call for each operation; hostStream (host.go), a reader
//	          or writer of the program around; or a Python object
//	buffered  BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair; BytesIO
//	text      TextIOWrapper, with IncrementalNewlineDecoder; StringIO
//
// Each layer calls the one below by its Python methods, for that may be anybody's class;
// where it is exactly one of ours, the Go function is called. sys.stdin, sys.stdout and
// sys.stderr are such towers, made here (Standard), and print writes by WriteText.
//
// # How an object looks
//
// State that is objects lies in references, the rest in the raw part, as a Go struct which
// a function like fileOf views: good until the next safepoint, so the view is taken anew
// each time. What is to be transferred lies in a bytearray, whose memory does not move.
// There is no state in Go's memory, and so nothing that has to be freed.
//
// # What holds
//
// A file that is found unreachable is closed by its finalizer, with a ResourceWarning. All
// layers of a tower are found at once, in no useful order, and the outer ones have to write
// into the inner ones first: an object that another one wraps leaves its closing to that
// (flag wrapped). The standard streams are never closed so (flag keep).
//
// A wait is Interp.Wait's: signals are served, other threads run.
//
// # Rejected
//
// The layers in Python, as the library's _pyio has them: print would be a hundred calls.
// Go's bufio and os.File below: their errors, sizes and retries are not Python's.
package files

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/modules/codecs"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// bufferSize is io.DEFAULT_BUFFER_SIZE.
const bufferSize = 8192

// IO is what the module _io keeps of one runtime.
type IO struct {
	in     modules.Interp
	codecs *codecs.Registry

	base, rawBase, bufferedBase, textBase *object.Type
	file, host                            *object.Type
	bytesIO, stringIO                     *object.Type
	reader, writer, random, rwPair        *object.Type
	newlines, decoder, text               *object.Type

	unsupported *object.Type // UnsupportedOperation
	ready       bool
}

// New prepares the module for an interpreter, whose encodings are known to reg.
func New(in modules.Interp, reg *codecs.Registry) *IO { return &IO{in: in, codecs: reg} }

// Modules returns the family's modules.
func (x *IO) Modules() []modules.Module { return []modules.Module{x.module()} }

func (x *IO) module() modules.Module {
	return modules.Module{Name: "_io",
		Doc: "Files: raw, buffered and text, in memory and of the system. The module io has\nall of it under names for programs.",
		Functions: []object.MethodDef{
			{Name: "open", Sig: openSig, Doc: openDoc, Fn: x.Open},
			{Name: "open_code", Sig: "(path)", Doc: "Opens a file whose content is to be run, for reading bytes.", Fn: x.openCode},
			{Name: "text_encoding", Sig: "(encoding, stacklevel=2, /)", Doc: "The encoding, or 'locale' if it is None: for functions that open files in text\nmode on behalf of others.", Fn: textEncoding},
		},
		Attrs: []object.AttrDef{modules.Constant("DEFAULT_BUFFER_SIZE", bufferSize)},
		Exec: func(t *Thread, m Ref) bool {
			if !x.Ready(t) {
				return false
			}
			for _, typ := range []*object.Type{x.base, x.rawBase, x.bufferedBase, x.textBase, x.file, x.bytesIO, x.stringIO, x.reader, x.writer,
				x.random, x.rwPair, x.newlines, x.text, x.unsupported, t.RT.Exc.BlockingIOError} {
				if !t.SetAttr(m, t.RT.Name(typ.Name), typ.Obj) {
					return false
				}
			}
			return true
		}}
}

// Ready makes the types, once. false: exception pending.
func (x *IO) Ready(t *Thread) bool {
	if x.ready {
		return true
	}
	defer t.Pop(t.Top())
	// class UnsupportedOperation(OSError, ValueError)
	ns := t.Push(t.NewDict())
	name, mod := t.Push(t.RT.Name("UnsupportedOperation").V()), t.Push(t.RT.Name("io").V())
	bases := t.Push(t.PackTuple(t.RT.Exc.OSError.Obj, t.RT.Exc.ValueError.Obj))
	if ns.V() == heap.Null || bases.V() == heap.Null || !t.DictSetStr(ns, "__module__", mod) {
		return false
	}
	cls := t.NewClass(t.RT.TypeType.Obj, name, bases, ns, object.MakeArgs(Ref{}, 0, Ref{}))
	if cls == heap.Null {
		return false
	}
	x.unsupported = t.RT.TypeFromObj(cls)
	for _, define := range []func(t *Thread) bool{x.defineBases, x.defineFile, x.defineHost, x.defineBytesIO, x.defineNewlines, x.defineStringIO,
		x.defineBuffered, x.defineRWPair, x.defineText} {
		if !define(t) {
			return false
		}
	}
	x.ready = true
	return true
}

// The names of methods and attributes that the layers use of each other.
var (
	nmClosed     = object.RegisterName("closed")
	nmClose      = object.RegisterName("close")
	nmFlush      = object.RegisterName("flush")
	nmRead       = object.RegisterName("read")
	nmRead1      = object.RegisterName("read1")
	nmReadall    = object.RegisterName("readall")
	nmReadinto   = object.RegisterName("readinto")
	nmReadline   = object.RegisterName("readline")
	nmPeek       = object.RegisterName("peek")
	nmWrite      = object.RegisterName("write")
	nmSeek       = object.RegisterName("seek")
	nmTell       = object.RegisterName("tell")
	nmTruncate   = object.RegisterName("truncate")
	nmSeekable   = object.RegisterName("seekable")
	nmReadable   = object.RegisterName("readable")
	nmWritable   = object.RegisterName("writable")
	nmFileno     = object.RegisterName("fileno")
	nmIsatty     = object.RegisterName("isatty")
	nmName       = object.RegisterName("name")
	nmMode       = object.RegisterName("mode")
	nmRaw        = object.RegisterName("raw")
	nmDecode     = object.RegisterName("decode")
	nmEncode     = object.RegisterName("encode")
	nmReset      = object.RegisterName("reset")
	nmGetstate   = object.RegisterName("getstate")
	nmSetstate   = object.RegisterName("setstate")
	nmNewlines   = object.RegisterName("newlines")
	nmDeallocWrn = object.RegisterName("_dealloc_warn")
	nmIsClosed   = object.RegisterName("__IOBase_closed")
)

// call calls o's method.
func call(t *Thread, o Ref, name object.NameID, args ...Ref) Value {
	return t.CallMethod(o, t.RT.NameRef(name), args...)
}

// callInt calls a method without arguments that has to return an int.
func (x *IO) small(t *Thread, n int) Ref { return t.Push(t.NewInt(int64(n))) }

// is calls a method like readable. ok false: exception pending.
func is(t *Thread, o Ref, name object.NameID) (yes, ok bool) {
	defer t.Pop(t.Top())
	v := call(t, o, name)
	if v == heap.Null {
		return false, false
	}
	n := t.IsTrue(t.Push(v))
	return n > 0, n >= 0
}

// isClosed asks the attribute closed.
func isClosed(t *Thread, o Ref) (yes, ok bool) {
	defer t.Pop(t.Top())
	v := t.GetAttr(o, t.RT.NameRef(nmClosed))
	if v == heap.Null {
		return false, false
	}
	n := t.IsTrue(t.Push(v))
	return n > 0, n >= 0
}

// refuse raises UnsupportedOperation.
func (x *IO) refuse(t *Thread, msg string) Value { return t.Errorf(x.unsupported, "%s", msg) }

// chained runs f with the pending exception put aside. If f raises as well, what was
// pending becomes its context; if not, it is pending again.
func chained(t *Thread, f func()) {
	defer t.Pop(t.Top())
	saved := t.Push(t.TakeExc())
	f()
	switch {
	case saved.V() == heap.Null:
	case t.Pending():
		exc := t.Push(t.TakeExc())
		before := t.SetHandling(saved.V())
		hold := t.Push(before)
		t.SetExc(exc)
		t.SetHandling(hold.V())
	default:
		t.RestoreExc(saved.V())
	}
}

// sizeArg is an argument that is a number of bytes or characters: None is -1.
func sizeArg(t *Thread, r Ref) (int, bool) {
	if r.V() == heap.None {
		return -1, true
	}
	if !t.RT.HasIndex(r.V()) {
		t.TypeErrorf("argument should be integer or None, not '%s'", t.TypeName(r.V()))
		return 0, false
	}
	return t.AsSsize(r, t.RT.Exc.OverflowError)
}

// asOffset reads an int that a method like seek or tell has returned.
func asOffset(t *Thread, v Value) (int64, bool) {
	if v == heap.Null {
		return 0, false
	}
	defer t.Pop(t.Top())
	return t.AsInt64(t.Push(v))
}

// allocate is the New of the types whose Init does everything.
func allocate(t *Thread, a Args) Value { return t.NewInstance(t.RT.TypeFromObj(a.At(0).V())) }

// initBy makes an Init that binds its arguments.
func initBy(name, sig string, f object.Native) func(t *Thread, a Args) bool {
	s := object.ParseSignature(name, sig)
	return func(t *Thread, a Args) bool {
		defer t.Pop(t.Top())
		b, ok := s.Bind(t, a)
		return ok && f(t, b) != heap.Null
	}
}

// noPickle is the method __getstate__ of what cannot be pickled.
var noPickle = object.MethodDef{Name: "__getstate__", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
	return t.TypeErrorf("cannot pickle '%s' object", t.TypeName(a.At(0).V()))
}}

// bytesOf returns the bytes of a bytearray in native memory: in place until its length
// changes.
func bytesOf(v Value) []byte {
	p, n := object.ByteArrayData(v)
	return slice(p, n)
}

// viewOf makes a memoryview of a part of the bytearray r, whose length must not change
// while it is used.
func viewOf(t *Thread, r Ref, lo, hi int, readOnly bool) Value {
	b, ok := t.RT.ByteArrayType.Slots.GetBuf(t, r, object.BufSimple)
	if !ok {
		return heap.Null
	}
	part := *b
	part.Ptr, part.Len, part.ItemSize, part.ReadOnly, part.Format = b.Ptr+uintptr(lo), hi-lo, 1, readOnly, "B"
	part.Shape, part.Strides = nil, nil
	return t.MemoryViewOfBuffer(r, &part)
}
