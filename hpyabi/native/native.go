// Package native holds the C and assembly of the border: what must be compiled by
// a C compiler because the extension calls it, or because it runs where Go cannot.
// It knows nothing of Python; package gate gives it its meaning.
//
//   - gate_amd64.S switches between a goroutine's stack and a C stack;
//   - cgo_gate.c does the same job by plain cgo;
//   - fault.c catches the faults of C;
//   - watchdog.c watches for C that stays away from Go;
//   - sampler.c notes what a thread does, for the CPU profile;
//   - gate.h is what other C code of this repository includes.
//
// It is the only cgo package on the way of a call, and it is kept small: package
// gate needs assembly, which Go allows only where there is no cgo.
//
// It also sees to it that the process has the libraries that every CPython has: extensions
// use libm and do not say so.
//
// Invariant: nothing here calls Go except by hpyrunGoUpcall, and only through the cgo
// gate.
package native

/*
#cgo CFLAGS: -std=gnu11 -O2 -g -Wall -Wextra -Wno-unused-parameter -I${SRCDIR}/../sdk/include
#cgo linux LDFLAGS: -Wl,--no-as-needed -lm -ldl -lpthread -Wl,--as-needed -lrt
#include <stdio.h>
#include <stdlib.h>
#include "internal.h"
#include "layout.h"
*/
import "C"

import (
	"fmt"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"github.com/hpyrun/hpyrun/internal/layout"
)

//go:generate go run ../internal/genlayout -src ../../internal/layout -o layout_gen.h

// How CgoEnter calls: with integers alone, with the doubles of the block as well,
// with both and a double as its result.
const (
	CallInt = iota
	CallFloatArgs
	CallFloatResult
)

// Fast and Cgo are the entry points of the two gates, for the fields of a thread
// block. Those that a gate does not have are 0; on a processor without a fast gate,
// Fast has none.
var (
	Fast = entries(C.hpyrun_fast_entries)
	Cgo  = entries(C.hpyrun_cgo_entries)
)

// UpcallEntry is the address of hpyrun_upcall, for C code that is not linked with it.
var UpcallEntry = uintptr(unsafe.Pointer(C.hpyrun_upcall))

// Entries are addresses of C and assembly code.
type Entries struct {
	Enter, EnterFloat, Resume                      uintptr
	EnterWatched, EnterFloatWatched, ResumeWatched uintptr
	Upcall, UpcallAway                             uintptr
}

func entries(e C.struct_hpyrun_entries) Entries {
	return Entries{
		Enter: uintptr(e.enter), EnterFloat: uintptr(e.enter_float), Resume: uintptr(e.resume),
		EnterWatched:      uintptr(e.enter_watched),
		EnterFloatWatched: uintptr(e.enter_float_watched),
		ResumeWatched:     uintptr(e.resume_watched),
		Upcall:            uintptr(e.upcall), UpcallAway: uintptr(e.upcall_away),
	}
}

// Serve answers an upcall through the cgo gate: it returns the result and
// layout.StatusDone, or StatusAbandon to end the call into C. Package gate sets it.
var Serve func(t *layout.Thread, id uint32, args unsafe.Pointer) (result uint64, status uint64)

//export hpyrunGoUpcall
func hpyrunGoUpcall(ct *C.struct_hpyrun_thread, id C.uint32_t, args *C.uint64_t) {
	t := (*layout.Thread)(unsafe.Pointer(ct))
	result, status := Serve(t, uint32(id), unsafe.Pointer(args))
	t.Result = result
	t.Status = uint32(status)
}

// CgoEnter calls the C function at fn through cgo. The result is left in t.Result
// or t.Floats[0]; the status is returned.
func CgoEnter(t *layout.Thread, how uint32, fn uintptr, a0, a1, a2, a3, a4, a5 uint64) uint64 {
	return uint64(C.hpyrun_cgo_enter(ptr(t), C.uint32_t(how), C.uintptr_t(fn),
		C.uint64_t(a0), C.uint64_t(a1), C.uint64_t(a2), C.uint64_t(a3), C.uint64_t(a4), C.uint64_t(a5)))
}

// Away resumes C, which waits for an upcall through the fast gate, inside of a cgo
// call, and returns the status with which C comes back. Go's scheduler goes on
// without this thread meanwhile.
func Away(t *layout.Thread) uint64 {
	return uint64(C.hpyrun_gate_away(ptr(t)))
}

var installHandler = sync.OnceValue(func() error {
	if msg := C.hpyrun_install_fault_handler(); msg != nil {
		return fmt.Errorf("installing the fault handler: %s", C.GoString(msg))
	}
	return nil
})

// Attach binds a block to this OS thread and makes faults in its C code come back.
// The caller must stay on the thread until Detach.
func Attach(t *layout.Thread) error {
	if err := installHandler(); err != nil {
		return err
	}
	C.hpyrun_attach(ptr(t))
	return nil
}

// Detach undoes Attach, on the same OS thread.
func Detach(t *layout.Thread) {
	C.hpyrun_detach(ptr(t))
}

// Abort ends the process by SIGABRT, as C's abort does.
func Abort() { C.hpyrun_abort() }

// SystemStack returns the bounds of the system stack of this OS thread, and the lower
// end of the guard below it.
func SystemStack() (guard, lo, hi uintptr, err error) {
	var cguard, clo, chi C.uintptr_t
	if e := C.hpyrun_system_stack(&cguard, &clo, &chi); e != 0 {
		return 0, 0, 0, fmt.Errorf("asking for the stack's bounds: %w", syscall.Errno(e))
	}
	return uintptr(cguard), uintptr(clo), uintptr(chi), nil
}

// WatchStart starts the watchdog, which notes each stay in C, of a thread given to
// Watch, that lasts longer than limit.
func WatchStart(limit time.Duration) error {
	if e := C.hpyrun_watch_start(C.uint64_t(limit)); e != 0 {
		return fmt.Errorf("starting the watchdog: %w", syscall.Errno(e))
	}
	return nil
}

// WatchStop stops the watchdog and ends the waiting in WatchNext.
func WatchStop() { C.hpyrun_watch_stop() }

// WatchNext waits for the next note: the C function that Go had called, and for how
// long it had been away. ok is false when the watchdog was stopped.
func WatchNext() (fn uintptr, away time.Duration, ok bool) {
	var cfn C.uintptr_t
	var ns C.uint64_t
	if C.hpyrun_watch_next(&cfn, &ns) == 0 {
		return 0, 0, false
	}
	return uintptr(cfn), time.Duration(ns), true
}

// Watch adds a thread's block to those that are watched, until Unwatch.
func Watch(t *layout.Thread) error {
	if e := C.hpyrun_watch(ptr(t)); e != 0 {
		return fmt.Errorf("watching a thread: %w", syscall.Errno(e))
	}
	return nil
}

// Unwatch must come before the block's memory goes.
func Unwatch(t *layout.Thread) { C.hpyrun_unwatch(ptr(t)) }

var installSampler = sync.OnceValue(func() syscall.Errno { return syscall.Errno(C.hpyrun_sampler_install()) })

// StartSampler makes s get a sample of this OS thread at every period of the CPU time that
// it uses. s lies outside of Go's heap. The caller must stay on the thread until
// StopSampler.
func StartSampler(s *layout.Sampler, period time.Duration) error {
	err := installSampler()
	if err == 0 {
		err = syscall.Errno(C.hpyrun_sampler_start(sampler(s), C.uint64_t(period)))
	}
	if err != 0 {
		return fmt.Errorf("starting a timer of CPU time: %w", err)
	}
	return nil
}

// DisarmSampler ends the samples of a thread that is another one. One may still be under way,
// so s must stay where it is.
func DisarmSampler(s *layout.Sampler) { C.hpyrun_sampler_disarm(sampler(s)) }

// StopSampler undoes StartSampler, on the same OS thread.
func StopSampler(s *layout.Sampler) { C.hpyrun_sampler_stop(sampler(s)) }

func sampler(s *layout.Sampler) *C.struct_hpyrun_sampler {
	return (*C.struct_hpyrun_sampler)(unsafe.Pointer(s))
}

// Field is a field of a struct of internal/layout as C sees it.
type Field struct {
	Struct, Name string
	Offset, Size uintptr
}

// LayoutFields returns every field that C knows.
func LayoutFields() []Field {
	all := unsafe.Slice(C.hpyrun_layout_fields(), int(C.hpyrun_layout_nfields))
	fields := make([]Field, len(all))
	for i, f := range all {
		fields[i] = Field{C.GoString(f.owner), C.GoString(f.name), uintptr(f.offset), uintptr(f.size)}
	}
	return fields
}

func ptr(t *layout.Thread) *C.struct_hpyrun_thread {
	return (*C.struct_hpyrun_thread)(unsafe.Pointer(t))
}

// Exit ends the process as C's exit does: buffers of stdio are written, functions of
// atexit and destructors of static C++ objects run. os.Exit would drop what extensions
// have printed.
func Exit(code int) { C.exit(C.int(code)) }

// FlushStdio writes what C has in the buffers of stdio.
func FlushStdio() { C.fflush(nil) }
