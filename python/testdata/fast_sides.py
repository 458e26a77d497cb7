# What instructions do on their short ways, and just beside them.

# Swaps: order of evaluation, of assignment, targets that depend on each other.
def say(v):
    print('say', v)
    return v


a, b = 1, 2
a, b = b, a
print(a, b)
a, b, c = 1, 2, 3
a, b, c = c, a, b
print(a, b, c)
lst = [0, 1, 2]
i = 0
i, lst[i] = 1, 'x'
print(i, lst)
lst[say(0)], lst[say(1)] = say(10), say(11)
print(lst)
x = y, z = say('y'), say('z')
print(x, y, z)
a, b = [1, 2]
(a, b), c = (3, 4), 5
print(a, b, c)
[a, b] = b, a
print(a, b)

# Loops over pairs.
d = {'a': 1, 'b': 2, 'c': 3}
del d['b']
d['b'] = 4
for k, v in d.items():
    print(k, v)
for k, v in {}.items():
    print('never')
else:
    print('else')
try:
    for k, v in d.items():
        d[k + k] = v
except RuntimeError as e:
    print(e)
for i, ch in enumerate('ab'):
    print(i, ch)
for i, n in enumerate([5, 6], 10):
    print(i, n)
for i, n in enumerate((7, 8), (1 << 47) - 2):
    print(i, n)
for i, n in enumerate([1, 2, 3], 1 << 80):
    print(i, n)
for p, q in zip([1, 2, 3], (4, 5)):
    print(p, q)
for p, q in zip([1], 'x'):
    print(p, q)
it = iter([1, 2, 3])
for p, q in zip(it, [9]):
    print(p, q)
print(list(it))
try:
    for p, q in zip([1, 2], [3], strict=True):
        print(p, q)
except ValueError as e:
    print(e)
for i, (p, q) in enumerate(zip([1, 2], [3, 4])):
    print(i, p, q)
for p, q in [(1, 2), [3, 4], 'ab']:
    print(p, q)
try:
    for p, q in [(1, 2, 3)]:
        pass
except ValueError as e:
    print(e)
try:
    for p, q in enumerate(5):
        pass
except TypeError as e:
    print(e)
shared = enumerate([1, 2, 3, 4])
for i, n in shared:
    print(i, n, next(shared))


def gen():
    yield 1, 2
    yield 3, 4


for p, q in gen():
    print(p, q)
print([(k, v) for k, v in d.items()][:2], {v: k for k, v in enumerate('xy')})

# Tuples as keys.
t = {(1, 2): 'a', ('x', 'y'): 'b', (1.0, True): 'c', (): 'd', (1, (2, 3)): 'e', 5: 'f'}
print(t[1, 2], t['x', 'y'], t[1, 1], t[1.0, 1], t[()], t[1, (2, 3)], t[5], t.get((9, 9)), (1, 2) in t, (2, 1) in t)
t[1, 2] = 'A'
t[1, 1.0] = 'C'
t[3, 4] = 'new'
print(t, len(t))


class K:
    def __init__(self, v):
        self.v = v

    def __hash__(self):
        return hash(self.v)

    def __eq__(self, o):
        print('eq', self.v)
        return self.v == (o.v if isinstance(o, K) else o)


t[K(1), 2] = 'k'
print(t[1, 2], t[K(1), 2])
u = {(K(1), 2): 'first'}
print(u[1, 2], u.get((1, 3)))
nan = float('nan')
n = {(nan, 1): 'same'}
print(n.get((nan, 1)))
print({(1, 2), (1.0, 2), (True, 2)}, (0, 'a') in {(False, 'a')}, [1, 2] in [[1, 2]], (1, 2) in [(1, 2.0)])
try:
    t[[1], 2]
except TypeError as e:
    print(e)
try:
    t[7, 8]
except KeyError as e:
    print(e)

# Classes that are called like functions.
print(str(5), str('s'), str(None), int(7), int('8'), int(2.9), int(True), float(3), float('1.5'), bool([]), bool('x'), bool(0.0), bool(nan))
print(type(1), type(print), type(type), str(), int(), float(), bool())


class S:
    def __str__(self):
        return 'S!'

    def __bool__(self):
        raise ValueError('no truth')

    def __len__(self):
        return 3

    def __getitem__(self, k):
        if k == 'fail':
            raise LookupError(k)
        return ('item', k)

    def __int__(self):
        return 42


s = S()
print(str(s), s[1], s['k'], s[1:2], s[1, 2], len(s), int(s), list(map(str, [s, 1])))
for f in (lambda: bool(s), lambda: s['fail'], lambda: not s):
    try:
        f()
    except (ValueError, LookupError) as e:
        print(repr(e))


class S2(S):
    def __getitem__(self, k):
        return 'S2', super().__getitem__(k)

    def __str__(self):
        return super().__str__() + '2'


s2 = S2()
print(s2[3], str(s2))
S.__getitem__ = lambda self, k: 'changed'
print(s[1], s2[1])
S.__getitem__ = [lambda self, k: 0]
try:
    s[1]
except TypeError as e:
    print(e)
del S.__getitem__
try:
    s[1]
except TypeError as e:
    print(e)


# super in its forms.
class A:
    v = 'A.v'

    def __init__(self, x):
        self.x = x

    def who(self, *args, **kw):
        return 'A', args, kw

    @classmethod
    def make(cls):
        return cls.__name__

    @staticmethod
    def plain(x):
        return 'plain', x

    @property
    def prop(self):
        return 'prop', self.x


class B(A):
    v = 'B.v'

    def __init__(self, x):
        super().__init__(x + 1)

    def who(self, *args, **kw):
        return 'B', super().who(*args, **kw), super().who(1), super().who(k=2)

    @classmethod
    def make(cls):
        return 'B.' + super().make()

    @staticmethod
    def plain(x):
        return super(B, B).plain(x)

    @property
    def prop(self):
        return super().prop, super().v, super().plain(3)

    def missing(self):
        return super().nothing()

    def cell(self):
        def inner():
            return self
        return super().who(inner() is self)

    def classes(self):
        return super().__class__.__name__, super(B, self).__thisclass__.__name__


b = B(1)
print(b.x, b.who(), b.make(), B.make(), B.plain(5), b.prop, b.cell(), b.classes())
try:
    b.missing()
except AttributeError as e:
    print(e)


def outside():
    return super()


for f in (outside, lambda: super().x):
    try:
        f()
    except RuntimeError as e:
        print(e)


def loose(self):
    return super(B, self).who()


print(loose(b))


class Meta(type):
    def __call__(cls, *args):
        return 'meta', super().__call__(*args)


class M(metaclass=Meta):
    pass


print(M()[0], type(M()[1]) is M)

# Bound methods, with all kinds of arguments.
f = b.who
print(f(), f(1, 2), f(1, k=3), f(*[1, 2], **{'z': 1}))
g = A('x').who
print([g(i) for i in range(2)], (lambda h: h(1))(g))
try:
    b.classes(1)
except TypeError as e:
    print(e)
h = b.classes
try:
    h(1)
except TypeError as e:
    print(e)

# Strings.
e, w = 'é', 'wide €'
print(f'{e}{w}', f'{e}', f'{""}', f'{"a"}{""}', f'{1}{2!r}{3:>4}', f'{e!r}')
r = ''
for q in ('ab', 'é', '', '€', 'z'):
    r += q
    print(r, len(r), r[-1:], r[0])
try:
    'a' + 1
except TypeError as x:
    print(x)


class Str(str):
    def __add__(self, o):
        return 'added'

    def __radd__(self, o):
        return 'radded'


print(Str('a') + 'b', 'b' + Str('a'), f'{Str("q")}')
print('abc'[1], 'abc'[-1], 'é€'[1], 'a' in 'abc', '' in '', 'é' in 'aé', 'b' not in 'abc')
abc = 'abc'
for bad in (lambda: abc[3], lambda: abc['x'], lambda: 1 in abc):
    try:
        bad()
    except (IndexError, TypeError) as x:
        print(x)
print('abc'.startswith('ab'), 'abc'.endswith(('x', 'c')), 'a1'.isalnum(), ''.isalpha(), 'é'.isalpha(), ' \x1c\t'.isspace(), '٣'.isdigit(), '1²'.isdigit())

# Numbers.
big = (1 << 47) - 1
print(big + 1, -big - 2, big * big, big // -1, (-big - 1) // -1, -7 // 2, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2, 1 << 46, 1 << 47, -1 << 47, 3 >> 100, -3 >> 100, 6 & 3, 6 | 3, 6 ^ 3)
print(1 / 3, 2 / 1, 1.5 + 1, 1 - 0.5, 2 * 1.5, True + 1, 1 < 1.5, 1 == 1.0, 2 > 1.5, nan == nan, nan != nan, None == None, None != 1, 1 < True, abs(-5), abs(-2.5), abs(-big - 1), min(1, 2.0), max(1, 1.0), max('a', 'b'), min(3, 2, 1))
for bad in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1.0 // 0, lambda: 1 % 0.0, lambda: 1 << -1, lambda: 1 >> -1, lambda: 1 < 'a', lambda: None < None, lambda: len(5), lambda: ord('ab'), lambda: abs('x'), lambda: min()):
    try:
        print(bad())
    except Exception as x:
        print(type(x).__name__, x)
print(isinstance(1, int), isinstance(True, int), isinstance('', (int, str)), isinstance(b, A), isinstance(A(1), B), isinstance(1, object))

# Lists.
l = []
for i in range(10):
    l.append(i)
print(l.pop(), l.pop(), l, l.pop(0))
while l:
    l.pop()
try:
    l.pop()
except IndexError as x:
    print(x)
s3 = set()
for i in (1, 1.0, True, 'a', (1, 2), (1, 2)):
    s3.add(i)
print(len(s3), 1 in s3, (1, 2.0) in s3, frozenset([1]) in {frozenset([1])})

# Iteration over text of all kinds.
for text in ('abc', 'aéb€c', '', '\U0001F600x', 'é'):
    print([c for c in text], list(text), ''.join(c for c in text))
    it = iter(text)
    for c in it:
        print(c, end=' ')
        break
    print(list(it), list(it))


class L(list):
    def append(self, v):
        super().append((v, v))


l = L()
l.append(1)
list.append(l, 2)
print(l, l.pop(), list.pop(l), [].append(1))
for bad in (lambda: [].append(), lambda: [].append(1, 2), lambda: {}.get(), lambda: {}.get([]), lambda: list.append(5, 1), lambda: 'a'.startswith(5), lambda: len(), lambda: set().add([])):
    try:
        print(bad())
    except TypeError as x:
        print(x)
print({}.get(1), {1: 2}.get(1), {1: 2}.get(True, 'd'), {}.get('k', 'd'), dict.get({1: 5}, 1))
