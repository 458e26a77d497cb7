"""Python's keywords."""

__all__ = "iskeyword issoftkeyword kwlist softkwlist".split()

kwlist = """False None True and as assert async await break class continue def del elif else except finally for from
global if import in is lambda nonlocal not or pass raise return try while with yield""".split()

softkwlist = ["_", "case", "match"]

iskeyword, issoftkeyword = (frozenset(words).__contains__ for words in (kwlist, softkwlist))
