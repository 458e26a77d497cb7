"""Memoized functions, a cache in front of something slow, and random use of it checked.

demo.py [OPERATIONS]
"""
import sys
import lrucache
from lrucache import Cache, memoize

state = 3


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


# ---- memoize: remember results ---------------------------------------------------------

calls = 0


@memoize
def partitions(n, largest=None):
    """In how many ways is n a sum, if the order does not matter?"""
    global calls
    calls += 1
    if largest is None:
        largest = n
    if n == 0:
        return 1
    return sum(partitions(n - k, min(k, n - k)) for k in range(1, largest + 1))


partitions.cache.maxsize = 10000
ways = partitions(60)
print(f"60 is a sum in {ways} ways, found with {calls} calls; {partitions.cache.stats()}")
assert ways == 966467
assert partitions.cache.misses == calls == len(partitions.cache)
assert partitions.__wrapped__(0) == 1

kinds = memoize(lambda *args, **kw: (args, kw), maxsize=50)
assert kinds(1, 2, x=3) == ((1, 2), {"x": 3})
assert kinds(1, 2, x=3) is kinds(1, 2, x=3)
assert kinds(1, 2, 3) == ((1, 2, 3), {})
assert kinds((1, 2)) == (((1, 2),), {}) and kinds(1, 2) == ((1, 2), {}) and kinds() == ((), {})
assert kinds.cache.stats() == {"hits": 2, "misses": 5, "evictions": 0, "len": 5}

# ---- a cache, and what falls out of it -------------------------------------------------

log = []
pages = Cache(3, on_evict=lambda key, value: log.append(key))
for name in ["home", "news", "mail", "home", "map", "news"]:
    if pages.get(name) is None:
        pages[name] = "<html>" + name
print(pages, [key for key, _ in pages.items()], "fell out:", log)
assert [key for key, _ in pages.items()] == ["news", "map", "home"] and log == ["news", "mail"]
assert "mail" not in pages and pages["home"] == "<html>home"
pages.maxsize = 1
assert pages.items() == [("home", "<html>home")] and len(log) == 4
pages.clear()
assert len(pages) == 0 and pages.items() == []

# ---- random use, beside a plain one made of a list -------------------------------------

class Plain:
    def __init__(self, maxsize):
        self.maxsize, self.order = maxsize, []

    def use(self, key):
        for i, (k, _) in enumerate(self.order):
            if k == key:
                self.order.insert(0, self.order.pop(i))
                return self.order[0][1]
        return None

    def put(self, key, value):
        if self.use(key) is None:
            self.order.insert(0, None)
        self.order[0] = (key, value)
        del self.order[self.maxsize:]

    def remove(self, key):
        self.order = [(k, v) for k, v in self.order if k != key]


class Name:
    """A key whose hash and comparison are Python code."""

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 4

    def __eq__(self, other):
        return self.n == other.n


operations = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
for maxsize, make in ((1, int), (2, str), (10, Name)):
    keys = [make(i) for i in range(3 * maxsize)]
    cache, plain = Cache(maxsize), Plain(maxsize)
    for i in range(operations // 3):
        key, what = keys[rnd(len(keys))], rnd(10)
        if what < 5:
            assert cache.get(key) == plain.use(key)
        elif what < 9:
            cache[key] = [i]
            plain.put(key, [i])
        elif key in cache:
            del cache[key]
            plain.remove(key)
        if i % 50 == 0:
            assert cache.items() == plain.order and len(cache) == len(plain.order)
    print(f"maxsize {maxsize}: {operations // 3} operations agree; {cache.stats()}")
    assert cache.items() == plain.order

# ---- cycles: links with links, and a cache that is its own value -----------------------

for i in range(50):
    ring = Cache(10)
    for k in range(20):
        ring[k] = ring
    ring = None

# ---- keys and callbacks that misbehave -------------------------------------------------

class Saboteur(Name):
    __hash__ = Name.__hash__

    def __eq__(self, other):
        cache.clear()
        return True


class Unequal(Name):
    __hash__ = Name.__hash__

    def __eq__(self, other):
        raise KeyError("from __eq__")


def error(kind, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        return str(e)
    raise AssertionError(f"no {kind.__name__}")


cache = Cache(5)
cache[Name(1)] = "a"
cache[Name(2)] = "b"
print("\nmistakes:")
print(" ", error(RuntimeError, cache.get, Saboteur(1)))
error(RuntimeError, cache.__setitem__, Saboteur(2), "c")
assert [value for _, value in cache.items()] == ["b", "a"]
print(" ", error(KeyError, lambda: Cache()["nothing"]))
print(" ", error(KeyError, cache.get, Unequal(1)))
print(" ", error(TypeError, cache.get, []))
print(" ", error(ValueError, Cache, 0))
print(" ", error(AttributeError, delattr, cache, "maxsize"))
print(" ", error(TypeError, memoize, 5))
error(TypeError, setattr, cache, "maxsize", "many")
error(ZeroDivisionError, memoize(lambda: 1 / 0))
error(KeyError, cache.__delitem__, "nothing")
failing = Cache(1, on_evict=lambda key, value: value / 0)
failing["a"] = 1
error(ZeroDivisionError, failing.__setitem__, "b", 2)
assert failing.items() == [("b", 2)]          # "a" is gone all the same

print("\nok")
sys.exit(0)
