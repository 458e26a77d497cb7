# Modules _csv and marshal.
import _csv, marshal

def attempt(f, *args, **kw):
    try:
        return f(*args, **kw)
    except Exception as e:
        return type(e).__name__, str(e)

class Out:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s); return len(s)
    def take(self):
        s = ''.join(self.parts)
        self.parts.clear()
        return s

class Excel:
    delimiter, quotechar, doublequote, skipinitialspace, lineterminator, quoting = ',', '"', True, False, '\r\n', _csv.QUOTE_MINIMAL

_csv.register_dialect('excel', Excel)
_csv.register_dialect('unix', Excel, lineterminator='\n', quoting=_csv.QUOTE_ALL)
print(_csv.list_dialects(), _csv.get_dialect('unix').quoting, _csv.get_dialect('excel').delimiter)

for text, kw in [('a,b\r\n', {}), ('a,"b ""x"" c",\n', {}), ('"a\nb",c\n', {}), ('', {}), ('\n', {}), ('a;b|c\n', {'delimiter': ';'}), ("'a,b',c\n", {'quotechar': "'"}),
                 ('a\\,b,c\n', {'escapechar': '\\'}), ('1,"x",2.5\n', {'quoting': _csv.QUOTE_NONNUMERIC}), (' a, b\n', {'skipinitialspace': True}),
                 ('"a"b,c\n', {}), ('"a"b,c\n', {'strict': True}), ('"a', {}), ('"a', {'strict': True}), ('a\rb\n', {}), ('"a",b', {'quoting': _csv.QUOTE_NONE}),
                 ('x\\\ny\n', {'escapechar': '\\'}), ('é,ü\n', {}), ('a,', {})]:
    print(repr(text), kw, attempt(lambda: list(_csv.reader(text.splitlines(True), **kw))))
r = _csv.reader(['a,b', 'c,"d', 'e"'])
print(list(r), r.line_num, r.dialect.delimiter, attempt(lambda: list(_csv.reader([b'x']))), attempt(lambda: list(_csv.reader(['x' * 10]))))
out = Out()
for rows, kw in [([['a', 'b c', 'd,e', 'f"g', 'h\ni', None, 1, 2.5]], {}), ([['a', 1]], {'quoting': _csv.QUOTE_ALL}), ([['a', 1, 2.5]], {'quoting': _csv.QUOTE_NONNUMERIC}),
                 ([['a,b', 'c"d']], {'quoting': _csv.QUOTE_NONE, 'escapechar': '\\'}), ([['a,b']], {'quoting': _csv.QUOTE_NONE}), ([['']], {}), ([[]], {}),
                 ([['']], {'quoting': _csv.QUOTE_NONE}), ([['a"b']], {'doublequote': False, 'escapechar': '\\'}), ([['a', 'b']], {'lineterminator': '!', 'delimiter': '\t'}),
                 ([5], {}), (['ab', ('x',)], {'dialect': 'unix'})]:
    w = _csv.writer(out, **kw)
    print(rows, kw, attempt(w.writerows, rows), repr(out.take()))
for kw in [{'delimiter': 'ab'}, {'delimiter': 5}, {'delimiter': None}, {'quotechar': None}, {'quotechar': None, 'quoting': 0}, {'quoting': 9}, {'quoting': 'x'},
           {'escapechar': ''}, {'lineterminator': 5}, {'nope': 1}, {'dialect': 'nope'}]:
    print(kw, attempt(lambda: _csv.Dialect(**kw).quoting))
print(attempt(_csv.get_dialect, 'x'), attempt(_csv.unregister_dialect, 'x'), attempt(_csv.writer, 5), attempt(_csv.register_dialect, 5), _csv.field_size_limit(5),
      attempt(lambda: list(_csv.reader(['abcdefg']))), _csv.field_size_limit(131072))

values = [None, True, False, ..., 0, 1, -1, 2**31 - 1, -2**31, 2**31, 10**30, -10**30, 1.5, -0.0, 1e308, 2 + 3j, '', 'abc', 'é\U0001f600', '\ud800', 'x' * 300,
          b'', b'\x00\xff', (), (1, 'a', (2,)), tuple(range(300)), [], [1, [2]], {}, {'a': 1, 2: [3]}, {1}, frozenset({'a'})]
for v in values:
    assert marshal.loads(marshal.dumps(v)) == v and type(marshal.loads(marshal.dumps(v))) is type(v), v
print(marshal.loads(marshal.dumps(bytearray(b'xy'))), marshal.version)
for b in [b'', b'i\x01', b'?', b'0', b'[\x02\x00\x00\x00N', b'(\xff\xff\xff\xff', b's\x05\x00\x00\x00ab', b'r\x00\x00\x00\x00', b'[\x01\x00\x00\x000',
          b'\xe9\x01\x00\x00\x00', b'\xdb\x02\x00\x00\x00\xe9\x05\x00\x00\x00r\x01\x00\x00\x00', b'l\x02\x00\x00\x00\x01\x00\x01\x00', b'f\x031.5', b't\x01\x00\x00\x00a']:
    print(b, attempt(marshal.loads, b))
print(attempt(marshal.dumps, object()), attempt(marshal.loads, 5))
