"""Rows of runs: how one is changed, what is noted with the change, and the views that are made of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from burnish.core.runs import RunAttempt, RunCheckpoint, RunStatus, RunView
from burnish.store.columns import now
from burnish.store.database import Transaction
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.leases import EventRow, Point, SavedCheckpoint
from burnish.store.tables import run_attempts, run_checkpoints, run_events, run_tags, runs

__all__ = [
    "HELD",
    "Change",
    "add_checkpoints",
    "add_events",
    "attempt_of",
    "change_run",
    "checkpoint_of",
    "close_attempt",
    "points_of",
    "tags_of",
    "this_run",
    "view_of",
]

HELD: tuple[RunStatus, ...] = ("leased", "running")
POINTS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a run, and the events that say so; written together.

    Attributes:
        values: columns of `runs`.
        events: in their order.
        rows: how many more rows of streams need a sequence number.
        to_people: whether people see another run now (its ETag changes), and not only progress.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    events: Sequence[EventRow] = ()
    rows: int = 0
    to_people: bool = True


def this_run(project_id: str, run_id: str) -> ColumnElement[bool]:
    """The condition that a row of `runs` is this one."""
    return (runs.c.project_id == project_id) & (runs.c.id == run_id)


def change_run(
    transaction: Transaction, condition: ColumnElement[bool], change: Change, *, across_projects: bool = False
) -> Row[Any] | None:
    """Change the one run that fulfils a condition, and note the events.

    Returns:
        The whole row as it is now, or None if there is no such run, and then nothing is written. The numbers
        `row.sequence - change.rows + 1 … row.sequence` are free for rows of its streams.
    """
    values = {**change.values, "sequence": runs.c.sequence + len(change.events) + change.rows}
    if change.to_people:
        values["version"] = runs.c.version + 1
    statement = update(runs).where(condition).values(values).returning(runs)
    row = transaction.execute(statement, execution_options={ACROSS_PROJECTS: across_projects}).one_or_none()
    if row is not None and change.events:
        first = row.sequence - change.rows - len(change.events) + 1
        add_events(transaction, row, first, change.events)
    return row


def add_events(transaction: Transaction, run: Row[Any], first: int, events: Sequence[EventRow]) -> None:
    """Note events of a run, numbered from `first`; `change_run` does it with a change."""
    same = {"project_id": run.project_id, "run_id": run.id, "attempt": run.attempt}
    rows = [
        {**same, "sequence": first + number, "kind": event.kind, "message": event.message, "details": dict(event.details)}
        for number, event in enumerate(events)
    ]
    transaction.execute(insert(run_events), rows)


def close_attempt(transaction: Transaction, run: Row[Any], outcome: str, message: str = "", traceback: str = "") -> None:
    """Say how the newest attempt of a run ended."""
    values = {"ended_at": now(), "outcome": outcome, "message": message, "traceback": traceback}
    newest = (run_attempts.c.project_id == run.project_id) & (run_attempts.c.run_id == run.id) & (run_attempts.c.number == run.attempt)
    transaction.execute(update(run_attempts).where(newest).values(values))


def add_checkpoints(
    transaction: Transaction, run: Row[Any], first: int, checkpoints: Sequence[SavedCheckpoint], *, final: bool = False
) -> None:
    """Register checkpoints of a run, numbered from `first`."""
    rows = [
        {
            "id": one.id,
            "project_id": run.project_id,
            "run_id": run.id,
            "sequence": first + number,
            "model": one.model,
            "name": one.name,
            "loop": one.loop,
            "step": one.step,
            "url": one.url,
            "digest": one.digest,
            "bytes": one.bytes,
            "final": final,
            "state": dict(one.state),
        }
        for number, one in enumerate(checkpoints)
    ]
    if rows:
        transaction.execute(insert(run_checkpoints), rows)


def points_of(transaction: Transaction, project_id: str, run_id: str) -> tuple[Point, ...]:
    """Where a run can go on, newest first: places all of whose checkpoints still have their files."""
    table = run_checkpoints
    query = (
        select(table)
        .where(table.c.project_id == project_id, table.c.run_id == run_id, table.c.final.is_(False))
        .order_by(table.c.sequence.desc())
    )
    places: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in transaction.execute(query):
        places.setdefault((row.loop, row.step), []).append(row)
    whole = [rows for rows in places.values() if not any(row.removed_at for row in rows)]
    return tuple(
        Point(rows[0].loop, rows[0].step, {row.model: checkpoint_of(row) for row in reversed(rows)}, rows[0].state)
        for rows in whole[:POINTS]
    )


def tags_of(transaction: Transaction, project_id: str, run_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Tags of runs, by id."""
    ids = list(run_ids)
    found: dict[str, dict[str, str]] = {run_id: {} for run_id in ids}
    query = select(run_tags.c.run_id, run_tags.c.key, run_tags.c.value).where(
        run_tags.c.project_id == project_id, run_tags.c.run_id.in_(ids)
    )
    for row in transaction.execute(query.order_by(run_tags.c.key)):
        found[row.run_id][row.key] = row.value
    return found


def view_of(row: Row[Any], tags: Mapping[str, str]) -> RunView:
    """A run as it is told."""
    return RunView(
        id=row.id,
        project=row.project_id,
        name=row.name,
        status=row.status,
        wanted=row.wanted,
        failure=row.failure,
        message=row.message,
        step=row.step,
        steps=row.steps,
        latest=row.latest,
        attempt=row.attempt,
        max_attempts=row.max_attempts,
        priority=row.priority,
        spec=row.spec,
        tags=dict(tags),
        parent=row.parent_id,
        checkpoint=row.checkpoint_id,
        worker=row.worker,
        lease_until=row.lease_until,
        heartbeat_at=row.heartbeat_at,
        created_at=row.created_at,
        created_by=row.created_by,
        started_at=row.started_at,
        finished_at=row.finished_at,
        version=row.version,
    )


def attempt_of(row: Row[Any]) -> RunAttempt:
    """An attempt as it is told."""
    return RunAttempt(
        number=row.number,
        worker=row.worker,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        message=row.message,
        traceback=row.traceback,
        environment=row.environment,
    )


def checkpoint_of(row: Row[Any]) -> RunCheckpoint:
    """A checkpoint as it is told."""
    return RunCheckpoint(
        id=row.id,
        run=row.run_id,
        model=row.model,
        name=row.name,
        step=row.step,
        url=row.url,
        digest=row.digest,
        bytes=row.bytes,
        final=row.final,
        at=row.at,
    )
