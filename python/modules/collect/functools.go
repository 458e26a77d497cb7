package collect

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// functoolsModule is _functools: what the library's functools takes from it.
func functoolsModule() modules.Module {
	p, k, l := &partialType{}, &keyType{}, &lruTypes{}
	return modules.Module{
		Name: "_functools",
		Doc:  "Tools that operate on functions.",
		Functions: []object.MethodDef{
			{Name: "reduce", Sig: "(function, iterable, initial=<unrepresentable>, /)", Fn: reduceFunc,
				Doc: "reduce(function, iterable[, initial]) -> value\n\nApply a function of two arguments cumulatively to the items of a sequence\nor iterable, from left to right, so as to reduce the iterable to a single\nvalue.  For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5]) calculates\n((((1+2)+3)+4)+5).  If initial is present, it is placed before the items\nof the iterable in the calculation, and serves as a default when the\niterable is empty."},
			{Name: "cmp_to_key", Sig: "(mycmp)", Doc: "Convert a cmp= function into a key= function.",
				Fn: func(t *Thread, a Args) Value { return k.wrap(t, a.At(0), Ref{}) }},
		},
		Exec: func(t *Thread, m Ref) bool {
			return p.makeType(t) && k.makeType(t) && l.makeType(t) && modules.AddTypes(t, m, p.typ, l.typ)
		},
	}
}

func reduceFunc(t *Thread, a Args) Value {
	it := t.Push(t.Iter(a.At(1)))
	if it.V() == heap.Null {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			return t.TypeErrorf("reduce() arg 2 must support iteration")
		}
		return heap.Null
	}
	acc, x := t.Push(a.At(2).V()), t.PushN(1)
	for {
		if x.Set(modules.Next(t, it)); x.V() == heap.Null {
			break
		}
		if acc.V() == heap.Null {
			acc.Set(x.V())
			continue
		}
		if acc.Set(t.CallN(a.At(0), acc, x)); acc.V() == heap.Null {
			return heap.Null
		}
	}
	switch {
	case t.Pending():
		return heap.Null
	case acc.V() == heap.Null:
		return t.TypeErrorf("reduce() of empty iterable with no initial value")
	}
	return acc.V()
}

// partialType is functools.partial of one runtime.
type partialType struct{ typ *object.Type }

// The references of a partial: the function, a tuple, a dict.
const (
	ptFunc = iota
	ptArgs
	ptKw
	ptRefs
)

func (p *partialType) makeType(t *Thread) bool {
	member := func(name string, slot int, doc string) object.GetSetDef {
		return object.GetSetDef{Name: name, Doc: doc, Member: true, Get: func(t *Thread, self Ref) Value { return self.V().Addr().Ref(slot) }}
	}
	return t.NewBuiltinType(object.TypeDef{
		Name: "partial", Module: "functools", FixedRefs: ptRefs, Dict: true, Weak: true, Flags: object.FlagBaseType, Into: &p.typ,
		Doc:   "partial(func, *args, **keywords) - new function with partial application\n    of the given arguments and keywords.\n",
		Slots: object.Slots{New: p.construct, Call: partialCall, Repr: partialRepr},
		GetSets: []object.GetSetDef{
			member("func", ptFunc, "function object to use in future partial calls"),
			member("args", ptArgs, "tuple of arguments to future partial calls"),
			member("keywords", ptKw, "dictionary of keyword arguments to future partial calls"),
		},
		Methods: []object.MethodDef{
			{Name: "__reduce__", Sig: "($self, /)", Fn: partialReduce},
			{Name: "__setstate__", Sig: "($self, state, /)", Fn: partialSetState},
			object.ClassGetItem,
		},
	}) != nil
}

func (p *partialType) construct(t *Thread, a Args) Value {
	defer t.Pop(t.Top())
	if a.Len() < 2 {
		return t.TypeErrorf("type 'partial' takes at least one argument")
	}
	fn := t.Push(a.At(1).V())
	if !t.RT.Callable(fn.V()) {
		return t.TypeErrorf("the first argument must be callable")
	}
	inner, kw := t.Push(heap.Null), t.Push(heap.Null)
	call := t.RT.Name("__call__").V()
	if typ := t.RT.TypeOf(fn.V()); typ.IsSubtype(p.typ) && t.LookupType(typ, call) == t.LookupType(p.typ, call) &&
		!t.HasAttributes(fn.V()) {
		// A partial of a partial is one of the innermost function.
		part := fn.V().Addr()
		inner.Set(part.Ref(ptArgs))
		kw.Set(part.Ref(ptKw))
		fn.Set(part.Ref(ptFunc))
	}
	args := t.Push(joinArgs(t, inner, a.Skip(2)))
	if args.V() == heap.Null {
		return heap.Null
	}
	if kw.V() == heap.Null {
		kw.Set(t.NewDict())
	} else {
		kw.Set(t.DictCopy(kw))
	}
	if kw.V() == heap.Null || !mergeKw(t, kw, a) {
		return heap.Null
	}
	v := t.NewInstance(t.RT.TypeFromObj(a.At(0).V()))
	if v != heap.Null {
		t.Store(v, ptFunc, fn.V())
		t.Store(v, ptArgs, args.V())
		t.Store(v, ptKw, kw.V())
	}
	return v
}

// joinArgs makes the tuple of head's items (a tuple, or Null) and the positional
// arguments.
func joinArgs(t *Thread, head Ref, a Args) Value {
	n := 0
	if head.V() != heap.Null {
		n = t.TupleLen(head.V())
	}
	v := t.NewTuple(n + a.Len())
	if v == heap.Null {
		return v
	}
	for i := range n {
		t.TupleSet(v, i, t.TupleAt(head.V(), i))
	}
	for i := range a.Len() {
		t.TupleSet(v, n+i, a.At(i).V())
	}
	return v
}

// mergeKw puts the keyword arguments into a dict.
func mergeKw(t *Thread, kw Ref, a Args) bool {
	defer t.Pop(t.Top())
	name := t.PushN(1)
	for i := range a.NumKw() {
		name.Set(a.KwName(i))
		if !t.DictSet(kw, name, a.Kw(i)) {
			return false
		}
	}
	return true
}

func partialCall(t *Thread, self Ref, a Args) Value {
	defer t.Pop(t.Top())
	fn, head, kw := field(t, self, ptFunc), field(t, self, ptArgs), field(t, self, ptKw)
	if t.DictLen(kw.V()) > 0 {
		args := t.Push(joinArgs(t, head, a))
		if args.V() == heap.Null {
			return heap.Null
		}
		if a.NumKw() > 0 {
			if kw.Set(t.DictCopy(kw)); kw.V() == heap.Null || !mergeKw(t, kw, a) {
				return heap.Null
			}
		}
		return callWith(t, fn, args, kw)
	}
	n, rest := t.TupleLen(head.V()), a.Len()+a.NumKw()
	if !t.RoomForArgs(n + rest) {
		return heap.Null
	}
	args := t.PushN(n + rest)
	for i := range n {
		args.At(i).Set(t.TupleAt(head.V(), i))
	}
	for i := range rest {
		args.At(n + i).Set(a.At(i).V())
	}
	return t.Call(fn, object.MakeArgs(args, n+a.Len(), a.Names()))
}

func partialRepr(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	switch t.ReprEnter(self) {
	case 1:
		return t.NewStr("...")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	x := field(t, self, ptFunc)
	args, kw := field(t, self, ptArgs), field(t, self, ptKw)
	typ := t.RT.TypeOf(self.V())
	name := typ.Shown
	var b strings.Builder
	b.WriteString(name + "(")
	add := func(prefix string) bool {
		r := t.Repr(x)
		if r == heap.Null {
			return false
		}
		b.WriteString(prefix + object.GoStr(r))
		return true
	}
	if !add("") {
		return heap.Null
	}
	for i := 0; i < t.TupleLen(args.V()); i++ {
		if x.Set(t.TupleAt(args.V(), i)); !add(", ") {
			return heap.Null
		}
	}
	key := t.PushN(1)
	for pos := 0; ; {
		k, v, ok := t.DictNext(kw.V(), &pos)
		if !ok {
			return t.NewStr(b.String() + ")")
		}
		key.Set(k)
		x.Set(v)
		s := t.Str(key)
		if s == heap.Null || !add(", "+object.GoStr(s)+"=") {
			return heap.Null
		}
	}
}

func partialReduce(t *Thread, a Args) Value {
	self := a.At(0)
	state := t.PushN(4)
	for i := range ptRefs {
		state.At(i).Set(self.V().Addr().Ref(i))
	}
	state.At(3).Set(heap.None)
	if t.HasAttributes(self.V()) {
		if state.At(3).Set(t.InstanceDict(self)); state.At(3).V() == heap.Null {
			return heap.Null
		}
	}
	return reduced(t, self, t.Push(t.PackTuple(state)), t.Push(t.TupleOf(state, 4)))
}

func partialSetState(t *Thread, a Args) Value {
	self, state := a.At(0), a.At(1)
	invalid := func() Value { return t.TypeErrorf("invalid partial state") }
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) || t.TupleLen(state.V()) != 4 {
		return invalid()
	}
	part := t.PushN(4)
	for i := range 4 {
		part.At(i).Set(t.TupleAt(state.V(), i))
	}
	args, kw, dict := part.At(ptArgs), part.At(ptKw), part.At(3)
	if !t.RT.Callable(part.V()) || !t.RT.TypeOf(args.V()).Has(object.FlagTupleSubclass) ||
		kw.V() != heap.None && !t.RT.TypeOf(kw.V()).Has(object.FlagDictSubclass) {
		return invalid()
	}
	if args.Set(t.SeqToTuple(args)); args.V() == heap.Null {
		return heap.Null
	}
	switch {
	case kw.V() == heap.None:
		kw.Set(t.NewDict())
	case t.RT.TypeOf(kw.V()) != t.RT.DictType:
		kw.Set(t.DictCopy(kw))
	}
	if kw.V() == heap.Null {
		return heap.Null
	}
	for i := range ptRefs {
		t.Store(self.V(), i, part.At(i).V())
	}
	d := heap.Null
	if dict.V() != heap.None {
		if !t.RT.TypeOf(dict.V()).Has(object.FlagDictSubclass) {
			return invalid()
		}
		d = dict.V()
	}
	t.SetInstanceDict(self.V(), d)
	return heap.None
}

// keyType is what cmp_to_key makes: the wrapper of a comparison, and when it is called
// with an object, what compares as the comparison says. References: the comparison, the
// object (Null in the wrapper).
type keyType struct{ typ *object.Type }

func (k *keyType) makeType(t *Thread) bool {
	sig := object.ParseSignature("K", "($self, obj)")
	return t.NewBuiltinType(object.TypeDef{
		Name: "KeyWrapper", Module: "functools", FixedRefs: 2, Flags: object.FlagNoInstantiate, Into: &k.typ,
		Slots: object.Slots{
			Compare: k.compare,
			Call: func(t *Thread, self Ref, a Args) Value {
				defer t.Pop(t.Top())
				args := t.PushN(1 + a.Len() + a.NumKw())
				args.Set(self.V())
				for i := range a.Len() + a.NumKw() {
					args.At(1 + i).Set(a.At(i).V())
				}
				bound, ok := sig.Bind(t, object.MakeArgs(args, 1+a.Len(), a.Names()))
				if !ok {
					return heap.Null
				}
				return k.wrap(t, field(t, self, 0), bound.At(1))
			},
		},
		GetSets: []object.GetSetDef{{Name: "obj", Doc: "Value wrapped by a key function.", Member: true,
			Get: func(t *Thread, self Ref) Value {
				if v := self.V().Addr().Ref(1); v != heap.Null {
					return v
				}
				return heap.None
			},
			Set: func(t *Thread, self, v Ref) bool {
				x := heap.Null
				if !v.IsNil() {
					x = v.V()
				}
				t.Store(self.V(), 1, x)
				return true
			}}},
	}) != nil
}

func (k *keyType) wrap(t *Thread, cmp, obj Ref) Value {
	v := t.NewInstance(k.typ)
	if v != heap.Null {
		t.Store(v, 0, cmp.V())
		if !obj.IsNil() {
			t.Store(v, 1, obj.V())
		}
	}
	return v
}

func (k *keyType) compare(t *Thread, a, b Ref, op object.CompareOp) Value {
	if t.RT.TypeOf(b.V()) != k.typ {
		return t.TypeErrorf("other argument must be K instance")
	}
	defer t.Pop(t.Top())
	cmp, x, y := field(t, a, 0), field(t, a, 1), field(t, b, 1)
	if x.V() == heap.Null || y.V() == heap.Null {
		return t.AttributeErrorf("object")
	}
	r := t.Push(t.CallN(cmp, x, y))
	if r.V() == heap.Null {
		return heap.Null
	}
	return t.Compare(r, t.Push(heap.SmallInt(0)), op)
}
