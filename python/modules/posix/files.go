package posix

import (
	"encoding/binary"
	"math"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Open files by their numbers.

// maxIO is the most that the kernel transfers at once.
const maxIO = 0x7FFFF000

// inheritable sets whether child processes get fd.
func inheritable(fd int, yes bool) error {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
	if err != nil {
		return err
	}
	want := flags | unix.FD_CLOEXEC
	if yes {
		want = flags &^ unix.FD_CLOEXEC
	}
	if want != flags {
		_, err = unix.FcntlInt(uintptr(fd), unix.F_SETFD, want)
	}
	return err
}

// pair makes a tuple of two file descriptors.
func (c *call) pair(fds []int) Value {
	base := c.t.Push(heap.SmallInt(int64(fds[0])))
	c.t.Push(heap.SmallInt(int64(fds[1])))
	return c.t.TupleOf(base, 2)
}

// read returns up to n bytes of what f reads.
func (c *call) read(fd, n int, f func(p []byte) (int, error)) Value {
	if c.ok && n < 0 {
		return c.t.OSErrno(unix.EINVAL, Ref{})
	}
	if !c.ok {
		return heap.Null
	}
	buf := make([]byte, min(n, maxIO))
	got, ok := c.readFD(fd, func() (int, error) { return f(buf) })
	if !ok {
		return heap.Null
	}
	return c.t.NewBytes(buf[:got])
}

// write writes data; waiting for room where it has to.
func (c *call) write(fd int, data []byte, f func(p []byte) (int, error)) Value {
	if !c.ok || c.blocking(fd) && !WaitFD(c.t, c.in, fd, unix.POLLOUT) {
		return heap.Null
	}
	return c.number(func() (int, error) { return f(data[:min(len(data), maxIO)]) })
}

// buffers are the bytes-like objects of a sequence: to be read (writable false) or written.
func (c *call) buffers(i int, writable bool) (bufs [][]byte, release func()) {
	if !c.ok {
		return nil, nil
	}
	t := c.t
	seq := t.Push(t.SeqToTuple(c.a.At(i)))
	if seq.V() == heap.Null || !t.IsSequence(c.a.At(i).V()) {
		t.ClearExc()
		c.fail(t.TypeErrorf("%s() arg 2 must be a sequence", c.fn))
		return nil, nil
	}
	var views []object.ByteView
	release = func() {
		for i := range views {
			views[i].Release(t)
		}
	}
	for k := range t.TupleLen(seq.V()) {
		item := t.Push(t.TupleAt(seq.V(), k))
		if !writable {
			b := c.bytes(item)
			if !c.ok {
				return nil, release
			}
			bufs = append(bufs, b)
			continue
		}
		v, ok := t.WriteBytes(item, "a read-write bytes-like object is required, not '%s'")
		if !ok {
			c.ok = false
			release()
			return nil, func() {}
		}
		views = append(views, v)
		bufs = append(bufs, v.Bytes())
	}
	return bufs, release
}

func (m *module) fileFunctions() []object.MethodDef {
	return []object.MethodDef{
		m.define("open", "(path, flags, mode=511, *, dir_fd=None)", "Opens a file for low level IO. Returns its number, which is not inherited.", func(c *call) Value {
			p, flags, mode, dir := c.path(0, "path", 0), c.int(1), c.int(2), c.dirFD(3)
			return c.number(func() (int, error) { return unix.Openat(dir, p.name, flags|unix.O_CLOEXEC, uint32(mode)) }, p)
		}),
		m.define("close", "(fd)", "Closes a file descriptor.", func(c *call) Value {
			fd := c.int(0)
			if !c.ok {
				return heap.Null
			}
			// It is closed whatever close says.
			if err := unix.Close(fd); err != nil && err != unix.EINTR {
				return c.none(func() error { return err })
			}
			return heap.None
		}),
		m.define("closerange", "(fd_low, fd_high, /)", "Closes all file descriptors from fd_low to before fd_high, ignoring errors.", func(c *call) Value {
			lo, hi := c.int(0), c.int(1)
			if !c.ok {
				return heap.Null
			}
			if lo = max(lo, 0); lo < hi {
				unix.CloseRange(uint(lo), uint(hi-1), 0)
			}
			return heap.None
		}),
		m.define("read", "(fd, length, /)", "Reads from a file descriptor. Returns bytes.", func(c *call) Value {
			fd, n := c.int(0), c.integer(1, math.MinInt64, math.MaxInt64, "ssize_t")
			return c.read(fd, n, func(p []byte) (int, error) { return unix.Read(fd, p) })
		}),
		m.define("pread", "(fd, length, offset, /)", "Reads from a place in a file, whose position stays.", func(c *call) Value {
			fd, n, off := c.int(0), c.int(1), c.long(2)
			return c.read(fd, n, func(p []byte) (int, error) { return unix.Pread(fd, p, off) })
		}),
		m.define("readv", "(fd, buffers, /)", "Reads into several bytes-like objects. Returns the number of bytes.", func(c *call) Value {
			fd := c.int(0)
			bufs, release := c.buffers(1, true)
			if !c.ok {
				return heap.Null
			}
			defer release()
			n, ok := c.readFD(fd, func() (int, error) { return unix.Readv(fd, bufs) })
			if !ok {
				return heap.Null
			}
			return c.t.NewInt(int64(n))
		}),
		m.define("preadv", "(fd, buffers, offset, flags=0, /)", "Reads from a place in a file into several bytes-like objects.", func(c *call) Value {
			fd := c.int(0)
			bufs, release := c.buffers(1, true)
			off, flags := c.long(2), c.int(3)
			if !c.ok {
				return heap.Null
			}
			defer release()
			n, ok := c.readFD(fd, func() (int, error) { return unix.Preadv2(fd, bufs, off, flags) })
			if !ok {
				return heap.Null
			}
			return c.t.NewInt(int64(n))
		}),
		m.define("write", "(fd, data, /)", "Writes a bytes-like object. Returns the number of bytes that were written.", func(c *call) Value {
			fd, data := c.int(0), c.bytes(c.a.At(1))
			return c.write(fd, data, func(p []byte) (int, error) { return unix.Write(fd, p) })
		}),
		m.define("pwrite", "(fd, buffer, offset, /)", "Writes to a place in a file, whose position stays.", func(c *call) Value {
			fd, data, off := c.int(0), c.bytes(c.a.At(1)), c.long(2)
			return c.write(fd, data, func(p []byte) (int, error) { return unix.Pwrite(fd, p, off) })
		}),
		m.define("writev", "(fd, buffers, /)", "Writes several bytes-like objects. Returns the number of bytes.", func(c *call) Value {
			fd := c.int(0)
			bufs, _ := c.buffers(1, false)
			return c.number(func() (int, error) { return unix.Writev(fd, bufs) })
		}),
		m.define("pwritev", "(fd, buffers, offset, flags=0, /)", "Writes several bytes-like objects to a place in a file.", func(c *call) Value {
			fd := c.int(0)
			bufs, _ := c.buffers(1, false)
			off, flags := c.long(2), c.int(3)
			return c.number(func() (int, error) { return unix.Pwritev2(fd, bufs, off, flags) })
		}),
		m.define("lseek", "(fd, position, whence, /)", "Sets the position of a file and returns it, from the beginning.", func(c *call) Value {
			fd, pos, whence := c.int(0), c.long(1), c.int(2)
			return c.long64(func() (int64, error) { return unix.Seek(fd, pos, whence) })
		}),
		m.define("fsync", "(fd)", "Writes a file to the disk.", fdCall(unix.Fsync)),
		m.define("fdatasync", "(fd)", "Writes a file to the disk, without what is known of it.", fdCall(unix.Fdatasync)),
		m.define("sync", "()", "Writes everything to the disks.", func(c *call) Value { unix.Sync(); return heap.None }),
		m.define("ftruncate", "(fd, length, /)", "Cuts an open file, or makes it longer.", func(c *call) Value {
			fd, n := c.int(0), c.long(1)
			return c.none(func() error { return unix.Ftruncate(fd, n) })
		}),
		m.define("truncate", "(path, length)", "Cuts a file, or makes it longer.", func(c *call) Value {
			p, n := c.path(0, "path", pathFD), c.long(1)
			return c.none(func() error {
				if p.isFD {
					return unix.Ftruncate(p.fd, n)
				}
				return unix.Truncate(p.name, n)
			}, p)
		}),
		m.define("dup", "(fd, /)", "Another file descriptor for the same file.", func(c *call) Value {
			fd := c.int(0)
			return c.number(func() (int, error) { return unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0) })
		}),
		m.define("dup2", "(fd, fd2, inheritable=True)", "Makes fd2 another file descriptor for the file of fd.", func(c *call) Value {
			fd, fd2, inherit := c.int(0), c.int(1), c.bool(2)
			if c.ok && (fd < 0 || fd2 < 0) {
				return c.t.OSErrno(unix.EBADF, Ref{})
			}
			return c.number(func() (int, error) {
				if fd == fd2 {
					if err := inheritable(fd, inherit); err != nil {
						return 0, err
					}
					return fd, nil
				}
				flags := 0
				if !inherit {
					flags = unix.O_CLOEXEC
				}
				return fd2, unix.Dup3(fd, fd2, flags)
			})
		}),
		m.define("pipe", "()", "Makes a pipe: (the end to read, the end to write), neither inherited.", func(c *call) Value {
			fds := make([]int, 2)
			if !c.do(func() error { return unix.Pipe2(fds, unix.O_CLOEXEC) }) {
				return heap.Null
			}
			return c.pair(fds)
		}),
		m.define("pipe2", "(flags, /)", "Makes a pipe, with flags for both ends.", func(c *call) Value {
			fds, flags := make([]int, 2), c.int(0)
			if !c.do(func() error { return unix.Pipe2(fds, flags) }) {
				return heap.Null
			}
			return c.pair(fds)
		}),
		m.define("get_inheritable", "(fd, /)", "Do child processes get a file descriptor?", func(c *call) Value {
			fd, flags := c.int(0), 0
			if !c.do(func() (err error) { flags, err = unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); return err }) {
				return heap.Null
			}
			return heap.Bool(flags&unix.FD_CLOEXEC == 0)
		}),
		m.define("set_inheritable", "(fd, inheritable, /)", "Sets whether child processes get a file descriptor.", func(c *call) Value {
			fd, yes := c.int(0), c.int(1)
			return c.none(func() error { return inheritable(fd, yes != 0) })
		}),
		m.define("get_blocking", "(fd, /)", "Does a file descriptor wait?", func(c *call) Value {
			fd, flags := c.int(0), 0
			if !c.do(func() (err error) { flags, err = unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); return err }) {
				return heap.Null
			}
			return heap.Bool(flags&unix.O_NONBLOCK == 0)
		}),
		m.define("set_blocking", "(fd, blocking, /)", "Sets whether a file descriptor waits.", func(c *call) Value {
			fd, yes := c.int(0), c.bool(1)
			return c.none(func() error { return unix.SetNonblock(fd, !yes) })
		}),
		m.define("isatty", "(fd, /)", "Is a file descriptor a terminal?", func(c *call) Value {
			fd := c.int(0)
			if !c.ok {
				return heap.Null
			}
			return heap.Bool(IsTerminal(fd))
		}),
		m.define("lockf", "(fd, command, length, /)", "Locks a part of a file from its position on, or tests or unlocks it.", func(c *call) Value {
			fd, command, n := c.int(0), c.int(1), c.long(2)
			return c.none(func() error { return lockf(fd, command, n) })
		}),
		m.define("sendfile", "(out_fd, in_fd, offset, count)", "Copies from one file to another, inside of the system.", func(c *call) Value {
			out, in, n := c.int(0), c.int(1), c.integer(3, math.MinInt64, math.MaxInt64, "ssize_t")
			if !c.ok {
				return heap.Null
			}
			if c.a.At(2).V() == heap.None {
				return c.number(func() (int, error) { return unix.Sendfile(out, in, nil, n) })
			}
			off := c.long(2)
			return c.number(func() (int, error) { return unix.Sendfile(out, in, &off, n) })
		}),
		m.define("copy_file_range", "(src, dst, count, offset_src=None, offset_dst=None)", "Copies a part of a file to another, inside of the file system.", func(c *call) Value {
			src, dst, n := c.int(0), c.int(1), c.integer(2, math.MinInt64, math.MaxInt64, "ssize_t")
			if c.ok && n < 0 {
				return c.t.ValueErrorf("negative value for 'count' not allowed")
			}
			from, to := c.offset(3), c.offset(4)
			return c.number(func() (int, error) { return unix.CopyFileRange(src, from, dst, to, n, 0) })
		}),
		m.define("splice", "(src, dst, count, offset_src=None, offset_dst=None, flags=0)", "Moves from one pipe or file to another, inside of the system.", func(c *call) Value {
			src, dst, n := c.int(0), c.int(1), c.integer(2, math.MinInt64, math.MaxInt64, "ssize_t")
			if c.ok && n < 0 {
				return c.t.ValueErrorf("negative value for 'count' not allowed")
			}
			from, to, flags := c.offset(3), c.offset(4), c.int(5)
			return c.long64(func() (int64, error) { return unix.Splice(src, from, dst, to, n, flags) })
		}),
		m.define("posix_fallocate", "(fd, offset, length, /)", "Makes sure that there is room on the disk for a part of a file.", func(c *call) Value {
			fd, off, n := c.int(0), c.long(1), c.long(2)
			return c.none(func() error { return unix.Fallocate(fd, 0, off, n) })
		}),
		m.define("posix_fadvise", "(fd, offset, length, advice, /)", "Says how a part of a file will be used.", func(c *call) Value {
			fd, off, n, advice := c.int(0), c.long(1), c.long(2), c.int(3)
			return c.none(func() error { return unix.Fadvise(fd, off, n, advice) })
		}),
		m.define("memfd_create", "(name, flags=1)", "Makes a file that is in memory only.", func(c *call) Value {
			name, flags := c.fsName(c.a.At(0)), c.int(1)
			return c.number(func() (int, error) { return unix.MemfdCreate(name, flags) })
		}),
		m.define("eventfd_read", "(fd)", "Waits for events. Returns their number.", func(c *call) Value {
			fd, buf := c.fd(0), make([]byte, 8)
			if _, ok := c.readFD(fd, func() (int, error) { return unix.Read(fd, buf) }); !ok {
				return heap.Null
			}
			return c.t.NewUint(binary.NativeEndian.Uint64(buf))
		}),
		m.define("eventfd_write", "(fd, value)", "Adds events.", func(c *call) Value {
			fd, n := c.fd(0), c.long(1)
			return c.none(func() error { _, err := unix.Write(fd, binary.NativeEndian.AppendUint64(nil, uint64(n))); return err })
		}),
		m.define("eventfd", "(initval, flags=524288)", "Makes a file descriptor that counts events.", func(c *call) Value {
			n, flags := c.integer(0, 0, math.MaxUint32, "unsigned int"), c.int(1)
			return c.number(func() (int, error) { return unix.Eventfd(uint(n), flags) })
		}),
	}
}

// long64 is number for a 64-bit result.
func (c *call) long64(f func() (int64, error)) Value {
	var n int64
	if !c.do(func() (err error) { n, err = f(); return err }) {
		return heap.Null
	}
	return c.t.NewInt(n)
}

// offset is an argument that is a place in a file, or None.
func (c *call) offset(i int) *int64 {
	if !c.ok || c.a.At(i).V() == heap.None {
		return nil
	}
	n := c.long(i)
	return &n
}

// fdCall makes a function of an open file, or of what has a fileno().
func fdCall(f func(fd int) error) func(c *call) Value {
	return func(c *call) Value {
		fd := c.fd(0)
		return c.none(func() error { return f(fd) })
	}
}

// IsTerminal says that fd is a terminal.
func IsTerminal(fd int) bool {
	_, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	return err == nil
}

// The commands of lockf.
const (
	lockUnlock = iota
	lockWait
	lockTry
	lockTest
)

// lockf is C's lockf, which the library makes of fcntl's locks.
func lockf(fd, command int, n int64) error {
	l := unix.Flock_t{Type: unix.F_WRLCK, Whence: unix.SEEK_CUR, Len: n}
	switch command {
	case lockUnlock:
		l.Type = unix.F_UNLCK
		return unix.FcntlFlock(uintptr(fd), unix.F_SETLK, &l)
	case lockWait:
		return unix.FcntlFlock(uintptr(fd), unix.F_SETLKW, &l)
	case lockTry:
		return unix.FcntlFlock(uintptr(fd), unix.F_SETLK, &l)
	case lockTest:
		l.Type = unix.F_RDLCK
		if err := unix.FcntlFlock(uintptr(fd), unix.F_GETLK, &l); err != nil {
			return err
		}
		if l.Type == unix.F_UNLCK || int(l.Pid) == unix.Getpid() {
			return nil
		}
		return unix.EACCES
	}
	return unix.EINVAL
}
