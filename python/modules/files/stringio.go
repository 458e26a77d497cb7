package files

import (
	"encoding/binary"
	"strings"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A StringIO keeps its characters in a bytearray: a byte each as long as all are ASCII,
// else four. So a position is an index, and the usual text is compact.
const (
	strData    = baseRefs + iota // reference: the bytearray
	strReadNL                    // the argument newline: a str or None
	strDecoder                   // an IncrementalNewlineDecoder, or Null
	strIORefs  = 3

	strIORaw = 16
)

// strState is the raw part.
type strState struct {
	pos   int64
	flags uint64
}

const (
	strReady uint64 = 1 << iota
	strClosed
	strWide      // four bytes a character
	strUniversal // lines end at any line end that is left: newline is '' (None translates)
	strTranslate // newline is None
)

func strOf(r Ref) *strState { return (*strState)(r.V().Addr().Raw(0)) }

// width is the size of a character.
func (s *strState) width() int {
	if s.flags&strWide != 0 {
		return 4
	}
	return 1
}

// strLen is the number of characters.
func strIOLen(r Ref) int { return len(bytesOf(r.V().Addr().Ref(strData))) / strOf(r).width() }

func (x *IO) defineStringIO(t *Thread) bool {
	open := func(t *Thread, r Ref) bool {
		switch f := strOf(r).flags; {
		case f&strReady == 0:
			t.ValueErrorf("I/O operation on uninitialized object")
		case f&strClosed != 0:
			t.ValueErrorf("I/O operation on closed file")
		default:
			return true
		}
		return false
	}
	method := func(name, sig, doc string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value {
			if !open(t, a.At(0)) {
				return heap.Null
			}
			return f(t, a.At(0), a)
		}}
	}
	yes := func(name string) object.MethodDef {
		return method(name, "($self, /)", "True.", func(t *Thread, self Ref, a Args) Value { return heap.True })
	}
	attr := func(name, doc string, f func(t *Thread, r Ref) Value) object.GetSetDef {
		return object.GetSetDef{Name: name, Doc: doc, Get: func(t *Thread, r Ref) Value {
			if !open(t, r) {
				return heap.Null
			}
			return f(t, r)
		}}
	}
	x.stringIO = t.NewBuiltinType(object.TypeDef{Name: "StringIO", Module: "_io", Base: x.textBase, Flags: object.FlagBaseType,
		FixedRefs: strIORefs, RawSize: strIORaw, TextSig: `(initial_value='', newline='\n')`,
		Doc:   "A text file in memory.\n\ninitial_value is what it begins with, newline as TextIOWrapper's, but that without\nit nothing is translated.",
		Alloc: quietly(func() *object.Type { return x.stringIO }),
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
			t.Store(self.V(), strData, data)
			return self.V()
		}, Init: initBy("StringIO", `($self, initial_value='', newline='\n')`, x.strInit),
			Iter: func(t *Thread, r Ref) Value {
				if !open(t, r) {
					return heap.Null
				}
				return r.V()
			},
			Next: func(t *Thread, r Ref) Value {
				if !open(t, r) {
					return heap.Null
				}
				defer t.Pop(t.Top())
				line := t.PushN(1)
				if t.RT.TypeOf(r.V()) == x.stringIO {
					line.Set(strReadline(t, r, -1))
				} else {
					// A subclass may read lines otherwise.
					line.Set(call(t, r, nmReadline))
					if line.V() != heap.Null && !t.RT.IsStr(line.V()) {
						return t.Errorf(t.RT.Exc.OSError, "readline() should have returned a str object, not '%s'", t.TypeName(line.V()))
					}
				}
				if line.V() != heap.Null && object.StrLen(line.V()) == 0 {
					return heap.Null
				}
				return line.V()
			}},
		Methods: []object.MethodDef{
			yes("readable"), yes("writable"), yes("seekable"),
			method("getvalue", "($self, /)", "Return all the text.", func(t *Thread, self Ref, a Args) Value { return strSlice(t, self, 0, strIOLen(self)) }),
			method("read", "($self, size=-1, /)", "Read at most size characters, or all.", func(t *Thread, self Ref, a Args) Value {
				n, ok := sizeArg(t, a.At(1))
				if !ok {
					return heap.Null
				}
				s, total := strOf(self), strIOLen(self)
				lo := min(int(s.pos), total)
				if n < 0 || n > total-lo {
					n = total - lo
				}
				s.pos += int64(n)
				return strSlice(t, self, lo, lo+n)
			}),
			method("readline", "($self, size=-1, /)", "Read a line, at most size characters of it.", func(t *Thread, self Ref, a Args) Value {
				n, ok := sizeArg(t, a.At(1))
				if !ok {
					return heap.Null
				}
				return strReadline(t, self, n)
			}),
			method("write", "($self, text, /)", "Write a str. Return the number of characters.", func(t *Thread, self Ref, a Args) Value {
				if !t.RT.IsStr(a.At(1).V()) {
					return t.TypeErrorf("string argument expected, got '%s'", t.TypeName(a.At(1).V()))
				}
				n := object.StrLen(a.At(1).V())
				if !x.strWrite(t, self, a.At(1)) {
					return heap.Null
				}
				return heap.SmallInt(int64(n))
			}),
			method("seek", "($self, pos, whence=0, /)", "Change the position and return it.", strSeek),
			method("tell", "($self, /)", "Return the position.", func(t *Thread, self Ref, a Args) Value { return t.NewInt(strOf(self).pos) }),
			method("truncate", "($self, pos=None, /)", "Cut the text at a position, by default the current one. Return the size.", func(t *Thread, self Ref, a Args) Value {
				n := int(strOf(self).pos)
				if a.At(1).V() != heap.None {
					var ok bool
					if n, ok = sizeArg(t, a.At(1)); !ok {
						return heap.Null
					}
				}
				if n < 0 {
					return t.ValueErrorf("Negative size value %d", n)
				}
				if n < strIOLen(self) && !t.ResizeByteArray(t.Push(self.V().Addr().Ref(strData)), n*strOf(self).width()) {
					return heap.Null
				}
				return t.NewInt(int64(n))
			}),
			{Name: "close", Sig: "($self, /)", Doc: "Give up the text.", Fn: func(t *Thread, a Args) Value {
				strOf(a.At(0)).flags |= strClosed
				if !t.ResizeByteArray(t.Push(a.At(0).V().Addr().Ref(strData)), 0) {
					return heap.Null
				}
				return heap.None
			}},
			method("__getstate__", "($self, /)", "", func(t *Thread, self Ref, a Args) Value {
				base := t.PushN(4)
				base.Set(strSlice(t, self, 0, strIOLen(self)))
				base.At(1).Set(heap.None)
				if v := self.V().Addr().Ref(strReadNL); v != heap.Null {
					base.At(1).Set(v)
				}
				base.At(2).Set(t.NewInt(strOf(self).pos))
				return stateTuple(t, self, base, 4)
			}),
			{Name: "__setstate__", Sig: "($self, state, /)", Fn: x.strSetState},
		},
		GetSets: []object.GetSetDef{
			{Name: "closed", Get: func(t *Thread, r Ref) Value {
				if strOf(r).flags&strReady == 0 {
					return t.ValueErrorf("I/O operation on uninitialized object")
				}
				return heap.Bool(strOf(r).flags&strClosed != 0)
			}},
			attr("line_buffering", "False.", func(t *Thread, r Ref) Value { return heap.False }),
			attr("newlines", "The line ends that were seen.", func(t *Thread, r Ref) Value {
				d := r.V().Addr().Ref(strDecoder)
				if d == heap.Null {
					return heap.None
				}
				return seenNewlines(t, nlFlags(t.Push(d))&nlSeen)
			}),
		}})
	return x.stringIO != nil
}

// newlineArg reads the argument newline. false: exception pending.
func newlineArg(t *Thread, r Ref, what string) (nl string, none, ok bool) {
	if r.V() == heap.None {
		return "", true, true
	}
	if !t.RT.IsStr(r.V()) {
		t.TypeErrorf("%s must be str or None, not %s", what, t.TypeName(r.V()))
		return "", false, false
	}
	nl = object.GoStr(r.V())
	switch nl {
	case "", "\n", "\r", "\r\n":
		return nl, false, true
	}
	s := t.Repr(r)
	if s != heap.Null {
		t.ValueErrorf("illegal newline value: %s", object.GoStr(s))
	}
	return "", false, false
}

func (x *IO) strInit(t *Thread, a Args) Value {
	self, value, newline := a.At(0), a.At(1), a.At(2)
	nl, none, ok := newlineArg(t, newline, "newline")
	if !ok {
		return heap.Null
	}
	if value.V() != heap.None && !t.RT.IsStr(value.V()) {
		return t.TypeErrorf("initial_value must be str or None, not %s", t.TypeName(value.V()))
	}
	s := strOf(self)
	s.pos, s.flags = 0, 0
	if !t.ResizeByteArray(t.Push(self.V().Addr().Ref(strData)), 0) {
		return heap.Null
	}
	t.Store(self.V(), strReadNL, newline.V())
	t.Store(self.V(), strDecoder, heap.Null)
	if none || nl == "" {
		f := nlReady
		if none {
			f |= nlTranslate
			strOf(self).flags |= strTranslate
		} else {
			strOf(self).flags |= strUniversal
		}
		d := t.NewInstance(x.newlines)
		if d == heap.Null {
			return d
		}
		t.Store(d, nlDecoder, heap.None)
		dr := t.Push(d)
		setNL(dr, f)
		t.Store(self.V(), strDecoder, dr.V())
	}
	strOf(self).flags |= strReady
	if value.V() != heap.None && !x.strWrite(t, self, value) {
		return heap.Null
	}
	strOf(self).pos = 0
	return heap.None
}

// strSlice is a part of the text.
func strSlice(t *Thread, self Ref, lo, hi int) Value {
	data := bytesOf(self.V().Addr().Ref(strData))
	if strOf(self).flags&strWide == 0 {
		return t.NewStrBytes(data[lo:hi])
	}
	var out []byte
	for i := lo; i < hi; i++ {
		out = object.AppendRune(out, rune(binary.NativeEndian.Uint32(data[4*i:])))
	}
	return t.NewStrBytes(out)
}

// widen makes the characters four bytes each.
func strWiden(t *Thread, self Ref) bool {
	data := t.Push(self.V().Addr().Ref(strData))
	n := len(bytesOf(data.V()))
	if !t.ResizeByteArray(data, 4*n) {
		return false
	}
	b := bytesOf(data.V())
	for i := n - 1; i >= 0; i-- {
		binary.NativeEndian.PutUint32(b[4*i:], uint32(b[i]))
	}
	strOf(self).flags |= strWide
	return true
}

// strWrite puts text at the position: over what is there, and behind the end.
func (x *IO) strWrite(t *Thread, self, text Ref) bool {
	defer t.Pop(t.Top())
	text = t.Push(text.V())
	if d := self.V().Addr().Ref(strDecoder); d != heap.Null {
		if text.Set(x.decodeNewlines(t, t.Push(d), text, true)); text.V() == heap.Null {
			return false
		}
	}
	if nl := self.V().Addr().Ref(strReadNL); nl != heap.Null && nl != heap.None && object.StrLen(nl) > 0 && object.GoStr(nl) != "\n" &&
		indexLF(object.StrBytes(text.V())) >= 0 {
		s := strings.ReplaceAll(object.GoStr(text.V()), "\n", object.GoStr(nl))
		if text.Set(t.NewStr(s)); text.V() == heap.Null {
			return false
		}
	}
	n := object.StrLen(text.V())
	if n == 0 {
		return true
	}
	if !object.StrIsASCII(text.V()) && strOf(self).flags&strWide == 0 && !strWiden(t, self) {
		return false
	}
	data := t.Push(self.V().Addr().Ref(strData))
	pos, old, w := int(strOf(self).pos), strIOLen(self), strOf(self).width()
	if end := pos + n; end > old && !t.ResizeByteArray(data, end*w) {
		return false
	}
	b := bytesOf(data.V())
	if w == 1 {
		copy(b[pos:], object.StrBytes(text.V()))
	} else {
		for i, c := range object.RunesOf(text.V()) {
			binary.NativeEndian.PutUint32(b[4*(pos+i):], uint32(c))
		}
	}
	strOf(self).pos = int64(pos + n)
	return true
}

// strReadline reads a line, at most limit characters of it if limit is not negative.
func strReadline(t *Thread, self Ref, limit int) Value {
	s, total := strOf(self), strIOLen(self)
	lo := int(s.pos)
	if lo >= total {
		return t.NewStr("")
	}
	data := bytesOf(self.V().Addr().Ref(strData))
	at := func(i int) rune {
		if s.flags&strWide == 0 {
			return rune(data[i])
		}
		return rune(*(*uint32)(unsafe.Pointer(&data[4*i])))
	}
	stop := total
	if limit >= 0 && limit < total-lo {
		stop = lo + limit
	}
	nl := "\n"
	if v := self.V().Addr().Ref(strReadNL); v != heap.Null && v != heap.None && object.StrLen(v) > 0 {
		nl = object.GoStr(v)
	}
	hi := lo
	for hi < stop {
		c := at(hi)
		hi++
		switch {
		case s.flags&strUniversal != 0 && c == '\r':
			if hi < total && at(hi) == '\n' {
				hi = min(hi+1, stop)
			}
		case s.flags&strUniversal != 0 && c == '\n', len(nl) == 1 && c == rune(nl[0]), len(nl) == 2 && c == '\n' && hi-2 >= lo && at(hi-2) == '\r':
		default:
			continue
		}
		break
	}
	s.pos = int64(hi)
	return strSlice(t, self, lo, hi)
}

func strSeek(t *Thread, self Ref, a Args) Value {
	pos, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	whence, ok := t.AsInt64(a.At(2))
	switch {
	case !ok:
		return heap.Null
	case whence < 0 || whence > 2:
		return t.ValueErrorf("Invalid whence (%d, should be 0, 1 or 2)", whence)
	case pos < 0 && whence == 0:
		return t.ValueErrorf("Negative seek position %d", pos)
	case whence != 0 && pos != 0:
		return t.Errorf(t.RT.Exc.OSError, "Can't do nonzero cur-relative seeks")
	case whence == 1:
		pos = strOf(self).pos
	case whence == 2:
		pos = int64(strIOLen(self))
	}
	strOf(self).pos = pos
	return t.NewInt(pos)
}

func (x *IO) strSetState(t *Thread, a Args) Value {
	self, state := a.At(0), a.At(1)
	if strOf(self).flags&strClosed != 0 {
		return t.ValueErrorf("I/O operation on closed file")
	}
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) || t.TupleLen(state.V()) < 4 {
		return t.TypeErrorf("%s.__setstate__ argument should be 4-tuple, got %s", t.TypeName(self.V()), t.TypeName(state.V()))
	}
	items := t.PushN(4)
	for i := range 4 {
		items.At(i).Set(t.TupleAt(state.V(), i))
	}
	// The text was translated when it was written: it is put there as it is.
	args := t.PushN(3)
	args.Set(self.V())
	args.At(1).Set(heap.None)
	args.At(2).Set(items.At(1).V())
	if x.strInit(t, object.MakeArgs(args, 3, Ref{})) == heap.Null {
		return heap.Null
	}
	if items.V() != heap.None && !t.RT.IsStr(items.V()) {
		return t.TypeErrorf("initial_value must be str or None, not %s", t.TypeName(items.V()))
	}
	if items.V() != heap.None {
		dec, nl := t.Push(self.V().Addr().Ref(strDecoder)), t.Push(self.V().Addr().Ref(strReadNL))
		t.Store(self.V(), strDecoder, heap.Null)
		t.Store(self.V(), strReadNL, heap.None)
		ok := x.strWrite(t, self, items)
		t.Store(self.V(), strDecoder, dec.V())
		t.Store(self.V(), strReadNL, nl.V())
		if !ok {
			return heap.Null
		}
	}
	if !t.RT.IsInt(items.At(2).V()) {
		return t.TypeErrorf("third item of state must be an integer, got %s", t.TypeName(items.At(2).V()))
	}
	n, ok := t.AsInt64(items.At(2))
	if !ok {
		return heap.Null
	}
	if n < 0 {
		return t.ValueErrorf("position value cannot be negative")
	}
	strOf(self).pos = n
	if !restoreDict(t, self, items.At(3), "fourth") {
		return heap.Null
	}
	return heap.None
}
