"""Thread module emulating a subset of Java's threading model."""

import sys as _sys
import _thread
from _thread import (RLock, get_ident, get_native_id, TIMEOUT_MAX, _excepthook as excepthook,
                     _ExceptHookArgs as ExceptHookArgs, _local as local, allocate_lock as Lock)
from time import monotonic as _time

__all__ = ['get_ident', 'active_count', 'Condition', 'current_thread', 'enumerate', 'main_thread', 'TIMEOUT_MAX',
           'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread', 'Barrier', 'BrokenBarrierError',
           'Timer', 'ThreadError', 'setprofile', 'settrace', 'local', 'stack_size', 'excepthook', 'ExceptHookArgs',
           'getprofile', 'gettrace', 'get_native_id']

ThreadError = _thread.error
stack_size = _thread.stack_size
__excepthook__ = excepthook

_profile_hook = None
_trace_hook = None


def setprofile(func):
    """Set a profile function for all threads started from the threading module."""
    global _profile_hook
    _profile_hook = func


def getprofile():
    """Get the profiler function as set by threading.setprofile()."""
    return _profile_hook


def settrace(func):
    """Set a trace function for all threads started from the threading module."""
    global _trace_hook
    _trace_hook = func


def gettrace():
    """Get the trace function as set by threading.settrace()."""
    return _trace_hook


def _deadline(timeout):
    return None if timeout is None else _time() + timeout


def _left(deadline):
    """The rest of the time, as acquire() wants it: -1 for ever."""
    return -1 if deadline is None else max(deadline - _time(), 0)


class Condition:
    """Waiting until another thread says that something has changed.

    Each one who waits has a lock of its own, which he takes twice; notify() releases it.
    """

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self._waiters = []
        self.acquire = lock.acquire
        self.release = lock.release
        # A recursive lock says how it is given up whole, and who has it.
        for name in ('_release_save', '_acquire_restore', '_is_owned'):
            if hasattr(lock, name):
                setattr(self, name, getattr(lock, name))

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()
        self._waiters.clear()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return f'<Condition({self._lock}, {len(self._waiters)})>'

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        """Wait until notified or until a timeout occurs; the latter gives False.

        The lock is released meanwhile, and held again at the return. RuntimeError: it
        was not held.
        """
        if not self._is_owned():
            raise RuntimeError('cannot wait on un-acquired lock')
        waiter = Lock()
        waiter.acquire()
        self._waiters.append(waiter)
        state = self._release_save()
        told = False
        try:
            if timeout is None:
                told = waiter.acquire()
            else:
                told = waiter.acquire(True, timeout) if timeout > 0 else waiter.acquire(False)
            return told
        finally:
            self._acquire_restore(state)
            if not told and waiter in self._waiters:
                self._waiters.remove(waiter)

    def wait_for(self, predicate, timeout=None):
        """Wait until a condition evaluates to true, and return its last value."""
        end = _deadline(timeout)
        while not (result := predicate()):
            if end is None:
                self.wait()
            elif (left := end - _time()) > 0:
                self.wait(left)
            else:
                break
        return result

    def notify(self, n=1):
        """Wake up n of those who wait, if there are so many."""
        if not self._is_owned():
            raise RuntimeError('cannot notify on un-acquired lock')
        while n > 0 and self._waiters:
            waiter = self._waiters.pop(0)
            try:
                waiter.release()
            except RuntimeError:
                continue  # he has given up already, and is about to go
            n -= 1

    def notify_all(self):
        """Wake up all who wait."""
        self.notify(len(self._waiters))

    def notifyAll(self):
        """This method is deprecated, use notify_all() instead."""
        _deprecated('notifyAll() is deprecated, use notify_all() instead')
        self.notify_all()


def _deprecated(message):
    import warnings
    warnings.warn(message, DeprecationWarning, stacklevel=3)


class Semaphore:
    """A counter that acquire() lowers, waiting for it to be above zero, and release() raises."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError('semaphore initial value must be >= 0')
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = self.__class__
        return f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>'

    def acquire(self, blocking=True, timeout=None):
        """Lower the counter; False: it was zero, and stayed so for the time allowed."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._cond:
            if self._value == 0 and not (blocking and self._cond.wait_for(lambda: self._value, timeout)):
                return False
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        """Raise the counter by n, and wake up so many who wait."""
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, t, v, tb):
        self.release()


class BoundedSemaphore(Semaphore):
    """A Semaphore whose counter does not exceed its initial value: that would be an error of
    the program."""

    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        return f'{super().__repr__()[:-1]}/{self._initial_value}>'

    def release(self, n=1):
        """Raise the counter by n. ValueError: it would exceed the initial value."""
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError('Semaphore released too many times')
            self._value += n
            self._cond.notify(n)


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {'set' if self._flag else 'unset'}>"

    def _at_fork_reinit(self):
        self._cond._at_fork_reinit()

    def is_set(self):
        """Return true if and only if the internal flag is true."""
        return self._flag

    def isSet(self):
        """This method is deprecated, use is_set() instead."""
        _deprecated('isSet() is deprecated, use is_set() instead')
        return self._flag

    def set(self):
        """Set the internal flag to true, and wake up all who wait."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        """Reset the internal flag to false."""
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
        if parties < 1:
            raise ValueError('parties must be > 0')
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = 0
        self._count = 0

    def __repr__(self):
        cls = self.__class__
        where = f'<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: '
        if self.broken:
            return where + 'broken>'
        return where + f'waiters={self.n_waiting}/{self.parties}>'

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
        """Return the number of threads required to trip the barrier."""
        return self._parties

    @property
    def n_waiting(self):
        """Return the number of threads currently waiting at the barrier."""
        return self._count if self._state == 0 else 0

    @property
    def broken(self):
        """Return True if the barrier is in a broken state."""
        return self._state == -2


# Threads. _active are those that run, by their identifiers, _starting those that do not yet.
# A thread's _tstate_lock is released by the runtime when nothing of the thread is left, which
# is what join() waits for; _shutdown_locks are those that the end of the program waits
# for.

_active_lock = RLock()
_active = {}
_starting = set()
_shutdown_locks = set()
_counter = 0


def _newname(template='Thread-{}'):
    global _counter
    with _active_lock:
        _counter += 1
        return template.format(_counter)


class Thread:
    """A class that represents a thread of control.

    What it does is run(): it calls target with args and kwargs, or is overridden.
    """

    _initialized = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, 'group argument must be None for now'
        if name is None:
            name = _newname('Thread-{}')
            try:
                name += f' ({target.__name__})'
            except AttributeError:
                pass
        self._target = target
        self._name = str(name)
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._tstate_lock = None
        self._started = Event()
        self._is_stopped = False
        self._initialized = True
        self._stderr = _sys.stderr
        self._invoke_excepthook = _excepthook_caller()

    def __repr__(self):
        assert self._initialized, 'Thread.__init__() was not called'
        self.is_alive()
        status = 'stopped' if self._is_stopped else 'started' if self._started.is_set() else 'initial'
        if self._daemonic:
            status += ' daemon'
        if self._ident is not None:
            status += f' {self._ident}'
        return f'<{self.__class__.__name__}({self._name}, {status})>'

    def start(self):
        """Start the thread's activity, once. RuntimeError: it was started before."""
        if not self._initialized:
            raise RuntimeError('thread.__init__() not called')
        if self._started.is_set():
            raise RuntimeError('threads can only be started once')
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
        """Method representing the thread's activity."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def _begin(self):
        """Be the running thread's object."""
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._tstate_lock = _thread._set_sentinel()
        self._tstate_lock.acquire()
        with _active_lock:
            if not self._daemonic:
                _shutdown_locks.add(self._tstate_lock)
            _active[self._ident] = self
            _starting.discard(self)
        self._started.set()

    def _bootstrap(self):
        try:
            self._begin()
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self.run()
            except:
                self._invoke_excepthook(self)
        finally:
            with _active_lock:
                _active.pop(get_ident(), None)

    def _ended(self):
        """Note that nothing of the thread is left; its lock was free."""
        with _active_lock:
            _shutdown_locks.discard(self._tstate_lock)
        self._is_stopped = True
        self._tstate_lock = None

    def join(self, timeout=None):
        """Wait until the thread terminates, or until the timeout is over."""
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')
        if not self._started.is_set():
            raise RuntimeError('cannot join thread before it is started')
        if self is current_thread():
            raise RuntimeError('cannot join current thread')
        lock = self._tstate_lock
        if lock is not None and lock.acquire(True, -1 if timeout is None else max(timeout, 0)):
            lock.release()
            self._ended()

    def is_alive(self):
        """Return whether the thread is alive."""
        assert self._initialized, 'Thread.__init__() not called'
        if self._is_stopped or not self._started.is_set():
            return False
        lock = self._tstate_lock
        if lock is not None and lock.acquire(False):
            lock.release()
            self._ended()
        return not self._is_stopped

    @property
    def name(self):
        """A string used for identification purposes only."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, 'Thread.__init__() not called'
        self._name = str(name)

    @property
    def ident(self):
        """Thread identifier of this thread or None if it has not been started."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._ident

    @property
    def native_id(self):
        """The system's number of this thread, or None if it has not been started."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._native_id

    @property
    def daemon(self):
        """Whether the program ends without waiting for this thread. It must be set before
        start()."""
        assert self._initialized, 'Thread.__init__() not called'
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')
        if self._started.is_set():
            raise RuntimeError('cannot set daemon status of active thread')
        self._daemonic = daemonic

    def isDaemon(self):
        """This method is deprecated, use the daemon attribute instead."""
        _deprecated('isDaemon() is deprecated, get the daemon attribute instead')
        return self.daemon

    def setDaemon(self, daemonic):
        """This method is deprecated, use the daemon attribute instead."""
        _deprecated('setDaemon() is deprecated, set the daemon attribute instead')
        self.daemon = daemonic

    def getName(self):
        """This method is deprecated, use the name attribute instead."""
        _deprecated('getName() is deprecated, get the name attribute instead')
        return self.name

    def setName(self, name):
        """This method is deprecated, use the name attribute instead."""
        _deprecated('setName() is deprecated, set the name attribute instead')
        self.name = name


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
    """Call a function after a specified number of seconds, unless cancel() comes first."""

    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        """Stop the timer if it hasn't finished yet."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):

    def __init__(self):
        super().__init__(name='MainThread', daemon=False)
        self._begin()
        with _active_lock:
            _shutdown_locks.discard(self._tstate_lock)


class _DummyThread(Thread):
    """Stands for a thread that was not started by this module."""

    def __init__(self):
        super().__init__(name=_newname('Dummy-{}'), daemon=True)
        self._ident = get_ident()
        self._native_id = get_native_id()
        self._started.set()
        with _active_lock:
            _active[self._ident] = self

    def is_alive(self):
        return not self._is_stopped

    def join(self, timeout=None):
        assert False, 'cannot join a dummy thread'


def current_thread():
    """Return the current Thread object, corresponding to the caller's thread of control."""
    thread = _active.get(get_ident())
    return thread if thread is not None else _DummyThread()


def currentThread():
    """This function is deprecated, use current_thread() instead."""
    _deprecated('currentThread() is deprecated, use current_thread() instead')
    return current_thread()


def active_count():
    """Return the number of Thread objects currently alive."""
    with _active_lock:
        return len(_active) + len(_starting)


def activeCount():
    """This function is deprecated, use active_count() instead."""
    _deprecated('activeCount() is deprecated, use active_count() instead')
    return active_count()


def enumerate():
    """Return a list of all Thread objects currently alive."""
    with _active_lock:
        return list(_active.values()) + list(_starting)


def main_thread():
    """Return the main thread object."""
    return _main_thread


_atexit_functions = []


def _register_atexit(func, *args, **kwargs):
    """Have func called before the threads are waited for at the end of the program."""
    if _main_thread._is_stopped:
        raise RuntimeError("can't register atexit after shutdown")
    _atexit_functions.append(lambda: func(*args, **kwargs))


def _shutdown():
    """Wait until all threads that are no daemons have ended. The runtime calls it."""
    if _main_thread._is_stopped:
        return
    _main_thread._tstate_lock.release()
    _main_thread._ended()
    for function in reversed(_atexit_functions):
        function()
    while _shutdown_locks:
        with _active_lock:
            lock = next(iter(_shutdown_locks), None)
        if lock is not None:
            lock.acquire()
            lock.release()
            _shutdown_locks.discard(lock)


class _Booting:
    """Is the current thread while the main one is being made."""
    daemon = False


_active[get_ident()] = _Booting
_main_thread = _MainThread()
