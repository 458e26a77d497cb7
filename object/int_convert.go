package object

import "github.com/hpyrun/hpyrun/heap"

// AsInt64 returns the int that r is or that its __index__ gives. false: an
// exception is pending (TypeError, or OverflowError when it needs more bits).
func (t *Thread) AsInt64(r Ref) (int64, bool) { panic("BUG: not written yet") }

// AsIndex returns r (an int or anything with __index__) as an index; too large
// a number raises IndexError. false: an exception is pending.
func (t *Thread) AsIndex(r Ref) (int, bool) { panic("BUG: not written yet") }

// AsSsize is AsIndex with another exception for numbers that do not fit; nil:
// such a number is clipped to the largest or smallest int.
func (t *Thread) AsSsize(r Ref, overflow *Type) (int, bool) { panic("BUG: not written yet") }

// ParseInt returns int(s, base) with the message of int() when s is none.
func (t *Thread) ParseInt(s string, base int) Value { panic("BUG: not written yet") }

// AsFloat64 returns r (a float, an int or what has __float__ or __index__) as
// a float. false: an exception is pending.
func (t *Thread) AsFloat64(r Ref) (float64, bool) { panic("BUG: not written yet") }

// FloatRepr returns repr(f).
func FloatRepr(f float64) string { panic("BUG: not written yet") }

// NewComplex returns the complex c.
func (t *Thread) NewComplex(c complex128) Value { panic("BUG: not written yet") }

// ComplexOf returns the value of a complex. No safepoint.
func ComplexOf(v Value) complex128 { panic("BUG: not written yet") }

// NewBytes returns a bytes with a copy of b, which must be Go memory.
func (t *Thread) NewBytes(b []byte) Value { panic("BUG: not written yet") }

// Format returns format(v, spec) for a str spec.
func (t *Thread) Format(v, spec Ref) Value { panic("BUG: not written yet") }

// BytesOf returns the content of a bytes as a view that is dead after the next
// safepoint. No safepoint.
func BytesOf(v Value) heap.RawBytes { panic("BUG: not written yet") }
