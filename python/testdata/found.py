# What went wrong once.

# A global whose name was made at run time: a str of its own, not the interned one.
name = "".join(["made", "_", "late"])
globals()[name] = 1
print(made_late)


def read():
    return made_late


print(read(), read())
import builtins
setattr(builtins, "".join(["also", "_", "late"]), 2)
print(also_late)


# A method that ends in itself through the slot behind it.
class Looped:
    __repr__ = object.__str__


try:
    repr(Looped())
except RecursionError as e:
    print(type(e).__name__)


# Exception classes whose instances are none.
class Odd(Exception):
    def __new__(cls, *args, **kw):
        return cls


def generator():
    yield


try:
    g = generator()
    next(g)
    g.throw(Odd)
except TypeError as e:
    print(e)
try:
    raise Odd
except TypeError as e:
    print(e)


# Names of attributes that are no strs.
class Plain:
    pass


for attempt in [lambda: type.__setattr__(Plain, b"x", 1), lambda: Plain().__setattr__(1, 2), lambda: object.__getattribute__(Plain(), 1),
                lambda: object.__delattr__(Plain(), 1), lambda: type.__getattribute__(Plain, 1), lambda: super(Plain, Plain()).__getattribute__(1)]:
    try:
        attempt()
    except TypeError as e:
        print(e)


# A bare raise adds no line to the traceback.
def again():
    try:
        1 / 0
    except ZeroDivisionError:
        raise


def lines(e):
    tb = e.__traceback__
    while tb:
        yield tb.tb_lineno - again.__code__.co_firstlineno
        tb = tb.tb_next


try:
    again()
except ZeroDivisionError as e:
    print(list(lines(e))[1:])

# What is left of a group and what is raised again are one part of it.
for handler in ["raise", "raise e", "pass"]:
    try:
        exec(f"""try:
    raise ExceptionGroup("eg", [TypeError(1), ValueError(2), KeyError(3)])
except* TypeError as e:
    {handler}
""")
    except BaseException as e:
        print(handler, repr(e))


# global in a class says nothing to its methods; in a function, something to the module.
where = "global"


def scopes():
    where = "function"

    class C:
        global where

        def read(self):
            return where
    return C().read()


print(scopes())
exec("""late = 1
def read():
    global late
    return late
print(read())""", globals(), {})


# A metaclass's mro() may call the methods of the class that is being made.
class Meta(type):
    def mro(cls):
        made.append(cls.__dict__["me"]())
        return super().mro()


made = []


class Early(metaclass=Meta):
    def me():
        return __class__


print(made == [Early])


# A comparison that cannot be had is one that is not there.
class Hidden:
    @property
    def __eq__(self):
        raise AttributeError("hidden")


print(Hidden() == Hidden())

# float() and complex() ask the methods of subclasses.
class Float(float):
    def __float__(self):
        return 42.0


class Complex(complex):
    def __complex__(self):
        return 42j


print(float(Float(1)), complex(Complex(1j)))

# := in an iterable, and in what stands in one.
for source in ["[i for i in (lambda: (j := 5))()]", "[i for i in [j for j in x if (k := 1)]]"]:
    try:
        compile(source, "f", "exec")
    except SyntaxError as e:
        print(e)

# Errors of the compiler have the text of the file, if there is one.
for source in ["return 1", "def f():\n  global x\n  nonlocal x", "from __future__ import nope"]:
    try:
        compile(source, "<none>", "exec")
    except SyntaxError as e:
        print(e.lineno, e.offset, e.end_lineno, e.text)

# Patterns.
for source in ["{0: _, False: _}", "{f'': _}", "f'{x}'"]:
    try:
        compile(f"match x:\n    case {source}: pass", "f", "exec")
    except SyntaxError as e:
        print(e)
