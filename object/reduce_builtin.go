package object

import "github.com/hpyrun/hpyrun/heap"

// The reductions of builtin types that stand in no other file: functions and descriptors,
// which are found again by name, bytearray, ImportError, iterators.

var nmGetAttrFunc = RegisterName("getattr")

var (
	reduceDoc   = "Return state information for pickling."
	setStateDoc = "Set state information for unpickling."
)

func reduceMethod(fn Native) MethodDef {
	return MethodDef{Name: "__reduce__", Sig: "($self, /)", Fn: fn, Doc: reduceDoc}
}

// attributeOf is the reduction (getattr, (o, name)).
func (t *Thread) attributeOf(o, name Ref) Value {
	f := t.Push(t.builtin(nmGetAttrFunc))
	if f.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(f, t.Push(t.PackTuple(o, name)))
}

func builtinReduce(t *Thread, a Args) Value {
	f := a.At(0)
	self := t.Push(f.V().Addr().Ref(bfSelf))
	if self.V() == heap.Null || isExact(self.V(), IdxModule) {
		return builtinQualname(t, f)
	}
	return t.attributeOf(self, t.RT.nativeOf(f.V()).name)
}

func methodReduce(t *Thread, a Args) Value {
	m := a.At(0).V().Addr()
	f, self := t.Push(m.Ref(methodFunc)), t.Push(m.Ref(methodSelf))
	name := t.Push(t.GetAttr(f, t.RT.NameRef(nmName)))
	if name.V() == heap.Null {
		return heap.Null
	}
	return t.attributeOf(self, name)
}

func methodWrapperReduce(t *Thread, a Args) Value {
	w := a.At(0).V().Addr()
	self := t.Push(w.Ref(1))
	return t.attributeOf(self, t.RT.NameRef(wrapperDescrDef(w.Ref(0)).id))
}

func descrReduce(t *Thread, a Args) Value {
	d := a.At(0)
	return t.attributeOf(t.RT.descrOwner(d.V()).Obj, t.Push(d.V().Addr().Ref(descrName)))
}

// byteArrayReduce tells the content as bytes for protocols that can store them, else as
// text of Latin-1.
func (t *Thread) byteArrayReduce(self Ref, protocol int64) Value {
	state := t.Push(t.stateOf(self, false))
	args := t.Push(heap.Null)
	data := append([]byte(nil), t.RT.bytesView(self.V())...)
	switch {
	case len(data) == 0:
		args.Set(t.NewTuple(0))
	case protocol >= 3:
		args.Set(t.PackTuple(t.Push(t.NewBytes(data))))
	default:
		text := make([]rune, len(data))
		for i, b := range data {
			text[i] = rune(b)
		}
		args.Set(t.PackTuple(t.Push(t.NewStr(string(text))), t.RT.Intern("latin-1")))
	}
	return t.PackTuple(t.RT.TypeOf(self.V()).Obj, args, state)
}

func byteArrayReduceMethods() []MethodDef {
	return []MethodDef{
		reduceMethod(func(t *Thread, a Args) Value { return t.byteArrayReduce(a.At(0), 2) }),
		{Name: "__reduce_ex__", Sig: "($self, proto=0, /)", Doc: reduceDoc, Fn: func(t *Thread, a Args) Value {
			protocol, ok := t.AsInt64(a.At(1))
			if !ok {
				return heap.Null
			}
			return t.byteArrayReduce(a.At(0), protocol)
		}},
	}
}

// importErrorReduce puts name and path into the state.
func importErrorReduce(t *Thread, a Args) Value {
	e := a.At(0)
	cls, args := t.RT.TypeOf(e.V()).Obj, t.Push(e.V().Addr().Ref(excArgs))
	state := t.Push(e.V().Addr().Ref(excDict))
	for i, key := range []string{"name", "path"} {
		v := e.V().Addr().Ref(importErrName + i)
		if v == heap.Null || v == heap.None {
			continue
		}
		x := t.Push(v)
		if i == 0 || state.V() == e.V().Addr().Ref(excDict) {
			if state.V() == heap.Null {
				state.Set(t.NewDict())
			} else {
				state.Set(t.DictCopy(state))
			}
		}
		if state.V() == heap.Null || !t.DictSetStr(state, key, x) {
			return heap.Null
		}
	}
	if state.V() == heap.Null {
		return t.PackTuple(cls, args)
	}
	return t.PackTuple(cls, args, state)
}

// The iterators of str, bytes and bytearray: (iter, (text,), index), or an empty text when
// exhausted.

func textIterMethods(hint Native, empty func(t *Thread) Value, index func(it heap.Addr) int, place func(s Value, i int) int) []MethodDef {
	return []MethodDef{
		{Name: "__length_hint__", Fn: hint, Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it))."},
		reduceMethod(func(t *Thread, a Args) Value {
			f := t.Push(t.builtin(nmIter))
			if f.V() == heap.Null {
				return heap.Null
			}
			it := a.At(0).V().Addr()
			if s := it.Ref(0); s != heap.Null {
				i := index(it)
				return t.PackTuple(f, t.Push(t.PackTuple(t.Push(s))), t.Push(heap.SmallInt(int64(i))))
			}
			return t.PackTuple(f, t.Push(t.PackTuple(t.Push(empty(t)))))
		}),
		{Name: "__setstate__", Sig: "($self, state, /)", Doc: setStateDoc, Fn: func(t *Thread, a Args) Value {
			i, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
			if !ok {
				return heap.Null
			}
			if it := a.At(0).V().Addr(); it.Ref(0) != heap.Null {
				it.SetWord64(0, uint64(place(it.Ref(0), max(i, 0))))
			}
			return heap.None
		}},
	}
}

// iterReduce is (iter, ([items that are left],)) for an iterator that cannot be moved to a
// place: of a set. The iterator stays where it is.
func setIterReduce(t *Thread, a Args) Value {
	it := a.At(0)
	f, l := t.Push(t.builtin(nmIter)), t.Push(t.NewList(0))
	again := t.Push(t.Alloc(IdxSetIter, 1, 24))
	if f.V() == heap.Null || l.V() == heap.Null || again.V() == heap.Null {
		return heap.Null
	}
	from, to := it.V().Addr(), again.V().Addr()
	if s := from.Ref(0); s != heap.Null {
		t.Store(again.V(), 0, s)
	}
	for _, off := range []int{setIterPos, setIterUsed, setIterLeft} {
		to.SetWord64(off, from.Word64(off))
	}
	if !t.ListExtend(l, again) {
		return heap.Null
	}
	return t.PackTuple(f, t.Push(t.PackTuple(l)))
}

// longIterReduce is (iter, (range,)) with what is left.
func longIterReduce(t *Thread, a Args) Value {
	it := a.At(0)
	start, step, n := rangeBig(it.V(), 0), rangeBig(it.V(), 1), rangeBig(it.V(), 2)
	done := BigOf(it.V().Addr().Ref(longIterDone))
	bounds := t.PushN(3)
	stop := n.Mul(n, step)
	stop.Add(stop, start)
	bounds.At(1).Set(t.NewBig(stop))
	start.Add(start, done.Mul(done, step))
	bounds.Set(t.NewBig(start))
	bounds.At(2).Set(t.NewBig(step))
	for i := range 3 {
		if bounds.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	rng := t.Push(t.NewRange(bounds, bounds.At(1), bounds.At(2)))
	f := t.Push(t.builtin(nmIter))
	if rng.V() == heap.Null || f.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(f, t.Push(t.PackTuple(rng)), t.Push(heap.None))
}

func longIterSetState(t *Thread, a Args) Value {
	if !t.RT.IsInt(a.At(1).V()) {
		return t.TypeErrorf("state must be an int, not %s", t.TypeName(a.At(1).V()))
	}
	it := a.At(0)
	i, n := BigOf(a.At(1).V()), rangeBig(it.V(), 2)
	if i.Sign() < 0 {
		i.SetInt64(0)
	}
	if i.Cmp(n) > 0 {
		i = n
	}
	v := t.NewBig(i)
	if v == heap.Null {
		return v
	}
	t.Store(it.V(), longIterDone, v)
	return heap.None
}
