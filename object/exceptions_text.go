package object

import (
	"fmt"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// SyntaxError and the UnicodeErrors: exceptions that say where in a text
// something is wrong.

const (
	synMsg = excNumRefs + iota
	synFilename
	synLineno
	synOffset
	synText
	synEndLineno
	synEndOffset
	synPrint
	synNumRefs = 8
)

func syntaxErrorInit(t *Thread, args Args) bool {
	if !baseExceptionInit(t, args) {
		return false
	}
	self := args.At(0)
	for i := range synNumRefs {
		t.Store(self.V(), synMsg+i, heap.Null)
	}
	if args.n > 1 {
		t.Store(self.V(), synMsg, args.At(1).V())
	}
	if args.n != 3 {
		return true
	}
	v := t.SeqToTuple(args.At(2))
	if v == heap.Null {
		return false
	}
	n := t.TupleLen(v)
	switch {
	case n < 4:
		t.TypeErrorf("function takes at least 4 arguments (%d given)", n)
		return false
	case n > 6:
		t.TypeErrorf("function takes at most 6 arguments (%d given)", n)
		return false
	}
	for i := range n {
		t.Store(self.V(), synFilename+i, t.TupleAt(v, i))
	}
	if n == 5 {
		t.TypeErrorf("end_offset must be provided when end_lineno is provided")
		return false
	}
	return true
}

func syntaxErrorStr(t *Thread, e Ref) Value {
	defer t.Pop(t.Top())
	m := e.V().Addr().Ref(synMsg)
	if m == heap.Null {
		m = heap.None
	}
	s := t.Str(t.Push(m))
	if s == heap.Null {
		return s
	}
	msg := GoStr(s)
	a := e.V().Addr()
	file, line := a.Ref(synFilename), a.Ref(synLineno)
	hasFile, hasLine := file != heap.Null && t.RT.IsStr(file), line != heap.Null && IsExactInt(line)
	if hasLine && !line.IsInt() {
		line = heap.SmallInt(-1) // more than a C long, in CPython's words
	}
	switch {
	case hasFile && hasLine:
		return t.NewStr(fmt.Sprintf("%s (%s, line %d)", msg, baseName(GoStr(file)), line.Int()))
	case hasFile:
		return t.NewStr(fmt.Sprintf("%s (%s)", msg, baseName(GoStr(file))))
	case hasLine:
		return t.NewStr(fmt.Sprintf("%s (line %d)", msg, line.Int()))
	}
	return s
}

func syntaxErrorMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = synNumRefs
	d.Slots.Init, d.Slots.Str = syntaxErrorInit, syntaxErrorStr
	d.GetSets = fields(synMsg, "msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset", "print_file_and_line")
}

// SyntaxPlace says where a SyntaxError is. Lines and offsets count from 1
// (offsets in code points); 0: not known. Text is the source line.
type SyntaxPlace struct {
	File, Text                       string
	Line, Offset, EndLine, EndOffset int
	NoText                           bool // text is None
}

// SyntaxErrorAt raises cls (SyntaxError or a subclass) with a place.
func (t *Thread) SyntaxErrorAt(cls *Type, msg string, p SyntaxPlace) Value {
	defer t.Pop(t.Top())
	m, base := t.Push(t.NewStr(msg)), t.PushN(6)
	base.At(0).Set(t.NewStr(p.File))
	base.At(1).Set(heap.SmallInt(int64(p.Line)))
	base.At(2).Set(heap.SmallInt(int64(p.Offset)))
	base.At(3).Set(heap.None)
	if !p.NoText {
		base.At(3).Set(t.NewStr(p.Text))
	}
	base.At(4).Set(heap.SmallInt(int64(p.EndLine)))
	base.At(5).Set(heap.SmallInt(int64(p.EndOffset)))
	if m.V() == heap.Null || base.V() == heap.Null || base.At(3).V() == heap.Null {
		return heap.Null
	}
	n := 6
	if p.EndLine == 0 {
		n = 4
	}
	v := t.TupleOf(base, n)
	if v == heap.Null {
		return v
	}
	return t.Raise(cls, m, t.Push(v))
}

// UnicodeErrors: the references are encoding, object and reason, the raw words
// start and end.
const (
	uniEncoding = excNumRefs + iota
	uniObject
	uniReason
	uniNumRefs = 3

	uniRawStart = excRawSize
	uniRawEnd   = excRawSize + 8
	uniRawSize  = 16
)

// unicodeInit makes the Init of a UnicodeError; encoding: the first argument is
// the encoding's name; bytes: the object is a bytes.
func unicodeInit(encoding, bytes bool) func(t *Thread, args Args) bool {
	want := 4
	if encoding {
		want = 5
	}
	return func(t *Thread, args Args) bool {
		if !baseExceptionInit(t, args) {
			return false
		}
		if args.n-1 != want {
			t.TypeErrorf("function takes exactly %d arguments (%d given)", want, args.n-1)
			return false
		}
		self := args.At(0)
		pos := 1
		str := func(slot int) bool {
			v := args.At(pos).V()
			if !t.RT.IsStr(v) {
				t.TypeErrorf("argument %d must be str, not %s", pos, t.TypeName(v))
				return false
			}
			t.Store(self.V(), slot, v)
			pos++
			return true
		}
		if encoding && !str(uniEncoding) {
			return false
		}
		obj := args.At(pos)
		if !bytes {
			if !str(uniObject) {
				return false
			}
		} else {
			pos++
		}
		for _, off := range []int{uniRawStart, uniRawEnd} {
			i, ok := t.AsSsize(args.At(pos), t.RT.Exc.OverflowError)
			if !ok {
				return false
			}
			self.V().Addr().SetWord64(off, uint64(i))
			pos++
		}
		if !str(uniReason) || !bytes {
			return !t.Pending()
		}
		b := obj.V()
		if !t.RT.TypeOf(b).Has(FlagBytesSubclass) {
			if b = t.bytesFromBuffer(obj); b == heap.Null {
				return false
			}
		}
		t.Store(self.V(), uniObject, b)
		return true
	}
}

// bytesFromBuffer copies what exports a buffer into a bytes.
func (t *Thread) bytesFromBuffer(o Ref) Value {
	typ := t.RT.TypeOf(o.V())
	if typ.Slots.GetBuf == nil {
		return t.TypeErrorf("a bytes-like object is required, not '%s'", typ.Shown)
	}
	defer t.Pop(t.Top())
	return t.CallN(t.RT.BytesType.Obj, o)
}

func unicodeStr(verb string, encoding, bytes bool) func(t *Thread, e Ref) Value {
	return func(t *Thread, e Ref) Value {
		a := e.V().Addr()
		obj := a.Ref(uniObject)
		if obj == heap.Null {
			return t.RT.name(nmEmpty)
		}
		start, end := int(a.Word64(uniRawStart)), int(a.Word64(uniRawEnd))
		defer t.Pop(t.Top())
		rs := t.Str(t.Push(a.Ref(uniReason)))
		if rs == heap.Null {
			return rs
		}
		reason, prefix := GoStr(rs), ""
		if encoding {
			es := t.Str(t.Push(e.V().Addr().Ref(uniEncoding)))
			if es == heap.Null {
				return es
			}
			prefix = "'" + GoStr(es) + "' codec "
		}
		obj = e.V().Addr().Ref(uniObject)
		prefix += "can't " + verb + " "
		one, many := "character", "characters"
		if bytes {
			one, many = "byte", "bytes"
		}
		if end == start+1 && start >= 0 {
			if bytes {
				if b := BytesOf(obj); start < len(b) {
					return t.NewStr(fmt.Sprintf("%s%s 0x%02x in position %d: %s", prefix, one, b[start], start, reason))
				}
			} else if start < StrLen(obj) {
				return t.NewStr(fmt.Sprintf("%s%s '%s' in position %d: %s", prefix, one, appendEscape(nil, runeAt(obj, start)), start, reason))
			}
		}
		return t.NewStr(fmt.Sprintf("%s%s in position %d-%d: %s", prefix, many, start, end-1, reason))
	}
}

func rawInt(name string, off int) GetSetDef {
	return GetSetDef{Name: name,
		Get: func(t *Thread, e Ref) Value { return t.NewInt(int64(e.V().Addr().Word64(off))) },
		Set: func(t *Thread, e, v Ref) bool {
			if v.IsNil() {
				t.TypeErrorf("can't delete numeric/char attribute")
				return false
			}
			i, ok := t.AsSsize(v, t.RT.Exc.OverflowError)
			if ok {
				e.V().Addr().SetWord64(off, uint64(i))
			}
			return ok
		}}
}

func unicodeMore(d *TypeDef, verb string, encoding, bytes bool) {
	d.FixedRefs, d.RawSize = uniNumRefs, uniRawSize
	d.Slots.Init, d.Slots.Str = unicodeInit(encoding, bytes), unicodeStr(verb, encoding, bytes)
	d.GetSets = append(fields(uniEncoding, "encoding", "object", "reason"), rawInt("start", uniRawStart), rawInt("end", uniRawEnd))
}

func unicodeEncodeMore(rt *Runtime, d *TypeDef)    { unicodeMore(d, "encode", true, false) }
func unicodeDecodeMore(rt *Runtime, d *TypeDef)    { unicodeMore(d, "decode", true, true) }
func unicodeTranslateMore(rt *Runtime, d *TypeDef) { unicodeMore(d, "translate", false, false) }

// baseName is what follows the last slash.
func baseName(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }
