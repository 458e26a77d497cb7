"""Cities by their place, and random points checked against a plain search.

demo.py [POINTS]
"""
import math
import sys
import kdtree


class Lcg:
    """Knuth's MMIX generator: the same numbers everywhere, no module needed."""

    def __init__(self, seed):
        self.state = seed

    def random(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53


# ---- a map -------------------------------------------------------------------------

CITIES = [
    ("Berlin", 52.52, 13.40, 3.7), ("Hamburg", 53.55, 9.99, 1.9), ("Munich", 48.14, 11.58, 1.5),
    ("Cologne", 50.94, 6.96, 1.1), ("Prague", 50.08, 14.44, 1.3), ("Vienna", 48.21, 16.37, 1.9),
    ("Zurich", 47.37, 8.54, 0.4), ("Milan", 45.46, 9.19, 1.4), ("Paris", 48.86, 2.35, 2.1),
    ("Brussels", 50.85, 4.35, 1.2), ("Amsterdam", 52.37, 4.90, 0.9), ("Warsaw", 52.23, 21.01, 1.8),
    ("Budapest", 47.50, 19.04, 1.7), ("Copenhagen", 55.68, 12.57, 0.6),
]


def on_the_plane(city):
    """Kilometres east and north of (50 N, 10 E); good enough for one continent."""
    name, lat, lon, _ = city
    return (lon - 10) * 111.32 * math.cos(math.radians(50)), (lat - 50) * 110.57


tree = kdtree.build(CITIES, 2, key=on_the_plane)
tree.label = "cities"
print(tree, "depth", tree.depth)
assert repr(kdtree.Tree(3)) == "<kdtree.Tree of 0 points in 3 dimensions>"

here = on_the_plane(("Leipzig", 51.34, 12.37, 0.6))
print("\nnear Leipzig:")
for distance, _, city in tree.nearest(here, k=4):
    print(f"  {city[0]:<10} {distance:6.0f} km")
print("near Leipzig, over a million and a half people:")
for distance, _, city in tree.nearest(here, k=2, where=lambda city: city[3] > 1.5):
    print(f"  {city[0]:<10} {distance:6.0f} km")
print("within 300 km of Zurich:",
      ", ".join(c[0] for _, _, c in tree.within(on_the_plane(CITIES[6]), 300)))

assert [c[0] for _, _, c in tree.nearest(here, k=2)] == ["Berlin", "Prague"]
assert [c[0] for _, _, c in tree.nearest(here, 1, lambda c: c[0] == "Milan")] == ["Milan"]

# ---- the same questions, asked of every point -------------------------------------------

def plain_nearest(points, q, k):
    order = sorted((math.sqrt(sum((a - b) * (a - b) for a, b in zip(p, q))), i)
                   for i, p in enumerate(points))
    return order[:k]


rnd = Lcg(2024)
N, DIM = int(sys.argv[1]) if len(sys.argv) > 1 else 2000, 3
QUERIES = min(50, N // 10)
points = [tuple(rnd.random() for _ in range(DIM)) for _ in range(N)]
points[10:60] = [(0.5, round(y, 1), 0.5) for _, y, _ in points[10:60]]    # equal coordinates
grown = kdtree.Tree(DIM)
for i, p in enumerate(points):
    grown.insert(p, payload=i)
depth_before = grown.depth
looked_at = {}
for state in ("grown", "rebuilt"):
    looked_at[state] = 0
    for _ in range(QUERIES):
        q = tuple(rnd.random() for _ in range(DIM))
        got = grown.nearest(q, k=7)
        looked_at[state] += grown.visited
        want = plain_nearest(points, q, 7)
        assert [i for _, _, i in got] == [i for _, i in want]
        assert all(abs(a[0] - b[0]) < 1e-12 for a, b in zip(got, want))
        assert all(points[i] == p for _, p, i in got)

        r = rnd.random() / 4
        inside = [i for d, i in plain_nearest(points, q, N) if d <= r]
        assert [i for _, _, i in grown.within(q, r)] == inside

        low, high = tuple(x - r for x in q), tuple(x + r for x in q)
        box = [i for i, p in enumerate(points)
               if all(l <= x <= h for l, x, h in zip(low, p, high))]
        assert grown.in_box(low, high) == box
    for p in points[::37]:
        assert p in grown
    assert (2.0, 2.0, 2.0) not in grown
    if state == "grown":
        grown.rebuild()

print(f"\n{N} points: depth {depth_before} as they came, {grown.depth} after rebuild()")
print(f"a query for 7 neighbours looked at {looked_at['grown'] / QUERIES:.0f} nodes,"
      f" after rebuild() at {looked_at['rebuilt'] / QUERIES:.0f}")
assert 2 ** (grown.depth - 1) <= N < 2 ** grown.depth
assert looked_at["rebuilt"] < QUERIES * N

# ---- it is a sequence, and holds what it is given ------------------------------------------

assert len(grown) == N and grown.dim == DIM
assert grown[0] == (points[0], 0) and grown[-1] == (points[-1], N - 1)
assert [payload for _, payload in grown] == list(range(N))
assert grown.bounds == (tuple(min(p[a] for p in points) for a in range(DIM)),
                        tuple(max(p[a] for p in points) for a in range(DIM)))

line = kdtree.Tree(dim=1)
for i in range(N):                            # sorted input: a tree as deep as it is long
    line.insert((i,), [i])
assert line.depth == N
assert line.nearest((N // 2 + 0.2,))[0][2] is line[N // 2][1]
line.label = line                             # a cycle through a field, for the collector
assert line.label is line and kdtree.Tree(1).label is None
del line

# `where` may do what it likes, even insert
growing = kdtree.Tree(2)
for i in range(10):
    growing.insert((i, i), i)


def nosy(i):
    if len(growing) < 1000:
        growing.insert((50 + i, 50), 1000 + i)
    return i < 10


assert [i for _, _, i in growing.nearest((0, 0), 20, nosy)] == list(range(10))
assert len(growing) > 20

# ---- mistakes are exceptions that say what is wrong -----------------------------------------

def error(kind, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        return str(e)
    raise AssertionError(f"no {kind.__name__}")


print("\nmistakes:")
print(" ", error(ValueError, kdtree.Tree, 99))
print(" ", error(ValueError, grown.insert, (1, 2)))
print(" ", error(ValueError, grown.insert, (1, 2, float("nan"))))
print(" ", error(IndexError, lambda: grown[N]))
error(TypeError, grown.insert, 5)
error(TypeError, grown.insert, (1, 2, "x"))
error(ZeroDivisionError, grown.nearest, (0, 0, 0), where=lambda i: 1 / 0)
error(TypeError, grown.nearest, (0, 0, 0), 1, 42)
print(" ", error(RuntimeError, grown.nearest, (0, 0, 0), where=lambda i: grown.rebuild()))
error(AttributeError, setattr, grown, "dim", 4)
error(ValueError, kdtree.build, [(1, 2), (1, 2, 3)], 2)
error(KeyError, kdtree.build, [{}], 2, key=lambda d: d["x"])
assert len(grown) == N
print("\nok")
sys.exit(0)
