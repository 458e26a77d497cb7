# Exceptions: order of finally, chaining, context, groups, with, tracebacks.
def order():
    out = []
    def f(how):
        try:
            out.append('try')
            if how == 'return': return 'r'
            if how == 'raise': raise ValueError('v')
        except ValueError as e:
            out.append('except')
            return 'handled'
        else:
            out.append('else')
        finally:
            out.append('finally')
        return 'end'
    for how in ('none', 'return', 'raise'):
        out.append(f(how))
    return out
print(order())

def loops():
    out = []
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            out.append(i)
        finally:
            out.append('f%d' % i)
    else:
        out.append('else')
    while True:
        try:
            break
        finally:
            out.append('w')
    return out
print(loops())

def override():
    try:
        return 1
    finally:
        return 2
def nested():
    try:
        try:
            raise KeyError('inner')
        finally:
            print('cleanup')
    except KeyError as e:
        print('got', e)
        try:
            raise ValueError('second') from None
        except ValueError as e2:
            print(e2.__cause__, e2.__suppress_context__, repr(e2.__context__))
    try:
        print(e)
    except NameError as x:
        print('unbound', x)
print(override()); nested()

try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise RuntimeError('while handling')
except RuntimeError as e:
    print(repr(e), repr(e.__context__), e.__cause__)
try:
    raise RuntimeError('x') from KeyError('k')
except RuntimeError as e:
    print(repr(e.__cause__), e.__suppress_context__)

class CM:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    def __enter__(self): print('enter', self.n); return self.n
    def __exit__(self, t, v, tb):
        print('exit', self.n, t and t.__name__, v)
        return self.swallow
with CM('a') as a, CM('b') as b:
    print(a, b)
with CM('s', True):
    raise ValueError('swallowed')
try:
    with CM('o'), CM('i'):
        raise KeyError('out')
except KeyError as e:
    print('outer', e)
def ret():
    with CM('r'):
        return 'value'
print(ret())
for i in range(2):
    with CM(i):
        if i == 0: continue
        break
for bad in ("with 1: pass", "raise 1", "raise int", "raise ValueError from 1",
            "try:\n 1/0\nexcept 1: pass", "assert False", "assert 0, 'why'", "assert (lambda: 0)(), [1]",
            "[].x", "(1).x = 2", "1 + 'a'", "'a' + 1", "[][0]", "{}['k']", "int('x')", "1 % 0", "1.0 / 0",
            "1 // 0", "'%d' % 'a'", "x = y", "del z", "import nothing_here", "from sys import nope", "len(5)", "iter(5)",
            "next(5)", "for i in 5: pass", "a, b = 1, 2, 3", "{[]: 1}", "hash([])", "'abc'[1] = 'x'", "(1, 2)[0] = 1",
            "-'a'", "not_a_name", "'a' < 1", "[] < 1", "sorted([1, 'a'])", "max([])", "range(1, 2, 0)", "chr(-1)", "ord('ab')",
            "'a'.join([1])", "' '.split('')", "[1].remove(2)", "[].pop()", "{}.popitem()", "(1).__class__()(2)", "float('abc')",
            "int([])", "str(1, 2)", "bytes([256])", "'é'.encode('ascii')", "b'\\xff'.decode()", "1 << -1", "2 ** 'a'", "round('a')",
            "isinstance(1, 2)", "class A(1): pass", "class A(bool): pass", "int.__new__(str)", "object.__new__(int)", "1 @ 2",
            "'a' in 5", "5 in 'a'", "[1] + (2,)", "(1,) + [2]", "print(sep=1)", "getattr(1)", "setattr(1, 2, 3)", "a.b.c",
            "b'a' + 'b'", "~1.5", "{1} + {2}", "{} | []", "slice()", "enumerate()", "zip(1)", "map()", "complex('x')", "{**1}", "[*1]", "f(**{})",
            "print(*1)", "super().x", "eval('1 +')", "exec('if 1')", "compile('x', 'f', 'bad')", "dir(1, 2)", "vars(1)"):
    try:
        exec(bad, {})
        print(bad, 'ok')
    except BaseException as e:
        print(bad.replace('\n', '|'), '->', type(e).__name__, '|', e)

try:
    raise ExceptionGroup('eg', [ValueError(1), TypeError('t'), ExceptionGroup('in', [KeyError('k'), ValueError(2)])])
except* ValueError as g:
    print('values', g.exceptions)
except* TypeError as g:
    print('types', g.exceptions)
except* KeyError as g:
    print('keys', g)
try:
    try:
        raise ExceptionGroup('rest', [ValueError(1), OSError('o')])
    except* ValueError:
        pass
except ExceptionGroup as g:
    print(repr(g))
try:
    try:
        raise ValueError('naked')
    except* ValueError as g:
        print(repr(g))
        raise KeyError('new')
except BaseException as e:
    print(repr(e))
e = ValueError('note'); e.add_note('n1'); print(e.__notes__)
print(KeyError('a').args, str(KeyError('a')), str(KeyError()), OSError(2, 'No such', 'f').filename, str(OSError(2, 'No such', 'f')), type(OSError(2, 'x')).__name__)
print(StopIteration(5).value, SystemExit(3).code, repr(ValueError()), repr(ValueError(1, 2)), ValueError(1) == ValueError(1))
import sys
def exc_state():
    try:
        raise ValueError('outer')
    except ValueError:
        try:
            raise KeyError('inner')
        except KeyError:
            print(repr(sys.exception()))
        print(repr(sys.exc_info()[1]))
    print(sys.exc_info())
exc_state()
def gen():
    try:
        yield 1
    except ValueError as e:
        print('in gen', e)
        yield repr(sys.exception())
    yield sys.exception()
g = gen(); next(g)
try:
    raise KeyError('outside')
except KeyError:
    print(g.throw(ValueError('thrown')), repr(sys.exception()))
    print(repr(next(g)))
