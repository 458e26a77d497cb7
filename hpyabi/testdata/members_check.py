"""What members of a struct give, take and refuse. members_check.out is what HPy on CPython 3.11
prints; a refused assignment leaves the member as it was here, where CPython may store -1."""
from members import All


class Index:
    def __init__(self, v):
        self.v = v

    def __index__(self):
        return self.v

    def __repr__(self):
        return f"Index({self.v})"


class Float:
    def __float__(self):
        return 2.5

    def __repr__(self):
        return "Float()"


NAMES = ["s", "i", "l", "f", "d", "string", "null", "object", "object_ex", "c", "b", "ub", "us", "ui", "ul", "inplace",
         "flag", "ll", "ull", "ssize", "none"]
VALUES = [0, -1, 127, 128, -129, 256, 32768, 65536, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, -2**63 - 1, 2**64 - 1,
          2**64, -2**200, 1.5, float("inf"), 1e300, None, True, "A", "AB", "", "\xe9", b"x", Index(5), Index(-5),
          Index(2**70), Float(), []]


def show(f, *args):
    try:
        return repr(f(*args))
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for name in NAMES:
    a = All()
    print(name, type(getattr(All, name)).__name__, "initially", show(getattr, a, name))
    for v in VALUES:
        r = show(setattr, a, name, v)
        print(f"  = {v!r}:", show(getattr, a, name) if r == "None" else r)
    print("  del:", show(delattr, a, name), show(delattr, a, name), show(delattr, All(), name))
    a = All()
    print("  read-only:", show(getattr, a, "ro_" + name), show(setattr, a, "ro_" + name, 1), show(delattr, a, "ro_" + name))
    a.poke()
    print("  poked:", show(getattr, a, name))
