# Attributes of instances through the caches of instructions and the shapes of
# instances: every way in which what was learnt stops being true.


class P:
    kind = 'class'

    def __init__(self, x):
        self.x = x

    def hello(self):
        return 'hello %s' % self.x


def x_of(o):
    return o.x


def kind_of(o):
    return o.kind


def call_hello(o):
    return o.hello()


def set_x(o, v):
    o.x = v


def show(*what):
    print(*what)


# A class attribute is hidden by one of the instance, and comes back.
p, q = P(1), P(2)
for o in (p, q, p, q):
    show(x_of(o), kind_of(o), call_hello(o))
q.kind = 'own'
for o in (p, q, p, q):
    show(kind_of(o))
del q.kind
show(kind_of(q), q.__dict__)

# A method is hidden by an attribute of the instance.
q.hello = lambda: 'mine'
for o in (p, q, p, q):
    show(call_hello(o))
del q.hello
show(call_hello(q))

# The class changes behind the caches.
P.hello = lambda self: 'other %s' % self.x
show(call_hello(p), call_hello(q))
P.kind = 'changed'
show(kind_of(p), kind_of(q))
P.x = property(lambda self: 'property')
show(x_of(p), x_of(q))
try:
    set_x(p, 3)
except AttributeError as e:
    show(e)
del P.x
show(x_of(p), x_of(q))
set_x(p, 3)
show(x_of(p), vars(p))
del P.kind
try:
    kind_of(p)
except AttributeError as e:
    show(e)


# A getter that is replaced, and a property that is no function.
class G:
    @property
    def v(self):
        return 1


def v_of(o):
    return o.v


g = G()
show(v_of(g), v_of(g))
G.v = property(lambda self: 2)
show(v_of(g))
G.v = property(len)
try:
    v_of(g)
except TypeError as e:
    show(e)
G.v = 5
show(v_of(g))


# __getattr__ and __getattribute__ that come later.
class L:
    def __init__(self):
        self.x = 'x'


o = L()
show(x_of(o), x_of(o))
L.__getattr__ = lambda self, name: 'got ' + name
show(x_of(o), kind_of(o))
L.__getattribute__ = lambda self, name: 'all ' + name
show(x_of(o), kind_of(o))
del L.__getattribute__
show(x_of(o))
L.__setattr__ = lambda self, name, v: show('set', name, v)
set_x(o, 1)
del L.__setattr__
set_x(o, 2)
show(x_of(o))


# Many attributes; the dict taken in the middle; order kept.
class M:
    pass


for round in range(3):
    m = M()
    for i in range(12):
        setattr(m, 'a%d' % i, i)
        m.b = i
        if round == 1 and i == 5:
            show(list(m.__dict__))
    show(m.a0, m.a11, m.b, list(vars(m)))

m = M()
m.a = 1
m.b = 2
d = m.__dict__
d['c'] = 3
m.d = 4
show(m.c, d, m.__dict__ is d)
m.__dict__ = {'z': 26}
show(m.z, hasattr(m, 'a'), vars(m))
m2 = M()
m2.a, m2.b = 1, 2
m2.__dict__ = {'z': 27}
show(m2.z, hasattr(m2, 'a'), vars(m2))
m3 = M()
m3.a = 1
del m3.__dict__
show(vars(m3))
m3.a = 2
show(vars(m3))


# Another class: the attributes stay.
class A:
    def who(self):
        return 'A', self.x


class B:
    def who(self):
        return 'B', self.x


def who(o):
    return o.who()


a, b = A(), B()
a.x, b.x = 1, 2
show(who(a), who(b))
a.__class__ = B
a.y = 5
show(who(a), who(b), vars(a), vars(b))
b.__class__ = A
show(who(b), x_of(b))


# The same names in another order; a deleted one; inheritance.
class C:
    def __init__(self, flag):
        if flag:
            self.x = 1
            self.y = 2
        else:
            self.y = 3
            self.x = 4


class D(C):
    def __init__(self, flag):
        super().__init__(flag)
        self.z = 5


for cls in (C, D):
    for flag in (True, False, True):
        c = cls(flag)
        show(x_of(c), vars(c))
c = D(True)
del c.x
try:
    x_of(c)
except AttributeError as e:
    show(e)
c.x = 9
show(x_of(c), vars(c))


# Slots, alone and beside a dict.
class S:
    __slots__ = ('x', 'y')


class SD(S):
    pass


s, sd = S(), SD()
for o in (s, sd):
    try:
        x_of(o)
    except AttributeError as e:
        show(e)
    set_x(o, 1)
    show(x_of(o))
    del o.x
    try:
        x_of(o)
    except AttributeError as e:
        show(e)
sd.w = 3
show(sd.w, vars(sd))


# Builtin types with attributes of their own.
class N(int):
    pass


class T(tuple):
    pass


class DD(dict):
    pass


for o in (N(5), N(1 << 70), T((1, 2)), DD(a=1), ValueError('v')):
    set_x(o, 'x')
    o.kind = 'k'
    show(o, x_of(o), kind_of(o), vars(o))

# Classes and modules as objects.
import sys


class E:
    x = 1

    def f():
        return 'f'


def f_of(o):
    return o.f()


show(x_of(E), f_of(E))
E.x = 2
E.f = lambda: 'g'
show(x_of(E), f_of(E))
mod = type(sys)('mod')
mod.x = 'module'
mod.f = lambda: 'function'
show(x_of(mod), f_of(mod))
mod.x = 'again'
show(x_of(mod))
del mod.x
try:
    x_of(mod)
except AttributeError as e:
    show(e)
mod.__getattr__ = lambda name: 'made ' + name
show(x_of(mod))

# Names that are made.
k = M()
for i in range(3):
    setattr(k, 'n' + 'ame', i)
    show(getattr(k, 'na' + 'me'), k.name, vars(k))

# A method of the instance that calls itself through the class of another shape.
objs = [P(i) for i in range(4)]
for i, o in enumerate(objs):
    if i % 2:
        o.extra = i
show([call_hello(o) for o in objs], [getattr(o, 'extra', None) for o in objs])

# Globals and builtins through their caches.


def length(v):
    return len(v)


show(length('abc'))
len = lambda v: 'own len'
show(length('abc'))
del len
show(length('abc'))
value = 1


def read():
    return value


show(read())
value = 2
show(read())
del value
try:
    read()
except NameError as e:
    show(e)
value = 3
show(read())
globals()['value'] = 4
show(read())
