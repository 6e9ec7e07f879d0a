"""Both databases keep what was committed, nothing else, and say in the same words what went wrong."""

import gc
import math
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Integer, func, insert, literal, select, text, update

from burnish.core.ids import new_id
from burnish.errors import BurnishError, ConfigError, ConflictError, DataError, SchemaError, StoreError, StoreUnavailableError
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.tables import projects, recipes, settings, users
from tests.databases import only_postgres
from tests.postgres import Postgres


def names(database: Database) -> list[str]:
    with database.read() as transaction:
        return list(transaction.execute(select(projects.c.name).order_by(projects.c.name)).scalars())


def add(transaction: Transaction, name: str) -> str:
    row = new_id("project")
    transaction.execute(insert(projects).values(id=row, name=name))
    return row


def test_a_block_that_ends_well_is_written_and_one_that_fails_is_not(database: Database) -> None:
    with database.write() as transaction:
        add(transaction, "kept")
    with pytest.raises(ZeroDivisionError), database.write() as transaction:
        add(transaction, "dropped")
        raise ZeroDivisionError
    assert names(database) == ["kept"]


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError), database.read() as transaction:
        add(transaction, "written while reading")
    assert names(database) == []


def test_a_reader_sees_one_moment_and_waits_for_no_writer(database: Database) -> None:
    with database.write() as transaction:
        add(transaction, "before")
    with database.read() as transaction:
        query = select(func.count()).select_from(projects)
        assert transaction.execute(query).scalar() == 1
        with database.write() as other:
            add(other, "meanwhile")
        assert transaction.execute(query).scalar() == 1
    assert names(database) == ["before", "meanwhile"]


def test_sqlite_survives_a_power_loss_by_its_settings(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "ours.db")
    for block in (database.read, database.write):
        with block() as transaction:
            asked = {
                name: transaction.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert (tmp_path / "ours.db").stat().st_mode & 0o777 == 0o600


@only_postgres
def test_postgres_limits_statements_locks_and_idle_transactions(database: Database) -> None:
    with database.read() as transaction:
        limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone", "synchronous_commit")
        asked = [transaction.exec_driver_sql(f"SHOW {name}").scalar() for name in limits]
    assert asked == ["30s", "10s", "15s", "UTC", "on"]


def test_many_threads_may_write(database: Database) -> None:
    failures: list[Exception] = []

    def write(thread: int) -> None:
        try:
            for number in range(25):
                with database.write() as transaction:
                    add(transaction, f"{thread}-{number}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(names(database)) == 200


def test_the_clock_is_the_databases_and_comes_back_in_utc(database: Database) -> None:
    with database.write() as transaction:
        add(transaction, "now")
        made = transaction.execute(select(projects.c.created_at)).scalar()
        later = transaction.execute(select(projects.c.name).where(projects.c.created_at > now(-5))).scalar()
        never = transaction.execute(select(projects.c.name).where(projects.c.created_at > now(5))).scalar()
    assert made is not None
    assert made.tzinfo is UTC
    assert abs(made - datetime.now(UTC)) < timedelta(seconds=5)
    assert (later, never) == ("now", None)


def test_the_clock_can_be_shifted_by_a_value_of_the_row(database: Database) -> None:
    with database.write() as transaction:
        shifted = transaction.execute(select(now(90.5), now())).one()
    seconds = (shifted[0] - shifted[1]).total_seconds()
    assert abs(seconds - 90.5) < 0.01


def test_json_comes_back_as_it_was_written(database: Database) -> None:
    value = {"z": 1, "a": [1.5, None, True, "ä\u2028"], "big": 2**53, "": {}, "no nul": ["\\u0000", "\\\\u0000", "\\"]}
    with database.write() as transaction:
        transaction.execute(insert(settings).values(name="value", value=value))
        back = transaction.execute(select(settings.c.value)).scalar()
    assert back == value
    assert list(back) == list(value)


@pytest.mark.parametrize(
    "value", [math.nan, {"a": [math.inf]}, {"a": "b\x00"}, {"a": "\\\x00"}, {"\x00": 1}, {"a": "\ud800"}, {"a": object()}]
)
def test_json_that_one_of_the_two_cannot_hold_is_refused_by_both(database: Database, value: object) -> None:
    with pytest.raises(DataError), database.write() as transaction:
        transaction.execute(insert(settings).values(name="value", value=value))


@pytest.mark.parametrize("name", ["with\x00nul", "lone\ud800surrogate", 7, "x" * (5 * 2**20)])
def test_text_that_one_of_the_two_cannot_hold_is_refused_by_both(database: Database, name: str) -> None:
    with pytest.raises(DataError), database.write() as transaction:
        add(transaction, name)
    with pytest.raises(DataError), database.read() as transaction:
        transaction.execute(select(projects).where(projects.c.name == name))


def test_a_number_beyond_64_bits_is_refused(database: Database) -> None:
    with pytest.raises(DataError), database.write() as transaction:
        transaction.execute(_recipe(add(transaction, "p"), version=2**70))


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(DataError, match="no time zone"), database.write() as transaction:
        transaction.execute(update(projects).values(archived_at=datetime(2026, 1, 1)))


def _recipe(project: str, version: int = 1):  # type: ignore[no-untyped-def]
    empty = {"config_schema": {}, "needs": [], "dependencies": []}
    return insert(recipes).values(id=new_id("recipe"), project_id=project, name="r", version=version, hash="h", source="", **empty)


def test_what_breaks_a_rule_is_told_alike(database: Database) -> None:
    with database.write() as transaction:
        project = add(transaction, "taken")
    with pytest.raises(ConflictError, match="one already"), database.write() as transaction:
        add(transaction, "taken")
    with pytest.raises(ConflictError, match="does not exist"), database.write() as transaction:
        transaction.execute(_recipe(new_id("project")))
    with pytest.raises(DataError, match="email_is_lower_case"), database.write() as transaction:
        transaction.execute(insert(users).values(id=new_id("user"), email="Ann@example.com"))
    with pytest.raises(SchemaError, match="not those of this version"), database.read() as transaction:
        transaction.execute(text("SELECT * FROM elsewhere"))
    with database.write() as transaction:
        transaction.execute(_recipe(project))


def test_a_statement_on_a_project_must_say_which(database: Database) -> None:
    for statement in (select(recipes), update(recipes).values(caption=""), select(func.count()).select_from(recipes)):
        with pytest.raises(StoreError, match="recipes does not say of which project"), database.write() as transaction:
            transaction.execute(statement)


@only_postgres
def test_work_is_repeated_over_a_restart(database: Database, request: pytest.FixtureRequest) -> None:
    server: Postgres = request.getfixturevalue("postgres")
    tries = []

    def work(transaction: Transaction) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            server.crash()
        if not transaction.execute(select(projects).where(projects.c.name == "once")).first():
            add(transaction, "once")

    database.retrying(work)
    assert len(tries) > 1
    assert names(database) == ["once"]


def test_work_that_is_wrong_is_not_repeated(database: Database) -> None:
    tries = []

    def work(transaction: Transaction) -> None:
        tries.append(1)
        add(transaction, "twice")
        add(transaction, "twice")

    with pytest.raises(ConflictError):
        database.retrying(work)
    assert tries == [1]


def test_a_busy_sqlite_says_so_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("burnish.store.database.BUSY_MS", 50)
    one, other = Database.open(tmp_path / "busy.db"), Database.open(tmp_path / "busy.db")
    with one.write(), pytest.raises(StoreUnavailableError, match="busy"), other.write():
        pass
    one.close()
    other.close()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    database = Database.open(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(StoreUnavailableError, match="cannot be reached"), database.read():
        pass


@pytest.mark.parametrize(
    "url", ["mysql://root@localhost/x", "sqlite://", "sqlite:///:memory:", "://", "sqlite:////proc/nothing/x.db", "postgresql+nothing"]
)
def test_a_url_that_names_no_database_is_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "://" not in url:
        assert Database.open(url).dialect == "sqlite"  # a name of a file
        return
    with pytest.raises(ConfigError) as raised:
        Database.open(url)
    assert raised.value.fix


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    database = Database.open(f"postgres://ann:topsecret@/nothing?host={tmp_path}")
    assert "topsecret" not in database.name
    with pytest.raises(BurnishError) as raised, database.read():
        pass
    assert "topsecret" not in str(raised.value)


def test_a_value_that_no_driver_takes_is_no_reason_to_wait(database: Database) -> None:
    began = time.monotonic()
    with pytest.raises(BurnishError) as raised:
        database.retrying(lambda transaction: transaction.execute(select(literal(object(), Integer))))
    assert not isinstance(raised.value, StoreUnavailableError)
    assert time.monotonic() - began < 5


@only_postgres
def test_a_database_that_is_forgotten_closes_its_connections(database_url: str) -> None:
    forgotten = Database.open(database_url)
    with forgotten.read() as transaction:
        number = transaction.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    del forgotten, transaction
    gc.collect()  # a connection that is left open warns, and a warning is an error
    other = Database.open(database_url)
    deadline = time.monotonic() + 10
    left = True
    while left and time.monotonic() < deadline:
        with other.read() as transaction:
            left = transaction.execute(text("SELECT 1 FROM pg_stat_activity WHERE pid = :number"), {"number": number}).first() is not None
    assert not left
    other.close()
