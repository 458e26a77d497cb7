"""Child processes: run, Popen and what goes with them.

What CPython's module does with a fork and an exec, posix's posix_spawn and
_posixsubprocess do here in one step. preexec_fn is refused.
"""

import io
import os
import select
import time

import _posixsubprocess
import _signal
from _warnings import warn as _warn

__all__ = ["Popen", "PIPE", "STDOUT", "call", "check_call", "getstatusoutput", "getoutput", "check_output", "run", "CalledProcessError", "DEVNULL",
           "SubprocessError", "TimeoutExpired", "CompletedProcess"]

PIPE, STDOUT, DEVNULL = -1, -2, -3


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    """A process ended with an exit code that is not 0."""

    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode, self.cmd, self.output, self.stderr = returncode, cmd, output, stderr

    def __str__(self):
        if self.returncode and self.returncode < 0:
            for name in dir(_signal):
                if name.startswith("SIG") and "_" not in name and getattr(_signal, name) == -self.returncode:
                    return f"Command '{self.cmd}' died with <Signals.{name}: {-self.returncode}>."
            return f"Command '{self.cmd}' died with unknown signal {-self.returncode}."
        return f"Command '{self.cmd}' returned non-zero exit status {self.returncode}."

    @property
    def stdout(self):
        return self.output

    @stdout.setter
    def stdout(self, value):
        self.output = value


class TimeoutExpired(SubprocessError):
    """A process was not done in time."""

    def __init__(self, cmd, timeout, output=None, stderr=None):
        self.cmd, self.timeout, self.output, self.stderr = cmd, timeout, output, stderr

    def __str__(self):
        return f"Command '{self.cmd}' timed out after {self.timeout} seconds"

    @property
    def stdout(self):
        return self.output

    @stdout.setter
    def stdout(self, value):
        self.output = value


class CompletedProcess:
    """What became of a process."""

    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args, self.returncode, self.stdout, self.stderr = args, returncode, stdout, stderr

    def __repr__(self):
        parts = [f"args={self.args!r}", f"returncode={self.returncode!r}"]
        parts += [f"{n}={getattr(self, n)!r}" for n in ("stdout", "stderr") if getattr(self, n) is not None]
        return f"{type(self).__name__}({', '.join(parts)})"

    def check_returncode(self):
        """Raise CalledProcessError if the exit code is not 0."""
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)


def list2cmdline(seq):
    """A line of arguments, quoted where they need it."""
    return " ".join(f'"{a}"' if not a or " " in a or "\t" in a else a for a in map(os.fsdecode, seq))


class Popen:
    """A child process. stdin, stdout and stderr are its ends of pipes, where PIPE was asked for."""

    returncode = pid = None
    _alive = False

    def __init__(self, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, preexec_fn=None, close_fds=True, shell=False, cwd=None,
                 env=None, universal_newlines=None, startupinfo=None, creationflags=0, restore_signals=True, start_new_session=False, pass_fds=(), *,
                 user=None, group=None, extra_groups=None, encoding=None, errors=None, text=None, umask=-1, pipesize=-1, process_group=None):
        self.args = args
        self.stdin = self.stdout = self.stderr = None
        self._wanted = text or universal_newlines or encoding or errors
        self.encoding, self.errors = encoding, errors
        mine, theirs = self._pipes(stdin, stdout, stderr)
        try:
            self._start(args, executable, preexec_fn, close_fds, pass_fds, cwd, env, shell, theirs, restore_signals, start_new_session,
                        -1 if process_group is None else process_group, group, extra_groups, user, umask)
        except BaseException:
            for fd in mine:
                if fd >= 0:
                    os.close(fd)
            raise
        finally:
            for fd in self._close_after:
                os.close(fd)
        modes = [("stdin", mine[0], "wb"), ("stdout", mine[1], "rb"), ("stderr", mine[2], "rb")]
        for name, fd, mode in modes:
            if fd < 0:
                continue
            file = io.open(fd, mode, bufsize if bufsize != 1 else -1)
            if self._wanted:
                file = io.TextIOWrapper(file, encoding=encoding, errors=errors, write_through=mode == "wb" and bufsize == 1, line_buffering=bufsize == 1)
            setattr(self, name, file)

    def _pipes(self, stdin, stdout, stderr):
        """Our ends and the child's of what it reads and writes; -1: none, or as we have it."""
        mine, theirs, self._close_after = [-1, -1, -1], [-1, -1, -1], []
        for i, want in enumerate((stdin, stdout, stderr)):
            if want is None:
                continue
            if want == PIPE:
                r, w = os.pipe()
                theirs[i], mine[i] = (r, w) if i == 0 else (w, r)
                self._close_after.append(theirs[i])
            elif want == DEVNULL:
                theirs[i] = os.open(os.devnull, os.O_RDWR)
                self._close_after.append(theirs[i])
            elif want == STDOUT and i == 2:
                theirs[i] = theirs[1] if theirs[1] >= 0 else 1
            elif isinstance(want, int):
                theirs[i] = want
            else:
                theirs[i] = want.fileno()
        return mine, theirs

    def _start(self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, shell, fds, restore_signals, session, process_group, group, groups, user, umask):
        args = [args] if isinstance(args, (str, bytes, os.PathLike)) else list(args)
        if shell:
            args = ["/bin/sh", "-c"] + args
            if executable:
                args[0] = executable
        if executable is None:
            executable = args[0]
        executable = os.fsencode(executable)
        if os.path.dirname(executable):
            executables = (executable,)
        else:
            executables = tuple(os.path.join(os.fsencode(d), executable) for d in os.get_exec_path(env))
        variables = None if env is None else [os.fsencode(k) + b"=" + os.fsencode(v) for k, v in env.items()]
        if isinstance(user, str):
            import pwd
            user = pwd.getpwnam(user).pw_uid
        if isinstance(group, str):
            import grp
            group = grp.getgrnam(group).gr_gid
        read, write = os.pipe()
        try:
            while write < 3:
                write = os.dup(write)
            self.pid = _posixsubprocess.fork_exec(args, executables, close_fds, tuple(sorted({int(fd) for fd in pass_fds} | {write})), cwd, variables,
                                                  fds[0], -1, -1, fds[1], -1, fds[2], read, write, restore_signals, session, process_group,
                                                  group, groups, user, umask, preexec_fn, False)
        finally:
            os.close(read)
            os.close(write)
        self._alive = True

    def __repr__(self):
        args = repr(list(self.args) if not isinstance(self.args, (str, bytes)) else self.args)
        text = f"<{type(self).__name__}: returncode: {self.returncode} args: {args}>"
        return text if len(text) <= 80 else text[:76] + "...>"

    def __enter__(self):
        return self

    def __exit__(self, *args):
        for f in (self.stdout, self.stderr, self.stdin):
            if f:
                try:
                    f.close()
                except BrokenPipeError:
                    pass
        self.wait()

    def __del__(self):
        if self._alive and self.returncode is None:
            _warn(f"subprocess {self.pid} is still running", ResourceWarning, source=self)

    def poll(self):
        """The exit code, or None while the process runs."""
        return self._reap(os.WNOHANG)

    def _reap(self, options):
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, options)
            except ChildProcessError:
                pid, status = self.pid, 0  # somebody else has waited for it
            if pid == self.pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        """Wait for the process to end. Returns the exit code."""
        if timeout is None:
            while self._reap(0) is None:
                pass
            return self.returncode
        end, step = time.monotonic() + timeout, 0.0005
        while self.poll() is None:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutExpired(self.args, timeout)
            step = min(step * 2, left, 0.05)
            time.sleep(step)
        return self.returncode

    def communicate(self, input=None, timeout=None):
        """Write input, read all output, and wait for the end. Returns (stdout, stderr)."""
        end = None if timeout is None else time.monotonic() + timeout
        if not hasattr(self, "_read"):
            self._read = {f: [] for f in (self.stdout, self.stderr) if f}
            self._write = memoryview(b"")
            if self.stdin:
                if input and self._wanted:
                    input = input.encode(self.stdin.encoding, self.stdin.errors)
                self._write = memoryview(input or b"")
                self.stdin.flush()
                if not input:
                    self.stdin.close()
        files = {f.fileno(): f for f in self._read if not f.closed}
        while files or self._write:
            poll = select.poll()
            for fd in files:
                poll.register(fd, select.POLLIN)
            if self._write:
                poll.register(self.stdin.fileno(), select.POLLOUT)
            left = None if end is None else end - time.monotonic()
            if left is not None and left < 0:
                raise TimeoutExpired(self.args, timeout, *self._output())
            for fd, event in poll.poll(None if left is None else left * 1000):
                if fd not in files:
                    try:
                        self._write = self._write[os.write(fd, self._write[:select.PIPE_BUF]):]
                    except BrokenPipeError:
                        self._write = memoryview(b"")
                    if not self._write:
                        self.stdin.close()
                    continue
                data = os.read(fd, 32768)
                if data:
                    self._read[files[fd]].append(data)
                else:
                    files.pop(fd).close()
        self.wait(None if end is None else max(end - time.monotonic(), 0))
        out = self._output()
        if self._wanted:
            out = tuple(None if o is None else self._text(o, f) for o, f in zip(out, (self.stdout, self.stderr)))
        return out

    def _output(self):
        return tuple(b"".join(self._read[f]) if f else None for f in (self.stdout, self.stderr))

    @staticmethod
    def _text(data, file):
        return data.decode(file.encoding, file.errors).replace("\r\n", "\n").replace("\r", "\n")

    def send_signal(self, sig):
        """Send a signal, unless the process has ended."""
        self.poll()
        if self.returncode is None:
            try:
                os.kill(self.pid, sig)
            except ProcessLookupError:
                pass

    def terminate(self):
        self.send_signal(_signal.SIGTERM)

    def kill(self):
        self.send_signal(_signal.SIGKILL)


def run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **kwargs):
    """Run a command and wait for it. Returns a CompletedProcess."""
    if input is not None:
        if kwargs.get("stdin") is not None:
            raise ValueError("stdin and input arguments may not both be used.")
        kwargs["stdin"] = PIPE
    if capture_output:
        if kwargs.get("stdout") is not None or kwargs.get("stderr") is not None:
            raise ValueError("stdout and stderr arguments may not be used with capture_output.")
        kwargs["stdout"] = kwargs["stderr"] = PIPE
    with Popen(*popenargs, **kwargs) as process:
        try:
            stdout, stderr = process.communicate(input, timeout=timeout)
        except BaseException:
            process.kill()
            raise
        code = process.poll()
    if check and code:
        raise CalledProcessError(code, process.args, output=stdout, stderr=stderr)
    return CompletedProcess(process.args, code, stdout, stderr)


def call(*popenargs, timeout=None, **kwargs):
    """Run a command and wait for it. Returns the exit code."""
    with Popen(*popenargs, **kwargs) as p:
        try:
            return p.wait(timeout=timeout)
        except BaseException:
            p.kill()
            raise


def check_call(*popenargs, **kwargs):
    """call, with CalledProcessError for an exit code that is not 0."""
    code = call(*popenargs, **kwargs)
    if code:
        raise CalledProcessError(code, kwargs.get("args", popenargs[0] if popenargs else None))
    return 0


def check_output(*popenargs, timeout=None, **kwargs):
    """The output of a command; CalledProcessError for an exit code that is not 0."""
    for name in ("stdout", "check"):
        if name in kwargs:
            raise ValueError(f"{name} argument not allowed, it will be overridden.")
    return run(*popenargs, stdout=PIPE, timeout=timeout, check=True, **kwargs).stdout


def getstatusoutput(cmd, *, encoding=None, errors=None):
    """(exit code, output) of a shell command; the output is text, without a newline at its end."""
    try:
        data, code = check_output(cmd, shell=True, text=True, stderr=STDOUT, encoding=encoding, errors=errors), 0
    except CalledProcessError as e:
        data, code = e.output, e.returncode
    return code, data.removesuffix("\n")


def getoutput(cmd, *, encoding=None, errors=None):
    """The output of a shell command."""
    return getstatusoutput(cmd, encoding=encoding, errors=errors)[1]
