# TextIOWrapper, the buffered classes, FileIO and open(): what they do, and how they refuse.
import io
import os
import tempfile


def t(f):
    """Print what f returns, or how it refuses."""
    try:
        print(ascii(f()))
    except BaseException as e:
        print(type(e).__name__, ascii(str(e)))


R, T = io.BytesIO, io.TextIOWrapper

# Line ends, and positions in text.
w = T(R(b"ab\r\nc\xc3\xa9\rd\n"), encoding="utf-8")
t(lambda: w)
t(lambda: (w.read(2), w.tell(), w.newlines, w.readline(), w.tell(), w.read(1), w.tell(), w.seek(w.tell()), w.read(), w.newlines))
t(lambda: (w.seek(0), list(w)))
for args in [(1, 1), (1, 2), (0, 5), (-1,)]:
    t(lambda: w.seek(*args))
for x in (b"x", 3):
    t(lambda: w.write(x))
t(lambda: w.read("x"))
t(lambda: (w.truncate(3), w.buffer.getvalue()))
t(lambda: w.reconfigure(encoding="latin-1"))
t(lambda: w.reconfigure(newline="x"))
t(lambda: w.detach().getvalue())
for name in ("read", "detach", "isatty"):
    t(lambda: getattr(w, name)())
for name in ("name", "closed", "encoding", "errors", "line_buffering", "buffer"):
    t(lambda: getattr(w, name))
for nl in (None, "", "\n", "\r", "\r\n"):
    w = T(R(b"a\r\nb\rc\nd"), encoding="ascii", newline=nl)
    t(lambda: (list(w), w.newlines))
    w = T(R(), encoding="ascii", newline=nl)
    t(lambda: (w.write("x\ny\r\n"), w.flush(), w.buffer.getvalue()))
text = "".join(f"line {i} \u20ac\U00010000\u00e9\n" for i in range(2000))
w = T(R(text.encode()), encoding="utf-8")
places = []
while True:
    places.append(w.tell())
    if not w.readline():
        break
print(len(places), places[:3], places[-1])
for i in (1500, 3, 1999, 0):
    w.seek(places[i])
    t(lambda: w.readline())
w.seek(0)
t(lambda: w.read(5000) + w.read() == text)
w = T(R(), encoding="utf-16")
t(lambda: (w.write("a"), w.write("b"), w.flush(), w.buffer.getvalue(), w.seek(0), w.read(), w.seek(0, 2), w.write("c"), w.flush(), w.buffer.getvalue()))

# What a constructor refuses.
for args in [(R(), "nope"), (R(), 3), (R(), None, 3), (R(), None, None, "x"), (R(), None, None, 3), (R(), "utf-8\0")]:
    t(lambda: T(*args))
w = T(R(), encoding="utf-8")
w.close()
for name in ("read", "flush", "tell", "__next__", "isatty", "seekable", "readlines", "truncate", "reconfigure", "close"):
    t(lambda: getattr(w, name)())
w = T(io.BufferedWriter(R()), encoding="ascii")
for f in (lambda: w.read(), lambda: w.write("\xe9"), lambda: w.readline(), lambda: next(w), lambda: w.mode, lambda: w._CHUNK_SIZE):
    t(f)
w = T(R(b"a\nb\n"), encoding="utf-8")
t(lambda: (next(w), w.read()))
t(lambda: w.tell())
t(lambda: T(R(b"a\xff"), encoding="utf-8").read())
t(lambda: T(R(b"a\xff"), encoding="utf-8", errors="surrogateescape").read())

# Modes, and files of the system.
for m in ["", "rw", "rr", "rU", "b", "bt", "rbt", "r++", "rx", "U"]:
    t(lambda: open("/dev/null", m).close())
for kw in [{"encoding": "utf-8"}, {"errors": "x"}, {"newline": ""}, {"buffering": "x"}]:
    t(lambda: open("/dev/null", "rb", **kw))
for args in [("/dev/null", "r", 0), (1.5,), ([],), ("/nonexist",), ("/",), (9999,), (-1,), ("a\0b",), ("/dev/null", "r", -1, 3)]:
    t(lambda: open(*args))
with tempfile.TemporaryDirectory() as d:
    name = os.path.join(d, "x")
    with open(name, "w", encoding="utf-8") as f:
        print(f.write("h\u00e9\n"), f.writelines(["a\n", "b\n"]), f.tell(), f.mode, f.closed, type(f.buffer).__name__, type(f.buffer.raw).__name__)
    print(f.closed, open(name, "rb").read(), os.stat(name).st_size)
    with open(name, "r+", encoding="utf-8") as f:
        print(ascii(f.readline()), f.tell(), f.seek(0, 2), f.write("end"), f.seek(0), ascii(f.read()))
    with open(name, "ab") as f:
        print(f.tell(), f.write(b"!"), f.tell())
    with open(name, "r+b") as f:
        print(f.read(3), f.write(b"XY"), f.read(2), f.seek(1), f.peek()[:3], f.read1(2), f.truncate(4), f.read())
    print(open(name, "rb").read())
    try:
        open(name, "x")
    except FileExistsError as e:
        print(e.errno, e.filename == name)
    with open(name, "rb", buffering=0) as f:
        print(type(f).__name__, f.mode, f.closefd, f.readinto(bytearray(2)), f.readall(), f.tell(), f.seekable(), f.isatty())
    t(lambda: f.read())
    print(repr(f))
    t(lambda: open(name, opener=lambda p, flags: -1))
    t(lambda: open(name, opener=lambda p, flags: "x"))
    t(lambda: open(name, closefd=False))
r, w = os.pipe()
with open(w, "wb") as f:
    f.write(b"through a pipe\nand more")
with open(r, "rb") as f:
    print(f.seekable(), f.readline(), f.read())
    t(lambda: f.tell())


# The layers call each other by their methods.
class Raw(io.RawIOBase):
    def __init__(self, chunks):
        self.chunks, self.got = list(chunks), []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, b):
        if not self.chunks:
            return 0
        chunk = self.chunks.pop(0)
        if chunk is None:
            return None
        b[:len(chunk)] = chunk
        return len(chunk)

    def write(self, b):
        self.got.append(bytes(b))
        return len(b)


b = io.BufferedReader(Raw([b"abc", None, b"de\nf", b"g"]), 8)
print(b.read(2), b.peek(), b.read(5), b.readline(), b.read())
raw = Raw([])
b = io.BufferedWriter(raw, 4)
print(b.write(b"ab"), raw.got, b.write(b"cde"), raw.got, b.write(b"0123456789"), raw.got, b.flush(), raw.got)
for bad in (10**6, -1, "x"):
    raw = Raw([])
    raw.readinto = lambda buf: bad
    t(lambda: io.BufferedReader(raw).read(1))
pair = io.BufferedRWPair(Raw([b"in"]), Raw([]))
print(pair.read(), pair.write(b"out"), pair.readable(), pair.writable(), pair.closed)
for f in (lambda: io.BufferedReader(3), lambda: io.BufferedReader(R(), 0), lambda: io.BufferedWriter(R()).read(), lambda: io.BufferedReader(R()).write(b""),
          lambda: io.BufferedReader(R(b"abc")).read(-5), lambda: io.IOBase().seek(0), lambda: io.RawIOBase().read(), lambda: io.TextIOBase().read()):
    t(f)
print([c.__name__ for c in io.UnsupportedOperation.__mro__], io.BlockingIOError is BlockingIOError)
