# Functions: all kinds of parameters, defaults, closures, decorators, errors.
def f(a, /, b, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw

print(f(1, 2, d=4))
print(f(1, 2, 3, 4, 5, d=6, e=7, x=8, y=9))
print(f(1, b=2, d=4, a=10))
print(f(*(1, 2), **{'d': 4, 'z': 1}))

def attempt(call, *args, **kw):
    try:
        print(call(*args, **kw))
    except TypeError as e:
        print('TypeError:', e)

attempt(f)
attempt(f, 1)
attempt(f, 1, 2)
attempt(lambda x: x)
attempt(lambda x, y, z: x)
attempt(lambda x: x, 1, 2)
attempt(lambda x, y=1: x, 1, 2, 3)
attempt(lambda *, k: k)
attempt(lambda *, k, l: k)
attempt(lambda *, k: k, 1, k=2)
attempt(lambda x: x, y=1)
attempt(lambda x: x, 1, x=2)
attempt(lambda x, /: x, x=2)
attempt(lambda: 1, 1)
attempt(lambda x, y, z, w: 1, 1)
attempt(len)
attempt(len, [], [])
attempt(len, x=1)
attempt([].append)
attempt(None)

def counter(start=0):
    n = start
    def up(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return up, get

up, get = counter(10)
up(); up(5)
print(get(), up.__closure__ is not None, up.__name__, up.__qualname__)

def deco(tag):
    def wrap(fn):
        def inner(*a, **k):
            return tag, fn(*a, **k)
        inner.__name__ = fn.__name__
        return inner
    return wrap

@deco('x')
@deco('y')
def g(v):
    "doc of g"
    return v * 2

print(g(21), g.__name__)
print((lambda *a, k=1: (a, k))(1, 2, k=3))
print([fn() for fn in [lambda i=i: i * i for i in range(5)]])
print([fn() for fn in [lambda: i for i in range(3)]])

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print([fib(i) for i in range(15)])

def rec(n):
    return rec(n + 1)
try:
    rec(0)
except RecursionError as e:
    print('RecursionError:', e)

def annotated(a: int, b: 'str' = 'x', *c: float, d: list = None, **e: dict) -> bool:
    pass
print(annotated.__annotations__)
print(f.__defaults__, f.__kwdefaults__, annotated.__kwdefaults__)

x = 'global'
def scopes():
    x = 'local'
    def inner():
        global x
        x = 'changed'
    inner()
    return x
print(scopes(), x)

def unbound():
    try:
        print(later)
    except UnboundLocalError as e:
        print(e)
    later = 1
    del later
    try:
        later
    except UnboundLocalError as e:
        print(e)
unbound()
try:
    nowhere
except NameError as e:
    print(e, e.name)
def free():
    def inner():
        return v
    try:
        inner()
    except NameError as e:
        print(e)
    v = 1
free()
print((lambda: (yield))().__class__.__name__)
a, *b, c = range(6)
print(a, b, c)
(p, q), [r, *s] = (1, 2), 'xyz'
print(p, q, r, s)
for bad in ('a, b = 1', 'a, b = 1,', 'a, b = 1, 2, 3', 'a, *b, c = 1,', 'a, b = {1: 2}, 3, 4'):
    try:
        exec(bad)
    except (TypeError, ValueError) as e:
        print(bad, '->', e)
