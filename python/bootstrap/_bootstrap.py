"""The heart of import: from a name to a module.

This file is `_frozen_importlib`. It runs when an interpreter starts, before anything can
be imported, so it uses only what is in the binary: `sys`, `_imp`, and later `_thread`,
`_weakref` and `_warnings`. It knows specs, finders and loaders, and nothing of files; that
is the other half, `_bootstrap_external`.

`import a.b` looks into `sys.modules` first; package python does that in Go. If the
module is not there, `_find_and_load` is called. It imports `a`, asks each finder of
`sys.meta_path` for a spec of `a.b` along `a.__path__`, and has the spec's loader make a
module and run it.

While a module is being run it is in `sys.modules`, and its spec says `_initializing`. That
is how an import that meets itself finds the half of the module that is there, and how
another thread knows that it has to wait: each module that is being imported has a lock.
"""

import sys
import _imp

_thread = None
_weakref = None
_warnings = None
_bootstrap_external = None

_ERR_MSG_PREFIX = 'No module named '
_ERR_MSG = _ERR_MSG_PREFIX + '{!r}'


def _call_with_frames_removed(f, *args, **kwds):
    """Call f; a traceback that goes through this function is cut around it."""
    return f(*args, **kwds)


def _verbose_message(message, *args, verbosity=1):
    """Tell what import does, with -v."""
    if sys.flags.verbose >= verbosity:
        if not message.startswith(('#', 'import ')):
            message = '# ' + message
        print(message.format(*args), file=sys.stderr)


def _warn(message, category, stacklevel=1):
    """Issue a warning; before there is a module _warnings nobody hears it."""
    global _warnings
    if _warnings is None:
        if not _imp.is_builtin('_warnings'):
            return
        _warnings = _builtin_from_name('_warnings')
    _warnings.warn(message, category, stacklevel=stacklevel + 1)


def _object_name(obj):
    try:
        return obj.__qualname__
    except AttributeError:
        return type(obj).__qualname__


# Locks. A thread that imports a module holds the module's lock; one that would have to
# wait for itself, by way of other threads, is told so and takes the module as it is.

_module_locks = {}  # name -> weak reference to its lock
_blocking_on = {}   # thread -> the lock that it waits for


class _DeadlockError(RuntimeError):
    pass


class _ModuleLock:
    """A recursive lock of one module, which refuses to wait in a circle.

    _blocking_on and the owners are a graph: who waits for whom. It changes under the lock of
    the machinery, or by a thread that has just got a lock and so waits for none. The last
    thread that would close a circle sees it.
    """

    def __init__(self, name):
        self.name = name
        self.owner = None
        self.count = 0
        self._lock = _thread.allocate_lock()

    def has_deadlock(self):
        me = _thread.get_ident()
        lock, seen = self, []
        while lock is not None and lock not in seen:
            seen.append(lock)
            if lock.owner == me:
                return True
            lock = _blocking_on.get(lock.owner)
        return False

    def acquire(self):
        """Take the lock. _DeadlockError: waiting for it would never end."""
        me = _thread.get_ident()
        if self.owner != me:
            with _ImportLockContext():
                if self.has_deadlock():
                    raise _DeadlockError(f'deadlock detected by {self!r}')
                _blocking_on[me] = self
            try:
                self._lock.acquire()
                self.owner = me
            finally:
                del _blocking_on[me]
        self.count += 1
        return True

    def release(self):
        if self.owner != _thread.get_ident():
            raise RuntimeError('cannot release un-acquired lock')
        self.count -= 1
        if self.count == 0:
            self.owner = None
            self._lock.release()

    def __repr__(self):
        return f'_ModuleLock({self.name!r}) at {id(self)}'


class _DummyModuleLock:
    """Stands for a _ModuleLock until there is the module _thread."""

    def __init__(self, name):
        self.name = name
        self.count = 0

    def acquire(self):
        self.count += 1
        return True

    def release(self):
        if self.count == 0:
            raise RuntimeError('cannot release un-acquired lock')
        self.count -= 1

    def __repr__(self):
        return f'_DummyModuleLock({self.name!r}) at {id(self)}'


class _ModuleLockManager:

    def __init__(self, name):
        self._name = name
        self._lock = None

    def __enter__(self):
        self._lock = _get_module_lock(self._name)
        self._lock.acquire()

    def __exit__(self, *args, **kwargs):
        self._lock.release()


def _get_module_lock(name):
    """Return the lock of the module, made if need be. It lives while it is in use."""
    with _ImportLockContext():
        lock = _module_locks.get(name, _no_lock)()
        if lock is None:
            if _thread is None:
                return _DummyModuleLock(name)
            lock = _ModuleLock(name)

            def forget(ref, name=name):
                with _ImportLockContext():
                    if _module_locks.get(name) is ref:
                        del _module_locks[name]

            _module_locks[name] = _weakref.ref(lock, forget)
        return lock


def _no_lock():
    return None


def _lock_unlock_module(name):
    """Wait until the module is imported, unless this thread is about to."""
    lock = _get_module_lock(name)
    try:
        lock.acquire()
    except _DeadlockError:
        # Another thread waits for what this one imports: half a module is all
        # that both can have.
        pass
    else:
        lock.release()


class _ImportLockContext:
    """Holds the lock of the machinery itself."""

    def __enter__(self):
        _imp.acquire_lock()

    def __exit__(self, exc_type, exc_value, exc_traceback):
        _imp.release_lock()


# Specs: what is known of a module before it is there.

class ModuleSpec:
    """The specification for a module, used for loading.

    name is the full name, loader what will make and run the module; None: a namespace
    package. origin says where it comes from, for people. submodule_search_locations is what
    becomes __path__; None: no package. loader_state is the loader's own. has_location
    says that origin is a place that can be looked up, __file__; cached is where byte
    code of it would be kept.
    """

    def __init__(self, name, loader, *, origin=None, loader_state=None,
                 is_package=None):
        self.name = name
        self.loader = loader
        self.origin = origin
        self.loader_state = loader_state
        self.submodule_search_locations = [] if is_package else None
        self._uninitialized_submodules = []
        self._set_fileattr = False
        self._cached = None

    def __repr__(self):
        args = [f'name={self.name!r}', f'loader={self.loader!r}']
        if self.origin is not None:
            args.append(f'origin={self.origin!r}')
        if self.submodule_search_locations is not None:
            args.append(f'submodule_search_locations={self.submodule_search_locations}')
        return f'{self.__class__.__name__}({", ".join(args)})'

    def __eq__(self, other):
        try:
            return (self.name == other.name and
                    self.loader == other.loader and
                    self.origin == other.origin and
                    self.submodule_search_locations == other.submodule_search_locations and
                    self.cached == other.cached and
                    self.has_location == other.has_location)
        except AttributeError:
            return NotImplemented

    @property
    def cached(self):
        if self._cached is None and self.origin is not None and self._set_fileattr:
            if _bootstrap_external is None:
                raise NotImplementedError
            self._cached = _bootstrap_external._get_cached(self.origin)
        return self._cached

    @cached.setter
    def cached(self, cached):
        self._cached = cached

    @property
    def parent(self):
        """The name of the module's parent."""
        if self.submodule_search_locations is None:
            return self.name.rpartition('.')[0]
        return self.name

    @property
    def has_location(self):
        return self._set_fileattr

    @has_location.setter
    def has_location(self, value):
        self._set_fileattr = bool(value)


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """Return a module spec based on various loader methods."""
    if origin is None:
        origin = getattr(loader, '_ORIGIN', None)
    if not origin and hasattr(loader, 'get_filename'):
        from_file = _bootstrap_external.spec_from_file_location
        if is_package is None:
            return from_file(name, loader=loader)
        return from_file(name, loader=loader,
                         submodule_search_locations=[] if is_package else None)
    if is_package is None:
        is_package = False
        if hasattr(loader, 'is_package'):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                is_package = None
    return ModuleSpec(name, loader, origin=origin, is_package=is_package)


def _spec_from_module(module, loader=None, origin=None):
    """Make up a spec for a module that has none."""
    spec = getattr(module, '__spec__', None)
    if spec is not None:
        return spec
    if loader is None:
        loader = getattr(module, '__loader__', None)
    location = getattr(module, '__file__', None)
    if origin is None:
        origin = location
        if origin is None:
            origin = getattr(loader, '_ORIGIN', None)
    spec = ModuleSpec(module.__name__, loader, origin=origin)
    spec._set_fileattr = location is not None and origin == location
    spec.cached = getattr(module, '__cached__', None)
    try:
        spec.submodule_search_locations = list(module.__path__)
    except (AttributeError, TypeError):
        spec.submodule_search_locations = None
    return spec


def _init_module_attrs(spec, module, *, override=False):
    """Give the module what its spec says; what it has already stays, unless override."""
    def put(name, value):
        if override or getattr(module, name, None) is None:
            try:
                setattr(module, name, value)
            except AttributeError:
                pass

    locations = spec.submodule_search_locations
    loader = spec.loader
    put('__name__', spec.name)
    if override or getattr(module, '__loader__', None) is None:
        if loader is None and locations is not None:
            # A namespace package has no loader to find; it gets one that has
            # nothing to do, and no file.
            loader = _bootstrap_external.NamespaceLoader.__new__(_bootstrap_external.NamespaceLoader)
            loader._path = locations
            spec.loader = loader
            module.__file__ = None
        put('__loader__', loader)
    put('__package__', spec.parent)
    try:
        module.__spec__ = spec
    except AttributeError:
        pass
    if locations is not None:
        put('__path__', locations)
    if spec.has_location:
        put('__file__', spec.origin)
        if spec.cached is not None:
            put('__cached__', spec.cached)
    return module


def module_from_spec(spec):
    """Create a module based on the provided spec."""
    module = None
    if hasattr(spec.loader, 'create_module'):
        module = spec.loader.create_module(spec)
    elif hasattr(spec.loader, 'exec_module'):
        raise ImportError('loaders that define exec_module() '
                          'must also define create_module()')
    if module is None:
        module = type(sys)(spec.name)
    return _init_module_attrs(spec, module)


def _module_repr_from_spec(spec):
    name = '?' if spec.name is None else spec.name
    if spec.origin is None:
        if spec.loader is None:
            return f'<module {name!r}>'
        return f'<module {name!r} ({spec.loader!r})>'
    if spec.has_location:
        return f'<module {name!r} from {spec.origin!r}>'
    return f'<module {spec.name!r} ({spec.origin})>'


def _module_repr(module):
    """repr() of a module."""
    spec = getattr(module, '__spec__', None)
    if spec:
        return _module_repr_from_spec(spec)
    name = getattr(module, '__name__', '?')
    try:
        return f'<module {name!r} from {module.__file__!r}>'
    except AttributeError:
        loader = getattr(module, '__loader__', None)
        if loader is None:
            return f'<module {name!r}>'
        return f'<module {name!r} ({loader!r})>'


# Loading.

def _replaced(name):
    """Return the module that sys.modules has now: it may have put another in its place."""
    module = sys.modules.pop(name)
    sys.modules[name] = module
    return module


def _exec(spec, module):
    """Run the spec's module in an existing module: importlib.reload()."""
    name = spec.name
    with _ModuleLockManager(name):
        if sys.modules.get(name) is not module:
            raise ImportError(f'module {name!r} not in sys.modules', name=name)
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError('missing loader', name=spec.name)
                _init_module_attrs(spec, module, override=True)
            else:
                _init_module_attrs(spec, module, override=True)
                if hasattr(spec.loader, 'exec_module'):
                    spec.loader.exec_module(module)
                else:
                    _warn(f'{_object_name(spec.loader)}.exec_module() not found; '
                          'falling back to load_module()', ImportWarning)
                    spec.loader.load_module(name)
        finally:
            module = _replaced(spec.name)
    return module


def _load_backward_compatible(spec):
    """Load by a loader that has load_module() only, and does everything itself."""
    try:
        spec.loader.load_module(spec.name)
    except:
        if spec.name in sys.modules:
            _replaced(spec.name)
        raise
    module = _replaced(spec.name)
    if getattr(module, '__loader__', None) is None:
        try:
            module.__loader__ = spec.loader
        except AttributeError:
            pass
    if getattr(module, '__package__', None) is None:
        try:
            module.__package__ = module.__name__
            if not hasattr(module, '__path__'):
                module.__package__ = spec.name.rpartition('.')[0]
        except AttributeError:
            pass
    if getattr(module, '__spec__', None) is None:
        try:
            module.__spec__ = spec
        except AttributeError:
            pass
    return module


def _load_unlocked(spec):
    if spec.loader is not None and not hasattr(spec.loader, 'exec_module'):
        _warn(f'{_object_name(spec.loader)}.exec_module() not found; '
              'falling back to load_module()', ImportWarning)
        return _load_backward_compatible(spec)
    module = module_from_spec(spec)
    spec._initializing = True
    try:
        sys.modules[spec.name] = module
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError('missing loader', name=spec.name)
            else:
                spec.loader.exec_module(module)
        except:
            sys.modules.pop(spec.name, None)
            raise
        module = _replaced(spec.name)
        _verbose_message('import {!r} # {!r}', spec.name, spec.loader)
    finally:
        spec._initializing = False
    return module


def _load(spec):
    """Return a new module object, loaded by the spec's loader and in sys.modules."""
    with _ModuleLockManager(spec.name):
        return _load_unlocked(spec)


def _load_module_shim(self, fullname):
    """load_module() of a loader that has exec_module()."""
    _warn('the load_module() method is deprecated and slated for '
          'removal in Python 3.12; use exec_module() instead', DeprecationWarning)
    spec = spec_from_loader(fullname, self)
    if fullname in sys.modules:
        module = sys.modules[fullname]
        _exec(spec, module)
        return sys.modules[fullname]
    return _load(spec)


# The finders of what is in the binary. Both are their own loaders, and classes that are
# never instantiated.

def _requires_builtin(fxn):
    def _requires_builtin_wrapper(self, fullname):
        if fullname not in sys.builtin_module_names:
            raise ImportError(f'{fullname!r} is not a built-in module', name=fullname)
        return fxn(self, fullname)
    return _named_like(_requires_builtin_wrapper, fxn)


def _requires_frozen(fxn):
    def _requires_frozen_wrapper(self, fullname):
        if not _imp.is_frozen(fullname):
            raise ImportError(f'{fullname!r} is not a frozen module', name=fullname)
        return fxn(self, fullname)
    return _named_like(_requires_frozen_wrapper, fxn)


def _named_like(new, old):
    new.__module__, new.__name__, new.__qualname__ = old.__module__, old.__name__, old.__qualname__
    new.__doc__ = old.__doc__
    return new


def _find_module_of(cls, fullname, path=None):
    _warn(f'{cls.__name__}.find_module() is deprecated and slated for removal in '
          'Python 3.12; use find_spec() instead', DeprecationWarning)
    return cls.find_spec(fullname, path)


class BuiltinImporter:
    """Meta path import for built-in modules: those that are written in Go.

    All methods are either class or static methods to avoid the need to
    instantiate the class.
    """

    _ORIGIN = 'built-in'

    @staticmethod
    def module_repr(module):
        _warn('BuiltinImporter.module_repr() is deprecated and slated for '
              'removal in Python 3.12', DeprecationWarning)
        return f'<module {module.__name__!r} ({BuiltinImporter._ORIGIN})>'

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if _imp.is_builtin(fullname):
            return spec_from_loader(fullname, cls, origin=cls._ORIGIN)
        return None

    @classmethod
    def find_module(cls, fullname, path=None):
        """Find the built-in module. Deprecated: use find_spec() instead."""
        spec = _find_module_of(cls, fullname, path)
        return spec.loader if spec is not None else None

    @staticmethod
    def create_module(spec):
        """Create a built-in module"""
        if spec.name not in sys.builtin_module_names:
            raise ImportError(f'{spec.name!r} is not a built-in module', name=spec.name)
        module = _call_with_frames_removed(_imp.create_builtin, spec)
        # Only the module itself knows that it is a package.
        if spec.submodule_search_locations is None:
            spec.submodule_search_locations = getattr(module, '__path__', None)
        return module

    @staticmethod
    def exec_module(module):
        """Exec a built-in module"""
        _call_with_frames_removed(_imp.exec_builtin, module)

    @classmethod
    @_requires_builtin
    def get_code(cls, fullname):
        """Return None as built-in modules do not have code objects."""
        return None

    @classmethod
    @_requires_builtin
    def get_source(cls, fullname):
        """Return None as built-in modules do not have source code."""
        return None

    @classmethod
    @_requires_builtin
    def is_package(cls, fullname):
        """Return False as built-in modules are never packages."""
        return False

    load_module = classmethod(_load_module_shim)


class FrozenImporter:
    """Meta path import for frozen modules: those whose source is in the binary.

    All methods are either class or static methods to avoid the need to
    instantiate the class.
    """

    _ORIGIN = 'frozen'

    @staticmethod
    def module_repr(m):
        _warn('FrozenImporter.module_repr() is deprecated and slated for '
              'removal in Python 3.12', DeprecationWarning)
        return f'<module {m.__name__!r} ({FrozenImporter._ORIGIN})>'

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        info = _call_with_frames_removed(_imp.find_frozen, fullname)
        if info is None:
            return None
        _, is_package, _ = info
        return spec_from_loader(fullname, cls, origin=cls._ORIGIN, is_package=is_package)

    @classmethod
    def find_module(cls, fullname, path=None):
        """Find a frozen module. Deprecated: use find_spec() instead."""
        _warn('FrozenImporter.find_module() is deprecated and slated for removal in '
              'Python 3.12; use find_spec() instead', DeprecationWarning)
        return cls if _imp.is_frozen(fullname) else None

    @staticmethod
    def create_module(spec):
        """Use default semantics for module creation."""

    @staticmethod
    def exec_module(module):
        code = _call_with_frames_removed(_imp.get_frozen_object, module.__spec__.name)
        exec(code, module.__dict__)

    load_module = classmethod(_load_module_shim)

    @classmethod
    @_requires_frozen
    def get_code(cls, fullname):
        """Return the code object for the frozen module."""
        return _imp.get_frozen_object(fullname)

    @classmethod
    @_requires_frozen
    def get_source(cls, fullname):
        """Return None as frozen modules do not have source code."""
        return None

    @classmethod
    @_requires_frozen
    def is_package(cls, fullname):
        """Return True if the frozen module is a package."""
        return _imp.is_frozen_package(fullname)


# Finding.

def _find_spec_legacy(finder, name, path):
    loader = finder.find_module(name, path)
    if loader is None:
        return None
    return spec_from_loader(name, loader)


def _find_spec(name, path, target=None):
    """Find a module's spec."""
    meta_path = sys.meta_path
    if meta_path is None:
        raise ImportError('sys.meta_path is None, Python is likely shutting down')
    if not meta_path:
        _warn('sys.meta_path is empty', ImportWarning)
    is_reload = name in sys.modules
    for finder in meta_path:
        if hasattr(finder, 'find_spec'):
            spec = finder.find_spec(name, path, target)
        elif hasattr(finder, 'find_module'):
            _warn(f'{_object_name(finder)}.find_spec() not found; '
                  'falling back to find_module()', ImportWarning)
            spec = _find_spec_legacy(finder, name, path)
        else:
            continue
        if spec is None:
            continue
        if not is_reload and name in sys.modules:
            # The finder has imported it on the way; its own spec is the better one.
            found = getattr(sys.modules[name], '__spec__', None)
            if found is not None:
                return found
        return spec
    return None


def _sanity_check(name, package, level):
    """Verify arguments are "sane"."""
    if not isinstance(name, str):
        raise TypeError(f'module name must be str, not {type(name)}')
    if level < 0:
        raise ValueError('level must be >= 0')
    if level > 0:
        if not isinstance(package, str):
            raise TypeError('__package__ not set to a string')
        if not package:
            raise ImportError('attempted relative import with no known parent package')
    if not name and level == 0:
        raise ValueError('Empty module name')


def _resolve_name(name, package, level):
    """Resolve a relative module name to an absolute one."""
    parts = package.rsplit('.', level - 1)
    if len(parts) < level:
        raise ImportError('attempted relative import beyond top-level package')
    return f'{parts[0]}.{name}' if name else parts[0]


def _find_and_load_unlocked(name, import_):
    path = None
    parent_spec = None
    parent, _, child = name.rpartition('.')
    if parent:
        if parent not in sys.modules:
            _call_with_frames_removed(import_, parent)
        if name in sys.modules:
            # The parent has imported it, or put it there.
            return sys.modules[name]
        parent_module = sys.modules[parent]
        try:
            path = parent_module.__path__
        except AttributeError:
            raise ModuleNotFoundError(f'{_ERR_MSG_PREFIX}{name!r}; {parent!r} is not a package',
                                      name=name) from None
        parent_spec = parent_module.__spec__
    spec = _find_spec(name, path)
    if spec is None:
        raise ModuleNotFoundError(f'{_ERR_MSG_PREFIX}{name!r}', name=name)
    if parent_spec:
        # What asks the parent for it meanwhile is told of the circle.
        parent_spec._uninitialized_submodules.append(child)
    try:
        module = _load_unlocked(spec)
    finally:
        if parent_spec:
            parent_spec._uninitialized_submodules.pop()
    if parent:
        parent_module = sys.modules[parent]
        try:
            setattr(parent_module, child, module)
        except AttributeError:
            _warn(f'Cannot set an attribute on {parent!r} for child module {child!r}', ImportWarning)
    return module


_NEEDS_LOADING = object()


def _find_and_load(name, import_):
    """Find and load the module."""
    module = sys.modules.get(name, _NEEDS_LOADING)
    if (module is _NEEDS_LOADING or
            getattr(getattr(module, '__spec__', None), '_initializing', False)):
        with _ModuleLockManager(name):
            module = sys.modules.get(name, _NEEDS_LOADING)
            if module is _NEEDS_LOADING:
                return _find_and_load_unlocked(name, import_)
        # It was being imported, by another thread perhaps: wait for it.
        _lock_unlock_module(name)
    if module is None:
        raise ModuleNotFoundError(f'import of {name} halted; None in sys.modules', name=name)
    return module


def _gcd_import(name, package=None, level=0):
    """Import and return the module with the given name: what import_module() and
    __import__() have in common."""
    _sanity_check(name, package, level)
    if level > 0:
        name = _resolve_name(name, package, level)
    return _find_and_load(name, _gcd_import)


def _builtin_from_name(name):
    spec = BuiltinImporter.find_spec(name)
    if spec is None:
        raise ImportError('no built-in module named ' + name)
    module = sys.modules.get(name)
    return module if module is not None else _load_unlocked(spec)


# The start.

def _adopt(name, module):
    """Give a module that was there before the machinery its spec."""
    loader = BuiltinImporter if name in sys.builtin_module_names else FrozenImporter
    if loader is FrozenImporter and not _imp.is_frozen(name):
        return
    spec = _spec_from_module(module, loader)
    _init_module_attrs(spec, module)
    if loader is FrozenImporter:
        spec.origin = loader._ORIGIN


def _install():
    """Make the machinery what import uses; called once, with _imp ready."""
    for name, module in sys.modules.items():
        if isinstance(module, type(sys)) and name != '__main__':
            _adopt(name, module)
    sys.meta_path.append(BuiltinImporter)
    sys.meta_path.append(FrozenImporter)
    global _thread, _weakref, __import__
    __import__ = sys.modules['builtins'].__import__  # for package importlib
    _weakref = _builtin_from_name('_weakref')
    _thread = _builtin_from_name('_thread')


def _install_external_importers(external):
    """Introduce the half that knows files."""
    global _bootstrap_external
    _bootstrap_external = external
    _adopt(external.__name__, external)
    external._install(sys.modules[__name__])
