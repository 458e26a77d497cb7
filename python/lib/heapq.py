"""Heaps in lists: item k is at most as large as the items 2k+1 and 2k+2."""

from _heapq import _heapify_max, _heappop_max, _heapreplace_max, heapify, heappop, heappush, heappushpop, heapreplace

__all__ = ["heappush", "heappop", "heapify", "heapreplace", "merge", "nlargest", "nsmallest", "heappushpop"]


class _Reversed:
    """A key in the opposite order."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return other.value < self.value


def merge(*iterables, key=None, reverse=False):
    """The items of sorted iterables in order, one at a time."""

    def ranked(value):
        rank = value if key is None else key(value)
        return _Reversed(rank) if reverse else rank

    heap = []
    for order, it in enumerate(map(iter, iterables)):
        for value in it:
            # Equal ones come in the order of their iterables, and are not compared further.
            heap.append([ranked(value), order, value, it])
            break
    heapify(heap)
    while heap:
        entry = heap[0]
        yield entry[2]
        for value in entry[3]:
            entry[0], entry[2] = ranked(value), value
            heapreplace(heap, entry)
            break
        else:
            heappop(heap)


def nsmallest(n, iterable, key=None):
    """The n smallest items, in order: sorted(iterable, key=key)[:n]."""
    return _best(n, iterable, key, True)


def nlargest(n, iterable, key=None):
    """The n largest items, the largest first: sorted(iterable, key=key, reverse=True)[:n]."""
    return _best(n, iterable, key, False)


def _best(n, iterable, key, smallest):
    it = iter(iterable)
    # The worst of the n best is on top of the heap. Of equal ones the earlier is better, so
    # the order counts as well, backwards for the largest.
    sign = 1 if smallest else -1
    heap = [((value if key is None else key(value)), sign * i, value) for i, value in zip(range(n), it)]
    if not heap:
        return []
    make, replace = (_heapify_max, _heapreplace_max) if smallest else (heapify, heapreplace)
    make(heap)
    count = len(heap)
    for i, value in enumerate(it, count):
        rank = value if key is None else key(value)
        if rank < heap[0][0] if smallest else heap[0][0] < rank:
            replace(heap, (rank, sign * i, value))
    heap.sort(reverse=not smallest)
    return [value for _, _, value in heap]
