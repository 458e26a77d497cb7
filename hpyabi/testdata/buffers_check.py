"""Buffers that C exports, seen by Python."""
from buffers import Matrix, Text, releases


def raises(cls, f, *args):
    try:
        f(*args)
    except cls as e:
        return str(e)
    assert False, "nothing was raised"


m = Matrix(2, 3)
v = memoryview(m)
assert m.exports == 1
assert (v.format, v.itemsize, v.ndim, v.shape, v.strides, v.readonly, v.nbytes) == ("d", 8, 2, (2, 3), (24, 8), False, 48)
assert v.obj is m and v.c_contiguous
assert v.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
assert v[1, 2] == 5.0
v[1, 2] = 7.5
assert m.get(1, 2) == 7.5
garbage = [[i] for i in range(100)]  # everything moves, but not the matrix
assert v[1, 2] == 7.5 and m.get(1, 0) == 3.0
w = memoryview(m)
assert m.exports == 2
v.release()
assert m.exports == 1 and releases() == 1
assert raises(ValueError, lambda: v[0, 0]) == "operation forbidden on released memoryview object"
with w:
    assert w[0, 1] == 1.0
assert m.exports == 0 and releases() == 2
assert bytes(m) == bytes(memoryview(m)) and len(bytes(m)) == 48
assert bytearray(Matrix(1, 1)) == bytearray(8)

r = Matrix(1, 2, 1)
assert memoryview(r).readonly
assert raises(TypeError, memoryview(r).__setitem__, (0, 0), 1.0) == "cannot modify read-only memory"


class Sub(Matrix):
    pass


s = Sub(2, 2)
assert memoryview(s).tolist() == [[0.0, 1.0], [2.0, 3.0]]

t = Text()
assert bytes(t) == b"some text"
assert memoryview(t).format == "B" and memoryview(t)[5:].tobytes() == b"text"
assert b"x".join([t, t]) == b"some textxsome text"
assert b"text" in bytes(t) and bytes(t).find(Text()) == 0
assert str(t, "ascii") == "some text"
assert int(Text.__name__ == "Text") == 1
