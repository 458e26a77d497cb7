package gate

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/hpyrun/hpyrun/hpyabi/native"
)

// The watchdog names extension functions that stay away from Go for too long without
// leaving Python. It has its own entries into C, which count the transitions, so
// that its absence costs nothing.

var watching atomic.Bool

// StartWatchdog calls report, on a goroutine of its own, for each stay in C that lasts
// longer than limit (which is exact to a quarter, and to a millisecond): fn is the address of the C function that Go
// had called, away how long it had been away from Go by then. When no processor is
// left to run report, a line on standard error names the function after a second.
//
// Only threads made afterwards are watched. The function that StartWatchdog returns stops
// it; all watched threads must be closed before.
func StartWatchdog(limit time.Duration, report func(fn uintptr, away time.Duration)) (stop func(), err error) {
	if limit <= 0 {
		return nil, errors.New("the watchdog's limit must be positive")
	}
	if !watching.CompareAndSwap(false, true) {
		return nil, errors.New("the watchdog is running already")
	}
	if err := native.WatchStart(limit); err != nil {
		watching.Store(false)
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			fn, away, ok := native.WatchNext()
			if !ok {
				return
			}
			report(fn, away)
		}
	}()
	return func() {
		watching.Store(false)
		native.WatchStop()
		<-done
	}, nil
}
