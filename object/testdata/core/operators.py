# Operators: dispatch order and messages.

def show(f, *args):
    try:
        print(repr(f(*args)))
    except BaseException as e:
        print(type(e).__name__, "|", e)

ops = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "@": lambda a, b: a @ b,
    "/": lambda a, b: a / b, "//": lambda a, b: a // b, "%": lambda a, b: a % b, "divmod": divmod,
    "**": lambda a, b: a ** b, "<<": lambda a, b: a << b, ">>": lambda a, b: a >> b,
    "&": lambda a, b: a & b, "^": lambda a, b: a ^ b, "|": lambda a, b: a | b,
}
names = {"+": "add", "-": "sub", "*": "mul", "@": "matmul", "/": "truediv", "//": "floordiv", "%": "mod",
         "divmod": "divmod", "**": "pow", "<<": "lshift", ">>": "rshift", "&": "and", "^": "xor", "|": "or"}

def logged(result, tag):
    ns = {}
    for n in names.values():
        for pre in "", "r", "i":
            def f(self, *o, n=pre + n):
                print("   ", tag, n, len(o))
                return result
            ns["__%s%s__" % (pre, n)] = f
    return ns

class A: pass
for k, v in logged(NotImplemented, "A").items(): setattr(A, k, v)
class B: pass
for k, v in logged("b", "B").items(): setattr(B, k, v)
class ASub(A): pass
class AOver(A):
    def __radd__(self, o): print("    AOver radd"); return NotImplemented
    def __rpow__(self, o, mod=None): print("    AOver rpow"); return NotImplemented

for sign, op in ops.items():
    print(sign)
    show(op, A(), B())
    show(op, B(), A())
    show(op, A(), A())
    show(op, A(), ASub())
    show(op, 1, A())
    show(op, A(), "s")
    show(op, None, None)
show(ops["+"], A(), AOver())
show(ops["**"], A(), AOver())
show(pow, A(), 1, 2)
show(pow, 1, A(), 2)
show(pow, None, 1, 2)

values = [1, 1.5, 1j, True, "s", b"b", [1], (1,), {1: 2}, {1}, None, range(3), slice(1), print, int, ...]
for sign, op in ops.items():
    for a in values:
        for b in values:
            if sign in ("<<", "**", "*", "//", "%", "/", "divmod") and isinstance(a, (int, float, complex)) and isinstance(b, (int, float, complex)):
                continue
            if sign == "|" and (type(a) is type or type(b) is type):
                continue
            try:
                r = op(a, b)
                print(sign, type(r).__name__)
            except TypeError as e:
                print(sign, e)
            except ValueError as e:
                print(sign, "ValueError")

def iadd(a, b): a += b; return a
def isub(a, b): a -= b; return a
def imul(a, b): a *= b; return a
def ipow(a, b): a **= b; return a
def ior(a, b): a |= b; return a
def imatmul(a, b): a @= b; return a
for f in iadd, isub, imul, ipow, ior, imatmul:
    for a in values[:11]:
        for b in values[:11]:
            try:
                r = f(a.copy() if hasattr(a, "copy") else a, b)
                print(f.__name__, type(r).__name__)
            except (TypeError, ValueError) as e:
                print(f.__name__, e)
class IP:
    def __iadd__(self, o): return NotImplemented
    def __add__(self, o): return "add"
show(iadd, IP(), 1)
class IP2:
    def __iadd__(self, o): return "iadd"
show(iadd, IP2(), 1)
show(isub, IP2(), 1)

for a in values:
    for name, f in ("-", lambda a: -a), ("+", lambda a: +a), ("~", lambda a: ~a), ("abs", abs), ("not", lambda a: not a):
        try:
            r = f(a)
            print(name, type(r).__name__)
        except TypeError as e:
            print(name, e)

# comparison
class L:
    def __init__(self, tag, r=NotImplemented): self.tag, self.r = tag, r
    def __lt__(self, o): print("   ", self.tag, "lt"); return self.r
    def __gt__(self, o): print("   ", self.tag, "gt"); return self.r
    def __eq__(self, o): print("   ", self.tag, "eq"); return self.r
    def __ne__(self, o): print("   ", self.tag, "ne"); return self.r
class LS(L): pass
for a, b in (L(1), L(2)), (L(1), LS(2)), (LS(1), L(2)), (L(1), 5), (5, L(1)), (L(1, "r"), LS(2, "q")):
    for f in (lambda: a < b), (lambda: a > b), (lambda: a == b), (lambda: a != b):
        show(f)
for a in values:
    for b in values:
        try:
            print(a < b)
        except TypeError as e:
            print(e)
        print(a == b, a != b)
class NE:
    def __eq__(self, o): return 5
show(lambda: NE() != 1)
show(lambda: NE() == 1)
class Never:
    def __eq__(self, o): return False
n = Never()
print(n == n, n in [n], [n] == [n], (n,) != (n,))

# truth, length, hash, index, containment, iteration
class R:
    def __init__(self, **k): self.__dict__.update(k)
def make(**ns): return type("X", (), {k: (lambda self, *a, v=v: v) if not callable(v) else v for k, v in ns.items()})()
for o in make(__bool__=0), make(__bool__=True), make(__bool__=None), make(__len__=0), make(__len__=-1), make(__len__="x"), make(__len__=10**30), make(__len__=2.0), make(__len__=True):
    show(bool, o); show(len, o)
for o in make(__hash__=1), make(__hash__=-1), make(__hash__=10**30), make(__hash__="x"), make(__hash__=2**61 - 1), make(__hash__=True):
    show(hash, o)
class NoHash: __hash__ = None
show(hash, NoHash())
show(lambda: {NoHash(): 1})
for o in make(__index__=2), make(__index__="x"), make():
    show(lambda: [1, 2, 3][o])
    show(lambda: range(o))
for o in make(__contains__="yes"), make(__contains__=0), make(__iter__=iter([1, 2])), make(__iter__=5), make(__getitem__=lambda self, i: [5, 6][i]), make():
    show(lambda: 1 in o)
    show(lambda: 6 in o)
    show(lambda: list(o))
class NoIter:
    __iter__ = None
    def __getitem__(self, i): return 1
show(iter, NoIter())
class NoContains(list): __contains__ = None
show(lambda: 1 in NoContains([1]))
for v in 1, None, 1.5, len, A():
    show(iter, v); show(lambda: 1 in v); show(lambda: v[0]); show(lambda: v()); show(next, v)
    def setit(): v[0] = 1
    def delit(): del v[0]
    show(setit); show(delit)
def item(o, k): return o[k]
show(item, "abc", "x"); show(item, [1], "x"); show(item, (1,), None); show(item, {}, []); show(item, b"a", "x")
show(item, int, 0); show(item, A, 0); show(item, type, int)
class CG:
    def __class_getitem__(cls, k): return cls.__name__, k
print(CG[1], CG[1, 2])
class MG(type):
    def __getitem__(cls, k): return "meta", k
class MGX(metaclass=MG): pass
print(MGX[3])
class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * 10
    def __len__(self): return 4
print(list(Seq()), list(reversed(Seq())), 20 in Seq(), Seq()[-1], [*map(str, Seq())])
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration("done")
        return self.n
print(list(It()), 2 in It(), sum(It()), max(It()))
it = It(); [*it]
show(next, it); print(next(it, "default"))
show(lambda: repr(make(__repr__=1))); show(lambda: str(make(__str__=1))); show(lambda: str(make(__repr__="r")))
show(format, make(__format__=1)); show(format, make(), "x"); show(format, make(__str__="s"))
show(lambda: ascii(make(__repr__="é€\U0001f600\x01")))
