# The operations of the Python benchmark: each function does n times what its
# line says and is found by run.py through the table at the end.


def loop_range(n):
    for i in range(n):
        pass


def loop_while(n):
    i = 0
    s = 0
    while i < n:
        s += i & 7
        i += 1
    return s


def float_sum(n):
    x = 0.5
    y = 0.0
    for _ in range(n):
        y = y * 0.999 + x * x - y / 3.0
    return y


def nothing():
    pass


def add3(a, b, c):
    return a + b + c


def calls(n):
    f = nothing
    for _ in range(n):
        f()


def calls_args(n):
    for i in range(n):
        add3(i, 2, 3)


def with_default(a, b=1, *, c=2):
    return a


def calls_default(n):
    for i in range(n):
        with_default(i)


def calls_keyword(n):
    for i in range(n):
        with_default(i, b=2, c=3)


def calls_star(n):
    args = (1, 2, 3)
    for _ in range(n):
        add3(*args)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def recursion(n):
    while n > 0:
        fib(15)
        n -= 1973  # the calls of fib(15)


def closures(n):
    k = 3

    def inner(x):
        return x + k
    for i in range(n):
        inner(i)


def calls_builtin(n):
    s = 'abc'
    for i in range(n):
        len(s)
        abs(i)
        isinstance(i, int)


class Point:
    limit = 10

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x + self.y

    @property
    def left(self):
        return self.x

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return self.x


class Derived(Point):
    def norm(self):
        return super().norm()


class Slotted:
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x = x
        self.y = y


def attr_read(n):
    p = Point(1, 2)
    for _ in range(n):
        p.x
        p.y


def attr_write(n):
    p = Point(1, 2)
    for i in range(n):
        p.x = i
        p.y = i


def attr_slots(n):
    p = Slotted(1, 2)
    for i in range(n):
        p.x = p.y


def attr_class(n):
    p = Point(1, 2)
    for _ in range(n):
        p.limit
        Point.limit


def attr_property(n):
    p = Point(1, 2)
    for _ in range(n):
        p.left


def methods(n):
    p = Point(1, 2)
    for _ in range(n):
        p.norm()


def methods_super(n):
    p = Derived(1, 2)
    for _ in range(n):
        p.norm()


def methods_bound(n):
    f = Point(1, 2).norm
    for _ in range(n):
        f()


def methods_special(n):
    p = Point(1, 2)
    for i in range(n):
        p[i]
        len(p)


def instances(n):
    for i in range(n):
        Point(i, i)


def instances_slotted(n):
    for i in range(n):
        Slotted(i, i)


def list_append(n):
    a = []
    for i in range(n):
        a.append(i)
    return len(a)


def list_index(n):
    a = [0] * 64
    for i in range(n):
        a[i & 63] = a[i & 31] + 1


def list_comprehension(n):
    while n > 0:
        [x * 2 for x in range(1000)]
        n -= 1000


def list_iterate(n):
    a = list(range(1000))
    while n > 0:
        for x in a:
            pass
        n -= 1000


def list_sort(n):
    a = [(i * 7919) % 10007 for i in range(1000)]
    while n > 0:
        b = a[:]
        b.sort()
        sorted(a, key=lambda x: -x)
        n -= 1000


def list_slice(n):
    a = list(range(20))
    for _ in range(n):
        a[2:8]


def unpacking(n):
    p = (1, 2)
    for _ in range(n):
        a, b = p
        a, b = b, a


def tuples(n):
    for i in range(n):
        (i, i, n)


def dict_get(n):
    d = {'alpha': 1, 'beta': 2, 'gamma': 3}
    for _ in range(n):
        d['alpha']
        d['gamma']


def dict_int_keys(n):
    d = {}
    for i in range(n):
        d[i & 1023] = i
    return len(d)


def dict_methods(n):
    d = {'alpha': 1}
    for i in range(n):
        d.get('alpha')
        d.get('beta', i)


def dict_iterate(n):
    d = {str(i): i for i in range(1000)}
    while n > 0:
        for k, v in d.items():
            pass
        n -= 1000


def dict_build(n):
    for i in range(n):
        {'a': i, 'b': n}


def set_work(n):
    s = set()
    for i in range(n):
        s.add(i & 255)
        i in s


def str_join(n):
    while n > 0:
        ','.join([str(i) for i in range(100)])
        n -= 100


def str_format(n):
    for i in range(n):
        f'{i}: {n!r}'


def str_concat(n):
    while n > 0:
        s = ''
        for i in range(100):
            s += 'ab'
        n -= 100


def str_methods(n):
    s = 'The quick brown fox jumps'
    for _ in range(n):
        s.split()
        s.replace('quick', 'slow')
        s.startswith('The')


def str_chars(n):
    s = 'The quick brown fox jumps over the lazy dog.' * 10
    while n > 0:
        for c in s:
            if c == 'x':
                pass
        n -= len(s)


def str_compare(n):
    a, b = 'alpha', 'beta'
    for _ in range(n):
        a == b
        a < b


def try_quiet(n):
    for _ in range(n):
        try:
            pass
        except ValueError:
            pass


def raise_catch(n):
    for _ in range(n):
        try:
            raise ValueError
        except ValueError:
            pass


def thrower(k):
    if k:
        thrower(k - 1)
    else:
        raise KeyError('x')


def raise_deep(n):
    for _ in range(n):
        try:
            thrower(3)
        except KeyError as e:
            pass


def missing_key(n):
    d = {}
    for i in range(n):
        try:
            d[i]
        except KeyError:
            pass


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None


def with_statement(n):
    m = Manager()
    for _ in range(n):
        with m:
            pass


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def generators(n):
    for _ in count(n):
        pass


def generator_expression(n):
    sum(i for i in range(n))


def delegate(n):
    yield from count(n)


def yield_from(n):
    for _ in delegate(n):
        pass


def big_ints(n):
    x = 1 << 200
    y = 12345678901234567890123
    for _ in range(n):
        x + y


def globals_read(n):
    for _ in range(n):
        Point
        Slotted


def compare_chain(n):
    for i in range(n):
        0 <= i < n


def iterate_zip(n):
    a = list(range(1000))
    while n > 0:
        for i, (x, y) in enumerate(zip(a, a)):
            pass
        n -= 1000


def lambdas_map(n):
    while n > 0:
        list(map(lambda x: x + 1, range(100)))
        n -= 100


# name, function, how many times a round does it (of a base of 1)
TABLE = (
    ('loop over a range', loop_range, 4),
    ('while loop, ints', loop_while, 2),
    ('float arithmetic', float_sum, 2),
    ('chained comparison', compare_chain, 2),
    ('big ints', big_ints, 2),
    ('read of globals', globals_read, 2),
    ('call of a function', calls, 2),
    ('call, three arguments', calls_args, 2),
    ('call with defaults', calls_default, 1),
    ('call with keywords', calls_keyword, 1),
    ('call with *args', calls_star, 1),
    ('recursion', recursion, 2),
    ('call of a closure', closures, 2),
    ('calls of builtins', calls_builtin, 1),
    ('map with a lambda', lambdas_map, 1),
    ('attribute, read', attr_read, 2),
    ('attribute, written', attr_write, 2),
    ('attribute, __slots__', attr_slots, 2),
    ('attribute of the class', attr_class, 2),
    ('property', attr_property, 1),
    ('method', methods, 1),
    ('method through super()', methods_super, 1),
    ('bound method', methods_bound, 1),
    ('special methods', methods_special, 1),
    ('instance', instances, 1),
    ('instance with __slots__', instances_slotted, 1),
    ('list.append', list_append, 2),
    ('list items', list_index, 2),
    ('list comprehension', list_comprehension, 2),
    ('list iteration', list_iterate, 4),
    ('list sorting', list_sort, 1),
    ('list slice', list_slice, 1),
    ('unpacking', unpacking, 2),
    ('tuple', tuples, 2),
    ('enumerate and zip', iterate_zip, 2),
    ('dict, str keys', dict_get, 2),
    ('dict, int keys', dict_int_keys, 2),
    ('dict.get', dict_methods, 1),
    ('dict iteration', dict_iterate, 2),
    ('dict display', dict_build, 1),
    ('set', set_work, 1),
    ('str.join', str_join, 1),
    ('f-string', str_format, 1),
    ('str +=', str_concat, 1),
    ('str methods', str_methods, 0.5),
    ('str iteration', str_chars, 2),
    ('str comparison', str_compare, 2),
    ('try without exception', try_quiet, 4),
    ('raise and catch', raise_catch, 0.5),
    ('raise through 4 frames', raise_deep, 0.25),
    ('missing key', missing_key, 0.5),
    ('with statement', with_statement, 0.5),
    ('generator', generators, 1),
    ('generator expression', generator_expression, 1),
    ('yield from', yield_from, 1),
)
