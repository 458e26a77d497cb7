package files

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// BufferedReader, BufferedWriter and BufferedRandom. The buffer, a bytearray of a fixed
// size, holds one of two things:
//
//	bytes that were read ahead    buffer[pos:end]; the raw file stands behind them
//	bytes that wait to be written buffer[pos:end], writing; the raw file stands before them
//
// A BufferedRandom that turns from reading to writing gives up what it had read ahead and
// moves the raw file back; one that turns from writing to reading writes first. The
// position that Python sees is the raw one minus what is read ahead, or plus what
// waits.
const (
	bufRaw  = innerRef // reference: the raw file, or Null
	bufData = innerRef + 1
	bufRefs = 2
)

// bufState is the raw part.
type bufState struct {
	flags    uint64
	pos, end int64
	// rawPos is the position of the raw file, -1 where it is not known.
	rawPos int64
	// owner is the thread that is at work on the buffer (bufBusy).
	owner uint64
}

const bufRawSize = 40

const (
	bufReady = flagFirst << iota
	bufDetached
	bufReads
	bufWrites
	bufWriting // the buffer's content waits to be written
	bufBusy    // a method is at work on the buffer
)

func bufOf(r Ref) *bufState { return (*bufState)(r.V().Addr().Raw(0)) }

func (s *bufState) has(f uint64) bool { return s.flags&f != 0 }

// ahead is the number of bytes that were read ahead.
func (s *bufState) ahead() int {
	if s.has(bufWriting) {
		return 0
	}
	return int(s.end - s.pos)
}

// waiting is the number of bytes that wait to be written.
func (s *bufState) waiting() int {
	if s.has(bufWriting) {
		return int(s.end - s.pos)
	}
	return 0
}

// bufBytes views the buffer: in place until the object has died.
func bufBytes(r Ref) []byte { return bytesOf(r.V().Addr().Ref(bufData)) }

// bufUsable refuses an object without a raw file. false: exception pending.
func bufUsable(t *Thread, r Ref) bool {
	switch s := bufOf(r); {
	case s.has(bufReady):
		return true
	case s.has(bufDetached):
		t.ValueErrorf("raw stream has been detached")
	default:
		t.ValueErrorf("I/O operation on uninitialized object")
	}
	return false
}

// enter begins a method that works on the buffer. The raw file's methods, which it calls, may
// be Python code, and must not come back; other threads wait. false: exception pending.
func (x *IO) bufEnter(t *Thread, r Ref) bool {
	me := threadID(t)
	for bufOf(r).has(bufBusy) {
		if bufOf(r).owner == me {
			if s := t.Repr(r); s != heap.Null {
				t.RuntimeErrorf("reentrant call inside %s", object.GoStr(s))
			}
			return false
		}
		t.Block(func() { time.Sleep(busyStep) })
		if !x.in.Poll(t) {
			return false
		}
	}
	setFlags(r, bufBusy)
	bufOf(r).owner = me
	return true
}

// busyStep is how long a thread waits before it looks again whether a buffer is free.
const busyStep = 50 * time.Microsecond

func bufLeave(r Ref) { clearFlags(r, bufBusy) }

// bufferedMethod makes a method that works on the buffer of an open file. closed is the
// message for a closed one; "": it does not matter.
func (x *IO) bufferedMethod(name, sig, doc, closed string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
	return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value {
		self := a.At(0)
		if !bufUsable(t, self) || !x.bufEnter(t, self) {
			return heap.Null
		}
		defer bufLeave(self)
		if closed != "" && !x.bufOpen(t, self, closed) {
			return heap.Null
		}
		return f(t, self, a)
	}}
}

// bufOpen refuses a closed file. false: exception pending.
func (x *IO) bufOpen(t *Thread, self Ref, msg string) bool {
	closed, ok := x.bufClosed(t, self)
	if closed {
		t.ValueErrorf("%s", msg)
	}
	return ok && !closed
}

// bufClosed asks the raw file.
func (x *IO) bufClosed(t *Thread, self Ref) (yes, ok bool) {
	raw := self.V().Addr().Ref(bufRaw)
	if t.RT.TypeOf(raw) == x.file {
		return (*fileState)(raw.Addr().Raw(0)).fd < 0, true
	}
	defer t.Pop(t.Top())
	return isClosed(t, t.Push(raw))
}

func (x *IO) defineBuffered(t *Thread) bool {
	// The three types are one layout; a method of two of them is written once.
	def := func(name, doc, sig string, init object.Native, next func(t *Thread, r Ref) Value, methods []object.MethodDef) *object.Type {
		return t.NewBuiltinType(object.TypeDef{Name: name, Module: "_io", Base: x.bufferedBase, Flags: object.FlagBaseType, FixedRefs: bufRefs, RawSize: bufRawSize,
			Doc: doc, TextSig: "(" + sig + ")",
			Slots:   object.Slots{New: allocate, Init: initBy(name, "($self, "+sig+")", init), Next: next, Repr: func(t *Thread, r Ref) Value { return named(t, r, "") }},
			Methods: append(x.bufferedCommon(), methods...),
			GetSets: []object.GetSetDef{
				{Name: "raw", Member: true, Get: func(t *Thread, r Ref) Value {
					if v := r.V().Addr().Ref(bufRaw); v != heap.Null {
						return v
					}
					return heap.None
				}},
				{Name: "closed", Get: func(t *Thread, r Ref) Value {
					if !bufUsable(t, r) {
						return heap.Null
					}
					return t.GetAttr(t.Push(r.V().Addr().Ref(bufRaw)), t.RT.NameRef(nmClosed))
				}},
				rawAttr("name", nmName), rawAttr("mode", nmMode), finalizing,
			}})
	}
	const size = "raw, buffer_size=8192"
	x.reader = def("BufferedReader", "A buffer for reading a raw file.", size, x.bufInit(bufReads), x.bufNext, x.readMethods())
	x.writer = def("BufferedWriter", "A buffer for writing a raw file.", size, x.bufInit(bufWrites), nil, x.writeMethods())
	x.random = def("BufferedRandom", "A buffer for reading and writing a raw file that has a position.", size, x.bufInit(bufReads|bufWrites), x.bufNext,
		append(x.readMethods(), x.writeMethods()...))
	return x.reader != nil && x.writer != nil && x.random != nil
}

// rawAttr is an attribute of the raw file.
func rawAttr(name string, id object.NameID) object.GetSetDef {
	return object.GetSetDef{Name: name, Get: func(t *Thread, r Ref) Value {
		if !bufUsable(t, r) {
			return heap.Null
		}
		return t.GetAttr(t.Push(r.V().Addr().Ref(bufRaw)), t.RT.NameRef(id))
	}}
}

// bufInit makes the initialisation of a type that can do what the flags say.
func (x *IO) bufInit(able uint64) object.Native {
	return func(t *Thread, a Args) Value {
		self, raw := a.At(0), a.At(1)
		clearFlags(self, bufReady|bufDetached)
		if able == bufReads|bufWrites && !x.require(t, raw, nmSeekable, "seekable") ||
			able&bufReads != 0 && !x.require(t, raw, nmReadable, "readable") || able&bufWrites != 0 && !x.require(t, raw, nmWritable, "writable") {
			return heap.Null
		}
		n, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
		if !ok {
			return heap.Null
		}
		if n <= 0 {
			return t.ValueErrorf("buffer size must be strictly positive")
		}
		data := t.Push(t.NewByteArray(nil))
		if data.V() == heap.Null || !t.ResizeByteArray(data, n) {
			return heap.Null
		}
		if old := t.Push(self.V().Addr().Ref(bufRaw)); old.V() != heap.Null {
			x.wrap(t, old, false)
		}
		t.Store(self.V(), bufRaw, raw.V())
		t.Store(self.V(), bufData, data.V())
		x.wrap(t, raw, true)
		s := bufOf(self)
		s.flags = s.flags&(flagWrapped|flagKeep) | able | bufReady
		s.pos, s.end, s.rawPos = 0, 0, -1
		if x.rawTell(t, self) < 0 {
			t.ClearExc() // a pipe
		}
		return heap.None
	}
}

// rawTell asks the raw file for its position; -1: exception pending.
func (x *IO) rawTell(t *Thread, self Ref) int64 {
	defer t.Pop(t.Top())
	raw := t.Push(self.V().Addr().Ref(bufRaw))
	var pos int64
	if t.RT.TypeOf(raw.V()) == x.file && fileOf(raw).fd >= 0 {
		n, err := unix.Seek(int(fileOf(raw).fd), 0, unix.SEEK_CUR)
		if err != nil {
			t.OSErrno(err.(unix.Errno), Ref{})
			return -1
		}
		pos = n
	} else {
		var ok bool
		if pos, ok = asOffset(t, call(t, raw, nmTell)); !ok {
			return -1
		}
	}
	if pos < 0 {
		t.Errorf(t.RT.Exc.OSError, "Raw stream returned invalid position %d", pos)
		return -1
	}
	bufOf(self).rawPos = pos
	return pos
}

// rawSeek moves the raw file; -1: exception pending.
func (x *IO) rawSeek(t *Thread, self Ref, pos int64, whence int) int64 {
	defer t.Pop(t.Top())
	raw := t.Push(self.V().Addr().Ref(bufRaw))
	bufOf(self).rawPos = -1
	got, ok := asOffset(t, call(t, raw, nmSeek, x.small(t, int(pos)), x.small(t, whence)))
	if !ok {
		return -1
	}
	if got < 0 {
		t.Errorf(t.RT.Exc.OSError, "Raw stream returned invalid position %d", got)
		return -1
	}
	bufOf(self).rawPos = got
	return got
}

// rawRead reads into p, a part of the buffer from off on, or (off < 0) memory of a buffer that
// somebody else gave.
func (x *IO) rawReadInto(t *Thread, self Ref, into Ref, lo, hi int, p []byte) (int, transfer) {
	defer t.Pop(t.Top())
	raw := t.Push(self.V().Addr().Ref(bufRaw))
	n, how := 0, done
	if t.RT.TypeOf(raw.V()) == x.file && fileOf(raw).fd >= 0 && fileOf(raw).has(fileReadable) {
		n, how = x.readFD(t, raw, p)
	} else {
		view := t.Push(viewOf(t, into, lo, hi, false))
		if view.V() == heap.Null {
			return 0, raised
		}
		v := t.Push(call(t, raw, nmReadinto, view))
		switch {
		case v.V() == heap.Null:
			how = raised
		case v.V() == heap.None:
			how = later
		default:
			var ok bool
			if n, ok = t.AsSsize(v, t.RT.Exc.ValueError); !ok {
				t.RaiseFromCause(t.RT.Exc.OSError, "raw readinto() failed")
				how = raised
			}
		}
		chained(t, func() { t.CallMethod(view, t.RT.Name("release")) })
	}
	if how == raised {
		return 0, raised
	}
	if n < 0 || n > len(p) {
		t.Errorf(t.RT.Exc.OSError, "raw readinto() returned invalid length %d (should have been between 0 and %d)", n, len(p))
		return 0, raised
	}
	if s := bufOf(self); n > 0 && s.rawPos >= 0 {
		s.rawPos += int64(n)
	}
	return n, how
}

// fill reads ahead, once, into the empty buffer.
func (x *IO) bufFill(t *Thread, self Ref) (int, transfer) {
	s := bufOf(self)
	s.pos, s.end = 0, 0
	data := t.Push(self.V().Addr().Ref(bufData))
	p := bytesOf(data.V())
	n, how := x.rawReadInto(t, self, data, 0, len(p), p)
	bufOf(self).end = int64(n)
	return n, how
}

// bufferedCommon are the methods that all three have.
func (x *IO) bufferedCommon() []object.MethodDef {
	pass := func(name, doc string, id object.NameID) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "($self, /)", Doc: doc, Fn: func(t *Thread, a Args) Value {
			if !bufUsable(t, a.At(0)) {
				return heap.Null
			}
			return call(t, t.Push(a.At(0).V().Addr().Ref(bufRaw)), id)
		}}
	}
	able := func(name, doc string, id object.NameID, bit uint64) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "($self, /)", Doc: doc, Fn: func(t *Thread, a Args) Value {
			if !bufUsable(t, a.At(0)) {
				return heap.Null
			}
			if !bufOf(a.At(0)).has(bit) {
				return heap.False
			}
			return call(t, t.Push(a.At(0).V().Addr().Ref(bufRaw)), id)
		}}
	}
	return []object.MethodDef{
		pass("seekable", "Can the position be changed?", nmSeekable), able("readable", "Can the file be read?", nmReadable, bufReads),
		able("writable", "Can the file be written?", nmWritable, bufWrites), pass("fileno", "Return the number of the file.", nmFileno),
		pass("isatty", "Is the file a terminal?", nmIsatty),
		{Name: "close", Sig: "($self, /)", Doc: "Write what waits, and close the raw file.", Fn: x.bufClose},
		{Name: "detach", Sig: "($self, /)", Doc: "Part with the raw file, and return it.", Fn: func(t *Thread, a Args) Value {
			self := a.At(0)
			if !bufUsable(t, self) || call(t, self, nmFlush) == heap.Null {
				return heap.Null
			}
			raw := t.Push(self.V().Addr().Ref(bufRaw))
			x.wrap(t, raw, false)
			t.Store(self.V(), bufRaw, heap.Null)
			clearFlags(self, bufReady)
			setFlags(self, bufDetached)
			return raw.V()
		}},
		{Name: "flush", Sig: "($self, /)", Doc: "Write what waits to the raw file.", Fn: func(t *Thread, a Args) Value {
			self := a.At(0)
			if !bufUsable(t, self) {
				return heap.Null
			}
			if !bufOf(self).has(bufWrites) {
				return call(t, t.Push(self.V().Addr().Ref(bufRaw)), nmFlush)
			}
			if !x.bufEnter(t, self) {
				return heap.Null
			}
			defer bufLeave(self)
			if !x.bufOpen(t, self, "flush of closed file") {
				return heap.Null
			}
			if !x.bufSettle(t, self) {
				return heap.Null
			}
			return heap.None
		}},
		x.bufferedMethod("tell", "($self, /)", "Return the position in the file.", "", func(t *Thread, self Ref, a Args) Value {
			pos := x.rawTell(t, self)
			if pos < 0 {
				return heap.Null
			}
			s := bufOf(self)
			return t.NewInt(max(pos-int64(s.ahead())+int64(s.waiting()), 0))
		}),
		x.bufferedMethod("seek", "($self, target, whence=0, /)", "Change the position in the file and return it.", "seek of closed file", x.bufSeek),
		x.bufferedMethod("truncate", "($self, pos=None, /)", "Cut the file at a position, by default the current one.", "truncate of closed file", func(t *Thread, self Ref, a Args) Value {
			if !bufOf(self).has(bufWrites) {
				return x.refuse(t, "truncate")
			}
			if !x.bufSettle(t, self) {
				return heap.Null
			}
			return call(t, t.Push(self.V().Addr().Ref(bufRaw)), nmTruncate, a.At(1))
		}),
		{Name: "_dealloc_warn", Sig: "($self, source, /)", Fn: func(t *Thread, a Args) Value {
			if raw := t.Push(a.At(0).V().Addr().Ref(bufRaw)); bufOf(a.At(0)).has(bufReady) && raw.V() != heap.Null {
				deallocWarn(t, raw, a.At(1))
			}
			return heap.None
		}},
		{Name: "__sizeof__", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
			n := int(a.At(0).V().Addr().Size())
			if a.At(0).V().Addr().Ref(bufData) != heap.Null {
				n += len(bufBytes(a.At(0)))
			}
			return heap.SmallInt(int64(n))
		}},
		noPickle,
	}
}

// deallocWarn tells the layer below that nobody has closed source.
func deallocWarn(t *Thread, inner, source Ref) {
	f, ok := t.GetAttrOpt(inner, t.RT.NameRef(nmDeallocWrn))
	if !ok || f != heap.Null && t.CallN(t.Push(f), source) == heap.Null {
		t.ClearExc()
	}
}

func (x *IO) bufClose(t *Thread, a Args) Value {
	self := a.At(0)
	if !bufUsable(t, self) {
		return heap.Null
	}
	closed, ok := isClosed(t, t.Push(self.V().Addr().Ref(bufRaw)))
	switch {
	case !ok:
		return heap.Null
	case closed:
		return heap.None
	}
	if flags(self)&flagFinalizing != 0 {
		deallocWarn(t, t.Push(self.V().Addr().Ref(bufRaw)), self)
	}
	call(t, self, nmFlush)
	res := t.PushN(1)
	chained(t, func() {
		raw := t.Push(self.V().Addr().Ref(bufRaw))
		if raw.V() != heap.Null && x.bufEnter(t, self) {
			defer bufLeave(self)
			res.Set(call(t, raw, nmClose))
		}
	})
	if s := bufOf(self); s.has(bufReady) {
		s.pos, s.end = 0, 0
		s.flags &^= bufWriting
	}
	if t.Pending() {
		return heap.Null
	}
	return res.V()
}

// bufSettle makes the raw file stand where Python sees the position: it writes what waits, and
// gives up what was read ahead. false: exception pending.
func (x *IO) bufSettle(t *Thread, self Ref) bool {
	if bufOf(self).has(bufWriting) {
		return x.bufWriteOut(t, self)
	}
	n := bufOf(self).ahead()
	bufOf(self).pos, bufOf(self).end = 0, 0
	return n == 0 || x.rawSeek(t, self, -int64(n), unix.SEEK_CUR) >= 0
}

func (x *IO) bufSeek(t *Thread, self Ref, a Args) Value {
	whence, ok := t.AsInt64(a.At(2))
	if !ok {
		return heap.Null
	}
	if whence < 0 || whence > 4 {
		return t.ValueErrorf("whence value %d unsupported", whence)
	}
	raw := t.Push(self.V().Addr().Ref(bufRaw))
	if !x.require(t, raw, nmSeekable, "seekable") {
		return heap.Null
	}
	target, ok := offsetArg(t, a.At(1))
	if !ok {
		return heap.Null
	}
	if whence < 2 && bufOf(self).has(bufReads) && !bufOf(self).has(bufWriting) {
		// Within what was read ahead, or was read from the buffer, nothing has to be asked for.
		now := bufOf(self).rawPos
		if now < 0 {
			if now = x.rawTell(t, self); now < 0 {
				return heap.Null
			}
		}
		s := bufOf(self)
		step := target
		if whence == 0 {
			step = target - (now - int64(s.ahead()))
		}
		if step >= -s.pos && step <= int64(s.ahead()) && s.end > 0 {
			s.pos += step
			return t.NewInt(now - int64(s.ahead()))
		}
	}
	if bufOf(self).has(bufWriting) && !x.bufWriteOut(t, self) {
		return heap.Null
	}
	if whence == 1 {
		target -= int64(bufOf(self).ahead())
	}
	n := x.rawSeek(t, self, target, int(whence))
	if n < 0 {
		return heap.Null
	}
	bufOf(self).pos, bufOf(self).end = 0, 0
	return t.NewInt(n)
}
