package posix

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// scandir and its DirEntry. The whole directory is read when the iterator is made, so that
// it holds no file descriptor.

// parseDirent takes the first entry of what getdents64 gave apart.
func parseDirent(b []byte) (e entry, size int) {
	const header = 19 // ino, off, reclen, type
	size = int(binary.NativeEndian.Uint16(b[16:]))
	name, _, _ := bytes.Cut(b[header:size], []byte{0})
	return entry{string(name), binary.NativeEndian.Uint64(b), b[18]}, size
}

// A DirEntry's references, and its raw words.
const (
	entName = iota
	entPath
	entStat  // of what a symbolic link leads to, or Null
	entLstat // or Null
	entRefs

	entIno  = 0
	entKind = 8
	entDir  = 16 // the descriptor that the directory was given as, or AT_FDCWD
	entRaw  = 24
)

// A ScandirIterator's references: the path, and the entries as a list of bytes: inode,
// type, name. Raw words: the next entry, the directory's descriptor.
const (
	scanPath = iota
	scanList
	scanRefs

	scanNext = 0
	scanDir  = 8
	scanRaw  = 16
)

func (m *module) defineScandir(t *Thread) bool {
	m.scanType = t.NewBuiltinType(object.TypeDef{Name: "ScandirIterator", Module: "posix", Flags: object.FlagNoInstantiate,
		FixedRefs: scanRefs, RawSize: scanRaw,
		Slots: object.Slots{
			Iter:     func(t *Thread, r Ref) Value { return r.V() },
			Next:     m.nextEntry,
			Finalize: func(t *Thread, r Ref) { m.abandonScan(t, r) },
		},
		Methods: []object.MethodDef{
			{Name: "__enter__", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return a.At(0).V() }},
			{Name: "__exit__", Sig: "($self, /, *args)", Fn: func(t *Thread, a Args) Value { closeScan(t, a.At(0)); return heap.None }},
			{Name: "close", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { closeScan(t, a.At(0)); return heap.None }},
		}})
	if m.scanType == nil {
		return false
	}
	m.entryType = t.NewBuiltinType(object.TypeDef{Name: "DirEntry", Module: "posix", Flags: object.FlagNoInstantiate,
		FixedRefs: entRefs, RawSize: entRaw,
		Slots: object.Slots{Repr: func(t *Thread, r Ref) Value {
			s := t.Repr(t.Push(r.V().Addr().Ref(entName)))
			if s == heap.Null {
				return s
			}
			return t.NewStr("<DirEntry " + object.GoStr(s) + ">")
		}},
		Methods: []object.MethodDef{
			m.entryMethod("is_dir", "($self, /, *, follow_symlinks=True)", "Is the entry a directory?", func(c *call) Value { return m.entryIs(c, unix.DT_DIR, unix.S_IFDIR) }),
			m.entryMethod("is_file", "($self, /, *, follow_symlinks=True)", "Is the entry a regular file?", func(c *call) Value { return m.entryIs(c, unix.DT_REG, unix.S_IFREG) }),
			m.entryMethod("is_symlink", "($self, /)", "Is the entry a symbolic link?", func(c *call) Value {
				if kind := c.a.At(0).V().Addr().Word64(entKind); kind != unix.DT_UNKNOWN {
					return heap.Bool(kind == unix.DT_LNK)
				}
				return m.entryMode(c, false, unix.S_IFLNK)
			}),
			m.entryMethod("stat", "($self, /, *, follow_symlinks=True)", "What is known of the entry, as a stat_result; asked once.", func(c *call) Value {
				follow := c.bool(1)
				if !c.ok {
					return heap.Null
				}
				return m.entryStat(c, follow)
			}),
			m.entryMethod("inode", "($self, /)", "The number of the entry's inode.", func(c *call) Value {
				return c.t.NewUint(c.a.At(0).V().Addr().Word64(entIno))
			}),
			m.entryMethod("__fspath__", "($self, /)", "The path of the entry.", func(c *call) Value { return c.a.At(0).V().Addr().Ref(entPath) }),
			{Name: "__class_getitem__", Kind: object.ClassMethod, Sig: "($cls, item, /)", Doc: "See PEP 585", Fn: func(t *Thread, a Args) Value { return t.NewGenericAlias(a.At(0), a.At(1)) }},
		},
		GetSets: []object.GetSetDef{
			{Name: "name", Member: true, Doc: "The entry's name, without its directory.", Get: func(t *Thread, r Ref) Value { return r.V().Addr().Ref(entName) }},
			{Name: "path", Member: true, Doc: "The entry's path: the directory as it was given, and the name.", Get: func(t *Thread, r Ref) Value { return r.V().Addr().Ref(entPath) }},
		}})
	return m.entryType != nil
}

func (m *module) entryMethod(name, sig, doc string, f func(c *call) Value) object.MethodDef {
	return m.define(name, sig, doc, f)
}

func (m *module) scandir(c *call) Value {
	p := c.path(0, "path", pathFD|pathNone)
	entries, ok := c.openListing(p)
	if !ok {
		return heap.Null
	}
	t := c.t
	list := t.Push(t.NewList(len(entries)))
	if list.V() == heap.Null {
		return heap.Null
	}
	for _, e := range entries {
		mark := t.Top()
		b := binary.NativeEndian.AppendUint64(nil, e.ino)
		item := t.Push(t.NewBytes(append(append(b, e.kind), e.name...)))
		if item.V() == heap.Null || !t.ListAppend(list, item) {
			return heap.Null
		}
		t.Pop(mark)
	}
	v := t.NewInstance(m.scanType)
	if v == heap.Null {
		return v
	}
	dir := unix.AT_FDCWD
	if p.isFD {
		dir = p.fd
	}
	v.Addr().SetWord64(scanDir, uint64(int64(dir)))
	if p.obj.V() == heap.None {
		t.Store(v, scanPath, t.RT.Name(".").V())
	} else {
		t.Store(v, scanPath, p.obj.V())
	}
	t.Store(v, scanList, list.V())
	return v
}

func closeScan(t *Thread, r Ref) { t.Store(r.V(), scanList, heap.Null) }

// abandonScan warns of an iterator that was neither used up nor closed.
func (m *module) abandonScan(t *Thread, r Ref) {
	if r.V().Addr().Ref(scanList) == heap.Null {
		return
	}
	defer t.Pop(t.Top())
	s := t.Repr(r)
	if s == heap.Null || !t.Warn(t.RT.Exc.ResourceWarning, "unclosed scandir iterator %s", object.GoStr(s)) {
		t.WriteUnraisable(r)
	}
	closeScan(t, r)
}

func (m *module) nextEntry(t *Thread, r Ref) Value {
	defer t.Pop(t.Top())
	list, i := r.V().Addr().Ref(scanList), int(r.V().Addr().Word64(scanNext))
	if list == heap.Null {
		return heap.Null
	}
	if i == t.ListLen(list) {
		closeScan(t, r)
		return heap.Null
	}
	r.V().Addr().SetWord64(scanNext, uint64(i+1))
	raw := append([]byte(nil), object.BytesOf(t.ListAt(list, i))...)
	ino, kind, name := binary.NativeEndian.Uint64(raw), raw[8], string(raw[9:])
	e := t.Push(t.NewInstance(m.entryType))
	if e.V() == heap.Null {
		return heap.Null
	}
	e.V().Addr().SetWord64(entIno, ino)
	e.V().Addr().SetWord64(entKind, uint64(kind))
	e.V().Addr().SetWord64(entDir, r.V().Addr().Word64(scanDir))
	dir := t.Push(r.V().Addr().Ref(scanPath))
	p := path{bytes: t.RT.IsBytes(dir.V())}
	nameObj := t.Push(p.text(t, name))
	full := name
	if t.RT.IsInt(dir.V()) {
		dir.Set(nameObj.V())
	} else {
		var base string
		if p.bytes {
			base = string(object.BytesOf(dir.V()))
		} else {
			base = object.GoStr(dir.V())
		}
		if base != "" && base[len(base)-1] != '/' {
			base += "/"
		}
		full = base + name
		dir.Set(p.text(t, full))
	}
	if nameObj.V() == heap.Null || dir.V() == heap.Null {
		return heap.Null
	}
	t.Store(e.V(), entName, nameObj.V())
	t.Store(e.V(), entPath, dir.V())
	return e.V()
}

// entryStat is what stat says of an entry, kept after the first time.
func (m *module) entryStat(c *call, follow bool) Value {
	t, self := c.t, c.a.At(0)
	slot := entLstat
	if follow {
		slot = entStat
	}
	if v := self.V().Addr().Ref(slot); v != heap.Null {
		return v
	}
	kind := self.V().Addr().Word64(entKind)
	if follow && kind != unix.DT_LNK && kind != unix.DT_UNKNOWN {
		return m.entryStat(c, false)
	}
	dir := int(int64(self.V().Addr().Word64(entDir)))
	p := path{obj: t.Push(self.V().Addr().Ref(entPath))}
	c.a = object.MakeArgs(p.obj, 1, Ref{})
	p = c.path(0, "path", 0)
	c.a = object.MakeArgs(self, 1, Ref{})
	v := c.stat(m, p, dir, follow)
	if v != heap.Null {
		t.Store(self.V(), slot, v)
	}
	return v
}

// entryIs says that an entry is of a kind; a link that leads nowhere is of none.
func (m *module) entryIs(c *call, kind uint64, mode int64) Value {
	follow := c.bool(1)
	if !c.ok {
		return heap.Null
	}
	k := c.a.At(0).V().Addr().Word64(entKind)
	if k != unix.DT_UNKNOWN && (k != unix.DT_LNK || !follow) {
		return heap.Bool(k == kind)
	}
	return m.entryMode(c, follow, mode)
}

func (m *module) entryMode(c *call, follow bool, mode int64) Value {
	st := m.entryStat(c, follow)
	if st == heap.Null {
		if c.t.ExcMatches(c.t.RT.Exc.FileNotFoundError) {
			c.t.ClearExc()
			return heap.False
		}
		return st
	}
	return heap.Bool(c.t.TupleAt(st, 0).Int()&unix.S_IFMT == mode)
}
