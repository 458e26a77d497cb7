package object

// BinaryOp numbers the binary number operations: index of Slots.Binary and
// Slots.InPlace.
type BinaryOp uint8

const (
	OpAdd BinaryOp = iota
	OpSub
	OpMul
	OpMatMul
	OpTrueDiv
	OpFloorDiv
	OpMod
	OpDivmod
	OpLshift
	OpRshift
	OpAnd
	OpXor
	OpOr
	NumBinaryOps
)

// UnaryOp numbers the unary number operations: index of Slots.Unary.
type UnaryOp uint8

const (
	OpNeg UnaryOp = iota
	OpPos
	OpAbs
	OpInvert
	OpIndex
	OpInt
	OpFloat
	NumUnaryOps
)

// CompareOp numbers the rich comparisons, as HPy_RichCmpOp does.
type CompareOp uint8

const (
	LT CompareOp = iota
	LE
	EQ
	NE
	GT
	GE
)

// Slots are a type's operations, CPython's type slots under their protocols'
// names. nil: not supported. Number slots are called with the operands in
// their order whichever of them has the slot, and return NotImplemented to
// refuse. Inherited slots are copied down when a type is made, so a look-up is
// one load. All may run Python code (safepoints) and follow the package's
// conventions for results: Null or -1 with an exception pending is failure.
type Slots struct {
	Unary    [NumUnaryOps]func(t *Thread, a Ref) Value
	Binary   [NumBinaryOps]func(t *Thread, a, b Ref) Value
	InPlace  [NumBinaryOps]func(t *Thread, a, b Ref) Value
	Power    func(t *Thread, a, b, mod Ref) Value // mod holds None when absent
	InPower  func(t *Thread, a, b, mod Ref) Value
	Bool     func(t *Thread, a Ref) int // 1, 0, -1
	SqLength func(t *Thread, a Ref) int
	SqConcat func(t *Thread, a, b Ref) Value
	SqRepeat func(t *Thread, a Ref, n int) Value
	SqItem   func(t *Thread, a Ref, i int) Value
	// SqAssItem stores; v the nil Ref deletes.
	SqAssItem   func(t *Thread, a Ref, i int, v Ref) bool
	SqContains  func(t *Thread, a, v Ref) int
	SqInConcat  func(t *Thread, a, b Ref) Value
	SqInRepeat  func(t *Thread, a Ref, n int) Value
	MpLength    func(t *Thread, a Ref) int
	MpSubscript func(t *Thread, a, key Ref) Value
	// MpAssSub stores; v the nil Ref deletes.
	MpAssSub func(t *Thread, a, key, v Ref) bool

	Repr    func(t *Thread, a Ref) Value
	Str     func(t *Thread, a Ref) Value
	Hash    func(t *Thread, a Ref) (int64, bool) // false: exception pending
	Compare func(t *Thread, a, b Ref, op CompareOp) Value
	Iter    func(t *Thread, a Ref) Value
	Next    func(t *Thread, a Ref) Value // Null without an exception: exhausted
	Call    func(t *Thread, self Ref, args Args) Value
	GetAttr func(t *Thread, a, name Ref) Value
	// SetAttr stores; v the nil Ref deletes.
	SetAttr  func(t *Thread, a, name, v Ref) bool
	DescrGet func(t *Thread, d, obj, typ Ref) Value // obj or typ may be the nil Ref
	// DescrSet stores; v the nil Ref deletes.
	DescrSet func(t *Thread, d, obj, v Ref) bool
	// New makes an instance of class args[0]; Init gets it as args[0].
	New      func(t *Thread, args Args) Value
	Init     func(t *Thread, args Args) bool
	Finalize func(t *Thread, self Ref)
	GetBuf   func(t *Thread, self Ref, flags int) (*Buffer, bool)
	Await    func(t *Thread, a Ref) Value
	AIter    func(t *Thread, a Ref) Value
	ANext    func(t *Thread, a Ref) Value
}

// Buffer is a view of exported memory (Py_buffer's facts). The memory is off
// the moving heap, or pinned until Release is called.
type Buffer struct {
	Ptr      uintptr
	Len      int
	ItemSize int
	ReadOnly bool
	Format   string
	Shape    []int
	Strides  []int
	Release  func(t *Thread)
	// Leaf says that Release runs no code but its own and needs no thread, so
	// that it may be called (with nil) when the one who has the buffer is found
	// dead.
	Leaf bool
}
