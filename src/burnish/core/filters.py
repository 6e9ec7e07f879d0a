"""Filter: which interactions or episodes, as one tree of conditions; its fields are a fixed list."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from burnish.core.records import Record

__all__ = [
    "MOST_CONDITIONS",
    "AllOf",
    "AnyOf",
    "Condition",
    "Filter",
    "Kind",
    "Level",
    "NoneOf",
    "OfLevel",
    "Operator",
    "conditions_of",
    "kind_of",
]

Level = Literal["interactions", "episodes"]

Operator = Literal["eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "present", "absent", "has"]
"""`has`: all of these words, for `text`; the others say what they are."""

Kind = Literal["name", "number", "flag", "time", "text", "tag", "key", "tool", "metric", "outcome"]

MOST_CONDITIONS = 100
MOST_VALUES = 200
DEEPEST = 8

_NAMES: dict[Level, frozenset[str]] = {
    "interactions": frozenset({
        "id", "source", "dialect", "episode", "alias", "deployment", "model", "weights", "caller", "end_user", "status", "error_code",
        "finish_reason",
    }),
    "episodes": frozenset({"id", "alias", "deployment", "end_user"}),
}  # fmt: skip
_NUMBERS: dict[Level, frozenset[str]] = {
    "interactions": frozenset({
        "alias_version", "input_tokens", "cached_tokens", "output_tokens", "first_token_ms", "latency_ms", "cost_usd", "messages", "tools",
    }),
    "episodes": frozenset({"interactions", "errors", "tools", "input_tokens", "output_tokens", "cost_usd", "latency_ms"}),
}  # fmt: skip
_TIMES: dict[Level, frozenset[str]] = {"interactions": frozenset({"started_at"}), "episodes": frozenset({"first_at", "last_at"})}
_OUTCOMES = frozenset({"resolved", "escalated", "containable", "must_escalate", "value"})
_PREFIXED: dict[str, tuple[Kind, re.Pattern[str]]] = {
    "tag": ("tag", re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")),
    "key": ("key", re.compile(r"[a-z][a-z0-9_-]{0,62}")),
    "metric": ("metric", re.compile(r"[a-z][a-z0-9_.-]{0,62}")),
    "outcome": ("outcome", re.compile("|".join(sorted(_OUTCOMES)))),
}
_OPERATORS: dict[Kind, frozenset[str]] = {
    "name": frozenset({"eq", "ne", "in", "not_in", "present", "absent"}),
    "number": frozenset({"eq", "ne", "lt", "le", "gt", "ge", "present", "absent"}),
    "flag": frozenset({"eq"}),
    "time": frozenset({"lt", "le", "gt", "ge"}),
    "text": frozenset({"has"}),
    "tag": frozenset({"eq", "ne", "in", "not_in", "present", "absent"}),
    "key": frozenset({"eq", "ne", "in", "not_in", "present", "absent"}),
    "tool": frozenset({"eq", "ne", "in", "not_in", "present", "absent"}),
    "metric": frozenset({"eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "present", "absent"}),
    "outcome": frozenset({"eq", "ne", "lt", "le", "gt", "ge", "present", "absent"}),
}

Text = Annotated[str, StringConstraints(max_length=500)]
Value = bool | int | float | Text


def kind_of(field: str, level: Level) -> Kind | None:
    """What a field holds; None where there is none of this name at this level.

    `tag:NAME`, `key:NAME`, `metric:NAME` and `outcome:resolved` name what apps, people and businesses added. `tool` is a tool that was
    called, `text` the words of an interaction. Of an episode, `tag`, `key`, `tool` and `text` are those of any of its interactions.
    """
    plain: dict[str, Kind] = {"text": "text", "tool": "tool"}
    if level == "interactions":
        plain["stream"] = "flag"
    if field in plain:
        return plain[field]
    for kind, fields in (("name", _NAMES), ("number", _NUMBERS), ("time", _TIMES)):
        if field in fields[level]:
            return kind  # type: ignore[return-value]
    prefix, colon, name = field.partition(":")
    kind, pattern = _PREFIXED.get(prefix, (None, None))  # type: ignore[assignment]
    return kind if colon and pattern and pattern.fullmatch(name) else None  # type: ignore[return-value]


class Condition(Record):
    """One condition on one field."""

    field: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        description="started_at, alias, deployment, status, latency_ms …, tag:NAME, key:NAME, tool, metric:NAME, outcome:resolved, text."
    )
    op: Operator = "eq"
    value: Value | Annotated[list[Value], Field(max_length=MOST_VALUES)] | None = Field(
        None, description="A list for `in` and `not_in`, nothing for `present` and `absent`, a time in ISO 8601 for times."
    )


class AllOf(Record):
    """All of these hold; without any, everything does."""

    all: list["Filter"] = Field(max_length=MOST_CONDITIONS)


class AnyOf(Record):
    """At least one of these holds."""

    any: list["Filter"] = Field(min_length=1, max_length=MOST_CONDITIONS)


class NoneOf(Record):
    """None of these holds."""

    none: list["Filter"] = Field(min_length=1, max_length=MOST_CONDITIONS)


Filter = Condition | AllOf | AnyOf | NoneOf
"""A condition, or a group of filters."""

AllOf.model_rebuild()
AnyOf.model_rebuild()
NoneOf.model_rebuild()


def conditions_of(tree: Filter, depth: int = 0) -> Iterator[Condition]:
    """Every condition in a filter.

    Raises:
        ValueError: it is nested too deeply.
    """
    if depth > DEEPEST:
        raise ValueError(f"a filter may be nested {DEEPEST} groups deep")
    if isinstance(tree, Condition):
        yield tree
        return
    parts = tree.all if isinstance(tree, AllOf) else tree.any if isinstance(tree, AnyOf) else tree.none
    for part in parts:
        yield from conditions_of(part, depth + 1)


def problem_of(tree: Filter, level: Level) -> str:
    """What is wrong with a filter at a level; "" where nothing is."""
    try:
        conditions = list(conditions_of(tree))
    except ValueError as error:
        return str(error)
    if len(conditions) > MOST_CONDITIONS:
        return f"{len(conditions)} conditions; a filter may have {MOST_CONDITIONS}"
    return next((problem for condition in conditions if (problem := _problem(condition, level))), "")


def _problem(condition: Condition, level: Level) -> str:
    kind, place = kind_of(condition.field, level), f"{condition.field} {condition.op}"
    if kind is None:
        return f"there is no field {condition.field!r} of {level}"
    if condition.op not in _OPERATORS[kind]:
        return f"{place}: a {kind} takes {', '.join(sorted(_OPERATORS[kind]))}"
    value = condition.value
    if condition.op in {"present", "absent"}:
        return "" if value is None else f"{place} takes no value"
    if condition.op in {"in", "not_in"}:
        if not isinstance(value, list) or not value:
            return f"{place} takes a list of values"
        return next((problem for one in value if (problem := _problem_of_value(kind, condition, one))), "")
    return _problem_of_value(kind, condition, value)


def _problem_of_value(kind: Kind, condition: Condition, value: object) -> str:
    place = f"{condition.field} {condition.op}"
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53
    if kind == "outcome" and condition.field != "outcome:value":
        kind = "flag"
    if kind == "time" and not _is_time(value):
        return f"{place} takes a time with its zone, 2026-11-28T09:00:00Z"
    if kind == "number" and not number:
        return f"{place} takes a number"
    if kind == "outcome" and not number:
        return f"{place} takes a number"
    if kind == "flag" and (not isinstance(value, bool) or condition.op not in {"eq", "ne"}):
        return f"{place} takes true or false"
    if kind in {"name", "tag", "key", "tool", "text"} and not isinstance(value, str):
        return f"{place} takes text"
    if kind == "metric" and not (number or isinstance(value, bool | str)):
        return f"{place} takes a number, true, false or text"
    if kind == "metric" and condition.op in {"lt", "le", "gt", "ge"} and not number:
        return f"{place} takes a number"
    return "text takes no NUL character" if isinstance(value, str) and "\x00" in value else ""


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


class OfLevel(Record):
    """Something with a filter, checked against the fields of its level."""

    level: Level = "interactions"
    filter: Filter = AllOf(all=[])

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        problem = problem_of(self.filter, self.level)
        if problem:
            raise ValueError(problem)
        return self
