"""Outcomes: how episodes ended for the business; of each fact, what was found out last, with everything that was told."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select

from burnish.core.feedback import EpisodeOutcome, FeedbackSource, Outcome, OutcomeEvent
from burnish.store.database import Transaction
from burnish.store.feedback_rows import Received, pieces
from burnish.store.metrics import lock_feedback
from burnish.store.repository import Repository
from burnish.store.tables import outcome_events, outcomes

__all__ = ["Outcomes", "take"]

_NOTHING: Mapping[str, Any] = {name: field.default for name, field in Outcome.model_fields.items()}


def take(transaction: Transaction, project_id: str, arrived: Sequence[OutcomeEvent]) -> int:
    """Write outcomes down; returns how many were not known before.

    They may come in any order, twice, and before their episode. Of two that say something else under one id the one that was received
    first is kept. Of two that tell the same fact, the one that was found out (`given_at`) last.

    Args:
        transaction: one that writes; the project's feedback is locked until it ends.
        project_id: whose they are.
        arrived: outcomes whose form was checked.
    """
    if not arrived:
        return 0
    lock_feedback(transaction, project_id)
    first: dict[str, OutcomeEvent] = {}
    for event in arrived:
        kept = first.get(event.id)
        if kept is None or _received(event) < _received(kept):
            first[event.id] = event
    stored = {event.id: event for event in _of_ids(transaction, project_id, sorted(first))}
    new = [event for event in first.values() if event.id not in stored]
    earlier = [event for event in first.values() if event.id in stored and _received(event) < _received(stored[event.id])]
    for piece in pieces([event.id for event in earlier]):
        transaction.execute(delete(outcome_events).where(outcome_events.c.project_id == project_id, outcome_events.c.id.in_(piece)))
    written = [*new, *earlier]
    if written:
        transaction.execute(insert(outcome_events), [_row_of(project_id, event) for event in written])
        touched = {event.episode for event in written} | {stored[event.id].episode for event in earlier}
        _fold(transaction, project_id, sorted(touched))
    return len(new)


class Outcomes(Repository):
    """The outcomes of one project's episodes."""

    def find(self, transaction: Transaction, episode: str) -> EpisodeOutcome:
        """How an episode ended, with its history; nothing is known of one that nobody told of."""
        told = _of_episodes(transaction, self.project_id, [episode]).get(episode, [])
        facts = _folded(told)
        return EpisodeOutcome(**facts, episode=episode, given_at=told[-1].given_at if told else None, history=told)

    def of_episodes(self, transaction: Transaction, episodes: Iterable[str]) -> dict[str, Outcome]:
        """How these ended, of those that somebody told of; without history."""
        found: dict[str, Outcome] = {}
        for piece in pieces(sorted(set(episodes))):
            for row in transaction.execute(self.select(outcomes).where(outcomes.c.episode.in_(piece))):
                found[row.episode] = Outcome(**{name: getattr(row, name) for name in Outcome.model_fields})
        return found


def _fold(transaction: Transaction, project_id: str, episodes: Sequence[str]) -> None:
    """Work out anew how these episodes ended."""
    for piece in pieces(episodes):
        transaction.execute(delete(outcomes).where(outcomes.c.project_id == project_id, outcomes.c.episode.in_(piece)))
        rows = [
            {"project_id": project_id, "episode": episode, **_folded(told), "given_at": told[-1].given_at}
            for episode, told in _of_episodes(transaction, project_id, piece).items()
        ]
        if rows:
            transaction.execute(insert(outcomes), rows)


def _folded(told: Sequence[OutcomeEvent]) -> dict[str, Any]:
    """Of each fact, what was found out last."""
    facts = dict(_NOTHING)
    for event in told:
        facts |= event.outcome.model_dump(exclude_defaults=True)
    return facts


def _of_ids(transaction: Transaction, project_id: str, ids: Sequence[str]) -> list[OutcomeEvent]:
    found: list[OutcomeEvent] = []
    for piece in pieces(ids):
        query = select(outcome_events).where(outcome_events.c.project_id == project_id, outcome_events.c.id.in_(piece))
        found += [_event(row) for row in transaction.execute(query)]
    return found


def _of_episodes(transaction: Transaction, project_id: str, episodes: Sequence[str]) -> dict[str, list[OutcomeEvent]]:
    """What was told of each, in the order in which it was found out."""
    query = select(outcome_events).where(outcome_events.c.project_id == project_id, outcome_events.c.episode.in_(episodes))
    found: dict[str, list[OutcomeEvent]] = {}
    order = (outcome_events.c.given_at, outcome_events.c.received_at, outcome_events.c.id)
    for row in transaction.execute(query.order_by(*order)):
        found.setdefault(row.episode, []).append(_event(row))
    return found


def _received(event: OutcomeEvent) -> Received:
    told = event.model_dump_json(exclude={"given_at", "received_at", "caller"})
    return event.received_at, event.given_at, hashlib.sha256(told.encode()).hexdigest()


def _row_of(project_id: str, event: OutcomeEvent) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "id": event.id,
        "episode": event.episode,
        "facts": event.outcome.model_dump(mode="json", exclude_defaults=True),
        "source_kind": event.source.kind,
        "source_id": event.source.id,
        "source_version": event.source.version,
        "given_at": event.given_at,
        "received_at": event.received_at,
        "caller": event.caller,
    }


def _event(row: Row[Any]) -> OutcomeEvent:
    return OutcomeEvent(
        id=row.id,
        episode=row.episode,
        outcome=Outcome(**row.facts),
        source=FeedbackSource(kind=row.source_kind, id=row.source_id, version=row.source_version),
        given_at=row.given_at,
        received_at=row.received_at,
        caller=row.caller,
    )
