package files

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Reading text.

func (x *IO) textReadable(t *Thread, self Ref) bool {
	if self.V().Addr().Ref(txtDecoder) == heap.Null {
		x.refuse(t, "not readable")
		return false
	}
	return true
}

// dropDecoded forgets what was decoded and not given out.
func dropDecoded(t *Thread, self Ref) {
	t.Store(self.V(), txtChars, heap.Null)
	s := textOf(self)
	s.usedBytes, s.usedChars = 0, 0
}

// decoded views what was decoded and not given out. No safepoint.
func decoded(self Ref) heap.RawBytes {
	v := self.V().Addr().Ref(txtChars)
	if v == heap.Null {
		return nil
	}
	return object.StrBytes(v)[textOf(self).usedBytes:]
}

// take gives out the next n bytes, chars characters, of what was decoded.
func take(t *Thread, self Ref, n, chars int) Value {
	defer t.Pop(t.Top())
	s := textOf(self)
	lo := int(s.usedBytes)
	s.usedBytes += int64(n)
	s.usedChars += int64(chars)
	return t.SubStrBytes(t.Push(self.V().Addr().Ref(txtChars)), lo, lo+n)
}

// charBytes is the number of bytes of at most n characters at the beginning of b, and the
// number of those characters.
func charBytes(b []byte, n int, ascii bool) (size, chars int) {
	if ascii {
		size = min(len(b), n)
		return size, size
	}
	for size < len(b) && chars < n {
		size++
		for size < len(b) && b[size]&0xC0 == 0x80 {
			size++
		}
		chars++
	}
	return size, chars
}

// countChars is the number of characters in b.
func countChars(b []byte, ascii bool) int {
	if ascii {
		return len(b)
	}
	_, n := charBytes(b, len(b), false)
	return n
}

// chars tells whether what was decoded is ASCII (no safepoint).
func charsASCII(self Ref) bool {
	v := self.V().Addr().Ref(txtChars)
	return v == heap.Null || object.StrIsASCII(v)
}

// readChunk reads and decodes the next part of the file; hint is how many characters are
// wanted, 0: any. ok false: exception pending.
func (x *IO) readChunk(t *Thread, self Ref, hint int) (more, ok bool) {
	defer t.Pop(t.Top())
	dec := t.Push(self.V().Addr().Ref(txtDecoder))
	held, flags := t.Push(heap.Null), int64(0)
	telling := textOf(self).has(txtTelling)
	if telling {
		b, n, ok := decoderState(t, dec)
		if !ok {
			return false, false
		}
		held.Set(b.V())
		flags = n
	}
	size := int(textOf(self).chunk)
	if hint > 0 {
		size = max(size, int(max(textOf(self).ratio, 1)*float64(hint)))
	}
	input := t.PushN(1)
	buffer := textBuffer(t, self)
	method, name := nmRead, "read"
	if textOf(self).has(txtRead1) {
		method, name = nmRead1, "read1"
	}
	if input.Set(call(t, buffer, method, x.small(t, size))); input.V() == heap.Null {
		return false, false
	}
	view, ok := t.ReadBytes(input, "underlying "+name+"() should have returned a bytes-like object, not '%s'")
	if !ok {
		return false, false
	}
	n := len(view.Bytes())
	view.Release(t)
	text := t.Push(x.decodeWith(t, dec, input, n == 0))
	if text.V() == heap.Null {
		return false, false
	}
	if !t.RT.IsStr(text.V()) {
		t.TypeErrorf("decoder should return a string result, not '%s'", t.TypeName(text.V()))
		return false, false
	}
	chars := object.StrLen(text.V())
	dropDecoded(t, self)
	t.Store(self.V(), txtChars, text.V())
	s := textOf(self)
	s.ratio = 0
	if chars > 0 {
		s.ratio = float64(n) / float64(chars)
	}
	if telling {
		// The decoder in its state of before, given these bytes, would say the same.
		data, ok := t.CopyBuffer(input)
		if !ok {
			return false, false
		}
		v := input.V()
		if b := object.BytesOf(held.V()); len(b) > 0 || !object.IsExactBytes(v) {
			v = t.NewBytes(append(append([]byte(nil), b...), data...))
		}
		if v == heap.Null {
			return false, false
		}
		t.Store(self.V(), txtInput, v)
		textOf(self).inputFlags = flags
	}
	return n > 0 || chars > 0, true
}

// textRead reads n characters, all for n < 0.
func (x *IO) textRead(t *Thread, self Ref, n int) Value {
	if n < 0 {
		return x.textReadAll(t, self)
	}
	var out []byte
	for {
		size, chars := charBytes(decoded(self), n, charsASCII(self))
		if out == nil && chars == n {
			if n == 0 {
				return t.NewStr("")
			}
			return take(t, self, size, chars)
		}
		out = append(out, decoded(self)[:size]...)
		s := textOf(self)
		s.usedBytes += int64(size)
		s.usedChars += int64(chars)
		if n -= chars; n == 0 {
			return t.NewStrBytes(out)
		}
		more, ok := x.readChunk(t, self, n)
		if !ok {
			return heap.Null
		}
		if !more {
			return t.NewStrBytes(out)
		}
	}
}

func (x *IO) textReadAll(t *Thread, self Ref) Value {
	data := t.Push(call(t, textBuffer(t, self), nmRead))
	if data.V() == heap.Null {
		return heap.Null
	}
	rest := t.Push(x.decodeWith(t, t.Push(self.V().Addr().Ref(txtDecoder)), data, true))
	if rest.V() == heap.Null {
		return heap.Null
	}
	if !t.RT.IsStr(rest.V()) {
		return t.TypeErrorf("decoder should return a string result, not '%s'", t.TypeName(rest.V()))
	}
	if first := decoded(self); len(first) > 0 {
		out := append([]byte(nil), first...)
		if rest.Set(t.NewStrBytes(append(out, object.StrBytes(rest.V())...))); rest.V() == heap.Null {
			return heap.Null
		}
	}
	dropDecoded(t, self)
	t.Store(self.V(), txtInput, heap.Null)
	return rest.V()
}

// lineEnd finds the end of the first line in b: how many bytes it has, 0 when it does not
// end there. before is the byte before b in the line.
func (s *textState) lineEnd(b []byte, before byte, newline string) int {
	switch {
	case s.has(txtTranslate):
		return bytes.IndexByte(b, '\n') + 1
	case s.has(txtUniversal):
		i := bytes.IndexAny(b, "\r\n")
		switch {
		case i >= 0 && b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			return i + 2
		case i >= 0 && (b[i] == '\n' || i+1 < len(b)):
			return i + 1
		case i >= 0:
			return i + 1 // the decoder holds a \r back that \n may follow
		}
		return 0
	case newline == "\r\n":
		if before == '\r' && len(b) > 0 && b[0] == '\n' {
			return 1
		}
		if i := bytes.Index(b, []byte("\r\n")); i >= 0 {
			return i + 2
		}
		return 0
	case newline == "\r":
		return bytes.IndexByte(b, '\r') + 1
	}
	return bytes.IndexByte(b, '\n') + 1
}

// textReadline reads a line, at most limit characters of it if limit is not negative.
func (x *IO) textReadline(t *Thread, self Ref, limit int) Value {
	if !x.writeOut(t, self) {
		return heap.Null
	}
	newline := ""
	if v := self.V().Addr().Ref(txtNewline); v != heap.None && v != heap.Null {
		newline = object.GoStr(v)
	}
	var out []byte
	left := limit
	for {
		b := decoded(self)
		if len(b) == 0 {
			if !x.textReadable(t, self) {
				return heap.Null
			}
			more, ok := x.readChunk(t, self, 0)
			if !ok {
				return heap.Null
			}
			if !more {
				dropDecoded(t, self)
				t.Store(self.V(), txtInput, heap.Null)
				return t.NewStrBytes(out)
			}
			continue
		}
		ascii := charsASCII(self)
		before := byte(0)
		if len(out) > 0 {
			before = out[len(out)-1]
		}
		end := textOf(self).lineEnd(b, before, newline)
		ended := end > 0
		if !ended {
			end = len(b)
		}
		chars := countChars(b[:end], ascii)
		if limit >= 0 && chars >= left {
			if chars > left {
				end, chars = charBytes(b, left, ascii)
			}
			ended = true
		}
		if ended && out == nil {
			if end == 0 {
				return t.NewStr("")
			}
			return take(t, self, end, chars)
		}
		out = append(out, b[:end]...)
		s := textOf(self)
		s.usedBytes += int64(end)
		s.usedChars += int64(chars)
		if left -= chars; ended {
			return t.NewStrBytes(out)
		}
	}
}

// textNext is the next line. tell does not work until the lines are at their end.
func (x *IO) textNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	if !textUsable(t, self) {
		return heap.Null
	}
	clearFlags(self, txtTelling)
	line := t.PushN(1)
	if t.RT.TypeOf(self.V()) == x.text {
		if !x.textOpen(t, self) {
			return heap.Null
		}
		line.Set(x.textReadline(t, self, -1))
	} else {
		line.Set(call(t, self, nmReadline))
		if line.V() != heap.Null && !t.RT.IsStr(line.V()) {
			return t.Errorf(t.RT.Exc.OSError, "readline() should have returned a str object, not '%s'", t.TypeName(line.V()))
		}
	}
	if line.V() == heap.Null {
		return heap.Null
	}
	if object.StrLen(line.V()) == 0 {
		t.Store(self.V(), txtInput, heap.Null)
		putFlag(self, txtTelling, textOf(self).has(txtSeekable))
		return heap.Null
	}
	return line.V()
}
