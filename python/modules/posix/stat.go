package posix

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// What the system knows of files: stat and its relatives, and what changes it.

var statFields = []string{"st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "", "", "",
	"st_atime", "st_mtime", "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev"}

// firstTime is the first of the three times in whole seconds, which have no names;
// firstFloatTime that of those in seconds as floats.
const firstTime, firstFloatTime = 7, 10

var statResultDef = modules.StructSeqDef{Module: "os", Name: "stat_result", Fields: statFields, Hidden: len(statFields) - 10,
	Doc: "What is known of a file: the result of stat(), fstat() and lstat().\n\n" +
		"The times are ints as items, floats as attributes.",
	Fill: func(fields Ref) {
		for i := range 3 {
			if fields.At(firstFloatTime+i).V() == heap.None {
				fields.At(firstFloatTime + i).Set(fields.At(firstTime + i).V())
			}
		}
	}}

// newStat makes a stat_result.
func (m *module) newStat(t *Thread, st *unix.Stat_t) Value {
	defer t.Pop(t.Top())
	f := t.PushN(len(statFields))
	times := [3]unix.Timespec{st.Atim, st.Mtim, st.Ctim}
	for i, n := range []uint64{uint64(st.Mode), st.Ino, st.Dev, uint64(st.Nlink), uint64(st.Uid), uint64(st.Gid)} {
		f.At(i).Set(t.NewUint(n))
	}
	f.At(6).Set(t.NewInt(st.Size))
	for i, ts := range times {
		f.At(firstTime + i).Set(t.NewInt(ts.Sec))
		f.At(firstFloatTime + i).Set(heap.Float(float64(ts.Sec) + 1e-9*float64(ts.Nsec)))
		f.At(firstFloatTime + 3 + i).Set(t.NewInt(ts.Sec*1e9 + ts.Nsec))
	}
	f.At(16).Set(t.NewInt(int64(st.Blksize)))
	f.At(17).Set(t.NewInt(st.Blocks))
	f.At(18).Set(t.NewUint(st.Rdev))
	for i := range statFields {
		if f.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return m.statResult.New(t, f)
}

func (c *call) stat(m *module, p path, dir int, follow bool) Value {
	if !c.ok {
		return heap.Null
	}
	t := c.t
	switch {
	case p.isFD && dir != unix.AT_FDCWD:
		return t.ValueErrorf("%s: can't specify dir_fd without matching path", c.fn)
	case p.isFD && !follow:
		return t.ValueErrorf("%s: cannot use fd and follow_symlinks together", c.fn)
	}
	var st unix.Stat_t
	if !c.do(func() error {
		switch {
		case p.isFD:
			return unix.Fstat(p.fd, &st)
		case follow:
			return unix.Fstatat(dir, p.name, &st, 0)
		}
		return unix.Fstatat(dir, p.name, &st, unix.AT_SYMLINK_NOFOLLOW)
	}, p) {
		return heap.Null
	}
	return m.newStat(t, &st)
}

func (m *module) statFunctions() []object.MethodDef {
	return []object.MethodDef{
		m.define("stat", "(path, *, dir_fd=None, follow_symlinks=True)", "What is known of a file, as a stat_result.", func(c *call) Value {
			return c.stat(m, c.path(0, "path", pathFD), c.dirFD(1), c.bool(2))
		}),
		m.define("lstat", "(path, *, dir_fd=None)", "What is known of a file or a symbolic link, as a stat_result.", func(c *call) Value {
			return c.stat(m, c.path(0, "path", 0), c.dirFD(1), false)
		}),
		m.define("fstat", "(fd)", "What is known of an open file, as a stat_result.", func(c *call) Value {
			var st unix.Stat_t
			fd := c.int(0)
			if !c.do(func() error { return unix.Fstat(fd, &st) }) {
				return heap.Null
			}
			return m.newStat(c.t, &st)
		}),
		m.define("statvfs", "(path)", "What is known of the file system that a path is on.", func(c *call) Value {
			p := c.path(0, "path", pathFD)
			return m.statvfs(c, func(s *unix.Statfs_t) error {
				if p.isFD {
					return unix.Fstatfs(p.fd, s)
				}
				return unix.Statfs(p.name, s)
			}, p)
		}),
		m.define("fstatvfs", "(fd, /)", "What is known of the file system that an open file is on.", func(c *call) Value {
			fd := c.int(0)
			return m.statvfs(c, func(s *unix.Statfs_t) error { return unix.Fstatfs(fd, s) })
		}),
		m.define("access", "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
			"May the user do what mode says (F_OK, or R_OK, W_OK and X_OK together) with a file?", func(c *call) Value {
				p, mode, dir, effective, follow := c.path(0, "path", 0), c.int(1), c.dirFD(2), c.bool(3), c.bool(4)
				if !c.ok {
					return heap.Null
				}
				flags := 0
				if effective {
					flags |= unix.AT_EACCESS
				}
				if !follow {
					flags |= unix.AT_SYMLINK_NOFOLLOW
				}
				return heap.Bool(unix.Faccessat(dir, p.name, uint32(mode), flags) == nil)
			}),
		m.define("chmod", "(path, mode, *, dir_fd=None, follow_symlinks=True)", "Changes the rights to a file.", func(c *call) Value {
			p, mode, dir, follow := c.path(0, "path", pathFD), c.int(1), c.dirFD(2), c.bool(3)
			if c.ok && !follow && !p.isFD && unix.Fchmodat(dir, p.name, uint32(mode), unix.AT_SYMLINK_NOFOLLOW) == unix.EOPNOTSUPP {
				return c.t.Errorf(c.t.RT.Exc.NotImplementedError, "chmod: follow_symlinks unavailable on this platform")
			}
			return c.none(func() error {
				switch {
				case p.isFD:
					return unix.Fchmod(p.fd, uint32(mode))
				case !follow:
					return unix.Fchmodat(dir, p.name, uint32(mode), unix.AT_SYMLINK_NOFOLLOW)
				}
				return unix.Fchmodat(dir, p.name, uint32(mode), 0)
			}, p)
		}),
		m.define("fchmod", "(fd, mode)", "Changes the rights to an open file.", func(c *call) Value {
			fd, mode := c.int(0), c.int(1)
			return c.none(func() error { return unix.Fchmod(fd, uint32(mode)) })
		}),
		m.define("chown", "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", "Changes the owner and the group of a file; -1 leaves one as it is.", func(c *call) Value {
			p, uid, gid, dir, follow := c.path(0, "path", pathFD), c.id(1, "uid"), c.id(2, "gid"), c.dirFD(3), c.bool(4)
			switch {
			case c.ok && p.isFD && dir != unix.AT_FDCWD:
				return c.t.ValueErrorf("chown: can't specify both dir_fd and fd")
			case c.ok && p.isFD && !follow:
				return c.t.ValueErrorf("chown: cannot use fd and follow_symlinks together")
			}
			return c.none(func() error {
				switch {
				case p.isFD:
					return unix.Fchown(p.fd, uid, gid)
				case !follow:
					return unix.Fchownat(dir, p.name, uid, gid, unix.AT_SYMLINK_NOFOLLOW)
				}
				return unix.Fchownat(dir, p.name, uid, gid, 0)
			}, p)
		}),
		m.define("fchown", "(fd, uid, gid)", "Changes the owner and the group of an open file.", func(c *call) Value {
			fd, uid, gid := c.int(0), c.id(1, "uid"), c.id(2, "gid")
			return c.none(func() error { return unix.Fchown(fd, uid, gid) })
		}),
		m.define("lchown", "(path, uid, gid)", "Changes the owner and the group of a file or a symbolic link.", func(c *call) Value {
			p, uid, gid := c.path(0, "path", 0), c.id(1, "uid"), c.id(2, "gid")
			return c.none(func() error { return unix.Lchown(p.name, uid, gid) }, p)
		}),
		m.define("utime", "(path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)",
			"Sets the times of a file's last access and change: times in seconds, ns in\nnanoseconds, each as a tuple of two; without them to now.", utime),
	}
}

var statvfsDef = modules.StructSeqDef{Module: "os", Name: "statvfs_result", Hidden: 1,
	Fields: []string{"f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax", "f_fsid"},
	Doc:    "What is known of a file system: the result of statvfs() and fstatvfs()."}

func (m *module) statvfs(c *call, f func(s *unix.Statfs_t) error, names ...path) Value {
	var s unix.Statfs_t
	if !c.do(func() error { return f(&s) }, names...) {
		return heap.Null
	}
	const valid = 0x20 // ST_VALID is the kernel's own
	items := []uint64{uint64(s.Bsize), uint64(s.Frsize), s.Blocks, s.Bfree, s.Bavail, s.Files, s.Ffree, s.Ffree,
		uint64(s.Flags) &^ valid, uint64(s.Namelen), uint64(uint32(s.Fsid.Val[0])) | uint64(uint32(s.Fsid.Val[1]))<<32}
	base := c.t.PushN(len(items))
	for i, n := range items {
		v := c.t.NewUint(n)
		if v == heap.Null {
			return v
		}
		base.At(i).Set(v)
	}
	return m.statvfsResult.New(c.t, base)
}

// utime is os.utime.
func utime(c *call) Value {
	t := c.t
	p, times, ns, dir, follow := c.path(0, "path", pathFD), c.a.At(1), c.a.At(2), c.dirFD(3), c.bool(4)
	if !c.ok {
		return heap.Null
	}
	given := ns.V() != heap.Null
	var ts [2]unix.Timespec
	pair := func(r Ref) bool { return t.RT.TypeOf(r.V()).Has(object.FlagTupleSubclass) && t.TupleLen(r.V()) == 2 }
	switch {
	case times.V() != heap.None && given:
		return t.ValueErrorf("utime: you may specify either 'times' or 'ns' but not both")
	case times.V() != heap.None:
		if !pair(times) {
			return t.TypeErrorf("utime: 'times' must be either a tuple of two ints or None")
		}
		for i := range ts {
			var ok bool
			if ts[i], ok = secondsOf(t, t.Push(t.TupleAt(times.V(), i))); !ok {
				return heap.Null
			}
		}
	case given:
		if !pair(ns) {
			return t.TypeErrorf("utime: 'ns' must be a tuple of two ints")
		}
		for i := range ts {
			var ok bool
			if ts[i], ok = nanosOf(t, t.Push(t.TupleAt(ns.V(), i))); !ok {
				return heap.Null
			}
		}
	default:
		ts = [2]unix.Timespec{{Nsec: unix.UTIME_NOW}, {Nsec: unix.UTIME_NOW}}
	}
	switch {
	case p.isFD && dir != unix.AT_FDCWD:
		return t.ValueErrorf("utime: can't specify dir_fd without matching path")
	case p.isFD && !follow:
		return t.ValueErrorf("utime: cannot use fd and follow_symlinks together")
	}
	return c.none(func() error {
		switch {
		case p.isFD:
			return unix.UtimesNanoAt(unix.AT_FDCWD, "/proc/self/fd/"+itoa(p.fd), ts[:], 0)
		case follow:
			return unix.UtimesNanoAt(dir, p.name, ts[:], 0)
		}
		return unix.UtimesNanoAt(dir, p.name, ts[:], unix.AT_SYMLINK_NOFOLLOW)
	}, p)
}
