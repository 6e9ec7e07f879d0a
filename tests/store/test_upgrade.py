"""Every released version's tables become those of this version, and their rows stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from burnish.core.ids import new_id
from burnish.store.database import Database
from burnish.store.ledger import Ledger
from burnish.store.runs import Runs
from burnish.store.schema import check_schema, migrate
from burnish.store.tables import METADATA
from tests.databases import outside_of_words
from tests.postgres import Postgres
from tests.store.ground import SPEC, Ground
from tests.store.released import FOLDER, PROJECT, content, restore, version

DUMPS = sorted(FOLDER.glob("*.sql"))
REMAKE = "the tables changed since their dump was made → python -m tests.store.released"


@pytest.fixture(params=DUMPS, ids=[dump.name for dump in DUMPS])
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as the version left it, brought up to date."""
    dump: Path = request.param
    if ".sqlite." in dump.name:
        url = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.url(server.create())
    restore(dump, url)
    database = Database.open(url)
    migrate(database)
    yield database
    database.close()


def test_every_version_left_its_dumps() -> None:
    assert {path.name for path in DUMPS} >= {f"{version()}.sqlite.sql", f"{version()}.postgresql.sql"}, REMAKE


def test_an_upgraded_database_has_the_tables_of_this_version(upgraded: Database) -> None:
    check_schema(upgraded)
    with upgraded.read() as transaction:
        assert compare_metadata(MigrationContext.configure(transaction, opts={"include_name": outside_of_words}), METADATA) == [], REMAKE
        names = {name for name in sa.inspect(transaction).get_table_names() if outside_of_words(name)}
    assert names == {*METADATA.tables, "alembic_version"}


def test_an_upgraded_database_keeps_its_rows_and_works_on(upgraded: Database) -> None:
    ground = Ground(upgraded, PROJECT)
    (run,) = ground.runs.list().runs
    assert (run.name, run.status, run.tags, run.spec) == ("kept", "succeeded", {"kept": "yes"}, SPEC)
    since = ground.runs.since(run.id, 0)
    assert [len(rows) for rows in (since.metrics, since.logs, since.episodes)] == [1, 1, 1]
    assert [one.step for one in ground.runs.checkpoints(run.id)] == [1]
    assert ground.enqueue("kept", idempotency_key="new").id != run.id
    lease = ground.begun()
    ground.step(lease, 0, save=True)
    Ledger(upgraded).finish(lease)
    assert Runs(upgraded, PROJECT).counts() == {"succeeded": 2}
    with pytest.raises(Exception, match="append-only"), upgraded.write() as transaction:
        event = {"id": new_id("audit"), "sequence": 1, "at": sa.func.current_timestamp(), "actor": "a", "action": "a", "details": {}}
        table = METADATA.tables["audit_events"]
        transaction.execute(sa.insert(table).values(**event, previous="", digest=""))
        transaction.execute(sa.delete(table), execution_options={"across_projects": True})


def test_upgrading_twice_changes_nothing(upgraded: Database) -> None:
    tables = list(METADATA.tables.values())
    before = content(upgraded, tables)
    migrate(upgraded)
    assert content(upgraded, tables) == before
