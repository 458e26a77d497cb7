package vm

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The instructions of except*. See package compile for what the stack holds.

// egMatch splits exc by typ: [exc typ] becomes [rest match].
func (x *Exec) egMatch(exc, typ Ref) bool {
	t := x.t
	if exc.V() == heap.None {
		typ.Set(heap.None)
		return true
	}
	if !x.checkStarTypes(typ.V()) {
		return false
	}
	group := t.RT.TypeOf(exc.V()).IsSubtype(t.RT.Exc.BaseExceptionGroup)
	switch m := x.excMatch(exc, typ); {
	case m < 0:
		return false
	case m == 1:
		match := exc.V()
		if !group {
			// A naked exception: the clause sees a group of one.
			match = x.wrapNaked(exc)
			if match == heap.Null {
				return false
			}
		}
		typ.Set(match)
		exc.Set(heap.None)
		t.SetHandling(match)
		return true
	case !group:
		typ.Set(heap.None)
		return true
	}
	pair := t.CallMethod(exc, t.RT.Name("split"), typ)
	if pair == heap.Null {
		return false
	}
	if !t.RT.TypeOf(pair).Has(object.FlagTupleSubclass) || t.TupleLen(pair) != 2 {
		t.TypeErrorf("%s.split must return a 2-tuple, got %s", t.TypeName(exc.V()), t.TypeName(pair))
		return false
	}
	match := t.TupleAt(pair, 0)
	exc.Set(t.TupleAt(pair, 1))
	typ.Set(match)
	if match != heap.None {
		t.SetHandling(match)
	}
	return true
}

func (x *Exec) checkStarTypes(v Value) bool {
	t := x.t
	bad := func(v Value) bool {
		typ := t.RT.TypeFromObj(v)
		return typ != nil && typ.IsSubtype(t.RT.Exc.BaseExceptionGroup)
	}
	is := bad(v)
	if t.RT.TypeOf(v).Has(object.FlagTupleSubclass) {
		for i := 0; i < t.TupleLen(v); i++ {
			is = is || bad(t.TupleAt(v, i))
		}
	}
	if is {
		t.TypeErrorf("catching ExceptionGroup with except* is not allowed. Use except instead.")
		return false
	}
	return true
}

func (x *Exec) wrapNaked(exc Ref) Value {
	t := x.t
	defer t.Pop(t.Top())
	one := t.Push(t.PackTuple(exc))
	if one.V() == heap.Null {
		return heap.Null
	}
	cls := t.Push(t.RT.Exc.ExceptionGroup.Obj.V())
	if !t.RT.TypeOf(exc.V()).IsSubtype(t.RT.Exc.Exception) {
		cls.Set(t.RT.Exc.BaseExceptionGroup.Obj.V())
	}
	g := t.CallN(cls, t.RT.Name(""), one)
	if g == heap.Null {
		return g
	}
	gr := t.Push(g)
	tb := t.Push(t.GetAttr(exc, t.RT.Name("__traceback__")))
	if tb.V() == heap.Null || !t.SetAttr(gr, t.RT.Name("__traceback__"), tb) {
		return heap.Null
	}
	return gr.V()
}

// egReraise finds what an except* statement raises in the end: orig is the
// exception, list what its clauses raised and what none of them took. What was
// raised new, and what is left of orig (as orig's part, with its traceback),
// make one group.
func (x *Exec) egReraise(orig, list Ref) Value {
	t := x.t
	name := t.RT.Name
	n := t.ListLen(list.V())
	if !t.RT.TypeOf(orig.V()).IsSubtype(t.RT.Exc.BaseExceptionGroup) {
		// Not a group: it is either handled, or the last of the list.
		for i := 0; i < n; i++ {
			if v := t.ListAt(list.V(), i); v != heap.None {
				return v
			}
		}
		return heap.None
	}
	raised := t.Push(t.NewList(n))
	kept := t.Push(t.NewList(n))
	if raised.V() == heap.Null || kept.V() == heap.Null {
		return heap.Null
	}
	for i := 0; i < n; i++ {
		e := t.Push(t.ListAt(list.V(), i))
		if e.V() == heap.None {
			continue
		}
		same, ok := t.SameRaise(e, orig)
		if !ok {
			return heap.Null
		}
		to := raised
		if same {
			to = kept
		}
		if !t.ListAppend(to, e) {
			return heap.Null
		}
	}
	if t.ListLen(kept.V()) > 0 {
		back := x.rejoin(orig, kept)
		if back == heap.Null {
			return back
		}
		if t.ListLen(raised.V()) == 0 {
			return back
		}
		if back != heap.None && !t.ListAppend(raised, t.Push(back)) {
			return heap.Null
		}
	}
	switch t.ListLen(raised.V()) {
	case 0:
		return heap.None
	case 1:
		return t.ListAt(raised.V(), 0)
	}
	cls := t.Push(t.RT.Exc.ExceptionGroup.Obj.V())
	for i := 0; i < t.ListLen(raised.V()); i++ {
		if !t.RT.TypeOf(t.ListAt(raised.V(), i)).IsSubtype(t.RT.Exc.Exception) {
			cls.Set(t.RT.Exc.BaseExceptionGroup.Obj.V())
		}
	}
	return t.CallN(cls, name(""), raised)
}

// rejoin gives the part of orig that the groups in kept hold.
func (x *Exec) rejoin(orig, kept Ref) Value {
	t := x.t
	leaves := t.Push(t.NewList(0))
	if leaves.V() == heap.Null || !x.leaves(kept, leaves) {
		return heap.Null
	}
	return t.GroupPart(orig, leaves)
}

// leaves appends to out the exceptions that the groups in list hold in the end.
func (x *Exec) leaves(list, out Ref) bool {
	t := x.t
	for i := 0; i < t.ListLen(list.V()); i++ {
		mark := t.Top()
		e := t.Push(t.ListAt(list.V(), i))
		if t.RT.TypeOf(e.V()).IsSubtype(t.RT.Exc.BaseExceptionGroup) {
			tup := t.GetAttr(e, t.RT.Name("exceptions"))
			if tup == heap.Null {
				return false
			}
			sub := t.SeqToList(t.Push(tup))
			if sub == heap.Null || !x.leaves(t.Push(sub), out) {
				return false
			}
		} else if !t.ListAppend(out, e) {
			return false
		}
		t.Pop(mark)
	}
	return true
}
