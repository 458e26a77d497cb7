package data

import (
	"encoding"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"math"
	"slices"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The objects that compress and decompress piece by piece. Each owns a deflater or a stream; the
// raw word is its number.

func (s *zlibState) makeTypes(t *Thread) bool {
	method := func(name, sig, doc string, fn object.Native) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: fn}
	}
	s.compress = t.NewBuiltinType(object.TypeDef{
		Name: "Compress", Module: "zlib", RawSize: 8, Flags: object.FlagNoInstantiate,
		Methods: []object.MethodDef{
			method("compress", "($self, data, /)", "Returns a bytes object containing compressed data.", s.compressSome),
			method("flush", "($self, mode=4, /)", "Return a bytes object containing any remaining compressed data.", s.compressFlush),
		},
	})
	content := func(f func(st *stream) []byte) func(t *Thread, self Ref) Value {
		return func(t *Thread, self Ref) Value { return t.NewBytes(slices.Clone(f(streamOf(t, self)))) }
	}
	s.decompress = t.NewBuiltinType(object.TypeDef{
		Name: "Decompress", Module: "zlib", RawSize: 8, Flags: object.FlagNoInstantiate,
		Methods: []object.MethodDef{
			method("decompress", "($self, data, /, max_length=0)", "Return a bytes object containing the decompressed version of the data.\n\nAfter calling this function, some of the input data may still be stored in\ninternal buffers for later processing.\nCall the flush() method to clear these buffers.", s.decompressSome),
			method("flush", "($self, length=16384, /)", "Return a bytes object containing any remaining decompressed data.", s.decompressFlush),
			method("copy", "($self, /)", "Return a copy of the decompression object.", s.decompressCopy),
			method("__copy__", "($self, /)", "Return a copy of the decompression object.", s.decompressCopy),
			method("__deepcopy__", "($self, memo, /)", "Return a copy of the decompression object.", s.decompressCopy),
		},
		GetSets: []object.GetSetDef{
			{Name: "unused_data", Get: content(func(st *stream) []byte { return st.unused })},
			{Name: "unconsumed_tail", Get: content(func(st *stream) []byte { return st.unconsumed })},
			{Name: "eof", Get: func(t *Thread, self Ref) Value { return heap.Bool(streamOf(t, self).eof) }},
		},
	})
	return s.compress != nil && s.decompress != nil
}

func streamOf(t *Thread, self Ref) *stream {
	return t.RT.GoOwned(self.V().Addr().Word64(0)).(*stream)
}

func deflaterOf(t *Thread, self Ref) *deflater {
	return t.RT.GoOwned(self.V().Addr().Word64(0)).(*deflater)
}

func owning(t *Thread, typ *object.Type, x any) Value {
	v := t.NewInstance(typ)
	if v != heap.Null {
		v.Addr().SetWord64(0, t.OwnGo(v, x))
	}
	return v
}

func (s *zlibState) compressObj(t *Thread, a Args) Value {
	var n [5]int
	for i := range n {
		var ok bool
		if n[i], ok = t.AsSsize(a.At(i), t.RT.Exc.OverflowError); !ok {
			return heap.Null
		}
	}
	var dict []byte
	if a.At(5).V() != heap.Null {
		var ok bool
		if dict, ok = t.BytesLike(a.At(5)); !ok {
			return heap.Null
		}
	}
	d := newDeflater(n[0], n[2], dict)
	if d == nil || n[1] != 8 || n[3] < 1 || n[3] > 9 || n[4] < 0 || n[4] > 4 {
		return t.ValueErrorf("Invalid initialization option")
	}
	return owning(t, s.compress, d)
}

func (s *zlibState) compressSome(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(1))
	if !ok {
		return heap.Null
	}
	d := deflaterOf(t, a.At(0))
	if d.done {
		return s.fail(t, "Error -2 while compressing data: inconsistent stream state")
	}
	d.write(data)
	return t.NewBytes(d.taken())
}

func (s *zlibState) compressFlush(t *Thread, a Args) Value {
	mode, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	d := deflaterOf(t, a.At(0))
	switch {
	case mode == zNoFlush:
		return t.NewBytes(nil)
	case d.done:
		return s.fail(t, "Error -2 while flushing: inconsistent stream state")
	case mode == zFinish:
		d.finish()
	default:
		d.w.Flush()
	}
	return t.NewBytes(d.taken())
}

func (s *zlibState) decompressObj(t *Thread, a Args) Value {
	wbits, ok := t.AsSsize(a.At(0), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	st := &stream{}
	if a.At(1).V() != heap.Null {
		if t.RT.TypeOf(a.At(1).V()).Slots.GetBuf == nil {
			return t.TypeErrorf("zdict argument must support the buffer protocol")
		}
		if st.dict, ok = t.BytesLike(a.At(1)); !ok {
			return heap.Null
		}
	}
	if st.wrap, ok = wrapperOf(wbits, true); !ok {
		return t.ValueErrorf("Invalid initialization option")
	}
	return owning(t, s.decompress, st)
}

func (s *zlibState) decompressSome(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(1))
	if !ok {
		return heap.Null
	}
	limit, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	if limit < 0 {
		return t.ValueErrorf("max_length must be non-negative")
	}
	if limit == 0 {
		limit = math.MaxInt
	}
	st := streamOf(t, a.At(0))
	out, bad := st.feed(data, limit)
	if bad != nil {
		return s.complain(t, bad, "decompressing data")
	}
	return t.NewBytes(out)
}

func (s *zlibState) decompressFlush(t *Thread, a Args) Value {
	n, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	if n <= 0 {
		return t.ValueErrorf("length must be greater than zero")
	}
	st := streamOf(t, a.At(0))
	out, bad := st.feed(st.unconsumed, math.MaxInt)
	if bad != nil {
		return s.complain(t, bad, "flushing")
	}
	st.ended = st.eof
	return t.NewBytes(out)
}

func (s *zlibState) decompressCopy(t *Thread, a Args) Value {
	st := *streamOf(t, a.At(0))
	if st.ended {
		return t.ValueErrorf("Inconsistent stream state")
	}
	for _, b := range []*[]byte{&st.z.in, &st.z.hist, &st.head, &st.tail, &st.pending, &st.unused, &st.unconsumed} {
		*b = slices.Clone(*b)
	}
	if st.sum != nil {
		var sum hash.Hash32 = adler32.New()
		if st.wrap == wrapGzip {
			sum = crc32.NewIEEE()
		}
		state, err := st.sum.(encoding.BinaryMarshaler).MarshalBinary()
		if err == nil {
			err = sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(state)
		}
		if err != nil {
			panic("BUG: the state of a checksum: " + err.Error())
		}
		st.sum = sum
	}
	return owning(t, s.decompress, &st)
}
