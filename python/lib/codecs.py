"""Encodings: the registry, and classes to write and use them with.

The registry and the common encodings are written in Go (_codecs).
"""

import builtins
from _codecs import *

__all__ = """register lookup open EncodedFile BOM BOM_BE BOM_LE BOM32_BE BOM32_LE BOM64_BE BOM64_LE BOM_UTF8 BOM_UTF16 BOM_UTF16_LE
BOM_UTF16_BE BOM_UTF32 BOM_UTF32_LE BOM_UTF32_BE CodecInfo Codec IncrementalEncoder IncrementalDecoder StreamReader StreamWriter
StreamReaderWriter StreamRecoder getencoder getdecoder getincrementalencoder getincrementaldecoder getreader getwriter encode decode
iterencode iterdecode strict_errors ignore_errors replace_errors xmlcharrefreplace_errors backslashreplace_errors namereplace_errors
register_error lookup_error""".split()

BOM_UTF8 = b"\xef\xbb\xbf"
BOM_LE = BOM_UTF16_LE = BOM_UTF16 = BOM = BOM32_LE = b"\xff\xfe"
BOM_BE = BOM_UTF16_BE = BOM32_BE = b"\xfe\xff"
BOM_UTF32_LE = BOM_UTF32 = BOM64_LE = b"\xff\xfe\0\0"
BOM_UTF32_BE = BOM64_BE = b"\0\0\xfe\xff"


class CodecInfo(tuple):
    """What the registry knows of an encoding: (encode, decode, streamreader, streamwriter)."""

    _is_text_encoding = True

    def __new__(cls, encode, decode, streamreader=None, streamwriter=None, incrementalencoder=None, incrementaldecoder=None, name=None, *, _is_text_encoding=None):
        self = tuple.__new__(cls, (encode, decode, streamreader, streamwriter))
        self.name, self.encode, self.decode = name, encode, decode
        self.streamreader, self.streamwriter = streamreader, streamwriter
        self.incrementalencoder, self.incrementaldecoder = incrementalencoder, incrementaldecoder
        if _is_text_encoding is not None:
            self._is_text_encoding = _is_text_encoding
        return self

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} object for encoding {self.name} at {id(self):#x}>"


def _to_be_written(self, *args, **kwds):
    raise NotImplementedError


class Codec:
    """An encoding without state: encode and decode return (result, length of what was taken)."""

    encode = decode = _to_be_written


class _Incremental:
    """Translates in parts; what is not enough for a translation yet may be kept in buffer."""

    def __init__(self, errors="strict"):
        self.errors, self.buffer = errors, self._empty

    def reset(self):
        """Begin anew."""

    def setstate(self, state):
        """Go back to what getstate returned."""

    def _translate(self, translate, input, final):
        waiting = self.buffer + input
        result, used = translate(waiting, self.errors, final)
        self.buffer = waiting[used:]
        return result

    def _forget(self):
        self.buffer = self._empty


class IncrementalEncoder(_Incremental):
    """Encodes a text in parts."""

    _empty = ""
    encode = _to_be_written

    def getstate(self):
        """What is to be known for going on later: a number, or a text that is not encoded yet."""
        return 0


class IncrementalDecoder(_Incremental):
    """Decodes bytes in parts."""

    _empty = b""
    decode = _to_be_written

    def getstate(self):
        """What is to be known for going on later: (bytes that are not decoded yet, a number)."""
        return self._empty, 0


class BufferedIncrementalEncoder(IncrementalEncoder):
    """An encoder that keeps what it cannot encode yet: _buffer_encode says what it could."""

    _buffer_encode = _to_be_written
    reset = _Incremental._forget

    def encode(self, input, final=False):
        return self._translate(self._buffer_encode, input, final)

    def getstate(self):
        return self.buffer or 0

    def setstate(self, state):
        self.buffer = state or self._empty


class BufferedIncrementalDecoder(IncrementalDecoder):
    """A decoder that keeps what it cannot decode yet: _buffer_decode says what it could."""

    _buffer_decode = _to_be_written
    reset = _Incremental._forget

    def decode(self, input, final=False):
        return self._translate(self._buffer_decode, input, final)

    def getstate(self):
        return self.buffer, 0

    def setstate(self, state):
        self.buffer, *_ = state


class _Over:
    """A file over another: what it does not do itself, the other does."""

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.stream.close()

    def seek(self, offset, whence=0):
        """Move in the file below; at its beginning, everything begins anew."""
        self.stream.seek(offset, whence)
        self._moved(to_start=not whence and not offset)


class _OverBoth(_Over):
    """A file with a reader and a writer over one other."""

    def _open(self, stream, Reader, Writer, errors):
        self.stream, self.errors = stream, errors
        self.reader, self.writer = (kind(stream, errors) for kind in (Reader, Writer))

    def __iter__(self):
        return self

    def reset(self):
        """Reset both sides."""
        for side in self.reader, self.writer:
            side.reset()

    def _moved(self, to_start):
        self.reader.reset()
        if to_start:
            self.writer.reset()


class StreamWriter(_Over, Codec):
    """A file that encodes what is written to another."""

    def __init__(self, stream, errors="strict"):
        self.stream, self.errors = stream, errors

    def write(self, object):
        """Encode and write a text."""
        self.stream.write(self.encode(object, self.errors)[0])

    def writelines(self, list):
        """Write texts, one behind the other."""
        self.write("".join(list))

    def reset(self):
        """Finish, and begin anew."""

    def _moved(self, to_start):
        if to_start:
            self.reset()


class StreamReader(_Over, Codec):
    """A file that decodes what is read from another."""

    charbuffertype = str

    def __init__(self, stream, errors="strict"):
        self.stream, self.errors = stream, errors
        StreamReader.reset(self)

    def _fill(self, size, firstline=False):
        """Decode the next size bytes (-1: all). False: there are none."""
        new = self.stream.read() if size < 0 else self.stream.read(size)
        data = self.bytebuffer + new
        if not data:
            return False
        text, used = self.decode(data, self.errors)
        self.bytebuffer = data[used:]
        self.charbuffer += text
        return bool(new)

    def read(self, size=-1, chars=-1, firstline=False):
        """Read chars characters (if not given: size, or all), size bytes at a time (if not given: all at once)."""
        if chars < 0:
            chars = size
        while chars < 0 or len(self.charbuffer) < chars:
            if not self._fill(size) or size < 0:
                break
        end = len(self.charbuffer) if chars < 0 else chars
        result, self.charbuffer = self.charbuffer[:end], self.charbuffer[end:]
        return result

    def readline(self, size=None, keepends=True):
        """Read a line."""
        while True:
            lines = self.charbuffer.splitlines(True)
            # The last line may go on; and a \r at its end may be half of a line end.
            if len(lines) > 1 or lines and lines[0].endswith("\n") or not self._fill(size or 72):
                break
        if not lines:
            return self.charbuffertype()
        line = lines[0]
        self.charbuffer = self.charbuffer[len(line):]
        return line if keepends else line.splitlines(False)[0]

    def readlines(self, sizehint=None, keepends=True):
        """All lines that are left."""
        return self.read().splitlines(keepends)

    def reset(self):
        """Forget what was read ahead."""
        self.bytebuffer, self.charbuffer = b"", self.charbuffertype()

    def _moved(self, to_start):
        self.reset()

    def __iter__(self):
        return self

    def __next__(self):
        if line := self.readline():
            return line
        raise StopIteration


class StreamReaderWriter(_OverBoth):
    """A StreamReader and a StreamWriter of one file."""

    encoding = "unknown"

    def __init__(self, stream, Reader, Writer, errors="strict"):
        self._open(stream, Reader, Writer, errors)

    def __next__(self):
        return next(self.reader)


def _by(side, name):
    """The method of a StreamReaderWriter that one of its sides has."""

    def call(self, *args, **kwds):
        return getattr(getattr(self, side), name)(*args, **kwds)

    call.__name__, call.__qualname__ = name, f"StreamReaderWriter.{name}"
    return call


for _side, _names in ("reader", "read readline readlines"), ("writer", "write writelines"):
    for _name in _names.split():
        setattr(StreamReaderWriter, _name, _by(_side, _name))


class StreamRecoder(_OverBoth):
    """A file in one encoding that is read and written in another."""

    data_encoding = file_encoding = "unknown"

    def __init__(self, stream, encode, decode, Reader, Writer, errors="strict"):
        self._open(stream, Reader, Writer, errors)
        self.encode, self.decode = encode, decode

    def _out(self, text):
        return self.encode(text, self.errors)[0]

    def __next__(self):
        return self._out(next(self.reader))

    def read(self, size=-1):
        """What size bytes of the file are, in the other encoding."""
        return self._out(self.reader.read(size))

    def readline(self, size=None):
        """The next line in the other encoding."""
        return self._out(self.reader.readline(*[size] * (size is not None)))

    def readlines(self, sizehint=None):
        """All lines that are left, in the other encoding."""
        return self.read().splitlines(True)

    def write(self, data):
        """Write what is in the other encoding."""
        return self.writer.write(self.decode(data, self.errors)[0])

    def writelines(self, list):
        """Write parts, one behind the other."""
        return self.write(b"".join(list))


def open(filename, mode="r", encoding=None, errors="strict", buffering=-1):
    """Open a file whose content is decoded and encoded; the file below is in binary mode."""
    if encoding is not None and "b" not in mode:
        mode += "b"
    file = builtins.open(filename, mode, buffering)
    if encoding is None:
        return file
    try:
        info = lookup(encoding)
        both = StreamReaderWriter(file, info.streamreader, info.streamwriter, errors)
    except BaseException:
        file.close()
        raise
    both.encoding = encoding
    return both


def EncodedFile(file, data_encoding, file_encoding=None, errors="strict"):
    """A file in file_encoding, read and written in data_encoding."""
    if file_encoding is None:
        file_encoding = data_encoding
    data, inner = lookup(data_encoding), lookup(file_encoding)
    both = StreamRecoder(file, data.encode, data.decode, inner.streamreader, inner.streamwriter, errors)
    both.data_encoding, both.file_encoding = data_encoding, file_encoding
    return both


def _getter(name, part, needed=False):
    """The function that gets a part of an encoding; LookupError if it has none and needs one."""

    def get(encoding):
        found = getattr(lookup(encoding), part)
        if needed and found is None:
            raise LookupError(encoding)
        return found

    get.__name__ = get.__qualname__ = name
    return get


getencoder, getdecoder = _getter("getencoder", "encode"), _getter("getdecoder", "decode")
getreader, getwriter = _getter("getreader", "streamreader"), _getter("getwriter", "streamwriter")
getincrementalencoder = _getter("getincrementalencoder", "incrementalencoder", True)
getincrementaldecoder = _getter("getincrementaldecoder", "incrementaldecoder", True)


def _each(step, parts, last):
    """The results of a step that are not empty: for each part, and at the end."""
    yield from filter(None, map(step, parts))
    if rest := step(last, True):
        yield rest


def iterencode(iterator, encoding, errors="strict", **kwargs):
    """Encode the strs of an iterator, one after the other."""
    yield from _each(getincrementalencoder(encoding)(errors, **kwargs).encode, iterator, "")


def iterdecode(iterator, encoding, errors="strict", **kwargs):
    """Decode the bytes of an iterator, one after the other."""
    yield from _each(getincrementaldecoder(encoding)(errors, **kwargs).decode, iterator, b"")


def make_identity_dict(rng):
    """The table of what stays as it is."""
    return {i: i for i in rng}


def make_encoding_map(decoding_map):
    """The table of an encoder; what has several codes gets none."""
    table = {}
    for code, char in decoding_map.items():
        table[char] = code if char not in table else None
    return table


for _name in "strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace":
    globals()[f"{_name}_errors"] = lookup_error(_name)
del _name, _names, _side
