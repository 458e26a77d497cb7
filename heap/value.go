package heap

import (
	"math"

	"github.com/hpyrun/hpyrun/internal/layout"
)

// Value is the one word that everything is: a heap slot, a slot of a root
// stack, and (for immediates) an HPy as C sees it. It is NaN-boxed:
//
//	top 16 bits   meaning
//	0x0000        Null (the whole word is 0), or the address of a heap object
//	0x0001        a singleton: None, True, False, NotImplemented, Ellipsis, sentinels
//	0x0002…0xFFFA a float: its IEEE bits plus 2^49 (NaNs are canonical)
//	0xFFFE        an int of 48 bits, two's complement in the payload
//
// A Value that is not immediate is a raw address: it is dead after the next
// safepoint. Keep it in a Ref instead.
type Value uint64

// Tags and bounds of the encoding. C sees the same numbers through the
// generated layout header.
const (
	TagShift     = layout.ValueTagShift
	TagSingleton = layout.ValueTagSingleton
	TagInt       = layout.ValueTagInt
	FloatOffset  = layout.ValueFloatOffset

	MinInt48 = -MaxInt48 - 1
	MaxInt48 = layout.ValueMaxInt

	payloadMask = 1<<TagShift - 1
)

// The singletons. Null is no object: as a result it says "an exception is
// pending", as a slot's content "empty".
const (
	Null           Value = 0
	None           Value = TagSingleton<<TagShift | 1
	False          Value = layout.ValueFalse
	True           Value = layout.ValueTrue
	NotImplemented Value = TagSingleton<<TagShift | 4
	Ellipsis       Value = TagSingleton<<TagShift | 5
	// Unbound marks a local variable or a dict entry that holds nothing. It
	// never reaches Python code.
	Unbound Value = TagSingleton<<TagShift | 6
)

// Int returns the immediate for i; ok is false when i needs a bignum.
func Int(i int64) (v Value, ok bool) {
	if i < MinInt48 || i > MaxInt48 {
		return Null, false
	}
	return SmallInt(i), true
}

// FitsInt says that i has an immediate.
func FitsInt(i int64) bool { return uint64(i)+1<<47 < 1<<48 }

// SmallInt returns the immediate for an i that is known to fit 48 bits.
func SmallInt(i int64) Value {
	return TagInt<<TagShift | Value(i)&payloadMask
}

// Float returns the immediate for f. Every NaN becomes the canonical quiet NaN
// but keeps its sign.
func Float(f float64) Value {
	if f != f {
		if math.Signbit(f) {
			return Value(0xFFF8000000000000 + FloatOffset)
		}
		return Value(0x7FF8000000000000 + FloatOffset)
	}
	return Value(math.Float64bits(f) + FloatOffset)
}

// Bool returns True or False.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// IsInt says that v is an immediate int (not a bool, not a bignum).
func (v Value) IsInt() bool { return v>>TagShift == TagInt }

// BothInt says that v and w are immediate ints.
func BothInt(v, w Value) bool { return v>>TagShift == TagInt && w>>TagShift == TagInt }

// Int returns the payload of an immediate int.
func (v Value) Int() int64 { return int64(v<<16) >> 16 }

// IsFloat says that v is a float (floats are always immediate).
func (v Value) IsFloat() bool {
	return v-2<<TagShift < 0xFFF9<<TagShift
}

// Float returns the payload of a float.
func (v Value) Float() float64 { return math.Float64frombits(uint64(v) - FloatOffset) }

// IsSingleton says that v is None, True, False, NotImplemented, Ellipsis or a
// sentinel.
func (v Value) IsSingleton() bool { return v>>TagShift == TagSingleton }

// IsBool says that v is True or False.
func (v Value) IsBool() bool { return v|1 == True }

// IsPtr says that v is the address of a heap object.
func (v Value) IsPtr() bool { return v>>TagShift == 0 && v != 0 }

// IsObject says that v is an object: not Null, no mark of the runtime's own, and no
// garbage.
func (v Value) IsObject() bool {
	switch v >> TagShift {
	case 0:
		return v != Null
	case TagSingleton:
		return v-None <= Ellipsis-None
	}
	return v.IsInt() || v.IsFloat()
}

// IsImm says that v is an object that needs no heap.
func (v Value) IsImm() bool { return v>>TagShift != 0 }
