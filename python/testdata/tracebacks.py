# Module traceback: what it prints, and its objects.
import traceback

class Printed:
    """A file that shows no path of this machine."""
    def write(self, s): print(s.replace(__file__, 'FILE'), end='')

def f(x): return x + g(x)
def g(x): return {}[x] + 1 if x else int('q')
def show(fn):
    try: fn()
    except BaseException as e:
        traceback.print_exc(file=Printed())
        print(traceback.format_exception_only(e), len(traceback.format_exception(e)))
        print([tuple(x)[1:] for x in traceback.extract_tb(e.__traceback__)])
show(lambda: f(1)); show(lambda: f(0))
def chain():
    try: f(1)
    except KeyError as e: raise ValueError('v') from e
show(chain)
def ctx():
    try: f(1)
    except KeyError: raise ValueError('v')
show(ctx)
def rec(n): return rec(n-1) if n else 1/0
show(lambda: rec(20))
def grp():
    try: f(1)
    except KeyError as e: raise ExceptionGroup('eg', [e, ValueError('x'), ExceptionGroup('in', [TypeError(5)])])
show(grp)
def note():
    e = ValueError('a\nb'); e.add_note('n1\nn2'); raise e
show(note)
show(lambda: compile('a b', 'fn', 'exec'))
show(lambda: compile('  é = (1,\n', 'fn', 'exec'))
show(lambda: [].appendd)
show(lambda: undefined_nam)
class E(Exception):
    def __str__(self): raise 1
show(lambda: (_ for _ in ()).throw(E))
print(traceback.format_list([('f', 3, 'n', 'line'), ('f', None, 'n', None)]))
def st(): return traceback.extract_stack()
print([x.name for x in st()], traceback.format_stack()[-1].replace(__file__, 'FILE'))
te = traceback.TracebackException(ValueError, ValueError('q'), None)
print(str(te), list(te.format()), te == traceback.TracebackException(ValueError, ValueError('q'), None))
print(traceback.format_exception(None), traceback.format_exception_only(None))
s = traceback.StackSummary.from_list([('a', 1, 'b', 'c')] * 5); print(s.format(), s[0] == ('a',1,'b','c'), s[0])
x = (1 +
  f(1)) if False else None
def multi():
    return (1 +
       f(1))
show(multi)
