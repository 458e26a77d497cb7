package files

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A BytesIO keeps its bytes in a bytearray (reference bytesData), from which getbuffer's
// view comes and which refuses to change its size as long as there is one.
const (
	bytesData = baseRefs
	bytesRefs = 1
	bytesRaw  = 16
)

// bytesState is the raw part.
type bytesState struct {
	pos    int64
	closed uint64
}

func bytesStateOf(r Ref) *bytesState { return (*bytesState)(r.V().Addr().Raw(0)) }

// bytesIOData views the bytes: in place until their number changes.
func bytesIOData(r Ref) []byte { return bytesOf(r.V().Addr().Ref(bytesData)) }

func (x *IO) defineBytesIO(t *Thread) bool {
	method := func(name, sig, doc string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value {
			if bytesStateOf(a.At(0)).closed != 0 {
				return t.ValueErrorf(closedText)
			}
			return f(t, a.At(0), a)
		}}
	}
	yes := func(name string) object.MethodDef {
		return method(name, "($self, /)", "True.", func(t *Thread, self Ref, a Args) Value { return heap.True })
	}
	read := func(t *Thread, self Ref, a Args) Value {
		n, ok := sizeArg(t, a.At(1))
		if !ok {
			return heap.Null
		}
		return t.NewBytes(bytesTake(self, n, false))
	}
	x.bytesIO = t.NewBuiltinType(object.TypeDef{Name: "BytesIO", Module: "_io", Base: x.bufferedBase, Flags: object.FlagBaseType,
		FixedRefs: bytesRefs, RawSize: bytesRaw, TextSig: "(initial_bytes=b'')",
		Doc: "A file of bytes in memory.",
		// An exact BytesIO has nothing to close, so nobody needs to hear of its end.
		Alloc: quietly(func() *object.Type { return x.bytesIO }),
		Slots: object.Slots{New: func(t *Thread, a Args) Value {
			defer t.Pop(t.Top())
			self := t.Push(allocate(t, a))
			if self.V() == heap.Null {
				return heap.Null
			}
			data := t.NewByteArray(nil)
			if data == heap.Null {
				return heap.Null
			}
			t.Store(self.V(), bytesData, data)
			return self.V()
		}, Init: initBy("BytesIO", "($self, initial_bytes=None)", func(t *Thread, a Args) Value {
			if a.At(1).V() == heap.None {
				return setBytes(t, a.At(0), nil)
			}
			b, ok := t.CopyBuffer(a.At(1))
			if !ok {
				return heap.Null
			}
			return setBytes(t, a.At(0), b)
		}), Iter: func(t *Thread, r Ref) Value {
			if bytesStateOf(r).closed != 0 {
				return t.ValueErrorf(closedText)
			}
			return r.V()
		}, Next: func(t *Thread, r Ref) Value {
			if bytesStateOf(r).closed != 0 {
				return t.ValueErrorf(closedText)
			}
			if line := bytesTake(r, -1, true); len(line) > 0 {
				return t.NewBytes(line)
			}
			return heap.Null
		}},
		Methods: []object.MethodDef{
			yes("readable"), yes("writable"), yes("seekable"),
			method("isatty", "($self, /)", "False.", func(t *Thread, self Ref, a Args) Value { return heap.False }),
			method("flush", "($self, /)", "Nothing happens.", func(t *Thread, self Ref, a Args) Value { return heap.None }),
			method("read", "($self, size=-1, /)", "Read at most size bytes, or all.", read),
			method("read1", "($self, size=-1, /)", "Read at most size bytes, or all.", read),
			method("readline", "($self, size=-1, /)", "Read a line, at most size bytes of it.", func(t *Thread, self Ref, a Args) Value {
				n, ok := sizeArg(t, a.At(1))
				if !ok {
					return heap.Null
				}
				return t.NewBytes(bytesTake(self, n, true))
			}),
			method("readlines", "($self, size=None, /)", "Return a list of lines: all, or so many that they have size bytes.", bytesReadlines),
			method("readinto", "($self, buffer, /)", "Read into a bytes-like object. Return the number of bytes.", func(t *Thread, self Ref, a Args) Value {
				into, ok := t.WriteBytes(a.At(1), needWritable("readinto"))
				if !ok {
					return heap.Null
				}
				defer into.Release(t)
				n := copy(into.Bytes(), bytesTake(self, len(into.Bytes()), false))
				return heap.SmallInt(int64(n))
			}),
			method("write", "($self, data, /)", "Write a bytes-like object. Return the number of bytes.", bytesWrite),
			method("writelines", "($self, lines, /)", "Write the bytes-like objects of an iterable.", bytesWritelines),
			method("seek", "($self, pos, whence=0, /)", "Change the position and return it.", bytesSeek),
			method("tell", "($self, /)", "Return the position.", func(t *Thread, self Ref, a Args) Value { return t.NewInt(bytesStateOf(self).pos) }),
			method("truncate", "($self, size=None, /)", "Cut the bytes at a position, by default the current one. Return the size.", bytesTruncate),
			method("getvalue", "($self, /)", "Return all the bytes.", func(t *Thread, self Ref, a Args) Value { return t.NewBytes(bytesIOData(self)) }),
			method("getbuffer", "($self, /)", "Return a view of the bytes, which can be changed through it.", func(t *Thread, self Ref, a Args) Value {
				return t.NewMemoryView(t.Push(self.V().Addr().Ref(bytesData)))
			}),
			{Name: "close", Sig: "($self, /)", Doc: "Give up the bytes.", Fn: func(t *Thread, a Args) Value {
				if !t.MayResizeByteArray(t.Push(a.At(0).V().Addr().Ref(bytesData))) {
					return heap.Null
				}
				bytesStateOf(a.At(0)).closed = 1
				return setBytesOnly(t, a.At(0), nil)
			}},
			method("__getstate__", "($self, /)", "", func(t *Thread, self Ref, a Args) Value {
				base := t.PushN(3)
				base.Set(t.NewBytes(bytesIOData(self)))
				base.At(1).Set(t.NewInt(bytesStateOf(self).pos))
				return stateTuple(t, self, base, 3)
			}),
			method("__setstate__", "($self, state, /)", "", bytesSetState),
		},
		GetSets: []object.GetSetDef{{Name: "closed", Doc: "Is the file closed?", Get: func(t *Thread, r Ref) Value {
			return heap.Bool(bytesStateOf(r).closed != 0)
		}}}})
	return x.bytesIO != nil
}

// quietly is the Alloc of a type whose exact instances have no finalizer.
func quietly(exact func() *object.Type) func(t *Thread, typ *object.Type, items, raw int) Value {
	return func(t *Thread, typ *object.Type, items, raw int) Value {
		if typ == exact() {
			return t.Alloc(typ.Index, typ.Layout.FixedRefs+items, typ.Layout.RawSize+raw)
		}
		return t.AllocInstance(typ, items, raw)
	}
}

// stateTuple makes the result of __getstate__: the last of n is a copy of the __dict__, or
// None.
func stateTuple(t *Thread, self, base Ref, n int) Value {
	base.At(n - 1).Set(heap.None)
	if d := self.V().Addr().Ref(baseDict); d != heap.Null && t.DictLen(d) > 0 {
		base.At(n - 1).Set(t.DictCopy(t.Push(d)))
	}
	for i := range n {
		if base.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(base, n)
}

// restoreDict updates the __dict__ from what stateTuple kept.
func restoreDict(t *Thread, self, state Ref, what string) bool {
	if state.V() == heap.None {
		return true
	}
	if !t.RT.TypeOf(state.V()).Has(object.FlagDictSubclass) {
		t.TypeErrorf("%s item of state should be a dict, got a %s", what, t.TypeName(state.V()))
		return false
	}
	d := t.InstanceDict(self)
	return d != heap.Null && t.DictUpdate(t.Push(d), state)
}

// setBytes replaces everything: new content, position 0.
func setBytes(t *Thread, self Ref, b []byte) Value {
	if !t.MayResizeByteArray(t.Push(self.V().Addr().Ref(bytesData))) {
		return heap.Null
	}
	bytesStateOf(self).pos = 0
	bytesStateOf(self).closed = 0
	return setBytesOnly(t, self, b)
}

func setBytesOnly(t *Thread, self Ref, b []byte) Value {
	if !t.ResizeByteArray(t.Push(self.V().Addr().Ref(bytesData)), len(b)) {
		return heap.Null
	}
	copy(bytesIOData(self), b)
	return heap.None
}

// bytesTake moves the position over at most n bytes (n < 0: all), line: to the end of a line,
// and returns them, in place.
func bytesTake(self Ref, n int, line bool) []byte {
	data, s := bytesIOData(self), bytesStateOf(self)
	if s.pos >= int64(len(data)) {
		return nil
	}
	rest := data[s.pos:]
	if n >= 0 && n < len(rest) {
		rest = rest[:n]
	}
	if line {
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i+1]
		}
	}
	s.pos += int64(len(rest))
	return rest
}

func bytesReadlines(t *Thread, self Ref, a Args) Value {
	hint, ok := sizeArg(t, a.At(1))
	list := t.Push(t.NewList(0))
	if !ok || list.V() == heap.Null {
		return heap.Null
	}
	for got := 0; hint <= 0 || got < hint; {
		mark := t.Top()
		line := bytesTake(self, -1, true)
		if len(line) == 0 {
			break
		}
		got += len(line)
		v := t.Push(t.NewBytes(line))
		if v.V() == heap.Null || !t.ListAppend(list, v) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return list.V()
}

func bytesWrite(t *Thread, self Ref, a Args) Value {
	data := t.Push(self.V().Addr().Ref(bytesData))
	if !t.MayResizeByteArray(data) {
		return heap.Null
	}
	from, ok := t.ReadBytes(a.At(1), "")
	if !ok {
		return heap.Null
	}
	defer from.Release(t)
	n := len(from.Bytes())
	if n == 0 {
		return heap.SmallInt(0)
	}
	pos := int(bytesStateOf(self).pos)
	if end := pos + n; end > len(bytesOf(data.V())) && !t.ResizeByteArray(data, end) {
		return heap.Null
	}
	copy(bytesOf(data.V())[pos:], from.Bytes())
	bytesStateOf(self).pos = int64(pos + n)
	return heap.SmallInt(int64(n))
}

// bytesWritelines writes with the type's own write, whatever a subclass has.
func bytesWritelines(t *Thread, self Ref, a Args) Value {
	it := t.Push(t.Iter(a.At(1)))
	if it.V() == heap.Null {
		return heap.Null
	}
	args := t.PushN(2)
	args.Set(self.V())
	for {
		if args.At(1).Set(t.Next(it)); args.At(1).V() == heap.Null {
			if t.Pending() {
				return heap.Null
			}
			return heap.None
		}
		if bytesWrite(t, self, object.MakeArgs(args, 2, Ref{})) == heap.Null {
			return heap.Null
		}
	}
}

func bytesSeek(t *Thread, self Ref, a Args) Value {
	pos, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	whence, ok := t.AsInt64(a.At(2))
	if !ok {
		return heap.Null
	}
	s := bytesStateOf(self)
	base := int64(0)
	switch whence {
	case 0:
		if pos < 0 {
			return t.ValueErrorf("negative seek value %d", pos)
		}
	case 1:
		base = s.pos
	case 2:
		base = int64(len(bytesIOData(self)))
	default:
		return t.ValueErrorf("invalid whence (%d, should be 0, 1 or 2)", whence)
	}
	if pos > 0 && base > 1<<63-1-pos {
		return t.OverflowErrorf("new position too large")
	}
	s.pos = max(base+pos, 0)
	return t.NewInt(s.pos)
}

func bytesTruncate(t *Thread, self Ref, a Args) Value {
	data := t.Push(self.V().Addr().Ref(bytesData))
	if !t.MayResizeByteArray(data) {
		return heap.Null
	}
	n := int(bytesStateOf(self).pos)
	if a.At(1).V() != heap.None {
		var ok bool
		if n, ok = sizeArg(t, a.At(1)); !ok {
			return heap.Null
		}
		if n < 0 {
			return t.ValueErrorf("negative size value %d", n)
		}
	}
	if n < len(bytesOf(data.V())) && !t.ResizeByteArray(data, n) {
		return heap.Null
	}
	return t.NewInt(int64(n))
}

func bytesSetState(t *Thread, self Ref, a Args) Value {
	state := a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) || t.TupleLen(state.V()) < 3 {
		return t.TypeErrorf("%s.__setstate__ argument should be 3-tuple, got %s", t.TypeName(self.V()), t.TypeName(state.V()))
	}
	value, pos, dict := t.Push(t.TupleAt(state.V(), 0)), t.Push(t.TupleAt(state.V(), 1)), t.Push(t.TupleAt(state.V(), 2))
	b, ok := t.CopyBuffer(value)
	if !ok || setBytes(t, self, b) == heap.Null {
		return heap.Null
	}
	if !t.RT.IsInt(pos.V()) {
		return t.TypeErrorf("second item of state must be an integer, not %s", t.TypeName(pos.V()))
	}
	n, ok := t.AsInt64(pos)
	if !ok {
		return heap.Null
	}
	if n < 0 {
		return t.ValueErrorf("position value cannot be negative")
	}
	bytesStateOf(self).pos = n
	if !restoreDict(t, self, dict, "third") {
		return heap.Null
	}
	return heap.None
}
