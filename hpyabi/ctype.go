package hpyabi

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/hpyrun/hpyrun/object"
)

// Instances of types that C defines.
//
// The C struct of an instance lies in native memory, which does not move. Its
// address is an int in a reference slot of the instance (Layout.StructSlot); the
// instance owns it, and with it dies. So an instance of a Python class under such
// a type has a struct too, whoever makes it, and an int, a str or a list can have
// one: nothing depends on how large the object itself is.

// cType is what the host keeps with a type from a specification and, by
// inheritance, with the Python classes under it: their object.Type.Ext.
type cType struct {
	host  *Host
	shape BuiltinShape
	size  int // of the struct, in bytes; 0: there is none
	// doom numbers what is to be done with a struct whose owner has died: an
	// index into host.dooms. 0: nothing but to free it.
	doom     int
	destroy  []CFunc // HPy_tp_destroy of the type and its bases, the type's own first
	traverse []CFunc // HPy_tp_traverse likewise

	// How an instance is called: by the HPyCallFunction in its struct at
	// callOffset, by the one whose address is in its reference slot callSlot,
	// by the function call. Negative or 0: not so.
	callOffset int
	callSlot   int
	call       CFunc

	// alloc makes the object without its struct; nil: Thread.AllocInstance.
	alloc func(t *object.Thread, typ *object.Type, items, raw int) Value
	// fields is the largest number of fields that an instance has had: what
	// the next one gets room for.
	fields int
}

// StructSize is the size in bytes of the C struct that each instance has; for
// profilers.
func (ct *cType) StructSize() int { return ct.size }

// ownerStruct is the kind of owners whose struct needs HPy_tp_destroy. Their
// payload is the struct's address and, above it, the number of a doom.
const ownerStruct heap.OwnerKind = 64

const doomShift = 48

// doom is what happens to structs of one kind when their owner has died.
type doom struct {
	destroy []CFunc
	size    int
}

// doomOf returns the number of a doom. Types that are made again and again from
// one specification share theirs.
func (h *Host) doomOf(destroy []CFunc, size int) int {
	if len(destroy) == 0 {
		return 0
	}
next:
	for i, d := range h.dooms {
		if d.size != size || len(d.destroy) != len(destroy) {
			continue
		}
		for k := range destroy {
			if d.destroy[k] != destroy[k] {
				continue next
			}
		}
		return i
	}
	if len(h.dooms) == 0 {
		h.dooms = append(h.dooms, doom{})
	}
	if len(h.dooms) == 1<<(64-doomShift) {
		panic("hpyabi: too many different types with HPy_tp_destroy")
	}
	h.dooms = append(h.dooms, doom{destroy, size})
	return len(h.dooms) - 1
}

// cTypeOf returns what the host keeps with typ; nil: C has no part in it.
func cTypeOf(typ *object.Type) *cType {
	ct, _ := typ.Ext.(*cType)
	return ct
}

// largeStruct: for structs of so many bytes, the collector is given a chance at
// every allocation; few objects may hold much memory.
const largeStruct = 4 << 10

// newInstance is Type.Alloc of types with a struct.
func (ct *cType) newInstance(t *object.Thread, typ *object.Type, items, raw int) Value {
	if ct.size >= largeStruct {
		t.Safepoint()
	}
	p := t.H.AllocNative(ct.size)
	if p == nil {
		if !t.EnsureNative(ct.size) {
			return t.MemoryError()
		}
		if p = t.H.AllocNative(ct.size); p == nil {
			return t.MemoryError()
		}
	}
	var v Value
	if ct.alloc != nil {
		v = ct.alloc(t, typ, items, raw)
	} else {
		v = t.AllocInstance(typ, items, raw)
	}
	if v == heap.Null {
		t.H.FreeNative(p, ct.size)
		return v
	}
	addr := uint64(uintptr(p))
	t.Store(v, typ.Layout.StructSlot, heap.SmallInt(int64(addr)))
	if ct.doom == 0 {
		t.OwnNative(v, uintptr(p), ct.size)
	} else {
		t.Own(v, ownerStruct, addr|uint64(ct.doom)<<doomShift)
	}
	return v
}

// restock gives C structs for the next instances of typ, if nothing but Go's part has to
// be done for one: its object holds the struct's address and is otherwise empty.
func (ct *cType) restock(t *object.Thread, typ *object.Type) {
	if typ.Layout.StructSlot < 0 || ct.alloc != nil || ct.size == 0 || ct.size >= largeStruct || typ.Has(object.FlagHasFinalizer) {
		return
	}
	s := t.RT.Stock(typ)
	if s == nil {
		s = t.RT.NewStock(typ)
	}
	header, size := typ.InstanceShape()
	s.Header, s.Size, s.Slot = header, uint64(size), uint64(typ.Layout.StructSlot)
	s.Header[0] |= layout.ObjectOwner
	s.StructSize, s.Kind, s.Payload = uint64(ct.size), uint64(heap.OwnerNative), 0
	if ct.doom != 0 {
		s.StructSize, s.Kind, s.Payload = 0, uint64(ownerStruct), uint64(ct.doom)<<doomShift
	}
	if n := min(layout.StockCells, stockBytes/ct.size+1); int(s.Count) < n {
		s.Count += uint64(t.H.FillNative(s.Cells[s.Count:n], ct.size))
	}
}

// stockBytes bounds the structs in stock for a type.
const stockBytes = 4 << 10

// structOf returns the address of v's struct; 0: it has none (no safepoint).
func (h *Host) structOf(v Value) uintptr {
	if !v.IsPtr() {
		return 0
	}
	slot := h.rt.TypeAt(v.Addr().Type()).Layout.StructSlot
	if slot < 0 {
		return 0
	}
	return uintptr(v.Addr().Ref(slot).Int())
}

// buried is told of the death of an owner of a struct. It runs inside a
// collection, or when the heap is closed.
func (h *Host) buried(payload uint64) {
	d, p := h.doomed(payload)
	if !h.closed && !h.destroy(d, p) {
		h.late = append(h.late, payload)
		return
	}
	h.rt.Heap.FreeNative(pointer(uintptr(p)), d.size)
}

func (h *Host) doomed(payload uint64) (d *doom, p uint64) {
	return &h.dooms[payload>>doomShift], payload & (1<<doomShift - 1)
}

// buryLate does for structs what could not be done when their owner died.
func (h *Host) buryLate() {
	late := h.late
	h.late = nil
	for _, payload := range late {
		h.buried(payload)
	}
}

// destroyAll is for the end of the host: it destroys every struct that there is.
func (h *Host) destroyAll() {
	h.buryLate()
	h.endCapsules()
	h.rt.Heap.EachOwned(ownerStruct, func(payload uint64) { h.destroy(h.doomed(payload)) })
	h.closed = true
}

// destroy calls the HPy_tp_destroy functions for the struct at p. They get no
// context: they may do nothing but free what C has allocated. False: this thread
// cannot run C now.
func (h *Host) destroy(d *doom, p uint64) bool {
	c := h.here()
	if c == nil {
		return false
	}
	serve := c.th.Serve
	defer func() { c.th.Serve = serve }()
	c.th.Serve = c.refuseUpcall
	for i, fn := range d.destroy {
		_, err := c.th.Call(uintptr(fn), p, 0, 0, 0, 0, 0)
		if i == 0 && errors.Is(err, gate.ErrStackExhausted) {
			return false
		}
		if err != nil {
			h.destroyFailed(c, fn, err)
		}
	}
	return true
}

// here returns the context of the thread that runs; nil: it has none.
func (h *Host) here() *Context {
	if h.running == nil {
		tid := unix.Gettid()
		for _, c := range h.contexts {
			if c.tid == tid {
				h.running = c
			}
		}
	}
	return h.running
}

// afterCollect ends what buried began.
func (h *Host) afterCollect() {
	if len(h.late) > 0 {
		h.buryLate()
	}
	h.destroyCapsules()
	h.running = nil
}

// refuseUpcall takes the place of serve while C destroys a struct or a capsule.
func (c *Context) refuseUpcall(id uint32, a *gate.Args) uint64 {
	c.th.Abandon(fmt.Errorf("a destructor must not call %s", members[id].name))
	return 0
}

func pointer(a uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), a) }

// builtinBase returns the type written in Go that typ's layout begins with.
func (c *Context) builtinBase(typ *object.Type) *object.Type {
	for typ != nil && typ.Has(object.FlagHeapType) {
		typ = typ.Base
	}
	return typ
}

// plainInstance makes an instance of typ in which nothing is set but what the
// builtin type below sets itself; no constructor of C or Python runs.
func (c *Context) plainInstance(typ *object.Type) Value {
	t := c.t
	b := c.builtinBase(typ)
	if b == t.RT.ObjectType {
		return t.NewInstance(typ)
	}
	// An int, a str or an exception is not made of zeros: its own constructor
	// without arguments makes one.
	if b.Slots.New == nil {
		return t.TypeErrorf("cannot create '%s' instances", b.Shown)
	}
	base := t.Push(typ.Obj.V())
	return b.Slots.New(t, object.MakeArgs(base, 1, Ref{}))
}

// typeOf returns the type behind h; nil: TypeError is pending.
func (c *Context) typeOf(h HPy, message string) *object.Type {
	typ := c.t.RT.TypeFromObj(c.val(h))
	if typ == nil {
		c.t.TypeErrorf("%s", message)
	}
	return typ
}

// New is _HPy_New.
func (c *Context) New(cls HPy, data Ptr[uintptr]) HPy {
	typ := c.typeOf(cls, "HPy_New arg 1 must be a type")
	if typ == nil {
		return Null
	}
	v := c.plainInstance(typ)
	if v == heap.Null {
		return Null
	}
	c.t.H.TakeNewborns()
	if ct := cTypeOf(typ); ct != nil && typ.Base != nil && c.builtinBase(typ) == c.t.RT.ObjectType {
		ct.restock(c.t, typ)
	}
	*data.Get() = c.host.structOf(v)
	return c.open(v)
}

// TypeGenericNew is HPyType_GenericNew.
func (c *Context) TypeGenericNew(cls HPy, args Ptr[HPy], nargs int, kw HPy) HPy {
	typ := c.typeOf(cls, "HPy_Type_GenericNew arg 1 must be a type")
	if typ == nil {
		return Null
	}
	return c.open(c.plainInstance(typ))
}

// asStruct serves all of the HPy_AsStruct functions: where the struct lies does
// not depend on what else the object is.
func (c *Context) asStruct(h HPy) uintptr {
	v := c.val(h)
	if p := c.host.structOf(v); p != 0 {
		return p
	}
	if typ := c.t.RT.TypeOf(v); cTypeOf(typ) == nil {
		c.t.SystemErrorf("HPy_AsStruct of an object of type '%s', which has no C struct", typ.Shown)
	}
	return 0
}

func (c *Context) AsStructObject(h HPy) uintptr  { return c.asStruct(h) }
func (c *Context) AsStructType(h HPy) uintptr    { return c.asStruct(h) }
func (c *Context) AsStructLong(h HPy) uintptr    { return c.asStruct(h) }
func (c *Context) AsStructFloat(h HPy) uintptr   { return c.asStruct(h) }
func (c *Context) AsStructUnicode(h HPy) uintptr { return c.asStruct(h) }
func (c *Context) AsStructTuple(h HPy) uintptr   { return c.asStruct(h) }
func (c *Context) AsStructList(h HPy) uintptr    { return c.asStruct(h) }
func (c *Context) AsStructDict(h HPy) uintptr    { return c.asStruct(h) }

// AsStructLegacy is for structs that begin with CPython's PyObject_HEAD. No type
// here has one: HPyType_FromSpec refuses them.
func (c *Context) AsStructLegacy(h HPy) uintptr {
	c.t.SystemErrorf("_HPy_AsStruct_Legacy: hpyrun has no types with CPython's PyObject_HEAD in their struct")
	return 0
}
