"""Bases, metaclasses, shapes and refusals of HPyType_FromSpec."""
import specs
from specs import Plain, TDict, TFloat, TList, TLong, TTuple, TType, TUnicode, Two, make, new, refused, shape


def error(f, *args, **kw):
    try:
        f(*args, **kw)
    except Exception as e:
        return f"{type(e).__name__}: {e}"
    assert False, "nothing was raised"


REFUSED = """
ValueError: You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC
ValueError: invalid shape: 123
ValueError: invalid shape: -2
TypeError: cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy
TypeError: Type claims to have basicsize==0 but defines members
TypeError: Cannot use HPy call protocol with var objects
TypeError: Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.
ValueError: Unsupported HPyMeth signature
TypeError: unknown HPyType_SpecParam specification for 'specs.Plain'
TypeError: multiple specifications of HPyType_SpecParam_BasesTuple
TypeError: cannot specify both HPyType_SpecParam_Base and HPytype_SpecParam_BasesTuple
TypeError: bases must be types
TypeError: type 'bool' is not an acceptable base type
ValueError: metaclass was specified multiple times
TypeError: Metaclasses with custom tp_new are not supported.
TypeError: Metaclass 'None' is not a subclass of 'type'.
TypeError: duplicate base class int
TypeError: multiple bases have instance lay-out conflict
RuntimeError: invalid slot offset
""".strip().split("\n")
for i, text in enumerate(REFUSED):
    assert error(refused, i) == text, (i, error(refused, i))
assert "universal extensions only" in error(refused, 19)
assert error(refused, 20).startswith("SystemError: ")
assert error(refused, 21) == "SystemError: the definitions of type 'specs.Plain' do not end with NULL"
assert error(refused, 22).startswith("SystemError: definition 0 of type 'specs.Plain' is of the unknown kind 99")
assert error(refused, 23) == "StopIteration: "

# Bases and metaclasses.
assert (make().__module__, make().__name__, make().__qualname__) == ("specs.sub", "Made", "Made")
assert repr(make()) == "<class 'specs.sub.Made'>"
assert make((int,)).__mro__[1:] == (int, object)
assert error(make, ()) == "SystemError: type 'specs.sub.Made' has an empty tuple of bases"
assert make((Plain, int)).__mro__[1:] == (Plain, int, object)
assert make(int).__mro__[1:] == (int, object)
assert make(None, None, int, Plain).__mro__[1:] == (int, Plain, object)
assert make((int,))(42) == 42 and make((int,))() == 0 and isinstance(make((int,))(3), int)


class Meta(type):
    pass


class MetaNew(type):
    def __new__(cls, *args):
        return super().__new__(cls, *args)


class WithMeta(metaclass=Meta):
    pass


assert type(make(None, Meta)) is Meta
assert type(make((WithMeta,))) is Meta  # as from CPython 3.12 on
assert error(make, None, MetaNew) == error(make, None, object) == "TypeError: Metaclasses with custom tp_new are not supported."
assert error(make, None, 5) == "TypeError: Metaclass '5' is not a subclass of 'type'."
assert [shape(t) for t in (Plain, TType, TLong, TFloat, TUnicode, TTuple, TList, TDict, int)] == [0, 1, 2, 3, 4, 5, 6, 7, -1]
assert error(shape, 5) == "TypeError: arg must be a type"

# A struct beside a builtin.
for cls, base, arg in [(TLong, int, 12345), (TLong, int, 2**100), (TFloat, float, 2.5), (TUnicode, str, "gr\xfc\xdf"),
                       (TTuple, tuple, (1, "two", 3.0)), (TList, list, [1, 2]), (TDict, dict, {"k": 1})]:
    class Sub(cls):
        attr = None

    for c in (cls, Sub):
        x = c(arg)
        assert x == arg and isinstance(x, base) and type(x) is c
        assert x.sum() == 0
        x.a = 40
        x.b = 2
        assert x.sum() == 42 and x == arg
        y = c()
        assert y == base() and y.sum() == 0
        n = new(c)
        assert n == base() and type(n) is c and n.sum() == 0
        assert repr(x) == repr(arg) and bool(x)
l = TList()
for i in range(100):
    l.append([i])
    l.a = i
assert len(l) == 100 and l[99] == [99] and l.sum() == 99
d = TDict()
for i in range(100):
    d[i] = d.a = i
assert len(d) == 100 and d[99] == 99 and d.sum() == 99
t = TTuple(range(1000))
t.b = 7
assert t[999] == 999 and len(t) == 1000 and t.sum() == 7
assert TLong(5) + TLong(6) == 11 and type(TLong(5) + TLong(6)) is int

# A struct beside a type.
cls = TType("Made", (), {"x": 1})
assert type(cls) is TType and cls.x == 1 and cls.sum() == 0
cls.a = 5
assert cls.sum() == 5 and isinstance(cls(), cls)


class ByStatement(metaclass=TType):
    y = 2


class Derived(ByStatement):
    pass


assert type(ByStatement) is type(Derived) is TType
Derived.b = 9
assert Derived.sum() == 9 and ByStatement.sum() == 0 and Derived.y == 2
made = make(None, TType)
assert type(made) is TType and made.sum() == 0
made.a = made.b = 3
assert made.sum() == 6 and isinstance(made(), made)

# Plain instances.
assert type(new(Plain)) is Plain and type(new(Two)) is Two
assert error(new, 5) == "TypeError: HPy_New arg 1 must be a type"
assert error(new, TType).startswith("TypeError: ")
assert type(new(object)) is object
assert new(int) == 0 and new(str) == "" and new(list) == []
assert isinstance(new(ValueError), ValueError)
assert new(type(None)) is None
assert error(Plain, 1) == "TypeError: specs.Plain() takes no arguments"
two = Two()
assert (two.a, two.b) == (0, 0)
assert error(setattr, two, "c", 1) == "AttributeError: 'specs.Two' object has no attribute 'c'"
assert "lay-out" in error(type, "No", (Two, TList), {})
two.__class__ = type("Sub", (Two,), {"__slots__": ()})
two.a = 3
assert two.a == 3
assert "layout differs" in error(setattr, two, "__class__", Plain)
