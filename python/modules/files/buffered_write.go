package files

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Writing into a buffer.

func (x *IO) writeMethods() []object.MethodDef {
	return []object.MethodDef{{Name: "write", Sig: "($self, buffer, /)",
		Doc: "Write a bytes-like object. Return the number of bytes, which may wait in the buffer.", Fn: func(t *Thread, a Args) Value {
			self := a.At(0)
			if !bufUsable(t, self) {
				return heap.Null
			}
			from, ok := t.ReadBytes(a.At(1), "")
			if !ok {
				return heap.Null
			}
			defer from.Release(t)
			if !x.bufEnter(t, self) {
				return heap.Null
			}
			defer bufLeave(self)
			if !x.bufOpen(t, self, "write to closed file") {
				return heap.Null
			}
			data := []byte(from.Bytes())
			if from.Moves() && len(data) > x.bufRoom(self) {
				data = append([]byte(nil), data...) // what is written out may run Python code
			}
			if !x.bufWrite(t, self, data) {
				return heap.Null
			}
			return heap.SmallInt(int64(len(data)))
		}}}
}

// bufRoom is how much can be written without anything being written out.
func (x *IO) bufRoom(self Ref) int {
	s := bufOf(self)
	if !s.has(bufWriting) {
		if s.ahead() > 0 || s.pos > 0 {
			return 0
		}
		return len(bufBytes(self))
	}
	return len(bufBytes(self)) - int(s.end)
}

// bufWrite puts data into the buffer, whose content is written out as often as that takes;
// data larger than it go past it. false: exception pending; of a raw file that takes no
// more for now, a BlockingIOError that says how much was taken.
func (x *IO) bufWrite(t *Thread, self Ref, data []byte) bool {
	if s := bufOf(self); !s.has(bufWriting) {
		if (s.ahead() > 0 || s.pos > 0) && !x.bufSettle(t, self) {
			return false
		}
		bufOf(self).pos, bufOf(self).end = 0, 0
		setFlags(self, bufWriting)
	}
	size := len(bufBytes(self))
	put := func(p []byte) int {
		s := bufOf(self)
		if s.pos > 0 && len(p) > size-int(s.end) {
			// A part of it has been written: the rest moves to the beginning.
			b := bufBytes(self)
			copy(b, b[s.pos:s.end])
			s.pos, s.end = 0, s.end-s.pos
		}
		n := copy(bufBytes(self)[s.end:], p)
		s.end += int64(n)
		return n
	}
	if len(data) <= size-bufOf(self).waiting() {
		put(data)
		return true
	}
	if !x.bufWriteOut(t, self) {
		if !t.ExcMatches(t.RT.Exc.BlockingIOError) {
			return false
		}
		setFlags(self, bufWriting)
		if bufOf(self).waiting()+len(data) <= size {
			t.ClearExc()
			put(data)
			return true
		}
		t.ClearExc()
		return x.wouldBlock(t, put(data))
	}
	setFlags(self, bufWriting)
	written := 0
	for len(data)-written > size {
		n, how := x.rawWrite(t, self, data[written:])
		switch how {
		case raised:
			return false
		case later:
			kept := put(data[written:])
			if written+kept < len(data) {
				return x.wouldBlock(t, written+kept)
			}
			return true
		}
		written += n
		if !x.in.Poll(t) {
			return false
		}
	}
	put(data[written:])
	return true
}

// wouldBlock raises BlockingIOError; n bytes were taken.
func (x *IO) wouldBlock(t *Thread, n int) bool {
	defer t.Pop(t.Top())
	no := t.Push(heap.SmallInt(int64(unix.EAGAIN)))
	msg := t.Push(t.NewStr("write could not complete without blocking"))
	if msg.V() != heap.Null {
		t.Raise(t.RT.Exc.BlockingIOError, no, msg, x.small(t, n))
	}
	return false
}

// bufWriteOut writes what waits to the raw file. false: exception pending; the rest waits on.
func (x *IO) bufWriteOut(t *Thread, self Ref) bool {
	for bufOf(self).waiting() > 0 {
		s := bufOf(self)
		n, how := x.rawWriteOwn(t, self, int(s.pos), int(s.end))
		switch how {
		case raised:
			return false
		case later:
			return x.wouldBlock(t, 0)
		}
		bufOf(self).pos += int64(n)
		// A signal that came meanwhile: the rest is still there.
		if !x.in.Poll(t) {
			return false
		}
	}
	s := bufOf(self)
	s.pos, s.end = 0, 0
	s.flags &^= bufWriting
	return true
}

// rawWriteOwn writes a part of the buffer.
func (x *IO) rawWriteOwn(t *Thread, self Ref, lo, hi int) (int, transfer) {
	defer t.Pop(t.Top())
	data := t.Push(self.V().Addr().Ref(bufData))
	return x.rawWriteFrom(t, self, data, lo, hi)
}

// rawWrite writes memory that does not move and is nobody's object.
func (x *IO) rawWrite(t *Thread, self Ref, p []byte) (int, transfer) {
	defer t.Pop(t.Top())
	if raw := self.V().Addr().Ref(bufRaw); t.RT.TypeOf(raw) == x.file {
		return x.rawWriteFile(t, self, t.Push(raw), p)
	}
	tmp := t.Push(t.NewByteArray(p))
	if tmp.V() == heap.Null {
		return 0, raised
	}
	return x.rawWriteFrom(t, self, tmp, 0, len(p))
}

// rawWriteFile is a write to a FileIO, without its method.
func (x *IO) rawWriteFile(t *Thread, self, raw Ref, p []byte) (int, transfer) {
	if fileOf(raw).fd < 0 {
		t.ValueErrorf("I/O operation on closed file")
		return 0, raised
	}
	n, how := x.writeFD(t, raw, p)
	if s := bufOf(self); n > 0 && s.rawPos >= 0 {
		s.rawPos += int64(n)
	}
	return n, how
}

// rawWriteFrom writes a part of the bytearray from.
func (x *IO) rawWriteFrom(t *Thread, self, from Ref, lo, hi int) (int, transfer) {
	raw := t.Push(self.V().Addr().Ref(bufRaw))
	p := bytesOf(from.V())[lo:hi]
	switch typ := t.RT.TypeOf(raw.V()); {
	case typ == x.file:
		return x.rawWriteFile(t, self, raw, p)
	case typ == x.host:
		return x.hostWrite(t, x.in.Stream(int(hostOf(raw).stream)), p)
	}
	view := t.Push(viewOf(t, from, lo, hi, true))
	if view.V() == heap.Null {
		return 0, raised
	}
	v := t.Push(call(t, raw, nmWrite, view))
	chained(t, func() { t.CallMethod(view, t.RT.Name("release")) })
	switch {
	case t.Pending():
		return 0, raised
	case v.V() == heap.None:
		return 0, later
	}
	n, ok := t.AsSsize(v, t.RT.Exc.ValueError)
	if !ok {
		return 0, raised
	}
	if n < 0 || n > len(p) {
		t.Errorf(t.RT.Exc.OSError, "raw write() returned invalid length %d (should have been between 0 and %d)", n, len(p))
		return 0, raised
	}
	if s := bufOf(self); n > 0 && s.rawPos >= 0 {
		s.rawPos += int64(n)
	}
	return n, done
}
