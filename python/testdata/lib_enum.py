# enum of our own library: every kind of member, and what is refused.
import enum
from enum import *


def sh(e):
    try:
        print(e, '->', eval(e))
    except Exception as x:
        print(e, '!!', type(x).__name__, x)


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    def hi(self):
        return self.name.lower()

    @property
    def cap(self):
        return 'cap' + self.name


class Auto(Enum):
    A = auto()
    B = auto()
    C = 10
    D = auto()


class N(IntEnum):
    ONE = 1
    TWO = 2


class S(StrEnum):
    A = auto()
    B = 'bee'


class P(Flag):
    R = 4
    W = 2
    X = 1
    RW = 6


class Q(IntFlag):
    A = 1
    B = 2


class Planet(Enum):
    EARTH = (5.97, 6.37)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius


class Neg(Enum):
    X = 1

    @classmethod
    def _missing_(cls, v):
        return cls.X if v == 'x' else None


F = Enum('F', 'a b c')
G = Enum('G', {'x': 1, 'y': 2})
H = IntEnum('H', ['p', 'q'], start=5)


class Mixed(str, Enum):
    A = 'a'


class Ig(Enum):
    _ignore_ = 'x y'
    x = 1
    A = 2


class Sub(Enum):

    def __str__(self):
        return 'sub' + self.name


class Sub2(Sub):
    A = 1


class WithNew(Enum):
    A = 1

    def __new__(cls, v):
        o = object.__new__(cls)
        o._value_ = v * 10
        return o


class NM(Enum):
    A = 1
    B = nonmember(5)
    C = member(lambda: 3)


for e in [
    'Color.RED', 'str(Color.RED)', 'Color(1)', "Color['RED']", 'Color.CRIMSON', 'Color(9)', "Color['X']", 'list(Color)', 'len(Color)',
    'Color.RED.hi()', 'Color.RED.cap', 'Color.RED is Color.CRIMSON', 'Color.__members__', 'list(Auto)', '[m.value for m in Auto]', 'N.ONE',
    'str(N.ONE)', 'N.ONE+1', 'N.ONE==1', "f'{N.ONE}'", "format(N.TWO,'03d')", 'repr(S.A)', 'str(S.B)', "S.A=='a'", "f'{S.A}'", 'P.R', 'P.R|P.W',
    'P.RW', '~P.R', 'P(0)', 'P(7)', 'P(8)', 'P.R in P.RW', 'list(P.RW)', 'list(P)', 'len(P.RW)', 'bool(P(0))', 'P.R|P.X', 'str(P.R|P.X)', 'Q.A|Q.B',
    'Q.A|8', 'Q(8)', 'Q.A|1', 'str(Q.A)', '~Q.A', 'Q.A+1', 'Q(0)', 'Planet.EARTH.mass', 'Planet.EARTH', 'Planet((5.97,6.37))', "Neg('x')", "Neg('y')",
    'list(F)', 'G.y', 'H.q', 'H.q.value', 'Mixed.A', 'str(Mixed.A)', "Mixed.A=='a'", "f'{Mixed.A}'", 'Ig.x', 'str(Sub2.A)', 'WithNew.A.value',
    'WithNew(10)', 'NM.B', 'NM.C', 'type(Color.RED)', 'isinstance(Color.RED,Color)', 'Color.RED.name,Color.RED.value', "hash(Color.RED)==hash('RED')",
    'Color.RED<Color.BLUE', 'Color.RED==1', 'Color', 'P', 'Color.RED in Color', 'Color.RED.RED', 'bool(Color)', 'list(reversed(Color))', 'Color.FOO',
    'Color.RED.foo', 'repr(auto())', 'unique(Color)', "Enum('Z','a a')", 'N(1)', "N('x')", "type('X',(Color,),{})",
    'enum.show_flag_values(P.RW.value)', 'dir(Color.RED)', 'verify(UNIQUE)(Color)', 'verify(CONTINUOUS)(Auto)', 'verify(NAMED_FLAGS)(P)',
    'FlagBoundary.STRICT', 'EnumCheck.UNIQUE', 'P.R^P.RW', 'P.R&P.W', '4|P.R', '4|Q.A', "P['R'].value", 'Color.__class__', 'Color.RED.__class__',
    'Color.__doc__',
]:
    sh(e)
for s in [
    'Color.RED=5', 'del Color.RED', 'Color.RED.value=3', 'Color.new=4;print(Color.new)', 'class C(Color): pass', 'class D(Enum):\n  a=1\n  a=2',
    "class E(Flag):\n  a='x'", 'class X(Enum):\n  _foo_=1', 'class M(Enum):\n  mro=1', 'Color()',
    'class AA(Enum):\n A=auto()\n def _generate_next_value_(n,s,c,l): return n',
]:
    try:
        exec(s)
        print(s, 'ok')
    except Exception as x:
        print(s, '!!', type(x).__name__, x)


class AA(Enum):

    def _generate_next_value_(n, s, c, l):
        return n
    A = auto()
    B = auto()


print(list(AA))
import copy
print(copy.copy(Color.RED) is Color.RED, copy.deepcopy(Color.RED) is Color.RED, Color.RED.__reduce_ex__(2))


class Per(IntFlag):
    A = 1
    B = 2
    C = 4
    AB = 3


print(Per(3), Per(7), Per(9), repr(Per(3)), repr(Per(9)), Per.A | Per.B is Per.AB, list(Per), Per(-1), ~Per.AB)
match Color.RED:
    case Color.RED:
        print('matched')
