"""Bringing the tables up to date, by one process at a time; and refusing to work on tables of another version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from burnish.errors import SchemaError
from burnish.store.database import Database, Transaction

__all__ = ["check_schema", "migrate", "newest_revision", "revision"]

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x6275726E697368  # "burnish": which of PostgreSQL's advisory locks


def migrate(database: Database) -> str:
    """Make or upgrade the tables, all or nothing; returns the revision they had before, "" for none.

    Any number of servers may call this at once: one does it while the others wait, and then find it done.

    Raises:
        SchemaError: the tables were made by a newer version.
        StoreError: the database failed; the tables are as they were.
    """
    with database.migrating() as transaction:  # on SQLite that holds the write lock already
        if database.dialect == "postgresql":
            transaction.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        before = revision(transaction)
        if before != newest_revision():
            _known(before, database)
            config = _config()
            config.attributes["connection"] = transaction
            command.upgrade(config, "head")
            _check_references(database, transaction)
        return before


def check_schema(database: Database) -> None:
    """Nothing, if the tables are those of this version.

    Raises:
        SchemaError: they are not; says which side is older.
    """
    with database.read() as transaction:
        found = revision(transaction)
    if found != newest_revision():
        _known(found, database)
        what = f"the tables are at revision {found}, this version needs {newest_revision()}" if found else "there are no tables yet"
        raise SchemaError(what, where=database.name, fix="run `burnish up`, which brings the tables up to date")


def revision(transaction: Transaction) -> str:
    """The revision of the tables; "" if there are none."""
    return MigrationContext.configure(transaction).get_current_revision() or ""


def newest_revision() -> str:
    """The revision that this version works on."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _known(found: str, database: Database) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found and found not in known:
        what = f"the tables are at revision {found}, which this version does not know"
        raise SchemaError(what, where=database.name, fix="use the version of Burnish that made them, or a newer one")


def _check_references(database: Database, transaction: Transaction) -> None:
    if database.dialect == "sqlite":
        lost = transaction.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise SchemaError(
                f"after the upgrade {len(lost)} rows would refer to nothing, first {lost[0]}", fix="nothing was changed; please report it"
            )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
