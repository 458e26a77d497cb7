package object

import (
	"sync"

	"github.com/hpyrun/hpyrun/heap"
)

// This file holds what several containers need: walking an iterable, checking
// arguments that no signature describes, and building a repr.

// forEach calls f with each item of an iterable, in one slot that is reused. It
// stops with false when f returns false, or with an exception pending.
func (t *Thread) forEach(it Ref, f func(x Ref) bool) bool {
	defer t.Pop(t.Top())
	x := t.Push(heap.Null)
	if _, ok := t.seqView(it.V()); ok {
		for i := 0; ; i++ {
			items, _ := t.seqView(it.V())
			if i >= len(items) {
				return true
			}
			x.Set(items[i])
			if !f(x) {
				return false
			}
		}
	}
	iter := t.Push(t.Iter(it))
	if iter.V() == heap.Null {
		return false
	}
	for {
		v := t.next(iter)
		if v == heap.Null {
			return !t.Pending()
		}
		x.Set(v)
		if !f(x) {
			return false
		}
	}
}

// noKeywords refuses keyword arguments.
func (t *Thread) noKeywords(name string, args Args) bool {
	if args.NumKw() > 0 {
		t.TypeErrorf("%s() takes no keyword arguments", name)
		return false
	}
	return true
}

// newNoKeywords refuses keyword arguments for base's constructor, but leaves
// them to a subclass that has an __init__ of its own to take them.
func (t *Thread) newNoKeywords(name string, base *Type, args Args) bool {
	typ := t.RT.TypeFromObj(args.At(0).V())
	return typ != base && !sameFunc(typ.Slots.Init, base.Slots.Init) || t.noKeywords(name, args)
}

// checkArity refuses a number of positional arguments outside [low, high].
func (t *Thread) checkArity(name string, n, low, high int) bool {
	if n >= low && n <= high {
		return true
	}
	bound, limit := "", low
	switch {
	case low == high:
	case n < low:
		bound = "at least "
	default:
		bound, limit = "at most ", high
	}
	plural := "s"
	if limit == 1 {
		plural = ""
	}
	t.TypeErrorf("%s expected %s%d argument%s, got %d", name, bound, limit, plural, n)
	return false
}

// appendRepr appends repr(x).
func (t *Thread) appendRepr(b []byte, x Ref) ([]byte, bool) {
	s := t.Repr(x)
	if s == heap.Null {
		return b, false
	}
	return append(b, StrBytes(s)...), true
}

// ReprEnter notes that repr(o) is being built: 1 when it already is, so that
// the caller writes dots for it, -1 with an exception pending. After 0 the
// caller calls ReprLeave. o must stay the same slot meanwhile.
func (t *Thread) ReprEnter(o Ref) int {
	for _, r := range t.reprs {
		if r.V() == o.V() {
			return 1
		}
	}
	t.reprs = append(t.reprs, o)
	return 0
}

// ReprLeave ends what the last ReprEnter that returned 0 began.
func (t *Thread) ReprLeave() { t.reprs = t.reprs[:len(t.reprs)-1] }

// newInstance makes an instance of the class cls, which derives from base and
// so has its layout; the exact type skips the look-up.
func (t *Thread) newInstance(cls Ref, base *Type) Value {
	if cls.V() == base.Obj.V() {
		return t.NewInstance(base)
	}
	return t.NewInstance(t.RT.TypeFromObj(cls.V()))
}

// lazySignature parses a constructor's signature at its first use.
func lazySignature(name, sig string) func() *Signature {
	return sync.OnceValue(func() *Signature { return ParseSignature(name, sig) })
}
