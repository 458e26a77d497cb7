# Binary trees: many die young, one lives long.
import sys
n = int(sys.argv[1])


def make(d):
    return (make(d - 1), make(d - 1)) if d else (None, None)


def count(t):
    return 1 + (count(t[0]) + count(t[1]) if t[0] else 0)


long_lived = make(15)
objects = count(long_lived)
for i in range(n // 4096):
    objects += count(make(10))
print('objects', objects, count(long_lived))
