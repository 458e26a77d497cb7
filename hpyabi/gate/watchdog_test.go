package gate

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWatchdog(t *testing.T) {
	type note struct {
		fn   uintptr
		away time.Duration
	}
	const limit = 40 * time.Millisecond
	for _, kind := range kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			notes := make(chan note, 100)
			stop, err := StartWatchdog(limit, func(fn uintptr, away time.Duration) { notes <- note{fn, away} })
			require.NoError(t, err)
			t.Cleanup(stop) // runs after the thread's own
			_, err = StartWatchdog(limit, nil)
			require.Error(t, err)
			e := newExt(t, kind)
			e.Serve = func(id uint32, args *Args) uint64 {
				if id == 2 && args[0] == 0 {
					_, err := e.Call(e.sym("busy"), uint64(4*limit), 0, 0, 0, 0, 0)
					require.NoError(e, err)
					e.checkFault(faultCase{name: "watched", which: 0, signal: 11, access: AccessRead, fn: "fault"})
				}
				return 1
			}
			want := func(name string) {
				t.Helper()
				select {
				case n := <-notes:
					require.Equal(t, e.sym(name), n.fn)
					require.GreaterOrEqual(t, n.away, limit)
				case <-time.After(30 * time.Second):
					t.Fatal("no note")
				}
			}
			// A stay that is long, called directly and from within another.
			_, err = e.Call(e.sym("busy"), uint64(4*limit), 0, 0, 0, 0, 0)
			require.NoError(t, err)
			want("busy")
			require.EqualValues(t, 2, e.mustCall("nest", 1))
			want("busy")
			require.Zero(t, e.block.WatchFn, "nothing runs")
			// Many short stays, and a long time away from Python, are in order. A busy
			// machine can make any stay long, so all we know is the sum.
			require.EqualValues(t, 1, e.mustCall("away", 1, uint64(4*limit)))
			select {
			case n := <-notes:
				require.NotEqual(t, e.sym("away"), n.fn, "the time away counted")
			default:
			}
			// Floats go through an entry of their own.
			f, err := e.CallFloat(e.sym("mix"), &[6]uint64{1}, &[8]float64{})
			require.NoError(t, err)
			require.Equal(t, 1.0, f)
		})
	}
	_, err := StartWatchdog(0, nil)
	require.Error(t, err)
}

// When Go cannot run the report, a line on standard error comes from the watchdog itself.
func TestWatchdogWithoutProcessor(t *testing.T) {
	if Default() != Fast {
		t.Skip("the cgo gate always leaves Go a processor")
	}
	if os.Getenv("HPYRUN_TEST_WATCHDOG") != "" {
		block := make(chan bool)
		_, err := StartWatchdog(10*time.Millisecond, func(uintptr, time.Duration) { <-block })
		require.NoError(t, err)
		e := newExt(t, Fast)
		// The first note blocks the reporter, the second nobody takes.
		for range 2 {
			_, err = e.Call(e.sym("busy"), 1400e6, 0, 0, 0, 0, 0)
			require.NoError(t, err)
		}
		os.Exit(0)
	}
	text, err := runSelf(t, "HPYRUN_TEST_WATCHDOG=1")
	require.NoError(t, err, text)
	require.Contains(t, text, "hpyrun: busy (")
	require.Contains(t, text, "has kept the processor from Go for more than")
}
