"""Abstract base classes related to import."""

import abc

from . import _bootstrap, _bootstrap_external, machinery

__all__ = ['Loader', 'MetaPathFinder', 'PathEntryFinder', 'ResourceLoader', 'InspectLoader',
           'ExecutionLoader', 'FileLoader', 'SourceLoader']


class Loader(metaclass=abc.ABCMeta):
    """Abstract base class for import loaders."""

    def create_module(self, spec):
        """Return a module to initialize; None: the default one."""
        return None

    def load_module(self, fullname):
        """Return the loaded module. Deprecated in favor of exec_module()."""
        if not hasattr(self, 'exec_module'):
            raise ImportError
        return _bootstrap._load_module_shim(self, fullname)


class MetaPathFinder(metaclass=abc.ABCMeta):
    """Abstract base class for import finders on sys.meta_path: find_spec(name, path, target)."""

    def invalidate_caches(self):
        """An optional method for clearing the finder's cache, if any."""


class PathEntryFinder(metaclass=abc.ABCMeta):
    """Abstract base class for path entry finders used by PathFinder: find_spec(name, target)."""

    def invalidate_caches(self):
        """An optional method for clearing the finder's cache, if any."""


class ResourceLoader(Loader):
    """Abstract base class for loaders which can return data from their back-end storage."""

    @abc.abstractmethod
    def get_data(self, path):
        """Return the bytes of the file at path."""
        raise OSError


class InspectLoader(Loader):
    """Abstract base class for loaders which support inspection about the modules they
    can load."""

    def is_package(self, fullname):
        """Tell whether the module is a package."""
        raise ImportError

    def get_code(self, fullname):
        """Return the module's code; None: it has none."""
        source = self.get_source(fullname)
        return None if source is None else self.source_to_code(source)

    @abc.abstractmethod
    def get_source(self, fullname):
        """Return the module's source as str; None: it has none."""
        raise ImportError

    @staticmethod
    def source_to_code(data, path='<string>'):
        """Compile source: str, bytes, or a tree."""
        return compile(data, path, 'exec', dont_inherit=True)

    exec_module = _bootstrap_external._LoaderBasics.exec_module
    load_module = _bootstrap_external._LoaderBasics.load_module


class ExecutionLoader(InspectLoader):
    """Abstract base class for loaders of modules that can be run as scripts."""

    @abc.abstractmethod
    def get_filename(self, fullname):
        """Return what __file__ is to be."""
        raise ImportError

    def get_code(self, fullname):
        """Return the module's code; None: it has none."""
        source = self.get_source(fullname)
        if source is None:
            return None
        try:
            path = self.get_filename(fullname)
        except ImportError:
            return self.source_to_code(source)
        return self.source_to_code(source, path)


class FileLoader(_bootstrap_external.FileLoader, ResourceLoader, ExecutionLoader):
    """Abstract base class partially implementing the ResourceLoader and ExecutionLoader."""


class SourceLoader(_bootstrap_external.SourceLoader, ResourceLoader, ExecutionLoader):
    """Abstract base class for loading source code: get_data() and get_filename() are
    what a subclass has to say."""

    def path_mtime(self, path):
        """Return the time of modification of path, as int."""
        if self.path_stats.__func__ is SourceLoader.path_stats:
            raise OSError
        return int(self.path_stats(path)['mtime'])

    def path_stats(self, path):
        """Return a dict: 'mtime', and 'size' if it is known."""
        if self.path_mtime.__func__ is SourceLoader.path_mtime:
            raise OSError
        return {'mtime': self.path_mtime(path)}


for _abc, *_classes in (
        (MetaPathFinder, machinery.BuiltinImporter, machinery.FrozenImporter, machinery.PathFinder),
        (PathEntryFinder, machinery.FileFinder),
        (InspectLoader, machinery.BuiltinImporter, machinery.FrozenImporter, machinery.NamespaceLoader),
        (ExecutionLoader, machinery.ExtensionFileLoader),
        (FileLoader, machinery.SourceFileLoader, machinery.SourcelessFileLoader),
        (SourceLoader, machinery.SourceFileLoader)):
    for _class in _classes:
        _abc.register(_class)
del _abc, _class, _classes
