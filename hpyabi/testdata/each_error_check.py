import sys

import each
import each_error

m = each.Asking(each_error)


def describe(e):
    text = f'{type(e).__module__}.{type(e).__qualname__}{e.args!r} {e}'
    if isinstance(e, OSError):
        text += f' errno={e.errno} filename={e.filename!r} filename2={e.filename2!r}'
    return text


def show(name, *args):
    def call(*args):
        try:
            return repr(getattr(m, name)(*args))
        except BaseException as e:
            return describe(e)
    print(f'{name}({", ".join(map(ascii, args))}) -> {call(*args)}')


class Picky(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)


class Meta(type):
    def __instancecheck__(cls, x):
        raise ZeroDivisionError('asked')

    __subclasscheck__ = __instancecheck__


class Strange(Exception, metaclass=Meta):
    pass


for text in ['', 'text', 'tëxt %d %s', 'a\nb']:
    show('HPyErr_SetString', ValueError, text)
show('HPyErr_SetString', KeyError, 'key')
show('HPyErr_SetString', SystemExit, '5')
show('HPyErr_SetString', Picky, 'one argument')
show('HPyErr_SetString', int, 'no exception')
show('HPyErr_SetString', 5, 'no class')
for value in ['x', 5, None, (1, 2), (), [1], ValueError('made'), TypeError('other')]:
    show('HPyErr_SetObject', ValueError, value)
show('HPyErr_SetObject', Exception, ValueError('of a subclass'))
show('HPyErr_SetObject', Picky, (1, 2))
show('HPyErr_SetObject', Picky, 1)
show('HPyErr_SetObject', OSError, (2, 'gone', 'file'))
show('HPyErr_SetObject', StopIteration, 7)
show('HPyErr_SetObject', int, 1)
show('HPyErr_SetObject', 5, 1)
for number in [2, 13, 17, 32, 4, 0, 99999, 110]:
    show('HPyErr_SetFromErrnoWithFilename', OSError, number)
    show('HPyErr_SetFromErrnoWithFilename', OSError, number, 'näme')
    show('HPyErr_SetFromErrnoWithFilenameObjects', OSError, number)
    show('HPyErr_SetFromErrnoWithFilenameObjects', OSError, number, 'a')
    show('HPyErr_SetFromErrnoWithFilenameObjects', OSError, number, 'a', b'b')
show('HPyErr_SetFromErrnoWithFilename', ValueError, 2, 'name')
show('HPyErr_SetFromErrnoWithFilenameObjects', ValueError, 2, 'a', 'b')
show('HPyErr_SetFromErrnoWithFilenameObjects', ValueError, 2, 'a', None)
show('HPyErr_SetFromErrnoWithFilenameObjects', ValueError, 2, None)
show('HPyErr_SetFromErrnoWithFilename', FileNotFoundError, 13, 'f')
show('HPyErr_Occurred')
for exc, want in [(ValueError, ValueError), (ValueError, Exception), (ValueError, TypeError), (ValueError, (TypeError, ValueError)),
                  (ValueError, (TypeError, (KeyError, Exception))), (ValueError, ()), (ValueError, 5), (ValueError, int), (OSError, IOError)]:
    show('HPyErr_ExceptionMatches', exc, want)
show('HPyErr_NoMemory')
print(m.HPyErr_Clear(lambda: 5), m.HPyErr_Clear(lambda: 1 / 0), m.HPyErr_Clear(sys.exit))

for args in [('mod.Name',), ('a.b.Name',), ('Name',), ('mod.',), ('.Name',), ('mod.Name', ValueError), ('mod.Name', (ValueError, KeyError)),
             ('mod.Name', ValueError, {'x': 1, '__module__': 'given'}), ('mod.Name', int), ('mod.Name', ())]:
    show('HPyErr_NewException', *args)
    show('HPyErr_NewExceptionWithDoc', args[0], 'the doc', *args[1:])
e = m.HPyErr_NewExceptionWithDoc('mod.Name', 'The doc.', KeyError, {'x': 1})
print(e, e.__mro__, e.__module__, e.__name__, e.__doc__, e.x)
print(m.HPyErr_NewExceptionWithDoc('mod.Name', None).__doc__, m.HPyErr_NewException('mod.Name').__bases__)
try:
    raise e('raised')
except KeyError as x:
    print(describe(x))

hook = []
sys.unraisablehook = lambda u: hook.append((u.exc_type, str(u.exc_value), u.err_msg, u.object, u.exc_traceback.tb_lineno > 0))
show('HPyErr_WriteUnraisable', ValueError, 'nobody catches')
show('HPyErr_WriteUnraisable', KeyError, 'named', 'object')
print(hook)
sys.unraisablehook = sys.__unraisablehook__


def warn(*args):
    show('HPyErr_WarnEx', *args)


# Shown once for a place, category and text; level 2 is the line that calls warn.
for _ in range(2):
    warn('first')
warn('named', UserWarning)
warn('level two', DeprecationWarning, 2)
warn('tëxt %s', RuntimeWarning)
# HPy_FatalError and _HPy_Dump have tests in Go.
m.HPy_FatalError, m._HPy_Dump
m.finish()
