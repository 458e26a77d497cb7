"""Lines of source files, read once: what tracebacks show."""

import sys
from posix import stat as _stat

__all__ = ["getline", "clearcache", "checkcache", "lazycache"]

# By file name: (size, time of the last change or None, lines, full name), or a tuple with
# the one function that gives the text when somebody asks.
cache = {}


def clearcache():
    """Forget all."""
    cache.clear()


def getline(filename, lineno, module_globals=None):
    """A line of a file with its end, or '' for any reason."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ""


def getlines(filename, module_globals=None):
    """The lines of a file, none if it cannot be read."""
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        return entry[2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def checkcache(filename=None):
    """Forget what has changed on disk."""
    names = list(cache) if filename is None else [filename] if filename in cache else []
    for name in names:
        entry = cache[name]
        if len(entry) == 1 or entry[1] is None:
            continue
        try:
            stat = _stat(entry[3])
        except OSError:
            cache.pop(name, None)
            continue
        if (entry[0], entry[1]) != (stat.st_size, stat.st_mtime):
            cache.pop(name, None)


def lazycache(filename, module_globals):
    """Remember who has the text of a file that is none; whether there is somebody."""
    if filename in cache:
        return len(cache[filename]) == 1
    if not filename or filename.startswith("<") and filename.endswith(">"):
        return False
    if not module_globals:
        return False
    spec = module_globals.get("__spec__")
    name = getattr(spec, "name", None) or module_globals.get("__name__")
    loader = getattr(spec, "loader", None) or module_globals.get("__loader__")
    source = getattr(loader, "get_source", None)
    if not name or source is None:
        return False
    cache[filename] = ((lambda: source(name)),)
    return True


def updatecache(filename, module_globals=None):
    """Read the lines of a file anew; none if it cannot be read."""
    if filename in cache and len(cache[filename]) != 1:
        del cache[filename]
    if not filename or filename.startswith("<") and filename.endswith(">"):
        return []
    fullname = filename
    try:
        stat = _stat(fullname)
    except OSError:
        if lazycache(filename, module_globals):
            try:
                text = cache[filename][0]()
            except (ImportError, OSError):
                text = ""
            if text is None:
                return []
            lines = text.splitlines(True)
            if lines and not lines[-1].endswith("\n"):
                lines[-1] += "\n"
            cache[filename] = len(text), None, lines, fullname
            return lines
        if filename.startswith("/"):
            return []
        for directory in sys.path:
            try:
                fullname = directory.rstrip("/") + "/" + filename.rpartition("/")[2]
                stat = _stat(fullname)
                break
            except (TypeError, AttributeError, OSError):
                pass
        else:
            return []
    try:
        lines = _read(fullname)
    except (OSError, UnicodeDecodeError, SyntaxError, LookupError):
        return []
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    cache[filename] = stat.st_size, stat.st_mtime, lines, fullname
    return lines


def _read(path):
    """The lines of a file in the encoding that it declares."""
    import re
    with open(path, "rb") as f:
        head = [f.readline(), f.readline()]
    encoding = "utf-8"
    if head[0].startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    for line in head:
        if found := re.match(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", line):
            if encoding == "utf-8":
                encoding = found[1].decode("ascii")
            break
        if not re.match(rb"^[ \t\f]*(?:[#\r\n]|$)", line):
            break
    with open(path, encoding=encoding) as f:
        return f.readlines()
