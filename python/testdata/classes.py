# Classes: inheritance, super, descriptors, dunder methods, metaclasses.
class A:
    count = 0
    def __init__(self, x):
        self.x = x
        A.count += 1
    def __repr__(self):
        return f'{type(self).__name__}({self.x!r})'
    def __eq__(self, o):
        return isinstance(o, A) and self.x == o.x
    def __hash__(self):
        return hash(self.x)
    def __lt__(self, o):
        return self.x < o.x
    def who(self):
        return 'A'
    @property
    def double(self):
        "twice"
        return self.x * 2
    @double.setter
    def double(self, v):
        self.x = v // 2
    @classmethod
    def make(cls, *a):
        return cls(*a)
    @staticmethod
    def stat(v):
        return v + 1

class B(A):
    def who(self):
        return 'B' + super().who()
class C(A):
    def who(self):
        return 'C' + super().who()
class D(B, C):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y
    def who(self):
        return 'D' + super().who()

d = D(1, 2)
print(d, d.who(), [k.__name__ for k in D.__mro__], A.count, D.make(3, 4).y)
d.double = 10
print(d.double, d.x, A.stat(1), d.stat(2))
print(A(1) == A(1), A(1) != A(2), sorted([A(3), A(1), A(2)]), {A(1): 'a'}[A(1)])
try:
    del d.double
except AttributeError as e:
    print(e)
try:
    d.nothing
except AttributeError as e:
    print(e)
print(hasattr(d, 'x'), hasattr(d, 'zz'), getattr(d, 'zz', 'def'), d.__dict__)
print(isinstance(d, (int, C)), issubclass(D, A), type(d) is D, D.__bases__)
try:
    class X(A, D): pass
except TypeError as e:
    print(e)

class Vec:
    def __init__(self, *v): self.v = v
    def __add__(self, o): return Vec(*[a + b for a, b in zip(self.v, o.v)]) if isinstance(o, Vec) else NotImplemented
    def __radd__(self, o): return ('radd', o)
    def __mul__(self, k): return Vec(*[a * k for a in self.v])
    __rmul__ = __mul__
    def __neg__(self): return Vec(*[-a for a in self.v])
    def __abs__(self): return sum(a * a for a in self.v) ** 0.5
    def __len__(self): return len(self.v)
    def __getitem__(self, i): return self.v[i]
    def __contains__(self, x): return x in self.v
    def __iter__(self): return iter(self.v)
    def __bool__(self): return any(self.v)
    def __call__(self, *a): return ('called', a)
    def __str__(self): return '<' + ', '.join(map(str, self.v)) + '>'
    def __iadd__(self, o): self.v = tuple(a + b for a, b in zip(self.v, o.v)); return self
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.v, o.v))
    def __divmod__(self, o): return 'dm'
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __index__(self): return len(self.v)
    def __format__(self, spec): return 'F' + spec

v = Vec(1, 2, 3)
print(v + Vec(1, 1, 1), 5 + v, v * 2, 2 * v, -v, abs(Vec(3, 4)), len(v), v[1], v[1:], 2 in v, 9 in v)
w = v
w += Vec(1, 1, 1)
print(w is v, v, bool(Vec(0, 0)), v(1, 2), v @ v, divmod(v, 1), v ** 2, pow(v, 2, 3), [10, 20, 30, 40][v], f'{v:abc}', format(v, 'q'))
try:
    v + 1
except TypeError as e:
    print(e)
try:
    v - v
except TypeError as e:
    print(e)

class Desc:
    def __set_name__(self, owner, name): self.name = name; print('set_name', owner.__name__, name)
    def __get__(self, obj, typ=None): return (self.name, obj is None, typ.__name__)
    def __set__(self, obj, v): print('set', self.name, v)
    def __delete__(self, obj): print('delete', self.name)
class UsesDesc:
    attr = Desc()
print(UsesDesc.attr, UsesDesc().attr)
u = UsesDesc(); u.attr = 5; del u.attr

class Dyn:
    def __getattr__(self, n):
        if n.startswith('d_'): return n[2:]
        raise AttributeError(n)
    def __setattr__(self, n, v):
        print('setattr', n, v); object.__setattr__(self, n, v)
    def __delattr__(self, n):
        print('delattr', n); object.__delattr__(self, n)
y = Dyn(); y.a = 1; print(y.a, y.d_hello); del y.a
try:
    y.a
except AttributeError as e:
    print('no', e)

class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        print('new', name, sorted(k for k in ns if not k.startswith('__')), kw)
        return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print('call', a)
        return super().__call__(*a)
    @classmethod
    def __prepare__(m, name, bases, **kw):
        return {'prepared': True}
    def __len__(cls): return 42
class WithMeta(metaclass=Meta, opt=1):
    z = 1
    def __init__(self, *a): self.a = a
class SubMeta(WithMeta): pass
print(WithMeta(1, 2).a, len(SubMeta), SubMeta.prepared, type(SubMeta).__name__)

class Base:
    subs = []
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        Base.subs.append((cls.__name__, tag))
class S1(Base, tag='one'): pass
class S2(S1): pass
print(Base.subs)

class Slots:
    __slots__ = ('a', 'b')
s = Slots(); s.a = 1
print(s.a)
for bad in (lambda: s.b, lambda: setattr(s, 'c', 1), lambda: s.__dict__):
    try:
        bad()
    except AttributeError as e:
        print(e)

class Int(int):
    def __add__(self, o): return Int(int(self) + o + 100)
    def __repr__(self): return f'Int({int(self)})'
i = Int(5)
print(i, i + 1, i * 2, isinstance(i, int), i == 5, hash(i) == hash(5), [1, 2, 3, 4, 5, 6][i], type(i * 1))
class Str(str):
    def shout(self): return self.upper() + '!'
print(Str('abc').shout(), Str('abc') + 'd', len(Str('xyz')), Str('a') == 'a', {Str('k'): 1}['k'])
class L(list):
    def total(self): return sum(self)
l = L([1, 2, 3]); l.append(4); l.tag = 'tagged'
print(l, l.total(), l.tag, l[1:], type(l[1:]))
class Dd(dict):
    def __missing__(self, k): return 'missing ' + str(k)
print(Dd(a=1)['a'], Dd()['zz'], Dd().get('q'))
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
t = T(1, 2, 3); t.extra = 'e'
print(t, t.extra, t + (4,), len(t), t[0])
T2 = type('T2', (A,), {'who': lambda self: 'T2'})
print(T2(9), T2(9).who(), T2.__name__, T2.__module__)
class Del:
    def __init__(self, n): self.n = n
    def __class_getitem__(cls, k): return (cls.__name__, k)
print(Del[int])
print(A.__doc__, A.double.__doc__, A.who.__qualname__, Meta.__name__)
class Outer:
    class Inner:
        def m(self): pass
print(Outer.Inner.__qualname__, Outer.Inner.m.__qualname__)
o = object()
try:
    o.x = 1
except AttributeError as e:
    print(e)
for bad in (lambda: A(), lambda: A(1, 2), lambda: object(1), lambda: int.nope, lambda: D.make(1), lambda: super(), lambda: type(1, 2)):
    try:
        bad()
    except (TypeError, AttributeError, RuntimeError) as e:
        print(type(e).__name__, e)
