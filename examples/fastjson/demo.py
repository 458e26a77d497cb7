"""A weather report, its mistakes, and random values against a reader in plain Python.

demo.py [VALUES]
"""
import sys
import time
from fastjson import DecodeError, dumps, loads

# ---- reading ----------------------------------------------------------------------------

TEXT = r"""
{
  "station": "Zugspitze", "height": 2962, "at": [47.421, 10.985],
  "symbol": "\u2744 \ud83c\udf28", "note": "tab\there, \"quoted\" \/ \u00e9",
  "readings": [
    {"t": -12.5, "wind": 31e0, "gusts": null},
    {"t": -13, "wind": 28.25, "gusts": 55}
  ],
  "open": true, "closed": false, "empty": [{}, [], ""],
  "big": 123456789012345678901234567890
}
"""
report = loads(TEXT)
print(report["station"], report["symbol"], "at", report["at"])
for reading in report["readings"]:
    print(f"  {reading['t']:6.1f} degrees, wind {reading['wind']}, gusts {reading['gusts']}")
assert report["note"] == 'tab\there, "quoted" / \u00e9' and report["symbol"] == "\u2744 \U0001f328"
assert report["readings"] == [{"t": -12.5, "wind": 31.0, "gusts": None},
                              {"t": -13, "wind": 28.25, "gusts": 55}]
assert report["open"] is True and report["empty"] == [{}, [], ""]
assert report["big"] == 123456789012345678901234567890
assert list(report)[:3] == ["station", "height", "at"]


class Reading:
    def __init__(self, fields):
        self.fields = fields


hooked = loads(TEXT, object_hook=lambda d: Reading(d) if "t" in d else d)
assert [r.fields["t"] for r in hooked["readings"]] == [-12.5, -13]
assert loads("\"nul \\u0000 inside\"") == "nul \0 inside"

# ---- writing ----------------------------------------------------------------------------

print("\n" + dumps(report["readings"], indent=2))
assert dumps([1, -2.5, True, None, "\u00e9\"\\\n\x01", (), {}]) == (
    '[1, -2.5, true, null, "\u00e9\\"\\\\\\n\\u0001", [], {}]')
assert dumps({"b": 1, "a": [1e16, 2**70]}, sort_keys=True) == (
    '{"a": [1e+16, 1180591620717411303424], "b": 1}')
assert dumps({"r": Reading({"t": 5})}, default=lambda r: r.fields) == '{"r": {"t": 5}}'
assert loads(dumps(report)) == report and loads(dumps(report, indent=1)) == report

# ---- mistakes -----------------------------------------------------------------------------

def error(kind, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        return e
    raise AssertionError(f"no {kind.__name__}")


print("\nmistakes:")
for text in ["", "[1, 2", "[1 2]", "[1,]", '{"a" 1}', "{1: 2}", '{"a": 1,}', "tru", "01", "-",
             "1.", "2e+", '"open', '"a\nb"', '"\\x"', '"\\u12g4"', '"\\ud800"', "1 2", "\0",
             '{\n "key": [1, \u00e9]}', "[" * 100000]:
    e = error(DecodeError, loads, text)
    shown = text if len(text) < 20 else text[:17] + "..."
    print(f"  {shown!r:<24} {e}")
    assert isinstance(e, ValueError)
e = error(DecodeError, loads, '{\n "key": [1, \u00e9]}')
assert (e.line, e.column, e.pos) == (2, 13, 14)
error(TypeError, loads, b"[]")
error(TypeError, dumps, {1: 2})
error(TypeError, dumps, Reading({}))
error(ValueError, dumps, [float("nan")])
error(ZeroDivisionError, loads, "[[{}]]", object_hook=lambda d: 1 / 0)
error(ZeroDivisionError, dumps, [{"a": Reading({})}], default=lambda r: 1 / 0)
circle = []
circle.append(circle)
print("  a list that is its own item:", error(ValueError, dumps, circle))

# ---- random values, read by C and by Python --------------------------------------------------

state = 42


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


def random_value(depth):
    kind = rnd(7 if depth else 5)
    if kind == 0:
        return [None, True, False][rnd(3)]
    if kind == 1:
        return (rnd(2**31) - 2**30) * [1, 1, 10**20][rnd(3)]
    if kind == 2:
        return (rnd(2**31) - 2**30) / 2**rnd(40)
    if kind in (3, 4):
        return "".join(["a", "\"", "\\", "\n", "\u00e9", "\u4e2d", "\U0001f600", "key", " ", "\x02"]
                       [rnd(10)] for _ in range(rnd(8)))
    if kind == 5:
        return [random_value(depth - 1) for _ in range(rnd(6))]
    return {"k" + str(rnd(50)): random_value(depth - 1)
            for _ in range(rnd(6))}


class Plain:
    """The grammar of RFC 8259, one character after the other."""

    def __init__(self, text):
        self.text, self.i = text, 0

    def space(self):
        while self.i < len(self.text) and self.text[self.i] in " \n\r\t":
            self.i += 1
        return self.text[self.i]

    def value(self):
        c = self.space()
        if c == '"':
            return self.string()
        if c == "[" or c == "{":
            return self.several(c)
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.i):
                self.i += len(word)
                return value
        start = self.i
        while self.i < len(self.text) and self.text[self.i] in "+-.eE0123456789":
            self.i += 1
        number = self.text[start:self.i]
        return float(number) if "." in number or "e" in number else int(number)

    def string(self):
        out = []
        self.i += 1
        while self.text[self.i] != '"':
            c = self.text[self.i]
            if c == "\\":
                self.i += 1
                c = self.text[self.i]
                if c == "u":
                    c = chr(int(self.text[self.i + 1:self.i + 5], 16))
                    self.i += 4
                else:
                    c = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(c, c)
            out.append(c)
            self.i += 1
        self.i += 1
        return "".join(out)

    def several(self, bracket):
        result = [] if bracket == "[" else {}
        self.i += 1
        while self.space() not in "]}":
            if bracket == "[":
                result.append(self.value())
            else:
                key = self.string()
                self.space()
                self.i += 1
                result[key] = self.value()
            if self.space() == ",":
                self.i += 1
        self.i += 1
        return result


N = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
values = [random_value(4) for _ in range(N)]
t0 = time.perf_counter()
text = dumps(values, indent=1)
t1 = time.perf_counter()
got = loads(text)
t2 = time.perf_counter()
plain = Plain(text).value()
t3 = time.perf_counter()
assert got == values and plain == values
assert [type(v) for v in got] == [type(v) for v in values]
print(f"\n{N} random values, {len(text)} characters: written in {(t1 - t0) * 1e3:.0f} ms, read in"
      f" {(t2 - t1) * 1e3:.0f} ms, in plain Python in {(t3 - t2) * 1e3:.0f} ms")
print("ok")
sys.exit(0)
