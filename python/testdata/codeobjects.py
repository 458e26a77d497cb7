# Code objects: reading, comparing, replacing.
def f(a, b=2, *c, d, **e):
    try:
        x = a + 1
        return [i for i in c] + [1.5, "s", (1, 2)]
    except KeyError:
        return None


c = f.__code__
print(type(c.co_code), len(c.co_code) == 2 * len(list(c.co_positions())), len(c.co_exceptiontable) > 0)
print(c.co_varnames, c.co_nlocals, c.co_argcount, c.co_kwonlyargcount, c.co_flags & 0xC)
d = c.replace()
print(c == d, hash(c) == hash(d), c is d, c != d)
d = c.replace(co_name="g", co_firstlineno=77, co_filename="other.py")
print(c == d, d.co_name, d.co_firstlineno, d.co_filename, c.co_name)


def source(text="def f(a): return a + 1.0, 0.0"):
    return compile(text, "x", "exec").co_consts[0]


print(source() == source(), source() is source(), source() == source("def f(a): return a + 1, 0.0"),
      source() == source("def f(a): return a + 1.0, -0.0"), {source(): 1}[source()], source() == 1)
h = (lambda: 42).__code__
print(eval(h.replace(co_consts=tuple(43 if k == 42 else k for k in h.co_consts + (42,)))) in (42, 43))
for fields in [dict(co_nope=1), dict(co_name=1), dict(co_argcount=99), dict(co_names=(1,))]:
    try:
        print(c.replace(**fields))
    except (TypeError, ValueError, SystemError) as e:
        print(type(e).__name__)


def generator():
    yield 1
    return 2


async def awaits():
    iterable = type(generator)(generator.__code__.replace(co_flags=generator.__code__.co_flags | 0x100), globals())
    return await iterable()


k = awaits()
print(k.send(None))
try:
    k.send(None)
except StopIteration as e:
    print(e.value)
print(c.co_code == c.replace(co_code=c.co_code).co_code)

# The code of a module is the body of a function as well: its names are the globals.
import types
made = {}
print(types.FunctionType(compile('x = 1\nx += 1', '?', 'exec'), made)(), made['x'])
try:
    types.FunctionType(compile('x', '?', 'exec'), {})(1)
except TypeError as e:
    print(e)
