# gc.get_referents: what the collector sees, sorted where the order is nobody's business.
import gc


def names(*objs):
    return sorted(map(repr, gc.get_referents(*objs)))


print(names())
print(names(1, "a", 4j, None, b"x"))
print(names([3, 1.5, "two", None, True]))
print(names((7, "x"), [()]))
print(names({"k": 1, 2: "v"}))
d = {1: "a", 2: "b", 3: "c"}
del d[2]
print(names(d))
s = {1, "x", 2}
s.discard(2)
print(names(s), names(frozenset((5, "y"))))
print(names([]), names({}), names(set()), names(()))


class Keeper:
    pass


def function():
    return inner


def enclosing(x):
    return lambda: x


k = Keeper()
k.kept = inner = ["inner"]
print(any(r is inner for r in gc.get_referents(vars(k))))
print(any(r is vars(k) for r in gc.get_referents(k)))
cell = enclosing(inner).__closure__[0]
print(gc.get_referents(cell)[0] is inner)
print(any(r is inner for r in gc.get_referents(inner.append)))
print(sum(r is inner for r in gc.get_referents(slice(inner, None, inner))))
print(any(r is vars(k) for r in gc.get_referents(vars(k))))
