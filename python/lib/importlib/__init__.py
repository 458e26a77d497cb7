"""Import as a library: modules by name, once more, and the parts that import consists of."""
import sys

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import _warnings
from builtins import __import__

__all__ = ['__import__', 'import_module', 'invalidate_caches', 'reload']

# People ask for the parts by these names.
sys.modules.update({__name__ + '._bootstrap': _bootstrap, __name__ + '._bootstrap_external': _bootstrap_external})


def import_module(name, package=None):
    """Import a module and return it. A name that begins with dots is relative to package."""
    rest = name.lstrip('.')
    dots = len(name) - len(rest)
    if dots and not package:
        raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
    return _bootstrap._gcd_import(rest, package, dots)


def invalidate_caches():
    """Have all finders look again: something was installed, or written by this program."""
    for finder in sys.meta_path:
        forget = getattr(finder, 'invalidate_caches', None)
        if forget is not None:
            forget()


_reloading = {}  # name -> the module that is being executed again


def reload(module):
    """Execute a module once more, in its own namespace, and return it. It is found anew."""
    try:
        name = getattr(module.__spec__, 'name', None) or module.__name__
    except AttributeError:
        raise TypeError('reload() argument must be a module') from None
    if module is not sys.modules.get(name):
        raise ImportError(f'module {name} not in sys.modules', name=name)
    if name in _reloading:
        return _reloading[name]
    _reloading[name] = module
    try:
        found = _bootstrap._find_spec(name, _path_of_package(name), module)
        if found is None:
            raise ModuleNotFoundError(f'spec not found for the module {name!r}', name=name)
        module.__spec__ = found
        return _bootstrap._exec(found, module)
    finally:
        del _reloading[name]


def _path_of_package(name):
    """Return __path__ of the package that a module is in; None: it is in none."""
    package = name.rpartition('.')[0]
    if not package:
        return None
    if package not in sys.modules:
        raise ImportError(f'parent {package!r} not in sys.modules', name=package)
    return sys.modules[package].__path__


def find_loader(name, path=None):
    """Return the loader of a module; None: there is no such module. Specs have made this superfluous."""
    _warnings.warn('Deprecated since Python 3.4 and slated for removal in Python 3.12; '
                   'use importlib.util.find_spec() instead', DeprecationWarning, 2)
    missing = object()
    if name in sys.modules:
        loader = getattr(sys.modules[name], '__loader__', missing)
        if loader is missing or loader is None:
            raise ValueError(f'{name}.__loader__ is {"None" if loader is None else "not set"}')
        return loader
    found = _bootstrap._find_spec(name, path)
    if found is not None and found.loader is None:
        why = 'namespace packages do not have loaders'
        if found.submodule_search_locations is None:
            why = f'spec for {name} missing loader'
        raise ImportError(why, name=name)
    return found and found.loader
