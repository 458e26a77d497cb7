# Finders: from a name to a spec, over the entries of sys.path.


class _NamespacePath:
    """__path__ of a package that is directories alone, wherever its parent's path has one.

    It is found anew when it is asked for and the parent's path is no longer what it was, or
    when caches were invalidated since: a new directory is seen.
    """

    _epoch = 0  # how often caches were invalidated

    def __init__(self, name, path, path_finder):
        self._name, self._path, self._find = name, path, path_finder
        self._found_for = self._circumstances()

    def _circumstances(self):
        """Return what _path depends on: the parent's path, and the epoch."""
        package, _, _ = self._name.rpartition('.')
        path = sys.modules[package].__path__ if package else sys.path
        return tuple(path), self._epoch

    def _current(self):
        now = self._circumstances()
        if now != self._found_for:
            found = self._find(self._name, now[0])
            if found is not None and found.loader is None:
                self._path = found.submodule_search_locations or self._path
            self._found_for = now
        return self._path

    def __repr__(self):
        return f'_NamespacePath({self._path!r})'

    def __len__(self):
        return len(self._current())

    def __iter__(self):
        return iter(self._current())

    def __contains__(self, directory):
        return directory in self._current()

    def __getitem__(self, i):
        return self._current()[i]

    def __setitem__(self, i, directory):
        self._path[i] = directory

    def append(self, directory):
        self._path.append(directory)


_NamespaceLoader = NamespaceLoader  # its name until Python 3.11


class WindowsRegistryFinder:
    """Finds nothing: it is there for those who ask whether a finder is this one."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None


class PathFinder:
    """Finds modules by sys.path, or by a package's __path__.

    For each directory there is a finder, which some hook of sys.path_hooks made; they are kept
    in sys.path_importer_cache.
    """

    @staticmethod
    def invalidate_caches():
        """Have every finder look at its directory again; forget those that may mean another now."""
        cache = sys.path_importer_cache
        for entry, finder in list(cache.items()):
            if finder is None or not _path_isabs(entry):
                del cache[entry]
            else:
                getattr(finder, 'invalidate_caches', int)()
        _NamespacePath._epoch = _NamespacePath._epoch + 1

    @staticmethod
    def _path_hooks(path):
        """Return the finder that the first willing hook makes; None: there is none."""
        hooks = sys.path_hooks
        if hooks == []:
            _warnings.warn('sys.path_hooks is empty', ImportWarning)
        for hook in hooks or ():
            try:
                return hook(path)
            except ImportError:
                pass
        return None

    @classmethod
    def _path_importer_cache(cls, path):
        """Return the finder of an entry of sys.path. '' is the current directory, whichever that is."""
        try:
            entry = path or _imp._getcwd()
        except FileNotFoundError:
            return None
        if entry not in sys.path_importer_cache:
            sys.path_importer_cache[entry] = cls._path_hooks(entry)
        return sys.path_importer_cache[entry]

    @classmethod
    def _get_spec(cls, fullname, path, target=None):
        """Return the spec out of the first directory that has the module, or one without a
        loader that has all directories of the name."""
        directories = []
        for entry in path:
            finder = cls._path_importer_cache(entry) if isinstance(entry, str) else None
            found = _ask_directory(finder, fullname, target)
            if found is None:
                continue
            if found.loader is not None:
                return found
            if found.submodule_search_locations is None:
                raise ImportError('spec missing loader')
            directories += found.submodule_search_locations
        return _portion(fullname, directories)

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        found = cls._get_spec(fullname, sys.path if path is None else path, target)
        if found is None or found.loader is not None:
            return found
        directories = found.submodule_search_locations
        if not directories:
            return None
        found.submodule_search_locations = _NamespacePath(fullname, directories, cls._get_spec)
        return found

    @classmethod
    def find_module(cls, fullname, path=None):
        _deprecated('PathFinder.find_module()', '; use find_spec() instead')
        return getattr(cls.find_spec(fullname, path), 'loader', None)

    @staticmethod
    def find_distributions(*args, **kwargs):
        """Find installed distributions: importlib.metadata does."""
        import importlib.metadata as metadata
        return metadata.MetadataPathFinder.find_distributions(*args, **kwargs)


def _portion(name, directories):
    """Make the spec of a package that is directories alone, or of a part of one."""
    spec = ModuleSpec(name, None)
    spec.submodule_search_locations = directories
    return spec


def _ask_directory(finder, name, target):
    """Ask the finder of a directory for a spec; one of the old kind for a loader."""
    if finder is None or hasattr(finder, 'find_spec'):
        return finder and finder.find_spec(name, target)
    method = 'find_loader' if hasattr(finder, 'find_loader') else 'find_module'
    _warnings.warn(f'{_object_name(finder)}.find_spec() not found; falling back to {method}()', ImportWarning)
    loader, directories = getattr(finder, method)(name), []
    if method == 'find_loader':
        loader, directories = loader
    return _portion(name, directories) if loader is None else spec_from_loader(name, loader)


def _find_module_shim(self, fullname):
    """find_module of a finder of one directory, by its find_loader."""
    _deprecated('find_module()', '; use find_spec() instead')
    found, directories = self.find_loader(fullname)
    if directories and not found:
        _warnings.warn(f'Not importing directory {directories[0]}: missing __init__', ImportWarning)
    return found


class FileFinder:
    """Finds modules in one directory, by the suffixes of the files' names.

    The directory is read once, and again when it has changed: what is not there costs one
    stat, and only names that were read are looked at on disk.
    """

    def __init__(self, path, *loader_details):
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details for suffix in suffixes]
        self.path = _absolute(path or '.')
        self._suffixes = tuple(suffix for suffix, _ in self._loaders)
        self.invalidate_caches()

    def __repr__(self):
        return f'{type(self).__name__}({self.path!r})'

    def invalidate_caches(self):
        """Have the directory read again."""
        self._path_mtime = -1
        self._path_cache = frozenset()

    def _fill_cache(self):
        """Read the directory's names. What cannot be read has none."""
        try:
            self._path_cache = frozenset(_imp._list_directory(self.path or '.'))
        except OSError:
            self._path_cache = frozenset()

    def find_spec(self, fullname, target=None):
        """Return a module's spec, or that of a namespace's portion, which has no loader."""
        changed = _imp._path_mtime(self.path or '.')
        if changed != self._path_mtime:
            self._fill_cache()
            self._path_mtime = changed
        leaf = fullname.rpartition('.')[2]
        found = _imp._find_in_directory(self.path, self._path_cache, leaf, self._suffixes)
        if found is None:
            return None
        which, file, package = found
        if which >= 0:
            return self._get_spec(self._loaders[which][1], fullname, file, package and [package], target)
        _tell('possible namespace for {}', package)
        return _portion(fullname, [package])

    def _get_spec(self, kind, fullname, path, places, target):
        """Make the spec of what was found: here a subclass may do otherwise."""
        return spec_from_file_location(fullname, path, loader=kind(fullname, path), submodule_search_locations=places)

    def find_loader(self, fullname):
        """Return the module's loader and the directories of the package."""
        _deprecated('FileFinder.find_loader()', '; use find_spec() instead')
        found = self.find_spec(fullname)
        return (found.loader, found.submodule_search_locations or []) if found else (None, [])

    find_module = _find_module_shim

    @classmethod
    def path_hook(cls, *loader_details):
        """Return a hook for sys.path_hooks: it makes a finder of this class of what is a directory."""

        def path_hook_for_FileFinder(path):
            """Make the finder of a directory."""
            if not _path_isdir(path):
                raise ImportError('only directories are supported', path=path)
            return cls(path, *loader_details)

        return path_hook_for_FileFinder


def _zip_hook(path):
    """Make the finder of a zip file, or of a directory inside one: module zipimport of the library has it."""
    outer = path
    while outer and _imp._path_kind(outer) is None:
        outer = _path_split(outer)[0]
    if not _path_isfile(outer):
        raise ImportError('not a Zip file', path=path)
    cache = sys.path_importer_cache
    cache[path] = None  # what zipimport imports is not looked for in there
    try:
        from zipimport import zipimporter
    finally:
        cache.pop(path, None)
    return zipimporter(path)


def _install():
    """Make import look into files. Called once, by the other half."""
    sys.path_hooks += [_zip_hook, FileFinder.path_hook(*_get_supported_file_loaders())]
    sys.meta_path += [PathFinder]
