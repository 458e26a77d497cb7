# match statements, f-strings, assignment expressions, del, scopes of classes.
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
def m(v):
    match v:
        case 0: return 'zero'
        case 1 | 2 | 3 as n: return f'small {n}'
        case -1: return 'minus'
        case 1.5: return 'float'
        case 'a' | 'b': return 'letter'
        case None: return 'none'
        case True: return 'true'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case [1, *rest]: return f'one and {rest}'
        case [a, b, *_] if a == b: return f'pair {a}'
        case (a, [b, c]): return f'nested {a} {b} {c}'
        case {'k': v, **rest}: return f'map {v} {rest}'
        case {}: return 'mapping'
        case P(0, y): return f'P0 {y}'
        case P(x=x, y=P(a, b)): return f'PP {x} {a} {b}'
        case P(): return 'P'
        case int(n) if n > 100: return f'big {n}'
        case str(s): return 'str ' + s
        case int() | float(): return 'number'
        case _: return 'other'
for v in (0, 2, -1, 1.5, 'a', None, True, [], [9], [1, 2, 3], (4, 4, 5), (1, [2, 3]), (7, [8, 9]), {'k': 1, 'z': 2}, {'q': 1}, P(0, 5), P(1, P(2, 3)), P(1, 1),
          1000, 'hello', 50, 2.25, object, {1, 2}, range(1), range(3), b'ab', [[1]], (1,)):
    print(repr(v) if not isinstance(v, P) else 'P', '->', m(v))
def cap(v):
    match v:
        case [('a', x) | ('b', _, x), *_, last]: return x, last
        case {'a': [x, y], 'b': {'c': z}}: return x, y, z
    return 'no'
print(cap([('a', 1), 2, 3]), cap([('b', 0, 5), 6]), cap({'a': [1, 2], 'b': {'c': 3}}), cap(5))
for bad in ("match 1:\n case P(1, 2, 3): pass", "match P(1, 2):\n case P(1, x=1): pass"):
    try:
        exec(bad, {'P': P})
        print('ok')
    except TypeError as e:
        print(e)
w, p = 10, 3
name, val = 'x', 3.14159
print(f'{name}={val:.2f} {val!r:>{w}} {val:{w}.{p}} {{}} {name!r} {"nested " + f"{1 + 1}"} {val=} {name = !s} {w:05d} {w:x} {w:#b} {1000000:,} {0.5:%}')
print(f'''multi
{name}''', f'{[x for x in range(3)]}', f'{ {"a": 1}["a"] }', f"{'a' if w else 'b'}", f'{w!a:>5}', f'{(lambda: 5)()}')
print('%s %r %d %5.2f %x %% %(a)s' % {'a': 1} if False else '%s|%r|%5d|%-5d|%05.1f|%x|%o|%e|%c|%%' % ('a', 'b', 3, 4, 5.55, 255, 8, 12345.678, 'z'))
print('{} {1} {a} {0!r:>5} {b[k]} {c.real}'.format('x', 'y', a=1, b={'k': 2}, c=3) if False else '{0} {1} {a} {0!r:>5} {b[k]} {c.real}'.format('x', 'y', a=1, b={'k': 2}, c=3))
if (n := len('hello')) > 3 and (m2 := n * 2):
    print(n, m2)
x = [1, 2, 3, 4]
del x[1], x[0:1]
print(x)
d = {'a': 1, 'b': 2}
del d['a']
print(d)
class Scope:
    y = 'class'
    lst = [y for _ in range(1)] if False else [1]
    def get(self): return y
y = 'global'
print(Scope().get(), Scope.y)
def outer():
    z = 'outer'
    class In:
        z = 'inner'
        def f(self): return z
    return In.z, In().f()
print(outer())
i = 5
i += 1; i -= 2; i *= 3; i //= 2; i **= 2; i %= 7; i <<= 3; i |= 1; i ^= 3; i &= 0xF; i >>= 1
print(i)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, 3 > 2 != 1, 'a' in 'abc' in ['abc'], not 1, not not [])
print(1 if [] else 2, [] or 'or', 1 and 'and', 0 and 1, None is None, i is not None)
print(10 // 3, -10 // 3, 10 % -3, -7 % 3, 7 / 2, 2 ** 10, 2 ** -1, -2 ** 2, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 70, (1 << 70) >> 68)
print(0x1F, 0b101, 0o17, 1_000_000, 1e3, 1j * 1j, 'a' 'b', b'x' b'y', r'\n', '\x41\u0042\N{BULLET}')
a = b = c = []
a.append(1)
print(b, c is a)
print(*[1, 2], *(3,), sep='-', end='!\n')
print([*range(3), *'ab'], {**{'a': 1}, 'b': 2, **{'a': 3}}, (*[1], 2))
lst = list(range(10))
print(lst[2:5], lst[::-2], lst[-3:], lst[:0], lst[5:2:-1])
lst[2:5] = ['x']; lst[::4] = [0, 0]
print(lst)
assert lst, 'not reached'
while True:
    w -= 1
    if w % 2: continue
    if w < 4: break
else:
    print('never')
for k in range(3): pass
else: print('for else', k)
try:
    exec('def f():\n  return 1\n x')
except IndentationError as e:
    print(type(e).__name__, e.msg, e.lineno)
for src in ('x = ', 'def f(:', 'a b', '1 = x', 'f(x for x in y, 1)', 'return', 'break', 'nonlocal q', 'def f():\n x = 1\n global x', '"abc', 'x = (1', 'if x:\npass',
            'print "a"', 'else: pass', 'lambda: (yield) = 1', 'def f(a, a): pass', 'f(a=1, a=2)', 'del f()', '*a', 'x: int: 3', 'for 1 in x: pass', 'import a.b as c.d', 'class A: return 1', 'async with a: pass',
            'def f(a=1, b): pass', 'f(**a, *b)', '{1: 2, 3}', '[x for x in y z]', 'try: pass', 'with open() as 1: pass', 'f"{"', 'f"{a b}"', "f'{}'", '0777', '1__0', "'\\N{no such}'", "b'é'", 'await x', 'yield = 1', 'None = 1', 'x = yield', 'a := 1', '(a.b := 1)', 'not x = 1'):
    try:
        compile(src, 'f.py', 'exec')
        print(src, 'ok')
    except SyntaxError as e:
        print(repr(src), '->', type(e).__name__, e.msg, e.lineno, e.offset)
