"""Paragraphs of text: wrapped to a width, filled, shortened, indented and unindented."""

import re

__all__ = ["TextWrapper", "wrap", "fill", "dedent", "indent", "shorten"]

_SPACE = "\t\n\x0b\x0c\r "
_TO_SPACE = {ord(c): " " for c in _SPACE}

_WORD = r"[\w!\"'&.,?]"
_LETTER = r"[^\d\W]"
_BLANK = f"[{re.escape(_SPACE)}]"
_BLACK = f"[^{re.escape(_SPACE)}]"


class TextWrapper:
    """How text is wrapped; see wrap and fill."""

    # A chunk is: blanks; a dash between words; a word, which may end behind a hyphen that
    # is between letters, or before a dash.
    wordsep_re = re.compile(rf"""(
        {_BLANK}+
      | (?<={_WORD})-{{2,}}(?=\w)
      | {_BLACK}+? (?:
            -(?: (?<={_LETTER}{{2}}-) | (?<={_LETTER}-{_LETTER}-)) (?= {_LETTER} -? {_LETTER})
          | (?={_BLANK}|\Z)
          | (?<={_WORD})(?=-{{2,}}\w)
        )
    )""", re.VERBOSE)
    wordsep_simple_re = re.compile(f"({_BLANK}+)")
    sentence_end_re = re.compile(r"[a-z][\.\!\?][\"\']?\Z")

    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True, replace_whitespace=True,
                 fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True,
                 tabsize=8, *, max_lines=None, placeholder=" [...]"):
        # Every option is an attribute of its own name, which may be changed between two calls.
        for option, given in list(locals().items()):
            if option != "self":
                setattr(self, option, given)

    def _munge_whitespace(self, text):
        flat = text.expandtabs(self.tabsize) if self.expand_tabs else text
        return flat.translate(_TO_SPACE) if self.replace_whitespace else flat

    def _split(self, text):
        at = self.wordsep_re if self.break_on_hyphens is True else self.wordsep_simple_re
        return list(filter(None, at.split(text)))

    def _fix_sentence_endings(self, chunks):
        for i in range(1, len(chunks) - 1):
            if chunks[i] == " " and self.sentence_end_re.search(chunks[i - 1]):
                chunks[i] = "  "

    def _handle_long_word(self, rest, line, length, width):
        """Put what fits of the next chunk, which is longer than a line, on the line; rest is reversed."""
        if not self.break_long_words:
            if not line:
                line.append(rest.pop())
            return
        chunk = rest[-1]
        room = end = 1 if width < 1 else width - length
        if self.break_on_hyphens and len(chunk) > room:
            hyphen = chunk.rfind("-", 0, room)
            if hyphen > 0 and chunk[:hyphen].strip("-"):
                end = hyphen + 1
        line.append(chunk[:end])
        rest[-1] = chunk[end:]

    def _wrap_chunks(self, chunks):
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        limit, placeholder = self.max_lines, self.placeholder
        indents = self.initial_indent, self.subsequent_indent  # of the first line, and of the others
        if limit is not None and len(indents[limit > 1] + placeholder.lstrip()) > self.width:
            raise ValueError("placeholder too large for max width")
        lines = []
        chunks.reverse()
        while chunks:
            line, length = [], 0
            indent = indents[bool(lines)]
            width = self.width - len(indent)
            if lines and self.drop_whitespace and not chunks[-1].strip():
                del chunks[-1]
            while chunks and length + len(chunks[-1]) <= width:
                length += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > width:
                self._handle_long_word(chunks, line, length, width)
                length = sum(map(len, line))
            if line and self.drop_whitespace and not line[-1].strip():
                length -= len(line.pop())
            if not line:
                continue
            last = limit is not None and len(lines) + 1 >= limit
            rest = chunks and not (self.drop_whitespace and len(chunks) == 1 and not chunks[0].strip())
            if not last or not rest and length <= width:
                lines.append(indent + "".join(line))
                continue
            # No line may follow, and something would.
            while line:
                if line[-1].strip() and length + len(placeholder) <= width:
                    lines.append("".join([indent, *line, placeholder]))
                    break
                length -= len(line.pop())
            else:
                cut = lines[-1].rstrip() + placeholder if lines else None
                if cut is not None and len(cut) <= self.width:
                    lines[-1] = cut
                else:
                    lines.append(indent + placeholder.lstrip())
            break
        return lines

    def _split_chunks(self, text):
        return self._split(self._munge_whitespace(text))

    def wrap(self, text):
        """The lines of one paragraph."""
        parts = self._split_chunks(text)
        if self.fix_sentence_endings:
            self._fix_sentence_endings(parts)
        return self._wrap_chunks(parts)

    def fill(self, text):
        """The lines of one paragraph, as one string."""
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    """The lines of one paragraph."""
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    """The lines of one paragraph, as one string."""
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    """As many words as fit, with a placeholder for the others."""
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    """Take away the blanks that all lines begin with; lines of blanks become empty."""
    lines = ["" if not line.strip(" \t") else line for line in text.split("\n")]
    blanks = [line[:len(line) - len(line.lstrip(" \t"))] for line in lines if line]
    # What the least and the greatest of the margins share, those between them share too.
    low, high = min(blanks, default=""), max(blanks, default="")
    common = next((n for n, blank in enumerate(low) if high[n] != blank), len(low))
    return "\n".join(line[common:] for line in lines)


def indent(text, prefix, predicate=None):
    """Put a prefix before each line, without a predicate before those that are not blank."""
    wanted = str.strip if predicate is None else predicate
    return "".join([prefix + line if wanted(line) else line for line in text.splitlines(keepends=True)])
