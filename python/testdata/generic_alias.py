# Generic aliases: stars, classes derived from them, parameters that stand for several.
from types import GenericAlias


class Alias(GenericAlias):
    def __repr__(self):
        return "Alias!"


class One:
    """A type parameter, as typing.TypeVar."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __typing_subst__(self, arg):
        return arg


class Many(One):
    """A parameter for several arguments, as typing.TypeVarTuple."""

    __typing_is_unpacked_typevartuple__ = True

    def __typing_prepare_subst__(self, alias, args):
        params = alias.__parameters__
        i = params.index(self)
        rest = len(params) - i - 1
        return (*args[:i], args[i:len(args) - rest], *args[len(args) - rest:])


a = Alias(list, (int,))
print(a, type(a) is Alias, a == list[int], list[int] == a, a | None, hash(a) == hash(list[int]))
(s,) = tuple[int, str]
print(s, s.__unpacked__, s == tuple[int, str], s.__typing_unpacked_tuple_args__, list[int].__typing_unpacked_tuple_args__)
T, U, Ts = One("T"), One("U"), Many("Ts")
print(tuple[T, U][int, str], tuple[T, Ts][int], tuple[T, Ts][int, str, bool], tuple[Ts, T][int, str, bool], dict[T, list[U]][int, str])
print(tuple[T, U][*tuple[int, str]], tuple[T, list[Ts]][int, str, bool], tuple[T, Ts].__parameters__)
f, args = s.__reduce__()
print(f(*args), f is next)
for e in ["tuple[T][int, str]", "tuple[T, U][int]", "list[int][str]", "isinstance([], list[int])"]:
    try:
        print(eval(e))
    except TypeError as x:
        print(e, x)

# != is the opposite of ==; what typing makes shows itself; unions have parameters, too.
print(dict[str, int] != dict[str, str], dict[str, int] != dict[str, int], dict[str, int] == dict[str, str])


class Var:
    def __init__(self, name):
        self.name = name

    def __typing_subst__(self, arg):
        return arg

    def __or__(self, other):
        return other | list[self]

    def __repr__(self):
        return self.name


class AliasLike:
    __origin__, __args__, __qualname__ = list, (), "no"

    def __repr__(self):
        return "AliasLike[]"


print(list[AliasLike()], list[AliasLike])
V, W = Var("V"), Var("W")
print((list[V] | dict[W, V] | int).__parameters__, (int | str).__parameters__)
print((int | str).__module__, type(int | str).__module__, object.__text_signature__)


async def agen():
    yield


print(type(agen())[int])
