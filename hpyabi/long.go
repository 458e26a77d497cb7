package hpyabi

import (
	"math"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The numbers' conversions. The messages are those of CPython's PyLong_As…
// functions, which differ from each other in what they accept.

func (c *Context) LongFromInt32(v int32) HPy   { return HPy(heap.SmallInt(int64(v))) }
func (c *Context) LongFromUInt32(v uint32) HPy { return HPy(heap.SmallInt(int64(v))) }
func (c *Context) LongFromInt64(v int64) HPy   { return c.open(c.t.NewInt(v)) }
func (c *Context) LongFromUInt64(v uint64) HPy { return c.open(c.t.NewUint(v)) }
func (c *Context) LongFromSize(v uint64) HPy   { return c.open(c.t.NewUint(v)) }
func (c *Context) LongFromSsize(v int) HPy     { return c.open(c.t.NewInt(int64(v))) }

// index returns h as an exact int by __index__; Null: TypeError is pending.
func (c *Context) index(h HPy) Value {
	if v := c.val(h); v.IsInt() {
		return v
	}
	v := c.t.Index(c.ref(h))
	if v == heap.Null {
		return v
	}
	return object.IntValue(v)
}

// int returns h, which must be an int already; Null: TypeError is pending.
func (c *Context) int(h HPy) Value {
	v := c.val(h)
	if v.IsInt() {
		return v
	}
	if !c.t.RT.IsInt(v) {
		return c.t.TypeErrorf("an integer is required")
	}
	return object.IntValue(v)
}

// int64 returns h as an int64; ok is false with an exception pending, for a
// value out of range OverflowError with message.
func (c *Context) int64(h HPy, message string) (int64, bool) {
	v := c.index(h)
	if v == heap.Null {
		return -1, false
	}
	i, ok := object.Int64Of(v)
	if !ok {
		c.t.OverflowErrorf("%s", message)
		return -1, false
	}
	return i, true
}

// uint64 is the same for the unsigned conversions, which accept ints only.
func (c *Context) uint64(h HPy, negative, large string) (uint64, bool) {
	v := c.int(h)
	if v == heap.Null {
		return math.MaxUint64, false
	}
	if object.IntSign(v) < 0 {
		c.t.OverflowErrorf("%s", negative)
		return math.MaxUint64, false
	}
	u, ok := object.Uint64Of(v)
	if !ok {
		c.t.OverflowErrorf("%s", large)
		return math.MaxUint64, false
	}
	return u, true
}

// mask returns the low 64 bits of h in two's complement.
func (c *Context) mask(h HPy) uint64 {
	v := c.index(h)
	if v == heap.Null {
		return math.MaxUint64
	}
	if i, ok := object.Int64Of(v); ok {
		return uint64(i)
	}
	b := object.BigOf(v)
	low := new(big.Int).And(b, new(big.Int).SetUint64(math.MaxUint64))
	return low.Uint64()
}

func (c *Context) LongAsInt32(h HPy) int32 {
	i, ok := c.int64(h, "Python int too large to convert to C long")
	if ok && i != int64(int32(i)) {
		c.t.OverflowErrorf("Python int too large to convert to C int32_t")
		return -1
	}
	return int32(i)
}

// LongAsUInt32 raises one error for all that does not fit, negative values and
// what is no int included, as HPy's does.
func (c *Context) LongAsUInt32(h HPy) uint32 {
	u, ok := c.uint64(h, "", "")
	if !ok || u > math.MaxUint32 {
		c.t.ClearExc()
		c.t.OverflowErrorf("Python int too large to convert to C uint32_t")
		return math.MaxUint32
	}
	return uint32(u)
}

func (c *Context) LongAsUInt32Mask(h HPy) uint32 { return uint32(c.mask(h)) }

func (c *Context) LongAsInt64(h HPy) int64 {
	i, _ := c.int64(h, "int too big to convert")
	return i
}

func (c *Context) LongAsUInt64(h HPy) uint64 {
	u, _ := c.uint64(h, "can't convert negative int to unsigned", "int too big to convert")
	return u
}

func (c *Context) LongAsUInt64Mask(h HPy) uint64 { return c.mask(h) }

func (c *Context) LongAsSize(h HPy) uint64 {
	u, _ := c.uint64(h, "can't convert negative value to size_t", "Python int too large to convert to C size_t")
	return u
}

func (c *Context) LongAsSsize(h HPy) int {
	v := c.int(h)
	if v == heap.Null {
		return -1
	}
	i, ok := object.Int64Of(v)
	if !ok {
		c.t.OverflowErrorf("Python int too large to convert to C ssize_t")
		return -1
	}
	return int(i)
}

func (c *Context) LongAsVoidPtr(h HPy) uintptr {
	v := c.int(h)
	if v == heap.Null {
		return 0
	}
	if i, ok := object.Int64Of(v); ok {
		return uintptr(i)
	}
	u, ok := object.Uint64Of(v)
	if !ok {
		if object.IntSign(v) < 0 {
			c.t.OverflowErrorf("Python int too large to convert to C long")
		} else {
			c.t.OverflowErrorf("Python int too large to convert to C unsigned long")
		}
		return 0
	}
	return uintptr(u)
}

func (c *Context) LongAsDouble(h HPy) float64 {
	v := c.int(h)
	if v == heap.Null {
		return -1
	}
	f, ok := object.IntToFloat(v)
	if !ok {
		c.t.OverflowErrorf("int too large to convert to float")
		return -1
	}
	return f
}

func (c *Context) FloatFromDouble(v float64) HPy { return HPy(heap.Float(v)) }

func (c *Context) FloatAsDouble(h HPy) float64 {
	if v := c.val(h); v.IsFloat() {
		return v.Float()
	}
	f, ok := c.t.AsFloat64(c.ref(h))
	if !ok {
		return -1
	}
	return f
}

func (c *Context) BoolFromBool(v bool) HPy { return HPy(heap.Bool(v)) }
