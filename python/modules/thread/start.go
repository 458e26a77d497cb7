package thread

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// state is what _thread keeps of one interpreter.
type state struct {
	in                             modules.Interp
	lot                            parkingLot
	lockType, rlockType, localType *object.Type
	excArgs                        *modules.StructSeq
	running                        int // threads that start_new_thread started
	stackSize                      int64
	// sentinels are locks that are freed when their thread ends.
	sentinels map[*Thread]Ref
	// natives are the system's numbers of threads.
	natives map[*Thread]int
}

// threadModule is the module _thread: threads, and the locks that they wait for.
func threadModule(in modules.Interp) modules.Module {
	s := &state{in: in, lot: parkingLot{in, map[uint64][]*parked{}}, sentinels: map[*Thread]Ref{}, natives: map[*Thread]int{}}
	in.AtThreadEnd(s.ended)
	start := object.MethodDef{Name: "start_new_thread", Fn: s.start,
		Doc: "start_new_thread(function, args[, kwargs])\n(start_new() is an obsolete synonym)\n\nStart a new thread and return its identifier.\n\n" +
			"The thread will call the function with positional arguments from the\ntuple args and keyword arguments taken from the optional dictionary\n" +
			"kwargs.  The thread exits when the function returns; the return value\nis ignored.  The thread will also exit when the function raises an\n" +
			"unhandled exception; a stack trace will be printed unless the exception\nis SystemExit."}
	exit := object.MethodDef{Name: "exit", Sig: "()", Fn: func(t *Thread, a Args) Value { return t.Raise(t.RT.Exc.SystemExit) },
		Doc: "exit()\n(exit_thread() is an obsolete synonym)\n\nThis is synonymous to ``raise SystemExit''.  It will cause the current\nthread to exit silently unless the exception is caught."}
	allocate := object.MethodDef{Name: "allocate_lock", Sig: "()", Fn: func(t *Thread, a Args) Value { return s.newLock(t) },
		Doc: "allocate_lock() -> lock object\n(allocate() is an obsolete synonym)\n\nCreate a new lock object.  See help(type(threading.Lock())) for\ninformation about locks."}
	return modules.Module{
		Name: "_thread",
		Doc:  "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
		Functions: []object.MethodDef{
			start, named(start, "start_new"), exit, named(exit, "exit_thread"), allocate, named(allocate, "allocate"),
			{Name: "interrupt_main", Sig: "(signum=2, /)", Fn: s.interruptMain,
				Doc: "interrupt_main(signum=signal.SIGINT, /)\n\nSimulate the arrival of the given signal in the main thread,\nwhere the corresponding signal handler will be executed.\n" +
					"If *signum* is omitted, SIGINT is assumed.\nA subthread can use this function to interrupt the main thread.\n\n" +
					"Note: the default signal handler for SIGINT raises ``KeyboardInterrupt``."},
			{Name: "get_ident", Sig: "()", Fn: func(t *Thread, a Args) Value { return t.NewInt(int64(t.Ident())) },
				Doc: "get_ident() -> integer\n\nReturn a non-zero integer that uniquely identifies the current thread\namongst other threads that exist simultaneously.\n\n" +
					"This may be used to identify per-thread resources."},
			{Name: "get_native_id", Sig: "()", Fn: func(t *Thread, a Args) Value { return heap.SmallInt(int64(s.native(t))) },
				Doc: "get_native_id() -> integer\n\nReturn a non-negative integer identifying the thread as reported\nby the OS (kernel). This may be used to uniquely identify a\nparticular thread within a system."},
			{Name: "_count", Sig: "()", Fn: func(t *Thread, a Args) Value { return heap.SmallInt(int64(s.running)) },
				Doc: "_count() -> integer\n\nReturn the number of currently running Python threads, excluding\nthe main thread."},
			{Name: "stack_size", Sig: "(size=0, /)", Fn: s.setStackSize,
				Doc: "stack_size([size]) -> size\n\nReturn the thread stack size that was asked for. Stacks grow by themselves here,\nso it changes nothing."},
			{Name: "_set_sentinel", Sig: "()", Fn: s.setSentinel,
				Doc: "_set_sentinel() -> lock\n\nSet a sentinel lock that will be released when the current thread\nstate is finalized (after it is untied from the interpreter)."},
			{Name: "_excepthook", Sig: "(exc_info, /)", Fn: s.excepthook, Doc: "excepthook(exc_type, exc_value, exc_traceback, thread)\n\nHandle uncaught Thread.run() exception."},
		},
		Attrs: []object.AttrDef{{Name: "TIMEOUT_MAX", Make: func(*Thread) Value { return heap.Float(timeoutMax) }}},
		Exec: func(t *Thread, m Ref) bool {
			if s.lockType == nil {
				for _, def := range []object.TypeDef{s.lockDef(), s.rlockDef(), s.localDef()} {
					if t.NewBuiltinType(def) == nil {
						return false
					}
				}
				if s.excArgs = modules.NewStructSeq(t, modules.StructSeqDef{Module: "_thread", Name: "_ExceptHookArgs",
					Doc:    "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
					Fields: []string{"exc_type", "exc_value", "exc_traceback", "thread"}}); s.excArgs == nil {
					return false
				}
			}
			return t.SetAttr(m, t.RT.Name("LockType"), s.lockType.Obj) && t.SetAttr(m, t.RT.Name("error"), t.RT.Exc.RuntimeError.Obj) &&
				modules.AddTypes(t, m, s.rlockType, s.localType, s.excArgs.Type)
		},
	}
}

// native is the system's number of the thread, which is the calling one. A goroutine that
// was asked for it stays with its thread.
func (s *state) native(t *Thread) int {
	n := s.natives[t]
	if n == 0 {
		runtime.LockOSThread()
		n = unix.Gettid()
		s.natives[t] = n
	}
	return n
}

func (s *state) start(t *Thread, a Args) Value {
	if a.NumKw() > 0 {
		return t.TypeErrorf("start_new_thread() takes no keyword arguments")
	}
	if n := a.Len(); n < 2 || n > 3 {
		bound, k := "at least", 2
		if n > 3 {
			bound, k = "at most", 3
		}
		return t.TypeErrorf("start_new_thread expected %s %d arguments, got %d", bound, k, n)
	}
	switch {
	case !t.RT.Callable(a.At(0).V()):
		return t.TypeErrorf("first arg must be callable")
	case !t.RT.TypeOf(a.At(1).V()).Has(object.FlagTupleSubclass):
		return t.TypeErrorf("2nd arg must be a tuple")
	case a.Len() == 3 && !t.RT.TypeOf(a.At(2).V()).Has(object.FlagDictSubclass):
		return t.TypeErrorf("optional 3rd arg must be a dictionary")
	}
	var f, args, kwargs Ref
	var id uint64
	s.running++
	s.in.StartThread(func(new *Thread) {
		f, args, kwargs = new.Push(a.At(0).V()), new.Push(a.At(1).V()), new.Push(heap.None)
		if a.Len() == 3 {
			kwargs.Set(a.At(2).V())
		}
		id = new.Ident()
	}, func(t *Thread) { s.run(t, f, args, kwargs) })
	return t.NewInt(int64(id))
}

// run is what a thread does.
func (s *state) run(t *Thread, f, args, kwargs Ref) {
	defer func() { s.running-- }()
	if kwargs.V() == heap.None {
		kwargs.Set(t.NewDict())
	}
	if kwargs.V() != heap.Null && t.CallWith(f, args, kwargs) != heap.Null {
		return
	}
	if t.ExcMatches(t.RT.Exc.SystemExit) {
		t.ClearExc()
		return
	}
	s.in.UnraisableIn(t, t.Push(t.TakeExc()), f, "Exception ignored in thread started by")
}

// ended is the end of a thread.
func (s *state) ended(t *Thread) {
	s.leaveLocals(t)
	delete(s.natives, t)
	if lock, ok := s.sentinels[t]; ok {
		delete(s.sentinels, t)
		s.unlock(t, lock)
		t.H.FreeRoot(lock)
	}
}

func (s *state) setSentinel(t *Thread, a Args) Value {
	v := s.newLock(t)
	if v == heap.Null {
		return v
	}
	lock, ok := s.sentinels[t]
	if ok {
		s.unlock(t, lock)
	} else {
		lock = t.H.NewRoot()
		s.sentinels[t] = lock
	}
	lock.Set(v)
	return v
}

func (s *state) setStackSize(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	const least = 32 << 10
	switch {
	case n < 0:
		return t.ValueErrorf("size must be 0 or a positive value")
	case n > 0 && n < least:
		return t.ValueErrorf("size not valid: %d bytes", n)
	}
	old := s.stackSize
	s.stackSize = n
	return t.NewInt(old)
}

func (s *state) interruptMain(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	if n < 1 || n >= modules.NumSignals {
		return t.ValueErrorf("signal number out of range")
	}
	// One that the program does nothing about is none.
	s.in.Signals().Trip(int(n))
	if s.in.IsMain(t) && !s.in.Poll(t) {
		return heap.Null
	}
	return heap.None
}

// excepthook prints an exception that ended a thread's run(), unless it is SystemExit.
func (s *state) excepthook(t *Thread, a Args) Value {
	args := a.At(0)
	if t.RT.TypeOf(args.V()) != s.excArgs.Type {
		return t.TypeErrorf("_thread.excepthook argument type must be ExceptHookArgs")
	}
	typ, exc, who := t.Push(t.TupleAt(args.V(), 0)), t.Push(t.TupleAt(args.V(), 1)), t.Push(t.TupleAt(args.V(), 3))
	if typ.V() == t.RT.Exc.SystemExit.Obj.V() {
		return heap.None
	}
	file, ok := s.stderr(t, who)
	if !ok || file.V() == heap.None {
		return file.V()
	}
	name := fmt.Sprint(t.Ident())
	if who.V() != heap.None {
		v, ok := t.GetAttrOpt(who, t.RT.Name("name"))
		if !ok {
			t.ClearExc()
		}
		if v != heap.Null {
			if v = t.Str(t.Push(v)); v == heap.Null {
				t.ClearExc()
				name = "<failed to get thread name>"
			} else {
				name = object.GoStr(v)
			}
		}
	}
	text := "Exception in thread " + name + ":\n"
	if exc.V() == heap.None {
		if exc.Set(t.CallN(typ)); exc.V() == heap.Null {
			return heap.Null
		}
	}
	out := t.Push(t.NewStr(text + t.DisplayException(exc)))
	if out.V() == heap.Null || t.CallMethod(file, t.RT.Name("write"), out) == heap.Null {
		return heap.Null
	}
	return t.CallMethod(file, t.RT.Name("flush"))
}

// stderr is sys.stderr, or what the thread who remembers of it; None: nowhere. False: exception
// pending.
func (s *state) stderr(t *Thread, who Ref) (Ref, bool) {
	file := t.Push(heap.None)
	sys, ok := t.DictGet(t.RT.Modules, t.RT.Name("sys"))
	if ok && sys != heap.Null {
		v, ok := t.GetAttrOpt(t.Push(sys), t.RT.Name("stderr"))
		if !ok {
			return Ref{}, false
		}
		if v != heap.Null {
			file.Set(v)
		}
	}
	if file.V() != heap.None || who.V() == heap.None {
		return file, true
	}
	v, ok := t.GetAttrOpt(who, t.RT.Name("_stderr"))
	if v != heap.Null {
		file.Set(v)
	}
	return file, ok
}
