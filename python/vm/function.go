package vm

import (
	"fmt"
	"strings"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

// The references of a function object.
const (
	fnCode = iota
	fnGlobals
	fnDefaults   // tuple or None
	fnKwDefaults // dict or None
	fnClosure    // tuple of cells or None
	fnName
	fnQualName
	fnDoc
	fnAnnotations // dict or None
	fnModule
	fnRefs
)

// A function's raw word 0 repeats its code's index.
const fnCodeIndex = 0

// codeOfFunction returns the code of the function v (no safepoint).
func (vm *VM) codeOfFunction(v Value) *Code { return vm.codes[v.Addr().Word64(fnCodeIndex)] }

// NewFunction makes a function of a code object in globals, with nothing else.
func (vm *VM) NewFunction(t *Thread, codeObj, globals Ref) Value {
	typ := t.RT.FunctionType
	f := t.Alloc(object.IdxFunction, typ.Layout.FixedRefs, typ.Layout.RawSize)
	if f == heap.Null {
		return f
	}
	k := vm.CodeOf(codeObj.V())
	t.Store(f, fnCode, codeObj.V())
	t.Store(f, fnGlobals, globals.V())
	for i := fnDefaults; i <= fnClosure; i++ {
		t.Store(f, i, heap.None)
	}
	t.Store(f, fnName, k.name.V())
	t.Store(f, fnQualName, k.qualName.V())
	t.Store(f, fnDoc, heap.None)
	t.Store(f, fnAnnotations, heap.None)
	t.Store(f, fnModule, heap.None)
	f.Addr().SetWord64(fnCodeIndex, codeObj.V().Addr().Word64(codeIndex))
	if m := t.DictGetStr(globals.V(), vm.names.name.V()); m != heap.Null {
		t.Store(f, fnModule, m)
	}
	if !k.C.HasDoc {
		return f
	}
	defer t.Pop(t.Top())
	r := t.Push(f)
	doc := t.NewStr(k.C.Doc)
	if doc == heap.Null {
		return doc
	}
	t.Store(r.V(), fnDoc, doc)
	return r.V()
}

// makeFunction is the instruction MakeFunction; the operands lie below sp. It
// returns the function and how many values it takes.
func (x *Exec) makeFunction(f *frame, sp unsafe.Pointer, flags int) (Value, int) {
	t := x.t
	x.sync(sp)
	globals := t.Push(f.function().V().Addr().Ref(fnGlobals))
	fn := x.vm.NewFunction(t, ref(sp, -1), globals)
	n := 1
	if fn == heap.Null {
		return fn, n
	}
	// From the top down: closure (bit 3) first, defaults (bit 0) last.
	for bit, at := range [...]int{fnClosure, fnAnnotations, fnKwDefaults, fnDefaults} {
		if flags&(8>>bit) != 0 {
			n++
			t.Store(fn, at, *slot(sp, -n))
		}
	}
	return fn, n
}

// callFunction is the Call slot of functions: a call that comes from Go.
func callFunction(t *Thread, self Ref, args Args) Value {
	x := exec(t)
	mark := x.top()
	n := args.Len() + args.NumKw()
	if !t.RoomForArgs(n) {
		return heap.Null
	}
	// The frame's slots: the function, then the arguments in their order.
	t.Push(self.V())
	base := x.top()
	for i := 0; i < n; i++ {
		t.Push(args.At(i).V())
	}
	v := heap.Null
	if x.enter(base, args.Len(), args.Names(), nil) {
		v = x.run()
	}
	x.sync(mark)
	return v
}

// enter pushes the frame of the function below base, whose arguments start at
// base: n positional ones, then those that names lists. False: exception
// pending, nothing pushed.
func (x *Exec) enter(base unsafe.Pointer, n int, names Ref, ret unsafe.Pointer) bool {
	if x.Breaker.Load() && !x.poll(base, n, names) {
		return false
	}
	t := x.t
	k := x.vm.codeOfFunction(*slot(base, -1))
	if !t.TryEnter() {
		// The loop has not told the root stack's height yet, and raising
		// allocates.
		end := up(base, n+object.MakeArgs(Ref{}, 0, names).NumKw())
		if uintptr(x.top()) < uintptr(end) {
			x.sync(end)
		}
		if !t.EnterIn("") {
			return false
		}
	}
	c := k.C
	if k.simple && n == c.ArgCount && (names.IsNil() || names.V() == heap.Null) {
		clearSlots(base, n, k.nslots)
	} else if !x.bind(k, base, n, names) {
		t.LeaveCall()
		return false
	}
	if !x.room(k) {
		t.LeaveCall()
		x.stackFull()
		return false
	}
	f := x.push()
	f.code, f.ip, f.base, f.sp, f.ret, f.kind = k, k.instrs, base, up(base, k.nslots), ret, plainFrame
	return true
}

// poll does what is pending before a call whose arguments start at base (see
// enter). False: exception pending.
func (x *Exec) poll(base unsafe.Pointer, n int, names Ref) bool {
	given, nkw := heap.Null, 0
	if !names.IsNil() && names.V() != heap.Null {
		given = names.V()
		nkw = x.t.TupleLen(given)
	}
	x.sync(up(base, n+nkw))
	// Where names lie right above the arguments this is the very slot.
	x.t.Push(given)
	return x.vm.Pending(x.t)
}

// room says that the root stack has room for a frame of k (no safepoint).
func (x *Exec) room(k *Code) bool { return x.t.Room(k.nslots + k.stackSize + 8) }

// stackFull raises what a frame without room means.
func (x *Exec) stackFull() {
	x.t.Errorf(x.t.RT.Exc.RecursionError, "maximum recursion depth exceeded (root stack exhausted)")
}

func clearSlots(base unsafe.Pointer, from, to int) {
	if to > from {
		clear(unsafe.Slice(slot(base, from), to-from))
	}
}

// bind puts the arguments where the parameters are, by the rules of Python's
// calls, in place: the result starts at base again.
func (x *Exec) bind(k *Code, base unsafe.Pointer, n int, names Ref) bool {
	t, c := x.t, k.C
	nkw := 0
	given := heap.Null
	if !names.IsNil() && names.V() != heap.Null {
		given = names.V()
		nkw = t.TupleLen(given)
	}
	// The names may lie right above the arguments: this slot takes their place.
	x.sync(up(base, n+nkw))
	kwNames := t.Push(given)
	fn := ref(base, -1)
	params := c.ArgCount + c.KwOnlyArgCount
	out := t.PushN(k.nslots + 1)
	for i := 0; i < min(n, c.ArgCount); i++ {
		out.At(i).Set(*slot(base, i))
	}
	varArg, varKw := -1, -1
	next := params
	if c.Flags&code.VarArgs != 0 {
		varArg = next
		next++
		extra := 0
		if n > c.ArgCount {
			extra = n - c.ArgCount
		}
		v := t.TupleOf(ref(base, n-extra), extra)
		if v == heap.Null {
			return false
		}
		out.At(varArg).Set(v)
	}
	if c.Flags&code.VarKeywords != 0 {
		varKw = next
		v := t.NewDict()
		if v == heap.Null {
			return false
		}
		out.At(varKw).Set(v)
	}
	for i := 0; i < nkw; i++ {
		name := t.TupleAt(kwNames.V(), i)
		j := k.param(name, params)
		if j < 0 {
			if varKw >= 0 {
				key := t.Push(name)
				if !t.DictSet(out.At(varKw), key, ref(base, n+i)) {
					return false
				}
				continue
			}
			if k.isPosOnly(name) {
				return x.posOnlyError(k, kwNames)
			}
			t.TypeErrorf("%s() got an unexpected keyword argument '%s'", x.funcName(fn), object.GoStr(name))
			return false
		}
		if out.At(j).V() != heap.Null {
			t.TypeErrorf("%s() got multiple values for argument '%s'", x.funcName(fn), c.Locals[j])
			return false
		}
		out.At(j).Set(*slot(base, n+i))
	}
	if n > c.ArgCount && varArg < 0 {
		return x.tooMany(k, fn, out, n)
	}
	if n < c.ArgCount {
		defaults := fn.V().Addr().Ref(fnDefaults)
		nd := 0
		if defaults != heap.None {
			nd = t.TupleLen(defaults)
		}
		for i := max(n, c.ArgCount-nd); i < c.ArgCount; i++ {
			if out.At(i).V() == heap.Null {
				out.At(i).Set(t.TupleAt(defaults, i-(c.ArgCount-nd)))
			}
		}
		if missing := k.missing(out, n, c.ArgCount-nd); len(missing) > 0 {
			return x.missingError(fn, missing, "positional")
		}
	}
	if c.KwOnlyArgCount > 0 {
		kd := fn.V().Addr().Ref(fnKwDefaults)
		for i := c.ArgCount; i < params; i++ {
			if out.At(i).V() == heap.Null && kd != heap.None {
				out.At(i).Set(t.DictGetStr(kd, k.locals[i].V()))
			}
		}
		if missing := k.missing(out, c.ArgCount, params); len(missing) > 0 {
			return x.missingError(fn, missing, "keyword-only")
		}
	}
	if c.Flags&code.NameSpace != 0 {
		// The code of a module, made a function: its names are the globals.
		out.Set(fn.V().Addr().Ref(fnGlobals))
	}
	copy(unsafe.Slice(slot(base, 0), k.nslots), unsafe.Slice(out.Slot(), k.nslots))
	return true
}

// param returns the index of the parameter that may be given by name, or -1.
func (k *Code) param(name Value, params int) int {
	for i := k.C.PosOnlyArgCount; i < params; i++ {
		if k.locals[i].V() == name {
			return i
		}
	}
	for i := k.C.PosOnlyArgCount; i < params; i++ {
		if object.StrEq(k.locals[i].V(), name) {
			return i
		}
	}
	return -1
}

func (k *Code) isPosOnly(name Value) bool {
	for i := 0; i < k.C.PosOnlyArgCount; i++ {
		if object.StrEq(k.locals[i].V(), name) {
			return true
		}
	}
	return false
}

func (k *Code) missing(out Ref, from, to int) (names []string) {
	for i := from; i < to; i++ {
		if out.At(i).V() == heap.Null {
			names = append(names, k.C.Locals[i])
		}
	}
	return names
}

func (x *Exec) funcName(fn Ref) string { return object.GoStr(fn.V().Addr().Ref(fnQualName)) }

func (x *Exec) posOnlyError(k *Code, names Ref) bool {
	var given []string
	for i := 0; i < x.t.TupleLen(names.V()); i++ {
		if n := x.t.TupleAt(names.V(), i); k.isPosOnly(n) {
			given = append(given, object.GoStr(n))
		}
	}
	x.t.TypeErrorf("%s() got some positional-only arguments passed as keyword arguments: '%s'",
		k.C.QualName, strings.Join(given, ", "))
	return false
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func (x *Exec) missingError(fn Ref, names []string, kind string) bool {
	for i, n := range names {
		names[i] = "'" + n + "'"
	}
	var list string
	switch n := len(names); n {
	case 1:
		list = names[0]
	case 2:
		list = names[0] + " and " + names[1]
	default:
		list = strings.Join(names[:n-1], ", ") + ", and " + names[n-1]
	}
	x.t.TypeErrorf("%s() missing %d required %s argument%s: %s", x.funcName(fn), len(names), kind, plural(len(names)), list)
	return false
}

func (x *Exec) tooMany(k *Code, fn, out Ref, given int) bool {
	c := k.C
	kwGiven := 0
	for i := c.ArgCount; i < c.ArgCount+c.KwOnlyArgCount; i++ {
		if out.At(i).V() != heap.Null {
			kwGiven++
		}
	}
	nd := 0
	if d := fn.V().Addr().Ref(fnDefaults); d != heap.None {
		nd = x.t.TupleLen(d)
	}
	takes, many := "", c.ArgCount != 1
	if nd > 0 {
		takes = fmt.Sprintf("from %d to %d", c.ArgCount-nd, c.ArgCount)
		many = true
	} else {
		takes = fmt.Sprintf("%d", c.ArgCount)
	}
	was, kw := "were", ""
	if given == 1 && kwGiven == 0 {
		was = "was"
	}
	if kwGiven > 0 {
		kw = fmt.Sprintf(" positional argument%s (and %d keyword-only argument%s)", plural(given), kwGiven, plural(kwGiven))
	}
	s := ""
	if many {
		s = "s"
	}
	x.t.TypeErrorf("%s() takes %s positional argument%s but %d%s %s given", x.funcName(fn), takes, s, given, kw, was)
	return false
}
