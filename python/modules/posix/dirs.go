package posix

import (
	"math"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// Names: directories, links, and what else makes, moves and removes names of files.

// entry is what a directory says of a name.
type entry struct {
	name string
	ino  uint64
	kind byte // DT_…
}

// listing reads all names of a directory but "." and "..".
func listing(fd int) ([]entry, error) {
	var out []entry
	buf := make([]byte, 1<<15)
	for {
		n, err := unix.Getdents(fd, buf)
		if err == unix.EINTR {
			continue
		}
		if n <= 0 || err != nil {
			return out, err
		}
		for b := buf[:n]; len(b) > 0; {
			e, size := parseDirent(b)
			if e.name != "." && e.name != ".." {
				out = append(out, e)
			}
			b = b[size:]
		}
	}
}

// openListing is listing for a path.
func (c *call) openListing(p path) ([]entry, bool) {
	var out []entry
	ok := c.do(func() (err error) {
		fd := p.fd
		if p.isFD {
			// Another descriptor for the same directory, from its beginning.
			if fd, err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0); err == nil {
				_, err = unix.Seek(fd, 0, unix.SEEK_SET)
			}
		} else {
			fd, err = unix.Open(p.name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		}
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		out, err = listing(fd)
		return err
	}, p)
	return out, ok
}

func (m *module) dirFunctions() []object.MethodDef {
	remove := func(c *call) Value {
		p, dir := c.path(0, "path", 0), c.dirFD(1)
		return c.none(func() error { return unix.Unlinkat(dir, p.name, 0) }, p)
	}
	rename := func(c *call) Value {
		src, dst, from, to := c.path(0, "src", 0), c.path(1, "dst", 0), c.dirFD(2), c.dirFD(3)
		return c.none(func() error { return unix.Renameat(from, src.name, to, dst.name) }, src, dst)
	}
	return []object.MethodDef{
		m.define("listdir", "(path=None)", "The names in a directory, in any order.", func(c *call) Value {
			p := c.path(0, "path", pathFD|pathNone)
			entries, ok := c.openListing(p)
			list := c.t.Push(c.t.NewList(len(entries)))
			if !ok || list.V() == heap.Null {
				return heap.Null
			}
			for _, e := range entries {
				mark := c.t.Top()
				name := c.t.Push(p.text(c.t, e.name))
				if name.V() == heap.Null || !c.t.ListAppend(list, name) {
					return heap.Null
				}
				c.t.Pop(mark)
			}
			return list.V()
		}),
		m.define("scandir", "(path=None)", "An iterator of DirEntry objects for the names in a directory.", m.scandir),
		m.define("mkdir", "(path, mode=511, *, dir_fd=None)", "Makes a directory.", func(c *call) Value {
			p, mode, dir := c.path(0, "path", 0), c.int(1), c.dirFD(2)
			return c.none(func() error { return unix.Mkdirat(dir, p.name, uint32(mode)) }, p)
		}),
		m.define("rmdir", "(path, *, dir_fd=None)", "Removes an empty directory.", func(c *call) Value {
			p, dir := c.path(0, "path", 0), c.dirFD(1)
			return c.none(func() error { return unix.Unlinkat(dir, p.name, unix.AT_REMOVEDIR) }, p)
		}),
		m.define("unlink", "(path, *, dir_fd=None)", "Removes a file, as remove() does.", remove),
		m.define("remove", "(path, *, dir_fd=None)", "Removes a file, as unlink() does.", remove),
		m.define("rename", "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", "Renames a file or directory.", rename),
		m.define("replace", "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", "Renames a file or directory, in place of what has the name.", rename),
		m.define("link", "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", "Gives a file another name.", func(c *call) Value {
			src, dst, from, to, follow := c.path(0, "src", 0), c.path(1, "dst", 0), c.dirFD(2), c.dirFD(3), c.bool(4)
			flags := 0
			if follow && (from != unix.AT_FDCWD || to != unix.AT_FDCWD) {
				flags = unix.AT_SYMLINK_FOLLOW
			}
			return c.none(func() error { return unix.Linkat(from, src.name, to, dst.name, flags) }, src, dst)
		}),
		m.define("symlink", "(src, dst, target_is_directory=False, *, dir_fd=None)", "Makes a symbolic link dst to src.", func(c *call) Value {
			src, dst, _, dir := c.path(0, "src", 0), c.path(1, "dst", 0), c.bool(2), c.dirFD(3)
			return c.none(func() error { return unix.Symlinkat(src.name, dir, dst.name) }, src, dst)
		}),
		m.define("readlink", "(path, *, dir_fd=None)", "What a symbolic link leads to.", func(c *call) Value {
			p, dir := c.path(0, "path", 0), c.dirFD(1)
			buf, n := make([]byte, 4096), 0
			if !c.do(func() (err error) { n, err = unix.Readlinkat(dir, p.name, buf); return err }, p) {
				return heap.Null
			}
			return p.text(c.t, string(buf[:n]))
		}),
		m.define("mkfifo", "(path, mode=438, *, dir_fd=None)", "Makes a named pipe.", func(c *call) Value {
			p, mode, dir := c.path(0, "path", 0), c.int(1), c.dirFD(2)
			return c.none(func() error { return unix.Mknodat(dir, p.name, uint32(mode)|unix.S_IFIFO, 0) }, p)
		}),
		m.define("mknod", "(path, mode=384, device=0, *, dir_fd=None)", "Makes a file, a named pipe or a device.", func(c *call) Value {
			p, mode, dev, dir := c.path(0, "path", 0), c.int(1), c.long(2), c.dirFD(3)
			return c.none(func() error { return unix.Mknodat(dir, p.name, uint32(mode), int(dev)) }, p)
		}),
		m.define("major", "(device, /)", "The major number of a device.", func(c *call) Value {
			n := c.integer(0, 0, math.MaxInt64, "unsigned long")
			return c.number(func() (int, error) { return int(unix.Major(uint64(n))), nil })
		}),
		m.define("minor", "(device, /)", "The minor number of a device.", func(c *call) Value {
			n := c.integer(0, 0, math.MaxInt64, "unsigned long")
			return c.number(func() (int, error) { return int(unix.Minor(uint64(n))), nil })
		}),
		m.define("makedev", "(major, minor, /)", "A device of its two numbers.", func(c *call) Value {
			hi, lo := c.integer(0, 0, math.MaxInt32, "int"), c.integer(1, 0, math.MaxInt32, "int")
			return c.number(func() (int, error) { return int(unix.Mkdev(uint32(hi), uint32(lo))), nil })
		}),
		m.define("getcwd", "()", "The current directory.", func(c *call) Value { return c.cwd(false) }),
		m.define("getcwdb", "()", "The current directory, as bytes.", func(c *call) Value { return c.cwd(true) }),
		m.define("chdir", "(path)", "Changes the current directory.", func(c *call) Value {
			p := c.path(0, "path", pathFD)
			return c.none(func() error {
				if p.isFD {
					return unix.Fchdir(p.fd)
				}
				return unix.Chdir(p.name)
			}, p)
		}),
		m.define("fchdir", "(fd)", "Makes an open directory the current one.", fdCall(unix.Fchdir)),
		m.define("chroot", "(path)", "Changes what / is.", func(c *call) Value {
			p := c.path(0, "path", 0)
			return c.none(func() error { return unix.Chroot(p.name) }, p)
		}),
		m.define("umask", "(mask, /)", "Sets the rights that new files do not get, and returns those before.", func(c *call) Value {
			n := c.int(0)
			return c.number(func() (int, error) { return unix.Umask(n), nil })
		}),
		m.define("fspath", "(path)", "The str or bytes of a path: what its __fspath__() gives.", func(c *call) Value { return modules.FSPath(c.t, c.a.At(0)) }),
		m.define("_path_normpath", "(path)", "Basic path normalization.", func(c *call) Value {
			if !c.t.RT.IsStr(c.a.At(0).V()) {
				return c.t.TypeErrorf("_path_normpath() argument 'path' must be str, not %s", c.t.TypeName(c.a.At(0).V()))
			}
			return c.t.NewStr(normalPath(object.GoStr(c.a.At(0).V())))
		}),
	}
}

func (c *call) cwd(bytes bool) Value {
	buf, n := make([]byte, unix.PathMax), 0
	if !c.do(func() (err error) { n, err = unix.Getcwd(buf); return err }) {
		return heap.Null
	}
	return path{bytes: bytes}.text(c.t, string(buf[:n-1])) // without the NUL
}

// normalPath is os.path.normpath: no empty parts, no ".", no ".." that can be done away
// with. Two slashes at the beginning, and only two, stay, as POSIX has it.
func normalPath(p string) string {
	root := ""
	switch {
	case len(p) > 1 && p[:2] == "//" && (len(p) == 2 || p[2] != '/'):
		root = "//"
	case len(p) > 0 && p[0] == '/':
		root = "/"
	}
	var parts []string
	for i := 0; i <= len(p); {
		j := i
		for j < len(p) && p[j] != '/' {
			j++
		}
		switch part := p[i:j]; {
		case part == "" || part == ".":
		case part == ".." && len(parts) > 0 && parts[len(parts)-1] != "..":
			parts = parts[:len(parts)-1]
		case part == ".." && root != "":
		default:
			parts = append(parts, part)
		}
		i = j + 1
	}
	out := root
	for i, part := range parts {
		if i > 0 {
			out += "/"
		}
		out += part
	}
	if out == "" {
		return "."
	}
	return out
}
