package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// collectionsModule is _collections: deque, defaultdict, and what the library's
// collections asks of it.
func collectionsModule() modules.Module {
	dq, dd, tg := &dequeTypes{}, &defaultDict{}, &tupleGetter{}
	return modules.Module{
		Name: "_collections",
		Doc:  "High performance data structures.\n- deque:        double-ended queue\n- defaultdict:  dict that asks a factory for missing values\n",
		Functions: []object.MethodDef{
			{Name: "_count_elements", Sig: "(mapping, iterable, /)", Fn: countElements, Doc: "Count elements in the iterable, updating the mapping"},
		},
		Exec: func(t *Thread, m Ref) bool {
			return dq.makeType(t) && dd.makeType(t) && tg.makeType(t) &&
				modules.AddTypes(t, m, dq.deque, dd.typ, dq.iter, dq.reverse, tg.typ)
		},
	}
}

// countElements adds one to mapping[x] for each x.
func countElements(t *Thread, a Args) Value {
	m := a.At(0)
	it := t.Push(t.Iter(a.At(1)))
	if it.V() == heap.Null {
		return heap.Null
	}
	typ := t.RT.TypeOf(m.V())
	get, set := t.RT.Name("get"), t.RT.Name("__setitem__")
	// A dict that overrides neither is asked without a call.
	plain := typ.Has(object.FlagDictSubclass) && t.LookupType(typ, get.V()) == t.LookupType(t.RT.DictType, get.V()) &&
		t.LookupType(typ, set.V()) == t.LookupType(t.RT.DictType, set.V())
	x, n, one, zero := t.PushN(1), t.PushN(1), t.Push(heap.SmallInt(1)), t.Push(heap.SmallInt(0))
	for {
		x.Set(modules.Next(t, it))
		if x.V() == heap.Null {
			if t.Pending() {
				return heap.Null
			}
			return heap.None
		}
		v, ok := heap.Null, true
		if plain {
			if v, ok = t.DictGet(m, x); v == heap.Null && ok {
				v = heap.SmallInt(0)
			}
		} else {
			v = t.CallMethod(m, get, x, zero)
		}
		if v == heap.Null {
			return heap.Null
		}
		n.Set(v)
		if n.Set(t.Binary(object.OpAdd, n, one)); n.V() == heap.Null {
			return heap.Null
		}
		if plain {
			ok = t.DictSet(m, x, n)
		} else {
			ok = t.SetItem(m, x, n)
		}
		if !ok {
			return heap.Null
		}
	}
}

// defaultDict is collections.defaultdict of one runtime. An instance has one reference
// more than a dict: the factory, or None.
type defaultDict struct{ typ *object.Type }

func (c *defaultDict) factorySlot(t *Thread) int { return t.RT.DictType.Layout.FixedRefs }

func (c *defaultDict) factory(t *Thread, v Value) Value {
	if f := v.Addr().Ref(c.factorySlot(t)); f != heap.Null {
		return f
	}
	return heap.None
}

func (c *defaultDict) makeType(t *Thread) bool {
	def := object.TypeDef{
		Name: "defaultdict", Module: "collections", Base: t.RT.DictType, FixedRefs: 1, Flags: object.FlagBaseType, Into: &c.typ,
		Doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n" +
			"The default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\n" +
			"A defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
		Slots: object.Slots{Init: c.init, Repr: c.repr},
		Methods: []object.MethodDef{
			{Name: "__missing__", Sig: "($self, key, /)", Fn: c.missing, Doc: "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n"},
			{Name: "copy", Sig: "($self, /)", Fn: c.copy, Doc: "D.copy() -> a shallow copy of D."},
			{Name: "__copy__", Sig: "($self, /)", Fn: c.copy, Doc: "D.copy() -> a shallow copy of D."},
			{Name: "__reduce__", Sig: "($self, /)", Fn: c.reduce, Doc: "Return state information for pickling."},
			object.ClassGetItem,
		},
		GetSets: []object.GetSetDef{{Name: "default_factory", Doc: "Factory for default value called by __missing__().", Member: true,
			Get: func(t *Thread, d Ref) Value { return c.factory(t, d.V()) },
			Set: func(t *Thread, d, v Ref) bool {
				f := heap.Null
				if !v.IsNil() {
					f = v.V()
				}
				t.Store(d.V(), c.factorySlot(t), f)
				return true
			}}},
	}
	def.Slots.Binary[object.OpOr] = c.or
	return t.NewBuiltinType(def) != nil
}

func (c *defaultDict) init(t *Thread, a Args) bool {
	if a.Len() == 1 {
		t.Store(a.At(0).V(), c.factorySlot(t), heap.None)
		return t.RT.DictType.Slots.Init(t, a)
	}
	f := a.At(1)
	if f.V() != heap.None && !t.RT.Callable(f.V()) {
		t.TypeErrorf("first argument must be callable or None")
		return false
	}
	t.Store(a.At(0).V(), c.factorySlot(t), f.V())
	// The dict takes the rest: the factory's place becomes self's.
	defer t.Pop(t.Top())
	n := a.Len() - 1 + a.NumKw()
	if !t.RoomForArgs(n) {
		return false
	}
	rest := t.PushN(n)
	rest.Set(a.At(0).V())
	for i := 1; i < n; i++ {
		rest.At(i).Set(a.At(i + 1).V())
	}
	return t.RT.DictType.Slots.Init(t, object.MakeArgs(rest, a.Len()-1, a.Names()))
}

func (c *defaultDict) missing(t *Thread, a Args) Value {
	d, key := a.At(0), a.At(1)
	f := t.Push(c.factory(t, d.V()))
	if f.V() == heap.None {
		return t.KeyError(key)
	}
	v := t.Push(t.CallN(f))
	if v.V() == heap.Null || !t.SetItem(d, key, v) {
		return heap.Null
	}
	return v.V()
}

func (c *defaultDict) repr(t *Thread, d Ref) Value {
	defer t.Pop(t.Top())
	base := t.RT.DictType.Slots.Repr(t, d)
	if base == heap.Null {
		return base
	}
	items := object.GoStr(base)
	factory := "None"
	f := t.Push(c.factory(t, d.V()))
	if f.V() != heap.None {
		switch t.ReprEnter(f) {
		case -1:
			return heap.Null
		case 1:
			factory = "..."
		default:
			r := t.Repr(f)
			t.ReprLeave()
			if r == heap.Null {
				return r
			}
			factory = object.GoStr(r)
		}
	}
	return t.NewStr(t.RT.TypeOf(d.V()).Name + "(" + factory + ", " + items + ")")
}

func (c *defaultDict) copyOf(t *Thread, d Ref) Value {
	defer t.Pop(t.Top())
	return t.CallN(t.RT.TypeOf(d.V()).Obj, t.Push(c.factory(t, d.V())), d)
}

func (c *defaultDict) copy(t *Thread, a Args) Value { return c.copyOf(t, a.At(0)) }

func (c *defaultDict) or(t *Thread, a, b Ref) Value {
	self, other := a, b
	if !t.RT.TypeOf(a.V()).IsSubtype(c.typ) {
		self, other = b, a
	}
	if !t.RT.TypeOf(other.V()).Has(object.FlagDictSubclass) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	// A copy of the left one, with the class and the factory of the defaultdict.
	d := t.Push(t.CallN(t.RT.TypeOf(self.V()).Obj, t.Push(c.factory(t, self.V())), a))
	if d.V() == heap.Null || !t.DictUpdate(d, b) {
		return heap.Null
	}
	return d.V()
}

func (c *defaultDict) reduce(t *Thread, a Args) Value {
	d := a.At(0)
	out := t.PushN(5)
	out.Set(t.RT.TypeOf(d.V()).Obj.V())
	f := c.factory(t, d.V())
	if f == heap.None {
		out.At(1).Set(t.NewTuple(0))
	} else {
		out.At(1).Set(t.PackTuple(t.Push(f)))
	}
	items := t.Push(t.CallMethod(d, t.RT.Name("items")))
	if out.At(1).V() == heap.Null || items.V() == heap.Null {
		return heap.Null
	}
	out.At(2).Set(heap.None)
	out.At(3).Set(heap.None)
	out.At(4).Set(t.Iter(items))
	if out.At(4).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(out, 5)
}

// tupleGetter is collections._tuplegetter: the descriptor that gives a namedtuple's item
// a name. References: the docstring and the index.
type tupleGetter struct{ typ *object.Type }

const (
	tgDoc = iota
	tgIndex
	tgRefs
)

func (c *tupleGetter) makeType(t *Thread) bool {
	sig := object.ParseConstructor("_tuplegetter", "($self, index, doc, /)")
	return t.NewBuiltinType(object.TypeDef{
		Name: "_tuplegetter", Module: "_collections", FixedRefs: tgRefs, Into: &c.typ,
		Slots: object.Slots{
			New: func(t *Thread, args Args) Value {
				defer t.Pop(t.Top())
				a, ok := sig.Bind(t, args)
				if !ok {
					return heap.Null
				}
				if _, ok := t.AsIndex(a.At(1)); !ok {
					return heap.Null
				}
				v := t.NewInstance(c.typ)
				if v != heap.Null {
					t.Store(v, tgIndex, a.At(1).V())
					t.Store(v, tgDoc, a.At(2).V())
				}
				return v
			},
			DescrGet: c.get,
			DescrSet: func(t *Thread, d, obj, v Ref) bool {
				if v.IsNil() {
					t.AttributeErrorf("can't delete attribute")
				} else {
					t.AttributeErrorf("can't set attribute")
				}
				return false
			},
			Repr: func(t *Thread, self Ref) Value {
				defer t.Pop(t.Top())
				r := t.Repr(t.Push(self.V().Addr().Ref(tgDoc)))
				if r == heap.Null {
					return r
				}
				return t.NewStr("_tuplegetter(" + itoa(int(self.V().Addr().Ref(tgIndex).Int())) + ", " + object.GoStr(r) + ")")
			},
		},
		GetSets: []object.GetSetDef{{Name: "__doc__", Member: true,
			Get: func(t *Thread, self Ref) Value { return self.V().Addr().Ref(tgDoc) },
			Set: func(t *Thread, self, v Ref) bool {
				doc := heap.None
				if !v.IsNil() {
					doc = v.V()
				}
				t.Store(self.V(), tgDoc, doc)
				return true
			}}},
		Methods: []object.MethodDef{{Name: "__reduce__", Sig: "($self, /)", Doc: "Return state information for pickling.",
			Fn: func(t *Thread, a Args) Value {
				self := a.At(0).V().Addr()
				i, doc := t.Push(self.Ref(tgIndex)), t.Push(self.Ref(tgDoc))
				return t.PackTuple(c.typ.Obj, t.Push(t.PackTuple(i, doc)))
			}}},
	}) != nil
}

func (c *tupleGetter) get(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() || obj.V() == heap.None {
		return d.V()
	}
	i := int(d.V().Addr().Ref(tgIndex).Int())
	if !t.RT.TypeOf(obj.V()).Has(object.FlagTupleSubclass) {
		return t.TypeErrorf("descriptor for index '%d' for tuple subclasses doesn't apply to '%s' object", i, t.TypeName(obj.V()))
	}
	if i < 0 || i >= t.TupleLen(obj.V()) {
		return t.IndexErrorf("tuple index out of range")
	}
	return t.TupleAt(obj.V(), i)
}
