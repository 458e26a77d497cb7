package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// The codecs between str and bytes. Each is a Go function over Go memory: what
// is to be converted is copied first, because an error handler may run Python
// code; only text that needs no thought (UTF-8 without surrogates, ASCII) goes
// straight from object to object.

// codec converts under a name. The functions get the name for messages.
type codec struct {
	name   string // in messages
	encode func(e *encodeRun) bool
	decode func(d *decodeRun) bool
	table  func() *charset // of a codec of one byte a character; else nil
}

// codecs by normalised name: see codecNamed.
var codecs = func() map[string]*codec {
	m := map[string]*codec{}
	add := func(c *codec, aliases string) {
		m[c.name] = c // as it is mostly written
		for _, a := range strings.Fields(aliases) {
			m[a] = c
		}
	}
	add(&codec{name: "utf-8", encode: encodeUTF8Sig, decode: decodeUTF8Sig}, "utf_8_sig")
	add(&codec{name: "utf-8", encode: encodeUTF8, decode: decodeUTF8}, "utf_8 u8 utf utf8 utf8_ucs2 utf8_ucs4 cp65001")
	add(&codec{name: "ascii", encode: encodeASCII, decode: decodeASCII},
		"ascii 646 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii")
	add(&codec{name: "latin-1", encode: encodeLatin1, decode: decodeLatin1},
		"latin_1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1")
	little := utf16Little
	if !littleEndian {
		little = utf16Big
	}
	add(utf16Codec("utf-16", little, true), "utf_16 u16 utf16")
	add(utf16Codec("utf-16-le", utf16Little, false), "utf_16_le unicodelittleunmarked utf_16le")
	add(utf16Codec("utf-16-be", utf16Big, false), "utf_16_be unicodebigunmarked utf_16be")
	little = utf32Little
	if !littleEndian {
		little = utf32Big
	}
	add(utf32Codec("utf-32", little, true), "utf_32 u32 utf32")
	add(utf32Codec("utf-32-le", utf32Little, false), "utf_32_le utf_32le")
	add(utf32Codec("utf-32-be", utf32Big, false), "utf_32_be utf_32be")
	add(&codec{name: "utf7", encode: encodeUTF7, decode: decodeUTF7}, "utf_7 u7 utf7 unicode_1_1_utf_7")
	add(&codec{name: "unicodeescape", encode: encodeUnicodeEscape, decode: decodeUnicodeEscape}, "unicode_escape")
	add(&codec{name: "rawunicodeescape", encode: encodeRawUnicodeEscape, decode: decodeRawUnicodeEscape}, "raw_unicode_escape")
	addCharmaps(m)
	return m
}()

// codecNamed finds a codec by any of its names; nil: there is none in Go.
func codecNamed(name string) *codec {
	if name == "" {
		return codecs["utf_8"]
	}
	if c := codecs[name]; c != nil {
		return c
	}
	return codecs[NormalEncoding(name)]
}

// foreign encodes or decodes (direction 0 or 1) by a codec that was registered in Python.
func (t *Thread) foreign(direction int, o Ref, encoding, errors string) Value {
	if f := t.RT.ForeignCodec; f != nil {
		return f(t, direction == 1, o, encoding, errors)
	}
	return t.Errorf(t.RT.Exc.LookupError, "unknown encoding: %s", encoding)
}

// NormalEncoding is the form in which encodings are looked up: lower case, runs
// of what is no letter, digit or point as one underscore.
func NormalEncoding(s string) string {
	var b strings.Builder
	gap := false
	for _, c := range s {
		switch {
		case c < 0x80 && (isASCIILetter(byte(c)) || isDigit(byte(c)) || c == '.'):
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteByte(lowerByte(byte(c)))
		case c < 0x80:
			gap = true
		}
	}
	return b.String()
}

// Encode returns s.encode(encoding, errors) for a str; "" stands for utf-8 and
// strict.
func (t *Thread) Encode(s Ref, encoding, errors string) Value {
	c := codecNamed(encoding)
	if c == nil {
		return t.foreign(0, s, encoding, errors)
	}
	utf8 := c == codecs["utf_8"] && !StrHasSurrogates(s.V())
	ascii := StrIsASCII(s.V()) && (c == codecs["utf_8"] || c == codecs["ascii"] || c == codecs["latin_1"])
	if utf8 || ascii {
		v := t.allocBytes(len(StrBytes(s.V())))
		if v != heap.Null {
			copy(BytesOf(v), StrBytes(s.V()))
		}
		return v
	}
	defer t.Pop(t.Top())
	e := &encodeRun{t: t, name: c.name, src: s, text: runesOf(s.V()), errors: errors, unit: 1}
	if !c.encode(e) {
		return heap.Null
	}
	return t.NewBytes(e.out)
}

// runesOf returns the code points of a str. No safepoint.
func runesOf(v Value) []rune {
	out := make([]rune, 0, StrLen(v))
	for b := StrBytes(v); len(b) > 0; {
		c, n := decodeRune(b)
		out = append(out, c)
		b = b[n:]
	}
	return out
}

// Decode returns b.decode(encoding, errors) for a bytes-like object.
func (t *Thread) Decode(b Ref, encoding, errors string) Value {
	src, ok := t.asBytes(b, "decoding to str: need a bytes-like object, %s found")
	if !ok {
		return heap.Null
	}
	defer src.release(t)
	view := src.bytes()
	if len(view) == 0 {
		return t.RT.emptyStr() // CPython does not ask what the encoding is
	}
	c := codecNamed(encoding)
	if c == nil {
		return t.foreign(1, b, encoding, errors)
	}
	plain := c == codecs["utf_8"] || c == codecs["ascii"] || c == codecs["latin_1"]
	if plain && asciiPrefix(view) == len(view) {
		n := len(view)
		if n == 1 {
			return t.RT.latin1Str(view[0])
		}
		v := t.allocStr(strFacts{n: n, cps: n})
		if v != heap.Null {
			copy(strText(v), src.bytes())
		}
		return v
	}
	return t.decodeWith(c, append([]byte(nil), view...), b, errors)
}

// DecodeBytes is Decode for Go memory.
func (t *Thread) DecodeBytes(data []byte, encoding, errors string) Value {
	c := codecNamed(encoding)
	if c == nil {
		defer t.Pop(t.Top())
		b := t.NewBytes(data)
		if b == heap.Null {
			return b
		}
		return t.foreign(1, t.Push(b), encoding, errors)
	}
	return t.decodeWith(c, data, Ref{}, errors)
}

// HasCodec says that a codec of this name is written in Go.
func HasCodec(encoding string) bool { return codecNamed(encoding) != nil }

// A Decoding is what DecodePart made.
type Decoding struct {
	Text Value //rawaddr:ok for the caller to push at once
	Used int   // bytes that were decoded
	// Order is the byte order that the data's mark told: -1 little, 1 big, 0 none.
	Order int
}

// DecodePart decodes data with a codec that is written in Go. final: nothing follows;
// otherwise what is cut off at the end is left over. obj are the data as an object, or
// the nil Ref. ok false: exception pending.
func (t *Thread) DecodePart(data []byte, obj Ref, encoding, errors string, final bool) (d Decoding, ok bool) {
	defer t.Pop(t.Top())
	c := codecNamed(encoding)
	run := &decodeRun{t: t, name: c.name, data: data, obj: obj, errors: errors, partial: !final, used: len(data)}
	if !c.decode(run) {
		return d, false
	}
	d.Used, d.Order = run.used, run.order
	d.Text = t.NewStrBytes(run.out)
	return d, d.Text != heap.Null
}

func (t *Thread) decodeWith(c *codec, data []byte, obj Ref, errors string) Value {
	defer t.Pop(t.Top())
	d := &decodeRun{t: t, name: c.name, data: data, obj: obj, errors: errors}
	if !c.decode(d) {
		return heap.Null
	}
	return t.NewStrBytes(d.out)
}

// RegisterErrorHandler makes f what errors=name calls (codecs.register_error).
func (t *Thread) RegisterErrorHandler(name string, f Ref) {
	ts := t.RT.textInit()
	if ts.handlers == nil {
		ts.handlers = map[string]Ref{}
	}
	r, ok := ts.handlers[name]
	if !ok {
		r = t.H.NewRoot()
		ts.handlers[name] = r
	}
	r.Set(f.V())
}

// errorHandler returns a registered handler; the nil Ref: LookupError is
// pending.
func (t *Thread) errorHandler(name string) Ref {
	r, ok := t.RT.textInit().handlers[name]
	if !ok {
		t.Errorf(t.RT.Exc.LookupError, "unknown error handler name '%s'", name)
	}
	return r
}

// ErrorHandler returns what RegisterErrorHandler registered, or the nil Ref.
func (t *Thread) ErrorHandler(name string) Ref { return t.RT.textInit().handlers[name] }

// callHandler calls a registered error handler with the pending exception and
// takes its result apart: a str (or a bytes, when encoding) and where to go on, in what
// length then tells the size of.
func (t *Thread) callHandler(h Ref, length func() (int, bool), encoding bool) (repl Ref, pos int, ok bool) {
	exc := t.Push(t.TakeExc())
	res := t.Push(t.CallN(h, exc))
	if res.V() == heap.Null {
		return Ref{}, 0, false
	}
	what, kind := "decoding", "str"
	if encoding {
		what, kind = "encoding", "str/bytes"
	}
	if t.RT.TypeOf(res.V()).Flags&FlagTupleSubclass == 0 || t.TupleLen(res.V()) != 2 {
		t.TypeErrorf("%s error handler must return (%s, int) tuple", what, kind)
		return Ref{}, 0, false
	}
	repl = t.Push(t.TupleAt(res.V(), 0))
	at := t.Push(t.TupleAt(res.V(), 1))
	if !t.RT.IsStr(repl.V()) && !(encoding && t.RT.IsBytes(repl.V())) || !t.RT.HasIndex(at.V()) {
		t.TypeErrorf("%s error handler must return (%s, int) tuple", what, kind)
		return Ref{}, 0, false
	}
	if pos, ok = t.asArgSsize(at); !ok {
		return Ref{}, 0, false
	}
	size, ok := length()
	if !ok {
		return Ref{}, 0, false
	}
	if pos < 0 {
		pos += size
	}
	if pos < 0 || pos > size {
		t.IndexErrorf("position %d from error handler out of bounds", pos)
		return Ref{}, 0, false
	}
	return repl, pos, true
}

// StatelessCodec says that a codec of this name is written in Go, and that a text can be
// encoded in parts with it.
func StatelessCodec(encoding string) bool {
	c := codecNamed(encoding)
	return c != nil && (c == codecs["utf_8"] || c == codecs["ascii"] || c == codecs["latin_1"] || c.table != nil)
}
