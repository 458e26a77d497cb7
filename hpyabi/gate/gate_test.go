package gate

import (
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/trace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/hpyrun/hpyrun/hpyabi/internal/ctest"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/hpyabi/native"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// The file that all tests call; see there what the functions do.
var testLibrary = sync.OnceValues(func() (*loader.Library, error) {
	f, err := loader.Inspect(libraryPath)
	if err != nil {
		return nil, err
	}
	return loader.Link(f, nil)
})

var libraryPath string

// testExt is a thread, the library, and a context for it in memory outside of Go's heap.
type testExt struct {
	testing.TB
	*Thread
	lib *loader.Library
	ctx uint64
}

// library returns the test library, built on first use and kept for the process: it
// is never unloaded.
func library(t testing.TB) *loader.Library {
	if libraryPath == "" {
		built := ctest.Build(t, "../native/testdata/ext.c", "ext.so", "-D_GNU_SOURCE", "-O1", "-g", "-lm", "-pthread")
		f, err := os.CreateTemp("", "hpyrun-gate-*.so")
		require.NoError(t, err)
		data, err := os.ReadFile(built)
		require.NoError(t, err)
		_, err = f.Write(data)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		libraryPath = f.Name()
	}
	lib, err := testLibrary()
	require.NoError(t, err)
	return lib
}

func TestMain(m *testing.M) {
	code := m.Run()
	if libraryPath != "" {
		os.Remove(libraryPath)
	}
	os.Exit(code)
}

func newExt(t testing.TB, kind Kind) *testExt { return newExtSize(t, kind, 0) }

func newExtSize(t testing.TB, kind Kind, stackSize int) *testExt {
	lib := library(t)
	th, err := NewThread(kind, stackSize)
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() { // perhaps in the middle of a call
			th.Rewind(Mark{csp: th.base})
		}
		th.Close()
	})
	e := &testExt{t, th, lib, 0}
	ctx := (*[3]uintptr)(e.page())
	ctx[1], ctx[2] = uintptr(unsafe.Pointer(th.Block())), native.UpcallEntry
	e.ctx = uint64(uintptr(unsafe.Pointer(ctx)))
	return e
}

// page returns 4096 bytes outside of Go's heap, until the test ends.
func (e *testExt) page() unsafe.Pointer {
	mem, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	require.NoError(e, err)
	e.Cleanup(func() { require.NoError(e, unix.Munmap(mem)) })
	return unsafe.Pointer(&mem[0])
}

func (e *testExt) sym(name string) uintptr {
	e.Helper()
	fn := e.lib.Sym(name)
	require.NotZero(e, fn, name)
	return fn
}

// call calls a function of the library with the context and more arguments.
func (e *testExt) call(name string, args ...uint64) (uint64, error) {
	e.Helper()
	var a [5]uint64
	copy(a[:], args)
	return e.Call(e.sym(name), e.ctx, a[0], a[1], a[2], a[3], a[4])
}

func (e *testExt) mustCall(name string, args ...uint64) uint64 {
	e.Helper()
	r, err := e.call(name, args...)
	require.NoError(e, err)
	return r
}

// kinds are the gates that this build has.
func kinds() []Kind {
	if Default() == Fast {
		return []Kind{Fast, Cgo}
	}
	return []Kind{Cgo}
}

// overBoth runs a test over each gate.
func overBoth(t *testing.T, test func(e *testExt)) {
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) { test(newExt(t, kind)) })
	}
}

// grow makes the goroutine's stack move: it recurses through n KiB.
func grow(n int) byte {
	var pad [1024]byte
	if n > 0 {
		pad[n&1023] = grow(n - 1)
	}
	return pad[n&511] + 1
}

func TestCall(t *testing.T) {
	overBoth(t, func(e *testExt) {
		r, err := e.Call(e.sym("weigh"), 1, 2, 3, 4, 5, 6)
		require.NoError(e, err)
		require.EqualValues(e, 654321, r)
		r, err = e.Call(e.sym("nothing"), 0, 0, 0, 0, 0, 0)
		require.NoError(e, err)
		require.EqualValues(e, 7, r)
	})
}

func TestCallWithDoubles(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(uint32, *Args) uint64 { return 0 }
		f, err := e.CallFloat(e.sym("mix"), &[6]uint64{1, 2}, &[8]float64{3, 4, 5, 6, 7, 8, 9, 10})
		require.NoError(e, err)
		want := 1 + 20 + 3.0/2 + 4.0/4 + 5.0/8 + 6.0/16 + 7.0/32 + 8.0/64 + 9.0/128 + 10.0/256
		require.Equal(e, want, f)
		n, err := e.CallWithFloats(e.sym("floor_of"), &[6]uint64{}, &[8]float64{41.9})
		require.NoError(e, err)
		require.EqualValues(e, 41, n)
		_, err = e.CallFloat(e.sym("fault"), &[6]uint64{e.ctx, 5}, &[8]float64{})
		require.ErrorContains(e, err, "illegal instruction")
	})
}

func TestUpcall(t *testing.T) {
	overBoth(t, func(e *testExt) {
		var seen []uint64
		e.Serve = func(id uint32, args *Args) uint64 {
			require.EqualValues(e, 1, id)
			seen = append(seen, args[0])
			return args[0] * 2
		}
		require.EqualValues(e, 20, e.mustCall("sum", 5))
		require.Equal(e, []uint64{0, 1, 2, 3, 4}, seen)
	})
}

func TestCalleeSavedRegistersSurviveUpcall(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(uint32, *Args) uint64 { return uint64(grow(32)) }
		require.Zero(e, e.mustCall("registers_kept"))
	})
}

func TestStackIsAligned(t *testing.T) {
	overBoth(t, func(e *testExt) {
		depth := 0
		e.Serve = func(uint32, *Args) uint64 {
			if depth++; depth < 4 {
				return e.mustCall("misaligned")
			}
			return 0
		}
		require.Zero(e, e.mustCall("misaligned"))
		require.Equal(e, 4, depth)
	})
}

// A thousand levels of Go, C, Go, while the stacks of all levels move and Go collects.
func TestNested(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(id uint32, args *Args) uint64 {
			level := args[0]
			if level%100 == 0 {
				grow(64)
				runtime.GC()
			}
			return e.mustCall("nest", level)
		}
		require.EqualValues(e, 1001, e.mustCall("nest", 1000))
	})
}

// Recursion through C ends with an error, at the depth that the stack allows, and leaves the
// thread as it was.
func TestStackExhausted(t *testing.T) {
	overBoth(t, func(e *testExt) {
		deepest := 0
		for range 3 {
			depth, failed := 0, 0
			e.Serve = func(id uint32, args *Args) uint64 {
				depth++
				r, err := e.call("nest", 1)
				if err != nil {
					require.ErrorIs(e, err, ErrStackExhausted)
					failed++
					return 0
				}
				return r
			}
			e.mustCall("nest", 1)
			require.Equal(e, 1, failed)
			require.Greater(e, depth, 1000)
			if deepest != 0 {
				require.InDelta(e, deepest, depth, float64(deepest)/100)
			}
			deepest = depth
		}
	})
}

// A function that is called at the limit has the headroom to itself.
func TestHeadroom(t *testing.T) {
	overBoth(t, func(e *testExt) {
		checked := false
		e.Serve = func(id uint32, args *Args) uint64 {
			if id == 1 { // at the bottom of deep
				return 1
			}
			if _, err := e.call("nest", 1); err != nil && !checked {
				// The stack is beyond the limit by now, but by less than a frame
				// of nest and its upcall.
				checked = true
				b := e.block
				limit := b.StackLimit
				b.StackLimit = 0
				defer func() { b.StackLimit = limit }()
				e.mustCall("deep", headroom/1100)
			}
			return 0
		}
		e.mustCall("nest", 1)
		require.True(e, checked)
	})
}

// C finds errno as it left it, and so does Go during the upcall, whatever happens meanwhile.
func TestErrno(t *testing.T) {
	overBoth(t, func(e *testExt) {
		level := uint64(0)
		e.Serve = func(id uint32, args *Args) uint64 {
			left := unix.Errno(args[0])
			if left == 0 { // the C library set it, by closing file -1
				left = unix.EBADF
			}
			require.Equal(e, left, e.Errno())
			// All of this sets errno on this thread: dlopen, and C functions.
			_, err := loader.Link(&loader.File{Path: "/nowhere"}, nil)
			require.Error(e, err)
			if level++; level < 10 {
				n := 100 + level
				require.Equal(e, n<<32|n, e.mustCall("errno_kept", n))
				const ebadf = uint64(unix.EBADF)
				require.Equal(e, ebadf<<32|ebadf, e.mustCall("errno_of_close"))
			}
			require.Equal(e, left, e.Errno())
			return uint64(left)
		}
		require.EqualValues(e, 42<<32|42, e.mustCall("errno_kept", 42))
		require.Zero(e, e.Errno(), "outside of all upcalls")
	})
}

func TestNoAllocation(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(id uint32, args *Args) uint64 { return args[0] }
		fn := e.sym("sum")
		n := testing.AllocsPerRun(100, func() {
			if r, err := e.Call(fn, e.ctx, 3, 0, 0, 0, 0); r != 3 || err != nil {
				panic("wrong result")
			}
		})
		require.Zero(e, n)
	})
}

func TestAbandon(t *testing.T) {
	overBoth(t, func(e *testExt) {
		csp := e.block.CSP
		level := 0
		e.Serve = func(id uint32, args *Args) uint64 {
			if level++; level == 3 {
				e.Abandon(unix.EINTR)
				return 5
			}
			if level > 3 {
				return 1
			}
			r, err := e.call("sum", 2)
			if level == 3 {
				require.ErrorIs(e, err, unix.EINTR)
				require.Zero(e, r)
				level = 100
				return 10
			}
			require.NoError(e, err)
			return r
		}
		// The third level's call is given up; the second goes on with its own.
		require.EqualValues(e, 10+1+1, e.mustCall("sum", 2))
		require.Equal(e, csp, e.block.CSP)
		require.Panics(e, func() { e.Abandon(nil) })
	})
}

func TestPanicThroughC(t *testing.T) {
	overBoth(t, func(e *testExt) {
		for range 3 {
			levels := 0
			e.Serve = func(id uint32, args *Args) uint64 {
				if levels++; levels == 10 {
					panic("from the depth")
				}
				return e.mustCall("nest", 1)
			}
			func() {
				mark := e.Mark()
				defer func() {
					require.Equal(e, "from the depth", recover())
					e.Rewind(mark)
				}()
				e.mustCall("nest", 1)
			}()
			require.Equal(e, e.base, e.block.CSP)
			e.Serve = func(uint32, *Args) uint64 { return 1 }
			require.EqualValues(e, 5, e.mustCall("sum", 5))
		}
	})
}

// Go's unwinders find their way through the frames of the gate: the one by stack maps, and
// the tracer's, which follows frame pointers.
func TestUnwinding(t *testing.T) {
	overBoth(t, func(e *testExt) {
		require.NoError(e, trace.Start(io.Discard))
		defer trace.Stop()
		levels := 0
		e.Serve = func(id uint32, args *Args) uint64 {
			levels++
			runtime.Gosched() // an event with a stack
			if args[0]%10 == 0 {
				runtime.GC()
				text := string(debug.Stack())
				require.Contains(e, text, "TestUnwinding")
			}
			return e.mustCall("nest", args[0])
		}
		e.mustCall("nest", 30)
		require.Equal(e, 30, levels)
		var pcs [1000]uintptr
		e.Serve = func(uint32, *Args) uint64 {
			frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
			found := false
			for {
				f, more := frames.Next()
				found = found || strings.HasSuffix(f.Function, "TestUnwinding.func1")
				if !more {
					break
				}
			}
			require.True(e, found)
			return 0
		}
		e.mustCall("sum", 1)
	})
}

// Goroutines of their own threads, all gates at once, while Go collects.
func TestManyThreads(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	var wg sync.WaitGroup
	library(t)
	for i := range 6 {
		kind := kinds()[i%len(kinds())]
		wg.Go(func() {
			runtime.LockOSThread() // NewThread nests
			defer runtime.UnlockOSThread()
			th, err := NewThread(kind, 1<<20)
			if err != nil {
				t.Error(err)
				return
			}
			defer th.Close()
			ctx := [3]uintptr{1: uintptr(unsafe.Pointer(th.Block())), 2: native.UpcallEntry}
			var pin runtime.Pinner
			pin.Pin(&ctx)
			defer pin.Unpin()
			lib, _ := testLibrary()
			var kept []byte // on Go's heap: another is garbage from now on
			defer func() { garbageCount.Add(int64(len(kept))) }()
			th.Serve = func(id uint32, args *Args) uint64 {
				kept = make([]byte, 1<<10)
				r, err := th.Call(lib.Sym("nest"), uint64(uintptr(unsafe.Pointer(&ctx))), args[0], 0, 0, 0, 0)
				if err != nil {
					t.Error(err)
				}
				return r
			}
			for range 20 {
				r, err := th.Call(lib.Sym("nest"), uint64(uintptr(unsafe.Pointer(&ctx))), 100, 0, 0, 0, 0)
				if r != 101 || err != nil {
					t.Errorf("got %d, %v", r, err)
				}
			}
		})
	}
	wg.Wait()
}

// What tests allocate in upcalls goes here.
var garbage []byte

var garbageCount atomic.Int64

// Two threads of one goroutine, as two runtimes would have, call into each other; each has
// its faults to itself.
func TestTwoThreadsOnOneGoroutine(t *testing.T) {
	for _, other := range kinds() {
		overBoth(t, func(a *testExt) {
			b := newExt(a.TB, other)
			level := 0
			a.Serve = func(id uint32, args *Args) uint64 {
				if id == 1 {
					return 0
				}
				return b.mustCall("through", 2)
			}
			b.Serve = func(id uint32, args *Args) uint64 {
				if id == 1 {
					return 0
				}
				if level++; level == 10 {
					a.checkFault(faultCases(a)[0])
					b.checkFault(faultCases(b)[2])
					return 100
				}
				return a.mustCall("through", 2)
			}
			require.EqualValues(a, 120, a.mustCall("through", 2))
		})
	}
}

func TestNewThreadRefuses(t *testing.T) {
	_, err := NewThread(Fast, 1000)
	require.ErrorContains(t, err, "too small")
	if Default() != Fast {
		_, err = NewThread(Fast, 0)
		require.ErrorContains(t, err, "no fast gate")
	}
}

func TestParseKind(t *testing.T) {
	for _, k := range []Kind{Fast, Cgo} {
		got, err := ParseKind(k.String())
		require.NoError(t, err)
		require.Equal(t, k, got)
	}
	_, err := ParseKind("slow")
	require.EqualError(t, err, `no gate is named "slow": there are "fast" and "cgo"`)
}

func TestCloseInsideOfCall(t *testing.T) {
	overBoth(t, func(e *testExt) {
		e.Serve = func(uint32, *Args) uint64 {
			require.Panics(e, e.Close)
			return 0
		}
		e.mustCall("sum", 1)
	})
}
