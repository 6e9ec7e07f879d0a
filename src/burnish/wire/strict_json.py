"""Strict JSON: what two parsers could read differently, or a database cannot hold, is refused where it comes in."""

import json
import math
from typing import Any

import orjson

from burnish.errors import RequestError

__all__ = ["MOST_DEPTH", "check_text", "read_json"]

MOST_DEPTH = 64
"""Brackets within brackets."""

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_MOST_DIGITS = 400
_LONG = 2**62
_DOUBTFUL = (b"\\u0000", b'\\\\"', b" :", b"\t:", b"\n:", b"\r:")
"""What is read slowly where it is in a body: NUL, and what makes keys hard to count: a backslash before a quote, a gap before a colon."""

_FIX = "send plain JSON (RFC 8259): finite numbers, integers of 64 bits, text without NUL, each key once"


def read_json(body: bytes) -> Any:
    """Parse a request's body.

    Raises:
        RequestError: it is no UTF-8, no JSON, or JSON with NaN, Infinity, a number beyond a double or an integer beyond 64 bits, a key
            twice in one object, NUL or half a surrogate pair in a text, or brackets deeper than `MOST_DEPTH`.
    """
    try:
        value = orjson.loads(body)
    except ValueError:
        return _read_slowly(body)  # which says what is wrong, or takes what only it takes
    if any(mark in body for mark in _DOUBTFUL) or not _is_plain(value, body.count(b'":') - body.count(b'\\":')):
        return _read_slowly(body)
    return value


def _is_plain(root: Any, keys: int) -> bool:
    """Whether it is no deeper than it may be, has as many keys as its text (of a key that is there twice, one is lost), and no number that
    one parser reads as a long integer and another as a float."""
    level, depth = [root], 0
    while level:
        depth += 1
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                keys -= len(value)
                below += value.values()
            elif kind is list:
                below += value
            elif (kind is int or kind is float) and not -_LONG < value < _LONG:
                return False
        level = below
        if depth >= MOST_DEPTH and any(type(value) is dict or type(value) is list for value in level):
            return False
    return keys == 0


def _read_slowly(body: bytes) -> Any:
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except UnicodeDecodeError as error:
        raise _refused(f"is no UTF-8: byte {error.start}") from None
    except RecursionError:
        raise _refused(f"has brackets deeper than {MOST_DEPTH}") from None
    except json.JSONDecodeError as error:
        raise _refused(f"is no JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    _check(value)
    return value


def check_text(text: str, where: str) -> None:
    """Refuse text that a database or a terminal would choke on.

    Raises:
        RequestError: it holds NUL, or half a surrogate pair.
    """
    if "\x00" in text:
        raise RequestError("holds a NUL character", where=where, fix="leave it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise RequestError("holds half of a surrogate pair", where=where, fix="send whole characters") from None


def _check(root: Any) -> None:
    """Walk without recursion: the depth is the sender's choice."""
    left: list[tuple[Any, int]] = [(root, 0)]
    while left:
        value, depth = left.pop()
        if isinstance(value, str):
            check_text(value, "body")
        elif isinstance(value, dict | list):
            if depth >= MOST_DEPTH:
                raise _refused(f"has brackets deeper than {MOST_DEPTH}")
            if isinstance(value, dict):
                left.extend((key, depth) for key in value)
                left.extend((inner, depth + 1) for inner in value.values())
            else:
                left.extend((inner, depth + 1) for inner in value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _refused(f"has the key {twice[:100]!r} twice in one object")
    return made


def _constant(name: str) -> float:
    raise _refused(f"holds {name}, which is no JSON")


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= _MOST_DIGITS else _LARGEST + 1
    if not _SMALLEST <= value <= _LARGEST:
        raise _refused("holds an integer beyond 64 bits")
    return value


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _refused("holds a number beyond what a double can hold")
    return value


def _refused(what: str) -> RequestError:
    return RequestError(what, where="body", fix=_FIX)
