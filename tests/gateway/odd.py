"""Odd values in every place of a body: what senders get wrong, or mean to."""

import copy
from collections.abc import Iterator
from typing import Any

__all__ = ["changed"]

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63 - 1,
    1.5,
    1e308,
    "",
    "x",
    "\u0001\ud7ff",
    "y" * 100_000,
    [],
    [[]],
    [None],
    {},
    {"type": {}},
    {"": 0},
]


def changed(body: Any) -> Iterator[tuple[str, Any]]:
    """The body, each time with something odd in one of its places, or without it."""

    def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        items = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
        for key, inner in items:
            yield (*path, key)
            yield from places(inner, (*path, key))

    for place in [*places(body, ())]:
        for odd in ODD:
            made = copy.deepcopy(body)
            inner = made
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = odd
            yield f"{'.'.join(map(str, place))} = {str(odd)[:40]!r}", made
