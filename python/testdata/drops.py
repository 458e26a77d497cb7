# Objects whose death can be seen die where CPython lets them die.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
a = A(1)
del a
print('after 1')
a = A(2)
a = None
print('after 2')
a = A(3)
a = A(4)
print('after 3')
def f():
    b = A(5)
    print('end of f')
f()
print('after 5')
def g():
    b = A(6)
    b = None
    print('end of g')
g()
def h():
    return A(7)
h()
print('after 7')
def k():
    c = h()
    print('in k')
k()
print('after k')
def gen():
    try:
        for i in range(10): yield i
    finally: print('closed')
for i in gen():
    if i == 2: break
print('after loop')
def fl():
    for i in gen():
        if i == 3: return i
print(fl())
g = gen(); next(g)
del g
print('after del g')
def useg():
    g = gen()
    print(next(g))
useg()
print('after useg')
A(8)
print('after 8')
class N: pass
n = N()
import _weakref
r = _weakref.ref(n, lambda r: print('cb', r() is None))
q = _weakref.ref(n)
del n
print(q(), 'after n')
def cl():
    z = A(9)
    def inner(): return z
    return 5
cl()
print('after cl')
del a
