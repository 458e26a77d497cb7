package hpyabi

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Capsules. What a capsule holds lies in the object; its destructor, which
// runs when it has died, in a record of the host, whose number the collector
// hands back then.

// ownerCapsule is the kind of owners that are capsules with a destructor.
const ownerCapsule heap.OwnerKind = 65

// capsuleRecord is what a destructor is called with: it runs when the object is
// gone.
type capsuleRecord struct {
	object.Capsule
	destructor CFunc
}

// capsules are a host's records by number; 0 is unused.
type capsules struct {
	records []capsuleRecord
	free    []uint64
	due     []capsuleRecord // whose destructor waits until C may run
}

func (c *Context) CapsuleNew(p uintptr, name CStr, d Ptr[CapsuleDestructor]) HPy {
	t := c.t
	if d != 0 && (d.Get().Impl == 0 || d.Get().Trampoline == 0) {
		t.ValueErrorf("Invalid HPyCapsule destructor")
		return Null
	}
	if p == 0 {
		t.ValueErrorf("PyCapsule_New called with null pointer")
		return Null
	}
	v := t.NewCapsule(object.Capsule{Pointer: p, Name: uintptr(name)})
	if v != heap.Null && d != 0 {
		c.setDestructor(v, d.Get().Impl)
	}
	return c.open(v)
}

// capsule returns what h holds; ok is false with ValueError when h is no capsule
// with a pointer.
func (c *Context) capsule(h HPy, fn string) (object.Capsule, bool) {
	v := c.val(h)
	if c.t.RT.IsCapsule(v) {
		if cap := c.t.RT.CapsuleOf(v); cap.Pointer != 0 {
			return cap, true
		}
	}
	c.t.ValueErrorf("PyCapsule_%s called with invalid PyCapsule object", fn)
	return object.Capsule{}, false
}

// sameName compares two C strings, either of which may be NULL.
func sameName(a, b CStr) bool {
	if a == 0 || b == 0 {
		return a == b
	}
	return a.String() == b.String()
}

var capsuleWords = map[CapsuleKey]string{CapsuleKeyPointer: "Pointer", CapsuleKeyName: "Name",
	CapsuleKeyContext: "Context", CapsuleKeyDestructor: "Destructor"}

func (c *Context) CapsuleGet(h HPy, key CapsuleKey, name CStr) uintptr {
	if key == CapsuleKeyDestructor {
		c.t.ValueErrorf("Invalid operation: get HPyCapsule_key_Destructor")
		return 0
	}
	cap, ok := c.capsule(h, "Get"+capsuleWords[key])
	if !ok {
		return 0
	}
	switch key {
	case CapsuleKeyPointer:
		if !sameName(name, CStr(cap.Name)) {
			c.t.ValueErrorf("PyCapsule_GetPointer called with incorrect name")
			return 0
		}
		return cap.Pointer
	case CapsuleKeyName:
		return cap.Name
	case CapsuleKeyContext:
		return cap.Context
	}
	c.t.SystemErrorf("HPyCapsule_Get: bad key %d", key)
	return 0
}

func (c *Context) CapsuleSet(h HPy, key CapsuleKey, value uintptr) int32 {
	t := c.t
	if key == CapsuleKeyDestructor && value != 0 {
		if d := Ptr[CapsuleDestructor](value).Get(); d.Impl == 0 || d.Trampoline == 0 {
			t.ValueErrorf("Invalid HPyCapsule destructor")
			return -1
		}
	}
	if key == CapsuleKeyPointer && value == 0 {
		t.ValueErrorf("PyCapsule_SetPointer called with null pointer")
		return -1
	}
	cap, ok := c.capsule(h, "Set"+capsuleWords[key])
	if !ok {
		return -1
	}
	switch key {
	case CapsuleKeyPointer:
		cap.Pointer = value
	case CapsuleKeyName:
		cap.Name = value
	case CapsuleKeyContext:
		cap.Context = value
	case CapsuleKeyDestructor:
		fn := CFunc(0)
		if value != 0 {
			fn = Ptr[CapsuleDestructor](value).Get().Impl
		}
		c.setDestructor(c.val(h), fn)
		return 0
	default:
		t.SystemErrorf("HPyCapsule_Set: bad key %d", key)
		return -1
	}
	t.RT.SetCapsule(c.val(h), cap)
	if r := c.record(c.val(h)); r != nil {
		r.Capsule = cap
	}
	return 0
}

func (c *Context) CapsuleIsValid(h HPy, name CStr) int32 {
	v := c.val(h)
	if !c.t.RT.IsCapsule(v) {
		return 0
	}
	cap := c.t.RT.CapsuleOf(v)
	return truth(cap.Pointer != 0 && sameName(name, CStr(cap.Name)))
}

// record returns the capsule's record, or nil when it never had a destructor.
func (c *Context) record(v Value) *capsuleRecord {
	if n := c.t.RT.CapsuleRecord(v); n != 0 {
		return &c.host.capsules.records[n]
	}
	return nil
}

// setDestructor makes fn (0: nothing) run when the capsule v has died.
func (c *Context) setDestructor(v Value, fn CFunc) {
	r := c.record(v)
	if r == nil {
		if fn == 0 {
			return
		}
		cs := &c.host.capsules
		if len(cs.records) == 0 {
			cs.records = make([]capsuleRecord, 1)
		}
		n := uint64(len(cs.records))
		if k := len(cs.free); k > 0 {
			n = cs.free[k-1]
			cs.free = cs.free[:k-1]
		} else {
			cs.records = append(cs.records, capsuleRecord{})
		}
		c.t.RT.SetCapsuleRecord(v, n)
		c.t.Own(v, ownerCapsule, n)
		c.t.WatchDeath(v)
		r = &cs.records[n]
	}
	*r = capsuleRecord{c.t.RT.CapsuleOf(v), fn}
}

// capsuleDied is told of the death of a capsule with a record. It runs inside a
// collection.
func (h *Host) capsuleDied(n uint64) {
	cs := &h.capsules
	if r := cs.records[n]; r.destructor != 0 {
		cs.due = append(cs.due, r)
	}
	cs.records[n] = capsuleRecord{}
	cs.free = append(cs.free, n)
}

// destroyCapsules runs the destructors that are due, if this thread can run C.
func (h *Host) destroyCapsules() {
	if len(h.capsules.due) == 0 {
		return
	}
	c := h.here()
	if c == nil {
		return
	}
	due := h.capsules.due
	h.capsules.due = nil
	serve := c.th.Serve
	defer func() { c.th.Serve = serve }()
	c.th.Serve = c.refuseUpcall
	for _, r := range due {
		if _, err := c.th.Call(uintptr(r.destructor), uint64(r.Name), uint64(r.Pointer), uint64(r.Context), 0, 0, 0); err != nil {
			h.destroyFailed(c, r.destructor, err)
		}
	}
}

// endCapsules runs the destructors of all capsules that there are.
func (h *Host) endCapsules() {
	h.rt.Heap.EachOwned(ownerCapsule, h.capsuleDied)
	h.destroyCapsules()
}
