package files

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// TextIOWrapper: characters over a buffered file. What is read is decoded by the chunk, and
// given out from there; what is written is encoded at once and waits in a bytearray.
const (
	txtBuffer   = innerRef + iota // the file below, or Null
	txtEncoding                   // a str
	txtErrors
	txtEncoder // of another encoding than those in Go, or Null
	txtDecoder // or Null: the file is not for reading
	txtNewline // the argument newline: None or a str
	txtChars   // a str: what was decoded; txtUsed of it was given out. Or Null
	txtInput   // bytes: see snapshot in text_seek.go. Or Null
	txtPending // a bytearray of a fixed size
	txtRefs    = txtPending - innerRef + 1
)

// textState is the raw part.
type textState struct {
	flags uint64
	// usedBytes and usedChars are how much of the decoded text was given out.
	usedBytes, usedChars int64
	pending              int64 // bytes in txtPending
	chunk                int64 // bytes to read at once
	inputFlags           int64 // the decoder's flags before txtInput
	// ratio is the number of bytes to a character in the last chunk.
	ratio float64
}

const textRaw = 56

const (
	txtReady = flagFirst << iota
	txtDetached
	txtLineBuffering
	txtWriteThrough
	txtSeekable
	txtTelling   // tell works: no next() since
	txtRead1     // the file below has read1
	txtUniversal // lines end at any line end
	txtTranslate // and all are read as \n
	txtWriteNL   // \n is written otherwise: as \r, or with
	txtWriteCRLF // this flag as \r\n
	txtWritable
)

func textOf(r Ref) *textState { return (*textState)(r.V().Addr().Raw(0)) }

func (s *textState) has(f uint64) bool { return s.flags&f != 0 }

// textUsable refuses an object without a file. false: exception pending.
func textUsable(t *Thread, r Ref) bool {
	switch s := textOf(r); {
	case s.has(txtReady):
		return true
	case s.has(txtDetached):
		t.ValueErrorf("underlying buffer has been detached")
	default:
		t.ValueErrorf("I/O operation on uninitialized object")
	}
	return false
}

// textOpen refuses a closed file as well. false: exception pending.
func (x *IO) textOpen(t *Thread, r Ref) bool {
	if !textUsable(t, r) {
		return false
	}
	buffer := r.V().Addr().Ref(txtBuffer)
	defer t.Pop(t.Top())
	if typ := t.RT.TypeOf(buffer); typ == x.writer || typ == x.reader || typ == x.random {
		b := t.Push(buffer)
		if bufOf(b).has(bufReady) {
			closed, ok := x.bufClosed(t, b)
			if closed {
				t.ValueErrorf(closedText)
			}
			return ok && !closed
		}
	}
	closed := false
	var ok bool
	if t.RT.TypeOf(r.V()) == x.text {
		closed, ok = isClosed(t, t.Push(buffer))
	} else {
		closed, ok = isClosed(t, r)
	}
	if closed {
		t.ValueErrorf(closedText)
	}
	return ok && !closed
}

const textSig = "buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False"

func (x *IO) defineText(t *Thread) bool {
	if !x.defineDecoder(t) {
		return false
	}
	method := func(name, sig, doc string, f func(t *Thread, self Ref, a Args) Value) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: func(t *Thread, a Args) Value {
			if !x.textOpen(t, a.At(0)) {
				return heap.Null
			}
			return f(t, a.At(0), a)
		}}
	}
	pass := func(name, doc string, id object.NameID) object.MethodDef {
		return object.MethodDef{Name: name, Sig: "($self, /)", Doc: doc, Fn: func(t *Thread, a Args) Value {
			if !textUsable(t, a.At(0)) {
				return heap.Null
			}
			return call(t, textBuffer(t, a.At(0)), id)
		}}
	}
	attr := func(name string, f func(t *Thread, r Ref) Value) object.GetSetDef {
		return object.GetSetDef{Name: name, Get: func(t *Thread, r Ref) Value {
			if !textUsable(t, r) {
				return heap.Null
			}
			return f(t, r)
		}}
	}
	member := func(name string, slot int) object.GetSetDef {
		return object.GetSetDef{Name: name, Get: func(t *Thread, r Ref) Value {
			if v := r.V().Addr().Ref(slot); v != heap.Null {
				return v
			}
			return heap.None
		}}
	}
	flag := func(name string, bit uint64) object.GetSetDef {
		return object.GetSetDef{Name: name, Member: true, Get: func(t *Thread, r Ref) Value { return heap.Bool(textOf(r).has(bit)) }}
	}
	buffer := member("buffer", txtBuffer)
	buffer.Member = true
	encoding := member("encoding", txtEncoding)
	encoding.Member = true
	x.text = t.NewBuiltinType(object.TypeDef{Name: "TextIOWrapper", Module: "_io", Base: x.textBase, Flags: object.FlagBaseType, FixedRefs: txtRefs, RawSize: textRaw,
		TextSig: "(" + textSig + ")",
		Doc: "Text in a buffered file.\n\n" +
			"newline: None reads all line ends as \\n and writes \\n as it is here; '' reads them as they\nare; '\\n', '\\r' and '\\r\\n' are what ends a line, and what \\n is written as.\n" +
			"line_buffering: a write with a line end in it is flushed. write_through: nothing waits.",
		Slots: object.Slots{New: allocate, Init: initBy("TextIOWrapper", "($self, "+textSig+")", x.textInit), Repr: x.textRepr, Next: x.textNext},
		Methods: []object.MethodDef{
			{Name: "write", Sig: "($self, text, /)", Doc: "Write a str. Return the number of characters.", Fn: func(t *Thread, a Args) Value {
				if !textUsable(t, a.At(0)) {
					return heap.Null
				}
				if !t.RT.IsStr(a.At(1).V()) {
					return t.TypeErrorf("write() argument must be str, not %s", t.TypeName(a.At(1).V()))
				}
				n := object.StrLen(a.At(1).V())
				if !x.WriteText(t, a.At(0), a.At(1)) {
					return heap.Null
				}
				return heap.SmallInt(int64(n))
			}},
			method("read", "($self, size=-1, /)", "Read at most size characters, or all.", func(t *Thread, self Ref, a Args) Value {
				n, ok := sizeArg(t, a.At(1))
				if !ok || !x.textReadable(t, self) || !x.writeOut(t, self) {
					return heap.Null
				}
				return x.textRead(t, self, n)
			}),
			method("readline", "($self, size=-1, /)", "Read a line, at most size characters of it.", func(t *Thread, self Ref, a Args) Value {
				n, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
				if !ok {
					return heap.Null
				}
				return x.textReadline(t, self, n)
			}),
			method("flush", "($self, /)", "Write out what waits, through all layers.", func(t *Thread, self Ref, a Args) Value {
				putFlag(self, txtTelling, textOf(self).has(txtSeekable))
				if !x.writeOut(t, self) {
					return heap.Null
				}
				return call(t, textBuffer(t, self), nmFlush)
			}),
			{Name: "close", Sig: "($self, /)", Doc: "Write out what waits, and close the file.", Fn: x.textClose},
			{Name: "detach", Sig: "($self, /)", Doc: "Part with the buffered file, and return it.", Fn: func(t *Thread, a Args) Value {
				self := a.At(0)
				if !textUsable(t, self) || call(t, self, nmFlush) == heap.Null {
					return heap.Null
				}
				b := textBuffer(t, self)
				x.wrap(t, b, false)
				t.Store(self.V(), txtBuffer, heap.Null)
				clearFlags(self, txtReady)
				setFlags(self, txtDetached)
				return b.V()
			}},
			method("seek", "($self, cookie, whence=0, /)", "Change the position: to one that tell returned, to the beginning or to the end.", x.textSeek),
			method("tell", "($self, /)", "Return the position, as a number that only seek understands.", func(t *Thread, self Ref, a Args) Value { return x.textTell(t, self) }),
			method("truncate", "($self, pos=None, /)", "Cut the file at a position of the file below.", func(t *Thread, self Ref, a Args) Value {
				if call(t, self, nmFlush) == heap.Null {
					return heap.Null
				}
				return call(t, textBuffer(t, self), nmTruncate, a.At(1))
			}),
			{Name: "reconfigure", Sig: "($self, /, *, encoding=None, errors=None, newline=<unrepresentable>, line_buffering=None, write_through=None)",
				Doc: "Change how text is read and written from now on.", Fn: x.reconfigure},
			pass("fileno", "Return the number of the file.", nmFileno), pass("seekable", "Can the position be changed?", nmSeekable),
			pass("readable", "Can the file be read?", nmReadable), pass("writable", "Can the file be written?", nmWritable),
			pass("isatty", "Is the file a terminal?", nmIsatty),
			noPickle,
		},
		GetSets: []object.GetSetDef{
			buffer, encoding, flag("line_buffering", txtLineBuffering), flag("write_through", txtWriteThrough), finalizing,
			attr("name", func(t *Thread, r Ref) Value { return t.GetAttr(textBuffer(t, r), t.RT.NameRef(nmName)) }),
			attr("closed", func(t *Thread, r Ref) Value { return t.GetAttr(textBuffer(t, r), t.RT.NameRef(nmClosed)) }),
			member("errors", txtErrors),
			attr("newlines", func(t *Thread, r Ref) Value {
				d := t.Push(r.V().Addr().Ref(txtDecoder))
				if d.V() == heap.Null {
					return heap.None
				}
				v, ok := t.GetAttrOpt(d, t.RT.NameRef(nmNewlines))
				if ok && v == heap.Null {
					return heap.None
				}
				return v
			}),
			{Name: "_CHUNK_SIZE", Get: func(t *Thread, r Ref) Value {
				if !textUsable(t, r) {
					return heap.Null
				}
				return t.NewInt(textOf(r).chunk)
			}, Set: func(t *Thread, r, v Ref) bool {
				if !textUsable(t, r) {
					return false
				}
				if v.IsNil() {
					t.AttributeErrorf("cannot delete attribute")
					return false
				}
				n, ok := t.AsSsize(v, t.RT.Exc.ValueError)
				if ok && n <= 0 {
					t.ValueErrorf("a strictly positive integer is required")
					return false
				}
				if ok {
					textOf(r).chunk = int64(n)
				}
				return ok
			}},
		}})
	return x.text != nil
}

// textBuffer is the file below, pushed.
func textBuffer(t *Thread, r Ref) Ref { return t.Push(r.V().Addr().Ref(txtBuffer)) }

func (x *IO) textRepr(t *Thread, r Ref) Value {
	defer t.Pop(t.Top())
	more := ""
	mode, ok := t.GetAttrOpt(r, t.RT.NameRef(nmMode))
	if !ok {
		return heap.Null
	}
	if mode != heap.Null {
		s := t.Repr(t.Push(mode))
		if s == heap.Null {
			return s
		}
		more = " mode=" + object.GoStr(s)
	}
	if e := r.V().Addr().Ref(txtEncoding); e != heap.Null {
		s := t.Repr(t.Push(e))
		if s == heap.Null {
			return s
		}
		more += " encoding=" + object.GoStr(s)
	} else if !textUsable(t, r) {
		return heap.Null
	}
	return named(t, r, more)
}

func (x *IO) textClose(t *Thread, a Args) Value {
	self := a.At(0)
	if !textUsable(t, self) {
		return heap.Null
	}
	closed, ok := isClosed(t, self)
	switch {
	case !ok:
		return heap.Null
	case closed:
		return heap.None
	}
	if flags(self)&flagFinalizing != 0 {
		deallocWarn(t, textBuffer(t, self), self)
	}
	call(t, self, nmFlush)
	res := t.PushN(1)
	chained(t, func() {
		if b := textBuffer(t, self); b.V() != heap.Null {
			res.Set(call(t, b, nmClose))
		}
	})
	if t.Pending() {
		return heap.Null
	}
	return res.V()
}

// textArg reads an argument that is a str or None; none is what None stands for.
func textArg(t *Thread, r Ref, fn, name, none string) (string, bool) {
	if r.V() == heap.None {
		return none, true
	}
	if !t.RT.IsStr(r.V()) {
		t.TypeErrorf("%s() argument '%s' must be str or None, not %s", fn, name, t.TypeName(r.V()))
		return "", false
	}
	s := object.GoStr(r.V())
	for i := range len(s) {
		if s[i] == 0 {
			t.ValueErrorf("embedded null character")
			return "", false
		}
	}
	return s, true
}

func (x *IO) textInit(t *Thread, a Args) Value {
	self, buffer := a.At(0), a.At(1)
	clearFlags(self, txtReady|txtDetached)
	encoding, ok := textArg(t, a.At(2), "TextIOWrapper", "encoding", localeEncoding)
	if !ok {
		return heap.Null
	}
	if encoding == "locale" {
		encoding = localeEncoding
	}
	errors, ok := textArg(t, a.At(3), "TextIOWrapper", "errors", "strict")
	if !ok {
		return heap.Null
	}
	if _, ok = textArg(t, a.At(4), "TextIOWrapper", "newline", ""); !ok || !checkNewline(t, a.At(4)) {
		return heap.Null
	}
	line, through := t.IsTrue(a.At(5)), t.IsTrue(a.At(6))
	if line < 0 || through < 0 {
		return heap.Null
	}
	s := textOf(self)
	keep := s.flags & (flagWrapped | flagKeep)
	*s = textState{flags: keep, chunk: bufferSize}
	putFlag(self, txtLineBuffering, line > 0)
	putFlag(self, txtWriteThrough, through > 0)
	for slot := txtEncoding; slot <= txtInput; slot++ {
		t.Store(self.V(), slot, heap.Null)
	}
	enc, errs := t.Push(t.NewStr(encoding)), t.Push(t.NewStr(errors))
	pending := t.Push(t.NewByteArray(nil))
	if enc.V() == heap.Null || errs.V() == heap.Null || pending.V() == heap.Null || !t.ResizeByteArray(pending, bufferSize) {
		return heap.Null
	}
	t.Store(self.V(), txtEncoding, enc.V())
	t.Store(self.V(), txtErrors, errs.V())
	t.Store(self.V(), txtPending, pending.V())
	x.setNewline(t, self, a.At(4))
	if old := textBuffer(t, self); old.V() != heap.Null {
		x.wrap(t, old, false)
	}
	if !x.setCodec(t, self, buffer) {
		return heap.Null
	}
	seekable, ok := is(t, buffer, nmSeekable)
	if !ok {
		return heap.Null
	}
	putFlag(self, txtSeekable|txtTelling, seekable)
	read1, ok := t.GetAttrOpt(buffer, t.RT.NameRef(nmRead1))
	if !ok {
		return heap.Null
	}
	putFlag(self, txtRead1, read1 != heap.Null)
	t.Store(self.V(), txtBuffer, buffer.V())
	x.wrap(t, buffer, true)
	if !x.encoderAtPlace(t, self) {
		return heap.Null
	}
	setFlags(self, txtReady)
	return heap.None
}

// localeEncoding is what encoding=None means: the locale's. hpyrun runs in UTF-8 mode's
// encoding whatever the locale says.
const localeEncoding = "UTF-8"

// checkNewline refuses a value that newline cannot have; the type is right.
func checkNewline(t *Thread, r Ref) bool {
	if r.V() == heap.None {
		return true
	}
	switch nl := object.GoStr(r.V()); nl {
	case "", "\n", "\r", "\r\n":
		return true
	default:
		t.ValueErrorf("illegal newline value: %s", nl)
		return false
	}
}

func (x *IO) setNewline(t *Thread, self, r Ref) {
	t.Store(self.V(), txtNewline, r.V())
	clearFlags(self, txtUniversal|txtTranslate|txtWriteNL|txtWriteCRLF)
	if r.V() == heap.None {
		setFlags(self, txtUniversal|txtTranslate)
		return
	}
	switch object.GoStr(r.V()) {
	case "":
		setFlags(self, txtUniversal)
	case "\r":
		setFlags(self, txtWriteNL)
	case "\r\n":
		setFlags(self, txtWriteNL|txtWriteCRLF)
	}
}

// setCodec makes the decoder and the encoder for what the buffer can do.
func (x *IO) setCodec(t *Thread, self, buffer Ref) bool {
	defer t.Pop(t.Top())
	enc, errs := t.Push(self.V().Addr().Ref(txtEncoding)), t.Push(self.V().Addr().Ref(txtErrors))
	name := object.GoStr(enc.V())
	info := t.PushN(1)
	if native := object.StatelessCodec(name); !native {
		if info.Set(x.codecs.Lookup(t, name)); info.V() == heap.Null {
			return false
		}
		text, ok := t.GetAttrOpt(info, t.RT.Name("_is_text_encoding"))
		if !ok {
			return false
		}
		if text == heap.False {
			t.Errorf(t.RT.Exc.LookupError, "'%s' is not a text encoding; use codecs.open() to handle arbitrary codecs", name)
			return false
		}
	}
	readable, ok := is(t, buffer, nmReadable)
	if !ok {
		return false
	}
	dec := t.PushN(1)
	if readable {
		if info.V() == heap.Null {
			dec.Set(x.newDecoder(t, enc, errs))
		} else {
			dec.Set(codecPart(t, info, "incrementaldecoder", errs))
		}
		if dec.V() == heap.Null {
			return false
		}
		if s := textOf(self); s.has(txtUniversal) {
			f := nlReady
			if s.has(txtTranslate) {
				f |= nlTranslate
			}
			nl := t.NewInstance(x.newlines)
			if nl == heap.Null {
				return false
			}
			t.Store(nl, nlDecoder, dec.V())
			t.Store(nl, nlErrors, heap.None)
			dec.Set(nl)
			setNL(dec, f)
		}
	}
	t.Store(self.V(), txtDecoder, dec.V())
	t.Store(self.V(), txtEncoder, heap.Null)
	writable, ok := is(t, buffer, nmWritable)
	if !ok {
		return false
	}
	putFlag(self, txtWritable, writable)
	if writable && info.V() != heap.Null {
		e := codecPart(t, info, "incrementalencoder", errs)
		if e == heap.Null {
			return false
		}
		t.Store(self.V(), txtEncoder, e)
	}
	return true
}

// codecPart makes an incremental encoder or decoder of a CodecInfo.
func codecPart(t *Thread, info Ref, name string, errors Ref) Value {
	f := t.GetAttr(info, t.RT.Name(name))
	if f == heap.Null {
		return f
	}
	return t.CallN(t.Push(f), errors)
}

// encoderAtPlace tells an encoder that the file does not begin where it writes, so that it
// writes no mark there.
func (x *IO) encoderAtPlace(t *Thread, self Ref) bool {
	if self.V().Addr().Ref(txtEncoder) == heap.Null || !textOf(self).has(txtSeekable) {
		return true
	}
	pos, ok := asOffset(t, call(t, textBuffer(t, self), nmTell))
	return ok && (pos == 0 || x.setEncoder(t, self, false))
}

// setEncoder puts the encoder into the state of the file's beginning, or behind it.
func (x *IO) setEncoder(t *Thread, self Ref, beginning bool) bool {
	defer t.Pop(t.Top())
	enc := t.Push(self.V().Addr().Ref(txtEncoder))
	switch {
	case enc.V() == heap.Null:
		return true
	case beginning:
		return call(t, enc, nmReset) != heap.Null
	}
	return call(t, enc, nmSetstate, t.Push(heap.SmallInt(0))) != heap.Null
}

func (x *IO) reconfigure(t *Thread, a Args) Value {
	self := a.At(0)
	if !textUsable(t, self) {
		return heap.Null
	}
	encoding, errors, newline, line, through := a.At(1), a.At(2), a.At(3), a.At(4), a.At(5)
	enc, ok := textArg(t, encoding, "reconfigure", "encoding", "")
	if !ok {
		return heap.Null
	}
	errs, ok := textArg(t, errors, "reconfigure", "errors", "")
	if !ok {
		return heap.Null
	}
	given := newline.V() != heap.Null
	if given {
		if _, ok := textArg(t, newline, "reconfigure", "newline", ""); !ok || !checkNewline(t, newline) {
			return heap.Null
		}
	}
	recode := encoding.V() != heap.None || errors.V() != heap.None || given
	if recode && self.V().Addr().Ref(txtDecoder) != heap.Null && (self.V().Addr().Ref(txtChars) != heap.Null || self.V().Addr().Ref(txtInput) != heap.Null) {
		return x.refuse(t, "It is not possible to set the encoding or newline of stream after the first read")
	}
	states := map[uint64]bool{}
	for bit, r := range map[uint64]Ref{txtLineBuffering: line, txtWriteThrough: through} {
		if r.V() != heap.None {
			n, ok := t.AsInt64(r)
			if !ok {
				return heap.Null
			}
			states[bit] = n != 0
		}
	}
	if call(t, self, nmFlush) == heap.Null {
		return heap.Null
	}
	if recode {
		switch {
		case enc != "" && errs == "":
			errs = "strict"
		case enc == "":
			enc = object.GoStr(self.V().Addr().Ref(txtEncoding))
		}
		if enc == "locale" {
			enc = localeEncoding
		}
		if errs == "" {
			errs = object.GoStr(self.V().Addr().Ref(txtErrors))
		}
		e, r := t.Push(t.NewStr(enc)), t.Push(t.NewStr(errs))
		old := t.PushN(3)
		for i := range 2 {
			old.At(i).Set(self.V().Addr().Ref(txtEncoding + i))
		}
		old.At(2).Set(self.V().Addr().Ref(txtNewline))
		if e.V() == heap.Null || r.V() == heap.Null {
			return heap.Null
		}
		t.Store(self.V(), txtEncoding, e.V())
		t.Store(self.V(), txtErrors, r.V())
		if given {
			x.setNewline(t, self, newline)
		}
		if !x.setCodec(t, self, textBuffer(t, self)) {
			for i := range 2 {
				t.Store(self.V(), txtEncoding+i, old.At(i).V())
			}
			x.setNewline(t, self, old.At(2))
			return heap.Null
		}
		if !x.encoderAtPlace(t, self) {
			return heap.Null
		}
	}
	for bit, on := range states {
		putFlag(self, bit, on)
	}
	return heap.None
}
