# _heapq, _bisect and _random.
import _bisect as bisect
import _heapq as heapq
from _random import Random


def show(expression):
    try:
        print(expression, "->", eval(expression))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


for seed in [0, 1, -1, 42, 2**32, 2**100, -(2**70), 1.5, (1, 2), True]:
    r = Random(seed)
    print(seed, [r.random() for _ in range(3)], r.getrandbits(7), r.getrandbits(32), r.getrandbits(33), r.getrandbits(200))
r = Random(7)
for _ in range(2000):
    x = r.random()
state = r.getstate()
print(x, len(state), state[0], state[-1])
x = r.random()
r.setstate(state)
print(x == r.random(), Random() is not Random(), Random().random() != Random().random())
for e in [
    "r.getrandbits(-1)", "r.getrandbits(0)", "r.getrandbits('a')", "r.setstate((1,))", "r.setstate(1)", "r.setstate((0,) * 624 + (-1,))", "r.setstate(('a',) * 625)",
    "Random([])", "Random(1, 2)", "r.seed(1, 2)",
]:
    show(e)

items = [5, 3, 8, 1, 9, 2]
heapq.heapify(items)
print(items, heapq.heappop(items), items, heapq.heapreplace(items, 9), heapq.heappushpop(items, 2), items)
h = []
for x in range(100):
    heapq.heappush(h, (x * 7919 % 101, str(x)))
print([heapq.heappop(h) for _ in range(100)] == sorted((x * 7919 % 101, str(x)) for x in range(100)))
items = [3, 1, 2]
heapq._heapify_max(items)
print(items, heapq._heappop_max(items), heapq._heapreplace_max(items, 7), items)


class Evil:
    def __lt__(self, other):
        evil.clear()
        return True


evil = [Evil(), Evil(), Evil()]
for e in [
    "heapq.heappop([])", "heapq.heappop(1)", "heapq.heappush(1, 1)", "heapq.heappush([1], 'a')", "heapq.heapify(())", "heapq.heapreplace([], 1)", "heapq.heapreplace(1, 1)",
    "heapq.heappushpop([], 3)", "heapq.heappushpop(3, 3)", "heapq.heapify(evil)",
    "bisect.bisect_right([1, 2, 2, 3], 2)", "bisect.bisect_left([1, 2, 2, 3], 2)", "bisect.bisect_right([1, 2], 1, -1)", "bisect.bisect_right([1, 3], 2, 0, 1)", "bisect.bisect_right(1, 1)",
    "bisect.bisect_right([1], 'a')", "bisect.bisect_right([3, 2, 1], -2, key=lambda x: -x)", "bisect.bisect_left(a=[1, 2], x=2)", "bisect.bisect_right()", "bisect.bisect_right([1, 2], 1, hi=9)",
]:
    show(e)
items = [1, 3]
bisect.insort_right(items, 2)
bisect.insort_left(items, 2.0)
bisect.insort_right(items, 5, key=lambda x: x)
print(items)
