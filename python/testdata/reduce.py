# How objects tell what they are made of: __reduce_ex__, __getstate__, and copy over them.
import copy
import copyreg


def show(expression, **names):
    try:
        print(expression, "->", eval(expression, globals(), names))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


class Plain:
    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Slots:
    __slots__ = "b", "a", "__private"

    def __init__(self):
        self.b, self.a = 1, [2]


class Both(Slots):
    pass


class L(list):
    pass


class D(dict):
    pass


class I(int):
    pass


class T(tuple):
    def __new__(cls, *args, **kw):
        return super().__new__(cls, args)

    def __getnewargs__(self):
        return tuple(self)


class Ex(Plain):
    def __new__(cls, *, k):
        self = super().__new__(cls)
        self.k = k
        return self

    def __getnewargs_ex__(self):
        return (), {"k": self.k}


class State(Plain):
    def __getstate__(self):
        return "saved"

    def __setstate__(self, state):
        self.state = state


class Own(Plain):
    def __reduce__(self):
        return Own, ()


def parts(r):
    return tuple(list(x) if hasattr(x, "__next__") else x.__name__ if callable(x) else x for x in r)


def red(o, protocol=2):
    return parts(o.__reduce_ex__(protocol))


p = Plain()
p.x = [1]
print(red(p), p.__reduce__()[1:], red(Plain(), 4))
s = Slots()
print(s.__reduce_ex__(2)[2], s.__getstate__(), Slots.__slotnames__)
b = Both()
b.more = 3
print(b.__reduce_ex__(3)[2])
print(red(L("ab")), red(D(a=1)), red(I(5)), red(T(1, 2)))
print(red(Ex(k=3))[:2], red(State()), red(Own()))
print(red(I(5), 1), L("ab").__reduce_ex__(0)[1][1:])
print(*map(red, [5, "x", (1, 2), 1.5, b"a", [1], {1: 2}]))
print(red(object()), object().__getstate__(), (1).__getstate__())
print({1, 2}.__reduce_ex__(2), frozenset("a").__reduce_ex__(2), bytearray(b"x").__reduce_ex__(2), range(3).__reduce__(), slice(1, 2).__reduce__())
print(ValueError(1, 2).__reduce_ex__(2), len.__reduce_ex__(2), red(1j))

for o in [p, s, b, L("ab"), D(a=[1]), I(5), T(1, 2), Ex(k=[1]), State(), Own(), {1: [2]}, [1, [2]], (1, [2]), {1}, 1 + 2j, bytearray(b"x"), range(3), ValueError("v"), len, int, None, ...]:
    c, d = copy.copy(o), copy.deepcopy(o)
    print(type(o).__name__, type(c) is type(o), type(d) is type(o), c is o, d is o, repr(c)[:12] == repr(o)[:12])

deep = copy.deepcopy(p)
print(deep == p, deep.x is p.x, copy.copy(p).x is p.x)
x = [1]
x.append(x)
y = copy.deepcopy(x)
print(y[1] is y, len(y))
memo = {}
shared = [3]
a, b = copy.deepcopy([shared, shared])
print(a is b)


class Bad1:
    def __getnewargs__(self):
        return [1]


class Bad2:
    def __getnewargs_ex__(self):
        return 1, 2, 3


class Bad3:
    def __getnewargs_ex__(self):
        return [], {}


class Bad4:
    def __getnewargs_ex__(self):
        return (), []


def gen():
    yield 1


for e in ["Bad1().__reduce_ex__(2)", "Bad2().__reduce_ex__(2)", "Bad3().__reduce_ex__(2)", "Bad4().__reduce_ex__(2)", "gen().__reduce_ex__(2)", "copy.copy(gen())",
          "Slots().__reduce_ex__(1)", "memoryview(b'').__reduce_ex__(2)", "copy.deepcopy(memoryview(b''))", "object().__reduce_ex__('x')", "type(gen()).__reduce_ex__(gen(), 1)"]:
    show(e)


def again(r):
    o = r[0](*r[1])
    if len(r) > 2 and r[2] is not None:
        o.__setstate__(r[2])
    return o


for it in [iter("h\xe9llo"), iter("abc"), iter(b"abc"), iter(bytearray(b"abc")), iter({1, 2, 3}), iter(range(2**70, 2**70 + 9, 3)), iter([1, 2]), iter({"a": 1, "b": 2}.items())]:
    next(it)
    print(list(again(it.__reduce__())), len(list(it)), list(again(it.__reduce__())))
for f in [len, [1].append, str.join, int.__add__, (1).__add__, "x".upper, {}.fromkeys, p.__eq__]:
    r = f.__reduce_ex__(2)
    print(r if isinstance(r, str) else (r[0].__name__, r[1][1], getattr(*r[1]) == f))
print(bytearray(b"a\xff").__reduce_ex__(2), bytearray(b"ab").__reduce_ex__(3), bytearray().__reduce__())
e = ImportError("m", name="n", path="p")
e.extra = 1
print(e.__reduce__(), copy.copy(e).name, ImportError("x").__reduce__())

import types


class Space(types.SimpleNamespace):
    pass


for kind in types.SimpleNamespace, Space:
    print(kind(a=1, b=[2]).__reduce__())
