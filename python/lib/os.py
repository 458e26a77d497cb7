"""The operating system: files, directories, processes, the environment.

What the system does is written in Go (posix); here is what is made of it.
"""

import abc
import stat as _stat
import sys
from posix import *
from posix import _exit, _have_functions

import posix
import posixpath as path

name, linesep = "posix", "\n"
sys.modules["os.path"] = path
from os.path import altsep, curdir, defpath, devnull, extsep, pardir, pathsep, sep

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
P_WAIT, P_NOWAIT, P_NOWAITO = 0, 1, 1

__all__ = [n for n in dir(posix) if n[0] != "_"] + ["altsep", "curdir", "pardir", "sep", "pathsep", "linesep", "defpath", "name", "path", "devnull",
           "SEEK_SET", "SEEK_CUR", "SEEK_END", "fsencode", "fsdecode", "get_exec_path", "fdopen", "extsep", "PathLike", "makedirs", "removedirs", "renames",
           "walk", "fwalk", "execl", "execle", "execlp", "execlpe", "execvp", "execvpe", "environ", "environb", "getenv", "getenvb", "supports_bytes_environ",
           "spawnl", "spawnle", "spawnv", "spawnve", "spawnvp", "spawnvpe", "popen", "get_exec_path", "P_WAIT", "P_NOWAIT", "P_NOWAITO"]

# Which functions take what, by what the system has.
_takes = {
    "dir_fd": {"ACCESS:FACCESSAT", "CHMOD:FCHMODAT", "CHOWN:FCHOWNAT", "STAT:FSTATAT", "UTIME:FUTIMESAT", "LINK:LINKAT", "MKDIR:MKDIRAT", "MKFIFO:MKFIFOAT",
               "MKNOD:MKNODAT", "OPEN:OPENAT", "READLINK:READLINKAT", "RENAME:RENAMEAT", "SYMLINK:SYMLINKAT", "UNLINK:UNLINKAT", "RMDIR:UNLINKAT",
               "UTIME:UTIMENSAT"},
    "fd": {"CHDIR:FCHDIR", "CHMOD:FCHMOD", "CHOWN:FCHOWN", "LISTDIR:FDOPENDIR", "SCANDIR:FDOPENDIR", "EXECVE:FEXECVE", "STAT:FSTATAT", "STATVFS:FSTATVFS",
           "TRUNCATE:FTRUNCATE", "UTIME:FUTIMENS", "PATHCONF:FPATHCONF"},
    "effective_ids": {"ACCESS:FACCESSAT"},
    "follow_symlinks": {"ACCESS:FACCESSAT", "CHOWN:FCHOWNAT", "LINK:LINKAT", "STAT:FSTATAT", "STAT:LSTAT", "UTIME:UTIMENSAT", "UTIME:LUTIMES", "CHOWN:LCHOWN"},
}


def _those(kind):
    out = set()
    for entry in _takes[kind]:
        function, needs = entry.split(":")
        if "HAVE_" + needs in _have_functions:
            out.add(globals()[function.lower()])
    return out


supports_dir_fd, supports_fd = _those("dir_fd"), _those("fd")
supports_effective_ids, supports_follow_symlinks = _those("effective_ids"), _those("follow_symlinks")
supports_bytes_environ = True


def fsencode(filename):
    """What the system calls a file: bytes."""
    filename = fspath(filename)
    return filename.encode("utf-8", "surrogateescape") if isinstance(filename, str) else filename


def fsdecode(filename):
    """What Python calls a file: a str."""
    filename = fspath(filename)
    return filename.decode("utf-8", "surrogateescape") if isinstance(filename, bytes) else filename


class PathLike(abc.ABC):
    """What has a path: a method __fspath__."""

    @abc.abstractmethod
    def __fspath__(self):
        """The path, as a str or bytes."""
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is not PathLike:
            return NotImplemented
        return True if any("__fspath__" in c.__dict__ for c in subclass.__mro__) else NotImplemented

    __class_getitem__ = classmethod(type(list[int]))


# The environment.

from _collections_abc import MutableMapping as _MutableMapping


class _Environ(_MutableMapping):
    """The environment: what is set in it, child processes get."""

    def __init__(self, data, encodekey, decodekey, encodevalue, decodevalue):
        self.encodekey, self.decodekey = encodekey, decodekey
        self.encodevalue, self.decodevalue = encodevalue, decodevalue
        self._data = data

    def __getitem__(self, key):
        return self.decodevalue(self._stored(key, self._data.__getitem__))

    def _stored(self, key, do, before=None):
        """Do something with the stored form of a key; the error names the key as it was given."""
        code = self.encodekey(key)
        if before is not None:
            before(code)
        try:
            return do(code)
        except KeyError:
            raise KeyError(key) from None

    def __delitem__(self, key):
        self._stored(key, self._data.__delitem__, before=unsetenv)

    def __setitem__(self, name, text):
        pair = self.encodekey(name), self.encodevalue(text)
        putenv(*pair)
        self._data.update([pair])

    def __iter__(self):
        return iter([self.decodekey(code) for code in self._data])

    def __len__(self):
        return len(self._data)

    def __repr__(self):
        inside = ", ".join(f"{self.decodekey(k)!r}: {self.decodevalue(v)!r}" for k, v in self._data.items())
        return f"environ({{{inside}}})"

    def copy(self):
        return dict(self)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        if not hasattr(other, "keys"):
            return NotImplemented
        return dict(self) | dict(other)

    def __ror__(self, other):
        if not hasattr(other, "keys"):
            return NotImplemented
        return dict(other) | dict(self)


def _code(value):
    if not isinstance(value, str):
        raise TypeError(f"str expected, not {type(value).__name__}")
    return value.encode("utf-8", "surrogateescape")


def _bytes(value):
    if not isinstance(value, bytes):
        raise TypeError(f"bytes expected, not {type(value).__name__}")
    return value


_environ_data = posix.environ
environ = _Environ(_environ_data, _code, fsdecode, _code, fsdecode)
environb = _Environ(_environ_data, _bytes, bytes, _bytes, bytes)


def getenv(key, default=None):
    """A variable of the environment, or default."""
    return environ.get(key, default)


def getenvb(key, default=None):
    """A variable of the environment as bytes, or default."""
    return environb.get(key, default)


def get_exec_path(env=None):
    """Where programs are looked for, as a list."""
    env = environ if env is None else env
    found = env.get("PATH")
    if found is None and b"PATH" in env:
        found = env[b"PATH"]
    return (defpath if found is None else fsdecode(found)).split(pathsep)


# Directories.

def _last_part(name):
    """What is before the last part of a path, and that part; a slash at the end does not count."""
    around, last = path.split(name)
    return (around, last) if last else path.split(around)


def makedirs(name, mode=0o777, exist_ok=False):
    """Make a directory, and those around it that are not there."""
    around, last = _last_part(name)
    if around and last and not path.exists(around):
        try:
            makedirs(around, exist_ok=exist_ok)
        except FileExistsError:
            pass  # somebody else was faster
        if last in (".", b"."):
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove an empty directory, and those around it that are empty then."""
    rmdir(name)
    around, last = _last_part(name)
    try:
        while around and last:
            rmdir(around)
            around, last = path.split(around)
    except OSError:
        pass  # this one is not empty


def renames(old, new):
    """Rename, making the directories around new, and removing those around old that are empty then."""
    around, last = path.split(new)
    if around and last and not path.exists(around):
        makedirs(around)
    rename(old, new)
    around, last = path.split(old)
    try:
        if around and last:
            removedirs(around)
    except OSError:
        pass  # others are in it


def walk(top, topdown=True, onerror=None, followlinks=False):
    """All directories below top: (directory, names of directories in it, names of other files).

    With topdown, the list of directories may be changed to prune the walk.
    """
    sys.audit("os.walk", top, topdown, onerror, followlinks)
    stack = [(fspath(top), None)]
    while stack:
        here, done = stack.pop()
        if done is not None:
            yield done
            continue
        dirs, others, down = [], [], []
        try:
            entries = list(scandir(here))
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        for entry in entries:
            try:
                is_dir = entry.is_dir()
            except OSError:
                is_dir = False
            (dirs if is_dir else others).append(entry.name)
            if is_dir and not topdown and (followlinks or not entry.is_symlink()):
                down.append(entry.path)
        if topdown:
            yield here, dirs, others
            for d in reversed(dirs):
                below = path.join(here, d)
                if followlinks or not path.islink(below):
                    stack.append((below, None))
        else:
            stack.append((here, (here, dirs, others)))
            stack.extend((d, None) for d in reversed(down))


def fwalk(top=".", topdown=True, onerror=None, *, follow_symlinks=False, dir_fd=None):
    """walk, with a file descriptor of the directory as a fourth item, open until the next step."""
    sys.audit("os.fwalk", top, topdown, onerror, follow_symlinks, dir_fd)
    top = fspath(top)
    before = stat(top, follow_symlinks=False, dir_fd=dir_fd)
    try:
        fd = open(top, O_RDONLY | O_NONBLOCK, dir_fd=dir_fd)
    except OSError as error:
        if onerror is not None:
            onerror(error)
        return
    try:
        if follow_symlinks or _stat.S_ISDIR(before.st_mode) and path.samestat(before, stat(fd)):
            yield from _fwalk(fd, top, topdown, onerror, follow_symlinks)
    finally:
        close(fd)


def _fwalk(fd, here, topdown, onerror, follow):
    dirs, others = [], []
    for n in listdir(fd):
        if isinstance(here, bytes):
            n = fsencode(n)
        try:
            is_dir = _stat.S_ISDIR(stat(n, dir_fd=fd).st_mode)
        except OSError:
            is_dir = False
        (dirs if is_dir else others).append(n)
    if topdown:
        yield here, dirs, others, fd
    for d in dirs:
        try:
            before = stat(d, dir_fd=fd, follow_symlinks=follow)
            below = open(d, O_RDONLY | O_NONBLOCK, dir_fd=fd)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        try:
            if follow or path.samestat(before, stat(below)):
                yield from _fwalk(below, path.join(here, d), topdown, onerror, follow)
        finally:
            close(below)
    if not topdown:
        yield here, dirs, others, fd


# Files.

def fdopen(fd, mode="r", buffering=-1, encoding=None, *args, **kwargs):
    """A file object for the number of an open file."""
    if not isinstance(fd, int):
        raise TypeError(f"invalid fd type ({type(fd)}, expected integer)")
    import io
    return io.open(fd, mode, buffering, encoding, *args, **kwargs)


# Programs.

def execvp(file, args):
    """Run a program, looked for in PATH, in place of this one."""
    _execvpe(file, args)


def execvpe(file, args, env):
    """Run a program, looked for in PATH, in place of this one, in an environment."""
    _execvpe(file, args, env)


def _execvpe(file, args, env=None):
    run = (lambda p: execv(p, args)) if env is None else (lambda p: execve(p, args, env))
    if path.dirname(file):
        run(file)
    failure = None
    for directory in map(fsencode, get_exec_path(env)):
        try:
            run(path.join(directory, fsencode(file)))
        except (FileNotFoundError, NotADirectoryError) as error:
            last = error
        except OSError as error:
            last = error
            failure = failure or error
    raise failure or last


def _spawn(mode, file, args, env, search):
    if not isinstance(args, (tuple, list)):
        raise TypeError("argv must be a tuple or a list")
    if not args or not args[0]:
        raise ValueError("argv first element cannot be empty")
    start = posix_spawnp if search else posix_spawn
    try:
        pid = start(file, args, environ if env is None else env)
    except OSError:
        if mode == P_WAIT:
            return 127
        raise
    if mode == P_NOWAIT:
        return pid
    while True:
        _, status = waitpid(pid, 0)
        if not WIFSTOPPED(status):
            return waitstatus_to_exitcode(status)


def spawnv(mode, file, args):
    """Run a program as a child: with P_WAIT, the exit code is returned, else the pid."""
    return _spawn(mode, file, args, None, False)


def spawnve(mode, file, args, env):
    """spawnv in an environment."""
    return _spawn(mode, file, args, env, False)


def spawnvp(mode, file, args):
    """spawnv of a program that is looked for in PATH."""
    return _spawn(mode, file, args, None, True)


def spawnvpe(mode, file, args, env):
    """spawnv of a program that is looked for in PATH, in an environment."""
    return _spawn(mode, file, args, env, True)


def _one_by_one(name):
    """The form of a function whose arguments are not a list: execl of execv, spawnle of spawnve."""
    stem = "exec" if name.startswith("exec") else "spawn"
    of = stem + name[len(stem):].replace("l", "v", 1)
    takes_env = name.endswith("e")

    def start(run, before, args):
        return run(*before, args[:-1], args[-1]) if takes_env else run(*before, args)

    if stem == "exec":
        def form(file, *args):
            return start(globals()[of], (file,), args)
    else:
        def form(mode, file, *args):
            return start(globals()[of], (mode, file), args)
    form.__name__ = form.__qualname__ = name
    form.__doc__ = f"{of} with the arguments one by one{'; the last is the environment' if takes_env else ''}."
    return form


execl, execle, execlp, execlpe = map(_one_by_one, ["execl", "execle", "execlp", "execlpe"])
spawnl, spawnle = map(_one_by_one, ["spawnl", "spawnle"])


def popen(cmd, mode="r", buffering=-1):
    """A file object of what a shell command writes, or (mode 'w') reads."""
    if not isinstance(cmd, str):
        raise TypeError(f"invalid cmd type ({type(cmd)}, expected string)")
    if mode not in ("r", "w"):
        raise ValueError(f"invalid mode {mode!r}")
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")
    import subprocess
    pipe = {"stdout" if mode == "r" else "stdin": subprocess.PIPE}
    child = subprocess.Popen(cmd, shell=True, text=True, bufsize=buffering, **pipe)
    return _PopenFile(child.stdout if mode == "r" else child.stdin, child)


class _PopenFile:
    """A pipe to a command, whose close waits for it."""

    def __init__(self, stream, child):
        self._stream, self._child = stream, child

    def close(self):
        self._stream.close()
        code = self._child.wait()
        if code == 0:
            return None
        return code << 8 if code > 0 else code

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()

    def __iter__(self):
        return self._stream.__iter__()

    def __getattr__(self, attribute):  # the rest is the pipe's
        return getattr(self._stream, attribute)
