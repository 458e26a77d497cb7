import each
import each_number

m = each.Asking(each_number)


class Index:
    def __index__(self):
        return -7

    def __repr__(self):
        return 'Index'


class Odd:
    """Every conversion gives something of the wrong type."""

    def __index__(self):
        return 'one'

    def __int__(self):
        return 1.5

    def __float__(self):
        return 1

    def __repr__(self):
        return 'Odd'


class Op:
    """Every operator says which method was asked, with what."""

    def __repr__(self):
        return 'Op'


def method(name):
    def f(self, *args):
        return (name, *args)
    setattr(Op, f'__{name}__', f)


OPERATORS = 'add sub mul matmul floordiv truediv mod divmod pow lshift rshift and xor or'.split()
for op in OPERATORS:
    method(op)
    method('r' + op)
    if op != 'divmod':
        method('i' + op)
for op in ['neg', 'pos', 'abs', 'invert']:
    method(op)


class Refusing:
    """Operators that do not know their operand."""

    def __add__(self, other):
        return NotImplemented

    __radd__ = __iadd__ = __pow__ = __ipow__ = __add__

    def __repr__(self):
        return 'Refusing'


EDGES = [0, 1, -1, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32 - 1, 2**32, 2**47 - 1, 2**47, -2**47, -2**47 - 1,
         2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64 - 1, 2**64, 2**70 + 5, -2**70 - 5, True]
for name in ['HPyLong_FromInt32_t', 'HPyLong_FromUInt32_t', 'HPyLong_FromInt64_t', 'HPyLong_FromUInt64_t', 'HPyLong_FromSize_t',
             'HPyLong_FromSsize_t']:
    for n in EDGES:
        if n.bit_length() < 32 or n.bit_length() < 64 and '64' in name or n >= 0 and n.bit_length() <= 64 and 'z' not in name and 'UInt' in name:
            m.show(name, n)
for x in [0.0, -0.0, 1.5, 1e308, float('inf'), float('nan'), 2**53]:
    m.show('HPyFloat_FromDouble', x)
m.show('HPyBool_FromBool', 0)
m.show('HPyBool_FromBool', 2)

for name in ['HPyLong_AsInt32_t', 'HPyLong_AsUInt32_t', 'HPyLong_AsUInt32_tMask', 'HPyLong_AsInt64_t', 'HPyLong_AsUInt64_t',
             'HPyLong_AsUInt64_tMask', 'HPyLong_AsSize_t', 'HPyLong_AsSsize_t', 'HPyLong_AsVoidPtr', 'HPyLong_AsDouble', 'HPyFloat_AsDouble']:
    for n in EDGES + [1.5, 'x', None, Index(), Odd()]:
        if name == 'HPyLong_AsVoidPtr' and n == -1:
            continue  # the one that looks like a failure
        m.show(name, n)
m.show('HPyLong_AsDouble', 10**400)
m.show('HPyLong_AsDouble', -10**400)
m.show('HPyFloat_AsDouble', 2.5)

for x in [1, 2**70, 1.5, 1j, True, '1', None, Index(), Odd(), Op()]:
    m.show('HPyNumber_Check', x)

NUMBERS = [7, -7, 2**47 - 1, -2**47, 2**70, 2.5, -0.0, 0, True, 'ab', [1], (2,), None]
BINARY = ['Add', 'Subtract', 'Multiply', 'MatrixMultiply', 'FloorDivide', 'TrueDivide', 'Remainder', 'Divmod', 'Lshift', 'Rshift', 'And',
          'Xor', 'Or']
for name in BINARY:
    for a in NUMBERS:
        for b in [2, -2, 0, 2**33, 0.5, 3, 'x']:
            if name == 'Lshift' and isinstance(b, int) and b > 100 or name == 'Multiply' and not isinstance(a, (int, float)) and b == 2**33:
                continue
            m.show('HPy_' + name, a, b)
    m.show('HPy_' + name, Op(), 1)
    m.show('HPy_' + name, 1, Op())
    m.show('HPy_' + name, Op(), Op())
    if name != 'Divmod':
        m.show('HPy_InPlace' + name, Op(), 1)
        m.show('HPy_InPlace' + name, 1, Op())
        m.show('HPy_InPlace' + name, 9, 4)
        m.show('HPy_InPlace' + name, {3}, {4})
        m.show('HPy_InPlace' + name, 'a', None)
items = [1]
print(m.HPy_InPlaceAdd(items, (2, 3)) is items, m.HPy_InPlaceMultiply(items, 2) is items, items)
for a, b in [(Refusing(), 1), (1, Refusing()), (Refusing(), Refusing())]:
    m.show('HPy_Add', a, b)
    m.show('HPy_InPlaceAdd', a, b)

for name in ['HPy_Power', 'HPy_InPlacePower']:
    for args in [(2, 10, None), (2, -1, None), (0, -1, None), (3, 200, 7), (3, -1, 7), (3, 1, 0), (2.0, 0.5, None), (-8.0, 1 / 3, None),
                 (2.0, 1, 3), ('a', 1, None), (Op(), 2, None), (Op(), 2, 3), (2, Op(), None), (2, 3, 'x'), (Refusing(), 1, None),
                 (Refusing(), 1, 2)]:
        m.show(name, *args)

for name in ['HPy_Negative', 'HPy_Positive', 'HPy_Absolute', 'HPy_Invert', 'HPy_Index', 'HPy_Long', 'HPy_Float']:
    for x in [5, -5, 2**47 - 1, -2**47, 2**70, -2**70, 1.5, -0.0, 1e300, float('nan'), float('inf'), 3 + 4j, True, '12', ' 1e3 ', 'x', b'7', None, [],
              Index(), Odd(), Op()]:
        m.show(name, x)
print(type(m.HPy_Positive(True)), type(m.HPy_Index(True)), type(m.HPy_Long(True)))
m.finish()
