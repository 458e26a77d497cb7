package gate

import "github.com/hpyrun/hpyrun/internal/layout"

// statusRequest is for the assembly.
const statusRequest = layout.StatusRequest

// enter calls the C function fn on th's C stack through entry and serves its upcalls
// until it is done, or ends otherwise, as status says.
//
//go:noescape
func enter(th *Thread, entry, fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (result, status uint64)
