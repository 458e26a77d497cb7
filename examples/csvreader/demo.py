"""A price list, its mistakes, and random rows checked against a reader in plain Python.

demo.py [ROWS]
"""
import sys
import time
import csvreader

# ---- a table somebody could send you --------------------------------------------------

TEXT = '''# exported 2024-03-01
article,qty,price,remark
"Screw, M4",100,0.05,
"Board 19""",3,12.50,"two lines
of remark"
Gl\u00fchbirne,2,3.75,caf\u00e9
'''

reader = csvreader.Reader(TEXT, comment="#", header=True, types=[None, int, float, None])
print("columns:", ", ".join(reader.names))
total = 0.0
for row in reader:
    total += row["qty"] * row["price"]
    print(f"  line {reader.line}: {row['qty']:>4} x {row['article']:<10} {row['remark']!r}")
print(f"total {total:.2f}, {reader.rows} rows")
assert abs(total - 50.0) < 1e-9 and reader.rows == 3 and reader.done == 1.0
assert csvreader.parse(TEXT, comment="#")[2] == ['Board 19"', "3", "12.50", "two lines\nof remark"]
assert csvreader.parse('a;"b;c"\r\n1;2\r\r3;', delimiter=";") == [
    ["a", "b;c"], ["1", "2"], ["3", ""]]
assert csvreader.parse("'it''s',2", quote="'") == [["it's", "2"]]

# ---- mistakes ----------------------------------------------------------------------------

def mistake(text, **options):
    try:
        csvreader.parse(text, **options)
    except csvreader.Error as e:
        return e
    raise AssertionError("no error: " + text)


print("\nmistakes:")
for text, options, line, column in [
    ('a,b\n1,2\n3\n', {}, 3, None),
    ('a,b\n"1,2\n3,4\n', {}, 2, 1),
    ('a,b\n1,"2"x\n', {}, 2, 2),
    ('a,b\n1,2"\n', {}, 2, 2),
    ('n,x\n1,2\n"2\n",3\n4,five\n', {"header": True, "types": [int, float]}, 5, 2),
    ('', {"header": True}, 1, None),
]:
    e = mistake(text, **options)
    print("  " + str(e))
    assert (e.line, e.column) == (line, column), (e.line, e.column)
    assert isinstance(e, ValueError)

assert csvreader.parse('a,b\n1\n2",3', strict=False) == [["a", "b"], ["1"], ['2"', "3"]]
for wrong in [{"delimiter": ";;"}, {"delimiter": 5}, {"quote": ""}, {"types": 5}]:
    try:
        csvreader.parse("a,b", **wrong)
    except TypeError:
        continue
    raise AssertionError(wrong)
try:
    csvreader.parse("a,b", types=[str.upper, lambda s: undefined_name])
except NameError as e:
    print("  a converter's own mistake comes through:", e)
else:
    raise AssertionError("no error")

try:
    csvreader.parse(b"bytes")
except TypeError as e:
    print("  " + str(e))
else:
    raise AssertionError("no error")

selfish = csvreader.Reader("1\n2\n3", types=[lambda s: next(selfish)])
try:
    next(selfish)
except RuntimeError as e:
    print("  " + str(e))
else:
    raise AssertionError("no error")

# ---- there and back again, against plain Python ------------------------------------------------

def plain_parse(text):
    """RFC 4180, one character after the other."""
    rows, row, field, i, n = [], [], [], 0, len(text)
    while i < n:
        if text[i] == '"':
            i += 1
            while not (text[i] == '"' and text[i + 1:i + 2] != '"'):
                i += text[i] == '"'
                field.append(text[i])
                i += 1
            i += 1
        else:
            while i < n and text[i] not in ",\r\n":
                field.append(text[i])
                i += 1
        row.append("".join(field))
        field = []
        if i < n and text[i] == ",":
            i += 1
            continue
        i += 2 if text[i:i + 2] == "\r\n" else 1
        rows.append(row)
        row = []
    return rows


N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
state = 7


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


PIECES = ["a", "b", "z", "0", "9", " ", ",", '"', "\n", "\r\n", "\u00e9", "\u4e2d",
          "\U0001f600", "word"]
rows = [["".join(PIECES[rnd(len(PIECES))] for _ in range(rnd(12))) for _ in range(6)]
        for _ in range(N)]

t0 = time.perf_counter()
text = csvreader.format(rows)
t1 = time.perf_counter()
got = csvreader.parse(text)
t2 = time.perf_counter()
plain = plain_parse(text)
t3 = time.perf_counter()

assert plain == rows                    # format() is right
assert got == rows                      # parse() is right
assert list(csvreader.Reader(text)) == rows
half = csvreader.Reader(text)
assert half.skip(N // 2) == N // 2 and next(half) == rows[N // 2] and 0 < half.done < 1
assert half.skip(10**9) == N - N // 2 - 1 and next(half, "end") == "end"
assert csvreader.format(iter([[1, None, 2.5], ()]), delimiter=";") == "1;None;2.5\r\n\r\n"

print(f"\n{len(rows)} rows, {len(text)} characters: written in {(t1 - t0) * 1e3:.0f} ms,"
      f" read in {(t2 - t1) * 1e3:.0f} ms, in plain Python in {(t3 - t2) * 1e3:.0f} ms")
print("ok")
sys.exit(0)
