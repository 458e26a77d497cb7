"""Files and directories for a while."""

import errno
import io
import os
import shutil
import weakref
from _warnings import warn as _warn
from random import Random

__all__ = ["NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory", "mkstemp", "mkdtemp", "mktemp", "TMP_MAX",
           "gettempprefix", "tempdir", "gettempdir", "gettempprefixb", "gettempdirb"]

TMP_MAX = 10000
template = "tmp"
tempdir = None

_flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
_random = {}  # by process: a child must not make its parent's names


def _names():
    pid = os.getpid()
    if pid not in _random:
        _random.clear()
        _random[pid] = Random()
    while True:
        yield "".join(_random[pid].choices(_letters, k=8))


def _sanitize(prefix, suffix, dir):
    """The three with their defaults, and whether they are bytes."""
    given = [x for x in (prefix, suffix, dir) if x is not None]
    kinds = {isinstance(os.fspath(x), bytes) for x in given}
    if len(kinds) > 1:
        raise TypeError("Can't mix bytes and non-bytes in path components.")
    as_bytes = kinds == {True}
    if prefix is None:
        prefix = gettempprefixb() if as_bytes else template
    if suffix is None:
        suffix = b"" if as_bytes else ""
    if dir is None:
        dir = gettempdirb() if as_bytes else gettempdir()
    return prefix, suffix, dir, as_bytes


def _candidates():
    for name in ("TMPDIR", "TEMP", "TMP"):
        if os.environ.get(name):
            yield os.environ[name]
    yield from ("/tmp", "/var/tmp", "/usr/tmp")
    try:
        yield os.getcwd()
    except OSError:
        yield os.curdir


def _usable(dir):
    for name in _names():
        file = os.path.join(dir, name)
        try:
            fd = os.open(file, _flags, 0o600)
        except FileExistsError:
            continue
        except OSError:
            return False
        os.close(fd)
        os.unlink(file)
        return True


def gettempdir():
    """The directory for temporary files: $TMPDIR, $TEMP, $TMP, /tmp and so on, the first that can be written."""
    global tempdir
    if tempdir is None:
        for dir in map(os.path.abspath, _candidates()):
            if _usable(dir):
                tempdir = dir
                break
        else:
            raise FileNotFoundError(errno.ENOENT, f"No usable temporary directory found in {list(_candidates())}")
    return os.fsdecode(tempdir)


def gettempdirb():
    return os.fsencode(gettempdir())


def gettempprefix():
    """What the names of temporary files begin with."""
    return template


def gettempprefixb():
    return os.fsencode(template)


def _make(prefix, suffix, dir, make):
    """Make something under a name that is new: (what make returned, the name)."""
    prefix, suffix, dir, as_bytes = _sanitize(prefix, suffix, dir)
    for _, name in zip(range(TMP_MAX), _names()):
        if as_bytes:
            name = os.fsencode(name)
        path = os.path.abspath(os.path.join(dir, prefix + name + suffix))
        try:
            return make(path), path
        except FileExistsError:
            continue
    raise FileExistsError(errno.EEXIST, "No usable temporary file name found")


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    """Make a file that only the user may read and write. Returns its number, open, and its name."""
    return _make(prefix, suffix, dir, lambda path: os.open(path, _flags, 0o600))


def mkdtemp(suffix=None, prefix=None, dir=None):
    """Make a directory that only the user may use. Returns its name."""
    return _make(prefix, suffix, dir, lambda path: os.mkdir(path, 0o700))[1]


def mktemp(suffix="", prefix=template, dir=None):
    """A name that nobody has now; somebody may before it is used."""
    def free(path):
        if os.path.lexists(path):
            raise FileExistsError
    return _make(prefix, suffix, dir, free)[1]


class _TemporaryFileWrapper:
    """A file that is removed when it is closed, or forgotten."""

    def __init__(self, file, name, delete=True):
        self.file, self.name, self.delete = file, name, delete
        self._closer = weakref.finalize(self, self._end, file, name, delete)

    @staticmethod
    def _end(file, name, delete):
        try:
            file.close()
        finally:
            if delete:
                try:
                    os.unlink(name)
                except FileNotFoundError:
                    pass

    def close(self):
        self._closer()

    def __getattr__(self, name):
        value = getattr(self.__dict__["file"], name)
        if not isinstance(value, int):
            setattr(self, name, value)
        return value

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, *args):
        self.close()

    def __iter__(self):
        yield from self.file


def NamedTemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, delete=True, *, errors=None):
    """A temporary file that has a name, which is gone (with delete) when the file is closed."""
    fd, name = mkstemp(suffix, prefix, dir)
    try:
        file = io.open(fd, mode, buffering=buffering, encoding=encoding, newline=newline, errors=errors)
    except BaseException:
        os.close(fd)
        os.unlink(name)
        raise
    raw = getattr(file, "buffer", file)
    getattr(raw, "raw", raw).name = name
    return _TemporaryFileWrapper(file, name, delete)


def TemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None):
    """A temporary file without a name."""
    fd, name = mkstemp(suffix, prefix, dir)
    try:
        os.unlink(name)
        return io.open(fd, mode, buffering=buffering, encoding=encoding, newline=newline, errors=errors)
    except BaseException:
        os.close(fd)
        raise


class SpooledTemporaryFile:
    """A temporary file that is kept in memory until it is larger than max_size, or needs a number."""

    _rolled = False

    def __init__(self, max_size=0, mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None):
        self._max_size = max_size
        self._args = {"mode": mode, "buffering": buffering, "suffix": suffix, "prefix": prefix, "encoding": encoding, "newline": newline, "dir": dir,
                      "errors": errors}
        self._file = io.BytesIO() if "b" in mode else io.TextIOWrapper(io.BytesIO(), encoding=io.text_encoding(encoding), errors=errors, newline=newline)

    def rollover(self):
        """Go on in a file of the system."""
        if self._rolled:
            return
        file, old = TemporaryFile(**self._args), self._file
        pos = old.tell()
        if hasattr(old, "buffer"):
            old.flush()
            file.buffer.write(old.buffer.getvalue())
        else:
            file.write(old.getvalue())
        file.seek(pos, 0)
        self._file, self._rolled = file, True

    def _check(self):
        if not self._rolled and self._max_size and self._file.tell() > self._max_size:
            self.rollover()

    def write(self, s):
        n = self._file.write(s)
        self._check()
        return n

    def writelines(self, lines):
        self._file.writelines(lines)
        self._check()

    def truncate(self, size=None):
        if size is not None and size > self._max_size:
            self.rollover()
        return self._file.truncate() if size is None else self._file.truncate(size)

    def fileno(self):
        self.rollover()
        return self._file.fileno()

    @property
    def name(self):
        return getattr(self._file, "name", None)

    @property
    def mode(self):
        return getattr(self._file, "mode", self._args["mode"])

    def __getattr__(self, name):
        return getattr(self.__dict__["_file"], name)

    def __enter__(self):
        if self._file.closed:
            raise ValueError("Cannot enter context with closed file")
        return self

    def __exit__(self, *args):
        self._file.close()

    def __iter__(self):
        return iter(self._file)


class TemporaryDirectory:
    """A directory that is removed, with all that is in it, at the end of the with statement."""

    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False):
        self.name = mkdtemp(suffix, prefix, dir)
        self._ignore = ignore_cleanup_errors
        self._finalizer = weakref.finalize(self, self._forgotten, self.name, ignore_cleanup_errors, f"Implicitly cleaning up {self!r}")

    @staticmethod
    def _forgotten(name, ignore, message):
        shutil.rmtree(name, ignore)
        _warn(message, ResourceWarning)

    def cleanup(self):
        """Remove the directory."""
        if self._finalizer.detach() or os.path.exists(self.name):
            shutil.rmtree(self.name, self._ignore)

    def __repr__(self):
        return f"<{type(self).__name__} {self.name!r}>"

    def __enter__(self):
        return self.name

    def __exit__(self, *args):
        self.cleanup()
