package vm

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

const codeNameSpace = code.NameSpace

func (x *Exec) loadBuildClass(f *frame) Value {
	t := x.t
	v := t.DictGetStr(x.builtins(f.function().V().Addr().Ref(fnGlobals)), x.vm.names.buildClass.V())
	if v == heap.Null {
		t.Errorf(t.RT.Exc.NameError, "__build_class__ not found")
		return heap.Null
	}
	return v
}

// BuildClass is builtins.__build_class__(func, name, *bases, metaclass=…, **kw):
// what a class statement does.
func BuildClass(t *Thread, args Args) Value {
	if args.Len() < 2 {
		return t.TypeErrorf("__build_class__: not enough arguments")
	}
	x := exec(t)
	n := &x.vm.names
	fn, name := args.At(0), args.At(1)
	if v := fn.V(); !v.IsPtr() || v.Addr().Type() != object.IdxFunction {
		return t.TypeErrorf("__build_class__: func must be a function")
	}
	if !t.RT.IsStr(name.V()) {
		return t.TypeErrorf("__build_class__: name is not a string")
	}
	orig := t.Push(t.TupleOf(args.At(2), args.Len()-2))
	if orig.V() == heap.Null {
		return heap.Null
	}
	bases := t.Push(resolveBases(t, orig, n.mroEntries))
	if bases.V() == heap.Null {
		return heap.Null
	}

	// The metaclass: given, or the first base's type; then the most derived.
	meta := t.PushN(1)
	kw := t.Push(t.NewDict())
	if kw.V() == heap.Null {
		return heap.Null
	}
	for i := 0; i < args.NumKw(); i++ {
		key := t.Push(args.KwName(i))
		if object.StrEq(key.V(), n.metaclass.V()) {
			meta.Set(args.Kw(i).V())
			continue
		}
		if !t.DictSet(kw, key, args.Kw(i)) {
			return heap.Null
		}
	}
	if meta.V() == heap.Null {
		meta.Set(t.RT.TypeType.Obj.V())
		if t.TupleLen(bases.V()) > 0 {
			meta.Set(t.RT.TypeOf(t.TupleAt(bases.V(), 0)).Obj.V())
		}
	}
	winner := t.MetaclassOf(meta, bases)
	if winner == heap.Null {
		return winner
	}
	meta.Set(winner)

	ns := t.Push(prepare(t, meta, name, bases, kw, n.prepare))
	if ns.V() == heap.Null {
		return heap.Null
	}

	// The body, with the namespace as local 0.
	mark := t.Top()
	t.Push(fn.V())
	base := x.top()
	t.Push(ns.V())
	cell := x.runFrame(base)
	t.Pop(mark)
	if cell == heap.Null {
		return cell
	}
	cellRef := t.Push(cell)
	if orig.V() != bases.V() && !t.SetItem(ns, n.origBases, orig) {
		return heap.Null
	}
	first := t.PushN(3)
	first.Set(name.V())
	first.At(1).Set(bases.V())
	first.At(2).Set(ns.V())
	cls := t.Push(callWithDict(t, meta, first, 3, kw))
	if cls.V() == heap.Null {
		return heap.Null
	}
	if c := cellRef.V(); c != heap.None && t.RT.TypeFromObj(cls.V()) != nil {
		switch got := cellContent(c); {
		case got == heap.Null:
			return t.RuntimeErrorf("__class__ not set defining %s as %s. Was __classcell__ propagated to type.__new__?",
				reprOr(t, name), reprOr(t, cls))
		case got != cls.V():
			return t.TypeErrorf("__class__ set to %s defining %s as %s", reprOr(t, t.Push(got)), reprOr(t, name), reprOr(t, cls))
		}
	}
	return cls.V()
}

func reprOr(t *Thread, r Ref) string {
	v := t.Repr(r)
	if v == heap.Null {
		t.ClearExc()
		return "?"
	}
	return object.GoStr(v)
}

// resolveBases replaces bases that are no classes by what their
// __mro_entries__ gives; the tuple itself when there is none.
func resolveBases(t *Thread, orig, mroEntries Ref) Value {
	n := t.TupleLen(orig.V())
	var list Ref
	for i := 0; i < n; i++ {
		mark := t.Top()
		b := t.Push(t.TupleAt(orig.V(), i))
		if t.RT.TypeFromObj(b.V()) != nil {
			if !list.IsNil() && !t.ListAppend(list, b) {
				return heap.Null
			}
			t.Pop(mark)
			continue
		}
		m, ok := t.GetAttrOpt(b, mroEntries)
		if !ok {
			return heap.Null
		}
		if m == heap.Null {
			if !list.IsNil() && !t.ListAppend(list, b) {
				return heap.Null
			}
			t.Pop(mark)
			continue
		}
		entries := t.CallN(t.Push(m), orig)
		if entries == heap.Null {
			return entries
		}
		if !t.RT.TypeOf(entries).Has(object.FlagTupleSubclass) {
			return t.TypeErrorf("__mro_entries__ must return a tuple")
		}
		er := t.Push(entries)
		if list.IsNil() {
			l := t.NewList(n)
			if l == heap.Null {
				return l
			}
			// list has to outlive this round's slots.
			t.Pop(mark)
			list = t.Push(l)
			er = t.Push(er.V())
			for j := 0; j < i; j++ {
				if !t.ListAppend(list, t.Push(t.TupleAt(orig.V(), j))) {
					return heap.Null
				}
			}
		}
		if !t.ListExtend(list, er) {
			return heap.Null
		}
	}
	if list.IsNil() {
		return orig.V()
	}
	return t.ListToTuple(list)
}

// prepare makes the namespace of a class: what the metaclass's __prepare__
// says, else a dict.
func prepare(t *Thread, meta, name, bases, kw, prepareName Ref) Value {
	p, ok := t.GetAttrOpt(meta, prepareName)
	if !ok {
		return heap.Null
	}
	if p == heap.Null {
		return t.NewDict()
	}
	f := t.Push(p)
	first := t.PushN(2)
	first.Set(name.V())
	first.At(1).Set(bases.V())
	ns := callWithDict(t, f, first, 2, kw)
	if ns == heap.Null {
		return ns
	}
	if s := &t.RT.TypeOf(ns).Slots; s.MpSubscript == nil {
		shown := "<metaclass>"
		if mt := t.RT.TypeFromObj(meta.V()); mt != nil {
			shown = mt.Name
		}
		return t.TypeErrorf("%s.__prepare__() must return a mapping, not %s", shown, t.TypeName(ns))
	}
	return ns
}

// callWithDict calls f with n positional arguments from first on and the dict
// kw's items as keywords.
func callWithDict(t *Thread, f, first Ref, n int, kw Ref) Value {
	defer t.Pop(t.Top())
	nkw := t.DictLen(kw.V())
	if nkw == 0 {
		return t.Call(f, object.MakeArgs(first, n, Ref{}))
	}
	names := t.Push(t.NewTuple(nkw))
	if names.V() == heap.Null {
		return heap.Null
	}
	all := t.PushN(n + nkw)
	for i := 0; i < n; i++ {
		all.At(i).Set(first.At(i).V())
	}
	for i, pos := 0, 0; i < nkw; i++ {
		k, v, _ := t.DictNext(kw.V(), &pos)
		t.Store(names.V(), i, k)
		all.At(n + i).Set(v)
	}
	return t.Call(f, object.MakeArgs(all, n, names))
}
