# Imports in several threads: circles of threads, one search at a time, locks that go again.
import sys
import _imp
import _thread
import _frozen_importlib as machinery


def in_thread(f, *args):
    done = _thread.allocate_lock()
    done.acquire()

    def run():
        try:
            f(*args)
        finally:
            done.release()
    _thread.start_new_thread(run, ())
    return done


class Latch:
    """A door that the other thread opens."""

    def __init__(self):
        self.lock = _thread.allocate_lock()
        self.lock.acquire()

    def open(self):
        self.lock.release()

    def wait(self):
        self.lock.acquire()


print('-- a circle of two threads')
first, second = machinery._ModuleLock('first'), machinery._ModuleLock('second')
held_a, held_b = Latch(), Latch()
results = []


def cross(mine, other, have, wait_for):
    mine.acquire()
    have.open()
    wait_for.wait()
    try:
        other.acquire()
    except machinery._DeadlockError as e:
        results.append(str(e).split(' at ')[0].split('(')[0])
    else:
        results.append('taken')
        other.release()
    mine.release()


ends = [in_thread(cross, first, second, held_a, held_b), in_thread(cross, second, first, held_b, held_a)]
for end in ends:
    end.acquire()
print('deadlock detected by _ModuleLock' in results, first.owner, second.owner, first.count)
try:
    first.release()
except RuntimeError as e:
    print(e)
print(first.acquire(), first.acquire(), first.count)
first.release(), first.release()
print(first.owner)


print('-- modules that import each other, each begun by a thread of its own')
begun = {'left': Latch(), 'right': Latch()}


class Circle:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in begun:
            print('searched under the lock:', _imp.lock_held())
            return machinery.ModuleSpec(name, Circle)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        mine = module.__name__
        other = 'right' if mine == 'left' else 'left'
        begun[mine].open()
        begun[other].wait()
        module.other = __import__(other)
        module.complete = True


sys.meta_path.insert(0, Circle)
ends = [in_thread(__import__, 'left'), in_thread(__import__, 'right')]
for end in ends:
    end.acquire()
left, right = sys.modules['left'], sys.modules['right']
print(left.other is right, right.other is left, left.complete, right.complete)

print('-- one that is being imported is waited for')
inside, go_on = Latch(), Latch()


class Slow(Circle):
    @staticmethod
    def find_spec(name, path=None, target=None):
        return machinery.ModuleSpec(name, Slow) if name == 'slow' else None

    @staticmethod
    def exec_module(module):
        inside.open()
        go_on.wait()
        module.ready = 'ready'


sys.meta_path[0] = Slow
end = in_thread(__import__, 'slow')
inside.wait()
print(hasattr(sys.modules['slow'], 'ready'), sys.modules['slow'].__spec__._initializing)
go_on.open()
import slow
print(slow.ready)
end.acquire()
