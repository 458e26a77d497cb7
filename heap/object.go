package heap

import "unsafe"

// Addr is the address of a heap object's header: a raw address, dead after the
// next safepoint.
//
// An object is a header of two words, then its references, then its bytes:
//
//	w0   flags (bits 0–7) | type index (bits 8–27) | identity (bits 28–63)
//	w1   references (bits 0–31) | size of the whole object in words (bits 32–63)
//	     nrefs Values
//	     raw bytes, to the end
//
// So the collector is blind to types: it copies size words and visits nrefs
// slots. While an object is being evacuated w0 holds its new address with
// FlagForwarded, which is why that flag is bit 0 and objects are 8-aligned.
type Addr uintptr

// Word is the size of a slot and the alignment of an object, in bytes.
const Word = 8

// HeaderSize is what precedes the first reference, in bytes.
const HeaderSize = 16

// Flags of a header. All but FlagWatched, FlagWeak and FlagOwner belong to the collector.
const (
	// FlagForwarded: w0 is a forwarding pointer.
	FlagForwarded = 1 << 0
	// FlagWatched: the program can see the object die, by a weak reference or a
	// finalizer; the collector does not ask. See Mutator.Watch.
	FlagWatched = 1 << 1

	// FlagRemembered: in the remembered set as a whole.
	FlagRemembered = 1 << 2
	// FlagWeak: reference 0 does not keep its object alive; it is cleared (set
	// to None) when that dies.
	FlagWeak = 1 << 3
	// FlagOwner: the object owns something off the heap (a C struct, a Go
	// payload, a finalizer): the collector's owner list tells of its death.
	FlagOwner = 1 << 4
	// FlagFinalized: the finalizer has run; it runs once.
	FlagFinalized = 1 << 5
	// FlagAge: survived one minor collection; the next one promotes. A large
	// object with it is old.
	FlagAge = 1 << 6
	// FlagPermanent: never moves, never dies.
	FlagPermanent = 1 << 7

	flagBits   = 8
	typeBits   = 20
	typeMask   = 1<<typeBits - 1
	identShift = flagBits + typeBits
	identBits  = 64 - identShift
)

// TypeIndex numbers the types of one runtime, from 1.
type TypeIndex uint32

// MaxTypes is the number of types that a runtime can hold at one time.
const MaxTypes = 1 << typeBits

// RawBytes is a view of an object's bytes: as short-lived as its address.
type RawBytes []byte

// Addr returns the address of the object that v is. v must be IsPtr.
func (v Value) Addr() Addr { return Addr(v) }

// Value returns the reference to the object at a.
func (a Addr) Value() Value { return Value(a) }

// at is the one place where an address becomes a pointer. (Adding to nil, not
// converting: vet knows no memory but Go's.)
func (a Addr) at(off uintptr) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(nil), uintptr(a)+off)
}

func (a Addr) w0() *uint64 { return (*uint64)(a.at(0)) }
func (a Addr) w1() *uint64 { return (*uint64)(a.at(Word)) }

// Type returns the object's type index.
func (a Addr) Type() TypeIndex { return TypeIndex(*a.w0()>>flagBits) & typeMask }

// SetType changes the object's type (an assignment to __class__).
func (a Addr) SetType(t TypeIndex) {
	*a.w0() = *a.w0()&^(typeMask<<flagBits) | uint64(t)<<flagBits
}

// Flags returns the header's flags.
func (a Addr) Flags() uint64 { return *a.w0() & (1<<flagBits - 1) }

// Has says that all of flags are set.
func (a Addr) Has(flags uint64) bool { return *a.w0()&flags == flags }

// SetFlags sets flags.
func (a Addr) SetFlags(flags uint64) { *a.w0() |= flags }

// ClearFlags clears flags.
func (a Addr) ClearFlags(flags uint64) { *a.w0() &^= flags }

// Forwarded returns the new address of an object that is being evacuated; ok is
// false when it was not moved. Only the collector meets such objects.
func (a Addr) Forwarded() (to Addr, ok bool) {
	w := *a.w0()
	return Addr(w &^ FlagForwarded), w&FlagForwarded != 0
}

// Forward makes what is left at a a forwarding pointer.
func (a Addr) Forward(to Addr) { *a.w0() = uint64(to) | FlagForwarded }

// CopyTo copies the whole object, of size bytes, to other memory.
func (a Addr) CopyTo(to Addr, size int) {
	copy(unsafe.Slice((*uint64)(to.at(0)), size/Word), unsafe.Slice((*uint64)(a.at(0)), size/Word))
}

// NRefs returns the number of reference slots.
func (a Addr) NRefs() int { return int(uint32(*a.w1())) }

// Size returns the size of the whole object in bytes.
func (a Addr) Size() int { return int(*a.w1()>>32) * Word }

// RawSize returns the number of raw bytes.
func (a Addr) RawSize() int { return a.Size() - HeaderSize - a.NRefs()*Word }

// Slot returns the address of reference slot i. Stores must go through
// Mutator.Store, which is the write barrier; the collector writes here, and who has
// asked StoresPlainly or InNursery.
func (a Addr) Slot(i int) *Value {
	return (*Value)(a.at(HeaderSize + uintptr(i)*Word))
}

// Ref returns the content of reference slot i.
func (a Addr) Ref(i int) Value { return *a.Slot(i) }

// Refs returns a view of all references, as short-lived as the address. It is for
// reading.
func (a Addr) Refs() []Value { return unsafe.Slice(a.Slot(0), a.NRefs()) }

// Raw returns the address of the raw part's byte off.
func (a Addr) Raw(off int) unsafe.Pointer {
	return a.at(HeaderSize + uintptr(a.NRefs())*Word + uintptr(off))
}

// Bytes returns n raw bytes from off on.
func (a Addr) Bytes(off, n int) RawBytes { return unsafe.Slice((*byte)(a.Raw(off)), n) }

// Word64 returns the raw part's 64-bit word at byte off.
func (a Addr) Word64(off int) uint64 { return *(*uint64)(a.Raw(off)) }

// SetWord64 stores a raw 64-bit word at byte off.
func (a Addr) SetWord64(off int, x uint64) { *(*uint64)(a.Raw(off)) = x }
