# _thread: threads, locks, thread-local data. What is printed does not depend on who is quicker.
import _thread
import sys
import time


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except BaseException as e:
        return f'{type(e).__name__}: {e}'


def run_all(*functions):
    """Run functions in threads of their own, and return when all have ended."""
    ends = []
    for f in functions:
        end = _thread.allocate_lock()
        end.acquire()
        ends.append(end)

        def body(f=f, end=end):
            try:
                f()
            finally:
                end.release()
        _thread.start_new_thread(body, ())
    for end in ends:
        end.acquire()


print('-- counting')
lock = _thread.allocate_lock()
total = 0
rows = []


def count(k):
    global total
    for i in range(500):
        with lock:
            before = total
            rows.append((k, i))
            total = before + 1


run_all(*[lambda k=k: count(k) for k in range(4)])
print(total, sorted(rows) == [(k, i) for k in range(4) for i in range(500)])

print('-- a loop gives way')
seen = []
go = True


def spin():
    while go:
        seen.append(1) if len(seen) < 1000 else None


def stop():
    global go
    while len(seen) < 1000:
        pass
    go = False


run_all(spin, stop)
print(len(seen))

print('-- locks')
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(True, 0.001), lock.acquire(timeout=0.001))
print(attempt(lock.acquire, False, 1), attempt(lock.acquire, True, -2), attempt(lock.acquire, timeout=1e10))
print(attempt(lock.acquire, timeout='x'), attempt(lock.acquire, timeout=float('nan')))
lock.release()
print(attempt(lock.release), lock.locked(), repr(lock).partition(' object')[0])
with lock as got:
    print(got, repr(lock).partition(' object')[0])
print(attempt(_thread.LockType), type(lock))

released = []


def wait():
    print('wait', lock.acquire(timeout=30))
    released.append(lock.locked())


lock.acquire()
end = _thread.allocate_lock()
end.acquire()
_thread.start_new_thread(lambda: (wait(), end.release()), ())
lock.release()   # by another thread than the one that takes it next
end.acquire()
print(released)
lock.release()

print('-- recursive locks')
r = _thread.RLock()
print(r.acquire(), r.acquire(), r._is_owned(), attempt(r.acquire, False))
run_all(lambda: print('other', r.acquire(False), r._is_owned(), attempt(r.release)))
state = r._release_save()
print(state[0], r._is_owned(), attempt(r.release), attempt(r._release_save))
run_all(lambda: print('other', r.acquire(False), r.release()))
r._acquire_restore(state)
print(r._is_owned(), r.release(), r.release(), r.release(), attempt(r.release))
print(repr(r).partition(' at ')[0])


class Named(_thread.RLock):
    name = 'n'


with Named() as n:
    print(n, Named.name)

print('-- locals')


class Local(_thread._local):
    default = []

    def __init__(self, *args, **kw):
        print('init', args, kw)
        self.made = args

    def seen(self):
        return sorted(self.__dict__)


data = Local(1, b=2)
data.x = 'main'


def other():
    print(attempt(getattr, data, 'x'), data.made, data.seen())
    data.x = 'other'
    data.y = 1
    print(data.x, data.seen(), data.default is Local.default)


run_all(other)
print(data.x, data.seen(), data.default is Local.default)
print(attempt(_thread._local, 1), attempt(setattr, data, '__dict__', {}))
del data.x
print(attempt(getattr, data, 'x'), vars(data))


class Freed:
    def __del__(self):
        freed.append(1)


freed = []
plain = _thread._local()


def keep():
    plain.it = Freed()


run_all(keep)
import gc
for i in range(100):
    gc.collect()
    if freed:
        break
    time.sleep(0.01)
print(freed, vars(plain))

print('-- starting')
for args in [(), (print,), (1, ()), (print, []), (print, (), ()), (print, (), {}, 1)]:
    print(attempt(_thread.start_new_thread, *args))
end.locked() or end.acquire()
ident = _thread.start_new_thread(lambda a, *, b: (names.append((a, b, _thread.get_ident())), end.release()), (1,), {'b': 2}) if (names := []) == [] else 0
end.acquire()
print(names == [(1, 2, ident)], _thread.get_ident() != ident, type(_thread.get_native_id()))


def fails():
    raise ValueError('in a thread')


reported = []
sys.unraisablehook = lambda u: (reported.append((u.exc_type.__name__, str(u.exc_value), u.err_msg, u.object is fails)), end.release())
_thread.start_new_thread(fails, ())
end.acquire()
print(reported)
sys.unraisablehook = sys.__unraisablehook__
run_all(lambda: attempt(_thread.exit))
print(attempt(_thread.exit), attempt(_thread.stack_size, -1), _thread.TIMEOUT_MAX)
sentinel = []
run_all(lambda: (sentinel.append(_thread._set_sentinel()), sentinel[0].acquire()))
print(sentinel[0].acquire(timeout=30))
for i in range(1000):
    if _thread._count() == 0:
        break
    time.sleep(0.01)
print(_thread._count())

print('-- exceptions and frames are a thread\'s own')


def handling():
    try:
        1 / 0
    except ZeroDivisionError:
        inner = []
        run_all(lambda: inner.append(sys.exc_info()))
        print(inner, sys.exc_info()[0].__name__)


handling()


def deep(n):
    return n if n == 0 else deep(n - 1)


run_all(lambda: print(deep(200)), lambda: None)
print(attempt(lambda: run_all(lambda: print(attempt(deep, 10 ** 6)))))

print('-- importing')
import imported.slow_a
print(imported.slow_a.order)
