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
}

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
}
