# Module warnings: filters, registries, what is shown and what is caught.
import sys
import _warnings
import warnings

class Shown:
    def write(self, s): print(s.replace(__file__, 'FILE'), end='')
    def flush(self): pass

sys.stderr = Shown()

def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except Exception as e:
        return type(e).__name__, str(e)

def about_caller(n=2):
    warnings.warn('about the caller', DeprecationWarning, n)

for action in ('default', 'always', 'once', 'module', 'ignore', 'error'):
    print('==', action)
    warnings.resetwarnings()
    warnings.simplefilter(action)
    globals().pop('__warningregistry__', None)
    warnings.onceregistry.clear()
    for i in range(2):
        print(attempt(warnings.warn, 'loop'))
        print(attempt(about_caller))
    print(attempt(warnings.warn, UserWarning('an instance')), attempt(warnings.warn_explicit, 'expl', RuntimeWarning, 'nofile.py', 5, registry={}))
    print(sorted(k for k in __warningregistry__ if k != 'version') if '__warningregistry__' in globals() else None)
warnings.resetwarnings()
warnings.filterwarnings('ignore', 'lo+p', UserWarning, 'x')
warnings.filterwarnings('error', 'bo+m', append=True)
warnings.filterwarnings('always', category=DeprecationWarning)
print(len(warnings.filters), warnings.filters[0][0], attempt(warnings.warn, 'boom!'), attempt(warnings.warn, 'Loop'))
about_caller(99)
with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter('always')
    warnings.warn('one')
    about_caller()
    print([(str(w.message), w.category.__name__, w.lineno, w.line) for w in log])
    print(str(log[0]).replace(__file__, 'FILE'))
with warnings.catch_warnings(action='error'):
    print(attempt(warnings.warn, 'two', ResourceWarning))
shown = []
original = warnings.showwarning
warnings.showwarning = lambda *args: shown.append(args[1:2] + args[3:])
warnings.warn('three')
warnings.showwarning = original
print(shown, repr(warnings.formatwarning('m', UserWarning, 'f.py', 3, 'a line')))
for args in [('x', 5), ('x', int), ('x', None, 'y')]:
    print(attempt(warnings.warn, *args))
print(attempt(warnings.warn_explicit, 'm', UserWarning, 'f', 1, registry=5), attempt(warnings.warn_explicit, 'm', UserWarning, 'f', 1, module_globals=5))
for item in ('x', ('nope', None, UserWarning, None, 0), (5, None, UserWarning, None, 0)):
    warnings.filters.insert(0, item)
    print(attempt(warnings.warn, 'four'))
    del warnings.filters[0]
for option in ('ignore::UserWarning', 'error:some text:DeprecationWarning:mod:3', 'nope', 'a:b:c:d:e:f', 'ignore::nope', 'ignore::::x', 'i'):
    before = len(warnings.filters)
    warnings._processoptions([option])
    print(option, len(warnings.filters) - before, warnings.filters[0][0])
