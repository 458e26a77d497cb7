"""A sum that floats get wrong, roots with proof, and random sums checked with whole numbers.

demo.py [OPERATIONS]
"""
import math
import sys
import interval
from interval import Interval

# ---- Rump's example: floats are wrong without knowing ----------------------------------

def rump(a, b):
    return ((333.75 - a ** 2) * b ** 6 + a ** 2 * (11 * a ** 2 * b ** 2 - 121 * b ** 4 - 2)
            + 5.5 * b ** 8 + a / (2 * b))


TRUE = -0.827396059946821368141165095479816
wrong = rump(77617.0, 33096.0)
honest = rump(Interval(77617), Interval(33096))
print(f"Rump's function with floats:    {wrong}")
print(f"                with intervals: {honest}, and it is {TRUE}")
assert TRUE in honest and wrong != TRUE

tenth = Interval("0.1")
print("ten times one tenth:", sum([tenth] * 10, start=Interval(0)), "width",
      sum([tenth] * 10, start=Interval(0)).width)
assert 1 in sum([tenth] * 10, start=Interval(0)) and sum([0.1] * 10) != 1

# ---- roots, with a proof that there are no others --------------------------------------

# Wilkinson-like: (x-1)(x-2)...(x-6), and x^3 - 2x - 5, with which Newton himself began
def f(x):
    p = Interval(1)
    for i in range(1, 7):
        p = p * (x - i)
    return p


def df(x):
    total = Interval(0)
    for skip in range(1, 7):
        p = Interval(1)
        for i in range(1, 7):
            if i != skip:
                p = p * (x - i)
        total = total + p
    return total


found = interval.roots(f, df, Interval(0.3, 10.6))
print("\nroots of (x-1)(x-2)...(x-6) in [0.3, 10.6]:")
for x, proven in found:
    print(f"  {x}", "exactly one" if proven else "perhaps")
assert len(found) == 6 and all(proven and i + 1 in x for i, (x, proven) in enumerate(found))

calls = 0


def newton(x):
    global calls
    calls += 1
    return x ** 3 - 2 * x - 5


(x, proven), = interval.roots(newton, lambda x: 3 * x ** 2 - 2, Interval(-100, 100), narrow=0)
print(f"x^3 - 2x - 5 has one real root, in {x!r}; {calls} evaluations")
assert proven and 2.0945514815423265 in x and x.width < 1e-14
assert interval.roots(lambda x: x * x + 1, lambda x: 2 * x, Interval(-5, 5)) == []

# ---- random operations: small whole numbers, whose results floats hold exactly ---------

state = 11


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


def some():
    a, b = rnd(2001) - 1000, rnd(2001) - 1000
    return min(a, b), max(a, b)


SCALE = 2 ** 80
operations = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
for _ in range(operations):
    (a, b), (c, d), n = some(), some(), rnd(4)
    x, y = Interval(a, b), Interval(c, d)
    products = [a * c, a * d, b * c, b * d]
    assert x + y == Interval(a + c, b + d) and x - y == Interval(a - d, b - c)
    assert x * y == Interval(min(products), max(products))
    assert x + 7 == 7 + x == Interval(a + 7, b + 7) and 7 - x == Interval(7 - b, 7 - a)
    powers = [k ** n for k in (a, b)] + [0] * (a <= 0 <= b)
    assert x ** n == (Interval(1) if n == 0 else Interval(min(powers), max(powers)))
    assert abs(x) == Interval(0 if a <= 0 <= b else min(abs(a), abs(b)), max(abs(a), abs(b)))
    assert x | y == Interval(min(a, c), max(b, d))
    assert (x & y) == (Interval(max(a, c), min(b, d)) if max(a, c) <= min(b, d) else None)
    assert (c in x) == (a <= c <= b) and (y in x) == (a <= c and d <= b)
    if c > 0 or d < 0:
        # a quotient, checked with whole numbers: lo <= p/q <= hi, and no wider than need be
        quotient = x / y
        for p in (a, b):
            for q in (c, d):
                top, bottom = (p, q) if q > 0 else (-p, -q)
                assert int(quotient.lo * 2.0 ** 80) * bottom <= top * SCALE
                assert int(quotient.hi * 2.0 ** 80) * bottom >= top * SCALE
        assert (quotient.hi - max(p / q for p in (a, b) for q in (c, d))) <= 1e-15 * 2000
    if a >= 0:
        root = interval.sqrt(x)
        assert int(root.lo * 2.0 ** 80) ** 2 <= a * SCALE ** 2
        assert b * SCALE ** 2 <= int(root.hi * 2.0 ** 80) ** 2
        assert root.width <= math.sqrt(b) - math.sqrt(a) + 1e-14
print(f"\n{operations} random operations agree with whole numbers")

# ---- comparison, hash, conversion ------------------------------------------------------

assert Interval(1, 2) < Interval(3, 4) and not Interval(3, 4) < 2 and 5 > Interval(3, 4)
assert Interval(2) == 2 == 2.0 and hash(Interval(2)) == hash(2) and Interval(2) != Interval(2, 3)
assert {Interval(1, 2): "a", Interval(5): "b"}[5] == "b" and Interval(1, 2) != "text"
assert float(Interval(1, 2)) == 1.5 and bool(Interval(0, 1)) and not Interval(0)
assert repr(Interval(1, 2.5)) == "Interval(1.0, 2.5)" and str(Interval(-1, 1e30)) == "[-1, 1e+30]"
assert eval(repr(tenth)) == tenth and +tenth is tenth and -Interval(1, 2) == Interval(-2, -1)
assert Interval(2, 4) ** -1 == Interval(0.25, 0.5) and 1 / Interval(2, 4) == Interval(0.25, 0.5)
assert Interval(2 ** 60 + 1).lo <= 2 ** 60 + 1 <= Interval(2 ** 60 + 1).hi
assert Interval(1e308) + 1e308 == Interval(1.7976931348623157e308, float("inf"))
x = Interval(1)
x += 1
x *= Interval(3, 4)
assert x == Interval(6, 8) and x.mid == 7.0


def error(kind, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        return str(e)
    raise AssertionError(f"no {kind.__name__}")


print("\nmistakes:")
print(" ", error(interval.Undecided, lambda: Interval(1, 3) < Interval(2, 4)))
print(" ", error(ZeroDivisionError, lambda: 1 / Interval(-1, 1)))
print(" ", error(ZeroDivisionError, lambda: Interval(0, 1) ** -2))
print(" ", error(ValueError, Interval, 2, 1))
print(" ", error(ValueError, Interval, "one"))
print(" ", error(ValueError, interval.sqrt, Interval(-1, 1)))
print(" ", error(TypeError, interval.roots, lambda x: "text", None, Interval(0, 1)))
error(TypeError, lambda: Interval(1) + "text")
error(TypeError, lambda: [] * Interval(1))
error(TypeError, lambda: pow(Interval(1), 2, 3))
error(AttributeError, setattr, Interval(1), "lo", 5)
error(OverflowError, Interval, 10 ** 400)
error(ValueError, lambda: Interval(1) + float("nan"))
error(KeyError, interval.roots, f, {}.__getitem__, Interval(0, 1.5))
assert issubclass(interval.Undecided, ArithmeticError)
print("\nok")
sys.exit(0)
