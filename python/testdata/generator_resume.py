# Generators that a loop resumes: what they raise, what they handle, where they end.
import sys


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
    return 'end of %d' % n


def delegating(n):
    r = yield from count(n)
    yield r
    r = yield from (x * 2 for x in range(n))
    yield r
    return 'done'


print(list(delegating(3)))
for x in delegating(2):
    print(x, end=' ')
else:
    print('else')


def failing(n):
    for i in count(n):
        yield i
    raise KeyError('after %d' % n)


def caught(n):
    try:
        yield from failing(n)
    except KeyError as e:
        yield 'caught %s' % e


try:
    for x in failing(2):
        print(x)
except KeyError as e:
    print(repr(e), e.__traceback__.tb_lineno, e.__traceback__.tb_next.tb_lineno)
for x in caught(2):
    print(x)


def stops():
    yield 1
    raise StopIteration('mine')


try:
    for x in stops():
        print(x)
except RuntimeError as e:
    print(e, repr(e.__cause__))


# The exception that is handled is each frame's own.
def handling():
    print(sys.exc_info()[0])
    yield 1
    try:
        raise ValueError
    except ValueError:
        yield sys.exc_info()[0]
        yield sys.exc_info()[0]
    yield sys.exc_info()[0]


for x in handling():
    print(x, sys.exc_info()[0])
try:
    raise TypeError
except TypeError:
    for x in handling():
        print(x, sys.exc_info()[0])
print(sys.exc_info()[0])


def relay():
    try:
        raise IndexError
    except IndexError:
        yield from handling()
        print('relay', sys.exc_info()[0])


for x in relay():
    print(x, sys.exc_info()[0])


# Resumed while running, in a loop of its own.
def itself():
    for x in me:
        yield x


me = itself()
try:
    for x in me:
        print(x)
except ValueError as e:
    print(e)


# Loops inside of loops, one generator taken apart by two of them.
g = count(6)
for a in g:
    for b in g:
        print(a, b)
        if b % 2:
            break
print(next(g, 'over'))


# send() and throw() into a chain.
def echo():
    got = None
    while got != 'stop':
        try:
            got = yield got
        except LookupError as e:
            got = repr(e)
    return 'stopped'


def outer():
    r = yield from echo()
    yield r


o = outer()
print(next(o), o.send(1), o.send(2), o.throw(KeyError('k')), o.send('stop'))
try:
    next(o)
except StopIteration as e:
    print('stop', e.value)


# Deep chains, and a recursion that is too deep.
def chain(n):
    if n:
        yield from chain(n - 1)
    yield n


print(sum(chain(50)))


def endless():
    yield from endless()


try:
    for x in endless():
        pass
except RecursionError as e:
    print('RecursionError')


# Unpacking, comprehensions, star arguments, awaits.
a, *b = count(4)
print(a, b, [x for x in count(3)], {x: y for x in count(2) for y in count(x + 1)}, max(*count(3)))


class Awaitable:
    def __await__(self):
        got = yield 'waiting'
        return got


async def inner(v):
    return (await Awaitable()), v


async def main():
    r = []
    for i in range(3):
        r.append(await inner(i))
    return r


c = main()
sent = None
try:
    while True:
        print(c.send(sent))
        sent = 'sent'
except StopIteration as e:
    print(e.value)


async def agen():
    for i in count(3):
        yield i, await Awaitable()


async def consume():
    return [x async for x in agen()]


c = consume()
try:
    c.send(None)
    while True:
        c.send('s')
except StopIteration as e:
    print(e.value)


# Closed while it waits; the finally block runs, and may yield no more.
def closing():
    try:
        yield 1
        yield 2
    finally:
        print('finally')


k = closing()
for x in k:
    k.close()
print(x)


def relays_close():
    yield from closing()


k = relays_close()
next(k)
k.close()
