# zlib: what one side compresses the other decompresses, in pieces of any size.
import zlib

blobs = [b'', b'a', b'abc' * 1000, bytes(((i * i * 7919 >> 3) % 256 for i in range(7000))), b'x' * 100000, bytes((b"abcdef "[i * i * 31 % 1009 % 7] for i in range(20000)))]


def sh(e):
    try:
        print(e, '->', eval(e))
    except Exception as x:
        print(e, '!!', type(x).__module__, type(x).__name__, x)


for b in blobs:
    for lv in (-1, 0, 1, 9):
        for wb in (15, -15, 31):
            c = zlib.compress(b, lv, wb)
            assert zlib.decompress(c, wb) == b, (len(b), lv, wb)
            if wb != -15:
                assert zlib.decompress(c, 47) == b
            d = zlib.decompressobj(wb)
            out = b''
            step = max(1, len(c) // 7)
            for i in range(0, len(c), step):
                out += d.decompress(c[i:i + step])
            assert out == b and d.eof and (d.unused_data == b''), (len(b), lv, wb)
            d = zlib.decompressobj(wb)
            out = d.decompress(c + b'TAIL', 1000)
            n = 1
            while not d.eof:
                out += d.decompress(d.unconsumed_tail, 1000)
                n += 1
                if n > 5000:
                    print('loop')
                    break
            assert out == b and d.unused_data == b'TAIL', (len(b), lv, wb, len(out), d.unused_data)
        co = zlib.compressobj(lv)
        x = co.compress(b[:100]) + co.flush(zlib.Z_SYNC_FLUSH)
        d = zlib.decompressobj()
        assert d.decompress(x) == b[:100]
        y = co.compress(b[100:]) + co.flush()
        assert d.decompress(y) == b[100:]
import binascii
hx = '789ccb48cdc9c95728cf2fca4901001a0b045d'
print(zlib.decompress(binascii.unhexlify(hx)))
for e in [
    "zlib.decompress(b'')", "zlib.decompress(b'abc')", "zlib.decompress(zlib.compress(b'hello')[:-1])",
    "zlib.decompress(zlib.compress(b'hello')[:-1]+b'x')", "zlib.compress('a')", "zlib.compress(b'a',10)", "zlib.compress(b'a',wbits=99)",
    "zlib.decompress(b'a',99)", "zlib.crc32(b'abc')", "zlib.crc32(b'c',zlib.crc32(b'ab'))", "zlib.adler32(b'abc')",
    "zlib.adler32(b'c',zlib.adler32(b'ab'))", "zlib.adler32(b'x'*100000)", "zlib.decompressobj().decompress(b'x',-1)", 'zlib.decompressobj(wbits=99)',
    'zlib.compressobj(level=77)', 'zlib.decompressobj().flush(0)', "zlib.decompressobj().decompress(b'\\x78\\x9c\\xff\\xff')",
    "zlib.decompress(b'\\x78\\x9c\\x07')", 'zlib.compressobj().flush(0)', 'zlib.MAX_WBITS, zlib.DEFLATED, zlib.Z_FINISH', 'zlib.error.__mro__[1]',
    'zlib.decompressobj().copy().eof',
]:
    sh(e)
zd = b'hello world dictionary'
co = zlib.compressobj(zdict=zd)
c = co.compress(b'hello world') + co.flush()
print(zlib.decompressobj(zdict=zd).decompress(c))
sh('zlib.decompressobj().decompress(c)')
sh('zlib.decompress(c)')
d = zlib.decompressobj()
c = zlib.compress(b'hello' * 100)
d.decompress(c[:10])
e = d.copy()
print(d.decompress(c[10:])[-5:], e.decompress(c[10:])[-5:], e.eof)

# What a short window compressed it decompresses; a copy of what was flushed at its end.
whole = zlib.compress(b"window" * 9, wbits=9)
for wbits in 0, 9, 15, 41, 47:
    print(wbits, len(zlib.decompress(whole, wbits)))
ended = zlib.decompressobj()
ended.decompress(whole)
ended.copy()
ended.flush()
try:
    ended.copy()
except ValueError as e:
    print(e)
