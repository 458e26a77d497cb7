// Package posix holds the modules that are the operating system under its own names:
// posix (which os.py dresses), errno, _stat, pwd, grp, fcntl, select, resource, termios,
// _locale and _posixsubprocess. It answers "what does this call of the system do, and what does it
// need from Python".
//
// A function here is one line of a table where it can be: a call (call.go) takes its
// arguments apart with CPython's converters and messages, runs the system call, and makes
// an OSError with the names of the files of what comes back.
//
// # What holds
//
// A system call runs on a copy of what it is given, or on native memory: objects may move
// while it waits, because signal handlers run meanwhile. A call that would wait for a file
// descriptor waits by Interp.Wait first, so that Ctrl-C and other threads get their turn
// (PEP 475: what a signal interrupted goes on, unless the handler raises). File
// descriptors made here are not inherited by child processes, as Python wants it.
//
// A process that runs Go has many threads, of which a fork keeps one: there is no
// os.fork. Child processes are started by fork and exec in one step (syscall.ForkExec),
// which is what subprocess, os.system and os.posix_spawn need.
//
// # Rejected
//
// Go's package os: it hides errno, retries, opens files for its own poller and has no
// calls that are relative to a directory.
package posix

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// All returns the family's modules for an interpreter.
func All(in modules.Interp) []modules.Module {
	m := &module{in: in}
	return append(m.userModules(),
		posixModule(m), errnoModule(), statModule(), m.posixSubprocessModule(), m.resourceModule(),
		m.selectModule(), m.fcntlModule(), m.termiosModule(), m.localeModule())
}

// constants makes attributes of numbers.
func constants(m map[string]int) []object.AttrDef {
	var out []object.AttrDef
	for name, n := range m {
		out = append(out, modules.Constant(name, n))
	}
	return out
}
