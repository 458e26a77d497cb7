package layout

// The encoding of a value in one 64-bit word, which package heap explains.
const (
	ValueTagShift     = 48
	ValueTagSingleton = 0x0001
	ValueTagInt       = 0xFFFE
	ValueFloatOffset  = 1 << 49
	ValueMaxInt       = 1<<47 - 1
	ValueFalse        = ValueTagSingleton<<ValueTagShift | 2
	ValueLink         = ValueTagSingleton<<ValueTagShift | 1<<47 // of a free slot: the index of the next one
	ValueNone         = ValueTagSingleton<<ValueTagShift | 1
	ValueTrue         = ValueTagSingleton<<ValueTagShift | 3
)
