# Who allocates. The tests look for the marks at the ends of lines.
import hot


class Node:
    def __init__(self, value):
        self.value = value


def nodes(n):
    keep = []
    for i in range(n):
        keep.append(Node(i))  # kept
        [i, i]  # dropped
    return keep


def deep(d, f):
    return deep(d - 1, f) if d else f()  # deep


def gen(n):
    for i in range(n):
        yield {i}  # yielded


def local(n):
    Local = type("Local", (), {"__module__": "elsewhere", "__qualname__": "local.Local"})
    return [Local() for i in range(n)]


live = nodes(20000)
locals = local(5000)
floor = deep(300, lambda: [(i, i) for i in range(20000)])  # floor
bottom = deep(900, lambda: [(i,) for i in range(20000)])
sets = list(gen(5000))
dicts = hot.dicts(20000)  # in C
big = [hot.Big() for i in range(3000)]  # structs
