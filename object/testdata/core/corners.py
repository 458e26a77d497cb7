# Corners of the object model: what meets where several rules meet.

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, "|", e)

# a property that raises AttributeError, with and without __getattr__
class P:
    @property
    def p(self): return self.missing
show(lambda: P().p)
class PG(P):
    def __getattr__(self, n): return "fallback " + n
show(lambda: PG().p)
print(hasattr(P(), "p"))
class PE:
    @property
    def p(self): raise KeyError("x")
show(hasattr, PE(), "p"); show(getattr, PE(), "p", 1)

# descriptors on a metaclass
class MD:
    def __get__(self, o, t): return ("md", o is None)
    def __set__(self, o, v): print("md set", v)
class Meta(type):
    d = MD()
    @property
    def prop(cls): return cls.__name__ + ".prop"
    def __getattr__(cls, n): return "meta getattr " + n
    def __setattr__(cls, n, v): print("meta setattr", n); super().__setattr__(n, v)
    def __delattr__(cls, n): print("meta delattr", n); super().__delattr__(n)
    def __len__(cls): return 3
    def __iter__(cls): return iter("abc")
    def __contains__(cls, x): return x == "in"
    def __bool__(cls): return False
    def __add__(cls, o): return "meta add"
    def __eq__(cls, o): return "meta eq"
    def __hash__(cls): return 7
    def __repr__(cls): return "<meta " + cls.__name__ + ">"
    def __dir__(cls): return ["zz", "aa"]
class K(metaclass=Meta):
    d = 5
    prop = 6
print(K.d, K.prop, K.other, K().d, K().prop)
K.d = 1; K.x = 2; del K.x
print(len(K), list(K), "in" in K, bool(K), K + 1, K == 1, hash(K), repr(K), dir(K))
show(lambda: K().other); show(len, K())
K.__name__ = "Renamed"; print(K)

# special methods are looked up on the type
class I: pass
i = I(); i.__len__ = lambda: 5; i.__call__ = lambda: 6
show(len, i); show(lambda: i())
class D:
    def __get__(self, o, t): return lambda *a: ("bound by descriptor", a)
class ViaDescr:
    __len__ = property(lambda self: lambda: 4)
    __getitem__ = D()
    __call__ = staticmethod(lambda *a: ("static call", a))
    __add__ = classmethod(lambda cls, o: (cls.__name__, o))
    __bool__ = None
v = ViaDescr()
print(len(v), v[1], v(2), v + 3); show(bool, v)
class CallInst:
    class F:
        def __call__(self, *a): return ("callable attr", a)
    __getitem__ = F()
print(CallInst()[1])

# subclasses of builtins
class Int(int):
    def __add__(self, o): return "Int.add"
    def __repr__(self): return "Int!" + int.__repr__(self)
    def __eq__(self, o): return "Int.eq"
    __hash__ = int.__hash__
x = Int(5)
print(x, x + 1, 1 + x, x - 1, x == 5, 5 == x, hash(x), {5: "a"}.get(x), -x, type(-x).__name__, x * 2, str(x), f"{x}", f"{x:3}", "%d %s" % (x, x), int(x), [0, 1, 2, 3, 4, "five"][x], x.bit_length(), bool(Int(0)))
class Str(str):
    def __new__(cls, v, extra=None):
        self = super().__new__(cls, v); self.extra = extra; return self
    def __str__(self): return "Str.str"
    def upper(self): return "UP"
s = Str("abc", 5)
print(s, s.extra, repr(s), s.upper(), s + "d", type(s + "d").__name__, s == "abc", {"abc": 1}[s], hash(s) == hash("abc"), str(s), "".join([s]), f"{s}", "%s" % s, s[0], len(s), isinstance(s, str), s in ("abc",), type(str(Str("q"))).__name__)
class Lst(list):
    def __getitem__(self, i): return ("item", i)
    def append(self, x): super().append(x * 2)
l = Lst([1, 2]); l.append(3); l += [4]
print(l, l[0], l[0:1], list(l), [*l], l + [5], type(l + [5]).__name__, l == [1, 2, 6, 4], len(l), l * 2, sorted(l), l.copy(), type(l.copy()).__name__)
class Dct(dict):
    def __missing__(self, k): return "missing " + str(k)
    def __setitem__(self, k, v): super().__setitem__(k, (v,))
d = Dct(a=1); d["b"] = 2; d.update(c=3); d.setdefault("e", 4)
print(d, d["zz"], d.get("zz"), "zz" in d, dict(d), {**d}, type(d.copy()).__name__, d == {"a": 1, "b": (2,), "c": 3, "e": 4}, d | {"q": 1}, type(d | {}).__name__)
class Tup(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    @property
    def first(self): return self[0]
t = Tup(1, 2, 3); t.attr = 1
print(t, t.first, t[1:], type(t[1:]).__name__, t + (4,), hash(t) == hash((1, 2, 3)), t == (1, 2, 3), t.__dict__, {(1, 2, 3): "f"}[t])
class Flt(float): pass
f = Flt(2.5); f.u = "m"
print(f, f.u, f + 1, type(f + 1).__name__, f == 2.5, hash(f) == hash(2.5), int(f), round(f), f // 1, repr(f), f.is_integer())
class Exc(Exception):
    def __str__(self): return "custom"
try: raise Exc(1)
except Exc as e: print(e, repr(e), e.args)
class Bts(bytes): pass
b = Bts(b"xyz"); b.q = 1
print(b, b.q, b[0], b[1:], type(b[1:]).__name__, b == b"xyz", hash(b) == hash(b"xyz"))
class St(set): pass
print(St([1]) | {2}, type(St([1]) | {2}).__name__, St([1]) == {1})
class Cpx(complex): pass
print(Cpx(1, 2) + 1, type(Cpx(1) + 1).__name__)

# __init__ of builtins again, and partly
l = [1, 2]; l.__init__([3]); print(l)
d = {1: 2}; d.__init__(a=1); print(d)
class NoInit(list):
    def __init__(self): pass
print(NoInit(), list.__new__(NoInit))
show(lambda: NoInit([1]))
class Late(dict):
    def __init__(self, *a, **k):
        self.tag = "t"
        super().__init__(*a, **k)
print(Late({1: 2}, b=3), Late({1: 2}).tag)

# mixed inheritance
class Mixin:
    __slots__ = ()
    def hello(self): return "hello " + type(self).__name__
class A1(Mixin, int): __slots__ = ()
class A2(Mixin, dict): pass
print(A1(3).hello(), A2(a=1).hello(), A1(3) + 1, A2(a=1)["a"])
show(lambda: setattr(A1(3), "x", 1))
class Base1:
    def __init__(self, *a): print("Base1", a); super().__init__(*a)
class Base2(list):
    def __init__(self, *a): print("Base2", a); super().__init__(*a)
class Both(Base1, Base2): pass
print(Both([1, 2]), [c.__name__ for c in Both.__mro__])

# operators through several classes
class V:
    def __init__(self, *c): self.c = c
    def __add__(self, o): return V(*(a + b for a, b in zip(self.c, o.c))) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return V(*(a * k for a in self.c))
    __rmul__ = __mul__
    def __neg__(self): return self * -1
    def __eq__(self, o): return isinstance(o, V) and self.c == o.c
    def __hash__(self): return hash(self.c)
    def __repr__(self): return "V" + repr(self.c)
    def __getitem__(self, i): return self.c[i]
    def __len__(self): return len(self.c)
    def __matmul__(self, o): return sum(a * b for a, b in zip(self, o))
    def __bool__(self): return any(self.c)
    def __abs__(self): return sum(x * x for x in self.c) ** 0.5
    def __format__(self, spec): return "<" + ",".join(format(x, spec) for x in self.c) + ">"
a, b = V(1, 2), V(3, 4)
print(a + b, sum([a, b]), 2 * a, a * 2, -a, a @ b, a == V(1, 2), a != b, {a: 1}[V(1, 2)], list(a), bool(V(0, 0)), abs(b), f"{a:03d}", 1 in a, [*reversed(a)], max(a))
show(lambda: a + 1); show(lambda: 1 + a); show(lambda: a < b)
a += b; print(a)
class Chain:
    def __init__(self): self.log = []
    def __getattr__(self, n):
        if n.startswith("__"): raise AttributeError(n)
        self.log.append(n); return self
    def __call__(self, *a): self.log.append(a); return self
print(Chain().a.b(1).c(2, 3).log)

# attribute protocol with odd objects
class Bag:
    def __init__(self, **k): self.__dict__ = k
bag = Bag(a=1); bag.b = 2; print(bag.__dict__, vars(bag), bag.a)
class Dlike(dict): pass
bag.__dict__ = Dlike(z=1); print(bag.z, type(bag.__dict__).__name__); bag.y = 2; print(bag.__dict__)
class Watch(dict):
    def __getitem__(self, k): print("getitem", k); return super().__getitem__(k)
    def __setitem__(self, k, v): print("setitem", k); super().__setitem__(k, v)
w = Bag(); w.__dict__ = Watch(q=1); print(w.q); w.r = 2; print(dict(w.__dict__))
class C:
    x = 1
C.__dict__["x"]; show(lambda: C.__dict__.__setitem__("x", 2))
print(C.__dict__.get("x"), "x" in C.__dict__, C.__dict__ | {} == dict(C.__dict__))
show(lambda: type.__dict__["__dict__"].__get__(5)); print(type(type.__dict__["__dict__"].__get__(C)).__name__)
def f(): pass
f.attr = 1; print(f.__dict__, f.attr); show(lambda: f.nope); del f.attr; show(lambda: delattr(f, "attr"))
print(f.__get__(5)() if False else f.__get__(5).__self__, f.__get__(None, int) is f)

# __class__ cell, super in odd places
class S1:
    def m(self): return __class__.__name__
    @staticmethod
    def sm(): return __class__.__name__
    @classmethod
    def cm(cls): return super().__init_subclass__, __class__.__name__
    def gen(self): yield from (super().__repr__()[:3] for _ in range(2)) if False else [__class__.__name__]
class S2(S1): pass
print(S2().m(), S2.sm(), S2.cm()[1], list(S2().gen()))
class S3(S1):
    def m(self):
        def inner(): return super(S3, self).m() + "!"
        return inner()
    lam = lambda self: super().m()
print(S3().m(), S3().lam())

# iteration and the descriptor protocol of functions
class It:
    def __iter__(self): yield 1; yield from [2, 3]
print(list(It()), [x for x in It()], dict(zip(It(), It())), 3 in It(), min(It()), sorted(It(), reverse=True))
x, *y = It(); print(x, y)
class Ctx:
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t and t.__name__, v, type(tb).__name__); return t is ValueError
with Ctx() as c: print("body")
with Ctx(): raise ValueError("swallowed")
try:
    with Ctx(): raise KeyError("not")
except KeyError as e: print("caught", e)
class NoEnter: pass
try:
    with NoEnter(): pass
except (TypeError, AttributeError) as e: print(type(e).__name__, e)
class OnlyEnter:
    def __enter__(self): pass
try:
    with OnlyEnter(): pass
except (TypeError, AttributeError) as e: print(type(e).__name__, e)

# deleting, and the life of attributes
class Del:
    def __delitem__(self, k): print("delitem", k)
    def __delattr__(self, n): print("delattr", n)
o = Del(); del o[1], o.x, o["a":2]
class Cnt:
    n = 0
    def inc(self): self.n += 1; return self.n
c = Cnt(); c.inc(); print(c.inc(), Cnt.n, c.__dict__); Cnt.n = 10; del c.n; print(c.n)
print([m for m in dir(Cnt) if not m.startswith("_")])
show(lambda: type("T", (), {"__getattr__": 5})().x)
show(lambda: type("T", (), {"__len__": 5}).__len__); show(lambda: len(type("T", (), {"__len__": 5})()))
show(lambda: type("T", (), {"__iter__": lambda s: s, "__next__": lambda s: 1 / 0})().__iter__().__next__())
print(object.__doc__[:10], type.__doc__[:6], int.__add__.__doc__, [].append.__doc__, property.__doc__[:8], type(lambda: 0).__name__)
print(int.__add__.__text_signature__, len.__text_signature__, [].append.__text_signature__)
