// Package socket holds the module _socket, over which the library's socket.py is written. It
// answers "what does this operation on a socket do": addresses are taken apart and put
// together (address.go), names are looked up (names.go), and a system call runs when the
// socket is ready, or its time is up (calls.go).
//
// There are sockets of the families AF_UNIX, AF_INET and AF_INET6, with send and receive in
// all forms but those with ancillary data (sendmsg and recvmsg are not there). Names are
// looked up by Go's resolver, which reads the same files as the C library's and asks the
// same servers.
//
// # What holds
//
// A socket with a timeout does not wait in the system, whatever the timeout is: only one
// without does. A wait is Interp.Wait's, so signals are served and other threads run.
package socket

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// module is what _socket keeps of one runtime.
type module struct {
	in             modules.Interp
	typ            *object.Type
	gaierror       *object.Type
	herror         *object.Type
	defaultTimeout time.Duration // noTimeout: None
}

// noTimeout is the timeout None.
const noTimeout = time.Duration(-1)

// All returns the family's modules.
func All(in modules.Interp) []modules.Module {
	m := &module{in: in, defaultTimeout: noTimeout}
	def := modules.Module{Name: "_socket", Doc: "Sockets. Use the module socket.", Functions: m.functions(), Exec: m.exec,
		Attrs: []object.AttrDef{{Name: "has_ipv6", Make: func(t *Thread) Value { return heap.True }}}}
	for field := range strings.FieldsSeq(constants) {
		name, text, _ := strings.Cut(field, "=")
		n, err := strconv.Atoi(text)
		if err != nil {
			panic("BUG: constant " + field)
		}
		def.Attrs = append(def.Attrs, modules.Constant(name, n))
	}
	return []modules.Module{def}
}

func (m *module) exec(t *Thread, mod Ref) bool {
	for _, e := range []struct {
		name string
		into **object.Type
	}{{"gaierror", &m.gaierror}, {"herror", &m.herror}} {
		if *e.into = newError(t, e.name); *e.into == nil || !t.SetAttr(mod, t.RT.Name(e.name), (*e.into).Obj) {
			return false
		}
	}
	return m.define(t) && t.SetAttr(mod, t.RT.Name("socket"), m.typ.Obj) && t.SetAttr(mod, t.RT.Name("SocketType"), m.typ.Obj) &&
		t.SetAttr(mod, t.RT.Name("error"), t.RT.Exc.OSError.Obj) && t.SetAttr(mod, t.RT.Name("timeout"), t.RT.Exc.TimeoutError.Obj)
}

// newError makes a subclass of OSError.
func newError(t *Thread, name string) *object.Type {
	defer t.Pop(t.Top())
	ns, where, n := t.Push(t.NewDict()), t.Push(t.RT.Name("socket").V()), t.Push(t.RT.Name(name).V())
	bases := t.Push(t.PackTuple(t.RT.Exc.OSError.Obj))
	if ns.V() == heap.Null || bases.V() == heap.Null || !t.DictSetStr(ns, "__module__", where) {
		return nil
	}
	cls := t.NewClass(t.RT.TypeType.Obj, n, bases, ns, object.MakeArgs(Ref{}, 0, Ref{}))
	if cls == heap.Null {
		return nil
	}
	return t.RT.TypeFromObj(cls)
}

// state is the raw part of a socket.
type state struct {
	fd                  int64 // -1: closed
	family, kind, proto int64
	timeout             time.Duration
}

const stateSize = 40

// of views the state: good until the next safepoint.
func of(r Ref) *state { return (*state)(r.V().Addr().Raw(0)) }

// method is a method of a socket; args are bound.
func method(name, sig, doc string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
	return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value { return f(t, a.At(0), a) }}
}

func (m *module) define(t *Thread) bool {
	member := func(name string, get func(s *state) Value) object.GetSetDef {
		return object.GetSetDef{Name: name, Member: true, Get: func(t *Thread, r Ref) Value { return get(of(r)) }}
	}
	number := func(n int64) Value { return heap.SmallInt(n) }
	sig := object.ParseSignature("socket", "($self, family=-1, type=-1, proto=-1, fileno=None)")
	m.typ = t.NewBuiltinType(object.TypeDef{Name: "socket", Module: "_socket", Flags: object.FlagBaseType, RawSize: stateSize,
		Doc: "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\n\nAn end of a connection, or a place where connections arrive.",
		Slots: object.Slots{New: func(t *Thread, a Args) Value {
			v := t.NewInstance(t.RT.TypeFromObj(a.At(0).V()))
			if v != heap.Null {
				s := (*state)(v.Addr().Raw(0))
				s.fd, s.timeout = -1, noTimeout
			}
			return v
		}, Init: func(t *Thread, a Args) bool {
			defer t.Pop(t.Top())
			b, ok := sig.Bind(t, a)
			return ok && m.init(t, b)
		}, Repr: func(t *Thread, r Ref) Value {
			s := of(r)
			return t.NewStr("<socket object, fd=" + strconv.Itoa(int(s.fd)) + ", family=" + strconv.Itoa(int(s.family)) + ", type=" + strconv.Itoa(int(s.kind)) +
				", proto=" + strconv.Itoa(int(s.proto)) + ">")
		}, Finalize: m.finalize},
		Methods: m.methods(),
		GetSets: []object.GetSetDef{
			member("family", func(s *state) Value { return number(s.family) }), member("type", func(s *state) Value { return number(s.kind) }),
			member("proto", func(s *state) Value { return number(s.proto) }),
			{Name: "timeout", Get: func(t *Thread, r Ref) Value { return timeoutValue(of(r).timeout) }},
		}})
	return m.typ != nil
}

func timeoutValue(d time.Duration) Value {
	if d < 0 {
		return heap.None
	}
	return heap.Float(d.Seconds())
}

// timeoutArg reads a timeout: None, or seconds.
func timeoutArg(t *Thread, r Ref) (time.Duration, bool) {
	if r.V() == heap.None {
		return noTimeout, true
	}
	f, ok := t.AsFloat64(r)
	switch {
	case !ok:
		return 0, false
	case math.IsNaN(f):
		t.ValueErrorf("Invalid value NaN (not a number)")
	case f < 0:
		t.ValueErrorf("Timeout value out of range")
	case f >= 1<<63/1e9:
		t.OverflowErrorf("timeout doesn't fit into C timeval")
	default:
		return time.Duration(math.Ceil(f * 1e9)), true
	}
	return 0, false
}

func intArg(t *Thread, r Ref) (int, bool) {
	n, ok := t.AsInt64(r)
	if ok && n != int64(int32(n)) {
		t.OverflowErrorf("Python int too large to convert to C int")
		return 0, false
	}
	return int(n), ok
}

// init makes the socket, or takes over the one with the number fileno.
func (m *module) init(t *Thread, a Args) bool {
	var nums [3]int
	for i := range nums {
		n, ok := intArg(t, a.At(1+i))
		if !ok {
			return false
		}
		nums[i] = n
	}
	family, kind, proto := nums[0], nums[1], nums[2]
	self, fileno := a.At(0), a.At(4)
	fd := -1
	if fileno.V() != heap.None {
		if t.RT.IsFloat(fileno.V()) {
			t.TypeErrorf("integer argument expected, got float")
			return false
		}
		n, ok := intArg(t, fileno)
		if !ok {
			return false
		}
		if n < 0 {
			t.ValueErrorf("negative file descriptor")
			return false
		}
		fd = n
		// What is not told is asked of the system.
		for i, opt := range []int{unix.SO_DOMAIN, unix.SO_TYPE, unix.SO_PROTOCOL} {
			into := []*int{&family, &kind, &proto}[i]
			got, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, opt)
			if err != nil && (i < 2 || *into < 0) {
				modules.RaiseOS(t, err)
				return false
			}
			if *into < 0 {
				*into = got
			}
		}
	} else {
		if family < 0 {
			family = unix.AF_INET
		}
		if kind < 0 {
			kind = unix.SOCK_STREAM
		}
		proto = max(proto, 0)
		var err error
		if fd, err = unix.Socket(family, kind|unix.SOCK_CLOEXEC, proto); err != nil {
			modules.RaiseOS(t, err)
			return false
		}
	}
	s := of(self)
	*s = state{fd: int64(fd), family: int64(family), kind: int64(kind &^ (unix.SOCK_NONBLOCK | unix.SOCK_CLOEXEC)), proto: int64(proto), timeout: m.defaultTimeout}
	if kind&unix.SOCK_NONBLOCK != 0 {
		s.timeout = 0
	} else if m.defaultTimeout >= 0 {
		unix.SetNonblock(fd, true)
	}
	return true
}

// finalize closes a socket that nobody has any more.
func (m *module) finalize(t *Thread, self Ref) {
	if of(self).fd < 0 {
		return
	}
	defer t.Pop(t.Top())
	r := t.Repr(self)
	if r == heap.Null || !t.Warn(t.RT.Exc.ResourceWarning, "unclosed %s", object.GoStr(r)) {
		t.WriteUnraisable(self)
	}
	fd := int(of(self).fd)
	of(self).fd = -1
	unix.Close(fd)
}

func (m *module) methods() []object.MethodDef {
	return append(m.transferMethods(), []object.MethodDef{
		method("fileno", "($self, /)", "The number of the socket's file; -1 when it is closed.", func(t *Thread, self Ref, a Args) Value { return heap.SmallInt(of(self).fd) }),
		method("close", "($self, /)", "Close the socket.", func(t *Thread, self Ref, a Args) Value {
			fd := of(self).fd
			of(self).fd = -1
			if fd >= 0 {
				if err := unix.Close(int(fd)); err != nil && err != unix.ECONNRESET && err != unix.EINTR {
					return modules.RaiseOS(t, err)
				}
			}
			return heap.None
		}),
		method("detach", "($self, /)", "Part with the number of the socket's file, and return it.", func(t *Thread, self Ref, a Args) Value {
			fd := of(self).fd
			of(self).fd = -1
			return heap.SmallInt(fd)
		}),
		method("settimeout", "($self, timeout, /)", "Set how long an operation may take, in seconds. None: for ever; 0: no waiting.", func(t *Thread, self Ref, a Args) Value {
			d, ok := timeoutArg(t, a.At(1))
			if !ok {
				return heap.Null
			}
			return setTimeout(t, self, d)
		}),
		method("gettimeout", "($self, /)", "How long an operation may take.", func(t *Thread, self Ref, a Args) Value { return timeoutValue(of(self).timeout) }),
		method("setblocking", "($self, flag, /)", "Without waiting, or for ever.", func(t *Thread, self Ref, a Args) Value {
			switch t.IsTrue(a.At(1)) {
			case 1:
				return setTimeout(t, self, noTimeout)
			case 0:
				return setTimeout(t, self, 0)
			}
			return heap.Null
		}),
		method("getblocking", "($self, /)", "Does an operation wait?", func(t *Thread, self Ref, a Args) Value { return heap.Bool(of(self).timeout != 0) }),
		method("bind", "($self, address, /)", "Give the socket an address.", func(t *Thread, self Ref, a Args) Value {
			sa, ok := m.address(t, self, a.At(1), "bind")
			if !ok {
				return heap.Null
			}
			return none(t, unix.Bind(int(of(self).fd), sa))
		}),
		method("listen", "($self, backlog=128, /)", "Let connections arrive.", func(t *Thread, self Ref, a Args) Value {
			n, ok := intArg(t, a.At(1))
			if !ok {
				return heap.Null
			}
			return none(t, unix.Listen(int(of(self).fd), max(n, 0)))
		}),
		method("getsockname", "($self, /)", "The socket's address.", func(t *Thread, self Ref, a Args) Value {
			sa, err := unix.Getsockname(int(of(self).fd))
			if err != nil {
				return modules.RaiseOS(t, err)
			}
			return addressValue(t, sa)
		}),
		method("getpeername", "($self, /)", "The address of the other end.", func(t *Thread, self Ref, a Args) Value {
			sa, err := unix.Getpeername(int(of(self).fd))
			if err != nil {
				return modules.RaiseOS(t, err)
			}
			return addressValue(t, sa)
		}),
		method("shutdown", "($self, how, /)", "End a connection for reading, writing or both.", func(t *Thread, self Ref, a Args) Value {
			how, ok := intArg(t, a.At(1))
			if !ok {
				return heap.Null
			}
			return none(t, unix.Shutdown(int(of(self).fd), how))
		}),
		method("setsockopt", "($self, level, option, value, optlen=None, /)", "Set an option: to an int, bytes, or None with a length.", setOption),
		method("getsockopt", "($self, level, option, buflen=0, /)", "An option: as an int, or as so many bytes.", getOption),
	}...)
}

func none(t *Thread, err error) Value {
	if err != nil {
		return modules.RaiseOS(t, err)
	}
	return heap.None
}

func setTimeout(t *Thread, self Ref, d time.Duration) Value {
	of(self).timeout = d
	return none(t, unix.SetNonblock(int(of(self).fd), d >= 0))
}

func setOption(t *Thread, self Ref, a Args) Value {
	level, ok := intArg(t, a.At(1))
	if !ok {
		return heap.Null
	}
	opt, ok := intArg(t, a.At(2))
	if !ok {
		return heap.Null
	}
	fd := int(of(self).fd)
	if t.RT.HasIndex(a.At(3).V()) {
		n, ok := intArg(t, a.At(3))
		if !ok {
			return heap.Null
		}
		return none(t, unix.SetsockoptInt(fd, level, opt, n))
	}
	b, ok := t.CopyBuffer(a.At(3))
	if !ok {
		return heap.Null
	}
	return none(t, unix.SetsockoptString(fd, level, opt, string(b)))
}

func getOption(t *Thread, self Ref, a Args) Value {
	level, ok := intArg(t, a.At(1))
	if !ok {
		return heap.Null
	}
	opt, ok := intArg(t, a.At(2))
	if !ok {
		return heap.Null
	}
	size, ok := intArg(t, a.At(3))
	if !ok {
		return heap.Null
	}
	fd := int(of(self).fd)
	if size == 0 {
		n, err := unix.GetsockoptInt(fd, level, opt)
		if err != nil {
			return modules.RaiseOS(t, err)
		}
		return heap.SmallInt(int64(n))
	}
	if size < 0 || size > 1024 {
		return t.Errorf(t.RT.Exc.OSError, "getsockopt buflen out of range")
	}
	buf, n, err := rawOption(fd, level, opt, size)
	if err != nil {
		return modules.RaiseOS(t, err)
	}
	return t.NewBytes(buf[:n])
}
