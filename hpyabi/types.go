package hpyabi

import "unsafe"

// The words that stand for objects and their like, each a Go type of its own as
// in C. 0 is null.
type (
	HPy             uint64
	HPyField        uint64
	HPyGlobal       uint64
	HPyThreadState  uint64
	HPyTracker      uint64
	HPyListBuilder  uint64
	HPyTupleBuilder uint64
)

// Null is HPy_NULL.
const Null HPy = 0

// Ptr is a C pointer to T, as a number: the memory is C's, and the number may be
// wrong. 0 is NULL.
type Ptr[T any] uintptr

// Get returns the pointer as Go uses it: for an access at once, not to be kept.
// An address that is not mapped faults there.
func (p Ptr[T]) Get() *T { return *(**T)(unsafe.Pointer(&p)) }

// At returns a pointer to element i of the array that p points to.
func (p Ptr[T]) At(i int) Ptr[T] {
	var t T
	return p + Ptr[T](uintptr(i)*unsafe.Sizeof(t))
}

// Slice returns the n elements that p points to; nil for n = 0, whatever p is.
// It aliases C's memory.
func (p Ptr[T]) Slice(n int) []T {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(p.Get(), n)
}

// CFunc is the address of a C function; 0 is NULL.
type CFunc uintptr

// CStr is a C string, a char * that ends with a NUL; 0 is NULL.
type CStr uintptr

// Len returns the number of bytes before the NUL. s must not be NULL.
func (s CStr) Len() int {
	n := 0
	for p := Ptr[byte](s); *p.Get() != 0; p++ {
		n++
	}
	return n
}

// String returns a copy of the bytes before the NUL; "" for NULL.
func (s CStr) String() string {
	if s == 0 {
		return ""
	}
	return string(s.Bytes(s.Len()))
}

// Bytes returns the first n bytes; nil for n = 0. It aliases C's memory.
func (s CStr) Bytes(n int) []byte { return Ptr[byte](s).Slice(n) }
