# array: every typecode, sequences, buffers, and what is refused.
from array import ArrayType, _array_reconstructor, array, typecodes


def show(expression):
    try:
        print(expression, "->", eval(expression))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


print(typecodes, ArrayType is array)
for c in "bBhHiIlLqQfdu":
    a = array(c)
    print(c, a.itemsize, a, memoryview(a).format)
    for v in (2**64, -(2**63) - 1, -1, 2**40, 300, 70000, 1.5, "a", "ab", None):
        try:
            a.append(v)
            print(c, v, a.pop())
        except Exception as e:
            print(c, v, type(e).__name__, e)

a = array("i", [1, 2, 3, 2])
b = array("d", [1.5, 2.5])
for e in [
    'a[1]',
    'a[-1]',
    'a[9]',
    'a[1:3]',
    'a[::-1]',
    'a+a',
    'a+b',
    'a*2',
    '2*a',
    'a*-1',
    "a==array('i',[1,2,3,2])",
    "a==array('d',[1,2,3,2])",
    "a<array('i',[1,2,4])",
    'a<b',
    'a==1',
    '2 in a',
    "'x' in a",
    'len(a)',
    'list(a)',
    'a.count(2)',
    'a.index(3)',
    'a.index(9)',
    'a.index(2,2)',
    'a.index(2,-1)',
    'a.index(1,1)',
    'a.tolist()',
    'a.tobytes()',
    'a.itemsize,a.typecode',
    'a.buffer_info()[1]',
    "array('i',b'abcd')",
    "array('i',b'abc')",
    "array('u','hé')",
    "array('u','ab').tounicode()",
    "array('i','ab')",
    "array('x')",
    'array()',
    "array('i',1)",
    "array('ii')",
    'array(1)',
    "array('b',range(3))",
    "array('i',array('b',[1,2]))",
    "array('u',array('b',[1]))",
    "array('b',array('u','a'))",
    "array('i',[1.5])",
    "array('i',(1,2))",
    'hash(a)',
    "repr(array('u','a\\'b'))",
    "array('d')",
    'a.pop()',
    'a',
    'a.pop(9)',
    "array('i').pop()",
    'a.remove(9)',
    'a.remove(2)',
    'a',
    'a.insert(1,7)',
    'a',
    'a.insert(-100,0)',
    'a.reverse()',
    'a',
    'a.extend([4,5])',
    'a.extend(b)',
    'a.extend(1)',
    "a.extend('x')",
    "a.fromlist([1,'x'])",
    'a.fromlist((1,))',
    'a.fromlist([8])',
    'a',
    "a.frombytes(b'abc')",
    "a.frombytes(b'\\1\\0\\0\\0')",
    'a',
    "a.frombytes('x')",
    'a.byteswap()',
    'a[0]',
    'a.byteswap()',
    'a.__reduce_ex__(3)',
    'a.__reduce_ex__(2)[1][1]',
    "a.fromunicode('x')",
    "array('u').fromunicode(1)",
    'a.__copy__()',
    'a.__deepcopy__({})',
    "_array_reconstructor(array,'i',8,b'\\1\\0\\0\\0')",
    "_array_reconstructor(array,'i',9,b'\\0\\0\\0\\1')",
    "_array_reconstructor(array,'i',99,b'')",
    'next(iter(a))',
    'iter(a).__reduce__()[2]',
    'bytes(a)[:4]',
    'memoryview(a).itemsize',
    'a.__class__',
    "array('l',[2**63])",
    "array('f',[1e300])",
    "array('i',[1]).__add__(1)",
    "array('i',[1])+[1]",
    'a.append()',
    'a.append(1,2)',
    "array('i',[1],2)",
    "array('i',x=1)",
    "array('b',bytearray(b'ab'))",
    "array('H',[1,2]).byteswap()",
    "array('u').tounicode()",
    'a.tounicode()',
    'a.index()',
    "array('q',[5])>array('i',[4])",
    "array('i',[1,2])[True]",
    "a['x']",
    "array('i',[3,1])<=array('i',[3,1])",
    "array('i',iter([1,2]))",
    "array('i',[])*5",
]:
    show(e)

a = array("i", range(10))
a[2:4] = array("i", [9, 9, 9])
print(a)
a[::3] = array("i", [0, 0, 0, 0])
print(a)
del a[1]
del a[::2]
print(a)
for s in [
    'a[0:1]=[1]',
    "a[0:1]=array('d')",
    "a[0]='x'",
    'a[99]=1',
    "a[::2]=array('i',[1])",
    'del a[99]',
    "a+=array('i',[5])",
    'a*=2',
    'a+=b',
    'a+=[1]',
    "a['x']=1",
    'm=memoryview(a)',
    'a.append(1)',
    'a[0]=5',
    'del m',
]:
    try:
        exec(s)
        print(s, a)
    except Exception as e:
        print(s, "!!", type(e).__name__, e)
a[1:1] = a
print(a)


class Mine(array):
    def __init__(self, *args):
        self.y = 1


m = Mine("i", [1])
print(m, m.y, m + m, type(m[:]), m.__reduce_ex__(3)[1:])
