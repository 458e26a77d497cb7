package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// This file is the one table that ties dunder names to slots, in both
// directions. A slotDef says: the method called name is what lies in the slot at
// offset off. From it follow
//
//   - for a type written in Go or C: a slot wrapper in the type's dict for each
//     slot that its TypeDef filled (wrap calls the slot with a dunder method's
//     arguments);
//   - for a Python class: which function each slot gets. That is the one in
//     lookupSlots (slotlookup.go), which looks the dunder method up, unless the
//     method found is the wrapper of a native slot: then the native function
//     itself is used, and a subclass costs nothing (fixSlot).
//
// Slots consists of nothing but funcs, each one word. So a slot is known by its
// offset, and copying or comparing slots needs no function of their type. Two
// funcs are the same when their words are: that holds for top-level functions
// and for closures that are made once, and no slot is ever anything else.

// slotPtr is the address of a slot, whatever its func type.
type slotPtr = *unsafe.Pointer

func (s *Slots) at(off uintptr) slotPtr { return slotPtr(unsafe.Add(unsafe.Pointer(s), off)) }

// wrapFunc calls the slot at p as the dunder method d.name with args (self
// first, checked).
type wrapFunc func(t *Thread, d *slotDef, p slotPtr, args Args) Value

type slotDef struct {
	id   NameID
	name string
	off  uintptr
	wrap wrapFunc
	arg  int // which comparison
	// noLookup: no function of lookupSlots stands behind this name in this
	// slot (the sequence slots behind + and *).
	noLookup bool
	sig, doc string
	// group lists all definitions with the same offset.
	group []*slotDef
}

var (
	slotDefs []*slotDef
	// slotsByName finds the offsets that an attribute has a part in.
	slotsByName = map[string][]*slotDef{}
	offNew      = unsafe.Offsetof(Slots{}.New)
	offHash     = unsafe.Offsetof(Slots{}.Hash)
	offNext     = unsafe.Offsetof(Slots{}.Next)
	offCompare  = unsafe.Offsetof(Slots{}.Compare)
	offInit     = unsafe.Offsetof(Slots{}.Init)
	offFinalize = unsafe.Offsetof(Slots{}.Finalize)
)

// wrapperOf tells wrap functions apart: two slots whose wrappers are the same
// have the same func type.
func wrapperOf(d *slotDef) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&d.wrap)) }

func defSlot(name string, off uintptr, wrap wrapFunc, sig, doc string) *slotDef {
	d := &slotDef{id: RegisterName(name), name: name, off: off, wrap: wrap, sig: sig, doc: doc}
	slotDefs = append(slotDefs, d)
	return d
}

const word = unsafe.Sizeof(uintptr(0))

// slotNames gives the dunder names of the number slots by operation.
var (
	binaryNames = [NumBinaryOps]string{"add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod",
		"lshift", "rshift", "and", "xor", "or"}
	binarySigns = [NumBinaryOps]string{"+", "-", "*", "@", "/", "//", "%", "divmod", "<<", ">>", "&", "^", "|"}
	unaryNames  = [NumUnaryOps]string{"neg", "pos", "abs", "invert", "index", "int", "float"}
	unaryDocs   = [NumUnaryOps]string{"-self", "+self", "abs(self)", "~self",
		"Return self converted to an integer, if self is suitable for use as an index into a list.",
		"int(self)", "float(self)"}
	compareNames = [6]string{"__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"}
	compareSigns = [6]string{"<", "<=", "==", "!=", ">", ">="}

	binaryIDs, reflectedIDs, inplaceIDs [NumBinaryOps]NameID
	unaryIDs                            [NumUnaryOps]NameID
	compareIDs                          [6]NameID
)

var (
	nmPow, nmRpow, nmIpow, nmBool, nmLen, nmGetitem, nmSetitem, nmDelitem, nmContains      NameID
	nmRepr, nmStr, nmHash, nmNext, nmCall, nmSetattr, nmDelattr                            NameID
	nmDescrGet, nmDescrSet, nmDescrDelete, nmInit, nmNew, nmDel, nmAwait, nmAiter, nmAnext NameID
)

// The order is that of the protocols (number, mapping, sequence, rest): where
// two slots share a name, the first that a type fills gives the wrapper.
func init() {
	s := Slots{}
	bin := unsafe.Offsetof(s.Binary)
	inp := unsafe.Offsetof(s.InPlace)
	for op := range NumBinaryOps {
		n, sign := binaryNames[op], binarySigns[op]
		docL, docR := "Return self"+sign+"value.", "Return value"+sign+"self."
		if op == OpDivmod {
			docL, docR = "Return divmod(self, value).", "Return divmod(value, self)."
		}
		off := bin + uintptr(op)*word
		binaryIDs[op] = defSlot("__"+n+"__", off, wrapBinaryL, "($self, value, /)", docL).id
		reflectedIDs[op] = defSlot("__r"+n+"__", off, wrapBinaryR, "($self, value, /)", docR).id
		if op != OpDivmod {
			inplaceIDs[op] = defSlot("__i"+n+"__", inp+uintptr(op)*word, wrapBinary,
				"($self, value, /)", "Return self"+sign+"=value.").id
		}
	}
	un := unsafe.Offsetof(s.Unary)
	for op := range NumUnaryOps {
		unaryIDs[op] = defSlot("__"+unaryNames[op]+"__", un+uintptr(op)*word, wrapUnary, "($self, /)", unaryDocs[op]).id
	}
	pow := unsafe.Offsetof(s.Power)
	nmPow = defSlot("__pow__", pow, wrapTernaryL, "($self, value, mod=None, /)", "Return pow(self, value, mod).").id
	nmRpow = defSlot("__rpow__", pow, wrapTernaryR, "($self, value, mod=None, /)", "Return pow(value, self, mod).").id
	nmIpow = defSlot("__ipow__", unsafe.Offsetof(s.InPower), wrapTernaryL, "($self, value, /)", "Return self**=value.").id
	nmBool = defSlot("__bool__", unsafe.Offsetof(s.Bool), wrapBool, "($self, /)", "True if self else False").id

	nmLen = defSlot("__len__", unsafe.Offsetof(s.MpLength), wrapLen, "($self, /)", "Return len(self).").id
	nmGetitem = defSlot("__getitem__", unsafe.Offsetof(s.MpSubscript), wrapBinary, "($self, key, /)", "Return self[key].").id
	nmSetitem = defSlot("__setitem__", unsafe.Offsetof(s.MpAssSub), wrapSetItem, "($self, key, value, /)", "Set self[key] to value.").id
	nmDelitem = defSlot("__delitem__", unsafe.Offsetof(s.MpAssSub), wrapDelItem, "($self, key, /)", "Delete self[key].").id

	defSlot("__len__", unsafe.Offsetof(s.SqLength), wrapLen, "($self, /)", "Return len(self).")
	defSlot("__add__", unsafe.Offsetof(s.SqConcat), wrapBinary, "($self, value, /)", "Return self+value.").noLookup = true
	defSlot("__mul__", unsafe.Offsetof(s.SqRepeat), wrapRepeat, "($self, value, /)", "Return self*value.").noLookup = true
	defSlot("__rmul__", unsafe.Offsetof(s.SqRepeat), wrapRepeat, "($self, value, /)", "Return value*self.").noLookup = true
	defSlot("__getitem__", unsafe.Offsetof(s.SqItem), wrapSqItem, "($self, key, /)", "Return self[key].")
	defSlot("__setitem__", unsafe.Offsetof(s.SqAssItem), wrapSqSetItem, "($self, key, value, /)", "Set self[key] to value.")
	defSlot("__delitem__", unsafe.Offsetof(s.SqAssItem), wrapSqDelItem, "($self, key, /)", "Delete self[key].")
	nmContains = defSlot("__contains__", unsafe.Offsetof(s.SqContains), wrapContains, "($self, key, /)", "Return key in self.").id
	defSlot("__iadd__", unsafe.Offsetof(s.SqInConcat), wrapBinary, "($self, value, /)", "Implement self+=value.").noLookup = true
	defSlot("__imul__", unsafe.Offsetof(s.SqInRepeat), wrapRepeat, "($self, value, /)", "Implement self*=value.").noLookup = true

	nmRepr = defSlot("__repr__", unsafe.Offsetof(s.Repr), wrapUnary, "($self, /)", "Return repr(self).").id
	nmHash = defSlot("__hash__", offHash, wrapHash, "($self, /)", "Return hash(self).").id
	nmCall = defSlot("__call__", unsafe.Offsetof(s.Call), wrapCall, "($self, /, *args, **kwargs)", "Call self as a function.").id
	nmStr = defSlot("__str__", unsafe.Offsetof(s.Str), wrapUnary, "($self, /)", "Return str(self).").id
	defSlot("__getattribute__", unsafe.Offsetof(s.GetAttr), wrapGetAttr, "($self, name, /)", "Return getattr(self, name).")
	defSlot("__getattr__", unsafe.Offsetof(s.GetAttr), nil, "", "")
	nmSetattr = defSlot("__setattr__", unsafe.Offsetof(s.SetAttr), wrapSetAttr, "($self, name, value, /)", "Implement setattr(self, name, value).").id
	nmDelattr = defSlot("__delattr__", unsafe.Offsetof(s.SetAttr), wrapDelAttr, "($self, name, /)", "Implement delattr(self, name).").id
	for op := range compareNames {
		d := defSlot(compareNames[op], offCompare, wrapCompare, "($self, value, /)", "Return self"+compareSigns[op]+"value.")
		d.arg = op
		compareIDs[op] = d.id
	}
	defSlot("__iter__", unsafe.Offsetof(s.Iter), wrapUnary, "($self, /)", "Implement iter(self).")
	nmNext = defSlot("__next__", offNext, wrapNext, "($self, /)", "Implement next(self).").id
	nmDescrGet = defSlot("__get__", unsafe.Offsetof(s.DescrGet), wrapDescrGet, "($self, instance, owner=None, /)", "Return an attribute of instance, which is of type owner.").id
	nmDescrSet = defSlot("__set__", unsafe.Offsetof(s.DescrSet), wrapDescrSet, "($self, instance, value, /)", "Set an attribute of instance to value.").id
	nmDescrDelete = defSlot("__delete__", unsafe.Offsetof(s.DescrSet), wrapDescrDelete, "($self, instance, /)", "Delete an attribute of instance.").id
	nmInit = defSlot("__init__", offInit, wrapInit, "($self, /, *args, **kwargs)", "Initialize self.  See help(type(self)) for accurate signature.").id
	nmNew = defSlot("__new__", offNew, nil, "(type, /, *args, **kwargs)", "Create and return new object.  See help(type) for accurate signature.").id
	nmDel = defSlot("__del__", offFinalize, wrapFinalize, "($self, /)", "").id
	nmAwait = defSlot("__await__", unsafe.Offsetof(s.Await), wrapUnary, "($self, /)", "Return an iterator to be used in await expression.").id
	nmAiter = defSlot("__aiter__", unsafe.Offsetof(s.AIter), wrapUnary, "($self, /)", "Return an awaitable, that resolves in asynchronous iterator.").id
	nmAnext = defSlot("__anext__", unsafe.Offsetof(s.ANext), wrapUnary, "($self, /)", "Return a value or raise StopAsyncIteration.").id

	byOff := map[uintptr][]*slotDef{}
	for _, d := range slotDefs {
		byOff[d.off] = append(byOff[d.off], d)
		slotsByName[d.name] = append(slotsByName[d.name], d)
	}
	for _, d := range slotDefs {
		d.group = byOff[d.off]
	}
	initLookupSlots()
}

// fixSlot decides what lies in typ's slot that d belongs to, from what typ's MRO
// holds under the names that share the slot (no safepoint).
func (t *Thread) fixSlot(typ *Type, d *slotDef) {
	var specific, generic unsafe.Pointer
	useGeneric := false
	for _, p := range d.group {
		descr := t.LookupType(typ, t.RT.name(p.id))
		lookup := *lookupSlots.at(p.off)
		if p.noLookup {
			lookup = nil
		}
		switch {
		case descr == heap.Null:
			if p.off == offNext {
				specific = *nextNotImplementedSlots.at(offNext)
			}
		case isExact(descr, IdxWrapperDescr) && wrapperDescrDef(descr).name == p.name:
			w := wrapperDescrDef(descr)
			owner := t.RT.types[wrapperDescrOwner(descr)]
			if off, ok := t.onlySlotOf(typ, p); !ok || off == p.off {
				generic = lookup
			}
			f := *owner.native.at(w.off)
			if (specific == nil || specific == f) && wrapperOf(w) == wrapperOf(p) && typ.IsSubtype(owner) {
				specific = f
			} else {
				useGeneric = true
			}
		case isExact(descr, IdxMethodDescr) && t.coexists(descr, typ, p):
			// A method that a native type has beside the slot does what the slot
			// does.
			if f := *t.RT.descrOwner(descr).native.at(p.off); specific == nil || specific == f {
				specific = f
			} else {
				useGeneric = true
			}
		case p.off == offNew && t.isNewWrapper(descr):
			// Not what descr wraps but what the layout's base has, as in CPython:
			// class E(ValueError, OSError) is made by OSError's.
			specific = *typ.Base.Slots.at(offNew)
		case p.off == offHash && descr == heap.None:
			specific = *hashNotImplementedSlots.at(offHash)
		default:
			useGeneric = true
			generic = lookup
		}
	}
	if specific == nil || useGeneric {
		specific = generic
	}
	*typ.Slots.at(d.off) = specific
	if d.off == offFinalize && specific != nil {
		typ.Flags |= FlagHasFinalizer
		t.RT.factsOf(typ).Stock = 0 // each instance has to be registered
	}
}

// coexists says that method descriptor descr, found on typ, stands for the slot
// of its own type that p is about.
func (t *Thread) coexists(descr Value, typ *Type, p *slotDef) bool {
	owner := t.RT.descrOwner(descr)
	return t.RT.core.natives[descrWhat(descr)].Name == p.name && *owner.native.at(p.off) != nil && typ.IsSubtype(owner)
}

// onlySlotOf returns the one slot of typ under d's name that is filled; false:
// none or several are.
func (t *Thread) onlySlotOf(typ *Type, d *slotDef) (off uintptr, ok bool) {
	for _, p := range slotsByName[d.name] {
		if *typ.Slots.at(p.off) != nil {
			if ok {
				return 0, false
			}
			off, ok = p.off, true
		}
	}
	return off, ok
}

// fixSlots decides all slots of a new class (no safepoint).
func (t *Thread) fixSlots(typ *Type) {
	for _, d := range slotDefs {
		if d.group[0] == d {
			t.fixSlot(typ, d)
		}
	}
}

// attributeChanged brings the slots of typ and of its subclasses up to date
// after the attribute name of typ was set or deleted (no safepoint).
func (t *Thread) attributeChanged(typ *Type, name string) {
	defs := slotsByName[name]
	if len(defs) == 0 {
		return
	}
	for _, d := range defs {
		t.fixSlot(typ, d)
	}
	for _, sub := range typ.subclasses {
		if t.DictGetStr(sub.Dict.V(), t.RT.name(defs[0].id)) == heap.Null {
			t.attributeChanged(sub, name)
		}
	}
}

// inheritSlots fills a native type's empty slots from its MRO.
func inheritSlots(typ *Type, ownHash bool) {
	s := &typ.Slots
	compareAndHash := s.Compare == nil && s.Hash == nil && !ownHash
	for _, b := range typ.MRO[1:] {
		for _, d := range slotDefs {
			if d.group[0] != d || d.off == offCompare || d.off == offHash || d.off == offNew {
				continue
			}
			if p := s.at(d.off); *p == nil {
				*p = *b.Slots.at(d.off)
			}
		}
		if s.GetBuf == nil {
			s.GetBuf = b.Slots.GetBuf
		}
		if compareAndHash && s.Compare == nil && s.Hash == nil {
			s.Compare, s.Hash = b.Slots.Compare, b.Slots.Hash
		}
	}
	if s.Hash == nil {
		s.Hash = hashNotImplemented
	}
}
