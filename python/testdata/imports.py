# The import system: statements, finders and loaders of one's own, specs, errors.
import sys
import _frozen_importlib as machinery
import _frozen_importlib_external as files


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        text = str(e).replace(here, '.')
        print(type(e).__name__, text, getattr(e, 'name', '-'), str(getattr(e, 'path', '-')).replace(here, '.'))
        return e


def frames(e):
    tb = e.__traceback__
    while tb:
        code = tb.tb_frame.f_code
        print('  ', code.co_filename.replace(here, '.'), code.co_name, tb.tb_lineno)
        tb = tb.tb_next


here = __file__.rpartition('/')[0]
print(__spec__, type(__loader__).__name__, __package__)

import imported
import imported as again
print(again is imported, imported.answer, imported.__spec__._initializing)
print(imported.__path__ == [here + '/imported'], imported.__file__ == here + '/imported/__init__.py')
print(type(imported.__loader__).__name__, imported.__loader__.is_package('imported'))

import imported.sub.deep
print(imported.sub.deep.name, imported.sub.deep.__package__, imported.sub.deep.__spec__.parent)
from imported.user import value
print(value)
from imported.sub import *
print(x, deep)  if deep is not imported.sub.deep else print(x, 'deep')
print(__import__('imported.sub') is imported, __import__('imported.sub', fromlist=['x']) is imported.sub)
print(__import__('sub', {'__package__': 'imported', '__name__': 'x'}, level=1) is imported.sub)

print('-- errors')
for name in ['nope', 'imported.nope', 'imported.user.nope', 'sys.nope', 'nope.deeper']:
    attempt(__import__, name)
attempt(__import__, '')
attempt(__import__, 3)
attempt(__import__, 'a', None, None, (), -1)
attempt(__import__, 'a', {}, None, (), 1)
attempt(__import__, 'a', {'__package__': 'b'}, None, (), 2)
attempt(__import__, 'a', {'__package__': 3}, None, (), 1)
attempt(__import__, 'imported', None, None, [3])
sys.modules['blocked'] = None
attempt(__import__, 'blocked')
del sys.modules['blocked']
attempt(exec, 'from imported import nothing')
attempt(exec, 'from sys import nothing')
e = attempt(exec, 'import imported.circle_a')
frames(e)
print('imported.circle_a' in sys.modules, 'imported.circle_b' in sys.modules)
frames(attempt(__import__, 'imported.raises'))
frames(attempt(__import__, 'imported.nope'))
attempt(__import__, 'imported.fails')

print('-- namespace packages')
import imported.space.inside
print(imported.space.__spec__.origin, imported.space.__spec__.loader is not None, imported.space.inside.x)
print(len(imported.space.__path__), type(imported.space.__path__).__name__, imported.space.__file__)
print(repr(imported.space).partition(' object')[0])


print('-- a finder on sys.meta_path')
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith('made'):
            print('find', name, path)
            return machinery.spec_from_loader(name, self, is_package=not name.endswith('leaf'))

    def create_module(self, spec):
        print('create', spec.name)

    def exec_module(self, module):
        module.where = module.__name__ + '!'

sys.meta_path.insert(0, Finder())
import made.of.leaf
print(made.of.leaf.where, made.of.__path__, made.of.leaf.__package__)
from made import one, two
print(one.where, two.where, made.one is one)
print(made.__spec__.loader is sys.meta_path[0], made.of.leaf.__spec__.submodule_search_locations)
del sys.meta_path[0]
attempt(__import__, 'made.three')

print('-- a hook on sys.path_hooks')
class Shelf:
    def __init__(self, path):
        if not path.startswith('shelf:'):
            raise ImportError('not a shelf')
        self.prefix = path[6:]

    def find_spec(self, name, target=None):
        if name.startswith(self.prefix):
            return machinery.ModuleSpec(name, self, origin='the shelf')

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec('colour = "red"', module.__dict__)

sys.path_hooks.append(Shelf)
sys.path.append('shelf:book')
import bookish
print(bookish.colour, bookish)
print(type(sys.path_importer_cache['shelf:book']).__name__, sys.path_importer_cache[here])if here == '' else print('cached')

print('-- a loader with source of its own')
class Text(files.SourceLoader):
    def get_filename(self, name):
        return name + '.txt'

    def get_data(self, path):
        if 'missing' in path:
            raise OSError('gone')
        return b'# coding: latin-1\r\nword = "\xe9"\nprint(__name__, __file__)\n'

spec = machinery.spec_from_loader('texty', Text())
print(spec.origin.rpartition('/')[2], spec.has_location, spec.parent == '')
module = machinery.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.word, Text().get_source('x') == '# coding: latin-1\nword = "\xe9"\nprint(__name__, __file__)\n')
attempt(Text().get_source, 'missing')

print('-- specs')
a = machinery.ModuleSpec('a.b', None, origin='somewhere', is_package=True)
print(a, a == machinery.ModuleSpec('a.b', None, origin='somewhere', is_package=True), a == 3)
print(a.parent, a.cached, a.has_location)
print(sys.__spec__, sys.__loader__ is machinery.BuiltinImporter)
attempt(machinery.BuiltinImporter.get_code, 'imported')
print(machinery.BuiltinImporter.find_spec('nope'), machinery.BuiltinImporter.is_package('sys'))
print(machinery.FrozenImporter.find_spec('_frozen_importlib'))
print(files.PathFinder.find_spec('nope'), files.PathFinder.find_spec('sub', imported.__path__).name)
attempt(machinery._load_unlocked, machinery.ModuleSpec('odd', None))

class Half:
    def exec_module(self, module):
        pass
attempt(machinery.module_from_spec, machinery.ModuleSpec('half', Half()))
loader = files.SourceFileLoader('m', '/tmp/m.py')
attempt(loader.get_filename, 'other')
attempt(loader.get_data, '/nowhere/m.py')
print(loader == files.SourceFileLoader('m', '/tmp/m.py'), loader.is_package('m'))
attempt(files.source_from_cache, '/a/b.pyc')
attempt(files.source_from_cache, '/a/__pycache__/b.pyc')
print(files.source_from_cache('/a/__pycache__/b.tag.opt-1.pyc'))

print('-- __import__ replaced')
import builtins
original = builtins.__import__
def traced(name, globals=None, locals=None, fromlist=(), level=0):
    print('import', name, fromlist, level, globals is module_globals)
    return original(name, globals, locals, fromlist, level)
module_globals = globals()
builtins.__import__ = traced
import sys, imported.sub as s
from imported import sub, user as u
builtins.__import__ = original
print(s is sub)
del builtins.__import__
try:
    import sys
except ImportError as e:
    print(e)
builtins.__import__ = original

print('-- a module that replaces itself')
class Swap:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return machinery.ModuleSpec(name, Swap) if name == 'swapped' else None
    @staticmethod
    def create_module(spec):
        return None
    @staticmethod
    def exec_module(module):
        sys.modules[module.__name__] = 'a string'
sys.meta_path.append(Swap)
import swapped
print(swapped)
sys.meta_path.clear()
attempt(__import__, 'imported.later')
