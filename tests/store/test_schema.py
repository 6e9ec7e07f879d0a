"""Migrations make exactly the tables that the code knows, once, whoever asks how often."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from burnish.errors import ConflictError, SchemaError
from burnish.store.database import Database
from burnish.store.schema import check_schema, migrate, newest_revision, revision
from burnish.store.tables import METADATA, TENANT_TABLES
from tests.databases import only_sqlite, outside_of_words
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database without tables."""
    if request.param == "sqlite":
        return Database.open(tmp_path / "empty.db")
    server: Postgres = request.getfixturevalue("postgres")
    return Database.open(server.url(server.create()))


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.read() as transaction:
        context = MigrationContext.configure(transaction, opts={"compare_type": True, "include_name": outside_of_words})
        assert compare_metadata(context, METADATA) == []


@only_sqlite
def test_migrations_keep_what_autogenerate_does_not_compare(database: Database, tmp_path: Path) -> None:
    """Checks and conditions of indices: the same tables, made from the metadata alone, have the same SQL, which SQLite keeps."""
    other = Database.open(tmp_path / "other.db")
    with other.write() as transaction:
        METADATA.create_all(transaction)
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'alembic%'")
    with database.read() as ours, other.read() as theirs:
        migrated, made = (
            {row.name: _parts(row.sql) for row in side.execute(query) if outside_of_words(row.name)} for side in (ours, theirs)
        )
    assert migrated == made
    other.close()


def _parts(sql: str) -> list[str]:
    """The words of a statement, in any order: a migration may list columns and constraints in another one."""
    return sorted(sql.replace("(", " ").replace(")", " ").replace(",", " ").replace('"', "").split())


def test_many_servers_may_migrate_at_once(empty: Database) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(migrate(empty))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["", *[newest_revision()] * 3]
    check_schema(empty)
    empty.close()


def test_a_database_without_tables_is_refused(empty: Database) -> None:
    with pytest.raises(SchemaError, match="no tables yet"):
        check_schema(empty)
    empty.close()


def test_a_database_of_a_newer_version_is_refused(empty: Database) -> None:
    migrate(empty)
    with empty.write() as transaction:
        transaction.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for refuses in (check_schema, migrate):
        with pytest.raises(SchemaError, match="9999, which this version does not know"):
            refuses(empty)
    empty.close()


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise SchemaError("broken in the middle")

    with monkeypatch.context() as patch:
        patch.setattr("burnish.store.schema._check_references", broken)
        with pytest.raises(SchemaError, match="in the middle"):
            migrate(empty)
    with empty.read() as transaction:
        assert revision(transaction) == ""
        assert sa.inspect(transaction).get_table_names() == []
    empty.close()


def test_every_row_of_a_tenant_has_its_project(database: Database) -> None:
    loose = {table.name for table in METADATA.tables.values() if "project_id" not in table.c or table.c.project_id.nullable}
    of_the_installation = {
        "alembic_version", "api_keys", "audit_chain", "audit_events", "group_roles", "identities", "logins", "projects", "roles",
        "filler_positions", "serving_revision", "set_aside", "settings", "team_members", "team_quotas", "teams", "throttles", "users",
    }  # fmt: skip
    assert loose <= of_the_installation
    assert METADATA.tables.keys() - of_the_installation == TENANT_TABLES


def test_the_audit_log_cannot_be_changed(database: Database) -> None:
    with database.write() as transaction:
        row = {"id": "audit_1", "sequence": 1, "at": "2026-01-01 00:00:00", "actor": "", "action": "a", "target": "", "details": "{}"}
        columns = ", ".join([*row, "request_id", "address", "previous", "digest"])
        values = ", ".join([*(f":{name}" for name in row), "''", "''", "''", "''"])
        transaction.execute(sa.text(f"INSERT INTO audit_events ({columns}) VALUES ({values})"), row)  # noqa: S608 (names of columns)
    statements = ["UPDATE audit_events SET action = 'other'", "DELETE FROM audit_events"]
    for statement in [*statements, "TRUNCATE audit_events"] if database.dialect == "postgresql" else statements:
        with pytest.raises(ConflictError, match="append-only"), database.write() as transaction:
            transaction.execute(sa.text(statement))
    with database.read() as transaction:
        assert transaction.execute(sa.text("SELECT action FROM audit_events")).scalar() == "a"
