package collect

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// getterTypes are operator's callables that remember what to fetch: of one runtime.
type getterTypes struct{ item, attr, method *object.Type }

func (g *getterTypes) makeTypes(t *Thread) bool {
	reduce := func(fn object.Native) []object.MethodDef {
		return []object.MethodDef{{Name: "__reduce__", Sig: "($self, /)", Fn: fn, Doc: "Return state information for pickling"}}
	}
	return t.NewBuiltinType(object.TypeDef{
		Name: "itemgetter", Module: "operator", FixedRefs: 1, Into: &g.item,
		Doc:     "itemgetter(item, ...) --> itemgetter object\n\nReturn a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
		Slots:   object.Slots{New: g.newItem, Call: itemCall, Repr: g.repr},
		Methods: reduce(itemReduce),
	}) != nil && t.NewBuiltinType(object.TypeDef{
		Name: "attrgetter", Module: "operator", FixedRefs: 1, Into: &g.attr,
		Doc:     "attrgetter(attr, ...) --> attrgetter object\n\nReturn a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
		Slots:   object.Slots{New: g.newAttr, Call: attrCall, Repr: g.repr},
		Methods: reduce(itemReduce),
	}) != nil && t.NewBuiltinType(object.TypeDef{
		Name: "methodcaller", Module: "operator", FixedRefs: mcRefs, Into: &g.method,
		Doc:     "methodcaller(name, ...) --> methodcaller object\n\nReturn a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
		Slots:   object.Slots{New: g.newMethod, Call: methodCallerCall, Repr: methodCallerRepr},
		Methods: reduce(methodCallerReduce),
	}) != nil
}

// one pushes the only argument of a call of self.
func one(t *Thread, name string, a Args) (Ref, bool) {
	if a.NumKw() > 0 {
		t.TypeErrorf("%s() takes no keyword arguments", name)
		return Ref{}, false
	}
	if a.Len() != 1 {
		t.TypeErrorf("%s expected 1 argument, got %d", name, a.Len())
		return Ref{}, false
	}
	return a.At(0), true
}

// itemgetter and attrgetter have one reference: the tuple of items or dotted names.

func (g *getterTypes) newGetter(t *Thread, typ *object.Type, a Args) Value {
	if a.NumKw() > 0 {
		return t.TypeErrorf("%s() takes no keyword arguments", typ.Name)
	}
	if a.Len() < 2 {
		return t.TypeErrorf("%s expected 1 argument, got 0", typ.Name)
	}
	defer t.Pop(t.Top())
	items := t.Push(t.TupleOf(a.At(1), a.Len()-1))
	if items.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, 0, items.V())
	}
	return v
}

func (g *getterTypes) newItem(t *Thread, a Args) Value { return g.newGetter(t, g.item, a) }

func (g *getterTypes) newAttr(t *Thread, a Args) Value {
	for i := 1; i < a.Len(); i++ {
		if !t.RT.IsStr(a.At(i).V()) {
			return t.TypeErrorf("attribute name must be a string")
		}
	}
	return g.newGetter(t, g.attr, a)
}

// fetch makes of a getter's items what get makes of each: one thing, or a tuple.
func fetch(t *Thread, self Ref, get func(item Ref) Value) Value {
	defer t.Pop(t.Top())
	items, item := field(t, self, 0), t.PushN(1)
	n := t.TupleLen(items.V())
	out := t.PushN(n)
	for i := range n {
		item.Set(t.TupleAt(items.V(), i))
		v := get(item)
		if v == heap.Null || n == 1 {
			return v
		}
		out.At(i).Set(v)
	}
	return t.TupleOf(out, n)
}

func itemCall(t *Thread, self Ref, a Args) Value {
	o, ok := one(t, "itemgetter", a)
	if !ok {
		return heap.Null
	}
	return fetch(t, self, func(item Ref) Value { return t.GetItem(o, item) })
}

func attrCall(t *Thread, self Ref, a Args) Value {
	o, ok := one(t, "attrgetter", a)
	if !ok {
		return heap.Null
	}
	x := t.PushN(1)
	return fetch(t, self, func(item Ref) Value {
		path := object.GoStr(item.V())
		if !strings.Contains(path, ".") {
			return t.GetAttr(o, item)
		}
		x.Set(o.V())
		for _, name := range strings.Split(path, ".") {
			mark := t.Top()
			n := t.Push(t.NewStr(name))
			if n.V() == heap.Null {
				return heap.Null
			}
			x.Set(t.GetAttr(x, n))
			if t.Pop(mark); x.V() == heap.Null {
				return heap.Null
			}
		}
		return x.V()
	})
}

func (g *getterTypes) repr(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	name := t.RT.TypeOf(self.V()).Shown
	switch t.ReprEnter(self) {
	case 1:
		return t.NewStr(name + "(...)")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	text, ok := argsText(t, field(t, self, 0))
	if !ok {
		return heap.Null
	}
	return t.NewStr(name + "(" + text + ")")
}

// argsText shows a tuple's items as arguments.
func argsText(t *Thread, items Ref) (string, bool) {
	defer t.Pop(t.Top())
	x := t.PushN(1)
	var parts []string
	for i := 0; i < t.TupleLen(items.V()); i++ {
		x.Set(t.TupleAt(items.V(), i))
		r := t.Repr(x)
		if r == heap.Null {
			return "", false
		}
		parts = append(parts, object.GoStr(r))
	}
	return strings.Join(parts, ", "), true
}

func itemReduce(t *Thread, a Args) Value { return reduced(t, a.At(0), field(t, a.At(0), 0)) }

// methodcaller: the name, a tuple of the positional arguments, a dict of the others.
const (
	mcName = iota
	mcArgs
	mcKw
	mcRefs
)

func (g *getterTypes) newMethod(t *Thread, a Args) Value {
	if a.Len() < 2 {
		return t.TypeErrorf("methodcaller needs at least one argument, the method name")
	}
	if !t.RT.IsStr(a.At(1).V()) {
		return t.TypeErrorf("method name must be a string")
	}
	defer t.Pop(t.Top())
	name := t.Push(t.RT.InternValue(a.At(1)))
	args := t.Push(t.TupleOf(a.At(2), a.Len()-2))
	kw := t.Push(t.NewDict())
	if name.V() == heap.Null || args.V() == heap.Null || kw.V() == heap.Null || !mergeKw(t, kw, a) {
		return heap.Null
	}
	v := t.NewInstance(g.method)
	if v != heap.Null {
		t.Store(v, mcName, name.V())
		t.Store(v, mcArgs, args.V())
		t.Store(v, mcKw, kw.V())
	}
	return v
}

func methodCallerCall(t *Thread, self Ref, a Args) Value {
	o, ok := one(t, "methodcaller", a)
	if !ok {
		return heap.Null
	}
	defer t.Pop(t.Top())
	args, kw := field(t, self, mcArgs), field(t, self, mcKw)
	f := t.Push(t.GetAttr(o, field(t, self, mcName)))
	if f.V() == heap.Null {
		return heap.Null
	}
	return callWith(t, f, args, kw)
}

// callWith calls f with the items of a tuple and of a dict whose keys are strs.
func callWith(t *Thread, f, args, kw Ref) Value {
	defer t.Pop(t.Top())
	n, nkw := t.TupleLen(args.V()), t.DictLen(kw.V())
	if !t.RoomForArgs(n + nkw) {
		return heap.Null
	}
	names := Ref{}
	if nkw > 0 {
		if names = t.Push(t.NewTuple(nkw)); names.V() == heap.Null {
			return heap.Null
		}
	}
	out := t.PushN(n + nkw)
	for i := range n {
		out.At(i).Set(t.TupleAt(args.V(), i))
	}
	for i, pos := 0, 0; i < nkw; i++ {
		k, v, _ := t.DictNext(kw.V(), &pos)
		if !t.RT.IsStr(k) {
			return t.TypeErrorf("keywords must be strings")
		}
		t.TupleSet(names.V(), i, k)
		out.At(n + i).Set(v)
	}
	return t.Call(f, object.MakeArgs(out, n, names))
}

func methodCallerRepr(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	name := t.RT.TypeOf(self.V()).Shown
	switch t.ReprEnter(self) {
	case 1:
		return t.NewStr(name + "(...)")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	r := t.Repr(field(t, self, mcName))
	if r == heap.Null {
		return r
	}
	text := name + "(" + object.GoStr(r)
	if rest, ok := argsText(t, field(t, self, mcArgs)); !ok {
		return heap.Null
	} else if rest != "" {
		text += ", " + rest
	}
	kw, x := field(t, self, mcKw), t.PushN(1)
	for pos := 0; ; {
		k, v, ok := t.DictNext(kw.V(), &pos)
		if !ok {
			return t.NewStr(text + ")")
		}
		key := object.GoStr(k)
		x.Set(v)
		r := t.Repr(x)
		if r == heap.Null {
			return r
		}
		text += ", " + key + "=" + object.GoStr(r)
	}
}

// methodCallerReduce puts keywords into a partial, for a constructor's arguments in a
// pickle are positional.
func methodCallerReduce(t *Thread, a Args) Value {
	self := a.At(0)
	name, args, kw := field(t, self, mcName), field(t, self, mcArgs), field(t, self, mcKw)
	if t.DictLen(kw.V()) == 0 {
		n := t.TupleLen(args.V())
		all := t.PushN(n + 1)
		all.Set(name.V())
		for i := range n {
			all.At(i + 1).Set(t.TupleAt(args.V(), i))
		}
		return reduced(t, self, t.Push(t.TupleOf(all, n+1)))
	}
	functools := t.ImportModule("functools")
	if functools == heap.Null {
		return functools
	}
	partial := t.Push(t.GetAttr(t.Push(functools), t.RT.Name("partial")))
	if partial.V() == heap.Null {
		return heap.Null
	}
	p := t.Push(callWith(t, partial, t.Push(t.PackTuple(t.RT.TypeOf(self.V()).Obj, name)), kw))
	return t.PackTuple(p, args)
}
