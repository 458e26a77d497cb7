package files

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Writing text.

// IsText says that r is exactly a TextIOWrapper, which WriteText writes to.
func (x *IO) IsText(t *Thread, r Ref) bool { return t.RT.TypeOf(r.V()) == x.text }

// WriteText writes a str to a TextIOWrapper. false: exception pending.
func (x *IO) WriteText(t *Thread, self, text Ref) bool {
	if !x.textOpen(t, self) {
		return false
	}
	if !textOf(self).has(txtWritable) {
		x.refuse(t, "not writable")
		return false
	}
	defer t.Pop(t.Top())
	s := textOf(self)
	needFlush, lf := false, false
	if s.flags&(txtLineBuffering|txtWriteNL) != 0 {
		b := object.StrBytes(text.V())
		lf = indexLF(b) >= 0
		needFlush = s.has(txtLineBuffering) && (lf || indexCR(b) >= 0)
	}
	if lf && s.has(txtWriteNL) {
		nl := "\r"
		if s.has(txtWriteCRLF) {
			nl = "\r\n"
		}
		if text = t.Push(t.NewStr(strings.ReplaceAll(object.GoStr(text.V()), "\n", nl))); text.V() == heap.Null {
			return false
		}
	}
	if !x.putText(t, self, text) {
		return false
	}
	if textOf(self).has(txtWriteThrough) || needFlush || textOf(self).pending >= min(textOf(self).chunk, bufferSize) {
		if !x.writeOut(t, self) {
			return false
		}
	}
	if needFlush && call(t, textBuffer(t, self), nmFlush) == heap.Null {
		return false
	}
	a := self.V().Addr()
	if a.Ref(txtChars) != heap.Null || a.Ref(txtInput) != heap.Null {
		dropDecoded(t, self)
		t.Store(self.V(), txtInput, heap.Null)
	}
	if d := self.V().Addr().Ref(txtDecoder); d != heap.Null {
		return call(t, t.Push(d), nmReset) != heap.Null
	}
	return true
}

// putText encodes text into the bytes that wait.
func (x *IO) putText(t *Thread, self, text Ref) bool {
	a := self.V().Addr()
	if a.Ref(txtEncoder) == heap.Null {
		if view := object.StrBytes(text.V()); object.StrIsASCII(text.V()) && x.asciiLike(a.Ref(txtEncoding)) {
			if len(view) > bufferSize-int(textOf(self).pending) {
				if !x.writeOut(t, self) {
					return false
				}
				view = object.StrBytes(text.V())
			}
			if len(view) <= bufferSize {
				s := textOf(self)
				copy(bytesOf(self.V().Addr().Ref(txtPending))[s.pending:], view)
				s.pending += int64(len(view))
				return true
			}
		}
	}
	var v Value
	a = self.V().Addr()
	if enc := a.Ref(txtEncoder); enc != heap.Null {
		v = call(t, t.Push(enc), nmEncode, text)
	} else {
		v = t.Encode(text, object.GoStr(a.Ref(txtEncoding)), object.GoStr(a.Ref(txtErrors)))
	}
	if v == heap.Null {
		return false
	}
	if !t.RT.IsBytes(v) {
		t.TypeErrorf("encoder should return a bytes object, not '%s'", t.TypeName(v))
		return false
	}
	data := t.Push(v)
	n := len(object.BytesOf(v))
	if n > bufferSize-int(textOf(self).pending) && !x.writeOut(t, self) {
		return false
	}
	if n > bufferSize {
		return x.writeBytes(t, self, data)
	}
	s := textOf(self)
	copy(bytesOf(self.V().Addr().Ref(txtPending))[s.pending:], object.BytesOf(data.V()))
	s.pending += int64(n)
	return true
}

// asciiLike says that an encoding in Go writes ASCII as it is (no safepoint).
func (x *IO) asciiLike(encoding Value) bool {
	switch viewString(object.StrBytes(encoding)) {
	case "utf-8", "UTF-8", "utf8", "ascii", "latin-1":
		return true
	}
	return false
}

// writeOut gives what waits to the file below. false: exception pending.
func (x *IO) writeOut(t *Thread, self Ref) bool {
	s := textOf(self)
	if s.pending == 0 {
		return true
	}
	defer t.Pop(t.Top())
	n := int(s.pending)
	s.pending = 0
	pending := t.Push(self.V().Addr().Ref(txtPending))
	buffer := textBuffer(t, self)
	if typ := t.RT.TypeOf(buffer.V()); (typ == x.writer || typ == x.random) && bufOf(buffer).has(bufReady) {
		if !x.bufEnter(t, buffer) {
			return false
		}
		defer bufLeave(buffer)
		return x.bufOpen(t, buffer, "write to closed file") && x.bufWrite(t, buffer, bytesOf(pending.V())[:n])
	}
	data := t.Push(t.NewBytes(bytesOf(pending.V())[:n]))
	return data.V() != heap.Null && x.writeBytes(t, self, data)
}

// writeBytes writes a bytes to the file below.
func (x *IO) writeBytes(t *Thread, self, data Ref) bool {
	return call(t, textBuffer(t, self), nmWrite, data) != heap.Null
}
