"""Checks of a request's fields: what is refused at the door, with the name of the field and what it may be."""

from collections.abc import Callable, Mapping
from typing import Any

from burnish.errors import RequestError

__all__ = ["Check", "check_fields", "check_schema", "is_flag", "is_integer", "is_list", "is_number", "is_object", "is_text", "refuse"]

Check = Callable[[Any, str], None]

MOST_SCHEMA_DEPTH = 32
MOST_SCHEMA_NODES = 20_000


def refuse(what: str, where: str, fix: str) -> RequestError:
    """The error for a field."""
    return RequestError(what, where=where, fix=fix)


def check_fields(body: Mapping[str, Any], checks: Mapping[str, Check]) -> None:
    """Check each field that is known; null is as good as nothing.

    Raises:
        RequestError: one is not what it may be.
    """
    for name, value in body.items():
        check = checks.get(name)
        if check is not None and value is not None:
            check(value, name)


def is_number(low: float, high: float) -> Check:
    """A number between two."""

    def check(value: Any, where: str) -> None:
        if type(value) not in (int, float) or not low <= value <= high:
            raise refuse(f"{_shown(value)} is no number from {low:g} to {high:g}", where, "correct it, or leave it out")

    return check


def is_integer(low: int, high: int) -> Check:
    """A whole number between two."""

    def check(value: Any, where: str) -> None:
        if type(value) is not int or not low <= value <= high:
            raise refuse(f"{_shown(value)} is no whole number from {low} to {high}", where, "correct it, or leave it out")

    return check


def is_flag(value: Any, where: str) -> None:
    """True or false."""
    if type(value) is not bool:
        raise refuse(f"{_shown(value)} is neither true nor false", where, "correct it, or leave it out")


def is_text(longest: int) -> Check:
    """A text."""

    def check(value: Any, where: str) -> None:
        if type(value) is not str or len(value) > longest:
            raise refuse(f"{_shown(value)} is no text of at most {longest:,} characters", where, "correct it, or leave it out")

    return check


def is_object(value: Any, where: str) -> None:
    """An object."""
    if type(value) is not dict:
        raise refuse(f"{_shown(value)} is no object", where, "correct it, or leave it out")


def is_list(most: int, each: Check, *, least: int = 0) -> Check:
    """A list, each item of which passes a check."""

    def check(value: Any, where: str) -> None:
        if type(value) is not list or not least <= len(value) <= most:
            raise refuse(f"is no list of {least} to {most:,} items", where, "send fewer, or correct it")
        for index, item in enumerate(value):
            each(item, f"{where}[{index}]")

    return check


def check_schema(schema: Any, where: str) -> None:
    """A JSON schema of an object that is not too deep for those who must compile it.

    Raises:
        RequestError: it is no object, or too deep, or too large.
    """
    is_object(schema, where)
    level, depth, nodes = [schema], 0, 0
    while level:
        depth += 1
        nodes += len(level)
        if depth > MOST_SCHEMA_DEPTH or nodes > MOST_SCHEMA_NODES:
            raise refuse(f"a schema deeper than {MOST_SCHEMA_DEPTH} or with more than {MOST_SCHEMA_NODES:,} parts", where, "simplify it")
        level = [inner for value in level for inner in (value.values() if type(value) is dict else value) if type(inner) in (dict, list)]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
