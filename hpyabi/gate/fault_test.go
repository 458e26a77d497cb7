package gate

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"

	"github.com/hpyrun/hpyrun/hpyabi/internal/ctest"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

type faultCase struct {
	name     string
	which    uint64
	addr     uint64
	signal   unix.Signal
	access   Access
	overflow bool
	fn       string // innermost function of the test library
	text     string
}

func faultCases(e *testExt) []faultCase {
	noAccess, err := e.Call(e.sym("no_access"), 0, 0, 0, 0, 0, 0)
	require.NoError(e, err)
	return []faultCase{
		{"null read", 0, 0, unix.SIGSEGV, AccessRead, false, "fault", "segmentation fault in C"},
		{"write to a page without access", 1, noAccess, unix.SIGSEGV, AccessWrite, false, "fault", "writing to address"},
		{"endless recursion", 2, 0, unix.SIGSEGV, AccessWrite, true, "bottomless", "stack overflow in C"},
		{"integer division by zero", 3, 0, unix.SIGFPE, AccessUnknown, false, "fault", "integer division by zero"},
		{"call of a null pointer", 4, 0, unix.SIGSEGV, AccessExec, false, "fault", "calling address 0x0"},
		{"illegal instruction", 5, 0, unix.SIGILL, AccessUnknown, false, "fault", "illegal instruction"},
		{"abort", 6, 0, unix.SIGABRT, AccessUnknown, false, "fault", "abort"},
		{"in the C library", 7, 8, unix.SIGSEGV, AccessRead, false, "fault", "segmentation fault in C"},
		{"no canonical address", 0, 1 << 63, unix.SIGSEGV, AccessUnknown, false, "fault", "segmentation fault in C"},
		{"odd processor state", 8, 0, unix.SIGSEGV, AccessRead, false, "fault", "segmentation fault in C"},
	}
}

// nilPanic makes a nil-pointer panic of Go's and recovers.
func nilPanic() (err error) {
	defer func() { err, _ = recover().(error) }()
	var p *int
	return fmt.Errorf("%d", *p)
}

func (e *testExt) checkFault(c faultCase) {
	e.Helper()
	csp := e.block.CSP
	_, err := e.call("fault", c.which, c.addr)
	var f *Fault
	require.ErrorAs(e, err, &f, c.name)
	require.Equal(e, c.signal, f.Signal, c.name)
	require.Equal(e, c.overflow, f.StackOverflow, c.name)
	require.ErrorContains(e, f, c.text)
	require.Equal(e, csp, e.block.CSP, "the C stack is as it was")
	if c.signal == unix.SIGSEGV && c.access != AccessUnknown {
		if !c.overflow {
			require.EqualValues(e, c.addr, f.Addr, c.name)
		}
		if runtime.GOARCH == "amd64" {
			require.Equal(e, c.access, f.Access, c.name)
		}
	}
	if c.which == 3 {
		require.Equal(e, f.PC, f.Addr, c.name)
	}
	if runtime.GOARCH == "amd64" {
		frames := loader.Backtrace(&f.Regs, f.StackAddr, f.Stack, f.Access == AccessExec, 100)
		require.NotEmpty(e, frames, c.name)
		ours, ok := loader.Culprit(frames)
		require.True(e, ok, "%s: %v", c.name, frames)
		require.Equal(e, c.fn, ours.Func, "%s: %v", c.name, frames)
		require.True(e, strings.HasSuffix(ours.File, "ext.c"), "%s: %v", c.name, ours)
		if !c.overflow {
			require.Equal(e, "fault", frames[len(frames)-1].Func, "%s: %v", c.name, frames)
		} else {
			require.Len(e, frames, 100)
		}
		s, ok := loader.Symbolize(f.CallSite() - 1)
		require.True(e, ok, c.name)
		if c.which != 6 && c.which != 7 {
			require.Equal(e, c.fn, s.Func, c.name)
		}
	}
	require.ErrorContains(e, nilPanic(), "nil pointer dereference")
}

func TestFaultsAreContained(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(uint32, *Args) uint64 { return uint64(grow(16)) }
		require.ErrorContains(e, nilPanic(), "nil pointer dereference")
		for range 3 {
			for _, c := range faultCases(e) {
				e.checkFault(c)
			}
		}
		require.EqualValues(e, 7, e.mustCall("nothing"))
	})
}

// The same while Go collects, is profiled, and the stack moves in every upcall.
func TestFaultsUnderLoad(t *testing.T) {
	overBoth(t, func(e *testExt) {
		var profile bytes.Buffer
		if pprof.StartCPUProfile(&profile) == nil { // else go test -cpuprofile has
			defer pprof.StopCPUProfile()
		}
		var wg sync.WaitGroup
		stop := make(chan struct{})
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					runtime.GC()
				}
			}
		})
		n := 0
		e.Serve = func(uint32, *Args) uint64 {
			n++
			garbage = make([]byte, 4096)
			return uint64(grow(n % 128))
		}
		rounds := 5
		if testing.Short() {
			rounds = 1
		}
		for range rounds {
			for _, c := range faultCases(e) {
				e.checkFault(c)
			}
			_, err := e.Call(e.sym("busy"), 5e6, 0, 0, 0, 0, 0)
			require.NoError(e, err)
		}
		close(stop)
		wg.Wait()
	})
}

// A fault ends the innermost call alone: the C functions outside of it go on.
func TestFaultInside(t *testing.T) {
	overBoth(t, func(e *testExt) {
		cases := faultCases(e)
		for _, c := range cases {
			level := 0
			e.Serve = func(id uint32, args *Args) uint64 {
				if id == 1 {
					return 0
				}
				if level++; level == 10 {
					e.checkFault(c)
					return 100
				}
				return e.mustCall("through", 2)
			}
			require.EqualValues(e, 110, e.mustCall("through", 2), c.name)
		}
	})
}

// Go's own faults in an upcall stay Go's.
func TestGoFaultsInUpcall(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(uint32, *Args) uint64 {
			require.ErrorContains(e, nilPanic(), "nil pointer dereference")
			zero := 0
			func() {
				defer func() { require.ErrorContains(e, recover().(error), "divide by zero") }()
				garbage = make([]byte, 1/zero)
			}()
			return 1
		}
		require.EqualValues(e, 3, e.mustCall("sum", 3))
	})
}

// A signal that somebody sends is not a fault of C, even while C runs.
func TestSentSignalIsPassedOn(t *testing.T) {
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			if os.Getenv("HPYRUN_TEST_SENT") == kind.String() {
				e := newExt(t, kind)
				e.Serve = func(uint32, *Args) uint64 { return 0 }
				go func() { _ = unix.Kill(os.Getpid(), unix.SIGSEGV) }()
				_, err := e.Call(e.sym("busy"), 2e9, 0, 0, 0, 0, 0)
				t.Fatalf("still there: %v", err)
			}
			text, err := runSelf(t, "HPYRUN_TEST_SENT="+kind.String())
			require.Error(t, err)
			require.Contains(t, text, "SIGSEGV")
			require.NotContains(t, text, "still there")
		})
	}
}

// An upcall from a thread of the extension's own ends the process with a message.
func TestWrongThread(t *testing.T) {
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			if os.Getenv("HPYRUN_TEST_STRAY") == kind.String() {
				e := newExt(t, kind)
				e.Serve = func(uint32, *Args) uint64 { return 0 }
				_, err := e.call("wrong_thread")
				t.Fatalf("still there: %v", err)
			}
			text, err := runSelf(t, "HPYRUN_TEST_STRAY="+kind.String())
			require.Error(t, err)
			require.Contains(t, text, "hpyrun: an extension called context member 1 from a thread that does not run Python")
			require.NotContains(t, text, "still there")
			require.NotContains(t, text, "goroutine")
		})
	}
}

// A constructor of a library faults while the dynamic linker loads it.
func TestFaultWhileLoading(t *testing.T) {
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			// Afterwards the dynamic linker is locked, so not in this process.
			if os.Getenv("HPYRUN_TEST_LOADING") == kind.String() {
				e := newExt(t, kind)
				path := ctest.Build(t, "../loader/testdata/module.c", "counter.so", "-DCRASHES")
				_, err := loader.Open(path, "", e.Thread)
				var f *Fault
				require.ErrorAs(t, err, &f)
				require.EqualValues(t, 24, f.Addr)
				if runtime.GOARCH == "amd64" {
					frames := loader.Backtrace(&f.Regs, f.StackAddr, f.Stack, false, 100)
					require.Equal(t, "at_load", frames[0].Func)
				}
				os.Exit(0)
			}
			text, err := runSelf(t, "HPYRUN_TEST_LOADING="+kind.String())
			require.NoError(t, err, text)
		})
	}
}

// runSelf runs this test in a process of its own.
func runSelf(t *testing.T, env string) (string, error) {
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe, "-test.run", "^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$")
	cmd.Env = append(os.Environ(), env)
	text, err := cmd.CombinedOutput()
	return string(text), err
}

func TestFaultText(t *testing.T) {
	f := Fault{Signal: unix.SIGSEGV, PC: 0x1234, Addr: 0x10, Access: AccessRead}
	require.EqualError(t, &f, "segmentation fault in C at pc 0x1234 (reading address 0x10)")
	f.StackOverflow = true
	require.EqualError(t, &f, "stack overflow in C at pc 0x1234")
}
