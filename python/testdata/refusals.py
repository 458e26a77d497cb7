# What operations say that refuse their operands: the words depend on where CPython
# asks first.


def tell(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, str(e))


def setitem(o, k):
    o[k] = 1


def delitem(o, k):
    del o[k]


class Plain:
    pass


for o in Plain(), (1, 2), "ab", 5, {1}:
    for k in 1 << 70, 1, "a":
        tell(setitem, o, k)
        tell(delitem, o, k)

tell(reversed, Plain())
tell(reversed, {1})
tell(hash, [1])
print([t.__dict__.get("__hash__", "inherited") for t in (list, dict, set, bytearray, type({}.keys()), bool)])
tell([1].__mul__)
tell([1].__rmul__, 1, 2)
tell([1].__imul__)
tell([1].__add__)
tell([1].__setitem__, 1)
tell([1].__getitem__)
print(int.__new__.__text_signature__, object.__new__.__text_signature__)

rows = memoryview(bytearray(24)).cast("i", (2, 3))
for k in 0, (0,), (0, 0, 0), slice(0, 1), (0, slice(0, 1)), "a", (), ...:
    tell(setitem, rows, k)
    if k != slice(0, 1):
        tell(rows.__getitem__, k)
