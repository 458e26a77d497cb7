package posix

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// Processes: waiting for them, signals, the program that this one becomes.

// siginfo is the kernel's siginfo_t for a child, as far as waitid tells.
type siginfo struct {
	signo, errno, code int32
	_                  int32
	pid, uid, status   int32
	_                  [100]byte
}

// waitid is waitid(2), which x/sys has without the kernel's order of the fields.
func waitid(idType, id, options int, info *siginfo) error {
	_, _, e := unix.Syscall6(unix.SYS_WAITID, uintptr(idType), uintptr(id), uintptr(unsafe.Pointer(info)), uintptr(options), 0, 0)
	if e != 0 {
		return e
	}
	return nil
}

// awaitChild waits until a child is in the state that the options (of waitid) ask for, without
// reaping it. false: exception pending.
func (c *call) awaitChild(idType, id, options int) bool {
	if !c.ok {
		return false
	}
	var info siginfo
	if err := waitid(idType, id, options|unix.WNOWAIT|unix.WNOHANG, &info); err != nil || info.pid != 0 {
		return true // there is something to get, if only an error
	}
	return c.in.Wait(c.t, func(time.Duration) bool {
		var info siginfo
		return waitid(idType, id, options|unix.WNOWAIT, &info) != unix.EINTR
	})
}

// wait4 waits for a process as wait4(2).
func (c *call) wait4(pid, options int) (got, status int, usage unix.Rusage, ok bool) {
	if options&unix.WNOHANG == 0 {
		idType, id := unix.P_ALL, 0
		switch {
		case pid > 0:
			idType, id = unix.P_PID, pid
		case pid == 0:
			idType, id = unix.P_PGID, unix.Getpgrp()
		case pid < -1:
			idType, id = unix.P_PGID, -pid
		}
		want := unix.WEXITED
		if options&unix.WUNTRACED != 0 {
			want |= unix.WSTOPPED
		}
		if options&unix.WCONTINUED != 0 {
			want |= unix.WCONTINUED
		}
		if !c.awaitChild(idType, id, want) {
			return 0, 0, usage, false
		}
	}
	var ws unix.WaitStatus
	ok = c.do(func() (err error) { got, err = unix.Wait4(pid, &ws, options, &usage); return err })
	return got, int(ws), usage, ok
}

func (c *call) waitResult(pid, status int, ok bool) Value {
	if !ok {
		return heap.Null
	}
	base := c.t.Push(heap.SmallInt(int64(pid)))
	c.t.Push(heap.SmallInt(int64(status)))
	return c.t.TupleOf(base, 2)
}

// usageResult is the result of wait3 and wait4, which has a struct_rusage of the module
// resource.
func (m *module) usageResult(c *call, pid, status int, usage unix.Rusage, ok bool) Value {
	if !ok {
		return heap.Null
	}
	base := c.t.Push(heap.SmallInt(int64(pid)))
	c.t.Push(heap.SmallInt(int64(status)))
	u := c.t.Push(heap.Null)
	if u.Set(m.newUsage(c.t, &usage)); u.V() == heap.Null {
		return heap.Null
	}
	return c.t.TupleOf(base, 3)
}

var waitidDef = modules.StructSeqDef{Module: "posix", Name: "waitid_result",
	Fields: []string{"si_pid", "si_uid", "si_signo", "si_status", "si_code"}, Doc: "What waitid() tells."}

// statusFunc makes a function that asks something of a status.
func (m *module) statusFunc(name, doc string, f func(ws unix.WaitStatus) Value) object.MethodDef {
	return m.define(name, "(status)", doc, func(c *call) Value {
		n := c.int(0)
		if !c.ok {
			return heap.Null
		}
		return f(unix.WaitStatus(n))
	})
}

func (m *module) processFunctions() []object.MethodDef {
	number := func(n int) Value { return heap.SmallInt(int64(n)) }
	return []object.MethodDef{
		m.define("wait", "()", "Waits for any child. Returns (pid, status).", func(c *call) Value {
			pid, status, _, ok := c.wait4(-1, 0)
			return c.waitResult(pid, status, ok)
		}),
		m.define("waitpid", "(pid, options, /)", "Waits for a child. Returns (pid, status).", func(c *call) Value {
			pid, options := c.int(0), c.int(1)
			if !c.ok {
				return heap.Null
			}
			pid, status, _, ok := c.wait4(pid, options)
			return c.waitResult(pid, status, ok)
		}),
		m.define("wait3", "(options)", "Waits for any child. Returns (pid, status, rusage).", func(c *call) Value {
			options := c.int(0)
			if !c.ok {
				return heap.Null
			}
			pid, status, usage, ok := c.wait4(-1, options)
			return m.usageResult(c, pid, status, usage, ok)
		}),
		m.define("wait4", "(pid, options)", "Waits for a child. Returns (pid, status, rusage).", func(c *call) Value {
			pid, options := c.int(0), c.int(1)
			if !c.ok {
				return heap.Null
			}
			pid, status, usage, ok := c.wait4(pid, options)
			return m.usageResult(c, pid, status, usage, ok)
		}),
		m.define("waitid", "(idtype, id, options, /)", "Waits for children to change. Returns a waitid_result, or None.", func(c *call) Value {
			idType, id, options := c.int(0), c.int(1), c.int(2)
			if options&unix.WNOHANG == 0 && !c.awaitChild(idType, id, options) {
				return heap.Null
			}
			var info siginfo
			if !c.do(func() error { return waitid(idType, id, options, &info) }) {
				return heap.Null
			}
			if info.pid == 0 {
				return heap.None
			}
			base := c.t.PushN(5)
			for i, n := range []int32{info.pid, info.uid, info.signo, info.status, info.code} {
				base.At(i).Set(heap.SmallInt(int64(n)))
			}
			return m.waitidResult.New(c.t, base)
		}),
		m.define("WCOREDUMP", "(status, /)", "Did the process leave a core file?", func(c *call) Value {
			n := c.int(0)
			return heap.Bool(n&0x80 != 0)
		}),
		m.statusFunc("WIFCONTINUED", "Did the process go on?", func(ws unix.WaitStatus) Value { return heap.Bool(ws.Continued()) }),
		m.statusFunc("WIFSTOPPED", "Did the process stop?", func(ws unix.WaitStatus) Value { return heap.Bool(ws&0xFF == 0x7F) }),
		m.statusFunc("WIFSIGNALED", "Did a signal end the process?", func(ws unix.WaitStatus) Value { return heap.Bool(int8(ws&0x7F+1)>>1 > 0) }),
		m.statusFunc("WIFEXITED", "Did the process exit?", func(ws unix.WaitStatus) Value { return heap.Bool(ws&0x7F == 0) }),
		m.statusFunc("WEXITSTATUS", "The exit code.", func(ws unix.WaitStatus) Value { return number(int(ws>>8) & 0xFF) }),
		m.statusFunc("WTERMSIG", "The signal that ended the process.", func(ws unix.WaitStatus) Value { return number(int(ws) & 0x7F) }),
		m.statusFunc("WSTOPSIG", "The signal that stopped the process.", func(ws unix.WaitStatus) Value { return number(int(ws>>8) & 0xFF) }),
		m.define("waitstatus_to_exitcode", "(status)", "The exit code of a status of wait(): negative for a signal.", func(c *call) Value {
			if c.t.RT.IsFloat(c.a.At(0).V()) {
				return c.t.TypeErrorf("'float' object cannot be interpreted as an integer")
			}
			n := c.int(0)
			switch {
			case !c.ok:
				return heap.Null
			case n&0x7F == 0:
				return number(n >> 8 & 0xFF)
			case n&0xFF == 0x7F:
				return c.t.ValueErrorf("process stopped by delivery of signal %d", n>>8&0xFF)
			case int8(n&0x7F+1)>>1 > 0:
				return number(-(n & 0x7F))
			}
			return c.t.ValueErrorf("invalid wait status: %d", n)
		}),
		m.define("kill", "(pid, signal, /)", "Sends a signal to a process.", func(c *call) Value {
			pid, sig := c.int(0), c.int(1)
			send := func() error { return unix.Kill(pid, unix.Signal(sig)) }
			if pid != unix.Getpid() {
				return c.none(send)
			}
			return c.signalled(func() (err error) {
				c.t.Block(func() { err = c.in.Signals().ToSelf(sig, send) })
				return err
			})
		}),
		m.define("killpg", "(pgid, signal, /)", "Sends a signal to a group of processes.", func(c *call) Value {
			pgid, sig := c.int(0), c.int(1)
			return c.signalled(func() error { return unix.Kill(-pgid, unix.Signal(sig)) })
		}),
		m.define("_exit", "(status)", "Ends the process at once: nothing is flushed, no finalizer runs.", func(c *call) Value {
			n := c.int(0)
			if !c.ok {
				return heap.Null
			}
			syscall.Exit(n)
			return heap.None
		}),
		m.define("abort", "()", "Ends the process by SIGABRT.", func(c *call) Value {
			abort()
			return heap.None
		}),
		m.define("execv", "(path, argv, /)", "Runs another program in place of this one.", func(c *call) Value {
			p, argv := c.path(0, "path", 0), c.argv(1)
			return c.none(func() error { return syscall.Exec(p.name, argv, syscall.Environ()) }) // its error, unlike that of execve, names no file
		}),
		m.define("execve", "(path, argv, env)", "Runs another program in place of this one, in an environment.", func(c *call) Value {
			p, argv := c.path(0, "path", pathFD), c.argv(1)
			env := c.env(2)
			if p.isFD {
				p.name = "/proc/self/fd/" + itoa(p.fd)
			}
			return c.none(func() error { return syscall.Exec(p.name, argv, env) }, p)
		}),
		m.define("system", "(command)", "Runs a command in a shell. Returns the status, as wait() tells it.", m.system),
		m.define("posix_spawn", spawnSig, "Runs a program as a child. Returns its pid.", func(c *call) Value { return m.spawn(c, false) }),
		m.define("posix_spawnp", spawnSig, "Runs a program, looked for in PATH, as a child. Returns its pid.", func(c *call) Value { return m.spawn(c, true) }),
		m.define("spawnv", "(mode, path, argv, /)", "Runs a program as a child. Returns, with P_WAIT, its exit code, else its pid.", func(c *call) Value { return m.spawnMode(c, nil) }),
		m.define("spawnve", "(mode, path, argv, env, /)", "spawnv in an environment.", func(c *call) Value {
			if env := c.env(3); c.ok {
				return m.spawnMode(c, append([]string{}, env...))
			}
			return heap.Null
		}),
		m.define("pidfd_open", "(pid, flags=0)", "A file descriptor for a process.", func(c *call) Value {
			pid, flags := c.int(0), c.int(1)
			return c.number(func() (int, error) { return unix.PidfdOpen(pid, flags) })
		}),
		m.define("times", "()", "The times that the process and its children have used.", func(c *call) Value {
			var tms unix.Tms
			var ticks uintptr
			if !c.do(func() (err error) { ticks, err = unix.Times(&tms); return err }) {
				return heap.Null
			}
			base := c.t.PushN(5)
			for i, n := range []int64{tms.Utime, tms.Stime, tms.Cutime, tms.Cstime, int64(ticks)} {
				base.At(i).Set(heap.Float(float64(n) / clockTicks))
			}
			return m.timesResult.New(c.t, base)
		}),
		m.define("nice", "(increment, /)", "Changes the priority of the process, and returns it.", func(c *call) Value {
			n := c.int(0)
			return c.number(func() (int, error) {
				p, err := priority(unix.PRIO_PROCESS, 0)
				if err == nil {
					if err = unix.Setpriority(unix.PRIO_PROCESS, 0, p+n); err == unix.EACCES {
						err = unix.EPERM
					}
				}
				if err != nil {
					return 0, err
				}
				return priority(unix.PRIO_PROCESS, 0)
			})
		}),
		m.define("getpriority", "(which, who)", "The priority of a process, a group of processes or a user.", func(c *call) Value {
			which, who := c.int(0), c.int(1)
			return c.number(func() (int, error) { return priority(which, who) })
		}),
		m.define("setpriority", "(which, who, priority)", "Sets the priority of a process, a group of processes or a user.", func(c *call) Value {
			which, who, p := c.int(0), c.int(1), c.int(2)
			return c.none(func() error { return unix.Setpriority(which, who, p) })
		}),
	}
}

// clockTicks are the units of times(2) in a second, the same on all of Linux.
const clockTicks = 100

var timesDef = modules.StructSeqDef{Module: "posix", Name: "times_result",
	Fields: []string{"user", "system", "children_user", "children_system", "elapsed"}, Doc: "The result of times(), in seconds."}

// priority is getpriority as the C library has it: the kernel says 20-nice.
func priority(which, who int) (int, error) {
	n, err := unix.Getpriority(which, who)
	return 20 - n, err
}

// signalled sends a signal. One that this process gets itself is served before kill
// returns.
func (c *call) signalled(f func() error) Value {
	if !c.do(f) || !c.in.Poll(c.t) {
		return heap.Null
	}
	return heap.None
}

// abort ends the process by SIGABRT, as C's abort does: past any handler, that of Go's
// runtime as well.
func abort() {
	var byDefault [4]uint64 // the kernel's struct sigaction: handler 0, no flags, no mask
	unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(unix.SIGABRT), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0)
	unix.Kill(unix.Getpid(), unix.SIGABRT)
	select {}
}

// The modes of spawnv: os.py makes the function itself where there is fork.
const spawnWait, spawnNoWait = 0, 1

// spawnMode starts a program and, in mode spawnWait, waits for it; env nil: the process's.
func (m *module) spawnMode(c *call, env []string) Value {
	mode, p := c.int(0), c.path(1, "path", 0)
	if c.ok && mode != spawnWait && mode != spawnNoWait {
		return c.t.Errorf(c.t.RT.Exc.OSError, "[Errno %d] %s", int(unix.EINVAL), object.Strerror(unix.EINVAL))
	}
	typ := c.t.RT.TypeOf(c.a.At(2).V())
	if c.ok && !typ.Has(object.FlagTupleSubclass) && !typ.Has(object.FlagListSubclass) {
		return c.t.TypeErrorf("argv must be a tuple or a list")
	}
	argv := c.strings(c.a.At(2))
	switch {
	case !c.ok:
		return heap.Null
	case len(argv) == 0 || argv[0] == "":
		return c.t.ValueErrorf("argv first element cannot be empty")
	}
	if env == nil {
		env = syscall.Environ()
	}
	pid, err := syscall.ForkExec(p.name, argv, &syscall.ProcAttr{Env: env, Files: inheritedFiles(nil)})
	switch {
	case err != nil && mode == spawnWait:
		return heap.SmallInt(127) // what a child that cannot exec exits with
	case err != nil:
		return modules.RaiseOS(c.t, err, p.obj)
	case mode == spawnNoWait:
		return heap.SmallInt(int64(pid))
	}
	for {
		_, status, _, ok := c.wait4(pid, 0)
		switch ws := unix.WaitStatus(status); {
		case !ok:
			return heap.Null
		case ws.Signaled():
			return heap.SmallInt(-int64(ws.Signal()))
		case ws.Exited():
			return heap.SmallInt(int64(ws.ExitStatus()))
		}
	}
}

// argv is an argument that is a list or a tuple of a program's arguments.
func (c *call) argv(i int) []string {
	if !c.ok {
		return nil
	}
	t := c.t
	if typ := t.RT.TypeOf(c.a.At(i).V()); !typ.Has(object.FlagTupleSubclass) && !typ.Has(object.FlagListSubclass) {
		what := c.fn + "() arg 2"
		if c.fn == "execve" || c.fn == "posix_spawn" || c.fn == "posix_spawnp" {
			what = c.fn + ": argv"
		}
		c.fail(t.TypeErrorf("%s must be a tuple or list", what))
		return nil
	}
	seq := t.Push(t.SeqToTuple(c.a.At(i)))
	if seq.V() == heap.Null {
		c.ok = false
		return nil
	}
	var out []string
	for k := range t.TupleLen(seq.V()) {
		out = append(out, c.fsName(t.Push(t.TupleAt(seq.V(), k))))
	}
	switch {
	case !c.ok:
	case len(out) == 0 && c.fn == "execv":
		c.fail(t.ValueErrorf("execv() arg 2 must not be empty"))
	case len(out) == 0:
		c.fail(t.ValueErrorf("%s: argv must not be empty", c.fn))
	case out[0] == "" && c.fn == "execv":
		c.fail(t.ValueErrorf("execv() arg 2 first element cannot be empty"))
	case out[0] == "":
		c.fail(t.ValueErrorf("%s: argv first element cannot be empty", c.fn))
	}
	return out
}

// env is an argument that is a mapping: an environment.
func (c *call) env(i int) []string {
	if !c.ok {
		return nil
	}
	t, r := c.t, c.a.At(i)
	if !t.IsMapping(r.V()) {
		c.fail(t.TypeErrorf("%s: environment must be a mapping object", c.fn))
		return nil
	}
	var parts [2]Ref
	for k, method := range []string{"keys", "values"} {
		v := t.CallMethod(r, t.RT.Name(method))
		if v != heap.Null {
			v = t.SeqToTuple(t.Push(v))
		}
		if v == heap.Null {
			c.ok = false
			return nil
		}
		parts[k] = t.Push(v)
	}
	var out []string
	for k := range min(t.TupleLen(parts[0].V()), t.TupleLen(parts[1].V())) {
		key, value := c.fsName(t.Push(t.TupleAt(parts[0].V(), k))), c.fsName(t.Push(t.TupleAt(parts[1].V(), k)))
		if !c.ok {
			return nil
		}
		if key == "" || indexByte(key[1:], '=') >= 0 {
			c.fail(t.ValueErrorf("illegal environment variable name"))
			return nil
		}
		out = append(out, key+"="+value)
	}
	return out
}

func indexByte(s string, b byte) int {
	for i := range len(s) {
		if s[i] == b {
			return i
		}
	}
	return -1
}

func (m *module) system(c *call) Value {
	command := c.fsName(c.a.At(0))
	if !c.ok {
		return heap.Null
	}
	pid := 0
	if !c.do(func() (err error) {
		pid, err = syscall.ForkExec("/bin/sh", []string{"sh", "-c", command},
			&syscall.ProcAttr{Env: syscall.Environ(), Files: inheritedFiles(nil)})
		return err
	}) {
		return heap.Null
	}
	_, status, _, ok := c.wait4(pid, 0)
	if !ok {
		return heap.Null
	}
	return heap.SmallInt(int64(status))
}
