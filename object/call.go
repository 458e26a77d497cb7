package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// Call calls f.
func (t *Thread) Call(f Ref, args Args) Value {
	typ := t.RT.TypeOf(f.V())
	if typ.Slots.Call == nil {
		return t.TypeErrorf("'%s' object is not callable", typ.Shown)
	}
	return typ.Slots.Call(t, f, args)
}

// CallN calls f with positional arguments.
func (t *Thread) CallN(f Ref, args ...Ref) Value {
	typ := t.RT.TypeOf(f.V())
	if typ.Slots.Call == nil {
		return t.TypeErrorf("'%s' object is not callable", typ.Shown)
	}
	mark := t.Top()
	base := t.PushN(len(args))
	for i, a := range args {
		base.At(i).Set(a.V())
	}
	v := typ.Slots.Call(t, f, Args{base, len(args), Ref{}})
	t.Pop(mark)
	return v
}

// CallMethod calls o.name(args...) without making a bound method where it can.
func (t *Thread) CallMethod(o, name Ref, args ...Ref) Value {
	mark := t.Top()
	f, unbound := t.LoadMethod(o, name)
	if f == heap.Null {
		return heap.Null
	}
	fr := t.Push(f)
	n := len(args)
	base := t.PushN(n + 1)
	base.Set(o.V())
	for i, a := range args {
		base.At(i + 1).Set(a.V())
	}
	a := Args{base, n + 1, Ref{}}
	if !unbound {
		a = a.Skip(1)
	}
	v := t.Call(fr, a)
	t.Pop(mark)
	return v
}

// CallWith calls f(*args, **kwargs) for a tuple and a dict.
func (t *Thread) CallWith(f, args, kwargs Ref) Value {
	defer t.Pop(t.Top())
	n, nkw := t.TupleLen(args.V()), t.DictLen(kwargs.V())
	if !t.RoomForArgs(n + 2*nkw) {
		return heap.Null
	}
	base := t.PushN(n + nkw + 1)
	names := t.PushN(nkw + 1)
	for i := range n {
		base.At(i).Set(t.TupleAt(args.V(), i))
	}
	for i, pos := 0, 0; i < nkw; i++ {
		k, v, _ := t.DictNext(kwargs.V(), &pos)
		if !t.RT.IsStr(k) {
			return t.TypeErrorf("keywords must be strings")
		}
		names.At(i).Set(k)
		base.At(n + i).Set(v)
	}
	if nkw == 0 {
		return t.Call(f, Args{base, n, Ref{}})
	}
	keys := t.Push(t.TupleOf(names, nkw))
	if keys.V() == heap.Null {
		return heap.Null
	}
	return t.Call(f, Args{base, n, keys})
}

// Callable says that o can be called (no safepoint).
func (rt *Runtime) Callable(o Value) bool { return rt.TypeOf(o).Slots.Call != nil }

// prepend pushes self and a copy of args: args with self in front.
// false: there is no room for so many, and an exception is pending.
func (t *Thread) prepend(self Ref, args Args) (Args, bool) {
	n := args.n + args.NumKw()
	if !t.RoomForArgs(n) {
		return Args{}, false
	}
	base := t.PushN(n + 1)
	base.Set(self.V())
	if n > 0 {
		copy(rootView(base.At(1), n), rootView(args.base, n))
	}
	return Args{base, args.n + 1, args.names}, true
}

// RoomForArgs says that n arguments can be copied to the root stack; false: an
// exception is pending.
func (t *Thread) RoomForArgs(n int) bool {
	if n < CallRoom/2 || t.Room(n+CallRoom) {
		return true
	}
	t.Errorf(t.RT.Exc.MemoryError, "no room for %d arguments", n)
	return false
}

// CallRoom is how many slots of the root stack a call may use without asking.
const CallRoom = 256

// maxDepth bounds every recursion limit: so deep, the frames of Go functions that
// call each other through Python code still fit Go's stack, whose end would end
// the process.
const maxDepth = 150_000

// EnterCall counts a call; false: RecursionError is pending, and LeaveCall must
// not be called.
func (t *Thread) EnterCall() bool {
	t.depth++
	if t.depth > t.limit || !t.Room(CallRoom) {
		return t.tooDeep(" while calling a Python object")
	}
	return true
}

// EnterShallow is EnterCall without an exception and without asking for room on
// the root stack: false, and nothing done, at the limit (no safepoint).
func (t *Thread) EnterShallow() bool {
	if t.depth >= t.limit {
		return false
	}
	t.depth++
	return true
}

// TryEnter is EnterCall without an exception: false, and nothing done, when
// EnterCall would raise (no safepoint).
func (t *Thread) TryEnter() bool {
	if t.depth >= t.limit || !t.Room(CallRoom) {
		return false
	}
	t.depth++
	return true
}

// EnterIn is EnterCall with the words that end the message.
func (t *Thread) EnterIn(where string) bool {
	t.depth++
	if t.depth > t.limit || !t.Room(CallRoom) {
		return t.tooDeep(where)
	}
	return true
}

// recursionReserve is how much deeper than the limit code may go that deals
// with a RecursionError.
const recursionReserve = 50

func (t *Thread) tooDeep(where string) bool {
	if t.inRecursionError && t.depth <= t.limit+recursionReserve {
		return true
	}
	t.depth--
	if t.inRecursionError {
		t.Errorf(t.RT.Exc.RecursionError, "maximum recursion depth exceeded")
		return false
	}
	t.inRecursionError = true
	t.Errorf(t.RT.Exc.RecursionError, "maximum recursion depth exceeded%s", where)
	t.inRecursionError = false
	return false
}

// LeaveCall ends what EnterCall began.
func (t *Thread) LeaveCall() { t.depth-- }

// Depth returns how many calls are on the way.
func (t *Thread) Depth() int { return t.depth }

// SetRecursionLimit sets how deep calls may nest, in each thread. Beyond maxDepth
// it changes only what RecursionLimit says.
func (t *Thread) SetRecursionLimit(n int) {
	t.RT.RecursionLimit = n
	for _, x := range t.RT.threads {
		x.limit = min(n, maxDepth)
	}
}

// native is a registered MethodDef: what the objects of builtin functions and
// method descriptors lead to. Natives are never freed; there is one for each
// function that Go or C code defines.
type native struct {
	MethodDef
	sig   *Signature
	name  Ref
	owner *Type // for methods
	// wantsSelf: the function's self is args[0].
	wantsSelf bool
	// newOf is set for the __new__ of a builtin type: the type.
	newOf *Type
}

// defineNative registers def; owner is nil for a module's function, module ""
// for builtins.
func (rt *Runtime) defineNative(def MethodDef, owner *Type, module string) int {
	d := &native{MethodDef: def, owner: owner, name: rt.Intern(def.Name), wantsSelf: owner != nil}
	if def.Sig != "" {
		d.sig = ParseSignature(def.Name, def.Sig)
		switch {
		case owner != nil:
			d.sig.qual = owner.Name + "." + def.Name
			if d.sig.self == 0 && def.Kind != StaticMethod {
				panic("BUG: method without $self: " + d.sig.qual + def.Sig)
			}
		case module != "" && module != "builtins":
			d.sig.qual = module + "." + def.Name
		}
		d.wantsSelf = d.sig.self == 1
	}
	if def.Kind == StaticMethod {
		d.wantsSelf = false
	}
	rt.core.natives = append(rt.core.natives, d)
	return len(rt.core.natives) - 1
}

// textSignature is the signature as CPython shows it: with the module that the
// function does not want.
func (d *native) textSignature() string {
	sig := d.MethodDef.textSignature()
	switch {
	case d.Method != nil: // C's own words
	case sig == "" || d.owner != nil || strings.HasPrefix(sig, "($"):
	case sig == "()":
		sig = "($module, /)"
	case strings.Contains(sig, ", /"):
		sig = "($module, " + sig[1:]
	default:
		sig = "($module, /, " + sig[1:]
	}
	return sig
}

// callNative runs d for callee; args[0] is self where d wants it.
func (t *Thread) callNative(callee Ref, d *native, args Args) Value {
	mark := t.Top()
	if s := d.sig; s != nil && (args.n != s.exact || !args.names.IsNil()) {
		var ok bool
		if args, ok = s.bind(t, callee, args); !ok {
			t.Pop(mark)
			return heap.Null
		}
	}
	v := d.Fn(t, args)
	t.Pop(mark)
	if (v == heap.Null) != (t.exc.V() != heap.Null) {
		return t.checkResult(callee, v)
	}
	return v
}

// callMethod runs d, which has a Method, for callee.
func (t *Thread) callMethod(callee Ref, d *native, self Ref, args Args) Value {
	mark := t.Top()
	v := d.Method(t, self, args)
	t.Pop(mark)
	if (v == heap.Null) != (t.exc.V() != heap.Null) {
		return t.checkResult(callee, v)
	}
	return v
}

// checkResult turns the broken result of callee into SystemError.
func (t *Thread) checkResult(callee Ref, v Value) Value {
	defer t.Pop(t.Top())
	missing := v == heap.Null
	cause := t.Push(t.TakeExc())
	r := t.Repr(callee)
	if r == heap.Null {
		return r
	}
	name := GoStr(r)
	if missing {
		return t.SystemErrorf("%s returned NULL without setting an exception", name)
	}
	t.SystemErrorf("%s returned a result with an exception set", name)
	t.setCauseAndContext(t.exc, cause)
	return heap.Null
}

// A builtin function object: its self (Null: none) and module, and in the raw
// part the number of its native.
const (
	bfSelf = iota
	bfModule
	bfNumRefs

	bfRawNative = 0
	bfRawSize   = 8
)

func (rt *Runtime) nativeOf(f Value) *native { return rt.core.natives[f.Addr().Word64(bfRawNative)] }

// NewBuiltin makes a function object of def. self (may be the nil Ref) is passed
// first where def.Sig begins with $; module may be the nil Ref.
func (t *Thread) NewBuiltin(def MethodDef, self, module Ref) Value {
	modname := ""
	if !module.IsNil() {
		if n := t.moduleName(module.V()); n != heap.Null {
			modname = GoStr(n)
		}
	}
	return t.newBuiltinOf(t.RT.defineNative(def, nil, modname), self, module)
}

func (t *Thread) newBuiltinOf(native int, self, module Ref) Value {
	v := t.Alloc(IdxBuiltinFunction, bfNumRefs, bfRawSize)
	if v == heap.Null {
		return v
	}
	if !self.IsNil() {
		t.Store(v, bfSelf, self.V())
	}
	if !module.IsNil() {
		t.Store(v, bfModule, module.V())
	}
	v.Addr().SetWord64(bfRawNative, uint64(native))
	return v
}

// AddFunctions puts functions into a module.
func (t *Thread) AddFunctions(module Ref, defs []MethodDef) bool {
	defer t.Pop(t.Top())
	dict := t.Push(t.RT.ModuleDict(module.V()))
	f := t.Push(heap.Null)
	for _, def := range defs {
		v := t.NewBuiltin(def, module, module)
		if v == heap.Null {
			return false
		}
		f.Set(v)
		if !t.DictSet(dict, t.RT.Intern(def.Name), f) {
			return false
		}
	}
	return true
}

func builtinCall(t *Thread, self Ref, args Args) Value {
	d := t.RT.nativeOf(self.V())
	if !t.EnterCall() {
		return heap.Null
	}
	var v Value
	switch mark := t.Top(); {
	case d.Method != nil:
		v = t.callMethod(self, d, t.Push(self.V().Addr().Ref(bfSelf)), args)
		t.Pop(mark)
	case d.wantsSelf:
		recv := t.Push(self.V().Addr().Ref(bfSelf))
		if full, ok := t.prepend(recv, args); ok {
			v = t.callNative(self, d, full)
		}
		t.Pop(mark)
	default:
		v = t.callNative(self, d, args)
	}
	t.LeaveCall()
	return v
}

// CallBuiltin calls a builtin function or a method of a builtin type with the n
// positional arguments from first on, on the shortest way: a function of C, a
// function whose parameters the arguments fit. The caller has tried the leaf side (CallLeaf)
// and made sure that the root stack has room for CallRoom slots. done false: Call has to be
// asked, and nothing was done.
func (t *Thread) CallBuiltin(callee, first Ref, n int) (v Value, done bool) {
	var d *native
	switch a := callee.V().Addr(); a.Type() {
	case IdxBuiltinFunction:
		d = t.RT.core.natives[a.Word64(bfRawNative)]
		if d.wantsSelf {
			return heap.Null, false
		}
	case IdxMethodDescr:
		if n == 0 {
			return heap.Null, false
		}
		d = t.RT.core.natives[descrWhat(callee.V())]
		if typ := t.RT.TypeOf(first.V()); typ != d.owner && !typ.IsSubtype(d.owner) {
			return heap.Null, false
		}
	case IdxType:
		return t.callClass(t.RT.ClassAt(a), first, n)
	default:
		return heap.Null, false
	}
	if d.Method == nil && (d.sig == nil || d.sig.exact != n) || !t.EnterShallow() {
		return heap.Null, false
	}
	mark := t.Top()
	switch args := (Args{base: first, n: n}); {
	case d.Method == nil:
		v = d.Fn(t, args)
	case d.owner == nil:
		v = d.Method(t, t.Push(callee.V().Addr().Ref(bfSelf)), args)
	default:
		v = d.Method(t, first, args.Skip(1))
	}
	t.Pop(mark)
	t.LeaveCall()
	if (v == heap.Null) != (t.exc.V() != heap.Null) {
		v = t.checkResult(callee, v)
	}
	return v, true
}

// callClass is CallBuiltin for the classes that are mostly called as functions.
func (t *Thread) callClass(typ *Type, first Ref, n int) (v Value, done bool) {
	switch {
	case n == 0 && typ == t.RT.SuperType:
		return t.superHere()
	case n != 1:
	case typ == t.RT.StrType:
		return t.Str(first), true
	case typ == t.RT.TypeType:
		return t.RT.TypeOf(first.V()).Obj.V(), true
	case typ == t.RT.IntType:
		if v = first.V(); v.IsInt() {
			return v, true
		}
	case typ == t.RT.FloatType:
		if f, ok := leafFloat(first.V()); ok {
			return heap.Float(f), true
		}
	case typ == t.RT.BoolType:
		if r := LeafTrue(first.V()); r >= 0 {
			return heap.Bool(r != 0), true
		}
	}
	return heap.Null, false
}

// boundSelf reads __self__: the module for a module's function.
func builtinSelf(t *Thread, f Ref) Value {
	if v := f.V().Addr().Ref(bfSelf); v != heap.Null {
		return v
	}
	return heap.None
}

func builtinQualname(t *Thread, f Ref) Value {
	d := t.RT.nativeOf(f.V())
	if d.owner != nil {
		return t.NewStr(d.owner.QualName + "." + d.Name)
	}
	if self := f.V().Addr().Ref(bfSelf); self != heap.Null && !isExact(self, IdxModule) {
		typ := t.RT.TypeFromObj(self)
		if typ == nil {
			typ = t.RT.TypeOf(self)
		}
		return t.NewStr(typ.QualName + "." + d.Name)
	}
	return d.name.V()
}

func builtinRepr(t *Thread, f Ref) Value {
	d := t.RT.nativeOf(f.V())
	self := f.V().Addr().Ref(bfSelf)
	if self == heap.Null || isExact(self, IdxModule) {
		return t.NewStr("<built-in function " + d.Name + ">")
	}
	return t.NewStr("<built-in method " + d.Name + " of " + t.TypeName(self) + " object at " + t.AddressOf(self) + ">")
}

func builtinCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !isExact(b.V(), IdxBuiltinFunction) {
		return heap.NotImplemented
	}
	x, y := a.V().Addr(), b.V().Addr()
	eq := x.Ref(bfSelf) == y.Ref(bfSelf) && x.Word64(bfRawNative) == y.Word64(bfRawNative)
	return heap.Bool(eq == (op == EQ))
}

func builtinHash(t *Thread, f Ref) (int64, bool) {
	h := int64(f.V().Addr().Word64(bfRawNative)) * 0x9E3779B1
	if self := f.V().Addr().Ref(bfSelf); self != heap.Null {
		h ^= t.identityHash(self)
	}
	return clipHash(h), true
}

func builtinFunctionDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxBuiltinFunction, Name: "builtin_function_or_method",
		FixedRefs: bfNumRefs, RawSize: bfRawSize, Weak: true,
		Slots: Slots{Call: builtinCall, Repr: builtinRepr, Compare: builtinCompare, Hash: builtinHash},
		GetSets: []GetSetDef{
			{Name: "__name__", Get: func(t *Thread, f Ref) Value { return t.RT.nativeOf(f.V()).name.V() }},
			{Name: "__qualname__", Get: builtinQualname},
			{Name: "__doc__", Get: func(t *Thread, f Ref) Value { return t.docOf(t.RT.nativeOf(f.V()).Doc) }},
			{Name: "__text_signature__", Get: func(t *Thread, f Ref) Value { return t.docOf(t.RT.nativeOf(f.V()).textSignature()) }},
			{Name: "__self__", Get: builtinSelf},
			{Name: "__module__", Get: func(t *Thread, f Ref) Value {
				if m := f.V().Addr().Ref(bfModule); m != heap.Null {
					if isExact(m, IdxStr) {
						return m
					}
					if n := t.moduleName(m); n != heap.Null {
						return n
					}
				}
				return heap.None
			}},
		},
		Methods: []MethodDef{reduceMethod(builtinReduce)},
	}
}

// docOf returns a str, or None for "".
func (t *Thread) docOf(s string) Value {
	if s == "" {
		return heap.None
	}
	return t.NewStr(s)
}

// A bound method: function and self.
const (
	methodFunc = iota
	methodSelf
	methodNumRefs
)

// NewMethod binds function f to self.
func (t *Thread) NewMethod(f, self Ref) Value {
	// The layout holds the weak slot after the two.
	v := t.Alloc(IdxMethod, t.RT.MethodType.Layout.FixedRefs, 0)
	if v != heap.Null {
		t.Store(v, methodFunc, f.V())
		t.Store(v, methodSelf, self.V())
	}
	return v
}

// MethodParts returns the function and the object of a bound method (no
// safepoint).
func MethodParts(m Value) (f, self Value) { return m.Addr().Ref(methodFunc), m.Addr().Ref(methodSelf) }

func methodCall(t *Thread, m Ref, args Args) Value {
	mark := t.Top()
	a := m.V().Addr()
	f := t.Push(a.Ref(methodFunc))
	self := t.Push(a.Ref(methodSelf))
	v := heap.Null
	if full, ok := t.prepend(self, args); ok {
		v = t.Call(f, full)
	}
	t.Pop(mark)
	return v
}

func methodNew(t *Thread, args Args) Value {
	if args.NumKw() > 0 {
		return t.TypeErrorf("method() takes no keyword arguments")
	}
	if args.Len() != 3 {
		return t.TypeErrorf("method expected 2 arguments, got %d", args.Len()-1)
	}
	if !t.RT.Callable(args.At(1).V()) {
		return t.TypeErrorf("first argument must be callable")
	}
	if args.At(2).V() == heap.None {
		return t.TypeErrorf("instance must not be None")
	}
	return t.NewMethod(args.At(1), args.At(2))
}

func methodRepr(t *Thread, m Ref) Value {
	defer t.Pop(t.Top())
	a := m.V().Addr()
	f, self := t.Push(a.Ref(methodFunc)), t.Push(a.Ref(methodSelf))
	name := "?"
	for _, id := range []NameID{nmQualname, nmName} {
		v, ok := t.GetAttrOpt(f, t.RT.NameRef(id))
		if !ok {
			return heap.Null
		}
		if v != heap.Null {
			if t.RT.IsStr(v) {
				name = GoStr(v)
			}
			break
		}
	}
	r := t.Repr(self)
	if r == heap.Null {
		return r
	}
	return t.NewStr("<bound method " + name + " of " + GoStr(r) + ">")
}

func methodCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !isExact(b.V(), IdxMethod) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	x, y := a.V().Addr(), b.V().Addr()
	same := x.Ref(methodSelf) == y.Ref(methodSelf)
	if same {
		f, g := t.Push(x.Ref(methodFunc)), t.Push(y.Ref(methodFunc))
		switch t.CompareBool(f, g, EQ) {
		case -1:
			return heap.Null
		case 0:
			same = false
		}
	}
	return heap.Bool(same == (op == EQ))
}

func methodHash(t *Thread, m Ref) (int64, bool) {
	defer t.Pop(t.Top())
	self := t.identityHash(m.V().Addr().Ref(methodSelf))
	h, ok := t.Hash(t.Push(m.V().Addr().Ref(methodFunc)))
	return clipHash(self ^ h), ok
}

// methodGetAttr looks at the method's own attributes, then at the function's.
func methodGetAttr(t *Thread, m, name Ref) Value {
	if n := name.V(); t.RT.IsStr(n) {
		// A name that nobody has interned is no attribute of the type.
		if n = t.internedName(n); n != heap.Null && t.LookupType(t.RT.MethodType, n) != heap.Null {
			return t.GenericGetAttr(m, name)
		}
	}
	defer t.Pop(t.Top())
	return t.GetAttr(t.Push(m.V().Addr().Ref(methodFunc)), name)
}

func methodDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxMethod, Name: "method", FixedRefs: methodNumRefs, Weak: true,
		Doc: "Create a bound instance method object.",
		Slots: Slots{Call: methodCall, New: methodNew, Repr: methodRepr, Compare: methodCompare, Hash: methodHash,
			GetAttr: methodGetAttr},
		Methods: []MethodDef{reduceMethod(methodReduce)},
		GetSets: []GetSetDef{
			{Name: "__func__", Member: true, Get: func(t *Thread, m Ref) Value { return m.V().Addr().Ref(methodFunc) }},
			{Name: "__self__", Member: true, Get: func(t *Thread, m Ref) Value { return m.V().Addr().Ref(methodSelf) }},
			{Name: "__doc__", Get: func(t *Thread, m Ref) Value {
				defer t.Pop(t.Top())
				return t.GetAttr(t.Push(m.V().Addr().Ref(methodFunc)), t.RT.NameRef(nmDoc))
			}},
		},
	}
}
