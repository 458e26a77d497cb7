# The search: from a name to the module, over the finders of sys.meta_path.


def _resolve_name(name, package, level):
    """Return the absolute name of one that is relative to a package: level dots, then name."""
    base = package
    for _ in range(level - 1):
        base, dot, _ = base.rpartition('.')
        if not dot:
            raise ImportError('attempted relative import beyond top-level package')
    return f'{base}.{name}' if name else base


def _sanity_check(name, package, level):
    """Raise what is wrong with the arguments of an import."""
    wrong = None
    if not isinstance(name, str):
        wrong = TypeError(f'module name must be str, not {type(name)}')
    elif level < 0:
        wrong = ValueError('level must be >= 0')
    elif level == 0:
        wrong = None if name else ValueError('Empty module name')
    elif not isinstance(package, str):
        wrong = TypeError('__package__ not set to a string')
    elif not package:
        wrong = ImportError('attempted relative import with no known parent package')
    if wrong is not None:
        raise wrong


def _gcd_import(name, package=None, level=0):
    """Import a module and return it. This is importlib.import_module, after the dots are counted."""
    _sanity_check(name, package, level)
    return _find_and_load(_resolve_name(name, package, level) if level else name, _gcd_import)


def _ask(finder, name, path, target):
    """Ask a finder for a spec; one of the old kind for a loader."""
    method = getattr(finder, 'find_spec', None)
    if method is not None:
        return method(name, path, target)
    _warnings.warn(f'{_object_name(finder)}.find_spec() not found; falling back to find_module()', ImportWarning)
    found = finder.find_module(name, path)
    return None if found is None else spec_from_loader(name, found)


def _find_spec(name, path, target=None):
    """Return what the first finder that knows the module says of it; None: nobody does.

    path is that of the package that the module is in, target the module that the spec is
    to be for, if it is there already.
    """
    finders = sys.meta_path
    if finders is None:
        raise ImportError('sys.meta_path is None, Python is likely shutting down')
    if not finders:
        _warnings.warn('sys.meta_path is empty', ImportWarning)
    new = name not in sys.modules
    for finder in finders:
        with _import_lock:  # finders count on it: one search at a time
            spec = _ask(finder, name, path, target)
        if spec is not None:
            break
    else:
        return None
    if new and name in sys.modules:
        # The finder has imported it on the way: then the module's own spec counts.
        return getattr(sys.modules[name], '__spec__', None) or spec
    return spec


def _no_module(name, why=''):
    return ModuleNotFoundError(f'No module named {name!r}{why}', name=name)


def _load_found(name, path):
    found = _find_spec(name, path)
    if found is None:
        raise _no_module(name)
    return _load_unlocked(found)


_absent = object()


def _find_and_load(name, import_):
    """Return the module of this name, imported if need be; import_ imports the package it is in."""
    module = sys.modules.get(name, _absent)
    if getattr(getattr(module, '__spec__', None), '_initializing', False):
        _lock_unlock_module(name)
        module = sys.modules.get(name, _absent)
    if module is _absent:
        with _get_module_lock(name):
            module = sys.modules.get(name, _absent)
            if module is _absent:  # still: no other thread was faster
                module = _find_and_load_unlocked(name, import_)
    if module is None:
        raise ModuleNotFoundError(f'import of {name} halted; None in sys.modules', name=name)
    return module


def _find_and_load_unlocked(name, import_):
    package, _, leaf = name.rpartition('.')
    if not package:
        return _load_found(name, None)
    if package not in sys.modules:
        _call_with_frames_removed(import_, package)
        if name in sys.modules:
            return sys.modules[name]  # the package has imported it
    inside = sys.modules[package]
    try:
        path = inside.__path__
    except AttributeError:
        raise _no_module(name, f'; {package!r} is not a package') from None
    begun = getattr(getattr(inside, '__spec__', None), '_uninitialized_submodules', [])
    begun.append(leaf)
    try:
        module = _load_found(name, path)
    finally:
        begun.remove(leaf)
    try:
        setattr(sys.modules[package], leaf, module)
    except AttributeError:
        _warnings.warn(f'Cannot set an attribute on {package!r} for child module {leaf!r}', ImportWarning)
    return module


# The start.

def _adopt(name, module):
    """Give a module that was there before the machinery its spec."""
    for kind in (BuiltinImporter, FrozenImporter):
        spec = kind.find_spec(name)
        if spec is not None:
            _init_module_attrs(spec, module, override=False)
            break


def _install():
    """Make this what import uses. Called once, before there is the other half."""
    global __import__
    __import__ = sys.modules['builtins'].__import__  # package importlib has it from here
    for name, module in list(sys.modules.items()):
        _adopt(name, module)
    sys.meta_path += [BuiltinImporter, FrozenImporter]


def _install_external_importers(external):
    """Introduce the other half."""
    global _bootstrap_external
    _bootstrap_external = external
    _adopt(external.__name__, external)
    external._install()
