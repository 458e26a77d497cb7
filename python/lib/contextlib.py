"""Context managers made of generators and functions, and stacks of them."""

import sys
from abc import ABC, abstractmethod
from collections import deque
from functools import wraps
from types import GenericAlias, MethodType

from _collections_abc import _known_by

__all__ = """AbstractAsyncContextManager AbstractContextManager AsyncExitStack ContextDecorator ExitStack aclosing
asynccontextmanager chdir closing contextmanager nullcontext redirect_stderr redirect_stdout suppress""".split()


@_known_by("__enter__", "__exit__")
class AbstractContextManager(ABC):
    """What has __enter__ and __exit__."""

    __class_getitem__ = classmethod(GenericAlias)

    def __enter__(self):
        return self

    @abstractmethod
    def __exit__(self, *exc_info):
        """Leave, with what went wrong or three Nones; a true answer says that it is dealt with."""


@_known_by("__aenter__", "__aexit__")
class AbstractAsyncContextManager(ABC):
    """What has __aenter__ and __aexit__."""

    __class_getitem__ = classmethod(GenericAlias)

    async def __aenter__(self):
        return self

    @abstractmethod
    async def __aexit__(self, *exc_info):
        """Leave, with what went wrong or three Nones; a true answer says that it is dealt with."""


class _Decorator:
    """A base of context managers that are decorators, too: what they decorate runs within one."""

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        return wraps(func)(self._within(func))


class ContextDecorator(_Decorator):
    """A base that lets a context manager decorate functions, too."""

    def _within(self, func):
        def call(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)

        return call


class AsyncContextDecorator(_Decorator):
    """A base that lets an asynchronous context manager decorate asynchronous functions, too."""

    def _within(self, func):
        async def call(*args, **kwds):
            async with self._recreate_cm():
                return await func(*args, **kwds)

        return call


class _Generated:
    """What a context manager of a generator function keeps."""

    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self._call = func, args, kwds
        doc = getattr(func, "__doc__", None)
        self.__doc__ = type(self).__doc__ if doc is None else doc

    def _recreate_cm(self):
        return self.__class__(*self._call)

    def _swallowed(self, exc, value, traceback, stops):
        """Whether the exception that came out of the generator says that value was not handled:
        then the with statement raises value itself."""
        # A StopIteration that was thrown in comes out as the cause of a RuntimeError.
        same = exc is value or isinstance(value, stops) and isinstance(exc, RuntimeError) and exc.__cause__ is value
        if same:
            value.__traceback__ = traceback
        return same


class _GeneratorContextManager(_Generated, AbstractContextManager, ContextDecorator):
    """The context manager of a generator function."""

    def __enter__(self):
        del self._call  # of no use any more
        for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")

    def __exit__(self, typ, value, traceback):
        complaint = "generator didn't stop"
        try:
            if typ is None:
                next(self.gen)
            else:
                complaint += " after throw()"
                value = typ() if value is None else value
                self.gen.throw(typ, value, traceback)
        except StopIteration as exc:
            return typ is not None and exc is not value
        except BaseException as exc:
            if typ is None or not self._swallowed(exc, value, traceback, StopIteration):
                raise
            return False
        try:
            raise RuntimeError(complaint)
        finally:
            self.gen.close()


class _AsyncGeneratorContextManager(_Generated, AbstractAsyncContextManager, AsyncContextDecorator):
    """The context manager of an asynchronous generator function."""

    async def __aenter__(self):
        del self._call
        async for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")

    async def __aexit__(self, typ, value, traceback):
        complaint = "generator didn't stop"
        try:
            if typ is None:
                await anext(self.gen)
            else:
                complaint += " after athrow()"
                value = typ() if value is None else value
                await self.gen.athrow(typ, value, traceback)
        except StopAsyncIteration as exc:
            return typ is not None and exc is not value
        except BaseException as exc:
            if typ is None or not self._swallowed(exc, value, traceback, (StopIteration, StopAsyncIteration)):
                raise
            return False
        try:
            raise RuntimeError(complaint)
        finally:
            await self.gen.aclose()


def _maker(kind, func):
    return wraps(func)(lambda *args, **kwds: kind(func, args, kwds))


def contextmanager(func):
    """Make context managers of a generator function that yields once."""
    return _maker(_GeneratorContextManager, func)


def asynccontextmanager(func):
    """Make asynchronous context managers of an asynchronous generator function."""
    return _maker(_AsyncGeneratorContextManager, func)


class closing(AbstractContextManager):
    """Close a thing at the end."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *_):
        self.thing.close()


class aclosing(AbstractAsyncContextManager):
    """Close a thing at the end, asynchronously."""

    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *_):
        await self.thing.aclose()


class _Exchange(AbstractContextManager):
    """Set something to another value for a while; it may be entered again meanwhile."""

    def __init__(self, new):
        self._new, self._before = new, []

    def __enter__(self):
        self._before.append(self._get())
        self._set(self._new)
        return self._new

    def __exit__(self, *_):
        self._set(self._before.pop())


class _RedirectStream(_Exchange):
    def __init__(self, new_target):
        super().__init__(new_target)

    def _get(self):
        return getattr(sys, self._stream)

    def _set(self, stream):
        setattr(sys, self._stream, stream)


class redirect_stdout(_RedirectStream):
    """Have another sys.stdout for a while."""

    _stream = "stdout"


class redirect_stderr(_RedirectStream):
    """Have another sys.stderr for a while."""

    _stream = "stderr"


class chdir(_Exchange):
    """Be in another working directory for a while."""

    def __init__(self, path):
        super().__init__(path)
        self.path = path

    def __enter__(self):
        super().__enter__()

    def _get(self):
        from os import getcwd

        return getcwd()

    def _set(self, path):
        from os import chdir

        chdir(path)


class suppress(AbstractContextManager):
    """Go on behind the with statement after one of these exceptions."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        return None

    def __exit__(self, typ, *_):
        return typ is not None and issubclass(typ, self._exceptions)


class nullcontext(AbstractContextManager, AbstractAsyncContextManager):
    """A context manager that does nothing."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    async def __aenter__(self):
        return self.enter_result

    def __exit__(self, *_):
        return None

    async def __aexit__(self, *_):
        return None


class _BaseExitStack:
    """What both stacks have. An entry is (synchronous?, function with the arguments of __exit__)."""

    def __init__(self):
        self._exit_callbacks = deque()

    def pop_all(self):
        """Move all entries to a new stack."""
        other = type(self)()
        self._exit_callbacks, other._exit_callbacks = deque(), self._exit_callbacks
        return other

    def _keep(self, leave, is_sync=True):
        self._exit_callbacks.append((is_sync, leave))

    def _keep_exit(self, exit, special, is_sync):
        """Keep the method of a context manager, if it has it; else exit itself is the function."""
        method = getattr(type(exit), special, None)
        self._keep(exit if method is None else MethodType(method, exit), is_sync)
        return exit

    def _keep_call(self, callback, leave, is_sync):
        leave.__wrapped__ = callback
        self._keep(leave, is_sync)
        return callback

    def push(self, exit):
        """Register a context manager that is entered already, or a function like __exit__."""
        return self._keep_exit(exit, "__exit__", True)

    def callback(self, callback, /, *args, **kwds):
        """Register a function to be called, whatever happens."""

        def leave(*exc_info):
            callback(*args, **kwds)

        return self._keep_call(callback, leave, True)

    def enter_context(self, cm):
        """Enter a context manager, and leave it with the stack."""
        enter, leave = _both_ends(cm, "__enter__", "__exit__", "the context manager")
        result = enter()
        self._keep(leave)
        return result


def _both_ends(cm, first, last, protocol):
    """The two methods of a context manager."""
    cls = type(cm)
    try:
        return [MethodType(getattr(cls, name), cm) for name in (first, last)]
    except AttributeError:
        raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does not support {protocol} protocol") from None


_NOTHING = None, None, None  # what is on its way where all is well


def _fix_context(new, old, outer):
    """Make the exception that was on its way the context of one that came instead, at the end of
    the chain of the new one's own contexts."""
    while True:
        context = new.__context__
        if context is None or context is old:
            return
        if context is outer:
            break
        new = context
    new.__context__ = old


class _Unwinding:
    """The state of a stack that is being left: what exception is on its way."""

    def __init__(self, exc_details):
        self.received = exc_details[0] is not None
        self.outer = sys.exc_info()[1]
        self.details = exc_details
        self.suppressed = self.raising = False

    def returned(self, answer):
        if answer:
            self.suppressed, self.raising, self.details = True, False, _NOTHING

    def raised(self):
        details = sys.exc_info()
        _fix_context(details[1], self.details[1], self.outer)
        self.raising, self.details = True, details

    def finish(self):
        if self.raising:
            exc = self.details[1]
            context = exc.__context__
            try:
                raise exc
            except BaseException:
                exc.__context__ = context  # raise has set it anew
                raise
        return self.received and self.suppressed


class ExitStack(_BaseExitStack, AbstractContextManager):
    """A context manager that leaves others, the last one first."""

    def close(self):
        """Leave all now."""
        self.__exit__(*_NOTHING)

    def __exit__(self, *exc_info):
        state, stack = _Unwinding(exc_info), self._exit_callbacks
        while stack:
            leave = stack.pop()[1]
            try:
                state.returned(leave(*state.details))
            except BaseException:
                state.raised()
        return state.finish()


class AsyncExitStack(_BaseExitStack, AbstractAsyncContextManager):
    """ExitStack for asynchronous context managers as well."""

    def push_async_exit(self, exit):
        """Register an asynchronous context manager that is entered already, or a function like __aexit__."""
        return self._keep_exit(exit, "__aexit__", False)

    def push_async_callback(self, callback, /, *args, **kwds):
        """Register an asynchronous function to be called, whatever happens."""

        async def leave(*exc_info):
            await callback(*args, **kwds)

        return self._keep_call(callback, leave, False)

    async def enter_async_context(self, cm):
        """Enter an asynchronous context manager, and leave it with the stack."""
        enter, leave = _both_ends(cm, "__aenter__", "__aexit__", "the asynchronous context manager")
        result = await enter()
        self._keep(leave, False)
        return result

    async def aclose(self):
        """Leave all now."""
        await self.__aexit__(*_NOTHING)

    async def __aexit__(self, *exc_info):
        state, stack = _Unwinding(exc_info), self._exit_callbacks
        while stack:
            is_sync, leave = stack.pop()
            try:
                answer = leave(*state.details)
                state.returned(answer if is_sync else await answer)
            except BaseException:
                state.raised()
        return state.finish()
