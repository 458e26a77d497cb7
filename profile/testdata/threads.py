# Two threads, of which one burns in C, and one that never ends.
import _thread
import time

import hot

live = []
locks = [_thread.allocate_lock(), _thread.allocate_lock()]


def one():
    for i in range(300):
        live.append({i})
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        [i for i in range(100)]
    locks[0].release()


def two():
    hot.burn_away(0.1)
    locks[1].release()


def endless():
    while True:
        [i for i in range(100)]


for lock in locks:
    lock.acquire()
for f in one, two, endless:
    _thread.start_new_thread(f, ())
for lock in locks:
    lock.acquire()
