package posix

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// module is what the modules of this family keep of one runtime.
type module struct {
	in modules.Interp

	statResult, statvfsResult, timesResult, unameResult, terminalSize, waitidResult, usageType *modules.StructSeq

	scanType, entryType, pollType, epollType *object.Type
	termErr, localeErr                       *object.Type // termios.error, locale.Error
}

// posixModule is the module posix. os.py takes its functions over.
func posixModule(m *module) modules.Module {
	def := modules.Module{Name: "posix", Doc: "What the operating system offers, under its own names. Use it as os.",
		Attrs: append(constants(posixConstants), object.AttrDef{Name: "environ", Make: environ}), Exec: m.exec}
	for _, list := range [][]object.MethodDef{m.statFunctions(), m.fileFunctions(), m.dirFunctions(), m.idFunctions(), m.processFunctions(), m.systemFunctions()} {
		def.Functions = append(def.Functions, list...)
	}
	return def
}

// haveFunctions tells os.py which functions take file descriptors, directories and the
// like.
var haveFunctions = []string{"HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT",
	"HAVE_FDOPENDIR", "HAVE_FEXECVE", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_FUTIMES",
	"HAVE_FUTIMESAT", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_LUTIMES", "HAVE_MEMFD_CREATE", "HAVE_MKDIRAT", "HAVE_MKFIFOAT",
	"HAVE_MKNODAT", "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT"}

// exec makes the types.
func (m *module) exec(t *Thread, mod Ref) bool {
	for _, s := range []struct {
		into *(*modules.StructSeq)
		def  modules.StructSeqDef
	}{{&m.statResult, statResultDef}, {&m.statvfsResult, statvfsDef}, {&m.timesResult, timesDef}, {&m.unameResult, unameDef},
		{&m.terminalSize, terminalSizeDef}, {&m.waitidResult, waitidDef}} {
		if *s.into = modules.NewStructSeq(t, s.def); *s.into == nil || !t.SetAttr(mod, t.RT.Name(s.def.Name), (*s.into).Type.Obj) {
			return false
		}
	}
	if !m.defineScandir(t) || !t.SetAttr(mod, t.RT.Name("DirEntry"), m.entryType.Obj) || !t.SetAttr(mod, t.RT.Name("error"), t.RT.Exc.OSError.Obj) {
		return false
	}
	have := t.Push(t.NewList(len(haveFunctions)))
	for _, name := range haveFunctions {
		if have.V() == heap.Null || !t.ListAppend(have, t.RT.Name(name)) {
			return false
		}
	}
	if !t.SetAttr(mod, t.RT.Name("_have_functions"), have) {
		return false
	}
	for name, table := range map[string]map[string]int{"sysconf_names": sysconfNames, "pathconf_names": pathconfNames, "confstr_names": confstrNames} {
		d := t.Push(t.NewDict())
		for key, n := range table {
			if d.V() == heap.Null || !t.DictSet(d, t.RT.Name(key), t.Push(heap.SmallInt(int64(n)))) {
				return false
			}
		}
		if !t.SetAttr(mod, t.RT.Name(name), d) {
			return false
		}
	}
	return true
}

var posixConstants = map[string]int{
	"CLD_EXITED": 1, "CLD_KILLED": 2, "CLD_DUMPED": 3, "CLD_TRAPPED": 4, "CLD_STOPPED": 5, "CLD_CONTINUED": 6,
	"EFD_CLOEXEC": unix.EFD_CLOEXEC, "EFD_NONBLOCK": unix.EFD_NONBLOCK, "EFD_SEMAPHORE": unix.EFD_SEMAPHORE,
	"EX_OK": 0, "EX_USAGE": 64, "EX_DATAERR": 65, "EX_NOINPUT": 66, "EX_NOUSER": 67, "EX_NOHOST": 68, "EX_UNAVAILABLE": 69, "EX_SOFTWARE": 70,
	"EX_OSERR": 71, "EX_OSFILE": 72, "EX_CANTCREAT": 73, "EX_IOERR": 74, "EX_TEMPFAIL": 75, "EX_PROTOCOL": 76, "EX_NOPERM": 77, "EX_CONFIG": 78,
	"F_OK": 0, "R_OK": 4, "W_OK": 2, "X_OK": 1, "F_ULOCK": lockUnlock, "F_LOCK": lockWait, "F_TLOCK": lockTry, "F_TEST": lockTest,
	"GRND_NONBLOCK": unix.GRND_NONBLOCK, "GRND_RANDOM": unix.GRND_RANDOM,
	"MFD_ALLOW_SEALING": unix.MFD_ALLOW_SEALING, "MFD_CLOEXEC": unix.MFD_CLOEXEC, "MFD_HUGETLB": unix.MFD_HUGETLB, "MFD_HUGE_SHIFT": 26, "MFD_HUGE_MASK": 63,
	"MFD_HUGE_64KB": 16 << 26, "MFD_HUGE_512KB": 19 << 26, "MFD_HUGE_1MB": 20 << 26, "MFD_HUGE_2MB": 21 << 26, "MFD_HUGE_8MB": 23 << 26,
	"MFD_HUGE_16MB": 24 << 26, "MFD_HUGE_32MB": 25 << 26, "MFD_HUGE_256MB": 28 << 26, "MFD_HUGE_512MB": 29 << 26, "MFD_HUGE_1GB": 30 << 26,
	"MFD_HUGE_2GB": 31 << 26, "MFD_HUGE_16GB": 34 << 26,
	"NGROUPS_MAX": 65536, "TMP_MAX": 238328,
	"O_ACCMODE": unix.O_ACCMODE, "O_APPEND": unix.O_APPEND, "O_ASYNC": unix.O_ASYNC, "O_CLOEXEC": unix.O_CLOEXEC, "O_CREAT": unix.O_CREAT,
	"O_DIRECT": unix.O_DIRECT, "O_DIRECTORY": unix.O_DIRECTORY, "O_DSYNC": unix.O_DSYNC, "O_EXCL": unix.O_EXCL, "O_FSYNC": unix.O_FSYNC,
	"O_LARGEFILE": 0, "O_NDELAY": unix.O_NDELAY, "O_NOATIME": unix.O_NOATIME, "O_NOCTTY": unix.O_NOCTTY, "O_NOFOLLOW": unix.O_NOFOLLOW,
	"O_NONBLOCK": unix.O_NONBLOCK, "O_PATH": unix.O_PATH, "O_RDONLY": unix.O_RDONLY, "O_RDWR": unix.O_RDWR, "O_RSYNC": unix.O_RSYNC,
	"O_SYNC": unix.O_SYNC, "O_TMPFILE": unix.O_TMPFILE, "O_TRUNC": unix.O_TRUNC, "O_WRONLY": unix.O_WRONLY,
	"POSIX_FADV_NORMAL": 0, "POSIX_FADV_RANDOM": 1, "POSIX_FADV_SEQUENTIAL": 2, "POSIX_FADV_WILLNEED": 3, "POSIX_FADV_DONTNEED": 4, "POSIX_FADV_NOREUSE": 5,
	"POSIX_SPAWN_OPEN": spawnOpen, "POSIX_SPAWN_CLOSE": spawnClose, "POSIX_SPAWN_DUP2": spawnDup2,
	"PRIO_PROCESS": unix.PRIO_PROCESS, "PRIO_PGRP": unix.PRIO_PGRP, "PRIO_USER": unix.PRIO_USER,
	"P_ALL": unix.P_ALL, "P_PID": unix.P_PID, "P_PGID": unix.P_PGID, "P_PIDFD": unix.P_PIDFD,
	"RTLD_LAZY": 1, "RTLD_NOW": 2, "RTLD_NOLOAD": 4, "RTLD_DEEPBIND": 8, "RTLD_GLOBAL": 256, "RTLD_LOCAL": 0, "RTLD_NODELETE": 4096,
	"RWF_HIPRI": unix.RWF_HIPRI, "RWF_DSYNC": unix.RWF_DSYNC, "RWF_SYNC": unix.RWF_SYNC, "RWF_NOWAIT": unix.RWF_NOWAIT, "RWF_APPEND": unix.RWF_APPEND,
	"P_WAIT": spawnWait, "P_NOWAIT": spawnNoWait, "P_NOWAITO": spawnNoWait,
	"SEEK_DATA": unix.SEEK_DATA, "SEEK_HOLE": unix.SEEK_HOLE,
	"SPLICE_F_MOVE": unix.SPLICE_F_MOVE, "SPLICE_F_NONBLOCK": unix.SPLICE_F_NONBLOCK, "SPLICE_F_MORE": unix.SPLICE_F_MORE,
	"ST_RDONLY": 1, "ST_NOSUID": 2, "ST_NODEV": 4, "ST_NOEXEC": 8, "ST_SYNCHRONOUS": 16, "ST_MANDLOCK": 64, "ST_WRITE": 128, "ST_APPEND": 256,
	"ST_NOATIME": 1024, "ST_NODIRATIME": 2048, "ST_RELATIME": 4096,
	"WNOHANG": unix.WNOHANG, "WUNTRACED": unix.WUNTRACED, "WCONTINUED": unix.WCONTINUED, "WEXITED": unix.WEXITED, "WSTOPPED": unix.WSTOPPED, "WNOWAIT": unix.WNOWAIT,
	"XATTR_CREATE": unix.XATTR_CREATE, "XATTR_REPLACE": unix.XATTR_REPLACE, "XATTR_SIZE_MAX": 65536,
}
