import sys
def f(a, b=2):
    c = a + b
    fr = sys._getframe()
    print(fr.f_code.co_name, fr.f_lineno, sorted(fr.f_locals), fr.f_back.f_code.co_name, fr.f_back.f_lineno)
    print(fr.f_locals is fr.f_locals, locals() is fr.f_locals)
    fr.f_locals['zz'] = 3
    print(locals()['zz'])
    del c
    print('c' in fr.f_locals, fr.f_globals is globals(), fr.f_builtins['len'] is len)
    return fr
def g():
    x = 5
    def inner():
        return sys._getframe(1), x
    fr, _ = inner()
    print(fr.f_locals['x'], sys._getframe() is fr)
    return f(1)
fr = g()
print(fr.f_lineno, sorted(k for k in fr.f_locals), fr.f_back.f_code.co_name, fr.f_back.f_locals['x'], fr.f_back.f_back is sys._getframe())
fr.clear()
print(fr.f_locals)
try: sys._getframe().clear()
except RuntimeError as e: print(e)
def gen(n):
    for i in range(n):
        yield sys._getframe()
it = gen(3)
print(it.gi_frame.f_lineno, it.gi_frame.f_lasti == -1 or it.gi_frame.f_lasti, it.gi_frame.f_locals)
a = next(it)
print(a is it.gi_frame, a.f_lineno, a.f_locals, a.f_back)
next(it)
print(a.f_locals)
a.clear()
print(it.gi_frame, a.f_locals, list(it))
def deep(n):
    k = n
    if n: deep(n-1)
    else: 1/0
try: deep(3)
except ZeroDivisionError as e:
    tb = e.__traceback__
    while tb:
        print(tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_frame.f_lineno, tb.tb_frame.f_locals.get('k'), tb.tb_frame.f_back and tb.tb_frame.f_back.f_code.co_name)
        last = tb.tb_frame
        tb = tb.tb_next
class A:
    y = 1
    print(sorted(sys._getframe().f_locals), sys._getframe().f_back.f_code.co_name)
try: sys._getframe(100)
except ValueError as e: print(e)
def h():
    def q(): return w
    fr = sys._getframe()
    print(fr.f_locals.keys())
    w = 1
    print(fr.f_locals.keys())
    try: raise KeyError
    except KeyError as e:
        print(e.__traceback__.tb_frame is fr, e.__traceback__.tb_lasti >= 0)
h()
def gg():
    try: yield 1
    finally: print('fin', sys._getframe().f_back.f_code.co_name)
def user():
    z = gg(); next(z); fr = z.gi_frame; z.close(); print(fr.f_back, fr.f_locals.keys())
user()
def g3():
    raise ValueError
    yield
z=g3(); fr=z.gi_frame
try: next(z)
except ValueError as e: print(e.__traceback__.tb_next.tb_frame is fr, z.gi_frame)
def g4():
    yield
z=g4(); fr=z.gi_frame
try: z.throw(ValueError())
except ValueError as e: print(e.__traceback__.tb_next.tb_frame is fr, z.gi_frame, fr.f_locals)
def old(): yield 1; yield 2
z=old(); next(z); old.__code__ = (lambda: 5).__code__; print(list(z), old())

def mk():
    try: raise TypeError
    except TypeError as e: return e.__traceback__
t2=type(mk())(None, mk().tb_frame, 4, 77); print(t2.tb_lineno, t2.tb_lasti, t2.tb_next)
