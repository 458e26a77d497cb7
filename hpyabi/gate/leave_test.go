package gate

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/stretchr/testify/require"
)

// While C is away, other goroutines run, take the runtime's lock, and Go collects, even with
// one processor: C waits until they have.
func TestLeave(t *testing.T) {
	for _, procs := range []int{1, 2} {
		overBoth(t, func(e *testExt) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			const rounds = 50
			var lock sync.Mutex // what a runtime's lock would be
			lock.Lock()
			defer lock.Unlock()
			var left, entered int
			e.OnLeave = func() { left++; lock.Unlock() }
			e.OnReenter = func() { lock.Lock(); entered++ }
			e.Serve = func(id uint32, args *Args) uint64 {
				require.EqualValues(e, args[0], entered-1)
				require.False(e, lock.TryLock(), "the lock is held")
				if args[0]%10 == 0 {
					grow(64)
				}
				return 0
			}
			mem := e.page()
			counter := (*atomic.Uint64)(mem)
			var wg sync.WaitGroup
			var stop atomic.Bool
			wg.Go(func() {
				for !stop.Load() {
					runtime.GC()
					if lock.TryLock() {
						counter.Add(1)
						lock.Unlock()
					}
					runtime.Gosched()
				}
			})
			require.EqualValues(e, rounds, e.mustCall("away_until", rounds, uint64(uintptr(mem))))
			stop.Store(true)
			wg.Wait()
			require.EqualValues(e, rounds, left)
			require.EqualValues(e, rounds, entered)
		})
	}
}

// Many short absences, while Go collects, with one processor.
func TestLeaveOften(t *testing.T) {
	overBoth(t, func(e *testExt) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		rounds := uint64(1000)
		if testing.Short() {
			rounds = 50
		}
		e.Serve = func(id uint32, args *Args) uint64 { return uint64(grow(int(args[0] % 128))) }
		var stop atomic.Bool
		var wg sync.WaitGroup
		wg.Go(func() {
			for !stop.Load() {
				runtime.GC()
				runtime.Gosched()
			}
		})
		require.EqualValues(e, rounds, e.mustCall("away", rounds, uint64(time.Millisecond)))
		stop.Store(true)
		wg.Wait()
	})
}

// Leaving and coming back at every level of nested calls.
func TestLeaveNested(t *testing.T) {
	overBoth(t, func(e *testExt) {
		level := 0
		e.Serve = func(id uint32, args *Args) uint64 {
			if level++; level >= 50 {
				return 0
			}
			require.EqualValues(e, 1, e.mustCall("away", 1, 1000))
			return 0
		}
		require.EqualValues(e, 1, e.mustCall("away", 1, 1000))
		require.Equal(e, 50, level)
	})
}

func TestMisuse(t *testing.T) {
	overBoth(t, func(e *testExt) {
		balance := 0
		e.OnLeave = func() { balance-- }
		e.OnReenter = func() { balance++ }
		e.Serve = func(id uint32, args *Args) uint64 {
			e.Errorf("upcall %d was served", id)
			return 0
		}
		check := func() {
			_, err := e.call("misuse", 0)
			require.Equal(e, &MisuseError{Member: 42, Away: true}, err)
			_, err = e.call("misuse", 1)
			require.Equal(e, &MisuseError{Member: layout.UpcallLeave, Away: true}, err)
			_, err = e.call("misuse", 2)
			require.Equal(e, &MisuseError{Member: layout.UpcallReenter}, err)
			_, err = e.call("misuse", 3)
			var f *Fault
			require.ErrorAs(e, err, &f)
			require.EqualValues(e, 16, f.Addr)
			_, err = e.call("misuse", 4)
			require.Equal(e, &MisuseError{Member: layout.UpcallLeave}, err)
			require.Zero(e, balance)
		}
		require.EqualError(e, &MisuseError{Member: layout.UpcallLeave},
			"HPy_LeavePythonExecution without HPy_ReenterPythonExecution")
		require.EqualError(e, &MisuseError{Member: layout.UpcallReenter},
			"HPy_ReenterPythonExecution without HPy_LeavePythonExecution")
		require.EqualError(e, &MisuseError{Member: layout.UpcallLeave, Away: true},
			"HPy_LeavePythonExecution twice, without HPy_ReenterPythonExecution in between")
		require.EqualError(e, &MisuseError{Member: 42, Away: true},
			"context member 42 called between HPy_LeavePythonExecution and HPy_ReenterPythonExecution")
		csp := e.block.CSP
		for range 3 {
			check()
		}
		require.Equal(e, csp, e.block.CSP)
		// From within another call, which goes on.
		e.Serve = func(id uint32, args *Args) uint64 {
			if id == 2 {
				check()
				return 9
			}
			return 0
		}
		require.EqualValues(e, 10, e.mustCall("through", 2))
	})
}
