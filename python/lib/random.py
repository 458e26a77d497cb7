"""Random numbers: the Mersenne Twister, and distributions over it. Seeds give the numbers that they
give in CPython."""

import _random
from bisect import bisect as _bisect
from itertools import accumulate as _accumulate
from itertools import repeat as _repeat
from math import acos as _acos, ceil as _ceil, cos as _cos, e as _e, exp as _exp, floor as _floor, isfinite as _isfinite, lgamma as _lgamma
from math import log as _log, log2 as _log2, pi as _pi, sin as _sin, sqrt as _sqrt, tau as _tau
from operator import index as _index

from _collections_abc import Sequence as _Sequence

try:
    from posix import urandom as _urandom
except ImportError:
    from os import urandom as _urandom

__all__ = [
    "Random", "SystemRandom", "betavariate", "choice", "choices", "expovariate", "gammavariate", "gauss", "getrandbits", "getstate",
    "lognormvariate", "normalvariate", "paretovariate", "randbytes", "randint", "random", "randrange", "sample", "seed", "setstate", "shuffle",
    "triangular", "uniform", "vonmisesvariate", "weibullvariate",
]

LOG4, SG_MAGICCONST, TWOPI = _log(4.0), 1.0 + _log(4.5), _tau
NV_MAGICCONST = 4 * _exp(-0.5) / _sqrt(2.0)
BPF = 53
RECIP_BPF = 2**-BPF


def _warn(text, category=None, stacklevel=2):
    from warnings import warn

    warn(text, category, stacklevel)


class Random(_random.Random):
    """A generator of its own. Who derives a class with another random() may override seed,
    getstate and setstate as well, and getrandbits."""

    VERSION = 3

    def __init__(self, x=None):
        self.seed(x)
        self.gauss_next = None

    def __init_subclass__(cls, /, **kwargs):
        """Whether integers come of getrandbits or of random: whichever was overridden last."""
        ways = {"_randbelow": None, "getrandbits": cls._randbelow_with_getrandbits, "random": cls._randbelow_without_getrandbits}
        way = next(way for base in cls.__mro__ for name, way in ways.items() if name in vars(base))
        if way is not None:
            cls._randbelow = way

    def seed(self, a=None, version=2):
        """Start anew, from a number, str or bytes, or from what the system has at random."""
        if version == 1 and isinstance(a, (str, bytes)):
            text = a.decode("latin-1") if isinstance(a, bytes) else a
            x = ord(text[0]) << 7 if text else 0
            for c in map(ord, text):
                x = (1000003 * x ^ c) & 0xFFFFFFFFFFFFFFFF
            x ^= len(text)
            a = -2 if x == -1 else x
        elif version == 2 and isinstance(a, (str, bytes, bytearray)):
            from _sha512 import sha512

            if isinstance(a, str):
                a = a.encode()
            a = int.from_bytes(a + sha512(a).digest(), "big")
        elif not isinstance(a, (type(None), int, float, str, bytes, bytearray)):
            raise TypeError("The only supported seed types are: None,\nint, float, str, bytes, and bytearray.")
        super().seed(a)
        self.gauss_next = None

    def getstate(self):
        return self.VERSION, super().getstate(), self.gauss_next

    def setstate(self, state):
        version = state[0]
        if version == 3:
            _, internal, self.gauss_next = state
            super().setstate(internal)
        elif version == 2:
            _, internal, self.gauss_next = state
            try:
                words = [x % 2**32 for x in internal]
            except ValueError as e:
                raise TypeError from e
            super().setstate(tuple(words))
        else:
            raise ValueError(f"state with version {version} passed to Random.setstate() of version {self.VERSION}")

    def __getstate__(self):
        return self.getstate()  # which may be overridden

    def __setstate__(self, state):
        self.setstate(state)

    def __reduce__(self):
        return type(self), (), self.getstate()

    def _randbelow_with_getrandbits(self, n):
        bits = n.bit_length()
        r = self.getrandbits(bits)
        while r >= n:
            r = self.getrandbits(bits)
        return r

    def _randbelow_without_getrandbits(self, n, maxsize=1 << BPF):
        random = self.random
        if n >= maxsize:
            _warn("Underlying random() generator does not supply \nenough bits to choose from a population range this large.\n"
                  "To remove the range limitation, add a getrandbits() method.")
            return _floor(random() * n)
        limit = (maxsize - maxsize % n) / maxsize
        r = random()
        while r >= limit:
            r = random()
        return _floor(r * maxsize) % n

    _randbelow = _randbelow_with_getrandbits

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    @staticmethod
    def _whole(value, what):
        """An argument of randrange as an int; floats without a fraction are deprecated."""
        try:
            return _index(value)
        except TypeError:
            number = int(value)
            if number != value:
                _warn("randrange() will raise TypeError in the future", DeprecationWarning, 4)
                raise ValueError(f"non-integer {what} for randrange()")
            _warn("non-integer arguments to randrange() have been deprecated since Python 3.10 and will be removed in a subsequent version",
                  DeprecationWarning, 4)
            return number

    def randrange(self, start, stop=None, step=1):
        """A number out of range(start, stop, step)."""
        if stop is None:
            if step != 1:
                raise TypeError("Missing a non-None stop argument")
            high = self._whole(start, "arg 1")
            if high > 0:
                return self._randbelow(high)
            raise ValueError("empty range for randrange()")
        low, high, by = self._whole(start, "arg 1"), self._whole(stop, "stop"), self._whole(step, "step")
        width = high - low
        if by == 1:
            if width > 0:
                return low + self._randbelow(width)
            raise ValueError(f"empty range for randrange() ({low}, {high}, {width})")
        if by == 0:
            raise ValueError("zero step for randrange()")
        n = (width + by + (-1 if by > 0 else 1)) // by
        if n <= 0:
            raise ValueError("empty range for randrange()")
        return low + by * self._randbelow(n)

    def randint(self, a, b):
        """A number from a to b, both included."""
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        chosen = self._randbelow(len(seq))
        return seq[chosen]

    def shuffle(self, x):
        """Put a sequence into a random order."""
        for left in range(len(x), 1, -1):
            last, chosen = left - 1, self._randbelow(left)
            x[last], x[chosen] = x[chosen], x[last]

    def sample(self, population, k, *, counts=None):
        """k different items of a sequence; counts says how often each is in it."""
        if not isinstance(population, _Sequence):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if counts is not None:
            sums = list(_accumulate(counts))
            if len(sums) != n:
                raise ValueError("The number of counts does not match the population")
            total = sums.pop() if sums else 0
            if not isinstance(total, int):
                raise TypeError("Counts must be integers")
            if total <= 0:
                raise ValueError("Total of counts must be greater than zero")
            return [population[_bisect(sums, s)] for s in self.sample(range(total), k=k)]
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        below = self._randbelow
        result = [None] * k
        # Few of many: remember what was taken. Else take from a copy.
        setsize = 21
        if k > 5:
            setsize += 4 ** _ceil(_log(k * 3, 4))
        if n <= setsize:
            pool = list(population)
            for i in range(k):
                j = below(n - i)
                result[i] = pool[j]
                pool[j] = pool[n - i - 1]
        else:
            taken = set()
            for i in range(k):
                j = below(n)
                while j in taken:
                    j = below(n)
                taken.add(j)
                result[i] = population[j]
        return result

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        """k items, each chosen anew; weights, or their sums, say how likely each is."""
        random, n = self.random, len(population)
        if cum_weights is None:
            if weights is None:
                n += 0.0
                return [population[_floor(random() * n)] for _ in _repeat(None, k)]
            try:
                cum_weights = list(_accumulate(weights))
            except TypeError:
                if not isinstance(weights, int):
                    raise
                raise TypeError(f"The number of choices must be a keyword argument: k={weights}") from None
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if not _isfinite(total):
            raise ValueError("Total of weights must be finite")
        return [population[_bisect(cum_weights, random() * total, 0, n - 1)] for _ in _repeat(None, k)]

    def triangular(self, low=0.0, high=1.0, mode=None):
        """Between low and high, most often near mode (the middle, if not given)."""
        u, width = self.random(), high - low
        try:
            peak = 0.5 if mode is None else (mode - low) / width
        except ZeroDivisionError:
            return low
        if u <= peak:
            return low + width * _sqrt(u * peak)
        return high + (low - high) * _sqrt((1.0 - u) * (1.0 - peak))

    def normalvariate(self, mu=0.0, sigma=1.0):
        """The normal distribution, by the ratio of uniform numbers (Kinderman and Monahan)."""
        random = self.random
        while True:
            u1 = random()
            u2 = 1.0 - random()
            z = NV_MAGICCONST * (u1 - 0.5) / u2
            if z * z / 4.0 <= -_log(u2):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        """The normal distribution, two numbers at a time."""
        random = self.random
        z, self.gauss_next = self.gauss_next, None
        if z is None:
            angle = random() * _tau
            radius = _sqrt(-2.0 * _log(1.0 - random()))
            z = _cos(angle) * radius
            self.gauss_next = _sin(angle) * radius
        return mu + z * sigma

    def _formula(name, formula):
        """A distribution that a formula makes of one number."""
        formula.__name__, formula.__qualname__ = name, f"Random.{name}"
        return formula

    uniform = _formula("uniform", lambda self, a, b: self.random() * (b - a) + a)
    lognormvariate = _formula("lognormvariate", lambda self, mu, sigma: _exp(self.normalvariate(mu, sigma)))
    expovariate = _formula("expovariate", lambda self, lambd: -_log(1.0 - self.random()) / lambd)
    paretovariate = _formula("paretovariate", lambda self, alpha: (1.0 - self.random()) ** (-1.0 / alpha))
    weibullvariate = _formula("weibullvariate", lambda self, alpha, beta: alpha * (-_log(1.0 - self.random())) ** (1.0 / beta))
    del _formula

    def vonmisesvariate(self, mu, kappa):
        """The circular normal distribution (Fisher)."""
        random = self.random
        if kappa <= 1e-6:
            return _tau * random()
        s = 0.5 / kappa
        r = s + _sqrt(1.0 + s * s)
        while True:
            z = _cos(_pi * random())
            d = z / (r + z)
            u = random()
            if u < 1.0 - d * d or u <= (1.0 - d) * _exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        if random() > 0.5:
            return (mu + _acos(f)) % _tau
        return (mu - _acos(f)) % _tau

    def gammavariate(self, alpha, beta):
        """The gamma distribution of a shape alpha and a scale beta."""
        if min(alpha, beta) <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha == 1.0:
            return -_log(1.0 - self.random()) * beta
        return (_cheng if alpha > 1.0 else _ahrens_dieter)(self.random, alpha) * beta

    def betavariate(self, alpha, beta):
        """Between 0 and 1, by two numbers of the gamma distribution."""
        first = self.gammavariate(alpha, 1.0)
        return first / (first + self.gammavariate(beta, 1.0)) if first else 0.0


def _cheng(random, alpha):
    """The gamma distribution for alpha > 1: R. C. H. Cheng's algorithm with rejection, 1977."""
    spread = _sqrt(2.0 * alpha - 1.0)
    shift, slope = alpha - LOG4, alpha + spread
    while True:
        u = random()
        if u <= 1e-7 or u >= 0.9999999:
            continue
        w = 1.0 - random()
        v = _log(u / (1.0 - u)) / spread
        x = alpha * _exp(v)
        z = u * u * w
        margin = shift + slope * v - x
        # The first test is a bound of the second that needs no logarithm.
        if margin + SG_MAGICCONST - 4.5 * z >= 0.0 or margin >= _log(z):
            return x


def _ahrens_dieter(random, alpha):
    """The gamma distribution for alpha < 1: algorithm GS of Ahrens and Dieter, 1974."""
    b = (_e + alpha) / _e
    while True:
        p = b * random()
        below = p <= 1.0
        x = p ** (1.0 / alpha) if below else -_log((b - p) / alpha)
        if random() <= (_exp(-x) if below else x ** (alpha - 1.0)):
            return x


class SystemRandom(Random):
    """Numbers from the system, which no seed determines."""

    def random(self):
        return (int.from_bytes(_urandom(7), "big") >> 3) * RECIP_BPF

    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        count = (k + 7) // 8
        return int.from_bytes(_urandom(count), "big") >> (count * 8 - k)

    def randbytes(self, n):
        return _urandom(n)

    def seed(self, *args, **kwds):
        return None

    def _notimplemented(self, *args, **kwds):
        raise NotImplementedError("System entropy source does not have state.")

    getstate = setstate = _notimplemented


_inst = Random()
for _name in __all__:
    if _name not in ("Random", "SystemRandom"):
        globals()[_name] = getattr(_inst, _name)
del _name
