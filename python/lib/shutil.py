"""Copying, moving and removing of files and trees of them."""

import fnmatch
import os
import stat

__all__ = ["copyfileobj", "copyfile", "copymode", "copystat", "copy", "copy2", "copytree", "move", "rmtree", "Error", "SpecialFileError",
           "disk_usage", "chown", "which", "get_terminal_size", "SameFileError", "ignore_patterns"]

COPY_BUFSIZE = 64 * 1024


class Error(OSError):
    pass


class SameFileError(Error):
    """The two files are one."""


class SpecialFileError(OSError):
    """A named pipe, or another file that cannot be copied."""


def copyfileobj(fsrc, fdst, length=0):
    """Copy what is left of a file object to another."""
    while data := fsrc.read(length or COPY_BUFSIZE):
        fdst.write(data)


def _same(src, dst):
    try:
        return os.path.samefile(src, dst)
    except OSError:
        return False


def copyfile(src, dst, *, follow_symlinks=True):
    """Copy the content of a file. Returns dst."""
    if _same(src, dst):
        raise SameFileError(f"{src!r} and {dst!r} are the same file")
    for name in (src, dst):
        try:
            mode = os.stat(name).st_mode
        except OSError:
            continue
        if stat.S_ISFIFO(mode):
            raise SpecialFileError(f"`{os.fspath(name)}` is a named pipe")
    if not follow_symlinks and os.path.islink(src):
        os.symlink(os.readlink(src), dst)
        return dst
    with open(src, "rb") as fsrc:
        try:
            with open(dst, "wb") as fdst:
                copyfileobj(fsrc, fdst)
        except IsADirectoryError as error:
            if not os.path.exists(dst):
                raise FileNotFoundError(f"Directory does not exist: {dst}") from error
            raise
    return dst


def copymode(src, dst, *, follow_symlinks=True):
    """Copy the rights to a file."""
    if not follow_symlinks and os.path.islink(src) and os.path.islink(dst):
        return  # symbolic links have none here
    os.chmod(dst, stat.S_IMODE(os.stat(src).st_mode))


def copystat(src, dst, *, follow_symlinks=True):
    """Copy rights, times and extended attributes."""
    follow = follow_symlinks or not (os.path.islink(src) and os.path.islink(dst))
    found = os.stat(src, follow_symlinks=follow)
    os.utime(dst, ns=(found.st_atime_ns, found.st_mtime_ns), follow_symlinks=follow)
    try:
        for name in os.listxattr(src, follow_symlinks=follow):
            os.setxattr(dst, name, os.getxattr(src, name, follow_symlinks=follow), follow_symlinks=follow)
    except OSError:
        pass  # a file system without them, or one that keeps this one to itself
    if follow:
        os.chmod(dst, stat.S_IMODE(found.st_mode))


def _copy(src, dst, follow, copy_rest):
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    for step in (copyfile, copy_rest):
        step(src, dst, follow_symlinks=follow)
    return dst


def copy(src, dst, *, follow_symlinks=True):
    """Copy content and rights of a file to another, or into a directory. Returns the new name."""
    return _copy(src, dst, follow_symlinks, copymode)


def copy2(src, dst, *, follow_symlinks=True):
    """copy, with times and extended attributes."""
    return _copy(src, dst, follow_symlinks, copystat)


def ignore_patterns(*patterns):
    """A function for copytree's ignore: names that match one of the patterns."""
    def ignore(path, names):
        return {n for pattern in patterns for n in fnmatch.filter(names, pattern)}
    return ignore


def copytree(src, dst, symlinks=False, ignore=None, copy_function=copy2, ignore_dangling_symlinks=False, dirs_exist_ok=False):
    """Copy a directory with all that is in it. Returns dst."""
    with os.scandir(src) as it:
        entries = list(it)
    ignored = set(ignore(os.fspath(src), [e.name for e in entries])) if ignore is not None else ()
    os.makedirs(dst, exist_ok=dirs_exist_ok)
    errors = []
    for entry in entries:
        if entry.name in ignored:
            continue
        here, there = os.path.join(src, entry.name), os.path.join(dst, entry.name)
        source = entry if copy_function in (copy, copy2) else here
        try:
            if entry.is_symlink() and symlinks:
                os.symlink(os.readlink(here), there)
                copystat(entry, there, follow_symlinks=False)
            elif entry.is_symlink() and ignore_dangling_symlinks and not os.path.exists(here):
                continue
            elif entry.is_dir():
                copytree(entry if source is entry else here, there, symlinks, ignore, copy_function, ignore_dangling_symlinks, dirs_exist_ok)
            else:
                copy_function(source, there)
        except Error as error:
            errors.extend(error.args[0])
        except OSError as error:
            errors.append((here, there, str(error)))
    try:
        copystat(src, dst)
    except OSError as error:
        errors.append((os.fspath(src), dst, str(error)))
    if errors:
        raise Error(errors)
    return dst


def rmtree(path, ignore_errors=False, onerror=None, *, dir_fd=None):
    """Remove a directory with all that is in it; symbolic links are not followed.

    onerror is called with the function that failed, the path, and sys.exc_info().
    """
    import sys
    def failed(function, name):
        """In an except clause: tell onerror, or without one raise what was raised."""
        if ignore_errors:
            return
        if onerror is None:
            raise
        onerror(function, name, sys.exc_info())

    # Directories are opened, and their names taken relative to that, so that nobody can put a
    # link in their place meanwhile.
    try:
        before = os.lstat(path, dir_fd=dir_fd)
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK, dir_fd=dir_fd)
    except Exception:
        failed(os.lstat, path)
        return
    try:
        if os.path.samestat(before, os.fstat(fd)):
            _empty(fd, path, failed)
        else:
            try:
                raise OSError("Cannot call rmtree on a symbolic link")
            except OSError:
                failed(os.path.islink, path)
            return
    finally:
        os.close(fd)
    try:
        os.rmdir(path, dir_fd=dir_fd)
    except OSError:
        failed(os.rmdir, path)


rmtree.avoids_symlink_attacks = True


def _empty(fd, path, failed):
    """Remove what is in an open directory."""
    try:
        names = os.listdir(fd)
    except OSError as error:
        error.filename = path
        failed(os.scandir, path)
        return
    for name in map(os.fsencode, names) if isinstance(path, bytes) else names:
        full = os.path.join(path, name)
        try:
            before = os.stat(name, dir_fd=fd, follow_symlinks=False)
            if not stat.S_ISDIR(before.st_mode):
                os.unlink(name, dir_fd=fd)
                continue
        except OSError:
            failed(os.unlink, full)
            continue
        try:
            below = os.open(name, os.O_RDONLY | os.O_NONBLOCK, dir_fd=fd)
        except OSError:
            failed(os.open, full)
            continue
        try:
            if os.path.samestat(before, os.fstat(below)):
                _empty(below, full, failed)
        finally:
            os.close(below)
        try:
            os.rmdir(name, dir_fd=fd)
        except OSError:
            failed(os.rmdir, full)


def move(src, dst, copy_function=copy2):
    """Move a file or directory, into dst if that is a directory. Returns the new name."""
    real = dst
    if os.path.isdir(dst):
        if _same(src, dst):
            os.rename(src, dst)
            return real
        real = os.path.join(dst, os.path.basename(os.fspath(src).rstrip("/")))
        if os.path.exists(real):
            raise Error(f"Destination path '{real}' already exists")
    try:
        os.rename(src, real)
    except OSError:
        if os.path.islink(src):
            os.symlink(os.readlink(src), real)
            os.unlink(src)
        elif os.path.isdir(src):
            if os.path.commonpath([os.path.abspath(src), os.path.abspath(dst)]) == os.path.abspath(src):
                raise Error(f"Cannot move a directory '{src}' into itself '{dst}'.")
            copytree(src, real, symlinks=True, copy_function=copy_function)
            rmtree(src)
        else:
            copy_function(src, real)
            os.unlink(src)
    return real


def disk_usage(path):
    """The size of the file system that path is on: (total, used, free), in bytes."""
    import collections
    found = os.statvfs(path)
    unit = found.f_frsize
    usage = collections.namedtuple("usage", "total used free")
    return usage(found.f_blocks * unit, (found.f_blocks - found.f_bfree) * unit, found.f_bavail * unit)


def chown(path, user=None, group=None):
    """Change the owner and the group of a file, each a name or a number."""
    if (user, group) == (None, None):
        raise ValueError("user and/or group must be set")

    def number(who, kind, module, function, field):
        if not isinstance(who, str):
            return -1 if who is None else who
        try:
            return getattr(getattr(__import__(module), function)(who), field)
        except KeyError:
            raise LookupError(f"no such {kind}: {who!r}") from None

    os.chown(path, number(user, "user", "pwd", "getpwnam", "pw_uid"), number(group, "group", "grp", "getgrnam", "gr_gid"))


def get_terminal_size(fallback=(80, 24)):
    """The size of the terminal: $COLUMNS and $LINES, or what it says, or fallback."""
    def number(name):
        try:
            return int(os.environ[name])
        except (ValueError, KeyError):
            return 0
    wanted = [number(name) for name in ("COLUMNS", "LINES")]
    if min(wanted) <= 0:
        import sys
        try:
            asked = os.get_terminal_size(sys.__stdout__.fileno())
        except (OSError, AttributeError, ValueError):  # no terminal, no stdout, or a closed one
            asked = fallback
        wanted = [n if n > 0 else told or other for n, told, other in zip(wanted, asked, fallback)]
    return os.terminal_size(tuple(wanted))


def which(cmd, mode=os.F_OK | os.X_OK, path=None):
    """Where a program is, by the directories of PATH; None: nowhere."""
    def there(name):
        return os.path.exists(name) and os.access(name, mode) and not os.path.isdir(name)
    if os.path.dirname(cmd):
        return cmd if there(cmd) else None
    if path is None:
        path = os.environ.get("PATH", os.defpath)
    if not path:
        return None
    if isinstance(cmd, bytes):
        dirs = os.fsencode(path).split(b":")
    else:
        dirs = os.fsdecode(path).split(":")
    for directory in dict.fromkeys(dirs):
        name = os.path.join(directory, cmd)
        if there(name):
            return name
    return None
