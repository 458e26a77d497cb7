"""The types of objects that programs meet but do not make by name, and classes made by calls."""
import sys


def _specimens():
    """Give one object of each type, with the name that the type has here."""
    def function():
        return function

    async def coroutine():
        yield

    async def asynchronous():
        pass

    class Slotted:
        __slots__ = 'slot',

        def method(self):
            pass

    yield 'FunctionType', function
    yield 'LambdaType', lambda: None
    yield 'CodeType', function.__code__
    yield 'CellType', function.__closure__[0]
    yield 'MethodType', Slotted().method
    yield 'MemberDescriptorType', Slotted.slot
    yield 'GetSetDescriptorType', type.__dict__['__dict__']
    yield 'MappingProxyType', vars(object)
    yield 'BuiltinFunctionType', abs
    yield 'BuiltinMethodType', ''.join
    yield 'MethodDescriptorType', list.append
    yield 'ClassMethodDescriptorType', vars(dict)['fromkeys']
    yield 'WrapperDescriptorType', int.__add__
    yield 'MethodWrapperType', (0).__add__
    yield 'ModuleType', sys
    yield 'SimpleNamespace', sys.implementation
    yield 'GenericAlias', tuple[int]
    yield 'UnionType', None | int
    yield 'GeneratorType', (_ for _ in ())
    yield 'AsyncGeneratorType', coroutine()
    waiting = asynchronous()
    yield 'CoroutineType', waiting
    waiting.close()
    for name, value in ('NoneType', None), ('EllipsisType', ...), ('NotImplementedType', NotImplemented):
        yield name, value
    try:
        1 / 0
    except ZeroDivisionError as error:
        yield 'TracebackType', error.__traceback__
        yield 'FrameType', error.__traceback__.tb_frame


_named = {name: type(specimen) for name, specimen in _specimens()}
globals().update(_named)

__all__ = [*_named, 'new_class', 'resolve_bases', 'prepare_class', 'DynamicClassAttribute', 'coroutine']


# Classes made by calls: what the statement does, step by step.

def new_class(name, bases=(), kwds=None, exec_body=None):
    """Make a class as the statement does; exec_body, called with the namespace, is the body."""
    real = resolve_bases(bases)
    make, namespace, rest = prepare_class(name, real, kwds)
    if exec_body:
        exec_body(namespace)
    if real is not bases:
        namespace['__orig_bases__'] = bases
    return make(name, real, namespace, **rest)


def resolve_bases(bases):
    """Put in what bases that are no classes, like list[int], stand for. Bases that are all classes are returned as they are."""
    real = []
    for base in bases:
        entries = None if isinstance(base, type) else getattr(base, '__mro_entries__', None)
        stands_for = entries(bases) if entries else (base,)
        if not isinstance(stands_for, tuple):
            raise TypeError('__mro_entries__ must return a tuple')
        real += stands_for
    same = len(real) == len(bases) and all(map(lambda a, b: a is b, real, bases))
    return bases if same else tuple(real)


def prepare_class(name, bases=(), kwds=None):
    """Return the metaclass, the namespace for the body, and the keywords that are left."""
    rest = {} if kwds is None else dict(kwds)
    first = type(bases[0]) if bases else type
    meta = rest.pop('metaclass', first)
    if isinstance(meta, type):
        meta = _most_derived(meta, bases)
    prepare = getattr(meta, '__prepare__', None)
    return meta, prepare(name, bases, **rest) if prepare else {}, rest


def _most_derived(meta, bases):
    for other in map(type, bases):
        if issubclass(other, meta):
            meta = other
        elif not issubclass(meta, other):
            raise TypeError('metaclass conflict: the metaclass of a derived class must be a (non-strict) '
                            'subclass of the metaclasses of all its bases')
    return meta


class DynamicClassAttribute:
    """A property of instances only: asked of the class, it leaves the answer to __getattr__ of the metaclass."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        own = doc is not None
        vars(self).update(fget=fget, fset=fset, fdel=fdel, __doc__=doc if own else getattr(fget, '__doc__', None),
                          overwrite_doc=not own, __isabstractmethod__=bool(getattr(fget, '__isabstractmethod__', False)))

    def _of(self, which, refusal):
        function = vars(self)[which]
        if function is None:
            raise AttributeError(refusal)
        return function

    def __get__(self, instance, ownerclass=None):
        if instance is not None:
            return self._of('fget', 'unreadable attribute')(instance)
        if not self.__isabstractmethod__:
            raise AttributeError()
        return self

    def __set__(self, instance, value):
        self._of('fset', "can't set attribute")(instance, value)

    def __delete__(self, instance):
        self._of('fdel', "can't delete attribute")(instance)

    def _with(self, **changed):
        parts = {part: vars(self)[part] for part in ('fget', 'fset', 'fdel')}
        doc = None if self.overwrite_doc and 'fget' in changed else self.__doc__
        made = type(self)(**{**parts, **changed}, doc=doc)
        made.overwrite_doc = self.overwrite_doc
        return made

    def getter(self, fget):
        return self._with(fget=fget)

    def setter(self, fset):
        return self._with(fset=fset)

    def deleter(self, fdel):
        return self._with(fdel=fdel)


# Coroutines out of generators.

_GENERATOR, _COROUTINE, _AWAITABLE = 0x20, 0x80, 0x100  # of co_flags


class _GeneratorWrapper:
    """Makes awaitable what behaves like a generator and is none."""

    def __init__(self, gen):
        self._inner = gen
        for attribute in ('__name__', '__qualname__'):
            setattr(self, attribute, getattr(gen, attribute, None))

    def __iter__(self):
        inner = self._inner
        return inner if isinstance(inner, (_named['CoroutineType'], _named['GeneratorType'])) else self

    __await__ = __iter__

    def __next__(self):
        return next(self._inner)

    def send(self, val):
        return self._inner.send(val)

    def throw(self, tp, *rest):
        return self._inner.throw(tp, *rest)

    def close(self):
        return self._inner.close()


for _attribute in 'frame', 'running', 'code', 'yieldfrom':
    # A coroutine's attributes are called cr_, one of them otherwise than a generator's.
    _own = property(lambda self, name='gi_' + _attribute: getattr(self._inner, name))
    setattr(_GeneratorWrapper, 'gi_' + _attribute, _own)
    setattr(_GeneratorWrapper, 'cr_' + _attribute.replace('yieldfrom', 'await'), _own)
del _attribute, _own


def _is_awaitable_generator(thing):
    return isinstance(thing, _named['GeneratorType']) and bool(thing.gi_code.co_flags & _AWAITABLE)


def coroutine(func):
    """Make what a generator function returns awaitable. As a decorator, it may also be put
    before functions that return generators, or things like them."""
    if not callable(func):
        raise TypeError('types.coroutine() expects a callable')
    flags = func.__code__.co_flags if type(func) is _named['FunctionType'] else 0
    if flags & (_COROUTINE | _AWAITABLE):
        return func
    if flags & _GENERATOR:
        func.__code__ = func.__code__.replace(co_flags=flags | _AWAITABLE)
        return func

    from functools import wraps
    from _collections_abc import Coroutine, Generator

    @wraps(func)
    def wrapped(*args, **kwargs):
        made = func(*args, **kwargs)
        if _is_awaitable_generator(made) or isinstance(made, Coroutine) or not isinstance(made, Generator):
            return made
        return _GeneratorWrapper(made)

    return wrapped
