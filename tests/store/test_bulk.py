"""Rows that are inserted at once are those that single inserts would be, and their failures are told as any other's."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select

from burnish.errors import ConflictError, DataError
from burnish.store.bulk import insert_rows
from burnish.store.database import Database
from burnish.store.tables import interaction_payloads, interaction_texts, interactions
from tests.store.ground import new_project

AWKWARD = 'tab\t, line\n, carriage\r, backslash \\ and \\N, "quotes", \u00fc\U0001f600, \x7f'


def fact(project: str, number: int, **other: Any) -> dict[str, Any]:
    row = {"project_id": project, "number": number, "id": f"interaction_{number}", "started_at": datetime(2026, 11, 1, tzinfo=UTC)}
    row |= {"source": "gateway", "dialect": "chat", "episode": "e", "alias": None, "model": "", "caller": "", "status": "ok"}
    row |= {"stream": False, "latency_ms": None, "messages": 0, "tools": 0}
    return row | other


def stored(database: Database, table: Any, project: str) -> list[dict[str, Any]]:
    with database.read() as transaction:
        query = select(table).where(table.c.project_id == project).order_by(table.c.number)
        return [dict(row) for row in transaction.execute(query).mappings()]


def test_values_come_back_as_they_were(database: Database) -> None:
    project = new_project(database, "first")
    elsewhere = datetime(2026, 11, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    rows = [
        fact(project, 1, started_at=elsewhere, alias=AWKWARD, stream=True, latency_ms=0.1 + 0.2, tools=2**31 - 1),
        fact(project, 2**62, alias="", latency_ms=1e-300),
    ]
    texts = [{"project_id": project, "number": 1, "asked": AWKWARD, "answered": "", "marks": {"tags": {"a": AWKWARD}, "tools": ["x"]}}]
    payloads = [
        {"project_id": project, "number": 1, "bytes": 256, "body": bytes(range(256)), "tokens": None},
        {"project_id": project, "number": 2, "bytes": 0, "body": b"", "tokens": b"\\x00"},
    ]
    with database.write() as transaction:
        insert_rows(transaction, interactions, rows)
        insert_rows(transaction, interaction_texts, texts)
        insert_rows(transaction, interaction_payloads, payloads)
    for row, found in zip(rows, stored(database, interactions, project), strict=True):
        assert {name: found[name] for name in row} == row
    assert stored(database, interaction_texts, project) == texts
    assert stored(database, interaction_payloads, project) == payloads


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.read() as transaction:  # in which a statement that writes would fail
        insert_rows(transaction, interactions, [])


def test_a_row_that_is_there_already_is_a_conflict_and_nothing_is_written(database: Database) -> None:
    project = new_project(database, "first")
    with pytest.raises(ConflictError, match="there is one already"), database.write() as transaction:
        insert_rows(transaction, interactions, [fact(project, 1), fact(project, 2, id="interaction_1")])
    assert stored(database, interactions, project) == []


@pytest.mark.parametrize(("field", "value", "told"), [("status", "unknown", "against the rules"), ("episode", None, "against the rules")])
def test_a_row_against_the_rules_is_told_as_such(database: Database, field: str, value: Any, told: str) -> None:
    project = new_project(database, "first")
    with pytest.raises(DataError, match=told), database.write() as transaction:
        insert_rows(transaction, interactions, [fact(project, 1, **{field: value})])
    with database.write() as transaction:  # the connection is still good
        insert_rows(transaction, interactions, [fact(project, 1)])


def test_a_project_must_be_named(database: Database) -> None:
    new_project(database, "first")
    with pytest.raises(DataError, match="against the rules"), database.write() as transaction:
        insert_rows(transaction, interactions, [fact("", 1, project_id=None)])
