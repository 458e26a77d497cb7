# Where time goes. The tests look for the marks at the ends of lines.
import sys
import time

import hot

PART = float(sys.argv[1])


def busy():
    end = time.process_time() + PART
    x = 0
    while time.process_time() < end:
        for i in range(2000):
            x = x * 3 & 0xFFFF  # plain
    return x


def builtin():
    end = time.process_time() + PART
    data = [(i * 7919) % 100003 for i in range(20000)]
    while time.process_time() < end:
        sorted(data)  # builtin


def gen():
    while True:
        yield busy()  # gen


def called_back():
    hot.through(inner)  # twice


def inner():
    hot.burn(PART)  # burns in C


def away():
    hot.burn_away(PART)  # burns away


busy()
builtin()
next(gen())
hot.through(called_back)  # from C
away()
