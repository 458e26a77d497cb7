package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/vm"
)

// What sys has of running code: frames, and hooks of coroutines.

func (in *Interp) sysFrameFunctions() []object.MethodDef {
	return []object.MethodDef{
		{Name: "get_asyncgen_hooks", Sig: "()", Doc: "Return the installed asynchronous generators hooks.\n\nThis returns a namedtuple of the form (firstiter, finalizer).", Fn: in.sysAsyncHooks},
		{Name: "set_asyncgen_hooks", Sig: "(firstiter=<unrepresentable>, finalizer=<unrepresentable>)", Doc: "Set a finalizer for async generators objects.", Fn: sysSetAsyncHooks},
		{Name: "get_coroutine_origin_tracking_depth", Sig: "()", Doc: "Check status of origin tracking for coroutine objects in this thread.",
			Fn: func(t *Thread, a Args) Value { return heap.SmallInt(int64(vm.Of(t).OriginDepth)) }},
		{Name: "set_coroutine_origin_tracking_depth", Sig: "(depth)", Doc: "Enable or disable origin tracking for coroutine objects in this thread.\n\nCoroutine objects will track 'depth' frames of traceback information\nabout where they came from, available in their cr_origin attribute.\n\nSet a depth of 0 to disable.",
			Fn: func(t *Thread, a Args) Value {
				n, ok := t.AsInt64(a.At(0))
				if !ok {
					return heap.Null
				}
				if n < 0 {
					return t.ValueErrorf("depth must be >= 0")
				}
				vm.Of(t).OriginDepth = int(n)
				return heap.None
			}},
		{Name: "_getframe", Sig: "(depth=0, /)", Doc: "Return a frame object from the call stack.", Fn: sysGetFrame},
	}
}

func sysGetFrame(t *Thread, a Args) Value {
	depth, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	f := vm.Of(t).FrameAt(int(max(depth, 0)))
	if f == heap.Null && !t.Pending() {
		return t.ValueErrorf("call stack is not deep enough")
	}
	return f
}

func sysSetAsyncHooks(t *Thread, a Args) Value {
	x := vm.Of(t)
	for i, hook := range []string{"firstiter", "finalizer"} {
		if v := a.At(i).V(); v != heap.Null && v != heap.None && !t.RT.Callable(v) {
			return t.TypeErrorf("callable %s expected, got %s", hook, t.TypeName(v))
		}
	}
	for i, hook := range []*Ref{&x.AsyncFirstIter, &x.AsyncFinalizer} {
		v := a.At(i).V()
		if v == heap.Null {
			continue
		}
		if hook.IsNil() {
			*hook = t.H.NewRoot()
		}
		if v == heap.None {
			v = heap.Null
		}
		hook.Set(v)
	}
	return heap.None
}

func (in *Interp) sysAsyncHooks(t *Thread, a Args) Value {
	if in.hooksType == nil {
		in.hooksType = modules.NewStructSeq(t, modules.StructSeqDef{Module: "sys", Name: "asyncgen_hooks", Fields: []string{"firstiter", "finalizer"}})
		if in.hooksType == nil {
			return heap.Null
		}
	}
	x := vm.Of(t)
	items := t.PushN(2)
	for i, hook := range []Ref{x.AsyncFirstIter, x.AsyncFinalizer} {
		items.At(i).Set(heap.None)
		if !hook.IsNil() && hook.V() != heap.Null {
			items.At(i).Set(hook.V())
		}
	}
	return in.hooksType.New(t, items)
}

// neverAwaited warns of a coroutine that nobody began: through the module warnings, which
// knows how to show where it was made.
func (in *Interp) neverAwaited(t *Thread, coroutine Ref) bool {
	defer t.Pop(t.Top())
	if m, _ := t.DictGet(t.RT.Modules, t.RT.Name("warnings")); m == heap.Null && !in.finishing {
		if in.Import(t, "warnings") == heap.Null {
			t.ClearExc()
		}
	}
	if m, _ := t.DictGet(t.RT.Modules, t.RT.Name("warnings")); m != heap.Null {
		warn, ok := t.GetAttrOpt(t.Push(m), t.RT.Name("_warn_unawaited_coroutine"))
		if !ok {
			return false
		}
		if warn != heap.Null {
			return t.CallN(t.Push(warn), coroutine) != heap.Null
		}
	}
	name := t.GetAttr(coroutine, t.RT.Name("__qualname__"))
	if name == heap.Null {
		return false
	}
	return t.Warn(t.RT.Exc.RuntimeWarning, "coroutine '%s' was never awaited", object.GoStr(name))
}
