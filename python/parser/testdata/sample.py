#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""A program of no use, in which each part of the language occurs as often as it
does in ordinary programs, more or less.
"""
from __future__ import annotations

import os, sys as system
import collections.abc
from . import sibling
from ...package.module import (
    name as alias,
    other,
)
from typing import *

LIMIT: int = 0x1F_FF
table: dict[str, list[int]]
EPSILON = 1e-9
PLANCK = 6.626_070_15e-34j
flags = 0b1010 | 0o17 & ~3 ^ 1 << 4
name = 'single' "double" r'raw\d' if b'bytes\x00'.decode() else u'unicode'
text = '''several
lines'''  # a comment
x = y = z = None
a, (b, *c), [d, e] = 1, (2, 3, 4), [5, 6]
x, = y,
first, *rest = range(10)
obj = matrix = values = {}


class Base(metaclass=type):
    pass


@decorator
@registry.register("shape", version=(1, 2))
class Shape(Base, Generic[T], slots=True, **options):
    """A shape with an area."""

    __slots__ = ("x", "y", "_cache")
    count: ClassVar[int] = 0

    def __init__(self, x: float, y: float = 0.0, /, *args, scale: float = 1.0, name, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.x, self.y = x, y
        self._cache = {}
        self.__dict__.update({"scale": scale, "name": name, **kwargs})
        Shape.count += 1

    @property
    def area(self):
        """The area, computed once."""
        try:
            return self._cache["area"]
        except KeyError:
            result = self._cache["area"] = self.x * self.y ** 2 / 2 - self.x // 3 % 5
            return result

    @area.setter
    def area(self, value): self._cache["area"] = value

    def __matmul__(self, other):
        if not isinstance(other, Shape):
            return NotImplemented
        elif other is self or self.x is not None and self.x <= other.x < 10 != self.y:
            return [[sum(i * j for i, j in zip(r, c)) for c in zip(*other.rows)] for r in self.rows]
        else:
            self.x @= other
        return {k: v for k, v in self.items() if k not in other if v} | {*self, *other}

    def render(self, width=80, *, fill=' '):
        head = f"{self.name!r:>{width}} {self.x:.2f}{'' if self.y else '!'} {{literal}}"
        body = f'{self.x=} {self.y = !s:{fill}^{width}} {", ".join(map(str, self.rows))}'
        return head + "\n" + body + rf"\{width:{fill}}" f'''{
            width
        }'''


def fibonacci(limit):
    a, b = 0, 1
    while a < limit:
        yield a
        a, b = b, a + b
        if a > 1_000_000: break
    else:
        return "done"
    yield from fibonacci(limit // 2)
    received = yield
    received.x[0].y(1)[2:3, ..., ::-1, *rest] = yield received


async def fetch(urls, /, timeout: float | None = None):
    async with Session() as session, lock:
        async for url in urls:
            data = await session.get(url, timeout=timeout)
            if (match := pattern.match(data)) is not None and (n := len(match[1])) > 10:
                continue
            results = [await r async for r in stream(data) if not r.failed]
    return results


def process(command, stream=sys.stdin):
    global LIMIT, table

    def inner():
        nonlocal command
        command = command.strip().lower()
        return lambda x, *args, y=1, **kw: x + y if args else (x, y)

    with (
        open(os.path.join("path", f"{command}.txt"), encoding="utf-8") as source,
        contextlib.suppress(OSError),
    ):
        for number, line in enumerate(source, start=1):
            if line.startswith("#") or not line.strip():
                continue
            key, _, value = line.partition("=")
            table.setdefault(key.strip(), []).append((number, value.rstrip("\n")))
        else:
            del table["x"], command

    match command.split():
        case ["go", ("north" | "south") as direction]:
            print("going", direction, sep=": ", end="\n", file=sys.stderr)
        case [Point(x=0, y=-1.5), *others] if others:
            raise ValueError("bad point") from None
        case {"action": str() as action, "args": [1 + 2j, None, True], **options}:
            assert action, "no action"
        case sibling.CONSTANT | "quit" | b"quit" | -3:
            pass
        case (a, b) | [a, b, _]:
            return a, *b
        case _:
            ...

    try:
        value = table[command][-1][1]
    except (KeyError, IndexError) as error:
        print(error)
        raise
    except:
        value = None
    else:
        value += 1; value -= 2; value <<= 3; value **= 4; value //= 5
    finally:
        if value: print(value)
    try:
        gather()
    except* OSError as group:
        handle(group.exceptions)
    except* (ValueError, TypeError):
        pass
    return {
        'a': 1, 'b': [2, 3], 'c': {'d': (4,), 'e': ()}, 'f': {5, 6}, 'g': 'x' * 10,
        'h': not value, 'i': -value, 'j': +value, 'k': a if b else c, 'l': a or b and c,
        **(table or {}),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)
