package posix

import (
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/python/modules"
)

// lastErrno bounds the numbers of errors: the highest that a kernel gives to programs is
// 133.
const lastErrno = 200

// errnoModule is the module errno: the names of the errors of the system.
func errnoModule() modules.Module {
	names := map[string]syscall.Errno{}
	for e := syscall.Errno(1); e < lastErrno; e++ {
		if name := unix.ErrnoName(e); name != "" && e != unix.EHWPOISON {
			names[name] = e
		}
	}
	// Numbers with two names. errorcode has those on the right.
	names["EWOULDBLOCK"], names["EDEADLK"], names["EDEADLOCK"] = unix.EAGAIN, unix.EDEADLK, unix.EDEADLK
	names["EOPNOTSUPP"], names["ENOTSUP"] = unix.EOPNOTSUPP, unix.EOPNOTSUPP
	shown := map[syscall.Errno]string{unix.EAGAIN: "EAGAIN", unix.EDEADLK: "EDEADLOCK", unix.EOPNOTSUPP: "ENOTSUP"}
	m := modules.Module{Name: "errno",
		Doc: "The numbers of the system's errors by their names.\n\nThe dictionary errorcode has the names by number.",
		Exec: func(t *Thread, m Ref) bool {
			codes := t.Push(t.NewDict())
			if codes.V() == heap.Null {
				return false
			}
			for e := syscall.Errno(1); e < lastErrno; e++ {
				name := unix.ErrnoName(e)
				if names[name] == 0 {
					continue
				}
				if s := shown[e]; s != "" {
					name = s
				}
				mark := t.Top()
				if !t.DictSet(codes, t.Push(heap.SmallInt(int64(e))), t.RT.Name(name)) {
					return false
				}
				t.Pop(mark)
			}
			return t.SetAttr(m, t.RT.Name("errorcode"), codes)
		}}
	for name, e := range names {
		m.Attrs = append(m.Attrs, modules.Constant(name, int(e)))
	}
	return m
}

// statModule is the module _stat: what the bits of st_mode mean.
func statModule() modules.Module {
	// The numbers of other systems than this one are in it as well.
	attrs := map[string]int{
		"SF_APPEND": 0x40000, "SF_ARCHIVED": 0x10000, "SF_IMMUTABLE": 0x20000, "SF_NOUNLINK": 0x100000, "SF_SNAPSHOT": 0x200000,
		"UF_APPEND": 4, "UF_COMPRESSED": 0x20, "UF_HIDDEN": 0x8000, "UF_IMMUTABLE": 2, "UF_NODUMP": 1, "UF_NOUNLINK": 0x10, "UF_OPAQUE": 8,
		"S_IFDOOR": 0, "S_IFPORT": 0, "S_IFWHT": 0, "S_ENFMT": 0o2000,
		"S_IFBLK": unix.S_IFBLK, "S_IFCHR": unix.S_IFCHR, "S_IFDIR": unix.S_IFDIR, "S_IFIFO": unix.S_IFIFO, "S_IFLNK": unix.S_IFLNK,
		"S_IFREG": unix.S_IFREG, "S_IFSOCK": unix.S_IFSOCK, "S_ISUID": 0o4000, "S_ISGID": 0o2000, "S_ISVTX": 0o1000,
		"S_IRWXU": 0o700, "S_IRUSR": 0o400, "S_IWUSR": 0o200, "S_IXUSR": 0o100, "S_IREAD": 0o400, "S_IWRITE": 0o200, "S_IEXEC": 0o100,
		"S_IRWXG": 0o70, "S_IRGRP": 0o40, "S_IWGRP": 0o20, "S_IXGRP": 0o10, "S_IRWXO": 7, "S_IROTH": 4, "S_IWOTH": 2, "S_IXOTH": 1,
	}
	for i, name := range []string{"MODE", "INO", "DEV", "NLINK", "UID", "GID", "SIZE", "ATIME", "MTIME", "CTIME"} {
		attrs["ST_"+name] = i
	}
	m := modules.Module{Name: "_stat", Doc: "What the bits of a file's mode mean.", Attrs: constants(attrs)}
	helper := &module{}
	ask := func(name, doc string, f func(mode uint32) Value) {
		m.Functions = append(m.Functions, helper.define(name, "(mode, /)", doc, func(c *call) Value {
			n := c.integer(0, 0, 1<<32-1, "unsigned long")
			if !c.ok {
				return heap.Null
			}
			return f(uint32(n))
		}))
	}
	kind := func(name, what string, typ uint32) {
		ask(name, "Is the mode that of "+what+"?", func(mode uint32) Value { return heap.Bool(typ != 0 && mode&unix.S_IFMT == typ) })
	}
	kind("S_ISDIR", "a directory", unix.S_IFDIR)
	kind("S_ISCHR", "a character device", unix.S_IFCHR)
	kind("S_ISBLK", "a block device", unix.S_IFBLK)
	kind("S_ISREG", "a regular file", unix.S_IFREG)
	kind("S_ISFIFO", "a named pipe", unix.S_IFIFO)
	kind("S_ISLNK", "a symbolic link", unix.S_IFLNK)
	kind("S_ISSOCK", "a socket", unix.S_IFSOCK)
	kind("S_ISDOOR", "a door", 0)
	kind("S_ISPORT", "an event port", 0)
	kind("S_ISWHT", "a whiteout", 0)
	ask("S_IMODE", "The part of the mode that os.chmod() sets.", func(mode uint32) Value { return heap.SmallInt(int64(mode & 0o7777)) })
	ask("S_IFMT", "The part of the mode that tells the file's type.", func(mode uint32) Value { return heap.SmallInt(int64(mode & unix.S_IFMT)) })
	m.Functions = append(m.Functions, helper.define("filemode", "(mode, /)", "The mode in the form that ls -l shows: '-rwxrwxrwx'.", func(c *call) Value {
		n := c.integer(0, 0, 1<<32-1, "unsigned long")
		if !c.ok {
			return heap.Null
		}
		return c.t.NewStr(fileMode(uint32(n)))
	}))
	return m
}

// fileMode writes a mode as ls -l does.
func fileMode(mode uint32) string {
	letters := map[uint32]byte{unix.S_IFLNK: 'l', unix.S_IFSOCK: 's', unix.S_IFREG: '-', unix.S_IFBLK: 'b', unix.S_IFDIR: 'd',
		unix.S_IFCHR: 'c', unix.S_IFIFO: 'p'}
	out := []byte("?---------")
	if c := letters[mode&unix.S_IFMT]; c != 0 {
		out[0] = c
	}
	for i := range 9 {
		if mode&(0o400>>i) != 0 {
			out[1+i] = "rwx"[i%3]
		}
	}
	for i, special := range []struct {
		bit   uint32
		on, x byte // without and with the right to execute
	}{{0o4000, 'S', 's'}, {0o2000, 'S', 's'}, {0o1000, 'T', 't'}} {
		if at := 3 + 3*i; mode&special.bit != 0 {
			if out[at] == 'x' {
				out[at] = special.x
			} else {
				out[at] = special.on
			}
		}
	}
	return string(out)
}

func itoa(n int) string { return strconv.Itoa(n) }
