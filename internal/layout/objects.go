package layout

// What C's side of the context reads of handles, objects and types, to answer the
// common case without asking Go (hpyabi/native/ctx_fast.c).

// HandleTable is the state of a handle table, which package handles explains.
// Handles are byte offsets.
type HandleTable struct {
	// Base is the address of the entry at offset 0, Flags that of its byte of
	// flags; the entry at offset h has byte h/8. Neither changes.
	Base  uintptr
	Flags uintptr
	// Free is the first free entry; 0: none. Free entries hold the next one
	// under ValueLink.
	Free uint64
	// Used is the first entry that was never used, Limit the first that cannot be.
	Used  uint64
	Limit uint64
	// Live counts the open entries.
	Live int64
}

// FirstStack is the first handle that stands for an argument of a call.
const FirstStack = 1 << 31

// EndOfHandles is behind the last handle that has an entry. The table is readable
// up to there: an entry that was never opened reads as zero, so that a word of
// garbage is told from a handle by one comparison.
const EndOfHandles = 1 << 32

// TypeFacts is what C knows of a type, in an array by type index. All zero: C
// knows nothing and must ask.
type TypeFacts struct {
	// Object is the address of a root slot that holds the type object.
	Object uintptr
	// Flags are the Type… bits.
	Flags uint32
	// StructSlot and FieldsSlot are the reference slots of the C struct's address
	// and of the array of fields, counted from 1; 0: none.
	StructSlot uint16
	FieldsSlot uint16
	// Stock is the address of the type's Stock; 0: C makes no instances.
	Stock uintptr
}

// Window is heap.Window: C makes an object by writing it at Top and raising Top. The
// memory is zero. What does not fit below Limit, Go makes.
type Window struct {
	Top   uintptr
	Limit uintptr
}

// StockCells is how many structs are in stock for a type at most.
const StockCells = 64

// Stock is what C makes instances of a type with: how they look, and C structs, all
// zero, which Go has allocated for those to come.
type Stock struct {
	// Header is the instance's header, Size its size in bytes, Slot the reference that
	// holds the address of its struct.
	Header [2]uint64
	Size   uint64
	Slot   uint64
	// Payload, with the struct's address or'ed to it, and the others are the Owner that
	// the instance becomes.
	Payload    uint64
	StructSize uint64
	Kind       uint64
	// Count of Cells are the addresses of structs.
	Count uint64
	Cells [StockCells]uintptr
}

// Owner is heap.Owner: an object that owns something off the heap.
type Owner struct {
	Object  uint64
	Payload uint64
	Size    uint64
	Kind    uint64
}

// Newborns are the owners that C has made since Go last asked: Count of at most Limit,
// from the address List on.
type Newborns struct {
	Count uint64
	Limit uint64
	List  uintptr
}

// The indexes of types whose instances C makes, and the flag in a header of an object
// that is an owner.
const (
	TypeIndexStr   = 10
	TypeIndexBytes = 11
	TypeIndexTuple = 14
	ObjectOwner    = 1 << 4
)

// A str of ASCII text: in its raw part the hash, the length with a flag, the text
// and a NUL. Bytes are the same without the flag.
const (
	StrASCIIShift = 63
	StrText       = 16
)

// Bits of TypeFacts.Flags: what instances of the type are, subclasses included,
// and which types are the builtins themselves.
const (
	TypeIsType       = 1 << 0
	TypeIsTuple      = 1 << 1
	TypeIsList       = 1 << 2
	TypeIsDict       = 1 << 3
	TypeIsStr        = 1 << 4
	TypeIsBytes      = 1 << 5
	TypeIsExactTuple = 1 << 6
	TypeIsExactList  = 1 << 7
)

// An object, as package heap lays it out: two words of header, the references,
// the raw bytes. The first word has the type's index in bits ObjectTypeShift up,
// the lower half of the second the number of references.
const (
	ObjectHeader    = 16
	ObjectTypeShift = 8
	ObjectTypeMask  = 1<<20 - 1
)

// What package hpyabi keeps in a field, and in the raw word of an array of fields.
const (
	FieldTag      = 0xF1E1D << 40
	FieldSlotMask = 1<<40 - 1
	FieldUsedMask = 1<<32 - 1
)

// MaxGlobals is the number of slots for globals.
const MaxGlobals = 1 << 20

// Context is what follows the members of a context: where C finds all that.
type Context struct {
	Handles   uintptr // a HandleTable
	Types     uintptr // TypeFacts by type index
	Globals   uintptr // root slots by the numbers of globals
	Exception uintptr // the root slot of the pending exception, or 0 in it
	Window    uintptr // the thread's Window
	Newborns  uintptr // a Newborns
	// The nursery: a store into an object there needs no barrier.
	YoungLo   uintptr
	YoungSize uint64
}
