package runtime

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// abcState is what the module _abc keeps of one runtime: what each abstract base
// class knows. Types are never collected and keep their index, so the sets are Go
// maps of *object.Type and a look-up is a leaf; CPython needs sets of weak
// references here.
type abcState struct {
	dataType *object.Type
	// classes is indexed by the number in the raw word of the _abc_data object that
	// a class has as _abc_impl.
	classes []*abcData
	// counter counts registrations anywhere: a negative answer is good as long as
	// it stands still.
	counter int64
}

// abcData is what one abstract base class knows.
type abcData struct {
	registry []*object.Type // in the order of registration, each once
	// cache holds classes known to be subclasses; negative such that are none, as
	// of counter's value version.
	cache, negative map[*object.Type]bool
	version         int64
}

// abcModule is _abc, which the library's abc builds ABCMeta on.
func abcModule() modules.Module {
	s := &abcState{}
	return modules.Module{
		Name: "_abc",
		Doc:  "Module contains faster C implementation of abc.ABCMeta",
		Functions: []object.MethodDef{
			{Name: "_abc_init", Sig: "(self, /)", Fn: s.init, Doc: "Make a class an abstract base class: find its abstract methods. For ABCMeta.__new__ alone."},
			{Name: "_abc_register", Sig: "(self, subclass, /)", Fn: s.register, Doc: "Make a class a virtual subclass. For ABCMeta.register alone."},
			{Name: "_abc_instancecheck", Sig: "(self, instance, /)", Fn: s.instanceCheck, Doc: "For ABCMeta.__instancecheck__ alone."},
			{Name: "_abc_subclasscheck", Sig: "(self, subclass, /)", Fn: s.subclassCheck, Doc: "For ABCMeta.__subclasscheck__ alone."},
			{Name: "get_cache_token", Sig: "()", Doc: "Return a token that changes with each registration of a virtual subclass.",
				Fn: func(t *Thread, a Args) Value { return t.NewInt(s.counter) }},
			{Name: "_get_dump", Sig: "(self, /)", Fn: s.dump, Doc: "Return the registry, both caches and the version of the negative one, for debugging."},
			{Name: "_reset_registry", Sig: "(self, /)", Fn: s.reset(func(d *abcData) { d.registry = nil }), Doc: "Forget all virtual subclasses, for debugging."},
			{Name: "_reset_caches", Sig: "(self, /)", Fn: s.reset(func(d *abcData) { d.cache, d.negative = nil, nil }), Doc: "Forget all answers, for debugging."},
		},
		Exec: func(t *Thread, m Ref) bool {
			s.dataType = t.NewBuiltinType(object.TypeDef{Name: "_abc_data", Module: "_abc", RawSize: 8, Flags: object.FlagNoInstantiate,
				Doc: "What an abstract base class knows about its subclasses."})
			return s.dataType != nil
		},
	}
}

// dataOf returns what the class self knows; nil: an exception is pending.
func (s *abcState) dataOf(t *Thread, self Ref) *abcData {
	v := t.GetAttr(self, t.RT.Name("_abc_impl"))
	if v == heap.Null {
		return nil
	}
	if t.RT.TypeOf(v) != s.dataType {
		t.TypeErrorf("_abc_impl is set to a wrong type")
		return nil
	}
	return s.classes[v.Addr().Word64(0)]
}

func (s *abcState) init(t *Thread, a Args) Value {
	self := a.At(0)
	if !abstractMethods(t, self) {
		return heap.Null
	}
	data := t.Push(t.NewInstance(s.dataType))
	if data.V() == heap.Null {
		return heap.Null
	}
	data.V().Addr().SetWord64(0, uint64(len(s.classes)))
	s.classes = append(s.classes, &abcData{version: s.counter})
	if !t.SetAttr(self, t.RT.Name("_abc_impl"), data) {
		return heap.Null
	}
	// A class may ask to match as a sequence or a mapping in a match statement.
	typ := t.RT.TypeFromObj(self.V())
	if typ == nil {
		return heap.None
	}
	name := t.RT.Name("__abc_tpflags__")
	if v := t.DictGetStr(typ.Dict.V(), name.V()); v != heap.Null {
		// The numbers are CPython's type flags.
		const sequence, mapping = 1 << 5, 1 << 6
		n := int64(0)
		if t.RT.IsInt(v) {
			n, _ = object.Int64Of(object.IntValue(v))
		}
		switch n & (sequence | mapping) {
		case sequence:
			typ.Flags |= object.FlagSequence
		case mapping:
			typ.Flags |= object.FlagMapping
		case sequence | mapping:
			return t.TypeErrorf("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING")
		}
		if !t.DelAttr(self, name) {
			return heap.Null
		}
	}
	return heap.None
}

// abstractMethods gives the class self its __abstractmethods__: those it defines, and
// those of its bases that it does not override.
func abstractMethods(t *Thread, self Ref) bool {
	defer t.Pop(t.Top())
	set := t.Push(t.NewSet())
	ns := t.Push(t.GetAttr(self, t.RT.Name("__dict__")))
	if set.V() == heap.Null || ns.V() == heap.Null {
		return false
	}
	items := t.Push(t.CallMethod(ns, t.RT.Name("items")))
	if items.V() == heap.Null {
		return false
	}
	list := t.Push(t.SeqToList(items))
	if list.V() == heap.Null {
		return false
	}
	key, value, pair := t.PushN(1), t.PushN(1), t.PushN(1)
	add := func() bool {
		switch isAbstract(t, value) {
		case 1:
			return t.SetAdd(set, key)
		case 0:
			return true
		}
		return false
	}
	for i := 0; i < t.ListLen(list.V()); i++ {
		pair.Set(t.ListAt(list.V(), i))
		key.Set(t.TupleAt(pair.V(), 0))
		value.Set(t.TupleAt(pair.V(), 1))
		if !add() {
			return false
		}
	}
	bases := t.Push(t.GetAttr(self, t.RT.Name("__bases__")))
	if bases.V() == heap.Null {
		return false
	}
	if !t.RT.TypeOf(bases.V()).Has(object.FlagTupleSubclass) {
		t.TypeErrorf("__bases__ is not a tuple")
		return false
	}
	base := t.PushN(1)
	for i := 0; i < t.TupleLen(bases.V()); i++ {
		base.Set(t.TupleAt(bases.V(), i))
		names, ok := t.GetAttrOpt(base, t.RT.Name("__abstractmethods__"))
		if !ok {
			return false
		}
		if names == heap.Null {
			continue
		}
		mark := t.Top()
		nr := t.Push(names)
		it := t.Push(t.Iter(nr))
		if it.V() == heap.Null {
			return false
		}
		for {
			key.Set(modules.Next(t, it))
			if key.V() == heap.Null {
				break
			}
			if !t.RT.IsStr(key.V()) {
				t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(key.V()))
				return false
			}
			v, ok := t.GetAttrOpt(self, key)
			if !ok {
				return false
			}
			if v == heap.Null {
				continue
			}
			value.Set(v)
			if !add() {
				return false
			}
		}
		if t.Pending() {
			return false
		}
		t.Pop(mark)
	}
	frozen := t.Push(t.NewFrozenSet(set))
	return frozen.V() != heap.Null && t.SetAttr(self, t.RT.Name("__abstractmethods__"), frozen)
}

// isAbstract is the truth of o.__isabstractmethod__; -1: an exception is pending.
func isAbstract(t *Thread, o Ref) int {
	v, ok := t.GetAttrOpt(o, t.RT.Name("__isabstractmethod__"))
	switch {
	case !ok:
		return -1
	case v == heap.Null:
		return 0
	}
	defer t.Pop(t.Top())
	return t.IsTrue(t.Push(v))
}

func (s *abcState) register(t *Thread, a Args) Value {
	self, sub := a.At(0), a.At(1)
	typ := t.RT.TypeFromObj(sub.V())
	if typ == nil {
		return t.TypeErrorf("Can only register classes")
	}
	switch t.IsSubclass(sub, self) {
	case 1:
		return sub.V() // already one
	case -1:
		return heap.Null
	}
	switch t.IsSubclass(self, sub) {
	case 1:
		return t.RuntimeErrorf("Refusing to create an inheritance cycle")
	case -1:
		return heap.Null
	}
	d := s.dataOf(t, self)
	if d == nil {
		return heap.Null
	}
	if !contains(d.registry, typ) {
		d.registry = append(d.registry, typ)
	}
	s.counter++
	if cls := t.RT.TypeFromObj(self.V()); cls != nil {
		if f := cls.Flags & (object.FlagSequence | object.FlagMapping); f != 0 {
			setCollectionFlag(t, typ, f)
		}
	}
	return sub.V()
}

func contains(list []*object.Type, typ *object.Type) bool {
	for _, x := range list {
		if x == typ {
			return true
		}
	}
	return false
}

// setCollectionFlag makes a class and what derives from it match as a collection of
// that kind, unless it is one of some kind or belongs to the runtime.
func setCollectionFlag(t *Thread, typ *object.Type, flag object.TypeFlags) {
	if typ.Flags&(object.FlagSequence|object.FlagMapping) == flag || typ.Has(object.FlagImmutable) {
		return
	}
	typ.Flags = typ.Flags&^(object.FlagSequence|object.FlagMapping) | flag
	for _, sub := range typ.Subclasses() {
		setCollectionFlag(t, sub, flag)
	}
}

func (s *abcState) instanceCheck(t *Thread, a Args) Value {
	self, o := a.At(0), a.At(1)
	d := s.dataOf(t, self)
	if d == nil {
		return heap.Null
	}
	// The class that the instance tells comes first, then its type.
	cls := t.Push(t.GetAttr(o, t.RT.Name("__class__")))
	if cls.V() == heap.Null {
		return heap.Null
	}
	told, typ := t.RT.TypeFromObj(cls.V()), t.RT.TypeOf(o.V())
	if told != nil && d.cache[told] {
		return heap.True
	}
	check := t.RT.Name("__subclasscheck__")
	if told == typ {
		if d.version == s.counter && d.negative[typ] {
			return heap.False
		}
		return t.CallMethod(self, check, cls)
	}
	r := t.Push(t.CallMethod(self, check, cls))
	if r.V() == heap.Null {
		return heap.Null
	}
	switch t.IsTrue(r) {
	case 1:
		return r.V()
	case -1:
		return heap.Null
	}
	return t.CallMethod(self, check, typ.Obj)
}

func (s *abcState) subclassCheck(t *Thread, a Args) Value {
	self := a.At(0)
	sub := t.RT.TypeFromObj(a.At(1).V())
	if sub == nil {
		return t.TypeErrorf("issubclass() arg 1 must be a class")
	}
	d := s.dataOf(t, self)
	if d == nil {
		return heap.Null
	}
	if d.cache[sub] {
		return heap.True
	}
	if d.version < s.counter {
		d.negative, d.version = nil, s.counter
	} else if d.negative[sub] {
		return heap.False
	}
	known := func(set *map[*object.Type]bool) {
		if *set == nil {
			*set = map[*object.Type]bool{}
		}
		(*set)[sub] = true
	}
	switch t.CallMethod(self, t.RT.Name("__subclasshook__"), a.At(1)) {
	case heap.Null:
		return heap.Null
	case heap.True:
		known(&d.cache)
		return heap.True
	case heap.False:
		known(&d.negative)
		return heap.False
	case heap.NotImplemented:
	default:
		return t.Errorf(t.RT.Exc.AssertionError, "__subclasshook__ must return either False, True, or NotImplemented")
	}
	if cls := t.RT.TypeFromObj(self.V()); cls != nil && sub.IsSubtype(cls) {
		known(&d.cache)
		return heap.True
	}
	// The checks may register more: those that are here now count.
	for _, reg := range append([]*object.Type(nil), d.registry...) {
		switch t.IsSubclass(a.At(1), reg.Obj) {
		case 1:
			known(&d.cache)
			return heap.True
		case -1:
			return heap.Null
		}
	}
	subs := t.Push(t.CallMethod(self, t.RT.Name("__subclasses__")))
	if subs.V() == heap.Null {
		return heap.Null
	}
	if !t.RT.TypeOf(subs.V()).Has(object.FlagListSubclass) {
		return t.TypeErrorf("__subclasses__() must return a list")
	}
	item := t.PushN(1)
	for i := 0; i < t.ListLen(subs.V()); i++ {
		item.Set(t.ListAt(subs.V(), i))
		switch t.IsSubclass(a.At(1), item) {
		case 1:
			known(&d.cache)
			return heap.True
		case -1:
			return heap.Null
		}
	}
	known(&d.negative)
	return heap.False
}

// dump returns the sets as CPython has them, of weak references.
func (s *abcState) dump(t *Thread, a Args) Value {
	d := s.dataOf(t, a.At(0))
	if d == nil {
		return heap.Null
	}
	out := t.PushN(4)
	w := t.PushN(1)
	fill := func(dst Ref, types []*object.Type) bool {
		dst.Set(t.NewSet())
		if dst.V() == heap.Null {
			return false
		}
		for _, typ := range types {
			w.Set(t.NewWeakRef(typ.Obj, Ref{}))
			if w.V() == heap.Null || !t.SetAdd(dst, w) {
				return false
			}
		}
		return true
	}
	keys := func(set map[*object.Type]bool) (list []*object.Type) {
		for typ := range set {
			list = append(list, typ)
		}
		return list
	}
	if !fill(out, d.registry) || !fill(out.At(1), keys(d.cache)) || !fill(out.At(2), keys(d.negative)) {
		return heap.Null
	}
	out.At(3).Set(t.NewInt(d.version))
	return t.TupleOf(out, 4)
}

func (s *abcState) reset(f func(d *abcData)) object.Native {
	return func(t *Thread, a Args) Value {
		d := s.dataOf(t, a.At(0))
		if d == nil {
			return heap.Null
		}
		f(d)
		return heap.None
	}
}
