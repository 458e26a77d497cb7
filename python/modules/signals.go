package modules

import (
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
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
	// Handle does what the program has set for signal n; frame, or None, is what was running.
	// False: exception pending. nil: SIGINT raises KeyboardInterrupt, the others do
	// nothing.
	Handle func(t *Thread, n int, frame Ref) bool
	// WakeupFD, unless negative, is a file descriptor that each signal's number is written
	// to as a byte.
	WakeupFD atomic.Int64

	once, stop sync.Once
	ch         chan os.Signal
	listening  [NumSignals]atomic.Bool
	heard      [NumSignals]atomic.Uint64 // how often they were tripped
}

// NewSignals makes a Signals that gets no signal of the system's yet.
func NewSignals(alert func()) *Signals {
	s := &Signals{Woken: make(chan struct{}, 1), Alert: alert, ch: make(chan os.Signal, NumSignals)}
	s.WakeupFD.Store(-1)
	return s
}

// Trip makes signal n due.
func (s *Signals) Trip(n int) {
	s.heard[n].Add(1)
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
	s.listening[n].Store(true)
	signal.Notify(s.ch, syscall.Signal(n))
}

func (s *Signals) Ignore(n int) {
	s.listening[n].Store(false)
	signal.Ignore(syscall.Signal(n))
}

func (s *Signals) Default(n int) {
	s.listening[n].Store(false)
	signal.Reset(syscall.Signal(n))
}

// ToSelf calls send, which sends the process signal n, and waits until it is tripped, if
// anybody listens: a system call has done that when it returns, Go's runtime takes its
// time.
func (s *Signals) ToSelf(n int, send func() error) error {
	if n < 1 || n >= NumSignals || !s.listening[n].Load() {
		return send()
	}
	before := s.heard[n].Load()
	err := send()
	const patience = 200
	for i := 0; err == nil && i < patience && s.heard[n].Load() == before; i++ {
		time.Sleep(time.Duration(i) * 10 * time.Microsecond)
	}
	return err
}

// Stop ends Listen for all signals, for good.
func (s *Signals) Stop() {
	s.stop.Do(func() {
		signal.Stop(s.ch)
		close(s.ch)
	})
}
