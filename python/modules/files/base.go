package files

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The abstract bases. _IOBase has what every file can do with flush and close, and lines
// of read; its instances have a __dict__ and weak references, in baseRefs references.
const (
	baseDict = iota
	baseWeak
	baseRefs
)

// closedText is CPython's; some of the types leave the point out.
const closedText = "I/O operation on closed file."

func (x *IO) defineBases(t *Thread) bool {
	refuse := func(name, sig, doc string) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value { return x.refuse(t, name) }}
	}
	missing := func(name, sig string) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Fn: func(t *Thread, a Args) Value { return t.Raise(t.RT.Exc.NotImplementedError) }}
	}
	no := func(name, doc string) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "($self, /)", Doc: doc, Fn: func(t *Thread, a Args) Value {
			if !checkClosed(t, a.At(0)) {
				return heap.Null
			}
			return heap.False
		}}
	}
	check := func(name string, able object.NameID, what string) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
			if !x.require(t, a.At(0), able, what) {
				return heap.Null
			}
			return heap.True
		}}
	}
	x.base = t.NewBuiltinType(object.TypeDef{Name: "_IOBase", Module: "_io", Flags: object.FlagBaseType, Dict: true, Weak: true,
		Doc: "The base of all files: what they have in common, and what they refuse by default.",
		Slots: object.Slots{New: allocate, Iter: func(t *Thread, r Ref) Value {
			if !checkClosed(t, r) {
				return heap.Null
			}
			return r.V()
		}, Next: func(t *Thread, r Ref) Value {
			line := t.Push(call(t, r, nmReadline))
			if line.V() == heap.Null {
				return heap.Null
			}
			if n := t.Length(line); n <= 0 {
				return heap.Null
			}
			return line.V()
		}, Finalize: x.finalize},
		Methods: []object.MethodDef{
			refuse("seek", "($self, pos, whence=0, /)", "Change the position in the file."),
			{Name: "tell", Sig: "($self, /)", Doc: "Return the position in the file.", Fn: func(t *Thread, a Args) Value {
				return call(t, a.At(0), nmSeek, t.Push(heap.SmallInt(0)), t.Push(heap.SmallInt(1)))
			}},
			refuse("truncate", "($self, pos=None, /)", "Cut the file at a position, by default the current one."),
			refuse("fileno", "($self, /)", "Return the number of the file, if it has one."),
			{Name: "flush", Sig: "($self, /)", Doc: "Write out what is buffered.", Fn: func(t *Thread, a Args) Value {
				if closed, ok := baseClosed(t, a.At(0)); closed || !ok {
					return closedError(t, ok, closedText)
				}
				return heap.None
			}},
			{Name: "close", Sig: "($self, /)", Doc: "Flush and close the file. Nothing happens if it is closed.", Fn: baseClose},
			no("seekable", "Can the position be changed?"), no("readable", "Can the file be read?"), no("writable", "Can the file be written?"),
			no("isatty", "Is the file a terminal?"),
			{Name: "_checkClosed", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				if !checkClosed(t, a.At(0)) {
					return heap.Null
				}
				return heap.None
			}},
			check("_checkSeekable", nmSeekable, "seekable"), check("_checkReadable", nmReadable, "readable"), check("_checkWritable", nmWritable, "writable"),
			{Name: "__enter__", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				if !checkClosed(t, a.At(0)) {
					return heap.Null
				}
				return a.At(0).V()
			}},
			{Name: "__exit__", Sig: "($self, /, *args)", Fn: func(t *Thread, a Args) Value { return call(t, a.At(0), nmClose) }},
			{Name: "readline", Sig: "($self, size=-1, /)", Doc: "Read a line, at most size bytes of it.", Fn: x.baseReadline},
			{Name: "readlines", Sig: "($self, hint=-1, /)", Doc: "Return a list of lines: all, or so many that they have hint bytes or characters.", Fn: baseReadlines},
			{Name: "writelines", Sig: "($self, lines, /)", Doc: "Write the lines of an iterable. Newlines are not added.", Fn: baseWritelines},
		},
		GetSets: []object.GetSetDef{{Name: "closed", Get: func(t *Thread, r Ref) Value {
			yes, ok := baseClosed(t, r)
			if !ok {
				return heap.Null
			}
			return heap.Bool(yes)
		}}}})
	if x.base == nil {
		return false
	}
	x.rawBase = t.NewBuiltinType(object.TypeDef{Name: "_RawIOBase", Module: "_io", Base: x.base, Flags: object.FlagBaseType,
		Doc: "The base of raw files: read and readall out of readinto.",
		Methods: []object.MethodDef{
			{Name: "read", Sig: "($self, size=-1, /)", Doc: "Read up to size bytes, or all.", Fn: x.rawRead},
			missing("readinto", "($self, buffer, /)"), missing("write", "($self, data, /)"),
			{Name: "readall", Sig: "($self, /)", Doc: "Read until the end, with as many calls of read as that takes.", Fn: x.rawReadall},
		}})
	x.bufferedBase = t.NewBuiltinType(object.TypeDef{Name: "_BufferedIOBase", Module: "_io", Base: x.base, Flags: object.FlagBaseType,
		Doc: "The base of buffered files: readinto out of read.",
		Methods: []object.MethodDef{
			refuse("detach", "($self, /)", "Part with the raw file below, and return it."),
			refuse("read", "($self, size=-1, /)", "Read up to size bytes, or all."),
			refuse("read1", "($self, size=-1, /)", "Read up to size bytes, with one call of the raw file's read at most."),
			refuse("write", "($self, data, /)", "Write a bytes-like object. Return the number of bytes."),
			{Name: "readinto", Sig: "($self, buffer, /)", Fn: func(t *Thread, a Args) Value { return x.readintoByRead(t, a, nmRead) }},
			{Name: "readinto1", Sig: "($self, buffer, /)", Fn: func(t *Thread, a Args) Value { return x.readintoByRead(t, a, nmRead1) }},
		}})
	none := func(name, doc string) object.GetSetDef {
		return object.GetSetDef{Name: name, Doc: doc, Get: func(t *Thread, r Ref) Value { return heap.None }}
	}
	x.textBase = t.NewBuiltinType(object.TypeDef{Name: "_TextIOBase", Module: "_io", Base: x.base, Flags: object.FlagBaseType,
		Doc: "The base of text files.",
		Methods: []object.MethodDef{
			refuse("detach", "($self, /)", "Part with the buffered file below, and return it."),
			refuse("read", "($self, size=-1, /)", "Read up to size characters, or all."),
			refuse("readline", "($self, size=-1, /)", "Read a line."),
			refuse("write", "($self, text, /)", "Write a str. Return the number of characters."),
		},
		GetSets: []object.GetSetDef{none("encoding", "The name of the encoding."), none("newlines", "The line ends that were read so far."), none("errors", "What becomes of errors of the encoding.")}})
	return x.rawBase != nil && x.bufferedBase != nil && x.textBase != nil
}

// baseClosed asks whether _IOBase.close has run.
func baseClosed(t *Thread, r Ref) (closed, ok bool) {
	v, ok := t.GetAttrOpt(r, t.RT.NameRef(nmIsClosed))
	return v != heap.Null, ok
}

func closedError(t *Thread, ok bool, text string) Value {
	if !ok {
		return heap.Null
	}
	return t.ValueErrorf("%s", text)
}

// checkClosed refuses a closed file. false: exception pending.
func checkClosed(t *Thread, r Ref) bool {
	closed, ok := isClosed(t, r)
	if closed {
		t.ValueErrorf(closedText)
	}
	return ok && !closed
}

// require refuses a file that cannot do something. false: exception pending.
func (x *IO) require(t *Thread, r Ref, able object.NameID, what string) bool {
	defer t.Pop(t.Top())
	v := call(t, r, able)
	if v == heap.True {
		return true
	}
	if v != heap.Null {
		x.refuse(t, "File or stream is not "+what+".")
	}
	return false
}

func baseClose(t *Thread, a Args) Value {
	self := a.At(0)
	if closed, ok := baseClosed(t, self); closed || !ok {
		if !ok {
			return heap.Null
		}
		return heap.None
	}
	flushed := call(t, self, nmFlush) != heap.Null
	chained(t, func() {
		t.SetAttr(self, t.RT.NameRef(nmIsClosed), t.Push(heap.True))
	})
	if !flushed || t.Pending() {
		return heap.Null
	}
	return heap.None
}

// finalize closes a file that nobody has any more. What goes wrong is dropped, as CPython
// does outside of its development mode.
func (x *IO) finalize(t *Thread, self Ref) {
	defer t.Pop(t.Top())
	if x.leftToOthers(t, self) {
		return
	}
	closed, ok := isClosed(t, self)
	if !ok {
		t.ClearExc() // an object that was never initialised
		return
	}
	if !closed {
		x.markFinalizing(t, self)
		if call(t, self, nmClose) == heap.Null {
			t.ClearExc()
		}
	}
	x.finalizeInner(t, self)
}

// baseReadline reads a line of bytes from what has read, and perhaps peek.
func (x *IO) baseReadline(t *Thread, a Args) Value {
	self := a.At(0)
	limit, ok := sizeArg(t, a.At(1))
	if !ok {
		return heap.Null
	}
	peek, ok := t.GetAttrOpt(self, t.RT.NameRef(nmPeek))
	if !ok {
		return heap.Null
	}
	pk := t.Push(peek)
	var line []byte
	for limit < 0 || len(line) < limit {
		mark := t.Top()
		n := 1
		if pk.V() != heap.Null {
			ahead := t.CallN(pk, t.Push(heap.SmallInt(1)))
			if ahead == heap.Null {
				return ahead
			}
			if !t.RT.IsBytes(ahead) {
				return t.Errorf(t.RT.Exc.OSError, "peek() should have returned a bytes object, not '%s'", t.TypeName(ahead))
			}
			if b := object.BytesOf(ahead); len(b) > 0 {
				n = len(b)
				if limit >= 0 {
					n = min(n, limit-len(line))
				}
				for i, c := range b[:n] {
					if c == '\n' {
						n = i + 1
						break
					}
				}
			}
		}
		v := call(t, self, nmRead, x.small(t, n))
		switch {
		case v == heap.Null:
			return v
		case !t.RT.IsBytes(v):
			return t.Errorf(t.RT.Exc.OSError, "read() should have returned a bytes object, not '%s'", t.TypeName(v))
		}
		b := object.BytesOf(v)
		if len(b) == 0 {
			break
		}
		line = append(line, b...)
		if line[len(line)-1] == '\n' {
			break
		}
		t.Pop(mark)
	}
	return t.NewBytes(line)
}

func baseReadlines(t *Thread, a Args) Value {
	hint, ok := sizeArg(t, a.At(1))
	if !ok {
		return heap.Null
	}
	list, it := t.Push(t.NewList(0)), t.PushN(1)
	if it.Set(t.Iter(a.At(0))); list.V() == heap.Null || it.V() == heap.Null {
		return heap.Null
	}
	line := t.PushN(1)
	for got := 0; ; {
		if line.Set(t.Next(it)); line.V() == heap.Null {
			if t.Pending() {
				return heap.Null
			}
			return list.V()
		}
		if !t.ListAppend(list, line) {
			return heap.Null
		}
		if hint > 0 {
			n := t.Length(line)
			if n < 0 {
				return heap.Null
			}
			if got += n; got >= hint {
				return list.V()
			}
		}
	}
}

func baseWritelines(t *Thread, a Args) Value {
	if !checkClosed(t, a.At(0)) {
		return heap.Null
	}
	it := t.Push(t.Iter(a.At(1)))
	if it.V() == heap.Null {
		return heap.Null
	}
	line := t.PushN(1)
	for {
		if line.Set(t.Next(it)); line.V() == heap.Null {
			if t.Pending() {
				return heap.Null
			}
			return heap.None
		}
		if call(t, a.At(0), nmWrite, line) == heap.Null {
			return heap.Null
		}
	}
}

// rawRead reads by readinto.
func (x *IO) rawRead(t *Thread, a Args) Value {
	n, ok := sizeArg(t, a.At(1))
	if !ok {
		return heap.Null
	}
	if n < 0 {
		return call(t, a.At(0), nmReadall)
	}
	buf := t.Push(t.NewByteArray(nil))
	if buf.V() == heap.Null || !t.ResizeByteArray(buf, n) {
		return heap.Null
	}
	res := call(t, a.At(0), nmReadinto, buf)
	if res == heap.Null || res == heap.None {
		return res
	}
	got, ok := t.AsSsize(t.Push(res), t.RT.Exc.ValueError)
	if !ok {
		return heap.Null
	}
	b := bytesOf(buf.V())
	if got < 0 || got > len(b) {
		return t.ValueErrorf("readinto returned %d outside buffer size %d", got, len(b))
	}
	return t.NewBytes(b[:got])
}

func (x *IO) rawReadall(t *Thread, a Args) Value {
	var out []byte
	for first := true; ; first = false {
		mark := t.Top()
		v := call(t, a.At(0), nmRead, x.small(t, bufferSize))
		switch {
		case v == heap.Null:
			return v
		case v == heap.None && first:
			return v
		case v == heap.None:
			return t.NewBytes(out)
		case !t.RT.IsBytes(v):
			return t.TypeErrorf("read() should return bytes")
		case len(object.BytesOf(v)) == 0:
			return t.NewBytes(out)
		}
		out = append(out, object.BytesOf(v)...)
		t.Pop(mark)
	}
}

// readintoByRead reads into a buffer what read or read1 gives.
func (x *IO) readintoByRead(t *Thread, a Args, method object.NameID) Value {
	into, ok := t.WriteBytes(a.At(1), needWritable("readinto"))
	if !ok {
		return heap.Null
	}
	defer into.Release(t)
	room := len(into.Bytes())
	v := call(t, a.At(0), method, x.small(t, room))
	switch {
	case v == heap.Null:
		return v
	case !t.RT.IsBytes(v):
		return t.TypeErrorf("read() should return bytes")
	}
	b := object.BytesOf(v)
	if len(b) > room {
		return t.ValueErrorf("read() returned too much data: %d bytes requested, %d returned", room, len(b))
	}
	copy(into.Bytes(), b)
	return heap.SmallInt(int64(len(b)))
}
