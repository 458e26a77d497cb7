package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// importName is the import statement up to the module: [level fromlist]. An
// __import__ that a program has put into builtins is called.
func (x *Exec) importName(f *frame, name Ref, sp unsafe.Pointer) Value {
	t := x.t
	globals := t.Push(f.function().V().Addr().Ref(fnGlobals))
	level := int((*slot(sp, -2)).Int())
	if imp := t.DictGetStr(x.builtins(globals.V()), t.RT.Name("__import__").V()); imp != x.vm.ImportFunc.V() {
		if imp == heap.Null {
			return t.Errorf(t.RT.Exc.ImportError, "__import__ not found")
		}
		locals := t.Push(heap.None)
		if len(f.code.C.Locals) > 0 && f.code.C.Locals[0] == "" {
			locals.Set(*slot(f.base, 0))
		}
		return t.CallN(t.Push(imp), name, globals, locals, ref(sp, -1), ref(sp, -2))
	}
	return x.vm.Import(t, name, globals, ref(sp, -1), level)
}

// importFrom is m.name, or the submodule that is only in sys.modules yet.
func (x *Exec) importFrom(m, name Ref) Value {
	t := x.t
	v, ok := t.GetAttrOpt(m, name)
	if v != heap.Null || !ok {
		return v
	}
	modName, ok := t.GetAttrOpt(m, x.vm.names.name)
	if !ok {
		return heap.Null
	}
	shown := "<unknown module name>"
	if modName != heap.Null && t.RT.IsStr(modName) {
		shown = object.GoStr(modName)
		full := t.Push(t.NewStr(shown + "." + object.GoStr(name.V())))
		if full.V() == heap.Null {
			return heap.Null
		}
		if v, ok := t.DictGet(t.RT.Modules, full); v != heap.Null || !ok {
			return v
		}
	}
	where := ""
	file, ok := t.GetAttrOpt(m, x.vm.names.file)
	if !ok {
		t.ClearExc()
	} else if file != heap.Null && t.RT.IsStr(file) {
		where = object.GoStr(file)
	}
	place := where
	if place == "" {
		place = "unknown location"
	}
	circular := ""
	if x.partly(m) {
		circular = "partially initialized module "
		place = "most likely due to a circular import) (" + place
	}
	t.Errorf(t.RT.Exc.ImportError, "cannot import name '%s' from %s'%s' (%s)", object.GoStr(name.V()), circular, shown, place)
	exc := t.Push(t.TakeExc())
	for attr, val := range map[string]string{"name": shown, "path": where} {
		s := t.Push(heap.None)
		if val != "" {
			s.Set(t.NewStr(val))
		}
		if s.V() == heap.Null || !t.SetAttr(exc, t.RT.Name(attr), s) {
			return heap.Null
		}
	}
	t.RestoreExc(exc.V())
	return heap.Null
}

// partly says that a module is being imported right now.
func (x *Exec) partly(m Ref) bool {
	t := x.t
	spec, ok := t.GetAttrOpt(m, x.vm.names.spec)
	if !ok || spec == heap.Null {
		t.ClearExc()
		return false
	}
	v, ok := t.GetAttrOpt(t.Push(spec), x.vm.names.initializing)
	if !ok {
		t.ClearExc()
		return false
	}
	return v == heap.True
}

// importStar copies a module's public names into the namespace.
func (x *Exec) importStar(f *frame, m Ref) bool {
	t := x.t
	ns := ref(f.base, 0)
	all, ok := t.GetAttrOpt(m, x.vm.names.all)
	if !ok {
		return false
	}
	explicit := all != heap.Null
	list := t.Push(all)
	if !explicit {
		d, ok := t.GetAttrOpt(m, x.vm.names.dict)
		if !ok {
			return false
		}
		if d == heap.Null {
			t.Errorf(t.RT.Exc.ImportError, "from-import-* object has no __dict__ and no __all__")
			return false
		}
		list.Set(t.SeqToList(t.Push(d)))
	} else {
		list.Set(t.SeqToList(list))
	}
	if list.V() == heap.Null {
		return false
	}
	for i := 0; i < t.ListLen(list.V()); i++ {
		mark := t.Top()
		name := t.Push(t.ListAt(list.V(), i))
		if !t.RT.IsStr(name.V()) {
			where := "__dict__"
			if explicit {
				where = "__all__"
			}
			t.TypeErrorf("Item in %s.%s must be str, not %s", x.moduleName(m), where, t.TypeName(name.V()))
			return false
		}
		if s := object.GoStr(name.V()); !explicit && len(s) > 0 && s[0] == '_' {
			t.Pop(mark)
			continue
		}
		v := t.Push(t.GetAttr(m, name))
		if v.V() == heap.Null || !t.SetItem(ns, name, v) {
			return false
		}
		t.Pop(mark)
	}
	return true
}

func (x *Exec) moduleName(m Ref) string {
	v, ok := x.t.GetAttrOpt(m, x.vm.names.name)
	if !ok {
		x.t.ClearExc()
	}
	if v != heap.Null && x.t.RT.IsStr(v) {
		return object.GoStr(v)
	}
	return "?"
}

// Run executes a code object with globals and, as its namespace, locals: what
// exec, eval, import and the prompt do. The code has no free variables. Null: exception pending.
func (vm *VM) Run(t *Thread, codeObj, globals, locals Ref) Value {
	return vm.RunClosure(t, codeObj, globals, locals, Ref{})
}

// RunClosure is Run for code with free variables: closure is the tuple of their
// cells, or the nil Ref.
func (vm *VM) RunClosure(t *Thread, codeObj, globals, locals, closure Ref) Value {
	defer t.Pop(t.Top())
	x := exec(t)
	fn := vm.NewFunction(t, codeObj, globals)
	if fn == heap.Null {
		return fn
	}
	if !closure.IsNil() {
		t.Store(fn, fnClosure, closure.V())
	}
	t.Push(fn)
	base := x.top()
	if vm.CodeOf(codeObj.V()).C.Flags&codeNameSpace != 0 {
		t.Push(locals.V())
	}
	return x.runFrame(base)
}

// runFrame runs the function below base, whose locals' first are set, without
// binding arguments.
func (x *Exec) runFrame(base unsafe.Pointer) Value {
	t := x.t
	k := x.vm.codeOfFunction(*slot(base, -1))
	if !t.EnterIn("") {
		return heap.Null
	}
	if !x.room(k) {
		t.LeaveCall()
		x.stackFull()
		return heap.Null
	}
	given := int(uintptr(x.top())-uintptr(base)) / heap.Word
	clearSlots(base, given, k.nslots)
	f := x.push()
	f.code, f.ip, f.base, f.sp, f.ret, f.kind = k, k.instrs, base, up(base, k.nslots), nil, plainFrame
	return x.run()
}

// Locals returns what locals() gives in the innermost frame: its f_locals. Null:
// exception pending.
func (x *Exec) Locals() Value {
	t := x.t
	if x.f == nil {
		return t.SystemErrorf("frame does not exist")
	}
	if x.f.code.C.Flags&codeNameSpace != 0 {
		return *slot(x.f.base, 0)
	}
	defer t.Pop(t.Top())
	o := t.Push(x.frameObject(x.f))
	if o.V() == heap.Null {
		return heap.Null
	}
	return x.frameLocals(o)
}
