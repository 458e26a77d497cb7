"""Weak references, and collections that keep nothing alive."""

import itertools
from _collections_abc import MutableMapping, Set as _AbstractSet
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


class _Entry(ref):
    """A reference to a value that knows its key."""

    __slots__ = ("key",)

    def __new__(cls, value, callback, key):
        self = super().__new__(cls, value, callback)
        self.key = key
        return self

    def __init__(self, value, callback, key):
        super().__init__(value, callback)


KeyedRef = _Entry


class WeakValueDictionary(MutableMapping):
    """A mapping that does not keep its values alive."""

    def __init__(self, other=(), /, **kw):
        def remove(entry, self_ref=ref(self)):
            self = self_ref()
            if self is not None:
                self._dead.append(entry)
                if not self._iterating:
                    self._purge()

        self._remove = remove
        self._dead = []
        self._iterating = 0
        self.data = {}
        self.update(other, **kw)

    def _purge(self):
        while self._dead:
            entry = self._dead.pop()
            if self.data.get(entry.key) is entry:
                del self.data[entry.key]

    def _live(self):
        """The pairs whose value lives."""
        with _Guard(self):
            for key, entry in self.data.items():
                value = entry()
                if value is not None:
                    yield key, value

    def __getitem__(self, key):
        value = self.data[key]()
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key, value):
        self.data[key] = _Entry(value, self._remove, key)

    def __delitem__(self, key):
        del self.data[key]

    def __len__(self):
        return len(self.data) - sum(entry() is None for entry in self.data.values())

    def __contains__(self, key):
        entry = self.data.get(key)
        return entry is not None and entry() is not None

    def __repr__(self):
        return f"<{self.__class__.__name__} at {id(self):#x}>"

    def __iter__(self):
        for key, _ in self._live():
            yield key

    keys = __iter__

    def values(self):
        for _, value in self._live():
            yield value

    def items(self):
        return self._live()

    def get(self, key, default=None):
        entry = self.data.get(key)
        value = None if entry is None else entry()
        return default if value is None else value

    def setdefault(self, key, default=None):
        value = self.get(key)
        if value is None:
            value = self[key] = default
        return value

    def pop(self, key, *args):
        entry = self.data.pop(key, None)
        value = None if entry is None else entry()
        if value is not None:
            return value
        if args:
            return args[0]
        raise KeyError(key)

    def popitem(self):
        while True:
            key, entry = self.data.popitem()
            value = entry()
            if value is not None:
                return key, value

    def copy(self):
        return WeakValueDictionary(dict(self._live()))

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy

        return self.__class__({deepcopy(key, memo): value for key, value in self._live()})

    def valuerefs(self):
        return list(self.data.values())

    def itervaluerefs(self):
        with _Guard(self):
            yield from self.data.values()

    def __or__(self, other):
        if not hasattr(other, "keys"):
            return NotImplemented
        new = self.copy()
        new.update(other)
        return new

    def __ror__(self, other):
        if not hasattr(other, "keys"):
            return NotImplemented
        new = self.__class__(other)
        new.update(self)
        return new

    def __ior__(self, other):
        self.update(other)
        return self


class WeakKeyDictionary(MutableMapping):
    """A mapping that does not keep its keys alive."""

    def __init__(self, dict=None):
        def remove(key, self_ref=ref(self)):
            self = self_ref()
            if self is not None:
                self._dead.append(key)
                if not self._iterating:
                    self._purge()

        self._remove = remove
        self._dead = []
        self._iterating = 0
        self.data = {}
        if dict is not None:
            self.update(dict)

    def _purge(self):
        while self._dead:
            self.data.pop(self._dead.pop(), None)

    def _live(self):
        with _Guard(self):
            for entry, value in self.data.items():
                key = entry()
                if key is not None:
                    yield key, value

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __len__(self):
        return len(self.data) - sum(entry() is None for entry in self.data)

    def __contains__(self, key):
        try:
            return ref(key) in self.data
        except TypeError:
            return False

    def __repr__(self):
        return f"<{self.__class__.__name__} at {id(self):#x}>"

    def __iter__(self):
        for key, _ in self._live():
            yield key

    keys = __iter__

    def values(self):
        for _, value in self._live():
            yield value

    def items(self):
        return self._live()

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        return self.data.setdefault(ref(key, self._remove), default)

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def popitem(self):
        while True:
            entry, value = self.data.popitem()
            key = entry()
            if key is not None:
                return key, value

    def copy(self):
        new = WeakKeyDictionary()
        for key, value in self._live():
            new[key] = value
        return new

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy

        new = self.__class__()
        for key, value in self._live():
            new[key] = deepcopy(value, memo)
        return new

    def keyrefs(self):
        return list(self.data)

    def update(self, other=None, /, **kw):
        if other is not None:
            for key, value in other.items() if hasattr(other, "items") else dict(other).items():
                self[key] = value
        for key, value in kw.items():
            self[key] = value

    def __or__(self, other):
        if not hasattr(other, "keys"):
            return NotImplemented
        new = self.copy()
        new.update(other)
        return new

    def __ror__(self, other):
        if not hasattr(other, "keys"):
            return NotImplemented
        new = self.__class__()
        new.update(other)
        new.update(self)
        return new

    def __ior__(self, other):
        self.update(other)
        return self


class WeakSet:
    """A set that does not keep its items alive."""

    def __init__(self, data=None):
        def remove(item, self_ref=ref(self)):
            self = self_ref()
            if self is not None:
                self._dead.append(item)
                if not self._iterating:
                    self._purge()

        self._remove = remove
        self._dead = []
        self._iterating = 0
        self.data = set()
        if data is not None:
            self.update(data)

    def _purge(self):
        while self._dead:
            self.data.discard(self._dead.pop())

    def __iter__(self):
        with _Guard(self):
            for entry in self.data:
                item = entry()
                if item is not None:
                    yield item

    def __len__(self):
        return len(self.data) - sum(entry() is None for entry in self.data)

    def __contains__(self, item):
        try:
            return ref(item) in self.data
        except TypeError:
            return False

    def __reduce__(self):
        return self.__class__, (list(self),), self.__getstate__()

    def __repr__(self):
        return repr(self.data)

    def add(self, item):
        self.data.add(ref(item, self._remove))

    def clear(self):
        self._dead.clear()
        self.data.clear()

    def copy(self):
        return self.__class__(self)

    def pop(self):
        while True:
            try:
                entry = self.data.pop()
            except KeyError:
                raise KeyError("pop from empty WeakSet") from None
            item = entry()
            if item is not None:
                return item

    def remove(self, item):
        self.data.remove(ref(item))

    def discard(self, item):
        self.data.discard(ref(item))

    def update(self, other):
        for item in other:
            self.add(item)

    def _refs(self, other):
        return {ref(item) for item in other}

    def __ior__(self, other):
        self.update(other)
        return self

    def difference(self, other):
        new = self.copy()
        new.difference_update(other)
        return new

    __sub__ = difference

    def difference_update(self, other):
        if self is other:
            self.data.clear()
        else:
            self.data.difference_update(self._refs(other))

    def __isub__(self, other):
        self.difference_update(other)
        return self

    def intersection(self, other):
        return self.__class__(item for item in other if item in self)

    __and__ = intersection

    def intersection_update(self, other):
        self.data.intersection_update(self._refs(other))

    def __iand__(self, other):
        self.intersection_update(other)
        return self

    def issubset(self, other):
        return self.data.issubset(self._refs(other))

    __le__ = issubset

    def __lt__(self, other):
        return self.data < self._refs(other)

    def issuperset(self, other):
        return self.data.issuperset(self._refs(other))

    __ge__ = issuperset

    def __gt__(self, other):
        return self.data > self._refs(other)

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.data == self._refs(other)

    __hash__ = None

    def symmetric_difference(self, other):
        new = self.copy()
        new.symmetric_difference_update(other)
        return new

    __xor__ = symmetric_difference

    def symmetric_difference_update(self, other):
        if self is other:
            self.data.clear()
        else:
            self.data.symmetric_difference_update(ref(item, self._remove) for item in other)

    def __ixor__(self, other):
        self.symmetric_difference_update(other)
        return self

    def union(self, other):
        return self.__class__(itertools.chain(self, other))

    __or__ = union

    def isdisjoint(self, other):
        return not self.intersection(other)


_AbstractSet.register(WeakSet)


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
        return self in self._registry

    @property
    def atexit(self):
        info = self._registry.get(self)
        return bool(info) and info.atexit

    @atexit.setter
    def atexit(self, value):
        info = self._registry.get(self)
        if info:
            info.atexit = bool(value)

    def __repr__(self):
        info = self._registry.get(self)
        obj = info and info.weakref()
        if obj is None:
            return f"<{type(self).__name__} object at {id(self):#x}; dead>"
        return f"<{type(self).__name__} object at {id(self):#x}; for {type(obj).__name__!r} at {id(obj):#x}>"

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
