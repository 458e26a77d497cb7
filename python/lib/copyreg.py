"""How objects are taken apart and put together again: what pickle and copy share.

A reduction is a function that takes an object and returns a tuple: what to call, with which
arguments, and what state to give the result. Here lie the reductions of types that have no
__reduce__, the one that all classes have by default, and the short codes for names.
"""

__all__ = ['pickle', 'constructor', 'add_extension', 'remove_extension', 'clear_extension_cache']

dispatch_table = {}  # type -> reduction


def constructor(object):
    """Check that something can be called. Once it also made that safe to unpickle."""
    _demand_callable(object, 'constructors must be callable')


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Register the reduction of a type."""
    _demand_callable(pickle_function, 'reduction functions should be callable')
    if constructor_ob is not None:
        constructor(constructor_ob)
    dispatch_table[ob_type] = pickle_function


def _demand_callable(thing, otherwise):
    if not callable(thing):
        raise TypeError(otherwise)


def _complex(number):
    return complex, (number.real, number.imag)


def _union(union):
    # Both names are CPython's choice: it reads our pickles.
    from functools import reduce
    from operator import or_
    return reduce, (or_, union.__args__)


pickle(complex, _complex)
pickle(type(int | None), _union)


# Objects of ordinary classes.

_HEAPTYPE = 1 << 9  # of __flags__: a class that a program made


def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    """What __newobj__ does, with keywords: for protocols that do not know them."""
    return cls.__new__(cls, *args, **kwargs)


def _reconstructor(cls, base, state):
    """Make an object again that _reduce_ex took apart: base is the builtin type that it has its content from."""
    plain = base is object
    made = base.__new__(cls) if plain else base.__new__(cls, state)
    if base.__init__ is not object.__init__ and not plain:
        base.__init__(made, state)
    return made


def _content_type(cls):
    """Return the first of a class's bases that makes objects itself: what is behind it is builtin."""
    for base in cls.__mro__:
        new = base.__new__
        if not base.__flags__ & _HEAPTYPE or type(new) is type(len) and new.__self__ is base:
            return base
    return object


def _reduce_ex(self, protocol):
    """Reduce any object, for the protocols 0 and 1."""
    cls = self.__class__
    base = _content_type(cls)
    if base is cls and base is not object:
        raise TypeError(f'cannot pickle {cls.__name__!r} object')
    made = _reconstructor, (cls, base, None if base is object else base(self))
    asked = getattr(self, '__getstate__', None)
    default = asked is None or type(self).__getstate__ is object.__getstate__
    if default and getattr(self, '__slots__', None):
        raise TypeError('a class that defines __slots__ without defining __getstate__ cannot be pickled')
    state = asked() if asked else getattr(self, '__dict__', None)
    return (*made, state) if state else made


def _slotnames(cls):
    """List the attributes that objects of a class have in slots, as getattr wants to hear them. The class keeps the list."""
    known = vars(cls).get('__slotnames__')
    if known is None:
        known = [_private(owner, slot) for owner in cls.__mro__ for slot in _own_slots(owner)]
        try:
            cls.__slotnames__ = known
        except (AttributeError, TypeError):
            pass
    return known


def _own_slots(cls):
    slots = vars(cls).get('__slots__', ())
    for slot in (slots,) if isinstance(slots, str) else slots:
        if slot not in ('__dict__', '__weakref__'):
            yield slot


def _private(cls, name):
    """Return what the compiler makes of a name in the body of a class."""
    owner = cls.__name__.lstrip('_')
    hidden = owner and name[:2] == '__' != name[-2:]
    return f'_{owner}{name}' if hidden else name


# Codes: numbers that stand for (module, name) in pickles.

_extension_registry = {}  # (module, name) -> code
_inverted_registry = {}   # code -> (module, name)
_extension_cache = {}     # code -> the object, once unpickling has met it


def add_extension(module, name, code):
    """Let code stand for a name. ValueError: one of them is taken."""
    number, key = int(code), (module, name)
    if not 0 < number < 1 << 31:
        raise ValueError('code out of range')
    has, of = _extension_registry.get(key), _inverted_registry.get(number)
    if has == number and of == key:
        return
    if has is not None:
        raise ValueError(f'key {key} is already registered with code {has}')
    if of is not None:
        raise ValueError(f'code {number} is already in use for key {of}')
    _extension_registry[key], _inverted_registry[number] = number, key


def remove_extension(module, name, code):
    """Take a code back."""
    key = module, name
    if (_extension_registry.get(key), _inverted_registry.get(code)) != (code, key):
        raise ValueError(f'key {key} is not registered with code {code}')
    for table, entry in (_extension_registry, key), (_inverted_registry, code):
        del table[entry]
    _extension_cache.pop(code, None)


def clear_extension_cache():
    """Forget the objects that codes were found to stand for."""
    _extension_cache.clear()
