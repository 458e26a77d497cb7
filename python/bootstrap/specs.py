# Specs: what is known of a module before it is there, and how one becomes a module.

_Module = type(sys)


class ModuleSpec:
    """What a finder says of a module: its name, who loads it, and from where.

    origin is the place as people are told it, submodule_search_locations the list of places
    for a package's submodules (None: it is no package), loader_state whatever the loader
    wants to find again. With has_location, origin is a path that the loader reads.
    """

    def __init__(self, name, loader, *, origin=None, loader_state=None, is_package=None):
        places = [] if is_package else None
        vars(self).update(name=name, loader=loader, origin=origin, loader_state=loader_state,
                          submodule_search_locations=places, _uninitialized_submodules=[],
                          _set_fileattr=False, _cached=None)

    def __repr__(self):
        shown = [f'name={self.name!r}', f'loader={self.loader!r}']
        for field in ('origin', 'submodule_search_locations'):
            value = getattr(self, field)
            if value is not None:
                shown.append(f'{field}={value!r}')
        return f'{type(self).__name__}({", ".join(shown)})'

    def __eq__(self, other):
        fields = ('name', 'loader', 'origin', 'submodule_search_locations', 'cached', 'has_location')
        try:
            return all(getattr(self, field) == getattr(other, field) for field in fields)
        except AttributeError:
            return NotImplemented

    @property
    def has_location(self):
        return bool(self._set_fileattr)

    @has_location.setter
    def has_location(self, yes):
        self._set_fileattr = bool(yes)

    @property
    def cached(self):
        """Where the module's byte code would be; None for one without a location."""
        path = self._cached
        if path is None and self._set_fileattr and self.origin is not None:
            self._cached = path = _bootstrap_external._get_cached(self.origin)
        return path

    @cached.setter
    def cached(self, path):
        self._cached = path

    @property
    def parent(self):
        """The name of the package that the module is in; a package is in itself."""
        return self.name if self.submodule_search_locations is not None else self.name.rpartition('.')[0]


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """Make a spec out of what the loader says of the module."""
    place = getattr(loader, '_ORIGIN', None) if origin is None else origin
    if place is None and hasattr(loader, 'get_filename'):
        places = {} if is_package is None else {'submodule_search_locations': [] if is_package else None}
        return _bootstrap_external.spec_from_file_location(name, loader=loader, **places)
    package = _says_package(loader, name) if is_package is None else is_package
    return ModuleSpec(name, loader, origin=place, is_package=package)


def _says_package(loader, name):
    """Ask the loader whether a module is a package. One that does not know says no."""
    ask = getattr(loader, 'is_package', None)
    try:
        return ask is not None and ask(name)
    except ImportError:
        return False


def _spec_from_module(module, loader=None, origin=None):
    """Return a module's spec, or make one out of its other attributes."""
    found = module.__dict__
    spec = found.get('__spec__')
    if spec is not None:
        return spec
    if loader is None:
        loader = found.get('__loader__')
    file = found.get('__file__')
    if origin is None:
        origin = file if file is not None else getattr(loader, '_ORIGIN', None)
    spec = ModuleSpec(module.__name__, loader, origin=origin)
    spec.has_location = file is not None and origin == file
    spec.cached = found.get('__cached__')
    if '__path__' in found:
        spec.submodule_search_locations = list(found['__path__'])
    return spec


def _module_attributes(spec):
    """Give name and value of each attribute that a spec has for its module."""
    yield '__name__', spec.name
    loader, places = spec.loader, spec.submodule_search_locations
    if loader is None and places is not None:
        # A package without a file: nothing has to be loaded, but people ask for a loader.
        namespace = _bootstrap_external.NamespaceLoader
        loader = namespace.__new__(namespace)
        loader._path = places
        spec.loader = loader
        yield '__file__', None
    yield '__loader__', loader
    yield '__package__', spec.parent
    if places is not None:
        yield '__path__', places
    if spec.has_location:
        yield '__file__', spec.origin
        cached = spec.cached
        if cached is not None:
            yield '__cached__', cached


def _init_module_attrs(spec, module, *, override=False):
    """Give a module the attributes that its spec has; what it has itself stays, without override."""
    for name, value in _module_attributes(spec):
        if override or getattr(module, name, None) is None:
            _offer(module, name, value)
    _offer(module, '__spec__', spec)
    return module


def _offer(module, name, value):
    """Set an attribute of what a loader calls a module, and which need not take it."""
    try:
        setattr(module, name, value)
    except AttributeError:
        pass


def module_from_spec(spec):
    """Make the module that a spec is of. It is not executed yet, nor in sys.modules."""
    create = getattr(spec.loader, 'create_module', None)
    if create is None and hasattr(spec.loader, 'exec_module'):
        raise ImportError('loaders that define exec_module() must also define create_module()')
    made = create and create(spec)
    return _init_module_attrs(spec, _Module(spec.name) if made is None else made)


def _module_repr(module):
    """Show a module, in its loader's words if there is no spec and the loader has some."""
    try:
        if module.__spec__ is None:
            return module.__loader__.module_repr(module)
    except Exception:
        pass
    return _Module.__repr__(module)


def _last_in_modules(name):
    """Put a module at the end of sys.modules and return it: it may have replaced itself."""
    sys.modules[name] = now = sys.modules.pop(name)
    return now


def _has_exec(loader):
    """Say whether a loader has exec_module; one of the old kind is warned of."""
    if hasattr(loader, 'exec_module'):
        return True
    _warnings.warn(f'{_object_name(loader)}.exec_module() not found; falling back to load_module()', ImportWarning)
    return False


def _load(spec):
    """Make the module that a spec is of, and return what is in sys.modules then."""
    with _get_module_lock(spec.name):
        return _load_unlocked(spec)


def _load_unlocked(spec):
    name, loader = spec.name, spec.loader
    if loader is not None and not _has_exec(loader):
        return _load_whole(name, loader, spec)
    begun = module_from_spec(spec)
    spec._initializing = True  # import asks: a module that says so is waited for
    try:
        sys.modules[name] = begun
        if spec.loader is None:
            raise _no_loader(spec)
        spec.loader.exec_module(begun)
        done = _last_in_modules(name)
    except:
        sys.modules.pop(name, None)
        raise
    finally:
        spec._initializing = False
    _verbose_message('import {!r} # {!r}', name, loader)
    return done


def _load_whole(name, loader, spec):
    """Have a loader without exec_module do all of it, and add what it leaves out."""
    try:
        loader.load_module(name)
    finally:
        there = name in sys.modules and _last_in_modules(name)
    if there is False:
        raise KeyError(name)
    package = name if hasattr(there, '__path__') else name.rpartition('.')[0]
    for attribute, value in {'__loader__': loader, '__package__': package, '__spec__': spec}.items():
        if getattr(there, attribute, None) is None:
            _offer(there, attribute, value)
    return there


def _exec(spec, module):
    """Execute a module that is there already, once more or for the first time."""
    name = spec.name
    with _get_module_lock(name):
        if module is not sys.modules.get(name):
            raise ImportError(f'module {name!r} not in sys.modules', name=name)
        try:
            if spec.loader is None and spec.submodule_search_locations is None:
                raise _no_loader(spec)
            _init_module_attrs(spec, module, override=True)
            loader = spec.loader
            if _has_exec(loader):
                loader.exec_module(module)
            else:
                loader.load_module(name)
        finally:
            now = _last_in_modules(name)
    return now


def _no_loader(spec):
    return ImportError('missing loader', name=spec.name)


def _load_module_shim(self, fullname):
    """load_module of a loader that has exec_module."""
    _deprecated('the load_module() method', '; use exec_module() instead')
    its = spec_from_loader(fullname, self)
    there = sys.modules.get(fullname)
    return _load(its) if there is None else _exec(its, there)
