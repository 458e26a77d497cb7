package object

import (
	"slices"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// NewClass is type.__new__(meta, name, bases, ns, **kw); meta is a type object.
// kw holds keyword arguments only.
func (t *Thread) NewClass(meta, name, bases, ns Ref, kw Args) Value {
	defer t.Pop(t.Top())
	rt := t.RT
	var list []*Type
	for i := range t.TupleLen(bases.V()) {
		b := t.TupleAt(bases.V(), i)
		typ := rt.TypeFromObj(b)
		if typ == nil {
			br := t.Push(b)
			v, ok := t.GetAttrOpt(br, rt.NameRef(nmMROEntries))
			if !ok {
				return heap.Null
			}
			if v != heap.Null {
				return t.TypeErrorf("type() doesn't support MRO entry resolution; use types.new_class()")
			}
			return t.TypeErrorf("%s", metaclassConflict)
		}
		list = append(list, typ)
	}
	if len(list) == 0 {
		list = []*Type{rt.ObjectType}
	}
	metatype := rt.TypeFromObj(meta.V())
	winner := t.winnerMeta(metatype, list)
	if winner == nil {
		return heap.Null
	}
	if winner != metatype && !sameFunc(winner.Slots.New, typeNew) {
		return t.newByWinner(winner, name, bases, ns, kw)
	}
	base := t.BestBase(list)
	if base == nil || !t.roomForType() {
		return heap.Null
	}
	c := &classMaker{t: t, name: GoStr(name.V())}
	if strings.Contains(c.name, "\x00") {
		return t.ValueErrorf("type name must not contain null characters")
	}
	dict := t.copyNamespace(ns)
	if dict == heap.Null {
		return heap.Null
	}
	c.dict = t.Push(dict)
	typ := rt.newType()
	typ.Name, typ.Shown, typ.QualName = c.name, c.name, c.name
	typ.Base, typ.Bases, typ.Meta = base, list, winner
	typ.Flags = FlagHeapType | FlagBaseType | base.Flags&inheritedFlags&^(FlagSequence|FlagMapping)
	typ.Layout, typ.solid, typ.Alloc, typ.Ext = base.Layout, base.solid, base.Alloc, base.Ext
	c.typ = typ
	typ.Obj, typ.Dict = rt.Heap.NewRoot(), rt.Heap.NewRoot()
	if !c.make() {
		rt.dropType(typ)
		return heap.Null
	}
	if !t.setNames(typ) || !t.initSubclass(typ, kw) {
		return heap.Null
	}
	return typ.Obj.V()
}

// newByWinner hands a class over to a more derived metaclass.
func (t *Thread) newByWinner(winner *Type, name, bases, ns Ref, kw Args) Value {
	n := kw.NumKw()
	base := t.PushN(4 + n)
	for i, r := range []Ref{winner.Obj, name, bases, ns} {
		base.At(i).Set(r.V())
	}
	for i := range n {
		base.At(4 + i).Set(kw.Kw(i).V())
	}
	return winner.Slots.New(t, Args{base, 4, kw.names})
}

// copyNamespace makes the dict of a class: keys that are strs are interned.
func (t *Thread) copyNamespace(ns Ref) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.NewDictSized(t.DictLen(ns.V())))
	if d.V() == heap.Null {
		return heap.Null
	}
	k, v := t.Push(heap.Null), t.Push(heap.Null)
	for pos := 0; ; {
		key, val, ok := t.DictNext(ns.V(), &pos)
		if !ok {
			return d.V()
		}
		k.Set(key)
		v.Set(val)
		if isExact(key, IdxStr) {
			k.Set(t.RT.InternValue(k))
		}
		if !t.DictSet(d, k, v) {
			return heap.Null
		}
	}
}

// classMaker holds what NewClass works on.
type classMaker struct {
	t    *Thread
	typ  *Type
	name string
	dict Ref
}

func (c *classMaker) get(id NameID) Value { return c.t.DictGetStr(c.dict.V(), c.t.RT.name(id)) }

func (c *classMaker) set(id NameID, v Value) bool {
	t := c.t
	defer t.Pop(t.Top())
	return v != heap.Null && t.DictSet(c.dict, t.RT.NameRef(id), t.Push(v))
}

func (c *classMaker) del(id NameID) bool {
	_, ok := c.t.DictDel(c.dict, c.t.RT.NameRef(id))
	return ok
}

func (c *classMaker) make() bool {
	t, typ := c.t, c.typ
	cell := t.Push(c.get(nmClasscell))
	if cell.V() != heap.Null {
		if !isExact(cell.V(), IdxCell) {
			r := t.Repr(t.RT.TypeOf(cell.V()).Obj)
			if r != heap.Null {
				t.TypeErrorf("__classcell__ must be a nonlocal cell, not %s", GoStr(r))
			}
			return false
		}
		if !c.del(nmClasscell) {
			return false
		}
	}
	members, ok := c.slots()
	if !ok || !c.attributes() {
		return false
	}
	v := t.NewInstance(typ.Meta)
	if v == heap.Null {
		return false
	}
	typ.Obj.Set(v)
	typ.Dict.Set(c.dict.V())
	v.Addr().SetWord64(typeRawIndex, uint64(typ.Index))
	t.Store(v, typeRefDict, typ.Dict.V())
	if cell.V() != heap.Null {
		t.Store(cell.V(), 0, typ.Obj.V()) // a metaclass's mro() may need it
	}
	if !t.computeMRO(typ) || !t.storeBases(typ) {
		return false
	}
	for _, b := range typ.MRO {
		if f := b.Flags & (FlagSequence | FlagMapping); f != 0 {
			typ.Flags |= f
			break
		}
	}
	for _, m := range members {
		id := t.RT.Intern(m.name)
		d := t.newDescr(IdxMemberDescr, typ, id, m.slot)
		if d == heap.Null || !t.DictSet(c.dict, id, t.Push(d)) {
			return false
		}
	}
	base := typ.Base
	if typ.Layout.DictSlot >= 0 && base.Layout.DictSlot < 0 && c.get(nmDict) == heap.Null &&
		!c.set(nmDict, t.newGetSet(typ, GetSetDef{Name: "__dict__", Get: instanceDictGet, Set: classDictSet,
			Doc: "dictionary for instance variables (if defined)"})) {
		return false
	}
	if typ.Layout.WeakSlot >= 0 && base.Layout.WeakSlot < 0 && c.get(nmWeakref) == heap.Null &&
		!c.set(nmWeakref, t.newGetSet(typ, GetSetDef{Name: "__weakref__", Get: instanceWeakrefGet,
			Doc: "list of weak references to the object (if defined)"})) {
		return false
	}
	for _, b := range typ.Bases {
		b.subclasses = append(b.subclasses, typ)
	}
	typ.ready = true
	t.RT.publish(typ)
	typ.Slots = base.Slots // what fixSlots starts from
	t.fixSlots(typ)
	return t.setAbstract(typ, c.get(nmAbstractMethods))
}

// attributes gives the class's dict what every class has.
func (c *classMaker) attributes() bool {
	t, typ := c.t, c.typ
	if c.get(nmModule) == heap.Null && t.Frames != nil {
		if g := t.Frames.Globals(); g != heap.Null {
			if m := t.DictGetStr(g, t.RT.name(nmName)); m != heap.Null && !c.set(nmModule, m) {
				return false
			}
		}
	}
	if q := c.get(nmQualname); q != heap.Null {
		if !t.RT.IsStr(q) {
			t.TypeErrorf("type __qualname__ must be a str, not %s", t.TypeName(q))
			return false
		}
		typ.QualName = GoStr(q)
		if !c.del(nmQualname) {
			return false
		}
	}
	if c.get(nmDoc) == heap.Null && !c.set(nmDoc, heap.None) {
		return false
	}
	if c.get(nmHash) == heap.Null && c.get(compareIDs[EQ]) != heap.Null && !c.set(nmHash, heap.None) {
		return false
	}
	defer t.Pop(t.Top())
	if f := c.get(nmNew); isExact(f, IdxFunction) && !c.set(nmNew, t.newStaticMethod(t.Push(f))) {
		return false
	}
	for _, id := range []NameID{nmInitSubclass, nmClassGetitem} {
		if f := c.get(id); isExact(f, IdxFunction) && !c.set(id, t.newClassMethod(t.Push(f))) {
			return false
		}
	}
	return true
}

type slotMember struct {
	name string
	slot int
}

// slots decides the layout: __slots__, __dict__ and weak references.
func (c *classMaker) slots() (members []slotMember, ok bool) {
	typ, base := c.typ, c.typ.Base
	l := &typ.Layout
	mayDict := base.Layout.DictSlot < 0
	mayWeak := base.Layout.WeakSlot < 0 && !base.Has(FlagVarSize)
	addDict, addWeak := mayDict, mayWeak
	if v := c.get(nmSlots); v != heap.Null {
		names, wantDict, wantWeak, ok := c.slotNames(v, mayDict, mayWeak)
		if !ok {
			return nil, false
		}
		addDict, addWeak = wantDict, wantWeak
		// Other bases may have what the layout's base lacks.
		for _, b := range typ.Bases {
			addDict = addDict || mayDict && b != base && b.Layout.DictSlot >= 0
			addWeak = addWeak || mayWeak && b != base && b.Layout.WeakSlot >= 0
		}
		for _, n := range names {
			members = append(members, slotMember{n, l.FixedRefs})
			l.FixedRefs++
		}
		slices.Sort(names)
		typ.slotNames = names
		if len(names) > 0 {
			typ.solid = typ
		}
	}
	if addDict {
		l.DictSlot = l.FixedRefs
		l.FixedRefs++
	}
	if addWeak {
		l.WeakSlot = l.FixedRefs
		l.FixedRefs++
	}
	if l.DictSlot >= 0 && !l.VarItems && (addDict || base.attrs > 0) {
		typ.attrs = max(firstAttrs, base.attrs)
	}
	return members, true
}

// slotNames reads __slots__: the mangled names, without __dict__ and
// __weakref__.
func (c *classMaker) slotNames(v Value, mayDict, mayWeak bool) (names []string, dict, weak, ok bool) {
	t, base := c.t, c.typ.Base
	defer t.Pop(t.Top())
	r := t.Push(v)
	if t.RT.IsStr(v) {
		v = t.PackTuple(r)
	} else {
		v = t.SeqToTuple(r)
	}
	if v == heap.Null {
		return
	}
	r.Set(v)
	if t.TupleLen(v) > 0 && base.Has(FlagVarSize) {
		t.TypeErrorf("nonempty __slots__ not supported for subtype of '%s'", base.Shown)
		return
	}
	for i := range t.TupleLen(v) {
		n := t.TupleAt(r.V(), i)
		if !t.RT.IsStr(n) {
			t.TypeErrorf("__slots__ items must be strings, not '%s'", t.TypeName(n))
			return
		}
		s := GoStr(n)
		if s == "" || pyunicode.ScanIdentifier(s) != len(s) {
			t.TypeErrorf("__slots__ must be identifiers")
			return
		}
		switch s {
		case "__dict__":
			if !mayDict || dict {
				t.TypeErrorf("__dict__ slot disallowed: we already got one")
				return
			}
			dict = true
			continue
		case "__weakref__":
			if !mayWeak || weak {
				t.TypeErrorf("__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0")
				return
			}
			weak = true
			continue
		}
		s = mangle(c.name, s)
		if id := t.RT.Intern(s); t.DictGetStr(c.dict.V(), id.V()) != heap.Null && s != "__qualname__" && s != "__classcell__" {
			t.ValueErrorf("%s in __slots__ conflicts with class variable", GoStr(t.Repr(id)))
			return
		}
		names = append(names, s)
	}
	return names, dict, weak, true
}

// mangle hides a private name of class cls.
func mangle(cls, name string) string {
	cls = strings.TrimLeft(cls, "_")
	if cls == "" || !strings.HasPrefix(name, "__") || strings.HasSuffix(name, "__") || strings.Contains(name, ".") {
		return name
	}
	return "_" + cls + name
}

// setNames calls __set_name__ of what the class's dict holds.
func (t *Thread) setNames(typ *Type) bool {
	defer t.Pop(t.Top())
	d := t.DictCopy(typ.Dict)
	if d == heap.Null {
		return false
	}
	dict := t.Push(d)
	k, v := t.Push(heap.Null), t.Push(heap.Null)
	for pos := 0; ; {
		key, val, ok := t.DictNext(dict.V(), &pos)
		if !ok {
			return true
		}
		if val.IsImm() || t.LookupType(t.RT.TypeOf(val), t.RT.name(nmSetName)) == heap.Null {
			continue
		}
		k.Set(key)
		v.Set(val)
		if r, _ := t.callSpecial(v, nmSetName, typ.Obj, k); r != heap.Null {
			continue
		}
		cause := t.Push(t.TakeExc())
		kr := t.Repr(k)
		if kr != heap.Null {
			t.RuntimeErrorf("Error calling __set_name__ on '%s' instance %s in '%s'", t.TypeName(v.V()), GoStr(kr), typ.Shown)
			t.setCauseAndContext(t.exc, cause)
		}
		return false
	}
}

// initSubclass calls super(typ, typ).__init_subclass__(**kw).
func (t *Thread) initSubclass(typ *Type, kw Args) bool {
	defer t.Pop(t.Top())
	f := heap.Null
	for _, m := range typ.MRO[1:] {
		if f = t.DictGetStr(m.Dict.V(), t.RT.name(nmInitSubclass)); f != heap.Null {
			break
		}
	}
	if f == heap.Null {
		return true
	}
	fr := t.Push(f)
	if get := t.RT.TypeOf(f).Slots.DescrGet; get != nil {
		b := get(t, fr, Ref{}, typ.Obj)
		if b == heap.Null {
			return false
		}
		fr.Set(b)
	}
	return t.Call(fr, kw) != heap.Null
}

// setAbstract keeps FlagAbstract in step with __abstractmethods__ (Null:
// absent).
func (t *Thread) setAbstract(typ *Type, methods Value) bool {
	truth := 0
	if methods != heap.Null {
		defer t.Pop(t.Top())
		if truth = t.IsTrue(t.Push(methods)); truth < 0 {
			return false
		}
	}
	if truth == 1 {
		typ.Flags |= FlagAbstract
	} else {
		typ.Flags &^= FlagAbstract
	}
	return true
}
