"""The abstract base classes of collections: what a container, an iterator, a mapping … has to
have, and the methods that follow from that.

What several classes share is made anew for each of them by a function: it must not become a base
of theirs, since everyone sees those.
"""

from abc import ABCMeta, abstractmethod
from itertools import count as _count

GenericAlias = type(list[int])
EllipsisType = type(...)
FunctionType = type(lambda: None)

__all__ = """Awaitable Coroutine AsyncIterable AsyncIterator AsyncGenerator Hashable Iterable Iterator Generator Reversible Sized
Container Callable Collection Set MutableSet Mapping MutableMapping MappingView KeysView ItemsView ValuesView Sequence
MutableSequence ByteString""".split()

__name__ = "collections.abc"  # as the classes show it

# The types that have no names of their own.
_ITERATORS = {
    name: type(iter(what))
    for name, what in {
        "bytes_iterator": b"", "bytearray_iterator": bytearray(), "dict_keyiterator": {}, "dict_valueiterator": {}.values(),
        "dict_itemiterator": {}.items(), "list_iterator": [], "list_reverseiterator": reversed([]), "range_iterator": range(0),
        "longrange_iterator": range(1 << 1000), "set_iterator": set(), "str_iterator": "", "tuple_iterator": (), "zip_iterator": zip(),
    }.items()
}
globals().update(_ITERATORS)
dict_keys, dict_values, dict_items = (type(view()) for view in ({}.keys, {}.values, {}.items))
mappingproxy = type(vars(type))
generator = type(_ for _ in ())


async def _asynchronous():
    yield


async def _awaited():
    pass


async_generator = type(_asynchronous())
_awaited = _awaited()
coroutine = type(_awaited)
_awaited.close()
del _asynchronous, _awaited

_absent = object()


def _check_methods(C, *methods):
    """True if a class has all of the methods; one that is None says that it has not."""
    spaces = [vars(base) for base in C.__mro__]
    for method in methods:
        if next((space[method] for space in spaces if method in space), None) is None:
            return NotImplemented
    return True


def _known_by(*methods):
    """Have whatever has the methods count as a subclass: of the class that is decorated, not of those below it."""

    def decorate(base):
        def __subclasshook__(cls, C):
            return _check_methods(C, *methods) if cls is base else NotImplemented

        base.__subclasshook__ = classmethod(__subclasshook__)
        return base

    return decorate


def _of(owner, name, function):
    """Have a function look like a method that was written in a class."""
    function.__name__, function.__qualname__, function.__module__ = name, f"{owner}.{name}", __name__
    return function


def _one_method(owner, name, body, bases=(), generic=GenericAlias, known_by=()):
    """An abstract class with one abstract method, which what has it (and the methods of known_by) belongs to."""
    namespace = {"__slots__": (), "__module__": __name__, name: abstractmethod(_of(owner, name, body))}
    if generic:
        namespace["__class_getitem__"] = classmethod(generic)
    return _known_by(name, *known_by)(ABCMeta(owner, bases, namespace))


def _raise(self, typ, val=None, tb=None):
    """Raise what throw was given."""
    if val is None and tb is None:
        raise typ
    val = typ() if val is None else val
    raise val if tb is None else val.with_traceback(tb)


def _resumed(owner, end):
    """The methods send, throw and close of what runs in steps."""

    def send(self, value):
        """Go on with a value: the result of what was waited for."""
        raise end

    def throw(self, typ, val=None, tb=None):
        """Go on with an exception."""
        _raise(self, typ, val, tb)

    def close(self):
        """Make an end of it."""
        try:
            self.throw(GeneratorExit)
        except (GeneratorExit, end):
            return
        raise RuntimeError(f"{owner.lower()} ignored GeneratorExit")

    for function in (send, throw, close):
        _of(owner, function.__name__, function)
    return abstractmethod(send), abstractmethod(throw), close


def _emptied_by(owner, take, end):
    """The method clear that takes items out until there are none."""

    def clear(self):
        """Take everything out."""
        try:
            while True:
                getattr(self, take)()
        except end:
            pass

    return _of(owner, "clear", clear)



def _is(a, b):
    """Whether two are the same to a container."""
    return a is b or a == b


Hashable = _one_method("Hashable", "__hash__", lambda self: 0, generic=None)
Sized = _one_method("Sized", "__len__", lambda self: 0, generic=None)
Container = _one_method("Container", "__contains__", lambda self, x: False)
Awaitable = _one_method("Awaitable", "__await__", lambda self: (yield))
Iterable = _one_method("Iterable", "__iter__", lambda self: (_ for _ in ()))
AsyncIterable = _one_method("AsyncIterable", "__aiter__", lambda self: AsyncIterator())
Reversible = _one_method("Reversible", "__reversed__", lambda self: (_ for _ in ()), (Iterable,), None, ("__iter__",))


@_known_by("__await__", "send", "throw", "close")
class Coroutine(Awaitable):
    __slots__ = ()
    send, throw, close = _resumed("Coroutine", StopIteration)


@_known_by("__anext__", "__aiter__")
class AsyncIterator(AsyncIterable):
    __slots__ = ()
    __aiter__ = _of("AsyncIterator", "__aiter__", lambda self: self)

    @abstractmethod
    async def __anext__(self):
        """The next item; StopAsyncIteration behind the last."""
        raise StopAsyncIteration


@_known_by("__aiter__", "__anext__", "asend", "athrow", "aclose")
class AsyncGenerator(AsyncIterator):
    __slots__ = ()

    async def __anext__(self):
        return await self.asend(None)

    @abstractmethod
    async def asend(self, value):
        """Go on with a value, to the next item."""
        raise StopAsyncIteration

    @abstractmethod
    async def athrow(self, typ, val=None, tb=None):
        """Go on with an exception, to the next item."""
        _raise(self, typ, val, tb)

    async def aclose(self):
        """Make an end of it."""
        try:
            await self.athrow(GeneratorExit)
        except (StopAsyncIteration, GeneratorExit):
            return
        raise RuntimeError("asynchronous generator ignored GeneratorExit")


@_known_by("__iter__", "__next__")
class Iterator(Iterable):
    __slots__ = ()
    __iter__ = _of("Iterator", "__iter__", lambda self: self)

    @abstractmethod
    def __next__(self):
        """The next item; StopIteration behind the last."""
        raise StopIteration


@_known_by("__iter__", "__next__", "send", "throw", "close")
class Generator(Iterator):
    __slots__ = ()
    __next__ = _of("Generator", "__next__", lambda self: self.send(None))
    send, throw, close = _resumed("Generator", StopIteration)


@_known_by("__len__", "__iter__", "__contains__")
class Collection(Sized, Iterable, Container):
    __slots__ = ()


class _CallableGenericAlias(GenericAlias):
    """Callable[[arguments], result]: its arguments lie flat in __args__."""

    __slots__ = ()

    def __new__(cls, origin, args):
        if not isinstance(args, tuple) or len(args) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        params, result = args
        if isinstance(params, (list, tuple)):
            args = tuple(params) + (result,)
        elif not _is_param_expr(params):
            raise TypeError(f"Expected a list of types, an ellipsis, ParamSpec, or Concatenate. Got {params}")
        return super().__new__(cls, origin, args)

    def __repr__(self):
        params, result = _halves(self)
        if not isinstance(params, list):
            return super().__repr__()
        return f"collections.abc.Callable[[{', '.join(map(_type_repr, params))}], {_type_repr(result)}]"

    def __reduce__(self):
        return _CallableGenericAlias, (Callable, _halves(self))

    def __getitem__(self, item):
        *params, result = super().__getitem__(item if isinstance(item, tuple) else (item,)).__args__
        # What stood for the arguments may have become a list of them.
        if len(params) == 1 and (isinstance(params[0], (tuple, list)) or _is_param_expr(params[0])):
            params, = params
        return _CallableGenericAlias(Callable, (params, result))


def _halves(alias):
    """The arguments, or what stands for them, and the result."""
    *params, result = alias.__args__
    return (params[0] if len(params) == 1 and _is_param_expr(params[0]) else params), result


def _is_param_expr(obj):
    cls = type(obj)
    return obj is ... or cls.__module__ == "typing" and cls.__name__ in {"ParamSpec", "_ConcatenateGenericAlias"}


def _type_repr(obj):
    if obj is ...:
        return "..."
    if isinstance(obj, type) and not isinstance(obj, GenericAlias):
        return ("" if obj.__module__ == "builtins" else obj.__module__ + ".") + obj.__qualname__
    return obj.__name__ if isinstance(obj, FunctionType) else repr(obj)


Callable = _one_method("Callable", "__call__", lambda self, *args, **kwds: False, generic=_CallableGenericAlias)


def _with(kind):
    """An operator of Set that answers NotImplemented if the other operand is not of a kind, which is named."""

    def decorate(operator):
        def method(self, other):
            return operator(self, other) if isinstance(other, globals()[kind]) else NotImplemented

        return _of("Set", operator.__name__, method)

    return decorate


class Set(Collection):
    """What __contains__, __iter__ and __len__ make a set."""

    __slots__ = ()

    @classmethod
    def _from_iterable(cls, it):
        """Make a set of this class; to be overridden where the constructor is another."""
        return cls(it)

    def _as_set(self, other):
        return other if isinstance(other, Set) else self._from_iterable(other)

    @_with("Set")
    def __le__(self, other):
        return len(self) <= len(other) and all(x in other for x in self)

    @_with("Set")
    def __ge__(self, other):
        return len(other) <= len(self) and all(x in self for x in other)

    @_with("Set")
    def __eq__(self, other):
        return len(self) == len(other) and self.__le__(other)

    @_with("Set")
    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other)

    @_with("Set")
    def __gt__(self, other):
        return len(other) < len(self) and self.__ge__(other)

    @_with("Iterable")
    def __and__(self, other):
        return self._from_iterable(x for x in other if x in self)

    @_with("Iterable")
    def __or__(self, other):
        return self._from_iterable(x for part in (self, other) for x in part)

    @_with("Iterable")
    def __sub__(self, other):
        gone = self._as_set(other)
        return self._from_iterable(x for x in self if x not in gone)

    @_with("Iterable")
    def __rsub__(self, other):
        return self._from_iterable(x for x in self._as_set(other) if x not in self)

    @_with("Iterable")
    def __xor__(self, other):
        other = self._as_set(other)
        return (self - other) | (other - self)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def isdisjoint(self, other):
        """Whether no item is in both."""
        return not any(x in self for x in other)

    def _hash(self):
        """The hash of a set that can have one: that of frozenset of its items."""
        return hash(frozenset(self))


class MutableSet(Set):
    """A set with add and discard."""

    __slots__ = ()
    clear = _emptied_by("MutableSet", "pop", KeyError)

    @abstractmethod
    def add(self, value):
        """Put an item in, if it is not there."""
        raise NotImplementedError

    @abstractmethod
    def discard(self, value):
        """Take an item out, if it is there."""
        raise NotImplementedError

    def remove(self, value):
        """Take an item out; KeyError if it is not there."""
        if value in self:
            self.discard(value)
        else:
            raise KeyError(value)

    def pop(self):
        """Take out some item; KeyError if there is none."""
        value = next(iter(self), _absent)
        if value is _absent:
            raise KeyError
        self.discard(value)
        return value

    def _each(self, change, values):
        for value in values:
            change(value)
        return self

    def __ior__(self, it):
        return self._each(self.add, it)

    def __iand__(self, it):
        return self._each(self.discard, self - it)

    def __isub__(self, it):
        return self._each(self.discard, list(it) if it is self else it)

    def __ixor__(self, it):
        if it is self:
            return self.__isub__(it)
        return self._each(lambda value: (self.discard if value in self else self.add)(value), self._as_set(it))


def _found(mapping, key, default=_absent):
    try:
        return mapping[key]
    except KeyError:
        return default


class Mapping(Collection):
    """What __getitem__, __iter__ and __len__ make a mapping."""

    __slots__ = ()
    __abc_tpflags__ = 1 << 6  # matches mapping patterns
    __reversed__ = None

    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def __contains__(self, key):
        return _found(self, key) is not _absent

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items()) if isinstance(other, Mapping) else NotImplemented

    def get(self, key, default=None):
        """The value of a key, or default if there is none."""
        return _found(self, key, default)

    def _viewed(name):
        return _of("Mapping", name, lambda self: globals()[f"{name.title()}View"](self))

    keys, values, items = map(_viewed, ("keys", "values", "items"))
    del _viewed


class MappingView(Sized):
    __slots__ = ("_mapping",)
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return f"{self.__class__.__name__}({self._mapping!r})"


class KeysView(MappingView, Set):
    __slots__ = ()
    _from_iterable = classmethod(lambda cls, it: set(it))

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        yield from self._mapping


class ItemsView(MappingView, Set):
    __slots__ = ()
    _from_iterable = KeysView.__dict__["_from_iterable"]

    def __contains__(self, item):
        key, value = item
        found = _found(self._mapping, key)
        return found is not _absent and _is(found, value)

    def __iter__(self):
        return ((key, self._mapping[key]) for key in self._mapping)


class ValuesView(MappingView, Collection):
    __slots__ = ()

    def __contains__(self, value):
        return any(_is(found, value) for found in self)

    def __iter__(self):
        return (self._mapping[key] for key in self._mapping)


class MutableMapping(Mapping):
    """A mapping with __setitem__ and __delitem__."""

    __slots__ = ()
    clear = _emptied_by("MutableMapping", "popitem", KeyError)

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    def pop(self, key, default=_absent):
        """Take a key out and return its value; without it default, or KeyError if none is given."""
        value = self[key] if default is _absent else _found(self, key)
        if value is _absent:
            return default
        del self[key]
        return value

    def popitem(self):
        """Take out some key, with its value; KeyError if there is none."""
        key = next(iter(self), _absent)
        if key is _absent:
            raise KeyError
        pair = key, self[key]
        del self[key]
        return pair

    def update(self, other=(), /, **kwds):
        """Set items: of a mapping, or of pairs, then those that have names."""
        pairs = other
        if isinstance(other, Mapping):
            pairs = ((key, other[key]) for key in other)
        elif hasattr(other, "keys"):
            pairs = ((key, other[key]) for key in other.keys())
        for part in pairs, kwds.items():
            for key, value in part:
                self[key] = value

    def setdefault(self, key, default=None):
        """The value of a key, which is set to default if there is none."""
        value = _found(self, key)
        if value is _absent:
            self[key] = value = default
        return value


class Sequence(Reversible, Collection):
    """What __getitem__ and __len__ make a sequence."""

    __slots__ = ()
    __abc_tpflags__ = 1 << 5  # matches sequence patterns

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def _from(self, places):
        """The (index, item) of places, as far as there are items."""
        for i in places:
            try:
                item = self[i]
            except IndexError:
                return
            yield i, item

    def __iter__(self):
        return (item for _, item in Sequence._from(self, _count()))

    def __contains__(self, value):
        return any(_is(item, value) for item in self)

    def __reversed__(self):
        return (self[i] for i in range(len(self) - 1, -1, -1))

    def index(self, value, start=0, stop=None):
        """The first index of a value; ValueError if there is none."""
        if start is not None and start < 0:
            start = max(start + len(self), 0)
        if stop is not None and stop < 0:
            stop = stop + len(self)
        for i, item in Sequence._from(self, _count(start) if stop is None else range(start, stop)):
            if _is(item, value):
                return i
        raise ValueError

    def count(self, value):
        """How often a value occurs."""
        return sum(_is(item, value) for item in self)


class ByteString(Sequence):
    __slots__ = ()


class MutableSequence(Sequence):
    """A sequence with __setitem__, __delitem__ and insert."""

    __slots__ = ()
    clear = _emptied_by("MutableSequence", "pop", IndexError)

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        """Put an item in before the one at index."""
        raise IndexError

    def append(self, value):
        """Put an item in behind the last."""
        self.insert(len(self), value)

    def extend(self, values):
        """Put items in behind the last."""
        for value in list(values) if values is self else values:
            self.append(value)

    def __iadd__(self, values):
        self.extend(values)
        return self

    def reverse(self):
        """Turn the order round, in place."""
        last = len(self) - 1
        for i in range((last + 1) // 2):
            self[i], self[last - i] = self[last - i], self[i]

    def pop(self, index=-1):
        """Take an item out and return it."""
        taken = self[index]
        del self[index]
        return taken

    def remove(self, value):
        """Take the first out that is equal to a value."""
        del self[self.index(value)]


for _abc, _types in {
    Coroutine: [coroutine], AsyncGenerator: [async_generator], Generator: [generator], Iterator: _ITERATORS.values(), Set: [frozenset],
    MutableSet: [set], Mapping: [mappingproxy], KeysView: [dict_keys], ItemsView: [dict_items], ValuesView: [dict_values],
    MutableMapping: [dict], Sequence: [tuple, str, range, memoryview], ByteString: [bytes, bytearray], MutableSequence: [list, bytearray],
}.items():
    for _type in _types:
        _abc.register(_type)
del _abc, _type, _types
