"""What finders and loaders are: base classes that say which methods there are, and do what
follows from the others. A method without a sensible answer raises what import understands:
ImportError for what is asked of a module, OSError for what is asked of a file."""
import abc

import _warnings
import _frozen_importlib as _core
import _frozen_importlib_external as _files

from . import machinery

__all__ = ['Loader', 'MetaPathFinder', 'PathEntryFinder', 'ResourceLoader', 'InspectLoader', 'ExecutionLoader',
           'FileLoader', 'SourceLoader']

_basics = _files._LoaderBasics


class Loader(metaclass=abc.ABCMeta):
    """Makes a module out of a spec, and fills it."""

    def create_module(self, spec):
        """Return the module to be filled; None: an ordinary one will do."""

    # exec_module is not here: a loader without one has load_module.

    def load_module(self, fullname):
        """Do all of it, for loaders that have no exec_module. ImportError: this one can do neither."""
        if not hasattr(self, 'exec_module'):
            raise ImportError
        return _core._load_module_shim(self, fullname)


class MetaPathFinder(metaclass=abc.ABCMeta):
    """Finds modules, on sys.meta_path, by find_spec(fullname, path, target=None)."""

    def invalidate_caches(self):
        """Forget what was learned of the world."""

    def find_module(self, fullname, path):
        _warnings.warn('MetaPathFinder.find_module() is deprecated since Python 3.4 in favor of '
                       'MetaPathFinder.find_spec() and is slated for removal in Python 3.12', DeprecationWarning, 2)
        ask = getattr(self, 'find_spec', None)
        return getattr(ask and ask(fullname, path), 'loader', None)


class PathEntryFinder(metaclass=abc.ABCMeta):
    """Finds modules for one entry of sys.path, by find_spec(fullname, target=None)."""

    def invalidate_caches(self):
        """Forget what was learned of the entry."""

    def find_loader(self, fullname):
        _warnings.warn('PathEntryFinder.find_loader() is deprecated since Python 3.4 in favor of '
                       'PathEntryFinder.find_spec() (available since 3.4)', DeprecationWarning, 2)
        ask = getattr(self, 'find_spec', None)
        found = ask and ask(fullname)
        return (None, []) if not found else (found.loader, found.submodule_search_locations or [])

    find_module = _files._find_module_shim


class ResourceLoader(Loader):
    """A loader that can read files."""

    @abc.abstractmethod
    def get_data(self, path):
        """Return the bytes of a file."""
        raise OSError


class InspectLoader(Loader):
    """A loader that knows its modules' text: who has that can compile and execute it."""

    @abc.abstractmethod
    def get_source(self, fullname):
        """Return the text of a module; None: it has none."""
        raise ImportError

    def is_package(self, fullname):
        raise ImportError

    @staticmethod
    def source_to_code(data, path='<string>'):
        """Compile text or bytes, as that of the file path."""
        return compile(data, path, mode='exec', dont_inherit=True)

    def get_code(self, fullname):
        text = self.get_source(fullname)
        return None if text is None else self.source_to_code(text)

    exec_module, load_module = _basics.exec_module, _basics.load_module


class ExecutionLoader(InspectLoader):
    """A loader whose modules are run as programs, and have a file to be told of."""

    @abc.abstractmethod
    def get_filename(self, fullname):
        """Return what becomes __file__."""
        raise ImportError

    def get_code(self, fullname):
        text = self.get_source(fullname)
        if text is None:
            return None
        try:
            place = (self.get_filename(fullname),)
        except ImportError:
            place = ()
        return self.source_to_code(text, *place)


class FileLoader(_files.FileLoader, ResourceLoader, ExecutionLoader):
    """A loader of one module from one file; what get_source says is still to be written."""


class SourceLoader(_files.SourceLoader, ResourceLoader, ExecutionLoader):
    """A loader of source from anywhere: get_filename and get_data are still to be written.

    Of path_stats and path_mtime each follows from the other.
    """

    def path_stats(self, path):
        return {'mtime': self._other(path, 'path_mtime')}

    def path_mtime(self, path):
        """Return when a file was changed, in whole seconds."""
        return int(self._other(path, 'path_stats')['mtime'])

    def _other(self, path, method):
        if getattr(type(self), method) is getattr(SourceLoader, method):
            raise OSError
        return getattr(self, method)(path)

    def set_data(self, path, data):
        """Write a file, where that is possible."""


for _base, _kinds in {
        MetaPathFinder: 'BuiltinImporter FrozenImporter PathFinder WindowsRegistryFinder',
        PathEntryFinder: 'FileFinder',
        InspectLoader: 'BuiltinImporter FrozenImporter NamespaceLoader',
        ExecutionLoader: 'ExtensionFileLoader',
        FileLoader: 'SourceFileLoader SourcelessFileLoader',
        SourceLoader: 'SourceFileLoader'}.items():
    for _kind in _kinds.split():
        _base.register(getattr(machinery, _kind))
