package files

import (
	"math/big"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Positions in text. What seek and tell speak of is a cookie: a place in the file below from
// which, with a decoder in a certain state, so many bytes are to be decoded and so many
// characters of that skipped. In most places it is the place alone.
//
// To tell it, the wrapper keeps a snapshot of the last chunk: the decoder's flags before it
// (inputFlags) and its bytes (txtInput), among them those that the decoder had held back.

// cookie is a position taken apart.
type cookie struct {
	pos   int64 // in the file below
	flags int64 // of the decoder there
	feed  int64 // bytes to decode from there
	skip  int64 // characters of that to skip
	eof   bool  // decoding takes those as the last bytes
}

// pack makes one int of it: 64 bits for each part.
func (c cookie) pack(t *Thread) Value {
	if c.flags == 0 && c.feed == 0 && c.skip == 0 && !c.eof {
		return t.NewInt(c.pos)
	}
	n := new(big.Int)
	eof := int64(0)
	if c.eof {
		eof = 1
	}
	for _, part := range []int64{eof, c.skip, c.feed, c.flags, c.pos} {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(uint64(part)))
	}
	return t.NewBig(n)
}

func unpack(n *big.Int) (c cookie, ok bool) {
	mask := new(big.Int).SetUint64(1<<64 - 1)
	rest := new(big.Int).Set(n)
	for _, into := range []*int64{&c.pos, &c.flags, &c.feed, &c.skip} {
		*into = int64(new(big.Int).And(rest, mask).Uint64())
		rest.Rsh(rest, 64)
	}
	c.eof = rest.Sign() != 0
	return c, rest.BitLen() <= 8
}

// setDecoder puts the decoder into the state that it is in at a place: with nothing held
// back, and reset at the beginning of the file.
func (x *IO) setDecoder(t *Thread, dec Ref, pos, flags int64) bool {
	defer t.Pop(t.Top())
	if pos == 0 && flags == 0 {
		return call(t, dec, nmReset) != heap.Null
	}
	base := t.Push(t.NewBytes(nil))
	t.Push(t.NewInt(flags))
	state := t.Push(t.TupleOf(base, 2))
	return base.V() != heap.Null && state.V() != heap.Null && call(t, dec, nmSetstate, state) != heap.Null
}

// decodeCount decodes data, and counts the characters. -1: exception pending.
func (x *IO) decodeCount(t *Thread, dec Ref, data []byte, final bool) int64 {
	defer t.Pop(t.Top())
	input := t.Push(t.NewBytes(data))
	if input.V() == heap.Null {
		return -1
	}
	v := x.decodeWith(t, dec, input, final)
	if v == heap.Null {
		return -1
	}
	if !t.RT.IsStr(v) {
		t.TypeErrorf("decoder should return a string result, not '%s'", t.TypeName(v))
		return -1
	}
	return int64(object.StrLen(v))
}

// textTell is tell.
func (x *IO) textTell(t *Thread, self Ref) Value {
	s := textOf(self)
	if !s.has(txtSeekable) {
		return x.refuse(t, "underlying stream is not seekable")
	}
	if !s.has(txtTelling) {
		return t.Errorf(t.RT.Exc.OSError, "telling position disabled by next() call")
	}
	if !x.writeOut(t, self) || call(t, self, nmFlush) == heap.Null {
		return heap.Null
	}
	res := t.Push(call(t, textBuffer(t, self), nmTell))
	dec, input := t.Push(self.V().Addr().Ref(txtDecoder)), t.Push(self.V().Addr().Ref(txtInput))
	if res.V() == heap.Null || dec.V() == heap.Null || input.V() == heap.Null {
		return res.V()
	}
	pos, ok := t.AsInt64(res)
	if !ok {
		return heap.Null
	}
	data := append([]byte(nil), object.BytesOf(input.V())...)
	c := cookie{pos: pos - int64(len(data)), flags: textOf(self).inputFlags, skip: textOf(self).usedChars}
	if c.skip == 0 {
		return c.pack(t)
	}
	held, flags, ok := decoderState(t, dec)
	if !ok {
		return heap.Null
	}
	ok = x.locate(t, self, dec, data, &c)
	chained(t, func() {
		base := t.Push(held.V())
		t.Push(t.NewInt(flags))
		if state := t.Push(t.TupleOf(base, 2)); state.V() != heap.Null {
			call(t, dec, nmSetstate, state)
		}
	})
	if !ok || t.Pending() {
		return heap.Null
	}
	return c.pack(t)
}

// locate finds in data, decoded from c on, the last place before c.skip characters at which the
// decoder holds nothing back, and puts it into c.
func (x *IO) locate(t *Thread, self, dec Ref, data []byte, c *cookie) bool {
	// A guess by the ratio of bytes to characters; too far is halved back.
	start := min(int64(textOf(self).ratio*float64(c.skip)), int64(len(data)))
	for back := int64(1); start > 0; {
		if !x.setDecoder(t, dec, c.pos, c.flags) {
			return false
		}
		n := x.decodeCount(t, dec, data[:start], false)
		if n < 0 {
			return false
		}
		if n <= c.skip {
			mark := t.Top()
			held, flags, ok := decoderState(t, dec)
			if !ok {
				return false
			}
			h := int64(len(object.BytesOf(held.V())))
			t.Pop(mark)
			if h == 0 {
				c.flags = flags
				c.skip -= n
				break
			}
			start -= h
			back = 1
		} else {
			start -= back
			back *= 2
		}
	}
	if start <= 0 {
		start = 0
		if !x.setDecoder(t, dec, c.pos, c.flags) {
			return false
		}
	}
	c.pos += start
	if c.skip == 0 {
		return true
	}
	// Then byte by byte.
	chars := int64(0)
	for i := start; i < int64(len(data)); i++ {
		n := x.decodeCount(t, dec, data[i:i+1], false)
		if n < 0 {
			return false
		}
		c.feed++
		chars += n
		mark := t.Top()
		held, flags, ok := decoderState(t, dec)
		if !ok {
			return false
		}
		empty := len(object.BytesOf(held.V())) == 0
		t.Pop(mark)
		if empty && chars <= c.skip {
			c.pos += c.feed
			c.skip -= chars
			c.flags, c.feed, chars = flags, 0, 0
		}
		if chars >= c.skip {
			return true
		}
	}
	n := x.decodeCount(t, dec, nil, true)
	if n < 0 {
		return false
	}
	c.eof = true
	if chars+n < c.skip {
		t.Errorf(t.RT.Exc.OSError, "can't reconstruct logical file position")
		return false
	}
	return true
}

// textSeek is seek.
func (x *IO) textSeek(t *Thread, self Ref, a Args) Value {
	whence, ok := t.AsInt64(a.At(2))
	if !ok {
		return heap.Null
	}
	if !textOf(self).has(txtSeekable) {
		return x.refuse(t, "underlying stream is not seekable")
	}
	target := t.Push(a.At(1).V())
	zero := t.Push(heap.SmallInt(0))
	atZero := t.CompareBool(target, zero, object.EQ)
	if atZero < 0 {
		return heap.Null
	}
	switch whence {
	case unix.SEEK_CUR:
		if atZero == 0 {
			return x.refuse(t, "can't do nonzero cur-relative seeks")
		}
		// It stays where it is, but all that was read ahead goes.
		if target.Set(call(t, self, nmTell)); target.V() == heap.Null {
			return heap.Null
		}
	case unix.SEEK_END:
		if atZero == 0 {
			return x.refuse(t, "can't do nonzero end-relative seeks")
		}
		return x.textSeekEnd(t, self)
	case unix.SEEK_SET:
	default:
		return t.ValueErrorf("invalid whence (%d, should be %d, %d or %d)", whence, unix.SEEK_SET, unix.SEEK_CUR, unix.SEEK_END)
	}
	v := t.Index(target)
	if v == heap.Null {
		return v
	}
	if target.Set(v); object.IntSign(v) < 0 {
		s := t.Repr(target)
		if s == heap.Null {
			return s
		}
		return t.ValueErrorf("negative seek position %s", object.GoStr(s))
	}
	c, ok := unpack(object.BigOf(target.V()))
	if !ok {
		return t.OverflowErrorf("int too big to convert")
	}
	if call(t, self, nmFlush) == heap.Null || call(t, textBuffer(t, self), nmSeek, x.small(t, int(c.pos))) == heap.Null {
		return heap.Null
	}
	dropDecoded(t, self)
	t.Store(self.V(), txtInput, heap.Null)
	beginning := c.pos == 0 && c.flags == 0
	dec := t.Push(self.V().Addr().Ref(txtDecoder))
	if dec.V() != heap.Null {
		if !x.setDecoder(t, dec, c.pos, c.flags) {
			return heap.Null
		}
		if !x.feed(t, self, dec, c) {
			return heap.Null
		}
	}
	if !x.setEncoder(t, self, beginning) {
		return heap.Null
	}
	return target.V()
}

// feed decodes what a cookie says, and skips the characters.
func (x *IO) feed(t *Thread, self, dec Ref, c cookie) bool {
	input := t.Push(t.NewBytes(nil))
	if c.skip > 0 {
		input.Set(call(t, textBuffer(t, self), nmRead, x.small(t, int(c.feed))))
		if input.V() == heap.Null {
			return false
		}
		if !t.RT.IsBytes(input.V()) {
			t.TypeErrorf("underlying read() should have returned a bytes object, not '%s'", t.TypeName(input.V()))
			return false
		}
	}
	if input.V() == heap.Null {
		return false
	}
	t.Store(self.V(), txtInput, input.V())
	textOf(self).inputFlags = c.flags
	if c.skip == 0 {
		return true
	}
	text := t.Push(x.decodeWith(t, dec, input, c.eof))
	if text.V() == heap.Null {
		return false
	}
	if !t.RT.IsStr(text.V()) {
		t.TypeErrorf("decoder should return a string result, not '%s'", t.TypeName(text.V()))
		return false
	}
	t.Store(self.V(), txtChars, text.V())
	size, chars := charBytes(object.StrBytes(text.V()), int(c.skip), object.StrIsASCII(text.V()))
	if int64(chars) < c.skip {
		dropDecoded(t, self)
		t.Errorf(t.RT.Exc.OSError, "can't restore logical file position")
		return false
	}
	s := textOf(self)
	s.usedBytes, s.usedChars = int64(size), int64(chars)
	return true
}

func (x *IO) textSeekEnd(t *Thread, self Ref) Value {
	if call(t, self, nmFlush) == heap.Null {
		return heap.Null
	}
	dropDecoded(t, self)
	t.Store(self.V(), txtInput, heap.Null)
	if d := t.Push(self.V().Addr().Ref(txtDecoder)); d.V() != heap.Null && call(t, d, nmReset) == heap.Null {
		return heap.Null
	}
	res := t.Push(call(t, textBuffer(t, self), nmSeek, t.Push(heap.SmallInt(0)), t.Push(heap.SmallInt(2))))
	if res.V() == heap.Null {
		return heap.Null
	}
	n, ok := asOffset(t, res.V())
	if !ok || !x.setEncoder(t, self, n == 0) {
		return heap.Null
	}
	return res.V()
}
