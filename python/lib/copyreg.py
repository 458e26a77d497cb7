"""Reductions of objects that cannot tell one themselves.

copy and pickle ask dispatch_table first. An object's own __reduce_ex__ comes back here:
for protocols below 2 to _reduce_ex, for the others to name __newobj__.
"""

__all__ = ["pickle", "constructor", "add_extension", "remove_extension", "clear_extension_cache"]

dispatch_table = {}


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Have objects of a type reduced by a function."""
    if not callable(pickle_function):
        raise TypeError("reduction functions must be callable")
    dispatch_table[ob_type] = pickle_function
    if constructor_ob is not None:
        constructor(constructor_ob)


def constructor(object):
    """Check that something can be called: what is left of a register of safe constructors."""
    if not callable(object):
        raise TypeError("constructors must be callable")


def _complex(c):
    return complex, (c.real, c.imag)


pickle(complex, _complex, complex)


def _union(u):
    import functools
    import operator

    return functools.reduce, (operator.or_, u.__args__)


pickle(type(int | str), _union)

_HEAP_TYPE = 1 << 9  # the bit of __flags__ that a class statement sets


def _reconstructor(cls, base, state):
    """Make an object as _reduce_ex told."""
    if base is object:
        return object.__new__(cls)
    obj = base.__new__(cls, state)
    if base.__init__ is not object.__init__:
        base.__init__(obj, state)
    return obj


def _builtin_base(cls):
    """The first class of the MRO that is no Python class, or whose __new__ is its own."""
    new_type = type(object.__new__)
    for base in cls.__mro__:
        if not base.__flags__ & _HEAP_TYPE:
            return base
        if isinstance(base.__new__, new_type) and base.__new__.__self__ is base:
            return base
    return object


def _reduce_ex(self, protocol):
    """object.__reduce_ex__ of protocols 0 and 1."""
    assert protocol < 2
    cls = self.__class__
    base = _builtin_base(cls)
    state = None
    if base is not object:
        if base is cls:
            raise TypeError(f"cannot pickle {cls.__name__!r} object")
        state = base(self)
    made = _reconstructor, (cls, base, state)
    get = getattr(self, "__getstate__", None)
    if getattr(self, "__slots__", None) and (get is None or type(self).__getstate__ is object.__getstate__):
        raise TypeError("a class that defines __slots__ without defining __getstate__ cannot be pickled")
    if get is None:
        rest = getattr(self, "__dict__", None)
    elif type(self).__getstate__ is object.__getstate__:
        rest = getattr(self, "__dict__", None)
    else:
        rest = get()
    return made + (rest,) if rest else made


def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    return cls.__new__(cls, *args, **kwargs)


def _slotnames(cls):
    """The names of a class's slots and its bases', kept in __slotnames__."""
    names = cls.__dict__.get("__slotnames__")
    if names is not None:
        return names
    names = []
    for c in cls.__mro__:
        slots = c.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ("__dict__", "__weakref__"):
                continue
            if name.startswith("__") and not name.endswith("__"):
                owner = c.__name__.lstrip("_")
                if owner:
                    name = f"_{owner}{name}"
            names.append(name)
    try:
        cls.__slotnames__ = names
    except Exception:
        pass  # a class that keeps its attributes to itself
    return names


# Extension codes: small numbers that stand for (module, name) in pickles.

_extension_registry = {}
_inverted_registry = {}
_extension_cache = {}


def add_extension(module, name, code):
    """Register a code for module.name."""
    code = int(code)
    if not 1 <= code <= 0x7FFFFFFF:
        raise ValueError("code out of range")
    key = module, name
    if _extension_registry.get(key) == code and _inverted_registry.get(code) == key:
        return
    if key in _extension_registry:
        raise ValueError(f"key {key} is already registered with code {_extension_registry[key]}")
    if code in _inverted_registry:
        raise ValueError(f"code {code} is already in use for key {_inverted_registry[code]}")
    _extension_registry[key] = code
    _inverted_registry[code] = key


def remove_extension(module, name, code):
    """Take a registration back."""
    key = module, name
    if _extension_registry.get(key) != code or _inverted_registry.get(code) != key:
        raise ValueError(f"key {key} is not registered with code {code}")
    del _extension_registry[key]
    del _inverted_registry[code]
    _extension_cache.pop(code, None)


def clear_extension_cache():
    _extension_cache.clear()
