package object

import (
	"github.com/hpyrun/hpyrun/heap"
)

func strTranslate(t *Thread, args Args) Value {
	s, table := args.At(0), args.At(1)
	out := t.takeBuf()
	defer func() { t.giveBuf(out) }()
	key := t.Push(heap.Null)
	seen := map[rune][]byte{} // what a character becomes, in this call
	for i := 0; i < len(StrBytes(s.V())); {
		c, n := decodeRune(StrBytes(s.V())[i:])
		i += n
		to, ok := seen[c]
		if !ok {
			key.Set(heap.SmallInt(int64(c)))
			if to, ok = t.translateRune(table, key, c); !ok {
				return heap.Null
			}
			seen[c] = to
		}
		out = append(out, to...)
	}
	return t.NewStrBytes(out)
}

// translateRune asks the table what c (key as an int) becomes.
func (t *Thread) translateRune(table, key Ref, c rune) ([]byte, bool) {
	defer t.Pop(t.Top())
	res := t.Push(t.GetItem(table, key))
	v := res.V()
	switch {
	case v == heap.Null:
		if !t.ExcMatches(t.RT.Exc.LookupError) {
			return nil, false
		}
		t.ClearExc()
		return appendRune(nil, c), true
	case v == heap.None:
		return nil, true
	case t.RT.IsInt(v):
		i, ok := Int64Of(v)
		if !ok || i < 0 || i > 0x10FFFF {
			t.ValueErrorf("character mapping must be in range(0x110000)")
			return nil, false
		}
		return appendRune(nil, rune(i)), true
	case t.RT.IsStr(v):
		return append([]byte(nil), StrBytes(v)...), true
	}
	t.TypeErrorf("character mapping must return integer, None or str")
	return nil, false
}

// strMakeTrans is the static method maketrans(x[, y[, z]]).
func strMakeTrans(t *Thread, args Args) Value {
	x, y, z := args.At(0), args.At(1), args.At(2)
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	k, v := t.Push(heap.Null), t.Push(heap.Null)
	if y.V() == heap.Null {
		return t.transFromDict(d, x, k, v)
	}
	switch {
	case !t.RT.IsStr(y.V()):
		return t.TypeErrorf("maketrans() argument 2 must be str, not %s", t.ArgName(y.V()))
	case z.V() != heap.Null && !t.RT.IsStr(z.V()):
		return t.TypeErrorf("maketrans() argument 3 must be str, not %s", t.ArgName(z.V()))
	case !t.RT.IsStr(x.V()):
		return t.TypeErrorf("first maketrans argument must be a string if there is a second argument")
	case StrLen(x.V()) != StrLen(y.V()):
		return t.ValueErrorf("the first two maketrans arguments must have equal length")
	}
	from, to := []byte(GoStr(x.V())), []byte(GoStr(y.V()))
	for len(from) > 0 {
		c, n := decodeRune(from)
		e, m := decodeRune(to)
		k.Set(heap.SmallInt(int64(c)))
		v.Set(heap.SmallInt(int64(e)))
		if !t.DictSet(d, k, v) {
			return heap.Null
		}
		from, to = from[n:], to[m:]
	}
	if z.V() != heap.Null {
		drop := []byte(GoStr(z.V()))
		v.Set(heap.None)
		for len(drop) > 0 {
			c, n := decodeRune(drop)
			k.Set(heap.SmallInt(int64(c)))
			if !t.DictSet(d, k, v) {
				return heap.Null
			}
			drop = drop[n:]
		}
	}
	return d.V()
}

// transFromDict copies x, a dict, into d with characters as their code points.
func (t *Thread) transFromDict(d, x, k, v Ref) Value {
	if !isExact(x.V(), IdxDict) {
		return t.TypeErrorf("if you give only one argument to maketrans it must be a dict")
	}
	for pos := 0; ; {
		key, val, ok := t.DictNext(x.V(), &pos)
		if !ok {
			return d.V()
		}
		v.Set(val)
		switch {
		case t.RT.IsStr(key):
			if StrLen(key) != 1 {
				return t.ValueErrorf("string keys in translate table must be of length 1")
			}
			k.Set(heap.SmallInt(int64(runeAt(key, 0))))
		case t.RT.IsInt(key):
			k.Set(key)
		default:
			return t.TypeErrorf("keys in translate table must be strings or integers")
		}
		if !t.DictSet(d, k, v) {
			return heap.Null
		}
	}
}
