import builtins
import gc
import sys

import each
import each_type

m = each.Asking(each_type)


class Named:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


KINDS = {'Object': (), 'Long': (7,), 'Float': (2.5,), 'Unicode': ('text',), 'Tuple': ((),), 'List': ([1, 2],), 'Dict': ({1: 2},)}
for kind, args in KINDS.items():
    cls = getattr(m, kind)
    # No instances of Python subclasses: HPy on CPython mistakes their object for their struct. specs_check.py has them.
    objects = [cls(*args) for _ in range(4)]
    for _ in range(2):
        for i, o in enumerate(objects):
            print(kind, type(o).__name__, getattr(m, '_HPy_AsStruct_' + kind)(o, i))
    if kind != 'Object':
        print(objects[0] == args[0], objects[3] == args[0], hash(objects[0]) == hash(args[0]) if kind not in ('List', 'Dict') else 'no hash')
    m.show('_HPyType_GetBuiltinShape', cls)
    m.show('_HPyType_GetBuiltinShape', type('Sub' + kind, (cls,), {}))
Made = m.Type('Made', (), {'x': 5})
print(Made, Made.x, Made().x, m._HPy_AsStruct_Type(Made, 3), m._HPy_AsStruct_Type(Made, 4), m._HPy_AsStruct_Type(m.Type('Other', (Made,), {}), 1))
m.show('_HPyType_GetBuiltinShape', m.Type)
m.show('_HPyType_GetBuiltinShape', int)
m.show('_HPyType_GetBuiltinShape', 5)
for args in [(m.Object, 5), (5, 5)]:
    m.show('_HPy_New', *args)
print(m._HPy_AsStruct_Object(m._HPy_New(m.Object, 9), 1))
for args in [(m.Object,), (m.Object, 1, 'x'), (Named, 'n'), (5,)]:
    if args[0] is Named:
        print(type(m.HPyType_GenericNew(*args)))
        continue
    m.show('HPyType_GenericNew', *args)

o = m.Object()
print(m.HPyField_Store(o), m.HPyField_Store(o, 'kept'), m.HPyField_Load(o), m.HPyField_Store(o, o), m.HPyField_Load(o) is o)
gc.collect()
print(m.HPyField_Load(o) is o, m.HPyField_Store(o, [1]), m.HPyField_Load(o), m.HPyField_Store(o))
gc.collect()

a, b = m.Callable(), m.Callable()
print(a(1, 2), m.HPy_SetCallFunction(a), a(1, 2), b(), m.HPy_SetCallFunction(a), a())
for x in [m.Object(), 5]:
    try:
        m.HPy_SetCallFunction(x)
    except TypeError as e:
        print(e)

for args in [('each_type.Made',), ('Bare',), ('a.b.Made', (int, Named)), ('x.Made', Named), ('x.Made', bool), ('x.Made', (Named, 5)), ('x.Made', 5),
             ('x.Made', (object, Named))]:
    m.show('HPyType_FromSpec', *args)
t = m.HPyType_FromSpec('a.b.Made', (int, Named))
print(t.__name__, t.__qualname__, t.__module__, t.__mro__, t.__doc__)

print(m.HPyGlobal_Store('kept'), m.HPyGlobal_Load(), m.HPyGlobal_Store([1, 2]))
gc.collect()
print(m.HPyGlobal_Load(), m.HPyGlobal_Load() is m.HPyGlobal_Load())
m.HPyGlobal_Store(None)

print(m.HPyImport_ImportModule('sys') is sys)
for name in ['no_such_module', 'sys.no', '']:
    m.show('HPyImport_ImportModule', name)

EXPR, FILE, SINGLE = range(3)
for source, kind in [('1 + 2', EXPR), ('x = 5', EXPR), ('x = y * 2\nz = x', FILE), ('y', SINGLE), ('x = 1; x', SINGLE), ('def f(:', FILE), ('1 +', EXPR), ('', FILE),
                     ('', EXPR), ('é = "ü"', FILE), ('y\n', 7)]:
    try:
        code = m.HPy_Compile_s(source, 'näme.py', kind)
    except Exception as e:
        print('HPy_Compile_s', repr(source), kind, type(e).__name__, e)
        continue
    names = {'y': 21}
    result = m.HPy_EvalCode(code, names, names)
    names.pop('__builtins__', None)
    print('HPy_EvalCode', repr(source), kind, code.co_filename, result, names)
code = m.HPy_Compile_s('x = 1 / y', 'name.py', FILE)
print(m.HPy_EvalCode(compile('f(-2)', 'x', 'eval'), {'f': abs}, {}))
for names in [{}, {'y': 0}]:
    try:
        m.HPy_EvalCode(code, names, names)
    except Exception as e:
        print(type(e).__name__, e, e.__traceback__.tb_next.tb_lineno)
class Names:
    def __getitem__(self, name):
        return name * 2


print(m.HPy_EvalCode(compile('a + b', 'x', 'eval'), {}, Names()))
try:
    m.HPy_EvalCode(code, 5, {})
except SystemError:
    print('globals are a dict')
local = {}
m.HPy_EvalCode(m.HPy_Compile_s('a = b', 'x', FILE), {'b': 5}, local)
print(local)

var = m.HPyContextVar_New('var')
given = m.HPyContextVar_New('given', 'default')
print(type(var), var.name, m.HPyContextVar_Get(var), m.HPyContextVar_Get(var, 'other'), m.HPyContextVar_Get(given), m.HPyContextVar_Get(given, 'other'))
token = m.HPyContextVar_Set(var, [1])
print(type(token), token.var is var, m.HPyContextVar_Get(var), var.get(), m.HPyContextVar_Get(var, 'other'))
var.reset(token)
print(m.HPyContextVar_Get(var))
m.show('HPyContextVar_Get', 5)
m.show('HPyContextVar_Set', 5, 1)

print(m.HPy_LeavePythonExecution(), m.HPy_ReenterPythonExecution())

POINTER, NAME, CONTEXT, DESTRUCTOR = range(4)
plain, named = m.HPyCapsule_New(None), m.HPyCapsule_New('named')
print(type(plain).__name__, [m.HPyCapsule_IsValid(c, n) for c in (plain, named) for n in (None, 'each_type.capsule', 'other')], m.HPyCapsule_IsValid(5, None))
for c in [plain, named]:
    for name in [None, 'each_type.capsule', 'other']:
        try:
            print(m.HPyCapsule_Get(c, name, POINTER))
        except ValueError as e:
            print(e)
    print(m.HPyCapsule_Get(c, None, NAME), m.HPyCapsule_Get(c, None, CONTEXT))
print(m.HPyCapsule_Set(plain, NAME, False), m.HPyCapsule_Get(plain, None, NAME), m.HPyCapsule_Get(plain, 'another', POINTER))
print(m.HPyCapsule_Set(plain, POINTER, False), m.HPyCapsule_Get(plain, 'another', POINTER), m.HPyCapsule_Set(plain, CONTEXT, False),
      m.HPyCapsule_Get(plain, None, CONTEXT))
try:
    m.HPyCapsule_Set(plain, POINTER, True)
except ValueError as e:
    print(e)
for f in [lambda: m.HPyCapsule_Get(5, None, NAME), lambda: m.HPyCapsule_Get([], None, POINTER), lambda: m.HPyCapsule_Set(5, CONTEXT, True)]:
    try:
        f()
    except ValueError as e:
        print(e)
kept = m.HPyCapsule_New('named', True)
before = m.destructions()
del kept
gc.collect()
print(m.destructions() - before)


def drop():
    c = m.HPyCapsule_New('named', True)
    del c
    deleted = m.destructions()
    c = m.HPyCapsule_New('named', True)
    return deleted


# Where a name that is usually the last one drops it, a capsule dies at once.
before = m.destructions()
print(drop() - before, m.destructions() - before)
# The constants: their numbers are the ABI's.
for i in [*range(77), *range(238, 244), 263]:
    c = m.constant(i)
    print('constant', i, c.__name__ if isinstance(c, type) else 'builtins' if c is vars(builtins) else c)
m.finish()
