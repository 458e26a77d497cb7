"""Tools for those who write finders and loaders, or ask what would be found."""
import sys
import types

import _frozen_importlib as _core
from _frozen_importlib import module_from_spec, spec_from_loader
from _frozen_importlib_external import (
    MAGIC_NUMBER, cache_from_source, decode_source, source_from_cache, spec_from_file_location)

from .abc import Loader


def resolve_name(name, package):
    """Make a name absolute that may begin with dots."""
    rest = name.lstrip('.')
    if rest == name:
        return name
    if package:
        return _core._resolve_name(rest, package, len(name) - len(rest))
    raise ImportError(f'no package specified for {name!r} (required for relative module names)')


def find_spec(name, package=None):
    """Return the spec of a module, imported or not; None: there is no such module.

    Packages that the module is in are imported. ValueError: it is imported and has no spec.
    """
    full = resolve_name(name, package)
    if full in sys.modules:
        there = sys.modules[full]
        return None if there is None else _spec_of(there, name)
    above, path = full.rpartition('.')[0], None
    if above:
        try:
            path = __import__(above, fromlist=['__path__']).__path__
        except AttributeError:
            raise ModuleNotFoundError(f'__path__ attribute not found on {above!r} while trying to find {full!r}',
                                      name=full) from None
    return _core._find_spec(full, path)


def _spec_of(module, name):
    missing = object()
    spec = getattr(module, '__spec__', missing)
    if spec is missing:
        raise ValueError(f'{name}.__spec__ is not set')
    if spec is None:
        raise ValueError(f'{name}.__spec__ is None')
    return spec


class _LazyModule(types.ModuleType):
    """A module that is executed when somebody first asks it for something."""

    def __getattribute__(self, attr):
        wake = object.__getattribute__(self, '__spec__').loader_state
        # Whatever happens below happens to a module of the usual kind.
        self.__class__ = wake['class']
        mine, before = self.__dict__, wake['namespace']
        set_since = {k: v for k, v in mine.items() if k not in before or before[k] is not v}
        spec = self.__spec__
        spec.loader.exec_module(self)
        if sys.modules.get(spec.name, self) is not self:
            raise ValueError(f'module object for {spec.name!r} substituted in sys.modules during a lazy load')
        mine.update(set_since)
        return getattr(self, attr)

    def __delattr__(self, attr):
        getattr(self, attr, None)  # then it is awake
        delattr(self, attr)


class LazyLoader(Loader):
    """Puts off what another loader does until the module is used.

    What goes wrong then goes wrong there, and not where the module was imported.
    """

    def __init__(self, loader):
        self.loader = _must_exec(loader)

    @classmethod
    def factory(cls, loader):
        """Return what makes lazy loaders out of the arguments that loader's own take."""
        _must_exec(loader)
        return lambda *args, **kwargs: cls(loader(*args, **kwargs))

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.loader
        # What is set from now on was set by the program, and outlasts the execution.
        state = {'namespace': dict(module.__dict__), 'class': module.__class__}
        module.__spec__.loader_state = state
        module.__class__ = _LazyModule


def _must_exec(loader):
    if hasattr(loader, 'exec_module'):
        return loader
    raise TypeError('loader must define exec_module()')
