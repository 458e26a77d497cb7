package posix

import (
	"crypto/rand"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The environment, and what there is to know of the machine and the system.

func getenv(name string) string {
	s, _ := syscall.Getenv(name)
	return s
}

// environ is the dictionary posix.environ: bytes to bytes, as things were at the start.
func environ(t *Thread) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	for _, s := range syscall.Environ() {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			continue
		}
		mark := t.Top()
		k, v := t.Push(t.NewBytes([]byte(key))), t.Push(t.NewBytes([]byte(value)))
		if k.V() == heap.Null || v.V() == heap.Null || t.DictSetDefault(d, k, v) == heap.Null {
			return heap.Null
		}
		t.Pop(mark)
	}
	return d.V()
}

var unameDef = modules.StructSeqDef{Module: "posix", Name: "uname_result",
	Fields: []string{"sysname", "nodename", "release", "version", "machine"}, Doc: "What the system is called: the result of uname()."}

var terminalSizeDef = modules.StructSeqDef{Module: "os", Name: "terminal_size",
	Fields: []string{"columns", "lines"}, Doc: "The size of a terminal, in characters."}

func (m *module) systemFunctions() []object.MethodDef {
	return []object.MethodDef{
		m.define("putenv", "(name, value, /)", "Sets a variable of the environment that child processes get.", func(c *call) Value {
			name, value := c.fsName(c.a.At(0)), c.fsName(c.a.At(1))
			if c.ok && strings.ContainsRune(name, '=') {
				return c.t.ValueErrorf("illegal environment variable name")
			}
			return c.none(func() error { return syscall.Setenv(name, value) })
		}),
		m.define("unsetenv", "(name, /)", "Removes a variable of the environment that child processes get.", func(c *call) Value {
			name := c.fsName(c.a.At(0))
			return c.none(func() error {
				if name == "" || strings.ContainsRune(name, '=') {
					return unix.EINVAL
				}
				return syscall.Unsetenv(name)
			})
		}),
		m.define("uname", "()", "What the system is called, as a uname_result.", func(c *call) Value {
			var u unix.Utsname
			if !c.do(func() error { return unix.Uname(&u) }) {
				return heap.Null
			}
			base := c.t.PushN(5)
			for i, s := range [][65]byte{u.Sysname, u.Nodename, u.Release, u.Version, u.Machine} {
				v := c.t.NewStr(unix.ByteSliceToString(s[:]))
				if v == heap.Null {
					return v
				}
				base.At(i).Set(v)
			}
			return m.unameResult.New(c.t, base)
		}),
		m.define("cpu_count", "()", "The number of processors of the machine.", func(c *call) Value { return heap.SmallInt(int64(processors())) }),
		m.define("urandom", "(size, /)", "Random bytes that nobody can guess.", func(c *call) Value {
			n := c.integer(0, minSsize, maxSsize, "ssize_t")
			if c.ok && n < 0 {
				return c.t.ValueErrorf("negative argument not allowed")
			}
			if !c.ok {
				return heap.Null
			}
			b := make([]byte, n)
			rand.Read(b)
			return c.t.NewBytes(b)
		}),
		m.define("getrandom", "(size, flags=0)", "Random bytes of the system.", func(c *call) Value {
			n, flags := c.integer(0, minSsize, maxSsize, "ssize_t"), c.int(1)
			if c.ok && n < 0 {
				return c.t.OSErrno(unix.EINVAL, Ref{})
			}
			if !c.ok {
				return heap.Null
			}
			b, got := make([]byte, n), 0
			if !c.do(func() (err error) { got, err = unix.Getrandom(b, flags); return err }) {
				return heap.Null
			}
			return c.t.NewBytes(b[:got])
		}),
		m.define("strerror", "(code, /)", "The text of an error by its number.", func(c *call) Value {
			n := c.int(0)
			if !c.ok {
				return heap.Null
			}
			if n == 0 {
				return c.t.NewStr("Success")
			}
			return c.t.NewStr(object.Strerror(unix.Errno(n)))
		}),
		m.define("getloadavg", "()", "How busy the machine was in the last 1, 5 and 15 minutes.", func(c *call) Value {
			var s unix.Sysinfo_t
			if !c.do(func() error { return unix.Sysinfo(&s) }) {
				return heap.Null
			}
			base := c.t.PushN(3)
			for i, n := range s.Loads {
				base.At(i).Set(heap.Float(float64(n) / 65536))
			}
			return c.t.TupleOf(base, 3)
		}),
		m.define("get_terminal_size", "(fd=1, /)", "The size of a terminal, as (columns, lines).", func(c *call) Value {
			fd := c.int(0)
			var ws *unix.Winsize
			if !c.do(func() (err error) { ws, err = unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ); return err }) {
				return heap.Null
			}
			base := c.t.Push(heap.SmallInt(int64(ws.Col)))
			c.t.Push(heap.SmallInt(int64(ws.Row)))
			return m.terminalSize.New(c.t, base)
		}),
		m.define("ttyname", "(fd, /)", "The name of a terminal.", func(c *call) Value {
			fd := c.int(0)
			buf, n := make([]byte, unix.PathMax), 0
			if !c.do(func() (err error) {
				if _, err = unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
					return err
				}
				n, err = unix.Readlink("/proc/self/fd/"+itoa(fd), buf)
				return err
			}) {
				return heap.Null
			}
			return c.t.NewStr(string(buf[:n]))
		}),
		m.define("ctermid", "()", "The name of the process's terminal.", func(c *call) Value { return c.t.NewStr("/dev/tty") }),
		m.define("device_encoding", "(fd)", "The encoding of a terminal; None for other files.", func(c *call) Value {
			fd := c.int(0)
			if !c.ok {
				return heap.Null
			}
			if !IsTerminal(fd) {
				return heap.None
			}
			return c.t.NewStr("UTF-8")
		}),
		m.define("tcgetpgrp", "(fd, /)", "The process group that a terminal belongs to.", func(c *call) Value {
			fd := c.int(0)
			return c.number(func() (int, error) { return unix.IoctlGetInt(fd, unix.TIOCGPGRP) })
		}),
		m.define("tcsetpgrp", "(fd, pgid, /)", "Sets the process group that a terminal belongs to.", func(c *call) Value {
			fd, pgid := c.int(0), c.int(1)
			return c.none(func() error { return unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, pgid) })
		}),
		m.define("sysconf", "(name, /)", "A limit of the system.", func(c *call) Value {
			n := c.confName(0, sysconfNames)
			return c.limit(sysconf, n)
		}),
		m.define("pathconf", "(path, name)", "A limit of a file or directory.", func(c *call) Value {
			p, n := c.path(0, "path", pathFD), c.confName(1, pathconfNames)
			return c.limit(pathconf, n, p)
		}),
		m.define("fpathconf", "(fd, name, /)", "A limit of an open file.", func(c *call) Value {
			fd, n := c.fd(0), c.confName(1, pathconfNames)
			var st unix.Stat_t
			if !c.do(func() error { return unix.Fstat(fd, &st) }) {
				return heap.Null
			}
			return c.limit(pathconf, n)
		}),
		m.define("confstr", "(name, /)", "A string of the system's configuration.", func(c *call) Value {
			n := c.confName(0, confstrNames)
			if !c.ok {
				return heap.Null
			}
			if n != confstrNames["CS_PATH"] {
				return heap.None
			}
			return c.t.NewStr("/bin:/usr/bin")
		}),
		m.define("sched_yield", "()", "Lets other processes run.", func(c *call) Value { runtime.Gosched(); return heap.None }),
		m.define("sched_getaffinity", "(pid, /)", "The processors that a process may run on.", func(c *call) Value {
			pid := c.int(0)
			var cpus unix.CPUSet
			if !c.do(func() error { return unix.SchedGetaffinity(pid, &cpus) }) {
				return heap.Null
			}
			set := c.t.Push(c.t.NewSet())
			for i := range 8 * int(unsafe.Sizeof(cpus)) {
				if cpus.IsSet(i) && !c.t.SetAdd(set, c.t.Push(heap.SmallInt(int64(i)))) {
					return heap.Null
				}
			}
			return set.V()
		}),
		m.define("sched_setaffinity", "(pid, mask, /)", "Sets the processors that a process may run on.", func(c *call) Value {
			pid := c.int(0)
			if !c.ok {
				return heap.Null
			}
			seq := c.t.Push(c.t.SeqToTuple(c.a.At(1)))
			if seq.V() == heap.Null {
				return heap.Null
			}
			var cpus unix.CPUSet
			for i := range c.t.TupleLen(seq.V()) {
				n, ok := c.t.AsInt64(c.t.Push(c.t.TupleAt(seq.V(), i)))
				if !ok {
					return heap.Null
				}
				if n < 0 {
					return c.t.ValueErrorf("negative CPU number")
				}
				cpus.Set(int(n))
			}
			return c.none(func() error { return unix.SchedSetaffinity(pid, &cpus) })
		}),
		m.define("getxattr", "(path, attribute, *, follow_symlinks=True)", "An extended attribute of a file, as bytes.", func(c *call) Value {
			p, name, follow := c.path(0, "path", pathFD), c.fsName(c.a.At(1)), c.bool(2)
			return c.attribute(p, func(buf []byte) (int, error) {
				switch {
				case p.isFD:
					return unix.Fgetxattr(p.fd, name, buf)
				case follow:
					return unix.Getxattr(p.name, name, buf)
				}
				return unix.Lgetxattr(p.name, name, buf)
			})
		}),
		m.define("setxattr", "(path, attribute, value, flags=0, *, follow_symlinks=True)", "Sets an extended attribute of a file.", func(c *call) Value {
			p, name, value, flags, follow := c.path(0, "path", pathFD), c.fsName(c.a.At(1)), c.bytes(c.a.At(2)), c.int(3), c.bool(4)
			return c.none(func() error {
				switch {
				case p.isFD:
					return unix.Fsetxattr(p.fd, name, value, flags)
				case follow:
					return unix.Setxattr(p.name, name, value, flags)
				}
				return unix.Lsetxattr(p.name, name, value, flags)
			}, p)
		}),
		m.define("removexattr", "(path, attribute, *, follow_symlinks=True)", "Removes an extended attribute of a file.", func(c *call) Value {
			p, name, follow := c.path(0, "path", pathFD), c.fsName(c.a.At(1)), c.bool(2)
			return c.none(func() error {
				switch {
				case p.isFD:
					return unix.Fremovexattr(p.fd, name)
				case follow:
					return unix.Removexattr(p.name, name)
				}
				return unix.Lremovexattr(p.name, name)
			}, p)
		}),
		m.define("listxattr", "(path=None, *, follow_symlinks=True)", "The names of a file's extended attributes.", func(c *call) Value {
			p, follow := c.path(0, "path", pathFD|pathNone), c.bool(1)
			v := c.attribute(p, func(buf []byte) (int, error) {
				switch {
				case p.isFD:
					return unix.Flistxattr(p.fd, buf)
				case follow:
					return unix.Listxattr(p.name, buf)
				}
				return unix.Llistxattr(p.name, buf)
			})
			if v == heap.Null {
				return heap.Null
			}
			return c.names(string(object.BytesOf(v)))
		}),
	}
}

// names makes a list of the names in a text, each of which ends with a NUL.
func (c *call) names(text string) Value {
	list := c.t.Push(c.t.NewList(0))
	if list.V() == heap.Null {
		return heap.Null
	}
	for _, name := range strings.Split(text, "\x00") {
		if name == "" {
			break
		}
		s := c.t.Push(c.t.NewStr(name))
		if s.V() == heap.Null || !c.t.ListAppend(list, s) {
			return heap.Null
		}
	}
	return list.V()
}

const minSsize, maxSsize = -1 << 63, 1<<63 - 1

// attribute returns as bytes what f fills a buffer with; f tells the size for no buffer.
func (c *call) attribute(p path, f func(buf []byte) (int, error)) Value {
	buf := make([]byte, unix.PathMax)
	n := 0
	if !c.do(func() (err error) {
		if n, err = f(buf); err == unix.ERANGE {
			if n, err = f(nil); err == nil {
				buf = make([]byte, n)
				n, err = f(buf)
			}
		}
		return err
	}, p) {
		return heap.Null
	}
	return c.t.NewBytes(buf[:n])
}

// processors is the number of processors that are switched on.
func processors() int {
	if n := countRanges("/sys/devices/system/cpu/online"); n > 0 {
		return n
	}
	return runtime.NumCPU()
}

// limit returns a number of the tables in limits.go: -1 is "no limit".
func (c *call) limit(f func(n int) (int64, bool), n int, names ...path) Value {
	if !c.ok {
		return heap.Null
	}
	v, ok := f(n)
	if !ok {
		return c.none(func() error { return unix.EINVAL }, names...)
	}
	return c.t.NewInt(v)
}

// confName is a name of a table, or its number.
func (c *call) confName(i int, names map[string]int) int {
	if !c.ok {
		return 0
	}
	r := c.a.At(i)
	if c.t.RT.IsInt(r.V()) {
		return c.int(i)
	}
	if !c.t.RT.IsStr(r.V()) {
		c.fail(c.t.TypeErrorf("configuration names must be strings or integers"))
		return 0
	}
	n, ok := names[object.GoStr(r.V())]
	if !ok {
		c.fail(c.t.ValueErrorf("unrecognized configuration name"))
	}
	return n
}
