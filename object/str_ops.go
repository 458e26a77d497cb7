package object

import (
	"bytes"
	"math"

	"github.com/hpyrun/hpyrun/heap"
)

// factsOf returns the facts of a str's text. No safepoint.
func factsOf(v Value) strFacts {
	w := v.Addr().Word64(strLen)
	n := int(w & strLenMask)
	if w&strASCII != 0 {
		return strFacts{n: n, cps: n}
	}
	return strFacts{n: n, cps: int(v.Addr().Word64(strCPs)), surrogates: w&strSurrogates != 0}
}

func (f strFacts) plus(g strFacts) strFacts {
	return strFacts{n: f.n + g.n, cps: f.cps + g.cps, surrogates: f.surrogates || g.surrogates}
}

// times returns the facts of n repetitions; ok is false when nothing can be so
// long.
func (f strFacts) times(n int) (strFacts, bool) {
	if f.n > 0 && n > math.MaxInt/f.n {
		return f, false
	}
	return strFacts{n: f.n * n, cps: f.cps * n, surrogates: f.surrogates}, true
}

// StrConcat is a + b of exact strs.
func (t *Thread) StrConcat(a, b Ref) Value { return strConcat(t, a, b) }

// StrOf returns the str of the texts of n strs in neighbouring root slots.
func (t *Thread) StrOf(first Ref, n int) Value {
	var f strFacts
	for i := range n {
		f = f.plus(factsOf(first.At(i).V()))
	}
	if f.n < 2 || n == 1 {
		return t.strOfFew(first, n)
	}
	res := t.allocStr(f)
	if res == heap.Null {
		return res
	}
	dst := strText(res)
	for i := range n {
		dst = dst[copy(dst, StrBytes(first.At(i).V())):]
	}
	return res
}

// strOfFew is StrOf for texts of which one str may be the result.
func (t *Thread) strOfFew(first Ref, n int) Value {
	var text []byte
	for i := range n {
		text = append(text, StrBytes(first.At(i).V())...)
	}
	return t.NewStrBytes(text)
}

func strConcat(t *Thread, a, b Ref) Value {
	v, w := a.V(), b.V()
	if !t.RT.IsStr(w) {
		return t.TypeErrorf("can only concatenate str (not \"%s\") to str", t.TypeName(w))
	}
	f, g := factsOf(v), factsOf(w)
	if f.n == 0 && IsExactStr(w) {
		return w
	}
	if g.n == 0 && IsExactStr(v) {
		return v
	}
	res := t.allocStr(f.plus(g))
	if res == heap.Null {
		return res
	}
	dst := strText(res)
	copy(dst, StrBytes(a.V()))
	copy(dst[f.n:], StrBytes(b.V()))
	return res
}

func strRepeat(t *Thread, a Ref, n int) Value {
	f := factsOf(a.V())
	switch {
	case n <= 0 || f.n == 0:
		return t.RT.emptyStr()
	case n == 1 && IsExactStr(a.V()):
		return a.V()
	}
	g, ok := f.times(n)
	if !ok {
		return t.OverflowErrorf("repeated string is too long")
	}
	res := t.allocStr(g)
	if res == heap.Null {
		return res
	}
	fillRepeated(strText(res), StrBytes(a.V()))
	return res
}

// fillRepeated fills dst with repetitions of pattern.
func fillRepeated(dst, pattern []byte) {
	if len(pattern) == 1 {
		c := pattern[0]
		for i := range dst {
			dst[i] = c
		}
		return
	}
	for n := copy(dst, pattern); n < len(dst); n *= 2 {
		copy(dst[n:], dst[:n])
	}
}

func strCompare(t *Thread, a, b Ref, op CompareOp) Value {
	v, w := a.V(), b.V()
	if !t.RT.IsStr(v) || !t.RT.IsStr(w) {
		return heap.NotImplemented
	}
	switch op {
	case EQ:
		return heap.Bool(StrEq(v, w))
	case NE:
		return heap.Bool(!StrEq(v, w))
	}
	return heap.Bool(op.holds(StrCompare(v, w)))
}

func strHashSlot(t *Thread, a Ref) (int64, bool) { return StrHash(a.V()), true }

func strContains(t *Thread, a, v Ref) int {
	w := v.V()
	if !t.RT.IsStr(w) {
		t.TypeErrorf("'in <string>' requires string as left operand, not %s", t.TypeName(w))
		return -1
	}
	if bytes.Contains(StrBytes(a.V()), StrBytes(w)) {
		return 1
	}
	return 0
}

// strStr is str(s): s itself, or its exact twin for an instance of a subclass.
func strStr(t *Thread, a Ref) Value { return t.exactStr(a) }

// exactStr returns an exact str with a's text.
func (t *Thread) exactStr(a Ref) Value {
	if IsExactStr(a.V()) {
		return a.V()
	}
	res := t.allocStr(factsOf(a.V()))
	if res != heap.Null {
		copy(strText(res), StrBytes(a.V()))
	}
	return res
}

// takeBuf returns an empty buffer to build text in; giveBuf takes it back. What
// needs a second one meanwhile gets a new one.
func (t *Thread) takeBuf() []byte {
	b := t.textBuf
	t.textBuf = nil
	if b == nil {
		b = make([]byte, 0, 512)
	}
	return b[:0]
}

// keepBuf bounds the buffer that is kept.
const keepBuf = 64 << 10

func (t *Thread) giveBuf(b []byte) {
	if cap(b) <= keepBuf {
		t.textBuf = b
	}
}

// strJoin is sep.join(it).
func strJoin(t *Thread, args Args) Value { return t.JoinStr(args.At(0), args.At(1)) }

// JoinStr returns sep.join(it) for a str sep.
func (t *Thread) JoinStr(sep, it Ref) Value {
	defer t.Pop(t.Top())
	seq, ok := t.fastSequence(it, "can only join an iterable")
	if !ok {
		return heap.Null
	}
	n := seq.len(t)
	if n == 0 {
		return t.RT.emptyStr()
	}
	if n == 1 {
		if v := seq.at(t, 0); IsExactStr(v) {
			return v
		}
	}
	sf := factsOf(sep.V())
	total, ok := sf.times(n - 1)
	if !ok {
		return t.OverflowErrorf("join() result is too long for a Python string")
	}
	for i := range n {
		v := seq.at(t, i)
		if !t.RT.IsStr(v) {
			return t.TypeErrorf("sequence item %d: expected str instance, %s found", i, t.TypeName(v))
		}
		total = total.plus(factsOf(v))
		if total.n < 0 {
			return t.OverflowErrorf("join() result is too long for a Python string")
		}
	}
	res := t.allocStr(total)
	if res == heap.Null {
		return res
	}
	dst, sepText := strText(res), StrBytes(sep.V())
	for i := range n {
		if i > 0 {
			dst = dst[copy(dst, sepText):]
		}
		dst = dst[copy(dst, StrBytes(seq.at(t, i))):]
	}
	return res
}

// fastSeq is a list or a tuple: indexed without safepoints.
type fastSeq struct {
	r    Ref
	list bool
}

// fastSequence returns it itself when it is a list or a tuple, else a list of
// its items (pushed). false: an exception is pending, TypeError with msg when
// it cannot be iterated.
func (t *Thread) fastSequence(it Ref, msg string) (fastSeq, bool) {
	switch v := it.V(); {
	case isExact(v, IdxList) || t.RT.TypeOf(v).Flags&FlagListSubclass != 0:
		return fastSeq{it, true}, true
	case isExact(v, IdxTuple) || t.RT.TypeOf(v).Flags&FlagTupleSubclass != 0:
		return fastSeq{it, false}, true
	}
	iter := t.Push(t.Iter(it))
	if iter.V() == heap.Null {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			t.TypeErrorf("%s", msg)
		}
		return fastSeq{}, false
	}
	l := t.Push(t.SeqToList(iter))
	return fastSeq{l, true}, l.V() != heap.Null
}

// len and at are no safepoints.
func (s fastSeq) len(t *Thread) int {
	if s.list {
		return t.ListLen(s.r.V())
	}
	return t.TupleLen(s.r.V())
}

func (s fastSeq) at(t *Thread, i int) Value {
	if s.list {
		return t.ListAt(s.r.V(), i)
	}
	return t.TupleAt(s.r.V(), i)
}
