package object

import "github.com/hpyrun/hpyrun/heap"

// property, classmethod and staticmethod.

const (
	propGet = iota
	propSet
	propDel
	propDoc
	propName // from __set_name__, or Null
	propNumRefs

	propRawGetterDoc = 0 // the doc is the getter's
	propRawSize      = 8
)

// PropertyGetter returns the getter of an exact property, or Null (no
// safepoint).
func PropertyGetter(v Value) Value { return v.Addr().Ref(propGet) }

func propertyDescrGet(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() || obj.V() == heap.None {
		return d.V()
	}
	f := d.V().Addr().Ref(propGet)
	if f == heap.None || f == heap.Null {
		return t.propertyRefuses(d, obj, "getter")
	}
	mark := t.Top()
	v := t.CallN(t.Push(f), obj)
	t.Pop(mark)
	return v
}

func (t *Thread) propertyRefuses(d, obj Ref, what string) Value {
	defer t.Pop(t.Top())
	typ := t.RT.TypeOf(obj.V())
	n := d.V().Addr().Ref(propName)
	if n == heap.Null || n == heap.None {
		return t.AttributeErrorf("property of '%s' object has no %s", typ.QualName, what)
	}
	r := t.Repr(t.Push(n))
	if r == heap.Null {
		return r
	}
	return t.AttributeErrorf("property %s of '%s' object has no %s", GoStr(r), typ.QualName, what)
}

func propertyDescrSet(t *Thread, d, obj, v Ref) bool {
	slot, what := propSet, "setter"
	if v.IsNil() {
		slot, what = propDel, "deleter"
	}
	f := d.V().Addr().Ref(slot)
	if f == heap.None || f == heap.Null {
		t.propertyRefuses(d, obj, what)
		return false
	}
	defer t.Pop(t.Top())
	fr := t.Push(f)
	if v.IsNil() {
		return t.CallN(fr, obj) != heap.Null
	}
	return t.CallN(fr, obj, v) != heap.Null
}

var sigProperty = ParseSignature("property", "($self, fget=None, fset=None, fdel=None, doc=None)")

func propertyInit(t *Thread, args Args) bool {
	defer t.Pop(t.Top())
	a, ok := sigProperty.Bind(t, args)
	if !ok {
		return false
	}
	self := a.At(0)
	for i := range 4 {
		t.Store(self.V(), propGet+i, a.At(1+i).V())
	}
	t.Store(self.V(), propName, heap.Null)
	self.V().Addr().SetWord64(propRawGetterDoc, 0)
	doc := a.At(4)
	if doc.V() == heap.None && a.At(1).V() != heap.None {
		v, ok := t.GetAttrOpt(a.At(1), t.RT.NameRef(nmDoc))
		if !ok {
			return false
		}
		if v != heap.Null {
			self.V().Addr().SetWord64(propRawGetterDoc, 1)
			if t.RT.TypeOf(self.V()) != t.RT.PropertyType {
				// The class of a subclass has a __doc__ that would hide the property's.
				return t.SetAttr(self, t.RT.NameRef(nmDoc), t.Push(v))
			}
			t.Store(self.V(), propDoc, v)
		}
	}
	return true
}

// propertyCopy makes the property that getter(), setter() and deleter() return:
// of the same class, with one function replaced.
func propertyCopy(slot int) Native {
	return func(t *Thread, args Args) Value {
		self := args.At(0)
		base := t.PushN(4)
		for i := range 4 {
			v := self.V().Addr().Ref(propGet + i)
			if v == heap.Null {
				v = heap.None
			}
			base.At(i).Set(v)
		}
		if args.At(1).V() != heap.None {
			base.At(slot).Set(args.At(1).V())
		}
		if self.V().Addr().Word64(propRawGetterDoc) == 1 && base.V() != heap.None {
			base.At(3).Set(heap.None) // ask the getter again
		}
		name := t.Push(self.V().Addr().Ref(propName))
		v := t.Call(t.RT.TypeOf(self.V()).Obj, MakeArgs(base, 4, Ref{}))
		if v != heap.Null && t.RT.TypeOf(v).IsSubtype(t.RT.PropertyType) {
			t.Store(v, propName, name.V())
		}
		return v
	}
}

func refGetter(slot int) func(t *Thread, self Ref) Value {
	return func(t *Thread, self Ref) Value {
		if v := self.V().Addr().Ref(slot); v != heap.Null {
			return v
		}
		return heap.None
	}
}

func propertyAbstract(t *Thread, self Ref) Value {
	for _, slot := range []int{propGet, propSet, propDel} {
		if r := t.isAbstract(self.V().Addr().Ref(slot)); r != 0 {
			return boolOf(r)
		}
	}
	return heap.False
}

// isAbstract returns the truth of v.__isabstractmethod__.
func (t *Thread) isAbstract(v Value) int {
	if v == heap.Null || v == heap.None {
		return 0
	}
	defer t.Pop(t.Top())
	a, ok := t.GetAttrOpt(t.Push(v), t.RT.NameRef(nmIsAbstractMethod))
	if !ok {
		return -1
	}
	if a == heap.Null {
		return 0
	}
	return t.IsTrue(t.Push(a))
}

func newEmpty(t *Thread, args Args) Value {
	return t.NewInstance(t.RT.TypeFromObj(args.At(0).V()))
}

func propertyDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxProperty, Name: "property", FixedRefs: propNumRefs, RawSize: propRawSize, Flags: FlagBaseType,
		Doc:   "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring",
		Slots: Slots{New: newEmpty, Init: propertyInit, DescrGet: propertyDescrGet, DescrSet: propertyDescrSet},
		Methods: []MethodDef{
			{Name: "getter", Sig: "($self, object, /)", Fn: propertyCopy(propGet), Doc: "Descriptor to obtain a copy of the property with a different getter."},
			{Name: "setter", Sig: "($self, object, /)", Fn: propertyCopy(propSet), Doc: "Descriptor to obtain a copy of the property with a different setter."},
			{Name: "deleter", Sig: "($self, object, /)", Fn: propertyCopy(propDel), Doc: "Descriptor to obtain a copy of the property with a different deleter."},
			{Name: "__set_name__", Fn: func(t *Thread, args Args) Value {
				if args.n != 3 {
					return t.TypeErrorf("__set_name__() takes 2 positional arguments but %d were given", args.n-1)
				}
				t.Store(args.At(0).V(), propName, args.At(2).V())
				return heap.None
			}, Doc: "Method to set name of a property."},
		},
		GetSets: []GetSetDef{
			{Name: "fget", Get: refGetter(propGet), Member: true}, {Name: "fset", Get: refGetter(propSet), Member: true}, {Name: "fdel", Get: refGetter(propDel), Member: true},
			{Name: "__doc__", Get: refGetter(propDoc), Set: func(t *Thread, self, v Ref) bool {
				if v.IsNil() {
					t.Store(self.V(), propDoc, heap.None)
				} else {
					t.Store(self.V(), propDoc, v.V())
				}
				return true
			}},
			{Name: "__isabstractmethod__", Get: propertyAbstract},
		},
	}
}

// classmethod and staticmethod hold the callable, and a dict with the
// attributes that are copied from it.
const (
	wrapperCallable = iota
	wrapperNumRefs
)

// wrappedAttrs are copied from the callable, like functools.wraps does.
var wrappedAttrs = []NameID{nmModule, nmName, nmQualname, nmDoc, nmAnnotations}

func (t *Thread) newMethodWrapper(typ *Type, f Ref) Value {
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, wrapperCallable, f.V())
	}
	return v
}

func (t *Thread) newStaticMethod(f Ref) Value { return t.newMethodWrapper(t.RT.StaticMethodType, f) }
func (t *Thread) newClassMethod(f Ref) Value  { return t.newMethodWrapper(t.RT.ClassMethodType, f) }

func methodWrapperInit(name string) func(t *Thread, args Args) bool {
	sig := ParseSignature(name, "($self, function, /)")
	return func(t *Thread, args Args) bool {
		defer t.Pop(t.Top())
		if args.NumKw() > 0 {
			t.TypeErrorf("%s() takes no keyword arguments", name)
			return false
		}
		if args.n != 2 {
			t.TypeErrorf("%s expected 1 argument, got %d", name, args.n-1)
			return false
		}
		a, ok := sig.Bind(t, args)
		if !ok {
			return false
		}
		self, f := a.At(0), a.At(1)
		t.Store(self.V(), wrapperCallable, f.V())
		x := t.Push(heap.Null)
		for _, id := range wrappedAttrs {
			v, ok := t.GetAttrOpt(f, t.RT.NameRef(id))
			if !ok {
				return false
			}
			if v == heap.Null {
				continue
			}
			x.Set(v)
			if !t.SetAttr(self, t.RT.NameRef(id), x) {
				return false
			}
		}
		return true
	}
}

func (t *Thread) wrapped(d Ref) (Value, bool) {
	f := d.V().Addr().Ref(wrapperCallable)
	if f == heap.Null {
		t.RuntimeErrorf("uninitialized %s object", t.TypeName(d.V()))
		return heap.Null, false
	}
	return f, true
}

func classMethodGet(t *Thread, d, obj, typ Ref) Value {
	f, ok := t.wrapped(d)
	if !ok {
		return f
	}
	defer t.Pop(t.Top())
	if typ.IsNil() {
		typ = t.RT.TypeOf(obj.V()).Obj
	}
	fr := t.Push(f)
	if get := t.RT.TypeOf(f).Slots.DescrGet; get != nil {
		return get(t, fr, typ, typ)
	}
	return t.NewMethod(fr, typ)
}

func staticMethodGet(t *Thread, d, obj, typ Ref) Value {
	f, _ := t.wrapped(d)
	return f
}

func staticMethodCall(t *Thread, d Ref, args Args) Value {
	f, ok := t.wrapped(d)
	if !ok {
		return f
	}
	mark := t.Top()
	v := t.Call(t.Push(f), args)
	t.Pop(mark)
	return v
}

func methodWrapperReprOf(name string) func(t *Thread, d Ref) Value {
	return func(t *Thread, d Ref) Value {
		defer t.Pop(t.Top())
		f, ok := t.wrapped(d)
		if !ok {
			return f
		}
		r := t.Repr(t.Push(f))
		if r == heap.Null {
			return r
		}
		return t.NewStr("<" + name + "(" + GoStr(r) + ")>")
	}
}

func methodWrapperTypeDef(idx heap.TypeIndex, name, doc string, slots Slots) TypeDef {
	slots.New, slots.Init, slots.Repr = newEmpty, methodWrapperInit(name), methodWrapperReprOf(name)
	return TypeDef{
		Index: idx, Name: name, Doc: doc, FixedRefs: wrapperNumRefs, Dict: true, Flags: FlagBaseType, Slots: slots,
		GetSets: []GetSetDef{
			{Name: "__func__", Get: refGetter(wrapperCallable), Member: true},
			{Name: "__wrapped__", Get: refGetter(wrapperCallable), Member: true},
			{Name: "__isabstractmethod__", Get: func(t *Thread, self Ref) Value {
				return boolOf(t.isAbstract(self.V().Addr().Ref(wrapperCallable)))
			}},
		},
	}
}

func classMethodDef(rt *Runtime) TypeDef {
	return methodWrapperTypeDef(IdxClassMethod, "classmethod",
		"classmethod(function) -> method\n\nConvert a function to be a class method.", Slots{DescrGet: classMethodGet})
}

func staticMethodDef(rt *Runtime) TypeDef {
	return methodWrapperTypeDef(IdxStaticMethod, "staticmethod",
		"staticmethod(function) -> method\n\nConvert a function to be a static method.",
		Slots{DescrGet: staticMethodGet, Call: staticMethodCall})
}
