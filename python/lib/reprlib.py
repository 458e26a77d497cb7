"""Representations that do not get long."""

import builtins
from _thread import get_ident
from itertools import islice

__all__ = ["Repr", "repr", "recursive_repr"]


def recursive_repr(fillvalue="..."):
    """Have a __repr__ say fillvalue where it is asked for what it is just building."""

    def decorate(function):
        building = set()

        def wrapper(self):
            key = id(self), get_ident()
            if key in building:
                return fillvalue
            building.add(key)
            try:
                return function(self)
            finally:
                building.discard(key)

        for name in ("__module__", "__doc__", "__name__", "__qualname__"):
            setattr(wrapper, name, getattr(function, name))
        wrapper.__annotations__ = getattr(function, "__annotations__", {})
        return wrapper

    return decorate


class Repr:
    """repr with limits, one for each kind of object."""

    _LIMITS = {"level": 6, "tuple": 6, "list": 6, "array": 5, "dict": 4, "set": 6, "frozenset": 6, "deque": 6, "string": 30, "long": 40, "other": 30}

    def __init__(self):
        for kind, limit in self._LIMITS.items():
            setattr(self, "max" + kind, limit)
        self.fillvalue = "..."

    def repr(self, x):
        return self.repr1(x, self.maxlevel)

    def repr1(self, x, level):
        name = "_".join(type(x).__name__.split())
        return getattr(self, "repr_" + name, self.repr_instance)(x, level)

    def _joined(self, show, items, count, limit):
        """The first of some items as show shows them."""
        return ", ".join([*map(show, islice(items, limit)), *[self.fillvalue] * (count > limit)])

    def _container(name, left, right, *, empty=None, one="", ordered=True):
        """The method for a kind of container: what stands around its items, what it is without
        any, and what follows a single one."""
        def method(self, x, level):
            count = len(x)
            before, after, none = (part and part.replace("TYPE", getattr(x, "typecode", "")) for part in (left, right, empty))
            if not count and none is not None:
                return none
            if count and level <= 0:
                return before + self.fillvalue + after
            items = x if ordered else _sorted(x)
            inside = self._joined(lambda item: self.repr1(item, level - 1), items, count, getattr(self, "max" + name))
            return before + inside + (one if count == 1 else "") + after
        method.__name__ = f"repr_{name}"
        method.__qualname__ = f"Repr.repr_{name}"
        return method

    repr_list = _container("list", "[", "]")
    repr_deque = _container("deque", "deque([", "])")
    repr_tuple = _container("tuple", "(", ")", one=",")
    repr_array = _container("array", "array('TYPE', [", "])", empty="array('TYPE')")
    repr_set = _container("set", "{", "}", empty="set()", ordered=False)
    repr_frozenset = _container("frozenset", "frozenset({", "})", empty="frozenset()", ordered=False)
    del _container

    def repr_dict(self, x, level):
        def pair(key):
            return ": ".join(self.repr1(side, level - 1) for side in (key, x[key]))
        if x and level <= 0:
            return f"{{{self.fillvalue}}}"
        return f"{{{self._joined(pair, _sorted(x), len(x), self.maxdict)}}}"

    def _ends(self, text, limit, between):
        """The beginning and the end of a text, which with three characters between are limit."""
        head = max(0, (limit - 3) // 2)
        tail = max(0, limit - 3 - head)
        return text[:head] + between + text[len(text) - tail:]

    def _cut(self, text, limit):
        return text if len(text) <= limit else self._ends(text, limit, self.fillvalue)

    def repr_str(self, x, level):
        limit = self.maxstring
        text = builtins.repr(x[:limit])
        if len(text) <= limit:
            return text
        return self._ends(builtins.repr(self._ends(x, limit, "")), limit, self.fillvalue)

    def repr_int(self, x, level):
        return self._cut(builtins.repr(x), self.maxlong)

    def repr_instance(self, x, level):
        try:
            text = builtins.repr(x)
        except Exception:
            return f"<{x.__class__.__name__} instance at {id(x):#x}>"
        return self._cut(text, self.maxother)


def _sorted(x):
    try:
        return sorted(x)
    except Exception:
        return list(x)


aRepr = Repr()
repr = aRepr.repr
