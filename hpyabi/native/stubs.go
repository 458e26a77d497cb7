package native

/*
#include "ctx_stubs_gen.h"
*/
import "C"

import "unsafe"

// Stub returns the address of the C function that serves member i of the
// context, by itself where it can (ctx_fast.c); 0 for a handle.
func Stub(i int) uintptr { return uintptr(unsafe.Pointer(C.hpyrun_fast_stubs[i])) }
