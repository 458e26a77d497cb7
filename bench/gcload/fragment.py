# Fragmentation: old objects of mixed sizes, most of which die, over and over.
import sys
n = int(sys.argv[1])
keep = []
seed = 12345
made = 0
for round in range(max(n // 50000, 1)):
    batch = []
    for i in range(50000):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        size = seed % 64
        batch.append('x' * size if size & 1 else [None] * size)
        made += 1
    keep.extend(batch[::13])
    keep = keep[-20000:]
print('objects', made, len(keep))
