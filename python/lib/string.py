"""Constants of characters, templates with $, and str.format as a class to derive from."""

import re as _re
import _string

__all__ = ["ascii_letters", "ascii_lowercase", "ascii_uppercase", "capwords", "digits", "hexdigits", "octdigits",
           "printable", "punctuation", "whitespace", "Formatter", "Template"]

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = digits[:8]
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Capitalize each word; without sep the spaces between them become one each."""
    return (sep or " ").join(word.capitalize() for word in s.split(sep))


class _Lookup:
    """A mapping with keywords in front of it."""

    def __init__(self, mapping, keywords):
        self.mapping = mapping
        self.keywords = keywords

    def __getitem__(self, key):
        return self.keywords[key] if key in self.keywords else self.mapping[key]


class Template:
    """A string with places to fill in: $name, ${name}, and $$ for a $."""

    delimiter = "$"
    idpattern = r"(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None
    flags = _re.IGNORECASE

    def __init_subclass__(cls):
        super().__init_subclass__()
        pattern = cls.__dict__.get("pattern")
        if pattern is None:
            name = cls.idpattern
            braced = cls.braceidpattern or name
            start = _re.escape(cls.delimiter)
            pattern = (rf"{start}(?:(?P<escaped>{start})|(?P<named>{name})|"
                       rf"{{(?P<braced>{braced})}}|(?P<invalid>))")
        cls.pattern = _re.compile(pattern, cls.flags | _re.VERBOSE)

    def __init__(self, template):
        self.template = template

    def _invalid(self, match):
        before = self.template[:match.start("invalid")]
        lines = before.splitlines(keepends=True) or [""]
        column = len(before) - len("".join(lines[:-1]))
        raise ValueError(f"Invalid placeholder in string: line {len(lines)}, col {column or 1}")

    def _fill(self, lookup, safe):
        def one(match):
            name = match["named"] or match["braced"]
            if name is not None:
                try:
                    return str(lookup[name])
                except KeyError:
                    if safe:
                        return match[0]
                    raise
            if match["escaped"] is not None:
                return self.delimiter
            if match["invalid"] is not None:
                if safe:
                    return match[0]
                self._invalid(match)
            raise ValueError("Unrecognized named group in pattern", self.pattern)
        return self.pattern.sub(one, self.template)

    def substitute(self, mapping={}, /, **kws):
        """Fill in; KeyError for a name that is not there."""
        return self._fill(_Lookup(mapping, kws) if kws else mapping, False)

    def safe_substitute(self, mapping={}, /, **kws):
        """Fill in what is there and leave the rest as it is."""
        return self._fill(_Lookup(mapping, kws) if kws else mapping, True)

    def _matches(self):
        for match in self.pattern.finditer(self.template):
            if match["named"] is None and match["braced"] is None and match["escaped"] is None and match["invalid"] is None:
                raise ValueError("Unrecognized named group in pattern", self.pattern)
            yield match

    def is_valid(self):
        """Whether substitute finds nothing wrong in the template itself."""
        return all(match["invalid"] is None for match in self._matches())

    def get_identifiers(self):
        """The names in the template, each once."""
        return list(dict.fromkeys(match["named"] or match["braced"] for match in self._matches()
                                  if match["named"] or match["braced"]))


Template.__init_subclass__()


class Formatter:
    """str.format, whose steps a subclass may replace."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth, auto=0):
        if recursion_depth < 0:
            raise ValueError("Max string recursion exceeded")
        out = []
        for literal, field, spec, conversion in self.parse(format_string):
            if literal:
                out.append(literal)
            if field is None:
                continue
            if field == "":
                if auto is False:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                field = str(auto)
                auto += 1
            elif field.isdigit():
                if auto:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                auto = False
            value, root = self.get_field(field, args, kwargs)
            used_args.add(root)
            value = self.convert_field(value, conversion)
            spec, auto = self._vformat(spec, args, kwargs, used_args, recursion_depth - 1, auto)
            out.append(self.format_field(value, spec))
        return "".join(out), auto

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        """Called at the end with the keys that were used, to raise if others were given."""

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        convert = {None: lambda x: x, "s": str, "r": repr, "a": ascii}.get(conversion)
        if convert is None:
            raise ValueError(f"Unknown conversion specifier {conversion!s}")
        return convert(value)

    def get_field(self, field_name, args, kwargs):
        """The value of a field such as 0.name[key], and the argument (0) that it comes from."""
        root, steps = _string.formatter_field_name_split(field_name)
        value = self.get_value(root, args, kwargs)
        for by_attribute, step in steps:
            value = getattr(value, step) if by_attribute else value[step]
        return value, root

    def parse(self, format_string):
        """The parts of a format string: (text before, field, its format, its conversion) each."""
        return _string.formatter_parser(format_string)
