package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
)

// The methods that bytes and bytearray share. Where they return bytes these
// are of self's kind.

// subArg reads the sub argument of a search method: an int for one byte, or
// what exports a buffer. The result must be released.
func (t *Thread) subArg(r Ref) (b byteLike, ok bool) {
	if t.RT.TypeOf(r.V()).Slots.GetBuf == nil && t.RT.HasIndex(r.V()) {
		c, ok := t.byteValue(r)
		return byteLike{rt: t.RT, obj: r, buf: &Buffer{Len: 1, ItemSize: 1}, flat: []byte{c}}, ok
	}
	return t.asBytes(r, "argument should be integer or bytes-like object, not '%s'")
}

// bytesSearch runs f over the window that (sub, start, end) select; at is where
// the window begins. false: an exception is pending.
func (t *Thread) bytesSearch(args Args, none int, f func(window, sub []byte, at int) int) (int, bool) {
	sub, ok := t.subArg(args.At(1))
	if !ok {
		return 0, false
	}
	defer sub.release(t)
	lo, hi, ok := t.sliceBounds(args.At(2), args.At(3), len(t.RT.bytesView(args.At(0).V())))
	if !ok {
		return 0, false
	}
	b := t.RT.bytesView(args.At(0).V())
	if hi = min(hi, len(b)); lo > hi {
		return none, true
	}
	return f(b[lo:hi], sub.bytes(), lo), true
}

func (t *Thread) bytesFind(args Args, index func(b, sub []byte) int) (int, bool) {
	return t.bytesSearch(args, -1, func(w, sub []byte, at int) int {
		if i := index(w, sub); i >= 0 {
			return at + i
		}
		return -1
	})
}

func bytesFindMethod(t *Thread, args Args) Value {
	i, ok := t.bytesFind(args, bytes.Index)
	return intOrNull(i, ok)
}

func bytesRfindMethod(t *Thread, args Args) Value {
	i, ok := t.bytesFind(args, bytes.LastIndex)
	return intOrNull(i, ok)
}

func intOrNull(i int, ok bool) Value {
	if !ok {
		return heap.Null
	}
	return heap.SmallInt(int64(i))
}

func bytesIndexMethod(t *Thread, args Args) Value  { return t.bytesIndex(args, bytes.Index) }
func bytesRindexMethod(t *Thread, args Args) Value { return t.bytesIndex(args, bytes.LastIndex) }

func (t *Thread) bytesIndex(args Args, index func(b, sub []byte) int) Value {
	i, ok := t.bytesFind(args, index)
	if ok && i < 0 {
		return t.ValueErrorf("subsection not found")
	}
	return intOrNull(i, ok)
}

func bytesCount(t *Thread, args Args) Value {
	n, ok := t.bytesSearch(args, 0, func(w, sub []byte, at int) int {
		if len(sub) == 0 {
			return len(w) + 1
		}
		return bytes.Count(w, sub)
	})
	return intOrNull(n, ok)
}

func bytesStartsWith(t *Thread, args Args) Value {
	return t.bytesTail(args, "startswith", bytes.HasPrefix)
}

func bytesEndsWith(t *Thread, args Args) Value {
	return t.bytesTail(args, "endswith", bytes.HasSuffix)
}

func (t *Thread) bytesTail(args Args, name string, has func(b, x []byte) bool) Value {
	self, x := args.At(0), args.At(1)
	lo, hi, ok := t.sliceBounds(args.At(2), args.At(3), len(t.RT.bytesView(self.V())))
	if !ok {
		return heap.Null
	}
	test := func(x *byteLike) bool {
		b := t.RT.bytesView(self.V())
		return lo <= min(hi, len(b)) && has(b[lo:min(hi, len(b))], x.bytes())
	}
	if t.RT.TypeOf(x.V()).Flags&FlagTupleSubclass != 0 {
		item := t.Push(heap.Null)
		for i := range t.TupleLen(x.V()) {
			item.Set(t.TupleAt(x.V(), i))
			b, ok := t.asBytes(item, needBytesLike)
			if !ok {
				return heap.Null
			}
			found := test(&b)
			if b.release(t); found {
				return heap.True
			}
		}
		return heap.False
	}
	b, ok := t.asBytes(x, needBytesLike)
	if !ok {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			t.TypeErrorf("%s first arg must be bytes or a tuple of bytes, not %s", name, t.TypeName(x.V()))
		}
		return heap.Null
	}
	defer b.release(t)
	return heap.Bool(test(&b))
}

func bytesRemovePrefix(t *Thread, args Args) Value {
	return t.bytesRemove(args, func(b, x []byte) (int, int) {
		if bytes.HasPrefix(b, x) {
			return len(x), len(b)
		}
		return 0, len(b)
	})
}

func bytesRemoveSuffix(t *Thread, args Args) Value {
	return t.bytesRemove(args, func(b, x []byte) (int, int) {
		if bytes.HasSuffix(b, x) {
			return 0, len(b) - len(x)
		}
		return 0, len(b)
	})
}

func (t *Thread) bytesRemove(args Args, cut func(b, x []byte) (lo, hi int)) Value {
	x, ok := t.asBytes(args.At(1), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer x.release(t)
	lo, hi := cut(t.RT.bytesView(args.At(0).V()), x.bytes())
	return t.subBytes(args.At(0), lo, hi)
}

func bytesPartitionMethod(t *Thread, args Args) Value {
	return t.bytesPartition(args, bytes.Index, false)
}

func bytesRpartitionMethod(t *Thread, args Args) Value {
	return t.bytesPartition(args, bytes.LastIndex, true)
}

func (t *Thread) bytesPartition(args Args, index func(b, sep []byte) int, last bool) Value {
	self := args.At(0)
	sep, ok := t.asBytes(args.At(1), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer sep.release(t)
	n := len(sep.bytes())
	if n == 0 {
		return t.ValueErrorf("empty separator")
	}
	i := index(t.RT.bytesView(self.V()), sep.bytes())
	size := len(t.RT.bytesView(self.V()))
	cut := [3]span{{0, i}, {i, i + n}, {i + n, size}}
	if i < 0 {
		cut = [3]span{{0, size}}
		if last {
			cut = [3]span{2: {0, size}}
		}
	}
	parts := t.PushN(3)
	for k, p := range cut {
		parts.At(k).Set(t.subBytes(self, p.lo, p.hi))
		if parts.At(k).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(parts, 3)
}

func bytesReplace(t *Thread, args Args) Value {
	self := args.At(0)
	old, ok := t.asBytes(args.At(1), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer old.release(t)
	repl, ok := t.asBytes(args.At(2), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer repl.release(t)
	limit, ok := t.asArgSsize(args.At(3))
	if !ok {
		return heap.Null
	}
	b, o, r := t.RT.bytesView(self.V()), old.bytes(), repl.bytes()
	n := len(b) + 1
	if len(o) > 0 {
		n = bytes.Count(b, o)
	}
	if limit >= 0 {
		n = min(n, limit)
	}
	if n == 0 {
		return t.subBytes(self, 0, len(b))
	}
	if len(r) > 0 && n > maxRawBytes/len(r) {
		return t.OverflowErrorf("replace bytes is too long")
	}
	return t.allocLike(self, len(b)+n*(len(r)-len(o)), func(dst []byte) {
		replaceBytes(dst, t.RT.bytesView(self.V()), old.bytes(), repl.bytes(), n, false)
	})
}

// bytesSpans makes the list of parts of self.
func (t *Thread) bytesSpans(self Ref, spans []span) Value {
	l := t.Push(t.NewList(len(spans)))
	if l.V() == heap.Null {
		return heap.Null
	}
	item := t.Push(heap.Null)
	for _, p := range spans {
		item.Set(t.subBytes(self, p.lo, p.hi))
		if item.V() == heap.Null || !t.ListAppend(l, item) {
			return heap.Null
		}
	}
	return l.V()
}

func bytesSplitMethod(t *Thread, args Args) Value {
	return t.bytesSplit(args, byteSpace.split, splitSep)
}

func bytesRsplitMethod(t *Thread, args Args) Value {
	return t.bytesSplit(args, byteSpace.rsplit, rsplitSep)
}

func (t *Thread) bytesSplit(args Args, space func(b []byte, limit int) []span, at func(b, sep []byte, limit int) []span) Value {
	limit, ok := t.asArgSsize(args.At(2))
	if !ok {
		return heap.Null
	}
	self := args.At(0)
	if args.At(1).V() == heap.None {
		return t.bytesSpans(self, space(t.RT.bytesView(self.V()), limit))
	}
	sep, ok := t.asBytes(args.At(1), needBytesLike)
	if !ok {
		return heap.Null
	}
	defer sep.release(t)
	if len(sep.bytes()) == 0 {
		return t.ValueErrorf("empty separator")
	}
	return t.bytesSpans(self, at(t.RT.bytesView(self.V()), sep.bytes(), limit))
}

func bytesSplitLines(t *Thread, args Args) Value {
	keep, ok := t.asArgInt(args.At(1))
	if !ok {
		return heap.Null
	}
	return t.bytesSpans(args.At(0), splitLines(t.RT.bytesView(args.At(0).V()), keep != 0, false))
}

// bytesJoin is sep.join(it).
func bytesJoin(t *Thread, args Args) Value {
	self := args.At(0)
	seq, ok := t.fastSequence(args.At(1), "can only join an iterable")
	if !ok {
		return heap.Null
	}
	n := seq.len(t)
	if n == 1 && isExact(seq.at(t, 0), IdxBytes) && isExact(self.V(), IdxBytes) {
		return seq.at(t, 0)
	}
	// Buffers are copied: all but a few items are bytes.
	sepLen := len(t.RT.bytesView(self.V()))
	total := 0
	var other map[int][]byte
	item := t.Push(heap.Null)
	for i := range n {
		item.Set(seq.at(t, i))
		size := 0
		if v := item.V(); t.RT.IsBytes(v) {
			size = len(BytesOf(v))
		} else {
			data, ok, isBuf := t.bufferCopy(item, BufSimple)
			if !isBuf || !ok {
				t.ClearExc()
				return t.TypeErrorf("sequence item %d: expected a bytes-like object, %s found", i, t.TypeName(item.V()))
			}
			if other == nil {
				other = map[int][]byte{}
			}
			other[i] = data
			size = len(data)
		}
		if i > 0 {
			size += sepLen
		}
		if total > maxRawBytes-size {
			return t.OverflowErrorf("join() result is too long")
		}
		total += size
		if n != seq.len(t) {
			return t.RuntimeErrorf("sequence changed size during iteration")
		}
	}
	return t.allocLike(self, total, func(dst []byte) {
		sep := t.RT.bytesView(self.V())
		for i := range n {
			if i > 0 {
				dst = dst[copy(dst, sep):]
			}
			b, isOther := other[i]
			if !isOther {
				b = BytesOf(seq.at(t, i))
			}
			dst = dst[copy(dst, b):]
		}
	})
}
