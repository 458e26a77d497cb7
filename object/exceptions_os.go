package object

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
)

// OSError: its constructor makes the subclass that the error number asks for,
// and takes the file names out of args.

const (
	osErrno = excNumRefs + iota
	osStrerror
	osFilename
	osFilename2
	osWritten // BlockingIOError's characters_written, or Null
	osNumRefs = 5
)

// osErrorClass returns the subclass for an error number, or nil.
func (rt *Runtime) osErrorClass(errno int64) *Type {
	e := &rt.Exc
	switch unix.Errno(errno) {
	case unix.EAGAIN, unix.EALREADY, unix.EINPROGRESS: // EWOULDBLOCK is EAGAIN
		return e.BlockingIOError
	case unix.EPIPE, unix.ESHUTDOWN:
		return e.BrokenPipeError
	case unix.ECHILD:
		return e.ChildProcessError
	case unix.ECONNABORTED:
		return e.ConnectionAbortedError
	case unix.ECONNREFUSED:
		return e.ConnectionRefusedError
	case unix.ECONNRESET:
		return e.ConnectionResetError
	case unix.EEXIST:
		return e.FileExistsError
	case unix.ENOENT:
		return e.FileNotFoundError
	case unix.EISDIR:
		return e.IsADirectoryError
	case unix.ENOTDIR:
		return e.NotADirectoryError
	case unix.EINTR:
		return e.InterruptedError
	case unix.EACCES, unix.EPERM:
		return e.PermissionError
	case unix.ESRCH:
		return e.ProcessLookupError
	case unix.ETIMEDOUT:
		return e.TimeoutError
	}
	return nil
}

// osErrorInInit says that a class overrides __init__ but not __new__: then the
// arguments that reach OSError.__init__ count, not those of the call.
func osErrorInInit(typ *Type) bool {
	return !sameFunc(typ.Slots.Init, osErrorInit) && sameFunc(typ.Slots.New, osErrorNew)
}

func osErrorNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	typ := t.RT.TypeFromObj(args.At(0).V())
	late := osErrorInInit(typ)
	if !late && args.NumKw() > 0 {
		return t.TypeErrorf("%s() takes no keyword arguments", typ.Shown)
	}
	if !late && typ == t.RT.Exc.OSError && args.n >= 3 && args.n <= 6 {
		if e := args.At(1).V(); e.IsInt() {
			if sub := t.RT.osErrorClass(e.Int()); sub != nil {
				typ = sub
			}
		}
	}
	v := t.NewInstance(typ)
	if v == heap.Null {
		return v
	}
	self := t.Push(v)
	if late {
		return t.setExcArgs(self, self, 0)
	}
	if !t.osErrorFill(self, args) {
		return heap.Null
	}
	return self.V()
}

func osErrorInit(t *Thread, args Args) bool {
	if !osErrorInInit(t.RT.TypeOf(args.At(0).V())) {
		return true // New has done it
	}
	return t.excNoKeywords(args) && t.osErrorFill(args.At(0), args)
}

// osErrorFill sets the fields from OSError(errno, strerror[, filename[, winerror
// [, filename2]]]); any other number of arguments stays in args alone.
func (t *Thread) osErrorFill(self Ref, args Args) bool {
	n := args.n - 1
	kept := n
	if n >= 2 && n <= 5 {
		t.Store(self.V(), osErrno, args.At(1).V())
		t.Store(self.V(), osStrerror, args.At(2).V())
		if n >= 3 && args.At(3).V() != heap.None {
			if t.RT.TypeOf(self.V()) == t.RT.Exc.BlockingIOError && t.IsNumber(args.At(3).V()) {
				i, ok := t.AsSsize(args.At(3), t.RT.Exc.ValueError)
				if !ok {
					return false
				}
				t.Store(self.V(), osWritten, heap.SmallInt(int64(i)))
			} else {
				t.Store(self.V(), osFilename, args.At(3).V())
				if n == 5 && args.At(5).V() != heap.None {
					t.Store(self.V(), osFilename2, args.At(5).V())
				}
				kept = 2
			}
		}
	}
	return t.setExcArgs(self, args.At(1), kept) != heap.Null
}

func osErrorStr(t *Thread, e Ref) Value {
	defer t.Pop(t.Top())
	text := func(slot int, f func(*Thread, Ref) Value) (string, bool) {
		v := e.V().Addr().Ref(slot)
		if v == heap.Null {
			v = heap.None
		}
		s := f(t, t.Push(v))
		if s == heap.Null {
			return "", false
		}
		return GoStr(s), true
	}
	a := e.V().Addr()
	if a.Ref(osFilename) == heap.Null && (a.Ref(osErrno) == heap.Null || a.Ref(osStrerror) == heap.Null) {
		return baseExceptionStr(t, e)
	}
	errno, ok1 := text(osErrno, (*Thread).Str)
	msg, ok2 := "", false
	if ok1 {
		msg, ok2 = text(osStrerror, (*Thread).Str)
	}
	if !ok2 {
		return heap.Null
	}
	out := "[Errno " + errno + "] " + msg
	for i, slot := range []int{osFilename, osFilename2} {
		if e.V().Addr().Ref(slot) == heap.Null {
			break
		}
		name, ok := text(slot, (*Thread).Repr)
		if !ok {
			return heap.Null
		}
		out += []string{": ", " -> "}[i] + name
	}
	return t.NewStr(out)
}

func osErrorReduce(t *Thread, args Args) Value {
	e := args.At(0)
	cls := t.RT.TypeOf(e.V()).Obj
	a := t.Push(e.V().Addr().Ref(excArgs))
	if t.TupleLen(a.V()) == 2 && e.V().Addr().Ref(osFilename) != heap.Null {
		base := t.Push(t.TupleAt(a.V(), 0))
		t.Push(t.TupleAt(a.V(), 1))
		t.Push(e.V().Addr().Ref(osFilename))
		n := 3
		if f2 := e.V().Addr().Ref(osFilename2); f2 != heap.Null {
			t.Push(heap.None)
			t.Push(f2)
			n = 5
		}
		v := t.TupleOf(base, n)
		if v == heap.Null {
			return v
		}
		a.Set(v)
	}
	return t.PackTuple(cls, a)
}

func osErrorMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = osNumRefs
	d.Slots.New, d.Slots.Init, d.Slots.Str = osErrorNew, osErrorInit, osErrorStr
	d.Methods = []MethodDef{{Name: "__reduce__", Sig: "($self, /)", Fn: osErrorReduce}}
	d.GetSets = append(fields(osErrno, "errno", "strerror", "filename", "filename2"),
		GetSetDef{Name: "characters_written",
			Get: func(t *Thread, e Ref) Value {
				if v := e.V().Addr().Ref(osWritten); v != heap.Null {
					return v
				}
				return t.AttributeErrorf("characters_written")
			},
			Set: func(t *Thread, e, v Ref) bool {
				if v.IsNil() {
					if e.V().Addr().Ref(osWritten) == heap.Null {
						t.AttributeErrorf("characters_written")
						return false
					}
					t.Store(e.V(), osWritten, heap.Null)
					return true
				}
				i, ok := t.AsSsize(v, t.RT.Exc.ValueError)
				if ok {
					t.Store(e.V(), osWritten, heap.SmallInt(int64(i)))
				}
				return ok
			}})
}

// OSErrno raises the OSError for an error number, with up to two file names
// (nil Ref: none).
func (t *Thread) OSErrno(errno unix.Errno, filename Ref) Value {
	defer t.Pop(t.Top())
	base := t.Push(heap.SmallInt(int64(errno)))
	t.Push(t.RT.Intern(Strerror(errno)).V())
	n := 2
	if !filename.IsNil() {
		t.Push(filename.V())
		n = 3
	}
	v := t.Call(t.RT.Exc.OSError.Obj, MakeArgs(base, n, Ref{}))
	if v != heap.Null {
		t.SetExc(t.Push(v))
	}
	return heap.Null
}
