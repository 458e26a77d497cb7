# Loaders: from a spec to the module's content.


def decode_source(source_bytes):
    """Return source as text, with the encoding that it declares and lines that end in \\n."""
    encoding = _imp._source_encoding(source_bytes)
    try:
        text = source_bytes.decode(encoding)
    except LookupError:
        raise SyntaxError(f'unknown encoding: {encoding}') from None
    except UnicodeError as exc:
        # Where a declaration could have stood, this is a matter of syntax.
        first, _, second = source_bytes[:getattr(exc, 'start', 0)].partition(b'\n')
        if b'\n' in second or second and first.strip()[:1] not in (b'', b'#'):
            raise
        raise SyntaxError('invalid or missing encoding declaration') from None
    return text.removeprefix('\ufeff').replace('\r\n', '\n').replace('\r', '\n')


def _nothing(self, what):
    """Have nothing to say, or nothing to do."""


class _LoaderBasics:
    """What follows from get_filename and get_code."""

    # The machinery makes the module.
    create_module = _nothing

    def load_module(self, fullname):
        return _load_module_shim(self, fullname)

    def exec_module(self, module):
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f'cannot load module {module.__name__!r} when get_code() returns None')
        _call(exec, code, module.__dict__)

    def is_package(self, fullname):
        """Say whether the module's file is a package's __init__."""
        _, file = _path_split(self.get_filename(fullname))
        return file.rpartition('.')[0] == '__init__' != fullname.rpartition('.')[2]


class SourceLoader(_LoaderBasics):
    """A loader of source text. Where it comes from, get_filename and get_data know."""

    def get_code(self, fullname):
        file = self.get_filename(fullname)
        return self.source_to_code(self.get_data(file), file)

    def source_to_code(self, data, path, *, _optimize=-1):
        """Compile source, of any kind that compile() takes."""
        return _call(compile, data, path, 'exec', dont_inherit=True, optimize=_optimize)

    def get_source(self, fullname):
        """Return the module's text. ImportError: it cannot be read."""
        try:
            return decode_source(self.get_data(self.get_filename(fullname)))
        except OSError as failure:
            raise ImportError('source not available through get_data()', name=fullname) from failure

    def path_mtime(self, path):
        """Return when the source was changed, in seconds. OSError: that is not known."""
        raise OSError

    def path_stats(self, path):
        return dict(mtime=self.path_mtime(path))

    def set_data(self, path, data):
        """Write a file, where that is possible."""

    def _cache_bytecode(self, source_path, cache_path, data):
        """Write byte code, for those who make some: the path of the source is there to be asked."""
        self.set_data(cache_path, data)


def _classify_pyc(data, name, exc_details):
    """Refuse byte code, in the words for what another version wrote: zipimport then takes the source."""
    raise ImportError(f'bad magic number in {name!r}: {data[:4]!r}', **exc_details)


class FileLoader:
    """A loader of one module out of one file."""

    def __init__(self, fullname, path):
        vars(self).update(name=fullname, path=path)

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self):
        return hash((self.name, self.path))

    def _its_name(self, name):
        """Return the name of the module that a method is asked for. ImportError: it is not this loader's."""
        if name not in (None, self.name):
            raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)
        return self.name

    def get_filename(self, name=None):
        self._its_name(name)
        return self.path

    def get_data(self, path):
        return _imp._read_file(_as_path(path))

    def load_module(self, name=None):
        return super().load_module(self._its_name(name))

    def get_resource_reader(self, name=None):
        self._its_name(name)
        import importlib.readers
        return importlib.readers.FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """Loads a module out of its source file."""

    def path_stats(self, path):
        return dict(zip(('mtime', 'size'), _imp._file_stats(path)))

    def set_data(self, path, data, *, _mode=0o666):
        """Write a file and the directories that it is in. What cannot be written is not."""
        outcome = 'created'
        try:
            _write_atomic(path, data, mode=_mode)
        except OSError as failure:
            outcome = f'could not create ({failure})'
        _tell('{} {!r}', outcome, path)

    def _cache_bytecode(self, source_path, cache_path, data):
        self.set_data(cache_path, data, _mode=_calc_mode(source_path))


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """Says of a module that has byte code alone why it cannot be loaded."""

    get_source = _nothing

    def get_code(self, fullname):
        file = self.get_filename(fullname)
        raise ImportError(f'{file!r} is a byte code file, and hpyrun reads source only: put '
                          f'{_path_split(file)[1][:-1]} in its place', name=fullname, path=file)


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """Loads a universal extension."""

    get_code = get_source = _nothing

    def is_package(self, fullname):
        stem, dot, suffix = _path_split(self.path)[1].partition('.')
        return stem == '__init__' and dot + suffix in EXTENSION_SUFFIXES

    def create_module(self, spec):
        made = _call(_imp.create_dynamic, spec)
        _tell('extension module {!r} loaded from {!r}', spec.name, self.path)
        return made

    def exec_module(self, module):
        _call(_imp.exec_dynamic, module)


class NamespaceLoader:
    """The loader of a package that is directories alone: there is nothing to load."""

    def __init__(self, name, path, path_finder):
        self._path = _NamespacePath(name, path, path_finder)

    create_module = exec_module = _nothing
    load_module = _LoaderBasics.load_module

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ''

    def get_code(self, fullname):
        return compile(self.get_source(fullname), '<string>', 'exec', dont_inherit=True)

    def get_resource_reader(self, module):
        import importlib.readers
        return importlib.readers.NamespaceReader(self._path)

    @staticmethod
    def module_repr(module):
        _deprecated('NamespaceLoader.module_repr()')
        return f'<module {module.__name__!r} (namespace)>'


def _get_supported_file_loaders():
    """List the loaders of files, each with its suffixes, in the order that they are tried in."""
    return [
        (ExtensionFileLoader, _imp.extension_suffixes()),
        (SourceFileLoader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    ]


def _loader_of(name, path):
    """Return a loader by what the file is called; None: no loader wants it."""
    for kind, suffixes in _get_supported_file_loaders():
        if path.endswith(tuple(suffixes)):
            return kind(name, path)
    return None


_POPULATE = object()  # find out whether it is a package


def spec_from_file_location(name, location=None, *, loader=None, submodule_search_locations=_POPULATE):
    """Make the spec of a module that is in a file; None: no loader is given, and none wants it.

    Without location, the loader says where the file is, and whether it is a package if
    submodule_search_locations is not given. An empty list becomes that of the file's directory.
    """
    if location is not None:
        location = _absolute(_as_path(location))
    else:
        try:
            location = loader.get_filename(name)
        except (AttributeError, ImportError):
            location = '<unknown>'
    if loader is None:
        loader = _loader_of(name, location)
        if loader is None:
            return None
    places = submodule_search_locations
    if places is _POPULATE:
        places = [] if _says_package(loader, name) else None
    if places == [] and location:
        places.append(_path_split(location)[0])
    made = ModuleSpec(name, loader, origin=location)
    vars(made).update(submodule_search_locations=places, _set_fileattr=True)
    return made


def _fix_up_module(ns, name, pathname, cpathname=None):
    """Complete the namespace of a module whose code is run without import."""
    known = ns.get('__spec__')
    loader = ns.get('__loader__') or getattr(known, 'loader', None)
    if loader is None:
        kind = SourcelessFileLoader if pathname == cpathname else SourceFileLoader
        loader = kind(name, pathname)
    ns.update(__spec__=known or spec_from_file_location(name, pathname, loader=loader),
              __loader__=loader, __file__=pathname, __cached__=cpathname)
