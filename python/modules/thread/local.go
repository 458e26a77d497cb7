package thread

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A _local has a namespace for each thread. It keeps them in a dict, by the threads'
// identifiers, with the arguments that __init__ gets in each new one. Before anything looks
// at an attribute, the thread's own namespace is put into the slot of __dict__, and the rest is
// as with any object: between that and the look into the dict nothing lets another thread
// run.
//
// A thread lists the _locals that it has a namespace in, weakly (Thread.Locals), and takes its
// namespaces out of them when it ends.
const (
	localDicts = iota
	localArgs
	localKwargs
	localRefs
)

func (s *state) localDef() object.TypeDef {
	return object.TypeDef{
		Name: "_local", Module: "_thread", Doc: "Thread-local data", FixedRefs: localRefs, Dict: true, Weak: true,
		Flags: object.FlagBaseType, Into: &s.localType,
		Slots: object.Slots{
			New: s.localNew,
			GetAttr: func(t *Thread, self, name Ref) Value {
				if !s.enterLocal(t, self) {
					return heap.Null
				}
				return t.GenericGetAttr(self, name)
			},
			SetAttr: func(t *Thread, self, name, v Ref) bool {
				if t.RT.IsStr(name.V()) && object.GoStr(name.V()) == "__dict__" {
					t.AttributeErrorf("'%s' object attribute '__dict__' is read-only", t.TypeName(self.V()))
					return false
				}
				return s.enterLocal(t, self) && t.GenericSetAttr(self, name, v)
			},
		},
	}
}

func (s *state) localNew(t *Thread, a Args) Value {
	cls := t.RT.TypeFromObj(a.At(0).V())
	init := t.RT.Name("__init__").V()
	if (a.Len() > 1 || a.NumKw() > 0) && t.LookupType(cls, init) == t.LookupType(t.RT.ObjectType, init) {
		return t.TypeErrorf("Initialization arguments are not supported")
	}
	made := t.PushN(localRefs)
	made.At(localDicts).Set(t.NewDict())
	made.At(localArgs).Set(t.TupleOf(a.At(1), a.Len()-1))
	made.At(localKwargs).Set(t.NewDict())
	for i := range localRefs {
		if made.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	for i := range a.NumKw() {
		mark := t.Top()
		if !t.DictSet(made.At(localKwargs), t.Push(a.KwName(i)), a.Kw(i)) {
			return heap.Null
		}
		t.Pop(mark)
	}
	v := t.NewInstance(cls)
	if v == heap.Null {
		return v
	}
	for i := range localRefs {
		t.Store(v, i, made.At(i).V())
	}
	// __init__ of the thread that makes it is the constructor's business.
	self := t.Push(v)
	if s.namespace(t, self) == heap.Null {
		return heap.Null
	}
	return self.V()
}

// namespace makes the thread's namespace in a _local that it has none in.
func (s *state) namespace(t *Thread, self Ref) Value {
	d := t.Push(t.NewDict())
	me := t.Push(t.NewInt(int64(t.Ident())))
	dicts := t.Push(self.V().Addr().Ref(localDicts))
	ref := t.Push(t.NewWeakRef(self, t.Push(heap.None)))
	if d.V() == heap.Null || ref.V() == heap.Null || !t.DictSet(dicts, me, d) || !s.remember(t, ref) {
		return heap.Null
	}
	return d.V()
}

// remember lists a weak reference to a _local with the thread. When the list has doubled, those
// that died are taken out.
func (s *state) remember(t *Thread, ref Ref) bool {
	list := t.Locals()
	if list.V() == heap.Null {
		if list.Set(t.NewList(0)); list.V() == heap.Null {
			return false
		}
	}
	const least = 16
	if n := t.ListLen(list.V()); n >= least && n&(n-1) == 0 {
		alive := t.Push(t.NewList(n))
		if alive.V() == heap.Null {
			return false
		}
		for i := range n {
			mark := t.Top()
			w := t.Push(t.ListAt(list.V(), i))
			if t.WeakTarget(w.V()) != heap.None && !t.ListAppend(alive, w) {
				return false
			}
			t.Pop(mark)
		}
		list.Set(alive.V())
	}
	return t.ListAppend(list, ref)
}

// enterLocal puts the thread's namespace into the slot of __dict__; in a new one __init__ is
// called first. False: exception pending.
func (s *state) enterLocal(t *Thread, self Ref) bool {
	defer t.Pop(t.Top())
	me := t.Push(t.NewInt(int64(t.Ident())))
	dicts := t.Push(self.V().Addr().Ref(localDicts))
	v, ok := t.DictGet(dicts, me)
	if !ok {
		return false
	}
	slot := t.RT.TypeOf(self.V()).Layout.DictSlot
	if v != heap.Null {
		t.Store(self.V(), slot, v)
		return true
	}
	d := t.Push(s.namespace(t, self))
	if d.V() == heap.Null {
		return false
	}
	t.Store(self.V(), slot, d.V())
	cls := t.RT.TypeOf(self.V())
	init := t.RT.Name("__init__")
	f := t.LookupType(cls, init.V())
	if f == heap.Null || f == t.LookupType(t.RT.ObjectType, init.V()) {
		return true
	}
	if !s.initLocal(t, self, t.Push(f)) {
		exc := t.Push(t.TakeExc())
		if _, ok := t.DictDel(dicts, me); !ok {
			return false
		}
		t.RestoreExc(exc.V())
		return false
	}
	t.Store(self.V(), slot, d.V()) // others may have been here meanwhile
	return true
}

// initLocal calls __init__ with the arguments that the _local was made with.
func (s *state) initLocal(t *Thread, self, init Ref) bool {
	args := t.Push(self.V().Addr().Ref(localArgs))
	kwargs := t.Push(self.V().Addr().Ref(localKwargs))
	n := t.TupleLen(args.V())
	all := t.PushN(n + 1)
	all.Set(self.V())
	for i := range n {
		all.At(i + 1).Set(t.TupleAt(args.V(), i))
	}
	tuple := t.Push(t.TupleOf(all, n+1))
	return tuple.V() != heap.Null && t.CallWith(init, tuple, kwargs) != heap.Null
}

// leaveLocals takes the thread's namespaces out of all _locals: it ends.
func (s *state) leaveLocals(t *Thread) {
	defer t.Pop(t.Top())
	if t.Locals().V() == heap.Null {
		return
	}
	list, me := t.Push(t.Locals().V()), t.Push(t.NewInt(int64(t.Ident())))
	t.Locals().Set(heap.Null)
	for i := range t.ListLen(list.V()) {
		mark := t.Top()
		if o := t.WeakTarget(t.ListAt(list.V(), i)); o != heap.None {
			t.Store(o, t.RT.TypeOf(o).Layout.DictSlot, heap.Null) // it may be this one
			if _, ok := t.DictDel(t.Push(o.Addr().Ref(localDicts)), me); !ok {
				t.ClearExc()
			}
		}
		t.Pop(mark)
	}
}
