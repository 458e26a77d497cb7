"""Checks the helpers that are compiled into extensions, by way of the extension
helpers.c, which must be importable (or bound) as helpers. Runs on hpyrun, and on
CPython with HPy."""

import helpers

checks = 0


def same(got, want):
    global checks
    checks += 1
    if type(got) is not type(want) or got != want:
        raise AssertionError("got %r, want %r" % (got, want))


def fails(error, message, f, *args, **kw):
    global checks
    checks += 1
    try:
        got = f(*args, **kw)
    except error as e:
        # CPython's own messages are not ours to check: None stands for any.
        if message is not None and str(e) != message:
            raise AssertionError("got %r, want %r" % (str(e), message))
        return
    raise AssertionError("%s is missing; got %r" % (error.__name__, got))


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class Broken:
    def __bool__(self):
        raise KeyError("bool")

    def __str__(self):
        raise KeyError("str")


def numbers():
    parse = helpers.parse
    for unit, lowest, highest, kind in (
        ("b", 0, 255, "unsigned byte integer"),
        ("h", -(2**15), 2**15 - 1, "signed short integer"),
        ("i", -(2**31), 2**31 - 1, "signed integer"),
    ):
        for n in (lowest, highest, 0, 1, Index(7)):
            same(parse(False, unit, n), [n.n if isinstance(n, Index) else n])
        fails(OverflowError, "function %s is less than minimum" % kind, parse, False, unit, lowest - 1)
        fails(OverflowError, "f() %s is greater than maximum" % kind, parse, False, unit + ":f", highest + 1)
    for unit in "lLn":
        same(parse(False, unit, -(2**63)), [-(2**63)])
        same(parse(False, unit, 2**63 - 1), [2**63 - 1])
        fails(OverflowError, None, parse, False, unit, 2**63)
    for unit, bits in (("B", 8), ("H", 16), ("I", 32), ("k", 64), ("K", 64)):
        for n in (0, 1, -1, 2**bits - 1, 2**bits, 2**bits + 5, -(2**70) + 3):
            same(parse(False, unit, n), [n % 2**bits])
    for unit in "bhilLnBHIkK":
        fails(TypeError, None, parse, False, unit, "1")
        fails(TypeError, None, parse, False, unit, 1.5)
    same(parse(False, "f", 0.1)[0] == 0.1, False)
    same(parse(False, "fd", 0.5, 0.1), [0.5, 0.1])
    same(parse(False, "d", 3), [3.0])
    fails(TypeError, None, parse, False, "d", "x")
    for truth in (0, 1, "", "x", [], None, 2.5):
        same(parse(False, "p", truth), [int(bool(truth))])
    fails(KeyError, None, parse, False, "p", Broken())


def texts_and_objects():
    parse = helpers.parse
    same(parse(False, "s", "h\xe9\u20ac\U0001f600"), ["h\xe9\u20ac\U0001f600"])
    same(parse(False, "s", ""), [""])
    fails(TypeError, "function a str is required", parse, False, "s", b"x")
    fails(TypeError, "function a str is required", parse, False, "s", None)
    fails(ValueError, "f() embedded null character", parse, False, "s:f", "a\0b")
    fails((SystemError, UnicodeError), None, parse, False, "s", "\ud800")
    thing = object()
    same(parse(False, "O", thing)[0] is thing, True)
    same(parse(True, "OO", thing, None), [thing, None])


def positions():
    parse = helpers.parse
    same(parse(False, ""), [])
    same(parse(True, "i|i", 1), [1, "unset"])
    # Nothing is done to an optional argument that is not there, whatever its unit.
    for unit in "bhilLnBHIkKfdpsO":
        same(parse(True, "|" + unit), ["unset"])
    fails(TypeError, "function required positional argument missing", parse, False, "ii", 1)
    fails(TypeError, "f() mismatched args (too many arguments for fmt)", parse, False, "i:f", 1, 2)
    fails(TypeError, "what I say", parse, False, "ii;what I say", 1)
    fails(SystemError, "f() unknown arg format code", parse, False, "Z:f", 1)
    fails(SystemError, "function unknown arg format code", parse, False, "i$i", 1, 2)


def keywords():
    def by_tuple(tracked, fmt, names, kw, *args):
        return helpers.parse_keywords(tracked, fmt, names, *args, **kw)

    for parse in (by_tuple, helpers.parse_dict):
        same(parse(True, "OO", ("a", "b"), {"b": 2, "a": 1}), [1, 2])
        same(parse(True, "OO", ("a", "b"), {"b": 2}, 1), [1, 2])
        same(parse(True, "OO", ("a", "b"), {}, 1, 2), [1, 2])
        same(parse(True, "O|O", ("", "b"), {}, 1), [1, "unset"])
        same(parse(True, "O|sp", ("a", "b", "c"), {}, 1), [1, "unset", "unset"])
        same(parse(True, "O|sp", ("a", "b", "c"), {"c": [0]}, 1), [1, "unset", 1])
        same(parse(True, "ss", ("a", "b"), {"b": "y" * 40, "a": "x" * 40}), ["x" * 40, "y" * 40])
        same(parse(True, "i|$d", ("a", "b"), {"b": 2}, 1), [1, 2.0])
        same(parse(False, "il", ("a", "b"), {"b": 2}, 1), [1, 2])

        fails(TypeError, "f() no value for required argument", parse, True, "OO:f", ("a", "b"), {"b": 1})
        fails(TypeError, "function no value for required argument", parse, True, "O|O", ("", "b"), {"a": 1})
        fails(TypeError, "function keyword only argument passed as positional argument",
              parse, True, "O$O", ("a", "b"), {}, 1, 2)
        fails(TypeError, "function mismatched args (too few keywords for fmt)",
              parse, True, "OOO", ("a", "b"), {}, 1, 2)
        fails(TypeError, "function mismatched args (too many keywords for fmt)",
              parse, True, "O", ("a", "b"), {}, 1, 2)
        fails(TypeError, "f() mismatched args (too many arguments for fmt)",
              parse, True, "O|O:f", ("a", "b"), {}, 1, 2, 3)
        fails(SystemError, "function empty keyword parameter name",
              parse, False, "lll", ("", "b", ""), {})
        fails(SystemError,
              "f() HPyArg_ParseKeywords cannot use the format character 'O' unless"
              " an HPyTracker is provided. Please supply an HPyTracker.",
              parse, False, "O:f", ("a",), {}, 1)
        fails(TypeError, None, parse, True, "i", ("a",), {"a": "x"})

        # A keyword that nothing takes is an error, and so is one that is given twice.
        fails(TypeError, "'c' is an invalid keyword argument for f()",
              parse, True, "O|O:f", ("a", "b"), {"c": 1}, 1)
        fails(TypeError, "'A' is an invalid keyword argument for this function",
              parse, True, "|O", ("a",), {"A": 1})
        fails(TypeError, "what I say", parse, True, "|O;what I say", ("a",), {"A": 1})
        fails(TypeError, "argument for f() given by name ('a') and position (1)",
              parse, True, "O|O:f", ("a", "b"), {"a": 1}, 1)
        fails(TypeError, "'' is an invalid keyword argument for this function",
              parse, True, "O", ("",), {"": 1}, 1)
        fails(TypeError, None, parse, True, "|O", ("a",), {"a\0": 1})
    same(helpers.parse_dict(True, "|O", ("a",), None), ["unset"])
    fails(TypeError, "keywords must be strings", helpers.parse_dict, True, "|O", ("a",), {1: 2})


def build():
    x = ["x"]
    b = helpers.build
    for i, want in enumerate((
        None,
        -(2**31),
        (-1, 2**32 - 1),
        [-(2**63), 2**64 - 1],
        (-(2**63), 2**64 - 1, -(2**63)),
        (0.25, 0.1),
        "h\xe9",
        (None,),
        x,
        (x, x),
        (),
        [],
        {},
        {"a": 1, "b": (2, 3), 4: [{"c": "d"}]},
        {"a": 1},
        (1, (2, 3), []),
    )):
        same(b(i, x), want)
    same(b(8, x) is x, True)
    in_format = " in the format string passed to HPy_BuildValue"
    for i, message in (
        (16, "HPy_NULL object passed to HPy_BuildValue"),
        (17, "bad format char 'q'" + in_format),
        (18, "unmatched '('" + in_format),
        (19, "unmatched '('" + in_format),
        (20, "unmatched '['" + in_format),
        (21, "unmatched '{'" + in_format),
        (22, "unexpected ','" + in_format),
        (23, "missing ','" + in_format),
        (24, "missing ':'" + in_format),
        (27, "unmatched ')'" + in_format),
    ):
        fails(SystemError, message, b, i, x)
    fails(SystemError, None, b, 25, x)
    fails(TypeError, None, b, 26, x)
    fails(IndexError, None, b, 99, x)


def format():
    x = "h\xe9\u20ac\U0001f600"
    f = helpers.format
    for i, want in enumerate((
        "plain % %d",
        "-5 6 7 beef",
        "-9223372036854775808 -1 18446744073709551615",
        "-9223372036854775808 -1 18446744073709551615",
        "-9223372036854775808 -1 18446744073709551615",
        "|   -7|-0007|-007|    -007|-0000007|-7|",
        "|    7|00007|007|00007|0|",
        "a\xe9\u20ac\U0001f600",
        "a\0b\ud800",
    )):
        same(f(i, x), want)
    fails(OverflowError, "character argument not in range(0x110000)", f, 9, x)
    same(f(10, x), "|abc|  abc|ab|    a|")
    same(f(11, x), "|  h\xe9|h|h\xe9|")
    same(f(12, x), "|%s|%s|%r|%a|" % (x, x, x, x))
    same(f(13, x), "|  %s|h\xe9|    h\xe9|'h\xe9\u20ac|'h\\x|" % x)
    same(f(14, x), x + " used")
    same(f(15, x), "0xabc0")
    for i, message in (
        (16, "null c string passed as value for formatting unit '%s'"),
        (17, "HPy_NULL passed as value for formatting unit '%U'"),
        (18, "HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'"),
        (19, "invalid format string"),
        (20, "invalid format string"),
        (21, "formatting unit '%s' does not support 0-padding"),
        (22, "formatting unit '%c' does not support width nor precision"),
        (28, "invalid format string"),
    ):
        fails(SystemError, message, f, i, x)
    fails(ValueError, "width too big", f, 23, x)
    fails(ValueError, "precision too big", f, 24, x)
    fails(ValueError, "expected an ASCII-encoded format string, got a non-ASCII byte: 0xc3", f, 25, x)
    same(f(26, [1, "a\0b"]), "[1, 'a\\x00b']")
    same(f(26, "a\0b"), "a\0b")
    fails(KeyError, None, f, 26, Broken())
    fails(ValueError, "(1, 2) is not 3", f, 27, (1, 2))
    same(f(29, x), " " * 299 + "1|")


def others():
    x = object()
    same(helpers.pack(), ())
    same(helpers.pack(1, x, "c"), (1, x, "c"))
    same(helpers.pack(x), (x,) * 20)

    same(helpers.pack_keywords(), (None, None))
    same(helpers.pack_keywords(1, 2), ((1, 2), None))
    same(helpers.pack_keywords(a=1, b=x), (None, {"a": 1, "b": x}))
    same(helpers.pack_keywords(3, a=1), ((3,), {"a": 1}))

    big = 2**63 - 1
    ends = (None, 0, 1, -1, 3, -4, 9, -9, big, -big - 1)
    for start in ends:
        for stop in ends:
            for step in (None, 1, -1, 2, -3, big, -big):
                for length in (0, 1, 5, 6):
                    s = slice(start, stop, step)
                    want = s.indices(length)
                    same(helpers.indices(s, length), want + (len(range(*want)),))
    same(helpers.indices(slice(None, None, -big - 1), 5)[3], 1)


def structseq():
    Point = helpers.structseq(True)
    same(Point.__name__, "Point")
    same(Point.__module__, "helpers")
    same(Point.__doc__, "A point.")
    same(Point.n_fields, 3)
    p = helpers.structseq_new(Point, 1, "b", None)
    same(p.x, 1)
    same(p.y, "b")
    same(p[2], None)
    same(len(p), 3)
    same(isinstance(p, tuple), True)
    same(p == (1, "b", None), True)
    fails(TypeError, "expected exactly 3 arguments but got 2", helpers.structseq_new, Point, 1, 2)
    fails(TypeError, None, helpers.structseq_new, str, 1)
    fails(SystemError, "Struct sequence descriptor does not define the name field.", helpers.structseq, False)


def add_type():
    class Namespace:
        pass

    helpers.add_type(Namespace)
    same(Namespace.Thing.__name__, "Thing")
    fails((TypeError, AttributeError), None, helpers.add_type, 5)


for part in (numbers, texts_and_objects, positions, keywords, build, format, others, structseq, add_type):
    part()
print(checks, "checks")
