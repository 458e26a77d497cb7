"""Import from files: finders that look along sys.path, loaders of what they find.

This file is `_frozen_importlib_external`. `PathFinder`, the last of sys.meta_path, asks a
finder for each entry of a path; sys.path_hooks make the finders, sys.path_importer_cache
keeps them. For a directory that is a `FileFinder`, which looks for

    name/__init__.hpy0.so, .py   a package
    name.hpy0.so                 an HPy universal extension
    name.py                      a module
    name/                        a part of a namespace package, if nothing better follows

The extension comes before name.py because HPy's build tools put a stub name.py beside it
whose only work is to load it.

A FileFinder knows what is in its directory and looks again when the directory's time has
changed, so that most names that are not there cost no call of the system. Files are
looked at by a few functions of `_imp`, which are made for these questions, as there is no
module `os` yet.

There is no byte code to be kept: to compile takes about as long as to read what was
compiled. `__cached__` says where CPython's convention would have it, and a name.pyc alone
is refused by name.
"""

import sys
import _imp

_bootstrap = None

path_sep = '/'
path_separators = '/'

SOURCE_SUFFIXES = ['.py']
BYTECODE_SUFFIXES = ['.pyc']
DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = BYTECODE_SUFFIXES
EXTENSION_SUFFIXES = _imp.extension_suffixes()

# No byte code file begins with it, for there are none.
MAGIC_NUMBER = b'HY\r\n'
_RAW_MAGIC_NUMBER = int.from_bytes(MAGIC_NUMBER, 'little')

_PYCACHE = '__pycache__'
_OPT = 'opt-'

_code_type = type((lambda: None).__code__)


# Numbers in files, for those who read archives and byte code.

def _pack_uint32(x):
    """Convert a 32-bit integer to little-endian."""
    return (int(x) & 0xFFFFFFFF).to_bytes(4, 'little')


def _unpack_uint32(data):
    """Convert 4 bytes in little-endian to an integer."""
    assert len(data) == 4
    return int.from_bytes(data, 'little')


def _unpack_uint16(data):
    """Convert 2 bytes in little-endian to an integer."""
    assert len(data) == 2
    return int.from_bytes(data, 'little')


# Paths.

def _path_join(*parts):
    """Join parts with single separators between them."""
    return path_sep.join([part.rstrip(path_sep) for part in parts if part])


def _path_split(path):
    head, sep, tail = path.rpartition(path_sep)
    return head, tail


def _path_isabs(path):
    return path.startswith(path_sep)


def _path_isfile(path):
    return _imp._path_kind(path) == 'file'


def _path_isdir(path):
    return _imp._path_kind(path or _imp._getcwd()) == 'directory'


def _path_abspath(path):
    if _path_isabs(path):
        return path
    return _path_join(_imp._getcwd(), path.removeprefix('./'))


def _fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    try:
        fspath = type(path).__fspath__
    except AttributeError:
        raise TypeError('expected str, bytes or os.PathLike object, not ' + type(path).__name__) from None
    return fspath(path)


# Where byte code would be kept.

def cache_from_source(path, debug_override=None, *, optimization=None):
    """Given the path to a .py file, return the path to its .pyc file.

    Neither needs to exist. optimization is part of the name; None: what -O and -OO ask
    for. debug_override, deprecated: False for '1', True for ''.
    """
    if debug_override is not None:
        _bootstrap._warn("the debug_override parameter is deprecated; use "
                         "'optimization' instead", DeprecationWarning)
        if optimization is not None:
            raise TypeError('debug_override or optimization must be set to None')
        optimization = '' if debug_override else 1
    head, tail = _path_split(_fspath(path))
    base, dot, rest = tail.rpartition('.')
    tag = sys.implementation.cache_tag
    if tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    if optimization is None:
        optimization = sys.flags.optimize or ''
    optimization = str(optimization)
    name = (base or rest) + dot + tag
    if optimization:
        if not optimization.isalnum():
            raise ValueError(f'{optimization!r} is not alphanumeric')
        name += f'.{_OPT}{optimization}'
    name += BYTECODE_SUFFIXES[0]
    if sys.pycache_prefix is not None:
        head = _path_abspath(head)
        return _path_join(sys.pycache_prefix, head.lstrip(path_sep), name)
    return _path_join(head, _PYCACHE, name)


def source_from_cache(path):
    """Given the path to a .pyc file, return the path to its .py file.

    Neither needs to exist. ValueError: path is not as PEP 3147 and 488 want it.
    """
    if sys.implementation.cache_tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    path = _fspath(path)
    head, name = _path_split(path)
    prefix = sys.pycache_prefix
    if prefix is not None and (head + path_sep).startswith(prefix.rstrip(path_sep) + path_sep):
        head = path_sep + head[len(prefix.rstrip(path_sep)):].lstrip(path_sep)
    else:
        head, cache = _path_split(head)
        if cache != _PYCACHE:
            raise ValueError(f'{_PYCACHE} not bottom-level directory in {path!r}')
    parts = name.split('.')
    if len(parts) not in (3, 4):
        raise ValueError(f'expected only 2 or 3 dots in {name!r}')
    if len(parts) == 4:
        optimization = parts[2]
        if not optimization.startswith(_OPT):
            raise ValueError("optimization portion of filename does not start "
                             f"with {_OPT!r}")
        if not optimization[len(_OPT):].isalnum():
            raise ValueError(f'optimization level {optimization!r} is not an alphanumeric value')
    return _path_join(head, parts[0] + SOURCE_SUFFIXES[0])


def _get_cached(filename):
    if filename.endswith(tuple(SOURCE_SUFFIXES)):
        try:
            return cache_from_source(filename)
        except NotImplementedError:
            return None
    if filename.endswith(tuple(BYTECODE_SUFFIXES)):
        return filename
    return None


def _get_sourcefile(bytecode_path):
    """Return the source's path if there is one, else the path itself."""
    if not bytecode_path:
        return None
    stem, dot, extension = bytecode_path.rpartition('.')
    if not dot or extension.lower()[-3:-1] != 'py':
        return bytecode_path
    try:
        source = source_from_cache(bytecode_path)
    except (NotImplementedError, ValueError):
        source = bytecode_path[:-1]
    return source if _path_isfile(source) else bytecode_path


def decode_source(source_bytes):
    """Decode bytes representing source code and return the string.

    Universal newline support is used in the decoding.
    """
    text = source_bytes.decode(_imp._source_encoding(source_bytes))
    return text.replace('\r\n', '\n').replace('\r', '\n')


# Loaders.

def _check_name(method):
    """Let a method be called with the loader's own name only, or without one."""
    def _check_name_wrapper(self, name=None, *args, **kwargs):
        if name is None:
            name = self.name
        elif self.name != name:
            raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)
        return method(self, name, *args, **kwargs)
    return _bootstrap._named_like(_check_name_wrapper, method)


def _find_module_shim(self, fullname):
    """find_module() of a finder that has find_loader()."""
    loader, portions = self.find_loader(fullname)
    if loader is None and portions:
        _bootstrap._warn(f'Not importing directory {portions[0]}: missing __init__', ImportWarning)
    return loader


class _LoaderBasics:
    """What all loaders of code have: is_package() from a file's name, and running it."""

    def is_package(self, fullname):
        """Tell whether the module is a package: its file is __init__ and it is not."""
        stem = _path_split(self.get_filename(fullname))[1].rsplit('.', 1)[0]
        return stem == '__init__' and fullname.rpartition('.')[2] != '__init__'

    def create_module(self, spec):
        """Use default semantics for module creation."""

    def exec_module(self, module):
        """Execute the module."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f'cannot load module {module.__name__!r} when '
                              'get_code() returns None')
        _bootstrap._call_with_frames_removed(exec, code, module.__dict__)

    def load_module(self, fullname):
        """This method is deprecated."""
        return _bootstrap._load_module_shim(self, fullname)


class SourceLoader(_LoaderBasics):
    """Loads from source text, wherever get_data() has it from."""

    def path_mtime(self, path):
        """Return the time of modification of a path, or raise OSError."""
        raise OSError

    def path_stats(self, path):
        """Return a dict: 'mtime', and 'size' if it is known. OSError: no such path."""
        return {'mtime': self.path_mtime(path)}

    def _cache_bytecode(self, source_path, cache_path, data):
        return self.set_data(cache_path, data)

    def set_data(self, path, data):
        """Write bytes to a path; a loader that cannot does nothing."""

    def get_source(self, fullname):
        """Return the module's source text."""
        path = self.get_filename(fullname)
        try:
            source_bytes = self.get_data(path)
        except OSError as exc:
            raise ImportError('source not available through get_data()', name=fullname) from exc
        return decode_source(source_bytes)

    def source_to_code(self, data, path, *, _optimize=-1):
        """Return the code object compiled from source: str, bytes, or a tree."""
        return _bootstrap._call_with_frames_removed(compile, data, path, 'exec',
                                                    dont_inherit=True, optimize=_optimize)

    def get_code(self, fullname):
        """Return the module's code object."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class FileLoader:
    """A loader of one file."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    def load_module(self, fullname=None):
        """Load a module from a file. This method is deprecated."""
        if fullname is None:
            fullname = self.name
        elif fullname != self.name:
            raise ImportError(f'loader for {self.name} cannot handle {fullname}', name=fullname)
        return super().load_module(fullname)

    def get_filename(self, name=None):
        """Return the path to the source file as found by the finder."""
        if name is not None and name != self.name:
            raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)
        return self.path

    def get_data(self, path):
        """Return the data from path as raw bytes."""
        return _imp._read_file(_fspath(path))

    def get_resource_reader(self, name=None):
        if name is not None and name != self.name:
            raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)
        from importlib.readers import FileReader
        return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """Loads a module from a .py file."""

    def path_stats(self, path):
        """Return the metadata for the path."""
        mtime, size, _ = _imp._file_stats(path)
        return {'mtime': mtime, 'size': size}

    def _cache_bytecode(self, source_path, bytecode_path, data):
        _, _, mode = _imp._file_stats(source_path)
        return self.set_data(bytecode_path, data, _mode=mode | 0o200)

    def set_data(self, path, data, *, _mode=0o666):
        """Write bytes data to a file, in directories that are made if need be. That it
        cannot be written is no error."""
        try:
            _imp._write_file(path, data, _mode & 0o666)
        except OSError as exc:
            _bootstrap._verbose_message('could not create {!r}: {!r}', path, exc)


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """Refuses byte code files, by name."""

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        raise ImportError(f'{path!r} is a byte code file, and hpyrun reads source only: '
                          f'put {fullname.rpartition(".")[2]}.py in its place',
                          name=fullname, path=path)

    def get_source(self, fullname):
        """Return None as there is no source code."""
        return None


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """Loads HPy universal extensions."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def create_module(self, spec):
        """Load the extension, and have it make its module."""
        return _bootstrap._call_with_frames_removed(_imp.create_dynamic, spec)

    def exec_module(self, module):
        """Initialize an extension module"""
        _bootstrap._call_with_frames_removed(_imp.exec_dynamic, module)

    def is_package(self, fullname):
        """Return True if the extension module is a package."""
        name = _path_split(self.path)[1]
        return any(name == '__init__' + suffix for suffix in EXTENSION_SUFFIXES)

    def get_code(self, fullname):
        """Return None as an extension module cannot create a code object."""
        return None

    def get_source(self, fullname):
        """Return None as extension modules have no source code."""
        return None


_POPULATE = object()


def spec_from_file_location(name, location=None, *, loader=None,
                            submodule_search_locations=_POPULATE):
    """Return a module spec based on a file location.

    To indicate that the module is a package, set submodule_search_locations to a list of
    directory paths; an empty list is enough, if the loader says that it is one.
    loader None: chosen by the file's suffix. None is returned where none fits.
    """
    if location is None:
        location = '<unknown>'
        if hasattr(loader, 'get_filename'):
            try:
                location = loader.get_filename(name)
            except ImportError:
                pass
    else:
        location = _fspath(location)
        try:
            location = _path_abspath(location)
        except (OSError, TypeError):
            pass
    if loader is None:
        for loader_class, suffixes in _get_supported_file_loaders():
            if location.endswith(tuple(suffixes)):
                loader = loader_class(name, location)
                break
        else:
            return None
    spec = _bootstrap.ModuleSpec(name, loader, origin=location)
    spec._set_fileattr = True
    if submodule_search_locations is _POPULATE:
        if hasattr(loader, 'is_package'):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                pass
            else:
                if is_package:
                    spec.submodule_search_locations = []
    else:
        spec.submodule_search_locations = submodule_search_locations
    if spec.submodule_search_locations == [] and location:
        spec.submodule_search_locations.append(_path_split(location)[0])
    return spec


# Namespace packages: directories without __init__.py.

class _NamespacePath:
    """The __path__ of a namespace package.

    It is computed anew when the parent's path has changed, or when caches were
    invalidated, so that a part that comes later is found.
    """

    _epoch = 0

    def __init__(self, name, path, path_finder):
        self._name = name
        self._path = path
        self._path_finder = path_finder
        self._last_parent_path = tuple(self._get_parent_path())
        self._last_epoch = self._epoch

    def _find_parent_path_names(self):
        """Return the module and the attribute that hold the parent's path."""
        parent, dot, _ = self._name.rpartition('.')
        return (parent, '__path__') if dot else ('sys', 'path')

    def _get_parent_path(self):
        module, attribute = self._find_parent_path_names()
        return getattr(sys.modules[module], attribute)

    def _recalculate(self):
        parent_path = tuple(self._get_parent_path())
        if parent_path != self._last_parent_path or self._epoch != self._last_epoch:
            spec = self._path_finder(self._name, parent_path)
            if spec is not None and spec.loader is None and spec.submodule_search_locations:
                self._path = spec.submodule_search_locations
            self._last_parent_path = parent_path
            self._last_epoch = self._epoch
        return self._path

    def __iter__(self):
        return iter(self._recalculate())

    def __getitem__(self, index):
        return self._recalculate()[index]

    def __setitem__(self, index, path):
        self._path[index] = path

    def __len__(self):
        return len(self._recalculate())

    def __repr__(self):
        return f'_NamespacePath({self._path!r})'

    def __contains__(self, item):
        return item in self._recalculate()

    def append(self, item):
        self._path.append(item)


class NamespaceLoader:
    """The loader of a namespace package, which has nothing to load."""

    def __init__(self, name, path, path_finder):
        self._path = _NamespacePath(name, path, path_finder)

    @staticmethod
    def module_repr(module):
        _bootstrap._warn('NamespaceLoader.module_repr() is deprecated and slated for '
                         'removal in Python 3.12', DeprecationWarning)
        return f'<module {module.__name__!r} (namespace)>'

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ''

    def get_code(self, fullname):
        return compile('', '<string>', 'exec', dont_inherit=True)

    def create_module(self, spec):
        """Use default semantics for module creation."""

    def exec_module(self, module):
        pass

    def load_module(self, fullname):
        """Load a namespace module. This method is deprecated."""
        _bootstrap._verbose_message('namespace module loaded with path {!r}', self._path)
        return _bootstrap._load_module_shim(self, fullname)

    def get_resource_reader(self, module):
        from importlib.readers import NamespaceReader
        return NamespaceReader(self._path)


_NamespaceLoader = NamespaceLoader


# Finders.

class WindowsRegistryFinder:
    """Finds nothing: there is no registry here, but importlib.machinery has the name."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None


class PathFinder:
    """Meta path finder for sys.path and package __path__ attributes."""

    @staticmethod
    def invalidate_caches():
        """Call the invalidate_caches() method on all path entry finders
        stored in sys.path_importer_caches (where implemented)."""
        for path, finder in list(sys.path_importer_cache.items()):
            # A relative entry belongs to the directory that was the current one.
            if finder is None or not _path_isabs(path):
                del sys.path_importer_cache[path]
            elif hasattr(finder, 'invalidate_caches'):
                finder.invalidate_caches()
        _NamespacePath._epoch += 1
        metadata = sys.modules.get('importlib.metadata')
        if metadata is not None:
            metadata.MetadataPathFinder.invalidate_caches()

    @staticmethod
    def _path_hooks(path):
        """Search sys.path_hooks for a finder for 'path'."""
        if sys.path_hooks is not None and not sys.path_hooks:
            _bootstrap._warn('sys.path_hooks is empty', ImportWarning)
        for hook in sys.path_hooks:
            try:
                return hook(path)
            except ImportError:
                continue
        return None

    @classmethod
    def _path_importer_cache(cls, path):
        """Get the finder for the path entry from sys.path_importer_cache, or make it."""
        if path == '':
            try:
                path = _imp._getcwd()
            except FileNotFoundError:
                # The current directory was removed. It may come back.
                return None
        try:
            return sys.path_importer_cache[path]
        except KeyError:
            finder = sys.path_importer_cache[path] = cls._path_hooks(path)
            return finder

    @classmethod
    def _legacy_get_spec(cls, fullname, finder):
        """Make a spec of what a finder without find_spec() finds."""
        if hasattr(finder, 'find_loader'):
            _bootstrap._warn(f'{_bootstrap._object_name(finder)}.find_spec() not found; '
                             'falling back to find_loader()', ImportWarning)
            loader, portions = finder.find_loader(fullname)
        else:
            _bootstrap._warn(f'{_bootstrap._object_name(finder)}.find_spec() not found; '
                             'falling back to find_module()', ImportWarning)
            loader, portions = finder.find_module(fullname), []
        if loader is not None:
            return _bootstrap.spec_from_loader(fullname, loader)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = portions
        return spec

    @classmethod
    def _get_spec(cls, fullname, path, target=None):
        """Find a spec along a path. One without a loader is a namespace package's, of all
        parts that there are."""
        portions = []
        for entry in path:
            if not isinstance(entry, str):
                continue
            finder = cls._path_importer_cache(entry)
            if finder is None:
                continue
            if hasattr(finder, 'find_spec'):
                spec = finder.find_spec(fullname, target)
            else:
                spec = cls._legacy_get_spec(fullname, finder)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            if spec.submodule_search_locations is None:
                raise ImportError('spec missing loader')
            portions.extend(spec.submodule_search_locations)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = portions
        return spec

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        """Try to find a spec for 'fullname' on sys.path or 'path'."""
        spec = cls._get_spec(fullname, sys.path if path is None else path, target)
        if spec.loader is None:
            portions = spec.submodule_search_locations
            if not portions:
                return None
            spec.origin = None
            spec.submodule_search_locations = _NamespacePath(fullname, portions, cls._get_spec)
        return spec

    @classmethod
    def find_module(cls, fullname, path=None):
        """Find the module on sys.path or 'path'. Deprecated: use find_spec() instead."""
        spec = _bootstrap._find_module_of(cls, fullname, path)
        return spec.loader if spec is not None else None

    @staticmethod
    def find_distributions(*args, **kwargs):
        """Find distributions: what importlib.metadata asks each finder for."""
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)


class FileFinder:
    """File-based finder.

    Interactions with the file system are cached for performance, being
    refreshed when the directory the finder is handling has been modified.
    """

    def __init__(self, path, *loader_details):
        """Look in the directory path; loader_details are pairs of a loader and the
        suffixes of the files that it loads, the first that fits wins."""
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details
                         for suffix in suffixes]
        self.path = _path_abspath(path) if path and path != '.' else _imp._getcwd()
        self._path_mtime = -1
        self._path_cache = set()

    def invalidate_caches(self):
        """Invalidate the directory mtime."""
        self._path_mtime = -1

    find_module = _find_module_shim

    def find_loader(self, fullname):
        """Find a loader, or parts of a namespace package. Deprecated: use find_spec()."""
        _bootstrap._warn('FileFinder.find_loader() is deprecated and slated for removal in '
                         'Python 3.12; use find_spec() instead', DeprecationWarning)
        spec = self.find_spec(fullname)
        if spec is None:
            return None, []
        return spec.loader, spec.submodule_search_locations or []

    def _get_spec(self, loader_class, fullname, path, locations, target):
        return spec_from_file_location(fullname, path, loader=loader_class(fullname, path),
                                       submodule_search_locations=locations)

    def _fill_cache(self):
        """Look what is in the directory."""
        try:
            self._path_cache = set(_imp._list_directory(self.path))
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            # It was removed, or may not be read: then nothing can be found in it.
            self._path_cache = set()

    def find_spec(self, fullname, target=None):
        """Try to find a spec for the specified module; None: it is not here."""
        name = fullname.rpartition('.')[2]
        mtime = _imp._path_mtime(self.path)
        if mtime != self._path_mtime:
            self._fill_cache()
            self._path_mtime = mtime
        cache = self._path_cache
        namespace = None
        if name in cache:
            directory = _path_join(self.path, name)
            for suffix, loader_class in self._loaders:
                init = _path_join(directory, '__init__' + suffix)
                if _path_isfile(init):
                    return self._get_spec(loader_class, fullname, init, [directory], target)
            if _path_isdir(directory):
                namespace = directory
        for suffix, loader_class in self._loaders:
            if name + suffix in cache:
                path = _path_join(self.path, name + suffix)
                if _path_isfile(path):
                    return self._get_spec(loader_class, fullname, path, None, target)
        if namespace is not None:
            spec = _bootstrap.ModuleSpec(fullname, None)
            spec.submodule_search_locations = [namespace]
            return spec
        return None

    @classmethod
    def path_hook(cls, *loader_details):
        """Return a function for sys.path_hooks: it makes a finder for a directory, and
        raises ImportError for anything else."""
        def path_hook_for_FileFinder(path):
            if not _path_isdir(path):
                raise ImportError('only directories are supported', path=path)
            return cls(path, *loader_details)
        return path_hook_for_FileFinder

    def __repr__(self):
        return f'FileFinder({self.path!r})'


def _fix_up_module(ns, name, pathname, cpathname=None):
    """Give a namespace that is run from a file what import would have given it."""
    loader = ns.get('__loader__')
    spec = ns.get('__spec__')
    if not loader:
        if spec:
            loader = spec.loader
        elif pathname == cpathname:
            loader = SourcelessFileLoader(name, pathname)
        else:
            loader = SourceFileLoader(name, pathname)
    if not spec:
        spec = spec_from_file_location(name, pathname, loader=loader)
        if cpathname:
            spec.cached = cpathname
    ns['__spec__'] = spec
    ns['__loader__'] = loader
    ns['__file__'] = pathname
    ns['__cached__'] = cpathname


def _get_supported_file_loaders():
    """Return the loaders with their suffixes, in the order in which they are tried."""
    return [(ExtensionFileLoader, EXTENSION_SUFFIXES),
            (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES)]


def _install(bootstrap):
    """Make files importable."""
    global _bootstrap
    _bootstrap = bootstrap
    sys.path_hooks.append(FileFinder.path_hook(*_get_supported_file_loaders()))
    sys.meta_path.append(PathFinder)


def _load_extension(name, path):
    """Import the extension in a file, whatever the file is called."""
    return _bootstrap._load(spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path)))


class _NotRunnable(Exception):
    """What -m was given cannot be run; the text is for the user."""


def _main_of(name):
    """Return spec and code of what -m NAME runs: the module, or __main__ of the package."""
    parent = name.rpartition('.')[0]
    path = None
    try:
        if parent:
            path = _bootstrap._gcd_import(parent).__dict__.get('__path__')
            if path is None:
                raise ModuleNotFoundError(f'__path__ attribute not found on {parent!r} '
                                          f'while trying to find {name!r}', name=name)
        spec = _bootstrap._find_spec(name, path)
    except ImportError as exc:
        if exc.name is None or not (name + '.').startswith(exc.name + '.'):
            raise  # of a package on the way, whose own business it is
        hint = ''
        if name.endswith('.py'):
            hint = f". Try using '{name[:-3]}' instead of '{name}' as the module name."
        raise _NotRunnable(f'Error while finding module specification for {name!r} '
                           f'({type(exc).__name__}: {exc}){hint}') from exc
    if spec is None:
        raise _NotRunnable(f'No module named {name}')
    if spec.submodule_search_locations is not None:
        if name.rpartition('.')[2] == '__main__':
            raise _NotRunnable('Cannot use package as __main__ module')
        try:
            return _main_of(name + '.__main__')
        except _NotRunnable as exc:
            if name not in sys.modules:
                raise
            raise _NotRunnable(f'{exc}; {name!r} is a package and cannot be directly executed') from None
    code = spec.loader.get_code(name)
    if code is None:
        raise _NotRunnable(f'No code object available for {name}')
    return spec, code


def _prepare_main(name, program):
    """Make __main__ ready for -m NAME, and return the code to be run in it. program is
    what messages begin with."""
    try:
        spec, code = _main_of(name)
    except _NotRunnable as exc:
        raise SystemExit(f'{program}: {exc}') from None
    main = sys.modules['__main__'].__dict__
    main.update(__loader__=spec.loader, __spec__=spec, __package__=spec.parent)
    if spec.has_location:
        main.update(__file__=spec.origin, __cached__=spec.cached)
        sys.argv[0] = spec.origin
    return code
