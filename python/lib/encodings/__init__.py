"""The encodings that are written in Go, as the registry of codecs wants them.

CPython's package has a module for each encoding; this one makes what it needs of the
functions of _codecs. Encodings that are not text (base64, rot13 and the like) are not
here.
"""

import _codecs
import codecs


class CodecRegistryError(LookupError, SystemError):
    pass


def normalize_encoding(encoding):
    """Runs of what is no letter, digit or point as one underscore."""
    if isinstance(encoding, bytes):
        encoding = str(encoding, "ascii")
    out, gap = [], False
    for c in encoding:
        if c.isalnum() or c == ".":
            if gap and out:
                out.append("_")
            if c.isascii():
                out.append(c)
            gap = False
        else:
            gap = True
    return "".join(out)


# The functions of _codecs by the names of encodings; _ in a name stands for anything.
_engines = {
    "utf_8": "utf-8", "utf_7": "utf-7", "utf_16": "utf-16", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be", "utf_32": "utf-32",
    "utf_32_le": "utf-32-le", "utf_32_be": "utf-32-be", "ascii": "ascii", "latin_1": "iso8859-1", "unicode_escape": "unicode-escape",
    "raw_unicode_escape": "raw-unicode-escape",
}
_aliases = {
    "utf8": "utf_8", "u8": "utf_8", "utf": "utf_8", "cp65001": "utf_8", "utf7": "utf_7", "u7": "utf_7", "utf16": "utf_16", "u16": "utf_16",
    "utf_16le": "utf_16_le", "utf_16be": "utf_16_be", "utf32": "utf_32", "u32": "utf_32", "utf_32le": "utf_32_le", "utf_32be": "utf_32_be",
    "us_ascii": "ascii", "us": "ascii", "646": "ascii", "latin1": "latin_1", "latin": "latin_1", "l1": "latin_1", "8859": "latin_1",
    "iso8859_1": "latin_1", "iso_8859_1": "latin_1", "iso8859": "latin_1", "cp819": "latin_1",
}
_marked = {"utf_16": codecs.BOM_UTF16, "utf_32": codecs.BOM_UTF32}


def _make(name, encode, decode, stateful, mark=b""):
    """The CodecInfo of a pair of functions."""

    class Encoder(codecs.IncrementalEncoder):
        begun = False

        def encode(self, input, final=False):
            data = encode(input, self.errors)[0]
            if mark and self.begun:
                data = data[len(mark):]  # the mark stands at the beginning only
            self.begun = True
            return data

        def reset(self):
            self.begun = False

        def getstate(self):
            return 0 if self.begun else 2

        def setstate(self, state):
            self.begun = not state

    if stateful:
        class Decoder(codecs.BufferedIncrementalDecoder):
            def _buffer_decode(self, input, errors, final):
                return decode(input, errors, final)
    else:
        class Decoder(codecs.IncrementalDecoder):
            def decode(self, input, final=False):
                return decode(input, self.errors)[0]

    class Writer(codecs.StreamWriter):
        def __init__(self, stream, errors="strict"):
            super().__init__(stream, errors)
            self._encoder = Encoder(errors)

        def encode(self, input, errors="strict"):
            return self._encoder.encode(input), len(input)

        def reset(self):
            self._encoder.reset()

    class Reader(codecs.StreamReader):
        def decode(self, input, errors="strict"):
            return decode(input, errors, False) if stateful else decode(input, errors)

    def whole(input, errors="strict"):
        return decode(input, errors, True) if stateful else decode(input, errors)

    return codecs.CodecInfo(name=name, encode=encode, decode=whole, incrementalencoder=Encoder, incrementaldecoder=Decoder, streamreader=Reader, streamwriter=Writer)


class _Marked(codecs.BufferedIncrementalDecoder):
    """UTF-16 and UTF-32 with a mark: the byte order is found at the beginning, and kept."""

    def __init__(self, errors="strict"):
        super().__init__(errors)
        self.order = 0

    def _buffer_decode(self, input, errors, final):
        text, used, order = self._function(input, errors, self.order, final)
        if not self.order and used:
            self.order = order or -1
        return text, used

    def reset(self):
        super().reset()
        self.order = 0

    def getstate(self):
        # 0: the byte order of this machine was found, 1: the other one, 2: none yet.
        return self.buffer, {-1: 0, 1: 1, 0: 2}[self.order]

    def setstate(self, state):
        super().setstate(state)
        self.order = {0: -1, 1: 1, 2: 0}[state[1]]


def _utf_8_sig():
    mark = codecs.BOM_UTF8

    def encode(input, errors="strict"):
        return mark + codecs.utf_8_encode(input, errors)[0], len(input)

    def decode(input, errors="strict", final=True):
        input = bytes(input)
        if not final and len(input) < len(mark) and mark.startswith(input):
            return "", 0
        skip = len(mark) if input.startswith(mark) else 0
        text, used = codecs.utf_8_decode(input[skip:], errors, final)
        return text, used + skip

    info = _make("utf-8-sig", encode, decode, True, mark)

    class Decoder(codecs.BufferedIncrementalDecoder):
        first = True

        def _buffer_decode(self, input, errors, final):
            if not self.first:
                return codecs.utf_8_decode(input, errors, final)
            text, used = decode(input, errors, final)
            self.first = not used
            return text, used

        def reset(self):
            super().reset()
            self.first = True

        def getstate(self):
            return self.buffer, int(self.first)

        def setstate(self, state):
            super().setstate(state)
            self.first = bool(state[1])

    info.incrementaldecoder = Decoder
    return info


def _charmap(name, table):
    """The CodecInfo of a table of 256 characters."""
    encoding = codecs.charmap_build(table)

    def encode(input, errors="strict"):
        return codecs.charmap_encode(input, errors, encoding)

    def decode(input, errors="strict"):
        return codecs.charmap_decode(input, errors, table)

    return _make(name, encode, decode, False)


def search_function(encoding):
    """Find the CodecInfo of an encoding; None: it is none of those here."""
    name = normalize_encoding(encoding).lower().replace(".", "_")
    if name == "utf_8_sig":
        return _utf_8_sig()
    name = _aliases.get(name, name)
    if name in _engines:
        encode, decode = getattr(_codecs, name + "_encode"), getattr(_codecs, name + "_decode")
        info = _make(_engines[name], encode, decode, name not in ("ascii", "latin_1"), _marked.get(name, b""))
        if name in _marked:
            info.incrementaldecoder = type("IncrementalDecoder", (_Marked,), {"_function": staticmethod(getattr(_codecs, name + "_ex_decode"))})
        return info
    table = _codecs._charmap_table(name)
    return None if table is None else _charmap(name.replace("iso_8859", "iso8859").replace("iso8859_", "iso8859-"), table)


codecs.register(search_function)
