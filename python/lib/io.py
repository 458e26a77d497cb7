"""Files: raw, buffered and text, in memory and of the system.

All of it is written in Go (_io); here are the abstract classes, to which those of _io
belong, and the public names.
"""

import _io
import abc
from _io import (DEFAULT_BUFFER_SIZE, BlockingIOError, BufferedRandom, BufferedReader, BufferedRWPair, BufferedWriter, BytesIO, FileIO,
                 IncrementalNewlineDecoder, StringIO, TextIOWrapper, UnsupportedOperation, open, open_code, text_encoding)

__all__ = ["BlockingIOError", "open", "open_code", "IOBase", "RawIOBase", "FileIO", "BytesIO", "StringIO", "BufferedIOBase", "BufferedReader",
           "BufferedWriter", "BufferedRWPair", "BufferedRandom", "TextIOBase", "TextIOWrapper", "UnsupportedOperation", "SEEK_SET", "SEEK_CUR", "SEEK_END"]

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2



def _public(name, *members, above=()):
    """The abstract class over one of _io's, with the classes that belong to it."""
    below = getattr(_io, f"_{name}")
    made = abc.ABCMeta(name, (below, *above), {"__doc__": below.__doc__, "__module__": __name__})
    for member in members:
        made.register(member)
    return made


IOBase = _public("IOBase")
RawIOBase = _public("RawIOBase", FileIO, above=(IOBase,))
BufferedIOBase = _public("BufferedIOBase", BytesIO, BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair, above=(IOBase,))
TextIOBase = _public("TextIOBase", StringIO, TextIOWrapper, above=(IOBase,))
