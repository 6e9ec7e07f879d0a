"""Column types that mean the same on SQLite and PostgreSQL, and the clock that both read: the database's."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Float, Text, cast, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from burnish.errors import DataError

__all__ = ["Key", "Moment", "Structure", "Words", "now"]


MOST_BYTES = 4 * 2**20
"""Of one value: what is larger belongs into a file."""


class Words(TypeDecorator[str]):
    """Text that both databases can hold: no NUL, no lone surrogate, at most 4 MiB.

    Raises:
        DataError: on writing anything else.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: D102
        return None if value is None else _storable(value)


class Key(Words):
    """Text that is compared and sorted byte by byte on both databases: ids, names, states."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # noqa: D102
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # json writes NUL so, and these six characters with one backslash more


class Structure(TypeDecorator[Any]):
    """A JSON value of at most 4 MiB, kept as text so that it comes back as it was written, key order included.

    Raises:
        DataError: on writing NaN, infinity, NUL, a lone surrogate, or what is no JSON.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: D102
        if value is None:
            return None
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError) as error:
            raise DataError(f"{type(value).__name__} cannot be stored as JSON: {error}", fix="give plain, finite, shallow JSON") from None
        if NUL_IN_JSON.search(text):
            raise DataError("text with a NUL character cannot be stored", fix="remove the NUL character")
        return _storable(text)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: D102
        return None if value is None else json.loads(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; aware on both sides.

    Raises:
        DataError: on writing one without a time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise DataError(f"{value} has no time zone", fix="give moments in UTC, e.g. datetime.now(UTC)")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Now(FunctionElement[datetime]):
    """The database's clock plus so many seconds, constant within one statement."""

    type = Moment()
    inherit_cache = True
    name = "now"


def now(plus_seconds: float | ColumnElement[float] = 0.0) -> ColumnElement[datetime]:
    """The database's own clock, so that no caller's clock matters: an expression for conditions and values.

    On SQLite that is the clock of the machine, to the millisecond, which all processes that share a file read alike.
    """
    seconds = plus_seconds if isinstance(plus_seconds, ColumnElement) else literal(float(plus_seconds), Float)
    return _Now(seconds)


@compiles(_Now, "sqlite")
def _now_on_sqlite(element: _Now, compiler: SQLCompiler, **keywords: Any) -> str:
    (seconds,) = element.clauses
    shift = compiler.process(func.printf("%+.6f seconds", cast(seconds, Float)), **keywords)
    # The form in which SQLAlchemy stores moments, so that text compares as time does.
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', {shift}) || '000')"


@compiles(_Now, "postgresql")
def _now_on_postgresql(element: _Now, compiler: SQLCompiler, **keywords: Any) -> str:
    (seconds,) = element.clauses
    # Of the statement, not of the transaction, which may have begun long before it got its lock.
    return f"(statement_timestamp() + make_interval(secs => CAST({compiler.process(seconds, **keywords)} AS double precision)))"


def _storable(text: object) -> str:
    if not isinstance(text, str):
        raise DataError(f"a {type(text).__name__} is no text", fix="give a string")
    if "\x00" in text:
        raise DataError("text with a NUL character cannot be stored", fix="remove the NUL character")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        fix = "replace lone surrogates, e.g. text.encode(errors='replace').decode()"
        raise DataError(f"text with {error.object[error.start]!r} is not Unicode", fix=fix) from None
    if size > MOST_BYTES:
        raise DataError(f"{size:,} bytes are too much for one value", fix=f"give at most {MOST_BYTES:,} bytes; larger things go into files")
    return text
