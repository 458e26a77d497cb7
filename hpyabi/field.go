package hpyabi

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/hpyrun/hpyrun/object"
)

// HPyField: a reference in the C struct of an object.
//
// What C holds is the number of a slot in an array of references that the
// object keeps (Layout.FieldsSlot), not an address. So a field may lie anywhere,
// in memory of malloc as well, and may be copied with it; the collector moves
// what it means without asking C; and C never sees where an object is. The number
// carries a tag, so a word that was never a field is told from one that was.
//
// The array's raw word holds the head of the list of free slots and how many were
// used so far. A free slot holds the link to the next one (heap.Link), which is
// immediate, so the collector passes over it.

const (
	fieldTag     = layout.FieldTag
	fieldTagMask = ^HPyField(layout.FieldSlotMask)

	// In the raw word: the number of the first free slot + 1 (0: none) above
	// fieldsFreeShift, below it how many slots were ever used.
	fieldsFreeShift = 32
	fieldsUsedMask  = layout.FieldUsedMask
)

// slotOfField returns the slot that a field of v names, in v's array. ok is false
// if the word is no field of v's (no safepoint).
func slotOfField(t *object.Thread, v Value, f HPyField) (array Value, slot int, ok bool) {
	if !v.IsPtr() || f&fieldTagMask != fieldTag {
		return
	}
	fs := t.RT.TypeOf(v).Layout.FieldsSlot
	if fs < 0 {
		return
	}
	array = v.Addr().Ref(fs)
	slot = int(f &^ fieldTagMask)
	if array == heap.Null || uint64(slot) >= array.Addr().Word64(0)&fieldsUsedMask || array.Addr().Ref(slot).IsLink() {
		return
	}
	return array, slot, true
}

// fieldValue returns what a field of v holds; Null: nothing (no safepoint).
func fieldValue(t *object.Thread, v Value, f HPyField) Value {
	if array, slot, ok := slotOfField(t, v, f); ok {
		return array.Addr().Ref(slot)
	}
	return heap.Null
}

// storeField makes the field at p in the struct of owner hold v (the nil Ref:
// nothing).
func (h *Host) storeField(t *object.Thread, owner Ref, p Ptr[HPyField], v Ref) bool {
	if array, slot, ok := slotOfField(t, owner.V(), *p.Get()); ok {
		if !v.IsNil() {
			t.Store(array, slot, v.V())
			return true
		}
		w := array.Addr().Word64(0)
		t.Store(array, slot, heap.Link(int(w>>fieldsFreeShift)))
		array.Addr().SetWord64(0, w&fieldsUsedMask|uint64(slot+1)<<fieldsFreeShift)
		*p.Get() = 0
		return true
	}
	if v.IsNil() {
		*p.Get() = 0
		return true
	}
	typ := t.RT.TypeOf(owner.V())
	if typ.Layout.FieldsSlot < 0 {
		t.SystemErrorf("HPyField_Store into an object of type '%s', which has no C struct", typ.Shown)
		return false
	}
	array, ok := h.roomForField(t, owner, typ)
	if !ok {
		return false
	}
	w := array.Addr().Word64(0)
	slot := w & fieldsUsedMask
	if free := w >> fieldsFreeShift; free != 0 {
		slot = free - 1
		w = w&fieldsUsedMask | uint64(array.Addr().Ref(int(slot)).LinkIndex())<<fieldsFreeShift
	} else {
		w++
	}
	array.Addr().SetWord64(0, w)
	t.Store(array, int(slot), v.V())
	*p.Get() = HPyField(fieldTag | slot)
	return true
}

// roomForField returns owner's array, with at least one free slot.
func (h *Host) roomForField(t *object.Thread, owner Ref, typ *object.Type) (array Value, ok bool) {
	fs := typ.Layout.FieldsSlot
	old := owner.V().Addr().Ref(fs)
	used := 0
	if old != heap.Null {
		w := old.Addr().Word64(0)
		used = int(w & fieldsUsedMask)
		if w>>fieldsFreeShift != 0 || used < old.Addr().NRefs() {
			return old, true
		}
	}
	ct := cTypeOf(typ)
	n := used + used/2 + 1
	if used == 0 && ct != nil {
		n = max(ct.fields, 1)
	}
	array = t.Alloc(object.IdxArray, n, heap.Word)
	if array == heap.Null {
		return array, false
	}
	if used > 0 {
		old = owner.V().Addr().Ref(fs)
		t.StoreRange(array, 0, old.Addr().Refs()[:used])
		array.Addr().SetWord64(0, old.Addr().Word64(0))
	}
	t.Store(owner.V(), fs, array)
	if ct != nil && n > ct.fields && n <= maxFieldsAtOnce {
		ct.fields = n
	}
	return array, true
}

// maxFieldsAtOnce bounds the room for fields that an instance gets because others
// needed it.
const maxFieldsAtOnce = 8

// FieldStore is HPyField_Store.
func (c *Context) FieldStore(owner HPy, p Ptr[HPyField], v HPy) {
	c.host.storeField(c.t, c.ref(owner), p, c.opt(v))
}

// FieldLoad is HPyField_Load; HPy_NULL for a field that holds nothing.
func (c *Context) FieldLoad(owner HPy, f HPyField) HPy {
	if f == 0 {
		return Null
	}
	v := fieldValue(c.t, c.val(owner), f)
	if v == heap.Null {
		c.t.SystemErrorf("HPyField_Load: %#x is no field of this '%s' object", uint64(f), c.t.TypeName(c.val(owner)))
		return Null
	}
	return c.open(v)
}
