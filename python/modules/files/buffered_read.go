package files

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Reading from a buffer.

func (x *IO) readMethods() []object.MethodDef {
	// reading makes a method that reads; what waits to be written is written first.
	reading := func(name, sig, doc, closed string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
		return x.bufferedMethod(name, sig, doc, closed, func(t *Thread, self Ref, a Args) Value {
			if bufOf(self).has(bufWriting) && !x.bufWriteOut(t, self) {
				return heap.Null
			}
			return f(t, self, a)
		})
	}
	return []object.MethodDef{
		reading("read", "($self, size=-1, /)", "Read size bytes, or all. None: nothing is there yet.", "read of closed file", func(t *Thread, self Ref, a Args) Value {
			n, ok := sizeArg(t, a.At(1))
			switch {
			case !ok:
				return heap.Null
			case n < -1:
				return t.ValueErrorf("read length must be non-negative or -1")
			case n < 0:
				return x.bufReadAll(t, self)
			}
			return x.bufRead(t, self, n)
		}),
		reading("read1", "($self, size=-1, /)", "Read up to size bytes, with one read of the raw file at most.", "read of closed file", func(t *Thread, self Ref, a Args) Value {
			n, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
			if !ok {
				return heap.Null
			}
			if n < 0 {
				n = len(bufBytes(self))
			}
			if n == 0 {
				return t.NewBytes(nil)
			}
			if bufOf(self).ahead() > 0 {
				return t.NewBytes(bufTake(self, n))
			}
			return x.bufReadOnce(t, self, n)
		}),
		reading("peek", "($self, size=0, /)", "Show what is in the buffer, after one read of the raw file if it is empty.", "peek of closed file", func(t *Thread, self Ref, a Args) Value {
			if bufOf(self).ahead() == 0 {
				if _, how := x.bufFill(t, self); how == raised {
					return heap.Null
				}
			}
			s := bufOf(self)
			return t.NewBytes(bufBytes(self)[s.pos:s.end])
		}),
		reading("readinto", "($self, buffer, /)", "Fill a bytes-like object, with as many reads as that takes.", "readinto of closed file", func(t *Thread, self Ref, a Args) Value {
			return x.bufReadinto(t, self, a.At(1), "readinto", false)
		}),
		reading("readinto1", "($self, buffer, /)", "Read into a bytes-like object, with one read of the raw file at most.", "readinto of closed file", func(t *Thread, self Ref, a Args) Value {
			return x.bufReadinto(t, self, a.At(1), "readinto1", true)
		}),
		reading("readline", "($self, size=-1, /)", "Read a line, at most size bytes of it.", "readline of closed file", func(t *Thread, self Ref, a Args) Value {
			n, ok := sizeArg(t, a.At(1))
			if !ok {
				return heap.Null
			}
			return x.bufReadline(t, self, n)
		}),
	}
}

// bufTake moves over at most n bytes that were read ahead, and returns them, in place.
func bufTake(self Ref, n int) []byte {
	s := bufOf(self)
	n = min(n, s.ahead())
	out := bufBytes(self)[s.pos:][:n]
	s.pos += int64(n)
	return out
}

// bufReadOnce reads n bytes from the raw file, past the buffer, which is empty.
func (x *IO) bufReadOnce(t *Thread, self Ref, n int) Value {
	into := t.Push(t.NewByteArray(nil))
	if into.V() == heap.Null || !t.ResizeByteArray(into, n) {
		return heap.Null
	}
	bufOf(self).pos, bufOf(self).end = 0, 0
	got, how := x.rawReadInto(t, self, into, 0, n, bytesOf(into.V()))
	if how == raised {
		return heap.Null
	}
	return t.NewBytes(bytesOf(into.V())[:got])
}

// bufRead reads until it has n bytes, or the file ends, or has nothing for now.
func (x *IO) bufRead(t *Thread, self Ref, n int) Value {
	if bufOf(self).ahead() >= n {
		return t.NewBytes(bufTake(self, n))
	}
	out := append([]byte(nil), bufTake(self, n)...)
	size := len(bufBytes(self))
	for len(out) < n {
		mark := t.Top()
		var got int
		var how transfer
		if rest := n - len(out); rest >= size {
			// Whole buffers of it go past the buffer.
			big := t.Push(t.NewByteArray(nil))
			rest = min(rest/size*size, 1<<24)
			if big.V() == heap.Null || !t.ResizeByteArray(big, rest) {
				return heap.Null
			}
			bufOf(self).pos, bufOf(self).end = 0, 0
			got, how = x.rawReadInto(t, self, big, 0, rest, bytesOf(big.V()))
			out = append(out, bytesOf(big.V())[:got]...)
		} else {
			got, how = x.bufFill(t, self)
			out = append(out, bufTake(self, rest)...)
		}
		t.Pop(mark)
		switch {
		case how == raised:
			return heap.Null
		case got == 0 && how == later && len(out) == 0:
			return heap.None
		case got == 0:
			return t.NewBytes(out)
		}
	}
	return t.NewBytes(out)
}

// bufReadAll reads to the end.
func (x *IO) bufReadAll(t *Thread, self Ref) Value {
	out := append([]byte(nil), bufTake(self, 1<<62)...)
	bufOf(self).pos, bufOf(self).end = 0, 0
	raw := t.Push(self.V().Addr().Ref(bufRaw))
	readall, ok := t.GetAttrOpt(raw, t.RT.NameRef(nmReadall))
	if !ok {
		return heap.Null
	}
	bufOf(self).rawPos = -1
	if readall != heap.Null {
		v := t.CallN(t.Push(readall))
		switch {
		case v == heap.Null:
			return v
		case v != heap.None && !t.RT.IsBytes(v):
			return t.TypeErrorf("readall() should return bytes")
		case len(out) == 0:
			return v
		case v != heap.None:
			out = append(out, object.BytesOf(v)...)
		}
		return t.NewBytes(out)
	}
	for {
		mark := t.Top()
		v := call(t, raw, nmRead)
		switch {
		case v == heap.Null:
			return v
		case v != heap.None && !t.RT.IsBytes(v):
			return t.TypeErrorf("read() should return bytes")
		case v == heap.None && len(out) == 0:
			return v
		case v == heap.None || len(object.BytesOf(v)) == 0:
			return t.NewBytes(out)
		}
		out = append(out, object.BytesOf(v)...)
		t.Pop(mark)
	}
}

func (x *IO) bufReadinto(t *Thread, self, target Ref, fn string, once bool) Value {
	into, ok := t.WriteBytes(target, needWritable(fn))
	if !ok {
		return heap.Null
	}
	defer into.Release(t)
	p := []byte(into.Bytes())
	n := copy(p, bufTake(self, len(p)))
	size := len(bufBytes(self))
	if n > 0 && once && len(p)-n <= size {
		return heap.SmallInt(int64(n))
	}
	for n < len(p) {
		mark := t.Top()
		got, how := 0, done
		if len(p)-n > size || once {
			bufOf(self).pos, bufOf(self).end = 0, 0
			got, how = x.bufReadPast(t, self, p[n:])
			n += got
		} else {
			if got, how = x.bufFill(t, self); got > 0 {
				n += copy(p[n:], bufTake(self, len(p)-n))
			}
		}
		t.Pop(mark)
		switch {
		case how == raised:
			return heap.Null
		case got == 0 && how == later && n == 0:
			return heap.None
		case got == 0 || once:
			return heap.SmallInt(int64(n))
		}
	}
	return heap.SmallInt(int64(n))
}

// bufReadPast reads from the raw file into memory of somebody else's.
func (x *IO) bufReadPast(t *Thread, self Ref, p []byte) (int, transfer) {
	tmp := t.Push(t.NewByteArray(nil))
	if tmp.V() == heap.Null || !t.ResizeByteArray(tmp, len(p)) {
		return 0, raised
	}
	n, how := x.rawReadInto(t, self, tmp, 0, len(p), bytesOf(tmp.V()))
	return copy(p, bytesOf(tmp.V())[:n]), how
}

// bufReadline reads a line, at most limit bytes of it if limit is not negative.
func (x *IO) bufReadline(t *Thread, self Ref, limit int) Value {
	var out []byte
	for {
		s := bufOf(self)
		rest := bufBytes(self)[s.pos:s.end]
		if s.has(bufWriting) {
			rest = nil
		}
		if limit >= 0 {
			rest = rest[:min(len(rest), limit-len(out))]
		}
		end := bytes.IndexByte(rest, '\n') + 1
		if end > 0 || limit >= 0 && len(out)+len(rest) == limit {
			if end == 0 {
				end = len(rest)
			}
			s.pos += int64(end)
			if out == nil {
				return t.NewBytes(rest[:end])
			}
			return t.NewBytes(append(out, rest[:end]...))
		}
		out = append(out, rest...)
		s.pos += int64(len(rest))
		if n, how := x.bufFill(t, self); how == raised {
			return heap.Null
		} else if n == 0 {
			return t.NewBytes(out)
		}
	}
}

// bufNext is the next line. A subclass may read lines otherwise.
func (x *IO) bufNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	if typ := t.RT.TypeOf(self.V()); typ != x.reader && typ != x.random {
		line := t.Push(call(t, self, nmReadline))
		if line.V() == heap.Null {
			return heap.Null
		}
		if !t.RT.IsBytes(line.V()) {
			return t.Errorf(t.RT.Exc.OSError, "readline() should have returned a bytes object, not '%s'", t.TypeName(line.V()))
		}
		if len(object.BytesOf(line.V())) == 0 {
			return heap.Null
		}
		return line.V()
	}
	if !bufUsable(t, self) || !x.bufEnter(t, self) {
		return heap.Null
	}
	defer bufLeave(self)
	if !x.bufOpen(t, self, "readline of closed file") {
		return heap.Null
	}
	if bufOf(self).has(bufWriting) && !x.bufWriteOut(t, self) {
		return heap.Null
	}
	line := x.bufReadline(t, self, -1)
	if line != heap.Null && len(object.BytesOf(line)) == 0 {
		return heap.Null
	}
	return line
}
