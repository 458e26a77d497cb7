"""Objects whose __eq__, __hash__ and __lt__ change the container that asks."""


def show(what, f):
    try:
        r = f()
    except Exception as e:
        r = type(e).__name__ + ": " + str(e)
    print(what, r)


class Key:
    """All keys meet in one slot; act runs inside every comparison."""
    act = None

    def __init__(self, n, eq=None):
        self.n = n
        self.eq = eq

    def __hash__(self):
        return 5

    def __eq__(self, other):
        if Key.act:
            act, Key.act = Key.act, None
            act()
        if self.eq is not None:
            return self.eq
        return isinstance(other, Key) and self.n == other.n

    def __lt__(self, other):
        if Key.act:
            act, Key.act = Key.act, None
            act()
        return self.n < other.n

    def __repr__(self):
        return "K" + str(self.n)


def during(act, f):
    def g():
        Key.act = act
        try:
            return f()
        finally:
            Key.act = None
    return g


def make(n=6):
    return {Key(i): i for i in range(n)}


# dict: the table is cleared, grown, or loses the key while a key is looked up
d = make()
show("get, clear", during(d.clear, lambda: d.get(Key(3))))
print(d)
d = make()
show("get, grow", during(lambda: d.update({i: i for i in range(100)}), lambda: d.get(Key(3))))
print(len(d))
d = make()
show("set, clear", during(d.clear, lambda: d.__setitem__(Key(3), 'x')))
print(d)
d = make()
show("set, grow", during(lambda: d.update({i: i for i in range(100)}), lambda: d.__setitem__(Key(9), 'x')))
print(len(d))
d = make()
show("del, popitem", during(d.popitem, lambda: d.__delitem__(Key(5))))
print(d)
d = make()
show("pop, replace", during(lambda: d.__setitem__(Key(0), 'new'), lambda: d.pop(Key(0))))
print(d)
d = make()
show("setdefault, pop", during(lambda: d.pop(Key(0)), lambda: d.setdefault(Key(0), 'def')))
print(d)
d = make()
show("contains, del", during(lambda: d.__delitem__(Key(0)), lambda: Key(0) in d))
d = make()
e = make()
show("eq, clear", during(d.clear, lambda: d == e))
d = make()
e = make()
show("eq, clear other", during(e.clear, lambda: d == e))
d = make()
e = make(3)
show("update, clear source", during(e.clear, lambda: d.update(e)))
print(len(d), len(e))
d = make()
e = make(3)
show("update, grow source", during(lambda: e.update({i: i for i in range(100)}), lambda: d.update(e)))
show("update, replace values", during(lambda: e.update(e), lambda: d.update(e)))

# iteration
d = {i: i for i in range(5)}


def walk(d, act):
    out = []
    for i, k in enumerate(d):
        out.append(k)
        if i == 1:
            act()
    return out


show("add", lambda: walk(d, lambda: d.__setitem__(99, 0)))
show("del", lambda: walk(d, lambda: d.__delitem__(0)))
show("replace value", lambda: walk(d, lambda: d.__setitem__(1, 'v')))
show("swap keys", lambda: walk(d, lambda: (d.pop(4), d.__setitem__(77, 1))))
show("swap early", lambda: walk(d, lambda: (d.pop(1), d.__setitem__(78, 1))))
show("clear", lambda: walk(d, d.clear))
for view in ("keys", "values", "items"):
    d = {i: i for i in range(5)}
    show(view, lambda: walk(getattr(d, view)(), lambda: d.__setitem__(99, 0)))
it = iter(d)
next(it)
d[1000] = 1
show("again 1", lambda: next(it))
show("again 2", lambda: next(it))
show("hint", lambda: it.__length_hint__())

# set
s = {Key(i) for i in range(4)}
show("set contains, clear", during(s.clear, lambda: Key(2) in s))
s = {Key(i) for i in range(4)}
show("set add, grow", during(lambda: s.update(range(100)), lambda: s.add(Key(9))))
print(len(s))
s = {Key(i) for i in range(4)}
show("set discard, pop all", during(s.clear, lambda: s.discard(Key(3))))
print(s)
s = {Key(i) for i in range(4)}
t = {Key(i) for i in range(3)}
show("set and, clear", during(t.clear, lambda: len(s & t) < 4))
s = {Key(i) for i in range(4)}
t = {Key(i) for i in range(3)}
show("set eq, clear", during(t.clear, lambda: s == s.copy()))
s = set(range(5))
show("iter add", lambda: walk(s, lambda: s.add(99)))
s = set(range(5))
show("iter del", lambda: walk(s, lambda: s.discard(0)))

# list
l = [Key(i) for i in range(5)]
show("index, clear", during(l.clear, lambda: l.index(Key(4))))
l = [Key(i) for i in range(5)]
show("count, grow", during(lambda: l.extend([Key(1)] * 3), lambda: l.count(Key(1))))
l = [Key(i) for i in range(5)]
show("remove, clear", during(l.clear, lambda: l.remove(Key(1))))
print(l)
l = [Key(0, True), 1, 2]
show("remove, shift", during(lambda: l.pop(0), lambda: l.remove(Key(7))))
print(l)
l = [Key(i) for i in range(5)]
m = [Key(i) for i in range(5)]
show("eq, clear", during(l.clear, lambda: l == m))
l = [Key(i) for i in range(5)]
show("lt, clear", during(m.clear, lambda: l < m))
l = [Key(i) for i in range(5, 0, -1)]
show("sort, append", during(lambda: l.append(1), l.sort))
print(l)
show("sort, seen empty", during(lambda: print("inside", l), l.sort))
print(l)
show("sort, clear", during(l.clear, l.sort))
show("sort, append and clear", during(lambda: (l.append(1), l.clear()), l.sort))
print(l)
show("sort, nested", during(l.sort, l.sort))


def bad_key(x):
    if x.n == 3:
        raise KeyError("three")
    return x.n


show("sort, key raises", lambda: l.sort(key=bad_key))
print(l)
show("sort, key mutates", lambda: l.sort(key=lambda x: l.append(x) or x.n))
print(l)

# while the list is walked
l = list(range(5))
show("list grows", lambda: [l.append(x) or x for x in l if len(l) < 12])
show("list shrinks", lambda: [l.pop() for x in l])
print(l)


class Grow:
    """An index that changes the list it indexes."""

    def __init__(self, f, n):
        self.f, self.n = f, n

    def __index__(self):
        self.f()
        return self.n


l = list(range(10))
show("slice, clear", lambda: l[Grow(l.clear, 2):5])
l = list(range(10))
show("slice assign, clear", lambda: l.__setitem__(slice(Grow(l.clear, 2), 5), [1, 2]))
print(l)
l = list(range(10))
show("stepped assign, clear", lambda: l.__setitem__(slice(Grow(l.clear, 0), 8, 2), [1, 2, 3, 4]))
print(l)
l = list(range(10))
show("stepped del, clear", lambda: l.__delitem__(slice(Grow(l.clear, 0), 8, 2)))
print(l)
l = list(range(10))
show("insert, clear", lambda: l.insert(Grow(l.clear, 5), 'x'))
print(l)
l = list(range(10))
show("pop, clear", lambda: l.pop(Grow(l.clear, 5)))
print(l)


class Iter:
    def __init__(self, f):
        self.f = f

    def __iter__(self):
        self.f()
        return iter([7, 8])


l = list(range(10))
show("slice from iterable, clear", lambda: l.__setitem__(slice(2, 4), Iter(l.clear)))
print(l)
l = list(range(10))
show("extend, clear", lambda: l.extend(Iter(l.clear)))
print(l)
