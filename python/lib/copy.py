"""Copies of objects: copy(x) of the object alone, deepcopy(x) of all that is in it."""

import copyreg
import types
from _weakref import ref as _ref

__all__ = ["Error", "copy", "deepcopy"]


class Error(Exception):
    """An object says that it cannot be copied."""


error = Error

# What never changes, or is one thing by its meaning, is its own copy.
_ATOMIC = {
    type(None), type(...), type(NotImplemented), int, float, bool, complex, bytes, str, type, range, slice, property,
    types.BuiltinFunctionType, types.FunctionType, types.CodeType, _ref,
}
_SHALLOW = _ATOMIC | {tuple, frozenset}


def copy(x):
    """A new object with the same content."""
    cls = type(x)
    if cls in _SHALLOW or issubclass(cls, type):
        return x
    if cls in (list, dict, set, bytearray):
        return cls.copy(x)
    method = getattr(cls, "__copy__", None)
    if method is not None:
        return method(x)
    reduced = _reduction(x, cls)
    return x if isinstance(reduced, str) else _rebuild(x, None, *reduced)


def _reduction(x, cls):
    reductor = copyreg.dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    reductor = getattr(x, "__reduce_ex__", None)
    if reductor is not None:
        return reductor(4)
    reductor = getattr(x, "__reduce__", None)
    if reductor is not None:
        return reductor()
    raise Error(f"un(deep)copyable object of type {cls}")


def deepcopy(x, memo=None, _nil=[]):
    """A new object with copies of all that the object has in it.

    memo maps ids to the copies already made, so that what occurs twice does so in the copy.
    """
    if memo is None:
        memo = {}
    done = memo.get(id(x), _nil)
    if done is not _nil:
        return done
    cls = type(x)
    if cls in _ATOMIC or issubclass(cls, type):
        return x
    maker = _DEEP.get(cls)
    method = getattr(x, "__deepcopy__", None) if maker is None else None
    if maker is not None:
        y = maker(x, memo)
    elif method is not None:
        y = method(memo)
    else:
        reduced = _reduction(x, cls)
        y = x if isinstance(reduced, str) else _rebuild(x, memo, *reduced)
    if y is not x:
        memo[id(x)] = y
        _keep_alive(x, memo)
    return y


def _keep_alive(x, memo):
    """Keep x as long as the memo: an id must not be given to another object meanwhile."""
    memo.setdefault(id(memo), []).append(x)


def _deep_list(x, memo):
    y = []
    memo[id(x)] = y
    for item in x:
        y.append(deepcopy(item, memo))
    return y


def _deep_tuple(x, memo):
    items = [deepcopy(item, memo) for item in x]
    # A tuple that is in itself, through a list, has been copied meanwhile.
    if id(x) in memo:
        return memo[id(x)]
    return x if all(a is b for a, b in zip(x, items)) else tuple(items)


def _deep_dict(x, memo):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deep_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


_DEEP = {list: _deep_list, tuple: _deep_tuple, dict: _deep_dict, types.MethodType: _deep_method}


def _rebuild(x, memo, func, args, state=None, items=None, pairs=None):
    """Make what a reduction of x tells; with a memo, of copies."""
    deep = memo is not None
    if deep and args:
        args = [deepcopy(a, memo) for a in args]
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            for name, value in (slots or {}).items():
                setattr(y, name, value)
    for item in items or ():
        y.append(deepcopy(item, memo) if deep else item)
    for key, value in pairs or ():
        if deep:
            key, value = deepcopy(key, memo), deepcopy(value, memo)
        y[key] = value
    return y
