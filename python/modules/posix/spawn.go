package posix

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// Child processes. Between fork and exec only syscall.ForkExec runs, which allocates
// nothing and takes no lock; so what a child is to be like is data. preexec_fn, a Python
// function to run there, is refused.

const spawnSig = "(path, argv, env, /, *, file_actions=<unrepresentable>, setpgroup=<unrepresentable>, resetids=False, setsid=False, " +
	"setsigmask=<unrepresentable>, setsigdef=<unrepresentable>, scheduler=<unrepresentable>)"

// noFile in a list of a child's files is a closed one.
const noFile = ^uintptr(0)

// inheritedFiles are the files of a child, by number: those of this process that are
// inheritable, but where change says otherwise (-1: closed).
func inheritedFiles(change map[int]int) []uintptr {
	var files []uintptr
	set := func(fd int, to uintptr) {
		for len(files) <= fd {
			files = append(files, noFile)
		}
		files[fd] = to
	}
	for _, fd := range openFiles() {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			set(fd, uintptr(fd))
		}
	}
	for fd, to := range change {
		if to < 0 {
			set(fd, noFile)
		} else {
			set(fd, uintptr(to))
		}
	}
	return files
}

// openFiles lists the process's file descriptors.
func openFiles() []int {
	d, err := os.Open("/proc/self/fd")
	if err != nil {
		return []int{0, 1, 2}
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1)
	var out []int
	for _, n := range names {
		if fd, err := strconv.Atoi(n); err == nil && fd != int(d.Fd()) {
			out = append(out, fd)
		}
	}
	return out
}

// posixSubprocessModule is _posixsubprocess, the part of subprocess that is not Python.
func (m *module) posixSubprocessModule() modules.Module {
	return modules.Module{Name: "_posixsubprocess", Doc: "How subprocess starts a child.",
		Functions: []object.MethodDef{m.define("fork_exec", "(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, "+
			"errread, errwrite, errpipe_read, errpipe_write, restore_signals, start_new_session, process_group, gid, extra_groups, uid, umask, preexec_fn, allow_vfork, /)",
			"Starts a program as a child; the first of the executables that is there. Returns\nits pid. What fails raises here, not in the child.", m.forkExec)}}
}

// The arguments of fork_exec.
const (
	feArgs = iota
	feExecutables
	feCloseFDs
	fePassFDs
	feCwd
	feEnv
	feStdin
	feStdinWrite
	feStdoutRead
	feStdout
	feStderrRead
	feStderr
	feErrPipeRead
	feErrPipeWrite
	feRestoreSignals
	feNewSession
	feProcessGroup
	feGid
	feGroups
	feUid
	feUmask
	fePreexec
	feAllowVfork
)

// strings are the file names in a sequence.
func (c *call) strings(r Ref) []string {
	if !c.ok {
		return nil
	}
	seq := c.t.Push(c.t.SeqToTuple(r))
	if seq.V() == heap.Null {
		c.ok = false
		return nil
	}
	var out []string
	for i := range c.t.TupleLen(seq.V()) {
		out = append(out, c.fsName(c.t.Push(c.t.TupleAt(seq.V(), i))))
	}
	return out
}

func (m *module) forkExec(c *call) Value {
	t := c.t
	if c.a.At(fePreexec).V() != heap.None {
		return t.RuntimeErrorf("preexec_fn is not supported: no Python code can run between fork and exec")
	}
	argv, executables := c.strings(c.a.At(feArgs)), c.strings(c.a.At(feExecutables))
	closeAll := c.bool(feCloseFDs)
	pass, ok := c.passFDs()
	if !ok || !c.ok {
		return heap.Null
	}
	if closeAll && c.int(feErrPipeWrite) < 3 {
		return t.ValueErrorf("errpipe_write must be >= 3")
	}
	attr := syscall.ProcAttr{Env: syscall.Environ(), Sys: &syscall.SysProcAttr{}}
	if c.a.At(feEnv).V() != heap.None {
		attr.Env = c.strings(c.a.At(feEnv))
		if attr.Env == nil {
			attr.Env = []string{} // none, not the process's
		}
	}
	if c.a.At(feCwd).V() != heap.None {
		attr.Dir = c.fsName(c.a.At(feCwd))
	}
	std := []int{c.int(feStdin), c.int(feStdout), c.int(feStderr)}
	attr.Sys.Setsid = c.bool(feNewSession)
	if group := c.int(feProcessGroup); group >= 0 {
		attr.Sys.Setpgid, attr.Sys.Pgid = true, group
	}
	if !c.credential(attr.Sys) {
		return heap.Null
	}
	umask := c.int(feUmask)
	if !c.ok {
		return heap.Null
	}
	if closeAll {
		// Everything that a child would inherit has a place in the list, so that it is closed.
		attr.Files = inheritedFiles(nil)
		for len(attr.Files) < 3 {
			attr.Files = append(attr.Files, noFile)
		}
		for fd := 3; fd < len(attr.Files); fd++ {
			attr.Files[fd] = noFile
		}
		for _, fd := range pass {
			if fd == c.int(feErrPipeWrite) {
				continue // ours: nothing fails in the child
			}
			for len(attr.Files) <= fd {
				attr.Files = append(attr.Files, noFile)
			}
			attr.Files[fd] = uintptr(fd)
		}
	} else {
		attr.Files = inheritedFiles(map[int]int{c.int(feErrPipeWrite): -1})
		for len(attr.Files) < 3 {
			attr.Files = append(attr.Files, noFile)
		}
	}
	for fd, from := range std {
		if from >= 0 {
			attr.Files[fd] = uintptr(from)
		}
	}
	if umask >= 0 {
		defer unix.Umask(unix.Umask(umask))
	}
	if attr.Dir != "" {
		// What is wrong with the directory is told apart from what is with the program.
		if err := checkDir(attr.Dir); err != nil {
			return modules.RaiseOS(t, err, c.a.At(feCwd))
		}
	}
	pid, err := spawnFirst(executables, argv, &attr)
	if err != nil {
		name := t.Push(t.NewStr(argv0(argv, executables)))
		return modules.RaiseOS(t, err, name)
	}
	return heap.SmallInt(int64(pid))
}

// argv0 is what the OSError of a program that cannot be run names: the program as it was
// asked for, before it was looked for in PATH.
func argv0(argv, executables []string) string {
	if len(executables) == 0 || len(argv) > 0 && filepath.Base(executables[0]) == argv[0] {
		return argv[0]
	}
	return executables[0]
}

func checkDir(dir string) error {
	var st unix.Stat_t
	if err := unix.Stat(dir, &st); err != nil {
		return err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return unix.ENOTDIR
	}
	return unix.Access(dir, unix.X_OK)
}

// spawnFirst starts the first program that is there.
func spawnFirst(executables, argv []string, attr *syscall.ProcAttr) (pid int, err error) {
	saved := error(nil)
	for _, exe := range executables {
		pid, err = syscall.ForkExec(exe, argv, attr)
		if err == nil {
			return pid, nil
		}
		if err != unix.ENOENT && err != unix.ENOTDIR && saved == nil {
			saved = err
		}
	}
	if saved != nil {
		err = saved
	}
	return 0, err
}

// passFDs are the file descriptors that a child keeps: a tuple in ascending order.
func (c *call) passFDs() ([]int, bool) {
	t := c.t
	if !t.RT.TypeOf(c.a.At(fePassFDs).V()).Has(object.FlagTupleSubclass) {
		t.TypeErrorf("fork_exec() argument 4 must be tuple, not %s", t.TypeName(c.a.At(fePassFDs).V()))
		return nil, false
	}
	var out []int
	last := int64(-1)
	for i := range t.TupleLen(c.a.At(fePassFDs).V()) {
		n, ok := object.Int64Of(t.TupleAt(c.a.At(fePassFDs).V(), i))
		if !ok || n < 0 || n <= last || n > 1<<30 {
			t.ValueErrorf("bad value(s) in fds_to_keep")
			return nil, false
		}
		last = n
		out = append(out, int(n))
	}
	return out, true
}

// credential takes the user and the groups of a child.
func (c *call) credential(sys *syscall.SysProcAttr) bool {
	gid, uid, groups := c.a.At(feGid), c.a.At(feUid), c.a.At(feGroups)
	if gid.V() == heap.None && uid.V() == heap.None && groups.V() == heap.None {
		return c.ok
	}
	cred := &syscall.Credential{Uid: uint32(unix.Geteuid()), Gid: uint32(unix.Getegid()), NoSetGroups: true}
	if uid.V() != heap.None {
		cred.Uid = uint32(c.id(feUid, "uid"))
	}
	if gid.V() != heap.None {
		cred.Gid = uint32(c.id(feGid, "gid"))
	}
	if groups.V() != heap.None && c.ok {
		cred.NoSetGroups = false
		seq := c.t.Push(c.t.SeqToTuple(groups))
		if seq.V() == heap.Null {
			return false
		}
		for i := range c.t.TupleLen(seq.V()) {
			item := &call{c.t, c.in, c.fn, object.MakeArgs(c.t.Push(c.t.TupleAt(seq.V(), i)), 1, Ref{}), true}
			cred.Groups = append(cred.Groups, uint32(item.id(0, "gid")))
			if !item.ok {
				return false
			}
		}
	}
	sys.Credential = cred
	return c.ok
}

// The file actions of posix_spawn.
const (
	spawnOpen = iota
	spawnClose
	spawnDup2
)

// spawn is posix_spawn, and posix_spawnp with search.
func (m *module) spawn(c *call, search bool) Value {
	t := c.t
	p, argv := c.path(0, "path", 0), c.argv(1)
	env := c.env(2)
	actions, group, resetIDs, setsid := c.a.At(3), c.a.At(4), c.bool(5), c.bool(6)
	if !c.ok {
		return heap.Null
	}
	// What exec does not do by itself for the signals would have to be done in the child.
	if mask, ok := c.signals(7); !ok || len(mask) > 0 {
		if ok {
			t.Errorf(t.RT.Exc.NotImplementedError, "%s: setsigmask is not supported", c.fn)
		}
		return heap.Null
	}
	if _, ok := c.signals(8); !ok { // handlers are reset by exec
		return heap.Null
	}
	if r := c.a.At(9); r.V() != heap.Null && r.V() != heap.None {
		return t.Errorf(t.RT.Exc.NotImplementedError, "%s: scheduler is not supported", c.fn)
	}
	if r := c.a.At(5); !t.RT.IsInt(r.V()) {
		return t.TypeErrorf("'%s' object cannot be interpreted as an integer", t.TypeName(r.V()))
	}
	attr := &syscall.ProcAttr{Env: env, Sys: &syscall.SysProcAttr{Setsid: setsid}}
	if group.V() != heap.Null {
		attr.Sys.Setpgid, attr.Sys.Pgid = true, c.int(4)
	}
	if resetIDs {
		attr.Sys.Credential = &syscall.Credential{Uid: uint32(unix.Getuid()), Gid: uint32(unix.Getgid()), NoSetGroups: true}
	}
	change, opened, ok := c.fileActions(actions)
	defer func() {
		for _, fd := range opened {
			unix.Close(fd)
		}
	}()
	if !ok || !c.ok {
		return heap.Null
	}
	attr.Files = inheritedFiles(change)
	exe := []string{p.name}
	if search && !strings.Contains(p.name, "/") {
		exe = nil
		path, found := syscall.Getenv("PATH")
		if !found {
			path = "/bin:/usr/bin"
		}
		for dir := range strings.SplitSeq(path, ":") {
			if dir == "" {
				dir = "."
			}
			exe = append(exe, dir+"/"+p.name)
		}
	}
	pid, err := spawnFirst(exe, argv, attr)
	if err != nil {
		return modules.RaiseOS(t, err, p.obj)
	}
	return heap.SmallInt(int64(pid))
}

// signals is an argument that is an iterable of signals; Null is none.
func (c *call) signals(i int) (list []int, ok bool) {
	t, r := c.t, c.a.At(i)
	if r.V() == heap.Null {
		return nil, true
	}
	seq := t.Push(t.SeqToTuple(r))
	if seq.V() == heap.Null {
		return nil, false
	}
	for k := range t.TupleLen(seq.V()) {
		n, ok := t.AsInt64(t.Push(t.TupleAt(seq.V(), k)))
		if !ok {
			return nil, false
		}
		if n < 1 || n > 64 {
			t.ValueErrorf("signal number %d out of range [1; 64]", n)
			return nil, false
		}
		list = append(list, int(n))
	}
	return list, true
}

// fileActions carries the actions out on a plan: which of this process's files a child has
// under which number (-1: none). What is opened for that is to be closed afterwards.
func (c *call) fileActions(r Ref) (change map[int]int, opened []int, ok bool) {
	t := c.t
	change = map[int]int{}
	if r.V() == heap.Null || r.V() == heap.None {
		return change, nil, true
	}
	seq := t.Push(t.SeqToTuple(r))
	if seq.V() == heap.Null {
		return nil, nil, false
	}
	now := func(fd int) int {
		if to, known := change[fd]; known {
			return to
		}
		return fd
	}
	for i := range t.TupleLen(seq.V()) {
		item := t.Push(t.TupleAt(seq.V(), i))
		if !t.RT.TypeOf(item.V()).Has(object.FlagTupleSubclass) || t.TupleLen(item.V()) == 0 {
			t.TypeErrorf("Each file_actions element must be a non-empty tuple")
			return nil, opened, false
		}
		n := t.TupleLen(item.V())
		args := t.PushN(n)
		for k := range n {
			args.At(k).Set(t.TupleAt(item.V(), k))
		}
		a := &call{t, c.in, c.fn, object.MakeArgs(args, n, Ref{}), true}
		tag := a.int(0)
		want := map[int]int{spawnOpen: 5, spawnClose: 2, spawnDup2: 3}[tag]
		switch {
		case !a.ok:
			return nil, opened, false
		case want == 0:
			t.TypeErrorf("Unknown file_actions identifier")
			return nil, opened, false
		case want != n:
			t.TypeErrorf("A %s file_action tuple must have %d elements", []string{"open", "close", "dup2"}[tag], want)
			return nil, opened, false
		}
		fd := a.int(1)
		switch tag {
		case spawnOpen:
			name, flags, mode := a.fsName(args.At(2)), a.int(3), a.int(4)
			if !a.do(func() error {
				got, err := unix.Open(name, flags|unix.O_CLOEXEC, uint32(mode))
				if err == nil {
					opened = append(opened, got)
					change[fd] = got
				}
				return err
			}) {
				return nil, opened, false
			}
		case spawnClose:
			change[fd] = -1
		case spawnDup2:
			change[a.int(2)] = now(fd)
		}
		if !a.ok {
			return nil, opened, false
		}
	}
	return change, opened, true
}
