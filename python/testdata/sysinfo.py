# What sys says and sets.
import sys


def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except BaseException as e:
        return f'{type(e).__name__}: {e}'


for name in ['argv', 'path', 'meta_path', 'path_hooks', 'warnoptions', 'orig_argv']:
    print(name, type(getattr(sys, name)).__name__)
for name in ['modules', 'path_importer_cache', '_xoptions']:
    print(name, type(getattr(sys, name)).__name__)
print(type(sys.builtin_module_names).__name__, 'sys' in sys.builtin_module_names, 'builtins' in sys.builtin_module_names)
print(type(sys.stdlib_module_names).__name__, len(sys.stdlib_module_names), 'os' in sys.stdlib_module_names)
print(sys.version_info[:2], sys.hexversion >> 16, sys.version_info >= (3, 11), sys.version.startswith('3.11.'), sys.version_info.releaselevel)
print(sys.api_version, sys.byteorder, sys.maxsize, sys.maxunicode, sys.platform, sys.abiflags == '')
print(sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
print(sys.flags[3:4], sys.flags.optimize, sys.flags.isolated, sys.flags.dev_mode, sys.flags.safe_path, len(sys.flags))
print(sys.thread_info.name, len(sys.thread_info), sys.is_finalizing(), sys.float_repr_style)
print(sys.implementation.version == sys.version_info, sys.implementation.cache_tag.endswith('-311'))

print('-- limits')
print(sys.get_int_max_str_digits(), attempt(sys.set_int_max_str_digits, 100), attempt(sys.set_int_max_str_digits, -1))
sys.set_int_max_str_digits(700)
print(len(str(10 ** 650)), attempt(str, 10 ** 700), attempt(int, '1' * 701))
sys.set_int_max_str_digits(0)
print(len(str(10 ** 6000)))
sys.set_int_max_str_digits(4300)
old = sys.getswitchinterval()
sys.setswitchinterval(0.25)
print(old, sys.getswitchinterval(), attempt(sys.setswitchinterval, 0), attempt(sys.setswitchinterval, 'x'))
sys.setswitchinterval(old)
print(attempt(sys.setrecursionlimit, 0), attempt(sys.intern, 3), attempt(sys.setrecursionlimit, 'x'))


class Sized:
    def __init__(self, n):
        self.n = n

    def __sizeof__(self):
        return self.n


print(sys.getsizeof(1) > 0, attempt(sys.getsizeof, Sized(-1)), attempt(sys.getsizeof, Sized('x')), sys.getsizeof(Sized('x'), 'default'))
print(sys.getallocatedblocks() > 100)

print('-- frames')


def frames():
    all = sys._current_frames()
    return len(all), [f.f_code.co_name for f in all.values()], all.popitem()[1] is sys._getframe()


print(frames(), list(sys._current_exceptions().values()))
print(sys.call_tracing(lambda *a: a, (1, 2)), sys.gettrace(), sys.getprofile(), sys.settrace(None))

print('-- audit')
events = []
blocked = []


def hook(event, args):
    if event in blocked:
        raise RuntimeError('no ' + event)
    if event.startswith('my.') or event in ('import', 'sys.addaudithook'):
        events.append((event, args[:1]))


print(sys.audit('my.early'), attempt(sys.audit), attempt(sys.audit, 3))
sys.addaudithook(hook)
sys.audit('my.event', 1, 2)
sys.audit('my.other')
import imported.sub.deep
blocked.append('my.event')
print(attempt(sys.audit, 'my.event'))
blocked.append('import')
try:
    import imported.user
except RuntimeError as e:
    print(e, 'imported.user' in sys.modules)
blocked.clear()
sys.addaudithook(lambda event, args: events.append('second') if event == 'my.last' else None)
sys.audit('my.last')
print([e for e in events if e[0] != 'import'], [e[1] for e in events if e[0] == 'import'])

print('-- breakpoint')
saved, sys.breakpointhook = sys.breakpointhook, lambda *a, **k: (a, k)
print(breakpoint(1, b=2))
del sys.breakpointhook
print(attempt(breakpoint))
sys.breakpointhook = saved
print(sys.__breakpointhook__ is saved)
