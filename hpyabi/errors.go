package hpyabi

import (
	"strings"
	"syscall"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The pending exception.

// ErrSetString always returns HPy_NULL, as the others of this group.
func (c *Context) ErrSetString(typ HPy, msg CStr) HPy {
	s, ok := c.str(msg)
	if ok {
		c.raise(c.ref(typ), s)
	}
	return Null
}

func (c *Context) ErrSetObject(typ, value HPy) HPy {
	c.raise(c.ref(typ), c.opt(value))
	return Null
}

// raise is "raise typ(value)" by PyErr_SetObject's rules: an instance of typ is
// raised as it is, a tuple is the arguments, None or no value is no argument.
func (c *Context) raise(typ, value Ref) {
	t := c.t
	cls := t.RT.TypeFromObj(typ.V())
	if cls == nil || !cls.Has(object.FlagExceptionSubclass) {
		r := t.Repr(typ)
		if r != heap.Null {
			t.SystemErrorf("_PyErr_SetObject: exception %s is not a BaseException subclass", object.GoStr(r))
		}
		return
	}
	var exc Value
	switch {
	case value.IsNil() || value.V() == heap.None:
		exc = t.CallN(typ)
	case t.RT.TypeOf(value.V()).IsSubtype(cls):
		exc = value.V()
	case t.RT.TypeOf(value.V()).Has(object.FlagTupleSubclass):
		n := t.TupleLen(value.V())
		first := t.PushN(n + 1)
		for i := 0; i < n; i++ {
			first.At(i).Set(t.TupleAt(value.V(), i))
		}
		exc = t.Call(typ, object.MakeArgs(first, n, Ref{}))
	default:
		exc = t.CallN(typ, value)
	}
	if exc == heap.Null {
		return
	}
	if !t.RT.TypeOf(exc).Has(object.FlagExceptionSubclass) {
		t.TypeErrorf("calling %s should have returned an instance of BaseException, not %s", cls.Name, t.TypeName(exc))
		return
	}
	t.SetExc(t.Push(exc))
}

func (c *Context) ErrSetFromErrnoWithFilename(typ HPy, filename CStr) HPy {
	file, errno := Ref{}, c.th.Errno()
	if filename != 0 {
		v := c.decode(filename.Bytes(filename.Len()), "utf-8", "surrogateescape")
		if v == heap.Null {
			return Null
		}
		file = c.t.Push(v)
	}
	c.raiseErrno(c.ref(typ), errno, file, Ref{})
	return Null
}

func (c *Context) ErrSetFromErrnoWithFilenameObjects(typ, file1, file2 HPy) HPy {
	c.raiseErrno(c.ref(typ), c.th.Errno(), c.opt(file1), c.opt(file2))
	return Null
}

// raiseErrno raises typ(errno, message[, file1[, 0, file2]]); a file that is the nil
// Ref is left out, 0 stands where OSError has Windows's error number.
func (c *Context) raiseErrno(typ Ref, errno syscall.Errno, file1, file2 Ref) {
	t := c.t
	args := t.PushN(5)
	args.Set(heap.SmallInt(int64(errno)))
	args.At(1).Set(t.NewStr(strerror(errno)))
	n := 2
	if !file1.IsNil() {
		args.At(2).Set(file1.V())
		n = 3
		if !file2.IsNil() {
			args.At(3).Set(heap.SmallInt(0))
			args.At(4).Set(file2.V())
			n = 5
		}
	}
	exc := t.Call(typ, object.MakeArgs(args, n, Ref{}))
	if exc != heap.Null {
		t.SetExc(t.Push(exc))
	}
}

// strerror is C's text for an error number, which begins with a capital.
func strerror(e syscall.Errno) string {
	if e == 0 {
		return "Error"
	}
	s := e.Error()
	if s != "" && !strings.HasPrefix(s, "errno ") {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return "Unknown error " + strings.TrimPrefix(s, "errno ")
}

func (c *Context) ErrOccurred() int32 { return truth(c.t.Pending()) }
func (c *Context) ErrClear()          { c.t.ClearExc() }

// ErrExceptionMatches asks whether the pending exception is an instance of a
// class, or of one of a tuple of classes.
func (c *Context) ErrExceptionMatches(exc HPy) int32 {
	t := c.t
	if !t.Pending() {
		return 0
	}
	et := t.RT.TypeOf(t.Exc())
	return truth(matches(t, et, c.val(exc)))
}

func matches(t *object.Thread, et *object.Type, v Value) bool {
	if t.RT.TypeOf(v).Has(object.FlagTupleSubclass) {
		for i := 0; i < t.TupleLen(v); i++ {
			if matches(t, et, t.TupleAt(v, i)) {
				return true
			}
		}
		return false
	}
	cls := t.RT.TypeFromObj(v)
	return cls != nil && et.IsSubtype(cls)
}

func (c *Context) ErrNoMemory() HPy {
	c.t.MemoryError()
	return Null
}

func (c *Context) ErrNewException(name CStr, base, dict HPy) HPy {
	return c.ErrNewExceptionWithDoc(name, 0, base, dict)
}

// ErrNewExceptionWithDoc makes the exception class "module.Name". What dict lacks
// (__module__, and __doc__) is put into it, as CPython does.
func (c *Context) ErrNewExceptionWithDoc(name, doc CStr, base, dict HPy) HPy {
	t := c.t
	full := name.String()
	i := strings.LastIndexByte(full, '.')
	if i < 0 {
		t.SystemErrorf("PyErr_NewException: name must be module.class")
		return Null
	}
	bases := t.Push(t.RT.Exc.Exception.Obj.V())
	if base != Null {
		bases.Set(c.val(base))
	}
	if !t.RT.TypeOf(bases.V()).Has(object.FlagTupleSubclass) {
		v := t.PackTuple(bases)
		if v == heap.Null {
			return Null
		}
		bases.Set(v)
	}
	var ns Ref
	if dict != Null {
		if ns = c.ref(dict); !t.RT.TypeOf(ns.V()).Has(object.FlagDictSubclass) {
			c.badCall()
			return Null
		}
	} else if ns = t.Push(t.NewDict()); ns.V() == heap.Null {
		return Null
	}
	module := t.RT.Name("__module__")
	if have, ok := t.DictGet(ns, module); !ok {
		return Null
	} else if have == heap.Null {
		m := t.Push(t.NewStr(full[:i]))
		if m.V() == heap.Null || !t.DictSet(ns, module, m) {
			return Null
		}
	}
	if doc != 0 {
		d, ok := c.str(doc)
		if !ok || !t.DictSet(ns, t.RT.Name("__doc__"), d) {
			return Null
		}
	}
	cls := t.Push(t.NewStr(full[i+1:]))
	if cls.V() == heap.Null {
		return Null
	}
	return c.open(t.CallN(t.RT.TypeType.Obj, cls, bases, ns))
}

// ErrWarnEx issues a warning; -1: it became an exception. Category HPy_NULL is
// RuntimeWarning.
func (c *Context) ErrWarnEx(category HPy, msg CStr, stackLevel int) int32 {
	t := c.t
	cat := t.Push(t.RT.Exc.RuntimeWarning.Obj.V())
	if category != Null {
		cat.Set(c.val(category))
	}
	s, ok := c.str(msg)
	if !ok {
		return -1
	}
	return status(c.host.Warn(t, cat, s, stackLevel))
}

// ErrWriteUnraisable reports the pending exception, which nobody can handle, and
// clears it.
func (c *Context) ErrWriteUnraisable(obj HPy) {
	t := c.t
	if t.Pending() {
		exc := t.Push(t.TakeExc())
		c.host.Unraisable(t, exc, c.opt(obj))
	}
}

func (c *Context) FatalError(msg CStr) { c.host.fatal(c, msg.String()) }

func (c *Context) ImportImportModule(name CStr) HPy {
	return c.open(c.host.Import(c.t, name.String()))
}
