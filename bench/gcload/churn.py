# Churn: a large graph lives while short-lived objects come and go beside it, and
# a part of the graph is replaced all the time.
import sys
n = int(sys.argv[1])


class Node:
    def __init__(self, key, left, right):
        self.key = key
        self.left = left
        self.right = right


live = []
for i in range(20000):
    a = live[i // 2] if i else None
    live.append(Node(i, a, [i]))
total = 0
for i in range(n):
    t = (i, [i, i + 1], {'k': i})
    total += len(t[1]) + t[2]['k'] % 3
    if i % 8 == 0:
        j = (i * 7919) % 20000
        live[j] = Node(i, live[(j * 31) % 20000], t)
        live[(j * 31) % 20000].left = None
print('objects', n * 3 + n // 8, total)
