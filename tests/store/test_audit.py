"""The audit log: whole until somebody touches it, and then it says where."""

import json

import pytest
from sqlalchemy import text

from burnish.errors import StoreError
from burnish.store import audit
from burnish.store.audit import SYSTEM, Actor
from burnish.store.database import Database, Transaction

ANN = Actor("user_1", "key_1", "::1", "request_1")


def write(database: Database, count: int = 5) -> list[str]:
    ids = []
    for number in range(count):
        with database.write() as transaction:
            project = f"project_{number % 2:032x}"
            audit.record(
                transaction, Actor("user_1", "key_1", "::1", "request_1"), "thing.do", f"target {number}", project_id=project, n=number
            )
    with database.read() as transaction:
        ids = [event.id for event in audit.list_events(transaction)]
    return ids[::-1]


def as_an_insider(database: Database, statement: str) -> None:
    """Change rows as somebody can who owns the database, triggers or not."""
    with database.migrating() as transaction:
        _without_triggers(transaction, database.dialect)
        transaction.exec_driver_sql(statement)


def _without_triggers(transaction: Transaction, dialect: str) -> None:
    if dialect == "postgresql":
        transaction.execute(text("SET LOCAL session_replication_role = replica"))
        return
    names = transaction.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'")).scalars().all()
    for name in names:
        transaction.execute(text(f"DROP TRIGGER {name}"))


def test_a_log_that_nobody_touched_is_whole(database: Database) -> None:
    assert audit.verify(database).whole
    write(database, 25)
    verdict = audit.verify(database)
    assert (verdict.whole, verdict.events, verdict.broken_at, len(verdict.head)) == (True, 25, None, 64)


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("UPDATE audit_events SET actor = 'user_2' WHERE sequence = 3", 3),
        ("""UPDATE audit_events SET details = '{"n":7}' WHERE sequence = 3""", 3),
        ("UPDATE audit_events SET target = target || '!' WHERE sequence = 1", 1),
        ("UPDATE audit_events SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 5", 5),
        ("UPDATE audit_events SET project_id = NULL WHERE sequence = 2", 2),
        ("UPDATE audit_events SET digest = previous WHERE sequence = 4", 4),
        ("DELETE FROM audit_events WHERE sequence = 3", 4),
        ("DELETE FROM audit_events WHERE sequence = 5", 5),
        ("DELETE FROM audit_events WHERE sequence > 2", 3),
        ("UPDATE audit_events SET sequence = 9 WHERE sequence = 5", 5),
    ],
)
def test_a_change_is_found_and_named(database: Database, change: str, broken_at: int) -> None:
    ids = write(database)
    as_an_insider(database, change)
    verdict = audit.verify(database)
    assert (verdict.whole, verdict.broken_at) == (False, broken_at), verdict.message
    if "UPDATE" in change and "sequence = 9" not in change:
        assert ids[broken_at - 1] in verdict.message


def test_a_log_that_was_made_anew_does_not_hold_what_was_noted(database: Database) -> None:
    write(database)
    noted = audit.verify(database)
    as_an_insider(database, "DELETE FROM audit_events")
    as_an_insider(database, "UPDATE audit_chain SET sequence = 0, digest = ''")
    write(database, 6)
    assert audit.verify(database).whole
    verdict = audit.verify(database, anchor=(noted.events, noted.head))
    assert (verdict.whole, verdict.broken_at) == (False, noted.events)


def test_a_noted_event_is_found_again(database: Database) -> None:
    write(database)
    noted = audit.verify(database)
    write(database)
    assert audit.verify(database, anchor=(noted.events, noted.head)).whole


@pytest.mark.parametrize("change", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"])
def test_the_database_refuses_a_change(database: Database, change: str) -> None:
    write(database, 1)
    with pytest.raises(StoreError), database.write() as transaction:
        transaction.execute(text(change))
    assert audit.verify(database).whole


def test_what_is_rolled_back_was_not_done(database: Database) -> None:
    class Interrupted(Exception):
        pass

    with pytest.raises(Interrupted), database.write() as transaction:
        audit.record(transaction, SYSTEM, "thing.do", "x")
        raise Interrupted
    assert audit.verify(database).events == 0


def test_events_are_exported_oldest_first_and_from_where_one_left_off(database: Database) -> None:
    write(database)
    exported = list(audit.export_events(database))
    assert [event.sequence for event in exported] == [1, 2, 3, 4, 5]
    assert [event.sequence for event in audit.export_events(database, after=3)] == [4, 5]
    assert [event.sequence for event in audit.export_events(database, project_id=f"project_{1:032x}")] == [2, 4]
    assert json.loads(exported[0].model_dump_json())["details"] == {"via": "key_1", "n": 0}


def test_events_are_listed_newest_first_by_what_is_asked(database: Database) -> None:
    write(database)
    with database.write() as transaction:
        audit.record(transaction, SYSTEM, "other.do", "x")
    with database.read() as transaction:
        assert [event.sequence for event in audit.list_events(transaction, limit=2)] == [6, 5]
        assert [event.sequence for event in audit.list_events(transaction, before=3)] == [2, 1]
        assert [event.sequence for event in audit.list_events(transaction, action="other.do", actor="system")] == [6]
        assert audit.list_events(transaction, target="nothing") == []
