import each
import each_text

m = each.Asking(each_text)


class B(bytes):
    pass


class S(str):
    pass


class L(list):
    pass


class D(dict):
    def keys(self):
        return 'not asked'


class T(tuple):
    pass


for x in [b'', b'a\0b', B(b'sub'), bytearray(b'x'), 'x', None]:
    m.show('HPyBytes_Check', x)
    m.show('HPyBytes_Size', x)
    m.show('HPyBytes_AsString', x)
    if isinstance(x, bytes):
        m.show('HPyBytes_GET_SIZE', x)
        m.show('HPyBytes_AS_STRING', x)
for x in [b'', b'abc', b'a\0b', b'\xff']:
    m.show('HPyBytes_FromString', x)
    for n in [0, 1, len(x)]:
        m.show('HPyBytes_FromStringAndSize', x, n)
m.show('HPyBytes_FromStringAndSize', b'x', -1)
m.show('HPyBytes_FromStringAndSize', None, 3)

for x in [b'', b'abc', 'äöü€😀'.encode(), b'\xff', b'a\xc3', b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'a\0b']:
    m.show('HPyUnicode_FromString', x)
    m.show('HPyUnicode_DecodeFSDefault', x)
    m.show('HPyUnicode_DecodeFSDefaultAndSize', x)
    for errors in [None, 'strict', 'ignore', 'replace', 'surrogateescape', 'backslashreplace', 'unknown']:
        m.show('HPyUnicode_DecodeASCII', x, errors)
        m.show('HPyUnicode_DecodeLatin1', x, errors)
for x in ['', 'abc', 'äöü', '€', '😀', '\ud800', 'a\udcff', 'a\0b', S('sub'), b'abc', 5, None]:
    m.show('HPyUnicode_Check', x)
    m.show('HPyUnicode_AsASCIIString', x)
    m.show('HPyUnicode_AsLatin1String', x)
    m.show('HPyUnicode_AsUTF8String', x)
    m.show('HPyUnicode_AsUTF8AndSize', x)
    m.show('HPyUnicode_EncodeFSDefault', x)
for args in [(-1,), (0,), (3, 97, 228, 0x20AC), (-1, 97, 0, 98), (3, 97, 0, 98), (1, 0x1F600), (2, 0xD800, 97), (1, 0x110000), (1, 97, 98)]:
    m.show('HPyUnicode_FromWideChar', *args)
for text in ['abc', 'aé€😀', '', S('xy')]:
    for i in [0, 1, 3, -1, 4, 2**62]:
        m.show('HPyUnicode_ReadChar', text, i)
    for start, end in [(0, 2), (1, 1), (2, 1), (0, 100), (3, 4), (100, 200), (-1, 2), (0, -1)]:
        m.show('HPyUnicode_Substring', text, start, end)
m.show('HPyUnicode_ReadChar', b'abc', 0)
for args in [(b'abc', None, None), ('ä€'.encode(), 'utf-8', 'strict'), (b'\xff', 'utf-8', 'strict'), (b'\xff', 'utf-8', 'replace'), (b'\xe4', 'latin-1', None),
             (bytearray(b'xy'), 'ascii', None), (memoryview(b'mv'), None, None), ('text', 'utf-8', None), (5, 'utf-8', None), (b'x', 'no such', None),
             (b'\xff', 'ascii', 'no such'), (b'', 'no such', None), (b'a\0\0\0', 'utf-32-le', None)]:
    if isinstance(args[0], memoryview):
        print(m.HPyUnicode_FromEncodedObject(*args))
    else:
        m.show('HPyUnicode_FromEncodedObject', *args)

for x in [[], L(), (), None]:
    m.show('HPyList_Check', x)
for n in [0, -1]:  # CPython may not read what is in a new list
    m.show('HPyList_New', n, 'x')
for x in [[], L([1]), (1,), {}, None]:
    m.show('HPyList_Append', x, 5)
    print(x)
for i in [0, 1, 3, 100, -1, -100]:
    x = [1, 2, 3]
    m.show('HPyList_Insert', x, i, 'new')
    print(x)
m.show('HPyList_Insert', (1,), 0, 1)
for x in [{}, D(), [], None]:
    m.show('HPyDict_Check', x)
a = m.HPyDict_New()
print(a, a is not m.HPyDict_New())
for x in [{}, {1: 2, 'k': [3]}, D(a=1), [], None, 5]:
    m.show('HPyDict_Keys', x)
    m.show('HPyDict_Copy', x)
x = {1: []}
y = m.HPyDict_Copy(x)
print(y == x, y is not x, y[1] is x[1], type(m.HPyDict_Copy(D(a=1))))
for x in [(), T(), [], None]:
    m.show('HPyTuple_Check', x)
m.show('HPyTuple_FromArray')
m.show('HPyTuple_FromArray', 1, 'two', None)
print(len(m.HPyTuple_FromArray(*range(1000))))
for args in [(), (1,), (1, 2), (1, 2, 3), ('a', [1], None)]:
    m.show('HPySlice_New', *args)
for s in [slice(None), slice(1, 2), slice(None, None, -1), slice(5, None, -2), slice(2**70, -2**70, 2**70), slice(0, 1, 0), slice('a'), slice(0, 1, -2**70),
          slice(True, 5, 2)]:
    m.show('HPySlice_Unpack', s)

for kind in ['List', 'Tuple']:
    m.show(f'HPy{kind}Builder_New')
    m.show(f'HPy{kind}Builder_Set', 'a', 2, None)
    m.show(f'HPy{kind}Builder_Build', 'a', 2, None)
    m.show(f'HPy{kind}Builder_Build', *range(100))
    m.show(f'HPy{kind}Builder_Cancel', 'a', [2])
m.finish()
