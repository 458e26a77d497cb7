# A handler that raises interrupts a loop: the exception comes from the loop's own
# line, and the try around the loop catches it, whatever comes before the loop.
import _signal as signal

armed = False


def ring(signum, frame):
    if armed:
        raise InterruptedError("rung")
    signal.setitimer(signal.ITIMER_REAL, 0.01)


def line(e):
    return e.__traceback__.tb_lineno - e.__traceback__.tb_frame.f_code.co_firstlineno


def empty():
    global armed
    armed = True
    try:
        while True:
            pass
    except InterruptedError as e:
        armed = False
        return line(e), str(e)


def counting():
    global armed
    n = 0
    armed = True
    try:
        while True:
            n += 1
    except InterruptedError as e:
        armed = False
        return line(e), str(e)


def outer():
    global armed
    while True:
        armed = True
        try:
            while True:
                pass
        except InterruptedError:
            armed = False
            break
    return "left"


signal.signal(signal.SIGALRM, ring)
for f in empty, counting, outer:
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    print(f.__name__, f())
