"""Exceptions and stacks as text, as the interpreter itself prints them."""

import linecache
import sys
from _traceback import anchors as _anchors

__all__ = ["extract_stack", "extract_tb", "format_exception", "format_exception_only", "format_list", "format_stack",
           "format_tb", "print_exc", "format_exc", "print_exception", "print_last", "print_stack", "print_tb",
           "clear_frames", "FrameSummary", "StackSummary", "TracebackException", "walk_stack", "walk_tb", "print_list"]

_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
_REPEATED = 3  # so often the same entry is shown


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()


def _one(exc, value):
    """The exception out of the arguments (exc, value, tb), of which value may be left out."""
    return exc if value is _sentinel else value


def _both(value, tb):
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True):
    """Print an exception with its traceback."""
    print("".join(format_exception(exc, value, tb, limit, chain)), file=sys.stderr if file is None else file, end="")


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True):
    """The lines of an exception with its traceback."""
    _both(value, tb)
    exc = _one(exc, value)
    if tb is _sentinel:
        tb = exc.__traceback__ if exc is not None else None
    return list(TracebackException(type(exc), exc, tb, limit=limit, compact=True).format(chain=chain))


def format_exception_only(exc, /, value=_sentinel):
    """The lines of an exception without a traceback."""
    exc = _one(exc, value)
    return list(TracebackException(type(exc), exc, None, compact=True).format_exception_only())


def print_exc(limit=None, file=None, chain=True):
    """Print the exception that is being handled."""
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """The text of the exception that is being handled."""
    return "".join(format_exception(sys.exception(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Print the exception that ended the last line of a prompt."""
    if not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file, chain)


def print_tb(tb, limit=None, file=None):
    print_list(extract_tb(tb, limit), file)


def format_tb(tb, limit=None):
    return extract_tb(tb, limit).format()


def extract_tb(tb, limit=None):
    """The entries of a traceback."""
    return StackSummary._extract(_positions_of_tb(tb), limit)


def print_stack(f=None, limit=None, file=None):
    print_list(extract_stack(_caller(f), limit), file)


def format_stack(f=None, limit=None):
    return format_list(extract_stack(_caller(f), limit))


def extract_stack(f=None, limit=None):
    """The entries of the stack that ends with a frame, the caller's by default."""
    stack = StackSummary.extract(walk_stack(_caller(f)), limit=limit)
    stack.reverse()
    return stack


def _caller(f):
    return sys._getframe(2) if f is None else f


def walk_stack(f):
    """Frame and line of a frame and those that called it."""
    if f is None:
        f = sys._getframe(2)
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """Frame and line of each entry of a traceback."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _positions_of_tb(tb):
    while tb is not None:
        place = _place(tb.tb_frame.f_code, tb.tb_lasti)
        yield tb.tb_frame, (tb.tb_lineno,) + place[1:] if place[0] is None else place
        tb = tb.tb_next


def _place(code, lasti):
    if lasti < 0:
        return (None,) * 4
    for i, place in enumerate(code.co_positions()):
        if i == lasti // 2:
            return place
    return (None,) * 4


def clear_frames(tb):
    """Clear the local variables of all frames of a traceback."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            pass  # it runs
        tb = tb.tb_next


def print_list(extracted_list, file=None):
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=sys.stderr if file is None else file, end="")


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


class FrameSummary:
    """An entry of a stack: where, in which function, which text, which local variables."""

    __slots__ = ("filename", "lineno", "end_lineno", "colno", "end_colno", "name", "_line", "locals")

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None,
                 colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        if lookup_line:
            self.line
        self.locals = {k: _shown(v, "local", repr) for k, v in locals.items()} if locals else None
        self.end_lineno = end_lineno
        self.colno = colno
        self.end_colno = end_colno

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return (self.filename, self.lineno, self.name, self.locals) == (other.filename, other.lineno, other.name, other.locals)
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __getitem__(self, i):
        return (self.filename, self.lineno, self.name, self.line)[i]

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    def __len__(self):
        return 4

    @property
    def _original_line(self):
        self.line
        return self._line

    @property
    def line(self):
        """The text of the line, without the blanks around it."""
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = linecache.getline(self.filename, self.lineno)
        return self._line.strip()


def _shown(value, what, how=str):
    try:
        return how(value)
    except Exception:
        return f"<{what} {how.__name__}() failed>"


class StackSummary(list):
    """Entries of a stack, the innermost last."""

    @classmethod
    def extract(cls, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """The entries for pairs of frame and line."""
        return cls._extract(((f, (lineno, None, None, None)) for f, lineno in frame_gen), limit, lookup_lines, capture_locals)

    @classmethod
    def _extract(cls, frames, limit=None, lookup_lines=True, capture_locals=False):
        frames = list(frames)
        if limit is None:
            limit = getattr(sys, "tracebacklimit", None)
            if limit is not None and limit < 0:
                limit = 0
        if limit is not None:
            frames = frames[:limit] if limit >= 0 else frames[limit:]
        result = cls()
        names = set()
        for f, (lineno, end_lineno, colno, end_colno) in frames:
            code = f.f_code
            names.add(code.co_filename)
            linecache.lazycache(code.co_filename, f.f_globals)
            result.append(FrameSummary(code.co_filename, lineno, code.co_name, lookup_line=False,
                                       locals=f.f_locals if capture_locals else None,
                                       end_lineno=end_lineno, colno=colno, end_colno=end_colno))
        for name in names:
            linecache.checkcache(name)
        if lookup_lines:
            for entry in result:
                entry.line
        return result

    @classmethod
    def from_list(cls, a_list):
        """A summary of entries or of tuples (filename, line number, name, line)."""
        result = cls()
        for item in a_list:
            if not isinstance(item, FrameSummary):
                filename, lineno, name, line = item
                item = FrameSummary(filename, lineno, name, line=line)
            result.append(item)
        return result

    def format_frame_summary(self, frame_summary):
        """The text of an entry; None leaves it out."""
        entry = frame_summary
        rows = [f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n']
        if entry.line:
            rows.append(f"    {entry.line}\n")
            rows.extend(_carets(entry))
        if entry.locals:
            rows.extend(f"    {name} = {value}\n" for name, value in sorted(entry.locals.items()))
        return "".join(rows)

    def format(self):
        """The lines of all entries; of one that comes again and again three are shown."""
        rows = []
        last, count = None, 0

        def repeated():
            more = count - _REPEATED
            if more > 0:
                rows.append(f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n")

        for entry in self:
            text = self.format_frame_summary(entry)
            if text is None:
                continue
            key = entry.filename, entry.lineno, entry.name
            if key != last or None in key:
                repeated()
                last, count = key, 0
            count += 1
            if count <= _REPEATED:
                rows.append(text)
        repeated()
        return rows


def _carets(entry):
    """The row that underlines the expression of an entry, if that is not all of its line."""
    if entry.colno is None or entry.end_colno is None:
        return
    line = entry._original_line
    raw = line.encode()
    lead = len(line) - len(line.lstrip())
    start = len(raw[:entry.colno].decode(errors="replace"))
    if entry.lineno == entry.end_lineno:
        end = len(raw[:entry.end_colno].decode(errors="replace"))
        found = _anchors(line[start:end])
    else:
        end = len(line.rstrip())
        found = None
    stripped = line.strip()
    if start <= lead and end - lead >= len(stripped) and found is None:
        return
    width = end - start
    if found is None:
        marks = "^" * width
    else:
        left, right = found
        marks = "~" * left + "^" * (right - left) + "~" * (width - right)
    if marks:
        yield "    " + " " * (start - lead) + marks + "\n"


class TracebackException:
    """An exception ready to be printed: nothing of it is referred to but texts."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False,
                 compact=False, max_group_width=15, max_group_depth=10, _seen=None):
        top = _seen is None
        _seen = set() if top else _seen
        _seen.add(id(exc_value))
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract(_positions_of_tb(exc_traceback), limit, lookup_lines, capture_locals)
        self.exc_type = exc_type
        self._str = _shown(exc_value, "exception")
        self.__notes__ = getattr(exc_value, "__notes__", None)
        self._is_syntax_error = exc_type is not None and issubclass(exc_type, SyntaxError)
        if self._is_syntax_error:
            self.filename, self.text, self.msg = exc_value.filename, exc_value.text, exc_value.msg
            self.offset, self.end_offset = exc_value.offset, exc_value.end_offset
            self.lineno = None if exc_value.lineno is None else str(exc_value.lineno)
            self.end_lineno = None if exc_value.end_lineno is None else str(exc_value.end_lineno)
        self.__suppress_context__ = exc_value.__suppress_context__ if exc_value is not None else False

        def other(exc):
            if exc is None or id(exc) in _seen:
                return None
            return TracebackException(type(exc), exc, exc.__traceback__, limit=limit, lookup_lines=lookup_lines,
                                      capture_locals=capture_locals, max_group_width=max_group_width,
                                      max_group_depth=max_group_depth, _seen=_seen)

        self.__cause__ = other(getattr(exc_value, "__cause__", None))
        hidden = compact and (self.__cause__ is not None or self.__suppress_context__)
        self.__context__ = None if hidden else other(getattr(exc_value, "__context__", None))
        self.exceptions = None
        if isinstance(exc_value, BaseExceptionGroup):
            self.exceptions = [TracebackException(type(e), e, e.__traceback__, limit=limit, lookup_lines=lookup_lines,
                                                  capture_locals=capture_locals, max_group_width=max_group_width,
                                                  max_group_depth=max_group_depth, _seen=_seen) for e in exc_value.exceptions]

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """What the constructor makes of an exception's type, value and traceback."""
        parts = type(exc), exc, exc.__traceback__
        return cls(*parts, *args, **kwargs)

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, TracebackException) else NotImplemented

    def __str__(self):
        return self._str

    def format_exception_only(self):
        """The lines that say what was raised."""
        if self.exc_type is None:
            yield f"None: {self._str}\n"
            return
        name = self.exc_type.__qualname__
        if (module := self.exc_type.__module__) not in ("__main__", "builtins"):
            name = f"{module if isinstance(module, str) else '<unknown>'}.{name}"
        if self._is_syntax_error:
            yield from self._format_syntax_error(name)
        else:
            yield f"{name}: {self._str}\n" if self._str else f"{name}\n"
        notes = self.__notes__
        if isinstance(notes, (list, tuple)):
            for note in notes:
                yield from (row + "\n" for row in _shown(note, "note").split("\n"))
        elif notes is not None:
            yield f"{_shown(notes, '__notes__', repr)}\n"

    def _format_syntax_error(self, name):
        where = ""
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
        elif self.filename is not None:
            where = f" ({self.filename})"
        if self.text is not None:
            row = self.text.rstrip("\n")
            shown = row.lstrip(" \n\f")
            lead = len(row) - len(shown)
            yield f"    {shown}\n"
            if self.offset is not None:
                end = self.end_offset if self.end_offset not in {None, 0} else self.offset
                if self.offset == end or end == -1:
                    end = self.offset + 1
                start = self.offset - 1 - lead
                if start >= 0:
                    blanks = "".join(c if c.isspace() else " " for c in shown[:start])
                    yield f"    {blanks}{'^' * (end - 1 - lead - start)}\n"
        yield f"{name}: {self.msg or '<no detail available>'}{where}\n"

    def format(self, *, chain=True, _ctx=None):
        """All lines: those of the exceptions before, the stack, the exception, its group."""
        ctx = _Group() if _ctx is None else _ctx
        order = []
        exc = self
        while exc is not None:
            message, before = None, None
            if chain:
                if exc.__cause__ is not None:
                    message, before = _CAUSE, exc.__cause__
                elif exc.__context__ is not None and not exc.__suppress_context__:
                    message, before = _CONTEXT, exc.__context__
            order.append((message, exc))
            exc = before
        for message, exc in reversed(order):
            if message is not None:
                yield from ctx.rows(message)
            if exc.exceptions is None:
                if exc.stack:
                    yield from ctx.rows("Traceback (most recent call last):\n")
                    yield from ctx.rows(exc.stack.format())
                yield from ctx.rows(exc.format_exception_only())
            elif ctx.depth > self.max_group_depth:
                yield from ctx.rows(f"... (max_group_depth is {self.max_group_depth})\n")
            else:
                yield from self._format_group(exc, ctx)

    def _format_group(self, exc, ctx):
        first = ctx.depth == 0
        if first:
            ctx.depth += 1
        if exc.stack:
            yield from ctx.rows("Exception Group Traceback (most recent call last):\n", "+" if first else None)
            yield from ctx.rows(exc.stack.format())
        yield from ctx.rows(exc.format_exception_only())
        count = len(exc.exceptions)
        shown = count if count <= self.max_group_width else self.max_group_width + 1
        ctx.close = False
        for i in range(shown):
            if i == shown - 1:
                ctx.close = True
            title = f"{i + 1}" if i < self.max_group_width else "..."
            yield f"{ctx.indent()}{'+-' if i == 0 else '  '}+---------------- {title} ----------------\n"
            ctx.depth += 1
            if i < self.max_group_width:
                yield from exc.exceptions[i].format(_ctx=ctx)
            else:
                left = count - self.max_group_width
                yield from ctx.rows(f"and {left} more exception{'s' if left > 1 else ''}\n")
            if i == shown - 1 and ctx.close:
                yield ctx.indent() + "+------------------------------------\n"
                ctx.close = False
            ctx.depth -= 1
        if first:
            assert ctx.depth == 1
            ctx.depth = 0

    def print(self, *, file=None, chain=True):
        for row in self.format(chain=chain):
            print(row, file=sys.stderr if file is None else file, end="")


class _Group:
    """How deep in groups of exceptions the rows are that are being made."""

    def __init__(self):
        self.depth = 0
        self.close = False

    def indent(self):
        return "  " * self.depth

    def rows(self, texts, margin=None):
        if isinstance(texts, str):
            texts = [texts]
        prefix = ""
        if self.depth:
            prefix = self.indent() + (margin or "|") + " "
        for text in texts:
            yield "".join(prefix + row if row.strip("\n") or prefix else row for row in text.splitlines(True))
