"""What subclasses and user-defined iterables see of the containers."""


def show(what, f):
    try:
        r = f()
    except Exception as e:
        r = type(e).__name__ + ": " + str(e)
    print(what, r)


class D(dict):
    def __missing__(self, key):
        return "missing " + str(key)


d = D(a=1)
show("missing", lambda: d['b'])
show("get", lambda: d.get('b'))
show("type of |", lambda: (type(d | {}), type({} | d), type(d.copy())))
show("fromkeys", lambda: (type(D.fromkeys('ab')), sorted(D.fromkeys('ab', 3).items())))


class NoIter(dict):
    def __iter__(self):
        return iter(['x'])

    def keys(self):
        return ['k']

    def __getitem__(self, k):
        return 'got ' + k


show("update by keys", lambda: dict(NoIter(a=1)))
show("star star", lambda: dict(**{'a': 1}, b=2))


class Mapping:
    def keys(self):
        return iter(['p', 'q'])

    def __getitem__(self, k):
        return k * 2


show("mapping", lambda: dict(Mapping()))
show("pairs", lambda: dict([('a', 1), ['b', 2], 'cd', {3: 0, 4: 0}]))
show("bad pairs", lambda: dict([('a', 1), 5]))
show("short pair", lambda: dict([('a', 1), ('b',)]))
show("not iterable", lambda: dict(5))
show("two arguments", lambda: dict([], []))
show("unhashable", lambda: {[]: 1})
show("unhashable set", lambda: {1, {}})
show("keyword and pairs", lambda: dict([('a', 1)], a=2, b=3))
show("update", lambda: {}.update([], a=1))
show("or", lambda: {'a': 1, 'b': 2} | {'b': 3, 'c': 4})
show("or with list", lambda: {} | [])
x = {'a': 1}
x |= [('b', 2)]
show("ior", lambda: x)
show("key error", lambda: {}['nothing'])
show("key error tuple", lambda: {}[(1, 2)])
show("popitem", lambda: {}.popitem())
show("pop", lambda: {}.pop('a'))
show("order", lambda: list({'b': 1, 'a': 2, 'c': 3, 'b': 4}.items()))
show("reversed", lambda: list(reversed({'b': 1, 'a': 2})))
show("reversed items", lambda: list(reversed({'b': 1, 'a': 2}.items())))
show("views", lambda: ({1: 2}.keys(), {1: 2}.values(), {1: 2}.items()))
show("mapping proxy", lambda: {1: 2}.keys().mapping)
show("keys and", lambda: {1: 2, 3: 4}.keys() & [1, 5])
show("items or", lambda: sorted({1: 2}.items() | {(3, 4)}))
show("keys minus", lambda: {1: 2, 3: 4}.keys() - {1})
show("unhashable items", lambda: {1: []}.items() & {(1, 2)})
show("unhashable item in", lambda: (1, []) in {1: []}.items())


class L(list):
    pass


class T(tuple):
    pass


class S(set):
    pass


class F(frozenset):
    pass


l = L([1, 2, 3])
l.x = 5
show("list subclass", lambda: (l, l.x, type(l[:]), type(l + l), type(l * 2), type(l.copy()), l == [1, 2, 3]))
t = T((1, 2))
t.x = 5
show("tuple subclass", lambda: (t, t.x, type(t[:]), type(t + t), type(t * 1), t == (1, 2), hash(t) == hash((1, 2))))
show("tuple subclass slice", lambda: (t[1:], t[-1], len(t), list(t), 2 in t, t.index(2), t.count(1), t < (1, 3)))
s = S([1, 2])
s.x = 5
show("set subclass", lambda: (s, s.x, type(s | s), type(s & s), type(s.copy()), s == {1, 2}))
f = F([1, 2])
show("frozenset subclass", lambda: (f, type(f | f), type(f.copy()), hash(f) == hash(frozenset([1, 2]))))
show("empty", lambda: (S(), F(), set(), frozenset(), L(), T()))


class T2(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)

    def __repr__(self):
        return "T2" + super().__repr__()


show("tuple new", lambda: (T2(1, 2), T2()))


class LInit(list):
    def __init__(self, n):
        super().__init__(range(n))


show("list init", lambda: LInit(3))

l = []
l.append(l)
show("recursive list", lambda: l)
d = {}
d['d'] = d
show("recursive dict", lambda: d)
show("recursive values", lambda: d.values())
t = ([],)
t[0].append(t)
show("recursive tuple", lambda: t)


class Raises:
    def __eq__(self, other):
        raise ValueError("no eq")

    def __hash__(self):
        return 1

    def __repr__(self):
        raise ValueError("no repr")


show("eq raises in list", lambda: Raises() in [1])
show("eq raises in dict", lambda: {1: 1}[Raises()])
show("eq raises in set", lambda: Raises() in {1})
show("repr raises", lambda: repr([1, Raises()]))
show("repr raises in dict", lambda: repr({1: Raises()}))
show("after it", lambda: repr([1]))


class Seq:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i

    def __len__(self):
        return 4


show("old iteration", lambda: list(Seq()))
show("old reversed", lambda: list(reversed(Seq())))
show("old contains", lambda: (9 in Seq(), 8 in Seq()))


class Hint:
    def __init__(self, h):
        self.h = h

    def __iter__(self):
        return iter([1, 2])

    def __length_hint__(self):
        if isinstance(self.h, Exception):
            raise self.h
        return self.h


for h in (5, 0, 10 ** 15, -1, 'x', NotImplemented, TypeError('t'), ValueError('v')):
    show("hint " + str(h), lambda: list(Hint(h)))


def gen():
    yield 1
    yield 2
    raise ValueError("in the middle")


show("generator raises", lambda: list(gen()))
show("set from it", lambda: set(gen()))
show("dict from it", lambda: dict.fromkeys(gen()))
show("tuple from it", lambda: tuple(gen()))
show("sum", lambda: sum(gen()))
show("min", lambda: min(gen()))

show("min key", lambda: min([3, -4, 1], key=abs))
show("max key", lambda: max("ab", "abc", "b", key=len))
show("max default", lambda: max([], default='d'))
show("max none", lambda: max([]))
show("max default many", lambda: max(1, 2, default=3))
show("min first", lambda: min([1, 1.0, True]))
show("sorted key", lambda: sorted(["b", "A", "c"], key=str.lower))
show("sorted reverse", lambda: sorted([(1, 'a'), (0, 'b'), (1, 'c')], key=lambda p: p[0], reverse=True))
show("sorted bad", lambda: sorted([1, 'a']))
show("sum strs", lambda: sum(['a'], ''))
show("sum lists", lambda: sum([[1], [2]], []))
show("sum mixed", lambda: (sum([1, 2.5, 3]), sum([True, True]), sum([1 << 60, 1 << 60]), sum([])))

show("zip", lambda: list(zip([1, 2], "ab")))
show("zip strict", lambda: list(zip([1, 2], "abc", strict=True)))
show("zip strict short", lambda: list(zip([1, 2, 3], "ab", [1, 2, 3], strict=True)))
show("zip strict third", lambda: list(zip([1, 2], "ab", [1], strict=True)))
show("zip none", lambda: list(zip()))
show("map", lambda: list(map(lambda a, b: a * b, [1, 2], [3, 4, 5])))
show("map one", lambda: list(map(str)))
show("filter", lambda: list(filter(None, [0, 1, '', 'a', [], [0]])))
show("filter f", lambda: list(filter(lambda x: x > 1, [1, 2, 3])))
show("enumerate", lambda: list(enumerate("ab", 5)))
show("enumerate start", lambda: list(enumerate("ab", start=1 << 70)))
show("enumerate kw", lambda: list(enumerate(iterable="ab", start=2)))
show("enumerate bad kw", lambda: enumerate("ab", begin=2))
show("reversed", lambda: list(reversed([1, 2, 3])))
show("reversed set", lambda: reversed({1}))
it = iter([1, 2, 3])
next(it)
show("list iterator hint", lambda: it.__length_hint__())
show("iterators", lambda: [type(iter(x)).__name__ for x in ([], (), {}, set(), range(3), range(1 << 70), {}.values(), {}.items())])
n = [0]


def count():
    n[0] += 1
    return n[0]


show("iter sentinel", lambda: list(iter(count, 4)))

show("range", lambda: (range(5), range(2, 5), range(0, 10, 3), range(-1)))
show("range big", lambda: (len(range(1 << 70, (1 << 70) + 5)), list(range(1 << 62, (1 << 62) + 3)), range(1 << 70)[1 << 65]))
show("range len", lambda: len(range(1 << 70)))
show("range eq", lambda: (range(0) == range(2, 1), range(0, 3, 2) == range(0, 4, 2), hash(range(0, 3, 2)) == hash(range(0, 4, 2))))
show("range in", lambda: (5 in range(10), 5.0 in range(10), 5.5 in range(10), 'a' in range(10), 1 << 69 in range(1 << 70), True in range(2)))
show("range index", lambda: range(0, 10, 2).index(6))
show("range not", lambda: range(0, 10, 2).index(7))
show("range slice", lambda: (range(10)[2:8:3], range(10)[::-1], range(10)[-3:], range(1 << 70)[:: 1 << 68]))
show("range item", lambda: range(3)[5])
show("range reversed", lambda: (list(reversed(range(0, 10, 3))), list(reversed(range(1 << 64, (1 << 64) + 3)))))
show("range zero", lambda: range(1, 2, 0))
show("range float", lambda: range(1.5))
show("range none", lambda: range())

show("slice", lambda: (slice(1), slice(1, 2), slice(None, None, -1)))
show("slice indices", lambda: (slice(None, None, -1).indices(5), slice(1, 1 << 80).indices(1 << 70), slice(-3, None).indices(2)))
show("slice negative", lambda: slice(1).indices(-1))
show("slice eq", lambda: (slice(1) == slice(None, 1), slice(1, 2) < slice(1, 3)))
show("slice hash", lambda: hash(slice(1)))
show("slice bad", lambda: [1]['a':])
show("slice step", lambda: [1][::0])

a, *b, c = [1, 2, 3, 4]
show("unpack", lambda: (a, b, c))


def unpack(x):
    a, b, c = x
    return a, b, c


def unpack_star(x):
    a, *b, c = x
    return a, b, c


for x in ([1, 2], [1, 2, 3, 4], "ab", {1: 1, 2: 2}, 5, gen(), iter([1, 2, 3]), None):
    show("unpack", lambda: unpack(x))
for x in ([1], [1, 2], "abcd", 5, gen()):
    show("unpack star", lambda: unpack_star(x))

show("generic", lambda: (list[int], dict[str, list[int]], tuple[int, ...], set[None], tuple[()]))
show("generic parts", lambda: (list[int].__origin__, dict[str, int].__args__, list[int] == list[int], list[int] == list[str]))
show("generic call", lambda: (list[int]([1, 2]), list[int].append))
show("generic isinstance", lambda: isinstance([], list[int]))


class Sub(list[int]):
    pass


show("generic base", lambda: (Sub.__mro__[1], Sub([1])))
