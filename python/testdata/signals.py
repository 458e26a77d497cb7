# _signal: handlers, timers, waiting that is interrupted.
import _signal as signal
import _thread
import sys
import time


def attempt(f, *args):
    try:
        return f(*args)
    except BaseException as e:
        return f'{type(e).__name__}: {e}'


def handler(n, frame):
    print('signal', n, frame.f_code.co_name)
    got.append(n)


got = []
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.getsignal(signal.SIGUSR1), signal.getsignal(signal.SIGPIPE))
print(signal.signal(signal.SIGUSR1, handler), signal.getsignal(signal.SIGUSR1) is handler)


def raises():
    signal.raise_signal(signal.SIGUSR1)


raises()
print(got)
for args in [(0, handler), (65, handler), (signal.SIGKILL, handler), (signal.SIGUSR1, 'x'), (signal.SIGUSR1, 7), ('a', handler)]:
    print(attempt(signal.signal, *args))
print(attempt(signal.getsignal, 70), attempt(signal.raise_signal, 70), attempt(signal.strsignal, 0))
print(signal.strsignal(signal.SIGTERM), signal.strsignal(2), len(signal.valid_signals()))

print('-- SIGINT')
print(attempt(signal.raise_signal, signal.SIGINT))
old = signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.raise_signal(signal.SIGINT)
print('ignored', signal.getsignal(signal.SIGINT))
signal.signal(signal.SIGINT, old)
try:
    _thread.interrupt_main()
    for i in range(10 ** 9):
        pass
except KeyboardInterrupt:
    print('KeyboardInterrupt')
signal.signal(signal.SIGINT, handler)
_thread.interrupt_main()
for i in range(100):
    pass
_thread.interrupt_main(signal.SIGUSR1)
for i in range(100):
    pass
signal.signal(signal.SIGINT, old)
print(attempt(_thread.interrupt_main, 0), got)

print('-- timers')


def alarm(n, frame):
    rang.append(n)
    if len(rang) < 3:
        signal.setitimer(signal.ITIMER_REAL, 0.005)


rang = []
signal.signal(signal.SIGALRM, alarm)
print(signal.setitimer(signal.ITIMER_REAL, 0.005))
while len(rang) < 3:
    pass
print(rang, signal.getitimer(signal.ITIMER_REAL))
print(signal.alarm(100), signal.alarm(0))
print(attempt(signal.setitimer, 99, 1.0), signal.ItimerError.__mro__[1], signal.ItimerError)

print('-- waiting')
signal.setitimer(signal.ITIMER_REAL, 100, 0.25)
print(signal.setitimer(signal.ITIMER_REAL, 0)[1])
signal.signal(signal.SIGALRM, lambda n, frame: rang.append(n))
rang = [1]
signal.setitimer(signal.ITIMER_REAL, 0.01)
start = time.monotonic()
time.sleep(0.1)  # goes on after the handler
print(rang, time.monotonic() - start >= 0.1)
rang = [1]
signal.setitimer(signal.ITIMER_REAL, 0.02)
print(signal.pause(), rang)


class Stop(Exception):
    pass


def stop(n, frame):
    raise Stop('from a handler')


signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.01)
print(attempt(time.sleep, 30))
lock = _thread.allocate_lock()
lock.acquire()
signal.setitimer(signal.ITIMER_REAL, 0.01)
print(attempt(lock.acquire), lock.locked())
lock.release()
print(lock.acquire(False))

print('-- other threads')
done = _thread.allocate_lock()
done.acquire()
_thread.start_new_thread(lambda: (print(attempt(signal.signal, signal.SIGUSR1, handler)), print(attempt(signal.set_wakeup_fd, -1)), done.release()), ())
done.acquire()
main = _thread.get_ident()


def from_thread():
    signal.pthread_kill(main, signal.SIGUSR1)
    done.release()


_thread.start_new_thread(from_thread, ())
done.acquire()
for i in range(1000):
    if len(got) > 4:
        break
    time.sleep(0.001)
print(got, signal.set_wakeup_fd(-1))
signal.signal(signal.SIGUSR1, signal.SIG_DFL)
