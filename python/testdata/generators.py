# Generators, comprehensions, yield from, coroutines, iteration protocols.
def count(n):
    i = 0
    while i < n:
        got = yield i
        if got: print('got', got); i = got
        else: i += 1
g = count(10)
print(next(g), next(g), g.send(7), next(g), list(g))
def fin():
    try:
        yield 1
        yield 2
    finally:
        print('closed')
f = fin(); next(f); f.close(); f.close()
print(list(f))
def sub():
    x = yield 's1'
    print('sub got', x)
    try:
        yield 's2'
    except ValueError as e:
        print('sub caught', e)
    return 'result'
def main():
    r = yield from sub()
    print('r =', r)
    yield from [1, 2]
    yield from (c for c in 'ab')
m = main()
print(next(m), m.send('hello'), m.throw(ValueError('v')), list(m))
def stop():
    yield 1
    raise StopIteration('no')
try:
    list(stop())
except RuntimeError as e:
    print(e, repr(e.__cause__))
def ignore():
    try:
        yield
    except GeneratorExit:
        print('ignored')
        yield
i = ignore(); next(i)
try:
    i.close()
except RuntimeError as e:
    print(e)
def early():
    return 5
    yield
try:
    next(early())
except StopIteration as e:
    print(e.value)
g = count(3)
try:
    g.send(1)
except TypeError as e:
    print(e)
def selfish():
    yield next(me)
me = selfish()
try:
    next(me)
except ValueError as e:
    print(e)
print([x * y for x in range(4) if x % 2 for y in 'ab'], {x: x * x for x in range(4)}, {x % 3 for x in range(10)}, sum(x for x in range(100)))
print([[j for j in range(i)] for i in range(4)], [i for i, in [(1,), (2,)]])
n = 10
print([n for n in range(3)], n, [y := 5, y ** 2], y, [last := k for k in range(4)], last)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(4)), max(It(5)), 2 in It(3), sorted(It(3)), dict(zip('abc', It(3))), [*It(2), *It(2)])
class Old:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * 10
print(list(Old()), 20 in Old(), [x for x in Old()])
print(list(enumerate('ab', 1)), list(zip([1, 2], 'xyz')), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, '', 'a'])), list(reversed([1, 2, 3])))
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as e:
    print(e)
print(list(iter(lambda it=iter([1, 2, 0, 3]): next(it), 0)))
class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        got = yield ('await', self.v)
        return got
async def co(a):
    x = await Aw(a)
    y = await other(x)
    return x, y
async def other(v):
    return v + await Aw('other')
def drive(c, answers):
    send = None
    try:
        while True:
            print('yielded', c.send(send))
            send = answers.pop(0)
    except StopIteration as e:
        return e.value
print(drive(co('first'), [10, 20]))
async def agen():
    for i in range(3):
        yield i
        await Aw(i)
async def consume():
    out = []
    async for v in agen():
        out.append(v)
    out.append([v * 2 async for v in agen() if v])
    async with ACM() as a:
        out.append(a)
    return out
class ACM:
    async def __aenter__(self): return 'acm'
    async def __aexit__(self, *a): print('aexit'); return False
print(drive(consume(), [None] * 10))
c = co(1); c.close()
print(type(c).__name__, type(agen()).__name__, type(g).__name__)
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
def deep(n):
    if n == 0:
        yield 'bottom'
    else:
        yield from deep(n - 1)
print(list(deep(100)))
print(sum(i for i in range(1000) if i % 7 == 0), any(x > 5 for x in range(10)), all(x > 5 for x in range(10)))


# A class that makes no exception throws that.
class Wrong(Exception):
    def __new__(cls, *args):
        return cls


def one():
    yield 1


g = one()
try:
    g.throw(Wrong)
except TypeError as e:
    print('should have returned an instance of BaseException' in str(e), list(g))


# A broken look-up of close is reported and goes no further.
class Broken:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def __getattr__(self, name):
        raise ZeroDivisionError(name)


def through():
    yield from Broken()


import sys
seen = []
sys.unraisablehook = lambda u: seen.append(repr(u.exc_value))
g = through()
next(g)
g.close()
print(seen)
sys.unraisablehook = sys.__unraisablehook__
