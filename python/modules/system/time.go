package system

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// timeState is what the module time keeps of one runtime.
type timeState struct {
	in  modules.Interp
	typ *modules.StructSeq // struct_time
}

// A clock of the system with the functions that read it.
type clock struct {
	name, system          string
	id                    int32
	monotonic, adjustable bool
}

var clocks = []clock{
	{"time", "CLOCK_REALTIME", unix.CLOCK_REALTIME, false, true},
	{"monotonic", "CLOCK_MONOTONIC", unix.CLOCK_MONOTONIC, true, false},
	{"perf_counter", "CLOCK_MONOTONIC", unix.CLOCK_MONOTONIC, true, false},
	{"process_time", "CLOCK_PROCESS_CPUTIME_ID", unix.CLOCK_PROCESS_CPUTIME_ID, true, false},
	{"thread_time", "CLOCK_THREAD_CPUTIME_ID", unix.CLOCK_THREAD_CPUTIME_ID, true, false},
}

var clockDocs = map[string]string{
	"time":         "The time since the Epoch",
	"monotonic":    "A clock that never goes back",
	"perf_counter": "The clock with the best resolution, for measuring",
	"process_time": "The processor time that the process has used, in user mode and in the kernel",
	"thread_time":  "The processor time that the thread has used, in user mode and in the kernel",
}

// timeModule is the module time, without strptime, which CPython writes in Python,
// and without what sets clocks.
func timeModule(in modules.Interp) modules.Module {
	s := &timeState{in: in}
	m := modules.Module{
		Name: "time",
		Doc: "Clocks, and dates by the calendar.\n\n" +
			"A time is a number of seconds since the Epoch (1970-01-01 00:00 UTC), or a\n" +
			"struct_time: year, month, day, hours, minutes, seconds, weekday (0 is Monday),\n" +
			"day of the year, and whether daylight saving time is on (-1: not known).",
		Functions: []object.MethodDef{
			{Name: "sleep", Sig: "(seconds, /)", Doc: "Waits. The number of seconds may be a float.", Fn: s.sleep},
			{Name: "gmtime", Fn: s.gmtime, Doc: "gmtime([seconds]) -> struct_time\n\nThe date and time in UTC, of now if no seconds are given."},
			{Name: "localtime", Fn: s.localtime, Doc: "localtime([seconds]) -> struct_time\n\nThe local date and time, of now if no seconds are given."},
			{Name: "mktime", Sig: "(time, /)", Fn: s.mktime, Doc: "The seconds since the Epoch at a local date and time, as a float."},
			{Name: "asctime", Fn: s.asctime, Doc: "asctime([time]) -> str\n\nA date and time in the form 'Sat Jun 06 16:26:11 1998'."},
			{Name: "ctime", Fn: s.ctime, Doc: "ctime([seconds]) -> str\n\nasctime(localtime(seconds))"},
			{Name: "strftime", Fn: s.strftime, Doc: "strftime(format[, time]) -> str\n\nA date and time in a form that is described as for C's strftime."},
			{Name: "get_clock_info", Sig: "(name, /)", Fn: s.clockInfo, Doc: "What is known of the clock behind a function, by its name."},
			{Name: "clock_gettime", Sig: "(clk_id, /)", Fn: clockFunc(false, unix.ClockGettime), Doc: "The time of a clock of the system."},
			{Name: "clock_gettime_ns", Sig: "(clk_id, /)", Fn: clockFunc(true, unix.ClockGettime), Doc: "The time of a clock of the system, in nanoseconds."},
			{Name: "clock_getres", Sig: "(clk_id, /)", Fn: clockFunc(false, clockGetres), Doc: "The resolution of a clock of the system."},
		},
		Attrs: []object.AttrDef{
			modules.Constant("CLOCK_REALTIME", unix.CLOCK_REALTIME), modules.Constant("CLOCK_MONOTONIC", unix.CLOCK_MONOTONIC),
			modules.Constant("CLOCK_MONOTONIC_RAW", unix.CLOCK_MONOTONIC_RAW), modules.Constant("CLOCK_BOOTTIME", unix.CLOCK_BOOTTIME),
			modules.Constant("CLOCK_PROCESS_CPUTIME_ID", unix.CLOCK_PROCESS_CPUTIME_ID),
			modules.Constant("CLOCK_THREAD_CPUTIME_ID", unix.CLOCK_THREAD_CPUTIME_ID),
		},
		Exec: s.exec,
	}
	for _, c := range clocks {
		read := func(ns bool) object.Native {
			return func(t *Thread, a Args) Value {
				var ts unix.Timespec
				if err := unix.ClockGettime(c.id, &ts); err != nil {
					return raiseErrno(t, err)
				}
				return timespec(t, ts, ns)
			}
		}
		m.Functions = append(m.Functions,
			object.MethodDef{Name: c.name, Sig: "()", Fn: read(false), Doc: clockDocs[c.name] + ", in seconds."},
			object.MethodDef{Name: c.name + "_ns", Sig: "()", Fn: read(true), Doc: clockDocs[c.name] + ", in nanoseconds."})
	}
	return m
}

// timespec is a time as seconds (float) or nanoseconds (int).
func timespec(t *Thread, ts unix.Timespec, ns bool) Value {
	if ns {
		return t.NewInt(ts.Nano())
	}
	return heap.Float(float64(ts.Nano()) / 1e9)
}

// raiseErrno raises OSError for an error of a system call. It returns Null.
func raiseErrno(t *Thread, err error) Value {
	no, ok := err.(unix.Errno)
	if !ok {
		return t.Errorf(t.RT.Exc.OSError, "%v", err)
	}
	args := t.PushN(2)
	args.Set(heap.SmallInt(int64(no)))
	args.At(1).Set(t.NewStr(object.Strerror(no)))
	if args.At(1).V() == heap.Null {
		return heap.Null
	}
	return t.Raise(t.RT.Exc.OSError, args, args.At(1))
}

func clockFunc(ns bool, ask func(id int32, ts *unix.Timespec) error) object.Native {
	return func(t *Thread, a Args) Value {
		id, ok := t.AsInt64(a.At(0))
		if !ok {
			return heap.Null
		}
		if id != int64(int32(id)) {
			return t.OverflowErrorf("Python int too large to convert to C int")
		}
		var ts unix.Timespec
		if err := ask(int32(id), &ts); err != nil {
			return raiseErrno(t, err)
		}
		return timespec(t, ts, ns)
	}
}

func clockGetres(id int32, ts *unix.Timespec) error { return unix.ClockGetres(id, ts) }

func (s *timeState) clockInfo(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("get_clock_info() argument 1 must be str, not %s", t.TypeName(a.At(0).V()))
	}
	for _, c := range clocks {
		if c.name != object.GoStr(a.At(0).V()) {
			continue
		}
		var res unix.Timespec
		if err := unix.ClockGetres(c.id, &res); err != nil {
			return raiseErrno(t, err)
		}
		v := t.NewInstance(t.RT.SimpleNamespaceType)
		if v == heap.Null {
			return v
		}
		info := t.Push(v)
		how := t.Push(t.NewStr("clock_gettime(" + c.system + ")"))
		if how.V() == heap.Null {
			return heap.Null
		}
		for _, f := range []struct {
			name string
			v    Value //rawaddr:ok immediate, but for the first, which is reloaded
		}{{"implementation", how.V()}, {"monotonic", heap.Bool(c.monotonic)}, {"adjustable", heap.Bool(c.adjustable)},
			{"resolution", heap.Float(float64(res.Nano()) / 1e9)}} {
			if f.v.IsPtr() {
				f.v = how.V() // it may have moved
			}
			if !t.SetAttr(info, t.RT.Name(f.name), t.Push(f.v)) {
				return heap.Null
			}
		}
		return info.V()
	}
	return t.ValueErrorf("unknown clock")
}

func (s *timeState) sleep(t *Thread, a Args) Value {
	d, ok := modules.Seconds(t, a.At(0))
	switch {
	case !ok:
		return heap.Null
	case d < 0:
		return t.ValueErrorf("sleep length must be non-negative")
	}
	if s.in.Await(t, nil, d) == modules.Failed {
		return heap.Null
	}
	return heap.None
}
