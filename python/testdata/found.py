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
