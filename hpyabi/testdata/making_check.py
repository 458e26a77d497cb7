# What C makes without asking Go, and the point where it has to ask.
import gc
import making

N = 300


class Sub(making.Plain):
    def __init__(self):
        self.name = 'sub'


class SubDoomed(making.Doomed):
    pass


class Final(making.Plain):
    gone = 0

    def __del__(self):
        Final.gone += 1


for round in range(4):
    for cls in (making.Plain, making.Doomed, Sub, SubDoomed, Final):
        boxes = making.boxes(cls, N)
        assert [b.n() for b in boxes] == list(range(N)), cls
        assert all(type(b) is cls for b in boxes)
        for b in boxes[:3]:
            if cls in (Sub, SubDoomed, Final):
                b.extra = b.n()
                b.more = 'x'
                assert vars(b) == {'extra': b.n(), 'more': 'x'}
        if round == 2:
            gc.collect()
        assert [b.n() for b in boxes] == list(range(N)), cls
del boxes, b
gc.collect()
gc.collect()
assert making.gone() >= 2 * 4 * N - 2 * N, making.gone()
assert Final.gone >= 3 * N, Final.gone


# A finalizer that comes later is run for instances made later.
class Late(making.Plain):
    pass


ended = []
keep = making.boxes(Late, N)
Late.__del__ = lambda self: ended.append(self.n())
keep = making.boxes(Late, N)
keep = None
gc.collect()
gc.collect()
assert len(ended) >= N, len(ended)

for text in ('', 'a', 'ab', 'hello, world', 'x' * 127, 'x' * 128, 'x' * 129, 'y' * 1000, 'é', 'aé', 'ab€' * 50, '\x7f\x7f', 'a\x80'):
    r = making.texts(text, 40)
    assert len(r) == 80
    for i in range(0, 80, 2):
        assert r[i] == text and hash(r[i]) == hash(text) and len(r[i]) == len(text), (text, r[i])
        assert r[i + 1] == text.encode(), (text, r[i + 1])
        assert r[i].upper() == text.upper()
    assert {x for x in r} == {text, text.encode()}

for a, b in ((1, 2), ('s', [1]), (None, True), (1.5, 1 << 60), ((), making)):
    assert making.pairs(a, b, N) == [(a, b)] * N

numbers = [0, 1, -1, 7, -13, (1 << 47) - 1, -(1 << 47), 1 << 47, 1 << 70, -(1 << 70), 0.5, -0.0, 1e300, float('inf'), True, False]
for a in numbers:
    for b in numbers:
        want = (a + b, a - b, a * b, [a < b, a <= b, a == b, a != b, a > b, a >= b])
        got = making.arith(a, b)
        assert repr(got) == repr(want), (a, b, got, want)
nan = float('nan')
assert repr(making.arith(nan, 1)) == repr((nan, nan, nan, [False, False, False, True, False, False]))
