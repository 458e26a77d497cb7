package modules

import (
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
)

// NumSignals is one more than the largest signal's number.
const NumSignals = 65

// Signals collects signals until the main thread handles them. Anybody may Trip one, at any
// time; who handles them asks Take. Go's runtime has the handlers of the system: a
// process has one set of them, so of several runtimes each gets what it has asked for.
type Signals struct {
	tripped [NumSignals]atomic.Bool
	any     atomic.Bool
	// Woken, of capacity 1, gets something at each signal: it interrupts waits.
	Woken chan struct{}
	// Alert is called at each signal, from any goroutine: it has the main thread poll.
	Alert func()
	// Handle does what the program has set for signal n. False: exception pending. nil:
	// SIGINT raises KeyboardInterrupt, the others do nothing.
	Handle func(t *Thread, n int) bool
	// WakeupFD, unless negative, is a file descriptor that each signal's number is written
	// to as a byte.
	WakeupFD atomic.Int64

	once sync.Once
	ch   chan os.Signal
}

// NewSignals makes a Signals that gets no signal of the system's yet.
func NewSignals(alert func()) *Signals {
	s := &Signals{Woken: make(chan struct{}, 1), Alert: alert, ch: make(chan os.Signal, NumSignals)}
	s.WakeupFD.Store(-1)
	return s
}

// Trip makes signal n due.
func (s *Signals) Trip(n int) {
	s.tripped[n].Store(true)
	s.any.Store(true)
	if fd := s.WakeupFD.Load(); fd >= 0 {
		syscall.Write(int(fd), []byte{byte(n)})
	}
	s.Alert()
	select {
	case s.Woken <- struct{}{}:
	default:
	}
}

// Pending says that a signal is due.
func (s *Signals) Pending() bool { return s.any.Load() }

// Take returns the lowest signal that is due, which it is no more then; 0: none.
func (s *Signals) Take() int {
	if !s.any.Swap(false) {
		return 0
	}
	select {
	case <-s.Woken:
	default:
	}
	for n := 1; n < NumSignals; n++ {
		if s.tripped[n].Swap(false) {
			s.any.Store(true) // there may be more
			return n
		}
	}
	return 0
}

// Listen has the system's signal n tripped, Ignore has it ignored, and Default has it do what
// it does without anybody's doing.
func (s *Signals) Listen(n int) {
	s.once.Do(func() {
		go func() {
			for sig := range s.ch {
				s.Trip(int(sig.(syscall.Signal)))
			}
		}()
	})
	signal.Notify(s.ch, syscall.Signal(n))
}

func (s *Signals) Ignore(n int) { signal.Ignore(syscall.Signal(n)) }

func (s *Signals) Default(n int) { signal.Reset(syscall.Signal(n)) }

// Stop ends Listen for all signals.
func (s *Signals) Stop() { signal.Stop(s.ch) }
