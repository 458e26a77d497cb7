# The types of _collections, and contexts of contextvars.
from _collections import _count_elements, _tuplegetter, defaultdict, deque
from _contextvars import Context, ContextVar, Token, copy_context


def show(expression, names={}):
    try:
        print(expression, "->", eval(expression, globals(), names))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


d = deque([1, 2, 3], 2)
print(d, d.maxlen, len(d), d[0], d[-1])
d.appendleft(5)
print(d)
d = deque(range(20))
d.rotate(3)
print(d)
d.rotate(-5)
d.insert(3, "x")
print(d, d.index("x"), 7 in d, d.count(7))
del d[3]
d.remove(7)
print(list(reversed(d)), d.pop(), d.popleft())
d.reverse()
print(d, d.copy() == d, bool(deque()))
print(deque("ab") + deque("c"), deque("ab") * 3, deque("abc", maxlen=4) * 3, deque("a") < deque("b"), deque("ab") >= deque("abc"))
d = deque("abc")
d.extendleft("xy")
d += d
print(d, d.__reduce__()[:3])
d.append(d)
print(d)

for e in [
    "deque().pop()", "deque().popleft()", "deque([], -1)", "deque(1)", "deque()[0]", "deque() + 1", "deque([1]).index(2)",
    "deque([1]).remove(2)", "hash(deque())", "deque(1, 2, 3)", "deque([1, 2], 2).insert(0, 1)", "deque([1]) < 3",
    "deque().append()", 'deque().rotate("a")', "deque([1], maxlen='a')", "[x for x in q if q.append(1)]", "deque([3, 1, 2]).index(2, 1, 2)",
]:
    show(e, {"q": deque([1])})

dd = defaultdict(list, a=1)
dd["x"].append(3)
print(dd, dd.copy(), dict(dd), dd | {"q": 2}, {"q": 2} | dd, dd.__reduce__()[:2])
dd.default_factory = None
show("dd['zz']")
show("defaultdict(3)")
print(defaultdict(None, {1: 2}), defaultdict(), dd.get("zz"))


class Point(tuple):
    x = _tuplegetter(0, "the x")


print(Point((1, 2)).x, Point.x.__doc__, Point.x)
show("Point.x.__get__([1])")
show("Point(()).x")

counts = {}
_count_elements(counts, "abracadabra")
print(counts)

var = ContextVar("var", default=1)
ctx = copy_context()
print(ctx.run(lambda: (var.set(5), var.get())[1]), var.get(), len(ctx), list(ctx) == [var], ctx[var], var in copy_context())
token = var.set(2)
print(token.old_value is Token.MISSING, Token.MISSING, token.var is var)
try:
    ctx.run(var.reset, token)
except ValueError as e:
    print(str(e)[-33:])
var.reset(token)
print(var.get(), Context() == copy_context(), ctx.get(var), ctx.copy() == ctx, list(ctx.items()) == [(var, 5)])
for e in ["ctx['a']", "1 in ctx", "Context(1)", "Token()", "Context()[var]", "ctx.run()"]:
    try:
        eval(e)
    except Exception as x:
        print(e, type(x).__name__, str(x)[:30])
try:
    ctx.run(ctx.run, print)
except RuntimeError as e:
    print(str(e)[:20], str(e)[-21:])
