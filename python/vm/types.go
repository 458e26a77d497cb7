package vm

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// vmTypes are the types without a fixed index.
type vmTypes struct {
	coroutine, asyncGen, asyncValue    *object.Type
	asyncSend, asyncThrow, coroWrapper *object.Type
	anextDefault                       *object.Type
	positions, lines                   *object.Type
}

// defineTypes makes the types of this package's objects.
func (vm *VM) defineTypes(t *Thread) {
	def := func(d object.TypeDef) *object.Type {
		typ := t.NewBuiltinType(d)
		if typ == nil {
			panic("BUG: type " + d.Name + ": " + t.FormatException(t.Push(t.TakeExc())))
		}
		return typ
	}
	t.RT.FunctionType = def(functionDef(vm))
	t.RT.CodeType = def(codeDef(vm))
	vm.types.positions, vm.types.lines = def(positionsDef(vm)), def(linesDef(vm))
	t.RT.CellType = def(cellDef())
	t.RT.FrameType = def(frameDef(vm))
	t.RT.GeneratorType = def(generatorDef(vm, "generator", object.IdxGenerator))
	vm.types.coroutine = def(generatorDef(vm, "coroutine", 0))
	vm.types.asyncGen = def(generatorDef(vm, "async_generator", 0))
	vm.types.asyncValue = def(object.TypeDef{Name: "async_generator_wrapped_value", Flags: object.FlagNoInstantiate, FixedRefs: 1})
	vm.types.coroWrapper = def(coroWrapperDef())
	vm.types.anextDefault = def(anextDef())
	step := func(name string) *object.Type {
		return def(object.TypeDef{Name: name, Flags: object.FlagNoInstantiate, FixedRefs: stepRefs, RawSize: stepRaw,
			Slots: object.Slots{Next: stepNext, Iter: itself, Await: itself},
			Methods: []object.MethodDef{
				{Name: "send", Fn: stepSendMethod, Sig: "($self, object, /)"},
				{Name: "throw", Fn: stepThrowMethod},
				{Name: "close", Fn: stepCloseMethod, Sig: "($self, /)"},
			}})
	}
	vm.types.asyncSend, vm.types.asyncThrow = step("async_generator_asend"), step("async_generator_athrow")
}

func itself(t *Thread, r Ref) Value { return r.V() }

// refAttr is an attribute that is a reference of the object.
func refAttr(name string, i int) object.GetSetDef {
	return object.GetSetDef{Name: name, Get: func(t *Thread, self Ref) Value { return self.V().Addr().Ref(i) }}
}

// strAttr is a reference that must be a str.
func strAttr(name string, i int) object.GetSetDef {
	d := refAttr(name, i)
	d.Set = func(t *Thread, self, v Ref) bool {
		if v.IsNil() || !t.RT.IsStr(v.V()) {
			t.TypeErrorf("%s must be set to a string object", name)
			return false
		}
		t.Store(self.V(), i, v.V())
		return true
	}
	return d
}

func functionDef(vm *VM) object.TypeDef {
	anyAttr := func(name string, i int) object.GetSetDef {
		d := refAttr(name, i)
		d.Set = func(t *Thread, self, v Ref) bool {
			x := heap.None
			if !v.IsNil() {
				x = v.V()
			}
			t.Store(self.V(), i, x)
			return true
		}
		return d
	}
	// kindAttr is a reference that must be a typ or None.
	kindAttr := func(name string, i int, typ func(rt *object.Runtime) *object.Type) object.GetSetDef {
		d := refAttr(name, i)
		d.Set = func(t *Thread, self, v Ref) bool {
			x := heap.None
			if !v.IsNil() {
				x = v.V()
			}
			if want := typ(t.RT); x != heap.None && !t.RT.TypeOf(x).IsSubtype(want) {
				t.TypeErrorf("%s must be set to a %s object", name, want.Name)
				return false
			}
			t.Store(self.V(), i, x)
			return true
		}
		return d
	}
	tuple := func(rt *object.Runtime) *object.Type { return rt.TupleType }
	dict := func(rt *object.Runtime) *object.Type { return rt.DictType }
	annotations := kindAttr("__annotations__", fnAnnotations, dict)
	annotations.Get = func(t *Thread, self Ref) Value {
		if v := self.V().Addr().Ref(fnAnnotations); v != heap.None {
			return v
		}
		d := t.NewDict()
		if d != heap.Null {
			t.Store(self.V(), fnAnnotations, d)
		}
		return d
	}
	closure := refAttr("__closure__", fnClosure)
	codeAttr := refAttr("__code__", fnCode)
	codeAttr.Set = func(t *Thread, self, v Ref) bool {
		if v.IsNil() || !v.V().IsPtr() || v.V().Addr().Type() != object.IdxCode {
			t.TypeErrorf("__code__ must be set to a code object")
			return false
		}
		free, have := len(vm.CodeOf(v.V()).C.Free), 0
		if c := self.V().Addr().Ref(fnClosure); c != heap.None {
			have = t.TupleLen(c)
		}
		if free != have {
			t.ValueErrorf("%s() requires a code object with %d free vars, not %d", object.GoStr(self.V().Addr().Ref(fnName)), have, free)
			return false
		}
		if old := vm.codeOfFunction(self.V()); old.pinned.IsNil() {
			old.pinned = t.RT.Heap.NewRoot()
			old.pinned.Set(self.V().Addr().Ref(fnCode))
		}
		t.Store(self.V(), fnCode, v.V())
		self.V().Addr().SetWord64(fnCodeIndex, v.V().Addr().Word64(codeIndex))
		return true
	}
	builtins := object.GetSetDef{Name: "__builtins__", Get: func(t *Thread, self Ref) Value {
		return exec(t).builtins(self.V().Addr().Ref(fnGlobals))
	}}
	return object.TypeDef{Index: object.IdxFunction, Name: "function", FixedRefs: fnRefs, RawSize: 8, Dict: true, Weak: true, Flags: object.FlagMethodDescr,
		Doc: "Create a function object.",
		Slots: object.Slots{
			Call:     callFunction,
			DescrGet: functionGet,
			New:      functionNew,
			Repr: func(t *Thread, r Ref) Value {
				return t.NewStr("<function " + object.GoStr(r.V().Addr().Ref(fnQualName)) + " at " + t.AddressOf(r.V()) + ">")
			},
		},
		GetSets: []object.GetSetDef{
			codeAttr, refAttr("__globals__", fnGlobals), closure, builtins,
			strAttr("__name__", fnName), strAttr("__qualname__", fnQualName),
			anyAttr("__doc__", fnDoc), anyAttr("__module__", fnModule),
			kindAttr("__defaults__", fnDefaults, tuple), kindAttr("__kwdefaults__", fnKwDefaults, dict), annotations,
		}}
}

// functionGet binds a function to an instance.
func functionGet(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() || obj.V() == heap.None && (typ.IsNil() || typ.V() != t.RT.NoneType.Obj.V()) {
		return d.V()
	}
	return t.NewMethod(d, obj)
}

// functionNew is types.FunctionType(code, globals, name=None, argdefs=None, closure=None).
func functionNew(t *Thread, args Args) Value {
	bound, ok := functionSig.Bind(t, args)
	if !ok {
		return heap.Null
	}
	codeObj, globals := bound.At(1), bound.At(2)
	if v := codeObj.V(); !v.IsPtr() || v.Addr().Type() != object.IdxCode {
		return t.TypeErrorf("function() argument 'code' must be code, not %s", t.TypeName(v))
	}
	if !t.RT.TypeOf(globals.V()).Has(object.FlagDictSubclass) {
		return t.TypeErrorf("function() argument 'globals' must be dict, not %s", t.TypeName(globals.V()))
	}
	vm := exec(t).vm
	free := len(vm.CodeOf(codeObj.V()).C.Free)
	closure := bound.At(5).V()
	switch {
	case closure == heap.None && free > 0:
		return t.TypeErrorf("arg 5 (closure) must be tuple")
	case closure != heap.None && (!t.RT.TypeOf(closure).Has(object.FlagTupleSubclass)):
		return t.TypeErrorf("arg 5 (closure) must be None or tuple")
	case closure != heap.None && t.TupleLen(closure) != free:
		return t.ValueErrorf("%s requires closure of length %d, not %d", vm.CodeOf(codeObj.V()).C.Name, free, t.TupleLen(closure))
	}
	f := vm.NewFunction(t, codeObj, globals)
	if f == heap.Null {
		return f
	}
	if n := bound.At(3).V(); n != heap.None {
		if !t.RT.IsStr(n) {
			return t.TypeErrorf("arg 3 (name) must be None or string")
		}
		t.Store(f, fnName, n)
	}
	if d := bound.At(4).V(); d != heap.None {
		if !t.RT.TypeOf(d).Has(object.FlagTupleSubclass) {
			return t.TypeErrorf("arg 4 (defaults) must be None or tuple")
		}
		t.Store(f, fnDefaults, d)
	}
	t.Store(f, fnClosure, bound.At(5).V())
	return f
}

var functionSig = object.ParseSignature("function", "($self, code, globals, name=None, argdefs=None, closure=None)")

func cellDef() object.TypeDef {
	return object.TypeDef{Index: object.IdxCell, Name: "cell", FixedRefs: 1,
		Slots: object.Slots{
			New: func(t *Thread, args Args) Value {
				if args.Len() > 2 {
					return t.TypeErrorf("cell expected at most 1 argument, got %d", args.Len()-1)
				}
				c := t.Alloc(object.IdxCell, 1, 0)
				if c != heap.Null && args.Len() == 2 {
					t.Store(c, cellValue, args.At(1).V())
				}
				return c
			},
			Compare: compareCells,
			Hash:    func(t *Thread, r Ref) (int64, bool) { t.TypeErrorf("unhashable type: 'cell'"); return 0, false },
			Repr: func(t *Thread, r Ref) Value {
				v := cellContent(r.V())
				if v == heap.Null {
					return t.NewStr("<cell at " + t.AddressOf(r.V()) + ": empty>")
				}
				defer t.Pop(t.Top())
				c := t.Push(v)
				return t.NewStr("<cell at " + t.AddressOf(r.V()) + ": " + t.TypeName(c.V()) + " object at " + t.AddressOf(c.V()) + ">")
			},
		},
		GetSets: []object.GetSetDef{{Name: "cell_contents",
			Get: func(t *Thread, self Ref) Value {
				if v := cellContent(self.V()); v != heap.Null {
					return v
				}
				return t.ValueErrorf("Cell is empty")
			},
			Set: func(t *Thread, self, v Ref) bool {
				x := heap.Null
				if !v.IsNil() {
					x = v.V()
				}
				t.Store(self.V(), cellValue, x)
				return true
			}}}}
}

// compareCells compares by content; an empty cell comes before all others.
func compareCells(t *Thread, a, b Ref, op object.CompareOp) Value {
	if !b.V().IsPtr() || b.V().Addr().Type() != object.IdxCell {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	x, y := t.Push(cellContent(a.V())), t.Push(cellContent(b.V()))
	if x.V() == heap.Null || y.V() == heap.Null {
		for _, r := range []Ref{x, y} {
			full := int64(0)
			if r.V() != heap.Null {
				full = 1
			}
			r.Set(heap.SmallInt(full))
		}
	}
	return t.Compare(x, y, op)
}

func generatorDef(vm *VM, name string, index heap.TypeIndex) object.TypeDef {
	prefix := map[string]string{"generator": "gi_", "coroutine": "cr_", "async_generator": "ag_"}[name]
	label := map[string]string{"generator": "generator", "coroutine": "coroutine", "async_generator": "async_generator"}[name]
	state := func(attr string, want genStates) object.GetSetDef {
		return object.GetSetDef{Name: prefix + attr, Get: func(t *Thread, self Ref) Value {
			return heap.Bool(self.V().Addr().Word64(genState) == want)
		}}
	}
	d := object.TypeDef{Index: index, Name: name, FixedRefs: genRefs, RawSize: genRaw, Weak: true, Flags: object.FlagNoInstantiate,
		Slots: object.Slots{
			Finalize: genFinalize,
			Repr: func(t *Thread, r Ref) Value {
				return t.NewStr("<" + label + " object " + object.GoStr(r.V().Addr().Ref(genQualName)) + " at " + t.AddressOf(r.V()) + ">")
			},
		},
		GetSets: []object.GetSetDef{
			strAttr("__name__", genName), strAttr("__qualname__", genQualName),

			{Name: prefix + "code", Get: func(t *Thread, self Ref) Value {
				g := self.V().Addr()
				return vm.codeObject(vm.codes[g.Word64(genCode)], g.Ref(genFunction))
			}},
			{Name: prefix + "frame", Get: genFrameGet},
			{Name: prefix + map[string]string{"gi_": "yieldfrom", "cr_": "await", "ag_": "await"}[prefix], Get: func(t *Thread, self Ref) Value {
				g := self.V().Addr()
				if g.Word64(genFrom) == 0 {
					return heap.None
				}
				// A generator that is suspended in yield from.
				return g.Ref(genSlots).Addr().Ref(int(g.Word64(genUsed)) - 1)
			}},
		}}
	if name != "async_generator" {
		d.GetSets = append(d.GetSets, state("running", genRunning), state("suspended", genSuspended))
	}
	switch name {
	case "async_generator":
		d.GetSets = append(d.GetSets, object.GetSetDef{Name: "ag_running", Get: func(t *Thread, self Ref) Value {
			return heap.Bool(asyncBits(self.V())&asyncRunning != 0)
		}})
		d.Slots.AIter, d.Slots.ANext = itself, asyncGenNext
		d.Methods = []object.MethodDef{
			{Name: "asend", Fn: asyncGenSend, Sig: "($self, object, /)"},
			{Name: "athrow", Fn: asyncGenThrow},
			{Name: "aclose", Fn: asyncGenClose, Sig: "($self, /)"},
			object.ClassGetItem,
		}
		return d
	case "coroutine":
		d.Slots.Await = coroutineAwait
		d.GetSets = append(d.GetSets, object.GetSetDef{Name: "cr_origin", Get: func(t *Thread, self Ref) Value {
			return orNone(self.V().Addr().Ref(genOrigin))
		}})
	default:
		d.Slots.Iter, d.Slots.Next = itself, genNext
	}
	d.Methods = []object.MethodDef{
		{Name: "send", Fn: genSend, Sig: "($self, object, /)", Doc: strings.ReplaceAll(docSend, "generator", name)},
		{Name: "throw", Fn: genThrow, Doc: strings.ReplaceAll(docThrow, "generator", name)},
		{Name: "close", Fn: genClose, Sig: "($self, /)", Doc: strings.ReplaceAll(docClose, "generator", name)},
	}
	return d
}
