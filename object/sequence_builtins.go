package object

import "github.com/hpyrun/hpyrun/heap"

// This file holds the builtin functions that reduce or order an iterable.

var (
	nmKey     = RegisterName("key")
	nmDefault = RegisterName("default")
)

// Sorted is sorted(it, key=key, reverse=reverse); key may be the nil Ref or
// None.
func (t *Thread) Sorted(it, key Ref, reverse bool) Value {
	defer t.Pop(t.Top())
	l := t.Push(t.SeqToList(it))
	if l.V() == heap.Null || !t.ListSort(l, key, reverse) {
		return heap.Null
	}
	return l.V()
}

// MinMax is min (op LT) and max (op GT) with the builtin's raw arguments.
func (t *Thread) MinMax(op CompareOp, args Args) Value {
	name := "min"
	if op == GT {
		name = "max"
	}
	if args.Len() == 0 {
		return t.TypeErrorf("%s expected at least 1 argument, got 0", name)
	}
	defer t.Pop(t.Top())
	var key, def Ref
	if n := args.NumKw(); n > 2 {
		return t.TypeErrorf("%s() takes at most 2 keyword arguments (%d given)", name, n)
	}
	for i := range args.NumKw() {
		switch k := args.KwName(i); {
		case StrEq(k, t.RT.NameRef(nmKey).V()):
			if args.Kw(i).V() != heap.None {
				key = args.Kw(i)
			}
		case StrEq(k, t.RT.NameRef(nmDefault).V()):
			def = args.Kw(i)
		default:
			return t.TypeErrorf("'%s' is an invalid keyword argument for %s()", GoStr(k), name)
		}
	}
	m := minMax{t: t, op: op, key: key, best: t.Push(heap.Null), bestKey: t.Push(heap.Null), k: t.Push(heap.Null)}
	if args.Len() > 1 {
		if !def.IsNil() {
			return t.TypeErrorf("Cannot specify a default for %s() with multiple positional arguments", name)
		}
		for i := range args.Len() {
			if !m.see(args.At(i)) {
				return heap.Null
			}
		}
		return m.best.V()
	}
	if !t.forEach(args.At(0), m.see) {
		return heap.Null
	}
	switch {
	case m.best.V() != heap.Null:
		return m.best.V()
	case !def.IsNil():
		return def.V()
	}
	return t.ValueErrorf("%s() arg is an empty sequence", name)
}

// minMax is the best item so far.
type minMax struct {
	t                *Thread
	op               CompareOp
	key              Ref
	best, bestKey, k Ref
}

func (m *minMax) see(x Ref) bool {
	t := m.t
	k := x
	if !m.key.IsNil() {
		k = m.k
		k.Set(t.CallN(m.key, x))
		if k.V() == heap.Null {
			return false
		}
	}
	if m.best.V() != heap.Null {
		switch m.better(k) {
		case -1:
			return false
		case 0:
			return true
		}
	}
	m.best.Set(x.V())
	m.bestKey.Set(k.V())
	return true
}

func (m *minMax) better(k Ref) int {
	a, b := k.V(), m.bestKey.V()
	if heap.BothInt(a, b) {
		if m.op == LT && a.Int() < b.Int() || m.op == GT && a.Int() > b.Int() {
			return 1
		}
		return 0
	}
	return m.t.CompareBool(k, m.bestKey, m.op)
}

// Sum is sum(it, start).
func (t *Thread) Sum(it, start Ref) Value {
	defer t.Pop(t.Top())
	iter := t.Push(t.Iter(it))
	if iter.V() == heap.Null {
		return heap.Null
	}
	switch v := start.V(); {
	case t.RT.IsStr(v):
		return t.TypeErrorf("sum() can't sum strings [use ''.join(seq) instead]")
	case v.IsPtr() && t.RT.TypeOf(v).Has(FlagBytesSubclass):
		return t.TypeErrorf("sum() can't sum bytes [use b''.join(seq) instead]")
	case v.IsPtr() && t.RT.TypeOf(v).IsSubtype(t.RT.ByteArrayType):
		return t.TypeErrorf("sum() can't sum bytearray [use b''.join(seq) instead]")
	}
	acc := t.Push(start.V())
	if !t.forEach(iter, func(x Ref) bool {
		a, b := acc.V(), x.V()
		switch {
		case heap.BothInt(a, b):
			// Two numbers of 48 bits cannot overflow 64.
			acc.Set(t.NewInt(a.Int() + b.Int()))
		case a.IsFloat() && b.IsFloat():
			acc.Set(heap.Float(a.Float() + b.Float()))
		case a.IsFloat() && b.IsInt():
			acc.Set(heap.Float(a.Float() + float64(b.Int())))
		default:
			acc.Set(t.Binary(OpAdd, acc, x))
		}
		return acc.V() != heap.Null
	}) {
		return heap.Null
	}
	return acc.V()
}
