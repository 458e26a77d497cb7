"""Import out of files: paths, loaders, finders, what -m runs.

The parts of this module, in this order: paths, loaders, finders, program. Files are looked at
by functions of _imp, each of which answers one question of this module's.
"""
import sys
import _imp
import _warnings

from _frozen_importlib import (
    ModuleSpec, spec_from_loader, _call_with_frames_removed as _call, _deprecated, _find_spec,
    _gcd_import, _load, _load_module_shim, _object_name, _says_package, _verbose_message as _tell)

# Paths, as POSIX has them, and the names that are derived from a source file's.

path_sep = path_separators = '/'

SOURCE_SUFFIXES, EXTENSION_SUFFIXES = ['.py'], _imp.extension_suffixes()
BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = DEBUG_BYTECODE_SUFFIXES = ['.pyc']

# No byte code is written or read. These are what would tell ours from others'.
MAGIC_NUMBER = b'HY\r\n'
_RAW_MAGIC_NUMBER = int.from_bytes(MAGIC_NUMBER, 'little')

_CACHE_DIRECTORY = '__pycache__'
_OPTIMIZED = 'opt-'


def _pack_uint32(x):
    return (int(x) % 2 ** 32).to_bytes(4, 'little')


def _unpacker(size):
    def unpack(data):
        assert len(data) == size
        return int.from_bytes(data, byteorder='little')
    return unpack


_unpack_uint16, _unpack_uint32 = _unpacker(2), _unpacker(4)


def _path_join(*parts):
    given = [part for part in parts if part]
    return '/'.join(part.rstrip('/') for part in given)


def _path_split(path):
    """Return what is before the last slash, and what is behind it."""
    directory, _, name = path.rpartition('/')
    return directory, name


def _path_isabs(path):
    return path.startswith('/')


def _path_isfile(path):
    return _imp._path_kind(path) == 'file'


def _path_isdir(path):
    return _imp._path_kind(path or _imp._getcwd()) == 'directory'


def _path_stat(path):
    """Return the stat_result of a path."""
    from posix import stat
    return stat(path)


def _absolute(path):
    """Make a path absolute. One that is relative to a directory that was removed stays as it is."""
    if _path_isabs(path):
        return path
    try:
        here = _imp._getcwd()
    except OSError:
        return path
    return _path_join(here, path) if path not in ('', '.') else here


def _as_path(path):
    """Return the str or bytes of a path-like object: os.fspath, before there is an os."""
    kind = type(path)
    if issubclass(kind, (str, bytes)):
        return path
    if not hasattr(kind, '__fspath__'):
        raise TypeError(f'expected str, bytes or os.PathLike object, not {kind.__name__}')
    return kind.__fspath__(path)


def _cache_tag():
    if sys.implementation.cache_tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    return sys.implementation.cache_tag


def cache_from_source(path, debug_override=None, *, optimization=None):
    """Return where the byte code of a source file would be: __pycache__/NAME.TAG[.opt-LEVEL].pyc.

    optimization: the level; '' is none, None that of this run. Neither file need exist.
    """
    level = optimization
    if debug_override is not None:
        _warnings.warn("the debug_override parameter is deprecated; use 'optimization' instead", DeprecationWarning)
        if level is not None:
            raise TypeError('debug_override or optimization must be set to None')
        level = 1 - bool(debug_override) or ''
    level = str(sys.flags.optimize or '' if level is None else level)
    directory, file = _path_split(_as_path(path))
    stem, dot, extension = file.rpartition('.')
    name = f'{stem or extension}{dot}{_cache_tag()}'
    if level:
        if not level.isalnum():
            raise ValueError(f'{level!r} is not alphanumeric')
        name += f'.{_OPTIMIZED}{level}'
    name += BYTECODE_SUFFIXES[0]
    if sys.pycache_prefix is None:
        return _path_join(directory, _CACHE_DIRECTORY, name)
    # One tree for all: the directory's own path is continued below the prefix.
    return _path_join(sys.pycache_prefix, _absolute(directory).lstrip('/'), name)


def source_from_cache(path):
    """Return the source file whose byte code path would have. ValueError: it is no such path."""
    _cache_tag()
    path = _as_path(path)
    directory, name = _path_split(path)
    prefix = (sys.pycache_prefix or '').rstrip('/') + '/'
    if prefix != '/' and directory.startswith(prefix):
        directory = directory[len(prefix) - 1:]
    else:
        directory, last = _path_split(directory)
        if last != _CACHE_DIRECTORY:
            raise ValueError(f'{_CACHE_DIRECTORY} not bottom-level directory in {path!r}')
    parts = name.split('.')
    if len(parts) not in (3, 4):
        raise ValueError(f'expected only 2 or 3 dots in {name!r}')
    if len(parts) == 4:
        level = parts[2]
        if not level.startswith(_OPTIMIZED):
            raise ValueError(f'optimization portion of filename does not start with {_OPTIMIZED!r}')
        if not level[len(_OPTIMIZED):].isalnum():
            raise ValueError(f'optimization level {level!r} is not an alphanumeric value')
    return _path_join(directory, parts[0] + SOURCE_SUFFIXES[0])


def _get_cached(filename):
    """Return where the byte code of a module's file would be; None: it can have none."""
    suffix = '.' + filename.rpartition('.')[2]
    if suffix in BYTECODE_SUFFIXES:
        return filename
    derivable = suffix in SOURCE_SUFFIXES and sys.implementation.cache_tag is not None
    return cache_from_source(filename) if derivable else None


def _get_sourcefile(bytecode_path):
    """Return the source of a file with byte code, or the path itself if there is none."""
    if not bytecode_path:
        return None
    if not bytecode_path.lower().endswith('.pyc'):
        return bytecode_path
    try:
        source = source_from_cache(bytecode_path)
    except (ValueError, NotImplementedError):
        source = bytecode_path[:-1]
    return source if _path_isfile(source) else bytecode_path


def _calc_mode(path):
    """Return the permissions that a file made out of this one gets; they include writing."""
    try:
        mode = _imp._file_stats(path)[2]
    except OSError:
        mode = 0o666
    return mode | 0o200


def _write_atomic(path, data, mode=0o666):
    """Write a file so that nobody sees a part of it."""
    _imp._write_file(path, data, mode & 0o666)
