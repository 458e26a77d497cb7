"""What os.path does the same way on all systems."""

import os
import stat

__all__ = ["commonprefix", "exists", "getatime", "getctime", "getmtime", "getsize", "isdir", "isfile", "samefile", "sameopenfile", "samestat"]


def _stat(path):
    """The stat_result of path, or None for what is not there or cannot be."""
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def exists(path):
    """Is there a file? A broken symbolic link is none."""
    return _stat(path) is not None


def isfile(path):
    """Is it a regular file, or a symbolic link to one?"""
    found = _stat(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def isdir(s):
    """Is it a directory, or a symbolic link to one?"""
    found = _stat(s)
    return found is not None and stat.S_ISDIR(found.st_mode)


def _getter(what, doc):
    def get(filename):
        return getattr(os.stat(filename), "st_" + what)
    get.__name__ = get.__qualname__ = "get" + what
    get.__doc__ = doc
    return get


getsize = _getter("size", "The size of a file in bytes.")
getmtime = _getter("mtime", "When the file was changed last.")
getatime = _getter("atime", "When the file was read last.")
getctime = _getter("ctime", "When what the system knows of the file was changed last.")


def commonprefix(m):
    """The longest common beginning of several paths, character by character."""
    if not m:
        return ""
    if not isinstance(m[0], (tuple, list)):  # then its items are compared as they are
        m = [os.fspath(path) for path in m]
    low, high = min(m), max(m)
    n = 0
    while n < len(low) and n < len(high) and low[n] == high[n]:
        n += 1
    return low[:n]


def samestat(s1, s2):
    """Are these two stat_results of the same file?"""
    return (s1.st_ino, s1.st_dev) == (s2.st_ino, s2.st_dev)


def samefile(f1, f2):
    """Do two names stand for the same file?"""
    return samestat(os.stat(f1), os.stat(f2))


def sameopenfile(fp1, fp2):
    """Do two file descriptors stand for the same file?"""
    return samestat(os.fstat(fp1), os.fstat(fp2))


def _splitext(p, sep, altsep, extsep):
    """(root, extension); points at the beginning of the name begin no extension."""
    start = p.rfind(sep) + 1
    if altsep:
        start = max(start, p.rfind(altsep) + 1)
    name = p[start:]
    dot = name.rfind(extsep)
    if dot <= 0 or not name[:dot].strip(extsep):
        return p, p[:0]
    return p[:start + dot], name[dot:]


def _check_arg_types(funcname, *args):
    kinds = set()
    for a in args:
        if isinstance(a, str):
            kinds.add(str)
        elif isinstance(a, bytes):
            kinds.add(bytes)
        else:
            raise TypeError(f"{funcname}() argument must be str, bytes, or os.PathLike object, not {type(a).__name__!r}") from None
    if len(kinds) > 1:
        raise TypeError("Can't mix strings and bytes in path components") from None
