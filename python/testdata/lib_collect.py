# Our own library: random, contextlib, functools, collections, weakref, reprlib, heapq, copy, operator.
import random, contextlib, functools, collections, weakref, reprlib, heapq, copy, operator, keyword, bisect, struct


def sh(e, **k):
    try:
        print(e, '->', eval(e, globals(), k))
    except Exception as x:
        print(e, '!!', type(x).__name__, x)


random.seed(42)
for e in [
    'random.random()', 'random.randint(1,100)', "random.choice('abc')", 'random.sample(range(1000),5)', 'random.sample([1,2,3,4],3)',
    "random.choices('abc',[1,2,3],k=5)", 'random.shuffle(l) or l', 'random.gauss(0,1)', 'random.gauss(0,1)', 'random.normalvariate()',
    'random.uniform(1,2)', 'random.triangular()', 'random.expovariate(2)', 'random.gammavariate(2,3)', 'random.gammavariate(.5,1)',
    'random.gammavariate(1,1)', 'random.betavariate(1,2)', 'random.paretovariate(3)', 'random.weibullvariate(1,2)', 'random.vonmisesvariate(1,2)',
    'random.lognormvariate(0,1)', 'random.randbytes(4)', 'random.randrange(3,30,4)', 'random.randrange(10,0,-3)', 'random.choice([])',
    'random.randrange(0)', 'random.randrange(3,3)', 'random.randrange(1,2,0)', 'random.sample({1},1)', 'random.sample([1],2)',
    'random.choices([1],[0])', "random.choices('ab',[1])", "random.sample('ab',k=3,counts=[2,2])", 'random.seed([])',
    "random.seed('x') or random.random()", "random.seed('x',version=1) or random.random()", 'random.Random(3).getstate()[0]', 'random.setstate((9,))',
    'random.randrange(5,None,2)',
]:
    sh(e, l=list(range(8)))


@contextlib.contextmanager
def cm(x):
    print('in', x)
    try:
        yield x
    except KeyError as e:
        print('caught', repr(e))
    finally:
        print('out', x)


with cm(1) as v:
    print(v)
with cm(2):
    raise KeyError('k')
try:
    with cm(3):
        raise ValueError('v')
except ValueError as e:
    print('esc', e)
try:
    with cm(4):
        raise StopIteration('s')
except StopIteration as e:
    print('stop', e)


@cm('deco')
def f():
    print('body')


f()
f()
with contextlib.ExitStack() as st:
    st.enter_context(cm('a'))
    st.callback(print, 'cb', 1)
    st.push(lambda *e: (print('exit', e[0]), True)[1])
    raise ValueError('gone')
try:
    with contextlib.ExitStack() as st:
        st.callback(lambda: 1 / 0)
        st.callback(lambda: {}['x'])
        raise ValueError('first')
except ZeroDivisionError as e:
    print(repr(e), repr(e.__context__), repr(e.__context__.__context__))
with contextlib.suppress(KeyError):
    {}['a']
print(contextlib.nullcontext(5).__enter__())


class T:

    def close(self):
        print('closed')


with contextlib.closing(T()):
    pass
sh('contextlib.ExitStack().enter_context(1)')


@contextlib.contextmanager
def bad():
    if 0:
        yield


sh('bad().__enter__()')


@contextlib.contextmanager
def twice():
    yield 1
    yield 2


def tw():
    with twice():
        pass


sh('tw()')


@functools.lru_cache(maxsize=2)
def g(x):
    return x * 2


g(1)
g(1)
g(2)
g(3)
print(g.cache_info(), g.cache_parameters(), g.__name__, g.__wrapped__(4))


@functools.total_ordering
class V:

    def __init__(s, v):
        s.v = v

    def __eq__(s, o):
        return s.v == o.v

    def __lt__(s, o):
        return s.v < o.v


print(V(1) <= V(1), V(1) > V(0), V(1) >= V(2), V(2) >= V(2))


@functools.singledispatch
def sd(x):
    return 'obj'


@sd.register
def _(x: int):
    return 'int'


@sd.register(list)
def _(x):
    return 'list'


@sd.register(collections.abc.Mapping)
def _(x):
    return 'map'


@sd.register(str | bytes)
def _(x):
    return 'text'


print([sd(x) for x in (1, True, [], {}, 'a', b'', 1.0, collections.OrderedDict())], sd.dispatch(bool)(1), sorted((c.__name__ for c in sd.registry)))
sh('sd()')
sh('sd.register(3)')


class CP:
    n = 0

    @functools.cached_property
    def p(self):
        CP.n += 1
        return CP.n

    @functools.singledispatchmethod
    def m(self, x):
        return 'm'

    @m.register
    def _(self, x: int):
        return 'mi'

    def base(self, *a, **k):
        return (a, k)
    pm = functools.partialmethod(base, 1, k=2)


c = CP()
print(c.p, c.p, CP.n, c.m('a'), c.m(1), c.pm(3), c.__dict__)


@functools.wraps(f)
def w():
    """doc"""


print(w.__name__, w.__wrapped__ is f, functools.cache(lambda x: x)(3))
sh("functools.total_ordering(type('Q',(),{}))")
P = collections.namedtuple('P', 'x y', defaults=[5])
p = P(1)
print(p, p._replace(y=2), p._asdict(), P._fields, P._field_defaults, P._make([3, 4]), p == (1, 5), copy.copy(p), P.x.__doc__, P.__doc__, hash(p) == hash((1, 5)), P.__match_args__, p.__getnewargs__(), repr(P), P.__module__)
for e in [
    'P()', 'P(1,2,3)', 'P(z=1)', 'p._replace(q=1)', 'P._make([1])', "collections.namedtuple('X','a a')", "collections.namedtuple('X','class')",
    "collections.namedtuple('X','_a')", "collections.namedtuple('X','a b',rename=True)._fields",
    "collections.namedtuple('X','_a a a class',rename=True)._fields", "collections.namedtuple('1x','a')",
    "collections.namedtuple('X','a',defaults=[1,2])", 'p.x.y', "collections.namedtuple('E','')()",
]:
    sh(e)
C = collections.Counter
for e in [
    "C('abracadabra')", "C('aab').most_common(1)", 'C(a=3)-C(a=1,b=2)', 'C(a=3)+C(a=1,b=2)', "C('aab')|C('abb')", "C('aab')&C('abb')", '+C(a=-1,b=2)',
    '-C(a=-1)', "sorted(C('aab').elements())", "C('ab')['z']", "C('aab').total()", 'C(a=1)<=C(a=2)', 'C(a=1)==C(a=1,b=0)', "C.fromkeys('a')",
    'C([1,2,1])', "C({'a':2}).update('ab')", "copy.copy(C('a'))", 'C(a=1)<C(a=1)', 'C()',
]:
    sh(e)
x = C('ab')
x.subtract('bbc')
x.update({'a': 5})
print(x)
x -= C(a=1)
x |= C(z=3)
x &= C(z=2, a=2)
del x['nope']
print(x)
O = collections.OrderedDict
o = O(a=1, b=2, c=3)
o.move_to_end('a')
print(o)
o.move_to_end('c', last=False)
print(o, o.popitem(), o.popitem(last=False), list(reversed(o)), O(a=1, b=2) == O(b=2, a=1), O(a=1) == {'a': 1}, o | {'q': 1}, O.fromkeys('ab', 0), copy.copy(o), o.setdefault('n'), o.pop('n'), list(o.items()), o.keys(), O())
for e in [
    "o.move_to_end('zz')", 'O().popitem()', "o.pop('zz')", "o.pop('zz',4)", 'O([(1,2),(3,4)])', 'O(1)', "repr(O({'x':O()}))",
]:
    sh(e)
m = collections.ChainMap({'a': 1}, {'a': 2, 'b': 3})
print(m, m['a'], m['b'], len(m), list(m), m.new_child(), m.parents, m.maps, 'b' in m, m.get('z'), dict(m))
m['c'] = 9
print(m)
sh("m['q']")
sh("m.pop('b')")
sh('collections.ChainMap().popitem()')


class UD(collections.UserDict):
    pass


class UL(collections.UserList):
    pass


u = UD(a=1)
u['b'] = 2
print(u, len(u), 'a' in u, u | {'c': 3}, u.copy(), dict(u), u.pop('a'), u.get('q'))
l = UL([3, 1])
l.append(2)
l.sort()
print(l, l[0:2], l + [1], [0] + l, l * 2, l.index(3), type(l[:]).__name__, l == [1, 2, 3], 2 in l)
s = collections.UserString('abC')
print(s, s.upper(), s + 'd', s[1:], s * 2, len(s), s == 'abC', s.find('b'), s.split('b'), 'x%s' % s, s.center(7, '*'), type(s.lower()).__name__, s.isalpha(), hash(s) == hash('abC'))
from collections import abc
for e in [
    'isinstance([],abc.Sequence)', 'isinstance({},abc.MutableMapping)', 'isinstance(set(),abc.Set)', 'issubclass(dict,abc.Mapping)',
    'isinstance(iter([]),abc.Iterator)', 'isinstance((x for x in []),abc.Generator)', 'isinstance(len,abc.Callable)', 'isinstance(3,abc.Hashable)',
    'isinstance([],abc.Hashable)', "isinstance('',abc.ByteString)", 'isinstance({}.keys(),abc.KeysView)', 'isinstance(range(3),abc.Sequence)',
    'isinstance(1,abc.Sized)', 'abc.Mapping.__module__', 'abc.Callable[[int],str]', 'abc.Iterable[int]', 'abc.Sequence()', 'abc.Callable[...,int]',
    'abc.Callable[int]',
]:
    sh(e)


class MS(abc.MutableSequence):

    def __init__(s):
        s.l = []

    def __getitem__(s, i):
        return s.l[i]

    def __setitem__(s, i, v):
        s.l[i] = v

    def __delitem__(s, i):
        del s.l[i]

    def __len__(s):
        return len(s.l)

    def insert(s, i, v):
        s.l.insert(i, v)


ms = MS()
ms.extend([1, 2, 3])
ms.reverse()
ms += [4]
print(list(ms), ms.pop(), ms.index(2), ms.count(1), 2 in ms, list(reversed(ms)))
ms.remove(3)
print(ms.l)
ms.clear()
print(ms.l)


class SS(abc.Set):

    def __init__(s, it):
        s.d = list(dict.fromkeys(it))

    def __contains__(s, x):
        return x in s.d

    def __iter__(s):
        return iter(s.d)

    def __len__(s):
        return len(s.d)


print(list(SS('abc') & 'bcd'), list(SS('ab') | 'bc'), list(SS('abc') - SS('b')), list(SS('ab') ^ SS('bc')), SS('ab') <= SS('abc'), SS('ab') == SS('ba'), SS('a').isdisjoint('b'), SS('ab') < {'a', 'b', 'c'})
match MS():
    case [*_]:
        print('seq pattern')


class A:

    def m(self):
        return 'm'


import gc
a = A()
d = weakref.WeakValueDictionary(k=a)
kd = weakref.WeakKeyDictionary({a: 1})
ws = weakref.WeakSet([a])
wm = weakref.WeakMethod(a.m)
fin = weakref.finalize(a, print, 'final', 1)
print(len(d), len(kd), len(ws), wm()(), fin.alive, list(d.items()) == [('k', a)], list(kd.values()), a in ws, d.get('k') is a, fin.peek()[2:])
del a
gc.collect()
print(len(d), len(kd), len(ws), wm(), fin.alive, list(d), 'k' in d)
sh('weakref.WeakMethod(len)')
print(reprlib.repr(list(range(100))), reprlib.repr('x' * 100), reprlib.repr({i: i for i in range(10)}), reprlib.repr((1,)), reprlib.repr(10 ** 100), reprlib.repr([[[[[[[[1]]]]]]]]), reprlib.repr({3, 1, 2}))
print(heapq.nsmallest(3, [5, 1, 4, 1, 2]), heapq.nlargest(2, 'banana', key=ord), list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge('db', 'ca', reverse=True, key=ord)), heapq.nlargest(9, [2, 1]), heapq.nsmallest(0, [1]), heapq.nlargest(3, [(1, 'a'), (1, 'b'), (0, 'c')], key=lambda t: t[0]), heapq.nsmallest(2, [(1, 'a'), (1, 'b'), (0, 'c')], key=lambda t: t[0]))
print(operator.__add__(1, 2), operator.add(1, 2), operator.itemgetter(1)('ab'), operator.__getitem__([1], 0), keyword.iskeyword('if'), keyword.issoftkeyword('match'), len(keyword.kwlist), bisect.bisect([1, 2], 1), struct.calcsize('i'))
