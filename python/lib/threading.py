"""Threads as objects, and what they wait for each other with."""

import sys as _sys
import _thread
from _thread import (RLock, get_ident, get_native_id, TIMEOUT_MAX, _excepthook as excepthook,
                     _ExceptHookArgs as ExceptHookArgs, _local as local, allocate_lock as Lock)
from time import monotonic as _now

__all__ = ['get_ident', 'active_count', 'Condition', 'current_thread', 'enumerate', 'main_thread', 'TIMEOUT_MAX',
           'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread', 'Barrier', 'BrokenBarrierError',
           'Timer', 'ThreadError', 'setprofile', 'settrace', 'local', 'stack_size', 'excepthook', 'ExceptHookArgs',
           'getprofile', 'gettrace', 'get_native_id']

ThreadError, stack_size = _thread.error, _thread.stack_size
__excepthook__ = excepthook

# What each new thread gives to sys.settrace and sys.setprofile before it runs.
_hooks = {'settrace': None, 'setprofile': None}


def setprofile(func):
    """Have each thread that is started from now on call sys.setprofile(func)."""
    _hooks['setprofile'] = func


def getprofile():
    """What setprofile was called with last."""
    return _hooks['setprofile']


def settrace(func):
    """Have each thread that is started from now on call sys.settrace(func)."""
    _hooks['settrace'] = func


def gettrace():
    """What settrace was called with last."""
    return _hooks['settrace']


def _renamed(old, new, method=True):
    """The deprecated function, or method, of an old name, which calls the new one."""
    def caller(*args):
        _deprecated(f'{old}() is deprecated, use {new}() instead')
        return (getattr(args[0], new) if method else globals()[new])(*args[method:])
    return _called(caller, old, f'Deprecated: {new}() is the name.')


def _accessor(old, attribute, verb):
    """The deprecated method by which an attribute was got or set."""
    def get(self):
        _deprecated(f'{old}() is deprecated, get the {attribute} attribute instead')
        return getattr(self, attribute)

    def set(self, value):
        _deprecated(f'{old}() is deprecated, set the {attribute} attribute instead')
        setattr(self, attribute, value)
    return _called(get if verb == 'get' else set, old, f'Deprecated: the attribute {attribute} is there.')


def _called(function, name, doc):
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def _described(thing, state):
    cls = type(thing)
    return f'<{cls.__module__}.{cls.__qualname__} at {id(thing):#x}: {state}>'


class Condition:
    """Waiting until another thread says that something has changed.

    Each one who waits has a lock of its own, which he takes twice; notify() releases it.
    """

    def __init__(self, lock=None):
        self._lock = RLock() if lock is None else lock
        self._sleepers = []
        # A recursive lock says also how it is given up whole, and who has it.
        for name in ('acquire', 'release', '_release_save', '_acquire_restore', '_is_owned'):
            if name[0] != '_' or hasattr(self._lock, name):
                setattr(self, name, getattr(self._lock, name))

    def _at_fork_reinit(self):
        self._sleepers.clear()
        self._lock._at_fork_reinit()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, error, trace):
        return self._lock.__exit__(kind, error, trace)

    def __repr__(self):
        return f'<Condition({self._lock}, {len(self._sleepers)})>'

    def _demand(self, what):
        if not self._is_owned():
            raise RuntimeError(f'cannot {what} on un-acquired lock')

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, saved):
        self._lock.acquire()

    def _is_owned(self):
        free = self._lock.acquire(False)
        if free:
            self._lock.release()
        return not free

    def wait(self, timeout=None):
        """Sleep until notified; False: the timeout came first.

        The lock is released meanwhile, and held again at the return. RuntimeError: it
        was not held.
        """
        self._demand('wait')
        bell = Lock()
        bell.acquire()
        self._sleepers.append(bell)
        saved, told = self._release_save(), False
        try:
            told = bell.acquire(timeout=-1 if timeout is None else max(timeout, 0))
            return told
        finally:
            self._acquire_restore(saved)
            if not told and bell in self._sleepers:
                self._sleepers.remove(bell)

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true, or the timeout over; returns its last answer."""
        end = None if timeout is None else _now() + timeout
        while not (answer := predicate()):
            left = None if end is None else end - _now()
            if left is not None and left <= 0:
                break
            self.wait(left)
        return answer

    def notify(self, n=1):
        """Wake up n of those who wait, if there are so many."""
        self._demand('notify')
        while n > 0 and self._sleepers:
            try:
                self._sleepers.pop(0).release()
            except RuntimeError:
                continue  # he has given up already, and is about to go
            n -= 1

    def notify_all(self):
        """Wake up all who wait."""
        self.notify(len(self._sleepers))

    notifyAll = _renamed('notifyAll', 'notify_all')


def _deprecated(message):
    import warnings
    warnings.warn(message, DeprecationWarning, stacklevel=3)


class Semaphore:
    """A counter that acquire() lowers, waiting for it to be above zero, and release() raises."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError('semaphore initial value must be >= 0')
        self._value, self._cond = value, Condition(Lock())

    def __repr__(self):
        return _described(self, f'value={self._value}')

    def acquire(self, blocking=True, timeout=None):
        """Lower the counter; False: it was zero, and stayed so for the time allowed."""
        if not (blocking or timeout is None):
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._cond:
            if self._value == 0 and not (blocking and self._cond.wait_for(lambda: self._value, timeout)):
                return False
            self._value -= 1
            return True

    __enter__ = acquire

    _most = float('inf')  # that the counter may be

    def release(self, n=1):
        """Raise the counter by n, and wake up so many who wait. ValueError: it is bounded, and
        would exceed the initial value."""
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            if self._value + n > self._most:
                raise ValueError('Semaphore released too many times')
            self._value += n
            self._cond.notify(n)

    def __exit__(self, *raised):
        self.release()


class BoundedSemaphore(Semaphore):
    """A Semaphore whose counter does not exceed its initial value: that would be an error of
    the program."""

    def __init__(self, value=1):
        super().__init__(value)
        self._most = value

    def __repr__(self):
        return _described(self, f'value={self._value}/{self._most}')


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._flag, self._cond = False, Condition(Lock())
        self._at_fork_reinit = self._cond._at_fork_reinit

    def __repr__(self):
        return _described(self, 'set' if self._flag else 'unset')

    def is_set(self):
        """The flag."""
        return self._flag

    isSet = _renamed('isSet', 'is_set')

    def set(self):
        """Raise the flag, and wake up all who wait."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        """Lower the flag."""
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Wait until the flag is true; False: the timeout came first."""
        with self._cond:
            return self._flag or self._cond.wait(timeout)


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    """A place where a number of threads wait for each other.

    _state says what those do who come: 0 fill it, 1 are let out, and -1 resetting or -2
    broken.
    """

    def __init__(self, parties, action=None, timeout=None):
        self._parties, self._action, self._timeout = parties, action, timeout
        self._state = self._count = 0
        self._cond = Condition(Lock())

    def __repr__(self):
        return _described(self, 'broken' if self.broken else f'waiters={self.n_waiting}/{self.parties}')

    def wait(self, timeout=None):
        """Wait for the others. The results are 0 to parties - 1, each once.

        The one who comes last calls the action. BrokenBarrierError: somebody gave up,
        the action raised, or the barrier was reset.
        """
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            self._cond.wait_for(lambda: self._state in (0, -2))  # others are leaving
            if self._state < 0:
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if self._count == self._parties:
                    self._open()
                elif not self._cond.wait_for(lambda: self._state != 0, timeout):
                    self._break()
                    raise BrokenBarrierError
                elif self._state < 0:
                    raise BrokenBarrierError
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in (-1, 1):
                    self._state = 0
                    self._cond.notify_all()

    def _open(self):
        try:
            if self._action:
                self._action()
        except:
            self._break()
            raise
        self._state = 1
        self._cond.notify_all()

    def _break(self):
        self._state = -2
        self._cond.notify_all()

    def reset(self):
        """Reset the barrier to the initial state: who waits gets the error."""
        with self._cond:
            if self._count == 0:
                self._state = 0
            elif self._state in (0, -2):
                self._state = -1
            self._cond.notify_all()

    def abort(self):
        """Break the barrier: who waits, and who comes, gets the error."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        """How many must come."""
        return self._parties

    @property
    def n_waiting(self):
        """How many have come, and wait for the others."""
        return self._count if self._state == 0 else 0

    @property
    def broken(self):
        """Whether somebody gave up, so that nobody may wait here."""
        return self._state == -2


# Threads. _active are those that run, by their identifiers, _starting those that do not yet.
# A thread's _alive_lock is released by the runtime when nothing of the thread is left, which
# is what join() waits for; _awaited are those that the end of the program waits
# for.

_active_lock = RLock()
_active = {}
_starting = set()
_awaited = set()
_counter = 0


def _newname(template='Thread-{}'):
    global _counter
    with _active_lock:
        _counter += 1
        return template.format(_counter)


class Thread:
    """A thread; what it does is run(), which calls target with args and kwargs, or is overridden."""

    _ready = False  # until __init__ was called, which a subclass may forget

    def _require(self, started, otherwise, uninitialized='Thread.__init__() not called'):
        """RuntimeError: the thread has been started, and should not be, or the other way round."""
        if not self._ready:
            raise RuntimeError(uninitialized)
        if self._started.is_set() is not started:
            raise RuntimeError(otherwise)

    def _field(attribute, doc):
        def get(self):
            assert self._ready, 'Thread.__init__() not called'
            return getattr(self, attribute)
        return property(get, doc=doc)

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, 'group argument must be None for now'
        if name is None:
            name = _newname()
            if hasattr(target, '__name__'):
                name += f' ({target.__name__})'
        self._name, self._target = str(name), target
        self._args, self._kwargs = args, kwargs if kwargs is not None else {}
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = self._native_id = self._alive_lock = None
        self._started, self._over = Event(), False
        self._report = _excepthook_caller()
        self._ready = True

    def __repr__(self):
        assert self._ready, 'Thread.__init__() was not called'
        self.is_alive()
        words = ['stopped' if self._over else 'started' if self._started.is_set() else 'initial']
        words += ['daemon'] * bool(self._daemonic)
        words += [] if self._ident is None else [str(self._ident)]
        return f"<{type(self).__name__}({self._name}, {' '.join(words)})>"

    def start(self):
        """Run in a thread of its own. RuntimeError: it was started before."""
        self._require(False, 'threads can only be started once', 'thread.__init__() not called')
        with _active_lock:
            _starting.add(self)
        try:
            _thread.start_new_thread(self._bootstrap, ())
        except BaseException:
            with _active_lock:
                _starting.discard(self)
            raise
        self._started.wait()

    def run(self):
        """What the thread does: it calls the target."""
        try:
            target = self._target
            if target is not None:
                target(*self._args, **self._kwargs)
        finally:
            # What they hold may in turn hold this object.
            for name in ('_target', '_args', '_kwargs'):
                delattr(self, name)

    def _begin(self, sentinel=True):
        """Be the running thread's object."""
        self._ident, self._native_id = get_ident(), get_native_id()
        if sentinel:
            self._alive_lock = _thread._set_sentinel()
            self._alive_lock.acquire()
        with _active_lock:
            if not self._daemonic:
                _awaited.add(self._alive_lock)
            _starting.discard(self)
            _active[get_ident()] = self
        self._started.set()

    def _bootstrap(self):
        try:
            self._begin()
            for setter, hook in _hooks.items():
                if hook:
                    getattr(_sys, setter)(hook)
            try:
                self.run()
            except:
                self._report(self)
        finally:
            with _active_lock:
                _active.pop(get_ident(), None)

    def _ended(self):
        """Note that nothing of the thread is left; its lock was free."""
        with _active_lock:
            _awaited.discard(self._alive_lock)
        self._over, self._alive_lock = True, None

    def _await(self, timeout):
        """Wait, for so many seconds or (-1) for ever, until nothing of the thread is left."""
        lock = self._alive_lock
        if lock is not None and lock.acquire(timeout=timeout):
            lock.release()
            self._ended()

    def join(self, timeout=None):
        """Wait until the thread has ended, or until the timeout is over."""
        self._require(True, 'cannot join thread before it is started')
        if current_thread() is self:
            raise RuntimeError('cannot join current thread')
        self._await(-1 if timeout is None else max(timeout, 0))

    def is_alive(self):
        """Whether the thread has been started, and has not ended."""
        assert self._ready, 'Thread.__init__() not called'
        if self._started.is_set() and not self._over:
            self._await(0)
            return not self._over
        return False

    name = _field('_name', 'What the thread is called; it need not be the only one called so.')
    ident = _field('_ident', 'What get_ident() is in the thread; None before it is started.')
    native_id = _field('_native_id', "The system's number of the thread; None before it is started.")
    daemon = _field('_daemonic', 'Whether the program ends without waiting for the thread.')
    del _field

    @name.setter
    def name(self, name):
        assert self._ready, 'Thread.__init__() not called'
        self._name = str(name)

    @daemon.setter
    def daemon(self, value):
        self._require(False, 'cannot set daemon status of active thread')
        self._daemonic = value

    isDaemon, setDaemon = _accessor('isDaemon', 'daemon', 'get'), _accessor('setDaemon', 'daemon', 'set')
    getName, setName = _accessor('getName', 'name', 'get'), _accessor('setName', 'name', 'set')


def _excepthook_caller():
    """Return what calls excepthook, also when the program is about to end."""
    original, args, exc_info = excepthook, ExceptHookArgs, _sys.exc_info

    def call(thread):
        info = args([*exc_info(), thread])
        hook = globals().get('excepthook') or original
        try:
            hook(info)
        except Exception:
            print('Exception in threading.excepthook:', file=_sys.stderr)
            _sys.excepthook(*exc_info())
    return call


class Timer(Thread):
    """Calls a function after so many seconds, unless cancel() comes first."""

    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval, self.function, self.finished = interval, function, Event()
        self.args, self.kwargs = [] if args is None else args, {} if kwargs is None else kwargs

    def cancel(self):
        """Do not call the function, if it was not called yet."""
        self.finished.set()

    def run(self):
        if not self.finished.wait(self.interval):
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):

    def __init__(self):
        super().__init__(name='MainThread', daemon=False)
        self._begin()
        with _active_lock:
            _awaited.discard(self._alive_lock)


class _DummyThread(Thread):
    """Stands for a thread that was not started by this module."""

    def __init__(self):
        super().__init__(name=_newname('Dummy-{}'), daemon=True)
        self._begin(sentinel=False)

    def join(self, timeout=None):
        raise AssertionError('cannot join a dummy thread')


def current_thread():
    """The object of the thread that calls."""
    thread = _active.get(get_ident())
    return thread if thread is not None else _DummyThread()


def active_count():
    """How many threads have been started, and have not ended."""
    with _active_lock:
        return len(_active) + len(_starting)


currentThread = _renamed('currentThread', 'current_thread', method=False)
activeCount = _renamed('activeCount', 'active_count', method=False)


def enumerate():
    """The threads that have been started, and have not ended."""
    with _active_lock:
        return list(_active.values()) + list(_starting)


def main_thread():
    """The thread that the program began in."""
    return _main_thread


_atexit_functions = []


def _register_atexit(func, *args, **kwargs):
    """Have func called before the threads are waited for at the end of the program."""
    if _main_thread._over:
        raise RuntimeError("can't register atexit after shutdown")
    _atexit_functions.append(lambda: func(*args, **kwargs))


def _shutdown():
    """Wait until all threads that are no daemons have ended. The runtime calls it."""
    if _main_thread._over:
        return
    _main_thread._alive_lock.release()
    _main_thread._ended()
    for function in reversed(_atexit_functions):
        function()
    while _awaited:
        with _active_lock:
            lock = next(iter(_awaited), None)
        if lock is not None:
            lock.acquire()
            lock.release()
            _awaited.discard(lock)


class _Booting:
    """Is the current thread while the main one is being made."""
    daemon = False


_active[get_ident()] = _Booting
_main_thread = _MainThread()
