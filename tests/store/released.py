"""Dumps of the tables of every released version, with a row in each: what an upgrade must start from.

`python -m tests.store.released` writes the dumps of the version in pyproject.toml: after every change of tables until it is released, and
never after that.
"""

import sqlite3
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, select

from burnish.store.database import Database
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.leases import Entry, EpisodeRow, LogRow, MetricsRow, Offer, SavedCheckpoint
from burnish.store.ledger import Ledger
from burnish.store.runs import Runs
from burnish.store.schema import migrate
from burnish.store.tables import projects
from tests.postgres import Postgres
from tests.store.ground import SPEC

FOLDER = Path(__file__).with_suffix("")
PROJECT = f"project_{'0' * 31}1"


def version() -> str:
    """The version that is being worked on."""
    root = Path(__file__).parents[2]
    found: str = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def fill(database: Database) -> None:
    """A project with one run that wrote into every stream: rows that an upgrade must keep."""
    with database.write() as transaction:
        transaction.execute(insert(projects).values(id=PROJECT, name="kept"))
    runs, ledger = Runs(database, PROJECT), Ledger(database)
    runs.enqueue(SPEC, name="kept", by="ann", tags={"kept": "yes"}, idempotency_key="kept")
    claim = ledger.claim(Offer("worker", cores=1, memory_bytes=1))
    assert claim is not None
    ledger.begin(claim.lease, environment={"python": "3"})
    saved = SavedCheckpoint(f"ckpt_{'0' * 31}1", "policy", "step-1", 1, "/checkpoints/step-1", "0" * 64, 10)
    episode = EpisodeRow(0, "scenario", 0.5, "done", {"turns": []})
    ledger.record(
        claim.lease, Entry(1, 1, 5, 0, {"reward": 0.5}, (MetricsRow(0, {"reward": 0.5}),), (LogRow("kept"),), (), (episode,), (saved,))
    )
    ledger.finish(claim.lease)


def content(database: Database, tables: list[Table]) -> dict[str, list[dict[str, Any]]]:
    """All rows of some tables."""
    with database.read() as transaction:
        found = {
            table.name: transaction.execute(select(table), execution_options={ACROSS_PROJECTS: True}).mappings().all() for table in tables
        }
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


def restore(dump: Path, url: str) -> None:
    """Make the tables and rows of a dump in an empty database."""
    statements = dump.read_text(encoding="utf-8")
    if dump.name.endswith(".sqlite.sql"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.executescript(statements)
        connection.close()
        return
    database = Database.open(url)
    with database.migrating() as transaction:
        transaction.exec_driver_sql(statements.replace("%", "%%"))
    database.close()


def write() -> None:
    """Write both dumps of the present version."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "burnish.db"
        _make(f"sqlite:///{path}")
        with sqlite3.connect(path) as connection:
            _save("sqlite", "\n".join(connection.iterdump()))
        connection.close()
    with Postgres.running() as server:
        name = server.create()
        _make(server.url(name))
        _save("postgresql", _without_settings(server.dump(name)))


def _make(url: str) -> None:
    database = Database.open(url)
    migrate(database)
    fill(database)
    database.close()


def _save(dialect: str, dump: str) -> None:
    path = FOLDER / f"{version()}.{dialect}.sql"
    path.write_text(dump.strip() + "\n", encoding="utf-8")
    print(path)


def _without_settings(dump: str) -> str:
    """Statements alone: no words of psql, no comments, and no settings of the session that made it."""
    dropped = ("--", "\\", "SET ", "SELECT pg_catalog.set_config")
    return "\n".join(line for line in dump.splitlines() if line.strip() and not line.startswith(dropped))


if __name__ == "__main__":
    write()
