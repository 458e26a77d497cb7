# The module math: results, special cases, errors.
import math


def t(f, *a, **k):
    try:
        r = f(*a, **k)
        if type(r) is int and abs(r) > 10**60:
            r = (r % (10**30 + 57), 'of', r.bit_length(), 'bits')
        print(f.__name__, a, k or '', '->', r)
    except Exception as e:
        print(f.__name__, a, k or '', '->', type(e).__name__ + ':', e)


class Index:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
    def __repr__(self): return 'Index(%d)' % self.n


class Float:
    def __float__(self): return 2.5
    def __repr__(self): return 'Float()'


class Bad:
    def __float__(self): return 'x'
    def __index__(self): return 'y'
    def __ceil__(self): return 'up'
    def __floor__(self): return 'down'
    def __trunc__(self): return 'off'
    def __repr__(self): return 'Bad()'


inf, nan = math.inf, math.nan
one = ['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cos', 'cosh', 'degrees', 'erf', 'exp', 'exp2', 'expm1', 'fabs', 'gamma',
       'isfinite', 'isinf', 'isnan', 'lgamma', 'log', 'log10', 'log1p', 'log2', 'radians', 'sin', 'sinh', 'sqrt', 'tan', 'tanh', 'frexp', 'modf', 'ulp',
       'ceil', 'floor', 'trunc', 'factorial', 'isqrt', 'erfc', 'cbrt']
values = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 1e-300, 5e-324, -5e-324, 1e308, -1e308, 1.7976931348623157e308, inf, -inf, nan, 3, -3, 10, 171, 172.5, 710,
          -750, 10**30, 10**400, -10**400, True, 'x', None, 1j, Index(3), Float(), Bad()]
for name in one:
    f = getattr(math, name)
    for x in values:
        if name in ('erfc', 'cbrt') and x not in (0.0, inf, -inf, 'x', 10**400) or name == 'factorial' and type(x) is float:
            continue
        t(f, x)
    t(f)
    t(f, 1, 2, 3)
    t(f, x=1)

pairs = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 3, 1e308, 5e-324, inf, -inf, nan]
for name in ('atan2', 'copysign', 'fmod', 'remainder', 'pow', 'nextafter', 'hypot', 'isclose'):
    f = getattr(math, name)
    for x in pairs:
        for y in pairs:
            t(f, x, y)
    t(f, 'x', 1)
    t(f, 1, 'y')
    t(f, 1)
    t(f)
    t(f, 1, 10**400)

for x in (0.0, -0.0, 1.5, -1.5, 5e-324, inf, -inf, nan):
    for e in (0, 1, -1, 1023, 1024, -1074, -1075, -1080, 10**30, -10**30, True):
        t(math.ldexp, x, e)
t(math.ldexp, 1.0, 2.0)
t(math.ldexp, 1.0, Index(2))
t(math.ldexp, 3 * 2.0**-1074, -1)
t(math.ldexp, 0.75, -1074)

for args in ((2.0, 2), (8, 2), (10, 10), (1, 1), (0, 2), (2, 0), (-1, 2), (2, -1), (2, 1), (10**400, 10), (10, 10**400), (2.5, 10**400), (3, 'x'), ('x', 3), (1, 2, 3), (2**1024, 2),
             (10**1000,), (7**500, 7)):
    t(math.log, *args)
for n in (2**1024 - 1, 2**1024, 2**2000 + 1, 10**500, -10**500):
    t(math.log2, n)
    t(math.log10, n)
t(math.log, 10, base=2)

t(math.isclose, 1.0, 1.0 + 1e-10)
t(math.isclose, 1.0, 1.1, rel_tol=0.1)
t(math.isclose, 1.0, 1.1, abs_tol=0.2)
t(math.isclose, 1.0, 1.1, rel_tol=-1)
t(math.isclose, 1.0, 1.1, abs_tol='x')
t(math.isclose, a=1, b=2)
t(math.isclose, 1, 2, 3)

for n in (0, 1, 5, 20, 21, 22, 100, 1000, -1, True, 2**63, 10**30, 5.0, '5', Index(6)):
    t(math.factorial, n)
for args in ((5, 2), (5, 0), (5, 5), (5, 6), (0, 0), (-1, 1), (1, -1), (100, 50), (2**64, 3), (10**30, 10**30 - 2), (10**30, 10**29), (5.0, 2), (5, 2.0), (5,), (Index(9), Index(4)), (67, 33)):
    t(math.comb, *args)
    t(math.perm, *args)
t(math.perm, 5, None)
t(math.perm, -5)
t(math.perm, 2.5)
t(math.comb, 5, None)
for n in (0, 1, 3, 4, 10**20, 10**40 - 1, 2**200, -1, 2.0, '4', Index(17)):
    t(math.isqrt, n)
for args in ((), (0,), (-6,), (12, 18), (12, -18, 27), (0, 0), (10**30, 10**20, 0), (2**100 * 3, 2**90 * 9), (1.0,), (4, 'x'), (Index(4), 6), (True, 5)):
    t(math.gcd, *args)
    t(math.lcm, *args)

for seq in ([], [0.1] * 10, [1e308, 1e308], [1e308, 1e308, -1e308], [1e16, 1, -1e16], [inf, 1], [inf, -inf], [nan, 1], [inf, nan], [inf, 1e308, 1e308], [-0.0], [1, 2.5, True],
            [1e-320, 1e-322], [10**400], ['x'], [2.0**53, 1.0, 2.0**-60], [2.0**53, 1.0], [1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50], [1.7976931348623157e308, 9.9792015476736e291]):
    t(math.fsum, seq)
t(math.fsum, 5)
print(math.fsum(x / 7 for x in range(1000)))
for seq in ([], [1, 2, 3], [1, 2.5], [2**60, 2**60, 3], 'ab', [[1], 2], [1.5, 'x'], [0.5] * 1100, range(1, 30)):
    t(math.prod, seq)
t(math.prod, [1, 2], start=10)
t(math.prod, [1, 2], start='ab')
t(math.prod, [1, 2], 3)
t(math.prod, 5)

for xs in ((), (3.0,), (-3.0,), (3, 4), (1, 1, 1), (1e308, 1e308), (1e-320, 1e-320), (inf, nan), (nan, 1), (nan, -inf), (-0.0,), (1e200, 1e-200), (5e-324,), (0.1, 0.2, 0.3, 0.4, 0.5), ('x',), (10**400, 1)):
    t(math.hypot, *xs)
for args in (([1, 2], [4, 6]), ((1, 2, 3), (1, 2, 3)), ((1,), (2, 3)), ((), ()), (5, 6), ('ab', 'cd'), ((inf,), (inf,)), ((1e308,), (-1e308,)), ((1, nan), (inf, 2)), ((1, 2),)):
    t(math.dist, *args)

# Values that show their last digit.
for i in range(1, 40):
    x = i * 0.37
    print(x, math.sin(x), math.exp(x), math.log(x), math.sinh(x), math.tanh(x), math.atan(x), math.log2(x), math.log10(x), '%.14g' % math.gamma(x), '%.14g' % math.lgamma(x),
          math.asinh(x), math.acosh(1 + x), math.asin(x / 20), math.acos(x / 20), math.atanh(x / 20), math.exp2(x), math.expm1(x), math.log1p(x), math.hypot(x, x + 1))
print(math.pi, math.e, math.tau, math.inf, math.nan)
print(sorted(n for n in dir(math) if not n.startswith('_')))
