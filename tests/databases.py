"""Fixtures: a database with the newest tables, for each test a fresh one, on SQLite and on PostgreSQL.

A `conftest.py` imports them: `from tests.databases import database, database_url, postgres, templates`. A test that makes sense on one
of the two alone is marked `@only_sqlite` or `@only_postgres`.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from burnish.store.database import Database
from burnish.store.schema import migrate
from burnish.store.tables import METADATA
from burnish.store.tables.interactions import WORDS
from tests.postgres import Postgres, PostgresMissing

__all__ = ["database", "database_url", "only_postgres", "only_sqlite", "outside_of_words", "postgres", "templates"]

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@dataclass
class Templates:
    """Databases with the newest tables: a file to copy, and databases of the server that are empty again."""

    folder: Path
    file: Path | None = None
    empty: list[str] = field(default_factory=list)

    def sqlite(self, target: Path) -> str:
        """A copy at `target`; returns its URL."""
        if self.file is None:
            self.file = self.folder / "template.db"
            _migrate(str(self.file))
        shutil.copy(self.file, target)
        return f"sqlite:///{target}"

    def take(self, server: Postgres) -> str:
        """The name of an empty one."""
        if not self.empty:
            self.empty.append(server.create())
            _migrate(server.url(self.empty[-1]))
        return self.empty.pop()

    def give_back(self, server: Postgres, name: str) -> None:
        """Empty it again; that takes a tenth of the time that making one does."""
        database = Database.open(server.url(name))
        with database.migrating() as transaction:
            transaction.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers: in any order, the audit log too
            for table in METADATA.tables:
                transaction.execute(text(f"DELETE FROM {table}"))  # noqa: S608 (names of our tables)
            transaction.execute(text("INSERT INTO audit_chain (id, sequence, digest) VALUES (1, 0, '')"))
            transaction.execute(text("INSERT INTO serving_revision (id, number) VALUES (1, 0)"))
        database.close()
        self.empty.append(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server that all tests share."""
    try:
        with Postgres.running() as server:
            yield server
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[str]:
    """URL of a fresh database with the newest tables."""
    if request.param == "sqlite":
        yield templates.sqlite(tmp_path / "burnish.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = templates.take(server)
    yield server.url(name)
    templates.give_back(server, name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, opened."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


def outside_of_words(name: str | None, *context: object) -> bool:
    """Whether a table or an index is none of the full-text index's, which only migrations make."""
    return name is None or not name.startswith(WORDS)


def _migrate(url: str) -> None:
    database = Database.open(url)
    migrate(database)
    database.close()
