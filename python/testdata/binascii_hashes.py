# binascii and the hashes.
import binascii as B
import _md5, _sha1, _sha256, _sha512, _sha3


def show(expression):
    try:
        print(expression, "->", eval(expression))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


for data in [b"", b"a", b"abc" * 100, bytearray(range(256)), memoryview(b"xyz")]:
    for make in [_md5.md5, _sha1.sha1, _sha256.sha224, _sha256.sha256, _sha512.sha384, _sha512.sha512, _sha3.sha3_224, _sha3.sha3_256, _sha3.sha3_384, _sha3.sha3_512]:
        h = make(data)
        print(h.name, h.digest_size, h.block_size, h.hexdigest())
    print(_sha3.shake_128(data).hexdigest(20), _sha3.shake_256(data).digest(5))
h = _sha256.sha256(b"ab")
c = h.copy()
h.update(b"c")
print(h.hexdigest() == _sha256.sha256(b"abc").hexdigest(), c.hexdigest() == _sha256.sha256(b"ab").hexdigest(), h.digest() == h.digest())
s = _sha3.sha3_256()
print(s._rate_bits, s._capacity_bits, s._suffix, _sha3.shake_128().digest_size)

text = b"Hello = world\t \nsecond_line with a very long text that has to be broken somewhere, because it is too long\xff\r\n.\n. x\nend "
for e in [
    "B.hexlify(b'abc')", "B.hexlify(b'abcdefg', ':')", "B.hexlify(b'abcdefg', b'-', 2)", "B.hexlify(b'abcdefg', '-', -3)", "B.hexlify(b'a', '')", "B.hexlify(b'a', 'xy')",
    "B.hexlify('a')", "B.hexlify(b'ab', chr(233))", "B.hexlify(b'ab', chr(999))", "B.hexlify(b'ab', 1)", "B.unhexlify('616263')", "B.unhexlify(b'6')", "B.unhexlify('6x')", "B.unhexlify('6\\xe9')", "B.unhexlify(1)",
    "B.b2a_hex(b'xy')", "B.a2b_hex('ABCD')", "B.b2a_base64(b'hello')", "B.b2a_base64(b'hell', newline=False)", "B.b2a_base64(b'')", "B.b2a_base64('a')",
    "B.a2b_base64('aGVsbG8=')", "B.a2b_base64('aGVs bG8=\\n')", "B.a2b_base64('aGVsbG8')", "B.a2b_base64('a')", "B.a2b_base64('aGVsbA==xyz')", "B.a2b_base64('=')", "B.a2b_base64('ab=c')",
    "B.a2b_base64('aGVsbA==x', strict_mode=True)", "B.a2b_base64('aG Vs', strict_mode=True)", "B.a2b_base64('=aGV', strict_mode=True)", "B.a2b_base64('ab=c', strict_mode=True)", "B.a2b_base64('aGVs', strict_mode=True)",
    "B.a2b_base64('\\xe9')", "B.a2b_base64(3)", "B.b2a_uu(b'hello world')", "B.b2a_uu(b'')", "B.b2a_uu(b'a' * 46)", "B.b2a_uu(b'a\\0b', backtick=True)", "B.a2b_uu(B.b2a_uu(b'hello'))", "B.a2b_uu(b'')",
    "B.a2b_uu(b'!~')", "B.a2b_uu(b'!8 garbage')", "B.a2b_uu(b'\"86')", "B.crc32(b'abc')", "B.crc32(b'c', B.crc32(b'ab'))", "B.crc32(b'x', -1)", "B.crc32(b'x', 2**40 + 1)", "B.crc32('x')", "B.crc_hqx(b'abc', 0)", "B.crc_hqx(b'abc', 0xFFFFF)",
    "B.b2a_qp(text)", "B.b2a_qp(text, quotetabs=True)", "B.b2a_qp(text, istext=False)", "B.b2a_qp(text, header=True)", "B.a2b_qp(B.b2a_qp(text)) == text.replace(b'\\r\\n', b'\\n')", "B.a2b_qp(b'=41=4a=\\nx=zz==_=')", "B.a2b_qp(b'a_b', header=True)",
    "B.b2a_qp(b' ')", "B.b2a_qp(b'a' * 75 + b'b')", "B.b2a_qp(b'a' * 76 + b'b')", "B.b2a_qp(b'a' * 77)", "B.b2a_qp(b'x \\n\\ty\\t')", "B.b2a_qp(b'.\\n..')", "B.b2a_qp(b'\\0')", "B.Error.__mro__[1], B.Incomplete.__bases__",
    "_md5.md5('x')", "_md5.md5(1)", "_md5.md5(b'', b'')", "_sha1.sha1(string=b'x').hexdigest()", "_sha256.sha256(b'x', usedforsecurity=False).hexdigest()[:8]", "_sha3.shake_128().digest(-1)", "_sha3.shake_128().digest()", "_md5.md5().update()",
]:
    show(e)
