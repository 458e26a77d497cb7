"""Abstract base classes: classes that others join without inheriting, and methods that have to be overridden."""
import _abc
from _abc import get_cache_token


def abstractmethod(funcobj):
    """Mark a method: a class in which it is not overridden has no instances."""
    setattr(funcobj, '__isabstractmethod__', True)
    return funcobj


class abstractclassmethod(classmethod):
    """classmethod(abstractmethod(f)) in one, from before the two went together."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        super().__init__(abstractmethod(callable))


class abstractstaticmethod(staticmethod):
    """staticmethod(abstractmethod(f)) in one, from before the two went together."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        super().__init__(abstractmethod(callable))


class abstractproperty(property):
    """A property that has to be overridden, from before property could say so itself."""

    __isabstractmethod__ = True


class ABCMeta(type):
    """The class of abstract base classes.

    Classes that were registered count as subclasses to issubclass and isinstance, and so do those that the
    method __subclasshook__ takes for ones. Neither gets anything from the base.
    """

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        made = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc._abc_init(made)
        return made

    def register(cls, subclass):
        """Make a class count as a subclass, and return it: this is a decorator, too."""
        return _abc._abc_register(cls, subclass)

    def __subclasscheck__(cls, subclass):
        return _abc._abc_subclasscheck(cls, subclass)

    def __instancecheck__(cls, instance):
        return _abc._abc_instancecheck(cls, instance)

    def _abc_registry_clear(cls):
        _abc._reset_registry(cls)

    def _abc_caches_clear(cls):
        _abc._reset_caches(cls)

    def _dump_registry(cls, file=None):
        """Print what is known of a class, for those who look for a mistake."""
        parts = ('registry', 'cache', 'negative_cache', 'negative_cache_version')
        lines = [f'Class: {cls.__module__}.{cls.__qualname__}', f'Inv. counter: {get_cache_token()}']
        lines += [f'_abc_{part}: {value!r}' for part, value in zip(parts, _abc._get_dump(cls))]
        print(*lines, sep='\n', file=file)


class ABC(metaclass=ABCMeta):
    """A base to inherit from, for who does not want to name the metaclass."""

    __slots__ = ()


def update_abstractmethods(cls):
    """Find out anew which methods of a class are abstract, after some were added, and return the class.

    A class that is no abstract base class is left as it is.
    """
    if isinstance(getattr(cls, '__abstractmethods__', None), frozenset):
        inherited = {name for base in cls.__bases__ for name in getattr(base, '__abstractmethods__', ())}
        # Its own methods as they are written, the others as they are found.
        methods = {name: getattr(cls, name, None) for name in inherited} | dict(vars(cls))
        cls.__abstractmethods__ = frozenset(
            name for name, method in methods.items() if getattr(method, '__isabstractmethod__', False))
    return cls
