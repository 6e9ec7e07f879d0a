"""Feedback as it comes: late, early or twice, and in any order; the tables are the same in the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from burnish.core.feedback import FeedbackEvent, FeedbackTaken
from burnish.core.interactions import Interaction
from burnish.core.metrics import fault_of
from burnish.store.database import Transaction
from burnish.store.feedback_counting import Hour, cap_hours, hour_of, read_rules, settle
from burnish.store.feedback_joining import join_events, join_interactions
from burnish.store.feedback_rows import Received, pieces, received, row_of
from burnish.store.metrics import lock_feedback, make_undeclared, remake_undeclared
from burnish.store.tables import feedback_events, metrics

__all__ = ["join_new", "take"]

events = feedback_events


def take(transaction: Transaction, project_id: str, arrived: Sequence[FeedbackEvent]) -> FeedbackTaken:
    """Write events down, join them with what they are about, and work out what counts.

    Whatever order they come in, and however often, the tables are the same in the end. Of two that say something else under one id the
    one that was received first is kept. A metric that nobody declared is made from its first value. Nothing is refused: an event whose
    value is none of its metric is kept with the reason, and does not count.

    Args:
        transaction: one that writes; the project's feedback is locked until it ends.
        project_id: whose they are.
        arrived: events whose form was checked (`burnish.core.metrics.check_request`).
    """
    if not arrived:
        return FeedbackTaken()
    lock_feedback(transaction, project_id)
    first: dict[str, FeedbackEvent] = {}
    for event in arrived:
        kept = first.get(event.id)
        if kept is None or received(event) < received(kept):
            first[event.id] = event
    stored = _stored(transaction, project_id, sorted(first))
    new = [event for event in first.values() if event.id not in stored]
    earlier = [event for event in first.values() if event.id in stored and received(event) < stored[event.id][0]]
    _remove(transaction, project_id, {event.id: stored[event.id][1] for event in earlier})
    rows = _write(transaction, project_id, [*new, *earlier])
    fresh = [rows[event.id] for event in new]
    differing = sum(received(event)[2] != _digest(event.id, first, stored) for event in arrived)
    return FeedbackTaken(
        new=len(new),
        again=len(arrived) - len(new),
        differing=differing,
        joined=sum(row["joined"] > 0 for row in fresh),
        parked=sum(row["joined"] == 0 for row in fresh),
        aside=sum(bool(row["fault"]) for row in fresh),
        capped=sum(row["capped"] for row in fresh),
    )


def join_new(transaction: Transaction, project_id: str, interactions: Sequence[Interaction]) -> int:
    """Join interactions, just written in this transaction, with feedback that was there before them.

    Returns:
        how many events found a target, or another one.
    """
    if not interactions:
        return 0
    lock_feedback(transaction, project_id)
    return join_interactions(transaction, project_id, interactions)


def _digest(event_id: str, first: Mapping[str, FeedbackEvent], stored: Mapping[str, tuple[Received, str]]) -> str:
    """Of what is kept under an id."""
    mine = received(first[event_id])
    return min(mine, stored[event_id][0])[2] if event_id in stored else mine[2]


def _stored(transaction: Transaction, project_id: str, ids: Sequence[str]) -> dict[str, tuple[Received, str]]:
    """What is kept under these ids: when it came and what it says, and of which metric it is."""
    found: dict[str, tuple[Received, str]] = {}
    for piece in pieces(ids):
        query = select(events.c.id, events.c.received_at, events.c.given_at, events.c.digest, events.c.metric)
        for row in transaction.execute(query.where(events.c.project_id == project_id, events.c.id.in_(piece))):
            found[row.id] = ((row.received_at, row.given_at, row.digest), row.metric)
    return found


def _remove(transaction: Transaction, project_id: str, gone: Mapping[str, str]) -> None:
    """Take events out, by id with their metric: others were received under the same ids before them."""
    for piece in pieces(sorted(gone)):
        mine = (events.c.project_id == project_id, events.c.id.in_(piece))
        rows = transaction.execute(select(events).where(*mine)).all()
        transaction.execute(delete(events).where(*mine))
        hours = {hour_of(row._mapping): None for row in rows}
        overridden = {row.overrides for row in rows if row.overrides is not None}
        moved = cap_hours(transaction, project_id, hours, read_rules(transaction, project_id))
        settle(transaction, project_id, moved | overridden)
        of_first = (metrics.c.project_id == project_id, metrics.c.first_id.in_(piece))
        remake_undeclared(transaction, project_id, transaction.execute(select(metrics.c.name).where(*of_first)).scalars().all())


def _write(transaction: Transaction, project_id: str, arrived: Sequence[FeedbackEvent]) -> dict[str, dict[str, Any]]:
    """Add events that are not there; returns their rows by id."""
    known = make_undeclared(transaction, project_id, arrived)
    rows = [row_of(project_id, event, fault_of(known[event.metric], event.value)) for event in arrived]
    if not rows:
        return {}
    transaction.execute(insert(events), rows)
    joined = join_events(transaction, project_id, rows)
    hours: dict[Hour, list[str]] = {}
    for row in rows:
        hours.setdefault(hour_of(row), []).append(row["id"])
    moved = cap_hours(transaction, project_id, hours, read_rules(transaction, project_id))
    settle(transaction, project_id, moved | {row["id"] for row in rows})
    capped = moved & {row["id"] for row in rows}
    return {row["id"]: {**row, "joined": joined.get(row["id"], 0), "capped": row["id"] in capped} for row in rows}
