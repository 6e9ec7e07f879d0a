"""Database: one SQLite file, or one PostgreSQL by URL; transactions on it, and what happens when they fail."""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from weakref import finalize

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from burnish.errors import ConfigError
from burnish.store.failures import may_pass, translated
from burnish.store.guard import ACROSS_PROJECTS, guard

__all__ = ["Database", "Transaction"]

T = TypeVar("T")

Transaction = Connection
"""An open transaction: SQLAlchemy's Connection, which the block that gave it commits or rolls back."""

BUSY_MS = 10_000
READERS = 8
POOL_SECONDS = 10.0
STATEMENT_MS, LOCK_MS, IDLE_MS = 30_000, 10_000, 15_000
PATIENCE_SECONDS = 30.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 2.0


class Database:
    """A database, opened. Safe to share between threads; each process opens its own.

    SQLite: WAL, `synchronous=FULL` (what was committed survives a power loss), foreign keys, one writer at a time, who waits for its
    turn instead of failing; readers never wait. PostgreSQL: limits on the time of a statement, of waiting for a lock, and of an idle
    transaction, so that a frozen process cannot hold up the others.

    Attributes:
        dialect: which of the two it is.
        name: where it is, without a password; for messages.
    """

    def __init__(self, url: URL, reader: Engine, writer: Engine) -> None:
        self.dialect: Literal["sqlite", "postgresql"] = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
        self.name = url.render_as_string(hide_password=True)
        self._reader, self._writer = reader, writer
        for engine in {reader, writer}:
            guard(engine)
        finalize(self, _close, reader, writer)  # for whoever forgets to close it

    @classmethod
    def open(cls, url: str | Path) -> Self:
        """Open a database: a path or `sqlite:///path` of a file, made if it does not exist, or `postgresql://user@host/name`.

        Nothing is asked of a PostgreSQL yet, so that a server may start before its database.

        Raises:
            ConfigError: the URL names no database that can be used; says why.
        """
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(parsed, *_sqlite_engines(parsed))
        engine = _postgres_engine(parsed)
        return cls(parsed, engine, engine)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view for as long as the block lasts; writing in it fails.

        Raises:
            StoreError: the database failed; the message says how.
        """
        with _translating(), self._reading() as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """All of the block is written when it ends well, and nothing of it when it does not.

        On SQLite the block holds the one write lock from its start, so it must be short.

        Raises:
            StoreError: the database failed, and nothing was written; after a StoreUnavailableError it may have been nevertheless, if the
                connection broke while committing.
        """
        with _translating(), self._writer.begin() as connection:
            yield connection

    def retrying(self, work: Callable[[Transaction], T], *, reading: bool = False, patience_seconds: float = PATIENCE_SECONDS) -> T:
        """Do work in a transaction, again and again while the database is away, restarts or finds two transactions in each other's way.

        Args:
            work: what to do. It may be done twice, even after a commit whose answer was lost: it must find out by itself, by a unique
                key or a state, that it was done before.
            reading: it only reads.
            patience_seconds: give up after so long.

        Raises:
            StoreError: as in `write`.
        """
        deadline, pause = time.monotonic() + patience_seconds, FIRST_PAUSE_SECONDS
        while True:
            try:
                with self._reading() if reading else self._writer.begin() as transaction:
                    return work(transaction)
            except Exception as error:
                if not may_pass(error) or time.monotonic() + pause > deadline:
                    ours = translated(error)
                    if ours is error:
                        raise
                    raise ours from error
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        with self._reader.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def migrating(self) -> Iterator[Transaction]:
        """A transaction that may change tables, while no other process does: what `burnish.store.schema` migrates in."""
        with _translating(), self._writer.connect() as connection:
            if self.dialect == "sqlite":
                # Rebuilding a table must not cascade into the ones that refer to it; this cannot be set inside a transaction.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            try:
                connection = connection.execution_options(**{ACROSS_PROJECTS: True})
                with connection.begin():
                    if self.dialect == "postgresql":
                        connection.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
                    yield connection
            finally:
                connection.invalidate()

    def close(self) -> None:
        """Close all connections that are not in use."""
        _close(self._reader, self._writer)


def _close(*engines: Engine) -> None:
    for engine in engines:
        engine.dispose()


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        ours = translated(error)
        if ours is error:
            raise
        raise ours from error


def _parsed(url: str | Path) -> URL:
    text = str(url)
    if isinstance(url, Path) or "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        parsed = make_url("postgresql" + text.removeprefix("postgres") if text.startswith("postgres://") else text)
    except ArgumentError:
        raise ConfigError("is no URL of a database", where="database", fix="sqlite:///path or postgresql://user@host/name") from None
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ConfigError(
            f"{kind!r} is no database that Burnish knows", where="database", fix="sqlite:///path or postgresql://user@host/name"
        )
    if parsed.database in (None, "", ":memory:"):
        raise ConfigError("SQLite in memory cannot be shared by processes", where="database", fix="name a file: sqlite:///path")
    return parsed


# -- SQLite ----------------------------------------------------------------------------------------------------------------------


def _sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    """One engine to read with and one to write with: the latter has one connection, which threads queue for."""
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # it holds what nobody else on this machine should read
    except OSError as error:
        raise ConfigError(
            f"the file cannot be made: {error.strerror}", where=str(path), fix="name another, or correct its folder"
        ) from None
    reader = create_engine(url, pool_size=READERS, max_overflow=READERS, pool_timeout=POOL_SECONDS)
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=POOL_SECONDS)
    event.listen(reader, "connect", lambda connection, record: _prepare_sqlite(connection, only_read=True))
    event.listen(writer, "connect", lambda connection, record: _prepare_sqlite(connection, only_read=False))
    event.listen(reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return reader, writer


def _prepare_sqlite(connection: sqlite3.Connection, *, only_read: bool) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        raise ConfigError(f"SQLite cannot use a write-ahead log here (journal mode {mode})", where="database", fix="use a local disk")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cache_size=-16384")  # KiB
    if only_read:
        connection.execute("PRAGMA query_only=ON")


# -- PostgreSQL ------------------------------------------------------------------------------------------------------------------


def _postgres_engine(url: URL) -> Engine:
    arguments: dict[str, Any] = {"connect_timeout": 5, "application_name": "burnish", "keepalives_idle": 30, "keepalives_interval": 10}
    try:
        engine = create_engine(
            url, connect_args=arguments, pool_size=READERS, max_overflow=READERS, pool_timeout=POOL_SECONDS, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        raise ConfigError(f"{error.name} is not installed", where="database", fix="pip install 'burnish[postgres]'") from error
    event.listen(engine, "connect", lambda connection, record: _prepare_postgres(connection))
    return engine


def _prepare_postgres(connection: Any) -> None:
    connection.autocommit = True
    connection.execute(
        f"SET statement_timeout={STATEMENT_MS}; SET lock_timeout={LOCK_MS}; SET idle_in_transaction_session_timeout={IDLE_MS};"
        "SET timezone='UTC'; SET synchronous_commit=on"
    )
    connection.autocommit = False
