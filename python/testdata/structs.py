# _struct: every code, sizes and alignments, and what is refused.
import _struct as struct


def show(expression):
    try:
        print(expression, "->", repr(eval(expression)))
    except Exception as e:
        print(expression, "!!", type(e).__name__, e)


for order in "@<>":
    for code in "bBhHiIlLqQnN":
        for value in (2**64, -(2**63) - 1, -(2**40), 2**33, -1, 77, "a", 1.5):
            try:
                print(order + code, value, struct.pack(order + code, value))
            except Exception as e:
                print(order + code, value, type(e).__module__, type(e).__name__, e)

for bits in [0, 1, 0x3FF, 0x400, 0x3C00, 0x7BFF, 0x7C00, 0xFC00, 0x8000, 0xC100]:
    (x,) = struct.unpack("<e", struct.pack("<H", bits))
    print(x, struct.pack("<e", x) == struct.pack("<H", bits))
for x in [65519.0, 65520.0, 2.0**-24, 2.0**-25, 2.9e-8, 1.0009765625, 1.00048828125, -0.0, 1e-300]:
    try:
        print(x, struct.pack(">e", x))
    except OverflowError as e:
        print(x, e)

for e in [
    "struct.pack('c',1)",
    "struct.pack('c',b'ab')",
    "struct.pack('s','a')",
    "struct.pack('p','a')",
    "struct.pack('3p',b'abcdef')",
    "struct.pack('?',[])",
    "struct.pack('f','a')",
    "struct.pack('f',1e300)",
    "struct.pack('e',1e9)",
    "struct.pack('<f',1e300)",
    "struct.pack('P',-1)",
    "struct.pack('P',2**65)",
    "struct.calcsize('bq')",
    "struct.calcsize('<bq')",
    "struct.calcsize('bi0q')",
    "struct.calcsize('z')",
    "struct.calcsize('3')",
    "struct.calcsize('<n')",
    'struct.calcsize(1)',
    'struct.pack()',
    "struct.pack('i')",
    "struct.pack('ii',1)",
    "struct.unpack('i',b'abc')",
    "struct.unpack('i',1)",
    "struct.unpack_from('i',b'abcdef',3)",
    "struct.unpack_from('i',b'abcdef',-3)",
    "struct.unpack_from('i',b'abcdef',-9)",
    "struct.unpack_from('i',b'abcdef',1)",
    "struct.pack_into('i',bytearray(4),1,2)",
    "struct.pack_into('i',bytearray(4),-9,2)",
    "struct.pack_into('i',b'abcd',0,2)",
    "struct.pack_into('i')",
    "struct.pack_into('i',bytearray(4))",
    "struct.pack_into('i',bytearray(4),0)",
    "struct.pack_into('i',bytearray(4),-2,3)",
    "list(struct.iter_unpack('h',b'abcd'))",
    "struct.iter_unpack('h',b'abc')",
    "struct.iter_unpack('0s',b'')",
    "struct.Struct('<hh').format",
    "struct.Struct(b'hh').format",
    "struct.Struct('hh').size",
    'struct.Struct()',
    "struct.Struct('é')",
    "struct.Struct('h').unpack(b'a')",
    "struct.Struct('h').pack(1,2)",
    "struct.Struct('h').pack_into(bytearray(2),0)",
    "struct.Struct('h').pack_into()",
    "struct.unpack('?',b'\\x05')",
    "struct.unpack('3s2p',b'abc\\x05d')",
    "struct.unpack('x2c',b'abc')",
    "struct.calcsize('9999999999999999999i')",
    "struct.calcsize('99999999999999999i')",
    "struct.pack('>e',1.5)",
    "struct.unpack('>e',b'\\x7c\\x01')",
    "struct.pack('  < i',1)",
    "struct.pack('<i i',1,2)",
    "struct.pack('0i')",
    "struct.iter_unpack('h',b'ab').__length_hint__()",
    "struct.pack_into('i',1,2,3)",
    "struct.unpack_from('i')",
    "struct.Struct('i').unpack_from(b'abcdabcd',offset=4)",
    "struct.Struct('h').__sizeof__()>0",
    "struct.pack('c')",
    "struct.pack('hs',1,bytearray(b'x'))",
    "struct.pack('c',bytearray(b'x'))",
    "struct.pack('d',10**400)",
    "struct.pack('?', 'x')",
    'struct.error.__module__',
    "type(struct.iter_unpack('h',b'ab'))",
    "struct.calcsize(' ')",
    "struct.calcsize('3 i')",
    "struct.pack('n',2**63)",
    "struct.pack('<Q',2**64-1)",
    "struct.pack('>q',-5)",
    "struct.pack('@5s',b'ab')",
    "struct.pack('0s',b'ab')",
    "struct.pack('0p',b'')",
    "struct.unpack('0p',b'')",
    'struct._clearcache()',
    "struct.pack(b'h',3)",
]:
    show(e)

# A module made anew raises the same error.
import sys
import struct
first = struct.error
del sys.modules["_struct"]
import _struct
try:
    struct.calcsize("Z")
except first as e:
    print("caught", e)
