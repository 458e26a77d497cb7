# Exceptions: constructors, attributes, chaining, groups.

def show(f, *args, **kw):
    try:
        r = f(*args, **kw)
        print(repr(r))
    except BaseException as e:
        print(type(e).__name__, "|", e)

import builtins
names = sorted(n for n in dir(builtins) if isinstance(getattr(builtins, n), type) and issubclass(getattr(builtins, n), BaseException))
print(len(names))
for n in names:
    c = getattr(builtins, n)
    print(n, [b.__name__ for b in c.__mro__], c.__doc__, c.__module__)
    for args in (), (1,), ("a", 2), ("a", "b", 3), (2, "x", "f", None, "g"), (1, 2, 3, 4, 5, 6):
        try:
            e = c(*args)
            print("  ", repr(e), "|", str(e) if not n.startswith("Unicode") else "", "|", e.args, type(e).__name__)
        except Exception as x:
            print("  ", type(x).__name__, x)
    try: c(x=1)
    except TypeError as x: print("  ", x)
    else: print("   no complaint")

for e, attrs in (StopIteration(5), "value"), (StopIteration(), "value"), (StopIteration(1, 2), "value"), (SystemExit(), "code"), (SystemExit(3), "code"), (SystemExit(1, 2), "code"), \
    (ImportError("m", name="n", path="p"), "msg name path"), (ModuleNotFoundError("m", "n"), "msg name path"), (NameError("m", name="q"), "name"), (UnboundLocalError("m", name="q"), "name"), \
    (AttributeError("m", name="q", obj=3), "name obj"), (OSError(2, "No", "f"), "errno strerror filename filename2"), (OSError("x"), "errno strerror filename filename2"), \
    (BlockingIOError(11, "a", 5), "errno strerror filename characters_written"), (SyntaxError("bad", ("f.py", 2, 3, "text")), "msg filename lineno offset text end_lineno end_offset print_file_and_line"), \
    (SyntaxError("bad", ("f.py", 2, 3, "text", 4, 5)), "msg filename lineno offset text end_lineno end_offset"), (SyntaxError("bad"), "msg filename lineno"), \
    (UnicodeEncodeError("utf-8", "aé", 1, 2, "r"), "encoding object start end reason"), (UnicodeDecodeError("utf-8", bytearray(b"a\xff"), 1, 2, "r"), "encoding object start end reason"), \
    (UnicodeTranslateError("aé", 1, 2, "r"), "object start end reason"):
    print(repr(e), str(e), [(a, getattr(e, a)) for a in attrs.split()])
    for a in attrs.split():
        try: setattr(e, a, 7)
        except Exception as x: print("  ", a, type(x).__name__, x)
    try: print("  ", str(e))
    except Exception as x: print("  ", type(x).__name__, x)
show(ImportError, name=1, path=2, z=3); show(SyntaxError, "a", 1); show(SyntaxError, "a", (1,)); show(SyntaxError, "a", (1, 2, 3, 4, 5)); show(SyntaxError, "a", (1, 2, 3, 4, 5, 6, 7))
for t in ("/x/f.py", "b", 3, 4), (None, 2, 3, 4), (None, None, 3, 4), ("f", 10**20, 1, 2): print(str(SyntaxError("a", t)))
for a in (), (1, 2, 3, 4, 5), ("a", 2, 3, 4, 5), ("a", "b", "c", 4, 5), ("a", "b", 1, 2, 5), ("a", b"b", 1, 2, "r"), ("a", b"b", 1, 2): show(UnicodeEncodeError, *a); show(UnicodeDecodeError, *a); show(UnicodeTranslateError, *a)
for e in UnicodeEncodeError("u", "aé", 1, 3, "bad"), UnicodeEncodeError("u", "aé", 10, 11, "bad"), UnicodeEncodeError("u", "a\udc80\U00012345", 1, 2, "bad"), UnicodeEncodeError("u", "a\udc80\U00012345", 2, 3, "bad"), UnicodeDecodeError("u", b"a\xff", 5, 6, "bad"), UnicodeDecodeError("u", b"a\xff", 0, 2, "bad"), UnicodeTranslateError("aé", 0, 2, "bad"): print(str(e).encode("ascii", "backslashreplace"))
for n in range(1, 135):
    e = OSError(n, "m")
    if type(e) is not OSError: print(n, type(e).__name__)
print(FileNotFoundError(1, "a"), repr(OSError(2, "m", "f", None, "g")), OSError(2, "m", "f").args, str(OSError(None, None)), str(OSError(1, None)), str(OSError(None, "x", "f")))
class MyOS(OSError):
    def __init__(self, a, b): super().__init__(5, b); self.extra = a
m = MyOS("x", "io"); print(m, m.errno, m.args, m.extra)
class MyOS2(OSError):
    def __new__(cls, *a): return super().__new__(cls, *a)
print(repr(MyOS2(2, "x", "f")), MyOS2(2, "x", "f").filename, type(MyOS2(2, "x")).__name__)
class MyE(Exception):
    def __init__(self, a, *, b=2): self.b = b
print(repr(MyE(1, b=3)), MyE(1).args, MyE(1, b=4).b)
class Two(KeyError, AttributeError): pass
print(Two.__mro__, repr(Two("k")), str(Two("k")))

# attributes
e = ValueError(1, 2)
e.args = [3]; print(e.args, e); show(lambda: setattr(e, "args", 5)); show(lambda: delattr(e, "args"))
for n in "__cause__", "__context__", "__traceback__", "__suppress_context__":
    print(n, getattr(e, n)); show(lambda: setattr(e, n, 5)); show(lambda: delattr(e, n)); show(lambda: setattr(e, n, None))
print(e.__suppress_context__); e.__cause__ = KeyError(); print(e.__suppress_context__, repr(e.__cause__))
e.add_note("n1"); e.add_note("n2"); print(e.__notes__); show(e.add_note, 1); show(e.add_note); e.__notes__ = 5; show(e.add_note, "x")
show(e.with_traceback, 1); print(e.with_traceback(None) is e); e.foo = 1; print(e.__dict__); show(lambda: ValueError.with_traceback()); show(e.__setstate__, {"bar": 2}); print(e.bar); show(e.__setstate__, 5); show(e.__reduce__)

# chaining
try:
    try: 1 / 0
    except ZeroDivisionError: raise KeyError("k")
except KeyError as x: print(repr(x.__context__), x.__cause__, x.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError as z: raise KeyError("k") from z
except KeyError as x: print(repr(x.__context__), repr(x.__cause__), x.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise KeyError("k") from None
except KeyError as x: print(repr(x.__context__), x.__cause__, x.__suppress_context__)
show(lambda: (_ for _ in ()).throw(5))
def r(x, c=...):
    if c is ...: raise x
    raise x from c
show(r, 5); show(r, int); show(r, ValueError); show(r, ValueError(1), 5); show(r, ValueError, KeyError); show(r, ValueError(1), int)
class NotExc:
    def __new__(cls): return 5
class BadNew(Exception):
    def __new__(cls): return 5
show(r, BadNew); show(r, NotExc)
try:
    raise ValueError
except ValueError as v: print(repr(v), v.__traceback__ is not None, type(v.__traceback__).__name__, v.__traceback__.tb_next, v.__traceback__.tb_lineno)
a, b, c = ValueError("a"), ValueError("b"), ValueError("c")
try:
    try:
        try: raise a
        except ValueError: raise b
    except ValueError: raise a
except ValueError as x: print(x.__context__, x.__context__.__context__)
def gen():
    try: yield 1
    except ValueError as x: print("in gen", x); raise KeyError("from gen")
g = gen(); next(g)
try: g.throw(ValueError("thrown"))
except KeyError as x: print(repr(x.__context__))

# groups
EG, BEG = ExceptionGroup, BaseExceptionGroup
show(BEG); show(BEG, "a", 1); show(BEG, 1, [1]); show(BEG, "a", []); show(BEG, "a", [1]); show(EG, "a", [KeyboardInterrupt()]); show(BEG, "a", [ValueError(1)]); show(EG, "a", (x for x in ())); show(EG, "a", [ValueError()], 1); show(lambda: EG("a", [ValueError()], x=1))
class F(EG): pass
class H(BEG, ValueError): pass
show(F, "a", [KeyboardInterrupt()]); show(H, "a", [KeyboardInterrupt()]); show(F, "a", [ValueError()])
g = EG("g", [ValueError(1), TypeError(2), EG("in", [KeyError("k"), ValueError(3)])])
g.add_note("note")
print(g, g.message, g.exceptions, g.args)
for cond in ValueError, (KeyError, TypeError), OSError, Exception, EG, lambda e: isinstance(e, TypeError), lambda e: 1 / 0, 5, [ValueError], (1,):
    show(g.split, cond); show(g.subgroup, cond)
s = g.subgroup(ValueError); print(s.__notes__, s.__cause__, s.__suppress_context__)
show(g.derive, [ValueError(9)]); show(g.derive, 1); show(lambda: setattr(g, "message", 1)); show(lambda: setattr(g, "exceptions", 1))
class D(EG):
    def derive(self, excs): return D("derived", excs)
show(D("x", [ValueError(1), TypeError(2)]).split, ValueError)
class DBad(EG):
    def derive(self, excs): return 5
show(DBad("x", [ValueError(1), TypeError(2)]).split, ValueError)
print(EG[int])
try:
    try: raise g
    except* ValueError as v: print("values", v, v.exceptions)
    except* TypeError as v: print("types", v.exceptions)
except BaseException as rest: print("rest", repr(rest))
try:
    try: raise ValueError("plain")
    except* ValueError as v: print(repr(v), v.exceptions)
except BaseException as rest: print("rest", repr(rest))
