// Package hpyabi is the border between an HPy extension and the runtime: the HPy
// context as Go sees it.
//
// An extension calls a function of the context struct; its C stub lays the
// arguments out as words and makes an upcall with the member's number; Serve
// finds the handler for that number, which takes the words apart and calls the
// method of Context that implements the member:
//
//	HPy_Add(ctx, a, b)            the header's inline function
//	ctx->ctx_Add(ctx, a, b)       hpyrun_stub_Add, generated C
//	Context.Serve(100, &words)    what the gate calls
//	Context.Add(a, b)             written by hand, on top of package object
//
// All but the last step is generated from package spec, which is the only place
// where the 273 members are listed (see internal/gen).
//
// # Invariants
//
//   - A member is ready when its method is there. One that is not raises a
//     SystemError that names it and returns its error value: never a null
//     pointer, never silence.
//   - C pointers are numbers in Go (types.go). What an extension passes may be any
//     bit pattern; Go's stack scanner must not see it as a pointer.
//   - Words live on the C stack and are read before the method runs: a method may
//     call C again.
//   - No semantics live here: what an operation on objects means is package
//     object's business. This package turns handles into references and back.
package hpyabi

//go:generate go run ./internal/gen
