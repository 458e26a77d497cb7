package object

import "github.com/hpyrun/hpyrun/heap"

// Weak proxies: objects that pass every operation on to their referent. The
// parts are a weak reference's.

// NewWeakProxy returns weakref.proxy(o, callback); callback may be the nil Ref
// or None.
func (t *Thread) NewWeakProxy(o, callback Ref) Value {
	defer t.Pop(t.Top())
	plain := callback.IsNil() || callback.V() == heap.None
	ref := t.Push(heap.Null)
	if plain {
		// The object's one plain reference keeps its one plain proxy.
		ref.Set(t.NewWeakRef(o, Ref{}))
		if ref.V() == heap.Null {
			return heap.Null
		}
		if p := ref.V().Addr().Ref(weakProxy); p != heap.Null {
			return p
		}
	} else if !o.V().IsPtr() || t.RT.TypeOf(o.V()).Layout.WeakSlot < 0 {
		return t.newWeak(t.RT.WeakRefType, o, callback) // raises
	}
	typ := t.RT.types[IdxWeakProxy]
	if t.RT.Callable(o.V()) {
		typ = t.RT.types[IdxCallableProxy]
	}
	v := t.NewInstance(typ)
	if v == heap.Null {
		return v
	}
	v.Addr().SetFlags(heap.FlagWeak)
	t.Store(v, weakReferent, o.V())
	if plain {
		t.Store(ref.V(), weakProxy, v)
	} else {
		t.Store(v, weakCallback, callback.V())
	}
	return v
}

// unproxy pushes the referent of r if r is a proxy, else r; false: it is dead,
// and ReferenceError is pending.
func (t *Thread) unproxy(r Ref) (Ref, bool) {
	v := r.V()
	if !isExact(v, IdxWeakProxy) && !isExact(v, IdxCallableProxy) {
		return r, true
	}
	o := t.WeakTarget(v)
	if o == heap.None {
		t.Errorf(t.RT.Exc.ReferenceError, "weakly-referenced object no longer exists")
		return r, false
	}
	return t.Push(o), true
}

// proxied runs f on the referents of a and b.
func proxied[R any](t *Thread, a, b Ref, failed R, f func(a, b Ref) R) R {
	defer t.Pop(t.Top())
	x, ok := t.unproxy(a)
	if !ok {
		return failed
	}
	y := b
	if !b.IsNil() {
		if y, ok = t.unproxy(b); !ok {
			return failed
		}
	}
	return f(x, y)
}

func proxySlots() Slots {
	s := Slots{
		Bool: func(t *Thread, a Ref) int {
			return proxied(t, a, Ref{}, -1, func(a, _ Ref) int { return t.IsTrue(a) })
		},
		MpLength: func(t *Thread, a Ref) int {
			return proxied(t, a, Ref{}, -1, func(a, _ Ref) int { return t.Length(a) })
		},
		MpSubscript: func(t *Thread, a, k Ref) Value {
			return proxied(t, a, k, heap.Null, t.GetItem)
		},
		MpAssSub: func(t *Thread, a, k, v Ref) bool {
			return proxied(t, a, k, false, func(a, k Ref) bool {
				if v.IsNil() {
					return t.DelItem(a, k)
				}
				return t.SetItem(a, k, v)
			})
		},
		SqContains: func(t *Thread, a, v Ref) int { return proxied(t, a, v, -1, t.Contains) },
		Str: func(t *Thread, a Ref) Value {
			return proxied(t, a, Ref{}, heap.Null, func(a, _ Ref) Value { return t.Str(a) })
		},
		Repr: func(t *Thread, a Ref) Value {
			o := t.WeakTarget(a.V())
			return t.NewStr("<weakproxy at " + t.AddressOf(a.V()) + " to " + t.TypeName(o) + " at " + t.AddressOf(o) + ">")
		},
		Hash: hashNotImplemented,
		Compare: func(t *Thread, a, b Ref, op CompareOp) Value {
			return proxied(t, a, b, heap.Null, func(a, b Ref) Value { return t.Compare(a, b, op) })
		},
		Iter: func(t *Thread, a Ref) Value {
			return proxied(t, a, Ref{}, heap.Null, func(a, _ Ref) Value { return t.Iter(a) })
		},
		Next: func(t *Thread, a Ref) Value {
			return proxied(t, a, Ref{}, heap.Null, func(a, _ Ref) Value {
				if !t.IsIterator(a.V()) {
					return t.TypeErrorf("Weakref proxy referenced a non-iterator '%s' object", t.TypeName(a.V()))
				}
				return t.Next(a)
			})
		},
		GetAttr: func(t *Thread, a, name Ref) Value { return proxied(t, a, name, heap.Null, t.GetAttr) },
		SetAttr: func(t *Thread, a, name, v Ref) bool {
			return proxied(t, a, name, false, func(a, name Ref) bool { return t.SetAttr(a, name, v) })
		},
		Power: func(t *Thread, a, b, mod Ref) Value {
			return proxied(t, a, b, heap.Null, func(a, b Ref) Value { return t.Power(a, b, mod) })
		},
		InPower: func(t *Thread, a, b, mod Ref) Value {
			return proxied(t, a, b, heap.Null, func(a, b Ref) Value { return t.InPlacePower(a, b, mod) })
		},
	}
	for op := range NumBinaryOps {
		s.Binary[op] = func(t *Thread, a, b Ref) Value {
			return proxied(t, a, b, heap.Null, func(a, b Ref) Value { return t.Binary(op, a, b) })
		}
		if op != OpDivmod {
			s.InPlace[op] = func(t *Thread, a, b Ref) Value {
				return proxied(t, a, b, heap.Null, func(a, b Ref) Value { return t.InPlace(op, a, b) })
			}
		}
	}
	for _, op := range []UnaryOp{OpNeg, OpPos, OpAbs, OpInvert, OpIndex} {
		s.Unary[op] = func(t *Thread, a Ref) Value {
			return proxied(t, a, Ref{}, heap.Null, func(a, _ Ref) Value { return t.Unary(op, a) })
		}
	}
	for op, cls := range map[UnaryOp]heap.TypeIndex{OpInt: IdxInt, OpFloat: IdxFloat} {
		s.Unary[op] = func(t *Thread, a Ref) Value {
			return proxied(t, a, Ref{}, heap.Null, func(a, _ Ref) Value { return t.CallN(t.RT.types[cls].Obj, a) })
		}
	}
	return s
}

func proxyDef(idx heap.TypeIndex, name string) func(rt *Runtime) TypeDef {
	return func(rt *Runtime) TypeDef {
		s := proxySlots()
		if idx == IdxCallableProxy {
			s.Call = func(t *Thread, p Ref, args Args) Value {
				return proxied(t, p, Ref{}, heap.Null, func(f, _ Ref) Value { return t.Call(f, args) })
			}
		}
		return TypeDef{
			Index: idx, Name: name, Module: "weakref", FixedRefs: weakNumRefs, Slots: s,
			Methods: []MethodDef{
				{Name: "__bytes__", Sig: "($self, /)", Fn: func(t *Thread, args Args) Value {
					return proxied(t, args.At(0), Ref{}, heap.Null, func(a, _ Ref) Value { return t.CallMethod(a, t.RT.NameRef(nmBytes)) })
				}},
				{Name: "__reversed__", Sig: "($self, /)", Fn: func(t *Thread, args Args) Value {
					return proxied(t, args.At(0), Ref{}, heap.Null, func(a, _ Ref) Value { return t.CallMethod(a, t.RT.NameRef(nmDunRev)) })
				}},
			},
		}
	}
}
