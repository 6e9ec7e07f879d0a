"""Periods: a range of time, cut into whole days and hours that rollups know, and the rest at its ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from burnish.core.filters import AllOf, AnyOf, Condition, Filter, NoneOf
from burnish.store.rollups import Span, start_of

__all__ = ["Period", "holds", "only_time", "pieces"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment on, up to another one that is not in it; None is no bound. `span`: whole ones of these, or None for a rest."""

    start: datetime | None
    end: datetime | None
    span: Span | None = None


def pieces(period: Period) -> Iterator[Period]:
    """The same period: days and hours that are whole, and what is left over."""
    start, end = period.start, period.end
    first_hour = None if start is None else start_of(start + HOUR - TICK, "hour")
    last_hour = None if end is None else start_of(end, "hour")
    if first_hour is not None and last_hour is not None and first_hour >= last_hour:
        yield period
        return
    if start != first_hour:
        yield Period(start, first_hour)
    first_day = None if first_hour is None else start_of(first_hour + DAY - TICK, "day")
    last_day = None if last_hour is None else start_of(last_hour, "day")
    if first_day is not None and last_day is not None and first_day >= last_day:
        yield Period(first_hour, last_hour, "hour")
    else:
        if first_hour != first_day:
            yield Period(first_hour, first_day, "hour")
        yield Period(first_day, last_day, "day")
        if last_day != last_hour:
            yield Period(last_day, last_hour, "hour")
    if last_hour != end:
        yield Period(last_hour, end)


def only_time(tree: Filter) -> Period | None:
    """The period that a filter is; None if it asks for anything else."""
    start: datetime | None = None
    end: datetime | None = None
    for part in tree.all if isinstance(tree, AllOf) else [tree]:
        if not isinstance(part, Condition) or part.field != "started_at":
            return None
        moment = datetime.fromisoformat(str(part.value))
        if part.op in {"ge", "gt"}:
            first = moment if part.op == "ge" else moment + TICK
            start = first if start is None else max(start, first)
        else:
            last = moment if part.op == "lt" else moment + TICK
            end = last if end is None else min(end, last)
    return Period(start, end)


def holds(tree: Filter, values: dict[str, str]) -> bool | None:
    """Whether a filter holds for the names that are given; None if it asks for anything else."""
    if isinstance(tree, Condition):
        return _holds(tree, values)
    parts = tree.all if isinstance(tree, AllOf) else tree.any if isinstance(tree, AnyOf) else tree.none
    found = [holds(part, values) for part in parts]
    if None in found:
        return None
    if isinstance(tree, NoneOf):
        return not any(found)
    return all(found) if isinstance(tree, AllOf) else any(found)


def _holds(condition: Condition, values: dict[str, str]) -> bool | None:
    if condition.field not in values:
        return None
    here, wanted = values[condition.field], condition.value
    answers = {
        "eq": here == wanted,
        "ne": here != wanted,
        "in": isinstance(wanted, list) and here in wanted,
        "not_in": isinstance(wanted, list) and here not in wanted,
        "present": here != "",
        "absent": here == "",
    }
    return answers.get(condition.op)
