# os over posix: files, directories, processes, and how functions refuse.
import errno
import os
import stat
import subprocess
import tempfile


def t(f):
    """Print what f returns, or how it refuses."""
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


for f in [lambda: os.stat([]), lambda: os.stat("a\0"), lambda: os.mkdir(3), lambda: os.listdir(3.5), lambda: os.scandir([]), lambda: os.close("x"),
          lambda: os.read("x", 1), lambda: os.stat(1 << 70), lambda: os.stat(-5), lambda: os.open(3, 0), lambda: os.rename("a", 3),
          lambda: os.rename("nonexist", "b"), lambda: os.chmod("x", 1 << 70), lambda: os.mkdir("x", dir_fd="a"), lambda: os.stat("x", dir_fd=1.5),
          lambda: os.fchdir("x"), lambda: os.utime("x", 1), lambda: os.utime("x", (1, 2), ns=(1, 2)), lambda: os.kill("a", 1), lambda: os.read(0, -1),
          lambda: os.putenv("a=b", "c"), lambda: os.execv("x", []), lambda: os.execv("x", 3), lambda: os.close(1 << 40), lambda: os.stat(3, dir_fd=4),
          lambda: os.stat(3, follow_symlinks=False), lambda: os.fspath(3), lambda: os.symlink(3, "b"), lambda: os.strerror(9999),
          lambda: os.get_terminal_size(99), lambda: os.read(99, 1), lambda: os.link("nonexist", "y"), lambda: os.readlink("/"),
          lambda: os.listdir("/nonexist"), lambda: os.chdir(b"/nonexist"), lambda: os.unsetenv(3), lambda: os.sysconf("SC_X"),
          lambda: os.urandom(-1), lambda: os.stat_result(range(10)), lambda: os.waitstatus_to_exitcode(0x7F), lambda: os.terminal_size((1, 2)),
          lambda: os.dup2(1, -1), lambda: os.DirEntry(), lambda: os.fsencode("a\udc80"), lambda: os.fsdecode(b"a\x80")]:
    t(f)
print(errno.errorcode[errno.EAGAIN], errno.errorcode[errno.EDEADLK], errno.EWOULDBLOCK == errno.EAGAIN)
print(stat.filemode(0o100644), stat.filemode(0o041777), stat.filemode(0o104755), stat.S_ISDIR(0o040000), stat.S_IMODE(0o100644) == 0o644)

before = os.getcwd()
with tempfile.TemporaryDirectory() as d:
    os.chdir(d)
    os.makedirs("a/b/c")
    os.makedirs("a/b/c", exist_ok=True)
    t(lambda: os.makedirs("a"))
    for name in ("a/x", "a/b/y"):
        with open(name, "w") as f:
            f.write(name)
    os.symlink("x", "a/link")
    os.symlink("nowhere", "a/broken")
    print(sorted(os.listdir("a")), sorted(os.listdir(b"a"))[0], os.readlink("a/link"), os.path.islink("a/link"), os.path.exists("a/broken"))
    with os.scandir("a") as it:
        print(sorted((e.name, e.path, e.is_dir(), e.is_file(), e.is_symlink(), e.is_file(follow_symlinks=False)) for e in it))
    print([(r, sorted(ds), sorted(fs)) for r, ds, fs in os.walk("a")], [r for r, _, _ in os.walk("a", topdown=False)])
    s = os.stat("a/x")
    print(stat.S_ISREG(s.st_mode), s.st_size, s[6], len(s), s.st_nlink, s.st_mtime_ns // 10**9 == int(s.st_mtime) == s[8])
    os.utime("a/x", (1.5, 2.25))
    print(os.stat("a/x").st_atime, os.stat("a/x").st_mtime_ns)
    os.utime("a/x", ns=(10**18 + 1, 7))
    print(os.stat("a/x").st_atime_ns, os.stat("a/x").st_mtime_ns)
    os.chmod("a/x", 0o640)
    print(oct(os.stat("a/x").st_mode), os.access("a/x", os.R_OK), os.access("a/none", os.F_OK))
    os.link("a/x", "hard")
    print(os.stat("hard").st_nlink, os.path.samefile("hard", "a/x"))
    os.rename("hard", "soft")
    os.replace("soft", "a/b/y")
    os.truncate("a/b/y", 2)
    print(open("a/b/y").read())
    fd = os.open("new", os.O_RDWR | os.O_CREAT, 0o600)
    print(os.write(fd, b"0123456789"), os.lseek(fd, 2, os.SEEK_SET), os.read(fd, 3), os.pread(fd, 2, 0), os.pwrite(fd, b"ab", 0), os.get_inheritable(fd), os.isatty(fd))
    print(os.fstat(fd).st_size, os.ftruncate(fd, 4), os.lseek(fd, 0, 0), os.readv(fd, [bytearray(1), bytearray(9)]), os.close(fd))
    t(lambda: os.rmdir("a"))
    dir_fd = os.open("a", os.O_RDONLY)
    print(os.stat("x", dir_fd=dir_fd).st_size, sorted(os.listdir(dir_fd)), os.unlink("x", dir_fd=dir_fd), os.close(dir_fd))
    os.mkfifo("pipe")
    print(stat.S_ISFIFO(os.stat("pipe").st_mode))
    os.chdir(before)

r, w = os.pipe()
print(os.write(w, b"x" * 10), os.read(r, 100), os.get_blocking(r), os.close(w), os.read(r, 1), os.close(r))
os.environ["HPYRUN_TEST"] = "v\u00e4lue"
print(os.environb[b"HPYRUN_TEST"], os.getenv("HPYRUN_TEST") == "v\u00e4lue", os.getenv("HPYRUN_NONE", 3))
print(subprocess.run("printf %s $HPYRUN_TEST; exit 3", shell=True, capture_output=True))
del os.environ["HPYRUN_TEST"]
t(lambda: os.environ["HPYRUN_TEST"])
t(lambda: os.environ.__setitem__("a", 3))

# Child processes.
print(subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 2"], capture_output=True, text=True))
print(subprocess.check_output("cat", input=b"x" * 100000) == b"x" * 100000, subprocess.getstatusoutput("echo a; false"))
t(lambda: subprocess.run(["nonexist-program"]))
t(lambda: subprocess.run(["true"], cwd="/nonexist"))
t(lambda: subprocess.run("kill -9 $$", shell=True, check=True))
print(subprocess.run(["env"], env={"A": "1"}, stdout=subprocess.PIPE).stdout, subprocess.run(["pwd"], cwd="/usr", stdout=subprocess.PIPE).stdout)
print(os.system("exit 5") >> 8, os.waitstatus_to_exitcode(os.system("kill -15 $$")))
pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 4"], {})
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
t(lambda: os.waitpid(pid, 0))
with os.popen("echo from a pipe") as f:
    print(f.read())

# execve's error names the file, execv's does not.
for start in (lambda: os.execv('/no/program', ['x']), lambda: os.execve('/no/program', ['x'], {})):
    try:
        start()
    except OSError as error:
        print(error)
