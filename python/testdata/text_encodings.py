# _codecs: the functions of the encodings, handlers of errors, the registry.
import codecs
import _codecs


def t(f):
    """Print what f returns, or how it refuses."""
    try:
        print(ascii(f()))
    except BaseException as e:
        print(type(e).__name__, ascii(str(e)))


t(lambda: _codecs.utf_8_decode(b'a\xc3'))
t(lambda: _codecs.utf_8_decode(b'a\xc3', 'strict', True))
t(lambda: _codecs.utf_16_ex_decode(b'\xff\xfea\x00b'))
t(lambda: _codecs.utf_16_ex_decode(b'a\x00b\x00'))
t(lambda: _codecs.unicode_escape_decode(b'abc\\x1', None, False))
t(lambda: _codecs.unicode_escape_decode(b'abc\\'))
t(lambda: _codecs.unicode_escape_decode(b'abc\\N{LAT', None, False))
t(lambda: _codecs.unicode_escape_decode('abc\\n'))
t(lambda: _codecs.raw_unicode_escape_decode(b'abc\\u12', None, False))
t(lambda: _codecs.raw_unicode_escape_decode(b'abc\\', None, False))
t(lambda: _codecs.escape_decode(b'a\\x4'))
t(lambda: _codecs.escape_decode(b'a\\n\\x41\\101\\\n'))
t(lambda: _codecs.escape_decode(b'a\\'))
t(lambda: _codecs.escape_decode(b'\\x4z', 'replace'))
t(lambda: _codecs.escape_encode(b"a\n'\x80\\"))
t(lambda: _codecs.charmap_build('abc\ufffe'))
t(lambda: _codecs.charmap_decode(b'abc', 'strict', {97: 'xy', 98: None}))
t(lambda: _codecs.charmap_decode(b'ab', 'strict', 'AB'))
t(lambda: _codecs.charmap_decode(b'abc', 'replace', {97: 1 << 30}))
t(lambda: _codecs.charmap_encode('abc', 'strict', {97: b'xy', 98: 1000}))
t(lambda: _codecs.charmap_encode('ac', 'strict', {97: b'xy'}))
t(lambda: _codecs.charmap_encode('ac', 'replace', {97: b'xy', 63: 33}))
t(lambda: _codecs.charmap_encode('ac', 'replace', {97: b'xy'}))
t(lambda: codecs.lookup('nope'))
t(lambda: codecs.lookup_error('nope'))
t(lambda: codecs.lookup_error('strict'))
t(lambda: codecs.strict_errors(1))
t(lambda: codecs.ignore_errors(1))
t(lambda: codecs.xmlcharrefreplace_errors(UnicodeDecodeError('ascii', b'a', 0, 1, 'x')))
t(lambda: codecs.register(1))
t(lambda: codecs.register_error('a', 1))
t(lambda: codecs.unregister(1))
t(lambda: _codecs.utf_7_encode('a+bä€-𐀀~'))
t(lambda: _codecs.utf_7_decode(b'a+-b+AOQgrA--+2ADcAH4'))
t(lambda: _codecs.utf_7_decode(b'+2AA-', 'strict', True))
t(lambda: _codecs.utf_7_decode(b'+AO', 'strict', True))
t(lambda: _codecs.utf_7_decode(b'+AO'))
t(lambda: _codecs.utf_7_decode(b'\x80'))
t(lambda: _codecs.utf_7_decode(b'+!'))
t(lambda: _codecs.utf_7_decode(b'+AOQB-'))
t(lambda: _codecs.readbuffer_encode('aä'))
t(lambda: _codecs.readbuffer_encode(3))
t(lambda: _codecs.lookup(3))
t(lambda: _codecs.encode('a', 3))
t(lambda: _codecs.utf_8_encode(b'a'))
t(lambda: _codecs.utf_8_encode('a\ud800'))
t(lambda: _codecs.latin_1_decode('a'))
t(lambda: _codecs.ascii_decode(b'\x80', 'strict'))
t(lambda: codecs.backslashreplace_errors(UnicodeDecodeError('ascii', b'a\x80', 0, 2, 'x')))
t(lambda: codecs.namereplace_errors(UnicodeEncodeError('ascii', 'ä\u0378', 0, 2, 'x')))
t(lambda: codecs.replace_errors(UnicodeTranslateError('aä', 0, 2, 'x')))
t(lambda: codecs.lookup_error('surrogateescape')(UnicodeDecodeError('ascii', b'a\x80', 1, 2, 'x')))
t(lambda: codecs.lookup_error('surrogatepass')(UnicodeEncodeError('utf-8', 'a\ud800', 1, 2, 'x')))
t(lambda: codecs.lookup_error('surrogatepass')(UnicodeDecodeError('utf-8', b'\xed\xa0\x80', 0, 1, 'x')))
t(lambda: _codecs.utf_16_encode('a', 'strict', -1))
t(lambda: _codecs.utf_32_ex_decode(b'\xff\xfe\x00\x00a\x00\x00'))
t(lambda: 'a'.encode('u\x00'))
t(lambda: _codecs.charmap_decode(b'\xff', 'strict', None))
t(lambda: _codecs.charmap_encode('Ā', 'strict', None))
t(lambda: _codecs.charmap_decode(b'a', 'strict', {97: 1.5}))
t(lambda: _codecs.charmap_encode('a', 'strict', {97: 'x'}))
t(lambda: codecs.encode(3, 'utf-8'))
t(lambda: codecs.decode('a', 'utf-8'))
t(lambda: _codecs.charmap_build('a'))
t(lambda: _codecs.utf_8_decode(None))

# The registry.
t(lambda: codecs.lookup("UTF 8").name)
codecs.register(lambda n: (1, 2, 3) if n == "bad3" else None)
t(lambda: codecs.lookup("bad3"))


def find(name):
    if name == "odd":
        return codecs.CodecInfo(lambda s, e=None: "nope", lambda s, e=None: (3, 3), name=name)
    if name == "upper":
        return codecs.CodecInfo(lambda s, e="strict": (s.upper().encode(), len(s)), lambda b, e="strict": (bytes(b).decode().lower(), len(b)), name=name)


codecs.register(find)
t(lambda: "a".encode("odd"))
t(lambda: codecs.encode("a", "odd"))
t(lambda: b"a".decode("odd"))
t(lambda: ("abc".encode("upper"), b"ABC".decode("Upper"), str(b"X", "upper")))
codecs.unregister(find)
t(lambda: "a".encode("upper"))


def handler(e):
    if isinstance(e, UnicodeDecodeError):
        return "<%s>" % e.object[e.start:e.end].hex(), e.end
    return "<%d>" % ord(e.object[e.start]), e.start + 1


codecs.register_error("test.show", handler)
t(lambda: ("a\xe9\u20ac".encode("ascii", "test.show"), b"a\xff\xfeb".decode("utf-8", "test.show"), "\u20ac".encode("latin-1", "test.show")))


def other(e):
    e.object = b"other"
    return "?", 0


codecs.register_error("test.other", other)
t(lambda: b"\xff".decode("ascii", "test.other"))

# Incremental coders give the same in parts as at once.
text = "a\u20ac\U00010000\xe9z"
for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1"):
    sample = text if name != "latin-1" else "a\xe9z"
    encoder, decoder = codecs.getincrementalencoder(name)(), codecs.getincrementaldecoder(name)()
    data = b"".join(encoder.encode(c) for c in sample) + encoder.encode("", True)
    parts = [decoder.decode(data[i:i + 1]) for i in range(len(data))] + [decoder.decode(b"", True)]
    print(name, "".join(parts) == sample, data.decode(name) == sample, name != "utf-7" and data == sample.encode(name))
