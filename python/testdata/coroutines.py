# Coroutines and asynchronous generators, driven by hand.
import sys


def run(coroutine):
    try:
        while True:
            print("awaited", coroutine.send(None))
    except StopIteration as e:
        return e.value


class Later:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def answer():
    return await Later(42)


w = answer().__await__()
print(type(w).__name__, next(w), w.__doc__ or type(w).__doc__)
try:
    w.send("sent")
except StopIteration as e:
    print(e.value)


# What is thrown at a generator that handles an exception has that as its context.
def handling():
    try:
        raise KeyError("a")
    except KeyError:
        yield


def outer():
    try:
        yield from handling()
    except ValueError as e:
        print(repr(e.__context__), [f.tb_frame.f_code.co_name for f in entries(e.__traceback__)])


def entries(tb):
    while tb:
        yield tb
        tb = tb.tb_next


g = outer()
next(g)
try:
    g.throw(ValueError)
except StopIteration:
    print("stopped")


# While an exception is thrown on, the generator that delegates is a running frame.
def inner():
    try:
        yield 1
    except ValueError:
        print([f.f_code.co_name for f in callers(sys._getframe())])
        yield 2


def callers(f):
    while f:
        yield f
        f = f.f_back


def delegating():
    return (yield from inner())


g = delegating()
next(g)
print(g.throw(ValueError), g.gi_yieldfrom.gi_code.co_name)


# Steps of asynchronous generators.
async def numbers():
    try:
        for i in range(3):
            got = await Later(i)
            sent = yield i * 10
            print("got", got, "sent", sent)
    finally:
        print("over")


async def use():
    a = numbers()
    print(await a.asend(None), await a.asend("x"))
    try:
        await a.athrow(ValueError("thrown"))
    except ValueError as e:
        print(e)
    try:
        await a.__anext__()
    except StopAsyncIteration:
        print("no more")
    b = numbers()
    print(await b.__anext__(), b.ag_running)
    await b.aclose()
    await b.aclose()
    async for i in numbers():
        print(i)


run(use())
a = numbers()
s = a.asend(None)
print(type(s).__name__, s.send(None), a.ag_running)
t = a.asend(None)
for attempt in [lambda: t.send(None), lambda: a.aclose().send(None), lambda: a.athrow(ValueError).send(None)]:
    try:
        attempt()
    except RuntimeError as e:
        print(e)
try:
    s.send(1)
except StopIteration as e:
    print("value", e.value)
try:
    s.send(1)
except RuntimeError as e:
    print(e)
c = a.aclose()
try:
    c.send(None)
except StopIteration as e:
    print(type(c).__name__, e.value)
try:
    c.send(None)
except RuntimeError as e:
    print(e)


async def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


b = stubborn()
try:
    b.__anext__().send(None)
except StopIteration:
    pass
try:
    b.aclose().send(None)
except RuntimeError as e:
    print(e)

# Hooks, and where coroutines come from.
log = []
sys.set_asyncgen_hooks(firstiter=lambda g: log.append("first"), finalizer=lambda g: log.append("final"))
print(sys.get_asyncgen_hooks().firstiter is not None)


async def leave():
    async for i in numbers():
        break


import gc
run(leave())
gc.collect()
print(log)
sys.set_asyncgen_hooks(None, None)
sys.set_coroutine_origin_tracking_depth(1)
c = answer()
print(c.cr_origin[0][2], c.cr_frame.f_lineno - c.cr_code.co_firstlineno)
c.close()
print(c.cr_frame)
g.__name__, g.__qualname__ = "new", "newer"
print(g.__name__, repr(g)[:24])
try:
    g.__name__ = 1
except TypeError as e:
    print(e)
