"""What C gets when Python uses slots, and what Python gets from C."""
from slots import (Broken, Callable, Compared, Descr, Empty, Mapping, Number,
                   Object, Plain, Sequence, last, own, ran)


def raises(cls, f, *args):
    try:
        f(*args)
    except cls as e:
        assert type(e) is cls, type(e)
        return str(e)
    assert False, "nothing was raised"


a = Number(3)

# Unary.
assert -a == ("nb_negative", a)
assert +a == ("nb_positive", a)
assert abs(a) == ("nb_absolute", a)
assert ~a == ("nb_invert", a)
assert int(a) == 3
assert a.__index__() == 4
assert "abcdef"[a] == "e"
assert float(a) == 3.5
assert bool(a) is True and bool(Number(0)) is False
assert raises(ValueError, bool, Number(-1)) == "neither"
assert not Number(0)

# Binary: in their order, whoever has the slot.
assert a + 1 == ("nb_add", a, 1)
assert 1 + a == ("nb_add", 1, a)
assert a - 1 == ("nb_subtract", a, 1)
assert 1 - a == ("nb_subtract", 1, a)
assert a * 2 == ("nb_multiply", a, 2)
assert "x" * a == ("nb_multiply", "x", a)
assert a @ 2 == ("nb_matrix_multiply", a, 2)
assert 2 @ a == ("nb_matrix_multiply", 2, a)
assert a / 2 == ("nb_true_divide", a, 2)
assert a // 2 == ("nb_floor_divide", a, 2)
assert a % 2 == ("nb_remainder", a, 2)
assert divmod(a, 2) == ("nb_divmod", a, 2)
assert divmod(2, a) == ("nb_divmod", 2, a)
assert a << 2 == ("nb_lshift", a, 2)
assert a >> 2 == ("nb_rshift", a, 2)
assert a & 2 == ("nb_and", a, 2)
assert a | 2 == ("nb_or", a, 2)
assert a ^ 2 == ("nb_xor", a, 2)
assert a ** 2 == ("nb_power", a, 2, None)
assert 2 ** a == ("nb_power", 2, a, None)
assert pow(a, 2, 5) == ("nb_power", a, 2, 5)
assert pow(2, a, 5) == ("nb_power", 2, a, 5)

# In place.
for stmt, name in [("+", "add"), ("-", "subtract"), ("*", "multiply"), ("@", "matrix_multiply"), ("/", "true_divide"),
                   ("//", "floor_divide"), ("%", "remainder"), ("<<", "lshift"), (">>", "rshift"), ("&", "and"),
                   ("|", "or"), ("^", "xor")]:
    dunder = {"+": "iadd", "-": "isub", "*": "imul", "@": "imatmul", "/": "itruediv", "//": "ifloordiv", "%": "imod",
              "<<": "ilshift", ">>": "irshift", "&": "iand", "|": "ior", "^": "ixor"}[stmt]
    assert getattr(a, "__" + dunder + "__")(7) == ("nb_inplace_" + name, a, 7)
x = a
x += 1
assert x == ("nb_inplace_add", a, 1)
x = a
x **= 2
assert x == ("nb_inplace_power", a, 2, None)
p = x = Plain(1)
x += 1
assert x == ("nb_add", p, 1)
x = p
x **= 3
assert x == ("nb_power", p, 3, None)
assert raises(TypeError, lambda: p - 1) == "unsupported operand type(s) for -: 'slots.Plain' and 'int'"
assert raises(TypeError, lambda: -p) == "bad operand type for unary -: 'slots.Plain'"

# As methods.
assert a.__add__(5) == ("nb_add", a, 5)
assert a.__radd__(5) == ("nb_add", 5, a)
assert a.__pow__(5, 6) == ("nb_power", a, 5, 6)
assert a.__rpow__(5) == ("nb_power", 5, a, None)
assert a.__neg__() == ("nb_negative", a)
assert Number.__add__(a, 5) == ("nb_add", a, 5)
assert raises(TypeError, Number.__add__, 5, a) == "descriptor '__add__' requires a 'slots.Number' object but received a 'int'"
assert raises(TypeError, a.__add__) == "expected 1 argument, got 0"
assert repr(Number.__add__) == "<slot wrapper '__add__' of 'slots.Number' objects>"
assert a.__bool__() is True

# Subclasses inherit, and override.
class Sub(Number):
    def __add__(self, other):
        return "sub", super().__add__(other)

s = Sub(9)
assert s + 1 == ("sub", ("nb_add", s, 1))
assert 1 + s == ("nb_add", 1, s)
assert s - 1 == ("nb_subtract", s, 1)
assert int(s) == 9
assert a + s == ("nb_add", a, s)
Sub.__neg__ = lambda self: "minus"
assert -s == "minus"
del Sub.__neg__
assert -s == ("nb_negative", s)

# Sequences.
q = Sequence(0)
q.len = 10
assert len(q) == 10
assert q + "a" == ("sq_concat", q, "a")
assert raises(TypeError, lambda: "a" + q) == 'can only concatenate str (not "slots.Sequence") to str'
assert q * 3 == ("sq_repeat", q, 3)
assert 3 * q == ("sq_repeat", q, 3)
assert q[2] == ("sq_item", q, 2)
assert q[-1] == ("sq_item", q, 9)
assert q[-20] == ("sq_item", q, -10)
assert q.__getitem__(-1) == ("sq_item", q, 9)
assert raises(TypeError, lambda: q["a"]) == "sequence index must be integer, not 'str'"
q[3] = "v"
assert last() == ("sq_ass_item", q, 3, "v")
q[-3] = "w"
assert last() == ("sq_ass_item", q, 7, "w")
del q[4]
assert last() == ("sq_ass_item", q, 4, "<NULL>")
del q[-4]
assert last() == ("sq_ass_item", q, 6, "<NULL>")
assert raises(IndexError, q.__setitem__, 99, 0) == "not 99"
assert 7 in q and 8 not in q
assert raises(TypeError, lambda: "a" in q) == "'str' object cannot be interpreted as an integer"
x = q
x += "b"
assert x == ("sq_inplace_concat", q, "b")
x = q
x *= 4
assert x == ("sq_inplace_repeat", q, 4)
q.len = -1
assert raises(ValueError, len, q) == "no length"
assert raises(ValueError, lambda: q[-1]) == "no length"
assert q[1] == ("sq_item", q, 1)
assert not hasattr(q, "__iter__")

# Mappings.
m = Mapping(0)
m.len = 3
assert len(m) == 3 and bool(m)
assert m["k"] == ("mp_subscript", m, "k")
assert m[-1] == ("mp_subscript", m, -1)
assert m[1:2] == ("mp_subscript", m, slice(1, 2))
m["k"] = "v"
assert last() == ("mp_ass_subscript", m, "k", "v")
del m["k"]
assert last() == ("mp_ass_subscript", m, "k", "<NULL>")
m.len = 0
assert not m
m.len = -1
assert raises(ValueError, bool, m) == "no length"

# Objects.
o = Object(5, 6)
assert last() == ("tp_init", o, (5, 6), "<NULL>")
Object(5, k=7)
assert last()[2:] == ((5,), {"k": 7})
assert raises(TypeError, Object, 1, 2, 3, 4) == "too many"
assert repr(o) == "Rec(5)" and str(o) == "str 5" and f"{o!r} {o}" == "Rec(5) str 5"
assert hash(o) == 50 and {o: 1}[Object(5)] == 1
assert raises(ValueError, hash, Object(-7)) == "not -7"
assert o == Object(5) and o != Object(6) and not o != Object(5)
assert o < Object(6) and o <= Object(5) and o > Object(4) and o >= Object(5)
assert o != 5 and not o == "a"
assert raises(TypeError, lambda: o < 5) == "'<' not supported between instances of 'slots.Object' and 'int'"
assert o.__lt__(5) is NotImplemented
assert o() == ("tp_call", o, (), "<NULL>")
assert o(1, 2) == ("tp_call", o, (1, 2), "<NULL>")
assert o(1, x=2, y=3) == ("tp_call", o, (1, 2, 3), ("x", "y"))
assert o(*[1], **{"z": 2}) == ("tp_call", o, (1, 2), ("z",))
assert o.__call__(4) == ("tp_call", o, (4,), "<NULL>")
assert callable(o) and not callable(a)
assert own(o) is o
assert o(1, 2) == 1002
assert Object(5)(1) == ("tp_call", Object(5), (1,), "<NULL>")
assert raises(TypeError, own, a) == "type 'slots.Number does not implement the HPy call protocol"
assert raises(TypeError, lambda: a()) == "'slots.Number' object is not callable"
c = Callable()
assert c(1, 2, 3) == 1003
e = Empty()
assert e(1) == ("tp_call", e, (1,), "<NULL>")
own(e)
assert e(1) == 1001

class SubCall(Object):
    pass

sc = SubCall(1)
assert sc(2) == ("tp_call", sc, (2,), "<NULL>")
own(sc)
assert sc(2) == 1001

# A type that compares and has no hash is not hashable.
assert Compared.__hash__ is None
assert raises(TypeError, hash, Compared(1)) == "unhashable type: 'slots.Compared'"
assert Compared(1) == Compared(1)
assert "__hash__" in Compared.__dict__

# Descriptors.
d = Descr(0)
class Holder:
    attr = d
h = Holder()
assert h.attr == ("tp_descr_get", d, h, Holder)
assert Holder.attr == ("tp_descr_get", d, "<NULL>", Holder)

# Broken promises.
b = Broken(0)
assert raises(TypeError, repr, b) == "__repr__ returned non-string (type int)"
assert "error return without exception set" in raises(SystemError, lambda: b + 1)
assert "error return without exception set" in raises(SystemError, bool, b)
assert "error return without exception set" in raises(SystemError, hash, b)
assert "error return without exception set" in raises(SystemError, dict.fromkeys, [b])
assert b.__hash__() == -1
try:
    -b
except SystemError as e:
    assert isinstance(e.__cause__, ValueError)
else:
    assert False

print(*sorted(ran()), sep="\n")
