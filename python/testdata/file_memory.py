# BytesIO, StringIO and IncrementalNewlineDecoder: what they do, and how they refuse.
import io


def t(f):
    """Print what f returns, or how it refuses."""
    try:
        print(ascii(f()))
    except BaseException as e:
        print(type(e).__name__, ascii(str(e)))


b = io.BytesIO(b"abc")
t(lambda: (b.read(1), b.tell(), b.seek(-1, 2), b.read(), b.write(b"def"), b.getvalue(), b.seek(10), b.write(b"x"), b.getvalue()))
t(lambda: (b.seek(0), b.readline(), b.readlines(), b.truncate(4), b.getvalue(), b.read1(), b.seek(0), b.readinto(bytearray(2)), b.tell()))
for f in (lambda: b.seek(-1), lambda: b.seek(0, 5), lambda: b.truncate(-1), lambda: b.write("x"), lambda: b.read("x"), lambda: b.readinto(b"x"),
          lambda: b.seek(1.5), lambda: b.truncate("a"), lambda: b.fileno(), lambda: b.__getstate__(), lambda: b.__setstate__((1, 2)),
          lambda: b.__setstate__((b"abc", 5, {"x": 1})), lambda: (b.tell(), b.x), lambda: b.__setstate__((b"abc", -5, None)),
          lambda: b.__setstate__((b"abc", "x", None)), lambda: b.__setstate__((b"abc", 1, 3))):
    t(f)
view = b.getbuffer()
for f in (lambda: b.write(b"x"), lambda: b.truncate(), lambda: b.close(), lambda: b.getvalue()):
    t(f)
view[0] = 65
print(b.getvalue())
view.release()
b.close()
for name in ("read", "getvalue", "seekable", "getbuffer", "isatty", "__next__", "__enter__", "flush", "detach"):
    t(lambda: getattr(b, name)())
for args in [("x",), (None,), (1,)]:
    t(lambda: io.BytesIO(*args).read())
t(lambda: (list(io.BytesIO(b"a\nb")), io.BytesIO(b"a\nb").readlines(1), io.BytesIO.__new__(io.BytesIO).read()))


class Counted(io.BytesIO):
    n = 0

    def write(self, data):
        Counted.n += 1
        return super().write(data)


c = Counted()
c.writelines([b"1", b"2"])
print(Counted.n, c.getvalue(), c.__dict__)

s = io.StringIO("a\r\nb\rc\n", newline=None)
t(lambda: (s.getvalue(), s.newlines, s.line_buffering, s.encoding, s.errors))
for nl in ("\n", "", "\r", "\r\n", None):
    t(lambda: (lambda x: (x.getvalue(), x.newlines, x.readlines(), x.write("p\nq\r\n"), x.getvalue()))(io.StringIO("a\r\nb\rc\n", newline=nl)))
t(lambda: (lambda x: (x.write("h\u00e9"), x.write("\U00010000"), x.seek(1), x.read(1), x.write("z"), x.getvalue(), x.tell(), x.truncate(2), x.getvalue()))(io.StringIO()))
t(lambda: (lambda x: (x.write("abc"), x.seek(5), x.write("d"), x.getvalue(), x.seek(0), x.readline(2), x.readline()))(io.StringIO()))
for f in (lambda: io.StringIO("a", newline="x"), lambda: io.StringIO(b"a"), lambda: io.StringIO(newline=3), lambda: s.seek(-1), lambda: s.seek(1, 1),
          lambda: s.seek(0, 3), lambda: s.seek(0, 2), lambda: s.truncate(-1), lambda: s.write(b"a"), lambda: s.__getstate__(),
          lambda: s.__setstate__(("a", "\n", 2, None)), lambda: s.__setstate__(("a", "\n", -2, None)), lambda: s.__setstate__(("a", 3, 2)),
          lambda: s.fileno(), lambda: s.read(1.5), lambda: s.detach()):
    t(f)
s.close()
for name in ("read", "getvalue", "readable", "line_buffering", "newlines", "closed"):
    t(lambda: getattr(s, name) if name[0] in "lnc" else getattr(s, name)())
t(lambda: io.StringIO.__new__(io.StringIO).read())

d = io.IncrementalNewlineDecoder(None, True)
t(lambda: (d.decode("a\r"), d.getstate(), d.newlines, d.decode("\nb\r\n"), d.newlines, d.decode("c\r", True), d.newlines, d.reset(), d.newlines,
           d.setstate((b"", 1)), d.decode("x")))
for f in (lambda: d.decode(b"a"), lambda: d.decode(3), lambda: io.IncrementalNewlineDecoder(), lambda: d.setstate(3)):
    t(f)
