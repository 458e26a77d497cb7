# itertools: every iterator, their errors, copies and saved states.
import itertools as I


def show(expression):
    try:
        print(expression, "->", eval(expression))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


print(list(I.islice(I.count(3, 2), 5)), I.count(2), I.count(2, 3.5), list(I.islice(I.count(2**47 - 2), 4)))
print(list(I.islice(I.cycle("abc"), 8)), list(I.repeat(1, 3)), I.repeat(1, 3), list(I.cycle([])))
print(list(I.chain("ab", [1, 2])), list(I.chain.from_iterable(["xy", "z"])))
print(list(I.accumulate([1, 2, 3])), list(I.accumulate([1, 2, 3], initial=10)), list(I.accumulate([1, 2, 3], lambda a, b: a * b)))
print(list(I.product("ab", [1, 2])), list(I.product(range(2), repeat=3)), list(I.product()), list(I.product("ab", "")))
print(list(I.permutations("abc")), list(I.permutations(range(4), 2)), list(I.permutations("ab", 3)))
print(list(I.combinations("abcd", 2)), list(I.combinations_with_replacement("abc", 2)), list(I.combinations("ab", 0)))
print([(k, list(g)) for k, g in I.groupby("aabbbc")], [(k, list(g)) for k, g in I.groupby(range(9), lambda x: x // 4)])
print([k for k, _ in I.groupby("aaab")])
a, b = I.tee(range(200))
print(sum(a), sum(b))
a, b, c = I.tee(iter("abc"), 3)
print(next(a), list(b), list(a), list(c))
print(list(I.zip_longest("abc", "x", fillvalue=0)), list(I.pairwise("abcd")), list(I.starmap(pow, [(2, 3), [3, 2]])))
print(list(I.compress("abcdef", [1, 0, 1, 0, 1, 1])), list(I.filterfalse(None, [0, 1, 2])))
print(list(I.dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(I.takewhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(I.islice(range(10), 2, None, 3)), list(I.islice(range(10), 4)), list(I.islice(range(10), 3, 3)))

for e in [
    "I.cycle()", 'I.count("a")', "I.islice([], -1)", "I.islice([], 1, 2, 0)", "I.islice([], 'x', 3)", "I.repeat()", "I.chain(a=1)",
    "I.product(repeat=-1)", 'I.permutations("ab", -1)', 'I.permutations("ab", "c")', 'I.combinations("ab")', "I.accumulate()",
    "I.groupby()", "I.tee([], -1)", "I.compress(1, 2)", "next(I.takewhile(1, [1]))", "I.starmap(1)", "I.islice([1])",
    "I.dropwhile(1, 2, 3)", "I.filterfalse(a=2)", "I.count(1, 2, 3)", "I.repeat(1, 2, 3)", "next(I.starmap(pow, [1]))",
    "I.repeat(1).__length_hint__()", "I.repeat(1, 4).__length_hint__()", "list(I.chain(1))", "I.chain().__setstate__(())",
]:
    show(e)

# What reduces to (type, args[, state]) is made again and goes on where the first one is.
for it in [
    I.count(5), I.count(5, 2), I.cycle("abc"), I.repeat("x", 4), I.chain("ab", "cd"), I.compress("abcd", [1, 0, 1, 1]),
    I.dropwhile(bool, [1, 0, 2]), I.takewhile(bool, [1, 2, 0]), I.filterfalse(bool, [0, 1, 0]), I.starmap(pow, [(2, 3), (4, 2)]),
    I.islice("abcdef", 1, 5, 2), I.zip_longest("ab", "c"), I.product("ab", [1, 2]), I.permutations("abc", 2),
    I.combinations("abcd", 2), I.combinations_with_replacement("ab", 2), I.accumulate([1, 2, 3]), I.groupby("aab"),
]:
    next(it)
    kind, args, *state = it.__reduce__()
    again = kind(*args)
    if state and state[0] is not None:
        again.__setstate__(*state)
    print(kind.__name__, [x[0] if kind is I.groupby else x for x in I.islice(again, 5)])


class Chain(I.chain):
    def __init__(self, *args, note=None):
        self.note = note


c = Chain("ab", note=3)
print(list(c), c.note)


class Twice:
    def __iter__(self):
        return self

    def __next__(self):
        return next(self.me)


t = Twice()
t.me, other = I.tee(t)
show("next(t)")


# The iterator of a sequence by its items can be set anywhere.
class Squares:
    def __getitem__(self, i):
        return i * i


it = iter(Squares())
for state in 5, -3:
    it.__setstate__(state)
    print(next(it), next(it), it.__reduce__()[2])
