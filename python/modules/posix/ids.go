package posix

import (
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// Who the process is: its numbers, its user, its groups. What sets a user or a group goes
// through package syscall, which does it in all threads.

func (m *module) idFunctions() []object.MethodDef {
	get := func(name, doc string, f func() int) object.MethodDef {
		return m.define(name, "()", doc, func(c *call) Value { return heap.SmallInt(int64(f())) })
	}
	set := func(name, sig, doc string, what []string, f func(ids []int) error) object.MethodDef {
		return m.define(name, sig, doc, func(c *call) Value {
			ids := make([]int, len(what))
			for i, w := range what {
				ids[i] = c.id(i, w)
			}
			return c.none(func() error { return f(ids) })
		})
	}
	uid, gid := []string{"uid"}, []string{"gid"}
	return []object.MethodDef{
		get("getpid", "The number of the process.", unix.Getpid),
		get("getppid", "The number of the parent process.", unix.Getppid),
		get("getpgrp", "The number of the process's group.", unix.Getpgrp),
		get("getuid", "The user of the process.", unix.Getuid),
		get("geteuid", "The user whose rights the process has.", unix.Geteuid),
		get("getgid", "The group of the process's user.", unix.Getgid),
		get("getegid", "The group whose rights the process has.", unix.Getegid),
		set("setuid", "(uid, /)", "Sets the user of the process.", uid, func(n []int) error { return syscall.Setuid(n[0]) }),
		set("seteuid", "(euid, /)", "Sets the user whose rights the process has.", uid, func(n []int) error { return syscall.Setresuid(-1, n[0], -1) }),
		set("setgid", "(gid, /)", "Sets the group of the process's user.", gid, func(n []int) error { return syscall.Setgid(n[0]) }),
		set("setegid", "(egid, /)", "Sets the group whose rights the process has.", gid, func(n []int) error { return syscall.Setresgid(-1, n[0], -1) }),
		set("setreuid", "(ruid, euid, /)", "Sets the user of the process, and the one whose rights it has.", []string{"uid", "uid"}, func(n []int) error { return syscall.Setreuid(n[0], n[1]) }),
		set("setregid", "(rgid, egid, /)", "Sets the group of the process, and the one whose rights it has.", []string{"gid", "gid"}, func(n []int) error { return syscall.Setregid(n[0], n[1]) }),
		set("setresuid", "(ruid, euid, suid, /)", "Sets the process's user, the one whose rights it has, and the saved one.", []string{"uid", "uid", "uid"}, func(n []int) error { return syscall.Setresuid(n[0], n[1], n[2]) }),
		set("setresgid", "(rgid, egid, sgid, /)", "Sets the process's group, the one whose rights it has, and the saved one.", []string{"gid", "gid", "gid"}, func(n []int) error { return syscall.Setresgid(n[0], n[1], n[2]) }),
		m.define("getresuid", "()", "(user, user whose rights the process has, saved user)", func(c *call) Value {
			a, b, d := unix.Getresuid()
			return c.numbers(a, b, d)
		}),
		m.define("getresgid", "()", "(group, group whose rights the process has, saved group)", func(c *call) Value {
			a, b, d := unix.Getresgid()
			return c.numbers(a, b, d)
		}),
		m.define("getgroups", "()", "The groups that the process belongs to.", func(c *call) Value {
			var groups []int
			if !c.do(func() (err error) { groups, err = unix.Getgroups(); return err }) {
				return heap.Null
			}
			v := c.numbers(groups...)
			if v == heap.Null {
				return v
			}
			return c.t.SeqToList(c.t.Push(v))
		}),
		m.define("setgroups", "(groups, /)", "Sets the groups that the process belongs to.", func(c *call) Value {
			if !c.t.IsSequence(c.a.At(0).V()) {
				return c.t.TypeErrorf("setgroups argument must be a sequence")
			}
			seq := c.t.Push(c.t.SeqToTuple(c.a.At(0)))
			if seq.V() == heap.Null {
				return heap.Null
			}
			var groups []int
			for i := range c.t.TupleLen(seq.V()) {
				item := &call{c.t, c.in, c.fn, object.MakeArgs(c.t.Push(c.t.TupleAt(seq.V(), i)), 1, Ref{}), true}
				groups = append(groups, item.id(0, "groups"))
				if !item.ok {
					return heap.Null
				}
			}
			return c.none(func() error { return syscall.Setgroups(groups) })
		}),
		m.define("getpgid", "(pid)", "The group of a process.", func(c *call) Value {
			pid := c.int(0)
			return c.number(func() (int, error) { return unix.Getpgid(pid) })
		}),
		m.define("setpgid", "(pid, pgrp, /)", "Sets the group of a process.", func(c *call) Value {
			pid, pgrp := c.int(0), c.int(1)
			return c.none(func() error { return unix.Setpgid(pid, pgrp) })
		}),
		m.define("setpgrp", "()", "Makes the process the leader of a group of its own.", func(c *call) Value {
			return c.none(func() error { return unix.Setpgid(0, 0) })
		}),
		m.define("getsid", "(pid, /)", "The session of a process.", func(c *call) Value {
			pid := c.int(0)
			return c.number(func() (int, error) { return unix.Getsid(pid) })
		}),
		m.define("setsid", "()", "Makes the process the leader of a session of its own.", func(c *call) Value {
			return c.none(func() error { _, err := unix.Setsid(); return err })
		}),
		m.define("getlogin", "()", "The name of the user who is logged in at the process's terminal.", func(c *call) Value {
			name, ok := loginName()
			if !ok {
				return modules.RaiseOS(c.t, unix.ENXIO)
			}
			return c.t.NewStr(name)
		}),
		m.define("getgrouplist", "(user, group, /)", "The groups of a user, group among them.", func(c *call) Value {
			user, gid := c.fsName(c.a.At(0)), c.id(1, "gid")
			if !c.ok {
				return heap.Null
			}
			v := c.numbers(groupsOf(user, gid)...)
			if v == heap.Null {
				return v
			}
			return c.t.SeqToList(c.t.Push(v))
		}),
		m.define("initgroups", "(username, gid, /)", "Makes the groups of a user those of the process.", func(c *call) Value {
			user, gid := c.fsName(c.a.At(0)), c.id(1, "gid")
			return c.none(func() error { return syscall.Setgroups(groupsOf(user, gid)) })
		}),
	}
}

// numbers makes a tuple of ints.
func (c *call) numbers(list ...int) Value {
	base := c.t.PushN(len(list) + 1)
	for i, n := range list {
		base.At(i).Set(heap.SmallInt(int64(n)))
	}
	return c.t.TupleOf(base, len(list))
}
