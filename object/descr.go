package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// The descriptors of types that are written in Go or C: methods, computed
// attributes, slots.

// A descriptor object: in the raw part the number of what it describes (a
// native, a getset, a reference slot, a slotDef, by its type), and the index of
// the type it belongs to.
const (
	descrName = iota // str
	descrNumRefs

	descrRawWhat  = 0
	descrRawOwner = 8
	descrRawSize  = 16
)

func descrWhat(d Value) int { return int(d.Addr().Word64(descrRawWhat)) }

func (rt *Runtime) descrOwner(d Value) *Type { return rt.types[d.Addr().Word64(descrRawOwner)] }

func wrapperDescrDef(d Value) *slotDef { return slotDefs[descrWhat(d)] }

func wrapperDescrOwner(d Value) heap.TypeIndex { return heap.TypeIndex(d.Addr().Word64(descrRawOwner)) }

// wrappedSlots returns the slots that a slot wrapper calls.
func (t *Thread) wrappedSlots(d Value) *Slots { return t.RT.descrOwner(d).native }

func (t *Thread) newDescr(idx heap.TypeIndex, owner *Type, name Ref, what int) Value {
	v := t.Alloc(idx, descrNumRefs, descrRawSize)
	if v == heap.Null {
		return v
	}
	t.Store(v, descrName, name.V())
	v.Addr().SetWord64(descrRawWhat, uint64(what))
	v.Addr().SetWord64(descrRawOwner, uint64(owner.Index))
	return v
}

func (t *Thread) newGetSet(owner *Type, def GetSetDef) Value {
	t.RT.core.getsets = append(t.RT.core.getsets, &def)
	n := len(t.RT.core.getsets) - 1
	if def.Member {
		return t.newDescr(IdxMemberDescr, owner, t.RT.Intern(def.Name), ^n)
	}
	return t.newDescr(IdxGetSetDescr, owner, t.RT.Intern(def.Name), n)
}

// checkDescrObj refuses an object that is no instance of the descriptor's type.
func (t *Thread) checkDescrObj(d, obj Ref) bool {
	owner := t.RT.descrOwner(d.V())
	if typ := t.RT.TypeOf(obj.V()); typ == owner || typ.IsSubtype(owner) {
		return true
	}
	t.TypeErrorf("descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
		GoStr(d.V().Addr().Ref(descrName)), owner.Shown, t.TypeName(obj.V()))
	return false
}

// Method descriptors.

func methodDescrGet(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() {
		return d.V()
	}
	if !t.checkDescrObj(d, obj) {
		return heap.Null
	}
	return t.newBuiltinOf(descrWhat(d.V()), obj, Ref{})
}

func methodDescrCall(t *Thread, d Ref, args Args) Value {
	n := t.RT.core.natives[descrWhat(d.V())]
	if args.n == 0 {
		return t.TypeErrorf("unbound method %s.%s() needs an argument", n.owner.QualName, n.Name)
	}
	if !t.checkDescrObj(d, args.base) || !t.EnterCall() {
		return heap.Null
	}
	var v Value
	if n.Method != nil {
		v = t.callMethod(d, n, args.base, args.Skip(1))
	} else {
		v = t.callNative(d, n, args)
	}
	t.LeaveCall()
	return v
}

func classMethodDescrGet(t *Thread, d, obj, typ Ref) Value {
	owner := t.RT.descrOwner(d.V())
	if typ.IsNil() {
		if obj.IsNil() {
			return t.TypeErrorf("descriptor '%s' for type '%s' needs either an object or a type",
				GoStr(d.V().Addr().Ref(descrName)), owner.Shown)
		}
		typ = t.RT.TypeOf(obj.V()).Obj
	}
	cls := t.RT.TypeFromObj(typ.V())
	if cls == nil {
		return t.TypeErrorf("descriptor '%s' for type '%s' needs a type, not a '%s' as arg 2",
			GoStr(d.V().Addr().Ref(descrName)), owner.Shown, t.TypeName(typ.V()))
	}
	if !cls.IsSubtype(owner) {
		return t.TypeErrorf("descriptor '%s' requires a subtype of '%s' but received '%s'",
			GoStr(d.V().Addr().Ref(descrName)), owner.Shown, cls.Shown)
	}
	return t.newBuiltinOf(descrWhat(d.V()), typ, Ref{})
}

func classMethodDescrCall(t *Thread, d Ref, args Args) Value {
	if args.n == 0 {
		return t.TypeErrorf("descriptor '%s' of '%s' object needs an argument",
			GoStr(d.V().Addr().Ref(descrName)), t.RT.descrOwner(d.V()).Shown)
	}
	defer t.Pop(t.Top())
	b := classMethodDescrGet(t, d, Ref{}, args.base)
	if b == heap.Null {
		return b
	}
	return t.Call(t.Push(b), args.Skip(1))
}

// Computed attributes.

func getSetGet(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() {
		return d.V()
	}
	if !t.checkDescrObj(d, obj) {
		return heap.Null
	}
	g := t.RT.core.getsets[descrWhat(d.V())]
	if g.Get == nil {
		return t.AttributeErrorf("attribute '%s' of '%s' objects is not readable", g.Name, t.RT.descrOwner(d.V()).Shown)
	}
	return g.Get(t, obj)
}

func (t *Thread) checkDescrSet(d, obj Ref) bool {
	owner := t.RT.descrOwner(d.V())
	if t.RT.TypeOf(obj.V()).IsSubtype(owner) {
		return true
	}
	t.TypeErrorf("descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
		GoStr(d.V().Addr().Ref(descrName)), owner.Shown, t.TypeName(obj.V()))
	return false
}

func getSetSet(t *Thread, d, obj, v Ref) bool {
	if !t.checkDescrSet(d, obj) {
		return false
	}
	g := t.RT.core.getsets[descrWhat(d.V())]
	if g.Set == nil {
		t.AttributeErrorf("attribute '%s' of '%s' objects is not writable", g.Name, t.RT.descrOwner(d.V()).Shown)
		return false
	}
	return g.Set(t, obj, v)
}

// Members: the __slots__ of classes, one reference slot each; and what a
// GetSetDef makes look like a member: what they describe is then the complement
// of its number.

// memberGetSet returns what computes the member; nil: a slot.
func (rt *Runtime) memberGetSet(d Value) *GetSetDef {
	if what := descrWhat(d); what < 0 {
		return rt.core.getsets[^what]
	}
	return nil
}

func memberDoc(t *Thread, d Value) string {
	if g := t.RT.memberGetSet(d); g != nil {
		return g.Doc
	}
	return ""
}

func memberGet(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() {
		return d.V()
	}
	if !t.checkDescrObj(d, obj) {
		return heap.Null
	}
	if g := t.RT.memberGetSet(d.V()); g != nil {
		return g.Get(t, obj)
	}
	v := obj.V().Addr().Ref(descrWhat(d.V()))
	if v == heap.Null {
		defer t.Pop(t.Top())
		return t.attributeError(obj, t.Push(d.V().Addr().Ref(descrName)))
	}
	return v
}

func memberSet(t *Thread, d, obj, v Ref) bool {
	if !t.checkDescrSet(d, obj) {
		return false
	}
	if g := t.RT.memberGetSet(d.V()); g != nil {
		if g.Set == nil {
			t.AttributeErrorf("readonly attribute")
			return false
		}
		return g.Set(t, obj, v)
	}
	slot := descrWhat(d.V())
	if !v.IsNil() {
		t.Store(obj.V(), slot, v.V())
		return true
	}
	if obj.V().Addr().Ref(slot) == heap.Null {
		t.AttributeErrorf("%s", GoStr(d.V().Addr().Ref(descrName)))
		return false
	}
	t.Store(obj.V(), slot, heap.Null)
	return true
}

// Slot wrappers.

func wrapperGet(t *Thread, d, obj, typ Ref) Value {
	if obj.IsNil() {
		return d.V()
	}
	if !t.checkDescrObj(d, obj) {
		return heap.Null
	}
	v := t.Alloc(IdxMethodWrapper, 2, 0)
	if v != heap.Null {
		t.Store(v, 0, d.V())
		t.Store(v, 1, obj.V())
	}
	return v
}

func wrapperDescrCall(t *Thread, d Ref, args Args) Value {
	owner := t.RT.descrOwner(d.V())
	name := wrapperDescrDef(d.V()).name
	if args.n == 0 {
		return t.TypeErrorf("descriptor '%s' of '%s' object needs an argument", name, owner.Shown)
	}
	if typ := t.RT.TypeOf(args.base.V()); typ != owner && !typ.IsSubtype(owner) {
		return t.TypeErrorf("descriptor '%s' requires a '%s' object but received a '%s'", name, owner.Shown, typ.Shown)
	}
	return t.callWrapper(d.V(), args)
}

// callWrapper calls the slot behind wrapper d; args[0] is self.
func (t *Thread) callWrapper(d Value, args Args) Value {
	def := wrapperDescrDef(d)
	if args.NumKw() > 0 && def.id != nmCall && def.id != nmInit {
		return t.TypeErrorf("wrapper %s() takes no keyword arguments", def.name)
	}
	// A slot may call the method that is this wrapper (__repr__ = object.__str__).
	if !t.TryEnter() {
		t.EnterCall()
		return heap.Null
	}
	v := def.wrap(t, def, t.wrappedSlots(d).at(def.off), args)
	t.LeaveCall()
	return v
}

// A method-wrapper is a slot wrapper bound to an object.

func methodWrapperCall(t *Thread, w Ref, args Args) Value {
	mark := t.Top()
	self := t.Push(w.V().Addr().Ref(1))
	v := heap.Null
	if full, ok := t.prepend(self, args); ok {
		v = t.callWrapper(w.V().Addr().Ref(0), full)
	}
	t.Pop(mark)
	return v
}

func methodWrapperCompare(t *Thread, a, b Ref, op CompareOp) Value {
	if op != EQ && op != NE || !isExact(b.V(), IdxMethodWrapper) {
		return heap.NotImplemented
	}
	x, y := a.V().Addr(), b.V().Addr()
	eq := x.Ref(0) == y.Ref(0) && x.Ref(1) == y.Ref(1)
	return heap.Bool(eq == (op == EQ))
}

func methodWrapperRepr(t *Thread, w Ref) Value {
	a := w.V().Addr()
	return t.NewStr("<method-wrapper '" + wrapperDescrDef(a.Ref(0)).name + "' of " +
		t.TypeName(a.Ref(1)) + " object at " + t.AddressOf(a.Ref(1)) + ">")
}

func descrRepr(kind string) func(t *Thread, d Ref) Value {
	return func(t *Thread, d Ref) Value {
		return t.NewStr("<" + kind + " '" + GoStr(d.V().Addr().Ref(descrName)) + "' of '" +
			t.RT.descrOwner(d.V()).Shown + "' objects>")
	}
}

// descrGetSets are the attributes that all descriptors have; doc and sig read
// what the kind describes.
func descrGetSets(doc, sig func(t *Thread, d Value) string) []GetSetDef {
	gs := []GetSetDef{
		{Name: "__name__", Get: func(t *Thread, d Ref) Value { return d.V().Addr().Ref(descrName) }},
		{Name: "__objclass__", Get: func(t *Thread, d Ref) Value { return t.RT.descrOwner(d.V()).Obj.V() }},
		{Name: "__qualname__", Get: func(t *Thread, d Ref) Value {
			return t.NewStr(t.RT.descrOwner(d.V()).QualName + "." + GoStr(d.V().Addr().Ref(descrName)))
		}},
		{Name: "__doc__", Get: func(t *Thread, d Ref) Value { return t.docOf(doc(t, d.V())) }},
	}
	if sig != nil {
		gs = append(gs, GetSetDef{Name: "__text_signature__", Get: func(t *Thread, d Ref) Value { return t.docOf(sig(t, d.V())) }})
	}
	return gs
}

func nativeDoc(t *Thread, d Value) string { return t.RT.core.natives[descrWhat(d)].Doc }
func nativeSig(t *Thread, d Value) string { return t.RT.core.natives[descrWhat(d)].textSignature() }

func methodDescrDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxMethodDescr, Name: "method_descriptor", FixedRefs: descrNumRefs, RawSize: descrRawSize,
		Flags:   FlagMethodDescr,
		Slots:   Slots{Call: methodDescrCall, DescrGet: methodDescrGet, Repr: descrRepr("method")},
		Methods: []MethodDef{reduceMethod(descrReduce)},
		GetSets: descrGetSets(nativeDoc, nativeSig),
	}
}

func classMethodDescrDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxClassMethodDescr, Name: "classmethod_descriptor", FixedRefs: descrNumRefs, RawSize: descrRawSize,
		Slots:   Slots{Call: classMethodDescrCall, DescrGet: classMethodDescrGet, Repr: descrRepr("method")},
		GetSets: descrGetSets(nativeDoc, nativeSig),
	}
}

func getSetDescrDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxGetSetDescr, Name: "getset_descriptor", FixedRefs: descrNumRefs, RawSize: descrRawSize,
		Slots: Slots{DescrGet: getSetGet, DescrSet: getSetSet, Repr: descrRepr("attribute")},
		GetSets: descrGetSets(func(t *Thread, d Value) string { return t.RT.core.getsets[descrWhat(d)].Doc },
			nil),
	}
}

func memberDescrDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxMemberDescr, Name: "member_descriptor", FixedRefs: descrNumRefs, RawSize: descrRawSize,
		Slots:   Slots{DescrGet: memberGet, DescrSet: memberSet, Repr: descrRepr("member")},
		Methods: []MethodDef{reduceMethod(descrReduce)},
		GetSets: descrGetSets(memberDoc, nil),
	}
}

func wrapperDescrTypeDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxWrapperDescr, Name: "wrapper_descriptor", FixedRefs: descrNumRefs, RawSize: descrRawSize,
		Flags:   FlagMethodDescr,
		Slots:   Slots{Call: wrapperDescrCall, DescrGet: wrapperGet, Repr: descrRepr("slot wrapper")},
		Methods: []MethodDef{reduceMethod(descrReduce)},
		GetSets: descrGetSets(func(t *Thread, d Value) string { return wrapperDescrDef(d).doc },
			func(t *Thread, d Value) string { return wrapperDescrDef(d).sig }),
	}
}

func methodWrapperDef(rt *Runtime) TypeDef {
	def := func(w Ref) *slotDef { return wrapperDescrDef(w.V().Addr().Ref(0)) }
	return TypeDef{
		Index: IdxMethodWrapper, Name: "method-wrapper", FixedRefs: 2,
		Slots: Slots{Call: methodWrapperCall, Compare: methodWrapperCompare, Repr: methodWrapperRepr,
			Hash: func(t *Thread, w Ref) (int64, bool) {
				a := w.V().Addr()
				return clipHash(t.identityHash(a.Ref(0))*1000003 ^ t.identityHash(a.Ref(1))), true
			}},
		Methods: []MethodDef{reduceMethod(methodWrapperReduce)},
		GetSets: []GetSetDef{
			{Name: "__self__", Get: func(t *Thread, w Ref) Value { return w.V().Addr().Ref(1) }},
			{Name: "__objclass__", Get: func(t *Thread, w Ref) Value { return t.RT.descrOwner(w.V().Addr().Ref(0)).Obj.V() }},
			{Name: "__name__", Get: func(t *Thread, w Ref) Value { return t.RT.name(def(w).id) }},
			{Name: "__qualname__", Get: func(t *Thread, w Ref) Value {
				return t.NewStr(t.RT.descrOwner(w.V().Addr().Ref(0)).QualName + "." + def(w).name)
			}},
			{Name: "__doc__", Get: func(t *Thread, w Ref) Value { return t.docOf(def(w).doc) }},
			{Name: "__text_signature__", Get: func(t *Thread, w Ref) Value { return t.docOf(def(w).sig) }},
		},
	}
}

// SignatureOf returns what is known of the parameters of a function or method that is
// not written in Python, "(a, /, b=1)" without what it is bound to; "": nothing (no
// safepoint).
func (rt *Runtime) SignatureOf(f Value) string {
	if !f.IsPtr() {
		return ""
	}
	var d *native
	switch f.Addr().Type() {
	case IdxBuiltinFunction:
		d = rt.nativeOf(f)
	case IdxMethodDescr, IdxClassMethodDescr:
		d = rt.core.natives[descrWhat(f)]
	default:
		return ""
	}
	sig := d.textSignature()
	if sig == "" {
		return d.Shape
	}
	return UnboundSignature(sig)
}

// UnboundSignature takes the parameter that a text signature marks with $, and with it
// a / right behind, away.
func UnboundSignature(sig string) string {
	rest, ok := strings.CutPrefix(sig, "($")
	if !ok {
		return sig
	}
	end := strings.IndexAny(rest, ",)")
	if end < 0 {
		return sig
	}
	rest = strings.TrimLeft(strings.TrimPrefix(rest[end:], ","), " ")
	if after, ok := strings.CutPrefix(rest, "/"); ok {
		rest = strings.TrimLeft(strings.TrimPrefix(after, ","), " ")
	}
	return "(" + rest
}
