package object

import (
	"bytes"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// sliceBounds reads the optional start and end arguments (None or an index,
// clipped) of the search methods for a sequence of n items, as slices take
// them. start may exceed end or n. false: an exception is pending.
func (t *Thread) sliceBounds(start, end Ref, n int) (lo, hi int, ok bool) {
	lo, hi = 0, n
	if start.V() != heap.None {
		if lo, ok = t.sliceIndex(start); !ok {
			return 0, 0, false
		}
	}
	if end.V() != heap.None {
		if hi, ok = t.sliceIndex(end); !ok {
			return 0, 0, false
		}
	}
	if hi > n {
		hi = n
	} else if hi < 0 {
		hi = max(hi+n, 0)
	}
	if lo < 0 {
		lo = max(lo+n, 0)
	}
	return lo, hi, true
}

func (t *Thread) sliceIndex(r Ref) (int, bool) {
	if !t.RT.HasIndex(r.V()) {
		t.TypeErrorf("slice indices must be integers or None or have an __index__ method")
		return 0, false
	}
	return t.AsSsize(r, nil)
}

// searchMethod makes the Native of a method with the arguments
//
//	(sub[, start[, end]])
//
// whose declaration in CPython is older than the others', with messages of its
// own and without a signature that could be inspected. fn sees None for what is
// not given.
func searchMethod(name string, fn Native) Native {
	return func(t *Thread, args Args) Value {
		n := args.Len() - 1
		switch {
		case args.NumKw() > 0:
			return t.TypeErrorf("%s.%s() takes no keyword arguments", t.searchedType(args.At(0).V()), name)
		case n < 1:
			return t.TypeErrorf("%s() takes at least 1 argument (%d given)", name, n)
		case n > 3:
			return t.TypeErrorf("%s() takes at most 3 arguments (%d given)", name, n)
		}
		base := t.PushN(4)
		for i := range 4 {
			base.At(i).Set(heap.None)
			if i <= n {
				base.At(i).Set(args.At(i).V())
			}
		}
		return fn(t, MakeArgs(base, 4, Ref{}))
	}
}

// searchedType is the builtin type that a search method belongs to.
func (t *Thread) searchedType(v Value) string {
	switch {
	case t.RT.IsStr(v):
		return "str"
	case t.RT.IsBytes(v):
		return "bytes"
	}
	return "bytearray"
}

// strWindow is the part of a str between two code points, as bytes.
type strWindow struct{ lo, hi int }

// searchArgs reads (sub, start, end) of a search method; in says whether there
// is a window at all (start may lie behind the end, where not even "" is found).
func (t *Thread) searchArgs(args Args) (w strWindow, in, ok bool) {
	sub := args.At(1)
	if !t.RT.IsStr(sub.V()) {
		t.TypeErrorf("must be str, not %s", t.TypeName(sub.V()))
		return w, false, false
	}
	lo, hi, ok := t.sliceBounds(args.At(2), args.At(3), StrLen(args.At(0).V()))
	if !ok || lo > hi {
		return w, false, ok
	}
	s := args.At(0).V()
	return strWindow{byteOffset(s, lo), byteOffset(s, hi)}, true, true
}

func (w strWindow) text(v Value) []byte { return StrBytes(v)[w.lo:w.hi] }

// findStr returns the index of the first (or last) occurrence, -1 for none, -2
// with an exception pending.
func (t *Thread) findStr(args Args, last bool) int {
	w, in, ok := t.searchArgs(args)
	switch {
	case !ok:
		return -2
	case !in:
		return -1
	}
	s, sub := args.At(0).V(), StrBytes(args.At(1).V())
	var i int
	if last {
		i = bytes.LastIndex(w.text(s), sub)
	} else {
		i = bytes.Index(w.text(s), sub)
	}
	if i < 0 {
		return -1
	}
	return runeIndex(s, w.lo+i)
}

func strFind(t *Thread, args Args) Value  { return t.foundAt(t.findStr(args, false)) }
func strRfind(t *Thread, args Args) Value { return t.foundAt(t.findStr(args, true)) }

func (t *Thread) foundAt(i int) Value {
	if i == -2 {
		return heap.Null
	}
	return heap.SmallInt(int64(i))
}

func strIndex(t *Thread, args Args) Value  { return t.mustFind(t.findStr(args, false), "substring") }
func strRindex(t *Thread, args Args) Value { return t.mustFind(t.findStr(args, true), "substring") }

func (t *Thread) mustFind(i int, what string) Value {
	if i == -1 {
		return t.ValueErrorf("%s not found", what)
	}
	return t.foundAt(i)
}

func strCount(t *Thread, args Args) Value {
	w, in, ok := t.searchArgs(args)
	switch {
	case !ok:
		return heap.Null
	case !in:
		return heap.SmallInt(0)
	}
	text, sub := w.text(args.At(0).V()), StrBytes(args.At(1).V())
	if len(sub) == 0 {
		return heap.SmallInt(int64(runeCount(text)) + 1)
	}
	return heap.SmallInt(int64(bytes.Count(text, sub)))
}

func strStartsWith(t *Thread, args Args) Value { return t.strTail(args, "startswith", bytes.HasPrefix) }
func strEndsWith(t *Thread, args Args) Value   { return t.strTail(args, "endswith", bytes.HasSuffix) }

func (t *Thread) strTail(args Args, name string, has func(b, x []byte) bool) Value {
	s, x := args.At(0), args.At(1)
	lo, hi, ok := t.sliceBounds(args.At(2), args.At(3), StrLen(s.V()))
	if !ok {
		return heap.Null
	}
	test := func(x Value) bool {
		return lo <= hi && has(StrBytes(s.V())[byteOffset(s.V(), lo):byteOffset(s.V(), hi)], StrBytes(x))
	}
	if t.RT.TypeOf(x.V()).Flags&FlagTupleSubclass != 0 {
		for i := range t.TupleLen(x.V()) {
			e := t.TupleAt(x.V(), i)
			if !t.RT.IsStr(e) {
				return t.TypeErrorf("tuple for %s must only contain str, not %s", name, t.TypeName(e))
			}
			if test(e) {
				return heap.True
			}
		}
		return heap.False
	}
	if !t.RT.IsStr(x.V()) {
		return t.TypeErrorf("%s first arg must be str or a tuple of str, not %s", name, t.TypeName(x.V()))
	}
	return heap.Bool(test(x.V()))
}

// needStr checks that argument i is a str; format takes a type's name.
func (t *Thread) needStr(args Args, i int, format string) bool {
	if v := args.At(i).V(); !t.RT.IsStr(v) {
		name := t.TypeName(v)
		if strings.Contains(format, "argument") {
			name = t.ArgName(v)
		}
		t.TypeErrorf(format, name)
		return false
	}
	return true
}

func strRemovePrefix(t *Thread, args Args) Value {
	if !t.needStr(args, 1, "removeprefix() argument must be str, not %s") {
		return heap.Null
	}
	s := args.At(0)
	text, x := StrBytes(s.V()), StrBytes(args.At(1).V())
	if len(x) > 0 && bytes.HasPrefix(text, x) {
		return t.substr(s, len(x), len(text))
	}
	return t.exactStr(s)
}

func strRemoveSuffix(t *Thread, args Args) Value {
	if !t.needStr(args, 1, "removesuffix() argument must be str, not %s") {
		return heap.Null
	}
	s := args.At(0)
	text, x := StrBytes(s.V()), StrBytes(args.At(1).V())
	if len(x) > 0 && bytes.HasSuffix(text, x) {
		return t.substr(s, 0, len(text)-len(x))
	}
	return t.exactStr(s)
}

func strPartition(t *Thread, args Args) Value  { return t.strPartition(args, bytes.Index, false) }
func strRpartition(t *Thread, args Args) Value { return t.strPartition(args, bytes.LastIndex, true) }

func (t *Thread) strPartition(args Args, index func(s, sep []byte) int, last bool) Value {
	if !t.needStr(args, 1, "must be str, not %s") {
		return heap.Null
	}
	s, sep := args.At(0), args.At(1)
	n := len(StrBytes(sep.V()))
	if n == 0 {
		return t.ValueErrorf("empty separator")
	}
	i := index(StrBytes(s.V()), StrBytes(sep.V()))
	parts := t.PushN(3)
	if i < 0 {
		empty := t.RT.emptyStr()
		whole := 0
		if last {
			whole = 2
		}
		for k := range 3 {
			parts.At(k).Set(empty)
		}
		parts.At(whole).Set(s.V()) // itself, even of a subclass
	} else {
		parts.Set(t.substr(s, 0, i))
		parts.At(1).Set(t.exactStr(sep))
		parts.At(2).Set(t.substr(s, i+n, len(StrBytes(s.V()))))
	}
	for k := range 3 {
		if parts.At(k).V() == heap.Null {
			return heap.Null
		}
	}
	return t.TupleOf(parts, 3)
}

func strReplace(t *Thread, args Args) Value {
	if !t.needStr(args, 1, "replace() argument 1 must be str, not %s") || !t.needStr(args, 2, "replace() argument 2 must be str, not %s") {
		return heap.Null
	}
	limit, ok := t.asArgSsize(args.At(3))
	if !ok {
		return heap.Null
	}
	s := args.At(0)
	v := s.V()
	f, old, repl := factsOf(v), factsOf(args.At(1).V()), factsOf(args.At(2).V())
	text, oldText := StrBytes(v), StrBytes(args.At(1).V())
	n := 0
	if old.n == 0 {
		n = f.cps + 1
	} else {
		n = bytes.Count(text, oldText)
	}
	if limit >= 0 {
		n = min(n, limit)
	}
	if n == 0 {
		return t.exactStr(s)
	}
	added, ok := repl.times(n)
	if !ok {
		return t.OverflowErrorf("replace string is too long")
	}
	total := strFacts{n: f.n - n*old.n + added.n, cps: f.cps - n*old.cps + added.cps, surrogates: f.surrogates || repl.surrogates}
	if f.surrogates && old.surrogates {
		total.surrogates = repl.surrogates || surrogatesAfterReplace(text, oldText, n)
	}
	res := t.allocStr(total)
	if res == heap.Null {
		return res
	}
	replaceBytes(strText(res), StrBytes(s.V()), StrBytes(args.At(1).V()), StrBytes(args.At(2).V()), n, true)
	return res
}

// surrogatesAfterReplace says whether text still holds a surrogate where the
// first n occurrences of old are taken out.
func surrogatesAfterReplace(text, old []byte, n int) bool {
	for range n {
		i := bytes.Index(text, old)
		if f, _ := scanText(text[:i]); f.surrogates {
			return true
		}
		text = text[i+len(old):]
	}
	f, _ := scanText(text)
	return f.surrogates
}

// replaceBytes writes src with its first n occurrences of old replaced into
// dst, which has the length of the result. An empty old stands before each
// item and at the end; runes says that items are code points.
func replaceBytes(dst, src, old, repl []byte, n int, runes bool) {
	if len(old) == 0 {
		for range n {
			dst = dst[copy(dst, repl):]
			if len(src) == 0 {
				return
			}
			size := 1
			if runes {
				size = runeSize(src[0])
			}
			dst = dst[copy(dst, src[:size]):]
			src = src[size:]
		}
		copy(dst, src)
		return
	}
	for range n {
		i := bytes.Index(src, old)
		dst = dst[copy(dst, src[:i]):]
		dst = dst[copy(dst, repl):]
		src = src[i+len(old):]
	}
	copy(dst, src)
}
