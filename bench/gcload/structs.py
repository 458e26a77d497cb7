# C structs whose fields form cycles: each pair of objects refers to itself only
# through HPyFields (in CPython: through members of the struct).
import sys
import border
n = int(sys.argv[1])
ring = []
for i in range(n):
    a = border.Link()
    b = border.Link()
    a.set(b)
    b.set(a)
    if i % 100 == 0:
        ring.append(a)
        if len(ring) > 2000:
            ring = ring[1000:]
print('objects', 2 * n, len(ring))
