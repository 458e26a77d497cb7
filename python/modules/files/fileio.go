package files

import (
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/modules/posix"
)

// fileState is the raw part of a FileIO.
type fileState struct {
	flags   uint64
	fd      int64 // -1: closed
	blksize int64
}

const fileRaw = 24

const (
	fileCreated = flagFirst << iota
	fileReadable
	fileWritable
	fileAppending
	fileOwned       // closed by close()
	fileSeekKnown   // it is known whether the position can be changed
	fileSeekable    // and it can
	fileNeverBlocks // a regular file or a directory: reading does not wait
	fileModes       = fileCreated | fileReadable | fileWritable | fileAppending
)

// fileOf views the state. No safepoint; good until the next one.
func fileOf(r Ref) *fileState { return (*fileState)(r.V().Addr().Raw(0)) }

func (s *fileState) has(f uint64) bool { return s.flags&f != 0 }

// mode is the attribute mode.
func (s *fileState) mode() string {
	switch {
	case s.has(fileCreated) && s.has(fileReadable):
		return "xb+"
	case s.has(fileCreated):
		return "xb"
	case s.has(fileAppending) && s.has(fileReadable):
		return "ab+"
	case s.has(fileAppending):
		return "ab"
	case s.has(fileReadable) && s.has(fileWritable):
		return "rb+"
	case s.has(fileReadable):
		return "rb"
	}
	return "wb"
}

func (x *IO) defineFile(t *Thread) bool {
	// method makes a method of an open file.
	method := func(name, sig, doc string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value {
			if fileOf(a.At(0)).fd < 0 {
				return t.ValueErrorf("I/O operation on closed file")
			}
			return f(t, a.At(0), a)
		}}
	}
	flag := func(name, doc string, bit uint64) object.MethodDef {
		return method(name, "($self, /)", doc, func(t *Thread, self Ref, a Args) Value { return heap.Bool(fileOf(self).has(bit)) })
	}
	x.file = t.NewBuiltinType(object.TypeDef{Name: "FileIO", Module: "_io", Base: x.rawBase, Flags: object.FlagBaseType, RawSize: fileRaw,
		TextSig: "(file, mode='r', closefd=True, opener=None)",
		Doc: "A file of the system, without a buffer: by its name, or by the number of an open one.\n\n" +
			"mode is r, w, x (the file must be new) or a, with + for both reading and writing.\nopener, given the name and flags, returns the number of the file it opened.",
		Slots: object.Slots{New: func(t *Thread, a Args) Value {
			v := allocate(t, a)
			if v != heap.Null {
				s := (*fileState)(v.Addr().Raw(0))
				s.fd, s.flags = -1, fileOwned
			}
			return v
		}, Init: initBy("FileIO", "($self, file, mode='r', closefd=True, opener=None)", x.fileInit), Repr: fileRepr},
		Methods: []object.MethodDef{
			method("read", "($self, size=-1, /)", "Read up to size bytes with one system call, or all. None: nothing is there yet.", func(t *Thread, self Ref, a Args) Value {
				n, ok := sizeArg(t, a.At(1))
				if !x.may(t, self, fileReadable, "reading") || !ok {
					return heap.Null
				}
				return x.fileRead(t, self, n)
			}),
			method("readall", "($self, /)", "Read until the end.", func(t *Thread, self Ref, a Args) Value { return x.fileReadall(t, self) }),
			method("readinto", "($self, buffer, /)", "Read into a bytes-like object. Return the number of bytes, or None.", func(t *Thread, self Ref, a Args) Value {
				if !x.may(t, self, fileReadable, "reading") {
					return heap.Null
				}
				into, ok := t.WriteBytes(a.At(1), needWritable("readinto"))
				if !ok {
					return heap.Null
				}
				defer into.Release(t)
				return count(t, func() (int, transfer) { return x.readFD(t, self, into.Bytes()) })
			}),
			method("write", "($self, data, /)", "Write a bytes-like object. Return the number of bytes that were written, or None.", func(t *Thread, self Ref, a Args) Value {
				if !x.may(t, self, fileWritable, "writing") {
					return heap.Null
				}
				from, ok := t.ReadBytes(a.At(1), "")
				if !ok {
					return heap.Null
				}
				defer from.Release(t)
				data := []byte(from.Bytes())
				if from.Moves() {
					data = append([]byte(nil), data...)
				}
				return count(t, func() (int, transfer) { return x.writeFD(t, self, data) })
			}),
			method("seek", "($self, pos, whence=0, /)", "Change the position in the file and return it.", func(t *Thread, self Ref, a Args) Value {
				pos, ok := offsetArg(t, a.At(1))
				whence, ok2 := int64(0), false
				if ok {
					whence, ok2 = t.AsInt64(a.At(2))
				}
				if !ok || !ok2 {
					return heap.Null
				}
				return fileSeek(t, self, pos, int(whence))
			}),
			method("tell", "($self, /)", "Return the position in the file.", func(t *Thread, self Ref, a Args) Value { return fileSeek(t, self, 0, unix.SEEK_CUR) }),
			method("truncate", "($self, size=None, /)", "Cut the file at a position, by default the current one. Return the size.", x.fileTruncate),
			{Name: "close", Sig: "($self, /)", Doc: "Close the file.", Fn: x.fileClose},
			method("seekable", "($self, /)", "Can the position be changed?", func(t *Thread, self Ref, a Args) Value { return heap.Bool(fileCanSeek(self)) }),
			flag("readable", "Was the file opened for reading?", fileReadable), flag("writable", "Was the file opened for writing?", fileWritable),
			method("fileno", "($self, /)", "Return the number of the file.", func(t *Thread, self Ref, a Args) Value { return heap.SmallInt(fileOf(self).fd) }),
			method("isatty", "($self, /)", "Is the file a terminal?", func(t *Thread, self Ref, a Args) Value { return heap.Bool(posix.IsTerminal(int(fileOf(self).fd))) }),
			{Name: "_dealloc_warn", Sig: "($self, source, /)", Fn: func(t *Thread, a Args) Value {
				x.warnUnclosed(t, a.At(0), a.At(1))
				return heap.None
			}},
			noPickle,
		},
		GetSets: []object.GetSetDef{
			{Name: "closed", Doc: "Is the file closed?", Get: func(t *Thread, r Ref) Value { return heap.Bool(fileOf(r).fd < 0) }},
			{Name: "closefd", Doc: "Does close() close the number of the file?", Get: func(t *Thread, r Ref) Value { return heap.Bool(fileOf(r).has(fileOwned)) }},
			{Name: "mode", Doc: "The mode.", Get: func(t *Thread, r Ref) Value { return t.NewStr(fileOf(r).mode()) }},
			finalizing,
			{Name: "_blksize", Member: true, Get: func(t *Thread, r Ref) Value { return t.NewInt(fileOf(r).blksize) },
				Set: func(t *Thread, r, v Ref) bool {
					n, ok := t.AsInt64(v)
					if ok {
						fileOf(r).blksize = n
					}
					return ok
				}},
		}})
	return x.file != nil
}

// offsetArg is an argument that is a place in a file.
func offsetArg(t *Thread, r Ref) (int64, bool) {
	if t.RT.IsFloat(r.V()) {
		t.TypeErrorf("an integer is required")
		return 0, false
	}
	return t.AsInt64(r)
}

// may refuses an operation that the mode does not allow.
func (x *IO) may(t *Thread, r Ref, bit uint64, what string) bool {
	if !fileOf(r).has(bit) {
		x.refuse(t, "File not open for "+what)
		return false
	}
	return true
}

// openMode reads the argument mode: the flags of open(2) and of the state.
func openMode(t *Thread, mode string) (open int, state uint64, ok bool) {
	kinds, plus := 0, 0
	for _, c := range mode {
		switch c {
		case 'x':
			kinds++
			state |= fileCreated | fileWritable
			open |= unix.O_EXCL | unix.O_CREAT
		case 'r':
			kinds++
			state |= fileReadable
		case 'w':
			kinds++
			state |= fileWritable
			open |= unix.O_CREAT | unix.O_TRUNC
		case 'a':
			kinds++
			state |= fileAppending | fileWritable
			open |= unix.O_APPEND | unix.O_CREAT
		case '+':
			plus++
			state |= fileReadable | fileWritable
		case 'b':
		default:
			t.ValueErrorf("invalid mode: %s", mode)
			return 0, 0, false
		}
	}
	if kinds != 1 || plus > 1 {
		t.ValueErrorf("Must have exactly one of create/read/write/append mode and at most one plus")
		return 0, 0, false
	}
	switch state & (fileReadable | fileWritable) {
	case fileReadable:
		open |= unix.O_RDONLY
	case fileWritable:
		open |= unix.O_WRONLY
	default:
		open |= unix.O_RDWR
	}
	return open | unix.O_CLOEXEC, state, true
}

func (x *IO) fileInit(t *Thread, a Args) Value {
	self, file, opener := a.At(0), a.At(1), a.At(4)
	if fileOf(self).fd >= 0 {
		// It is initialised again.
		if fd := fileOf(self).fd; fileOf(self).has(fileOwned) {
			fileOf(self).fd = -1
			if err := unix.Close(int(fd)); err != nil {
				return modules.RaiseOS(t, err)
			}
		}
		fileOf(self).fd = -1
	}
	if t.RT.IsFloat(file.V()) {
		return t.TypeErrorf("integer argument expected, got float")
	}
	fd, name := -1, ""
	if t.RT.HasIndex(file.V()) {
		n, ok := t.AsInt64(file)
		switch {
		case !ok:
			return heap.Null
		case n < 0:
			return t.ValueErrorf("negative file descriptor")
		case n != int64(int32(n)):
			return t.OverflowErrorf("Python int too large to convert to C int")
		}
		fd = int(n)
	} else {
		v := modules.FSPath(t, file)
		if v == heap.Null {
			return v
		}
		var ok bool
		if name, ok = modules.FSEncode(t, t.Push(v)); !ok {
			return heap.Null
		}
	}
	if !t.RT.IsStr(a.At(2).V()) {
		return t.TypeErrorf("FileIO() argument 'mode' must be str, not %s", t.TypeName(a.At(2).V()))
	}
	owned := t.IsTrue(a.At(3))
	open, state, ok := openMode(t, object.GoStr(a.At(2).V()))
	if owned < 0 || !ok {
		return heap.Null
	}
	s := fileOf(self)
	s.flags = s.flags&(flagWrapped|flagKeep) | state
	s.blksize = bufferSize
	putFlag(self, fileOwned, owned > 0)
	mine := fd < 0 // opened here: closed again if the rest fails
	if fd < 0 {
		if owned == 0 {
			return t.ValueErrorf("Cannot use closefd=False with file name")
		}
		if fd, ok = x.openFile(t, file, name, open, opener); !ok {
			return heap.Null
		}
	}
	fileOf(self).fd = int64(fd)
	if v := x.fileOpened(t, self, file); v == heap.Null {
		if mine {
			unix.Close(fd)
		}
		fileOf(self).fd = -1
		return v
	}
	return heap.None
}

// openFile opens a file by its name.
func (x *IO) openFile(t *Thread, file Ref, name string, open int, opener Ref) (int, bool) {
	defer t.Pop(t.Top())
	if opener.V() != heap.None {
		v := t.CallN(opener, file, t.Push(heap.SmallInt(int64(open))))
		if v == heap.Null {
			return 0, false
		}
		if !t.RT.HasIndex(v) {
			t.TypeErrorf("expected integer from opener")
			return 0, false
		}
		n, ok := t.AsInt64(t.Push(v))
		if !ok {
			return 0, false
		}
		if n < 0 {
			// The opener may have failed without raising.
			t.ValueErrorf("opener returned %d", n)
			return 0, false
		}
		if flags, err := unix.FcntlInt(uintptr(n), unix.F_GETFD, 0); err == nil {
			unix.FcntlInt(uintptr(n), unix.F_SETFD, flags|unix.FD_CLOEXEC)
		}
		return int(n), true
	}
	for {
		fd, err := unix.Open(name, open, 0o666)
		switch {
		case err == nil:
			return fd, true
		case err != unix.EINTR:
			modules.RaiseOS(t, err, file)
			return 0, false
		case !x.in.Poll(t):
			return 0, false
		}
	}
}

// fileOpened looks at what was opened, and names it.
func (x *IO) fileOpened(t *Thread, self, file Ref) Value {
	var st unix.Stat_t
	fd := int(fileOf(self).fd)
	if err := unix.Fstat(fd, &st); err != nil {
		return modules.RaiseOS(t, err)
	}
	if st.Mode&unix.S_IFMT == unix.S_IFDIR {
		return modules.RaiseOS(t, unix.EISDIR, file)
	}
	if st.Blksize > 1 {
		fileOf(self).blksize = int64(st.Blksize)
	}
	putFlag(self, fileNeverBlocks, st.Mode&unix.S_IFMT == unix.S_IFREG)
	if !t.SetAttr(self, t.RT.NameRef(nmName), file) {
		return heap.Null
	}
	if fileOf(self).has(fileAppending) {
		if _, err := unix.Seek(fd, 0, unix.SEEK_END); err != nil && err != unix.ESPIPE {
			return modules.RaiseOS(t, err)
		}
	}
	return heap.None
}

// transfer is how reading or writing ended.
type transfer int

const (
	done   transfer = iota
	later           // a file that does not wait has nothing, or no room
	raised          // exception pending
)

// count makes the result of a method of a number of bytes.
func count(t *Thread, f func() (int, transfer)) Value {
	n, how := f()
	switch how {
	case raised:
		return heap.Null
	case later:
		return heap.None
	}
	return heap.SmallInt(int64(n))
}

// maxIO is the most that the kernel transfers at once.
const maxIO = 0x7FFFF000

// readFD reads once into p, memory that does not move.
func (x *IO) readFD(t *Thread, self Ref, p []byte) (int, transfer) {
	s := fileOf(self)
	fd, regular := int(s.fd), s.has(fileNeverBlocks)
	for {
		if !regular && waits(fd) && !posix.WaitFD(t, x.in, fd, unix.POLLIN) {
			return 0, raised
		}
		n, err := unix.Read(fd, p[:min(len(p), maxIO)])
		switch {
		case err == nil:
			return n, done
		case err == unix.EAGAIN:
			return 0, later
		case err != unix.EINTR:
			modules.RaiseOS(t, err)
			return 0, raised
		case !x.in.Poll(t):
			return 0, raised
		}
	}
}

// waits says that reading or writing fd may have to wait.
func waits(fd int) bool {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_NONBLOCK == 0
}

// pipeStep is how much a pipe that is ready to be written takes without waiting.
const pipeStep = 4096

// writeFD writes p, memory that does not move. To what may make it wait it writes in steps
// that do not, so that a signal is served in between, and what was written is told.
func (x *IO) writeFD(t *Thread, self Ref, p []byte) (int, transfer) {
	s := fileOf(self)
	fd, regular := int(s.fd), s.has(fileNeverBlocks)
	p = p[:min(len(p), maxIO)]
	stepwise := !regular && waits(fd)
	written := 0
	for {
		step := p[written:]
		if stepwise {
			step = step[:min(len(step), pipeStep)]
			if !posix.WaitFD(t, x.in, fd, unix.POLLOUT) {
				return written, raised
			}
		}
		n, err := unix.Write(fd, step)
		switch {
		case err == nil:
			written += n
			if written == len(p) || !stepwise || n == 0 {
				return written, done
			}
		case err == unix.EINTR:
			if !x.in.Poll(t) {
				return written, raised
			}
		case written > 0:
			return written, done // the error comes again
		case err == unix.EAGAIN:
			return 0, later
		default:
			modules.RaiseOS(t, err)
			return 0, raised
		}
	}
}

func (x *IO) fileRead(t *Thread, self Ref, n int) Value {
	if n < 0 {
		return x.fileReadall(t, self)
	}
	buf := make([]byte, min(n, maxIO))
	got, how := x.readFD(t, self, buf)
	switch how {
	case raised:
		return heap.Null
	case later:
		return heap.None
	}
	return t.NewBytes(buf[:got])
}

// fileReadall reads to the end of the file.
func (x *IO) fileReadall(t *Thread, self Ref) Value {
	if !x.may(t, self, fileReadable, "reading") {
		return heap.Null
	}
	room := bufferSize
	var st unix.Stat_t
	fd := int(fileOf(self).fd)
	pos, err := unix.Seek(fd, 0, unix.SEEK_CUR)
	if err == nil && unix.Fstat(fd, &st) == nil && st.Size >= pos && st.Size-pos < 1<<40 {
		room = int(st.Size-pos) + 1 // one more: the end is found without growing
	}
	out := make([]byte, 0, room)
	for {
		if len(out) == cap(out) {
			out = append(out, make([]byte, max(len(out), bufferSize))...)[:len(out)]
		}
		n, how := x.readFD(t, self, out[len(out):cap(out)])
		switch {
		case how == raised:
			return heap.Null
		case how == later && len(out) == 0:
			return heap.None
		case n == 0:
			return t.NewBytes(out)
		}
		out = out[:len(out)+n]
	}
}

func fileSeek(t *Thread, self Ref, pos int64, whence int) Value {
	n, err := unix.Seek(int(fileOf(self).fd), pos, whence)
	if !fileOf(self).has(fileSeekKnown) {
		setFlags(self, fileSeekKnown)
		putFlag(self, fileSeekable, err == nil)
	}
	if err != nil {
		return modules.RaiseOS(t, err)
	}
	return t.NewInt(n)
}

func fileCanSeek(self Ref) bool {
	if s := fileOf(self); !s.has(fileSeekKnown) {
		_, err := unix.Seek(int(s.fd), 0, unix.SEEK_CUR)
		setFlags(self, fileSeekKnown)
		putFlag(self, fileSeekable, err == nil)
	}
	return fileOf(self).has(fileSeekable)
}

func (x *IO) fileTruncate(t *Thread, self Ref, a Args) Value {
	if !x.may(t, self, fileWritable, "writing") {
		return heap.Null
	}
	size := a.At(1)
	if size.V() == heap.None {
		if size = t.Push(fileSeek(t, self, 0, unix.SEEK_CUR)); size.V() == heap.Null {
			return heap.Null
		}
	}
	n, ok := offsetArg(t, size)
	if !ok {
		return heap.Null
	}
	if err := unix.Ftruncate(int(fileOf(self).fd), n); err != nil {
		return modules.RaiseOS(t, err)
	}
	return size.V()
}

func (x *IO) fileClose(t *Thread, a Args) Value {
	self := a.At(0)
	base := baseClose(t, a)
	if s := fileOf(self); !s.has(fileOwned) || s.fd < 0 {
		s.fd = -1
		if base == heap.Null {
			return heap.Null
		}
		return heap.None
	}
	chained(t, func() {
		if flags(self)&flagFinalizing != 0 {
			x.warnUnclosed(t, self, self)
		}
		fd := int(fileOf(self).fd)
		fileOf(self).fd = -1
		if err := unix.Close(fd); err != nil && err != unix.EINTR {
			modules.RaiseOS(t, err)
		}
	})
	if t.Pending() {
		return heap.Null
	}
	return heap.None
}

// warnUnclosed warns of source, a layer above the file or the file itself, which nobody has
// closed.
func (x *IO) warnUnclosed(t *Thread, self, source Ref) {
	if s := fileOf(self); s.fd < 0 || !s.has(fileOwned) {
		return
	}
	defer t.Pop(t.Top())
	saved := t.Push(t.TakeExc())
	if r := t.Repr(source); r != heap.Null && !t.Warn(t.RT.Exc.ResourceWarning, "unclosed file %s", object.GoStr(r)) {
		t.WriteUnraisable(source)
	}
	t.ClearExc()
	t.RestoreExc(saved.V())
}

func fileRepr(t *Thread, r Ref) Value {
	s := fileOf(r)
	if s.fd < 0 {
		return t.NewStr("<" + t.RT.TypeOf(r.V()).Shown + " [closed]>")
	}
	owned := "False"
	if s.has(fileOwned) {
		owned = "True"
	}
	more, fd := " mode='"+s.mode()+"' closefd="+owned, s.fd
	defer t.Pop(t.Top())
	name, ok := t.GetAttrOpt(r, t.RT.NameRef(nmName))
	if !ok {
		return heap.Null
	}
	if name == heap.Null {
		return t.NewStr("<" + t.RT.TypeOf(r.V()).Shown + " fd=" + strconv.FormatInt(fd, 10) + more + ">")
	}
	return named(t, r, more)
}
