# Two threads import what is being imported: both wait until it is whole.
import _thread
import sys
import time

order = []
ends = [_thread.allocate_lock() for i in range(3)]


def importer(i):
    import imported.slow_b
    order.append(imported.slow_b.whole)
    ends[i].release()


for i, end in enumerate(ends):
    end.acquire()
    _thread.start_new_thread(importer, (i,))
for end in ends:
    end.acquire()
