package object

import "github.com/hpyrun/hpyrun/heap"

// Instances of classes keep their attributes in themselves while they can: in
// spare references behind the fixed ones, in the order in which they were set. A
// shape says which names these are; nearly all instances of a class have the same
// few shapes, because __init__ sets the same names in the same order (Self's maps,
// V8's hidden classes). So an instance costs one object, not three, and what an
// inline cache needs to know of an instance is one word.
//
// The slot of __dict__ (Layout.DictSlot) tells how an instance stands:
//
//	Null      no attributes yet
//	an int    the number of its shape; the attributes lie in the spare references
//	a dict    all attributes are there (or of a class derived from dict)
//
// An instance gets a dict when somebody asks for it (__dict__, vars, pickling),
// when an attribute is deleted, when a name is no interned str, when the spare
// references do not suffice (later instances get more) and when its class has
// too many shapes. It never goes back. The int is an immediate, so a collection
// needs to know nothing of this.
//
// A shape belongs to one class, so that equal shapes say equal layouts. An
// assignment to __class__ gives the instance a dict first.
type shape struct {
	number int
	names  []Value //rawaddr:ok interned, so permanent
	next   []*shape
}

const (
	firstAttrs = 4   // spare references of the instances of a new class
	maxAttrs   = 32  // spare references at most
	maxShapes  = 256 // of a class
)

// find returns the position of an interned name, or -1.
func (s *shape) find(name Value) int {
	for i, n := range s.names {
		if n == name {
			return i
		}
	}
	return -1
}

// shapeOf returns the shape that the content of a dict slot says; nil: the
// instance has none.
func (rt *Runtime) shapeOf(d Value) *shape {
	if d.IsInt() {
		return rt.core.shapes[d.Int()]
	}
	return nil
}

// grown returns the shape of an instance of typ that has shape s (nil: no
// attributes) and gets the attribute name; nil: the class has too many.
func (rt *Runtime) grown(typ *Type, s *shape, name Value) *shape {
	if s == nil {
		if typ.shape == nil {
			typ.shape = &shape{}
		}
		s = typ.shape
	}
	for _, n := range s.next {
		if n.names[len(s.names)] == name {
			return n
		}
	}
	if typ.shapes == maxShapes {
		return nil
	}
	typ.shapes++
	if rt.core.shapes == nil {
		rt.core.shapes = make([]*shape, 1)
	}
	n := &shape{number: len(rt.core.shapes), names: append(s.names[:len(s.names):len(s.names)], name)}
	rt.core.shapes = append(rt.core.shapes, n)
	s.next = append(s.next, n)
	return n
}

// spareOf returns how many attributes an instance of typ can keep in itself.
func spareOf(o heap.Addr, typ *Type) int {
	if typ.attrs == 0 {
		return 0
	}
	return o.NRefs() - typ.Layout.FixedRefs
}

// shapedGet returns the attribute name of an instance without a dict; Null:
// absent (no safepoint). d is the content of its dict slot, name is interned.
func (t *Thread) shapedGet(o Value, typ *Type, d, name Value) Value {
	if s := t.RT.shapeOf(d); s != nil {
		if i := s.find(name); i >= 0 {
			return o.Addr().Ref(typ.Layout.FixedRefs + i)
		}
	}
	return heap.Null
}

// shapedSet sets the attribute name, interned, of an instance without a dict;
// false: it needs one (no safepoint).
func (t *Thread) shapedSet(o Value, typ *Type, d, name, v Value) bool {
	s := t.RT.shapeOf(d)
	if s == nil && typ.attrs == 0 {
		return false
	}
	i := 0
	if s != nil {
		if i = s.find(name); i >= 0 {
			t.Store(o, typ.Layout.FixedRefs+i, v)
			return true
		}
		i = len(s.names)
	}
	if i >= spareOf(o.Addr(), typ) {
		typ.attrs = max(typ.attrs, min(2*typ.attrs, maxAttrs))
		return false
	}
	to := t.RT.grown(typ, s, name)
	if to == nil {
		return false
	}
	t.Store(o, typ.Layout.FixedRefs+i, v)
	t.Store(o, typ.Layout.DictSlot, heap.SmallInt(int64(to.number)))
	return true
}

// shapedDict gives an instance with a shape a dict with its attributes. Null:
// exception pending.
func (t *Thread) shapedDict(o Ref, typ *Type, s *shape) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.NewDictSized(len(s.names)))
	if d.V() == heap.Null {
		return heap.Null
	}
	name, v := t.Push(heap.Null), t.Push(heap.Null)
	for i := range s.names {
		name.Set(s.names[i])
		v.Set(o.V().Addr().Ref(typ.Layout.FixedRefs + i))
		if !t.DictSet(d, name, v) {
			return heap.Null
		}
	}
	t.setInstanceDict(o.V(), typ, d.V())
	return d.V()
}

// SetInstanceDict makes d, a dict or Null, hold all attributes of an instance whose type
// lets it have some (no safepoint).
func (t *Thread) SetInstanceDict(o, d Value) { t.setInstanceDict(o, t.RT.TypeOf(o), d) }

// setInstanceDict makes d, a dict or Null, hold all attributes of an instance (no
// safepoint).
func (t *Thread) setInstanceDict(o Value, typ *Type, d Value) {
	if s := t.RT.shapeOf(o.Addr().Ref(typ.Layout.DictSlot)); s != nil {
		for i := range s.names {
			t.Store(o, typ.Layout.FixedRefs+i, heap.Null)
		}
	}
	t.Store(o, typ.Layout.DictSlot, d)
}
