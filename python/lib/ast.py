"""Syntax trees: made out of text, walked, changed, shown, evaluated if they are literals.
The classes of nodes are _ast's."""

from _ast import *


def parse(source, filename="<unknown>", mode="exec", *, type_comments=False, feature_version=None):
    """The tree of source text."""
    flags = PyCF_ONLY_AST
    if type_comments:
        flags |= PyCF_TYPE_COMMENTS
    if isinstance(feature_version, tuple):
        major, minor = feature_version
        assert major == 3
        feature_version = minor
    elif feature_version is None:
        feature_version = -1
    return compile(source, filename, mode, flags, _feature_version=feature_version)


def literal_eval(node_or_string):
    """The value of a literal: numbers, strings, bytes, containers of them, True, False, None."""
    node = node_or_string
    if isinstance(node, str):
        node = parse(node.lstrip(" \t"), mode="eval")
    if isinstance(node, Expression):
        node = node.body
    return _literal(node)


def _malformed(node):
    where = f" on line {node.lineno}" if getattr(node, "lineno", None) else ""
    raise ValueError(f"malformed node or string{where}: {node!r}")


def _literal(node):
    match node:
        case Constant():
            return node.value
        case Tuple():
            return tuple(map(_literal, node.elts))
        case List():
            return list(map(_literal, node.elts))
        case Set():
            return set(map(_literal, node.elts))
        case Call(func=Name(id="set"), args=[], keywords=[]):
            return set()
        case Dict():
            if len(node.keys) != len(node.values):
                _malformed(node)
            return dict(zip(map(_literal, node.keys), map(_literal, node.values)))
        case BinOp(op=Add() | Sub()):
            left, right = _signed(node.left), _number(node.right)
            if isinstance(left, (int, float)) and isinstance(right, complex):
                return left + right if isinstance(node.op, Add) else left - right
    return _signed(node)


def _number(node):
    if not isinstance(node, Constant) or type(node.value) not in (int, float, complex):
        _malformed(node)
    return node.value


def _signed(node):
    if isinstance(node, UnaryOp) and isinstance(node.op, (UAdd, USub)):
        value = _number(node.operand)
        return +value if isinstance(node.op, UAdd) else -value
    return _number(node)


_absent = object()


def dump(node, annotate_fields=True, include_attributes=False, *, indent=None):
    """The tree as text that would make it."""
    if not isinstance(node, AST):
        raise TypeError(f"expected AST, got {node.__class__.__name__!r}")
    if indent is not None and not isinstance(indent, str):
        indent = " " * indent

    def show(node, level):
        """The text of a node, and whether it is short enough to stand in a line of others."""
        inner = level + 1
        if indent is None:
            start, separator = "", ", "
        else:
            start = "\n" + indent * inner
            separator = "," + start
        match node:
            case list() if not node:
                return "[]", True
            case list():
                return f"[{start}{separator.join(show(x, inner)[0] for x in node)}]", False
            case AST():
                pass
            case _:
                return repr(node), True
        cls = type(node)
        parts, simple, named = [], True, annotate_fields
        names = (*node._fields, None, *(node._attributes if include_attributes else ()))
        for name in names:
            value = None if name is None else getattr(node, name, _absent)
            if name is None or value is _absent or value is None and getattr(cls, name, ...) is None:
                named = True  # what follows is not where its position says, or is no field
                continue
            text, short = show(value, inner)
            simple = simple and short
            parts.append(f"{name}={text}" if named else text)
        if simple and len(parts) <= 3:
            return f"{cls.__name__}({', '.join(parts)})", not parts
        return f"{cls.__name__}({start}{separator.join(parts)})", False

    return show(node, 0)[0]


def copy_location(new_node, old_node):
    """Give a node the place of another."""
    for name in "lineno", "col_offset", "end_lineno", "end_col_offset":
        if name in old_node._attributes and name in new_node._attributes:
            value = getattr(old_node, name, None)
            if value is not None or hasattr(old_node, name) and name.startswith("end_"):
                setattr(new_node, name, value)
    return new_node


def fix_missing_locations(node):
    """Give each node without a place that of its parent."""
    def fix(node, place):
        for name in place:
            if name not in node._attributes:
                continue
            missing = getattr(node, name, None) is None if name.startswith("end_") else not hasattr(node, name)
            if missing:
                setattr(node, name, place[name])
            else:
                place[name] = getattr(node, name)
        for child in iter_child_nodes(node):
            fix(child, dict(place))
    fix(node, {"lineno": 1, "end_lineno": 1, "col_offset": 0, "end_col_offset": 0})
    return node


def increment_lineno(node, n=1):
    """Move a tree n lines down."""
    for child in walk(node):
        if isinstance(child, TypeIgnore):
            child.lineno = getattr(child, "lineno", 0) + n
            continue
        if "lineno" in child._attributes:
            child.lineno = getattr(child, "lineno", 0) + n
        if "end_lineno" in child._attributes and (end := getattr(child, "end_lineno", 0)) is not None:
            child.end_lineno = end + n
    return node


def iter_fields(node):
    """Name and value of each field that is there."""
    for name in node._fields:
        try:
            yield name, getattr(node, name)
        except AttributeError:
            pass


def iter_child_nodes(node):
    """The nodes right below a node."""
    for _, value in iter_fields(node):
        if isinstance(value, AST):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, AST))


def walk(node):
    """A node and all below it, level by level."""
    todo = [node]
    for node in todo:
        todo.extend(iter_child_nodes(node))
        yield node


def get_docstring(node, clean=True):
    """The docstring of a module, class or function; None if there is none."""
    if not isinstance(node, (AsyncFunctionDef, FunctionDef, ClassDef, Module)):
        raise TypeError(f"{node.__class__.__name__!r} can't have docstrings")
    match node.body:
        case [Expr(value=Constant(value=str(text))), *_]:
            return _clean(text) if clean else text
    return None


def _clean(doc):
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip()] + [line[margin:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def get_source_segment(source, node, *, padded=False):
    """The text that a node was made of; None if its place is not known."""
    if any(getattr(node, name, None) is None for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")):
        return None
    first, last = node.lineno - 1, node.end_lineno - 1
    lines = _lines(source)
    start, end = node.col_offset, node.end_col_offset
    if first == last:
        return lines[first].encode()[start:end].decode()
    head = lines[first].encode()
    padding = ""
    if padded:
        padding = "".join(c if c in "\f\t" else " " for c in head[:start].decode())
    return "".join([padding + head[start:].decode(), *lines[first + 1:last], lines[last].encode()[:end].decode()])


def _lines(source):
    """The lines of source text: only \\n, \\r and both end one."""
    lines = []
    start = i = 0
    while i < len(source):
        c = source[i]
        i += 1
        if c == "\r" and source[i:i + 1] == "\n":
            i += 1
        elif c not in "\r\n":
            continue
        lines.append(source[start:i])
        start = i
    if start < len(source):
        lines.append(source[start:])
    return lines


class NodeVisitor:
    """Calls visit_Class for each node, generic_visit where there is no such method."""

    def visit(self, node):
        return getattr(self, "visit_" + node.__class__.__name__, self.generic_visit)(node)

    def generic_visit(self, node):
        for child in iter_child_nodes(node):
            self.visit(child)


class NodeTransformer(NodeVisitor):
    """A visitor whose methods return what takes the node's place: a node, in lists also
    several or None."""

    def generic_visit(self, node):
        for name, old in iter_fields(node):
            if isinstance(old, list):
                new = []
                for item in old:
                    if isinstance(item, AST):
                        item = self.visit(item)
                        if item is None:
                            continue
                        if not isinstance(item, AST):
                            new.extend(item)
                            continue
                    new.append(item)
                old[:] = new
            elif isinstance(old, AST):
                new = self.visit(old)
                if new is None:
                    delattr(node, name)
                else:
                    setattr(node, name, new)
        return node
