"""Functions that work on functions."""

from _functools import _lru_cache_wrapper, cmp_to_key, partial, reduce
from _thread import RLock
from abc import get_cache_token
from collections import namedtuple
from reprlib import recursive_repr
from types import GenericAlias, MethodType

__all__ = [
    "update_wrapper", "wraps", "WRAPPER_ASSIGNMENTS", "WRAPPER_UPDATES", "total_ordering", "cache", "cmp_to_key", "lru_cache", "reduce", "partial",
    "partialmethod", "singledispatch", "singledispatchmethod", "cached_property",
]

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Make a wrapper look like what it wraps; returns the wrapper."""
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped  # after the dict, which may have another
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """update_wrapper as a decorator of the wrapper."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


# total_ordering. From one comparison of a class, and ==, the three others follow: each entry
# says how, from the answer of the one (NotImplemented apart) and whether both are equal.
_DERIVED = {
    "__lt__": {
        "__gt__": lambda less, equal: not less and not equal(),
        "__le__": lambda less, equal: less or equal(),
        "__ge__": lambda less, equal: not less,
    },
    "__le__": {
        "__ge__": lambda at_most, equal: not at_most or equal(),
        "__lt__": lambda at_most, equal: at_most and not equal(),
        "__gt__": lambda at_most, equal: not at_most,
    },
    "__gt__": {
        "__lt__": lambda more, equal: not more and not equal(),
        "__ge__": lambda more, equal: more or equal(),
        "__le__": lambda more, equal: not more,
    },
    "__ge__": {
        "__le__": lambda at_least, equal: not at_least or equal(),
        "__gt__": lambda at_least, equal: at_least and not equal(),
        "__lt__": lambda at_least, equal: not at_least,
    },
}


def _derive(name, root, rule):
    def compare(self, other):
        answer = getattr(type(self), root)(self, other)
        if answer is NotImplemented:
            return answer
        return rule(answer, lambda: self == other)

    compare.__name__ = name
    compare.__qualname__ = name
    compare.__doc__ = getattr(int, name).__doc__
    return compare


def total_ordering(cls):
    """Give a class that has one ordering comparison the three others."""
    roots = [name for name in _DERIVED if getattr(cls, name, None) is not getattr(object, name, None)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = next(name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in roots)
    for name, rule in _DERIVED[root].items():
        if name not in roots:
            setattr(cls, name, _derive(name, root, rule))
    return cls


def _check_method(func):
    if not (callable(func) or hasattr(func, "__get__")):
        raise TypeError(f"{func!r} is not callable or a descriptor")


_abstract = property(lambda self: getattr(self.func, "__isabstractmethod__", False),
                     doc="Whether the function is abstract, which makes its class so.")


class partialmethod:
    """partial for methods: what is bound are the arguments after self."""

    def __init__(self, func, /, *bound, **named):
        _check_method(func)
        if isinstance(func, partialmethod):  # one in another is one with both's arguments
            func, bound, named = func.func, func.args + bound, func.keywords | named
        self.func, self.args, self.keywords = func, bound, named

    def __repr__(self):
        cls = type(self)
        parts = [repr(self.func), *map(repr, self.args), *(f"{k}={v!r}" for k, v in self.keywords.items())]
        return f"{cls.__module__}.{cls.__qualname__}({', '.join(parts)})"

    def _make_unbound_method(self):
        def method(self_, /, *args, **keywords):
            return self.func(self_, *self.args, *args, **{**self.keywords, **keywords})

        method.__isabstractmethod__ = self.__isabstractmethod__
        method._partialmethod = self
        return method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, "__get__", None)
        if get is not None:
            bound = get(obj, cls)
            if bound is not self.func:
                # A descriptor of another kind has bound what it binds: the rest is a partial.
                result = partial(bound, *self.args, **self.keywords)
                try:
                    result.__self__ = bound.__self__
                except AttributeError:
                    pass
                return result
        return self._make_unbound_method().__get__(obj, cls)

    __isabstractmethod__ = _abstract
    __class_getitem__ = classmethod(GenericAlias)


_CacheInfo = namedtuple("CacheInfo", "hits misses maxsize currsize")


def lru_cache(maxsize=128, typed=False):
    """Remember the results of the last maxsize different calls; None: of all calls."""
    if callable(maxsize) and isinstance(typed, bool):  # without brackets
        function, maxsize = maxsize, 128
        return _cached(function, maxsize, typed)
    if maxsize is not None and not isinstance(maxsize, int):
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    if maxsize is not None:
        maxsize = max(maxsize, 0)
    return lambda function: _cached(function, maxsize, typed)


def _cached(function, maxsize, typed):
    wrapper = _lru_cache_wrapper(function, maxsize, typed, _CacheInfo)
    wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
    return update_wrapper(wrapper, function)


def cache(user_function, /):
    """Remember the results of all calls."""
    return lru_cache(maxsize=None)(user_function)


_missing = object()


class cached_property:
    """A property that is computed once: then it is an attribute of the instance."""

    def __init__(self, func):
        self.func, self.__doc__ = func, func.__doc__
        self.lock, self.attrname = RLock(), None

    def __set_name__(self, owner, name):
        if self.attrname not in (None, name):
            raise TypeError(f"Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r}).")
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            attributes = instance.__dict__
        except AttributeError:
            raise TypeError(
                f"No '__dict__' attribute on {type(instance).__name__!r} instance to cache {self.attrname!r} property."
            ) from None
        value = attributes.get(self.attrname, _missing)
        if value is _missing:
            with self.lock:
                value = attributes.get(self.attrname, _missing)
                if value is _missing:
                    value = self.func(instance)
                    try:
                        attributes[self.attrname] = value
                    except TypeError:
                        raise TypeError(
                            f"The '__dict__' attribute on {type(instance).__name__!r} instance does not support item"
                            f" assignment for caching {self.attrname!r} property."
                        ) from None
        return value

    __class_getitem__ = classmethod(GenericAlias)


# singledispatch. The implementation for a class is that of the first class of its MRO that has
# one; abstract base classes that it belongs to stand in the MRO where they say most.


def _placed(cls, types):
    """The MRO of a class, with the abstract base classes among types that it is a virtual
    subclass of."""
    mro = list(cls.__mro__)
    virtual = []
    for typ in types:
        if typ in mro or not hasattr(typ, "__mro__") or isinstance(typ, GenericAlias):
            continue
        if issubclass(cls, typ):
            virtual.append(typ)
    # The more special ones first, and each as late as the class through which it comes:
    # behind the last class of the MRO that is a subclass of it.
    virtual.sort(key=lambda t: -sum(issubclass(t, other) for other in virtual))
    for typ in virtual:
        at = max(i for i, c in enumerate(mro) if c is not object and issubclass(c, typ))
        at += 1
        while at < len(mro) and mro[at] in virtual and issubclass(mro[at], typ):
            at += 1
        mro.insert(at, typ)
    return mro


def _find_impl(cls, registry):
    mro = _placed(cls, registry.keys())
    match = None
    for typ in mro:
        if match is not None:
            # Two abstract base classes of the same rank, neither of which is the other's
            # subclass nor a base in the MRO, leave no choice.
            if (typ in registry and typ not in cls.__mro__ and match not in cls.__mro__ and not issubclass(match, typ)):
                raise RuntimeError(f"Ambiguous dispatch: {match} or {typ}")
            break
        if typ in registry:
            match = typ
    return registry.get(match)


def singledispatch(func):
    """Make a function generic: which implementation runs depends on the class of its first
    argument."""
    import types
    import weakref

    registry = {}
    found = weakref.WeakKeyDictionary()
    token = None

    def dispatch(cls):
        """The implementation for a class."""
        nonlocal token
        if token is not None and token != get_cache_token():
            found.clear()
            token = get_cache_token()
        try:
            return found[cls]
        except KeyError:
            impl = registry.get(cls) or _find_impl(cls, registry)
            found[cls] = impl
            return impl

    def is_union(cls):
        return isinstance(cls, types.UnionType) or getattr(cls, "__origin__", None) is not None and repr(cls.__origin__) == "typing.Union"

    def is_class(cls):
        return isinstance(cls, type) and not isinstance(cls, GenericAlias)

    def register(cls, func=None):
        """Register an implementation for a class: register(cls, f), @register(cls), or
        @register with an annotation at the first argument."""
        nonlocal token
        if is_class(cls) or is_union(cls) and all(map(is_class, cls.__args__)):
            if func is None:
                return lambda f: register(cls, f)
        else:
            if func is not None:
                raise TypeError(f"Invalid first argument to `register()`. {cls!r} is not a class or union type.")
            annotations = getattr(cls, "__annotations__", {})
            if not annotations:
                raise TypeError(
                    f"Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)` or plain `@register`"
                    " on an annotated function."
                )
            func = cls
            name, cls = next(iter(annotations.items()))
            if isinstance(cls, str):
                cls = eval(cls, func.__globals__)
            if not (is_class(cls) or is_union(cls) and all(map(is_class, cls.__args__))):
                if is_union(cls):
                    raise TypeError(f"Invalid annotation for {name!r}. {cls!r} not all arguments are classes.")
                raise TypeError(f"Invalid annotation for {name!r}. {cls!r} is not a class.")
        for one in cls.__args__ if is_union(cls) else (cls,):
            registry[one] = func
            if token is None and hasattr(one, "__abstractmethods__"):
                token = get_cache_token()
        found.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{name} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    name = getattr(func, "__name__", "singledispatch function")
    registry[object] = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = types.MappingProxyType(registry)
    wrapper._clear_cache = found.clear
    return update_wrapper(wrapper, func)


class singledispatchmethod:
    """singledispatch for methods: the argument after self counts."""

    __isabstractmethod__ = _abstract

    def __init__(self, func):
        _check_method(func)
        self.func, self.dispatcher = func, singledispatch(func)

    def register(self, cls, method=None):
        """Register a method for a class, as the register of a generic function does."""
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        find = self.dispatcher.dispatch

        def method(*args, **kwargs):
            chosen = find(args[0].__class__).__get__(obj, cls)
            return chosen(*args, **kwargs)

        vars(method).update(register=self.register, __isabstractmethod__=self.__isabstractmethod__)
        return update_wrapper(method, self.func)
