package thread

import (
	"fmt"
	"maps"
	"math"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// What a program may set instead of a function.
const (
	sigDefault = 0
	sigIgnore  = 1
)

// signals is what _signal keeps of one interpreter: what is to be done at each signal, and
// who waits for any in pause().
type signals struct {
	in         modules.Interp
	handlers   Ref // NumSignals slots: SIG_DFL, SIG_IGN, None or what is to be called
	pauses     []chan struct{}
	timerError *object.Type
}

// signalModule is the module _signal. Signals come to Go's runtime, which a goroutine hears them
// from; the main thread runs the program's functions at its next poll. What wants to
// know the thread that a signal comes to (pthread_sigmask, sigwait) is not here: Go's
// runtime decides which one that is.
func signalModule(in modules.Interp) modules.Module {
	s := &signals{in: in}
	attrs := []object.AttrDef{modules.Constant("NSIG", modules.NumSignals), modules.Constant("SIG_DFL", sigDefault),
		modules.Constant("SIG_IGN", sigIgnore), modules.Constant("ITIMER_REAL", int(unix.ItimerReal)),
		modules.Constant("ITIMER_VIRTUAL", int(unix.ItimerVirtual)), modules.Constant("ITIMER_PROF", int(unix.ItimerProf)),
		modules.Constant("SIGRTMIN", 34), modules.Constant("SIGRTMAX", 64)}
	for n := 1; n < 32; n++ {
		if name := unix.SignalName(syscall.Signal(n)); name != "" {
			attrs = append(attrs, modules.Constant(name, n))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(signalAliases)) {
		attrs = append(attrs, modules.Constant(name, int(signalAliases[name])))
	}
	return modules.Module{
		Name: "_signal",
		Doc:  "This module provides mechanisms to use signal handlers in Python.",
		Functions: []object.MethodDef{
			{Name: "signal", Sig: "(signalnum, handler, /)", Fn: s.set, Doc: "Set the action for the given signal.\n\n" +
				"The action can be SIG_DFL, SIG_IGN, or a callable Python object.\nThe previous action is returned.  See getsignal() for possible return values.\n\n" +
				"*** IMPORTANT NOTICE ***\nA signal handler function is called with two arguments:\nthe first is the signal number, the second is the interrupted stack frame."},
			{Name: "getsignal", Sig: "(signalnum, /)", Fn: s.get, Doc: "Return the current action for the given signal.\n\n" +
				"The return value can be:\n  SIG_IGN -- if the signal is being ignored\n  SIG_DFL -- if the default action for the signal is in effect\n" +
				"  None    -- if an unknown handler is in effect\n  anything else -- the callable Python object used as a handler"},
			{Name: "default_int_handler", Sig: "(signalnum, frame, /)", Doc: "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt.",
				Fn: func(t *Thread, a Args) Value { return t.Raise(t.RT.Exc.KeyboardInterrupt) }},
			{Name: "raise_signal", Sig: "(signalnum, /)", Doc: "Send a signal to the executing process.", Fn: s.raise},
			{Name: "pthread_kill", Sig: "(thread_id, signalnum, /)", Doc: "Send a signal to a thread.", Fn: s.kill},
			{Name: "pause", Sig: "()", Doc: "Wait until a signal arrives.", Fn: s.pause},
			{Name: "alarm", Sig: "(seconds, /)", Doc: "Arrange for SIGALRM to arrive after the given number of seconds.", Fn: s.alarm},
			{Name: "setitimer", Sig: "(which, seconds, interval=0.0, /)", Fn: s.setTimer,
				Doc: "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF).\n\nThe timer will fire after value seconds and after that every interval seconds.\n" +
					"The itimer can be cleared by setting seconds to zero.\n\nReturns old values as a tuple: (delay, interval)."},
			{Name: "getitimer", Sig: "(which, /)", Doc: "Returns current value of given itimer.", Fn: s.timer},
			{Name: "set_wakeup_fd", Sig: "(fd, /, *, warn_on_full_buffer=True)", Fn: s.setWakeup,
				Doc: "set_wakeup_fd(fd, *, warn_on_full_buffer=True) -> fd\n\nSets the fd to be written to (with the signal number) when a signal\ncomes in.  " +
					"A library can use this to wakeup select or poll.\nThe previous fd or -1 is returned.\n\nThe fd must be non-blocking."},
			{Name: "strsignal", Sig: "(signalnum, /)", Doc: "Return the system description of the given signal.\n\n" +
				"Returns the description of signal *signalnum*, such as \"Interrupt\"\nfor :const:`SIGINT`. Returns :const:`None` if *signalnum* has no\n" +
				"description. Raises :exc:`ValueError` if *signalnum* is invalid.", Fn: describe},
			{Name: "valid_signals", Sig: "()", Doc: "Return a set of valid signal numbers on this platform.\n\n" +
				"The signal numbers returned by this function can be safely passed to\nfunctions like `pthread_sigmask`.", Fn: valid},
		},
		Attrs: attrs,
		Exec:  s.begin,
	}
}

// signalAliases are second names, and those that only some systems have.
var signalAliases = map[string]syscall.Signal{
	"SIGCLD": unix.SIGCHLD, "SIGIOT": unix.SIGABRT, "SIGPOLL": unix.SIGIO,
}

// begin finds out what is done at each signal before the program has set anything.
func (s *signals) begin(t *Thread, m Ref) bool {
	s.timerError = t.NewBuiltinType(object.TypeDef{Name: "itimer_error", Module: "signal", Base: t.RT.Exc.OSError,
		Flags: object.FlagBaseType | object.FlagExceptionSubclass | object.FlagHeapType})
	if s.timerError == nil || !t.SetAttr(m, t.RT.Name("ItimerError"), s.timerError.Obj) {
		return false
	}
	if !s.handlers.IsNil() {
		return true // the module is made a second time
	}
	f := t.GetAttr(m, t.RT.Name("default_int_handler"))
	if f == heap.Null {
		return false
	}
	s.handlers = t.H.NewRoots(modules.NumSignals)
	for n := range modules.NumSignals {
		how := int64(sigDefault)
		if n > 0 && n < 32 && (n == int(unix.SIGPIPE) || n == int(unix.SIGXFSZ) || signal.Ignored(syscall.Signal(n))) {
			how = sigIgnore
		}
		s.handlers.At(n).Set(heap.SmallInt(how))
	}
	if s.handlers.At(int(unix.SIGINT)).V() == heap.SmallInt(sigDefault) {
		s.handlers.At(int(unix.SIGINT)).Set(f)
	}
	s.in.Signals().Handle = s.handle
	return true
}

// handle does what the program has set for signal n. False: exception pending.
func (s *signals) handle(t *Thread, n int, frame Ref) bool {
	for _, ch := range s.pauses {
		close(ch)
	}
	s.pauses = nil
	defer t.Pop(t.Top())
	h := t.Push(s.handlers.At(n).V())
	if !h.V().IsPtr() { // SIG_DFL, SIG_IGN, None
		return true
	}
	return t.CallN(h, t.Push(heap.SmallInt(int64(n))), frame) != heap.Null
}

// number reads a signal's number. False: exception pending.
func number(t *Thread, r Ref) (int, bool) {
	n, ok := t.AsInt64(r)
	if ok && (n < 1 || n >= modules.NumSignals) {
		t.ValueErrorf("signal number out of range")
		return 0, false
	}
	return int(n), ok
}

func (s *signals) get(t *Thread, a Args) Value {
	n, ok := number(t, a.At(0))
	if !ok {
		return heap.Null
	}
	return s.handlers.At(n).V()
}

func (s *signals) set(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	if !s.in.IsMain(t) {
		return t.ValueErrorf("signal only works in main thread of the main interpreter")
	}
	if n < 1 || n >= modules.NumSignals {
		return t.ValueErrorf("signal number out of range")
	}
	h := t.Push(a.At(1).V())
	how := int64(-1)
	if !t.RT.Callable(h.V()) {
		if t.RT.TypeOf(h.V()).IsSubtype(t.RT.IntType) {
			if how, ok = t.AsInt64(h); !ok {
				t.ClearExc()
				how = -1
			}
		}
		if how != sigDefault && how != sigIgnore {
			return t.TypeErrorf("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
		}
		h.Set(heap.SmallInt(how))
	}
	if !s.in.Poll(t) {
		return heap.Null
	}
	sig := unix.Signal(n)
	if sig == unix.SIGKILL || sig == unix.SIGSTOP || sig == 32 || sig == 33 {
		return modules.RaiseOS(t, unix.EINVAL)
	}
	switch how {
	case sigDefault:
		s.in.Signals().Default(int(n))
	case sigIgnore:
		s.in.Signals().Ignore(int(n))
	default:
		s.in.Signals().Listen(int(n))
	}
	old := s.handlers.At(int(n)).V()
	s.handlers.At(int(n)).Set(h.V())
	return old
}

// raise sends the process a signal. One that the program handles is due at once: nobody
// has to be asked for it.
func (s *signals) raise(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	if n < 0 || n >= modules.NumSignals {
		return modules.RaiseOS(t, unix.EINVAL)
	}
	return s.send(t, int(n))
}

func (s *signals) send(t *Thread, n int) Value {
	if n > 0 && s.handlers.At(n).V().IsPtr() {
		s.in.Signals().Trip(n)
	} else if err := unix.Kill(unix.Getpid(), unix.Signal(n)); err != nil {
		return modules.RaiseOS(t, err)
	}
	if !s.in.Poll(t) {
		return heap.Null
	}
	return heap.None
}

// kill sends a signal to a thread: whichever that is, the main thread handles it.
func (s *signals) kill(t *Thread, a Args) Value {
	id, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	n, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	if n < 0 || n >= modules.NumSignals {
		return modules.RaiseOS(t, unix.EINVAL)
	}
	if !slices.ContainsFunc(t.RT.Threads(), func(x *Thread) bool { return x.Ident() == uint64(id) }) {
		return modules.RaiseOS(t, unix.ESRCH)
	}
	return s.send(t, int(n))
}

func (s *signals) pause(t *Thread, a Args) Value {
	ch := make(chan struct{})
	s.pauses = append(s.pauses, ch)
	if s.in.Await(t, ch, forever) == modules.Failed {
		return heap.Null
	}
	return heap.None
}

// The timers of the process.

func (s *signals) alarm(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	if n != int64(int32(n)) {
		return t.OverflowErrorf("signed integer is greater than maximum")
	}
	old, err := unix.Setitimer(unix.ItimerReal, unix.Itimerval{Value: unix.Timeval{Sec: int64(uint32(n))}})
	if err != nil {
		return modules.RaiseOS(t, err)
	}
	left := float64(old.Value.Nano()) / 1e9
	return t.NewInt(int64(math.Ceil(left)))
}

func (s *signals) setTimer(t *Thread, a Args) Value {
	which, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	var it unix.Itimerval
	for i, tv := range []*unix.Timeval{&it.Value, &it.Interval} {
		d, ok := modules.Seconds(t, a.At(i+1))
		if !ok {
			return heap.Null
		}
		*tv = unix.NsecToTimeval(int64(d)) // microseconds, rounded up
	}
	old, err := unix.Setitimer(unix.ItimerWhich(which), it)
	return s.timerValue(t, old, err)
}

func (s *signals) timer(t *Thread, a Args) Value {
	which, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	it, err := unix.Getitimer(unix.ItimerWhich(which))
	return s.timerValue(t, it, err)
}

// timerValue is (delay, interval), or the ItimerError of err.
func (s *signals) timerValue(t *Thread, it unix.Itimerval, err error) Value {
	if no, ok := err.(unix.Errno); ok {
		args := t.PushN(2)
		args.Set(heap.SmallInt(int64(no)))
		args.At(1).Set(t.NewStr(object.Strerror(no)))
		if args.At(1).V() == heap.Null {
			return heap.Null
		}
		return t.Raise(s.timerError, args, args.At(1))
	}
	items := t.PushN(2)
	items.Set(heap.Float(float64(it.Value.Nano()/1e3) / 1e6))
	items.At(1).Set(heap.Float(float64(it.Interval.Nano()/1e3) / 1e6))
	return t.TupleOf(items, 2)
}

func (s *signals) setWakeup(t *Thread, a Args) Value {
	fd, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	if !s.in.IsMain(t) {
		return t.ValueErrorf("set_wakeup_fd only works in main thread of the main interpreter")
	}
	if fd >= 0 {
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
		if err != nil {
			return modules.RaiseOS(t, err)
		}
		if flags&unix.O_NONBLOCK == 0 {
			return t.ValueErrorf("the fd %d must be in non-blocking mode", fd)
		}
	}
	return t.NewInt(s.in.Signals().WakeupFD.Swap(max(fd, -1)))
}

// signalTexts are what the C library says of signals.
var signalTexts = [...]string{1: "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
	"Floating point exception", "Killed", "User defined signal 1", "Segmentation fault", "User defined signal 2", "Broken pipe",
	"Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued", "Stopped (signal)", "Stopped", "Stopped (tty input)",
	"Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded", "File size limit exceeded", "Virtual timer expired",
	"Profiling timer expired", "Window changed", "I/O possible", "Power failure", "Bad system call"}

func describe(t *Thread, a Args) Value {
	n, ok := number(t, a.At(0))
	switch {
	case !ok:
		return heap.Null
	case n < len(signalTexts):
		return t.NewStr(signalTexts[n])
	case n >= 34:
		return t.NewStr(fmt.Sprintf("Real-time signal %d", n-34))
	}
	return heap.None
}

func valid(t *Thread, a Args) Value {
	set := t.Push(t.NewSet())
	if set.V() == heap.Null {
		return heap.Null
	}
	for n := 1; n < modules.NumSignals; n++ {
		if n != 32 && n != 33 && !t.SetAdd(set, t.Push(heap.SmallInt(int64(n)))) {
			return heap.Null
		}
	}
	return set.V()
}
