"""Warnings for programmers: issued, filtered, shown, caught. The work of issuing is
_warnings'."""

import sys
from _warnings import _defaultaction, _filters_mutated, _onceregistry, filters, warn, warn_explicit

__all__ = ["warn", "warn_explicit", "showwarning", "formatwarning", "filterwarnings", "simplefilter", "resetwarnings",
           "catch_warnings"]

defaultaction = _defaultaction
onceregistry = _onceregistry
_ACTIONS = ("error", "ignore", "always", "default", "module", "once")


class WarningMessage:
    """A warning and where it comes from."""

    _WARNING_DETAILS = ("message", "category", "filename", "lineno", "file", "line", "source")

    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        given = message, category, filename, lineno, file, line, source
        vars(self).update(zip(self._WARNING_DETAILS, given), _category_name=getattr(category, "__name__", None))

    def __str__(self):
        return (f"{{message : {self.message!r}, category : {self._category_name!r}, filename : {self.filename!r}, "
                f"lineno : {self.lineno}, line : {self.line!r}}}")


def showwarning(message, category, filename, lineno, file=None, line=None):
    """Write a warning to a file, sys.stderr by default."""
    _showwarnmsg_impl(WarningMessage(message, category, filename, lineno, file, line))


def formatwarning(message, category, filename, lineno, line=None):
    """The text of a warning."""
    return _formatwarnmsg_impl(WarningMessage(message, category, filename, lineno, None, line))


def _showwarnmsg_impl(msg):
    file = msg.file or sys.stderr
    if file is None:
        return
    try:
        file.write(_formatwarnmsg(msg))
    except OSError:
        pass  # there is nobody to tell


def _source_line(filename, number):
    try:
        from linecache import getline
        return getline(filename, number)
    except Exception:
        return ""  # at the end of a program nothing can be imported


def _formatwarnmsg_impl(msg):
    code = _source_line(msg.filename, msg.lineno) if msg.line is None else msg.line
    shown = f"  {code.strip()}\n" if code else ""
    return f"{msg.filename}:{msg.lineno}: {msg.category.__name__}: {msg.message}\n{shown}"


# Programs replace these two functions; then theirs are called.
_showwarning_orig = showwarning
_formatwarning_orig = formatwarning


def _showwarnmsg(msg):
    if (show := globals().get("showwarning")) not in (None, _showwarning_orig):
        if not callable(show):
            raise TypeError("warnings.showwarning() must be set to a function or method")
        show(msg.message, msg.category, msg.filename, msg.lineno, msg.file, msg.line)
    else:
        _showwarnmsg_impl(msg)


def _formatwarnmsg(msg):
    if (form := globals().get("formatwarning")) not in (None, _formatwarning_orig):
        return form(msg.message, msg.category, msg.filename, msg.lineno, msg.line)
    return _formatwarnmsg_impl(msg)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """Put a filter before (or behind) the others. message and module are patterns."""
    assert action in _ACTIONS, f"invalid action: {action!r}"
    for name, value, kind, called in [("message", message, str, "string"), ("category", category, type, "class"),
                                      ("category", category, Warning, "Warning subclass"), ("module", module, str, "string")]:
        assert issubclass(value, kind) if kind is Warning else isinstance(value, kind), f"{name} must be a {called}"
    assert isinstance(lineno, int) and lineno >= 0, "lineno must be an int >= 0"

    def compiled(pattern, fold):
        if not pattern:
            return None
        import re
        return re.compile(pattern, re.IGNORECASE if fold else 0)

    _add_filter(action, compiled(message, True), category, compiled(module, False), lineno, append=append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    """Put a filter by category before (or behind) the others."""
    assert action in _ACTIONS, f"invalid action: {action!r}"
    assert isinstance(lineno, int) and lineno >= 0, "lineno must be an int >= 0"
    _add_filter(action, None, category, None, lineno, append=append)


def _add_filter(*item, append):
    there = item in filters
    if not append:
        if there:
            filters.remove(item)
        filters.insert(0, item)
    elif not there:
        filters.append(item)
    _filters_mutated()


def resetwarnings():
    """Take all filters away."""
    filters[:] = []
    _filters_mutated()


class _OptionError(Exception):
    """An option -W that makes no sense."""


def _processoptions(args):
    for arg in args:
        try:
            _setoption(arg)
        except _OptionError as wrong:
            print(f"Invalid -W option ignored: {wrong}", file=sys.stderr)


def _setoption(arg):
    parts = arg.split(":")
    if len(parts) > 5:
        raise _OptionError(f"too many fields (max 5): {arg!r}")
    action, message, category, module, lineno = (part.strip() for part in parts + [""] * (5 - len(parts)))
    action, category = _getaction(action), _getcategory(category)
    if message or module:  # here they are texts, no patterns
        from re import escape
        message, module = escape(message), module and escape(module) + r"\Z"
    try:
        lineno = int(lineno or 0)
    except ValueError:
        pass  # it stays a str
    if isinstance(lineno, str) or lineno < 0:
        raise _OptionError(f"invalid lineno {lineno!r}")
    filterwarnings(action, message, category, module, lineno)


def _getaction(action):
    if not action:
        return "default"
    if action == "all":
        return "always"
    for known in ("default", "always", "ignore", "module", "once", "error"):
        if known.startswith(action):
            return known
    raise _OptionError(f"invalid action: {action!r}")


def _getcategory(category):
    if not category:
        return Warning
    module, _, name = category.rpartition(".")
    try:
        found = getattr(__import__(module or "builtins", None, None, [name]), name)
    except ImportError:
        raise _OptionError(f"invalid module name: {module!r}") from None
    except AttributeError:
        raise _OptionError(f"unknown warning category: {category!r}") from None
    if not issubclass(found, Warning):
        raise _OptionError(f"invalid warning category: {category!r}")
    return found


class catch_warnings:
    """Restores the filters at its end; with record=True the warnings go into a list."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._module = sys.modules["warnings"] if module is None else module
        self._entered = False
        self._filter = None if action is None else (action, category, lineno, append)

    def __repr__(self):
        args = []
        if self._record:
            args.append("record=True")
        if self._module is not sys.modules["warnings"]:
            args.append(f"module={self._module!r}")
        return f"{type(self).__name__}({', '.join(args)})"

    def __enter__(self):
        if self._entered:
            raise RuntimeError(f"Cannot enter {self!r} twice")
        self._entered = True
        module = self._module
        self._saved = module.filters, module.showwarning, module._showwarnmsg_impl
        module.filters = module.filters[:]
        module._filters_mutated()
        if self._filter is not None:
            simplefilter(*self._filter)
        if not self._record:
            return None
        log = []
        module._showwarnmsg_impl = log.append
        module.showwarning = module._showwarning_orig
        return log

    def __exit__(self, *exc_info):
        if not self._entered:
            raise RuntimeError(f"Cannot exit {self!r} without entering first")
        self._module.filters, self._module.showwarning, self._module._showwarnmsg_impl = self._saved
        self._module._filters_mutated()


_DEPRECATED_MSG = "{name!r} is deprecated and slated for removal in Python {remove}"


def _deprecated(name, message=_DEPRECATED_MSG, *, remove, _version=sys.version_info):
    """Warn that something of the library goes away in version remove."""
    shown = f"{remove[0]}.{remove[1]}"
    if _version[:2] > remove or _version[:2] == remove and _version[3] != "alpha":
        raise RuntimeError(f"{name!r} was slated for removal after Python {shown} alpha")
    warn(message.format(name=name, remove=shown), DeprecationWarning, stacklevel=3)


_processoptions(sys.warnoptions)
