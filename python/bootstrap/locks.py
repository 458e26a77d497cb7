"""Import, as far as it needs no files: locks, specs, the modules inside the binary, the search.

The parts of this module, in this order: locks, specs, embedded, search. The other half, which
knows files, is _frozen_importlib_external.
"""
import sys
import _imp
import _thread
import _warnings
import _weakref

_bootstrap_external = None  # the other half, once it is there


# What they all say.

def _call_with_frames_removed(f, *args, **kwds):
    """Call what is not the machinery's: a traceback of what fails below leaves the machinery out."""
    return f(*args, **kwds)


def _verbose_message(message, *args, verbosity=1):
    """Tell stderr what happens, if -v was given that often."""
    if verbosity <= sys.flags.verbose and sys.stderr is not None:
        mark = '' if message[:1] == '#' or message.startswith('import ') else '# '
        sys.stderr.write(mark + message.format(*args) + '\n')


def _object_name(obj):
    """Return the qualified name of a class or function, or of an object's class."""
    return getattr(obj, '__qualname__', None) or type(obj).__qualname__


def _deprecated(what, instead=''):
    """Warn of a method that Python 3.12 no longer has."""
    _warnings.warn(f'{what} is deprecated and slated for removal in Python 3.12{instead}', DeprecationWarning)


# Locks. Each module is imported under a lock of its own, so that threads which import
# different modules do not wait for each other. Two that import modules which import
# each other would wait for ever: whoever is about to complete such a circle is told.

_blocking_on = {}   # thread identifier -> the lock that the thread waits for
_module_locks = {}  # name -> weak reference to the lock; it changes under the import lock only


class _DeadlockError(RuntimeError):
    """To wait for this lock is to wait for oneself."""


class _ModuleLock:
    """A recursive lock that notices circles of threads.

    A thread notes what it waits for before it looks for a circle, and notes what it owns
    before it waits for anything else. So the last one of a circle sees all of it, whatever
    order the others came in, and the notes need no lock.
    """

    def __init__(self, name):
        self.name = name
        self.owner = None
        self.count = 0
        self._gate = _thread.RLock()

    def __repr__(self):
        return f'_ModuleLock({self.name!r}) at {id(self)}'

    def acquire(self):
        """Take the lock, once more if it is this thread's already. _DeadlockError: it never will be."""
        if not self._gate.acquire(False):
            self._wait()
        self.owner = _thread.get_ident()
        self.count += 1
        return True

    def _wait(self):
        me = _thread.get_ident()
        # A handler of a signal may import while its thread waits for another module.
        interrupted = _blocking_on.get(me)
        _blocking_on[me] = self
        try:
            if self.has_deadlock():
                raise _DeadlockError(f'deadlock detected by {self!r}')
            self._gate.acquire()
        finally:
            if interrupted is None:
                del _blocking_on[me]
            else:
                _blocking_on[me] = interrupted

    def has_deadlock(self):
        """Say whether the lock's owner waits, over others or directly, for this thread."""
        me, passed = _thread.get_ident(), set()
        lock = self
        while lock is not None and lock.owner not in passed:
            passed.add(lock.owner)
            lock = _blocking_on.get(lock.owner)
        return me in passed

    def release(self):
        if self.owner != _thread.get_ident():
            raise RuntimeError('cannot release un-acquired lock')
        self.count -= 1
        if self.count == 0:
            self.owner = None
        self._gate.release()

    __enter__ = acquire

    def __exit__(self, *failure):
        self.release()


class _ImportLock:
    """The one lock of all imports, for what takes an instant."""

    __enter__ = staticmethod(_imp.acquire_lock)

    def __exit__(self, *failure):
        _imp.release_lock()


_import_lock = _ImportLock()


def _get_module_lock(name):
    """Return the lock of a module. It is there as long as somebody has it."""
    with _import_lock:
        ref = _module_locks.get(name)
        lock = ref and ref()
        if lock is None:
            lock = _ModuleLock(name)

            def forget(ref):
                with _import_lock:
                    if ref is _module_locks.get(name):
                        del _module_locks[name]

            _module_locks[name] = _weakref.ref(lock, forget)
    return lock


def _lock_unlock_module(name):
    """Wait until another thread has imported the module, if it does not wait for this one."""
    try:
        with _get_module_lock(name):
            pass
    except _DeadlockError:
        pass  # half a module is what circular imports get
