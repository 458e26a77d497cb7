# The module time, where its results do not depend on now and here.
import time


def t(f, *a, **k):
    try:
        print(f.__name__, a[0] if len(a) == 1 else a, '->', repr(f(*a, **k)))
    except Exception as e:
        print(f.__name__, a[0] if len(a) == 1 else a, '->', type(e).__name__, e)


for a in ('x', -1, float('nan'), None, -0.5, 10**30, 0, 1j, 0.001, True and 0):
    t(time.sleep, a)
# What is said of these differs between the 3.11.x.
for a in (float('inf'), 1e300):
    try:
        time.sleep(a)
    except OverflowError:
        print('sleep', a, '-> OverflowError')
for a in ('x', -1, 0, 1e9, 0.9, -0.1, float('nan'), float('inf'), -float('inf'), 1e300, -0.5, 10**30, 1e18, 2**62, 67768036191676799, 67768036191676800, 2**63, 951782400, 4107542400):
    t(time.gmtime, a)
t(time.gmtime, 1, 2)

z = time.gmtime(1000432000)
for c in 'aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYzZ%+EOQ1':
    print(c, repr(time.strftime('%' + c, z)))
for c in ('%', 'a%', '%%%', '%-d', '%_d', '%05d', '%Ey', '\0', 'é%Yé', '%10Y', '%^a', '%#Z', '%#p', '', '%5', '%E', '%^B %#b %-H|%_H|%03H %_5m', '%10a|%010a'):
    try:
        print(repr(c), repr(time.strftime(c, z)))
    except ValueError as e:
        print(repr(c), e)
for i in range(8):
    for v in (-1, -2, 0, 32, 100, 400, 1e3, 'x'):
        parts = list(z)
        parts[i] = v
        t(time.strftime, '%Y %m %d %H %M %S %w %j', tuple(parts))
        t(time.asctime, tuple(parts))
t(time.strftime, 5)
t(time.strftime, '%Y', 5)
t(time.strftime, '%Y', [1] * 9)
t(time.strftime, '%Y', (1,) * 8)
t(time.asctime, (1,) * 8)
t(time.asctime, (12345,) + (1,) * 8)
t(time.asctime, 'a')
t(time.strftime, '%Y %y %G %C', (12345,) + (1,) * 8)
t(time.strftime, '%Y %y %C', (-5,) + (1,) * 8)
t(time.strftime, '%Y %y %C', (5,) + (1,) * 8)
t(time.strftime, '%Y', (1 << 31,) + (1,) * 8)
t(time.strftime, '%Y', (1 << 40,) + (1,) * 8)
t(time.mktime, 5)
t(time.mktime, (1,))
t(time.mktime, ('a',) + (1,) * 8)
t(time.mktime, (10**12,) + (1,) * 8)
t(time.mktime, [1] * 9)
t(time.ctime, 'a')

# Weeks of years that begin and end in all ways.
for year in range(1995, 2025):
    for when in ((1, 1), (1, 4), (12, 28), (12, 31)):
        s = time.gmtime(((year - 1970) * 365 + (year - 1969) // 4 + sum((31, 28 + (year % 4 == 0), 31, 30, 31, 30, 31, 31, 30, 31, 30)[:when[0] - 1]) + when[1] - 1) * 86400)
        print(time.strftime('%F %a %G-W%V-%u %U %W %j %g', s))

# mktime undoes localtime.
for sec in (0, 1000432000, 951782400, 1720000000):
    assert time.mktime(time.localtime(sec)) == sec
    assert time.ctime(sec) == time.asctime(time.localtime(sec))
    assert time.strftime('%s', time.localtime(sec)) == str(sec)
a = time.localtime(86400 * 365)
b = tuple(a)[:2] + (tuple(a)[2] + 400, 27, -61, 3601, 0, 0, -1)
print(time.mktime(b) - time.mktime(a) - ((27 - a[3]) * 3600 + (-61 - a[4]) * 60 + (3601 - a[5])))

# The clocks go on.
for name in ('time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
    f, g = getattr(time, name), getattr(time, name + '_ns')
    x, y = f(), g()
    print(name, type(x).__name__, type(y).__name__, 0 <= y / 1e9 - x < 60, f() >= x, g() >= y, time.get_clock_info(name))
t(time.get_clock_info, 'x')
t(time.get_clock_info, 1)
t(time.clock_gettime, 99)
t(time.clock_gettime, 'a')
print(time.clock_getres(time.CLOCK_REALTIME), time.clock_gettime_ns(time.CLOCK_MONOTONIC) <= time.monotonic_ns())
x = time.monotonic()
time.sleep(0.02)
print(time.monotonic() - x >= 0.02)

# struct_time is a tuple.
print(time.struct_time.__mro__, z.n_fields, z.n_sequence_fields, z.n_unnamed_fields, z.__match_args__, z.__reduce__())
print(z.tm_zone, z.tm_gmtoff, len(z), z == tuple(z), hash(z) == hash(tuple(z)), z[8], z[:2], type(z[:2]))
for args in ((), ((),), ([1] * 8,), ([1] * 9,), ([1] * 11,), ([1] * 12,), (5,), (z, 5), (tuple(z), {'tm_zone': 'X'})):
    try:
        s = time.struct_time(*args)
        print(s, s.tm_zone, s.tm_gmtoff)
    except TypeError as e:
        print(e)
try:
    class Sub(time.struct_time):
        pass
except TypeError as e:
    print(e)
print(len(time.tzname), time.daylight in (0, 1))
