package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// What the slow sides of instructions do that is longer than a line or two.
// Operands lie below sp, and the loop has synced.

// binaryOps maps ast.Operator to the object model's numbers; Pow has none.
var binaryOps = [...]object.BinaryOp{
	ast.Add: object.OpAdd, ast.Sub: object.OpSub, ast.Mult: object.OpMul, ast.MatMult: object.OpMatMul,
	ast.Div: object.OpTrueDiv, ast.Modulo: object.OpMod, ast.LShift: object.OpLshift, ast.RShift: object.OpRshift,
	ast.BitOr: object.OpOr, ast.BitXor: object.OpXor, ast.BitAnd: object.OpAnd, ast.FloorDiv: object.OpFloorDiv,
}

// compareOps maps ast.CmpOperator (below Is) to the object model's numbers.
var compareOps = [...]object.CompareOp{ast.Eq: object.EQ, ast.NotEq: object.NE, ast.Lt: object.LT,
	ast.LtE: object.LE, ast.Gt: object.GT, ast.GtE: object.GE}

const cellValue = 0 // reference of a cell

func cellContent(cell Value) Value { return cell.Addr().Ref(cellValue) }

func (x *Exec) unbound(f *frame, i int) {
	x.t.Errorf(x.t.RT.Exc.UnboundLocalError, "cannot access local variable '%s' where it is not associated with a value", f.code.C.Locals[i])
}

func (x *Exec) unboundCell(f *frame, i int) {
	c := f.code.C
	i -= len(c.Locals)
	if i < len(c.Cells) {
		x.t.Errorf(x.t.RT.Exc.UnboundLocalError, "cannot access local variable '%s' where it is not associated with a value", c.Cells[i])
		return
	}
	x.nameError("cannot access free variable '%s' where it is not associated with a value in enclosing scope", x.t.RT.Name(c.Free[i-len(c.Cells)]))
}

// nameError raises NameError about name, which the exception keeps.
func (x *Exec) nameError(format string, name Ref) {
	t := x.t
	defer t.Pop(t.Top())
	t.Errorf(t.RT.Exc.NameError, format, object.GoStr(name.V()))
	exc := t.Push(t.TakeExc())
	if t.RT.TypeOf(exc.V()).IsSubtype(t.RT.Exc.NameError) {
		t.SetAttr(exc, t.RT.Name("name"), name)
	}
	t.RestoreExc(exc.V())
}

// builtins returns the dict of builtins that code with these globals sees: what
// __builtins__ among them says, a module or a dict (no safepoint).
func (x *Exec) builtins(globals Value) Value {
	t := x.t
	b := t.DictGetStr(globals, x.vm.names.builtins.V())
	if b == heap.Null {
		return t.RT.Builtins.V()
	}
	if b.IsPtr() && b.Addr().Type() == object.IdxModule {
		return t.RT.ModuleDict(b)
	}
	if b.IsPtr() && b.Addr().Type() == object.IdxDict {
		return b
	}
	return t.RT.Builtins.V()
}

// loadGlobal looks a name up in globals and builtins and fills the cache.
func (x *Exec) loadGlobal(f *frame, s *site) Value {
	t := x.t
	name := s.name.V()
	globals := (*slot(f.base, -1)).Addr().Ref(fnGlobals)
	if h := t.DictHint(globals, name); h >= 0 {
		if v := t.DictAtHint(globals, name, h); v != heap.Null {
			s.stamp, s.hint, s.builtin = t.DictKeysStamp(globals), int32(h), -1
			return v
		}
		return t.DictGetStr(globals, name) // the key there is another str of that text
	}
	b := x.builtins(globals)
	if h := t.DictHint(b, name); h >= 0 {
		v := t.DictAtHint(b, name, h)
		if v == heap.Null {
			return t.DictGetStr(b, name)
		}
		if b == t.RT.Builtins.V() {
			s.stamp, s.builtin = t.DictKeysStamp(globals), int32(h)
		}
		return v
	}
	// A dict with keys of other kinds, or a name that is nowhere.
	if v, ok := t.DictGet(t.Push(globals), s.name); v != heap.Null || !ok {
		return v
	}
	x.nameError("name '%s' is not defined", s.name)
	return heap.Null
}

// loadName is a look-up in module or class code: the namespace first.
func (x *Exec) loadName(f *frame, i int) Value {
	t := x.t
	s := f.code.site(i)
	ns := ref(f.base, 0)
	if v := ns.V(); v.IsPtr() && v.Addr().Type() == object.IdxDict {
		if r := t.DictAtHint(v, s.name.V(), int(s.hint)); r != heap.Null {
			return r
		}
		if v != (*slot(f.base, -1)).Addr().Ref(fnGlobals) {
			if r, ok := t.DictGet(ns, s.name); r != heap.Null || !ok {
				return r
			}
		}
	} else {
		r := t.GetItem(ns, s.name)
		if r != heap.Null {
			return r
		}
		if !t.ExcMatches(t.RT.Exc.KeyError) {
			return heap.Null
		}
		t.ClearExc()
	}
	if v := x.loadGlobal(f, s); v != heap.Null || t.Pending() {
		return v
	}
	return heap.Null
}

func (x *Exec) storeName(f *frame, name, v Ref) bool {
	ns := ref(f.base, 0)
	if d := ns.V(); d.IsPtr() && d.Addr().Type() == object.IdxDict {
		return x.t.DictSet(ns, name, v)
	}
	return x.t.SetItem(ns, name, v)
}

func (x *Exec) deleteName(f *frame, name Ref) bool {
	t := x.t
	ns := ref(f.base, 0)
	if t.DelItem(ns, name) {
		return true
	}
	if t.ExcMatches(t.RT.Exc.KeyError) {
		t.ClearExc()
		x.nameError("name '%s' is not defined", name)
	}
	return false
}

func (x *Exec) deleteGlobal(f *frame, name Ref) bool {
	t := x.t
	defer t.Pop(t.Top())
	found, ok := t.DictDel(t.Push(f.function().V().Addr().Ref(fnGlobals)), name)
	if ok && !found {
		x.nameError("name '%s' is not defined", name)
	}
	return found && ok
}

func (x *Exec) classDeref(f *frame, i int) Value {
	t := x.t
	ns, name := ref(f.base, 0), f.code.locals[i]
	if v := ns.V(); v.IsPtr() && v.Addr().Type() == object.IdxDict {
		if r, ok := t.DictGet(ns, name); r != heap.Null || !ok {
			return r
		}
	} else if r := t.GetItem(ns, name); r != heap.Null {
		return r
	} else if !t.ExcMatches(t.RT.Exc.KeyError) {
		return r
	} else {
		t.ClearExc()
	}
	v := cellContent(*slot(f.base, i))
	if v == heap.Null {
		x.unboundCell(f, i)
		return heap.Null
	}
	return v
}

func (x *Exec) binary(op ast.Operator, sp unsafe.Pointer) Value {
	if op == ast.Pow {
		return x.power(sp, x.t.Power)
	}
	return x.t.Binary(binaryOps[op], ref(sp, -2), ref(sp, -1))
}

func (x *Exec) power(sp unsafe.Pointer, pow func(a, b, mod Ref) Value) Value {
	none := x.t.Push(heap.None)
	v := pow(ref(sp, -2), ref(sp, -1), none)
	x.sync(sp)
	return v
}

func (x *Exec) inPlace(op ast.Operator, sp unsafe.Pointer) Value {
	if op == ast.Pow {
		return x.power(sp, x.t.InPlacePower)
	}
	return x.t.InPlace(binaryOps[op], ref(sp, -2), ref(sp, -1))
}

// unpack takes the top apart into n values, the first on top; nil: exception
// pending.
func (x *Exec) unpack(sp unsafe.Pointer, n int) unsafe.Pointer {
	t := x.t
	v := *slot(sp, -1)
	if v.IsPtr() && v.Addr().Type() == object.IdxTuple && v.Addr().NRefs() == n {
		a := v.Addr()
		for i := 0; i < n; i++ {
			*slot(sp, n-2-i) = a.Ref(i)
		}
		return up(sp, n-1)
	}
	x.sync(sp)
	dst := t.PushN(n + 1)
	if !t.Unpack(ref(sp, -1), dst, n) {
		return nil
	}
	for i := 0; i < n; i++ {
		dst.At(n).Set(dst.At(i).V())
		*slot(sp, -1) = heap.Null
	}
	// dst lies at sp; reverse it and move it down by one.
	s := unsafe.Slice(dst.Slot(), n)
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
	copy(unsafe.Slice(slot(sp, -1), n), s)
	return up(sp, n-1)
}

func (x *Exec) unpackEx(sp unsafe.Pointer, before, after int) unsafe.Pointer {
	t := x.t
	x.sync(sp)
	n := before + 1 + after
	dst := t.PushN(n + 1)
	if !t.UnpackEx(ref(sp, -1), dst, before, after) {
		return nil
	}
	s := unsafe.Slice(dst.Slot(), n)
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
	copy(unsafe.Slice(slot(sp, -1), n), s)
	return up(sp, n-1)
}

func (x *Exec) build(op code.Op, sp unsafe.Pointer, n int) Value {
	t := x.t
	switch op {
	case code.BuildSet:
		s := t.Push(t.NewSet())
		if s.V() == heap.Null {
			return heap.Null
		}
		for i := -n; i < 0; i++ {
			if !t.SetAdd(s, ref(sp, i)) {
				return heap.Null
			}
		}
		return s.V()
	case code.BuildMap:
		d := t.Push(t.NewDictSized(n))
		if d.V() == heap.Null {
			return heap.Null
		}
		for i := -2 * n; i < 0; i += 2 {
			if !t.DictSet(d, ref(sp, i), ref(sp, i+1)) {
				return heap.Null
			}
		}
		return d.V()
	}
	return t.StrOf(ref(sp, -n), n)
}

func (x *Exec) extend(op code.Op, sp unsafe.Pointer, n int) bool {
	t := x.t
	dst, v := ref(sp, -1-n), ref(sp, -1)
	switch op {
	case code.SetAdd:
		return t.SetAdd(dst, v)
	case code.ListExtend:
		if t.RT.TypeOf(v.V()).Slots.Iter == nil && t.RT.TypeOf(v.V()).Slots.SqItem == nil {
			t.TypeErrorf("Value after * must be an iterable, not %s", t.TypeName(v.V()))
			return false
		}
		return t.ListExtend(dst, v)
	case code.SetUpdate:
		return t.SetUpdate(dst, v)
	case code.DictUpdate:
		// dict.update takes pairs as well; ** wants a mapping.
		if !t.RT.TypeOf(v.V()).Has(object.FlagDictSubclass) {
			keys, ok := t.GetAttrOpt(v, t.RT.Name("keys"))
			if !ok {
				return false
			}
			if keys == heap.Null {
				t.TypeErrorf("'%s' object is not a mapping", t.TypeName(v.V()))
				return false
			}
		}
		return t.DictUpdate(dst, v)
	}
	// DictMerge: f … dict m.
	return x.mergeKeywords(ref(sp, -4), dst, v)
}

// mergeKeywords adds the mapping m to the keyword arguments d of a call of f.
func (x *Exec) mergeKeywords(f, d, m Ref) bool {
	t := x.t
	defer t.Pop(t.Top())
	dup := t.PushN(1)
	if t.DictMerge(d, m, dup) {
		return true
	}
	switch {
	case !t.Pending(): // dup is there twice
		key := t.Push(t.Str(dup))
		if key.V() == heap.Null {
			return false
		}
		t.TypeErrorf("%s got multiple values for keyword argument '%s'", x.calleeName(f), object.GoStr(key.V()))
	case t.ExcMatches(t.RT.Exc.AttributeError):
		t.ClearExc()
		t.TypeErrorf("%s argument after ** must be a mapping, not %s", x.calleeName(f), t.TypeName(m.V()))
	}
	return false
}

// calleeName is a function as messages about its arguments show it: with its
// module, unless that is builtins.
func (x *Exec) calleeName(f Ref) string {
	t := x.t
	defer t.Pop(t.Top())
	q, ok := t.GetAttrOpt(f, x.vm.names.qualname)
	if !ok {
		t.ClearExc()
	}
	if q == heap.Null || !t.RT.IsStr(q) {
		s := t.Str(f)
		if s == heap.Null {
			t.ClearExc()
			return t.TypeName(f.V()) + " object"
		}
		return object.GoStr(s)
	}
	qr := t.Push(q)
	name := object.GoStr(qr.V()) + "()"
	m, ok := t.GetAttrOpt(f, x.vm.names.module)
	if !ok {
		t.ClearExc()
	}
	if m != heap.Null && t.RT.IsStr(m) {
		if mod := object.GoStr(m); mod != "builtins" {
			name = mod + "." + name
		}
	}
	return name
}

// callEx is f(*args, **kwargs): [f iterable [dict]] below sp.
func (x *Exec) callEx(sp unsafe.Pointer, withKw int) Value {
	t := x.t
	f, seq := ref(sp, -2-withKw), ref(sp, -1-withKw)
	if a := seq.V(); !(a.IsPtr() && a.Addr().Type() == object.IdxTuple) {
		typ := t.RT.TypeOf(a)
		if typ.Slots.Iter == nil && typ.Slots.SqItem == nil {
			return t.TypeErrorf("%s argument after * must be an iterable, not %s", x.calleeName(f), t.TypeName(seq.V()))
		}
		tuple := t.SeqToTuple(seq)
		if tuple == heap.Null {
			return tuple
		}
		seq.Set(tuple)
	}
	var names Ref
	n := t.TupleLen(seq.V())
	nkw := 0
	if withKw == 1 {
		d := ref(sp, -1)
		nkw = t.DictLen(d.V())
		if nkw > 0 {
			names = t.PushN(1)
			tup := t.NewTuple(nkw)
			if tup == heap.Null {
				return tup
			}
			names.Set(tup)
			for i, pos := 0, 0; i < nkw; i++ {
				k, _, _ := t.DictNext(d.V(), &pos)
				if !t.RT.IsStr(k) {
					return t.TypeErrorf("keywords must be strings")
				}
				t.Store(names.V(), i, k)
			}
		}
	}
	if !t.Room(n + nkw + 8) {
		return t.Errorf(t.RT.Exc.RecursionError, "maximum recursion depth exceeded (root stack exhausted)")
	}
	fn := t.Push(f.V())
	first := t.PushN(n + nkw)
	for i := 0; i < n; i++ {
		first.At(i).Set(t.TupleAt(seq.V(), i))
	}
	for i, pos := 0, 0; i < nkw; i++ {
		_, v, _ := t.DictNext(ref(sp, -1).V(), &pos)
		first.At(n + i).Set(v)
	}
	v := t.Call(fn, object.MakeArgs(first, n, names))
	x.sync(sp)
	return v
}

func (x *Exec) format(sp unsafe.Pointer, arg int) Value {
	t := x.t
	n := arg >> 2
	val := ref(sp, -1-n)
	var spec Ref
	if n == 1 {
		spec = ref(sp, -1)
	} else {
		spec = t.RT.Name("")
	}
	switch arg & 3 {
	case 0:
		if object.IsExactStr(val.V()) && n == 0 {
			return val.V()
		}
		return t.Format(val, spec)
	case 1:
		val.Set(t.Str(val))
	case 2:
		val.Set(t.Repr(val))
	case 3:
		val.Set(t.ASCII(val))
	}
	if val.V() == heap.Null || n == 0 {
		return val.V()
	}
	return t.Format(val, spec)
}

// raise is the raise statement; true: the exception is raised again as it was,
// without a new traceback entry.
func (x *Exec) raise(sp unsafe.Pointer, n int) (again bool) {
	t := x.t
	if n == 0 {
		exc := t.Handling()
		if exc == heap.None || exc == heap.Null {
			t.RuntimeErrorf("No active exception to reraise")
			return false
		}
		t.RestoreExc(exc)
		return true
	}
	exc := ref(sp, -n)
	if !x.instantiate(exc) {
		return false
	}
	if n == 2 {
		cause := ref(sp, -1)
		if cause.V() != heap.None && !x.isException(cause.V()) {
			if typ := t.RT.TypeFromObj(cause.V()); typ != nil && typ.Has(object.FlagExceptionSubclass) {
				if !x.instantiate(cause) {
					return false
				}
			} else {
				t.TypeErrorf("exception causes must derive from BaseException")
				return false
			}
		}
		if !t.SetAttr(exc, t.RT.Name("__cause__"), cause) {
			return false
		}
	}
	t.SetExc(exc)
	return false
}

func (x *Exec) isException(v Value) bool { return x.t.RT.TypeOf(v).Has(object.FlagExceptionSubclass) }

// instantiate makes an instance of an exception class; an instance stays.
func (x *Exec) instantiate(r Ref) bool {
	t := x.t
	if x.isException(r.V()) {
		return true
	}
	typ := t.RT.TypeFromObj(r.V())
	if typ == nil || !typ.Has(object.FlagExceptionSubclass) {
		t.TypeErrorf("exceptions must derive from BaseException")
		return false
	}
	v := t.CallN(r)
	if v == heap.Null {
		return false
	}
	if !x.isException(v) {
		got := t.RT.TypeOf(v).Obj
		t.TypeErrorf("calling %s should have returned an instance of BaseException, not %s", reprOr(t, r), reprOr(t, got))
		return false
	}
	r.Set(v)
	return true
}

// traceback adds frame f's entry to the pending exception.
func (x *Exec) traceback(f *frame) {
	t, k := x.t, f.code
	if f.kind&observedFrame == 0 {
		mark := t.Top()
		exc := t.Push(t.TakeExc())
		if x.frameObject(f) == heap.Null {
			t.RestoreExc(exc.V())
			t.Pop(mark)
			return
		}
		t.RestoreExc(exc.V())
		t.Pop(mark)
	}
	p := k.posAt(f.ip)
	t.AddTraceback(object.TraceEntry{File: k.file, Name: k.name, Frame: f.obj, Line: int(p.Line), EndLine: int(p.EndLine),
		Col: int(p.Col), EndCol: int(p.EndCol), Lasti: lasti(k.index(f.ip))})
}

// excMatch says whether exc is an instance of typ, a class or tuple of classes:
// 1, 0, or -1 with an exception pending.
func (x *Exec) excMatch(exc, typ Ref) int {
	t := x.t
	et := t.RT.TypeOf(exc.V())
	if m := x.matchOne(et, typ.V()); m >= 0 {
		return m
	}
	if v := typ.V(); t.RT.TypeOf(v).Has(object.FlagTupleSubclass) {
		r := 0
		for i := 0; i < t.TupleLen(v); i++ {
			m := x.matchOne(et, t.TupleAt(v, i))
			if m < 0 {
				r = -1
				break
			}
			r |= m
		}
		if r >= 0 {
			return r
		}
	}
	t.TypeErrorf("catching classes that do not inherit from BaseException is not allowed")
	return -1
}

func (x *Exec) matchOne(et *object.Type, cls Value) int {
	typ := x.t.RT.TypeFromObj(cls)
	if typ == nil || !typ.Has(object.FlagExceptionSubclass) {
		return -1
	}
	if et.IsSubtype(typ) {
		return 1
	}
	return 0
}

// beforeWith: [mgr] → [exit enter()].
func (x *Exec) beforeWith(sp unsafe.Pointer, async bool) bool {
	t := x.t
	enter, exit, kind := x.vm.names.enter, x.vm.names.exit, "context manager protocol"
	if async {
		enter, exit, kind = x.vm.names.aenter, x.vm.names.aexit, "asynchronous context manager protocol"
	}
	mgr := ref(sp, -1)
	en := t.Push(t.LookupSpecial(mgr, enter))
	if en.V() == heap.Null {
		if !t.Pending() {
			t.TypeErrorf("'%s' object does not support the %s", t.TypeName(mgr.V()), kind)
		}
		return false
	}
	ex := t.Push(t.LookupSpecial(mgr, exit))
	if ex.V() == heap.Null {
		if !t.Pending() {
			t.TypeErrorf("'%s' object does not support the %s (missed %s method)", t.TypeName(mgr.V()), kind, object.GoStr(exit.V()))
		}
		return false
	}
	v := t.CallN(en)
	if v == heap.Null {
		return false
	}
	*slot(sp, -1) = ex.V()
	*slot(sp, 0) = v
	return true
}

// withExit calls exit with the exception: [exit prev exc].
func (x *Exec) withExit(sp unsafe.Pointer) Value {
	t := x.t
	exc := ref(sp, -1)
	typ := t.Push(t.RT.TypeOf(exc.V()).Obj.V())
	tb := t.Push(t.GetAttr(exc, t.RT.Name("__traceback__")))
	if tb.V() == heap.Null {
		return heap.Null
	}
	return t.CallN(ref(sp, -3), typ, exc, tb)
}

func (x *Exec) setupAnnotations(f *frame) bool {
	t := x.t
	ns := ref(f.base, 0)
	name := x.vm.names.annotations
	if r := t.GetItem(ns, name); r != heap.Null {
		return true
	}
	if !t.ExcMatches(t.RT.Exc.KeyError) {
		return false
	}
	t.ClearExc()
	d := t.Push(t.NewDict())
	return d.V() != heap.Null && t.SetItem(ns, name, d)
}
