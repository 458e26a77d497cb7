package hpyabi

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// HPyType_FromSpec: from the description of a type in C to one of package object.
// What HPy refuses is refused in the same order and with the same words.

// TypeFromSpec is HPyType_FromSpec.
func (c *Context) TypeFromSpec(spec Ptr[TypeSpec], params Ptr[SpecParam]) HPy {
	s := spec.Get()
	r := specReader{c: c, t: c.t, spec: s, name: s.Name.String(),
		ct: &cType{host: c.host, shape: s.BuiltinShape, callOffset: -1, callSlot: -1}}
	if !r.params(params) || !r.read() || !r.check() || !r.defs() || !r.bases() || !r.layout() {
		return Null
	}
	typ := c.t.NewBuiltinType(r.def)
	if typ == nil {
		return Null
	}
	return c.open(typ.Obj.V())
}

// specReader turns a TypeSpec into a TypeDef and a cType.
type specReader struct {
	c    *Context
	t    *object.Thread
	spec *TypeSpec
	name string // module.name
	list []*Def
	def  object.TypeDef
	ct   *cType

	baseParams []HPy // of HPyType_SpecParam_Base
	tuple      HPy   // of HPyType_SpecParam_BasesTuple
	meta       []HPy // of HPyType_SpecParam_Metaclass
	buffers    *bufferSlots
}

// params reads and checks the parameters.
func (r *specReader) params(p Ptr[SpecParam]) bool {
	tuples := 0
	if p != 0 {
		for ; p.Get().Kind != 0; p = p.At(1) {
			switch q := p.Get(); q.Kind {
			case ParamBase:
				r.baseParams = append(r.baseParams, q.Object)
			case ParamBasesTuple:
				r.tuple = q.Object
				tuples++
			case ParamMetaclass:
				r.meta = append(r.meta, q.Object)
			default:
				r.t.TypeErrorf("unknown HPyType_SpecParam specification for '%s'", r.name)
				return false
			}
		}
	}
	switch {
	case tuples > 1:
		r.t.TypeErrorf("multiple specifications of HPyType_SpecParam_BasesTuple")
		return false
	case tuples > 0 && len(r.baseParams) > 0:
		r.t.TypeErrorf("cannot specify both HPyType_SpecParam_Base and HPytype_SpecParam_BasesTuple")
		return false
	}
	return true
}

// check refuses what contradicts itself, and what is not for universal
// extensions.
func (r *specReader) check() bool {
	t, s := r.t, r.spec
	if s.LegacySlots != 0 && s.BuiltinShape != ShapeLegacy {
		t.TypeErrorf("cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy")
		return false
	}
	if s.Flags&FlagHaveGC != 0 && !r.hasSlot(SlotTpTraverse) {
		t.ValueErrorf("You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC")
		return false
	}
	switch {
	case s.BuiltinShape == ShapeLegacy:
		t.TypeErrorf("type '%s' has HPyType_BuiltinShape_Legacy, so its struct begins with CPython's PyObject_HEAD: "+
			"hpyrun runs universal extensions only", r.name)
	case s.BuiltinShape < ShapeObject || s.BuiltinShape > ShapeDict:
		t.ValueErrorf("invalid shape: %d", s.BuiltinShape)
	case s.Name == 0:
		t.SystemErrorf("Type spec does not define the name field.")
	case s.BasicSize < 0:
		t.SystemErrorf("type '%s' has a negative basicsize: %d", r.name, s.BasicSize)
	default:
		return true
	}
	return false
}

// read takes the table of definitions.
func (r *specReader) read() (ok bool) {
	r.list, ok = r.c.defs(r.spec.Defines, "type '"+r.name+"'")
	return ok
}

func (r *specReader) hasSlot(slot Slot) bool {
	for _, d := range r.list {
		if d.Kind == DefSlot && d.Slot().Slot == slot {
			return true
		}
	}
	return false
}

// defs reads the definitions.
func (r *specReader) defs() bool {
	t, s := r.t, r.spec
	module, name := "", r.name
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		module, name = name[:i], name[i+1:]
	}
	doc, sig := splitDoc(r.name, s.Doc.String())
	r.def = object.TypeDef{Name: name, Module: module, Doc: doc, TextSig: sig, Flags: object.FlagHeapType}
	if s.Flags&FlagBaseType != 0 {
		r.def.Flags |= object.FlagBaseType
	}
	members := false
	for _, d := range r.list {
		switch d.Kind {
		case DefSlot:
			if !r.slot(d.Slot()) {
				return false
			}
		case DefMeth:
			m, ok := r.c.host.methodDef(t, d.Meth(), name+".")
			if !ok {
				return false
			}
			r.def.Methods = append(r.def.Methods, m)
		case DefMember:
			members = true
			if !r.member(d.Member()) {
				return false
			}
		case DefGetSet:
			r.getset(d.GetSet())
		}
	}
	switch {
	case members && s.BasicSize == 0 && r.ct.call == 0:
		t.TypeErrorf("Type claims to have basicsize==0 but defines members")
		return false
	case r.ct.call != 0 && r.ct.callOffset >= 0:
		t.TypeErrorf("Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.")
		return false
	}
	return true
}

// bases finds the bases and the metaclass.
func (r *specReader) bases() bool {
	t, c := r.t, r.c
	var objs []Value
	switch {
	case r.tuple == Null:
		for _, h := range r.baseParams {
			objs = append(objs, c.val(h))
		}
	case t.RT.TypeOf(c.val(r.tuple)).Has(object.FlagTupleSubclass):
		tuple := c.val(r.tuple)
		if t.TupleLen(tuple) == 0 {
			t.SystemErrorf("type '%s' has an empty tuple of bases", r.name)
			return false
		}
		for i := range t.TupleLen(tuple) {
			objs = append(objs, t.TupleAt(tuple, i))
		}
	default: // CPython takes a lone class
		objs = append(objs, c.val(r.tuple))
	}
	for _, v := range objs {
		b := t.RT.TypeFromObj(v)
		if b == nil {
			t.TypeErrorf("bases must be types")
			return false
		}
		r.def.Bases = append(r.def.Bases, b)
	}
	if len(r.meta) > 1 {
		t.ValueErrorf("metaclass was specified multiple times")
		return false
	}
	if len(r.meta) == 1 {
		meta := t.RT.TypeFromObj(c.val(r.meta[0]))
		switch {
		case meta == nil:
			repr := t.Repr(c.ref(r.meta[0]))
			if repr != heap.Null {
				t.TypeErrorf("Metaclass '%s' is not a subclass of 'type'.", object.GoStr(repr))
			}
			return false
		case !meta.PlainMeta():
			t.TypeErrorf("Metaclasses with custom tp_new are not supported.")
			return false
		}
		r.def.Meta = meta
	}
	return true
}

// layout decides what an instance is made of, given the base whose layout the
// type extends.
func (r *specReader) layout() bool {
	base := r.t.RT.ObjectType
	if len(r.def.Bases) > 0 {
		if base = r.t.BestBase(r.def.Bases); base == nil {
			return false
		}
	}
	r.def.Base = base
	ct := r.ct
	ct.size = int(r.spec.BasicSize)
	ct.alloc = base.Alloc
	inherited := 0
	if b := cTypeOf(base); b != nil {
		inherited = b.size
		ct.size = max(ct.size, inherited)
		ct.destroy = append(ct.destroy, b.destroy...)
		ct.traverse = append(ct.traverse, b.traverse...)
		ct.alloc = b.alloc
		if ct.call == 0 && ct.callOffset < 0 {
			ct.call, ct.callOffset = b.call, b.callOffset
		}
		ct.callSlot = b.callSlot
	}
	if ct.call != 0 && ct.callSlot < 0 {
		ct.callSlot = base.Layout.FixedRefs
		r.def.FixedRefs = 1
	}
	r.def.Ext = ct
	if len(ct.destroy) > 0 {
		ct.size = max(ct.size, 1) // HPy_tp_destroy wants an address
	}
	if ct.size == 0 {
		return true
	}
	ct.doom = r.c.host.doomOf(ct.destroy, ct.size)
	r.def.Struct = ct.size > inherited
	r.def.Fields = true
	r.def.Alloc = ct.newInstance
	return true
}
