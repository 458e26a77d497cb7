package gate

import (
	"bufio"
	"os"
	"os/exec"
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
			// However long a call takes, the watchdog's thread may sleep through it on
			// a busy machine; but not for ever.
			busyUntilNoted := func() {
				t.Helper()
				for start := time.Now(); time.Since(start) < time.Minute; {
					_, err := e.Call(e.sym("busy"), uint64(4*limit), 0, 0, 0, 0, 0)
					require.NoError(t, err)
					for after := time.After(limit); after != nil; {
						select {
						case n := <-notes:
							require.GreaterOrEqual(t, n.away, limit)
							if n.fn == e.sym("busy") {
								return
							}
						case <-after:
							after = nil
						}
					}
				}
				t.Fatal("no note")
			}
			e.Serve = func(id uint32, args *Args) uint64 {
				if id == 2 && args[0] == 0 {
					busyUntilNoted()
					e.checkFault(faultCase{name: "watched", which: 0, signal: 11, access: AccessRead, fn: "fault"})
				}
				return 1
			}
			// A stay that is long, called directly and from within another.
			busyUntilNoted()
			require.EqualValues(t, 2, e.mustCall("nest", 1))
			require.Zero(t, e.block.WatchFn, "nothing runs")
			// A long time away from Python is in order. If the time counted, it would in
			// each attempt; once, the machine may have been busy at the wrong moment.
			noted := true
			for attempt := 0; noted && attempt < 5; attempt++ {
				noted = false
				require.EqualValues(t, 1, e.mustCall("away", 1, uint64(4*limit)))
				time.Sleep(limit)
				for len(notes) > 0 {
					if n := <-notes; n.fn == e.sym("away") {
						noted = true
					}
				}
			}
			require.False(t, noted, "time away from Python is noted")
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
		// The first note blocks the reporter, a second nobody takes. The parent ends
		// this process when it has read the line.
		for {
			_, err = e.Call(e.sym("busy"), 1400e6, 0, 0, 0, 0, 0)
			require.NoError(t, err)
		}
	}
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe, "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "HPYRUN_TEST_WATCHDOG=1")
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.NoError(t, err)
	require.Regexp(t, `^hpyrun: busy \(.*\) has kept the processor from Go for more than \d+ ms\n$`, line)
}
