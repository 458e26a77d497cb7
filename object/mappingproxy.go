package object

import "github.com/hpyrun/hpyrun/heap"

// A mappingproxy is a read-only view of a mapping, its one reference; all that
// is not writing goes on to that.

var (
	nmGet    = RegisterName("get")
	nmCopy   = RegisterName("copy")
	nmValues = RegisterName("values")
	nmItems  = RegisterName("items")
)

// NewMappingProxy returns types.MappingProxyType(mapping).
func (t *Thread) NewMappingProxy(mapping Ref) Value {
	v := t.Alloc(IdxMappingProxy, 1, 0)
	if v != heap.Null {
		t.Store(v, 0, mapping.V())
	}
	return v
}

func mappingProxyDef(rt *Runtime) TypeDef {
	forward := func(name NameID) Native {
		return func(t *Thread, args Args) Value {
			return t.CallMethod(t.viewDict(args.At(0)), t.RT.NameRef(name))
		}
	}
	d := TypeDef{
		Index: IdxMappingProxy, Name: "mappingproxy", FixedRefs: 1, Into: &rt.MappingProxyType,
		Slots: Slots{
			New: proxyNew, Repr: proxyRepr, Compare: proxyCompare, Iter: proxyIter, Str: proxyStr,
			MpLength: proxyLength, MpSubscript: proxySubscript, SqContains: proxyContains,
		},
		Methods: []MethodDef{
			{Name: "get", Fn: proxyGet, Sig: "($self, key, default=None, /)", Doc: "Return the value for key if key is in the mapping, else default."},
			{Name: "keys", Fn: forward(nmKeys), Sig: "($self, /)", Doc: "D.keys() -> a set-like object providing a view on D's keys"},
			{Name: "values", Fn: forward(nmValues), Sig: "($self, /)", Doc: "D.values() -> an object providing a view on D's values"},
			{Name: "items", Fn: forward(nmItems), Sig: "($self, /)", Doc: "D.items() -> a set-like object providing a view on D's items"},
			{Name: "copy", Fn: forward(nmCopy), Sig: "($self, /)", Doc: "D.copy() -> a shallow copy of D"},
			{Name: "__reversed__", Fn: forward(nmDunRev), Sig: "($self, /)", Doc: "D.__reversed__() -> reverse iterator"},
			ClassGetItem,
		},
	}
	d.Slots.Binary[OpOr] = proxyOr
	d.Slots.InPlace[OpOr] = func(t *Thread, a, b Ref) Value {
		return t.TypeErrorf("'|=' is not supported by %s; use '|' instead", t.TypeName(a.V()))
	}
	return d
}

func proxyNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	a, ok := mappingProxySig().Bind(t, args.Skip(1))
	if !ok {
		return heap.Null
	}
	m := a.At(0)
	if t.RT.TypeOf(m.V()).Slots.MpSubscript == nil || t.isTuple(m.V()) || t.isList(m.V()) {
		return t.TypeErrorf("mappingproxy() argument must be a mapping, not %s", t.TypeName(m.V()))
	}
	return t.NewMappingProxy(m)
}

var mappingProxySig = lazySignature("mappingproxy", "(mapping)")

func proxyRepr(t *Thread, p Ref) Value {
	defer t.Pop(t.Top())
	b, ok := t.appendRepr([]byte("mappingproxy("), t.viewDict(p))
	if !ok {
		return heap.Null
	}
	return t.NewStrBytes(append(b, ')'))
}

func proxyStr(t *Thread, p Ref) Value {
	defer t.Pop(t.Top())
	return t.Str(t.viewDict(p))
}

func proxyCompare(t *Thread, a, b Ref, op CompareOp) Value {
	defer t.Pop(t.Top())
	return t.Compare(t.viewDict(a), b, op)
}

func proxyIter(t *Thread, p Ref) Value {
	defer t.Pop(t.Top())
	return t.Iter(t.viewDict(p))
}

func proxyLength(t *Thread, p Ref) int {
	defer t.Pop(t.Top())
	return t.Length(t.viewDict(p))
}

func proxySubscript(t *Thread, p, k Ref) Value {
	defer t.Pop(t.Top())
	return t.GetItem(t.viewDict(p), k)
}

func proxyContains(t *Thread, p, k Ref) int {
	defer t.Pop(t.Top())
	return t.Contains(t.viewDict(p), k)
}

func proxyGet(t *Thread, args Args) Value {
	return t.CallMethod(t.viewDict(args.At(0)), t.RT.NameRef(nmGet), args.At(1), args.At(2))
}

func proxyOr(t *Thread, a, b Ref) Value {
	defer t.Pop(t.Top())
	if isExact(a.V(), IdxMappingProxy) {
		a = t.viewDict(a)
	}
	if isExact(b.V(), IdxMappingProxy) {
		b = t.viewDict(b)
	}
	return t.Binary(OpOr, a, b)
}
