package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// types.SimpleNamespace: nothing but its dict.

func namespaceInit(t *Thread, args Args) bool {
	if args.n > 1 {
		t.TypeErrorf("no positional arguments expected")
		return false
	}
	defer t.Pop(t.Top())
	d := t.Push(t.InstanceDict(args.At(0)))
	if d.V() == heap.Null {
		return false
	}
	name := t.Push(heap.Null)
	for k := range args.NumKw() {
		name.Set(args.KwName(k))
		if !t.DictSet(d, name, args.Kw(k)) {
			return false
		}
	}
	return true
}

func namespaceRepr(t *Thread, o Ref) Value {
	defer t.Pop(t.Top())
	name := "namespace"
	if typ := t.RT.TypeOf(o.V()); typ != t.RT.SimpleNamespaceType {
		name = typ.Name
	}
	switch t.ReprEnter(o) {
	case 1:
		return t.NewStr(name + "(...)")
	case -1:
		return heap.Null
	}
	defer t.ReprLeave()
	d := t.Push(t.InstanceDict(o))
	if d.V() == heap.Null {
		return heap.Null
	}
	var parts []string
	x := t.Push(heap.Null)
	for pos := 0; ; {
		k, v, ok := t.DictNext(d.V(), &pos)
		if !ok {
			break
		}
		if !t.RT.IsStr(k) || StrLen(k) == 0 {
			continue
		}
		key := GoStr(k)
		x.Set(v)
		r := t.Repr(x)
		if r == heap.Null {
			return r
		}
		parts = append(parts, key+"="+GoStr(r))
	}
	return t.NewStr(name + "(" + strings.Join(parts, ", ") + ")")
}

func namespaceCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if !t.RT.TypeOf(a.V()).IsSubtype(t.RT.SimpleNamespaceType) || !t.RT.TypeOf(b.V()).IsSubtype(t.RT.SimpleNamespaceType) {
		return heap.NotImplemented
	}
	defer t.Pop(t.Top())
	x, y := t.Push(t.InstanceDict(a)), t.Push(t.InstanceDict(b))
	if x.V() == heap.Null || y.V() == heap.Null {
		return heap.Null
	}
	return t.Compare(x, y, op)
}

// namespaceReduce returns (type, (), attributes).
func namespaceReduce(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.InstanceDict(args.At(0)))
	none := t.Push(t.NewTuple(0))
	if d.V() == heap.Null || none.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(t.Push(t.RT.TypeOf(args.At(0).V()).Obj.V()), none, d)
}

func simpleNamespaceDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxSimpleNamespace, Name: "SimpleNamespace", Module: "types", Dict: true, Flags: FlagBaseType,
		Doc:     "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)",
		Slots:   Slots{New: newEmpty, Init: namespaceInit, Repr: namespaceRepr, Compare: namespaceCompare},
		Methods: []MethodDef{{Name: "__reduce__", Sig: "($self, /)", Doc: "Return state information for pickling", Fn: namespaceReduce}},
		GetSets: []GetSetDef{{Name: "__dict__", Get: instanceDictGet}},
	}
}
