# One round of the Python benchmark: a line "name | ns" for each operation and
# program, in processor time, so that what else the machine does matters less.
# argv: the base of the number of repetitions, then names of lines (none: all).
import gc
import sys
import time

import operations
import programs

base = int(sys.argv[1])
only = sys.argv[2:]
clock = time.process_time_ns


def once(name, f, n, per):
    if only and name not in only:
        return
    f(max(n // 20, 1))  # caches warm up on both sides
    gc.collect()
    t = clock()
    result = f(n)
    t = clock() - t
    print(name, '|', t / per)
    if f in results:
        print(name, '=', result)


results = {f for _, f, _ in programs.TABLE}
for name, f, weight in operations.TABLE:
    n = int(base * weight)
    once(name, f, n, n)
for name, f, n in programs.TABLE:
    n = max(n * base // 100_000, 1)
    once(name, f, n, n)
