package vm

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// anext(iterator, default) gives an awaitable around that of __anext__(): where
// that ends with StopAsyncIteration, its own result is the default.
const (
	anextWrapped = iota
	anextValue
	anextRefs
)

// BuiltinANext is builtins.anext.
func BuiltinANext(t *Thread, args Args) Value {
	x := exec(t)
	switch n := args.Len(); {
	case args.NumKw() > 0:
		return t.TypeErrorf("anext() takes no keyword arguments")
	case n < 1:
		return t.TypeErrorf("anext expected at least 1 argument, got 0")
	case n > 2:
		return t.TypeErrorf("anext expected at most 2 arguments, got %d", n)
	}
	next := t.RT.TypeOf(args.At(0).V()).Slots.ANext
	if next == nil {
		return t.TypeErrorf("'%s' object is not an async iterator", t.TypeName(args.At(0).V()))
	}
	v := next(t, args.At(0))
	if v == heap.Null || args.Len() == 1 {
		return v
	}
	defer t.Pop(t.Top())
	wrapped := t.Push(v)
	a := t.Alloc(x.vm.types.anextDefault.Index, anextRefs, 0)
	if a != heap.Null {
		t.Store(a, anextWrapped, wrapped.V())
		t.Store(a, anextValue, args.At(1).V())
	}
	return a
}

// onAwaitable makes a method of the wrapper of the method name of what it wraps; "":
// of its __next__.
func onAwaitable(name string) object.Native {
	return func(t *Thread, args Args) Value {
		x, self := exec(t), args.At(0)
		it := t.Push(x.getAwaitable(t.Push(self.V().Addr().Ref(anextWrapped)), 0))
		if it.V() == heap.Null {
			return heap.Null
		}
		if x.isCoroutine(it.V()) {
			it.Set(coroutineAwait(t, it))
		}
		v := heap.Null
		if name == "" {
			if v = t.RT.TypeOf(it.V()).Slots.Next(t, it); v == heap.Null && !t.Pending() {
				return t.Raise(t.RT.Exc.StopIteration)
			}
		} else if m := t.GetAttr(it, t.RT.Name(name)); m != heap.Null {
			v = t.Call(t.Push(m), args.Skip(1))
		}
		if v == heap.Null && t.ExcMatches(t.RT.Exc.StopAsyncIteration) {
			t.ClearExc()
			return stopWith(t, self.V().Addr().Ref(anextValue), false)
		}
		return v
	}
}

func anextDef() object.TypeDef {
	next := onAwaitable("")
	return object.TypeDef{Name: "anext_awaitable", Flags: object.FlagNoInstantiate, FixedRefs: anextRefs,
		Slots: object.Slots{Iter: itself, Await: itself, Next: func(t *Thread, r Ref) Value {
			defer t.Pop(t.Top())
			return next(t, object.MakeArgs(t.Push(r.V()), 1, Ref{}))
		}},
		Methods: []object.MethodDef{
			{Name: "send", Fn: onAwaitable("send")},
			{Name: "throw", Fn: onAwaitable("throw")},
			{Name: "close", Fn: onAwaitable("close")},
		}}
}
