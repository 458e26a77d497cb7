package posix

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

var usageDef = modules.StructSeqDef{Module: "resource", Name: "struct_rusage", Doc: "What a process has used.",
	Fields: []string{"ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap",
		"ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw"}}

// newUsage makes a struct_rusage.
func (m *module) newUsage(t *Thread, u *unix.Rusage) Value {
	defer t.Pop(t.Top())
	if m.usageType == nil {
		if m.usageType = modules.NewStructSeq(t, usageDef); m.usageType == nil {
			return heap.Null
		}
	}
	f := t.PushN(len(usageDef.Fields))
	f.Set(heap.Float(float64(u.Utime.Sec) + 1e-6*float64(u.Utime.Usec)))
	f.At(1).Set(heap.Float(float64(u.Stime.Sec) + 1e-6*float64(u.Stime.Usec)))
	for i, n := range []int64{u.Maxrss, u.Ixrss, u.Idrss, u.Isrss, u.Minflt, u.Majflt, u.Nswap, u.Inblock, u.Oublock, u.Msgsnd, u.Msgrcv, u.Nsignals, u.Nvcsw, u.Nivcsw} {
		v := t.NewInt(n)
		if v == heap.Null {
			return v
		}
		f.At(2 + i).Set(v)
	}
	return m.usageType.New(t, f)
}

// resourceModule is the module resource: limits, and what is used.
func (m *module) resourceModule() modules.Module {
	limits := map[string]int{"RLIMIT_CPU": unix.RLIMIT_CPU, "RLIMIT_FSIZE": unix.RLIMIT_FSIZE, "RLIMIT_DATA": unix.RLIMIT_DATA, "RLIMIT_STACK": unix.RLIMIT_STACK,
		"RLIMIT_CORE": unix.RLIMIT_CORE, "RLIMIT_NOFILE": unix.RLIMIT_NOFILE, "RLIMIT_OFILE": unix.RLIMIT_NOFILE, "RLIMIT_AS": unix.RLIMIT_AS,
		"RLIMIT_RSS": unix.RLIMIT_RSS, "RLIMIT_NPROC": unix.RLIMIT_NPROC, "RLIMIT_MEMLOCK": unix.RLIMIT_MEMLOCK, "RLIMIT_MSGQUEUE": unix.RLIMIT_MSGQUEUE,
		"RLIMIT_NICE": unix.RLIMIT_NICE, "RLIMIT_RTPRIO": unix.RLIMIT_RTPRIO, "RLIMIT_RTTIME": unix.RLIMIT_RTTIME, "RLIMIT_SIGPENDING": unix.RLIMIT_SIGPENDING,
		"RUSAGE_SELF": unix.RUSAGE_SELF, "RUSAGE_CHILDREN": unix.RUSAGE_CHILDREN, "RUSAGE_THREAD": unix.RUSAGE_THREAD, "RLIM_INFINITY": -1}
	pair := func(c *call, l unix.Rlimit) Value { return c.numbers(int(l.Cur), int(l.Max)) }
	resource := func(c *call, i int) int {
		n := c.int(i)
		if c.ok && (n < 0 || n >= 16) {
			c.fail(c.t.ValueErrorf("invalid resource specified"))
		}
		return n
	}
	newLimit := func(c *call, r Ref) (l unix.Rlimit) {
		seq := c.t.Push(c.t.SeqToTuple(r))
		if seq.V() == heap.Null {
			c.ok = false
			return l
		}
		if c.t.TupleLen(seq.V()) != 2 {
			c.fail(c.t.ValueErrorf("expected a tuple of 2 integers"))
			return l
		}
		for i, into := range []*uint64{&l.Cur, &l.Max} {
			n, ok := c.t.AsInt64(c.t.Push(c.t.TupleAt(seq.V(), i)))
			if !ok {
				c.ok = false
				return l
			}
			*into = uint64(n)
		}
		return l
	}
	// CPython tells two of the errors in its own words.
	set := func(c *call, f func() error) Value {
		switch err := f(); err {
		case nil:
			return heap.None
		case unix.EINVAL:
			return c.t.ValueErrorf("current limit exceeds maximum limit")
		case unix.EPERM:
			return c.t.ValueErrorf("not allowed to raise maximum limit")
		default:
			return modules.RaiseOS(c.t, err)
		}
	}
	return modules.Module{Name: "resource", Doc: "Limits on what a process may use, and what it has used.", Attrs: constants(limits),
		Functions: []object.MethodDef{
			m.define("getrlimit", "(resource, /)", "The limits on a resource: (soft, hard).", func(c *call) Value {
				n := resource(c, 0)
				var l unix.Rlimit
				if !c.do(func() error { return unix.Getrlimit(n, &l) }) {
					return heap.Null
				}
				return pair(c, l)
			}),
			m.define("setrlimit", "(resource, limits, /)", "Sets the limits on a resource.", func(c *call) Value {
				n := resource(c, 0)
				if !c.ok {
					return heap.Null
				}
				l := newLimit(c, c.a.At(1))
				if !c.ok {
					return heap.Null
				}
				return set(c, func() error { return unix.Setrlimit(n, &l) })
			}),
			m.define("prlimit", "(pid, resource, limits=<unrepresentable>, /)", "The limits of a process on a resource, which limits change.", func(c *call) Value {
				pid, n := c.int(0), resource(c, 1)
				if !c.ok {
					return heap.Null
				}
				var old unix.Rlimit
				var l *unix.Rlimit
				if c.a.At(2).V() != heap.Null && c.a.At(2).V() != heap.None {
					got := newLimit(c, c.a.At(2))
					l = &got
				}
				if !c.do(func() error { return unix.Prlimit(pid, n, l, &old) }) {
					return heap.Null
				}
				return pair(c, old)
			}),
			m.define("getrusage", "(who, /)", "What a process or its children have used.", func(c *call) Value {
				who := c.int(0)
				var u unix.Rusage
				if c.ok {
					if unix.Getrusage(who, &u) == unix.EINVAL {
						return c.t.ValueErrorf("invalid who parameter")
					}
				}
				if !c.ok {
					return heap.Null
				}
				return m.newUsage(c.t, &u)
			}),
			m.define("getpagesize", "()", "The size of a page of memory, in bytes.", func(c *call) Value { return heap.SmallInt(int64(unix.Getpagesize())) }),
		},
		Exec: func(t *Thread, mod Ref) bool {
			if m.usageType == nil {
				if m.usageType = modules.NewStructSeq(t, usageDef); m.usageType == nil {
					return false
				}
			}
			return t.SetAttr(mod, t.RT.Name("struct_rusage"), m.usageType.Type.Obj) && t.SetAttr(mod, t.RT.Name("error"), t.RT.Exc.OSError.Obj)
		}}
}
