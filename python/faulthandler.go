package python

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/vm"
)

// The module faulthandler: where the threads are. Faults in C are reported whether it is
// enabled or not, so enable and disable are remembered only. What is dumped later is dumped by
// a thread of its own, which has to get the runtime's lock: it comes to loops and to all
// that waits, and not to C code that does not leave Python.

type faultHandler struct {
	in      *Interp
	enabled bool
	cancel  chan struct{} // ends the thread of dump_traceback_later; nil: there is none
}

func (in *Interp) faultHandlerModule() modules.Module {
	f := &faultHandler{in: in}
	return modules.Module{
		Name: "faulthandler",
		Doc:  "faulthandler module.",
		Functions: []object.MethodDef{
			{Name: "enable", Sig: "(file=None, all_threads=True)", Doc: "Remembered: faults are reported anyway.", Fn: func(t *Thread, a Args) Value {
				if _, ok := f.fd(t, a.At(0)); !ok {
					return heap.Null
				}
				f.enabled = true
				return heap.None
			}},
			{Name: "disable", Sig: "()", Doc: "Remembered: faults are reported anyway. Returns whether it was enabled.", Fn: func(t *Thread, a Args) Value {
				was := f.enabled
				f.enabled = false
				return heap.Bool(was)
			}},
			{Name: "is_enabled", Sig: "()", Doc: "Tell whether enable() or disable() was called last.",
				Fn: func(t *Thread, a Args) Value { return heap.Bool(f.enabled) }},
			{Name: "dump_traceback", Sig: "(file=None, all_threads=True)", Doc: "Dump the traceback of the current thread, or of all threads\nif all_threads is True, into file.", Fn: f.dump},
			{Name: "dump_traceback_later", Sig: "(timeout, repeat=False, file=None, exit=False)", Fn: f.later,
				Doc: "Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is True. If exit is True, the\nprocess ends after the first."},
			{Name: "cancel_dump_traceback_later", Sig: "()", Doc: "Cancel the previous call to dump_traceback_later().", Fn: func(t *Thread, a Args) Value {
				f.stop()
				return heap.None
			}},
		},
	}
}

// fd is the file descriptor that file stands for: sys.stderr by default. False: exception
// pending.
func (f *faultHandler) fd(t *Thread, file Ref) (int, bool) {
	defer t.Pop(t.Top())
	r := t.Push(file.V())
	if r.V() == heap.None {
		v := f.in.stream(t, "stderr")
		if v == heap.Null {
			t.RuntimeErrorf("unable to get sys.stderr")
			return 0, false
		}
		r.Set(v)
	} else if t.RT.TypeOf(r.V()).IsSubtype(t.RT.IntType) {
		n, ok := t.AsInt64(r)
		if ok && n < 0 {
			t.ValueErrorf("file is not a valid file descripter")
			return 0, false
		}
		return int(n), ok
	}
	v := t.CallMethod(r, t.RT.Name("fileno"))
	if v == heap.Null {
		return 0, false
	}
	n, ok := t.AsInt64(t.Push(v))
	if !ok || n < 0 {
		t.ClearExc()
		t.RuntimeErrorf("file.fileno() is not a valid file descriptor")
		return 0, false
	}
	if t.CallMethod(r, t.RT.Name("flush")) == heap.Null {
		t.ClearExc()
	}
	return int(n), true
}

func (f *faultHandler) dump(t *Thread, a Args) Value {
	fd, ok := f.fd(t, a.At(0))
	if !ok {
		return heap.Null
	}
	all := t.IsTrue(a.At(1))
	if all < 0 {
		return heap.Null
	}
	threads := []*Thread{t}
	if all > 0 {
		threads = t.RT.Threads()
	}
	syscall.Write(fd, []byte(dumpThreads(t, threads)))
	return heap.None
}

// maxDumped bounds the frames of a thread that are shown.
const maxDumped = 100

// dumpThreads renders the frames of threads, the newest first, and current last.
func dumpThreads(current *Thread, threads []*Thread) string {
	var b strings.Builder
	one := func(t *Thread, head string) {
		b.WriteString(head + " (most recent call first):\n")
		for i := 0; ; i++ {
			info, ok := vm.Of(t).Frame(i)
			switch {
			case !ok && i == 0:
				b.WriteString("  <no Python frame>\n")
			case ok && i == maxDumped:
				b.WriteString("  ...\n")
			case ok:
				fmt.Fprintf(&b, "  File \"%s\", line %d in %s\n", info.Code.Filename, info.Pos.Line, info.Code.Name)
				continue
			}
			return
		}
	}
	for _, t := range threads {
		if t != current {
			one(t, threadHead("Thread", t))
			b.WriteByte('\n')
		}
	}
	if len(threads) == 1 && threads[0] == current {
		one(current, "Stack")
	} else {
		one(current, threadHead("Current thread", current))
	}
	return b.String()
}

func threadHead(word string, t *Thread) string { return fmt.Sprintf("%s 0x%016x", word, t.Ident()) }

// later starts a thread that waits, and then shows all others.
func (f *faultHandler) later(t *Thread, a Args) Value {
	d, ok := modules.Seconds(t, a.At(0))
	if !ok {
		return heap.Null
	}
	if d <= 0 {
		return t.ValueErrorf("timeout must be greater than 0")
	}
	repeat, exit := t.IsTrue(a.At(1)), t.IsTrue(a.At(3))
	if repeat < 0 || exit < 0 {
		return heap.Null
	}
	fd, ok := f.fd(t, a.At(2))
	if !ok {
		return heap.Null
	}
	f.stop()
	cancel := make(chan struct{})
	f.cancel = cancel
	f.in.StartThread(func(*Thread) {}, func(t *Thread) {
		for f.in.Await(t, cancel, d) == modules.TimedOut {
			syscall.Write(fd, []byte(fmt.Sprintf("Timeout (%s)!\n", clock(d))+dumpOthers(t)))
			if exit > 0 {
				os.Exit(1)
			}
			if repeat == 0 {
				return
			}
		}
	})
	return heap.None
}

// dumpOthers is dumpThreads without the thread that watches.
func dumpOthers(watcher *Thread) string {
	var b strings.Builder
	for _, t := range watcher.RT.Threads() {
		if t != watcher {
			text := dumpThreads(t, []*Thread{t})
			b.WriteString(strings.Replace(text, "Stack", threadHead("Thread", t), 1))
		}
	}
	return b.String()
}

// clock shows a time as h:mm:ss.
func clock(d time.Duration) string {
	s := int(d / time.Second)
	text := fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	if us := d % time.Second / time.Microsecond; us != 0 {
		text += fmt.Sprintf(".%06d", us)
	}
	return text
}

func (f *faultHandler) stop() {
	if f.cancel != nil {
		close(f.cancel)
		f.cancel = nil
	}
}
