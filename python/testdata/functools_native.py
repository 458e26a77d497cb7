# _functools and _operator: partial, reduce, cmp_to_key, lru_cache's wrapper, the operators.
import _operator as op
from _functools import _lru_cache_wrapper, cmp_to_key, partial, reduce


def show(expression):
    try:
        print(expression, "->", eval(expression))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


def f(*args, **kw):
    return args, kw


p = partial(f, 1, a=2)
print(p(3, b=4), p(a=5), p(), p.args, p.keywords, p.func is f)
q = partial(p, 9, c=1)
print(q(0), q.func is f, partial(int)("7"), partial(int, base=2)("101"))
print(repr(partial(print, 1, x="y")), partial(print, 1).__reduce__() == (partial, (print,), (print, (1,), {}, None)))
p.note = "text"
print(p.__dict__, partial(p).func is p)
r = partial(print)
r.__setstate__((f, (1,), {"k": 1}, {"z": 3}))
print(r(2), r.z)


class C:
    m = partial(f, 1)

    def cached(self, x):
        return x


print(C().m(2))
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(op.mul, range(1, 30)), reduce(op.add, [], "start"))
K = cmp_to_key(lambda a, b: b - a)
print(sorted([3, 1, 2], key=K), K(1) < K(0), K(1).obj, K(3) == K(3))


def info(*args):
    return args


calls = []


@lambda g: _lru_cache_wrapper(g, 2, False, info)
def g(*args, **kw):
    calls.append((args, kw))
    return len(calls)


print(g(1), g(2), g(1), g(3), g(2), g(1), g(1.0), g(a=1), g(a=1), g.cache_info())
g.cache_clear()
print(g.cache_info(), g(1), g.cache_info(), len(calls))
h = _lru_cache_wrapper(lambda x: type(x), None, True, info)
print(h(1), h(1.0), h(True), h(1), h.cache_info())
n = _lru_cache_wrapper(lambda x: x, 0, False, info)
print(n(1), n(1), n.cache_info())
C.cached = _lru_cache_wrapper(C.cached, 10, False, info)
c = C()
print(c.cached(4), c.cached(4), C.cached.cache_info())


@lambda g: _lru_cache_wrapper(g, 100, False, info)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(150), fib.cache_info())

print(op.add(1, 2), op.iadd([1], (2,)), op.concat("a", "b"), op.contains([1], 1), op.countOf([1, 2, 1], 1), op.indexOf("abc", "c"))
print(op.itemgetter(1)("abc"), op.itemgetter(0, 2)("abc"), op.attrgetter("real")(5), op.attrgetter("__class__.__name__", "imag")(5))
print(op.methodcaller("split", ",")("a,b"), op.methodcaller("encode", encoding="ascii")("x"))
print(op.itemgetter(1, 2), op.attrgetter("a.b"), op.methodcaller("m", 1, k=2), op.itemgetter(1).__reduce__())
print(op.truth([]), op.not_([]), op.is_(None, None), op.is_not(1, None), op.inv(5), op.index(True), op.pow(2, 5), op.length_hint(iter([1, 2])), op.length_hint(1, 7))
print(op.call(int, "12", base=3), op._compare_digest(b"ab", bytearray(b"ab")), op._compare_digest("ab", "ac"))
d = {}
op.setitem(d, 1, 2)
print(d, op.getitem(d, 1), op.delitem(d, 1), d)

for e in [
    "partial()", "partial(1)", "reduce(f, 1)", "reduce(f, [])", "reduce(f)", "K(1) < 1", "_lru_cache_wrapper(1, 2, 3, 4)",
    "_lru_cache_wrapper(f, 'x', 3, 4)", "g([])", "op.itemgetter()", "op.itemgetter(1)()", "op.attrgetter(1)", "op.methodcaller()",
    "op.methodcaller(1)", "op.concat(1, 2)", "op.indexOf([], 1)", "op.countOf(1, 1)", "op.add(1)", "op.iconcat(1, [])", "op.length_hint(1, 'x')",
    "op.call()", "op._compare_digest('a', b'a')", "op._compare_digest(chr(233), 'a')", "op.attrgetter('a.b')(1)", "partial(f, 1).__setstate__(1)", "cmp_to_key()",
    "op.lt(1, 'a')", "op.contains(1, 1)", "op.getitem([], 0)",
]:
    show(e)
