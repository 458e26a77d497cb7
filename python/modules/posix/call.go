package posix

import (
	"math"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// call is one call of a function: it takes the arguments apart. The first that does not
// fit raises; then ok is false, and what the converters give means nothing.
type call struct {
	t  *Thread
	in modules.Interp
	fn string // for messages
	a  Args
	ok bool
}

// define makes a function of a table.
func (m *module) define(name, sig, doc string, f func(c *call) Value) object.MethodDef {
	return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value {
		return f(&call{t, m.in, name, a, true})
	}}
}

func (c *call) fail(Value) { c.ok = false }

// integer is an argument with __index__ that fits C's int or unsigned (bits 32), long or
// off_t (64).
func (c *call) integer(i int, lo, hi int64, what string) int {
	if !c.ok {
		return 0
	}
	v := c.t.Index(c.a.At(i))
	if v == heap.Null {
		c.ok = false
		return 0
	}
	n, ok := object.Int64Of(v)
	if !ok || n > hi {
		c.fail(c.t.OverflowErrorf("Python int too large to convert to C %s", what))
	} else if n < lo {
		c.fail(c.t.OverflowErrorf("Python int too small to convert to C %s", what))
	}
	return int(n)
}

func (c *call) int(i int) int {
	n := c.integer(i, math.MinInt64, math.MaxInt64, "int")
	if c.ok && n != int(int32(n)) {
		c.fail(c.t.OverflowErrorf("Python int too large to convert to C int"))
	}
	return n
}

func (c *call) long(i int) int64 { return int64(c.integer(i, math.MinInt64, math.MaxInt64, "long")) }

func (c *call) bool(i int) bool {
	if !c.ok {
		return false
	}
	n := c.t.IsTrue(c.a.At(i))
	c.ok = n >= 0
	return n > 0
}

// id is a user or a group number, of which -1 means "leave it".
func (c *call) id(i int, what string) int {
	if !c.ok {
		return 0
	}
	if !c.t.RT.HasIndex(c.a.At(i).V()) {
		c.fail(c.t.TypeErrorf("%s should be integer, not %s", what, c.t.TypeName(c.a.At(i).V())))
		return 0
	}
	v := c.t.Index(c.a.At(i))
	if v == heap.Null {
		c.ok = false
		return 0
	}
	n, ok := object.Int64Of(v)
	switch {
	case !ok && object.IntSign(v) < 0 || ok && n < -1:
		c.fail(c.t.OverflowErrorf("%s is less than minimum", what))
	case !ok || n > math.MaxUint32:
		c.fail(c.t.OverflowErrorf("%s is greater than maximum", what))
	}
	return int(int32(uint32(n)))
}

// fd is a number, or an object with a method fileno().
func (c *call) fd(i int) int {
	if !c.ok {
		return 0
	}
	n, ok := FileDescriptor(c.t, c.a.At(i))
	c.ok = ok
	return n
}

// FileDescriptor is the number that an object stands for: an int, or one with a method
// fileno(). false: exception pending.
func FileDescriptor(t *Thread, r Ref) (int, bool) {
	defer t.Pop(t.Top())
	if !t.RT.IsInt(r.V()) {
		f, ok := t.GetAttrOpt(r, t.RT.Name("fileno"))
		if !ok {
			return 0, false
		}
		if f == heap.Null {
			t.TypeErrorf("argument must be an int, or have a fileno() method.")
			return 0, false
		}
		r = t.Push(f)
		if r.Set(t.CallN(r)); r.V() == heap.Null {
			return 0, false
		}
		if !t.RT.IsInt(r.V()) {
			t.TypeErrorf("fileno() returned a non-integer")
			return 0, false
		}
	}
	n, ok := object.Int64Of(r.V())
	switch {
	case !ok || n != int64(int32(n)):
		t.OverflowErrorf("Python int too large to convert to C int")
		return 0, false
	case n < 0:
		t.ValueErrorf("file descriptor cannot be a negative integer (%d)", n)
		return 0, false
	}
	return int(n), true
}

// dirFD is the argument dir_fd: None stands for the current directory.
func (c *call) dirFD(i int) int {
	if !c.ok || c.a.At(i).V() == heap.None {
		return unix.AT_FDCWD
	}
	if !c.t.RT.HasIndex(c.a.At(i).V()) {
		c.fail(c.t.TypeErrorf("argument should be integer or None, not %s", c.t.TypeName(c.a.At(i).V())))
		return 0
	}
	return c.fdNumber(c.a.At(i))
}

func (c *call) fdNumber(r Ref) int {
	v := c.t.Index(r)
	if v == heap.Null {
		c.ok = false
		return 0
	}
	n, ok := object.Int64Of(v)
	switch {
	case !ok && object.IntSign(v) > 0 || n > math.MaxInt32:
		c.fail(c.t.OverflowErrorf("fd is greater than maximum"))
	case !ok || n < math.MinInt32:
		c.fail(c.t.OverflowErrorf("fd is less than minimum"))
	}
	return int(n)
}

// path is the name of a file, or the number of an open one.
type path struct {
	name  string
	fd    int  // of an open file, when isFD
	isFD  bool // then name is ""
	bytes bool // the name was given as bytes: so are those that come back
	obj   Ref  // as it was given, for OSError
}

type pathKind int

const (
	pathFD   pathKind = 1 << iota // an int is allowed
	pathNone                      // None is: the current directory
)

var pathKinds = []string{
	"string, bytes or os.PathLike", "string, bytes, os.PathLike or integer",
	"string, bytes, os.PathLike or None", "string, bytes, os.PathLike, integer or None",
}

func (c *call) path(i int, arg string, kind pathKind) path {
	if !c.ok {
		return path{}
	}
	t, r := c.t, c.a.At(i)
	p := path{obj: r}
	switch {
	case r.V() == heap.None && kind&pathNone != 0:
		p.name = "."
		return p
	case kind&pathFD != 0 && !t.RT.IsStr(r.V()) && !t.RT.IsBytes(r.V()) && t.RT.HasIndex(r.V()):
		p.isFD, p.fd = true, c.fdNumber(r)
		return p
	}
	if !t.RT.IsStr(r.V()) && !t.RT.IsBytes(r.V()) {
		v, found := t.CallSpecial(r, t.RT.Name("__fspath__"))
		switch {
		case !found && t.RT.TypeOf(r.V()).Slots.GetBuf != nil:
			// CPython still takes any bytes-like object.
			if !t.Warn(t.RT.Exc.DeprecationWarning, "%s: %s should be %s, not %s", c.fn, arg, pathKinds[kind], t.TypeName(r.V())) {
				c.ok = false
				return p
			}
			b, ok := t.CopyBuffer(r)
			if !ok {
				c.ok = false
				return p
			}
			if v = t.NewBytes(b); v == heap.Null {
				c.ok = false
				return p
			}
		case !found:
			c.fail(t.TypeErrorf("%s: %s should be %s, not %s", c.fn, arg, pathKinds[kind], t.TypeName(r.V())))
			return p
		case v == heap.Null:
			c.ok = false
			return p
		case !t.RT.IsStr(v) && !t.RT.IsBytes(v):
			c.fail(t.TypeErrorf("expected %s.__fspath__() to return str or bytes, not %s", t.TypeName(r.V()), t.TypeName(v)))
			return p
		}
		if p.obj = t.Push(v); !found {
			p.bytes = true
			p.name, c.ok = modules.FSEncode(t, p.obj)
			p.obj = r // CPython names what it was given
			return p
		}
	}
	p.bytes = t.RT.IsBytes(p.obj.V())
	p.name, c.ok = modules.FSEncode(t, p.obj)
	return p
}

// text makes a str or a bytes of what the system calls a file.
func (p path) text(t *Thread, name string) Value {
	if p.bytes {
		return t.NewBytes([]byte(name))
	}
	return t.NewStr(name)
}

// fsName is an argument that is a file name and nothing else (os.fsencode's converter).
func (c *call) fsName(r Ref) string {
	if !c.ok {
		return ""
	}
	v := modules.FSPath(c.t, r)
	if v == heap.Null {
		c.ok = false
		return ""
	}
	s, ok := modules.FSEncode(c.t, c.t.Push(v))
	c.ok = ok
	return s
}

// bytes is a copy of a bytes-like argument.
func (c *call) bytes(r Ref) []byte {
	if !c.ok {
		return nil
	}
	b, ok := c.t.CopyBuffer(r)
	c.ok = ok
	return b
}

// do runs a system call that does not wait. Null: it failed, or an argument did; names are
// for the OSError.
func (c *call) do(f func() error, names ...path) bool {
	if !c.ok {
		return false
	}
	for {
		err := f()
		switch {
		case err == nil:
			return true
		case err == unix.EINTR:
			if !c.in.Poll(c.t) {
				return false
			}
		default:
			var refs []Ref
			for _, p := range names {
				refs = append(refs, p.obj)
			}
			modules.RaiseOS(c.t, err, refs...)
			return false
		}
	}
}

// none is do for a function that returns None.
func (c *call) none(f func() error, names ...path) Value {
	if !c.do(f, names...) {
		return heap.Null
	}
	return heap.None
}

// number is do for a function that returns an int.
func (c *call) number(f func() (int, error), names ...path) Value {
	n := 0
	if !c.do(func() (err error) { n, err = f(); return err }, names...) {
		return heap.Null
	}
	return c.t.NewInt(int64(n))
}

// WaitFD waits until one of the events of poll(2) comes for fd. A file that cannot be waited
// for is ready. false: exception pending.
func WaitFD(t *Thread, in modules.Interp, fd int, events int16) bool {
	ready := func(d time.Duration) bool {
		p := []unix.PollFd{{Fd: int32(fd), Events: events}}
		n, err := unix.Poll(p, int(d/time.Millisecond))
		return n > 0 || err != nil && err != unix.EINTR
	}
	return ready(0) || in.Wait(t, ready)
}

// readFD is read(2) that can be interrupted.
func (c *call) readFD(fd int, f func() (int, error)) (int, bool) {
	if !c.ok || c.blocking(fd) && !WaitFD(c.t, c.in, fd, unix.POLLIN) {
		return 0, false
	}
	n := 0
	ok := c.do(func() (err error) { n, err = f(); return err })
	return n, ok
}

// blocking says that reading or writing fd may wait.
func (c *call) blocking(fd int) bool {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_NONBLOCK == 0
}
