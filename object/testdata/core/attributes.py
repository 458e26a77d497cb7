# Attributes, descriptors, properties, calls.

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, "|", e)

class Data:
    def __get__(self, o, t): return ("data", o is None, t.__name__)
    def __set__(self, o, v): print("set", v)
    def __delete__(self, o): print("delete")
class NonData:
    def __get__(self, o, t=None): return ("nondata", o is None, t.__name__)
class SetOnly:
    def __set__(self, o, v): print("setonly", v)
class A:
    d, n, s, v = Data(), NonData(), SetOnly(), 1
a = A()
a.__dict__.update(d=1, n=2, s=3, v=4)
print(a.d, a.n, a.s, a.v, A.d, A.n, A.v)
a.d = 5; del a.d; a.s = 6; a.n = 7
print(a.__dict__)
show(lambda: delattr(a, "s"))
del a.n
print(a.n)

show(lambda: a.nope); show(lambda: A.nope); show(lambda: (1).nope); show(lambda: int.nope); show(lambda: None.nope); show(lambda: len.nope); show(lambda: a.__nope__)
show(lambda: setattr(1, "x", 1)); show(lambda: setattr(1, "real", 1)); show(lambda: setattr(object(), "x", 1)); show(lambda: setattr(len, "x", 1)); show(lambda: delattr(a, "nope")); show(lambda: delattr(1, "real"))
show(lambda: setattr([], "append", 1)); show(lambda: setattr("", "x", 1)); show(lambda: setattr(None, "x", 1))
show(getattr, a, 1); show(setattr, a, 1, 1); show(hasattr, a, 1); show(getattr, a, "nope", "default"); print(hasattr(a, "v"), hasattr(a, "nope"))
class StrSub(str): pass
setattr(a, StrSub("sub"), 9)
print(a.sub, getattr(a, StrSub("sub")), getattr(a, "su" + "b"))
for i in range(3): setattr(a, "dyn%d" % i, i)
print(a.dyn0, a.dyn2, getattr(a, "dyn" + str(1)))
try: a.gone
except AttributeError as e: print(e.name, e.obj is a)

class G:
    def __getattr__(self, n):
        if n == "bad": raise AttributeError("custom")
        if n == "worse": raise ValueError("worse")
        return "got " + n
g = G(); g.real = 1
print(g.real, g.x); show(lambda: g.bad); show(lambda: g.worse); print(hasattr(g, "bad"), getattr(g, "bad", 5)); show(hasattr, g, "worse")
class GA:
    def __getattribute__(self, n):
        print("getattribute", n)
        return object.__getattribute__(self, n)
    def __getattr__(self, n): return "fallback " + n
ga = GA(); ga.x = 1
print(ga.x, ga.y)
class SA:
    def __setattr__(self, n, v): print("setattr", n, v); object.__setattr__(self, n, v)
    def __delattr__(self, n): print("delattr", n); super().__delattr__(n)
sa = SA(); sa.x = 1; print(sa.x); del sa.x
show(lambda: object.__setattr__(int, "x", 1)); show(lambda: type.__setattr__(int, "x", 1)); show(lambda: object.__setattr__(A, "x", 1)); show(lambda: object.__delattr__(A, "v"))
show(lambda: a.__setattr__("q")); show(lambda: a.__getattribute__()); show(lambda: object.__getattribute__(1))

# property
class P:
    def __init__(self): self._x = 1
    @property
    def x(self): "doc x"; return self._x
    @x.setter
    def x(self, v): self._x = v
    @x.deleter
    def x(self): print("deleter")
    @property
    def ro(self): return 1
    wo = property(None, lambda self, v: print("wo", v))
p = P(); p.x = 5; print(p.x); del p.x
show(lambda: setattr(p, "ro", 1)); show(lambda: delattr(p, "ro")); show(lambda: p.wo); p.wo = 3
print(P.x.__doc__, P.x.fget.__name__, P.ro.fset, type(P.x).__name__)
show(property, 1, 2, 3, 4, 5); show(lambda: property(x=1)); print(property(doc="d").__doc__)
show(lambda: property().__get__(1)); show(lambda: property().__set__(1, 2)); show(lambda: property().__delete__(1))
class PS(property): "sub doc"
class PU:
    @PS
    def f(self): "f doc"; return 1
print(PU.f.__doc__, PU().f)

# classmethod, staticmethod
class C:
    @classmethod
    def cm(cls, *a): return cls.__name__, a
    @staticmethod
    def sm(*a): return a
    @classmethod
    @property
    def cp(cls): return cls.__name__ + "!"
class CS(C): pass
print(C.cm(1), CS().cm(2), C.sm(1), CS().sm(2), CS.cp)
sm = C.__dict__["sm"]; cm = C.__dict__["cm"]
print(sm(1), sm.__name__, sm.__wrapped__ is sm.__func__, cm.__func__.__name__, cm.__name__, type(sm).__name__)
show(cm); show(classmethod); show(staticmethod, 1, 2); show(lambda: classmethod(f=1)); print(classmethod(5).__func__, repr(staticmethod(5)))
show(lambda: staticmethod(5)()); show(lambda: classmethod(5).__get__(None, int)())

# methods
class Me:
    def f(self, *a): return a
    def __repr__(self): return "<me>"
m = Me()
print(m.f, m.f.__func__ is Me.f, m.f.__self__ is m, m.f == m.f, m.f is m.f, hash(m.f) == hash(m.f), m.f == Me().f)
show(lambda: setattr(m.f, "x", 1)); Me.f.x = 2; print(m.f.x)
import_method = type(m.f)
show(import_method, 1, 2); show(import_method, len, None); print(import_method(len, [1, 2])())

# builtin methods and slot wrappers
print(list.append, list.__len__, int.__add__, len, dict.__dict__["fromkeys"], int.real)
print([].append.__name__, [].append.__qualname__, list.append.__qualname__, list.append.__objclass__, (1).__add__.__name__, int.__add__.__objclass__, len.__module__, [].append.__self__)
print([].append == [].append); l = []; print(l.append == l.append, hash(l.append) == hash(l.append), l.__len__ == l.__len__)
show(list.append); show(list.append, 1); show(list.append, []); show([].append); show(lambda: [].append(x=1)); show([].copy, 1); show([].insert, 1); show([].pop, 1, 2)
show({}.get); show({}.get, 1, 2, 3); show(isinstance, 1); show(isinstance, 1, 2, 3); show(len); show(len, 1, 2); show(lambda: len(x=1)); show(globals, 1)
show("a b".split, 1, 2, 3); show(lambda: "a".split(x=1)); show(lambda: "a".split(" ", sep=1)); show(lambda: "a b".split(sep=1, maxsplit=2, x=3)); show(sum); show(sum, [], 0, 1); show(round); show([].sort, 1); show(lambda: [].sort(x=1)); show(lambda: print(x=1)); show(lambda: (1).to_bytes(1, 2, 3, 4)); show(lambda: int.from_bytes()); show(pow, 1); show(dict.fromkeys)
show((1).__add__); show(lambda: (1).__add__(x=1)); show(int.__add__); show(int.__add__, "a", 1); show((1).__neg__, 2); show((1).__pow__); show((1).__pow__, 1, 2, 3); show([].__getitem__, "a"); show(().__getitem__, "a"); show([].__setitem__, 1); show([].__delitem__)
show(object.__repr__); show(object.__eq__, 1); print(object.__eq__(1, 1), object.__ne__(1, 2), (1).__lt__("a"), [].__eq__(1))
show(lambda: (1).__init__(1)); show(lambda: [].__init__(1)); show(lambda: [].__iter__().__next__()); show(lambda: [].__hash__())
show(object().__format__, "x"); show(object().__format__, 1); show(lambda: object().__init_subclass__(1)); show(lambda: object.__subclasshook__()); show(lambda: object().__dir__(1))
print(sorted(dir(A()))[-4:], "__class__" in dir(5), dir(type("D", (), {"__dir__": lambda s: ["b", "a"]})()))
print(type(object().__sizeof__()).__name__)
print(A.__dict__["v"], type(A.__dict__).__name__, type(a.__dict__).__name__); show(lambda: A.__dict__.update())
show(lambda: setattr(a, "__dict__", 1)); a.__dict__ = {"fresh": 1}; print(a.fresh); show(lambda: delattr(a, "__dict__"))
print(type(type(a).__dict__["__dict__"]).__name__, type(int.__dict__["real"]).__name__, type(list.__dict__["append"]).__name__, type(int.__dict__["__add__"]).__name__, type((1).__add__).__name__, type(dict.__dict__["fromkeys"]).__name__)

# modules
import sys
mod = type(sys)("m", "docstring")
print(mod, mod.__name__, mod.__doc__, mod.__dict__["__package__"], mod.__loader__, mod.__spec__)
mod.x = 1; print(mod.x, dir(mod)); show(lambda: mod.y); show(type(sys)); show(type(sys), 1); del mod.x; show(lambda: delattr(mod, "x"))
mod.__getattr__ = lambda n: "dyn " + n; print(mod.y); mod.__dir__ = lambda: ["z", "a"]; print(dir(mod))
show(lambda: setattr(mod, "__dict__", {})); del mod.__name__; print(mod); 
class ModSub(type(sys)):
    prop = property(lambda self: "p")
ms = ModSub("q"); print(ms.prop, ms); mod2 = type(sys)("r"); mod2.__class__ = ModSub; print(mod2.prop)

# recursion
def rec(): return rec()
show(rec)
class Rep:
    def __repr__(self): return repr(self)
try: repr(Rep())
except RecursionError: print('RecursionError')
class CallSelf: pass
CallSelf.__call__ = CallSelf()
try: CallSelf()()
except RecursionError as e: print("RecursionError")
class GetRec:
    def __getattr__(self, n): return getattr(self, n + "x") if len(n) < 3000 else 1
try: GetRec().a
except RecursionError as e: print("RecursionError")
