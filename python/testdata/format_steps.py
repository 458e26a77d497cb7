# What string.Formatter takes apart holds while everything around moves: the texts are young.
import _string

for field in ["0.real", "name[key].attribute[12]", "[x]", "a.bcdef[ghijk].lmnop", "é.ü[ß]"]:
    first, steps = _string.formatter_field_name_split(field[:1] + field[1:])
    print(ascii(first), ascii(list(steps)))
for text in ["", "plain", "{0.real!r:>{width}} and {{braces}} {name[key]:5}", "é{ü!s:ß}é"]:
    print(ascii(list(_string.formatter_parser(text[:1] + text[1:]))))
