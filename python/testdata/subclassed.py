# Instances of subclasses of tuple and list, where the loop has ways of its own.
class t3(tuple):
    def __repr__(self): return tuple.__repr__(self)
class l3(list):
    def __repr__(self): return list.__repr__(self)
for x in t3((1,2)): print(x)
a, b = t3((1, 2)); print(a, b)
print(list(t3((1,2))), [*t3((3,4))], (*t3((5,)),), t3((1,2))[0], t3((1,2))[-1], t3((1,2))[0:1])
for x in l3([1,2]): print(x)
a, b = l3([1, 2]); print(a, b)
def f(*a): print(a)
f(*t3((1,2)))
a, *b = t3((1,2,3)); print(a, b)
print(max(t3((1,2))), sum(t3((1,2))), tuple(t3((1,2))), set(t3((1,2))), dict([t3((1,2))]), 1 in t3((1,)), t3((1,))+(2,), t3((1,2)) == (1,2), hash(t3((1,2)))==hash((1,2)), '%s %s' % t3((1,2)), list(zip(t3((1,2)))), list(map(str,t3((1,2)))), list(reversed(t3((1,2)))), list(enumerate(t3((1,2)))), sorted(t3((2,1))), ','.join(t3(('a','b'))), isinstance(1, t3((int,str))))
match t3((1,2)):
    case [x, y]: print(x, y)

# What a class derived from a builtin type adds is asked first.
class Text(str):
    def __float__(self):
        return 1.5

    def __bytes__(self):
        return b"text"


class Slotted(set):
    __slots__ = ("x",)


print(float(Text("8")), bytes(Text("\u20ac")), float(str.__str__(Text("8"))))
s = Slotted("a")
print(s.__reduce__()[2])
s.x = 1
print(s.__reduce__()[2], set().__reduce__(), type("D", (set,), {})().__reduce__()[2])
print(ord(bytearray(b"a")), ord(bytearray(b"xa")[1:]), ord(b"\xff"))
print(b"\1\2\3".hex("\0").encode(), b"\1\2\3".hex(b"\0", 2).encode(), b"\1\2\3".hex(bytes_per_sep=2))
# Keywords are for the __init__ of a subclass of weakref.ref.
import weakref


class Keyed(weakref.ref):
    def __init__(self, o, callback=None, *rest, **more):
        super().__init__(o, callback)
        self.more = more


class Referent:
    pass


kept = Referent()
print(Keyed(kept, key=1).more, Keyed(kept, None, key=2)() is kept)
for wrong in (lambda: Keyed(kept, None, 3), lambda: weakref.ref(kept, callback=None), lambda: weakref.ref()):
    try:
        wrong()
    except TypeError as e:
        print(e)

# A subclass of property shows its own docstring where it has one; a getter's takes its place.
class Documented(property):
    "of the class"


class Slotted(property):
    __slots__ = ()


def getter(self):
    "of the getter"


for kind in Documented, Slotted:
    for given in (getter,), (lambda self: 0,), (getter, None, None, 'given'), ():
        try:
            print(kind.__name__, kind(*given).__doc__)
        except AttributeError as e:
            print(e)
