"""A pure Python implementation of import.

The machinery itself is in the binary; this package is the door to it.
"""

__all__ = ['__import__', 'find_loader', 'import_module', 'invalidate_caches', 'reload']

import sys

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external

for _half, _file in ((_bootstrap, '_bootstrap'), (_bootstrap_external, '_bootstrap_external')):
    _half.__name__ = f'importlib.{_file}'
    _half.__package__ = 'importlib'
    sys.modules[_half.__name__] = _half
del _half, _file

from builtins import __import__


def invalidate_caches():
    """Have all finders forget what they know of their directories: to be called when
    modules were created while the program runs."""
    for finder in sys.meta_path:
        if hasattr(finder, 'invalidate_caches'):
            finder.invalidate_caches()


def find_loader(name, path=None):
    """Return the loader of a module, None if there is none.

    This function is deprecated in favor of importlib.util.find_spec().
    """
    _bootstrap._warn('Deprecated since Python 3.4 and slated for removal in '
                     'Python 3.12; use importlib.util.find_spec() instead',
                     DeprecationWarning, stacklevel=2)
    if name in sys.modules:
        try:
            loader = sys.modules[name].__loader__
        except AttributeError:
            raise ValueError(f'{name}.__loader__ is not set') from None
        if loader is None:
            raise ValueError(f'{name}.__loader__ is None')
        return loader
    spec = _bootstrap._find_spec(name, path)
    if spec is None:
        return None
    if spec.loader is None:
        if spec.submodule_search_locations is None:
            raise ImportError(f'spec for {name} missing loader', name=name)
        raise ImportError('namespace packages do not have loaders', name=name)
    return spec.loader


def import_module(name, package=None):
    """Import a module.

    The package argument is required for a relative name: it is the package from which
    the name counts.
    """
    level = len(name) - len(name.lstrip('.'))
    if level and not package:
        raise TypeError(f'the \'package\' argument is required to perform a relative import for {name!r}')
    return _bootstrap._gcd_import(name[level:], package, level)


_RELOADING = {}


def reload(module):
    """Run the module's code again, in the module that is there, and return it.

    The module must have been successfully imported before.
    """
    try:
        name = module.__spec__.name
    except AttributeError:
        try:
            name = module.__name__
        except AttributeError:
            raise TypeError('reload() argument must be a module') from None
    if sys.modules.get(name) is not module:
        raise ImportError(f'module {name} not in sys.modules', name=name)
    if name in _RELOADING:
        return _RELOADING[name]
    _RELOADING[name] = module
    try:
        path = None
        parent = name.rpartition('.')[0]
        if parent:
            try:
                path = sys.modules[parent].__path__
            except KeyError:
                raise ImportError(f'parent {parent!r} not in sys.modules', name=parent) from None
        spec = module.__spec__ = _bootstrap._find_spec(name, path, module)
        if spec is None:
            raise ModuleNotFoundError(f'spec not found for the module {name!r}', name=name)
        _bootstrap._exec(spec, module)
        return sys.modules[name]
    finally:
        del _RELOADING[name]
