"""Which constructor of a subclass takes which arguments."""


def show(what, f):
    try:
        r = f()
    except Exception as e:
        r = type(e).__name__ + ": " + str(e)
    print(what, r)


for base in (list, tuple, set, frozenset, dict, enumerate, reversed, zip, map, filter):
    class Plain(base):
        pass

    class WithInit(base):
        def __init__(self, *args, **kw):
            pass

    class WithNew(base):
        def __new__(cls, *args, **kw):
            return super().__new__(cls, *args)

    class Both(base):
        def __new__(cls, *args, **kw):
            return super().__new__(cls, *args)

        def __init__(self, *args, **kw):
            pass

    for cls in (base, Plain, WithInit, WithNew, Both):
        name = base.__name__ + " " + cls.__name__
        for args in ((), ([1, 2],), (abs, [1, 2]), ([1, 2], [3, 4])):
            show(name, lambda: type(cls(*args)) is cls)
            show(name + " kw", lambda: type(cls(*args, x=1)) is cls)


class Cls:
    pass


for base in (list, tuple, set, frozenset, dict):
    class Sub(base):
        def __init__(self, *a):
            self.a = 1

    class Slots(base):
        __slots__ = () if base is tuple else ('s',)

    s = Sub()
    s.b = 2
    show("dict", lambda: (s.__dict__, len(s)))
    show("slots", lambda: Slots().s)
    show("own", lambda: base().x)
    show("set own", lambda: setattr(base(), 'x', 1))
    show("class change", lambda: setattr(base(), '__class__', Cls))
    show("bool", lambda: (bool(base()), bool(Sub())))
    show("doc", lambda: isinstance(base.__doc__, str))
for x in (range(3), slice(3), {}.keys(), iter([]), iter({}), zip(), memoryview):
    show("name", lambda: type(x).__name__)
show("no subclass", lambda: type('X', (range,), {}))
show("no subclass", lambda: type('X', (slice,), {}))
show("no instance", lambda: type({}.keys())())
show("no instance", lambda: type(iter([]))())
show("proxy", lambda: (type(int.__dict__)({'a': 1}), type(int.__dict__)({'a': 1})['a'], len(type(int.__dict__)({}))))
proxy = type(int.__dict__)({'a': 1})
show("proxy hash", lambda: hash(proxy))
show("proxy |", lambda: (proxy | {'b': 2}, {'b': 2} | proxy))
show("proxy set", lambda: proxy.__setitem__('a', 2))
show("proxy get", lambda: (proxy.get('a'), proxy.get('b', 5), 'a' in proxy, list(proxy), list(proxy.items()), proxy == {'a': 1}))
show("proxy bad", lambda: type(proxy)([]))
show("proxy none", lambda: type(proxy)())
proxy2 = proxy
try:
    proxy2 |= {'c': 1}
except TypeError as e:
    print(e)
show("reduce", lambda: (iter([1, 2]).__reduce__()[1:], slice(1, 2).__reduce__(), range(3).__reduce__(), {1}.__reduce__(), enumerate([1]).__reduce__()[0]))
it = iter([1, 2, 3])
it.__setstate__(2)
show("setstate", lambda: list(it))
it = iter({1: 2, 3: 4}.items())
next(it)
show("dict iterator reduce", lambda: (it.__reduce__()[1], list(it)))
show("signatures", lambda: (list.sort.__text_signature__, dict.get.__text_signature__, list.__doc__.split('\n')[0]))
show("methods of list", lambda: sorted(set(dir(list)) - set(dir(object))))
show("methods of tuple", lambda: sorted(set(dir(tuple)) - set(dir(object))))
show("methods of dict", lambda: sorted(set(dir(dict)) - set(dir(object))))
show("methods of set", lambda: sorted(set(dir(set)) - set(dir(object))))
show("methods of frozenset", lambda: sorted(set(dir(frozenset)) - set(dir(object))))
show("methods of range", lambda: sorted(set(dir(range)) - set(dir(object))))
show("methods of slice", lambda: sorted(set(dir(slice)) - set(dir(object))))
show("methods of keys", lambda: sorted(set(dir({}.keys())) - set(dir(object))))
show("methods of values", lambda: sorted(set(dir({}.values())) - set(dir(object))))
show("methods of proxy", lambda: sorted(set(dir(proxy)) - set(dir(object))))
for x in (iter([]), iter(()), iter({}), iter(set()), iter(range(0)), reversed([]), reversed(()), reversed({}), zip(), enumerate([]), map(abs, []), filter(None, [])):
    show("methods of " + type(x).__name__, lambda: sorted(set(dir(x)) - set(dir(object))))
show("unhashable", lambda: [hash(x) for x in ([],)])
for x in ([], {}, set(), {}.keys(), {}.items(), slice(1)):
    show("unhashable", lambda: hash(x))
show("hash values", lambda: isinstance(hash({}.values()), int))
