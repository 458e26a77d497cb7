# Syntax trees as objects: what compile() makes of text, and code of trees.
import _ast

ONLY = _ast.PyCF_ONLY_AST


def dump(x, attrs=False):
    if isinstance(x, _ast.AST):
        names = x._fields + (x._attributes if attrs else ())
        return type(x).__name__ + "(" + ", ".join(f"{n}={dump(getattr(x, n), attrs)}" for n in names) + ")"
    if isinstance(x, list):
        return "[" + ", ".join(dump(i, attrs) for i in x) + "]"
    return repr(x)


SOURCE = r'''
@deco
async def f(a, /, b: int = 1, *c, d, e=3, **k) -> str:
    "doc"
    async with x as y, z: pass
    async for i in q: break
    else: continue
    await 5
    return [i async for i in a if b]
class A(B, metaclass=M):
    x: int = 5
    (z): int
def g():
    global u, v
    x = yield
    yield from f
    raise A from B
try: pass
except (A, B) as e: del a, b[1]
else: assert x, "y"
finally: import a.b as c, d
try: pass
except* A: nonlocal_ = 1
from . import z
from ..q import *
while 1:
    x += 1; y @= 2
    if a < b <= c is not d not in e: ...
    elif not -x: pass
match x:
    case [1, 2.5, *rest] if q: pass
    case {"a": -1j, **kw}: pass
    case A(1, b=None) | B() as t: pass
    case a.b | True | 3+4j: pass
    case _: pass
f"{x!r:>{w}} {y=} text" 'abc'; u"d"
b'\xff' + 1e400 + 10**30 + 123456789012345678901234567890
lambda *a, b=1: (yield)
{**a, 'b': 1}, {1, 2}, [*a], a[1:2:3, ...], (x := 5), x if y else z
{k: v for k, v in a}, {k for k in a}, (i for j in k if l for i in j)
a.b.c[d] = e, *f = g(*h, i=j, **k)
'''

for statement in compile(SOURCE, "f", "exec", ONLY).body:
    print(dump(statement, True))
print(dump(compile("a + b", "f", "eval", ONLY)))
print(dump(compile("a; b", "f", "single", ONLY)))

# Trees that a program changes or makes.
tree = compile("print('sum', 1 + 2)\ndef f(x):\n    return x * 2\nprint(f(4))", "f", "exec", ONLY)
tree.body[0].value.args[1].op = _ast.Mult()
tree.body[0].value.args[1].right.value = 21
tree.body[1].body[0].value.op = _ast.Pow()
exec(compile(tree, "f", "exec"))
place = dict(lineno=1, col_offset=0)


class Marked(_ast.Name):
    pass


print(eval(compile(_ast.Expression(_ast.BinOp(Marked("n", _ast.Load(), **place), _ast.Add(),
      _ast.Constant((1, frozenset([2])), **place), **place)), "f", "eval"), {"n": (0,)}))
shared = _ast.Expr(_ast.Call(_ast.Name("print", _ast.Load(), **place), [_ast.Lambda(
    _ast.arguments([], [], None, [], [], None, []), _ast.Constant(1, **place), **place)], [], **place), **place)
shared.value.args[0] = _ast.Call(shared.value.args[0], [], [], **place)
exec(compile(_ast.Module([shared, shared], []), "f", "exec"))


def bad(tree, mode="exec"):
    try:
        print(compile(tree, "f", mode))
    except Exception as e:
        print(type(e).__name__, str(e).split(" at 0x")[0])


E = lambda x: _ast.Expr(x, **place)
C = lambda x: _ast.Constant(x, **place)
N = lambda x, ctx=_ast.Load(): _ast.Name(x, ctx, **place)
M = lambda *s: _ast.Module(list(s), [])
bad(M(_ast.Pass()))
bad(M(E(N("x", _ast.Store()))))
bad(_ast.Module(5, []))
bad(_ast.Module())
bad(M(4))
bad(M(None))
bad(_ast.Expression(C(1)))
bad(M(), "eval")
bad(_ast.Pass())
bad(M(_ast.Delete([], **place)))
bad(M(E(None)))
bad(M(E("x")))
bad(M(_ast.Assign([N("a")], C(1), **place)))
bad(M(_ast.Assign([N("a", _ast.Store())], C([]), **place)))
bad(M(E(C((1, {})))))
bad(M(E(N("None"))))
bad(M(E(N(5))))
bad(M(E(_ast.BoolOp(_ast.And(), [C(1)], **place))))
bad(M(E(_ast.Dict([C(1)], [], **place))))
bad(M(E(_ast.Compare(C(1), [], [C(2)], **place))))
bad(M(E(_ast.ListComp(C(1), [], **place))))
bad(M(_ast.Raise(None, C(1), **place)))
bad(M(_ast.Try([_ast.Pass(**place)], [], [], [], **place)))
bad(M(_ast.FunctionDef("f", _ast.arguments([], [], None, [], [], None, [C(1)]), [_ast.Pass(**place)], [], **place)))
bad(M(_ast.ImportFrom("m", [_ast.alias("x", **place)], -1, **place)))
bad(M(_ast.AnnAssign(C(1), C(2), None, 1, **place)))
bad(M(_ast.Match(C(1), [_ast.match_case(_ast.MatchOr([], **place), None, [_ast.Pass(**place)])], **place)))
span = dict(place, end_lineno=1, end_col_offset=0)
bad(M(_ast.Match(C(1), [_ast.match_case(_ast.MatchOr([], **span), None, [_ast.Pass(**place)])], **place)))
bad(M(_ast.Match(C(1), [_ast.match_case(_ast.MatchStar("x", **span), None, [_ast.Pass(**place)])], **place)))
bad(M(_ast.Return(C(1), **place)))
bad(M(E(_ast.Constant(1, lineno=3, col_offset=4, end_lineno=2, end_col_offset=0))))
bad(M(_ast.Expr(_ast.Constant(1, lineno="x", col_offset=0), **place)))

# The classes.
for args, kw in [((1, 2, 3), {}), (("b",), {"id": "c"}), (("a", "b"), {"extra": 1})]:
    try:
        n = _ast.Name(*args, **kw)
        print(n.id, n.ctx, n.extra)
    except TypeError as e:
        print(e)
print(_ast.Name.__doc__, _ast.boolop.__doc__, _ast.unaryop.__doc__, _ast.Name._fields, _ast.Name._attributes)
print(_ast.expr.__doc__)
print(_ast.arguments._attributes, _ast.arg._attributes, _ast.Name.__match_args__, _ast.Name.__mro__, _ast.arg.type_comment)
match compile("f(1)", "f", "eval", ONLY).body:
    case _ast.Call(_ast.Name(name), [_ast.Constant(value)]):
        print(name, value)
print(_ast.Pass(lineno=3).__reduce__(), compile("a", "", "eval", ONLY).body.ctx is compile("b", "", "eval", ONLY).body.ctx)

# await at the top, text that ends too early, closures.
top = _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


async def answer():
    return 42


async def numbers():
    yield 1
    yield 2


def finish(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as e:
        return e.value


print(finish(eval(compile("await answer() + 1", "f", "eval", top))))
print(finish(eval(compile("r = [i async for i in numbers()]", "f", "exec", top))), r)
print(finish(eval(compile("async for r in numbers(): pass", "f", "exec", top))), r)
print(eval(compile("1 + 1", "f", "eval", top)))
for source, mode, flags in [("await answer()", "eval", 0), ("(", "exec", 0x4000), ("1", "exec", 0x7), ("1", "x", 0)]:
    try:
        compile(source, "f", mode, flags)
    except (SyntaxError, ValueError) as e:
        print(type(e).__name__, e)


def counter(n):
    def step():
        nonlocal n
        n += 1
        print("n is", n)
    return step


step = counter(5)
exec(step.__code__, globals(), closure=step.__closure__)
step()
for code, closure in [(step.__code__, None), (step.__code__, ()), (step.__code__, (1,)), (counter.__code__, ()), ("1", ())]:
    try:
        exec(code, {}, closure=closure)
    except TypeError as e:
        print(e)
