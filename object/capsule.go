package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// A capsule carries a C pointer through Python. It is three words that only C
// understands, all in the raw part: C's memory does not move.
const (
	capsulePointer = 0
	capsuleName    = 8 // address of a C string, or 0
	capsuleContext = 16
	capsuleRecord  = 24 // number of what C's side keeps for it, or 0
	capsuleRaw     = 32
)

// Capsule is the content of a capsule: addresses of C.
type Capsule struct{ Pointer, Name, Context uintptr }

// NewCapsule makes a capsule.
func (t *Thread) NewCapsule(c Capsule) Value {
	v := t.Alloc(IdxCapsule, 0, capsuleRaw)
	if v != heap.Null {
		t.RT.SetCapsule(v, c)
	}
	return v
}

// IsCapsule says that v is a capsule (no safepoint).
func (rt *Runtime) IsCapsule(v Value) bool { return isExact(v, IdxCapsule) }

// CapsuleOf returns what the capsule v holds (no safepoint).
func (rt *Runtime) CapsuleOf(v Value) Capsule {
	a := v.Addr()
	return Capsule{uintptr(a.Word64(capsulePointer)), uintptr(a.Word64(capsuleName)), uintptr(a.Word64(capsuleContext))}
}

// SetCapsule changes what the capsule v holds (no safepoint).
func (rt *Runtime) SetCapsule(v Value, c Capsule) {
	a := v.Addr()
	a.SetWord64(capsulePointer, uint64(c.Pointer))
	a.SetWord64(capsuleName, uint64(c.Name))
	a.SetWord64(capsuleContext, uint64(c.Context))
}

// CapsuleRecord returns the number that SetCapsuleRecord gave v, or 0 (no
// safepoint).
func (rt *Runtime) CapsuleRecord(v Value) uint64 { return v.Addr().Word64(capsuleRecord) }

// SetCapsuleRecord keeps a number with the capsule v (no safepoint).
func (rt *Runtime) SetCapsuleRecord(v Value, n uint64) { v.Addr().SetWord64(capsuleRecord, n) }

func capsuleDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxCapsule, Name: "PyCapsule", RawSize: capsuleRaw, Flags: FlagNoInstantiate,
		Doc:  "Capsule objects let you wrap a C \"void *\" pointer in a Python object.",
		Into: &rt.CapsuleType,
		Slots: Slots{Repr: func(t *Thread, r Ref) Value {
			name := "NULL"
			if p := t.RT.CapsuleOf(r.V()).Name; p != 0 {
				name = `"` + cString(p) + `"`
			}
			return t.NewStr("<capsule object " + name + " at " + t.AddressOf(r.V()) + ">")
		}},
	}
}

// cString copies the C string at p.
func cString(p uintptr) string {
	var b []byte
	for ; ; p++ {
		c := *(*byte)(unsafe.Add(unsafe.Pointer(nil), p))
		if c == 0 {
			return string(b)
		}
		b = append(b, c)
	}
}
