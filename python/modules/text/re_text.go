package text

import (
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// subject is the text that a pattern is searched in.
type subject struct {
	runes []rune
	ascii bool // all below 0x80
	bytes bool // of a bytes-like object
}

// subjects remembers the last texts that were decoded, for a tokenizer calls match
// again and again on one text. The key is the object: it is immutable.
type subjects struct {
	entries [4]struct {
		obj Ref
		s   *subject
	}
	next  int
	runes int // in all entries
}

// maxRemembered bounds what is remembered beside the newest text, in characters.
const maxRemembered = 1 << 20

func (c *subjects) of(v Value) *subject {
	for i := range c.entries {
		if e := &c.entries[i]; e.s != nil && e.obj.V() == v {
			return e.s
		}
	}
	return nil
}

// add remembers the text s of v (no safepoint).
func (c *subjects) add(t *Thread, v Value, s *subject) {
	if c.runes+len(s.runes) > maxRemembered {
		for i := range c.entries {
			if e := &c.entries[i]; e.s != nil {
				e.obj.Set(heap.None)
				e.s = nil
			}
		}
		c.runes = 0
	}
	e := &c.entries[c.next]
	c.next = (c.next + 1) % len(c.entries)
	if e.obj.IsNil() {
		e.obj = t.H.NewRoot()
	}
	if e.s != nil {
		c.runes -= len(e.s.runes)
	}
	e.obj.Set(v)
	e.s = s
	c.runes += len(s.runes)
}

// subject decodes a str or bytes-like object, and remembers it. nil: an exception is
// pending.
func (re *regex) subject(t *Thread, r Ref) *subject {
	if s := re.subjects.of(r.V()); s != nil {
		return s
	}
	s := decode(t, r)
	if typ := t.RT.TypeOf(r.V()); s != nil && (typ == t.RT.StrType || typ == t.RT.BytesType) {
		re.subjects.add(t, r.V(), s)
	}
	return s
}

// decode decodes a str or bytes-like object. nil: an exception is pending.
func decode(t *Thread, r Ref) *subject {
	switch v := r.V(); {
	case t.RT.IsStr(v):
		return &subject{runes: decodeStr(v), ascii: object.StrIsASCII(v)}
	case t.RT.IsBytes(v):
		return widen(object.BytesOf(v))
	}
	data, ok, isBuffer := t.BufferCopy(r)
	switch {
	case !isBuffer:
		t.TypeErrorf("expected string or bytes-like object, got '%s'", t.TypeName(r.V()))
		return nil
	case !ok:
		return nil
	}
	return widen(data)
}

func widen(b []byte) *subject {
	s := &subject{runes: make([]rune, len(b)), ascii: true, bytes: true}
	for i, c := range b {
		s.runes[i] = rune(c)
		s.ascii = s.ascii && c < 0x80
	}
	return s
}

// decodeStr returns the code points of a str (no safepoint).
func decodeStr(v Value) []rune {
	b := object.StrBytes(v)
	out := make([]rune, 0, object.StrLen(v))
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c < 0x80:
			out = append(out, rune(c))
			i++
		case c < 0xE0:
			out = append(out, rune(c&0x1F)<<6|rune(b[i+1]&0x3F))
			i += 2
		case c < 0xF0:
			out = append(out, rune(c&0x0F)<<12|rune(b[i+1]&0x3F)<<6|rune(b[i+2]&0x3F))
			i += 3
		default:
			out = append(out, rune(c&7)<<18|rune(b[i+1]&0x3F)<<12|rune(b[i+2]&0x3F)<<6|rune(b[i+3]&0x3F))
			i += 4
		}
	}
	return out
}

// appendRunes appends code points in the encoding of a str, surrogates too; as bytes
// each is one byte.
func appendRunes(out []byte, runes []rune, bytes bool) []byte {
	for _, r := range runes {
		switch {
		case r < 0x80 || bytes:
			out = append(out, byte(r))
		case r >= 0xD800 && r <= 0xDFFF:
			out = append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6&0x3F), 0x80|byte(r&0x3F))
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// newText makes a str or bytes object of what appendRunes gave.
func newText(t *Thread, b []byte, bytes bool) Value {
	if bytes {
		return t.NewBytes(b)
	}
	return t.NewStrBytes(b)
}
