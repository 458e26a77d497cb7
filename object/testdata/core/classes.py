# Classes: creation, layout, inheritance, hooks, special methods.

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, "|", e)

def cls(name, *bases, **ns):
    return type(name, bases, ns)

# MRO
class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass
print(D.__mro__, D.__bases__, D.__base__)
print(A.__subclasses__(), D.mro())
show(cls, "X", A, B)
show(cls, "X", A, A)
show(cls, "X", object, A)
class X1: pass
class Y1: pass
class P(X1, Y1): pass
class Q(Y1, X1): pass
show(cls, "R", P, Q)

# layout
show(cls, "X", int, str)
show(cls, "X", list, dict)
show(cls, "X", bool)
show(cls, "X", type(None))
show(cls, "X", type(lambda: 0))
show(cls, "X", 5)
show(cls, "X", OSError, StopIteration)
class E(OSError, ValueError): pass
print(E.__mro__, E(2, "x").errno)
class IntSub(int): pass
class DictSub(dict): pass
class TupSub(tuple): pass
class StrSub(str): pass
class FloatSub(float): pass
for k in IntSub(5), DictSub(a=1), TupSub((1, 2)), StrSub("s"), FloatSub(1.5):
    k.attr = 1
    print(repr(k), k.__dict__, type(k).__name__, isinstance(k, type(k).__bases__[0]))

# slots
class S:
    __slots__ = ("x", "__y")
    def get(self): return self.__y
    def set(self, v): self.__y = v
s = S()
show(lambda: s.x)
s.x = 1; s.set(2)
print(s.x, s.get(), s._S__y)
show(lambda: setattr(s, "z", 1))
show(lambda: s.__dict__)
del s.x
show(lambda: delattr(s, "x"))
class S2(S): pass
t = S2(); t.z = 1; t.x = 5
print(t.__dict__, t.x)
for bad in ((1,), ("a b",), ("__dict__", "__dict__"), ("__weakref__", "__weakref__"), "1x", ("",)):
    show(cls, "X", __slots__=bad)
show(cls, "X", tuple, __slots__="x")
show(cls, "X", int, __slots__="x")
show(cls, "X", x=1, __slots__="x")
show(cls, "X", S, __slots__="__dict__")
class T1:
    __slots__ = "a"
class T2:
    __slots__ = "b"
show(cls, "X", T1, T2)
class T3:
    __slots__ = ()
class T4(T1, T3): pass
print(T4.__base__, sorted(k for k in S.__dict__ if not k.startswith("__")))
class SD:
    __slots__ = {"a": "doc", "__dict__": ""}
sd = SD(); sd.a = 1; sd.b = 2
print(sd.__dict__)

# __set_name__, __init_subclass__
class Desc:
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name)
class Base:
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        print("init_subclass", cls.__name__, tag)
class Derived(Base, tag="t"):
    d = Desc()
    e = Desc()
show(lambda: type("Z", (Base,), {}, tag=1, other=2))
class BadName:
    def __set_name__(self, o, n): raise ValueError("no")
show(cls, "X", v=BadName())
try:
    cls("X", v=BadName())
except RuntimeError as ex:
    print(repr(ex.__cause__), repr(ex.__context__))

# __new__ and __init__
class N:
    def __new__(cls, *a, **k):
        print("new", a, k)
        return super().__new__(cls)
    def __init__(self, *a, **k):
        print("init", a, k)
N(1, b=2)
class Other:
    def __new__(cls): return 7
    def __init__(self): print("never")
print(Other())
show(lambda: A(1))
show(lambda: A(x=1))
show(lambda: object(1))
show(lambda: A().__init__(1))
class OnlyNew:
    def __new__(cls, *a): return object.__new__(cls, *a)
show(OnlyNew, 1)
class OnlyInit:
    def __init__(self, *a): super().__init__(*a)
show(OnlyInit, 1)
print(type(OnlyInit()).__name__)
class BadInit:
    def __init__(self): return 1
show(BadInit)
show(object.__new__)
show(object.__new__, 1)
show(object.__new__, int)
show(int.__new__, str)
show(int.__new__, object)
show(list.__new__, dict)
show(type(len))
show(type(A.__dict__))
class Abs:
    __abstractmethods__ = ("b", "a")
class Abs2: pass
Abs2.__abstractmethods__ = {"m"}
show(Abs2)
Abs2.__abstractmethods__ = set()
print(type(Abs2()).__name__)

# metaclasses
class M(type):
    def __new__(mcls, name, bases, ns, **kw):
        print("M.new", name, kw)
        return super().__new__(mcls, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("M.init", name)
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print("M.call", a)
        return super().__call__(*a)
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print("M.prepare", name)
        return {"prepared": 1}
    def meth(cls): return cls.__name__
    attr = 5
class U(metaclass=M, opt=1): pass
class V(U): pass
print(U.prepared, type(V), U.meth(), V.attr, type(U()).__name__)
show(lambda: U().meth())
class M2(type): pass
class W(metaclass=M2): pass
show(lambda: type("X", (U, W), {}))
show(lambda: M2("X", (U,), {}))
show(type)
show(type, 1, 2)
show(type, "a", 1, {})
show(type, 1, (), {})
show(type, "a", (), 1)
show(type.__new__, int)
show(type.__new__, type)
show(type.__new__, type, "a", ())
show(type, "a\0b", (), {})
show(type, "a", (), {"__qualname__": 1})
show(type, "a", (), {"__classcell__": 1})
class MRO(type):
    def mro(cls): return [cls, object]
class Short(A, metaclass=MRO): pass
print(Short.__mro__)
class MROBad(type):
    def mro(cls): return [cls, 5]
show(lambda: MROBad("X", (), {}))

# attributes of classes
class K:
    "doc of K"
    x: int = 1
    def f(self): pass
print(K.__name__, K.__qualname__, K.__module__, K.__doc__, K.__dict__["x"], K.__annotations__)
K.__name__ = "KK"; K.__qualname__ = "Q.KK"; K.__doc__ = "new"
print(K, K.__name__, K.__doc__)
show(lambda: setattr(K, "__name__", 1))
show(lambda: delattr(K, "__name__"))
show(lambda: setattr(int, "x", 1))
show(lambda: setattr(int, "__name__", "x"))
show(lambda: delattr(K, "nope"))
show(lambda: K.nope)
show(lambda: int.nope)
print(K.f.__qualname__, K().f.__qualname__)
print(A.__annotations__, "__annotations__" in A.__dict__)

# __class__ assignment
class F1: v = 1
class F2: v = 2
f = F1(); f.__class__ = F2
print(f.v, type(f) is F2)
show(lambda: setattr(f, "__class__", S))
show(lambda: setattr(f, "__class__", int))
show(lambda: setattr(f, "__class__", 1))
show(lambda: setattr(1, "__class__", F1))
show(lambda: delattr(f, "__class__"))

# __bases__ assignment
class G1: w = 1
class G2: w = 2
class G3(G1): pass
g = G3()
print(g.w)
G3.__bases__ = (G2,)
print(g.w, G3.__mro__, G1.__subclasses__(), G2.__subclasses__())
show(lambda: setattr(G3, "__bases__", 1))
show(lambda: setattr(G3, "__bases__", ()))
show(lambda: setattr(G3, "__bases__", (1,)))
show(lambda: setattr(G3, "__bases__", (G3,)))
show(lambda: setattr(G3, "__bases__", (list,)))

# special methods set later, inherited, deleted
class H: pass
class H2(H): pass
h = H2()
show(len, h)
H.__len__ = lambda self: 3
print(len(h), bool(h))
H2.__len__ = lambda self: 0
print(len(h), bool(h))
del H2.__len__
print(len(h))
del H.__len__
show(len, h)
H.__getattr__ = lambda self, n: "got " + n
print(h.anything)
del H.__getattr__
show(lambda: h.anything)
H.__call__ = lambda self, *a: a
print(h(1, 2), callable(h))
H.__eq__ = lambda self, o: True
print(h == 5, h != 5)
class Unh:
    def __eq__(self, o): return True
show(hash, Unh())
print(Unh.__hash__)
class Hash2(Unh):
    __hash__ = object.__hash__
print(isinstance(hash(Hash2()), int))
class ListSub(list):
    def __len__(self): return 99
l = ListSub([1, 2])
print(len(l), l[0], list(l), bool(ListSub()), l == [1, 2])

# super
class SA:
    def who(self): return "SA"
    @classmethod
    def cm(cls): return "SA.cm " + cls.__name__
class SB(SA):
    def who(self): return "SB>" + super().who()
    @classmethod
    def cm(cls): return "SB>" + super().cm()
class SC(SA):
    def who(self): return "SC>" + super().who()
class SDm(SB, SC):
    def who(self): return "SD>" + super().who()
print(SDm().who(), SDm.cm(), SDm().cm())
print(super(SB, SDm()).who(), super(SB, SDm).cm())
show(lambda: super(SB, 1))
show(lambda: super(1, 2))
show(lambda: super(SA, SDm()).who())
show(lambda: super(SB, SDm()).nope)
print(super(SB, SDm()).__self_class__, super(SB, SDm()).__thisclass__, super(SB))
print(repr(super(SB, SDm())))
def outside(): super()
show(outside)
def outside1(x): return super()
show(outside1, 1)

# isinstance, issubclass
class IC(type):
    def __instancecheck__(cls, o): return o == 1
    def __subclasscheck__(cls, c): return c is int
class IX(metaclass=IC): pass
print(isinstance(1, IX), isinstance(2, IX), issubclass(int, IX), issubclass(str, IX), isinstance(IX(), IX))
show(isinstance, 1, 1)
show(isinstance, 1, (int, 1))
show(isinstance, "x", (int, 1))
show(issubclass, 1, int)
show(issubclass, int, 1)
print(isinstance(1, (str, (float, int))), issubclass(bool, (str, int)), isinstance(1, int | str), isinstance(None, int | None))
class Proxy:
    @property
    def __class__(self): return int
print(isinstance(Proxy(), int), type(Proxy()).__name__)
class FakeBase:
    __bases__ = ()
class FakeSub:
    def __init__(self, *b): self.__bases__ = b
fb = FakeSub(); fs = FakeSub(fb)
print(issubclass(fs, fb), issubclass(fb, fs))
show(lambda: isinstance(1, list[int]))
print(int | None, list[int] | None, (int | str) == (str | int), int | int)
