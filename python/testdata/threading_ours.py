# The module threading, ours or CPython's.
import _thread
import threading
import time


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except BaseException as e:
        return f'{type(e).__name__}: {e}'


def run_all(threads):
    for t in threads:
        t.start()
    for t in threads:
        t.join()


print('-- threads')
lock = threading.Lock()
n = 0


def work(k):
    global n
    for i in range(300):
        with lock:
            n += 1


threads = [threading.Thread(target=work, args=(i,), name=f'w{i}') for i in range(5)]
first = threads[0]
print(first.is_alive(), repr(first), first.ident, attempt(first.join))
run_all(threads)
print(attempt(first.start), n, threading.active_count(), threading.enumerate() == [threading.main_thread()])
print(repr(first).partition(' stopped')[0], first.is_alive(), first.ident is not None)
print(threading.current_thread().name, threading.Thread(target=work).name, threading.Thread().name)
print(attempt(threading.main_thread().join))

print('-- events and timers')
e = threading.Event()
threading.Timer(0.02, e.set).start()
print(e.wait(50), e.wait(0), e.is_set())
e.clear()
print(e.wait(0.01))
stopped = threading.Timer(100, print, ['never'])
stopped.start()
stopped.cancel()
stopped.join()

print('-- barriers')
acted, got, broken = [], [], []
b = threading.Barrier(3, action=lambda: acted.append(1))


def meet():
    for i in range(4):
        got.append(b.wait())


run_all([threading.Thread(target=meet) for i in range(3)])
print(sorted(got), acted, b.n_waiting, b.broken)
t = threading.Thread(target=lambda: broken.append(attempt(b.wait)))
t.start()
while b.n_waiting == 0:
    time.sleep(0.001)
b.abort()
t.join()
print(broken, b.broken)
b.reset()
print(b.broken, attempt(b.wait, 0.01), b.broken)

print('-- conditions')
cond = threading.Condition()
items, taken = [], []


def consumer():
    with cond:
        cond.wait_for(lambda: items)
        taken.append(items.pop())


consumers = [threading.Thread(target=consumer) for i in range(3)]
for t in consumers:
    t.start()
for i in range(3):
    with cond:
        items.append(i)
        cond.notify()
for t in consumers:
    t.join()
print(sorted(taken), attempt(cond.wait), attempt(cond.notify))
with cond:
    print(cond.wait(0.01), cond.wait_for(lambda: False, 0.01), cond.wait_for(lambda: 'at once'))

print('-- semaphores')
s = threading.BoundedSemaphore(2)
print(s.acquire(), s.acquire(), s.acquire(False), s.acquire(timeout=0.01))
print(s.release(), s.release(), attempt(s.release), attempt(threading.Semaphore, -1))
with threading.Semaphore(3) as x:
    print(x)

print('-- errors')
hooked = []
threading.excepthook = lambda a: hooked.append((a.exc_type.__name__, str(a.exc_value), a.thread.name))


def boom():
    raise ValueError('in a thread')


run_all([threading.Thread(target=boom, name='T')])
print(hooked)
threading.excepthook = threading.__excepthook__


class Bad(threading.Thread):
    def __init__(self):
        pass


print(attempt(Bad().start))

print('-- subclasses, locals, threads of others')
local = threading.local()
local.x = 1
seen = []
run_all([threading.Thread(target=lambda: seen.append(hasattr(local, 'x')))])
print(seen, local.x)


class Sub(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)

    def run(self):
        self.me = threading.current_thread() is self


t = Sub()
run_all([t])
print(t.me, t.daemon, attempt(setattr, t, 'daemon', False))
done = threading.Event()


def foreign():
    seen.append(threading.current_thread().name.partition('-')[0])
    done.set()


_thread.start_new_thread(foreign, ())
done.wait()
print(seen)
