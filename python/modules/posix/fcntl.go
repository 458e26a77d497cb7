package posix

import (
	"math"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module fcntl: control of open files, and locks on them.

var fcntlConstants = map[string]int{
	"DN_ACCESS": 1, "DN_MODIFY": 2, "DN_CREATE": 4, "DN_DELETE": 8, "DN_RENAME": 16, "DN_ATTRIB": 32, "DN_MULTISHOT": 1 << 31,
	"FASYNC": unix.O_ASYNC, "FD_CLOEXEC": unix.FD_CLOEXEC,
	"F_DUPFD": unix.F_DUPFD, "F_DUPFD_CLOEXEC": unix.F_DUPFD_CLOEXEC, "F_GETFD": unix.F_GETFD, "F_SETFD": unix.F_SETFD, "F_GETFL": unix.F_GETFL,
	"F_SETFL": unix.F_SETFL, "F_GETLK": unix.F_GETLK, "F_SETLK": unix.F_SETLK, "F_SETLKW": unix.F_SETLKW, "F_GETLK64": unix.F_GETLK,
	"F_SETLK64": unix.F_SETLK, "F_SETLKW64": unix.F_SETLKW, "F_OFD_GETLK": unix.F_OFD_GETLK, "F_OFD_SETLK": unix.F_OFD_SETLK, "F_OFD_SETLKW": unix.F_OFD_SETLKW,
	"F_GETOWN": unix.F_GETOWN, "F_SETOWN": unix.F_SETOWN, "F_GETSIG": unix.F_GETSIG, "F_SETSIG": unix.F_SETSIG, "F_GETLEASE": unix.F_GETLEASE,
	"F_SETLEASE": unix.F_SETLEASE, "F_NOTIFY": unix.F_NOTIFY, "F_GETPIPE_SZ": unix.F_GETPIPE_SZ, "F_SETPIPE_SZ": unix.F_SETPIPE_SZ,
	"F_RDLCK": unix.F_RDLCK, "F_WRLCK": unix.F_WRLCK, "F_UNLCK": unix.F_UNLCK, "F_EXLCK": unix.F_EXLCK, "F_SHLCK": unix.F_SHLCK,
	"F_ADD_SEALS": unix.F_ADD_SEALS, "F_GET_SEALS": unix.F_GET_SEALS, "F_SEAL_SEAL": 1, "F_SEAL_SHRINK": 2, "F_SEAL_GROW": 4, "F_SEAL_WRITE": 8,
	"LOCK_SH": unix.LOCK_SH, "LOCK_EX": unix.LOCK_EX, "LOCK_NB": unix.LOCK_NB, "LOCK_UN": unix.LOCK_UN, "LOCK_MAND": 32, "LOCK_READ": 64,
	"LOCK_WRITE": 128, "LOCK_RW": 192,
}

// maxFcntlArg is the longest argument of fcntl and ioctl that is given as bytes.
const maxFcntlArg = 1024

// syscallInt makes a system call of three words.
func syscallInt(trap, a, b, d uintptr) (int, error) {
	n, _, e := unix.Syscall(trap, a, b, d)
	if e != 0 {
		return 0, e
	}
	return int(n), nil
}

// waiting runs a system call that may wait, without the runtime's lock.
func (c *call) waiting(f func() error) bool {
	return c.do(func() (err error) { c.t.Block(func() { err = f() }); return err })
}

func (m *module) fcntlModule() modules.Module {
	return modules.Module{Name: "fcntl", Doc: "Control of open files, and locks on them.\n\nA file is given as its number, or as an object with a method fileno().", Attrs: constants(fcntlConstants),
		Functions: []object.MethodDef{
			m.define("fcntl", "(fd, cmd, arg=0, /)", "Do what cmd says: with a number, or with bytes, of which those come back that the\nsystem left there.", func(c *call) Value {
				fd, cmd := c.fd(0), c.int(1)
				return c.control(unix.SYS_FCNTL, uintptr(fd), uintptr(cmd), "fcntl")
			}),
			m.define("ioctl", "(fd, request, arg=0, mutate_flag=True, /)", "Control a device: as fcntl, but a writable bytes-like object is changed in place,\nand the number of the system returned, unless mutate_flag is false.", func(c *call) Value {
				fd, req, mutate := c.fd(0), c.integer(1, math.MinInt64, math.MaxInt64, "long"), c.bool(3)
				if !c.ok {
					return heap.Null
				}
				t, arg := c.t, c.a.At(2)
				if t.RT.IsInt(arg.V()) || t.RT.IsStr(arg.V()) || t.RT.IsBytes(arg.V()) || t.RT.TypeOf(arg.V()).Slots.GetBuf == nil || !mutate {
					return c.control(unix.SYS_IOCTL, uintptr(fd), uintptr(uint32(req)), "ioctl")
				}
				view, ok := t.WriteBytes(arg, "ioctl() argument must be read-write bytes-like object, not %s")
				if !ok {
					return heap.Null
				}
				defer view.Release(t)
				buf := make([]byte, max(len(view.Bytes()), 1)+maxFcntlArg)
				copy(buf, view.Bytes())
				n := 0
				if !c.waiting(func() (err error) {
					n, err = syscallInt(unix.SYS_IOCTL, uintptr(fd), uintptr(uint32(req)), uintptr(unsafe.Pointer(&buf[0])))
					return err
				}) {
					return heap.Null
				}
				copy(view.Bytes(), buf)
				return heap.SmallInt(int64(n))
			}),
			m.define("flock", "(fd, operation, /)", "Lock or unlock a file as flock(2).", func(c *call) Value {
				fd, op := c.fd(0), c.int(1)
				if !c.ok || !c.waiting(func() error { return unix.Flock(fd, op) }) {
					return heap.Null
				}
				return heap.None
			}),
			m.define("lockf", "(fd, cmd, len=0, start=0, whence=0, /)", "Lock or unlock a part of a file: LOCK_SH, LOCK_EX or LOCK_UN, with LOCK_NB to fail\ninstead of waiting.", func(c *call) Value {
				fd, cmd := c.fd(0), c.int(1)
				n, start, whence := c.long(2), c.long(3), c.int(4)
				if !c.ok {
					return heap.Null
				}
				l := unix.Flock_t{Whence: int16(whence), Start: start, Len: n}
				switch {
				case cmd == unix.LOCK_UN:
					l.Type = unix.F_UNLCK
				case cmd&unix.LOCK_SH != 0:
					l.Type = unix.F_RDLCK
				case cmd&unix.LOCK_EX != 0:
					l.Type = unix.F_WRLCK
				default:
					return c.t.ValueErrorf("unrecognized lockf argument")
				}
				op := unix.F_SETLKW
				if cmd&unix.LOCK_NB != 0 {
					op = unix.F_SETLK
				}
				if !c.waiting(func() error { return unix.FcntlFlock(uintptr(fd), op, &l) }) {
					return heap.Null
				}
				return heap.None
			}),
		}}
}

// control is fcntl or ioctl with the argument arg: a number, or bytes.
func (c *call) control(trap, fd, op uintptr, fn string) Value {
	if !c.ok {
		return heap.Null
	}
	t, arg := c.t, c.a.At(2)
	if t.RT.HasIndex(arg.V()) {
		n, v := c.long(2), 0
		if !c.ok || !c.waiting(func() (err error) { v, err = syscallInt(trap, fd, op, uintptr(n)); return err }) {
			return heap.Null
		}
		return t.NewInt(int64(v))
	}
	var data []byte
	if t.RT.IsStr(arg.V()) {
		data = []byte(object.GoStr(arg.V()))
	} else if data = c.bytes(arg); !c.ok {
		return heap.Null
	}
	if len(data) > maxFcntlArg {
		return t.ValueErrorf("%s argument 3 is too long", fn)
	}
	buf := make([]byte, maxFcntlArg)
	n := copy(buf, data)
	if !c.waiting(func() error { _, err := syscallInt(trap, fd, op, uintptr(unsafe.Pointer(&buf[0]))); return err }) {
		return heap.Null
	}
	return t.NewBytes(buf[:n])
}
