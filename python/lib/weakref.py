"""Weak references, and collections that keep nothing alive."""

import itertools
from _collections_abc import MutableMapping, MutableSet
from _weakref import CallableProxyType, ProxyType, ReferenceType, getweakrefcount, getweakrefs, proxy, ref

__all__ = [
    "ref", "proxy", "getweakrefcount", "getweakrefs", "WeakKeyDictionary", "ReferenceType", "ProxyType", "CallableProxyType", "ProxyTypes",
    "WeakValueDictionary", "WeakSet", "WeakMethod", "finalize",
]

ProxyTypes = (ProxyType, CallableProxyType)


class WeakMethod(ref):
    """A weak reference to a bound method, which dies with the object or the function."""

    __slots__ = "_func_ref", "_type", "_alive", "__weakref__"

    def __new__(cls, method, callback=None):
        try:
            obj, function = method.__self__, method.__func__
        except AttributeError:
            raise TypeError(f"argument should be a bound method, not {type(method)}") from None

        def died(_):
            self = self_ref()
            if self is not None and self._alive:
                self._alive = False
                if callback is not None:
                    callback(self)

        self = ref.__new__(cls, obj, died)
        self._func_ref = ref(function, died)
        self._type = type(method)
        self._alive = True
        self_ref = ref(self)
        return self

    def __call__(self):
        obj, function = super().__call__(), self._func_ref()
        if obj is None or function is None:
            return None
        return self._type(function, obj)

    def __eq__(self, other):
        if not isinstance(other, WeakMethod):
            return NotImplemented
        if not self._alive or not other._alive:
            return self is other
        return ref.__eq__(self, other) and self._func_ref == other._func_ref

    __hash__ = ref.__hash__


class _Guard:
    """While somebody iterates over a weak collection, what dies is removed later."""

    def __init__(self, owner):
        self.owner = owner

    def __enter__(self):
        self.owner._iterating += 1

    def __exit__(self, *exc):
        self.owner._iterating -= 1
        if not self.owner._iterating:
            self.owner._purge()


class _Weak:
    """What the weak collections share: what dies while somebody iterates is removed later."""

    def _start(self):
        def died(entry, self_ref=ref(self)):
            owner = self_ref()
            if owner is not None:
                owner._dead.append(entry)
                if owner._iterating == 0:
                    owner._purge()

        self._remove, self._dead, self._iterating = died, [], 0

    def _purge(self):
        while self._dead:
            self._bury(self._dead.pop())

    def __len__(self):
        return len(self.data) - sum(entry() is None for entry in self._entries())


class _WeakMapping(_Weak, MutableMapping):
    """A mapping whose _live() gives the pairs that live."""

    def __repr__(self):
        return f"<{self.__class__.__name__} at {id(self):#x}>"

    def __iter__(self):
        return (key for key, _ in self._live())

    keys = __iter__

    def values(self):
        """The values that live."""
        return (value for _, value in self._live())

    def items(self):
        """The pairs that live."""
        return self._live()

    def copy(self):
        """A shallow copy."""
        new = self._plain()
        new.update(self._live())
        return new

    __copy__ = copy

    def update(self, other=None, /, **kwds):
        """Set items: of a mapping, or of pairs."""
        for part in other, kwds:
            if part is not None:
                for key, value in part.items() if hasattr(part, "items") else dict(part).items():
                    self[key] = value

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        return self.copy().__ior__(other) if hasattr(other, "keys") else NotImplemented

    def __ror__(self, other):
        return self.__class__().__ior__(other).__ior__(self) if hasattr(other, "keys") else NotImplemented


class KeyedRef(ref):
    """A reference to a value that knows its key."""

    __slots__ = ("key",)

    def __new__(kind, value, callback, key):
        entry = ref.__new__(kind, value, callback)
        entry.key = key
        return entry

    def __init__(self, value, callback, key):
        ref.__init__(self, value, callback)


class WeakValueDictionary(_WeakMapping):
    """A mapping that does not keep its values alive."""

    def __init__(self, other=(), /, **kw):
        self._start()
        self.data = {}
        self.update(other, **kw)

    def _bury(self, entry):
        if self.data.get(entry.key) is entry:
            del self.data[entry.key]

    def _entries(self):
        return self.data.values()

    def _live(self):
        with _Guard(self):
            for key, entry in self.data.items():
                if (value := entry()) is not None:
                    yield key, value

    @staticmethod
    def _plain():
        return WeakValueDictionary()

    def __setitem__(self, key, value):
        self.data[key] = KeyedRef(value, self._remove, key)

    def __getitem__(self, key):
        if (value := self.data[key]()) is None:
            raise KeyError(key)
        return value

    def __delitem__(self, key):
        self._purge()  # what is dead is not there, whoever iterates
        del self.data[key]

    def __contains__(self, key):
        return self.get(key) is not None

    def get(self, key, default=None):
        """The value of a key, or default if there is none that lives."""
        value = self.data.get(key, _nothing)()
        return default if value is None else value

    def setdefault(self, key, default=None):
        """The value of a key, which is set to default if there is none that lives."""
        value = self.get(key)
        if value is None:
            self[key] = value = default
        return value

    def pop(self, key, *args):
        """Take a key out and return its value; what is given instead, or KeyError, if none lives."""
        value = self.data.pop(key, _nothing)()
        if value is None:
            if not args:
                raise KeyError(key)
            value, = args
        return value

    def popitem(self):
        """Take out some key whose value lives, with the value."""
        value = None
        while value is None:
            key, entry = self.data.popitem()
            value = entry()
        return key, value

    def __deepcopy__(self, memo):
        from copy import deepcopy

        return self.__class__((deepcopy(key, memo), value) for key, value in self._live())

    def itervaluerefs(self):
        """The references to the values, one by one; they may be dead when they are used."""
        with _Guard(self):
            yield from self.data.values()

    def valuerefs(self):
        """The references to the values."""
        return [*self.data.values()]


def _nothing():
    """Stands for a reference to what is not there."""


class WeakKeyDictionary(_WeakMapping):
    """A mapping that does not keep its keys alive."""

    def __init__(self, dict=None):
        self._start()
        self.data = {}
        if dict is not None:
            self.update(dict)

    def _bury(self, entry):
        self.data.pop(entry, None)

    def _entries(self):
        return self.data

    def _live(self):
        with _Guard(self):
            for entry, value in self.data.items():
                if (key := entry()) is not None:
                    yield key, value

    @staticmethod
    def _plain():
        return WeakKeyDictionary()

    def _by_key(name, kept=False):
        """A method of data whose argument is a key; a reference that is kept has to tell of its death."""

        def call(self, key, *args):
            return getattr(self.data, name)(ref(key, self._remove) if kept else ref(key), *args)

        call.__name__, call.__qualname__ = name, f"WeakKeyDictionary.{name}"
        return call

    __getitem__, __delitem__, pop = map(_by_key, ("__getitem__", "__delitem__", "pop"))
    __setitem__ = _by_key("__setitem__", kept=True)
    del _by_key

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def get(self, key, default=None):
        """The value of a key, or default if there is none."""
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        """The value of a key, which is set to default if there is none."""
        return self.data.setdefault(ref(key, self._remove), default)

    def popitem(self):
        """Take out some key that lives, with its value."""
        key = None
        while key is None:
            entry, value = self.data.popitem()
            key = entry()
        return key, value

    def __deepcopy__(self, memo):
        from copy import deepcopy

        new = self.__class__()
        for key, value in self._live():
            new[key] = deepcopy(value, memo)
        return new

    def keyrefs(self):
        """The references to the keys; they may be dead when they are used."""
        return [*self.data]


class WeakSet(_Weak):
    """A set that does not keep its items alive."""

    __hash__ = None

    def __init__(self, data=None):
        self._start()
        self.data = set()
        self.update(() if data is None else data)

    def _bury(self, entry):
        self.data.discard(entry)

    def _entries(self):
        return self.data

    def _refs(self, other, kept=False):
        return {ref(item, self._remove) if kept else ref(item) for item in other}

    def __iter__(self):
        with _Guard(self):
            for entry in self.data:
                if (item := entry()) is not None:
                    yield item

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False

    def __repr__(self):
        return repr(self.data)

    def __reduce__(self):
        return type(self), ([*self],), self.__getstate__()

    def add(self, item):
        """Put an item in."""
        self.data.add(ref(item, self._remove))

    def remove(self, item):
        """Take an item out; KeyError if it is not there."""
        self.data.remove(ref(item))

    def discard(self, item):
        """Take an item out, if it is there."""
        self.data.discard(ref(item))

    def clear(self):
        """Take everything out."""
        for part in self._dead, self.data:
            part.clear()

    def pop(self):
        """Take out some item that lives."""
        item = None
        while item is None:
            if not self.data:
                raise KeyError("pop from empty WeakSet")
            item = self.data.pop()()
        return item

    def copy(self):
        """A shallow copy, made by the class."""
        return type(self)(self)

    def update(self, other):
        """Put items in."""
        for item in other:
            self.add(item)

    def intersection(self, other):
        """The items that are in both."""
        return type(self)(filter(self.__contains__, other))

    def union(self, other):
        """The items that are in one or in both."""
        return type(self)(itertools.chain(self, other))

    def isdisjoint(self, other):
        """Whether no item is in both."""
        return not len(self.intersection(other))

    def __eq__(self, other):
        return self.data == self._refs(other) if isinstance(other, type(self)) else NotImplemented


def _define(name, method, doc=None):
    method.__name__, method.__qualname__, method.__doc__ = name, f"WeakSet.{name}", doc
    setattr(WeakSet, name, method)


def _set_methods():
    """The methods of WeakSet that are those of a set of references."""

    def asking(name):
        return lambda self, other: getattr(self.data, name)(self._refs(other))

    def changing(name, kept):
        return lambda self, other: getattr(self.data, name)(self._refs(other, kept))

    def copying(name):
        def operate(self, other):
            new = self.copy()
            getattr(new, name)(other)
            return new

        return operate

    def in_place(name):
        def operate(self, other):
            getattr(self, name)(other)
            return self

        return operate

    for name in "issubset issuperset __lt__ __gt__".split():
        _define(name, asking(name), getattr(set, name).__doc__)
    for name, symbol in ("difference", "sub"), ("symmetric_difference", "xor"), ("intersection", "and"):
        update = f"{name}_update"
        _define(update, changing(update, name.startswith("sym")), getattr(set, update).__doc__)
        _define(f"__i{symbol}__", in_place(update))
        if symbol != "and":
            _define(name, copying(update), getattr(set, name).__doc__)
        setattr(WeakSet, f"__{symbol}__", getattr(WeakSet, name))
    _define("__ior__", in_place("update"))
    WeakSet.__or__, WeakSet.__le__, WeakSet.__ge__ = WeakSet.union, WeakSet.issubset, WeakSet.issuperset


_set_methods()
MutableSet.register(WeakSet)


class finalize:
    """Call a function when an object has died, at the latest at exit.

    finalize(obj, func, *args, **kwargs) keeps itself until then.
    """

    __slots__ = ()
    _registry = {}
    _index = itertools.count()
    _exit_registered = False

    class _Info:
        __slots__ = "weakref", "func", "args", "kwargs", "atexit", "index"

    def __init__(self, obj, func, /, *args, **kwargs):
        cls = type(self)
        if not finalize._exit_registered:
            import atexit

            atexit.register(self._run_at_exit)
            finalize._exit_registered = True
        info = finalize._Info()
        info.weakref = ref(obj, self)
        info.func, info.args, info.kwargs = func, args, kwargs
        info.atexit = True
        info.index = next(finalize._index)
        self._registry[self] = info

    def __call__(self, _=None):
        """Call the function now, if it has not been called, and return its result."""
        info = self._registry.pop(self, None)
        if info is not None:
            return info.func(*info.args, **info.kwargs)

    def _parts(self, info):
        obj = info.weakref()
        return None if obj is None else (obj, info.func, info.args, info.kwargs)

    def detach(self):
        """Give up; returns (obj, func, args, kwargs) if the object lives."""
        info = self._registry.get(self)
        parts = info and self._parts(info)
        if parts and self._registry.pop(self, None):
            return parts

    def peek(self):
        """(obj, func, args, kwargs) if the object lives."""
        info = self._registry.get(self)
        return info and self._parts(info)

    @property
    def alive(self):
        """Whether the function is still to be called."""
        return finalize._registry.get(self) is not None

    @property
    def atexit(self):
        """Whether the function is called at exit, if not before."""
        return self.alive and self._registry[self].atexit

    @atexit.setter
    def atexit(self, value):
        if self.alive:
            self._registry[self].atexit = bool(value)

    def __repr__(self):
        parts = self.peek()
        about = "dead" if parts is None else f"for {type(parts[0]).__name__!r} at {id(parts[0]):#x}"
        return f"<{type(self).__name__} object at {id(self):#x}; {about}>"

    @classmethod
    def _run_at_exit(cls):
        import sys

        while True:
            due = [(info.index, f) for f, info in cls._registry.items() if info.atexit]
            if not due:
                return
            _, last = max(due, key=lambda pair: pair[0])
            try:
                last()
            except Exception:
                sys.excepthook(*sys.exc_info())
