"""Moments in SQL: one that is later by some seconds, and the hour or day that one is in; the same on both databases."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Float, cast, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FunctionElement

from burnish.store.columns import Moment

__all__ = ["beginning", "later"]


class _Later(FunctionElement[datetime]):
    type = Moment()
    inherit_cache = True
    name = "later"


class _Hour(FunctionElement[datetime]):
    type = Moment()
    inherit_cache = True
    name = "hour_of"


class _Day(FunctionElement[datetime]):
    type = Moment()
    inherit_cache = True
    name = "day_of"


def later(moment: ColumnElement[Any], seconds: float) -> ColumnElement[datetime]:
    """A moment and so many seconds; on SQLite to the millisecond."""
    return _Later(moment, literal(float(seconds), Float))


def beginning(moment: ColumnElement[Any], span: Literal["hour", "day"]) -> ColumnElement[datetime]:
    """The beginning of the hour or the day, in UTC, that a moment is in."""
    return _Hour(moment) if span == "hour" else _Day(moment)


@compiles(_Later, "sqlite")
def _later_on_sqlite(element: _Later, compiler: SQLCompiler, **keywords: Any) -> str:
    moment, seconds = element.clauses
    shift = compiler.process(func.printf("%+.6f seconds", cast(seconds, Float)), **keywords)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {compiler.process(moment, **keywords)}, {shift}) || '000')"


@compiles(_Later, "postgresql")
def _later_on_postgresql(element: _Later, compiler: SQLCompiler, **keywords: Any) -> str:
    moment, seconds = (compiler.process(clause, **keywords) for clause in element.clauses)
    return f"({moment} + make_interval(secs => CAST({seconds} AS double precision)))"


@compiles(_Hour, "sqlite")
def _hour_on_sqlite(element: _Hour, compiler: SQLCompiler, **keywords: Any) -> str:
    (moment,) = element.clauses
    return f"(substr({compiler.process(moment, **keywords)}, 1, 13) || ':00:00.000000')"


@compiles(_Day, "sqlite")
def _day_on_sqlite(element: _Day, compiler: SQLCompiler, **keywords: Any) -> str:
    (moment,) = element.clauses
    return f"(substr({compiler.process(moment, **keywords)}, 1, 10) || ' 00:00:00.000000')"


@compiles(_Hour, "postgresql")
def _hour_on_postgresql(element: _Hour, compiler: SQLCompiler, **keywords: Any) -> str:
    (moment,) = element.clauses
    return f"date_trunc('hour', {compiler.process(moment, **keywords)}, 'UTC')"


@compiles(_Day, "postgresql")
def _day_on_postgresql(element: _Day, compiler: SQLCompiler, **keywords: Any) -> str:
    (moment,) = element.clauses
    return f"date_trunc('day', {compiler.process(moment, **keywords)}, 'UTC')"
