# One round of the border benchmark: a line "name ns" for each operation. It runs
# on hpyrun with the HPy extension and on CPython with the C-API one.
import sys
import time
import border

N = int(sys.argv[1])
clock = time.perf_counter_ns


def loop(n):
    r = range(n)
    t = clock()
    for i in r:
        pass
    return clock() - t


def empty(n):
    f = border.noargs
    r = range(n)
    t = clock()
    for i in r:
        f(); f(); f(); f(); f(); f(); f(); f(); f(); f()
    return clock() - t


def one(n):
    f = border.onearg
    r = range(n)
    t = clock()
    for i in r:
        f(i); f(i); f(i); f(i); f(i); f(i); f(i); f(i); f(i); f(i)
    return clock() - t


def three(n):
    f = border.threeargs
    r = range(n)
    t = clock()
    for i in r:
        f(i, i, i); f(i, i, i); f(i, i, i); f(i, i, i); f(i, i, i)
        f(i, i, i); f(i, i, i); f(i, i, i); f(i, i, i); f(i, i, i)
    return clock() - t


def method(n):
    p = border.Point()
    r = range(n)
    t = clock()
    for i in r:
        p.norm(); p.norm(); p.norm(); p.norm(); p.norm()
        p.norm(); p.norm(); p.norm(); p.norm(); p.norm()
    return clock() - t


def make(n):
    c = border.Point
    r = range(n)
    t = clock()
    for i in r:
        c(); c(); c(); c(); c(); c(); c(); c(); c(); c()
    return clock() - t


def back():
    return None


n = N // 10
base = loop(n)
for name, f in (("call, no argument", empty), ("call, one argument", one), ("call, three arguments", three),
                ("method of an object", method), ("instance, from Python", make)):
    print(name, "|", (f(n) - base) / (10 * n))

numbers = [3, 1, 4, 1, 5, 9, 2, 6]
point = border.Point()
for name, f, arg in (
        ("make an int", border.t_int, None),
        ("int to C", border.t_int_back, 123456789),
        ("make a float", border.t_float, None),
        ("make a str", border.t_str, None),
        ("make a tuple of 3", border.t_tuple, point),
        ("make an object with a struct", border.t_object, None),
        ("the struct of an object", border.t_struct, point),
        ("dup and close", border.t_dup, point),
        ("look up a method", border.t_getattr, point),
        ("look up a method by C string", border.t_getattr_s, point),
        ("length of a list", border.t_len, numbers),
        ("item of a list", border.t_getitem, numbers),
        ("add two ints", border.t_add, 12345),
        ("call back into Python", border.t_call, back)):
    print(name, "|", f(N, arg))
