"""Utility code for constructing importers, etc."""

import sys
import types

from ._bootstrap import module_from_spec, spec_from_loader, _find_spec, _resolve_name
from ._bootstrap_external import (MAGIC_NUMBER, cache_from_source, decode_source, source_from_cache,
                                  spec_from_file_location)


def resolve_name(name, package):
    """Resolve a relative module name to an absolute one."""
    level = len(name) - len(name.lstrip('.'))
    if not level:
        return name
    if not package:
        raise ImportError(f'no package specified for {name!r} (required for relative module names)')
    return _resolve_name(name[level:], package, level)


def find_spec(name, package=None):
    """Return the spec for the specified module; None: there is none.

    A module that was imported has its __spec__; ValueError: that is None. The parents of
    a dotted name are imported.
    """
    name = resolve_name(name, package) if name.startswith('.') else name
    if name in sys.modules:
        module = sys.modules[name]
        if module is None:
            return None
        try:
            spec = module.__spec__
        except AttributeError:
            raise ValueError(f'{name}.__spec__ is not set') from None
        if spec is None:
            raise ValueError(f'{name}.__spec__ is None')
        return spec
    path = None
    parent = name.rpartition('.')[0]
    if parent:
        try:
            path = __import__(parent, fromlist=['__path__']).__path__
        except AttributeError as exc:
            raise ModuleNotFoundError(f'__path__ attribute not found on {parent!r} '
                                      f'while trying to find {name!r}', name=name) from exc
    return _find_spec(name, path)


class _LazyModule(types.ModuleType):
    """A module that is run when an attribute of it is asked for."""

    def __getattribute__(self, attr):
        read = object.__getattribute__
        spec = read(self, '__spec__')
        before = spec.loader_state['__dict__']
        here = read(self, '__dict__')
        # What was set meanwhile stays, over what the module's code sets.
        changed = {k: v for k, v in here.items() if k not in before or before[k] is not v}
        self.__class__ = spec.loader_state['__class__']
        spec.loader.exec_module(self)
        if sys.modules.get(spec.name, self) is not self:
            raise ValueError(f'module object for {spec.name!r} substituted in sys.modules during a lazy load')
        here.update(changed)
        return getattr(self, attr)

    def __delattr__(self, attr):
        self.__getattribute__(attr)
        delattr(self, attr)


class LazyLoader:
    """A loader that creates a module which defers loading until attribute access."""

    def __init__(self, loader):
        self._check(loader)
        self.loader = loader

    @staticmethod
    def _check(loader):
        if not hasattr(loader, 'exec_module'):
            raise TypeError('loader must define exec_module()')

    @classmethod
    def factory(cls, loader):
        """Construct a callable which returns the eager loader made lazy."""
        cls._check(loader)
        return lambda *args, **kwargs: cls(loader(*args, **kwargs))

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        """Make the module load lazily."""
        spec = module.__spec__
        spec.loader = module.__loader__ = self.loader
        spec.loader_state = {'__dict__': module.__dict__.copy(), '__class__': module.__class__}
        module.__class__ = _LazyModule
