"""Names that match patterns of the shell: *, ?, [abc] and [!abc]."""

import functools
import os
import posixpath
import re

__all__ = ["filter", "fnmatch", "fnmatchcase", "translate"]


def fnmatch(name, pat):
    """Does the name match the pattern? As the system treats case."""
    return fnmatchcase(os.path.normcase(name), os.path.normcase(pat))


@functools.lru_cache(maxsize=256, typed=True)
def _compiled(pat):
    if isinstance(pat, bytes):
        return re.compile(translate(pat.decode("latin-1")).encode("latin-1")).match
    return re.compile(translate(pat)).match


def filter(names, pat):
    """Those of the names that match."""
    match = _compiled(os.path.normcase(pat))
    return [n for n in names if match(os.path.normcase(n))]


def fnmatchcase(name, pat):
    """Does the name match the pattern? Case matters."""
    return _compiled(pat)(name) is not None


def translate(pat):
    """The regular expression of a pattern."""
    out, i = [], 0
    while i < len(pat):
        c = pat[i]
        i += 1
        if c == "*":
            if not out or out[-1] != ".*":
                out.append(".*")
        elif c == "?":
            out.append(".")
        elif c == "[":
            end = pat.find("]", i + (2 if pat[i:i + 1] == "!" else 1))
            if end < 0:
                out.append(re.escape(c))
                continue
            inside = pat[i:end].replace("\\", r"\\").replace("[", r"\[").replace("&&", r"\&&").replace("~~", r"\~~").replace("||", r"\||")
            if inside[0] == "!":
                inside = "^" + inside[1:]
            elif inside[0] == "^":
                inside = "\\" + inside
            out.append(f"[{inside}]")
            i = end + 1
        else:
            out.append(re.escape(c))
    return f"(?s:{''.join(out)})\\Z"
