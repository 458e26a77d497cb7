import each
import each_object

m = each.Asking(each_object)


class Named:
    def __init__(self, name='named'):
        self.__dict__['name'] = name

    def __repr__(self):
        return self.name


def function(*args, **kw):
    return args, kw



class Function(Named):
    def __call__(self, *args, **kw):
        return args, kw

    def method(self, *args, **kw):
        return self, args, kw

    def fail(self):
        raise LookupError('from the method')


f = Function('f')


class Sized(Named):
    def __init__(self, n):
        super().__init__(f'Sized({n})')
        self.__dict__['n'] = n

    def __len__(self):
        return self.n


class Bad(Named):
    """Answers are of the wrong type."""

    def __init__(self):
        super().__init__('Bad')

    def __iter__(self):
        return 5

    def __bool__(self):
        return 1

    def __contains__(self, x):
        raise ZeroDivisionError('contains')

    def __str__(self):
        return 1

    def __bytes__(self):
        return 'text'

    def __hash__(self):
        return 'hash'

    def __getattr__(self, name):
        raise ValueError(name)

    def __eq__(self, other):
        raise ZeroDivisionError('eq')

    def __lt__(self, other):
        return 'less'


class Texts(Named):
    def __init__(self):
        super().__init__('Tëxts')

    def __str__(self):
        return 'str ü'

    def __bytes__(self):
        return b'bytes'


for x in [f, len, int, 1, 'x', None, f.fail.__func__ is None]:
    m.show('HPyCallable_Check', x)
for args in [(f, ()), (f, (1, 2)), (f, (1,), {'a': 2}), (f, (), {}), (f, [1]), (f, (), [1]), (f, (1,), {1: 2}), (3, ()), (int, ('77',), {'base': 8}),
             (len, ()), (len, ((1, 2),)), (f, 5), (f, None), (f.fail, ())]:
    if args[0] == f.fail:
        args = (Function.fail, (f,))
        try:
            m.HPy_CallTupleDict(*args)
        except LookupError as e:
            print('raised', e)
        continue
    m.show('HPy_CallTupleDict', *args)
for args in [(f, 0), (f, 2, 1, 2), (f, 1, 1, 2, ('a',)), (f, 0, 1, 2, ('a', 'b')), (int, 1, '77', 8, ('base',)), (f, 1, 'x', ()), (5, 0), (len, 0),
             (dict, 0, 1, ('k',)), (str, 1, 5), (type, 1, 5)]:
    m.show('HPy_Call', *args)
for args in [('method', 1, f), ('method', 3, f, 1, 2), ('method', 2, f, 1, 2, ('a',)), ('nothing', 1, f), ('upper', 1, 'abc'), ('fail', 1, f),
             ('append', 2, [1], 2), ('bit_length', 1, 1000), ('name', 1, f), ('count', 2, (1, 1, 2), 1), (5, 1, f)]:
    m.show('HPy_CallMethod', *args)

print([type(m.HPy_GetIter(x)).__name__ for x in [[1], (1,), {1}, {1: 2}, b'1', range(3)]])
for x in [5, None, Bad(), Named()]:
    m.show('HPy_GetIter', x)
it = iter([1, None])
print([m.HPyIter_Next(it) for _ in range(4)])


def generator():
    yield 1
    raise LookupError('in the generator')


it = generator()
print(m.HPyIter_Next(it))
for _ in range(2):
    try:
        print(m.HPyIter_Next(it))
    except LookupError as e:
        print('LookupError', e)
print([m.HPyIter_Check(x) for x in [iter([]), generator(), [], 5, zip()]])

for x in ['', 'äöü', b'abc', [1], (1, 2), {1: 2}, {1}, range(10**12), Sized(3), Sized(-1), Sized(2**70), Sized('x'), 5, None, Named()]:
    m.show('HPy_Length', x)
for x in [0, 1, -0.0, '', 'x', [], [0], None, True, 2**70, Sized(0), Sized(1), Sized(-1), Bad(), 0j]:
    m.show('HPy_IsTrue', x)

o = Named('o')
for name in ['name', 'nothing', 'näme', 5, None]:
    m.show('HPy_GetAttr', o, name)
    m.show('HPy_HasAttr', o, name)
    if isinstance(name, str):
        m.show('HPy_GetAttr_s', o, name)
        m.show('HPy_HasAttr_s', o, name)
m.show('HPy_HasAttr', Bad(), 'x')
m.show('HPy_HasAttr_s', Bad(), 'x')
m.show('HPy_GetAttr', Bad(), 'x')
m.show('HPy_GetAttr_s', 5, 'real')
m.show('HPy_SetAttr', o, 'a', 1)
m.show('HPy_SetAttr_s', o, 'b', [2])
print(o.a, o.b)
m.show('HPy_SetAttr', o, 'a')
m.show('HPy_SetAttr_s', o, 'b')
m.show('HPy_SetAttr', o, 'a')
m.show('HPy_SetAttr_s', o, 'b')
m.show('HPy_SetAttr', 5, 'real', 1)
m.show('HPy_SetAttr', o, 5, 1)
m.show('HPy_SetAttr_s', int, 'x', 1)
print(sorted(o.__dict__))

for o, key in [([1, 2, 3], 1), ([1, 2, 3], -1), ([1, 2, 3], 3), ((1, 2), 1), ((1, 2), 2), ('aé', 1), ('aé', 5), (b'ab', 0), ({1: 'one'}, 1), ({1: 'one'}, 2),
               ({'k': 'v'}, 'k'), ({'k': 'v'}, 'q'), ([1], 'x'), ((1,), 'x'), (5, 0), (None, 'x'), (range(5), 4), ([1, 2, 3], slice(1, None)), (list, int),
               (o, 'x'), ([1], 2**70)]:
    m.show('HPy_GetItem', o, key)
    if isinstance(key, int) and key < 100:
        m.show('HPy_GetItem_i', o, key)
    if isinstance(key, str):
        m.show('HPy_GetItem_s', o, key)
for o, key in [([1, 2], 1), ('abc', 'b'), ('abc', 1), ({1: 2}, 1), (range(9), 8), (generator(), 1), (5, 1), (Bad(), 1), ({1}, [])]:
    if hasattr(type(o), 'gi_code'):
        print(m.HPy_Contains(o, key))
        continue
    m.show('HPy_Contains', o, key)
for make, key in [(lambda: [1, 2, 3], 0), (lambda: [1, 2, 3], -1), (lambda: [1, 2, 3], 9), (lambda: {0: 'a'}, 0), (lambda: {}, 1), (lambda: {}, 'k'),
                  (lambda: (1, 2), 0), (lambda: 'abc', 0), (lambda: 5, 0), (lambda: [1], 'x'), (lambda: {}, []), (lambda: bytearray(b'abc'), 1)]:
    for value in [7, 'seven']:
        o = make()
        m.show('HPy_SetItem', o, key, value)
        print(o)
        if isinstance(key, int):
            o = make()
            m.show('HPy_SetItem_i', o, key, value)
            print(o)
        if isinstance(key, str):
            o = make()
            m.show('HPy_SetItem_s', o, key, value)
            print(o)
    o = make()
    m.show('HPy_DelItem', o, key)
    print(o)
    if isinstance(key, int):
        o = make()
        m.show('HPy_DelItem_i', o, key)
        print(o)
    if isinstance(key, str):
        o = make()
        m.show('HPy_DelItem_s', o, key)
        print(o)
for o in [[1, 2, 3, 4], (1, 2, 3, 4), 'abcd', b'abcd', range(4), 5, {}, None]:
    for start, end in [(0, 2), (1, 100), (-3, -1), (3, 1), (-100, 100)]:
        m.show('HPy_GetSlice', o, start, end)
for make in [lambda: [1, 2, 3, 4], lambda: (1, 2), lambda: {}, lambda: bytearray(b'abcd'), lambda: 5]:
    for start, end in [(0, 2), (1, 100), (-3, -1), (3, 1)]:
        for value in [[9], b'xyz', 5]:
            o = make()
            m.show('HPy_SetSlice', o, start, end, value)
            print(o)
        o = make()
        m.show('HPy_DelSlice', o, start, end)
        print(o)

for x in [1, 'x', None, int, Named()]:
    print(m.HPy_Type(x))
for x, t in [(1, int), (True, int), (1, bool), ('x', object), (int, type), (Named(), Named), (Sized(1), Named), (Named(), Sized)]:
    m.show('HPy_TypeCheck', x, t)
o = []
for a, b in [(o, o), (o, []), (1, 1), (None, None), ('a', 'a'), (int, int), (True, 1)]:
    m.show('HPy_Is', a, b)
for x in [1, 2**70, 1.5, None, o, 'x']:
    assert m.HPy_Dup(x) is x
    m.show('HPy_Dup', x)
    m.show('HPy_Close', x)

class Indexed:
    def __index__(self):
        return 3

    def __repr__(self):
        return 'Indexed()'


m.show('HPy_Bytes', Indexed())
m.show('HPy_Bytes', bytearray(b'xy'))
m.show('HPy_Bytes', range(3))
for x in ['a\nü', b'\xff', 5, None, [1, 'x'], Texts(), 2**70, '\ud800', Bad()]:
    for name in ['HPy_Repr', 'HPy_Str', 'HPy_ASCII', 'HPy_Bytes']:
        m.show(name, x)
OPS = ['<', '<=', '==', '!=', '>', '>=']
for a, b in [(1, 2), (2, 1), (1, 1), (1.5, 1), ('a', 'b'), ('a', 1), (None, None), ((1, 2), (1, 3)), ([], []), (float('nan'), 1), (2**70, 2**70), (Bad(), 1),
             ({1}, {1, 2}), (1, Bad())]:
    for op in range(6):
        m.show('HPy_RichCompare', a, b, op)
        m.show('HPy_RichCompareBool', a, b, op)
bad = Bad()
m.show('HPy_RichCompareBool', bad, bad, 2)
m.show('HPy_RichCompareBool', bad, bad, 3)
nan = float('nan')
m.show('HPy_RichCompareBool', nan, nan, 2)
for x in [0, 1, -1, 2**61 - 1, 2**61, -2**70, 1.5, 1e300, float('inf'), True, None is None, 3 + 4j, (1, 2, 3), [], {}, Bad()]:
    m.show('HPy_Hash', x)
print(m.HPy_Hash('x') == hash('x'), m.HPy_Hash(o is None) == hash(False))

for t in [int, Named, type, ValueError, type('Ü', (), {})]:
    m.show('HPyType_GetName', t)
for a, b in [(int, int), (bool, int), (int, bool), (Sized, Named), (Named, object), (type, object)]:
    m.show('HPyType_IsSubtype', a, b)

m.show('HPyTracker_New')
m.show('HPyTracker_New', *range(7))
m.show('HPyTracker_Add', 'a', [1], 2)
m.show('HPyTracker_ForgetAll', [1], 'b')
m.show('HPyTracker_Close')
m.finish()
