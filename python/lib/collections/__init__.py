"""More kinds of collections: namedtuple, deque, ChainMap, Counter, OrderedDict, defaultdict and the
classes to derive from, UserDict, UserList, UserString."""

import builtins
import heapq
import operator
import sys
from abc import update_abstractmethods
from itertools import chain, repeat
from keyword import iskeyword
from operator import itemgetter, methodcaller
from reprlib import recursive_repr

import _collections_abc
from _collections import _count_elements, _tuplegetter, defaultdict, deque
from _collections_abc import FunctionType

abc = sys.modules["collections.abc"] = _collections_abc
abc.MutableSequence.register(deque)

__all__ = ["ChainMap", "Counter", "OrderedDict", "UserDict", "UserList", "UserString", "defaultdict", "deque", "namedtuple"]


class _OrderedView:
    """What the views of an OrderedDict have beside those of a dict."""

    def __repr__(self):
        return f"{self.__class__.__name__}({list(self)!r})"

    def __reversed__(self):
        for key in reversed(self._mapping):
            yield self._pick(key)


class odict_keys(_OrderedView, _collections_abc.KeysView):
    def _pick(self, key):
        return key


class odict_values(_OrderedView, _collections_abc.ValuesView):
    def _pick(self, key):
        return self._mapping[key]


class odict_items(_OrderedView, _collections_abc.ItemsView):
    def _pick(self, key):
        return key, self._mapping[key]


_missing = object()


class OrderedDict(dict):
    """A dict whose order counts: in comparisons, and where items can be moved to."""

    # A dict keeps the order itself. What is moved to the end is taken out and put in again;
    # for what is moved to the front, all others are.

    def __init__(self, other=(), /, **kwds):
        self.update(other, **kwds)

    def __setitem__(self, key, value):
        super().__setitem__(key, value)

    def update(self, other=(), /, **kwds):
        _collections_abc.MutableMapping.update(self, other, **kwds)

    def move_to_end(self, key, last=True):
        """Make an item the last one, or the first."""
        value = dict.pop(self, key)
        if last:
            dict.__setitem__(self, key, value)
            return
        rest = list(dict.items(self))
        dict.clear(self)
        dict.__setitem__(self, key, value)
        for k, v in rest:
            dict.__setitem__(self, k, v)

    def popitem(self, last=True):
        """Take the last item out, or the first."""
        if not self:
            raise KeyError("dictionary is empty")
        key = next(reversed(self) if last else iter(self))
        return key, self.pop(key)

    def pop(self, key, default=_missing):
        value = dict.pop(self, key, _missing)
        if value is not _missing:
            return value
        if default is not _missing:
            return default
        missing = getattr(type(self), "__missing__", None)
        if missing is not None:
            return missing(self, key)
        raise KeyError(key)

    def setdefault(self, key, default=None):
        """The value of a key, which is set to default if there is none."""
        if key not in self:
            self[key] = default
            return default
        return self[key]

    def keys(self):
        return odict_keys(self)

    def values(self):
        return odict_values(self)

    def items(self):
        return odict_items(self)

    @recursive_repr()
    def __repr__(self):
        return f"{self.__class__.__name__}({list(self.items()) if self else ''})"

    def __reduce__(self):
        # The items come one by one, so that a cycle through them can be restored.
        return self.__class__, (), self.__getstate__(), None, iter(self.items())

    def copy(self):
        """A shallow copy, made by the class."""
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        """One with these keys in this order, all of one value."""
        return cls().__ior__(zip(iterable, repeat(value)))

    def __eq__(self, other):
        same = dict.__eq__(self, other)
        return list(self) == list(other) if same is True and isinstance(other, OrderedDict) else same

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        return self.__class__(self).__ior__(other) if isinstance(other, dict) else NotImplemented

    def __ror__(self, other):
        return self.__class__(other).__ior__(self) if isinstance(other, dict) else NotImplemented


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    """A class of tuples whose items have names.

    field_names is a sequence of names or a str with them; rename gives names that cannot be
    attributes others, _0 and so on; defaults are those of the last fields.
    """
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    names = list(map(str, field_names))
    typename = sys.intern(str(typename))
    if rename:
        names = [
            f"_{i}" if not name.isidentifier() or iskeyword(name) or name[0] == "_" or name in names[:i] else name for i, name in enumerate(names)
        ]
    for name in (typename, *names):
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if iskeyword(name):
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
    for i, name in enumerate(names):
        if name[0] == "_" and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in names[:i]:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
    default_of = {}
    if defaults is not None:
        defaults = tuple(defaults)
        if len(defaults) > len(names):
            raise TypeError("Got more default values than field names")
        default_of = dict(zip(names[len(names) - len(defaults):], defaults))
    fields = tuple(map(sys.intern, names))
    count = len(fields)
    make_tuple = tuple.__new__

    # The arguments of __new__ are the fields, so that calls are checked as calls are.
    arguments = ", ".join(fields)
    scope = {"_make_tuple": make_tuple, "__builtins__": {}, "__name__": f"namedtuple_{typename}"}
    head = f"_cls, {arguments}" if arguments else "_cls"
    items = f"({arguments},)" if arguments else "()"
    __new__ = eval(f"lambda {head}: _make_tuple(_cls, {items})", scope)
    __new__.__name__ = "__new__"
    __new__.__doc__ = f"Create new instance of {typename}({arguments})"
    if defaults is not None:
        __new__.__defaults__ = defaults

    @classmethod
    def _make(cls, iterable):
        result = make_tuple(cls, iterable)
        if len(result) != count:
            raise TypeError(f"Expected {count} arguments, got {len(result)}")
        return result

    def _replace(self, /, **kwds):
        result = self._make(map(kwds.pop, fields, self))
        if kwds:
            raise ValueError(f"Got unexpected field names: {list(kwds)!r}")
        return result

    def __repr__(self):
        return self.__class__.__name__ + "(" + ", ".join(f"{n}={v!r}" for n, v in zip(fields, self)) + ")"

    def _asdict(self):
        """The fields and their values, as a dict."""
        return dict(zip(self._fields, self))

    def __getnewargs__(self):
        return tuple(self)

    _make.__func__.__doc__ = f"Make a new {typename} object from a sequence or iterable"
    _replace.__doc__ = f"Return a new {typename} object replacing specified fields with new values"
    for function in (__new__, _make.__func__, _replace, __repr__, _asdict, __getnewargs__):
        function.__qualname__ = f"{typename}.{function.__name__}"
    namespace = {
        "__doc__": f"{typename}({arguments})", "__slots__": (), "_fields": fields, "_field_defaults": default_of, "__new__": __new__, "_make": _make,
        "_replace": _replace, "__repr__": __repr__, "_asdict": _asdict, "__getnewargs__": __getnewargs__, "__match_args__": fields,
    }
    for i, name in enumerate(fields):
        namespace[name] = _tuplegetter(i, sys.intern(f"Alias for field number {i}"))
    result = type(typename, (tuple,), namespace)
    if module is None:
        # The module that asked for the class, so that its instances can be pickled.
        try:
            module = sys._getframe(1).f_globals.get("__name__", "__main__")
        except (AttributeError, ValueError):
            pass
    if module is not None:
        result.__module__ = module
    return result


def _of_counters(holds, strict=False, negate=False):
    """A comparison of Counters: whether holds(a, b) for the counts of everything, and in strict ones some differ."""

    def compare(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        counts = [(self[key], other[key]) for part in (self, other) for key in part]
        return all(holds(*pair) for pair in counts) is not negate and not (strict and self == other)

    return compare


def _positive(count):
    """An operation on Counters: the positive among count(a, b) of everything."""

    def operate(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for key in chain(self, (k for k in other if k not in self)):
            if (n := count(self[key], other[key])) > 0:
                result[key] = n
        return result

    return operate


class Counter(dict):
    """How often things occur: a dict from things to numbers, 0 for what is not in it."""

    def __init__(self, iterable=None, /, **kwds):
        super().__init__()
        self.update(iterable, **kwds)

    def __missing__(self, key):
        return 0

    def __delitem__(self, key):
        if key in self:
            dict.__delitem__(self, key)

    def __repr__(self):
        counts = dict(self)
        try:
            counts = dict(self.most_common())
        except TypeError:
            pass  # what cannot be ordered is shown as it comes
        return f"{self.__class__.__name__}({counts or ''})"

    def __reduce__(self):
        return self.__class__, (dict(self),)

    def copy(self):
        """A Counter of the same counts."""
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")

    def total(self):
        """All counts together."""
        return sum(self.values())

    def elements(self):
        """Each thing as often as it counts."""
        return (thing for thing, n in self.items() for _ in repeat(None, n))

    def most_common(self, n=None):
        """The n most frequent things with their counts, or all, the most frequent first."""
        count = itemgetter(1)
        return sorted(self.items(), key=count, reverse=True) if n is None else heapq.nlargest(n, self.items(), count)

    def update(self, iterable=None, /, **kwds):
        """Add counts: of a mapping, or one for each item of an iterable."""
        for source in (iterable, kwds or None):
            if not isinstance(source, _collections_abc.Mapping):
                _count_elements(self, () if source is None else source)
            elif self:
                for key, n in source.items():
                    self[key] = n + self.get(key, 0)
            else:
                dict.update(self, source)

    def subtract(self, iterable=None, /, **kwds):
        """Take counts away; they may become negative."""
        for source in (iterable, kwds):
            counted = isinstance(source, _collections_abc.Mapping)
            for key, n in source.items() if counted else zip(() if source is None else source, repeat(1)):
                self[key] = self.get(key, 0) - n

    __eq__ = _of_counters(operator.eq)
    __ne__ = _of_counters(operator.eq, negate=True)
    __le__ = _of_counters(operator.le)
    __lt__ = _of_counters(operator.le, strict=True)
    __ge__ = _of_counters(operator.ge)
    __gt__ = _of_counters(operator.ge, strict=True)

    __add__ = _positive(operator.add)
    __sub__ = _positive(operator.sub)
    __or__ = _positive(max)
    __and__ = _positive(min)

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    def _set(self, pairs):
        """Set counts, and keep the positive ones."""
        for key, n in list(pairs):
            self[key] = n
        for key in [key for key, n in self.items() if not n > 0]:
            del self[key]
        return self

    def __iadd__(self, other):
        return self._set((key, self[key] + n) for key, n in other.items())

    def __isub__(self, other):
        return self._set((key, self[key] - n) for key, n in other.items())

    def __ior__(self, other):
        return self._set((key, max(self[key], n)) for key, n in other.items())

    def __iand__(self, other):
        return self._set((key, min(n, other[key])) for key, n in self.items())


for _name, _method in vars(Counter).items():
    if _method.__class__ is FunctionType and _method.__name__ in ("compare", "operate"):
        _method.__name__, _method.__qualname__ = _name, f"Counter.{_name}"


class ChainMap(_collections_abc.MutableMapping):
    """Several mappings as one: the first that has a key tells its value, and all writing goes to
    the first."""

    def __init__(self, *maps):
        self.maps = [*maps] if maps else [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        # A mapping may have more to give than it says it has: a defaultdict.
        for mapping in self.maps:
            try:
                return mapping[key]
            except KeyError:
                continue
        return self.__missing__(key)

    def get(self, key, default=None):
        """The value of a key, or default if there is none."""
        return default if key not in self else self[key]

    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)

    def __bool__(self):
        return any(self.maps)

    def __len__(self):
        return len({key for mapping in self.maps for key in mapping})

    def __iter__(self):
        return iter({key: None for mapping in reversed(self.maps) for key in mapping})

    @recursive_repr()
    def __repr__(self):
        return self.__class__.__name__ + "(" + ", ".join(repr(mapping) for mapping in self.maps) + ")"

    @classmethod
    def fromkeys(cls, iterable, *args):
        """A ChainMap of one dict with these keys."""
        return cls({}.fromkeys(iterable, *args))

    def copy(self):
        """A ChainMap of a copy of the first mapping and of the others themselves."""
        first, *others = self.maps
        return self.__class__(first.copy(), *others)

    __copy__ = copy

    def new_child(self, m=None, **kwargs):
        """A ChainMap with one more mapping in front."""
        if m is not None and kwargs:
            m.update(kwargs)
        return self.__class__(kwargs if m is None else m, *self.maps)

    @property
    def parents(self):
        """A ChainMap without the first mapping."""
        _, *others = self.maps
        return self.__class__(*others)

    def _in_first(method, complaint):
        """A method that does to the first mapping what one of its own does."""

        def change(self, *args):
            try:
                return getattr(self.maps[0], method)(*args)
            except KeyError:
                raise KeyError(complaint.format(*args))

        change.__name__, change.__qualname__ = method, f"ChainMap.{method}"
        return change

    __setitem__ = _in_first("__setitem__", "")
    __delitem__ = _in_first("__delitem__", "Key not found in the first mapping: {!r}")
    pop = _in_first("pop", "Key not found in the first mapping: {!r}")
    popitem = _in_first("popitem", "No keys found in the first mapping.")
    clear = _in_first("clear", "")
    del _in_first

    def __ior__(self, other):
        self.maps[0].update(other)
        return self

    def __or__(self, other):
        return self.copy().__ior__(other) if isinstance(other, _collections_abc.Mapping) else NotImplemented

    def __ror__(self, other):
        if not isinstance(other, _collections_abc.Mapping):
            return NotImplemented
        together = dict(other)
        for mapping in self.maps[::-1]:
            together |= mapping if isinstance(mapping, dict) else dict(mapping)
        return self.__class__(together)


def _bare(value):
    return value.data if isinstance(value, (UserList, UserString)) else value


def _around(kind, methods, bare=False, wrap=False):
    """Give a class around data what the methods of these names do with data.

    With bare the arguments may be such objects themselves, with wrap the result becomes one.
    """
    for name in methods.split():
        setattr(kind, name, _through(kind.__name__, name, bare, wrap))
    return update_abstractmethods(kind)


def _through(owner, name, bare, wrap):
    plain = name.strip("_")
    # By the operator or function rather than the special method, for the sake of NotImplemented.
    does = methodcaller if plain == name else getattr(operator, plain, None) or getattr(builtins, plain)

    def call(self, /, *args, **kwds):
        if bare:
            args, kwds = map(_bare, args), {key: _bare(value) for key, value in kwds.items()}
        result = methodcaller(name, *args, **kwds)(self.data) if does is methodcaller else does(self.data, *args)
        return self.__class__(result) if wrap else result

    call.__name__, call.__qualname__ = name, f"{owner}.{name}"
    return call


def _duplicate(self):
    """A shallow copy, with data of its own."""
    new = self.__class__.__new__(self.__class__)
    vars(new).update(vars(self), data=self.data.copy())
    return new


class UserDict(_collections_abc.MutableMapping):
    """A mapping around a dict, its attribute data: to derive from."""

    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        for part in dict, kwargs:
            if part is not None:
                self.update(part)

    def __getitem__(self, key):
        if key not in self.data:
            missing = getattr(self.__class__, "__missing__", None)
            if missing is None:
                raise KeyError(key)
            return missing(self, key)
        return self.data[key]

    def _merged(self, other, operate):
        theirs = other.data if isinstance(other, UserDict) else other
        return self.__class__(operate(theirs)) if isinstance(other, (dict, UserDict)) else NotImplemented

    def __or__(self, other):
        return self._merged(other, lambda theirs: self.data | theirs)

    def __ror__(self, other):
        return self._merged(other, lambda theirs: theirs | self.data)

    def __ior__(self, other):
        self.data |= other.data if isinstance(other, UserDict) else other
        return self

    __copy__ = _duplicate

    def copy(self):
        """A shallow copy; a class derived from this one may say how it is copied."""
        if type(self) is UserDict:
            return _duplicate(self)
        from copy import copy

        items, self.data = self.data, {}
        try:
            new = copy(self)
        finally:
            self.data = items
        new.update(self)
        return new

    @classmethod
    def fromkeys(cls, iterable, value=None):
        """One with these keys, all of one value."""
        new = cls()
        new.update(zip(iterable, repeat(value)))
        return new


_around(UserDict, "__len__ __setitem__ __delitem__ __iter__ __contains__ __repr__")


class UserList(_collections_abc.MutableSequence):
    """A sequence around a list, its attribute data: to derive from."""

    __hash__ = None

    def __init__(self, initlist=None):
        self.data = [] if initlist is None else list(_bare(initlist))

    def __getitem__(self, i):
        found = self.data[i]
        return self.__class__(found) if isinstance(i, slice) else found

    def __add__(self, other):
        return self.__class__([*self.data, *_bare(other)])

    def __radd__(self, other):
        return self.__class__([*_bare(other), *self.data])

    def __iadd__(self, other):
        self.data += _bare(other)
        return self

    def __imul__(self, n):
        self.data *= n
        return self

    def copy(self):
        """A shallow copy, made by the class."""
        return self.__class__(self)

    __copy__ = _duplicate


_around(UserList, """__repr__ __contains__ __len__ __setitem__ __delitem__ append insert pop remove clear count index reverse sort""")
_around(UserList, "__lt__ __le__ __eq__ __gt__ __ge__ extend", bare=True)
_around(UserList, "__mul__", wrap=True)
UserList.__rmul__ = UserList.__mul__


class UserString(_collections_abc.Sequence):
    """A sequence around a str, its attribute data: to derive from."""

    def __init__(self, seq):
        self.data = str(_bare(seq) if isinstance(seq, UserString) else seq)

    def __getnewargs__(self):
        return (self.data,)

    def __add__(self, other):
        return self.__class__(self.data + str(_bare(other)))

    def __radd__(self, other):
        return self.__class__(str(_bare(other)) + self.data)

    def __rmod__(self, template):
        return self.__class__(str(template) % self)

    def encode(self, encoding="utf-8", errors="strict"):
        """The bytes of the text."""
        return str.encode(self.data, encoding or "utf-8", errors or "strict")

    maketrans = str.maketrans


_around(UserString, """__str__ __repr__ __int__ __float__ __complex__ __hash__ __len__ endswith format format_map index isalnum isalpha
isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join partition rindex rpartition rsplit
split splitlines startswith""")
_around(UserString, "__eq__ __lt__ __le__ __gt__ __ge__ __contains__ count find rfind", bare=True)
_around(UserString, """__getitem__ __mul__ __mod__ capitalize casefold center expandtabs ljust lower lstrip rjust rstrip strip swapcase title
translate upper zfill""", wrap=True)
_around(UserString, "removeprefix removesuffix replace", bare=True, wrap=True)
UserString.__rmul__ = UserString.__mul__
