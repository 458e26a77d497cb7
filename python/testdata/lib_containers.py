# The library's containers and streams: what the classes around a list or str take for one, what
# counts as which kind of container, and how many characters a StreamReader reads.
import codecs
import io
import random
import weakref
from collections import Counter, UserList, UserString, deque
from collections.abc import MutableSequence, MutableSet


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


text, items = UserString('a%sa'), UserList([3, 1, 2])
for name in 'count find index rfind startswith partition split strip removeprefix __contains__'.split():
    try:
        print(name, getattr(text, name)(UserString('a')))
    except TypeError:
        print(name, 'TypeError')
print(text % 1, 2 * text, text.upper(), [0] + items, items + (1,), items < [4], items[1:], hash(text) == hash('a%sa'))
show(lambda: hash(items))
show(lambda: items < 3)

print(isinstance(deque(), MutableSequence), isinstance(weakref.WeakSet(), MutableSet))
print(Counter('aab') <= Counter('aabb'), Counter(a=1) != Counter(a=1, b=0), -Counter(a=-2), Counter('ab') < Counter('ab'))

for size in range(5):
    reader = codecs.getreader('utf-8')(io.BytesIO('é\nab\r\nc'.encode()))
    print(size, [reader.read(size) for _ in range(3)], reader.read(2, 1))


class Broken:
    def keys(self):
        yield 'k'
        raise ZeroDivisionError

    def __getitem__(self, key):
        return key  # no weak reference to it is possible, but it does not come to that


show(lambda: weakref.WeakValueDictionary().update(Broken()))
show(lambda: random.Random().setstate((2, (1, 2, 3), None)))
random.seed(7)
print([random.gammavariate(a, 2) for a in (0.5, 1, 3)], random.triangular(1, 4, 2), random.TWOPI)
