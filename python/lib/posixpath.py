"""os.path for systems whose paths have slashes."""

import genericpath
import os
import stat
from genericpath import *
from posix import _path_normpath

__all__ = ["normcase", "isabs", "join", "splitdrive", "split", "splitext", "basename", "dirname", "commonprefix", "getsize", "getmtime",
           "getatime", "getctime", "islink", "exists", "lexists", "isdir", "isfile", "ismount", "expanduser", "expandvars", "normpath",
           "abspath", "samefile", "sameopenfile", "samestat", "curdir", "pardir", "sep", "pathsep", "defpath", "altsep", "extsep",
           "devnull", "realpath", "supports_unicode_filenames", "relpath", "commonpath"]

curdir, pardir, extsep, sep, pathsep = ".", "..", ".", "/", ":"
defpath, altsep, devnull = "/bin:/usr/bin", None, "/dev/null"
supports_unicode_filenames = False


def _like(path, text):
    """text, as bytes if path is bytes."""
    return text.encode("ascii") if isinstance(path, bytes) else text


def normcase(s):
    """The path as it is: case matters."""
    return os.fspath(s)


def isabs(s):
    """Does the path begin at the root?"""
    s = os.fspath(s)
    return s.startswith(_like(s, "/"))


def join(a, *p):
    """Paths one behind the other; an absolute one begins anew."""
    path = a = os.fspath(a)
    slash = _like(a, "/")
    try:
        if not p:
            path[:0] + slash
        for part in map(os.fspath, p):
            if part.startswith(slash):
                path = part
            elif not path or path.endswith(slash):
                path += part
            else:
                path += slash + part
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types("join", a, *p)
        raise
    return path


def split(p):
    """(directory, name)"""
    p = os.fspath(p)
    slash = _like(p, "/")
    i = p.rfind(slash) + 1
    head, tail = p[:i], p[i:]
    if head.strip(slash):
        head = head.rstrip(slash)
    return head, tail


def splitext(p):
    """(root, extension): 'a/b.c' is ('a/b', '.c')."""
    p = os.fspath(p)
    return genericpath._splitext(p, _like(p, "/"), None, _like(p, "."))


def splitdrive(p):
    """('', path): there are no drives."""
    p = os.fspath(p)
    return p[:0], p


def basename(p):
    """The part behind the last slash."""
    return split(p)[1]


def dirname(p):
    """The part before the last slash."""
    return split(p)[0]


def islink(path):
    """Is it a symbolic link?"""
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError, AttributeError):
        return False


def lexists(path):
    """Is there a file, or a symbolic link, broken or not?"""
    try:
        os.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def ismount(path):
    """Is another file system mounted there?"""
    try:
        here = os.lstat(path)
        if stat.S_ISLNK(here.st_mode):
            return False
        path = os.fspath(path)
        try:
            above = os.lstat(join(path, _like(path, "..")))
        except OSError:
            above = os.lstat(realpath(join(path, _like(path, ".."))))
    except (OSError, ValueError):
        return False
    return here.st_dev != above.st_dev or here.st_ino == above.st_ino


def expanduser(path):
    """~ and ~user at the beginning as the home directory; unchanged if it is not known."""
    path = os.fspath(path)
    tilde, slash = _like(path, "~"), _like(path, "/")
    if not path.startswith(tilde):
        return path
    end = path.find(slash)
    if end < 0:
        end = len(path)
    user = os.fsdecode(path[1:end])
    if not user and "HOME" in os.environ:
        home = os.environ["HOME"]
    else:
        import pwd
        try:
            home = (pwd.getpwnam(user) if user else pwd.getpwuid(os.getuid())).pw_dir
        except KeyError:
            return path
    if isinstance(path, bytes):
        home = os.fsencode(home)
    return (home.rstrip(slash) + path[end:]) or slash


def expandvars(path):
    """$name and ${name} by their values; those that are not set stay."""
    path = os.fspath(path)
    text = os.fsdecode(path)
    out, i = [], 0
    while i < len(text):
        c = text[i]
        if c == "$":
            end = i + 1
            if text[end:end + 1] == "{":
                close = text.find("}", end)
                name, end = (text[end + 1:close], close + 1) if close >= 0 else (None, end)
            else:
                while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
                    end += 1
                name = text[i + 1:end]
            if name and name in os.environ:
                out.append(os.environ[name])
                i = end
                continue
            c = text[i:max(end, i + 1)]
            out.append(c)
            i += len(c)
            continue
        out.append(c)
        i += 1
    text = "".join(out)
    return os.fsencode(text) if isinstance(path, bytes) else text


def normpath(path):
    """The path without empty parts, '.' and '..'."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        return os.fsencode(_path_normpath(os.fsdecode(path)))
    return _path_normpath(path)


def abspath(path):
    """The path from the root on, without '.' and '..'."""
    path = os.fspath(path)
    if not isabs(path):
        path = join(os.getcwdb() if isinstance(path, bytes) else os.getcwd(), path)
    return normpath(path)


_MAX_LINKS = 40  # as many as the system follows


def realpath(filename, *, strict=False):
    """The path from the root on, without symbolic links.

    With strict, what is not there, and links in a ring, are errors.
    """
    filename = os.fspath(filename)
    slash, dot, dots = (_like(filename, x) for x in ("/", ".", ".."))
    path = slash if isabs(filename) else (os.getcwdb() if isinstance(filename, bytes) else os.getcwd())
    todo = filename.split(slash)[::-1]
    links = 0
    while todo:
        part = todo.pop()
        if not part or part == dot:
            continue
        if part == dots:
            path = dirname(path)
            continue
        new = join(path, part)
        try:
            is_link = stat.S_ISLNK(os.lstat(new).st_mode)
        except OSError:
            if strict:
                raise
            is_link = False
        if is_link:
            links += 1
            if links > _MAX_LINKS:
                if strict:
                    os.stat(new)  # raises what the system says of the ring
                path = new
                continue
            target = os.readlink(new)
            if target.startswith(slash):
                path = slash
            todo += target.split(slash)[::-1]
            continue
        path = new
    return path


def relpath(path, start=None):
    """The path from the directory start on."""
    if not path:
        raise ValueError("no path specified")
    path = os.fspath(path)
    slash, dots = _like(path, "/"), _like(path, "..")
    start = _like(path, ".") if start is None else os.fspath(start)
    try:
        here = [x for x in abspath(start).split(slash) if x]
        there = [x for x in abspath(path).split(slash) if x]
        n = len(commonprefix([here, there]))
        return slash.join([dots] * (len(here) - n) + there[n:]) or _like(path, ".")
    except (TypeError, AttributeError, BytesWarning, DeprecationWarning):
        genericpath._check_arg_types("relpath", path, start)
        raise


def commonpath(paths):
    """The longest path that all paths begin with."""
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    paths = tuple(map(os.fspath, paths))
    slash, dot = _like(paths[0], "/"), _like(paths[0], ".")
    try:
        if len({p.startswith(slash) for p in paths}) > 1:
            raise ValueError("Can't mix absolute and relative paths") from None
        parts = [[x for x in p.split(slash) if x and x != dot] for p in paths]
        return (slash if paths[0].startswith(slash) else slash[:0]) + slash.join(commonprefix(parts))
    except (TypeError, AttributeError):
        genericpath._check_arg_types("commonpath", *paths)
        raise
